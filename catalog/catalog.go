package catalog

import "strings"

// A Catalog is what one catalog folder says, read at one moment or at one
// commit. What could not be understood is named in Unknown or marked Broken,
// never left out: "unreadable" must not look like "removed".
type Catalog struct {
	Dir      string    // the folder as the user wrote it; the prefix of every Pos.Path
	Registry *Registry // nil when registry.yaml is missing or has errors
	Groups   []*Group  // by Path
	Unknown  []string  // files below the catalog that exist and could not be understood; nothing is pruned while there is one
}

// A Registry is registry.yaml.
type Registry struct {
	Name          string
	DefaultTarget string
	Targets       []*Target // by name
	Approval      Approval
	Metrics       map[string]Threshold
	Safety        Safety
	file          *file
}

// A Target is one registry that the catalog is synced to.
type Target struct {
	Name      string
	Local     *LocalTarget     // exactly one of Local and SageMaker is set
	SageMaker *SageMakerTarget //
	Variables map[string]string
	Versions  string // "all" or "approved": which versions are created here
	Adopt     string // "none" or "match": whether a package that nobody owns counts as the version that it equals
	Evidence  string // "github" or "none": whether an approval needs proof
}

// A LocalTarget is a registry embedded in modelreg, kept in one file.
type LocalTarget struct {
	Path      string // relative to registry.yaml
	Region    string // default us-east-1
	AccountID string // twelve digits; default 000000000000
}

// A SageMakerTarget is the model registry of one AWS account and region.
type SageMakerTarget struct {
	Region    string
	AccountID string
	RoleARN   string // assumed before anything else; empty: the credentials as they are
}

// Region is the AWS region that names in this target refer to.
func (t *Target) Region() string {
	if t.SageMaker != nil {
		return t.SageMaker.Region
	}
	return t.Local.Region
}

// AccountID is the AWS account that owns the registry.
func (t *Target) AccountID() string {
	if t.SageMaker != nil {
		return t.SageMaker.AccountID
	}
	return t.Local.AccountID
}

// Approval says what proves an approval.
type Approval struct {
	Repository   string         // owner/name on GitHub
	Branch       string         // default main
	Gates        []Gate         // what needs proof
	MachineUsers []string       // logins of user accounts that never count
	Changes      *ApprovalRule  // who approves changes of the policy, for no group and no target; nil: every rule must agree
	Rules        []ApprovalRule // at least one: by default anyone who can write approves everything
}

// A Gate is a field value that is written only with proof, such as
// modelApprovalStatus=Approved.
type Gate struct {
	Path  []string // member names from the version's root
	Value string
}

// String gives member=value, as registry.yaml has it.
func (g Gate) String() string { return strings.Join(g.Path, ".") + "=" + g.Value }

// An ApprovalRule says who may approve versions of some groups for some
// targets. The first rule whose Groups and Targets match decides. Anyone who
// can write to the repository may approve, where there are neither Users nor
// Teams.
type ApprovalRule struct {
	Groups               []string // doublestar patterns over group paths
	Targets              []string // nil: every target
	Approvals            int      // default 1
	Users                []string // GitHub logins
	Teams                []string // organization/team
	RegistrantMayApprove bool     // who registered the version may approve it in another pull request
	SeparatePullRequest  bool     // registering and approving must be two pull requests
}

// Safety bounds what one sync may do.
type Safety struct {
	MaxDeletes        int // default 0: prune is off
	MaxChangedPercent int // of the packages under management, from ten up; default 30
}

// A Group is a folder with a group.yaml.
type Group struct {
	Path     string         // slash path below the catalog: pricing/churn
	Name     string         // modelPackageGroupName, as SageMaker knows it
	Doc      map[string]any // group.yaml without apiVersion and kind; nil when Broken
	Versions []*Version     // in label order
	Broken   bool           // group.yaml has errors; its versions cannot be synced
	file     *file
}

// A Version is one file below a group's versions folder.
type Version struct {
	Group  *Group
	Label  Label
	Path   string // slash path below the catalog
	Broken bool   // the file has errors; all that is known of it is its label
	doc    []byte // the document as JSON: a fifth of the size of a Go map
	file   *file
}

// Text is what the version's file says; empty where it was not read. It is not to
// be changed.
func (v *Version) Text() []byte {
	if v.file == nil {
		return nil
	}
	return v.file.data
}

// Ref names a version as people write it: house-price/1.
func (v *Version) Ref() string { return v.Group.Path + "/" + v.Label.String() }
