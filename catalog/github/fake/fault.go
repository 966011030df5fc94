package fake

import (
	"net/http"
	"strconv"
)

// A Fault is what is wrong with an answer. The zero Fault is an answer as it
// should be.
type Fault struct {
	Status int         // instead of the true one
	Header http.Header // instead of the true ones of these names, or besides them
	Body   string      // instead of the true one, where it is not empty
	// Edit changes the true body.
	Edit func([]byte) []byte
	// Cut sends the first half of the body and closes the connection.
	Cut bool
	// Loop names this same page as the next one.
	Loop bool
}

// Fault sets who decides what is wrong with the answer to a request: nil is
// nothing. It is called once a request, one at a time, and must not call
// methods of GitHub.
func (g *GitHub) Fault(decide func(*http.Request) *Fault) {
	defer g.lock()()
	g.fault = decide
}

func (f *Fault) serve(w http.ResponseWriter, r *http.Request, a *recorder) {
	if f == nil {
		f = &Fault{}
	}
	header, body, status := w.Header(), a.Bytes(), a.status
	for name, values := range a.header {
		header[name] = values
	}
	if f.Loop {
		header.Set("Link", "<http://"+r.Host+r.URL.RequestURI()+`>; rel="next"`)
	}
	for name, values := range f.Header {
		header[http.CanonicalHeaderKey(name)] = values
	}
	if f.Body != "" {
		body = []byte(f.Body)
	} else if f.Status >= 400 {
		body = []byte(`{"message":` + strconv.Quote(http.StatusText(f.Status)) + `,"documentation_url":"https://docs.github.com/rest"}` + "\n")
	}
	if f.Edit != nil {
		body = f.Edit(body)
	}
	if f.Status != 0 {
		status = f.Status
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	if f.Cut {
		body = body[:len(body)/2]
	}
	w.WriteHeader(status)
	w.Write(body) // with fewer bytes than announced, the server closes the connection
}
