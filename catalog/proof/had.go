package proof

import "context"

// Had reports whether a version was ever what a digest S stands for in a target,
// at the head or before it. Git alone tells.
func (p *Prover) Had(ctx context.Context, v Version, target, digest string) (bool, error) {
	at, err := p.find(ctx, v, target, digest)
	return at.state >= 0, err
}

// Ever reports whether the head, or a commit before it, had a version, and
// whether the head does not have it any more. Git alone tells.
func (p *Prover) Ever(v Version) (had, left bool) {
	c, had := p.history.Introduced(v.File)
	return had, had && c.After.Mode == ""
}

// A sight is the newest state of a version that has a digest.
type sight struct {
	subject subject // the version, under the name that it had then
	state   int     // its index among the states; -1: there is none
	reading reading
	commit  string // the newest that has it
}

// find looks for the newest state of a version with digest S. Where there is
// none under its name, it goes on with the names that the version had before it
// was moved, by the rule by which its past is told: to move a folder takes
// nothing back. There a state only counts that SageMaker has in the same group,
// so that no approval goes along with a version into another one.
func (p *Prover) find(ctx context.Context, v Version, target, digest string) (sight, error) {
	return p.findBefore(ctx, v, target, digest, -1, "")
}

// findBefore is find among the commits behind a position, for a group with a
// name of SageMaker's; empty: the newest that the version has.
func (p *Prover) findBefore(ctx context.Context, v Version, target, digest string, position int, name string) (sight, error) {
	none := sight{state: -1}
	s := versionSubject(v.Group, v.Label, target, v.File)
	moved, commit := name != "", p.o.Head.Hash
	for i, m := range moments(p.history, s) {
		newest := commit
		commit = m.parent
		if m.position <= position {
			continue
		}
		r, err := p.read(ctx, s, m.after)
		if err != nil {
			return none, err
		}
		if r.S == digest && (!moved || r.name == name) {
			return sight{s, i, r, newest}, nil
		}
		if name == "" {
			name = r.name
		}
	}
	if name == "" {
		return none, nil
	}
	origins, err := p.origins(ctx, v, target)
	if err != nil {
		return none, err
	}
	for _, o := range origins {
		if o.position <= position {
			continue
		}
		if at, err := p.findBefore(ctx, o.Version, target, digest, o.position, name); err != nil || at.state >= 0 {
			return at, err
		}
	}
	return none, nil
}
