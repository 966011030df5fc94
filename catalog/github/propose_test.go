package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/github/fake"
)

// A forge is a repository with a file, to which ana, bob and chen can write and
// whose token is ana's.
type forge struct {
	t   *testing.T
	hub *fake.GitHub
	url string
}

func newForge(t *testing.T) *forge {
	t.Helper()
	hub, err := fake.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(hub)
	t.Cleanup(server.Close)
	f := &forge{t, hub, server.URL}
	for _, line := range []string{"user ana write", "user bob write", "user chen write", "user dora none", "team acme/ml chen", "act-as ana"} {
		f.do(line)
	}
	f.edit("ana", "main", map[string]string{"a.yaml": "a: 1\n", "b.yaml": "b: 1\n"})
	return f
}

func (f *forge) do(line string) {
	f.t.Helper()
	if _, err := f.hub.Command(".", strings.Fields(line)); err != nil {
		f.t.Fatalf("%s: %v", line, err)
	}
}

func (f *forge) edit(who, branch string, files map[string]string) string {
	f.t.Helper()
	sha, err := f.hub.Edit(who, branch, "By hand", files)
	if err != nil {
		f.t.Fatal(err)
	}
	return sha
}

// propose does all from reading the base on, over a network.
func (f *forge) propose(network http.RoundTripper, p Proposal) (Proposed, error) {
	c, err := newClient(Options{APIURL: f.url, Token: token, Now: time.Now, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}, network)
	if err != nil {
		f.t.Fatal(err)
	}
	at, err := c.Snapshot(f.t.Context(), "acme/models", "")
	if err != nil {
		return Proposed{}, err
	}
	return c.Propose(f.t.Context(), at, p)
}

func (f *forge) git(args ...string) string {
	f.t.Helper()
	out, err := exec.Command("git", append([]string{"-C", f.hub.Dir()}, args...)...).CombinedOutput()
	if err != nil {
		f.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

func setA(text string) Proposal {
	return Proposal{
		Branch: "modelreg/set/a", Title: "Set a", Body: "So that it is.", Users: []string{"ana", "bob"}, Teams: []string{"acme/ml", "other/ml"},
		Files: []ProposedFile{{"a.yaml", []byte(text)}},
	}
}

// A dying network fails the n-th request that changes anything, and all after
// it, as they do for a process that is killed: before GitHub has heard of it, or
// after.
type dying struct {
	n     int
	heard bool
	seen  int
	dead  bool
}

var errKilled = errors.New("killed")

func (d *dying) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodGet {
		d.seen++
	}
	if d.dead || d.seen == d.n && !d.heard {
		d.dead = true
		return nil, errKilled
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if d.seen == d.n && err == nil {
		d.dead = true
		resp.Body.Close()
		return nil, errKilled
	}
	return resp, err
}

// TestProposeKilled stops a proposal at every request and makes it again, on
// each way that there is: the end must be the same.
func TestProposeKilled(t *testing.T) {
	for _, way := range []struct {
		name    string
		before  func(f *forge) // what was there
		commits string         // of the branch that main has not, in the end
	}{
		{"new", func(*forge) {}, "1"},
		{"base moved", func(f *forge) {
			f.must(setA("a: 0\n"))
			f.edit("bob", "main", map[string]string{"a.yaml": "a: 7\n"})
		}, "2"},
		{"merged before", func(f *forge) {
			f.must(setA("a: 0\n"))
			f.do("merge 1 bob squash")
		}, "1"},
	} {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			for n, more := 1, true; more; n++ {
				for _, heard := range []bool{false, true} {
					f := newForge(t)
					way.before(f)
					death := &dying{n: n, heard: heard}
					_, err := f.propose(death, setA("a: 2\n"))
					more = err != nil
					got := f.must(setA("a: 2\n"))
					f.holds(way.commits, fmt.Sprintf("killed at change %d, heard %t", n, heard))
					if again := f.must(setA("a: 2\n")); again.Commit != got.Commit || again.Done != Kept {
						t.Errorf("a third time it is %+v after %+v", again, got)
					}
				}
			}
		})
	}
}

func (f *forge) must(p Proposal) Proposed {
	f.t.Helper()
	got, err := f.propose(http.DefaultTransport, p)
	if err != nil {
		f.t.Fatal(err)
	}
	return got
}

