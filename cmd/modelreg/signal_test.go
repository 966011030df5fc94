//go:build unix

package main

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestSignal interrupts the program itself, as Ctrl-C does.
func TestSignal(t *testing.T) {
	c := exec.CommandContext(t.Context(), "modelreg", "local", "serve", "--addr", "127.0.0.1:0", "--path", filepath.Join(t.TempDir(), "registry.db"))
	var talk bytes.Buffer
	c.Stderr = &talk
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || !strings.HasPrefix(line, "http://127.0.0.1:") {
		t.Errorf("first line is %q, %v", line, err)
	}
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); err != nil {
		t.Errorf("interrupted: %v\n%s", err, talk.String())
	}
	if !strings.Contains(talk.String(), "modelreg: interrupted; ") {
		t.Errorf("talk is %q", talk.String())
	}
}
