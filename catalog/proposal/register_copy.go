package proposal

import (
	"fmt"
	"maps"
	"slices"

	"modelreg/catalog"
)

// ownAlone are the members that say how one version fared, which another one
// does not inherit.
var ownAlone = []string{status, "approvalDescription", "approvalRequest", "modelLifeCycle", "waivers"}

// Copy reads a version's file for another version to start from. What was
// decided about the one is left out, in its overrides, too: approval and its
// text, life cycle, state of the model card, waivers.
func Copy(text []byte) (map[string]any, error) {
	s, err := parse(text)
	if err != nil {
		return nil, err
	}
	doc := s.doc
	delete(doc, "apiVersion")
	delete(doc, "kind")
	return Undecided(doc), nil
}

// Undecided gives a version's document without what was decided about it, and
// pending.
func Undecided(doc map[string]any) map[string]any {
	doc = undecided(doc)
	if overrides, ok := doc["overrides"].(map[string]any); ok {
		left := map[string]any{}
		for target, patch := range overrides {
			if patch, ok := patch.(map[string]any); ok {
				if patch = undecided(patch); len(patch) > 0 {
					left[target] = patch
				}
			}
		}
		doc["overrides"] = left
		if len(left) == 0 {
			delete(doc, "overrides")
		}
	}
	doc[status] = pending
	return doc
}

func undecided(doc map[string]any) map[string]any {
	doc = maps.Clone(doc)
	maps.DeleteFunc(doc, func(name string, _ any) bool { return slices.Contains(ownAlone, name) })
	if card, ok := doc["modelCard"].(map[string]any); ok {
		card = maps.Clone(card)
		delete(card, "modelCardStatus")
		doc["modelCard"] = card
		if len(card) == 0 {
			delete(doc, "modelCard")
		}
	}
	return doc
}

// Stale names what a copy still says of another model than its own, once it
// serves one: each a member of the document, with the target where it is that in
// one alone.
func Stale(before, after map[string]any) []string {
	all := staleIn(before, after)
	for _, target := range overridden(before, after) {
		for _, member := range staleIn(catalog.Merged(before, target), catalog.Merged(after, target)) {
			if !slices.Contains(all, member) {
				all = append(all, member+" in "+target)
			}
		}
	}
	return all
}

// staleIn looks at documents as they are but for what overrides say.
func staleIn(before, after map[string]any) []string {
	if slices.Equal(servedBy(before), servedBy(after)) {
		return nil
	}
	var stale []string
	for _, name := range []string{"driftCheckBaselines", "metrics", "modelCard", "modelMetrics"} {
		if v, ok := before[name]; ok && fmt.Sprint(v) == fmt.Sprint(after[name]) {
			stale = append(stale, name)
		}
	}
	return stale
}
