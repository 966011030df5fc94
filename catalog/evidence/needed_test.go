package evidence

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// needless are conditions that no table notices when they are taken out, and
// why that is right.
var needless = map[string]string{
	"judge.go: merging.State != Granted": "what is held stays so; all further steps would only be noise",
	"judge.go: brought.State != Granted": "as above",
	"pull.go: !found":                    "no commits are those of no update",
}

// TestEachCheckIsNeeded takes each condition of the judge out in turn, and sees
// a row of a table fail. All are built into one program, which is told by a
// variable which of them to leave out. It takes half a minute, so it runs where
// MODELREG_EACH_CHECK is set, and -v shows which row notices what:
//
//	MODELREG_EACH_CHECK=1 go test -run TestEachCheckIsNeeded -v ./catalog/evidence
func TestEachCheckIsNeeded(t *testing.T) {
	if os.Getenv("MODELREG_EACH_CHECK") == "" {
		t.Skip("MODELREG_EACH_CHECK is not set")
	}
	dir := t.TempDir()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	overlay := map[string]string{filepath.Join(here, "off.go"): filepath.Join(dir, "off.go")}
	write(t, filepath.Join(dir, "off.go"), `package evidence

import ("os"; "strconv")

var off, _ = strconv.Atoi(os.Getenv("MODELREG_OFF"))

func isOff(n int) bool { return off == n }
`)
	var conditions []string
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		var text string
		text, conditions = switchable(t, file, conditions)
		overlay[filepath.Join(here, file)] = filepath.Join(dir, file)
		write(t, filepath.Join(dir, file), text)
	}
	list, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "overlay.json"), string(list))
	program := filepath.Join(dir, "judge.test")
	if text, err := exec.CommandContext(t.Context(), "go", "test", "-c", "-vet=off", "-overlay", filepath.Join(dir, "overlay.json"), "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, text)
	}
	if text, noticed := runTables(t, program, 0); noticed {
		t.Fatalf("the tables fail with all conditions in place:\n%s", text)
	}
	for i, condition := range conditions {
		text, noticed := runTables(t, program, i+1)
		_, allowed := needless[condition]
		switch {
		case noticed && allowed:
			t.Errorf("%s is said to be needless, and is not: %s", condition, text)
		case noticed:
			t.Logf("%s\t%s", condition, text)
		case !allowed:
			t.Errorf("%s: no row notices when it is taken out", condition)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

var failure = regexp.MustCompile(`(?m)^ *--- FAIL: Test[^ ]*|^panic: .*`)

// runTables runs what is not random, without one condition, and gives the
// first row that notices.
func runTables(t *testing.T, program string, without int) (string, bool) {
	t.Helper()
	run := exec.CommandContext(t.Context(), program, "-test.skip", "TestEachCheckIsNeeded|TestDoubtNeverGrants|TestFewerApprovalsNeverGrant|TestOrderOfPullsIsNoMatter|TestTreeAgrees|TestBundleIsJudgedTheSame|FuzzJudge", "-test.timeout", "20s", "-rapid.nofailfile")
	run.Env = append(os.Environ(), fmt.Sprintf("MODELREG_OFF=%d", without))
	text, err := run.CombinedOutput()
	if err == nil {
		return "", false
	}
	found := failure.FindAllString(string(text), 2)
	if len(found) == 0 {
		return string(text), true
	}
	return strings.TrimPrefix(strings.TrimSpace(found[len(found)-1]), "--- FAIL: "), true
}

// switchable is the text of a file in which every condition, and every part of
// one, can be taken out: what is said to hold if any part does holds without
// it if another does, and what holds if all parts do no longer asks for it.
func switchable(t *testing.T, file string, conditions []string) (string, []string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, file, text, 0)
	if err != nil {
		t.Fatal(err)
	}
	type insert struct {
		at   int
		text string
	}
	var inserts []insert
	around := func(e ast.Expr, how string) {
		from, to := set.Position(e.Pos()).Offset, set.Position(e.End()).Offset
		conditions = append(conditions, fmt.Sprintf("%s: %s", file, text[from:to]))
		inserts = append(inserts, insert{from, "(("}, insert{to, fmt.Sprintf(") "+how+")", len(conditions))})
	}
	var part func(e ast.Expr, how string)
	part = func(e ast.Expr, how string) {
		b, ok := e.(*ast.BinaryExpr)
		switch {
		case ok && b.Op == token.LOR:
			part(b.X, "&& !isOff(%d)")
			part(b.Y, "&& !isOff(%d)")
		case ok && b.Op == token.LAND:
			part(b.X, "|| isOff(%d)")
			part(b.Y, "|| isOff(%d)")
		default:
			around(e, how)
		}
	}
	isCondition := func(e ast.Expr) bool {
		b, ok := e.(*ast.BinaryExpr)
		return ok && (b.Op == token.LAND || b.Op == token.LOR)
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt:
			part(n.Cond, "&& !isOff(%d)")
		case *ast.SwitchStmt:
			for _, c := range n.Body.List {
				for _, e := range c.(*ast.CaseClause).List {
					if n.Tag == nil {
						part(e, "&& !isOff(%d)")
					}
				}
			}
		case *ast.ReturnStmt:
			for _, e := range n.Results {
				if isCondition(e) {
					part(e, "|| isOff(%d)")
				}
			}
		}
		return true
	})
	slices.SortStableFunc(inserts, func(a, b insert) int { return b.at - a.at })
	out := string(text)
	for _, in := range inserts {
		out = out[:in.at] + in.text + out[in.at:]
	}
	return out, conditions
}
