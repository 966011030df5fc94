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

// workflow is who a workflow's token acts as; it can't ask for that itself.
const workflow = "github-actions[bot]"

// Me is the login that the token acts as. GitHub tells no token of an app who
// it is; such a one is taken for that of a workflow.
func (c *Client) Me(ctx context.Context) (string, error) {
	q := question{what: "the user of the token", path: "user", need: "of a user, or the workflow's own"}
	u, err := one[struct {
		Login string `json:"login"`
	}](ctx, c, q)
	switch {
	case status(err) == http.StatusForbidden:
		return workflow, nil
	case err != nil:
		return "", err
	case !userName.MatchString(u.Login):
		return "", q.wrong("login")
	}
	return u.Login, nil
}

// Forbidden reports whether GitHub refused because the token may not do what
// was asked for.
func Forbidden(err error) bool { return status(err) == http.StatusForbidden }

// denied reports whether GitHub has surely not done what it was asked for. Any
// other failure leaves that open.
func denied(err error) bool { return status(err)/100 == 4 }
