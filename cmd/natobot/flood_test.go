package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A flood is many who mean no good, until its context ends.
type flood struct {
	addr string
	wg   sync.WaitGroup
	sent atomic.Int64 // whole requests
	cut  atomic.Int64 // connections that were closed on a slow one
}

// every runs f again and again, at most once an interval.
func (x *flood) every(ctx context.Context, interval time.Duration, f func(n int)) {
	x.wg.Go(func() {
		tick := time.NewTicker(interval)
		defer tick.Stop()
		for n := 0; ; n++ {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				f(n)
			}
		}
	})
}

// drip sends a first part, then a byte now and then, and begins anew when it
// is cut off.
func (x *flood) drip(ctx context.Context, first, then string) {
	x.wg.Go(func() {
		tick := time.NewTicker(500 * time.Millisecond)
		defer tick.Stop()
		var dialer net.Dialer
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			c, err := dialer.DialContext(ctx, "tcp", x.addr)
			if err != nil {
				continue
			}
			_, err = io.WriteString(c, first)
			for i := 0; err == nil && ctx.Err() == nil; i++ {
				select {
				case <-ctx.Done():
				case <-tick.C:
					_, err = io.WriteString(c, then[i%len(then):i%len(then)+1])
				}
			}
			if ctx.Err() == nil {
				x.cut.Add(1)
			}
			c.Close() // cut off already, or given up
		}
	})
}

// raw sends bytes and reads what comes back.
func (x *flood) raw(ctx context.Context, s string) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	var dialer net.Dialer
	c, err := dialer.DialContext(ctx, "tcp", x.addr)
	if err != nil {
		return
	}
	defer c.Close()
	stop := context.AfterFunc(ctx, func() { c.Close() })
	defer stop()
	if _, err := io.WriteString(c, s); err == nil {
		io.Copy(io.Discard, io.LimitReader(c, 64<<10)) // however it ends
	}
	x.sent.Add(1)
}

// startFlood begins unsigned, oversized, slow and malformed requests.
func startFlood(ctx context.Context, base string) *flood {
	x := &flood{addr: strings.TrimPrefix(base, "http://")}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}, Timeout: 5 * time.Second}
	context.AfterFunc(ctx, client.CloseIdleConnections)
	stamp := func() string { return strconv.FormatInt(time.Now().Unix(), 10) }
	post := func(path, body string, chunked bool) {
		var reader io.Reader = strings.NewReader(body)
		if chunked {
			reader = io.MultiReader(reader) // of unknown length
		}
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, base+path, reader)
		if err != nil {
			return
		}
		r.Header.Set("X-Slack-Request-Timestamp", stamp())
		r.Header.Set("X-Slack-Signature", "v0="+strings.Repeat("0", 64))
		r.Header.Set("X-Signature-Timestamp", stamp())
		r.Header.Set("X-Signature-Ed25519", strings.Repeat("0", 128))
		if res, err := client.Do(r); err == nil {
			io.Copy(io.Discard, res.Body) // a refusal
			res.Body.Close()
		}
		x.sent.Add(1)
	}
	paths := []string{"/slack/commands", "/slack/interactions", "/slack/events", "/discord/interactions", "/discord/events"}
	for range 4 {
		x.every(ctx, 4*time.Millisecond, func(n int) { post(paths[n%len(paths)], "command=%2Fnato&text=spain&team_id=T1&user_id=U1", false) })
	}
	large := strings.Repeat("x", 2<<20)
	for range 2 {
		x.every(ctx, 200*time.Millisecond, func(n int) { post(paths[n%len(paths)], large, n%2 == 0) })
		x.every(ctx, 200*time.Millisecond, func(n int) { post(paths[n%len(paths)], large[:1<<20-1], n%2 == 0) })
	}
	for i := range 1000 {
		x.drip(ctx, "POST /slack/commands HTTP/1.1\r\nHost: "+x.addr+"\r\nX-Slow-"+strconv.Itoa(i)+": ", "abcdefgh")
	}
	for i := range 400 {
		size, path := []int{1 << 20, 60_000, 100}[i%3], paths[i%len(paths)]
		x.drip(ctx, fmt.Sprintf("POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\nX-Slack-Request-Timestamp: %s\r\nX-Slack-Signature: v0=%064d\r\nX-Signature-Timestamp: %s\r\nX-Signature-Ed25519: %0128d\r\n\r\n%s",
			path, x.addr, size, stamp(), 0, stamp(), 0, strings.Repeat("a", size/2)), "a=b&")
	}
	malformed := []string{
		"", "\x00\x01\x02\x03\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "POST /slack/commands\r\n\r\n", strings.Repeat("A", 100_000),
		"GET /" + strings.Repeat("a", 60_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("X-H: "+strings.Repeat("v", 1000)+"\r\n", 100) + "\r\n",
		"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", "POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
		"POST /discord/interactions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", "DELETE /slack/commands HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /charts/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", "GET /charts/" + strings.Repeat("0", 64) + ".png HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		"GET /slack/oauth/callback?code=1&state=" + strings.Repeat("z", 5000) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
	}
	for i := range 4 {
		x.every(ctx, 10*time.Millisecond, func(n int) { x.raw(ctx, malformed[(n+i*5)%len(malformed)]) })
	}
	return x
}

