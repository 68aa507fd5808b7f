package bot

import (
	"context"
	"hash/maphash"
	"sync"
	"time"
)

// Once remembers what was done, so that it is done once: replayed requests,
// shares pressed twice, events delivered again. First reports whether key is
// new within ttl and marks it. Several processes share one through the store.
type Once interface {
	First(ctx context.Context, key string, ttl time.Duration, now time.Time) (bool, error)
	// Forget takes a mark back: what it was for did not happen.
	Forget(ctx context.Context, key string) error
}

// Memory is a Once of one process. It holds at most cap keys; when it is full
// the oldest are forgotten first, so a flood costs memory of replays older
// than the flood and nothing else. A key is kept as 128 bits of a keyed hash:
// 40 bytes of memory whatever its length, and two keys are not taken for one.
type Memory struct {
	cap   int
	seeds [2]maphash.Seed

	mu    sync.Mutex
	until map[digest]int64 // Unix milliseconds
	ring  []digest         // in the order in which they came, once full from next on
	next  int
}

type digest [2]uint64

// NewMemory makes a Memory of cap keys.
func NewMemory(cap int) *Memory {
	return &Memory{cap: cap, seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, until: map[digest]int64{}}
}

// First implements Once; it never fails.
func (m *Memory) First(_ context.Context, key string, ttl time.Duration, now time.Time) (bool, error) {
	d := digest{maphash.String(m.seeds[0], key), maphash.String(m.seeds[1], key)}
	end := now.Add(ttl).UnixMilli()
	m.mu.Lock()
	defer m.mu.Unlock()
	if t, ok := m.until[d]; ok {
		if now.UnixMilli() < t {
			return false, nil
		}
		m.until[d] = end
		return true, nil
	}
	if len(m.ring) < m.cap {
		m.ring = append(m.ring, d)
	} else {
		delete(m.until, m.ring[m.next])
		m.ring[m.next] = d
		m.next = (m.next + 1) % len(m.ring)
	}
	m.until[d] = end
	return true, nil
}

// Forget implements Once; it never fails.
func (m *Memory) Forget(_ context.Context, key string) error {
	d := digest{maphash.String(m.seeds[0], key), maphash.String(m.seeds[1], key)}
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.until[d]; ok {
		m.until[d] = 0 // its place in the ring stays
	}
	return nil
}
