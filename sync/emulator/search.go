package emulator

import (
	"bytes"
	"cmp"
	"iter"
	"slices"
	"strings"
)

// searchKinds are the resources that can be searched here.
var searchKinds = map[string]string{"ModelPackage": packageKind, "ModelPackageGroup": groupKind}

// search answers from the index, which is behind the store by Options.SearchLag.
func search(t *tx, in doc) (doc, error) {
	resource := in["Resource"].(string)
	kind, ok := searchKinds[resource]
	if !ok {
		return nil, invalid("Resource %s is not kept here; use ModelPackage or ModelPackageGroup", resource)
	}
	shape := model().Shapes[resource]
	wanted, err := compileSearch(shape, in)
	if err != nil {
		return nil, err
	}
	if in["CrossAccountFilterOption"] == "CrossAccount" {
		return doc{"Results": []any{}, "TotalHits": doc{"Value": 0, "Relation": "EqualTo"}}, nil
	}
	p, err := t.position(in)
	if err != nil {
		return nil, err
	}
	sortBy, _ := in["SortBy"].(string)
	candidates, err := t.candidates(shape, kind, cmp.Or(sortBy, "LastModifiedTime"), in["SortOrder"] != "Ascending", p.Key)
	if err != nil {
		return nil, err
	}
	size := t.pageSize(in)
	results, last, more := []any{}, []byte(nil), false
	for c, err := range candidates {
		if err != nil {
			return nil, err
		}
		if wanted != nil && !wanted(c.doc) {
			continue
		}
		if more = len(results) == size; more {
			break
		}
		results = append(results, doc{resource: shape.project(c.doc)})
		last = c.key
	}
	out := doc{"Results": results}
	seen := p.Seen + len(results)
	if more {
		out["NextToken"] = t.pageToken(in, position{Key: last, Seen: seen})
	}
	switch {
	case !more:
		out["TotalHits"] = doc{"Value": seen, "Relation": "EqualTo"}
	case wanted == nil:
		out["TotalHits"] = doc{"Value": countIndexed(t.index, kind), "Relation": "EqualTo"}
	default:
		out["TotalHits"] = doc{"Value": seen + 1, "Relation": "GreaterThanOrEqualTo"}
	}
	return out, nil
}

// A candidate is a record of the index, and the key that it sorts by.
type candidate struct {
	key []byte
	doc doc
}

// candidates gives the records behind a key, in order.
func (t *tx) candidates(s *shape, kind, sortBy string, descending bool, after []byte) (iter.Seq2[candidate, error], error) {
	load := t.indexLoader(kind)
	letter, indexed := indexedTimes[sortBy]
	if !indexed {
		return t.sorted(s, kind, sortBy, descending, after, load)
	}
	return func(yield func(candidate, error) bool) {
		for k := range walk(t.indexTimes, []byte(kind+letter), after, descending) {
			d, err := load(k[10:])
			if !yield(candidate{bytes.Clone(k), d}, err) {
				return
			}
		}
	}, nil
}

// sorted reads all records to sort them by a property that has no index.
func (t *tx) sorted(s *shape, kind, sortBy string, descending bool, after []byte, load func([]byte) (doc, error)) (iter.Seq2[candidate, error], error) {
	prop, err := propertyOf(s, sortBy)
	if err != nil {
		return nil, err
	}
	var all []candidate
	for k := range walk(t.index, []byte(kind), nil, false) {
		d, err := load(k[1:])
		if err != nil {
			return nil, err
		}
		key := append(prop.sortKey(d), 0)
		all = append(all, candidate{append(key, k...), d})
	}
	slices.SortFunc(all, func(a, b candidate) int { return bytes.Compare(a.key, b.key) })
	if descending {
		slices.Reverse(all)
	}
	return func(yield func(candidate, error) bool) {
		for _, c := range all {
			order := bytes.Compare(c.key, after)
			if after != nil && (order == 0 || descending == (order > 0)) {
				continue
			}
			if !yield(c, nil) {
				return
			}
		}
	}, nil
}

// indexLoader gives a function that reads one record of the index. Packages
// show the tags of their group.
func (t *tx) indexLoader(kind string) func(id []byte) (doc, error) {
	tags := map[string]any{}
	return func(id []byte) (doc, error) {
		var rec record
		if _, err := get(t.index, append([]byte(kind), id...), &rec); err != nil || kind == groupKind {
			return rec.Doc, err
		}
		d := rec.at(t.now.UnixMilli())
		name, _ := splitPackageKey(id)
		have, known := tags[name]
		if !known {
			var g record
			if _, err := get(t.index, []byte(groupKind+name), &g); err != nil {
				return nil, err
			}
			have = g.Doc["Tags"]
			tags[name] = have
		}
		if have != nil {
			d["Tags"] = have
		}
		return d, nil
	}
}

// compileSearch gives the test that a record must pass; nil when all do.
func compileSearch(s *shape, in doc) (func(doc) bool, error) {
	var tests []func(doc) bool
	if expr, ok := in["SearchExpression"].(doc); ok && len(expr) > 0 {
		budget := searchBudget{parts: 50, contains: 1}
		test, err := budget.expression(s, expr)
		if err != nil {
			return nil, err
		}
		tests = append(tests, test)
	}
	conditions := list(in, "VisibilityConditions")
	for _, item := range conditions {
		key, _ := at(item, "Key").(string)
		if !strings.HasPrefix(key, "Tags.") {
			return nil, invalid("Visibility conditions are supported on Tags only; not on %s", key)
		}
		test, err := compileFilter(s, doc{"Name": key, "Value": cmp.Or[any](at(item, "Value"), "")})
		if err != nil {
			return nil, err
		}
		tests = append(tests, test)
	}
	if tests == nil {
		return nil, nil
	}
	return allOf(tests), nil
}
