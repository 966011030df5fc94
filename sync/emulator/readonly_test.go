package emulator_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"go.etcd.io/bbolt"

	"modelreg/sync/emulator"
)

func readOnly() emulator.Options {
	o := emulator.Instant()
	o.ReadOnly, o.LockWait = true, 100*time.Millisecond
	return o
}

func groupNames(t testing.TB, c *sagemaker.Client) string {
	t.Helper()
	page, err := c.ListModelPackageGroups(t.Context(), &sagemaker.ListModelPackageGroupsInput{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, g := range page.ModelPackageGroupSummaryList {
		names = append(names, *g.ModelPackageGroupName)
	}
	return strings.Join(names, " ")
}

// A file that may not be written is read, by several at once, and stays as it
// was to the byte.
func TestReadOnly(t *testing.T) {
	clk := newClock()
	dir := t.TempDir()
	t.Setenv("TMPDIR", t.TempDir())
	path := filepath.Join(dir, "registry.db")
	// What was changed a moment ago, Search does not see yet.
	r := openFile(t, path, emulator.Options{Clock: clk.Now})
	c := connect(t, r, account, "us-east-1")
	createGroup(t, c, "churn")
	arn := createPackage(t, c, packageInput("churn", func(in *sagemaker.CreateModelPackageInput) { in.ClientToken = aws.String("t") }))
	closeFile(t, r)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Chmod(path, 0o444), os.Chmod(dir, 0o555)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o755) }) // or the folder could not be removed
	clk.Advance(48 * time.Hour)

	options := readOnly()
	options.Clock = clk.Now
	first := openFile(t, path, options)
	second := openFile(t, path, options)
	for _, r := range []*emulator.Registry{first, second} {
		c := connect(t, r, account, "us-east-1")
		if got := groupNames(t, c); got != "churn" {
			t.Errorf("groups %q", got)
		}
		if got := describe(t, c, arn); *got.ModelPackageVersion != 1 {
			t.Errorf("described %v", got)
		}
		if got := found(t, c, sagemaker.SearchInput{}); len(got) != 1 {
			t.Errorf("Search found %v", got)
		}
		if got := groupNames(t, connect(t, r, account, "eu-west-1")); got != "" {
			t.Errorf("groups %q in a region that nobody used", got)
		}
		_, err := c.CreateModelPackageGroup(t.Context(), &sagemaker.CreateModelPackageGroupInput{ModelPackageGroupName: aws.String("more")})
		wantError(t, err, "AccessDeniedException", "is not authorized to perform: sagemaker:CreateModelPackageGroup because the registry was opened to be read only")
		_, err = c.DeleteModelPackage(t.Context(), &sagemaker.DeleteModelPackageInput{ModelPackageName: &arn})
		wantError(t, err, "AccessDeniedException", "sagemaker:DeleteModelPackage")
	}
	if r, err := emulator.Open(path, emulator.Options{LockWait: emulator.None}); !errors.Is(err, emulator.ErrLocked) && !errors.Is(err, os.ErrPermission) {
		t.Errorf("writing while others read: %v, %v", r, err)
	}
	closeFile(t, first)
	closeFile(t, second)
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed; %v", err)
	}
	left, err := os.ReadDir(os.Getenv("TMPDIR"))
	if err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

// A registry that is being written is not read.
func TestReadOnlyLocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "registry.db")
	writer := openFile(t, path, emulator.Instant())
	defer closeFile(t, writer)
	if r, err := emulator.Open(path, readOnly()); !errors.Is(err, emulator.ErrLocked) {
		t.Errorf("got %v, %v; want ErrLocked", r, err)
	}
}

// What was never written reads as empty, and is not made.
func TestReadOnlyEmpty(t *testing.T) {
	edit := func(t *testing.T, path string, f func(*bbolt.Tx) error) {
		db, err := bbolt.Open(path, 0o600, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(db.Update(f), db.Close()); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		make   func(t *testing.T, path string)
		groups string
	}{
		"no file":    {func(*testing.T, string) {}, ""},
		"empty file": {func(t *testing.T, path string) { edit(t, path, nothing); truncate(t, path) }, ""},
		"no buckets": {func(t *testing.T, path string) { edit(t, path, nothing) }, ""},
		"never used": {func(t *testing.T, path string) { closeFile(t, openFile(t, path, emulator.Instant())) }, ""},
		"empty scope": {func(t *testing.T, path string) {
			edit(t, path, func(b *bbolt.Tx) error {
				_, err := b.CreateBucket([]byte("scope/" + account + "/us-east-1"))
				return err
			})
		}, ""},
		"older layout": {func(t *testing.T, path string) {
			r := openFile(t, path, emulator.Instant())
			createGroup(t, connect(t, r, account, "us-east-1"), "churn")
			closeFile(t, r)
			edit(t, path, func(b *bbolt.Tx) error {
				scope := b.Bucket([]byte("scope/" + account + "/us-east-1"))
				return errors.Join(b.DeleteBucket([]byte("events")), scope.DeleteBucket([]byte("tokens")), scope.DeleteBucket([]byte("queue")))
			})
		}, "churn"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "new", "registry.db")
			if name != "no file" {
				if err := os.Mkdir(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			c.make(t, path)
			before, beforeErr := os.ReadFile(path)
			r := openFile(t, path, readOnly())
			if got := groupNames(t, connect(t, r, account, "us-east-1")); got != c.groups {
				t.Errorf("groups %q, want %q", got, c.groups)
			}
			if events, err := r.Events(0); err != nil || len(events) > 0 {
				t.Errorf("events %v, %v", events, err)
			}
			if n, err := r.LastEvent(); err != nil || n > 0 {
				t.Errorf("last event %d, %v", n, err)
			}
			_, err := connect(t, r, account, "us-east-1").CreateModelPackageGroup(t.Context(), &sagemaker.CreateModelPackageGroupInput{ModelPackageGroupName: aws.String("more")})
			wantError(t, err, "AccessDeniedException", "opened to be read only")
			closeFile(t, r)
			after, afterErr := os.ReadFile(path)
			if !bytes.Equal(before, after) || errors.Is(beforeErr, os.ErrNotExist) != errors.Is(afterErr, os.ErrNotExist) {
				t.Errorf("the file was changed: %v, %v", beforeErr, afterErr)
			}
		})
	}
}

func nothing(*bbolt.Tx) error { return nil }

func truncate(t *testing.T, path string) {
	t.Helper()
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
}
