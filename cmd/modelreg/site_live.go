package main

import (
	"fmt"
	"slices"
	"strings"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/site"
	"modelreg/cmd/internal/render"
	"modelreg/sync"
)

// A lookout adds to the pages what one target's registry holds, beside what the
// catalog says.
type lookout struct {
	*site.Data
	target *catalog.Target
	paths  map[string]string // of groups by SageMaker's name
}

func (l *lookout) key(group, label string) site.Key {
	if path, ok := l.paths[group]; ok {
		group = path
	}
	return site.Key{Group: group, Label: label, Target: l.target.Name}
}

// hold notes one package of a group.
func (l *lookout) hold(g *catalog.Group, h sync.Holding) {
	key := site.Key{Group: g.Path, Label: h.Label, Target: l.target.Name}
	if h.Version != nil && h.Want.S != "" {
		l.Digests[key] = h.Want.S
	}
	if h.ARN == "" || h.Label == "" || h.Duplicate || h.Owner == sync.Elsewhere {
		return
	}
	l.Live[key] = site.Live{
		ARN: h.ARN, Number: h.Number, Status: h.Status, Stage: h.Stage,
		Created: h.CreatedAt, Modified: h.ModifiedAt, ModifiedBy: h.ModifiedBy, Adopted: h.Matched,
	}
}

// waits are the reasons for which a plan leaves a request for approval alone.
var waits = []sync.Reason{sync.HeldApproval, sync.UnknownProof, sync.ProofNeeded}

// waiting are the requests that nothing has granted.
func (l *lookout) waiting(plan *sync.Plan, w *warrant) {
	policy := w.catalog.Registry.Policy()
	for _, c := range plan.Changes {
		if c.Kind != sync.OfVersion || c.Label == "" || !slices.Contains(waits, c.Reason) {
			continue
		}
		x := site.Waiting{Key: l.key(c.Group, c.Label), Reason: plain(c, c.Detail), NoRule: true}
		for _, r := range evidence.Rules(policy, evidence.Question{Group: x.Group, Target: x.Target}) {
			x.NoRule, x.Needed, x.Who = false, r.Approvals, slices.Concat(r.Users, r.Teams)
		}
		l.Waiting = append(l.Waiting, x)
	}
}

// pending says what a sync changes of what is there, and what differs and stays
// so. What moved in the registry is told by drift.
func (l *lookout) pending(plan *sync.Plan) {
	for _, c := range plan.Changes {
		key := l.key(c.Group, c.Label)
		live, ok := l.Live[key]
		if !ok || c.Label == "" || c.ARN != "" && c.ARN != live.ARN || c.Drift || slices.Contains(waits, c.Reason) {
			continue
		}
		switch c.Action {
		case sync.Notice:
			continue
		case sync.Blocked:
			live.Stuck = append(live.Stuck, plain(c, strings.TrimSuffix(sentenceOf(c), ".")))
		default:
			live.Pending = append(live.Pending, changeOf(c))
		}
		l.Live[key] = live
	}
}

// changes are what a sync does for a reason, in words.
var changes = map[sync.Reason]string{
	sync.Approve: "it is approved", sync.Demote: "its approval is taken back", sync.Reject: "it is rejected",
	sync.Reopen: "it is no longer rejected", sync.Removed: "it is deleted", sync.Orphan: "it is deleted",
}

// changeOf says what a sync does with a package.
func changeOf(c sync.Change) string {
	what, known := changes[c.Reason]
	var rest []sync.Field
	for _, f := range c.Fields {
		if !known || f.Path != "modelApprovalStatus" {
			rest = append(rest, f)
		}
	}
	switch {
	case len(rest) > 0 && known:
		return what + "; " + names(rest)
	case len(rest) > 0:
		return names(rest)
	case known:
		return what
	}
	return plain(c, sentenceOf(c))
}

// plain says for people who never run sync what a plan says for those who do.
func plain(c sync.Change, text string) string {
	if c.Reason == sync.Orphan {
		return "the catalog made it, and does not have it any more; it stays until somebody has it deleted"
	}
	return strings.ReplaceAll(text, "PendingManualApproval", "pending")
}

// drift says what moved in the registry, of versions and of groups. What sync
// would do about it goes without saying where the plan says why.
func (l *lookout) drift(plan *sync.Plan) {
	told := map[string]bool{}
	for _, c := range plan.Changes {
		told[c.Ref] = told[c.Ref] || c.Detail != ""
	}
	for _, c := range plan.Changes {
		if c.Detail != "" || !told[c.Ref] {
			l.wrong(c.Group, c.Label, c.ARN, plain(c, sentenceOf(c)), c.Alarming())
		}
	}
}

// sentenceOf says what moved.
func sentenceOf(c sync.Change) string {
	switch {
	case c.Detail != "":
		return c.Detail
	case c.Reason == sync.PutBack:
		return "approved in the registry by a hand, and without proof; sync takes that back"
	case len(c.Fields) == 1:
		f := c.Fields[0]
		return fmt.Sprintf("%s is %s in the registry, and %s in the catalog", f.Path, shortValue(f.Old), shortValue(f.New))
	}
	return "changed in the registry: " + names(c.Fields)
}

// shortValue is a value in a few words.
func shortValue(v any) string {
	const most = 60
	if v == nil {
		return "not set"
	}
	if v == "PendingManualApproval" {
		return "pending"
	}
	text := []rune(fmt.Sprint(v))
	if len(text) > most {
		return string(text[:most]) + "…"
	}
	return string(text)
}

// wrong says that something is not as it should be with a version; with what is
// none, it is said of the group.
func (l *lookout) wrong(group, label, arn, text string, alarm bool) {
	key := l.key(group, label)
	live, ok := l.Live[key]
	if label == "" || !ok || arn != "" && live.ARN != arn {
		if arn != "" {
			text = arn + ": " + text
		}
		key.Label = ""
		live = l.Live[key]
	}
	live.Drift = append(live.Drift, text)
	live.Alarm = live.Alarm || alarm
	l.Live[key] = live
}

// proof says how a live approval is proven. That of a package that counts for no
// version, or is not proven, is something that is wrong.
func (l *lookout) proof(a sync.Approval, v render.Verified) {
	key := l.key(a.Group, a.Label)
	live, ok := l.Live[key]
	own := ok && live.ARN == a.ARN
	unproven := v.Outcome == evidence.NoProof || v.Outcome == evidence.Contradicted
	if l.Source.Past {
		if unproven { // by a catalog that is older than the approval may be
			v.Outcome, v.Reason = evidence.NotFound, "these pages show an earlier catalog, and the approval may be newer"
		}
		if own {
			l.Proofs[key] = site.Proof{Outcome: v.Outcome, Reason: v.Reason, Bundle: v.Proof}
		}
		return
	}
	if own {
		l.Proofs[key] = site.Proof{Outcome: v.Outcome, Reason: v.Reason, Bundle: v.Proof}
	}
	for _, text := range v.Problems {
		l.wrong(a.Group, a.Label, a.ARN, text, true)
	}
	if unproven && !(own && live.Alarm) { // what sync takes back is told already
		l.wrong(a.Group, a.Label, a.ARN, fmt.Sprintf("approved, and the proof of that is missing or wrong: %s", v.Reason), true)
	}
}
