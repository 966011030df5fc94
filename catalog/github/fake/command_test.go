package fake_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCommand holds that a story told by words has the effects that the methods
// have. Names in capitals stand for what the line before them that ends in =NAME
// gave.
func TestCommand(t *testing.T) {
	t.Parallel()
	w := emptyWorld(t)
	g, dir := w.g, filepath.Dir(w.work)
	w.do(os.WriteFile(filepath.Join(dir, "new.yaml"), []byte("new\n"), 0o644))
	known := map[string]string{}
	for _, test := range []struct{ line, out string }{
		{"user ana write", "101"},
		{"user bob write", "102"},
		{"user robot write Bot", "103"},
		{"team acme/ml bob ana", ""},
		{"clone ana work", ""},
		{"commit ana work First", "=FIRST"},
		{"push ana work HEAD:main HEAD:feature HEAD:gone HEAD:old", ""},
		{"delete-branch ana gone", ""},
		{"edit ana feature Second file new.yaml", "=SECOND"},
		{"open ana feature main Approve", "1"},
		{"edit bob main Meanwhile other new.yaml", "=THIRD"},
		{"update-branch 1 bob", ""},
		{"review 1 bob APPROVED", "=REVIEW"},
		{"restamp 1 REVIEW refs/pull/1/head~1", ""},
		{"dismiss 1 ana REVIEW", ""},
		{"comment 1 bob Why?", ""},
		{"retarget 1 ana old", ""},
		{"retarget 1 ana main", ""},
		{"merge 1 ana squash", ""},
		{"edit ana a A a new.yaml", "=A"}, {"open ana a main A", "2"},
		{"edit ana b B b new.yaml", "=B"}, {"open ana b main B", "3"},
		{"queue bob squash 2 3", ""},
		{"edit ana c C c new.yaml", "=C"}, {"open ana c main C", "4"},
		{"evil-merge 4 bob merge forged new.yaml", ""},
		{"edit ana d D d new.yaml", "=D"}, {"open ana d main D", "5"},
		{"mark-merged 5 bob FIRST", ""},
		{"edit ana e E e new.yaml", "=E"}, {"open ana e main E", "6"},
		{"close 6 ana", ""},
		{"commit ana work Fork", "=FORK"},
		{"open-fork ana work HEAD main Fork", "7"},
		{"push-fork 7 work FORK", ""},
		{"delete-fork 7", ""},
		{"resolve refs/pull/7/head", "FORK"},
		{"check-suite FORK", ""},
		{"status main", ""},
		{"rename-user bob robert", ""},
		{"delete-user robot", ""},
		{"hide-teams", ""},
		{"advance 1h", ""},
		{"forget 30m", ""},
		{"no-log", ""},
		{"fault 500 /reviews 1", ""},
		{"requests /reviews", "0"},
	} {
		words := strings.Fields(test.line)
		for i, word := range words {
			if value, ok := known[word]; ok {
				words[i] = value
			}
		}
		out, err := g.Command(dir, words)
		if err != nil {
			t.Errorf("%s: %v", test.line, err)
		}
		out = strings.TrimSpace(out)
		if name, ok := strings.CutPrefix(test.out, "="); ok {
			known[name] = out
			continue
		}
		if want, ok := known[test.out]; ok {
			test.out = want
		}
		if out != test.out {
			t.Errorf("%s: %q, want %q", test.line, out, test.out)
		}
	}
	for n, path := range []string{"", "/pulls/1", "/pulls/2", "/pulls/3", "/pulls/4", "/pulls/5"} {
		if n > 0 && !answer[pull](w, path).Merged {
			t.Errorf("%s is not merged", path)
		}
	}
	if got := w.git("", "show", "main:forged"); got != "new" {
		t.Errorf("forged: %q", got)
	}
	for _, want := range []int{500, 200} {
		if response, _ := w.get("/repos/acme/models/pulls/1/reviews"); response.StatusCode != want {
			t.Errorf("%s, want %d", response.Status, want)
		}
	}
	if out, err := g.Command(dir, []string{"requests", "/reviews"}); err != nil || !strings.HasPrefix(out, "2\n") {
		t.Errorf("requests: %q, %v", out, err)
	}
}

func TestCommandRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.propose("feature", "one")
	for line, want := range map[string]string{
		"merge one ana squash":        `strconv.Atoi: parsing "one": invalid syntax; write merge N LOGIN METHOD`,
		"merge 1 ana":                 `wrong number of words after "merge"; write merge N LOGIN METHOD`,
		"merge 1 ana squash now":      `wrong number of words after "merge"; write merge N LOGIN METHOD`,
		"merge 7 ana squash":          "no pull request 7; the last one is 1",
		"merge 1 ana octopus":         `unknown merge method "octopus"; known are merge, rebase, squash`,
		"queue ana squash 1 x":        `strconv.Atoi: parsing "x": invalid syntax; write queue LOGIN METHOD N...`,
		"review 1 bob YES":            `unknown state "YES"; known are APPROVED, CHANGES_REQUESTED, COMMENTED, PENDING`,
		"open dan feature main Title": `unknown user "dan"; known are ana, bob, chen`,
		"open ana none main Title":    `no branch "none" to open a pull request of; push it first`,
		"open ana main main Title":    `no commits between "main" and "main"; commit something first`,
		"retarget 1 ana none":         `no branch "none" to retarget pull request 1 to; push it first`,
		"retarget 1 ana feature":      `no commits between "feature" and "feature"; commit something first`,
		"dismiss 1 ana 5":             "no review 5 of pull request 1; review it first",
		"user dan owner":              `unknown permission "owner"; known are admin, maintain, none, read, triage, write`,
		"user dan read Cat":           `unknown type "Cat"; known are Bot, Mannequin, Organization, User`,
		"team ml":                     `no organization in team "ml"; write organization/slug`,
		"delete-branch ana none":      `unknown branch "none"; known are feature, main`,
		"advance soon":                `time: invalid duration "soon"; write advance DURATION`,
		"fault 999":                   `unknown fault "999"; known are a status such as 500, cut, loop, none`,
	} {
		if _, err := w.g.Command(t.TempDir(), strings.Fields(line)); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", line, err, want)
		}
	}
	if p := answer[pull](w, "/pulls/1"); p.State != "open" {
		t.Errorf("what was refused had effects: %+v", p)
	}
}
