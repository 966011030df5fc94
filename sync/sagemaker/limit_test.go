package sagemaker

import (
	"fmt"
	"testing"
	"time"

	sm "github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"golang.org/x/time/rate"

	"modelreg/sync"
)

func TestLimiter(t *testing.T) {
	start := time.Unix(1_700_000_000, 0)
	l := newLimiter(8)
	steps := []struct {
		name  string
		after time.Duration // since the start
		do    func(now time.Time) bool
		cut   bool
		want  rate.Limit
	}{
		{"answers at full rate change nothing", 0, answers(l, 10), false, 8},
		{"throttled", 0, refusal(l), true, 4},
		{"throttled together with it", 500 * time.Millisecond, refusal(l), false, 4},
		{"throttled again", 2 * time.Second, refusal(l), true, 2},
		{"some answers", 3 * time.Second, answers(l, 25), false, 4},
		{"many answers", 4 * time.Second, answers(l, 200), false, 8},
	}
	for _, step := range steps {
		if cut := step.do(start.Add(step.after)); cut != step.cut {
			t.Errorf("%s: cut %t, want %t", step.name, cut, step.cut)
		}
		if got := l.rate.Limit(); got < step.want-1e-9 || got > step.want+1e-9 {
			t.Errorf("%s: %v requests a second, want %v", step.name, got, step.want)
		}
	}
	for i := range 20 {
		l.throttled(start.Add(time.Duration(10+2*i) * time.Second))
	}
	if got, want := l.rate.Limit(), rate.Limit(8)/deepestCut; got != want {
		t.Errorf("after many refusals %v requests a second, want %v", got, want)
	}
}

func answers(l *limiter, n int) func(time.Time) bool {
	return func(now time.Time) bool {
		for range n {
			l.answered(now)
		}
		return false
	}
}

func refusal(l *limiter) func(time.Time) bool {
	return func(now time.Time) bool {
		_, cut := l.throttled(now)
		return cut
	}
}

func TestUnlimitedStaysSo(t *testing.T) {
	l := newLimiter(rate.Inf)
	if got, cut := l.throttled(time.Unix(1_700_000_000, 0)); cut || got != rate.Inf {
		t.Errorf("got %v, cut %t", got, cut)
	}
}

// A throttled Search slows down searching alone; any other call slows down all.
// The calls succeed in the end, since the SDK tries again.
func TestThrottlingAdapts(t *testing.T) {
	tests := []struct {
		operation   string
		all, search rate.Limit // bounds from above, after a refusal
	}{
		{"Search", 1000, 500},
		{"ListModelPackages", 500, 1000},
	}
	for _, tt := range tests {
		t.Run(tt.operation, func(t *testing.T) {
			answers := small{groups: 1, packages: 2}.answers()
			answers[tt.operation] = throttledOnce(answers[tt.operation])
			f := &fake{t: t, answers: answers}
			var said []string
			l := &limits{all: newLimiter(1000), search: newLimiter(1000), logf: func(format string, args ...any) {
				said = append(said, fmt.Sprintf(format, args...))
			}}
			target := openLimited(t, f, l)
			snapshot, err := target.Observe(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := packagesOf(snapshot); len(got) != 2 || !got[0].Full {
				t.Errorf("got %v", got)
			}
			// Answers that came after the refusal win back a hundredth each.
			if got := l.all.rate.Limit(); got > tt.all+100 || tt.all == 1000 && got != 1000 {
				t.Errorf("%v requests a second", got)
			}
			if got := l.search.rate.Limit(); got > tt.search+100 || tt.search == 1000 && got != 1000 {
				t.Errorf("%v searches a second", got)
			}
			if want := fmt.Sprintf("SageMaker throttles %s; going on with 5e+02 requests a second", tt.operation); len(said) != 1 || said[0] != want {
				t.Errorf("said %q, want %q", said, want)
			}
		})
	}
}

func throttledOnce(then answer) answer {
	return func(n int, in map[string]any) (int, any) {
		if n == 1 {
			return 400, failure("ThrottlingException", "Rate exceeded")
		}
		return then(n, in)
	}
}

func packagesOf(s sync.Snapshot) []sync.Package {
	var all []sync.Package
	for _, g := range s.Groups {
		all = append(all, g.Packages...)
	}
	return all
}

// openLimited is openFake with limits of the test's own.
func openLimited(t *testing.T, f *fake, l *limits) *Target {
	t.Helper()
	o := Options{Region: "us-east-1", AccountID: testAccount, Embedded: f, MaxBackoff: 1}.withDefaults()
	cfg, err := configure(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	api := sm.NewFromConfig(cfg, func(so *sm.Options) { so.APIOptions = append(so.APIOptions, l.install) })
	return &Target{api: api, concurrency: o.Concurrency, logf: o.Logf}
}
