package proof_test

import (
	"net/http"
	"testing"

	"modelreg/catalog/evidence"
	"modelreg/catalog/github/fake"
	"modelreg/catalog/proof"
)

// moving puts house-price/1 into the folder homes, in a SageMaker group.
func moving(name, version string) files {
	return files{
		groupFile: "", versionFile: "",
		"homes/group.yaml": groupYAML + "modelPackageGroupName: " + name + "\n", "homes/versions/1.yaml": version,
	}
}

// homes is what house-price/1 becomes by that.
var homes = proof.Version{Group: "homes", Label: "1", File: "homes/versions/1.yaml"}

// TestVerifyMoved holds that what was approved stays so when its folder is moved,
// and that nothing else counts for that.
func TestVerifyMoved(t *testing.T) {
	t.Parallel()
	k := keep(t)
	k.grant("move", moving("house-price", approved))
	verify := func(rec proof.Recorded, bundles string) evidence.Audit {
		return k.seek().Verify(t.Context(), homes.Group, homes.Label, homes.File, production, rec, bundles)
	}
	audited(t, verify(k.rec, ""), evidence.Rederived, "#1 by bob")
	forged := k.rec
	forged.Proof = swap(forged.Proof, "pr=1", "pr=2")
	audited(t, verify(forged, k.bundles), evidence.Contradicted, "what can be found is")
	forged = k.rec
	forged.S = forged.S[:len(forged.S)-8] + "00000000"
	audited(t, verify(forged, k.bundles), evidence.Contradicted, "no commit of main up to")
	k.g.Fault(where(&fake.Fault{Status: http.StatusInternalServerError}))
	audited(t, verify(k.rec, k.bundles), evidence.BundleOnly, "GitHub does not tell all of it any more")
}

// TestHadMoved holds which past a version has when it was moved.
func TestHadMoved(t *testing.T) {
	t.Parallel()
	s := keep(t).rec.S
	here := proof.Version{Group: "house-price", Label: "1", File: versionFile}
	for name, tt := range map[string]struct {
		story func(w *world)
		want  bool
	}{
		"moved": {func(w *world) { w.edit("olga", "main", moving("house-price", approved)) }, true},
		"moved twice, the name written out later": {func(w *world) {
			w.edit("olga", "main", moving("elsewhere", approved))
			w.edit("olga", "main", files{"homes/group.yaml": "", "homes/versions/1.yaml": "", "a/group.yaml": groupYAML, "a/versions/1.yaml": approved})
			w.edit("olga", "main", files{"a/group.yaml": "", "a/versions/1.yaml": "", "homes/group.yaml": groupYAML, "homes/versions/1.yaml": approved})
			w.edit("olga", "main", files{"homes/group.yaml": groupYAML + "modelPackageGroupName: house-price\n"})
		}, true},
		"into another group of SageMaker": {func(w *world) { w.edit("olga", "main", moving("homes", approved)) }, false},
		"copied": {func(w *world) {
			both := moving("house-price", approved)
			delete(both, groupFile)
			delete(both, versionFile)
			w.edit("olga", "main", both)
		}, false},
		"another version": {func(w *world) {
			w.edit("olga", "main", moving("house-price", swap(approved, "linear", "quadratic")))
		}, false},
	} {
		w := newWorld(t)
		w.edit("olga", "main", approval)
		tt.story(w)
		if got := give(w.seek().Had(t.Context(), homes, production, s)).to(w); got != tt.want {
			t.Errorf("%s: had is %v", name, got)
		}
	}

	// What comes to the old place after the move is another version.
	w := newWorld(t)
	w.edit("olga", "main", moving("house-price", pending))
	w.edit("olga", "main", files{groupFile: groupYAML, versionFile: approved})
	prover := w.seek()
	if give(prover.Had(t.Context(), homes, production, s)).to(w) || !give(prover.Had(t.Context(), here, production, s)).to(w) {
		t.Error("what came to the old place counts for what had left it")
	}
	w.edit("olga", "main", files{versionFile: ""})
	for v, want := range map[proof.Version][2]bool{
		here: {true, true}, homes: {true, false}, {Group: "homes", Label: "2", File: "homes/versions/2.yaml"}: {false, false},
	} {
		if had, left := w.seek().Ever(v); had != want[0] || left != want[1] {
			t.Errorf("%s: had is %v, left is %v", v.Ref(), had, left)
		}
	}
	if _, left := prover.Ever(here); left {
		t.Error("it left before it did")
	}
}

// TestFormerlyThereAndBack holds that the past of a version that was moved away
// and back is told once, and comes to an end.
func TestFormerlyThereAndBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.edit("olga", "main", approval)
	back := files{"homes/group.yaml": "", "homes/versions/1.yaml": "", groupFile: groupYAML, versionFile: approved}
	for range 2 {
		w.edit("olga", "main", moving("house-price", approved))
		w.edit("olga", "main", back)
	}
	p := w.seek()
	here := proof.Version{Group: "house-price", Label: "1", File: versionFile}
	all := func(string) bool { return true }
	own := give(p.Past(t.Context(), here, p.c.Registry.Targets[0])).to(w)
	former := give(p.Formerly(t.Context(), here, p.c.Registry.Targets[0], all)).to(w)
	told := map[string]bool{}
	for _, e := range append(own, former...) {
		if at := e.Ref + " " + e.Commit; told[at] {
			t.Errorf("%s is told twice", at)
		} else {
			told[at] = true
		}
	}
	moved := 0
	for _, e := range former {
		if e.Ref == homes.Ref() && e.Later == here.Ref() && (e.MovedFrom == here.Ref() || e.MovedTo == here.Ref()) {
			moved++
		}
	}
	if moved != 3 || len(former) != 3 { // that it went last is told of what it became
		t.Errorf("homes came, went and came, and %d of %d entries say so: %v", moved, len(former), former)
	}
}
