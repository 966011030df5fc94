package catalog

import "fmt"

// checkLabels wants the versions of a group to be numbered in one way, since
// labels order them.
//
//	versions/7.yaml beside versions/1.4.0.yaml
func checkLabels(c *Catalog, note noter) {
	l := &loader{opts: LoadOptions{Dir: c.Dir}}
	for _, g := range c.Groups {
		count := map[Scheme]int{}
		for _, v := range g.Versions {
			count[v.Label.Scheme()]++
		}
		if len(count) < 2 {
			continue
		}
		most := Integers
		if count[Semantic] > count[Integers] {
			most = Semantic
		}
		for _, v := range g.Versions {
			if v.Label.Scheme() != most {
				note(Pos{Path: l.show(v.Path)}, Error, "label-scheme", fmt.Sprintf("label %q is not like the group's other labels, which are %s; use one scheme", v.Label, most))
			}
		}
	}
}
