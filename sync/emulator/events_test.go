package emulator_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	stdsync "sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
	"github.com/google/go-cmp/cmp"

	"modelreg/sync/emulator"
)

func TestEvents(t *testing.T) {
	clk := newClock()
	var log bytes.Buffer
	r, c := start(t, emulator.Options{Clock: clk.Now, EventLog: &log})
	createGroup(t, c, "churn")
	arn := createPackage(t, c, packageInput("churn"))
	clk.Advance(1e9)
	err := update(t, c, arn, func(in *sagemaker.UpdateModelPackageInput) {
		in.ModelApprovalStatus = "Approved"
		in.ModelLifeCycle = &types.ModelLifeCycle{Stage: aws.String("QA"), StageStatus: aws.String("Approved")}
		in.CustomerMetadataPropertiesToRemove = []string{"owner"}
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := update(t, c, arn, func(in *sagemaker.UpdateModelPackageInput) { in.ModelApprovalStatus = "Nonsense" }); err == nil {
		t.Error("nonsense was accepted")
	}
	if _, err := c.DeleteModelPackage(t.Context(), &sagemaker.DeleteModelPackageInput{ModelPackageName: &arn}); err != nil {
		t.Fatal(err)
	}
	events, err := r.Events(0)
	if err != nil {
		t.Fatal(err)
	}
	type brief struct {
		Status, Approval, Modified string
		Fields                     string
	}
	var got []brief
	for _, e := range events {
		if e.DetailType != "SageMaker Model Package State Change" || e.Source != "aws.sagemaker" || e.Account != account ||
			e.Region != "us-east-1" || e.Resources[0] != arn || e.Detail["ModelPackageArn"] != arn || e.Detail["CreationTime"] != "2026-01-15T10:00:00.123Z" {
			t.Errorf("event %+v", e)
		}
		modified, _ := e.Detail["LastModifiedTime"].(string)
		got = append(got, brief{fmt.Sprint(e.Detail["ModelPackageStatus"]), fmt.Sprint(e.Detail["ModelApprovalStatus"]), modified, fmt.Sprint(e.Detail["UpdatedModelPackageFields"])})
	}
	want := []brief{
		{"Completed", "PendingManualApproval", "", "[]"},
		{"Completed", "Approved", "2026-01-15T10:00:01.123Z", "[CustomerMetadataProperties ModelApprovalStatus ModelLifeCycle]"},
		{"Deleting", "Approved", "2026-01-15T10:00:01.123Z", "[]"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	var logged []emulator.Event
	for line := range bytes.Lines(log.Bytes()) {
		var e emulator.Event
		if err := json.Unmarshal(line, &e); err != nil {
			t.Fatal(err)
		}
		logged = append(logged, e)
	}
	if diff := cmp.Diff(events, logged); diff != "" {
		t.Errorf("the log differs from the store: %s", diff)
	}
}

func TestEventsAreKeptUpToALimit(t *testing.T) {
	o := emulator.Instant()
	o.KeepEvents = 3
	r, c := start(t, o)
	createGroup(t, c, "churn")
	var arns []string
	for range 5 {
		arns = append(arns, createPackage(t, c, packageInput("churn")))
	}
	events, err := r.Events(0)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range events {
		got = append(got, e.Resources...)
	}
	if diff := cmp.Diff(arns[2:], got); diff != "" {
		t.Error(diff)
	}
	if rest, err := r.Events(4); err != nil || len(rest) != 1 {
		t.Errorf("%d events behind the fourth (%v), want 1", len(rest), err)
	}
}

// TestConcurrentCreates lets many clients write at once: numbers without gaps,
// one event each, a log in order.
func TestConcurrentCreates(t *testing.T) {
	var log bytes.Buffer
	o := emulator.Instant()
	o.EventLog = &log
	r, c := start(t, o)
	createGroup(t, c, "churn")
	var wg stdsync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 10 {
				if _, err := c.CreateModelPackage(t.Context(), packageInput("churn")); err != nil {
					t.Error(err)
				}
				// One that fails must not disturb those that share its transaction.
				if _, err := c.CreateModelPackage(t.Context(), packageInput("nobody")); err == nil {
					t.Error("created in a group that does not exist")
				}
			}
		})
	}
	wg.Wait()
	names, _ := listed(t, c, &sagemaker.ListModelPackagesInput{ModelPackageGroupName: aws.String("churn")})
	if len(names) != 40 || names[39] != "churn/40" {
		t.Errorf("packages %v", names)
	}
	if n, err := r.LastEvent(); n != 40 || err != nil {
		t.Errorf("%d events (%v)", n, err)
	}
	version := 0.0
	for line := range bytes.Lines(log.Bytes()) {
		var e emulator.Event
		if err := json.Unmarshal(line, &e); err != nil {
			t.Fatal(err)
		}
		if v := e.Detail["ModelPackageVersion"].(float64); v != version+1 {
			t.Errorf("version %v follows %v in the log", v, version)
		}
		version++
	}
}
