package site

import (
	"bytes"
	"fmt"
	"html/template"
)

// An around is the part of a frame that is the same on all pages of a kind at
// the same depth: it is made once for them.
type around struct {
	Top   template.HTML // what the page loads, and its head
	Notes template.HTML // what is to be known of all that follows
	Foot  template.HTML
}

// A spot is where pages have the same around them.
type spot struct {
	root string // relative path to the top
	here string // entry of the navigation
}

func (w *writer) aroundOf(s spot) (*around, error) {
	if made, ok := w.around.Load(s); ok {
		return made.(*around), nil
	}
	show := struct {
		Root, Here, Catalog, Unread string
		Source                      Source
		Targets                     []Target
		Missing                     []string // registries that were not read
		Absent                      []string // registries that are not there yet
	}{s.root, s.here, w.Catalog.Registry.Name, w.Unread, w.Source, w.Targets, nil, nil}
	if s.here != "audit" { // which is about the past, and no registry
		show.Missing, show.Absent = w.missing(), w.targets(func(t Target) bool { return t.read() && t.Absent })
	}
	a := &around{}
	for name, part := range map[string]*template.HTML{"top": &a.Top, "notes": &a.Notes, "foot": &a.Foot} {
		var out bytes.Buffer
		if err := w.parts.ExecuteTemplate(&out, name, show); err != nil {
			return nil, fmt.Errorf("making what is around pages: %w", err)
		}
		*part = template.HTML(out.String()) // a template made it
	}
	w.around.Store(s, a)
	return a, nil
}

// missing are the registries that were not read.
func (w *writer) missing() []string { return w.targets(func(t Target) bool { return !t.read() }) }

// targets are the names of some registries.
func (w *writer) targets(some func(Target) bool) []string {
	var all []string
	for _, t := range w.Targets {
		if some(t) {
			all = append(all, t.Name)
		}
	}
	return all
}
