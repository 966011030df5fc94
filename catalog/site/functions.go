package site

import (
	"html/template"
	"net/url"
	"strings"
	"time"

	"modelreg/catalog/site/chart"
)

// functions are what templates can say.
var functions = template.FuncMap{
	"day":    day,
	"date":   dateText,
	"time":   timeText,
	"iso":    iso,
	"short":  short,
	"join":   func(words []string, with string) string { return strings.Join(words, with) },
	"list":   list,
	"number": number,
	"float":  func(v float64) string { return number(&v) },
	"words":  words,
	"count":  count,
	"asks":   asks,
	"needs":  needs,
	"of":     approvals,
	"kind":   kindText,
	"role":   roleText,

	"facts":    factsHTML,
	"members":  membersHTML,
	"metrics":  metricRowsHTML,
	"row":      rowHTML,
	"rows":     rowsHTML,
	"sections": sectionsHTML,
	"state":    stateHTML,
	"status":   statusHTML,
	"steps":    stepsHTML,
	"timeline": timelineHTML,
	"trail":    trailHTML,
	"versions": versionRowsHTML,
}

func day(t time.Time) string { return t.UTC().Format("2 Jan 2006") }

func iso(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func timeText(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04 UTC") }

func short(commit string) string { return commit[:min(len(commit), 7)] }

// kindText says what became of a version.
func kindText(k EventKind) string {
	switch k {
	case Asked:
		return "asked for approval"
	case Withdrawn:
		return "approval taken back"
	}
	return string(k)
}

// roleText says what people did, before their names.
func roleText(r Role) string {
	switch r {
	case Approver:
		return " by "
	case Opener:
		return ", opened by "
	}
	return ", committed by "
}

// list names things in a sentence: a, b and c.
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// dateText writes a day that is written as 2026-09-04.
func dateText(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.Format("2 Jan 2006")
}

// exact writes a number as it is, and nothing where there is none.
func exact(v *float64) string {
	if v == nil {
		return ""
	}
	return chart.Exact(*v)
}

// number writes about a number, and nothing where there is none.
func number(v *float64) string {
	if v == nil {
		return ""
	}
	return chart.Number(*v)
}

// groupURL is a group's page, seen from the top.
func groupURL(group string) string { return "groups/" + escaped(group) + "/index.html" }

// versionURL is a version's page, seen from the top.
func versionURL(group, label string) string {
	return "groups/" + escaped(group) + "/" + url.PathEscape(label) + ".html"
}

// labelURL is a version's page, seen from its group's.
func labelURL(label string) string { return url.PathEscape(label) + ".html" }

// compareURL is the page that puts two versions side by side, seen from their
// group's.
func compareURL(a, b string) string {
	return "compare.html?" + url.Values{"a": {a}, "b": {b}}.Encode()
}

func escaped(group string) string {
	parts := strings.Split(group, "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return strings.Join(parts, "/")
}
