package chart

import (
	"bytes"
	"compress/flate"
	"container/list"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"natobot/facts/answer"
	"natobot/facts/late"
)

// Bounds of a Host.
const (
	maxAddress = 2900     // of an address; Slack allows 3,000: https://docs.slack.dev/reference/block-kit/blocks/image-block
	maxCache   = 24 << 20 // bytes of pictures kept
	maxSpec    = 64 << 10 // bytes of an unpacked chart
	atOnce     = 2        // pictures drawn at the same time
)

// A Host draws each chart once and serves it by a name that is a keyed hash
// of its content. The address carries the chart itself, packed, so that any
// process with the same key, also after a restart, can draw it again; nobody
// without the key can have anything drawn.
type Host struct {
	base  string
	key   []byte
	slots chan struct{}

	mu    sync.Mutex
	named map[*answer.Chart]called // of charts asked for lately, which nobody changes
	cache map[string]*list.Element
	order *list.List // of entry, most recently used first
	bytes int
}

// called is what a chart is called: made once, as it takes longer than to send
// the picture. The chart is held, so that no other lies where it lay.
type called struct{ name, url string }

// mostNamed bounds them; then they are named anew.
const mostNamed = 512

type entry struct {
	name string
	png  []byte
}

// NewHost makes a Host. publicURL is where the server is reached, without a
// trailing slash; with "" charts have no address.
func NewHost(publicURL string, secret []byte) *Host {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte("natobot chart name v1"))
	return &Host{base: publicURL, key: m.Sum(nil), slots: make(chan struct{}, atOnce), cache: map[string]*list.Element{}, order: list.New()}
}

// URL is the address of a chart's picture, or "" when there is none: no public
// address, nothing to draw, or a chart too large for an address.
func (h *Host) URL(c *answer.Chart) string {
	if h.base == "" || c == nil || points(c) == 0 {
		return ""
	}
	n, err := h.names(c)
	if err != nil {
		return ""
	}
	return n.url
}

// names is what a chart is called, and its address.
func (h *Host) names(c *answer.Chart) (called, error) {
	h.mu.Lock()
	n, ok := h.named[c]
	h.mu.Unlock()
	if ok {
		return n, nil
	}
	spec, err := json.Marshal(c)
	if err != nil {
		return called{}, fmt.Errorf("chart %q: %w", title(c), err)
	}
	n = called{name: h.name(spec)}
	if h.base != "" {
		n.url = h.packed(n.name, spec)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.named == nil || len(h.named) >= mostNamed {
		h.named = map[*answer.Chart]called{}
	}
	h.named[c] = n
	return n, nil
}

// packed is the address of a chart, or "" where it is too large for one.
func (h *Host) packed(name string, spec []byte) string {
	var packed bytes.Buffer
	w := packers.Get().(*flate.Writer)
	defer packers.Put(w)
	w.Reset(&packed)
	if _, err := w.Write(spec); err != nil || w.Close() != nil {
		return ""
	}
	u := h.base + "/charts/" + name + ".png?c=" + base64.RawURLEncoding.EncodeToString(packed.Bytes())
	if len(u) > maxAddress {
		return ""
	}
	return u
}

// packers are kept: each holds a megabyte of tables.
var packers = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, flate.DefaultCompression)
	if err != nil {
		panic(err) // only where the level is none
	}
	return w
}}

// PNG is the picture of c on a light ground, from the cache where it is there.
func (h *Host) PNG(c *answer.Chart) ([]byte, error) {
	n, err := h.names(c)
	if err != nil {
		return nil, err
	}
	return h.draw(n.name, c)
}

func (h *Host) name(spec []byte) string {
	m := hmac.New(sha256.New, h.key)
	m.Write(spec)
	return hex.EncodeToString(m.Sum(nil)[:16])
}

func (h *Host) draw(name string, c *answer.Chart) ([]byte, error) {
	if b := h.cached(name); b != nil {
		return b, nil
	}
	h.slots <- struct{}{}
	defer func() { <-h.slots }()
	if b := h.cached(name); b != nil { // drawn while this one waited
		return b, nil
	}
	b, err := PNG(c, Light)
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, ok := h.cache[name]; !ok {
		h.cache[name] = h.order.PushFront(entry{name, b})
		h.bytes += len(b)
	}
	for h.bytes > maxCache {
		old := h.order.Back()
		e := h.order.Remove(old).(entry)
		delete(h.cache, e.name)
		h.bytes -= len(e.png)
	}
	return b, nil
}

func (h *Host) cached(name string) []byte {
	h.mu.Lock()
	defer h.mu.Unlock()
	el, ok := h.cache[name]
	if !ok {
		return nil
	}
	h.order.MoveToFront(el)
	return el.Value.(entry).png
}

var namePattern = late.Regexp(`^/charts/([0-9a-f]{32})\.png$`)

var errNotOurs = errors.New("not an address of ours")

// ServeHTTP serves GET /charts/NAME.png.
func (h *Host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m := namePattern().FindStringSubmatch(r.URL.Path)
	if m == nil {
		http.Error(w, "There is no such chart.", http.StatusNotFound)
		return
	}
	b := h.cached(m[1])
	if b == nil {
		c, err := h.unpack(m[1], r.URL.Query().Get("c"))
		if err == nil {
			b, err = h.draw(m[1], c)
		}
		if err != nil {
			http.Error(w, "There is no such chart.", http.StatusNotFound)
			return
		}
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Length", fmt.Sprint(len(b)))
	if r.Method != http.MethodHead {
		w.Write(b)
	}
}

func (h *Host) unpack(name, packed string) (*answer.Chart, error) {
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimSpace(packed))
	if err != nil || len(raw) == 0 {
		return nil, errNotOurs
	}
	spec, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(raw)), maxSpec+1))
	if err != nil || len(spec) > maxSpec || !hmac.Equal([]byte(h.name(spec)), []byte(name)) {
		return nil, errNotOurs
	}
	var c answer.Chart
	if err := json.Unmarshal(spec, &c); err != nil {
		return nil, errNotOurs
	}
	return &c, nil
}
