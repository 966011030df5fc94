// Package registry opens the registry that a target of a catalog names: the
// embedded one or Amazon SageMaker's.
package registry

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"modelreg/catalog"
	"modelreg/cmd/internal/cli"
	"modelreg/sync/emulator"
	"modelreg/sync/sagemaker"
)

// Options say how to open a registry.
type Options struct {
	Dir         string  // the catalog's folder; a local registry's path starts there
	ReadOnly    bool    // leave no trace: a local registry is not written, nor made where there is none
	Profile     string  // of the AWS configuration, for SageMaker; empty: as the environment says
	RateLimit   float64 // requests a second at most, for SageMaker; 0: the default
	Concurrency int     // calls in flight; 0: the default
	Logf        func(format string, args ...any)
}

// Open opens a target's registry. Close it after use.
func Open(ctx context.Context, t *catalog.Target, o Options) (*sagemaker.Target, io.Closer, error) {
	if t.Local != nil {
		return openLocal(ctx, t, o)
	}
	target, err := sagemaker.Open(ctx, sagemaker.Options{
		Region: t.SageMaker.Region, AccountID: t.SageMaker.AccountID, RoleARN: t.SageMaker.RoleARN, Profile: o.Profile,
		RateLimit: o.RateLimit, Concurrency: o.Concurrency, Logf: o.Logf,
	})
	if err != nil {
		return nil, nil, Explain(fmt.Errorf("opening target %q: %w", t.Name, err))
	}
	return target, nothing{}, nil
}

// nothing is what there is to close of a registry that others keep.
type nothing struct{}

func (nothing) Close() error { return nil }

// Path is the file of a local registry.
func Path(dir string, t *catalog.LocalTarget) string {
	if filepath.IsAbs(t.Path) {
		return t.Path
	}
	return filepath.Join(dir, filepath.FromSlash(t.Path))
}

// openLocal connects the SageMaker client to an embedded registry in this
// process, so that a local target runs the same code as a real one.
func openLocal(ctx context.Context, t *catalog.Target, o Options) (*sagemaker.Target, io.Closer, error) {
	options := emulator.Instant()
	options.ReadOnly = o.ReadOnly
	embedded, err := emulator.Open(Path(o.Dir, t.Local), options)
	if err != nil {
		return nil, nil, Explain(fmt.Errorf("opening target %q: %w", t.Name, err))
	}
	target, err := sagemaker.Open(ctx, sagemaker.Options{
		Region: t.Local.Region, AccountID: t.Local.AccountID,
		Embedded: emulator.Transport(embedded), Concurrency: o.Concurrency, Logf: o.Logf,
	})
	if err != nil {
		return nil, nil, errors.Join(cli.Failed(fmt.Errorf("opening target %q: %w", t.Name, err), ""), embedded.Close())
	}
	return target, embedded, nil
}
