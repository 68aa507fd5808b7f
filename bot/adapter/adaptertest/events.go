package adaptertest

import "sync"

// Events count what an adapter reports; Add is for its Config. The zero value
// works.
type Events struct {
	mu sync.Mutex
	n  map[string]int
}

// Add counts an event.
func (e *Events) Add(name string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.n == nil {
		e.n = map[string]int{}
	}
	e.n[name]++
}

// N is how often an event was reported.
func (e *Events) N(name string) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.n[name]
}
