package schedule

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"

	"natobot/bot"
	"natobot/facts"
)

// EngineConfig of an Engine.
type EngineConfig struct {
	Store   *Store
	Data    func() *facts.Dataset
	Posters map[string]bot.Poster // by platform; jobs of others wait
	// Platforms are the traits of those, by which it is decided how many messages
	// are sent at a time and what may be repeated.
	Platforms bot.Platforms
	Now       func() time.Time
	// Elapsed is how long it is since some moment, by no clock that jumps. With it
	// a jump of Now is not believed until something confirms it, and on PostgreSQL
	// its clock is used; without it Now is believed.
	Elapsed func() time.Duration
	// Date asks a platform for the time; false when it does not say. May be nil.
	Date  func(context.Context) (time.Time, bool)
	Log   *slog.Logger
	Grace time.Duration // how late a run is still sent; 0 is DefaultGrace
	// Address is where what a message states can be opened; "" nowhere. May be nil.
	Address func(bot.Reply) string
	// Observe is told each outcome: sent, skipped, retry, permanent, unknown,
	// refused, unauthorised.
	Observe func(platform, outcome string)
	// Departures is a directory that outlives the process: there it notes what
	// leaves, so that a message that had not is not taken for one that may have;
	// "": it does not.
	Departures string
}

// DefaultGrace is how late a scheduled message is still sent, and marked late.
const DefaultGrace = 24 * time.Hour

const (
	sweepEvery  = 15 * time.Second
	sweepSlow   = 20 * time.Second
	workFor     = 8 * time.Second  // after which a job lets others have its worker
	jobTimeout  = 25 * time.Second // workFor, and what the last row of it may take
	rescueAfter = 40 * time.Second // by River, of jobs whose process died
	jobAttempts = 40               // of a job; a row whose job is given up gets a new one
	postTimeout = 12 * time.Second
	abandoned   = 30 * time.Second // after which a row that is "sending" has lost its process: a post and a locked database take less
	lateFrom    = 10 * time.Minute // from when a message is marked late
	maxJitter   = 20 * time.Second // spreads what is due at the same minute
	maxRetry    = 2 * time.Minute  // between tries of a row that a platform does not take
	behindTries = 30               // of a row whose news this process does not hold yet
	behindPause = 10 * time.Second // between them; a data directory is taken up within two looks
	keepRows    = 400 * 24 * time.Hour
	missedRows  = 30 // skipped rows recorded at most for one subscription's outage
)

// An Engine sweeps for what is due and delivers it. Several engines, in one or
// many processes, share a database and the work.
type Engine struct {
	EngineConfig
	queue    queue
	clock    *trustedClock // nil: Now is believed
	begun    time.Time     // of the first tick
	departs  *departures   // nil: nothing is noted
	instance string        // of the database
	token    string        // of this engine

	calling sync.Mutex // held while jobs are given to open rows

	mu        sync.Mutex
	lastSweep time.Time
	sweepErr  error
	purged    time.Time
	turns     map[string]time.Time // by platform: when the next may be sent
	well      map[string]time.Time // by platform and workspace: when a probe of ours found its token accepted
	mine      map[int64]int        // rows that this process is sending, or whose outcome it keeps
	kept      []kept
	keeping   chan struct{} // closed once nothing is kept
	since     time.Time     // when the database came back; zero when it was never away
	wake      sync.WaitGroup
	life      context.Context // until the engine has stopped
	cancel    context.CancelFunc
	stopping  chan struct{}
	halt      func() // closes stopping
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
	e := &Engine{EngineConfig: c, token: rand.Text()[:8] + "-", turns: map[string]time.Time{}, well: map[string]time.Time{}, mine: map[int64]int{}, life: context.Background(), stopping: make(chan struct{})}
	if c.Elapsed != nil {
		e.clock = &trustedClock{wall: c.Now, elapsed: c.Elapsed, database: c.Store.databaseTime, platform: c.Date, log: c.Log}
		e.Now = e.clock.now
	}
	e.halt = sync.OnceFunc(func() { close(e.stopping) })
	return e
}

