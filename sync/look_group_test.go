package sync_test

import (
	"fmt"
	"testing"
	"time"

	"modelreg/sync"
)

// TestLookGroup holds how many packages are described for a question: those that
// may be the answer, where one may be enough the newest first, and all only where
// any may be any version.
func TestLookGroup(t *testing.T) {
	const n = 20
	labels := func(format string) files {
		f := files{"churn/group.yaml": groupYAML}
		for i := range n {
			f[fmt.Sprintf("churn/versions/"+format+".yaml", i+1)] = version(model(fmt.Sprint(i)) + "modelApprovalStatus: Approved\n")
		}
		return f
	}
	judge := settings{judge: merged(time.Now().Add(time.Hour))}
	for name, tt := range map[string]struct {
		catalog files
		ours    bool // registered by sync
		wanted  string
		label   string // that is asked for
		early   bool
		found   bool
		calls   int64
	}{
		"the newest":                  {labels("%d"), true, "Approved", "20", true, true, 2},
		"the newest, of all":          {labels("%d"), true, "Approved", "20", false, true, n + 1},
		"of none, of all":             {labels("%d"), true, "Rejected", "20", false, false, 1},
		"one below":                   {labels("%d"), true, "Approved", "18", true, true, 4},
		"of another state":            {labels("%d"), true, "Rejected", "20", true, false, 1},
		"not there":                   {labels("%d"), true, "Approved", "21", true, false, n + 1},
		"by number":                   {labels("%d").with(adopting), false, "Approved", "20", true, true, 2},
		"by content":                  {labels("1.%d.0").with(adopting), false, "Approved", "1.20.0", true, true, n + 1},
		"by content, of some":         {labels("1.%d.0").with(adopting), false, "Rejected", "1.20.0", true, true, n + 1},
		"by markers, would it be not": {labels("1.%d.0").with(adopting), true, "Approved", "1.20.0", true, true, 2},
	} {
		w := newWorld(t)
		c := tt.catalog.load(t)
		if tt.ours {
			w.mustSync(c, judge)
		} else {
			for _, arn := range w.fill(tt.catalog.with(files{"registry.yaml": ""})) {
				w.byHand(arn, sync.Doc{"modelApprovalStatus": "Approved"})
			}
		}
		g, _ := c.Group("churn")
		is := func(holdings []sync.Holding) bool {
			for _, h := range holdings {
				if h.Label == tt.label && h.ARN != "" {
					return len(h.Content)+len(h.Changed) == 0 || h.Version == nil
				}
			}
			return false
		}
		w.calls.Store(0)
		holdings, err := sync.LookGroup(t.Context(), w.target, settings{}.input(c), g,
			func(p sync.Package) bool { return status(p) == tt.wanted }, tt.early, is)
		if err != nil || is(holdings) != tt.found {
			t.Errorf("%s: found %v, want %v (%v)", name, is(holdings), tt.found, err)
		}
		if got := w.calls.Load(); got != tt.calls {
			t.Errorf("%s: %d calls, want %d", name, got, tt.calls)
		}
	}
}
