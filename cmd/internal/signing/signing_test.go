package signing

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"modelreg/catalog/gittree"
)

const commit = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n\nApprove house-price/1"

// TestSSH signs by a private key and by the public one beside it, and has
// ssh-keygen judge.
func TestSSH(t *testing.T) {
	need(t, "ssh-keygen")
	dir := t.TempDir()
	key := filepath.Join(dir, "id")
	command(t, "", "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
	public, err := os.ReadFile(key + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "signers"), "ana@example.com "+string(public))
	for _, k := range []string{key, key + ".pub"} {
		signature, err := Sign(t.Context(), gittree.Signing{Format: "ssh", Key: k, Program: "ssh-keygen"}, []byte(commit))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, "signature"), signature)
		command(t, commit, "ssh-keygen", "-Y", "verify", "-n", "git", "-f", filepath.Join(dir, "signers"), "-I", "ana@example.com", "-s", filepath.Join(dir, "signature"))
	}
}

// TestOpenPGP signs by gpg with a key of its own, and has gpg judge.
func TestOpenPGP(t *testing.T) {
	need(t, "gpg")
	home, err := os.MkdirTemp("", "gpg") // a short path: gpg-agent listens there
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("GNUPGHOME", home)
	t.Cleanup(func() {
		_ = exec.Command("gpgconf", "--kill", "all").Run() // it may have ended by itself
		if err := os.RemoveAll(home); err != nil {
			t.Error(err)
		}
	})
	command(t, "", "gpg", "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "Ana <ana@example.com>", "ed25519", "sign", "never")
	signature, err := Sign(t.Context(), gittree.Signing{Format: "openpgp", Key: "Ana <ana@example.com>", Program: "gpg"}, []byte(commit))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(home, "signature"), signature)
	command(t, commit, "gpg", "--verify", filepath.Join(home, "signature"), "-")
}

// TestRefused holds that there is no signature where a program makes none,
// whatever it ends with.
func TestRefused(t *testing.T) {
	need(t, "true")
	for _, tt := range []struct {
		how  gittree.Signing
		want string
	}{
		{gittree.Signing{Format: "openpgp", Key: "x", Program: "true"}, "true made no signature"},
		{gittree.Signing{Format: "openpgp", Key: "x", Program: "false"}, "exit status 1"},
		{gittree.Signing{Format: "openpgp", Key: "x", Program: "no-such-program"}, "no-such-program"},
		{gittree.Signing{Format: "ssh", Key: "x", Program: "true"}, "commit.sig"},
		{gittree.Signing{Format: "ssh", Key: "ssh-ed25519 AAAA", Program: "false"}, "exit status 1"},
	} {
		got, err := Sign(t.Context(), tt.how, []byte(commit))
		if err == nil || got != "" || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "commit.gpgsign") {
			t.Errorf("%+v: %q, error %v; want %q", tt.how, got, err, tt.want)
		}
	}
}

func need(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("not run: there is no %s", program)
	}
}

func command(t *testing.T, in, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Stdin = strings.NewReader(in)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
