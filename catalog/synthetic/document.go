package synthetic

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"modelreg/catalog"
	"modelreg/schema"
)

// A Document makes documents of versions and groups with any of the members
// that the schema knows. They are as a registry holds them: "${" stands for
// itself, and images are URIs. pick chooses a number below n.
type Document struct {
	Pick func(n int) int
	root map[string]any
}

// Version makes a version's document that the catalog's rules accept.
func (d *Document) Version() map[string]any { return d.accepted(schema.Version) }

// Group makes a group's document that the catalog's rules accept, without its
// name and policy.
func (d *Document) Group() map[string]any { return d.accepted(schema.Group) }

// ours are members that a registry has no place for, or that are not made here.
var ours = []string{"apiVersion", "kind", "overrides", "approvalRequest", "waivers", "modelPackageGroupName", "resourcePolicy"}

func (d *Document) accepted(k schema.Kind) map[string]any {
	d.root = nil
	if err := json.Unmarshal(schema.Text(k), &d.root); err != nil {
		panic(err) // it is embedded
	}
	properties := maps.Clone(d.root["properties"].(map[string]any))
	maps.DeleteFunc(properties, func(name string, _ any) bool { return slices.Contains(ours, name) })
	if k == schema.Group {
		delete(properties, "metrics")
	}
	doc := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		if d.Pick(3) == 0 {
			doc[name] = d.value(name, properties[name].(map[string]any))
		}
	}
	for {
		refused, err := catalog.Refusals(k, doc)
		if err != nil {
			panic(err) // the schemas are embedded
		}
		if len(refused) == 0 {
			return doc
		}
		for _, r := range refused {
			remove(doc, r.Path)
		}
	}
}

// remove takes away the narrowest member on a path that is in a mapping.
func remove(doc map[string]any, path []string) {
	if len(path) == 0 {
		clear(doc)
		return
	}
	var at any = doc
	last, name := doc, path[0]
	for _, step := range path {
		switch v := at.(type) {
		case map[string]any:
			last, name = v, step
			at = v[step]
		case []any:
			i, _ := strconv.Atoi(step)
			at = v[i]
		}
	}
	delete(last, name)
	if len(last) == 0 || last["containers"] == nil {
		delete(doc, path[0]) // what is left may lack what it needs
	}
}

// value makes what a part of the schema allows.
func (d *Document) value(name string, s map[string]any) any {
	s = d.whole(s)
	if enum, ok := s["enum"].([]any); ok {
		return enum[d.Pick(len(enum))]
	}
	switch kind := s["type"].(type) {
	case string:
		switch kind {
		case "object":
			return d.object(s)
		case "array":
			return d.list(name, s)
		case "boolean":
			return d.Pick(2) == 0
		case "integer":
			return float64(1 + d.Pick(9))
		case "number":
			return []float64{0, 1, -2.5, 0.1, 1e21, 1e-9, 3.4028234663852886e38}[d.Pick(7)]
		}
	}
	return d.text(name, s)
}

// whole follows references, and takes what is meant of several choices.
func (d *Document) whole(s map[string]any) map[string]any {
	out := maps.Clone(s)
	if ref, ok := s["$ref"].(string); ok {
		at := d.root
		for _, step := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
			at = at[step].(map[string]any)
		}
		return d.whole(at)
	}
	if choices, ok := s["anyOf"].([]any); ok {
		maps.Copy(out, d.whole(choices[0].(map[string]any)))
	}
	if otherwise, ok := s["else"].(map[string]any); ok {
		maps.Copy(out, otherwise)
	}
	return out
}

func (d *Document) object(s map[string]any) map[string]any {
	out := map[string]any{}
	needed, _ := s["required"].([]any)
	properties, _ := s["properties"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		if slices.Contains(needed, any(name)) || d.Pick(2) == 0 {
			out[name] = d.value(name, properties[name].(map[string]any))
		}
	}
	if values, ok := s["additionalProperties"].(map[string]any); ok {
		keys := []string{"TEAM", "a", "stage_1", "X9", "yes", "null"}
		if names, _ := s["propertyNames"].(map[string]any); !strings.HasPrefix(fmt.Sprint(names["pattern"]), "^[a-zA-Z_]") {
			keys = append(keys, "a b", "Größe", "x/y:z", "1", "a.b", "=", "@k")
		}
		for range 1 + d.Pick(3) {
			key := keys[d.Pick(len(keys))]
			out[key] = d.value(key, values)
		}
	}
	return out
}

