package github

import "net/http"

// IsNotFound reports whether an error is GitHub's word that something does not
// exist, or that the token may not see it. Only who asks can tell these apart.
func IsNotFound(err error) bool { return status(err) == http.StatusNotFound }

// IsNoCommit reports whether an error of [Client.PullsWith] is GitHub's word that
// the repository has no such commit, as before it is pushed: it answers 422 "No
// commit found for SHA".
// https://docs.github.com/en/rest/commits/commits#list-pull-requests-associated-with-a-commit
func IsNoCommit(err error) bool { return status(err) == http.StatusUnprocessableEntity }
