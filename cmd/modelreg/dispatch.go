package main

import (
	"context"
	"fmt"
	"time"

	"modelreg/catalog"
	"modelreg/catalog/github"
	"modelreg/cmd/internal/cli"
	"modelreg/sync"
)

// approvedEvent is the type of the repository_dispatch about an approval.
const approvedEvent = "modelreg-approved"

// betweenDispatches is how long GitHub wants to be left alone between requests
// that change something.
// https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#pause-between-mutative-requests
const betweenDispatches = time.Second

// A herald tells workflows of what was newly approved. The nil herald tells
// nobody.
type herald struct {
	app        *app
	github     *github.Client
	repository string
}

// herald makes one for --dispatch, or says what is missing for it, before
// anything is changed.
func (a *app) herald(r *catalog.Registry) (*herald, error) {
	h := &herald{app: a, repository: r.Approval.Repository}
	if h.repository == "" {
		h.repository = a.actionsRepository()
	}
	if h.repository == "" {
		return nil, cli.Failed(fmt.Errorf("--dispatch: registry.yaml names no repository; set approval.repository"), "nothing was changed")
	}
	var err error
	if h.github, err = a.github(); err != nil {
		return nil, err
	}
	if h.github == nil {
		return nil, cli.Failed(fmt.Errorf("--dispatch: there is no token for GitHub; set GITHUB_TOKEN or GH_TOKEN"), "nothing was changed")
	}
	return h, nil
}

// tell sends a repository_dispatch for each approval, once, and reports whether
// all were heard. A run that is being stopped still tells what it approved: no
// later one would.
func (h *herald) tell(ctx context.Context, approved []sync.NewApproval) bool {
	if h == nil {
		return true
	}
	ctx = context.WithoutCancel(ctx)
	all := true
	for i, a := range approved {
		if i > 0 && h.app.Sleep(ctx, betweenDispatches) != nil {
			return false
		}
		err := h.github.Dispatch(ctx, h.repository, approvedEvent, a)
		if err == nil {
			continue
		}
		all = false
		h.app.talk.Warn("%s/%s is approved, and no workflow may have heard of it: %v", a.Group, a.Label, err)
		if github.Denied(err) { // so would be the others
			for _, a := range approved[i+1:] {
				h.app.talk.Warn("%s/%s is approved, and no workflow was told", a.Group, a.Label)
			}
			return false
		}
	}
	return all
}
