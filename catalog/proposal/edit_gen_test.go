package proposal

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"
)

// A writer makes up files as people might write them.
type writer struct {
	t    *rapid.T
	b    strings.Builder
	step int
	n    int // of comments
}

var (
	someNames = []string{"modelApprovalStatus", "approvalDescription", "metrics", "overrides", "production", "staging", "tags", "ä", "a b", "modelLifeCycle"}
	someTexts = []string{"Approved", "Rejected", "x", "two words", "it's", `say "a"`, "a: b", "#no", "no #", "- a", "4711", "yes", "1:20", "2025-01-15",
		"", " ", "ü — é", "${target.region}", "[a]", "{", "a,b", "C:\\x", "a\nb", "a\n\n b\n", "\n", "end\n\n", "tab\t", "*a", "&a", "!a", "%a", "@a", "`", "|", ">", "null", "~", "0x1F", "1e3", "?", ": ", "\u2028", "😀"}
)

// someFile is a whole file with something in it.
func someFile(t *rapid.T) string {
	w := &writer{t: t, step: rapid.IntRange(2, 4).Draw(t, "step")}
	if w.chance(4) {
		w.b.WriteString("---\n")
	}
	w.noise(0)
	if w.chance(8) {
		w.b.WriteString(strings.Replace(w.flowMapping(0), "{ }", "{kind: x}", 1) + "\n")
	} else {
		w.b.WriteString("kind: ModelVersion")
		w.beside()
		w.mapping(0, 0)
	}
	w.noise(0)
	text := w.b.String()
	if w.chance(4) {
		text = strings.TrimRight(text, "\n ")
	}
	if w.chance(4) {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	if w.chance(8) {
		text = bom + text
	}
	return text
}

func (w *writer) chance(of int) bool { return rapid.IntRange(1, of).Draw(w.t, "chance") == of }

// beside ends a line, perhaps with a comment.
func (w *writer) beside() {
	if w.chance(4) {
		w.n++
		fmt.Fprintf(&w.b, "  # beside %d: 'é", w.n)
	}
	w.b.WriteString("\n")
}

// noise is blank lines, and comments at any depth.
func (w *writer) noise(indent int) {
	for w.chance(4) {
		if w.chance(2) {
			w.b.WriteString(strings.Repeat(" ", rapid.IntRange(0, 1).Draw(w.t, "blanks")) + "\n")
			continue
		}
		w.n++
		depth := rapid.SampledFrom([]int{indent, indent, indent, 0, indent + 2}).Draw(w.t, "depth")
		fmt.Fprintf(&w.b, "%s# own %d \"{ é\n", strings.Repeat(" ", depth), w.n)
	}
}

func (w *writer) names() []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(someNames), 1, 4, rapid.ID[string]).Draw(w.t, "names")
}

func (w *writer) name(name string) string {
	return w.quotes(name, false)
}

// quotes writes a text in any way that can hold it.
func (w *writer) quotes(text string, flow bool) string {
	switch rapid.IntRange(0, 2).Draw(w.t, "quotes") {
	case 0:
		return quoted(text, 1<<1, flow)
	case 1:
		if isPrintable(text) {
			return "'" + strings.ReplaceAll(text, "'", "''") + "'"
		}
	}
	return quoted(text, 0, flow)
}

// mapping writes members at an indent.
func (w *writer) mapping(indent, depth int) {
	for _, name := range w.names() {
		w.noise(indent)
		w.b.WriteString(strings.Repeat(" ", indent) + w.name(name) + ":")
		w.value(indent, depth, false)
	}
}

// list writes items at an indent.
func (w *writer) list(indent, depth int) {
	for range rapid.IntRange(1, 3).Draw(w.t, "items") {
		w.noise(indent)
		w.b.WriteString(strings.Repeat(" ", indent) + "-")
		w.value(indent, depth, true)
	}
}

