package modelreg_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const (
	aws   = "github.com/aws/"
	goGit = "github.com/go-git/"
	goGH  = "github.com/google/go-github/"
	fake  = "./catalog/github/fake"
	pages = "./catalog/site/sitetest"
)

// TestImports holds the lines between the rooms of the house: imports go down
// only, adapters never import each other, and the pure rooms reach no network.
// Tests may import what they like.
func TestImports(t *testing.T) {
	packages := list(t, `{{.ImportPath}} {{join .Deps " "}}`)
	for _, line := range []struct {
		from  string   // a package, or with /... all below it too
		never []string // prefixes of what it may not depend on, directly or not
		why   string
	}{
		{"./schema/...", []string{"./catalog", "./sync", "./cmd"}, "schema knows shapes and nothing else"},
		{"./catalog/...", []string{"./sync", "./cmd"}, "catalog knows nothing of registries"},
		{"./sync/...", []string{"./cmd"}, "imports go down"},
		{"./sync", []string{"./sync/"}, "a plan knows no registry of its own"},
		{"./sync/sagemaker", []string{"./sync/emulator"}, "adapters never import each other"},
		{"./sync/emulator", []string{"./", aws, goGit}, "the embedded registry stands alone"},
		{"./schema/...", []string{"net/http", aws, goGit}, "schema is a pure room"},
		{"./catalog", []string{"net/http", aws, goGit}, "catalog is a pure room"},
		{"./catalog/evidence", []string{"./", "net/http", aws, goGit}, "the judge is pure, and stands alone"},
		{"./catalog/history", []string{"./catalog/github", "./catalog/proof"}, "the past is read from git alone"},
		{"./catalog/github", []string{goGit, "./catalog/gittree"}, "adapters never import each other"},
		{fake, []string{"./", aws, goGit, goGH}, "the fake GitHub stands alone"},
		{"./sync", []string{"net/http", aws, goGit}, "planning is a pure room"},
		{"./catalog/site", []string{"net/http", "os/exec", aws, goGit, goGH, "./catalog/github", "./catalog/gittree", "./catalog/proof"}, "pages are made of what they are given"},
		{"./catalog/site/chart", []string{"./", "net/http", aws, goGit}, "charts are pure, and stand alone"},
		{"./catalog/report", []string{"./", "net/http", aws, goGit}, "reading reports is pure, and stands alone"},
		{"./cmd/internal/render", []string{aws, goGit}, "rendering decides nothing and asks nobody"},
	} {
		bound := 0
		for pkg, deps := range packages {
			if !within(pkg, line.from) {
				continue
			}
			bound++
			for _, dep := range deps {
				if slices.ContainsFunc(line.never, func(p string) bool { return strings.HasPrefix(dep, p) }) {
					t.Errorf("%s depends on %s: %s", pkg, dep, line.why)
				}
			}
		}
		if bound == 0 {
			t.Errorf("no package is %s", line.from)
		}
	}
}

// TestOneRoomForEach holds that one package alone imports the AWS SDK, one
// go-git, and one go-github, and that neither the fake GitHub nor the
// pages of tests are in the program.
func TestOneRoomForEach(t *testing.T) {
	for pkg, imports := range list(t, `{{.ImportPath}} {{join .Imports " "}}`) {
		for _, imported := range imports {
			switch {
			case strings.HasPrefix(imported, aws) && pkg != "./sync/sagemaker":
				t.Errorf("%s imports %s: AWS is in sync/sagemaker alone", pkg, imported)
			case strings.HasPrefix(imported, goGit) && pkg != "./catalog/gittree":
				t.Errorf("%s imports %s: git is read in catalog/gittree alone", pkg, imported)
			case strings.HasPrefix(imported, goGH) && pkg != "./catalog/github":
				t.Errorf("%s imports %s: GitHub is asked in catalog/github alone", pkg, imported)
			case imported == fake:
				t.Errorf("%s imports %s, which is for tests", pkg, imported)
			case imported == pages && !within(pkg, pages+"/..."):
				t.Errorf("%s imports %s, which is for tests", pkg, imported)
			}
		}
	}
}

func within(pkg, pattern string) bool {
	parent, all := strings.CutSuffix(pattern, "/...")
	return pkg == parent || all && strings.HasPrefix(pkg, parent+"/")
}

// list asks the go tool about every package of the module: its import path,
// and what else the format says. Packages of the module itself are written as
// the tool takes them, ./catalog/image, since the module may be renamed.
func list(t *testing.T, format string) map[string][]string {
	t.Helper()
	module := strings.TrimSpace(golist(t, "-m"))
	packages := map[string][]string{}
	for line := range strings.Lines(golist(t, "-f", format, "./...")) {
		words := strings.Fields(line)
		for i, word := range words {
			if rest, own := strings.CutPrefix(word, module+"/"); own {
				words[i] = "./" + rest
			}
		}
		if len(words) > 0 {
			packages[words[0]] = words[1:]
		}
	}
	return packages
}

func golist(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", append([]string{"list"}, args...)...).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	return string(out)
}
