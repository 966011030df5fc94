package catalog

import (
	"fmt"
	"strings"
)

// checkSource checks sourceUri against inferenceSpecification. Both may be
// written: sync registers with the one and updates with the other. But from a
// model or a model package SageMaker copies the specification itself.
//
//	sourceUri: arn:aws:sagemaker:us-east-1:111122223333:model/churn   # beside inferenceSpecification
func checkSource(doc map[string]any, r report) {
	if doc["inferenceSpecification"] == nil {
		return
	}
	uri := text(doc, "sourceUri")
	a, ok := parseARN(uri)
	if kind, _, _ := strings.Cut(a.resource, "/"); ok && a.service == "sagemaker" && (kind == "model" || kind == "model-package") {
		r([]string{"sourceUri"}, Error, "source-uri", fmt.Sprintf(
			"sourceUri %q is a %s, from which SageMaker copies the inferenceSpecification; write only one of them", short(uri), kind))
	}
}
