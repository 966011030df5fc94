package render

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/sync"
)

// aComment is a comment in which every text that can come from a file, a pull
// request or a registry is word.
func aComment(word string) *Comment {
	v := &catalog.Version{Group: &catalog.Group{Path: word}}
	one, two := 1.5, 2.0
	return &Comment{
		Catalog: "acme-models", Errors: 1, Now: time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC),
		Check: &evidence.Check{
			Notes: []string{word},
			Items: []evidence.CheckItem{{Ref: word, Target: word, Outlook: evidence.Outlook{
				State: evidence.Held, Needed: 2, Given: 1, Next: []string{word},
				Tree: evidence.Finding{Parts: []evidence.Finding{{Check: "review", State: evidence.Held, Text: word}}},
			}}},
		},
		Candidates: []catalog.Candidate{{
			Version: v, New: true,
			In: []catalog.CandidateIn{{Targets: []string{word}, Asks: true, Approved: word, Metrics: []catalog.MetricComparison{
				{Metric: word, Value: &one, Approved: &two, Goal: "minimize", Miss: &evidence.Miss{
					Metric: word, Value: &one, Waiver: &evidence.Waiver{Who: word, Why: word, Until: "2026-12-31"},
				}},
				{Metric: word, Value: &one, Miss: &evidence.Miss{Waiver: &evidence.Waiver{Who: word, Why: word, Until: word}}},
			}}},
			Reports: []catalog.ReportsIn{
				{Targets: []string{word}, Partition: "aws", Reports: []catalog.Report{{Member: "modelMetrics.bias.report", URI: "s3://bucket/" + word}}},
				{Targets: []string{word}, Reports: []catalog.Report{{Member: word, URI: word}}},
			},
		}},
		Plans: []*sync.Plan{{Target: word, Refused: []string{word}, Changes: []sync.Change{
			{Kind: sync.OfVersion, Ref: word, Action: sync.Create, Reason: sync.Reason(word), Detail: word, Fields: []sync.Field{
				{Path: "metrics.rmse", New: word}, {Path: "sourceUri", New: map[string]any{word: word}},
			}, Pos: catalog.Pos{Path: word, Line: 1, Col: 2}},
			{Kind: sync.OfGroup, Ref: word, Action: sync.Update, Reason: "changed", Fields: []sync.Field{{Path: word, Old: word, New: word}, {Path: "b", Old: word}}},
		}}},
	}
}

func written(t testing.TB, c *Comment) string {
	t.Helper()
	var b strings.Builder
	if err := CommentMarkdown(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// hostile are texts that would be something else than text in a comment.
var hostile = []string{
	"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</details>", "</code></td></table>", "<!-- modelreg:comment acme-models -->", "-->",
	"![x](https://evil.example/pixel.png)", "[merge it](https://evil.example)", "[x]: https://evil.example", "https://evil.example/", "www.evil.example", "WWW.evil.example",
	"mailto:a@evil.example", "a@evil.example", "@acme/ml-governance", "@ana", "#1", "GH-1", "gh-26", "acme/models#7",
	"| a | b |", "a|b", "\\|", "`code`", "```\nfence", "~~~", "**bold**", "__bold__", "~~gone~~", "_em_", "$x$", "$$x$$", ":tada:", "&lt;b&gt;", "&#60;b&#62;",
	"# heading", "- item", "> quote", "1. one", "- [x] done", "---", "===", "a\nb", "a\r\n\r\nb", "\x1b[31mred", "\u202eevil", "\x00", "::error::x", "##[group]x", "\xff",
	"[^1]", "<details open>", "<summary>", "> [!WARNING]", "line  \nbreak", "javascript:alert(1)", "%0Aecho", "s3://bucket/x)](https://evil.example", "$(id)", "${{ secrets.X }}",
}

// shape is what is markup in a comment: what is left without letters, digits
// and everything that is written as an entity.
func shape(body string) string {
	body = regexp.MustCompile(`&#[0-9]+;`).ReplaceAllString(withoutLinks(body), "")
	return strings.Map(func(r rune) rune {
		if r >= utf8.RuneSelf || r == ' ' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return -1
		}
		return r
	}, body)
}

// withoutLinks leaves out the part of our own links that comes from a file.
func withoutLinks(body string) string {
	return regexp.MustCompile(`prefix=[A-Za-z0-9%._~+-]*\)`).ReplaceAllString(body, ")")
}

// structural are the characters that make markup of text around them.
const structural = "<>|`*_[]()!#~$&@:-=+\n{}\"'^\\"

func only(chars, s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(chars, r) {
			return r
		}
		return -1
	}, s)
}

