package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// A scripted command is one that a script runs, with what the script holds of its output.
type scripted struct {
	args     string
	whole    string           // what cmp compares
	patterns []*regexp.Regexp // what stdout and stderr find
}

// TestTour holds the README's tour to the script that goes the same way: the
// same commands in the same order, and no line of output that the script does
// not look for.
func TestTour(t *testing.T) {
	script, err := txtar.ParseFile(filepath.Join("testdata", "tour.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	ran := commandsOf(t, script)
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, tour, _ := strings.Cut(string(readme), "\n## A tour\n")
	tour, _, found := strings.Cut(tour, "\n## ")
	if !found {
		t.Fatal("README.md has no tour")
	}
	shown := 0
	for _, block := range regexp.MustCompile("(?ms)^```text\n(.*?)^```$").FindAllStringSubmatch(tour, -1) {
		for _, session := range strings.Split("\n"+block[1], "\n$ ")[1:] {
			line, output, _ := strings.Cut(strings.TrimSuffix(session, "\n"), "\n")
			args, ok := strings.CutPrefix(line, "modelreg ")
			if !ok {
				continue
			}
			for len(ran) > 0 && ran[0].args != args {
				ran = ran[1:]
			}
			if len(ran) == 0 {
				t.Fatalf("the script does not run %q, or not there", args)
			}
			for want := range strings.Lines(output) {
				shown++
				if want = strings.TrimRight(want, "\n"); want != "..." && !ran[0].says(want) {
					t.Errorf("the script does not look for what %s is to print: %q", args, want)
				}
			}
			ran = ran[1:]
		}
	}
	if shown < 10 {
		t.Errorf("the tour shows %d lines of output, want more", shown)
	}
}

// commandsOf are the commands that a script runs.
func commandsOf(t *testing.T, script *txtar.Archive) []scripted {
	t.Helper()
	files := map[string]string{}
	for _, f := range script.Files {
		files[f.Name] = string(f.Data)
	}
	var all []scripted
	for line := range strings.Lines(string(script.Comment)) {
		line = strings.TrimSpace(line)
		if args, ok := strings.CutPrefix(line, "exec modelreg "); ok {
			all = append(all, scripted{args: args})
			continue
		}
		if len(all) == 0 {
			continue
		}
		last := &all[len(all)-1]
		if name, ok := strings.CutPrefix(line, "cmp stdout $WORK/"); ok {
			last.whole = files[name]
		}
		for _, stream := range []string{"stdout '", "stderr '"} {
			if pattern, ok := strings.CutPrefix(line, stream); ok {
				last.patterns = append(last.patterns, regexp.MustCompile(strings.TrimSuffix(pattern, "'")))
			}
		}
	}
	return all
}

// says reports whether the script holds the command to a whole line of output.
func (c scripted) says(line string) bool {
	if strings.TrimSpace(c.whole) == line {
		return true
	}
	return slices.ContainsFunc(c.patterns, func(p *regexp.Regexp) bool {
		anchored := strings.HasPrefix(p.String(), "^") && strings.HasSuffix(p.String(), "$")
		return anchored && p.MatchString(line)
	})
}
