package emulator

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// A group is the record of a model package group.
type group struct {
	Doc         doc               // as DescribeModelPackageGroup gives it
	Tags        map[string]string // by key
	Policy      string            // normalised JSON; "" is none
	LastVersion int               // the highest version number ever given; deleting does not lower it
	BusyUntil   int64             // milliseconds; a package deleted a moment ago still stands in the way of deleting the group
}

func (t *tx) group(name string) (*group, error) {
	var g group
	ok, err := get(t.groups, []byte(name), &g)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, invalid("ModelPackageGroup %s does not exist.", t.groupARN(name))
	}
	return &g, nil
}

func (t *tx) putGroup(name string, g *group) error {
	return put(t.groups, []byte(name), g)
}

// groupRecord is what Search sees of a group.
func groupRecord(g *group) record {
	d := maps.Clone(g.Doc)
	if len(g.Tags) > 0 {
		d["Tags"] = tagList(g.Tags)
	}
	return record{Doc: d}
}

func createGroup(t *tx, in doc) (doc, error) {
	name := in["ModelPackageGroupName"].(string)
	arn := t.groupARN(name)
	if t.groups.Get([]byte(name)) != nil {
		return nil, invalid("Model Package Group already exists: %s", arn)
	}
	tags, err := mergeTags(nil, in["Tags"])
	if err != nil {
		return nil, err
	}
	d := model().Shapes["DescribeModelPackageGroupOutput"].project(in)
	d["ModelPackageGroupArn"] = arn
	d["ModelPackageGroupStatus"] = "Completed"
	d["CreationTime"] = seconds(t.now)
	d["CreatedBy"] = t.userContext()
	g := &group{Doc: d, Tags: tags}
	if err := t.putGroup(name, g); err != nil {
		return nil, err
	}
	if err := t.groupTimes.Put(groupTimeKey(g, name), nil); err != nil {
		return nil, err
	}
	rec := groupRecord(g)
	return doc{"ModelPackageGroupArn": arn}, t.reindex(groupKind, name, &rec)
}

// groupTimeKey sorts groups by creation time.
func groupTimeKey(g *group, name string) []byte {
	return append(bigEndian(millis(g.Doc["CreationTime"])), name...)
}

func describeGroup(t *tx, in doc) (doc, error) {
	name, err := t.resolve("model-package-group", in["ModelPackageGroupName"].(string))
	if err != nil {
		return nil, err
	}
	g, err := t.group(name)
	if err != nil {
		return nil, err
	}
	return g.Doc, nil
}

func deleteGroup(t *tx, in doc) (doc, error) {
	name, err := t.resolve("model-package-group", in["ModelPackageGroupName"].(string))
	if err != nil {
		return nil, err
	}
	g, err := t.group(name)
	if err != nil {
		return nil, err
	}
	busy := t.now.UnixMilli() < g.BusyUntil
	for range walk(t.packages, groupPrefix(name), nil, false) {
		busy = true
		break
	}
	if busy {
		return nil, conflict("Model Package Group %s cannot be deleted because it still contains Model Packages", t.groupARN(name))
	}
	if err := t.groups.Delete([]byte(name)); err != nil {
		return nil, err
	}
	if err := t.groupTimes.Delete(groupTimeKey(g, name)); err != nil {
		return nil, err
	}
	return nil, t.reindex(groupKind, name, nil)
}

// busy notes that a package of the group was deleted now.
func (g *group) busy(now time.Time, delay time.Duration) {
	if delay > 0 {
		g.BusyUntil = now.Add(delay).UnixMilli()
	}
}

// groupPrefix begins the keys of all packages of a group.
func groupPrefix(name string) []byte { return append([]byte(name), 0) }

// tagList gives tags as the wire has them, by key.
func tagList(tags map[string]string) []any {
	out := make([]any, 0, len(tags))
	for _, k := range slices.Sorted(maps.Keys(tags)) {
		out = append(out, doc{"Key": k, "Value": tags[k]})
	}
	return out
}

// mergeTags adds the tags of a request to those that are there.
func mergeTags(have map[string]string, add any) (map[string]string, error) {
	out := maps.Clone(have)
	if out == nil {
		out = map[string]string{}
	}
	list, _ := add.([]any)
	seen := map[string]bool{}
	for _, item := range list {
		tag := item.(doc)
		k := tag["Key"].(string)
		if strings.HasPrefix(strings.ToLower(k), "aws:") {
			return nil, invalid("Invalid tag key %s: aws: prefixed tag key names are not allowed for external use.", k)
		}
		if seen[k] {
			return nil, invalid("Duplicate tag keys found: %s", k)
		}
		seen[k] = true
		out[k] = tag["Value"].(string)
	}
	if len(out) > 50 {
		return nil, invalid("The resource would have %d tags; the limit is 50", len(out))
	}
	return out, nil
}
