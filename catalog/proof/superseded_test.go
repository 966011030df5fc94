package proof_test

import (
	"errors"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"modelreg/catalog/github/fake"
	"modelreg/catalog/proof"
)

// TestSuperseded is row 63: what the tip says otherwise is left to a newer run.
func TestSuperseded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, files{version(2): pending})
	w.grant("approve", files{version(1): approved, version(2): approved})
	dir := w.clone("dana")
	w.grant("reject", files{version(1): swap(approved, "Approved", "Rejected")})
	w.edit("dana", "main", files{version(3): pending})

	look := func(s *seeker, now func() time.Time) *proof.Watch {
		return give(s.Watch(t.Context(), s.c.Registry, s.c.Registry.Targets[0], now)).to(w)
	}
	says := func(watch *proof.Watch, want map[string]bool) {
		t.Helper()
		for label, superseded := range want {
			if got := watch.Superseded(t.Context(), "house-price", label); got != superseded || watch.Err() != nil {
				t.Errorf("superseded %q: %v, %v, want %v", label, got, watch.Err(), superseded)
			}
		}
	}
	then := map[string]bool{"": false, "1": true, "2": false, "3": true}
	clock := w.g.Now()
	now := func() time.Time { return clock }
	watch := look(w.seekIn(dir), now) // GitHub alone has the tip
	says(watch, then)
	w.git(dir, "fetch", "-q", "origin")
	says(look(w.seekIn(dir), now), then) // the clone has it, too
	says(look(w.seekIn(dir, at("origin/main")), now), map[string]bool{"": false, "1": false, "2": false, "3": false})

	// The tip moves on while the run goes on.
	write := func(label string, want bool) {
		t.Helper()
		if got, err := watch.BeforeWrite(t.Context(), "house-price", label); got != want || err != nil {
			t.Errorf("before writing %q: %v, %v, want %v", label, got, err, want)
		}
	}
	w.edit("dana", "main", files{registryFile: swap(registryYAML, "bucket: models", "bucket: elsewhere")})
	before := len(w.g.Requests())
	write("2", false)
	if n := len(w.g.Requests()) - before; n != 0 {
		t.Errorf("%d requests a moment later", n)
	}
	clock = clock.Add(time.Minute)
	write("2", true)
	write("", true)

	// What can't be found out is an error.
	clock = clock.Add(time.Minute)
	w.g.Fault(where(&fake.Fault{Status: http.StatusForbidden}, "/git/ref/"))
	if _, err := watch.BeforeWrite(t.Context(), "house-price", "1"); err == nil {
		t.Error("no error where the tip can't be read")
	}
	w.g.Fault(nil)

	// The branch is moved back to before the head.
	w.push("mallory", dir, "+origin/main~3:main")
	if _, err := watch.BeforeWrite(t.Context(), "house-price", "2"); !errors.Is(err, proof.ErrAway) {
		t.Errorf("after a forced push: %v", err)
	}
}

// TestSupersededGroup holds that a group itself is compared, too.
func TestSupersededGroup(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dir := w.clone("dana")
	w.edit("dana", "main", files{groupFile: groupYAML + "modelPackageGroupDescription: prices\n"})
	s := w.seekIn(dir)
	watch := give(s.Watch(t.Context(), s.c.Registry, s.c.Registry.Targets[0], w.g.Now)).to(w)
	for label, want := range map[string]bool{"": true, "1": false} {
		if got := watch.Superseded(t.Context(), "house-price", label); got != want {
			t.Errorf("superseded %q: %v", label, got)
		}
	}
	w.g.Fault(where(&fake.Fault{Status: http.StatusForbidden}, "/git/trees/"))
	s = w.seekIn(dir)
	watch = give(s.Watch(t.Context(), s.c.Registry, s.c.Registry.Targets[0], w.g.Now)).to(w)
	if !watch.Superseded(t.Context(), filepath.Base("house-price"), "1") || watch.Err() == nil {
		t.Error("what can't be compared counts as the same")
	}
}