// holds holds that there is one open pull request that sets a to 2 and nothing
// else, with everybody asked to review it.
func (f *forge) holds(commits, when string) {
	f.t.Helper()
	var open []string
	for _, p := range f.hub.Pulls() {
		if strings.Contains(p, " open ") {
			open = append(open, p[strings.Index(p, " "):])
		}
	}
	got := []string{
		strings.Join(open, "\n"),
		f.git("rev-list", "--count", "--first-parent", "main..modelreg/set/a"),
		f.git("diff", "--name-only", "main...modelreg/set/a"),
		f.git("show", "modelreg/set/a:a.yaml"),
		f.git("for-each-ref", "--format=%(refname:short)", "refs/heads"),
	}
	want := []string{" open modelreg/set/a [bob acme/ml] Set a", commits, "a.yaml", "a: 2", "main\nmodelreg/set/a"}
	if diff := cmp.Diff(want, got); diff != "" {
		f.t.Errorf("%s: (-want +got)\n%s", when, diff)
	}
}

// A pausing network does something before the n-th request.
type pausing struct {
	n, seen int
	do      func()
}

func (p *pausing) RoundTrip(r *http.Request) (*http.Response, error) {
	if p.seen++; p.seen == p.n {
		p.do()
	}
	return http.DefaultTransport.RoundTrip(r)
}

// TestProposeRace lets somebody else propose something else on the same branch
// between any two requests: never do both believe that theirs is offered, and
// what is offered is that of who does.
func TestProposeRace(t *testing.T) {
	for n, more := 1, true; more; n++ {
		f := newForge(t)
		var chens error
		pause := &pausing{n: n, do: func() {
			f.do("act-as chen")
			_, chens = f.propose(http.DefaultTransport, setA("a: 3\n"))
			f.do("act-as ana")
		}}
		_, anas := f.propose(pause, setA("a: 2\n"))
		if more = pause.seen >= n; !more {
			break
		}
		var open []string
		for _, p := range f.hub.Pulls() {
			if strings.Contains(p, " open ") {
				open = append(open, p)
			}
		}
		is := f.git("show", "modelreg/set/a:a.yaml")
		switch {
		case len(open) != 1:
			t.Errorf("at request %d: %q are open, want one", n, open)
		case (anas == nil) == (chens == nil):
			t.Errorf("at request %d: ana %v, chen %v; want one of them refused", n, anas, chens)
		case anas == nil && is != "a: 2", chens == nil && is != "a: 3":
			t.Errorf("at request %d: %q is offered; ana %v, chen %v", n, is, anas, chens)
		}
		for _, err := range []error{anas, chens} {
			if _, taken := errors.AsType[*TakenError](err); err != nil && !taken {
				t.Errorf("at request %d: %v", n, err)
			}
		}
	}
}

// TestProposeFresh holds that a fresh proposal does not touch what is on its
// branch, even of the same user.
func TestProposeFresh(t *testing.T) {
	f := newForge(t)
	f.must(setA("a: 2\n"))
	fresh := setA("a: 3\n")
	fresh.Fresh = true
	_, err := f.propose(http.DefaultTransport, fresh)
	if taken, ok := errors.AsType[*TakenError](err); !ok || taken.Number != 1 || taken.By != "ana" {
		t.Errorf("error %v, want that pull request 1 of ana is there", err)
	}
	same := setA("a: 2\n")
	same.Fresh = true
	if got := f.must(same); got.Done != Kept {
		t.Errorf("the same is %s, want %s", got.Done, Kept)
	}
}

func TestProposeWords(t *testing.T) {
	for _, tt := range []struct {
		name   string
		before func(f *forge)
		err    string
	}{
		{"archived", func(f *forge) { f.hub.Fault(edited("/repos/acme/models", `"archived":false`, `"archived":true`)) }, "repository acme/models is archived"},
		{"workflows may not", func(f *forge) {
			f.do("forbid-pulls")
			f.do("act-as github-actions[bot]")
		}, "use the token of an app or of a person"},
		{"reading only", func(f *forge) { f.do("read-only") }, "403 Resource not accessible by integration; give the token contents: write and pull-requests: write"},
		{"reader", func(f *forge) { f.do("user ana read") }, "give the token contents: write and pull-requests: write"},
		{"a branch above", func(f *forge) { f.edit("bob", "modelreg/set", map[string]string{"x": "y"}) }, "422 Reference update failed"},
		{"begun by somebody", func(f *forge) {
			f.do("act-as chen")
			f.must(setA("a: 3\n"))
			f.do("close 1 chen")
			f.edit("chen", "modelreg/set/a", map[string]string{"a.yaml": "a: 4\n"})
			f.do("act-as ana")
		}, "has commits that modelreg did not make"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newForge(t)
			tt.before(f)
			if _, err := f.propose(http.DefaultTransport, setA("a: 2\n")); err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("error %v, want %q", err, tt.err)
			}
		})
	}
}

