package schedule

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// recordFor is how long a worker waits for an outcome to be recorded; then
// the process keeps it, and the worker goes on.
const (
	recordFor   = 15 * time.Second
	recordPause = 500 * time.Millisecond
)

// A kept outcome is one that the database could not take yet.
type kept struct {
	delivery int64
	write    func(conn) error
}

// record writes what became of a row. What is known must not become unknown
// because the database is locked, full or away for a while: this process keeps
// it until it is written, and the row stays this process's as long. An error
// says that there was no need to keep it.
func (e *Engine) record(ctx context.Context, delivery int64, write func(conn) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordFor)
	defer cancel()
	pause := time.NewTicker(recordPause)
	defer pause.Stop()
	for {
		err := e.Store.db.inTx(ctx, write)
		if err == nil {
			return nil
		}
		select {
		case <-pause.C:
		case <-ctx.Done():
			e.Log.ErrorContext(ctx, "the outcome of a delivery can't be recorded; it is kept and tried again", "delivery", delivery, "error", err)
			e.keep(kept{delivery, write})
			return nil
		}
	}
}

// keep holds an outcome until it is written.
func (e *Engine) keep(k kept) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.mine[k.delivery]++
	e.kept = append(e.kept, k)
	if len(e.kept) > 1 {
		return
	}
	e.keeping = make(chan struct{})
	e.wake.Go(e.writeKept)
}

// writeKept writes what is kept, oldest first, until nothing is or the engine
// gives up at its stop.
func (e *Engine) writeKept() {
	pause := time.NewTicker(recordPause)
	defer pause.Stop()
	for {
		e.mu.Lock()
		k := e.kept[0]
		e.mu.Unlock()
		ctx, cancel := context.WithTimeout(e.life, recordFor)
		err := e.Store.db.inTx(ctx, k.write)
		cancel()
		switch {
		case err == nil:
			e.Log.Info("the outcome of a delivery is recorded", "delivery", k.delivery)
			e.mu.Lock()
			e.kept = e.kept[1:]
			rest := len(e.kept)
			if rest == 0 {
				close(e.keeping)
			}
			e.mu.Unlock()
			e.done(k.delivery)
			if rest == 0 {
				return
			}
			continue
		case e.life.Err() != nil:
			e.mu.Lock()
			for _, k := range e.kept {
				e.Log.Error("the outcome of a delivery is lost with this process", "delivery", k.delivery, "error", err)
			}
			close(e.keeping)
			e.mu.Unlock()
			return
		}
		select {
		case <-pause.C:
		case <-e.life.Done():
		}
	}
}

// settled waits until nothing is kept any more.
func (e *Engine) settled(ctx context.Context) error {
	e.mu.Lock()
	keeping, n := e.keeping, len(e.kept)
	e.mu.Unlock()
	if n == 0 {
		return nil
	}
	select {
	case <-keeping:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("the outcomes of %d deliveries could not be recorded: %w", n, ctx.Err())
	}
}

// sending marks a row as being sent by this process, and done takes that back.
func (e *Engine) sending(delivery int64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.mine[delivery]++
}

func (e *Engine) done(delivery int64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.mine[delivery]--; e.mine[delivery] <= 0 {
		delete(e.mine, delivery)
	}
}

// busy reports whether this process is sending a row, or keeps its outcome.
func (e *Engine) busy(delivery int64) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.mine[delivery] > 0
}

// orphan reports since when nobody has been sending a row that was claimed at
// a time, as far as this process can know: of its own rows nobody says so, and
// while the database was away no process could record what it had sent.
func (e *Engine) orphan(delivery int64, claimed, now time.Time) (alone time.Duration, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.mine[delivery] > 0 || e.sweepErr != nil && !e.lastSweep.IsZero() {
		return 0, false
	}
	if claimed.Before(e.since) {
		claimed = e.since
	}
	return now.Sub(claimed), true
}

// errLost says that another process has taken a row.
var errLost = errors.New("another process has taken the delivery")
