package gittree

import (
	"strings"

	"github.com/go-git/go-git/v5/plumbing/transport"
)

// Origin is where the remote origin is on the web, as https://host/path, which
// is also how people write it down: without user, password and ".git". It is
// empty where there is no such remote, or where that is a folder.
func (r *Repo) Origin() string {
	remote := r.config.Remotes["origin"]
	if remote == nil || len(remote.URLs) == 0 {
		return ""
	}
	at, err := transport.NewEndpoint(remote.URLs[0])
	if err != nil || at.Protocol == "file" || at.Host == "" {
		return ""
	}
	return "https://" + at.Host + "/" + strings.TrimSuffix(strings.Trim(at.Path, "/"), ".git")
}
