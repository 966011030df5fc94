package sync

import (
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"slices"
	"strings"
)

// Customer metadata keys that sync keeps on every package of a catalog. No
// others may start with markerPrefix.
const (
	markerPrefix   = "modelreg/"
	markerCatalog  = "modelreg/catalog"  // name of the catalog
	markerVersion  = "modelreg/version"  // label
	markerContent  = "modelreg/content"  // digest of the create-only members
	markerApproval = "modelreg/approval" // the approval state that sync last wrote; see record
	markerKeys     = "modelreg/keys"     // which other keys are ours; see keySet

	metricPrefix = "metrics/"
)

// Tag keys that sync keeps on every group of a catalog.
const (
	tagPrefix  = "modelreg:"
	tagCatalog = "modelreg:catalog" // catalog name and repository
	tagManaged = "modelreg:managed" // which tag keys, and whether the policy, are ours, and a short hash of them all
)

// A record is what modelreg/approval says: the approval state that sync last
// wrote, the digest S it wrote it for, and the proof of the gated values that
// it wrote. On the package:
//
//	1:<hex> pr=7 c=<commit> by=<ids>   approved, with its proof
//	1:<hex> ungated c=<commit>         approved while the policy at that commit did not gate it
//	1:<hex> none                       approved in a target that asks for no proof
//	1:<hex> pending                    as it was registered, or as the catalog says
//	1:<hex> rejected                   rejected, because the catalog says so
//	1:<hex> pending pr=7 ...           pending, and another gate is open with this proof
//	1:<hex> begun Approved             the first of several calls was made, to a package in that state
type record struct {
	S     string
	State string // approved, rejected, pending or begun; empty when nothing is recorded
	Proof string // of gated values, empty when none was written; of what is begun, the state before
}

// begun is recorded with the first of several calls that follow from one
// grant, so that a run that takes over does not mistake it for a hand's.
const begun = "begun"

// recordWords stand for the states that need no proof.
var recordWords = map[string]string{"rejected": rejected, "pending": pending, begun: begun}

func parseRecord(s string) (record, bool) {
	digest, rest, ok := strings.Cut(s, " ")
	if !ok || rest == "" || !isDigest(digest) {
		return record{}, false
	}
	r := record{digest, approved, rest}
	if word, proof, _ := strings.Cut(rest, " "); recordWords[word] != "" {
		r.State, r.Proof = recordWords[word], proof
	}
	if r.State != begun && !isProof(r.Proof) && (r.State == approved || r.Proof != "") {
		return record{}, false
	}
	return r, true
}

// noProof is recorded for what was approved in a target that asks for no proof.
const noProof = "none"

// isProof reports whether s has the form of a proof, as a judge states it.
func isProof(s string) bool {
	return s == noProof || strings.HasPrefix(s, "pr=") || strings.HasPrefix(s, "ungated c=")
}

func (r record) String() string {
	for word, state := range recordWords {
		if r.State == state {
			return strings.TrimSpace(r.S + " " + word + " " + r.Proof)
		}
	}
	return r.S + " " + r.Proof
}

// proven reports whether sync recorded a proof of gated values that it wrote.
func (r record) proven() bool { return r.Proof != "" && r.State != begun }

// approves reports whether the package was approved by sync when it was last
// written.
func (r record) approves() bool {
	return r.State == approved || r.State == begun && r.Proof == approved
}

// isDigest reports whether s looks like a digest of this or a later release:
// an algorithm number, a colon, 64 hex digits.
func isDigest(s string) bool {
	algorithm, hex, ok := strings.Cut(s, ":")
	if !ok || len(hex) != 2*sha256.Size || strings.Trim(algorithm, "0123456789") != "" || algorithm == "" {
		return false
	}
	return strings.Trim(hex, "0123456789abcdef") == ""
}

// A mirror repeats the markers in metadataProperties.projectId, which
// SageMaker never changes after creation, so that markers that a hand edited
// or removed can be repaired. A version that sets projectId itself has none.
type mirror struct {
	Catalog, Label, Content string
}

const mirrorPrefix = "modelreg "

func (m mirror) String() string {
	return mirrorPrefix + m.Catalog + " " + m.Label + " " + m.Content
}

func parseMirror(s string) (mirror, bool) {
	rest, ok := strings.CutPrefix(s, mirrorPrefix)
	parts := strings.Split(rest, " ")
	if !ok || len(parts) != 3 || parts[0] == "" || parts[1] == "" || !isDigest(parts[2]) {
		return mirror{}, false
	}
	return mirror{parts[0], parts[1], parts[2]}, true
}

// keyHashLen characters of base64 stand for one key in a keySet: 30 bits, so
// that 48 keys fit into one marker and a clash among them is out of the way.
const keyHashLen = 5

// A keySet remembers which keys of a map are ours, in one value of at most 256
// characters: "1:" and a short hash of each key. What is in the set and no
// longer in the catalog was removed there; what is not in it is somebody
// else's and stays. What follows after a space is not looked at.
type keySet string

const keySetPrefix = "1:"

func newKeySet[V any](m map[string]V) keySet {
	var b strings.Builder
	b.WriteString(keySetPrefix)
	for _, k := range slices.Sorted(maps.Keys(m)) {
		b.WriteString(keyHash(k))
	}
	return keySet(b.String())
}

func (s keySet) has(key string) bool {
	rest, ok := strings.CutPrefix(string(s), keySetPrefix)
	if !ok {
		return false // another release's, or edited by hand: claim nothing
	}
	rest, _, _ = strings.Cut(rest, " ")
	h := keyHash(key)
	for ; len(rest) >= keyHashLen; rest = rest[keyHashLen:] {
		if rest[:keyHashLen] == h {
			return true
		}
	}
	return false
}

func keyHash(key string) string {
	sum := sha256.Sum256([]byte(key))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:keyHashLen]
}
