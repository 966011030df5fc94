package site_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"modelreg/catalog/site/sitetest"
)

// TestHostile holds that texts that would be more than text stay text.
func TestHostile(t *testing.T) {
	words := sitetest.Hostile()
	files := sitetest.Pages(t, sitetest.Made(words))
	for _, problem := range structure(t, files) {
		t.Error(problem)
	}
	t.Run("pages", func(t *testing.T) { hostilePages(t, words, files) })
	t.Run("scripts", func(t *testing.T) { hostileScripts(t, files) })
	t.Run("downloads", func(t *testing.T) { hostileDownloads(t, words, files) })
}

// hostilePages holds that pages have the same elements and attributes as those
// of texts of the same length that mean nothing, and say what they were given.
func hostilePages(t *testing.T, words []string, files map[string][]byte) {
	// Others of the same kind in Unicode, so that the catalog refuses neither more nor less.
	like := strings.NewReplacer("<", "|", ">", "~", `"`, "*", "'", "*", "&", "*", "`", "^")
	harmless := make([]string, len(words))
	for i, word := range words {
		harmless[i] = like.Replace(word)
	}
	other := sitetest.Pages(t, sitetest.Made(harmless))
	skeletons := map[string][]string{}
	for _, p := range htmlPages(t, other) {
		skeletons[p.path] = skeleton(p)
	}
	for _, p := range htmlPages(t, files) {
		if got, want := skeleton(p), skeletons[p.path]; !slices.Equal(got, want) {
			i := 0
			for i < min(len(got), len(want)) && got[i] == want[i] {
				i++
			}
			t.Errorf("%s is made of other elements with hostile texts, from number %d on: %q, not %q", p.path, i, got[i:min(len(got), i+3)], want[i:min(len(want), i+3)])
		}
		said := text(p.root)
		for i, word := range words {
			all := p.path == "groups/made/index.html" || p.path == "groups/"+sitetest.Gone+"/index.html" || p.path == "audit.html" || p.path == "index.html"
			if all || p.path == fmt.Sprintf("groups/made/%d.html", i+1) || p.path == fmt.Sprintf("groups/%s/%d.html", sitetest.Gone, i+1) {
				if !strings.Contains(said, shown(word)) {
					t.Errorf("%s does not say %q", p.path, shown(word))
				}
			}
		}
	}
}

// shown is a text as HTML can have it.
func shown(word string) string { return strings.ReplaceAll(word, "\x00", "\ufffd") }

// skeleton is what a page is made of, without what it says.
func skeleton(p page) []string {
	var all []string
	for n := range p.elements() {
		line := n.Data
		for _, a := range n.Attr {
			line += " " + a.Key
			if a.Key == "class" {
				line += "=" + a.Val
			}
		}
		all = append(all, line)
	}
	for n := range p.root.Descendants() {
		if n.Type == html.CommentNode {
			all = append(all, "a comment")
		}
	}
	return all
}

// hostileScripts holds that the data of scripts is data: one call with JSON
// in which nothing ends a script or a line.
func hostileScripts(t *testing.T, files map[string][]byte) {
	found := 0
	for name, text := range files {
		if path.Ext(name) != ".js" || name == "assets/site.js" {
			continue
		}
		found++
		_, rest, _ := bytes.Cut(text, []byte("("))
		args, ok := bytes.CutSuffix(bytes.TrimRight(rest, ";\n"), []byte(")"))
		var data []any
		if err := json.Unmarshal(slices.Concat([]byte("["), args, []byte("]")), &data); !ok || err != nil {
			t.Errorf("%s is no call with JSON: %v", name, err)
		}
		if bytes.ContainsAny(text, "<>\u2028\u2029\x00") {
			t.Errorf("%s has letters that mean something to a browser", name)
		}
	}
	if found < 2 {
		t.Errorf("%d files have data", found)
	}
}

// hostileDownloads holds that no cell of audit.csv is a formula, and that
// both downloads say what they were given.
func hostileDownloads(t *testing.T, words []string, files map[string][]byte) {
	rows, err := csv.NewReader(bytes.NewReader(files["audit.csv"])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	cells := slices.Concat(rows...)
	for _, cell := range cells {
		if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
			t.Errorf("a spreadsheet takes %q for a formula", cell)
		}
	}
	var doc struct {
		Events []struct{ Subject, Reason string }
	}
	if err := json.Unmarshal(files["audit.json"], &doc); err != nil {
		t.Fatal(err)
	}
	for _, word := range words {
		if !slices.Contains(cells, word) && !slices.Contains(cells, "'"+word) {
			t.Errorf("audit.csv does not say %q", word)
		}
		found := false
		for _, e := range doc.Events {
			found = found || e.Subject == word && e.Reason == word
		}
		if !found {
			t.Errorf("audit.json does not say %q", word)
		}
	}
}
