package proof_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/github"
	"modelreg/catalog/gittree"
	"modelreg/catalog/proof"
)

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
