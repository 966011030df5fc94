package evidence

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// BundleFormat is the format of bundles that this release writes. It rises
// where an older release could misread a newer bundle.
const BundleFormat = 1

// A Bundle is one whole proof, kept beside the package that it is for: the
// facts as GitHub and git answered them, how the policy came to be, and the
// verdict with its tree of reasons. It can be judged again when GitHub no
// longer knows, and checked with git and a JSON tool alone.
type Bundle struct {
	FormatVersion int       `json:"format_version"`
	Catalog       string    `json:"catalog"` // name of the catalog
	Target        string    `json:"target,omitempty"`
	Ref           string    `json:"ref,omitempty"` // group/label
	Facts         Facts     `json:"facts"`         // with the question
	Chain         Chain     `json:"policy_chain"`
	Verdict       Verdict   `json:"verdict"` // as it was given
	Made          time.Time `json:"made"`
}

// Judge judges the proof again by what the bundle holds. It trusts neither the
// verdict in it nor the digests: what was approved must be what the digests
// are of. What it cannot check is that GitHub and git answered so.
func (b Bundle) Judge() Verdict {
	if b.FormatVersion != BundleFormat {
		return conclude([]Finding{doubtful("bundle-format", "the bundle has the format %d, and this release reads %d; use another release", b.FormatVersion, BundleFormat)})
	}
	steps := []Finding{b.labelled(), sealed(b.Facts), policyText(b.Chain.Root)}
	if !b.Facts.Question.Policy {
		steps = append(steps, b.covered())
	}
	for _, change := range b.Chain.Changes.Value {
		steps = append(steps, sealed(change))
	}
	if state := overall(steps); state != Granted {
		return conclude(steps)
	}
	return Judge(b.Facts, b.Chain)
}

// labelled holds that the bundle is about what its facts are about.
func (b Bundle) labelled() Finding {
	const check = "bundle-label"
	q := b.Facts.Question
	if b.Target != q.Target || b.Ref != q.Ref() {
		return failed(check, "the bundle says it is about %q for %q, and its facts are about %q for %q", b.Ref, b.Target, q.Ref(), q.Target)
	}
	return passed(check, "the bundle is about what its facts are about")
}

// Ref is what a question is about, as people write it: house-price/3, or
// nothing where it is about the policy.
func (q Question) Ref() string {
	if q.Policy {
		return ""
	}
	return q.Group + "/" + q.Label
}

// sealed holds that the digests of a question and its policy are those of the
// texts beside them.
func sealed(f Facts) Finding {
	const check = "bundle-digest"
	q := f.Question
	if q.S != digestOf(q.Covers) {
		return failed(check, "%s is not the digest of what the bundle says it covers", q.S)
	}
	if f.Policy.Value.Digest != "" {
		if found := policyText(f.Policy.Value); found.State != Granted {
			return found
		}
	}
	return passed(check, "%s is the digest of what is asked for", q.S)
}

// policyText holds that a policy is what its text says, and its digest that
// text's.
func policyText(at PolicyAt) Finding {
	const check = "bundle-policy"
	if at.Digest != digestOf(at.Text) {
		return failed(check, "%s is not the digest of the policy at %s", at.Digest, short(at.Commit))
	}
	var p Policy
	if err := json.Unmarshal([]byte(at.Text), &p); err != nil || !equal(p, at.Policy) {
		return failed(check, "the policy at %s is not what its text says", short(at.Commit))
	}
	return passed(check, "%s is the digest of the policy at %s", at.Digest, short(at.Commit))
}

// equal compares policies as they are written down.
func equal(p, q Policy) bool {
	a, err := json.Marshal(p)
	b, _ := json.Marshal(q) // what can't be written down is equal to nothing that can
	return err == nil && bytes.Equal(a, b)
}

func digestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "1:" + hex.EncodeToString(sum[:])
}

// covered holds that the text that S is of speaks of the version, the target
// and the gated values of the question: less would be judged by laxer rules.
func (b Bundle) covered() Finding {
	const check = "bundle-covers"
	q := b.Facts.Question
	var text struct {
		Catalog string         `json:"catalog"`
		Group   string         `json:"group"`
		Label   string         `json:"label"`
		Target  string         `json:"target"`
		Version map[string]any `json:"version"`
	}
	err := json.Unmarshal([]byte(q.Covers), &text)
	if err != nil || text.Catalog != b.Catalog || text.Group != q.Group || text.Label != q.Label || text.Target != q.Target {
		return failed(check, "what %s covers is not %s for %q", q.S, q.Ref(), q.Target)
	}
	for _, gate := range b.Facts.Policy.Value.Policy.Gates {
		if asksFor(text.Version, gate) && !slices.Contains(q.Asks, gate) {
			return failed(check, "what %s covers asks for %s, and the question does not say so", q.S, gate)
		}
	}
	return passed(check, "%s is the digest of %s for %q", q.S, q.Ref(), q.Target)
}

// asksFor says whether a version has a gated value, written member=value.
func asksFor(version map[string]any, gate string) bool {
	path, value, _ := strings.Cut(gate, "=")
	var v any = version
	for name := range strings.SplitSeq(path, ".") {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	if v == nil && path == "modelApprovalStatus" {
		v = "PendingManualApproval" // what a version waits for that says nothing
	}
	return v == value
}
