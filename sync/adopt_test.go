package sync_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/evidence"
	"modelreg/sync"
)

// versionsOnly are a plan's actions on versions.
func versionsOnly(p *sync.Plan) []string {
	changes := slices.DeleteFunc(slices.Clone(p.Changes), func(c sync.Change) bool { return c.Kind == sync.OfGroup })
	return actions(changes)
}

// TestWhatEqualsAVersionCounts: a registry that holds what the catalog says is
// as it should be, and nothing is written to any package.
func TestWhatEqualsAVersionCounts(t *testing.T) {
	for name, c := range map[string]files{"before": before, "after": after} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.fill(c)
			written := w.events.String()
			plan, report := w.sync(c.with(adopting).load(t), settings{})
			for _, change := range plan.Changes {
				if change.Reason != sync.Adopt || change.Kind == sync.OfVersion && (change.Action != sync.Notice || !change.OnlyReported()) {
					t.Errorf("%s %s %s: %s", change.Action, change.Ref, change.Reason, change.Detail)
				}
			}
			if report.Counts.Failed+report.Counts.Blocked > 0 || plan.Counts.Unmanaged > 0 {
				t.Errorf("report %s", dumpJSON(report.Counts))
			}
			if versions := len(c) - strings.Count(strings.Join(slices.Sorted(keysOf(c)), " "), "group.yaml"); plan.Counts.Unchanged != versions {
				t.Errorf("%d are as they should be, want %d", plan.Counts.Unchanged, versions)
			}
			w.mustBeSettled(c.with(adopting).load(t), settings{})
			if now := w.events.String(); now != written {
				t.Errorf("something was written: %s", strings.TrimPrefix(now, written))
			}
		})
	}
}

func keysOf(f files) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for k := range f {
			if !yield(k) {
				return
			}
		}
	}
}

// TestChooseMatched is the table in the comment of chooseMatched, seen from
// outside.
func TestChooseMatched(t *testing.T) {
	later, earlier := merged(time.Now().Add(time.Hour)), merged(time.Now().Add(-time.Hour))
	noProof := judgeAll(evidence.Verdict{State: evidence.Granted, Proof: "none"})
	unasked := judgeAll(evidence.Verdict{State: evidence.NeedsProof})
	const (
		asks     = "modelApprovalStatus: Approved\n"
		rejects  = "modelApprovalStatus: Rejected\n"
		approved = "Approved"
		rejected = "Rejected"
		pending  = "PendingManualApproval"
		qa       = "modelLifeCycle: {stage: QA, stageStatus: Approved}\n"
	)
	tests := []struct {
		name    string
		catalog string
		have    string
		judge   sync.Judge
		want    string // the plan
		then    string // the state after the sync
	}{
		{"granted", asks, approved, later, "notice churn/1 adopt", approved},
		{"granted long ago", asks, approved, earlier, "notice churn/1 adopt", approved},
		{"granted where no proof is asked", asks, approved, noProof, "notice churn/1 adopt", approved},
		{"held", asks, approved, held, "blocked churn/1 held", approved},
		{"unknown", asks, approved, unknown, "blocked churn/1 unknown", approved},
		{"not looked up", asks, approved, unasked, "notice churn/1 needs-proof", approved},
		{"pending, granted since", asks, pending, later, "update churn/1 approve", approved},
		{"pending, no proof asked", asks, pending, noProof, "update churn/1 approve", approved},
		{"pending, granted before", asks, pending, earlier, "notice churn/1 kept", pending},
		{"pending, held", asks, pending, held, "blocked churn/1 held", pending},
		{"rejected, granted since", asks, rejected, later, "update churn/1 approve", approved},
		{"rejected, granted before", asks, rejected, earlier, "notice churn/1 kept", rejected},
		{"rejected, no proof asked", asks, rejected, noProof, "notice churn/1 kept", rejected},
		{"rejected, unknown", asks, rejected, unknown, "blocked churn/1 unknown", rejected},
		{"pending as it should be", "", pending, held, "notice churn/1 adopt", pending},
		{"nobody has written the approval down", "", approved, later, "blocked churn/1 adopt", approved},
		{"rejected, pending in the catalog", "", rejected, later, "notice churn/1 kept", rejected},
		{"rejected as it should be", rejects, rejected, held, "notice churn/1 adopt", rejected},
		{"rejecting what is approved", rejects, approved, held, "update churn/1 reject", rejected},
		{"rejecting what is pending", rejects, pending, unknown, "update churn/1 reject", rejected},
		{"rejecting, another gate granted", rejects + qa, approved, later, "update churn/1 reject", rejected},
		{"another gate, granted", qa, pending, earlier, "update churn/1 approve", pending},
		{"another gate, held", qa, pending, held, "blocked churn/1 held", pending},
		{"another gate, and approved", qa, approved, later, "blocked churn/1 adopt", approved},
		{"metadata differs", asks + "metrics: {auc: 0.9}\n", approved, earlier, "update churn/1 changed", approved},
		{"metadata differs, held", asks + "metrics: {auc: 0.9}\n", approved, held, "blocked churn/1 held", approved},
		{"metadata differs, pending", "metrics: {auc: 0.9}\n", pending, held, "update churn/1 changed", pending},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			arn := w.fill(one(""))["churn/1"]
			w.byHand(arn, sync.Doc{"modelApprovalStatus": tt.have, "customerMetadataProperties": map[string]any{"studio": "x"}})
			registry := adopting["registry.yaml"]
			if strings.Contains(tt.name, "no proof") {
				registry = strings.Replace(registry, "adopt: match\n", "adopt: match\n    evidence: none\n", 1)
			}
			c, s := one(tt.catalog).with(files{"registry.yaml": registry}).load(t), settings{judge: tt.judge}
			plan, report := w.sync(c, s)
			if diff := cmp.Diff([]string{tt.want}, versionsOnly(plan)); diff != "" {
				t.Errorf("-want +got\n%s\n%s", diff, details(report))
			}
			p := w.has(arn)
			if status(p) != tt.then {
				t.Errorf("it is %s, want %s", status(p), tt.then)
			}
			wrote := strings.HasPrefix(tt.want, "update")
			if ours := marker(p, "catalog") == "acme" && marker(p, "version") == "1" && marker(p, "approval") != "" && marker(p, "content") != ""; ours != wrote {
				t.Errorf("markers %v, want them: %v", p.Doc["customerMetadataProperties"], wrote)
			}
			if m := p.Doc["customerMetadataProperties"].(map[string]any); m["studio"] != "x" {
				t.Errorf("somebody's metadata is gone: %v", m)
			}
			w.mustBeSettled(c, s)
			if len(w.packages("churn")) != 1 {
				t.Error("it was registered twice")
			}
		})
	}
}

