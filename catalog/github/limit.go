package github

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// limit says whether GitHub refused because it was asked too much, and if so
// keeps until when it wants to be left alone. Limited counts the refusals of
// the same request before.
// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
//
// go-github does not recognise them all: for it a 429 is any error, and a
// secondary limit is one whose documentation has a certain address.
func (w *wire) limit(resp *http.Response, limited int) bool {
	now := w.options.Now()
	after, told := retryAfter(resp.Header.Get("Retry-After"), now)
	reset, resets := resetTime(resp.Header.Get("X-RateLimit-Reset"))
	spent := resp.Header.Get("X-RateLimit-Remaining") == "0"
	switch code := resp.StatusCode; {
	case code == http.StatusServiceUnavailable && told:
	case code == http.StatusTooManyRequests:
	case code == http.StatusForbidden && (told || spent || tooMuch(resp)):
	case code < 400 && spent && resets && reset.After(now):
		// This one was still answered; the next would not be.
		w.resume, w.why = reset, "the limit of requests is used up"
		return false
	default:
		return false
	}
	// Where GitHub does not say for how long, at least a minute, and longer each
	// time. However short it says, it is not asked again and again at once.
	wait := time.Minute << min(limited, 10)
	switch {
	case told:
		wait = max(after, time.Second<<min(limited, 10))
	case spent && resets:
		wait = max(reset.Sub(now), time.Second<<min(limited, 10))
	}
	w.resume, w.why = now.Add(wait), "it answered "+said(resp.StatusCode, read(resp).Message, w.options.Token)
	return true
}

// untilResume waits until GitHub wants to be asked again, or gives up if that
// takes longer than there is patience for.
func (w *wire) untilResume(ctx context.Context) error {
	wait := w.resume.Sub(w.options.Now())
	if w.resume.IsZero() || wait <= 0 {
		return nil
	}
	if wait > w.options.Patience-w.waited {
		return fmt.Errorf("GitHub wants no more requests until %s (%s), longer than the %v that may be waited in all; run again after that, or with a token that has a higher limit",
			w.resume.UTC().Format(time.RFC3339), w.why, w.options.Patience)
	}
	w.options.Logf("waiting %v for GitHub: %s", wait.Round(time.Second), w.why)
	if err := w.pause(ctx, wait); err != nil {
		return err
	}
	w.resume = time.Time{}
	return nil
}

// retryAfter reads the header of that name, in seconds or as a date.
func retryAfter(s string, now time.Time) (time.Duration, bool) {
	if n, err := strconv.ParseInt(s, 10, 32); err == nil {
		return time.Duration(n) * time.Second, true
	}
	if at, err := http.ParseTime(s); err == nil {
		return at.Sub(now), true
	}
	return 0, false
}

// resetTime reads seconds since 1970, up to the year 9999.
func resetTime(s string) (time.Time, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 || n > 253402300799 {
		return time.Time{}, false
	}
	return time.Unix(n, 0), true
}

// tooMuch says whether GitHub's words are those of a rate limit.
func tooMuch(resp *http.Response) bool {
	said := strings.ToLower(read(resp).Message + " " + read(resp).Documentation)
	for _, sign := range []string{"rate limit", "rate-limit", "abuse"} {
		if strings.Contains(said, sign) {
			return true
		}
	}
	return false
}

type refusal struct {
	Message       string `json:"message"`
	Documentation string `json:"documentation_url"`
}

// read looks into a refusal and leaves it to be read again.
func read(resp *http.Response) refusal {
	var r refusal
	body, _ := io.ReadAll(resp.Body) // from memory
	resp.Body = io.NopCloser(strings.NewReader(string(body)))
	if json.Unmarshal(body, &r) != nil {
		return refusal{} // a page of some proxy
	}
	return r
}
