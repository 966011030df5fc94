package render

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mattn/go-runewidth"
	"pgregory.net/rapid"

	"modelreg/catalog"
	"modelreg/cmd/internal/cli"
	"modelreg/sync"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		width, indent int
		text          string
		want          []string
	}{
		{0, 6, "as long as it is, whatever that may be", []string{"as long as it is, whatever that may be"}},
		{36, 6, "fits in thirty columns exactly", []string{"fits in thirty columns exactly"}},
		{35, 6, "fits in thirty columns exactly", []string{"fits in thirty columns", "exactly"}},
		{40, 6, "an arn:aws:sagemaker:us-east-1:123456789012:model-package/x stays whole",
			[]string{"an", "arn:aws:sagemaker:us-east-1:123456789012:model-package/x", "stays whole"}},
		{10, 6, "never less than a few words a line", []string{"never less than a few", "words a line"}},
		{32, 6, "模型注册表 模型注册表 模型注册表 模型", []string{"模型注册表 模型注册表", "模型注册表 模型"}},
	} {
		if diff := cmp.Diff(c.want, (Look{Width: c.width}).wrap(c.text, c.indent)); diff != "" {
			t.Errorf("%q in %d columns (-want +got):\n%s", c.text, c.width, diff)
		}
	}
}

// TestWrapLosesNothing: lines joined again are the text, and only single words
// are too wide.
func TestWrapLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.StringMatching(`[a-z模]{1,40}`)).Draw(t, "words"), " ")
		width := rapid.IntRange(1, 120).Draw(t, "width")
		lines := (Look{Width: width}).wrap(text, 6)
		if got := strings.Join(lines, " "); got != text {
			t.Fatalf("joined lines are %q, want %q", got, text)
		}
		for _, line := range lines {
			if runewidth.StringWidth(line) > max(width-6, minWrap) && strings.Contains(line, " ") {
				t.Fatalf("line %q is wider than %d columns", line, width)
			}
		}
	})
}

func TestValue(t *testing.T) {
	long := "s3://acme-models/" + strings.Repeat("x", 200) + "/model.tar.gz"
	for _, c := range []struct {
		value any
		look  Look
		want  string
	}{
		{"text", Look{}, `"text"`},
		{3.5, Look{}, "3.5"},
		{1e6, Look{}, "1000000"},
		{true, Look{}, "true"},
		{map[string]any{"a": []any{"<x>", nil}}, Look{}, `{"a":["<x>",null]}`},
		{"\x1b[31m\n", Look{}, `"\x1b[31m\n"`},
		{"##[error]", Look{}, `"#\x23[error]"`},
		{long, Look{Verbose: true}, `"` + long + `"`},
		{long, Look{}, `"s3://acme-models/xxxxxxxx…/model.tar.gz"`},
		{[]any{strings.Repeat("y", 100)}, Look{}, `["yyyyyyyyyyyyyyyyyyyyyyyyy…yyyyyyyyyyy"]`},
	} {
		got := c.look.value(c.value, 41)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("value of %v (-want +got):\n%s", c.value, diff)
		}
	}
}

// entity is what markdown and code may leave beside letters, digits, spaces and
// a few harmless signs.
var entity = regexp.MustCompile(`&#[0-9]+;`)

// TestMarkdownIsInert: no text can bring markup of its own, and what people see
// is the text.
func TestMarkdownIsInert(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		plain := entity.ReplaceAllString(markdown(text), "")
		if strings.ContainsAny(plain, "\\`*_{}[]<>()&|~!$^+-=\"'@#:\n\r") {
			t.Fatalf("markdown(%q) leaves %q", text, plain)
		}
		if got := strings.ReplaceAll(html.UnescapeString(markdown(text)), "\u200b", ""); got != strings.ReplaceAll(cli.Safe(text), "\u200b", "") {
			t.Fatalf("markdown(%q) reads %q", text, got)
		}
		inner := strings.TrimSuffix(strings.TrimPrefix(code(text), "<code>"), "</code>")
		if strings.ContainsAny(entity.ReplaceAllString(inner, ""), "\\`*_<>&|@#\n\r") {
			t.Fatalf("code(%q) leaves %q", text, inner)
		}
		if html.UnescapeString(inner) != cli.Safe(text) {
			t.Fatalf("code(%q) reads %q", text, html.UnescapeString(inner))
		}
	})
}

