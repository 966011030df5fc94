package source

import (
	"context"
	"fmt"
	"path"

	"modelreg/cmd/internal/cli"
)

// dirtyShown is how many changed files people are told of.
const dirtyShown = 3

// Differs names files in which the working folder differs from the commit that
// is checked out: some, where there are many.
func (s *Source) Differs(ctx context.Context) ([]string, error) {
	_, dirty, err := s.Head(ctx)
	return s.some(dirty), cli.Failed(err, "")
}

// some are the first of several files, as the user would type them, and how many
// more there are.
func (s *Source) some(files []string) []string {
	names := make([]string, 0, dirtyShown+1)
	for _, p := range files[:min(len(files), dirtyShown)] {
		names = append(names, path.Join(s.Dir, p))
	}
	if more := len(files) - dirtyShown; more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return names
}
