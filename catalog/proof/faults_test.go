package proof_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"modelreg/catalog/evidence"
	"modelreg/catalog/github/fake"
)

// team lets a team approve, so that every question that there is gets asked.
var team = swap(registryYAML, "users: [bob, chen]", "users: [chen], teams: [acme/ml]")

// TestFaults is row 54: whatever is wrong with whichever answer, nothing is
// granted by it, and nothing held. An answer that is right the second time is
// as good as any.
func TestFaults(t *testing.T) {
	t.Parallel()
	w := newWorld(t, files{registryFile: team})
	w.ok(w.g.Team("acme/ml", "bob"))
	dir := w.clone("dana")
	head := give(w.g.Commit("dana", dir, "Approve", inRepo(approval))).to(w)
	n := give(w.g.OpenFork("dana", dir, "HEAD", "main", "Approve")).to(w)
	w.g.CheckSuite(head, w.g.Now())
	w.review(n, "bob")
	w.merge(n, "squash")
	clone := w.seekClone()
	before := len(w.g.Requests())
	want(t, clone.judge(versionRef, production), evidence.Granted, "", "by bob")
	asked := w.g.Requests()[before:]
	slices.Sort(asked)
	asked = slices.Compact(asked)
	if len(asked) < 13 {
		t.Fatalf("only %d questions are asked: %q", len(asked), asked)
	}
	path := strings.TrimSuffix(clone.repo.GitDir(), "/.git")

	faults := map[string]*fake.Fault{
		"forbidden":        {Status: http.StatusForbidden},
		"not found":        {Status: http.StatusNotFound},
		"too many":         {Status: http.StatusTooManyRequests},
		"broken":           {Status: http.StatusInternalServerError},
		"cut":              {Cut: true},
		"empty":            {Body: "{}"},
		"a page of a loop": {Loop: true},
	}
	for name, fault := range faults {
		for _, question := range asked {
			if fault.Status == http.StatusNotFound && strings.Contains(question, "/memberships/") {
				continue // that is how GitHub says no
			}
			uri := strings.TrimPrefix(question, "GET ")
			w.g.Fault(func(r *http.Request) *fake.Fault {
				if r.URL.RequestURI() == uri {
					return fault
				}
				return nil
			})
			v := w.seekIn(path).judge(versionRef, production)
			wanted := evidence.Unknown
			if fault.Loop && !endless(uri) {
				wanted = evidence.Granted // one thing has no next page
			}
			if v.State != wanted {
				t.Errorf("%s, %s: %s: %s", question, name, v.State, v.Reason)
			}
			if v.Reason == "" {
				t.Errorf("%s, %s: no reason", question, name)
			}
		}
	}

	var failed map[string]bool
	w.g.Fault(func(r *http.Request) *fake.Fault {
		if uri := r.URL.RequestURI(); !failed[uri] {
			failed[uri] = true
			return &fake.Fault{Status: http.StatusBadGateway}
		}
		return nil
	})
	failed = map[string]bool{}
	want(t, w.seekIn(path).judge(versionRef, production), evidence.Granted, "", "by bob")
}

// endless tells the lists, which have pages.
func endless(uri string) bool { return strings.Contains(uri, "per_page=100") }

// TestFaultsOfHeld holds that what is held for certain stays held when GitHub
// fails in something that changes nothing of it.
func TestFaultsOfHeld(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.merge(w.propose("dana", "approve", approval), "squash")
	w.g.Fault(where(&fake.Fault{Status: http.StatusInternalServerError}, "/events"))
	want(t, w.judge(), evidence.Held, "approvals", "has 0 of 1 approval")
	w.g.Fault(where(&fake.Fault{Status: http.StatusInternalServerError}, "/reviews"))
	want(t, w.judge(), evidence.Unknown, "reviews", "could not find out who reviewed it")
}

// TestFaultsBehind holds that the same is so of what lies between the head and
// the tip, here in the middle of what a queue merged.
func TestFaultsBehind(t *testing.T) {
	t.Parallel()
	w, numbers := enqueue(t, 1)
	dir := w.clone("dana")
	base := w.sha("main")
	w.ok(w.g.Queue(numbers, "olga", "squash"))
	first := w.sha("main~2")
	w.git(dir, "fetch", "-q", "origin", first)
	want(t, w.seekIn(dir, at(first)).judge(versionRef, production), evidence.Granted, "", "#1 by bob")
	for status, standing := range map[int]evidence.State{
		http.StatusNotFound:            evidence.NeedsProof, // as of a commit that was never pushed
		http.StatusInternalServerError: evidence.Unknown,
	} {
		w.g.Fault(where(&fake.Fault{Status: status}, "/compare/"+first))
		if v := w.seekIn(dir, at(first)).judge(versionRef, production); v.State != standing {
			t.Errorf("between head and tip, %d: %s: %s", status, v.State, v.Reason)
		}
		w.g.Fault(where(&fake.Fault{Status: status}, "/compare/"+base))
		want(t, w.seekIn(dir, at(first)).judge(versionRef, production), evidence.Unknown, "pull-request", "could not find out which commits came in")
	}
}

// TestRequests holds how much is asked: nothing where nothing is to be proven,
// and for several versions in one pull request little more than for one.
func TestRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t, files{version(2): pending, version(3): pending, version(4): pending})
	w.grant("approve", files{version(1): approved, version(2): approved, version(3): approved})
	w.grant("approve-4", files{version(4): approved})

	s := w.seekClone()
	before := len(w.g.Requests())
	asked := func() int { n := len(w.g.Requests()) - before; before += n; return n }

	stands(t, s, "at the tip")
	watch := give(s.Watch(t.Context(), s.c.Registry, s.c.Registry.Targets[0], w.g.Now)).to(w)
	if watch.Superseded(t.Context(), "house-price", "1") {
		t.Error("superseded at the tip")
	}
	if n := asked(); n != 1 {
		t.Errorf("%d requests where nothing is to be proven, want 1", n)
	}
	for _, step := range []struct {
		label string
		want  int
	}{
		// The repository, the log, pull requests with the commit, the pull
		// request, its head's tree, commits, reviews, events and pushes, the
		// approver's permission, two about who registered, and four about what
		// moved the branch by hand.
		{"1", 16},
		{"2", 0},
		{"3", 0},
		{"4", 8}, // another pull request
	} {
		if v := s.judge("house-price/"+step.label, production); v.State != evidence.Granted {
			t.Errorf("%s is %s: %s", step.label, v.State, v.Reason)
		}
		if n := asked(); n != step.want {
			t.Errorf("%d requests for version %s, want %d: %q", n, step.label, step.want, w.g.Requests()[before-n:])
		}
	}
}
