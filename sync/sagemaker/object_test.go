package sagemaker

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"modelreg/sync/emulator"
)

// TestReadObject reads reports from a bucket, and says why one can't be read.
func TestReadObject(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodPost:
			fmt.Fprintf(w, `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Account>%s</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`, testAccount)
		case r.URL.Path == "/acme/bias/analysis.json":
			fmt.Fprint(w, `{"version": "1.0"}`)
		case r.URL.Path == "/acme/endless.json":
			w.(http.Flusher).Flush() // no length is told
			fmt.Fprint(w, strings.Repeat(" ", 2000))
		case r.URL.Path == "/acme/long.json":
			w.Header().Set("Content-Length", "1001")
			fmt.Fprint(w, strings.Repeat(" ", 1001))
		case r.URL.Path == "/acme/secret.json":
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, `<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>`)
		case r.URL.Path == "/abroad/analysis.json":
			w.Header().Set("X-Amz-Bucket-Region", "us-east-1")
			w.WriteHeader(http.StatusMovedPermanently)
			fmt.Fprint(w, `<Error><Code>PermanentRedirect</Code><Message>Use another endpoint.</Message></Error>`)
		default:
			w.Header().Set("X-Amz-Bucket-Region", "eu-west-1")
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>`)
		}
	}))
	defer server.Close()
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": server.URL, "AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_EC2_METADATA_DISABLED": "true",
	} {
		t.Setenv(name, value)
	}
	target, err := Open(t.Context(), Options{Region: "eu-west-1", AccountID: testAccount, MaxAttempts: 1, Logf: t.Errorf})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ uri, text, problem string }{
		{"s3://acme/bias/analysis.json", `{"version": "1.0"}`, ""},
		{"s3://acme/long.json", "", "it has 1001 bytes, and 1000 is the most"},
		{"s3://acme/endless.json", "", "it has more than 1000 bytes"},
		{"s3://acme/secret.json", "", "AccessDenied: Access Denied (s3:GetObject)"},
		{"s3://acme/none.json", "", "NoSuchKey: The specified key does not exist. (s3:GetObject)"},
		{"s3://abroad/analysis.json", "", "PermanentRedirect: Use another endpoint. (s3:GetObject); the bucket is in us-east-1, and the target in eu-west-1"},
		{"s3://acme", "", "is no object in S3"},
		{"s3://acme/", "", "is no object in S3"},
		{"https://acme.example/x.json", "", "is no object in S3"},
	} {
		text, err := target.ReadObject(t.Context(), c.uri, 1000)
		if err != nil && strings.Contains(err.Error(), "the bucket is in eu-west-1") {
			t.Errorf("%s: %v, which is where it was asked for", c.uri, err)
		}
		if string(text) != c.text || (err == nil) != (c.problem == "") || err != nil && !strings.Contains(err.Error(), c.problem) {
			t.Errorf("%s: %q, %v; want %q, %q", c.uri, text, err, c.text, c.problem)
		}
	}
	registry, err := emulator.Open("", emulator.Instant())
	if err != nil {
		t.Fatal(err)
	}
	defer registry.Close()
	embedded, err := Open(t.Context(), Options{Region: "eu-west-1", AccountID: testAccount, Embedded: emulator.Transport(registry)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := embedded.ReadObject(t.Context(), "s3://acme/bias/analysis.json", 1000); err == nil {
		t.Error("an embedded registry reads from S3")
	}
}
