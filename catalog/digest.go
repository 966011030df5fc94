package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// algorithm is the prefix of the digests below. What they cover and how it is
// written down never changes under one prefix: digests are recorded in
// registries, and approvals are bound to them.
const algorithm = "1:"

// CreateOnly are the top-level members of a version that SageMaker takes only
// at creation: UpdateModelPackage has no member for them, or refuses to
// replace what is there (inferenceSpecification), or only adds to it
// (additionalInferenceSpecifications).
func CreateOnly() []string { return slices.Clone(createOnly) }

var createOnly = []string{
	"additionalInferenceSpecifications",
	"domain",
	"driftCheckBaselines",
	"inferenceSpecification",
	"metadataProperties",
	"modelMetrics",
	"modelPackageDescription",
	"samplePayloadUrl",
	"securityConfig",
	"skipModelValidation",
	"sourceAlgorithmSpecification",
	"task",
	"validationSpecification",
}

// contentDigest is SHA-256 over the canonical JSON of those members of an
// effective document that are in CreateOnly:
//
//	{"inferenceSpecification":{"containers":[...]},"modelPackageDescription":"..."}
func contentDigest(doc map[string]any) string {
	content := make(map[string]any, len(createOnly))
	for _, name := range createOnly {
		if v, ok := doc[name]; ok {
			content[name] = v
		}
	}
	return digest(content)
}

// approvalDigest, S in the design, is SHA-256 over the canonical JSON of who,
// where and what an approval is for:
//
//	{"approvalRequest":0,"catalog":"acme-models","group":"pricing/churn","groupName":"pricing-churn",
//	 "label":"3","target":"production","version":{...}}
//
// without spaces and line breaks. approvalRequest is 0 where the version has
// none; version is the whole effective document, approvalRequest included.
func approvalDigest(catalog string, v *Version, t *Target, doc map[string]any) string {
	request, _ := doc["approvalRequest"].(float64)
	return digest(map[string]any{
		"catalog":         catalog,
		"group":           v.Group.Path,
		"groupName":       v.Group.Name,
		"label":           v.Label.String(),
		"target":          t.Name,
		"approvalRequest": request,
		"version":         doc,
	})
}

func digest(v map[string]any) string {
	sum := sha256.Sum256(canonical(v))
	return algorithm + hex.EncodeToString(sum[:])
}
