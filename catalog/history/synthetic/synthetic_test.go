package synthetic

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The same options give the same commits: two a merge, after the first one.
func TestWrite(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	tip := func(o Options) (hash, count string) {
		dir := filepath.Join(t.TempDir(), "repo.git")
		if err := Write(t.Context(), dir, o); err != nil {
			t.Fatal(err)
		}
		if err := Write(t.Context(), dir, o); err == nil || !strings.Contains(err.Error(), "name a new folder") {
			t.Errorf("over another one: %v", err)
		}
		for _, ask := range []struct {
			answer *string
			args   []string
		}{{&hash, []string{"rev-parse", "main"}}, {&count, []string{"rev-list", "--count", "--all"}}} {
			out, err := exec.Command("git", append([]string{"-C", dir}, ask.args...)...).Output()
			if err != nil {
				t.Fatal(err)
			}
			*ask.answer = strings.TrimSpace(string(out))
		}
		return hash, count
	}
	o := Options{Versions: 10, Groups: 2, Merges: 25}
	first, count := tip(o)
	if count != "51" {
		t.Errorf("%s commits", count)
	}
	if again, _ := tip(o); again != first {
		t.Errorf("the second time it is %s, not %s", again, first)
	}
	o.Seed++
	if other, _ := tip(o); other == first {
		t.Error("another seed gives the same")
	}
	if err := Write(t.Context(), filepath.Join(t.TempDir(), "none"), Options{Merges: 1}); err == nil {
		t.Error("merges of no versions: no error")
	}
}
