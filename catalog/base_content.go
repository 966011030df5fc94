package catalog

import (
	"bytes"
	"maps"
	"reflect"
	"slices"
	"strconv"
)

// A targetPair is one registry in base and in head. Its name and variables may
// differ; where it is may not, since somewhere else nothing is registered yet.
type targetPair struct{ then, now *Target }

func (c *baseCheck) targets() []targetPair {
	var pairs []targetPair
	for _, now := range c.head.Registry.Targets {
		for _, then := range c.base.Registry.Targets {
			if then.place() == now.place() {
				pairs = append(pairs, targetPair{then, now})
			}
		}
	}
	return pairs
}

func (t *Target) place() [3]string {
	path := ""
	if t.Local != nil {
		path = "local " + t.Local.Path
	}
	return [3]string{path, t.Region(), t.AccountID()}
}

// changed are the variables whose values differ.
func (p targetPair) changed() []string {
	names := map[string]bool{}
	for _, t := range []*Target{p.then, p.now} {
		for name := range t.Variables {
			if p.then.Variables[name] != p.now.Variables[name] {
				names[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// version compares what SageMaker takes only at creation. The file's own
// changes are looked at under the variables of base, and the changes of
// variables on the file of today, so that each is reported where it was made.
func (c *baseCheck) version(then, now *Version) {
	if then.doc == nil || now.doc == nil {
		return
	}
	for _, t := range c.targets() {
		changed := slices.DeleteFunc(t.changed(), func(name string) bool {
			return !bytes.Contains(now.doc, []byte("${target.variables."+name+"}"))
		})
		sameFile := bytes.Equal(then.doc, now.doc) && t.then.Name == t.now.Name
		if sameFile && len(changed) == 0 {
			continue
		}
		before, problems := then.Effective(c.base.Registry, t.then)
		if len(problems) > 0 {
			continue
		}
		after, problems := now.Effective(c.head.Registry, t.now)
		if len(problems) > 0 || before.Content == after.Content {
			continue
		}
		old := *t.now
		old.Variables = t.then.Variables
		edited, problems := now.Effective(c.head.Registry, &old)
		if len(problems) > 0 {
			edited = after // the file uses a new variable
		}
		for _, path := range contentChanges(before.Doc, edited.Doc) {
			c.problem(now.PosIn(t.now.Name, path...), "create-only",
				"%s of %s cannot change after registration; add a new version instead", path[0], now.Ref())
		}
		c.note(t, changed, now, after)
	}
}

// contentChanges gives, for each create-only member that may not change in
// this way, the path of the narrowest value that holds all of the change.
func contentChanges(before, after map[string]any) [][]string {
	var paths [][]string
	for _, name := range createOnly {
		a, had := before[name]
		b := after[name]
		switch {
		case reflect.DeepEqual(a, b):
		case name == "inferenceSpecification" && !had: // may come later, once
		case name == "additionalInferenceSpecifications" && appended(a, b):
		default:
			paths = append(paths, append([]string{name}, narrow(a, b)...))
		}
	}
	return paths
}

// appended reports whether list b starts with all of list a.
func appended(a, b any) bool {
	before, _ := a.([]any)
	after, _ := b.([]any)
	return len(before) <= len(after) && slices.EqualFunc(before, after[:len(before)], func(a, b any) bool { return reflect.DeepEqual(a, b) })
}

// narrow follows the only difference between two values as far down as it is
// the only one.
func narrow(a, b any) []string {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok {
			return nil
		}
		names := map[string]bool{}
		for _, m := range []map[string]any{a, b} {
			for name := range m {
				if !reflect.DeepEqual(a[name], b[name]) {
					names[name] = true
				}
			}
		}
		if len(names) == 1 {
			for name := range names {
				return append([]string{name}, narrow(a[name], b[name])...)
			}
		}
	case []any:
		b, ok := b.([]any)
		if !ok || len(a) != len(b) {
			return nil
		}
		var differ []int
		for i := range a {
			if !reflect.DeepEqual(a[i], b[i]) {
				differ = append(differ, i)
			}
		}
		if len(differ) == 1 {
			i := differ[0]
			return append([]string{strconv.Itoa(i)}, narrow(a[i], b[i])...)
		}
	}
	return nil
}
