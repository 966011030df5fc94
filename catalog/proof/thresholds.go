package proof

import (
	"context"
	"encoding/json"
	"maps"
	"path"
	"slices"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/gittree"
)

const groupFile = "group.yaml"

// thresholdsAt are the thresholds that the group of a version had in the tree
// of a commit. Many versions ask for those of one group at one commit.
func (p *Prover) thresholdsAt(ctx context.Context, q evidence.Question, commit string) evidence.Answer[evidence.ThresholdsAt] {
	var covers struct {
		GroupName string `json:"groupName"`
	}
	if err := json.Unmarshal([]byte(q.Covers), &covers); err != nil {
		return evidence.NotKnown[evidence.ThresholdsAt](err.Error())
	}
	key := commit + "\n" + q.Group + "\n" + covers.GroupName
	if at, ok := p.thresholds[key]; ok {
		return evidence.Known(at)
	}
	at := evidence.ThresholdsAt{Commit: commit}
	g, err := p.groupAt(ctx, commit, q.Group, covers.GroupName)
	if err != nil {
		return evidence.NotKnown[evidence.ThresholdsAt](err.Error())
	}
	if g != nil {
		at.File, at.Metrics = path.Join(g.Path, groupFile), g.Metrics()
	}
	p.thresholds[key] = at
	return evidence.Known(at)
}

// groupAt finds a group in the tree of a commit, nil where it was not there.
// SageMaker's name says which it is, so that a folder that moves does not leave
// its thresholds behind; a group that gets another name in its folder does not,
// either.
func (p *Prover) groupAt(ctx context.Context, commit, dir, name string) (*catalog.Group, error) {
	here, err := p.readGroup(ctx, commit, dir)
	if err != nil || here != nil && here.Name == name {
		return here, err
	}
	files, err := p.objects.files(ctx, commit)
	if err != nil {
		return nil, err
	}
	for _, file := range slices.Sorted(maps.Keys(files)) {
		if path.Base(file) != groupFile {
			continue
		}
		g, err := p.readGroup(ctx, commit, path.Dir(file))
		if err != nil || g != nil && g.Name == name {
			return g, err
		}
	}
	return here, nil
}

// readGroup reads a group.yaml as it is at a commit, or the last one before
// that can be understood; nil where there is none.
func (p *Prover) readGroup(ctx context.Context, commit, dir string) (*catalog.Group, error) {
	name := path.Join(dir, groupFile)
	f, err := p.objects.at(ctx, commit, name)
	if err != nil {
		return nil, err
	}
	files := []gittree.File{f}
	if position, ok := p.history.Position(commit); ok {
		for _, c := range p.history.Changes(name) {
			if at, _ := p.history.Position(c.Commit); at >= position {
				files = append(files, c.Before)
			}
		}
	}
	for _, f := range files {
		if f.Mode == "" {
			return nil, nil
		}
		if g, err := p.loadGroup(ctx, f, dir); err != nil || g != nil {
			return g, err
		}
	}
	return nil, nil
}

// loadGroup reads one group.yaml; nil where it can't be understood.
func (p *Prover) loadGroup(ctx context.Context, f gittree.File, dir string) (*catalog.Group, error) {
	text, why, err := p.objects.text(ctx, f)
	if err != nil || why != "" {
		return nil, err
	}
	g, _, err := catalog.LoadGroup(ctx, text, dir)
	if err != nil || g.Broken {
		return nil, err
	}
	return g, nil
}
