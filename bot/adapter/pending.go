package adapter

import (
	"context"
	"time"
)

// Enter takes one of the places in which requests are answered. It waits for
// one as long as a first response may wait, which slows a flood down rather
// than piling it up, and reports false when there is none; then bot.Busy is to
// be said.
func (k *Kit) Enter(within time.Duration) (leave func(), ok bool) {
	leave = func() { <-k.places }
	select {
	case k.places <- struct{}{}:
		return leave, true
	default:
	}
	t := time.NewTimer(within)
	defer t.Stop()
	select {
	case k.places <- struct{}{}:
		return leave, true
	case <-t.C:
	case <-k.Base.Done():
	}
	k.Event("busy")
	return nil, false
}

// Timed is a context for what a handler may do.
func (k *Kit) Timed() (context.Context, context.CancelFunc) {
	return context.WithTimeout(k.Base, k.Timing.Handler)
}

// A Pending is something that is being made for a first response, or for what
// follows it.
type Pending[T any] struct {
	ready chan T
	ctx   context.Context
	kit   *Kit
	due   time.Time // of the first response
}

// Make runs f in one of the places and gives it as long as within. It reports
// false when there is no place. What f panics with is the caller's to turn into
// a T; a panic that it does not catch makes Late report false.
func Make[T any](k *Kit, within time.Duration, f func(ctx context.Context) T) (*Pending[T], bool) {
	due := time.Now().Add(k.Timing.First)
	leave, ok := k.Enter(k.Timing.First)
	if !ok {
		return nil, false
	}
	ctx, cancel := context.WithTimeout(k.Base, within)
	p := &Pending[T]{ready: make(chan T, 1), ctx: ctx, kit: k, due: due}
	k.Work.Go(func() {
		defer leave()
		defer cancel()
		p.ready <- f(ctx)
	})
	return p, true
}

// Soon is what was made, if it is there when the first response is due. Else an
// acknowledgement has to do, and Late what follows it.
func (p *Pending[T]) Soon() (v T, ok bool) {
	t := time.NewTimer(time.Until(p.due))
	defer t.Stop()
	select {
	case v = <-p.ready:
		return v, true
	case <-t.C:
	}
	select { // both at once: the answer wins
	case v = <-p.ready:
		return v, true
	default:
	}
	p.kit.Event("deferred")
	return v, false
}

// Late is what was made; false when it was not made in its time.
func (p *Pending[T]) Late() (v T, ok bool) {
	select {
	case v = <-p.ready:
		return v, true
	case <-p.ctx.Done():
	}
	select { // it may have ended because it is made
	case v = <-p.ready:
		return v, true
	default:
		return v, false
	}
}

// Taken is how many places are taken.
func (k *Kit) Taken() int { return len(k.places) }
