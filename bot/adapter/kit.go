package adapter

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync/atomic"
	"time"

	"natobot/bot"
	"natobot/facts/answer"
)

// Config is what an adapter of any platform is given. Handler is required.
type Config struct {
	Handler bot.Handler
	Signer  bot.Signer
	Once    bot.Once   // for replays; nil: a bot.Memory of this process
	Shares  bot.Shares // nil: shared answers are not remembered

	// ChartURL is where the platform can fetch a chart as a picture; nil or "":
	// nowhere.
	ChartURL func(*answer.Chart) string

	Log        *slog.Logger      // nil: discarded
	Now        func() time.Time  // nil: time.Now
	HTTPClient *http.Client      // nil: one of its own; redirects are never followed
	Drain      time.Duration     // of a stop, for what was acknowledged; 0 is 8 s
	First      time.Duration     // for an answer to be the first response, or else come later; 0 is 0.7 s
	Event      func(name string) // counts what an operator wants to see; nil: not counted
}

// Bounds of every adapter.
const (
	firstAfter  = 700 * time.Millisecond // platforms wait three seconds; people one
	handlerTime = 2 * time.Minute        // after which an answer is given up
	drainTime   = 8 * time.Second
	callTime    = 15 * time.Second // of one call, its body included
)

// MaxPlaces is how many requests are answered at a time.
const MaxPlaces = 256

// Timing is what tests shorten.
type Timing struct {
	First, Handler, Drain, Call time.Duration
}

// A Kit is one adapter's share of what all do alike. It is safe for concurrent
// use.
type Kit struct {
	Config
	Traits bot.Traits
	Timing Timing
	Client *http.Client
	Work   Tracker         // what is being answered
	Base   context.Context // ends when Wait has waited long enough

	cancel   context.CancelFunc
	places   chan struct{}
	lastSeen atomic.Int64 // unix nanoseconds of a socket's last sign of life
}

// New makes a Kit of a platform. It calls nobody.
func New(t bot.Traits, c Config) (*Kit, error) {
	if c.Handler == nil {
		return nil, errors.New(t.Name + ": no handler")
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Event == nil {
		c.Event = func(string) {}
	}
	if c.Once == nil {
		c.Once = bot.NewMemory(100_000)
	}
	k := &Kit{Config: c, Traits: t, Client: Client(c.HTTPClient), places: make(chan struct{}, MaxPlaces),
		Timing: Timing{First: cmp.Or(c.First, firstAfter), Handler: handlerTime, Drain: cmp.Or(c.Drain, drainTime), Call: callTime}}
	k.Base, k.cancel = context.WithCancel(context.Background())
	k.Work.Caught = func(p any) { k.Caught("answer", p) }
	return k, nil
}

// Caught counts and logs a panic that ended nothing but what it happened in, and
// returns the id by which it is found in the log.
func (k *Kit) Caught(where string, p any) (ref string) {
	ref = bot.NewRef()
	k.Event("panic")
	k.Log.Error(k.Traits.Name+": panic", "ref", ref, "in", where, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
	return ref
}

// Rescue, deferred, keeps a panic from ending the process.
func (k *Kit) Rescue(where string) {
	if p := recover(); p != nil {
		k.Caught(where, p)
	}
}

// Fault logs what failed and is the reply to whoever asked.
func (k *Kit) Fault(what string, err error, attrs ...any) bot.Reply {
	ref := bot.NewRef()
	k.Log.Error(k.Traits.Name+": "+what, append([]any{"ref", ref, "error", err}, attrs...)...)
	return bot.InternalError(ref)
}

// Handle asks the handler; a panic becomes a sentence.
func (k *Kit) Handle(ctx context.Context, req bot.Request) (r bot.Reply) {
	defer func() {
		if p := recover(); p != nil {
			r = bot.InternalError(k.Caught("handler", p))
		}
	}()
	k.Event("request")
	return k.Traits.Worded(k.Handler(ctx, req))
}

// Fresh reports whether a key is new to a Once within ttl, and marks it. It
// waits no longer than somebody who waits for the first response.
func (k *Kit) Fresh(once bot.Once, key string, ttl time.Duration, now time.Time) (bool, error) {
	ctx, cancel := context.WithTimeout(k.Base, max(time.Second, k.Timing.First))
	defer cancel()
	return once.First(ctx, k.Traits.Name+":"+key, ttl, now)
}

// Unshare tells the handler that a share was certainly not posted, so that it
// can be tried again.
func (k *Kit) Unshare(req bot.Request) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(k.Base), callTime)
	defer cancel()
	req.Kind = bot.Unshared
	k.Handle(ctx, req)
}

// Remember notes where a share stands, so that a correction can follow it.
func (k *Kit) Remember(ctx context.Context, request string, to bot.Destination, message string, r bot.Reply) {
	if k.Shares == nil {
		return
	}
	to.Platform = k.Traits.Name
	if err := k.Shares.RememberShare(ctx, to, message, r, k.Now()); err != nil {
		k.Log.Error(k.Traits.Name+": share not remembered", "request", request, "error", err)
	}
}

// Shared reports whether a reply is one that somebody shared with a channel.
func Shared(r bot.Reply) bool { return r.Public && r.SharedBy != "" }

// Seen notes a socket's sign of life.
func (k *Kit) Seen() { k.lastSeen.Store(k.Now().UnixNano()) }

// LastSeen is when a socket last gave a sign of life; zero over HTTP and before
// the first connection.
func (k *Kit) LastSeen() time.Time {
	if n := k.lastSeen.Load(); n != 0 {
		return time.Unix(0, n)
	}
	return time.Time{}
}

// Wait waits until what was acknowledged is answered, and what more it is given
// has ended, at most the time to drain; then what is left is cancelled. The
// adapter answers nothing any more afterwards.
func (k *Kit) Wait(more ...*Tracker) {
	stop := time.NewTimer(k.Timing.Drain)
	defer stop.Stop()
	all := append([]*Tracker{&k.Work}, more...)
	if !idle(all, stop.C) {
		k.Log.Warn(k.Traits.Name + ": answers were still under way at the stop")
	}
	k.cancel()
	stop.Reset(time.Second) // for what is cancelled to end
	idle(all, stop.C)
	k.Client.CloseIdleConnections()
}

// idle waits until nothing runs; false when stop comes first.
func idle(ts []*Tracker, stop <-chan time.Time) bool {
	for _, t := range ts {
		select {
		case <-t.Idle():
		case <-stop:
			return false
		}
	}
	return true
}

// Pause waits, and reports false at once when ctx would end before.
func Pause(ctx context.Context, d time.Duration) bool {
	if end, ok := ctx.Deadline(); ok && time.Until(end) < d {
		return false
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
