package query

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"modelreg/schema"
)

// A Key is one field that versions are sorted by.
type Key struct {
	Field  string // label, or metrics.auc
	Falls  bool   // the highest first
	metric string // auc
}

// texts that versions can be sorted by.
var sortable = map[string]func(Version) string{
	"ref":         func(v Version) string { return v.Ref },
	"group":       func(v Version) string { return v.Group },
	"name":        func(v Version) string { return v.Name },
	"status":      func(v Version) string { return v.Status },
	"stage":       func(v Version) string { return v.Stage },
	"description": func(v Version) string { return v.Description },
	"owner":       func(v Version) string { return strings.Join(v.Owners, " ") },
}

// ParseKeys reads fields to sort by, such as group and -metrics.auc. A minus
// puts the highest first.
func ParseKeys(fields []string) ([]Key, error) {
	names := []string{"label"}
	for name := range sortable {
		names = append(names, name)
	}
	var keys []Key
	for _, f := range fields {
		k := Key{}
		k.Field, k.Falls = strings.CutPrefix(f, "-")
		metric, ok := strings.CutPrefix(k.Field, "metrics.")
		if ok {
			k.metric = metric
		}
		if !ok && !slices.Contains(names, k.Field) {
			return nil, fmt.Errorf("can't sort by %q; %s, or a metric as metrics.NAME", k.Field, schema.Suggest(k.Field, names))
		}
		if ok && k.metric == "" {
			return nil, fmt.Errorf("can't sort by %q; write a metric as metrics.NAME", k.Field)
		}
		keys = append(keys, k)
	}
	return keys, nil
}

// Unused are the metrics among the keys that none of the versions has, each in
// a sentence.
func Unused(keys []Key, versions []Version) []string {
	w := &Where{}
	for _, k := range keys {
		if k.metric != "" {
			w.names = append(w.names, name{"metrics", k.metric})
		}
	}
	return w.Unused(versions)
}

// Sort orders versions by keys. What is equal by them keeps its order, which is
// by group and label. Versions that lack a metric come last.
func Sort(versions []Version, keys []Key) {
	slices.SortStableFunc(versions, func(a, b Version) int {
		for _, k := range keys {
			if c := k.compare(a, b); c != 0 {
				return c
			}
		}
		return 0
	})
}

func (k Key) compare(a, b Version) int {
	c := 0
	switch {
	case k.metric != "":
		x, has := a.Metrics[k.metric]
		y, too := b.Metrics[k.metric]
		if has != too {
			if has {
				return -1
			}
			return 1
		}
		c = cmp.Compare(x, y)
	case k.Field == "label":
		c = a.Order.Compare(b.Order)
	case k.Field == "ref":
		c = cmp.Or(cmp.Compare(a.Group, b.Group), a.Order.Compare(b.Order))
	default:
		of := sortable[k.Field]
		c = cmp.Compare(of(a), of(b))
	}
	if k.Falls {
		return -c
	}
	return c
}

// UnusedTag says that none of the versions has a tag, if that is so.
func UnusedTag(key string, versions []Version) []string {
	w := &Where{names: []name{{"tags", key}}}
	return w.Unused(versions)
}
