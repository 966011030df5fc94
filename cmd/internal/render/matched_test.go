package render

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/evidence"
	"modelreg/sync"
)

// counting is a plan in which two packages count by their content, and a third
// one does and has something else to say. Its group a has no other changes.
func counting() *sync.Plan {
	notice := func(ref string, r sync.Reason) sync.Change {
		group, label, _ := strings.Cut(ref, "/")
		return sync.Change{Kind: sync.OfVersion, Ref: ref, Group: group, Label: label, Action: sync.Notice, Reason: r, Detail: "about " + ref, Drift: true}
	}
	return &sync.Plan{
		Catalog: "acme", Target: "production", Counts: sync.Counts{Unchanged: 2, Managed: 3},
		Changes: []sync.Change{notice("a/1", sync.Adopt), notice("b/1", sync.Adopt), notice("b/2", sync.CannotRemove), notice("b/2", sync.Adopt)},
	}
}

func countingReport() *sync.Report {
	r := &sync.Report{Target: "production", Counts: sync.Tally{Unchanged: 2}}
	for _, c := range counting().Changes {
		r.Notices = append(r.Notices, sync.Item{Kind: c.Kind, Ref: c.Ref, Group: c.Group, Action: c.Action, Reason: c.Reason, Outcome: sync.Reported, Detail: c.Detail})
	}
	return r
}

const summedUp = "3 packages count by their content and carry no markers; -v lists them, modelreg adopt writes markers\n"

// TestMatchedIsSummedUp: whatever only counts by its content is one line, and a
// group that has nothing else is not shown.
func TestMatchedIsSummedUp(t *testing.T) {
	detail := "b  1 notice\n  i b/2  cannot-remove\n      about b/2\n\n"
	for name, tt := range map[string]struct {
		write func(io.Writer, Look) error
		want  string
	}{
		"plan": {
			func(w io.Writer, l Look) error { return PlanText(w, counting(), l) },
			detail + summedUp + "Plan for production: 0 to create, 0 to update, 0 to delete, 0 blocked; 2 unchanged, 3 matched by content, 0 unmanaged left alone.\n",
		},
		"drift": {
			func(w io.Writer, l Look) error { return DriftText(w, counting(), l) },
			detail + summedUp + "Drift in production: 1 different, 2 matched by content; 3 packages under management.\n",
		},
		"report": {
			func(w io.Writer, l Look) error { return ReportText(w, countingReport(), 2, l) },
			"reported  i b/2  cannot-remove\n            about b/2\n" + summedUp + "Nothing to do: 2 versions in 2 groups are as the catalog says, 3 matched by content.\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var brief, verbose strings.Builder
			if err := tt.write(&brief, Look{}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, brief.String()); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if err := tt.write(&verbose, Look{Verbose: true}); err != nil {
				t.Fatal(err)
			}
			for _, ref := range []string{"a/1", "b/1", "b/2"} {
				if !strings.Contains(verbose.String(), "about "+ref+"\n") {
					t.Errorf("-v does not show %s:\n%s", ref, &verbose)
				}
			}
			if strings.Contains(verbose.String(), "-v") {
				t.Errorf("-v tells of -v:\n%s", &verbose)
			}
		})
	}
}

// TestMatchedMarkdown: in tables they are one line, too.
func TestMatchedMarkdown(t *testing.T) {
	line := "\n" + markdown("3 packages count by their content and carry no markers; modelreg plan -v lists them, modelreg adopt writes markers") + ".\n"
	for name, write := range map[string]func(io.Writer) error{
		"plan":   func(w io.Writer) error { return PlanMarkdown(w, counting(), Look{}) },
		"drift":  func(w io.Writer) error { return DriftMarkdown(w, counting(), Look{}) },
		"report": func(w io.Writer) error { return ReportMarkdown(w, countingReport(), 2) },
		"comment": func(w io.Writer) error {
			return CommentMarkdown(w, &Comment{Check: &evidence.Check{}, Plans: []*sync.Plan{counting()}})
		},
	} {
		var out strings.Builder
		if err := write(&out); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), line) || !strings.Contains(out.String(), "matched by content") {
			t.Errorf("%s does not sum up:\n%s", name, &out)
		}
		if n := strings.Count(out.String(), "adopt"); n != 1 || !strings.Contains(out.String(), "cannot-remove") && !strings.Contains(out.String(), markdown("cannot-remove")) {
			t.Errorf("%s has %d lines about it:\n%s", name, n, &out)
		}
	}
	nothing := counting()
	nothing.Changes = nothing.Changes[:1]
	var out strings.Builder
	if err := PlanMarkdown(&out, nothing, Look{}); err != nil || strings.Contains(out.String(), "|") {
		t.Errorf("a table of nothing: %v\n%s", err, &out)
	}
}

// TestMatchedIsOfPackages: that a group is taken over is told as ever, and so is
// what is in the way.
func TestMatchedIsOfPackages(t *testing.T) {
	p := counting()
	p.Changes = []sync.Change{
		{Kind: sync.OfGroup, Ref: "a", Group: "a", Action: sync.Update, Reason: sync.Adopt},
		{Kind: sync.OfVersion, Ref: "a/1", Group: "a", Action: sync.Blocked, Reason: sync.Adopt},
		{Kind: sync.OfVersion, Ref: "a/2", Group: "a", Action: sync.Update, Reason: sync.Adopt},
	}
	if shown, n := (Look{}).shown(p.Changes); len(shown) != 3 || n != 0 {
		t.Errorf("%d of 3 are shown, and %d summed up", len(shown), n)
	}
}

// TestMatchedFits: the line is no wider than the screen, and many are one.
func TestMatchedFits(t *testing.T) {
	p := counting()
	for i := range 500 {
		c := p.Changes[0]
		c.Ref = fmt.Sprintf("a/%d", i+10)
		p.Changes = append(p.Changes, c)
	}
	var out strings.Builder
	if err := PlanText(&out, p, Look{Width: 40}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out.String(), "\n")
	for _, line := range lines {
		if columns(line) > 40 {
			t.Errorf("%q is wider than 40 columns", line)
		}
	}
	if len(lines) > 20 {
		t.Errorf("%d lines:\n%s", len(lines), &out)
	}
}

// TestMatchedOpensNoIssue: counting by its content is nothing to look into.
func TestMatchedOpensNoIssue(t *testing.T) {
	p := counting()
	p.Changes = p.Changes[:2]
	proven := &Verification{Approvals: []Verified{{Ref: "a/1", Audit: evidence.Audit{Outcome: evidence.ByContent}}}}
	i := NewDriftIssue(p, proven)
	findings, notes := i.Markdown()
	if !i.Empty() || i.Unsure() || strings.Contains(findings+notes, "a/1") {
		t.Errorf("an issue would say:\n%s%s", findings, notes)
	}
}