// TestProblemsGitHub: errors come first, and what GitHub does not show is
// counted and carries its position.
func TestProblemsGitHub(t *testing.T) {
	var problems []catalog.Problem
	for i := range 12 {
		for _, s := range []catalog.Severity{catalog.Warning, catalog.Error} {
			problems = append(problems, catalog.Problem{
				Pos: catalog.Pos{Path: "a,b:c%.yaml", Line: i + 1, Col: 2}, Severity: s, Rule: "schema", Message: "50% of \"x\""})
		}
	}
	var out bytes.Buffer
	if err := ProblemsGitHub(&out, problems); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 25 {
		t.Fatalf("%d lines, want 12 errors, 12 warnings and a notice:\n%s", len(lines), out.String())
	}
	for i, want := range map[int]string{
		0:  `::error file=a%2Cb%3Ac%25.yaml,line=1,col=2::50%25 of "x" [schema]`,
		10: `::error file=a%2Cb%3Ac%25.yaml,line=11,col=2::a,b:c%25.yaml:11:2: 50%25 of "x" [schema]`,
		12: `::warning file=a%2Cb%3Ac%25.yaml,line=1,col=2::50%25 of "x" [schema]`,
		24: `::notice::4 more problems than GitHub shows here; the log of this step has them all`,
	} {
		if lines[i] != want {
			t.Errorf("line %d is\n%s\nwant\n%s", i, lines[i], want)
		}
	}
}

func TestTally(t *testing.T) {
	at := func(path string, s catalog.Severity) catalog.Problem {
		return catalog.Problem{Pos: catalog.Pos{Path: path}, Severity: s}
	}
	for want, problems := range map[string][]catalog.Problem{
		"no problems":                         nil,
		"1 problem in 1 file":                 {at("a", catalog.Error)},
		"2 warnings in 2 files":               {at("a", catalog.Warning), at("b", catalog.Warning)},
		"2 problems and 1 warning in 2 files": {at("a", catalog.Error), at("a", catalog.Error), at("b", catalog.Warning)},
	} {
		if got := TallyOf(problems).String(); got != want {
			t.Errorf("tally of %v is %q, want %q", problems, got, want)
		}
	}
}

// TestPlanColours: colours are all that differs between a terminal and a pipe
// of the same width.
func TestPlanColours(t *testing.T) {
	plan := &sync.Plan{Target: "local", Refused: []string{"registry.yaml:1:1: too much"}, Changes: []sync.Change{
		{Kind: sync.OfGroup, Ref: "churn", Group: "churn", Action: sync.Create, Reason: sync.NewGroup, Pos: catalog.Pos{Path: "churn/group.yaml", Line: 1, Col: 1}},
		{Kind: sync.OfVersion, Ref: "churn/1", Group: "churn", Action: sync.Update, Reason: sync.Changed,
			Fields: []sync.Field{{Path: "sourceUri", Old: "a", New: "b"}, {Path: "tags.team", Old: "c"}, {Path: "tags.owner", New: "d"}}},
		{Kind: sync.OfVersion, Ref: "churn/2", Group: "churn", Action: sync.Delete, Reason: sync.Removed},
		{Kind: sync.OfVersion, Ref: "churn/3", Group: "churn", Action: sync.Blocked, Reason: sync.HeldApproval, Detail: "approval of churn/3 is held"},
		{Kind: sync.OfVersion, Ref: "a/1", Group: "a", Action: sync.Notice, Reason: sync.Orphan},
	}}
	var plain, coloured bytes.Buffer
	if err := PlanText(&plain, plan, Look{Width: 60}); err != nil {
		t.Fatal(err)
	}
	if err := PlanText(&coloured, plan, Look{Width: 60, Colour: true}); err != nil {
		t.Fatal(err)
	}
	stripped := regexp.MustCompile("\x1b\\[[0-9]+m").ReplaceAllString(coloured.String(), "")
	if diff := cmp.Diff(plain.String(), stripped); diff != "" {
		t.Errorf("beyond colours (-plain +coloured):\n%s", diff)
	}
	if coloured.Len() == plain.Len() {
		t.Error("no colours at all")
	}
	for _, mark := range []string{"+ group churn", "~ churn/1", "- churn/2", "! churn/3", "i a/1", `sourceUri: "a" -> "b"`, `tags.team: "c" -> nothing`, `tags.owner: "d"`} {
		if !strings.Contains(plain.String(), mark) {
			t.Errorf("no %q in\n%s", mark, plain.String())
		}
	}
}

// TestLongMarkdown stays below what GitHub takes for a comment.
func TestLongMarkdown(t *testing.T) {
	plan, report := &sync.Plan{Target: "local"}, &sync.Report{Target: "local"}
	for i := range 1000 {
		ref := fmt.Sprintf("churn/%d", i+1)
		plan.Changes = append(plan.Changes, sync.Change{Ref: ref, Action: sync.Blocked, Reason: sync.Waits, Detail: strings.Repeat("long ", 30)})
		report.Items = append(report.Items, sync.Item{Ref: ref, Action: sync.Blocked, Outcome: sync.NotDone, Detail: strings.Repeat("long ", 30)})
	}
	var p, r bytes.Buffer
	if err := PlanMarkdown(&p, plan, Look{}); err != nil {
		t.Fatal(err)
	}
	if err := ReportMarkdown(&r, report, 1); err != nil {
		t.Fatal(err)
	}
	for name, out := range map[string]string{"plan": p.String(), "report": r.String()} {
		if len(out) > 65536 || !strings.Contains(out, "not shown here") {
			t.Errorf("%s of 1000 changes has %d characters", name, len(out))
		}
	}
}
