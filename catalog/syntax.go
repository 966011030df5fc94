package catalog

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// libraryMessage is the form of the YAML library's errors. Its line is that of
// the enclosing block, or one too small, depending on which part complains; it
// is used only where nothing better is found.
var libraryMessage = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// advice says what to do about what the library says.
var advice = map[string]string{
	"mapping values are not allowed in this context":               `":" inside a plain value, or members at different depths; quote the value or align the members`,
	"did not find expected key":                                    "members of one mapping start in different columns, or a list ends early; align them",
	"did not find expected '-' indicator":                          `items of one list start in different columns; align them, each with "- "`,
	"did not find expected ',' or '}'":                             `mapping in braces is not closed; add "}" or ","`,
	"did not find expected ',' or ']'":                             `list in brackets is not closed; add "]" or ","`,
	"did not find expected node content":                           "value is missing; write one, or quote what is text",
	"found unexpected end of stream":                               "quote is not closed; close it",
	"could not find expected ':'":                                  `line is neither "name: value" nor part of a value; indent it, or add ":"`,
	"found character that cannot start any token":                  "value starts with a character that means something else in YAML; quote the value",
	"found unknown escape character":                               `unknown escape in double quotes; write the backslash twice, or use single quotes`,
	"block sequence entries are not allowed in this context":       `"- " is not allowed here; put the list on lines of its own`,
	"did not find expected <document start>":                       "file is not one mapping; write every member as name: value",
	"found a tab character that violates indentation":              "tab used for indentation; use spaces",
	"found a tab character where an indentation space is expected": "tab used for indentation; use spaces",
}

// syntaxProblem turns an error of parse into a problem at the place that a
// person has to look at.
func syntaxProblem(f *file, err error) Problem {
	var second secondDocument
	switch {
	case errors.Is(err, errEmpty):
		return Problem{f.whole(), Error, "yaml", `file is empty; start with the members "apiVersion" and "kind"`}
	case errors.As(err, &second):
		return Problem{Pos{f.path, second.line, second.column}, Error, "yaml", "a second document starts here; put it into a file of its own"}
	}
	message, line := err.Error(), 1
	if m := libraryMessage.FindStringSubmatch(message); m != nil {
		message = m[2]
		line, _ = strconv.Atoi(m[1])
	}
	lines := bytes.Split(f.data, []byte("\n"))
	line = min(max(faultyLine(lines, line), 1), len(lines))
	text := strings.TrimPrefix(string(lines[line-1]), "\ufeff")
	indent := text[:len(text)-len(strings.TrimLeft(text, " \t"))]
	if tab := strings.IndexByte(indent, '\t'); tab >= 0 {
		return Problem{Pos{f.path, line, tab + 1}, Error, "yaml", "tab used for indentation; use spaces"}
	}
	said, known := advice[message]
	if !known {
		said = fmt.Sprintf("not valid YAML: %s", short(message))
	}
	column := len(indent)
	if column == len(text) {
		column = 0
	}
	return Problem{Pos{f.path, line, 1 + utf8.RuneCountInString(text[:column])}, Error, "yaml", said}
}

// searchBudget bounds the bytes that are parsed again to find a faulty line.
const searchBudget = 4 << 20

// faultyLine finds the line after the longest run of lines that is valid by
// itself: where a quote or a bracket was opened that nothing closes, or the
// first line that does not fit to those before. Where that takes
// too long, said, the library's guess, has to do.
func faultyLine(lines [][]byte, said int) int {
	valid := func(n int) bool {
		_, err := parse(bytes.Join(lines[:n], []byte("\n")))
		var second secondDocument
		return err == nil || errors.Is(err, errEmpty) || errors.As(err, &second)
	}
	budget := searchBudget
	for n := len(lines) - 1; n > 0; n-- {
		if budget -= size(lines[:n]); budget < 0 {
			return said
		}
		if valid(n) {
			return skipBlank(lines, n+1)
		}
	}
	return skipBlank(lines, 1)
}

func size(lines [][]byte) int {
	n := len(lines)
	for _, l := range lines {
		n += len(l)
	}
	return n
}

// skipBlank gives the first line from n on that holds more than a comment.
func skipBlank(lines [][]byte, n int) int {
	for i := n; i <= len(lines); i++ {
		if t := bytes.TrimSpace(lines[i-1]); len(t) > 0 && t[0] != '#' {
			return i
		}
	}
	return n
}
