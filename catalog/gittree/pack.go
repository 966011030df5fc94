package gittree

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// A pack is one pack of objects with its index. All goroutines share it; go-git's
// own index holds every object twice, and cannot be shared.
// https://git-scm.com/docs/gitformat-pack
type pack struct {
	file  *os.File // for ReadAt only
	size  int64
	index []byte // content of the index file, of version 2
	count int    // objects
}

const (
	fanoutAt = 8
	namesAt  = fanoutAt + 256*4
	trailer  = 2 * len(plumbing.ZeroHash)
)

// openPacks opens the packs of an object folder.
func openPacks(objects string) (packs []*pack, err error) {
	indexes, err := filepath.Glob(filepath.Join(escapeGlob(objects), "pack", "pack-*.idx"))
	if err != nil {
		return nil, err
	}
	for _, index := range indexes {
		p, err := openPack(index)
		if errors.Is(err, os.ErrNotExist) {
			continue // git removed it since; what it had is in another one
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("reading %s: %w", index, err), closePacks(packs))
		}
		packs = append(packs, p)
	}
	return packs, nil
}

func closePacks(packs []*pack) error {
	var errs []error
	for _, p := range packs {
		errs = append(errs, p.file.Close())
	}
	return errors.Join(errs...)
}

func escapeGlob(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

func openPack(name string) (*pack, error) {
	index, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	p := &pack{index: index}
	if err := p.check(); err != nil {
		return nil, err
	}
	if p.file, err = os.Open(strings.TrimSuffix(name, ".idx") + ".pack"); err != nil {
		return nil, err
	}
	info, err := p.file.Stat()
	if err != nil {
		return nil, errors.Join(err, p.file.Close())
	}
	p.size = info.Size()
	return p, nil
}

// check makes sure that what offset reads is there.
func (p *pack) check() error {
	if !bytes.HasPrefix(p.index, []byte("\xfftOc\x00\x00\x00\x02")) {
		return errors.New("it is no pack index of version 2; run git repack -a -d")
	}
	if len(p.index) < namesAt+trailer {
		return errors.New("it is cut short; git fsck tells")
	}
	last := uint32(0)
	for i := range 256 {
		n := p.fanout(i)
		if n < last {
			return errors.New("it is damaged; git fsck tells")
		}
		last = n
	}
	p.count = int(last)
	if len(p.index) < namesAt+p.count*(len(plumbing.ZeroHash)+4+4)+trailer {
		return errors.New("it is cut short; git fsck tells")
	}
	return nil
}

// fanout counts the objects whose names begin with a byte up to i.
func (p *pack) fanout(i int) uint32 { return binary.BigEndian.Uint32(p.index[fanoutAt+4*i:]) }

func (p *pack) name(i int) []byte {
	at := namesAt + i*len(plumbing.ZeroHash)
	return p.index[at : at+len(plumbing.ZeroHash)]
}

// offset finds where an object begins.
func (p *pack) offset(h plumbing.Hash) (at int64, ok bool) {
	first, end := 0, int(p.fanout(int(h[0])))
	if h[0] > 0 {
		first = int(p.fanout(int(h[0]) - 1))
	}
	i := first + sort.Search(end-first, func(i int) bool { return bytes.Compare(p.name(first+i), h[:]) >= 0 })
	if i >= end || !bytes.Equal(p.name(i), h[:]) {
		return 0, false
	}
	short := namesAt + p.count*(len(plumbing.ZeroHash)+4)
	at = int64(binary.BigEndian.Uint32(p.index[short+4*i:]))
	if at < 1<<31 {
		return at, true
	}
	long := short + 4*p.count + 8*int(at-1<<31)
	if long > len(p.index)-trailer-8 {
		return 0, false
	}
	return int64(binary.BigEndian.Uint64(p.index[long:])), true
}
