package catalog

import (
	"fmt"
	"strings"

	"modelreg/catalog/evidence"
)

// requests holds the requests for approval that are new since base against the
// thresholds of base: a change can't lower the bar that it is to reach. What
// was asked for before is not held against a bar that was raised since.
//
//	metrics: {auc: 0.75}             # registry.yaml of base: metrics: {auc: {goal: maximize, min: 0.8}}
//	modelApprovalStatus: Approved    # in base: PendingManualApproval
func (c *baseCheck) requests(p pair) {
	if p.now == nil || p.now.Broken {
		return
	}
	var bars, now map[string]Threshold
	for _, v := range p.now.Versions {
		if v.doc == nil {
			continue // the same as in base, or not understood
		}
		if bars == nil {
			bars, now = c.thresholds(p), p.now.Thresholds(c.head.Registry)
		}
		c.request(p, v, bars, now)
	}
}

// thresholds are those of the group in base. Where its file was not read, it
// says the same today.
func (c *baseCheck) thresholds(p pair) map[string]Threshold {
	group := p.then
	if group == nil {
		group = &Group{}
	} else if group.Doc == nil {
		group = p.now
	}
	return group.Thresholds(c.base.Registry)
}

// request checks one version in all targets. What all of them have is reported
// once.
func (c *baseCheck) request(p pair, v *Version, bars, now map[string]Threshold) {
	var then *Version
	if p.then != nil {
		then, _ = p.then.Version(v.Label.String())
	}
	var order []Problem
	targets := map[Problem][]string{}
	for _, t := range c.head.Registry.Targets {
		eff, problems := v.Effective(c.head.Registry, t)
		if len(problems) > 0 || !AsksApproval(asks(eff.Doc, c.base.Registry.Approval.Gates)) || c.asked(then, t.Name) == eff.S {
			continue
		}
		for _, found := range c.missed(p, v, t, eff.Doc, bars, now) {
			if targets[found] == nil {
				order = append(order, found)
			}
			targets[found] = append(targets[found], t.Name)
		}
	}
	for _, found := range order {
		if names := targets[found]; len(names) < len(c.head.Registry.Targets) {
			found.Message += " (in " + strings.Join(names, ", ") + ")"
		}
		c.problems = append(c.problems, found)
	}
}

// asked is the digest of what base asks for in a target; empty where that is
// nothing.
func (c *baseCheck) asked(then *Version, target string) string {
	t, ok := c.base.Registry.Target(target)
	if then == nil || !ok {
		return ""
	}
	eff, problems := then.Effective(c.base.Registry, t)
	if len(problems) > 0 {
		return ""
	}
	return eff.S
}

// missed says what a request misses in one target. A waiver counts whatever
// its day: there is no clock here, and the day that decides is that of the merge.
func (c *baseCheck) missed(p pair, v *Version, t *Target, doc map[string]any, bars, now map[string]Threshold) []Problem {
	const rule = "threshold"
	if p.then != nil && p.then.Broken {
		return []Problem{{v.PosIn(t.Name, "modelApprovalStatus"), Error, rule, fmt.Sprintf(
			"%s cannot be approved, since the thresholds of %s before this change are not known: its group.yaml had problems; mend it in a pull request of its own", v.Ref(), p.then.Path)}}
	}
	lowered := map[string]bool{}
	for name := range bars {
		lowered[name] = true
	}
	for _, m := range evidence.Missed(doc, now) {
		lowered[m.Metric] = false
	}
	var problems []Problem
	for _, m := range evidence.Missed(doc, bars) {
		if m.Waiver != nil {
			continue
		}
		path := []string{"metrics", m.Metric}
		if m.Value == nil {
			path = []string{"modelApprovalStatus"}
		}
		out := "reach it, or add a waiver (metric, who, why, until)"
		if lowered[m.Metric] {
			out = "another threshold counts from the next pull request on, so merge that first, or add a waiver (metric, who, why, until)"
		}
		problems = append(problems, Problem{v.PosIn(t.Name, path...), Error, rule, m.String() + "; " + out})
	}
	return problems
}
