package proposal

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

const head = "apiVersion: modelreg/v1\nkind: ModelVersion\n"

func set(value any, path ...string) Change { return Change{Path: path, Value: value} }
func drop(path ...string) Change           { return Change{Path: path, Remove: true} }

// TestEdit shows what an edit looks like. Texts are without apiVersion and kind.
func TestEdit(t *testing.T) {
	approve := set("Approved", "modelApprovalStatus")
	production := set("Approved", "overrides", "production", "modelApprovalStatus")
	for name, tt := range map[string]struct {
		old, want string
		changes   []Change
	}{
		"a value, its comment stays": {"modelApprovalStatus: Rejected # why\nmetrics: {}\n", "modelApprovalStatus: Approved # why\nmetrics: {}\n", []Change{approve}},
		"single quotes stay":         {"modelApprovalStatus: 'Rejected'\n", "modelApprovalStatus: 'Approved'\n", []Change{approve}},
		"double quotes stay":         {"modelApprovalStatus:   \"Rejected\"\n", "modelApprovalStatus:   \"Approved\"\n", []Change{approve}},
		"quotes where they must be":  {"approvalDescription: a\n", "approvalDescription: \"yes\"\n", []Change{set("yes", "approvalDescription")}},
		"a line feed":                {"approvalDescription: 'a'\n", "approvalDescription: |-\n  a\n  b\n", []Change{set("a\nb", "approvalDescription")}},
		"value on the next line":     {"modelApprovalStatus:\n  Rejected\n", "modelApprovalStatus:\n  Approved\n", []Change{approve}},
		"value on several lines":     {"approvalDescription: it is\n  so # yes\nmetrics: {}\n", "approvalDescription: nay # yes\nmetrics: {}\n", []Change{set("nay", "approvalDescription")}},
		"a block scalar":             {"approvalDescription: |- # c\n  a\n\n  b\n\n# d\nmetrics: {}\n", "approvalDescription: nay # c\n\n# d\nmetrics: {}\n", []Change{set("nay", "approvalDescription")}},
		"a number as text":           {"tags:\n  a: 1\n", "tags:\n  a: \"1\"\n", []Change{set("1", "tags", "a")}},
		"nothing to do":              {"modelApprovalStatus: \"Approved\"\n", "modelApprovalStatus: \"Approved\"\n", []Change{approve}},
		"numbers are equal":          {"metrics: {a: 3.40}\n", "metrics: {a: 3.40}\n", []Change{set(3.4, "metrics", "a")}},
		"a new member, in its place": {"metrics: {a: 1}\n\n# o\noverrides: {}\n", "metrics: {a: 1}\nwaivers: []\n\n# o\noverrides: {}\n", []Change{set([]any{}, "waivers")}},
		"a new member at the end":    {"metrics: {a: 1}", "metrics: {a: 1}\nwaivers: []", []Change{set([]any{}, "waivers")}},
		"mappings on the way":        {"metrics: {a: 1}\n", "metrics: {a: 1}\noverrides:\n  production:\n    modelApprovalStatus: Approved\n", []Change{production}},
		"mappings on the way, by 4":  {"metrics:\n    a: 1\n", "metrics:\n    a: 1\noverrides:\n    production:\n        modelApprovalStatus: Approved\n", []Change{production}},
		"an empty value":             {"overrides: # o\nmetrics: {}\n", "overrides: # o\n  production:\n    modelApprovalStatus: Approved\nmetrics: {}\n", []Change{production}},
		"null":                       {"overrides: ~ # o", "overrides: # o\n  production:\n    modelApprovalStatus: Approved", []Change{production}},
		"braces without anything":    {"overrides: { }\n", "overrides: {production: {modelApprovalStatus: Approved}}\n", []Change{production}},
		"braces":                     {"overrides: {staging: {modelApprovalStatus: Approved} } # o\n", "overrides: {staging: {modelApprovalStatus: Approved}, production: {modelApprovalStatus: Approved} } # o\n", []Change{production}},
		"behind deeper comments":     {"overrides:\n  staging:\n    modelApprovalStatus: Approved\n    # s\n\n# next\n", "overrides:\n  staging:\n    modelApprovalStatus: Approved\n    # s\n  production:\n    modelApprovalStatus: Approved\n\n# next\n", []Change{production}},
		"in its place, in an override": {"overrides:\n  production:\n    modelLifeCycle: {stage: QA} # l\n    # m\n    metrics: {}\n",
			"overrides:\n  production:\n    modelLifeCycle: {stage: QA} # l\n    # m\n    metrics: {}\n    waivers: []\n", []Change{set([]any{}, "overrides", "production", "waivers")}},
		"CRLF":                        {"metrics: {a: 1}\r\n", "metrics: {a: 2}\r\noverrides:\r\n  production:\r\n    modelApprovalStatus: Approved\r\n", []Change{set(2, "metrics", "a"), production}},
		"an item":                     {"l:\n- a # x\n# y\n- b\n", "l:\n- a # x\n# y\n- c\n- d\n", []Change{set("c", "l", "1"), set("d", "l", "2")}},
		"a member of an item":         {"l:\n  - a: 1 # x\n    b: 2\n", "l:\n  - a: 3 # x\n    b: 2\n    c: x\n", []Change{set(3, "l", "0", "a"), set("x", "l", "0", "c")}},
		"a list of another length":    {"l:\n  - a # x\n  - b\nm: 1\n", "l:\n  - c\nm: 1\n", []Change{set([]any{"c"}, "l")}},
		"a list of the same length":   {"l:\n  - a # x\n  - b\n", "l:\n  - a # x\n  - c\n", []Change{set([]any{"a", "c"}, "l")}},
		"a list instead of a text":    {"l: a # x\n", "l: [a, \"1\"] # x\n", []Change{set([]any{"a", "1"}, "l")}},
		"a mapping by its members":    {"m: # m\n  a: 1 # a\n  b: 2 # b\n  # end\n", "m: # m\n  a: 1 # a\n  c: 3\n  # end\n", []Change{set(map[string]any{"a": 1, "c": 3}, "m")}},
		"a mapping instead of a text": {"m: x # m\nn: 1\n", "m: # m\n  a:\n    b: [c]\nn: 1\n", []Change{set(map[string]any{"a": map[string]any{"b": []any{"c"}}}, "m")}},
		"a text instead of a mapping": {"m: # m\n  # a\n  a: 1\nn: 1\n", "m: x # m\nn: 1\n", []Change{set("x", "m")}},
		"null instead of a mapping":   {"m:\n  a: 1", "m: null", []Change{set(nil, "m")}},
		"an item that is a mapping":   {"l:\n  -\n  - b\n", "l:\n  - {a: 1}\n  - c:\n      - [x]\n    d: 1\n", []Change{set(map[string]any{"a": 1}, "l", "0"), set(map[string]any{"c": []any{[]any{"x"}}, "d": 1}, "l", "1")}},
		"a text of several lines":     {"m: {}\n", "m: {}\no: |-\n  a\n\n  b\n", []Change{set("a\n\nb", "o")}},
		"characters of several bytes": {"ä: {ö: 'ü'}\n", "ä: {ö: 'é'}\n", []Change{set("é", "ä", "ö")}},
		"names that need quotes":      {"m:\n  a: 1\n", "m:\n  a: 1\n  \"yes\": x\n", []Change{set("x", "m", "yes")}},

		"gone":                       {"a: 1\nb: 2 # b\nc: 3\n", "a: 1\nc: 3\n", []Change{drop("b")}},
		"gone, comment for two":      {"a: 1\n\n# two\nb: 2\nc: 3\n", "a: 1\n\n# two\nc: 3\n", []Change{drop("b")}},
		"gone, comment of its own":   {"a: 1\n\n# one\nb: 2\n\nc: 3\n", "a: 1\n\nc: 3\n", []Change{drop("b")}},
		"gone, the last":             {"a: 1\n\n# one\nb:\n  c: 3\n  # d\n", "a: 1\n", []Change{drop("b")}},
		"gone, without a line's end": {"a: 1\nb: 2", "a: 1", []Change{drop("b")}},
		"gone, with what is empty":   {"a: 1\nb:\n  c: {d: 2}\ne: 3\n", "a: 1\ne: 3\n", []Change{drop("b", "c", "d")}},
		"gone, what was empty stays": {"a: {b: {}, c: 1}\n", "a: {b: {}}\n", []Change{drop("a", "c")}},
		"gone, first in braces":      {"a: {b: 1, c: 2}\n", "a: {c: 2}\n", []Change{drop("a", "b")}},
		"gone, in brackets by line":  {"a: [\n  b, # b\n  c # c\n]\nd: 1\n", "a: [\n  b # b\n   # c\n]\nd: 1\n", []Change{drop("a", "1")}},
		"gone, first of an item":     {"l:\n  - a: 1\n    b: 2\n", "l:\n  - b: 2\n", []Change{drop("l", "0", "a")}},
		"gone, a comment between":    {"l:\n  - a: 1 # x\n    # b\n    b: 2\n", "l:\n  -\n    # b\n    b: 2\n", []Change{drop("l", "0", "a")}},
		"gone, an item":              {"l:\n  - a\n  # b\n  - b\n  - c\n", "l:\n  - a\n  # b\n  - c\n", []Change{drop("l", "1")}},
		"gone, what is not there":    {"a: 1\n", "a: 1\n", []Change{drop("b", "c"), drop("a", "c")}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, start := range []string{"", "\ufeff", "---\n# ä\n"} {
				got, err := Edit([]byte(start+head+tt.old), tt.changes...)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(start+head+tt.want, string(got)); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

// TestNoEdit gives an error and no bytes.
func TestNoEdit(t *testing.T) {
	for name, tt := range map[string]struct {
		text   string
		change Change
		want   string
	}{
		"no path":        {"a: 1\n", set(1), `changing "": path is empty; name a member`},
		"below a text":   {"a: x\n", set(1, "a", "b"), `changing "a.b": "b" would be below a value that is no mapping; remove that first`},
		"no index":       {"a: [x]\n", set(1, "a", "2"), `changing "a.2": "2" is no index into a list of 1; use 0 to 1`},
		"all of it":      {"a: {b: 1}\n", drop("a", "b"), `changing "a.b": it is all that the file has; remove the file`},
		"an alias":       {"a: &x 1\nb: *x\n", set(1, "c"), `line 1 has the anchor "&x"; write the value out where it is needed`},
		"a tag":          {"a: !!str 1\n", set(1, "c"), `line 1 has the tag "!!str"; leave it out`},
		"twice":          {"a: 1\na: 1\n", set(1, "c"), `line 2 has the member "a" again; remove one`},
		"two documents":  {"a: 1\n---\nb: 1\n", set(1, "c"), `a second document starts in line 2; put it into a file of its own`},
		"odd line ends":  {"a: 1\rb: 1\n", set(1, "c"), `file has the character U+000D; end lines with a line feed`},
		"not UTF-8":      {"a: \xff\n", set(1, "c"), `file is not UTF-8; save it as UTF-8`},
		"nothing":        {"# a\n", set(1, "c"), `file is empty`},
		"a list":         {"[a]\n", set(1, "c"), `file has no members; start with "apiVersion" and "kind"`},
		"explicit key":   {"? a\n: b\n", set([]any{[]any{map[string]any{}}}, "a"), `changing "a": member is not written as name: value; write it so`},
		"no such value":  {"a: 1\n", set(uint8(1), "a"), `changing "a": a file holds no uint8`},
		"value no UTF-8": {"a: 1\n", set("\xff", "a"), `changing "a": text "\xff" is not UTF-8`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Edit([]byte(tt.text), tt.change)
			if err == nil || got != nil {
				t.Fatalf("no error, and %q", got)
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
