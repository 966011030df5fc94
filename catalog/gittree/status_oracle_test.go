package gittree

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Whatever is done to a working folder, git status names the same files.
func TestDirtyAgreesWithGit(t *testing.T) {
	names := []string{"c/a.yaml", "c/g/b.yaml", "c/g/v/1.yaml", "c/x.tmp", "c/built/y.yaml", "c/built/deep/z.yaml", "c/.gitignore", "c/g/.gitignore", "other.yaml"}
	ignores := []string{"*.tmp\n", "/built/\n", "v/\n!v/1.yaml\n", "*\n!.gitignore\n", "g\n", "# none\n"}
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 1))
			g := newGitRepo(t)
			g.commit(map[string]string{"c/a.yaml": "a\n", "c/g/b.yaml": "b\n", ".gitignore": "*.tmp\n"})
			g.age()
			r := g.open(filepath.Join(g.dir, "c"))
			var done []string
			for range 12 {
				name := names[random.IntN(len(names))]
				file := filepath.Join(g.dir, filepath.FromSlash(name))
				_, err := os.Lstat(file)
				there := err == nil
				op := []string{"write", "write", "remove", "add", "forget", "chmod", "commit"}[random.IntN(7)]
				done = append(done, op+" "+name)
				switch {
				case op == "write" && strings.HasSuffix(name, ".gitignore"):
					g.write(map[string]string{name: ignores[random.IntN(len(ignores))]})
				case op == "write":
					g.write(map[string]string{name: fmt.Sprintf("%d\n", random.IntN(3))})
				case op == "remove" && there:
					g.write(map[string]string{name: ""})
				case op == "add" && there:
					g.git("add", "-f", name)
				case op == "forget":
					g.git("rm", "-q", "--cached", "--ignore-unmatch", name)
				case op == "chmod" && there:
					if err := os.Chmod(file, 0o755); err != nil {
						t.Fatal(err)
					}
				case op == "commit":
					g.git("commit", "-q", "--allow-empty", "-m", "c")
				}
			}
			var want []string
			for line := range strings.SplitSeq(g.git("status", "--porcelain", "-z", "-uall", "--no-renames", "--", "c"), "\x00") {
				if _, p, ok := strings.Cut(line, " c/"); ok {
					want = append(want, p)
				}
			}
			slices.Sort(want)
			want = slices.Compact(want)
			got, err := r.Dirty(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("Dirty (-git +got) after %s:\n%s", strings.Join(done, ", "), diff)
			}
		})
	}
}
