package emulator_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
	"github.com/google/go-cmp/cmp"

	"modelreg/sync/emulator"
)

func TestNewPackage(t *testing.T) {
	clk := newClock()
	_, c := start(t, emulator.Options{Clock: clk.Now})
	createGroup(t, c, "churn")
	arn := createPackage(t, c, packageInput("churn"))
	if want := "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/1"; arn != want {
		t.Errorf("arn %s, want %s", arn, want)
	}
	got := describe(t, c, arn)
	if got.ModelPackageName != nil || got.LastModifiedTime != nil {
		t.Errorf("name %v and modification time %v of a new versioned package", got.ModelPackageName, got.LastModifiedTime)
	}
	if !got.CreationTime.Equal(clk.Now()) {
		t.Errorf("created %v, want %v", got.CreationTime, clk.Now())
	}
	type facts struct {
		Approval types.ModelApprovalStatus
		Status   types.ModelPackageStatus
		Market   bool
		Details  int
		Group    string
		Version  int32
	}
	want := facts{"PendingManualApproval", "Completed", false, 0, "churn", 1}
	have := facts{got.ModelApprovalStatus, got.ModelPackageStatus, *got.CertifyForMarketplace,
		len(got.ModelPackageStatusDetails.ValidationStatuses) + len(got.ModelPackageStatusDetails.ImageScanStatuses),
		*got.ModelPackageGroupName, *got.ModelPackageVersion}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Error(diff)
	}
	digest := *got.InferenceSpecification.Containers[0].ImageDigest
	if len(digest) != len("sha256:")+64 {
		t.Errorf("image digest %q", digest)
	}
	// The digest belongs to the image's name, not to the package.
	again := describe(t, c, createPackage(t, c, packageInput("churn")))
	if d := *again.InferenceSpecification.Containers[0].ImageDigest; d != digest {
		t.Errorf("digest of the same image %q, then %q", digest, d)
	}
}

