// Package sitetest has what the tests of the pages share: data that shows every
// part of every page, and texts that try to be more than text.
package sitetest

import (
	"context"
	"io/fs"
	"time"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/example"
	"modelreg/catalog/site"
)

// now is when the pages of the examples are made.
var now = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

const (
	server = "https://github.com"
	// tip is the commit that is shown, and merged the one that approvals came with.
	tip    = "4f2c9d181be03a2c0e1f7a6a5a4c9b8d7e6f5a4b"
	merged = "b7d0a1c25e94f38a6d7c1b0e9f8a7d6c5b4a3f2e"
)

// Example is the example catalog with a past, and with registries that hold what
// it says but for some drift.
func Example() *site.Data {
	d := of(example.FS)
	d.Targets = []site.Target{
		{Name: "local", Where: "the file .modelreg/registry.db", Read: now.Add(-2 * time.Minute)},
		{Name: "production", Where: "eu-west-1 of 444455556666", Read: now.Add(-time.Minute), Asks: true},
		{Name: "staging", Where: "us-east-1 of 111122223333", Read: now.Add(-time.Minute), Asks: true},
	}
	d.Live, d.Events, d.Waiting = live(), events(), waiting()
	d.Owners = map[string][]string{
		"house-price": {"@acme/platform"}, "market-outlook": {"@acme/research"},
		"pricing/rental-yield": {"@acme/pricing"}, "pricing/valuation": {"@acme/pricing", "@chen"},
	}
	d.Reports = map[string][]site.Report{"pricing/valuation/1.1.0": reports(), "pricing/rental-yield/2": reports()[:2]}
	d.Proofs = proofs(d.Catalog)
	return d
}

// of is the data of a catalog of which nothing but its files is known.
func of(files fs.FS) *site.Data {
	c, problems, err := catalog.Load(context.Background(), files, catalog.LoadOptions{Dir: "catalog"})
	if err != nil {
		panic(err)
	}
	return &site.Data{
		Catalog: c, Problems: problems,
		Source: site.Source{
			Repository: "acme/models", Server: server, Folder: "catalog", Commit: tip,
			When: now.Add(-5 * time.Hour), Made: now, Tool: "modelreg v1.2.0",
		},
	}
}

func live() map[site.Key]site.Live {
	at := func(where, name string, number int, status string) site.Live {
		return site.Live{
			ARN:    "arn:aws:sagemaker:" + where + ":model-package/" + name,
			Number: number, Status: status, Created: now.AddDate(0, -7, 0),
		}
	}
	const production, staging, local = "eu-west-1:444455556666", "us-east-1:111122223333", "us-east-1:000000000000"
	moved := at(staging, "house-price/1", 1, "Rejected")
	moved.Modified, moved.ModifiedBy = now.AddDate(0, 0, -2), "arn:aws:sts::111122223333:assumed-role/oncall/erin"
	moved.Drift = []string{"it was rejected by hand, and the catalog says pending"}
	forged := at(staging, "house-price/3", 3, "Approved")
	forged.Drift, forged.Alarm = []string{"it was approved by hand, and nothing proves that approval"}, true
	forged.Stage = "QA"
	adopted := at(production, "property-valuation/1", 1, "Approved")
	adopted.Adopted, adopted.Stage = true, "Production"
	orphan := at(staging, "market-outlook/2", 2, "PendingManualApproval")
	orphan.Drift = []string{"the catalog made it, and does not have it any more; it stays until somebody has it deleted"}
	return map[site.Key]site.Live{
		{Group: "house-price", Label: "1", Target: "local"}:                  at(local, "house-price/1", 1, "PendingManualApproval"),
		{Group: "house-price", Label: "2", Target: "local"}:                  at(local, "house-price/2", 2, "Approved"),
		{Group: "house-price", Label: "3", Target: "local"}:                  at(local, "house-price/3", 3, "PendingManualApproval"),
		{Group: "house-price", Label: "1", Target: "staging"}:                moved,
		{Group: "house-price", Label: "2", Target: "staging"}:                at(staging, "house-price/2", 2, "Approved"),
		{Group: "house-price", Label: "3", Target: "staging"}:                forged,
		{Group: "house-price", Label: "2", Target: "production"}:             at(production, "house-price/1", 1, "Approved"),
		{Group: "pricing/valuation", Label: "1.0.0", Target: "production"}:   adopted,
		{Group: "pricing/valuation", Label: "1.0.0", Target: "staging"}:      at(staging, "property-valuation/1", 1, "Approved"),
		{Group: "pricing/valuation", Label: "1.1.0", Target: "staging"}:      at(staging, "property-valuation/2", 2, "PendingManualApproval"),
		{Group: "pricing/rental-yield", Label: "1", Target: "staging"}:       at(staging, "pricing-rental-yield/1", 1, "Rejected"),
		{Group: "pricing/rental-yield", Label: "2", Target: "staging"}:       at(staging, "pricing-rental-yield/2", 2, "PendingManualApproval"),
		{Group: "pricing/valuation", Label: "2.0.0-rc.1", Target: "staging"}: at(staging, "property-valuation/3", 3, "PendingManualApproval"),
		{Group: "market-outlook", Label: "1", Target: "staging"}:             at(staging, "market-outlook/1", 1, "PendingManualApproval"),
		{Group: "market-outlook", Label: "2", Target: "staging"}:             orphan,
	}
}

