package source

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/hmarr/codeowners"

	"modelreg/catalog/gittree"
)

// ownersFiles are where GitHub looks for CODEOWNERS; the first one counts.
// https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
var ownersFiles = []string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"}

// Owners are the owners of files by the repository's CODEOWNERS.
type Owners struct {
	rules codeowners.Ruleset
	dir   string // the catalog's folder in the repository
}

// Of are the owners of a file below the catalog, as CODEOWNERS has them: @ana,
// @acme/risk, ana@example.com. The last rule that matches decides.
func (o Owners) Of(file string) []string {
	rule, err := o.rules.Match(path.Join(o.dir, file))
	if err != nil || rule == nil {
		return nil
	}
	var owners []string
	for _, owner := range rule.Owners {
		owners = append(owners, owner.String())
	}
	return owners
}

// Owners reads CODEOWNERS of the repository around the catalog, in the same
// commit or folder. Without a repository, or without such a file, nobody owns
// anything. Lines that GitHub would not understand are left out, as it does.
func (s *Source) Owners() (Owners, error) {
	err := s.openRepo()
	if errors.Is(err, gittree.ErrNoRepository) {
		return Owners{}, nil
	}
	if err != nil {
		return Owners{}, err
	}
	text, err := s.ownersText()
	return Owners{rules: parseOwners(text), dir: s.repo.Dir()}, err
}

// ownersText reads the file; nil where there is none.
func (s *Source) ownersText() ([]byte, error) {
	top, err := filepath.EvalSymlinks(s.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		top, err = filepath.Abs(s.Dir) // a folder that only other commits have
	}
	if err != nil {
		return nil, err
	}
	if dir := s.repo.Dir(); dir != "" {
		top = filepath.Join(top, strings.Repeat("../", strings.Count(dir, "/")+1))
	}
	for _, name := range ownersFiles {
		text, err := s.readAbove(top, name)
		if !errors.Is(err, fs.ErrNotExist) {
			return text, err
		}
	}
	return nil, nil
}

// readAbove reads a file of the repository whose top folder is top, where the
// catalog is read.
func (s *Source) readAbove(top, name string) (text []byte, err error) {
	if s.Commit == nil {
		text, err = os.ReadFile(filepath.Join(top, filepath.FromSlash(name)))
		return text, err
	}
	repo, err := gittree.Open(top)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, repo.Close()) }()
	fsys, err := repo.FS(*s.Commit)
	if err != nil {
		return nil, err
	}
	return fs.ReadFile(fsys, name)
}

// parseOwners reads rules line by line, so that one that is wrong takes no
// others along.
func parseOwners(text []byte) codeowners.Ruleset {
	var rules codeowners.Ruleset
	for line := range strings.Lines(string(text)) {
		if rule, err := codeowners.ParseFile(strings.NewReader(line)); err == nil {
			rules = append(rules, rule...)
		}
	}
	return rules
}
