package sagemaker_test

import (
	"errors"
	"fmt"
	"maps"
	stdsync "sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"modelreg/sync"
	"modelreg/sync/emulator"
	"modelreg/sync/sagemaker"
)

const account = "111122223333"

// calls counts the calls that an emulator sees.
type calls struct {
	mu     stdsync.Mutex
	counts map[string]int
}

func (c *calls) see(call emulator.Call) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts == nil {
		c.counts = map[string]int{}
	}
	c.counts[call.Operation]++
}

// since gives the counts since the last time, and starts again.
func (c *calls) since() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	counts := c.counts
	c.counts = nil
	return counts
}

// open opens a target over an embedded registry of its own.
func open(t *testing.T, o emulator.Options) (*sagemaker.Target, *calls) {
	t.Helper()
	seen := &calls{}
	o.OnCall = seen.see
	registry, err := emulator.Open("", o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := registry.Close(); err != nil {
			t.Error(err)
		}
	})
	target, err := sagemaker.Open(t.Context(), sagemaker.Options{
		Region: "us-east-1", AccountID: account, Embedded: emulator.Transport(registry),
		MaxBackoff: time.Nanosecond, Logf: t.Logf,
	})
	if err != nil {
		t.Fatal(err)
	}
	seen.since()
	return target, seen
}

// rich is a document that uses about everything.
func rich() sync.Doc {
	report := func(name string) map[string]any {
		return map[string]any{"contentType": "application/json", "s3Uri": "s3://acme-models/churn/" + name + ".json"}
	}
	container := func(image string) map[string]any {
		return map[string]any{
			"image": "683313688378.dkr.ecr.us-east-1.amazonaws.com/" + image, "modelDataUrl": "s3://acme-models/churn/model.tar.gz",
			"environment": map[string]any{"SAGEMAKER_PROGRAM": "inference.py", "EMPTY": ""}, "framework": "XGBOOST", "frameworkVersion": "1.7-1",
			"modelInput": map[string]any{"dataInputConfig": `{"input": [1, 3]}`},
		}
	}
	return sync.Doc{
		"modelPackageDescription": "Who leaves, and when",
		"modelApprovalStatus":     "PendingManualApproval",
		"inferenceSpecification": map[string]any{
			"containers":                              []any{container("sklearn:1.2-1"), container("xgboost:1.7-1")},
			"supportedContentTypes":                   []any{"text/csv"},
			"supportedResponseMIMETypes":              []any{"text/csv"},
			"supportedRealtimeInferenceInstanceTypes": []any{"ml.m5.large"},
		},
		"additionalInferenceSpecifications": []any{map[string]any{"name": "gpu", "containers": []any{container("xgboost:1.7-1-gpu")}}},
		"modelMetrics": map[string]any{
			"modelQuality":   map[string]any{"statistics": report("statistics")},
			"bias":           map[string]any{"report": report("bias")},
			"explainability": map[string]any{"report": report("shap")},
		},
		"driftCheckBaselines": map[string]any{"bias": map[string]any{"configFile": report("config")}},
		"metadataProperties":  map[string]any{"commitId": "4f2c9d1", "repository": "acme/models"},
		"customerMetadataProperties": map[string]any{
			"modelreg/version": "3", "metrics/auc": "0.87",
		},
		"domain": "MACHINE_LEARNING", "task": "CLASSIFICATION", "samplePayloadUrl": "s3://acme-models/churn/payload.tar.gz",
		"modelLifeCycle": map[string]any{"stage": "Development", "stageStatus": "InProgress"},
		"modelCard": map[string]any{
			"modelCardStatus":  "Draft",
			"modelCardContent": map[string]any{"intended_uses": map[string]any{"purpose_of_model": "to keep <people>", "risk_rating": "Low"}},
		},
		"validationSpecification": map[string]any{
			"validationRole": "arn:aws:iam::111122223333:role/validation",
			"validationProfiles": []any{map[string]any{"profileName": "p", "transformJobDefinition": map[string]any{
				"maxPayloadInMB":     6.0,
				"transformInput":     map[string]any{"dataSource": map[string]any{"s3DataSource": map[string]any{"s3DataType": "S3Prefix", "s3Uri": "s3://acme-models/in/"}}},
				"transformOutput":    map[string]any{"s3OutputPath": "s3://acme-models/out/"},
				"transformResources": map[string]any{"instanceType": "ml.m5.large", "instanceCount": 1.0},
			}}},
		},
		"skipModelValidation": "All",
	}
}

