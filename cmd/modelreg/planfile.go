package main

import (
	"fmt"
	"os"
	"path/filepath"

	"modelreg/cmd/internal/cli"
	"modelreg/sync"
)

// savePlan writes a plan to a file that is either whole or not there: a plan
// may hold what only some may read, so it is its owner's alone. Where path
// leads to a pipe or a device, it is written to and stays what it is.
func savePlan(path string, p *sync.Plan) (err error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return savePlanInto(path, p)
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return cli.Failed(fmt.Errorf("saving the plan: %w", err), "")
	}
	defer func() {
		if err != nil {
			err = cli.Failed(fmt.Errorf("saving the plan: %w", err), "")
			_ = os.Remove(temp.Name()) // the first error is the one to tell
		}
	}()
	if err := p.Encode(temp); err != nil {
		_ = temp.Close()
		return err
	}
	if err := temp.Sync(); err != nil {
		_ = temp.Close()
		return err
	}
	if err := temp.Close(); err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}

func savePlanInto(path string, p *sync.Plan) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return cli.Failed(fmt.Errorf("saving the plan: %w", err), "")
	}
	defer closing(f, &err)
	if err := p.Encode(f); err != nil {
		return cli.Failed(fmt.Errorf("saving the plan: %w", err), "")
	}
	return nil
}

// readPlan reads what savePlan wrote.
func readPlan(path string) (p *sync.Plan, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, cli.Failed(fmt.Errorf("reading the plan: %w", err), "")
	}
	defer closing(f, &err)
	if p, err = sync.Decode(f); err != nil {
		return nil, cli.Failed(fmt.Errorf("reading the plan %s: %w", path, err), "")
	}
	return p, nil
}
