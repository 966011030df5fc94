package sync

import "fmt"

// guardFrom is the number of managed packages from which the share of changed
// ones means something.
const guardFrom = 10

// guard says why the safety limits of registry.yaml allow none of the plan,
// with the arithmetic. An empty answer allows it. Taking back approvals that
// nobody gave is not counted: however many there are, they must not stay.
func guard(in Input, p *Plan) []string {
	var refused []string
	registry := in.Catalog.Registry
	changed, deletes := 0, 0
	for _, c := range p.Changes {
		switch {
		case c.Action == Delete:
			deletes++
			if c.Kind == OfVersion {
				changed++
			}
		case c.Action == Update && c.Kind == OfVersion && c.Reason != PutBack:
			changed++
		}
	}
	if deletes > registry.Safety.MaxDeletes {
		refused = append(refused, fmt.Sprintf("%s: %d to delete, and safety.maxDeletes allows %d; raise it if that is meant",
			registry.Pos("safety", "maxDeletes"), deletes, registry.Safety.MaxDeletes))
	}
	if deletes > 0 && len(in.Catalog.Groups) == 0 {
		refused = append(refused, fmt.Sprintf("%s: the catalog is empty, and an empty catalog deletes nothing; %d would go", registry.Pos(), deletes))
	}
	if limit := registry.Safety.MaxChangedPercent; p.Counts.Managed >= guardFrom && changed*100 > limit*p.Counts.Managed {
		refused = append(refused, fmt.Sprintf("%s: %d of %d packages under management would change (%.1f%%), and safety.maxChangedPercent allows %d%%; raise it if that is meant",
			registry.Pos("safety", "maxChangedPercent"), changed, p.Counts.Managed, 100*float64(changed)/float64(p.Counts.Managed), limit))
	}
	return refused
}
