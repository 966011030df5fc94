package catalog

import (
	"fmt"
	"maps"
)

// A variable is one of a target of head.
type variable struct{ target, name string }

// A use is what a changed variable would change.
type use struct {
	first string // inferenceSpecification of house-price/1
	more  int    // versions beyond the first
}

// note remembers which of the changed variables are part of v's content.
func (c *baseCheck) note(t targetPair, changed []string, v *Version, after Effective) {
	for _, name := range changed {
		old := *t.now
		old.Variables = maps.Clone(t.now.Variables)
		value, had := t.then.Variables[name]
		if !had {
			continue // nothing can be registered with it
		}
		old.Variables[name] = value
		before, problems := v.Effective(c.head.Registry, &old)
		if len(problems) > 0 {
			continue
		}
		paths := contentChanges(before.Doc, after.Doc)
		if len(paths) == 0 {
			continue
		}
		k := variable{t.now.Name, name}
		if u := c.variables[k]; u != nil {
			u.more++
		} else {
			c.variables[k] = &use{first: paths[0][0] + " of " + v.Ref()}
		}
	}
}

// changedVariables reports each variable once, however many versions it is in.
func (c *baseCheck) changedVariables() {
	for k, u := range c.variables {
		more := ""
		if u.more > 0 {
			more = fmt.Sprintf(" and %d more", u.more)
		}
		c.problem(c.head.Registry.Pos("targets", k.target, "variables", k.name), "create-only",
			"variable %q of target %q cannot change, since %s%s is registered with its value; add a variable for new versions instead", k.name, k.target, u.first, more)
	}
}
