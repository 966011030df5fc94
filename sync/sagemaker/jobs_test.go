package sagemaker_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sm "github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
	"github.com/google/go-cmp/cmp"

	"modelreg/sync"
	"modelreg/sync/emulator"
	"modelreg/sync/sagemaker"
)

// TestDescribeJobs reads back a training job and a model that were made by
// another client.
func TestDescribeJobs(t *testing.T) {
	options := emulator.Instant()
	options.TrainingMetrics = func(string) map[string]float64 { return map[string]float64{"validation:rmse": 2.84, "auc": 0.9} }
	registry, err := emulator.Open("", options)
	if err != nil {
		t.Fatal(err)
	}
	defer registry.Close()
	api := sm.New(sm.Options{
		Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider(account, "any", ""),
		HTTPClient: &http.Client{Transport: emulator.Transport(registry)},
	})
	target, err := sagemaker.Open(t.Context(), sagemaker.Options{Region: "us-east-1", AccountID: account, Embedded: emulator.Transport(registry)})
	if err != nil {
		t.Fatal(err)
	}
	image := aws.String("382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1")
	if _, err := api.CreateTrainingJob(t.Context(), &sm.CreateTrainingJobInput{
		TrainingJobName:        aws.String("ll-1"),
		AlgorithmSpecification: &types.AlgorithmSpecification{TrainingImage: image, TrainingInputMode: types.TrainingInputModeFile},
		OutputDataConfig:       &types.OutputDataConfig{S3OutputPath: aws.String("s3://models/out/")},
		RoleArn:                aws.String("arn:aws:iam::111122223333:role/train"),
		HyperParameters:        map[string]string{"epochs": "10"},
		ResourceConfig:         &types.ResourceConfig{InstanceType: "ml.m5.large", InstanceCount: aws.Int32(1), VolumeSizeInGB: aws.Int32(5)},
		StoppingCondition:      &types.StoppingCondition{MaxRuntimeInSeconds: aws.Int32(60)},
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := api.CreateModel(t.Context(), &sm.CreateModelInput{
		ModelName: aws.String("ll"), PrimaryContainer: &types.ContainerDefinition{Image: image, Environment: map[string]string{"A": "b"}},
	}); err != nil {
		t.Fatal(err)
	}

	job, err := target.DescribeTrainingJob(t.Context(), "ll-1")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]any{
		map[string]any{"metricName": "auc", "value": 0.9}, map[string]any{"metricName": "validation:rmse", "value": 2.84},
	}, job["finalMetricDataList"]); diff != "" {
		t.Errorf("metrics (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]any{"s3ModelArtifacts": "s3://models/out/ll-1/output/model.tar.gz"}, job["modelArtifacts"]); diff != "" {
		t.Errorf("artifacts (-want +got):\n%s", diff)
	}
	if job["trainingJobArn"] != "arn:aws:sagemaker:us-east-1:111122223333:training-job/ll-1" || job["trainingJobStatus"] != "Completed" {
		t.Errorf("job is %v, %v", job["trainingJobArn"], job["trainingJobStatus"])
	}
	model, err := target.DescribeModel(t.Context(), "ll")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]any{
		"modelArn": "arn:aws:sagemaker:us-east-1:111122223333:model/ll", "modelName": "ll", "enableNetworkIsolation": false,
		"primaryContainer": map[string]any{"image": *image, "environment": map[string]any{"A": "b"}},
	}, model); diff != "" {
		t.Errorf("model (-want +got):\n%s", diff)
	}
	_, noModel := target.DescribeModel(t.Context(), "other")
	_, noJob := target.DescribeTrainingJob(t.Context(), "other")
	if !errors.Is(noModel, sync.ErrNotFound) || !errors.Is(noJob, sync.ErrNotFound) {
		t.Errorf("of what is not there: %v, %v", noModel, noJob)
	}
}
