package main

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"modelreg/catalog/report"
	"modelreg/catalog/site"
	"modelreg/catalog/site/sitetest"
	"modelreg/sync/sagemaker"
)

const biasReport = `{"pre_training_bias_metrics": {"label": "price", "facets": {"district": [{"value_or_threshold": "north", "metrics": [{"name": "CI", "value": 0.31}]}]}}}`

// bucketsOf is a target whose S3 answers as it is told.
func bucketsOf(t *testing.T, answer http.HandlerFunc) *sagemaker.Target {
	t.Helper()
	const account = "123456789012"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			fmt.Fprintf(w, `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Account>%s</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`, account)
			return
		}
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": server.URL, "AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_EC2_METADATA_DISABLED": "true",
	} {
		t.Setenv(name, value)
	}
	target, err := sagemaker.Open(t.Context(), sagemaker.Options{Region: "eu-west-1", AccountID: account, MaxAttempts: 1})
	if err != nil {
		t.Fatal(err)
	}
	return target
}

// saidOf is what a page says of a report: its problem, or that there is none.
func saidOf(r site.Report) string {
	if r.Read == nil {
		return r.Problem
	}
	if _, err := r.Read(); err != nil {
		return err.Error()
	}
	return r.Problem
}

// TestFetchSays: a report that can't be read from S3 says what happened.
func TestFetchSays(t *testing.T) {
	deny := func(w http.ResponseWriter, status int, code string) {
		w.WriteHeader(status)
		fmt.Fprintf(w, `<Error><Code>%s</Code><Message>in S3's words</Message></Error>`, code)
	}
	target := bucketsOf(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/acme/good.json":
			fmt.Fprint(w, biasReport)
		case "/acme/broken.json":
			fmt.Fprint(w, "<html>")
		case "/acme/huge.json":
			w.Header().Set("Content-Length", fmt.Sprint(report.Most+1))
		case "/acme/secret.json":
			deny(w, http.StatusForbidden, "AccessDenied")
		case "/abroad/a.json":
			w.Header().Set("X-Amz-Bucket-Region", "us-east-1")
			deny(w, http.StatusMovedPermanently, "PermanentRedirect")
		default:
			deny(w, http.StatusNotFound, "NoSuchKey")
		}
	})
	want := map[string]string{
		"s3://acme/good.json":   "",
		"s3://acme/broken.json": "it is not JSON: line 1, column 1",
		"s3://acme/huge.json":   "it has 8388609 bytes, and 8388608 is the most that is read",
		"s3://acme/secret.json": "AccessDenied: in S3's words (s3:GetObject)",
		"s3://acme/none.json":   "NoSuchKey: in S3's words (s3:GetObject)",
		"s3://abroad/a.json":    "the bucket is in us-east-1, and the target in eu-west-1",
	}
	reports := map[string]*site.Report{}
	var wishes []wish
	for uri := range want {
		reports[uri] = &site.Report{URI: uri, Problem: "nobody asked"}
		wishes = append(wishes, wish{reports[uri], target})
	}
	newFetcher().all(t.Context(), wishes)
	for uri, problem := range want {
		if got := saidOf(*reports[uri]); !strings.Contains(got, problem) || (got == "") != (problem == "") {
			t.Errorf("%s: %q, want %q", uri, got, problem)
		}
	}
}

