package history

import "time"

// Landed is when a commit came onto the line, by what commits say: no earlier
// than from, the latest of its own date and those before it, and no later than to,
// the earliest of its own and those after it, unless it waited to be pushed. A
// forged date makes from later or to earlier; from may be after to then. Both are
// zero for a commit that is not on the line.
func (h *History) Landed(commit string) (from, to time.Time) {
	age, ok := h.ages[commit]
	if !ok {
		return from, to
	}
	for _, c := range h.commits[:age+1] {
		if c.When.After(from) {
			from = c.When
		}
	}
	to = h.commits[age].When
	for _, c := range h.commits[age+1:] {
		if c.When.Before(to) {
			to = c.When
		}
	}
	return from, to
}