func TestCreatePackageRefuses(t *testing.T) {
	url := aws.String("s3://models/a.tar.gz")
	tests := []struct {
		name    string
		change  func(*sagemaker.CreateModelPackageInput)
		code    string
		message string
	}{
		{"both names", func(in *sagemaker.CreateModelPackageInput) { in.ModelPackageName = aws.String("x") }, "ValidationException",
			"Both ModelPackageName and ModelPackageGroupName are provided in the input. Cannot determine which one to use."},
		{"neither name", func(in *sagemaker.CreateModelPackageInput) { in.ModelPackageGroupName = nil }, "ValidationException", "Missing ARN."},
		{"own name", func(in *sagemaker.CreateModelPackageInput) {
			in.ModelPackageName, in.ModelPackageGroupName = aws.String("x"), nil
		}, "ValidationException", "Unversioned model packages"},
		{"tags", func(in *sagemaker.CreateModelPackageInput) {
			in.Tags = []types.Tag{{Key: aws.String("a"), Value: aws.String("b")}}
		}, "ValidationException", "Tags are not supported in Model Package versions. Please add them to the Model Package Group."},
		{"missing group", func(in *sagemaker.CreateModelPackageInput) { in.ModelPackageGroupName = aws.String("nobody") }, "ValidationException", "does not exist"},
		{"spec and source", func(in *sagemaker.CreateModelPackageInput) { in.SourceUri = aws.String("anything") }, "ValidationException", "SourceUri and InferenceSpecification"},
		{"extra data in the main specification", func(in *sagemaker.CreateModelPackageInput) {
			in.InferenceSpecification.Containers[0].AdditionalS3DataSource = &types.AdditionalS3DataSource{S3DataType: "S3Object", S3Uri: url}
		}, "ValidationException", "AdditionalS3DataSource is not allowed in InferenceSpecification"},
		{"two artifacts", func(in *sagemaker.CreateModelPackageInput) {
			in.InferenceSpecification.Containers[0].ModelDataSource = &types.ModelDataSource{}
		}, "ValidationException", "ModelDataUrl and ModelDataSource"},
		{"prefix without slash", func(in *sagemaker.CreateModelPackageInput) {
			c := &in.InferenceSpecification.Containers[0]
			c.ModelDataUrl = nil
			c.ModelDataSource = &types.ModelDataSource{S3DataSource: &types.S3ModelDataSource{S3Uri: url, S3DataType: "S3Prefix", CompressionType: "None"}}
		}, "ValidationException", "must end with /"},
		{"additional names", func(in *sagemaker.CreateModelPackageInput) {
			s := types.AdditionalInferenceSpecificationDefinition{Name: aws.String("gpu"), Containers: in.InferenceSpecification.Containers}
			in.AdditionalInferenceSpecifications = []types.AdditionalInferenceSpecificationDefinition{s, s}
		}, "ValidationException", "must be unique; gpu"},
		{"other region", func(in *sagemaker.CreateModelPackageInput) {
			in.ModelPackageGroupName = aws.String("arn:aws:sagemaker:us-west-2:123456789012:model-package-group/churn")
		}, "ValidationException", "ARN should be scoped to correct region: us-east-1"},
		{"other account", func(in *sagemaker.CreateModelPackageInput) {
			in.ModelPackageGroupName = aws.String("arn:aws:sagemaker:us-east-1:999999999999:model-package-group/churn")
		}, "AccessDeniedException", "is not authorized to perform: sagemaker:CreateModelPackage on resource: arn:aws:sagemaker:us-east-1:999999999999"},
		{"empty metadata", func(in *sagemaker.CreateModelPackageInput) { in.CustomerMetadataProperties = map[string]string{} }, "ValidationException",
			"1 validation error detected: Value '{}' at 'customerMetadataProperties' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{"metadata value", func(in *sagemaker.CreateModelPackageInput) {
			in.CustomerMetadataProperties = map[string]string{"a": "b,c"}
		}, "ValidationException", "at 'customerMetadataProperties' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 256"},
		{"enum", func(in *sagemaker.CreateModelPackageInput) { in.ModelApprovalStatus = "Aproved" }, "ValidationException",
			"1 validation error detected: Value 'Aproved' at 'modelApprovalStatus' failed to satisfy constraint: Member must satisfy enum value set: [Approved, Rejected, PendingManualApproval]"},
		{"several", func(in *sagemaker.CreateModelPackageInput) {
			in.ModelApprovalStatus = "x"
			in.InferenceSpecification.Containers[0].Image = aws.String("a b")
		}, "ValidationException", "2 validation errors detected: Value 'a b' at 'inferenceSpecification.containers.1.member.image' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\S]+; Value 'x'"},
		{"marketplace", func(in *sagemaker.CreateModelPackageInput) { in.CertifyForMarketplace = aws.Bool(true) }, "ValidationException", "CertifyForMarketplace"},
		{"storage", func(in *sagemaker.CreateModelPackageInput) { in.ManagedStorageType = "Restricted" }, "ValidationException", "ManagedStorageType"},
		{"environment", func(in *sagemaker.CreateModelPackageInput) {
			in.InferenceSpecification.Containers[0].Environment = map[string]string{"1A": "x"}
		}, "ValidationException", "'inferenceSpecification.containers.1.member.environment' failed to satisfy constraint: Map keys must satisfy constraint: ["},
		{"content type", func(in *sagemaker.CreateModelPackageInput) {
			in.InferenceSpecification.SupportedResponseMIMETypes = []string{"text/csv", "csv"}
		}, "ValidationException", "Value '[text/csv, csv]' at 'inferenceSpecification.supportedResponseMIMETypes' failed to satisfy constraint: Member must satisfy constraint: ["},
		{"two lines", func(in *sagemaker.CreateModelPackageInput) { in.ModelPackageDescription = aws.String("a\nb") }, "ValidationException", "at 'modelPackageDescription' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}"},
		{"group ends in a hyphen", func(in *sagemaker.CreateModelPackageInput) { in.ModelPackageGroupName = aws.String("churn-") }, "ValidationException", "at 'modelPackageGroupName'"},
		{"card", func(in *sagemaker.CreateModelPackageInput) {
			in.ModelCard = &types.ModelPackageModelCard{ModelCardContent: aws.String("[]")}
		}, "ValidationException", "JSON object"},
	}
	_, c := start(t, emulator.Instant())
	createGroup(t, c, "churn")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := c.CreateModelPackage(t.Context(), packageInput("churn", tt.change))
			wantError(t, err, tt.code, tt.message)
		})
	}
	// None of them used up a version number.
	if got := describe(t, c, createPackage(t, c, packageInput("churn"))); *got.ModelPackageVersion != 1 {
		t.Errorf("first version is %d", *got.ModelPackageVersion)
	}
}

