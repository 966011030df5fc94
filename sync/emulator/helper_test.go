package emulator_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	stdsync "sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
	"github.com/aws/smithy-go"

	"modelreg/sync/emulator"
)

// A clock is a time that only a test moves.
type clock struct {
	mu  stdsync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 1, 15, 10, 0, 0, 123_000_000, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// open gives a temporary registry that ends with the test.
func open(t testing.TB, o emulator.Options) *emulator.Registry {
	t.Helper()
	r, err := emulator.Open("", o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// connect gives the SDK's client for an account and region. Every answer that
// it gets is held against the model.
func connect(t testing.TB, h http.Handler, account, region string) *sagemaker.Client {
	return sagemaker.New(sagemaker.Options{
		Region:      region,
		Credentials: credentials.NewStaticCredentialsProvider(account, "secret", ""),
		HTTPClient:  &http.Client{Transport: checked{t, emulator.Transport(h)}},
		Retryer:     aws.NopRetryer{},
	})
}

type checked struct {
	t    testing.TB
	next http.RoundTripper
}

func (c checked) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := c.next.RoundTrip(req)
	if err != nil || res.StatusCode != http.StatusOK {
		return res, err
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	op := strings.TrimPrefix(req.Header.Get("X-Amz-Target"), "SageMaker.")
	if err := emulator.CheckAnswer(op, body); err != nil {
		c.t.Error(err)
	}
	if res.Header.Get("x-amzn-RequestId") == "" {
		c.t.Errorf("answer of %s has no request id", op)
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	return res, nil
}

const account = "123456789012"

// start gives a registry and a client of it.
func start(t testing.TB, o emulator.Options) (*emulator.Registry, *sagemaker.Client) {
	t.Helper()
	r := open(t, o)
	return r, connect(t, r, account, "us-east-1")
}

func createGroup(t testing.TB, c *sagemaker.Client, name string) string {
	t.Helper()
	out, err := c.CreateModelPackageGroup(t.Context(), &sagemaker.CreateModelPackageGroupInput{ModelPackageGroupName: &name})
	if err != nil {
		t.Fatal(err)
	}
	return *out.ModelPackageGroupArn
}

// packageInput is a plain package; change may make it special.
func packageInput(group string, change ...func(*sagemaker.CreateModelPackageInput)) *sagemaker.CreateModelPackageInput {
	in := &sagemaker.CreateModelPackageInput{
		ModelPackageGroupName:      &group,
		CustomerMetadataProperties: map[string]string{"owner": "ana"},
		InferenceSpecification: &types.InferenceSpecification{
			Containers: []types.ModelPackageContainerDefinition{{
				Image:        aws.String("382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1"),
				ModelDataUrl: aws.String("s3://models/house-price/model.tar.gz"),
			}},
			SupportedContentTypes:           []string{"text/csv"},
			SupportedResponseMIMETypes:      []string{"text/csv"},
			SupportedTransformInstanceTypes: []types.TransformInstanceType{"ml.m5.large"},
		},
	}
	for _, f := range change {
		f(in)
	}
	return in
}

func createPackage(t testing.TB, c *sagemaker.Client, in *sagemaker.CreateModelPackageInput) string {
	t.Helper()
	out, err := c.CreateModelPackage(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return *out.ModelPackageArn
}

func describe(t testing.TB, c *sagemaker.Client, arn string) *sagemaker.DescribeModelPackageOutput {
	t.Helper()
	out, err := c.DescribeModelPackage(t.Context(), &sagemaker.DescribeModelPackageInput{ModelPackageName: &arn})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// wantError checks an error's code, and that its message contains a text.
func wantError(t testing.TB, err error, code, message string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) {
		t.Fatalf("got error %v, want %s", err, code)
	}
	if api.ErrorCode() != code || !strings.Contains(api.ErrorMessage(), message) {
		t.Errorf("got %s: %s\nwant %s: ...%s...", api.ErrorCode(), api.ErrorMessage(), code, message)
	}
}
