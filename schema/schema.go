// Package schema knows the shapes of the catalog's files: which members
// registry.yaml, group.yaml and a version file may have, of which type, how
// long and in which form. It knows nothing of positions, other files or
// targets; that is package catalog.
//
// The shapes are JSON Schemas (draft 7, which editors understand best),
// embedded here and printed by "modelreg schema", so that an editor completes
// and checks the same thing that modelreg does. Members have the names of the
// SageMaker API with the first letter lowered; their limits are the service's.
//
// The schemas are compiled by the jsonschema library. Walking a document along
// the compiled form is done here (walk.go), for two reasons: the library
// reports chains of sentences about keywords and this package one sentence
// about each mistake, and a catalog has ten thousands of documents, for which
// the walk takes a small part of the library's time. A test holds both to the
// same verdict.
package schema

import (
	"bytes"
	_ "embed"
	"fmt"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// A Kind is a sort of catalog file.
type Kind string

const (
	Registry Kind = "registry" // registry.yaml
	Group    Kind = "group"    // group.yaml
	Version  Kind = "version"  // a file below versions/
)

// Kinds are all kinds there are, sorted.
func Kinds() []Kind { return []Kind{Group, Registry, Version} }

var (
	//go:embed registry.schema.json
	registryText []byte
	//go:embed group.schema.json
	groupText []byte
	//go:embed version.schema.json
	versionText []byte
)

// Text is the JSON Schema of a kind, for editors and other tools. It is nil
// for an unknown kind.
func Text(k Kind) []byte {
	switch k {
	case Registry:
		return bytes.Clone(registryText)
	case Group:
		return bytes.Clone(groupText)
	case Version:
		return bytes.Clone(versionText)
	}
	return nil
}

// A Set holds the compiled schemas. It is read-only: any number of goroutines
// may validate with one Set at the same time.
type Set struct {
	roots map[Kind]*jsonschema.Schema
}

// Compile compiles the embedded schemas. An error means that this build of
// modelreg is broken.
func Compile() (*Set, error) {
	s := &Set{roots: map[Kind]*jsonschema.Schema{}}
	for _, k := range Kinds() {
		c := jsonschema.NewCompiler()
		c.Draft = jsonschema.Draft7
		c.RegisterExtension("modelreg", nil, annotations{})
		url := "modelreg:///" + string(k)
		if err := c.AddResource(url, bytes.NewReader(Text(k))); err != nil {
			return nil, fmt.Errorf("reading the %s schema: %w", k, err)
		}
		root, err := c.Compile(url)
		if err != nil {
			return nil, fmt.Errorf("compiling the %s schema: %w", k, err)
		}
		s.roots[k] = root
	}
	return s, nil
}

// A Violation is one mistake in a document.
type Violation struct {
	// Path leads to what is wrong: member names, list indexes as decimals. For
	// a missing member it leads to the object that lacks it.
	Path []string
	// AtKey says to point at the member's key and not at its value: the name
	// itself is what is wrong.
	AtKey bool
	// Message is a sentence for people: what is wrong; what would be right.
	Message string
	// Warning: the document can be used as it is.
	Warning bool
	// Want lists the JSON types that are allowed here, when it is the value's
	// type that is wrong, and is empty otherwise. Got is the value then. The
	// caller knows how the value was written (1.10 reads as the number 1.1) and
	// can say better how to write it.
	Want []string
	Got  any
}

// Validate says what is wrong with a document of kind k. The document is made
// of map[string]any, []any, string, float64, bool and nil. The answer is
// sorted by path.
func (s *Set) Validate(k Kind, doc any) []Violation {
	return s.ValidateAt(k, nil, doc)
}

// ValidateAt checks one value as if it stood at a path of a document of kind
// k. A path that the schema does not know gives no violation: whoever
// validated the document has said so.
func (s *Set) ValidateAt(k Kind, path []string, value any) []Violation {
	return s.Part(k, path).Validate(path, value)
}

// A Part is what a schema says of one place in a document, for whoever checks
// several values there. A nil Part finds nothing wrong.
type Part struct {
	kind   Kind
	schema *jsonschema.Schema
}

// Part is what the schema of kind k says of the value at path; nil where it
// says nothing.
func (s *Set) Part(k Kind, path []string) *Part {
	if sub := at(s.roots[k], path); sub != nil {
		return &Part{k, sub}
	}
	return nil
}

// Validate checks a value that stands at path.
func (p *Part) Validate(path []string, value any) []Violation {
	if p == nil {
		return nil
	}
	w := walker{kind: p.kind, path: path[:len(path):len(path)]}
	w.check(p.schema, value)
	return w.sorted()
}

// at finds the subschema for a path below s, or nil.
func at(s *jsonschema.Schema, path []string) *jsonschema.Schema {
	for _, name := range path {
		if s = target(s); s == nil {
			return nil
		}
		if p, ok := s.Properties[name]; ok {
			s = p
		} else if p, ok := s.AdditionalProperties.(*jsonschema.Schema); ok {
			s = p
		} else if p, ok := s.Items.(*jsonschema.Schema); ok {
			s = p
		} else {
			return nil
		}
	}
	return s
}

// target follows references to the schema that says something. In draft 7 a
// schema with $ref says nothing else.
func target(s *jsonschema.Schema) *jsonschema.Schema {
	for s != nil && s.Ref != nil {
		s = s.Ref
	}
	return s
}
