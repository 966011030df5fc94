package site_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"modelreg/catalog/evidence"
	"modelreg/catalog/site"
	"modelreg/catalog/site/sitetest"
)

// doubtfulKey is a version that is approved, and higher than the one that is
// proven.
var doubtfulKey = site.Key{Group: "house-price", Label: "3", Target: "staging"}

// TestApprovalRestsOnProof holds that what a registry calls approved counts as
// that on no page unless it is proven, or no proof is asked for.
func TestApprovalRestsOnProof(t *testing.T) {
	for _, c := range []struct {
		name    string
		outcome evidence.Outcome // empty: nothing is told
		alarm   bool
		asks    bool
		says    string
	}{
		{"found again", evidence.Rederived, false, true, "Approved"},
		{"kept", evidence.BundleOnly, false, true, "Approved"},
		{"by content", evidence.ByContent, false, true, "Approved"},
		{"found again, and something is wrong", evidence.Rederived, true, true, "Approved without proof"},
		{"nothing recorded", evidence.NoProof, false, true, "Approved without proof"},
		{"contradicted", evidence.Contradicted, false, true, "Approved without proof"},
		{"an alarm, and no proof is told", "", true, true, "Approved without proof"},
		{"not found out", evidence.NotFound, false, true, "Approved, proof not known"},
		{"none is told", "", false, true, "Approved, proof not known"},
		{"an outcome of tomorrow", "surprising", false, true, "Approved, proof not known"},
		{"not asked", evidence.NotAsked, false, false, "Approved" + "no proof is asked for"},
		{"not asked, and none is told", "", false, false, "Approved" + "no proof is asked for"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := sitetest.Example()
			live := d.Live[doubtfulKey]
			live.Alarm, live.Drift, live.Stage = c.alarm, nil, ""
			d.Live[doubtfulKey] = live
			if d.Proofs[doubtfulKey] = (site.Proof{Outcome: c.outcome}); c.outcome == "" {
				delete(d.Proofs, doubtfulKey)
			}
			d.Targets[2].Asks = c.asks
			files := sitetest.Pages(t, d)
			if got := cellOf(t, files, "groups/house-price/index.html", "3", "staging"); got != c.says {
				t.Errorf("the group says %q of the version, and %q is right", got, c.says)
			}
			stands := !strings.Contains(c.says, "proof not known") && !strings.Contains(c.says, "without proof")
			start := cellOf(t, files, "index.html", "house-price", "staging")
			if got := strings.HasPrefix(start, "3"); got != stands {
				t.Errorf("the start page says %q", start)
			}
			if !stands && !strings.HasPrefix(start, "2") {
				t.Errorf("the start page says %q, and not that 2 is approved", start)
			}
			want := "Approved"
			switch {
			case strings.HasSuffix(c.says, "without proof"):
				want = "unproven"
			case strings.HasSuffix(c.says, "proof not known"):
				want = "unknown"
			}
			if got := indexed(files, "house-price", "3"); got != want {
				t.Errorf("the index says %q, want %q", got, want)
			}
		})
	}
}

// TestIndexHasAllStandings holds that an approval which one registry can prove
// hides none that another one can't.
func TestIndexHasAllStandings(t *testing.T) {
	d := sitetest.Example()
	for _, target := range d.Targets {
		key := site.Key{Group: "house-price", Label: "3", Target: target.Name}
		d.Live[key] = site.Live{ARN: "arn", Status: "Approved"}
		d.Proofs[key] = site.Proof{Outcome: evidence.Rederived}
	}
	d.Proofs[doubtfulKey] = site.Proof{Outcome: evidence.NoProof}
	if got := indexed(sitetest.Pages(t, d), "house-price", "3"); got != "Approved unproven" {
		t.Errorf("the index says %q", got)
	}
}

// TestTallyCountsWhatStands holds that the start page counts no approval that
// nothing proves.
func TestTallyCountsWhatStands(t *testing.T) {
	d := sitetest.Example()
	for key := range d.Live {
		d.Proofs[key] = site.Proof{Outcome: evidence.NotFound}
	}
	for _, target := range d.Targets {
		if key := (site.Key{Group: "house-price", Label: "2", Target: target.Name}); d.Live[key].ARN != "" {
			d.Proofs[key] = site.Proof{Outcome: evidence.NoProof}
		}
	}
	says := []string{"0 with an approved version", "1 with an approval whose proof is not known", "2 without proof", "1.0.0, proof not known"}
	checkMain(t, sitetest.Pages(t, d), "index.html", says, nil)
}

// TestWishIsNoState holds that what the catalog asks for is shown as no more
// than that where the registry was not read, or has no such version.
func TestWishIsNoState(t *testing.T) {
	for _, problem := range []string{"", "the security token has expired"} {
		d := sitetest.Example()
		d.Live, d.Proofs, d.Events = nil, nil, nil
		for i := range d.Targets {
			d.Targets[i].Problem = problem
		}
		files := sitetest.Pages(t, d)
		if got := indexed(files, "house-price", "2"); got != "" {
			t.Errorf("the index says %q of a version that was not seen", got)
		}
		want := "not registered; the catalog asks for approval"
		if problem != "" {
			want = "not read; the catalog asks for approval"
		}
		if got := cellOf(t, files, "groups/house-price/index.html", "2", "staging"); got != want {
			t.Errorf("the group says %q, and %q is right", got, want)
		}
	}
}

// indexed is the status of a version in the index that is searched.
func indexed(files map[string][]byte, group, label string) string {
	_, row, _ := strings.Cut(string(files["assets/versions.js"]), `["`+group+`","`+label+`",`)
	row, _, _ = strings.Cut(row, "]")
	return strings.Trim(row[strings.LastIndex(row, ",")+1:], `"`)
}

// onePage is one of the pages.
func onePage(t *testing.T, files map[string][]byte, at string) page {
	t.Helper()
	for _, p := range htmlPages(t, files) {
		if p.path == at {
			return p
		}
	}
	t.Fatalf("there is no %s", at)
	return page{}
}

// mainText is what a page says between its header and its footer, in one line.
func mainText(t *testing.T, files map[string][]byte, at string) string {
	t.Helper()
	return oneLine(onePage(t, files, at).all("main")[0])
}

// checkMain holds what a page says there, and what it does not.
func checkMain(t *testing.T, files map[string][]byte, at string, says, not []string) {
	t.Helper()
	text := mainText(t, files, at)
	for _, want := range says {
		if !strings.Contains(text, want) {
			t.Errorf("%s does not say %q:\n%.3000s", at, want, text)
		}
	}
	for _, wrong := range not {
		if strings.Contains(text, wrong) {
			t.Errorf("%s says %q:\n%.3000s", at, wrong, text)
		}
	}
}

func oneLine(n *html.Node) string { return strings.Join(strings.Fields(text(n)), " ") }

// cellOf is what the first table of a page says of what a row is about.
func cellOf(t *testing.T, files map[string][]byte, at, about, column string) string {
	t.Helper()
	p := onePage(t, files, at)
	table := p.all("table")[0]
	var heads []string
	for n := range below(table, "thead") {
		for th := range below(n, "th") {
			heads = append(heads, oneLine(th))
		}
	}
	for n := range below(table, "tbody") {
		for row := range below(n, "tr") {
			var cells []*html.Node
			for c := range below(row, "th", "td") {
				cells = append(cells, c)
			}
			for a := range below(cells[0], "a") {
				if text(a) == about {
					return oneLine(cells[slices.Index(heads, column)])
				}
			}
		}
	}
	t.Fatalf("%s has no row of %s", at, about)
	return ""
}
