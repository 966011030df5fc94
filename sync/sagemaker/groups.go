package sagemaker

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sm "github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"modelreg/sync"
)

// CreateGroup makes a group with its tags, which may be nil, and waits until it
// is usable. Where a group of the name exists already, its ARN is returned and
// nothing about it is changed.
func (t *Target) CreateGroup(ctx context.Context, name, description string, tags map[string]string) (string, error) {
	input := &sm.CreateModelPackageGroupInput{ModelPackageGroupName: &name, Tags: sdkTags(tags)}
	if description != "" {
		input.ModelPackageGroupDescription = &description
	}
	_, err := t.api.CreateModelPackageGroup(ctx, input)
	if err != nil && !alreadyExists(err) {
		return "", callError(err, "creating model package group %s", name)
	}
	return t.waitForGroup(ctx, name)
}

// Waiting for a group: pauses double from the first to the longest. A group
// takes well under a second; one that takes minutes is stuck.
const (
	firstPause   = 50 * time.Millisecond
	longestPause = 5 * time.Second
	groupChecks  = 60 // some five minutes
)

// waitForGroup describes a new group until it is Completed, and gives its ARN.
func (t *Target) waitForGroup(ctx context.Context, name string) (string, error) {
	pause := firstPause
	for range groupChecks {
		group, err := t.api.DescribeModelPackageGroup(ctx, &sm.DescribeModelPackageGroupInput{ModelPackageGroupName: &name})
		if err != nil {
			return "", callError(err, "waiting for model package group %s", name)
		}
		switch group.ModelPackageGroupStatus {
		case types.ModelPackageGroupStatusCompleted:
			return aws.ToString(group.ModelPackageGroupArn), nil
		case types.ModelPackageGroupStatusPending, types.ModelPackageGroupStatusInProgress:
		default:
			return "", fmt.Errorf("waiting for model package group %s: its status is %q", name, group.ModelPackageGroupStatus)
		}
		select {
		case <-ctx.Done():
			return "", fmt.Errorf("waiting for model package group %s: %w", name, ctx.Err())
		case <-time.After(pause):
		}
		pause = min(2*pause, longestPause)
	}
	return "", fmt.Errorf("waiting for model package group %s: it is still not Completed; look at it in the console", name)
}

// DeleteGroup deletes an empty group; sync.ErrNotEmpty while it is not,
// sync.ErrNotFound when there is none.
func (t *Target) DeleteGroup(ctx context.Context, name string) error {
	_, err := t.api.DeleteModelPackageGroup(ctx, &sm.DeleteModelPackageGroupInput{ModelPackageGroupName: &name})
	if err != nil {
		return callError(err, "deleting model package group %s", name)
	}
	return nil
}

// PutPolicy sets the resource policy of a group, in place of any other.
func (t *Target) PutPolicy(ctx context.Context, group string, policy sync.Doc) error {
	text, err := oneLine(policy)
	if err != nil {
		return fmt.Errorf("writing the resource policy of group %s: %w", group, err)
	}
	_, err = t.api.PutModelPackageGroupPolicy(ctx, &sm.PutModelPackageGroupPolicyInput{
		ModelPackageGroupName: &group, ResourcePolicy: &text,
	})
	if err != nil {
		return callError(err, "setting the resource policy of group %s", group)
	}
	return nil
}

// DeletePolicy removes the resource policy of a group; sync.ErrNotFound when
// there is no policy or no group.
func (t *Target) DeletePolicy(ctx context.Context, group string) error {
	_, err := t.api.DeleteModelPackageGroupPolicy(ctx, &sm.DeleteModelPackageGroupPolicyInput{ModelPackageGroupName: &group})
	if err != nil {
		return callError(err, "deleting the resource policy of group %s", group)
	}
	return nil
}

// policy reads the resource policy of a group, nil when there is none.
func (t *Target) policy(ctx context.Context, group string) (sync.Doc, error) {
	out, err := t.api.GetModelPackageGroupPolicy(ctx, &sm.GetModelPackageGroupPolicyInput{ModelPackageGroupName: &group})
	if err != nil {
		err = callError(err, "reading the resource policy of group %s", group)
		if errors.Is(err, sync.ErrNotFound) {
			return nil, nil
		}
		return nil, err
	}
	if aws.ToString(out.ResourcePolicy) == "" {
		return nil, nil
	}
	policy, ok := parseContent(*out.ResourcePolicy).(map[string]any)
	if !ok {
		return nil, fmt.Errorf("reading the resource policy of group %s: it is not a JSON object", group)
	}
	return policy, nil
}

// AddTags sets tags on a group; other tags of it stay.
func (t *Target) AddTags(ctx context.Context, arn string, tags map[string]string) error {
	_, err := t.api.AddTags(ctx, &sm.AddTagsInput{ResourceArn: &arn, Tags: sdkTags(tags)})
	if err != nil {
		return callError(err, "adding tags to %s", arn)
	}
	return nil
}

// RemoveTags removes the tags with these keys from a group.
func (t *Target) RemoveTags(ctx context.Context, arn string, keys []string) error {
	_, err := t.api.DeleteTags(ctx, &sm.DeleteTagsInput{ResourceArn: &arn, TagKeys: keys})
	if err != nil {
		return callError(err, "removing tags from %s", arn)
	}
	return nil
}

// Tags reads the tags of a group as they are now; nil when the role may not
// read them, or the group is gone by now.
func (t *Target) Tags(ctx context.Context, arn string) (map[string]string, error) {
	tags := map[string]string{}
	pages := sm.NewListTagsPaginator(t.api, &sm.ListTagsInput{ResourceArn: &arn})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			err = callError(err, "reading the tags of %s", arn)
			if accessDenied(err) || errors.Is(err, sync.ErrNotFound) {
				t.logf("%v", err)
				return nil, nil
			}
			return nil, err
		}
		maps.Copy(tags, tagMap(page.Tags))
	}
	return tags, nil
}

// sdkTags gives tags in the order of their keys; none for an empty map.
func sdkTags(tags map[string]string) []types.Tag {
	var list []types.Tag
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		list = append(list, types.Tag{Key: aws.String(key), Value: aws.String(tags[key])})
	}
	return list
}

func tagMap(list []types.Tag) map[string]string {
	tags := make(map[string]string, len(list))
	for _, tag := range list {
		tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return tags
}
