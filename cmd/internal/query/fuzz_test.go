package query

import (
	"strings"
	"testing"
)

// FuzzWhere holds that any expression ends in an answer or in one line about
// what is wrong.
func FuzzWhere(f *testing.F) {
	for _, s := range []string{`metrics.auc > 0.8`, `not (tags.team == "x") or label in ["1"]`, `map(owners, {# + "é"})`, `metrics[`, `1..9`, `let m = 1; m == 1`, `(metrics.a ?? 1) / 0 > 1`} {
		f.Add(s)
	}
	v := Version{Metrics: map[string]float64{"auc": 0.9}, Tags: map[string]string{"team": "risk"}, Owners: []string{"@ana"}}
	f.Fuzz(func(t *testing.T, text string) {
		w, err := ParseWhere(text)
		if err == nil {
			_, err = w.Match(v, "production")
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: the error has several lines: %q", text, err)
		}
	})
}
