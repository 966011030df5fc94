package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
	"github.com/spf13/pflag"
)

const referencePage = "../../docs/reference.md"

// generated is the line below which the page is written by TestReference.
var generated = regexp.MustCompile(`(?m)^<!-- From here on, .* -->\n`)

// TestReference holds that docs/reference.md says what the commands' help says.
// UPDATE_GOLDEN=1 writes it.
func TestReference(t *testing.T) {
	page, err := os.ReadFile(referencePage)
	if err != nil {
		t.Fatal(err)
	}
	at := generated.FindIndex(page)
	if at == nil {
		t.Fatalf("%s has no line that matches %s", referencePage, generated)
	}
	want, err := reference(tree())
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(referencePage, append(page[:at[1]:at[1]], want...), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(string(page[at[1]:]), "\n")); diff != "" {
		t.Errorf("%s is not current; UPDATE_GOLDEN=1 go test ./cmd/modelreg -run TestReference writes it (-want +got):\n%s", referencePage, diff)
	}
}

// reference is every command's help as Markdown: the root with a list of all,
// and each under a heading of its own. The flags that all have are the root's.
func reference(root *cobra.Command) (string, error) {
	root.DisableAutoGenTag = true
	var page bytes.Buffer
	for _, c := range commands(root) {
		if c != root && !c.IsAvailableCommand() {
			continue
		}
		if c.Long != "" {
			c.Long = "```text\n" + c.Long + "\n```"
		}
		c.InitDefaultHelpFlag()
		c.Flags().Lookup("help").Hidden = c != root
		page.WriteByte('\n')
		var section bytes.Buffer
		if err := doc.GenMarkdownCustom(c, &section, anchor); err != nil {
			return "", err
		}
		text := strings.NewReplacer("### Synopsis\n\n", "", "### Examples", "Examples:", "### Options", "Flags:", "\t - ", ": ").Replace(section.String())
		about, others, _ := strings.Cut(text, "### SEE ALSO\n\n")
		page.WriteString(strings.TrimSpace(about) + "\n")
		if c.HasSubCommands() {
			page.WriteString("\n" + strings.TrimSpace(others) + "\n")
		}
		root.PersistentFlags().VisitAll(func(f *pflag.Flag) { f.Hidden = true })
	}
	return page.String(), nil
}

// anchor is where GitHub puts the heading of the command whose page cobra calls
// modelreg_local_serve.md.
func anchor(page string) string {
	return "#" + strings.ReplaceAll(strings.TrimSuffix(page, ".md"), "_", "-")
}

var (
	asked      = regexp.MustCompile(`(?:Getenv|LookupEnv)\("(\w+)"\)`)
	documented = regexp.MustCompile("`([A-Z][A-Z_]+)`")
)

// TestEnvironmentIsDocumented holds that each variable that the code asks for is
// in the reference, and that the reference has none of its own but those of the
// AWS SDK.
func TestEnvironmentIsDocumented(t *testing.T) {
	page, err := os.ReadFile(referencePage)
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(page), "\n## Environment\n")
	section, _, _ = strings.Cut(section, "\n## ")
	told, used := map[string]bool{}, map[string]bool{}
	for _, m := range documented.FindAllStringSubmatch(section, -1) {
		told[m[1]] = true
	}
	err = fs.WalkDir(os.DirFS("../.."), ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(filepath.Join("../..", path))
		for _, m := range asked.FindAllSubmatch(text, -1) {
			name := string(m[1])
			used[name] = true
			if !told[name] {
				t.Errorf("%s asks for %s, which %s does not tell of", path, name, referencePage)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range told {
		if !used[name] && !strings.HasPrefix(name, "AWS_") {
			t.Errorf("%s tells of %s, and nothing asks for it", referencePage, name)
		}
	}
}