func (d *Document) list(name string, s map[string]any) []any {
	out := make([]any, 1+d.Pick(2))
	if most, ok := s["maxItems"].(float64); ok {
		out = out[:min(len(out), int(most))]
	}
	for i := range out {
		out[i] = d.value(name, s["items"].(map[string]any))
	}
	return out
}

// samples are texts by the pattern that they keep.
var samples = map[string][]string{
	`^[-\w]+/.+$`:                                                {"text/csv", "application/json;q=1"},
	`^[\p{L}\p{M}\p{Z}\p{N}\p{P}]*$`:                             {"https://models.example/1", "s3://acme/other", "x"},
	`^[\p{L}\p{M}\p{Z}\p{S}\p{N}\p{P}]*$`:                        {"Who leaves, and when", "for ${target.region} at $${5}", "# no comment", "yes", "1.10", " led", "trailed ", "ü – €", "a: b", "null", "'q' \"r\"", "- x", "{}"},
	`^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`:                              {"a b", "007", "0x1F", "true", "x/y", "Größe", "=", "2026-01-02", "1e3", "@a"},
	`^[a-zA-Z0-9](-*[a-zA-Z0-9])*$`:                              {"Development", "a-b", "1", "true"},
	`^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$`:                             {"al2-1"},
	"^[^\\n\\r\u0085\u2028\u2029]*$":                             {"text/csv", "4f2c9d1", "one\ttab", "007", "${x} of $${y}", "by the board: \"yes\" # no"},
	`^[a-zA-Z0-9:/_-]*$`:                                         {"alias/models", "1234abcd-12ab-34cd-56ef-1234567890ab"},
	`^[Ss][Hh][Aa]256:[0-9a-fA-F]{64}$`:                          {"sha256:" + strings.Repeat("0a", 32)},
	`^\S+$`:                                                      {"111122223333.dkr.ecr.us-east-1.amazonaws.com/churn:3", "111122223333.dkr.ecr.us-east-1.amazonaws.com/a/b@sha256:" + strings.Repeat("1b", 32)},
	`^[0-9]\.[A-Za-z0-9.-]+$`:                                    {"2.6", "1.10"},
	`^[A-Za-z0-9._-]+$`:                                          {"channel.1"},
	`^[0-9]{1,4}.[0-9]{1,4}.[0-9]{1,4}$`:                         {"1.0.12"},
	`^(https|s3)://[^/]+(/.*)?$`:                                 {"s3://acme-models/churn/model.tar.gz", "https://s3.us-east-1.amazonaws.com/acme/m.tar.gz", "s3://acme-models/${a}/b c.tar.gz"},
	`^arn:aws[a-z-]*:iam::[0-9]{12}:role/?[a-zA-Z_0-9+=,.@/-]+$`: {"arn:aws:iam::111122223333:role/validation"},
	`^(arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:[a-z-]*/)?[a-zA-Z0-9](-*[a-zA-Z0-9])*$`: {"churn", "arn:aws:sagemaker:us-east-1:111122223333:algorithm/churn"},
}

// free are texts that keep no pattern.
var free = []string{"PYTORCH", "007", "yes", "two\nlines\n", " x", "${target.region}", "ü\tv", "{\"a\": [1]}", "~"}

func (d *Document) text(name string, s map[string]any) string {
	texts := free
	if known, ok := s["examples"].([]any); ok {
		return known[d.Pick(len(known))].(string)
	}
	if pattern, ok := s["pattern"].(string); ok {
		if texts, ok = samples[pattern]; !ok {
			panic(fmt.Sprintf("no text for the pattern %s of %s", pattern, name))
		}
	}
	text := texts[d.Pick(len(texts))]
	if least, ok := s["minLength"].(float64); ok && len(text) < int(least) {
		return texts[0]
	}
	return text
}