// honest asks for so long at an even pace on both endpoints, half of it on new
// connections, and returns how long each answer took and how many only
// promised that the answer comes later, as a busy machine may.
func (f *fakes) honest(t *testing.T, base string, length time.Duration, from int) (took []time.Duration, later int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), length)
	defer cancel()
	kept := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}, Timeout: time.Minute}
	fresh := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Minute}
	defer kept.CloseIdleConnections()
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			tick := time.NewTicker(20 * time.Millisecond)
			defer tick.Stop()
			for n := from + i; ; n += 8 {
				client := kept
				if i%2 == 0 {
					client = fresh
				}
				start := time.Now()
				var r *http.Request
				var err error
				var said []byte
				if i%4 < 2 {
					r, err = slackCommand(base, signingSecret, "spain", n)
				} else {
					r, _, err = discordCommand(f.discord, base, "spain", n)
				}
				if err == nil {
					said, _, err = mustAnswer(client, r, "")
				}
				if err != nil {
					t.Error(err)
					return
				}
				promise, err := answered(said, "Spain: 2.00 %")
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				took = append(took, time.Since(start))
				if promise {
					later++
				}
				mu.Unlock()
				select {
				case <-ctx.Done():
					return
				case <-tick.C:
				}
			}
		})
	}
	wg.Wait()
	slices.Sort(took)
	return took, later
}

// Under a flood of unsigned, oversized, slow and malformed requests everybody
// honest is answered, within bounded memory and connections, and afterwards
// nothing is left of it. NATOBOT_TEST_LOAD=30s for the figures.
func TestBinaryFlood(t *testing.T) {
	f := newFakes(t)
	p := startBinary(t, f.env(map[string]string{"SLACK_SIGNING_SECRET": signingSecret, "DISCORD_PUBLIC_KEY": f.discord.PublicKey()}))
	length := patience(t, 4*time.Second)
	calm, _ := f.honest(t, p.base, length/4+time.Second, 1<<41)
	goroutines, before := p.goroutines(), p.resident()

	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	x := startFlood(ctx, p.base)
	peak, open := 0, 0
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				peak = max(peak, p.resident())
			}
		}
	}()
	until(t, "slow ones have been cut off", func() bool { open = max(open, int(p.metric("natobot_http_connections"))); return x.cut.Load() > 100 })
	cpu := p.metric("process_cpu_seconds_total")
	during, later := f.honest(t, p.base, length, 1<<42)
	open = max(open, int(p.metric("natobot_http_connections")))
	cpu = p.metric("process_cpu_seconds_total") - cpu
	heap := p.metric("go_memstats_heap_alloc_bytes")
	cancel()
	x.wg.Wait()
	<-watched
	at := func(d []time.Duration, pct int) time.Duration { return d[min(len(d)*pct/100, len(d)-1)] }
	t.Logf("honest: %d answers in the calm, p50 %s, p99 %s; %d in the flood, p50 %s, p99 %s, longest %s, %d of them deferred. Flood: %d requests, %d slow connections cut. %d kB resident, at the peak %d kB; heap %.0f MB; %d connections; %.1f s of processor",
		len(calm), at(calm, 50), at(calm, 99), len(during), at(during, 50), at(during, 99), during[len(during)-1], later, x.sent.Load(), x.cut.Load(), before, peak, heap/1e6, open, cpu)
	if peak > 150<<10 {
		t.Errorf("%d kB resident", peak)
	}
	if open > maxConnections {
		t.Errorf("%d connections were open", open)
	}
	until(t, "nothing is left of the flood", func() bool { return p.goroutines() <= goroutines+8 })
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
}

// metric is the value of a metric without labels.
func (p *process) metric(name string) float64 {
	p.t.Helper()
	_, body := p.get("/metrics")
	for line := range strings.Lines(body) {
		if v, ok := strings.CutPrefix(line, name+" "); ok {
			n, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
			if err != nil {
				p.t.Fatal(err)
			}
			return n
		}
	}
	p.t.Fatalf("no %s in %.300s", name, body)
	return 0
}