// TestWhichPackageIsWhich: by number, then in order among equals; what is
// ambiguous is nobody's.
func TestWhichPackageIsWhich(t *testing.T) {
	const x, y = "x", "y"
	tests := []struct {
		name     string
		labels   map[string]string // label -> artifact
		packages []string          // artifacts, in the order of their numbers
		want     []string
	}{
		{"one of each", map[string]string{"1.0.0": x}, []string{x}, []string{"1.0.0=1"}},
		{"different ones", map[string]string{"1.0.0": x, "1.1.0": y}, []string{y, x}, []string{"1.0.0=2", "1.1.0=1"}},
		{"as many equal ones", map[string]string{"1.9.0": x, "1.10.0": x}, []string{x, y, x}, []string{"1.10.0=3", "1.9.0=1"}},
		{"more packages", map[string]string{"1.0.0": x}, []string{x, x}, []string{"1.0.0!1,2"}},
		{"more versions", map[string]string{"1.0.0": x, "1.1.0": x}, []string{x}, []string{"1.0.0!1", "1.1.0!1"}},
		{"the number tells", map[string]string{"2": x}, []string{x, x}, []string{"2=2"}},
		{"the number tells of some", map[string]string{"2": x, "7": x}, []string{x, x}, []string{"2=2", "7=1"}},
		{"the number of another", map[string]string{"1": y, "2": x}, []string{x, y}, []string{"1=2", "2=1"}},
		{"none", map[string]string{"1": x}, []string{y}, []string{"1+"}},
		{"empty ones by number", map[string]string{"1": "", "2": ""}, []string{"", ""}, []string{"1=1", "2=2"}},
		{"empty ones without", map[string]string{"1.0.0": ""}, []string{""}, []string{"1.0.0+"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.group("churn", "", nil)
			for _, artifact := range tt.packages {
				doc := sync.Doc{}
				if artifact != "" {
					doc["inferenceSpecification"] = map[string]any{"containers": []any{map[string]any{
						"image": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1", "modelDataUrl": "s3://acme/" + artifact + "/model.tar.gz",
					}}}
				}
				w.register("churn", doc)
			}
			f := files{"churn/group.yaml": groupYAML}
			for label, artifact := range tt.labels {
				text := version("")
				if artifact != "" {
					text = version(model(artifact))
				}
				f["churn/versions/"+label+".yaml"] = text
			}
			got := []string{}
			plan := w.look(f.with(adopting).load(t), settings{})
			for _, c := range plan.Changes {
				if c.Kind == sync.OfGroup {
					continue
				}
				number := func(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }
				switch c.Reason {
				case sync.Adopt:
					got = append(got, c.Label+"="+number(c.ARN))
				case sync.Lookalike:
					var numbers []string
					for _, word := range strings.FieldsFunc(c.Detail, func(r rune) bool { return r == ' ' || r == ',' }) {
						if strings.HasPrefix(word, "arn:") {
							numbers = append(numbers, number(word))
						}
					}
					got = append(got, c.Label+"!"+strings.Join(numbers, ","))
				case sync.NewVersion:
					got = append(got, c.Label+"+")
				default:
					t.Errorf("%s %s %s", c.Action, c.Ref, c.Reason)
				}
			}
			slices.Sort(got)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestLookalikeNamesTheSetting: without it, what equals a version is in its way.
func TestLookalikeNamesTheSetting(t *testing.T) {
	w := newWorld(t)
	w.fill(one(""))
	plan := w.look(one("").load(t), settings{})
	if diff := cmp.Diff([]string{"blocked churn/1 lookalike"}, versionsOnly(plan)); diff != "" {
		t.Fatalf("-want +got\n%s", diff)
	}
	for _, part := range []string{"adopt: match", "target prod", "modelreg adopt", "model-package/churn/1"} {
		if detail := plan.Changes[len(plan.Changes)-1].Detail; !strings.Contains(detail, part) {
			t.Errorf("%q does not say %q", detail, part)
		}
	}
}

// TestAnUnreadableVersionMayBeAnyPackage: while it cannot be read, only a number
// tells which package is which.
func TestAnUnreadableVersionMayBeAnyPackage(t *testing.T) {
	w := newWorld(t)
	w.fill(files{"churn/group.yaml": groupYAML, "churn/versions/1.yaml": version(model("x"))})
	c := files{"churn/group.yaml": groupYAML, "churn/versions/1.yaml": unreadable, "churn/versions/2.yaml": version(model("x"))}
	if got := versionsOnly(w.look(c.with(adopting).load(t), settings{})); !slices.Contains(got, "blocked churn/2 lookalike") {
		t.Errorf("got %q", got)
	}
}

// TestOpenGateOnWhatNobodyOwns: what the catalog says nothing about is not put
// back on a package that is not ours, and is once it is.
func TestOpenGateOnWhatNobodyOwns(t *testing.T) {
	w := newWorld(t)
	arn := w.fill(one(""))["churn/1"]
	w.byHand(arn, sync.Doc{"modelCard": map[string]any{"modelCardStatus": "Approved", "modelCardContent": map[string]any{"intended_uses": map[string]any{"purpose_of_model": "x"}}}})
	card := func() any { return w.has(arn).Doc["modelCard"].(map[string]any)["modelCardStatus"] }
	plan, _ := w.sync(one("").with(adopting).load(t), settings{})
	if diff := cmp.Diff([]string{"notice churn/1 cannot-remove", "blocked churn/1 held"}, versionsOnly(plan)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	w.mustBeSettled(one("").with(adopting).load(t), settings{})
	if card() != "Approved" {
		t.Errorf("the card is %v", card())
	}
	c := one("customerMetadataProperties: {owner: ana}\n").with(adopting).load(t)
	w.sync(c, settings{})
	if card() != "PendingReview" {
		t.Errorf("the card of a package that is ours now is %v", card())
	}
	w.mustBeSettled(c, settings{})
}

// TestPreviousIsWhatWasGranted: an approval that counts by content is one to go
// back to; one that nobody granted is not.
func TestPreviousIsWhatWasGranted(t *testing.T) {
	for _, granted := range []bool{true, false} {
		w := newWorld(t)
		arn := w.fill(one(""))["churn/1"]
		w.byHand(arn, sync.Doc{"modelApprovalStatus": "Approved"})
		c := one("modelApprovalStatus: Approved\n").with(adopting).with(files{"churn/versions/2.yaml": version(model("churn-2") + "modelApprovalStatus: Approved\n")})
		judge := byRef(map[string]evidence.Verdict{
			"churn/2": {State: evidence.Granted, Proof: "pr=2", At: time.Now()},
			"churn/1": {State: evidence.Held, Reason: "nobody reviewed it"},
		})
		want := ""
		if granted {
			judge, want = grant("pr=1"), arn
		}
		_, report := w.sync(c.load(t), settings{judge: judge})
		if len(report.Approved) != 1 || report.Approved[0].Label != "2" || report.Approved[0].PreviousARN != want {
			t.Errorf("granted %v: newly approved %s, want 2 after %q", granted, dumpJSON(report.Approved), want)
		}
	}
}

// TestAdopt writes markers, and nothing else, where that is asked for.
func TestAdopt(t *testing.T) {
	catalog := files{
		"churn/group.yaml":      groupYAML,
		"churn/versions/1.yaml": version(model("churn-1") + "modelApprovalStatus: Approved\n"),
		"churn/versions/2.yaml": version(model("churn-2") + "metrics: {auc: 0.9}\n"),
		"churn/versions/3.yaml": version(model("churn-3") + "modelApprovalStatus: Rejected\n"),
		"churn/versions/4.yaml": version(model("churn-4")),
		"churn/versions/5.yaml": version(model("churn-5")),
		"other/group.yaml":      groupYAML,
		"other/versions/1.yaml": version(model("other-1")),
	}
	filled := catalog.with(files{"churn/versions/2.yaml": version(model("churn-2")), "churn/versions/4.yaml": version(model("churn-4") + "modelApprovalStatus: Rejected\n"), "churn/versions/5.yaml": ""})
	tests := []struct {
		name  string
		adopt sync.Adoption
		judge sync.Judge
		want  []string
	}{
		{"what is not approved", sync.Adoption{}, grant("pr=1"), []string{
			"update churn adopt", "notice churn/1 adopt", "update churn/2 adopt", "update churn/3 adopt", "notice churn/4 kept", "update other adopt", "update other/1 adopt",
		}},
		{"one group, and what is approved", sync.Adoption{Groups: []string{"churn"}, Approved: true}, grant("pr=1"), []string{
			"update churn adopt", "update churn/1 adopt", "update churn/2 adopt", "update churn/3 adopt", "notice churn/4 kept",
		}},
		{"held", sync.Adoption{Groups: []string{"churn"}, Approved: true}, held, []string{
			"update churn adopt", "blocked churn/1 held", "update churn/2 adopt", "update churn/3 adopt", "notice churn/4 kept",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.fill(filled)
			was := w.snapshot()
			s := settings{judge: tt.judge, adopt: &tt.adopt}
			plan, report := w.sync(catalog.load(t), s)
			if diff := cmp.Diff(tt.want, actions(plan.Changes)); diff != "" {
				t.Errorf("-want +got\n%s\n%s", diff, details(report))
			}
			for i, g := range w.snapshot().Groups {
				for j, p := range g.Packages {
					ref := fmt.Sprintf("%s/%d", g.Name, p.Number)
					if wants := slices.Contains(tt.want, "update "+ref+" adopt"); wants != (marker(p, "version") == fmt.Sprint(p.Number) && marker(p, "approval") != "") {
						t.Errorf("%s: markers %v", ref, p.Doc["customerMetadataProperties"])
					}
					without(p.Doc, "customerMetadataProperties", func(k, _ string) bool { return strings.HasPrefix(k, "modelreg/") })
					if diff := cmp.Diff(was.Groups[i].Packages[j].Doc, p.Doc); diff != "" {
						t.Errorf("%s: -was +is\n%s", ref, diff)
					}
				}
			}
			w.mustBeSettled(catalog.load(t), s)
			w.sync(catalog.with(adopting).load(t), settings{judge: tt.judge})
			w.mustBeSettled(catalog.with(adopting).load(t), settings{judge: tt.judge})
		})
	}
}

// TestApprovalsByContent: an approved package that equals a version is listed as
// of it, and as nobody's.
func TestApprovalsByContent(t *testing.T) {
	w := newWorld(t)
	w.byHand(w.fill(one(""))["churn/1"], sync.Doc{"modelApprovalStatus": "Approved"})
	c := one("modelApprovalStatus: Approved\n").with(adopting).load(t)
	approvals, err := sync.LookApprovals(t.Context(), w.target, settings{}.input(c))
	if err != nil || len(approvals) != 1 {
		t.Fatalf("%v %s", err, dumpJSON(approvals))
	}
	a := approvals[0]
	if !a.Matched || a.Owner != sync.Unmanaged || a.Ref != "churn/1" || a.S == "" || a.Recorded != (sync.Recorded{}) || len(a.Content)+len(a.Changed) > 0 {
		t.Errorf("got %s", dumpJSON(a))
	}
}
