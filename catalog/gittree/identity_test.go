package gittree

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestIdentity holds what is read to what git says of the same configuration.
func TestIdentity(t *testing.T) {
	for _, tt := range []struct {
		name   string
		global string
		env    map[string]string
		local  []string // name, value
	}{
		{name: "nobody"},
		{name: "global", global: "[user]\n\tname = Ana\n\temail = ana@example.com\n"},
		{name: "local over global", global: "[user]\n\tname = Ana\n\temail = ana@example.com\n", local: []string{"user.email", "work@example.com"}},
		{name: "author and committer", global: "[user]\n\tname = Ana\n\temail = ana@example.com\n[committer]\n\tname = Bot\n\temail = bot@example.com\n"},
		{name: "environment", global: "[user]\n\tname = Ana\n\temail = ana@example.com\n", env: map[string]string{"GIT_AUTHOR_NAME": "Bob", "GIT_COMMITTER_EMAIL": "c@example.com"}},
		{name: "crud", global: "[user]\n\tname = \" .Ana <B> \\\"x\\\" ;\"\n\temail = \"<ana@example.com>\"\n"},
		{name: "included before", global: "[include]\n\tpath = more\n[user]\n\tname = Ana\n\temail = ana@example.com\n"},
		{name: "included behind", global: "[user]\n\tname = Ana\n\temail = ana@example.com\n[include]\n\tpath = more\n"},
		{name: "included if here", global: "[user]\n\tname = Ana\n\temail = ana@example.com\n[includeIf \"gitdir:**/repo/.git\"]\n\tpath = more\n"},
		{name: "included if below", global: "[user]\n\tname = Ana\n\temail = ana@example.com\n[includeIf \"gitdir:./\"]\n\tpath = more\n"},
		{name: "included if elsewhere", global: "[user]\n\tname = Ana\n\temail = ana@example.com\n[includeIf \"gitdir:~/elsewhere/\"]\n\tpath = more\n"},
		{name: "included if capitals", global: "[user]\n\tname = Ana\n\temail = ana@example.com\n[includeIf \"gitdir/i:REPO/\"]\n\tpath = more\n"},
		{name: "included by remote", global: "[user]\n\tname = Ana\n\temail = ana@example.com\n[includeIf \"hasconfig:remote.*.url:https://github.com/acme/**\"]\n\tpath = more\n", local: []string{"remote.origin.url", "https://github.com/acme/models"}},
		{name: "by number", global: "[user]\n\tname = Ana\n\temail = ana@example.com\n", env: map[string]string{"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "User.Name", "GIT_CONFIG_VALUE_0": "Carl"}},
		{name: "other cases", global: "[USER]\n\tName = Ana\n\tEMAIL = ana@example.com\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g := newGitRepo(t)
			home := filepath.Dir(g.dir)
			files := gitRepo{t, home}
			files.write(map[string]string{".gitconfig": tt.global + "\n", "more": "[user]\n\tname = More\n\temail = more@example.com\n"})
			if tt.local != nil {
				g.git("config", tt.local[0], tt.local[1])
			}
			env := map[string]string{"HOME": home, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "", "XDG_CONFIG_HOME": ""}
			for k, v := range tt.env {
				env[k] = v
			}
			repo, err := Open(g.dir)
			if err != nil {
				t.Fatal(err)
			}
			defer repo.Close()
			got, err := IdentityOf(repo, func(name string) string { return env[name] })
			if err != nil {
				t.Fatal(err)
			}
			want := Identity{Author: g.ident(env, "GIT_AUTHOR_IDENT"), Committer: g.ident(env, "GIT_COMMITTER_IDENT")}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-git +got)\n%s", diff)
			}
		})
	}
}

func TestSigning(t *testing.T) {
	const ana = "[user]\n\tname = Ana\n\temail = ana@example.com\n"
	for _, tt := range []struct {
		name, config string
		want         *Signing
		err          string
	}{
		{"not", ana, nil, ""},
		{"off", ana + "[commit]\n\tgpgsign = false\n", nil, ""},
		{"by name", ana + "[commit]\n\tgpgsign = true\n", &Signing{"openpgp", "Ana <ana@example.com>", "gpg"}, ""},
		{"no value", ana + "[commit]\n\tgpgsign\n", &Signing{"openpgp", "Ana <ana@example.com>", "gpg"}, ""},
		{"by key", ana + "[commit]\n\tgpgsign = yes\n[user]\n\tsigningkey = ABC\n[gpg]\n\tprogram = gpg2\n", &Signing{"openpgp", "ABC", "gpg2"}, ""},
		{"ssh", ana + "[commit]\n\tgpgsign = 1\n[user]\n\tsigningkey = ~/.ssh/id.pub\n[gpg]\n\tformat = ssh\n[gpg \"ssh\"]\n\tprogram = ~/bin/sign\n", &Signing{"ssh", "/home/ana/.ssh/id.pub", "/home/ana/bin/sign"}, ""},
		{"ssh agent", ana + "[commit]\n\tgpgsign = on\n[user]\n\tsigningkey = key::ssh-ed25519 AAAA\n[gpg]\n\tformat = ssh\n", &Signing{"ssh", "ssh-ed25519 AAAA", "ssh-keygen"}, ""},
		{"ssh without key", ana + "[commit]\n\tgpgsign = true\n[gpg]\n\tformat = ssh\n", nil, "user.signingkey is not set"},
		{"x509", ana + "[commit]\n\tgpgsign = true\n[gpg]\n\tformat = x509\n", nil, `gpg.format "x509", which is not supported`},
		{"nobody", "[commit]\n\tgpgsign = true\n", nil, "no user.name and user.email to sign for"},
		{"broken", "[user\n", nil, "reading git's configuration"},
		{"circle", "[include]\n\tpath = config\n", nil, "include each other"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			gitRepo{t, dir}.write(map[string]string{"config": tt.config})
			env := map[string]string{"HOME": "/home/ana", "GIT_CONFIG_NOSYSTEM": "true", "GIT_CONFIG_GLOBAL": filepath.Join(dir, "config")}
			got, err := IdentityOf(nil, func(name string) string { return env[name] })
			if (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Fatalf("error %v, want %q", err, tt.err)
			}
			if diff := cmp.Diff(tt.want, got.Signing); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// ident is what git says; nobody where it would only guess.
func (g gitRepo) ident(env map[string]string, variable string) Signature {
	g.t.Helper()
	cmd := exec.Command("git", "-c", "user.useConfigOnly=true", "var", variable)
	cmd.Dir = g.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
	for k, v := range env {
		if v != "" {
			cmd.Env = append(cmd.Env, k+"="+v)
		}
	}
	out, err := cmd.Output()
	if err != nil {
		return Signature{}
	}
	name, rest, _ := strings.Cut(string(out), " <")
	email, _, _ := strings.Cut(rest, "> ")
	return Signature{name, email}
}
