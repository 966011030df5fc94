package emulator

import "strings"

// taggedGroup finds the group that a tag call names by ARN. Only groups have
// tags of their own.
func (t *tx) taggedGroup(in doc) (string, *group, error) {
	arn := in["ResourceArn"].(string)
	if strings.Contains(arn, ":model-package/") {
		return "", nil, invalid("Tags are not supported in Model Package versions. Please add them to the Model Package Group.")
	}
	if !strings.Contains(arn, ":model-package-group/") {
		return "", nil, invalid("Resource does not exist")
	}
	name, err := t.resolve("model-package-group", arn)
	if err != nil {
		return "", nil, err
	}
	var g group
	ok, err := get(t.groups, []byte(name), &g)
	if err != nil {
		return "", nil, err
	}
	if !ok {
		return "", nil, invalid("Resource does not exist")
	}
	return name, &g, nil
}

func addTags(t *tx, in doc) (doc, error) {
	name, g, err := t.taggedGroup(in)
	if err != nil {
		return nil, err
	}
	if g.Tags, err = mergeTags(g.Tags, in["Tags"]); err != nil {
		return nil, err
	}
	return doc{"Tags": tagList(g.Tags)}, t.storeTags(name, g)
}

func deleteTags(t *tx, in doc) (doc, error) {
	name, g, err := t.taggedGroup(in)
	if err != nil {
		return nil, err
	}
	for _, k := range in["TagKeys"].([]any) {
		delete(g.Tags, k.(string))
	}
	return doc{}, t.storeTags(name, g)
}

func (t *tx) storeTags(name string, g *group) error {
	if err := t.putGroup(name, g); err != nil {
		return err
	}
	rec := groupRecord(g)
	return t.reindex(groupKind, name, &rec)
}

// listTags never needs a second page: a page holds 50 tags at least, and a
// group has 50 at most.
func listTags(t *tx, in doc) (doc, error) {
	_, g, err := t.taggedGroup(in)
	if err != nil {
		return nil, err
	}
	if in["NextToken"] != nil {
		return nil, errBadToken
	}
	return doc{"Tags": tagList(g.Tags)}, nil
}
