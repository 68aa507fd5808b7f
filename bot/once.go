package bot

import (
	"context"
	"sync"
	"time"
)

// Once remembers what was done, so that it is done once: replayed requests,
// shares pressed twice, events delivered again. First reports whether key is
// new within ttl and marks it. Several processes share one through the store.
type Once interface {
	First(ctx context.Context, key string, ttl time.Duration, now time.Time) (bool, error)
}

// Memory is a Once of one process. It holds at most cap keys; when it is full
// the oldest are forgotten first, so a flood costs memory of replays older
// than the flood and nothing else.
type Memory struct {
	mu    sync.Mutex
	until map[string]time.Time
	ring  []string
	next  int
}

// NewMemory makes a Memory of cap keys.
func NewMemory(cap int) *Memory {
	return &Memory{until: make(map[string]time.Time, min(cap, 1024)), ring: make([]string, cap)}
}

// First implements Once; it never fails.
func (m *Memory) First(_ context.Context, key string, ttl time.Duration, now time.Time) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if t, ok := m.until[key]; ok {
		if now.Before(t) {
			return false, nil
		}
		m.until[key] = now.Add(ttl)
		return true, nil
	}
	if old := m.ring[m.next]; old != "" {
		delete(m.until, old)
	}
	m.ring[m.next] = key
	m.next = (m.next + 1) % len(m.ring)
	m.until[key] = now.Add(ttl)
	return true, nil
}
