package sagemaker

import (
	"context"
	"errors"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/sync"
)

// Whatever Search does, the snapshot is what List and Describe say; only the
// number of calls differs.
func TestObserve(t *testing.T) {
	s := small{groups: 3, packages: 250}
	want := s.snapshot()
	plain := map[string]int{"ListModelPackageGroups": 1, "ListModelPackages": 3, "Search": 4}
	tests := []struct {
		name   string
		change func(answers map[string]answer, want *sync.Snapshot)
		calls  map[string]int // besides plain
	}{
		{"all well", func(map[string]answer, *sync.Snapshot) {}, nil},
		{
			"search denied",
			func(a map[string]answer, _ *sync.Snapshot) {
				a["Search"] = func(int, map[string]any) (int, any) {
					return 400, failure("AccessDeniedException", "not authorized to perform: sagemaker:Search")
				}
			},
			map[string]int{"Search": 2, "ListTags": 3, "DescribeModelPackage": 250},
		},
		{
			"search fails on its second page",
			func(a map[string]answer, _ *sync.Snapshot) {
				search := a["Search"]
				a["Search"] = func(n int, in map[string]any) (int, any) {
					if in["NextToken"] == "100" {
						return 400, failure("ValidationException", "token expired")
					}
					return search(n, in)
				}
			},
			map[string]int{"Search": 3, "DescribeModelPackage": 150},
		},
		{
			"search lacks and contradicts",
			func(a map[string]answer, _ *sync.Snapshot) {
				a["Search"] = changedRecords(a["Search"], map[int]func(record map[string]any){
					3:   func(r map[string]any) { r["ModelPackageArn"] = "arn:other" },
					5:   func(r map[string]any) { r["ModelApprovalStatus"] = "Rejected" },
					7:   func(r map[string]any) { r["CreationTime"] = 1600000000 },
					109: func(r map[string]any) { r["ModelPackageStatus"] = "Pending" },
					111: func(r map[string]any) { delete(r, "ModelPackageDescription") },
					113: func(r map[string]any) { r["CreationTime"] = 1700000113.4 }, // rounding: no contradiction
				})
			},
			map[string]int{"DescribeModelPackage": 5},
		},
		{
			"search knows an earlier group of the name",
			func(a map[string]answer, _ *sync.Snapshot) {
				search := a["Search"]
				a["Search"] = func(n int, in map[string]any) (int, any) {
					status, out := search(n, in)
					if in["Resource"] == "ModelPackageGroup" {
						g := out.(map[string]any)["Results"].([]any)[1].(map[string]any)["ModelPackageGroup"].(map[string]any)
						g["CreationTime"], g["Tags"] = 1600000000, []any{}
					}
					return status, out
				}
			},
			map[string]int{"ListTags": 1},
		},
		{
			"deleted while reading",
			func(a map[string]answer, want *sync.Snapshot) {
				a["Search"] = changedRecords(a["Search"], map[int]func(map[string]any){
					0: func(r map[string]any) { r["ModelPackageArn"] = "arn:other" },
				})
				a["DescribeModelPackage"] = func(int, map[string]any) (int, any) {
					return 400, failure("ValidationException", "ModelPackage "+s.packageARN(0)+" does not exist.")
				}
				want.Groups[0].Packages = want.Groups[0].Packages[1:]
			},
			map[string]int{"DescribeModelPackage": 1},
		},
		{
			"listed and not to be described",
			func(a map[string]answer, want *sync.Snapshot) {
				a["Search"] = changedRecords(a["Search"], map[int]func(map[string]any){
					0: func(r map[string]any) { r["ModelPackageArn"] = "arn:other" },
				})
				a["DescribeModelPackage"] = func(int, map[string]any) (int, any) {
					return 400, failure("AccessDeniedException", "not authorized")
				}
				want.Groups[0].Packages[0] = s.listed(0)
			},
			map[string]int{"DescribeModelPackage": 1},
		},
		{
			"tags not to be read",
			func(a map[string]answer, want *sync.Snapshot) {
				a["Search"] = func(int, map[string]any) (int, any) { return 400, failure("AccessDeniedException", "no") }
				a["ListTags"] = a["Search"]
				for i := range want.Groups {
					want.Groups[i].Tags = nil
				}
			},
			map[string]int{"Search": 2, "ListTags": 3, "DescribeModelPackage": 250},
		},
		{
			"storage of the service's own, of which Search does not tell",
			func(a map[string]answer, want *sync.Snapshot) {
				list := a["ListModelPackageGroups"]
				a["ListModelPackageGroups"] = func(n int, in map[string]any) (int, any) {
					status, out := list(n, in)
					out.(map[string]any)["ModelPackageGroupSummaryList"].([]any)[1].(map[string]any)["ManagedConfiguration"] = map[string]any{"ManagedStorageType": "Restricted"}
					return status, out
				}
				for i := range want.Groups[1].Packages {
					want.Groups[1].Packages[i].Storage = "Restricted"
				}
			},
			nil,
		},
		{
			"a package of a group that nobody listed",
			func(a map[string]answer, _ *sync.Snapshot) {
				a["ListModelPackages"] = paged("ModelPackageSummaryList", s.packages+1, func(i int) any {
					summary := s.summary(i)
					if i == s.packages {
						summary["ModelPackageGroupName"] = "later"
					}
					return summary
				})
				d := a["DescribeModelPackage"]
				a["DescribeModelPackage"] = func(n int, in map[string]any) (int, any) {
					if in["ModelPackageName"] == s.packageARN(s.packages) {
						return 200, s.record(s.packages)
					}
					return d(n, in)
				}
			},
			map[string]int{"DescribeModelPackage": 1},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answers, want := s.answers(), s.snapshot()
			tt.change(answers, &want)
			target, f := openFake(t, answers)
			got, err := target.Observe(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			calls := map[string]int{}
			for operation, n := range plain {
				calls[operation] = n
			}
			for operation, n := range tt.calls {
				calls[operation] = n
			}
			if diff := cmp.Diff(calls, f.count()); diff != "" {
				t.Errorf("calls: -want +got\n%s", diff)
			}
		})
	}
	if diff := cmp.Diff(want, s.snapshot()); diff != "" {
		t.Fatal("a test changed the registry of the others", diff)
	}
}

