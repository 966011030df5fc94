package site

import (
	"fmt"
	"html/template"
	"strings"
)

// A shownReport is a report as the page of its version has it.
type shownReport struct {
	Title   string
	URI     string
	Content template.HTML
}

// How much of a version's page its reports have room for: pages stay below 1 MB.
const (
	mostReports  = 50      // that have a place, be it for why they are not shown
	mostReported = 600_000 // bytes of all of them together
)

// noRoom is why a report is not shown that is too much beside those before it.
const noRoom = "it says more than there is room left for on this page"

// reports puts the reports of a version on its page. How large each one gets is
// known when it is made: names are of any length, and many signs take six times
// their own in HTML.
func (w *writer) reports(view *versionView) error {
	all := w.Reports[view.Ref]
	room := mostReported
	for _, r := range all[:min(len(all), mostReports)] {
		shown, err := newReportView(r)
		if err != nil {
			return err
		}
		content, err := w.reportHTML(shown)
		if err == nil && len(content) > room {
			content, err = w.reportHTML(reportView{Problem: noRoom})
		}
		if err != nil {
			return fmt.Errorf("making %q of %s: %w", shown.Title, view.Ref, err)
		}
		room -= len(content)
		view.Reports = append(view.Reports, shownReport{shown.Title, shown.URI, content})
	}
	view.Unshown = len(all) - len(view.Reports)
	return nil
}

func (w *writer) reportHTML(v reportView) (template.HTML, error) {
	var out strings.Builder
	err := w.pages["version"].ExecuteTemplate(&out, "report", v)
	return template.HTML(out.String()), err // a template made it
}
