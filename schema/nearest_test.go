package schema

import "testing"

func TestNearest(t *testing.T) {
	for _, c := range []struct {
		name  string
		known []string
		want  string
	}{
		{"sv/1.10", []string{"sv/1.1.0", "sv/1.10.0"}, "sv/1.10.0"},
		{"1.1", []string{"1.1.0", "1.1.1", "1.10.0"}, ""},
		{"Label", []string{"label", "lable"}, "label"},
		{"lable", []string{"label", "group"}, "label"},
		{"valuation", []string{"pricing/valuation", "churn"}, "pricing/valuation"},
		{"zzz", []string{"label", "group"}, ""},
	} {
		if got := Nearest(c.name, c.known); got != c.want {
			t.Errorf("%q of %q gives %q, want %q", c.name, c.known, got, c.want)
		}
	}
}
