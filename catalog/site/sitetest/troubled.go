package sitetest

import (
	"io/fs"
	"testing/fstest"
	"time"

	"modelreg/catalog/example"
	"modelreg/catalog/site"
)

// Troubled is the example catalog with a file that has problems, a history that
// is not whole, a registry that could not be read, and a folder that was edited.
func Troubled() *site.Data {
	files := overlay(example.FS, map[string]string{
		"house-price/versions/4.yaml": "apiVersion: modelreg/v1\nkind: ModelVersion\nmodelPackageDescripton: House prices, with a typing error\nmetrics: {rmse: low}\n",
	})
	d, whole := of(files), Example()
	d.Targets, d.Live, d.Events, d.Owners = whole.Targets, whole.Live, nil, whole.Owners
	d.Targets[1].Problem = "the security token has expired"
	for key := range d.Live {
		if key.Target == d.Targets[1].Name {
			delete(d.Live, key)
		}
	}
	d.Unread = "the clone is shallow: what was before 2026-11-01 is not known"
	d.Source.Edited = true
	return d
}

// Bare is the example catalog in a folder without git, and with registries that
// hold nothing, one of them since it is not there yet.
func Bare() *site.Data {
	d := of(example.FS)
	d.Source = site.Source{Made: now, Tool: "modelreg v1.2.0"}
	for _, t := range d.Catalog.Registry.Targets {
		d.Targets = append(d.Targets, site.Target{Name: t.Name, Where: "a registry", Read: now.Add(-time.Second), Absent: t.Local != nil})
	}
	return d
}

// overlay is files with others put over them.
func overlay(files fs.FS, over map[string]string) fs.FS {
	all := fstest.MapFS{}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, name)
		all[name] = &fstest.MapFile{Data: text, Mode: 0o644}
		return err
	})
	if err != nil {
		panic(err) // they are embedded
	}
	for name, text := range over {
		all[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	return all
}
