package schema

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// shown is how many choices a sentence lists before it says "and N more".
const shown = 12

// Suggest is the second half of a sentence about a name that is none of known:
// the one that was probably meant, or else what there is, sorted and quoted.
func Suggest(name string, known []string) string {
	if near := Nearest(name, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "use " + choices(known)
}

// choices lists names, sorted and quoted: "a"; one of "a", "b".
func choices(names []string) string {
	names = slices.Sorted(slices.Values(names))
	var more string
	if len(names) > shown {
		more = fmt.Sprintf(" and %d more", len(names)-shown)
		names = names[:shown]
	}
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = strconv.Quote(n)
	}
	if len(quoted) == 1 {
		return quoted[0]
	}
	return "one of " + strings.Join(quoted, ", ") + more
}

// Nearest gives the known name that was probably meant, or "" when none is
// near: the same but for case, few letters away, or the only one that starts or
// ends like it.
func Nearest(name string, known []string) string {
	best, least := "", 1+utf8.RuneCountInString(name)/4
	for _, k := range known {
		if strings.EqualFold(k, name) {
			return k
		}
		if d := len(k) - len(name); max(d, -d) > least {
			continue // further away than the lengths alone allow
		}
		if d := distance(strings.ToLower(name), strings.ToLower(k)); d <= least && (best == "" || d < least) {
			best, least = k, d
		}
	}
	if best == "" && len(name) >= 4 {
		return only(known, func(k string) bool {
			k, name := strings.ToLower(k), strings.ToLower(name)
			return strings.HasPrefix(k, name) || strings.HasSuffix(k, name)
		})
	}
	return best
}

// only gives the one name that fits, or "" when none or several do.
func only(names []string, fits func(string) bool) string {
	found := ""
	for _, n := range names {
		if !fits(n) {
			continue
		}
		if found != "" {
			return ""
		}
		found = n
	}
	return found
}

// distance is the Levenshtein distance of two strings, in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
