package query

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"

	"modelreg/catalog"
)

// What of the language is offered: enough to say which versions are meant, and
// nothing by which a short expression could take long or much memory. Lists
// come from the catalog or are written out, and are gone through one level deep.
var (
	operators = []string{
		"and", "&&", "or", "||", "==", "!=", "<", "<=", ">", ">=", "in", "contains", "startsWith", "endsWith", "matches",
		"??", "+", "-", "*", "/", "%",
	}
	predicates = []string{"all", "any", "none"}
	functions  = append([]string{"abs", "keys", "len", "lower", "max", "min", "upper", "values"}, predicates...)
)

// offered is an error for the first node that is not offered. inside says
// whether it is in what any, all or none ask of each element.
func (w *Where) offered(node ast.Node, inside bool) error {
	var parts []ast.Node
	switch n := node.(type) {
	case *ast.NilNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.StringNode:
	case *ast.IdentifierNode:
		if !slices.Contains(Names(), n.Value) {
			return refused(n, "%s%s", unknownName, n.Value)
		}
	case *ast.PointerNode:
		if n.Name != "" {
			return refused(n, "#%s is not offered; # is the element", n.Name)
		}
	case *ast.UnaryNode:
		parts = []ast.Node{n.Node}
	case *ast.BinaryNode:
		if !slices.Contains(operators, n.Operator) {
			return refused(n, "%s is not offered; use one of %s", n.Operator, strings.Join(operators, " "))
		}
		if err := cmp.Or(w.noteLabels(n), noStatus(n)); err != nil {
			return err
		}
		parts = []ast.Node{n.Left, n.Right}
	case *ast.ArrayNode:
		parts = n.Nodes
	case *ast.ChainNode:
		parts = []ast.Node{n.Node}
	case *ast.MemberNode:
		if of, ok := n.Node.(*ast.IdentifierNode); ok {
			if err := w.offered(of, inside); err != nil {
				return err
			}
		}
		if _, ok := member(n); !ok {
			return refused(n, `members are those of %s, by a name that is written out: metrics.auc, metadata["data set"]`, strings.Join(open, ", "))
		}
	case *ast.BuiltinNode:
		within := slices.Contains(predicates, n.Name)
		if !slices.Contains(functions, n.Name) {
			return refused(n, "%s is not offered; use one of %s", n.Name, strings.Join(functions, " "))
		}
		if within && inside {
			return refused(n, "%s is within another one; one level is offered", n.Name)
		}
		for _, argument := range n.Arguments {
			p, ok := argument.(*ast.PredicateNode)
			if ok {
				argument = p.Node
			}
			if err := w.offered(argument, inside || ok); err != nil {
				return err
			}
		}
	case *ast.CallNode:
		return refused(n, "%s is no function; use one of %s", n.Callee, strings.Join(functions, " "))
	default:
		return refused(n, "%s is not offered in a filter; use comparisons, and, or, not, and %s", kinds(n), strings.Join(functions, " "))
	}
	for _, part := range parts {
		if err := w.offered(part, inside); err != nil {
			return err
		}
	}
	return nil
}

func refused(n ast.Node, format string, args ...any) error {
	return &file.Error{Location: n.Location(), Message: fmt.Sprintf(format, args...)}
}

// kinds names a node that is not offered, as people know it.
func kinds(n ast.Node) string {
	switch n.(type) {
	case *ast.VariableDeclaratorNode:
		return "let"
	case *ast.SequenceNode:
		return "a sequence"
	case *ast.ConditionalNode:
		return "a condition with ? and :, or if,"
	case *ast.MapNode:
		return "a map"
	case *ast.SliceNode:
		return "a slice"
	case *ast.BytesNode:
		return "a text of bytes"
	}
	return "this"
}

// noteLabels notes the label that a comparison compares the version's with.
func (w *Where) noteLabels(n *ast.BinaryNode) error {
	other := n.Right
	switch {
	case !slices.Contains(ordering, n.Operator):
		return nil
	case isLabel(n.Left):
	case isLabel(n.Right):
		other = n.Left
	default:
		return nil
	}
	text, ok := other.(*ast.StringNode)
	if !ok {
		return refused(other, `a label compares with another one in quotes: label > "9", label < "2.0.0"`)
	}
	label, err := catalog.ParseLabel(text.Value)
	if err != nil {
		return refused(other, "%v", err)
	}
	w.labels[text.Value] = label
	return nil
}

func isLabel(n ast.Node) bool { return isNamed(n, "label") }
