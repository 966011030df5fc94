package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"modelreg/catalog"
	"modelreg/catalog/report"
	"modelreg/catalog/site"
)

// reportsFolder is where the files of a group's reports are, a folder a label.
const reportsFolder = "reports"

// reportsOf finds the reports of all versions: files beside them, which are read
// when their page is made, and where it is asked for, what S3 has. What can't be
// read says why.
func (g *gatherer) reportsOf(ctx context.Context, d *site.Data, files fs.FS) map[string][]site.Report {
	all := map[string][]site.Report{}
	var noting sync.Mutex
	var workers errgroup.Group
	workers.SetLimit(runtime.GOMAXPROCS(0))
	for _, group := range d.Catalog.Groups {
		workers.Go(func() error {
			beside := reportFiles(files, group)
			for _, v := range group.Versions {
				if ctx.Err() != nil {
					return nil
				}
				if found := g.reportsOfVersion(d, files, v, beside[v.Label.String()]); len(found) > 0 {
					noting.Lock()
					all[v.Ref()] = found
					noting.Unlock()
				}
			}
			return nil
		})
	}
	_ = workers.Wait() // they have no errors to give
	if g.fetch {
		if g.fetcher == nil {
			g.fetcher = newFetcher()
		}
		g.fetcher.all(ctx, g.wanted(d, all))
	}
	return all
}

// reportFiles are the names of a group's report files by label.
func reportFiles(fsys fs.FS, group *catalog.Group) map[string][]string {
	found := map[string][]string{}
	folders, err := fs.ReadDir(fsys, path.Join(group.Path, reportsFolder))
	if err != nil {
		return nil // most have none
	}
	for _, folder := range folders {
		files, err := fs.ReadDir(fsys, path.Join(group.Path, reportsFolder, folder.Name()))
		if err != nil {
			continue
		}
		for _, f := range files {
			if path.Ext(f.Name()) == ".json" && !strings.HasPrefix(f.Name(), ".") {
				found[folder.Name()] = append(found[folder.Name()], f.Name())
			}
		}
	}
	return found
}

// reportNotRead is why a report that has no file is not shown.
const reportNotRead = "it was not read: modelreg site reads it from S3 with --fetch-reports, or from the file %s beside the version"

// reportsOfVersion are the reports that a version names, and those that have a
// file beside it.
func (g *gatherer) reportsOfVersion(d *site.Data, files fs.FS, v *catalog.Version, beside []string) []site.Report {
	var all []site.Report
	dir := path.Join(v.Group.Path, reportsFolder, v.Label.String())
	left := slices.Clone(beside)
	doc, _ := v.In(g.reader(d, v))
	for _, r := range catalog.Reports(doc) {
		name := fileOfReport(r.Member)
		if i := slices.Index(left, name); i >= 0 {
			left = slices.Delete(left, i, i+1)
			all = append(all, reportOfFile(files, r.Member, path.Join(dir, name)))
			continue
		}
		all = append(all, site.Report{Member: r.Member, URI: r.URI, Problem: fmt.Sprintf(reportNotRead, path.Join(dir, name))})
	}
	for _, name := range left {
		all = append(all, reportOfFile(files, memberOfFile(name), path.Join(dir, name)))
	}
	return all
}

// fileOfReport is the name of a report's file: bias.json is modelMetrics.bias.report.
func fileOfReport(member string) string {
	return strings.TrimSuffix(strings.TrimPrefix(member, "modelMetrics."), ".report") + ".json"
}

// memberOfFile is the member that a file would be the report of.
func memberOfFile(name string) string {
	member := strings.TrimSuffix(name, ".json")
	if strings.HasPrefix(member, "driftCheckBaselines.") {
		return member
	}
	return "modelMetrics." + member
}

// reportOfFile is a report of the catalog.
func reportOfFile(fsys fs.FS, member, file string) site.Report {
	return site.Report{Member: member, URI: file, Read: func() (*report.Report, error) {
		text, err := readReport(fsys, file)
		if err != nil {
			return nil, errors.New(reason(err))
		}
		return report.Read(text)
	}}
}

// readReport reads a file up to one byte more than is shown. It is looked at
// before it is opened, since opening a pipe waits for who writes to it.
func readReport(fsys fs.FS, file string) (text []byte, err error) {
	switch info, err := fs.Stat(fsys, file); {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("it is no plain file")
	case info.Size() > report.Most:
		return nil, fmt.Errorf("it has %d bytes, and %d is the most that is shown", info.Size(), report.Most)
	}
	f, err := fsys.Open(file)
	if err != nil {
		return nil, err
	}
	defer closing(f, &err)
	return io.ReadAll(io.LimitReader(f, report.Most+1))
}

// reason is why a file can't be read, without its name.
func reason(err error) string {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		err = pe.Err
	}
	return err.Error()
}
