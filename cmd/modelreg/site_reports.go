package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"modelreg/catalog"
	"modelreg/catalog/report"
	"modelreg/catalog/site"
	"modelreg/sync/sagemaker"
)

// reportsFolder is where the files of a group's reports are, a folder a label.
const reportsFolder = "reports"

// reportReaders are how many reports are read from S3 at once, and objectTime is
// how long one may take: what a version names may be anywhere.
const (
	reportReaders = 4
	objectTime    = 30 * time.Second
)

// reportsOf reads the reports of all versions: from files beside them, and
// where it is asked for, from S3. What can't be read says why.
func (g *gatherer) reportsOf(ctx context.Context, d *site.Data) map[string][]site.Report {
	all := map[string][]site.Report{}
	for _, group := range d.Catalog.Groups {
		beside := reportFiles(d.Files, group)
		for _, v := range group.Versions {
			if ctx.Err() != nil {
				return nil
			}
			if found := g.reportsOfVersion(d, v, beside[v.Label.String()]); len(found) > 0 {
				all[v.Ref()] = found
			}
		}
	}
	if g.fetch {
		g.fetchAll(ctx, d, all)
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

// unread is why a report that has no file is not shown.
const unread = "it was not read: modelreg site reads it from S3 with --fetch-reports, or from the file %s beside the version"

// reportsOfVersion are the reports that a version names, and those that have a
// file beside it.
func (g *gatherer) reportsOfVersion(d *site.Data, v *catalog.Version, files []string) []site.Report {
	var all []site.Report
	dir := path.Join(v.Group.Path, reportsFolder, v.Label.String())
	left := slices.Clone(files)
	doc, _ := v.In(g.reader(d, v))
	for _, r := range catalog.Reports(doc) {
		name := fileOfReport(r.Member)
		if i := slices.Index(left, name); i >= 0 {
			left = slices.Delete(left, i, i+1)
			all = append(all, reportOfFile(d.Files, r.Member, path.Join(dir, name)))
			continue
		}
		all = append(all, site.Report{Member: r.Member, URI: r.URI, Problem: fmt.Sprintf(unread, path.Join(dir, name))})
	}
	for _, name := range left {
		all = append(all, reportOfFile(d.Files, memberOfFile(name), path.Join(dir, name)))
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

// reportOfFile reads a report of the catalog.
func reportOfFile(fsys fs.FS, member, file string) site.Report {
	r := site.Report{Member: member, URI: file}
	text, err := readReport(fsys, file)
	if err == nil {
		r.Content, err = report.Read(text)
	}
	if err != nil {
		r.Problem = reason(err)
	}
	return r
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

// reader is the target with whose credentials and variables the reports of a
// version are read: the first on SageMaker that was opened, those first that
// hold the version. Where there is none, it is the first of all.
func (g *gatherer) reader(d *site.Data, v *catalog.Version) *catalog.Target {
	targets := d.Catalog.Registry.Targets
	best := targets[0]
	if !g.fetch {
		return best
	}
	found := false
	for _, t := range targets {
		if g.s3Of(t) == nil {
			continue
		}
		if _, live := d.Live[site.Key{Group: v.Group.Path, Label: v.Label.String(), Target: t.Name}]; live {
			return t
		}
		if !found {
			best, found = t, true
		}
	}
	return best
}

// s3Of is the target that S3 is read through; nil where a target is none of
// SageMaker, or was not opened.
func (g *gatherer) s3Of(t *catalog.Target) *sagemaker.Target {
	if r := g.registries[t.Name]; r != nil && t.SageMaker != nil {
		return r.target
	}
	return nil
}

// fetchAll reads from S3 what has no file.
func (g *gatherer) fetchAll(ctx context.Context, d *site.Data, all map[string][]site.Report) {
	var readers errgroup.Group
	readers.SetLimit(reportReaders)
	for _, group := range d.Catalog.Groups {
		for _, v := range group.Versions {
			from := g.s3Of(g.reader(d, v))
			found := all[v.Ref()]
			for i := range found {
				r := &found[i]
				if r.Content != nil || !strings.HasPrefix(r.URI, "s3://") {
					continue
				}
				if from == nil {
					r.Problem = "it was not read: no target on SageMaker could be opened"
					continue
				}
				readers.Go(func() error {
					r.Content, r.Problem = fetchReport(ctx, from, r.URI)
					return nil
				})
			}
		}
	}
	_ = readers.Wait() // they have no errors to give
}

// fetchReport reads a report from S3, or says why it is not shown.
func fetchReport(ctx context.Context, from *sagemaker.Target, uri string) (*report.Report, string) {
	ctx, stop := context.WithTimeout(ctx, objectTime)
	defer stop()
	text, err := from.ReadObject(ctx, uri, report.Most)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return nil, fmt.Sprintf("S3 did not give it within %v", objectTime)
	}
	if err != nil {
		return nil, err.Error()
	}
	content, err := report.Read(text)
	if err != nil {
		return nil, err.Error()
	}
	return content, ""
}
