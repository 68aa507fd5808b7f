package discord

import "time"

// A Budget is what Discord's rate limits leave.
type Budget struct {
	Requests int           // that may be sent within this second
	Refusals int           // responses of 401, 403 and 429 until the adapter pauses by itself
	Held     int           // routes that wait because Discord asked to; all of them count as one
	Longest  time.Duration // of those waits, and of one that concerns all routes
}

// Budget is a snapshot; interaction responses are outside of it.
func (a *Adapter) Budget() Budget {
	now := a.now()
	l := a.limits
	l.mu.Lock()
	defer l.mu.Unlock()
	b := Budget{Refusals: max(0, invalidStop-l.invalid(now))}
	b.Held, b.Longest = l.closed.Longest(now)
	for _, t := range l.slots {
		if now.Sub(t) >= time.Second {
			b.Requests++
		}
	}
	for _, w := range l.routes {
		if d := w.until.Sub(now); w.left <= 0 && d > 0 {
			b.Held++
			b.Longest = max(b.Longest, d)
		}
	}
	return b
}
