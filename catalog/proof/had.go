package proof

import "context"

// Had reports whether a version was ever what a digest S stands for in a target,
// at the head or before it. Git alone tells.
func (p *Prover) Had(ctx context.Context, v Version, target, digest string) (bool, error) {
	state, _, _, err := p.find(ctx, versionSubject(v.Group, v.Label, target, v.File), digest)
	return state >= 0, err
}
