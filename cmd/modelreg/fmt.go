package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"modelreg/catalog"
	"modelreg/catalog/proposal"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/files"
	"modelreg/cmd/internal/source"
	"modelreg/schema"
)

func (a *app) fmt() *cobra.Command {
	c := &cobra.Command{
		Use:   "fmt [FILE...]",
		Short: "Give the catalog's files one shape",
		Long: `fmt writes the files of the catalog, or those named or below a folder named, in
one shape: members in the order of the schema, two spaces a level, at most one
blank line in a row. Comments stay with what they are about. What a file says
does not change. It prints the files that it changed.

With --check it writes nothing, prints the files that it would change, and ends
with 1 where there are any. A file that can't be read as YAML is left alone and
shown with what is wrong; the others are written.`,
		Example: `  modelreg fmt
  modelreg fmt --check
  modelreg fmt catalog/house-price`,
		Args: cobra.ArbitraryArgs,
	}
	check := c.Flags().Bool("check", false, "write nothing, and end with 1 where a file has another shape")
	c.RunE = func(c *cobra.Command, args []string) error { return a.formatCatalog(c.Context(), args, *check) }
	return c
}

func (a *app) formatCatalog(ctx context.Context, args []string, check bool) (err error) {
	src, err := a.open()
	if err != nil {
		return err
	}
	defer closing(src, &err)
	job, err := newFormatting(ctx, src, args)
	if err != nil {
		return err
	}
	for _, name := range job.names {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := job.file(name); err != nil {
			return cli.Failed(err, "nothing was written")
		}
	}
	if !check {
		if _, err := files.Write(src.Dir, job.changed, true); err != nil {
			return cli.Failed(fmt.Errorf("writing the catalog: %w", err), "nothing was written")
		}
	}
	for _, f := range job.changed {
		if _, err := fmt.Fprintln(a.Stdout, cli.Safe(job.shown(f.Path))); err != nil {
			return err
		}
	}
	if len(job.problems) > 0 {
		return a.refuse(catalog.SortProblems(job.problems), "not every file was formatted")
	}
	if check && len(job.changed) > 0 {
		return &cli.Exit{Code: cli.Problems, Err: fmt.Errorf("%d of %d files have another shape", len(job.changed), len(job.names)), Hint: "modelreg fmt writes them"}
	}
	return nil
}

// A formatting is one run of fmt.
type formatting struct {
	src      *source.Source
	names    []string // of the files it is about, below the catalog
	broken   map[string][]catalog.Problem
	changed  []files.File
	problems []catalog.Problem
}

// newFormatting finds the files that are the arguments or below them; without
// any, all files.
func newFormatting(ctx context.Context, src *source.Source, args []string) (*formatting, error) {
	c, problems, err := src.Load(ctx)
	if err != nil {
		return nil, err
	}
	job := &formatting{src: src, broken: map[string][]catalog.Problem{}}
	all := append([]string{"registry.yaml"}, c.Unknown...)
	for _, g := range c.Groups {
		all = append(all, path.Join(g.Path, "group.yaml"))
		for _, v := range g.Versions {
			all = append(all, v.Path)
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if job.names, err = below(src.Dir, all, args); err != nil {
		return nil, err
	}
	for _, p := range problems {
		if p.Severity == catalog.Error && (slices.Contains(c.Unknown, job.name(p.Path)) || p.Rule == "yaml") {
			job.broken[job.name(p.Path)] = append(job.broken[job.name(p.Path)], p)
		}
	}
	return job, nil
}

// below picks the files of a folder that are one of the arguments or below one.
func below(dir string, names, args []string) ([]string, error) {
	if len(args) == 0 {
		return names, nil
	}
	var picked []string
	for _, arg := range args {
		found := false
		for _, name := range names {
			rel, err := relative(arg, filepath.Join(dir, filepath.FromSlash(name)))
			if err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
				picked, found = append(picked, name), true
			}
		}
		if !found {
			return nil, cli.Misused("name files of the catalog, or folders with some", "%q is no file of the catalog %s", arg, dir)
		}
	}
	slices.Sort(picked)
	return slices.Compact(picked), nil
}

// relative is the way from one path to another; each may start at the root or
// not.
func relative(from, to string) (string, error) {
	from, err := filepath.Abs(from)
	if err != nil {
		return "", err
	}
	if to, err = filepath.Abs(to); err != nil {
		return "", err
	}
	return filepath.Rel(from, to)
}

// file formats one file, or notes why not.
func (f *formatting) file(name string) error {
	if problems := f.broken[name]; len(problems) > 0 {
		f.problems = append(f.problems, problems...)
		return nil
	}
	text, err := fs.ReadFile(f.src.FS(), name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // registry.yaml alone may be missing, and open has seen it
	}
	if err != nil {
		return err
	}
	out, err := proposal.Format(kindOf(name), text)
	if err != nil {
		p := catalog.Problem{Pos: catalog.Pos{Path: f.shown(name)}, Severity: catalog.Error, Rule: "fmt", Message: err.Error()}
		if loss, ok := errors.AsType[*proposal.Loss](err); ok {
			p.Line, p.Col = loss.Line, 1
		}
		f.problems = append(f.problems, p)
		return nil
	}
	if !bytes.Equal(text, out) {
		f.changed = append(f.changed, files.File{Path: name, Text: out})
	}
	return nil
}

// kindOf is what a file is by its name.
func kindOf(name string) schema.Kind {
	switch path.Base(name) {
	case "registry.yaml":
		return schema.Registry
	case "group.yaml":
		return schema.Group
	}
	return schema.Version
}

// shown is a file as the user would type it, and name the other way round.
func (f *formatting) shown(name string) string {
	if f.src.Dir == "." {
		return name
	}
	return strings.TrimSuffix(f.src.Dir, "/") + "/" + name
}

func (f *formatting) name(shown string) string {
	if f.src.Dir == "." {
		return shown
	}
	return strings.TrimPrefix(shown, strings.TrimSuffix(f.src.Dir, "/")+"/")
}
