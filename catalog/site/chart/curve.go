package chart

import (
	"fmt"
	"strconv"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// mostPoints is how many points of a curve the table has; the picture has more
// than a screen shows.
const mostPoints = 20

// Curve draws one curve in the square from 0 to 1, with the diagonal that
// guessing gives, if asked.
func Curve(title, x, y string, xs, ys []float64, diagonal bool) (Chart, error) {
	c := Chart{Title: title, Head: []string{x, y}}
	p := newPlot()
	p.X.Label.Text, p.Y.Label.Text = x, y
	var line plotter.XYs
	step := max(len(xs)/mostPoints, 1)
	for i := range xs {
		line = append(line, plotter.XY{X: finite(xs[i]), Y: finite(ys[i])})
		if i%step == 0 || i == len(xs)-1 {
			c.Rows = append(c.Rows, []string{strconv.FormatFloat(xs[i], 'g', 3, 64), strconv.FormatFloat(ys[i], 'g', 3, 64)})
		}
	}
	if len(line) == 0 {
		return c, nil
	}
	lines := plotter.NewGrid()
	for _, style := range []*vg.Length{&lines.Horizontal.Width, &lines.Vertical.Width} {
		*style = 1
	}
	lines.Horizontal.Color, lines.Vertical.Color = grid, grid
	p.Add(lines)
	if diagonal {
		guess, err := plotter.NewLine(plotter.XYs{{X: 0, Y: 0}, {X: 1, Y: 1}})
		if err != nil {
			return c, fmt.Errorf("drawing %s: %w", title, err)
		}
		guess.Color, guess.Width, guess.Dashes = series2, 1, []vg.Length{4, 3}
		p.Add(guess)
	}
	drawn, err := plotter.NewLine(line)
	if err != nil {
		return c, fmt.Errorf("drawing %s: %w", title, err)
	}
	drawn.Color, drawn.Width = series1, 2
	p.Add(drawn)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1
	p.X.Tick.Marker, p.Y.Tick.Marker = few(3), few(3)
	c.SVG, err = render(p, 320, 300, title)
	return c, err
}
