package main

import (
	"math"
	"runtime/debug"
)

// garbage sets how much of it there may be, in percent of what is kept, until
// what it gives is called. Who sets GOGC or GOMEMLIMIT has decided otherwise.
func (a *app) garbage(percent int) (before func()) {
	if a.Getenv("GOGC") != "" || a.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	was := debug.SetGCPercent(percent)
	return func() {
		// No percentage is for a program with a limit, which catalog.TuneGC lifts
		// when it is outgrown: without both, nothing would ever be collected.
		if was >= 0 || debug.SetMemoryLimit(-1) < math.MaxInt64 {
			debug.SetGCPercent(was)
		}
	}
}
