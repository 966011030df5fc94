package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// unmarshal reads the JSON of a member, or of the whole report where that has no
// name. What is wrong with it is said in words of JSON.
func unmarshal(at string, text []byte, v any) error {
	err := json.Unmarshal(text, v)
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		before := text[:max(syntax.Offset-1, 0)]
		line, column := 1+bytes.Count(before, []byte("\n")), len(before)-bytes.LastIndexByte(before, '\n')
		return fmt.Errorf("it is not JSON: line %d, column %d: %w", line, column, err)
	}
	other, ok := errors.AsType[*json.UnmarshalTypeError](err)
	if !ok {
		return err
	}
	where := "it"
	if path := strings.Trim(at+"."+other.Field, "."); path != "" {
		where = fmt.Sprintf("%q", path)
	}
	found, _, _ := strings.Cut(other.Value, " ") // number 1e999
	return fmt.Errorf("%s has %s where %s belongs", where, kindOf[found], belongs(other.Type))
}

// kindOf has the words for what JSON calls a value.
var kindOf = map[string]string{"array": "a list", "bool": "true or false", "number": "a number", "object": "an object", "string": "a string"}

// belongs is the kind of value that a type is read from.
func belongs(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Slice:
		return kindOf["array"]
	case reflect.Bool:
		return kindOf["bool"]
	case reflect.String:
		return kindOf["string"]
	}
	return kindOf["object"]
}
