package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"modelreg/catalog/example"
)

// consoles are the README's sessions: "$ " starts a command, and what follows
// is what it prints on standard output, "..." standing for any lines.
var consoles = regexp.MustCompile("(?ms)^```console\n(.*?)^```$")

// TestReadme runs the README's modelreg commands, in its order beside the
// catalogs that it speaks of, and compares what they print.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.CopyFS(filepath.Join(folder, "catalog", "example"), example.FS); err != nil {
		t.Fatal(err)
	}
	version := regexp.MustCompile("(?ms)^```yaml\n(apiVersion: .*?)^```$").FindStringSubmatch(string(text))
	if version == nil {
		t.Fatal("README.md shows no version file")
	}
	t.Chdir(folder)
	ran := 0
	for _, console := range consoles.FindAllStringSubmatch(string(text), -1) {
		for _, session := range strings.Split("\n"+console[1], "\n$ ")[1:] {
			line, want, _ := strings.Cut(strings.TrimSuffix(session, "\n"), "\n")
			args, ok := commandOf(line)
			if !ok || want == "" {
				continue
			}
			ran++
			if args[0] == "plan" {
				version[1] = mistakes.Replace(version[1])
			}
			writeModels(t, version[1])
			got, _ := output(t, args...)
			if !matches(want, strings.TrimSuffix(string(got), "\n")) {
				t.Errorf("README.md: %s prints\n%s\nand README.md says\n%s", line, got, want)
			}
		}
	}
	if ran != 4 {
		t.Errorf("%d commands of README.md were run, want 4", ran)
	}
}

// mistakes of the version file that the README shows, and what is right.
var mistakes = strings.NewReplacer("modelDataURL", "modelDataUrl", "Aproved", "Approved")

// writeModels writes the catalog that the README speaks of, around its version
// file.
func writeModels(t *testing.T, version string) {
	for path, text := range map[string]string{
		"registry.yaml":         "apiVersion: modelreg/v1\nkind: Registry\nname: my-models\ndefaultTarget: local\ntargets: {local: {local: {path: .modelreg/registry.db}}}\n",
		"churn/group.yaml":      "apiVersion: modelreg/v1\nkind: ModelGroup\n",
		"churn/versions/1.yaml": version,
	} {
		path = filepath.Join("my-models", "catalog", filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// commandOf gives the arguments of a line that runs modelreg and ends by itself.
func commandOf(line string) (args []string, ok bool) {
	line = strings.TrimPrefix(line, "go run ./cmd/")
	words := strings.Fields(line)
	return words[1:], words[0] == "modelreg" && words[1] != "local"
}

// matches compares lines; "..." in want stands for any number of them.
func matches(want, got string) bool {
	pattern := regexp.QuoteMeta(want)
	pattern = strings.ReplaceAll(pattern, `\.\.\.`+"\n", "(?s:.*)")
	return regexp.MustCompile(`\A` + pattern + `\z`).MatchString(got)
}
