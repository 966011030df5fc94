package sync

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"modelreg/catalog"
	"modelreg/schema"
)

// A Lost value is one that a registry holds and no file of a catalog can say.
type Lost struct {
	Path string `json:"path"` // as in a file: customerMetadataProperties.team; empty: the whole package or group
	Why  string `json:"why"`
}

// Express is a package in the words of a version file, without apiVersion and
// kind: registered again, the document makes an equal package. It undoes
// [desire]: markers are gone, metrics are numbers, "${" is written so that it
// stands for itself. What the service has filled in (digests of images) is
// stated; that skipModelValidation is None where there is nothing to skip is
// not, nor is the sentence that sync writes with an approval.
//
// What no file can say is in lost. Where leaving it out would make another
// package of it, doc is nil.
func Express(p Package) (doc map[string]any, lost []Lost) {
	if !p.Full {
		return nil, []Lost{{Why: "it could not be read whole: describing it, or reading its model card, was not allowed"}}
	}
	doc = maps.Clone(p.Doc)
	var metadataLost []Lost
	doc[mMetadata], doc["metrics"], metadataLost = expressMetadata(p.Doc[mMetadata])
	lost = append(lost, metadataLost...)
	doc[mMetadataProps] = withoutMirror(p.Doc[mMetadataProps])
	if doc[mValidation] == nil && doc[mSkipValidation] == "None" {
		delete(doc, mSkipValidation)
	}
	if text, _ := doc[mApprovalText].(string); identify(p).Catalog != "" && ourText.MatchString(text) {
		delete(doc, mApprovalText)
	}
	doc, more := sayable(schema.Version, stated(doc))
	return doc, append(lost, more...)
}

// Members that only Express looks at.
const (
	mValidation     = "validationSpecification"
	mSkipValidation = "skipModelValidation"
	mMetrics        = "metrics"
	mTags           = "tags"
	mPolicy         = "resourcePolicy"
	mGroupText      = "modelPackageGroupDescription"
)

// ourText matches what approvalText and a verdict's sentence start with.
var ourText = regexp.MustCompile(`^(Set back: nobody approved this in the catalog |As the catalog |Approved by the catalog |Approved in [^ #]+/[^ #]+#[0-9]+ by )`)

// ExpressGroup is a group in the words of group.yaml, without apiVersion, kind
// and its name. Tags of AWS and of this program are not in it.
func ExpressGroup(g Group) (doc map[string]any, lost []Lost) {
	doc = map[string]any{}
	if g.Description != "" {
		doc[mGroupText] = g.Description
	}
	if g.Tags == nil {
		lost = append(lost, Lost{mTags, "tags could not be read: listing them was not allowed"})
	}
	tags := map[string]any{}
	for _, key := range slices.Sorted(maps.Keys(g.Tags)) {
		switch lower := strings.ToLower(key); {
		case strings.HasPrefix(lower, "aws:"), strings.HasPrefix(lower, tagPrefix):
		case len(tags) == mostTags:
			lost = append(lost, Lost{fieldPath([]string{mTags, key}), fmt.Sprintf("a group file has at most %d tags; the tag stays as it is", mostTags)})
		default:
			tags[key] = g.Tags[key]
		}
	}
	doc[mTags] = tags
	if g.PolicyProblem != "" {
		lost = append(lost, Lost{mPolicy, "policy could not be read: " + g.PolicyProblem})
	}
	if g.Policy != nil {
		doc[mPolicy] = g.Policy
	}
	doc, more := sayable(schema.Group, stated(doc))
	return doc, append(lost, more...)
}

// ForeignTo says why a group is not the catalog's to take, after "the group
// NAME"; empty when it is the catalog's, or nobody's.
func (g Group) ForeignTo(r *catalog.Registry) string { return foreign(g.Tags, r) }

// Tells reports whether a version's document says anything by which a package
// could be told from others.
func Tells(doc map[string]any) bool {
	return (&wanted{doc: doc}).tells() || !isEmpty(doc[mSourceURI])
}

