package github

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"
)

// commit makes a commit of the base with the files of a proposal, which is on
// no branch yet.
//
// An approval counts only where GitHub knows everybody who wrote what is
// approved. Where it knows no account by the author's address, the commit is
// one of who the token acts as, unless it is to be signed.
func (c *Client) commit(ctx context.Context, at *Snapshot, p Proposal, done *Proposed, parents ...string) (string, error) {
	tree, err := c.createTree(ctx, at, p.Files)
	if err != nil {
		return "", err
	}
	w := wantedCommit{Message: p.Title + "\n\n" + ours, Tree: tree, Parents: parents}
	if p.By == nil {
		return c.createCommit(ctx, at.Repository, w)
	}
	date := p.Date.UTC().Truncate(time.Second)
	w.Author, w.Committer = &signature{p.By.Author, date}, &signature{p.By.Committer, date}
	if p.Sign != nil {
		if w.Signature, err = p.Sign(ctx, w.bytes()); err != nil {
			return "", err
		}
		w.Signature = strings.TrimRight(w.Signature, "\n")
	}
	sha, err := c.createCommit(ctx, at.Repository, w)
	if err != nil {
		return "", err
	}
	made, err := c.Commit(ctx, at.Repository, sha)
	if err != nil || made.Author.ID != 0 && made.Committer.ID != 0 {
		return sha, err
	}
	who := p.By.Author.Email
	if made.Author.ID != 0 {
		who = p.By.Committer.Email
	}
	if p.Sign != nil {
		done.Doubts = append(done.Doubts, fmt.Sprintf("GitHub knows no account by the address %q that signed commits are made with, so that an approval of this pull request would not count; add the address to your account", who))
		return sha, nil
	}
	done.Doubts = append(done.Doubts, fmt.Sprintf("GitHub knows no account by the address %q, so the commit is made as whose token it is; add the address to your account", who))
	w.Author, w.Committer = nil, nil
	return c.createCommit(ctx, at.Repository, w)
}

func (c *Client) createCommit(ctx context.Context, repo string, w wantedCommit) (string, error) {
	q, err := about(repo, "a new commit in", "/git/commits", needPush)
	if err != nil {
		return "", err
	}
	var made github.Commit
	if err := c.change(ctx, q, http.MethodPost, w, &made); err != nil {
		return "", err
	}
	var f fields
	sha := f.sha("sha", made.GetSHA())
	if err := f.of(q); err != nil {
		return "", err
	}
	if w.Signature != "" && sha != w.hash() {
		return "", fmt.Errorf("asking GitHub for %s: it made another commit (%.7s) than the one that was signed (%.7s), so that the signature does not hold, and nothing was moved; check GITHUB_API_URL and proxies", q.what, sha, w.hash())
	}
	return sha, nil
}

// createTree makes a tree of the base's with some files. It tells text only,
// which a catalog's files are.
// https://docs.github.com/en/rest/git/trees#create-a-tree
func (c *Client) createTree(ctx context.Context, at *Snapshot, files []ProposedFile) (string, error) {
	q, err := ofCommit(at.Repository, at.Tip, "the commit", "/git/commits/%s", needContents)
	if err != nil {
		return "", err
	}
	base, err := one[github.Commit](ctx, c, q)
	if err != nil {
		return "", err
	}
	var f fields
	type entry struct {
		Path    string `json:"path"`
		Mode    string `json:"mode"`
		Type    string `json:"type"`
		Content string `json:"content"`
	}
	body := struct {
		Base string  `json:"base_tree"`
		Tree []entry `json:"tree"`
	}{Base: f.sha("tree.sha", base.GetTree().GetSHA())}
	if err := f.of(q); err != nil {
		return "", err
	}
	for _, file := range files {
		body.Tree = append(body.Tree, entry{file.Path, modeOf(at.Files, file.Path), "blob", string(file.Text)})
	}
	if q, err = about(at.Repository, "a new tree in", "/git/trees", needPush); err != nil {
		return "", err
	}
	var made github.Tree
	if err := c.change(ctx, q, http.MethodPost, body, &made); err != nil {
		return "", err
	}
	sha := f.sha("sha", made.GetSHA())
	return sha, f.of(q)
}

// A wantedCommit is one as GitHub is asked to make it.
// https://docs.github.com/en/rest/git/commits#create-a-commit
type wantedCommit struct {
	Message   string     `json:"message"`
	Tree      string     `json:"tree"`
	Parents   []string   `json:"parents"`
	Author    *signature `json:"author,omitempty"`
	Committer *signature `json:"committer,omitempty"`
	Signature string     `json:"signature,omitempty"`
}

// A signature is who did something when.
type signature struct {
	Person
	Date time.Time // whole seconds, UTC
}

// MarshalJSON gives it as GitHub takes it.
func (s signature) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"name": s.Name, "email": s.Email, "date": s.Date.Format(time.RFC3339)})
}

func (s signature) String() string {
	return fmt.Sprintf("%s <%s> %d +0000", s.Name, s.Email, s.Date.Unix())
}

// header is the commit object up to its signature.
func (w wantedCommit) header() string {
	var b strings.Builder
	fmt.Fprintf(&b, "tree %s\n", w.Tree)
	for _, p := range w.Parents {
		fmt.Fprintf(&b, "parent %s\n", p)
	}
	fmt.Fprintf(&b, "author %s\ncommitter %s\n", w.Author, w.Committer)
	return b.String()
}

// bytes is the commit object without its signature: what is signed.
func (w wantedCommit) bytes() []byte { return []byte(w.header() + "\n" + w.Message) }

// hash is the name that the signed commit must have.
// https://git-scm.com/docs/signature-format
func (w wantedCommit) hash() string {
	object := w.header() + "gpgsig " + strings.ReplaceAll(w.Signature, "\n", "\n ") + "\n\n" + w.Message
	sum := sha1.Sum(fmt.Appendf(nil, "commit %d\x00%s", len(object), object))
	return hex.EncodeToString(sum[:])
}
