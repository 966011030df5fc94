package sync_test

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"modelreg/catalog/evidence"
	"modelreg/sync"
	"modelreg/sync/emulator"
)

func TestParseShard(t *testing.T) {
	for _, s := range []string{"1/1", "2/4", "256/256"} {
		shard, err := sync.ParseShard(s)
		if err != nil || shard.String() != s {
			t.Errorf("ParseShard(%q) = %v, %v", s, shard, err)
		}
	}
	for _, s := range []string{"", "1", "/", "0/4", "5/4", "-1/4", "1/0", "1/-4", "1/257", "+1/4", "01/4", " 1/4", "1/4 ", "1/4/4", "a/b", "1.0/2", "1/99999999999999999999"} {
		if shard, err := sync.ParseShard(s); err == nil {
			t.Errorf("ParseShard(%q) = %v", s, shard)
		}
	}
}

// drawn draws a catalog of a few groups, with what a sync has to act on.
func drawn(t *rapid.T, name string) files {
	f := files{}
	for g := range 5 {
		group := fmt.Sprintf("team/g%d", g)
		n := rapid.IntRange(0, 2).Draw(t, name+" versions of "+group)
		if n == 0 {
			continue // not in the catalog
		}
		f[group+"/group.yaml"] = groupYAML + rapid.SampledFrom([]string{"", "tags: {team: growth}\n", policyYAML}).Draw(t, name+" settings of "+group)
		for v := 1; v <= n; v++ {
			path := fmt.Sprintf("%s/versions/%d.yaml", group, v)
			f[path] = version(model(path) + rapid.SampledFrom([]string{
				"", "modelApprovalStatus: Rejected\n", "modelApprovalStatus: Approved\n", "sourceUri: s3://acme/notes\n",
				"modelLifeCycle: {stage: Production, stageStatus: Approved}\n",
			}).Draw(t, name+" "+path))
		}
	}
	return f
}

// fate judges by what is asked for, so that every run is told the same.
func fate(seed string) sync.Judge {
	return func(_ context.Context, asked []sync.Request) (evidence.Verdicts, error) {
		vs := evidence.Verdicts{}
		for _, r := range asked {
			state := []evidence.State{evidence.Granted, evidence.Granted, evidence.Held, evidence.Unknown}[(len(seed)+int(r.Key.S[2])+int(r.Key.S[3]))%4]
			vs[r.Key] = evidence.Verdict{State: state, Proof: "pr=1 c=1", Reason: "so it is"}
		}
		return vs, nil
	}
}

// TestShardsDoWhatOneRunDoes: the runs of all shards, in any order or all at
// once, leave the registry as one run does, with orphans, groups that are gone,
// files that cannot be read and within the same limits.
func TestShardsDoWhatOneRunDoes(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		first, then := drawn(rt, "first"), drawn(rt, "then")
		n := rapid.IntRange(2, 4).Draw(rt, "shards")
		atOnce := rapid.Bool().Draw(rt, "at once")
		percent := 100
		if atOnce { // else the share is of what the shards before have left
			percent = rapid.SampledFrom([]int{10, 40, 100}).Draw(rt, "maxChangedPercent")
		}
		then["registry.yaml"] = strings.Replace(registryYAML, "{maxDeletes: 100, maxChangedPercent: 100}",
			fmt.Sprintf("{maxDeletes: %d, maxChangedPercent: %d}", rapid.SampledFrom([]int{0, 4, 100}).Draw(rt, "maxDeletes"), percent), 1)
		if rapid.IntRange(0, 4).Draw(rt, "readable") == 0 {
			then["team/g9/group.yaml"] = unreadable
		}
		s := settings{prune: rapid.Bool().Draw(rt, "prune"), judge: fate("")}
		c := then.load(t)

		whole := openWorld(t, filepath.Join(dir, "whole.db"), emulator.Instant())
		whole.sync(first.load(t), settings{judge: fate(rapid.StringN(0, 3, -1).Draw(rt, "seed"))})
		sharded := whole.copyTo(t, filepath.Join(dir, "sharded.db"))
		whole = openWorld(t, whole.path, emulator.Instant())
		plan, report := whole.sync(c, s)

		order := rapid.Permutation(shards(n)).Draw(rt, "order")
		var plans []*sync.Plan
		var approved []sync.NewApproval
		var counts sync.Tally
		changed := false
		for _, s.shard = range order {
			if atOnce {
				plans = append(plans, sharded.look(c, s))
			}
		}
		for i, shard := range order {
			if s.shard = shard; !atOnce {
				plans = append(plans, sharded.look(c, s))
			}
			p := plans[i]
			if (len(p.Refused) > 0) != (len(plan.Refused) > 0) {
				rt.Fatalf("shard %v is refused %q, and one run %q", shard, p.Refused, plan.Refused)
			}
			r := sync.Apply(context.Background(), sharded.target, p, sync.ApplyOptions{Sleep: noSleep})
			approved, changed = append(approved, r.Approved...), changed || r.Changed
			counts.Done, counts.Blocked, counts.Remaining = counts.Done+r.Counts.Done, counts.Blocked+r.Counts.Blocked, counts.Remaining+r.Counts.Remaining
			counts.Unchanged, counts.Managed = counts.Unchanged+r.Counts.Unchanged, counts.Managed+r.Counts.Managed
		}
		if diff := gocmp.Diff(whole.state(), sharded.state()); diff != "" {
			rt.Fatalf("-one run +shards\n%s", diff)
		}
		if diff := gocmp.Diff(whole.tally(), sharded.tally()); diff != "" {
			rt.Fatalf("events: -one run +shards\n%s", diff)
		}
		slices.SortFunc(approved, func(a, b sync.NewApproval) int { return cmp.Compare(a.ARN, b.ARN) })
		slices.SortFunc(report.Approved, func(a, b sync.NewApproval) int { return cmp.Compare(a.ARN, b.ARN) })
		if len(approved)+len(report.Approved) > 0 {
			if diff := gocmp.Diff(report.Approved, approved); diff != "" {
				rt.Fatalf("approved: -one run +shards\n%s", diff)
			}
		}
		want := sync.Tally{Done: report.Counts.Done, Blocked: report.Counts.Blocked, Remaining: report.Counts.Remaining, Unchanged: report.Counts.Unchanged, Managed: report.Counts.Managed}
		if diff := gocmp.Diff(want, counts); diff != "" || changed != report.Changed {
			rt.Fatalf("-one run +shards\n%schanged: %v and %v", diff, report.Changed, changed)
		}
		whole.reg.Close()
		sharded.reg.Close()
	})
}

