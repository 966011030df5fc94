package sagemaker

import (
	"context"
	"reflect"

	sm "github.com/aws/aws-sdk-go-v2/service/sagemaker"

	"modelreg/sync"
)

// DescribeModel reads a model, with the members of DescribeModel. sync.ErrNotFound
// when there is none of that name.
func (t *Target) DescribeModel(ctx context.Context, name string) (sync.Doc, error) {
	out, err := t.api.DescribeModel(ctx, &sm.DescribeModelInput{ModelName: &name})
	if err != nil {
		return nil, callError(err, "describing model %s", name)
	}
	return structDoc(reflect.ValueOf(out).Elem(), nil), nil
}

// DescribeTrainingJob reads a training job, with the members of
// DescribeTrainingJob. sync.ErrNotFound when there is none of that name.
func (t *Target) DescribeTrainingJob(ctx context.Context, name string) (sync.Doc, error) {
	out, err := t.api.DescribeTrainingJob(ctx, &sm.DescribeTrainingJobInput{TrainingJobName: &name})
	if err != nil {
		return nil, callError(err, "describing training job %s", name)
	}
	return structDoc(reflect.ValueOf(out).Elem(), nil), nil
}
