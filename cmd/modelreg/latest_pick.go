package main

import (
	"fmt"
	"slices"
	"strings"

	"modelreg/catalog"
	"modelreg/cmd/internal/query"
	"modelreg/sync"
)

const approved = "Approved"

// A latestQuestion asks which version of a group is the latest in a state. It
// is pure but for proven.
type latestQuestion struct {
	status, stage string
	group         *catalog.Group
	target        *catalog.Target
	check         string         // the command that shows what is wrong with the catalog as it was read
	holdings      []sync.Holding // versions in label order, then what is none
	// proven looks at the approval of a package that holds what the catalog says,
	// or is a version that the catalog does not have.
	proven func(*sync.Holding) finding

	warnings []string // each a sentence
	notes    []string
	unknown  string // why nobody knows which version it is; empty: that is known
	remedy   string // what to do about that; empty: what there is to do about a proof
}

func (q *latestQuestion) warn(format string, args ...any) {
	q.warnings = append(q.warnings, fmt.Sprintf(format, args...))
}

func (q *latestQuestion) note(format string, args ...any) {
	q.notes = append(q.notes, fmt.Sprintf(format, args...))
}

// live is the package of the highest label that is in the state; nil where
// there is none. What is above it and was passed over is warned of.
func (q *latestQuestion) live() *sync.Holding {
	var in []*sync.Holding
	foreign := 0
	for i := range q.holdings {
		h := &q.holdings[i]
		switch {
		case !h.Completed || h.Status != q.status || q.stage != "" && h.Stage != q.stage:
		case h.Label == "" || h.Owner == sync.Elsewhere:
			foreign++
		default:
			in = append(in, h)
		}
	}
	slices.SortStableFunc(in, func(a, b *sync.Holding) int { return compareRefs(b, a) })
	var best *sync.Holding
	for _, h := range in {
		found := q.look(h)
		if found.doubt != "" {
			q.warn("%s (%s): %s", h.Ref, h.ARN, found.doubt)
		}
		if found.unknown != "" {
			q.doubtful(h, found)
			return nil
		}
		if found.unfit == "" {
			best = h
			break
		}
		q.warn("%s (%s) is %s in the registry and is passed over: %s", h.Ref, h.ARN, h.Status, found.unfit)
	}
	if h := q.unread(best); h != nil && q.adoptable() {
		q.doubtful(h, q.illegible(h))
		return nil
	}
	if foreign > 0 && best == nil {
		q.note("of the packages in the group that are %s, %d are no version of this catalog", q.status, foreign)
	}
	if q.status == approved && q.stage == "" {
		q.newest(best)
		q.unsynced(best)
	}
	return best
}

// look says why a package of a version is not to be taken, or what is in doubt.
func (q *latestQuestion) look(h *sync.Holding) finding {
	switch {
	case h.Duplicate && (h.Want.S != "" || h.Status != approved): // else nobody knows which one counts
		return unfit("another package counts for the version")
	case h.Status != approved:
		return finding{}
	case !h.Proven && !h.Matched:
		by := ""
		if h.ModifiedBy != "" {
			by = "; " + h.ModifiedBy + " changed it last"
		}
		return unfit("no sync recorded that it was approved with proof%s", by)
	case h.Version == nil:
		return q.proven(h)
	case h.Want.S == "":
		return q.illegible(h)
	case len(h.Content) > 0:
		return unfit("it holds something else than the catalog says: %s", names(h.Content))
	case h.Matched && len(h.Changed) > 0:
		return unfit("it counts as the version by its content, and is not what the catalog says: %s", names(h.Changed))
	}
	return q.proven(h)
}

// isHighest reports whether no higher version can still be found in the state:
// each that the catalog asks it for, or may ask it for, is known.
func (q *latestQuestion) isHighest(best *sync.Holding) bool {
	return q.unread(best) == nil && !slices.ContainsFunc(q.holdings, func(h sync.Holding) bool {
		return q.asks(&h) && h.ARN == "" && compareRefs(&h, best) > 0
	})
}

// asks reports whether the catalog asks for the state that is looked for.
func (q *latestQuestion) asks(h *sync.Holding) bool {
	cycle, _ := h.Want.Doc["modelLifeCycle"].(map[string]any)
	return h.Version != nil && !h.Duplicate && wants(h) == q.status && (q.stage == "" || cycle["stage"] == q.stage)
}

