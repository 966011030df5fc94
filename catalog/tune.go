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
		sample := []metrics.Sample{
			{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"},
			{Name: "/memory/classes/heap/free:bytes"}, {Name: "/memory/classes/heap/objects:bytes"},
		}
		metrics.Read(sample)
		size := func(i int) int64 { return int64(sample[i].Value.Uint64()) }
		// The limit is also for what no object can have: stacks, and gaps
		// between objects, which are many after a larger heap.
		rest := size(1) - size(2) - size(3) - size(4)
		debug.SetMemoryLimit(max(smallHeap, size(0)*growth/100+rest))
		afterCollection()
	})
}
