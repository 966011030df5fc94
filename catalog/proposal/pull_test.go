package proposal_test

import (
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog"
	"modelreg/catalog/proposal"
)

// TestPlacePulled says where a registry's groups and versions go.
func TestPlacePulled(t *testing.T) {
	c := loaded(t, "pricing/churn/group.yaml", "rent/group.yaml", "rent/versions/2.yaml", "fraud/group.yaml", "fraud/versions/1.4.0.yaml")
	everHad := func(paths []string) (map[string]string, error) {
		had := map[string]string{}
		for _, p := range []string{"rent/versions/4.yaml", "rent/versions/6.yaml", "new/versions/1.yaml"} {
			if slices.Contains(paths, p) {
				had[p] = "0123456"
			}
		}
		return had, nil
	}
	numbers := func(numbers ...int) (versions []proposal.PulledVersion) {
		for _, n := range numbers {
			versions = append(versions, proposal.PulledVersion{Number: n, Doc: map[string]any{}})
		}
		return versions
	}
	vague := proposal.PulledVersion{Number: 2, Vague: true}
	for _, row := range []struct {
		name  string
		group proposal.PulledGroup
		want  []string // paths with SageMaker's numbers
		lost  int
	}{
		{"a new group keeps its numbers", proposal.PulledGroup{Name: "b", Versions: numbers(3, 7)}, []string{"b/group.yaml", "b/versions/3.yaml=3", "b/versions/7.yaml=7"}, 0},
		{"a number that was used before is no label", proposal.PulledGroup{Name: "new", Versions: numbers(1, 2)}, []string{"new/group.yaml", "new/versions/2.yaml=2", "new/versions/3.yaml=1"}, 0},
		{"upper case", proposal.PulledGroup{Name: "B-Eu"}, []string{"b-eu/group.yaml B-Eu"}, 0},
		{"a folder above another group is taken", proposal.PulledGroup{Name: "pricing"}, []string{"pricing-2/group.yaml pricing"}, 0},
		{"free numbers go first, the rest are next and never used", proposal.PulledGroup{Name: "rent", Versions: numbers(1, 2, 4, 5)}, []string{"rent/versions/1.yaml=1", "rent/versions/5.yaml=5", "rent/versions/7.yaml=2", "rent/versions/8.yaml=4"}, 0},
		{"semantic versions go on", proposal.PulledGroup{Name: "fraud", Versions: numbers(4, 9)}, []string{"fraud/versions/1.4.1.yaml=4", "fraud/versions/1.4.2.yaml=9"}, 0},
		{"what its number alone tells needs it", proposal.PulledGroup{Name: "rent", Versions: []proposal.PulledVersion{vague}}, nil, 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			row.group.Doc = map[string]any{}
			files, lost, err := proposal.PlacePulled(c, []proposal.PulledGroup{row.group}, nil, everHad)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range files {
				at := f.Path
				if name, ok := f.Doc["modelPackageGroupName"].(string); ok {
					at += " " + name
				}
				if f.Number > 0 {
					at += "=" + string(rune('0'+f.Number))
				}
				got = append(got, at)
			}
			if diff := cmp.Diff(row.want, got); diff != "" || len(lost) != row.lost {
				t.Errorf("-want +got\n%s\nlost %v", diff, lost)
			}
		})
	}
}

// loaded is a catalog of files that say nothing.
func loaded(t *testing.T, paths ...string) *catalog.Catalog {
	t.Helper()
	fsys := fstest.MapFS{"registry.yaml": {Data: []byte("apiVersion: modelreg/v1\nkind: Registry\nname: acme\ndefaultTarget: a\ntargets: {a: {local: {path: x}}}\n")}}
	for _, p := range paths {
		kind := "ModelVersion"
		if path.Base(p) == "group.yaml" {
			kind = "ModelGroup"
		}
		fsys[p] = &fstest.MapFile{Data: []byte("apiVersion: modelreg/v1\nkind: " + kind + "\n")}
	}
	c, problems, err := catalog.Load(t.Context(), fsys, catalog.LoadOptions{})
	if err != nil || catalog.HasErrors(problems) {
		t.Fatal(problems, err)
	}
	return c
}

