package sync

import (
	"fmt"

	"modelreg/catalog"
)

// leftovers reports packages of ours that no version of the catalog accounts
// for, and plans to delete them where that is allowed.
func (d *groupDiffer) leftovers() {
	for i, id := range d.ids {
		if id.Catalog == d.Catalog.Registry.Name && !d.claimed[i] {
			d.add(d.orphan(d.group.Path, d.have.Packages[i], id))
		}
	}
}

// leaves reports whether the plan deletes package i.
func (d *groupDiffer) leaves(i int) bool {
	id := d.ids[i]
	return d.Prune && id.Catalog == d.Catalog.Registry.Name && !d.claimed[i] &&
		d.orphan(d.group.Path, d.have.Packages[i], id).Action == Delete
}

// orphan plans what to do with a package whose version is no longer in the
// catalog: nothing but saying so, unless it may be pruned.
func (in Input) orphan(group string, p Package, id identity) Change {
	c := Change{
		Kind: OfVersion, Ref: group + "/" + id.Label, Label: id.Label, ARN: p.ARN,
		Action: Notice, Reason: Orphan, Drift: true,
		Detail: "registered by this catalog and no longer in it; sync --prune deletes it, within safety.maxDeletes",
	}
	switch {
	case id.Label == "":
		c.Ref, c.Reason = p.ARN, UnknownMarkers
		c.Detail = "its markers name this catalog and do not tell which version it is; it is left alone"
	case in.newer(group, id.Label):
		c.Reason, c.Drift = Superseded, false
		c.Detail = "in the registry and not in the catalog as it was at this commit; " + left(c.Ref)
	case !in.Prune:
	case len(in.Catalog.Unknown) > 0 || broken(in.Catalog):
		c.Action, c.Detail = Blocked, "not deleted while files of the catalog cannot be read: what is unreadable is not gone"
	case p.Doc[mStatus] == approved:
		c.Action, c.Detail = Blocked, "approved in the registry, so it is not deleted; reject it first"
	case p.Status != "Completed" && p.Status != "Failed":
		c.Action, c.Reason, c.Detail = Blocked, Waits, "it is "+p.Status+" in the registry"
	default:
		c.Action, c.Reason, c.Detail = Delete, Removed, "no longer in the catalog"
		c.step = step{remove: true, catalog: in.Catalog.Registry.Name}
	}
	return c
}

// broken reports whether some file of the catalog has problems. Nothing is
// deleted then: it might be what the file was to say.
func broken(c *catalog.Catalog) bool {
	for _, g := range c.Groups {
		if g.Broken {
			return true
		}
		for _, v := range g.Versions {
			if v.Broken {
				return true
			}
		}
	}
	return false
}

// goneGroup looks at a group that the catalog does not have. Another catalog's,
// and one whose tags cannot be read, are left alone with all that is in them.
func (in Input) goneGroup(g Group) groupPlan {
	registry := in.Catalog.Registry
	var out groupPlan
	if g.Tags[tagCatalog] != ownerTag(registry) {
		out.unmanaged = len(g.Packages)
		return out
	}
	deletes := 0
	for _, p := range g.Packages {
		id := identify(p)
		if _, err := catalog.ParseLabel(id.Label); err != nil {
			id.Label = ""
		}
		if id.Catalog != registry.Name {
			out.unmanaged++
			continue
		}
		out.managed++
		c := in.orphan(g.Name, p, id)
		c.Group = g.Name
		if c.Action == Delete {
			deletes++
		}
		out.changes = append(out.changes, c)
	}
	c := Change{
		Kind: OfGroup, Ref: g.Name, Group: g.Name, ARN: g.ARN, Action: Notice, Reason: Orphan, Drift: true,
		Detail: "registered by this catalog and no longer in it; sync --prune deletes it once it is empty",
	}
	switch {
	case in.newer(g.Name, ""):
		c.Reason, c.Drift = Superseded, false
		c.Detail = "in the registry and not in the catalog as it was at this commit; " + left(g.Name)
	case !in.Prune:
	case len(in.Catalog.Unknown) > 0 || broken(in.Catalog):
		c.Action, c.Detail = Blocked, "not deleted while files of the catalog cannot be read: what is unreadable is not gone"
	case deletes < len(g.Packages):
		c.Action, c.Detail = Blocked, fmt.Sprintf("not deleted while it holds %d other packages", len(g.Packages)-deletes)
	default:
		c.Action, c.Reason, c.Detail = Delete, Removed, "no longer in the catalog"
		c.step = step{group: &groupStep{registry: registry, delete: true, removePolicy: keySet(g.Tags[tagManaged]).has(policyKey)}}
	}
	out.changes = append(out.changes, c)
	return out
}
