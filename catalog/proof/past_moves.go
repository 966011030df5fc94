package proof

import (
	"cmp"
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

// moves are the versions that a commit moved to another group.
type moves struct{ to, from map[Version]Version }

// movedBy are those that one commit moved: one went and one came with the same
// label, and with the same file or with the same content in the target. Each
// counts once. It is remembered: each version of a commit asks for it.
func (p *Prover) movedBy(ctx context.Context, commit, parent, target string) (moves, error) {
	key := [2]string{commit, target}
	if known, ok := p.moved[key]; ok {
		return known, nil
	}
	m := moves{map[Version]Version{}, map[Version]Version{}}
	if at := p.passages()[commit]; at != nil && len(at.came) > 0 && len(at.went) > 0 {
		for _, sign := range []sign{sameFileAndName, sameFile, p.sameContent(ctx, target)} {
			if err := m.match(at, sign, commit, parent); err != nil {
				return m, err
			}
		}
	}
	p.moved[key] = m
	return m, nil
}

// A sign is what a version is known again by, at a commit; empty: nothing.
type sign func(v passing, commit string) (string, error)

func sameFileAndName(v passing, _ string) (string, error) {
	return v.file.Blob + " " + path.Base(v.Group), nil
}

func sameFile(v passing, _ string) (string, error) { return v.file.Blob, nil }

func (p *Prover) sameContent(ctx context.Context, target string) sign {
	return func(v passing, commit string) (string, error) {
		r, err := p.readAt(ctx, versionSubject(v.Group, v.Label, target, v.File), commit)
		return r.Content, err
	}
}

// match adds those that have the same sign, of the ones that have not been
// matched yet.
func (m *moves) match(at *passage, by sign, commit, parent string) error {
	gone := map[[2]string][]Version{} // by label and sign
	for _, was := range at.went {
		if _, done := m.to[was.Version]; done {
			continue
		}
		text, err := by(was, parent)
		if err != nil {
			return err
		}
		if text != "" {
			gone[[2]string{was.Label, text}] = append(gone[[2]string{was.Label, text}], was.Version)
		}
	}
	for _, is := range at.came {
		if _, done := m.from[is.Version]; done || len(gone) == 0 {
			continue
		}
		text, err := by(is, commit)
		if err != nil {
			return err
		}
		if same := gone[[2]string{is.Label, text}]; len(same) > 0 {
			m.to[same[0]], m.from[is.Version] = is.Version, same[0]
			gone[[2]string{is.Label, text}] = same[1:]
		}
	}
	return nil
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
	if was, ok := moved.from[v]; ok && came {
		e.MovedFrom = was.Ref()
	}
	if is, ok := moved.to[v]; ok && went {
		e.MovedTo = is.Ref()
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
		if was, ok := moved.from[v]; ok {
			position, _ := p.history.Position(c.Commit)
			found = append(found, origin{was, position})
		}
	}
	return found, nil
}

// Formerly lists what became of a version before it was moved to the group that
// it is in, under the names that it had then, those that it had last first, and
// of each name the newest first.
func (p *Prover) Formerly(ctx context.Context, v Version, t *catalog.Target, wanted Wanted) ([]evidence.Entry, error) {
	var former []evidence.Entry
	told := map[Version]bool{v: true} // one that was moved away and back has had each name twice
	ahead, err := p.origins(ctx, v, t.Name)
	for ; err == nil && len(ahead) > 0; ahead = ahead[1:] {
		slices.SortStableFunc(ahead, func(a, b origin) int { return cmp.Compare(a.position, b.position) })
		o := ahead[0]
		if told[o.Version] {
			continue
		}
		told[o.Version] = true
		entries, err := p.PastIf(ctx, o.Version, t, func(commit string) bool {
			at, _ := p.history.Position(commit)
			return at > o.position && wanted(commit)
		})
		if err != nil {
			return nil, err
		}
		former = append(former, entries...)
		earlier, err := p.origins(ctx, o.Version, t.Name)
		if err != nil {
			return nil, err
		}
		for _, e := range earlier {
			if e.position > o.position {
				ahead = append(ahead, e)
			}
		}
	}
	for i := range former {
		former[i].Later = v.Ref()
	}
	return former, err
}