// TestCommentHostile holds that a comment with any text in it has the markup of
// one with a plain word.
func TestCommentHostile(t *testing.T) {
	if len(hostile) < 40 {
		t.Fatalf("%d texts are too few", len(hostile))
	}
	want := only(structural, shape(written(t, aComment("word"))))
	for _, word := range hostile {
		body := written(t, aComment(word))
		if diff := cmp.Diff(want, only(structural, shape(body))); diff != "" {
			t.Errorf("%q is not only text (-want +got):\n%s\n%s", word, diff, body)
		}
		for _, link := range []string{"www.", "gh-", "- 1."} {
			if strings.Contains(strings.ToLower(withoutLinks(body)), link) {
				t.Errorf("%q leads somewhere: %s", word, body)
			}
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		word := strings.Join(rapid.SliceOfN(rapid.SampledFrom(hostile), 1, 2).Draw(rt, "texts"), rapid.SampledFrom([]string{"", " ", "\n"}).Draw(rt, "between"))
		if len([]rune(word)) > longestName/2 {
			return // would be shortened
		}
		if got := only(structural, shape(written(t, aComment(word)))); got != want {
			rt.Errorf("%q is not only text: %s", word, got)
		}
	})
}

// TestCommentLong is one with more of everything than fits.
func TestCommentLong(t *testing.T) {
	for _, word := range []string{"word", strings.Repeat("模", 300), strings.Repeat("<|*`", 100), strings.Repeat("😀", 300)} {
		c := aComment(word)
		item, candidate, change := c.Check.Items[0], c.Candidates[0], c.Plans[0].Changes[0]
		c.Check.Items, c.Candidates, c.Plans = nil, nil, nil
		for i := range 250 {
			item.Ref = fmt.Sprintf("%d/%s", i, word)
			item.Outlook.Next = []string{fmt.Sprintf("step %d %s", i, word)}
			item.Outlook.Tree.Parts = []evidence.Finding{{Check: "review", Text: fmt.Sprint(i) + word}}
			c.Check.Items = append(c.Check.Items, item)
			c.Candidates = append(c.Candidates, candidate)
		}
		for range 100 {
			metrics := &c.Candidates[0].In[0].Metrics
			*metrics = append(*metrics, (*metrics)[0])
			change.Fields = append(change.Fields, change.Fields[0])
			c.Candidates[0].Reports = append(c.Candidates[0].Reports, c.Candidates[0].Reports[0])
		}
		for range 30 {
			p := &sync.Plan{Target: word}
			for range 250 {
				p.Changes = append(p.Changes, change)
			}
			c.Plans = append(c.Plans, p)
		}
		body := written(t, c)
		if n := utf8.RuneCountInString(body); n > 64_000 || len(body) > 65_536 || len(body) < 40_000 {
			t.Errorf("%.8q: the comment has %d characters, %d bytes", word, n, len(body))
		}
		sound(t, body)
		for _, noun := range []string{"more steps", "more lines", "more findings", "more versions", "more changes", "more plans"} {
			if !strings.Contains(body, noun) {
				t.Errorf("%.8q: the comment does not tell of %s", word, noun)
			}
		}
	}
}

