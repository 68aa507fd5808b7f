package discord

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"natobot/bot/adapter"
)

// Rate limits: https://docs.discord.com/developers/topics/rate-limits
const (
	globalRate = 45 // requests a second; Discord allows 50 for a bot
	// Discord shuts out an address after 10,000 responses of 401, 403 and 429
	// within ten minutes; we stop long before.
	invalidWindow = 10 * time.Minute
	invalidStop   = 1000
	maxRoutes     = 10_000 // routes remembered before stale ones are dropped
	htmlPause     = time.Minute
)

// A limiter knows what Discord said about rates, so that a request that would
// be refused is not sent. It never sleeps: it says how long to wait.
// Interaction responses are outside of Discord's global limit and never ask it.
type limiter struct {
	closed adapter.Until // by route; everything: all of them

	mu     sync.Mutex
	routes map[string]*window
	dead   bool // the token was refused, and no probe has found it accepted since
	slots  [globalRate]time.Time
	next   int // slot taken longest ago
	faults map[int64]int
}

// everything stands for all routes.
const everything = ""

// A window is what is left of a route until it is filled again.
type window struct {
	left  int
	until time.Time
}

func newLimiter() *limiter {
	return &limiter{routes: map[string]*window{}, faults: map[int64]int{}}
}

// take asks to send on a route now; otherwise it says how long to wait.
func (l *limiter) take(route string, now time.Time) (wait time.Duration, dead bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.dead {
		return 0, true
	}
	if wait := l.closed.Left(everything, now); wait > 0 {
		return wait, false
	}
	if l.invalid(now) >= invalidStop {
		return time.Minute, false
	}
	if wait := l.closed.Left(route, now); wait > 0 {
		return wait, false
	}
	w := l.routes[route]
	if w != nil && !now.Before(w.until) {
		w = nil
		delete(l.routes, route)
	}
	if w != nil && w.left <= 0 {
		return w.until.Sub(now), false
	}
	if oldest := l.slots[l.next]; now.Sub(oldest) < time.Second {
		return time.Second - now.Sub(oldest), false
	}
	l.slots[l.next] = now
	l.next = (l.next + 1) % globalRate
	if w != nil {
		w.left--
	}
	return 0, false
}

// revive trusts the token again: Discord accepted it.
func (l *limiter) revive() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dead = false
}

// saw counts the responses that Discord counts, whatever they answered, and
// heeds a page of Cloudflare's: it shuts out the address, not a route. It
// reports whether the response counts.
func (l *limiter) saw(r result, now time.Time) bool {
	switch {
	case r.Status == http.StatusUnauthorized, r.Status == http.StatusForbidden:
	case r.Status == http.StatusTooManyRequests && r.Header.Get("X-RateLimit-Scope") != "shared": // shared ones don't count
	default:
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.faults[now.Unix()/60]++; len(l.faults) > 2*int(invalidWindow/time.Minute) {
		l.invalid(now) // forgets what passed
	}
	if r.Status == http.StatusTooManyRequests && r.HTML() {
		wait, _ := retryAfter(r, now)
		l.closed.Hold(everything, now.Add(wait), now)
	}
	return true
}

// note learns from a response to the bot's token. Of a 429 it returns the wait.
func (l *limiter) note(route string, r result, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch r.Status {
	case http.StatusUnauthorized:
		l.dead = true
	case http.StatusTooManyRequests:
		wait, global := retryAfter(r, now)
		if global {
			route = everything
		}
		l.closed.Hold(route, now.Add(wait), now)
		return wait
	}
	left, err := strconv.Atoi(r.Header.Get("X-RateLimit-Remaining"))
	after, err2 := strconv.ParseFloat(r.Header.Get("X-RateLimit-Reset-After"), 64)
	if err != nil || err2 != nil || !(after >= 0 && after < 86400) {
		return 0
	}
	until := now.Add(time.Duration(after * float64(time.Second)))
	if w := l.routes[route]; w != nil && w.until.After(now) && w.left < left {
		left = w.left // responses overtake each other; the lower count is the newer
	}
	if len(l.routes) >= maxRoutes {
		for k, w := range l.routes {
			if now.After(w.until) {
				delete(l.routes, k)
			}
		}
	}
	l.routes[route] = &window{left, until}
	return 0
}

// invalid counts the refusals of the last ten minutes.
func (l *limiter) invalid(now time.Time) int {
	n, first := 0, now.Add(-invalidWindow).Unix()/60
	for minute, count := range l.faults {
		if minute < first {
			delete(l.faults, minute)
			continue
		}
		n += count
	}
	return n
}

// retryAfter is how long a 429 asks to wait: the larger of header and body. A
// page in HTML is Cloudflare's: it concerns everything. Where nothing is said
// it is a second or two.
func retryAfter(r result, now time.Time) (wait time.Duration, global bool) {
	global = strings.EqualFold(r.Header.Get("X-RateLimit-Global"), "true") || r.Header.Get("X-RateLimit-Scope") == "global"
	wait = adapter.RetryAfter(r.Header, now)
	var body struct {
		RetryAfter float64 `json:"retry_after"`
		Global     bool    `json:"global"`
	}
	if err := json.Unmarshal(r.Body, &body); err == nil {
		global = global || body.Global
		wait = max(wait, adapter.Seconds(body.RetryAfter))
	} else if r.Status == http.StatusTooManyRequests && r.HTML() {
		global = true
		if wait <= 0 {
			wait = htmlPause
		}
	}
	return adapter.Soon(wait), global
}
