package catalog

import "maps"

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
