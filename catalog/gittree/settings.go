package gittree

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/go-git/gcfg"
)

// settings are git's configuration: the last value of each, by section,
// subsection and key, lower-case but for the subsection: user.email,
// includeIf.gitdir:~/src/.path.
type settings struct {
	values map[string]string
	getenv func(string) string
	repo   *Repo // nil outside of one
}

// readSettings reads system, global, local and environment, each over the one
// before, with what they include. Conditions on the branch that is checked out
// never hold: an edit is on another one.
// https://git-scm.com/docs/git-config#FILES
func readSettings(repo *Repo, getenv func(string) string) (*settings, error) {
	s := &settings{values: map[string]string{}, getenv: getenv, repo: repo}
	for _, file := range s.files() {
		if err := s.read(file, 0); err != nil {
			return nil, fmt.Errorf("reading git's configuration: %w", err)
		}
	}
	n, _ := strconv.Atoi(getenv("GIT_CONFIG_COUNT")) // git refuses what is no number
	for i := range n {
		s.set(getenv(fmt.Sprintf("GIT_CONFIG_KEY_%d", i)), getenv(fmt.Sprintf("GIT_CONFIG_VALUE_%d", i)))
	}
	return s, nil
}

func (s *settings) files() []string {
	var files []string
	if !isTrue(s.getenv("GIT_CONFIG_NOSYSTEM")) {
		system := s.getenv("GIT_CONFIG_SYSTEM")
		if system == "" {
			system = "/etc/gitconfig"
		}
		files = append(files, system)
	}
	home := s.getenv("HOME")
	switch global := s.getenv("GIT_CONFIG_GLOBAL"); {
	case global != "":
		files = append(files, global)
	case s.getenv("XDG_CONFIG_HOME") != "":
		files = append(files, filepath.Join(s.getenv("XDG_CONFIG_HOME"), "git", "config"))
	case home != "":
		files = append(files, filepath.Join(home, ".config", "git", "config"))
	}
	if home != "" && s.getenv("GIT_CONFIG_GLOBAL") == "" {
		files = append(files, filepath.Join(home, ".gitconfig"))
	}
	if s.repo == nil {
		return files
	}
	files = append(files, filepath.Join(s.repo.common, "config"))
	if isTrue(s.repo.config.Raw.Section("extensions").Option("worktreeconfig")) {
		files = append(files, filepath.Join(s.repo.gitDir.Root(), "config.worktree"))
	}
	return files
}

// maxIncludes is how deep files may include each other, as for git.
const maxIncludes = 10

// read reads a file and, where they stand, those that it includes. One that
// does not exist is empty.
func (s *settings) read(file string, depth int) error {
	if depth > maxIncludes {
		return fmt.Errorf("%s: files include each other more than %d deep", file, maxIncludes)
	}
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	err = gcfg.ReadWithCallback(f, func(section, sub, key, value string, blank bool) error {
		if key == "" {
			return nil
		}
		if blank { // "gpgsign" alone is true
			value = "true"
		}
		includes := strings.EqualFold(section, "include") && sub == "" || strings.EqualFold(section, "includeif") && s.holds(sub, filepath.Dir(file))
		if includes && strings.EqualFold(key, "path") {
			return s.read(s.path(value, filepath.Dir(file)), depth+1)
		}
		if sub != "" {
			section += "." + sub
		}
		s.set(section+"."+key, value)
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

// set notes a value under a name as people write it.
func (s *settings) set(name, value string) {
	first, last := strings.Index(name, "."), strings.LastIndex(name, ".")
	if first < 0 {
		return
	}
	s.values[strings.ToLower(name[:first])+name[first:last]+strings.ToLower(name[last:])] = value
}

// get gives the first of some settings that has a value.
func (s *settings) get(names ...string) string {
	for _, name := range names {
		if v := s.values[name]; v != "" {
			return v
		}
	}
	return ""
}

// path reads a path as git does: ~ is the home, anything else is below dir.
func (s *settings) path(p, dir string) string {
	if below, ok := strings.CutPrefix(p, "~/"); ok {
		return filepath.Join(s.getenv("HOME"), below)
	}
	return under(dir, p)
}

// holds judges the condition of an includeIf that a file in dir has.
// https://git-scm.com/docs/git-config#_conditional_includes
func (s *settings) holds(condition, dir string) bool {
	kind, pattern, _ := strings.Cut(condition, ":")
	if s.repo == nil {
		return false
	}
	switch kind {
	case "gitdir", "gitdir/i":
		at := filepath.ToSlash(s.repo.gitDir.Root())
		pattern = s.folders(pattern, dir)
		if kind == "gitdir/i" {
			at, pattern = strings.ToLower(at), strings.ToLower(pattern)
		}
		return doublestar.MatchUnvalidated(pattern, at)
	case "hasconfig":
		for _, remote := range s.repo.config.Remotes {
			for _, url := range remote.URLs {
				if want, ok := strings.CutPrefix(pattern, "remote.*.url:"); ok && doublestar.MatchUnvalidated(want, url) {
					return true
				}
			}
		}
	}
	return false
}

// folders makes a pattern whole: one that begins nowhere begins anywhere, and
// one that ends in a slash is for all below.
func (s *settings) folders(pattern, dir string) string {
	below := ""
	if strings.HasSuffix(pattern, "/") {
		below = "/**"
	}
	switch {
	case strings.HasPrefix(pattern, "~/"), strings.HasPrefix(pattern, "./"):
		pattern = filepath.ToSlash(s.path(pattern, dir))
	case !filepath.IsAbs(pattern):
		pattern = "**/" + pattern
	}
	return strings.TrimSuffix(pattern, "/") + below
}
