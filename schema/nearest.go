package schema

import (
	"strings"
	"unicode/utf8"
)

// nearest gives the known name that was probably meant, or "" when none is
// near: the same but for case, or few letters away.
func nearest(name string, known []string) string {
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
	return best
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
