//go:build linux

package history

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"modelreg/catalog/history/synthetic"
)

// BenchmarkHistory reads the past of 10,000 versions over 20,000 merges, and
// checks it against git's file by file. Beside the time it reports that of
//
//	git log --first-parent -G'^modelApprovalStatus' --name-only
//
// on the same repository, how many times as long ours takes, at first and again
// by a cache, and the most memory that a process of its own held.
func BenchmarkHistory(b *testing.B) {
	needGit(b)
	dir := filepath.Join(b.TempDir(), "repo.git")
	if err := synthetic.Write(b.Context(), dir, synthetic.Options{Versions: 10_000, Groups: 500, Merges: 20_000}); err != nil {
		b.Fatal(err)
	}
	folder, cache := filepath.Join(dir, synthetic.Dir), b.TempDir()
	read := func(cache string) *History {
		repo := open(b, folder)
		defer repo.Close()
		from := resolve(b, repo, "main")
		var h *History
		var err error
		if cache == "" {
			h, err = Read(b.Context(), repo, from)
		} else {
			h, err = ReadCached(b.Context(), repo, from, cache)
		}
		if err != nil {
			b.Fatal(err)
		}
		return h
	}
	want := byGit(b, dir, synthetic.Dir, "main")
	for _, h := range []*History{read(""), read(cache), read(cache)} {
		if diff := cmp.Diff(want, all(h)); diff != "" || len(want) != 10_501 {
			b.Fatalf("%d files; (-git +ours):\n%s", len(want), diff)
		}
	}
	var byNative, whole, again []time.Duration
	for b.Loop() {
		// In turn, so that what else the machine does falls on each alike.
		byNative = append(byNative, timed(func() {
			cmd := exec.Command("git", "log", "--first-parent", "-G^modelApprovalStatus", "--name-only")
			cmd.Dir, cmd.Stdout = dir, io.Discard
			if err := cmd.Run(); err != nil {
				b.Fatal(err)
			}
		}))
		whole = append(whole, timed(func() { read("") }))
		again = append(again, timed(func() { read(cache) }))
	}
	native := median(byNative)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(native.Seconds(), "git-s")
	b.ReportMetric(median(whole).Seconds(), "ours-s")
	b.ReportMetric(median(whole).Seconds()/native.Seconds(), "ours/git")
	b.ReportMetric(median(again).Seconds()/native.Seconds(), "again/git")
	b.ReportMetric(memory(b, folder), "MB")
}

func timed(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

func median(d []time.Duration) time.Duration {
	return slices.Sorted(slices.Values(d))[len(d)/2]
}

// folderToRead names a folder to TestReadAlone, in a process of its own.
const folderToRead = "HISTORY_TEST_FOLDER"

// memory is the peak resident size, in MB, of a process that reads a history.
// (What wait4 tells is at least as much as this process holds.)
func memory(b *testing.B, folder string) float64 {
	cmd := exec.Command(os.Args[0], "-test.run=^TestReadAlone$", "-test.v")
	cmd.Env = append(os.Environ(), folderToRead+"="+folder)
	out, err := cmd.Output()
	m := peak.FindSubmatch(out)
	if err != nil || m == nil {
		b.Fatalf("%v: %s", err, out)
	}
	kib, err := strconv.Atoi(string(m[1]))
	if err != nil {
		b.Fatal(err)
	}
	return float64(kib) / 1024
}

// peak is a line of https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
var peak = regexp.MustCompile(`VmHWM:\s*(\d+) kB`)

func TestReadAlone(t *testing.T) {
	folder := os.Getenv(folderToRead)
	if folder == "" {
		t.Skip("for BenchmarkHistory, which measures it")
	}
	repo := open(t, folder)
	defer repo.Close()
	if _, err := Read(t.Context(), repo, resolve(t, repo, "main")); err != nil {
		t.Fatal(err)
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s", peak.Find(status))
}
