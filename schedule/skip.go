package schedule

import (
	"context"
	"strconv"
	"time"
)

// SkipDueBefore records everything that was due before a time as skipped, and
// plans what comes after it: after a restore, the messages of that time may
// have been sent by the database that was lost. It returns how many runs and
// planned messages were skipped. No engine may run meanwhile.
func (s *Store) SkipDueBefore(ctx context.Context, before time.Time) (n int64, err error) {
	reason := "due before " + before.UTC().Format("2006-01-02 15:04") + " UTC, up to which the operator had everything skipped after a restore"
	for {
		some := 0
		err := s.db.inTx(ctx, func(c conn) error {
			var due []Subscription
			if err := each(ctx, c, func(r rows) error {
				x, err := scanSubscription(r)
				due = append(due, x)
				return err
			}, "SELECT "+subscriptionColumns+" FROM subscriptions WHERE state = 'active' AND next_run > 0 AND next_run < $1 ORDER BY next_run, id LIMIT "+strconv.Itoa(sweepRows)+s.rowLock(), micros(before)); err != nil {
				return err
			}
			some = len(due)
			var ds []Delivery
			for _, x := range due {
				spec, err := ParseSpec(x.Spec)
				if err != nil {
					return err
				}
				// The instant itself is not before, so it is not skipped.
				runs, next := spec.missed(x.Next, before.Add(-time.Microsecond))
				for _, at := range runs {
					ds = append(ds, Delivery{Subscription: x.ID, To: x.To, Kind: "digest", Slot: slotOf(at), Due: at, Status: "skipped", Reason: reason})
				}
				if _, err := c.exec(ctx, "UPDATE subscriptions SET next_run = $1 WHERE id = $2", micros(next), x.ID); err != nil {
					return err
				}
			}
			k, err := s.plan(ctx, c, ds, nil)
			n += int64(k)
			return err
		})
		if err != nil {
			return n, err
		}
		if some < sweepRows {
			break
		}
	}
	err = s.db.inTx(ctx, func(c conn) error {
		k, err := c.exec(ctx, "UPDATE deliveries SET status = 'skipped', reason = $1, body = $2 WHERE status IN ('planned', 'sending') AND due < $3", reason, []byte{}, micros(before))
		n += k
		return err
	})
	return n, err
}
