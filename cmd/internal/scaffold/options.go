package scaffold

import (
	"fmt"
	"regexp"
	"strings"

	"modelreg/catalog"
)

// Options say what the new repository is for.
type Options struct {
	Repository   string   // OWNER/NAME on GitHub
	RepositoryID string   // its number there; may be empty, and is then asked for when the roles are made
	Branch       string   // the protected branch
	Staging      Place    // the first registry
	Production   *Place   // the one that gets approved versions only; may be nil
	Tool         Tool     // where workflows and action come from
	Owners       []string // who reviews settings and workflows: @user or @org/team; may be empty
	Approvers    []string // logins of who approves versions; empty: anyone who can write
	Site         bool     // publish pages of the catalog with GitHub Pages
}

// A Place is a SageMaker Model Registry.
type Place struct {
	Account string
	Region  string
}

// A Tool is a commit of the repository that hosts modelreg.
type Tool struct {
	Repository string // OWNER/REPO
	Commit     string // 40 hex digits
}

// String gives OWNER/REPO@COMMIT.
func (t Tool) String() string { return t.Repository + "@" + t.Commit }

// ParseTool reads OWNER/REPO@COMMIT. A branch or a tag can be moved by whoever
// can write there, so it takes commits only.
func ParseTool(s string) (Tool, error) {
	repository, commit, _ := strings.Cut(s, "@")
	if !isRepository(repository) || !commitID.MatchString(commit) {
		return Tool{}, fmt.Errorf("--tool %q names no commit of a repository; write OWNER/REPO@COMMIT with all 40 hex digits of the commit", s)
	}
	return Tool{repository, commit}, nil
}

// These are narrower than what GitHub and AWS allow in places, and never wider.
var (
	owner    = regexp.MustCompile(`^[A-Za-z0-9](-?[A-Za-z0-9])*(_[A-Za-z0-9]+)?$`) // _shortcode: a managed user
	name     = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,100}$`)
	team     = regexp.MustCompile(`^[a-z0-9_-]+$`)
	commitID = regexp.MustCompile(`^[0-9a-f]{40}$`)
	number   = regexp.MustCompile(`^[1-9][0-9]{0,18}$`)
	account  = regexp.MustCompile(`^[0-9]{12}$`)
	region   = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$`)
	branch   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*([./][A-Za-z0-9_-]+)*$`)
)

// Check says what is wrong with options, as of the flags they come from.
func (o Options) Check() error {
	switch {
	case !isRepository(o.Repository):
		return fmt.Errorf("--repository %q is no repository on GitHub; write OWNER/NAME", o.Repository)
	case o.RepositoryID != "" && !number.MatchString(o.RepositoryID):
		return fmt.Errorf("--repository-id %q is no id; gh api repos/%s --jq .id prints it", o.RepositoryID, o.Repository)
	case !branch.MatchString(o.Branch) || len(o.Branch) > 100 || strings.HasSuffix(o.Branch, ".lock"):
		return fmt.Errorf("--branch %q is no branch that can be written here; use letters, digits, and - _ . / between them", o.Branch)
	}
	if err := o.Staging.check("--account", "--region"); err != nil {
		return err
	}
	if p := o.Production; p != nil {
		if err := p.check("--production-account", "--production-region"); err != nil {
			return err
		}
		if *p == o.Staging {
			return fmt.Errorf("--production-account %q and --production-region %q are the same registry as --account and --region; give production one of its own", p.Account, p.Region)
		}
	}
	for _, who := range o.Owners {
		org, slug, isTeam := strings.Cut(strings.TrimPrefix(who, "@"), "/")
		if !strings.HasPrefix(who, "@") || !isLogin(org) || isTeam && !team.MatchString(slug) {
			return fmt.Errorf("--owners %q is nobody on GitHub; write @ORG/TEAM or @USER", who)
		}
	}
	for _, login := range o.Approvers {
		if !isLogin(login) {
			return fmt.Errorf("--approvers %q is no login on GitHub; write it without @, and people rather than teams, which a workflow's token can't read", login)
		}
	}
	return nil
}

func (p Place) check(accountFlag, regionFlag string) error {
	switch {
	case !account.MatchString(p.Account):
		return fmt.Errorf("%s %q is no AWS account; write its twelve digits", accountFlag, p.Account)
	case !region.MatchString(p.Region):
		return fmt.Errorf("%s %q is no AWS region; write one such as eu-west-1", regionFlag, p.Region)
	}
	return nil
}

// Partition is the AWS partition of a region.
func (p Place) Partition() string {
	t := catalog.Target{SageMaker: &catalog.SageMakerTarget{Region: p.Region}}
	return t.Partition()
}

func isRepository(s string) bool {
	org, repo, _ := strings.Cut(s, "/")
	return isLogin(org) && name.MatchString(repo) && strings.Trim(repo, ".") != ""
}

func isLogin(s string) bool { return owner.MatchString(s) && len(s) <= 39 }
