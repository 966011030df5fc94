package image

import (
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

// Domain is the DNS suffix of ECR's hosts in a region (botocore's
// endpoints.json): amazonaws.com, and others in other partitions.
func Domain(region string) string {
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