// value writes what comes behind a colon or a dash.
func (w *writer) value(indent, depth int, item bool) {
	kinds := []string{"text", "number", "flow", "nothing", "block text", "folded", "long"}
	if depth < 3 {
		kinds = append(kinds, "mapping", "mapping", "mapping", "list", "compact")
	}
	inner := strings.Repeat(" ", indent+w.step)
	switch kind := rapid.SampledFrom(kinds).Draw(w.t, "kind"); kind {
	case "text":
		w.b.WriteString(" " + w.quotes(rapid.SampledFrom(someTexts).Draw(w.t, "text"), false))
	case "number":
		w.b.WriteString(" " + rapid.SampledFrom([]string{"1", "3.40", "true", "null", "~", "-1e3", "0x1F", ".5"}).Draw(w.t, "number"))
	case "flow":
		w.b.WriteString(" " + w.flow(indent+w.step, 0))
	case "nothing":
	case "block text", "folded":
		w.b.WriteString(" " + map[string]string{"folded": ">", "block text": "|"}[kind] + rapid.SampledFrom([]string{"", "-", "+"}).Draw(w.t, "chomp"))
		w.beside()
		w.b.WriteString(inner + "one # no comment\n\n" + inner + "  two\n" + inner + "three\n")
		return
	case "long":
		w.b.WriteString(" it\n" + inner + "goes on\n" + inner + "here")
	case "compact":
		if !item {
			w.b.WriteString("\n" + inner + "next-line")
			break
		}
		w.b.WriteString(" a: 1")
		w.beside()
		w.mapping(indent+2, depth+1)
		return
	case "mapping":
		w.beside()
		w.mapping(indent+w.step, depth+1)
		return
	case "list":
		w.beside()
		if !item && w.chance(2) {
			w.list(indent, depth+1)
		} else {
			w.list(indent+w.step, depth+1)
		}
		return
	}
	w.beside()
}

// flow is something on one line, or on some.
func (w *writer) flow(indent, depth int) string {
	switch kind := rapid.IntRange(0, 4).Draw(w.t, "flow"); {
	case kind == 0 && depth < 3:
		return w.flowMapping(depth)
	case kind == 1 && depth < 3:
		var items []string
		for range rapid.IntRange(0, 3).Draw(w.t, "items") {
			items = append(items, w.flow(indent, depth+1))
		}
		if len(items) > 0 && w.chance(3) {
			in := "\n" + strings.Repeat(" ", indent)
			w.n++
			return fmt.Sprintf("[ # open %d%s%s # item%s]", w.n, in, strings.Join(items, ", # between"+in), in)
		}
		return "[" + strings.Join(items, " , ") + "]"
	}
	return w.quotes(rapid.SampledFrom(someTexts).Draw(w.t, "text"), true)
}

func (w *writer) flowMapping(depth int) string {
	var members []string
	for _, name := range w.names() {
		members = append(members, w.name(name)+": "+w.flow(0, depth+1))
	}
	if w.chance(6) {
		return "{ }"
	}
	return "{" + strings.Join(members, ", ") + rapid.SampledFrom([]string{"}", " }", ",}"}).Draw(w.t, "close")
}

// somePath leads to something in a document, or a step further than that.
func somePath(t *rapid.T, doc any) (path []string, there bool) {
	for {
		var names []string
		switch doc := doc.(type) {
		case map[string]any:
			names = ordered("", nil, func(yield func(string) bool) {
				for name := range doc {
					if !yield(name) {
						return
					}
				}
			})
			names = append(names, "new")
		case []any:
			for i := range len(doc) + 1 {
				names = append(names, fmt.Sprint(i))
			}
		case nil:
			names = []string{"new"}
		}
		if len(names) == 0 || len(path) > 0 && rapid.Bool().Draw(t, "stop") {
			return path, true
		}
		name := rapid.SampledFrom(names).Draw(t, "name")
		path = append(path, name)
		next, ok := any(nil), false
		switch doc := doc.(type) {
		case map[string]any:
			next, ok = doc[name]
		case []any:
			for i := range doc {
				if name == fmt.Sprint(i) {
					next, ok = doc[i], true
				}
			}
		}
		if !ok {
			if rapid.Bool().Draw(t, "further") {
				path = append(path, "further")
			}
			return path, false
		}
		doc = next
	}
}

// someValue is anything that can be written.
func someValue(t *rapid.T, depth int) any {
	text := rapid.OneOf(rapid.SampledFrom(someTexts), rapid.String())
	switch kind := rapid.IntRange(0, 6).Draw(t, "value"); {
	case kind == 0:
		return rapid.Bool().Draw(t, "bool")
	case kind == 1:
		return rapid.Float64Range(-1e12, 1e12).Draw(t, "number")
	case kind == 2 && depth < 3:
		m := map[string]any{}
		for _, name := range rapid.SliceOfN(text, 0, 3).Draw(t, "names") {
			m[name] = someValue(t, depth+1)
		}
		return m
	case kind == 3 && depth < 3:
		list := []any{}
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			list = append(list, someValue(t, depth+1))
		}
		return list
	case kind == 4:
		return nil
	}
	return text.Draw(t, "text")
}
