package schedule

import (
	"cmp"
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
	later    time.Time     // not to be tried before
	tried    time.Time     // when the first try began whose outcome is not known
	sub      *Subscription // nil for corrections and notices
	bodies   [][]byte
	resend   bool // an earlier try may have arrived
	leaves   bool // it is marked as being sent only when it leaves
	orphaned bool // nobody sends it any more, and a repeat would not be swallowed
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
	e.sending(row.ID)
	defer e.done(row.ID)
	if row.orphaned {
		wait, err = e.settle(ctx, row, cmp.Or(row.Reason, stopped))
		return wait, false, err
	}
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
	receipt, err := e.post(post, poster, row, r)
	if err == nil {
		e.Observe(row.To.Platform, "sent")
		return 0, false, e.sent(ctx, row, r, receipt)
	}
	if errors.Is(err, errLost) {
		return 0, false, nil
	}
	return e.failed(ctx, row, err)
}

// repeats is how long after the first try a platform knows a repeat.
func (e *Engine) repeats(platform string) time.Duration {
	if d := e.Platforms[platform].Repeats; d > 0 {
		return d
	}
	return -1
}

// post sends a row's message. Where the platform does not swallow a repeat, the
// row is marked as being sent only immediately before the bytes are written, so
// that a process that dies earlier leaves nothing unknown.
func (e *Engine) post(ctx context.Context, poster bot.Poster, row *openRow, r bot.Reply) (bot.Receipt, error) {
	late, ok := poster.(bot.LatePoster)
	if !ok || !row.leaves {
		return poster.Post(ctx, row.To, r, e.key(row.ID))
	}
	var failed error
	noted := 0
	defer func() {
		for range noted {
			e.departs.done()
		}
	}()
	receipt, err := late.PostLate(ctx, row.To, r, e.key(row.ID), func(ctx context.Context) error {
		if row.Status == "sending" { // a second try of one post
			return nil
		}
		now := e.Now()
		leaves := e.departs.leaves(row.ID, now)
		if leaves {
			noted++
		}
		failed = e.Store.db.inTx(ctx, func(c conn) error {
			n, err := c.exec(ctx, "UPDATE deliveries SET status = 'sending', claimed = $1, tried = $2 WHERE id = $3 AND status = 'planned' AND claimed = $4", micros(now), micros(now), row.ID, micros(row.claimed))
			if err == nil && n == 0 {
				err = errLost
			}
			return err
		})
		if failed == nil {
			row.Status, row.claimed, row.tried = "sending", now, now
			if leaves {
				failed = e.departs.left(row.ID, now)
			}
		}
		return failed
	})
	if failed != nil {
		err = failed
		if !errors.Is(failed, errLost) {
			err = &bot.DeliveryError{Outcome: bot.RetryAfter, After: time.Second, Code: "store", Reason: "The bot's own database could not be written.", Err: failed}
		}
	}
	return receipt, err
}

// key is the same for each try of a row, and differs between databases; it has
// at most 25 characters, as bot.Poster asks.
func (e *Engine) key(id int64) string { return "nb" + e.instance + strconv.FormatInt(id, 36) }

// claim takes a row for sending, in one transaction that is committed before
// anything is sent. The id is that of the row that was found, also when it could
// not be taken.
func (e *Engine) claim(ctx context.Context, where string, args ...any) (row *openRow, id int64, wait time.Duration, err error) {
	now := e.Now()
	var ended *openRow // as unknown
	err = e.Store.db.inTx(ctx, func(c conn) error {
		row, id, wait, ended = nil, 0, 0, nil
		x, err := findRow(ctx, c, where, args...)
		if x == nil || err != nil {
			return err
		}
		id = x.ID
		goOn := true
		switch x.Status {
		case "planned":
			if wait = max(0, x.later.Sub(now)); wait > 0 {
				return nil
			}
			x.tried = now
		case "sending":
			if goOn, wait, err = e.inherit(ctx, c, x, now); err == nil && !goOn && wait == 0 {
				ended = x
			}
		default:
			return nil
		}
		if goOn && err == nil {
			goOn, wait, err = e.wanted(ctx, c, x, now)
		}
		if !goOn || err != nil {
			return err
		}
		taken, err := e.take(ctx, c, x, now)
		if taken {
			row = x
		}
		return err
	})
	if err == nil && ended != nil {
		e.tellUnknown(ctx, ended, cmp.Or(ended.Reason, stopped))
	}
	return row, id, wait, err
}

