package sitetest

import "testing"

// TestMade holds that what is made is shown as it is meant: every word in a
// version that the catalog understands, and in one that it refuses.
func TestMade(t *testing.T) {
	d := Made(Hostile())
	for _, g := range d.Catalog.Groups {
		for _, v := range g.Versions {
			if v.Broken != (g.Path == "refused") {
				t.Errorf("%s: broken is %v", v.Ref(), v.Broken)
			}
		}
		if len(g.Versions) != len(Hostile()) && g.Path != Odd {
			t.Errorf("%s has %d versions", g.Path, len(g.Versions))
		}
	}
	if len(Hostile()) < 40 {
		t.Errorf("there are %d hostile texts", len(Hostile()))
	}
}
