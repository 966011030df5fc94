package github

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

const (
	longest = 32 << 20 // bytes of one answer; GitHub's longest, a tree of 100,000 files, has half
	retries = 3        // attempts after the first
)

// wire carries requests to GitHub, one at a time: with the token, each with a
// timeout, again where GitHub stumbled, later where it is asked for too much.
// It hands out whole answers only, from memory.
type wire struct {
	options   Options
	transport http.RoundTripper
	calls     atomic.Int64

	turn   chan struct{} // holds one value while a request is under way; guards what follows
	waited time.Duration // in all, held against Patience
	resume time.Time     // nothing is sent before; zero: now is fine
	why    string        // what resume was said by
	down   bool          // the last request failed in all its attempts
}

// RoundTrip implements http.RoundTripper.
func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	select {
	case w.turn <- struct{}{}:
		defer func() { <-w.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	for tries, limited := 0, 0; ; {
		if err := w.untilResume(ctx); err != nil {
			return nil, err
		}
		resp, err := w.send(req)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		// What makes something new may have been done all the same, and is never
		// sent again by itself after a failure of GitHub's, even where it says when.
		once := req.Method == http.MethodPost && (resp == nil || resp.StatusCode >= 500)
		if resp != nil && w.limit(resp, limited) && !once {
			limited++
			continue
		}
		stumbled := err != nil && !errors.Is(err, errTooLong) || err == nil && resp.StatusCode >= 500
		// Where one request failed in vain, the next ones need not be as stubborn.
		if stumbled && !once && tries < retries && !w.down {
			wait := time.Second << tries
			tries++
			if w.waited+wait <= w.options.Patience {
				w.options.Logf("GitHub did not answer as it should (%s); asking again in %v", w.stumble(resp, err), wait)
				if err := w.pause(ctx, wait); err != nil {
					return nil, err
				}
				continue
			}
		}
		w.down = stumbled
		if err != nil {
			return nil, err
		}
		// go-github would keep these and refuse to send by a clock of its own.
		for _, h := range []string{"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After"} {
			resp.Header.Del(h)
		}
		return resp, nil
	}
}

var errTooLong = fmt.Errorf("the answer is longer than %d MiB; too long for what was asked", longest>>20)

// send makes one attempt. Its answer is read to the end; one that was cut, or
// that should be JSON and is not, is an error.
func (w *wire) send(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(req.Context(), w.options.Timeout)
	defer cancel()
	out := req.Clone(ctx)
	if req.GetBody != nil { // the first attempt reads a body to its end
		body, err := req.GetBody()
		if err != nil {
			return nil, fmt.Errorf("reading what is to be sent: %w", err)
		}
		out.Body = body
	}
	out.Header.Set("Authorization", "Bearer "+w.options.Token)
	w.calls.Add(1)
	resp, err := w.transport.RoundTrip(out)
	if err != nil {
		return nil, w.timely(ctx, err)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, longest+1))
	resp.Body.Close()
	switch {
	case err != nil:
		return nil, w.timely(ctx, fmt.Errorf("reading the answer: %w", err))
	case len(body) > longest:
		return nil, errTooLong
	case (resp.StatusCode == http.StatusOK || resp.StatusCode == http.StatusCreated) && !json.Valid(body):
		return nil, errors.New("the answer is not whole JSON; something between here and GitHub may have cut or replaced it: check GITHUB_API_URL and proxies")
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	resp.Request = req // without the token
	return resp, nil
}

// timely says that an attempt took too long, where that is why it failed.
func (w *wire) timely(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("no answer within %v", w.options.Timeout)
	}
	return err
}

func (w *wire) stumble(resp *http.Response, err error) string {
	if err != nil {
		return plain(err.Error(), w.options.Token)
	}
	return said(resp.StatusCode, read(resp).Message, w.options.Token)
}

func (w *wire) pause(ctx context.Context, d time.Duration) error {
	w.waited += d
	return w.options.Sleep(ctx, d)
}
