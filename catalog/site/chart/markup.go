package chart

import (
	"image/color"
	"math"
	"strconv"

	"gonum.org/v1/plot/vg"
)

// markup is SVG that grows.
type markup []byte

func (m *markup) add(parts ...string) {
	for _, part := range parts {
		*m = append(*m, part...)
	}
}

// number writes one decimal: a page may have a dozen charts of many points. Five
// digits come first, so that noise in the last bits of a value seldom shows.
func (m *markup) number(v float64) {
	start := len(*m)
	*m = strconv.AppendFloat(*m, v, 'g', 5, 64)
	v, _ = strconv.ParseFloat(string((*m)[start:]), 64) // it was just written
	*m = strconv.AppendFloat((*m)[:start], v, 'f', 1, 64)
	if whole := len(*m) - 2; string((*m)[whole:]) == ".0" {
		*m = (*m)[:whole]
	}
	if string((*m)[start:]) == "-0" {
		*m = append((*m)[:start], '0')
	}
}

// numbers writes an attribute.
func (m *markup) numbers(name string, values ...vg.Length) {
	m.add(" ", name, `="`)
	for i, v := range values {
		if i > 0 {
			m.add(",")
		}
		m.number(v.Points())
	}
	m.add(`"`)
}

// color writes an attribute.
func (m *markup) color(name string, c color.Color) {
	const digits = "0123456789ABCDEF"
	m.add(" ", name, `="#`)
	r, g, b, _ := c.RGBA()
	for _, part := range []uint32{r, g, b} {
		*m = append(*m, digits[part>>12], digits[part>>8&15])
	}
	m.add(`"`)
}

// fill writes an attribute, unless it says what is so without it.
func (m *markup) fill(c color.Color) {
	if r, g, b, _ := c.RGBA(); r|g|b != 0 {
		m.color("fill", c)
	}
}

// shape writes what the attribute d of a path says. Charts have straight lines,
// and arcs only as the dots of points: whole circles that start where the path is.
func (m *markup) shape(p vg.Path) {
	for _, part := range p {
		switch part.Type {
		case vg.MoveComp:
			m.to("M", part.Pos)
		case vg.LineComp:
			m.to("L", part.Pos)
		case vg.ArcComp:
			m.half(part, math.Pi)
			m.half(part, 2*math.Pi) // a whole one would end where it starts, and be nothing
		case vg.CloseComp:
			m.add("Z")
		default:
			panic("a chart has a curve")
		}
	}
}

func (m *markup) to(command string, at vg.Point) {
	m.add(command)
	m.number(at.X.Points())
	m.add(",")
	m.number(at.Y.Points())
}

// half goes half around a circle, to an angle from its start.
func (m *markup) half(circle vg.PathComp, angle float64) {
	sin, cos := math.Sincos(circle.Start + angle)
	r := circle.Radius
	m.to("A", vg.Point{X: r, Y: r})
	m.to(" 0 1 1 ", circle.Pos.Add(vg.Point{X: r * vg.Length(cos), Y: r * vg.Length(sin)}))
}
