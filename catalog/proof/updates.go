package proof

import (
	"context"
	"errors"
	"iter"

	"modelreg/catalog/evidence"
	"modelreg/catalog/github"
)

// updates is the log of a ref, newest first, read as far as it is needed.
type updates struct {
	next    func() (evidence.Update, error, bool)
	stop    func()
	seen    []evidence.Update
	end     evidence.LogEnd // why there is no more; empty while there may be
	problem string
}

func readUpdates(log iter.Seq2[evidence.Update, error]) *updates {
	next, stop := iter.Pull2(log)
	return &updates{next: next, stop: stop}
}

// at gives update i; false where the log ends before it.
func (u *updates) at(i int) (evidence.Update, bool) {
	for i >= len(u.seen) && u.end == "" {
		update, err, more := u.next()
		switch {
		case !more:
			u.end = evidence.LogExpired
		case errors.Is(err, github.ErrUnsupported):
			u.end, u.problem = evidence.LogUnsupported, err.Error()
		case err != nil:
			u.end, u.problem = evidence.LogUnreadable, err.Error()
		default:
			u.seen = append(u.seen, update)
			continue
		}
		u.stop()
	}
	if i >= len(u.seen) {
		return evidence.Update{}, false
	}
	return u.seen[i], true
}

// movements are the updates of the protected branch from its tip back to the
// one that brought in what is asked for. newest is the position of the last
// commit that asks for it: what moved the branch after that does not matter.
func (p *Prover) movements(ctx context.Context, b *branch, s subject, q evidence.Question, introduction string, newest int) ([]evidence.Update, evidence.LogEnd) {
	if b.log == nil {
		b.log = readUpdates(p.o.GitHub.Updates(ctx, p.place.repository, p.ref()))
	}
	first := b.newest()
	moved := []evidence.Update{}
	landed := -1 // the position that this update, or the next one back on the line, led to
	for i := first; ; i++ {
		u, ok := b.log.at(i)
		if !ok {
			return moved, b.log.end
		}
		if at, onLine := p.line(u.After); onLine {
			landed = at
		}
		u.Brought = p.brought(ctx, u, s, q, introduction, landed >= newest)
		moved = append(moved, u)
		if !u.Brought.Known || u.Brought.Value {
			return moved, ""
		}
	}
}

// ref is the protected branch's.
func (p *Prover) ref() string { return "refs/heads/" + p.place.branch }

// line gives the position of a commit on the first-parent line of the protected
// branch: 0 is the head, and what came after it is before that.
func (p *Prover) line(commit string) (position int, ok bool) {
	if p.branch != nil && p.branch.ahead[commit] {
		return -1, true
	}
	return p.history.Position(commit)
}

// newest is where the log begins for the tip that was read before it: the
// branch may have moved on since.
func (b *branch) newest() int {
	const page = 100
	for i := range page {
		u, ok := b.log.at(i)
		if !ok {
			break
		}
		if u.After == b.tip {
			return i
		}
	}
	return 0
}

// brought says whether an update brought in what is asked for: the introduction
// can be reached after it and could not before. Where the branch was not on the
// line that it is on now, it must have held the same then: throwing a revert
// away, by force or by a merge with swapped parents, is no way around a fresh
// approval. asked is false of what moved the branch when it asked for something
// else by now.
func (p *Prover) brought(ctx context.Context, u evidence.Update, s subject, q evidence.Question, introduction string, asked bool) evidence.Answer[bool] {
	after, err := p.holds(ctx, u.After, introduction)
	if err == nil && after {
		var before bool
		before, err = p.holds(ctx, u.Before, introduction)
		if _, onLine := p.line(u.Before); err == nil && before && asked && !onLine {
			var was reading
			was, err = p.readAt(ctx, s, u.Before)
			before = was.S == q.S
		}
		after = !before
	}
	if err != nil {
		return evidence.NotKnown[bool](err.Error())
	}
	return evidence.Known(after)
}
