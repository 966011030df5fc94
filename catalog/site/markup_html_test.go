package site

import (
	"html/template"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestMarkupIsThatOfTemplates holds that texts and addresses, of whatever they
// are made, are written as by a template.
func TestMarkupIsThatOfTemplates(t *testing.T) {
	whole := template.Must(template.New("").Parse(`<a href="{{.}}" rel="prev">{{.}}</a><p title="{{.}}">{{.}}</p>`))
	pieces := []string{
		"javascript:", "JavaScript", "data:text/html,", "vbscript", "https://", "http://", "HTTPS", "https:", "mailto:", "ftp://", "//", "/", "../",
		":", "?", "#", "&", "&amp;", "=", ";", "%", "%zz", "%41", "%C3", "+", ",", "!", "$", "*", "(", ")", "[", "]", "{{.}}", "@", "~", "_", "|", "^", `\`, "`",
		`"`, "'", "<", ">", "</a>", "<!--", "-->", " ", "\t", "\r", "\n", "\v", "\x00", "\x7f", "\x80", "\xff", "é", "ſ", "\u00a0", "\u2028", "\ufdd0", "\ufeff", "\ufffd", "😀",
		"a", "Z", "0", "groups/a/1.html", "github.com", "ZgotmplZ",
	}
	random := rand.New(rand.NewPCG(1, 1))
	for range 50_000 {
		text := ""
		for range random.IntN(6) {
			text += pieces[random.IntN(len(pieces))]
		}
		var want strings.Builder
		if err := whole.Execute(&want, text); err != nil {
			t.Fatal(err)
		}
		got := newMarkup(0)
		got.begin(text, ` rel="prev"`)
		got.add(`%</a><p title="%">%</p>`, text, text, text)
		if string(got.done()) != want.String() {
			t.Fatalf("%q is written as\n%s, and by a template as\n%s", text, got.done(), want.String())
		}
	}
}
