package adapter

import (
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// maxKept bounds what an Until remembers.
const maxKept = 50_000

// Until knows until when something holds, by key. It forgets what is over once
// there is much of it, and everything rather than fill the memory. Its zero
// value works, and it is safe for concurrent use.
type Until struct {
	mu sync.Mutex
	at map[string]time.Time
}

// Hold makes a key hold until a time, unless it does for longer already.
func (u *Until) Hold(key string, until, now time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.drop(now)
	if until.After(u.at[key]) {
		u.at[key] = until
	}
}

// Left is how long a key still holds; 0 when it does not.
func (u *Until) Left(key string, now time.Time) time.Duration {
	u.mu.Lock()
	defer u.mu.Unlock()
	return max(0, u.at[key].Sub(now))
}

// Is reports whether a key holds.
func (u *Until) Is(key string, now time.Time) bool { return u.Left(key, now) > 0 }

// First reports whether a key does not hold, and makes it hold.
func (u *Until) First(key string, until, now time.Time) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if now.Before(u.at[key]) {
		return false
	}
	u.drop(now)
	u.at[key] = until
	return true
}

// Forget makes a key hold no longer.
func (u *Until) Forget(key string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.at, key)
}

// Longest is how many keys hold, and the longest time of them.
func (u *Until) Longest(now time.Time) (n int, longest time.Duration) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, t := range u.at {
		if d := t.Sub(now); d > 0 {
			n++
			longest = max(longest, d)
		}
	}
	return n, longest
}

// drop makes the map and room in it; the caller holds mu.
func (u *Until) drop(now time.Time) {
	if u.at == nil {
		u.at = map[string]time.Time{}
	}
	if len(u.at) < maxKept {
		return
	}
	for k, t := range u.at {
		if now.After(t) {
			delete(u.at, k)
		}
	}
	if len(u.at) >= maxKept {
		clear(u.at)
	}
}

// A Turn spaces what goes to one place: one each Every, and Burst of them at
// once. Its zero value never waits.
type Turn struct {
	Every time.Duration
	Burst int

	free Until // by key: when its burst is made up for
}

// Take takes a key's turn, or says how long until the next.
func (t *Turn) Take(key string, now time.Time) time.Duration {
	t.free.mu.Lock()
	defer t.free.mu.Unlock()
	t.free.drop(now)
	free := t.free.at[key]
	if free.Before(now) {
		free = now
	}
	if wait := free.Sub(now) - time.Duration(t.Burst-1)*t.Every; wait > 0 {
		return wait
	}
	t.free.at[key] = free.Add(t.Every)
	return 0
}

// GiveBack returns a turn that was not used.
func (t *Turn) GiveBack(key string) {
	t.free.mu.Lock()
	defer t.free.mu.Unlock()
	if free, ok := t.free.at[key]; ok {
		t.free.at[key] = free.Add(-t.Every)
	}
}

// A Recent keeps the last values of at most Most keys; when it is full it starts
// anew. It is safe for concurrent use.
type Recent[V any] struct {
	Most int

	mu   sync.Mutex
	kept map[string]V
}

// Get is the value of a key, or the zero value.
func (r *Recent[V]) Get(key string) V {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.kept[key]
}

// Put keeps a value.
func (r *Recent[V]) Put(key string, v V) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.kept == nil || len(r.kept) >= r.Most {
		r.kept = map[string]V{}
	}
	r.kept[key] = v
}

// Forget forgets a key.
func (r *Recent[V]) Forget(key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.kept, key)
}

// MaxHold is the longest wait that is believed.
const MaxHold = 24 * time.Hour

// Seconds is a number of seconds that somebody asked to wait, as far as it is
// one.
func Seconds(s float64) time.Duration {
	if math.IsNaN(s) || s <= 0 {
		return 0
	}
	return time.Duration(math.Ceil(min(s, MaxHold.Seconds())*1000)) * time.Millisecond
}

// RetryAfter is what the header of that name asks for, in seconds or as a date,
// at most MaxHold; 0 where it says nothing.
func RetryAfter(h http.Header, now time.Time) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if s, err := strconv.ParseFloat(v, 64); err == nil {
		return Seconds(s)
	}
	if t, err := http.ParseTime(v); err == nil {
		return min(max(0, t.Sub(now)), MaxHold)
	}
	return 0
}

// Soon is d or, where nothing is asked for, a second or two.
func Soon(d time.Duration) time.Duration {
	if d <= 0 {
		d = time.Second + rand.N(time.Second)
	}
	return min(d, MaxHold)
}
