package proposal

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
	"pgregory.net/rapid"
)

func mustParse(t *rapid.T, text string) *source {
	s, err := parse([]byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return s
}

func mustEdit(t *rapid.T, text string, changes ...Change) string {
	out, err := Edit([]byte(text), changes...)
	if err != nil {
		t.Fatalf("%v: %v\n%s", changes, err, text)
	}
	return string(out)
}

// TestEditAnything: what a file says after an edit is what it said, changed, and
// all that the edit is not about is as it was.
func TestEditAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := someFile(t)
		before := mustParse(t, text)
		path, there := somePath(t, before.doc)
		change := Change{Path: path, Value: someValue(t, 0)}
		if rapid.IntRange(0, 3).Draw(t, "remove") == 0 {
			change = Change{Path: path, Remove: true}
		}
		want, err := change.on(mustParse(t, text).doc)
		if err != nil {
			t.Skip("there is no such place, or nothing would be left")
		}
		out := mustEdit(t, text, change)
		after := mustParse(t, out)
		if !reflect.DeepEqual(any(after.doc), want) {
			t.Fatalf("%v\n%s\n%s", change, text, out)
		}
		if again := mustEdit(t, out, change); again != out && !(change.Remove && len(path) > 0 && isIndex(path)) {
			t.Fatalf("again: %v\n%s\n%s", change, out, again)
		}
		// Lines outside of what the path leads to stay.
		way, _ := before.follow(path)
		n := way[len(way)-1].node
		if change.Remove || n == before.root {
			n = before.root
		}
		lost := missing(lines(text), lines(out))
		from, to := n.Line-1, before.line(before.end(n, 0))
		if there && !change.Remove && n.Kind == yaml.ScalarNode && len(lost) > to-from+1 {
			t.Fatalf("%d lines are lost: %v\n%s\n%s", len(lost), change, text, out)
		}
		if !there && !change.Remove && len(lost) > 1 {
			t.Fatalf("%d lines are lost by something new: %v\n%s\n%s", len(lost), change, text, out)
		}
		if change.Remove {
			if more := missing(lines(out), lines(text)); len(more) > 2 {
				t.Fatalf("%q came by removing %v\n%s\n%s", more, change, text, out)
			}
		}
		if strings.HasSuffix(text, "\n") != strings.HasSuffix(out, "\n") && !isBlockScalar(after.lastScalar()) {
			t.Fatalf("%q\n%q", text, out)
		}
		if strings.Contains(text, "\r\n") && strings.Count(out, "\n") != strings.Count(out, "\r\n") {
			t.Fatalf("%q\n%q", text, out)
		}
		if !change.Remove && (!there || n.Kind == yaml.ScalarNode) {
			if lost := missing(texts(before), texts(after)); len(lost) > 0 {
				t.Fatalf("comments %q are lost: %v\n%s\n%s", lost, change, text, out)
			}
		}
	})
}

func isIndex(path []string) bool {
	return slices.ContainsFunc(path, func(name string) bool { return strings.Trim(name, "0123456789") == "" })
}

// lines are those of a text, without their ends.
func lines(text string) []string {
	return strings.Split(strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), "\n")
}

func texts(s *source) []string {
	var all []string
	for _, c := range s.comments() {
		all = append(all, c.text)
	}
	return all
}

// missing are the lines that others do not have in the same order.
func missing(old, now []string) []string {
	// The longest common subsequence.
	best := make([][]int, len(old)+1)
	for i := range best {
		best[i] = make([]int, len(now)+1)
	}
	for i := len(old) - 1; i >= 0; i-- {
		for j := len(now) - 1; j >= 0; j-- {
			if old[i] == now[j] {
				best[i][j] = best[i+1][j+1] + 1
			} else {
				best[i][j] = max(best[i+1][j], best[i][j+1])
			}
		}
	}
	var lost []string
	for i, j := 0, 0; i < len(old); {
		switch {
		case j < len(now) && old[i] == now[j]:
			i, j = i+1, j+1
		case j < len(now) && best[i][j+1] >= best[i+1][j]:
			j++
		default:
			lost = append(lost, old[i])
			i++
		}
	}
	return lost
}

// TestApproveAgain: approving what was rejected after an approval gives the text
// of the first approval, wherever the state is written.
func TestApproveAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := someFile(t)
		path := []string{"modelApprovalStatus"}
		if rapid.Bool().Draw(t, "override") {
			path = []string{"overrides", "production", "modelApprovalStatus"}
		}
		if _, err := (Change{Path: path, Value: ""}).on(mustParse(t, text).doc); err != nil {
			t.Skip("something else is there")
		}
		approved := mustEdit(t, text, set("Approved", path...))
		rejected := mustEdit(t, approved, set("Rejected", path...))
		if lost := missing(lines(approved), lines(rejected)); len(lost) != 1 {
			t.Fatalf("%q\n%s\n%s", lost, approved, rejected)
		}
		if again := mustEdit(t, rejected, set("Approved", path...)); again != approved {
			t.Fatalf("%s\n%s", approved, again)
		}
	})
}

