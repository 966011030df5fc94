package sitetest

import (
	"testing"

	"modelreg/catalog/evidence"
)

// TestProofs holds that the proofs in the example prove, so that the pages show
// the same findings as real ones.
func TestProofs(t *testing.T) {
	whole := 0
	for key, proof := range Example().Proofs {
		if proof.Bundle == nil {
			continue
		}
		whole++
		if v := proof.Bundle.Judge(); v.State != evidence.Granted {
			t.Errorf("%v: %s: %s", key, v.State, v.Reason)
		}
	}
	if whole == 0 {
		t.Error("no proof has a bundle")
	}
}
