package fake

import (
	"fmt"
	"slices"
	"time"
)

// A review is one review of a pull request.
type review struct {
	id        int64
	user      *account
	state     string // APPROVED, CHANGES_REQUESTED, COMMENTED, PENDING, DISMISSED
	commit    string
	submitted time.Time // zero where it is PENDING
}

// An event is something that happened to a pull request, as the events
// have it.
type event struct {
	id        int64
	kind      string
	actor     *account
	at        time.Time
	commit    string
	dismissed *review
}

// Review adds a review of the head as it is now, and gives its id: APPROVED,
// CHANGES_REQUESTED, COMMENTED, or PENDING, which is not submitted.
func (g *GitHub) Review(number int, user, state string) (int64, error) {
	defer g.lock()()
	p, a, err := g.about(number, user)
	if err != nil {
		return 0, err
	}
	if states := []string{"APPROVED", "CHANGES_REQUESTED", "COMMENTED", "PENDING"}; !slices.Contains(states, state) {
		return 0, unknown("state", state, states)
	}
	r := &review{id: g.nextID(), user: a, state: state, commit: p.head.sha, submitted: g.tick()}
	if state == "PENDING" {
		r.submitted = time.Time{}
	} else {
		p.answered(a)
	}
	p.reviews = append(p.reviews, r)
	return r.id, nil
}

// Dismiss dismisses a review: its state is DISMISSED from now on, in its place
// in the list and with its time.
func (g *GitHub) Dismiss(number int, actor string, reviewID int64) error {
	defer g.lock()()
	p, a, err := g.about(number, actor)
	if err != nil {
		return err
	}
	r, err := p.review(reviewID)
	if err != nil {
		return err
	}
	g.tick()
	p.note(g, "review_dismissed", a)
	before := *r
	p.events[len(p.events)-1].dismissed = &before
	r.state = "DISMISSED"
	return nil
}

// Restamp moves a review to another commit, as GitHub has been seen to do when
// a head is updated or rebased.
func (g *GitHub) Restamp(number int, reviewID int64, sha string) error {
	defer g.lock()()
	p, err := g.pull(number)
	if err != nil {
		return err
	}
	r, err := p.review(reviewID)
	if err == nil {
		r.commit = sha
	}
	return err
}

func (p *pull) review(id int64) (*review, error) {
	for _, r := range p.reviews {
		if r.id == id {
			return r, nil
		}
	}
	return nil, fmt.Errorf("no review %d of pull request %d; review it first", id, p.number)
}

func (p *pull) note(g *GitHub, kind string, actor *account) {
	p.events = append(p.events, event{id: g.nextID(), kind: kind, actor: actor, at: g.now})
}

// seen is a check suite or a status.
type seen struct {
	id     int64
	commit string
	at     time.Time
}

// CheckSuite adds a check suite on a commit, of the given time.
func (g *GitHub) CheckSuite(sha string, at time.Time) {
	defer g.lock()()
	g.suites = append(g.suites, seen{g.nextID(), sha, at.UTC()})
}

// Status adds a status on a commit, of the given time.
func (g *GitHub) Status(sha string, at time.Time) {
	defer g.lock()()
	g.statuses = append(g.statuses, seen{g.nextID(), sha, at.UTC()})
}
