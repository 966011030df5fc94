// Package signing signs commits as git does, by the programs that git is set up
// to sign with.
package signing

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"modelreg/catalog/gittree"
)

// Sign gives the armored signature of a commit object. A program may ask the
// user for a passphrase.
func Sign(ctx context.Context, how gittree.Signing, commit []byte) (string, error) {
	sign := openPGP
	if how.Format == "ssh" {
		sign = ssh
	}
	signature, err := sign(ctx, how, commit)
	if err != nil {
		return "", fmt.Errorf("signing the commit as git is set up to (commit.gpgsign): %w", err)
	}
	return strings.ReplaceAll(signature, "\r\n", "\n"), nil
}

// openPGP signs by gpg, which says that it has where a program reads it.
// https://github.com/git/git/blob/v2.39.0/gpg-interface.c#L932
func openPGP(ctx context.Context, how gittree.Signing, commit []byte) (string, error) {
	out, talk, err := run(exec.CommandContext(ctx, how.Program, "--status-fd=2", "-bsau", how.Key), commit)
	if err == nil && !strings.Contains("\n"+talk, "\n[GNUPG:] SIG_CREATED ") {
		err = fmt.Errorf("%s made no signature: %s", how.Program, strings.TrimSpace(talk))
	}
	return out, err
}

// ssh signs by ssh-keygen, from file to file as git does. A public key is of
// one that an agent holds.
// https://github.com/git/git/blob/v2.39.0/gpg-interface.c#L984
func ssh(ctx context.Context, how gittree.Signing, commit []byte) (_ string, err error) {
	dir, err := os.MkdirTemp("", "modelreg-sign-")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	key, buffer := how.Key, filepath.Join(dir, "commit")
	if strings.HasPrefix(key, "ssh-") || strings.Contains(key, " ") && !exists(key) {
		key = filepath.Join(dir, "key")
		if err := os.WriteFile(key, []byte(how.Key+"\n"), 0o600); err != nil {
			return "", err
		}
	}
	if err := os.WriteFile(buffer, commit, 0o600); err != nil {
		return "", err
	}
	if _, _, err := run(exec.CommandContext(ctx, how.Program, "-Y", "sign", "-n", "git", "-f", key, buffer), nil); err != nil {
		return "", err
	}
	signature, err := os.ReadFile(buffer + ".sig")
	return string(signature), err
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// run gives what a program writes to standard output and standard error.
func run(cmd *exec.Cmd, in []byte) (out, talk string, err error) {
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(in), &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", "", fmt.Errorf("running %s: %w: %s", cmd.Path, err, strings.TrimSpace(stderr.String()))
	}
	return stdout.String(), stderr.String(), nil
}
