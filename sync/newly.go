package sync

import "modelreg/catalog"

// A NewApproval is a version that one sync approved and that was not approved
// before: what a deployment waits for.
type NewApproval struct {
	Group  string `json:"group"` // SageMaker's name of the group
	Label  string `json:"label"`
	ARN    string `json:"arn"`
	Target string `json:"target"`
	// PreviousARN is the package with the highest label that sync had approved in
	// the group before this run; empty when there was none.
	PreviousARN string `json:"previousArn,omitempty"`
}

// latestApproved finds the package of the group that sync has approved and that
// has the highest label; empty when there is none. One that a hand approved
// does not count: nobody should go back to it.
func (d *groupDiffer) latestApproved() (arn string) {
	var highest catalog.Label
	for i, id := range d.ids {
		p := d.have.Packages[i]
		if id.Catalog != d.Catalog.Registry.Name || p.Doc[mStatus] != approved || p.Status != "Completed" || !d.stands[i] && !id.Record.approves() {
			continue
		}
		label, err := catalog.ParseLabel(id.Label)
		if err != nil || !highest.IsZero() && (label.Scheme() != highest.Scheme() || label.Compare(highest) < 0) {
			continue
		}
		highest, arn = label, p.ARN
	}
	return arn
}

// newlyApproves reports whether a choice makes a package one that sync has
// approved: the state is set, or a proof is recorded for what a hand set before
// there was one.
func (c approvalChoice) newlyApproves(rec record) bool {
	return c.record.State == approved && (c.set == approved || rec.State == pending || rec.State == rejected)
}
