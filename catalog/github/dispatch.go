package github

import (
	"context"
	"net/http"
)

// Dispatch raises the event repository_dispatch of some type in a repository,
// with a payload for the workflows that it starts: a JSON object of at most ten
// members. It is sent once: of an error that is not [Denied] nobody knows
// whether it was heard.
// https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event
func (c *Client) Dispatch(ctx context.Context, repo, event string, payload any) error {
	q := question{what: "a repository_dispatch in " + repo, path: "repos/" + repo + "/dispatches", need: "contents: write"}
	body := struct {
		Event   string `json:"event_type"`
		Payload any    `json:"client_payload"`
	}{event, payload}
	return c.change(ctx, q, http.MethodPost, body, nil)
}

// Denied reports whether GitHub has surely not done what it was asked for, and
// would not do the like either.
func Denied(err error) bool { return denied(err) }
