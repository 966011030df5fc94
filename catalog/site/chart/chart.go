// Package chart draws charts as SVG that stands in a page: no style of its own
// beyond shapes, so that the page's style sheet colours it, light and dark, and
// a strict content security policy lets it through. It is gonum's plot behind a
// few kinds of charts.
package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"image/color"
	"io"
	"strings"
	"unicode"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
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
	good    = color.RGBA{0, 0, 32, 255}
	bad     = color.RGBA{0, 0, 33, 255}
)

// A Chart is a picture and what it says.
type Chart struct {
	SVG   template.HTML
	Title string   // what it shows, in a sentence
	Head  []string // of the table that says the same
	Rows  [][]string
}

// newPlot is a plot without a ground, in the page's own font.
func newPlot() *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	sans := font.Font{Typeface: "Liberation", Variant: "Sans", Size: 11}
	for _, style := range []*draw.TextStyle{&p.X.Tick.Label, &p.Y.Tick.Label, &p.X.Label.TextStyle, &p.Y.Label.TextStyle, &p.Legend.TextStyle} {
		style.Font = sans
		style.Color = ink
	}
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.LineStyle.Color, axis.Tick.LineStyle.Color = grid, grid
		axis.LineStyle.Width = 1
		axis.Padding = 4
	}
	return p
}

// render draws the plot, in points, and makes it fit for a page.
func render(p *plot.Plot, width, height vg.Length, label string) (template.HTML, error) {
	canvas := vgsvg.NewWith(vgsvg.UseWH(width, height))
	p.Draw(draw.New(canvas))
	var raw bytes.Buffer
	if _, err := canvas.WriteTo(&raw); err != nil {
		return "", fmt.Errorf("drawing a chart: %w", err)
	}
	return plain(bytes.NewReader(bytes.Map(lettered, raw.Bytes())), label)
}

// lettered replaces what XML has no room for, whatever it is written as: a name
// in a report may hold any character.
// https://www.w3.org/TR/xml/#charsets
func lettered(r rune) rune {
	switch {
	case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0xfffe, r == 0xffff:
		return unicode.ReplacementChar
	}
	return r
}

// plain writes an SVG anew: without a size, so that the page decides; with
// presentation attributes in place of styles, which the page's policy forbids;
// and with a name for who can't see it. Numbers have one decimal.
func plain(r io.Reader, label string) (template.HTML, error) {
	var out strings.Builder
	decoder := xml.NewDecoder(r)
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return template.HTML(out.String()), nil
		}
		if err != nil {
			return "", fmt.Errorf("reading a drawn chart: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			out.WriteString("<" + t.Name.Local)
			if t.Name.Local == "svg" {
				out.WriteString(` class="chart" role="img" aria-label="` + template.HTMLEscapeString(label) + `"`)
			}
			for _, a := range attributes(t) {
				out.WriteString(" " + a.Name.Local + `="` + template.HTMLEscapeString(a.Value) + `"`)
			}
			out.WriteString(">")
		case xml.EndElement:
			out.WriteString("</" + t.Name.Local + ">")
		case xml.CharData:
			out.WriteString(template.HTMLEscapeString(strings.TrimSpace(string(t))))
		}
	}
}

// attributes are those of an element as a page may have them.
func attributes(e xml.StartElement) []xml.Attr {
	var all []xml.Attr
	for _, a := range e.Attr {
		switch {
		case a.Name.Local == "style":
			for property := range strings.SplitSeq(a.Value, ";") {
				name, value, _ := strings.Cut(property, ":")
				if name = strings.TrimSpace(name); kept[name] && value != "" {
					all = append(all, xml.Attr{Name: xml.Name{Local: name}, Value: strings.TrimSpace(value)})
				}
			}
		case e.Name.Local == "svg" && a.Name.Local != "viewBox", a.Name.Space != "":
		default:
			all = append(all, a)
		}
	}
	return all
}

// kept are the properties that say something: the font is the page's.
var kept = map[string]bool{
	"fill": true, "stroke": true, "stroke-width": true, "stroke-dasharray": true, "font-size": true, "text-anchor": true,
	"stroke-dashoffset": true, "fill-opacity": true, "stroke-opacity": true,
}
