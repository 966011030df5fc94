package settings

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"modelreg/catalog/github"
)

// A State is what became of one setting.
type State string

const (
	OK      State = "ok"
	Missing State = "missing"
	Unknown State = "unknown" // it could not be read
)

// An Item is one setting that the trust in approvals rests on.
type Item struct {
	Setting string `json:"setting"` // by its name on GitHub's pages
	Where   string `json:"where"`   // the way there
	State   State  `json:"state"`
	Text    string `json:"text"` // what it is, and what that means
}

// Worst is the state that counts for all: what could not be read comes before
// what is missing.
func Worst(items []Item) State {
	for _, s := range []State{Unknown, Missing} {
		if slices.ContainsFunc(items, func(i Item) bool { return i.State == s }) {
			return s
		}
	}
	return OK
}

// Judge holds the settings to what the trust model needs.
func Judge(f Facts) []Item {
	items := make([]Item, 0, len(rules)+6+4*len(f.Environments))
	for _, r := range rules {
		items = append(items, f.held(r))
	}
	items = append(items, f.bypass(), f.owners())
	items = append(items, f.workflow()...)
	items = append(items, f.forks()...)
	for _, e := range f.Environments {
		items = append(items, f.environment(e)...)
	}
	return items
}

// A rule is one that the protected branch needs, from whatever says it.
type rule struct {
	setting string
	holds   func(github.Protection) bool
	why     string // what can happen without it
}

const codeOwners = "Require review from Code Owners"

// The names are those of branch protection; rulesets have the same, or nearly.
var rules = []rule{
	{"Require a pull request before merging, with Require approvals", func(p github.Protection) bool { return p.Approvals >= 1 },
		"anyone who can write can merge without a review; modelreg then holds the approval, and everything else is synced"},
	{"Dismiss stale pull request approvals when new commits are pushed", func(p github.Protection) bool { return p.Stale },
		"a pull request can be merged with commits that nobody reviewed"},
	{codeOwners, func(p github.Protection) bool { return p.CodeOwners },
		"anyone who may review can agree to another policy or other workflows; CODEOWNERS only asks"},
	{`Allow force pushes: off; in a ruleset, Block force pushes`, func(p github.Protection) bool { return !p.ForcePushes },
		"the past that approvals are proven from can be rewritten"},
	{`Allow deletions: off; in a ruleset, Restrict deletions`, func(p github.Protection) bool { return !p.Deletions },
		"the past that approvals are proven from can be replaced"},
}

func (f Facts) branches() string {
	return fmt.Sprintf("Settings > Branches, or Settings > Rules > Rulesets, for %s", f.Branch)
}

// unread is why it is not known all what the branch is under; nil if it is.
func (f Facts) unread() error { return errors.Join(f.ProtectionErr, f.RulesetsErr) }

func (f Facts) held(r rule) Item {
	item := Item{Setting: r.setting, Where: f.branches()}
	for _, p := range f.protections() {
		if r.holds(p) {
			item.State, item.Text = OK, "by "+p.Name
			if r.setting == codeOwners && f.OwnersErr == nil && f.Owners == nil {
				item.State, item.Text = Missing, item.Text+", but without CODEOWNERS nobody is asked"
			}
			return item
		}
	}
	if err := f.unread(); err != nil {
		item.State, item.Text = Unknown, oneLine(err)
		return item
	}
	item.State, item.Text = Missing, r.why
	return item
}

// bypass says who is above the rules. A rule binds everybody if one of those
// that say it has nobody who may bypass it.
func (f Facts) bypass() Item {
	item := Item{
		Setting: "Do not allow bypassing the above settings; in a ruleset, an empty Bypass list",
		Where:   f.branches(), State: OK, Text: "nobody may bypass them",
	}
	var who []string
	var hidden []error
	bound, said := 0, 0
	for _, r := range rules {
		above, err, held := f.above(r)
		switch {
		case !held:
			continue
		case err != nil:
			hidden = append(hidden, err)
		case len(above) == 0:
			bound++
		}
		said++
		who = append(who, above...)
	}
	slices.Sort(who)
	who = slices.Compact(who)
	switch {
	case bound == len(rules):
	case f.unread() != nil:
		item.State, item.Text = Unknown, oneLine(f.unread())
	case len(who) > 0:
		item.State, item.Text = Missing, "can be bypassed by "+strings.Join(who, ", ")
	case len(hidden) > 0:
		item.State, item.Text = Unknown, oneLine(hidden[0])
	case said == 0:
		item.State, item.Text = Missing, "there are no settings that could bind anybody"
	}
	return item
}

// above gives who may bypass a rule: nobody, where one of the protections that
// say it binds everybody, or why that is not known.
func (f Facts) above(r rule) (who []string, hidden error, held bool) {
	for _, p := range f.protections() {
		switch {
		case !r.holds(p):
			continue
		case p.Hidden != nil:
			hidden = p.Hidden
		case len(p.Bypass) == 0:
			return nil, nil, true
		}
		held = true
		for _, b := range p.Bypass {
			who = append(who, b+" ("+p.Name+")")
		}
	}
	if hidden != nil {
		who = nil // those who are known matter only if what is hidden does not bind
	}
	return who, hidden, held
}

func (f Facts) workflow() []Item {
	where := "Settings > Actions > General > Workflow permissions"
	approve := Item{Setting: "Allow GitHub Actions to create and approve pull requests: off", Where: where, State: OK, Text: "it is off"}
	write := Item{Setting: "Read repository contents and packages permissions", Where: where, State: OK, Text: "it is chosen"}
	switch {
	case f.WorkflowErr != nil:
		approve.State, approve.Text = Unknown, oneLine(f.WorkflowErr)
		write.State, write.Text = Unknown, oneLine(f.WorkflowErr)
		return []Item{approve, write}
	case f.Workflow.Approve:
		approve.State, approve.Text = Missing, "a workflow can give the review that merging needs; modelreg never counts it as an approval"
	}
	if f.Workflow.Write {
		write.State, write.Text = Missing, "a workflow that says nothing about permissions can write to the repository"
	}
	return []Item{approve, write}
}

func listed(names []string) string {
	if len(names) == 0 {
		return "no branch at all"
	}
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = fmt.Sprintf("%q", n)
	}
	return strings.Join(quoted, ", ")
}

func oneLine(err error) string {
	return "could not be read: " + strings.ReplaceAll(err.Error(), "\n", "; ")
}
