package gittree

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
	"golang.org/x/sync/errgroup"
)

// packed is a repository whose objects are mostly deltas of each other, long
// ones among them.
func packed(t testing.TB, repack ...string) gitRepo {
	g := newGitRepo(t)
	var long strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&long, "line %d of a long file\n", i)
	}
	for i := range 5 {
		files := map[string]string{"long": long.String() + fmt.Sprint(i), "empty/x": fmt.Sprint(i)}
		for k := range 20 {
			files[fmt.Sprintf("many/%d-%d", i, k)] = fmt.Sprint(k)
		}
		g.commit(files)
	}
	g.git("tag", "-a", "v1", "-m", "one")
	g.git(append([]string{"-c", "pack.depth=50", "repack", "-q", "-a", "-d", "-f"}, repack...)...)
	return g
}

// Every object of every pack is what git says, by several goroutines at once.
func TestPacks(t *testing.T) {
	for name, prepare := range map[string]func(t *testing.T) gitRepo{
		"deltas by offset": func(t *testing.T) gitRepo { return packed(t) },
		"deltas by name": func(t *testing.T) gitRepo {
			g := packed(t)
			g.git("-c", "repack.useDeltaBaseOffset=false", "repack", "-q", "-a", "-d", "-f")
			return g
		},
		"two packs": func(t *testing.T) gitRepo {
			g := packed(t)
			g.commit(map[string]string{"many/more": "more\n"})
			g.git("repack", "-q", "-d")
			return g
		},
		"a wide window": func(t *testing.T) gitRepo { return packed(t, "--threads=1", "--window=250") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := prepare(t)
			r := g.open(g.dir)
			var reading errgroup.Group
			for line := range strings.Lines(g.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype) %(objectsize)")) {
				f := strings.Fields(line)
				reading.Go(func() error {
					kind, err := plumbing.ParseObjectType(f[1])
					if err != nil {
						return err
					}
					content, err := r.read(kind, plumbing.NewHash(f[0])) // compares the content with the name
					if err == nil && fmt.Sprint(len(content)) != f[2] {
						err = fmt.Errorf("%s has %d bytes, not %s", f[0], len(content), f[2])
					}
					return err
				})
			}
			if err := reading.Wait(); err != nil {
				t.Error(err)
			}
		})
	}
}

