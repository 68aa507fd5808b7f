package discord

import "sync"

// A tracker counts work under way. Unlike a sync.WaitGroup it may be waited for
// while new work begins.
type tracker struct {
	mu   sync.Mutex
	n    int
	idle chan struct{}
}

// Go runs f in a goroutine that the tracker counts.
func (t *tracker) Go(f func()) {
	leave := t.Enter()
	go func() {
		defer leave()
		f()
	}()
}

// Enter counts work of the caller's own until the result is called.
func (t *tracker) Enter() (leave func()) {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.n--; t.n == 0 && t.idle != nil {
			close(t.idle)
			t.idle = nil
		}
	}
}

// Idle is closed once nothing is under way.
func (t *tracker) Idle() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n == 0 {
		c := make(chan struct{})
		close(c)
		return c
	}
	if t.idle == nil {
		t.idle = make(chan struct{})
	}
	return t.idle
}
