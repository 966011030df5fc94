package chart

import (
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// plain writes an SVG anew: without a size, so that the page decides; with
// presentation attributes in place of styles, which the page's policy forbids;
// and with a name for who can't see it. Shapes that look alike become one, and
// numbers have one decimal: a page may have a dozen charts of many points.
func plain(r io.Reader, label string) (template.HTML, error) {
	w := svgWriter{label: label}
	decoder := xml.NewDecoder(r)
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return template.HTML(w.out.String()), nil
		}
		if err != nil {
			return "", fmt.Errorf("reading a drawn chart: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			w.start(t)
		case xml.EndElement:
			w.end(t.Name.Local)
		case xml.CharData:
			w.out.WriteString(template.HTMLEscapeString(strings.TrimSpace(string(t))))
		}
	}
}

// An svgWriter holds a path back until it knows that the next one looks
// different.
type svgWriter struct {
	out   strings.Builder
	label string
	look  string // attributes of the path that is held back; empty: none is
	shape strings.Builder
}

func (w *svgWriter) start(e xml.StartElement) {
	var look strings.Builder
	shape := ""
	for _, a := range attributes(e) {
		if e.Name.Local == "path" && a.Name.Local == "d" {
			shape = a.Value
			continue
		}
		look.WriteString(" " + a.Name.Local + `="` + template.HTMLEscapeString(a.Value) + `"`)
	}
	if e.Name.Local == "path" {
		if look.String() != w.look {
			w.flush()
		}
		w.look = look.String()
		w.shape.WriteString(shape)
		return
	}
	w.flush()
	w.out.WriteString("<" + e.Name.Local)
	if e.Name.Local == "svg" {
		w.out.WriteString(` class="chart" role="img" font-size="` + strconv.Itoa(textSize) + `" aria-label="` + template.HTMLEscapeString(w.label) + `"`)
	}
	w.out.WriteString(look.String() + ">")
}

func (w *svgWriter) end(name string) {
	if name != "path" {
		w.flush()
		w.out.WriteString("</" + name + ">")
	}
}

func (w *svgWriter) flush() {
	if w.look != "" {
		w.out.WriteString(`<path d="` + template.HTMLEscapeString(w.shape.String()) + `"` + w.look + "/>")
	}
	w.look = ""
	w.shape.Reset()
}

// attributes are those of an element as a page may have them.
func attributes(e xml.StartElement) []xml.Attr {
	var all []xml.Attr
	add := func(name, value string) {
		all = append(all, xml.Attr{Name: xml.Name{Local: name}, Value: value})
	}
	for _, a := range e.Attr {
		switch {
		case a.Name.Local == "style":
			for property := range strings.SplitSeq(a.Value, ";") {
				name, value, _ := strings.Cut(property, ":")
				if name = strings.TrimSpace(name); kept[name] && value != "" {
					add(name, strings.TrimSpace(value))
				}
			}
		case e.Name.Local == "svg" && a.Name.Local != "viewBox", a.Name.Space != "":
		default:
			add(a.Name.Local, long.ReplaceAllStringFunc(a.Value, rounded))
		}
	}
	return all
}

// kept are the properties that say something: the font is the page's.
var kept = map[string]bool{
	"fill": true, "stroke": true, "stroke-width": true, "stroke-dasharray": true, "text-anchor": true,
	"fill-opacity": true, "stroke-opacity": true,
}

// long finds numbers with more decimals than a screen shows.
var long = regexp.MustCompile(`-?\d*\.\d{2,}(e[+-]?\d+)?`)

func rounded(number string) string {
	f, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return number
	}
	text := strconv.FormatFloat(f, 'f', 1, 64)
	return strings.TrimSuffix(strings.Replace(text, "-0.0", "0", 1), ".0")
}
