package schedule

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"
	"github.com/robfig/cron/v3"

	"database/sql"

	"natobot/bot"
	"natobot/facts"
)

// EngineConfig of an Engine.
type EngineConfig struct {
	Store   *Store
	Data    func() *facts.Dataset
	Posters map[string]bot.Poster // by platform; jobs of others wait
	Now     func() time.Time
	Log     *slog.Logger
	Grace   time.Duration // how late a run is still sent; 0 is DefaultGrace
	// Observe is told each outcome: sent, skipped, retry, permanent, unknown,
	// unauthorised.
	Observe func(platform, outcome string)
}

// DefaultGrace is how late a scheduled message is still sent, and marked late.
const DefaultGrace = 24 * time.Hour

const (
	jobTimeout   = 15 * time.Second
	rescueAfter  = 30 * time.Second
	postTimeout  = 12 * time.Second
	abandoned    = 30 * time.Second // after which a row that is "sending" has lost its process
	nonceWindow  = 4 * time.Minute  // Discord swallows a repeated nonce for "a few minutes"
	lateFrom     = 10 * time.Minute // from when a message is marked late
	maxJitter    = 20 * time.Second // spreads what is due at the same minute
	maxAttempts  = 40               // of one row, rate limits included
	requeueAfter = 2 * time.Minute  // for a due row whose job seems lost
	keepRows     = 400 * 24 * time.Hour
	missedRows   = 30 // skipped rows recorded at most for one subscription's outage
)

// An Engine sweeps for what is due and delivers it. Several engines, in one or
// many processes, share a database and the work.
type Engine struct {
	EngineConfig
	queue    queue
	cron     *cron.Cron
	instance string

	mu        sync.Mutex
	lastSweep time.Time
	sweepErr  error
	wake      sync.WaitGroup
	cancel    context.CancelFunc
}

// A queue is River over one of the databases.
type queue interface {
	insert(ctx context.Context, c conn, jobs []job) error
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	StopAndCancel(ctx context.Context) error
}

type riverQueue[T any] struct {
	*river.Client[T]
	unwrap func(conn) T
}

// insert makes the jobs of rows; a row that has a live job gets no second one.
// The batch holds each row once, as River asks.
func (q riverQueue[T]) insert(ctx context.Context, c conn, jobs []job) error {
	const batch = 1000
	for len(jobs) > 0 {
		n := min(batch, len(jobs))
		params := make([]river.InsertManyParams, n)
		for i, j := range jobs[:n] {
			params[i] = river.InsertManyParams{Args: deliverArgs{j.delivery}, InsertOpts: &river.InsertOpts{Queue: queueOf(j.platform), ScheduledAt: j.due}}
		}
		if _, err := q.InsertManyTx(ctx, q.unwrap(c), params); err != nil {
			return err
		}
		jobs = jobs[n:]
	}
	return nil
}

// deliverArgs name the row that a job delivers.
type deliverArgs struct {
	Delivery int64 `json:"delivery" river:"unique"`
}

// Kind implements river.JobArgs.
func (deliverArgs) Kind() string { return "deliver" }

// InsertOpts implements river.JobArgsWithInsertOpts.
func (deliverArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: maxAttempts, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateRetryable, rivertype.JobStateScheduled}}}
}

func queueOf(platform string) string {
	switch platform {
	case "slack", "discord", "console":
		return platform
	}
	return river.QueueDefault
}

type deliverWorker struct {
	river.WorkerDefaults[deliverArgs]
	e *Engine
}

// Work implements river.Worker.
func (w *deliverWorker) Work(ctx context.Context, j *river.Job[deliverArgs]) error {
	wait, err := w.e.deliver(ctx, j.Args.Delivery)
	if err != nil {
		w.e.Log.ErrorContext(ctx, "a delivery could not be worked", "delivery", j.Args.Delivery, "error", err)
		return err
	}
	if wait > 0 {
		return river.JobSnooze(wait)
	}
	return nil
}

