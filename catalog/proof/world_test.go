package proof_test

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"modelreg/catalog/github/fake"
)

// What the catalog begins with: dana trains models, bob and chen approve them,
// olga administers the repository.
const (
	registryYAML = `apiVersion: modelreg/v1
kind: Registry
name: acme-models
defaultTarget: production
targets:
  production:
    sagemaker: {region: eu-west-1, accountId: "111122223333"}
    variables: {bucket: models}
approval:
  repository: acme/models
  rules:
    - groups: ["**"]
      approvals: 1
      approvers: {users: [bob, chen]}
`
	groupYAML = `apiVersion: modelreg/v1
kind: ModelGroup
`
	pending = `apiVersion: modelreg/v1
kind: ModelVersion
modelPackageDescription: linear learner
sourceUri: s3://${target.variables.bucket}/linear
`
	approved = pending + "modelApprovalStatus: Approved\n"

	registryFile = "registry.yaml"
	groupFile    = "house-price/group.yaml"
	versionFile  = "house-price/versions/1.yaml"
	versionRef   = "house-price/1"
	production   = "production"
)

// files are contents by path below the catalog's folder.
type files = map[string]string

// approval is what a pull request changes that approves house-price/1.
var approval = files{versionFile: approved}

// swap gives a text with a part replaced that must be in it.
func swap(text, old, to string) string {
	if !strings.Contains(text, old) {
		panic("no " + old + " in " + text)
	}
	return strings.Replace(text, old, to, 1)
}

// A world is a fake GitHub with people and a catalog on main, and whoever looks
// for proof of it.
type world struct {
	t   testing.TB
	g   *fake.GitHub
	api string
	dir string
}

// newWorld has a catalog whose house-price/1 waits for approval; changes are
// files that are otherwise from the first commit on.
func newWorld(t testing.TB, changes ...files) *world {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	// Not t.TempDir, whose name is as long as the test's.
	dir, err := os.MkdirTemp("", "proof")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	g, err := fake.New(dir)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	w := &world{t: t, g: g, api: server.URL, dir: dir}
	for _, login := range []string{"bob", "chen", "dana", "mallory"} {
		w.user(login, "User", "write")
	}
	w.user("olga", "User", "admin")
	all := files{registryFile: registryYAML, groupFile: groupYAML, versionFile: pending}
	for _, more := range changes {
		for name, text := range more {
			all[name] = text
		}
	}
	w.edit("olga", "main", all)
	return w
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// given is a value or an error, as calls give them.
type given[T any] struct {
	value T
	err   error
}

func give[T any](value T, err error) given[T] { return given[T]{value, err} }

func (g given[T]) to(w *world) T {
	w.t.Helper()
	w.ok(g.err)
	return g.value
}

func (w *world) user(login, kind, permission string) int64 {
	w.t.Helper()
	return give(w.g.User(login, kind, permission)).to(w)
}

// edit commits to a branch in the web interface, and gives the commit.
func (w *world) edit(who, branch string, changed files) string {
	w.t.Helper()
	return w.editAs(who, branch, "Change the catalog", changed)
}

func (w *world) editAs(who, branch, message string, changed files) string {
	w.t.Helper()
	inRepo := files{}
	for name, text := range changed {
		inRepo["catalog/"+name] = text
	}
	return give(w.g.Edit(who, branch, message, inRepo)).to(w)
}

// propose opens a pull request by somebody for commits on a new branch, one for
// each of changed.
func (w *world) propose(who, branch string, changed ...files) int {
	w.t.Helper()
	for _, c := range changed {
		w.edit(who, branch, c)
	}
	return w.open(who, branch)
}

func (w *world) open(who, branch string) int {
	w.t.Helper()
	return give(w.g.Open(who, branch, "main", "Change "+branch)).to(w)
}

// review approves, as each of several people.
func (w *world) review(n int, people ...string) {
	w.t.Helper()
	for _, who := range people {
		w.say(n, who, "APPROVED")
	}
}

func (w *world) say(n int, who, state string) int64 {
	w.t.Helper()
	return give(w.g.Review(n, who, state)).to(w)
}

func (w *world) merge(n int, method string) {
	w.t.Helper()
	w.ok(w.g.Merge(n, "olga", method))
}

// grant brings changes in by a pull request of dana's that bob approves.
func (w *world) grant(branch string, changed ...files) int {
	w.t.Helper()
	n := w.propose("dana", branch, changed...)
	w.review(n, "bob")
	w.merge(n, "squash")
	return n
}

// clone is a working clone of somebody's.
func (w *world) clone(who string) string {
	w.t.Helper()
	dir := filepath.Join(w.dir, "work-"+who)
	w.ok(w.g.Clone(who, dir))
	return dir
}

func (w *world) push(who, dir string, refs ...string) {
	w.t.Helper()
	w.ok(w.g.Push(who, dir, refs...))
}

// git runs git in a folder, or in GitHub's own repository where that is empty.
func (w *world) git(dir string, args ...string) string {
	w.t.Helper()
	if dir == "" {
		dir = w.g.Dir()
	}
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	date := w.g.Now().Format(time.RFC3339)
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(e string) bool { return strings.HasPrefix(e, "GIT_") }),
		"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_AUTHOR_DATE="+date, "GIT_COMMITTER_DATE="+date)
	out, err := cmd.CombinedOutput()
	if err != nil {
		w.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

func (w *world) sha(rev string) string { w.t.Helper(); return w.git("", "rev-parse", rev) }
