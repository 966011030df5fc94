package cli

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Safe makes one line of text harmless to print. Catalogs and registries hold
// what others wrote: terminal escapes, line breaks that fake a line of ours,
// characters that reverse the reading direction, and the two ways in which a
// line of a job's log can command a GitHub runner ("::" at its start, "##["
// anywhere; see ActionCommand in actions/runner). All of them come out as the
// escapes of a Go string.
func Safe(s string) string {
	if harmless(s) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			b.WriteString(`\x` + strconv.FormatUint(uint64(s[i])|0x100, 16)[1:])
		case !unicode.IsPrint(r):
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		default:
			b.WriteRune(r)
		}
	}
	out := strings.ReplaceAll(b.String(), "##[", `#\x23[`)
	if start := len(out) - len(strings.TrimLeft(out, " ")); strings.HasPrefix(out[start:], "::") {
		out = out[:start] + `\x3a` + out[start+1:]
	}
	return out
}

func harmless(s string) bool {
	return utf8.ValidString(s) &&
		!strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) &&
		!strings.Contains(s, "##[") &&
		!strings.HasPrefix(strings.TrimLeft(s, " "), "::")
}
