package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"natobot/bot"
	"natobot/schedule"
)

// postgresURL makes a schema for one test and drops it afterwards.
func postgresURL(t testing.TB) string {
	t.Helper()
	base := os.Getenv("NATOBOT_TEST_DATABASE_URL")
	if base == "" {
		t.Skip("left out: PostgreSQL; set NATOBOT_TEST_DATABASE_URL to include it")
	}
	var b [6]byte
	rand.Read(b[:])
	schema := "b" + hex.EncodeToString(b[:])
	ctx := context.Background()
	c, err := pgx.Connect(ctx, base)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Exec(ctx, "CREATE SCHEMA "+schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		defer c.Close(ctx)
		if _, err := c.Exec(ctx, "DROP SCHEMA "+schema+" CASCADE"); err != nil {
			t.Error(err)
		}
	})
	sep := "?"
	if strings.Contains(base, "?") {
		sep = "&"
	}
	return base + sep + "search_path=" + schema
}

// freeAddr is an address of this machine that nothing listens on.
func freeAddr(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// A balancer hands requests round: it sends none to a backend whose /readyz
// fails, tries another when a connection is refused, and never repeats a
// request that may have been taken.
type balancer struct {
	backends []*backend
	next     atomic.Int64
	lost     atomic.Int64 // requests that a backend took and did not answer
	refused  atomic.Int64 // connections
	nowhere  atomic.Int64 // requests without a backend
	web      *httptest.Server
	stop     func()
}

type backend struct {
	addr   string
	ready  atomic.Bool
	served atomic.Int64
	client http.Transport
}

func newBalancer(t testing.TB, addrs ...string) *balancer {
	t.Helper()
	b := &balancer{}
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for _, addr := range addrs {
		k := &backend{addr: addr, client: http.Transport{MaxIdleConnsPerHost: 64}}
		b.backends = append(b.backends, k)
		wg.Go(func() {
			tick := time.NewTicker(100 * time.Millisecond)
			defer tick.Stop()
			for {
				k.ready.Store(k.probe(ctx))
				select {
				case <-ctx.Done():
					return
				case <-tick.C:
				}
			}
		})
	}
	b.web = httptest.NewServer(b)
	b.stop = func() { cancel(); wg.Wait(); b.web.Close() }
	t.Cleanup(b.stop)
	return b
}

func (k *backend) probe(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+k.addr+"/readyz", nil)
	if err != nil {
		return false
	}
	res, err := k.client.RoundTrip(r)
	if err != nil {
		return false
	}
	_, err = io.Copy(io.Discard, res.Body)
	return errors.Join(err, res.Body.Close()) == nil && res.StatusCode == http.StatusOK
}

