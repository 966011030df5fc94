package emulator_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"modelreg/sync/emulator"
)

func identify(t testing.TB, h http.Handler, key string) (*sts.GetCallerIdentityOutput, error) {
	return sts.New(sts.Options{
		Region:      "eu-west-1",
		Credentials: credentials.NewStaticCredentialsProvider(key, "secret", ""),
		HTTPClient:  &http.Client{Transport: emulator.Transport(h)},
		Retryer:     aws.NopRetryer{},
	}).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
}

func TestGetCallerIdentity(t *testing.T) {
	fixed := emulator.Instant()
	fixed.Account = "444455556666"
	tests := []struct {
		name, key string
		options   emulator.Options
		want      string
	}{
		{"the key is the account", "111122223333", emulator.Instant(), "111122223333"},
		{"any key", "AKIAIOSFODNN7EXAMPLE", emulator.Instant(), emulator.DefaultAccount},
		{"set by option", "111122223333", fixed, "444455556666"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			out, err := identify(t, open(t, tt.options), tt.key)
			if err != nil {
				t.Fatal(err)
			}
			if *out.Account != tt.want || !strings.HasPrefix(*out.Arn, "arn:aws:iam::"+tt.want+":user/") || *out.UserId == "" {
				t.Errorf("account %s, arn %s, user %s; want account %s", *out.Account, *out.Arn, *out.UserId, tt.want)
			}
			if strings.Contains(*out.Arn, tt.key) && tt.key != tt.want {
				t.Errorf("arn %s shows the access key", *out.Arn)
			}
		})
	}
}

// TestAssumeRole goes from one account to another, as a sync does that has a
// role in the registry's account.
func TestAssumeRole(t *testing.T) {
	r := open(t, emulator.Instant())
	base := sts.Options{
		Region:      "eu-west-1",
		Credentials: credentials.NewStaticCredentialsProvider("111122223333", "secret", ""),
		HTTPClient:  &http.Client{Transport: emulator.Transport(r)},
	}
	there := base.Copy()
	there.Credentials = aws.NewCredentialsCache(stscreds.NewAssumeRoleProvider(sts.New(base), "arn:aws:iam::444455556666:role/ci/modelreg-sync"))
	out, err := sts.New(there).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	if err != nil {
		t.Fatal(err)
	}
	if *out.Account != "444455556666" {
		t.Errorf("account %s", *out.Account)
	}
	_, err = sts.New(base).AssumeRole(t.Context(), &sts.AssumeRoleInput{RoleArn: aws.String("not a role at all"), RoleSessionName: aws.String("x")})
	wantError(t, err, "ValidationError", "not a role at all is invalid")
}

func TestSTSRefuses(t *testing.T) {
	o := emulator.Instant()
	o.Faults = emulator.ThrottleEvery(1)
	_, err := identify(t, open(t, o), account)
	wantError(t, err, "ThrottlingException", "Rate exceeded")
	for _, body := range []string{"Action=GetSessionToken", "%zz", ""} {
		req := httptest.NewRequest("POST", "/", strings.NewReader(body))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
		w := httptest.NewRecorder()
		open(t, emulator.Instant()).ServeHTTP(w, req)
		if w.Code != 400 || !strings.Contains(w.Body.String(), "<Code>InvalidAction</Code>") {
			t.Errorf("%q: %d %s", body, w.Code, w.Body)
		}
	}
}
