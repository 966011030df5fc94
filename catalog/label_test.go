package catalog_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"modelreg/catalog"
)

func TestParseLabel(t *testing.T) {
	for _, tt := range []struct {
		in      string
		scheme  catalog.Scheme
		problem string
	}{
		{in: "1", scheme: catalog.Integers},
		{in: "999999999", scheme: catalog.Integers},
		{in: "1.4.0", scheme: catalog.Semantic},
		{in: "2.0.0-rc.1", scheme: catalog.Semantic},
		{in: "", problem: `label "" is not a version; use a whole number such as "7" or a semantic version such as "1.4.0"`},
		{in: "0", problem: `label "0" is out of range; use a whole number from 1 to 999999999 without leading zeros`},
		{in: "07", problem: `label "07" is out of range; use a whole number from 1 to 999999999 without leading zeros`},
		{in: "1000000000", problem: `label "1000000000" is out of range; use a whole number from 1 to 999999999 without leading zeros`},
		{in: "-1", problem: `label "-1" is not a version; use a whole number such as "7" or a semantic version such as "1.4.0"`},
		{in: "v1.4.0", problem: `label "v1.4.0" is not a version; use a whole number such as "7" or a semantic version such as "1.4.0"`},
		{in: "1.4", problem: `label "1.4" is not a version; use a whole number such as "7" or a semantic version such as "1.4.0"`},
		{in: "1.04.0", problem: `label "1.04.0" is not a version; use a whole number such as "7" or a semantic version such as "1.4.0"`},
		{in: "1.4.0+7", problem: `label "1.4.0+7" has a build part; leave out "+7"`},
	} {
		t.Run(tt.in, func(t *testing.T) {
			got, err := catalog.ParseLabel(tt.in)
			if tt.problem != "" {
				if err == nil || err.Error() != tt.problem {
					t.Fatalf("got %v, want %s", err, tt.problem)
				}
				if !got.IsZero() {
					t.Errorf("got label %q beside the error", got)
				}
				return
			}
			if err != nil || got.String() != tt.in || got.Scheme() != tt.scheme {
				t.Errorf("got %q, %q, %v", got, got.Scheme(), err)
			}
		})
	}
}

func TestLabelOrder(t *testing.T) {
	want := []string{"2", "10", "1.0.0-alpha", "1.0.0-alpha.2", "1.0.0-alpha.10", "1.0.0", "1.2.0", "1.10.0"}
	labels := make([]catalog.Label, len(want))
	for i, s := range want {
		labels[len(want)-1-i], _ = catalog.ParseLabel(s)
	}
	slices.SortFunc(labels, catalog.Label.Compare)
	var got []string
	for _, l := range labels {
		got = append(got, l.String())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

// Labels are equal in order exactly when their texts are: two files never
// stand for one version.
func TestLabelsAreOneToOne(t *testing.T) {
	text := rapid.OneOf(
		rapid.StringMatching(`[1-9][0-9]{0,2}`),
		rapid.StringMatching(`(0|[1-9])\.(0|[1-9])\.(0|[1-9])(-(a|b|rc|[1-9])(\.(a|[1-9]))?)?`))
	rapid.Check(t, func(t *rapid.T) {
		a, errA := catalog.ParseLabel(text.Draw(t, "a"))
		b, errB := catalog.ParseLabel(text.Draw(t, "b"))
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		if (a.Compare(b) == 0) != (a == b) || a.Compare(b) != -b.Compare(a) {
			t.Fatalf("%s and %s compare as %d and %d", a, b, a.Compare(b), b.Compare(a))
		}
	})
}
