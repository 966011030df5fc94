package fake

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
)

func (v view) getRepository() (answer, error) {
	return answer{body: v.repository(id, nil)}, nil
}

func (v view) getRef() (answer, error) {
	ref := v.r.PathValue("ref")
	sha, ok := v.refs[strings.TrimPrefix(ref, "heads/")]
	if !ok || !strings.HasPrefix(ref, "heads/") {
		return notFound, nil
	}
	return answer{body: object{
		"ref":     "refs/" + ref,
		"node_id": node("Ref", 0),
		"url":     v.url("/git/refs/" + ref),
		"object":  object{"type": "commit", "sha": sha, "url": v.url("/git/commits/" + sha)},
	}}, nil
}

// Truncate makes answers about trees end after n entries, as GitHub's do after
// 100,000.
func (g *GitHub) Truncate(n int) {
	defer g.lock()()
	g.treeLimit = n
}

// getTree takes the hash of a commit too, and then names it as the tree's.
func (v view) getTree() (answer, error) {
	sha := v.r.PathValue("sha")
	args := []string{"ls-tree", "-z", "-l"}
	if v.r.URL.Query().Has("recursive") {
		args = append(args, "-r", "-t")
	}
	if !hash(sha) {
		return notFound, nil
	}
	out, err := v.git.run(nil, append(args, sha)...)
	if err != nil {
		return notFound, nil
	}
	lines := strings.Split(strings.TrimSuffix(out, "\x00"), "\x00")
	if out == "" {
		lines = nil
	}
	shown := lines[:min(len(lines), v.treeLimit)]
	return answer{body: object{
		"sha":       sha,
		"url":       v.url("/git/trees/" + sha),
		"truncated": len(shown) < len(lines),
		"tree":      shapes(shown, v.entry),
	}}, nil
}

// entry is one line of ls-tree -l: mode type hash size, tab, path.
func (v view) entry(line string) object {
	head, path, _ := strings.Cut(line, "\t")
	words := strings.Fields(head)
	o := object{"mode": words[0], "type": words[1], "sha": words[2], "path": path}
	switch words[1] {
	case "blob":
		o["size"], _ = strconv.Atoi(words[3])
		o["url"] = v.url("/git/blobs/" + words[2])
	case "tree":
		o["url"] = v.url("/git/trees/" + words[2])
	}
	return o
}

func (v view) getBlob() (answer, error) {
	sha := v.r.PathValue("sha")
	if !hash(sha) {
		return notFound, nil
	}
	out, err := v.git.blob(sha)
	if err != nil {
		return notFound, nil
	}
	if strings.Contains(v.r.Header.Get("Accept"), "raw") {
		return answer{body: []byte(out)}, nil
	}
	return answer{body: object{
		"sha":      sha,
		"node_id":  node("B", 0),
		"size":     len(out),
		"url":      v.url("/git/blobs/" + sha),
		"encoding": "base64",
		"content":  lines60(base64.StdEncoding.EncodeToString([]byte(out))),
	}}, nil
}

// blob gives the bytes of one.
func (g git) blob(sha string) (string, error) {
	size, err := g.run(nil, "cat-file", "-s", sha)
	if err != nil {
		return "", err
	}
	n, err := strconv.Atoi(size)
	if err != nil {
		return "", err
	}
	out, err := g.run(nil, "cat-file", "blob", sha)
	if len(out) < n { // the last line's end
		out += "\n"
	}
	return out, err
}

// lines60 breaks base64 as GitHub does.
func lines60(s string) string {
	var b strings.Builder
	for len(s) > 60 {
		b.WriteString(s[:60] + "\n")
		s = s[60:]
	}
	if s != "" {
		b.WriteString(s + "\n")
	}
	return b.String()
}

func hash(s string) bool {
	return len(s) == len(zeros) && strings.Trim(s, "0123456789abcdef") == ""
}

func (v view) getGitCommit() (answer, error) {
	sha := v.r.PathValue("sha")
	if !hash(sha) {
		return notFound, nil
	}
	c, err := v.one(sha)
	if err != nil {
		return notFound, nil
	}
	return answer{body: v.gitCommit(c)}, nil
}

func (v view) getCommit() (answer, error) {
	c, err := v.resolve(v.r.PathValue("sha"))
	if err != nil {
		return noCommit(v.r.PathValue("sha")), nil
	}
	return answer{body: v.commit(c)}, nil
}

func noCommit(sha string) answer {
	return failure(http.StatusUnprocessableEntity, "No commit found for SHA: "+sha)
}

// compare gives the commits of head that base does not have, oldest first. Who
// does not ask for pages gets 250 at most.
// https://docs.github.com/en/rest/commits/commits#compare-two-commits
func (v view) compare() (answer, error) {
	from, to, _ := strings.Cut(v.r.PathValue("basehead"), "...")
	base, err := v.resolve(from)
	if err != nil {
		return notFound, nil
	}
	head, err := v.resolve(to)
	if err != nil {
		return notFound, nil
	}
	fork, err := v.git.run(nil, "merge-base", base.sha, head.sha)
	if err != nil {
		return notFound, nil // no common ancestor
	}
	ahead, err := v.git.lines("rev-list", "--reverse", "--topo-order", head.sha, "^"+base.sha)
	if err != nil {
		return answer{}, err
	}
	behind, err := v.git.lines("rev-list", base.sha, "^"+head.sha)
	if err != nil {
		return answer{}, err
	}
	shown, link := ahead[:min(len(ahead), 250)], ""
	if query := v.r.URL.Query(); query.Has("page") || query.Has("per_page") {
		shown, link = page(v, ahead)
	}
	commits, err := v.read(append([]string{fork}, shown...)...)
	if err != nil {
		return answer{}, err
	}
	state := map[[2]bool]string{{}: "identical", {true, false}: "ahead", {false, true}: "behind", {true, true}: "diverged"}
	web := html("/compare/" + base.sha + "..." + head.sha)
	return answer{link: link, body: object{
		"url":               v.url("/compare/" + base.sha + "..." + head.sha),
		"html_url":          web,
		"permalink_url":     web,
		"diff_url":          web + ".diff",
		"patch_url":         web + ".patch",
		"base_commit":       v.commit(base),
		"merge_base_commit": v.commit(commits[0]),
		"status":            state[[2]bool{len(ahead) > 0, len(behind) > 0}],
		"ahead_by":          len(ahead),
		"behind_by":         len(behind),
		"total_commits":     len(ahead),
		"commits":           shapes(commits[1:], v.commit),
		"files":             []object{},
	}}, nil
}
