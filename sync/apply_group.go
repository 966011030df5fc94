package sync

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"modelreg/catalog"
)

// changeGroup creates a group, or brings its tags and policy in line. The tag
// that remembers what is ours is written last: whoever is killed before must
// still know what to take away.
func (a *groupApplier) changeGroup(i int) error {
	c, s := a.changes[i], a.changes[i].step.group
	arn := c.ARN
	a.noGroup = true // until it is there and ours
	if err := a.current(i); err != nil {
		return err
	}
	if s.create {
		err := a.write(func(ctx context.Context) (err error) {
			arn, err = a.target.CreateGroup(ctx, c.Group, s.description, s.setTags)
			return err
		})
		if err != nil {
			return err
		}
		a.items[i].ARN = arn
	}
	// Somebody may have made the group since the plan was: creating what exists
	// is no error.
	if err := a.owned(c.Group, arn, s.registry); err != nil {
		return err
	}
	a.noGroup = false
	if len(s.removeTags) > 0 {
		if err := a.write(func(ctx context.Context) error { return a.target.RemoveTags(ctx, arn, s.removeTags) }); err != nil {
			return err
		}
	}
	if s.removePolicy {
		if err := a.write(func(ctx context.Context) error { return a.target.DeletePolicy(ctx, c.Group) }); err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	if s.policy != nil {
		if err := a.write(func(ctx context.Context) error { return a.target.PutPolicy(ctx, c.Group, s.policy) }); err != nil {
			return err
		}
	}
	if !s.create && len(s.setTags) > 0 {
		if err := a.write(func(ctx context.Context) error { return a.target.AddTags(ctx, arn, s.setTags) }); err != nil {
			return err
		}
	}
	a.done(i, c.Fields)
	return nil
}

// owned makes sure that a group is not another catalog's.
func (a *groupApplier) owned(group, arn string, r *catalog.Registry) error {
	var tags map[string]string
	err := a.call(func(ctx context.Context) (err error) {
		tags, err = a.target.Tags(ctx, arn)
		return err
	})
	if err != nil {
		return err
	}
	if why := foreign(tags, r); why != "" {
		return fmt.Errorf("the group %s %s", group, why)
	}
	return nil
}

// emptyPolls and emptyPause bound the wait for a group to be seen as empty:
// the registry notices the deletion of packages with a delay of up to a minute.
const (
	emptyPolls = 24
	emptyPause = 5 * time.Second
)

// deleteGroup deletes a group whose packages have just been deleted.
func (a *groupApplier) deleteGroup(i int) error {
	c := a.changes[i]
	for j, other := range a.changes {
		if j != i && other.Kind == OfVersion && a.items[j].Outcome != Done && a.items[j].Outcome != AlreadySo {
			return fmt.Errorf("%s is still there", other.Ref)
		}
	}
	if err := a.current(i); err != nil {
		return err
	}
	if err := a.owned(c.Group, c.ARN, c.step.group.registry); err != nil {
		return err
	}
	if c.step.group.removePolicy {
		if err := a.write(func(ctx context.Context) error { return a.target.DeletePolicy(ctx, c.Group) }); err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	for n := 0; ; n++ {
		err := a.write(func(ctx context.Context) error { return a.target.DeleteGroup(ctx, c.Group) })
		switch {
		case err == nil, errors.Is(err, ErrNotFound):
			a.done(i, nil)
			return nil
		case !errors.Is(err, ErrNotEmpty) || n == emptyPolls:
			return err
		}
		if err := a.o.Sleep(a.ctx, emptyPause); err != nil {
			return err
		}
	}
}

func (a *groupApplier) done(i int, fields []Field) {
	a.items[i].Outcome = Done
	for _, f := range fields {
		if !strings.Contains(f.Path, markerPrefix) && !strings.Contains(f.Path, tagPrefix) {
			a.items[i].Fields = append(a.items[i].Fields, f.Path)
		}
	}
}