// What a file may have of what SageMaker takes; the rest is for markers. The
// catalog's rules metadata-size and tags-size say the same.
const (
	mostMetadata = 45
	mostTags     = 48
)

// expressMetadata parts customer metadata into the user's keys and metrics.
func expressMetadata(v any) (user, metrics map[string]any, lost []Lost) {
	have, _ := v.(map[string]any)
	user, metrics = map[string]any{}, map[string]any{}
	for _, key := range slices.Sorted(maps.Keys(have)) {
		path := fieldPath([]string{mMetadata, key})
		name, isMetric := strings.CutPrefix(key, metricPrefix)
		number, ok := metricNumber(have[key])
		switch {
		case slices.Contains(markerNames, key):
		case strings.HasPrefix(key, markerPrefix):
			lost = append(lost, Lost{path, fmt.Sprintf("keys that start with %q are modelreg's own", markerPrefix)})
		case isMetric && (!ok || name == ""):
			lost = append(lost, Lost{path, fmt.Sprintf("keys that start with %q are for metrics, and %q is not a number as modelreg writes one", metricPrefix, have[key])})
		case len(user)+len(metrics) == mostMetadata:
			lost = append(lost, Lost{path, fmt.Sprintf("a version has at most %d entries; this one stays as it is", mostMetadata)})
		case isMetric:
			metrics[name] = number
		default:
			user[key] = have[key]
		}
	}
	return user, metrics, lost
}

// markerNames are the keys that Create and Update write beside the user's.
var markerNames = []string{markerCatalog, markerVersion, markerContent, markerApproval, markerKeys}

// metricNumber is the number that metricValue writes as this text.
func metricNumber(v any) (float64, bool) {
	text, _ := v.(string)
	number, err := strconv.ParseFloat(text, 64)
	return number, err == nil && !math.IsInf(number, 0) && !math.IsNaN(number) && metricValue(number) == text
}

// stated drops the members that say nothing.
func stated(doc map[string]any) map[string]any {
	maps.DeleteFunc(doc, func(_ string, v any) bool { return isEmpty(v) })
	return doc
}

// sayable leaves out of a document what validate would refuse, and escapes the
// rest. It is nil where a member is refused without which it would be another
// package.
func sayable(k schema.Kind, doc map[string]any) (map[string]any, []Lost) {
	var lost []Lost
	for {
		refused, err := catalog.Refusals(k, doc)
		if err != nil {
			return nil, []Lost{{Why: err.Error()}}
		}
		if len(refused) == 0 {
			return escaped(doc).(map[string]any), lost
		}
		out := false
		for _, r := range refused {
			lost = append(lost, Lost{fieldPath(r.Path), r.Message})
			out = out || len(r.Path) == 0 || slices.Contains(catalog.CreateOnly(), r.Path[0])
		}
		if out {
			return nil, lost
		}
		for _, r := range refused {
			doc = without(doc, r.Path)
		}
	}
}

// dropsAlone are the members of which one entry can be left out.
var dropsAlone = []string{mMetadata, mMetrics, mTags, mCard}

// without copies a document without what is at the path: an entry of a mapping
// of which each stands for itself, else the whole member.
func without(doc map[string]any, path []string) map[string]any {
	doc = maps.Clone(doc)
	member, ok := doc[path[0]].(map[string]any)
	if len(path) == 1 || !ok || !slices.Contains(dropsAlone, path[0]) {
		delete(doc, path[0])
		return doc
	}
	member = maps.Clone(member)
	delete(member, path[1])
	doc[path[0]] = member
	if len(member) == 0 {
		delete(doc, path[0])
	}
	return doc
}

// escaped copies a value with every "${" written so that it stands for itself.
func escaped(v any) any {
	switch v := v.(type) {
	case string:
		return strings.ReplaceAll(v, "${", "$${")
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = escaped(item)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, member := range v {
			out[name] = escaped(member)
		}
		return out
	}
	return v
}
