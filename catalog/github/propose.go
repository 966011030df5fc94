package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"
)

// A Proposal is an edit of a repository to be offered as a pull request.
type Proposal struct {
	Branch string // that it is offered on
	Title  string
	Body   string         // Markdown
	Files  []ProposedFile // at least one
	Fresh  bool           // nobody is known to have offered it: what is on the branch is somebody else's

	Users []string // logins of who is to review; the author is not asked
	Teams []string // organization/team, likewise; those of other organizations are not asked

	By   *By                                                                // nil: who the token acts as
	Date time.Time                                                          // of the commit, where it is By somebody
	Sign func(ctx context.Context, commit []byte) (armor string, err error) // nil: not signed; else By is there
}

// A ProposedFile is one file as it is to be.
type ProposedFile struct {
	Path string // from the top of the repository
	Text []byte
}

// By is who a commit is by, as git has it.
type By struct{ Author, Committer Person }

// A Person is who did something, as git has it.
type Person struct{ Name, Email string }

// Proposed is what became of a proposal.
type Proposed struct {
	Number int
	URL    string
	Commit string   // the head of the branch
	Done   Done     // Created, Edited, or Kept
	Asked  []string // logins and organization/team that are asked to review, sorted
	Doubts []string // what is not as it should be, each a sentence
}

// Propose sees to it that there is one pull request of the branch, with the
// files of a proposal and no other change to the base, which is at. The same
// proposal again changes nothing, another one adds a commit; a branch under
// review is never rewritten. Stopped anywhere and called again, it ends the same.
//
// It never changes what others wrote: commits on the branch that no proposal
// made are a *ForeignError, and what somebody else offers there, if that is
// something else, a *TakenError.
func (c *Client) Propose(ctx context.Context, at *Snapshot, p Proposal) (Proposed, error) {
	if err := refName(p.Branch); err != nil {
		return Proposed{}, err
	}
	got, err := c.propose(ctx, at, p)
	if r, ok := errors.AsType[*racedError](err); ok {
		p.Fresh = p.Fresh || r.wasFree
		got, err = c.propose(ctx, at, p)
	}
	return got, err
}

// A racedError says that somebody else was at the branch at the same time.
type racedError struct {
	error
	wasFree bool // there was nothing on the branch before
}

func (r *racedError) Unwrap() error { return r.error }

// raced marks errors by which GitHub says that the world has moved. All are
// 422, and told by words only.
func raced(err error, wasFree bool) error {
	if status(err) != http.StatusUnprocessableEntity {
		return err
	}
	for _, words := range []string{"Reference already exists", "already exists for", "not a fast forward", "Reference does not exist"} {
		if strings.Contains(err.Error(), words) {
			return &racedError{err, wasFree}
		}
	}
	return err
}

func (c *Client) propose(ctx context.Context, at *Snapshot, p Proposal) (Proposed, error) {
	pulls, err := c.pullsOf(ctx, at, p.Branch)
	if err != nil {
		return Proposed{}, err
	}
	b, err := c.branchAt(ctx, at, p.Branch)
	if err != nil {
		return Proposed{}, err
	}
	var open *github.PullRequest
	finished := b == nil
	for _, pull := range pulls {
		switch {
		case pull.GetState() == "open" && pull.GetBase().GetRef() == at.Branch:
			open = pull
		case pull.GetState() == "closed" && b != nil && pull.GetHead().GetSHA() == b.head:
			finished = true
		}
	}
	switch {
	case open != nil && b == nil:
		return Proposed{}, fmt.Errorf("the branch %q of %s has no commit, and pull request #%d is open; run again later", p.Branch, at.Repository, open.GetNumber())
	case open != nil:
		return c.bringUp(ctx, at, p, b, open)
	}
	return c.offer(ctx, at, p, b, finished)
}

