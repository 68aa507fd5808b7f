package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"natobot/bot"
	"natobot/bot/webhook"
	"natobot/facts"
	"natobot/schedule"
)

// A receiver of webhooks that dies now and then: it answers no more, its
// connections break, and another takes its place at the same address.
type receiver struct {
	secret []byte
	every  int // it dies at each so many requests

	mu       sync.Mutex
	server   *http.Server
	addr     string
	seen     int
	kills    int
	bodies   map[string]string // by id
	accepted map[string]int
	bad      []string
	all      chan struct{} // closed when want ids were accepted
	want     int
}

// ownLoopback is a loopback address that no other test listens on or calls from,
// so that a port given up for a moment is not taken by one; where the system has
// only one, that.
func ownLoopback() string {
	const own = "127.83.19.7:0"
	l, err := net.Listen("tcp", own)
	if err != nil {
		return "127.0.0.1:0"
	}
	l.Close()
	return own
}

func (r *receiver) listen() error {
	var l net.Listener
	var err error
	again := time.NewTicker(10 * time.Millisecond) // until the system gives the port back
	defer again.Stop()
	for range 6000 {
		if l, err = net.Listen("tcp", r.addr); err == nil {
			break
		}
		<-again.C
	}
	if err != nil {
		return err
	}
	r.addr = l.Addr().String()
	s := &http.Server{Handler: r}
	r.server = s
	go s.Serve(l) // ends with Close
	return nil
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	raw, err := io.ReadAll(q.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	id := q.Header.Get("Webhook-Id")
	at, err2 := strconv.ParseInt(q.Header.Get("Webhook-Timestamp"), 10, 64)
	if err != nil || err2 != nil || id == "" || q.Header.Get("Webhook-Signature") != webhook.Sign(r.secret, id, time.Unix(at, 0), raw) {
		r.bad = append(r.bad, fmt.Sprint(id, err, err2))
	}
	if old, ok := r.bodies[id]; ok && old != string(raw) {
		r.bad = append(r.bad, id+" came with two bodies")
	}
	r.bodies[id] = string(raw)
	r.seen++
	if r.seen%r.every == 0 && r.kills < 50 { // it had taken the message, or not: nobody knows
		r.kills++
		if r.kills%2 == 0 {
			r.accept(id)
		}
		dead := r.server
		go func() {
			dead.Close()
			r.mu.Lock()
			defer r.mu.Unlock()
			if err := r.listen(); err != nil {
				r.bad = append(r.bad, err.Error())
			}
		}()
		panic(http.ErrAbortHandler)
	}
	r.accept(id)
	w.WriteHeader(http.StatusNoContent)
}

func (r *receiver) accept(id string) {
	r.accepted[id]++
	if len(r.accepted) == r.want && r.accepted[id] == 1 {
		close(r.all)
	}
}

// TestWebhooksOutliveTheirReceiver: of 1,000 webhooks to a receiver that is
// killed 50 times none is lost, and what comes twice has the same id and body.
func TestWebhooksOutliveTheirReceiver(t *testing.T) {
	t.Parallel()
	const hooks = 1000
	d, err := facts.Load(facts.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	store, err := schedule.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "n.db"), schedule.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	r := &receiver{secret: []byte("012345678901234567890123"), every: 20, addr: ownLoopback(), bodies: map[string]string{}, accepted: map[string]int{}, all: make(chan struct{}), want: hooks}
	if err := r.listen(); err != nil {
		t.Fatal(err)
	}
	address := "http://" + r.addr + "/hook"
	channel := webhook.Channel(address)
	e := schedule.NewEngine(schedule.EngineConfig{Store: store, Data: func() *facts.Dataset { return d }, Now: time.Now, Platforms: platforms,
		Posters: map[string]bot.Poster{webhook.Platform: webhook.New(webhook.Config{Addresses: []string{address}, Secrets: [][]byte{r.secret}})}})
	for _, channels := range [][]string{{channel}, {channel}, {channel, "second"}, {channel}} { // 4 restarts, of which one names another
		if err := store.Wire(ctx, webhook.Platform, webhook.Workspace, channels, d, time.Now()); err != nil {
			t.Fatal(err)
		}
		subs, err := store.Subscriptions(ctx, webhook.Platform, webhook.Workspace, "")
		if err != nil || len(subs) != len(channels) || subs[0].Kind != schedule.Alerts || subs[0].State != schedule.Active {
			t.Fatalf("%v: %+v %v", channels, subs, err)
		}
	}
	var due []schedule.Delivery
	for i := range hooks {
		due = append(due, schedule.Delivery{To: bot.Destination{Platform: webhook.Platform, Workspace: webhook.Workspace, Channel: channel}, Kind: "notice", Slot: fmt.Sprint("hook:", i), Due: time.Now(), Body: []byte(fmt.Sprintf(`{"say":"Number %d."}`, i))})
	}
	if n, err := store.Plan(ctx, due); err != nil || n != hooks {
		t.Fatal(n, err)
	}
	if err := e.Start(ctx); err != nil {
		t.Fatal(err)
	}
	select {
	case <-r.all:
	case <-time.After(4 * time.Minute):
		t.Error("not all came in time")
	}
	if err := e.Stop(ctx); err != nil {
		t.Error(err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.server.Close()
	repeats := 0
	for _, n := range r.accepted {
		repeats += n - 1
	}
	t.Logf("%d webhooks, %d kills, %d requests, %d came more than once", len(r.accepted), r.kills, r.seen, repeats)
	if len(r.accepted) != hooks || r.kills != 50 || len(r.bad) > 0 {
		t.Errorf("%d of %d came, %d kills, %v", len(r.accepted), hooks, r.kills, r.bad)
	}
}
