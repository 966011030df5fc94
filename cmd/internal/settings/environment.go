package settings

import (
	"fmt"
	"regexp"
	"slices"
)

// environment holds an environment to what its target needs.
func (f Facts) environment(e Environment) []Item {
	where := fmt.Sprintf("Settings > Environments > %s", e.Target)
	items := []Item{{Setting: "Deployment branches and tags: " + f.Branch + " only", Where: where}}
	if e.ApprovedOnly {
		items = append(items, Item{Setting: "Required reviewers", Where: where},
			Item{Setting: "Allow administrators to bypass configured protection rules: off", Where: where})
	}
	for i := range items {
		switch {
		case e.Err != nil:
			items[i].State, items[i].Text = Unknown, oneLine(e.Err)
		case e.Is == nil:
			items[i].State, items[i].Text = Missing, "there is no such environment; a workflow of any branch that names it makes it, open to all"
		}
	}
	if e.Err == nil && e.Is != nil {
		items[0].State, items[0].Text = f.branchesOf(e)
		if e.ApprovedOnly {
			items[1].State, items[1].Text = reviewers(e)
			items[2].State, items[2].Text = administrators(e)
		}
	}
	root := Item{Setting: "Environment variables: MODELREG_POLICY_ROOT", Where: where}
	root.State, root.Text = f.root(e)
	return append(items, root)
}

func (f Facts) branchesOf(e Environment) (State, string) {
	switch {
	case e.Is.Open:
		return Missing, "a job of any branch can use it, and see its variables"
	case e.Is.Protected:
		return OK, "only protected branches can use it"
	case !slices.Equal(e.Is.Branches, []string{f.Branch}):
		return Missing, "it is open to " + listed(e.Is.Branches)
	}
	return OK, "other branches are kept out"
}

func reviewers(e Environment) (State, string) {
	if e.Is.Reviewers == 0 {
		return Missing, "a merge goes to this target at once, with nobody in between"
	}
	return OK, "people let a sync go on"
}

func administrators(e Environment) (State, string) {
	switch {
	case e.Is.Admins == nil:
		return Unknown, "could not be read: GitHub does not say; look at the page"
	case *e.Is.Admins:
		return Missing, "an administrator can let a sync go on without the reviewers"
	}
	return OK, "it is off"
}

// commit is how --policy-root wants a commit named.
var commit = regexp.MustCompile(`^[0-9a-f]{7,40}$`)

// root says which policy is trusted by jobs in an environment. Its own
// variable comes before that of the repository.
func (f Facts) root(e Environment) (State, string) {
	value, of := e.Root, "the environment's"
	switch {
	case e.Err != nil:
		return Unknown, oneLine(e.Err)
	case e.RootErr != nil:
		return Unknown, oneLine(e.RootErr)
	case value == "" && f.RootErr != nil:
		return Unknown, oneLine(f.RootErr)
	case value == "":
		value, of = f.Root, "the repository's"
	}
	switch {
	case value == "":
		return Missing, "neither the environment nor the repository sets it, so the policy that is trusted is what the caller's workflow says, or the oldest one"
	case !commit.MatchString(value):
		return Missing, fmt.Sprintf("%s is %q, which is no commit; give the hash of one whose registry.yaml you have checked", of, value)
	}
	return OK, fmt.Sprintf("%s is %s", of, value)
}
