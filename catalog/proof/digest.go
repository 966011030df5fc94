package proof

import (
	"context"
	"crypto/sha256"
	"path"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/gittree"
)

const registryFile = "registry.yaml"

// A subject is what a question is about: the files that its digest is made of,
// and how to make it.
type subject struct {
	files   []string // below the catalog's folder; registry.yaml is the first
	group   string
	label   string
	target  string
	version bool // false: the approval policy
}

func versionSubject(group, label, target, file string) subject {
	return subject{
		files: []string{registryFile, path.Join(group, "group.yaml"), file},
		group: group, label: label, target: target, version: true,
	}
}

func policySubject() subject { return subject{files: []string{registryFile}} }

// A reading is what a subject is in one state of its files.
type reading struct {
	evidence.Digests
	covers string   // the text that S is the digest of
	name   string   // SageMaker's of the group
	asks   []string // gated values, by any policy since the trust root
	status string   // modelApprovalStatus
	number float64  // approvalRequest
	policy evidence.PolicyAt
}

// read makes the digests of a subject from the files of one state. It
// remembers them: most states differ in one file, and in a line of it that does
// not matter here.
func (p *Prover) read(ctx context.Context, s subject, files []gittree.File) (reading, error) {
	if r, ok := p.known(s, files); ok {
		return r, nil // which is not remembered: of a large catalog, that is most of the memory
	}
	for i, f := range files {
		if why := noText(f); why != "" {
			r := reading{Digests: evidence.Digests{Why: s.files[i] + " " + why}}
			r.policy.Why = r.Why
			return r, nil // nor is this: each version was not there once
		}
	}
	all := s.target
	for i, f := range files {
		all += "\n" + s.files[i] + " " + f.Mode + " " + f.Blob
	}
	key := sha256.Sum256([]byte(all))
	if r, ok := p.readings[key]; ok {
		return r, nil
	}
	texts := make(map[string][]byte, len(files))
	for i, f := range files {
		text, _, err := p.objects.text(ctx, f)
		if err != nil {
			return reading{}, err
		}
		texts[s.files[i]] = text
	}
	r, err := p.understand(ctx, s, texts)
	if err == nil {
		p.readings[key] = r
	}
	return r, err
}

func (p *Prover) understand(ctx context.Context, s subject, texts map[string][]byte) (reading, error) {
	if !s.version {
		return readPolicy(ctx, texts[registryFile])
	}
	no := func(why string) (reading, error) { return reading{Digests: evidence.Digests{Why: why}}, nil }
	reg, why, err := p.registry(ctx, texts[registryFile])
	if err != nil || why != "" {
		return reading{Digests: evidence.Digests{Why: why}}, err
	}
	v, problems, err := reg.LoadVersion(ctx, texts, s.files[2])
	switch {
	case err != nil:
		return reading{}, err
	case catalog.HasErrors(problems):
		return no(firstError(problems))
	case v == nil:
		return no(s.files[2] + " is no version")
	}
	t, ok := reg.Target(s.target)
	if !ok {
		return no("registry.yaml has no target " + s.target)
	}
	eff, problems := v.Effective(reg, t)
	if catalog.HasErrors(problems) {
		return no(firstError(problems))
	}
	return readingOf(reg, v, t, eff), nil
}

func readingOf(reg *catalog.Registry, v *catalog.Version, t *catalog.Target, eff catalog.Effective) reading {
	r := reading{Digests: evidence.Digests{S: eff.S, Content: eff.Content}, covers: catalog.Covers(reg, v, t, eff), name: v.Group.Name}
	r.number, _ = eff.Doc["approvalRequest"].(float64)
	if r.status, _ = eff.Doc["modelApprovalStatus"].(string); r.status == "" {
		r.status = "PendingManualApproval"
	}
	for _, g := range eff.Asks {
		r.asks = append(r.asks, g.String())
	}
	return r
}

// registry reads registry.yaml, once for each content, or says why it counts for
// nothing. It asks for what any policy since the trust root asked for.
func (p *Prover) registry(ctx context.Context, text []byte) (reg *catalog.Registry, why string, err error) {
	key := sha256.Sum256(text)
	if known, ok := p.registries[key]; ok {
		return known, "", nil
	}
	reg, problems, err := catalog.LoadRegistry(ctx, text)
	switch {
	case err != nil:
		return nil, "", err
	case reg == nil || catalog.HasErrors(problems):
		return nil, "registry.yaml has problems: " + firstError(problems), nil
	}
	reg = reg.Asking(p.gates)
	p.registries[key] = reg
	return reg, "", nil
}

// readPolicy reads the policy out of registry.yaml.
func readPolicy(ctx context.Context, text []byte) (reading, error) {
	reg, problems, err := catalog.LoadRegistry(ctx, text)
	if err != nil {
		return reading{}, err
	}
	if reg == nil || catalog.HasErrors(problems) {
		why := "registry.yaml has problems: " + firstError(problems)
		return reading{Digests: evidence.Digests{Why: why}, policy: evidence.PolicyAt{Why: why}}, nil
	}
	policy := reg.Policy()
	covers, digest := catalog.PolicyText(policy)
	return reading{
		Digests: evidence.Digests{S: digest},
		covers:  covers,
		policy:  evidence.PolicyAt{Digest: digest, Text: covers, Policy: policy},
	}, nil
}

func firstError(problems []catalog.Problem) string {
	for _, p := range problems {
		if p.Severity == catalog.Error {
			return p.String()
		}
	}
	return "it could not be understood"
}

// readAt reads a subject as it is at a commit.
func (p *Prover) readAt(ctx context.Context, s subject, commit string) (reading, error) {
	files := make([]gittree.File, len(s.files))
	for i, name := range s.files {
		var err error
		if files[i], err = p.objects.at(ctx, commit, name); err != nil {
			return reading{}, err
		}
	}
	return p.read(ctx, s, files)
}

// digestsAt is readAt as a fact.
func (p *Prover) digestsAt(ctx context.Context, s subject, commit string) evidence.Answer[evidence.Digests] {
	r, err := p.readAt(ctx, s, commit)
	if err != nil {
		return evidence.NotKnown[evidence.Digests](err.Error())
	}
	return evidence.Known(r.Digests)
}

// readFiles reads a subject out of a listing of files.
func (p *Prover) readFiles(ctx context.Context, s subject, all map[string]gittree.File) (reading, error) {
	files := make([]gittree.File, len(s.files))
	for i, name := range s.files {
		files[i] = all[name]
	}
	return p.read(ctx, s, files)
}
