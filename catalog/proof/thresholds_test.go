package proof_test

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/evidence"
	"modelreg/catalog/github/fake"
)

// A catalog with thresholds: house-price/1 may be approved with an auc of 0.8
// or more by registry.yaml, and an rmse of 4 or less by its group.
var (
	barRegistry = registryYAML + "metrics: {auc: {goal: maximize, min: 0.8}, rmse: {goal: minimize, max: 2}}\n"
	barGroup    = groupYAML + "metrics: {rmse: {goal: minimize, max: 4}}\n"
	bars        = files{registryFile: barRegistry, groupFile: barGroup}
)

// achieved is a request for approval with metrics.
func achieved(metrics string) files {
	return files{versionFile: approved + "metrics: {" + metrics + "}\n"}
}

// and puts files together.
func and(all ...files) files {
	out := files{}
	for _, more := range all {
		for name, text := range more {
			out[name] = text
		}
	}
	return out
}

func TestThresholds(t *testing.T) {
	low, high := achieved("auc: 0.79, rmse: 3"), achieved("auc: 0.8, rmse: 5")
	moved := func(w *world, metrics string) files {
		w.grant("move", files{"left/group.yaml": groupYAML + "modelPackageGroupName: other\n"})
		return files{
			groupFile: groupYAML + "modelPackageGroupName: something-else\n", "left/group.yaml": groupYAML + "modelPackageGroupName: house-price\n",
			"left/versions/1.yaml": achieved(metrics)[versionFile],
		}
	}
	for _, tt := range []struct {
		name   string
		script func(w *world)
		ref    string
		state  evidence.State
		check  string
		says   string
	}{
		{"within the thresholds", func(w *world) { w.grant("approve", achieved("auc: 0.8, rmse: 4")) }, versionRef, evidence.Granted, "", "by bob"},
		{"below the floor of registry.yaml", func(w *world) { w.grant("approve", low) }, versionRef, evidence.Held, "threshold", `metric "auc" is 0.79, below its min 0.8`},
		{"above the ceiling of the group", func(w *world) { w.grant("approve", high) }, versionRef, evidence.Held, "threshold", `metric "rmse" is 5, above its max 4`},
		{"the floor of registry.yaml is lowered for it", func(w *world) {
			w.grant("approve", and(low, files{registryFile: swap(barRegistry, "0.8", "0.5")}))
		}, versionRef, evidence.Held, "threshold", `"auc" is 0.79, below its min 0.8`},
		{"the ceiling of the group is raised for it", func(w *world) {
			w.grant("approve", and(high, files{groupFile: groupYAML}))
		}, versionRef, evidence.Held, "threshold", `"rmse" is 5, above its max 4`},
		{"it is raised before", func(w *world) {
			w.grant("raise", files{groupFile: swap(barGroup, "max: 4", "max: 9")})
			w.grant("approve", high)
		}, versionRef, evidence.Granted, "", "by bob"},
		{"the floor is raised later", func(w *world) {
			w.grant("approve", achieved("auc: 0.8, rmse: 4"))
			w.grant("raise", files{registryFile: swap(barRegistry, "0.8", "0.9"), groupFile: swap(barGroup, "max: 4", "max: 1")})
		}, versionRef, evidence.Granted, "", "by bob"},
		{"waived", func(w *world) {
			w.grant("approve", files{versionFile: low[versionFile] + "waivers: [{metric: auc, who: ana, why: pilot, until: \"2999-12-31\"}]\n"})
		}, versionRef, evidence.Granted, "", "by bob"},
		{"a waiver that ran out before the merge", func(w *world) {
			w.grant("approve", files{versionFile: low[versionFile] + "waivers: [{metric: auc, who: ana, why: pilot, until: \"2001-12-31\"}]\n"})
		}, versionRef, evidence.Held, "threshold", `the waiver by "ana" ran out on "2001-12-31"`},
		{"the group's file is broken before", func(w *world) {
			w.edit("mallory", "main", files{groupFile: swap(barGroup, "metrics", "metric")})
			w.grant("approve", and(high, files{groupFile: groupYAML}))
		}, versionRef, evidence.Held, "threshold", `"rmse" is 5, above its max 4`},
		{"the group's file is a link before", func(w *world) {
			w.edit("mallory", "main", files{"left/group.yaml": groupYAML})
			dir := w.clone("mallory")
			w.ok(os.Remove(dir + "/catalog/" + groupFile))
			w.ok(os.Symlink("../left/group.yaml", dir+"/catalog/"+groupFile))
			w.git(dir, "add", "--all")
			w.git(dir, "-c", "user.name=m", "-c", "user.email=m@example.com", "commit", "--quiet", "--message", "Link")
			w.push("mallory", dir, "HEAD:main")
			w.grant("approve", and(high, files{groupFile: groupYAML}))
		}, versionRef, evidence.Held, "threshold", `"rmse" is 5, above its max 4`},
		{"the folder moves away from its ceiling", func(w *world) {
			w.grant("approve", moved(w, "auc: 0.8, rmse: 5"))
		}, "left/1", evidence.Held, "threshold", `"rmse" is 5, above its max 4`},
		{"a folder that moves keeps its ceiling", func(w *world) {
			w.grant("approve", moved(w, "auc: 0.8, rmse: 4"))
		}, "left/1", evidence.Granted, "", "by bob"},
		{"the group gets another name", func(w *world) {
			w.grant("approve", and(high, files{groupFile: groupYAML + "modelPackageGroupName: fresh\n"}))
		}, versionRef, evidence.Held, "threshold", `"rmse" is 5, above its max 4`},
		{"a looser group is pushed", func(w *world) {
			w.edit("mallory", "main", files{groupFile: groupYAML + "metrics: {rmse: {goal: minimize}, auc: {goal: maximize}}\n"})
			w.grant("approve", achieved("auc: 0.01, rmse: 500"))
		}, versionRef, evidence.Held, "threshold", `"auc" is 0.01, below its min 0.8; metric "rmse" is 500, above its max 2`},
		{"a pull request's head with a looser group is pushed", func(w *world) {
			w.propose("mallory", "loose", files{groupFile: groupYAML + "metrics: {auc: {goal: maximize}}\n"})
			dir := w.clone("mallory")
			w.git(dir, "fetch", "--quiet", "origin", "loose")
			w.push("mallory", dir, "FETCH_HEAD:main")
			w.grant("approve", achieved("auc: 0.01, rmse: 1"))
		}, versionRef, evidence.Held, "threshold", "without a pull request; merge them in one first"},
		{"a looser group is pushed that says what was merged before", func(w *world) {
			w.grant("tighten", files{groupFile: groupYAML})
			w.edit("mallory", "main", files{groupFile: barGroup})
			w.grant("approve", achieved("auc: 0.8, rmse: 4"))
		}, versionRef, evidence.Held, "threshold", `"rmse" is 4, above its max 2`},
		{"a looser group is pushed, and something else of it merged", func(w *world) {
			w.edit("mallory", "main", files{groupFile: groupYAML + "metrics: {auc: {goal: maximize}}\n"})
			w.grant("describe", files{groupFile: groupYAML + "metrics: {auc: {goal: maximize}}\nmodelPackageGroupDescription: x\n"})
			w.grant("approve", achieved("auc: 0.01, rmse: 1"))
		}, versionRef, evidence.Held, "threshold", `"auc" is 0.01, below its min 0.8`},
		{"the name of a stricter group is given to a looser one", func(w *world) {
			w.grant("other", files{"left/group.yaml": groupYAML + "modelPackageGroupName: other\nmetrics: {auc: {goal: maximize}}\n"})
			w.edit("mallory", "main", files{
				groupFile:         barGroup + "modelPackageGroupName: something-else\n",
				"left/group.yaml": groupYAML + "modelPackageGroupName: house-price\nmetrics: {auc: {goal: maximize}}\n",
			})
			w.grant("approve", files{"left/versions/1.yaml": achieved("auc: 0.01, rmse: 1")[versionFile]})
		}, "left/1", evidence.Held, "threshold", `"auc" is 0.01, below its min 0.8`},
		{"something else of a looser group is pushed", func(w *world) {
			w.edit("mallory", "main", files{groupFile: barGroup + "modelPackageGroupDescription: x\n"})
			w.grant("approve", achieved("auc: 0.8, rmse: 4"))
		}, versionRef, evidence.Granted, "", "by bob"},
		{"a tighter group is pushed", func(w *world) {
			w.edit("mallory", "main", files{groupFile: groupYAML + "metrics: {rmse: {goal: minimize, max: 1}}\n"})
			w.grant("approve", achieved("auc: 0.8, rmse: 1"))
		}, versionRef, evidence.Granted, "", "by bob"},
		{"a new group", func(w *world) {
			w.grant("approve", files{"fresh/group.yaml": groupYAML, "fresh/versions/1.yaml": achieved("auc: 0.8, rmse: 3")[versionFile]})
		}, "fresh/1", evidence.Held, "threshold", `"rmse" is 3, above its max 2`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, bars)
			tt.script(w)
			want(t, w.seek().judge(tt.ref, production), tt.state, tt.check, tt.says)
		})
	}
}

