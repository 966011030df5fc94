package evidence

import (
	"slices"
	"strings"
)

// permissions let an account write to the repository. Some versions of the API
// name maintain, others call it write.
// https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user
var permissions = []string{"admin", "maintain", "write"}

// eligible says whether what a user says counts under a rule: Granted yes, Held
// no, Unknown perhaps; and why, if it is not yes.
func eligible(p Policy, r Rule, people map[int64]Person, in involvement, u User) (State, string) {
	switch {
	case u.ID == 0 || u.Login == "":
		return Held, "GitHub does not name the account"
	case u.Type != "User":
		return Held, "the account is a " + u.Type + ", and approvals are given by people"
	case isMachine(p, u):
		return Held, "the policy names the account as a machine's"
	case in.certain[u.ID].why != "":
		return Held, "whoever " + in.certain[u.ID].why + " cannot approve it as well"
	}
	person := people[u.ID]
	named, why := named(r, person, u)
	if named == Held {
		return Held, why
	}
	if person.Permission.Known && !slices.Contains(permissions, person.Permission.Value) {
		return Held, "the account has the permission " + person.Permission.Value + ", and needs write"
	}
	switch {
	case named == Unknown:
		return Unknown, why
	case !person.Permission.Known:
		return Unknown, notKnown("", "the account's permission", person.Permission).Text
	case in.maybe[u.ID].why != "":
		return Unknown, "whoever may have " + in.maybe[u.ID].why + " cannot approve it as well"
	case in.doubt != "":
		return Unknown, in.doubt
	}
	return Granted, ""
}

func isMachine(p Policy, u User) bool {
	return slices.ContainsFunc(p.MachineUsers, func(login string) bool { return strings.EqualFold(login, u.Login) })
}

// named says whether the rule names a user, alone or as a member of a team.
func named(r Rule, person Person, u User) (State, string) {
	if r.Anyone || listed(r, u) {
		return Granted, ""
	}
	state, why := Held, "the policy does not name the account among those who approve"
	for _, team := range r.Teams {
		switch member := person.Teams[team]; {
		case member.Known && member.Value:
			return Granted, ""
		case !member.Known:
			state, why = Unknown, notKnown("", "whether the account is in team "+team, member).Text
		}
	}
	return state, why
}

func listed(r Rule, u User) bool {
	return slices.ContainsFunc(r.Users, func(login string) bool { return strings.EqualFold(login, u.Login) })
}

// A Want is what a gatherer must find out about one reviewer: the permission,
// and membership of these teams.
type Want struct {
	User  User
	Teams []string // organization/team, sorted
}

// Wants says what must be asked about the people who reviewed, ordered by
// their ids. It leaves out all whose reviews decide nothing by themselves, so
// that no more is asked than needed.
func Wants(p Policy, q Question, reviews ...Review) []Want {
	wants := map[int64]Want{}
	for _, review := range reviews {
		u := review.User
		if review.State != approved && review.State != changesRequested || u.ID == 0 || u.Type != "User" || isMachine(p, u) {
			continue
		}
		want, wanted := Want{User: u}, false
		for _, r := range Rules(p, q) {
			if r.Anyone || listed(r, u) {
				wanted = true
			} else if len(r.Teams) > 0 {
				wanted = true
				want.Teams = append(want.Teams, r.Teams...)
			}
		}
		if wanted {
			slices.Sort(want.Teams)
			want.Teams = slices.Compact(want.Teams)
			wants[u.ID] = want
		}
	}
	out := make([]Want, 0, len(wants))
	for _, w := range wants {
		out = append(out, w)
	}
	slices.SortFunc(out, func(a, b Want) int { return int(min(max(a.User.ID-b.User.ID, -1), 1)) })
	return out
}

// WantsRegistration says whether a rule asks who registered what q is about,
// where the version was registered before the pull request that approves it.
func WantsRegistration(p Policy, q Question) bool {
	return !q.Policy && slices.ContainsFunc(Rules(p, q), func(r Rule) bool { return !r.RegistrantMayApprove })
}
