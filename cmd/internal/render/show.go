package render

import (
	"modelreg/catalog"
	"modelreg/cmd/internal/query"
)

// A Show is everything that a catalog says of a group or a version in one
// target.
type Show struct {
	Format  int           `json:"formatVersion"`
	Catalog string        `json:"catalog"`
	Commit  string        `json:"commit,omitempty"` // empty for a working folder
	Target  string        `json:"target"`
	Group   ShownGroup    `json:"group"`
	Version *ShownVersion `json:"version,omitempty"` // absent where a group was asked for
}

// A ShownGroup is a group as it is in a target.
type ShownGroup struct {
	Path       string                       `json:"path"`
	Name       string                       `json:"name"` // as SageMaker knows it
	File       string                       `json:"file"`
	Document   map[string]any               `json:"document"` // group.yaml
	Thresholds map[string]catalog.Threshold `json:"thresholds"`
	Owners     []string                     `json:"owners"` // of group.yaml, by CODEOWNERS
	Rule       *ShownRule                   `json:"approval,omitempty"`
	Approved   string                       `json:"approved,omitempty"` // highest label that the catalog asks approval for
	Versions   []query.Version              `json:"versions"`           // in label order
	Problem    string                       `json:"problem,omitempty"`
}

// A ShownRule says who may approve, by registry.yaml.
type ShownRule struct {
	Proof                string   `json:"proof"` // github, or none: the target asks for none
	Approvals            int      `json:"approvals"`
	Anyone               bool     `json:"anyone"` // who can write to the repository
	Users                []string `json:"users"`
	Teams                []string `json:"teams"`
	RegistrantMayApprove bool     `json:"registrantMayApprove"`
	SeparatePullRequest  bool     `json:"separatePullRequest"`
}

// A ShownVersion is a version as it is in a target.
type ShownVersion struct {
	query.Version
	Document    map[string]any `json:"document,omitempty"` // overrides merged and variables substituted, images as written
	Override    map[string]any `json:"override,omitempty"` // the target's own
	Asks        []string       `json:"asks"`               // the gated values that it asks for
	ComparedTo  string         `json:"comparedTo,omitempty"`
	Comparison  []EditMetric   `json:"comparison"` // beside the version that the catalog asks approval for
	Reports     []ShownReport  `json:"reports"`
	S           string         `json:"digest,omitempty"`        // that an approval is bound to
	ContentHash string         `json:"contentDigest,omitempty"` // of what SageMaker takes only at creation
}

// A ShownReport is a document on a version that is kept elsewhere.
type ShownReport struct {
	Member string `json:"member"`
	URI    string `json:"uri"`
}
