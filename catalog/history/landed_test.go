package history

import (
	"testing"
	"time"
)

// TestLanded holds that one forged date widens when a commit may have landed,
// and never narrows it.
func TestLanded(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC) }
	h := newHistory([]commit{{Hash: "a", When: day(1)}, {Hash: "b", When: day(20)}, {Hash: "c", When: day(3)}, {Hash: "d", When: day(4)}}, nil)
	for hash, want := range map[string][2]time.Time{
		"a": {day(1), day(1)},
		"b": {day(20), day(3)},
		"c": {day(20), day(3)},
		"d": {day(20), day(4)},
		"e": {},
	} {
		if from, to := h.Landed(hash); !from.Equal(want[0]) || !to.Equal(want[1]) {
			t.Errorf("%s landed from %v to %v, want %v", hash, from, to, want)
		}
	}
}
