package sync

// An identity says which version of which catalog a package is, as far as the
// package itself tells.
type identity struct {
	Catalog string // empty: nobody's
	Label   string // empty: ours, but which version is not to be told
	Content string // digest of the content as it was registered; empty when unknown
	Record  record // the approval state that sync last wrote; zero when there is none
	Keys    keySet
	Mirror  bool // the immutable mirror says so, not only the markers
	Garbled bool // what was recorded about the approval is not to be read, or gone
	Edited  bool // a marker is missing, or contradicts what is known better; to be repaired
	Matched bool // no marker says so: it counts as the label for what it holds; see matchContent
}

// identify reads the markers. Where they contradict the mirror, the mirror is
// right: nobody can change it after creation.
func identify(p Package) identity {
	metadata, _ := p.Doc[mMetadata].(map[string]any)
	text := func(key string) string {
		s, _ := metadata[key].(string)
		return s
	}
	id := identity{
		Catalog: text(markerCatalog),
		Label:   text(markerVersion),
		Content: text(markerContent),
		Keys:    keySet(text(markerKeys)),
	}
	if s := text(markerApproval); s != "" {
		var ok bool
		id.Record, ok = parseRecord(s)
		id.Garbled, id.Edited = !ok, !ok
	}
	if !isDigest(id.Content) {
		id.Content = ""
		id.Edited = id.Edited || id.Catalog != ""
	}
	recorded := text(markerApproval) != ""
	props, _ := p.Doc[mMetadataProps].(map[string]any)
	if s, _ := props[mProjectID].(string); s != "" {
		if m, ok := parseMirror(s); ok {
			if m.Catalog != id.Catalog || m.Label != id.Label {
				id.Edited = true
			}
			id.Catalog, id.Label, id.Mirror = m.Catalog, m.Label, true
			if id.Content == "" {
				id.Content = m.Content
			}
		}
	}
	if sure := id.Mirror || isDigest(text(markerContent)); sure && !recorded {
		id.Garbled, id.Edited = true, true // sync leaves nothing without a record
	}
	id.Edited = id.Edited || id.Catalog != "" && id.Label == ""
	return id
}
