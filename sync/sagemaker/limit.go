package sagemaker

import (
	"context"
	stdsync "sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go/middleware"
	"golang.org/x/time/rate"
)

const (
	cutPause   = time.Second // calls that were in flight together are throttled together: that is one signal
	deepestCut = 32          // never slower than a 32nd of the start
	recovery   = 100         // calls answered until the start's worth of rate is won back
)

// A limiter holds a rate that halves when the service throttles, and climbs
// back to where it started as calls are answered.
type limiter struct {
	rate  *rate.Limiter
	start rate.Limit

	mu    stdsync.Mutex
	cutAt time.Time // when the rate was last halved
}

func newLimiter(start rate.Limit) *limiter {
	return &limiter{rate: rate.NewLimiter(start, 1), start: start}
}

// throttled halves the rate. It reports the new one, and whether it was cut at
// all: once a second is enough.
func (l *limiter) throttled(now time.Time) (rate.Limit, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.start == rate.Inf || now.Sub(l.cutAt) < cutPause {
		return l.rate.Limit(), false
	}
	l.cutAt = now
	l.rate.SetLimitAt(now, max(l.rate.Limit()/2, l.start/deepestCut))
	return l.rate.Limit(), true
}

// answered wins back a little of the rate.
func (l *limiter) answered(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if have := l.rate.Limit(); have < l.start {
		l.rate.SetLimitAt(now, min(have+l.start/recovery, l.start))
	}
}

// limits are the limiters of one registry.
type limits struct {
	all    *limiter // every call
	search *limiter // Search, on top
	logf   func(format string, args ...any)
}

// install puts the limits into the SDK's stack behind its retry loop, so that
// every attempt waits for its turn, and every refusal is seen.
func (l *limits) install(stack *middleware.Stack) error {
	return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("modelreg.Limits", l.attempt), "Retry", middleware.After)
}

func (l *limits) attempt(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
	operation := awsmiddleware.GetOperationName(ctx)
	own := l.all // the limiter that answers for this operation
	if operation == "Search" {
		own = l.search
		if err := l.search.rate.Wait(ctx); err != nil {
			return middleware.FinalizeOutput{}, middleware.Metadata{}, err
		}
	}
	if err := l.all.rate.Wait(ctx); err != nil {
		return middleware.FinalizeOutput{}, middleware.Metadata{}, err
	}
	out, meta, err := next.HandleFinalize(ctx, in)
	switch {
	case isThrottle(err):
		if limit, cut := own.throttled(time.Now()); cut {
			l.logf("SageMaker throttles %s; going on with %.2g requests a second", operation, float64(limit))
		}
	case err == nil:
		own.answered(time.Now())
	}
	return out, meta, err
}

// isThrottle reports whether the service asked for patience.
func isThrottle(err error) bool {
	return err != nil && retry.IsErrorThrottles(retry.DefaultThrottles).IsErrorThrottle(err) == aws.TrueTernary
}
