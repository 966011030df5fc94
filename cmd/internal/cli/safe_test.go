package cli

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestSafe(t *testing.T) {
	for in, want := range map[string]string{
		"plain text, ünïcode 模型":  "plain text, ünïcode 模型",
		"\x1b[31mred":             `\x1b[31mred`,
		"two\nlines\ttab":         `two\nlines\ttab`,
		"turn\u202eed":            `turn\u202eed`,
		"bad \xff byte":           `bad \xff byte`,
		"the \ufffd character":    "the \ufffd character",
		"c1 \u009b31m":            `c1 \u009b31m`,
		"::error::x":              `\x3a:error::x`,
		"  ::warning::x":          `  \x3a:warning::x`,
		"a::b":                    "a::b",
		"see ##[add-mask]x":       `see #\x23[add-mask]x`,
		"no\u00a0break":           `no\u00a0break`,
		"zero\u200bwidth":         `zero\u200bwidth`,
		"":                        "",
		"path/with space:1:2: ok": "path/with space:1:2: ok",
	} {
		if got := Safe(in); got != want {
			t.Errorf("Safe(%q) = %s, want %s", in, got, want)
		}
	}
}

// FuzzSafe holds what no text may get through, and that safe text stays as it
// is.
func FuzzSafe(f *testing.F) {
	for _, s := range []string{"x", "\x1b]0;t\a", "##[##[", ": :::", "\xff##[", " \u202e::"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Safe(s)
		if !utf8.ValidString(got) || strings.ContainsFunc(got, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("Safe(%q) = %q shows what cannot be shown", s, got)
		}
		if strings.Contains(got, "##[") || strings.HasPrefix(strings.TrimLeft(got, " "), "::") {
			t.Errorf("Safe(%q) = %q commands a runner", s, got)
		}
		if again := Safe(got); again != got {
			t.Errorf("Safe(%q) = %q, and again %q", s, got, again)
		}
	})
}
