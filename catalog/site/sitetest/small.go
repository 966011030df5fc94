package sitetest

import (
	"fmt"
	"testing/fstest"
	"time"

	"modelreg/catalog/evidence"
	"modelreg/catalog/site"
)

// Small is a catalog of what is easily taken for something else: numbers that
// order otherwise as words, names with two spaces in them, and groups of which
// it is not known whether anything is approved. Its second registry was not read.
func Small() *site.Data {
	files := fstest.MapFS{"registry.yaml": {Data: []byte(`apiVersion: modelreg/v1
kind: Registry
name: small
defaultTarget: local
targets:
  local: {local: {path: .modelreg/registry.db}}
  production: {sagemaker: {region: eu-west-1, accountId: "444455556666"}}
`)}}
	for _, group := range []string{"numbers", "doubted", "unproven"} {
		tag := "team: a  b"
		if group != "numbers" {
			tag = "team: a b"
		}
		files[group+"/group.yaml"] = &fstest.MapFile{Data: []byte("apiVersion: modelreg/v1\nkind: ModelGroup\ntags: {" + tag + "}\n")}
		files[group+"/versions/1.yaml"] = &fstest.MapFile{Data: File(map[string]any{"modelPackageDescription": "The first one"})}
	}
	for i, auc := range []string{"0.9", "0.25", "-1", "1e-05", "0.002", "0.123456", "0.123459", "12345678"} {
		files[fmt.Sprintf("numbers/versions/%d.yaml", i+2)] = &fstest.MapFile{Data: []byte("apiVersion: modelreg/v1\nkind: ModelVersion\nmetrics: {auc: " + auc + "}\n")}
	}
	d := of(files)
	d.Targets = []site.Target{
		{Name: "local", Where: "a file", Read: now.Add(-time.Minute)},
		{Name: "production", Where: "eu-west-1 of 444455556666", Problem: "the token has expired", Asks: true},
	}
	d.Targets[0].Asks = true
	doubted, unproven := site.Key{Group: "doubted", Label: "1", Target: "local"}, site.Key{Group: "unproven", Label: "1", Target: "local"}
	d.Live = map[site.Key]site.Live{doubted: {Status: "Approved", Number: 1}, unproven: {Status: "Approved", Number: 1}}
	d.Proofs = map[site.Key]site.Proof{doubted: {Outcome: evidence.NotFound}, unproven: {Outcome: evidence.NoProof}}
	for i, who := range []string{"Ana  Smith", "Ana Smith"} {
		d.Events = append(d.Events, site.Event{
			Key: site.Key{Group: "numbers", Label: fmt.Sprint(i + 1), Target: "local"}, Kind: site.Rejected,
			When: now.AddDate(0, 0, -i), Commit: tip, By: []string{who}, Role: site.Committer,
		})
	}
	return d
}

// Unread is [Small] with no registry that was read.
func Unread() *site.Data {
	d := Small()
	d.Live, d.Proofs, d.Targets[0].Problem = nil, nil, "the disk is full"
	return d
}
