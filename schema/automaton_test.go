package schema

import (
	"encoding/json"
	"regexp"
	"testing"

	"pgregory.net/rapid"
)

// TestAutomaton holds the automaton of every pattern to the regular
// expression, on strings that match, nearly match, and any others.
func TestAutomaton(t *testing.T) {
	patterns := map[string]bool{`a$|^b`: true, `^(ab|a)(bc|c)?$`: true, `x`: true, ``: true, `^$`: true, `(?i)^k$`: true, `^\x00.$`: true}
	for _, k := range Kinds() {
		var root map[string]any
		if err := json.Unmarshal(Text(k), &root); err != nil {
			t.Fatal(err)
		}
		eachSchema("", root, func(_ string, s map[string]any) {
			if p, ok := s["pattern"].(string); ok {
				patterns[p] = true
			}
		})
	}
	with := 0
	for p := range patterns {
		a, re := newAutomaton(p), regexp.MustCompile(p)
		if a == nil {
			continue
		}
		with++
		texts := rapid.OneOf(rapid.StringMatching(p), rapid.String(), rapid.StringMatching(`[a-z0-9:/.=\-\n ${}]{0,12}`))
		rapid.Check(t, func(t *rapid.T) {
			s := texts.Draw(t, "s")
			for _, s := range []string{s, s + "\n", "a" + s, s[:len(s)/2]} {
				got, ok := a.match(s)
				if want := re.MatchString(s); ok && got != want {
					t.Fatalf("%s on %q: %v", p, s, got)
				}
			}
		})
	}
	if with < 20 {
		t.Errorf("%d of %d patterns have an automaton", with, len(patterns))
	}
}

func TestNoAutomaton(t *testing.T) {
	for _, p := range []string{`(`, `\bword\b`, `(?m)^a$`, `^[a-z]{200}$`} {
		if newAutomaton(p) != nil {
			t.Errorf("%s has one", p)
		}
	}
}
