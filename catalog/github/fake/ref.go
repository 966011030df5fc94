package fake

import (
	"net/http"
	"slices"
	"strings"
)

// pushing is changing by who may write to the repository; GitHub hides from
// others that there is anything to change.
func pushing(shape string, do func(view, object) (answer, error)) func(view) (answer, error) {
	inner := changing(shape, do)
	return func(v view) (answer, error) {
		if !slices.Contains([]string{"admin", "maintain", "write"}, v.actor().permission) {
			return notFound, nil
		}
		return inner(v)
	}
}

// ref is git-ref, of a branch.
func (v view) ref(branch string) object {
	ref, sha := "heads/"+branch, v.refs[branch]
	return object{
		"ref": "refs/" + ref, "node_id": node("Ref", 0), "url": v.url("/git/refs/" + ref),
		"object": object{"type": "commit", "sha": sha, "url": v.url("/git/commits/" + sha)},
	}
}

// listRefs gives the branches whose names begin as the address does.
// https://docs.github.com/en/rest/git/refs#list-matching-references
func (v view) listRefs() (answer, error) {
	var found []string
	for branch := range v.refs {
		if strings.HasPrefix("heads/"+branch, v.r.PathValue("ref")) {
			found = append(found, branch)
		}
	}
	slices.Sort(found)
	return list(v, found, v.ref), nil
}

// createRef makes a branch.
// https://docs.github.com/en/rest/git/refs#create-a-reference
func (v view) createRef(sent object) (answer, error) {
	branch, is := strings.CutPrefix(sent["ref"].(string), "refs/heads/")
	sha := sent["sha"].(string)
	switch {
	case !is:
		return failure(http.StatusUnprocessableEntity, "Reference name must start with 'refs/' and contain at least two slashes"), nil
	case v.refs[branch] != "":
		return failure(http.StatusUnprocessableEntity, "Reference already exists"), nil
	case v.git.kindOf(sha) != "commit":
		return failure(http.StatusUnprocessableEntity, "Object does not exist"), nil
	}
	v.tick()
	if v.move(branch, sha, "branch_creation", v.actor()) != nil { // such as a branch below another one
		return failure(http.StatusUnprocessableEntity, "Reference update failed"), nil
	}
	return answer{status: http.StatusCreated, body: v.ref(branch)}, nil
}

// updateRef moves a branch.
// https://docs.github.com/en/rest/git/refs#update-a-reference
func (v view) updateRef(sent object) (answer, error) {
	branch, is := strings.CutPrefix(v.r.PathValue("ref"), "heads/")
	sha := sent["sha"].(string)
	force, _ := sent["force"].(bool)
	before := v.refs[branch]
	switch {
	case !is || before == "":
		return failure(http.StatusUnprocessableEntity, "Reference does not exist"), nil
	case v.git.kindOf(sha) != "commit":
		return failure(http.StatusUnprocessableEntity, "Object does not exist"), nil
	}
	kind, err := v.kind(before, sha)
	switch {
	case err != nil:
		return answer{}, err
	case kind == "force_push" && !force:
		return failure(http.StatusUnprocessableEntity, "Update is not a fast forward"), nil
	case before != sha:
		v.tick()
		if err := v.move(branch, sha, kind, v.actor()); err != nil {
			return answer{}, err
		}
	}
	return answer{body: v.ref(branch)}, nil
}
