package site

import (
	"bytes"

	"gopkg.in/yaml.v3"
)

// yamlOf writes a value as YAML.
func yamlOf(v any) string {
	var out bytes.Buffer
	e := yaml.NewEncoder(&out)
	e.SetIndent(2)
	if err := e.Encode(v); err != nil {
		return err.Error() // what a catalog holds can be written
	}
	return out.String()
}
