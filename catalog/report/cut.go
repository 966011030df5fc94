package report

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// How much of a text is kept: a page has thousands of them.
const (
	mostLetters = 200
	mostWords   = 50 // of a rule
)

// cut is a text that is not too long for a cell of a table.
func cut(s string) string {
	if len(s) <= mostLetters || utf8.RuneCountInString(s) <= mostLetters {
		return s
	}
	return string([]rune(s)[:mostLetters-1]) + "…"
}

// someOf are words in a sentence. Of many it says how many more there are.
func someOf(words []string) string {
	var some []string
	for _, word := range words[:min(len(words), mostWords)] {
		some = append(some, cut(word))
	}
	text := strings.Join(some, ", ")
	if more := len(words) - len(some); more > 0 {
		text += " and " + strconv.Itoa(more) + " more"
	}
	return text
}
