package catalog_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog"
)

const exampleRegistry = `apiVersion: modelreg/v1
kind: Registry
name: acme-models
defaultTarget: local
targets:
  production:
    sagemaker: {region: cn-north-1, accountId: "444455556666", roleArn: "arn:aws-cn:iam::444455556666:role/sync"}
    variables: {bucket: acme-prod}
    versions: approved
    adopt: match
  local:
    local: {path: .modelreg/registry.db}
    variables: {bucket: acme-local}
approval:
  repository: acme/models
  branch: main
  rules:
    - groups: ["pricing/**"]
      approvals: 2
      approvers: {users: [ana, bob]}
    - groups: ["**"]
      approvals: 1
      approvers: {teams: [acme/ml]}
metrics:
  auc: {goal: maximize, min: 0.8}
`

const exampleVersion = `# a comment
apiVersion: modelreg/v1
kind: ModelVersion
modelPackageDescription: "Größe <ok> & $${literal} in ${target.partition}"
inferenceSpecification:
  containers:
    - image: {framework: linear-learner, version: "1"}
      modelDataUrl: s3://${target.variables.bucket}/${target.region}/${target.accountId}/model.tar.gz
  supportedContentTypes: [text/csv]
  supportedResponseMIMETypes: [text/csv]
customerMetadataProperties: {owner: ana}
metrics: {rmse: 3.41, auc: 1}
modelLifeCycle: {stage: Production, stageStatus: Approved}
approvalRequest: 2
overrides:
  production:
    modelApprovalStatus: Approved
    customerMetadataProperties: {owner: null, region: "${target.region}"}
`

func example(t *testing.T) *catalog.Catalog {
	t.Helper()
	c, problems, err := catalog.Load(context.Background(), fstest.MapFS{
		"registry.yaml":                 {Data: []byte(exampleRegistry)},
		"pricing/Churn/group.yaml":      {Data: []byte("apiVersion: modelreg/v1\nkind: ModelGroup\ntags: {region: '${target.region}'}\n")},
		"pricing/Churn/versions/7.yaml": {Data: []byte(exampleVersion)},
	}, catalog.LoadOptions{Dir: "catalog"})
	if err != nil || catalog.HasErrors(problems) {
		t.Fatal(err, problems)
	}
	return c
}

func exampleParts(t *testing.T, target string) (*catalog.Catalog, *catalog.Target, *catalog.Version) {
	t.Helper()
	c := example(t)
	tg, ok := c.Target(target)
	if !ok {
		t.Fatalf("no target %s", target)
	}
	g, ok := c.Group("pricing/Churn")
	if !ok {
		t.Fatal("no group")
	}
	v, ok := g.Version("7")
	if !ok {
		t.Fatal("no version")
	}
	return c, tg, v
}

