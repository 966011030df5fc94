package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"modelreg/catalog/example"
	"modelreg/cmd/internal/cli"
)

// A canceller cancels a run as soon as it says a certain word.
type canceller struct {
	bytes.Buffer
	word   string
	cancel context.CancelFunc
}

func (c *canceller) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte(c.word)) {
		c.cancel()
	}
	return c.Buffer.Write(b)
}

// TestInterrupt stops a sync after its first change: it says what remains, ends
// with 3, and the next run does the rest.
func TestInterrupt(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "catalog")
	if err := os.CopyFS(dir, example.FS); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var out bytes.Buffer
	world := inProcess("sync", "-C", dir, "--concurrency", "1")
	world.Stdout, world.Stderr = &out, &canceller{word: "created group house-price", cancel: cancel}
	if code := run(ctx, world); code != cli.Unfinished {
		t.Errorf("exit code %d, want %d", code, cli.Unfinished)
	}
	if got := out.String(); !strings.Contains(got, "Interrupted syncing local: 1 done, 12 remaining") {
		t.Errorf("report of an interrupted run:\n%s", got)
	}
	rest, code := output(t, "sync", "-C", dir)
	if code != cli.OK || !strings.Contains(string(rest), "Synced local: 12 done") {
		t.Errorf("the next run ends with %d:\n%s", code, rest)
	}
}

// TestCancelledBefore stops a sync before it has begun: it could not finish.
func TestCancelledBefore(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "catalog")
	if err := os.CopyFS(dir, example.FS); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var talk bytes.Buffer
	world := inProcess("sync", "-C", dir)
	world.Stderr = &talk
	if code := run(ctx, world); code != cli.Unfinished {
		t.Errorf("exit code %d, want %d", code, cli.Unfinished)
	}
	if !strings.HasPrefix(talk.String(), "modelreg: error: ") {
		t.Errorf("talk is %q", talk.String())
	}
}
