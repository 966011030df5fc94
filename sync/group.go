package sync

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"modelreg/catalog"
)

// A groupStep is what Apply does to a group itself, before any of its versions.
type groupStep struct {
	registry     *catalog.Registry // that must own the group, or come to
	create       bool
	description  string
	setTags      map[string]string
	removeTags   []string
	policy       Doc // to put; nil: leave it
	removePolicy bool
	delete       bool
}

// policyKey stands for the resource policy in the tag modelreg:managed. No tag
// has an empty key.
const policyKey = ""

// diffGroupItself compares the group's own members. It returns false where
// nothing below the group may be touched.
func (d *groupDiffer) diffGroupItself() bool {
	g, have := d.group, d.have
	doc, problems := g.Effective(d.Target)
	if catalog.HasErrors(problems) {
		d.say(Blocked, HasProblems, problems[0].Pos, problems[0].Message)
		return false
	}
	tags, policy := d.wantedTags(doc)
	description, _ := doc["modelPackageGroupDescription"].(string)
	change := Change{Kind: OfGroup, Ref: g.Path}
	if have == nil {
		change.Action, change.Reason, change.Pos = Create, NewGroup, g.Pos()
		change.Fields = d.groupFields(description, tags, policy)
		change.step = step{group: &groupStep{registry: d.Catalog.Registry, create: true, description: description, setTags: tags, policy: policy}}
		d.add(change)
		return true
	}
	change.ARN = have.ARN
	if have.Status != "Completed" {
		change.Action, change.Reason, change.Pos = Blocked, Waits, g.Pos()
		change.Detail = "the group " + g.Name + " is " + have.Status + " in the registry; run sync again when it is Completed"
		d.add(change)
		return false
	}
	if why := foreign(have.Tags, d.Catalog.Registry); why != "" {
		change.Action, change.Reason, change.Pos = Blocked, ForeignGroup, g.Pos()
		change.Detail = "the group " + g.Name + " " + why
		change.Drift = have.Tags != nil // whoever set the tag took the group from this catalog
		d.add(change)
		d.unmanaged += len(have.Packages)
		return false
	}
	if have.PolicyProblem != "" {
		change.Action, change.Reason, change.Pos = Blocked, Waits, g.Pos("resourcePolicy")
		change.Detail = "the resource policy is not compared: " + have.PolicyProblem
		d.add(change)
		policy = nil
	}
	if description != have.Description {
		c := change
		c.Action, c.Reason = Notice, CreateOnly
		c.Detail = "the description of a group cannot change after its creation; the registry keeps the old one"
		c.Pos = g.Pos("modelPackageGroupDescription")
		c.Fields = []Field{{Path: "modelPackageGroupDescription", Old: have.Description, New: description, Pos: c.Pos}}
		d.add(c)
	}
	d.updateGroup(change, tags, policy)
	return true
}

func (d *groupDiffer) wantedTags(doc Doc) (tags map[string]string, policy Doc) {
	owned := map[string]string{}
	if m, ok := doc["tags"].(map[string]any); ok {
		for k, v := range m {
			owned[k], _ = v.(string)
		}
	}
	tags = maps.Clone(owned)
	if policy, _ = doc["resourcePolicy"].(map[string]any); policy != nil {
		owned[policyKey] = ""
	}
	tags[tagCatalog] = ownerTag(d.Catalog.Registry)
	tags[tagManaged] = string(newKeySet(owned)) + " " + keyHash(encoded([]any{doc["tags"], policy}))
	return tags, policy
}

// foreign says why a group with these tags is not the catalog's; empty when it
// is, or is nobody's.
func foreign(tags map[string]string, r *catalog.Registry) string {
	owner := tags[tagCatalog]
	theirs, repository, _ := strings.Cut(owner, " ")
	switch {
	case tags == nil:
		return "may be another catalog's: its tags could not be read"
	case owner == "", owner == ownerTag(r), owner == r.Name:
		return ""
	case theirs == r.Name && r.Approval.Repository == "":
		return "belongs to the catalog " + theirs + " of " + repository + "; set approval.repository if that is this one"
	case theirs == r.Name:
		return "belongs to the catalog " + theirs + " of " + repository + ", and this is the one of " + r.Approval.Repository + "; if the repository has moved, set the group's tag " + tagCatalog + " to \"" + ownerTag(r) + "\""
	}
	return "belongs to the catalog " + theirs + " by its tag " + tagCatalog + "; choose another modelPackageGroupName"
}

