package emulator_test

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
	"github.com/google/go-cmp/cmp"

	"modelreg/sync/emulator"
)

func update(t testing.TB, c *sagemaker.Client, arn string, change func(*sagemaker.UpdateModelPackageInput)) error {
	t.Helper()
	in := &sagemaker.UpdateModelPackageInput{ModelPackageArn: &arn}
	change(in)
	_, err := c.UpdateModelPackage(t.Context(), in)
	return err
}

func TestUpdate(t *testing.T) {
	clk := newClock()
	_, c := start(t, emulator.Options{Clock: clk.Now})
	createGroup(t, c, "churn")
	arn := createPackage(t, c, packageInput("churn"))
	created := clk.Now()
	clk.Advance(1e9)
	err := update(t, c, arn, func(in *sagemaker.UpdateModelPackageInput) {
		in.ModelApprovalStatus = "Approved"
		in.ApprovalDescription = aws.String("looks good")
		in.ModelLifeCycle = &types.ModelLifeCycle{Stage: aws.String("QA"), StageStatus: aws.String("Approved")}
		in.CustomerMetadataProperties = map[string]string{"team": "pricing"}
		in.CustomerMetadataPropertiesToRemove = []string{"owner", "never-there"}
		in.SourceUri = aws.String("a notebook")
	})
	if err != nil {
		t.Fatal(err)
	}
	got := describe(t, c, arn)
	if !got.CreationTime.Equal(created) || !got.LastModifiedTime.Equal(clk.Now()) || got.LastModifiedBy.IamIdentity.Arn == nil {
		t.Errorf("created %v, modified %v by %v", got.CreationTime, got.LastModifiedTime, got.LastModifiedBy)
	}
	if got.ModelApprovalStatus != "Approved" || aws.ToString(got.ApprovalDescription) != "looks good" ||
		aws.ToString(got.ModelLifeCycle.Stage) != "QA" || aws.ToString(got.SourceUri) != "a notebook" || got.InferenceSpecification == nil {
		t.Errorf("after the update: %+v", got)
	}
	if diff := cmp.Diff(map[string]string{"team": "pricing"}, got.CustomerMetadataProperties); diff != "" {
		t.Error(diff)
	}
	// A life cycle is replaced as a whole; an empty text is none.
	err = update(t, c, arn, func(in *sagemaker.UpdateModelPackageInput) {
		in.ModelLifeCycle = &types.ModelLifeCycle{Stage: aws.String("Production"), StageStatus: aws.String("Approved"), StageDescription: aws.String("x")}
		in.ApprovalDescription = aws.String("")
		in.CustomerMetadataPropertiesToRemove = []string{"team"}
	})
	if err != nil {
		t.Fatal(err)
	}
	got = describe(t, c, arn)
	if aws.ToString(got.ModelLifeCycle.Stage) != "Production" || got.ApprovalDescription != nil || got.CustomerMetadataProperties != nil {
		t.Errorf("after the second update: %+v", got)
	}
}

