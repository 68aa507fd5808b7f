package schedule

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"natobot/bot"
	"natobot/facts"
)

// openRow is a delivery row while it is worked.
type openRow struct {
	Delivery
	late     int64
	attempts int64         // this one included
	claimed  time.Time     // whoever made the newest claim holds the row
	tried    time.Time     // when the first try began whose outcome is not known
	sub      *Subscription // nil for corrections and notices
	bodies   [][]byte
	resend   bool // an earlier try may have arrived
}

// deliver works one row. It returns how long to wait before the row's next
// try, or 0 when the row has ended or is another's; held says that nothing was
// sent because a limit is known to be reached.
func (e *Engine) deliver(ctx context.Context, id int64) (wait time.Duration, held bool, err error) {
	row, _, wait, err := e.claim(ctx, "id = $1"+e.Store.rowLock(), id)
	if row == nil || err != nil {
		return wait, false, err
	}
	return e.send(ctx, row)
}

// deliverNext works the row of a platform that has been due longest; its id is
// 0 when none is due.
func (e *Engine) deliverNext(ctx context.Context, platform string) (id int64, wait time.Duration, held bool, err error) {
	row, id, wait, err := e.claim(ctx, "status = 'planned' AND platform = $1 AND later <= $2 ORDER BY later, id LIMIT 1"+e.Store.db.locking(), platform, micros(e.Now()))
	if row == nil || err != nil {
		return id, wait, false, err
	}
	wait, held, err = e.send(ctx, row)
	return id, wait, held, err
}

// send composes and posts a claimed row, and records what came of it.
func (e *Engine) send(ctx context.Context, row *openRow) (wait time.Duration, held bool, err error) {
	// The outcome is recorded also when the process is stopping.
	ctx = context.WithoutCancel(ctx)
	r, skip, err := e.compose(row)
	switch {
	case errors.Is(err, ErrBehind) && row.attempts <= behindTries:
		return behindPause, false, e.release(ctx, row, e.Now().Add(behindPause), true)
	case err != nil && !errors.Is(err, ErrBehind):
		e.Log.ErrorContext(ctx, "a delivery can't be composed", "delivery", row.ID, "error", err)
		return 0, false, e.finish(ctx, row, "failed", "the message could not be written; the operator's log has the cause")
	}
	if skip != "" {
		e.Observe(row.To.Platform, "skipped")
		return 0, false, e.finish(ctx, row, "skipped", skip)
	}
	if row.late == 1 && row.sub != nil {
		MarkLate(&r, row.Due, row.sub.Zone)
	}
	poster, ok := e.Posters[row.To.Platform]
	if !ok {
		return time.Minute, false, e.release(ctx, row, e.Now().Add(time.Minute), false)
	}
	// A process that stood still since it claimed the row has lost it.
	if e.Now().Sub(row.claimed) > postTimeout {
		return time.Second, false, e.release(ctx, row, e.Now(), false)
	}
	post, cancel := context.WithTimeout(ctx, postTimeout)
	defer cancel()
	receipt, err := poster.Post(post, row.To, r, e.key(row.ID))
	if err == nil {
		e.Observe(row.To.Platform, "sent")
		return 0, false, e.sent(ctx, row, r, receipt)
	}
	return e.failed(ctx, row, err)
}

// key is the same for each try of a row, and differs between databases; it has
// at most 25 characters, as Discord's nonce allows.
func (e *Engine) key(id int64) string { return "nb" + e.instance + strconv.FormatInt(id, 36) }