// TestFetchWaitsNoLonger: an S3 that gives no answer, or not all of one, is
// waited for as long as that is said to take, and not for each report anew.
func TestFetchWaitsNoLonger(t *testing.T) {
	var asked atomic.Int32
	target := bucketsOf(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		switch {
		case strings.HasPrefix(r.URL.Path, "/well/"):
			fmt.Fprint(w, biasReport)
			return
		case r.URL.Path == "/slow/half.json":
			fmt.Fprint(w, biasReport[:20])
			w.(http.Flusher).Flush()
		}
		<-r.Context().Done()
	})
	f := newFetcher()
	f.patience, f.tries = 50*time.Millisecond, 2
	const late, silent = "S3 did not give it within 50ms", "it was not read: 2 reports of the bucket slow did not come within 50ms each, so S3 is not asked for more"
	for _, c := range []struct{ key, want string }{{"half.json", late}, {"nothing.json", late}, {"more.json", silent}} {
		if _, err := f.fetch(t.Context(), target, "s3://slow/"+c.key); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %q", c.key, err, c.want)
		}
	}
	if n := asked.Load(); n != 2 {
		t.Errorf("S3 was asked %d times", n)
	}
	f.patience = time.Minute
	if text, err := f.fetch(t.Context(), target, "s3://well/a.json"); string(text) != biasReport || err != nil {
		t.Errorf("of another bucket: %q, %v", text, err)
	}
}

// TestFetchKeepsNoMore: what is kept of reports until their pages are made has a
// bound, and beyond it S3 is not asked.
func TestFetchKeepsNoMore(t *testing.T) {
	var asked atomic.Int32
	target := bucketsOf(t, func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		fmt.Fprint(w, biasReport)
	})
	f := newFetcher()
	f.most = 2 * int64(len(biasReport))
	kept := 0
	for i := range 5 {
		text, err := f.fetch(t.Context(), target, fmt.Sprintf("s3://acme/%d.json", i))
		kept += len(text)
		if full := err != nil && strings.Contains(err.Error(), fmt.Sprintf("more than %d bytes together", f.most)); full != (i >= 2) {
			t.Errorf("report %d: %v", i, err)
		}
	}
	if n := asked.Load(); n != 3 || int64(kept) != f.most {
		t.Errorf("S3 was asked %d times, and %d bytes are kept", n, kept)
	}
}

// TestFetchedReports: --fetch-reports asks the bucket of the target that holds a
// version, and says so where no target could be opened.
func TestFetchedReports(t *testing.T) {
	var foreign atomic.Int32
	target := bucketsOf(t, func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/acme-models-staging/") {
			foreign.Add(1)
		}
		fmt.Fprint(w, biasReport)
	})
	for _, c := range []struct {
		registries map[string]*reading
		problem    string
	}{
		{map[string]*reading{"staging": {target: target}}, ""},
		{nil, "it was not read: no target on SageMaker could be opened"},
	} {
		d := sitetest.Example()
		g := &gatherer{siteFlags: &siteFlags{fetch: true}, registries: c.registries}
		found := 0
		for ref, reports := range g.reportsOf(t.Context(), d, os.DirFS("../../catalog/example")) {
			for _, r := range reports {
				if !strings.HasPrefix(r.URI, "s3://") {
					continue // it has a file
				}
				if found++; saidOf(r) != c.problem {
					t.Errorf("%s of %s: %q, want %q", r.URI, ref, saidOf(r), c.problem)
				}
			}
		}
		if found == 0 {
			t.Error("the example catalog names no reports in S3")
		}
	}
	if n := foreign.Load(); n > 0 {
		t.Errorf("%d reports were asked of a bucket of another target", n)
	}
}

// TestPreviewFetchesOnce: pages that are made anew show what S3 told for those
// before, also that it has nothing.
func TestPreviewFetchesOnce(t *testing.T) {
	var asked atomic.Int32
	target := bucketsOf(t, func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) == 1 {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		fmt.Fprint(w, biasReport)
	})
	d := sitetest.Example()
	g := &gatherer{siteFlags: &siteFlags{fetch: true, browse: true}, registries: map[string]*reading{"staging": {target: target}}}
	said := func() map[string]string {
		all := map[string]string{}
		for ref, reports := range g.reportsOf(t.Context(), d, os.DirFS("../../catalog/example")) {
			for _, r := range reports {
				all[ref+" "+r.Member] = saidOf(r)
			}
		}
		return all
	}
	first, n := said(), asked.Load()
	if second := said(); n < 2 || asked.Load() != n || !maps.Equal(first, second) {
		t.Errorf("S3 was asked %d times, and then %d times\n%v\n%v", n, asked.Load()-n, first, second)
	}
}
