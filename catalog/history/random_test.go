package history

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"github.com/google/go-cmp/cmp"
)

// drawPast is any past: files of all kinds come, change and go, on branches that
// are merged in any way.
func drawPast(t *rapid.T) *past {
	paths := rapid.SampledFrom([]string{"a", "c", "c/a", "c/a.b", "c/a/b", "c/a/b/c", "c/a0", "c/d/1.yaml", "c/d/2.yaml", "c/d/2.yaml/x", `"c/d/\351"`, "cc/a"})
	branches := rapid.SampledFrom([]string{"main", "main", "main", "one", "two"})
	var p past
	born := map[string]bool{}
	for range rapid.IntRange(1, 25).Draw(t, "commits") {
		branch := branches.Draw(t, "branch")
		var lines []string
		if from := branches.Draw(t, "from"); born[from] && (!born[branch] || rapid.IntRange(0, 5).Draw(t, "reset") == 0) {
			lines = append(lines, "from refs/heads/"+from)
			if from == branch {
				lines = nil
			}
		}
		for _, other := range rapid.SliceOfNDistinct(branches, 0, 2, rapid.ID).Draw(t, "merged") {
			if born[other] && other != branch && (born[branch] || len(lines) > 0) {
				lines = append(lines, "merge refs/heads/"+other)
			}
		}
		for range rapid.IntRange(0, 4).Draw(t, "files") {
			path, content := paths.Draw(t, "path"), fmt.Sprint(rapid.IntRange(0, 3).Draw(t, "content"))
			switch rapid.IntRange(0, 9).Draw(t, "kind") {
			case 0, 1:
				lines = append(lines, "D "+path)
			case 2:
				lines = append(lines, moded("120000", path, content))
			case 3:
				lines = append(lines, moded("100755", path, content))
			case 4:
				lines = append(lines, fmt.Sprintf("M 160000 %s%s %s", content, "234567890123456789012345678901234567890", path))
			default:
				lines = append(lines, file(path, content))
			}
		}
		p.commit(branch, lines...)
		born[branch] = true
	}
	return &p
}

// Whatever happened, every file of every commit is what git says, by a cache
// that was made anywhere in that past too.
func TestRandomPasts(t *testing.T) {
	needGit(t)
	top := t.TempDir()
	git(t, "", "", "init", "-q", "--bare", "-b", "main", filepath.Join(top, "template"))
	made := 0
	rapid.Check(t, func(t *rapid.T) {
		made++
		dir := filepath.Join(top, fmt.Sprint(made))
		if err := os.CopyFS(dir, os.DirFS(filepath.Join(top, "template"))); err != nil {
			t.Fatalf("%v", err)
		}
		limit := rapid.SampledFrom([]string{"1", "100"}).Draw(t, "unpackLimit")
		git(t, dir, drawPast(t).String(), "-c", "fastimport.unpackLimit="+limit, "fast-import", "--quiet", "--force", "--export-marks="+filepath.Join(dir, "marks"))
		commits := marked(t, filepath.Join(dir, "marks"))
		tip, earlier := rapid.SampledFrom(commits).Draw(t, "tip"), rapid.SampledFrom(commits).Draw(t, "earlier")
		folder := rapid.SampledFrom([]string{"", "c", "c/a", "c/d", "x"}).Draw(t, "folder")
		want := read(t, dir, folder, tip)

		repo := open(t, filepath.Join(dir, folder))
		defer repo.Close()
		for _, rev := range []string{earlier, tip, tip, earlier} {
			h, err := ReadCached(background, repo, resolve(t, repo, rev), filepath.Join(dir, "cache"))
			if err != nil {
				t.Fatalf("ReadCached: %v", err)
			}
			if rev != tip {
				continue
			}
			if diff := cmp.Diff(all(want), all(h)); diff != "" || h.From() != want.From() {
				t.Fatalf("from a cache (-want +got):\n%s", diff)
			}
		}
	})
}

// Large folders, whose trees are mostly alike.
func TestLargeFolder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var p past
	p.commit("main", file("c/v/500", "1"))
	for range 40 {
		var lines []string
		for range 30 {
			path := fmt.Sprintf("c/v/%d", random.IntN(1000))
			if random.IntN(4) == 0 {
				lines = append(lines, "D "+path)
			} else {
				lines = append(lines, file(path, fmt.Sprint(random.IntN(3))))
			}
		}
		p.commit("main", lines...)
	}
	dir := imported(t, p.String())
	git(t, dir, "", "repack", "-q", "-a", "-d", "-f")
	read(t, dir, "c", "main")
}

// marked are the commits of a file that git fast-import wrote.
func marked(t fataler, file string) (commits []string) {
	f, err := os.Open(file)
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer f.Close()
	for {
		var mark, commit string
		if _, err := fmt.Fscan(f, &mark, &commit); err != nil {
			return commits
		}
		commits = append(commits, commit)
	}
}
