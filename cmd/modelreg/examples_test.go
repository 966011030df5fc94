package main

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"modelreg/cmd/internal/cli"
)

// commands are all that there are, those that only have others included.
func commands(c *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{c}
	for _, sub := range c.Commands() {
		all = append(all, commands(sub)...)
	}
	return all
}

// tree is what people can type.
func tree() *cobra.Command {
	a := &app{World: inProcess(), talk: cli.NewTalk(nil)}
	return a.root()
}

// examplesOf are the lines of a command's examples. One that ends with a
// backslash goes on in the next.
func examplesOf(c *cobra.Command) []string {
	if c.Example == "" {
		return nil
	}
	lines := strings.Split(regexp.MustCompile(`\\\n\s*`).ReplaceAllString(c.Example, ""), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return lines
}

// TestEveryCommandHasExamples: two or three, unless all it does is to have
// others.
func TestEveryCommandHasExamples(t *testing.T) {
	for _, c := range commands(tree()) {
		n := len(examplesOf(c))
		if c.HasParent() && c.HasSubCommands() {
			if n > 0 {
				t.Errorf("%s does nothing, and has %d examples", c.CommandPath(), n)
			}
			continue
		}
		if n < 2 || n > 3 {
			t.Errorf("%s has %d examples, want 2 or 3", c.CommandPath(), n)
		}
		for _, line := range examplesOf(c) {
			if !strings.Contains(line, c.CommandPath()) {
				t.Errorf("an example of %s does without it: %s", c.CommandPath(), line)
			}
		}
	}
}

// somebodys is what readers put their own values for, as it is in the prepared
// world.
func somebodys(w *prepared) *strings.Replacer {
	return strings.NewReplacer("1a2b3c4", w.root)
}

// examples runs each line of each command's examples in a copy of the prepared
// world.
func (w *prepared) examples(t *testing.T) {
	for _, c := range commands(tree()) {
		for _, line := range examplesOf(c) {
			t.Run(line, func(t *testing.T) {
				work, aws := w.copied(t)
				run := somebodys(w).Replace(line)
				if c.Flags().Lookup("rate") != nil && !strings.ContainsAny(line, "|<>$") {
					run += " --rate 1000"
				}
				if c.CommandPath() == "modelreg local serve" || strings.Contains(line, "--serve") {
					interrupted(t, w.command(t.Context(), work, aws, "exec "+run+" --addr 127.0.0.1:0"))
					return
				}
				out, err := w.command(t.Context(), work, aws, run).CombinedOutput()
				code := cli.OK
				if exit, ok := errors.AsType[*exec.ExitError](err); ok {
					code = cli.Code(exit.ExitCode())
				} else if err != nil {
					t.Fatal(err)
				}
				if code != cli.OK && code != cli.Problems && code != cli.Differences {
					t.Errorf("it ends with %d:\n%s", code, out)
				}
				if strings.Contains(string(out), "unknown flag") || strings.Contains(string(out), "under construction") {
					t.Errorf("%s", out)
				}
				t.Logf("%d\n%s", code, out)
			})
		}
	}
}

// interrupted runs what does not end by itself until its first line, and
// interrupts it as Ctrl-C does.
func interrupted(t *testing.T, c *exec.Cmd) {
	t.Helper()
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Errorf("it says nothing: %v", err)
	}
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); err != nil {
		t.Error(err)
	}
}
