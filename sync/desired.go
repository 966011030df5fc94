package sync

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"modelreg/catalog"
	"modelreg/catalog/image"
)

// Members of a package by what Update can do with them. Together with
// catalog.CreateOnly they are every member that a version may state.
const (
	mDescription      = "modelPackageDescription"
	mStatus           = "modelApprovalStatus"
	mApprovalText     = "approvalDescription"
	mLifeCycle        = "modelLifeCycle"
	mMetadata         = "customerMetadataProperties"
	mMetadataRemove   = "customerMetadataPropertiesToRemove" // update only
	mCard             = "modelCard"
	mCardContent      = "modelCardContent"
	mCardStatus       = "modelCardStatus"
	mSourceURI        = "sourceUri"
	mRegistrationType = "modelPackageRegistrationType"
	mInference        = "inferenceSpecification"
	mAdditional       = "additionalInferenceSpecifications"
	mAdditionalAdd    = "additionalInferenceSpecificationsToAdd" // update only
	mMetadataProps    = "metadataProperties"
	mProjectID        = "projectId"
)

// Approval states of SageMaker.
const (
	approved = "Approved"
	rejected = "Rejected"
	pending  = "PendingManualApproval"
)

// archived is the state of a model card that takes no more content. Its other
// gated state is called approved, as a package's.
const archived = "Archived"

// A wanted version is a catalog version put into SageMaker's terms for one
// target.
type wanted struct {
	catalog string // its name
	version *catalog.Version
	target  *catalog.Target
	eff     catalog.Effective
	doc     Doc                  // every member that Create or Update takes, images resolved, card as a mapping
	images  map[string]image.Ref // the images in doc that the catalog names by framework: path -> reference
	user    map[string]any       // customer metadata without markers: the catalog's and metrics/<name>
	status  string               // the approval state that the catalog says
	gates   []catalog.Gate       // what needs proof in this catalog, whether the version asks for it or not

	locate func(path ...string) catalog.Pos // positions in the version's file; made when the first is asked for
}

// desire puts v into SageMaker's terms. Problems mean that the version cannot
// be synced to the target.
func desire(reg *catalog.Registry, t *catalog.Target, v *catalog.Version) (*wanted, []catalog.Problem) {
	eff, problems := v.Effective(reg, t)
	if catalog.HasErrors(problems) {
		return nil, problems
	}
	w := &wanted{catalog: reg.Name, version: v, target: t, eff: eff, doc: maps.Clone(eff.Doc), images: map[string]image.Ref{}, status: pending, gates: reg.Approval.Gates}
	if s, ok := eff.Doc[mStatus].(string); ok {
		w.status = s
	}
	w.user = map[string]any{}
	if m, ok := eff.Doc[mMetadata].(map[string]any); ok {
		maps.Copy(w.user, m)
	}
	if m, ok := eff.Doc["metrics"].(map[string]any); ok {
		for name, value := range m {
			w.user[metricPrefix+name] = metricValue(value)
		}
	}
	for _, ours := range []string{"metrics", "approvalRequest", "waivers", mStatus} {
		delete(w.doc, ours)
	}

	markers := map[string]any{
		markerCatalog: reg.Name,
		markerVersion: v.Label.String(),
		markerContent: eff.Content,
	}
	if len(w.user) > 0 {
		markers[markerKeys] = string(newKeySet(w.user))
	}
	maps.Copy(markers, w.user)
	w.doc[mMetadata] = markers

	if props, _ := eff.Doc[mMetadataProps].(map[string]any); props[mProjectID] == nil {
		props = maps.Clone(props)
		if props == nil {
			props = map[string]any{}
		}
		props[mProjectID] = mirror{reg.Name, v.Label.String(), eff.Content}.String()
		w.doc[mMetadataProps] = props
	}

	for _, member := range []string{mInference, mAdditional} {
		if spec, ok := w.doc[member]; ok {
			resolved, err := w.resolve(member, spec)
			if err != nil {
				return nil, append(problems, catalog.Problem{
					Pos: v.PosIn(t.Name, member), Severity: catalog.Error, Rule: "image-uri", Message: err.Error(),
				})
			}
			w.doc[member] = resolved
		}
	}
	return w, nil
}

