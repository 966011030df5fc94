package main

import (
	"context"
	"slices"
	"strings"

	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/query"
)

// A picker says which versions are listed, and in which order.
type picker struct {
	status []string
	tags   []string
	owners []string
	where  []*query.Where // all of them
	keys   []query.Key
	latest bool
	picky  bool // versions are picked by what they are, and not by their group alone
}

// parseStatus reads an approval state.
func parseStatus(s string) (string, error) {
	status, ok := query.ParseStatus(s)
	if !ok {
		return "", cli.Misused("", "there is no status %q; use one of %s", s, choice(query.Statuses()))
	}
	return status, nil
}

// picker reads the flags.
func (l *listing) picker() (p picker, err error) {
	p = picker{tags: l.tags, owners: l.owners, latest: l.latest, picky: len(l.status) > 0 || len(l.where) > 0 || l.latest}
	for _, s := range l.status {
		status, err := parseStatus(s)
		if err != nil {
			return p, err
		}
		p.status = append(p.status, status)
	}
	for _, text := range l.where {
		where, err := query.ParseWhere(text)
		if err != nil {
			return p, cli.Misused("", "--where: %w", err)
		}
		p.where = append(p.where, where)
	}
	if p.keys, err = query.ParseKeys(l.sort); err != nil {
		return p, cli.Misused("", "--sort: %w", err)
	}
	return p, nil
}

// pick picks and sorts versions, which come by group and label.
func (p picker) pick(ctx context.Context, all []query.Version, target string) ([]query.Version, error) {
	picked := []query.Version{}
	for _, v := range all {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if !p.has(v.Tags, v.Owners) || len(p.status) > 0 && !slices.Contains(p.status, v.Status) {
			continue
		}
		meant, err := p.meant(v, target)
		if err != nil {
			return nil, cli.Misused("", "--where: %w", err)
		}
		if !meant {
			continue
		}
		if last := len(picked) - 1; p.latest && last >= 0 && picked[last].Group == v.Group {
			picked[last] = v
			continue
		}
		picked = append(picked, v)
	}
	query.Sort(picked, p.keys)
	return picked, nil
}

// meant reports whether all expressions are true of a version.
func (p picker) meant(v query.Version, target string) (bool, error) {
	for _, where := range p.where {
		if meant, err := where.Match(v, target); err != nil || !meant {
			return false, err
		}
	}
	return true, nil
}

// has reports whether tags and owners are those that are asked for: all of the
// tags, and any of the owners.
func (p picker) has(tags map[string]string, owners []string) bool {
	for _, want := range p.tags {
		key, value, with := strings.Cut(want, "=")
		if have, ok := tags[key]; !ok || with && have != value {
			return false
		}
	}
	return len(p.owners) == 0 || slices.ContainsFunc(owners, func(have string) bool {
		return slices.ContainsFunc(p.owners, func(want string) bool {
			return strings.EqualFold(strings.TrimPrefix(have, "@"), strings.TrimPrefix(want, "@"))
		})
	})
}

// unused says what is asked for that no version has.
func (p picker) unused(all []query.Version) []string {
	out := query.Unused(p.keys, all)
	for _, where := range p.where {
		out = append(out, where.Unused(all)...)
	}
	for _, want := range p.tags {
		key, _, _ := strings.Cut(want, "=")
		out = append(out, query.UnusedTag(key, all)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