// TestNobodyTellsHowThresholdsCameIn holds that a looser group is neither
// trusted nor held against while GitHub does not say how it came to be so.
func TestNobodyTellsHowThresholdsCameIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, bars)
	w.grant("raise", files{groupFile: swap(barGroup, "max: 4", "max: 9")})
	commit := w.sha("main")
	w.grant("approve", achieved("auc: 0.8, rmse: 5"))
	w.g.Fault(where(&fake.Fault{Status: http.StatusNotFound}, "/commits/"+commit+"/pulls"))
	want(t, w.seek().judge(versionRef, production), evidence.Unknown, "group-thresholds", "how the thresholds of "+groupFile+" came in")
	w.g.Fault(nil)
	want(t, w.seek().judge(versionRef, production), evidence.Granted, "", "by bob")
}

// changer gives what verifies the proof with facts changed, each time from what
// was kept.
func (k *kept) changer() func(how func(facts map[string]any)) evidence.Audit {
	good := give(os.ReadFile(k.file)).to(k.world)
	return func(how func(facts map[string]any)) evidence.Audit {
		var b map[string]any
		k.ok(json.Unmarshal(good, &b))
		how(b["facts"].(map[string]any))
		k.ok(os.WriteFile(k.file, give(json.Marshal(b)).to(k.world), 0o644))
		return k.verify(k.rec, k.bundles)
	}
}

