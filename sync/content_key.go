package sync

import (
	"fmt"
	"slices"

	"modelreg/catalog"
)

const mAlgorithm = "sourceAlgorithmSpecification"

// holds reports whether a package holds what the version would register: the
// members that never change after creation and, where those name no artifacts,
// the source, which is all the content there is then.
func (w *wanted) holds(have Doc) bool { return w.sameContent(have, false) && w.sameSource(have) }

// sameSource reports whether a package has the version's source, or artifacts
// beside which the source is a note.
func (w *wanted) sameSource(have Doc) bool {
	want, got := w.doc[mSourceURI], have[mSourceURI]
	return namesArtifacts(have) || want == got || isEmpty(want) && isEmpty(got)
}

// namesArtifacts reports whether a package says what it runs.
func namesArtifacts(doc Doc) bool { return doc[mInference] != nil || doc[mAlgorithm] != nil }

// contentKey is a key that all documents share which holds takes for equal, and
// few others: what a comparison overlooks is not in it.
func contentKey(doc Doc) string {
	key := Doc{}
	for _, member := range catalog.CreateOnly() {
		v := doc[member]
		switch {
		case member == mAdditional, member == "skipModelValidation" && v == "None":
			continue
		case member == mMetadataProps:
			v = withoutMirror(v)
		}
		if v = compared(member, v); v != nil {
			key[member] = v
		}
	}
	if source := doc[mSourceURI]; !namesArtifacts(doc) && !isEmpty(source) {
		key[mSourceURI] = source
	}
	return encoded(key)
}

// compared is a value without what a differ may overlook: images, what the
// service fills in, and what is empty; nil where nothing is left.
func compared(name string, v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			if name != "environment" && (k == "image" || slices.Contains(filled, k)) {
				continue
			}
			if e = compared(k, e); e != nil {
				out[k] = e
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	case []any:
		out := make([]any, len(v))
		last := 0
		for i, e := range v {
			if out[i] = compared("", e); out[i] != nil {
				last = i + 1
			}
		}
		if last == 0 {
			return nil
		}
		return out[:last]
	}
	if isEmpty(v) {
		return nil
	}
	return v
}

// contentKeys are the keys of documents that may hold what the version says. A
// specification may be added later where the source tells.
func (w *wanted) contentKeys() []string {
	keys := []string{contentKey(w.doc)}
	if w.doc[mInference] != nil && !isEmpty(w.doc[mSourceURI]) {
		bare := contentOf(w.doc)
		delete(bare, mInference)
		keys = append(keys, contentKey(bare))
	}
	return keys
}

// contentOf are the members that a comparison of contents looks at.
func contentOf(doc Doc) Doc {
	content := Doc{}
	for _, member := range append(catalog.CreateOnly(), mSourceURI) {
		v := doc[member]
		if member == mMetadataProps {
			v = withoutMirror(v)
		}
		if v != nil {
			content[member] = v
		}
	}
	return content
}

// contentText is the same for versions that every package is equal to, or none.
func (w *wanted) contentText() string {
	return encoded(contentOf(w.doc)) + fmt.Sprint(w.images)
}
