package cli

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Safe makes one line of text harmless to print. Beyond what Printable does, it
// breaks the two ways in which a line of a job's log commands a GitHub runner:
// "::" at its start and "##[" anywhere (see ActionCommand in actions/runner).
func Safe(s string) string {
	s = strings.ReplaceAll(Printable(s), "##[", `#\x23[`)
	if start := len(s) - len(strings.TrimLeft(s, " ")); strings.HasPrefix(s[start:], "::") {
		s = s[:start] + `\x3a` + s[start+1:]
	}
	return s
}

// Printable replaces what is not to be seen as it is by the escapes of a Go
// string. Catalogs and registries hold what others wrote: terminal escapes,
// line breaks that fake a line of ours, characters that reverse the reading
// direction, bytes that are no text.
func Printable(s string) string {
	if utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
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
	return b.String()
}
