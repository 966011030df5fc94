package github

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"github.com/google/go-github/v60/github"
)

// A question is one thing to ask GitHub for.
type question struct {
	what string // in words, after "asking GitHub for"
	path string // below the API's address, escaped
	need string // the permission a token needs for it
}

// one asks for a single thing.
func one[T any](ctx context.Context, c *Client, q question) (T, error) {
	v, _, err := page[T](ctx, c, q, q.path)
	return v, err
}

// pages asks for a list, page by page, each only when it is wanted. GitHub
// says where the next one is; it is never told from how long a page is.
func pages[T any](ctx context.Context, c *Client, q question) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		seen := map[string]bool{}
		for at := q.path; at != ""; {
			v, resp, err := page[T](ctx, c, q, at)
			if err == nil {
				at, err = nextPage(resp, seen)
				if err != nil {
					err = fmt.Errorf("asking GitHub for %s: %w", q.what, err)
				}
			}
			if !yield(v, err) || err != nil {
				return
			}
		}
	}
}

// list asks for all pages of a list and gives its items.
func list[T any](ctx context.Context, c *Client, q question) ([]T, error) {
	all := []T{}
	for items, err := range pages[[]T](ctx, c, q) {
		if err != nil {
			return nil, err
		}
		if items == nil { // null
			return nil, q.wrong("a list")
		}
		all = append(all, items...)
	}
	return all, nil
}

func page[T any](ctx context.Context, c *Client, q question, at string) (T, *http.Response, error) {
	var v, none T
	req, err := c.github.NewRequest(http.MethodGet, at, nil)
	if err != nil {
		return none, nil, c.failed(q, err)
	}
	resp, err := c.github.Do(ctx, req, &v)
	if err != nil {
		return none, nil, c.failed(q, err)
	}
	if resp.StatusCode != http.StatusOK {
		return none, nil, c.failed(q, fmt.Errorf("%s instead of an answer; run again later", resp.Status))
	}
	return v, resp.Response, nil
}

// refused is an answer that says no.
type refused struct {
	status int
	text   string
}

func (r *refused) Error() string { return r.text }

// status gives the status of a refusal, and 0 of any other error.
func status(err error) int {
	if r, ok := errors.AsType[*refused](err); ok {
		return r.status
	}
	return 0
}

// failed says in words to act on why a question has no answer.
func (c *Client) failed(q question, err error) error {
	if e, ok := errors.AsType[*github.ErrorResponse](err); ok {
		code := e.Response.StatusCode
		return &refused{code, fmt.Sprintf("asking GitHub for %s: %s; %s", q.what, said(code, words(e), c.token), advice(code, q.permission(e.Response)))}
	}
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err // the rest is the URL, which q.what says better
	}
	if errors.Is(err, context.Canceled) {
		return fmt.Errorf("asking GitHub for %s: %w", q.what, err)
	}
	return fmt.Errorf("asking GitHub for %s: %w; check the network and GITHUB_API_URL, or run again later", q.what, err)
}

// words are what GitHub says of a refusal, which where it validates stands
// beside the message.
func words(e *github.ErrorResponse) string {
	said := e.Message
	for _, more := range e.Errors {
		if more.Message != "" {
			said += ": " + more.Message
		} else if more.Field != "" {
			said += fmt.Sprintf(": %s %q is %s", more.Resource, more.Field, more.Code)
		}
	}
	return said
}

func advice(code int, need string) string {
	switch {
	case code == http.StatusUnauthorized:
		return "the token is not accepted and may have expired: set GITHUB_TOKEN or GH_TOKEN to one that is valid"
	case code == http.StatusForbidden:
		return "give the token " + need
	case code == http.StatusNotFound:
		return "there is none, or the token may not see it: check the name and give the token " + need
	case code >= 500:
		return "run again later"
	}
	return "check what is asked for and GITHUB_API_URL"
}

// permission names what a token needs, by GitHub's answer if that says it:
// "issues=read; pull_requests=read,contents=read", with "or" and "and" meant.
// https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#insufficient-permissions
func (q question) permission(resp *http.Response) string {
	if accepted := plain(resp.Header.Get("X-Accepted-GitHub-Permissions"), ""); accepted != "" {
		return strings.NewReplacer("=", ": ", "; ", " or ", ";", " or ", ", ", " and ", ",", " and ", "_", "-").Replace(accepted)
	}
	return q.need
}

// wrong says that an answer is not what GitHub documents.
func (q question) wrong(wanted ...string) error {
	return fmt.Errorf("asking GitHub for %s: the answer has no valid %s; check GITHUB_API_URL, or run again later", q.what, strings.Join(wanted, ", "))
}

// said gives a status with the server's words for it, or with HTTP's.
func said(code int, message, token string) string {
	if message = plain(message, token); message == "" {
		message = http.StatusText(code)
	}
	return fmt.Sprintf("%d %s", code, message)
}

// plain makes a server's words fit for one line of a log: no control
// characters, not endless, and never the token.
func plain(s, token string) string {
	if token != "" {
		s = strings.ReplaceAll(s, token, "***")
	}
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
	if r := []rune(s); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return s
}
