package schedule

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// A clock that jumps must not move what is due. So the engine's time goes on
// by what has elapsed, and follows the wall clock, or PostgreSQL's, which all
// processes on it share, only as far as that is credible: up to clockJump at
// once; beyond, when a platform's answer agrees, or, where none is to be had,
// PostgreSQL's clock and this machine's do, or it has stood for secondLook.
const (
	clockJump  = time.Hour
	clockApart = 5 * time.Second // from when a machine's clock is said to differ from the database's
	secondLook = 5 * time.Minute
)

// A trustedClock tells the engine's time.
type trustedClock struct {
	wall     func() time.Time
	elapsed  func() time.Duration                           // since any moment; jumps with no clock
	database func(context.Context) (time.Time, bool, error) // false: the database has none of its own
	platform func(context.Context) (now time.Time, ok bool) // may be nil
	log      *slog.Logger

	mu    sync.Mutex
	base  time.Time
	at    time.Duration // when base was
	jump  time.Duration // not believed yet
	since time.Duration // when the jump was seen first
	apart bool          // told
}

func (c *trustedClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.told()
}

// told is now; the caller holds mu.
func (c *trustedClock) told() time.Time { return c.base.Add(c.elapsed() - c.at) }

// doubt says what is not believed, "" when nothing is.
func (c *trustedClock) doubt() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.jump == 0 {
		return ""
	}
	return fmt.Sprintf("the clock jumped by %s, which nothing confirms yet; the time before goes on", c.jump.Round(time.Second))
}

// look compares the clocks. It reports whether time has stepped back far, so
// that what was planned by the time before must be planned anew.
func (c *trustedClock) look(ctx context.Context) (back bool, err error) {
	wall := c.wall().Round(0) // without what Go's clock knows of elapsed time
	source, own, err := c.database(ctx)
	if err != nil {
		return false, fmt.Errorf("ask the database for the time: %w", err)
	}
	if !own {
		source = wall
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if apart := wall.Sub(source).Abs() > clockApart; apart != c.apart {
		c.apart = apart
		if apart {
			c.log.Warn("this machine's clock differs from the database's, which is used", "by", wall.Sub(source).Round(time.Millisecond).String())
		}
	}
	set := func() { c.base, c.at, c.jump = source, c.elapsed(), 0 }
	if c.base.IsZero() {
		set()
		return false, nil
	}
	jump := source.Sub(c.told())
	if jump.Abs() <= clockJump {
		if c.jump != 0 {
			c.log.Warn("the clock is back where it was; nothing was planned by its jump", "jump", c.jump.Round(time.Second).String())
		}
		set()
		return false, nil
	}
	if c.jump == 0 || (c.jump-jump).Abs() > clockJump {
		c.log.Error("the clock has jumped; nothing is planned by it until something confirms it", "jump", jump.Round(time.Second).String(), "clock", source.Format(time.RFC3339), "expected", c.told().Format(time.RFC3339))
		c.jump, c.since = jump, c.elapsed()
	}
	c.mu.Unlock() // whoever asks for the time does not wait for a platform
	agreed, by := c.confirmed(ctx, source, wall, own)
	c.mu.Lock()
	if !agreed {
		return false, nil
	}
	c.log.Warn("the clock's jump is believed", "jump", jump.Round(time.Second).String(), "by", by)
	set()
	return jump < 0, nil
}

// confirmed asks whoever may know whether source is the time.
func (c *trustedClock) confirmed(ctx context.Context, source, wall time.Time, own bool) (ok bool, by string) {
	// A platform before PostgreSQL, which may be on this machine and jump with it.
	if c.platform != nil {
		if date, known := c.platform(ctx); known {
			return date.Sub(source).Abs() <= clockJump, "a platform's clock agrees"
		}
	}
	if own && wall.Sub(source).Abs() <= clockJump {
		return true, "this machine's clock and the database's agree"
	}
	return c.elapsed()-c.since >= secondLook, "it has stood for minutes"
}

// databaseTime is PostgreSQL's clock; SQLite has this machine's.
func (s *Store) databaseTime(ctx context.Context) (now time.Time, own bool, err error) {
	if _, ok := s.db.(*pgDB); !ok {
		return now, false, nil
	}
	var us int64
	_, err = one(ctx, s.db, "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)", nil, &us)
	return fromMicros(us), true, err
}

// replan plans anew what a clock that was ahead has planned: runs that lie
// further off than the next one from now on, and rows that wait for a time that
// is not near. What was sent early stays sent, for its slot has its row.
func (e *Engine) replan(ctx context.Context, now time.Time) error {
	var moved []int64
	next := map[int64]time.Time{}
	if err := e.Store.EachSubscription(ctx, Digests, func(s Subscription) error {
		spec, err := ParseSpec(s.Spec)
		if err != nil {
			return nil // the sweep pauses it and says so
		}
		if n := spec.Next(now); !n.IsZero() && n.Before(s.Next) {
			moved, next[s.ID] = append(moved, s.ID), n
		}
		return nil
	}); err != nil {
		return fmt.Errorf("plan anew after the clock was ahead: %w", err)
	}
	err := e.Store.db.inTx(ctx, func(c conn) error {
		for _, id := range moved {
			if _, err := c.exec(ctx, "UPDATE subscriptions SET next_run = $1 WHERE id = $2 AND next_run > $3", micros(next[id]), id, micros(next[id])); err != nil {
				return err
			}
		}
		for _, q := range []string{
			"DELETE FROM deliveries WHERE status = 'skipped' AND kind = 'digest' AND due > $1",
			"UPDATE deliveries SET later = due WHERE status = 'planned' AND later > $1 AND later > due",
			"UPDATE deliveries SET claimed = $1 WHERE status = 'sending' AND claimed > $1",
			"UPDATE refused SET probe = 0 WHERE probe > $1",
		} {
			if _, err := c.exec(ctx, q, micros(now.Add(maxJitter))); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("plan anew after the clock was ahead: %w", err)
	}
	e.Log.WarnContext(ctx, "the clock was ahead and is set back; what was planned too far ahead is planned anew", "subscriptions", len(moved))
	return nil
}

// swept is when the last sweep of any process was, by its clock.
func (e *Engine) swept(ctx context.Context) (time.Time, error) {
	text := ""
	found, err := one(ctx, e.Store.db, "SELECT value FROM meta WHERE key = 'swept'", nil, &text)
	if err != nil || !found {
		return time.Time{}, err
	}
	return time.Parse(time.RFC3339, text)
}

// tick looks at the clock, then sweeps.
func (e *Engine) tick(ctx context.Context) error {
	if e.clock != nil {
		back, err := e.clock.look(ctx)
		if err != nil {
			return err
		}
		if e.begun.IsZero() { // the process before may have had another clock
			last, err := e.swept(ctx)
			if err != nil {
				return err
			}
			e.begun = e.Now()
			back = last.Sub(e.begun) > clockJump
		}
		if back {
			if err := e.replan(ctx, e.Now()); err != nil {
				return err
			}
		}
	}
	return e.Sweep(ctx, e.Now())
}
