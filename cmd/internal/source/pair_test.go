package source

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog"
	"modelreg/catalog/example"
	"modelreg/catalog/gittree"
)

// TestPair holds that leaving out groups in which nothing differs loses no
// version that a change is about, nor a problem.
func TestPair(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "catalog")
	git := func(line string) {
		t.Helper()
		c := exec.Command("git", append([]string{"-C", top, "-c", "user.name=ana", "-c", "user.email=ana@example.com"}, strings.Fields(line)...)...)
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", line, err, out)
		}
	}
	write := func(name, old, new string) {
		t.Helper()
		file := filepath.Join(dir, filepath.FromSlash(name))
		text, _ := os.ReadFile(file) // one that is not there is made
		if err := os.WriteFile(file, []byte(strings.Replace(string(text), old, new, 1)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	git("init -q -b main")
	git("commit -q --allow-empty -m nothing")
	if err := os.CopyFS(dir, example.FS); err != nil {
		t.Fatal(err)
	}
	git("add -A")
	git("commit -q -m example")
	write("house-price/versions/3.yaml", "modelApprovalStatus: PendingManualApproval", "modelApprovalStatus: Approved")
	write("market-outlook/versions/1.yaml", "metrics:", "# why\nmetrics:")
	git("commit -qam approve")
	write("house-price/versions/3.yaml", "metrics:", "metricz:")
	write("house-price/versions/2.yaml", "ten years", "two years")
	git("commit -qam break")
	write("registry.yaml", "defaultTarget: local", "defaultTarget: staging")
	git("commit -qam registry")

	repo, err := gittree.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	for _, test := range []struct {
		before, after string
		found         []string
		errors        bool
		groups        int
	}{
		{"main~4", "main~3", []string{"house-price/1", "house-price/2", "house-price/3", "market-outlook/1", "pricing/rental-yield/1", "pricing/rental-yield/2", "pricing/valuation/1.0.0", "pricing/valuation/1.1.0", "pricing/valuation/2.0.0-rc.1"}, false, 4},
		{"main~3", "main~3", nil, false, 0},
		{"main~3", "main~2", []string{"house-price/3"}, false, 2},
		{"main~2", "main~1", []string{"house-price/2"}, true, 1},
		{"main~1", "main", nil, true, 4},
	} {
		before, after := commit(t, repo, test.before), commit(t, repo, test.after)
		was, is, problems, err := Pair(t.Context(), repo, dir, before, after)
		if err != nil {
			t.Fatal(err)
		}
		var found []string
		for _, c := range catalog.Candidates(was, is) {
			found = append(found, c.Version.Ref())
		}
		if diff := cmp.Diff(test.found, found); diff != "" {
			t.Errorf("%s to %s (-want +got):\n%s", test.before, test.after, diff)
		}
		if catalog.HasErrors(problems) != test.errors || len(is.Groups) != test.groups {
			t.Errorf("%s to %s: %d groups, problems %v", test.before, test.after, len(is.Groups), problems)
		}
	}
}

func commit(t *testing.T, repo *gittree.Repo, rev string) gittree.Commit {
	t.Helper()
	c, err := repo.Resolve(rev)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
