package gittree

import (
	"bufio"
	"compress/zlib"
	"errors"
	"fmt"
	"io"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
)

// An unpacker reads objects out of packs, for one goroutine. What it gives is
// also in its memory, so it must not be written to.
type unpacker struct {
	packed    *bufio.Reader
	inflate   io.ReadCloser // a zlib.Resetter; nil before the first object
	young     map[place]unpacked
	old       map[place]unpacked
	youngSize int
}

// A place is where an object begins.
type place struct {
	pack *pack
	at   int64
}

type unpacked struct {
	kind    plumbing.ObjectType
	content []byte
}

const (
	// remembered bounds what an unpacker keeps of objects, twice: most objects
	// are kept as deltas of others that were read a moment ago.
	rememberedObjects = 6 << 20
	// deepest is beyond what git makes (4095, git-config pack.depth).
	deepest = 10_000
	// mostInflated is how much longer than itself deflated data can become.
	mostInflated = 1032
)

var errDamagedPack = errors.New("its pack is damaged; git fsck tells")

func newUnpacker() *unpacker {
	return &unpacker{packed: bufio.NewReader(nil), young: map[place]unpacked{}}
}

// object reads the object that begins at a place; depth counts those that are
// deltas of it.
func (u *unpacker) object(at place, depth int) (unpacked, error) {
	if o, ok := u.young[at]; ok {
		return o, nil
	}
	o, ok := u.old[at]
	if !ok {
		var err error
		if o, err = u.read(at, depth); err != nil {
			return unpacked{}, err
		}
	}
	if u.youngSize += len(o.content); u.youngSize > rememberedObjects {
		u.old, u.young, u.youngSize = u.young, map[place]unpacked{}, len(o.content)
	}
	u.young[at] = o
	return o, nil
}

func (u *unpacker) read(at place, depth int) (unpacked, error) {
	if at.at <= 0 || at.at >= at.pack.size || depth > deepest {
		return unpacked{}, errDamagedPack
	}
	u.packed.Reset(io.NewSectionReader(at.pack.file, at.at, at.pack.size-at.at))
	kind, size, err := u.header()
	if err != nil {
		return unpacked{}, err
	}
	base := place{pack: at.pack}
	switch kind {
	case plumbing.CommitObject, plumbing.TreeObject, plumbing.BlobObject, plumbing.TagObject:
		content, err := u.content(at, size)
		return unpacked{kind, content}, err
	case plumbing.OFSDeltaObject:
		back, err := u.distance()
		if err != nil {
			return unpacked{}, err
		}
		base.at = at.at - back
	case plumbing.REFDeltaObject:
		var h plumbing.Hash
		if _, err := io.ReadFull(u.packed, h[:]); err != nil {
			return unpacked{}, fmt.Errorf("%w: %w", errDamagedPack, err)
		}
		base.at, _ = at.pack.offset(h) // no object begins at zero
	default:
		return unpacked{}, errDamagedPack
	}
	delta, err := u.content(at, size)
	if err != nil {
		return unpacked{}, err
	}
	o, err := u.object(base, depth+1)
	if err != nil {
		return unpacked{}, err
	}
	content, err := packfile.PatchDelta(o.content, delta)
	if err != nil {
		return unpacked{}, fmt.Errorf("%w: %w", errDamagedPack, err)
	}
	return unpacked{o.kind, content}, nil
}

// header reads the kind, in three bits, and the size, in the other ones of as
// many bytes as say that more follow.
func (u *unpacker) header() (kind plumbing.ObjectType, size int64, err error) {
	for shift := 0; shift < 63; {
		b, err := u.packed.ReadByte()
		if err != nil {
			return 0, 0, fmt.Errorf("%w: %w", errDamagedPack, err)
		}
		if shift == 0 {
			kind, size, shift = plumbing.ObjectType(b>>4&7), int64(b&15), 4
		} else {
			size |= int64(b&127) << shift
			shift += 7
		}
		if b < 128 {
			return kind, size, nil
		}
	}
	return 0, 0, errDamagedPack
}

// distance reads how far back the base of a delta begins.
func (u *unpacker) distance() (back int64, err error) {
	for back < 1<<48 {
		b, err := u.packed.ReadByte()
		if err != nil {
			return 0, fmt.Errorf("%w: %w", errDamagedPack, err)
		}
		back |= int64(b & 127)
		if b < 128 {
			return back, nil
		}
		back = (back + 1) << 7
	}
	return 0, errDamagedPack
}

// content inflates what follows the header.
func (u *unpacker) content(at place, size int64) ([]byte, error) {
	if size < 0 || size/mostInflated > at.pack.size-at.at {
		return nil, errDamagedPack
	}
	var err error
	if u.inflate == nil {
		u.inflate, err = zlib.NewReader(u.packed)
	} else {
		err = u.inflate.(zlib.Resetter).Reset(u.packed, nil)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDamagedPack, err)
	}
	content := make([]byte, size)
	if _, err := io.ReadFull(u.inflate, content); err != nil {
		return nil, fmt.Errorf("%w: %w", errDamagedPack, err)
	}
	// The checksum is looked at when the end is read.
	if n, err := u.inflate.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		return nil, fmt.Errorf("%w: %w", errDamagedPack, err)
	}
	return content, nil
}
