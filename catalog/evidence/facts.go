package evidence

import "time"

// Facts are everything that one question is judged by, as git and GitHub
// answered. They can be written down as JSON and judged again years later.
// Members that GitHub answers have GitHub's names for them.
type Facts struct {
	Question Question `json:"question"`
	Branch   Branch   `json:"branch"`
	// Introduction is the commit L that brought in what is asked for, as git
	// tells: it has S, and its first parent has not.
	Introduction Answer[Commit] `json:"introduction"`
	// Updates are the movements of the branch, newest first, from its tip back
	// to the one that brought L in. LogEnd says why they end before that.
	Updates []Update `json:"updates"`
	LogEnd  LogEnd   `json:"log_end,omitempty"`
	// LogProblem is what the server said where the log could not be read.
	LogProblem string `json:"log_problem,omitempty"`
	// Chain are the first-parent commits that update brought in, newest first:
	// from its after, without its before.
	Chain Answer[[]Commit] `json:"chain"`
	// Pulls are the pull requests that GitHub names for commits of Chain. Only
	// the one that brought L in has Detail.
	Pulls Answer[[]Pull] `json:"pull_requests"`
	// Digests are those of what is asked for, by commit: at L and its first
	// parent; at the merge commit and the head of the pull request that Pick
	// finds, and at the base that Pick gives with it; at those of its commits
	// that WebMerges names, and at their first parents. A commit that does not
	// have the file has empty ones. A policy's S is its digest.
	Digests map[string]Answer[Digests] `json:"digests"`
	// Policy is the policy in the tree of the update's before.
	Policy Answer[PolicyAt] `json:"policy"`
	// Thresholds are those of the version's group in the same tree. Of a change
	// of the policy nobody asks for them; proofs that were kept before modelreg
	// asked for them do not have them.
	Thresholds Answer[ThresholdsAt] `json:"thresholds,omitzero"`
	// Arrival is how those came into the branch. Asked only where [WantsArrival].
	Arrival Answer[Arrival] `json:"thresholds_arrival,omitzero"`
	// Registered tells who brought in the content that is to be approved, if
	// that was not the pull request itself. Asked only where a rule wants it.
	Registered Answer[Registration] `json:"registered"`
}

// A Question is what is to be proven: that somebody approved S.
type Question struct {
	Policy  bool     `json:"policy,omitempty"` // about a change of the approval policy, not of a version
	Group   string   `json:"group,omitempty"`
	Label   string   `json:"label,omitempty"`
	Target  string   `json:"target,omitempty"`
	S       string   `json:"digest"` // of a policy: its own digest
	Content string   `json:"content_digest,omitempty"`
	Asks    []string `json:"asks,omitempty"` // gated values, member=value
	Covers  string   `json:"covers"`         // the text that S is the SHA-256 of
	Commit  string   `json:"commit"`         // H, the commit that asks
}

// An Answer is a fact, or why it could not be found out. The zero Answer says
// that nobody asked, which is as good as not knowing.
type Answer[T any] struct {
	Known   bool   `json:"known"`
	Value   T      `json:"value,omitzero"`
	Problem string `json:"problem,omitempty"` // why it is not known, in words that a person can act on
}

// Known is an answer that was given.
func Known[T any](v T) Answer[T] { return Answer[T]{Known: true, Value: v} }

// NotKnown is an answer that could not be had.
func NotKnown[T any](problem string) Answer[T] { return Answer[T]{Problem: problem} }

// Digests are the two digests of a version at a commit. Empty: the version is
// not there, or is not a regular file that can be understood; Why then says so.
type Digests struct {
	S       string `json:"digest,omitempty"`
	Content string `json:"content_digest,omitempty"`
	Why     string `json:"why,omitempty"`
}

// A Branch is the protected branch.
type Branch struct {
	RepositoryID int64  `json:"repository_id"`
	Repository   string `json:"repository"`   // owner/name, as the policy has it if GitHub answers to that by RepositoryID
	Ref          string `json:"ref"`          // refs/heads/main
	Tip          string `json:"tip"`          // T
	HoldsCommit  bool   `json:"holds_commit"` // H is T or one of its first-parent ancestors
}

// A User is an account of GitHub. The zero User is one that GitHub does not
// name.
type User struct {
	ID    int64  `json:"id"`
	Login string `json:"login"`
	Type  string `json:"type"` // User, Bot, Organization, Mannequin
}

// An Update is one movement of a ref.
// https://docs.github.com/en/rest/repos/repos#list-repository-activities
type Update struct {
	Before string    `json:"before"` // forty zeros where the ref was created
	After  string    `json:"after"`
	Type   string    `json:"activity_type"`
	Actor  User      `json:"actor"`
	At     time.Time `json:"timestamp"`
	// Brought says whether L can be reached from After and not from Before. It
	// is not asked of updates of other refs.
	Brought Answer[bool] `json:"brought,omitzero"`
}

// Types of updates that follow from a merged pull request. All others do not.
const (
	PullMerge  = "pr_merge"
	QueueMerge = "merge_queue_merge"
)

// LogEnd says why the log of updates ends.
type LogEnd string

