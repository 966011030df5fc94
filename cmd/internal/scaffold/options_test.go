package scaffold

import (
	"slices"
	"strings"
	"testing"
)

// whole are options with everything given.
func whole() Options {
	return Options{
		Site:       true,
		Repository: "acme/models", RepositoryID: "4711", Branch: "main",
		Staging: Place{"111122223333", "us-east-1"}, Production: &Place{"444455556666", "eu-west-1"},
		Tool:   Tool{"acme-platform/modelreg", strings.Repeat("0a", 20)},
		Owners: []string{"@acme/platform", "@ana"}, Approvers: []string{"bob", "123"},
	}
}

// TestHostileOptions: what could leave its place in a file is refused, by the
// flag that it came from.
func TestHostileOptions(t *testing.T) {
	hostile := []string{
		"", " ", "a b", "x\ny: z", `a"b`, "a'b", "a#b", "a: b", "${{ secrets.X }}", "${x}", "[[.Name]]", "../..", "a/../b", "/a", "a/", "-x", "*",
		"a*b/c", "a\x00b", "\u202ea", "a\\b", "`id`", "$(id)", "%0a", "::error::x", "!x", "&x", "a,b", "acme/mod?els", "acme/models.git/x", "é/é",
		strings.Repeat("a", 200) + "/b", "0x1", "true", "acme/..", "acme/.",
	}
	for _, field := range []struct {
		flag string
		set  func(*Options, string)
		fine []string // of the hostile ones, those that are no harm here
	}{
		{"--repository", func(o *Options, s string) { o.Repository = s }, nil},
		{"--repository-id", func(o *Options, s string) { o.RepositoryID = s }, []string{""}},
		{"--branch", func(o *Options, s string) { o.Branch = s }, []string{"0x1", "true", "acme/models.git/x"}},
		{"--account", func(o *Options, s string) { o.Staging.Account = s }, nil},
		{"--region", func(o *Options, s string) { o.Staging.Region = s }, nil},
		{"--production-account", func(o *Options, s string) { o.Production.Account = s }, nil},
		{"--production-region", func(o *Options, s string) { o.Production.Region = s }, nil},
		{"--owners", func(o *Options, s string) { o.Owners = []string{"@ana", s} }, nil},
		{"--owners", func(o *Options, s string) { o.Owners = []string{"@acme/" + s} }, []string{"0x1", "true", "-x"}},
		{"--approvers", func(o *Options, s string) { o.Approvers = []string{s} }, []string{"0x1", "true"}},
	} {
		for _, value := range hostile {
			o := whole()
			field.set(&o, value)
			files, err := Files(o)
			switch fine := slices.Contains(field.fine, value); {
			case fine && err != nil:
				t.Errorf("%s %q: %v", field.flag, value, err)
			case !fine && (err == nil || !strings.HasPrefix(err.Error(), field.flag+" ") || files != nil):
				t.Errorf("%s %q: %d files and error %v; want an error that begins with the flag", field.flag, value, len(files), err)
			}
		}
	}
}

func TestParseTool(t *testing.T) {
	commit := strings.Repeat("0a", 20)
	if got, err := ParseTool("acme/modelreg@" + commit); err != nil || got != (Tool{"acme/modelreg", commit}) || got.String() != "acme/modelreg@"+commit {
		t.Errorf("got %v, %v", got, err)
	}
	for _, s := range []string{
		"", "acme/modelreg", "acme/modelreg@", "acme/modelreg@main", "acme/modelreg@v1", "acme/modelreg@" + commit[1:], "acme/modelreg@" + strings.ToUpper(commit),
		"acme/modelreg@" + commit + "\n", "acme@" + commit, "acme/modelreg/sub@" + commit, "./modelreg@" + commit, "acme/modelreg@" + commit + "@" + commit, " acme/modelreg@" + commit,
	} {
		if got, err := ParseTool(s); err == nil || !strings.Contains(err.Error(), "OWNER/REPO@COMMIT") {
			t.Errorf("%q gives %v and error %v", s, got, err)
		}
	}
}

func TestSameRegistryTwice(t *testing.T) {
	o := whole()
	o.Production = &Place{o.Staging.Account, o.Staging.Region}
	if err := o.Check(); err == nil || !strings.Contains(err.Error(), "same registry") {
		t.Errorf("error %v", err)
	}
	o.Production.Region = "eu-west-1"
	if err := o.Check(); err != nil {
		t.Error(err)
	}
}
