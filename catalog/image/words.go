package image

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// gravitonFamilies are the instance families with their own images for some
// frameworks (GRAVITON_ALLOWED_TARGET_INSTANCE_FAMILY of the Python SDK).
var gravitonFamilies = []string{"c6g", "c6gd", "c6gn", "c7g", "m6g", "m6gd", "r6g", "r6gd"}

// family is g5 of ml.g5.xlarge, or empty when that is no instance type.
func family(instanceType string) string {
	rest, ok := strings.CutPrefix(instanceType, "ml.")
	fam, size, dot := strings.Cut(rest, ".")
	if !ok || !dot || fam == "" || size == "" {
		return ""
	}
	return fam
}

// domain is the DNS suffix of a region's partition (botocore's endpoints.json).
func domain(region string) string {
	for _, d := range domains {
		if strings.HasPrefix(region, d.regions) {
			return d.suffix
		}
	}
	return "amazonaws.com"
}

var domains = []struct{ regions, suffix string }{
	{"cn-", "amazonaws.com.cn"},
	{"eusc-", "amazonaws.eu"},
	{"us-iso-", "c2s.ic.gov"},
	{"us-isob-", "sc2s.sgov.gov"},
	{"us-isof-", "csp.hci.ic.gov"},
	{"eu-isoe-", "cloud.adc-e.uk"},
}

// frameworks are the names that a Ref may have.
func frameworks() []string {
	return keep(keys(images().Frameworks), func(name string) bool { return !strings.Contains(name, "@") })
}

func (fw framework) versions() []string {
	var vs []string
	for _, e := range fw.Images {
		vs = append(vs, e.Versions...)
	}
	slices.Sort(vs)
	return slices.Compact(vs)
}

// unknown says that value is none of known, and what is near it.
func unknown(what, value string, known []string) error {
	if near := nearest(value, known); near != "" {
		return fmt.Errorf("unknown %s %q; did you mean %q?", what, value, near)
	}
	return fmt.Errorf("unknown %s %q; use one of %s", what, value, list(known))
}

// nearest is the known word that value is most likely a slip of, if any.
func nearest(value string, known []string) string {
	best, least := "", 1+len(value)/4
	for _, k := range slices.Sorted(slices.Values(known)) {
		if d := distance(value, k); d < least || d == least && best == "" {
			best, least = k, d
		}
	}
	return best
}

// distance is the number of letters to insert, remove or replace to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0]++
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// list quotes and sorts choices for a message.
func list(choices []string) string {
	quoted := make([]string, 0, len(choices))
	for _, c := range slices.Compact(slices.Sorted(slices.Values(choices))) {
		quoted = append(quoted, strconv.Quote(c))
	}
	return strings.Join(quoted, ", ")
}

func keys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func keep[T any](in []T, ok func(T) bool) []T {
	var out []T
	for _, v := range in {
		if ok(v) {
			out = append(out, v)
		}
	}
	return out
}
