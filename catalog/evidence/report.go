package evidence

// A Check says what merging an open pull request now would grant.
type Check struct {
	Pull  Pull        `json:"pullRequest"`
	Notes []string    `json:"notes,omitempty"` // what holds for all items
	Items []CheckItem `json:"items"`           // by ref and target; none: nothing needs an approval
}

// A CheckItem is one version, or the policy, that the pull request asks
// approval for.
type CheckItem struct {
	Ref     string  `json:"ref"` // house-price/3, or registry.yaml for the policy
	Target  string  `json:"target,omitempty"`
	Outlook Outlook `json:"outlook"`
}

// An Outcome says what became of the proof of a live approval.
type Outcome string

const (
	Rederived    Outcome = "re-derived"   // found again in git and on GitHub, and it is what is recorded
	BundleOnly   Outcome = "bundle only"  // GitHub no longer tells all; the kept bundle proves it, and git agrees
	ByContent    Outcome = "by content"   // nothing is recorded; the package holds exactly what was approved
	Contradicted Outcome = "contradicted" // what is recorded is not what can be found
	NoProof      Outcome = "no proof"     // nothing is recorded
	NotAsked     Outcome = "not asked"    // the target asks for no proof
	NotFound     Outcome = "unknown"      // could not be found out
)

// An Audit is the answer about one live approval.
type Audit struct {
	Outcome Outcome `json:"outcome"`
	Reason  string  `json:"reason"`
	Commit  string  `json:"commit,omitempty"` // the newest commit that asks for what is recorded
	Proof   *Bundle `json:"proof,omitempty"`  // the whole evidence; nil where there is none
}
