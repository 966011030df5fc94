package fake

import (
	"fmt"
	"strings"
	"time"
)

// A commit is a commit object, read.
type commit struct {
	sha, tree         string
	parents           []string
	author, committer signature
	message           string
}

// A signature is who did something when, as git has it.
type signature struct {
	name, email string
	at          time.Time
}

// read gives commits by their hashes.
func (g *GitHub) read(shas ...string) ([]*commit, error) {
	var missing []string
	for _, sha := range shas {
		if g.commits[sha] == nil {
			missing = append(missing, sha)
		}
	}
	if len(missing) > 0 {
		out, err := g.git.run(strings.NewReader(strings.Join(missing, "\n")+"\n"), "cat-file", "--batch")
		if err != nil {
			return nil, err
		}
		for _, sha := range missing {
			var kind string
			var size int
			head, rest, _ := strings.Cut(out, "\n")
			if _, err := fmt.Sscanf(head, sha+" %s %d", &kind, &size); err != nil || kind != "commit" {
				return nil, fmt.Errorf("no commit %q in %s", sha, repository)
			}
			g.commits[sha] = parse(sha, rest[:size])
			out = strings.TrimPrefix(rest[size:], "\n")
		}
	}
	commits := make([]*commit, len(shas))
	for i, sha := range shas {
		commits[i] = g.commits[sha]
	}
	return commits, nil
}

func parse(sha, object string) *commit {
	c := &commit{sha: sha}
	header, message, _ := strings.Cut(object, "\n\n")
	c.message = strings.TrimSuffix(message, "\n")
	for line := range strings.Lines(header) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		switch key {
		case "tree":
			c.tree = value
		case "parent":
			c.parents = append(c.parents, value)
		case "author":
			c.author = parseSignature(value)
		case "committer":
			c.committer = parseSignature(value)
		}
	}
	return c
}

// parseSignature reads "name <email> seconds zone".
func parseSignature(s string) signature {
	name, rest, _ := strings.Cut(s, " <")
	email, date, _ := strings.Cut(rest, "> ")
	var seconds int64
	fmt.Sscan(date, &seconds)
	return signature{name, email, time.Unix(seconds, 0).UTC()}
}

// one is read for a single commit.
func (g *GitHub) one(sha string) (*commit, error) {
	commits, err := g.read(sha)
	if err != nil {
		return nil, err
	}
	return commits[0], nil
}

// Resolve gives the hash of what git knows by a name in the bare repository:
// main, main~1, refs/pull/1/head, feature:catalog/registry.yaml.
func (g *GitHub) Resolve(rev string) (string, error) {
	defer g.lock()()
	return g.git.run(nil, "rev-parse", "--verify", "--quiet", "--end-of-options", rev)
}

// resolve gives the commit that a hash or a branch names.
func (g *GitHub) resolve(ref string) (*commit, error) {
	if sha, ok := g.refs[strings.TrimPrefix(ref, "refs/heads/")]; ok {
		return g.one(sha)
	}
	if len(ref) != len(zeros) {
		return nil, fmt.Errorf("no commit %q in %s", ref, repository)
	}
	return g.one(ref)
}
