package github

import (
	"context"
	"net/http"
)

// change asks GitHub to change something and reads what it says of it. v is
// nil where it says nothing.
func (c *Client) change(ctx context.Context, q question, method string, body, v any) error {
	req, err := c.github.NewRequest(method, q.path, body)
	if err != nil {
		return c.failed(q, err)
	}
	_, err = c.github.Do(ctx, req, v)
	if err != nil {
		return c.failed(q, err)
	}
	return nil
}

// workflow is who a workflow's token acts as, where nothing says otherwise.
const workflow = "github-actions[bot]"

// Me is the login that the token acts as. REST tells that to people only; a
// token of an app, a workflow's too, has to ask GraphQL.
// https://docs.github.com/en/graphql/reference/queries#user
func (c *Client) Me(ctx context.Context) (string, error) {
	q := question{what: "the user of the token", path: "user", need: "of a user, or the workflow's own"}
	u, err := one[struct {
		Login string `json:"login"`
	}](ctx, c, q)
	switch {
	case status(err) == http.StatusForbidden:
		return c.viewer(ctx)
	case err != nil:
		return "", err
	case !userName.MatchString(u.Login):
		return "", q.wrong("login")
	}
	return u.Login, nil
}

// viewer asks GraphQL. Without an answer the token is taken for a workflow's:
// whoever writes sees by that who it is.
func (c *Client) viewer(ctx context.Context) (string, error) {
	q := question{what: "the user of the token", path: c.graphQL()}
	var answer struct {
		Data struct {
			Viewer struct {
				Login string `json:"login"`
			} `json:"viewer"`
		} `json:"data"`
	}
	err := c.change(ctx, q, http.MethodPost, map[string]string{"query": "{ viewer { login } }"}, &answer)
	if ctx.Err() != nil {
		return "", err
	}
	if login := answer.Data.Viewer.Login; err == nil && userName.MatchString(login) {
		return login, nil
	}
	return workflow, nil
}

// Forbidden reports whether GitHub refused because the token may not do what
// was asked for.
func Forbidden(err error) bool { return status(err) == http.StatusForbidden }

// denied reports whether GitHub has surely not done what it was asked for. Any
// other failure leaves that open.
func denied(err error) bool { return status(err)/100 == 4 }
