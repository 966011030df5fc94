package proof

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"

	"modelreg/catalog/evidence"
)

// changes are the members in which two texts that digests are of differ, by
// path. A version that came or went has none.
func changes(was, now string) []evidence.Change {
	if was == "" || now == "" {
		return nil
	}
	var out []evidence.Change
	differ("", version(was), version(now), &out)
	return out
}

// version is the effective document in such a text.
func version(covers string) any {
	var text struct {
		Version map[string]any `json:"version"`
	}
	if err := json.Unmarshal([]byte(covers), &text); err != nil {
		panic(err) // catalog.Covers wrote it
	}
	return any(text.Version)
}

func differ(path string, was, now any, out *[]evidence.Change) {
	if reflect.DeepEqual(was, now) {
		return
	}
	a, aParts := parts(was)
	b, bParts := parts(now)
	if !aParts && !bParts || was != nil && !aParts || now != nil && !bParts {
		*out = append(*out, evidence.Change{Path: path, Old: was, New: now})
		return
	}
	names := maps.Clone(a)
	if names == nil {
		names = map[string]any{}
	}
	maps.Copy(names, b)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		below := name
		if path != "" {
			below = path + "." + name
		}
		differ(below, a[name], b[name], out)
	}
}

// parts are the members of a mapping or list that is not empty, by name or
// index.
func parts(v any) (map[string]any, bool) {
	switch v := v.(type) {
	case map[string]any:
		return v, len(v) > 0
	case []any:
		m := make(map[string]any, len(v))
		for i, e := range v {
			m[strconv.Itoa(i)] = e
		}
		return m, len(v) > 0
	}
	return nil, false
}
