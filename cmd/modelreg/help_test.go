package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/mattn/go-runewidth"

	"modelreg/cmd/internal/cli"
)

// TestHelpFits holds that every command's help fits a terminal of 80 columns,
// and its flags a narrow one.
func TestHelpFits(t *testing.T) {
	for _, c := range commands(tree()) {
		for _, width := range []int{0, 80, 200} {
			var out bytes.Buffer
			w := inProcess(append(strings.Fields(c.CommandPath())[1:], "--help")...)
			w.Stdout, w.StdoutWidth = &out, width
			if code := run(t.Context(), w); code != cli.OK {
				t.Fatalf("%s --help ends with %d", c.CommandPath(), code)
			}
			for line := range strings.Lines(out.String()) {
				if n := runewidth.StringWidth(strings.TrimSuffix(line, "\n")); n > helpWidth {
					t.Errorf("%s --help at %d columns has a line of %d: %s", c.CommandPath(), width, n, line)
				}
			}
		}
		if c.HasParent() && c.Parent() == c.Root() && c.GroupID == "" {
			t.Errorf("%s is in no section of the help", c.CommandPath())
		}
	}
}

// TestTypos: what was probably meant is named, whatever was mistyped.
func TestTypos(t *testing.T) {
	inExample(t)
	for _, c := range []struct{ line, want string }{
		{"vaildate", `did you mean "validate"?`},
		{"drfit", `did you mean "drift"?`},
		{"hist house-price", `did you mean "history"?`},
		{"local srve", `did you mean "serve"?`},
		{"help pln", `did you mean "plan"?`},
		{"xyz", "modelreg --help lists the commands"},
		{"completion fsh", `use one of "bash", "fish"`},
		{"schema verison", `did you mean "version"?`},
		{"plan --traget staging", "did you mean --target?"},
		{"sync --dryrun", "did you mean --dry-run?"},
		{"validate --no-colour", "did you mean --no-color?"},
		{"plan --xyz", "modelreg plan --help lists its flags"},
		{"plan -x", "modelreg plan --help lists its flags"},
		{"plan --target stagin", `did you mean "staging"?`},
		{"plan --target xyz", `use one of "local", "production", "staging"`},
		{"plan --out-of-order house-prise/1", `did you mean "house-price/1"?`},
		{"latest house-prise", `did you mean "house-price"?`},
		{"show house-price/33", `did you mean "house-price/3"?`},
		{"approve house-prise/3", `did you mean "house-price`},
		{"rollback house-prise", `did you mean "house-price"?`},
		{"register house-prise --like 1", `did you mean "house-price"?`},
		{"register house-price --like 33", `"house-price"`},
		{"plan -o jsn", `use one of "json", "markdown", "text"`},
	} {
		var out bytes.Buffer
		w := inProcess(strings.Fields(c.line)...)
		w.Stderr = &out
		if code := run(t.Context(), w); code != cli.Usage || !strings.Contains(out.String(), c.want) {
			t.Errorf("modelreg %s: exit code %d, want %d and %s:\n%s", c.line, code, cli.Usage, c.want, out.String())
		}
	}
}

// TestNoColour: a terminal has colours, unless somebody asks for none.
func TestNoColour(t *testing.T) {
	inExample(t)
	if code := run(t.Context(), inProcess("sync", "-q")); code != cli.OK {
		t.Fatalf("sync ends with %d", code)
	}
	if err := os.Remove("house-price/versions/3.yaml"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("market-outlook/versions/2.yaml", []byte("kind: ModelVersion\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"plan", "drift", "validate", "list", "show house-price/2", "show house-price"} {
		for _, c := range []struct {
			flags []string
			env   string
			want  bool
		}{{nil, "", true}, {[]string{"--no-color"}, "", false}, {nil, "1", false}} {
			var out bytes.Buffer
			w := inProcess(append(strings.Fields(line), c.flags...)...)
			w.Stdout, w.Stderr, w.StdoutWidth, w.StderrWidth = &out, &out, 80, 80
			w.Getenv = func(name string) string { return map[string]string{"NO_COLOR": c.env}[name] }
			run(t.Context(), w)
			if has := strings.Contains(out.String(), "\x1b["); has != c.want {
				t.Errorf("modelreg %s %v with NO_COLOR=%s: colours %t, want %t:\n%s", line, c.flags, c.env, has, c.want, out.String())
			}
		}
	}
}