func TestUpdateRefuses(t *testing.T) {
	_, c := start(t, emulator.Instant())
	createGroup(t, c, "churn")
	many := map[string]string{}
	for i := range 49 {
		many[fmt.Sprint("k", i)] = "v"
	}
	spec := packageInput("churn").InferenceSpecification
	extra := func(name string) types.AdditionalInferenceSpecificationDefinition {
		return types.AdditionalInferenceSpecificationDefinition{Name: &name, Containers: spec.Containers}
	}
	arn := createPackage(t, c, packageInput("churn", func(in *sagemaker.CreateModelPackageInput) {
		in.CustomerMetadataProperties = many
		for i := range 14 {
			in.AdditionalInferenceSpecifications = append(in.AdditionalInferenceSpecifications, extra(fmt.Sprint("s", i)))
		}
		in.ModelCard = &types.ModelPackageModelCard{ModelCardContent: aws.String("{}"), ModelCardStatus: "Archived"}
	}))
	tests := []struct {
		name    string
		arn     string
		change  func(*sagemaker.UpdateModelPackageInput)
		code    string
		message string
	}{
		{"specification again", arn, func(in *sagemaker.UpdateModelPackageInput) { in.InferenceSpecification = spec }, "ValidationException", "cannot be changed"},
		{"both sources", arn, func(in *sagemaker.UpdateModelPackageInput) {
			in.InferenceSpecification, in.SourceUri = spec, aws.String("x")
		}, "ValidationException", "SourceUri and InferenceSpecification"},
		{"51 entries", arn, func(in *sagemaker.UpdateModelPackageInput) {
			in.CustomerMetadataProperties = map[string]string{"a": "b", "c": "d"}
		}, "ValidationException", "would have 51"},
		{"added and removed", arn, func(in *sagemaker.UpdateModelPackageInput) {
			in.CustomerMetadataProperties, in.CustomerMetadataPropertiesToRemove = map[string]string{"a": "b"}, []string{"a"}
		}, "ValidationException", "both added and removed"},
		{"16 specifications", arn, func(in *sagemaker.UpdateModelPackageInput) {
			in.AdditionalInferenceSpecificationsToAdd = []types.AdditionalInferenceSpecificationDefinition{extra("x"), extra("y")}
		}, "ValidationException", "would have 16"},
		{"name taken", arn, func(in *sagemaker.UpdateModelPackageInput) {
			in.AdditionalInferenceSpecificationsToAdd = []types.AdditionalInferenceSpecificationDefinition{extra("s3")}
		}, "ValidationException", "s3 is given twice"},
		{"card status and content", arn, func(in *sagemaker.UpdateModelPackageInput) {
			in.ModelCard = &types.ModelPackageModelCard{ModelCardContent: aws.String("{}"), ModelCardStatus: "Draft"}
		}, "ValidationException", "cannot update both"},
		{"archived card", arn, func(in *sagemaker.UpdateModelPackageInput) {
			in.ModelCard = &types.ModelPackageModelCard{ModelCardContent: aws.String("{}")}
		}, "ConflictException", "Model Card is in Archived state"},
		{"missing package", "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/7", func(in *sagemaker.UpdateModelPackageInput) {}, "ValidationException",
			"ModelPackage arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/7 does not exist."},
		{"name instead of ARN", "churn/1", func(in *sagemaker.UpdateModelPackageInput) {}, "ValidationException", "Value 'churn/1' at 'modelPackageArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:aws"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			wantError(t, update(t, c, tt.arn, tt.change), tt.code, tt.message)
		})
	}
	after := describe(t, c, arn)
	if after.LastModifiedTime != nil || len(after.AdditionalInferenceSpecifications) != 14 || len(after.CustomerMetadataProperties) != 49 {
		t.Errorf("a refused update changed something: %+v", after)
	}
}

func TestSourceFirstSpecificationLater(t *testing.T) {
	_, c := start(t, emulator.Instant())
	createGroup(t, c, "churn")
	arn := createPackage(t, c, &sagemaker.CreateModelPackageInput{ModelPackageGroupName: aws.String("churn"), SourceUri: aws.String("dummy source uri")})
	spec := packageInput("churn").InferenceSpecification
	if err := update(t, c, arn, func(in *sagemaker.UpdateModelPackageInput) { in.InferenceSpecification = spec }); err != nil {
		t.Fatal(err)
	}
	got := describe(t, c, arn)
	if got.SourceUri == nil || got.InferenceSpecification.Containers[0].ImageDigest == nil {
		t.Errorf("source %v, specification %v", got.SourceUri, got.InferenceSpecification)
	}
	// A package as the source of another one brings its specification along.
	copied := describe(t, c, createPackage(t, c, &sagemaker.CreateModelPackageInput{ModelPackageGroupName: aws.String("churn"), SourceUri: &arn}))
	if copied.InferenceSpecification == nil {
		t.Error("no specification from the source package")
	}
}

func TestModelCard(t *testing.T) {
	_, c := start(t, emulator.Instant())
	createGroup(t, c, "churn")
	arn := createPackage(t, c, packageInput("churn"))
	card := func(content, status string) error {
		return update(t, c, arn, func(in *sagemaker.UpdateModelPackageInput) {
			in.ModelCard = &types.ModelPackageModelCard{ModelCardStatus: types.ModelCardStatus(status)}
			if content != "" {
				in.ModelCard.ModelCardContent = &content
			}
		})
	}
	// The first card of a package comes in one piece; then status and content
	// change apart, and leaving Archived needs the status first.
	for _, step := range []struct{ content, status string }{{"{}", "PendingReview"}, {`{"a":1}`, ""}, {"", "Archived"}, {"", "Approved"}, {`{"a":2}`, ""}} {
		if err := card(step.content, step.status); err != nil {
			t.Fatalf("%+v: %v", step, err)
		}
	}
	got := describe(t, c, arn).ModelCard
	if aws.ToString(got.ModelCardContent) != `{"a":2}` || got.ModelCardStatus != "Approved" {
		t.Errorf("card %v %v", aws.ToString(got.ModelCardContent), got.ModelCardStatus)
	}
}

func TestUpdateToken(t *testing.T) {
	r, c := start(t, emulator.Instant())
	createGroup(t, c, "churn")
	arn := createPackage(t, c, packageInput("churn"))
	for range 2 {
		err := update(t, c, arn, func(in *sagemaker.UpdateModelPackageInput) {
			in.ClientToken, in.ModelApprovalStatus = aws.String("once"), "Approved"
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if n, err := r.LastEvent(); n != 2 || err != nil {
		t.Errorf("%d events (%v), want one of the creation and one of the update", n, err)
	}
}
