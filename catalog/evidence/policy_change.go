package evidence

import "strings"

// policyAt holds that there is a policy in the tree of the commit before the
// update, and that it speaks of this branch: a pull request can't loosen the
// rules that judge it.
func policyAt(f Facts, before string) Finding {
	const check = "policy"
	if IsZero(before) {
		return failed("gap", "%q was created anew, and nobody can tell what was in it before; %s", f.Branch.Ref, askAgain(f.Question))
	}
	if !f.Policy.Known {
		return notKnown(check, "the approval policy at "+short(before), f.Policy)
	}
	at := f.Policy.Value
	p := at.Policy
	switch {
	case at.Commit != before:
		return failed(check, "the policy to judge by is that of %s, before the update, and not that of %s", short(before), short(at.Commit))
	case at.Digest == "":
		return failed(check, "there was no approval policy at %s%s; %s", short(before), reason(at), askAgain(f.Question))
	case p.Repository == "":
		return failed(check, "the policy at %s names no repository, so anybody's could grant; set approval.repository, and name that commit as --policy-root", short(before))
	case !strings.EqualFold(p.Repository, f.Branch.Repository):
		return failed(check, "the policy at %s is about %q, and %q was asked; %s", short(before), p.Repository, f.Branch.Repository, askAgain(f.Question))
	case "refs/heads/"+p.Branch != f.Branch.Ref:
		return failed(check, "the policy at %s protects %q, and %q was asked; %s", short(before), "refs/heads/"+p.Branch, f.Branch.Ref, askAgain(f.Question))
	}
	return passed(check, "judged by the policy at %s, before the update", short(before))
}

func reason(at PolicyAt) string {
	if at.Why == "" {
		return ""
	}
	return " (" + at.Why + ")"
}

// chainOf holds that the policy came to be what it is by changes that the
// policy before each of them grants, beginning with the root, which is taken
// as given.
func chainOf(c Chain, judged Answer[PolicyAt]) Finding {
	const check = "policy-chain"
	root := rootOf(c)
	parts := []Finding{root}
	if !c.Changes.Known {
		parts = append(parts, notKnown(check, "how the policy changed since "+short(c.Root.Commit), c.Changes))
	}
	digest, commit := c.Root.Digest, c.Root.Commit
	for _, change := range c.Changes.Value {
		parts = append(parts, changed(change, digest, commit))
		digest, commit = change.Question.S, change.Introduction.Value.SHA
	}
	if judged.Known && c.Changes.Known {
		parts = append(parts, leadsTo(judged.Value, digest, commit))
	}
	found := passed(check, "the policy is that of %s, and %s since", short(c.Root.Commit), count(len(c.Changes.Value), "approved change"))
	if state := overall(parts); state != Granted {
		found = Finding{Check: check, State: state, Text: decisive(parts, state).Text}
	}
	found.Parts = parts
	return found
}

func rootOf(c Chain) Finding {
	const check = "policy-root"
	if c.Root.Digest == "" {
		return failed(check, "there is no approval policy at the root %s%s; name a commit that has one as --policy-root", short(c.Root.Commit), reason(c.Root))
	}
	if !c.Given {
		found := passed(check, "no policy root was named, so the policy that %s began with is taken as given; name one that you trust as --policy-root", short(c.Root.Commit))
		found.Warning = true
		return found
	}
	return passed(check, "the policy at %s is taken as given", short(c.Root.Commit))
}

// changed judges one change of policy by the policy before it, of which digest
// and commit are known from the change before.
func changed(change Facts, digest, commit string) Finding {
	const check = "policy-change"
	if !change.Question.Policy {
		return failed(check, "%s/%s is no change of policy", change.Question.Group, change.Question.Label)
	}
	if change.Policy.Known {
		if before := leadsTo(change.Policy.Value, digest, commit); before.State != Granted {
			return before
		}
	}
	v := judge(change, passed("policy-chain", "the policy before is judged before this change"))
	at := short(change.Introduction.Value.SHA)
	found := Finding{Check: check, State: v.State, Parts: v.Tree.Parts}
	switch v.State {
	case Granted:
		found.Text = v.Text
	case Held:
		found.Text = "nobody approved the change of the approval policy at " + at + ": " + v.Reason +
			"; put the policy back, or name a later commit that you trust as --policy-root"
	default:
		found.Text = "the change of the approval policy at " + at + " is in doubt: " + v.Reason
	}
	return found
}

func leadsTo(at PolicyAt, digest, commit string) Finding {
	const check = "policy-link"
	if at.Digest != digest {
		return failed(check, "the policy at %s is not the one that %s led to; name a policy root that is older than the approval, or ask for a new approval",
			short(at.Commit), short(commit))
	}
	return passed(check, "the policy at %s is the one of %s", short(at.Commit), short(commit))
}
