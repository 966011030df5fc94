package emulator_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
	"github.com/google/go-cmp/cmp"

	"modelreg/sync/emulator"
)

// found reads all pages of a search for packages.
func found(t testing.TB, c *sagemaker.Client, in sagemaker.SearchInput) []string {
	t.Helper()
	in.Resource = types.ResourceTypeModelPackage
	var names []string
	p := sagemaker.NewSearchPaginator(c, &in)
	for p.HasMorePages() {
		out, err := p.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range out.Results {
			names = append(names, fmt.Sprintf("%s/%d", *r.ModelPackage.ModelPackageGroupName, *r.ModelPackage.ModelPackageVersion))
		}
		if p.HasMorePages() && *out.TotalHits.Value <= int64(len(names)) {
			t.Errorf("%d hits in total, %d read, and more to come", *out.TotalHits.Value, len(names))
		}
		if !p.HasMorePages() && (out.TotalHits.Relation != "EqualTo" || *out.TotalHits.Value != int64(len(names))) {
			t.Errorf("total hits %d (%s), read %d", *out.TotalHits.Value, out.TotalHits.Relation, len(names))
		}
	}
	return names
}

func filter(name string, op types.Operator, value string) types.Filter {
	f := types.Filter{Name: &name, Operator: op}
	if value != "" {
		f.Value = &value
	}
	return f
}

func where(filters ...types.Filter) sagemaker.SearchInput {
	return sagemaker.SearchInput{SearchExpression: &types.SearchExpression{Filters: filters}}
}

func TestSearch(t *testing.T) {
	clk := newClock()
	_, c := start(t, emulator.Options{Clock: clk.Now, SearchLag: emulator.None})
	populate(t, c, clk, 2) // b/1, a/1, and approved b/2, a/2
	arn := groupPrefix + "a"
	if _, err := c.AddTags(t.Context(), &sagemaker.AddTagsInput{ResourceArn: &arn, Tags: []types.Tag{tag("team", "pricing")}}); err != nil {
		t.Fatal(err)
	}
	clk.Advance(1e9)
	err := update(t, c, "arn:aws:sagemaker:us-east-1:123456789012:model-package/a/1", func(in *sagemaker.UpdateModelPackageInput) {
		in.ModelLifeCycle = &types.ModelLifeCycle{Stage: aws.String("QA"), StageStatus: aws.String("OnHold")}
	})
	if err != nil {
		t.Fatal(err)
	}
	sub := func(op types.BooleanOperator, fs ...types.Filter) types.SearchExpression {
		return types.SearchExpression{Operator: op, Filters: fs}
	}
	tests := []struct {
		name string
		in   sagemaker.SearchInput
		want []string
	}{
		{"all, last modified first", sagemaker.SearchInput{}, []string{"a/1", "a/2", "b/2", "b/1"}},
		{"ascending", sagemaker.SearchInput{SortOrder: "Ascending"}, []string{"b/1", "b/2", "a/2", "a/1"}},
		{"by creation", sagemaker.SearchInput{SortBy: aws.String("CreationTime"), SortOrder: "Ascending"}, []string{"b/1", "a/1", "b/2", "a/2"}},
		{"by version", sagemaker.SearchInput{SortBy: aws.String("ModelPackageVersion"), SortOrder: "Ascending"}, []string{"a/1", "b/1", "a/2", "b/2"}},
		{"by group, descending", sagemaker.SearchInput{SortBy: aws.String("ModelPackageGroupName")}, []string{"b/2", "b/1", "a/2", "a/1"}},
		{"no operator means equals", where(filter("ModelPackageGroupName", "", "a")), []string{"a/1", "a/2"}},
		{"not equals", where(filter("ModelPackageGroupName", "NotEquals", "a")), []string{"b/2", "b/1"}},
		{"in", where(filter("ModelApprovalStatus", "In", "Approved,Rejected")), []string{"a/2", "b/2"}},
		{"contains", where(filter("ModelPackageArn", "Contains", "age/b")), []string{"b/2", "b/1"}},
		{"number", where(filter("ModelPackageVersion", "GreaterThan", "1")), []string{"a/2", "b/2"}},
		{"number equals", where(filter("ModelPackageVersion", "Equals", "2")), []string{"a/2", "b/2"}},
		{"time", where(filter("CreationTime", "LessThanOrEqualTo", "2026-01-15T10:00:03")), []string{"a/1", "b/1"}},
		{"modified", where(filter("LastModifiedTime", "Exists", "")), []string{"a/1"}},
		{"never modified", where(filter("LastModifiedTime", "NotExists", "")), []string{"a/2", "b/2", "b/1"}},
		{"nested name", where(filter("ModelLifeCycle.Stage", "Equals", "QA")), []string{"a/1"}},
		{"through a list", where(filter("InferenceSpecification.Containers.ModelDataUrl", "Contains", "house-price")), []string{"a/1", "a/2", "b/2", "b/1"}},
		{"tag of the group", where(filter("Tags.team", "Equals", "pricing")), []string{"a/1", "a/2"}},
		{"without the tag", where(filter("Tags.team", "NotExists", "")), []string{"b/2", "b/1"}},
		{"and", where(filter("ModelPackageGroupName", "Equals", "a"), filter("ModelPackageVersion", "Equals", "2")), []string{"a/2"}},
		{"or", sagemaker.SearchInput{SearchExpression: &types.SearchExpression{Operator: "Or", SubExpressions: []types.SearchExpression{
			sub("And", filter("ModelPackageGroupName", "Equals", "a"), filter("ModelPackageVersion", "Equals", "2")),
			sub("", filter("ModelPackageGroupName", "Equals", "b"), filter("ModelPackageVersion", "Equals", "1")),
		}}}, []string{"a/2", "b/1"}},
		{"nested filters", sagemaker.SearchInput{SearchExpression: &types.SearchExpression{NestedFilters: []types.NestedFilters{{
			NestedPropertyName: aws.String("InferenceSpecification.Containers"),
			Filters:            []types.Filter{filter("InferenceSpecification.Containers.Image", "Contains", "linear"), filter("ModelDataUrl", "Exists", "")},
		}}}}, []string{"a/1", "a/2", "b/2", "b/1"}},
		{"visibility", sagemaker.SearchInput{VisibilityConditions: []types.VisibilityConditions{{Key: aws.String("Tags.team"), Value: aws.String("pricing")}}}, []string{"a/1", "a/2"}},
		{"other accounts", sagemaker.SearchInput{CrossAccountFilterOption: "CrossAccount"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for size := int32(1); size < 5; size++ {
				tt.in.MaxResults = &size
				if diff := cmp.Diff(tt.want, found(t, c, tt.in)); diff != "" {
					t.Errorf("pages of %d: %s", size, diff)
				}
			}
		})
	}
}

