package sagemaker

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	stdsync "sync"
	"testing"
	"time"
)

// awsServer is a stand-in for STS and SageMaker that notes who called what.
type awsServer struct {
	account string

	mu    stdsync.Mutex
	calls []string // "AKIAUSER AssumeRole"
}

func (s *awsServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	_, key, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	key, _, _ = strings.Cut(key, "/")
	operation := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "SageMaker.")
	switch {
	case strings.Contains(string(body), "Action=GetCallerIdentity"):
		operation = "GetCallerIdentity"
		fmt.Fprint(w, identityOf(s.account))
	case strings.Contains(string(body), "Action=AssumeRole"):
		operation = "AssumeRole"
		if !strings.Contains(string(body), "RoleSessionName=modelreg&") {
			operation += " under another name"
		}
		fmt.Fprintf(w, `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>`+
			`<AccessKeyId>AKIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>`+
			`<Expiration>%s</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
			time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
	default:
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		fmt.Fprint(w, `{}`)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, key+" "+operation)
}

// asUser points the SDK's environment at the server, with a user's keys.
func (s *awsServer) asUser(t *testing.T) {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	none := filepath.Join(t.TempDir(), "none")
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "AKIAUSER", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "", "AWS_PROFILE": "",
		"AWS_CONFIG_FILE": none, "AWS_SHARED_CREDENTIALS_FILE": none, "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_ENDPOINT_URL_SAGEMAKER": server.URL, "AWS_ENDPOINT_URL_STS": server.URL,
	} {
		t.Setenv(name, value)
	}
}

func TestOpen(t *testing.T) {
	tests := []struct {
		name    string
		account string // of the credentials
		role    string
		calls   []string
		err     string
	}{
		{
			name: "credentials of the account", account: testAccount,
			calls: []string{"AKIAUSER GetCallerIdentity", "AKIAUSER DeleteModelPackage"},
		},
		{
			name: "with a role", account: testAccount, role: "arn:aws:iam::111122223333:role/modelreg-sync",
			calls: []string{"AKIAUSER AssumeRole", "AKIAROLE GetCallerIdentity", "AKIAROLE DeleteModelPackage"},
		},
		{
			name: "credentials of another account", account: "999988887777",
			calls: []string{"AKIAUSER GetCallerIdentity"},
			err:   `credentials of "arn:aws:iam::999988887777:user/ana" belong to account "999988887777"; the target's accountId is "111122223333"`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server := &awsServer{account: tt.account}
			server.asUser(t)
			target, err := Open(t.Context(), Options{Region: "us-east-1", AccountID: testAccount, RoleARN: tt.role})
			switch {
			case tt.err != "":
				if err == nil || err.Error() != tt.err {
					t.Errorf("got %v, want %s", err, tt.err)
				}
			case err != nil:
				t.Fatal(err)
			default:
				if err := target.DeletePackage(t.Context(), "arn:1"); err != nil {
					t.Fatal(err)
				}
			}
			if got, want := strings.Join(server.calls, ", "), strings.Join(tt.calls, ", "); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

// An embedded registry is opened whatever the environment says.
func TestOpenEmbeddedReadsNoEnvironment(t *testing.T) {
	t.Setenv("AWS_PROFILE", "no-such-profile")
	t.Setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
	t.Setenv("AWS_REGION", "eu-west-1")
	target, f := openFake(t, map[string]answer{
		"DeleteModelPackage": func(int, map[string]any) (int, any) { return 200, nil },
	})
	if err := target.DeletePackage(t.Context(), "arn:1"); err != nil || f.count()["DeleteModelPackage"] != 1 {
		t.Errorf("got %v after %v", err, f.count())
	}
}

// The error of a role that may not be assumed names the call that failed.
func TestOpenRoleDenied(t *testing.T) {
	denied := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(403)
		fmt.Fprint(w, `<ErrorResponse><Error><Code>AccessDenied</Code><Message>not for you</Message></Error></ErrorResponse>`)
	})
	(&awsServer{}).asUser(t)
	server := httptest.NewServer(denied)
	defer server.Close()
	t.Setenv("AWS_ENDPOINT_URL_STS", server.URL)
	_, err := Open(t.Context(), Options{Region: "us-east-1", AccountID: testAccount, RoleARN: "arn:aws:iam::111122223333:role/r"})
	const want = "finding out the account of the credentials: AccessDenied: not for you (sts:AssumeRole)"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	var refused *CallError
	if !errors.As(err, &refused) {
		t.Errorf("got %T", err)
	}
}
