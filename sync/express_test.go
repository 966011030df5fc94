package sync_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/sync"
)

// TestExpress says what becomes of what a registry holds.
func TestExpress(t *testing.T) {
	digest := "1:" + strings.Repeat("0", 64)
	for _, row := range []struct {
		name string
		have sync.Doc
		want map[string]any
		lost []string // paths
	}{
		{"nothing", sync.Doc{}, map[string]any{}, nil},
		{"states and text",
			sync.Doc{"modelApprovalStatus": "Approved", "approvalDescription": "by the board", "skipModelValidation": "None"},
			map[string]any{"modelApprovalStatus": "Approved", "approvalDescription": "by the board"}, nil},
		{"markers, mirror and our own text go",
			sync.Doc{
				"modelApprovalStatus": "Rejected", "approvalDescription": "Approved in acme/models#7 by ana, merged 2026-01-02 (commit 0123456)",
				"customerMetadataProperties": map[string]any{"modelreg/catalog": "acme", "modelreg/version": "1", "modelreg/content": digest, "modelreg/keys": "1:", "modelreg/approval": digest + " pending", "team": "a"},
				"metadataProperties":         map[string]any{"projectId": "modelreg acme 1 " + digest},
			},
			map[string]any{"modelApprovalStatus": "Rejected", "customerMetadataProperties": map[string]any{"team": "a"}}, nil},
		{"the same text of a package that is nobody's stays",
			sync.Doc{"approvalDescription": "As the catalog acme says."}, map[string]any{"approvalDescription": "As the catalog acme says."}, nil},
		{"a project of one's own stays",
			sync.Doc{"metadataProperties": map[string]any{"projectId": "p-1", "commitId": "4f2c"}},
			map[string]any{"metadataProperties": map[string]any{"projectId": "p-1", "commitId": "4f2c"}}, nil},
		{"what looks like our project cannot be said",
			sync.Doc{"metadataProperties": map[string]any{"projectId": "modelreg rules"}}, nil, []string{"metadataProperties.projectId"}},
		{"metrics are the numbers that read back the same",
			sync.Doc{"customerMetadataProperties": map[string]any{"metrics/auc": "0.87", "metrics/n": "1e+21", "metrics/x": "0.870", "metrics/y": "NaN", "metrics/": "1", "metrics/z": "high", "modelreg/else": "1"}},
			map[string]any{"metrics": map[string]any{"auc": 0.87, "n": 1e21}},
			[]string{"metrics.", "metrics.x", "metrics.y", "metrics.z", "customerMetadataProperties.modelreg/else"}},
		{"placeholders are none",
			sync.Doc{"modelPackageDescription": "costs $${x} ${target.region}", "modelCard": map[string]any{"modelCardContent": map[string]any{"business_details": map[string]any{"business_problem": "${a"}}}},
			map[string]any{"modelPackageDescription": "costs $$${x} $${target.region}", "modelCard": map[string]any{"modelCardContent": map[string]any{"business_details": map[string]any{"business_problem": "$${a"}}}}, nil},
		{"a card that is no card, its status stays",
			sync.Doc{"modelCard": map[string]any{"modelCardContent": "no JSON", "modelCardStatus": "Draft"}},
			map[string]any{"modelCard": map[string]any{"modelCardStatus": "Draft"}}, []string{"modelCard.modelCardContent"}},
		{"a specification that was copied says more than its source",
			sync.Doc{"sourceUri": "arn:aws:sagemaker:us-east-1:111122223333:model/churn", "inferenceSpecification": map[string]any{"containers": []any{map[string]any{"image": "111122223333.dkr.ecr.us-east-1.amazonaws.com/churn:3"}}}},
			map[string]any{"inferenceSpecification": map[string]any{"containers": []any{map[string]any{"image": "111122223333.dkr.ecr.us-east-1.amazonaws.com/churn:3"}}}}, []string{"sourceUri"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			doc, lost := sync.Express(sync.Package{Full: true, Doc: row.have})
			if diff := cmp.Diff(row.want, doc); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			var paths []string
			for _, l := range lost {
				if l.Why == "" {
					t.Errorf("%s is lost without a reason", l.Path)
				}
				paths = append(paths, l.Path)
			}
			if diff := cmp.Diff(row.lost, slices.Compact(paths)); diff != "" {
				t.Errorf("lost: -want +got\n%s", diff)
			}
		})
	}
	if doc, lost := sync.Express(sync.Package{}); doc != nil || len(lost) != 1 {
		t.Errorf("of a package that was listed only: %v, %v", doc, lost)
	}
}

// TestExpressGroup says what becomes of a group.
func TestExpressGroup(t *testing.T) {
	policy := sync.Doc{"Version": "2012-10-17", "Statement": []any{map[string]any{
		"Effect": "Allow", "Principal": map[string]any{"AWS": "arn:aws:iam::222233334444:root"}, "Action": "sagemaker:DescribeModelPackage",
		"Resource": "*", "Condition": map[string]any{"StringEquals": map[string]any{"aws:PrincipalTag/team": "${aws:username}"}},
	}}}
	doc, lost := sync.ExpressGroup(sync.Group{
		Description: "Who leaves", Tags: map[string]string{"team": "growth", "aws:cloudformation:stack": "x", "modelreg:catalog": "acme", "Modelreg:a": "b"}, Policy: policy,
	})
	want := map[string]any{"modelPackageGroupDescription": "Who leaves", "tags": map[string]any{"team": "growth"}, "resourcePolicy": sync.Doc{
		"Version": "2012-10-17", "Statement": []any{map[string]any{
			"Effect": "Allow", "Principal": map[string]any{"AWS": "arn:aws:iam::222233334444:root"}, "Action": "sagemaker:DescribeModelPackage",
			"Resource": "*", "Condition": map[string]any{"StringEquals": map[string]any{"aws:PrincipalTag/team": "$${aws:username}"}},
		}}}}
	if diff := cmp.Diff(want, doc); diff != "" || lost != nil {
		t.Errorf("-want +got\n%s\nlost %v", diff, lost)
	}
	doc, lost = sync.ExpressGroup(sync.Group{PolicyProblem: "denied"})
	if len(doc) != 0 || len(lost) != 2 || lost[0].Path != "tags" || lost[1].Path != "resourcePolicy" {
		t.Errorf("unreadable: %v, lost %v", doc, lost)
	}
	doc, lost = sync.ExpressGroup(sync.Group{Tags: map[string]string{}, Policy: sync.Doc{"Version": "1"}})
	if len(doc) != 0 || len(lost) == 0 || lost[0].Path != "resourcePolicy" {
		t.Errorf("a policy that means nothing: %v, lost %v", doc, lost)
	}
}