func TestVersionsAreNeverUsedAgain(t *testing.T) {
	_, c := start(t, emulator.Instant())
	createGroup(t, c, "churn")
	for want := int32(1); want <= 3; want++ {
		arn := createPackage(t, c, packageInput("churn"))
		if got := describe(t, c, arn); *got.ModelPackageVersion != want {
			t.Fatalf("version %d, want %d", *got.ModelPackageVersion, want)
		}
		if _, err := c.DeleteModelPackage(t.Context(), &sagemaker.DeleteModelPackageInput{ModelPackageName: &arn}); err != nil {
			t.Fatal(err)
		}
	}
	createPackage(t, c, packageInput("churn"))
	for _, name := range []string{"churn/2", "churn/04"} {
		_, err := c.DescribeModelPackage(t.Context(), &sagemaker.DescribeModelPackageInput{ModelPackageName: &name})
		wantError(t, err, "ValidationException", "ModelPackage arn:aws:sagemaker:us-east-1:123456789012:model-package/"+name+" does not exist.")
	}
}

func TestClientToken(t *testing.T) {
	clk := newClock()
	_, c := start(t, emulator.Options{Clock: clk.Now})
	createGroup(t, c, "churn")
	withToken := func(in *sagemaker.CreateModelPackageInput) { in.ClientToken = aws.String("token-1") }
	first := createPackage(t, c, packageInput("churn", withToken))
	if again := createPackage(t, c, packageInput("churn", withToken)); again != first {
		t.Errorf("same token and input made %s, then %s", first, again)
	}
	other := packageInput("churn", withToken)
	other.Domain = aws.String("MACHINE_LEARNING")
	_, err := c.CreateModelPackage(t.Context(), other)
	var conflict *types.ConflictException
	if !errors.As(err, &conflict) {
		t.Errorf("same token with another input: %v", err)
	}
	// Even a package that was deleted since is handed back.
	if _, err := c.DeleteModelPackage(t.Context(), &sagemaker.DeleteModelPackageInput{ModelPackageName: &first}); err != nil {
		t.Fatal(err)
	}
	if again := createPackage(t, c, packageInput("churn", withToken)); again != first {
		t.Errorf("after deletion the token made %s", again)
	}
	clk.Advance(8 * 3600 * 1e9)
	if again := createPackage(t, c, packageInput("churn", withToken)); again == first {
		t.Error("the token lives for ever")
	}
}

func TestBatchDescribe(t *testing.T) {
	_, c := start(t, emulator.Instant())
	createGroup(t, c, "churn")
	arn := createPackage(t, c, packageInput("churn"))
	missing := "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/9"
	out, err := c.BatchDescribeModelPackage(t.Context(), &sagemaker.BatchDescribeModelPackageInput{ModelPackageArnList: []string{arn, missing}})
	if err != nil {
		t.Fatal(err)
	}
	if len(out.ModelPackageSummaries) != 1 || out.ModelPackageSummaries[arn].InferenceSpecification == nil {
		t.Errorf("summaries %v", out.ModelPackageSummaries)
	}
	if failure := out.BatchDescribeModelPackageErrorMap[missing]; aws.ToString(failure.ErrorCode) != "ValidationException" {
		t.Errorf("failures %v", out.BatchDescribeModelPackageErrorMap)
	}
	_, err = c.BatchDescribeModelPackage(t.Context(), &sagemaker.BatchDescribeModelPackageInput{ModelPackageArnList: []string{}})
	wantError(t, err, "ValidationException", "modelPackageArnList")
}

func TestMetadataOnlyHidesTheCard(t *testing.T) {
	_, c := start(t, emulator.Instant())
	createGroup(t, c, "churn")
	arn := createPackage(t, c, packageInput("churn", func(in *sagemaker.CreateModelPackageInput) {
		in.ModelCard = &types.ModelPackageModelCard{ModelCardContent: aws.String(`{"intended_uses":{}}`)}
	}))
	out, err := c.DescribeModelPackage(t.Context(), &sagemaker.DescribeModelPackageInput{ModelPackageName: &arn, IncludedData: types.IncludedDataMetadataOnly})
	if err != nil {
		t.Fatal(err)
	}
	if out.ModelCard.ModelCardContent != nil || out.ModelCard.ModelCardStatus != "Draft" {
		t.Errorf("card %+v", out.ModelCard)
	}
	if full := describe(t, c, arn); aws.ToString(full.ModelCard.ModelCardContent) != `{"intended_uses":{}}` {
		t.Errorf("card %+v", full.ModelCard)
	}
}

