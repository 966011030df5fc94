package catalog

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strconv"
)

// canonical is v as JSON in the one form that digests are made of: UTF-8, keys
// sorted by bytes, no spaces, strings with the escapes \" \\ \b \f \n \r \t,
// \u2028, \u2029 and \u00XX for other control characters only, numbers as
// ECMAScript writes them (the shortest decimal that reads back the same). It
// is what encoding/json writes without HTML escapes, in a quarter of the time,
// which counts: every version is kept in this form.
func canonical(v map[string]any) []byte {
	return appendValue(make([]byte, 0, 2048), v)
}

func appendValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case map[string]any:
		return appendObject(b, v)
	case []any:
		b = append(b, '[')
		for i, item := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendValue(b, item)
		}
		return append(b, ']')
	case string:
		return appendString(b, v)
	case float64:
		return appendNumber(b, v)
	}
	return appendOther(b, v)
}

func appendObject(b []byte, m map[string]any) []byte {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	b = append(b, '{')
	for i, k := range keys {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, k), ':')
		b = appendValue(b, m[k])
	}
	return append(b, '}')
}

func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c > 0x7e || c == '"' || c == '\\' {
			return appendOther(b, s)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

func appendNumber(b []byte, f float64) []byte {
	const exact = 1 << 53 // integers below are exact, and written without exponent
	if i := int64(f); math.Abs(f) < exact && float64(i) == f && !(i == 0 && math.Signbit(f)) {
		return strconv.AppendInt(b, i, 10)
	}
	return appendOther(b, f)
}

// appendOther leaves what is rare to encoding/json.
func appendOther(b []byte, v any) []byte {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // documents hold nothing that JSON has no form for
	}
	return append(b, bytes.TrimSuffix(out.Bytes(), []byte("\n"))...)
}
