package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"

	"github.com/google/uuid"
	"github.com/rogpeppe/go-internal/testscript"

	"modelreg/sync"
	"modelreg/sync/emulator"
	"modelreg/sync/sagemaker"
)

// grouped WHERE GROUP [JSON] creates a group as boto3 would. JSON has
// modelPackageGroupDescription, tags (a mapping) and resourcePolicy.
func createGroup(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: grouped FILE|ACCOUNT/REGION GROUP [JSON]")
	}
	var doc struct {
		ModelPackageGroupDescription string
		Tags                         map[string]string
		ResourcePolicy               sync.Doc
	}
	if len(args) == 3 {
		ts.Check(json.Unmarshal([]byte(args[2]), &doc))
	}
	r := openRegistry(ts, args[0])
	defer r.close()
	_, err := r.target.CreateGroup(context.Background(), args[1], doc.ModelPackageGroupDescription, doc.Tags)
	ts.Check(err)
	if doc.ResourcePolicy != nil {
		ts.Check(r.target.PutPolicy(context.Background(), args[1], doc.ResourcePolicy))
	}
}

// registered WHERE GROUP JSON creates a package as boto3 would, and its group
// where there is none. It prints the ARN.
func createPackage(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: registered FILE|ACCOUNT/REGION GROUP JSON")
	}
	var doc sync.Doc
	ts.Check(json.Unmarshal([]byte(args[2]), &doc))
	r := openRegistry(ts, args[0])
	defer r.close()
	_, err := r.target.CreateGroup(context.Background(), args[1], "", nil)
	ts.Check(err)
	arn, err := r.target.CreatePackage(context.Background(), args[1], doc, uuid.NewString())
	ts.Check(err)
	fmt.Fprintln(ts.Stdout(), arn)
}

// events FILE N checks how many events the packages of a local registry have
// had.
func countEvents(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: events FILE N")
	}
	reg, err := emulator.Open(ts.MkAbs(args[0]), emulator.Instant())
	ts.Check(err)
	defer reg.Close()
	n, err := reg.LastEvent()
	ts.Check(err)
	if strconv.FormatUint(n, 10) != args[1] {
		ts.Fatalf("%d events, want %s", n, args[1])
	}
}

// An openedRegistry is one that a script changes behind modelreg's back.
type openedRegistry struct {
	target *sagemaker.Target
	arn    string // of everything in it, up to the kind
	close  func()
}

var accountAndRegion = regexp.MustCompile(`\A(\d{12})/([a-z0-9-]+)\z`)

// openRegistry opens the file of a local target, or, by account and region, the
// registry that the command registry started.
func openRegistry(ts *testscript.TestScript, where string) openedRegistry {
	o := sagemaker.Options{Region: "us-east-1", AccountID: emulator.DefaultAccount}
	closing := func() {}
	if m := accountAndRegion.FindStringSubmatch(where); m != nil {
		o.AccountID, o.Region = m[1], m[2]
		server, err := url.Parse(ts.Getenv("AWS_ENDPOINT_URL"))
		ts.Check(err)
		o.Embedded = sentTo{server.Host}
	} else {
		reg, err := emulator.Open(ts.MkAbs(where), emulator.Instant())
		ts.Check(err)
		o.Embedded = emulator.Transport(reg)
		closing = func() { ts.Check(reg.Close()) }
	}
	target, err := sagemaker.Open(context.Background(), o)
	ts.Check(err)
	return openedRegistry{target, "arn:aws:sagemaker:" + o.Region + ":" + o.AccountID + ":", closing}
}

// sentTo is the transport to one server, whoever a request is for.
type sentTo struct{ host string }

func (s sentTo) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = "http", s.host
	return http.DefaultTransport.RoundTrip(r)
}
