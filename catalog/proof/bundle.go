package proof

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/natefinch/atomic"

	"modelreg/catalog/evidence"
)

// digestShown is how much of S is in a bundle's name: enough to tell the
// approvals of one version apart.
const digestShown = 16

// BundlePath is where the proof of an approval is kept below a folder of
// bundles: production/pricing/churn/3-0123456789abcdef.json.
func BundlePath(target, group, label, s string) string {
	_, hex, _ := strings.Cut(s, ":")
	return filepath.Join(target, filepath.FromSlash(group), label+"-"+hex[:min(digestShown, len(hex))]+".json")
}

// WriteBundle keeps a proof below a folder, whole or not at all, and gives the
// file's path.
func WriteBundle(dir string, b evidence.Bundle) (string, error) {
	q := b.Facts.Question
	file := filepath.Join(dir, BundlePath(q.Target, q.Group, q.Label, q.S))
	text, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return "", fmt.Errorf("writing the proof of %s: %w", b.Ref, err)
	}
	err = os.MkdirAll(filepath.Dir(file), 0o755)
	if err == nil {
		err = atomic.WriteFile(file, bytes.NewReader(append(text, '\n')))
	}
	if err == nil {
		err = os.Chmod(file, 0o644) // it is there to be shown
	}
	if err != nil {
		return "", fmt.Errorf("writing the proof of %s: %w", b.Ref, err)
	}
	return file, nil
}

// ReadBundle reads the proof that was kept of an approval; false where there is
// none.
func ReadBundle(dir, target, group, label, s string) (evidence.Bundle, bool, error) {
	file := filepath.Join(dir, BundlePath(target, group, label, s))
	text, err := readRegular(file)
	if errors.Is(err, fs.ErrNotExist) {
		return evidence.Bundle{}, false, nil
	}
	var b evidence.Bundle
	if err == nil {
		err = json.Unmarshal(text, &b)
	}
	if err == nil && b.FormatVersion == 0 {
		err = errors.New("it is no proof")
	}
	if err != nil {
		return evidence.Bundle{}, false, fmt.Errorf("reading the proof %s: %w", file, err)
	}
	return b, true, nil
}

// maxBundle is far more than a proof takes: a hundred commits and reviews are
// some 100 KB.
const maxBundle = 64 << 20

// readRegular reads a file that is one: opening a pipe or a device could wait or
// go on for ever.
func readRegular(file string) ([]byte, error) {
	switch info, err := os.Stat(file); {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("it is no regular file")
	case info.Size() > maxBundle:
		return nil, fmt.Errorf("it is larger than %d MB", maxBundle>>20)
	}
	return os.ReadFile(file)
}
