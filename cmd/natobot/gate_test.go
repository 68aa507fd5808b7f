package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
)

// A guest is one raw connection to a gate.
type guest struct {
	t *testing.T
	net.Conn
	in *bufio.Reader
}

func (g guest) send(s string) {
	g.t.Helper()
	if _, err := io.WriteString(g, s); err != nil {
		g.t.Error(err)
	}
}

// status reads a response to its end.
func (g guest) status() int {
	g.t.Helper()
	res, err := http.ReadResponse(g.in, nil)
	if err != nil {
		return 0
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return 0
	}
	return res.StatusCode
}

// cut waits until the other side has closed it.
func (g guest) cut() {
	g.t.Helper()
	if b, err := g.in.ReadByte(); err == nil {
		g.t.Errorf("got %q, not cut off", b)
	}
}

func TestGate(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var refused [2]atomic.Int64
	g := newGate(l, func(what string) {
		if what == "connection" {
			refused[0].Add(1)
		} else {
			refused[1].Add(1)
		}
	})
	g.connections, g.bodies = 3, 100_000
	entered, release := make(chan string), make(chan struct{})
	srv := &http.Server{ConnState: g.state, ConnContext: g.context, Handler: g.handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/begun" { // its body is on the way
			entered <- r.URL.Path
		}
		n, err := io.Copy(io.Discard, r.Body)
		if err != nil {
			return
		}
		if r.URL.Path == "/hold" {
			entered <- r.URL.Path
			<-release
		}
		if r.URL.Path == "/endless" {
			for err == nil {
				_, err = fmt.Fprint(w, strings.Repeat("e", 1<<16))
			}
			return
		}
		fmt.Fprint(w, n)
	}))}
	served := make(chan error)
	go func() { served <- srv.Serve(g) }()
	t.Cleanup(func() { srv.Close(); <-served })
	dial := func() guest {
		t.Helper()
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return guest{t, c, bufio.NewReader(c)}
	}
	get := "GET %s HTTP/1.1\r\nHost: x\r\n\r\n"
	post := "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"

	held, idle, slow := dial(), dial(), dial()
	held.send(fmt.Sprintf(get, "/hold"))
	<-entered
	idle.send(fmt.Sprintf(get, "/"))
	if idle.status() != 200 {
		t.Error("not answered")
	}
	until(t, "the answered one is idle", func() bool { g.mu.Lock(); defer g.mu.Unlock(); return g.idle.Len() == 1 })
	slow.send("GET / HTT")
	until(t, "the slow one is there", func() bool { return g.count() == 3 })

	fourth := dial() // the slow one makes room
	slow.cut()
	fourth.send(fmt.Sprintf(get, "/"))
	if fourth.status() != 200 {
		t.Error("the fourth was not answered")
	}
	until(t, "both are idle", func() bool { g.mu.Lock(); defer g.mu.Unlock(); return g.idle.Len() == 2 })
	fifth := dial() // the one that was idle first makes room
	idle.cut()
	fifth.send(fmt.Sprintf(get, "/hold"))
	<-entered
	fourth.send(fmt.Sprintf(get, "/endless")) // and takes nothing of it
	looks, last := 0, uint64(0)
	until(t, "nothing more can be written to it", func() bool {
		g.mu.Lock()
		defer g.mu.Unlock()
		if looks++; g.writing.Len() == 0 || g.turns != last {
			looks, last = 0, g.turns
		}
		return looks > 5
	})
	sixth := dial() // the one that does not take its response makes room
	until(t, "it was cut", func() bool { g.mu.Lock(); defer g.mu.Unlock(); return g.writing.Len() == 0 && g.reading.Len() == 1 })
	sixth.send(fmt.Sprintf(get, "/hold"))
	<-entered
	dial().cut() // all are being answered
	if g.count() != 3 || refused[0].Load() != 4 {
		t.Errorf("%d connections, %d cut", g.count(), refused[0].Load())
	}
	close(release)
	for _, c := range []guest{held, fifth, sixth} {
		if c.status() != 200 {
			t.Error("what had arrived whole was not answered")
		}
		c.Close()
	}
	until(t, "all have gone", func() bool { return g.count() == 0 })

	// Bodies: the older large one makes room, the smaller one stays.
	large, small, next := dial(), dial(), dial()
	small.send(fmt.Sprintf(post, "/begun", 20_000, "a"))
	<-entered
	large.send(fmt.Sprintf(post, "/begun", 70_000, "a"))
	<-entered
	next.send(fmt.Sprintf(post, "/", 70_000, strings.Repeat("b", 70_000)))
	large.cut()
	if next.status() != 200 {
		t.Error("the newer body found no room")
	}
	small.send(strings.Repeat("a", 19_999))
	if small.status() != 200 {
		t.Error("the smaller body was cut")
	}
	huge := dial()
	huge.send(fmt.Sprintf(post, "/", 2<<20, "x"))
	if huge.status() != http.StatusServiceUnavailable || refused[1].Load() != 1 {
		t.Error("what can't fit was let in")
	}
	until(t, "no room is held", func() bool { g.mu.Lock(); defer g.mu.Unlock(); return g.held == 0 && g.slow.Len() == 0 })
}
