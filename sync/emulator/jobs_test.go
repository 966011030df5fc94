package emulator_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"modelreg/sync/emulator"
)

// TestJobs makes models and training jobs, and what the service refuses of them.
func TestJobs(t *testing.T) {
	options := emulator.Instant()
	options.TrainingMetrics = func(job string) map[string]float64 {
		return map[string]map[string]float64{"known": {"rmse": 2.5}}[job]
	}
	_, c := start(t, options)
	train := func(name, output string) error {
		_, err := c.CreateTrainingJob(t.Context(), &sagemaker.CreateTrainingJobInput{
			TrainingJobName: &name, RoleArn: aws.String("arn:aws:iam::123456789012:role/train"),
			OutputDataConfig: &types.OutputDataConfig{S3OutputPath: &output},
		})
		return err
	}
	for _, name := range []string{"known", "other"} {
		if err := train(name, "s3://bucket/out"); err != nil {
			t.Fatal(err)
		}
		out, err := c.DescribeTrainingJob(t.Context(), &sagemaker.DescribeTrainingJobInput{TrainingJobName: &name})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := *out.ModelArtifacts.S3ModelArtifacts, "s3://bucket/out/"+name+"/output/model.tar.gz"; got != want {
			t.Errorf("artifacts are at %s, want %s", got, want)
		}
		if got := len(out.FinalMetricDataList) > 0; got != (name == "known") {
			t.Errorf("job %s has metrics: %t", name, got)
		}
		if out.TrainingJobStatus != types.TrainingJobStatusCompleted || out.TrainingEndTime == nil {
			t.Errorf("job %s is %s, ended %v", name, out.TrainingJobStatus, out.TrainingEndTime)
		}
	}
	wantError(t, train("known", "s3://bucket/out"), "ResourceInUse", "Job name must be unique")
	wantError(t, train("-", "s3://bucket/out"), "ValidationException", "trainingJobName")
	wantError(t, train("x", "bucket"), "ValidationException", "outputDataConfig.s3OutputPath")
	_, err := c.DescribeTrainingJob(t.Context(), &sagemaker.DescribeTrainingJobInput{TrainingJobName: aws.String("none")})
	wantError(t, err, "ValidationException", "Requested resource not found")

	model := func(in sagemaker.CreateModelInput) error {
		_, err := c.CreateModel(t.Context(), &in)
		return err
	}
	container := types.ContainerDefinition{Image: aws.String("image")}
	if err := model(sagemaker.CreateModelInput{ModelName: aws.String("m"), PrimaryContainer: &container}); err != nil {
		t.Fatal(err)
	}
	wantError(t, model(sagemaker.CreateModelInput{ModelName: aws.String("m"), PrimaryContainer: &container}), "ValidationException", "Cannot create already existing model")
	wantError(t, model(sagemaker.CreateModelInput{ModelName: aws.String("n")}), "ValidationException", "PrimaryContainer")
	wantError(t, model(sagemaker.CreateModelInput{ModelName: aws.String("n"), PrimaryContainer: &container, Containers: []types.ContainerDefinition{container}}), "ValidationException", "Exactly one")
	out, err := c.DescribeModel(t.Context(), &sagemaker.DescribeModelInput{ModelName: aws.String("m")})
	if err != nil || *out.PrimaryContainer.Image != "image" {
		t.Errorf("model is %v, %v", out, err)
	}
	_, err = c.DescribeModel(t.Context(), &sagemaker.DescribeModelInput{ModelName: aws.String("n")})
	wantError(t, err, "ValidationException", `Could not find model "arn:aws:sagemaker:us-east-1:123456789012:model/n"`)
}
