package github

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/github/fake"
)

const driftMark = "<!-- modelreg:drift acme-models production -->"

func drifted(body string) Issue {
	i := Issue{Marker: driftMark, Title: "Drift in production", Label: "modelreg-drift", Over: driftMark + "\nNothing is wrong any more."}
	if body != "" {
		i.Body = driftMark + "\n" + body
	}
	return i
}

func TestIssue(t *testing.T) {
	hub, c := newHub(t)
	if _, err := hub.OpenIssue("eve", "Forged", driftMark+"\nforged"); err != nil {
		t.Fatal(err)
	}
	hub.Label("modelreg-drift")
	for _, step := range []struct {
		name, body string
		done       Done
		writes     []string
		issue      string
		before     func() error
	}{
		{"nothing yet", "", Kept, nil, "", nil},
		{"opened", "one", Created, []string{"POST /issues"}, "open", nil},
		{"the same", "one", Kept, nil, "open", nil},
		{"another", "two", Edited, []string{"PATCH /issues/10002"}, "open", nil},
		{"over", "", Closed, []string{"PATCH /issues/10002", "POST /issues/10002/comments"}, "closed", nil},
		{"still over", "", Kept, nil, "closed", nil},
		{"again", "two", Created, []string{"PATCH /issues/10002"}, "open", nil},
		{"closed by hand", "two", Kept, nil, "closed", func() error { return hub.CloseIssue(10002) }},
		{"something else", "three", Created, []string{"PATCH /issues/10002"}, "open", nil},
		{"and that again", "three", Kept, nil, "open", nil},
		{"over by a hand", "", Edited, []string{"PATCH /issues/10002"}, "closed", func() error { return hub.CloseIssue(10002) }},
		{"still so", "", Kept, nil, "closed", nil},
		{"and there again", "three", Created, []string{"PATCH /issues/10002"}, "open", nil},
	} {
		if step.before != nil {
			if err := step.before(); err != nil {
				t.Fatal(err)
			}
		}
		before := len(hub.Requests())
		done, _, err := c.Issue(t.Context(), acme, drifted(step.body))
		if err != nil || done != step.done {
			t.Errorf("%s: %q, error %v; want %q", step.name, done, err, step.done)
		}
		var writes []string
		for _, r := range asked(hub, before) {
			if !strings.HasPrefix(r, "GET ") && r != "POST /graphql" {
				writes = append(writes, r)
			}
		}
		if diff := cmp.Diff(step.writes, writes); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
		want := []string{"10001 open [] Forged"}
		if step.issue != "" {
			want = append(want, "10002 "+step.issue+" [modelreg-drift] Drift in production")
		}
		if diff := cmp.Diff(want, hub.Issues()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
	}
	if got := hub.IssueBody(10001); got != driftMark+"\nforged" {
		t.Errorf("the issue of somebody else says %q", got)
	}
}

// TestIssueUnsure goes from what one run wrote, closed by hand or not, to what
// the next one has to say.
func TestIssueUnsure(t *testing.T) {
	const a, b, c = "| a |\n", "| b |\n", "| c |\n"
	for _, test := range []struct {
		name        string
		first, next string
		notes       string // of the next run
		byHand      bool
		unsure      bool
		done        Done
		state, says string // empty: there is none
	}{
		{"nothing is no end", a, "", "", false, true, Kept, "open", a},
		{"less is no end", a + b, a, "", false, true, Kept, "open", a + b},
		{"more is more", a, a + b, "", false, true, Edited, "open", a + b},
		{"more and less loses nothing", a + b, b + c, "", false, true, Kept, "open", a + b},
		{"less by hand", a + b, a, "", true, true, Kept, "closed", a + b},
		{"something else by hand", a + b, b + c, "", true, true, Created, "open", b + c},
		{"what is wrong is told", "", a, "", false, true, Created, "open", a},
		{"less, surely", a + b, a, "", false, false, Edited, "open", a},
		{"less, surely and by hand", a + b, a, "", true, false, Edited, "closed", a},
		{"a note by hand", a, a, "note\n", true, false, Edited, "closed", a + "note\n"},
		{"a note", a, a, "note\n", false, false, Edited, "open", a + "note\n"},
		{"only a note", "", "", "note\n", false, false, Kept, "", ""},
		{"a note is left", a, "", "note\n", false, false, Closed, "closed", "Nothing is wrong any more."},
	} {
		hub, client := newHub(t)
		if _, _, err := client.Issue(t.Context(), acme, drifted(test.first)); err != nil {
			t.Fatal(err)
		}
		if test.byHand {
			if err := hub.CloseIssue(10001); err != nil {
				t.Fatal(err)
			}
		}
		want := drifted(test.next)
		want.Notes, want.Unsure = test.notes, test.unsure
		done, _, err := client.Issue(t.Context(), acme, want)
		if err != nil || done != test.done {
			t.Errorf("%s: %q, error %v; want %q", test.name, done, err, test.done)
		}
		var issues []string
		says := ""
		if test.state != "" {
			issues, says = []string{"10001 " + test.state + " [] Drift in production"}, driftMark+"\n"+test.says
		}
		if diff := cmp.Diff(issues, hub.Issues()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
		if diff := cmp.Diff(says, hub.IssueBody(10001)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestIssueWithoutLabel(t *testing.T) {
	hub, c := newHub(t)
	if _, _, err := c.Issue(t.Context(), acme, drifted("one")); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"10001 open [] Drift in production"}, hub.Issues()); diff != "" {
		t.Errorf("issues (-want +got):\n%s", diff)
	}
}

// TestIssueFaults breaks each request in turn. However it ends, the next run
// leaves one issue open.
func TestIssueFaults(t *testing.T) {
	hub, c := newHub(t)
	for name, f := range map[string]fake.Fault{"502 that did it": {Status: 502, Body: "<html>"}, "cut": {Cut: true}, "403": {Status: 403}} {
		for broken := range 7 {
			title := fmt.Sprintf("%s of request %d", name, broken)
			want := Issue{Marker: "<!-- " + title + " -->", Title: title, Label: "modelreg-drift"}
			n := 0
			hub.Fault(func(r *http.Request) *fake.Fault {
				n++
				if n == broken+1 {
					return &f
				}
				return nil
			})
			want.Body = want.Marker + "one"
			_, _, err := c.Issue(t.Context(), acme, want)
			hub.Fault(nil)
			want.Body = want.Marker + "two"
			if _, _, err := c.Issue(t.Context(), acme, want); err != nil {
				t.Errorf("%s, and then: %v", title, err)
			}
			ours := slices.DeleteFunc(hub.Issues(), func(line string) bool { return !strings.Contains(line, title) })
			if len(ours) != 1 || !strings.Contains(ours[0], " open ") {
				t.Errorf("%s, error %v: issues are %q, want one that is open", title, err, ours)
			}
		}
	}
}
