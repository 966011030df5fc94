package main

import (
	"context"
	"fmt"
	"regexp"

	"github.com/spf13/cobra"

	"modelreg/catalog/github"
	"modelreg/catalog/gittree"
	"modelreg/catalog/proof"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/source"
)

// policyRootFlag adds --policy-root to a command that looks for proof.
func (a *app) policyRootFlag(c *cobra.Command) *string {
	return c.Flags().String("policy-root", "", "trust the approval policy as it is at `COMMIT`, and judge every change since (default $MODELREG_POLICY_ROOT)")
}

// prover reads the past of the catalog. cache is where a command that only
// shows it remembers it.
func (a *app) prover(ctx context.Context, src *source.Source, w *warrant, root, cache string) error {
	if err := a.readPast(ctx, src, w, root, cache); err != nil {
		return err
	}
	if w.target.Evidence == "github" {
		a.warnOfRoot(w.prover)
	}
	return nil
}

// readPast is prover for a command that may not go by the policy.
func (a *app) readPast(ctx context.Context, src *source.Source, w *warrant, root, cache string) error {
	p, err := a.newProver(ctx, src, root, cache)
	w.prover = p
	return err
}

func (a *app) newProver(ctx context.Context, src *source.Source, root, cache string) (*proof.Prover, error) {
	options, err := a.proofOptions(src.Repo(), *src.Commit, root)
	if err != nil {
		return nil, err
	}
	if options.GitHub, err = a.github(); err != nil {
		return nil, err
	}
	options.Cache = cache
	p, err := proof.New(ctx, options)
	return p, cli.Failed(err, "")
}

// warnOfRoot warns where nobody has named a policy to trust.
func (a *app) warnOfRoot(p *proof.Prover) {
	if commit, given := p.Root(); !given {
		a.talk.Warn("no --policy-root: the approval policy is trusted as commit %.7s has it, which created registry.yaml; give the commit whose policy you have checked", commit)
	}
}

// proofOptions are what a prover needs but for the client.
func (a *app) proofOptions(repo *gittree.Repo, head gittree.Commit, root string) (proof.Options, error) {
	at, err := a.policyRoot(repo, root)
	return proof.Options{Repo: repo, Head: head, Now: a.Now, Repository: a.actionsRepository(), Root: at}, err
}

// actionsRepository is the repository that a run of GitHub Actions is of;
// empty elsewhere.
func (a *app) actionsRepository() string {
	if a.Getenv("GITHUB_ACTIONS") != "true" {
		return ""
	}
	return a.Getenv("GITHUB_REPOSITORY")
}

func (a *app) policyRoot(repo *gittree.Repo, flag string) (gittree.Commit, error) {
	if flag == "" {
		flag = a.Getenv("MODELREG_POLICY_ROOT")
	}
	if flag == "" {
		return gittree.Commit{}, nil
	}
	if !commitHash.MatchString(flag) {
		return gittree.Commit{}, cli.Misused("a branch or a tag can be moved by whom the policy must hold",
			"unknown policy root %q; give the hash of a commit whose policy you have checked", flag)
	}
	root, err := repo.Resolve(flag)
	if err != nil {
		return gittree.Commit{}, cli.Failed(fmt.Errorf("finding the policy root: %w", err), "")
	}
	return root, nil
}

// commitHash is a commit's name, whole or the start of it.
var commitHash = regexp.MustCompile(`^[0-9a-f]{7,40}$`)

func (a *app) token() string {
	if token := a.Getenv("GITHUB_TOKEN"); token != "" {
		return token
	}
	return a.Getenv("GH_TOKEN")
}

// github makes the client; nil where there is no token.
func (a *app) github() (*github.Client, error) {
	token := a.token()
	if token == "" {
		return nil, nil
	}
	c, err := github.New(github.Options{
		APIURL: a.Getenv("GITHUB_API_URL"), Token: token, Now: a.Now, Sleep: a.Sleep, Logf: a.talk.Warn,
	})
	return c, cli.Failed(err, "")
}