// claim takes a row for sending, in one transaction that is committed before
// anything is sent. The id is that of the row that was found, also when it could
// not be taken.
func (e *Engine) claim(ctx context.Context, where string, args ...any) (row *openRow, id int64, wait time.Duration, err error) {
	now := e.Now()
	err = e.Store.db.inTx(ctx, func(c conn) error {
		row, id, wait = nil, 0, 0
		x := &openRow{}
		var later time.Time
		found := false
		err := each(ctx, c, func(r rows) error {
			found = true
			var claimed, tried, notBefore int64
			d, err := scanDelivery(r, &x.late, &x.attempts, &claimed, &tried, &notBefore)
			x.Delivery, x.claimed, x.tried, later = d, fromMicros(claimed), fromMicros(tried), fromMicros(notBefore)
			id = d.ID
			return err
		}, "SELECT "+deliveryColumns+", late, attempts, claimed, tried, later FROM deliveries WHERE "+where, args...)
		if err != nil || !found {
			return err
		}
		switch x.Status {
		case "planned":
			if w := later.Sub(now); w > 0 {
				wait = w
				return nil
			}
			x.tried = now
		case "sending":
			age := now.Sub(x.claimed)
			if age < abandoned {
				wait = abandoned - age + time.Second
				return nil
			}
			x.resend = true
			if x.To.Platform != "discord" || now.Sub(x.tried) > nonceWindow {
				return e.unknown(ctx, c, x, "the bot stopped while this was being sent, so it is not known whether it arrived; it was not sent again")
			}
		default:
			return nil
		}
		end := func(status, reason string) error { return finishRow(ctx, c, x, status, reason) }
		reason := ""
		if dead, err := one(ctx, c, "SELECT reason FROM dead WHERE platform = $1 AND workspace IN ($2, '')", []any{x.To.Platform, x.To.Workspace}, &reason); err != nil {
			return err
		} else if dead {
			return end("failed", reason)
		}
		if refused, next, err := e.hold(ctx, c, x, now); err != nil {
			return err
		} else if refused {
			if x.Status == "sending" { // it may have arrived: it is not postponed beyond the time in which a repeat is swallowed
				wait = min(next.Sub(now), abandoned)
			}
			return nil
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
				if free, err := e.Store.alone(ctx, c, x.Subscription); err != nil {
					return err
				} else if !free { // this row is just being merged into another
					wait = time.Second
					return nil
				}
				if err := e.merge(ctx, c, x, now); err != nil {
					return err
				}
			}
		}
		n, err := c.exec(ctx, "UPDATE deliveries SET status = 'sending', claimed = $1, tried = $2, attempts = attempts + 1 WHERE id = $3 AND status = $4 AND claimed = $5",
			micros(now), micros(x.tried), id, x.Status, micros(x.claimed))
		if err != nil || n == 0 {
			return err
		}
		x.claimed = now
		x.attempts++
		row = x
		return nil
	})
	return row, id, wait, err
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

// noticeBody is what the row of a notice to an owner or an operator holds.
type noticeBody struct {
	Say     string       `json:"say"`
	Lines   []string     `json:"lines,omitempty"`
	Public  bool         `json:"public,omitempty"`
	Actions []bot.Action `json:"actions,omitempty"`
}

func (e *Engine) compose(row *openRow) (r bot.Reply, skip string, err error) {
	// A panic here would come again with each try.
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	if row.Kind == "notice" {
		var n noticeBody
		if err := json.Unmarshal(row.Body, &n); err != nil {
			return bot.Reply{}, "", fmt.Errorf("body of a notice: %w", err)
		}
		r := bot.Notice(n.Say)
		r.Lines, r.Public, r.Actions = n.Lines, n.Public, n.Actions
		return r, "", nil
	}
	s := Subscription{To: row.To}
	if row.sub != nil {
		s = *row.sub
	}
	return Compose(e.Data(), s, row.Kind, row.bodies, e.Now())
}

func (e *Engine) finish(ctx context.Context, row *openRow, status, reason string) error {
	return e.record(ctx, func(c conn) error { return finishRow(ctx, c, row, status, reason) })
}

// ours is the end of a statement that concerns a row only while no other
// process has taken it.
const ours = " AND status IN ('planned', 'sending') AND claimed = "

func finishRow(ctx context.Context, c conn, row *openRow, status, reason string) error {
	_, err := c.exec(ctx, "UPDATE deliveries SET status = $1, reason = $2, body = $3 WHERE id = $4"+ours+"$5", status, reason, []byte{}, row.ID, micros(row.claimed))
	return err
}

// recordFor is how long an outcome is tried to be recorded: until another
// process would take the row for abandoned.
const recordFor = 15 * time.Second

// record writes what became of a row. A database that is locked or full for a
// moment must not make a known outcome an unknown one.
func (e *Engine) record(ctx context.Context, f func(conn) error) error {
	ctx, cancel := context.WithTimeout(ctx, recordFor)
	defer cancel()
	for {
		err := e.Store.db.inTx(ctx, f)
		if err == nil || ctx.Err() != nil || !e.pause(ctx, 500*time.Millisecond) {
			return err
		}
	}
}

