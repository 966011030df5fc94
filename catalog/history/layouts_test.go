package history

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/gittree"
)

// One past, in all the ways that git keeps it.
func TestLayouts(t *testing.T) {
	dir := imported(t, merges().String())
	up := filepath.Dir(dir)
	want := byGit(t, dir, "c", "main")
	check := func(name, top string) {
		t.Helper()
		repo := open(t, filepath.Join(top, "c"))
		defer repo.Close()
		h, err := Read(t.Context(), repo, resolve(t, repo, "HEAD"))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if diff := cmp.Diff(want, all(h)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	check("loose objects", dir)
	git(t, up, "", "clone", "-q", "--shared", dir, "shared-loose")
	check("borrowed loose objects", filepath.Join(up, "shared-loose"))
	git(t, dir, "", "worktree", "add", "-q", filepath.Join(up, "linked"), "-b", "linked", "main")
	check("linked worktree", filepath.Join(up, "linked"))
	git(t, dir, "", "repack", "-q", "-a", "-d", "-f", "--depth=50")
	check("packed", dir)
	check("linked worktree, packed", filepath.Join(up, "linked"))
	git(t, up, "", "clone", "-q", "--shared", dir, "shared")
	check("borrowed pack", filepath.Join(up, "shared"))
	git(t, up, "", "-c", "core.packedGitLimit=1", "clone", "-q", "--filter=blob:none", "file://"+dir, "blobless")
	check("a clone without blobs, since none is needed", filepath.Join(up, "blobless"))
	git(t, up, "", "clone", "-q", dir, "ref-deltas")
	ref := filepath.Join(up, "ref-deltas")
	git(t, ref, "", "-c", "repack.useDeltaBaseOffset=false", "repack", "-q", "-a", "-d", "-f", "--depth=50")
	check("deltas by name", ref)
}

// What is not whole is never taken for whole.
func TestRefuses(t *testing.T) {
	dir := imported(t, merges().String())
	up := filepath.Dir(dir)
	git(t, dir, "", "config", "uploadpack.allowFilter", "true")
	for name, c := range map[string]struct {
		clone []string
		want  string
	}{
		"shallow":       {[]string{"--depth=2"}, "history ends at "},
		"says the cure": {[]string{"--depth=1"}, "set fetch-depth: 0 for actions/checkout"},
		"no trees":      {[]string{"--filter=tree:0", "--no-checkout"}, "left out by a partial clone (--filter); clone again without --filter"},
	} {
		t.Run(name, func(t *testing.T) {
			to := strings.ReplaceAll(name, " ", "-")
			git(t, up, "", append(append([]string{"clone", "-q"}, c.clone...), "file://"+dir, to)...)
			repo := open(t, filepath.Join(up, to, "c"))
			defer repo.Close()
			from := resolve(t, repo, "HEAD")
			for _, read := range []func() (*History, error){
				func() (*History, error) { return Read(t.Context(), repo, from) },
				func() (*History, error) { return ReadCached(t.Context(), repo, from, filepath.Join(up, "cache")) },
			} {
				if h, err := read(); err == nil || h != nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%v, %v; want %q", h, err, c.want)
				}
			}
		})
	}
}

func TestCancelled(t *testing.T) {
	dir := imported(t, merges().String())
	repo := open(t, filepath.Join(dir, "c"))
	defer repo.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Read(ctx, repo, resolve(t, repo, "main")); !errors.Is(err, context.Canceled) {
		t.Errorf("Read: %v", err)
	}
}

// A commit that git would not make: a parent behind the author is none.
func TestParentsAreGits(t *testing.T) {
	dir := imported(t, merges().String())
	tree := strings.TrimSpace(git(t, dir, "", "rev-parse", "main^{tree}"))
	parent := strings.TrimSpace(git(t, dir, "", "rev-parse", "main"))
	forged := fmt.Sprintf("tree %s\nauthor A <a> 1 +0000\nparent %s\ncommitter A <a> 1 +0000\n\nx\n", tree, parent)
	hash := strings.TrimSpace(git(t, dir, forged, "hash-object", "-t", "commit", "--literally", "-w", "--stdin"))
	h := read(t, dir, "c", hash)
	if c, ok := h.Introduced("a"); c.Parent != "" || c.Before != (gittree.File{}) || !ok {
		t.Errorf("Introduced = %+v", c)
	}
}
