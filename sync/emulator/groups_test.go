package emulator_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"modelreg/sync/emulator"
)

const groupPrefix = "arn:aws:sagemaker:us-east-1:123456789012:model-package-group/"

func TestGroup(t *testing.T) {
	_, c := start(t, emulator.Instant())
	ctx := t.Context()
	_, err := c.CreateModelPackageGroup(ctx, &sagemaker.CreateModelPackageGroupInput{
		ModelPackageGroupName:        aws.String("churn"),
		ModelPackageGroupDescription: aws.String("Who leaves"),
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.CreateModelPackageGroup(ctx, &sagemaker.CreateModelPackageGroupInput{ModelPackageGroupName: aws.String("churn")})
	wantError(t, err, "ValidationException", "Model Package Group already exists: "+groupPrefix+"churn")
	_, err = c.CreateModelPackageGroup(ctx, &sagemaker.CreateModelPackageGroupInput{ModelPackageGroupName: aws.String(groupPrefix + "churn")})
	wantError(t, err, "ValidationException", "at 'modelPackageGroupName'")
	for _, name := range []string{"churn", groupPrefix + "churn"} {
		got, err := c.DescribeModelPackageGroup(ctx, &sagemaker.DescribeModelPackageGroupInput{ModelPackageGroupName: &name})
		if err != nil {
			t.Fatal(err)
		}
		if *got.ModelPackageGroupName != "churn" || *got.ModelPackageGroupDescription != "Who leaves" || got.ModelPackageGroupStatus != "Completed" || got.CreatedBy == nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
	_, err = c.DescribeModelPackageGroup(ctx, &sagemaker.DescribeModelPackageGroupInput{ModelPackageGroupName: aws.String("hello")})
	wantError(t, err, "ValidationException", "ModelPackageGroup "+groupPrefix+"hello does not exist.")
}

func TestDeleteGroup(t *testing.T) {
	clk := newClock()
	_, c := start(t, emulator.Options{Clock: clk.Now})
	remove := func() error {
		_, err := c.DeleteModelPackageGroup(t.Context(), &sagemaker.DeleteModelPackageGroupInput{ModelPackageGroupName: aws.String("churn")})
		return err
	}
	createGroup(t, c, "churn")
	arn := createPackage(t, c, packageInput("churn"))
	wantError(t, remove(), "ConflictException", "cannot be deleted because it still contains Model Packages")
	if _, err := c.DeleteModelPackage(t.Context(), &sagemaker.DeleteModelPackageInput{ModelPackageName: &arn}); err != nil {
		t.Fatal(err)
	}
	// The package is gone and still stands in the way for a moment.
	wantError(t, remove(), "ConflictException", "still contains Model Packages")
	clk.Advance(2e9)
	if err := remove(); err != nil {
		t.Fatal(err)
	}
	wantError(t, remove(), "ValidationException", "does not exist.")
	// A new group of the same name counts from the start.
	createGroup(t, c, "churn")
	if got := describe(t, c, createPackage(t, c, packageInput("churn"))); *got.ModelPackageVersion != 1 {
		t.Errorf("first version %d", *got.ModelPackageVersion)
	}
}

func tag(k, v string) types.Tag { return types.Tag{Key: &k, Value: &v} }

func TestTags(t *testing.T) {
	_, c := start(t, emulator.Instant())
	ctx := t.Context()
	arn := createGroup(t, c, "churn")
	_, err := c.AddTags(ctx, &sagemaker.AddTagsInput{ResourceArn: &arn, Tags: []types.Tag{tag("team", "x"), tag("cost", "")}})
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.AddTags(ctx, &sagemaker.AddTagsInput{ResourceArn: &arn, Tags: []types.Tag{tag("team", "pricing")}})
	if err != nil {
		t.Fatal(err)
	}
	want := []types.Tag{tag("cost", ""), tag("team", "pricing")}
	if diff := cmp.Diff(want, out.Tags, cmpopts.IgnoreUnexported(types.Tag{})); diff != "" {
		t.Error(diff)
	}
	if _, err := c.DeleteTags(ctx, &sagemaker.DeleteTagsInput{ResourceArn: &arn, TagKeys: []string{"cost", "nobody"}}); err != nil {
		t.Fatal(err)
	}
	listed, err := c.ListTags(ctx, &sagemaker.ListTagsInput{ResourceArn: &arn})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want[1:], listed.Tags, cmpopts.IgnoreUnexported(types.Tag{})); diff != "" {
		t.Error(diff)
	}
	_, err = c.ListTags(ctx, &sagemaker.ListTagsInput{ResourceArn: aws.String(groupPrefix + "nobody")})
	wantError(t, err, "ValidationException", "Resource does not exist")
	_, err = c.AddTags(ctx, &sagemaker.AddTagsInput{ResourceArn: &arn, Tags: []types.Tag{tag("aws:x", "y")}})
	wantError(t, err, "ValidationException", "aws:")
	_, err = c.AddTags(ctx, &sagemaker.AddTagsInput{ResourceArn: &arn, Tags: []types.Tag{tag("a", "y"), tag("a", "z")}})
	wantError(t, err, "ValidationException", "Duplicate")
	_, err = c.ListTags(ctx, &sagemaker.ListTagsInput{ResourceArn: &arn, MaxResults: aws.Int32(10)})
	wantError(t, err, "ValidationException", "Value '10' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 50")
}

func TestPolicy(t *testing.T) {
	_, c := start(t, emulator.Instant())
	ctx := t.Context()
	name := aws.String("churn")
	put := func(text string) error {
		_, err := c.PutModelPackageGroupPolicy(ctx, &sagemaker.PutModelPackageGroupPolicyInput{ModelPackageGroupName: name, ResourcePolicy: &text})
		return err
	}
	get := func() (string, error) {
		out, err := c.GetModelPackageGroupPolicy(ctx, &sagemaker.GetModelPackageGroupPolicyInput{ModelPackageGroupName: name})
		if err != nil {
			return "", err
		}
		return *out.ResourcePolicy, nil
	}
	remove := func() error {
		_, err := c.DeleteModelPackageGroupPolicy(ctx, &sagemaker.DeleteModelPackageGroupPolicyInput{ModelPackageGroupName: name})
		return err
	}
	_, err := get()
	wantError(t, err, "ValidationException", "Cannot find Model Package Group: "+groupPrefix+"churn")
	createGroup(t, c, "churn")
	_, err = get()
	wantError(t, err, "ValidationException", "Cannot find resource policy for: "+groupPrefix+"churn")
	wantError(t, remove(), "ValidationException", "Cannot find resource policy for: "+groupPrefix+"churn")
	wantError(t, put("{\n}"), "ValidationException", "regular expression pattern: .*")
	wantError(t, put("[]"), "ValidationException", "Invalid resource policy")
	if err := put(`{"Version": "2012-10-17", "Statement": []}`); err != nil {
		t.Fatal(err)
	}
	got, err := get()
	if want := `{"Statement":[],"Version":"2012-10-17"}`; got != want || err != nil {
		t.Errorf("policy %s (%v), want it in normal form %s", got, err, want)
	}
	if err := remove(); err != nil {
		t.Fatal(err)
	}
	wantError(t, remove(), "ValidationException", "Cannot find resource policy")
}
