package fake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// emptyTree is the hash of a tree without entries, which every git knows.
const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

// git runs the git binary in a folder, free of what the machine's and the
// user's configuration and environment say.
type git struct {
	dir string
	env []string
}

// run gives what git prints, without the last line's end.
func (g git) run(stdin io.Reader, args ...string) (string, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir = g.dir
	cmd.Stdin = stdin
	cmd.Env = slices.DeleteFunc(os.Environ(), func(e string) bool { return strings.HasPrefix(e, "GIT_") })
	cmd.Env = append(cmd.Env, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_TERMINAL_PROMPT=0", "LC_ALL=C")
	cmd.Env = append(cmd.Env, g.env...)
	var out, talk bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &talk
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("running git %s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(talk.String()))
	}
	return strings.TrimSuffix(out.String(), "\n"), nil
}

// lines gives what git prints, by lines.
func (g git) lines(args ...string) ([]string, error) {
	out, err := g.run(nil, args...)
	return strings.Fields(out), err
}

// as is git with people's names and times for the commits it makes.
func (g git) as(author, committer *account, authored, committed time.Time) git {
	g.env = append(slices.Clip(g.env),
		"GIT_AUTHOR_NAME="+author.name, "GIT_AUTHOR_EMAIL="+author.email, "GIT_AUTHOR_DATE="+authored.Format(time.RFC3339),
		"GIT_COMMITTER_NAME="+committer.name, "GIT_COMMITTER_EMAIL="+committer.email, "GIT_COMMITTER_DATE="+committed.Format(time.RFC3339))
	return g
}

// reaches says whether a commit is another one or an ancestor of it.
func (g git) reaches(ancestor, commit string) (bool, error) {
	if ancestor == commit {
		return true, nil
	}
	_, err := g.run(nil, "merge-base", "--is-ancestor", ancestor, commit)
	if status(err) == 1 {
		return false, nil
	}
	return err == nil, err
}

// merge gives the tree of a merge, and ok = false where it has conflicts.
func (g git) merge(ours, theirs string) (tree string, ok bool, err error) {
	out, err := g.run(nil, "merge-tree", "--write-tree", "--no-messages", ours, theirs)
	if status(err) == 1 {
		return "", false, nil
	}
	return out, err == nil, err
}

// put gives a tree that is another one with some files changed. One without
// content is removed.
func (g git) put(tree string, files map[string]string) (string, error) {
	if len(files) == 0 {
		return tree, nil
	}
	var info strings.Builder
	for path, content := range files {
		if content == "" {
			fmt.Fprintf(&info, "0 %s\t%s\n", zeros, path)
			continue
		}
		blob, err := g.run(strings.NewReader(content), "hash-object", "-w", "--stdin")
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&info, "100644 %s\t%s\n", blob, path)
	}
	return g.edited(tree, info.String())
}

// commit makes a commit of a tree.
func (g git) commit(tree, message string, parents ...string) (string, error) {
	args := []string{"commit-tree", tree, "-F", "-"}
	for _, p := range parents {
		args = append(args, "-p", p)
	}
	return g.run(strings.NewReader(message+"\n"), args...)
}

// status is the exit code that git ended with, 0 where it was not that.
func status(err error) int {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode()
	}
	return 0
}
