// Package chart draws charts as SVG that stands in a page: no style of its own
// beyond shapes, so that the page's style sheet colours it, light and dark, and
// a strict content security policy lets it through. It is gonum's plot behind a
// few kinds of charts, and each comes with a table that says the same.
package chart

import (
	"html/template"
	"image/color"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Colours that are drawn with stand for a meaning; the style sheet finds them by
// the attributes fill and stroke, and gives them their real value.
//
//	svg.chart [stroke="#000001"] { stroke: var(--series-1) }
var (
	ink     = color.RGBA{0, 0, 0, 255}
	series1 = color.RGBA{0, 0, 1, 255}
	series2 = color.RGBA{0, 0, 2, 255}
	grid    = color.RGBA{0, 0, 16, 255}
	bad     = color.RGBA{0, 0, 33, 255}
)

// A Chart is a picture and what it says.
type Chart struct {
	SVG   template.HTML // empty: there is nothing to draw
	Title string        // what it shows, in a few words
	Head  []string      // of the table that says the same
	Rows  [][]string
}

// Sizes are in the units of the view box; the page scales them.
const (
	width    = 400
	textSize = 12
)

// newPlot is a plot without a ground, in the page's own font.
func newPlot() *plot.Plot {
	p := plot.New()
	p.BackgroundColor, p.TextHandler = nil, newRuler()
	for _, style := range []*draw.TextStyle{&p.X.Tick.Label, &p.Y.Tick.Label, &p.X.Label.TextStyle, &p.Y.Label.TextStyle} {
		style.Font, style.Color, style.Handler = sans(), ink, p.TextHandler
	}
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.LineStyle.Width, axis.Tick.LineStyle.Width, axis.Tick.Length = 0, 0, 4
		axis.Padding = 4
	}
	return p
}

func sans() font.Font { return font.Font{Typeface: "Liberation", Variant: "Sans", Size: textSize} }

// gridOf are the lines behind the values: across, down or both.
func gridOf(across, down bool) *plotter.Grid {
	g := plotter.NewGrid()
	g.Horizontal.Color, g.Vertical.Color = nil, nil
	if across {
		g.Horizontal.Color, g.Horizontal.Width = grid, 1
	}
	if down {
		g.Vertical.Color, g.Vertical.Width = grid, 1
	}
	return g
}

// words are texts in a plot, placed by the corner that x and y name.
func words(p *plot.Plot, at plotter.XYs, texts []string, c color.Color, x text.XAlignment, y text.YAlignment) (*plotter.Labels, error) {
	l, err := plotter.NewLabels(plotter.XYLabels{XYs: at, Labels: texts})
	if err != nil {
		return nil, err
	}
	for i := range l.TextStyle {
		l.TextStyle[i] = text.Style{Font: sans(), Color: c, XAlign: x, YAlign: y, Handler: p.TextHandler}
	}
	return l, nil
}

// render draws the plot. The margin leaves room for half of the last number on
// each axis.
func render(p *plot.Plot, w, h vg.Length, label string) template.HTML {
	c := newCanvas(w, h, shortened(label, 200))
	p.Draw(draw.Crop(draw.NewCanvas(c, w, h), 1, -14, 1, -9))
	return c.done()
}

// drawable reports whether a value has a place in a chart: the range of an axis
// is computed from the values, and has to be a number too.
func drawable(v float64) bool { return !math.IsNaN(v) && math.Abs(v) < 1e100 }

// shortened is a name that has room beside a bar or below an axis. It has one
// line, of letters that XML can hold.
func shortened(name string, most int) string {
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(name, "?"))
	if utf8.RuneCountInString(name) <= most {
		return name
	}
	return string([]rune(name)[:most-1]) + "…"
}

// Exact writes a value as it is, in as few digits as that takes, and with no
// exponent unless there would be many zeros.
func Exact(v float64) string {
	if a := math.Abs(v); a != 0 && a < 1e-6 || a >= 1e21 {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// Number writes about a value, for where there is little room: five significant
// digits, and no exponent unless there would be many zeros.
func Number(v float64) string {
	if a := math.Abs(v); a >= 1e4 && a < 1e15 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strconv.FormatFloat(v, 'g', 5, 64)
}
