package discord

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"encoding/json"
	"errors"
	"net"
	"sync"
	"time"
)

// A watchedConn is the connection under the gateway's websocket. discordgo sets
// no read deadline, hides close codes and deadlocks when it is told to
// reconnect (op 7) before READY; so the connection reads along: it ends when
// nothing came for two and a half heartbeats, remembers the close code, and
// fails before an early op 7 is seen by discordgo.
type watchedConn struct {
	net.Conn
	seen    func()
	onFrame frames
	slowest time.Duration

	mu       sync.Mutex
	patience time.Duration
	code     int
	text     string
	verdict  error // once set, reads fail with it
	past     bool  // the first dispatch was seen
}

var (
	errReconnectAsked = errors.New("the gateway asked to reconnect before it was ready")
	errBadHello       = errors.New("the gateway asked for a heartbeat of no length")
)

func (l *link) watch(c net.Conn) net.Conn {
	w := &watchedConn{Conn: c, seen: func() { l.a.lastSeen.Store(l.a.now().UnixNano()) }, patience: l.a.timing.firstRead, slowest: l.a.timing.slowest}
	l.watched.Store(w)
	return w
}

func (l *link) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	d := net.Dialer{Timeout: 10 * time.Second}
	c, err := d.DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return l.watch(c), nil
}

func (l *link) dialTLS(ctx context.Context, network, addr string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	d := tls.Dialer{NetDialer: &net.Dialer{Timeout: 10 * time.Second}, Config: &tls.Config{ServerName: host, NextProtos: []string{"http/1.1"}, MinVersion: tls.VersionTLS12}}
	c, err := d.DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return l.watch(c), nil
}

// SetReadDeadline does nothing: the deadline is the connection's own.
func (c *watchedConn) SetReadDeadline(time.Time) error { return nil }

// SetDeadline sets the deadline of writing only.
func (c *watchedConn) SetDeadline(t time.Time) error { return c.Conn.SetWriteDeadline(t) }

func (c *watchedConn) Read(p []byte) (int, error) {
	c.mu.Lock()
	patience := c.patience
	c.mu.Unlock()
	if err := c.Conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.seen()
		c.onFrame.feed(p[:n], c.frame)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.verdict != nil {
		return 0, c.verdict
	}
	return n, err
}

func (c *watchedConn) closeCode() (int, string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.code, c.text
}

const (
	frameText  = 1
	frameClose = 8
)

// frame looks at one frame of the gateway.
func (c *watchedConn) frame(kind byte, payload []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case kind == frameClose && len(payload) >= 2:
		c.code, c.text = int(binary.BigEndian.Uint16(payload)), cut(flat(string(payload[2:])), 120)
	case kind == frameText && !c.past:
		var f struct {
			Op *int `json:"op"`
			D  struct {
				Heartbeat float64 `json:"heartbeat_interval"`
			} `json:"d"`
		}
		err := json.Unmarshal(payload, &f) // READY may be longer than what is kept: then it is no op to act on
		switch {
		case f.Op == nil:
			c.past = c.past || err != nil
		case *f.Op == 0:
			c.past = true
		case *f.Op == 7:
			c.verdict = errReconnectAsked
		case *f.Op == 10:
			beat := time.Duration(f.D.Heartbeat * float64(time.Millisecond))
			if beat <= 0 { // discordgo would panic
				c.verdict = errBadHello
				return
			}
			c.patience = min(2*beat+beat/2, c.slowest)
		}
	}
}

// frames cuts what a websocket server sends into frames: first the HTTP answer
// that opens it, then headers and payloads (RFC 6455, section 5.2). Of a
// payload at most maxFrame bytes are kept; it never fails.
type frames struct {
	opened  bool
	matched int // bytes of the blank line that ends the HTTP answer
	head    []byte
	need    int
	left    uint64
	kind    byte
	payload []byte
}

const maxFrame = 16 << 10

func (f *frames) feed(p []byte, visit func(kind byte, payload []byte)) {
	for len(p) > 0 {
		if !f.opened {
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
			p = f.header(p, visit)
			continue
		}
		n := min(f.left, uint64(len(p)))
		if room := maxFrame - len(f.payload); room > 0 {
			f.payload = append(f.payload, p[:min(n, uint64(room))]...)
		}
		f.left -= n
		p = p[n:]
		if f.left == 0 {
			visit(f.kind, f.payload)
		}
	}
}

// header collects a frame's header and returns what follows it.
func (f *frames) header(p []byte, visit func(byte, []byte)) []byte {
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
		if f.head[1]&0x80 != 0 { // servers do not mask; should one, its key is skipped
			f.need += 4
		}
	}
	if len(f.head) == f.need {
		switch n := f.head[1] & 0x7f; n {
		case 126:
			f.left = uint64(binary.BigEndian.Uint16(f.head[2:]))
		case 127:
			f.left = binary.BigEndian.Uint64(f.head[2:])
		default:
			f.left = uint64(n)
		}
		f.kind, f.payload, f.head = f.head[0]&0x0f, f.payload[:0], f.head[:0]
		if f.left == 0 {
			visit(f.kind, nil)
		}
	}
	return p[1:]
}
