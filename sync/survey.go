package sync

// A Survey is what a registry holds of one group: Holdings as [Holdings] lists
// them, none of a group that the catalog does not have, and Approvals as
// [Approvals] does.
type Survey struct {
	Group     string // SageMaker's name
	Holdings  []Holding
	Approvals []Approval
}

func (d *groupDiffer) survey() Survey {
	return Survey{d.group.Name, d.holdings(), d.approvals()}
}