// Start starts the queue and the sweep, and sweeps once at once, which also
// takes up what an earlier process left.
func (e *Engine) Start(ctx context.Context) error {
	if _, err := one(ctx, e.Store.db, "SELECT value FROM meta WHERE key = 'instance'", nil, &e.instance); err != nil {
		return err
	}
	if e.Departures != "" {
		var err error
		if e.departs, err = openDepartures(e.Departures, e.instance); err != nil {
			e.Log.InfoContext(ctx, "what leaves is not noted, so a kill may leave a message unknown that never left", "directory", e.Departures, "error", err)
		}
	}
	if e.clock != nil {
		if _, err := e.clock.look(ctx); err != nil {
			return err
		}
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, &deliverWorker{e: e})
	queues := map[string]river.QueueConfig{}
	for platform := range e.Posters {
		queues[e.queueOf(platform)] = river.QueueConfig{MaxWorkers: e.workersOf(platform)}
	}
	if len(queues) == 0 {
		queues[river.QueueDefault] = river.QueueConfig{MaxWorkers: 1}
	}
	cfg := &river.Config{Workers: workers, Queues: queues, JobTimeout: jobTimeout, RescueStuckJobsAfter: rescueAfter, MaxAttempts: jobAttempts, RetryPolicy: backoff{},
		FetchCooldown: 50 * time.Millisecond, CompletedJobRetentionPeriod: time.Hour, Logger: e.Store.quiet()}
	switch d := e.Store.db.(type) {
	case *sqliteDB:
		// Without LISTEN, River looks for notifications twenty times a second,
		// which costs more than all else at rest. A second's delay costs nothing.
		cfg.PollOnly = true
		c, err := river.NewClient(riversqlite.New(d.write), cfg)
		if err != nil {
			return err
		}
		e.queue = riverQueue[*sql.Tx]{c, func(c conn) *sql.Tx { return c.(sqlTx).Tx }, e.Now, e.queueOf}
	case *pgDB:
		cfg.PollOnly = d.pooled // which lets no LISTEN through
		c, err := river.NewClient(riverpgxv5.New(d.pool), cfg)
		if err != nil {
			return err
		}
		e.queue = riverQueue[pgx.Tx]{c, func(c conn) pgx.Tx { return c.(pgTx).Tx }, e.Now, e.queueOf}
	}
	// Tokens of single workspaces come from the environment: a restart is how an
	// operator mends one. Those that were refused are asked about at once.
	if err := e.Store.db.inTx(ctx, func(c conn) error {
		if _, err := c.exec(ctx, "DELETE FROM dead WHERE NOT EXISTS (SELECT 1 FROM installations i WHERE i.platform = dead.platform AND i.workspace = dead.workspace)"); err != nil {
			return err
		}
		_, err := c.exec(ctx, "UPDATE refused SET probe = 0")
		return err
	}); err != nil {
		return err
	}
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	e.life, e.cancel = run, cancel
	if err := e.queue.Start(run); err != nil {
		cancel()
		return err
	}
	e.Store.mu.Lock()
	e.Store.jobs = e.queue.insert
	e.Store.mu.Unlock()
	// A ticker goes by elapsed time, so a clock that is set back delays nothing.
	e.wake.Go(func() {
		tick := time.NewTicker(sweepEvery)
		defer tick.Stop()
		for {
			e.sweepOnce(run)
			select {
			case <-tick.C:
			case <-e.stopping:
				return
			}
		}
	})
	return nil
}

// sweepOnce sweeps; what goes wrong is in the log, and tried again.
func (e *Engine) sweepOnce(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			e.Log.Error("the sweep failed; it is tried again in a moment", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		}
	}()
	if err := e.tick(ctx); err != nil && ctx.Err() == nil {
		e.Log.Error("the sweep failed; it is tried again in a moment", "error", err)
	}
}

// Stop stops sweeping, lets what is being sent finish, and returns when
// nothing of the engine runs any more; when ctx ends first, what is being sent
// is abandoned to the next process.
func (e *Engine) Stop(ctx context.Context) error {
	if e.cancel == nil {
		return nil
	}
	e.halt()
	e.Store.mu.Lock()
	e.Store.jobs = nil
	e.Store.mu.Unlock()
	err := e.queue.Stop(ctx)
	if err != nil {
		hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		err = e.queue.StopAndCancel(hard)
	}
	if err = errors.Join(err, e.settled(ctx)); err == nil { // else it tells what the next process must know
		err = e.departs.close()
	}
	e.cancel()
	done := make(chan struct{})
	go func() { e.wake.Wait(); close(done) }()
	select {
	case <-done:
		return err
	case <-ctx.Done():
		return errors.Join(err, ctx.Err())
	}
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
	case e.Now().Sub(last) > sweepSlow: // there is much to plan, or the database lets nobody write
		if err := e.Store.db.writable(ctx); err != nil {
			return "", fmt.Errorf("the database can't be written: %w", err)
		}
	}
	say := fmt.Sprintf("%d due, last sweep %s", n, last.UTC().Format(time.RFC3339))
	if e.clock != nil {
		if doubt := e.clock.doubt(); doubt != "" {
			say += "; " + doubt
		}
	}
	return say, nil
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
