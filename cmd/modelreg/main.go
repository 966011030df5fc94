// Command modelreg keeps Amazon SageMaker Model Registry as a catalog in git
// says. Run it without arguments to see what it can do.
package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"

	"modelreg/catalog"
	"modelreg/cmd/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	said := make(chan struct{})
	unwatch := context.AfterFunc(ctx, func() {
		stop() // the next signal ends the process at once
		fmt.Fprintln(os.Stderr, "modelreg: interrupted; finishing what has begun, once more ends it at once")
		close(said)
	})
	code := run(ctx, cli.World{
		Args:        os.Args[1:],
		Stdout:      os.Stdout,
		Stderr:      os.Stderr,
		Getenv:      os.Getenv,
		Now:         time.Now,
		Sleep:       sleep,
		Random:      rand.Float64,
		Load:        catalog.TuneGC,
		StdoutWidth: width(os.Stdout),
		StderrWidth: width(os.Stderr),
	})
	if !unwatch() {
		<-said
	}
	os.Exit(int(code))
}

// width is how many columns a terminal has, and 0 where f is none.
func width(f *os.File) int {
	if !term.IsTerminal(int(f.Fd())) {
		return 0
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil || columns <= 0 {
		return 80
	}
	return columns
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
