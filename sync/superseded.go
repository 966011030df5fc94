package sync

import (
	"slices"

	"modelreg/catalog"
)

// newer reports whether the protected branch says something else about a
// version, or with an empty label about a group's own settings, than the
// catalog that is being synced. An older run never overwrites a newer one.
func (in Input) newer(group, label string) bool {
	return in.Superseded != nil && in.Superseded(group, label)
}

// left says that something is left to the run for a newer commit.
func left(what string) string {
	return "the protected branch says otherwise about " + what + " by now; left to the run for that commit"
}

// planVersion plans one version, unless that is left to a newer run. Whether it
// is costs something to find out, so that is asked only where it matters.
func (d *groupDiffer) planVersion(e *entry) {
	v := e.version
	changes, asked, waits := len(d.changes), len(d.asked), d.waits
	d.diffVersion(e)
	if !matters(d.changes[changes:]) || !d.newer(d.group.Path, v.Label.String()) {
		return
	}
	d.asked, d.waits = d.asked[:asked], waits
	drift := drifts(d.changes[changes:])
	d.changes = d.changes[:changes]
	d.leaveVersion(v, left(v.Ref()))
	d.changes[changes].Drift = drift
	if len(e.registered) == 0 && d.waits == "" {
		d.waits, d.waitsNewer = v.Ref(), true
	}
	if e.want != nil && e.want.asks(mStatus) && d.newerRequest == "" {
		d.newerRequest = v.Ref()
	}
}

// matters reports whether the changes would do something, or say that something
// is in the way.
func matters(changes []Change) bool {
	return slices.ContainsFunc(changes, func(c Change) bool { return c.Action != Notice || c.Reason == ProofNeeded })
}

// planGroup plans the group's own members, unless that is left to a newer run.
// It returns false where nothing below the group may be touched.
func (d *groupDiffer) planGroup() bool {
	ok := d.diffGroupItself()
	if !matters(d.changes) || !d.newer(d.group.Path, "") {
		return ok
	}
	drift := drifts(d.changes)
	d.changes = nil
	d.add(Change{Action: Notice, Reason: Superseded, Pos: d.group.Pos(), Detail: left("the settings of " + d.group.Path), Drift: drift})
	if d.have == nil {
		d.noGroup = true
		d.waits, d.waitsNewer = "its group", true
	}
	return ok
}

// waitsForNewer leaves the registration of a version to a newer run, where
// something that must come before it is left to that, too.
func (d *groupDiffer) waitsForNewer(v *catalog.Version) bool {
	if !d.waitsNewer || !d.noGroup && slices.Contains(d.OutOfOrder, v.Ref()) {
		return false
	}
	d.leaveVersion(v, v.Ref()+" waits for "+d.waits+": "+left(d.waits))
	return true
}

func (d *groupDiffer) leaveVersion(v *catalog.Version, detail string) {
	d.add(Change{
		Kind: OfVersion, Ref: v.Ref(), Label: v.Label.String(), Pos: v.Pos(),
		Action: Notice, Reason: Superseded, Detail: detail,
	})
}
