package schedule

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"strconv"
	"time"
)

// Sweep plans what is due at now and gives each open row that has no job one.
// It may be called at any time, by any process; planning again adds nothing.
func (e *Engine) Sweep(ctx context.Context, now time.Time) error {
	err := e.plan(ctx, now)
	err = errors.Join(err, e.reconcile(ctx, now), e.probeRefused(ctx, now))
	if err == nil {
		err = e.beat(ctx, now)
	}
	if err == nil && now.Sub(e.lastPurge()) >= purgeEvery {
		if err = e.purge(ctx, now); err == nil {
			e.mu.Lock()
			e.purged = now
			e.mu.Unlock()
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if err == nil && e.sweepErr != nil && !e.lastSweep.IsZero() {
		e.since = now
	}
	e.lastSweep, e.sweepErr = now, err
	return err
}

func (e *Engine) lastPurge() time.Time { e.mu.Lock(); defer e.mu.Unlock(); return e.purged }

// beat writes: a disk that is full or a file that is read-only shows before
// there is something to be sent.
func (e *Engine) beat(ctx context.Context, now time.Time) error {
	err := e.Store.db.inTx(ctx, func(c conn) error {
		_, err := c.exec(ctx, "INSERT INTO meta (key, value) VALUES ('swept', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value", now.UTC().Format(time.RFC3339))
		return err
	})
	if err != nil {
		return fmt.Errorf("the database can't be written: %w", err)
	}
	return nil
}

// sweepRows is how many subscriptions one transaction plans.
const sweepRows = 2000

func (e *Engine) plan(ctx context.Context, now time.Time) error {
	specs := map[string]Spec{}
	for {
		planned := 0
		err := e.Store.db.inTx(ctx, func(c conn) (err error) {
			planned, err = e.planSome(ctx, c, now, specs)
			return err
		})
		if err != nil {
			return fmt.Errorf("plan what is due: %w", err)
		}
		if planned < sweepRows {
			return nil
		}
	}
}

// planSome plans the runs of the subscriptions that have been due longest: their
// rows, the jobs of these and the next runs, in one transaction.
func (e *Engine) planSome(ctx context.Context, c conn, now time.Time, specs map[string]Spec) (int, error) {
	var due []Subscription
	if err := each(ctx, c, func(r rows) error {
		s, err := scanSubscription(r)
		due = append(due, s)
		return err
	}, "SELECT "+subscriptionColumns+" FROM subscriptions WHERE state = 'active' AND next_run > 0 AND next_run <= $1 ORDER BY next_run, id LIMIT "+strconv.Itoa(sweepRows)+e.Store.db.locking(), micros(now)); err != nil {
		return 0, err
	}
	type group struct {
		spec string
		next int64
	}
	type moved struct {
		next int64
		ids  []int64
	}
	var ds []Delivery
	late := map[string]bool{}
	groups := map[group]*moved{}
	for _, s := range due {
		spec, ok := specs[s.Spec]
		if !ok {
			var err error
			if spec, err = ParseSpec(s.Spec); err != nil {
				e.Log.ErrorContext(ctx, "a subscription's schedule can't be read; it is paused", "subscription", s.ID, "error", err)
				s.State, s.Reason, s.ChangedAt, s.ChangedBy = Paused, "Its schedule can't be read by this release; set it again with settings.", now, ""
				if err := saveSubscription(ctx, c, s); err != nil {
					return 0, err
				}
				continue
			}
			specs[s.Spec] = spec
		}
		runs, next := spec.missed(s.Next, now)
		ds = append(ds, e.slots(s, runs, now, late)...)
		g := group{s.Spec, s.Next.UnixMicro()}
		if groups[g] == nil {
			groups[g] = &moved{next: micros(next)}
		}
		groups[g].ids = append(groups[g].ids, s.ID)
	}
	if _, err := e.Store.plan(ctx, c, ds, late); err != nil {
		return 0, err
	}
	for g, m := range groups {
		// Compare and swap: whoever came first has moved it already.
		if err := eachIn(ctx, c, m.ids, "UPDATE subscriptions SET next_run = $1 WHERE next_run = $2 AND id IN ", m.next, g.next); err != nil {
			return 0, err
		}
	}
	return len(due), nil
}

// slots are the rows of a subscription's runs until now: the last one is sent
// if it is not too late, and each other says why it was not.
func (e *Engine) slots(s Subscription, runs []time.Time, now time.Time, late map[string]bool) []Delivery {
	ds := make([]Delivery, len(runs))
	sending := false
	for i := len(runs) - 1; i >= 0; i-- {
		at := runs[i]
		d := Delivery{Subscription: s.ID, To: s.To, Kind: "digest", Slot: slotOf(at), Due: at.Add(jitter(s, at))}
		switch {
		case s.Snoozed.After(at):
			d.Status, d.Reason = "skipped", "snoozed until "+clockDay(s.Snoozed, s.Zone)
		case now.Sub(at) > e.Grace:
			d.Status, d.Reason = "skipped", fmt.Sprintf("the bot was not running then, and it was noticed more than %d hours later", int(e.Grace.Hours()))
		case sending:
			d.Status, d.Reason = "skipped", "the bot was not running then; one message was sent for all runs it missed"
		default:
			sending = true
			if now.Sub(at) > lateFrom {
				late[strconv.FormatInt(s.ID, 10)+"/"+d.Slot] = true
			}
		}
		ds[i] = d
	}
	return ds
}

// slotOf names a run of a subscription.
func slotOf(at time.Time) string { return at.UTC().Format("2006-01-02T15:04Z") }

// missed are the runs from first until now, at most the last missedRows, and
// the first one after now.
func (s Spec) missed(first, now time.Time) (runs []time.Time, next time.Time) {
	for next = first; !next.IsZero() && !next.After(now); {
		runs = append(runs, next)
		if len(runs) > missedRows {
			runs = runs[1:]
		}
		next = s.Next(next)
	}
	return runs, next
}

// jitter spreads messages of one instant, each subscription always by the same.
func jitter(s Subscription, at time.Time) time.Duration {
	if s.To.Platform == "console" {
		return 0
	}
	h := fnv.New32a()
	fmt.Fprint(h, s.To.Platform, s.To.Workspace, s.To.Channel, s.ID)
	return time.Duration(h.Sum32()%uint32(maxJitter/time.Millisecond)) * time.Millisecond
}

// reconcile calls workers to rows that are due and that nobody seems to work:
// planned by a process without a queue, or left by one that died. A row that
// was being sent is looked at as soon as it is certain that nobody sends it any
// more.
func (e *Engine) reconcile(ctx context.Context, now time.Time) error {
	if e.queue == nil { // not started
		return nil
	}
	// Two that make the same jobs at once would wait for each other.
	e.calling.Lock()
	defer e.calling.Unlock()
	// What is sent takes less than postTimeout as a rule; at the start nothing of
	// ours is being sent.
	before := now.Add(-postTimeout)
	e.mu.Lock()
	if e.lastSweep.IsZero() {
		before = now
	}
	e.mu.Unlock()
	var jobs []job
	err := each(ctx, e.Store.db, func(r rows) error {
		var j job
		var claimed int64
		err := r.Scan(&j.delivery, &j.platform, &claimed)
		if e.busy(j.delivery) {
			return err
		}
		// River takes the job of a dead process for running until it is rescued, so
		// this one must be another.
		j.token = strconv.FormatInt(claimed, 36)
		j.at = fromMicros(claimed).Add(abandoned + time.Second)
		jobs = append(jobs, j)
		return err
	}, "SELECT id, platform, claimed FROM deliveries WHERE status = 'sending' AND claimed <= $1 ORDER BY id", micros(before))
	if err != nil {
		return fmt.Errorf("look for what was being sent: %w", err)
	}
	err = each(ctx, e.Store.db, func(r rows) error {
		var platform string
		var n int
		err := r.Scan(&platform, &n)
		for k := range min((n+jobRows-1)/jobRows, e.workersOf(platform)) {
			jobs = append(jobs, job{platform: platform, token: e.token + strconv.Itoa(k)})
		}
		return err
	}, "SELECT platform, COUNT(*) FROM deliveries WHERE status = 'planned' AND later <= $1 GROUP BY platform ORDER BY platform", micros(now))
	if err != nil {
		return fmt.Errorf("look for what is due: %w", err)
	}
	if len(jobs) == 0 {
		return nil
	}
	if err := e.Store.db.inTx(ctx, func(c conn) error { return e.Store.enqueue(ctx, c, jobs) }); err != nil {
		return fmt.Errorf("give open deliveries a job: %w", err)
	}
	return nil
}

// purgeEvery is how often what is no longer needed is deleted.
const purgeEvery = time.Hour

func (e *Engine) purge(ctx context.Context, now time.Time) error {
	for _, q := range []struct {
		text string
		at   time.Time
	}{
		{"DELETE FROM once WHERE until < $1", now},
		// Row numbers grow with time, so the oldest rows are the first; no scan of
		// all, and no index for it.
		{"DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries ORDER BY id LIMIT 1000) AND due < $1 AND status NOT IN ('planned', 'sending')", now.Add(-keepRows)},
		{"DELETE FROM shares WHERE at < $1", now.AddDate(0, 0, -2*correctionDays)},
		{"DELETE FROM announced WHERE key LIKE 'headline%' AND at < $1", now.AddDate(0, 0, -40)},
		{"DELETE FROM subscriptions WHERE state = 'removed' AND changed_at < $1", now.AddDate(0, 0, -2*undoDays)},
	} {
		for n := int64(1); n > 0; {
			if err := e.Store.db.inTx(ctx, func(c conn) (err error) {
				n, err = c.exec(ctx, q.text, micros(q.at))
				return err
			}); err != nil {
				return fmt.Errorf("delete what is no longer needed: %w", err)
			}
		}
	}
	return nil
}
