package main

import (
	"strings"
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	at := func(text string) time.Time {
		when, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for text, want := range map[string][2]string{
		"2026-03-01":                {"2026-03-01T00:00:00Z", "2026-03-01T23:59:59.999999999Z"},
		"2024-02-29":                {"2024-02-29T00:00:00Z", "2024-02-29T23:59:59.999999999Z"},
		"2026-03-01T12:00:00Z":      {"2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z"},
		"2026-03-01T12:00:00+02:00": {"2026-03-01T10:00:00Z", "2026-03-01T10:00:00Z"},
	} {
		first, last, err := parseDate(text)
		if err != nil || !first.Equal(at(want[0])) || !last.Equal(at(want[1])) {
			t.Errorf("%s is from %v to %v, want %v: %v", text, first, last, want, err)
		}
	}
	for _, text := range []string{"2026-02-29", "2026-3-1", "2026-03", "2026-03-01 12:00", "2026-03-01T12:00", "", "today"} {
		if _, _, err := parseDate(text); err == nil || !strings.Contains(err.Error(), "use one such as 2026-03-01") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// FuzzParseDate holds that any text is a date or none, and that a day has a
// beginning before its end.
func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026-03-01", "2026-03-01T12:00:00Z", "0000-00-00", "9999-12-31", "2026-03-01T24:00:00+99:99"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		first, last, err := parseDate(text)
		switch {
		case err != nil && !strings.HasPrefix(err.Error(), "there is no date "):
			t.Errorf("%q: %v", text, err)
		case err == nil && (first.After(last) || last.Sub(first) >= 24*time.Hour):
			t.Errorf("%q is from %v to %v", text, first, last)
		case err == nil && len(text) == len(time.DateOnly) && !dateLike.MatchString(text):
			t.Errorf("%q is a day, and --at takes it for a revision", text)
		}
	})
}