// events are newest first, one of each kind at least.
func events() []site.Event {
	event := func(group, label, target string, kind site.EventKind, daysAgo, pull int, subject string, by ...string) site.Event {
		e := site.Event{
			Key: site.Key{Group: group, Label: label, Target: target}, Kind: kind, When: now.AddDate(0, 0, -daysAgo),
			Commit: merged, Subject: subject, By: by, Pull: pull, State: evidence.Granted,
		}
		switch {
		case kind == site.Approved:
			e.Role = site.Approver
		case pull > 0:
			e.Role = site.Opener
		default:
			e.Role = site.Committer
		}
		if pull > 0 {
			e.URL = server + "/acme/models/pull/" + string(rune('0'+pull/10)) + string(rune('0'+pull%10))
		}
		return e
	}
	held := event("pricing/valuation", "1.1.0", "production", site.Asked, 1, 31, "Ask for valuation 1.1.0 in production (#31)", "dana")
	held.State, held.Why = evidence.Held, "1 of 2 approvals: bob has not reviewed the last commit"
	return []site.Event{
		held,
		event("pricing/rental-yield", "1", "staging", site.Rejected, 9, 29, "Reject rental-yield 1: it was trained on leaked rents (#29)", "chen"),
		event("pricing/rental-yield", "2", "staging", site.Registered, 12, 28, "Register rental-yield 2 (#28)", "dana"),
		event("house-price", "2", "production", site.Approved, 80, 17, "Approve house-price 2 (#17)", "ana"),
		event("house-price", "2", "staging", site.Approved, 84, 16, "Approve house-price 2 for staging (#16)", "ana", "bob"),
		event("house-price", "2", "local", site.Approved, 84, 16, "Approve house-price 2 for staging (#16)", "ana", "bob"),
		event("house-price", "1", "production", site.Withdrawn, 85, 15, "Take the approval of house-price 1 back (#15)", "bob"),
		event("house-price", "1", "production", site.Changed, 120, 0, "Say who owns the data set", "erin"),
		event("house-price", "1", "production", site.Approved, 200, 11, "Approve house-price 1 (#11)", "bob"),
		event("pricing/valuation", "1.0.0", "production", site.Approved, 210, 10, "Approve valuation 1.0.0 (#10)", "ana", "chen"),
		event("market-outlook", "2", "staging", site.Removed, 220, 0, "Forget the trial of a second outlook", "erin"),
		event("market-outlook", "2", "staging", site.Registered, 230, 0, "Try a second outlook", "erin"),
		event("pricing/rents", "2", "staging", site.Removed, 240, 13, "Rents are a part of rental-yield now (#13)", "dana"),
		event("pricing/rents", "1", "staging", site.Removed, 240, 13, "Rents are a part of rental-yield now (#13)", "dana"),
		event("pricing/rents", "2", "staging", site.Registered, 250, 12, "Register rents 1 and 2 (#12)", "dana"),
		event("pricing/rents", "1", "staging", site.Registered, 250, 12, "Register rents 1 and 2 (#12)", "dana"),
	}
}

func waiting() []site.Waiting {
	return []site.Waiting{
		{Key: site.Key{Group: "pricing/valuation", Label: "1.1.0", Target: "production"}, Reason: "1 of 2 approvals", Who: []string{"ana", "bob", "chen"}, Needed: 2, Since: now.AddDate(0, 0, -1)},
		{Key: site.Key{Group: "market-outlook", Label: "1", Target: "production"}, Reason: "no pull request asks for it", Needed: 1, Since: now.AddDate(0, 0, -30)},
	}
}
