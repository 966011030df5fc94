package catalog

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// The collector's share of memory, in bytes. What a catalog of ten thousand
// versions keeps is about 45 MB.
const (
	smallHeap = 100 << 20 // below this, collecting is not worth the time
	growth    = 175       // above, how much memory to use in percent of what is kept
)

// TuneGC sets the garbage collector for a program whose work is to load a
// catalog and which ends soon after. The default setting collects dozens of
// times while the heap is small, and each time keeps a processor from parsing.
// Who sets GOGC or GOMEMLIMIT has decided otherwise and is left alone. To be
// called once, by main.
func TuneGC() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(smallHeap)
	afterCollection()
}

// afterCollection runs itself after every collection, and moves the limit along
// with what was found to be in use: a fixed one would let a larger catalog
// collect without end.
func afterCollection() {
	type canary struct{ _ [16]byte }
	runtime.SetFinalizer(new(canary), func(*canary) {
		sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(sample)
		if live := sample[0].Value; live.Kind() == metrics.KindUint64 {
			debug.SetMemoryLimit(max(smallHeap, int64(live.Uint64())*growth/100))
		}
		afterCollection()
	})
}
