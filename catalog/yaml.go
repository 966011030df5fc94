package catalog

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"gopkg.in/yaml.v3"
)

// errEmpty says that a file has no document.
var errEmpty = errors.New("file is empty")

// A secondDocument is the error for a file with several documents.
type secondDocument struct{ line, column int }

func (e secondDocument) Error() string { return "a second document starts here" }

// parse gives the root node of the one document in data. The error is
// errEmpty, a secondDocument, or what the YAML library says.
func parse(data []byte) (root *yaml.Node, err error) {
	// The library is a translation from C that panics on some malformed input.
	defer func() {
		if r := recover(); r != nil {
			root, err = nil, fmt.Errorf("yaml: %v", r)
		}
	}()
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var first, second yaml.Node
	if err := decoder.Decode(&first); errors.Is(err, io.EOF) {
		return nil, errEmpty
	} else if err != nil {
		return nil, err
	}
	if err := decoder.Decode(&second); err == nil {
		return nil, secondDocument{second.Line, second.Column}
	} else if !errors.Is(err, io.EOF) {
		return nil, err
	}
	root = first.Content[0]
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" && root.Value == "" {
		return nil, errEmpty // "---" alone; its position may lie behind the end
	}
	return root, nil
}
