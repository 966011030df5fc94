// Package query picks versions of a catalog: what there is to know of each, an
// expression that says which are meant, and an order. It is pure.
package query

import (
	"maps"
	"path"
	"slices"
	"strconv"

	"modelreg/catalog"
)

// A Version is what a catalog says of a version in one target.
type Version struct {
	Ref         string             `json:"ref"`
	Group       string             `json:"group"` // path below the catalog
	Name        string             `json:"name"`  // of the group, as SageMaker knows it
	Label       string             `json:"label"`
	File        string             `json:"file"`               // as the user would type it
	Status      string             `json:"status,omitempty"`   // modelApprovalStatus; empty: the file could not be understood
	Statuses    map[string]string  `json:"statuses,omitempty"` // by target, where they are not all the same
	Stage       string             `json:"stage,omitempty"`    // modelLifeCycle.stage
	StageStatus string             `json:"stageStatus,omitempty"`
	Description string             `json:"description,omitempty"`
	Metrics     map[string]float64 `json:"metrics"`
	Tags        map[string]string  `json:"tags"`     // of the group
	Metadata    map[string]string  `json:"metadata"` // customerMetadataProperties
	Owners      []string           `json:"owners"`   // by CODEOWNERS
	Problem     string             `json:"problem,omitempty"`

	Order catalog.Label                `json:"-"` // the label as a label
	Marks map[string]catalog.Threshold `json:"-"` // what better means and what has to be reached, by metric
}

// Pending is the approval state of a version that says nothing about it.
const Pending = "PendingManualApproval"

// Of is what the catalog says of v in target t. Tags are those of its group, and
// check is the command that shows what is wrong with a file.
func Of(c *catalog.Catalog, v *catalog.Version, t *catalog.Target, tags map[string]string, owners []string, check string) Version {
	q := Version{
		Ref: v.Ref(), Group: v.Group.Path, Name: v.Group.Name, Label: v.Label.String(), File: path.Join(c.Dir, v.Path),
		Metrics: map[string]float64{}, Tags: tags, Metadata: map[string]string{},
		Owners: append([]string{}, owners...), Order: v.Label,
	}
	doc, problems := v.In(t)
	if v.Broken || problems != nil {
		q.Problem = "it has problems; " + check + " shows them"
		return q
	}
	q.Status, _ = doc["modelApprovalStatus"].(string)
	if q.Status == "" {
		q.Status = Pending
	}
	q.Statuses = statuses(c.Registry, v)
	q.Description, _ = doc["modelPackageDescription"].(string)
	cycle, _ := doc["modelLifeCycle"].(map[string]any)
	q.Stage, _ = cycle["stage"].(string)
	q.StageStatus, _ = cycle["stageStatus"].(string)
	metrics, _ := doc["metrics"].(map[string]any)
	for name, value := range metrics {
		if n, ok := value.(float64); ok {
			q.Metrics[name] = n
		}
	}
	metadata, _ := doc["customerMetadataProperties"].(map[string]any)
	for name, value := range metadata {
		q.Metadata[name], _ = value.(string)
	}
	return q
}

// Tags are those of a group in a target; none where it could not be understood.
func Tags(g *catalog.Group, t *catalog.Target) map[string]string {
	tags := map[string]string{}
	if g.Doc == nil {
		return tags
	}
	doc, _ := g.Effective(t)
	in, _ := doc["tags"].(map[string]any)
	for key, value := range in {
		tags[key], _ = value.(string)
	}
	return tags
}

// statuses are the approval states by target; nil where they are all the same.
func statuses(reg *catalog.Registry, v *catalog.Version) map[string]string {
	var names []string
	for _, t := range reg.Targets {
		names = append(names, t.Name)
	}
	all := v.StatusIn(names...)
	for _, status := range all {
		if status != all[names[0]] {
			return all
		}
	}
	return nil
}

// MetricNames are the metrics of a version: first those that have to reach
// something, then those of which it is said what better means.
func (v Version) MetricNames() []string {
	names := slices.Sorted(maps.Keys(v.Metrics))
	weight := func(name string) int {
		switch m := v.Marks[name]; {
		case m.Min != nil || m.Max != nil:
			return 0
		case m.Goal != "":
			return 1
		}
		return 2
	}
	slices.SortStableFunc(names, func(a, b string) int { return weight(a) - weight(b) })
	return names
}

// Number writes a metric as files have it.
func Number(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
