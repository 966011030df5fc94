package main

import (
	"bufio"
	"context"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"modelreg/cmd/internal/cli"
)

// inProcess is a world for a command that a test runs in its own process.
func inProcess(args ...string) cli.World {
	return cli.World{
		Args:   args,
		Stdout: io.Discard, Stderr: io.Discard,
		Getenv: func(string) string { return "" },
		Now:    time.Now, Sleep: sleep, Random: rand.Float64,
	}
}

// TestServe uses a served registry as any AWS client does, stops it as Ctrl-C
// does, and finds what it did when it is served again.
func TestServe(t *testing.T) {
	folder := t.TempDir()
	args := []string{"local", "serve", "--addr", "127.0.0.1:0", "--search-lag", "0s",
		"--path", filepath.Join(folder, "registry.db"), "--events", filepath.Join(folder, "events.jsonl")}

	client, stop := serve(t, args)
	group, err := client.CreateModelPackageGroup(t.Context(), &sagemaker.CreateModelPackageGroupInput{ModelPackageGroupName: aws.String("churn")})
	if err != nil {
		t.Fatal(err)
	}
	if want := "arn:aws:sagemaker:eu-west-1:123456789012:model-package-group/churn"; aws.ToString(group.ModelPackageGroupArn) != want {
		t.Errorf("group is %s, want %s", aws.ToString(group.ModelPackageGroupArn), want)
	}
	created, err := client.CreateModelPackage(t.Context(), &sagemaker.CreateModelPackageInput{
		ModelPackageGroupName: aws.String("churn"), ModelApprovalStatus: types.ModelApprovalStatusPendingManualApproval,
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.CreateModelPackageGroup(t.Context(), &sagemaker.CreateModelPackageGroupInput{ModelPackageGroupName: aws.String("-")})
	if err == nil || !strings.Contains(err.Error(), "ValidationException") {
		t.Errorf("a bad name gives %v, want a ValidationException", err)
	}
	stop()

	client, stop = serve(t, args)
	_, err = client.UpdateModelPackage(t.Context(), &sagemaker.UpdateModelPackageInput{
		ModelPackageArn: created.ModelPackageArn, ModelApprovalStatus: types.ModelApprovalStatusApproved,
	})
	if err != nil {
		t.Fatal(err)
	}
	stop()
	events, err := os.ReadFile(filepath.Join(folder, "events.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(events), "SageMaker Model Package State Change"); n != 2 {
		t.Errorf("%d events, want one for the creation and one for the update:\n%s", n, events)
	}
}

// serve runs the command and gives a client for the address that it prints.
func serve(t *testing.T, args []string) (*sagemaker.Client, func()) {
	ctx, cancel := context.WithCancel(t.Context())
	out, stdout := io.Pipe()
	world := inProcess(args...)
	world.Stdout = stdout
	ended := make(chan cli.Code, 1)
	go func() {
		ended <- run(ctx, world)
		_ = stdout.Close()
	}()
	url, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("no address: %v, exit code %d", err, <-ended)
	}
	client := sagemaker.New(sagemaker.Options{
		Region:       "eu-west-1",
		BaseEndpoint: aws.String(strings.TrimSpace(url)),
		Credentials:  credentials.NewStaticCredentialsProvider("123456789012", "any", ""),
	})
	return client, func() {
		cancel()
		if code := <-ended; code != cli.OK {
			t.Errorf("serve ended with %d", code)
		}
	}
}
