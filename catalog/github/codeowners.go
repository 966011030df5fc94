package github

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
)

// CodeOwners is what GitHub thinks of the file CODEOWNERS of a branch.
type CodeOwners struct {
	Errors []string // "PATH:LINE: KIND", of lines that GitHub ignores
}

// CodeOwners gives what is wrong with CODEOWNERS of a branch; nil where there
// is no such file.
// https://docs.github.com/en/rest/repos/repos#list-codeowners-errors
func (c *Client) CodeOwners(ctx context.Context, repo, branch string) (*CodeOwners, error) {
	q, err := about(repo, fmt.Sprintf("errors in CODEOWNERS on branch %q of", branch), "/codeowners/errors?ref="+url.QueryEscape(branch), "contents: read")
	if err != nil {
		return nil, err
	}
	o, err := one[struct {
		Errors *[]struct {
			Path string `json:"path"`
			Line int    `json:"line"`
			Kind string `json:"kind"`
		} `json:"errors"`
	}](ctx, c, q)
	if status(err) == http.StatusNotFound {
		return nil, c.noCodeOwners(ctx, repo, branch, err)
	}
	if err != nil {
		return nil, err
	}
	var f fields
	f.check("errors", o.Errors != nil)
	if err := f.of(q); err != nil {
		return nil, err
	}
	out := &CodeOwners{}
	for _, e := range *o.Errors {
		out.Errors = append(out.Errors, fmt.Sprintf("%s:%d: %s", plain(e.Path, c.token), e.Line, plain(e.Kind, c.token)))
	}
	return out, nil
}

// noCodeOwners tells a file that is not there from a branch that can't be
// seen: GitHub says 404 to both.
func (c *Client) noCodeOwners(ctx context.Context, repo, branch string, notFound error) error {
	q, err := about(repo, fmt.Sprintf("branch %q of", branch), "/git/ref/heads/"+escaped(branch), "contents: read")
	if err != nil {
		return err
	}
	if _, err := one[struct{}](ctx, c, q); err != nil {
		return notFound
	}
	return nil
}
