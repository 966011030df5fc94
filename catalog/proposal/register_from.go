package proposal

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"modelreg/catalog/image"
)

// FromModel is a version that serves what a model of SageMaker serves, which is
// given as DescribeModel has it. The notes are about what a version can't say.
func FromModel(model map[string]any) (doc map[string]any, notes []string, err error) {
	list, _ := model["containers"].([]any)
	if primary := model["primaryContainer"]; primary != nil {
		list = append([]any{primary}, list...)
	}
	var all []any
	for _, item := range list {
		c, _ := item.(map[string]any)
		if pkg, ok := c["modelPackageName"]; ok {
			return nil, nil, fmt.Errorf("model is made from the model package %q; use --from with that", pkg)
		}
		out := map[string]any{}
		for _, member := range slices.Sorted(maps.Keys(c)) {
			switch {
			case slices.Contains(modelMembers, member):
				out[member] = c[member]
			case c[member] != "SingleModel": // which is what no mode means
				notes = append(notes, fmt.Sprintf("%s of the model's container is left out: a version has no such member", member))
			}
		}
		all = append(all, out)
	}
	if len(all) == 0 {
		return nil, nil, fmt.Errorf("model %q has no container", model["modelName"])
	}
	doc = Blank()
	doc["inferenceSpecification"] = map[string]any{"containers": all}
	doc["metadataProperties"] = map[string]any{"generatedBy": model["modelArn"]}
	return verbatim(doc).(map[string]any), notes, nil
}

// modelMembers are the members that containers of models and of versions share.
var modelMembers = []string{"additionalModelDataSources", "containerHostname", "environment", "image", "modelDataSource", "modelDataUrl"}

// FromTrainingJob is a version of what a training job made, which is given as
// DescribeTrainingJob has it: image, artifact, the metrics that it ended with,
// and the job as what generated it. The job's environment is that of training,
// and left out.
func FromTrainingJob(job map[string]any) (doc map[string]any, notes []string, err error) {
	if state := job["trainingJobStatus"]; state != "Completed" {
		return nil, nil, fmt.Errorf("training job %q is %v; use one that is Completed", job["trainingJobName"], state)
	}
	container := map[string]any{}
	if image, ok := valueAt(job, []string{"algorithmSpecification", "trainingImage"}).(string); ok {
		container["image"] = image
		if strings.Contains(image, "-training") {
			notes = append(notes, "the image is the one that trained; give the one that serves with --image")
		}
	} else {
		notes = append(notes, "the training job names no image; give the one that serves with --image")
	}
	if uri, ok := valueAt(job, []string{"modelArtifacts", "s3ModelArtifacts"}).(string); ok {
		if valueAt(job, []string{"outputDataConfig", "compressionType"}) == "NONE" {
			container["modelDataSource"] = map[string]any{"s3DataSource": map[string]any{
				"s3Uri": strings.TrimSuffix(uri, "/") + "/", "s3DataType": "S3Prefix", "compressionType": "None",
			}}
		} else {
			container["modelDataUrl"] = uri
		}
	}
	doc = Blank()
	doc["inferenceSpecification"] = map[string]any{"containers": []any{container}}
	doc["metadataProperties"] = map[string]any{"generatedBy": job["trainingJobArn"]}
	metrics := map[string]any{}
	final, _ := job["finalMetricDataList"].([]any)
	for _, item := range final {
		name, _ := valueAt(item, []string{"metricName"}).(string)
		if value, ok := valueAt(item, []string{"value"}).(float64); ok && value-value == 0 {
			metrics[name] = value
		} else {
			notes = append(notes, fmt.Sprintf("metric %q of the training job is no number, and left out", name))
		}
	}
	if len(metrics) > 0 {
		doc["metrics"] = metrics
	}
	return verbatim(doc).(map[string]any), notes, nil
}

// verbatim copies a value with "${" written so that it stands for itself.
func verbatim(v any) any {
	switch v := v.(type) {
	case string:
		return strings.ReplaceAll(v, "${", "$${")
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = verbatim(item)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, member := range v {
			out[name] = verbatim(member)
		}
		return out
	}
	return v
}

// NameImages writes the images of a document that AWS publishes by their names,
// since another region has them elsewhere, with digests of its own.
func NameImages(doc map[string]any, region string) {
	for _, c := range containers(doc) {
		uri, _ := c["image"].(string)
		if r, ok := image.Named(uri, region); ok {
			c["image"] = map[string]any{"framework": r.Framework, "version": r.Version}
			delete(c, "imageDigest")
		}
	}
}
