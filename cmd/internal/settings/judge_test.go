package settings

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"modelreg/catalog/github"
)

var errHidden = errors.New("403 no\nadministration: read")

// strict binds everybody to everything.
func strict() *github.Protection {
	return &github.Protection{Name: "branch protection", Approvals: 1, Stale: true, CodeOwners: true}
}

func switched(on bool) *bool { return &on }

const root = "0123456789012345678901234567890123456789"

// good are facts in which nothing is missing.
func good() Facts {
	return Facts{
		Branch: "main", Protection: strict(), Owners: &github.CodeOwners{},
		Forks: github.ForkSetting{Private: true, Run: true}, Root: root[:7],
		Environments: []Environment{
			{Target: "production", ApprovedOnly: true, Root: root, Is: &github.Environment{Name: "production", Reviewers: 1, Branches: []string{"main"}, Admins: switched(false)}},
			{Target: "staging", Is: &github.Environment{Name: "staging", Protected: true}},
		},
	}
}

// TestJudge changes one fact at a time, and looks which settings are not ok
// then, by the first words of their names, and with what state.
func TestJudge(t *testing.T) {
	const (
		pull, stale, owners, force, deletions = "Require a pull request", "Dismiss stale", "Require review from", "Allow force", "Allow deletions"
		bypass, approve, token                = "Do not allow bypassing", "Allow GitHub Actions", "Read repository"
		branches, reviewers, administrators   = "Deployment branches", "Required reviewers", "Allow administrators"
		file, write, secrets, variable        = "CODEOWNERS", "Send write tokens", "Send secrets", "Environment variables: MODELREG_POLICY_ROOT"
	)
	all := func(s State) map[string]State {
		return map[string]State{pull: s, stale: s, owners: s, force: s, deletions: s, bypass: s}
	}
	loose := github.Protection{Name: `ruleset "loose"`, Approvals: 1, Stale: true, CodeOwners: true, Bypass: []string{"the role admin"}}
	hidden := github.Protection{Name: `ruleset "hidden"`, Approvals: 1, Stale: true, CodeOwners: true, Hidden: errHidden}
	for _, tt := range []struct {
		name   string
		change func(*Facts)
		want   map[string]State
		text   string // is in one of the items
	}{
		{"nothing", func(*Facts) {}, nil, "nobody may bypass them"},
		{"no protection", func(f *Facts) { f.Protection = nil }, all(Missing), "no settings that could bind"},
		{"protection unread", func(f *Facts) { f.Protection, f.ProtectionErr = nil, errHidden }, all(Unknown), "could not be read: 403 no; administration: read"},
		{"rulesets unread, not needed", func(f *Facts) { f.RulesetsErr = errHidden }, nil, "by branch protection"},
		{"rulesets unread, perhaps needed", func(f *Facts) { f.RulesetsErr = errHidden; f.Protection.Stale = false }, map[string]State{stale: Unknown, bypass: Unknown}, ""},
		{"no approvals", func(f *Facts) { f.Protection.Approvals = 0 }, map[string]State{pull: Missing}, ""},
		{"no pull request", func(f *Facts) {
			f.Protection.Approvals, f.Protection.Stale, f.Protection.CodeOwners = -1, false, false
		}, map[string]State{pull: Missing, stale: Missing, owners: Missing}, ""},
		{"stale ones stay", func(f *Facts) { f.Protection.Stale = false }, map[string]State{stale: Missing}, ""},
		{"no code owners", func(f *Facts) { f.Protection.CodeOwners = false }, map[string]State{owners: Missing}, ""},
		{"force pushes", func(f *Facts) { f.Protection.ForcePushes = true }, map[string]State{force: Missing}, ""},
		{"deletions", func(f *Facts) { f.Protection.Deletions = true }, map[string]State{deletions: Missing}, ""},
		{"administrators", func(f *Facts) { f.Protection.Bypass = []string{"administrators"} }, map[string]State{bypass: Missing}, "can be bypassed by administrators (branch protection)"},
		{"a ruleset alone", func(f *Facts) {
			f.Protection = nil
			f.Rulesets = []github.Protection{{Name: `ruleset "r"`, Approvals: 2, Stale: true, CodeOwners: true}}
		}, nil, `by ruleset "r"`},
		{"two rulesets together", func(f *Facts) {
			f.Protection = nil
			f.Rulesets = []github.Protection{{Approvals: 1, ForcePushes: true}, {Approvals: -1, Stale: true, CodeOwners: true, Deletions: true}}
		}, nil, "nobody may bypass them"},
		{"a loose ruleset beside strict protection", func(f *Facts) { f.Rulesets = []github.Protection{loose} }, nil, "nobody may bypass them"},
		{"a loose ruleset alone", func(f *Facts) { f.Protection = nil; f.Rulesets = []github.Protection{loose} }, map[string]State{bypass: Missing}, `the role admin (ruleset "loose")`},
		{"a loose ruleset, protection unread", func(f *Facts) {
			f.Protection, f.ProtectionErr, f.Rulesets = nil, errHidden, []github.Protection{loose}
		}, map[string]State{bypass: Unknown}, ""},
		{"hidden bypass list", func(f *Facts) { f.Protection = nil; f.Rulesets = []github.Protection{hidden} }, map[string]State{bypass: Unknown}, ""},
		{"hidden bypass list beside a loose one", func(f *Facts) { f.Protection = nil; f.Rulesets = []github.Protection{loose, hidden} }, map[string]State{bypass: Unknown}, ""},
		{"actions approve", func(f *Facts) { f.Workflow.Approve = true }, map[string]State{approve: Missing}, ""},
		{"actions write", func(f *Facts) { f.Workflow.Write = true }, map[string]State{token: Missing}, ""},
		{"actions unread", func(f *Facts) { f.WorkflowErr = errHidden }, map[string]State{approve: Unknown, token: Unknown}, ""},
		{"no environment", func(f *Facts) { f.Environments[0].Is = nil }, map[string]State{branches: Missing, reviewers: Missing, administrators: Missing}, "there is no such environment"},
		{"environment unread", func(f *Facts) { f.Environments[0].Is, f.Environments[0].Err = nil, errHidden }, map[string]State{branches: Unknown, reviewers: Unknown, administrators: Unknown, variable: Unknown}, ""},
		{"open environment", func(f *Facts) { f.Environments[1].Is = &github.Environment{Open: true} }, map[string]State{branches: Missing}, "a job of any branch"},
		{"other branches", func(f *Facts) { f.Environments[0].Is.Branches = []string{"*", "main"} }, map[string]State{branches: Missing}, `it is open to "*", "main"`},
		{"no branches", func(f *Facts) { f.Environments[0].Is.Branches = nil }, map[string]State{branches: Missing}, "no branch at all"},
		{"administrators need not wait", func(f *Facts) { f.Environments[0].Is.Admins = switched(true) }, map[string]State{administrators: Missing}, "without the reviewers"},
		{"whether they need not is not said", func(f *Facts) { f.Environments[0].Is.Admins = nil }, map[string]State{administrators: Unknown}, "GitHub does not say"},
		{"administrators of what nobody waits for", func(f *Facts) { f.Environments[1].Is.Admins = switched(true) }, nil, ""},
		{"no owners", func(f *Facts) { f.Owners = nil }, map[string]State{owners: Missing, file: Missing}, "by branch protection, but without CODEOWNERS nobody is asked"},
		{"owners unread", func(f *Facts) { f.Owners, f.OwnersErr = nil, errHidden }, map[string]State{file: Unknown}, ""},
		{"owners with errors", func(f *Facts) { f.Owners.Errors = []string{"CODEOWNERS:3: Unknown owner"} }, map[string]State{file: Missing}, "CODEOWNERS:3: Unknown owner"},
		{"forks write", func(f *Facts) { f.Forks.Write = true }, map[string]State{write: Missing}, "can write to it"},
		{"forks know secrets", func(f *Facts) { f.Forks.Secrets = true }, map[string]State{secrets: Missing}, ""},
		{"forks run nothing", func(f *Facts) { f.Forks = github.ForkSetting{Private: true, Write: true, Secrets: true} }, nil, "don't run"},
		{"forks of a public repository", func(f *Facts) { f.Forks = github.ForkSetting{} }, nil, "a public repository never does"},
		{"forks unread", func(f *Facts) { f.ForksErr = errHidden }, map[string]State{write: Unknown, secrets: Unknown}, ""},
		{"no root", func(f *Facts) { f.Root = ""; f.Environments[0].Root = "" }, map[string]State{variable: Missing}, "neither the environment nor"},
		{"the repository's root", func(f *Facts) { f.Environments[0].Root = "" }, nil, "the repository's is 0123456"},
		{"a branch as root", func(f *Facts) { f.Environments[0].Root = "main" }, map[string]State{variable: Missing}, `the environment's is "main", which is no commit`},
		{"root unread", func(f *Facts) { f.Environments[0].RootErr = errHidden }, map[string]State{variable: Unknown}, ""},
		{"the repository's root unread, not needed", func(f *Facts) { f.RootErr = errHidden; f.Root = ""; f.Environments[1].Root = root }, nil, ""},
		{"the repository's root unread", func(f *Facts) { f.RootErr = errHidden; f.Root = "" }, map[string]State{variable: Unknown}, ""},
		{"no reviewers", func(f *Facts) { f.Environments[0].Is.Reviewers = 0 }, map[string]State{reviewers: Missing}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := good()
			tt.change(&f)
			items := Judge(f)
			got := map[string]State{}
			worst, said := OK, tt.text == ""
			for _, i := range items {
				said = said || strings.Contains(i.Text, tt.text)
				if i.Setting == "" || i.Where == "" || i.Text == "" || strings.Contains(i.Text, "\n") {
					t.Errorf("item %+v", i)
				}
				if i.State == OK {
					continue
				}
				if worst != Unknown {
					worst = i.State
				}
				for _, name := range []string{pull, stale, owners, force, deletions, bypass, approve, token, branches, reviewers, administrators, file, write, secrets, variable} {
					if strings.HasPrefix(i.Setting, name) {
						got[name] = i.State
					}
				}
			}
			if tt.want == nil {
				tt.want = map[string]State{}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if !said || Worst(items) != worst {
				t.Errorf("worst is %s, of %+v; want %q", Worst(items), items, tt.text)
			}
		})
	}
}

