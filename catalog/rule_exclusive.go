package catalog

import "fmt"

// checkExclusive finds members that exclude each other: the data of one model
// is one file (modelDataUrl) or a source (modelDataSource).
//
//	{modelDataUrl: s3://b/m.tar.gz, modelDataSource: {...}}
func checkExclusive(path []string, model map[string]any, r report) {
	if model["modelDataUrl"] != nil && model["modelDataSource"] != nil {
		r(below(path, "modelDataSource"), Error, "exclusive", "modelDataSource and modelDataUrl exclude each other; keep one")
	}
}

// checkSpecifications checks the inference specifications of a version against
// each other. additionalS3DataSource is for the additional ones; SageMaker
// finds them by name, so two cannot share one.
//
//	inferenceSpecification: {containers: [{additionalS3DataSource: {...}}]}
func checkSpecifications(doc map[string]any, r report) {
	if doc["sourceAlgorithmSpecification"] != nil && doc["inferenceSpecification"] != nil {
		r([]string{"sourceAlgorithmSpecification"}, Error, "exclusive",
			"sourceAlgorithmSpecification and inferenceSpecification exclude each other; an algorithm brings its own")
	}
	eachContainer(doc, func(path []string, container map[string]any) {
		if path[0] == "inferenceSpecification" && container["additionalS3DataSource"] != nil {
			r(below(path, "additionalS3DataSource"), Error, "exclusive",
				"additionalS3DataSource is not allowed in inferenceSpecification; write it in additionalInferenceSpecifications")
		}
	})
	first := map[string]int{}
	for i, s := range list(doc, "additionalInferenceSpecifications") {
		s, _ := s.(map[string]any)
		name := text(s, "name")
		if name == "" {
			continue
		}
		if j, again := first[name]; again {
			r([]string{"additionalInferenceSpecifications", fmt.Sprint(i), "name"}, Error, "unique-name",
				fmt.Sprintf("additional inference specification %q appears twice; first at index %d", short(name), j))
			continue
		}
		first[name] = i
	}
}
