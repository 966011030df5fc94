package github

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// blobsAtOnce is how many blobs are asked for in one request.
const blobsAtOnce = 100

// Blobs gives what many blobs hold, by id, with few requests. It may lack some:
// what GitHub takes for binary or too long, what is no blob, and all that could
// not be had; Blob gives those, or says why not.
// https://docs.github.com/en/graphql/reference/objects#blob
func (c *Client) Blobs(ctx context.Context, repo string, ids []string) map[string][]byte {
	found := make(map[string][]byte, len(ids))
	owner, name, _ := strings.Cut(repo, "/")
	for some := range slices.Chunk(ids, blobsAtOnce) {
		var query strings.Builder
		query.WriteString("query($owner:String!,$name:String!){repository(owner:$owner,name:$name){")
		for i, id := range some {
			fmt.Fprintf(&query, "b%d:object(oid:%q){...on Blob{text}}", i, id)
		}
		query.WriteString("}}")
		var answer struct {
			Data struct {
				Repository map[string]struct {
					Text string `json:"text"`
				} `json:"repository"`
			} `json:"data"`
		}
		body := map[string]any{"query": query.String(), "variables": map[string]string{"owner": owner, "name": name}}
		q := question{what: "the files of " + repo, path: c.graphQL()}
		if c.change(ctx, q, http.MethodPost, body, &answer) != nil {
			return found
		}
		for i, id := range some {
			if text := []byte(answer.Data.Repository[fmt.Sprintf("b%d", i)].Text); blobID(text) == id {
				found[id] = text
			}
		}
	}
	return found
}

// graphQL is where GraphQL is, beside REST.
func (c *Client) graphQL() string {
	if strings.HasSuffix(c.github.BaseURL.Path, "/api/v3/") {
		return "../graphql" // of GitHub Enterprise Server
	}
	return "graphql"
}
