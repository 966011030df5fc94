// Package github asks GitHub what it knows of a repository: how its branches
// moved, what was merged, who reviewed it and who they are. It decides nothing.
// An answer is whole and has every field that its type promises, or it is an
// error that says what to do. It is the only package that talks to GitHub.
package github

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/google/go-github/v60/github"
)

// DefaultAPI is the API of github.com.
const DefaultAPI = "https://api.github.com"

// Options say where GitHub is and how to deal with it.
type Options struct {
	APIURL   string        // default DefaultAPI; of GitHub Enterprise Server https://HOST/api/v3
	Token    string        // required
	Timeout  time.Duration // of one request; default 30 seconds
	Patience time.Duration // longest wait in all, for rate limits and between attempts; default 5 minutes

	Now   func() time.Time                                 // required
	Sleep func(ctx context.Context, d time.Duration) error // required; returns early with the context's error
	Logf  func(format string, args ...any)                 // hears what is waited for; may be nil
}

// A Client asks GitHub, one request at a time. It can be used by several
// goroutines at once, which then take turns.
type Client struct {
	github *github.Client
	wire   *wire
	token  string // to keep it out of messages

	mu          sync.Mutex        // guards what follows
	permissions map[string]string // by repository and login
	members     map[string]bool   // by team and login
	teams       map[string]bool   // teams that can be read
}

// New gives a client. It sends nothing yet.
func New(o Options) (*Client, error) {
	return newClient(o, http.DefaultTransport.(*http.Transport).Clone())
}

func newClient(o Options, transport http.RoundTripper) (*Client, error) {
	if o.APIURL == "" {
		o.APIURL = DefaultAPI
	}
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	if o.Patience == 0 {
		o.Patience = 5 * time.Minute
	}
	if o.Logf == nil {
		o.Logf = func(string, ...any) {}
	}
	base, err := baseURL(o.APIURL)
	if err != nil {
		return nil, err
	}
	if o.Token == "" {
		return nil, errors.New("there is no token for GitHub; set GITHUB_TOKEN or GH_TOKEN")
	}
	if strings.ContainsFunc(o.Token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, errors.New("the token for GitHub has a space, a line break or another character that no token has; set GITHUB_TOKEN or GH_TOKEN to the token alone")
	}
	w := &wire{options: o, transport: transport, turn: make(chan struct{}, 1)}
	g := github.NewClient(&http.Client{Transport: w, CheckRedirect: sameHost})
	g.BaseURL = base
	g.UserAgent = "modelreg"
	return &Client{
		github: g, wire: w, token: o.Token,
		permissions: map[string]string{}, members: map[string]bool{}, teams: map[string]bool{},
	}, nil
}

// Calls is how many requests were sent so far, repeated ones included.
func (c *Client) Calls() int { return int(c.wire.calls.Load()) }

// Down reports whether the last request failed in all its attempts.
func (c *Client) Down() bool {
	c.wire.turn <- struct{}{}
	defer func() { <-c.wire.turn }()
	return c.wire.down
}

// baseURL reads the address of an API. The token goes there, so that it must
// be encrypted on its way.
func baseURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return nil, fmt.Errorf("GitHub's API has no URL %q; it is %s, or https://HOST/api/v3 of GitHub Enterprise Server", s, DefaultAPI)
	case u.User != nil:
		return nil, errors.New("the URL of GitHub's API has a user or password in it; give the token as GITHUB_TOKEN or GH_TOKEN")
	case u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		return nil, fmt.Errorf("GitHub's API can't be at %q; it is %s, or https://HOST/api/v3 of GitHub Enterprise Server", s, DefaultAPI)
	}
	u.Path = strings.TrimRight(u.Path, "/") + "/" // go-github resolves paths against it
	return u, nil
}

func loopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

// sameHost follows a redirect, which is how GitHub answers for a repository
// that was renamed, unless it leads the token elsewhere.
func sameHost(req *http.Request, via []*http.Request) error {
	from := via[0].URL
	if req.URL.Host != from.Host || req.URL.Scheme != from.Scheme {
		return fmt.Errorf("redirected from %s to %q, another host, which must not see the token; check GITHUB_API_URL", from.Host, req.URL.Host)
	}
	if len(via) > 5 {
		return errors.New("redirected more than 5 times; check GITHUB_API_URL")
	}
	return nil
}

var (
	repoName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*/[A-Za-z0-9_.-]+$`)
	teamName = repoName // organization/slug
	userName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*(\[bot\])?$`)
	commitID = regexp.MustCompile(`^[0-9a-f]{40}$`)
)
