package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"modelreg/catalog/example"
	"modelreg/catalog/github/fake"
	"modelreg/sync"
	"modelreg/sync/emulator"
	"modelreg/sync/sagemaker"
)

// A prepared world is a team's: the example catalog as the repository
// acme/models, approved in pull request 2 and synced to all targets. Since then
// somebody has rejected house-price/2 in staging by hand, and a change of the
// catalog waits for sync. Pull request 1 is open.
type prepared struct {
	work     string // the clone, with the folder proofs and the files staging.plan and production.plan
	registry string // the file that both accounts on AWS are in
	root     string // the commit whose policy is trusted
	gitHub   string // its address
}

// TestInPreparedWorld shares one, which takes seconds to make.
func TestInPreparedWorld(t *testing.T) {
	dir := t.TempDir()
	hub, err := fake.New(dir)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(hub)
	defer server.Close()
	w := &prepared{work: filepath.Join(dir, "work"), registry: filepath.Join(dir, "registry.db"), gitHub: server.URL}
	if err := w.commit(hub); err != nil {
		t.Fatal(err)
	}
	if err := w.sync(hub); err != nil {
		t.Fatal(err)
	}
	t.Run("examples", w.examples)
	t.Run("python", w.python)
}

// commit makes the repository and its pull requests, and clones it.
func (w *prepared) commit(hub *fake.GitHub) (err error) {
	do := func(words ...string) {
		if err == nil {
			_, err = hub.Command(".", words)
		}
	}
	edit := func(branch, message string, files map[string]string) {
		if err == nil {
			_, err = hub.Edit("dana", branch, message, files)
		}
	}
	asking, err := exampleFiles()
	pending := maps.Clone(asking)
	for name, text := range asking {
		if strings.Contains(name, "/versions/") {
			pending[name] = strings.NewReplacer("modelApprovalStatus: Approved", "modelApprovalStatus: PendingManualApproval", "stageStatus: Approved", "stageStatus: PendingApproval").Replace(text)
		}
	}
	const outlook = "catalog/market-outlook/versions/1.yaml"
	for _, login := range []string{"ana", "bob", "chen", "dana"} {
		do("user", login, "write")
	}
	do("team", "acme/ml-governance", "bob")
	edit("main", "A catalog of our models", pending)
	edit("approve-outlook", "Approve market-outlook/1", map[string]string{
		outlook: strings.Replace(asking[outlook], "PendingManualApproval", "Approved", 1),
	})
	do("open", "dana", "approve-outlook", "main", "Approve market-outlook/1")
	edit("approve", "Approve what is good", asking)
	do("open", "dana", "approve", "main", "Approve what is good")
	do("review", "2", "bob", "APPROVED")
	do("review", "2", "chen", "APPROVED")
	if err == nil {
		w.root, err = hub.Resolve("main")
	}
	do("merge", "2", "ana", "squash")
	do("clone", "ana", w.work)
	return err
}

func exampleFiles() (map[string]string, error) {
	files := map[string]string{}
	return files, fs.WalkDir(example.FS, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(example.FS, name)
		files["catalog/"+name] = string(text)
		return err
	})
}

// sync brings the registries to where they are.
func (w *prepared) sync(hub *fake.GitHub) (err error) {
	aws, err := w.serve(w.registry)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, aws.close()) }()
	run := func(line string) {
		if out, e := w.command(context.Background(), w.work, aws.url, line).CombinedOutput(); e != nil && err == nil {
			err = fmt.Errorf("%s: %w\n%s", line, e, out)
		}
	}
	run("modelreg sync")
	run("modelreg sync --rate 1000 --target staging --evidence-dir proofs")
	run("modelreg sync --rate 1000 --target production --evidence-dir proofs")
	if err != nil {
		return err
	}
	account, err := sagemaker.Open(context.Background(), sagemaker.Options{
		Region: "us-east-1", AccountID: "111122223333", Embedded: emulator.Transport(aws.Registry),
	})
	if err != nil {
		return err
	}
	rejected := sync.Doc{"modelApprovalStatus": "Rejected", "approvalDescription": "it drifts"}
	if err := account.UpdatePackage(context.Background(), "arn:aws:sagemaker:us-east-1:111122223333:model-package/house-price/2", rejected); err != nil {
		return err
	}
	const group = "catalog/house-price/group.yaml"
	files, err := exampleFiles()
	if err != nil {
		return err
	}
	if _, err := hub.Edit("dana", "main", "Whose model it is", map[string]string{
		group: strings.Replace(files[group], "team: ", "crew: ", 1),
	}); err != nil {
		return err
	}
	run("git pull --quiet")
	run("modelreg plan --rate 1000 --target staging --out staging.plan")
	run("modelreg plan --rate 1000 --target production --out production.plan")
	return err
}

// A served registry is both accounts on AWS.
type served struct {
	*emulator.Registry
	url   string
	close func() error
}

// serve opens a registry's file behind a port.
func (w *prepared) serve(file string) (*served, error) {
	options := emulator.Instant()
	options.Unsynced = true
	reg, err := emulator.Open(file, options)
	if err != nil {
		return nil, err
	}
	server := httptest.NewServer(reg)
	return &served{reg, server.URL, func() error {
		server.Close()
		return reg.Close()
	}}, nil
}

// copied makes a fresh copy of the world in which a test may do what it wants,
// but for GitHub, which is shared. It gives the clone's folder and the address
// of AWS.
func (w *prepared) copied(t *testing.T) (work, aws string) {
	t.Helper()
	dir := t.TempDir()
	work = filepath.Join(dir, "work")
	if err := os.CopyFS(work, os.DirFS(w.work)); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "registry.db")
	text, err := os.ReadFile(w.registry)
	if err := errors.Join(err, os.WriteFile(file, text, 0o600)); err != nil {
		t.Fatal(err)
	}
	s, err := w.serve(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.close(); err != nil {
			t.Error(err)
		}
	})
	return work, s.url
}

// command is a line for bash in a folder of the world.
func (w *prepared) command(ctx context.Context, dir, aws, line string) *exec.Cmd {
	c := exec.CommandContext(ctx, "bash", "-c", line)
	c.Dir = dir
	home := filepath.Dir(w.work)
	c.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TMPDIR=" + cmp.Or(os.Getenv("TMPDIR"), os.TempDir()), "GOCOVERDIR=" + os.Getenv("GOCOVERDIR"), "GORACE=" + os.Getenv("GORACE"),
		"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull,
		"GITHUB_TOKEN=any", "GITHUB_API_URL=" + w.gitHub, "MODELREG_POLICY_ROOT=" + w.root,
		"AWS_ENDPOINT_URL=" + aws, "AWS_ACCESS_KEY_ID=111122223333", "AWS_SECRET_ACCESS_KEY=any", "AWS_REGION=us-east-1",
		"AWS_EC2_METADATA_DISABLED=true", "AWS_CONFIG_FILE=" + os.DevNull, "AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull,
	}
	return c
}
