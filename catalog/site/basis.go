package site

import "modelreg/catalog/evidence"

// A basis is what an approval rests on that is live. Whoever shows an approval
// asks for it: what a registry calls approved is worth what proves it.
type basis string

const (
	proven   basis = "proven"
	unasked  basis = "unasked"  // the registry's target asks for no proof
	unknown  basis = "unknown"  // it could not be found out
	unproven basis = "unproven" // nothing proves it, or something speaks against it
)

// stands reports whether an approval is one to rely on.
func (b basis) stands() bool { return b == proven || b == unasked }

// basis is that of a version which is approved in a registry; empty: it is not.
func (w *writer) basis(key Key) basis {
	live, ok := w.Live[key]
	if !ok || live.Status != approvedStatus {
		return ""
	}
	proof, told := w.Proofs[key]
	switch {
	case live.Alarm, proof.Outcome == evidence.NoProof, proof.Outcome == evidence.Contradicted:
		return unproven
	case !w.found.targets[key.Target].read():
		return unknown
	case proof.Outcome == evidence.Rederived, proof.Outcome == evidence.BundleOnly, proof.Outcome == evidence.ByContent:
		return proven
	case proof.Outcome == evidence.NotAsked, !told && !w.found.targets[key.Target].Asks:
		return unasked
	}
	return unknown
}

// read reports whether a registry was read as a whole; one that nobody tells of
// was not.
func (t Target) read() bool { return t.Name != "" && t.Problem == "" }