// TestEffective pins what a version means in each target, digests included:
// the files in testdata/effective must never change, or every approval that
// was ever recorded is void.
func TestEffective(t *testing.T) {
	for _, target := range []string{"local", "production"} {
		t.Run(target, func(t *testing.T) {
			c, tg, v := exampleParts(t, target)
			e, problems := v.Effective(c.Registry, tg)
			if problems != nil {
				t.Fatal(problems)
			}
			got, err := json.MarshalIndent(e, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", "effective", target+".json")
			if os.Getenv("UPDATE_GOLDEN") != "" {
				if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)+"\n"); diff != "" {
				t.Errorf("effective version (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDecodeRegistry(t *testing.T) {
	c := example(t)
	local, _ := c.Target("local")
	production, _ := c.Target("production")
	lowest := 0.8
	want := catalog.Registry{
		Name:          "acme-models",
		DefaultTarget: "local",
		Targets: []*catalog.Target{
			{
				Name:      "local",
				Local:     &catalog.LocalTarget{Path: ".modelreg/registry.db", Region: "us-east-1", AccountID: "000000000000"},
				Variables: map[string]string{"bucket": "acme-local"},
				Versions:  "all", Adopt: "none", Evidence: "none",
			},
			{
				Name:      "production",
				SageMaker: &catalog.SageMakerTarget{Region: "cn-north-1", AccountID: "444455556666", RoleARN: "arn:aws-cn:iam::444455556666:role/sync"},
				Variables: map[string]string{"bucket": "acme-prod"},
				Versions:  "approved", Adopt: "match", Evidence: "github",
			},
		},
		Approval: catalog.Approval{
			Repository: "acme/models", Branch: "main",
			Gates: []catalog.Gate{
				{Path: []string{"modelApprovalStatus"}, Value: "Approved"},
				{Path: []string{"modelLifeCycle", "stageStatus"}, Value: "Approved"},
				{Path: []string{"modelCard", "modelCardStatus"}, Value: "Approved"},
			},
			Rules: []catalog.ApprovalRule{
				{Groups: []string{"pricing/**"}, Approvals: 2, Users: []string{"ana", "bob"}},
				{Groups: []string{"**"}, Approvals: 1, Teams: []string{"acme/ml"}},
			},
		},
		Metrics: map[string]catalog.Threshold{"auc": {Goal: "maximize", Min: &lowest}},
		Safety:  catalog.Safety{MaxDeletes: 0, MaxChangedPercent: 30},
	}
	got := catalog.Registry{
		Name: c.Registry.Name, DefaultTarget: c.Registry.DefaultTarget, Targets: c.Registry.Targets,
		Approval: c.Registry.Approval, Metrics: c.Registry.Metrics, Safety: c.Registry.Safety,
	}
	if diff := cmp.Diff(&want, &got, cmp.AllowUnexported(catalog.Registry{}), cmp.FilterPath(func(p cmp.Path) bool { return p.String() == "file" }, cmp.Ignore())); diff != "" {
		t.Errorf("registry (-want +got):\n%s", diff)
	}
	if local.Partition() != "aws" || production.Partition() != "aws-cn" {
		t.Errorf("partitions %s and %s", local.Partition(), production.Partition())
	}
}

func TestGroupEffective(t *testing.T) {
	_, tg, v := exampleParts(t, "production")
	if v.Group.Name != "pricing-churn" {
		t.Errorf("group's name is %q", v.Group.Name)
	}
	got, problems := v.Group.Effective(tg)
	if diff := cmp.Diff(map[string]any{"tags": map[string]any{"region": "cn-north-1"}}, got); diff != "" || problems != nil {
		t.Errorf("problems %v, group (-want +got):\n%s", problems, diff)
	}
}

func TestPositions(t *testing.T) {
	c, _, v := exampleParts(t, "production")
	for _, tt := range []struct {
		name string
		got  catalog.Pos
		want string
	}{
		{"the file", v.Pos(), "catalog/pricing/Churn/versions/7.yaml:2:1"},
		{"a member", v.Pos("metrics", "auc"), "catalog/pricing/Churn/versions/7.yaml:12:28"},
		{"an item", v.Pos("inferenceSpecification", "containers", "0", "image", "version"), "catalog/pricing/Churn/versions/7.yaml:7:51"},
		{"a missing member", v.Pos("metrics", "mae"), "catalog/pricing/Churn/versions/7.yaml:12:10"},
		{"an index too far", v.Pos("inferenceSpecification", "containers", "9"), "catalog/pricing/Churn/versions/7.yaml:7:5"},
		{"set by the override", v.PosIn("production", "modelApprovalStatus"), "catalog/pricing/Churn/versions/7.yaml:17:26"},
		{"removed by the override", v.PosIn("production", "customerMetadataProperties", "owner"), "catalog/pricing/Churn/versions/7.yaml:18:41"},
		{"merged with the override", v.PosIn("production", "customerMetadataProperties"), "catalog/pricing/Churn/versions/7.yaml:11:29"},
		{"left by the override", v.PosIn("production", "metrics", "rmse"), "catalog/pricing/Churn/versions/7.yaml:12:17"},
		{"no override", v.PosIn("local", "customerMetadataProperties", "owner"), "catalog/pricing/Churn/versions/7.yaml:11:37"},
		{"the group", v.Group.Pos("tags", "region"), "catalog/pricing/Churn/group.yaml:3:16"},
		{"the registry", c.Registry.Pos("targets", "local", "variables", "bucket"), "catalog/registry.yaml:13:25"},
	} {
		if got := tt.got.String(); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}
