package sagemaker

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	sm "github.com/aws/aws-sdk-go-v2/service/sagemaker"

	"modelreg/schema"
)

// A node is a JSON Schema inside the document that its references point into.
type node struct {
	root, self map[string]any
}

func rootNode(t *testing.T, kind schema.Kind) node {
	t.Helper()
	var root map[string]any
	if err := json.Unmarshal(schema.Text(kind), &root); err != nil {
		t.Fatal(err)
	}
	return node{root, root}
}

// parts are the node itself and all that it is composed of at the same place.
func (n node) parts() []node {
	all := []node{n}
	if ref, ok := n.self["$ref"].(string); ok {
		target := n.root
		for _, step := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
			target = target[step].(map[string]any)
		}
		all = append(all, node{n.root, target}.parts()...)
	}
	for _, key := range []string{"anyOf", "oneOf", "allOf"} {
		list, _ := n.self[key].([]any)
		for _, item := range list {
			all = append(all, node{n.root, item.(map[string]any)}.parts()...)
		}
	}
	for _, key := range []string{"if", "then", "else"} {
		if item, ok := n.self[key].(map[string]any); ok {
			all = append(all, node{n.root, item}.parts()...)
		}
	}
	return all
}

// child is the schema below a keyword: items, additionalProperties or a property.
func (n node) child(keys ...string) (node, bool) {
	for _, part := range n.parts() {
		at, ok := part.self, true
		for _, key := range keys {
			if at, ok = at[key].(map[string]any); !ok {
				break
			}
		}
		if ok {
			return node{n.root, at}, true
		}
	}
	return node{}, false
}

// strings collects what a keyword lists in any part: types, values, property names.
func (n node) strings(keyword string) map[string]bool {
	set := map[string]bool{}
	for _, part := range n.parts() {
		switch v := part.self[keyword].(type) {
		case string:
			set[v] = true
		case []any:
			for _, item := range v {
				set[fmt.Sprint(item)] = true
			}
		case map[string]any:
			for key := range v {
				set[key] = true
			}
		}
	}
	return set
}

// asMapping are the members that a catalog writes as a mapping where the API
// has JSON in a string, or a list of keys and values.
var asMapping = []string{
	"CreateModelPackageInput.ModelCard.ModelCardContent", "UpdateModelPackageInput.ModelCard.ModelCardContent",
	"PutModelPackageGroupPolicyInput.ResourcePolicy",
	"CreateModelPackageGroupInput.Tags", "AddTagsInput.Tags",
}

// A coverage compares SDK types with schemas and notes what does not fit.
type coverage struct {
	exclusions map[string]string
	excluded   map[string]bool // exclusions that a member was found for
	problems   []string
}

