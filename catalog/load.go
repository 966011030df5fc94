package catalog

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"modelreg/schema"
)

// LoadOptions say how to load. The zero value is right for a file system whose
// root is the catalog's folder.
type LoadOptions struct {
	// Dir is the catalog's folder as the user typed it; the prefix of every
	// position.
	Dir string
	// Unchanged, unless nil, names version and group files (slash paths below
	// the catalog) that need no checking. Version files are not opened; of their
	// versions only the label and the path are known. Of a group only the name
	// is, and Group.Doc is nil. It is called by several goroutines.
	Unchanged func(path string) bool
	// CheckOnly is for who only wants the problems: the documents of versions
	// are not kept, and Version.Effective has nothing to give.
	CheckOnly bool
	// Workers is how many files are parsed at the same time; 0 means one for
	// each processor.
	Workers int
}

// Load reads a whole catalog and checks it. The problems are sorted by
// position and are all that can be found at once; with errors among them the
// catalog holds what could be understood, and marks the rest. An error means
// that reading could not go on at all. The same files give the same answer,
// whatever file system they are in and however many workers read them.
func Load(ctx context.Context, fsys fs.FS, opts LoadOptions) (*Catalog, []Problem, error) {
	set, err := schemas()
	if err != nil {
		return nil, nil, err
	}
	l := &loader{fsys: fsys, opts: opts, set: set}
	layout, err := walk(fsys, l.show)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the catalog %s: %w", or(opts.Dir, "."), cause(err))
	}
	l.problems, l.unknown = layout.problems, layout.unknown
	if err := each(ctx, l, layout.listed, l.list); err != nil {
		return nil, nil, err
	}
	reg := l.registry(layout.registry)
	if err := l.files(ctx, layout.groups); err != nil {
		return nil, nil, err
	}
	c := &Catalog{Dir: opts.Dir, Registry: reg, Groups: layout.groups}
	l.problems = SortProblems(append(l.problems, checkAcross(c)...))
	c.Unknown = l.unknown
	c.markBroken(l.problems, l.show)
	slices.Sort(c.Unknown)
	c.Unknown = slices.Compact(c.Unknown)
	return c, l.problems, nil
}

// schemas are compiled once a process: that takes as long as checking a
// hundred versions.
var schemas = sync.OnceValues(schema.Compile)

// A loader is one Load at work.
type loader struct {
	fsys     fs.FS
	opts     LoadOptions
	set      *schema.Set
	checks   *Registry // what files are checked against; nil when the targets are not known
	problems []Problem
	unknown  []string
	settled  map[*Group]bool // nothing of it needs checking
}

// show is a path below the catalog as the user would type it.
func (l *loader) show(path string) string {
	switch dir := l.opts.Dir; {
	case dir == "" || dir == ".":
		return path
	case path == ".":
		return dir
	default:
		return strings.TrimSuffix(dir, "/") + "/" + path
	}
}

// An opened file is what reading it gave.
type opened struct {
	file     *file
	doc      *document // nil when it cannot be understood
	problems []Problem // why not
}

// open reads the file called name, which is at path in the catalog.
func (l *loader) open(fsys fs.FS, name, path string, k schema.Kind) opened {
	data, err := readFile(fsys, name)
	if err != nil {
		return l.unread(path, err)
	}
	return l.understand(data, path, k)
}

// unread says why there is nothing to understand.
func (l *loader) unread(path string, err error) opened {
	f := &file{path: l.show(path)}
	return opened{f, nil, []Problem{{f.whole(), Error, "read", err.Error()}}}
}

// understand makes a document of the bytes of the file at path.
func (l *loader) understand(data []byte, path string, k schema.Kind) opened {
	f := &file{path: l.show(path), data: data}
	d, problems := read(f)
	if d != nil && !d.checkHeader(k) {
		return opened{f, nil, d.problems}
	}
	return opened{f, d, problems}
}

// list finds the versions of one group.
func (l *loader) list(g *Group) finding {
	w := &walker{fsys: l.fsys, show: l.show}
	w.versions(g)
	return finding{w.problems, w.unknown}
}

