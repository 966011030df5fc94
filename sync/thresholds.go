package sync

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
)

// HoldMissed is a judge that holds what misses a threshold of the catalog, and
// asks another one about the rest. It is for a target that asks for no proof:
// there is no merge to judge by, so the thresholds of now decide, and a waiver
// counts whatever its day. What is approved already is not asked about again, and
// where a hand removed the record of that, it is blocked, and not put back.
func HoldMissed(c *catalog.Catalog, t *catalog.Target, judge Judge) Judge {
	return func(ctx context.Context, asked []Request) (evidence.Verdicts, error) {
		verdicts, err := judge(ctx, asked)
		if err != nil {
			return nil, err
		}
		for _, r := range asked {
			g, _ := c.Group(r.Key.Group)
			v, _ := g.Version(r.Key.Label)
			missed := slices.DeleteFunc(missed(c.Registry, t, g, v), func(m evidence.Miss) bool { return m.Waiver != nil })
			if verdicts[r.Key].State == evidence.Granted && len(missed) > 0 {
				var words []string
				for _, m := range missed {
					words = append(words, m.String())
				}
				verdicts[r.Key] = evidence.Verdict{
					State: evidence.Held, Missed: true,
					Reason: strings.Join(words, "; ") + "; reach them, or add a waiver (metric, who, why, until)",
				}
			}
		}
		return verdicts, nil
	}
}

// ReportMissed adds notices to drift about approvals that stand: those that miss
// a threshold of now, which was raised since, and those whose waiver has run out
// at a time. Nothing is wrong with them.
func ReportMissed(drift *Plan, c *catalog.Catalog, t *catalog.Target, now time.Time) {
	standing := make(map[string]bool, len(drift.Standing))
	for _, ref := range drift.Standing {
		standing[ref] = true
	}
	order := map[string]int{}
	for i, g := range c.Groups {
		order[g.Name] = i - len(c.Groups) // before those that the catalog does not have
		for _, v := range g.Versions {
			if !standing[v.Ref()] {
				continue
			}
			for _, m := range missed(c.Registry, t, g, v) {
				notice := Change{
					Kind: OfVersion, Ref: v.Ref(), Group: g.Name, Label: v.Label.String(), Action: Notice, Reason: Missed,
					Pos: v.PosIn(t.Name, "metrics", m.Metric), Detail: m.String() + "; it was approved before, and stays so",
				}
				if w := m.Waiver; w != nil && w.Counts(now) {
					continue
				} else if w != nil {
					notice.Reason = WaiverOver
					notice.Detail = m.String() + ", and the waiver by " + strconv.Quote(w.Who) + " ran out on " + w.Until + "; it stays approved: approve another version, or renew the waiver"
				}
				drift.add(notice)
			}
		}
	}
	slices.SortStableFunc(drift.Changes, func(a, b Change) int { return cmp.Compare(order[a.Group], order[b.Group]) })
}

// OnlyReported says that a change is worth telling and makes no difference.
func (c Change) OnlyReported() bool {
	if c.Reason == Adopt {
		return c.Action == Notice
	}
	return slices.Contains([]Reason{Superseded, Missed, WaiverOver}, c.Reason)
}

// missed are the thresholds that a request for approval misses.
func missed(reg *catalog.Registry, t *catalog.Target, g *catalog.Group, v *catalog.Version) []evidence.Miss {
	eff, problems := v.Effective(reg, t)
	if catalog.HasErrors(problems) || !catalog.AsksApproval(eff.Asks) {
		return nil
	}
	return evidence.Missed(eff.Doc, g.Thresholds(reg))
}