// ownerTag names the catalog that owns a group.
func ownerTag(r *catalog.Registry) string {
	return strings.TrimSpace(r.Name + " " + r.Approval.Repository)
}

func (d *groupDiffer) groupFields(description string, tags map[string]string, policy Doc) []Field {
	var fields []Field
	if description != "" {
		fields = append(fields, Field{Path: "modelPackageGroupDescription", New: description, Pos: d.group.Pos("modelPackageGroupDescription")})
	}
	for k, v := range tags {
		if !strings.HasPrefix(k, tagPrefix) {
			fields = append(fields, Field{Path: fieldPath([]string{"tags", k}), New: v, Pos: d.group.Pos("tags", k)})
		}
	}
	if policy != nil {
		fields = append(fields, Field{Path: "resourcePolicy", New: policy, Pos: d.group.Pos("resourcePolicy")})
	}
	return fields
}

// updateGroup plans the changes of tags and policy. Tags that others put there
// stay.
func (d *groupDiffer) updateGroup(change Change, tags map[string]string, policy Doc) {
	have := d.have
	st := &groupStep{registry: d.Catalog.Registry, setTags: map[string]string{}}
	change.Action, change.Reason = Update, Changed
	if have.Tags[tagCatalog] == "" {
		change.Reason = Adopt
		change.Detail = "the group exists and no catalog owns it; this one takes it over, and leaves the packages in it alone"
	}
	for k, v := range tags {
		if old, ok := have.Tags[k]; !ok || old != v {
			st.setTags[k] = v
			change.Fields = append(change.Fields, Field{Path: fieldPath([]string{"tags", k}), Old: orNil(old, ok), New: v, Pos: d.group.Pos("tags", k)})
		}
	}
	managed := keySet(have.Tags[tagManaged])
	for _, k := range slices.Sorted(maps.Keys(have.Tags)) {
		if _, stays := tags[k]; !stays && managed.has(k) {
			st.removeTags = append(st.removeTags, k)
			change.Fields = append(change.Fields, Field{Path: fieldPath([]string{"tags", k}), Old: have.Tags[k]})
		}
	}
	switch {
	case policy != nil && !samePolicy(policy, have.Policy):
		st.policy = policy
		change.Fields = append(change.Fields, Field{Path: "resourcePolicy", Old: orNil(have.Policy, have.Policy != nil), New: policy, Pos: d.group.Pos("resourcePolicy")})
	case policy == nil && managed.has(policyKey) && have.PolicyProblem == "":
		st.removePolicy = true
		change.Fields = append(change.Fields, Field{Path: "resourcePolicy", Old: "the policy that the catalog had put there"})
	}
	if len(change.Fields) > 0 {
		managed := have.Tags[tagManaged]
		change.Drift = managed == tags[tagManaged] || managed == "" && have.Tags[tagCatalog] != ""
		change.Pos = d.group.Pos()
		change.step = step{group: st}
		d.add(change)
	}
}

func orNil[T any](v T, ok bool) any {
	if !ok {
		return nil
	}
	return v
}

// samePolicy compares two policy documents by what they mean: SageMaker hands
// a policy back as it stores it, with a list of one as a bare value, lists in
// another order, conditions as text, and an account as its root's ARN.
func samePolicy(a, b Doc) bool {
	return reflect.DeepEqual(plainPolicy(a), plainPolicy(b))
}

func plainPolicy(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			out[k] = plainPolicy(e)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = plainPolicy(e)
		}
		if len(out) == 1 {
			return out[0]
		}
		slices.SortFunc(out, func(a, b any) int { return strings.Compare(encoded(a), encoded(b)) })
		return out
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case string:
		if rest, ok := strings.CutPrefix(v, "arn:"); ok && strings.HasSuffix(rest, ":root") {
			if parts := strings.Split(rest, ":"); len(parts) == 5 && parts[1] == "iam" {
				return parts[3]
			}
		}
		return v
	}
	return v
}

func encoded(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // documents hold nothing that JSON cannot say
	}
	return string(b)
}
