package gittree

import (
	"fmt"
	"io/fs"
	"os/exec"
	"strings"
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
			if !unchanged.Same(fmt.Sprintf("group-%d/versions/%d.yaml", i%500, i/500)) {
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

// The whole history is read when a label is really new.
func BenchmarkEverHad(b *testing.B) {
	const commits, versions = 5_000, 2_000
	g := newGitRepo(b)
	var in strings.Builder
	for i := range commits {
		fmt.Fprintf(&in, "commit refs/heads/main\ncommitter A <a@example.com> %d +0000\ndata 1\nc\n", 1_700_000_000+i)
		file := fmt.Sprintf("group-%d/versions/%d.yaml", i%100, i%versions/100)
		if i%5 == 0 {
			file = "catalog/" + file // the rest is elsewhere in the repository
		}
		content := fmt.Sprintf("content %d", i)
		fmt.Fprintf(&in, "M 644 inline %s\ndata %d\n%s\n\n", file, len(content), content)
	}
	cmd := exec.Command("git", "fast-import", "--quiet")
	cmd.Dir, cmd.Stdin = g.dir, strings.NewReader(in.String())
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("git fast-import: %v\n%s", err, out)
	}
	r := g.open(g.dir + "/catalog")
	for b.Loop() {
		had, err := r.EverHad(b.Context(), resolve(b, r, "main"), []string{"group-5/versions/900.yaml", "group-10/versions/901.yaml", "new/versions/1.yaml"})
		if err != nil || len(had) > 0 {
			b.Fatal(had, err)
		}
	}
}
