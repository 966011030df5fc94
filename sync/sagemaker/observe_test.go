package sagemaker

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	sm "github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/google/go-cmp/cmp"

	"modelreg/sync"
)

// small is a registry that only answers reads: so many groups, so many
// packages spread over them, made up from their numbers.
type small struct {
	groups, packages int
}

func groupARN(i int) string {
	return fmt.Sprintf("arn:aws:sagemaker:us-east-1:%s:model-package-group/g-%d", testAccount, i)
}

func (s small) packageARN(i int) string {
	return fmt.Sprintf("arn:aws:sagemaker:us-east-1:%s:model-package/g-%d/%d", testAccount, i%s.groups, 1+i/s.groups)
}

func (s small) summary(i int) map[string]any {
	return map[string]any{
		"ModelPackageArn": s.packageARN(i), "ModelPackageGroupName": fmt.Sprintf("g-%d", i%s.groups),
		"ModelPackageVersion": 1 + i/s.groups, "ModelPackageStatus": "Completed",
		"CreationTime": 1700000000 + i, "ModelApprovalStatus": "Approved",
		"ModelPackageDescription": fmt.Sprint("package ", i),
	}
}

func (s small) record(i int) map[string]any {
	record := s.summary(i)
	record["CustomerMetadataProperties"] = map[string]any{"modelreg/version": strconv.Itoa(1 + i/s.groups)}
	record["LastModifiedTime"] = 1700009999.5
	record["LastModifiedBy"] = map[string]any{"IamIdentity": map[string]any{"Arn": "arn:aws:iam::111122223333:role/ci"}}
	return record
}

// full is what Observe makes of a record.
func (s small) full(i int) sync.Package {
	return sync.Package{
		ARN: s.packageARN(i), Number: 1 + i/s.groups, Status: "Completed",
		Doc: sync.Doc{
			"modelApprovalStatus": "Approved", "modelPackageDescription": fmt.Sprint("package ", i),
			"customerMetadataProperties": map[string]any{"modelreg/version": strconv.Itoa(1 + i/s.groups)},
		},
		CreatedAt:  time.Unix(1700000000+int64(i), 0).UTC(),
		ModifiedAt: time.Unix(1700009999, 5e8).UTC(),
		ModifiedBy: "arn:aws:iam::111122223333:role/ci",
		Full:       true,
	}
}

// listed is what Observe makes of a package that it may not describe.
func (s small) listed(i int) sync.Package {
	p := s.full(i)
	p.ModifiedAt, p.ModifiedBy, p.Full = time.Time{}, "", false
	delete(p.Doc, "customerMetadataProperties")
	return p
}

func (s small) answers() map[string]answer {
	return map[string]answer{
		"ListModelPackageGroups": paged("ModelPackageGroupSummaryList", s.groups, func(i int) any {
			return map[string]any{
				"ModelPackageGroupName": fmt.Sprintf("g-%d", i), "ModelPackageGroupArn": groupARN(i),
				"ModelPackageGroupStatus": "Completed", "CreationTime": 1700000000, "ModelPackageGroupDescription": "a group",
			}
		}),
		"ListModelPackages": paged("ModelPackageSummaryList", s.packages, func(i int) any { return s.summary(i) }),
		"Search": func(n int, in map[string]any) (int, any) {
			if in["Resource"] == "ModelPackageGroup" {
				return paged("Results", s.groups, func(i int) any {
					return map[string]any{"ModelPackageGroup": map[string]any{
						"ModelPackageGroupArn": groupARN(i), "CreationTime": 1700000000,
						"Tags": []any{map[string]any{"Key": "number", "Value": strconv.Itoa(i)}},
					}}
				})(n, in)
			}
			return paged("Results", s.packages, func(i int) any {
				return map[string]any{"ModelPackage": s.record(i)}
			})(n, in)
		},
		"DescribeModelPackage": func(n int, in map[string]any) (int, any) {
			for i := range s.packages {
				if s.packageARN(i) == in["ModelPackageName"] {
					return 200, s.record(i)
				}
			}
			return 400, failure("ValidationException", fmt.Sprintf("ModelPackage %s does not exist.", in["ModelPackageName"]))
		},
		"ListTags": func(n int, in map[string]any) (int, any) {
			_, number, _ := strings.Cut(in["ResourceArn"].(string), "/g-")
			return 200, map[string]any{"Tags": []any{map[string]any{"Key": "number", "Value": number}}}
		},
	}
}

// paged answers with pages of a hundred.
func paged(list string, total int, item func(i int) any) answer {
	return func(_ int, in map[string]any) (int, any) {
		from := 0
		if token, ok := in["NextToken"].(string); ok {
			from, _ = strconv.Atoi(token)
		}
		to := min(from+int(in["MaxResults"].(float64)), total)
		items := make([]any, 0, to-from)
		for i := from; i < to; i++ {
			items = append(items, item(i))
		}
		out := map[string]any{list: items}
		if to < total {
			out["NextToken"] = strconv.Itoa(to)
		}
		return 200, out
	}
}

// snapshot is what Observe makes of it all.
func (s small) snapshot() sync.Snapshot {
	var want sync.Snapshot
	for i := range s.groups { // up to ten, so that names sort like numbers
		g := sync.Group{
			Name: fmt.Sprintf("g-%d", i), ARN: groupARN(i), Description: "a group", Status: "Completed",
			Tags: map[string]string{"number": strconv.Itoa(i)},
		}
		for j := i; j < s.packages; j += s.groups {
			g.Packages = append(g.Packages, s.full(j))
		}
		want.Groups = append(want.Groups, g)
	}
	return want
}

// openLimited is openFake with limits of the test's own.
func openLimited(t *testing.T, f *fake, l *limits) *Target {
	t.Helper()
	o := Options{Region: "us-east-1", AccountID: testAccount, Embedded: f, MaxBackoff: 1}.withDefaults()
	cfg, err := configure(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	api := sm.NewFromConfig(cfg, func(so *sm.Options) { so.APIOptions = append(so.APIOptions, l.install) })
	return &Target{api: api, concurrency: o.Concurrency, logf: o.Logf}
}

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
