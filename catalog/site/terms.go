package site

import "slices"

// A term is what there is to know of a member by its name.
type term struct {
	name  string
	title string // the name in words
	rank  int    // among its neighbours
	own   bool   // the names of its own members are somebody's own
}

// terms remember the names that members have: versions of a group have the same
// ones over and over. They are for one goroutine.
type terms map[string]*term

func (t terms) of(name string) *term {
	known, ok := t[name]
	if !ok {
		known = &term{name, sentence(name), rank(name), slices.Contains(own, name)}
		t[name] = known
	}
	return known
}

// own are members whose own members have names that somebody else chose.
var own = []string{"metrics", "environment", "customerMetadataProperties", "custom_details", "metadata", "tags"}

// readingOrder is that of members which people read one after the other: what
// comes first in SageMaker's model card schema, and in a pull request. All others
// come after them, by name.
var readingOrder = []string{
	"image", "imageDigest", "modelDataUrl", "modelDataSource", "framework", "frameworkVersion",
	"model_name", "model_description", "model_version", "problem_type", "algorithm_type", "model_creator", "model_owner", "model_artifact", "inference_environment",
	"purpose_of_model", "intended_uses", "factors_affecting_model_efficiency", "risk_rating", "explanations_for_risk_rating",
	"business_problem", "business_stakeholders", "line_of_business",
	"objective_function", "function", "facet", "condition", "notes", "training_observations", "training_job_details",
	"training_arn", "training_datasets", "training_environment", "training_metrics", "user_provided_training_metrics", "hyper_parameters", "user_provided_hyper_parameters",
	"evaluation_observation", "evaluation_job_arn", "datasets",
	"ethical_considerations", "caveats_and_recommendations", "custom_details",
	"stage", "stageStatus", "stageDescription", "modelQuality", "modelDataQuality", "bias", "explainability",
	"name", "description", "repository", "commitId", "projectId", "generatedBy",
}

func rank(name string) int {
	if i := slices.Index(readingOrder, name); i >= 0 {
		return i
	}
	return len(readingOrder)
}