// register makes a package in a group that is there by then.
func register(t *testing.T, target *sagemaker.Target, group string, doc sync.Doc, token string) (arn string) {
	t.Helper()
	if _, err := target.CreateGroup(t.Context(), group, "", nil); err != nil {
		t.Fatal(err)
	}
	arn, err := target.CreatePackage(t.Context(), group, doc, token)
	if err != nil {
		t.Fatal(err)
	}
	return arn
}

// The life of a package: what is written is read, by every way of reading.
func TestLifeOfAPackage(t *testing.T) {
	ctx := t.Context()
	target, _ := open(t, emulator.Instant())
	group, err := target.CreateGroup(ctx, "churn", "Who leaves", map[string]string{"team": "pricing", "cost": "1"})
	if err != nil {
		t.Fatal(err)
	}
	if again, err := target.CreateGroup(ctx, "churn", "Who leaves", nil); err != nil || again != group {
		t.Errorf("created again: got %s, %v; want %s", again, err, group)
	}
	arn, err := target.CreatePackage(ctx, "churn", rich(), "token-1")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := target.CreatePackage(ctx, "churn", rich(), "token-1"); err != nil || again != arn {
		t.Errorf("created again: got %s, %v; want %s", again, err, arn)
	}

	described := describe(t, target, arn)
	if diff := cmp.Diff(rich(), lessServiceFilled(described.Doc)); diff != "" {
		t.Errorf("described: -want +got\n%s", diff)
	}
	if described.Number != 1 || described.Status != "Completed" || described.ARN != arn || !described.Full || !described.ModifiedAt.IsZero() {
		t.Errorf("described %+v", described)
	}

	if err := target.UpdatePackage(ctx, arn, sync.Doc{
		"modelApprovalStatus": "Approved", "approvalDescription": "by pull request 12",
		"customerMetadataProperties":             map[string]any{"team": "pricing"},
		"customerMetadataPropertiesToRemove":     []any{"metrics/auc"},
		"modelLifeCycle":                         map[string]any{"stage": "Production", "stageStatus": "Approved"},
		"additionalInferenceSpecificationsToAdd": []any{map[string]any{"name": "cpu", "containers": []any{map[string]any{"image": "i:1"}}}},
	}); err != nil {
		t.Fatal(err)
	}
	updated := describe(t, target, arn)
	want := rich()
	want["modelApprovalStatus"], want["approvalDescription"] = "Approved", "by pull request 12"
	want["customerMetadataProperties"] = map[string]any{"modelreg/version": "3", "team": "pricing"}
	want["modelLifeCycle"] = map[string]any{"stage": "Production", "stageStatus": "Approved"}
	want["additionalInferenceSpecifications"] = append(want["additionalInferenceSpecifications"].([]any),
		map[string]any{"name": "cpu", "containers": []any{map[string]any{"image": "i:1"}}})
	if diff := cmp.Diff(want, lessServiceFilled(updated.Doc)); diff != "" {
		t.Errorf("updated: -want +got\n%s", diff)
	}
	if updated.ModifiedAt.IsZero() {
		t.Error("the time of the update is unknown")
	}

	if err := target.PutPolicy(ctx, "churn", sync.Doc{"Version": "2012-10-17", "Statement": []any{}}); err != nil {
		t.Fatal(err)
	}
	if err := target.AddTags(ctx, group, map[string]string{"team": "growth"}); err != nil {
		t.Fatal(err)
	}
	if err := target.RemoveTags(ctx, group, []string{"cost"}); err != nil {
		t.Fatal(err)
	}
	snapshot := observe(t, target, "churn")
	if diff := cmp.Diff(sync.Snapshot{Groups: []sync.Group{{
		Name: "churn", ARN: group, Description: "Who leaves", Status: "Completed",
		Tags:     map[string]string{"team": "growth"},
		Policy:   sync.Doc{"Version": "2012-10-17", "Statement": []any{}},
		Packages: []sync.Package{describe(t, target, arn)},
	}}}, snapshot); diff != "" {
		t.Errorf("observed: -want +got\n%s", diff)
	}
	listed, err := target.ListPackages(ctx, "churn", func(string) bool { return false })
	if err != nil || len(listed) != 1 || listed[0].ARN != arn || listed[0].Full {
		t.Errorf("listed %+v, %v", listed, err)
	}

	if err := target.DeleteGroup(ctx, "churn"); !errors.Is(err, sync.ErrNotEmpty) {
		t.Errorf("deleting a group in use: %v", err)
	}
	if err := target.DeletePackage(ctx, arn); err != nil {
		t.Fatal(err)
	}
	if err := target.DeletePolicy(ctx, "churn"); err != nil {
		t.Fatal(err)
	}
	if err := target.DeleteGroup(ctx, "churn"); err != nil {
		t.Fatal(err)
	}
	for doing, err := range map[string]error{
		"describing": second(target.Describe(ctx, arn)),
		"updating":   target.UpdatePackage(ctx, arn, sync.Doc{"modelApprovalStatus": "Rejected"}),
		"deleting":   target.DeletePackage(ctx, arn),
		"creating":   second(target.CreatePackage(ctx, "churn", rich(), "token-2")),
		"group":      target.DeleteGroup(ctx, "churn"),
		"policy":     target.DeletePolicy(ctx, "churn"),
		"tags":       target.AddTags(ctx, group, map[string]string{"a": "b"}),
	} {
		if !errors.Is(err, sync.ErrNotFound) {
			t.Errorf("%s what is gone: %v", doing, err)
		}
	}
	if listed, err := target.ListPackages(ctx, "churn", func(string) bool { return false }); err != nil || len(listed) != 0 {
		t.Errorf("listed %+v, %v", listed, err)
	}
	if got := observe(t, target, "churn"); len(got.Groups) != 0 {
		t.Errorf("observed %+v", got)
	}
}

