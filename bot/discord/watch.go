package discord

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"sync"
	"time"

	"natobot/bot/adapter"
)

// A watchedConn stands between the gateway and discordgo's websocket. It takes
// each message first: events go to the adapter, and discordgo sees only what it
// needs to keep heartbeats and the sequence. So what it does wrong can't
// happen: it sets no read deadline, hides close codes, deadlocks on op 7 before
// READY, forgets the gaps of a session on op 9, panics on events and hellos of
// an unexpected form, and ends its session by a polite good-bye after an error.
type watchedConn struct {
	net.Conn
	link   *link
	frames frames
	out    []byte // for discordgo
	host   string // to be named in the handshake in place of the usual gateway
	path   string

	mu       sync.Mutex
	until    time.Time // when the gateway must have been heard of
	patience time.Duration
	code     int
	text     string
	failed   error // once set, reading and writing fail
	said     bool  // the handshake was sent
	greeted  bool  // the hello was seen
	past     bool  // the first dispatch was seen
}

var (
	errReconnectAsked = errors.New("the gateway asked to reconnect")
	errBadHello       = errors.New("the gateway did not begin with a hello")
	errMalformed      = errors.New("the gateway sent a message of no known form")
	errSessionPaused  = errors.New("the gateway asked to resume (op 9)")
	errSessionGone    = errors.New("the gateway ended the session (op 9)")
)

func (l *link) watch(c net.Conn, r *url.URL) net.Conn {
	w := &watchedConn{Conn: c, link: l, patience: l.a.timing.firstRead, until: time.Now().Add(l.a.timing.firstRead)}
	if r != nil {
		w.host, w.path = r.Host, strings.TrimSuffix(r.Path, "/")
	}
	l.watched.Store(w)
	return w
}

// target is where to connect: for a session that is resumed where READY said,
// else where the caller wants. https://docs.discord.com/developers/events/gateway#resuming
func (l *link) target(addr, scheme, port string) (string, *url.URL) {
	r, err := url.Parse(l.resumeURL())
	if err != nil || r.Scheme != scheme || r.Host == "" {
		return addr, nil
	}
	if r.Port() != "" {
		port = r.Port()
	}
	return net.JoinHostPort(r.Hostname(), port), r
}

func (l *link) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	addr, r := l.target(addr, "ws", "80")
	d := net.Dialer{Timeout: 10 * time.Second}
	c, err := d.DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return l.watch(c, r), nil
}

func (l *link) dialTLS(ctx context.Context, network, addr string) (net.Conn, error) {
	addr, r := l.target(addr, "wss", "443")
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	d := tls.Dialer{NetDialer: &net.Dialer{Timeout: 10 * time.Second}, Config: &tls.Config{ServerName: host, RootCAs: l.roots, NextProtos: []string{"http/1.1"}, MinVersion: tls.VersionTLS12}}
	c, err := d.DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return l.watch(c, r), nil
}

// SetReadDeadline does nothing: the deadline is the connection's own.
func (c *watchedConn) SetReadDeadline(time.Time) error { return nil }

// SetDeadline sets the deadline of writing only.
func (c *watchedConn) SetDeadline(t time.Time) error { return c.Conn.SetWriteDeadline(t) }

// Write passes on what discordgo says, but nothing after a failure: the close
// frame that it sends then would end a session that can be resumed.
func (c *watchedConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	err, first := c.failed, !c.said
	c.said = true
	c.mu.Unlock()
	if err != nil {
		return 0, err
	}
	if err := c.Conn.SetWriteDeadline(time.Now().Add(writeTime)); err != nil {
		return 0, err
	}
	if !first || c.host == "" {
		return c.Conn.Write(p)
	}
	// The handshake still names the usual gateway.
	request, rest, _ := bytes.Cut(p, []byte("\r\n"))
	query := ""
	if f := strings.Fields(string(request)); len(f) == 3 {
		_, query, _ = strings.Cut(f[1], "?")
	}
	lines := strings.Split(string(rest), "\r\n")
	for i, l := range lines {
		if strings.HasPrefix(l, "Host:") {
			lines[i] = "Host: " + c.host
		}
	}
	if _, err := fmt.Fprintf(c.Conn, "GET %s/?%s HTTP/1.1\r\n%s", c.path, query, strings.Join(lines, "\r\n")); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (c *watchedConn) Read(p []byte) (int, error) {
	var buf [8 << 10]byte
	for len(c.out) == 0 {
		c.mu.Lock()
		failed, until := c.failed, c.until
		c.mu.Unlock()
		if failed != nil {
			return 0, failed
		}
		if err := c.Conn.SetReadDeadline(until); err != nil {
			return 0, c.fail(err)
		}
		n, err := c.Conn.Read(buf[:])
		if n > 0 {
			c.link.a.kit.Seen()
			c.frames.feed(buf[:n], c)
		}
		if err != nil {
			c.fail(err)
		}
	}
	n := copy(p, c.out)
	c.out = c.out[n:]
	if len(c.out) == 0 {
		c.out = nil
	}
	return n, nil
}

// fail makes the connection fail with err, unless it has failed already.
func (c *watchedConn) fail(err error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.failed == nil {
		c.failed = err
	}
	return c.failed
}

func (c *watchedConn) cause() error { c.mu.Lock(); defer c.mu.Unlock(); return c.failed }

func (c *watchedConn) closeCode() (int, string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.code, c.text
}

// heard puts off when the connection counts as dead. Only acknowledgements of
// heartbeats do: events may come in on a connection that no longer hears us.
func (c *watchedConn) heard() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.until = time.Now().Add(c.patience)
}

