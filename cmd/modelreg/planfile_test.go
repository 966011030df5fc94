package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"modelreg/cmd/internal/cli"
	"modelreg/sync"
)

// TestSavePlan: a file is replaced, what a link leads to as well, and nothing
// takes the place of a device.
func TestSavePlan(t *testing.T) {
	plan := &sync.Plan{Format: sync.PlanFormat, Catalog: "acme", Target: "local"}
	dir := t.TempDir()
	file, link := filepath.Join(dir, "a.plan"), filepath.Join(dir, "link.plan")
	if err := errors.Join(os.WriteFile(file, []byte("old"), 0o644), os.Symlink("a.plan", link)); err != nil {
		t.Fatal(err)
	}
	device := filepath.Join(dir, "null")
	if err := os.Symlink(os.DevNull, device); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, link, filepath.Join(dir, "new.plan"), device} {
		if err := savePlan(path, plan); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	for _, path := range []string{link, device} {
		if info, err := os.Lstat(path); err != nil || info.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("%s is no link any more: %v, %v", path, info, err)
		}
	}
	if info, err := os.Stat(device); err != nil || info.Mode()&fs.ModeDevice == 0 {
		t.Errorf("%s is no device any more: %v, %v", os.DevNull, info, err)
	}
	for _, path := range []string{file, filepath.Join(dir, "new.plan")} {
		if saved, err := readPlan(path); err != nil || saved.Catalog != "acme" {
			t.Errorf("%s: read %+v, %v", path, saved, err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", path, info, err)
		}
	}
	for _, path := range []string{dir, filepath.Join(dir, "nowhere", "a.plan")} {
		var exit *cli.Exit
		if err := savePlan(path, plan); !errors.As(err, &exit) || exit.Code != cli.Unfinished {
			t.Errorf("saving to %s: %v", path, err)
		}
	}
	left, err := filepath.Glob(filepath.Join(dir, ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left over: %v, %v", left, err)
	}
}
