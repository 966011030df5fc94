package chart

import (
	"fmt"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

const (
	// mostDrawn is how many points of a curve are drawn: a screen shows no more.
	mostDrawn = 150
	// mostTold is how many points of a curve the table has.
	mostTold = 20
)

// Curve draws one curve in the square from 0 to 1, with the diagonal that
// guessing gives, if asked.
func Curve(title, x, y string, xs, ys []float64, diagonal bool) (Chart, error) {
	return curve(title, x, y, xs, ys, func(p *plot.Plot) error {
		p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1
		if !diagonal {
			return nil
		}
		guess, err := plotter.NewLine(plotter.XYs{{X: 0, Y: 0}, {X: 1, Y: 1}})
		if err != nil {
			return err
		}
		guess.Color, guess.Width, guess.Dashes = series2, 1.5, []vg.Length{4, 3}
		p.Add(guess)
		return nil
	}, 320)
}

// Line draws one value against another, whatever their ranges.
func Line(title, x, y string, xs, ys []float64) (Chart, error) {
	return curve(title, x, y, xs, ys, func(p *plot.Plot) error {
		widen(&p.Y, false)
		return nil
	}, 220)
}

func curve(title, x, y string, xs, ys []float64, frame func(*plot.Plot) error, height vg.Length) (Chart, error) {
	c := Chart{Title: title, Head: []string{x, y}}
	var points plotter.XYs
	for i := range min(len(xs), len(ys)) {
		if drawable(xs[i]) && drawable(ys[i]) {
			points = append(points, plotter.XY{X: xs[i], Y: ys[i]})
		}
	}
	if len(points) == 0 {
		return c, nil
	}
	for _, i := range spread(len(points), mostTold) {
		c.Rows = append(c.Rows, []string{strconv.FormatFloat(points[i].X, 'g', 3, 64), strconv.FormatFloat(points[i].Y, 'g', 3, 64)})
	}
	var shown plotter.XYs
	for _, i := range spread(len(points), mostDrawn) {
		shown = append(shown, points[i])
	}
	p := newPlot()
	p.X.Label.Text, p.Y.Label.Text = shortened(x, 50), shortened(y, 30)
	p.X.Tick.Marker, p.Y.Tick.Marker = round(5), round(4)
	p.Add(gridOf(true, true))
	line, err := plotter.NewLine(shown)
	if err != nil {
		return c, fmt.Errorf("drawing %s: %w", title, err)
	}
	line.Color, line.Width = series1, 2
	p.Add(line)
	if p.X.Min == p.X.Max {
		p.X.Min, p.X.Max = p.X.Min-.5, p.X.Max+.5
	}
	if err := frame(p); err != nil {
		return c, fmt.Errorf("drawing %s: %w", title, err)
	}
	c.SVG = render(p, width, height, title)
	return c, nil
}

// spread are most of n indexes, evenly, with the first and the last.
func spread(n, most int) []int {
	var all []int
	if n <= most {
		most = n
	}
	for i := range most {
		all = append(all, i*(n-1)/max(most-1, 1))
	}
	return all
}
