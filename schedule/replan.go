package schedule

import (
	"context"
	"fmt"
	"time"

	"natobot/schedule/zones"
)

// A Moved is a subscription whose next run is at another instant by the rules in
// use than by those under which it was planned.
type Moved struct {
	Subscription int64
	Spec         string
	From, To     time.Time
}

// rulesKey is where meta keeps the mark of the zone rules under which the next
// runs of this database were planned.
const rulesKey = "zones"

// Replan plans the next run of every subscription anew when the zone rules are
// others than those under which the database was planned, and says which moved.
// It does so once for each change, whatever the number of processes. A run that
// should have been while the process was away is found due by the next sweep.
// It belongs to the start, before the first sweep.
//
// Not promised: that a cron expression whose runs lie closer together than twice
// the hours by which a zone changed neither loses nor repeats one of them.
func (s *Store) Replan(ctx context.Context, rules *zones.Set) (moved []Moved, err error) {
	mark := rules.Mark()
	err = s.db.inTx(ctx, func(c conn) error {
		if moved = nil; s.rowLock() != "" {
			if _, err := c.exec(ctx, fmt.Sprintf("SELECT pg_advisory_xact_lock(%d)", migrationLock)); err != nil {
				return err
			}
		}
		if moved, err = s.moved(ctx, c, mark, s.rowLock()); err != nil {
			return err
		}
		type move struct{ from, to int64 }
		ids := map[move][]int64{}
		for _, m := range moved {
			k := move{micros(m.From), micros(m.To)}
			ids[k] = append(ids[k], m.Subscription)
		}
		for k, some := range ids {
			if err := eachIn(ctx, c, some, "UPDATE subscriptions SET next_run = $1 WHERE next_run = $2 AND id IN ", k.to, k.from); err != nil {
				return err
			}
		}
		_, err := c.exec(ctx, "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value", rulesKey, mark)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("plan anew by the zone rules %s: %w", rules, err)
	}
	return moved, nil
}

// moved are the subscriptions whose next run is another by the rules in use; none
// when the database was planned under the rules with that mark.
func (s *Store) moved(ctx context.Context, c conn, mark, lock string) ([]Moved, error) {
	var was string
	if _, err := one(ctx, c, "SELECT value FROM meta WHERE key = '"+rulesKey+"'", nil, &was); err != nil || was == mark {
		return nil, err
	}
	type run struct {
		spec string
		at   int64
	}
	specs, runs := map[string]Spec{}, map[run]time.Time{}
	var out []Moved
	err := each(ctx, c, func(r rows) error {
		var id, at int64
		var text string
		if err := r.Scan(&id, &text, &at); err != nil {
			return err
		}
		k := run{text, at}
		to, ok := runs[k]
		if !ok {
			spec, ok := specs[text]
			if !ok {
				var err error
				if spec, err = ParseSpec(text); err != nil {
					return nil // the sweep pauses it and says so
				}
				specs[text] = spec
			}
			to = spec.nearest(fromMicros(at)).UTC()
			runs[k] = to
		}
		if from := fromMicros(at); !to.IsZero() && !to.Equal(from) {
			out = append(out, Moved{id, text, from, to})
		}
		return nil
	}, "SELECT id, spec, next_run FROM subscriptions WHERE next_run > 0 AND state <> 'removed' ORDER BY id"+lock)
	return out, err
}

// mostMoved is more than any zone ever changed its offset at once: a day, as in
// Samoa in 2011, and an hour.
const mostMoved = 25 * time.Hour

// nearest is the run of s closest to an instant, the earlier of two: the same
// civil time by the rules in use as at was by others. The zero time when none is
// within a day.
func (s Spec) nearest(at time.Time) (best time.Time) {
	for run := s.Next(at.Add(-mostMoved)); !run.IsZero() && run.Sub(at) <= mostMoved; run = s.Next(run) {
		if best.IsZero() || run.Sub(at).Abs() < best.Sub(at).Abs() {
			best = run
		}
	}
	return best
}