// release gives a row back to be tried at a time; a try that did not reach the
// platform is not counted.
func (e *Engine) release(ctx context.Context, row *openRow, at time.Time, counted bool) error {
	uncount := 1
	if counted {
		uncount = 0
	}
	status := "planned"
	if row.resend {
		// An earlier try may have arrived: the row stays what it is, so that the
		// window for a repeat is not forgotten, and can be taken up at once.
		status = "sending"
	}
	return e.record(ctx, func(c conn) error {
		_, err := c.exec(ctx, "UPDATE deliveries SET status = $1, later = $2, claimed = $3, attempts = attempts - $4 WHERE id = $5"+ours+"$6", status, micros(at), micros(at.Add(-abandoned)), uncount, row.ID, micros(row.claimed))
		return err
	})
}

// sent records the receipt, the figures stated, and what the channel was told.
// It is true whoever else took the row meanwhile.
func (e *Engine) sent(ctx context.Context, row *openRow, r bot.Reply, receipt bot.Receipt) error {
	now := e.Now()
	return e.record(ctx, func(c conn) error {
		stated := ""
		if row.Kind != "notice" {
			figures := r.Figures
			if row.Kind == "correction" { // what it said that holds now
				figures = slices.DeleteFunc(slices.Clone(figures), func(f facts.Figure) bool { return f.Edition != r.Edition })
			}
			var err error
			if stated, err = saveStated(ctx, c, figures); err != nil {
				return err
			}
		}
		if _, err := c.exec(ctx, "UPDATE deliveries SET status = 'sent', reason = '', message = $1, sent = $2, stated = $3, edition = $4, body = $5 WHERE id = $6 AND status <> 'sent'", receipt.MessageID, micros(now), stated, r.Edition, []byte{}, row.ID); err != nil {
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
	if err := finishRow(ctx, c, row, "unknown", reason); err != nil {
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
	b, err := json.Marshal(noticeBody{Say: say, Lines: lines})
	if err != nil {
		return err
	}
	to := bot.Destination{Platform: s.To.Platform, Workspace: s.To.Workspace, User: s.Owner}
	_, err = e.Store.plan(ctx, c, []Delivery{{Subscription: s.ID, To: to, Kind: "notice", Slot: "notice:" + key, Due: e.Now(), Body: b}}, nil)
	return err
}

// heldBack are the codes of failures without a call: the adapter knows that a
// limit is reached.
var heldBack = map[string]bool{"limit": true, "pace": true}

// failed ends or postpones a row by the class of its failure.
func (e *Engine) failed(ctx context.Context, row *openRow, cause error) (wait time.Duration, held bool, err error) {
	var de *bot.DeliveryError
	if !errors.As(cause, &de) {
		de = &bot.DeliveryError{Outcome: bot.UnknownSent, Code: "untyped", Reason: "the platform's answer was not understood", Err: cause}
	}
	now := e.Now()
	if de.Outcome == bot.RetryAfter && heldBack[de.Code] {
		wait = max(de.After, 10*time.Millisecond)
		return wait, true, e.release(ctx, row, now.Add(wait), false)
	}
	e.Observe(row.To.Platform, string(de.Outcome))
	e.Log.WarnContext(ctx, "a message was not confirmed", "delivery", row.ID, "platform", row.To.Platform, "outcome", de.Outcome, "code", de.Code, "attempt", row.attempts, "error", de.Err)
	switch de.Outcome {
	case bot.RetryAfter:
		wait = max(de.After, time.Second, min(time.Second<<min(row.attempts-1, 10), maxRetry))
		if now.Add(wait).Sub(row.Due) > e.Grace && !row.resend {
			return 0, false, e.finish(ctx, row, "failed", fmt.Sprintf("given up after %d tries: %s", row.attempts, de.Reason))
		}
		return wait, false, e.release(ctx, row, now.Add(wait), true)
	case bot.UnknownSent:
		row.resend = true
		wait = min(5*time.Second<<min(row.attempts-1, 3), 30*time.Second)
		if de.Safe && now.Add(wait).Sub(row.tried) < nonceWindow {
			return wait, false, e.release(ctx, row, now.Add(wait), true)
		}
		return 0, false, e.record(ctx, func(c conn) error {
			return e.unknown(ctx, c, row, "the platform did not confirm it, so it is not known whether it arrived; it was not sent again")
		})
	case bot.TokenRefused:
		return time.Second, false, e.refuse(ctx, row, de)
	case bot.Unauthorised:
		return 0, false, e.record(ctx, func(c conn) error {
			if err := e.bury(ctx, c, row.To.Platform, tokenOf(row.To), de); err != nil {
				return err
			}
			return finishRow(ctx, c, row, "failed", de.Reason)
		})
	}
	return 0, false, e.record(ctx, func(c conn) error {
		if err := finishRow(ctx, c, row, "failed", de.Reason); err != nil {
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
