package evidence

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// measured is the squashed example with metrics that are within their
// thresholds: auc by registry.yaml, rmse by the group.
func measured() *example {
	e := squashed()
	e.policy().Metrics = map[string]Metric{"auc": {Goal: "maximize", Min: new(0.8)}, "rmse": {Goal: "minimize", Max: new(2.0)}, "mae": {Goal: "minimize"}}
	e.repolicy()
	e.Facts.Thresholds.Value.Metrics = map[string]Metric{"rmse": {Goal: "minimize", Max: new(4.0)}}
	e.Facts.Arrival = Known(Arrival{Commit: sha("main"), Pull: 3})
	e.version(`{"metrics":{"auc":0.8,"rmse":4},"modelApprovalStatus":"Approved"}`)
	return e
}

// version has the question be about another version.
func (e *example) version(text string) {
	q := &e.Facts.Question
	_, before, _ := strings.Cut(q.Covers, `"version":`)
	q.Covers = strings.Replace(q.Covers, before, text+"}", 1)
	q.S = digestOf(q.Covers)
	for _, c := range []string{"squash", "head"} {
		e.Facts.Digests[sha(c)] = Known(Digests{S: q.S, Content: q.Content})
	}
}

// version is a change of what is asked for.
func version(text string) func(*example) {
	return func(e *example) { e.version(text) }
}

// waiver is a version that misses auc and says who allows that until when.
func waiverUntil(day string) string {
	return `{"metrics":{"auc":0.75,"rmse":4},"modelApprovalStatus":"Approved","waivers":[` +
		`{"metric":"f1","until":"2999-01-01","who":"bob","why":"other"},{"metric":"auc","until":"` + day + `","who":"ana","why":"pilot"}]}`
}

const low = `{"metrics":{"auc":0.75,"rmse":4},"modelApprovalStatus":"Approved"}`

