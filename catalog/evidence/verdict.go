// Package evidence holds the answer to one question: may this version carry
// the gated values it asks for? The answer is a value, reached elsewhere from
// facts, and package sync does nothing with it but obey.
package evidence

import "time"

// State is the answer in one word.
type State string

const (
	Granted    State = "granted"     // proven, or the target asks for no proof
	Held       State = "held"        // definitely not proven
	Unknown    State = "unknown"     // could not find out; never a reason to approve, nor to take back
	NeedsProof State = "needs proof" // nobody has asked yet; nothing is wrong
)

// A Verdict says whether one version may carry its gated values in one target.
// The zero Verdict grants nothing.
type Verdict struct {
	State  State     `json:"state"`
	Reason string    `json:"reason,omitempty"` // why, in words that a person can act on
	At     time.Time `json:"at,omitzero"`      // when the approval was merged; zero where the target asks for no proof
	// Aside: what came in is another change of what was asked for already, so it
	// says nothing about a stop that a hand made.
	Aside bool `json:"aside,omitempty"`
	// First: the request came in together with the version's file, so whoever
	// made it knew nothing of what a hand did to a package since.
	First bool `json:"first,omitempty"`
	// Missed: Held for nothing but a threshold of now, which says nothing about
	// what was approved before.
	Missed bool     `json:"missed,omitempty"`
	Proof  string   `json:"proof,omitempty"` // what to record beside the digest in the approval marker: "pr=7 c=... by=...", "ungated c=...", or "none"
	Text   string   `json:"text,omitempty"`  // who approved it where, in a sentence; empty where the target asks for no proof
	Tree   *Finding `json:"tree,omitempty"`  // how the answer was reached; nil where nothing was looked up
}

// A Finding is one check and what came of it.
type Finding struct {
	Check string `json:"check"` // in a word: update, pull-request, review ...
	State State  `json:"state"` // Granted: passed; Held: failed; Unknown: could not be made
	Text  string `json:"text"`  // in a sentence, with what to do about it
	// Warning: passed, and still something that people should know.
	Warning bool      `json:"warning,omitempty"`
	Parts   []Finding `json:"parts,omitempty"`
}

// A Key names what a verdict is about.
type Key struct {
	Group string // the group's path in the catalog
	Label string
	S     string // digest of what is asked for; a verdict for another S is for something else
}

// Verdicts are the answers known for one target. A missing one is NeedsProof.
type Verdicts map[Key]Verdict

// For gives the verdict on k.
func (vs Verdicts) For(k Key) Verdict {
	if v, ok := vs[k]; ok {
		return v
	}
	return Verdict{State: NeedsProof, Reason: "the approval has not been looked up"}
}
