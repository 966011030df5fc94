package chart

import (
	"bytes"
	"html/template"
	"image/color"
	"math"
	"strings"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// A canvas is what gonum draws a plot on. It writes SVG as a page may have it:
// without a size, so that the page decides; with presentation attributes in
// place of styles, which the page's policy forbids; without fonts, which are the
// page's; and with a name for who can't see it. Paths that look alike become one.
type canvas struct {
	vg.Canvas  // none: what no chart draws with, like images
	svg        markup
	pens       []pen  // the last one draws, the others wait for Pop
	open       bool   // a path is: its shape may go on
	look, next markup // how that path looks, and the next one
}

// A pen is what is drawn with.
type pen struct {
	color  color.Color
	width  vg.Length
	dashes []vg.Length
	groups int // that it has begun
}

// newCanvas has its origin at the bottom left, where gonum expects it.
func newCanvas(w, h vg.Length, label string) *canvas {
	c := &canvas{svg: make(markup, 0, 4096), pens: make([]pen, 1, 2)}
	vg.Initialize(c)
	c.svg.add(`<svg class="chart" role="img"`)
	c.svg.numbers("font-size", textSize)
	c.svg.add(` aria-label="`, template.HTMLEscapeString(label), `" viewBox="0 0 `)
	c.svg.number(w.Points())
	c.svg.add(" ")
	c.svg.number(h.Points())
	c.svg.add(`"><g transform="scale(1, -1) translate(0, -`)
	c.svg.number(h.Points())
	c.svg.add(`)">`)
	return c
}

// done is the whole SVG.
func (c *canvas) done() template.HTML {
	c.end()
	c.svg.add("</g></svg>")
	return template.HTML(c.svg)
}

func (c *canvas) pen() *pen { return &c.pens[len(c.pens)-1] }

func (c *canvas) SetLineWidth(w vg.Length) { c.pen().width = w }

func (c *canvas) SetLineDash(dashes []vg.Length, _ vg.Length) { c.pen().dashes = dashes }

func (c *canvas) SetColor(ink color.Color) { c.pen().color = ink }

func (c *canvas) Push() {
	same := *c.pen()
	same.groups = 0
	c.pens = append(c.pens, same)
}

func (c *canvas) Pop() {
	c.end()
	c.svg.add(strings.Repeat("</g>", c.pen().groups))
	c.pens = c.pens[:len(c.pens)-1]
}

func (c *canvas) Rotate(angle float64) {
	c.end()
	c.svg.add(`<g transform="rotate(`)
	c.svg.number(angle * 180 / math.Pi)
	c.svg.add(`)">`)
	c.pen().groups++
}

// FillString writes one line of text, which is upright in spite of the origin.
func (c *canvas) FillString(_ font.Face, at vg.Point, text string) {
	c.end()
	c.svg.add("<text")
	c.svg.numbers("x", at.X)
	c.svg.numbers("y", -at.Y)
	c.svg.add(` transform="scale(1, -1)"`)
	c.svg.fill(c.pen().color)
	c.svg.add(">", template.HTMLEscapeString(strings.TrimSpace(text)), "</text>")
}

func (c *canvas) Stroke(p vg.Path) {
	pen := c.pen()
	if pen.width <= 0 {
		return
	}
	c.next.add(` fill="none"`)
	c.next.color("stroke", pen.color)
	if pen.width != 1 {
		c.next.numbers("stroke-width", pen.width)
	}
	if len(pen.dashes) > 0 {
		c.next.numbers("stroke-dasharray", pen.dashes...)
	}
	c.path(p)
}

func (c *canvas) Fill(p vg.Path) {
	c.next.fill(c.pen().color)
	c.path(p)
}

// path draws what looks as next says. It goes on with the last path if that
// looks the same.
func (c *canvas) path(p vg.Path) {
	if !c.open || !bytes.Equal(c.look, c.next) {
		c.end()
		c.svg.add(`<path d="`)
		c.open = true
		c.look, c.next = c.next, c.look
	}
	c.next = c.next[:0]
	c.svg.shape(p)
}

// end ends the path that may have gone on.
func (c *canvas) end() {
	if c.open {
		c.svg.add(`"`, string(c.look), "/>")
	}
	c.open = false
}