var thresholdRows = []row{
	{"within the thresholds", measured, nothing, Granted, "", ""},
	{"below the floor", measured, version(low), Held, "threshold", `metric "auc" is 0.75, below its min 0.8, by the thresholds at ` + short(sha("main"))},
	{"above the ceiling", measured, version(`{"metrics":{"auc":0.8,"rmse":4.5},"modelApprovalStatus":"Approved"}`), Held, "threshold", `metric "rmse" is 4.5, above its max 4`},
	{"without a metric that has a floor", measured, version(`{"metrics":{"rmse":4},"modelApprovalStatus":"Approved"}`), Held, "threshold", `metric "auc" is missing, and its min is 0.8`},
	{"without a metric that has a ceiling", measured, version(`{"metrics":{"auc":0.8},"modelApprovalStatus":"Approved"}`), Held, "threshold", `metric "rmse" is missing, and its max is 4`},
	{"without metrics", measured, version(`{"modelApprovalStatus":"Approved"}`), Held, "threshold", `metric "auc" is missing, and its min is 0.8; metric "rmse" is missing, and its max is 4, by`},
	{"a metric that is no number", measured, version(`{"metrics":{"auc":"0.9","rmse":4},"modelApprovalStatus":"Approved"}`), Held, "threshold", `"auc" is missing`},
	{"the group takes a ceiling away", measured, func(e *example) {
		e.Facts.Thresholds.Value.Metrics = map[string]Metric{"rmse": {Goal: "minimize"}}
		e.version(`{"metrics":{"auc":0.8,"rmse":400},"modelApprovalStatus":"Approved"}`)
	}, Granted, "", ""},
	{"the ceiling of registry.yaml, where the group says nothing", measured, func(e *example) {
		e.Facts.Thresholds.Value.Metrics = nil
	}, Held, "threshold", "above its max 2"},
	{"the approval is not what is asked for", measured, func(e *example) {
		e.policy().Gates = append(e.policy().Gates, "modelLifeCycle.stageStatus=Approved")
		e.repolicy()
		e.version(`{"modelLifeCycle":{"stageStatus":"Approved"}}`)
	}, Granted, "", ""},
	{"the approval is asked for, and not gated", measured, func(e *example) {
		e.policy().Gates = []string{"modelLifeCycle.stageStatus=Approved"}
		e.repolicy()
		e.Facts.Question.Asks = append(e.Facts.Question.Asks, "modelLifeCycle.stageStatus=Approved")
		e.version(`{"modelApprovalStatus":"Approved","modelLifeCycle":{"stageStatus":"Approved"}}`)
	}, Granted, "", ""},
	{"a looser group of which nobody asked how it came in", measured, func(e *example) { e.Facts.Arrival = Answer[Arrival]{} }, Unknown, "group-thresholds", "nobody asked"},
	{"a looser group came in without a pull request", measured, func(e *example) {
		e.Facts.Arrival = Known(Arrival{Commit: sha("main")})
	}, Held, "threshold", `metric "rmse" is 4, above its max 2, by`},
	{"a looser group was pushed", measured, func(e *example) {
		e.Facts.Arrival = Known(Arrival{Commit: sha("main"), Pushed: true, Pull: 3})
	}, Held, "threshold", "came in with " + short(sha("main")) + " without a pull request; merge them in one first"},
	{"a looser group was there at the trust root", measured, func(e *example) {
		e.Facts.Arrival = Known(Arrival{Commit: sha("main"), Given: true})
	}, Granted, "", ""},
	{"a looser group was pushed, and its version is within the thresholds all the same", measured, func(e *example) {
		e.Facts.Arrival = Known(Arrival{Commit: sha("main"), Pushed: true})
		e.version(`{"metrics":{"auc":0.8,"rmse":2},"modelApprovalStatus":"Approved"}`)
	}, Granted, "", ""},
	{"nobody asked how a looser group came in, and its version is within the thresholds all the same", measured, func(e *example) {
		e.Facts.Arrival = Answer[Arrival]{}
		e.version(`{"metrics":{"auc":0.8,"rmse":2},"modelApprovalStatus":"Approved"}`)
	}, Granted, "", ""},
	{"no thresholds", squashed, nothing, Granted, "", ""},

	{"waived, on the last day", measured, version(waiverUntil("2026-03-02")), Granted, "", ""},
	{"waived until the day before the merge", measured, version(waiverUntil("2026-03-01")), Held, "threshold", `and the waiver by "ana" ran out on "2026-03-01"`},
	{"waived until no day", measured, version(waiverUntil("2026-02-30")), Held, "threshold", "ran out"},
	{"waived, and held for something else", measured, func(e *example) {
		e.version(waiverUntil("2026-03-02"))
		e.detail().Reviews = Known([]Review{})
	}, Held, "approvals", ""},
	{"one of two is waived", measured, version(strings.Replace(waiverUntil("2026-03-02"), `"rmse":4`, `"rmse":5`, 1)), Held, "threshold", `metric "rmse" is 5, above its max 4, by`},

	{"the thresholds of another commit", measured, func(e *example) { e.Facts.Thresholds.Value.Commit = sha("squash") }, Held, "threshold", "and not those of " + short(sha("squash"))},
	{"what it covers cannot be read", measured, func(e *example) { e.Facts.Question.Covers = "{" }, Held, "threshold", "cannot be read"},
	{"thresholds not known", measured, func(e *example) { e.Facts.Thresholds = NotKnown[ThresholdsAt](silence) }, Unknown, "threshold", silence},
	{"nobody asked for thresholds", measured, func(e *example) { e.Facts.Thresholds = Answer[ThresholdsAt]{} }, Unknown, "threshold", "nobody asked"},
	{"a target that asks for no proof", measured, func(e *example) {
		e.policy().Targets["production"] = PolicyTarget{Evidence: "none"}
		e.repolicy()
		e.version(low)
	}, Held, "threshold", "below its min 0.8"},
	{"pushed to a target that asks for no proof, waived on that day", measured, func(e *example) {
		e.policy().Targets["production"] = PolicyTarget{Evidence: "none"}
		e.repolicy()
		e.Facts.Updates[1].Type = "push"
		e.version(waiverUntil("2026-03-02"))
	}, Granted, "", ""},
}

func TestThresholds(t *testing.T) {
	for _, r := range thresholdRows {
		t.Run(r.name, r.test)
	}
}

// TestPolicyHasNoThresholds holds that a change of the policy has none to
// reach.
func TestPolicyHasNoThresholds(t *testing.T) {
	e := policyChanged(changedPolicy())
	e.policy().Metrics = map[string]Metric{"auc": {Min: new(0.8)}}
	e.repolicy()
	e.Facts.Thresholds = Answer[ThresholdsAt]{}
	if v := Judge(e.Facts, e.Chain); v.State != Granted {
		t.Errorf("got %s: %s", v.State, v.Reason)
	}
}

