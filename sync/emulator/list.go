package emulator

import (
	"bytes"
	"strings"

	"go.etcd.io/bbolt"
)

// A listing is one way through a bucket: which keys, in which order, and which
// of the records behind them are wanted.
type listing struct {
	keys       *bbolt.Bucket
	prefix     []byte
	descending bool
	load       func(key []byte) (doc, error)
	wanted     func(doc) bool
	summary    *shape
}

// list reads one page. The returned token is "" on the last one.
func (t *tx) list(in doc, l listing) (items []any, token string, err error) {
	p, err := t.position(in)
	if err != nil {
		return nil, "", err
	}
	size := t.pageSize(in)
	items = []any{}
	last, scanned := []byte(nil), 0
	for k := range walk(l.keys, l.prefix, p.Key, l.descending) {
		if len(items) == size || t.opts.EmptyPages && scanned == size {
			return items, t.pageToken(in, position{Key: last}), nil
		}
		d, err := l.load(k)
		if err != nil {
			return nil, "", err
		}
		if l.wanted(d) {
			items = append(items, l.summary.project(d))
		}
		last, scanned = bytes.Clone(k), scanned+1
	}
	return items, "", nil
}

func (t *tx) pageSize(in doc) int {
	if n, ok := in["MaxResults"].(float64); ok {
		return int(n)
	}
	return t.opts.PageSize
}

func listPackages(t *tx, in doc) (doc, error) {
	l := listing{
		keys:       t.packageTimes,
		descending: in["SortOrder"] == "Descending",
		load:       func(k []byte) (doc, error) { return t.loadPackage(k[8:]) },
		wanted:     packageFilter(in),
		summary:    model().Shapes["ModelPackageSummary"],
	}
	versioned := in["ModelPackageType"] == "Versioned" || in["ModelPackageType"] == "Both"
	if nameOrARN, ok := in["ModelPackageGroupName"].(string); ok {
		name, err := t.resolve("model-package-group", nameOrARN)
		if err != nil {
			return nil, err
		}
		if _, err := t.group(name); err != nil {
			if _, missing := err.(*apiError); missing && t.opts.UnknownIsEmpty {
				return doc{"ModelPackageSummaryList": []any{}}, nil
			}
			return nil, err
		}
		versioned = versioned || in["ModelPackageType"] == nil
		// Within a group, packages by version are packages by creation.
		l.keys, l.prefix, l.load = t.packages, groupPrefix(name), t.loadPackage
	} else if in["SortBy"] == "Name" {
		l.keys, l.load = t.packages, t.loadPackage
	}
	if !versioned {
		return doc{"ModelPackageSummaryList": []any{}}, nil
	}
	items, token, err := t.list(in, l)
	return withToken(doc{"ModelPackageSummaryList": items}, token), err
}

func (t *tx) loadPackage(key []byte) (doc, error) {
	var rec record
	_, err := get(t.packages, key, &rec)
	return rec.at(t.now.UnixMilli()), err
}

// packageFilter gives the filters of a package list. A versioned package has
// no name of its own, so its group's name counts.
func packageFilter(in doc) func(doc) bool {
	created := createdFilter(in)
	name, _ := in["NameContains"].(string)
	status := in["ModelApprovalStatus"]
	return func(d doc) bool {
		group, _ := d["ModelPackageGroupName"].(string)
		return created(d) && strings.Contains(group, name) && (status == nil || d["ModelApprovalStatus"] == status)
	}
}

func createdFilter(in doc) func(doc) bool {
	after, hasAfter := in["CreationTimeAfter"].(float64)
	before, hasBefore := in["CreationTimeBefore"].(float64)
	return func(d doc) bool {
		created, _ := d["CreationTime"].(float64)
		return (!hasAfter || created > after) && (!hasBefore || created < before)
	}
}

func listGroups(t *tx, in doc) (doc, error) {
	if in["CrossAccountFilterOption"] == "CrossAccount" {
		return doc{"ModelPackageGroupSummaryList": []any{}}, nil
	}
	created := createdFilter(in)
	part, _ := in["NameContains"].(string)
	l := listing{
		keys:       t.groupTimes,
		descending: in["SortOrder"] == "Descending",
		load:       func(k []byte) (doc, error) { return t.loadGroup(k[8:]) },
		wanted: func(d doc) bool {
			name, _ := d["ModelPackageGroupName"].(string)
			return created(d) && strings.Contains(name, part)
		},
		summary: model().Shapes["ModelPackageGroupSummary"],
	}
	if in["SortBy"] == "Name" {
		l.keys, l.load = t.groups, t.loadGroup
	}
	items, token, err := t.list(in, l)
	return withToken(doc{"ModelPackageGroupSummaryList": items}, token), err
}

func (t *tx) loadGroup(name []byte) (doc, error) {
	var g group
	_, err := get(t.groups, name, &g)
	return g.Doc, err
}

func withToken(out doc, token string) doc {
	if token != "" {
		out["NextToken"] = token
	}
	return out
}
