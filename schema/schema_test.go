package schema_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"modelreg/schema"
)

func set(t testing.TB) *schema.Set {
	t.Helper()
	s, err := schema.Compile()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// doc reads YAML into the form that documents have.
func doc(t testing.TB, text string) any {
	t.Helper()
	var y any
	if err := yaml.Unmarshal([]byte(text), &y); err != nil {
		t.Fatal(err)
	}
	j, err := json.Marshal(y)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(j, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// lines shows violations one a line: path, message, and what kind it is.
func lines(vs []schema.Violation) string {
	var b strings.Builder
	for _, v := range vs {
		fmt.Fprintf(&b, "%s: %s", strings.Join(v.Path, "."), v.Message)
		if v.AtKey {
			b.WriteString(" (key)")
		}
		if v.Warning {
			b.WriteString(" (warning)")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestValidate(t *testing.T) {
	const head = "apiVersion: modelreg/v1\nkind: ModelVersion\n"
	tests := []struct {
		name string
		kind schema.Kind
		doc  string
		want string
	}{
		{"good", schema.Version, head + `
modelPackageDescription: House prices
inferenceSpecification:
  containers:
    - image: {framework: linear-learner, version: "1"}
      modelDataUrl: s3://${target.variables.bucket}/model.tar.gz
  supportedRealtimeInferenceInstanceTypes: [ml.m5.large]
modelApprovalStatus: ${target.variables.status}
metrics: {rmse: 3.41}
`, ""},
		{"nothing", schema.Version, "", ": the version has no value; write a mapping\n"},
		{"empty", schema.Registry, "{}", `: the registry needs "apiVersion"
: the registry needs "defaultTarget"
: the registry needs "kind"
: the registry needs "name"
: the registry needs "targets"
`},
		{"list", schema.Group, "[]", ": the group is a list; write a mapping\n"},
		{"kind", schema.Version, "apiVersion: modelreg/v2\nkind: ModelGroup\n", `apiVersion: unknown apiVersion "modelreg/v2"; use "modelreg/v1"
kind: unknown kind "ModelGroup"; use "ModelVersion"
`},
		{"misspelled member", schema.Version, head + "inferenceSpecification: {containers: [{image: a, modelDataURL: s3://b/k}]}\n",
			"inferenceSpecification.containers.0.modelDataURL: unknown member \"modelDataURL\"; did you mean \"modelDataUrl\"? (key)\n"},
		{"part of a member", schema.Version, head + "modelApproval: x\nstatus: x\nmodelPackage: several\n",
			`modelApproval: unknown member "modelApproval"; did you mean "modelApprovalStatus"? (key)
modelPackage: unknown member "modelPackage"; use one of "additionalInferenceSpecifications", "apiVersion", "approvalDescription", ` +
				`"approvalRequest", "customerMetadataProperties", "domain", "driftCheckBaselines", "inferenceSpecification", "kind", ` +
				`"metadataProperties", "metrics", "modelApprovalStatus" and 14 more (key)` + "\n" +
				`status: unknown member "status"; did you mean "modelApprovalStatus"? (key)` + "\n"},
		{"member that only the API has", schema.Version, head + "tags: {a: b}\nModelPackageGroupName: a\nmodelCard: {tags: x}\n",
			`ModelPackageGroupName: member "ModelPackageGroupName" cannot be written; the group is the folder's, and its name is in group.yaml (key)
modelCard.tags: unknown member "tags"; use one of "modelCardContent", "modelCardStatus" (key)
tags: member "tags" cannot be written; SageMaker refuses tags on a version, write them in group.yaml (key)
`},
		{"unknown member, few known", schema.Version, head + "modelCard: {text: x}\n",
			"modelCard.text: unknown member \"text\"; use one of \"modelCardContent\", \"modelCardStatus\" (key)\n"},
		{"unknown member, many known", schema.Version, head + "colour: red\n",
			`colour: unknown member "colour"; use one of "additionalInferenceSpecifications", "apiVersion", "approvalDescription", ` +
				`"approvalRequest", "customerMetadataProperties", "domain", "driftCheckBaselines", "inferenceSpecification", "kind", ` +
				`"metadataProperties", "metrics", "modelApprovalStatus" and 14 more (key)` + "\n"},
		{"enum", schema.Version, head + "modelApprovalStatus: Aproved\n",
			"modelApprovalStatus: unknown modelApprovalStatus \"Aproved\"; use one of \"Approved\", \"PendingManualApproval\", \"Rejected\"\n"},
		{"types", schema.Version, head + "domain: 1.10\ntask: true\nmetrics: {rmse: low}\nmodelCard: []\napprovalRequest: 1.5\nsupportedContentTypes:\ninferenceSpecification: {containers: a, supportedContentTypes: }\n",
			`approvalRequest: approvalRequest is 1.5; write a whole number
domain: domain is a number; write a string
inferenceSpecification.containers: containers is a string; write a list
inferenceSpecification.supportedContentTypes: supportedContentTypes has no value; write a list
metrics.rmse: rmse is a string; write a number
modelCard: modelCard is a list; write a mapping
supportedContentTypes: unknown member "supportedContentTypes"; use one of "additionalInferenceSpecifications", "apiVersion", "approvalDescription", "approvalRequest", "customerMetadataProperties", "domain", "driftCheckBaselines", "inferenceSpecification", "kind", "metadataProperties", "metrics", "modelApprovalStatus" and 14 more (key)
task: task is true; write a string
`},
		{"lengths", schema.Version, head + "modelPackageDescription: " + strings.Repeat("ä", 1025) + "\nmodelLifeCycle: {stage: '', stageStatus: " + strings.Repeat("a", 64) + "}\ninferenceSpecification: {containers: [{frameworkVersion: '1'}]}\n",
			`inferenceSpecification.containers.0.frameworkVersion: frameworkVersion has 1 character; write at least 3
modelLifeCycle.stage: stage is empty; write at least 1 character
modelLifeCycle.stageStatus: stageStatus has 64 characters; write at most 63
modelPackageDescription: modelPackageDescription has 1025 characters; write at most 1024
`},
		{"characters, not bytes", schema.Version, head + "modelPackageDescription: " + strings.Repeat("ä", 1024) + "\n", ""},
		{"counts", schema.Version, head + "inferenceSpecification: {containers: []}\nadditionalInferenceSpecifications: [" + strings.Repeat("{name: a, containers: [{image: a}]},", 16) + "]\n",
			`additionalInferenceSpecifications: additionalInferenceSpecifications has 16 items; write at most 15
inferenceSpecification.containers: containers is empty; write at least 1
`},
		{"patterns", schema.Version, head + `
modelPackageDescription: "two\nlines"
modelLifeCycle: {stage: In Progress, stageStatus: ok, stageDescription: "a\u2028b"}
sourceUri: https://git/x?ref=main
samplePayloadUrl: samples.tar.gz
customerMetadataProperties: {team: "a,b", "x#y": z, empty: ""}
inferenceSpecification:
  supportedResponseMIMETypes: [csv]
  containers: [{image: a b, frameworkVersion: "10.1", environment: {1X: a}}]
`, `customerMetadataProperties.empty: empty is empty; write at least 1 character
customerMetadataProperties.team: invalid team "a,b"; write letters, digits, spaces and _ . : / = + - @ only
customerMetadataProperties.x#y: invalid key "x#y" in customerMetadataProperties; write letters, digits, spaces and _ . : / = + - @ only (key)
inferenceSpecification.containers.0.environment.1X: invalid key "1X" in environment; write letters, digits and underscores, not starting with a digit (key)
inferenceSpecification.containers.0.frameworkVersion: invalid frameworkVersion "10.1"; write one digit, a dot and the rest, such as "2.6"
inferenceSpecification.containers.0.image: invalid image "a b"; write an image URI without spaces, or a mapping with framework and version
inferenceSpecification.supportedResponseMIMETypes.0: invalid supportedResponseMIMETypes[0] "csv"; write a media type such as text/csv
modelLifeCycle.stage: invalid stage "In Progress"; write letters, digits and inner hyphens, no spaces
modelLifeCycle.stageDescription: invalid stageDescription "a\u2028b"; write it on one line
modelPackageDescription: invalid modelPackageDescription "two\nlines"; write it on one line, without line breaks, tabs and control characters
samplePayloadUrl: invalid samplePayloadUrl "samples.tar.gz"; write an S3 or https URI such as s3://bucket/key
sourceUri: invalid sourceUri "https://git/x?ref=main"; write it on one line and without the symbols = + ~ $ ^ | < > and ` + "`" + `
`},
		{"image", schema.Version, head + "inferenceSpecification: {containers: [{image: {framework: xgboost, versoin: '1'}}, {image: 3}]}\n",
			`inferenceSpecification.containers.0.image: image needs "version"
inferenceSpecification.containers.0.image.versoin: unknown member "versoin"; did you mean "version"? (key)
inferenceSpecification.containers.1.image: image is a number; write a string or a mapping
`},
		{"instance types", schema.Version, head + "inferenceSpecification: {containers: [{image: a}], supportedRealtimeInferenceInstanceTypes: [ml.m5.lrage, ml.m5.large, new], supportedTransformInstanceTypes: ['${target.variables.type}']}\n",
			`inferenceSpecification.supportedRealtimeInferenceInstanceTypes.0: supportedRealtimeInferenceInstanceTypes[0] "ml.m5.lrage" is not one that this release knows; did you mean "ml.m5.large"? (warning)
inferenceSpecification.supportedRealtimeInferenceInstanceTypes.2: supportedRealtimeInferenceInstanceTypes[2] "new" is not one that this release knows; check the spelling (warning)
`},
		{"placeholders pass", schema.Version, head + "sourceUri: $${literal}\nmodelPackageDescription: " + strings.Repeat("a", 2000) + "${target.region}\nmodelCard: {modelCardStatus: '${target.variables.x}'}\n", ""},
		{"card", schema.Version, head + `
modelCard:
  modelCardContent:
    model_overview: {model_name: x}
    intended_uses: {risk_rating: high}
    evaluation_details:
      - metric_groups: [{name: g, metric_data: [{name: auc, type: number}]}]
`, `modelCard.modelCardContent.evaluation_details.0: evaluation_details[0] needs "name"
modelCard.modelCardContent.evaluation_details.0.metric_groups.0.metric_data.0: metric_data[0] needs "value"
modelCard.modelCardContent.intended_uses.risk_rating: unknown risk_rating "high"; use one of "High", "Low", "Medium", "Unknown"
modelCard.modelCardContent.model_overview.model_name: unknown member "model_name"; use one of "model_artifact", "model_creator" (key)
`},
		{"matrix of a card", schema.Version, head + "modelCard: {modelCardContent: {evaluation_details: [{name: e, metric_groups: [{name: g, metric_data: [{name: m, type: matrix, value: [[1], [" +
			strings.Repeat("1,", 20) + "1]]}]}]}]}}\n",
			"modelCard.modelCardContent.evaluation_details.0.metric_groups.0.metric_data.0.value.1: value[1] has 21 items; write at most 20\n"},
		{"registry", schema.Registry, `
apiVersion: modelreg/v1
kind: Registry
name: Acme
defaultTarget: local
targets:
  local: {local: {path: ""}}
  Prod_1: {sagemaker: {region: eu-west, accountId: 111122223333, roleArn: me}, evidence: gitlab}
approval:
  rules: [{groups: [a, a], approvals: 0, approvers: {users: ["@ana"]}}, {approvals: 11, targets: [], separatePullRequest: "yes"}]
  gates: [modelApprovalStatus]
  machineUsers: ["dependabot[bot]"]
  policy: {groups: [a], approvers: {teams: [ml]}}
metrics: {auc: {goal: max}}
safety: {maxChangedPercent: 101, maxDeletes: -1}
`, `approval.gates.0: invalid gates[0] "modelApprovalStatus"; write member=value, such as modelApprovalStatus=Approved
approval.machineUsers.0: invalid machineUsers[0] "dependabot[bot]"; write the login of a user account, without @; bots never count anyway
approval.policy.approvers.teams.0: invalid teams[0] "ml"; write organization/team, without @
approval.policy.groups: unknown member "groups"; use one of "approvals", "approvers" (key)
approval.rules.0.approvals: approvals is 0; write at least 1
approval.rules.0.approvers.users.0: invalid users[0] "@ana"; write a GitHub login, without @
approval.rules.0.groups.1: groups has "a" twice; it is groups[0] already
approval.rules.1: rules[1] needs "groups"
approval.rules.1.approvals: approvals is 11; write at most 10
approval.rules.1.separatePullRequest: separatePullRequest is a string; write true or false
approval.rules.1.targets: targets is empty; write at least 1
metrics.auc.goal: unknown goal "max"; use one of "maximize", "minimize"
name: invalid name "Acme"; write lower-case letters, digits and single inner hyphens
safety.maxChangedPercent: maxChangedPercent is 101; write at most 100
safety.maxDeletes: maxDeletes is -1; write at least 0
targets.Prod_1: invalid key "Prod_1" in targets; write lower-case letters, digits and single inner hyphens (key)
targets.Prod_1.evidence: unknown evidence "gitlab"; use one of "github", "none"
targets.Prod_1.sagemaker.accountId: accountId is a number; write a string
targets.Prod_1.sagemaker.region: invalid region "eu-west"; write an AWS region such as eu-west-1
targets.Prod_1.sagemaker.roleArn: roleArn has 2 characters; write at least 20
targets.local.local.path: path is empty; write at least 1 character
`},
		{"waivers", schema.Version, `
apiVersion: modelreg/v1
kind: ModelVersion
waivers:
  - {metric: auc, who: " ", why: "\t\n", until: "2026-12-31"}
  - {metric: auc, who: "", why: " for a\n pilot ", until: "2026-12-31"}
  - {metric: auc, who: "${target.variables.lead}", why: x, until: "2026-12-31"}
`, `waivers.0.who: invalid who " "; write who allows it
waivers.0.why: invalid why "\t\n"; write why it is allowed
waivers.1.who: invalid who ""; write who allows it
`},
		{"group", schema.Group, `
apiVersion: modelreg/v1
kind: ModelGroup
modelPackageGroupName: house_price
tags: {team: "a;b", "": x}
resourcePolicy: {}
metrics: {rmse: {min: 1}, ` + strings.Repeat("m", 121) + `: {goal: minimize}}
`, `metrics.` + strings.Repeat("m", 121) + `: key "` + strings.Repeat("m", 90) + `..." in metrics has 121 characters; write at most 120 (key)
metrics.rmse: rmse needs "goal"
modelPackageGroupName: invalid modelPackageGroupName "house_price"; write letters, digits and inner hyphens, no spaces
resourcePolicy: resourcePolicy is empty; write at least 1
tags.: a key in tags is empty; write a name (key)
tags.team: invalid team "a;b"; write letters, digits, spaces and _ . : / = + - @ only
`},
	}
	s := set(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, lines(s.Validate(tt.kind, doc(t, tt.doc)))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestValidateAt(t *testing.T) {
	s := set(t)
	path := []string{"inferenceSpecification", "containers", "3", "modelDataUrl"}
	got := s.ValidateAt(schema.Version, path, "bucket/key")
	want := []schema.Violation{{Path: path, Message: `invalid modelDataUrl "bucket/key"; write an S3 or https URI such as s3://bucket/key`}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if vs := s.ValidateAt(schema.Version, path, "s3://bucket/key"); len(vs) > 0 {
		t.Errorf("a good value: %v", vs)
	}
	if vs := s.ValidateAt(schema.Version, []string{"nowhere", "x"}, 1.0); len(vs) > 0 {
		t.Errorf("an unknown path: %v", vs)
	}
}

// Whoever knows how a value was written can say it better than the schema.
func TestViolationTellsTypes(t *testing.T) {
	vs := set(t).ValidateAt(schema.Version, []string{"domain"}, 1.1)
	want := []schema.Violation{{Path: []string{"domain"}, Message: "domain is a number; write a string", Want: []string{"string"}, Got: 1.1}}
	if diff := cmp.Diff(want, vs); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestCardContent(t *testing.T) {
	vs := set(t).ValidateAt(schema.Version, []string{"modelCard", "modelCardContent"}, doc(t, "intended_uses: {purpose: x}"))
	want := "modelCard.modelCardContent.intended_uses.purpose: unknown member \"purpose\"; did you mean \"purpose_of_model\"? (key)\n"
	if diff := cmp.Diff(want, lines(vs)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestPart(t *testing.T) {
	s := set(t)
	for path, want := range map[string]bool{
		"inferenceSpecification.containers.0.modelDataSource.s3DataSource.eTag": true,
		"inferenceSpecification.containers.0.environment.ANY":                   true,
		"inferenceSpecification.containers.0.modelDataURL":                      false,
		"clientToken": false,
	} {
		if got := s.Part(schema.Version, strings.Split(path, ".")) != nil; got != want {
			t.Errorf("there is a part at %s: %v", path, got)
		}
	}
}
