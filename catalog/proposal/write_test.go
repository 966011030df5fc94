package proposal

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/schema"
)

// TestWrite shows the shape of new files.
func TestWrite(t *testing.T) {
	for name, tt := range map[string]struct {
		kind schema.Kind
		doc  map[string]any
		want string
	}{
		"version": {schema.Version, map[string]any{
			"metrics":                 map[string]any{"rmse": 3.41, "auc": 1},
			"modelApprovalStatus":     "PendingManualApproval",
			"modelPackageDescription": "House price: linear",
			"inferenceSpecification": map[string]any{
				"supportedContentTypes": []any{"text/csv"},
				"containers": []any{map[string]any{
					"modelDataUrl": "s3://${target.variables.bucket}/model.tar.gz",
					"image":        map[string]any{"version": "1", "framework": "linear-learner"},
					"environment":  map[string]any{"B": "${target.region}", "A": "no"},
				}},
			},
			"customerMetadataProperties": map[string]any{"day": "2025-01-15", "time": "12:30", "empty": "", "count": "4711"},
			"modelCard":                  map[string]any{"modelCardContent": map[string]any{"model_overview": map[string]any{"model_description": "One.\n\nTwo: three\n"}}},
			"overrides":                  map[string]any{"production": map[string]any{"modelApprovalStatus": "Approved", "modelCard": nil}},
		}, `apiVersion: modelreg/v1
kind: ModelVersion
modelPackageDescription: "House price: linear"
inferenceSpecification:
  containers:
    - image: {framework: linear-learner, version: "1"}
      modelDataUrl: s3://${target.variables.bucket}/model.tar.gz
      environment:
        A: "no"
        B: ${target.region}
  supportedContentTypes: [text/csv]
metrics: {auc: 1, rmse: 3.41}
customerMetadataProperties: {count: "4711", day: "2025-01-15", empty: "", time: "12:30"}
modelApprovalStatus: PendingManualApproval
modelCard:
  modelCardContent:
    model_overview:
      model_description: |
        One.

        Two: three
overrides:
  production: {modelApprovalStatus: Approved, modelCard: null}
`},
		"group": {schema.Group, map[string]any{"tags": map[string]any{"team": "pricing"}, "modelPackageGroupDescription": "Prices"}, `apiVersion: modelreg/v1
kind: ModelGroup
modelPackageGroupDescription: Prices
tags: {team: pricing}
`},
		"empty": {schema.Version, nil, head},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Write(tt.kind, tt.doc)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
