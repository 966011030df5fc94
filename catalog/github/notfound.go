package github

import "net/http"

// IsNotFound reports whether an error is GitHub's word that something does not
// exist, or that the token may not see it. Only who asks can tell these apart.
func IsNotFound(err error) bool { return status(err) == http.StatusNotFound }
