package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"

	"modelreg/cmd/internal/cli"
)

// The most columns of a value that are shown unless more is asked for, the
// least beside its name, and the least however narrow the screen.
const (
	longestValue   = 96
	shortestValue  = 32
	narrowestValue = 16
)

// value writes one value of a document on one line, in about room columns.
func (l Look) value(v any, room int) string {
	switch v := v.(type) {
	case string:
		return cli.Safe(strconv.Quote(l.shorten(v, room-2)))
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case map[string]any, []any:
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(v); err != nil {
			return cli.Safe(fmt.Sprint(v))
		}
		return cli.Safe(l.shorten(strings.TrimSpace(b.String()), room))
	}
	return fmt.Sprint(v)
}

// shorten leaves out the middle of a long text: of URIs the end matters as
// much as the start.
func (l Look) shorten(s string, room int) string {
	room = min(max(room, narrowestValue), longestValue)
	width := runewidth.StringWidth(s)
	if l.Verbose || width <= room {
		return s
	}
	tail := room / 3
	return runewidth.Truncate(s, room-tail-1, "") + "…" + runewidth.TruncateLeft(s, width-tail, "")
}
