package site

import (
	"slices"
	"time"

	"modelreg/catalog"
)

// startView is the start page.
type startView struct {
	Groups   []groupRow
	Targets  []string
	Waiting  []waitingView
	Waits    int // versions that wait, also those that are not in Waiting
	Wrong    []wrong
	Wrongs   int // also those that are not in Wrong
	Problems []problemView
	Troubles int      // problems in files, also those that are not in Problems
	Tags     []string // key=value, sorted
	Owners   []string
	Versions int
	Approved int  // groups with a version whose approval stands in any target
	Doubted  int  // groups with a version of which that is not known
	Known    bool // a registry was read
	Dated    bool // days of changes are known
}

// mostCards is how many of what waits, of what is not as it should be, and of
// problems in files the start page has. The table has them all, by model.
const mostCards = 30

// A waitingView is a version that waits for an approval.
type waitingView struct {
	Waiting
	Ref string
	URL string
	For string // how many days; empty: not known
}

func (w *writer) waitingViews(all []Waiting, root string) []waitingView {
	var views []waitingView
	for _, x := range all {
		v := waitingView{Waiting: x, Ref: x.Group + "/" + x.Label}
		if url := w.found.urlOf(x.Key); url != "" {
			v.URL = root + url
		}
		if days := int(w.Source.Made.Sub(x.Since).Hours() / 24); !x.Since.IsZero() && days > 0 {
			v.For = count(days, "day")
		}
		views = append(views, v)
	}
	return views
}

// A groupRow is one group on the start page.
type groupRow struct {
	Path        string
	URL         string
	Description string
	Owners      []string
	Tags        []string
	Versions    int
	In          []standing // by target, in the catalog's order
	Waits       int        // versions of it that wait for an approval
	Wrong       int
	Broken      int    // files of it that have errors
	Changed     string // day of the last event, for sorting; empty: not known
}

// A standing is what of a group is approved in a target.
type standing struct {
	Target   string
	Label    string // of the highest version whose approval stands; empty: none
	URL      string
	Since    string  // a day; empty: not known
	Merged   bool    // that is when its approval was merged, and not when the registry last changed it
	Known    bool    // the registry was read
	Asked    string  // where nothing stands: label of the highest version that the catalog asks to be approved; empty: none
	Garbled  string  // where nothing stands: label of a higher version whose file can't be read, so that nobody knows what it asks for; empty: none
	Unproven *doubts // versions that are approved there without proof; nil: none
	Unknown  *doubts // those of which it is not known whether that is proven
}

// from has links lead from a page whose way to the top is root.
func (s *standing) from(root string) {
	s.URL = root + s.URL
	for _, d := range []*doubts{s.Unproven, s.Unknown} {
		if d != nil {
			d.URL = root + d.URL
		}
	}
}

// Doubted reports whether something is approved there that nobody should rely on.
func (s standing) Doubted() bool { return s.Unproven != nil || s.Unknown != nil }

// doubts are approved versions that nobody should rely on.
type doubts struct {
	Label string // of the highest
	URL   string
	More  int // lower ones
}

// add counts one; the highest comes first.
func (d *doubts) add(key Key) *doubts {
	if d == nil {
		return &doubts{Label: key.Label, URL: versionURL(key.Group, key.Label)}
	}
	d.More++
	return d
}

// A wrong is one thing that is not as it should be.
type wrong struct {
	Group  string
	Ref    string
	URL    string
	Target string
	Text   string
	Alarm  bool
}

func (w *writer) start() error {
	v := startView{Waits: len(w.Waiting), Wrongs: len(w.found.wrong), Wrong: w.found.wrong[:min(len(w.found.wrong), mostCards)]}
	v.Problems, v.Troubles = w.problems(), len(w.Problems)
	v.Waiting = w.waitingViews(w.Waiting[:min(len(w.Waiting), mostCards)], "")
	for _, t := range w.Targets {
		v.Targets = append(v.Targets, t.Name)
		v.Known = v.Known || t.Problem == ""
	}
	for _, g := range w.Catalog.Groups {
		row := w.groupRow(g)
		v.Groups, v.Versions = append(v.Groups, row), v.Versions+row.Versions
		v.Tags, v.Owners = append(v.Tags, row.Tags...), append(v.Owners, row.Owners...)
		v.Dated = v.Dated || row.Changed != ""
		if slices.ContainsFunc(row.In, func(s standing) bool { return s.Label != "" }) {
			v.Approved++
		}
		if slices.ContainsFunc(row.In, func(s standing) bool { return s.Known && s.Unknown != nil }) {
			v.Doubted++
		}
	}
	v.Tags, v.Owners = shared(v.Tags), unique(v.Owners)
	return w.page("index.html", "start", frame{Title: "Models", Here: "start", Page: v})
}

// manyTags is how many tags a list to choose from has.
const manyTags = 100

// shared are tags to choose from: all, or where those are many, those that
// several groups have. Search finds the others, too.
func shared(tags []string) []string {
	all := unique(slices.Clone(tags))
	if len(all) <= manyTags {
		return all
	}
	slices.Sort(tags)
	return slices.DeleteFunc(all, func(tag string) bool {
		i, _ := slices.BinarySearch(tags, tag)
		return i+1 == len(tags) || tags[i+1] != tag
	})
}

func unique(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}

// groupRow sums a group up.
func (w *writer) groupRow(g *catalog.Group) groupRow {
	row := groupRow{
		Path: g.Path, URL: groupURL(g.Path), Owners: w.Owners[g.Path], Versions: len(g.Versions),
		Waits: len(w.found.waits[g.Path]), Wrong: len(w.found.wrongs[g.Path]), Broken: broken(g),
	}
	if past := w.found.ofGroup[g.Path]; len(past) > 0 {
		row.Changed = past[0].When.UTC().Format(time.DateOnly)
	}
	row.Description, _ = g.Doc["modelPackageGroupDescription"].(string)
	tags, _ := g.Doc["tags"].(map[string]any)
	for k, v := range tags {
		if s, ok := v.(string); ok {
			row.Tags = append(row.Tags, k+"="+s)
		}
	}
	slices.Sort(row.Tags)
	for _, t := range w.Targets {
		s := standing{Target: t.Name, Known: t.Problem == ""}
		for _, v := range slices.Backward(g.Versions) {
			key := Key{g.Path, v.Label.String(), t.Name}
			switch w.basis(key) {
			case unproven:
				s.Unproven = s.Unproven.add(key)
			case unknown:
				s.Unknown = s.Unknown.add(key)
			case proven, unasked:
				if s.Label == "" {
					s.Label, s.URL = key.Label, versionURL(g.Path, key.Label)
					day, merged := w.since(key)
					s.Merged = merged
					if !day.IsZero() {
						s.Since = day.UTC().Format(time.DateOnly)
					}
				}
			}
		}
		if s.Label == "" {
			s.Asked, s.Garbled = askedFor(g, t.Name)
		}
		row.In = append(row.In, s)
	}
	return row
}

// askedFor is the label of the highest version that the catalog asks to be
// approved in a target; empty: it asks for none that can be read. Garbled is the
// highest one above that which can't be.
func askedFor(g *catalog.Group, target string) (asked, garbled string) {
	for _, v := range slices.Backward(g.Versions) {
		statuses := v.StatusIn(target)
		if statuses == nil && garbled == "" {
			garbled = v.Label.String()
		}
		if statuses[target] == approvedStatus {
			return v.Label.String(), garbled
		}
	}
	return "", garbled
}
