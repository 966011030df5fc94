package sagemaker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sm "github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
	"golang.org/x/sync/errgroup"

	"modelreg/sync"
)

// Observe reads all groups and their versioned packages, and the policies of
// the groups named (by names or patterns as path.Match has them), in about (groups + packages) / 50 calls and one for each policy.
//
// A package that may be listed but not described is not Full; one that is
// deleted while we read is left out.
func (t *Target) Observe(ctx context.Context, policiesOf []string) (sync.Snapshot, error) {
	seen, err := t.sweep(ctx)
	if err != nil {
		return sync.Snapshot{}, err
	}
	groups := make(map[string]*sync.Group, len(seen.groups))
	work, wctx := errgroup.WithContext(ctx)
	work.SetLimit(t.concurrency)
	for i := range seen.groups {
		g := &seen.groups[i]
		groups[g.Name] = &g.Group
		if found, ok := seen.foundGroups[g.ARN]; ok && sameTime(g.createdAt, found.createdAt) {
			g.Tags = found.Tags
			continue
		}
		work.Go(func() (err error) {
			g.Tags, err = t.Tags(wctx, g.ARN)
			return err
		})
	}
	wanted, err := chosen(policiesOf, groups)
	if err != nil {
		return sync.Snapshot{}, err
	}
	for _, name := range wanted {
		if g := groups[name]; g != nil {
			work.Go(func() (err error) {
				if g.Policy, err = t.policy(wctx, g.Name); err != nil && wctx.Err() == nil {
					g.PolicyProblem, err = err.Error(), nil
				}
				return err
			})
		}
	}
	for i := range seen.packages {
		p := &seen.packages[i].Package
		if found, ok := seen.foundPackages[p.ARN]; ok && agrees(*p, found) {
			found.CreatedAt = p.CreatedAt
			*p = found
			continue
		}
		work.Go(func() error { return t.fill(wctx, p) })
	}
	if err := work.Wait(); err != nil {
		return sync.Snapshot{}, err
	}

	for _, p := range seen.packages {
		// A group that was created after the groups were listed is for the next look.
		if g := groups[p.group]; g != nil && p.ARN != "" {
			g.Packages = append(g.Packages, p.Package)
		}
	}
	snapshot := sync.Snapshot{Groups: make([]sync.Group, 0, len(groups))}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		sortPackages(groups[name].Packages)
		snapshot.Groups = append(snapshot.Groups, *groups[name])
	}
	return snapshot, nil
}

// chosen turns patterns into the names that they match; names stay.
func chosen[T any](patterns []string, all map[string]T) ([]string, error) {
	names := slices.Clone(patterns)
	for _, p := range patterns {
		if !strings.ContainsAny(p, `*?[\`) {
			continue
		}
		for name := range all {
			ok, err := path.Match(p, name)
			if err != nil {
				return nil, fmt.Errorf("matching groups with %q: %w", p, err)
			}
			if ok {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// A sweep is what List and Search tell of a whole registry.
type sweep struct {
	groups        []datedGroup // without tags, policies and packages
	packages      []groupedPackage
	foundGroups   map[string]datedGroup   // by ARN, from Search: the tags alone
	foundPackages map[string]sync.Package // by ARN, from Search
}

// A datedGroup is a group with the time at which it was created.
type datedGroup struct {
	sync.Group
	createdAt time.Time
}

// A groupedPackage is a package with the name of its group.
type groupedPackage struct {
	sync.Package
	group string
}

// sweep runs the four listings side by side; each pages on its own.
func (t *Target) sweep(ctx context.Context) (*sweep, error) {
	s := &sweep{}
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() (err error) {
		s.groups, err = t.listGroups(ctx)
		return err
	})
	work.Go(func() error {
		input := &sm.ListModelPackagesInput{ModelPackageType: types.ModelPackageTypeVersioned}
		err := t.listPackages(ctx, input, types.SortOrderAscending, func(page []types.ModelPackageSummary) bool {
			for i := range page {
				s.packages = append(s.packages, groupedPackage{listedPackage(&page[i]), aws.ToString(page[i].ModelPackageGroupName)})
			}
			return true
		})
		if err != nil {
			return callError(err, "listing model packages")
		}
		return nil
	})
	work.Go(func() (err error) {
		s.foundGroups, err = t.searchGroups(ctx)
		return err
	})
	work.Go(func() (err error) {
		s.foundPackages, err = t.searchPackages(ctx)
		return err
	})
	if err := work.Wait(); err != nil {
		return nil, err
	}
	return s, nil
}

func (t *Target) listGroups(ctx context.Context) ([]datedGroup, error) {
	var groups []datedGroup
	pages := sm.NewListModelPackageGroupsPaginator(t.api, &sm.ListModelPackageGroupsInput{
		MaxResults: aws.Int32(pageSize),
		SortBy:     types.ModelPackageGroupSortByCreationTime,
		SortOrder:  types.SortOrderAscending,
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, callError(err, "listing model package groups")
		}
		for _, g := range page.ModelPackageGroupSummaryList {
			groups = append(groups, datedGroup{
				Group: sync.Group{
					Name:        aws.ToString(g.ModelPackageGroupName),
					ARN:         aws.ToString(g.ModelPackageGroupArn),
					Description: aws.ToString(g.ModelPackageGroupDescription),
					Status:      string(g.ModelPackageGroupStatus),
				},
				createdAt: aws.ToTime(g.CreationTime),
			})
		}
	}
	return groups, nil
}

// fill describes a listed package. One that is gone by now loses its ARN; one
// that the role may not read stays as it was listed.
func (t *Target) fill(ctx context.Context, p *sync.Package) error {
	described, err := t.Describe(ctx, p.ARN)
	switch {
	case errors.Is(err, sync.ErrNotFound):
		*p = sync.Package{}
	case accessDenied(err):
		t.logf("%v", err)
	case err != nil:
		return err
	default:
		*p = described
	}
	return nil
}

func sortPackages(packages []sync.Package) {
	slices.SortFunc(packages, func(a, b sync.Package) int {
		return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.ARN, b.ARN))
	})
}
