package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"modelreg/catalog/example"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/render"
)

// registered runs register, and gives what it answers and says.
func registered(t *testing.T, env map[string]string, args ...string) (answer, talk string, code cli.Code) {
	t.Helper()
	var out, errs bytes.Buffer
	world := inProcess(append([]string{"register"}, args...)...)
	world.Stdout, world.Stderr = &out, &errs
	world.Getenv = func(name string) string { return env[name] }
	code = run(t.Context(), world)
	return out.String(), errs.String(), code
}

// TestRegisterJSON holds what register prints to the schema of edits.
func TestRegisterJSON(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "catalog")
	if err := os.CopyFS(dir, example.FS); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	schema := schemaOf(t, "edit")
	for name, args := range map[string][]string{
		"a dry run":           {"house-price", "--like", "3", "--dry-run"},
		"nothing to compare":  {"market-outlook", "--like", "1"},
		"metrics":             {"house-price", "--like", "2", "--metric", "rmse=9", "--metric", "r2=0.9", "--metric", "own=1", "--model-data", "s3://models/a"},
		"a group":             {"churn", "--new-group", "--image", "xgboost:1.7-1", "--model-data", "s3://models/a"},
		"a group that exists": {"pricing/valuation", "--new-group", "--like", "1.0.0", "--label", "major"},
	} {
		answer, talk, code := registered(t, nil, append(args, "-o", "json")...)
		if code != cli.OK || talk != "" {
			t.Errorf("%s: ends with %d: %s", name, code, talk)
			continue
		}
		if err := schema.Validate(decoded(t, []byte(answer))); err != nil {
			t.Errorf("%s: %#v\n%s", name, err, answer)
		}
	}

	tm := newTeam(t)
	tm.github("act-as ana")
	for _, done := range []string{"created", "kept"} {
		answer, talk, code := registered(t, tm.env, "house-price", "--pr", "--image", "xgboost:1.7-1", "--model-data", "s3://models/a", "-o", "json")
		if code != cli.OK {
			t.Fatalf("as a pull request: ends with %d: %s", code, talk)
		}
		if err := schema.Validate(decoded(t, []byte(answer))); err != nil {
			t.Errorf("as a pull request: %#v\n%s", err, answer)
		}
		var edit render.Edit
		if err := json.Unmarshal([]byte(answer), &edit); err != nil || edit.PullRequest == nil || edit.PullRequest.Done != done {
			t.Errorf("as a pull request: %v, want %s in\n%s", err, done, answer)
		}
	}
}

// TestTrainingCode says where commit and repository of the training code come
// from.
func TestTrainingCode(t *testing.T) {
	top := t.TempDir()
	models, code := filepath.Join(top, "models"), filepath.Join(top, "code")
	if err := os.CopyFS(filepath.Join(models, "catalog"), example.FS); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(code, 0o755); err != nil {
		t.Fatal(err)
	}
	git := func(dir string, lines ...string) string {
		t.Helper()
		tm := &team{t: t}
		t.Chdir(dir)
		tm.git(lines...)
		head, err := os.ReadFile(filepath.Join(dir, ".git", "refs", "heads", "main"))
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(head))
	}
	if err := os.WriteFile(filepath.Join(code, "train.py"), []byte("1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	git(models, "init -q -b main", "add -A", "-c user.name=a -c user.email=a@example.com commit -q -m catalog")
	head := git(code, "init -q -b main", "add -A", "-c user.name=a -c user.email=a@example.com commit -q -m code", "remote add origin https://ana:secret@github.com/acme/code.git")
	actions := map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "acme/train", "GITHUB_SHA": strings.Repeat("a", 40)}
	inCatalog := map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "Acme/Models", "GITHUB_SHA": strings.Repeat("a", 40)}
	for _, c := range []struct {
		name   string
		dir    string
		env    map[string]string
		args   []string
		before func() error
		want   []string // in the difference
		not    string   // nowhere there
		said   string
	}{
		{"the catalog's own repository", models, nil, nil, nil, nil, "metadataProperties", ""},
		{"the repository around", code, nil, nil, nil, []string{"commitId: " + head, "repository: https://github.com/acme/code"}, "secret", "commit " + head[:7] + " of https://github.com/acme/code;"},
		{"a flag", code, nil, []string{"--commit", "abc"}, nil, []string{"commitId: abc"}, "repository:", ""},
		{"Actions", code, actions, nil, nil, []string{"commitId: aaaaa", "repository: https://github.com/acme/train"}, head, "as GitHub Actions says"},
		{"Actions of the catalog", models, inCatalog, nil, nil, nil, "metadataProperties", ""},
		{"changes", code, nil, nil, func() error { return os.WriteFile(filepath.Join(code, "train.py"), []byte("2\n"), 0o644) }, []string{"commitId: " + head}, "", "with changes that are not committed"},
	} {
		if c.before != nil {
			if err := c.before(); err != nil {
				t.Fatal(err)
			}
		}
		t.Chdir(c.dir)
		answer, talk, code := registered(t, c.env, append(c.args, "-C", models, "house-price", "--like", "1", "--dry-run")...)
		if code != cli.OK {
			t.Errorf("%s: ends with %d: %s", c.name, code, talk)
		}
		for _, want := range c.want {
			if !strings.Contains(answer, want) {
				t.Errorf("%s: no %q in\n%s", c.name, want, answer)
			}
		}
		if c.not != "" && strings.Contains(answer, c.not) {
			t.Errorf("%s: %q in\n%s", c.name, c.not, answer)
		}
		if !strings.Contains(talk, c.said) || c.said == "" && strings.Contains(talk, "training code") {
			t.Errorf("%s: said %s", c.name, talk)
		}
	}
}

// TestRegisterUsage: what is typed wrong is wrong usage, what files say wrong is
// a problem.
func TestRegisterUsage(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, example.FS); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]cli.Code{
		"":                                   cli.Usage,
		"none --like 1":                      cli.Usage,
		"house-price":                        cli.Usage,
		"house-price --like 9":               cli.Usage,
		"house-price --like 1 --metric x":    cli.Usage,
		"house-price --like 1 --set x":       cli.Usage,
		"house-price --like 1 --label x":     cli.Usage,
		"house-price --like 1 --label minor": cli.Usage,
		"house-price --like 1 --from x":      cli.Usage,
		"house-price --from x":               cli.Usage,
		"house-price --from arn:aws:sagemaker:x.example/:111122223333:model/x": cli.Usage,
		"house-price --like 1 --repository a/b":                                cli.Usage,
		"house-price --like 1 --card registry.yaml/x":                          cli.Usage,
		"house-price --like 1 --set metrics.rmse=x":                            cli.Problems,
		"house-price --like 2 --label 1":                                       cli.Problems,
		"house-price --image none:1 --model-data s3://ab/c":                    cli.Problems,
	} {
		if _, talk, code := registered(t, nil, append(strings.Fields(line), "-C", dir)...); code != want {
			t.Errorf("register %s ends with %d, want %d: %s", line, code, want, talk)
		}
	}
}