// TestEditBack: a value that is changed and changed back is as it was, where it
// was written in the usual way.
func TestEditBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := someFile(t)
		s := mustParse(t, text)
		path, there := somePath(t, s.doc)
		way, _ := s.follow(path)
		n := way[len(way)-1].node
		if !there || n.Kind != yaml.ScalarNode || n.Tag != "!!str" {
			t.Skip("no text is there")
		}
		flow := inFlow(way[:len(way)-1])
		if quoted(n.Value, n.Style, flow) != string(s.text[s.start(n):s.end(n, 0)]) || n.Style == 0 && quoted(n.Value, yaml.DoubleQuotedStyle, flow) == quoted(n.Value, 0, flow) {
			t.Skip("it is not written in the usual way")
		}
		changed := mustEdit(t, text, set("Rejected", path...))
		if back := mustEdit(t, changed, set(n.Value, path...)); back != text {
			t.Fatalf("%q\n%q\n%q", text, changed, back)
		}
	})
}

// TestFormatAnything: a file says the same in its one shape, has the same
// comments, and needs nothing more.
func TestFormatAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := someFile(t)
		before := mustParse(t, text)
		out, err := Format("version", []byte(text))
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		after := mustParse(t, string(out))
		if !reflect.DeepEqual(before.doc, after.doc) {
			t.Fatalf("%s\n%s", text, out)
		}
		was, is := texts(before), texts(after)
		slices.Sort(was)
		slices.Sort(is)
		if !slices.Equal(was, is) {
			t.Fatalf("comments %q are %q\n%s\n%s", was, is, text, out)
		}
		again, err := Format("version", out)
		if err != nil || string(again) != string(out) {
			t.Fatalf("again: %v\n%s\n--\n%s\n--\n%s", err, text, out, again)
		}
	})
}

// TestWriteAnything: what is written is what was asked for, and has the one
// shape.
func TestWriteAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc := map[string]any{}
		for _, name := range rapid.SliceOfN(rapid.SampledFrom(someNames), 0, 5).Draw(t, "names") {
			doc[name] = someValue(t, 0)
		}
		out, err := Write("version", doc)
		if err != nil {
			t.Fatal(err)
		}
		var read map[string]any
		if err := yaml.Unmarshal(out, &read); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if shaped, err := Format("version", out); err != nil || string(shaped) != string(out) {
			t.Fatalf("%v\n%s\n%s", err, out, shaped)
		}
	})
}

func FuzzEdit(f *testing.F) {
	for _, text := range []string{"a: 1\n", "a: {b: [c, 'd']} # e\n", "a:\n- b: |\n   c\n\n  d: \"e\\\"f\"\n", "\ufeffa: b\r\nc:", "? a\n: b\n", "a: [b: c]\n", "a: >+2\n   x\n\n", "{a: , b}\n", "a: !x &y z\n", "%YAML 1.1\n---\na: b\n...\n"} {
		f.Add([]byte(text), "a", "b c", false)
		f.Add([]byte(text), "a.0.b", "- x\n", true)
		f.Add([]byte(text), "c.d", "yes", false)
	}
	f.Fuzz(func(t *testing.T, text []byte, path, value string, remove bool) {
		c := Change{Path: strings.Split(path, "."), Value: value, Remove: remove}
		old, err := parse(text)
		if err != nil {
			if out, err := Edit(text, c); err == nil || out != nil {
				t.Fatalf("%q is no file, and %q came of it", text, out)
			}
			return
		}
		out, err := Edit(text, c)
		if (err == nil) == (out == nil) {
			t.Fatalf("%q and %v", out, err)
		}
		if err != nil {
			return
		}
		want, err := c.on(old.doc)
		if err != nil {
			t.Fatal(err)
		}
		is, err := parse(out)
		if err != nil || !reflect.DeepEqual(any(is.doc), want) {
			t.Fatalf("%q became %q: %v", text, out, err)
		}
	})
}

func FuzzFormat(f *testing.F) {
	for _, text := range []string{"a: 1 # b\n\n\n# c\nd:\n  - e\n  # f\n", "a: [ # b\n c, # d\n\n]\n", "a: |2-\n    b\n\n#c", "'a': \"b\\\n  c\"\n", "- a\n", "{kind: ModelVersion, metrics: {a: 1}}", "a: >\n\n b\n\n\n  c\nkind:\n# d"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		out, err := Format("version", text)
		if err != nil {
			return
		}
		if again, err := Format("version", out); err != nil || string(again) != string(out) {
			t.Fatalf("%q became %q, then %q: %v", text, out, again, err)
		}
	})
}
