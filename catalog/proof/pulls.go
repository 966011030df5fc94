package proof

import (
	"context"
	"fmt"
	"slices"
	"time"

	"modelreg/catalog/evidence"
)

// pullsOf asks which pull requests the commits of an update belong to. A merge
// queue moves the branch over several at once; otherwise the introduction
// alone is asked about.
func (p *Prover) pullsOf(ctx context.Context, f evidence.Facts, u evidence.Update) evidence.Answer[[]evidence.Pull] {
	commits := []evidence.Commit{f.Introduction.Value}
	if u.Type == evidence.QueueMerge && f.Chain.Known {
		commits = f.Chain.Value
	}
	pulls := []evidence.Pull{}
	for _, c := range commits {
		numbers, err := p.pullsWith(ctx, c.SHA)
		if err != nil {
			return evidence.NotKnown[[]evidence.Pull](err.Error())
		}
		for _, n := range numbers {
			if slices.ContainsFunc(pulls, func(have evidence.Pull) bool { return have.Number == n }) {
				continue
			}
			pull, err := p.pull(ctx, n)
			if err != nil {
				return evidence.NotKnown[[]evidence.Pull](err.Error())
			}
			pulls = append(pulls, pull)
		}
	}
	return evidence.Known(pulls)
}

// pullsWith gives the numbers of the pull requests that have a commit.
func (p *Prover) pullsWith(ctx context.Context, commit string) ([]int, error) {
	if known, ok := p.numbers[commit]; ok {
		return known, nil
	}
	numbers, err := p.o.GitHub.PullsWith(ctx, p.place.repository, commit)
	if err == nil {
		p.numbers[commit] = numbers
	}
	return numbers, err
}

func (p *Prover) pull(ctx context.Context, n int) (evidence.Pull, error) {
	if known, ok := p.pulls[n]; ok {
		return known, nil
	}
	pull, err := p.o.GitHub.Pull(ctx, p.place.repository, n)
	if err == nil {
		p.pulls[n] = pull
	}
	return pull, err
}

// detail asks for what the reviews of one pull request are judged by. Answers
// are remembered; who its reviewers are depends on the question.
func (p *Prover) detail(ctx context.Context, pull evidence.Pull, policy evidence.Policy, q evidence.Question) *evidence.Detail {
	d := p.pulls[pull.Number].Detail
	if d == nil {
		d = p.askDetail(ctx, pull)
		pull.Detail = d
		p.pulls[pull.Number] = pull
	}
	own := *d
	own.People = p.people(ctx, policy, q, own.Reviews.Value)
	return &own
}

func (p *Prover) askDetail(ctx context.Context, pull evidence.Pull) *evidence.Detail {
	gh, repository := p.o.GitHub, p.place.repository
	d := &evidence.Detail{
		Commits: answer(gh.Commits(ctx, repository, pull.Number)),
		Reviews: answer(gh.Reviews(ctx, repository, pull.Number)),
		Events:  answer(gh.Events(ctx, repository, pull.Number)),
		Pushes:  p.pushes(ctx, pull),
	}
	told := slices.ContainsFunc(d.Pushes.Value, func(u evidence.Update) bool { return u.After == pull.Head.SHA })
	if !told {
		d.Seen = answer(gh.FirstSeen(ctx, repository, pull.Head.SHA))
	}
	for _, merge := range evidence.WebMerges(d.Commits.Value) {
		i := slices.IndexFunc(d.Commits.Value, func(c evidence.Commit) bool { return c.SHA == merge.SHA })
		d.Commits.Value[i].OnBase = p.onBase(ctx, merge.Parents[1])
	}
	return d
}

// pushes are the updates of the head's ref. Of a fork, and of a ref that has
// been used for something else before, GitHub tells nothing or too much; the
// judge looks for the head among them.
func (p *Prover) pushes(ctx context.Context, pull evidence.Pull) evidence.Answer[[]evidence.Update] {
	if pull.Head.RepositoryID != p.branch.id {
		return evidence.Known([]evidence.Update{})
	}
	pushes := []evidence.Update{}
	for u, err := range p.o.GitHub.Updates(ctx, p.place.repository, "refs/heads/"+pull.Head.Ref) {
		if err != nil {
			return evidence.NotKnown[[]evidence.Update](err.Error())
		}
		pushes = append(pushes, u)
	}
	return evidence.Known(pushes)
}

// onBase says whether a commit is on the protected branch.
func (p *Prover) onBase(ctx context.Context, commit string) evidence.Answer[bool] {
	_, local, err := p.o.Repo.Commit(commit)
	if err == nil && local {
		return answer(p.o.Repo.Contains(ctx, commit, p.o.Head.Hash))
	}
	status, _, err := p.o.GitHub.Between(ctx, p.place.repository, commit, p.branch.tip)
	return answer(status == "ahead" || status == "identical", err)
}

