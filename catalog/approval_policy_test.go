package catalog_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
)

const policyRegistry = `apiVersion: modelreg/v1
kind: Registry
name: acme-models
defaultTarget: local
targets:
  local: {local: {path: .modelreg/registry.db}}
  staging:
    sagemaker: {region: us-east-1, accountId: "111122223333"}
    evidence: none
  production:
    sagemaker: {region: eu-west-1, accountId: "444455556666"}
    variables: {bucket: acme-prod}
    versions: approved
approval:
  repository: acme/models
  gates: [modelLifeCycle.stageStatus=Approved, modelApprovalStatus=Approved]
  machineUsers: [deploy-bot, Acme-Bot]
  separatePullRequest: true
  policy: {approvals: 2, approvers: {users: [Bob, ana]}}
  rules:
    - groups: ["pricing/**", "fraud/**"]
      targets: [staging, production]
      approvals: 2
      approvers: {users: [chen, Ana], teams: [Acme/ml]}
      registrantMayApprove: true
      separatePullRequest: false
    - groups: ["**"]
metrics:
  auc: {goal: maximize, min: 0.8}
safety: {maxDeletes: 0}
`

func registry(t testing.TB, text string) *catalog.Registry {
	t.Helper()
	reg, problems, err := catalog.LoadRegistry(t.Context(), []byte(text))
	if err != nil || catalog.HasErrors(problems) {
		t.Fatal(err, problems)
	}
	return reg
}

func TestPolicy(t *testing.T) {
	lowest := 0.8
	want := evidence.Policy{
		Name: "acme-models", Repository: "acme/models", Branch: "main",
		Gates:        []string{"modelApprovalStatus=Approved", "modelLifeCycle.stageStatus=Approved"},
		MachineUsers: []string{"acme-bot", "deploy-bot"},
		Changes:      &evidence.Rule{Approvals: 2, Users: []string{"ana", "bob"}},
		Rules: []evidence.Rule{
			{
				Groups: []string{"fraud/**", "pricing/**"}, Targets: []string{"production", "staging"}, Approvals: 2,
				Users: []string{"ana", "chen"}, Teams: []string{"acme/ml"}, RegistrantMayApprove: true,
			},
			{Groups: []string{"**"}, Approvals: 1, Anyone: true, SeparatePullRequest: true},
		},
		Targets: map[string]evidence.PolicyTarget{
			"local":      {Kind: "local", AccountID: "000000000000", Region: "us-east-1", Evidence: "none", Versions: "all"},
			"production": {Kind: "sagemaker", AccountID: "444455556666", Region: "eu-west-1", Evidence: "github", Versions: "approved"},
			"staging":    {Kind: "sagemaker", AccountID: "111122223333", Region: "us-east-1", Evidence: "none", Versions: "all"},
		},
		Metrics: map[string]evidence.Metric{"auc": {Goal: "maximize", Min: &lowest}},
	}
	if diff := cmp.Diff(want, registry(t, policyRegistry).Policy()); diff != "" {
		t.Errorf("policy (-want +got):\n%s", diff)
	}
}

// The text of the least that a registry.yaml can say, so that approvals of it
// stay good: it must never change.
func TestPolicyTextDefault(t *testing.T) {
	head, _, _ := strings.Cut(policyRegistry, "targets:")
	text, digest := catalog.PolicyText(registry(t, head+"targets: {local: {local: {path: .modelreg/registry.db}}}\n").Policy())
	want := `{"branch":"main","gates":["modelApprovalStatus=Approved","modelCard.modelCardStatus=Approved","modelLifeCycle.stageStatus=Approved"],` +
		`"machineUsers":[],"metrics":{},"name":"acme-models","repository":"","rules":[{"anyone":true,"approvals":1,"groups":["**"]}],` +
		`"targets":{"local":{"accountId":"000000000000","evidence":"none","kind":"local","region":"us-east-1","versions":"all"}}}`
	if diff := cmp.Diff(want, text); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	sum := sha256.Sum256([]byte(text))
	if want := "1:" + hex.EncodeToString(sum[:]); digest != want {
		t.Errorf("digest is %s, want %s", digest, want)
	}
}

