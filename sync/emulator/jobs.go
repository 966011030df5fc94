package emulator

import (
	"maps"
	"slices"
	"strings"
)

// Models and training jobs are what packages are registered from. They are kept
// so that one can be described as it was created; nothing runs: a training job
// is Completed when it is created.

// resourceARN names a model or a training job.
func (c caller) resourceARN(kind, name string) string { return c.arnPrefix() + kind + "/" + name }

// keep stores a new model or training job.
func (t *tx) keep(kind, name string, d doc, taken error) error {
	key := []byte(kind + "/" + name)
	if t.resources.Get(key) != nil {
		return taken
	}
	return put(t.resources, key, d)
}

// kept reads a model or a training job.
func (t *tx) kept(kind, name string, missing error) (d doc, err error) {
	ok, err := get(t.resources, []byte(kind+"/"+name), &d)
	if err == nil && !ok {
		err = missing
	}
	return d, err
}

func createModel(t *tx, in doc) (doc, error) {
	name := in["ModelName"].(string)
	primary, several := in["PrimaryContainer"] != nil, len(list(in, "Containers")) > 0
	if primary == several {
		return nil, invalid("Exactly one of PrimaryContainer and Containers must be specified.")
	}
	arn := t.resourceARN("model", name)
	d := model().Shapes["DescribeModelOutput"].project(in)
	d["ModelArn"] = arn
	d["CreationTime"] = seconds(t.now)
	setDefault(d, "EnableNetworkIsolation", false)
	taken := invalid(`Cannot create already existing model "%s".`, arn)
	return doc{"ModelArn": arn}, t.keep("model", name, d, taken)
}

func describeModel(t *tx, in doc) (doc, error) {
	name := in["ModelName"].(string)
	return t.kept("model", name, invalid(`Could not find model "%s".`, t.resourceARN("model", name)))
}

func createTrainingJob(t *tx, in doc) (doc, error) {
	name := in["TrainingJobName"].(string)
	arn := t.resourceARN("training-job", name)
	d := model().Shapes["DescribeTrainingJobOutput"].project(in)
	d["TrainingJobArn"] = arn
	d["TrainingJobStatus"], d["SecondaryStatus"] = "Completed", "Completed"
	for _, moment := range []string{"CreationTime", "TrainingStartTime", "TrainingEndTime", "LastModifiedTime"} {
		d[moment] = seconds(t.now)
	}
	output, _ := at(in, "OutputDataConfig", "S3OutputPath").(string)
	d["ModelArtifacts"] = doc{"S3ModelArtifacts": strings.TrimSuffix(output, "/") + "/" + name + "/output/model.tar.gz"}
	if final := t.finalMetrics(name); len(final) > 0 {
		d["FinalMetricDataList"] = final
	}
	taken := &apiError{"ResourceInUse", "Job name must be unique within an AWS account and region, and a job with this name already exists (" + arn + ")"}
	return doc{"TrainingJobArn": arn}, t.keep("training-job", name, d, taken)
}

// finalMetrics are what a job would have found in its own log.
func (t *tx) finalMetrics(job string) []any {
	if t.opts.TrainingMetrics == nil {
		return nil
	}
	metrics := t.opts.TrainingMetrics(job)
	var out []any
	for _, name := range slices.Sorted(maps.Keys(metrics)) {
		out = append(out, doc{"MetricName": name, "Value": metrics[name], "Timestamp": seconds(t.now)})
	}
	return out
}

func describeTrainingJob(t *tx, in doc) (doc, error) {
	return t.kept("training-job", in["TrainingJobName"].(string), invalid("Requested resource not found."))
}
