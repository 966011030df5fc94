package evidence

// askAgain is the way out where what was merged does not prove an approval.
func askAgain(q Question) string {
	if q.Policy {
		return "change the policy by a pull request that is reviewed"
	}
	return "raise approvalRequest in a pull request that is reviewed"
}

// wayOut is askAgain, or what can still be done about a pull request that is
// open.
func wayOut(f Facts, p Pull) string {
	if p.Merged {
		return askAgain(f.Question)
	}
	return "put that right before the merge"
}
