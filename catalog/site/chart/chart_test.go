package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
)

var allowed = []string{"svg", "g", "path", "text"}

// look reads a chart as XML, and holds that it has nothing that the page's
// policy forbids. It gives its texts and how many paths it has.
func look(t *testing.T, c Chart) (texts []string, paths int) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(string(c.SVG)))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return texts, paths
		}
		if err != nil {
			t.Fatalf("%s: %v", c.SVG, err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if !slices.Contains(allowed, e.Name.Local) {
				t.Errorf("the chart has the element %q", e.Name.Local)
			}
			if e.Name.Local == "path" {
				paths++
			}
			named := false
			for _, a := range e.Attr {
				if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Value, "NaN") || a.Name.Local == "d" && strings.Contains(a.Value, "Inf") {
					t.Errorf("the chart has the attribute %s=%q", a.Name.Local, a.Value)
				}
				named = named || a.Name.Local == "aria-label"
			}
			if e.Name.Local == "svg" && !named {
				t.Error("the chart has no name")
			}
		case xml.CharData:
			if s := strings.TrimSpace(string(e)); s != "" {
				texts = append(texts, s)
			}
		}
	}
}

func must(t *testing.T) func(Chart, error) Chart {
	return func(c Chart, err error) Chart {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
}

func TestTrend(t *testing.T) {
	c := must(t)(Trend("rmse", []Point{
		{Label: "1", Value: 4.63}, {Label: "2", Value: 3.41, Approved: true, When: "4 Sep 2026 in production", Day: "4 Sep"}, {Label: "3", Value: math.NaN()},
	}, []Bound{{"at most", 4}}))
	texts, _ := look(t, c)
	for _, want := range []string{"1", "2", "✓ 4 Sep", "3", "at most 4"} {
		if !slices.Contains(texts, want) {
			t.Errorf("the chart has the texts %q, and not %q", texts, want)
		}
	}
	want := [][]string{{"1", "4.63", "no"}, {"2", "3.41", "4 Sep 2026 in production"}, {"3", "NaN", "no"}, {"at most", "4", ""}}
	if !slices.EqualFunc(c.Rows, want, slices.Equal) {
		t.Errorf("the table says %q", c.Rows)
	}
}

func TestBarsHaveTheNumbersOfTheTable(t *testing.T) {
	c := must(t)(Bars("Weights", "Feature", "Weight", []Bar{{"a", .61}, {"b", -.2}, {"c", 0}}))
	texts, _ := look(t, c)
	for _, row := range c.Rows {
		if !slices.Contains(texts, row[0]) || !slices.Contains(texts, row[1]) {
			t.Errorf("the chart has the texts %q, and the table %q", texts, row)
		}
	}
}

func TestOddValuesAreDrawnOrLeftOut(t *testing.T) {
	inf := math.Inf(1)
	for name, values := range map[string][]float64{
		"none": nil, "one": {3}, "equal": {2, 2, 2}, "zero": {0, 0}, "negative": {-1, -3}, "mixed": {-1, 2},
		"no numbers": {math.NaN(), inf, -inf}, "huge": {math.MaxFloat64, -math.MaxFloat64, 1}, "large": {1e99, -1e99}, "tiny": {5e-324, 1e-300}, "near": {1, 1 + 1e-16},
	} {
		t.Run(name, func(t *testing.T) {
			var points []Point
			var bars []Bar
			for _, v := range values {
				points, bars = append(points, Point{Label: "1", Value: v}), append(bars, Bar{"x", v})
			}
			look(t, must(t)(Trend("m", points, []Bound{{"at least", values0(values)}})))
			look(t, must(t)(Bars("b", "n", "v", bars)))
			look(t, must(t)(Curve("c", "x", "y", values, values, true)))
			look(t, must(t)(Line("l", "x", "y", values, values)))
		})
	}
}

func values0(values []float64) float64 {
	if len(values) == 0 {
		return 1
	}
	return values[0]
}

func TestManyPointsStaySmall(t *testing.T) {
	var points []Point
	var xs []float64
	for i := range 200 {
		points = append(points, Point{Label: "1.0.0-rc.1", Value: math.Sin(float64(i)), Approved: i%3 == 0})
	}
	for i := range 100_000 {
		xs = append(xs, float64(i)/100_000)
	}
	trend, roc := must(t)(Trend("m", points, nil)), must(t)(Curve("c", "x", "y", xs, xs, true))
	for _, c := range []Chart{trend, roc} {
		if len(c.SVG) > 9000 || len(c.Rows) > len(points) {
			t.Errorf("%s has %d bytes and %d rows", c.Title, len(c.SVG), len(c.Rows))
		}
		if _, paths := look(t, c); paths > 8 {
			t.Errorf("%s has %d paths", c.Title, paths)
		}
	}
	if n := len(roc.Rows); n != mostTold || roc.Rows[0][0] != "0" || roc.Rows[n-1][0] != "1" {
		t.Errorf("the table of the curve has %d rows: %q", n, roc.Rows)
	}
}

func TestNumbersHaveOneDecimal(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 4: "4", 2.5: "2.5", 12.26: "12.3", 123.446: "123.5", -.04: "0", -1.96: "-2", 1e-14: "0", 1234567: "1234600"} {
		var m markup
		if m.number(v); string(m) != want {
			t.Errorf("%v is written as %s, and not as %s", v, m, want)
		}
	}
}

func FuzzNamesStayText(f *testing.F) {
	for _, name := range []string{"", "</svg><script>alert(1)</script>", "\" onload=\"x", "\x00\x1b\ufffe", "a\nb\nc", "\xff", "ﷺ\u202e", strings.Repeat("wide ", 100)} {
		f.Add(name, 1.5)
	}
	f.Fuzz(func(t *testing.T, name string, v float64) {
		for _, c := range []Chart{
			must(t)(Trend(name, []Point{{Label: name, Value: v, Approved: true, Day: name}, {Label: "2", Value: 1}}, []Bound{{"at least", v}})),
			must(t)(Bars(name, name, name, []Bar{{name, v}, {"b", 1}})),
			must(t)(Line(name, name, name, []float64{1, v}, []float64{v, 2})),
		} {
			look(t, c)
		}
	})
}

// TestExact holds that what is written reads back the same, and has an exponent
// only where there would be many zeros.
func TestExact(t *testing.T) {
	for want, v := range map[string]float64{
		"0": 0, "0.1234549": 0.1234549, "12345.678": 12345.678, "0.91837465012345": 0.91837465012345, "0.00001": 1e-5,
		"-2": -2, "12345678": 12345678, "1000000000000000": 1e15, "1e-07": 1e-7, "1e+21": 1e21,
	} {
		if got := Exact(v); got != want {
			t.Errorf("%g is written %q, want %q", v, got, want)
		}
	}
}
