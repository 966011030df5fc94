package catalog

import (
	"fmt"
	"regexp"
	"strings"
)

// groupNames is what SageMaker takes as the name of a group, at most 63
// characters of it.
var groupNames = regexp.MustCompile(`^[a-zA-Z0-9](-*[a-zA-Z0-9])*$`)

// checkGroupNames wants each group to have a name that SageMaker takes and that
// no other group has. Names that differ only in case are not kept apart: the
// service has shown them in lower case.
//
//	modelPackageGroupName: churn   # in two group.yaml files
func checkGroupNames(c *Catalog, note noter) {
	nameOf := func(g *Group) Pos { return g.Pos("modelPackageGroupName") }
	first := map[string]*Group{}
	for _, g := range c.Groups {
		if g.Doc == nil {
			continue // its name is not known
		}
		if text(g.Doc, "modelPackageGroupName") == "" && (!groupNames.MatchString(g.Name) || len(g.Name) > 63) {
			note(nameOf(g), Error, "group-name", fmt.Sprintf(
				"name %q that the folder gives the group is not letters, digits and inner hyphens, 63 at most; write modelPackageGroupName", short(g.Name)))
		}
		key := strings.ToLower(g.Name)
		if other, again := first[key]; again {
			note(nameOf(g), Error, "unique-group", fmt.Sprintf("group %q appears twice; first at %s", short(g.Name), nameOf(other)))
			continue
		}
		first[key] = g
	}
}
