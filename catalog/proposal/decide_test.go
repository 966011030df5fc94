package proposal

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"modelreg/catalog"
)

const decideRegistry = `apiVersion: modelreg/v1
kind: Registry
name: acme-models
defaultTarget: local
targets:
  local: {local: {path: .modelreg/a.db}, variables: {state: Approved}}
  production: {sagemaker: {region: eu-west-1, accountId: "444455556666"}, variables: {state: Rejected}}
  staging: {sagemaker: {region: us-east-1, accountId: "111122223333"}, variables: {state: Approved}}
approval: {repository: acme/models}
`

// decidable loads a version of the group churn from its text, without
// apiVersion and kind.
func decidable(t interface{ Fatal(...any) }, label, text string) (*catalog.Registry, *catalog.Version, []byte) {
	whole := []byte("apiVersion: modelreg/v1\nkind: ModelVersion\n" + text)
	p := "churn/versions/" + label + ".yaml"
	reg, v, problems, err := catalog.LoadVersion(testContext, map[string][]byte{
		"registry.yaml": []byte(decideRegistry), "churn/group.yaml": []byte("apiVersion: modelreg/v1\nkind: ModelGroup\n"), p: whole,
	}, p)
	if err != nil || catalog.HasErrors(problems) {
		t.Fatal(err, problems, string(whole))
	}
	return reg, v, whole
}

