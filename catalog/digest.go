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
	return digest(canonical(content))
}

// Covers is the text that S is the SHA-256 of, prefix aside: the canonical JSON
// of who, where and what an approval is for. eff is v as it is in t.
//
//	{"approvalRequest":0,"catalog":"acme-models","group":"pricing/churn","groupName":"pricing-churn",
//	 "label":"3","target":"production","version":{...}}
//
// without spaces and line breaks. approvalRequest is 0 where the version has
// none; version is the whole effective document, approvalRequest included.
func Covers(reg *Registry, v *Version, t *Target, eff Effective) string {
	return string(covers(reg, v, t, eff.Doc))
}

func covers(reg *Registry, v *Version, t *Target, doc map[string]any) []byte {
	request, _ := doc["approvalRequest"].(float64)
	return canonical(map[string]any{
		"catalog":         reg.Name,
		"group":           v.Group.Path,
		"groupName":       v.Group.Name,
		"label":           v.Label.String(),
		"target":          t.Name,
		"approvalRequest": request,
		"version":         doc,
	})
}

// digest is the SHA-256 of a text under the prefix of our algorithm.
func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return algorithm + hex.EncodeToString(sum[:])
}
