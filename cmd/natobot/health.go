package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// health is what /healthz and /readyz tell. Alive means that the process
// answers; ready means that it can answer and deliver.
type health struct {
	mu     sync.Mutex
	checks []healthCheck
}

// A healthCheck says how a part is; an error makes the process not ready.
type healthCheck struct {
	name string
	read func(context.Context) (string, error)
}

func (h *health) add(name string, read func(context.Context) (string, error)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.checks = append(h.checks, healthCheck{name, read})
}

type healthState struct {
	Status string            `json:"status"`
	Parts  map[string]string `json:"parts"`
}

func (h *health) state(ctx context.Context) (healthState, bool) {
	h.mu.Lock()
	checks := append([]healthCheck(nil), h.checks...)
	h.mu.Unlock()
	out, ok := healthState{Status: "ready", Parts: map[string]string{}}, true
	for _, c := range checks {
		say, err := c.read(ctx)
		if err != nil {
			ok, say = false, err.Error()
		}
		out.Parts[c.name] = say
	}
	if !ok {
		out.Status = "not ready"
	}
	return out, ok
}

// alive answers 200 as long as the process serves; its body tells the parts,
// the sockets' last sign of life among them.
func (h *health) alive(w http.ResponseWriter, r *http.Request) {
	s, _ := h.state(r.Context())
	s.Status = "alive"
	writeJSON(w, http.StatusOK, s)
}

func (h *health) ready(w http.ResponseWriter, r *http.Request) {
	s, ok := h.state(r.Context())
	code := http.StatusOK
	if !ok {
		code = http.StatusServiceUnavailable
	}
	writeJSON(w, code, s)
}

func writeJSON(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	json.NewEncoder(w).Encode(v) // a reader that went away is no fault of ours
}

// healthcheck asks the serve of this machine whether it is ready; the image
// uses it.
func (p *program) healthcheck(ctx context.Context, _ []string) int {
	addr := p.Env("NATOBOT_ADDR")
	if addr == "" {
		addr = "127.0.0.1:8080"
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return p.fail(p.badUsage("NATOBOT_ADDR: %q is not host:port", clip(addr)))
	}
	if host == "" || host == "0.0.0.0" || host == "::" {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return p.fail(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return p.fail(fmt.Errorf("serve does not answer: %w", err))
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return p.fail(fmt.Errorf("serve is not ready: status %d", res.StatusCode))
	}
	fmt.Fprintln(p.Out, "ready")
	return exitOK
}
