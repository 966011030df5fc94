package site_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"modelreg/catalog/site"
	"modelreg/catalog/site/sitetest"
)

// TestAuditDownloadsAll: what is downloaded has all events, also those that the
// page has no room for, and says what those did who are named.
func TestAuditDownloadsAll(t *testing.T) {
	const events = 501
	d := sitetest.Example()
	d.Events = nil
	roles := []site.Role{site.Committer, site.Opener, site.Approver}
	for i := range events {
		d.Events = append(d.Events, site.Event{
			Key: site.Key{Group: "house-price", Label: "2", Target: "local"}, Kind: site.Approved, When: d.Source.Made.Add(-time.Duration(i) * time.Hour),
			By: []string{fmt.Sprintf("person-%d", i)}, Role: roles[i%len(roles)],
		})
	}
	files := sitetest.Pages(t, d)
	if n := strings.Count(string(files["audit.html"]), `<tr data-status="approved"`); n >= events {
		t.Fatalf("the page has all %d events, so this tests nothing", n)
	}
	var doc struct {
		Events []struct {
			By   []string
			Role site.Role
		}
	}
	if err := json.Unmarshal(files["audit.json"], &doc); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(files["audit.csv"])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Events) != events || len(rows) != 1+events {
		t.Fatalf("of %d events, the JSON has %d, and the CSV %d", events, len(doc.Events), len(rows)-1)
	}
	for i, e := range doc.Events {
		if who := fmt.Sprintf("person-%d", i); strings.Join(e.By, "") != who || e.Role != roles[i%len(roles)] || rows[i+1][4] != who || rows[i+1][5] != string(e.Role) {
			t.Fatalf("event %d is %v in the JSON, and %q in the CSV", i, e, rows[i+1])
		}
	}
}
