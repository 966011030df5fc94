package query

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"modelreg/schema"
)

// Statuses are the approval states, sorted.
func Statuses() []string { return []string{"Approved", Pending, "Rejected"} }

// ParseStatus reads an approval state as people may write it.
func ParseStatus(s string) (status string, ok bool) {
	if strings.EqualFold(s, "pending") {
		return Pending, true
	}
	i := slices.IndexFunc(Statuses(), func(status string) bool { return strings.EqualFold(s, status) })
	if i < 0 {
		return "", false
	}
	return Statuses()[i], true
}

// noStatus is an error where a status is compared with what none ever is, which
// would be true of no version, or of all.
func noStatus(n *ast.BinaryNode) error {
	other := n.Right
	if !isNamed(n.Left, "status") {
		other = n.Left
		if !isNamed(n.Right, "status") {
			return nil
		}
	}
	var values []ast.Node
	switch list, ok := other.(*ast.ArrayNode); {
	case n.Operator == "==", n.Operator == "!=":
		values = []ast.Node{other}
	case n.Operator == "in" && ok:
		values = list.Nodes
	}
	for _, value := range values {
		text, ok := value.(*ast.StringNode)
		if !ok || slices.Contains(Statuses(), text.Value) {
			continue
		}
		meant, ok := ParseStatus(text.Value)
		if !ok {
			return refused(value, "there is no status %q; %s", text.Value, schema.Suggest(text.Value, Statuses()))
		}
		return refused(value, "there is no status %q; did you mean %q?", text.Value, meant)
	}
	return nil
}

func isNamed(n ast.Node, name string) bool {
	i, ok := n.(*ast.IdentifierNode)
	return ok && i.Value == name
}
