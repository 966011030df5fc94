package emulator

import (
	"encoding/json"
	"fmt"
	"strings"
)

// checkCreate holds a new package against the rules that the shapes do not
// tell.
func checkCreate(in doc) error {
	named, grouped := in["ModelPackageName"] != nil, in["ModelPackageGroupName"] != nil
	switch {
	case named && grouped:
		return invalid("Both ModelPackageName and ModelPackageGroupName are provided in the input. Cannot determine which one to use.")
	case named:
		return invalid("Unversioned model packages are not kept here; give ModelPackageGroupName instead of ModelPackageName.")
	case !grouped:
		return invalid("Missing ARN.")
	}
	if tags, _ := in["Tags"].([]any); len(tags) > 0 {
		return invalid("Tags are not supported in Model Package versions. Please add them to the Model Package Group.")
	}
	if in["CertifyForMarketplace"] == true {
		return invalid("CertifyForMarketplace is not supported in Model Package versions.")
	}
	if err := checkSource(in); err != nil {
		return err
	}
	if err := uniqueNames(list(in, "AdditionalInferenceSpecifications")); err != nil {
		return err
	}
	for _, spec := range list(in, "AdditionalInferenceSpecifications") {
		if err := checkContainers(spec); err != nil {
			return err
		}
	}
	return checkCard(in["ModelCard"])
}

// checkSource checks what a request says about the artifacts themselves.
func checkSource(in doc) error {
	spec := in["InferenceSpecification"]
	if spec == nil {
		return nil
	}
	if in["SourceUri"] != nil {
		return invalid("SourceUri and InferenceSpecification cannot be specified in the same request.")
	}
	for _, container := range list(spec, "Containers") {
		if at(container, "AdditionalS3DataSource") != nil {
			return invalid("AdditionalS3DataSource is not allowed in InferenceSpecification")
		}
	}
	return checkContainers(spec)
}

func checkContainers(spec any) error {
	for _, item := range list(spec, "Containers") {
		container := item.(doc)
		if container["ModelDataUrl"] != nil && container["ModelDataSource"] != nil {
			return invalid("ModelDataUrl and ModelDataSource cannot be specified in the same container.")
		}
		sources := []any{at(container, "ModelDataSource", "S3DataSource")}
		for _, more := range list(container, "AdditionalModelDataSources") {
			sources = append(sources, at(more, "S3DataSource"))
		}
		for _, source := range sources {
			if err := checkS3Source(source); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkS3Source(v any) error {
	source, ok := v.(doc)
	if !ok || source["S3DataType"] != "S3Prefix" {
		return nil
	}
	if uri := source["S3Uri"].(string); !strings.HasSuffix(uri, "/") {
		return invalid("S3Uri %s must end with / when S3DataType is S3Prefix.", uri)
	}
	if source["CompressionType"] == "Gzip" {
		return invalid("CompressionType Gzip is only supported when S3DataType is S3Object.")
	}
	return nil
}

func uniqueNames(specs []any) error {
	seen := map[any]bool{}
	for _, spec := range specs {
		name := at(spec, "Name")
		if seen[name] {
			return invalid("Additional inference specification names must be unique; %s is given twice.", fmt.Sprint(name))
		}
		seen[name] = true
	}
	return nil
}

// checkCard checks that card content is a JSON object.
func checkCard(card any) error {
	content, ok := at(card, "ModelCardContent").(string)
	if !ok {
		return nil
	}
	var d doc
	if err := json.Unmarshal([]byte(content), &d); err != nil || d == nil {
		return invalid("Model card content must be a JSON object.")
	}
	return nil
}

// checkStorage checks that a package and its group agree about who keeps the
// artifacts.
func checkStorage(in doc, g *group) error {
	if want, have := in["ManagedStorageType"], at(g.Doc["ManagedConfiguration"], "ManagedStorageType"); want != have {
		return invalid("ManagedStorageType of the model package and of its group must be the same.")
	}
	return nil
}
