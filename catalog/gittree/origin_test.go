package gittree

import (
	"os/exec"
	"testing"
)

func TestOrigin(t *testing.T) {
	for url, want := range map[string]string{
		"":                                     "",
		"https://github.com/acme/code.git":     "https://github.com/acme/code",
		"https://ana:secret@git.acme.com/code": "https://git.acme.com/code",
		"git@github.com:acme/code.git":         "https://github.com/acme/code",
		"ssh://git@git.acme.com:2222/a/code/":  "https://git.acme.com/a/code",
		"../elsewhere":                         "",
		"/srv/code.git":                        "",
	} {
		dir := t.TempDir()
		lines := [][]string{{"init", "-q", dir}}
		if url != "" {
			lines = append(lines, []string{"-C", dir, "remote", "add", "origin", url})
		}
		for _, line := range lines {
			if out, err := exec.Command("git", line...).CombinedOutput(); err != nil {
				t.Fatalf("git %v: %v\n%s", line, err, out)
			}
		}
		repo, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		if got := repo.Origin(); got != want {
			t.Errorf("%s is at %q, want %q", url, got, want)
		}
		if err := repo.Close(); err != nil {
			t.Error(err)
		}
	}
}