// TestDecide shows what decisions do to a file, and what is said of it.
func TestDecide(t *testing.T) {
	only := func(status string, targets ...string) Decision { return Decision{Status: status, Targets: targets} }
	for name, tt := range map[string]struct {
		old, want string
		decision  Decision
		notes     []string
		asking    []string
	}{
		"approve": {
			"modelApprovalStatus: PendingManualApproval # for now\n", "modelApprovalStatus: Approved # for now\n", only(Approved),
			[]string{"churn/1: PendingManualApproval -> Approved everywhere"}, nil,
		},
		"approve what says nothing": {
			"metrics: {auc: 1}\n", "metrics: {auc: 1}\nmodelApprovalStatus: Approved\n", only(Approved),
			[]string{"churn/1: PendingManualApproval -> Approved everywhere"}, nil,
		},
		"approve what is": {
			"modelApprovalStatus: Approved\n", "modelApprovalStatus: Approved\n", Decision{Status: Approved, Reason: "new"},
			[]string{"churn/1 is Approved already"}, []string{"local", "production", "staging"},
		},
		"approve with overrides": {
			"modelApprovalStatus: Rejected\noverrides:\n  production: {modelApprovalStatus: Rejected}\n  staging: {modelApprovalStatus: Approved}\n",
			"modelApprovalStatus: Approved\noverrides:\n  production: {modelApprovalStatus: Rejected}\n  staging: {modelApprovalStatus: Approved}\n",
			only(Approved), []string{
				"churn/1: Rejected -> Approved in local",
				"churn/1 stays Rejected in production by its override; give --target production to approve it there",
			}, []string{"staging"},
		},
		"approve where an override takes the state away": {
			"modelApprovalStatus: Approved\noverrides: {staging: {modelApprovalStatus: null}}\n",
			"modelApprovalStatus: Approved\noverrides: {staging: {modelApprovalStatus: Approved}}\n", only(Approved, "staging"),
			[]string{"churn/1: PendingManualApproval -> Approved in staging"}, nil,
		},
		"approve in a target": {
			"modelApprovalStatus: PendingManualApproval\n", "modelApprovalStatus: PendingManualApproval\noverrides:\n  staging:\n    modelApprovalStatus: Approved\n",
			only(Approved, "staging"), []string{"churn/1: PendingManualApproval -> Approved in staging"}, nil,
		},
		"approve in a target that has it": {
			"modelApprovalStatus: Approved\n", "modelApprovalStatus: Approved\n", only(Approved, "staging"),
			[]string{"churn/1 is Approved already in staging"}, []string{"staging"},
		},
		"approve in two targets of which one has it": {
			"overrides:\n  staging:\n    modelApprovalStatus: Approved\n",
			"overrides:\n  staging:\n    modelApprovalStatus: Approved\n  production:\n    modelApprovalStatus: Approved\n", only(Approved, "staging", "production"),
			[]string{"churn/1: PendingManualApproval -> Approved in production"}, []string{"staging"},
		},
		"variables decide": {
			"modelApprovalStatus: ${target.variables.state}\n",
			"modelApprovalStatus: ${target.variables.state}\noverrides:\n  production:\n    modelApprovalStatus: Approved\n", only(Approved, "production", "staging"),
			[]string{"churn/1: Rejected -> Approved in production"}, []string{"staging"},
		},
		"the reason": {
			"modelApprovalStatus: PendingManualApproval\n", "modelApprovalStatus: Approved\napprovalDescription: $${x} is fine\n", Decision{Status: Approved, Reason: "${x} is fine"},
			[]string{"churn/1: PendingManualApproval -> Approved everywhere"}, nil,
		},
		"the reason of a target": {
			"approvalDescription: old\nmodelApprovalStatus: Approved\n",
			"approvalDescription: old\nmodelApprovalStatus: Approved\noverrides:\n  staging:\n    modelApprovalStatus: Rejected\n    approvalDescription: it drifts\n",
			Decision{Status: Rejected, Targets: []string{"staging"}, Reason: "it drifts"}, []string{"churn/1: Approved -> Rejected in staging"}, nil,
		},
		"the former reason": {
			"modelApprovalStatus: Approved\napprovalDescription: good\n", "modelApprovalStatus: Rejected\n", only(Rejected),
			[]string{"churn/1: Approved -> Rejected everywhere", `churn/1: approvalDescription "good" told of the former decision, and holds no longer`}, nil,
		},
		"the former reason does not reach a target": {
			"modelApprovalStatus: Rejected\napprovalDescription: bad\n",
			"modelApprovalStatus: Rejected\napprovalDescription: bad\noverrides:\n  staging:\n    modelApprovalStatus: Approved\n    approvalDescription: null\n",
			only(Approved, "staging"),
			[]string{"churn/1: Rejected -> Approved in staging", `churn/1: approvalDescription "bad" told of the former decision, and holds no longer in staging`}, nil,
		},
		"the text of a target in which nothing changes stays": {
			"modelApprovalStatus: PendingManualApproval\napprovalDescription: wait\noverrides:\n  staging: {modelApprovalStatus: Approved}\n",
			"modelApprovalStatus: Approved\napprovalDescription: go\noverrides:\n  staging: {modelApprovalStatus: Approved, approvalDescription: wait}\n",
			Decision{Status: Approved, Reason: "go"}, []string{"churn/1: PendingManualApproval -> Approved in local and production"}, []string{"staging"},
		},
		"the text of an override goes with the state of the version": {
			"modelApprovalStatus: PendingManualApproval\noverrides:\n  staging:\n    approvalDescription: wait\n",
			"modelApprovalStatus: Approved\n", only(Approved),
			[]string{"churn/1: PendingManualApproval -> Approved everywhere", `churn/1: approvalDescription "wait" told of the former decision, and holds no longer in staging`}, nil,
		},
		"reject everywhere": {
			"modelApprovalStatus: Approved\noverrides:\n  production: {modelApprovalStatus: PendingManualApproval} # later\n  staging: {modelApprovalStatus: Rejected}\n",
			"modelApprovalStatus: Rejected\napprovalDescription: leaks\noverrides:\n  production: {modelApprovalStatus: Rejected} # later\n  staging: {modelApprovalStatus: Rejected, approvalDescription: null}\n",
			Decision{Status: Rejected, Reason: "leaks"}, []string{"churn/1: Approved -> Rejected in local", "churn/1: PendingManualApproval -> Rejected in production"}, nil,
		},
		"ask again": {
			"modelApprovalStatus: Approved\n", "modelApprovalStatus: Approved\napprovalRequest: 1\n",
			Decision{Status: Approved, Again: []string{"local", "production", "staging"}},
			[]string{"churn/1 asks again in local, production and staging"}, []string{"local", "production", "staging"},
		},
		"ask again in one target, and leave the others alone": {
			"modelApprovalStatus: Approved\napprovalRequest: 2\n", "modelApprovalStatus: Approved\napprovalRequest: 2\noverrides:\n  staging:\n    approvalRequest: 3\n",
			Decision{Status: Approved, Targets: []string{"staging"}, Again: []string{"staging"}},
			[]string{"churn/1 asks again in staging"}, []string{"staging"},
		},
		"ask again in the one target that has it": {
			"overrides: {staging: {modelApprovalStatus: Approved}}\n", "approvalRequest: 1\noverrides: {staging: {modelApprovalStatus: Approved}}\n",
			Decision{Status: Approved, Targets: []string{"staging"}, Again: []string{"staging"}},
			[]string{"churn/1 asks again in staging"}, []string{"staging"},
		},
		"ask again where an override counts requests, with a reason": {
			"approvalRequest: 7\noverrides: {staging: {modelApprovalStatus: Approved, approvalRequest: 2}}\n",
			"approvalRequest: 7\noverrides: {staging: {modelApprovalStatus: Approved, approvalDescription: mended, approvalRequest: 3}}\n",
			Decision{Status: Approved, Targets: []string{"staging"}, Again: []string{"staging"}, Reason: "mended"},
			[]string{"churn/1 asks again in staging"}, []string{"staging"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			reg, v, text := decidable(t, "1", tt.old)
			r, err := tt.decision.Decide(reg, v, text)
			if err != nil {
				t.Fatal(err)
			}
			got, err := Edit(text, r.Changes...)
			if err != nil {
				t.Fatal(err)
			}
			_, rest, _ := strings.Cut(string(got), "kind: ModelVersion\n")
			if diff := cmp.Diff(tt.want, rest); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(tt.notes, r.Notes); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.asking, r.Asking, cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
			decidable(t, "1", rest) // is valid
		})
	}
}
