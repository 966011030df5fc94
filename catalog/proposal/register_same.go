package proposal

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"modelreg/catalog"
	"modelreg/schema"
)

// SameModel reports whether two documents serve the same model, whatever the
// target: equal images and artifacts, in equal order.
func SameModel(a, b map[string]any) bool {
	some := false
	for _, target := range append(overridden(a, b), "") { // no target has no name, so that is what the others have
		one := servedBy(catalog.Merged(a, target))
		if !slices.Equal(one, servedBy(catalog.Merged(b, target))) {
			return false
		}
		some = some || len(one) > 0
	}
	return some
}

// overridden are the targets for which any of some documents has an override,
// sorted.
func overridden(docs ...map[string]any) []string {
	var targets []string
	for _, doc := range docs {
		overrides, _ := doc["overrides"].(map[string]any)
		targets = slices.AppendSeq(targets, maps.Keys(overrides))
	}
	slices.Sort(targets)
	return slices.Compact(targets)
}

// servedBy lists what a version serves, but for what overrides say.
func servedBy(doc map[string]any) []string {
	var all []string
	for _, c := range containers(doc) {
		for _, member := range []string{"image", "modelDataUrl", "modelDataSource"} {
			if v, ok := c[member]; ok {
				all = append(all, member+"="+fmt.Sprint(v)) // fmt sorts mappings
			}
		}
	}
	if uri, ok := doc["sourceUri"]; ok {
		all = append(all, "sourceUri="+fmt.Sprint(uri))
	}
	return all
}

// containers are those of the inference specification.
func containers(doc map[string]any) []map[string]any {
	spec, _ := doc["inferenceSpecification"].(map[string]any)
	list, _ := spec["containers"].([]any)
	var all []map[string]any
	for _, item := range list {
		if c, ok := item.(map[string]any); ok {
			all = append(all, c)
		}
	}
	return all
}

// Registers reports whether the file of a version registers already what a new
// one would: the same model, and all else equal that can't be changed later, the
// commit of the training code among it. Differing are the members in which they
// differ all the same, such as metrics, sorted; what was decided about the one
// is none.
func Registers(text []byte, doc map[string]any) (same bool, differing []string, err error) {
	old, err := Copy(text)
	if err != nil {
		return false, nil, err
	}
	wanted, err := Write(schema.Version, Undecided(doc)) // read back, numbers have the types that they have in files
	if err != nil {
		return false, nil, err
	}
	if doc, err = Copy(wanted); err != nil {
		return false, nil, err
	}
	if !SameModel(old, doc) || !reflect.DeepEqual(lasting(old), lasting(doc)) {
		return false, nil, nil
	}
	both := maps.Clone(old)
	maps.Copy(both, doc)
	for _, member := range slices.Sorted(maps.Keys(both)) {
		if !reflect.DeepEqual(old[member], doc[member]) {
			differing = append(differing, member)
		}
	}
	return true, differing, nil
}

// lasting is what a document says that can't be changed later, for some targets
// too, and where the model is from.
func lasting(doc map[string]any) map[string]any {
	left := map[string]any{}
	for _, member := range append(catalog.CreateOnly(), "sourceUri") {
		if v, ok := doc[member]; ok {
			left[member] = v
		}
	}
	overrides, _ := doc["overrides"].(map[string]any)
	for target, patch := range overrides {
		if patch, ok := patch.(map[string]any); ok {
			if patch = lasting(patch); len(patch) > 0 {
				left["overrides."+target] = patch
			}
		}
	}
	return left
}
