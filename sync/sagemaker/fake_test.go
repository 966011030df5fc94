package sagemaker

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	stdsync "sync"
	"testing"
)

// A fake is a transport that answers calls from a table of functions and
// remembers what it was asked. An operation that the table lacks fails the test.
type fake struct {
	t       testing.TB
	answers map[string]answer // by operation

	mu    stdsync.Mutex
	calls []call
}

// An answer gives status and body of the nth call (from 1) of an operation.
type answer func(n int, in map[string]any) (status int, body any)

type call struct {
	Operation string
	Input     map[string]any
}

const testAccount = "111122223333"

func (f *fake) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(string(body), "Action=GetCallerIdentity") {
		f.record("GetCallerIdentity", nil)
		return reply(200, "text/xml", identityOf(testAccount)), nil
	}
	operation := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "SageMaker.")
	var in map[string]any
	if err := json.Unmarshal(body, &in); err != nil {
		f.t.Errorf("%s: reading the request: %v", operation, err)
	}
	n := f.record(operation, in)
	answer, ok := f.answers[operation]
	if !ok {
		f.t.Errorf("nobody expected a call of %s", operation)
		return reply(400, "application/x-amz-json-1.1", `{"__type":"UnknownOperationException"}`), nil
	}
	status, out := answer(n, in)
	text, err := json.Marshal(out)
	if err != nil {
		f.t.Errorf("%s: writing the answer: %v", operation, err)
	}
	return reply(status, "application/x-amz-json-1.1", string(text)), nil
}

// record notes a call and counts those of its operation.
func (f *fake) record(operation string, in map[string]any) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, call{operation, in})
	return f.countLocked()[operation]
}

// count gives the number of calls by operation.
func (f *fake) count() map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.countLocked()
}

func (f *fake) countLocked() map[string]int {
	counts := map[string]int{}
	for _, c := range f.calls {
		counts[c.Operation]++
	}
	return counts
}

// last gives the input of the last call.
func (f *fake) last() map[string]any {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls[len(f.calls)-1].Input
}

func reply(status int, kind, body string) *http.Response {
	return &http.Response{
		StatusCode: status,
		Header:     http.Header{"Content-Type": {kind}, "X-Amzn-Requestid": {"1"}},
		Body:       io.NopCloser(bytes.NewReader([]byte(body))),
	}
}

func identityOf(account string) string {
	return fmt.Sprintf(`<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>`+
		`<Arn>arn:aws:iam::%[1]s:user/ana</Arn><UserId>AIDA</UserId><Account>%[1]s</Account>`+
		`</GetCallerIdentityResult></GetCallerIdentityResponse>`, account)
}

// failure is the body of an error answer.
func failure(code, message string) map[string]any {
	return map[string]any{"__type": code, "message": message}
}

// openFake opens a target over a fake with these answers.
func openFake(t *testing.T, answers map[string]answer) (*Target, *fake) {
	t.Helper()
	f := &fake{t: t, answers: answers}
	target, err := Open(t.Context(), Options{
		Region: "us-east-1", AccountID: testAccount, Embedded: f, MaxBackoff: 1, Logf: t.Logf,
	})
	if err != nil {
		t.Fatal(err)
	}
	f.calls = nil // the account check is not what tests count
	return target, f
}