func shards(n int) (all []sync.Shard) {
	for i := range n {
		all = append(all, sync.Shard{Index: i + 1, Of: n})
	}
	return all
}

// TestShardsStayWhereTheyAre: a release that put groups elsewhere would have
// runs of two releases meet in one group.
func TestShardsStayWhereTheyAre(t *testing.T) {
	f := files{}
	for _, g := range []string{"churn", "house-price", "market-outlook", "fraud", "ranking"} {
		f[g+"/group.yaml"] = groupYAML
	}
	c := f.load(t)
	var got []string
	for _, shard := range shards(3) {
		target, _ := c.Target("prod")
		for _, change := range sync.Diff(sync.Input{Catalog: c, Target: target, Shard: shard}).Changes {
			got = append(got, shard.String()+" "+change.Group)
		}
	}
	want := []string{"1/3 market-outlook", "1/3 ranking", "2/3 fraud", "2/3 house-price", "3/3 churn"}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestShardsTogetherKeepTheLimits: no shard does what all together may not,
// also where that turns on requests for approval that another one has to make;
// and where nothing turns on those, nobody is asked about them.
func TestShardsTogetherKeepTheLimits(t *testing.T) {
	all, asking := files{}, files{}
	for i := range 12 {
		group := fmt.Sprintf("g%d", i)
		all[group+"/group.yaml"] = groupYAML
		all[group+"/versions/1.yaml"] = version(model(group))
		asking[group+"/versions/1.yaml"] = version(model(group) + "modelApprovalStatus: Approved\n")
	}
	limits := strings.Replace(registryYAML, "{maxDeletes: 100, maxChangedPercent: 100}", "{maxChangedPercent: 30}", 1)
	few := all.with(files{"registry.yaml": limits})
	for i := range 3 {
		path := fmt.Sprintf("g%d/versions/1.yaml", i)
		few[path] = asking[path]
	}
	for _, test := range []struct {
		name    string
		catalog files
		judge   sync.Judge
		refused bool
		asked   int // by all shards together
	}{
		{"too many", all.with(asking).with(files{"registry.yaml": limits}), grant("pr=1 c=1"), true, 4 * 12},
		{"too many that are held", all.with(asking).with(files{"registry.yaml": limits}), held, false, 4 * 12},
		{"few", few, grant("pr=1 c=1"), false, 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.mustSync(all.load(t), settings{})
			c, asked := test.catalog.load(t), 0
			for _, shard := range shards(4) {
				plan := w.look(c, settings{shard: shard, judge: func(ctx context.Context, r []sync.Request) (evidence.Verdicts, error) {
					asked += len(r)
					return test.judge(ctx, r)
				}})
				if (len(plan.Refused) > 0) != test.refused || test.refused && !strings.Contains(plan.Refused[0], "12 of 12 packages under management would change in all shards together") {
					t.Errorf("shard %v is refused %q", shard, plan.Refused)
				}
			}
			if asked != test.asked {
				t.Errorf("%d requests were judged, want %d", asked, test.asked)
			}
		})
	}
}

// TestPlanOfAShardIsForIt: what was saved for one shard is not done as another.
func TestPlanOfAShardIsForIt(t *testing.T) {
	c := before.load(t)
	w := newWorld(t)
	saved := w.look(c, settings{shard: sync.Shard{Index: 1, Of: 2}})
	var text strings.Builder
	if err := saved.Encode(&text); err != nil {
		t.Fatal(err)
	}
	read, err := sync.Decode(strings.NewReader(text.String()))
	if err != nil || read.Shard != saved.Shard {
		t.Fatalf("shard %v was read: %v", read.Shard, err)
	}
	if moved := w.look(c, settings{shard: sync.Shard{Index: 1, Of: 2}}).Moved(read); moved != "" {
		t.Error(moved)
	}
	if moved := w.look(c, settings{}).Moved(read); moved != "plan was made for shard 1/2, and this is all groups" {
		t.Errorf("moved: %q", moved)
	}
	for _, bad := range []string{`"0/2"`, `"x"`, `7`} {
		if _, err := sync.Decode(strings.NewReader(strings.Replace(text.String(), `"1/2"`, bad, 1))); err == nil {
			t.Errorf("shard %s was read", bad)
		}
	}
}
