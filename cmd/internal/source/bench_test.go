package source

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"modelreg/catalog"
	"modelreg/catalog/synthetic"
)

// BenchmarkValidateSince is validate --base on 10,000 versions in 500 groups of
// which five changed. Between the rounds it validates all of them, untimed:
// x-validate is how many times as long as that it takes.
func BenchmarkValidateSince(b *testing.B) {
	catalog.TuneGC()
	dir := repository(b, synthetic.Options{Versions: 10_000, Groups: 500, Seed: 1})
	var since, whole time.Duration
	check := func(took *time.Duration, work func(s *Source) ([]catalog.Problem, error)) {
		begun := time.Now()
		s, err := Open(dir, "")
		if err != nil {
			b.Fatal(err)
		}
		problems, err := work(s)
		if err != nil || len(problems) > 0 {
			b.Fatal(err, problems)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		*took += time.Since(begun)
	}
	for b.Loop() {
		check(&since, func(s *Source) ([]catalog.Problem, error) {
			_, problems, err := s.LoadSince(b.Context(), "HEAD")
			return problems, err
		})
		b.StopTimer()
		check(&whole, func(s *Source) ([]catalog.Problem, error) { return s.Check(b.Context()) })
		b.StartTimer()
	}
	b.ReportMetric(since.Seconds()/whole.Seconds(), "x-validate")
}

// repository is a folder under git whose catalog has five edited files.
func repository(b *testing.B, o synthetic.Options) string {
	b.Helper()
	dir := b.TempDir()
	if err := synthetic.Write(filepath.Join(dir, "catalog"), o); err != nil {
		b.Fatal(err)
	}
	git := func(args ...string) {
		b.Helper()
		cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=a", "-c", "user.email=a@example.com"}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git("init", "-q", "-b", "main")
	git("add", ".")
	git("commit", "-q", "-m", "base")
	edited, err := filepath.Glob(filepath.Join(dir, "catalog", "*", "*", "versions", "3.yaml"))
	if err != nil || len(edited) < 5 {
		b.Fatal(err, fmt.Sprint(len(edited)))
	}
	// An hour later, so that the index can be trusted: git's own rule.
	later := time.Now().Add(time.Hour)
	if err := os.Chtimes(filepath.Join(dir, ".git", "index"), later, later); err != nil {
		b.Fatal(err)
	}
	for _, name := range edited[:5] {
		text, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(name, append([]byte("# edited\n"), text...), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	return dir
}
