package site

import "net/url"

// An eventView is an event on a page.
type eventView struct {
	Event
	Ref       string
	URL       string // of the version's page; empty: the catalog does not have it any more
	CommitURL string
}

// events are shown as they are, with links from a page at root.
func (w *writer) events(list []*Event, root string) []eventView {
	var all []eventView
	for _, e := range list {
		v := eventView{Event: *e, Ref: e.Group + "/" + e.Label}
		v.Event.URL = webURL(e.URL)
		if g, ok := w.Catalog.Group(e.Group); ok {
			if _, ok := g.Version(e.Label); ok {
				v.URL = root + versionURL(e.Group, e.Label)
			}
		}
		if w.Source.Repository != "" && e.Commit != "" {
			v.CommitURL = w.Source.Server + "/" + w.Source.Repository + "/commit/" + e.Commit
		}
		all = append(all, v)
	}
	return all
}

// webURL is an address as it was told, if it is one of the web, and else
// nothing: a page has no link that runs a script, or leads to another page of
// its own.
func webURL(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return address
}
