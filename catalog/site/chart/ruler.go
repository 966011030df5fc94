package chart

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// A ruler measures the texts of one plot, which have one font. A plot asks for
// the size of each half a dozen times, and to find it takes long.
type ruler struct {
	text.Handler
	letters font.Extents
	widths  map[string]vg.Length
}

func newRuler() ruler {
	h := plot.DefaultTextHandler
	return ruler{h, h.Extents(sans()), map[string]vg.Length{}}
}

func (r ruler) Extents(font.Font) font.Extents { return r.letters }

func (r ruler) Box(line string, f font.Font) (width, height, depth vg.Length) {
	width, known := r.widths[line]
	if !known {
		width, _, _ = r.Handler.Box(line, f)
		r.widths[line] = width
	}
	return width, r.letters.Ascent, r.letters.Descent
}
