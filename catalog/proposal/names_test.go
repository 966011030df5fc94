package proposal

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"modelreg/catalog"
)

var named = []struct{ about, branch string }{
	{"house-price/3", "modelreg/approve/house-price/3"},
	{"a.b/1.0.0-rc.1", "modelreg/approve/a.b/1.0.0-rc.1"},
	{"y.lock/1", "modelreg/approve/y%2Elock/1"},
	{"y.lockx/1", "modelreg/approve/y.lockx/1"},
	{"Fixes #1 @everyone/1", "modelreg/approve/Fixes%20%231%20%40everyone/1"},
	{"a%2Eb/1", "modelreg/approve/a%252Eb/1"},
	{"..a..b./1", "modelreg/approve/%2E%2Ea%2E%2Eb%2E/1"},
	{"größe/1", "modelreg/approve/größe/1"},
	{"a\xffb/1", "modelreg/approve/a%FFb/1"},
	{`a\b~^:?*[/1`, "modelreg/approve/a%5Cb%7E%5E%3A%3F%2A%5B/1"},
	{"x@production/1", "modelreg/approve/x%40production/1"},
}

// TestBranchNames: git takes the name of each branch.
func TestBranchNames(t *testing.T) {
	for _, c := range named {
		if got := Branch("approve", c.about); got != c.branch {
			t.Errorf("%q: got %s, want %s", c.about, got, c.branch)
		}
		if out, err := exec.Command("git", "check-ref-format", "--branch", c.branch).CombinedOutput(); err != nil {
			t.Errorf("%s: %v %s", c.branch, err, out)
		}
	}
}

var oddName = rapid.StringMatching(`([a-c.%@#~^:?*\[ \\{}+2E0x7f\x00-\x1f]|\.lock|/[a-c.]){1,8}`).Filter(func(s string) bool {
	return !strings.Contains(s, "//") && !strings.HasPrefix(s, "/") && !strings.HasSuffix(s, "/")
})

// wellFormed is git check-ref-format.
func wellFormed(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || strings.HasPrefix(part, ".") || strings.HasSuffix(part, ".") || strings.HasSuffix(part, ".lock") {
			return false
		}
	}
	return !strings.Contains(name, "..") && !strings.Contains(name, "@{") && !strings.ContainsAny(name, " ~^:?*[\\\x7f") &&
		strings.IndexFunc(name, func(r rune) bool { return r < ' ' }) < 0
}

// TestBranchesOfOddNames: every name gives a branch that git takes, and others
// give others.
func TestBranchesOfOddNames(t *testing.T) {
	targets := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "production"}), 0, 2, rapid.ID[string])
	rapid.Check(t, func(t *rapid.T) {
		one, other := oddName.Draw(t, "one"), oddName.Draw(t, "other")
		in, also := targets.Draw(t, "in"), targets.Draw(t, "also")
		a, b := Branch("approve", one, in...), Branch("approve", other, also...)
		if !wellFormed(a) {
			t.Errorf("%q gives %q", one, a)
		}
		if same := one == other && inTargets(in) == inTargets(also); a == b && !same {
			t.Errorf("%q in %q and %q in %q share %q", one, in, other, also, a)
		}
		label, err := catalog.ParseLabel(rapid.SampledFrom([]string{"1", "27", "1.0.0", "1.0.0-a.lock"}).Draw(t, "label"))
		if err != nil {
			t.Fatal(err)
		}
		branch := Registration{Group: one, Label: label}.branch()
		if got, ok := RegisteredOn(branch, one); !ok || got != label {
			t.Errorf("%q: %q, %v; want %s", branch, got, ok, label)
		}
		if got, ok := RegisteredOn(branch, other); ok && one != other {
			t.Errorf("%q is of %q, and gives %q for %q", branch, one, got, other)
		}
	})
}

var dangerous = regexp.MustCompile(`(?i)@\w|#\d|\bgh-\d|\[(skip|ci|no|actions)|[\r\n]`)

// TestPlain: no title calls anybody or closes anything.
func TestPlain(t *testing.T) {
	for line, want := range map[string]string{
		"Approve house-price/3 in production":   "Approve house-price/3 in production",
		"Register Fixes #1 @everyone/1":         "Register Fixes %231 %40everyone/1",
		"Register closes gh-12/1":               "Register closes gh%2D12/1",
		"Register [skip ci]/1":                  "Register %5Bskip ci]/1",
		"Register a\nskip-checks: true/1":       "Register a%0Askip-checks: true/1",
		"Register fixes acme/models#3/1":        "Register fixes acme/models%233/1",
		"Roll pricing/churn back to 1.0.0-rc.1": "Roll pricing/churn back to 1.0.0-rc.1",
	} {
		if got := Plain(line); got != want {
			t.Errorf("%q: got %q, want %q", line, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.StringMatching(`([a-z@#1-9 \[\]\n-]|GH-1|Fixes #2|@ana|\[skip ci\]){0,10}`).Draw(t, "line")
		if got := Plain(line); dangerous.MatchString(got) {
			t.Errorf("%q gives %q", line, got)
		}
	})
}