// people asks what is known of the reviewers whose word could count.
func (p *Prover) people(ctx context.Context, policy evidence.Policy, q evidence.Question, reviews []evidence.Review) map[int64]evidence.Person {
	people := map[int64]evidence.Person{}
	for _, want := range evidence.Wants(policy, q, reviews...) {
		login := want.User.Login
		person := evidence.Person{Permission: answer(p.o.GitHub.Permission(ctx, p.place.repository, login))}
		for _, team := range want.Teams {
			if person.Teams == nil {
				person.Teams = map[string]evidence.Answer[bool]{}
			}
			person.Teams[team] = answer(p.o.GitHub.Member(ctx, team, login))
		}
		people[want.User.ID] = person
	}
	return people
}

// registration finds who brought in the content that is to be approved: that
// after moment i.
func (p *Prover) registration(ctx context.Context, s subject, all []moment, i, approving int) evidence.Answer[evidence.Registration] {
	m, err := p.introduced(ctx, s, all, i, sameContent)
	if err != nil {
		return evidence.NotKnown[evidence.Registration](err.Error())
	}
	key := fmt.Sprintf("%s %d", m.commit, approving)
	if _, asked := p.registrations[key]; !asked {
		p.registrations[key] = p.registeredBy(ctx, m.commit, approving)
	}
	return p.registrations[key]
}

// registeredBy names the author and the contributors of the pull request that
// a commit came in with, or who pushed it.
func (p *Prover) registeredBy(ctx context.Context, commit string, approving int) evidence.Answer[evidence.Registration] {
	r := evidence.Registration{Commit: commit, By: []evidence.User{}}
	numbers, err := p.pullsWith(ctx, commit)
	if err != nil {
		return evidence.NotKnown[evidence.Registration](err.Error())
	}
	for _, n := range numbers {
		pull, err := p.pull(ctx, n)
		if err != nil {
			return evidence.NotKnown[evidence.Registration](err.Error())
		}
		if !pull.Merged || pull.Base.RepositoryID != p.branch.id || pull.Base.Ref != p.place.branch {
			continue
		}
		r.Pull = n
		if n == approving {
			return evidence.Known(r) // its author and contributors don't count anyway
		}
		commits, err := p.o.GitHub.Commits(ctx, p.place.repository, n)
		if err != nil {
			return evidence.NotKnown[evidence.Registration](err.Error())
		}
		r.By = append(r.By, pull.Author)
		for _, c := range commits {
			r.By = append(r.By, c.Author, c.Committer)
		}
		pushes := p.pushes(ctx, pull)
		if !pushes.Known {
			return evidence.NotKnown[evidence.Registration](pushes.Problem)
		}
		r.By = append(r.By, pushers(pushes.Value, commits, pull.MergedAt)...)
	}
	if r.Pull == 0 {
		c, err := p.o.GitHub.Commit(ctx, p.place.repository, commit)
		if err != nil {
			return evidence.NotKnown[evidence.Registration](err.Error())
		}
		r.By = append(r.By, c.Author, c.Committer)
		pusher, err := p.pusher(ctx, commit)
		if err != nil {
			return evidence.NotKnown[evidence.Registration](err.Error())
		}
		r.By = append(r.By, pusher...)
	}
	r.By = distinct(r.By)
	return evidence.Known(r)
}

// pushers are who pushed a head before the merge. What the branch's name was
// used for before it was created counts only where it is in the pull request.
func pushers(pushes []evidence.Update, commits []evidence.Commit, merged time.Time) []evidence.User {
	var by []evidence.User
	earlier := false
	for _, u := range pushes {
		if u.At.After(merged) || evidence.IsZero(u.After) {
			continue
		}
		if !earlier || slices.ContainsFunc(commits, func(c evidence.Commit) bool { return c.SHA == u.After }) {
			by = append(by, u.Actor)
		}
		earlier = earlier || evidence.IsZero(u.Before)
	}
	return by
}

// pusher names who moved the protected branch by hand onto a commit, which is not
// always whom the commit names; nobody where the log does not go back so far.
func (p *Prover) pusher(ctx context.Context, commit string) ([]evidence.User, error) {
	moves, err := p.handMoves(ctx)
	if err != nil {
		return nil, err
	}
	var by []evidence.User
	for _, u := range moves {
		after, err := p.holds(ctx, u.After, commit)
		if err != nil {
			return nil, err
		}
		if !after {
			continue
		}
		before, err := p.holds(ctx, u.Before, commit)
		if err != nil {
			return nil, err
		}
		if !before {
			by = append(by, u.Actor)
		}
	}
	return by, nil
}

// distinct leaves out repetitions and GitHub's own web interface. Somebody whom
// GitHub can't name stays: it could be anybody.
func distinct(users []evidence.User) []evidence.User {
	out := []evidence.User{}
	for _, u := range users {
		if !evidence.IsWebFlow(u) && !slices.Contains(out, u) {
			out = append(out, u)
		}
	}
	return out
}

func answer[T any](v T, err error) evidence.Answer[T] {
	if err != nil {
		return evidence.NotKnown[T](err.Error())
	}
	return evidence.Known(v)
}
