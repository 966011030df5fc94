package github

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"modelreg/catalog/evidence"
)

// FuzzAnswers holds that whatever a server answers, a method gives an error or
// something that has all its members.
func FuzzAnswers(f *testing.F) {
	for i, m := range methods {
		for _, body := range m.answers {
			f.Add(uint8(i), 200, []byte(body), "", "")
			f.Add(uint8(i), 200, []byte(body), `<?page=2>; rel="next"`, "")
		}
		f.Add(uint8(i), 404, []byte(`{"message": "Not Found"}`), "", "")
		f.Add(uint8(i), 403, []byte(`{"message": "secondary rate limit"}`), "", "1")
		f.Add(uint8(i), 301, []byte(``), `<https://[>; rel=next`, "Sun, 01 Mar 2026 12:00:09 GMT")
	}
	f.Fuzz(func(t *testing.T, method uint8, code int, body []byte, link, retry string) {
		m := methods[int(method)%len(methods)]
		c, _ := newStubbed(t, func(req *http.Request) *http.Response {
			return reply(100+(max(code, -code)%500+500)%500, string(body), "Link", link, "Retry-After", retry, "Location", link)
		})
		got, err := m.call(t.Context(), c)
		if err == nil {
			whole(t, got)
		}
	})
}

// TestMangled changes what GitHub answers at random: a byte, a word, a piece.
func TestMangled(t *testing.T) {
	words := regexp.MustCompile(`"[^"]*"|[0-9]+|true|false|null|\{\}`)
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom(methods).Draw(t, "method")
		c, err := newClient(Options{APIURL: api, Token: token, Now: newClock().now.UTC, Sleep: newClock().sleep}, stub(func(req *http.Request) *http.Response {
			body := string(bodyOf(good(req)))
			for range rapid.IntRange(1, 3).Draw(t, "changes") {
				at := words.FindAllStringIndex(body, -1)
				if len(at) == 0 {
					break
				}
				w := rapid.SampledFrom(at).Draw(t, "word")
				to := rapid.SampledFrom([]string{`null`, `""`, `0`, `-1`, `[]`, `{}`, `[null]`, `true`, `"0001-01-01T00:00:00Z"`, `"` + shaA + `"`, `99999999999999999999`, `1e400`, `"PENDING"`}).Draw(t, "to")
				body = body[:w[0]] + to + body[w[1]:]
			}
			return reply(200, body)
		}))
		if err != nil {
			t.Fatal(err)
		}
		got, err := m.call(t.Context(), c)
		if err == nil {
			whole(t, got)
		}
	})
}

type fataler interface {
	Fatalf(format string, args ...any)
}

// whole holds that an answer has what its type promises.
func whole(t fataler, v any) {
	must := func(ok bool) {
		if !ok {
			t.Fatalf("something is missing: %#v", v)
		}
	}
	sha := func(s string) bool { return len(s) == 40 && strings.Trim(s, "0123456789abcdef") == "" }
	user := func(u evidence.User) bool {
		return u == evidence.User{} || u.ID > 0 && u.Login != "" && u.Type != ""
	}
	when := func(at time.Time) bool { return at.Year() >= 2008 && at.Year() < 10000 && at.Location() == time.UTC }
	commit := func(c evidence.Commit) {
		must(sha(c.SHA) && c.Parents != nil && user(c.Author) && user(c.Committer))
		for _, p := range c.Parents {
			must(sha(p))
		}
	}
	switch v := v.(type) {
	case named:
		must(v.ID > 0 && strings.Count(v.Name, "/") == 1)
	case string: // a tip or a permission
		must(sha(v) || v == "admin" || v == "write" || v == "read" || v == "none")
	case bool:
	case []byte:
		must(string(v) == "Hello, World!\n")
	case time.Time:
		must(v.IsZero() || when(v))
	case []int:
		for _, n := range v {
			must(n > 0)
		}
	case map[string]File:
		must(v != nil)
		for path, file := range v {
			must(path != "" && file.Mode != "" && sha(file.Blob))
		}
	case []evidence.Update:
		for _, u := range v {
			must(sha(u.Before) && sha(u.After) && u.Type != "" && user(u.Actor) && when(u.At))
		}
	case evidence.Pull:
		must(v.Number == 7 && v.URL != "" && v.Author.ID > 0 && user(v.Author) && v.Commits >= 0)
		must(v.Base.RepositoryID > 0 && v.Base.Ref != "" && sha(v.Base.SHA) && v.Head.Ref != "" && sha(v.Head.SHA))
		must(v.Merged == when(v.MergedAt) && v.Merged != v.MergedAt.IsZero() && (sha(v.MergeCommit) || !v.Merged && v.MergeCommit == ""))
	case []evidence.Commit:
		must(v != nil)
		for _, c := range v {
			commit(c)
		}
	case evidence.Commit:
		must(v.SHA == shaA)
		commit(v)
	case compared:
		must(v.Status == "ahead" || v.Status == "behind" || v.Status == "diverged" || v.Status == "identical")
		for _, c := range v.Commits {
			commit(c)
		}
	case []evidence.Review:
		must(v != nil)
		for _, r := range v {
			must(r.ID > 0 && r.URL != "" && r.State != "" && user(r.User) && (r.Commit == "" || sha(r.Commit)))
			must(when(r.Submitted) || r.State == "PENDING" && r.Submitted.IsZero())
		}
	case []evidence.Event:
		must(v != nil)
		for _, e := range v {
			must(e.Kind != "" && user(e.Actor) && when(e.At))
		}
	default:
		t.Fatalf("nobody said what %T promises", v)
	}
}