// changedRecords applies changes to some of Search's package records.
func changedRecords(search answer, changes map[int]func(record map[string]any)) answer {
	return func(n int, in map[string]any) (int, any) {
		status, out := search(n, in)
		if in["Resource"] != "ModelPackage" {
			return status, out
		}
		from := 0
		if token, ok := in["NextToken"].(string); ok {
			from, _ = strconv.Atoi(token)
		}
		for i, result := range out.(map[string]any)["Results"].([]any) {
			if change := changes[from+i]; change != nil {
				change(result.(map[string]any)["ModelPackage"].(map[string]any))
			}
		}
		return status, out
	}
}

// A look at 10,000 packages in 500 groups costs 5+5 pages of groups, 100+100 of
// packages, and one call for the account: 211 calls, none of which writes.
func TestObserveCalls(t *testing.T) {
	s := small{groups: 500, packages: 10_000}
	f := &fake{t: t, answers: s.answers()}
	target, err := Open(t.Context(), Options{Region: "us-east-1", AccountID: testAccount, Embedded: f})
	if err != nil {
		t.Fatal(err)
	}
	snapshot, err := target.Observe(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(packagesOf(snapshot)); got != s.packages {
		t.Errorf("observed %d packages, want %d", got, s.packages)
	}
	want := map[string]int{"GetCallerIdentity": 1, "ListModelPackageGroups": 5, "ListModelPackages": 100, "Search": 105}
	if diff := cmp.Diff(want, f.count()); diff != "" {
		t.Errorf("calls: -want +got\n%s", diff)
	}
}

func TestObservePolicies(t *testing.T) {
	s := small{groups: 3, packages: 3}
	answers := s.answers()
	answers["GetModelPackageGroupPolicy"] = func(_ int, in map[string]any) (int, any) {
		if in["ModelPackageGroupName"] == "g-1" {
			return 200, map[string]any{"ResourcePolicy": `{"Version": "2012-10-17", "Statement": []}`}
		}
		return 400, failure("ValidationException", "Cannot find resource policy for: "+groupARN(2))
	}
	target, f := openFake(t, answers)
	got, err := target.Observe(t.Context(), []string{"g-1", "g-2", "no-such-group", "g-1"})
	if err != nil {
		t.Fatal(err)
	}
	want := s.snapshot()
	want.Groups[1].Policy = sync.Doc{"Version": "2012-10-17", "Statement": []any{}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if n := f.count()["GetModelPackageGroupPolicy"]; n != 2 {
		t.Errorf("%d policies read, want 2", n)
	}
}

// A listing that fails fails the whole look: what is not listed would seem absent.
func TestObserveFails(t *testing.T) {
	for operation, want := range map[string]string{
		"ListModelPackages":      "listing model packages: AccessDeniedException: no (sagemaker:ListModelPackages)",
		"ListModelPackageGroups": "listing model package groups: AccessDeniedException: no (sagemaker:ListModelPackageGroups)",
	} {
		answers := small{groups: 1, packages: 1}.answers()
		answers[operation] = func(int, map[string]any) (int, any) { return 400, failure("AccessDeniedException", "no") }
		target, _ := openFake(t, answers)
		if _, err := target.Observe(t.Context(), nil); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", operation, err, want)
		}
	}
}

// Ctrl-C is not a Search that failed: nothing is read one by one after it.
func TestObserveCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := small{groups: 1, packages: 300}
	answers := s.answers()
	search := answers["Search"]
	answers["Search"] = func(n int, in map[string]any) (int, any) {
		if in["NextToken"] == "100" {
			cancel()
		}
		return search(n, in)
	}
	target, f := openFake(t, answers)
	if _, err := target.Observe(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if n := f.count()["DescribeModelPackage"]; n != 0 {
		t.Errorf("%d packages described", n)
	}
}
