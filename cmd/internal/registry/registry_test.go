package registry

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"modelreg/catalog"
	"modelreg/cmd/internal/cli"
	"modelreg/sync/emulator"
	"modelreg/sync/sagemaker"
)

func TestExplain(t *testing.T) {
	refused := func(code string) error {
		return fmt.Errorf("opening: %w", &sagemaker.CallError{Doing: "describing", Code: code, Message: "no", Permission: "sagemaker:Describe"})
	}
	for _, c := range []struct {
		name    string
		err     error
		message string // what is said, in part
		hint    string // in part
	}{
		{"a missing permission", refused("AccessDeniedException"), "sagemaker:Describe", "Permissions"},
		{"an old session", refused("ExpiredTokenException"), "ExpiredToken", "log in again"},
		{"another refusal", refused("ValidationException"), "ValidationException", ""},
		{"no credentials", errors.New("no valid credentials found"), "no valid credentials", "AWS_PROFILE"},
		{"a locked file", fmt.Errorf("opening x: %w", emulator.ErrLocked), "in use", "local serve"},
		{"an interruption", fmt.Errorf("listing: %w", context.Canceled), "interrupted", ""},
		{"no network", fmt.Errorf("finding out the account of the credentials: %w", &net.OpError{Op: "dial", Err: errors.New("connection refused")}), "connection refused", "AWS_ENDPOINT_URL"},
		{"anything else", errors.New("connection refused"), "connection refused", ""},
	} {
		var e *cli.Exit
		if !errors.As(Explain(c.err), &e) {
			t.Errorf("%s: no exit", c.name)
			continue
		}
		if e.Code != cli.Unfinished || !strings.Contains(e.Error(), c.message) || !strings.Contains(e.Hint, c.hint) || (c.hint == "") != (e.Hint == "") {
			t.Errorf("%s: code %d, %q, hint %q", c.name, e.Code, e.Error(), e.Hint)
		}
	}
	if Explain(nil) != nil {
		t.Error("no error is explained")
	}
}

// TestOpenLocal: a registry that is only looked at is not made.
func TestOpenLocal(t *testing.T) {
	dir := t.TempDir()
	target := &catalog.Target{Name: "local", Local: &catalog.LocalTarget{Path: "state/registry.db", Region: "us-east-1", AccountID: "000000000000"}}
	path := Path(dir, target.Local)
	if want := filepath.Join(dir, "state", "registry.db"); path != want {
		t.Errorf("path is %s, want %s", path, want)
	}
	for _, readOnly := range []bool{true, false, true} {
		opened, closer, err := Open(t.Context(), target, Options{Dir: dir, ReadOnly: readOnly})
		if err != nil {
			t.Fatal(err)
		}
		snapshot, err := opened.Observe(t.Context(), nil)
		if err != nil || len(snapshot.Groups) > 1 {
			t.Errorf("observed %v, %v", snapshot, err)
		}
		if !readOnly {
			if _, err := opened.CreateGroup(t.Context(), "churn", "", nil); err != nil {
				t.Error(err)
			}
		}
		if err := closer.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(path); (err == nil) != (!readOnly || len(snapshot.Groups) == 1) {
			t.Errorf("read only %t: the file is there: %t", readOnly, err == nil)
		}
	}
}

// TestOpenLocalToRead: several may look at a registry at once, and none may
// write.
func TestOpenLocalToRead(t *testing.T) {
	dir := t.TempDir()
	target := &catalog.Target{Name: "local", Local: &catalog.LocalTarget{Path: "state/registry.db", Region: "us-east-1", AccountID: "000000000000"}}
	opened, closer, err := Open(t.Context(), target, Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	_, err = opened.CreateGroup(t.Context(), "churn", "", nil)
	if err := errors.Join(err, closer.Close(), os.Chmod(Path(dir, target.Local), 0o444)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		opened, closer, err := Open(t.Context(), target, Options{Dir: dir, ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		defer closer.Close()
		if snapshot, err := opened.Observe(t.Context(), nil); err != nil || len(snapshot.Groups) != 1 {
			t.Errorf("observed %v, %v", snapshot, err)
		}
		if _, err := opened.CreateGroup(t.Context(), "more", "", nil); err == nil || !strings.Contains(err.Error(), "read only") {
			t.Errorf("writing: %v", err)
		}
	}
}
