package fake

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// createCommit writes a commit object as it is told, to the byte: who signs it
// has signed that.
// https://docs.github.com/en/rest/git/commits#create-a-commit
func (v view) createCommit(sent object) (answer, error) {
	now := v.tick()
	me := v.actor()
	author := signature{me.name, me.email, now}
	if given, ok := sent["author"].(object); ok {
		author = sentSignature(given, now)
	}
	committer := author
	switch given, ok := sent["committer"].(object); {
	case ok:
		committer = sentSignature(given, now)
	case me.kind == "Bot" && sent["author"] == nil:
		committer = signature{webFlow.name, webFlow.email, now}
	}
	var text strings.Builder
	tree := sent["tree"].(string)
	if v.git.kindOf(tree) != "tree" {
		return failure(http.StatusUnprocessableEntity, "Tree SHA does not exist"), nil
	}
	fmt.Fprintf(&text, "tree %s\n", tree)
	for _, parent := range texts(sent["parents"]) {
		if v.git.kindOf(parent) != "commit" {
			return failure(http.StatusUnprocessableEntity, "Parent SHA does not exist or is not a commit object"), nil
		}
		fmt.Fprintf(&text, "parent %s\n", parent)
	}
	fmt.Fprintf(&text, "author %s\ncommitter %s\n", author, committer)
	if signed, ok := sent["signature"].(string); ok {
		fmt.Fprintf(&text, "gpgsig %s\n", strings.ReplaceAll(signed, "\n", "\n "))
	}
	fmt.Fprintf(&text, "\n%s", sent["message"])
	sha, err := v.git.run(strings.NewReader(text.String()), "hash-object", "-t", "commit", "-w", "--stdin")
	if err != nil {
		return answer{}, err
	}
	c, err := v.one(sha)
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusCreated, body: v.gitCommit(c)}, nil
}

func sentSignature(o object, now time.Time) signature {
	name, _ := o["name"].(string)
	email, _ := o["email"].(string)
	if text, ok := o["date"].(string); ok {
		if at, err := time.Parse(time.RFC3339, text); err == nil {
			now = at
		}
	}
	return signature{name, email, now}
}

// String is how git writes it.
func (s signature) String() string {
	return fmt.Sprintf("%s <%s> %d %s", s.name, s.email, s.at.Unix(), s.at.Format("-0700"))
}

// listCommits gives what git log does, newest first, of one file or folder where
// a path is given.
// https://docs.github.com/en/rest/commits/commits#list-commits
func (v view) listCommits() (answer, error) {
	query := v.r.URL.Query()
	from := query.Get("sha")
	if from == "" {
		from = "main"
	}
	tip, err := v.resolve(from)
	if err != nil {
		return notFound, nil
	}
	args := []string{"rev-list", tip.sha}
	if path := query.Get("path"); path != "" {
		args = append(args, "--", path)
	}
	shas, err := v.git.lines(args...)
	if err != nil {
		return answer{}, err
	}
	shown, link := page(v, shas)
	commits, err := v.read(shown...)
	if err != nil {
		return answer{}, err
	}
	return answer{body: shapes(commits, v.commit), link: link}, nil
}
