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

// openFile opens a registry that the test closes itself.
func openFile(t testing.TB, path string, o emulator.Options) *emulator.Registry {
	t.Helper()
	r, err := emulator.Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func closeFile(t testing.TB, r *emulator.Registry) {
	t.Helper()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestReopen(t *testing.T) {
	clk := newClock()
	path := filepath.Join(t.TempDir(), "registry.db")
	r := openFile(t, path, emulator.Options{Clock: clk.Now})
	c := connect(t, r, account, "us-east-1")
	createGroup(t, c, "churn")
	for range 2 {
		createPackage(t, c, packageInput("churn", func(in *sagemaker.CreateModelPackageInput) { in.ClientToken = aws.String("t") }))
	}
	arn := createPackage(t, c, packageInput("churn"))
	if _, err := c.DeleteModelPackage(t.Context(), &sagemaker.DeleteModelPackageInput{ModelPackageName: &arn}); err != nil {
		t.Fatal(err)
	}
	page, err := c.ListModelPackageGroups(t.Context(), &sagemaker.ListModelPackageGroupsInput{})
	if err != nil || len(page.ModelPackageGroupSummaryList) != 1 {
		t.Fatalf("groups %v, %v", page, err)
	}
	closeFile(t, r)

	r = openFile(t, path, emulator.Options{Clock: clk.Now})
	defer closeFile(t, r)
	c = connect(t, r, account, "us-east-1")
	if again := createPackage(t, c, packageInput("churn", func(in *sagemaker.CreateModelPackageInput) { in.ClientToken = aws.String("t") })); again != "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/1" {
		t.Errorf("the client token made %s", again)
	}
	if got := describe(t, c, createPackage(t, c, packageInput("churn"))); *got.ModelPackageVersion != 3 {
		t.Errorf("version %d after 1 and 2, of which 2 was deleted", *got.ModelPackageVersion)
	}
	// What Search had not seen before the end it sees after the start.
	clk.Advance(2e9)
	if got := found(t, c, sagemaker.SearchInput{}); len(got) != 2 {
		t.Errorf("found %v", got)
	}
}

func TestOpenMakesAFolderThatGitIgnores(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", ".modelreg")
	closeFile(t, openFile(t, filepath.Join(dir, "registry.db"), emulator.Instant()))
	text, err := os.ReadFile(filepath.Join(dir, ".gitignore"))
	if err != nil || string(text) != "*\n" {
		t.Errorf(".gitignore %q, %v", text, err)
	}
	// A folder that was there is somebody else's.
	other := t.TempDir()
	closeFile(t, openFile(t, filepath.Join(other, "registry.db"), emulator.Instant()))
	if _, err := os.Stat(filepath.Join(other, ".gitignore")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a .gitignore in a folder that was there: %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text.db")
	if err := os.WriteFile(text, []byte("this is no database, but it is long enough to be looked at"), 0o600); err != nil {
		t.Fatal(err)
	}
	future := filepath.Join(dir, "future.db")
	closeFile(t, openFile(t, future, emulator.Instant()))
	db, err := bbolt.Open(future, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error { return tx.Bucket([]byte("meta")).Put([]byte("format"), []byte("2")) })
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{text, future, dir, filepath.Join(text, "registry.db")} {
		for _, o := range []emulator.Options{emulator.Instant(), readOnly()} {
			if r, err := emulator.Open(path, o); err == nil {
				closeFile(t, r)
				t.Errorf("%s was opened; read only: %t", path, o.ReadOnly)
			}
		}
	}
}

// A file that lost pages is refused with an error.
func TestDamagedFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "registry.db")
	r := openFile(t, path, emulator.Instant())
	c := connect(t, r, account, "us-east-1")
	createGroup(t, c, "churn")
	for range 200 {
		createPackage(t, c, packageInput("churn"))
	}
	closeFile(t, r)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	kept := 2 * os.Getpagesize() // the two pages that say where the others are
	blank := append(bytes.Clone(good[:kept]), make([]byte, len(good)-kept)...)
	for name, text := range map[string][]byte{"cut short": good[:len(good)/2], "hardly begun": good[:kept], "blank": blank} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "registry.db")
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := emulator.Open(path, emulator.Instant()); err == nil || !strings.Contains(err.Error(), "the file is damaged") {
				t.Errorf("got %v", err)
			}
			path = filepath.Join(t.TempDir(), "registry.db") // the other one is locked as long as nobody collects the garbage
			if err := os.WriteFile(path, text, 0o400); err != nil {
				t.Fatal(err)
			}
			if r, err := emulator.Open(path, readOnly()); err == nil {
				defer closeFile(t, r)
				_, err = connect(t, r, account, "us-east-1").ListModelPackages(t.Context(), &sagemaker.ListModelPackagesInput{})
				wantError(t, err, "InternalFailure", "the file is damaged")
			} else if !strings.Contains(err.Error(), "the file is damaged") {
				t.Errorf("read only: got %v", err)
			}
		})
	}
}

func TestTemporaryRegistryLeavesNothing(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	closeFile(t, openFile(t, "", emulator.Instant()))
	left, err := os.ReadDir(tmp)
	if err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

// TestLocked opens a file that somebody else has.
func TestLocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "registry.db")
	first := openFile(t, path, emulator.Instant())
	for _, wait := range []time.Duration{emulator.None, 60 * time.Millisecond} {
		o := emulator.Instant()
		o.LockWait = wait
		if r, err := emulator.Open(path, o); !errors.Is(err, emulator.ErrLocked) {
			t.Errorf("waiting %v: got %v, %v; want ErrLocked", wait, r, err)
		}
	}
	// Who waits long enough gets it.
	done := make(chan error)
	go func() {
		r, err := emulator.Open(path, emulator.Instant())
		if err == nil {
			err = r.Close()
		}
		done <- err
	}()
	closeFile(t, first)
	if err := <-done; err != nil {
		t.Error(err)
	}
}
