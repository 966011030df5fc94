package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"modelreg/cmd/internal/cli"
)

// longest is how many characters of a value are shown unless more is asked for.
const longest = 72

// value writes one value of a document on one line.
func (l Look) value(v any) string {
	switch v := v.(type) {
	case string:
		if runes := []rune(v); !l.Verbose && len(runes) > longest {
			return strings.TrimSuffix(strconv.Quote(string(runes[:longest-1])), `"`) + `…"`
		}
		return strconv.Quote(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case map[string]any, []any:
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(v); err != nil {
			return cli.Safe(fmt.Sprint(v))
		}
		text := strings.TrimSpace(b.String())
		if runes := []rune(text); !l.Verbose && len(runes) > longest {
			text = string(runes[:longest-1]) + "…"
		}
		return cli.Safe(text)
	}
	return fmt.Sprint(v)
}
