package sitetest

import (
	"fmt"
	"testing/fstest"
	"time"

	"modelreg/catalog/evidence"
	"modelreg/catalog/site"
)

// Long is a catalog with a group of more versions than its page has, of which
// the newest one differs between registries in all that pages tell of one, and
// which no rule says who approves.
func Long() *site.Data {
	const versions = 201
	files := fstest.MapFS{
		"registry.yaml":    {Data: []byte(longRegistry)},
		"churn/group.yaml": {Data: []byte("apiVersion: modelreg/v1\nkind: ModelGroup\nmodelPackageGroupDescription: Who is about to leave\n")},
		"stray.yaml":       {Data: []byte("it: is no version\n")},
	}
	for i := 1; i < versions; i++ {
		text := fmt.Sprintf("apiVersion: modelreg/v1\nkind: ModelVersion\nmetrics: {auc: %.3f, rows: %d.25}\n", .5+float64(i)/1000, 12000+i)
		files[fmt.Sprintf("churn/versions/%d.yaml", i)] = &fstest.MapFile{Data: []byte(text)}
	}
	files[fmt.Sprintf("churn/versions/%d.yaml", versions)] = &fstest.MapFile{Data: []byte(longNewest)}
	d := of(files)
	d.Targets = []site.Target{
		{Name: "local", Where: "the file .modelreg/registry.db", Read: now},
		{Name: "production", Where: "eu-west-1 of 444455556666", Read: now, Asks: true},
		{Name: "second", Where: "the file .modelreg/second.db", Read: now},
	}
	key := func(label int, target string) site.Key {
		return site.Key{Group: "churn", Label: fmt.Sprint(label), Target: target}
	}
	at := func(label int, status string) site.Live {
		return site.Live{ARN: fmt.Sprint("arn:churn/", label), Number: label, Status: status, Created: now.Add(time.Duration(label-1000) * time.Hour)}
	}
	d.Live = map[site.Key]site.Live{
		key(200, "local"): at(200, "Approved"), key(201, "local"): at(201, "PendingManualApproval"), key(201, "second"): at(201, "Approved"),
	}
	d.Proofs = map[site.Key]site.Proof{
		key(200, "local"): {Outcome: evidence.NotAsked}, key(201, "second"): {Outcome: evidence.NotAsked},
	}
	d.Waiting = []site.Waiting{{Key: key(201, "production"), Reason: "no rule of the policy says who approves it", NoRule: true, Since: now.AddDate(0, 0, -3)}}
	d.Events = []site.Event{
		{Key: key(201, "second"), Kind: site.Approved, When: now.AddDate(0, 0, -3), Commit: tip, Subject: "Approve churn 201", By: []string{"ana"}, Role: site.Committer},
		{Key: key(201, "second"), Kind: site.Changed, When: now.AddDate(0, 0, -4), Commit: merged, Subject: "Half a file", By: []string{"erin"}, Role: site.Committer, Why: "the file could not be understood"},
	}
	return d
}

const longRegistry = `apiVersion: modelreg/v1
kind: Registry
name: acme-models
defaultTarget: local
targets:
  local: {local: {path: .modelreg/registry.db}}
  production: {sagemaker: {region: eu-west-1, accountId: "444455556666"}}
  second: {local: {path: .modelreg/second.db}}
approval: {repository: acme/models, rules: [{groups: ["other/**"], approvals: 1, approvers: {users: [ana]}}]}
metrics: {auc: {goal: maximize, min: 0.1234549}}
`

const longNewest = `apiVersion: modelreg/v1
kind: ModelVersion
modelPackageDescription: with all customers
sourceUri: s3://acme-models/churn/201
approvalRequest: 1
metrics: {auc: 0.2, rows: 12345.678}
overrides:
  production: {modelApprovalStatus: Approved}
  second:
    modelPackageDescription: with those of one shop
    sourceUri: null
    approvalRequest: 4
    modelApprovalStatus: Approved
    metrics: {auc: 0.1}
    waivers: [{metric: auc, who: zoe, why: it is for a trial, until: "2027-01-31"}]
`