// compareRefs orders packages by their labels.
func compareRefs(a, b *sync.Holding) int {
	x, _ := catalog.ParseLabel(a.Label)
	y, _ := catalog.ParseLabel(b.Label)
	return x.Compare(y)
}

// newest warns where tools that take SageMaker's newest approved package get
// another one.
func (q *latestQuestion) newest(best *sync.Holding) {
	var last *sync.Holding
	for i := range q.holdings {
		h := &q.holdings[i]
		if h.Completed && h.Status == approved && (last == nil || h.Number > last.Number) {
			last = h
		}
	}
	if best != nil && last.ARN != best.ARN {
		q.warn("SageMaker's newest approved package of %s is %s, and not the latest of this catalog, %s: who takes SageMaker's newest gets another one", q.group.Name, last.ARN, best.Ref)
	}
}

// unsynced tells what the catalog asks for, where that is something else.
func (q *latestQuestion) unsynced(best *sync.Holding) {
	for i := range slices.Backward(q.holdings) {
		h := &q.holdings[i]
		if h.Version == nil || h.Duplicate || wants(h) != approved || best != nil && compareRefs(h, best) <= 0 {
			continue
		}
		q.note("the catalog asks for %s to be approved in %q, and it is not yet; modelreg plan tells why", h.Ref, q.target.Name)
		break
	}
	switch {
	case best == nil:
	case best.Version != nil && best.Problem == "" && wants(best) != approved:
		q.warn("the catalog says %s of %s, and the registry is not synced", wants(best), best.Ref)
	}
}

// wants is the approval state that the catalog asks for; empty where that is
// not to be told.
func wants(h *sync.Holding) string {
	if h.Want.Doc == nil {
		return ""
	}
	if s, ok := h.Want.Doc["modelApprovalStatus"].(string); ok {
		return s
	}
	return query.Pending
}

// asked is the package, as it is now, of the highest label that the catalog
// asks the state for.
func (q *latestQuestion) asked() *sync.Holding {
	var best, unclear *sync.Holding
	for i := range q.holdings {
		h := &q.holdings[i]
		if h.Version != nil && h.Want.S == "" && (unclear == nil || compareRefs(h, unclear) > 0) {
			unclear = h
		}
		if q.asks(h) && (best == nil || compareRefs(h, best) > 0) {
			best = h
		}
	}
	switch {
	case unclear != nil && (best == nil || compareRefs(unclear, best) > 0):
		found := q.illegible(unclear)
		found.hint = "name another commit as --at"
		q.doubtful(unclear, found)
		return nil
	case best == nil:
	case best.ARN == "":
		q.note("the catalog asked for %s to be %s then, and it is not registered in %q", best.Ref, q.status, q.target.Name)
		return nil
	case len(best.Content) > 0:
		q.warn("%s carries the markers of %s, and holds something else than the catalog said: %s", best.ARN, best.Ref, names(best.Content))
		return nil
	case best.Status != q.status:
		q.warn("%s is %s in the registry today", best.Ref, best.Status)
	}
	return best
}

// none says that there is no such version.
func (q *latestQuestion) none() error {
	in := ""
	if q.stage != "" {
		in = fmt.Sprintf(" in stage %q", q.stage)
	}
	return fmt.Errorf("no version of %s is %s%s in target %q", q.group.Path, q.status, in, q.target.Name)
}

// hint says what there is instead.
func (q *latestQuestion) hint() string {
	count := map[string]int{}
	for _, h := range q.holdings {
		if h.ARN != "" {
			count[h.Status]++
		}
	}
	var words []string
	for _, status := range query.Statuses() {
		if count[status] > 0 {
			words = append(words, fmt.Sprintf("%d %s", count[status], status))
		}
	}
	switch {
	case len(words) == 0 && q.target.Versions == "approved":
		return "the registry has no package of the group; the target says versions: approved, so modelreg sync registers a version once its approval is granted"
	case len(words) == 0:
		return "the registry has no package of the group; modelreg sync registers them"
	}
	return "the registry has " + strings.Join(words, ", ")
}
