package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"natobot/facts/answer"
)

// A page is what is sent: a status, a body of a kind, further headers.
type page struct {
	status   int
	kind     string
	body     []byte
	packed   []byte // gzip; nil where it is not worth it
	etag     string
	head     [][2]string
	fleeting bool // not for the shelf
}

func (p *page) set(name, value string) { p.head = append(p.head, [2]string{name, value}) }

// close completes a page before it is sent: its hash, and packed where that
// helps.
func (p *page) close(pack bool) {
	sum := sha256.Sum256(p.body)
	p.etag = `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	if !pack || len(p.body) < 512 {
		return
	}
	var b bytes.Buffer
	z := packers.Get().(*gzip.Writer)
	defer packers.Put(z)
	z.Reset(&b)
	if _, err := z.Write(p.body); err == nil && z.Close() == nil && b.Len() < len(p.body) {
		p.packed = b.Bytes()
	}
}

// packers are writers to be used again: one costs a megabyte.
var packers = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// write sends the page, or that it has not changed.
func (p *page) write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	for _, x := range p.head {
		if x[0] == "Link" || x[0] == "Vary" {
			h.Add(x[0], x[1])
			continue
		}
		h[x[0]] = []string{x[1]}
	}
	if p.status == http.StatusOK {
		h["Etag"] = []string{p.etag}
		if p.fleeting {
			h["Cache-Control"] = []string{"no-store"}
		} else {
			h["Cache-Control"] = []string{"public, max-age=60"}
		}
		if old := r.Header.Get("If-None-Match"); old != "" && matches(old, p.etag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h["Content-Type"] = []string{p.kind}
	h["X-Content-Type-Options"] = []string{"nosniff"}
	h["Referrer-Policy"] = []string{"no-referrer"}
	body := p.body
	if p.packed != nil {
		h.Add("Vary", "Accept-Encoding")
		if acceptsGzip(r.Header.Get("Accept-Encoding")) {
			body = p.packed
			h["Content-Encoding"] = []string{"gzip"}
		}
	}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(p.status)
	if r.Method != http.MethodHead {
		w.Write(body) // a client that is gone is not ours to mend
	}
}

func matches(list, etag string) bool {
	for _, x := range strings.Split(list, ",") {
		x = strings.TrimSpace(x)
		if x == "*" || strings.TrimPrefix(x, "W/") == strings.TrimPrefix(etag, "W/") {
			return true
		}
	}
	return false
}

// acceptsGzip reports whether a client takes gzip, by its Accept-Encoding.
func acceptsGzip(s string) bool {
	for _, x := range strings.Split(s, ",") {
		name, q, _ := strings.Cut(x, ";")
		if strings.TrimSpace(name) == "gzip" {
			q = strings.ReplaceAll(q, " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}

// maxShelf bounds the pages kept, in bytes; then the shelf is emptied.
const maxShelf = 8 << 20

// A shelf keeps pages made from one dataset.
type shelf struct {
	mu    sync.RWMutex
	of    *answer.Writer
	pages map[string]page
	bytes int
}

func (s *shelf) get(of *answer.Writer, key string) (page, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.of != of {
		return page{}, false
	}
	p, ok := s.pages[key]
	return p, ok
}

func (s *shelf) put(of *answer.Writer, key string, p page) {
	n := len(p.body) + len(p.packed) + len(key) + 512
	if n > maxShelf/8 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of != of || s.bytes+n > maxShelf || s.pages == nil {
		s.of, s.pages, s.bytes = of, map[string]page{}, 0
	}
	if _, ok := s.pages[key]; !ok {
		s.pages[key] = p
		s.bytes += n
	}
}
