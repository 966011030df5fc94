package history

import (
	"bytes"
	"encoding/gob"
	"testing"
)

// A file whose sum is right and whose columns do not fit each other is refused.
func TestDecodeRefuses(t *testing.T) {
	for name, spoil := range map[string]func(c *columns){
		"":                    func(*columns) {},
		"no commits":          func(c *columns) { *c = columns{} },
		"a hash short":        func(c *columns) { c.Hashes = c.Hashes[1:] },
		"a zone short":        func(c *columns) { c.Zones = c.Zones[1:] },
		"a subject more":      func(c *columns) { c.Subjects = append(c.Subjects, "") },
		"a count short":       func(c *columns) { c.Counts = c.Counts[1:] },
		"a mode short":        func(c *columns) { c.Modes = c.Modes[1:] },
		"a blob short":        func(c *columns) { c.Blobs = c.Blobs[1:] },
		"unknown mode":        func(c *columns) { c.Modes[0] = byte(len(modes)) },
		"unknown mode after":  func(c *columns) { c.Modes[1] = 255 },
		"no change of a path": func(c *columns) { c.Counts[0] = 0 },
		"changes of no path":  func(c *columns) { c.Counts[1] = 1 },
		"too many changes":    func(c *columns) { c.Counts[1] = 3 },
		"a path twice":        func(c *columns) { c.Paths[1] = c.Paths[0] },
		"before the first":    func(c *columns) { c.Ages[0] = -1 },
		"after the last":      func(c *columns) { c.Ages[0] = 2 },
		"out of order":        func(c *columns) { c.Ages[1], c.Ages[2] = 1, 0 },
		"at once":             func(c *columns) { c.Ages[1], c.Ages[2] = 1, 1 },
	} {
		c := columns{
			Hashes: make([]byte, 2*hashSize), Seconds: []int64{1, 2}, Zones: []int{0, 3600}, Subjects: []string{"one", "two"},
			Paths: []string{"a", "b"}, Counts: []int{1, 2}, Ages: []int{0, 0, 1},
			Modes: []byte{0, 1, 0, 1, 1, 2}, Blobs: make([]byte, 6*hashSize),
		}
		spoil(&c)
		var b bytes.Buffer
		if err := gob.NewEncoder(&b).Encode(c); err != nil {
			t.Fatal(err)
		}
		if _, err := decodeColumns(b.Bytes()); (err == nil) != (name == "") {
			t.Errorf("%q: %v", name, err)
		}
	}
}
