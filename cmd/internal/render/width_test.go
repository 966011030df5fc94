package render

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/mattn/go-runewidth"
	"pgregory.net/rapid"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/sync"
)

var (
	words  = rapid.Map(rapid.SliceOfN(rapid.StringMatching(`[a-z模/.:-]{1,16}`), 1, 30), func(w []string) string { return strings.Join(w, " ") })
	word   = rapid.StringMatching(`[a-z]{1,12}(/[a-z0-9]{1,30}){0,3}`)
	values = rapid.OneOf(
		rapid.Just[any](nil), rapid.Map(words, func(s string) any { return s }), rapid.Map(word, func(s string) any { return s }),
		rapid.Map(words, func(s string) any { return map[string]any{"key": s, "list": []any{s, 1.5}} }), rapid.Just[any](2.75),
	)
	fields = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) sync.Field {
		f := sync.Field{Path: strings.ReplaceAll(word.Draw(t, "path"), "/", "."), Old: values.Draw(t, "old"), New: values.Draw(t, "new")}
		if f.Old == nil && f.New == nil {
			f.New = "new"
		}
		return f
	}), 0, 4)
	findings = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) evidence.Finding { return findingOf(t, rapid.IntRange(0, 9).Draw(t, "depth")) }), 0, 3)
)

func findingOf(t *rapid.T, depth int) evidence.Finding {
	f := evidence.Finding{Check: rapid.SampledFrom([]string{"review", "merge"}).Draw(t, "check"), Text: words.Draw(t, "text"), State: evidence.Held}
	if depth > 0 {
		f.Parts = []evidence.Finding{findingOf(t, depth-1)}
	}
	return f
}

// texts are what is laid out for people, of made-up content.
var texts = map[string]func(*rapid.T, io.Writer, Look) error{
	"plan": func(t *rapid.T, w io.Writer, l Look) error {
		ref := word.Draw(t, "ref")
		return PlanText(w, &sync.Plan{Target: "production", Refused: []string{words.Draw(t, "refused")}, Changes: []sync.Change{{
			Kind: sync.OfVersion, Ref: ref, Action: sync.Update, Reason: sync.UnknownMarkers, Detail: words.Draw(t, "detail"),
			Pos: catalog.Pos{Path: word.Draw(t, "file"), Line: 10, Col: 3}, Fields: fields.Draw(t, "fields"),
		}}}, l)
	},
	"drift": func(_ *rapid.T, w io.Writer, l Look) error {
		return DriftText(w, &sync.Plan{Target: "production"}, l)
	},
	"report": func(t *rapid.T, w io.Writer, l Look) error {
		return ReportText(w, &sync.Report{Target: "production", Items: []sync.Item{{
			Kind: sync.OfGroup, Ref: word.Draw(t, "ref"), Action: sync.Create, Reason: sync.UnknownMarkers, Outcome: sync.Failure,
			ARN: "arn:" + word.Draw(t, "arn"), Detail: words.Draw(t, "detail"),
		}}}, 3, l)
	},
	"check": func(t *rapid.T, w io.Writer, l Look) error {
		c := &evidence.Check{Notes: []string{words.Draw(t, "note")}, Items: []evidence.CheckItem{{
			Ref: word.Draw(t, "ref"), Target: "production",
			Outlook: evidence.Outlook{State: evidence.Held, Needed: 2, Next: []string{words.Draw(t, "next")}, Tree: evidence.Finding{Parts: findings.Draw(t, "findings")}},
		}}}
		c.Pull.Title = words.Draw(t, "title")
		return CheckText(w, c, l)
	},
	"verification": func(t *rapid.T, w io.Writer, l Look) error {
		return VerificationText(w, &Verification{Target: "production", Approvals: []Verified{{
			Ref: word.Draw(t, "ref"), ARN: "arn:" + word.Draw(t, "arn"), Problems: []string{words.Draw(t, "problem")}, Notes: []string{words.Draw(t, "note")},
			Changed: fields.Draw(t, "changed"), Audit: evidence.Audit{Outcome: evidence.Contradicted, Reason: words.Draw(t, "reason")},
		}}}, l)
	},
}

var painted = regexp.MustCompile(`\x1b\[[1-9][0-9]*m[^\x1b]*\x1b\[0m`)

// TestTextFits holds that no line is wider than the terminal but for a word that
// is too long to share one, and that no colour goes on beyond the end of a line.
func TestTextFits(t *testing.T) {
	for name, write := range texts {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			width := rapid.SampledFrom([]int{40, 80, 200}).Draw(t, "width")
			var out bytes.Buffer
			if err := write(t, &out, Look{Width: width, Colour: true}); err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(out.String()) {
				line = strings.TrimSuffix(line, "\n")
				if rest := painted.ReplaceAllString(line, ""); strings.Contains(rest, "\x1b") {
					t.Errorf("a colour is cut: %q", line)
				}
				widest := 0
				for _, w := range strings.Fields(colours.ReplaceAllString(line, "")) {
					widest = max(widest, runewidth.StringWidth(w))
				}
				if n := columns(line); n > width && widest < 20 {
					t.Errorf("%d columns in %d: %q", n, width, line)
				}
			}
		}))
	}
}
