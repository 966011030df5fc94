package history

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/gittree"
)

// cached reads with a cache, and checks the answer.
func cached(t *testing.T, dir, rev, cache string) *History {
	t.Helper()
	repo := open(t, filepath.Join(dir, "c"))
	defer repo.Close()
	h, err := ReadCached(t.Context(), repo, resolve(t, repo, rev), cache)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(byGit(t, dir, "c", rev), all(h)); diff != "" {
		t.Errorf("%s by a cache (-git +ours):\n%s", rev, diff)
	}
	return h
}

func only(t *testing.T, dir string) (file string, content []byte) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("files in %s: %v, %v", dir, files, err)
	}
	content, err = os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	return files[0], content
}

// What is known is not walked again: the objects for it may even be gone.
func TestCacheSavesWalking(t *testing.T) {
	dir := imported(t, merges().String())
	cache := filepath.Join(t.TempDir(), "new", "cache")
	cached(t, dir, "main~1", cache)
	_, first := only(t, cache)
	root := strings.TrimSpace(git(t, dir, "", "rev-list", "--max-parents=0", "--first-parent", "main"))
	want := byGit(t, dir, "c", "main")
	if err := os.Remove(filepath.Join(dir, "objects", root[:2], root[2:])); err != nil {
		t.Fatal(err)
	}
	repo := open(t, filepath.Join(dir, "c"))
	defer repo.Close()
	from := resolve(t, repo, "main")
	if _, err := Read(t.Context(), repo, from); err == nil {
		t.Error("the whole was read without its root")
	}
	h, err := ReadCached(t.Context(), repo, from, cache)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, all(h)); diff != "" {
		t.Errorf("continued (-git +ours):\n%s", diff)
	}
	if _, second := only(t, cache); string(first) == string(second) {
		t.Error("what was new was not kept")
	}
}

// A branch that went back, or elsewhere, has its own past; what was known of
// the newer one stays known when it only went back.
func TestCacheFollowsBranch(t *testing.T) {
	dir, cache := imported(t, merges().String()), t.TempDir()
	newest := cached(t, dir, "main", cache).From()
	_, before := only(t, cache)
	if older := cached(t, dir, "main~2", cache); older.Has(newest) {
		t.Error("a newer commit is in the past of an older one")
	}
	if _, after := only(t, cache); string(before) != string(after) {
		t.Error("going back forgot what was known")
	}
	for _, rev := range []string{"three", "other", "swapped", "main"} {
		cached(t, dir, rev, cache)
	}
}

func TestCacheUnusable(t *testing.T) {
	dir, cache := imported(t, merges().String()), t.TempDir()
	cached(t, dir, "main", cache)
	file, whole := only(t, cache)
	damaged := []byte(string(whole))
	damaged[len(damaged)/2] ^= 1
	for name, content := range map[string][]byte{
		"empty":          {},
		"cut short":      whole[:len(whole)-1],
		"damaged":        damaged,
		"another format": []byte(strings.Replace(string(whole), "history 1", "history 2", 1)),
		"no sum":         []byte(format),
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(file, content, 0o600); err != nil {
				t.Fatal(err)
			}
			cached(t, dir, "main", cache)
			if _, again := only(t, cache); string(again) != string(whole) {
				t.Error("it was not written anew")
			}
		})
	}
	t.Run("no folder", func(t *testing.T) { cached(t, dir, "main", filepath.Join(file, "under", "a file")) })
}

// Folders and repositories have files of their own; worktrees share one.
func TestCacheName(t *testing.T) {
	dir := imported(t, merges().String())
	git(t, dir, "", "worktree", "add", "-q", filepath.Join(filepath.Dir(dir), "linked"), "-b", "linked", "main")
	name := func(path string) string {
		repo := open(t, path)
		defer repo.Close()
		return cacheName(repo)
	}
	here := name(filepath.Join(dir, "c"))
	if linked := name(filepath.Join(filepath.Dir(dir), "linked", "c")); linked != here {
		t.Errorf("a worktree's is %s, not %s", linked, here)
	}
	for _, other := range []string{dir, filepath.Join(dir, "d"), filepath.Join(imported(t, ""), "c")} {
		if name(other) == here {
			t.Errorf("%s has the same", other)
		}
	}
}

// Whatever a file holds, what it is understood as can be told and written, and
// is understood the same again.
func FuzzDecode(f *testing.F) {
	for _, h := range []*History{
		newHistory([]commit{{Hash: strings.Repeat("ab", hashSize), Subject: "one"}}, nil),
		newHistory(
			[]commit{{Hash: strings.Repeat("01", hashSize)}, {Hash: strings.Repeat("02", hashSize), Subject: "two"}},
			map[string][]change{"a": {
				{Age: 0, After: gittree.File{Mode: "100644", Blob: strings.Repeat("03", hashSize)}},
				{Age: 1, Before: gittree.File{Mode: "100644", Blob: strings.Repeat("03", hashSize)}},
			}}),
	} {
		content, err := encode(h)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content[len(format)+32:])
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := decodeColumns(b)
		if err != nil {
			return
		}
		told := all(h)
		content, err := encode(h)
		if err != nil {
			t.Fatal(err)
		}
		again, err := decode(content)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(told, all(again)); diff != "" || again.From() != h.From() {
			t.Errorf("read again (-first +again):\n%s", diff)
		}
	})
}
