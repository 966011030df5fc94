package fake

import (
	"fmt"
	"slices"
	"strings"
)

// An account is a user of GitHub, of whatever type.
type account struct {
	id         int64
	login      string
	kind       string // User, Bot, Organization, Mannequin
	permission string // admin, maintain, write, triage, read, none
	name       string // git's
	email      string // git's, by which GitHub knows whose commits are whose
	gone       bool   // deleted
}

// webFlow is who commits what is done in GitHub's web interface, ghost who did
// what deleted accounts did.
var (
	webFlow = &account{id: 19864447, login: "web-flow", kind: "User", permission: "none", name: "GitHub", email: "noreply@github.com"}
	ghost   = &account{id: 10137, login: "ghost", kind: "User", permission: "none"}
)

// User adds an account and gives its id: the first one is 101. The type is User,
// Bot, Organization or Mannequin; the permission on the repository is admin,
// maintain, write, triage, read or none. An account that is there already gets
// the new type and permission.
func (g *GitHub) User(login, kind, permission string) (int64, error) {
	defer g.lock()()
	if kinds := []string{"Bot", "Mannequin", "Organization", "User"}; !slices.Contains(kinds, kind) {
		return 0, unknown("type", kind, kinds)
	}
	if permissions := []string{"admin", "maintain", "none", "read", "triage", "write"}; !slices.Contains(permissions, permission) {
		return 0, unknown("permission", permission, permissions)
	}
	a, err := g.account(login)
	if err != nil {
		a = &account{id: int64(101 + len(g.accounts)), login: login, name: login, email: login + "@example.com"}
		g.accounts = append(g.accounts, a)
	}
	a.kind, a.permission = kind, permission
	return a.id, nil
}

// Rename gives an account another login. Its id stays.
func (g *GitHub) Rename(login, to string) error {
	defer g.lock()()
	a, err := g.account(login)
	if err == nil {
		a.login = to
	}
	return err
}

// DeleteUser deletes an account: GitHub no longer says who did what it did, and
// somebody else may take the login, with another id.
func (g *GitHub) DeleteUser(login string) error {
	defer g.lock()()
	a, err := g.account(login)
	if err == nil {
		a.gone = true
	}
	return err
}

// account finds one by login, upper or lower case.
func (g *GitHub) account(login string) (*account, error) {
	var logins []string
	for _, a := range g.accounts {
		if !a.gone && strings.EqualFold(a.login, login) {
			return a, nil
		}
		if !a.gone {
			logins = append(logins, a.login)
		}
	}
	return nil, unknown("user", login, logins)
}

// byEmail finds whose commit it is; nil is nobody that GitHub knows.
func (g *GitHub) byEmail(email string) *account {
	if email == webFlow.email {
		return webFlow
	}
	if email == actions.email {
		return actions
	}
	for _, a := range g.accounts {
		if !a.gone && strings.EqualFold(a.email, email) {
			return a
		}
	}
	return nil
}

// A team is a team of an organization.
type team struct {
	id      int64
	org     string
	slug    string
	members map[int64]string // account id to state: active, pending
}

// Team adds a team, organization/slug, or replaces its members.
func (g *GitHub) Team(name string, members ...string) error {
	defer g.lock()()
	org, slug, ok := strings.Cut(name, "/")
	if !ok {
		return fmt.Errorf("no organization in team %q; write organization/slug", name)
	}
	t := &team{id: g.nextID(), org: org, slug: slug, members: map[int64]string{}}
	for _, login := range members {
		a, err := g.account(login)
		if err != nil {
			return err
		}
		t.members[a.id] = "active"
	}
	g.teams[strings.ToLower(name)] = t
	return nil
}

// Invite makes somebody a member who has not accepted yet.
func (g *GitHub) Invite(name, login string) error {
	defer g.lock()()
	t, ok := g.teams[strings.ToLower(name)]
	if !ok {
		return fmt.Errorf("unknown team %q; make it first", name)
	}
	a, err := g.account(login)
	if err == nil {
		t.members[a.id] = "pending"
	}
	return err
}

// HideTeams makes the token one that can't see teams, as a workflow's can't:
// everything about them is 404.
func (g *GitHub) HideTeams() {
	defer g.lock()()
	g.noTeams = true
}

func unknown(what, value string, choices []string) error {
	slices.Sort(choices)
	return fmt.Errorf("unknown %s %q; known are %s", what, value, strings.Join(choices, ", "))
}
