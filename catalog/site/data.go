package site

import (
	"time"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/report"
)

// Data is everything that the pages show.
type Data struct {
	Catalog  *catalog.Catalog
	Problems []catalog.Problem
	Source   Source
	Targets  []Target            // in the catalog's order
	Live     map[Key]Live        // what the registries hold; a version that is missing is not registered, unless its target was not read. Without a label: what is wrong with the group itself
	Events   []Event             // every registration, approval and rejection, newest first
	Unread   string              // why Events are not all or come without names; empty: they are whole
	Digests  map[Key]string      // what an approval is bound to, where that is known already; else it is worked out
	Proofs   map[Key]Proof       // of the approvals that are live
	Waiting  []Waiting           // requests that nothing has granted yet
	Owners   map[string][]string // by the group's path: @acme/pricing
	Reports  map[string][]Report // by ref
}

// A Key names a version in a target.
type Key struct{ Group, Label, Target string }

// A Source is where the catalog was read.
type Source struct {
	Repository string    // owner/name on GitHub; empty when not known
	Server     string    // https://github.com
	Folder     string    // of the catalog in the repository
	Commit     string    // forty hex digits; empty: a working folder
	When       time.Time // of the commit
	Edited     bool      // the working folder differs from the commit
	Past       bool      // the commit is an earlier one than that of now, of which the registries are
	Made       time.Time // when the pages were made
	Tool       string    // which modelreg made them
}

// A Target is a registry as it was read.
type Target struct {
	Name    string
	Where   string    // eu-west-1 of 444455556666, or a file
	Read    time.Time // when it was read
	Problem string    // why it was not, or not whole; empty: it was
	Absent  bool      // there is none yet: it is a file that the first sync makes
	Asks    bool      // whether approvals need proof there
}

// A Live is one package as a registry holds it.
type Live struct {
	ARN        string
	Number     int    // SageMaker's own version number
	Status     string // Approved, Rejected, PendingManualApproval
	Stage      string
	Created    time.Time
	Modified   time.Time // zero when never
	ModifiedBy string
	Adopted    bool     // it carries no markers, and is known by its content
	Drift      []string // what is not as the catalog says, each a sentence
	Alarm      bool     // that is wrong, and not only a difference
	Pending    []string // what the next sync changes, in a few words each
	Stuck      []string // why sync leaves it other than the catalog says, each a sentence
}

// An EventKind is what became of a version.
type EventKind string

const (
	Registered EventKind = "registered"
	Asked      EventKind = "asked" // to be approved, and nothing granted it
	Approved   EventKind = "approved"
	Rejected   EventKind = "rejected"
	Withdrawn  EventKind = "withdrawn" // an approval that was taken back
	Changed    EventKind = "changed"
	Removed    EventKind = "removed"
)

// A Role is what somebody did for an event.
type Role string

const (
	Committer Role = "committer" // wrote the commit, as that says
	Opener    Role = "opener"    // opened the pull request
	Approver  Role = "approver"  // approved it, and that counted
)

// An Event is one thing that became of a version in a target.
type Event struct {
	Key
	Kind    EventKind
	When    time.Time
	Commit  string
	Subject string // first line of the commit's message
	By      []string
	Role    Role   // what By did
	Pull    int    // number of the pull request; 0: none is known
	URL     string // of the pull request
	State   evidence.State
	Why     string // the verdict's reason, or why the version was not understood
}

// A Proof is how an approval is proven.
type Proof struct {
	Outcome evidence.Outcome
	Reason  string
	Bundle  *evidence.Bundle // nil where there is none
}

// A Waiting is a version that asks for an approval that it does not have.
type Waiting struct {
	Key
	Reason string
	NoRule bool     // no rule of registry.yaml matches: whoever approves it, that counts for nothing
	Who    []string // who may approve it; none: anyone who can write
	Needed int      // how many of them; none said: one
	Since  time.Time
}

// A Report is one report of a version with what could be read of it.
type Report struct {
	Member  string // modelMetrics.bias.report
	URI     string
	Problem string // why it was not read; empty: it was, or can be
	// Read gives the report when its page is made, or says why it is not shown:
	// those of all versions take more memory than all else. Nil: see Problem.
	Read func() (*report.Report, error)
}
