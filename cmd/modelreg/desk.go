package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"modelreg/catalog"
	"modelreg/catalog/proposal"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/render"
)

// editing are the flags of the commands that edit the catalog.
type editing struct {
	pr         bool
	repository string
	dryRun     bool
	out        *format
}

func (a *app) editFlags(c *cobra.Command) *editing {
	e := &editing{}
	f := c.Flags()
	f.BoolVar(&e.pr, "pr", false, "open a pull request, or bring it up to date, and leave the folder as it is")
	f.StringVar(&e.repository, "repository", "", "with --pr, the repository `OWNER/NAME` on GitHub, where there is no clone")
	f.BoolVar(&e.dryRun, "dry-run", false, "show the differences, and write nothing")
	c.MarkFlagsMutuallyExclusive("pr", "dry-run")
	e.out = formatFlag(c, "text", "json")
	return e
}

// A desk is where the catalog is edited: in a folder, or as it is at the tip of
// the protected branch on GitHub.
type desk struct {
	app  *app
	e    *editing
	fsys fs.FS
	dir  string // of the catalog as the user typed it, on GitHub from the top of the repository
	open func(path string) bool
	place

	catalog  *catalog.Catalog // as it is before the edit; of groups that nobody named the labels alone
	problems []catalog.Problem
}

// A place is where an edit goes to.
type place interface {
	// everHad is as catalog.CheckBase wants it.
	everHad(ctx context.Context) func(paths []string) (map[string]string, error)
	// put makes the edit, or finds that it was made, and fills in what became of
	// it. Candidates are what the edit asks approval for.
	put(ctx context.Context, p *proposal.Proposal, candidates []catalog.Candidate, done *render.Edit) error
	// offered are the versions of a group that proposals offer, or did.
	offered(ctx context.Context, group string) ([]offer, error)
	Close() error
}

// desk opens the catalog to edit some groups, by their paths or SageMaker's names,
// which need not exist yet; without any, all of them. The caller closes it. The
// registry of its catalog is there and understood.
func (a *app) desk(ctx context.Context, e *editing, groups ...string) (_ *desk, err error) {
	if e.repository != "" && !e.pr {
		return nil, cli.Misused("give --pr, too", "--repository is for --pr")
	}
	d := &desk{app: a, e: e}
	if len(groups) > 0 {
		d.open = within(groups)
	}
	if e.pr {
		err = d.onGitHub(ctx)
	} else {
		err = d.inFolder()
	}
	if err != nil {
		return nil, err
	}
	if d.catalog, d.problems, err = d.load(ctx, d.fsys); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if paths := pathsOf(d.catalog, groups); !slices.Equal(paths, groups) {
		groups, d.open = paths, within(paths)
		if r, ok := d.place.(*remote); ok {
			r.readAhead(ctx)
		}
		if d.catalog, d.problems, err = d.load(ctx, d.fsys); err != nil {
			return nil, errors.Join(err, d.Close())
		}
	}
	if d.catalog.Registry == nil {
		return nil, errors.Join(a.refuse(d.problems, "registry.yaml has problems"), d.Close())
	}
	if links := d.links(groups); len(links) > 0 {
		return nil, errors.Join(a.refuse(links, "nothing was written"), d.Close())
	}
	return d, nil
}

// within tells which files are those of some groups.
func within(groups []string) func(path string) bool {
	return func(p string) bool {
		return slices.ContainsFunc(groups, func(g string) bool { return strings.HasPrefix(p, g+"/") })
	}
}

func (d *desk) load(ctx context.Context, fsys fs.FS) (*catalog.Catalog, []catalog.Problem, error) {
	options := catalog.LoadOptions{Dir: d.dir}
	if d.open != nil {
		options.Unchanged = func(p string) bool { return !d.open(p) }
	}
	c, problems, err := catalog.Load(ctx, fsys, options)
	return c, problems, cli.Failed(err, "")
}

// read gives the text of a file below the catalog. The error wraps
// fs.ErrNotExist where there is none.
func (d *desk) read(name string) ([]byte, error) {
	text, err := fs.ReadFile(d.fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, err // and no text
	}
	return text, cli.Failed(err, "")
}

// finish carries an edit out, and says what was done.
func (d *desk) finish(ctx context.Context, p *proposal.Proposal, done *render.Edit) error {
	if err := d.carryOut(ctx, p, done); err != nil {
		return err
	}
	return d.say(done)
}

// carryOut holds the catalog with the edit to all rules, and makes the edit.
// done comes with what the command knows of it.
func (d *desk) carryOut(ctx context.Context, p *proposal.Proposal, done *render.Edit) error {
	done.Format, done.Files, done.DryRun = render.FormatVersion, []render.EditedFile{}, d.e.dryRun
	var err error
	if p.Files, err = d.changed(p.Files, done); err != nil {
		return err
	}
	after, problems, err := d.load(ctx, proposal.Over(d.fsys, p.Files))
	if err != nil {
		return err
	}
	more, err := catalog.CheckBase(d.catalog, after, d.everHad(ctx))
	if err != nil {
		return cli.Failed(err, "")
	}
	if worse := d.worse(append(problems, more...)); catalog.HasErrors(worse) {
		return d.app.refuse(catalog.SortProblems(worse), "nothing was written")
	}
	candidates := catalog.Candidates(d.catalog, after)
	done.Metrics = render.MetricsOf(candidates)
	if d.e.dryRun {
		return nil
	}
	return d.put(ctx, p, candidates, done)
}

// changed leaves out the files that are so already, and notes of the others what
// they were.
func (d *desk) changed(files []proposal.File, done *render.Edit) ([]proposal.File, error) {
	var changed []proposal.File
	for _, f := range files {
		old, err := d.read(f.Path)
		isNew := errors.Is(err, fs.ErrNotExist)
		if err != nil && !isNew {
			return nil, err
		}
		if !isNew && bytes.Equal(old, f.Text) {
			continue
		}
		e := render.EditedFile{Path: path.Join(d.dir, f.Path), New: isNew}
		if d.e.dryRun {
			e.Diff = string(diff.Diff("a/"+f.Path, old, "b/"+f.Path, f.Text))
		}
		f.Old = old
		changed, done.Files = append(changed, f), append(done.Files, e)
	}
	return changed, nil
}

// worse are the problems that there were none of before the edit. Lines move
// with it, so they don't count.
func (d *desk) worse(problems []catalog.Problem) []catalog.Problem {
	type key struct{ path, rule, message string }
	had := map[key]bool{}
	for _, p := range d.problems {
		had[key{p.Path, p.Rule, p.Message}] = true
	}
	return slices.DeleteFunc(problems, func(p catalog.Problem) bool { return had[key{p.Path, p.Rule, p.Message}] })
}

// refuse shows problems and ends the command.
func (a *app) refuse(problems []catalog.Problem, why string) error {
	if err := render.ProblemsText(a.Stderr, problems, a.lookOfTalk()); err != nil {
		return err
	}
	return &cli.Exit{Code: cli.Problems, Err: fmt.Errorf("%s, because of %s", why, render.TallyOf(problems))}
}

// say tells what was done: on standard output what a script takes from it, on
// standard error the rest.
func (d *desk) say(done *render.Edit) error {
	if d.e.out.value == "json" {
		return render.EditJSON(d.app.Stdout, done)
	}
	if !d.app.talk.Quiet {
		if err := render.EditTalk(d.app.Stderr, done, d.app.lookOfTalk()); err != nil {
			return err
		}
	}
	return render.EditText(d.app.Stdout, done)
}
