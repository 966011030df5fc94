package main

import (
	"path"
	"slices"
	"strings"

	"modelreg/catalog"
	"modelreg/catalog/evidence"
	"modelreg/catalog/proposal"
)

// reviewersOf are those whom the policy before an edit names for what it asks
// approval for; for an edit that asks for none, those named for the groups that
// it touches. A rule by which anyone may approve names nobody.
func reviewersOf(before *catalog.Catalog, files []proposal.File, candidates []catalog.Candidate) (users, teams []string) {
	policy := before.Registry.Policy()
	ask := func(q evidence.Question) {
		for _, rule := range evidence.Rules(policy, q) {
			users, teams = append(users, rule.Users...), append(teams, rule.Teams...)
		}
	}
	asks := false
	for _, c := range candidates {
		for _, in := range c.In {
			if !in.Asks {
				continue
			}
			asks = true
			for _, target := range in.Targets {
				ask(evidence.Question{Group: c.Version.Group.Path, Label: c.Version.Label.String(), Target: target})
			}
		}
	}
	for _, f := range files {
		if f.Path == "registry.yaml" {
			ask(evidence.Question{Policy: true})
			continue
		}
		for _, t := range before.Registry.Targets {
			if !asks {
				ask(evidence.Question{Group: groupOf(f.Path), Target: t.Name})
			}
		}
	}
	return sorted(users), sorted(teams)
}

// groupOf is the path of the group that a file belongs to.
func groupOf(file string) string {
	dir := path.Dir(file)
	return strings.TrimSuffix(dir, "/versions")
}

func sorted(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}
