package fake

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
)

// createTree makes a tree of another one and some files.
// https://docs.github.com/en/rest/git/trees#create-a-tree
func (v view) createTree(sent object) (answer, error) {
	base, given := sent["base_tree"].(string)
	if !given {
		base = emptyTree
	}
	if _, err := v.git.run(nil, "rev-parse", "--verify", "--quiet", base+"^{tree}"); err != nil {
		return failure(http.StatusNotFound, "Not Found"), nil
	}
	var info strings.Builder
	for _, item := range sent["tree"].([]any) {
		entry := item.(object)
		path, _ := entry["path"].(string)
		if path == "" || slices.ContainsFunc(strings.Split(path, "/"), func(s string) bool { return s == "" || s == "." || s == ".." || s == ".git" }) {
			return failure(http.StatusUnprocessableEntity, "tree.path contains a malformed path component"), nil
		}
		mode, _ := entry["mode"].(string)
		content, inline := entry["content"].(string)
		blob, named := entry["sha"].(string)
		_, removes := entry["sha"]
		switch {
		case inline && removes:
			return failure(http.StatusUnprocessableEntity, "Must supply either tree.sha or tree.content, but not both."), nil
		case inline:
			var err error
			if blob, err = v.git.run(strings.NewReader(content), "hash-object", "-w", "--stdin"); err != nil {
				return answer{}, err
			}
		case !named && removes:
			mode, blob = "0", zeros
		case !named || v.git.kindOf(blob) == "":
			return failure(http.StatusUnprocessableEntity, "tree.sha "+blob+" is not a valid blob"), nil
		}
		fmt.Fprintf(&info, "%s %s\t%s\n", mode, blob, path)
	}
	sha, err := v.git.edited(base, info.String())
	if err != nil {
		return answer{}, err
	}
	out, err := v.git.run(nil, "ls-tree", "-z", "-l", sha)
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusCreated, body: object{
		"sha": sha, "url": v.url("/git/trees/" + sha), "truncated": false,
		"tree": shapes(strings.FieldsFunc(out, func(r rune) bool { return r == 0 }), v.entry),
	}}, nil
}

// edited gives a tree that is another one, edited by lines of update-index.
func (g git) edited(tree, lines string) (string, error) {
	index, err := os.CreateTemp("", "index")
	if err != nil {
		return "", fmt.Errorf("making an index: %w", err)
	}
	index.Close()
	defer os.Remove(index.Name())
	g.env = append(slices.Clip(g.env), "GIT_INDEX_FILE="+index.Name())
	if _, err := g.run(nil, "read-tree", tree); err != nil {
		return "", err
	}
	if _, err := g.run(strings.NewReader(lines), "update-index", "--index-info"); err != nil {
		return "", err
	}
	return g.run(nil, "write-tree")
}

// kindOf is the type of an object; empty where there is none.
func (g git) kindOf(sha string) string {
	if !hash(sha) {
		return ""
	}
	kind, err := g.run(nil, "cat-file", "-t", sha)
	if err != nil {
		return ""
	}
	return kind
}
