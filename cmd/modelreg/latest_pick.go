package main

import (
	"fmt"
	"slices"
	"strings"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/cmd/internal/query"
	"modelreg/sync"
)

const approved = "Approved"

// A latestQuestion asks which version of a group is the latest in a state. It
// is pure but for judge.
type latestQuestion struct {
	status, stage string
	group         *catalog.Group
	target        *catalog.Target
	holdings      []sync.Holding // versions in label order, then what is none
	// judge answers for a package that counts as a version by its content, and
	// that no sync has approved; nil where nobody asks for proof.
	judge func(*sync.Holding) evidence.Verdict

	warnings []string // each a sentence
	notes    []string
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
		why := q.unfit(h)
		if why == "" {
			best = h
			break
		}
		q.warn("%s (%s) is %s in the registry and is passed over: %s", h.Ref, h.ARN, h.Status, why)
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

// unfit says why a package of a version is not to be taken; empty where it is.
func (q *latestQuestion) unfit(h *sync.Holding) string {
	switch {
	case h.Duplicate:
		return "another package counts for the version"
	case h.Status != approved || h.Proven:
		return ""
	case h.Matched && q.judge == nil:
		return "" // nobody asks for proof
	case h.Matched:
		if v := q.judge(h); v.State != evidence.Granted {
			return fmt.Sprintf("it counts as the version by its content, and its approval is %s: %s", v.State, v.Reason)
		}
		return ""
	}
	by := ""
	if h.ModifiedBy != "" {
		by = "; " + h.ModifiedBy + " changed it last"
	}
	return "no sync recorded that it was approved with proof" + by
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
	case best.Version == nil:
		q.warn("the catalog, as it was read, does not have %s", best.Ref)
	case best.Problem == "" && wants(best) != approved:
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
	var best *sync.Holding
	for i := range q.holdings {
		h := &q.holdings[i]
		cycle, _ := h.Want.Doc["modelLifeCycle"].(map[string]any)
		if h.Version == nil || h.Duplicate || wants(h) != q.status || q.stage != "" && cycle["stage"] != q.stage {
			continue
		}
		if best == nil || compareRefs(h, best) > 0 {
			best = h
		}
	}
	switch {
	case best == nil:
	case best.ARN == "":
		q.note("the catalog asked for %s to be %s then, and it is not registered in %q", best.Ref, q.status, q.target.Name)
		return nil
	case best.Status != q.status:
		q.note("%s is %s in the registry today", best.Ref, best.Status)
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
	for _, status := range []string{approved, query.Pending, "Rejected"} {
		if count[status] > 0 {
			words = append(words, fmt.Sprintf("%d %s", count[status], status))
		}
	}
	if len(words) == 0 {
		return "the registry has no package of the group; modelreg sync registers them"
	}
	return "the registry has " + strings.Join(words, ", ")
}
