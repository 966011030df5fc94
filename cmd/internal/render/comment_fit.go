package render

import (
	"fmt"
	"slices"
	"strings"
)

// commentLimit is how long a comment or an issue may be, in bytes, which are
// never fewer than characters: GitHub refuses more than 65,536 of those.
const commentLimit = 64_000

// A section is a part of a comment. Where it is too long, pieces are left out
// at its end, each whole, and their number is told: neither a row of a table
// nor an element of HTML is ever cut.
type section struct {
	head   string
	pieces []string
	more   int // pieces that nobody wrote, since they can't fit
	foot   string
	noun   string // what a piece is
	most   int    // pieces that are shown however short they are; 0: all that fit
	rest   string // how to see the pieces that are left out; may be empty
}

// fill writes n pieces, or as many as could fit into a whole comment.
func (s *section) fill(n int, piece func(i int) string) {
	size := 0
	for i := range n {
		if size > commentLimit {
			s.more = n - i
			return
		}
		s.pieces = append(s.pieces, piece(i))
		size += len(s.pieces[i])
	}
}

// leftOut is the line that tells how many pieces are not shown.
func (s section) leftOut(n int) string {
	if n == 0 {
		return ""
	}
	line := fmt.Sprintf("\n%s not shown here", count(n, "more "+s.noun))
	if s.rest != "" {
		line += "; " + s.rest
	}
	return line + ".\n"
}

// room is what the section takes even with no piece shown.
func (s section) room() int { return len(s.head) + len(s.foot) + len(s.leftOut(len(s.pieces)+s.more)) }

// wanted are the pieces that are shown if there is room.
func (s section) wanted() []string {
	if s.most > 0 && len(s.pieces) > s.most {
		return s.pieces[:s.most]
	}
	return s.pieces
}

// whole is what they take.
func (s section) whole() (n int) {
	for _, p := range s.wanted() {
		n += len(p)
	}
	return n
}

// write writes what fits into a number of bytes beside room, and tells how many
// were used.
func (s section) write(room int) (text string, used int) {
	shown := 0
	for _, piece := range s.wanted() {
		if used+len(piece) > room {
			break
		}
		used += len(piece)
		shown++
	}
	return s.head + strings.Join(s.pieces[:shown], "") + s.leftOut(len(s.pieces)-shown+s.more) + s.foot, used
}

// fit writes sections one after the other, within a number of bytes. The short
// ones are shown whole; the long ones share what is left.
func fit(limit int, sections []section) string {
	byLength := make([]int, len(sections))
	for i, s := range sections {
		byLength[i] = i
		limit -= s.room()
	}
	slices.SortStableFunc(byLength, func(a, b int) int { return sections[a].whole() - sections[b].whole() })
	texts := make([]string, len(sections))
	for done, i := range byLength {
		text, used := sections[i].write(max(limit, 0) / (len(sections) - done))
		texts[i] = text
		limit -= used
	}
	return strings.Join(texts, "")
}
