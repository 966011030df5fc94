package sync_test

import (
	"context"
	"path/filepath"
	"strings"
	stdsync "sync"
	"testing"
	"time"

	"modelreg/sync"
	"modelreg/sync/emulator"
)

// TestWhatTheServiceFillsInIsNoDifference: digests, entity tags and defaults
// that nobody asked for, short and empty pages.
func TestWhatTheServiceFillsInIsNoDifference(t *testing.T) {
	o := emulator.Instant()
	o.FillETags, o.EmptyPages, o.PageSize = true, true, 1
	w := openWorld(t, filepath.Join(t.TempDir(), "r.db"), o)
	c := after.with(files{
		"price/versions/11.yaml": version("inferenceSpecification:\n  containers:\n    - image: {framework: xgboost, version: 1.7-1}\n      modelDataSource: {s3DataSource: {s3Uri: s3://acme/x/, s3DataType: S3Prefix, compressionType: None}}\nskipModelValidation: None\nmodelPackageRegistrationType: Registered\n"),
	}).load(t)
	w.mustSync(c, settings{})
	w.mustBeSettled(c, settings{})
	digest := false
	for _, g := range w.snapshot().Groups {
		for _, p := range g.Packages {
			digest = digest || strings.Contains(dumpJSON(p.Doc), "imageDigest")
		}
	}
	if !digest {
		t.Error("the registry filled nothing in, so this shows nothing")
	}
}

const validated = `validationSpecification:
  validationRole: arn:aws:iam::${target.accountId}:role/validate
  validationProfiles:
    - profileName: first
      transformJobDefinition:
        transformInput: {dataSource: {s3DataSource: {s3DataType: S3Prefix, s3Uri: s3://acme/in/}}}
        transformOutput: {s3OutputPath: s3://acme/out/}
        transformResources: {instanceType: ml.m5.large, instanceCount: 1}
`

// TestApprovalWaitsForValidation: SageMaker runs a transform job first, and
// nothing may be changed before it is done.
func TestApprovalWaitsForValidation(t *testing.T) {
	var mu stdsync.Mutex
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	o := emulator.Instant()
	o.ValidationTime = time.Minute
	o.Clock = func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	w := openWorld(t, filepath.Join(t.TempDir(), "r.db"), o)
	c := files{
		"churn/group.yaml":      groupYAML,
		"churn/versions/1.yaml": version(model("churn-1") + validated + "modelApprovalStatus: Approved\n"),
	}.load(t)

	impatient := settings{options: sync.ApplyOptions{Sleep: noSleep}}
	_, report := w.sync(c, impatient)
	if report.Counts.Blocked != 1 || status(w.packages("churn")[0]) != "PendingManualApproval" {
		t.Fatalf("report %q %s", outcomes(report), details(report))
	}
	_, report = w.sync(c, impatient)
	if report.Counts.Blocked != 1 || !strings.Contains(details(report), "run sync again when it is Completed") {
		t.Fatalf("report %q %s", outcomes(report), details(report))
	}
	now = now.Add(time.Hour)
	w.mustSync(c, settings{})
	w.mustBeSettled(c, settings{})

	c = files{
		"churn/group.yaml":      groupYAML,
		"churn/versions/1.yaml": version(model("churn-1") + validated + "modelApprovalStatus: Approved\n"),
		"churn/versions/2.yaml": version(model("churn-2") + validated + "modelApprovalStatus: Approved\n"),
	}.load(t)
	waited := 0
	w.mustSync(c, settings{options: sync.ApplyOptions{Sleep: func(_ context.Context, d time.Duration) error {
		mu.Lock()
		defer mu.Unlock()
		waited++
		now = now.Add(d)
		return nil
	}}})
	if waited == 0 || status(w.packages("churn")[1]) != "Approved" {
		t.Errorf("waited %d times, and the package is %s", waited, status(w.packages("churn")[1]))
	}
	w.mustBeSettled(c, settings{})
}

// TestCallsAreFew counts what a registry is asked: reading costs pages, not
// packages, and a version costs one creation and at most one update.
func TestCallsAreFew(t *testing.T) {
	calls := map[string]int{}
	var mu stdsync.Mutex
	o := emulator.Instant()
	o.OnCall = func(c emulator.Call) {
		mu.Lock()
		defer mu.Unlock()
		calls[c.Operation]++
	}
	w := openWorld(t, filepath.Join(t.TempDir(), "r.db"), o)
	f := files{}
	for _, g := range []string{"a", "b", "c", "d", "e"} {
		f[g+"/group.yaml"] = groupYAML
		for _, n := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "30"} {
			f[g+"/versions/"+n+".yaml"] = version(model(g+n) + "modelApprovalStatus: Approved\n")
		}
	}
	c := f.load(t)
	w.mustSync(c, settings{})
	if calls["CreateModelPackage"] != 150 || calls["UpdateModelPackage"] != 150 {
		t.Errorf("%d creations and %d updates for 150 approved versions", calls["CreateModelPackage"], calls["UpdateModelPackage"])
	}
	clear(calls)
	w.mustBeSettled(c, settings{})
	total := 0
	for _, n := range calls {
		total += n
	}
	// One page of groups and one of their tags, two of packages, listed and searched.
	if total != 6 {
		t.Errorf("a sync with nothing to do made %d calls, want 6: %v", total, calls)
	}
}
