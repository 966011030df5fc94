package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"modelreg/catalog"
	"modelreg/catalog/proposal"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/registry"
	"modelreg/cmd/internal/render"
	"modelreg/sync"
)

// recordDrift offers what moved as pull requests, one for each group. What goes
// wrong with one does not stop the others.
func (a *app) recordDrift(ctx context.Context, v *view, drift *sync.Plan) error {
	byGroup := map[string][]sync.Change{}
	var groups []string
	for _, c := range drift.Changes {
		g, ok := groupNamed(v.catalog, c.Group)
		if !ok {
			continue // drift of what the catalog no longer has is nothing to record
		}
		if byGroup[g.Path] == nil {
			groups = append(groups, g.Path)
		}
		byGroup[g.Path] = append(byGroup[g.Path], c)
	}
	slices.Sort(groups)
	var errs []error
	for _, group := range groups {
		if err := a.recordGroup(ctx, v, group, byGroup[group]); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func groupNamed(c *catalog.Catalog, name string) (*catalog.Group, bool) {
	i := slices.IndexFunc(c.Groups, func(g *catalog.Group) bool { return g.Name == name })
	if i < 0 {
		return nil, false
	}
	return c.Groups[i], true
}

// recordGroup offers what moved in one group, on the protected branch as it is
// now.
func (a *app) recordGroup(ctx context.Context, v *view, group string, changes []sync.Change) (err error) {
	d, err := a.desk(ctx, &editing{pr: true, out: &format{value: "text"}}, group)
	if err != nil {
		return err
	}
	defer closing(d, &err)
	g, ok := d.catalog.Group(group)
	target, known := d.catalog.Target(v.warrant.target.Name)
	if !ok || !known {
		a.talk.Note("%s: the protected branch no longer has it; nothing is recorded", group)
		return nil
	}
	var records []proposal.Recorded
	var files []proposal.File
	versions := []string{}
	for _, r := range d.recorded(ctx, v, g, target, changes) {
		if r.err != nil {
			return r.err
		}
		records = append(records, r.Recorded)
		name := path.Join(g.Path, "group.yaml")
		if r.Version != nil {
			name, versions = r.Version.Path, append(versions, r.Version.Ref())
		}
		if len(r.Moves) == 0 {
			continue
		}
		text, err := d.read(name)
		if err == nil {
			text, err = proposal.Edit(text, r.Changes(len(d.catalog.Registry.Targets), target)...)
		}
		if err != nil {
			return cli.Failed(fmt.Errorf("recording drift in %s: %w", name, err), "")
		}
		files = append(files, proposal.File{Path: name, Text: text})
	}
	if len(files) == 0 {
		a.talk.Note("%s: nothing of it can be recorded in a file", group)
		return nil
	}
	done := &render.Edit{Versions: versions}
	if err := d.carryOut(ctx, proposal.Record(g, target.Name, records, files), done); err != nil {
		return err
	}
	if pr := done.PullRequest; pr != nil {
		a.talk.Note("%s: the pull request is %s: %s", group, pr.Done, pr.URL)
	}
	return nil
}

// A recording is what there is to record of a version or a group, or why that
// could not be found out.
type recording struct {
	proposal.Recorded
	err error
}

// recorded are the group and its versions that drift is about, in the order of
// the changes, each once.
func (d *desk) recorded(ctx context.Context, v *view, g *catalog.Group, t *catalog.Target, changes []sync.Change) []recording {
	var all []recording
	at := map[string]int{} // by ref
	for _, c := range changes {
		i, seen := at[c.Ref]
		if !seen {
			i = len(all)
			at[c.Ref] = i
			all = append(all, d.recording(ctx, v, g, t, c))
		}
		r := &all[i]
		if c.Kind == sync.OfGroup {
			r.Moves = append(r.Moves, groupMoves(c.Fields, t, len(d.catalog.Registry.Targets) > 1)...)
		}
		if c.Reason == sync.CreateOnly {
			for _, f := range c.Fields {
				r.Left = append(r.Left, fmt.Sprintf("%s is %v there, and can't change under a label; register a new version", f.Path, f.Old))
			}
		}
	}
	return slices.DeleteFunc(all, func(r recording) bool { return r.err == nil && len(r.Moves)+len(r.Left) == 0 })
}

// recording looks at a version's package as it is now. A group's moves are those
// of the plan.
func (d *desk) recording(ctx context.Context, v *view, g *catalog.Group, t *catalog.Target, c sync.Change) (r recording) {
	version, ok := g.Version(c.Label)
	if c.Kind == sync.OfGroup || !ok || c.ARN == "" {
		if c.Kind == sync.OfGroup && len(d.catalog.Registry.Targets) > 1 {
			r.Left = []string{"group.yaml is the same for all targets, and so is what it says after this"}
		}
		return r
	}
	r.Version = version
	p, err := v.target.Describe(ctx, c.ARN)
	if err != nil && !errors.Is(err, sync.ErrNotFound) {
		r.err = registry.Explain(fmt.Errorf("looking at %s: %w", c.Ref, err))
		return r
	}
	moves, lost := sync.Moved(d.catalog.Registry, t, version, p)
	for _, m := range moves {
		r.Moves = append(r.Moves, proposal.RecordedMove(m))
	}
	if len(moves) > 0 {
		for _, l := range lost {
			r.Left = append(r.Left, l.Path+": "+l.Why)
		}
	}
	r.By = lastChange(p)
	return r
}

// lastChange says who changed a package last and when, where the registry tells.
func lastChange(p sync.Package) string {
	switch {
	case p.ModifiedBy == "":
		return ""
	case p.ModifiedAt.IsZero():
		return p.ModifiedBy
	}
	return p.ModifiedBy + " at " + p.ModifiedAt.UTC().Format(time.RFC3339)
}

// groupMoves are the tags and the policy of a group as the registry has them.
// A policy that is to hold in several targets names each in its own words.
func groupMoves(fields []sync.Field, t *catalog.Target, several bool) []proposal.RecordedMove {
	var moves []proposal.RecordedMove
	for _, f := range fields {
		m := proposal.RecordedMove{Old: f.New, New: f.Old}
		switch tag, isTag := tagOf(f.Path); {
		case isTag && strings.HasPrefix(tag, "modelreg:"):
			continue
		case isTag:
			m.Path = []string{"tags", tag}
		case f.Path == policy:
			m.Path = []string{policy}
			if doc, ok := sync.Said(f.Old).(map[string]any); ok && several {
				m.New = proposal.Portable(map[string]any{policy: doc}, t)[policy]
				moves = append(moves, m)
				continue
			}
		default:
			continue
		}
		m.New = sync.Said(f.Old)
		moves = append(moves, m)
	}
	return moves
}

// tagOf takes the key of a tag out of a field's path: tags.team, tags["a b"],
// tags[4711].
func tagOf(p string) (key string, ok bool) {
	if key, ok = strings.CutPrefix(p, "tags."); ok {
		return key, true
	}
	inner, ok := strings.CutPrefix(p, "tags[")
	inner, closed := strings.CutSuffix(inner, "]")
	if !ok || !closed {
		return "", false
	}
	if text, err := strconv.Unquote(inner); err == nil {
		return text, true
	}
	return inner, true
}
