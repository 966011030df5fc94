package emulator_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"

	"modelreg/sync/emulator"
)

func TestFaults(t *testing.T) {
	tests := []struct {
		name  string
		fault emulator.Fault
		code  string // of the error; "" is a broken connection
		done  bool   // whether the call took effect all the same
	}{
		{"throttled", emulator.Fault{Before: "ThrottlingException"}, "ThrottlingException", false},
		{"failed before", emulator.Fault{Before: "InternalFailure"}, "InternalFailure", false},
		{"failed after", emulator.Fault{After: "InternalFailure"}, "InternalFailure", true},
		{"conflict", emulator.Fault{Before: "ConflictException"}, "ConflictException", false},
		{"never arrived", emulator.Fault{Before: emulator.Drop}, "", false},
		{"answer lost", emulator.Fault{After: emulator.Drop}, "", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var calls []emulator.Call
			o := emulator.Instant()
			o.OnCall = func(c emulator.Call) { calls = append(calls, c) }
			o.Faults = func(c emulator.Call) emulator.Fault {
				if c.Operation == "CreateModelPackage" && c.N == 2 {
					return tt.fault
				}
				return emulator.Fault{}
			}
			r, c := start(t, o)
			createGroup(t, c, "churn")
			createPackage(t, c, packageInput("churn"))
			_, err := c.CreateModelPackage(t.Context(), packageInput("churn"))
			switch {
			case tt.code != "":
				wantError(t, err, tt.code, "")
			case !errors.Is(err, io.ErrUnexpectedEOF):
				t.Errorf("got %v, want a broken connection", err)
			}
			if n, err := r.LastEvent(); err != nil || (n == 2) != tt.done {
				t.Errorf("%d packages made (%v); done %v", n, err, tt.done)
			}
			if last := calls[len(calls)-1]; last != (emulator.Call{Operation: "CreateModelPackage", N: 2, Total: 3}) {
				t.Errorf("last call %+v", last)
			}
		})
	}
}

func TestThrottleEvery(t *testing.T) {
	o := emulator.Instant()
	o.Faults = emulator.ThrottleEvery(3)
	_, c := start(t, o)
	var throttled []int
	for i := 1; i <= 7; i++ {
		if _, err := c.ListModelPackageGroups(t.Context(), &sagemaker.ListModelPackageGroupsInput{}); err != nil {
			wantError(t, err, "ThrottlingException", "Rate exceeded")
			throttled = append(throttled, i)
		}
	}
	if len(throttled) != 2 || throttled[0] != 3 || throttled[1] != 6 {
		t.Errorf("throttled calls %v, want 3 and 6", throttled)
	}
}

// TestSDKRetries sees that the SDK's own retries get through what faults do.
func TestSDKRetries(t *testing.T) {
	o := emulator.Instant()
	o.Faults = func(c emulator.Call) emulator.Fault {
		switch c.N {
		case 1:
			return emulator.Fault{After: emulator.Drop}
		case 2:
			return emulator.Fault{Before: "ServiceUnavailable"}
		}
		return emulator.Fault{}
	}
	c := sagemaker.New(sagemaker.Options{
		Region:      "us-east-1",
		Credentials: credentials.NewStaticCredentialsProvider(account, "secret", ""),
		HTTPClient:  &http.Client{Transport: emulator.Transport(open(t, o))},
		Retryer: retry.NewStandard(func(so *retry.StandardOptions) {
			so.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
		}),
	})
	_, err := c.CreateModelPackageGroup(t.Context(), &sagemaker.CreateModelPackageGroupInput{ModelPackageGroupName: aws.String("churn")})
	wantError(t, err, "ValidationException", "already exists")
	arn := createPackage(t, c, packageInput("churn"))
	if arn != "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/1" {
		t.Errorf("the client token of the SDK did not find what its first attempt made: %s", arn)
	}
}

func TestSlowAnswer(t *testing.T) {
	o := emulator.Instant()
	o.Faults = func(emulator.Call) emulator.Fault { return emulator.Fault{Delay: time.Hour} }
	_, c := start(t, o)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := c.ListModelPackageGroups(ctx, &sagemaker.ListModelPackageGroupsInput{})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestDropOverANetwork(t *testing.T) {
	o := emulator.Instant()
	o.Faults = func(emulator.Call) emulator.Fault { return emulator.Fault{After: emulator.Drop} }
	server := httptest.NewServer(open(t, o))
	defer server.Close()
	c := sagemaker.New(sagemaker.Options{
		Region:       "us-east-1",
		Credentials:  credentials.NewStaticCredentialsProvider(account, "secret", ""),
		BaseEndpoint: &server.URL,
		Retryer:      aws.NopRetryer{},
	})
	_, err := c.ListModelPackageGroups(t.Context(), &sagemaker.ListModelPackageGroupsInput{})
	if !errors.Is(err, io.EOF) {
		t.Errorf("got %v, want a broken connection", err)
	}
}
