package chart

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// A Bar is one value with its name.
type Bar struct {
	Name  string
	Value float64
}

// mostBars is how many bars have room; the table has them all.
const mostBars = 15

// Bars draws values as bars that lie, the first one on top.
func Bars(title, head, unit string, bars []Bar) (Chart, error) {
	c := Chart{Title: title, Head: []string{head, unit}}
	for _, b := range bars {
		c.Rows = append(c.Rows, []string{b.Name, strconv.FormatFloat(b.Value, 'g', 5, 64)})
	}
	shown := bars[:min(len(bars), mostBars)]
	p := newPlot()
	var values plotter.Values
	var ticks []plot.Tick
	for i, b := range slices.Backward(shown) {
		ticks = append(ticks, plot.Tick{Value: float64(len(shown) - 1 - i), Label: shortened(b.Name)})
		values = append(values, finite(b.Value))
	}
	if len(values) == 0 {
		return c, nil
	}
	drawn, err := plotter.NewBarChart(values, 12)
	if err != nil {
		return c, fmt.Errorf("drawing %s: %w", title, err)
	}
	drawn.Horizontal, drawn.Color, drawn.LineStyle.Width = true, series1, 0
	lines := plotter.NewGrid()
	lines.Horizontal.Color, lines.Vertical.Color, lines.Vertical.Width = nil, grid, 1
	p.Add(lines, drawn)
	p.Y.Tick.Marker, p.Y.Tick.LineStyle.Width, p.Y.LineStyle.Width = plot.ConstantTicks(ticks), 0, 0
	p.X.Tick.Marker, p.X.Min, p.X.Max = few(4), math.Min(p.X.Min, 0), math.Max(p.X.Max, 0)
	p.Y.Min, p.Y.Max = -.6, float64(len(shown))-.4
	c.SVG, err = render(p, 420, vg.Length(50+20*len(shown)), title)
	return c, err
}

// shortened is a name that has room beside a bar.
func shortened(name string) string {
	const most = 24
	if utf8.RuneCountInString(name) <= most {
		return name
	}
	return string([]rune(name)[:most-1]) + "…"
}

func finite(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}
