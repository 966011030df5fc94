package proposal

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"strings"

	"modelreg/schema"
)

// apiVersion is that of all files.
const apiVersion = "modelreg/v1"

// Write gives a whole new file of a kind from a document, whose values are as
// those of a Change and which is without apiVersion and kind. It has the shape
// that Format gives. Members are in the schema's order; short mappings and lists
// of scalars take one line; text is quoted where any reader may take it for
// something else, and text of several lines is written as such.
func Write(k schema.Kind, doc map[string]any) ([]byte, error) {
	value, err := normal(doc)
	if err != nil {
		return nil, fmt.Errorf("writing a %s: %w", k, err)
	}
	whole := maps.Clone(value.(map[string]any))
	whole["apiVersion"], whole["kind"] = apiVersion, kindName[k]
	l := shape(k)
	text := []byte(strings.Join(l.inner(l.block(nil, whole, -l.indent), 0), "\n") + "\n")
	s, err := parse(text)
	if err != nil {
		return nil, fmt.Errorf("reading the %s that was written: %w", k, err)
	}
	if !reflect.DeepEqual(s.doc, whole) {
		return nil, errors.New("what was written reads as something else")
	}
	return text, nil
}

// shape is the one way to lay out files.
func shape(k schema.Kind) layout { return layout{kind: k, indent: 2, list: 2} }