// offer opens a pull request. Finished says that what is on the branch, if
// there is one, has had its pull request.
func (c *Client) offer(ctx context.Context, at *Snapshot, p Proposal, b *branch, finished bool) (Proposed, error) {
	done := Proposed{Done: Created}
	head := ""
	if b != nil {
		if err := b.foreign(at.Repository, p.Branch); err != nil {
			return Proposed{}, err
		}
		switch {
		case b.base == at.Tip && len(b.commits) > 0 && b.has(at, p.Files):
			head = b.head // stopped before the pull request was there
		case !finished:
			if err := c.begunByMe(ctx, at, p, b); err != nil {
				return Proposed{}, err
			}
		}
	}
	if head == "" {
		var err error
		if head, err = c.commit(ctx, at, p, &done, at.Tip); err != nil {
			return Proposed{}, err
		}
		if b == nil {
			err = c.createBranch(ctx, at.Repository, p.Branch, head)
		} else {
			err = c.moveBranch(ctx, at.Repository, p.Branch, head, true)
		}
		if err != nil {
			return Proposed{}, raced(err, b == nil)
		}
	}
	pull, err := c.createPull(ctx, at, p)
	if err != nil {
		return Proposed{}, raced(err, b == nil)
	}
	if got := pull.GetHead().GetSHA(); got != head {
		return Proposed{}, &racedError{fmt.Errorf("somebody else moved the branch %q of %s at the same time; run again", p.Branch, at.Repository), b == nil}
	}
	done.Number, done.URL, done.Commit = pull.GetNumber(), pull.GetHTMLURL(), head
	return done, c.ask(ctx, at, p, pull, true, &done)
}

// bringUp makes an open pull request what is proposed.
func (c *Client) bringUp(ctx context.Context, at *Snapshot, p Proposal, b *branch, pull *github.PullRequest) (Proposed, error) {
	done := Proposed{Number: pull.GetNumber(), URL: pull.GetHTMLURL(), Commit: b.head, Done: Kept}
	if b.has(at, p.Files) {
		return done, c.keep(ctx, at, p, pull, &done)
	}
	me, err := c.Me(ctx)
	if err != nil {
		return Proposed{}, err
	}
	if author := pull.GetUser().GetLogin(); p.Fresh || !strings.EqualFold(author, me) {
		return Proposed{}, &TakenError{Branch: p.Branch, Number: done.Number, URL: done.URL, By: author}
	}
	if err := b.foreign(at.Repository, p.Branch); err != nil {
		return Proposed{}, err
	}
	parents := []string{b.head}
	if b.base != at.Tip {
		parents = append(parents, at.Tip)
	}
	if done.Commit, err = c.commit(ctx, at, p, &done, parents...); err != nil {
		return Proposed{}, err
	}
	if err := c.moveBranch(ctx, at.Repository, p.Branch, done.Commit, false); err != nil {
		return Proposed{}, raced(err, false)
	}
	done.Done = Edited
	if err := c.editPull(ctx, at.Repository, pull, p); err != nil {
		return Proposed{}, err
	}
	return done, c.ask(ctx, at, p, pull, true, &done)
}

// keep leaves the branch as it is. Words are brought up to date where they are
// our own, and who was not asked to review is.
func (c *Client) keep(ctx context.Context, at *Snapshot, p Proposal, pull *github.PullRequest, done *Proposed) error {
	if !says(pull, p) {
		me, err := c.Me(ctx)
		if err != nil {
			return err
		}
		if strings.EqualFold(pull.GetUser().GetLogin(), me) {
			if err := c.editPull(ctx, at.Repository, pull, p); err != nil {
				return err
			}
			done.Done = Edited
		}
	}
	return c.ask(ctx, at, p, pull, false, done)
}

// A TakenError says that somebody has offered something else on the branch.
type TakenError struct {
	Branch string
	Number int    // of the pull request; 0: there is none yet
	URL    string // likewise
	By     string // who did; empty where nobody knows
}

func (e *TakenError) Error() string {
	by := ""
	if e.By != "" {
		by = fmt.Sprintf(" of %q", e.By)
	}
	if e.Number == 0 {
		return fmt.Sprintf("the branch %q%s is about the same and has other content; delete it if nobody needs it", e.Branch, by)
	}
	return fmt.Sprintf("pull request #%d%s is about the same and has other content (%s); merge or close it first", e.Number, by, e.URL)
}

// begunByMe holds that a branch whose pull request is still missing was left by
// who now goes on. Anybody else may be about to open one.
func (c *Client) begunByMe(ctx context.Context, at *Snapshot, p Proposal, b *branch) error {
	if len(b.commits) == 0 { // all of it is on the base
		return nil
	}
	last := b.commits[len(b.commits)-1]
	mine := p.By != nil && p.By.Author == Person{last.GetCommit().GetAuthor().GetName(), last.GetCommit().GetAuthor().GetEmail()}
	if !mine && last.GetAuthor().GetLogin() != "" {
		me, err := c.Me(ctx)
		if err != nil {
			return err
		}
		mine = strings.EqualFold(last.GetAuthor().GetLogin(), me)
	}
	if !mine || p.Fresh {
		return &TakenError{Branch: p.Branch, By: last.GetAuthor().GetLogin()}
	}
	return nil
}
