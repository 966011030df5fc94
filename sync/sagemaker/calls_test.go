package sagemaker

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/sync"
)

// Every change is one call with just these members, and nothing comes of it.
func TestChanges(t *testing.T) {
	const arn = "arn:aws:sagemaker:us-east-1:111122223333:model-package/churn/3"
	tests := []struct {
		operation string
		do        func(ctx context.Context, t *Target) error
		want      map[string]any
		doing     string // how an error of it begins
	}{
		{
			"CreateModelPackage",
			func(ctx context.Context, t *Target) error {
				_, err := t.CreatePackage(ctx, "churn", sync.Doc{"domain": "TEXT"}, "token-1")
				return err
			},
			map[string]any{"ModelPackageGroupName": "churn", "ClientToken": "token-1", "Domain": "TEXT"},
			"creating model package in group churn",
		},
		{
			"UpdateModelPackage",
			func(ctx context.Context, t *Target) error {
				return t.UpdatePackage(ctx, arn, sync.Doc{
					"modelApprovalStatus": "Approved", "approvalDescription": "fine",
					"customerMetadataPropertiesToRemove":     []any{"a"},
					"additionalInferenceSpecificationsToAdd": []any{map[string]any{"name": "gpu", "containers": []any{map[string]any{"image": "i"}}}},
				})
			},
			map[string]any{
				"ModelPackageArn": arn, "ModelApprovalStatus": "Approved", "ApprovalDescription": "fine",
				"CustomerMetadataPropertiesToRemove":     []any{"a"},
				"AdditionalInferenceSpecificationsToAdd": []any{map[string]any{"Name": "gpu", "Containers": []any{map[string]any{"Image": "i"}}}},
			},
			"updating model package " + arn,
		},
		{
			"DeleteModelPackage",
			func(ctx context.Context, t *Target) error { return t.DeletePackage(ctx, arn) },
			map[string]any{"ModelPackageName": arn},
			"deleting model package " + arn,
		},
		{
			"DeleteModelPackageGroup",
			func(ctx context.Context, t *Target) error { return t.DeleteGroup(ctx, "churn") },
			map[string]any{"ModelPackageGroupName": "churn"},
			"deleting model package group churn",
		},
		{
			"PutModelPackageGroupPolicy",
			func(ctx context.Context, t *Target) error {
				return t.PutPolicy(ctx, "churn", sync.Doc{"Version": "2012-10-17", "Statement": []any{map[string]any{"Sid": "<x>"}}})
			},
			map[string]any{"ModelPackageGroupName": "churn", "ResourcePolicy": `{"Statement":[{"Sid":"<x>"}],"Version":"2012-10-17"}`},
			"setting the resource policy of group churn",
		},
		{
			"DeleteModelPackageGroupPolicy",
			func(ctx context.Context, t *Target) error { return t.DeletePolicy(ctx, "churn") },
			map[string]any{"ModelPackageGroupName": "churn"},
			"deleting the resource policy of group churn",
		},
		{
			"AddTags",
			func(ctx context.Context, t *Target) error {
				return t.AddTags(ctx, arn, map[string]string{"team": "pricing", "cost": ""})
			},
			map[string]any{"ResourceArn": arn, "Tags": []any{
				map[string]any{"Key": "cost", "Value": ""}, map[string]any{"Key": "team", "Value": "pricing"},
			}},
			"adding tags to " + arn,
		},
		{
			"DeleteTags",
			func(ctx context.Context, t *Target) error { return t.RemoveTags(ctx, arn, []string{"team"}) },
			map[string]any{"ResourceArn": arn, "TagKeys": []any{"team"}},
			"removing tags from " + arn,
		},
		{
			"CreateModelPackageGroup",
			func(ctx context.Context, t *Target) error {
				_, err := t.CreateGroup(ctx, "churn", "", nil)
				return err
			},
			map[string]any{"ModelPackageGroupName": "churn"},
			"creating model package group churn",
		},
	}
	for _, tt := range tests {
		t.Run(tt.operation, func(t *testing.T) {
			target, f := openFake(t, map[string]answer{
				tt.operation: func(int, map[string]any) (int, any) { return 200, map[string]any{} },
				"DescribeModelPackageGroup": func(int, map[string]any) (int, any) {
					return 200, map[string]any{"ModelPackageGroupStatus": "Completed", "ModelPackageGroupArn": "arn"}
				},
			})
			if err := tt.do(t.Context(), target); err != nil {
				t.Fatal(err)
			}
			got := f.calls[0]
			if tt.operation == "UpdateModelPackage" {
				if token, _ := got.Input["ClientToken"].(string); len(token) != 36 {
					t.Errorf("client token %q", token)
				}
				delete(got.Input, "ClientToken")
			}
			if diff := cmp.Diff(call{tt.operation, tt.want}, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
		t.Run(tt.operation+" refused", func(t *testing.T) {
			target, _ := openFake(t, map[string]answer{
				tt.operation: func(int, map[string]any) (int, any) { return 400, failure("AccessDeniedException", "not you") },
			})
			want := fmt.Sprintf("%s: AccessDeniedException: not you (sagemaker:%s)", tt.doing, tt.operation)
			err := tt.do(t.Context(), target)
			if err == nil || err.Error() != want {
				t.Fatalf("got  %v\nwant %s", err, want)
			}
			var refused *CallError
			if !errors.As(err, &refused) || refused.Permission != "sagemaker:"+tt.operation {
				t.Errorf("got %#v", refused)
			}
		})
	}
}

// Not found and not empty have no code of their own: the texts are the
// service's, as seen in the wild.
func TestErrorKinds(t *testing.T) {
	deleteGroup := func(ctx context.Context, t *Target) error { return t.DeleteGroup(ctx, "churn") }
	deletePolicy := func(ctx context.Context, t *Target) error { return t.DeletePolicy(ctx, "churn") }
	create := func(ctx context.Context, t *Target) error {
		_, err := t.CreatePackage(ctx, "churn", sync.Doc{"domain": "TEXT"}, "token")
		return err
	}
	describe := func(ctx context.Context, t *Target) error {
		_, err := t.Describe(ctx, "arn:1")
		return err
	}
	addTags := func(ctx context.Context, t *Target) error {
		return t.AddTags(ctx, "arn:1", map[string]string{"a": "b"})
	}
	tests := []struct {
		name          string
		do            func(ctx context.Context, t *Target) error
		operation     string
		code, message string
		want          error
	}{
		{"no group", deleteGroup, "DeleteModelPackageGroup", "ValidationException", "ModelPackageGroup arn:x does not exist.", sync.ErrNotFound},
		{"group in use", deleteGroup, "DeleteModelPackageGroup", "ConflictException", "Model Package Group churn cannot be deleted because it still contains Model Packages", sync.ErrNotEmpty},
		{"group in use, other code", deleteGroup, "DeleteModelPackageGroup", "ValidationException", "Model Package Group churn cannot be deleted because it still contains Model Packages", sync.ErrNotEmpty},
		{"no group for a policy", deletePolicy, "DeleteModelPackageGroupPolicy", "ValidationException", "Cannot find Model Package Group: arn:x", sync.ErrNotFound},
		{"no policy", deletePolicy, "DeleteModelPackageGroupPolicy", "ValidationException", "Cannot find resource policy for: arn:x", sync.ErrNotFound},
		{"no package", describe, "DescribeModelPackage", "ValidationException", "ModelPackage arn:1 does not exist.", sync.ErrNotFound},
		{"create without a group", create, "CreateModelPackage", "ValidationException", "Model Package Group does not exist.", sync.ErrNotFound},
		{"create without an image", create, "CreateModelPackage", "ValidationException", "Image 1.dkr.ecr/x:1 does not exist.", nil},
		{"nothing to tag", addTags, "AddTags", "ValidationException", "Resource does not exist", sync.ErrNotFound},
		{"another code", describe, "DescribeModelPackage", "AccessDeniedException", "it does not exist for you", nil},
		{"bad value", create, "CreateModelPackage", "ValidationException", "1 validation error detected: Value 'X' at 'task' failed", nil},
		{"conflict", create, "CreateModelPackage", "ConflictException", "token was used", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			target, _ := openFake(t, map[string]answer{
				tt.operation: func(int, map[string]any) (int, any) { return 400, failure(tt.code, tt.message) },
			})
			err := tt.do(t.Context(), target)
			var refused *CallError
			if !errors.As(err, &refused) || refused.Code != tt.code || refused.Message != tt.message {
				t.Fatalf("got %v", err)
			}
			for _, kind := range []error{sync.ErrNotFound, sync.ErrNotEmpty} {
				if got := errors.Is(err, kind); got != (kind == tt.want) {
					t.Errorf("is %q: %t", kind, got)
				}
			}
		})
	}
}

func TestCreateGroup(t *testing.T) {
	status := func(s ...string) answer {
		return func(n int, _ map[string]any) (int, any) {
			return 200, map[string]any{"ModelPackageGroupStatus": s[min(n, len(s))-1], "ModelPackageGroupArn": "arn:g"}
		}
	}
	created := func(int, map[string]any) (int, any) { return 200, map[string]any{"ModelPackageGroupArn": "arn:g"} }
	exists := func(int, map[string]any) (int, any) {
		return 400, failure("ValidationException", "Model Package Group already exists: arn:g")
	}
	tests := []struct {
		name             string
		create, describe answer
		describes        int
		err              string
	}{
		{"at once", created, status("Completed"), 1, ""},
		{"in a while", created, status("Pending", "InProgress", "Completed"), 3, ""},
		{"there already", exists, status("Completed"), 1, ""},
		{"there and on its way out", exists, status("Deleting"), 1, `waiting for model package group churn: its status is "Deleting"`},
		{"failed", created, status("Pending", "Failed"), 2, `waiting for model package group churn: its status is "Failed"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			target, f := openFake(t, map[string]answer{
				"CreateModelPackageGroup": tt.create, "DescribeModelPackageGroup": tt.describe,
			})
			arn, err := target.CreateGroup(t.Context(), "churn", "who leaves", map[string]string{"b": "2", "a": "1"})
			if tt.err != "" {
				if err == nil || err.Error() != tt.err {
					t.Errorf("got %v, want %s", err, tt.err)
				}
			} else if err != nil || arn != "arn:g" {
				t.Errorf("got %q, %v", arn, err)
			}
			want := map[string]any{
				"ModelPackageGroupName": "churn", "ModelPackageGroupDescription": "who leaves",
				"Tags": []any{map[string]any{"Key": "a", "Value": "1"}, map[string]any{"Key": "b", "Value": "2"}},
			}
			if diff := cmp.Diff(want, f.calls[0].Input); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if n := f.count()["DescribeModelPackageGroup"]; n != tt.describes {
				t.Errorf("%d describes, want %d", n, tt.describes)
			}
		})
	}
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	target, _ := openFake(t, map[string]answer{
		"CreateModelPackageGroup": func(int, map[string]any) (int, any) { return 200, map[string]any{} },
		"DescribeModelPackageGroup": func(n int, _ map[string]any) (int, any) {
			if n == 2 {
				cancel()
			}
			return 200, map[string]any{"ModelPackageGroupStatus": "Pending"}
		},
	})
	if _, err := target.CreateGroup(ctx, "churn", "", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestListPackages(t *testing.T) {
	s := small{groups: 1, packages: 120}
	for name, tt := range map[string]struct {
		known        func(string) bool
		pages, found int
	}{
		"nothing known":    {func(string) bool { return false }, 2, 120},
		"everything known": {func(string) bool { return true }, 1, 100},
	} {
		t.Run(name, func(t *testing.T) {
			target, f := openFake(t, s.answers())
			got, err := target.ListPackages(t.Context(), "g-0", tt.known)
			if err != nil {
				t.Fatal(err)
			}
			var want []sync.Package
			for i := range tt.found {
				want = append(want, s.listed(i))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if diff := cmp.Diff(map[string]int{"ListModelPackages": tt.pages}, f.count()); diff != "" {
				t.Errorf("calls: -want +got\n%s", diff)
			}
			if in := f.calls[0].Input; in["ModelPackageGroupName"] != "g-0" || in["SortOrder"] != "Descending" || in["SortBy"] != "CreationTime" {
				t.Errorf("listed %v, want the newest of the group first", in)
			}
		})
	}
}

func TestListUnversioned(t *testing.T) {
	target, f := openFake(t, map[string]answer{
		"ListModelPackages": func(int, map[string]any) (int, any) {
			return 200, map[string]any{"ModelPackageSummaryList": []any{map[string]any{"ModelPackageArn": "arn:x", "ModelPackageStatus": "Completed", "CreationTime": 1}}}
		},
	})
	got, err := target.ListUnversioned(t.Context())
	if err != nil || !slices.Equal(got, []string{"arn:x"}) {
		t.Errorf("got %v, %v", got, err)
	}
	if in := f.calls[0].Input; in["ModelPackageType"] != "Unversioned" {
		t.Errorf("listed %v", in)
	}
}

// The service may call an unknown group empty, or an error.
func TestListPackagesOfUnknownGroup(t *testing.T) {
	target, _ := openFake(t, map[string]answer{
		"ListModelPackages": func(int, map[string]any) (int, any) {
			return 400, failure("ValidationException", "ModelPackageGroup arn:x does not exist.")
		},
	})
	if got, err := target.ListPackages(t.Context(), "churn", func(string) bool { return false }); err != nil || got != nil {
		t.Errorf("got %v, %v", got, err)
	}
}

// Where the card's key is out of reach, the rest is read.
func TestDescribeWithoutTheKey(t *testing.T) {
	s := small{groups: 1, packages: 1}
	target, f := openFake(t, map[string]answer{
		"DescribeModelPackage": func(n int, in map[string]any) (int, any) {
			if in["IncludedData"] != "MetadataOnly" {
				return 400, failure("AccessDeniedException", "not authorized to perform: kms:Decrypt on resource: arn:key")
			}
			record := s.record(0)
			record["ModelCard"] = map[string]any{"ModelCardStatus": "Draft", "ModelCardContent": `{"intended_uses":{"risk_rating":"Low"}}`}
			return 200, record
		},
	})
	got, err := target.Describe(t.Context(), s.packageARN(0))
	if err != nil {
		t.Fatal(err)
	}
	want := s.full(0)
	want.Full = false
	want.Doc["modelCard"] = map[string]any{"modelCardStatus": "Draft"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if n := f.count()["DescribeModelPackage"]; n != 2 {
		t.Errorf("%d calls, want 2", n)
	}
}