// TestPortable replaces what says where the target is, where that has to be the
// target's, and nothing else.
func TestPortable(t *testing.T) {
	target := &catalog.Target{SageMaker: &catalog.SageMakerTarget{Region: "eu-west-1", AccountID: "444455556666"}}
	for text, want := range map[string]string{
		"444455556666.dkr.ecr.eu-west-1.amazonaws.com/churn:3":               "444455556666.dkr.ecr.${target.region}.amazonaws.com/churn:3",
		"arn:aws:kms:eu-west-1:444455556666:key/eu-west-1":                   "arn:${target.partition}:kms:${target.region}:${target.accountId}:key/eu-west-1",
		"arn:aws:kms:us-east-1:111122223333:key/1":                           "arn:${target.partition}:kms:us-east-1:111122223333:key/1",
		"https://s3.eu-west-1.amazonaws.com/b/eu-west-1":                     "https://s3.${target.region}.amazonaws.com/b/eu-west-1",
		"s3://eu-west-1.b/m.tar.gz":                                          "s3://eu-west-1.b/m.tar.gz",
		"eu-west-1":                                                          "eu-west-1",
		"438346466558.dkr.ecr.eu-west-1.amazonaws.com/linear-learner:9":      "438346466558.dkr.ecr.eu-west-1.amazonaws.com/linear-learner:9",
		"438346466558.dkr.ecr.eu-west-1.amazonaws.com/linear-learner:1":      "438346466558.dkr.ecr.eu-west-1.amazonaws.com/linear-learner:1",
		"763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-inference:own": "763104351884.dkr.ecr.${target.region}.amazonaws.com/pytorch-inference:own",
		"arn:aws:iam::444455556666:role/$${x}":                               "arn:${target.partition}:iam::${target.accountId}:role/$${x}",
	} {
		doc := map[string]any{"inferenceSpecification": map[string]any{"containers": []any{map[string]any{"image": text, "environment": map[string]any{"image": text}}}}, "task": text}
		before := strings.Clone(text)
		got := proposal.Portable(maps.Clone(doc), target)
		container := got["inferenceSpecification"].(map[string]any)["containers"].([]any)[0].(map[string]any)
		if container["image"] != want || got["task"] != before || container["environment"].(map[string]any)["image"] != before {
			t.Errorf("%s: got %v, want the image %s alone", text, got, want)
		}
	}
}

// TestInTarget parts what holds in one registry from what the version is.
func TestInTarget(t *testing.T) {
	card := map[string]any{"intended_uses": map[string]any{"purpose_of_model": "x"}}
	for _, row := range []struct {
		name      string
		doc, want map[string]any
	}{
		{"nothing", map[string]any{}, map[string]any{"modelApprovalStatus": "PendingManualApproval"}},
		{"pending", map[string]any{"modelApprovalStatus": "PendingManualApproval"}, map[string]any{"modelApprovalStatus": "PendingManualApproval"}},
		{"all of it", map[string]any{
			"modelApprovalStatus": "Approved", "approvalDescription": "good", "modelLifeCycle": map[string]any{"stage": "Production"},
			"modelPackageRegistrationType": "Logged", "sourceUri": "s3://a/b", "modelCard": map[string]any{"modelCardStatus": "Approved", "modelCardContent": card},
		}, map[string]any{
			"modelApprovalStatus": "PendingManualApproval", "sourceUri": "s3://a/b", "modelCard": map[string]any{"modelCardContent": card},
			"overrides": map[string]any{"a": map[string]any{
				"modelApprovalStatus": "Approved", "approvalDescription": "good", "modelLifeCycle": map[string]any{"stage": "Production"},
				"modelPackageRegistrationType": "Logged", "modelCard": map[string]any{"modelCardStatus": "Approved"},
			}},
		}},
		{"a card without content", map[string]any{"modelCard": map[string]any{"modelCardStatus": "Draft"}}, map[string]any{
			"modelApprovalStatus": "PendingManualApproval", "overrides": map[string]any{"a": map[string]any{"modelCard": map[string]any{"modelCardStatus": "Draft"}}},
		}},
	} {
		before := maps.Clone(row.doc)
		if diff := cmp.Diff(row.want, proposal.InTarget(row.doc, "a")); diff != "" {
			t.Errorf("%s: -want +got\n%s", row.name, diff)
		}
		if diff := cmp.Diff(before, row.doc); diff != "" {
			t.Errorf("%s was changed: %s", row.name, diff)
		}
	}
}
