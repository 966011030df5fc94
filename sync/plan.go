package sync

import (
	"cmp"
	"slices"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
)

// PlanFormat is the version of the plan's JSON form. A member that is added
// leaves it alone; one that changes its meaning or goes raises it.
const PlanFormat = 1

// Action is what sync would do about one thing. The set is closed.
type Action string

const (
	Create  Action = "create"  // + something new
	Update  Action = "update"  // ~ in place
	Delete  Action = "delete"  // -
	Blocked Action = "blocked" // ! we know what is wanted and may not or cannot do it
	Notice  Action = "notice"  // nothing to do, but something to say; changes no exit code
)

// Mark is the one character that stands for the action in a plan.
func (a Action) Mark() string {
	switch a {
	case Create:
		return "+"
	case Update:
		return "~"
	case Delete:
		return "-"
	case Blocked:
		return "!"
	}
	return "i"
}

// Reason says in a word why a change is in the plan, for people and for their
// tools.
type Reason string

const (
	NewGroup       Reason = "new-group"
	NewVersion     Reason = "new-version"
	Changed        Reason = "changed"         // the catalog and the registry differ
	Approve        Reason = "approve"         // a request for approval is granted
	Demote         Reason = "demote"          // the catalog no longer says Approved
	Reject         Reason = "reject"          // the catalog says Rejected
	Reopen         Reason = "reopen"          // the catalog no longer says Rejected
	PutBack        Reason = "put-back"        // approved in the registry without proof
	Adopt          Reason = "adopt"           // exists already and nobody owns it; gets our markers, or counts without
	Repair         Reason = "repair"          // markers were edited or removed
	Removed        Reason = "removed"         // no longer in the catalog
	HasProblems    Reason = "problems"        // the file has problems; validate shows them
	Waits          Reason = "waits"           // for a lower label, or for the registry
	CreateOnly     Reason = "create-only"     // SageMaker takes it only at creation
	OutOfOrder     Reason = "out-of-order"    // a higher label is registered already
	HeldApproval   Reason = "held"            // proof was looked for and is not there
	UnknownProof   Reason = "unknown"         // proof could not be looked for
	ProofNeeded    Reason = "needs-proof"     // proof has not been looked for
	KeptByHand     Reason = "kept"            // a hand rejected or stopped it; nothing undoes that but a newer approval
	ForeignGroup   Reason = "foreign-group"   // another catalog's
	Lookalike      Reason = "lookalike"       // a package without our markers holds the same content
	Duplicate      Reason = "duplicate"       // a second package for one label
	Orphan         Reason = "orphan"          // in the registry, carries our markers, not in the catalog
	CannotRemove   Reason = "cannot-remove"   // SageMaker has no way to take a member away
	UnknownMarkers Reason = "unknown-markers" // ours by its markers, but which version is not to be told
	Failed         Reason = "failed"          // SageMaker's own validation failed
	NewestDiffers  Reason = "newest-differs"  // SageMaker's newest is not the highest label
	Superseded     Reason = "superseded"      // the protected branch says otherwise by now; left to the run for that commit
	Missed         Reason = "threshold"       // approved before, and misses a threshold of now
	WaiverOver     Reason = "waiver"          // approved with a waiver that has run out
)

// Kind says what a change is about.
type Kind string

const (
	OfGroup   Kind = "group"
	OfVersion Kind = "version"
)

// A Change is one entry of a plan. Its exported part is data that can be
// reviewed, stored and compared.
type Change struct {
	Kind   Kind        `json:"kind"`
	Ref    string      `json:"ref"`   // as people write it: house-price/1, or house-price for a group
	Group  string      `json:"group"` // SageMaker's name of the group
	Label  string      `json:"label,omitempty"`
	Action Action      `json:"action"`
	Reason Reason      `json:"reason"`
	Detail string      `json:"detail,omitempty"`  // the reason in a sentence, with what to do about it
	Pos    catalog.Pos `json:"position,omitzero"` // the line that asks for it; zero for what is only in the registry
	ARN    string      `json:"arn,omitempty"`     // of what exists
	Fields []Field     `json:"fields,omitempty"`  // by path
	Drift  bool        `json:"drift,omitempty"`   // the registry moved, and not the catalog; see Drift

	// Proof is how the verdict on a request for approval was reached; nil where
	// nothing was looked up.
	Proof *evidence.Finding `json:"proof,omitempty"`

	step step
}

// A Field is one value that differs. Old is nil where there is none yet, New
// where there is none any more.
type Field struct {
	Path string      `json:"path"` // as in the catalog file: modelLifeCycle.stage, metrics.rmse
	Old  any         `json:"old,omitempty"`
	New  any         `json:"new,omitempty"`
	Pos  catalog.Pos `json:"position,omitzero"` // zero where the catalog has no line for it
}

// A Plan says what has to happen for a registry to match a catalog.
type Plan struct {
	Format  int    `json:"formatVersion"`
	Catalog string `json:"catalog"`
	Folder  string `json:"folder,omitempty"` // of the catalog, as it was given; positions start with it
	Target  string `json:"target"`
	Commit  string `json:"commit,omitempty"` // the commit the catalog was read at; empty for a working folder
	// Prune and OutOfOrder are what the plan was allowed; see Input.
	Prune      bool     `json:"prune,omitempty"`
	OutOfOrder []string `json:"outOfOrder,omitempty"`
	Shard      Shard    `json:"shard,omitzero"` // the groups it is about; see Input
	Changes    []Change `json:"changes"`        // by group, then versions in label order
	Counts     Counts   `json:"counts"`
	Refused    []string `json:"refused,omitempty"` // why the safety limits allow none of it; see guard.go

	// Asked are the versions that ask for a gated value and whose verdict was
	// not among those given.
	Asked []Request `json:"-"`
	// Standing are the refs of versions that are Approved in the registry as the
	// catalog asks, by record of a sync.
	Standing []string `json:"-"`

	rest *Plan // what other shards do; nil where there is no such thing
}

// Counts sums a plan up.
type Counts struct {
	Create    int `json:"create"`
	Update    int `json:"update"`
	Delete    int `json:"delete"`
	Blocked   int `json:"blocked"`
	Notices   int `json:"notices"`
	Unchanged int `json:"unchanged"` // versions that are as they should be
	Managed   int `json:"managed"`   // packages with our markers, or that count as versions by their content
	Unmanaged int `json:"unmanaged"` // packages that are not ours, left alone
}

// A Request is a version that asks for a gated value.
type Request struct {
	Key evidence.Key
	Ref string
	Pos catalog.Pos
}

// Effects counts the changes that would write to the registry.
func (p *Plan) Effects() int { return p.Counts.Create + p.Counts.Update + p.Counts.Delete }

func sortFields(fields []Field) {
	slices.SortFunc(fields, func(a, b Field) int { return cmp.Compare(a.Path, b.Path) })
}

func (p *Plan) add(changes ...Change) {
	for _, c := range changes {
		sortFields(c.Fields)
		p.Changes = append(p.Changes, c)
		switch c.Action {
		case Create:
			p.Counts.Create++
		case Update:
			p.Counts.Update++
		case Delete:
			p.Counts.Delete++
		case Blocked:
			p.Counts.Blocked++
		case Notice:
			p.Counts.Notices++
		}
	}
}