// TestMoreProtects: another set of rules never makes a setting worse, and what
// is not known never makes one ok.
func TestMoreProtects(t *testing.T) {
	protection := rapid.Custom(func(t *rapid.T) github.Protection {
		p := github.Protection{
			Name:      fmt.Sprintf("ruleset %d", rapid.Int().Draw(t, "id")),
			Approvals: rapid.IntRange(-1, 2).Draw(t, "approvals"),
			Stale:     rapid.Bool().Draw(t, "stale"), CodeOwners: rapid.Bool().Draw(t, "owners"),
			ForcePushes: rapid.Bool().Draw(t, "force"), Deletions: rapid.Bool().Draw(t, "deletions"),
			Bypass: rapid.SliceOfN(rapid.SampledFrom([]string{"ana", "bob"}), 0, 2).Draw(t, "bypass"),
		}
		if rapid.Bool().Draw(t, "hidden") {
			p.Bypass, p.Hidden = nil, errHidden
		}
		return p
	})
	rank := map[State]int{Missing: 0, Unknown: 1, OK: 2}
	rapid.Check(t, func(t *rapid.T) {
		f := good()
		f.Protection = nil
		f.Rulesets = rapid.SliceOfN(protection, 0, 3).Draw(t, "rulesets")
		before := Judge(f)
		hidden := f
		hidden.ProtectionErr = errHidden
		for i, item := range Judge(hidden) {
			if item.State == OK && before[i].State != OK || before[i].State == OK && item.State == Missing {
				t.Errorf("%s is %s, and %s where branch protection can't be read", item.Setting, before[i].State, item.State)
			}
		}
		bound := f
		bound.Protection = strict()
		for i, item := range Judge(bound) {
			if rank[item.State] < rank[before[i].State] || item.State != OK {
				t.Errorf("%s is %s under strict protection, and %s without", item.Setting, item.State, before[i].State)
			}
		}
	})
}
