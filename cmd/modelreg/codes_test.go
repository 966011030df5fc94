package main

import (
	"strings"
	"testing"

	"modelreg/cmd/internal/cli"
)

// TestExitCodes: what went wrong is told apart by the code alone, for scripts.
func TestExitCodes(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, c := range []struct {
		line string
		want cli.Code
	}{
		{"version", cli.OK},
		{"help plan", cli.OK},
		{"help pln", cli.Usage},
		{"completion", cli.Usage},
		{"completion basch", cli.Usage},
		{"pln", cli.Usage},
		{"plan --nope", cli.Usage},
		{"plan -o yaml", cli.Usage},
		{"plan --rate x", cli.Usage},
		{"plan --rate -1", cli.Usage},
		{"plan now", cli.Usage},
		{"validate --base=", cli.Usage},
		{"sync --target=", cli.Usage},
		{"sync --plan=", cli.Usage},
		{"local serve --addr 0.0.0.0:0", cli.Usage},
		{"validate -C nowhere", cli.Unfinished},
		{"sync --plan nowhere", cli.Unfinished},
		{"validate --rev HEAD", cli.Unfinished},
	} {
		if got := run(t.Context(), inProcess(strings.Fields(c.line)...)); got != c.want {
			t.Errorf("modelreg %s: exit code %d, want %d", c.line, got, c.want)
		}
	}
}
