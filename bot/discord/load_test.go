package discord

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"natobot/bot"
	"natobot/bot/discord/discordfake"
)

// always takes every interaction for new.
type always struct{}

func (always) First(context.Context, string, time.Duration, time.Time) (bool, error) {
	return true, nil
}
func (always) Forget(context.Context, string) error { return nil }

// serveSigned has the endpoint serve a signed body, without a network.
func (a *Adapter) serveSigned(fake *discordfake.Server, body []byte) (status int, contentType string, out []byte) {
	sig, stamp := fake.Sign(body, a.now())
	req := httptest.NewRequest(http.MethodPost, "/discord/interactions", bytes.NewReader(body))
	req.Header.Set("X-Signature-Ed25519", sig)
	req.Header.Set("X-Signature-Timestamp", stamp)
	w := httptest.NewRecorder()
	a.serveInteraction(w, req)
	return w.Code, w.Header().Get("Content-Type"), w.Body.Bytes()
}

// loaded is an endpoint with the real bot, as serve has it but for the chart.
func loaded(b *testing.B, once bot.Once) (*Adapter, *discordfake.Server) {
	fake := discordfake.New(discordfake.Config{})
	c := bare(newBot(b).Handle)
	c.Once = once
	a, err := New(Config{PublicKey: fake.PublicKey(), ApplicationID: "1", APIURL: "http://127.0.0.1:1", Config: c})
	if err != nil {
		b.Fatal(err)
	}
	return a, fake
}

func BenchmarkBareHandler(b *testing.B) {
	handle := newBot(b).Handle
	for b.Loop() {
		handle(b.Context(), bot.Request{ID: "1", Kind: bot.Ask, Platform: "discord", Workspace: "2", Channel: "3", User: "4", Text: "spain", At: now})
	}
}

func BenchmarkSignedRequest(b *testing.B) {
	a, fake := loaded(b, always{})
	in := fake.Command("spain", nil)
	r, err := in.Request(b.Context(), "/discord/interactions", time.Now())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		r.Body = io.NopCloser(bytes.NewReader(in.Body))
		w := httptest.NewRecorder()
		if a.serveInteraction(w, r); w.Code != http.StatusOK {
			b.Fatal(w.Code, w.Body)
		}
	}
}

// BenchmarkLoad keeps 64 signed requests on their way over 64 connections;
// go test -bench Load -benchtime 30s ./bot/discord. It reports the slowest
// answer, and by how much heap and goroutines grew.
func BenchmarkLoad(b *testing.B) {
	a, fake := loaded(b, bot.NewMemory(64)) // full before it counts
	mux := http.NewServeMux()
	a.Mount(mux)
	srv := httptest.NewServer(mux)
	defer srv.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	defer client.CloseIdleConnections()
	var failed, slowest atomic.Int64
	one := func() {
		in := fake.Command("spain", nil)
		start := time.Now()
		status, err := in.Post(b.Context(), client, srv.URL+"/discord/interactions")
		if kind, _ := in.Response(); err != nil || status != http.StatusOK || kind != respondMessage {
			failed.Add(1)
		}
		fake.Drop(in)
		for took := time.Since(start).Nanoseconds(); ; {
			if old := slowest.Load(); took <= old || slowest.CompareAndSwap(old, took) {
				break
			}
		}
	}
	for range 64 {
		one()
	}
	before, goroutines := heap(), runtime.NumGoroutine()
	slowest.Store(0)
	b.SetParallelism(64 / runtime.GOMAXPROCS(0))
	b.ResetTimer()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			one()
		}
	})
	b.StopTimer()
	client.CloseIdleConnections()
	<-a.kit.Work.Idle()
	b.ReportMetric(float64(failed.Load()), "failed")
	b.ReportMetric(float64(slowest.Load())/1e6, "slowest-ms")
	b.ReportMetric((float64(heap())-float64(before))/1024, "heap-growth-KiB")
	b.ReportMetric(float64(runtime.NumGoroutine()-goroutines), "goroutines-grown")
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