// A policy that was kept as JSON has the text that it had.
func TestPolicyTextIsReadBack(t *testing.T) {
	text, _ := catalog.PolicyText(registry(t, policyRegistry).Policy())
	var back evidence.Policy
	if err := json.Unmarshal([]byte(text), &back); err != nil {
		t.Fatal(err)
	}
	if again, _ := catalog.PolicyText(back); again != text {
		t.Errorf("text (-first +again):\n%s", cmp.Diff(text, again))
	}
}

const (
	localTarget   = "  local: {local: {path: .modelreg/registry.db}}\n"
	stagingTarget = "  staging:\n    sagemaker: {region: us-east-1, accountId: \"111122223333\"}\n    evidence: none\n"
)

// What is written otherwise, and means the same.
var sameToPolicy = [][2]string{
	{localTarget + stagingTarget, stagingTarget + localTarget},
	{"kind: Registry\n", "kind: Registry # settings\n"},
	{"defaultTarget: local", "defaultTarget: staging"},
	{"bucket: acme-prod", "bucket: elsewhere"},
	{`accountId: "444455556666"}`, `accountId: "444455556666", roleArn: "arn:aws:iam::444455556666:role/sync"}`},
	{"maxDeletes: 0", "maxDeletes: 3"},
	{".modelreg/registry.db", "data/registry.db"},
	{"repository: acme/models", "repository: acme/models\n  branch: main"},
	{"[modelLifeCycle.stageStatus=Approved, modelApprovalStatus=Approved]", "[modelApprovalStatus=Approved, modelLifeCycle.stageStatus=Approved]"},
	{"[deploy-bot, Acme-Bot]", "[acme-bot, DEPLOY-bot, deploy-bot]"},
	{`["pricing/**", "fraud/**"]`, `["fraud/**", "pricing/**"]`},
	{"[chen, Ana]", "[ana, chen]"},
	{`- groups: ["**"]`, `- {groups: ["**"], approvals: 1, separatePullRequest: true}`},
}

var otherToPolicy = [][2]string{
	{"name: acme-models", "name: acme"},
	{"repository: acme/models", "repository: acme/model"},
	{"repository: acme/models", "repository: acme/models\n  branch: release"},
	{"modelLifeCycle.stageStatus=Approved, ", ""},
	{"deploy-bot, ", ""},
	{"separatePullRequest: true", "separatePullRequest: false"},
	{"{approvals: 2, approvers: {users: [Bob", "{approvals: 1, approvers: {users: [Bob"},
	{"  policy: {approvals: 2, approvers: {users: [Bob, ana]}}\n", ""},
	{`, "fraud/**"`, ""},
	{"      targets: [staging, production]\n", ""},
	{"approvals: 2\n", "approvals: 1\n"},
	{"chen, ", ""},
	{", teams: [Acme/ml]", ""},
	{"registrantMayApprove: true", "registrantMayApprove: false"},
	{"separatePullRequest: false", "separatePullRequest: true"},
	{"eu-west-1", "eu-west-2"},
	{"444455556666", "444455556667"},
	{"evidence: none", "evidence: github"},
	{"versions: approved", "versions: all"},
	{"maximize", "minimize"},
	{"min: 0.8", "min: 0.81"},
	{"min: 0.8", "max: 0.8"},
	{"  auc:", "  gini:"},
}

func TestPolicyTextChanges(t *testing.T) {
	was, _ := catalog.PolicyText(registry(t, policyRegistry).Policy())
	for _, change := range otherToPolicy {
		if now, _ := catalog.PolicyText(registry(t, replace(t, policyRegistry, change)).Policy()); now == was {
			t.Errorf("%q as %q changes nothing", change[0], change[1])
		}
	}
}

