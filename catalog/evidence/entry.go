package evidence

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Step says in a word what became of a version.
type Step string

const (
	StepRegistered Step = "registered"
	StepApproved   Step = "approved"  // as it was asked for, with proof where the target asks for one
	StepAsked      Step = "asked"     // to be approved, and not known to be proven
	StepRejected   Step = "rejected"  //
	StepWithdrawn  Step = "withdrawn" // neither approved nor rejected any more
	StepChanged    Step = "changed"   //
	StepRemoved    Step = "removed"   //
	StepMoved      Step = "moved"     // from another group, or to one
	StepGarbled    Step = "garbled"   // not to be understood
)

// An Entry is one commit that changed what a version is in a target.
type Entry struct {
	Ref       string    `json:"ref"`
	Target    string    `json:"target"`
	Step      Step      `json:"event"`
	Commit    string    `json:"commit"`
	When      time.Time `json:"when"` // the committer's date, which anyone can forge
	Subject   string    `json:"subject"`
	Author    Signature `json:"author"`        // as the commit says, which anyone can forge
	Committer Signature `json:"committer"`     //
	Was       string    `json:"was,omitempty"` // the approval state that the catalog said before; empty: there was no version
	Now       string    `json:"now,omitempty"` // and says since; empty: there is none any more
	Content   bool      `json:"contentChanged,omitempty"`
	Changes   []Change  `json:"changes,omitempty"` // by path; none of a version that came or went
	Why       string    `json:"why,omitempty"`     // why the version could not be understood
	// MovedFrom and MovedTo are refs: what a version was called before the commit
	// that brought it here, and after the one that took it away.
	MovedFrom string `json:"movedFrom,omitempty"`
	MovedTo   string `json:"movedTo,omitempty"`
	Later     string `json:"later,omitempty"` // what was asked about, where that was called otherwise then
	// Pull is the pull request that brought the commit in; nil where there is
	// none, or where PullProblem says why it is not known.
	Pull        *EntryPull `json:"pullRequest,omitempty"`
	PullProblem string     `json:"pullRequestProblem,omitempty"`
	Unpushed    bool       `json:"unpushed,omitempty"` // GitHub does not have the commit yet, so that no pull request can have brought it in
	// Verdict is that of a request for approval that came in here; nil where
	// nothing was asked for, or the target asks for no proof.
	Verdict *PastVerdict `json:"verdict,omitempty"`
}

// A Signature is whom a commit names.
type Signature struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

// A Change is one member that changed. Old is nil where there was none, New
// where there is none any more.
type Change struct {
	Path string `json:"path"` // modelLifeCycle.stage, inferenceSpecification.containers.0.image
	Old  any    `json:"old,omitempty"`
	New  any    `json:"new,omitempty"`
}

// An EntryPull is a merged pull request, as GitHub tells.
type EntryPull struct {
	Number   int       `json:"number"`
	URL      string    `json:"url"`
	Title    string    `json:"title"`
	Author   string    `json:"author,omitempty"` // login
	MergedBy string    `json:"mergedBy,omitempty"`
	MergedAt time.Time `json:"mergedAt"`
}

// A PastVerdict says what became of a request.
type PastVerdict struct {
	State     State    `json:"state"`
	Reason    string   `json:"reason"`
	Approvers []string `json:"approvers,omitempty"` // logins of those whose approvals counted
}

// Became says what an entry tells. Anew says whether what is asked for is
// another than before, free that the target asks for no proof.
func (e Entry) Became(anew, free bool) Step {
	const approved, rejected = "Approved", "Rejected"
	switch {
	case e.MovedFrom != "" || e.MovedTo != "":
		return StepMoved
	case e.Now == "" && e.Why != "":
		return StepGarbled
	case e.Now == "":
		return StepRemoved
	case e.Was == "":
		return StepRegistered
	case e.Now == approved && anew && (free || e.Verdict != nil && e.Verdict.State == Granted):
		return StepApproved
	case e.Now == approved && anew:
		return StepAsked
	case e.Now == rejected && e.Was != rejected:
		return StepRejected
	case e.Was != e.Now:
		return StepWithdrawn
	}
	return StepChanged
}

// Approvers are the logins of those whose approvals a granted verdict rests on.
func Approvers(f Facts, v Verdict) []string {
	i, _, ok := Pick(f)
	if v.State != Granted || !ok || f.Pulls.Value[i].Detail == nil {
		return nil
	}
	_, by, _ := strings.Cut(v.Proof, " by=")
	ids := strings.Split(by, "+")
	var logins []string
	for _, r := range f.Pulls.Value[i].Detail.Reviews.Value {
		if slices.Contains(ids, strconv.FormatInt(r.User.ID, 10)) && !slices.Contains(logins, r.User.Login) {
			logins = append(logins, r.User.Login)
		}
	}
	slices.Sort(logins)
	return logins
}
