package evidence

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Limits of what is written on a package: its marker is the digest (66
// characters), a space and the proof, 256 in all at most, and the text for
// people is at most 1,024 characters.
const (
	maxProof = 188
	maxText  = 1024
)

// proof is what is recorded of a grant: pr=7 c=<commit> by=2+3, the ids of
// those who approved, ascending. Those that find no room are left out.
func proof(p Pull, commit string, approvers []User) string {
	ids := make([]int64, 0, len(approvers))
	for _, u := range approvers {
		ids = append(ids, u.ID)
	}
	slices.Sort(ids)
	text := fmt.Sprintf("pr=%d c=%s by=", p.Number, commit)
	for i, id := range slices.Compact(ids) {
		word := strconv.FormatInt(id, 10)
		if i > 0 {
			word = "+" + word
		}
		if len(text)+len(word) > maxProof {
			break
		}
		text += word
	}
	return text
}

// sentence tells people who approved what where.
func sentence(repository string, p Pull, commit string, approvers []User) string {
	names := make([]string, 0, len(approvers))
	for _, u := range approvers {
		names = append(names, u.Login)
	}
	slices.Sort(names)
	before := fmt.Sprintf("Approved in %s#%d by ", repository, p.Number)
	after := fmt.Sprintf(", merged %s (commit %s)", p.MergedAt.UTC().Format("2006-01-02"), short(commit))
	by := list(names)
	for n := len(names) - 1; n > 0 && len(before)+len(by)+len(after) > maxText; n-- {
		by = strings.Join(names[:n], ", ") + " and " + count(len(names)-n, "other")
	}
	return before + by + after
}
