package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/google/go-github/v60/github"
)

// ErrTeamHidden says that the token can't see a team, so that nobody can tell
// who is in it. The token of a workflow never can.
var ErrTeamHidden = errors.New("the token can't see the team")

// Permission gives what a user may do in a repository: admin, write (maintain
// too), read (triage too) or none. It is asked once.
func (c *Client) Permission(ctx context.Context, repo, login string) (string, error) {
	q, err := about(repo, fmt.Sprintf("the permission of %q in", login), "/collaborators/"+login+"/permission", "metadata: read")
	if err != nil {
		return "", err
	}
	if !userName.MatchString(login) {
		return "", fmt.Errorf("no user of GitHub is called %q; write the login", login)
	}
	key := strings.ToLower(repo + " " + login)
	if p, ok := recall(c, c.permissions, key); ok {
		return p, nil
	}
	p, err := one[github.RepositoryPermissionLevel](ctx, c, q)
	if err != nil {
		return "", err
	}
	var f fields
	f.check("user.login", strings.EqualFold(p.GetUser().GetLogin(), login))
	f.check("permission", slices.Contains([]string{"admin", "write", "read", "none"}, p.GetPermission()))
	if err := f.of(q); err != nil {
		return "", err
	}
	return remember(c, c.permissions, key, p.GetPermission()), nil
}

// Member says whether a user is an active member of a team, organization/slug,
// or of one below it. It is asked once. The error is ErrTeamHidden where the
// token can't see the team: GitHub says 404 to that as well as to no member.
func (c *Client) Member(ctx context.Context, team, login string) (bool, error) {
	org, slug, _ := strings.Cut(team, "/")
	switch {
	case !teamName.MatchString(team) || slug == "." || slug == "..":
		return false, fmt.Errorf("no team is called %q; write organization/team", team)
	case !userName.MatchString(login):
		return false, fmt.Errorf("no user of GitHub is called %q; write the login", login)
	}
	key := strings.ToLower(team + " " + login)
	if m, ok := recall(c, c.members, key); ok {
		return m, nil
	}
	path := "orgs/" + org + "/teams/" + slug
	q := question{fmt.Sprintf("the membership of %q in team %s", login, team), path + "/memberships/" + login, "members: read"}
	m, err := one[github.Membership](ctx, c, q)
	if code := status(err); code == http.StatusNotFound || code == http.StatusForbidden {
		if hidden := c.seeTeam(ctx, team, path); hidden != nil {
			return false, hidden
		}
		if code == http.StatusNotFound {
			return remember(c, c.members, key, false), nil
		}
	}
	if err != nil {
		return false, err
	}
	var f fields
	f.check("state", m.GetState() == "active" || m.GetState() == "pending")
	if err := f.of(q); err != nil {
		return false, err
	}
	return remember(c, c.members, key, m.GetState() == "active"), nil
}

// seeTeam makes sure that the token can see a team.
func (c *Client) seeTeam(ctx context.Context, team, path string) error {
	key := strings.ToLower(team)
	if _, ok := recall(c, c.teams, key); ok {
		return nil
	}
	q := question{"team " + team, path, "members: read"}
	t, err := one[github.Team](ctx, c, q)
	if code := status(err); code == http.StatusNotFound || code == http.StatusForbidden {
		return fmt.Errorf("asking GitHub for team %s: %d; %w, or there is none: name people under approvers.users, or use the token of an App with members: read", team, code, ErrTeamHidden)
	}
	if err != nil {
		return err
	}
	var f fields
	f.id("id", t.GetID())
	f.check("slug", strings.EqualFold(path, "orgs/"+strings.Split(team, "/")[0]+"/teams/"+t.GetSlug()))
	if err := f.of(q); err != nil {
		return err
	}
	remember(c, c.teams, key, true)
	return nil
}

func recall[T any](c *Client, from map[string]T, key string) (T, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := from[key]
	return v, ok
}

func remember[T any](c *Client, in map[string]T, key string, v T) T {
	c.mu.Lock()
	defer c.mu.Unlock()
	in[key] = v
	return v
}
