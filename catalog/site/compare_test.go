package site

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"
)

func TestQuoteIsJSON(t *testing.T) {
	texts := []string{"", "Metrics › rmse", "a\xff", "\xed\xa0\x80", "</script>", string(utf8.RuneError), string(utf8.MaxRune)}
	for r := range rune(0x3000) {
		texts = append(texts, string(r))
	}
	for _, text := range texts {
		var out bytes.Buffer
		quote(&out, text)
		if want, _ := json.Marshal(text); out.String() != string(want) {
			t.Errorf("%q is %s, want %s", text, &out, want)
		}
	}
}
