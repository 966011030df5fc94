package gittree

import (
	"io/fs"
	"syscall"
	"time"
)

// changeTime is when a file's content or attributes changed last. Unlike the
// modification time it cannot be set back.
func changeTime(info fs.FileInfo) time.Time {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return time.Unix(int64(s.Ctim.Sec), int64(s.Ctim.Nsec))
	}
	return time.Time{}
}
