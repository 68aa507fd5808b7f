package main

import (
	"container/list"
	"context"
	"io"
	"net"
	"net/http"
	"sync"
)

// Bounds of what strangers can hold of the HTTP server.
const (
	maxConnections = 1024
	maxBodies      = 12 << 20 // bytes of all larger bodies being read or answered
	mostOfBody     = 1 << 20  // reserved for a body that tells no length; the adapters read no more of any
	smallBody      = 8 << 10  // is not counted: commands and most presses are smaller
)

// A gate bounds connections and the bodies read from them. A listener that
// only counted would let slow clients shut everybody out; where a gate is
// full, whoever has kept it waiting longest makes room: first the connection
// whose request has been under way longest, then the one idle longest, and
// before both one that has not taken its response for longer; of bodies the
// oldest of those that are as large as the new one, or larger. A request that
// has arrived whole is else never cut. Addresses play no part, for behind a
// proxy all are the same.
type gate struct {
	net.Listener
	connections int
	bodies      int64
	refused     func(reason string) // counts: connection, body

	mu      sync.Mutex
	open    int
	held    int64     // bytes reserved for bodies
	reading list.List // of *gateConn: no whole request yet, oldest first
	idle    list.List // of *gateConn: between requests, oldest first
	writing list.List // of *gateConn: what is written has not been taken yet, oldest first
	turns   uint64    // counts moves, so that fronts of lists can be compared
	slow    list.List // of *gateBody: not arrived yet, oldest first
}

// A gateConn is a connection that a gate counts.
type gateConn struct {
	net.Conn
	gate *gate

	in     *list.List // that holds it; nil while a request is answered
	at     *list.Element
	turned uint64 // when it came into its list
	closed bool
}

func newGate(l net.Listener, refused func(string)) *gate {
	return &gate{Listener: l, connections: maxConnections, bodies: maxBodies, refused: refused}
}

// Accept implements net.Listener.
func (g *gate) Accept() (net.Conn, error) {
	c, err := g.Listener.Accept()
	if err != nil {
		return nil, err
	}
	k := &gateConn{Conn: c, gate: g}
	g.mu.Lock()
	g.open++
	k.move(&g.reading)
	var out *gateConn
	if g.open > g.connections {
		if out = front(&g.reading); out == k && g.idle.Len() > 0 {
			out = front(&g.idle)
		}
		if slow := front(&g.writing); slow != nil && slow.turned < out.turned {
			out = slow
		} // else the new one, if all others are being answered
		out.leave()
	}
	g.mu.Unlock()
	if out != nil {
		g.refused("connection")
		out.Conn.Close() // its reader sees it
	}
	return k, nil
}

func front(l *list.List) *gateConn {
	if e := l.Front(); e != nil {
		return e.Value.(*gateConn)
	}
	return nil
}

// leave stops counting k; the caller holds the gate's lock.
func (k *gateConn) leave() {
	if !k.closed {
		k.closed = true
		k.gate.open--
		k.move(nil)
	}
}

// move puts k at the end of a list, or in none; the caller holds the gate's
// lock.
func (k *gateConn) move(to *list.List) {
	if k.in == to {
		return
	}
	if k.in != nil {
		k.in.Remove(k.at)
	}
	if k.in, k.at = to, nil; to != nil {
		k.at = to.PushBack(k)
		k.gate.turns++
		k.turned = k.gate.turns
	}
}

// Write implements net.Conn. Who does not take a response holds a connection
// for as long as a server may write.
func (k *gateConn) Write(p []byte) (int, error) {
	k.swap(nil, &k.gate.writing)
	defer k.swap(&k.gate.writing, nil)
	return k.Conn.Write(p)
}

// swap moves k from one list to another, if it is there.
func (k *gateConn) swap(from, to *list.List) {
	k.gate.mu.Lock()
	defer k.gate.mu.Unlock()
	if !k.closed && k.in == from {
		k.move(to)
	}
}

// Close implements net.Conn.
func (k *gateConn) Close() error {
	k.gate.mu.Lock()
	k.leave()
	k.gate.mu.Unlock()
	return k.Conn.Close()
}

func (k *gateConn) turn(to *list.List) {
	k.gate.mu.Lock()
	defer k.gate.mu.Unlock()
	if !k.closed {
		k.move(to)
	}
}

// state is the server's ConnState.
func (g *gate) state(c net.Conn, s http.ConnState) {
	k, ok := c.(*gateConn)
	if !ok {
		return
	}
	switch s {
	case http.StateActive: // the first byte of a request
		k.turn(&g.reading)
	case http.StateIdle:
		k.turn(&g.idle)
	}
}

type gateKey struct{}

// context is the server's ConnContext.
func (g *gate) context(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, gateKey{}, c)
}

// handler lets requests through whose bodies find room.
func (g *gate) handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k, ok := r.Context().Value(gateKey{}).(*gateConn)
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		if r.ContentLength == 0 {
			k.turn(nil)
			next.ServeHTTP(w, r)
			return
		}
		b := &gateBody{ReadCloser: r.Body, conn: k, left: r.ContentLength, size: r.ContentLength}
		if b.size < 0 || b.size > mostOfBody {
			b.size = mostOfBody
		}
		if b.size <= smallBody {
			b.size = 0
		}
		if !g.admit(b) {
			g.refused("body")
			w.Header().Set("Connection", "close")
			http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
			return
		}
		defer g.done(b)
		r.Body = b
		next.ServeHTTP(w, r)
	})
}

// admit reserves room for b. Where there is none, bodies that have been
// arriving longest make room.
func (g *gate) admit(b *gateBody) bool {
	if b.size == 0 {
		return true
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.held+b.size > g.bodies {
		e := g.slow.Front()
		for e != nil && e.Value.(*gateBody).size < b.size {
			e = e.Next()
		}
		if e == nil {
			e = g.slow.Front()
		}
		if e == nil {
			return false // all have arrived and are being answered
		}
		x := e.Value.(*gateBody)
		x.arrived()
		g.held -= x.size
		x.size = 0
		x.conn.leave()
		x.conn.Conn.Close() // its reader sees it
	}
	g.held += b.size
	b.at = g.slow.PushBack(b)
	return true
}

func (g *gate) done(b *gateBody) {
	g.mu.Lock()
	defer g.mu.Unlock()
	b.arrived()
	g.held -= b.size
	b.size = 0
}

// A gateBody is a body that a gate counts until its request is answered.
type gateBody struct {
	io.ReadCloser
	conn *gateConn
	left int64 // bytes to come; below 0: unknown
	size int64 // reserved
	at   *list.Element
}

// arrived takes b from those that make room; the caller holds the lock.
func (b *gateBody) arrived() {
	if b.at != nil {
		b.conn.gate.slow.Remove(b.at)
		b.at = nil
	}
}

// Read implements io.Reader.
func (b *gateBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.left -= int64(n)
	if err == io.EOF || b.left == 0 && n > 0 {
		g := b.conn.gate
		g.mu.Lock()
		b.arrived()
		if !b.conn.closed {
			b.conn.move(nil)
		}
		g.mu.Unlock()
	}
	return n, err
}

// count is how many connections are open.
func (g *gate) count() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.open
}
