package history

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/gittree"
)

// A repository that lost a bit anywhere gives the whole truth or an error.
func TestDamage(t *testing.T) {
	dir := imported(t, merges().String())
	git(t, dir, "", "repack", "-q", "-a", "-d", "-f", "--depth=50")
	want := byGit(t, dir, "c", "main")
	tip := strings.TrimSpace(git(t, dir, "", "rev-parse", "main"))
	packs, err := filepath.Glob(filepath.Join(dir, "objects", "pack", "pack-*"))
	if err != nil || len(packs) < 2 {
		t.Fatalf("packs: %v, %v", packs, err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	refused := 0
	for _, name := range packs {
		whole, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(name, 0o600); err != nil {
			t.Fatal(err)
		}
		for range 150 {
			damaged := bytes.Clone(whole)
			damaged[random.IntN(len(whole))] ^= 1 << random.IntN(8)
			if random.IntN(20) == 0 {
				damaged = damaged[:random.IntN(len(whole))]
			}
			if err := os.WriteFile(name, damaged, 0o600); err != nil {
				t.Fatal(err)
			}
			if got, err := attempt(t, filepath.Join(dir, "c"), tip); err != nil {
				refused++
			} else if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("a damaged %s was read (-want +got):\n%s", filepath.Base(name), diff)
			}
		}
		if err := os.WriteFile(name, whole, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if refused == 0 {
		t.Error("no damage was found at all")
	}
}

// A loose object that holds another one's content is found by its name.
func TestDamageSwapped(t *testing.T) {
	dir := imported(t, merges().String())
	tip := strings.TrimSpace(git(t, dir, "", "rev-parse", "main"))
	object := func(rev string) string {
		hash := strings.TrimSpace(git(t, dir, "", "rev-parse", rev))
		return filepath.Join(dir, "objects", hash[:2], hash[2:])
	}
	other, err := os.ReadFile(object("main~1:c"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(object("main:c")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(object("main:c"), other, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = attempt(t, filepath.Join(dir, "c"), tip)
	if err == nil || !strings.Contains(err.Error(), "the repository is damaged, git fsck tells") {
		t.Errorf("Read: %v", err)
	}
}

func attempt(t *testing.T, folder, rev string) (map[string][]Change, error) {
	t.Helper()
	repo, err := gittree.Open(folder)
	if err != nil {
		return nil, err
	}
	defer repo.Close()
	from, err := repo.Resolve(rev)
	if err != nil {
		return nil, err
	}
	h, err := Read(t.Context(), repo, from)
	if err != nil {
		return nil, err
	}
	return all(h), nil
}
