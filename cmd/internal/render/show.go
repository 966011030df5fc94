package render

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"modelreg/catalog"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/query"
)

// A Show is everything that a catalog says of a group or a version in one
// target.
type Show struct {
	Format  int           `json:"formatVersion"`
	Catalog string        `json:"catalog"`
	Commit  string        `json:"commit,omitempty"` // empty for a working folder
	Target  string        `json:"target"`
	Group   ShownGroup    `json:"group"`
	Version *ShownVersion `json:"version,omitempty"` // absent where a group was asked for
}

// A ShownGroup is a group as it is in a target.
type ShownGroup struct {
	Path       string                       `json:"path"`
	Name       string                       `json:"name"` // as SageMaker knows it
	File       string                       `json:"file"`
	Document   map[string]any               `json:"document"` // group.yaml
	Thresholds map[string]catalog.Threshold `json:"thresholds"`
	Owners     []string                     `json:"owners"` // of group.yaml, by CODEOWNERS
	Rule       *ShownRule                   `json:"approval,omitempty"`
	Approved   string                       `json:"approved,omitempty"` // highest label that the catalog asks approval for
	Versions   []query.Version              `json:"versions"`           // in label order
	Problem    string                       `json:"problem,omitempty"`
}

// A ShownRule says who may approve, by registry.yaml.
type ShownRule struct {
	Proof                string   `json:"proof"` // github, or none: the target asks for none
	Approvals            int      `json:"approvals"`
	Anyone               bool     `json:"anyone"` // who can write to the repository
	Users                []string `json:"users"`
	Teams                []string `json:"teams"`
	RegistrantMayApprove bool     `json:"registrantMayApprove"`
	SeparatePullRequest  bool     `json:"separatePullRequest"`
}

// A ShownVersion is a version as it is in a target.
type ShownVersion struct {
	query.Version
	Document    map[string]any `json:"document,omitempty"` // overrides merged and variables substituted, images as written
	Override    map[string]any `json:"override,omitempty"` // the target's own
	Asks        []string       `json:"asks"`               // the gated values that it asks for
	ComparedTo  string         `json:"comparedTo,omitempty"`
	Comparison  []EditMetric   `json:"comparison"` // beside the version that the catalog asks approval for
	Reports     []ShownReport  `json:"reports"`
	S           string         `json:"digest,omitempty"`        // that an approval is bound to
	ContentHash string         `json:"contentDigest,omitempty"` // of what SageMaker takes only at creation
}

// A ShownReport is a document on a version that is kept elsewhere.
type ShownReport struct {
	Member string `json:"member"`
	URI    string `json:"uri"`
}

// worded says what a person sees first, and in which order; everything else of a
// document follows as it is.
var worded = map[string]string{
	"modelPackageDescription": "", "modelApprovalStatus": "", "modelLifeCycle": "", "metrics": "", "inferenceSpecification": "",
	"customerMetadataProperties": "", "waivers": "", "modelMetrics": "", "driftCheckBaselines": "",
	"modelPackageGroupDescription": "", "tags": "", "modelPackageGroupName": "",
}

// nameWidth is the width of names on the left.
const nameWidth = 14

// A shower writes names with what there is to say of each.
type shower struct {
	Look
	out io.Writer
}

// say writes a name and lines of text; empty texts are left out.
func (s shower) say(name string, texts ...string) {
	for _, text := range texts {
		if text == "" {
			continue
		}
		for _, line := range s.wrap(text, nameWidth+2) {
			fmt.Fprintf(s.out, "%s  %s\n", s.paint(dim, pad(name, nameWidth)), line)
			name = ""
		}
	}
}

// ShowText writes it for people.
func ShowText(w io.Writer, show *Show, l Look) error {
	out := bufio.NewWriter(w)
	digests := l.Verbose
	l.Verbose = l.Verbose || l.Width == 0 // whole values, where there is no screen
	s := shower{l, out}
	if show.Version != nil {
		s.version(show, digests)
	} else {
		s.group(show)
	}
	return out.Flush()
}

