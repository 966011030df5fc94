package chart

import (
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Point is a metric of one version.
type Point struct {
	Label    string
	Value    float64
	Approved bool
}

// A Bound is a threshold: a line over the whole chart.
type Bound struct {
	Name  string // at least, at most
	Value float64
}

// Trend draws a metric from version to version, approved ones as full dots,
// with the thresholds as dashed lines. Values that are no numbers are left out.
func Trend(metric string, points []Point, bounds []Bound) (Chart, error) {
	c := Chart{Title: fmt.Sprintf("%s of %d versions", metric, len(points)), Head: []string{"Version", metric, "Approved"}}
	p := newPlot()
	p.X.Tick.Marker = labels(points)
	p.Y.Tick.Marker = few(4)
	p.X.Tick.LineStyle.Width = 0
	var line plotter.XYs
	var full, empty plotter.XYs
	for i, pt := range points {
		if math.IsNaN(pt.Value) || math.IsInf(pt.Value, 0) {
			continue
		}
		xy := plotter.XY{X: float64(i), Y: pt.Value}
		line = append(line, xy)
		word := "no"
		if pt.Approved {
			full, word = append(full, xy), "yes"
		} else {
			empty = append(empty, xy)
		}
		c.Rows = append(c.Rows, []string{pt.Label, strconv.FormatFloat(pt.Value, 'g', -1, 64), word})
	}
	for _, b := range bounds {
		l := plotter.NewFunction(func(float64) float64 { return b.Value })
		l.Color, l.Width, l.Dashes, l.Samples = bad, 1.5, []vg.Length{4, 3}, 2
		p.Add(l)
		p.Y.Min, p.Y.Max = math.Min(p.Y.Min, b.Value), math.Max(p.Y.Max, b.Value)
		c.Rows = append(c.Rows, []string{b.Name, strconv.FormatFloat(b.Value, 'g', -1, 64), ""})
	}
	horizontal := plotter.NewGrid()
	horizontal.Vertical.Color = nil
	horizontal.Horizontal.Color, horizontal.Horizontal.Width = grid, 1
	p.Add(horizontal)
	if len(line) > 0 {
		l, err := plotter.NewLine(line)
		if err != nil {
			return c, fmt.Errorf("drawing %s: %w", metric, err)
		}
		l.Color, l.Width = series1, 2
		p.Add(l)
	}
	for _, dots := range []struct {
		at    plotter.XYs
		shape draw.GlyphDrawer
	}{{full, draw.CircleGlyph{}}, {empty, draw.RingGlyph{}}} {
		if len(dots.at) == 0 {
			continue
		}
		s, err := plotter.NewScatter(dots.at)
		if err != nil {
			return c, fmt.Errorf("drawing %s: %w", metric, err)
		}
		s.GlyphStyle = draw.GlyphStyle{Color: series1, Radius: 4, Shape: dots.shape}
		p.Add(s)
	}
	p.X.Min, p.X.Max = -.5, math.Max(float64(len(points))-.5, .5)
	widen(&p.Y)
	var err error
	c.SVG, err = render(p, 420, 180, c.Title)
	return c, err
}

// widen leaves room above and below, also where all values are the same.
func widen(a *plot.Axis) {
	room := (a.Max - a.Min) * .12
	if room == 0 {
		room = math.Max(math.Abs(a.Max)*.05, 1e-9)
	}
	a.Min, a.Max = a.Min-room, a.Max+room
}

// labels are the versions below the axis, as many as have room.
func labels(points []Point) plot.Ticker {
	const most = 9
	step := (len(points) + most - 1) / most
	return plot.TickerFunc(func(_, _ float64) []plot.Tick {
		var ticks []plot.Tick
		for i, pt := range points {
			t := plot.Tick{Value: float64(i)}
			if (len(points)-1-i)%max(step, 1) == 0 {
				t.Label = pt.Label
			}
			ticks = append(ticks, t)
		}
		return ticks
	})
}

// few are some round values, and no marks between them.
func few(n int) plot.Ticker {
	return plot.TickerFunc(func(least, most float64) []plot.Tick {
		var ticks []plot.Tick
		for _, t := range (plot.DefaultTicks{}).Ticks(least, most) {
			if t.Label != "" {
				ticks = append(ticks, t)
			}
		}
		for len(ticks) > 2*n {
			var half []plot.Tick
			for i := 0; i < len(ticks); i += 2 {
				half = append(half, ticks[i])
			}
			ticks = half
		}
		return ticks
	})
}
