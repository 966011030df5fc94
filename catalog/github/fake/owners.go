package fake

// listOwnerErrors looks where GitHub does for CODEOWNERS.
func (v view) listOwnerErrors() (answer, error) {
	branch := v.r.URL.Query().Get("ref")
	if branch == "" {
		branch = "main"
	}
	for _, path := range []string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"} {
		if _, err := v.git.run(nil, "cat-file", "-e", v.refs[branch]+":"+path); err != nil {
			continue
		}
		line := 0
		return answer{body: object{"errors": shapes(v.settings.OwnerErrors, func(kind string) object {
			line++
			return object{"line": line, "column": 1, "source": "/", "kind": kind, "suggestion": nil, "message": kind, "path": path}
		})}}, nil
	}
	return notFound, nil
}
