package site

// goneView is the page of a version, or of a model, that the catalog does not
// have any more.
type goneView struct {
	Ref      string
	Model    bool
	Removal  *eventView  // of the version, or of the model's last one; nil: it is not known
	Commit   *commitView // that removed it
	Held     []heldView
	Unheld   bool // that no registry holds it is known
	Wrongs   []wrong
	Versions []crumb // of a model, newest first
	More     int     // versions that are not here
	Events   []eventView
	Older    int // events that are not here
}

// A heldView is a registry that holds a version which the catalog does not have.
type heldView struct {
	Target string
	Basis  basis
	*Live
}

// gone makes the pages of what is gone of a group.
func (w *writer) gone(g goneGroup) error {
	if g.whole {
		if err := w.goneModel(g); err != nil {
			return err
		}
	}
	for _, label := range g.labels {
		if err := w.goneVersion(g, label); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) goneModel(g goneGroup) error {
	at := groupURL(g.path)
	root := rootOf(at)
	past := w.found.ofGroup[g.path]
	v := goneView{Ref: g.path, Model: true, Wrongs: w.found.wrongsOf(g.path, root), Events: w.events(past[:min(len(past), mostEvents)], root)}
	v.Older = len(past) - len(v.Events)
	for _, label := range g.labels[:min(len(g.labels), mostRows)] {
		v.Versions = append(v.Versions, crumb{label, labelURL(label)})
	}
	v.More = len(g.labels) - len(v.Versions)
	v.removal(w)
	return w.page(at, "gone", frame{Title: g.path, Here: "gone", Page: v, Trail: []crumb{{"Models", root + "index.html"}}})
}

func (w *writer) goneVersion(g goneGroup, label string) error {
	at := versionURL(g.path, label)
	root := rootOf(at)
	v := goneView{Ref: g.path + "/" + label, Events: w.events(w.found.ofVersion[[2]string{g.path, label}], root)}
	v.Unheld = !g.whole && len(w.Targets) > 0 && len(w.missing()) == 0 // nobody looks for versions of a group that is gone
	for _, t := range w.Targets {
		key := Key{g.path, label, t.Name}
		if live, ok := w.Live[key]; ok {
			v.Held, v.Unheld = append(v.Held, heldView{t.Name, w.basis(key), &live}), false
		}
	}
	v.removal(w)
	return w.page(at, "gone", frame{Title: label, Here: "gone", Page: v, Trail: []crumb{{"Models", root + "index.html"}, {g.path, "index.html"}}})
}

// removal says what removed it: what was removed, came back and is missing again
// was not committed yet.
func (v *goneView) removal(w *writer) {
	if newest := &v.Events[0]; newest.Kind == Removed {
		v.Removal, v.Commit = newest, w.commit(newest.Commit, "")
	}
}
