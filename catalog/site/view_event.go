package site

// An eventView is an event on a page.
type eventView struct {
	Event
	Ref       string
	URL       string // of the version's page; empty: it has none
	CommitURL string
}

// events are shown as they are, with links from a page at root.
func (w *writer) events(list []*Event, root string) []eventView {
	var all []eventView
	for _, e := range list {
		v := eventView{Event: *e, Ref: e.Group + "/" + e.Label}
		v.Event.URL = w.link(e.URL)
		if url := w.found.urlOf(e.Key); url != "" {
			v.URL = root + url
		}
		v.CommitURL = w.commit(e.Commit, "").URL
		all = append(all, v)
	}
	return all
}
