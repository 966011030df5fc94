package history

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"errors"
	"slices"
	"time"

	"modelreg/catalog/gittree"
)

// format begins every cache file; another layout needs another one. After it
// come the SHA-256 of the rest, and the rest.
const format = "modelreg history 1\n"

// columns are what a cache file holds.
type columns struct {
	Hashes   []byte // of commits, oldest first, twenty bytes each
	Seconds  []int64
	Zones    []int // seconds east of UTC
	Subjects []string
	Paths    []string
	Counts   []int  // changes of each path
	Ages     []int  // of changes, path by path, oldest first
	Modes    []byte // before and after each change, as places in modes
	Blobs    []byte // before and after each change, twenty bytes each
}

const hashSize = 20

// modes are those that a gittree.File can have.
var modes = []string{"", "100644", "100755", "120000", "160000"}

var errUnusable = errors.New("not a cache file of this format")

func encode(h *History) ([]byte, error) {
	var c columns
	var err error
	hash := func(to []byte, text string) []byte {
		b, e := hex.DecodeString(text)
		err = errors.Join(err, e)
		return append(to, append(b, make([]byte, hashSize-len(b))...)...)
	}
	for _, at := range h.commits {
		_, zone := at.When.Zone()
		c.Hashes = hash(c.Hashes, at.Hash)
		c.Seconds, c.Zones, c.Subjects = append(c.Seconds, at.When.Unix()), append(c.Zones, zone), append(c.Subjects, at.Subject)
	}
	for path := range h.Paths() {
		changes := h.changes[path]
		c.Paths, c.Counts = append(c.Paths, path), append(c.Counts, len(changes))
		for _, change := range changes {
			c.Ages = append(c.Ages, change.Age)
			for _, f := range []gittree.File{change.Before, change.After} {
				c.Modes, c.Blobs = append(c.Modes, byte(slices.Index(modes, f.Mode))), hash(c.Blobs, f.Blob)
			}
		}
	}
	var b bytes.Buffer
	err = errors.Join(err, gob.NewEncoder(&b).Encode(c))
	sum := sha256.Sum256(b.Bytes())
	return slices.Concat([]byte(format), sum[:], b.Bytes()), err
}

func decode(content []byte) (*History, error) {
	rest, ok := bytes.CutPrefix(content, []byte(format))
	if !ok || len(rest) < sha256.Size {
		return nil, errUnusable
	}
	sum, rest := rest[:sha256.Size], rest[sha256.Size:]
	if got := sha256.Sum256(rest); !bytes.Equal(sum, got[:]) {
		return nil, errUnusable
	}
	return decodeColumns(rest)
}

func decodeColumns(b []byte) (*History, error) {
	var c columns
	if err := gob.NewDecoder(bytes.NewReader(b)).Decode(&c); err != nil {
		return nil, err
	}
	commits, changed := len(c.Seconds), len(c.Ages)
	if commits == 0 || len(c.Hashes) != commits*hashSize || len(c.Zones) != commits || len(c.Subjects) != commits ||
		len(c.Counts) != len(c.Paths) || len(c.Modes) != 2*changed || len(c.Blobs) != 2*changed*hashSize {
		return nil, errUnusable
	}
	chain := make([]commit, commits)
	for i := range chain {
		chain[i] = commit{
			Hash:    hex.EncodeToString(c.Hashes[i*hashSize:][:hashSize]),
			When:    time.Unix(c.Seconds[i], 0).In(time.FixedZone("", c.Zones[i])),
			Subject: c.Subjects[i],
		}
	}
	changes := make(map[string][]change, len(c.Paths))
	next := 0
	for i, path := range c.Paths {
		n := c.Counts[i]
		if n < 1 || n > changed-next || changes[path] != nil {
			return nil, errUnusable
		}
		list := make([]change, n)
		for k := range list {
			age := c.Ages[next]
			if age < 0 || age >= commits || k > 0 && age <= list[k-1].Age {
				return nil, errUnusable
			}
			before, ok := c.file(2 * next)
			after, ok2 := c.file(2*next + 1)
			if !ok || !ok2 {
				return nil, errUnusable
			}
			list[k] = change{Age: age, Before: before, After: after}
			next++
		}
		changes[path] = list
	}
	if next != changed {
		return nil, errUnusable
	}
	return newHistory(chain, changes), nil
}

func (c columns) file(i int) (f gittree.File, ok bool) {
	mode := int(c.Modes[i])
	if mode >= len(modes) {
		return f, false
	}
	if mode == 0 {
		return f, true
	}
	return gittree.File{Mode: modes[mode], Blob: hex.EncodeToString(c.Blobs[i*hashSize:][:hashSize])}, true
}