// TestKeptArrival holds kept proofs to what git and GitHub tell of how a looser
// group came in.
func TestKeptArrival(t *testing.T) {
	t.Parallel()
	k := keep(t, and(bars, files{registryFile: registryYAML + "metrics: {auc: {goal: maximize, min: 0.8}}\n", groupFile: groupYAML + "metrics: {auc: {goal: maximize}}\n"}))
	k.g.NoActivity()
	change := k.changer()
	audited(t, change(func(map[string]any) {}), evidence.BundleOnly, "by bob")
	audited(t, change(func(f map[string]any) { delete(f, "thresholds_arrival") }), evidence.BundleOnly, "by bob")
	audited(t, change(func(f map[string]any) {
		f["thresholds_arrival"] = map[string]any{"known": true, "value": map[string]any{"commit": k.sha("main"), "pull_request": 1}}
	}), evidence.Contradicted, "of how the thresholds of "+groupFile+" came in")
}

func TestCheckOfThresholds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, bars)
	n := w.propose("dana", "approve", achieved("auc: 0.79, rmse: 3"), files{registryFile: swap(barRegistry, "0.8", "0.5")})
	w.review(n, "bob")
	c := give(w.seek().Check(t.Context(), n)).to(w)
	for _, item := range c.Items {
		if item.Ref != versionRef {
			continue
		}
		if o := item.Outlook; o.State != evidence.Held || len(o.Next) != 1 || !strings.HasPrefix(o.Next[0], `metric "auc" is 0.79, below its min 0.8`) {
			t.Errorf("got %s, and next %q", o.State, o.Next)
		}
		return
	}
	t.Errorf("%s is not in %+v", versionRef, c.Items)
}

// TestKeptThresholds holds kept proofs to git's thresholds. Those of a proof
// that was kept before there were any are git's.
func TestKeptThresholds(t *testing.T) {
	t.Parallel()
	k := keep(t, and(bars, files{registryFile: registryYAML + "metrics: {auc: {goal: maximize}}\n", groupFile: groupYAML + "metrics: {rmse: {goal: minimize}}\n"}))
	k.g.NoActivity()
	change := k.changer()
	audited(t, change(func(map[string]any) {}), evidence.BundleOnly, "by bob")
	a := change(func(f map[string]any) { delete(f, "thresholds") })
	audited(t, a, evidence.BundleOnly, "by bob")
	want := evidence.Known(evidence.ThresholdsAt{
		Commit: a.Proof.Facts.Policy.Value.Commit, File: groupFile, Metrics: map[string]evidence.Metric{"rmse": {Goal: "minimize"}},
	})
	if diff := cmp.Diff(want, a.Proof.Facts.Thresholds); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	audited(t, change(func(f map[string]any) {
		delete(f["thresholds"].(map[string]any)["value"].(map[string]any), "metrics")
	}), evidence.Contradicted, "thresholds that git does not have")
}
