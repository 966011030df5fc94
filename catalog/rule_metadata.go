package catalog

import (
	"fmt"
	"strings"
)

const (
	maxMetadata = 50 // entries of a package's customer metadata, by the API
	ownMetadata = 5  // of them modelreg's markers
)

// checkMetadata keeps what modelreg writes into customer metadata apart from
// what the catalog does, and holds the sum to the API's limit.
//
//	customerMetadataProperties: {metrics/rmse: "3.41"}
func checkMetadata(doc map[string]any, r report) {
	const name = "customerMetadataProperties"
	properties, metrics := mapping(doc, name), mapping(doc, "metrics")
	for key := range properties {
		if prefix := reserved(key, "modelreg/", "metrics/"); prefix != "" {
			better := "choose another key"
			if prefix == "metrics/" {
				better = "write it in metrics"
			}
			r([]string{name, key}, Error, "reserved-key", fmt.Sprintf("key %q starts with %q, which is modelreg's own; %s", short(key), prefix, better))
		}
	}
	if id := text(mapping(doc, "metadataProperties"), "projectId"); reserved(id, "modelreg ") != "" {
		r([]string{"metadataProperties", "projectId"}, Error, "reserved-key", fmt.Sprintf(
			"projectId %q starts with \"modelreg \", by which modelreg finds its own packages; write another one, or leave it out", short(id)))
	}
	if n, most := len(properties)+len(metrics), maxMetadata-ownMetadata; n > most {
		at := name
		if len(properties) == 0 {
			at = "metrics"
		}
		r([]string{at}, Error, "metadata-size", fmt.Sprintf(
			"customerMetadataProperties and metrics have %d entries; write at most %d, SageMaker takes %d and modelreg needs %d", n, most, maxMetadata, ownMetadata))
	}
}

// reserved is the one of prefixes that key starts with, or "".
func reserved(key string, prefixes ...string) string {
	for _, p := range prefixes {
		if strings.HasPrefix(key, p) {
			return p
		}
	}
	return ""
}