const (
	LogExpired     LogEnd = "expired"     // GitHub keeps nothing older
	LogUnsupported LogEnd = "unsupported" // the server has no such log
	LogUnreadable  LogEnd = "unreadable"  // the server did not answer
)

// A Commit is one commit, as git or as GitHub's list of a pull request has it.
type Commit struct {
	SHA       string   `json:"sha"`
	Parents   []string `json:"parents"`
	Author    User     `json:"author,omitzero"`    // by GitHub, zero where it knows none
	Committer User     `json:"committer,omitzero"` //
	// OnBase says whether the second parent is on the protected branch. It is
	// asked of merges by GitHub's web interface only.
	OnBase Answer[bool] `json:"on_base,omitzero"`
}

// A Pull is a pull request.
type Pull struct {
	Number      int       `json:"number"`
	URL         string    `json:"html_url"`
	Title       string    `json:"title"`
	Author      User      `json:"user"`
	Merged      bool      `json:"merged"`
	MergedAt    time.Time `json:"merged_at,omitzero"`
	Closed      bool      `json:"closed,omitempty"` // and not merged
	MergeCommit string    `json:"merge_commit_sha"`
	Base        End       `json:"base"`
	Head        End       `json:"head"`
	Commits     int       `json:"commits"` // how many GitHub counts
	Detail      *Detail   `json:"detail,omitempty"`
	MergedBy    User      `json:"-"` // nothing is judged by it
}

// An End is one end of a pull request.
type End struct {
	RepositoryID int64  `json:"repository_id"` // 0 where the repository is gone
	Ref          string `json:"ref"`           // main
	SHA          string `json:"sha"`
}

// A Detail is what is asked only of the pull request that matters.
type Detail struct {
	Commits Answer[[]Commit] `json:"commits"` // oldest first; GitHub lists 250 at most
	Reviews Answer[[]Review] `json:"reviews"` // in the order of submission
	Events  Answer[[]Event]  `json:"events"`
	// Pushes are the updates of the head ref, newest first; of a fork, GitHub
	// tells none.
	Pushes Answer[[]Update] `json:"pushes"`
	// Seen is when GitHub first knew a check or a status on the head. It is asked
	// where Pushes do not tell when the head was pushed; zero: never.
	Seen Answer[time.Time] `json:"seen"`
	// People is what is known of the reviewers, by user id.
	People map[int64]Person `json:"people"`
}

// A Review is one review of a pull request.
type Review struct {
	ID        int64     `json:"id"`
	URL       string    `json:"html_url"`
	User      User      `json:"user"`
	State     string    `json:"state"` // APPROVED, CHANGES_REQUESTED, DISMISSED, COMMENTED, PENDING
	Submitted time.Time `json:"submitted_at,omitzero"`
	Commit    string    `json:"commit_id"`
}

// An Event is something that happened to a pull request.
type Event struct {
	Kind  string    `json:"event"`
	Actor User      `json:"actor"`
	At    time.Time `json:"created_at"`
}

// A Person is what is known of a reviewer.
type Person struct {
	Permission Answer[string]          `json:"permission"`      // admin, write, read, none
	Teams      map[string]Answer[bool] `json:"teams,omitempty"` // by organization/team, those of the rule only
}

// A Registration is how the content of a version came in.
type Registration struct {
	Commit string `json:"commit"`
	Pull   int    `json:"pull_request,omitempty"` // 0: pushed
	By     []User `json:"by"`                     // author, contributors or pusher; empty where nobody can be named
}

// A PolicyAt is the policy in the tree of a commit.
type PolicyAt struct {
	Commit string `json:"commit"`
	Digest string `json:"digest"` // "1:" and the SHA-256 of Text
	Text   string `json:"text"`   // Policy as canonical JSON
	Policy Policy `json:"policy"`
	Why    string `json:"why,omitempty"` // why there is none: registry.yaml is missing or has problems
}

// ThresholdsAt are the thresholds of a group in the tree of a commit. A
// group.yaml that can't be understood takes none away: then they are those of
// the last one before it.
type ThresholdsAt struct {
	Commit  string            `json:"commit"`
	File    string            `json:"file,omitempty"`    // the group.yaml that they are of, below the catalog's folder; empty: the group was not there
	Metrics map[string]Metric `json:"metrics,omitempty"` // what it says itself; registry.yaml's are in the policy
}

// An Arrival is the first-parent commit with which a group came to say what it
// says of its metrics, and how that came into the protected branch.
type Arrival struct {
	Commit string `json:"commit"`
	Given  bool   `json:"given,omitempty"`        // at the trust root, or before
	Pushed bool   `json:"pushed,omitempty"`       // by hand, as the log of updates tells
	Pull   int    `json:"pull_request,omitempty"` // the merged one that has it; 0: none, or it was given or pushed
}

// A Chain is how the policy came to be what it is: taken as given at the root,
// and changed since. Each change is a question of its own, oldest first, and is
// judged by the policy before its own update: that of the first is the root's,
// that of each other is what the change before it asked for.
type Chain struct {
	Root    PolicyAt        `json:"root"`
	Given   bool            `json:"given"` // the root was named from outside the tree
	Changes Answer[[]Facts] `json:"changes"`
}
