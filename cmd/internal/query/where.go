package query

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"

	"modelreg/catalog"
	"modelreg/schema"
)

// longestWhere is the most characters that an expression may have. With it and
// what is offered, no expression takes long.
const longestWhere = 1000

// A Where is an expression that says of a version whether it is meant, in a
// part of https://expr-lang.org/docs/language-definition.
type Where struct {
	text    string
	program *vm.Program
	names   []name
	labels  map[string]catalog.Label // that it compares the label with, by their texts
}

// A name is a member that the expression asks for: metrics and auc.
type name struct{ of, name string }

// open are the names whose members are a version's own, so that it may lack
// them.
var open = []string{"metrics", "tags", "metadata"}

// filed are the names that a version's file says something of, which nobody
// knows where the file could not be understood.
var filed = []string{"status", "stage", "stageStatus", "description", "metrics", "metadata"}

// Names that nobody can write. unsaid stands for a comparison with what a version
// lacks: a version is meant if it is so whatever that might be. has are the
// names and members that it has, and order is how its label compares with others.
const (
	unsaid = " unsaid"
	has    = " has"
	order  = " order"
)

// environment is what an expression can name.
func (w *Where) environment(v Version, target string, said bool) map[string]any {
	metrics := make(map[string]any, len(v.Metrics))
	for name, value := range v.Metrics {
		metrics[name] = value
	}
	env := map[string]any{
		"ref": v.Ref, "group": v.Group, "name": v.Name, "label": v.Label, "status": v.Status,
		"stage": v.Stage, "stageStatus": v.StageStatus, "description": v.Description, "target": target,
		"owners": v.Owners, "metrics": metrics, "tags": texts(v.Tags), "metadata": texts(v.Metadata),
		unsaid: said,
	}
	known := map[string]bool{}
	for _, name := range filed {
		if v.Problem == "" {
			known[name] = true
		}
	}
	known["tags"] = true
	for _, of := range open {
		for name := range env[of].(map[string]any) {
			known[of+"."+name] = true
		}
	}
	compared := make(map[string]int, len(w.labels))
	for text, label := range w.labels {
		if label.Scheme() == v.Order.Scheme() {
			known[order+text] = true
		}
		compared[text] = v.Order.Compare(label)
	}
	env[has], env[order] = known, compared
	return env
}

func texts(m map[string]string) map[string]any {
	out := make(map[string]any, len(m))
	for key, value := range m {
		out[key] = value
	}
	return out
}

// Names are what an expression can name, sorted.
func Names() []string {
	names := slices.Sorted(maps.Keys((&Where{}).environment(Version{}, "", false)))
	return slices.DeleteFunc(names, func(name string) bool { return strings.HasPrefix(name, " ") })
}

// ParseWhere reads an expression. The error says what is wrong where.
func ParseWhere(text string) (*Where, error) {
	if n := utf8.RuneCountInString(text); n > longestWhere {
		return nil, fmt.Errorf("the expression has %d characters; use %d at most", n, longestWhere)
	}
	w := &Where{text: text, labels: map[string]catalog.Label{}}
	tree, err := parser.Parse(text)
	if err == nil {
		err = w.offered(tree.Node, false)
	}
	if err != nil {
		return nil, w.wrong(err)
	}
	w.program, err = expr.Compile(text, expr.Env(w.environment(Version{}, "", false)), expr.AsBool(), expr.WarnOnAny(), expr.Patch(&visitor{where: w}))
	if err != nil {
		return nil, w.wrong(err)
	}
	return w, nil
}

// unknownName is what the library says before a name that it does not know.
const unknownName = "unknown name "

// wrong says in a line what the library says in several.
func (w *Where) wrong(err error) error {
	var at *file.Error
	if !errors.As(err, &at) {
		return fmt.Errorf("the expression %q is wrong: %w", w.text, err)
	}
	if unknown, ok := strings.CutPrefix(at.Message, unknownName); ok {
		return fmt.Errorf("unknown name %q at character %d of %q; %s", unknown, at.From+1, w.text, schema.Suggest(unknown, Names()))
	}
	return fmt.Errorf("the expression %q is wrong at character %d: %s", w.text, at.From+1, at.Message)
}

// Match reports whether a version is meant. What compares with a metric, tag or
// metadata that the version lacks can't make it so, unless ?? says what counts
// instead; and no more can what its file says, where that can't be understood.
func (w *Where) Match(v Version, target string) (bool, error) {
	for _, said := range []bool{true, false} {
		out, err := expr.Run(w.program, w.environment(v, target, said))
		if err != nil {
			return false, w.wrong(err)
		}
		if out != true {
			return false, nil
		}
	}
	return true, nil
}

// Unused are the members that the expression asks for and none of the versions
// has, each in a sentence.
func (w *Where) Unused(versions []Version) []string {
	known := map[string]map[string]bool{}
	for _, of := range open {
		known[of] = map[string]bool{}
	}
	for _, v := range versions {
		env := w.environment(v, "", false)
		for _, of := range open {
			for name := range env[of].(map[string]any) {
				known[of][name] = true
			}
		}
	}
	var out []string
	for _, n := range w.names {
		switch have := slices.Collect(maps.Keys(known[n.of])); {
		case known[n.of][n.name]:
		case len(have) == 0:
			out = append(out, fmt.Sprintf("no version has %s.%s, nor any other of %s", n.of, n.name, n.of))
		default:
			out = append(out, fmt.Sprintf("no version has %s.%s; %s", n.of, n.name, schema.Suggest(n.name, have)))
		}
	}
	return out
}