// sound holds that nothing of a comment was cut: elements are closed, rows and
// lines are whole.
func sound(t *testing.T, body string) {
	t.Helper()
	for _, tag := range []string{"details", "summary", "code", "del", "sub"} {
		if a, b := strings.Count(body, "<"+tag+">"), strings.Count(body, "</"+tag+">"); a != b {
			t.Errorf("<%s> %d times, and </%s> %d times", tag, a, tag, b)
		}
	}
	for line := range strings.Lines(body) {
		if strings.HasPrefix(line, "|") && !strings.HasSuffix(line, "|\n") {
			t.Errorf("a row is cut: %s", line)
		}
	}
	if !strings.HasSuffix(body, "\n") || !utf8.ValidString(body) {
		t.Errorf("the end is cut: %q", body[max(len(body)-80, 0):])
	}
}

// TestFit holds that what is written is within the limit, loses no more than it
// says, and has all where there is room.
func TestFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var sections []section
		fixed, whole := 0, ""
		for i := range rapid.IntRange(1, 6).Draw(t, "sections") {
			s := section{head: "\n", foot: "end\n", noun: "piece"}
			for range rapid.IntRange(0, 50).Draw(t, "pieces") {
				s.pieces = append(s.pieces, strings.Repeat(fmt.Sprint(i), rapid.IntRange(0, 30).Draw(t, "length"))+"p\n")
			}
			fixed += s.room()
			whole += s.head + strings.Join(s.pieces, "") + s.foot
			sections = append(sections, s)
		}
		limit := fixed + rapid.IntRange(0, 3000).Draw(t, "room")
		got := fit(limit, sections)
		if len(got) > limit {
			t.Errorf("%d bytes, want %d at most", len(got), limit)
		}
		if limit >= fixed+len(whole) && got != whole {
			t.Errorf("there is room for all, and not all is there")
		}
		total := 0
		for _, s := range sections {
			total += len(s.pieces)
		}
		shown, left := strings.Count(got, "p\n"), 0
		for _, m := range regexp.MustCompile(`([0-9]+) more piece`).FindAllStringSubmatch(got, -1) {
			n := 0
			fmt.Sscan(m[1], &n)
			left += n
		}
		if shown+left != total {
			t.Errorf("%d pieces shown and %d told of, of %d", shown, left, total)
		}
	})
}

