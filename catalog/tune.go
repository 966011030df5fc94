package catalog

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// The collector's share of memory, in bytes. What a catalog of ten thousand
// versions keeps is about 45 MB.
const (
	smallHeap = 100 << 20 // below this, collecting is not worth the time
	growth    = 75        // above, how much memory to add in percent of what is kept
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

// afterCollection looks, after every collection, whether what is in use has
// outgrown the first limit. A fixed one would let a larger catalog collect
// without end; from then on the heap grows in proportion.
func afterCollection() {
	type canary struct{ _ [16]byte }
	runtime.SetFinalizer(new(canary), func(*canary) {
		sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(sample)
		if int64(sample[0].Value.Uint64())*(100+growth)/100 < smallHeap {
			afterCollection()
			return
		}
		debug.SetGCPercent(growth)
		debug.SetMemoryLimit(math.MaxInt64)
	})
}
