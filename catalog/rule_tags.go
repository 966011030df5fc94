package catalog

import (
	"fmt"
	"strings"
)

const (
	maxTags = 50 // of a group, by the API
	ownTags = 2  // of them modelreg's markers
)

// checkTags keeps a group's tags apart from those of AWS and of modelreg.
//
//	tags: {"aws:owner": pricing}
func checkTags(doc map[string]any, r report) {
	tags := mapping(doc, "tags")
	for key := range tags {
		// AWS reserves its prefix in every mix of cases.
		if prefix := reserved(strings.ToLower(key), "aws:", "modelreg:"); prefix != "" {
			owner := map[string]string{"aws:": "AWS", "modelreg:": "modelreg"}[prefix]
			r([]string{"tags", key}, Error, "reserved-key", fmt.Sprintf("tag %q starts with %q, which is reserved for %s; choose another key", short(key), prefix, owner))
		}
	}
	if n, most := len(tags), maxTags-ownTags; n > most {
		r([]string{"tags"}, Error, "tags-size", fmt.Sprintf("tags has %d entries; write at most %d, SageMaker takes %d and modelreg needs %d", n, most, maxTags, ownTags))
	}
}
