package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// pythons are the blocks of Python in a page.
var pythons = regexp.MustCompile("(?ms)^```python\n(.*?)^```$")

// Of the libraries that the page uses, what is not modelreg's: a step is the
// function that it decorates, and a secret is any token.
var pythonLibraries = map[string]string{
	"sagemaker/workflow/function_step.py": "def step(**options):\n    return lambda function: function\n",
	"sagemaker/workflow/pipeline.py":      "class Pipeline:\n    def __init__(self, name, steps):\n        assert name and all(steps)\n",
	"boto3.py": `class client:
    def __init__(self, service):
        assert service == "secretsmanager"

    def get_secret_value(self, SecretId):
        assert SecretId
        return {"SecretString": "any"}
`,
}

// pythonAgain has the page's commands be about what was merged.
const pythonAgain = `
first = modelreg


def modelreg(*words, **options):
    if words[0] == "register":
        words = ("register", "house-price", "--like", "2", "--pr", "--repository", "acme/models")
    if words[0] == "approve":
        words = ("approve", "house-price/2", "--target", "local", "--pr")
    return first(*words, **options)


`

// pythonFaults asks a catalog that can't be read, in part and then at all.
const pythonFaults = `
assert register("s3://any", {}) == "house-price/2", "the step has another version"
assert offered(registered) is None and offered(asked) is None, "something is offered"
assert latest("market-outlook", "production") is None, "nothing is approved"
with open("catalog/house-price/group.yaml", "a") as file:
    file.write("x: [")
assert latest("market-outlook", "production") is None, "a group has to do with another one"
with open("catalog/registry.yaml", "a") as file:
    file.write("x: [")
try:
    raise AssertionError(latest("house-price", "production"))
except ModelregError as error:
    assert error.code == 3 and "problem" in str(error), error
`

// python runs all that docs/python.md shows, one block after the other, in a
// copy of the prepared world, and then once more as jobs do after the merge.
func (w *prepared) python(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3 to run the examples of docs/python.md")
	}
	page, err := os.ReadFile("../../docs/python.md")
	if err != nil {
		t.Fatal(err)
	}
	var script strings.Builder
	blocks := pythons.FindAllStringSubmatch(string(page), -1)
	for _, block := range blocks {
		script.WriteString(block[1] + "\n")
	}
	if len(blocks) != 5 {
		t.Errorf("the page has %d blocks of Python, want 5", len(blocks))
	}
	script.WriteString(pythonAgain)
	for _, block := range blocks[1:] {
		script.WriteString(block[1] + "\n")
	}
	script.WriteString(pythonFaults)
	libraries := t.TempDir()
	for name, text := range pythonLibraries {
		file := filepath.Join(libraries, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	work, aws := w.copied(t)
	c := w.command(t.Context(), work, aws, `exec "$0" -`)
	c.Args = append(c.Args, python)
	c.Env = append(c.Env, "PYTHONPATH="+libraries, "PYTHONDONTWRITEBYTECODE=1")
	c.Stdin = strings.NewReader(script.String())
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{"house-price/4", "https://github.com/acme/models/pull/", "arn:aws:sagemaker:eu-west-1:444455556666:model-package/house-price/1", "rmse 2.7 approved: "} {
		if !strings.Contains(string(out), want) {
			t.Errorf("it does not print %q:\n%s", want, out)
		}
	}
}

// typed are the commands that a page shows, in a line of their own or between
// backquotes.
var typed = regexp.MustCompile("(?m)(?:^\\s*(?:\\$ )?(?:go run \\./cmd/)?|`)modelreg ([^`\n]*)")

// TestPagesShowWhatExists holds that each command and flag that a page shows is
// there.
func TestPagesShowWhatExists(t *testing.T) {
	for _, name := range []string{"../../README.md", "../../docs/python.md", "../../.github/CONTRIBUTING.md"} {
		page, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range typed.FindAllStringSubmatch(string(page), -1) {
			words := strings.Fields(m[1])
			if words[0] == strings.ToUpper(words[0]) {
				continue // COMMAND, or a flag alone
			}
			c, _, err := tree().Find(words)
			if err != nil {
				t.Errorf("%s: modelreg %s: %v", name, m[1], err)
				continue
			}
			c.InitDefaultHelpFlag()
			for _, word := range words {
				flag, _, _ := strings.Cut(strings.TrimPrefix(word, "--"), "=")
				if strings.HasPrefix(word, "--") && c.Flag(flag) == nil && c.InheritedFlags().Lookup(flag) == nil {
					t.Errorf("%s: modelreg %s: %s has no flag --%s", name, m[1], c.CommandPath(), flag)
				}
			}
		}
	}
}
