// Package liveview shows pages from memory in a browser that reloads them when
// there are new ones.
package liveview

import (
	"bytes"
	_ "embed"
	"fmt"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

// Pages are files by their slash paths. Put may be called from several
// goroutines.
type Pages struct {
	mu    sync.Mutex
	files map[string][]byte
}

// Put takes one file.
func (p *Pages) Put(at string, text []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.files == nil {
		p.files = map[string][]byte{}
	}
	p.files[at] = text
	return nil
}

// live.js is in every page that is shown, and in none that is written.
//
//go:embed live.js
var script []byte

const (
	scriptAt = "/assets/live.js"
	newsAt   = "/live" // server-sent events: a line for each time that the pages are new
)

// A Server shows pages.
type Server struct {
	mu    sync.Mutex
	pages *Pages
	news  chan struct{} // closed when there are other pages
	over  <-chan struct{}
}

// New shows pages. When over is closed, those who listen for other pages are let
// go, so that nobody waits for them to leave.
func New(pages *Pages, over <-chan struct{}) *Server {
	return &Server{pages: pages, news: make(chan struct{}), over: over}
}

// Show puts other pages in their place, and browsers reload.
func (s *Server) Show(pages *Pages) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages = pages
	close(s.news)
	s.news = make(chan struct{})
}

func (s *Server) now() (*Pages, chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pages, s.news
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, "pages can only be read", http.StatusMethodNotAllowed)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	switch r.URL.Path {
	case newsAt:
		s.tell(w, r)
		return
	case scriptAt:
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		_, _ = w.Write(script) // whoever asked may be gone
		return
	}
	at := strings.TrimPrefix(r.URL.Path, "/")
	if at == "" || strings.HasSuffix(at, "/") {
		at += "index.html"
	}
	pages, _ := s.now()
	// Files have the names that URLs mean, and Path is no longer escaped.
	text, ok := pages.files[at]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", typeOf(at))
	if path.Ext(at) == ".html" {
		text = live(text)
	}
	_, _ = w.Write(text)
}

// typeOf is the media type of a file by its name.
func typeOf(at string) string {
	if path.Ext(at) == ".js" {
		return "text/javascript; charset=utf-8"
	}
	if t := mime.TypeByExtension(path.Ext(at)); t != "" {
		return t
	}
	return "application/octet-stream"
}

// live adds the script to a page, and lets it ask this server alone.
func live(page []byte) []byte {
	page = bytes.Replace(page, []byte("script-src 'self';"), []byte("script-src 'self'; connect-src 'self';"), 1)
	return bytes.Replace(page, []byte("</head>"), []byte(`<script defer src="`+scriptAt+`"></script>`+"\n</head>"), 1)
}

// tell waits for other pages, and says so.
func (s *Server) tell(w http.ResponseWriter, r *http.Request) {
	_, news := s.now()
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	fmt.Fprint(w, ": waiting\n\n")
	if out.Flush() != nil {
		return
	}
	select {
	case <-news:
		fmt.Fprint(w, "data: new\n\n")
		_ = out.Flush() // whoever listened may be gone
	case <-r.Context().Done():
	case <-s.over:
	}
}
