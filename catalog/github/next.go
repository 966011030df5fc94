package github

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
)

// pageLimit is how many pages a list may have: 100,000 items.
const pageLimit = 1000

var (
	links    = regexp.MustCompile(`<([^<>]*)>([^<]*)`)
	relation = regexp.MustCompile(`;\s*rel="?([^";,]*)"?`)
)

// nextPage tells where a list goes on, empty where it ends. Seen are the pages
// it was at; the same one twice would be a list without end.
// https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
func nextPage(resp *http.Response, seen map[string]bool) (string, error) {
	seen[resp.Request.URL.String()] = true
	header := strings.Join(resp.Header.Values("Link"), ", ")
	next, found := "", false
	for _, link := range links.FindAllStringSubmatch(header, -1) {
		if rel := relation.FindStringSubmatch(link[2]); rel != nil && strings.EqualFold(rel[1], "next") {
			next, found = link[1], true
		}
	}
	if !found {
		if header != "" && !strings.Contains(header, "<") {
			return "", fmt.Errorf("the list goes on at %q, which is no link; check GITHUB_API_URL and proxies", plain(header, ""))
		}
		return "", nil
	}
	u, err := resp.Request.URL.Parse(next)
	if err != nil {
		return "", errors.New("the list goes on at an address that is no URL; check GITHUB_API_URL and proxies")
	}
	u.Fragment, u.RawFragment = "", "" // never sent, so no other page
	switch {
	case u.Host != resp.Request.URL.Host || u.Scheme != resp.Request.URL.Scheme:
		return "", fmt.Errorf("the list goes on at %q, another host, which must not see the token; check GITHUB_API_URL", u.Host)
	case seen[u.String()]:
		return "", errors.New("the list has no end: its next page is one that was already read; run again later")
	case len(seen) >= pageLimit:
		return "", fmt.Errorf("the list has more than %d pages; too long to be read", pageLimit)
	}
	return u.String(), nil
}
