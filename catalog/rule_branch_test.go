package catalog

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCheckBranch(t *testing.T) {
	const name = " cannot be the name of one; write it as git shows it, such as \"main\""
	for branch, want := range map[string]string{
		"":               "",
		"main":           "",
		"release/1.4.x":  "",
		"größe":          "",
		"origin/main":    "",
		"refs/heads/a/b": `branch "refs/heads/a/b" is written as a whole ref; write "a/b"`,
		"refs/tags/v1":   `ref "refs/tags/v1" is not a branch; write the name of one, such as "main"`,
		"refs/heads/":    `branch "refs/heads/"` + name,
		"my branch":      `branch "my branch"` + name,
		"a..b":           `branch "a..b"` + name,
		"/main":          `branch "/main"` + name,
		"main/":          `branch "main/"` + name,
		"a//b":           `branch "a//b"` + name,
		"-main":          `branch "-main"` + name,
		"a/.b":           `branch "a/.b"` + name,
		"main.lock":      `branch "main.lock"` + name,
		"main~1":         `branch "main~1"` + name,
		"release/*":      `branch "release/*"` + name,
		"main@{1}":       `branch "main@{1}"` + name,
		"main\tx":        `branch "main\tx"` + name,
	} {
		got := ""
		checkBranch(branch, func(_ []string, _ Severity, _, message string) { got = message })
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", branch, diff)
		}
	}
}
