//go:build unix

package sync_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	stdsync "sync"
	"syscall"
	"testing"
	"time"

	"modelreg/catalog"
	"modelreg/catalog/synthetic"
	"modelreg/sync"
	"modelreg/sync/emulator"
	"modelreg/sync/sagemaker"
)

// A replay keeps a registry's answers in memory and gives them again, so that
// a benchmark measures the client alone.
type replay struct {
	next http.RoundTripper

	mu      stdsync.Mutex
	answers map[string][]byte // by operation and request body
	calls   int
}

func (r *replay) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	key := req.Header.Get("X-Amz-Target") + string(body)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls++
	text, ok := r.answers[key]
	if !ok {
		req.Body = io.NopCloser(bytes.NewReader(body))
		answer, err := r.next.RoundTrip(req)
		if err != nil {
			return nil, err
		}
		if text, err = io.ReadAll(answer.Body); err != nil {
			return nil, err
		}
		r.answers[key] = text
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(text))}, nil
}

// BenchmarkNothingToDo is a sync that finds 10,000 versions in 500 groups as
// they should be. cpu-ms/op is processor time of the whole process without the
// registry's; x-validate is how many times the processor time of validate that
// is; calls/op are API calls.
func BenchmarkNothingToDo(b *testing.B) {
	catalog.TuneGC()
	fsys := synthetic.FS(synthetic.Options{Versions: 10_000, Groups: 500, Seed: 1})
	load := func(checkOnly bool) *catalog.Catalog {
		c, problems, err := catalog.Load(b.Context(), fsys, catalog.LoadOptions{CheckOnly: checkOnly})
		if err != nil || catalog.HasErrors(problems) {
			b.Fatal(err, problems)
		}
		return c
	}
	c := load(false)
	target, _ := c.Target(c.Registry.DefaultTarget)
	o := emulator.Instant()
	registry, err := emulator.Open("", o)
	if err != nil {
		b.Fatal(err)
	}
	defer registry.Close()
	r := &replay{next: emulator.Transport(registry), answers: map[string][]byte{}}
	client := func(rt http.RoundTripper) sync.Target {
		t, err := sagemaker.Open(b.Context(), sagemaker.Options{Region: target.Region(), AccountID: target.AccountID(), Embedded: rt})
		if err != nil {
			b.Fatal(err)
		}
		return t
	}
	look := func(c *catalog.Catalog, t sync.Target) *sync.Plan {
		plan, err := sync.Look(b.Context(), t, sync.Input{Catalog: c, Target: target}, grant("none"))
		if err != nil {
			b.Fatal(err)
		}
		return plan
	}
	direct := client(emulator.Transport(registry))
	start := time.Now()
	report := sync.Apply(context.Background(), direct, look(c, direct), sync.ApplyOptions{Sleep: noSleep})
	b.Logf("first registration of %d changes: %s", report.Counts.Done, time.Since(start).Round(time.Millisecond))
	if report.Counts.Failed+report.Counts.Blocked > 0 {
		b.Fatal(details(report))
	}
	look(c, client(r)) // records
	r.calls = 0
	var validate, whole time.Duration
	for b.Loop() {
		before := processorTime(b)
		load(true)
		validate += processorTime(b) - before
		before = processorTime(b)
		if plan := look(load(false), client(r)); plan.Effects() != 0 || plan.Counts.Unchanged != 10_000 {
			b.Fatalf("plan: %+v", plan.Counts)
		}
		whole += processorTime(b) - before
	}
	b.ReportMetric(float64(whole.Milliseconds())/float64(b.N), "cpu-ms/op")
	b.ReportMetric(whole.Seconds()/validate.Seconds(), "x-validate")
	b.ReportMetric(float64(r.calls)/float64(b.N), "calls/op")
}

// processorTime is what this process has used on all processors, in user and
// kernel mode.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
