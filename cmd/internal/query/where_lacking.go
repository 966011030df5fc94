package query

import (
	"slices"

	"github.com/expr-lang/expr/ast"
)

var (
	ordering    = []string{"==", "!=", "<", "<=", ">", ">="}
	comparisons = append([]string{"in", "contains", "startsWith", "endsWith", "matches"}, ordering...)
)

// A visitor notes the names in an expression, makes comparisons of labels into
// ones of their order, and comparisons with what a version may lack into ones
// with unsaid where it does.
type visitor struct{ where *Where }

// Visit is called for each node, its parts first.
func (v *visitor) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.MemberNode:
		if m, ok := member(n); ok && !slices.Contains(v.where.names, m) {
			v.where.names = append(v.where.names, m)
		}
	case *ast.BuiltinNode:
		if slices.Contains(predicates, n.Name) {
			guard(node, lacking(n.Arguments[0], false, nil))
		}
	case *ast.BinaryNode:
		if !slices.Contains(comparisons, n.Operator) {
			return
		}
		if label := ordered(n); label != "" {
			if n.Operator != "==" && n.Operator != "!=" { // no number comes before or after a semantic version
				guard(node, []string{order + label})
			}
			return
		}
		_, left := n.Left.(*ast.NilNode)
		_, right := n.Right.(*ast.NilNode)
		asked := left || right // that is the question whether it is there
		guard(node, lacking(n.Left, asked, lacking(n.Right, asked, nil)))
	}
}

// guard makes a node count only of versions that have what it needs.
func guard(node *ast.Node, needs []string) {
	for _, need := range needs {
		there := &ast.BinaryNode{Operator: "in", Left: &ast.StringNode{Value: need}, Right: &ast.IdentifierNode{Value: has}}
		ast.Patch(node, &ast.ConditionalNode{Cond: there, Exp1: *node, Exp2: &ast.IdentifierNode{Value: unsaid}})
	}
}

// ordered makes a comparison of the label with another one into one of their
// order, and gives the other one; empty where it is none.
func ordered(n *ast.BinaryNode) string {
	if !slices.Contains(ordering, n.Operator) {
		return ""
	}
	label, other := &n.Left, &n.Right
	if !isLabel(*label) {
		label, other = other, label
	}
	text, ok := (*other).(*ast.StringNode)
	if !isLabel(*label) || !ok {
		return ""
	}
	ast.Patch(label, &ast.MemberNode{Node: &ast.IdentifierNode{Value: order}, Property: &ast.StringNode{Value: text.Value}})
	ast.Patch(other, &ast.IntegerNode{Value: 0})
	return text.Value
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

// lacking adds what is below a node that a version may lack. Where something is
// given in place of a member, or it is asked whether it is there, only what has
// the member needs to be known.
func lacking(n ast.Node, given bool, found []string) []string {
	need := func(name string) []string {
		if slices.Contains(found, name) {
			return found
		}
		return append(found, name)
	}
	switch n := n.(type) {
	case *ast.IdentifierNode:
		if slices.Contains(filed, n.Value) {
			return need(n.Value)
		}
	case *ast.MemberNode:
		m, ok := member(n)
		switch {
		case ok && !given:
			return need(m.of + "." + m.name)
		case ok:
			return need(m.of)
		}
	case *ast.ChainNode:
		return lacking(n.Node, given, found)
	case *ast.UnaryNode:
		return lacking(n.Node, given, found)
	case *ast.BinaryNode:
		if n.Operator == "??" {
			return lacking(n.Right, given, lacking(n.Left, true, found))
		}
		return lacking(n.Left, given, lacking(n.Right, given, found))
	case *ast.ArrayNode:
		for _, e := range n.Nodes {
			found = lacking(e, given, found)
		}
	case *ast.BuiltinNode:
		for _, a := range n.Arguments {
			found = lacking(a, given, found)
		}
	}
	return found
}
