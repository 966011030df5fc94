//go:build linux

package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"modelreg/catalog/synthetic"
	"modelreg/cmd/internal/cli"
)

// Sizes that pages stay below, whatever the catalog.
const (
	mostStart = 300_000
	mostPage  = 1_000_000
	mostMB    = 400
)

// large makes a folder with a catalog of 500 groups that is committed, and
// synced to some local targets: local, and second.
func large(t testing.TB, versions int, synced ...string) string {
	t.Helper()
	dir := t.TempDir()
	if err := synthetic.Write(filepath.Join(dir, "catalog"), synthetic.Options{Versions: versions, Groups: 500, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	if slices.Contains(synced, "second") {
		addSecond(t, filepath.Join(dir, "catalog", "registry.yaml"))
	}
	for _, target := range synced {
		if out, err := exec.Command("modelreg", "sync", "-C", dir, "--target", target, "-q").CombinedOutput(); err != nil {
			t.Fatalf("modelreg sync: %v\n%s", err, out)
		}
	}
	for _, args := range [][]string{{"init", "-q", "-b", "main"}, {"add", "."}, {"-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "Our models"}} {
		c := exec.Command("git", append([]string{"-C", dir}, args...)...)
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	return dir
}

// addSecond adds a local target to registry.yaml.
func addSecond(t testing.TB, name string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	const before = "  staging:\n"
	more := "  second:\n    local: {path: .modelreg/second.db}\n    variables: {bucket: synthetic-models-second}\n" + before
	if err := os.WriteFile(name, []byte(strings.Replace(string(text), before, more, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}

// do runs a command in this process.
func do(t testing.TB, args ...string) {
	t.Helper()
	if code := run(t.Context(), inProcess(args...)); code != cli.OK {
		t.Fatalf("modelreg %v ends with %d", args, code)
	}
}

// largest finds the size of the start page and of the largest page.
func largest(t testing.TB, dir string) (start, page int64, name string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(dir), ".", func(at string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if at == "index.html" {
			start = info.Size()
		}
		if strings.HasSuffix(at, ".html") && info.Size() > page {
			page, name = info.Size(), at
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return start, page, name
}

// checkSizes holds how large pages may be, and gives the sizes.
func checkSizes(t testing.TB, dir string) (start, page int64) {
	t.Helper()
	start, page, name := largest(t, dir)
	if start > mostStart {
		t.Errorf("the start page has %d bytes, and %d is the most", start, mostStart)
	}
	if page > mostPage {
		t.Errorf("%s has %d bytes, and %d is the most", name, page, mostPage)
	}
	return start, page
}

// TestSiteOfManyGroups holds how large pages are, which BenchmarkSite does of
// twenty times as many versions.
func TestSiteOfManyGroups(t *testing.T) {
	dir := large(t, 500)
	out := filepath.Join(dir, "pages")
	do(t, "site", "-C", dir, out, "--target", "local", "-q")
	checkSizes(t, out)
}

// BenchmarkSite makes pages of 10,000 versions in 500 groups that are
// registered, with their past in git, and plans the same catalog in turn, each
// in a process of its own. x-plan is how many times the time on the clock of
// plan that takes, but for writing the files, and x-plan-cpu that of all
// processors. Pages of two registries are beside a plan for each.
func BenchmarkSite(b *testing.B) {
	for _, targets := range []string{"local", "local,second"} {
		b.Run(targets, func(b *testing.B) { benchmarkSite(b, targets) })
	}
}

func benchmarkSite(b *testing.B, targets string) {
	dir := large(b, 10_000, strings.Split(targets, ",")...)
	var plan, whole, write cost
	peak := 0.0
	out := filepath.Join(b.TempDir(), "pages")
	for i := 0; b.Loop(); i++ {
		for _, target := range strings.Split(targets, ",") {
			plan.child(b, "plan", "-C", dir, "--target", target, "-q")
		}
		at := fmt.Sprint(out, i)
		peak = max(peak, whole.child(b, "site", "-C", dir, at, "--target", targets, "-q"))
		write.measure(b, func() { copyFiles(b, at, at+"-again") })
		if i > 0 {
			continue
		}
		start, page := checkSizes(b, at)
		b.ReportMetric(float64(start), "start-bytes")
		b.ReportMetric(float64(page), "largest-bytes")
	}
	if peak > mostMB {
		b.Errorf("the pages take %.0f MB of memory, and %d is the most", peak, mostMB)
	}
	b.ReportMetric(plan.wall.Seconds()/float64(b.N), "plan-s")
	b.ReportMetric(whole.wall.Seconds()/float64(b.N), "site-s")
	b.ReportMetric(write.wall.Seconds()/float64(b.N), "write-s")
	b.ReportMetric((whole.wall-write.wall).Seconds()/plan.wall.Seconds(), "x-plan")
	b.ReportMetric((whole.cpu-write.cpu).Seconds()/plan.cpu.Seconds(), "x-plan-cpu")
	b.ReportMetric(peak, "peak-MB")
}

// child runs modelreg in a process of its own, and gives the most memory that
// it had, in 1e6 bytes.
func (c *cost) child(b *testing.B, args ...string) (peakMB float64) {
	b.Helper()
	command := exec.Command("modelreg", args...)
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	start := time.Now()
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	watched := make(chan int64)
	go func() { watched <- mostMemory(command.Process.Pid) }()
	if err := command.Wait(); err != nil {
		b.Fatalf("modelreg %v: %v\n%s", args, err, out.String())
	}
	c.wall += time.Since(start)
	c.cpu += command.ProcessState.UserTime() + command.ProcessState.SystemTime()
	peak := <-watched
	if peak == 0 {
		b.Fatalf("the memory of modelreg %v was not seen", args)
	}
	return float64(peak) / 1e6
}

// mostMemory watches a process until it ends, and gives the most bytes that it
// had. What the system tells of one that has ended is at least what the process
// had that started it.
func mostMemory(pid int) (most int64) {
	for {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		_, peak, found := strings.Cut(string(text), "VmHWM:")
		if err != nil || !found {
			return most
		}
		var kB int64
		if _, err := fmt.Sscanf(peak, "%d kB", &kB); err == nil {
			most = max(most, kB*1024)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// copyFiles writes what a folder holds into another one: what writing alone
// takes.
func copyFiles(b *testing.B, from, to string) {
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		b.Fatal(err)
	}
}

// A cost is time on the clock and time on all processors.
type cost struct{ wall, cpu time.Duration }

func (c *cost) measure(b *testing.B, f func()) {
	start, before := time.Now(), processorTime(b)
	f()
	c.wall += time.Since(start)
	c.cpu += processorTime(b) - before
}

func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
