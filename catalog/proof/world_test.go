package proof_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/github"
	"modelreg/catalog/github/fake"
	"modelreg/catalog/gittree"
	"modelreg/catalog/proof"
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

// client asks the fake. Nobody really waits.
func (w *world) client() *github.Client {
	w.t.Helper()
	return give(github.New(github.Options{
		APIURL: w.api, Token: "token", Now: w.g.Now,
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})).to(w)
}

// A seeker is who looks for proof of what one commit asks for.
type seeker struct {
	*proof.Prover
	w    *world
	repo *gittree.Repo
	head gittree.Commit
	c    *catalog.Catalog
}

type option func(*world, *gittree.Repo, *proof.Options)

// at lets an older commit ask.
func at(rev string) option {
	return func(w *world, repo *gittree.Repo, o *proof.Options) { o.Head = give(repo.Resolve(rev)).to(w) }
}

// root is a trust root that is given.
func root(rev string) option {
	return func(w *world, repo *gittree.Repo, o *proof.Options) { o.Root = give(repo.Resolve(rev)).to(w) }
}

func noToken(_ *world, _ *gittree.Repo, o *proof.Options) { o.GitHub = nil }

func ofRepository(name string) option {
	return func(_ *world, _ *gittree.Repo, o *proof.Options) { o.Repository = name }
}

// seek reads the catalog at the tip of main, in a repository that shares the
// objects of GitHub's, which spares a clone: git clone --shared without git.
func (w *world) seek(options ...option) *seeker {
	w.t.Helper()
	dir := give(os.MkdirTemp(w.dir, "shared")).to(w)
	for file, text := range map[string]string{
		"HEAD":                    "ref: refs/heads/main\n",
		"config":                  "[core]\n\trepositoryformatversion = 0\n",
		"objects/info/alternates": filepath.Join(w.g.Dir(), "objects") + "\n",
		"refs/heads/main":         string(give(os.ReadFile(filepath.Join(w.g.Dir(), "refs/heads/main"))).to(w)),
	} {
		path := filepath.Join(dir, ".git", filepath.FromSlash(file))
		w.ok(os.MkdirAll(filepath.Dir(path), 0o755))
		w.ok(os.WriteFile(path, []byte(text), 0o644))
	}
	return w.seekIn(dir, options...)
}

// seekClone is seek in a clone of main, as a workflow makes it: only GitHub has
// the heads of pull requests that were squashed.
func (w *world) seekClone() *seeker {
	w.t.Helper()
	dir := filepath.Join(give(os.MkdirTemp(w.dir, "clone")).to(w), "c")
	w.git("", "clone", "--quiet", "--no-local", "--no-checkout", "--single-branch", "--branch", "main", w.g.Dir(), dir)
	return w.seekIn(dir)
}

func (w *world) seekIn(dir string, options ...option) *seeker {
	w.t.Helper()
	s, err := w.try(dir, options...)
	w.ok(err)
	return s
}

func (w *world) try(dir string, options ...option) (*seeker, error) {
	w.t.Helper()
	repo, err := gittree.Open(filepath.Join(dir, "catalog"))
	if err != nil {
		return nil, err
	}
	w.t.Cleanup(func() { repo.Close() })
	o := proof.Options{Repo: repo, Head: give(repo.Resolve("HEAD")).to(w), GitHub: w.client(), Now: w.g.Now}
	for _, option := range options {
		option(w, repo, &o)
	}
	s := &seeker{w: w, repo: repo, head: o.Head}
	if s.Prover, err = proof.New(w.t.Context(), o); err != nil {
		return nil, err
	}
	fsys := give(repo.FS(o.Head)).to(w)
	if s.c, _, err = catalog.Load(w.t.Context(), fsys, catalog.LoadOptions{}); err != nil {
		return nil, err
	}
	if s.c.Registry != nil {
		s.c = s.c.WithRegistry(s.c.Registry.Asking(s.Gates()))
	}
	return s, nil
}

// request is what a version asks for in a target.
func (s *seeker) request(ref, target string) proof.Request {
	s.w.t.Helper()
	group, label := filepath.Split(ref)
	g, ok := s.c.Group(strings.TrimSuffix(group, "/"))
	if !ok {
		s.w.t.Fatalf("the catalog has no group of %s", ref)
	}
	v, ok := g.Version(label)
	if !ok {
		s.w.t.Fatalf("the catalog has no version %s", ref)
	}
	t, ok := s.c.Target(target)
	if !ok {
		s.w.t.Fatalf("the catalog has no target %s", target)
	}
	eff, problems := v.Effective(s.c.Registry, t)
	if catalog.HasErrors(problems) {
		s.w.t.Fatalf("%s is not understood: %v", ref, problems)
	}
	if len(eff.Asks) == 0 {
		s.w.t.Fatalf("%s asks for nothing in %s", ref, target)
	}
	return proof.Request{Version: v, Target: t, Key: evidence.Key{Group: g.Path, Label: label, S: eff.S}}
}

// judge gives the verdict on one request.
func (s *seeker) judge(ref, target string) evidence.Verdict {
	s.w.t.Helper()
	r := s.request(ref, target)
	verdicts := give(s.Judge(s.w.t.Context(), []proof.Request{r})).to(s.w)
	return verdicts.For(r.Key)
}

// judge is that of house-price/1 at the tip of main.
func (w *world) judge(options ...option) evidence.Verdict {
	w.t.Helper()
	return w.seek(options...).judge(versionRef, production)
}

// decided names the check that a verdict was decided by.
func decided(v evidence.Verdict) string {
	if v.State == evidence.Granted || v.Tree == nil {
		return ""
	}
	for _, part := range v.Tree.Parts {
		if part.State == v.State {
			return part.Check
		}
	}
	return ""
}

// want holds a verdict to a state, the check that decided, and a part of the
// reason.
func want(t testing.TB, v evidence.Verdict, state evidence.State, check, says string) {
	t.Helper()
	if v.State != state || decided(v) != check || !strings.Contains(v.Reason, says) {
		t.Errorf("got %s by %q, want %s by %q and %q: %s", v.State, decided(v), state, check, says, v.Reason)
	}
	if err := readable(v); err != nil {
		t.Errorf("the reason %q %v", v.Reason, err)
	}
	if v.State != evidence.Granted && (v.Proof != "" || v.Text != "" || !v.At.IsZero()) {
		t.Errorf("what is %s has a proof: %+v", v.State, v)
	}
}

// readable holds that a reason is one sentence, and where it is none that
// grants, that it says what to do.
func readable(v evidence.Verdict) error {
	switch {
	case v.Reason == "":
		return errors.New("is missing")
	case strings.ContainsAny(v.Reason, "\n\r\t"):
		return errors.New("is not one line")
	case strings.HasSuffix(v.Reason, "."):
		return errors.New("ends in a stop")
	case v.State == evidence.Granted, decided(v) == "changes-requested": // who asked for changes says what to do
		return nil
	case !strings.Contains(v.Reason, "; "):
		return errors.New("does not say what to do")
	}
	return nil
}
