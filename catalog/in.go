package catalog

import "encoding/json"

// In gives the version's document as it is in target t: overrides merged,
// variables substituted, images as written; without apiVersion, kind and
// overrides. It is Effective without the digests, which are most of the work.
// Problems say why there is no such thing.
func (v *Version) In(t *Target) (map[string]any, []Problem) {
	if v.doc == nil {
		return nil, []Problem{{v.Pos(), Error, "read", "version " + v.Ref() + " could not be understood; see what validate says about it"}}
	}
	var problems []Problem
	doc, _ := newSource(v.document()).in(t, nil, func(path []string, sev Severity, rule, message string) {
		problems = append(problems, Problem{v.PosIn(t.Name, path...), sev, rule, message})
	})
	if problems != nil {
		return nil, SortProblems(problems)
	}
	return doc, nil
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

// StatusIn gives the approval state that the version asks for in a target;
// empty where the file could not be understood.
func (v *Version) StatusIn(target string) string {
	if v.doc == nil {
		return ""
	}
	type status struct{ ModelApprovalStatus json.RawMessage }
	var doc struct {
		status
		Overrides map[string]status
	}
	if err := json.Unmarshal(v.doc, &doc); err != nil {
		return ""
	}
	text := doc.ModelApprovalStatus
	if own := doc.Overrides[target].ModelApprovalStatus; own != nil {
		text = own // null, which takes it away, among them
	}
	var s string
	if json.Unmarshal(text, &s) != nil || s == "" {
		return "PendingManualApproval"
	}
	return s
}
