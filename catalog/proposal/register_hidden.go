package proposal

import (
	"fmt"
	"slices"
	"strings"

	"modelreg/catalog"
)

// A Hidden is a member that is given, and that is not so in a target, since an
// override which nobody spoke of says otherwise. Both are written as --set takes
// them.
type Hidden struct {
	Target   string
	Member   string
	Override string
}

// Hidden are the members of a document with what is given in it that are hidden,
// by target.
func (g Given) Hidden(doc map[string]any) []Hidden {
	var all []Hidden
	overrides, _ := doc["overrides"].(map[string]any)
	for _, target := range overridden(doc) {
		there := catalog.Merged(doc, target)
		for _, path := range g.paths(doc) {
			if fmt.Sprint(valueAt(there, path)) == fmt.Sprint(valueAt(doc, path)) || g.sets(target, path) {
				continue
			}
			all = append(all, Hidden{target, written(doc, path), written(doc, append([]string{"overrides", target}, along(overrides[target], path)...))})
		}
	}
	return all
}

// paths lead to what is given for all targets. Metrics are given together: those
// that are not named were measured of another model.
func (g Given) paths(doc map[string]any) [][]string {
	var all [][]string
	if g.Image != "" {
		all = append(all, []string{spec, "containers", "0", "image"})
	}
	if g.ModelData != "" {
		all = append(all, []string{spec, "containers", "0", "modelDataUrl"})
	}
	for _, c := range g.changes(doc) {
		if c.Path[0] != "metrics" {
			all = append(all, c.Path)
		}
	}
	if len(g.Metrics) > 0 {
		all = append(all, []string{"metrics"})
	}
	for _, s := range g.Set {
		if s.Path[0] != "overrides" {
			all = append(all, s.Path)
		}
	}
	return all
}

// sets reports whether something is set by path at, above or below a member, in
// the override for a target.
func (g Given) sets(target string, path []string) bool {
	path = append([]string{"overrides", target}, path...)
	return slices.ContainsFunc(g.Set, func(s Setting) bool {
		n := min(len(s.Path), len(path))
		return slices.Equal(s.Path[:n], path[:n])
	})
}

// along is how far a merge patch goes on the way to a member: what is there
// takes the place of all that is below it.
func along(patch any, path []string) []string {
	for i, name := range path {
		m, ok := patch.(map[string]any)
		if !ok {
			return path[:i]
		}
		patch = m[name]
	}
	return path
}

// written is a path in a document as ParseSetting reads it.
func written(doc map[string]any, path []string) string {
	var b strings.Builder
	for i, name := range path {
		_, list := valueAt(doc, path[:i]).([]any)
		switch {
		case list:
			b.WriteString("[" + name + "]")
		case name == "" || strings.ContainsAny(name, ".[="):
			fmt.Fprintf(&b, "[%q]", name)
		default:
			if i > 0 {
				b.WriteString(".")
			}
			b.WriteString(name)
		}
	}
	return b.String()
}
