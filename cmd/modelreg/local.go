package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"time"

	"github.com/spf13/cobra"

	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/registry"
	"modelreg/cmd/internal/source"
	"modelreg/sync/emulator"
)

func (a *app) local() *cobra.Command {
	c := &cobra.Command{
		Use:   "local",
		Short: "Work with the embedded registry",
	}
	c.AddCommand(a.serve())
	parent(c)
	return c
}

// serving are the flags of local serve.
type serving struct {
	addr        string
	path        string
	target      string
	allowRemote bool
	searchLag   time.Duration
	deleteDelay time.Duration
	events      string
}

func (a *app) serve() *cobra.Command {
	s := &serving{}
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve an embedded registry to boto3, the AWS CLI and tests",
		Long: `serve speaks SageMaker's protocol for the operations of the model registry, on a
loopback port. Any credentials are accepted; an access key of twelve digits is
taken for the account. It prints its address on standard output and serves until
it is interrupted.`,
		Example: `  modelreg local serve --addr 127.0.0.1:8645
  modelreg local serve --path registry.db --events events.jsonl`,
		Args: noArgs,
	}
	f := c.Flags()
	f.StringVar(&s.addr, "addr", "127.0.0.1:8645", "`HOST:PORT` to listen on; port 0 picks a free one")
	f.StringVar(&s.path, "path", "", "the registry's `FILE`; without it, that of the catalog's local target")
	f.StringVar(&s.target, "target", "", "the local target `NAME` of registry.yaml")
	f.BoolVar(&s.allowRemote, "allow-remote", false, "listen on other than loopback addresses; whoever reaches them can change everything")
	f.DurationVar(&s.searchLag, "search-lag", 2*time.Second, "how long Search takes to see a change, as a `DURATION`")
	f.DurationVar(&s.deleteDelay, "delete-delay", 2*time.Second, "how long a deleted package stands in the way of deleting its group, as a `DURATION`")
	f.StringVar(&s.events, "events", "", "append \"Model Package State Change\" events to `FILE`, a JSON line each")
	c.RunE = func(c *cobra.Command, _ []string) error { return a.runServe(c.Context(), s) }
	return c
}

func (a *app) runServe(ctx context.Context, s *serving) (err error) {
	if !s.allowRemote && !loopback(s.addr) {
		return cli.Misused("--allow-remote listens there all the same", "%q is not a loopback address, and the registry asks for no password", s.addr)
	}
	options := emulator.Options{SearchLag: lag(s.searchLag), DeleteDelay: lag(s.deleteDelay), Clock: a.Now}
	if s.path == "" {
		if s.path, options.Account, err = a.localTarget(ctx, s.target); err != nil {
			return err
		}
	}
	if s.events != "" {
		f, err := os.OpenFile(s.events, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			return cli.Failed(fmt.Errorf("opening the event log: %w", err), "")
		}
		defer closing(f, &err)
		options.EventLog = f
	}
	embedded, err := emulator.Open(s.path, options)
	if err != nil {
		return registry.Explain(err)
	}
	defer closing(embedded, &err)
	listener, err := net.Listen("tcp", s.addr)
	if err != nil {
		return cli.Failed(err, "")
	}
	url := "http://" + listener.Addr().String()
	fmt.Fprintln(a.Stdout, url)
	a.talk.Note("serving %s; set AWS_ENDPOINT_URL_SAGEMAKER=%s, and any credentials and region", s.path, url)
	return serveUntil(ctx, listener, embedded)
}

// serveUntil serves until ctx ends, and finishes the calls in flight then.
func serveUntil(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	select {
	case err := <-done:
		return cli.Failed(err, "")
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(grace); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return cli.Failed(err, "")
	}
	return nil
}

// localTarget finds the file of the catalog's local target, and the account
// that it stands for.
func (a *app) localTarget(ctx context.Context, name string) (path, account string, err error) {
	const hint = "name the registry's file with --path FILE, or a catalog with a local target with -C DIR"
	src, err := source.Open(a.dir, "")
	if err != nil {
		return "", "", &cli.Exit{Code: cli.Unfinished, Err: err, Hint: hint}
	}
	defer closing(io.Closer(src), &err)
	reg, err := src.Registry(ctx)
	if err != nil {
		return "", "", err
	}
	if reg == nil {
		return "", "", cli.Failed(errors.New("registry.yaml has problems, so nothing is known about targets"), "modelreg validate shows them")
	}
	t, err := pick(reg, name)
	if err != nil {
		return "", "", err
	}
	if t.Local == nil {
		return "", "", cli.Misused(hint, "target %q is not a local one", t.Name)
	}
	return registry.Path(src.Dir, t.Local), t.Local.AccountID, nil
}

// lag gives a duration of zero its meaning on the command line: none.
func lag(d time.Duration) time.Duration {
	if d <= 0 {
		return emulator.None
	}
	return d
}

// loopback reports whether only this machine can reach an address.
func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
