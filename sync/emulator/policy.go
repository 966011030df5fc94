package emulator

import (
	"encoding/json"
)

// policyGroup finds the group of a policy call, which has its own words for a
// group that is not there.
func (t *tx) policyGroup(in doc) (string, *group, error) {
	name := in["ModelPackageGroupName"].(string)
	var g group
	ok, err := get(t.groups, []byte(name), &g)
	if err != nil {
		return "", nil, err
	}
	if !ok {
		return "", nil, invalid("Cannot find Model Package Group: %s", t.groupARN(name))
	}
	return name, &g, nil
}

// putPolicy stores a policy in normal form: clients must not expect their own
// spacing and order of members back.
func putPolicy(t *tx, in doc) (doc, error) {
	name, g, err := t.policyGroup(in)
	if err != nil {
		return nil, err
	}
	var policy doc
	if err := json.Unmarshal([]byte(in["ResourcePolicy"].(string)), &policy); err != nil || policy == nil {
		return nil, invalid("Invalid resource policy: it must be a JSON object")
	}
	if policy["Statement"] == nil {
		return nil, invalid("Invalid resource policy: Statement is missing")
	}
	text, err := json.Marshal(policy)
	if err != nil {
		return nil, err
	}
	g.Policy = string(text)
	return doc{"ModelPackageGroupArn": t.groupARN(name)}, t.putGroup(name, g)
}

func getPolicy(t *tx, in doc) (doc, error) {
	name, g, err := t.policyGroup(in)
	if err != nil {
		return nil, err
	}
	if g.Policy == "" {
		return nil, invalid("Cannot find resource policy for: %s", t.groupARN(name))
	}
	return doc{"ResourcePolicy": g.Policy}, nil
}

func deletePolicy(t *tx, in doc) (doc, error) {
	name, g, err := t.policyGroup(in)
	if err != nil {
		return nil, err
	}
	if g.Policy == "" {
		return nil, invalid("Cannot find resource policy for: %s", t.groupARN(name))
	}
	g.Policy = ""
	return nil, t.putGroup(name, g)
}
