package fake

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// perPage is how many items a page has: 30 where nothing else is asked for, 100
// at most.
func (v view) perPage() int {
	n, err := strconv.Atoi(v.r.URL.Query().Get("per_page"))
	if err != nil || n < 1 {
		return 30
	}
	return min(n, 100)
}

// page gives the items of the page that is asked for, and the Link header.
// https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
func page[T any](v view, items []T) ([]T, string) {
	size := v.perPage()
	number, err := strconv.Atoi(v.r.URL.Query().Get("page"))
	if err != nil || number < 1 {
		number = 1
	}
	last := max(1, (len(items)+size-1)/size)
	var links []string
	to := func(rel string, n int) {
		links = append(links, v.link(rel, "page", strconv.Itoa(n)))
	}
	if number > 1 {
		to("prev", min(number-1, last))
	}
	if number < last {
		to("next", number+1)
		to("last", last)
	}
	if number > 1 {
		to("first", 1)
	}
	if number > last {
		return nil, strings.Join(links, ", ")
	}
	return items[(number-1)*size : min(number*size, len(items))], strings.Join(links, ", ")
}

// link names this same address with other parameters.
func (v view) link(rel string, params ...string) string {
	query := v.r.URL.Query()
	for _, other := range []string{"before", "after", "page"} {
		query.Del(other)
	}
	for i := 0; i < len(params); i += 2 {
		query.Set(params[i], params[i+1])
	}
	return fmt.Sprintf("<%s%s?%s>; rel=%q", v.api, (&url.URL{Path: v.r.URL.Path}).EscapedPath(), query.Encode(), rel)
}

// list answers with a page of items, each as shape has it.
func list[T any](v view, items []T, shape func(T) object) answer {
	shown, link := page(v, items)
	return answer{body: shapes(shown, shape), link: link}
}

// shapes is never nil: GitHub writes an empty list as [].
func shapes[T any](items []T, shape func(T) object) []object {
	out := make([]object, len(items))
	for i, item := range items {
		out[i] = shape(item)
	}
	return out
}

// listActivity has cursors instead of page numbers: after one, before one.
// https://docs.github.com/en/rest/repos/repos#list-repository-activities
func (v view) listActivity() (answer, error) {
	if v.noLog {
		return notFound, nil
	}
	query := v.r.URL.Query()
	var found []update
	for _, u := range v.updates {
		ref := query.Get("ref")
		if ref != "" && strings.TrimPrefix(ref, "refs/heads/") != u.branch ||
			query.Get("activity_type") != "" && query.Get("activity_type") != u.kind ||
			query.Get("actor") != "" && !strings.EqualFold(query.Get("actor"), u.actor.login) {
			continue
		}
		found = append(found, u)
	}
	if query.Get("direction") != "asc" {
		slices.Reverse(found)
	}
	from, to := 0, len(found)
	size := v.perPage()
	if at, ok := find(found, query.Get("after")); ok {
		from, to = at+1, min(at+1+size, to)
	} else if at, ok := find(found, query.Get("before")); ok {
		from, to = max(0, at-size), at
	} else {
		to = min(size, to)
	}
	var links []string
	if from > 0 && from < to {
		links = append(links, v.link("prev", "before", cursor(found[from])))
	}
	if from < to && to < len(found) {
		links = append(links, v.link("next", "after", cursor(found[to-1])))
	}
	return answer{body: shapes(found[from:to], v.update), link: strings.Join(links, ", ")}, nil
}

func cursor(u update) string {
	return base64.URLEncoding.EncodeToString(fmt.Appendf(nil, "cursor:%d", u.id))
}

func find(updates []update, at string) (int, bool) {
	i := slices.IndexFunc(updates, func(u update) bool { return at != "" && cursor(u) == at })
	return i, i >= 0
}
