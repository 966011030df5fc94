package proposal

import (
	"math"
	"testing"
)

// FuzzParseSetting: what is understood can be made in an empty document, and
// leads to where it says.
func FuzzParseSetting(f *testing.F) {
	for _, text := range []string{"a=1", "a.b[0].c=x", `a["b.c"]=[1, {d: null}]`, "a=", "a[0][0]=x", "a=2026-01-02", "a=*b", "a=!!binary x", "a=0x1F", "[", `a["\xff"]=1`, "a: b"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseSetting(text)
		if err != nil {
			return
		}
		doc, err := Given{Set: []Setting{s}}.On(Blank())
		if err != nil {
			return // an index that is too high, bytes that are no text
		}
		if got := valueAt(doc, s.Path); s.Remove != (got == nil) {
			t.Errorf("%q: %v at %q of %v", text, got, s.Path, doc)
		}
	})
}

// FuzzReadMetrics: what is understood is numbers.
func FuzzReadMetrics(f *testing.F) {
	for _, text := range []string{`{"rmse": 2.9}`, `{"regression_metrics": {"rmse": {"value": 2.9}}}`, `{"x_metrics": 1}`, `{"x_metrics": {"a": []}}`, `[]`, `{"a": 1e308}`, `{"a": -0.0}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		metrics, _, err := ReadMetrics(text)
		if err == nil && len(metrics) == 0 {
			t.Error("no metric, and no error")
		}
		for name, value := range metrics {
			if math.IsNaN(value) || math.IsInf(value, 0) {
				t.Errorf("%q is %v", name, value)
			}
		}
	})
}
