package slack

import (
	"bytes"
	"context"
	"errors"
	"sync"
)

// A gate stands before the body of a request: leaving is called once before the
// first byte passes, and nothing passes once the gate is closed.
type gate struct {
	leaving func(context.Context) error

	mu     sync.Mutex
	left   bool
	closed bool
}

func (g *gate) pass(ctx context.Context) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.left:
		return nil
	case g.closed:
		return errors.New("the call was given up before its message was written")
	}
	err := g.leaving(ctx)
	g.left = err == nil
	return err
}

// close reports whether anything may have passed; from now on nothing will.
func (g *gate) close() (left bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	return g.left
}

// A gatedBody is a request's body behind a gate.
type gatedBody struct {
	gate *gate
	ctx  context.Context // the request's
	rest *bytes.Reader   // not embedded: its WriteTo would lead around the gate
}

// Read implements io.Reader.
func (b *gatedBody) Read(p []byte) (int, error) {
	if err := b.gate.pass(b.ctx); err != nil {
		return 0, err
	}
	return b.rest.Read(p)
}

// Close implements io.Closer.
func (b *gatedBody) Close() error { return nil }
