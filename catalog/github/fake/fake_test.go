package fake_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"modelreg/catalog/github/fake"
)

// A world is a fake GitHub on a server, with ana, bob and chen, who may write,
// and one commit on main.
type world struct {
	t    testing.TB
	g    *fake.GitHub
	url  string
	work string // where ana's clone is, once it is made
}

func newWorld(t testing.TB) world {
	t.Helper()
	w := emptyWorld(t)
	for _, login := range []string{"ana", "bob", "chen"} {
		give(w.g.User(login, "User", "write")).to(t)
	}
	give(w.g.Edit("ana", "main", "First", map[string]string{"README": "models\n"})).to(t)
	return w
}

// emptyWorld is one without people and commits.
func emptyWorld(t testing.TB) world {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir := t.TempDir()
	g := give(fake.New(dir)).to(t)
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	return world{t, g, server.URL, filepath.Join(dir, "work")}
}

func (w world) do(err error) {
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

func (g given[T]) to(t testing.TB) T {
	t.Helper()
	if g.err != nil {
		t.Fatal(g.err)
	}
	return g.value
}

func (w world) commit(message string, files map[string]string) string {
	w.t.Helper()
	return give(w.g.Commit("ana", w.work, message, files)).to(w.t)
}

// propose opens a pull request of a new branch off main with one commit a
// message, each changing a file of its own.
func (w world) propose(branch string, messages ...string) int {
	w.t.Helper()
	for _, m := range messages {
		give(w.g.Edit("ana", branch, m, map[string]string{branch + "/" + m: m + "\n"})).to(w.t)
	}
	return give(w.g.Open("ana", branch, "main", "Add "+branch)).to(w.t)
}

// clone makes the clone that ana works in, on a branch.
func (w world) clone(branch string) {
	w.t.Helper()
	w.do(w.g.Clone("ana", w.work))
	w.git(w.work, "checkout", "-q", branch)
}

// git runs git in a folder, or in the bare repository where that is empty.
func (w world) git(dir string, args ...string) string {
	w.t.Helper()
	if dir == "" {
		dir = w.g.Dir()
	}
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull)
	out, err := cmd.CombinedOutput()
	if err != nil {
		w.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// get asks for a path of the API, or a whole address.
func (w world) get(path string, header ...string) (*http.Response, []byte) {
	w.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = w.url + path
	}
	r := give(http.NewRequestWithContext(w.t.Context(), http.MethodGet, path, nil)).to(w.t)
	r.Header.Set("Authorization", "Bearer token")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response := give(http.DefaultClient.Do(r)).to(w.t)
	defer response.Body.Close()
	return response, give(io.ReadAll(response.Body)).to(w.t)
}

// answer is get for what is below the repository, decoded.
func answer[T any](w world, path string) T {
	w.t.Helper()
	response, body := w.get("/repos/acme/models" + path)
	if response.StatusCode != http.StatusOK {
		w.t.Fatalf("%s: %s: %s", path, response.Status, body)
	}
	var v T
	if err := json.Unmarshal(body, &v); err != nil {
		w.t.Fatalf("%s: %v", path, err)
	}
	return v
}
