package sagemaker

import (
	"context"
	"reflect"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sm "github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"modelreg/sync"
)

// search pages through Search's records of one kind, oldest first. Search is
// a convenience: where it fails, the rest is read one by one, so a failure is
// told and not returned. Only a context that ended is an error.
func (t *Target) search(ctx context.Context, resource types.ResourceType, each func(*types.SearchRecord)) error {
	pages := sm.NewSearchPaginator(t.api, &sm.SearchInput{
		Resource:   resource,
		MaxResults: aws.Int32(pageSize),
		SortBy:     aws.String("CreationTime"),
		SortOrder:  types.SearchSortOrderAscending,
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			t.logf("%v; reading one by one what Search did not tell", callError(err, "searching for %ss", resource))
			return nil
		}
		for i := range page.Results {
			each(&page.Results[i])
		}
	}
	return nil
}

// searchGroups gives all groups that Search knows, with their tags, by ARN.
func (t *Target) searchGroups(ctx context.Context) (map[string]datedGroup, error) {
	groups := map[string]datedGroup{}
	err := t.search(ctx, types.ResourceTypeModelPackageGroup, func(r *types.SearchRecord) {
		g := r.ModelPackageGroup
		if g == nil {
			return
		}
		groups[aws.ToString(g.ModelPackageGroupArn)] = datedGroup{
			Group:     sync.Group{Tags: tagMap(g.Tags)},
			createdAt: aws.ToTime(g.CreationTime),
		}
	})
	return groups, err
}

// searchPackages gives all versioned packages that Search knows, by ARN.
func (t *Target) searchPackages(ctx context.Context) (map[string]sync.Package, error) {
	packages := map[string]sync.Package{}
	err := t.search(ctx, types.ResourceTypeModelPackage, func(r *types.SearchRecord) {
		p := r.ModelPackage
		if p == nil || p.ModelPackageVersion == nil {
			return
		}
		packages[aws.ToString(p.ModelPackageArn)] = sync.Package{
			ARN:        aws.ToString(p.ModelPackageArn),
			Number:     int(aws.ToInt32(p.ModelPackageVersion)),
			Status:     string(p.ModelPackageStatus),
			Doc:        packageDoc(p),
			CreatedAt:  aws.ToTime(p.CreationTime),
			ModifiedAt: aws.ToTime(p.LastModifiedTime),
			ModifiedBy: person(p.LastModifiedBy),
			Full:       true,
		}
	})
	return packages, err
}

// agrees reports whether Search's record of a package says what List says now:
// the index lags, and for a while shows a package as it was.
func agrees(listed, found sync.Package) bool {
	for member, value := range listed.Doc {
		if !reflect.DeepEqual(found.Doc[member], value) {
			return false
		}
	}
	return listed.Status == found.Status && sameTime(listed.CreatedAt, found.CreatedAt)
}

// sameTime tells a group or package from an earlier one with the same ARN: the
// numbers of a group start again when it is deleted and made anew. Two kinds of
// answers may round a time differently.
func sameTime(a, b time.Time) bool { return a.Sub(b).Abs() < time.Second }