// TestWaiverIsAWarning holds that the tree shows who waived what.
func TestWaiverIsAWarning(t *testing.T) {
	for day, want := range map[string]Finding{
		"2026-03-02": {
			Check: "threshold", State: Granted, Warning: true,
			Text: "1 metric may miss the thresholds at " + short(sha("main")) + " by waiver",
			Parts: []Finding{{
				Check: "metric", State: Granted, Warning: true,
				Text: `metric "auc" is 0.75, below its min 0.8; waived by "ana" until 2026-03-02: "pilot"`,
			}},
		},
		"": {Check: "threshold", State: Granted, Text: "the metrics are within the thresholds at " + short(sha("main"))},
	} {
		e := measured()
		if day != "" {
			e.version(waiverUntil(day))
		}
		if diff := cmp.Diff([]Finding{want}, stepsOn(e, "threshold")); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
	if got := stepsOn(squashed(), "threshold"); got != nil {
		t.Errorf("where no metric has a threshold, the tree says %v", got)
	}
}

// stepsOn are the steps of a verdict that are about one check.
func stepsOn(e *example, check string) (found []Finding) {
	for _, step := range Judge(e.Facts, e.Chain).Tree.Parts {
		if step.Check == check {
			found = append(found, step)
		}
	}
	return found
}

func TestPreviewOfThresholds(t *testing.T) {
	for _, tt := range []struct {
		name, version string
		change        func(*example)
		state         State
		next          []string
	}{
		{"missed", low, nothing, Held, []string{`metric "auc" is 0.75, below its min 0.8, by the thresholds at ` + short(sha("main")) +
			"; reach them, or add a waiver (metric, who, why, until) in a reviewed pull request"}},
		{"waived until today", waiverUntil("2026-03-02"), nothing, Granted, []string{}},
		{"waived until yesterday", waiverUntil("2026-03-01"), nothing, Held, []string{
			`metric "auc" is 0.75, below its min 0.8, and the waiver by "ana" ran out on "2026-03-01", by the thresholds at ` + short(sha("main")) +
				"; reach them, or add a waiver (metric, who, why, until) in a reviewed pull request"}},
		{"a target that asks for no proof", low, func(e *example) {
			e.policy().Targets["production"] = PolicyTarget{Evidence: "none"}
			e.repolicy()
		}, Held, []string{`metric "auc" is 0.75, below its min 0.8, by the thresholds at ` + short(sha("main")) +
			"; reach them, or add a waiver (metric, who, why, until) in a reviewed pull request"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := measured()
			e.version(tt.version)
			p := e.pull()
			p.Merged, p.MergedAt = false, at(0)
			e.Facts.Branch.Tip = sha("main")
			tt.change(e)
			got := Preview(e.Facts, e.Chain, at(26))
			if got.State != tt.state {
				t.Errorf("got %s: %s", got.State, got.Reason)
			}
			if diff := cmp.Diff(tt.next, got.Next); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestMissed(t *testing.T) {
	thresholds := map[string]Metric{
		"between": {Min: new(1.0), Max: new(1e6)}, "any": {Goal: "maximize"}, "least": {Min: new(0.1)}, "most": {Max: new(3.0)},
	}
	for _, tt := range []struct {
		metrics map[string]any
		want    []string
	}{
		{map[string]any{"between": 1.0, "least": 0.1, "most": 3.0}, nil},
		{map[string]any{"between": 1e6, "least": 7.0, "most": -3.0, "any": -1.0, "more": 0.0}, nil},
		{map[string]any{"between": 1000001.0, "least": 0.09999999999999999, "most": 3.0000000000000004}, []string{
			`metric "between" is 1.000001e+06, above its max 1e+06`,
			`metric "least" is 0.09999999999999999, below its min 0.1`,
			`metric "most" is 3.0000000000000004, above its max 3`,
		}},
		{map[string]any{"between": 0.5, "least": "7", "most": nil}, []string{
			`metric "between" is 0.5, below its min 1`,
			`metric "least" is missing, and its min is 0.1`,
			`metric "most" is missing, and its max is 3`,
		}},
	} {
		var got []string
		for _, m := range Missed(map[string]any{"metrics": tt.metrics}, thresholds) {
			got = append(got, m.String())
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%v: -want +got:\n%s", tt.metrics, diff)
		}
	}
}

// Metrics that may be approved may be so under laxer thresholds, too.
func TestLaxerThresholdsMissNoMore(t *testing.T) {
	number := rapid.Custom(func(t *rapid.T) float64 { return float64(rapid.IntRange(-3, 3).Draw(t, "number")) })
	rapid.Check(t, func(t *rapid.T) {
		bound := func(name string) *float64 {
			if rapid.Bool().Draw(t, "has "+name) {
				return new(number.Draw(t, name))
			}
			return nil
		}
		strict := Metric{Min: bound("min"), Max: bound("max")}
		lax := strict
		switch rapid.IntRange(0, 3).Draw(t, "laxer") {
		case 0:
			lax.Min = nil
		case 1:
			lax.Max = nil
		case 2:
			if lax.Min != nil {
				lax.Min = new(*lax.Min - 1)
			}
		case 3:
			if lax.Max != nil {
				lax.Max = new(*lax.Max + 1)
			}
		}
		metrics := map[string]any{}
		if rapid.Bool().Draw(t, "measured") {
			metrics["m"] = number.Draw(t, "value")
		}
		doc := map[string]any{"metrics": metrics}
		if a, b := Missed(doc, map[string]Metric{"m": strict}), Missed(doc, map[string]Metric{"m": lax}); len(b) > len(a) {
			t.Fatalf("%v are missed, and by laxer thresholds %v", a, b)
		}
	})
}

// GitHub is asked how a group's thresholds came in only where that matters.
func TestWantsArrival(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*example)
		want   bool
	}{
		{"within those of the group", nothing, true},
		{"within both", version(`{"metrics":{"auc":0.8,"rmse":2}}`), false},
		{"within neither", version(`{"metrics":{"auc":0.8,"rmse":5}}`), false},
		{"nothing is measured, and the group asks for nothing", func(e *example) {
			e.Facts.Thresholds.Value.Metrics = map[string]Metric{"rmse": {}}
			e.version(`{}`)
		}, true},
		{"what it covers cannot be read", func(e *example) {
			e.Facts.Thresholds.Value.Metrics = map[string]Metric{"rmse": {}}
			e.Facts.Question.Covers = "{"
		}, false},
	} {
		e := measured()
		tt.change(e)
		if got := WantsArrival(e.Facts); got != tt.want {
			t.Errorf("%s: got %v", tt.name, got)
		}
	}
}

func TestStricter(t *testing.T) {
	low, high := 1.0, 2.0
	for _, tt := range []struct{ registry, group, want Metric }{
		{Metric{Min: &low, Max: &high}, Metric{Min: &high, Max: &low}, Metric{Min: &high, Max: &low}},
		{Metric{Min: &high, Max: &low}, Metric{Min: &low, Max: &high}, Metric{Min: &high, Max: &low}},
		{Metric{Min: &low, Max: &high}, Metric{}, Metric{Min: &low, Max: &high}},
		{Metric{}, Metric{Min: &low, Max: &high}, Metric{Min: &low, Max: &high}},
	} {
		got := Stricter(map[string]Metric{"m": tt.registry}, map[string]Metric{"m": tt.group})["m"]
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
}

// The stricter of two thresholds admits what both do.
func TestStricterIsBoth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bound := rapid.Custom(func(t *rapid.T) *float64 {
			if rapid.Bool().Draw(t, "unbounded") {
				return nil
			}
			return new(float64(rapid.IntRange(-3, 3).Draw(t, "bound")))
		})
		a := Metric{Min: bound.Draw(t, "min"), Max: bound.Draw(t, "max")}
		b := Metric{Min: bound.Draw(t, "group's min"), Max: bound.Draw(t, "group's max")}
		value := bound.Draw(t, "value")
		both := Stricter(map[string]Metric{"m": a}, map[string]Metric{"m": b})["m"]
		if got := both.admits(value); got != (a.admits(value) && b.admits(value)) {
			t.Fatalf("admitted: %v", got)
		}
	})
}

func TestWaiverCounts(t *testing.T) {
	for _, tt := range []struct {
		until, at string
		want      bool
	}{
		{"2026-03-02", "2026-03-02T23:59:59Z", true},
		{"2026-03-02", "2026-03-03T00:00:00Z", false},
		{"2026-03-02", "2026-03-03T01:30:00+02:00", true}, // still the 2nd in UTC
		{"2026-03-02", "2026-03-02T23:30:00-01:00", false},
		{"2026-03-02", "0001-01-01T00:00:00Z", true},
		{"tomorrow", "2026-03-02T00:00:00Z", false},
		{"", "2026-03-02T00:00:00Z", false},
	} {
		at, err := time.Parse(time.RFC3339, tt.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := (Waiver{Until: tt.until}).Counts(at); got != tt.want {
			t.Errorf("until %q at %s: got %v", tt.until, tt.at, got)
		}
	}
}
