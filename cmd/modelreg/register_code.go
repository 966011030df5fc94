package main

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"modelreg/catalog/gittree"
	"modelreg/catalog/proposal"
)

// trainingCode fills in commit and repository of the training code where no
// flag says them: GitHub Actions' own, or those around the current folder. The
// catalog's repository is not where models are trained.
func (r *registrar) trainingCode(ctx context.Context, given *proposal.Given) {
	if given.Commit != "" || given.Repository != "" {
		return
	}
	env := r.app.Getenv
	if own := env("GITHUB_REPOSITORY"); env("GITHUB_ACTIONS") == "true" && own != "" && !r.isCatalog(own) {
		given.Commit = env("GITHUB_SHA")
		given.Repository = cmp.Or(env("GITHUB_SERVER_URL"), "https://github.com") + "/" + own
		r.note("the training code is commit %.7s of %s, as GitHub Actions says; --commit and --code-repository say otherwise", given.Commit, given.Repository)
		return
	}
	repo, err := gittree.Open(".")
	if errors.Is(err, gittree.ErrNoRepository) {
		return
	}
	if err != nil {
		r.note("the commit of the training code is not known: %v", err)
		return
	}
	defer repo.Close() // nothing was written
	origin := repo.Origin()
	if r.isCatalog(origin) || r.around(repo) {
		return
	}
	head, err := repo.Resolve("HEAD")
	if err != nil {
		r.note("the commit of the training code is not known: %v", err)
		return
	}
	given.Commit, given.Repository = head.Hash, origin
	changed := ""
	if dirty, err := repo.Dirty(ctx); err != nil || len(dirty) > 0 {
		changed = ", with changes that are not committed"
	}
	r.note("the training code is commit %s of %s%s; --commit and --code-repository say otherwise", head.Short(), cmp.Or(origin, "the repository around the current folder"), changed)
}

// isCatalog reports whether a repository, by its address or as owner/name, is
// the one that the catalog is approved in.
func (r *registrar) isCatalog(repository string) bool {
	own := strings.ToLower(r.catalog.Registry.Approval.Repository)
	return own != "" && strings.HasSuffix("/"+strings.ToLower(repository), "/"+own)
}

// around reports whether a repository is the one around the catalog's folder.
func (r *registrar) around(repo *gittree.Repo) bool {
	src, err := r.app.open()
	if err != nil {
		return false // there is no folder, or no catalog in it
	}
	defer src.Close() // nothing was written
	catalogs, err := gittree.Open(src.Dir)
	if err != nil {
		return false
	}
	defer catalogs.Close() // nothing was written
	return catalogs.GitDir() == repo.GitDir()
}