// findRow reads the row to be worked; nil when there is none.
func findRow(ctx context.Context, c conn, where string, args ...any) (x *openRow, err error) {
	err = each(ctx, c, func(r rows) error {
		x = &openRow{}
		var claimed, tried, notBefore int64
		d, err := scanDelivery(r, &x.late, &x.attempts, &claimed, &tried, &notBefore)
		x.Delivery, x.claimed, x.tried, x.later = d, fromMicros(claimed), fromMicros(tried), fromMicros(notBefore)
		return err
	}, "SELECT "+deliveryColumns+", late, attempts, claimed, tried, later FROM deliveries WHERE "+where, args...)
	return x, err
}

// inherit looks at a row that is being sent: by a living process, which is left
// to it; or by a dead one, whose message may have arrived unless it is known that
// it never left. With neither goOn nor a wait it has ended as unknown.
func (e *Engine) inherit(ctx context.Context, c conn, x *openRow, now time.Time) (goOn bool, wait time.Duration, err error) {
	age, alone := e.orphan(x.ID, x.claimed, now)
	if !alone || age < abandoned {
		return false, abandoned - age + time.Second, nil
	}
	if e.departs.neverLeft(x.ID, x.tried) {
		e.Log.InfoContext(ctx, "a message had not left when the process died that was to send it; it is sent", "delivery", x.ID, "platform", x.To.Platform)
		_, err := c.exec(ctx, "UPDATE deliveries SET status = 'planned', later = $1, claimed = $2, attempts = attempts - 1 WHERE id = $3 AND status = 'sending' AND claimed = $4", micros(now), micros(now.Add(-abandoned)), x.ID, micros(x.claimed))
		return false, time.Millisecond, err
	}
	x.resend = true
	x.orphaned = now.Sub(x.tried) > e.repeats(x.To.Platform)
	if _, ok := e.Posters[x.To.Platform].(bot.Finder); x.orphaned && !ok {
		return false, 0, e.unknown(ctx, c, x, cmp.Or(x.Reason, stopped))
	}
	return true, 0, nil
}