func TestSearchRecords(t *testing.T) {
	_, c := start(t, emulator.Instant())
	createGroup(t, c, "churn")
	arn := createPackage(t, c, packageInput("churn", func(in *sagemaker.CreateModelPackageInput) {
		in.MetadataProperties = &types.MetadataProperties{CommitId: aws.String("4f2c9d1")}
	}))
	if _, err := c.AddTags(t.Context(), &sagemaker.AddTagsInput{ResourceArn: aws.String(groupPrefix + "churn"), Tags: []types.Tag{tag("team", "x")}}); err != nil {
		t.Fatal(err)
	}
	out, err := c.Search(t.Context(), &sagemaker.SearchInput{Resource: "ModelPackage"})
	if err != nil {
		t.Fatal(err)
	}
	got, want := out.Results[0].ModelPackage, describe(t, c, arn)
	if *got.ModelPackageArn != arn || *got.MetadataProperties.CommitId != "4f2c9d1" || len(got.Tags) != 1 ||
		*got.InferenceSpecification.Containers[0].ImageDigest != *want.InferenceSpecification.Containers[0].ImageDigest {
		t.Errorf("found %+v", got)
	}
	groups, err := c.Search(t.Context(), &sagemaker.SearchInput{Resource: "ModelPackageGroup", SortBy: aws.String("ModelPackageGroupName")})
	if err != nil {
		t.Fatal(err)
	}
	if g := groups.Results[0].ModelPackageGroup; *g.ModelPackageGroupName != "churn" || len(g.Tags) != 1 {
		t.Errorf("found %+v", g)
	}
}

