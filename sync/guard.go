package sync

import "fmt"

// guardFrom is the number of managed packages from which the share of changed
// ones means something.
const guardFrom = 10

// guard says why the safety limits of registry.yaml allow none of the plan,
// with the arithmetic. An empty answer allows it. Taking back approvals that
// nobody gave is not counted: however many there are, they must not stay. Nor are
// markers that somebody asked for: they change nothing else.
//
// The limits are those of one run: a shard is held to what all of them would do
// together, and refused where that would be.
func guard(in Input, p *Plan) []string {
	var refused []string
	registry := in.Catalog.Registry
	changed, deletes := p.weight()
	managed, together := p.Counts.Managed, ""
	if p.rest != nil {
		c, d := p.rest.weight()
		changed, deletes, managed = changed+c+p.rest.unanswered(), deletes+d, managed+p.rest.Counts.Managed
		together = " in all shards together"
	}
	if deletes > registry.Safety.MaxDeletes {
		refused = append(refused, fmt.Sprintf("%s: %d to delete%s, and safety.maxDeletes allows %d; raise it if that is meant",
			registry.Pos("safety", "maxDeletes"), deletes, together, registry.Safety.MaxDeletes))
	}
	if deletes > 0 && len(in.Catalog.Groups) == 0 {
		refused = append(refused, fmt.Sprintf("%s: the catalog is empty, and an empty catalog deletes nothing; %d would go", registry.Pos(), deletes))
	}
	if limit := registry.Safety.MaxChangedPercent; managed >= guardFrom && changed*100 > limit*managed {
		refused = append(refused, fmt.Sprintf("%s: %d of %d packages under management would change%s (%.1f%%), and safety.maxChangedPercent allows %d%%; raise it if that is meant",
			registry.Pos("safety", "maxChangedPercent"), changed, managed, together, 100*float64(changed)/float64(managed), limit))
	}
	return refused
}

// weight is what a plan would do, as far as the limits count it.
func (p *Plan) weight() (changed, deletes int) {
	for _, c := range p.Changes {
		switch {
		case c.Action == Delete:
			deletes++
			if c.Kind == OfVersion {
				changed++
			}
		case c.Action == Update && c.Kind == OfVersion && c.Reason != PutBack && c.Reason != Adopt:
			changed++
		}
	}
	return changed, deletes
}