func (s shower) group(show *Show) {
	g := show.Group
	fmt.Fprintln(s.out, s.paint(bold, cli.Safe(g.Path)+" in "+cli.Safe(show.Target)))
	s.say("description", safeText(g.Document["modelPackageGroupDescription"]))
	s.say("in SageMaker", cli.Safe(g.Name))
	s.say("file", cli.Safe(g.File))
	s.say("owners", cli.Safe(strings.Join(g.Owners, ", ")))
	s.say("tags", s.members(g.Document["tags"])...)
	s.say("metrics", thresholds(g.Thresholds)...)
	s.say("approvers", ruleWords(g.Rule))
	s.say("approved", orNone(g.Approved))
	s.rest(g.Document)
	s.say("problem", cli.Safe(g.Problem))
	if len(g.Versions) == 0 {
		s.say("versions", "none")
		return
	}
	for i := len(g.Versions) - 1; i >= 0; i-- {
		v := g.Versions[i]
		name := ""
		if i == len(g.Versions)-1 {
			name = "versions"
		}
		text := cli.Safe(v.Label) + ", " + v.Status
		if v.Problem != "" {
			text = cli.Safe(v.Label) + ", " + v.Problem
		}
		if v.Stage != "" {
			text += ", " + cli.Safe(v.Stage)
		}
		if metrics := metricsOf(v); metrics != "" {
			text += ", " + metrics
		}
		if v.Description != "" {
			text += ": " + cli.Safe(v.Description)
		}
		fmt.Fprintf(s.out, "%s  %s\n", s.paint(dim, pad(name, nameWidth)), strings.Join(s.wrap(text, nameWidth+2), "\n"+strings.Repeat(" ", nameWidth+2)))
	}
}

func (s shower) version(show *Show, digests bool) {
	v := show.Version
	fmt.Fprintln(s.out, s.paint(bold, cli.Safe(v.Ref)+" in "+cli.Safe(show.Target)))
	s.say("description", cli.Safe(v.Description))
	s.say("problem", cli.Safe(v.Problem))
	status := v.Status
	if other := elsewhere(v.Version, show.Target); other != "" {
		status += " (elsewhere: " + strings.ReplaceAll(other, ",", ", ") + ")"
	}
	s.say("status", status)
	if r := show.Group.Rule; r == nil || r.Proof != "none" {
		s.say("asks for proof", cli.Safe(strings.Join(v.Asks, ", ")))
	}
	s.say("life cycle", s.members(v.Document["modelLifeCycle"])...)
	s.say("file", cli.Safe(v.File))
	s.say("owners", cli.Safe(strings.Join(v.Owners, ", ")))
	s.say("approvers", ruleWords(show.Group.Rule))
	s.comparison(v)
	s.say("waivers", s.waivers(v.Document["waivers"])...)
	s.containers(v.Document)
	for i, r := range v.Reports {
		name := ""
		if i == 0 {
			name = "reports"
		}
		s.say(name, cli.Safe(r.Member)+" "+cli.Safe(r.URI))
	}
	s.say("metadata", s.members(v.Document["customerMetadataProperties"])...)
	s.rest(v.Document)
	s.say("override", s.leaves(v.Override)...)
	if digests {
		s.say("digest", v.S)
		s.say("content", v.ContentHash)
	}
}

// comparison writes the metrics beside those of the approved version.
func (s shower) comparison(v *ShownVersion) {
	colours := map[catalog.Trend]string{catalog.Better: green, catalog.Worse: red}
	name := "metrics"
	for _, m := range v.Comparison {
		text := cli.Safe(m.Name) + " "
		switch {
		case m.Value == nil:
			text += "is not there"
		default:
			text += query.Number(*m.Value)
		}
		if m.Approved != nil {
			text += fmt.Sprintf(", and %s in %s", query.Number(*m.Approved), cli.Safe(v.ComparedTo))
		}
		if m.Trend != "" {
			text += ": " + s.paint(colours[m.Trend], string(m.Trend))
		}
		if m.Missed {
			text += ", " + s.paint(red, "misses the threshold")
		}
		fmt.Fprintf(s.out, "%s  %s\n", s.paint(dim, pad(name, nameWidth)), text)
		name = ""
	}
}

