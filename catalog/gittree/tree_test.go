package gittree

import (
	"bytes"
	"testing"
)

// Whatever a damaged repository holds, names never lead out of their folder,
// and what is understood is all there was.
func FuzzParseTree(f *testing.F) {
	hash := bytes.Repeat([]byte{7}, 20)
	entry := func(s string) []byte { return append([]byte(s+"\x00"), hash...) }
	f.Add([]byte{})
	f.Add(entry("100644 a.yaml"))
	f.Add(append(entry("40000 a"), entry("120000 b")...))
	f.Add(entry("100644 ../a"))
	f.Add(entry("100644 .."))
	f.Add([]byte("100644 a\x00short"))
	f.Fuzz(func(t *testing.T, b []byte) {
		nodes, err := parseTree(b)
		if err != nil {
			return
		}
		var again []byte
		for _, n := range nodes {
			if !usable(n.name) {
				t.Errorf("name %q", n.name)
			}
			again = append(again, n.mode+" "+n.name+"\x00"...)
			again = append(again, n.hash[:]...)
		}
		if !bytes.Equal(b, again) {
			t.Errorf("%q was read as %q", b, again)
		}
	})
}