// raw passes bytes of the HTTP answer on to discordgo.
func (c *watchedConn) raw(p []byte) { c.out = append(c.out, p...) }

// forward writes a frame for discordgo.
func (c *watchedConn) forward(kind byte, payload []byte) {
	c.out = append(c.out, 0x80|kind)
	switch n := len(payload); {
	case n < 126:
		c.out = append(c.out, byte(n))
	case n <= 0xffff:
		c.out = binary.BigEndian.AppendUint16(append(c.out, 126), uint16(n))
	default:
		c.out = binary.BigEndian.AppendUint64(append(c.out, 127), uint64(n))
	}
	c.out = append(c.out, payload...)
}

// message takes a whole websocket message.
func (c *watchedConn) message(kind byte, payload []byte) {
	switch kind {
	case frameText:
		c.gateway(payload)
	case frameClose:
		if len(payload) >= 2 {
			c.mu.Lock()
			c.code, c.text = int(binary.BigEndian.Uint16(payload)), adapter.CutUTF16(adapter.Flat(string(payload[2:])), 120)
			c.mu.Unlock()
		}
		c.forward(kind, payload)
	case framePing, framePong:
		c.forward(kind, payload)
	default: // never asked for
		c.fail(errMalformed)
	}
}

// writeTime bounds a write: what is written is short.
const writeTime = 10 * time.Second

// slowestBeat is the longest interval of heartbeats that is believed; Discord
// asks for about 41 seconds.
const slowestBeat = time.Hour

// gateway takes a message of the gateway:
// https://docs.discord.com/developers/events/gateway-events#payload-structure
func (c *watchedConn) gateway(payload []byte) {
	var f struct {
		Op   *int            `json:"op"`
		Data json.RawMessage `json:"d"`
		Seq  int64           `json:"s"`
		Type string          `json:"t"`
	}
	if err := json.Unmarshal(payload, &f); err != nil || f.Op == nil {
		c.fail(errMalformed)
		return
	}
	if !c.greeted && *f.Op != 10 {
		c.fail(errBadHello)
		return
	}
	switch *f.Op {
	case 10:
		var hello struct {
			Interval float64 `json:"heartbeat_interval"` // milliseconds
		}
		if json.Unmarshal(f.Data, &hello) != nil || !(hello.Interval >= 1 && hello.Interval <= float64(slowestBeat/time.Millisecond)) {
			c.fail(errBadHello)
			return
		}
		c.greeted = true
		beat := time.Duration(hello.Interval) * time.Millisecond
		c.mu.Lock() // until READY or RESUMED nothing is acknowledged yet
		c.patience = max(time.Second, min(2*beat+beat/2, c.link.a.timing.slowest))
		c.until = time.Now().Add(min(c.patience, c.link.a.timing.firstRead))
		c.mu.Unlock()
		c.forward(frameText, fmt.Appendf(nil, `{"op":10,"d":{"heartbeat_interval":%d}}`, beat.Milliseconds()))
	case 0:
		if !c.past {
			c.past = true
			c.heard()
		}
		if f.Type == "READY" {
			var ready struct {
				Session string `json:"session_id"`
				Resume  string `json:"resume_gateway_url"`
			}
			if json.Unmarshal(f.Data, &ready) != nil {
				c.fail(errMalformed)
				return
			}
			c.link.resume.Store(&ready.Resume)
			session, err := json.Marshal(ready.Session)
			if err != nil {
				c.fail(errMalformed)
				return
			}
			c.forward(frameText, fmt.Appendf(nil, `{"op":0,"s":%d,"t":"READY","d":{"session_id":%s}}`, f.Seq, session))
			return
		}
		c.link.a.event(f.Type, f.Data)
		c.forward(frameText, fmt.Appendf(nil, `{"op":0,"s":%d,"t":"RESUMED","d":{}}`, f.Seq)) // for its number only
	case 1:
		c.forward(frameText, []byte(`{"op":1}`))
	case 7:
		c.fail(errReconnectAsked)
	case 9:
		if string(bytes.TrimSpace(f.Data)) == "true" {
			c.fail(errSessionPaused)
			return
		}
		c.fail(errSessionGone)
	case 11:
		c.heard()
		c.forward(frameText, []byte(`{"op":11}`))
	}
}