// wanted says whether a row is still to be sent, and now: not where its token or
// its subscription has ended, nor where either waits. It reads what sending needs.
func (e *Engine) wanted(ctx context.Context, c conn, x *openRow, now time.Time) (ok bool, wait time.Duration, err error) {
	end := func(status, reason string) (bool, time.Duration, error) {
		return false, 0, finishRow(ctx, c, x, status, reason)
	}
	reason := ""
	if dead, err := one(ctx, c, "SELECT reason FROM dead WHERE platform = $1 AND workspace IN ($2, '')", []any{x.To.Platform, x.To.Workspace}, &reason); err != nil {
		return false, 0, err
	} else if dead {
		return end("failed", reason)
	}
	if refused, next, err := e.hold(ctx, c, x, now); err != nil {
		return false, 0, err
	} else if refused {
		if x.Status == "sending" { // it may have arrived: it is not postponed beyond the time in which a repeat is swallowed
			wait = min(next.Sub(now), abandoned)
		}
		return false, wait, nil
	}
	x.bodies = [][]byte{x.Body}
	if x.Subscription == 0 || x.Kind == "notice" {
		return true, 0, nil
	}
	s, err := subscription(ctx, c, x.Subscription, "")
	if errors.Is(err, ErrNoSubscription) {
		return end("skipped", "the subscription is gone")
	}
	if err != nil {
		return false, 0, err
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
	if x.Kind != "alert" {
		return true, 0, nil
	}
	if free, err := e.Store.alone(ctx, c, x.Subscription); err != nil || !free { // this row is just being merged into another
		return false, time.Second, err
	}
	return true, 0, e.merge(ctx, c, x, now)
}

// take makes a row this process's own; false when another was faster.
func (e *Engine) take(ctx context.Context, c conn, x *openRow, now time.Time) (bool, error) {
	status, later := "sending", x.later
	if _, ok := e.Posters[x.To.Platform].(bot.LatePoster); ok && x.Status == "planned" {
		x.leaves = true // until it leaves nobody else takes it
		status, later = "planned", now.Add(abandoned)
	}
	n, err := c.exec(ctx, "UPDATE deliveries SET status = $1, claimed = $2, tried = $3, later = $4, attempts = attempts + 1 WHERE id = $5 AND status = $6 AND claimed = $7",
		status, micros(now), micros(x.tried), micros(later), x.ID, x.Status, micros(x.claimed))
	if err != nil || n == 0 {
		return false, err
	}
	x.Status, x.claimed = status, now
	x.attempts++
	return true, nil
}

// merge takes the other news that are due in the same subscription into one
// message; their rows end as told together.
func (e *Engine) merge(ctx context.Context, c conn, x *openRow, now time.Time) error {
	var bodies [][]byte
	if err := json.Unmarshal(x.Body, &bodies); err == nil && len(bodies) > 0 {
		x.bodies = bodies // merged before, by an earlier try
	}
	if x.resend { // what may have arrived says no more than it said
		return nil
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

// stopped is why it is not known what became of a row whose process died.
const stopped = "the bot stopped while this was being sent, so it is not known whether it arrived; it was not sent again"

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
	r, skip, err = Compose(e.Data(), s, row.Kind, row.bodies, e.Now())
	if err == nil && skip == "" && e.Address != nil {
		r = bot.Addressed(r, e.Address(r))
	}
	return e.Platforms[s.To.Platform].Worded(r), skip, err
}

func (e *Engine) finish(ctx context.Context, row *openRow, status, reason string) error {
	return e.record(ctx, row.ID, func(c conn) error { return finishRow(ctx, c, row, status, reason) })
}

// ours is the end of a statement that concerns a row only while no other
// process has taken it.
const ours = " AND status IN ('planned', 'sending') AND claimed = "

func finishRow(ctx context.Context, c conn, row *openRow, status, reason string) error {
	_, err := c.exec(ctx, "UPDATE deliveries SET status = $1, reason = $2, body = $3 WHERE id = $4"+ours+"$5", status, reason, []byte{}, row.ID, micros(row.claimed))
	return err
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
	} else {
		row.Reason = ""
	}
	return e.record(ctx, row.ID, func(c conn) error {
		_, err := c.exec(ctx, "UPDATE deliveries SET status = $1, reason = $2, later = $3, claimed = $4, attempts = attempts - $5 WHERE id = $6"+ours+"$7", status, row.Reason, micros(at), micros(at.Add(-abandoned)), uncount, row.ID, micros(row.claimed))
		return err
	})
}

// sent records the receipt, the figures stated, and what the channel was told.
// It is true whoever else took the row meanwhile.
func (e *Engine) sent(ctx context.Context, row *openRow, r bot.Reply, receipt bot.Receipt) error {
	now := e.Now()
	return e.record(ctx, row.ID, func(c conn) error {
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
		// Nobody is told of an unknown that another process took it for meanwhile.
		if _, err := c.exec(ctx, "DELETE FROM deliveries WHERE subscription = $1 AND slot = $2 AND status = 'planned'", row.Subscription, "notice:unknown:"+strconv.FormatInt(row.ID, 10)); err != nil {
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
	if err != nil || s.To.Platform == "console" {
		if errors.Is(err, ErrNoSubscription) {
			err = nil
		}
		return err
	}
	to := bot.Destination{Platform: s.To.Platform, Workspace: s.To.Workspace, User: s.Owner}
	if to.User == "" { // set up by the operator: who installed the bot there
		if _, err := one(ctx, c, "SELECT installer FROM installations WHERE platform = $1 AND workspace = $2", []any{to.Platform, to.Workspace}, &to.User); err != nil {
			return err
		}
	}
	if to.User == "" {
		e.Log.WarnContext(ctx, "nobody could be told of a delivery: its subscription has no owner, and nobody is known to have installed the bot", "delivery", row.ID, "subscription", s.ID, "reason", why)
		return nil
	}
	lines := []string{fmt.Sprintf("Subscription %d: %s", s.ID, why), "In its channel, subscriptions shows what is set up, history what came, and resume starts it again."}
	b, err := json.Marshal(noticeBody{Say: say, Lines: lines})
	if err != nil {
		return err
	}
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
		reason := strings.TrimSuffix(de.Reason, ".") + ", so it is not known whether it arrived; it was not sent again"
		row.resend = true
		wait = min(5*time.Second<<min(row.attempts-1, 3), 30*time.Second)
		if de.Safe && now.Add(wait).Sub(row.tried) < e.repeats(row.To.Platform) {
			row.Reason = reason
			return wait, false, e.release(ctx, row, now.Add(wait), true)
		}
		wait, err = e.settle(ctx, row, reason)
		return wait, false, err
	case bot.TokenRefused:
		return time.Second, false, e.refuse(ctx, row, de)
	case bot.Unauthorised:
		return 0, false, e.record(ctx, row.ID, func(c conn) error {
			if err := e.bury(ctx, c, row.To.Platform, e.tokenOf(row.To), de); err != nil {
				return err
			}
			return finishRow(ctx, c, row, "failed", de.Reason)
		})
	}
	return 0, false, e.record(ctx, row.ID, func(c conn) error {
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
