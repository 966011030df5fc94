package proposal

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"modelreg/catalog"
	"modelreg/schema"
)

// A Registration is a new version as somebody wants it.
type Registration struct {
	Group    string         // path below the catalog
	Label    catalog.Label  //
	Doc      map[string]any // the version, without apiVersion and kind; see Blank, Copy, FromModel and FromTrainingJob, and Given.On
	GroupDoc map[string]any // group.yaml, without apiVersion and kind; nil: the group is there
}

// Ref is how people write the new version: house-price/4.
func (r Registration) Ref() string { return r.Group + "/" + r.Label.String() }

// Path is the version's file below the catalog.
func (r Registration) Path() string { return VersionPath(r.Group, r.Label) }

// VersionPath is the file of a version below the catalog.
func VersionPath(group string, l catalog.Label) string {
	return path.Join(group, "versions", l.String()+".yaml")
}

// Propose gives a registration as files, and branch, title and body for whoever
// reviews them. Candidates tells what a proposal would bring into the catalog;
// notes are sentences about how the version was made.
func (r Registration) Propose(candidates func(*Proposal) ([]catalog.Candidate, error), notes []string) (*Proposal, error) {
	p := &Proposal{Branch: Branch("register", r.Ref()), Title: "Register " + r.Ref()}
	text, err := Write(schema.Version, r.Doc)
	if err != nil {
		return nil, fmt.Errorf("writing %s: %w", r.Path(), err)
	}
	p.Files = []File{{Path: r.Path(), Text: text}}
	if r.GroupDoc != nil {
		name := path.Join(r.Group, "group.yaml")
		if text, err = Write(schema.Group, r.GroupDoc); err != nil {
			return nil, fmt.Errorf("writing %s: %w", name, err)
		}
		p.Files = append(p.Files, File{Path: name, Text: text})
	}
	slices.SortFunc(p.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	in, err := candidates(p)
	if err != nil {
		return nil, err
	}
	p.Body = r.body(in, notes)
	return p, nil
}

// Blank is the document that a version starts from.
func Blank() map[string]any { return map[string]any{status: pending} }

const (
	status  = "modelApprovalStatus"
	pending = "PendingManualApproval"
)

// SameModel reports whether two documents serve the same model: equal images
// and artifacts, in equal order.
func SameModel(a, b map[string]any) bool {
	one := servedBy(a)
	return len(one) > 0 && slices.Equal(one, servedBy(b))
}

// servedBy lists what a version serves.
func servedBy(doc map[string]any) []string {
	var all []string
	for _, c := range containers(doc) {
		for _, member := range []string{"image", "modelDataUrl", "modelDataSource"} {
			if v, ok := c[member]; ok {
				all = append(all, member+"="+fmt.Sprint(v)) // fmt sorts mappings
			}
		}
	}
	if uri, ok := doc["sourceUri"]; ok {
		all = append(all, "sourceUri="+fmt.Sprint(uri))
	}
	return all
}

// containers are those of the inference specification.
func containers(doc map[string]any) []map[string]any {
	spec, _ := doc["inferenceSpecification"].(map[string]any)
	list, _ := spec["containers"].([]any)
	var all []map[string]any
	for _, item := range list {
		if c, ok := item.(map[string]any); ok {
			all = append(all, c)
		}
	}
	return all
}
