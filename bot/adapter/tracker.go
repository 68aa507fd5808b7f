package adapter

import "sync"

// A Tracker counts work under way. Unlike a sync.WaitGroup it may be waited for
// while new work begins, and a panic in one of its goroutines ends nothing else.
// Its zero value works.
type Tracker struct {
	Caught func(p any) // told of a panic; nil: it goes on, as anywhere

	mu   sync.Mutex
	n    int
	idle chan struct{}
}

// Go runs f on a goroutine that Idle waits for.
func (t *Tracker) Go(f func()) {
	leave := t.Enter()
	go func() {
		defer leave()
		if t.Caught != nil {
			defer func() {
				if p := recover(); p != nil {
					t.Caught(p)
				}
			}()
		}
		f()
	}()
}

// Enter counts work of the caller's own until the result is called.
func (t *Tracker) Enter() (leave func()) {
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

// Idle is closed as soon as nothing is under way.
func (t *Tracker) Idle() <-chan struct{} {
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
