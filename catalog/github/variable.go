package github

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
)

// Variable gives the value of a variable for workflows, of an environment, or
// of the repository itself where environment is empty; "" where there is none.
// https://docs.github.com/en/rest/actions/variables
func (c *Client) Variable(ctx context.Context, repo, environment, name string) (string, error) {
	what, at, need := "of", "/actions/variables", "variables: read"
	if environment != "" {
		what, at, need = fmt.Sprintf("of environment %q of", environment), "/environments/"+url.PathEscape(environment)+"/variables", "environments: read"
	}
	q, err := about(repo, fmt.Sprintf("the variable %q %s", name, what), at+"/"+url.PathEscape(name), need)
	if err != nil {
		return "", err
	}
	v, err := one[struct {
		Value *string `json:"value"`
	}](ctx, c, q)
	if status(err) == http.StatusNotFound {
		return "", c.noVariable(ctx, repo, at, err)
	}
	if err != nil {
		return "", err
	}
	var f fields
	f.check("value", v.Value != nil)
	if err := f.of(q); err != nil {
		return "", err
	}
	return *v.Value, nil
}

// noVariable tells a variable that is not there from those that can't be seen:
// GitHub says 404 to both.
func (c *Client) noVariable(ctx context.Context, repo, at string, notFound error) error {
	q, err := about(repo, "the variables of", at+"?per_page=1", "variables: read")
	if err != nil {
		return err
	}
	if _, err := one[struct{}](ctx, c, q); err != nil {
		return notFound
	}
	return nil
}