// registry reads registry.yaml.
func (l *loader) registry(exists bool) *Registry {
	if !exists {
		return l.noSettings()
	}
	return l.settings(l.open(l.fsys, registryFile, registryFile, schema.Registry))
}

func (l *loader) noSettings() *Registry {
	l.problems = append(l.problems, Problem{Pos{Path: l.show(registryFile)}, Error, "layout",
		"file is missing; it says what the catalog is called and where it is synced to"})
	return nil
}

// settings checks registry.yaml.
func (l *loader) settings(o opened) *Registry {
	d := o.doc
	if d == nil {
		l.problems = append(l.problems, o.problems...)
		l.unknown = append(l.unknown, registryFile)
		return nil
	}
	d.validate(l.set, schema.Registry)
	reg := decodeRegistry(d.value, o.file)
	if !d.hasErrorsBelow("targets") {
		l.checks = reg
	}
	checkRegistryDoc(d.value, reg, d.report)
	l.problems = append(l.problems, d.problems...)
	return reg
}

// files reads all groups and then all versions.
func (l *loader) files(ctx context.Context, groups []*Group) error {
	var batches [][]*Version
	l.settled = map[*Group]bool{}
	for _, g := range groups {
		var versions []*Version
		for _, v := range g.Versions {
			v.file = &file{path: l.show(v.Path)}
			if l.opts.Unchanged == nil || !l.opts.Unchanged(v.Path) {
				versions = append(versions, v)
			}
		}
		batches = slices.AppendSeq(batches, slices.Chunk(versions, batchSize))
		l.settled[g] = len(versions) == 0 && l.opts.Unchanged != nil && l.opts.Unchanged(path.Join(g.Path, groupFile))
	}
	if err := each(ctx, l, groups, l.group); err != nil {
		return err
	}
	return each(ctx, l, batches, l.versions)
}

// batchSize is how many versions of one group a worker reads in one go: many
// enough to share the way to the folder, few enough to share the work.
const batchSize = 32

// versions reads and checks some versions of one group.
func (l *loader) versions(batch []*Version) finding {
	dir := path.Dir(batch[0].Path)
	fsys, err := fs.Sub(l.fsys, dir)
	if c, ok := fsys.(io.Closer); ok {
		defer c.Close()
	}
	var all finding
	for _, v := range batch {
		var f finding
		if err != nil {
			f = finding{[]Problem{{v.file.whole(), Error, "read", cause(err).Error()}}, []string{v.Path}}
		} else {
			f = l.version(fsys, v)
		}
		all.problems = append(all.problems, f.problems...)
		all.unknown = append(all.unknown, f.unknown...)
	}
	return all
}

// A finding is what some files add to what is wrong with the catalog.
type finding struct {
	problems []Problem
	unknown  []string // files that could not be understood, as paths below the catalog
}

// each does the work for all items on all workers, and collects what they find
// in the items' order.
func each[T any](ctx context.Context, l *loader, items []T, work func(T) finding) error {
	found := make([]finding, len(items))
	workers := l.opts.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for range min(workers, len(items)) {
		group.Go(func() error {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(items) {
					return nil
				}
				if err := ctx.Err(); err != nil {
					return fmt.Errorf("reading the catalog: %w", err)
				}
				found[i] = work(items[i])
			}
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for _, f := range found {
		l.add(f)
	}
	return nil
}

// add notes what some files add.
func (l *loader) add(f finding) {
	l.problems = append(l.problems, capped(f.problems)...)
	l.unknown = append(l.unknown, f.unknown...)
}

// maxProblems is how many problems of one file, or of one batch of files, are
// told. Whoever has more has the wrong file there.
const maxProblems = 1000

func capped(problems []Problem) []Problem {
	if len(problems) <= maxProblems {
		return problems
	}
	problems = SortProblems(problems)
	more := len(problems) - maxProblems
	if more <= 0 {
		return problems
	}
	last := problems[maxProblems-1].Path
	return append(problems[:maxProblems:maxProblems], Problem{Pos{Path: last}, Error, "more", fmt.Sprintf("%d more problems are not shown; mend these first", more)})
}
