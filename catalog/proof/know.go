package proof

import (
	"modelreg/catalog"
	"modelreg/catalog/gittree"
)

// A headCatalog is a catalog as it was read at the head.
type headCatalog struct {
	registry *catalog.Registry
	versions map[string]*catalog.Version // by file
}

// Know takes over a catalog that was read at the head, so that what is still as
// it came in is not read from git once more: of a large catalog, that is most of
// its past. It must have been read whole, from git's objects, and have no errors.
func (p *Prover) Know(c *catalog.Catalog) {
	p.head = &headCatalog{registry: c.Registry.Asking(p.gates), versions: map[string]*catalog.Version{}}
	for _, g := range c.Groups {
		for _, v := range g.Versions {
			p.head.versions[v.Path] = v
		}
	}
}

// known is what a version is at the head, where the files are those of the head.
func (p *Prover) known(s subject, files []gittree.File) (reading, bool) {
	if p.head == nil || !s.version {
		return reading{}, false
	}
	for i, name := range s.files {
		if c, ok := p.history.Introduced(name); !ok || c.After != files[i] {
			return reading{}, false
		}
	}
	v := p.head.versions[s.files[2]]
	t, ok := p.head.registry.Target(s.target)
	if v == nil || !ok {
		return reading{}, false
	}
	eff, problems := v.Effective(p.head.registry, t)
	if catalog.HasErrors(problems) {
		return reading{}, false
	}
	return readingOf(p.head.registry, v, t, eff), true
}
