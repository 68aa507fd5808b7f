package mcp

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"syscall"
	"testing"
	"time"
)

// BenchmarkAskOverHTTP calls the tool ask over HTTP, questions of the reader's
// table in turn, and tells the slowest of a hundred.
func BenchmarkAskOverHTTP(b *testing.B) {
	s, _ := server(b, nil)
	mux := http.NewServeMux()
	s.Mount(mux)
	web := httptest.NewServer(mux)
	defer web.Close()
	var bodies [][]byte
	for _, q := range questions(b) {
		raw, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": map[string]any{"name": "ask", "arguments": map[string]any{"question": q}}})
		if err != nil {
			b.Fatal(err)
		}
		bodies = append(bodies, raw)
	}
	took := make([]time.Duration, 0, 1<<16)
	b.ReportAllocs()
	i := 0
	before := processor(b)
	for b.Loop() {
		r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, web.URL+Path, bytes.NewReader(bodies[i%len(bodies)]))
		if err != nil {
			b.Fatal(err)
		}
		i++
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept", "application/json, text/event-stream")
		r.Header.Set("MCP-Protocol-Version", versions[1])
		begun := time.Now()
		res, err := web.Client().Do(r)
		if err != nil {
			b.Fatal(err)
		}
		n, err := io.Copy(io.Discard, res.Body)
		res.Body.Close()
		if err != nil || n == 0 || res.StatusCode != 200 {
			b.Fatalf("%d %v", res.StatusCode, err)
		}
		if len(took) < cap(took) {
			took = append(took, time.Since(begun))
		}
	}
	b.ReportMetric(float64((processor(b)-before).Microseconds())/float64(i), "cpu-µs/op")
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

// processor is the time that this process has had of the processor, its client
// included.
func processor(b *testing.B) time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		b.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