func second[T any](_ T, err error) error { return err }

func describe(t *testing.T, target *sagemaker.Target, arn string) sync.Package {
	t.Helper()
	p, err := target.Describe(t.Context(), arn)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func observe(t *testing.T, target *sagemaker.Target, policiesOf ...string) sync.Snapshot {
	t.Helper()
	snapshot, err := target.Observe(t.Context(), policiesOf)
	if err != nil {
		t.Fatal(err)
	}
	return snapshot
}

// lessServiceFilled drops what the service adds to what it was given.
func lessServiceFilled(doc sync.Doc) sync.Doc {
	doc = maps.Clone(doc)
	delete(doc, "modelPackageRegistrationType")
	specs, _ := doc["additionalInferenceSpecifications"].([]any)
	if spec := doc["inferenceSpecification"]; spec != nil {
		specs = append([]any{spec}, specs...)
	}
	for _, spec := range specs {
		for _, container := range spec.(map[string]any)["containers"].([]any) {
			delete(container.(map[string]any), "imageDigest")
		}
	}
	return doc
}

// A change that Search does not know yet is described; what List does not
// tell, such as metadata, may be as old as the index.
func TestSearchLags(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	target, seen := open(t, emulator.Options{Clock: func() time.Time { return now }, SearchLag: time.Minute})
	old := register(t, target, "churn", sync.Doc{"domain": "TEXT", "customerMetadataProperties": map[string]any{"a": "1"}}, "token-1")
	now = now.Add(time.Hour)
	fresh := register(t, target, "churn", sync.Doc{"domain": "IMAGE"}, "token-2")
	if err := target.UpdatePackage(t.Context(), old, sync.Doc{"modelApprovalStatus": "Rejected"}); err != nil {
		t.Fatal(err)
	}
	want := []sync.Package{describe(t, target, old), describe(t, target, fresh)}
	seen.since()
	got := observe(t, target).Groups[0].Packages
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if n := seen.since()["DescribeModelPackage"]; n != 2 {
		t.Errorf("%d packages described, want 2", n)
	}
	now = now.Add(2 * time.Minute)
	if diff := cmp.Diff(want, observe(t, target).Groups[0].Packages); diff != "" {
		t.Errorf("later: -want +got\n%s", diff)
	}
	if n := seen.since()["DescribeModelPackage"]; n != 0 {
		t.Errorf("%d packages described later, want none", n)
	}
}

// With and without Search the same registry is seen.
func TestSearchDenied(t *testing.T) {
	denied := false
	o := emulator.Instant()
	o.Faults = func(c emulator.Call) emulator.Fault {
		if denied && c.Operation == "Search" {
			return emulator.Fault{Before: "AccessDeniedException"}
		}
		return emulator.Fault{}
	}
	target, seen := open(t, o)
	for i := range 3 {
		if _, err := target.CreateGroup(t.Context(), fmt.Sprint("churn-", i), "", map[string]string{"number": fmt.Sprint(i)}); err != nil {
			t.Fatal(err)
		}
		for j := range 4 {
			register(t, target, fmt.Sprint("churn-", i), rich(), fmt.Sprintf("token-%d-%d", i, j))
		}
	}
	seen.since()
	want := observe(t, target)
	if diff := cmp.Diff(map[string]int{"ListModelPackageGroups": 1, "ListModelPackages": 1, "Search": 2}, seen.since()); diff != "" {
		t.Errorf("calls: -want +got\n%s", diff)
	}
	denied = true
	if diff := cmp.Diff(want, observe(t, target)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	calls := map[string]int{"ListModelPackageGroups": 1, "ListModelPackages": 1, "Search": 2, "DescribeModelPackage": 12, "ListTags": 3}
	if diff := cmp.Diff(calls, seen.since()); diff != "" {
		t.Errorf("calls without Search: -want +got\n%s", diff)
	}
}

// An answer that is lost after the call was done is asked for again; nothing
// is done twice.
func TestLostAnswers(t *testing.T) {
	for _, lost := range []string{emulator.Drop, "InternalFailure", "ServiceUnavailable"} {
		t.Run(lost, func(t *testing.T) {
			o := emulator.Instant()
			o.Faults = func(c emulator.Call) emulator.Fault {
				if c.N == 1 { // the first call of each operation
					return emulator.Fault{After: lost}
				}
				return emulator.Fault{}
			}
			target, seen := open(t, o)
			arn := register(t, target, "churn", rich(), "token-1")
			if err := target.UpdatePackage(t.Context(), arn, sync.Doc{
				"additionalInferenceSpecificationsToAdd": []any{map[string]any{"name": "cpu", "containers": []any{map[string]any{"image": "i:1"}}}},
			}); err != nil {
				t.Error(err)
			}
			packages := observe(t, target).Groups[0].Packages
			if len(packages) != 1 || len(packages[0].Doc["additionalInferenceSpecifications"].([]any)) != 2 {
				t.Errorf("got %+v", packages)
			}
			for operation, n := range seen.since() {
				if n < 2 {
					t.Errorf("%s was not asked for again", operation)
				}
			}
		})
	}
}

// Throttling costs patience, not packages.
func TestThrottledEveryThird(t *testing.T) {
	o := emulator.Instant()
	o.Faults = emulator.ThrottleEvery(3)
	target, _ := open(t, o)
	for i := range 5 {
		register(t, target, "churn", rich(), fmt.Sprint("token-", i))
	}
	if got := observe(t, target).Groups[0].Packages; len(got) != 5 {
		t.Errorf("got %d packages, want 5", len(got))
	}
}

func TestWrongAccount(t *testing.T) {
	registry, err := emulator.Open("", emulator.Options{Account: "999988887777"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = registry.Close() }() // a temporary one: nothing to lose
	_, err = sagemaker.Open(t.Context(), sagemaker.Options{
		Region: "us-east-1", AccountID: account, Embedded: emulator.Transport(registry),
	})
	if err == nil {
		t.Fatal("another account's registry was opened")
	}
}
