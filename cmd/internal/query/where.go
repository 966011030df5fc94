package query

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"

	"modelreg/schema"
)

// longestWhere is the most characters that an expression may have.
const longestWhere = 10_000

// A Where is an expression that says of a version whether it is meant.
// https://expr-lang.org/docs/language-definition
type Where struct {
	text    string
	program *vm.Program
	names   []name
}

// A name is a member that the expression asks for: metrics and auc.
type name struct{ of, name string }

// open are the names whose members are a version's own, so that it may lack
// them.
var open = []string{"metrics", "tags", "metadata"}

// unsaid stands in an expression for a comparison with what a version lacks. A
// version is meant if it is so whatever that might be. Nobody can write such a
// name.
const unsaid = " unsaid"

// environment is what an expression can name.
func environment(v Version, target string, said bool) map[string]any {
	metrics := make(map[string]any, len(v.Metrics))
	for name, value := range v.Metrics {
		metrics[name] = value
	}
	return map[string]any{
		"ref": v.Ref, "group": v.Group, "name": v.Name, "label": v.Label, "status": v.Status,
		"stage": v.Stage, "stageStatus": v.StageStatus, "description": v.Description, "target": target,
		"owners": v.Owners, "metrics": metrics, "tags": texts(v.Tags), "metadata": texts(v.Metadata),
		unsaid: said,
	}
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
	env := environment(Version{}, "", false)
	delete(env, unsaid)
	return slices.Sorted(maps.Keys(env))
}

// ParseWhere reads an expression. The error says what is wrong where.
func ParseWhere(text string) (*Where, error) {
	if len(text) > longestWhere {
		return nil, fmt.Errorf("the expression has %d characters; use %d at most", len(text), longestWhere)
	}
	w := &Where{text: text}
	program, err := expr.Compile(text, expr.Env(environment(Version{}, "", false)), expr.AsBool(), expr.WarnOnAny(), expr.Patch(&visitor{where: w}))
	if err != nil {
		return nil, w.wrong(err)
	}
	w.program = program
	return w, nil
}

// wrong says in a line what the library says in several.
func (w *Where) wrong(err error) error {
	var at *file.Error
	if !errors.As(err, &at) {
		return fmt.Errorf("the expression %q is wrong: %w", w.text, err)
	}
	if unknown, ok := strings.CutPrefix(at.Message, "unknown name "); ok {
		return fmt.Errorf("unknown name %q at character %d of %q; %s", unknown, at.From+1, w.text, schema.Suggest(unknown, Names()))
	}
	return fmt.Errorf("the expression %q is wrong at character %d: %s", w.text, at.From+1, at.Message)
}

// Match reports whether a version is meant. What compares with a metric, tag or
// metadata that the version lacks can't make it so, unless ?? says what counts
// instead.
func (w *Where) Match(v Version, target string) (bool, error) {
	for _, said := range []bool{true, false} {
		out, err := expr.Run(w.program, environment(v, target, said))
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
		env := environment(v, "", false)
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

// A visitor notes the names in an expression, and makes comparisons with what a
// version may lack into ones with unsaid where it does.
type visitor struct{ where *Where }

var comparisons = []string{"==", "!=", "<", "<=", ">", ">=", "in", "contains", "startsWith", "endsWith", "matches"}

// Visit is called for each node, its parts first.
func (v *visitor) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.MemberNode:
		if m, ok := member(n); ok && !slices.Contains(v.where.names, m) {
			v.where.names = append(v.where.names, m)
		}
	case *ast.BinaryNode:
		if !slices.Contains(comparisons, n.Operator) {
			return
		}
		_, left := n.Left.(*ast.NilNode)
		_, right := n.Right.(*ast.NilNode)
		if left || right {
			return // that is the question whether it is there
		}
		needs := lacking(n.Left, lacking(n.Right, nil))
		for _, need := range needs {
			has := &ast.BinaryNode{Operator: "in", Left: &ast.StringNode{Value: need.name}, Right: &ast.IdentifierNode{Value: need.of}}
			ast.Patch(node, &ast.ConditionalNode{Cond: has, Exp1: *node, Exp2: &ast.IdentifierNode{Value: unsaid}})
		}
	}
}

// member is what a node such as metrics.auc asks for.
func member(n *ast.MemberNode) (name, bool) {
	of, ok := n.Node.(*ast.IdentifierNode)
	property, ok2 := n.Property.(*ast.StringNode)
	if !ok || !ok2 || !slices.Contains(open, of.Value) {
		return name{}, false
	}
	return name{of.Value, property.Value}, true
}

// lacking adds the members below a node that a version may lack and for which
// nothing is said to count instead.
func lacking(n ast.Node, found []name) []name {
	switch n := n.(type) {
	case *ast.MemberNode:
		if m, ok := member(n); ok && !slices.Contains(found, m) {
			return append(found, m)
		}
	case *ast.ChainNode:
		return lacking(n.Node, found)
	case *ast.UnaryNode:
		return lacking(n.Node, found)
	case *ast.BinaryNode:
		if n.Operator == "??" {
			return lacking(n.Right, found)
		}
		return lacking(n.Left, lacking(n.Right, found))
	case *ast.BuiltinNode:
		for _, a := range n.Arguments {
			found = lacking(a, found)
		}
	}
	return found
}
