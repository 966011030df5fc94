package fake

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"io"
	"net/http"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// requestShapes holds what may be sent, taken from GitHub's OpenAPI description
// 23.0.2 (npm: @octokit/openapi, generated/api.github.com.json), as JSON Schema
// that allows no other members.
//
//go:embed requests.json
var requestShapes []byte

// requestSchemas are all of them, compiled together: a compiler is nothing to
// share among requests.
var requestSchemas = sync.OnceValues(func() (map[string]*jsonschema.Schema, error) {
	var file struct {
		Defs map[string]json.RawMessage `json:"$defs"`
	}
	if err := json.Unmarshal(requestShapes, &file); err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("requests.json", bytes.NewReader(requestShapes)); err != nil {
		return nil, err
	}
	schemas := map[string]*jsonschema.Schema{}
	for name := range file.Defs {
		s, err := c.Compile("requests.json#/$defs/" + name)
		if err != nil {
			return nil, err
		}
		schemas[name] = s
	}
	return schemas, nil
})

// actions is who does what a workflow's token does.
var actions = &account{id: 41898282, login: "github-actions[bot]", kind: "Bot", permission: "write",
	name: "github-actions[bot]", email: "41898282+github-actions[bot]@users.noreply.github.com"}

// ActAs makes the token one of a user, or of an app where the account is a Bot.
// Without it, it is that of a workflow. Only a user's may ask REST who it is.
func (g *GitHub) ActAs(login string) error {
	defer g.lock()()
	if login == actions.login {
		g.acting = nil
		return nil
	}
	a, err := g.account(login)
	if err == nil {
		g.acting = a
	}
	return err
}

// ReadOnly makes the token one that may only read, as that of a workflow for a
// fork's pull request.
func (g *GitHub) ReadOnly() {
	defer g.lock()()
	g.readOnly = true
}

// actor is who does what is asked for.
func (v view) actor() *account {
	if v.acting == nil {
		return actions
	}
	return v.acting
}

var notAllowed = failure(http.StatusForbidden, "Resource not accessible by integration")

// getViewer is private-user.
func (v view) getViewer() (answer, error) {
	if v.actor().kind == "Bot" {
		return notAllowed, nil
	}
	o := v.user(v.acting)
	for _, member := range []string{"bio", "blog", "company", "email", "hireable", "location", "name"} {
		o[member] = nil
	}
	for _, member := range []string{"followers", "following", "public_gists", "public_repos", "collaborators", "disk_usage",
		"owned_private_repos", "private_gists", "total_private_repos"} {
		o[member] = 0
	}
	o["blog"], o["two_factor_authentication"] = "", true
	o["created_at"], o["updated_at"] = date(v.born), date(v.now)
	return answer{body: o}, nil
}

// changing is an answer to a request that changes something. What is sent must
// be as the shape of that name has it; an empty name is nothing.
func changing(shape string, do func(view, object) (answer, error)) func(view) (answer, error) {
	return func(v view) (answer, error) {
		if v.readOnly {
			return notAllowed, nil
		}
		if shape == "" {
			return do(v, nil)
		}
		raw, err := io.ReadAll(v.r.Body)
		if err != nil {
			return answer{}, err
		}
		var sent object
		if json.Unmarshal(raw, &sent) != nil {
			return failure(http.StatusBadRequest, "Problems parsing JSON"), nil
		}
		schemas, err := requestSchemas()
		if err != nil {
			return answer{}, err
		}
		if err := schemas[shape].Validate(sent); err != nil {
			return failure(http.StatusUnprocessableEntity, "Validation Failed: "+err.Error()), nil
		}
		return do(v, sent)
	}
}
