package site

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"modelreg/catalog"
)

// describe puts a version's document into words.
func (v *versionView) describe(doc map[string]any) {
	v.Description, _ = doc["modelPackageDescription"].(string)
	spec, _ := doc["inferenceSpecification"].(map[string]any)
	containers, _ := spec["containers"].([]any)
	for _, c := range containers {
		if c, ok := c.(map[string]any); ok {
			v.Containers = append(v.Containers, containerOf(c))
		}
	}
	rest := maps.Clone(doc)
	for _, shown := range []string{"modelPackageDescription", "metrics", "modelCard", "modelApprovalStatus", "approvalRequest", "waivers"} {
		delete(rest, shown)
	}
	if spec != nil {
		spec = maps.Clone(spec)
		delete(spec, "containers")
		rest["inferenceSpecification"] = spec
	}
	for _, name := range slices.Sorted(maps.Keys(rest)) {
		v.Fields = append(v.Fields, flat(name, rest[name])...)
	}
	v.Card = cardOf(doc["modelCard"])
}

func containerOf(c map[string]any) container {
	text := func(member string) string { s, _ := c[member].(string); return s }
	out := container{Image: text("image"), Digest: text("imageDigest"), Model: text("modelDataUrl"), Framework: strings.TrimSpace(text("framework") + " " + text("frameworkVersion"))}
	if ref, ok := c["image"].(map[string]any); ok {
		out.Image = fmt.Sprintf("%v %v, as SageMaker has it in the region", ref["framework"], ref["version"])
	}
	for name, value := range c {
		switch name {
		case "image", "imageDigest", "modelDataUrl", "framework", "frameworkVersion":
		default:
			out.Environment = append(out.Environment, flat(name, value)...)
		}
	}
	slices.SortFunc(out.Environment, func(a, b field) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// flat names every value below a member: Life cycle, stage: Development.
func flat(name string, value any) []field {
	title := sentence(name)
	switch v := value.(type) {
	case map[string]any:
		var all []field
		for _, member := range slices.Sorted(maps.Keys(v)) {
			for _, f := range flat(member, v[member]) {
				all = append(all, field{title + " › " + f.Name, f.Value})
			}
		}
		return all
	case []any:
		var words []string
		for _, e := range v {
			switch e.(type) {
			case map[string]any, []any:
				var all []field
				for i, e := range v {
					for _, f := range flat(strconv.Itoa(i+1), e) {
						all = append(all, field{title + " › " + f.Name, f.Value})
					}
				}
				return all
			}
			words = append(words, fmt.Sprint(e))
		}
		return []field{{title, strings.Join(words, ", ")}}
	}
	return []field{{title, fmt.Sprint(value)}}
}

// sentence makes words of a member's name: modelLifeCycle is Model life cycle.
// What is no such name stays as it is.
func sentence(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) }) || name == "" {
		return name
	}
	var out strings.Builder
	letters := []rune(name)
	for i, r := range letters {
		switch {
		case i == 0:
			out.WriteRune(unicode.ToUpper(r))
		case unicode.IsUpper(r) && unicode.IsLower(letters[i-1]):
			out.WriteByte(' ')
			if i+1 < len(letters) && unicode.IsUpper(letters[i+1]) {
				out.WriteRune(r)
			} else {
				out.WriteRune(unicode.ToLower(r))
			}
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// cardOf reads a model card; nil where there is none.
func cardOf(v any) *card {
	m, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	c := &card{}
	c.Status, _ = m["modelCardStatus"].(string)
	content, _ := m["modelCardContent"].(map[string]any)
	for _, section := range slices.Sorted(maps.Keys(content)) {
		s := cardSection{Title: heading(section)}
		switch v := content[section].(type) {
		case map[string]any:
			for _, member := range slices.Sorted(maps.Keys(v)) {
				for _, f := range flat(heading(member), v[member]) {
					s.Fields = append(s.Fields, field{heading(f.Name), f.Value})
				}
			}
		default:
			s.Fields = flat("", v)
		}
		c.Sections = append(c.Sections, s)
	}
	return c
}

// heading makes words of a model card's names: model_overview is Model overview.
func heading(name string) string {
	words := strings.ReplaceAll(name, "_", " ")
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

// metricTables put a version's metrics beside those of the approved one, a table
// for targets in which the same holds.
func (w *writer) metricTables(v *catalog.Version) []metricTable {
	var all []metricTable
	reg := w.Catalog.Registry
	bounds := v.Group.Thresholds(reg)
	for _, t := range reg.Targets {
		eff, problems := v.Effective(reg, t)
		if len(problems) > 0 {
			continue
		}
		table := metricTable{Targets: []string{t.Name}}
		var other map[string]any
		for _, o := range slices.Backward(v.Group.Versions) {
			there, _ := o.Effective(reg, t)
			if o != v && w.state(o, t.Name, there).Status == "Approved" {
				table.Approved, table.URL, other = o.Label.String(), o.Label.String()+".html", there.Doc
				break
			}
		}
		for _, c := range catalog.CompareMetrics(eff.Doc, other, bounds, bounds) {
			table.Rows = append(table.Rows, metricRow{c.Metric, number(c.Value), number(c.Approved), string(c.Trend()), boundText(c.Bounds), c.Miss != nil})
		}
		same := slices.IndexFunc(all, func(o metricTable) bool { return o.Approved == table.Approved && slices.Equal(o.Rows, table.Rows) })
		switch {
		case len(table.Rows) == 0:
		case same >= 0:
			all[same].Targets = append(all[same].Targets, t.Name)
		default:
			all = append(all, table)
		}
	}
	return all
}
