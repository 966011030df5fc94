package chart

import (
	"fmt"
	"math"

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
	When     string // it was approved, and where, or what else is to be said of that; in the table
	Day      string // the same, short enough for the axis; empty: not known
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
	p.X.Tick.Marker, p.Y.Tick.Marker = labels(points), round(4)
	var line, full, empty plotter.XYs
	for i, pt := range points {
		c.Rows = append(c.Rows, []string{pt.Label, Exact(pt.Value), approval(pt)})
		if !drawable(pt.Value) {
			continue
		}
		xy := plotter.XY{X: float64(i), Y: pt.Value}
		line = append(line, xy)
		if pt.Approved {
			full = append(full, xy)
		} else {
			empty = append(empty, xy)
		}
	}
	p.X.Min, p.X.Max = -.5, math.Max(float64(len(points))-.5, .5)
	p.Add(gridOf(true, false))
	for _, b := range bounds {
		c.Rows = append(c.Rows, []string{b.Name, Exact(b.Value), ""})
		if err := threshold(p, b); err != nil {
			return c, fmt.Errorf("drawing %s: %w", metric, err)
		}
	}
	if len(line) == 0 {
		return c, nil
	}
	l, err := plotter.NewLine(line)
	if err != nil {
		return c, fmt.Errorf("drawing %s: %w", metric, err)
	}
	l.Color, l.Width = series1, 2
	p.Add(l)
	radius := radiusOf(len(points))
	if radius < 3 {
		empty = nil // there is no room for what the line says already
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
		s.GlyphStyle = draw.GlyphStyle{Color: series1, Radius: radius, Shape: dots.shape}
		p.Add(s)
	}
	widen(&p.Y, len(bounds) > 0)
	c.SVG = render(p, width, 190, c.Title)
	return c, nil
}

// radiusOf is that of a dot: smaller where there are many.
func radiusOf(points int) vg.Length {
	switch {
	case points <= 30:
		return 4
	case points <= 60:
		return 3
	}
	return 2.5
}

// approval is what the table says of one.
func approval(pt Point) string {
	switch {
	case pt.When != "":
		return pt.When
	case !pt.Approved:
		return "no"
	}
	return "yes"
}

// threshold is a dashed line with its name above its left end.
func threshold(p *plot.Plot, b Bound) error {
	if !drawable(b.Value) {
		return nil
	}
	line, err := plotter.NewLine(plotter.XYs{{X: p.X.Min, Y: b.Value}, {X: p.X.Max, Y: b.Value}})
	if err != nil {
		return err
	}
	line.Color, line.Width, line.Dashes = bad, 1.5, []vg.Length{4, 3}
	name, err := words(p, plotter.XYs{{X: p.X.Min, Y: b.Value}}, []string{shortened(b.Name, 20) + " " + Number(b.Value)}, bad, draw.XLeft, draw.YBottom)
	if err != nil {
		return err
	}
	name.Offset = vg.Point{X: 2, Y: 2}
	p.Add(line, name)
	return nil
}

// widen leaves room above and below, also where all values are the same, and
// more of it above for the name of a threshold.
func widen(a *plot.Axis, named bool) {
	room := (a.Max - a.Min) * .12
	if room == 0 {
		room = math.Max(math.Abs(a.Max)*.05, 1e-9)
	}
	a.Min, a.Max = a.Min-room, a.Max+room
	if named {
		a.Max += room
	}
}

// labels are the versions below the axis, as many as have room, and the days of
// approvals where there are few.
func labels(points []Point) plot.Ticker {
	longest := 1
	for _, pt := range points {
		longest = max(longest, len(shortened(pt.Label, 12)))
	}
	const letters = 48 // that have room below the axis
	most := max(letters/(longest+2), 1)
	step := max((len(points)+most-1)/most, 1)
	var ticks []plot.Tick
	for i, pt := range points {
		if (len(points)-1-i)%step != 0 {
			continue
		}
		label := shortened(pt.Label, 12)
		if len(points) <= 4 && pt.Approved && pt.Day != "" {
			label += "\n✓ " + shortened(pt.Day, 12)
		}
		ticks = append(ticks, plot.Tick{Value: float64(i), Label: label})
	}
	return plot.ConstantTicks(ticks)
}