// backoff is River's pause after a fault of ours (a database that is locked or
// down): it grows to five minutes.
type backoff struct{}

// NextRetry implements river.ClientRetryPolicy.
func (backoff) NextRetry(j *rivertype.JobRow) time.Time {
	return time.Now().Add(min(5*time.Second<<min(j.Attempt, 10), 5*time.Minute))
}

// NewEngine makes an engine; Start starts it.
func NewEngine(c EngineConfig) *Engine {
	if c.Grace == 0 {
		c.Grace = DefaultGrace
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Observe == nil {
		c.Observe = func(string, string) {}
	}
	return &Engine{EngineConfig: c}
}

// Start starts the queue and the sweep, and sweeps once at once, which also
// takes up what an earlier process left.
func (e *Engine) Start(ctx context.Context) error {
	if _, err := one(ctx, e.Store.db, "SELECT value FROM meta WHERE key = 'instance'", nil, &e.instance); err != nil {
		return err
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, &deliverWorker{e: e})
	queues := map[string]river.QueueConfig{}
	for platform := range e.Posters {
		queues[queueOf(platform)] = river.QueueConfig{MaxWorkers: 8}
	}
	if len(queues) == 0 {
		queues[river.QueueDefault] = river.QueueConfig{MaxWorkers: 1}
	}
	cfg := &river.Config{Workers: workers, Queues: queues, JobTimeout: jobTimeout, RescueStuckJobsAfter: rescueAfter, MaxAttempts: maxAttempts, RetryPolicy: backoff{},
		FetchCooldown: 50 * time.Millisecond, CompletedJobRetentionPeriod: time.Hour, Logger: e.Store.quiet()}
	switch d := e.Store.db.(type) {
	case *sqliteDB:
		c, err := river.NewClient(riversqlite.New(d.write), cfg)
		if err != nil {
			return err
		}
		e.queue = riverQueue[*sql.Tx]{c, func(c conn) *sql.Tx { return c.(sqlTx).Tx }}
	case *pgDB:
		c, err := river.NewClient(riverpgxv5.New(d.pool), cfg)
		if err != nil {
			return err
		}
		e.queue = riverQueue[pgx.Tx]{c, func(c conn) pgx.Tx { return c.(pgTx).Tx }}
	}
	// Tokens of single workspaces come from the environment: a restart is how an
	// operator mends one.
	if err := e.Store.db.inTx(ctx, func(c conn) error {
		_, err := c.exec(ctx, "DELETE FROM dead WHERE NOT EXISTS (SELECT 1 FROM installations i WHERE i.platform = dead.platform AND i.workspace = dead.workspace)")
		return err
	}); err != nil {
		return err
	}
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	e.cancel = cancel
	if err := e.queue.Start(run); err != nil {
		cancel()
		return err
	}
	e.Store.mu.Lock()
	e.Store.jobs = e.queue.insert
	e.Store.mu.Unlock()
	sweep := func() {
		ctx, cancel := context.WithTimeout(run, 5*time.Minute)
		defer cancel()
		if err := e.Sweep(ctx, e.Now()); err != nil && ctx.Err() == nil {
			e.Log.Error("the sweep failed; it is tried again in a minute", "error", err)
		}
	}
	logger := cronLog{e.Log}
	e.cron = cron.New(cron.WithLocation(time.UTC), cron.WithLogger(logger), cron.WithChain(cron.Recover(logger), cron.SkipIfStillRunning(logger)))
	if _, err := e.cron.AddFunc("* * * * *", sweep); err != nil {
		return err
	}
	e.cron.Start()
	e.wake.Go(sweep)
	return nil
}

// cronLog lets cron say what went wrong, and nothing else.
type cronLog struct{ log *slog.Logger }

// Info implements cron.Logger.
func (cronLog) Info(string, ...any) {}

// Error implements cron.Logger.
func (l cronLog) Error(err error, msg string, kv ...any) {
	l.log.Error("the clock: "+msg, append([]any{"error", err}, kv...)...)
}

// Stop stops sweeping, lets what is being sent finish, and returns when
// nothing of the engine runs any more; when ctx ends first, what is being sent
// is abandoned to the next process.
func (e *Engine) Stop(ctx context.Context) error {
	if e.cron == nil {
		return nil
	}
	done := e.cron.Stop()
	e.Store.mu.Lock()
	e.Store.jobs = nil
	e.Store.mu.Unlock()
	soft, cancel := context.WithTimeout(ctx, 7*time.Second)
	defer cancel()
	err := e.queue.Stop(soft)
	if err != nil {
		hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		err = e.queue.StopAndCancel(hard)
	}
	e.cancel()
	select {
	case <-done.Done():
	case <-ctx.Done():
		return errors.Join(err, ctx.Err())
	}
	e.wake.Wait()
	return err
}

// Sweep plans what is due at now and gives each open row that has no job one.
// It may be called at any time, by any process; planning again adds nothing.
func (e *Engine) Sweep(ctx context.Context, now time.Time) error {
	err := e.plan(ctx, now)
	err = errors.Join(err, e.reconcile(ctx, now))
	if err == nil {
		err = e.purge(ctx, now)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.lastSweep, e.sweepErr = now, err
	return err
}

// sweepRows is how many subscriptions one transaction plans.
const sweepRows = 2000

func (e *Engine) plan(ctx context.Context, now time.Time) error {
	type group struct {
		spec string
		next int64
	}
	specs := map[string]Spec{}
	for {
		planned := 0
		err := e.Store.db.inTx(ctx, func(c conn) error {
			var due []Subscription
			if err := each(ctx, c, func(r rows) error {
				s, err := scanSubscription(r)
				due = append(due, s)
				return err
			}, "SELECT "+subscriptionColumns+" FROM subscriptions WHERE state = 'active' AND next_run > 0 AND next_run <= $1 ORDER BY next_run, id LIMIT "+strconv.Itoa(sweepRows)+e.Store.db.locking(), micros(now)); err != nil {
				return err
			}
			planned = len(due)
			var ds []Delivery
			late := map[string]bool{}
			moved := map[group]int64{}
			ids := map[group][]int64{}
			for _, s := range due {
				spec, ok := specs[s.Spec]
				if !ok {
					var err error
					if spec, err = ParseSpec(s.Spec); err != nil {
						e.Log.ErrorContext(ctx, "a subscription's schedule can't be read; it is paused", "subscription", s.ID, "error", err)
						s.State, s.Reason, s.ChangedAt, s.ChangedBy = Paused, "Its schedule can't be read by this release; set it again with settings.", now, ""
						if err := saveSubscription(ctx, c, s); err != nil {
							return err
						}
						continue
					}
					specs[s.Spec] = spec
				}
				runs, next := spec.missed(s.Next, now)
				for i, at := range runs {
					d := Delivery{Subscription: s.ID, To: s.To, Kind: "digest", Slot: at.UTC().Format("2006-01-02T15:04Z"), Due: at.Add(jitter(s, at))}
					switch {
					case s.Snoozed.After(at):
						d.Status, d.Reason = "skipped", "snoozed until "+clockDay(s.Snoozed, s.Zone)
					case i < len(runs)-1:
						d.Status, d.Reason = "skipped", "the bot was not running then; one message was sent for all runs it missed"
					case now.Sub(at) > e.Grace:
						d.Status, d.Reason = "skipped", fmt.Sprintf("the bot was not running then, and it was noticed more than %d hours later", int(e.Grace.Hours()))
					case now.Sub(at) > lateFrom:
						late[strconv.FormatInt(s.ID, 10)+"/"+d.Slot] = true
					}
					ds = append(ds, d)
				}
				g := group{s.Spec, s.Next.UnixMicro()}
				moved[g] = micros(next)
				ids[g] = append(ids[g], s.ID)
			}
			if _, err := e.Store.plan(ctx, c, ds, late); err != nil {
				return err
			}
			for g, list := range ids {
				for len(list) > 0 {
					n := min(planRows, len(list))
					args := []any{moved[g], g.next}
					var in strings.Builder
					for i, id := range list[:n] {
						if i > 0 {
							in.WriteByte(',')
						}
						in.WriteString("$" + strconv.Itoa(i+3))
						args = append(args, id)
					}
					// Compare and swap: whoever came first has moved it already.
					if _, err := c.exec(ctx, "UPDATE subscriptions SET next_run = $1 WHERE next_run = $2 AND id IN ("+in.String()+")", args...); err != nil {
						return err
					}
					list = list[n:]
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("plan what is due: %w", err)
		}
		if planned < sweepRows {
			return nil
		}
	}
}

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

// reconcile makes jobs for open rows that have none: planned by a process
// without a queue, or lost with one.
func (e *Engine) reconcile(ctx context.Context, now time.Time) error {
	for {
		n := 0
		err := e.Store.db.inTx(ctx, func(c conn) error {
			var jobs []job
			if err := each(ctx, c, func(r rows) error {
				var j job
				var due int64
				err := r.Scan(&j.delivery, &j.platform, &due)
				if j.due = fromMicros(due); j.due.Before(now) {
					j.due = now
				}
				jobs = append(jobs, j)
				return err
			}, "SELECT id, platform, due FROM deliveries WHERE status IN ('planned', 'sending') AND due <= $1 AND queued <= $2 ORDER BY due, id LIMIT "+strconv.Itoa(planRows)+e.Store.db.locking(),
				micros(now.Add(2*time.Minute)), micros(now.Add(-requeueAfter))); err != nil {
				return err
			}
			n = len(jobs)
			if err := e.Store.enqueue(ctx, c, jobs); err != nil {
				return err
			}
			for _, j := range jobs {
				if _, err := c.exec(ctx, "UPDATE deliveries SET queued = $1 WHERE id = $2", micros(now), j.delivery); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("give open deliveries a job: %w", err)
		}
		if n < planRows {
			return nil
		}
	}
}

func (e *Engine) purge(ctx context.Context, now time.Time) error {
	return e.Store.db.inTx(ctx, func(c conn) error {
		for _, q := range []struct {
			text string
			at   time.Time
		}{
			{"DELETE FROM once WHERE until < $1", now},
			{"DELETE FROM deliveries WHERE due < $1 AND status NOT IN ('planned', 'sending')", now.Add(-keepRows)},
			{"DELETE FROM shares WHERE at < $1", now.AddDate(0, 0, -2*correctionDays)},
			{"DELETE FROM announced WHERE key LIKE 'headline%' AND at < $1", now.AddDate(0, 0, -40)},
			{"DELETE FROM subscriptions WHERE state = 'removed' AND changed_at < $1", now.AddDate(0, 0, -2*undoDays)},
		} {
			if _, err := c.exec(ctx, q.text, micros(q.at)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Health says how deliveries are; an error means that nothing can be
// delivered: the database is full, locked, corrupt or gone, or the sweep fails.
func (e *Engine) Health(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	var n int64
	if _, err := one(ctx, e.Store.db, "SELECT COUNT(*) FROM (SELECT id FROM deliveries WHERE status IN ('planned', 'sending') AND due <= $1 LIMIT 10001) AS d", []any{micros(e.Now())}, &n); err != nil {
		return "", fmt.Errorf("the database can't be read: %w", err)
	}
	e.mu.Lock()
	last, err := e.lastSweep, e.sweepErr
	e.mu.Unlock()
	switch {
	case err != nil:
		return "", fmt.Errorf("the last sweep failed: %w", err)
	case last.IsZero():
		return "", errors.New("the first sweep has not ended yet")
	case e.Now().Sub(last) > 10*time.Minute:
		return "", fmt.Errorf("the last sweep was at %s", last.UTC().Format(time.RFC3339))
	}
	return fmt.Sprintf("%d due, last sweep %s", n, last.UTC().Format(time.RFC3339)), nil
}

// QueueAge is how long the oldest open delivery has been due; 0 when none is.
func (e *Engine) QueueAge(ctx context.Context) (time.Duration, error) {
	var due int64
	found, err := one(ctx, e.Store.db, "SELECT due FROM deliveries WHERE status IN ('planned', 'sending') AND due <= $1 ORDER BY due LIMIT 1", []any{micros(e.Now())}, &due)
	if err != nil || !found {
		return 0, err
	}
	return max(0, e.Now().Sub(fromMicros(due))), nil
}

// openRow is a delivery row while it is worked.
type openRow struct {
	Delivery
	late, attempts int64
	claimed        time.Time
	sub            *Subscription // nil for corrections and notices
	bodies         [][]byte
	resend         bool // it was being sent when its process died
}

// deliver works one row. It returns how long to wait before the row's next
// try, or 0 when the row has ended or is another's.
func (e *Engine) deliver(ctx context.Context, id int64) (time.Duration, error) {
	row, wait, err := e.claim(ctx, id)
	if row == nil || err != nil {
		return wait, err
	}
	// The outcome is recorded also when the process is stopping.
	ctx = context.WithoutCancel(ctx)
	r, skip, err := e.compose(row)
	if err != nil {
		e.Log.ErrorContext(ctx, "a delivery can't be composed", "delivery", id, "error", err)
		return 0, e.finish(ctx, row, "failed", "the message could not be written; the operator's log has the cause", "")
	}
	if skip != "" {
		e.Observe(row.To.Platform, "skipped")
		return 0, e.finish(ctx, row, "skipped", skip, "")
	}
	if row.late == 1 && row.sub != nil {
		MarkLate(&r, row.Due, row.sub.Zone)
	}
	poster, ok := e.Posters[row.To.Platform]
	if !ok {
		return time.Minute, e.release(ctx, row, e.Now().Add(time.Minute))
	}
	post, cancel := context.WithTimeout(ctx, postTimeout)
	defer cancel()
	receipt, err := poster.Post(post, row.To, r, e.key(id))
	if err == nil {
		e.Observe(row.To.Platform, "sent")
		return 0, e.sent(ctx, row, r, receipt)
	}
	return e.failed(ctx, row, err)
}

// key is the same for each try of a row, and differs between databases; it has
// at most 25 characters, as Discord's nonce allows.
func (e *Engine) key(id int64) string { return "nb" + e.instance + strconv.FormatInt(id, 36) }

// claim takes a row for sending, in one transaction that is committed before
// anything is sent.
func (e *Engine) claim(ctx context.Context, id int64) (row *openRow, wait time.Duration, err error) {
	now := e.Now()
	err = e.Store.db.inTx(ctx, func(c conn) error {
		row, wait = nil, 0
		x := &openRow{}
		found := false
		err := each(ctx, c, func(r rows) error {
			found = true
			var claimed int64
			d, err := scanDelivery(r, &x.late, &x.attempts, &claimed)
			x.Delivery, x.claimed = d, fromMicros(claimed)
			return err
		}, "SELECT "+deliveryColumns+", late, attempts, claimed FROM deliveries WHERE id = $1"+e.Store.rowLock(), id)
		if err != nil || !found {
			return err
		}
		switch x.Status {
		case "planned":
			if w := x.Due.Sub(now); w > 0 {
				wait = w
				return nil
			}
		case "sending":
			age := now.Sub(x.claimed)
			if age < abandoned {
				wait = abandoned - age + time.Second
				return nil
			}
			x.resend = true
			if x.To.Platform != "discord" || age > nonceWindow {
				return e.unknown(ctx, c, x, "the bot stopped while this was being sent, so it is not known whether it arrived; it was not sent again")
			}
		default:
			return nil
		}
		end := func(status, reason string) error {
			_, err := c.exec(ctx, "UPDATE deliveries SET status = $1, reason = $2, body = $3 WHERE id = $4", status, reason, []byte{}, id)
			return err
		}
		reason := ""
		if dead, err := one(ctx, c, "SELECT reason FROM dead WHERE platform = $1 AND workspace IN ($2, '')", []any{x.To.Platform, x.To.Workspace}, &reason); err != nil {
			return err
		} else if dead {
			return end("failed", reason)
		}
		x.bodies = [][]byte{x.Body}
		if x.Subscription != 0 && x.Kind != "notice" {
			s, err := subscription(ctx, c, x.Subscription, "")
			if errors.Is(err, ErrNoSubscription) {
				return end("skipped", "the subscription is gone")
			}
			if err != nil {
				return err
			}
			x.sub = &s
			if !strings.HasPrefix(x.Slot, "now:") && !x.resend {
				switch {
				case s.State == Removed:
					return end("skipped", "unsubscribed before it was due")
				case s.State == Paused:
					return end("skipped", strings.TrimSpace("paused. "+s.Reason))
				case s.Snoozed.After(now):
					return end("skipped", "snoozed until "+clockDay(s.Snoozed, s.Zone))
				}
			}
			if x.Kind == "alert" {
				if err := e.merge(ctx, c, x, now); err != nil {
					return err
				}
			}
		}
		n, err := c.exec(ctx, "UPDATE deliveries SET status = 'sending', claimed = $1, attempts = attempts + 1 WHERE id = $2 AND status = $3", micros(now), id, x.Status)
		if err != nil || n == 0 {
			return err
		}
		x.claimed = now
		row = x
		return nil
	})
	return row, wait, err
}

// merge takes the other news that are due in the same subscription into one
// message; their rows end as told together.
func (e *Engine) merge(ctx context.Context, c conn, x *openRow, now time.Time) error {
	var bodies [][]byte
	if err := json.Unmarshal(x.Body, &bodies); err == nil && len(bodies) > 0 {
		x.bodies = bodies // merged before, by an earlier try
	}
	others := 0
	err := each(ctx, c, func(r rows) error {
		d, err := scanDelivery(r)
		x.bodies = append(x.bodies, d.Body)
		others++
		return err
	}, "SELECT "+deliveryColumns+" FROM deliveries WHERE subscription = $1 AND kind = 'alert' AND status = 'planned' AND due <= $2 AND id <> $3 ORDER BY due, id"+e.Store.rowLock(), x.Subscription, micros(now), x.ID)
	if err != nil || others == 0 {
		return err
	}
	if _, err := c.exec(ctx, "UPDATE deliveries SET status = 'skipped', reason = 'told together with other news of the time', body = $1 WHERE subscription = $2 AND kind = 'alert' AND status = 'planned' AND due <= $3 AND id <> $4", []byte{}, x.Subscription, micros(now), x.ID); err != nil {
		return err
	}
	b, err := json.Marshal(x.bodies)
	if err != nil {
		return err
	}
	_, err = c.exec(ctx, "UPDATE deliveries SET body = $1 WHERE id = $2", b, x.ID)
	return err
}

// noticeBody is what the row of a notice to an owner holds.
type noticeBody struct {
	Say   string   `json:"say"`
	Lines []string `json:"lines,omitempty"`
}

func (e *Engine) compose(row *openRow) (bot.Reply, string, error) {
	if row.Kind == "notice" {
		var n noticeBody
		if err := json.Unmarshal(row.Body, &n); err != nil {
			return bot.Reply{}, "", fmt.Errorf("body of a notice: %w", err)
		}
		r := bot.Notice(n.Say)
		r.Lines = n.Lines
		return r, "", nil
	}
	s := Subscription{To: row.To}
	if row.sub != nil {
		s = *row.sub
	}
	return Compose(e.Data(), s, row.Kind, row.bodies, e.Now())
}

func (e *Engine) finish(ctx context.Context, row *openRow, status, reason, message string) error {
	return e.Store.db.inTx(ctx, func(c conn) error { return finishRow(ctx, c, row.ID, status, reason, message) })
}

func finishRow(ctx context.Context, c conn, id int64, status, reason, message string) error {
	_, err := c.exec(ctx, "UPDATE deliveries SET status = $1, reason = $2, message = $3, body = $4 WHERE id = $5", status, reason, message, []byte{}, id)
	return err
}

// release gives a row back to be tried at a time.
func (e *Engine) release(ctx context.Context, row *openRow, at time.Time) error {
	return e.Store.db.inTx(ctx, func(c conn) error {
		_, err := c.exec(ctx, "UPDATE deliveries SET status = 'planned', due = $1 WHERE id = $2", micros(at), row.ID)
		return err
	})
}

// sent records the receipt, the figures stated, and what the channel was told.
func (e *Engine) sent(ctx context.Context, row *openRow, r bot.Reply, receipt bot.Receipt) error {
	now := e.Now()
	return e.Store.db.inTx(ctx, func(c conn) error {
		stated := ""
		if row.Kind != "correction" && row.Kind != "notice" {
			var err error
			if stated, err = saveStated(ctx, c, r.Figures); err != nil {
				return err
			}
		}
		if _, err := c.exec(ctx, "UPDATE deliveries SET status = 'sent', reason = '', message = $1, sent = $2, stated = $3, edition = $4, body = $5 WHERE id = $6", receipt.MessageID, micros(now), stated, r.Edition, []byte{}, row.ID); err != nil {
			return err
		}
		if row.sub == nil {
			return nil
		}
		_, err := c.exec(ctx, "UPDATE subscriptions SET told = CASE WHEN $1 = '' THEN told ELSE $1 END, told_at = $2 WHERE id = $3", r.Edition, micros(now), row.Subscription)
		return err
	})
}

// unknown ends a row whose message may or may not have arrived, and tells the
// owner once.
func (e *Engine) unknown(ctx context.Context, c conn, row *openRow, reason string) error {
	e.Observe(row.To.Platform, "unknown")
	if err := finishRow(ctx, c, row.ID, "unknown", reason, ""); err != nil {
		return err
	}
	return e.notice(ctx, c, row, "unknown:"+strconv.FormatInt(row.ID, 10), "It is not known whether a message of mine arrived.", reason)
}

// notice plans one private message to the owner of a row's subscription. It is
// a delivery like any other.
func (e *Engine) notice(ctx context.Context, c conn, row *openRow, key, say, why string) error {
	if row.Kind == "notice" || row.Subscription == 0 {
		return nil
	}
	s, err := subscription(ctx, c, row.Subscription, "")
	if err != nil || s.Owner == "" || s.To.Platform == "console" {
		if errors.Is(err, ErrNoSubscription) {
			err = nil
		}
		return err
	}
	lines := []string{fmt.Sprintf("Subscription %d: %s", s.ID, why), "In its channel, subscriptions shows what is set up, history what came, and resume starts it again."}
	b, err := json.Marshal(noticeBody{say, lines})
	if err != nil {
		return err
	}
	to := bot.Destination{Platform: s.To.Platform, Workspace: s.To.Workspace, User: s.Owner}
	_, err = e.Store.plan(ctx, c, []Delivery{{Subscription: s.ID, To: to, Kind: "notice", Slot: "notice:" + key, Due: e.Now(), Body: b}}, nil)
	return err
}

// failed ends or postpones a row by the class of its failure.
func (e *Engine) failed(ctx context.Context, row *openRow, cause error) (time.Duration, error) {
	var de *bot.DeliveryError
	if !errors.As(cause, &de) {
		de = &bot.DeliveryError{Outcome: bot.UnknownSent, Code: "untyped", Reason: "the platform's answer was not understood", Err: cause}
	}
	now := e.Now()
	e.Observe(row.To.Platform, string(de.Outcome))
	e.Log.WarnContext(ctx, "a message was not confirmed", "delivery", row.ID, "platform", row.To.Platform, "outcome", de.Outcome, "code", de.Code, "attempt", row.attempts+1, "error", de.Err)
	outcome := de.Outcome
	if outcome == bot.RetryAfter && row.attempts+1 >= maxAttempts {
		return 0, e.finish(ctx, row, "failed", fmt.Sprintf("given up after %d tries: %s", row.attempts+1, de.Reason), "")
	}
	switch outcome {
	case bot.RetryAfter:
		wait := max(de.After, time.Second)
		if now.Add(wait).Sub(row.Due) > e.Grace && row.Kind == "digest" && !strings.HasPrefix(row.Slot, "now:") {
			return 0, e.finish(ctx, row, "failed", "the platform refused it for too long: "+de.Reason, "")
		}
		// A row that may have been sent before (a repeat with a nonce) stays
		// "sending", so that its window is not forgotten.
		if row.resend {
			return wait, nil
		}
		return wait, e.release(ctx, row, now.Add(wait))
	case bot.UnknownSent:
		if de.Safe && now.Sub(e.firstTry(row)) < nonceWindow {
			return 5 * time.Second, e.Store.db.inTx(ctx, func(c conn) error {
				// It stays "sending"; the claim is made old enough to be taken up again.
				_, err := c.exec(ctx, "UPDATE deliveries SET claimed = $1 WHERE id = $2", micros(now.Add(-abandoned)), row.ID)
				return err
			})
		}
		return 0, e.Store.db.inTx(ctx, func(c conn) error {
			return e.unknown(ctx, c, row, "the platform did not confirm it, so it is not known whether it arrived; it was not sent again")
		})
	case bot.Unauthorised:
		return 0, e.Store.db.inTx(ctx, func(c conn) error {
			workspace := row.To.Workspace
			if row.To.Platform == "discord" {
				workspace = "" // one token serves all servers
			}
			if _, err := c.exec(ctx, "INSERT INTO dead (platform, workspace, reason, at) VALUES ($1, $2, $3, $4) ON CONFLICT (platform, workspace) DO NOTHING", row.To.Platform, workspace, de.Reason, micros(now)); err != nil {
				return err
			}
			e.Log.ErrorContext(ctx, "a token is dead; nothing more is sent with it", "platform", row.To.Platform, "workspace", row.To.Workspace, "code", de.Code)
			return finishRow(ctx, c, row.ID, "failed", de.Reason, "")
		})
	}
	return 0, e.Store.db.inTx(ctx, func(c conn) error {
		if err := finishRow(ctx, c, row.ID, "failed", de.Reason, ""); err != nil {
			return err
		}
		if row.Subscription == 0 || row.Kind == "notice" {
			return nil
		}
		s, err := subscription(ctx, c, row.Subscription, e.Store.rowLock())
		if err != nil {
			if errors.Is(err, ErrNoSubscription) {
				return nil
			}
			return err
		}
		if s.State != Active {
			return nil
		}
		s.State, s.Reason, s.ChangedBy, s.ChangedAt = Paused, de.Reason, "", now
		say := "I paused a subscription of yours, because its messages can't be delivered."
		if de.Gone {
			s.State = Removed
			say = "I removed a subscription of yours, because its channel is gone."
		}
		if err := saveSubscription(ctx, c, s); err != nil {
			return err
		}
		return e.notice(ctx, c, row, "paused:"+strconv.FormatInt(row.ID, 10), say, de.Reason)
	})
}

// firstTry is when a row was first being sent: its claims of unknown outcome
// follow each other within seconds, so its due time is near enough and never
// later.
func (e *Engine) firstTry(row *openRow) time.Time {
	return row.claimed.Add(-time.Duration(row.attempts) * 6 * time.Second)
}
