package evidence

import (
	"fmt"
	"strings"
)

// passed, failed and doubtful make the finding of one check.
func passed(check, format string, args ...any) Finding {
	return Finding{Check: check, State: Granted, Text: fmt.Sprintf(format, args...)}
}

func failed(check, format string, args ...any) Finding {
	return Finding{Check: check, State: Held, Text: fmt.Sprintf(format, args...)}
}

func doubtful(check, format string, args ...any) Finding {
	return Finding{Check: check, State: Unknown, Text: fmt.Sprintf(format, args...)}
}

// notKnown is the finding where an answer is missing that a check needs.
func notKnown[T any](check, what string, a Answer[T]) Finding {
	problem := a.Problem
	if problem == "" {
		problem = "nobody asked"
	}
	return doubtful(check, "could not find out %s: %s", what, problem)
}

// overall is what comes of findings that must all pass: what fails for certain
// beats what is in doubt.
func overall(parts []Finding) State {
	state := Granted
	for _, p := range parts {
		switch p.State {
		case Granted:
		case Held:
			return Held
		default:
			state = Unknown
		}
	}
	return state
}

// decisive is the first of the findings with that state, zero if none has.
func decisive(parts []Finding, state State) Finding {
	for _, p := range parts {
		if p.State == state {
			return p
		}
	}
	return Finding{}
}

// short is a commit as people write it.
func short(sha string) string {
	if len(sha) > 7 {
		return sha[:7]
	}
	return sha
}

// list joins words as a sentence does: ana, bob and chen.
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// count is a number with its noun: 1 approval, 2 approvals.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// who is a user as people write one.
func who(u User) string {
	if u.Login == "" {
		return "somebody GitHub does not name"
	}
	return u.Login
}
