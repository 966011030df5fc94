package catalog

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// checkEncoding finds what no editor shows and the YAML library rejects
// without saying where: other encodings than UTF-8, control characters, and
// line ends that editors do not count. It stops at the first, since the rest
// of such a file is noise. A UTF-8 byte order mark is tolerated.
func checkEncoding(f *file) []Problem {
	data := f.data
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		return []Problem{{f.whole(), Error, "encoding", "file is UTF-16; save it as UTF-8"}}
	}
	for i := 0; i < len(data); {
		c := data[i]
		if c >= 0x20 && c < 0x7f || c == '\n' || c == '\t' {
			i++
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		var message string
		switch {
		case r == utf8.RuneError && size == 1:
			message = fmt.Sprintf("byte 0x%02X is not UTF-8; save the file as UTF-8", c)
		case r == '\r' && i+1 < len(data) && data[i+1] == '\n':
		case r == '\r', r == 0x85, r == 0x2028, r == 0x2029:
			message = fmt.Sprintf("line ends with %U; end lines with a line feed", r)
		case r < 0x20, r >= 0x7f && r < 0xa0, r == 0xfffe, r == 0xffff, r == 0xfeff && i > 0:
			message = fmt.Sprintf("character %U cannot be seen; remove it, or write it as an escape in double quotes", r)
		}
		if message != "" {
			return []Problem{{f.offset(i), Error, "encoding", message}}
		}
		i += size
	}
	return nil
}

// offset is the position of the character at byte i.
func (f *file) offset(i int) Pos {
	before := f.data[:i]
	start := bytes.LastIndexByte(before, '\n') + 1
	if start == 0 && bytes.HasPrefix(before, []byte("\ufeff")) {
		start = len("\ufeff")
	}
	return Pos{f.path, 1 + bytes.Count(before, []byte{'\n'}), 1 + utf8.RuneCount(before[start:])}
}
