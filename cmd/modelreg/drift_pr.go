package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"modelreg/catalog"
	"modelreg/catalog/proposal"
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
		if !ok || c.OnlyReported() {
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
	found, failed := d.recorded(ctx, v, g, target, changes)
	files, err := d.recordings(ctx, target, found)
	if err != nil {
		return errors.Join(failed, err)
	}
	var records []proposal.Recorded
	versions := []string{}
	for _, r := range found {
		records = append(records, r)
		if r.Version != nil && len(r.Moves) > 0 {
			versions = append(versions, r.Version.Ref())
		}
	}
	if len(files) == 0 {
		for _, r := range records {
			for _, left := range r.Left {
				a.talk.Note("%s: not recorded: %s", r.About(), left)
			}
		}
		a.talk.Note("%s: nothing of it can be recorded in a file", group)
		return failed
	}
	done := &render.Edit{Versions: versions}
	if err := d.carryOut(ctx, proposal.Record(g, target.Name, records, files), done); err != nil {
		return errors.Join(failed, err)
	}
	if pr := done.PullRequest; pr != nil {
		a.talk.Note("%s: the pull request is %s: %s", group, pr.Done, pr.URL)
	}
	return failed
}

// recordings are the files that say what moved. What may not be said, as an
// approval that misses a threshold, is left out, and the record says why.
func (d *desk) recordings(ctx context.Context, t *catalog.Target, records []proposal.Recorded) ([]proposal.File, error) {
	for {
		var files []proposal.File
		of := map[string]*proposal.Recorded{} // by path
		for i := range records {
			r := &records[i]
			if len(r.Moves) == 0 {
				continue
			}
			name := path.Join(r.Group.Path, "group.yaml")
			if r.Version != nil {
				name = r.Version.Path
			}
			text, err := d.read(name)
			if err == nil {
				text, err = proposal.Edit(text, r.Changes(len(d.catalog.Registry.Targets), t)...)
			}
			if err != nil {
				r.Leave(fmt.Sprintf("%s can't be edited: %v", name, err))
				continue
			}
			files, of[name] = append(files, proposal.File{Path: name, Text: text}), r
		}
		wrong, err := d.faults(ctx, files)
		if err != nil || len(wrong) == 0 {
			return files, err
		}
		for name, problem := range wrong {
			of[name].Leave(problem.Message)
		}
	}
}

// recorded are the group and its versions that drift is about, in the order of
// the changes, each once. Failed says what could not be looked at. A package that
// only carries the markers of a version is not the one to look at.
func (d *desk) recorded(ctx context.Context, v *view, g *catalog.Group, t *catalog.Target, changes []sync.Change) (all []proposal.Recorded, failed error) {
	duplicates := map[string]bool{} // ARNs
	byRef := map[string][]sync.Change{}
	var refs []string
	for _, c := range changes {
		if c.Reason == sync.Duplicate {
			duplicates[c.ARN] = true
		}
	}
	for _, c := range changes {
		if c.ARN != "" && duplicates[c.ARN] {
			continue
		}
		if byRef[c.Ref] == nil {
			refs = append(refs, c.Ref)
		}
		byRef[c.Ref] = append(byRef[c.Ref], c)
	}
	for _, ref := range refs {
		r := proposal.Recorded{Group: g}
		if about := byRef[ref]; about[0].Kind == sync.OfGroup {
			d.recordedGroup(&r, t, about)
		} else if err := d.recordedVersion(ctx, v, &r, t, about); err != nil {
			failed = errors.Join(failed, err)
		}
		if len(r.Moves)+len(r.Left) > 0 {
			all = append(all, r)
		}
	}
	return all, failed
}

// recordedVersion looks at a version's package as it is now.
func (d *desk) recordedVersion(ctx context.Context, v *view, r *proposal.Recorded, t *catalog.Target, changes []sync.Change) error {
	version, ok := r.Group.Version(changes[0].Label)
	i := slices.IndexFunc(changes, func(c sync.Change) bool { return c.ARN != "" })
	if !ok || i < 0 {
		return nil
	}
	r.Version = version
	p, err := v.target.Describe(ctx, changes[i].ARN)
	if errors.Is(err, sync.ErrNotFound) {
		return nil
	}
	if err != nil {
		return registry.Explain(fmt.Errorf("looking at %s: %w", changes[i].Ref, err))
	}
	moves, lost := sync.Moved(d.catalog.Registry, t, version, p)
	stopped := slices.ContainsFunc(changes, func(c sync.Change) bool { return c.Reason == sync.KeptByHand })
	for _, m := range moves {
		// What waits for sync since it was asked for is nobody's change.
		if waits := m.Old == "Approved" && m.New == "PendingManualApproval"; !waits || stopped {
			r.Moves = append(r.Moves, proposal.RecordedMove(m))
		}
	}
	r.By = lastChange(p)
	for _, c := range changes {
		if c.Reason != sync.CreateOnly {
			continue
		}
		for _, f := range c.Fields {
			r.Left = append(r.Left, fmt.Sprintf("%s is %v there, and can't change under a label; register a new version", f.Path, f.Old))
		}
	}
	if len(moves) > 0 || slices.ContainsFunc(changes, func(c sync.Change) bool { return c.Reason == sync.CannotRemove }) {
		for _, l := range lost {
			r.Left = append(r.Left, strings.TrimPrefix(l.Path+": "+l.Why, ": "))
		}
	}
	return nil
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
