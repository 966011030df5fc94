package sagemaker

import (
	"cmp"
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	sm "github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
	"github.com/google/uuid"

	"modelreg/sync"
)

// pageSize is the most that List and Search give in one answer; List's own
// default is a tenth of it.
const pageSize = 100

// Describe reads one package as it is now; sync.ErrNotFound when there is none.
// A package whose model card is encrypted with a key that the role may not use
// comes without the card's content, and so not Full.
func (t *Target) Describe(ctx context.Context, arn string) (sync.Package, error) {
	out, err := t.api.DescribeModelPackage(ctx, &sm.DescribeModelPackageInput{ModelPackageName: &arn})
	if keyDenied(err) {
		return t.describeWithoutCard(ctx, arn)
	}
	if err != nil {
		return sync.Package{}, callError(err, "describing model package %s", arn)
	}
	return describedPackage(out), nil
}

// describeWithoutCard reads a package without needing the key of its model card.
func (t *Target) describeWithoutCard(ctx context.Context, arn string) (sync.Package, error) {
	out, err := t.api.DescribeModelPackage(ctx, &sm.DescribeModelPackageInput{
		ModelPackageName: &arn, IncludedData: types.IncludedDataMetadataOnly,
	})
	if err != nil {
		return sync.Package{}, callError(err, "describing model package %s", arn)
	}
	if out.ModelCard != nil {
		out.ModelCard.ModelCardContent = nil // what is left of it would look like a changed card
	}
	pkg := describedPackage(out)
	pkg.Full = false
	return pkg, nil
}

func describedPackage(out *sm.DescribeModelPackageOutput) sync.Package {
	return sync.Package{
		ARN:        aws.ToString(out.ModelPackageArn),
		Number:     int(aws.ToInt32(out.ModelPackageVersion)),
		Status:     string(out.ModelPackageStatus),
		Doc:        packageDoc(out),
		CreatedAt:  aws.ToTime(out.CreationTime),
		ModifiedAt: aws.ToTime(out.LastModifiedTime),
		ModifiedBy: person(out.LastModifiedBy),
		Full:       true,
	}
}

// listedPackage is what a listing tells of a package.
func listedPackage(s *types.ModelPackageSummary) sync.Package {
	return sync.Package{
		ARN:       aws.ToString(s.ModelPackageArn),
		Number:    int(aws.ToInt32(s.ModelPackageVersion)),
		Status:    string(s.ModelPackageStatus),
		Doc:       packageDoc(s),
		CreatedAt: aws.ToTime(s.CreationTime),
	}
}

// person names a user the way an auditor can look up: the IAM identity, else
// the Studio profile. Empty when the registry does not say.
func person(u *types.UserContext) string {
	if u == nil {
		return ""
	}
	if u.IamIdentity != nil && aws.ToString(u.IamIdentity.Arn) != "" {
		return *u.IamIdentity.Arn
	}
	return cmp.Or(aws.ToString(u.UserProfileArn), aws.ToString(u.UserProfileName))
}

// ListPackages lists the packages of one group as they are now, newest first
// and not Full. It stops after the first page that ends with a known one. An
// unknown group has none.
func (t *Target) ListPackages(ctx context.Context, group string, known func(arn string) bool) ([]sync.Package, error) {
	var packages []sync.Package
	input := &sm.ListModelPackagesInput{ModelPackageGroupName: &group}
	err := t.listPackages(ctx, input, types.SortOrderDescending, func(page []types.ModelPackageSummary) (more bool) {
		for i := range page {
			packages = append(packages, listedPackage(&page[i]))
		}
		return len(page) == 0 || !known(packages[len(packages)-1].ARN)
	})
	if err != nil {
		err = callError(err, "listing the model packages of group %s", group)
		if errors.Is(err, sync.ErrNotFound) {
			return nil, nil
		}
		return nil, err
	}
	return packages, nil
}

// ListUnversioned gives the ARNs of the packages that are in no group.
func (t *Target) ListUnversioned(ctx context.Context) ([]string, error) {
	var arns []string
	input := &sm.ListModelPackagesInput{ModelPackageType: types.ModelPackageTypeUnversioned}
	err := t.listPackages(ctx, input, types.SortOrderAscending, func(page []types.ModelPackageSummary) bool {
		for i := range page {
			arns = append(arns, aws.ToString(page[i].ModelPackageArn))
		}
		return true
	})
	if err != nil {
		return nil, callError(err, "listing model packages without a group")
	}
	return arns, nil
}

// listPackages pages through a listing for as long as it is told to. Oldest
// first, what is created meanwhile comes last and shifts no page; newest
// first, it makes others come twice.
func (t *Target) listPackages(ctx context.Context, input *sm.ListModelPackagesInput, order types.SortOrder, each func([]types.ModelPackageSummary) (more bool)) error {
	input.MaxResults = aws.Int32(pageSize)
	input.SortBy = types.ModelPackageSortByCreationTime
	input.SortOrder = order
	pages := sm.NewListModelPackagesPaginator(t.api, input)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		if !each(page.ModelPackageSummaryList) {
			return nil
		}
	}
	return nil
}

// CreatePackage registers doc in group and gives the new package's ARN. The
// same token returns the same package, for as long as SageMaker remembers it.
// sync.ErrNotFound when the group does not exist.
func (t *Target) CreatePackage(ctx context.Context, group string, doc sync.Doc, token string) (string, error) {
	var input sm.CreateModelPackageInput
	if err := packageInput(doc, &input); err != nil {
		return "", callError(err, "creating model package in group %s", group)
	}
	input.ModelPackageGroupName, input.ClientToken = &group, &token
	out, err := t.api.CreateModelPackage(ctx, &input)
	if err != nil {
		return "", callError(err, "creating model package in group %s", group)
	}
	return aws.ToString(out.ModelPackageArn), nil
}

// UpdatePackage sends the members of doc in one call. Its token is a new one
// each time: it only keeps the SDK's own retries from appending twice, and from
// firing deployment rules twice.
func (t *Target) UpdatePackage(ctx context.Context, arn string, doc sync.Doc) error {
	var input sm.UpdateModelPackageInput
	if err := packageInput(doc, &input); err != nil {
		return callError(err, "updating model package %s", arn)
	}
	input.ModelPackageArn, input.ClientToken = &arn, aws.String(uuid.NewString())
	if _, err := t.api.UpdateModelPackage(ctx, &input); err != nil {
		return callError(err, "updating model package %s", arn)
	}
	return nil
}

// DeletePackage deletes one package; sync.ErrNotFound when there is none.
func (t *Target) DeletePackage(ctx context.Context, arn string) error {
	_, err := t.api.DeleteModelPackage(ctx, &sm.DeleteModelPackageInput{ModelPackageName: &arn})
	if err != nil {
		return callError(err, "deleting model package %s", arn)
	}
	return nil
}
