package proof

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"sync"
	"time"

	"modelreg/catalog"
	"modelreg/catalog/gittree"
)

// ErrAway says that the head is not on the protected branch, so that nothing of
// it may be written.
var ErrAway = errors.New("is not on the protected branch")

// tipFresh is how long an answer about the tip serves the writes that follow
// it. Asking before each of a thousand writes would use up the token's hour.
const tipFresh = 5 * time.Second

// A Watch tells what the protected branch has otherwise than the head, so that
// an older run never overwrites a newer one. Several goroutines may ask it, and
// nobody may ask its Prover meanwhile.
type Watch struct {
	p      *Prover
	reg    *catalog.Registry
	target *catalog.Target
	now    func() time.Time

	mu    sync.Mutex
	err   error     // the first one that Superseded had no way to tell
	tip   string    // that the answers are about
	asked time.Time // when it was read
	moved bool      // the tip is another one than the head
	away  bool      // the branch does not hold the head any more
	then  map[string]gittree.File
	head  map[string]gittree.File
}

// Watch begins with the tip that Standing found.
func (p *Prover) Watch(ctx context.Context, reg *catalog.Registry, t *catalog.Target, now func() time.Time) (*Watch, error) {
	w := &Watch{p: p, reg: reg, target: t, now: now}
	b, err := p.protected(ctx)
	if err != nil {
		return nil, err
	}
	w.turn(b.tip, b.standing)
	return w, nil
}

// turn goes by another tip from now on. What it holds is read when somebody
// asks.
func (w *Watch) turn(tip string, standing Standing) {
	w.moved, w.away, w.then = standing != AtTip, standing == Away, nil
	w.tip, w.asked = tip, w.now()
}

// compare lists the files of the tip and of the head.
func (w *Watch) compare(ctx context.Context) (err error) {
	if w.then == nil {
		if w.then, err = w.p.objects.files(ctx, w.tip); err != nil {
			return fmt.Errorf("reading the catalog at %s, the tip of %s: %w", short(w.tip), w.p.place.branch, err)
		}
	}
	if w.head == nil {
		w.head, err = w.p.objects.files(ctx, w.p.o.Head.Hash)
	}
	return err
}

// Superseded reports whether the tip says something else about a version than
// the head, or, with an empty label, about a group itself. A version that only
// one of them has is something else. Where it can't tell it says so too, and
// Err says why.
func (w *Watch) Superseded(ctx context.Context, group, label string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	differs, err := w.differs(ctx, group, label)
	if err != nil && w.err == nil {
		w.err = err
	}
	return differs || err != nil
}

// Err is why Superseded could not tell.
func (w *Watch) Err() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

// BeforeWrite is Superseded for the tip as it is now.
func (w *Watch) BeforeWrite(ctx context.Context, group, label string) (bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.again(ctx); err != nil {
		return false, err
	}
	return w.differs(ctx, group, label)
}

// again reads the tip again, unless that was a moment ago.
func (w *Watch) again(ctx context.Context) error {
	if w.now().Sub(w.asked) < tipFresh {
		return nil
	}
	tip, err := w.p.o.GitHub.Tip(ctx, w.p.place.repository, w.p.place.branch)
	if err != nil {
		return fmt.Errorf("looking at %s once more before writing: %w", w.p.place.branch, err)
	}
	if tip == w.tip {
		w.asked = w.now()
		return nil
	}
	standing, _, err := w.p.standingAt(ctx, tip)
	if err != nil {
		return err
	}
	w.turn(tip, standing)
	return nil
}

func (w *Watch) differs(ctx context.Context, group, label string) (bool, error) {
	switch {
	case w.away:
		return false, fmt.Errorf("commit %s %w", w.p.o.Head.Short(), ErrAway)
	case !w.moved:
		return false, nil
	}
	if err := w.compare(ctx); err != nil {
		return false, err
	}
	if _, known := w.head[path.Join(group, "group.yaml")]; !known {
		return w.newGroups(), nil
	}
	files := []string{registryFile, path.Join(group, "group.yaml")}
	if label != "" {
		files = append(files, path.Join(group, "versions", label+".yaml"))
	}
	same := true
	for _, f := range files {
		same = same && w.then[f] == w.head[f]
	}
	if same {
		return false, nil
	}
	if label == "" {
		return w.groupMoved(ctx, group)
	}
	s := versionSubject(group, label, w.target.Name, files[2])
	now, err := w.p.readFiles(ctx, s, w.head)
	if err != nil {
		return false, err
	}
	then, err := w.p.readFiles(ctx, s, w.then)
	return now.S != then.S || now.S == "", err // what cannot be read is not the same
}

// newGroups reports whether the tip has groups that the head does not have: one
// of them may be the group that is only in the registry, as the head sees it.
func (w *Watch) newGroups() bool {
	for file := range w.then {
		if _, had := w.head[file]; !had && path.Base(file) == "group.yaml" {
			return true
		}
	}
	return false
}

// groupMoved compares what a group itself is made of.
func (w *Watch) groupMoved(ctx context.Context, group string) (bool, error) {
	file := path.Join(group, "group.yaml")
	if w.then[file] != w.head[file] {
		return true, nil
	}
	text, why, err := w.p.objects.text(ctx, w.then[registryFile])
	if err != nil || why != "" {
		return true, err
	}
	reg, problems, err := catalog.LoadRegistry(ctx, text)
	if err != nil || reg == nil || catalog.HasErrors(problems) {
		return true, err
	}
	t, ok := reg.Target(w.target.Name)
	return !ok || reg.Name != w.reg.Name || reg.Approval.Repository != w.reg.Approval.Repository ||
		t.Region() != w.target.Region() || t.AccountID() != w.target.AccountID() ||
		!maps.Equal(t.Variables, w.target.Variables), nil
}
