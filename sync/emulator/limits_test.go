package emulator_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"modelreg/sync/emulator"
)

// TestLimits goes to the edge of what is allowed, and one step further. An
// empty path means that the request is fine.
func TestLimits(t *testing.T) {
	type input = sagemaker.CreateModelPackageInput
	metadata := func(n int) map[string]string {
		out := map[string]string{}
		for i := range n {
			out[fmt.Sprint("k", i)] = "v"
		}
		return out
	}
	container := func(in *input) *types.ModelPackageContainerDefinition {
		return &in.InferenceSpecification.Containers[0]
	}
	tests := []struct {
		name   string
		change func(*input)
		path   string
	}{
		{"50 metadata entries", func(in *input) { in.CustomerMetadataProperties = metadata(50) }, ""},
		{"51 metadata entries", func(in *input) { in.CustomerMetadataProperties = metadata(51) }, "customerMetadataProperties"},
		{"metadata alphabet", func(in *input) { in.CustomerMetadataProperties = map[string]string{"modelreg/a b": "é1_.:/=+-@"} }, ""},
		{"metadata comma", func(in *input) { in.CustomerMetadataProperties = map[string]string{"a,b": "c"} }, "customerMetadataProperties"},
		{"empty metadata value", func(in *input) { in.CustomerMetadataProperties = map[string]string{"a": ""} }, "customerMetadataProperties"},
		{"description of 1024 characters", func(in *input) { in.ModelPackageDescription = aws.String(strings.Repeat("é", 1024)) }, ""},
		{"description of 1025 characters", func(in *input) { in.ModelPackageDescription = aws.String(strings.Repeat("é", 1025)) }, "modelPackageDescription"},
		{"tab in the description", func(in *input) { in.ModelPackageDescription = aws.String("a\tb") }, "modelPackageDescription"},
		{"line separator where a dot is", func(in *input) { in.MetadataProperties = &types.MetadataProperties{CommitId: aws.String("a\u2028b")} }, "metadataProperties.commitId"},
		{"symbols in the source", func(in *input) { in.InferenceSpecification, in.SourceUri = nil, aws.String("https://git/x?ref=main") }, "sourceUri"},
		{"spaces in the source", func(in *input) { in.InferenceSpecification, in.SourceUri = nil, aws.String("dummy source uri") }, ""},
		{"image with a space", func(in *input) { container(in).Image = aws.String("a b") }, "inferenceSpecification.containers.1.member.image"},
		{"framework version 25.09", func(in *input) { container(in).FrameworkVersion = aws.String("25.09") }, "inferenceSpecification.containers.1.member.frameworkVersion"},
		{"framework version 2.6", func(in *input) { container(in).FrameworkVersion = aws.String("2.6") }, ""},
		{"model data elsewhere", func(in *input) { container(in).ModelDataUrl = aws.String("gs://b/k") }, "inferenceSpecification.containers.1.member.modelDataUrl"},
		{"15 containers", func(in *input) {
			for range 14 {
				in.InferenceSpecification.Containers = append(in.InferenceSpecification.Containers, *container(in))
			}
		}, ""},
		{"no containers", func(in *input) { in.InferenceSpecification.Containers = []types.ModelPackageContainerDefinition{} }, "inferenceSpecification.containers"},
		{"new instance type", func(in *input) {
			in.InferenceSpecification.SupportedTransformInstanceTypes = []types.TransformInstanceType{"ml.z9.77xlarge"}
		}, ""},
		{"no instance type", func(in *input) {
			in.InferenceSpecification.SupportedTransformInstanceTypes = []types.TransformInstanceType{"m5.large"}
		}, "inferenceSpecification.supportedTransformInstanceTypes"},
		{"stage with a space", func(in *input) {
			in.ModelLifeCycle = &types.ModelLifeCycle{Stage: aws.String("Pre Production"), StageStatus: aws.String("OnHold")}
		}, "modelLifeCycle.stage"},
		{"token with an underscore", func(in *input) { in.ClientToken = aws.String("a_b") }, "clientToken"},
	}
	_, c := start(t, emulator.Instant())
	createGroup(t, c, "churn")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := c.CreateModelPackage(t.Context(), packageInput("churn", tt.change))
			if tt.path == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			wantError(t, err, "ValidationException", "1 validation error detected: Value ")
			wantError(t, err, "ValidationException", "at '"+tt.path+"' failed to satisfy constraint: M")
		})
	}
	longest := "a" + strings.Repeat("-", 61) + "b"
	createGroup(t, c, longest)
	_, err := c.CreateModelPackageGroup(t.Context(), &sagemaker.CreateModelPackageGroupInput{ModelPackageGroupName: aws.String(longest + "c")})
	wantError(t, err, "ValidationException", "Member must have length less than or equal to 63")
}
