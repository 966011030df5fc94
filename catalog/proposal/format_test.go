package proposal

import (
	"io/fs"
	"path"
	"testing"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/example"
	"modelreg/schema"
)

// TestFormatExample: the example has the one shape.
func TestFormatExample(t *testing.T) {
	files := 0
	err := fs.WalkDir(example.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".yaml" {
			return err
		}
		files++
		text, err := fs.ReadFile(example.FS, name)
		if err != nil {
			return err
		}
		got, err := Format(kindAt(name), text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(string(text), string(got)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		return nil
	})
	if err != nil || files < 10 {
		t.Error(files, err)
	}
}

func kindAt(name string) schema.Kind {
	switch path.Base(name) {
	case "registry.yaml":
		return schema.Registry
	case "group.yaml":
		return schema.Group
	}
	return schema.Version
}

// TestFormat shows what the one shape is like where the example says nothing of
// it.
func TestFormat(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"comments and order": {`# top
---
kind: ModelVersion # k
#first

apiVersion: modelreg/v1


# about metrics

# more about metrics
metrics: # m
    # first metric

    rmse:   1   # r
    # auc: 1

  # less deep
overrides:
    # none yet
modelPackageDescription: it is
   so # d
# the end`, `# top
#first

apiVersion: modelreg/v1
kind: ModelVersion # k
modelPackageDescription: it is so # d

# about metrics

# more about metrics
metrics: # m
  # first metric

  rmse: 1 # r
  # auc: 1

# less deep
overrides:
  # none yet
# the end
`},
		"lists": {"waivers:\n- why: x\n\n  # who\n  metric: rmse\n-\n  # second\n  metric: auc\n- - a\n  -   b\n-\n",
			"waivers:\n  # who\n  - metric: rmse\n    why: x\n  # second\n  - metric: auc\n  - - a\n    - b\n  - null\n"},
		"brackets": {"a: [ b,c ,\n  d ]\ne: [\n  f, # f\n  {h: 1,\n g: 2}\n  # end\n] # e\n", "a: [b, c, d]\ne: # e\n  - f # f\n  - {h: 1, g: 2}\n  # end\n"},
		"quotes": {"a: 'b'\nc: 'say \"d\"'\ne: \"\\u00e9\"\nf: 2025-01-15\ng: [ 'it''s', yes, ]\nh: \"two\n  lines\"\n",
			"a: \"b\"\nc: 'say \"d\"'\ne: \"\\u00e9\"\nf: \"2025-01-15\"\ng: [\"it's\", \"yes\"]\nh: \"two lines\"\n"},
		"texts": {"a: |2-  # c\n     b\n\n    d\n\n\ne: >\n    f\n    g\nh: |+\n  i\n\n\nj: 1\n", "a: |2- # c\n     b\n\n    d\n\ne: >\n  f\n  g\nh: |+\n  i\n\n\nj: 1\n"},
		"ends":  {"\ufeffa: 1 \r\n\r\n\r\nb: 2\t# c\t", "a: 1\n\nb: 2 # c\n"},
		"braces around all": {"{metrics: {a: 1}, kind: ModelVersion, apiVersion: modelreg/v1}",
			"apiVersion: modelreg/v1\nkind: ModelVersion\nmetrics: {a: 1}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Format(schema.Version, []byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