// Kinds of frames: https://www.rfc-editor.org/rfc/rfc6455#section-5.2
const (
	frameMore  = 0
	frameText  = 1
	frameClose = 8
	framePing  = 9
	framePong  = 10
)

// maxMessage bounds a message of the gateway. The largest is a GUILD_CREATE of
// some megabytes.
const maxMessage = 32 << 20

// A receiver takes what frames finds.
type receiver interface {
	raw([]byte)                        // of the HTTP answer that opens the websocket
	message(kind byte, payload []byte) // valid until it returns
	fail(error) error
}

// frames cuts what a websocket server sends into messages: first the HTTP
// answer that opens it, then headers and payloads (RFC 6455, section 5.2).
type frames struct {
	opened  bool
	matched int // bytes of the blank line that ends the HTTP answer
	head    []byte
	need    int
	left    uint64
	final   bool
	kind    byte
	payload []byte

	whole     []byte // of a message in several frames
	wholeKind byte
}

func (f *frames) feed(p []byte, to receiver) {
	for len(p) > 0 {
		if !f.opened {
			to.raw(p[:1])
			const blank = "\r\n\r\n"
			switch {
			case p[0] == blank[f.matched]:
				f.matched++
			case p[0] == blank[0]:
				f.matched = 1
			default:
				f.matched = 0
			}
			f.opened = f.matched == len(blank)
			p = p[1:]
			continue
		}
		if f.left == 0 {
			p = f.header(p, to)
			continue
		}
		n := min(f.left, uint64(len(p)))
		f.payload = append(f.payload, p[:n]...)
		f.left -= n
		p = p[n:]
		if f.left == 0 {
			f.frame(to)
		}
	}
}

// header collects a frame's header and returns what follows it.
func (f *frames) header(p []byte, to receiver) []byte {
	if len(f.head) == 0 {
		f.need = 2
	}
	f.head = append(f.head, p[0])
	if len(f.head) == 2 {
		switch f.head[1] & 0x7f {
		case 126:
			f.need = 4
		case 127:
			f.need = 10
		}
		if f.head[1]&0x80 != 0 || f.head[0]&0x70 != 0 { // servers do not mask, and no extension was agreed
			to.fail(errMalformed)
		}
	}
	if len(f.head) < f.need {
		return p[1:]
	}
	switch n := f.head[1] & 0x7f; n {
	case 126:
		f.left = uint64(binary.BigEndian.Uint16(f.head[2:]))
	case 127:
		f.left = binary.BigEndian.Uint64(f.head[2:])
	default:
		f.left = uint64(n)
	}
	f.final, f.kind, f.payload, f.head = f.head[0]&0x80 != 0, f.head[0]&0x0f, f.payload[:0], f.head[:0]
	if f.left > maxMessage || uint64(len(f.whole))+f.left > maxMessage {
		to.fail(errMalformed)
		return nil
	}
	if f.left == 0 {
		f.frame(to)
	}
	return p[1:]
}

// frame ends a frame: control frames stand alone, others may be parts.
func (f *frames) frame(to receiver) {
	if cap(f.payload) > 1<<20 {
		defer func() { f.payload, f.whole = nil, nil }() // a large guild is seen once
	}
	switch {
	case f.kind >= frameClose:
		to.message(f.kind, f.payload)
	case f.kind != frameMore && f.final:
		to.message(f.kind, f.payload)
	case f.kind != frameMore:
		f.wholeKind, f.whole = f.kind, append(f.whole[:0], f.payload...)
	default:
		f.whole = append(f.whole, f.payload...)
		if f.final {
			to.message(f.wholeKind, f.whole)
			f.whole = f.whole[:0]
		}
	}
}
