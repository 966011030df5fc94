package sync_test

import (
	"bytes"
	"strings"
	"testing"

	"modelreg/sync"
)

// TestSavedPlanReadsBackTheSame is law 7: what was saved is what is compared.
func TestSavedPlanReadsBackTheSame(t *testing.T) {
	w := newWorld(t)
	w.mustSync(before.load(t), settings{})
	plan := w.look(after.load(t), settings{prune: true})
	var first, second bytes.Buffer
	if err := plan.Encode(&first); err != nil {
		t.Fatal(err)
	}
	saved, err := sync.Decode(bytes.NewReader(first.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := saved.Encode(&second); err != nil || first.String() != second.String() {
		t.Fatalf("%v\n%s\n%s", err, first.String(), second.String())
	}
	if moved := plan.Moved(saved); moved != "" {
		t.Errorf("nothing moved, and %q", moved)
	}
}

// TestFolderMayBeWrittenInAnotherWay: -C catalog, -C ./catalog, and no -C
// inside of it mean the same.
func TestFolderMayBeWrittenInAnotherWay(t *testing.T) {
	w := newWorld(t)
	w.mustSync(before.load(t), settings{})
	plan := w.look(after.loadAs(t, "catalog"), settings{prune: true})
	for _, dir := range []string{"", "./catalog", "../x/catalog/"} {
		if moved := w.look(after.loadAs(t, dir), settings{prune: true}).Moved(plan); moved != "" {
			t.Errorf("in %q: %s", dir, moved)
		}
	}
	more := after.with(files{"churn/versions/2.yaml": after["churn/versions/2.yaml"] + "# one more\nmetrics: {auc: 0.7}\n"})
	if moved := w.look(more.loadAs(t, ""), settings{prune: true}).Moved(plan); moved != "what the plan says about update churn/2 is no longer so; run plan again" {
		t.Errorf("an edit: %q", moved)
	}
}

func TestPlanIsRefusedWhenTheWorldMoved(t *testing.T) {
	w := newWorld(t)
	w.mustSync(before.load(t), settings{})
	saved := w.look(after.load(t), settings{prune: true})
	first := w.packages("churn")[0]
	tests := []struct {
		name string
		now  *sync.Plan
		want string
	}{
		{"other options", w.look(after.load(t), settings{}), "old/1"},
		{"other catalog", w.look(before.load(t), settings{}), "churn"},
		{"other registry", func() *sync.Plan {
			w.byHand(first.ARN, sync.Doc{"modelApprovalStatus": "Rejected"})
			return w.look(after.load(t), settings{prune: true})
		}(), "churn/1"},
	}
	for _, tt := range tests {
		if moved := tt.now.Moved(saved); !strings.Contains(moved, tt.want) || !strings.HasSuffix(moved, "run plan again") {
			t.Errorf("%s: %q", tt.name, moved)
		}
	}
}

// TestExactRunLeavesAPackageThatMovedAlone: between the plan and the write
// somebody changes the package.
func TestExactRunLeavesAPackageThatMovedAlone(t *testing.T) {
	w := newWorld(t)
	w.mustSync(before.load(t), settings{})
	plan := w.look(after.load(t), settings{})
	p := w.packages("churn")[1]
	w.byHand(p.ARN, sync.Doc{"customerMetadataProperties": map[string]any{"owner": "eve"}})
	report := sync.Apply(t.Context(), w.target, plan, sync.ApplyOptions{Exact: true, Sleep: noSleep})
	if report.Counts.Failed != 1 || !strings.Contains(details(report), "churn/2: failed: the package has moved") {
		t.Errorf("report %q\n%s", outcomes(report), details(report))
	}
	if now := w.packages("churn")[1]; status(now) != "PendingManualApproval" {
		t.Errorf("it is %s", status(now))
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"formatVersion":1,"catalog":"acme","target":"prod","changes":[],"counts":{}}`))
	f.Add([]byte(`{"formatVersion":2}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := sync.Decode(bytes.NewReader(data))
		if err == nil && p.Format != sync.PlanFormat {
			t.Errorf("read a plan of format %d", p.Format)
		}
	})
}