func TestValidationTakesTime(t *testing.T) {
	clk := newClock()
	_, c := start(t, emulator.Options{Clock: clk.Now})
	createGroup(t, c, "churn")
	s3 := aws.String("s3://models/x")
	arn := createPackage(t, c, packageInput("churn", func(in *sagemaker.CreateModelPackageInput) {
		in.ValidationSpecification = &types.ModelPackageValidationSpecification{
			ValidationRole: aws.String("arn:aws:iam::123456789012:role/validate"),
			ValidationProfiles: []types.ModelPackageValidationProfile{{
				ProfileName: aws.String("p"),
				TransformJobDefinition: &types.TransformJobDefinition{
					TransformInput:     &types.TransformInput{DataSource: &types.TransformDataSource{S3DataSource: &types.TransformS3DataSource{S3DataType: "S3Prefix", S3Uri: s3}}},
					TransformOutput:    &types.TransformOutput{S3OutputPath: s3},
					TransformResources: &types.TransformResources{InstanceCount: aws.Int32(1), InstanceType: "ml.m5.large"},
				},
			}},
		}
	}))
	got := describe(t, c, arn)
	if got.ModelPackageStatus != "InProgress" || got.ModelPackageStatusDetails.ValidationStatuses[0].Status != "InProgress" {
		t.Errorf("status %s, %+v", got.ModelPackageStatus, got.ModelPackageStatusDetails)
	}
	if k := got.ValidationSpecification.ValidationProfiles[0].TransformJobDefinition.TransformOutput.KmsKeyId; k == nil || *k != "" {
		t.Errorf("kms key id %v, want an empty one", k)
	}
	_, err := c.UpdateModelPackage(t.Context(), &sagemaker.UpdateModelPackageInput{ModelPackageArn: &arn, ModelApprovalStatus: "Approved"})
	wantError(t, err, "ConflictException", "InProgress")
	clk.Advance(2e9)
	if got := describe(t, c, arn); got.ModelPackageStatus != "Completed" {
		t.Errorf("status %s", got.ModelPackageStatus)
	}
}

func TestAccountsAndRegionsAreApart(t *testing.T) {
	r := open(t, emulator.Instant())
	here, there, elsewhere := connect(t, r, account, "us-east-1"), connect(t, r, account, "cn-north-1"), connect(t, r, "any-key", "us-east-1")
	var arns []string
	for _, c := range []*sagemaker.Client{here, there, elsewhere} {
		arns = append(arns, createGroup(t, c, "churn"))
		arns = append(arns, createPackage(t, c, packageInput("churn")))
	}
	want := []string{
		"arn:aws:sagemaker:us-east-1:123456789012:model-package-group/churn", "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/1",
		"arn:aws-cn:sagemaker:cn-north-1:123456789012:model-package-group/churn", "arn:aws-cn:sagemaker:cn-north-1:123456789012:model-package/churn/1",
		"arn:aws:sagemaker:us-east-1:000000000000:model-package-group/churn", "arn:aws:sagemaker:us-east-1:000000000000:model-package/churn/1",
	}
	if diff := cmp.Diff(want, arns); diff != "" {
		t.Error(diff)
	}
	_, err := there.DescribeModelPackage(t.Context(), &sagemaker.DescribeModelPackageInput{ModelPackageName: &arns[1]})
	wantError(t, err, "ValidationException", "ARN should be scoped to correct region: cn-north-1")
}

func TestTagsOfPackagesDoNotExist(t *testing.T) {
	_, c := start(t, emulator.Instant())
	createGroup(t, c, "churn")
	arn := createPackage(t, c, packageInput("churn"))
	_, err := c.ListTags(t.Context(), &sagemaker.ListTagsInput{ResourceArn: &arn})
	wantError(t, err, "ValidationException", "Tags are not supported")
}

func TestFillETags(t *testing.T) {
	o := emulator.Instant()
	o.FillETags = true
	_, c := start(t, o)
	createGroup(t, c, "churn")
	got := describe(t, c, createPackage(t, c, packageInput("churn", func(in *sagemaker.CreateModelPackageInput) {
		in.InferenceSpecification.Containers = append(in.InferenceSpecification.Containers, types.ModelPackageContainerDefinition{
			Image: aws.String("repo@sha256:" + strings.Repeat("ab", 32)),
			ModelDataSource: &types.ModelDataSource{S3DataSource: &types.S3ModelDataSource{
				S3Uri: aws.String("s3://models/x/"), S3DataType: "S3Prefix", CompressionType: "None",
			}},
		})
	}))).InferenceSpecification.Containers
	if got[0].ModelDataETag == nil || got[1].ModelDataSource.S3DataSource.ETag == nil {
		t.Errorf("no ETags in %+v", got)
	}
	if d := *got[1].ImageDigest; d != "sha256:"+strings.Repeat("ab", 32) {
		t.Errorf("the digest in the image's name became %s", d)
	}
}
