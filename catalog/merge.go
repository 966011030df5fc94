package catalog

import "maps"

// Merged gives a version's document with what its overrides say for a
// target merged in, before placeholders mean anything; it has no overrides. The
// result shares what it can with doc, which is not changed.
func Merged(doc map[string]any, target string) map[string]any {
	merged := maps.Clone(doc)
	if overrides, ok := doc["overrides"].(map[string]any); ok {
		if patch, ok := overrides[target].(map[string]any); ok {
			merged = mergePatch(doc, patch).(map[string]any)
		}
	}
	delete(merged, "overrides")
	return merged
}

// mergePatch applies a JSON merge patch (RFC 7386) to doc: mappings merge,
// null removes, everything else replaces. Neither argument is changed; the
// result shares what it can with both.
func mergePatch(doc any, patch any) any {
	p, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	d, _ := doc.(map[string]any)
	merged := make(map[string]any, len(d)+len(p))
	maps.Copy(merged, d)
	for k, v := range p {
		if v == nil {
			delete(merged, k)
		} else {
			merged[k] = mergePatch(merged[k], v)
		}
	}
	return merged
}