func (c *coverage) note(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

func (c *coverage) structOf(typ reflect.Type, n node, path string) {
	for _, f := range fieldsOf(typ) {
		at := path + "." + f.goName
		property, ok := n.child("properties", f.docName)
		_, excluded := c.exclusions[at]
		switch {
		case ok && excluded:
			c.note("%s: the schema has it, so it is no exclusion", at)
		case ok:
			c.value(typ.Field(f.index).Type, property, at)
		case !excluded:
			c.note("%s: the schema lacks %s, and it is no exclusion", at, f.docName)
		}
		c.excluded[at] = excluded
	}
	if !strings.Contains(path, ".") {
		return // the top level holds modelreg's own members, and those of several inputs
	}
	for _, name := range slices.Sorted(maps.Keys(n.strings("properties"))) {
		if !slices.ContainsFunc(fieldsOf(typ), func(f field) bool { return f.docName == name }) &&
			!strings.HasSuffix(path, ".Image") {
			c.note("%s: the schema has %s, which the SDK lacks", path, name)
		}
	}
}

func (c *coverage) value(typ reflect.Type, n node, path string) {
	if slices.Contains(asMapping, path) {
		c.hasType(n, "object", path)
		return
	}
	switch typ.Kind() {
	case reflect.Pointer:
		c.value(typ.Elem(), n, path)
	case reflect.Struct:
		c.hasType(n, "object", path)
		c.structOf(typ, n, path)
	case reflect.Slice:
		c.hasType(n, "array", path)
		if items, ok := n.child("items"); ok {
			c.value(typ.Elem(), items, path)
		} else {
			c.note("%s: the schema says nothing of the items", path)
		}
	case reflect.Map:
		c.hasType(n, "object", path)
		if values, ok := n.child("additionalProperties"); ok {
			c.value(typ.Elem(), values, path)
		} else {
			c.note("%s: the schema says nothing of the values", path)
		}
	case reflect.String:
		c.hasType(n, "string", path)
		c.hasValues(typ, n, path)
	case reflect.Bool:
		c.hasType(n, "boolean", path)
	case reflect.Int32:
		c.hasType(n, "integer", path)
	default:
		c.note("%s: %s is new to this test", path, typ)
	}
}

func (c *coverage) hasType(n node, want, path string) {
	if types := n.strings("type"); !types[want] {
		c.note("%s: the schema has types %v, want %s", path, slices.Sorted(maps.Keys(types)), want)
	}
}

// hasValues checks that the schema knows every value of an SDK enum: as an
// enum, or as the examples beside which others are warned about.
func (c *coverage) hasValues(typ reflect.Type, n node, path string) {
	values, ok := typ.MethodByName("Values")
	if !ok {
		return
	}
	known := n.strings("enum")
	maps.Copy(known, n.strings("examples"))
	list := values.Func.Call([]reflect.Value{reflect.Zero(typ)})[0]
	for i := range list.Len() {
		if value := list.Index(i).String(); !known[value] {
			c.note("%s: the schema does not know the value %q", path, value)
		}
	}
}

// Whatever the API can express of a versioned package and its group, a catalog
// can: or the member is an exclusion with a reason.
func TestSchemasCoverTheAPI(t *testing.T) {
	version, group := rootNode(t, schema.Version), rootNode(t, schema.Group)
	c := &coverage{exclusions: schema.Exclusions(), excluded: map[string]bool{}}
	c.structOf(reflect.TypeFor[sm.CreateModelPackageInput](), version, "CreateModelPackageInput")
	c.structOf(reflect.TypeFor[sm.UpdateModelPackageInput](), version, "UpdateModelPackageInput")
	c.structOf(reflect.TypeFor[sm.CreateModelPackageGroupInput](), group, "CreateModelPackageGroupInput")
	for _, part := range []struct {
		typ  reflect.Type
		name string // the member that is not an address
	}{
		{reflect.TypeFor[sm.AddTagsInput](), "Tags"},
		{reflect.TypeFor[sm.PutModelPackageGroupPolicyInput](), "ResourcePolicy"},
	} {
		f, _ := part.typ.FieldByName(part.name)
		property, ok := group.child("properties", strings.ToLower(part.name[:1])+part.name[1:])
		if !ok {
			t.Errorf("the schema lacks %s", part.name)
			continue
		}
		c.value(f.Type, property, part.typ.Name()+"."+part.name)
	}
	for _, problem := range c.problems {
		t.Error(problem)
	}
	for name, reason := range c.exclusions {
		if !c.excluded[name] {
			t.Errorf("%s is excluded, and no such member exists", name)
		}
		if reason == "" {
			t.Errorf("%s is excluded without a reason", name)
		}
	}

	own := map[schema.Kind][]string{
		schema.Version: {"apiVersion", "kind", "metrics", "approvalRequest", "waivers", "overrides"},
		schema.Group:   {"apiVersion", "kind", "metrics", "resourcePolicy"},
	}
	for kind, inputs := range map[schema.Kind][]reflect.Type{
		schema.Version: inputTypes,
		schema.Group:   {reflect.TypeFor[sm.CreateModelPackageGroupInput]()},
	} {
		known := own[kind]
		for _, input := range inputs {
			for _, f := range fieldsOf(input) {
				known = append(known, f.docName)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(rootNode(t, kind).strings("properties"))) {
			if !slices.Contains(known, name) {
				t.Errorf("the %s schema has %s, which is neither the API's nor modelreg's own", kind, name)
			}
		}
	}
}

// The test above would notice: a schema that lacks members, knows too few
// values or takes another type.
func TestCoverageNotices(t *testing.T) {
	thin := map[string]any{"properties": map[string]any{
		"modelApprovalStatus": map[string]any{"type": "string", "enum": []any{"Approved", "Rejected"}},
		"modelMetrics":        map[string]any{"type": "string"},
		"sourceUri":           map[string]any{"type": "string"},
	}}
	c := &coverage{excluded: map[string]bool{}, exclusions: map[string]string{"UpdateModelPackageInput.SourceUri": "why"}}
	c.structOf(reflect.TypeFor[sm.UpdateModelPackageInput](), node{thin, thin}, "UpdateModelPackageInput")
	c.structOf(reflect.TypeFor[sm.CreateModelPackageInput](), node{thin, thin}, "CreateModelPackageInput")
	for _, want := range []string{
		"UpdateModelPackageInput.ModelLifeCycle: the schema lacks modelLifeCycle, and it is no exclusion",
		"UpdateModelPackageInput.SourceUri: the schema has it, so it is no exclusion",
		`UpdateModelPackageInput.ModelApprovalStatus: the schema does not know the value "PendingManualApproval"`,
		"CreateModelPackageInput.ModelMetrics: the schema has types [string], want object",
	} {
		if !slices.Contains(c.problems, want) {
			t.Errorf("not noticed: %s\namong %q", want, c.problems)
		}
	}
}