// resolve copies spec with every {framework, version, ...} image replaced by
// its URI in the target's region.
func (w *wanted) resolve(path string, spec any) (any, error) {
	switch spec := spec.(type) {
	case []any:
		out := make([]any, len(spec))
		for i, e := range spec {
			var err error
			if out[i], err = w.resolve(path+"."+strconv.Itoa(i), e); err != nil {
				return nil, err
			}
		}
		return out, nil
	case map[string]any:
		out := maps.Clone(spec)
		if containers, ok := spec["containers"]; ok {
			var err error
			out["containers"], err = w.resolve(path+".containers", containers)
			return out, err
		}
		ref, ok := image.RefOf(spec["image"])
		if !ok {
			return out, nil
		}
		uri, err := image.Resolve(ref, w.target.Region())
		if err != nil {
			return nil, fmt.Errorf("%s.image: %w", path, err)
		}
		w.images[path+".image"] = ref
		out["image"] = uri
		return out, nil
	}
	return spec, nil
}

// creation is what CreateModelPackage is sent: pending unless the catalog
// rejects the version, without any gated value, and without what the API takes
// only in a call of its own.
func (w *wanted) creation() Doc {
	doc := maps.Clone(w.doc)
	delete(doc, mApprovalText) // update only
	if doc[mInference] != nil {
		delete(doc, mSourceURI) // exclusive with the specification in one request
	}
	doc[mStatus] = pending
	if w.status == rejected {
		doc[mStatus] = rejected
	}
	metadata := maps.Clone(doc[mMetadata].(map[string]any))
	metadata[markerApproval] = record{S: w.eff.S, State: doc[mStatus].(string)}.String()
	doc[mMetadata] = metadata
	return w.withoutGates(doc)
}

// outcome is what a version that is registered now will hold in the end.
func (w *wanted) outcome(granted bool) Doc {
	doc := maps.Clone(w.doc)
	doc[mMetadataProps] = withoutMirror(doc[mMetadataProps])
	doc[mStatus] = w.status
	if granted {
		return doc
	}
	if w.asks(mStatus) {
		doc[mStatus] = pending
	}
	return w.withoutGates(doc)
}

// withoutGates leaves out of doc what only a granted verdict may write.
func (w *wanted) withoutGates(doc Doc) Doc {
	doc = maps.Clone(doc)
	for _, gate := range w.eff.Asks {
		member := gate.Path[0]
		if member == mStatus {
			delete(doc, mApprovalText) // why it is approved is said when it is
		}
		if member == mCard {
			// The content needs no proof; a card that waits for it is pending review.
			if card, ok := doc[mCard].(map[string]any); ok {
				card = maps.Clone(card)
				card[mCardStatus] = cardPending
				doc[mCard] = card
			}
			continue
		}
		if member != mStatus {
			delete(doc, member)
		}
	}
	return doc
}

// asks reports whether the version asks for a gated value of the member.
func (w *wanted) asks(member string) bool {
	return slices.ContainsFunc(w.eff.Asks, func(g catalog.Gate) bool { return g.Path[0] == member })
}

// pos finds the line that a member comes from. Customer metadata that stands
// for a metric points at the metric.
func (w *wanted) pos(path []string) catalog.Pos {
	if len(path) == 2 && path[0] == mMetadata {
		if name, ok := strings.CutPrefix(path[1], metricPrefix); ok {
			path = []string{"metrics", name}
		}
	}
	if w.locate == nil {
		w.locate = w.version.Locator(w.target.Name)
	}
	return w.locate(path...)
}

// forget lets go of the parsed file.
func (w *wanted) forget() { w.locate = nil }

// metricValue is the shortest decimal that reads back as the same number.
func metricValue(v any) any {
	if f, ok := v.(float64); ok {
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	return v
}
