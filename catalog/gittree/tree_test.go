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
	f.Add(append(entry("100664 a"), entry("040000 b")...))
	f.Fuzz(func(t *testing.T, b []byte) {
		nodes, err := parseTree(b)
		if err != nil {
			return
		}
		var again []byte
		rest := b
		for _, n := range nodes {
			if !usable(n.name) {
				t.Errorf("name %q", n.name)
			}
			mode, behind, _ := bytes.Cut(rest, []byte{' '}) // may be written in other ways
			rest = behind[len(n.name)+1+len(n.hash):]
			again = append(again, string(mode)+" "+n.name+"\x00"...)
			again = append(again, n.hash[:]...)
		}
		if !bytes.Equal(b, again) {
			t.Errorf("%q was read as %q", b, again)
		}
	})
}

// git reads all of these as one of the five modes it has.
func TestCanonicalModes(t *testing.T) {
	for mode, want := range map[string]string{
		"100644": modeFile, "100664": modeFile, "100600": modeFile, "100755": modeExec, "100775": modeExec, "100700": modeExec,
		"40000": modeDir, "040000": modeDir, "40755": modeDir, "120000": modeSymlink, "120777": modeSymlink, "160000": modeSubmodule,
	} {
		if got, ok := canonical([]byte(mode)); got != want || !ok {
			t.Errorf("canonical(%s) = %s, %v; want %s", mode, got, ok, want)
		}
	}
	for _, mode := range []string{"", "9", "rw", "-1", "77777777777777"} {
		if got, ok := canonical([]byte(mode)); ok {
			t.Errorf("canonical(%q) = %s", mode, got)
		}
	}
}
