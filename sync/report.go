package sync

import (
	"modelreg/catalog"
)

// ReportFormat is the version of the report's JSON form; see PlanFormat.
const ReportFormat = 1

// Outcome says what became of one change.
type Outcome string

const (
	Done      Outcome = "done"      // written
	AlreadySo Outcome = "already"   // a fresh look showed that nothing was left to do
	NotDone   Outcome = "blocked"   // we know what is wanted and may not or cannot do it
	Failure   Outcome = "failed"    // the registry refused, or something it depends on failed
	Reported  Outcome = "reported"  // there was nothing to do but to say so
	Remaining Outcome = "remaining" // not begun, because the run was interrupted or refused
	// LeftToNewer: not done, or not finished, since the protected branch says
	// otherwise by now; the run for that commit does what is right. No failure.
	LeftToNewer Outcome = "superseded"
)

// An Item is what became of one change of a plan.
type Item struct {
	Kind    Kind        `json:"kind"`
	Ref     string      `json:"ref"`
	Group   string      `json:"group"`
	Label   string      `json:"label,omitempty"`
	Action  Action      `json:"action"`
	Reason  Reason      `json:"reason"`
	Outcome Outcome     `json:"outcome"`
	ARN     string      `json:"arn,omitempty"`
	Detail  string      `json:"detail,omitempty"` // why not, or what else there is to say
	Fields  []string    `json:"fields,omitempty"` // paths that were written
	Pos     catalog.Pos `json:"position,omitzero"`
}

// A Report says what a sync did.
type Report struct {
	Format    int      `json:"formatVersion"`
	Catalog   string   `json:"catalog"`
	Target    string   `json:"target"`
	Commit    string   `json:"commit,omitempty"`
	Shard     Shard    `json:"shard,omitzero"` // the groups it is about; see Input
	Items     []Item   `json:"items"`          // in the plan's order
	Notices   []Item   `json:"notices,omitempty"`
	Counts    Tally    `json:"counts"`
	Refused   []string `json:"refused,omitempty"`
	Cancelled bool     `json:"interrupted,omitempty"`

	// Approved are the versions that this run approved, in the plan's order. Each
	// is told once: not by a run that finds it done, nor after one that was cut
	// off before it knew.
	Approved []NewApproval `json:"approved"`
	Blocked  int           `json:"blocked"` // Counts.Blocked, for those who read no more than this
	Changed  bool          `json:"changed"` // something was written to the registry, or may have been
}

// Tally sums a report up.
type Tally struct {
	Done      int `json:"done"`
	Already   int `json:"already"`
	Blocked   int `json:"blocked"`
	Failed    int `json:"failed"`
	Remaining int `json:"remaining"`
	Newer     int `json:"superseded"` // left to the run for a newer commit
	Unchanged int `json:"unchanged"`
	Managed   int `json:"managed"`
	Unmanaged int `json:"unmanaged"`
}

// newReport starts a report in which nothing has been done yet.
func newReport(p *Plan) *Report {
	r := &Report{
		Format: ReportFormat, Catalog: p.Catalog, Target: p.Target, Commit: p.Commit, Shard: p.Shard, Approved: []NewApproval{},
		Items: make([]Item, len(p.Changes)), Refused: p.Refused,
	}
	for i, c := range p.Changes {
		r.Items[i] = Item{
			Kind: c.Kind, Ref: c.Ref, Group: c.Group, Label: c.Label, Action: c.Action, Reason: c.Reason,
			ARN: c.ARN, Detail: c.Detail, Pos: c.Pos, Outcome: Remaining,
		}
		switch c.Action {
		case Blocked:
			r.Items[i].Outcome = NotDone
		case Notice:
			r.Items[i].Outcome = Reported
		}
	}
	return r
}

// close sums up, and moves what was only reported out of the items.
func (r *Report) close(p *Plan) *Report {
	items := r.Items
	r.Items = []Item{}
	for _, item := range items {
		if item.Action == Notice {
			r.Notices = append(r.Notices, item)
			continue
		}
		r.Items = append(r.Items, item)
		switch item.Outcome {
		case Done:
			r.Counts.Done++
		case AlreadySo:
			r.Counts.Already++
		case NotDone:
			r.Counts.Blocked++
		case Failure:
			r.Counts.Failed++
		case Remaining:
			r.Counts.Remaining++
		case LeftToNewer:
			r.Counts.Newer++
		}
	}
	r.Blocked = r.Counts.Blocked
	r.Counts.Unchanged, r.Counts.Managed, r.Counts.Unmanaged = p.Counts.Unchanged, p.Counts.Managed, p.Counts.Unmanaged
	return r
}
