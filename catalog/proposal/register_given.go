package proposal

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

const spec = "inferenceSpecification"

// Given is what somebody says of a new version. What is left out stays as the
// document has it.
type Given struct {
	Description   string
	Image         string // a URI, or FRAMEWORK:VERSION
	ModelData     string // URI of one tar.gz
	ContentTypes  []string
	ResponseTypes []string // nil: the content types, where the document says nothing
	InstanceTypes []string // for endpoints
	Metrics       map[string]float64
	Reports       map[string]string // S3 URIs by the path of their member, see ReportMembers
	Card          map[string]any    // content of the model card
	Commit        string            // of the training code
	Repository    string            // of the training code
	Set           []Setting
}

// On writes what is given into a document and gives the new one. The old one is
// used up.
func (g Given) On(doc map[string]any) (map[string]any, error) {
	var err error
	if g.Image != "" || g.ModelData != "" {
		if doc, err = g.serve(doc); err != nil {
			return nil, err
		}
	}
	var out any = doc
	for _, c := range g.changes(doc) {
		if out, err = c.on(out); err != nil {
			return nil, fmt.Errorf("setting %q: %w", strings.Join(c.Path, "."), err)
		}
	}
	for _, s := range g.Set {
		if out, err = s.on(out); err != nil {
			return nil, fmt.Errorf("setting %q: %w", strings.Join(s.Path, "."), err)
		}
	}
	return out.(map[string]any), nil
}

// changes are what is given of a document, but for what it serves and what is
// set by path.
func (g Given) changes(doc map[string]any) []Change {
	var changes []Change
	change := func(value any, path ...string) { changes = append(changes, Change{Path: path, Value: value}) }
	if g.Description != "" {
		change(g.Description, "modelPackageDescription")
	}
	responses := g.ResponseTypes
	if responses == nil && valueAt(doc, []string{spec, "supportedResponseMIMETypes"}) == nil {
		responses = g.ContentTypes
	}
	for _, list := range []struct {
		member string
		values []string
	}{
		{"supportedContentTypes", g.ContentTypes}, {"supportedResponseMIMETypes", responses}, {"supportedRealtimeInferenceInstanceTypes", g.InstanceTypes},
	} {
		if len(list.values) > 0 {
			change(anyList(list.values), spec, list.member)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(g.Metrics)) {
		change(g.Metrics[name], "metrics", name)
	}
	for _, member := range slices.Sorted(maps.Keys(g.Reports)) {
		uri := g.Reports[member]
		change(map[string]any{"contentType": mediaType(uri), "s3Uri": uri}, strings.Split(member, ".")...)
	}
	if g.Card != nil {
		change(g.Card, "modelCard", "modelCardContent")
	}
	if g.Commit != "" {
		change(g.Commit, "metadataProperties", "commitId")
	}
	if g.Repository != "" {
		change(g.Repository, "metadataProperties", "repository")
	}
	return changes
}

// serve puts image and artifact into the one container.
func (g Given) serve(doc map[string]any) (map[string]any, error) {
	all := containers(doc)
	if len(all) > 1 {
		return nil, fmt.Errorf("version has %d containers, so it is not known whose image and model data are meant; use --set 'inferenceSpecification.containers[0].modelDataUrl=...'", len(all))
	}
	container := map[string]any{}
	if len(all) == 1 {
		container = maps.Clone(all[0])
	}
	if g.Image != "" {
		image, err := ParseImage(g.Image)
		if err != nil {
			return nil, err
		}
		container["image"] = image
		delete(container, "imageDigest")
	}
	if g.ModelData != "" {
		container["modelDataUrl"] = g.ModelData
		delete(container, "modelDataSource")
		delete(container, "modelDataETag")
	}
	out, err := Change{Path: []string{spec, "containers"}, Value: []any{container}}.on(doc)
	if err != nil {
		return nil, err
	}
	return out.(map[string]any), nil
}

// ParseImage reads an image as people type it: a URI, which has a slash, or
// FRAMEWORK:VERSION of one that AWS publishes.
func ParseImage(text string) (any, error) {
	if strings.Contains(text, "/") {
		return text, nil
	}
	framework, version, ok := strings.Cut(text, ":")
	if !ok || framework == "" || version == "" {
		return nil, fmt.Errorf(`image %q is neither a URI nor FRAMEWORK:VERSION; use one such as "xgboost:1.7-1"`, text)
	}
	return map[string]any{"framework": framework, "version": version}, nil
}

// ReportMembers are the members of a version that say where a report is, by the
// name of the report.
func ReportMembers() map[string]string {
	return map[string]string{
		"model-quality-report":      "modelMetrics.modelQuality.statistics",
		"data-quality-report":       "modelMetrics.modelDataQuality.statistics",
		"bias-report":               "modelMetrics.bias.report",
		"pre-training-bias-report":  "modelMetrics.bias.preTrainingReport",
		"post-training-bias-report": "modelMetrics.bias.postTrainingReport",
		"explainability-report":     "modelMetrics.explainability.report",
	}
}

// mediaTypes are those of reports, by the ending of their file.
var mediaTypes = map[string]string{
	".csv": "text/csv", ".html": "text/html", ".ipynb": "application/x-ipynb+json", ".json": "application/json",
	".jsonl": "application/jsonlines", ".md": "text/markdown", ".pdf": "application/pdf", ".png": "image/png",
	".txt": "text/plain", ".xml": "application/xml", ".yaml": "application/yaml", ".yml": "application/yaml",
}

func mediaType(uri string) string {
	if t, ok := mediaTypes[strings.ToLower(path.Ext(uri))]; ok {
		return t
	}
	return "application/octet-stream"
}

func anyList(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}
