package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// health is what /healthz and /readyz tell. Alive means that the process
// answers; ready means that it can answer and deliver. Both are open to
// everybody, so they cost the database a look a second at most and tell no
// cause that could name a host or a user: those are in the log.
type health struct {
	log *slog.Logger
	now func() time.Time

	stopping atomic.Bool
	checks   []healthCheck

	look sync.Mutex // held while the checks are read, which may take seconds

	mu     sync.Mutex
	at     time.Time // of last
	last   healthState
	ok     bool
	faults map[string]bool // told to the log
}

// A healthCheck says how a part is; an error makes the process not ready.
// fault is what strangers are told of it.
type healthCheck struct {
	name, fault string
	remote      bool // asks something that may keep it waiting
	read        func(context.Context) (string, error)
}

// add adds a check; all are added before the first request.
func (h *health) add(name, fault string, remote bool, read func(context.Context) (string, error)) {
	h.checks = append(h.checks, healthCheck{name, fault, remote, read})
}

type healthState struct {
	Status string            `json:"status"`
	Parts  map[string]string `json:"parts"`
}

// healthFresh is how long an answer of the checks is given again.
const healthFresh = time.Second

// stop makes the process not ready for the rest of its life.
func (h *health) stop() { h.stopping.Store(true) }

// draining closes each connection with its response once the process stops,
// so that a load balancer goes elsewhere without losing a request to a
// connection that closes under it.
func (h *health) draining(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h.stopping.Load() {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}

// state is how the parts are, looked at within the last second.
func (h *health) state() (healthState, bool) {
	h.look.Lock()
	defer h.look.Unlock()
	if s, ok, fresh := h.known(); fresh {
		return s, ok
	}
	// Of nobody's request: whoever asks next gets the same answer.
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	s, ok := h.read(ctx)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last, h.ok, h.at = s, ok, h.now()
	return s, ok
}

// known is what the last look saw.
func (h *health) known() (s healthState, ok, fresh bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	age := h.now().Sub(h.at)
	return h.last, h.ok, h.last.Parts != nil && age >= 0 && age < healthFresh
}

func (h *health) read(ctx context.Context) (healthState, bool) {
	out, ok := healthState{Status: "ready", Parts: map[string]string{}}, true
	for _, c := range h.checks {
		say, err := c.read(ctx)
		if err != nil {
			ok, say = false, c.fault
			if !h.faults[c.name] {
				h.log.Warn("not ready", "part", c.name, "error", err)
			}
			h.faults[c.name] = true
		} else if h.faults[c.name] {
			h.log.Info("ready again", "part", c.name)
			delete(h.faults, c.name)
		}
		out.Parts[c.name] = say
	}
	if !ok {
		out.Status = "not ready"
	}
	return out, ok
}

// alive answers 200 as long as the process serves, and at once: what is
// looked up elsewhere stands in its body as it was last seen, the sockets'
// last sign of life as it is.
func (h *health) alive(w http.ResponseWriter, r *http.Request) {
	last, _, _ := h.known()
	s := healthState{Status: "alive", Parts: map[string]string{}}
	for _, c := range h.checks {
		if c.remote {
			s.Parts[c.name] = cmp.Or(last.Parts[c.name], "not looked at yet")
		} else if say, err := c.read(r.Context()); err != nil {
			s.Parts[c.name] = c.fault
		} else {
			s.Parts[c.name] = say
		}
	}
	writeJSON(w, http.StatusOK, s)
}

// ready answers whether requests may be sent here. A look takes a while: a stop
// that came meanwhile counts, else a balancer would be told to go on sending when
// the time in which it may is over.
func (h *health) ready(w http.ResponseWriter, r *http.Request) {
	s, ok := healthState{}, false
	if !h.stopping.Load() {
		s, ok = h.state()
	}
	if h.stopping.Load() {
		s, ok = healthState{Status: "stopping", Parts: map[string]string{}}, false
	}
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
