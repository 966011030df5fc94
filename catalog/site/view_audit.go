package site

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// auditView is the page of every approval and rejection ever.
type auditView struct {
	Events  []eventView // the newest
	Older   int         // events that a script adds once somebody looks for them
	People  []string
	Targets []string
	Kinds   []EventKind
}

// audited are the events that an auditor asks about.
var audited = []EventKind{Approved, Rejected, Withdrawn, Asked}

func (w *writer) audit() error {
	v := auditView{Kinds: audited, Events: w.events(w.found.audited, "")}
	for _, e := range v.Events {
		v.People, v.Targets = append(v.People, e.By...), append(v.Targets, e.Target)
	}
	v.People, v.Targets = unique(v.People), unique(v.Targets)
	all := v.Events
	v.Events = all[:min(len(all), mostAudited)]
	if v.Older = len(all) - len(v.Events); v.Older > 0 {
		if err := w.olderAudited(all[mostAudited:]); err != nil {
			return err
		}
	}
	if err := w.page("audit.html", "audit", frame{Title: "Audit", Here: "audit", Page: v}); err != nil {
		return err
	}
	table, err := auditCSV(all, w.Unread)
	if err != nil {
		return err
	}
	if err := w.put("audit.csv", table); err != nil {
		return err
	}
	text, err := w.auditJSON(all)
	if err != nil {
		return err
	}
	return w.put("audit.json", text)
}

// mostAudited is how many events the page has without a script. The files to
// download have them all.
const mostAudited = 500

// olderAudited writes the events that the page has no room for, as rows of its
// table, which its script adds when somebody looks for something.
func (w *writer) olderAudited(events []eventView) error {
	rows := make([][]any, len(events))
	for i, e := range events {
		why := e.Why
		if why == "" {
			why = e.Subject
		}
		rows[i] = []any{e.When.UTC().Format(time.RFC3339), e.Group, e.Label, e.URL != "", e.Target, e.Kind, e.By, e.Pull, e.Commit, why, roleOf(e)}
	}
	text, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	commits, pulls := "", "" // what addresses on GitHub begin with
	if w.Source.Repository != "" {
		commits, pulls = w.Source.Server+"/"+w.Source.Repository+"/commit/", w.Source.Server+"/"+w.Source.Repository+"/pull/"
	}
	on, err := json.Marshal([]string{w.link(commits), w.link(pulls)})
	if err != nil {
		return err
	}
	return w.put("assets/audit.js", fmt.Appendf(nil, "modelreg.audited(...%s,%s)\n", on, text))
}

// auditCSV is a table for spreadsheets (RFC 4180). Its last row says why the
// table is not whole, where it is not.
func auditCSV(events []eventView, unread string) ([]byte, error) {
	var out bytes.Buffer
	table := csv.NewWriter(&out)
	table.UseCRLF = true
	rows := [][]string{{"when", "version", "target", "what", "by", "role", "pull request", "commit", "verdict", "reason", "subject"}}
	for _, e := range events {
		pull := ""
		if e.Pull > 0 {
			pull = strconv.Itoa(e.Pull)
		}
		rows = append(rows, []string{e.When.UTC().Format(time.RFC3339), e.Ref, e.Target, string(e.Kind), strings.Join(e.By, "; "), string(roleOf(e)), pull, e.Commit, string(e.State), e.Why, e.Subject})
	}
	if unread != "" {
		last := make([]string, len(rows[0]))
		last[0] = "incomplete: " + unread
		rows = append(rows, last)
	}
	for _, row := range rows {
		for i, cell := range row {
			row[i] = noFormula(cell)
		}
		if err := table.Write(row); err != nil {
			return nil, err
		}
	}
	table.Flush()
	return out.Bytes(), table.Error()
}

// noFormula keeps spreadsheets from taking text for a formula.
// https://owasp.org/www-community/attacks/CSV_Injection
func noFormula(cell string) string {
	if first, _ := utf8.DecodeRuneInString(cell); cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return "'" + cell
	}
	return cell
}

// An auditEvent is one event in audit.json.
type auditEvent struct {
	When    time.Time `json:"when"`
	Group   string    `json:"group"`
	Label   string    `json:"label"`
	Target  string    `json:"target"`
	Kind    EventKind `json:"what"`
	By      []string  `json:"by,omitempty"`
	Role    Role      `json:"role,omitempty"` // what those did: committer, opener, approver
	Pull    int       `json:"pullRequest,omitempty"`
	URL     string    `json:"url,omitempty"`
	Commit  string    `json:"commit,omitempty"`
	Subject string    `json:"subject,omitempty"`
	Verdict string    `json:"verdict,omitempty"`
	Reason  string    `json:"reason,omitempty"`
}

// roleOf is what those did who are named; empty: nobody is.
func roleOf(e eventView) Role {
	if len(e.By) == 0 {
		return ""
	}
	return e.Role
}

func (w *writer) auditJSON(events []eventView) ([]byte, error) {
	doc := struct {
		Format  int          `json:"formatVersion"`
		Catalog string       `json:"catalog"`
		Commit  string       `json:"commit,omitempty"`
		Made    time.Time    `json:"made"`
		Unread  string       `json:"incomplete,omitempty"` // why it is not whole
		Events  []auditEvent `json:"events"`
	}{1, w.Catalog.Registry.Name, w.Source.Commit, w.Source.Made.UTC(), w.Unread, []auditEvent{}}
	for _, e := range events {
		doc.Events = append(doc.Events, auditEvent{e.When.UTC(), e.Group, e.Label, e.Target, e.Kind, e.By, roleOf(e), e.Pull, e.Event.URL, e.Commit, e.Subject, string(e.State), e.Why})
	}
	text, err := json.MarshalIndent(doc, "", "  ")
	return append(text, '\n'), err
}
