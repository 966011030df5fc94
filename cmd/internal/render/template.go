package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"text/template"

	"k8s.io/client-go/util/jsonpath"

	"modelreg/cmd/internal/cli"
)

// A Template writes what it takes out of the JSON form of an answer.
type Template func(w io.Writer, form any) error

// numberInFilter is a whole number that a filter compares with. The library
// compares numbers of one kind only, and those of JSON are all floats.
var numberInFilter = regexp.MustCompile(`((?:==|!=|<=|>=|<|>)\s*[-+]?\d+)(\s*\))`)

// ParseJSONPath reads a template with JSONPath expressions in braces.
// https://kubernetes.io/docs/reference/kubectl/jsonpath/
func ParseJSONPath(text string) (Template, error) {
	if !strings.Contains(text, "{") {
		return nil, fmt.Errorf("the JSONPath %q has no {}; write {%s}", text, text)
	}
	j := jsonpath.New("jsonpath").AllowMissingKeys(true)
	if err := j.Parse(numberInFilter.ReplaceAllString(text, "$1.0$2")); err != nil {
		return nil, fmt.Errorf("the JSONPath %q is wrong: %w", text, err)
	}
	return func(w io.Writer, form any) error {
		if err := j.Execute(w, form); err != nil {
			return fmt.Errorf("the JSONPath %q does not fit the answer: %w", text, err)
		}
		return nil
	}, nil
}

// ParseGoTemplate reads a template of Go.
// https://pkg.go.dev/text/template
func ParseGoTemplate(text string) (Template, error) {
	t, err := template.New("go-template").Parse(text)
	if err != nil {
		return nil, fmt.Errorf("the Go template is wrong: %s", strings.TrimPrefix(err.Error(), "template: "))
	}
	return func(w io.Writer, form any) error {
		if err := t.Execute(w, form); err != nil {
			return fmt.Errorf("the Go template does not fit the answer: %s", strings.TrimPrefix(err.Error(), "template: "))
		}
		return nil
	}, nil
}

// Answer writes an answer as JSON.
func Answer(w io.Writer, answer any) error { return indented(w, answer) }

// Through writes what a template takes out of an answer. An error is the
// template's fault, and wrong usage.
func Through(w io.Writer, answer any, t Template) error {
	text, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	var form any
	if err := json.Unmarshal(text, &form); err != nil {
		return err
	}
	var out bytes.Buffer
	if err := t(&out, form); err != nil {
		return cli.Misused("-o json shows what there is", "%w", err)
	}
	_, err = io.WriteString(w, harmless(out.String()))
	return err
}

// harmless makes what a template wrote harmless to print. Lines and columns
// are the template's own to make.
func harmless(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		cells := strings.Split(line, "\t")
		for j, cell := range cells {
			cells[j] = cli.Safe(cell)
		}
		lines[i] = strings.Join(cells, "\t")
	}
	return strings.Join(lines, "\n")
}