// containers writes where the models are.
func (s shower) containers(doc map[string]any) {
	spec, _ := doc["inferenceSpecification"].(map[string]any)
	list, _ := spec["containers"].([]any)
	for i, c := range list {
		container, _ := c.(map[string]any)
		name := "container"
		if len(list) > 1 {
			name = fmt.Sprintf("container %d", i+1)
		}
		s.say(name, s.leaves(container)...)
	}
	if rest := maps.Clone(spec); len(rest) > 0 {
		delete(rest, "containers")
		s.say("inference", s.leaves(rest)...)
	}
}

// rest writes what has no words of its own.
func (s shower) rest(doc map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(doc)) {
		if _, said := worded[name]; said {
			continue
		}
		if below, ok := doc[name].(map[string]any); ok {
			s.say(cli.Safe(name), s.leaves(below)...)
		} else {
			s.say(cli.Safe(name), s.value(doc[name], s.room()))
		}
	}
}

func (s shower) waivers(v any) []string {
	list, _ := v.([]any)
	var out []string
	for _, w := range list {
		out = append(out, strings.Join(s.members(w), ", "))
	}
	return out
}

// members are the members of a mapping, each in a text.
func (s shower) members(v any) []string {
	m, _ := v.(map[string]any)
	var out []string
	for _, name := range slices.Sorted(maps.Keys(m)) {
		text, ok := m[name].(string)
		if !ok {
			text = s.value(m[name], s.room())
		}
		out = append(out, cli.Safe(name)+": "+cli.Safe(text))
	}
	return out
}

// room is what a value has on a line of its own.
func (s shower) room() int { return s.Width - nameWidth - 2 }

// leaves are the values of a document with their paths, each in a text.
func (s shower) leaves(m map[string]any) []string {
	var out []string
	var walk func(path string, v any)
	walk = func(path string, v any) {
		if below, ok := v.(map[string]any); ok && len(below) > 0 {
			for _, name := range slices.Sorted(maps.Keys(below)) {
				walk(strings.TrimPrefix(path+"."+name, "."), below[name])
			}
			return
		}
		out = append(out, cli.Safe(path)+": "+s.value(v, s.room()))
	}
	walk("", m)
	if len(m) == 0 {
		return nil
	}
	return out
}

func safeText(v any) string {
	text, _ := v.(string)
	return cli.Safe(text)
}

// thresholds are what better means for each metric, and what has to be reached.
func thresholds(all map[string]catalog.Threshold) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t := all[name]
		text := cli.Safe(name)
		if t.Goal != "" {
			text += ", " + t.Goal
		}
		if t.Min != nil {
			text += ", at least " + query.Number(*t.Min)
		}
		if t.Max != nil {
			text += ", at most " + query.Number(*t.Max)
		}
		out = append(out, text)
	}
	return out
}

// ruleWords says who may approve, in a sentence.
func ruleWords(r *ShownRule) string {
	switch {
	case r == nil:
		return "nobody: no rule of registry.yaml matches"
	case r.Proof == "none":
		return "the target asks for no proof"
	}
	who := "anyone who can write to the repository"
	if !r.Anyone {
		who = cli.Safe(strings.Join(append(slices.Clone(r.Users), r.Teams...), ", "))
	}
	text := count(r.Approvals, "approval") + " by " + who
	if r.SeparatePullRequest {
		text += ", in a pull request of its own"
	}
	if r.RegistrantMayApprove {
		text += "; who registered it may approve"
	}
	return text
}
