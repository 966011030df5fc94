package render

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed schema/*.schema.json
var schemas embed.FS

const schemaSuffix = ".schema.json"

// SchemaNames are the names of the JSON forms that commands print, sorted.
func SchemaNames() []string {
	files, err := fs.Glob(schemas, "schema/*"+schemaSuffix)
	if err != nil {
		panic(err) // the pattern is right
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = strings.TrimSuffix(strings.TrimPrefix(f, "schema/"), schemaSuffix)
	}
	return names
}

// Schema is the JSON Schema of one of them; nil for an unknown name.
func Schema(name string) []byte {
	text, err := schemas.ReadFile("schema/" + name + schemaSuffix)
	if err != nil {
		return nil
	}
	return text
}