func TestPolicyTextStays(t *testing.T) {
	was, _ := catalog.PolicyText(registry(t, policyRegistry).Policy())
	rapid.Check(t, func(rt *rapid.T) {
		text := policyRegistry
		for _, change := range sameToPolicy {
			if rapid.Bool().Draw(rt, change[1]) {
				text = replace(t, text, change)
			}
		}
		if now, _ := catalog.PolicyText(registry(t, text).Policy()); now != was {
			rt.Fatalf("text (-was +now):\n%s", cmp.Diff(was, now))
		}
	})
}

func replace(t *testing.T, text string, change [2]string) string {
	t.Helper()
	if !strings.Contains(text, change[0]) {
		t.Fatalf("there is no %q", change[0])
	}
	return strings.Replace(text, change[0], change[1], 1)
}

func TestAsking(t *testing.T) {
	c, target, v := exampleParts(t, "production")
	gate := func(s string) catalog.Gate {
		g, ok := catalog.ParseGate(s)
		if !ok || g.String() != s {
			t.Fatalf("gate %q is read as %q", s, g)
		}
		return g
	}
	had := slices.Clone(c.Registry.Approval.Gates)
	more := c.Registry.Asking([]catalog.Gate{gate("modelApprovalStatus=Approved"), gate("modelLifeCycle.stage=Production")})
	names := func(gates []catalog.Gate) (out []string) {
		for _, g := range gates {
			out = append(out, g.String())
		}
		return out
	}
	e, problems := v.Effective(more, target)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := []string{"modelApprovalStatus=Approved", "modelLifeCycle.stageStatus=Approved", "modelLifeCycle.stage=Production"}
	if diff := cmp.Diff(want, names(e.Asks)); diff != "" {
		t.Errorf("asks (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(had, c.Registry.Approval.Gates); diff != "" {
		t.Errorf("the gates that were copied (-before +after):\n%s", diff)
	}
	before, _ := v.Effective(c.Registry, target)
	if before.S != e.S {
		t.Error("S depends on the gates")
	}
}

func TestWithEvidence(t *testing.T) {
	c := example(t)
	reg := c.Registry.WithEvidence("production", "none")
	of := func(r *catalog.Registry) map[string]string {
		out := map[string]string{}
		for _, t := range r.Targets {
			out[t.Name] = t.Evidence
		}
		return out
	}
	if diff := cmp.Diff(map[string]string{"local": "none", "production": "none"}, of(reg)); diff != "" {
		t.Errorf("copy (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{"local": "none", "production": "github"}, of(c.Registry)); diff != "" {
		t.Errorf("what was copied (-want +got):\n%s", diff)
	}
	copied := c.WithRegistry(reg)
	target, _ := copied.Target("production")
	if target.Evidence != "none" || len(copied.Groups) != len(c.Groups) || c.Registry == reg {
		t.Errorf("catalog with the copy: %+v", copied)
	}
}

// S is the SHA-256 of what Covers gives.
func TestCovers(t *testing.T) {
	c, target, v := exampleParts(t, "production")
	e, _ := v.Effective(c.Registry, target)
	text := catalog.Covers(c.Registry, v, target, e)
	sum := sha256.Sum256([]byte(text))
	if want := "1:" + hex.EncodeToString(sum[:]); e.S != want {
		t.Errorf("S is %s, and the text's digest %s", e.S, want)
	}
	var doc map[string]any
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(e.Doc, doc["version"]); diff != "" {
		t.Errorf("version (-effective +covered):\n%s", diff)
	}
	delete(doc, "version")
	want := map[string]any{"approvalRequest": 2.0, "catalog": "acme-models", "group": "pricing/Churn", "groupName": "pricing-churn", "label": "7", "target": "production"}
	if diff := cmp.Diff(want, doc); diff != "" {
		t.Errorf("the rest (-want +got):\n%s", diff)
	}
}
