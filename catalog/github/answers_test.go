package github

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAnswers(t *testing.T) {
	for _, m := range methods {
		t.Run(m.name, func(t *testing.T) {
			c, k := newStubbed(t, func(req *http.Request) *http.Response {
				for name, want := range map[string]string{
					"Authorization": "Bearer " + token, "User-Agent": "modelreg", "X-GitHub-Api-Version": "2022-11-28",
				} {
					if got := req.Header.Get(name); got != want {
						t.Errorf("%s is %q; want %q", name, got, want)
					}
				}
				return good(req)
			})
			got, err := m.call(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(m.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if c.Calls() != len(m.answers) || len(k.slept) > 0 {
				t.Errorf("%d calls and waits %v; want %d calls", c.Calls(), k.slept, len(m.answers))
			}
		})
	}
}

// TestNothingIsMissing takes away each member of each answer in turn, and
// makes it null, empty and of another type.
func TestNothingIsMissing(t *testing.T) {
	for _, m := range methods {
		for path, body := range m.answers {
			var whole any
			if err := json.Unmarshal([]byte(body), &whole); err != nil {
				t.Fatal(m.name, err)
			}
			for _, member := range members(whole, "") {
				for name, edit := range map[string]func(map[string]any, string){
					"removed": func(o map[string]any, k string) { delete(o, k) },
					"null":    func(o map[string]any, k string) { o[k] = nil },
					"empty":   func(o map[string]any, k string) { o[k] = blank(o[k]) },
					"typed":   func(o map[string]any, k string) { o[k] = []any{map[string]any{"x": 1}, 2} },
				} {
					var edited any
					if err := json.Unmarshal([]byte(body), &edited); err != nil {
						t.Fatal(err)
					}
					change(edited, member, edit)
					answer, err := json.Marshal(edited)
					if err != nil {
						t.Fatal(err)
					}
					optional := name != "typed" && (slices.Contains(m.may, digits(member)) || slices.Contains(m.may, digits(member)+" "+name) || cmp.Equal(whole, edited))
					t.Run(fmt.Sprintf("%s/%s/%s", m.name, member, name), func(t *testing.T) {
						c, _ := newStubbed(t, func(req *http.Request) *http.Response {
							if below(req) == path {
								return reply(200, string(answer))
							}
							return good(req)
						})
						if got, err := m.call(t.Context(), c); (err == nil) != optional {
							t.Errorf("from %s:\ngot %v, error %v; want an error: %v", answer, got, err, !optional)
						}
					})
				}
			}
		}
	}
}

// members lists the paths of all members below v: base.repo.id, 0.user.
func members(v any, at string) []string {
	var all []string
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			all = append(all, strings.TrimPrefix(at+"."+k, "."))
			all = append(all, members(v[k], at+"."+k)...)
		}
	case []any:
		for i, item := range v {
			all = append(all, members(item, at+"."+strconv.Itoa(i))...)
		}
	}
	return all
}

// digits writes a path without its indexes: .user for 0.user.
func digits(path string) string {
	parts := strings.Split(path, ".")
	last := parts[len(parts)-1]
	for _, p := range parts {
		if _, err := strconv.Atoi(p); err == nil {
			return "." + last
		}
	}
	return path
}

func change(v any, path string, edit func(map[string]any, string)) {
	head, rest, more := strings.Cut(path, ".")
	if i, err := strconv.Atoi(head); err == nil {
		change(v.([]any)[i], rest, edit)
		return
	}
	o := v.(map[string]any)
	if !more {
		edit(o, head)
		return
	}
	change(o[head], rest, edit)
}

func blank(v any) any {
	switch v := v.(type) {
	case string:
		return ""
	case float64:
		return float64(0)
	case bool:
		return v
	case []any:
		return []any{}
	case map[string]any:
		return map[string]any{}
	}
	return nil
}
