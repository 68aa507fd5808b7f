package schedule

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// A job calls a worker: to what is due on a platform, or to one row whose
// process may have died.
type job struct {
	platform string
	at       time.Time // not before; what is past is at once
	delivery int64
	token    string // jobs of the same token, platform and row are one while it lives; "" is none
}

// A queue is River over one of the databases.
type queue interface {
	// insert makes jobs in c's transaction.
	insert(ctx context.Context, c conn, jobs []job) error
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	StopAndCancel(ctx context.Context) error
}

type riverQueue[T any] struct {
	*river.Client[T]
	unwrap func(conn) T
	now    func() time.Time
	queue  func(platform string) string
}

func (q riverQueue[T]) insert(ctx context.Context, c conn, jobs []job) error {
	for some := range slices.Chunk(jobs, 1000) {
		params := make([]river.InsertManyParams, len(some))
		for i, j := range some {
			opts := &river.InsertOpts{Queue: q.queue(j.platform)}
			if j.token != "" {
				opts.UniqueOpts = river.UniqueOpts{ByArgs: true, ByState: liveStates}
			}
			if j.at.After(q.now()) {
				opts.ScheduledAt = j.at // what is due already needs no leader to become available
			}
			params[i] = river.InsertManyParams{Args: deliverArgs{j.platform, j.delivery, j.token}, InsertOpts: opts}
		}
		if _, err := q.InsertManyTx(ctx, q.unwrap(c), params); err != nil {
			return err
		}
	}
	return nil
}

// deliverArgs are those of a job. The rows are the truth: a job only says that
// somebody should look, and takes what is due when it runs, so that a process
// that dies keeps none but the rows it was sending.
type deliverArgs struct {
	Platform string `json:"platform" river:"unique"`
	Delivery int64  `json:"delivery,omitempty" river:"unique"`
	Token    string `json:"token,omitempty" river:"unique"`
}

// Kind implements river.JobArgs.
func (deliverArgs) Kind() string { return "deliver" }

var liveStates = []rivertype.JobState{rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateRetryable, rivertype.JobStateScheduled}

// jobRows is for how many due rows one worker is called. On SQLite a job costs
// River about 0.4 ms, which is nothing beside ten rows and everything beside
// one when 100,000 are due.
const jobRows = 50

// calls are the jobs for rows that become due, given in the order of platform
// and time. Few rows get a job each, so that all workers are called.
func calls(rows []job) []job {
	slices.SortFunc(rows, func(a, b job) int {
		if a.platform != b.platform {
			return map[bool]int{true: -1, false: 1}[a.platform < b.platform]
		}
		return a.at.Compare(b.at)
	})
	size := min(jobRows, 1+len(rows)/40)
	var out []job
	for n := 0; n < len(rows); {
		last := n
		for last+1 < len(rows) && last+1-n < size && rows[last+1].platform == rows[n].platform {
			last++
		}
		out = append(out, job{platform: rows[n].platform, at: rows[last].at})
		n = last + 1
	}
	return out
}

// queueOf is the queue of a platform: its own, where it has workers of its own.
func (e *Engine) queueOf(platform string) string {
	if e.Platforms[platform].Workers > 0 {
		return platform
	}
	return river.QueueDefault
}

// workersOf is how many of a platform's messages are sent at a time.
func (e *Engine) workersOf(platform string) int { return max(e.Platforms[platform].Workers, 4) }

type deliverWorker struct {
	river.WorkerDefaults[deliverArgs]
	e *Engine
}

// Work implements river.Worker: it delivers what is due until nothing is, and
// comes back for what it gave back.
func (w *deliverWorker) Work(ctx context.Context, j *river.Job[deliverArgs]) error {
	e := w.e
	if id := j.Args.Delivery; id != 0 {
		wait, _, err := e.deliver(ctx, id)
		if err != nil {
			return e.fault(ctx, id, err)
		}
		return snooze(wait)
	}
	end := time.Now().Add(workFor)
	again := time.Duration(0) // the soonest that a row wants to be tried again
	for {
		if time.Now().After(end) || !e.turn(ctx, j.Args.Platform) {
			return river.JobSnooze(0)
		}
		id, wait, held, err := e.deliverNext(ctx, j.Args.Platform)
		if err != nil {
			return e.fault(ctx, id, err)
		}
		if id == 0 {
			return snooze(again)
		}
		if wait > 0 && (again == 0 || wait < again) {
			again = wait
		}
		// Whoever comes next would meet the same limit.
		if held && e.Platforms[j.Args.Platform].Every > 0 && wait <= 2*time.Second {
			e.pause(ctx, max(wait, 50*time.Millisecond))
		}
	}
}

// snooze comes back for a row that was given back; what waits for longer is
// found by the sweep.
func snooze(wait time.Duration) error {
	if wait > 0 && wait <= time.Minute {
		return river.JobSnooze(wait)
	}
	return nil
}

// fault is what a fault of ours does to a job: River tries it again. The row
// waits for a while, so that one that can't be worked does not keep others from
// it.
func (e *Engine) fault(ctx context.Context, id int64, err error) error {
	e.Log.ErrorContext(ctx, "a delivery could not be worked", "delivery", id, "error", err)
	if id != 0 && ctx.Err() == nil {
		if err := e.Store.db.inTx(ctx, func(c conn) error {
			_, err := c.exec(ctx, "UPDATE deliveries SET later = $1 WHERE id = $2 AND status = 'planned'", micros(e.Now().Add(time.Minute)), id)
			return err
		}); err != nil {
			return fmt.Errorf("delivery %d: %w", id, err)
		}
	}
	return err
}

// turn waits for a platform's turn, before a row is claimed; false when the
// engine stops first.
func (e *Engine) turn(ctx context.Context, platform string) bool {
	now := time.Now()
	at := now
	if every := e.Platforms[platform].Every; every > 0 {
		e.mu.Lock()
		if t := e.turns[platform]; t.After(now) {
			at = t
		}
		e.turns[platform] = at.Add(every)
		e.mu.Unlock()
	}
	return e.pause(ctx, at.Sub(now))
}

// pause waits; false when the engine stops first.
func (e *Engine) pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-e.stopping:
		return false
	case <-ctx.Done():
		return false
	default:
	}
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-e.stopping:
	case <-ctx.Done():
	}
	return false
}

// backoff is River's pause after a fault of ours (a database that is locked or
// down) and after a rescue: it grows to five minutes.
type backoff struct{}

// NextRetry implements river.ClientRetryPolicy.
func (backoff) NextRetry(j *rivertype.JobRow) time.Time {
	return time.Now().Add(min(5*time.Second<<min(max(j.Attempt-1, 0), 10), 5*time.Minute))
}
