package scaffold

import (
	"encoding/json"
	"fmt"
)

// The actions are those of README.md, "Permissions", without deleting.
//
// Which of them can be limited to a registry is said in the Service
// Authorization Reference, list_amazonsagemaker. Those that list and search are
// allowed on everything, and limited to the region instead.
var (
	lists = []string{"sagemaker:ListModelPackageGroups", "sagemaker:ListModelPackages", "sagemaker:Search"}
	reads = []string{
		"sagemaker:DescribeModelPackage", "sagemaker:DescribeModelPackageGroup",
		"sagemaker:GetModelPackageGroupPolicy", "sagemaker:ListTags",
	}
	writes = []string{
		"sagemaker:AddTags", "sagemaker:CreateModelPackage", "sagemaker:CreateModelPackageGroup",
		"sagemaker:DeleteModelPackageGroupPolicy", "sagemaker:DeleteTags",
		"sagemaker:PutModelPackageGroupPolicy", "sagemaker:UpdateModelPackage",
	}
)

type document struct {
	Version   string
	Statement []statement
}

type statement struct {
	Sid       string
	Effect    string
	Action    []string
	Resource  any
	Condition any `json:",omitempty"`
}

// policy is what a role may do in a registry, as JSON: to plan, which reads, or
// to sync.
func policy(p Place, role string) (string, error) {
	registry := []string{
		fmt.Sprintf("arn:%s:sagemaker:%s:%s:model-package-group/*", p.Partition(), p.Region, p.Account),
		fmt.Sprintf("arn:%s:sagemaker:%s:%s:model-package/*", p.Partition(), p.Region, p.Account),
	}
	allow := func(sid string, actions []string, on any, condition any) statement {
		return statement{Sid: sid, Effect: "Allow", Action: actions, Resource: on, Condition: condition}
	}
	d := document{"2012-10-17", []statement{
		allow("List", lists, "*", map[string]any{"StringEquals": map[string]any{"aws:RequestedRegion": p.Region}}),
		allow("Read", reads, registry, nil),
	}}
	if role == "sync" {
		d.Statement = append(d.Statement, allow("Write", writes, registry, nil))
	}
	text, err := json.MarshalIndent(d, "", "  ")
	return string(text), err
}