// edited changes the answers about an address.
func edited(path, old, now string) func(*http.Request) *fake.Fault {
	return func(r *http.Request) *fake.Fault {
		if r.URL.Path != path {
			return nil
		}
		return &fake.Fault{Edit: func(b []byte) []byte { return []byte(strings.ReplaceAll(string(b), old, now)) }}
	}
}

// TestProposeReviewers holds who is asked when.
func TestProposeReviewers(t *testing.T) {
	f := newForge(t)
	p := setA("a: 2\n")
	p.Users = append(p.Users, "dora", "nobody")
	got := f.must(p)
	if strings.Join(got.Asked, " ") != "acme/ml bob" || len(got.Doubts) != 2 {
		t.Errorf("asked %q, doubts %q", got.Asked, got.Doubts)
	}
	f.do("review 1 bob APPROVED")
	f.must(setA("a: 2\n")) // bob has said what there is to say
	if p := f.hub.Pulls()[0]; !strings.Contains(p, "[acme/ml]") {
		t.Errorf("after bob's review %s", p)
	}
	f.must(setA("a: 3\n"))
	if p := f.hub.Pulls()[0]; !strings.Contains(p, "[acme/ml bob]") && !strings.Contains(p, "[bob acme/ml]") {
		t.Errorf("after another commit %s", p)
	}
}

// TestSigned holds that what is signed is what GitHub has, to the byte, and that
// another commit than the signed one goes nowhere.
func TestSigned(t *testing.T) {
	f := newForge(t)
	p := setA("a: 2\n")
	p.By, p.Date = &By{Person{"Ana B", "ana@example.com"}, Person{"Ana B", "ana@example.com"}}, time.Date(2026, 1, 2, 3, 4, 5, 6, time.FixedZone("", 3600))
	var signed string
	p.Sign = func(_ context.Context, commit []byte) (string, error) {
		signed = string(commit)
		return "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n", nil
	}
	got := f.must(p)
	object := f.git("cat-file", "commit", got.Commit)
	signature := "gpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----\n"
	if !strings.Contains(object, signature) || strings.ReplaceAll(object, signature, "") != signed {
		t.Errorf("signed\n%s\nand it is\n%s", signed, object)
	}
	if !strings.Contains(object, "author Ana B <ana@example.com> 1767319445 +0000\n") {
		t.Errorf("the commit is\n%s", object)
	}
	f.hub.Fault(edited("/repos/acme/models/git/commits", `"sha":"`, `"sha":"0`))
	p.Files[0].Text = []byte("a: 3\n")
	if _, err := f.propose(http.DefaultTransport, p); err == nil {
		t.Error("a commit with another hash is taken")
	}
	if f.git("rev-parse", "modelreg/set/a") != got.Commit {
		t.Error("the branch was moved")
	}
	p.Sign = func(context.Context, []byte) (string, error) { return "", errors.New("no key") }
	if _, err := f.propose(http.DefaultTransport, p); err == nil || !strings.Contains(err.Error(), "no key") {
		t.Errorf("error %v, want that there is no key", err)
	}
}

func TestBranches(t *testing.T) {
	f := newForge(t)
	f.must(setA("a: 2\n"))
	f.edit("bob", "modelreg/other/x", map[string]string{"x": "y"})
	c, err := New(Options{APIURL: f.url, Token: token, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	for prefix, want := range map[string][]string{"modelreg/set/": {"modelreg/set/a"}, "modelreg/": {"modelreg/other/x", "modelreg/set/a"}, "none/": nil} {
		got, err := c.Branches(t.Context(), "acme/models", prefix)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: error %v, (-want +got)\n%s", prefix, err, diff)
		}
	}
}
