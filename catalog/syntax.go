package catalog

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
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
	"did not find expected hexdecimal number":                      "escape in double quotes lacks digits; write two after \\x, four after \\u, eight after \\U",
	"found unknown escape character":                               `unknown escape in double quotes; write the backslash twice, or use single quotes`,
	"block sequence entries are not allowed in this context":       `"- " is not allowed here; put the list on lines of its own`,
	"did not find expected <document start>":                       "file is not one mapping; write every member as name: value",
	"found a tab character that violates indentation":              "tab used for indentation; use spaces",
	"found a tab character where an indentation space is expected": "tab used for indentation; use spaces",
}

// unknownAnchor is what the library says about an alias for nothing.
var unknownAnchor = regexp.MustCompile(`^unknown anchor '(.*)' referenced$`)

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
	if m := unknownAnchor.FindStringSubmatch(message); m != nil {
		at := max(0, bytes.Index(f.data, []byte("*"+m[1])))
		return Problem{f.offset(at), Error, "yaml", fmt.Sprintf(`alias "*%s" is not allowed; write the value out`, short(m[1]))}
	}
	at := faultyByte(f.data, line)
	p := Problem{f.offset(at), Error, "yaml", advice[message]}
	switch {
	case tabBefore(f.data, at) >= 0:
		p.Pos, p.Message = f.offset(tabBefore(f.data, at)), "tab used for indentation; use spaces"
	case message == "did not find expected node content" && at < len(f.data) && strings.IndexByte("[{", f.data[at]) >= 0:
		p.Message = fmt.Sprintf("%q is not closed, or not with its counterpart; close it, or quote what is text", f.data[at:at+1])
	case p.Message == "":
		p.Message = "not valid YAML: " + short(message)
	}
	return p
}

// tabBefore is the offset of a tab among the blanks that at's line starts
// with, or -1.
func tabBefore(data []byte, at int) int {
	start := bytes.LastIndexByte(data[:at], '\n') + 1
	indent := data[start:min(at+1, len(data))]
	tab := bytes.IndexByte(indent, '\t')
	if tab < 0 || len(bytes.Trim(indent[:tab], " ")) > 0 {
		return -1
	}
	return start + tab
}

// searchBudget bounds the bytes that are parsed again to find a fault:
// hundreds of times a usual file. The library takes long for nested brackets,
// so it is not more.
const searchBudget = 1 << 20

// faultyByte finds the end of the longest valid start of a file: where a quote
// or a bracket is opened that nothing closes, or the first thing that does not
// fit to what is before it. It looks for the line first and then within it.
// Where that takes too long, the start of line said, the library's guess, has
// to do.
func faultyByte(data []byte, said int) int {
	budget := searchBudget
	lines := lineStarts(data)
	n := longestValid(data, lines, &budget)
	if n < 0 {
		return lines[min(max(said, 1), len(lines))-1]
	}
	start, end := lines[n], len(data)
	if n+1 < len(lines) {
		end = lines[n+1]
	}
	var characters []int
	for i := range string(data[start:end]) {
		characters = append(characters, start+i)
	}
	at := start
	if c := longestValid(data, characters, &budget); c >= 0 {
		at = characters[c]
	}
	for i := at; i < end; i++ {
		if !unicode.IsSpace(rune(data[i])) {
			return i
		}
	}
	return at
}

// longestValid gives the index of the last end at which data can be cut and be
// valid, or -1 if that takes more than the budget. Nothing at all is valid.
func longestValid(data []byte, ends []int, budget *int) int {
	for i := len(ends) - 1; i >= 0; i-- {
		if *budget -= ends[i]; *budget < 0 {
			return -1
		}
		_, err := parse(data[:ends[i]])
		var second secondDocument
		if err == nil || errors.Is(err, errEmpty) || errors.As(err, &second) {
			return i
		}
	}
	return -1
}

// lineStarts are the offsets at which lines start.
func lineStarts(data []byte) []int {
	starts := []int{0}
	for i, c := range data {
		if c == '\n' && i+1 < len(data) {
			starts = append(starts, i+1)
		}
	}
	return starts
}
