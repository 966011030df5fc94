package chart

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Bar is one value with its name.
type Bar struct {
	Name  string
	Value float64
}

// mostBars is how many bars have room; the table has more.
const mostBars = 15

// Bars draws values as bars that lie, the first one on top, each with its number.
// What is no number has no bar.
func Bars(title, head, unit string, bars []Bar) (Chart, error) {
	c := Chart{Title: title, Head: []string{head, unit}}
	for _, b := range bars {
		c.Rows = append(c.Rows, []string{b.Name, Number(b.Value)})
	}
	shown := bars[:min(len(bars), mostBars)]
	if len(shown) == 0 {
		return c, nil
	}
	p := newPlot()
	var ticks []plot.Tick
	var values plotter.Values
	var right, left labelled
	for i, b := range slices.Backward(shown) {
		row := float64(len(shown) - 1 - i)
		ticks = append(ticks, plot.Tick{Value: row, Label: shortened(b.Name, 24)})
		value := b.Value
		if !drawable(value) {
			value = 0
		}
		values = append(values, value)
		if value < 0 {
			left.add(value, row, b.Value)
		} else {
			right.add(value, row, b.Value)
		}
	}
	drawn, err := plotter.NewBarChart(values, 12)
	if err != nil {
		return c, fmt.Errorf("drawing %s: %w", title, err)
	}
	drawn.Horizontal, drawn.Color, drawn.LineStyle.Width = true, series1, 0
	p.Add(drawn)
	for _, side := range []struct {
		labelled
		align  text.XAlignment
		offset vg.Length
	}{{right, draw.XLeft, 5}, {left, draw.XRight, -5}} {
		if len(side.texts) == 0 {
			continue
		}
		l, err := words(p, side.at, side.texts, ink, side.align, draw.YCenter)
		if err != nil {
			return c, fmt.Errorf("drawing %s: %w", title, err)
		}
		l.Offset = vg.Point{X: side.offset, Y: 1}
		p.Add(l)
	}
	least, most := math.Min(slices.Min(values), 0), math.Max(slices.Max(values), 0)
	if least == most {
		most = 1
	}
	room := (most - least) * .25 // for the numbers
	if len(left.texts) > 0 {
		least -= room
	}
	p.X.Min, p.X.Max = least, most+room
	p.Y.Min, p.Y.Max = -.6, float64(len(shown))-.4
	p.Y.Padding, p.Y.Tick.Label.YAlign = 14, -.6
	p.Y.Tick.Marker, p.X.Tick.Marker = plot.ConstantTicks(ticks), plot.ConstantTicks(nil)
	c.SVG = render(p, width, vg.Length(20+20*len(shown)), title)
	return c, nil
}

// labelled are texts with their places.
type labelled struct {
	at    plotter.XYs
	texts []string
}

func (l *labelled) add(x, y, value float64) {
	l.at, l.texts = append(l.at, plotter.XY{X: x, Y: y}), append(l.texts, Number(value))
}
