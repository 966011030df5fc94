package sync

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"modelreg/catalog"
	"modelreg/catalog/image"
)

// contentDiff lists the create-only members in which a registered package
// differs from the catalog. What SageMaker fills in by itself is no
// difference. What the API can still add (a first inference specification,
// further additional ones) is left to additions; made says that sync made the
// package, so that a missing specification is one that was not there yet.
func (w *wanted) contentDiff(have Doc, made bool) []Field {
	d := differ{w: w}
	d.content(have, made)
	return d.fields
}

// sameContent reports whether contentDiff would find nothing. It stops at the
// first difference.
func (w *wanted) sameContent(have Doc, made bool) bool {
	d := differ{w: w, quick: true}
	d.content(have, made)
	return !d.differs
}

func (d *differ) content(have Doc, made bool) {
	w := d.w
	for _, member := range catalog.CreateOnly() {
		if d.quick && d.differs {
			return
		}
		want, got := w.doc[member], have[member]
		switch member {
		case mInference:
			sameSource := !isEmpty(have[mSourceURI]) && have[mSourceURI] == w.doc[mSourceURI]
			if got == nil && (made || sameSource) || want == nil && made && sameSource && isARN(w.doc[mSourceURI]) {
				continue // may be added later; or copied by the service from the source
			}
		case mAdditional:
			want, got = shared(want, got)
		case mMetadataProps:
			want, got = withoutMirror(want), withoutMirror(got)
		case "skipModelValidation":
			if want == nil && got == "None" {
				continue
			}
		}
		d.diff([]string{member}, want, got)
	}
}

// additions lists what the catalog has in addition to the package and
// UpdateModelPackage can still add, and the members that add it.
func (w *wanted) additions(have Doc) ([]Field, Doc) {
	d := differ{w: w}
	add := Doc{}
	if spec := w.doc[mInference]; spec != nil && have[mInference] == nil {
		d.diff([]string{mInference}, spec, nil)
		add[mInference] = spec
	}
	known := byName(have[mAdditional])
	var more []any
	for i, e := range list(w.doc[mAdditional]) {
		if known[name(e)] == nil {
			d.diff([]string{mAdditional, strconv.Itoa(i)}, e, nil)
			more = append(more, e)
		}
	}
	if more != nil {
		add[mAdditionalAdd] = more
	}
	return d.fields, add
}

// shared narrows two lists of additional inference specifications for a
// comparison: names decide, so both are put in the catalog's order, without
// those that the catalog has on top.
func shared(want, got any) (any, any) {
	known := byName(got)
	if len(known) == 0 {
		return nil, nil
	}
	var w, g []any
	for _, e := range list(want) {
		if have := known[name(e)]; have != nil {
			w, g = append(w, e), append(g, have)
			delete(known, name(e))
		}
	}
	for _, e := range list(got) {
		if known[name(e)] != nil {
			g = append(g, e) // someone else added it; it cannot be taken away
		}
	}
	return w, g
}

func byName(v any) map[string]any {
	m := map[string]any{}
	for _, e := range list(v) {
		m[name(e)] = e
	}
	return m
}

func list(v any) []any { l, _ := v.([]any); return l }

func name(v any) string {
	m, _ := v.(map[string]any)
	s, _ := m["name"].(string)
	return s
}

func withoutMirror(v any) any {
	m, _ := v.(map[string]any)
	if s, _ := m[mProjectID].(string); s != "" {
		if _, ok := parseMirror(s); ok {
			m = maps.Clone(m)
			delete(m, mProjectID)
		}
	}
	if len(m) == 0 {
		return nil
	}
	return m
}

func isARN(v any) bool { s, _ := v.(string); return strings.HasPrefix(s, "arn:") }

// filled are the members that the service fills in when a request leaves them
// out.
var filled = []string{"imageDigest", "modelDataETag", "eTag", "manifestEtag"}

// A differ collects the leaves in which two values differ.
type differ struct {
	w       *wanted
	fields  []Field
	quick   bool // only find out whether there is a difference
	differs bool
}

func (d *differ) diff(path []string, want, have any) {
	switch {
	case d.quick && d.differs, isEmpty(want) && isEmpty(have):
		return
	case isMap(want) && isMap(have), isMap(want) && have == nil, want == nil && isMap(have):
		w, _ := want.(map[string]any)
		h, _ := have.(map[string]any)
		freeKeys := path[len(path)-1] == "environment"
		for _, k := range keys(w, h) {
			if _, stated := w[k]; !stated && !freeKeys && slices.Contains(filled, k) {
				continue
			}
			d.diff(append(slices.Clip(path), k), w[k], h[k])
		}
	case isList(want) && isList(have), isList(want) && have == nil, want == nil && isList(have):
		w, h := list(want), list(have)
		for i := range max(len(w), len(h)) {
			var a, b any
			if i < len(w) {
				a = w[i]
			}
			if i < len(h) {
				b = h[i]
			}
			d.diff(append(slices.Clip(path), strconv.Itoa(i)), a, b)
		}
	case isMap(want) || isMap(have) || isList(want) || isList(have):
		d.note(path, want, have)
	case want != have && !d.sameImage(path, have):
		d.note(path, want, have)
	}
}

// sameImage reports whether have may be what an earlier release resolved the
// catalog's {framework, version} to: a registered package keeps its image.
func (d *differ) sameImage(path []string, have any) bool {
	if path[len(path)-1] != "image" {
		return false
	}
	ref, ok := d.w.images[strings.Join(path, ".")]
	uri, _ := have.(string)
	return ok && image.Could(ref, d.w.target.Region(), uri)
}

func (d *differ) note(path []string, want, have any) {
	d.differs = true
	if d.quick {
		return
	}
	d.fields = append(d.fields, Field{Path: fieldPath(path), Old: have, New: want, Pos: d.w.pos(path)})
}

// fieldPath writes a path as people know it from the catalog's files:
// inferenceSpecification.containers[0].image, metrics.rmse.
func fieldPath(path []string) string {
	if len(path) == 2 && path[0] == mMetadata {
		if name, ok := strings.CutPrefix(path[1], metricPrefix); ok {
			return "metrics." + name
		}
	}
	var b strings.Builder
	for i, p := range path {
		switch {
		case p != "" && strings.Trim(p, "0123456789") == "":
			b.WriteString("[" + p + "]")
		case i > 0 && strings.ContainsAny(p, ".[] "):
			b.WriteString("[" + strconv.Quote(p) + "]")
		default:
			if i > 0 {
				b.WriteByte('.')
			}
			b.WriteString(p)
		}
	}
	return b.String()
}

// leaves lists every value below v as a field that is new.
func (w *wanted) leaves(doc Doc) []Field {
	d := differ{w: w}
	for _, member := range slices.Sorted(maps.Keys(doc)) {
		d.diff([]string{member}, doc[member], nil)
	}
	return slices.DeleteFunc(d.fields, func(f Field) bool { return strings.Contains(f.Path, markerPrefix) })
}

func isMap(v any) bool  { _, ok := v.(map[string]any); return ok }
func isList(v any) bool { _, ok := v.([]any); return ok }

// isEmpty treats absent, null, false, and empty lists, objects and strings
// alike: answers do not tell them apart.
func isEmpty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case bool:
		return !v
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

func keys(a, b map[string]any) []string {
	all := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(all)
	return slices.Compact(all)
}
