package proposal

import (
	"context"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var testContext = context.Background()

// someVersion writes a valid version file in one of the ways in which people
// write them, without apiVersion and kind.
func someVersion(t *rapid.T) string {
	pick := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(t, name) }
	comment := func() string { return pick("comment", "", "", " # why", "  #  two: {") }
	quoted := func(s string) string {
		q := pick("quotes", "", "", "'", `"`)
		return q + s + q
	}
	states := []string{Approved, Rejected, "PendingManualApproval"}
	var members []string
	member := func(indent, name, value string) string {
		return indent + name + ":" + pick("space", " ", "  ") + value + comment() + "\n"
	}
	approval := func(indent string, null bool) (all []string) {
		if rapid.Bool().Draw(t, "status") {
			value := quoted(rapid.SampledFrom(states).Draw(t, "state"))
			if null && rapid.Bool().Draw(t, "null") {
				value = "null"
			}
			all = append(all, member(indent, statusMember, value))
		}
		if rapid.Bool().Draw(t, "text") {
			all = append(all, member(indent, textMember, quoted(pick("words", "fine", "it is so", "ünïcode words"))))
		}
		if rapid.Bool().Draw(t, "request") {
			all = append(all, member(indent, requestMember, pick("number", "1", "7")))
		}
		return all
	}
	members = append(members, approval("", false)...)
	members = append(members, member("", "metrics", "{auc: 0.90, rmse: 3}"))
	if rapid.Bool().Draw(t, "metadata") {
		members = append(members, "\n# owners\ncustomerMetadataProperties:\n  owner: ana"+comment()+"\n\n  team: 'x'\n")
	}
	if rapid.Bool().Draw(t, "overrides") {
		var b strings.Builder
		for _, target := range []string{"staging", "local", "production"} {
			if !rapid.Bool().Draw(t, target) {
				continue
			}
			own := approval("    ", true)
			if len(own) == 0 || rapid.Bool().Draw(t, "more") {
				own = append(own, "    # here only\n    domain: VISION\n")
			}
			b.WriteString("  " + target + ":" + comment() + "\n" + strings.Join(rapid.Permutation(own).Draw(t, "own"), ""))
		}
		if b.Len() > 0 {
			members = append(members, "overrides:"+comment()+"\n"+b.String())
		}
	}
	text := strings.Join(rapid.Permutation(members).Draw(t, "members"), pick("between", "", "\n", "\n# note\n"))
	if rapid.Bool().Draw(t, "no end") {
		text = strings.TrimSuffix(text, "\n")
	}
	if rapid.Bool().Draw(t, "windows") {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text
}

// TestDecideOverAndOver: approve, reject, approve, and once more. Each changes
// only lines of the three members, and of overrides that are made for them. The
// third text is the first one where that was the first decision in every target
// that it is for, and from then on the texts take turns.
func TestDecideOverAndOver(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		targets := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"local", "production", "staging"}), 0, 3, rapid.ID[string]).Draw(t, "targets")
		text := someVersion(t)
		var texts []string
		all := false // targets moved at first
		for i, status := range []string{Approved, Rejected, Approved, Rejected, Approved} {
			reg, v, whole := decidable(t, "1", text)
			r, err := Decision{Status: status, Targets: targets}.Decide(reg, v, whole)
			if err != nil {
				t.Fatal(err)
			}
			edited, err := Edit(whole, r.Changes...)
			if err != nil {
				t.Fatalf("%v\n%s", err, whole)
			}
			if i == 0 {
				all = len(r.Moves) == len(reg.Targets) || len(targets) > 0 && len(r.Moves) == len(targets)
			}
			before := text
			_, text, _ = strings.Cut(string(edited), "kind: ModelVersion\n")
			if len(r.Changes) == 0 && text != before {
				t.Fatalf("nothing changes, and the text does\n%s\n%s", before, text)
			}
			if a, b := others(before), others(text); !slices.Equal(a, b) {
				t.Fatalf("%s changes other lines than it must\n%q\n%q", status, a, b)
			}
			reg, v, _ = decidable(t, "1", text)
			for _, target := range reg.Targets {
				is := State(reg, v, target)
				if len(targets) == 0 && status == Rejected && is != Rejected || slices.Contains(targets, target.Name) && is != status {
					t.Fatalf("it is %s in %s\n%s", is, target.Name, text)
				}
			}
			texts = append(texts, text)
		}
		if all && texts[0] != texts[2] || texts[1] != texts[3] || texts[2] != texts[4] {
			t.Fatalf("the texts do not take turns\n%s", strings.Join(texts, "\n---\n"))
		}
	})
}

// others are the lines of a file that no decision is written into.
func others(text string) (kept []string) {
	for _, line := range strings.Split(text, "\n") {
		name := strings.TrimSpace(strings.TrimSuffix(line, "\r"))
		ours := slices.ContainsFunc([]string{statusMember, textMember, requestMember, "overrides:", "staging:", "local:", "production:", "#"}, func(start string) bool {
			return strings.HasPrefix(name, start)
		})
		if !ours && name != "" {
			kept = append(kept, name)
		}
	}
	return kept
}
