package web

import (
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
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
	begins   *beginning // what other pages begin with too; nil not known
	head     [][2]string
	fleeting bool // not for the shelf
}

func (p *page) set(name, value string) { p.head = append(p.head, [2]string{name, value}) }

// close completes a page before it is sent: its tag, and packed where that helps.
func (p *page) close(pack bool) {
	sum := crc32.ChecksumIEEE(p.body) // gzip wants it anyway; with another, 64 bits tell the versions of one page apart
	p.etag = fmt.Sprintf(`W/"%08x%08x"`, sum, crc32.Checksum(p.body, castagnoli))
	if !pack || len(p.body) < 512 {
		return
	}
	b := squeezed(p.body, p.begins, sum, quick)
	if len(b) > enough {
		b = squeezed(p.body, p.begins, sum, thorough)
	}
	if len(b) < len(p.body) {
		p.packed = b
	}
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// enough is a packed page's greatest size, in bytes; one that is larger when
// packed quickly is packed thoroughly, which takes three times as long.
const enough = 14 << 10

// A packer packs at one level, with writers to be used again: one costs a
// megabyte.
type packer struct{ writers sync.Pool }

func newPacker(level int) *packer {
	return &packer{sync.Pool{New: func() any {
		z, err := flate.NewWriter(nil, level)
		if err != nil {
			panic(err) // no such level
		}
		return z
	}}}
}

var quick, thorough = newPacker(flate.BestSpeed), newPacker(flate.BestCompression)

// squeezed is a body in gzip's form (RFC 1952). What many pages begin with alike
// is packed once.
func squeezed(body []byte, begins *beginning, sum uint32, with *packer) []byte {
	size := len(body)
	b := bytes.NewBuffer(make([]byte, 0, size/3))
	b.Write([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255}) // deflate, no name, no time, no system
	if begins != nil {
		b.Write(begins.packed)
		body = body[len(begins.text):]
	}
	z := with.writers.Get().(*flate.Writer)
	defer with.writers.Put(z)
	z.Reset(b)
	_, err := z.Write(body)
	if err = cmp.Or(err, z.Close()); err != nil {
		panic(err) // never: nothing in memory fails to be written
	}
	out := binary.LittleEndian.AppendUint32(b.Bytes(), sum)
	return binary.LittleEndian.AppendUint32(out, uint32(size))
}

// A beginning is what many pages begin with, and the same as a part of a deflate
// stream that goes on.
type beginning struct {
	text   string
	packed []byte
}

// beginnings are those met so far: one for each language and sheet of style.
var beginnings struct {
	sync.RWMutex
	by map[string]*beginning
}

// begun is the beginning with a text.
func begun(text []byte) *beginning {
	beginnings.RLock()
	g := beginnings.by[string(text)]
	beginnings.RUnlock()
	if g != nil {
		return g
	}
	var b bytes.Buffer
	z, err := flate.NewWriter(&b, flate.BestCompression)
	if err == nil {
		_, err = z.Write(text)
	}
	if err = cmp.Or(err, z.Flush()); err != nil {
		panic(err) // never: nothing in memory fails to be written
	}
	g = &beginning{string(text), b.Bytes()}
	beginnings.Lock()
	defer beginnings.Unlock()
	if beginnings.by == nil {
		beginnings.by = map[string]*beginning{}
	}
	beginnings.by[g.text] = g
	return g
}

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