func TestSearchRefuses(t *testing.T) {
	_, c := start(t, emulator.Instant())
	createGroup(t, c, "churn")
	contains := filter("ModelPackageArn", "Contains", "a")
	var many []types.SearchExpression
	for range 20 {
		many = append(many, types.SearchExpression{Filters: []types.Filter{filter("Domain", "Exists", ""), filter("Domain", "Exists", "")}})
	}
	tests := []struct {
		name    string
		in      sagemaker.SearchInput
		message string
	}{
		{"unknown property", where(filter("Nonsense", "Equals", "a")), "Unknown property name: Nonsense"},
		{"metadata", where(filter("CustomerMetadataProperties.owner", "Equals", "a")), "Unknown property name: CustomerMetadataProperties.owner"},
		{"unknown sort", sagemaker.SearchInput{SortBy: aws.String("Nonsense")}, "Unknown property name: Nonsense"},
		{"two contains", where(contains, contains), "'CONTAINS' operator usage limit of 1 exceeded."},
		{"order of text", where(filter("Domain", "GreaterThan", "a")), "Operator GreaterThan is not supported on property Domain"},
		{"text in a number", where(filter("ModelPackageVersion", "Equals", "one")), "not a number"},
		{"epoch time", where(filter("CreationTime", "LessThan", "1700000000")), "not a timestamp"},
		{"in of numbers", where(filter("ModelPackageVersion", "In", "1,2")), "Operator In is not supported on property ModelPackageVersion"},
		{"exists with value", where(filter("Domain", "Exists", "a")), "takes no value"},
		{"equals without value", where(filter("Domain", "Equals", "")), "needs a value"},
		{"too many parts", sagemaker.SearchInput{SearchExpression: &types.SearchExpression{SubExpressions: many}}, "50"},
		{"too large a page", sagemaker.SearchInput{MaxResults: aws.Int32(101)}, "Member must have value less than or equal to 100"},
		{"too many filters", where(make([]types.Filter, 21)...), "validation error"},
		{"visibility of something else", sagemaker.SearchInput{VisibilityConditions: []types.VisibilityConditions{{Key: aws.String("Domain"), Value: aws.String("x")}}}, "Tags"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.in.Resource = "ModelPackage"
			if tt.name == "too many filters" {
				for i := range tt.in.SearchExpression.Filters {
					tt.in.SearchExpression.Filters[i] = filter("Domain", "Exists", "")
				}
			}
			_, err := c.Search(t.Context(), &tt.in)
			wantError(t, err, "ValidationException", tt.message)
		})
	}
	_, err := c.Search(t.Context(), &sagemaker.SearchInput{Resource: "TrainingJob"})
	wantError(t, err, "ValidationException", "TrainingJob")
}

// TestSearchLags sees every change two seconds late, and none of them lost.
func TestSearchLags(t *testing.T) {
	clk := newClock()
	_, c := start(t, emulator.Options{Clock: clk.Now})
	approved := where(filter("ModelApprovalStatus", "Equals", "Approved"))
	createGroup(t, c, "churn")
	arn := createPackage(t, c, packageInput("churn"))
	look := func(what string, all, app int) {
		t.Helper()
		if n := len(found(t, c, sagemaker.SearchInput{})); n != all {
			t.Errorf("%s: found %d packages, want %d", what, n, all)
		}
		if n := len(found(t, c, approved)); n != app {
			t.Errorf("%s: found %d approved packages, want %d", what, n, app)
		}
	}
	look("just made", 0, 0)
	clk.Advance(time.Second)
	if err := update(t, c, arn, func(in *sagemaker.UpdateModelPackageInput) { in.ModelApprovalStatus = "Approved" }); err != nil {
		t.Fatal(err)
	}
	clk.Advance(time.Second)
	look("made 2 s, updated 1 s ago", 1, 0)
	clk.Advance(time.Second)
	look("updated 2 s ago", 1, 1)
	if _, err := c.DeleteModelPackage(t.Context(), &sagemaker.DeleteModelPackageInput{ModelPackageName: &arn}); err != nil {
		t.Fatal(err)
	}
	look("just deleted", 1, 1)
	clk.Advance(2 * time.Second)
	look("deleted 2 s ago", 0, 0)
}
