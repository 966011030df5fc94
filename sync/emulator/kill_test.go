package emulator_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	stdsync "sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"

	"modelreg/sync/emulator"
)

// writerVariable makes the test binary a process that writes into the registry
// it names, until somebody kills it.
const writerVariable = "MODELREG_TEST_WRITER"

// TestWriter is that process. It prints the ARN of each package once the
// registry has said that it is made.
func TestWriter(t *testing.T) {
	path := os.Getenv(writerVariable)
	if path == "" {
		t.Skip("only as a helper of TestKill")
	}
	r := openFile(t, path, emulator.Options{})
	c := connect(t, r, account, "us-east-1")
	var wg stdsync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for {
				arn := createPackage(t, c, packageInput("churn"))
				fmt.Println(arn)
				err := update(t, c, arn, func(in *sagemaker.UpdateModelPackageInput) { in.ModelApprovalStatus = "Approved" })
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

// TestKill kills a writing process at some instant, again and again: what it
// was told is there, and nothing is there by half.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "registry.db")
	r := openFile(t, path, emulator.Options{})
	createGroup(t, connect(t, r, account, "us-east-1"), "churn")
	closeFile(t, r)
	var told []string
	for round := range 4 {
		told = append(told, killAfter(t, path, 5+3*round)...)
		r := openFile(t, path, emulator.Options{})
		checkWhole(t, r, told)
		closeFile(t, r)
	}
}

// killAfter runs a writer, kills it when it has told n ARNs, and gives all
// that it told.
func killAfter(t *testing.T, path string, n int) (told []string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestWriter$")
	cmd.Env = append(os.Environ(), writerVariable+"="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		if strings.HasPrefix(line, "arn:") && strings.HasSuffix(line, "\n") {
			told = append(told, strings.TrimSpace(line))
		}
		if len(told) == n {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
		if err != nil {
			break
		}
	}
	if err := cmd.Wait(); err == nil || len(told) < n {
		t.Fatalf("the writer ended by itself (%v) after %v", err, told)
	}
	return told
}

func checkWhole(t *testing.T, r *emulator.Registry, told []string) {
	t.Helper()
	c := connect(t, r, account, "us-east-1")
	names, _ := listed(t, c, &sagemaker.ListModelPackagesInput{ModelPackageType: "Versioned"})
	byGroup, _ := listed(t, c, &sagemaker.ListModelPackagesInput{ModelPackageGroupName: aws.String("churn")})
	if !slices.Equal(slices.Sorted(slices.Values(names)), slices.Sorted(slices.Values(byGroup))) {
		t.Errorf("indexes disagree: %v, %v", names, byGroup)
	}
	for i, name := range byGroup {
		if want := fmt.Sprintf("churn/%d", i+1); name != want {
			t.Fatalf("package %d is %s", i+1, name)
		}
	}
	for _, arn := range told {
		if _, number, _ := strings.Cut(arn, "model-package/"); !slices.Contains(names, number) {
			t.Errorf("%s was made and is lost", arn)
		}
	}
	// Every package has the event of its creation, and that of its update if
	// and only if it was updated.
	events, err := r.Events(0)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, e := range events {
		seen[e.Resources[0]]++
	}
	for _, name := range names {
		arn := "arn:aws:sagemaker:us-east-1:123456789012:model-package/" + name
		want := 1
		if describe(t, c, arn).ModelApprovalStatus == "Approved" {
			want = 2
		}
		if seen[arn] != want {
			t.Errorf("%s has %d events, want %d", name, seen[arn], want)
		}
	}
}
