package sync_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/sync"
)

// TestApprovals: every live approval of the groups under management is found,
// whoever made it, beside what the catalog says and what is recorded.
func TestApprovals(t *testing.T) {
	const asks = "modelApprovalStatus: Approved\n"
	content := map[string]any{"containers": []any{map[string]any{
		"image":        "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
		"modelDataUrl": "s3://acme/churn-1/model.tar.gz",
	}}}
	type seen struct {
		Ref      string // an ARN is cut to group/number
		Owner    sync.Owner
		InCat    bool
		Bound    bool // recorded for what the catalog says now
		Proof    string
		Gates    []string
		Content  []string
		Changed  []string
		Dup      bool
		Problems bool
	}
	status := []string{"modelApprovalStatus=Approved"}
	plain := seen{Ref: "churn/1", Owner: sync.Ours, InCat: true, Bound: true, Proof: "pr=7 c=1a by=1", Gates: status}
	with := func(edit func(*seen)) seen {
		s := plain
		edit(&s)
		return s
	}
	tests := []struct {
		name string
		hand func(w *world, arn string)
		now  files // nil: as it was synced
		want []seen
	}{
		{"as synced", nil, nil, []seen{plain}},
		{"not asked for any more", nil, one(""), []seen{with(func(s *seen) { s.Bound, s.Changed = false, []string{"modelApprovalStatus"} })}},
		{"asked again", nil, one(asks + "approvalRequest: 2\n"), []seen{with(func(s *seen) { s.Bound = false })}},
		{"changed since", func(w *world, arn string) {
			w.byHand(arn, metadata("metrics/auc", "0.99"))
			w.byHand(arn, sync.Doc{"modelLifeCycle": map[string]any{"stage": "QA", "stageStatus": "Approved"}})
		}, one(asks + "metrics: {auc: 0.9}\n"), []seen{with(func(s *seen) {
			s.Bound, s.Changed = false, []string{"customerMetadataProperties.modelreg/keys", "metrics.auc", "modelLifeCycle"}
			s.Gates = []string{"modelApprovalStatus=Approved", "modelLifeCycle.stageStatus=Approved"}
		})}},
		{"content that nobody registered", func(w *world, arn string) {
			w.byHand(arn, sync.Doc{"additionalInferenceSpecificationsToAdd": []any{map[string]any{"name": "evil", "containers": []any{map[string]any{"image": "evil:1"}}}}})
		}, nil, []seen{with(func(s *seen) {
			s.Content = []string{"additionalInferenceSpecifications[0].containers[0].image", "additionalInferenceSpecifications[0].name"}
		})}},
		{"record removed", func(w *world, arn string) {
			w.byHand(arn, sync.Doc{"customerMetadataPropertiesToRemove": []any{"modelreg/approval"}})
		}, nil, []seen{with(func(s *seen) { s.Bound, s.Proof = false, "" })}},
		{"pending", func(w *world, arn string) { w.byHand(arn, sync.Doc{"modelApprovalStatus": "PendingManualApproval"}) }, nil, nil},
		{"removed from the catalog", nil, files{"churn/group.yaml": groupYAML}, []seen{with(func(s *seen) { s.InCat, s.Bound = false, false })}},
		{"with its group", nil, files{"loans/group.yaml": groupYAML}, []seen{with(func(s *seen) { s.InCat, s.Bound = false, false })}},
		{"another catalog's group", nil, one(asks).with(files{"registry.yaml": strings.Replace(registryYAML, "name: acme", "name: other", 1)}), []seen{{Ref: "churn/1", Owner: sync.Elsewhere, Proof: "pr=7 c=1a by=1", Gates: status}}},
		{"a file with problems", nil, one(asks).with(files{"churn/versions/1.yaml": unreadable}), []seen{with(func(s *seen) { s.Bound, s.Problems = false, true })}},
		{"a copy with the same markers, and a stranger", func(w *world, _ string) {
			for i, doc := range []sync.Doc{metadata("modelreg/catalog", "acme", "modelreg/version", "1"), metadata("owner", "ana"), metadata("modelreg/catalog", "other")} {
				doc["modelApprovalStatus"], doc["inferenceSpecification"] = "Approved", content
				if _, err := w.target.CreatePackage(t.Context(), "churn", doc, strings.Repeat("t", i+1)); err != nil {
					t.Fatal(err)
				}
			}
		}, nil, []seen{
			plain,
			with(func(s *seen) {
				s.Bound, s.Proof, s.Dup = false, "", true
				s.Changed = []string{"customerMetadataProperties.modelreg/content"}
			}),
			{Ref: "churn/3", Owner: sync.Unmanaged, Gates: status},
			{Ref: "churn/4", Owner: sync.Elsewhere, Gates: status},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			c := one(asks).load(t)
			w.mustSync(c, settings{judge: grant("pr=7 c=1a by=1")})
			if tt.hand != nil {
				tt.hand(w, w.packages("churn")[0].ARN)
			}
			if tt.now != nil {
				c = tt.now.load(t)
			}
			writes := w.events.String()
			list, err := sync.LookApprovals(t.Context(), w.target, settings{}.input(c))
			if err != nil {
				t.Fatal(err)
			}
			var got []seen
			for _, a := range list {
				_, short, _ := strings.Cut(a.Ref, ":model-package/")
				if short == "" {
					short = a.Ref
				}
				got = append(got, seen{
					Ref: short, Owner: a.Owner, InCat: a.Version != nil, Bound: a.S != "" && a.S == a.Recorded.S, Proof: a.Recorded.Proof,
					Gates: a.Gates, Content: paths(a.Content), Changed: paths(a.Changed), Dup: a.Duplicate, Problems: a.Problem != "",
				})
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if w.events.String() != writes {
				t.Error("looking wrote to the registry")
			}
		})
	}
}

func paths(fields []sync.Field) (out []string) {
	for _, f := range fields {
		out = append(out, f.Path)
	}
	return out
}
