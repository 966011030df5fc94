package proposal

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// escapedName makes a path part of a branch's name, with % and two hex digits
// for each byte that git refuses there, that GitHub would take for an issue or a
// person in the message of a merge, or that Branch has a use for.
// https://git-scm.com/docs/git-check-ref-format
func escapedName(about string) string {
	parts := strings.Split(about, "/")
	for i, part := range parts {
		part = escapedBytes(part, " ~^:?*[\\@#%")
		part = dots.ReplaceAllStringFunc(part, func(found string) string { return strings.ReplaceAll(found, ".", "%2E") })
		parts[i] = part
	}
	return strings.Join(parts, "/")
}

// dots are those that no part of a branch's name may have: at the start, at the
// end, several in a row, and that of .lock at the end.
var dots = regexp.MustCompile(`^\.+|\.\.+|\.$|\.lock$`)

// Plain is a line, the title of a proposal, of which nothing mentions a person,
// closes an issue or keeps workflows from running, whatever things are called:
// the characters that could are escaped as in the names of branches.
// https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue
// https://docs.github.com/en/actions/how-tos/manage-workflow-runs/skip-workflow-runs
func Plain(line string) string {
	line = escapedBytes(line, "@#[")
	return issue.ReplaceAllString(line, "$1%2D$2")
}

// issue is another way to write #1.
var issue = regexp.MustCompile(`(?i)\b(gh)-(\d)`)

// escapedBytes escapes some characters, and all that are not for reading.
func escapedBytes(text, special string) string {
	var b strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		if r < ' ' || r == 0x7f || r == utf8.RuneError && size == 1 || strings.ContainsRune(special, r) {
			for _, c := range []byte(text[:size]) {
				fmt.Fprintf(&b, "%%%02X", c)
			}
		} else {
			b.WriteString(text[:size])
		}
		text = text[size:]
	}
	return b.String()
}
