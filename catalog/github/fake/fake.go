// Package fake is GitHub for tests: one repository, acme/models, that is a real
// bare git repository, and the part of GitHub's REST API that tells how its
// branches moved and who reviewed what. What a test does (push, review, merge)
// has the effects that it has on GitHub, in git and in the answers.
//
//	g, err := fake.New(t.TempDir())
//	server := httptest.NewServer(g)
//	g.User("ana", "User", "write")
//	g.User("bob", "User", "write")
//	g.Edit("ana", "main", "First", map[string]string{"a.txt": "1\n"})
//	g.Edit("ana", "feature", "Second", map[string]string{"a.txt": "2\n"})
//	n, err := g.Open("ana", "feature", "main", "Change a")
//	g.Review(n, "bob", "APPROVED")
//	g.Merge(n, "ana", "squash")
//
// Clone, Commit and Push do with the git binary (2.38 or newer) what Edit does
// not: tests that need a working folder, other merges, odd files.
//
// It has a clock of its own, which every action moves on by a minute, so that
// commits and answers are the same in every run. All methods may be called at
// the same time.
package fake

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"
)

const (
	owner      = "acme"
	name       = "models"
	repository = owner + "/" + name
	id         = 4711
	zeros      = "0000000000000000000000000000000000000000"
)

// GitHub is a server and what it knows. New makes one; the zero value is of no
// use. Mount it with httptest.NewServer; it answers below / as github.com's
// API does, and below /api/v3 as GitHub Enterprise Server.
type GitHub struct {
	mu   sync.Mutex
	git  git
	mux  *http.ServeMux
	now  time.Time
	born time.Time
	last int64 // the highest id given to anything but users

	accounts  []*account
	teams     map[string]*team // by organization/slug
	noTeams   bool
	noLog     bool
	treeLimit int // entries of a tree that are answered

	refs       map[string]string // branch name to commit
	updates    []update          // oldest first
	pulls      []*pull           // number is index + 1
	suites     []seen
	statuses   []seen
	commits    map[string]*commit // those read so far
	comments   []*comment         // oldest first, of pull requests and issues
	issues     []*issue           // oldest first
	dispatches []string           // type and payload, oldest first
	labels     []string
	acting     *account // whose token it is; nil: that of a workflow
	readOnly   bool     // the token may not write
	noPulls    bool     // workflows may not open pull requests

	settings Settings

	fault    func(*http.Request) *Fault
	requests []string
}

// New makes acme/models as an empty bare repository in dir/acme/models.git.
func New(dir string) (*GitHub, error) {
	born := time.Date(2025, 1, 15, 10, 0, 0, 0, time.UTC)
	g := &GitHub{
		git:       git{dir: filepath.Join(dir, owner, name+".git")},
		now:       born,
		born:      born,
		teams:     map[string]*team{},
		treeLimit: 100_000,
		refs:      map[string]string{},
		commits:   map[string]*commit{},
	}
	if err := os.MkdirAll(filepath.Dir(g.git.dir), 0o755); err != nil {
		return nil, fmt.Errorf("making a repository: %w", err)
	}
	if _, err := (git{dir: dir}).run(nil, "init", "--quiet", "--bare", "--template=", "--initial-branch=main", g.git.dir); err != nil {
		return nil, err
	}
	// Anyone may delete main here: whether a branch is protected is for tests
	// to say. refs/pull is GitHub's own, as there.
	settings := `[core]
	fsync = none
[receive]
	denyDeleteCurrent = ignore
	hideRefs = refs/pull
	autogc = false
[gc]
	auto = 0
`
	config, err := os.OpenFile(filepath.Join(g.git.dir, "config"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return nil, fmt.Errorf("configuring a repository: %w", err)
	}
	_, err = config.WriteString(settings)
	if closing := config.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return nil, fmt.Errorf("configuring a repository: %w", err)
	}
	g.mux = g.routes()
	return g, nil
}

// Repository is the repository's name, owner/name.
func (g *GitHub) Repository() string { return repository }

// ID is the repository's id.
func (g *GitHub) ID() int64 { return id }

// Dir is the folder of the bare repository, to fetch from and to look into.
func (g *GitHub) Dir() string { return g.git.dir }

// Now is what the clock shows, to the second, in UTC.
func (g *GitHub) Now() time.Time {
	defer g.lock()()
	return g.now
}

// Advance moves the clock on.
func (g *GitHub) Advance(d time.Duration) {
	defer g.lock()()
	g.now = g.now.Add(d).Truncate(time.Second)
}

// lock is for one line: defer g.lock()().
func (g *GitHub) lock() (unlock func()) {
	g.mu.Lock()
	return g.mu.Unlock
}

// tick moves the clock on for one action, and gives its time.
func (g *GitHub) tick() time.Time {
	g.now = g.now.Add(time.Minute)
	return g.now
}

func (g *GitHub) nextID() int64 {
	g.last++
	return 1_000_000 + g.last
}
