package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"modelreg/catalog"
	"modelreg/catalog/gittree"
	"modelreg/catalog/site"
	"modelreg/cmd/internal/cli"
	"modelreg/cmd/internal/liveview"
	"modelreg/cmd/internal/registry"
	"modelreg/cmd/internal/source"
)

// serveSite shows the pages on a loopback address, and makes them anew when
// files of the catalog change.
func (a *app) serveSite(ctx context.Context, in *siteFlags) (err error) {
	if !loopback(in.addr) {
		return cli.Misused("write the pages into a folder, and serve that with what you serve others with", "%q is not a loopback address, and the preview asks for no password", in.addr)
	}
	if err := kept(in.proofs); err != nil {
		return err
	}
	// First of all, since reading the registries may take minutes.
	listener, err := net.Listen("tcp", in.addr)
	if err != nil {
		return cli.Failed(err, "--addr 127.0.0.1:0 takes a port that is free")
	}
	defer listener.Close() // the server has closed it, where there was one
	g := &gatherer{app: a, siteFlags: in}
	defer closing(g, &err)
	seen := g.stamp(ctx)
	pages, dir, err := g.pages(ctx)
	if err != nil {
		return err
	}
	server := liveview.New(pages, ctx.Done())
	fmt.Fprintln(a.Stdout, "http://"+listener.Addr().String())
	a.talk.Note("showing %s; press Ctrl-C to stop", dir)
	follow, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		g.follow(follow, seen, dir, server)
	}()
	err = serveUntil(ctx, listener, onlyLocal(server))
	stop()
	<-done
	return err
}

// pages makes all pages in memory. dir is the catalog's folder.
func (g *gatherer) pages(ctx context.Context) (_ *liveview.Pages, dir string, err error) {
	shown, err := g.gather(ctx)
	if err != nil {
		return nil, "", err
	}
	defer closing(shown, &err)
	pages := &liveview.Pages{}
	return pages, shown.source.Dir, site.Write(ctx, shown.Data, pages.Put)
}

// follow makes the pages anew whenever what they are made of is not as it was
// before they were made. What is in the way of that is said, and the pages stay
// as they are.
func (g *gatherer) follow(ctx context.Context, seen [sha256.Size]byte, dir string, server *liveview.Server) {
	for g.Sleep(ctx, time.Second) == nil {
		now := g.stamp(ctx)
		if now == seen {
			continue
		}
		seen = now
		pages, _, err := g.pages(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			if exit, ok := errors.AsType[*cli.Exit](err); !ok || exit.Err != nil {
				g.talk.Error(err)
			}
			continue
		}
		server.Show(pages)
		g.talk.Note("made anew: %s changed", filepath.ToSlash(dir))
	}
}

// stamp is another one whenever something that the pages are made of has
// changed. Where that is, it finds out each time, since registry.yaml says some of
// it.
func (g *gatherer) stamp(ctx context.Context) [sha256.Size]byte {
	src, err := source.Open(g.dir, "")
	if err != nil {
		return liveview.Stamp() // who makes pages says what is wrong
	}
	defer src.Close() // nothing was written
	reg, err := src.Registry(ctx)
	if err != nil || reg == nil {
		reg = &catalog.Registry{}
	}
	return liveview.Stamp(places(src.Dir, reg.Targets)...)
}

// places are where changes are looked for: the catalog's files, what git has as
// committed, who owns files, and the registries that are files.
func places(dir string, targets []*catalog.Target) []string {
	all := []string{dir}
	for _, t := range targets {
		if t.Local != nil {
			all = append(all, registry.Path(dir, t.Local))
		}
	}
	repo, err := gittree.OpenObjects(dir)
	if err != nil {
		return all // it has no past to follow
	}
	defer repo.Close() // nothing was written
	all = append(all, filepath.Join(repo.HeadDir(), "HEAD"), filepath.Join(repo.GitDir(), "refs/heads"), filepath.Join(repo.GitDir(), "packed-refs"))
	top := dir
	if repo.Dir() != "" {
		top = filepath.Join(dir, strings.Repeat("../", strings.Count(repo.Dir(), "/")+1))
	}
	for _, name := range []string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"} {
		all = append(all, filepath.Join(top, name))
	}
	return all
}

// onlyLocal refuses what a page of somebody else asks for: by a name that it
// makes point here, or as a script of its own. A browser says where a request
// comes from; a person who types the address, and curl, come from nowhere.
// https://www.w3.org/TR/fetch-metadata/
func onlyLocal(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		switch from := r.Header.Get("Sec-Fetch-Site"); {
		case !loopback(r.Host) && !loopback(net.JoinHostPort(r.Host, "80")):
			http.Error(w, "the preview is for this machine alone", http.StatusForbidden)
		case from != "" && from != "none" && from != "same-origin":
			http.Error(w, "the preview is not for pages of others; type its address", http.StatusForbidden)
		default:
			next.ServeHTTP(w, r)
		}
	})
}
