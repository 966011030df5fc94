package emulator

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
)

// Transport gives the client side of a handler in the same process: no port,
// no listener. A connection that the handler breaks is an error that wraps
// io.ErrUnexpectedEOF, as it is over a network.
func Transport(h http.Handler) http.RoundTripper { return transport{h} }

type transport struct{ handler http.Handler }

func (t transport) RoundTrip(req *http.Request) (res *http.Response, err error) {
	body := req.Body
	if body == nil {
		body = http.NoBody
	}
	defer func() { _ = body.Close() }() // a RoundTripper must; what the body says about it is nobody's concern
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	in := req.Clone(req.Context())
	in.Body, in.RequestURI, in.Host = body, req.URL.RequestURI(), req.URL.Host
	in.RemoteAddr = "in-process"
	defer func() {
		switch p := recover(); p {
		case nil:
		case http.ErrAbortHandler:
			res, err = nil, fmt.Errorf("reading the answer to %s: %w", req.Header.Get("X-Amz-Target"), io.ErrUnexpectedEOF)
			if cause := req.Context().Err(); cause != nil {
				err = cause
			}
		default:
			panic(p)
		}
	}()
	w := &recorder{header: http.Header{}, status: http.StatusOK}
	t.handler.ServeHTTP(w, in)
	return &http.Response{
		Status:     fmt.Sprintf("%d %s", w.status, http.StatusText(w.status)),
		StatusCode: w.status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        w.header,
		Body:          io.NopCloser(&w.body),
		ContentLength: int64(w.body.Len()),
		Request:       req,
	}, nil
}

// A recorder keeps an answer in memory.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }
