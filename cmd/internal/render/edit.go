package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"modelreg/catalog"
	"modelreg/cmd/internal/cli"
)

// An Edit is what a command that edits the catalog has done.
type Edit struct {
	Format      int            `json:"formatVersion"`
	Versions    []string       `json:"versions,omitempty"` // refs that the edit is about
	Files       []EditedFile   `json:"files"`              // by path; none: the catalog says so already
	Already     string         `json:"already,omitempty"`  // path of the file that says it, as in Files: nothing is to be done
	PullRequest *PullRequest   `json:"pullRequest,omitempty"`
	DryRun      bool           `json:"dryRun,omitempty"` // nothing was written
	Latest      []LatestChange `json:"latest,omitempty"`
	Metrics     []EditMetrics  `json:"metrics,omitempty"`
	Lost        []Loss         `json:"lost,omitempty"`  // what was to be pulled and no file can say
	Notes       []string       `json:"notes,omitempty"` // what else there is to say, each a sentence
}

// An EditedFile is one file of an edit.
type EditedFile struct {
	Path string `json:"path"` // as the user would type it; on GitHub from the top of the repository
	New  bool   `json:"new,omitempty"`
	Diff string `json:"diff,omitempty"` // as diff -u has it; of a dry run
}

// A PullRequest is where an edit was offered.
type PullRequest struct {
	Repository string   `json:"repository"`
	Number     int      `json:"number"`
	URL        string   `json:"url"`
	Branch     string   `json:"branch"`
	Commit     string   `json:"commit"` // the head of the branch
	Done       string   `json:"done"`   // created, edited, or kept: it says so already
	Reviewers  []string `json:"reviewers,omitempty"`
}

// A LatestChange is what an edit does to the version of a group that is to be
// approved and has the highest label. It has what proposal.LatestChange has.
type LatestChange struct {
	Group  string `json:"group"`
	Target string `json:"target"`
	Before string `json:"before,omitempty"` // label; empty: none
	After  string `json:"after,omitempty"`
	Asked  bool   `json:"asked,omitempty"`  // both are what the catalog asks for: what the registry has is not known
	Unsure bool   `json:"unsure,omitempty"` // whether the registry has After approved now could not be found out
}

// EditMetrics are the metrics of a version beside those of the one that is
// approved in some targets.
type EditMetrics struct {
	Ref      string       `json:"ref"`
	Targets  []string     `json:"targets"`
	Approved string       `json:"approved,omitempty"` // label; empty: none is
	Metrics  []EditMetric `json:"metrics"`
}

// An EditMetric is one metric beside the approved version's.
type EditMetric struct {
	Name     string        `json:"name"`
	Value    *float64      `json:"value,omitempty"`
	Approved *float64      `json:"approved,omitempty"`
	Goal     string        `json:"goal,omitempty"`   // minimize or maximize
	Trend    catalog.Trend `json:"trend,omitempty"`  // better, worse or same
	Min      *float64      `json:"min,omitempty"`    // that a request for approval has to reach
	Max      *float64      `json:"max,omitempty"`    // likewise
	Missed   bool          `json:"missed,omitempty"` // it does not reach them; a waiver may be there
}

// MetricsOf are the metrics of what an edit brings in or asks approval for.
func MetricsOf(candidates []catalog.Candidate) []EditMetrics {
	var all []EditMetrics
	for _, c := range candidates {
		for _, in := range c.Decided() {
			m := EditMetrics{Ref: c.Version.Ref(), Targets: in.Targets, Approved: in.Approved, Metrics: []EditMetric{}}
			for _, v := range in.Metrics {
				m.Metrics = append(m.Metrics, EditMetric{v.Metric, v.Value, v.Approved, v.Goal, v.Trend(), v.Bounds.Min, v.Bounds.Max, v.Miss != nil})
			}
			all = append(all, m)
		}
	}
	return all
}

// EditJSON writes it for tools; schema/edit.schema.json describes it.
func EditJSON(w io.Writer, e *Edit) error { return indented(w, e) }

// EditText writes the one thing that a script takes from it: the address of the
// pull request, or else the paths of the files that were written, or that said it
// already, a line each. Of a dry run these are the differences.
func EditText(w io.Writer, e *Edit) error {
	out := bufio.NewWriter(w)
	switch {
	case e.PullRequest != nil:
		fmt.Fprintln(out, cli.Safe(e.PullRequest.URL))
	case e.Already != "":
		fmt.Fprintln(out, cli.Safe(e.Already))
	case e.DryRun:
		for _, f := range e.Files {
			out.WriteString(f.Diff)
		}
	default:
		for _, f := range e.Files {
			fmt.Fprintln(out, cli.Safe(f.Path))
		}
	}
	return out.Flush()
}

// EditTalk says the rest to people: the metrics beside those of the version that
// is approved, what latest becomes, and what is left to do.
func EditTalk(w io.Writer, e *Edit, l Look) error {
	out := bufio.NewWriter(w)
	if err := metricsText(out, e.Metrics, l); err != nil {
		return err
	}
	say := func(format string, args ...any) {
		for _, line := range l.wrap(cli.Safe(fmt.Sprintf(format, args...)), 0) {
			fmt.Fprintln(out, line)
		}
	}
	for _, c := range e.Latest {
		asked, condition := "", ""
		if c.Asked {
			asked = ", as the catalog asks"
		}
		if c.Unsure {
			condition = fmt.Sprintf(", if %s is approved there now", c.After)
		}
		say("latest of %s in %s%s: %s -> %s%s", c.Group, c.Target, asked, orNone(c.Before), orNone(c.After), condition)
	}
	lossText(out, e.Lost, l)
	for _, note := range e.Notes {
		say("%s", note)
	}
	switch p := e.PullRequest; {
	case p != nil && len(p.Reviewers) > 0:
		say("Pull request #%d: %s, with reviews asked of %s.", p.Number, p.Done, strings.Join(p.Reviewers, ", "))
	case p != nil:
		say("Pull request #%d: %s.", p.Number, p.Done)
	case e.Already != "": // a note says so
	case len(e.Files) == 0 && len(e.Lost) > 0:
		say("Nothing else to do.")
	case len(e.Files) == 0:
		say("Nothing to do: the catalog says so already.")
	case !e.DryRun:
		say("Edited %s, and nothing else: commit, and open a pull request, or give --pr.", count(len(e.Files), "file"))
	}
	return out.Flush()
}

func orNone(label string) string {
	if label == "" {
		return "none"
	}
	return cli.Safe(label)
}
