package catalog

import "encoding/json"

// In gives the version's document as it is in target t: overrides merged,
// variables substituted, images as written; without apiVersion, kind and
// overrides. It is Effective without the digests, which are most of the work.
// Problems say why there is no such thing.
func (v *Version) In(t *Target) (map[string]any, []Problem) { return v.Written().In(t) }

// A Written is a version as its file says it. It spares reading the document
// again for each of several targets. What it gives is valid as long as nobody
// changes it; documents of different targets share what is the same.
type Written struct {
	version *Version
	source  *source // nil: the file could not be understood
}

// Written reads the version's document.
func (v *Version) Written() *Written {
	w := &Written{version: v}
	if v.doc != nil {
		w.source = newSource(v.document())
	}
	return w
}

// In is [Version.In].
func (w *Written) In(t *Target) (map[string]any, []Problem) {
	v := w.version
	if w.source == nil {
		return nil, []Problem{{v.Pos(), Error, "read", "version " + v.Ref() + " could not be understood; see what validate says about it"}}
	}
	var problems []Problem
	w.source.last = nil // which somebody has
	doc, _ := w.source.in(t, nil, func(path []string, sev Severity, rule, message string) {
		problems = append(problems, Problem{v.PosIn(t.Name, path...), sev, rule, message})
	})
	if problems != nil {
		return nil, SortProblems(problems)
	}
	return doc, nil
}

// Overrides reports whether the version has an override for a target.
func (w *Written) Overrides(target string) bool {
	return w.source != nil && mapping(w.source.overrides, target) != nil
}

// document is the version's document as it was written.
func (v *Version) document() map[string]any {
	var doc map[string]any
	if err := json.Unmarshal(v.doc, &doc); err != nil {
		panic(err) // Load wrote it
	}
	return doc
}

// Override gives the merge patch that the version has for a target; nil where
// there is none.
func (v *Version) Override(target string) map[string]any {
	if v.doc == nil {
		return nil
	}
	return mapping(mapping(v.document(), "overrides"), target)
}

// A statement is what a document says of its approval state.
type statement struct{ ModelApprovalStatus json.RawMessage }

// StatusIn gives the approval state that the version asks for in each of some
// targets, by name; nil where the file could not be understood. It is quicker
// than In.
func (v *Version) StatusIn(targets ...string) map[string]string {
	if v.doc == nil {
		return nil
	}
	var doc struct {
		statement
		Overrides map[string]statement
	}
	if err := json.Unmarshal(v.doc, &doc); err != nil {
		return nil
	}
	statuses := make(map[string]string, len(targets))
	for _, t := range targets {
		text := doc.ModelApprovalStatus
		if own := doc.Overrides[t].ModelApprovalStatus; own != nil {
			text = own // also null, which takes it away
		}
		var status string
		if json.Unmarshal(text, &status) != nil || status == "" {
			status = "PendingManualApproval"
		}
		statuses[t] = status
	}
	return statuses
}