func TestCommentNext(t *testing.T) {
	granted := evidence.CheckItem{Ref: "a/1", Outlook: evidence.Outlook{State: evidence.Granted}}
	held := evidence.CheckItem{Ref: "a/1", Outlook: evidence.Outlook{State: evidence.Held, Next: []string{"ask bob", "ask chen"}}}
	for _, test := range []struct {
		name string
		c    Comment
		want []string
	}{
		{"nothing asked", Comment{Check: &evidence.Check{}}, []string{"review and merge it&#58; nothing in it needs an approval"}},
		{"granted", Comment{Check: &evidence.Check{Items: []evidence.CheckItem{granted}}}, []string{"merge it&#58; what it asks for would be granted"}},
		{"held twice", Comment{Check: &evidence.Check{Items: []evidence.CheckItem{held, granted, held}}}, []string{"ask bob", "ask chen"}},
		{"problems first", Comment{Errors: 2, Check: &evidence.Check{Items: []evidence.CheckItem{held}}}, []string{
			"fix the 2 problems that modelreg validate shows; they are marked on their lines", "ask bob", "ask chen",
		}},
		{"merged", Comment{Check: &evidence.Check{Notes: []string{"it is merged"}, Pull: evidence.Pull{Merged: true}}}, []string{"it is merged"}},
	} {
		var got []string
		for _, p := range test.c.next().pieces {
			got = append(got, strings.TrimSuffix(strings.TrimPrefix(p, "- "), "\n"))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

// TestCommentPadded has one bad metric among many that say nothing, with names
// as long as they can be, in a version among many that ask for nothing.
func TestCommentPadded(t *testing.T) {
	four := 4.0
	bars := map[string]catalog.Threshold{"rmse": {Goal: "minimize", Max: &four}}
	c := &Comment{Catalog: "acme-models", Check: &evidence.Check{}}
	for i := range 1000 {
		c.Candidates = append(c.Candidates, catalog.Candidate{
			Version: &catalog.Version{Group: &catalog.Group{Path: fmt.Sprint("a", i)}}, New: true, In: []catalog.CandidateIn{{Targets: []string{"production"}}},
		})
	}
	asks := catalog.Candidate{Version: &catalog.Version{Group: &catalog.Group{Path: "price"}}}
	for i := range 4 {
		metrics := map[string]any{"rmse": 99.0 + float64(i)}
		for j := range 200 {
			metrics[fmt.Sprintf("%s%03d", strings.Repeat("a.", 50), j)] = 1.0
		}
		asks.In = append(asks.In, catalog.CandidateIn{
			Targets: []string{fmt.Sprint("t", i)}, Asks: true, Metrics: catalog.CompareMetrics(map[string]any{"metrics": metrics}, nil, bars, bars),
		})
		asks.Reports = append(asks.Reports, catalog.ReportsIn{Targets: []string{fmt.Sprint("t", i)}, Partition: "aws"})
		for range 10 {
			asks.Reports[i].Reports = append(asks.Reports[i].Reports, catalog.Report{Member: "m", URI: "s3://bucket/" + strings.Repeat("/", 1000)})
		}
	}
	c.Candidates = append(c.Candidates, asks)
	body := written(t, c)
	sound(t, body)
	for i := range 4 {
		if want := fmt.Sprintf("| <code>rmse</code> ↓ | %d |  |  | **missed:** max 4 |\n", 99+i); !strings.Contains(body, want) {
			t.Errorf("the comment does not show %s", want)
		}
	}
	if n := len(c.candidate(asks)); n > 20_000 {
		t.Errorf("one version takes %d bytes", n)
	}
	for _, noun := range []string{"more metrics", "more reports", "more versions"} {
		if !strings.Contains(body, noun) {
			t.Errorf("the comment does not tell of %s", noun)
		}
	}
}

func TestThresholdCell(t *testing.T) {
	four, five := 4.0, 5.0
	c := Comment{Now: time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)}
	miss := func(until string) catalog.MetricComparison {
		m := catalog.MetricComparison{Value: &five, Bounds: catalog.Threshold{Max: &four}, Miss: &evidence.Miss{}}
		if until != "" {
			m.Miss.Waiver = &evidence.Waiver{Who: "ana", Why: "outlier", Until: until}
		}
		return m
	}
	for _, test := range []struct {
		m    catalog.MetricComparison
		want string
	}{
		{catalog.MetricComparison{}, ""},
		{catalog.MetricComparison{Bounds: catalog.Threshold{Min: &four, Max: &five}}, "min 4, max 5"},
		{miss(""), "**missed:** max 4"},
		{miss("2026-01-02"), "missed: max 4; waived by <code>ana</code> until <code>2026&#45;01&#45;02</code>: outlier"},
		{miss("2026-01-01"), "**missed:** max 4; the waiver by <code>ana</code> ran out on <code>2026&#45;01&#45;01</code>"},
	} {
		if got := c.threshold(test.m); got != test.want {
			t.Errorf("%s, want %s", got, test.want)
		}
	}
}

func TestLocation(t *testing.T) {
	for _, test := range []struct{ uri, partition, want string }{
		{"s3://bucket/a b)/c.json", "aws", "(https://console.aws.amazon.com/s3/object/bucket?prefix=a+b%29%2Fc.json)"},
		{"s3://bucket/c.json", "aws-cn", "(https://console.amazonaws.cn/s3/object/bucket?prefix=c.json)"},
		{"s3://bucket/c.json", "", ""},
		{"s3://bucket/c.json", "aws-iso", ""},
		{"s3://bu(cket/c.json", "aws", ""},
		{"https://evil.example/c.json", "aws", ""},
	} {
		got := location(test.uri, test.partition)
		text := code(test.uri)
		if test.want != "" {
			text = "[" + text + "]" + test.want
		}
		if got != text {
			t.Errorf("%s, want %s", got, text)
		}
	}
}
