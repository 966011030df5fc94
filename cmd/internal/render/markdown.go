package render

import (
	"fmt"
	"strings"

	"modelreg/cmd/internal/cli"
)

// markdown makes text harmless in a GitHub comment: nothing in it is markup or
// HTML, ends a table's cell, mentions a person or links to an issue. GitHub
// looks for mentions after it has decoded entities, so those get a character
// of no width behind the sign.
func markdown(s string) string {
	var b strings.Builder
	s = cli.Safe(s)
	for i, r := range s {
		before := strings.ToLower(s[max(i-3, 0):i])
		switch {
		case r == '@' || r == '#' || r == '-' && strings.HasSuffix(before, "gh"): // GH-1 is #1
			fmt.Fprintf(&b, "&#%d;&#8203;", r)
		case strings.ContainsRune("\\`*_{}[]<>()&|~!$^+-=\"'", r):
			fmt.Fprintf(&b, "&#%d;", r)
		case r == '.' && (before == "www" || strings.Trim(s[:i], "0123456789") == ""):
			b.WriteString("&#46;") // www. would become a link, too, and 1. a list
		case r == ':':
			b.WriteString("&#58;") // https: would become a link, :tada: a picture
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// code shows text as it is written, in the font for that. GitHub neither
// mentions nor links in it, so copying it gives the same characters.
func code(s string) string {
	var b strings.Builder
	for _, r := range cli.Safe(s) {
		if r < 0x80 && r != ' ' && !('0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z') {
			fmt.Fprintf(&b, "&#%d;", r)
			continue
		}
		b.WriteRune(r)
	}
	return "<code>" + b.String() + "</code>"
}
