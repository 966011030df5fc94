package main

import (
	"net/http"
	"testing"

	"modelreg/catalog/github/fake"
	"modelreg/cmd/internal/cli"
)

// TestSettingsJSON holds what init --check prints to its schema, in each of its
// ends: a setting that is missing, all fine, GitHub that does not answer.
func TestSettingsJSON(t *testing.T) {
	tm := newTeam(t)
	check := func(want cli.Code) {
		t.Helper()
		out, code := tm.run("init", "--check", "-o", "json")
		if code != want {
			t.Errorf("ends with %d, want %d\n%s", code, want, out)
		}
		if err := schemaOf(t, "settings").Validate(decoded(t, out)); err != nil {
			t.Errorf("%#v\n%s", err, out)
		}
	}
	check(cli.Problems)
	tm.hub.Set(fake.Settings{Protection: &fake.Protection{Approvals: 1, Stale: true, CodeOwners: true, Admins: true}})
	if _, err := tm.hub.Edit("ana", "main", "Name owners", map[string]string{".github/CODEOWNERS": "* @ana\n"}); err != nil {
		t.Fatal(err)
	}
	check(cli.OK)
	for _, status := range []int{http.StatusForbidden, http.StatusNotFound, http.StatusInternalServerError} {
		tm.hub.Fault(func(*http.Request) *fake.Fault { return &fake.Fault{Status: status} })
		check(cli.Unfinished)
	}
	tm.hub.Fault(func(*http.Request) *fake.Fault { return &fake.Fault{Cut: true} })
	check(cli.Unfinished)
}