func (b *balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	for range 2 * len(b.backends) {
		k := b.backends[int(b.next.Add(1))%len(b.backends)]
		if !k.ready.Load() {
			continue
		}
		out, err := http.NewRequest(r.Method, "http://"+k.addr+r.URL.RequestURI(), bytes.NewReader(body))
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		out.Header = r.Header.Clone()
		res, err := k.client.RoundTrip(out)
		var op *net.OpError
		if errors.As(err, &op) && op.Op == "dial" {
			b.refused.Add(1)
			k.ready.Store(false)
			continue
		}
		if err != nil {
			b.lost.Add(1)
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer res.Body.Close()
		k.served.Add(1)
		w.Header().Set("Content-Type", res.Header.Get("Content-Type"))
		w.WriteHeader(res.StatusCode)
		io.Copy(w, res.Body) // whoever asked sees what is missing
		return
	}
	b.nowhere.Add(1)
	w.WriteHeader(http.StatusServiceUnavailable)
}

// Two processes on one PostgreSQL are restarted in turn under load: no
// interaction fails, and each digest that falls due meanwhile comes once.
// NATOBOT_TEST_LOAD=60s for the whole minute.
func TestBinaryRollingRestart(t *testing.T) {
	t.Parallel()
	f := newFakes(t)
	url := postgresURL(t)
	addrs := []string{freeAddr(t), freeAddr(t)}
	env := func(i int) map[string]string {
		return f.env(map[string]string{"NATOBOT_ADDR": addrs[i], "NATOBOT_DATABASE_URL": url, "SLACK_SIGNING_SECRET": signingSecret, "DISCORD_PUBLIC_KEY": f.discord.PublicKey()})
	}
	running := []*process{startBinary(t, env(0)), startBinary(t, env(1))}
	b := newBalancer(t, addrs...)
	until(t, "both are ready", func() bool { return b.backends[0].ready.Load() && b.backends[1].ready.Load() })

	ctx := context.Background()
	store, err := schedule.Open(ctx, url, schedule.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	// wave makes subscriptions whose digests fall due within the next seconds.
	var mu sync.Mutex
	due := map[int64]bot.Destination{}
	wave := func() {
		mu.Lock()
		defer mu.Unlock()
		for i := range 30 {
			n := strconv.Itoa(len(due))
			to := bot.Destination{Platform: "slack", Workspace: "T" + n, Channel: "C" + n}
			if i%2 == 1 {
				to = bot.Destination{Platform: "discord", Workspace: strconv.Itoa(200000000000000000 + len(due)), Channel: strconv.Itoa(300000000000000000 + len(due))}
			}
			at := time.Now().Add(time.Duration(i%10-16) * time.Second) // up to 20 s are added to spread them
			sub, err := store.Subscribe(ctx, schedule.Subscription{To: to, Kind: schedule.Digests, Spec: daysOff(at), Zone: "Europe/Madrid", Owner: "U1", Created: at, State: schedule.Active, Next: at})
			if err != nil {
				t.Error(err)
				return
			}
			due[sub.ID] = to
		}
	}

	length := patience(t, 8*time.Second)
	stopped := make(chan struct{})
	var restarts int
	var stops []time.Duration
	go func() {
		defer close(stopped)
		end := time.Now().Add(length)
		for i := 0; restarts < 2 || time.Now().Before(end); i = 1 - i {
			wave()
			start := time.Now()
			if err := running[i].Stop(); err != nil {
				t.Error(err)
				return
			}
			stops = append(stops, time.Since(start))
			p, err := launch(t, env(i))
			if err != nil {
				t.Error(err)
				return
			}
			running[i] = p
			restarts++
			for tick := time.NewTicker(20 * time.Millisecond); !b.backends[i].ready.Load(); <-tick.C {
				if time.Since(start) > 3*time.Minute {
					t.Error("the restarted one does not take part")
					return
				}
			}
		}
	}()
	t.Cleanup(func() { <-stopped; running[0].Kill(); running[1].Kill() })

	// A busy machine may defer an answer, which is an acknowledgement too.
	var deferred atomic.Int64
	said := func(b []byte, err error) error {
		if err != nil {
			return err
		}
		later, err := answered(b, "Spain: 2.00 %")
		if later {
			deferred.Add(1)
		}
		return err
	}
	took := storm(t, 64, length, func(c *http.Client, n int) error {
		if n%2 == 0 {
			r, err := slackCommand(b.web.URL, signingSecret, "spain", n)
			if err != nil {
				return err
			}
			body, _, err := mustAnswer(c, r, "")
			return said(body, err)
		}
		r, in, err := discordCommand(f.discord, b.web.URL, "spain", n)
		if err != nil {
			return err
		}
		body, res, err := mustAnswer(c, r, "")
		if err := said(body, err); err != nil || n%63 != 0 {
			return err
		}
		return in.Answer(res.StatusCode, res.Header.Get("Content-Type"), body)
	})
	<-stopped
	if b.lost.Load() > 0 || b.nowhere.Load() > 0 {
		t.Errorf("%d requests were taken and not answered, %d found no process", b.lost.Load(), b.nowhere.Load())
	}
	for i, k := range b.backends {
		if k.served.Load() == 0 {
			t.Errorf("process %d answered nothing", i)
		}
	}
	t.Logf("%d requests, p50 %s, p99 %s, longest %s; %d restarts, stops of %s; %d connections refused, %d answers deferred", len(took), took[len(took)/2], took[len(took)*99/100], took[len(took)-1], restarts, stops, b.refused.Load(), deferred.Load())

	until(t, "each digest has come to an end", func() bool {
		for id := range due {
			ds, err := store.Deliveries(ctx, id, 10)
			if err != nil {
				t.Fatal(err)
			}
			if len(ds) == 0 || ds[0].Status == "planned" || ds[0].Status == "sending" {
				return false
			}
		}
		return true
	})
	came := map[string]int{}
	for _, c := range f.slack.Calls("chat.postMessage") {
		var m struct{ Channel string }
		if err := json.Unmarshal(c.Body, &m); err != nil {
			t.Fatal(err)
		}
		came["slack "+m.Channel]++
	}
	for id, to := range due {
		n := came["slack "+to.Channel]
		if to.Platform == "discord" {
			n = len(f.discord.Messages(to.Channel))
		}
		ds, err := store.Deliveries(ctx, id, 10)
		if err != nil || len(ds) != 1 || ds[0].Status != "sent" || n != 1 {
			t.Errorf("%s %s: %d messages came; %+v %v", to.Platform, to.Channel, n, ds, err)
		}
	}
	for i, p := range running {
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
		for _, fault := range []string{`"level":"ERROR"`, "were still under way", "connections were cut"} {
			if strings.Contains(p.log.String(), fault) {
				t.Errorf("process %d: %s in\n%s", i, fault, p.log.String())
			}
		}
	}
	t.Log(fmt.Sprint(len(due), " digests, each once"))
}

// What a process was doing when it died is done by the other: each digest
// comes once, or is told as unknown where it was on its way just then.
func TestBinaryTakesOver(t *testing.T) {
	t.Parallel()
	f := newFakes(t)
	url := postgresURL(t)
	named := func(name string) map[string]string {
		return f.env(map[string]string{"NATOBOT_DATABASE_URL": url + "&application_name=" + name, "SLACK_SIGNING_SECRET": signingSecret, "DISCORD_PUBLIC_KEY": f.discord.PublicKey()})
	}
	ctx := context.Background()
	store, err := schedule.Open(ctx, url, schedule.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	look, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer look.Close(ctx)
	due := map[int64]bot.Destination{}
	for i := range 40 {
		to := bot.Destination{Platform: "slack", Workspace: fmt.Sprint("T", i), Channel: fmt.Sprint("C", i)}
		if i%2 == 1 {
			to = bot.Destination{Platform: "discord", Workspace: strconv.Itoa(200000000000000000 + i), Channel: strconv.Itoa(300000000000000000 + i)}
		}
		at := time.Now().Add(-18 * time.Second)
		sub, err := store.Subscribe(ctx, schedule.Subscription{To: to, Kind: schedule.Digests, Spec: daysOff(at), Zone: "Europe/Madrid", Owner: "U1", Created: at, State: schedule.Active, Next: at})
		if err != nil {
			t.Fatal(err)
		}
		due[sub.ID] = to
	}
	messages := func() map[string]int {
		n := map[string]int{}
		for _, c := range f.slack.Calls("chat.postMessage") {
			var m struct{ Channel string }
			if err := json.Unmarshal(c.Body, &m); err != nil {
				t.Fatal(err)
			}
			n[m.Channel]++
		}
		for _, to := range due {
			if to.Platform == "discord" {
				n[to.Channel] = len(f.discord.Messages(to.Channel))
			}
		}
		return n
	}
	victim := "victim" + rand.Text()
	first, second := startBinary(t, named(victim)), startBinary(t, named("heir"))
	until(t, "digests go out", func() bool { return len(f.slack.Calls("chat.postMessage")) > 2 })
	first.Kill()
	until(t, "PostgreSQL has ended the work of the dead", func() bool {
		var n int
		if err := look.QueryRow(ctx, "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = $1", victim).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n == 0
	})
	way, err := look.Query(ctx, "SELECT subscription FROM deliveries WHERE status = 'sending'")
	if err != nil {
		t.Fatal(err)
	}
	onTheirWay, err := pgx.CollectRows(way, pgx.RowTo[int64])
	if err != nil {
		t.Fatal(err)
	}
	var unknown int
	until(t, "each digest has come to an end", func() bool {
		unknown = 0
		for id := range due {
			ds, err := store.Deliveries(ctx, id, 10)
			if err != nil {
				t.Fatal(err)
			}
			if len(ds) == 0 {
				return false
			}
			switch d := ds[len(ds)-1]; d.Status {
			case "sent":
			case "unknown":
				unknown++
			default:
				return false
			}
		}
		return true
	})
	n := messages()
	for id, to := range due {
		ds, err := store.Deliveries(ctx, id, 10)
		if err != nil {
			t.Fatal(err)
		}
		d := ds[len(ds)-1]
		if n[to.Channel] > 1 || d.Status == "sent" && n[to.Channel] != 1 {
			t.Errorf("%s: %d messages, %s %s", to.Channel, n[to.Channel], d.Status, d.Reason)
		}
		if d.Status == "unknown" && (to.Platform == "discord" || !slices.Contains(onTheirWay, id)) {
			t.Errorf("%s: was not on its way when a process died, or could have been repeated; %s", to.Channel, d.Reason)
		}
	}
	t.Logf("%d digests, %d on their way at the kill, %d of them unknown", len(due), len(onTheirWay), unknown)
	if err := second.Stop(); err != nil {
		t.Error(err)
	}
}
