//go:build unix

package catalog_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
	"gopkg.in/yaml.v3"

	"modelreg/catalog"
	"modelreg/catalog/synthetic"
)

// The size that the promises are about, and a tenfold one to see that time and
// memory grow no faster than the catalog; that takes a while, so it runs only
// with MODELREG_BENCH_LARGE set.
func sizes() []synthetic.Options {
	out := []synthetic.Options{{Versions: 10_000, Groups: 500, Seed: 1}}
	if os.Getenv("MODELREG_BENCH_LARGE") != "" {
		out = append(out, synthetic.Options{Versions: 100_000, Groups: 5_000, Seed: 1})
	}
	return out
}

// onDisk runs a benchmark on catalogs in a folder, with the collector set as
// the command sets it.
func onDisk(b *testing.B, run func(b *testing.B, dir string)) {
	catalog.TuneGC()
	for _, o := range sizes() {
		b.Run(fmt.Sprintf("versions=%d", o.Versions), func(b *testing.B) {
			dir := b.TempDir()
			if err := synthetic.Write(dir, o); err != nil {
				b.Fatal(err)
			}
			runtime.GC()
			b.ReportAllocs()
			run(b, dir)
			b.ReportMetric(peakMB(b), "peak-MB")
		})
	}
}

// A cost is time on the clock and time on all processors; other programs
// disturb the second less.
type cost struct{ wall, cpu time.Duration }

// measure adds what f costs.
func (c *cost) measure(b *testing.B, f func()) {
	start, before := time.Now(), processorTime(b)
	f()
	c.wall += time.Since(start)
	c.cpu += processorTime(b) - before
}

// processorTime is what this process has used on all processors, which other
// processes disturb less than the time on the clock.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peakMB is the most memory that this process has had, in 1e6 bytes. It never
// goes down: for one benchmark's own figure run it alone.
func peakMB(b *testing.B) float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Skip("peak memory is read from /proc, which is not here")
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	var kb float64
	fmt.Sscan(rest, &kb)
	return kb * 1024 / 1e6
}

// BenchmarkYAMLNodes is the measure for BenchmarkLoad: the YAML library alone
// reads the same files to nodes on all processors.
func BenchmarkYAMLNodes(b *testing.B) {
	onDisk(b, func(b *testing.B, dir string) {
		for b.Loop() {
			yamlNodes(b, dir)
		}
	})
}

// BenchmarkValidate is what validate does: it reads and checks a whole
// catalog. Between the rounds it does the work of BenchmarkYAMLNodes, untimed,
// and reports how many times as long as that it takes, on the clock (x-yaml)
// and in processor time (x-yaml-cpu).
func BenchmarkValidate(b *testing.B) {
	onDisk(b, func(b *testing.B, dir string) {
		var own, nodes cost
		for b.Loop() {
			own.measure(b, func() { load(b, dir, catalog.LoadOptions{CheckOnly: true}) })
			b.StopTimer()
			nodes.measure(b, func() { yamlNodes(b, dir) })
			b.StartTimer()
		}
		b.ReportMetric(own.wall.Seconds()/nodes.wall.Seconds(), "x-yaml")
		b.ReportMetric(own.cpu.Seconds()/nodes.cpu.Seconds(), "x-yaml-cpu")
	})
}

// BenchmarkLoad does the same and keeps the documents, as plan and sync need
// them.
func BenchmarkLoad(b *testing.B) {
	onDisk(b, func(b *testing.B, dir string) {
		for b.Loop() {
			load(b, dir, catalog.LoadOptions{})
		}
	})
}

// BenchmarkLoadUnchanged is BenchmarkLoad where all but five versions are
// known to be unchanged.
func BenchmarkLoadUnchanged(b *testing.B) {
	onDisk(b, func(b *testing.B, dir string) {
		for b.Loop() {
			opened := 0
			load(b, dir, catalog.LoadOptions{Unchanged: func(string) bool { opened++; return opened > 5 }})
		}
	})
}

// yamlNodes reads all files to nodes, as fast as the YAML library can.
func yamlNodes(b *testing.B, dir string) {
	var workers errgroup.Group
	files := make(chan string, 1000)
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() error {
			for name := range files {
				data, err := os.ReadFile(name)
				if err != nil {
					return err
				}
				var n yaml.Node
				if err := yaml.NewDecoder(bytes.NewReader(data)).Decode(&n); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			files <- path
		}
		return err
	})
	close(files)
	if err := errors.Join(err, workers.Wait()); err != nil {
		b.Fatal(err)
	}
}

func load(b *testing.B, dir string, o catalog.LoadOptions) {
	fsys, done, err := catalog.OpenDir(dir)
	if err != nil {
		b.Fatal(err)
	}
	defer done()
	o.Dir = dir
	_, problems, err := catalog.Load(context.Background(), fsys, o)
	if err != nil || len(problems) > 0 {
		b.Fatal(err, len(problems), problems[:min(3, len(problems))])
	}
}
