package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"modelreg/catalog/example"
	"modelreg/cmd/internal/cli"
)

// completed asks as a shell does, and gives what is offered and the directive.
func completed(t *testing.T, words ...string) (offered []string, directive cobra.ShellCompDirective) {
	t.Helper()
	var out, talk bytes.Buffer
	w := inProcess(append([]string{cobra.ShellCompRequestCmd}, words...)...)
	w.Stdout, w.Stderr = &out, &talk
	if code := run(t.Context(), w); code != cli.OK {
		t.Fatalf("completing %q ends with %d:\n%s", words, code, talk.String())
	}
	if strings.Contains(talk.String(), "error") {
		t.Errorf("completing %q says %s", words, talk.String())
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	last := len(lines) - 1
	if _, err := fmt.Sscanf(lines[last], ":%d", &directive); err != nil {
		t.Fatalf("completing %q ends with %q", words, lines[last])
	}
	for _, line := range lines[:last] {
		name, _, _ := strings.Cut(line, "\t")
		offered = append(offered, name)
	}
	return offered, directive
}

// inExample goes to the folder of the example catalog.
func inExample(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, example.FS); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
}

const (
	noFile  = cobra.ShellCompDirectiveNoFileComp
	goOn    = cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	aFile   = cobra.ShellCompDirectiveDefault
	aFolder = cobra.ShellCompDirectiveFilterDirs
)

func TestComplete(t *testing.T) {
	inExample(t)
	groups := []string{"house-price", "market-outlook", "pricing/rental-yield", "pricing/valuation"}
	slashed := []string{"house-price/", "market-outlook/", "pricing/rental-yield/", "pricing/valuation/"}
	for _, c := range []struct {
		line      string // the last word is what Tab is pressed after
		want      []string
		directive cobra.ShellCompDirective
	}{
		{"history ", groups, noFile},
		{"history market-outlook", slices.Insert(slices.Clone(groups), 2, "market-outlook/1"), noFile},
		{"history house-price ", nil, noFile},
		{"plan --target ", []string{"local", "production", "staging"}, noFile},
		{"local serve --target ", []string{"local", "production", "staging"}, noFile},
		{"plan --out-of-order ", slashed, goOn},
		{"sync --out-of-order pricing/valuation/", []string{"house-price/", "market-outlook/", "pricing/rental-yield/", "pricing/valuation/1.0.0", "pricing/valuation/1.1.0", "pricing/valuation/2.0.0-rc.1"}, noFile},
		{"plan -o ", []string{"text", "json", "markdown"}, noFile},
		{"plan --out ", nil, aFile},
		{"plan --rate ", nil, noFile},
		{"plan --rev ", nil, noFile},
		{"plan ", nil, noFile},
		{"init ", nil, aFolder},
		{"-C ", nil, aFolder},
		{"completion ", []string{"bash", "fish", "powershell", "zsh"}, noFile},
		{"local ", []string{"serve"}, noFile},
		{"-C nowhere history ", nil, noFile},
		{"history --rev nothing ", nil, noFile},
	} {
		got, directive := completed(t, strings.Split(c.line, " ")...)
		if diff := cmp.Diff(c.want, got); diff != "" || directive != c.directive {
			t.Errorf("modelreg %s: directive %d, want %d (-want +got):\n%s", c.line, directive, c.directive, diff)
		}
	}
}

// TestCompleteEverything holds that no command and no flag is forgotten: what a
// usage line calls GROUP has groups, FILE files, and nothing else has files.
func TestCompleteEverything(t *testing.T) {
	inExample(t)
	for _, c := range commands(tree()) {
		path := strings.Fields(c.CommandPath())[1:]
		if _, directive := completed(t, append(path, "house-price", "")...); (directive == aFile) != strings.Contains(c.Use, "FILE") {
			t.Errorf("%s: files are offered for arguments, or not for FILE: directive %d", c.CommandPath(), directive)
		}
		if use := strings.Fields(c.Use); len(use) > 1 && strings.HasPrefix(strings.Trim(use[1], "[]"), "GROUP") {
			if got, _ := completed(t, append(path, "house-p")...); !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "house-price") }) {
				t.Errorf("%s offers %q for %s", c.CommandPath(), got, use[1])
			}
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if f.NoOptDefVal != "" {
				return
			}
			word, _ := pflag.UnquoteUsage(f)
			got, directive := completed(t, append(path, "--"+f.Name, "")...)
			switch {
			case (directive == aFile) != (word == "FILE"), (directive == aFolder) != (word == "DIR"):
				t.Errorf("%s --%s %s: directive %d", c.CommandPath(), f.Name, word, directive)
			case (f.Name == "target" || f.Name == "output" || word == "GROUP" || word == "REF") && len(got) == 0:
				t.Errorf("%s --%s offers nothing", c.CommandPath(), f.Name)
			}
		})
	}
}

// TestCompleteReadsNoVersion: a key is pressed in a catalog of any size, and
// with files that nobody can read.
func TestCompleteReadsNoVersion(t *testing.T) {
	inExample(t)
	for label := range 1000 {
		if err := os.WriteFile(filepath.Join("house-price", "versions", fmt.Sprint(10+label)+".yaml"), []byte("\x00{{"), 0o000); err != nil {
			t.Fatal(err)
		}
	}
	got, _ := completed(t, "history", "house-price/")
	if len(got) != 4+3+1000 {
		t.Errorf("%d names are offered, want %d", len(got), 4+3+1000)
	}
}

// TestCompletionScripts has the shells that are here read their scripts.
func TestCompletionScripts(t *testing.T) {
	check := map[string][]string{
		"bash": {"bash", "-n"}, "fish": {"fish", "--no-execute"}, "zsh": {"zsh", "-n"},
		"powershell": {"pwsh", "-NoProfile", "-File"},
	}
	for shell, command := range check {
		script, code := output(t, "completion", shell)
		if code != cli.OK || !bytes.Contains(script, []byte("modelreg")) {
			t.Errorf("completion %s ends with %d:\n%s", shell, code, script)
		}
		if _, err := exec.LookPath(command[0]); err != nil {
			continue
		}
		file := filepath.Join(t.TempDir(), "script")
		if err := os.WriteFile(file, script, 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(command[0], append(command[1:], file)...).CombinedOutput(); err != nil {
			t.Errorf("%s does not understand its script: %v\n%s", shell, err, out)
		}
	}
}

// TestCompleteInBash presses Tab, as bash does.
func TestCompleteInBash(t *testing.T) {
	inExample(t)
	press := `source <(modelreg completion bash)
# what of the package bash-completion the script cannot do without
_init_completion() { words=("${COMP_WORDS[@]}") cword=$COMP_CWORD cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}; }
COMP_WORDS=(modelreg plan --target st) COMP_CWORD=3 COMP_LINE="modelreg plan --target st" COMP_POINT=25 COMP_TYPE=9
__start_modelreg 2>/dev/null
echo "${COMPREPLY[@]}"`
	out, err := exec.Command("bash", "-c", press).CombinedOutput()
	if got := strings.TrimSpace(string(out)); err != nil || got != "staging" {
		t.Errorf("bash completes st to %q, %v", got, err)
	}
}
