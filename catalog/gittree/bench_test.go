package gittree

import (
	"fmt"
	"io/fs"
	"testing"
)

// bigRepo holds 10,000 versions in 500 groups.
func bigRepo(b *testing.B) gitRepo {
	g := newGitRepo(b)
	files := map[string]string{}
	for i := range 10_000 {
		files[fmt.Sprintf("catalog/group-%d/versions/%d.yaml", i%500, i/500)] = fmt.Sprintf("kind: ModelVersion\nmetrics: {rmse: %d}\n", i)
	}
	g.commit(files)
	g.age()
	b.ResetTimer()
	return g
}

func BenchmarkDirty(b *testing.B) {
	g := bigRepo(b)
	r := g.open(g.dir + "/catalog")
	for b.Loop() {
		if dirty, err := r.Dirty(b.Context()); err != nil || len(dirty) > 0 {
			b.Fatal(dirty, err)
		}
	}
}

func BenchmarkUnchanged(b *testing.B) {
	g := bigRepo(b)
	r := g.open(g.dir + "/catalog")
	for b.Loop() {
		unchanged, err := r.Unchanged(b.Context(), resolve(b, r, "HEAD"))
		if err != nil {
			b.Fatal(err)
		}
		for i := range 10_000 {
			if !unchanged(fmt.Sprintf("group-%d/versions/%d.yaml", i%500, i/500)) {
				b.Fatal(i)
			}
		}
	}
}

func BenchmarkReadAll(b *testing.B) {
	for _, layout := range []string{"loose", "packed"} {
		b.Run(layout, func(b *testing.B) {
			g := bigRepo(b)
			if layout == "packed" {
				g.git("gc", "-q")
			}
			for b.Loop() {
				r := g.open(g.dir + "/catalog")
				fsys, err := r.FS(resolve(b, r, "HEAD"))
				if err != nil {
					b.Fatal(err)
				}
				err = fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
					if err == nil && d.Type().IsRegular() {
						_, err = fs.ReadFile(fsys, p)
					}
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
