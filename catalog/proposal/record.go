package proposal

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"modelreg/catalog"
)

// A Recorded is what somebody changed of a version, or of a group, in the
// registry of a target.
type Recorded struct {
	Version *catalog.Version // nil: the group itself
	Moves   []RecordedMove
	By      string   // who changed it last and when, in a phrase; empty where the registry does not tell
	Left    []string // what is not recorded, each in a sentence
}

// A RecordedMove is one member that a file is to say otherwise.
type RecordedMove struct {
	Path     []string // in the version or group as it is in the target
	Old, New any      // nil: nothing
}

// Changes are those of a version's file, or a group's, that record what was
// changed in target t: where the catalog has no other target, in the version
// itself, else in its override for the target. A group has none: what its file
// says holds for all targets.
func (r Recorded) Changes(targets int, t *catalog.Target) []Change {
	var changes []Change
	for _, m := range r.Moves {
		c := Change{Path: m.Path, Value: m.New, Remove: m.New == nil}
		if r.Version != nil && (targets > 1 || r.Version.Override(t.Name)[m.Path[0]] != nil) {
			// null takes away what the version says for all targets.
			c = Change{Path: append([]string{"overrides", t.Name}, m.Path...), Value: m.New}
		}
		changes = append(changes, c)
	}
	return changes
}

// Record offers the files of a group that say what was changed in the registry
// of a target.
func Record(g *catalog.Group, target string, records []Recorded, files []File) *Proposal {
	var b strings.Builder
	fmt.Fprintf(&b, "Somebody changed %s in the registry of target %s, and the catalog says otherwise. Merging this records it; where it is not what you want, close this pull request and put the registry right.\n", codeSpan(g.Path), codeSpan(target))
	for _, r := range records {
		about := "group " + codeSpan(g.Path)
		if r.Version != nil {
			about = codeSpan(r.Version.Ref())
		}
		fmt.Fprintf(&b, "\n### %s\n\n", about)
		if r.By != "" {
			fmt.Fprintf(&b, "Last changed by %s.\n\n", codeSpan(printable(r.By)))
		}
		for _, m := range r.Moves {
			fmt.Fprintf(&b, "- %s: %s, and the catalog says %s\n", codeSpan(printable(strings.Join(m.Path, "."))), said(m.New), said(m.Old))
		}
		for _, left := range r.Left {
			fmt.Fprintf(&b, "- not recorded: %s\n", codeSpan(printable(left)))
		}
	}
	if slices.ContainsFunc(records, Recorded.approves) {
		b.WriteString("\nAn approval by hand becomes a request for approval: who merges this with the reviews that the policy asks for approves it, and without them it is taken back.\n")
	}
	return &Proposal{
		Branch: Branch("drift", g.Path, target),
		Title:  fmt.Sprintf("Record what was changed of %s in %s", g.Path, target),
		Body:   b.String(),
		Files:  files,
	}
}

func (r Recorded) approves() bool {
	return slices.ContainsFunc(r.Moves, func(m RecordedMove) bool {
		return m.New == "Approved"
	})
}

// said writes a value for people.
func said(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case string:
		return codeSpan(printable(v))
	}
	text, err := json.Marshal(v)
	if err != nil {
		return "something else"
	}
	return codeSpan(string(text))
}
