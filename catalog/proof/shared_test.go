package proof_test

import (
	"os"
	"path/filepath"
	"testing"

	"modelreg/catalog/evidence"
	"modelreg/catalog/proof"
)

// TestShared is row 44: settings that flow into a version are part of what is
// approved.
func TestShared(t *testing.T) {
	elsewhere := files{registryFile: swap(registryYAML, "bucket: models", "bucket: elsewhere")}
	renamed := files{groupFile: groupYAML + "modelPackageGroupName: renamed\n"}
	for _, r := range []row{
		{"a variable is pushed", func(w *world) {
			w.grant("approve", approval)
			w.edit("mallory", "main", elsewhere)
		}, evidence.Held, "update-type", "by a push of mallory"},
		{"the group's name is pushed", func(w *world) {
			w.grant("approve", approval)
			w.edit("mallory", "main", renamed)
		}, evidence.Held, "update-type", "by a push of mallory"},
		{"a variable is merged unreviewed", func(w *world) {
			w.grant("approve", approval)
			w.merge(w.propose("dana", "variable", elsewhere), "squash")
		}, evidence.Held, "approvals", "acme/models#2 has 0 of 1 approval"},
		{"a variable is merged reviewed", func(w *world) {
			w.grant("approve", approval)
			w.grant("variable", elsewhere)
		}, evidence.Granted, "", "#2 by bob"},
		{"a variable is pushed under a pull request", func(w *world) {
			n := w.propose("dana", "approve", approval)
			w.edit("mallory", "main", elsewhere)
			w.review(n, "bob")
			w.merge(n, "squash")
		}, evidence.Held, "content", "the reviewed head"},
		{"the group's name is pushed under a pull request", func(w *world) {
			n := w.propose("dana", "approve", approval)
			w.edit("mallory", "main", renamed)
			w.review(n, "bob")
			w.merge(n, "merge")
		}, evidence.Held, "content", "the reviewed head"},
		{"a variable that the version does not use is pushed", func(w *world) {
			w.grant("approve", approval)
			w.edit("mallory", "main", files{registryFile: swap(registryYAML, "{bucket: models}", "{bucket: models, other: x}")})
		}, evidence.Granted, "", "#1 by bob"},
	} {
		t.Run(r.name, r.test)
	}
}

// TestModes is row 45: what is no regular file counts for nothing, and being
// put back it needs a fresh approval.
func TestModes(t *testing.T) {
	const lfs = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
	replace := func(w *world, dir, file string, with func(path string) error) {
		path := filepath.Join(dir, "catalog", filepath.FromSlash(file))
		w.ok(os.Remove(path))
		w.ok(with(path))
		_, err := w.g.Commit("mallory", dir, "Replace", nil)
		w.ok(err)
	}
	link := func(path string) error { return os.Symlink("elsewhere", path) }
	for _, tt := range []struct {
		name, file string
		with       func(path string) error
		says       string
	}{
		{"version is a link", versionFile, link, "symbolic link"},
		{"registry is a link", registryFile, link, "symbolic link"},
		{"group is a link", groupFile, link, "symbolic link"},
		{"version can be executed", versionFile, func(path string) error { return os.WriteFile(path, []byte(approved), 0o755) }, "has mode 100755"},
		{"version is in LFS", versionFile, func(path string) error { return os.WriteFile(path, []byte(lfs), 0o644) }, "versions/1.yaml"},
		{"version is a submodule", versionFile, nil, "is a submodule"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.grant("approve", approval)
			r := w.seek().request(versionRef, production)
			dir := w.clone("mallory")
			with := tt.with
			if with == nil {
				with = func(path string) error {
					w.git(dir, "clone", "-q", dir, path)
					return nil
				}
			}
			replace(w, dir, tt.file, with)
			w.push("mallory", dir, "main")
			s := w.seek()
			v := give(s.Judge(t.Context(), []proof.Request{r})).to(w).For(r.Key)
			want(t, v, evidence.Held, "", tt.says)

			w.git(dir, "revert", "--no-edit", "HEAD")
			w.push("mallory", dir, "main")
			check, says := "update-type", "by a push of mallory"
			if tt.file == registryFile {
				check, says = "policy", "there was no approval policy"
			}
			want(t, w.judge(), evidence.Held, check, says)
		})
	}
}

