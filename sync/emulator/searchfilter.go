package emulator

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// A searchBudget is what one search may still spend.
type searchBudget struct {
	parts    int // filters, nested filters and sub-expressions
	contains int // filters with the operator Contains
}

func (b *searchBudget) spend(n int) error {
	if b.parts -= n; b.parts < 0 {
		return invalid("A search expression may have 50 filters, nested filters and sub-expressions in total.")
	}
	return nil
}

// expression compiles a search expression.
func (b *searchBudget) expression(s *shape, expr doc) (func(doc) bool, error) {
	filters, nested, subs := list(expr, "Filters"), list(expr, "NestedFilters"), list(expr, "SubExpressions")
	if err := b.spend(len(filters) + len(nested) + len(subs)); err != nil {
		return nil, err
	}
	tests, err := b.filters(s, filters)
	if err != nil {
		return nil, err
	}
	for _, n := range nested {
		test, err := b.nested(s, n.(doc))
		if err != nil {
			return nil, err
		}
		tests = append(tests, test)
	}
	for _, sub := range subs {
		test, err := b.expression(s, sub.(doc))
		if err != nil {
			return nil, err
		}
		tests = append(tests, test)
	}
	if expr["Operator"] == "Or" && len(tests) > 0 {
		return anyOf(tests), nil
	}
	return allOf(tests), nil
}

func (b *searchBudget) filters(s *shape, filters []any) ([]func(doc) bool, error) {
	var tests []func(doc) bool
	for _, f := range filters {
		if at(f, "Operator") == "Contains" {
			if b.contains--; b.contains < 0 {
				return nil, invalid("'CONTAINS' operator usage limit of 1 exceeded.")
			}
		}
		test, err := compileFilter(s, f.(doc))
		if err != nil {
			return nil, err
		}
		tests = append(tests, test)
	}
	return tests, nil
}

// nested compiles filters that one and the same item of a list must pass. The
// filters' names may repeat the name of the list.
func (b *searchBudget) nested(s *shape, n doc) (func(doc) bool, error) {
	name := n["NestedPropertyName"].(string)
	of, path, ok := resolveProperty(s, name)
	if !ok || of.Type != "list" {
		return nil, invalid("Unknown property name: %s", name)
	}
	item := model().Shapes[of.Of]
	if item.Type != "structure" {
		return nil, invalid("Unknown property name: %s", name)
	}
	var inner []any
	for _, f := range list(n, "Filters") {
		short := strings.TrimPrefix(at(f, "Name").(string), name+".")
		inner = append(inner, merged(f.(doc), doc{"Name": short}, nil))
	}
	if err := b.spend(len(inner)); err != nil {
		return nil, err
	}
	tests, err := b.filters(item, inner)
	if err != nil {
		return nil, err
	}
	test := allOf(tests)
	return func(d doc) bool {
		return slices.ContainsFunc(values(d, path), func(v any) bool {
			item, ok := v.(doc)
			return ok && test(item)
		})
	}, nil
}

// compileFilter compiles one filter on records of a shape.
func compileFilter(s *shape, f doc) (func(doc) bool, error) {
	prop, err := propertyOf(s, f["Name"].(string))
	if err != nil {
		return nil, err
	}
	op, _ := f["Operator"].(string)
	text, given := f["Value"].(string)
	switch op {
	case "Exists", "NotExists":
		if given {
			return nil, invalid("Operator %s takes no value", op)
		}
		return func(d doc) bool { return (len(prop.values(d)) > 0) == (op == "Exists") }, nil
	case "":
		op = "Equals"
	}
	if !given {
		return nil, invalid("Operator %s needs a value", op)
	}
	is, err := prop.compare(op, text)
	if err != nil {
		return nil, err
	}
	if op == "NotEquals" {
		return func(d doc) bool { return !slices.ContainsFunc(prop.values(d), is) }, nil
	}
	return func(d doc) bool { return slices.ContainsFunc(prop.values(d), is) }, nil
}

// compare gives the test of one value. NotEquals compares as Equals does.
func (p property) compare(op, text string) (func(any) bool, error) {
	switch p.shape.Type {
	case "string", "boolean":
		switch op {
		case "Equals", "NotEquals":
			return func(v any) bool { return plain(v) == text }, nil
		case "In":
			options := strings.Split(text, ",")
			return func(v any) bool { return slices.Contains(options, plain(v)) }, nil
		case "Contains":
			return func(v any) bool { return strings.Contains(plain(v), text) }, nil
		}
	case "integer", "timestamp":
		if holds := orders[op]; holds != nil {
			want, err := p.number(text)
			return func(v any) bool { n, ok := v.(float64); return ok && holds(n, want) }, err
		}
	}
	return nil, invalid("Operator %s is not supported on property %s", op, p.name)
}

// orders are the operators on numbers and timestamps.
var orders = map[string]func(v, want float64) bool{
	"Equals":               func(v, want float64) bool { return v == want },
	"NotEquals":            func(v, want float64) bool { return v == want },
	"GreaterThan":          func(v, want float64) bool { return v > want },
	"GreaterThanOrEqualTo": func(v, want float64) bool { return v >= want },
	"LessThan":             func(v, want float64) bool { return v < want },
	"LessThanOrEqualTo":    func(v, want float64) bool { return v <= want },
}

// number reads a filter's value as the wire would have it.
func (p property) number(text string) (float64, error) {
	if p.shape.Type == "integer" {
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return 0, invalid("Value %s of property %s is not a number", text, p.name)
		}
		return n, nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02"} {
		if at, err := time.Parse(layout, text); err == nil {
			return seconds(at), nil
		}
	}
	return 0, invalid("Value %s of property %s is not a timestamp YYYY-mm-ddTHH:MM:SS", text, p.name)
}

func allOf(tests []func(doc) bool) func(doc) bool {
	return func(d doc) bool {
		return !slices.ContainsFunc(tests, func(test func(doc) bool) bool { return !test(d) })
	}
}

func anyOf(tests []func(doc) bool) func(doc) bool {
	return func(d doc) bool {
		return slices.ContainsFunc(tests, func(test func(doc) bool) bool { return test(d) })
	}
}
