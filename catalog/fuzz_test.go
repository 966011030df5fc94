package catalog_test

import (
	"bytes"
	"context"
	"testing"
	"testing/fstest"

	"modelreg/catalog"
)

// FuzzLoad puts any bytes where each kind of file belongs. Whatever they are,
// loading ends, every problem lies within its file, and a version is either
// known or has an error.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{
		"", "\ufeff", "---\n---\n", "a: [", "a: \"", "a: b: c", "\ta: b", "a: *a", "a: &a [*a]", "!!binary a: b",
		"? [a]\n: b", "{a: b}\nc: d", "%YAML 1.1\n---\na: b\n...\n", "a: |\n  x\n y", "[[[[", "- - -", "a: 0x_", "a: 1e999",
		"apiVersion: modelreg/v1\nkind: ModelVersion\noverrides: {local: {metrics: null, overrides: {local: {}}}}\nmetrics: {a: .nan}\n",
		"apiVersion: modelreg/v1\nkind: ModelVersion\ntask: ${target.variables.${x}\ndomain: $${$${target.region}\n",
		"apiVersion: modelreg/v1\nkind: Registry\ntargets: {a: , b: {local: 1}, local: {sagemaker: {region: []}}}\n",
		"apiVersion: modelreg/v1\nkind: ModelGroup\nresourcePolicy: {Statement: [1, {Principal: 2}]}\n",
		usual["registry.yaml"], exampleRegistry, exampleVersion,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, where := range []string{"registry.yaml", "g/group.yaml", "g/versions/1.yaml"} {
			files := fstest.MapFS{}
			for path, text := range usual {
				files[path] = &fstest.MapFile{Data: []byte(text)}
			}
			files["g/versions/1.yaml"] = &fstest.MapFile{Data: []byte(exampleVersion)}
			files[where] = &fstest.MapFile{Data: data}
			c, problems, err := catalog.Load(context.Background(), files, catalog.LoadOptions{})
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range problems {
				if !within(files[p.Path].Data, p.Pos) {
					t.Errorf("%s lies outside of the file %q", p, data)
				}
			}
			v := c.Groups[0].Versions[0]
			if !within(files[v.Path].Data, v.PosIn("local", "metrics", "rmse")) {
				t.Errorf("%s lies outside of the file", v.PosIn("local", "metrics", "rmse"))
			}
			if c.Registry == nil || v.Broken {
				if !catalog.HasErrors(problems) {
					t.Errorf("broken without an error: %q", data)
				}
				continue
			}
			for _, target := range c.Registry.Targets {
				if _, problems := v.Effective(c.Registry, target); problems != nil {
					t.Errorf("validated, and still %v: %q", problems, data)
				}
			}
		}
	})
}

// within reports whether a position is in the file, or right behind it.
func within(data []byte, p catalog.Pos) bool {
	if p.Line == 0 {
		return true
	}
	lines := bytes.Split(bytes.TrimPrefix(data, []byte("\ufeff")), []byte("\n"))
	return p.Line >= 1 && p.Line <= len(lines) && p.Col >= 1 && p.Col <= 1+len([]rune(string(lines[p.Line-1])))
}