// Packs that were removed after they were opened are still read, those that
// came since are found, and a closed Repo opens them again.
func TestPacksChange(t *testing.T) {
	g := packed(t)
	r := g.open(g.dir)
	first := resolve(t, r, "HEAD")
	second := g.commit(map[string]string{"many/more": "more\n"})
	g.git("repack", "-q", "-a", "-d", "-f")
	for _, hash := range []string{first.Hash, second, first.Parents[0]} {
		if _, ok, err := r.Commit(hash); !ok || err != nil {
			t.Errorf("Commit(%s): %v, %v", hash, ok, err)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := r.Commit(first.Parents[0]); !ok || err != nil {
		t.Errorf("after Close: %v, %v", ok, err)
	}
}

// A damaged object is read from another pack that has it.
func TestPackDamagedTwice(t *testing.T) {
	g := packed(t)
	name := only(t, g, "*.pack")
	if err := os.CopyFS(filepath.Join(filepath.Dir(g.dir), "pack"), os.DirFS(filepath.Dir(name))); err != nil {
		t.Fatal(err)
	}
	hash := g.git("rev-parse", "HEAD~2")
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for i := 12; i < len(whole)-20; i++ {
		whole[i] ^= 0xff
	}
	if err := os.Chmod(name, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	r := g.open(g.dir)
	if _, _, err := r.Commit(hash); err == nil || !strings.Contains(err.Error(), "its pack is damaged; git fsck tells") {
		t.Errorf("Commit: %v", err)
	}
	g.write(map[string]string{".git/objects/info/alternates": filepath.Join(g.dir, "..", "objects") + "\n"})
	if err := os.MkdirAll(filepath.Join(g.dir, "..", "objects"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(g.dir, "..", "pack"), filepath.Join(g.dir, "..", "objects", "pack")); err != nil {
		t.Fatal(err)
	}
	if c, ok, err := g.open(g.dir).Commit(hash); !ok || err != nil || c.Hash != hash {
		t.Errorf("with another pack: %v, %v", ok, err)
	}
}

func only(t testing.TB, g gitRepo, pattern string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(g.dir, ".git", "objects", "pack", pattern))
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %v, %v", pattern, found, err)
	}
	return found[0]
}

// indexOf writes an index by hand, of objects whose names begin with 1, 2 and so
// on and are zero otherwise. Offsets beyond two gigabytes go into a second table.
func indexOf(offsets ...int64) []byte {
	index := []byte("\xfftOc\x00\x00\x00\x02")
	for i := range 256 {
		index = binary.BigEndian.AppendUint32(index, uint32(min(i, len(offsets))))
	}
	for i := range offsets {
		index = append(append(index, byte(i+1)), make([]byte, 19)...)
	}
	index = append(index, make([]byte, 4*len(offsets))...) // checksums
	var long []byte
	for _, at := range offsets {
		if at >= 1<<31 {
			index = binary.BigEndian.AppendUint32(index, 1<<31|uint32(len(long)/8))
			long = binary.BigEndian.AppendUint64(long, uint64(at))
		} else {
			index = binary.BigEndian.AppendUint32(index, uint32(at))
		}
	}
	return append(append(index, long...), make([]byte, trailer)...)
}

func TestOffsets(t *testing.T) {
	index := indexOf(1234, 5<<32, 77)
	p := &pack{index: index}
	if err := p.check(); err != nil {
		t.Fatal(err)
	}
	for h, want := range map[plumbing.Hash]int64{{1}: 1234, {2}: 5 << 32, {3}: 77, {1, 8}: 0, {0}: 0, {4}: 0, {255}: 0} {
		if at, ok := p.offset(h); at != want || ok != (want > 0) {
			t.Errorf("offset(%s) = %d, %v; want %d", h, at, ok, want)
		}
	}
	index[len(index)-trailer-8-4-1]++ // the second object's offset: one further than the second table goes
	if at, ok := p.offset(plumbing.Hash{2}); ok {
		t.Errorf("offset beyond the table = %d", at)
	}
}

// Whatever an index holds, it is refused or can be asked.
func FuzzPackIndex(f *testing.F) {
	f.Add(indexOf(12, 1<<40), []byte{2})
	f.Add(indexOf(12, 1<<40)[:1080], []byte{255})
	f.Fuzz(func(t *testing.T, index, name []byte) {
		p := &pack{index: index}
		if p.check() != nil {
			return
		}
		var h plumbing.Hash
		copy(h[:], name)
		p.offset(h)
	})
}

// Whatever a pack holds, reading ends: in an object or an error.
func FuzzUnpack(f *testing.F) {
	deflated := func(header, content string) string {
		var b bytes.Buffer
		b.WriteString(header)
		z := zlib.NewWriter(&b)
		z.Write([]byte(content))
		z.Close()
		return b.String()
	}
	blob := deflated("\x35", "hello")
	delta := "\x05\x06\x90\x05\x01!" // of five bytes six: copy five, insert one
	byOffset := deflated("\x66"+string(rune(len(blob))), delta)
	byName := deflated("\x76"+"\x02"+strings.Repeat("\x00", 19), delta)
	itself := deflated("\x76"+"\x01"+strings.Repeat("\x00", 19), delta)
	f.Add([]byte(blob), int64(0))
	f.Add([]byte(blob+byOffset), int64(len(blob)))
	f.Add([]byte(blob+byName), int64(len(blob)))
	f.Add([]byte(itself), int64(0))
	f.Add([]byte("\xbf\xff\xff\xff\xff\xff\xff\xff\xff"), int64(0))
	const before = "PACK00000000"
	index := indexOf(int64(len(before)), int64(len(before)))
	f.Fuzz(func(t *testing.T, content []byte, at int64) {
		name := filepath.Join(t.TempDir(), "pack")
		if err := os.WriteFile(name, append([]byte(before), content...), 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		p := &pack{file: file, size: int64(len(before) + len(content)), index: index}
		if err := p.check(); err != nil {
			t.Fatal(err)
		}
		o, err := newUnpacker().object(place{p, int64(len(before)) + at}, 0)
		switch string(content) {
		case blob:
			if at == 0 && (err != nil || string(o.content) != "hello") {
				t.Errorf("%q, %v", o.content, err)
			}
		case blob + byOffset, blob + byName:
			if at == int64(len(blob)) && (err != nil || string(o.content) != "hello!" || o.kind != plumbing.BlobObject) {
				t.Errorf("%q, %v", o.content, err)
			}
		case itself:
			if err == nil {
				t.Errorf("a delta of itself is %q", o.content)
			}
		}
	})
}
