package evidence

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// ApprovalGate is the gated value that thresholds are about.
const ApprovalGate = "modelApprovalStatus=Approved"

// thresholds holds that what asks to be Approved is within the thresholds that
// were in force before the update: a pull request can't lower the bar that it
// is to reach, and one that is raised later makes nothing wrong. A waiver must
// count at the time of the merge. There is no finding where there is nothing to
// reach.
func thresholds(f Facts, before string, merged time.Time) []Finding {
	const check = "threshold"
	q, policy := f.Question, f.Policy.Value.Policy
	if !slices.Contains(policy.Gates, ApprovalGate) {
		return nil
	}
	var covers struct {
		Version map[string]any `json:"version"` // a policy has none
	}
	if err := json.Unmarshal([]byte(q.Covers), &covers); err != nil {
		return []Finding{failed(check, "what %s covers cannot be read, so its metrics are not known", q.S)}
	}
	if !asksFor(covers.Version, ApprovalGate) {
		return nil
	}
	if !f.Thresholds.Known {
		return []Finding{notKnown(check, "the thresholds of "+q.Group+" at "+short(before), f.Thresholds)}
	}
	at := f.Thresholds.Value
	if at.Commit != before {
		return []Finding{failed(check, "the thresholds to judge by are those of %s, before the update, and not those of %s", short(before), short(at.Commit))}
	}
	all := Thresholds(policy.Metrics, at.Metrics)
	if len(all) == 0 {
		return nil
	}
	missed, strict := Missed(covers.Version, all), Missed(covers.Version, Stricter(policy.Metrics, at.Metrics))
	if len(strict) == len(missed) {
		return []Finding{within(missed, before, merged)}
	}
	came := arrived(f)
	switch came.State {
	case Granted:
		return []Finding{came, within(missed, before, merged)}
	case Held:
		found := within(strict, before, merged)
		found.Text += "; " + came.Text
		return []Finding{found}
	}
	return []Finding{came}
}

// WantsArrival reports whether it matters how the group's thresholds came in:
// registry.yaml would hold the version, and the group lets it pass. They are no
// policy, and whoever can push could otherwise lower the bar of registry.yaml.
func WantsArrival(f Facts) bool {
	var covers struct {
		Version map[string]any `json:"version"`
	}
	if json.Unmarshal([]byte(f.Question.Covers), &covers) != nil {
		return false
	}
	registry, group := f.Policy.Value.Policy.Metrics, f.Thresholds.Value.Metrics
	return len(Missed(covers.Version, Stricter(registry, group))) > len(Missed(covers.Version, Thresholds(registry, group)))
}

// arrived holds that what a group says came in by merging a pull request.
func arrived(f Facts) Finding {
	const check = "group-thresholds"
	a, file := f.Arrival.Value, f.Thresholds.Value.File
	switch {
	case !f.Arrival.Known:
		return notKnown(check, "how the thresholds of "+file+" came in, which are looser than those of registry.yaml", f.Arrival)
	case a.Given:
		return passed(check, "the thresholds of %s are looser than those of registry.yaml, and were there at the trust root", file)
	case a.Pushed || a.Pull == 0:
		return failed(check, "those of registry.yaml count where %s is looser, since that came in with %s without a pull request; merge them in one first", file, short(a.Commit))
	}
	return passed(check, "the thresholds of %s are looser than those of registry.yaml, and came in by #%d", file, a.Pull)
}

// within is the finding on what is missed of the thresholds at a commit.
func within(missed []Miss, before string, merged time.Time) Finding {
	const check = "threshold"
	found := passed(check, "the metrics are within the thresholds at %s", short(before))
	var bad []string
	for _, m := range missed {
		part := m.waived(merged)
		if part.State == Held {
			bad = append(bad, part.Text)
		}
		found.Parts = append(found.Parts, part)
	}
	switch {
	case len(bad) > 0:
		parts := found.Parts
		found = failed(check, "%s, by the thresholds at %s; reach them, or add a waiver (metric, who, why, until) in a reviewed pull request", strings.Join(bad, "; "), short(before))
		found.Parts = parts
	case len(missed) > 0:
		found.Text = count(len(missed), "metric") + " may miss the thresholds at " + short(before) + " by waiver"
		found.Warning = true
	}
	return found
}

// waived is the finding on one metric that misses its threshold.
func (m Miss) waived(merged time.Time) Finding {
	const check = "metric"
	switch w := m.Waiver; {
	case w == nil:
		return failed(check, "%s", m)
	case !w.Counts(merged):
		return failed(check, "%s, and the waiver by %q ran out on %q", m, w.Who, w.Until)
	default:
		found := passed(check, "%s; waived by %q until %s: %q", m, w.Who, w.Until, w.Why)
		found.Warning = true
		return found
	}
}
