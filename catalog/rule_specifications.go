package catalog

import (
	"fmt"
	"strconv"
)

// checkSpecifications checks what says how a model is served: an algorithm
// brings its own specification, additionalS3DataSource is for the additional
// ones, and those are found by name, so that two cannot share one.
//
//	inferenceSpecification: {containers: [{additionalS3DataSource: {...}}]}
func checkSpecifications(doc map[string]any, r report) {
	if doc["sourceAlgorithmSpecification"] != nil && doc["inferenceSpecification"] != nil {
		r([]string{"sourceAlgorithmSpecification"}, Error, "exclusive",
			"sourceAlgorithmSpecification and inferenceSpecification exclude each other; an algorithm brings its own")
	}
	for i, c := range list(mapping(doc, "inferenceSpecification"), "containers") {
		if c, _ := c.(map[string]any); c["additionalS3DataSource"] != nil {
			r([]string{"inferenceSpecification", "containers", strconv.Itoa(i), "additionalS3DataSource"}, Error, "exclusive",
				"additionalS3DataSource is not allowed in inferenceSpecification; write it in additionalInferenceSpecifications")
		}
	}
	first := map[string]int{}
	for i, s := range list(doc, "additionalInferenceSpecifications") {
		s, _ := s.(map[string]any)
		name := text(s, "name")
		if name == "" {
			continue
		}
		if j, again := first[name]; again {
			r([]string{"additionalInferenceSpecifications", strconv.Itoa(i), "name"}, Error, "unique-name",
				fmt.Sprintf("additional inference specification %q appears twice; first at index %d", short(name), j))
			continue
		}
		first[name] = i
	}
}
