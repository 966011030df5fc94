// Package synthetic makes git repositories that hold a catalog and a long past
// of merged pull requests, for benchmarks and tests. The same options always
// give the same commits.
package synthetic

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"regexp"
	"strings"

	"modelreg/catalog/synthetic"
)

// Dir is the folder of the catalog in the repository.
const Dir = "catalog"

// Options say how large a repository to make.
type Options struct {
	Versions int    // in all groups together, at least 1
	Groups   int    // at least 1; versions are spread evenly
	Merges   int    // pull requests, of two commits each; the first ones add the versions, the others change their status in turn
	Seed     uint64 // another seed gives other contents
}

// Write makes a packed, bare repository in a folder that is not there yet, with
// branch main at the last merge. It runs git, which must be installed.
func Write(ctx context.Context, dir string, o Options) error {
	if o.Versions < 1 {
		return fmt.Errorf("%d versions have no past; ask for 1 at least", o.Versions)
	}
	if _, err := os.Stat(dir); err == nil {
		return fmt.Errorf("%s exists; name a new folder", dir)
	}
	if err := git(ctx, nil, "init", "-q", "--bare", "-b", "main", dir); err != nil {
		return err
	}
	stream, w := io.Pipe()
	go func() {
		b := bufio.NewWriter(w)
		err := write(b, o)
		if err == nil {
			err = b.Flush()
		}
		w.CloseWithError(err)
	}()
	err := git(ctx, stream, "-C", dir, "fast-import", "--quiet")
	stream.CloseWithError(err) // ends the writer, where git did not read it all
	if err != nil {
		return err
	}
	return git(ctx, nil, "-C", dir, "repack", "-a", "-d", "-f", "-q")
}

func git(ctx context.Context, in io.Reader, args ...string) error {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Stdin = in
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("running git %s: %w: %s", strings.Join(args, " "), err, bytes.TrimSpace(out))
	}
	return nil
}

// A version is a file and what it says apart from its status.
type version struct {
	path    string
	content []byte
}

var status = regexp.MustCompile(`(?m)^modelApprovalStatus: .*$`)

// statuses are what a version says in turn.
var statuses = []string{"PendingManualApproval", "Approved", "Rejected"}

func (v version) at(turn int) []byte {
	return status.ReplaceAll(v.content, []byte("modelApprovalStatus: "+statuses[turn%len(statuses)]))
}

// write writes the stream that git fast-import reads.
// https://git-scm.com/docs/git-fast-import
func write(w io.Writer, o Options) error {
	fsys := synthetic.FS(synthetic.Options{Versions: o.Versions, Groups: o.Groups, Seed: o.Seed})
	var versions []version
	s := stream{w: w, seconds: 1_577_880_000}
	s.commit("refs/heads/main", "Start a catalog")
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(fsys, p)
		if strings.Contains(p, "/versions/") {
			versions = append(versions, version{p, content})
		} else {
			s.file(p, content)
		}
		return err
	})
	if err != nil {
		return err
	}
	for i := range o.Merges {
		v, turn := versions[i%len(versions)], i/len(versions)
		s.commit("refs/heads/side", fmt.Sprintf("Say %s in %s", statuses[turn%len(statuses)], v.path))
		s.line("from refs/heads/main")
		s.file(v.path, v.at(turn))
		s.commit("refs/heads/main", fmt.Sprintf("Merge pull request #%d from acme/side", i+1))
		s.line("merge refs/heads/side")
		s.file(v.path, v.at(turn))
	}
	s.line("reset refs/heads/side")
	s.line("from 0000000000000000000000000000000000000000")
	s.line("done")
	return s.err
}

// A stream keeps the first error of writing.
type stream struct {
	w       io.Writer
	seconds int // of the last commit
	err     error
}

func (s *stream) line(format string, args ...any) {
	if s.err == nil {
		_, s.err = fmt.Fprintf(s.w, format+"\n", args...)
	}
}

func (s *stream) commit(ref, message string) {
	s.seconds += 300
	s.line("commit %s", ref)
	s.line("committer Ana <ana@example.com> %d +0000", s.seconds)
	s.line("data %d\n%s", len(message), message)
}

func (s *stream) file(path string, content []byte) {
	s.line("M 644 inline %s/%s", Dir, path)
	s.line("data %d\n%s", len(content), content)
}
