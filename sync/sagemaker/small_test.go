package sagemaker

import (
	"fmt"
	"strconv"
	"strings"
	"time"

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
