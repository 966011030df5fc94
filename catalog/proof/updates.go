package proof

import (
	"context"
	"errors"
	"iter"

	"modelreg/catalog/evidence"
	"modelreg/catalog/github"
)

// forcePush is the type of an update after which commits are gone.
const forcePush = "force_push"

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
// one that brought in what is asked for.
func (p *Prover) movements(ctx context.Context, b *branch, s subject, q evidence.Question, introduction string) ([]evidence.Update, evidence.LogEnd) {
	if b.log == nil {
		b.log = readUpdates(p.o.GitHub.Updates(ctx, p.place.repository, "refs/heads/"+p.place.branch))
	}
	first := b.newest()
	moved := []evidence.Update{}
	for i := first; ; i++ {
		u, ok := b.log.at(i)
		if !ok {
			return moved, b.log.end
		}
		u.Brought = p.brought(ctx, u, s, q, introduction)
		moved = append(moved, u)
		if !u.Brought.Known || u.Brought.Value {
			return moved, ""
		}
	}
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
// can be reached after it and could not before. A forced push also brings in
// what it uncovers: throwing a revert away is no way around a fresh approval.
func (p *Prover) brought(ctx context.Context, u evidence.Update, s subject, q evidence.Question, introduction string) evidence.Answer[bool] {
	after, err := p.holds(ctx, u.After, introduction)
	if err == nil && after {
		var before bool
		before, err = p.holds(ctx, u.Before, introduction)
		if err == nil && before && u.Type == forcePush {
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