// TestModeOfHead holds that a link in the head that was reviewed is not the
// file that was merged.
func TestModeOfHead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dir := w.clone("dana")
	path := filepath.Join(dir, "catalog", filepath.FromSlash(versionFile))
	w.ok(os.Remove(path))
	w.ok(os.Symlink("elsewhere", path))
	_, err := w.g.Commit("dana", dir, "Link", nil)
	w.ok(err)
	w.push("dana", dir, "HEAD:approve")
	n := w.open("dana", "approve")
	w.review(n, "bob")
	w.ok(w.g.EvilMerge(n, "mallory", "squash", inRepo(approval)))
	w.ok(w.g.DeleteBranch("olga", "approve"))
	want(t, w.seekClone().judge(versionRef, production), evidence.Held, "content", "is a symbolic link")
}

// TestGates holds that every gated value needs proof, in whatever target asks
// for it.
func TestGates(t *testing.T) {
	two := swap(registryYAML, "    variables: {bucket: models}\n", "    variables: {bucket: models}\n"+
		"  staging:\n    sagemaker: {region: eu-west-1, accountId: \"444455556666\"}\n    variables: {bucket: staging}\n")
	two = swap(two, "    - groups: [\"**\"]\n", "    - groups: [\"**\"]\n      targets: [staging]\n      approvers: {users: [chen]}\n    - groups: [\"**\"]\n")
	stage := pending + "modelLifeCycle: {stage: Production, stageStatus: Approved}\n"
	card := pending + "modelCard: {modelCardStatus: Approved, modelCardContent: {model_overview: {model_creator: dana}}}\n"
	staged := pending + "overrides: {staging: {modelApprovalStatus: Approved}}\n"
	promoted := pending + "overrides: {staging: {modelApprovalStatus: Approved}, production: {modelApprovalStatus: Approved}}\n"
	for _, tt := range []struct {
		name, target string
		script       func(w *world)
		state        evidence.State
		check, says  string
	}{
		{"stage pushed", production, func(w *world) { w.edit("mallory", "main", files{versionFile: stage}) }, evidence.Held, "update-type", "by a push of mallory"},
		{"stage reviewed", production, func(w *world) { w.grant("a", files{versionFile: stage}) }, evidence.Granted, "", "by bob"},
		{"stage beside an approval", production, func(w *world) {
			w.grant("a", approval)
			w.merge(w.propose("dana", "b", files{versionFile: stage + "modelApprovalStatus: Approved\n"}), "squash")
		}, evidence.Held, "approvals", "#2 has 0 of 1 approval"},
		{"card pushed", production, func(w *world) { w.edit("mallory", "main", files{versionFile: card}) }, evidence.Held, "update-type", "by a push of mallory"},
		{"card reviewed", production, func(w *world) { w.grant("a", files{versionFile: card}) }, evidence.Granted, "", "by bob"},
		{"staging, by whom production wants", "staging", func(w *world) { w.grant("a", files{versionFile: staged}) }, evidence.Held, "approvals", "the policy does not name the account"},
		{"staging, by whom staging wants", "staging", func(w *world) {
			n := w.propose("dana", "a", files{versionFile: staged})
			w.review(n, "chen")
			w.merge(n, "squash")
		}, evidence.Granted, "", "by chen"},
		{"promoted unreviewed", production, func(w *world) {
			n := w.propose("dana", "a", files{versionFile: staged})
			w.review(n, "chen")
			w.merge(n, "squash")
			w.merge(w.propose("dana", "b", files{versionFile: promoted}), "squash")
		}, evidence.Held, "approvals", "#2 has 0 of 1 approval"},
		{"promoted, which changes nothing in staging", "staging", func(w *world) {
			n := w.propose("dana", "a", files{versionFile: staged})
			w.review(n, "chen")
			w.merge(n, "squash")
			w.merge(w.propose("dana", "b", files{versionFile: promoted}), "squash")
		}, evidence.Granted, "", "#1 by chen"},
		{"promoted reviewed", production, func(w *world) {
			w.grant("a", files{versionFile: staged})
			w.grant("b", files{versionFile: promoted})
		}, evidence.Granted, "", "#2 by bob"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, files{registryFile: two})
			tt.script(w)
			want(t, w.seek().judge(versionRef, tt.target), tt.state, tt.check, tt.says)
		})
	}
}
