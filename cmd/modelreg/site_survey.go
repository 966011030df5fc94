package main

import (
	stdsync "sync"

	"modelreg/catalog"
	"modelreg/sync"
)

// surveys are what the registry of one target holds, by SageMaker's names of
// the groups.
type surveys struct {
	mu stdsync.Mutex
	of map[string]sync.Survey
}

// keep takes what is known of one group in the place of what was known before.
// Of what the catalog says, it keeps the digest alone: the documents of all
// groups are as large as all else.
func (s *surveys) keep(seen sync.Survey) {
	for i := range seen.Holdings {
		h := &seen.Holdings[i]
		h.Want, h.Content, h.Changed = catalog.Effective{S: h.Want.S}, nil, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.of[seen.Group] = seen
}

// approvals are those of the catalog's groups, and then those of others that it
// once had.
func (s *surveys) approvals(c *catalog.Catalog, have sync.Snapshot) []sync.Approval {
	var all []sync.Approval
	known := map[string]bool{}
	for _, g := range c.Groups {
		known[g.Name] = true
		all = append(all, s.of[g.Name].Approvals...)
	}
	for _, g := range have.Groups {
		if !known[g.Name] {
			all = append(all, s.of[g.Name].Approvals...)
		}
	}
	return all
}
