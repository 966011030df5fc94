package proof_test

import (
	"errors"
	"strings"
	"testing"

	"modelreg/catalog/evidence"
)

// decided names the check that a verdict was decided by.
func decided(v evidence.Verdict) string {
	if v.State == evidence.Granted || v.Tree == nil {
		return ""
	}
	for _, part := range v.Tree.Parts {
		if part.State == v.State {
			return part.Check
		}
	}
	return ""
}

// want holds a verdict to a state, the check that decided, and a part of the
// reason.
func want(t testing.TB, v evidence.Verdict, state evidence.State, check, says string) {
	t.Helper()
	if v.State != state || decided(v) != check || !strings.Contains(v.Reason, says) {
		t.Errorf("got %s by %q, want %s by %q and %q: %s", v.State, decided(v), state, check, says, v.Reason)
	}
	if err := readable(v); err != nil {
		t.Errorf("the reason %q %v", v.Reason, err)
	}
	if v.State != evidence.Granted && (v.Proof != "" || v.Text != "" || !v.At.IsZero()) {
		t.Errorf("what is %s has a proof: %+v", v.State, v)
	}
}

// readable holds that a reason is one sentence, and where it is none that
// grants, that it says what to do.
func readable(v evidence.Verdict) error {
	switch {
	case v.Reason == "":
		return errors.New("is missing")
	case strings.ContainsAny(v.Reason, "\n\r\t"):
		return errors.New("is not one line")
	case strings.HasSuffix(v.Reason, "."):
		return errors.New("ends in a stop")
	case v.State == evidence.Granted, decided(v) == "changes-requested": // who asked for changes says what to do
		return nil
	case !strings.Contains(v.Reason, "; "):
		return errors.New("does not say what to do")
	}
	return nil
}
