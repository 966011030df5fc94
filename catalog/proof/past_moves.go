package proof

import (
	"context"
	"path"
	"slices"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/gittree"
)

// A passing is the file of a version that came or went with a commit.
type passing struct {
	Version
	file gittree.File
}

// A passage is what of versions came and went with one commit, by path.
type passage struct{ came, went []passing }

// passages are those of all commits.
func (p *Prover) passages() map[string]*passage {
	if p.passed != nil {
		return p.passed
	}
	p.passed = map[string]*passage{}
	for _, v := range p.Versions() {
		for _, c := range p.history.Changes(v.File) {
			if (c.Before.Mode == "") == (c.After.Mode == "") {
				continue
			}
			if p.passed[c.Commit] == nil {
				p.passed[c.Commit] = &passage{}
			}
			if at := p.passed[c.Commit]; c.Before.Mode == "" {
				at.came = append(at.came, passing{v, c.After})
			} else {
				at.went = append(at.went, passing{v, c.Before})
			}
		}
	}
	return p.passed
}

// movedBy are the versions that a commit moved to another group, from where to
// where: one went and one came with the same label, and with the same file or
// with the same content in the target. Each counts once.
func (p *Prover) movedBy(ctx context.Context, commit, parent, target string) (map[Version]Version, error) {
	at := p.passages()[commit]
	if at == nil || len(at.came) == 0 || len(at.went) == 0 {
		return nil, nil
	}
	content := func(v passing, commit string) (string, error) {
		r, err := p.readAt(ctx, versionSubject(v.Group, v.Label, target, v.File), commit)
		return r.Content, err
	}
	same := []func(was, is passing) (bool, error){
		func(was, is passing) (bool, error) {
			return was.file.Blob == is.file.Blob && path.Base(was.Group) == path.Base(is.Group), nil
		},
		func(was, is passing) (bool, error) { return was.file.Blob == is.file.Blob, nil },
		func(was, is passing) (bool, error) {
			before, err := content(was, parent)
			if err != nil || before == "" {
				return false, err
			}
			after, err := content(is, commit)
			return before == after, err
		},
	}
	moved, taken := map[Version]Version{}, map[Version]bool{}
	for _, alike := range same {
		for _, is := range at.came {
			for _, was := range at.went {
				if _, done := moved[was.Version]; done || taken[is.Version] || was.Label != is.Label {
					continue
				}
				yes, err := alike(was, is)
				if err != nil {
					return nil, err
				}
				if yes {
					moved[was.Version], taken[is.Version] = is.Version, true
				}
			}
		}
	}
	return moved, nil
}

// move notes in an entry from where the version came, or to where it went.
func (p *Prover) move(ctx context.Context, e *evidence.Entry, v Version, m moment) error {
	came, went := m.before[2].Mode == "", m.after[2].Mode == ""
	if came == went {
		return nil
	}
	moved, err := p.movedBy(ctx, m.commit, m.parent, e.Target)
	if err != nil {
		return err
	}
	for was, is := range moved {
		switch {
		case came && is == v:
			e.MovedFrom = was.Ref()
		case went && was == v:
			e.MovedTo = is.Ref()
		}
	}
	return nil
}

// Ref is the version as people write it.
func (v Version) Ref() string { return v.Group + "/" + v.Label }

// An origin is what a version was before a commit moved it to another group.
type origin struct {
	Version
	position int // of the commit
}

// origins are where a version came from, newest first.
func (p *Prover) origins(ctx context.Context, v Version, target string) ([]origin, error) {
	var found []origin
	for _, c := range p.history.Changes(v.File) {
		moved, err := p.movedBy(ctx, c.Commit, c.Parent, target)
		if err != nil {
			return nil, err
		}
		for was, is := range moved {
			if is == v {
				position, _ := p.history.Position(c.Commit)
				found = append(found, origin{was, position})
			}
		}
	}
	return found, nil
}

// Formerly lists, newest first, what became of a version before it was moved to
// the group that it is in, under the names that it had then.
func (p *Prover) Formerly(ctx context.Context, v Version, t *catalog.Target, wanted Wanted) ([]evidence.Entry, error) {
	origins, err := p.origins(ctx, v, t.Name)
	if err != nil {
		return nil, err
	}
	var former []evidence.Entry
	for _, o := range origins {
		before := func(commit string) bool {
			at, _ := p.history.Position(commit)
			return at > o.position && wanted(commit)
		}
		told, err := p.PastIf(ctx, o.Version, t, before)
		if err != nil {
			return nil, err
		}
		earlier, err := p.Formerly(ctx, o.Version, t, before)
		if err != nil {
			return nil, err
		}
		former = append(former, slices.Concat(told, earlier)...)
	}
	for i := range former {
		former[i].Later = v.Ref()
	}
	return former, nil
}
