package evidence

import (
	"math"
	"strings"
	"testing"
)

func bundle(e *example) Bundle {
	return Bundle{
		FormatVersion: BundleFormat, Catalog: "acme-models", Target: e.Facts.Question.Target, Ref: e.Facts.Question.Ref(),
		Facts: e.Facts, Chain: e.Chain, Verdict: Judge(e.Facts, e.Chain), Made: at(50),
	}
}

func TestBundle(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*Bundle)
		want   decided
		says   string
	}{
		{"as it was made", func(*Bundle) {}, decided{State: Granted}, "by ana"},
		{"of another format", func(b *Bundle) { b.FormatVersion++ }, decided{Unknown, "bundle-format"}, "another release"},
		{"the verdict in it is forged", func(b *Bundle) {
			b.Facts.Pulls.Value[0].Detail.Reviews = Known([]Review{})
		}, decided{Held, "approvals"}, "0 of 1"},
		{"it says it is about another version", func(b *Bundle) { b.Ref = "house-price/4" }, decided{Held, "bundle-label"}, "house-price/4"},
		{"it says it is about another target", func(b *Bundle) { b.Target = "staging" }, decided{Held, "bundle-label"}, "staging"},
		{"it says it is of another catalog", func(b *Bundle) { b.Catalog = "other" }, decided{Held, "bundle-covers"}, "is not house-price/3"},
		{"what it covers is not what was approved", func(b *Bundle) { b.Facts.Question.Covers += " " }, decided{Held, "bundle-digest"}, "is not the digest"},
		{"the question names a group with laxer rules", func(b *Bundle) {
			b.Facts.Question.Group, b.Ref = "other", "other/3"
		}, decided{Held, "bundle-covers"}, "is not other/3"},
		{"the question names another label", func(b *Bundle) {
			b.Facts.Question.Label, b.Ref = "4", "house-price/4"
		}, decided{Held, "bundle-covers"}, "is not house-price/4"},
		{"the question names another target", func(b *Bundle) {
			b.Facts.Question.Target, b.Target = "staging", "staging"
		}, decided{Held, "bundle-covers"}, `for "staging"`},
		{"the question asks for less", func(b *Bundle) { b.Facts.Question.Asks = []string{"other=x"} }, decided{Held, "bundle-covers"}, "asks for modelApprovalStatus=Approved"},
		{"the policy is not what its text says", func(b *Bundle) {
			b.Facts.Policy.Value.Policy.Rules[1].Approvals = 0
		}, decided{Held, "bundle-policy"}, "what its text says"},
		{"the policy's text is not its digest's", func(b *Bundle) {
			b.Facts.Policy.Value.Text = strings.ReplaceAll(b.Facts.Policy.Value.Text, "acme-models", "acme-modelz")
		}, decided{Held, "bundle-policy"}, "is not the digest"},
		{"the policy's text is no policy", func(b *Bundle) {
			b.Facts.Policy.Value.Policy, b.Facts.Policy.Value.Text, b.Facts.Policy.Value.Digest = Policy{}, "[]", digestOf("[]")
		}, decided{Held, "bundle-policy"}, "what its text says"},
		{"the policy is not known", func(b *Bundle) { b.Facts.Policy = NotKnown[PolicyAt](silence) }, decided{Unknown, "policy"}, silence},
		{"there is no policy", func(b *Bundle) {
			b.Facts.Policy.Value = PolicyAt{Commit: sha("main"), Why: "registry.yaml is missing"}
		}, decided{Held, "policy"}, "registry.yaml is missing"},
		{"what it covers is no version", func(b *Bundle) {
			b.Facts.Question.Covers, b.Facts.Question.S = "[]", digestOf("[]")
			b.Catalog, b.Target, b.Ref = "", "", "/"
			b.Facts.Question.Group, b.Facts.Question.Label, b.Facts.Question.Target = "", "", ""
		}, decided{Held, "bundle-covers"}, ""},
		{"the root's policy is not what its text says", func(b *Bundle) { b.Chain.Root.Policy.Name = "other" }, decided{Held, "bundle-policy"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := bundle(squashed())
			tt.change(&b)
			v := b.Judge()
			if got := decidedBy(v); got != tt.want || !strings.Contains(v.Reason, tt.says) {
				t.Errorf("got %v, want %v and %q: %s", got, tt.want, tt.says, v.Reason)
			}
		})
	}
}

func TestBundleOfChangedPolicy(t *testing.T) {
	b := bundle(underChanged())
	if v := b.Judge(); v.State != Granted {
		t.Fatalf("got %s: %s", v.State, v.Reason)
	}
	b.Chain.Changes.Value[0].Question.Covers = "{}"
	if got, want := decidedBy(b.Judge()), (decided{Held, "bundle-digest"}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestBundleOfOneGate holds that a gated value that the version has not need
// not be asked for.
func TestBundleOfOneGate(t *testing.T) {
	e := squashed()
	e.policy().Gates = append(e.policy().Gates, "modelCard.modelCardStatus=Approved")
	e.repolicy()
	if v := bundle(e).Judge(); v.State != Granted {
		t.Errorf("got %s: %s", v.State, v.Reason)
	}
	if ref := (Question{Policy: true}).Ref(); ref != "" {
		t.Errorf("a policy's ref is %q", ref)
	}
	never := Policy{Metrics: map[string]Metric{"rmse": {Min: new(math.NaN())}}}
	if equal(never, never) || equal(never, Policy{}) || equal(Policy{}, never) {
		t.Error("what can't be written down is equal to something")
	}
}

func TestAsksFor(t *testing.T) {
	version := map[string]any{"modelLifeCycle": map[string]any{"stageStatus": "Approved"}, "modelCard": "text"}
	for gate, want := range map[string]bool{
		"modelLifeCycle.stageStatus=Approved":       true,
		"modelLifeCycle.stageStatus=Pending":        false,
		"modelCard.modelCardStatus=Approved":        false,
		"modelApprovalStatus=Approved":              false,
		"other=PendingManualApproval":               false,
		"modelApprovalStatus=PendingManualApproval": true,
	} {
		if got := asksFor(version, gate); got != want {
			t.Errorf("%s: got %v", gate, got)
		}
	}
}
