package main

import (
	"context"
	"io"
	"time"

	"modelreg/sync"
	"modelreg/sync/sagemaker"
)

// A reading is what a target's registry held when it was looked at, or why it
// could not be.
type reading struct {
	target *sagemaker.Target // nil: not opened, or a file
	closer io.Closer
	have   sync.Snapshot
	when   time.Time
	err    error
}

func (r *reading) close() error {
	if r.closer == nil {
		return nil
	}
	return r.closer.Close()
}

// A remembered is a registry of which Observe tells what was read before: a plan
// asks only for what it must know afresh.
type remembered struct {
	sync.Target
	have sync.Snapshot
}

func (r remembered) Observe(context.Context, []string) (sync.Snapshot, error) { return r.have, nil }

// A closedFile is a registry that was read at one moment, and is closed: there
// is nothing to know afresh.
type closedFile struct {
	remembered
	packages map[string]sync.Package      // by ARN
	tags     map[string]map[string]string // of groups, by ARN
}

func newClosedFile(have sync.Snapshot) closedFile {
	f := closedFile{remembered{have: have}, map[string]sync.Package{}, map[string]map[string]string{}}
	for _, g := range have.Groups {
		f.tags[g.ARN] = g.Tags
		for _, p := range g.Packages {
			f.packages[p.ARN] = p
		}
	}
	return f
}

func (f closedFile) Describe(_ context.Context, arn string) (sync.Package, error) {
	return f.packages[arn], nil
}

func (f closedFile) Tags(_ context.Context, arn string) (map[string]string, error) {
	return f.tags[arn], nil
}
