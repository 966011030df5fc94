package main

import (
	"context"
	"regexp"
	"time"

	"github.com/spf13/cobra"

	"modelreg/catalog/gittree"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/source"
)

// atFlag adds --at, and --rev, to a command that asks the catalog.
func (a *app) atFlag(c *cobra.Command) {
	a.revFlag(c)
	c.Flags().StringVar(&a.at, "at", "", "read the catalog as it was at a git `REVISION`, or at a date: 2026-03-01 is the end of that day (UTC), 2026-03-01T12:00:00Z a moment")
}

// openAt finds the catalog for a command with --at. As it was at a date, it is
// the newest commit on the first-parent line of --rev, or of what is checked
// out, that was committed no later.
func (a *app) openAt(ctx context.Context) (_ *source.Source, err error) {
	if a.at == "" {
		return a.open()
	}
	if !dateLike.MatchString(a.at) {
		if a.rev != "" {
			return nil, cli.Misused("with --rev, give --at a date", "--rev and --at name two revisions")
		}
		a.rev = a.at
		return a.open()
	}
	_, until, err := parseDate(a.at)
	if err != nil {
		return nil, err
	}
	repo, err := gittree.Open(a.dir)
	if err != nil {
		return nil, cli.Failed(err, "--at wants the catalog in git")
	}
	defer closing(repo, &err)
	from := a.rev
	if from == "" {
		from = "HEAD"
	}
	commit, err := newestUntil(ctx, repo, from, until)
	if err != nil {
		return nil, cli.Failed(err, "")
	}
	if commit.Hash == "" {
		return nil, cli.Misused("give a later date", "no commit is from %s or earlier; the first one is from %s", a.at, commit.When.UTC().Format(time.RFC3339))
	}
	a.talk.Note("as of commit %s, %s", commit.Short(), commit.When.UTC().Format(time.RFC3339))
	a.rev = commit.Hash
	return a.open()
}

// newestUntil is the newest commit back from a revision that was committed no
// later. Where there is none, it has no hash, and the time of the oldest.
func newestUntil(ctx context.Context, repo *gittree.Repo, rev string, until time.Time) (found gittree.Commit, err error) {
	from, err := repo.Resolve(rev)
	if err != nil {
		return gittree.Commit{}, err
	}
	err = repo.BackFrom(ctx, from.Hash, func(c gittree.Commit) bool {
		if !c.When.After(until) {
			found = c
			return false
		}
		found.When = c.When
		return true
	})
	return found, err
}

// dateLike is what is meant as a date, right or wrong.
var dateLike = regexp.MustCompile(`^\d{4}-\d{1,2}(-\d{1,2}([T ].*)?)?$`)

// parseDate gives the first and the last moment of a day in UTC, or twice the
// moment that an RFC 3339 time names.
func parseDate(text string) (first, last time.Time, err error) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day, day.AddDate(0, 0, 1).Add(-time.Nanosecond), nil
	}
	moment, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, time.Time{}, cli.Misused("", "there is no date %q; use one such as 2026-03-01 or 2026-03-01T12:00:00Z", text)
	}
	return moment, moment, nil
}
