package gittree

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
)

// ignores are the patterns in force in one folder, the strongest last. What is
// in an ignored folder is ignored, whatever patterns say of it.
type ignores struct {
	patterns   []gitignore.Pattern
	everything bool
}

// ignored reads the patterns that hold for the opened folder from outside of
// it: the system's and the user's, the repository's own, and those of the
// folders above. https://git-scm.com/docs/gitignore
func (r *Repo) ignored() (*ignores, error) {
	root := osfs.New("/")
	var all ignores
	for _, load := range []func() ([]gitignore.Pattern, error){
		func() ([]gitignore.Pattern, error) { return gitignore.LoadSystemPatterns(root) },
		func() ([]gitignore.Pattern, error) {
			if _, err := os.UserHomeDir(); err != nil {
				return nil, nil // a service without a home has no patterns there
			}
			return gitignore.LoadGlobalPatterns(root)
		},
		defaultExcludes,
		func() ([]gitignore.Pattern, error) {
			return readIgnores(filepath.Join(r.common, "info", "exclude"), nil)
		},
	} {
		patterns, err := load()
		if err != nil {
			return nil, fmt.Errorf("reading what git ignores: %w", err)
		}
		all.patterns = append(all.patterns, patterns...)
	}
	here := &all
	if r.dir == "" {
		return here, nil
	}
	at, in := r.worktree, ""
	for name := range strings.SplitSeq(r.dir, "/") {
		var err error
		if here, err = here.in(at, in); err != nil {
			return nil, err
		}
		at, in = filepath.Join(at, name), path.Join(in, name)
		here = here.below(in)
	}
	return here, nil
}

// defaultExcludes reads the user's ignore file that needs no configuration.
func defaultExcludes() ([]gitignore.Pattern, error) {
	dir := os.Getenv("XDG_CONFIG_HOME")
	if dir == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return nil, nil
		}
		dir = filepath.Join(home, ".config")
	}
	return readIgnores(filepath.Join(dir, "git", "ignore"), nil)
}

// below is what holds in a folder, but for its own .gitignore.
func (g *ignores) below(inRepo string) *ignores {
	if g.match(inRepo, true) {
		return &ignores{everything: true}
	}
	return g
}

// in adds the patterns of a folder's own .gitignore.
func (g *ignores) in(dir, inRepo string) (*ignores, error) {
	if g.everything {
		return g, nil
	}
	var domain []string
	if inRepo != "" && inRepo != "." {
		domain = strings.Split(inRepo, "/")
	}
	own, err := readIgnores(filepath.Join(dir, ".gitignore"), domain)
	if err != nil || len(own) == 0 {
		return g, err
	}
	return &ignores{patterns: append(g.patterns[:len(g.patterns):len(g.patterns)], own...)}, nil
}

func (g *ignores) match(inRepo string, isDir bool) bool {
	return g.everything || gitignore.NewMatcher(g.patterns).Match(strings.Split(inRepo, "/"), isDir)
}

func readIgnores(file string, domain []string) ([]gitignore.Pattern, error) {
	content, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var patterns []gitignore.Pattern
	for line := range strings.Lines(string(content)) {
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "#") {
			patterns = append(patterns, gitignore.ParsePattern(line, domain))
		}
	}
	return patterns, nil
}
