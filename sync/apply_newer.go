package sync

import (
	"context"
	"fmt"
	"strings"
)

// A supersededError says that a change is left to the run for a newer commit.
// That is no failure.
type supersededError struct{ why string }

func (e supersededError) Error() string { return e.why }

// current makes sure, just before something is written for a change, that the
// protected branch does not say otherwise about it by now.
func (a *groupApplier) current(i int) error {
	if a.o.Superseded == nil {
		return nil
	}
	c := a.changes[i]
	group := c.Ref
	if c.Kind == OfVersion {
		group = strings.TrimSuffix(c.Ref, "/"+c.Label)
	}
	var newer bool
	err := a.call(func(ctx context.Context) (err error) {
		newer, err = a.o.Superseded(ctx, group, c.Label)
		return err
	})
	switch {
	case err != nil:
		return fmt.Errorf("looking whether %s is still what the protected branch says: %w", c.Ref, err)
	case newer:
		return supersededError{left(c.Ref)}
	}
	return nil
}

// leave notes that a change is left to a newer run, and what else waits then.
func (a *groupApplier) leave(i int, why string) {
	item := &a.items[i]
	item.Outcome, item.Detail = LeftToNewer, why
	if item.Action == Create && item.Kind == OfVersion && item.ARN != "" {
		item.Detail = "registered, and not finished: " + why
	}
	if a.changes[i].step.approves && a.newerRequest == "" {
		a.newerRequest = item.Ref
	}
	a.finished(i)
}
