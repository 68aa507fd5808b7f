package schedule

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"natobot/bot"
	"natobot/facts"
)

// A Newsroom plans what channels are told when the data change or a feed has a
// headline: alerts, reminders and corrections. It only plans: each becomes a
// delivery row with a slot of its own and goes the way of every other message.
// It is safe to run in several processes and again after a crash, for a slot is
// planned once.
type Newsroom struct {
	Store     Outbox
	Log       *slog.Logger // nil: discarded
	Platforms bot.Platforms

	figures string    // of the dataset announced last, see figuresOf
	since   time.Time // when this process first announced it
}

// afterwards is how long after a change of the figures messages are looked
// through again: what was being written, here or by a process that has not
// taken the new data up, stated the old ones.
const afterwards = 2 * everywhere

// A newsBody is what the row of an alert holds until it is sent: what to tell,
// not the words, so that a row that waits for the morning tells what holds then.
type newsBody struct {
	Key  string    `json:"key"`
	Item *Headline `json:"item,omitempty"`
}

// A correctionBody is what the row of a correction holds until it is sent.
type correctionBody struct {
	Of      string         `json:"of"`
	At      time.Time      `json:"at"`
	Message string         `json:"message"`
	Figures []facts.Figure `json:"figures"`
}

// Announce plans what is new in d: alerts for the channels that asked, and
// corrections of what messages of ours stated. What was announced before, by
// this process or another, is left out; at the very first start everything
// counts as announced. It is not for concurrent use in one process.
func (n *Newsroom) Announce(ctx context.Context, d *facts.Dataset, now time.Time) error {
	news := NewsIn(d, facts.DateOf(now.UTC()))
	told, err := n.Store.Announced(ctx)
	if err != nil {
		return fmt.Errorf("what was announced before: %w", err)
	}
	var fresh []News
	var keys []string
	for _, w := range news {
		if !has(told, w.Key) {
			fresh = append(fresh, w)
			keys = append(keys, w.Key)
		}
	}
	if len(told) > 0 && len(fresh) > 0 {
		if err := n.alerts(ctx, fresh, now); err != nil {
			return err
		}
	}
	if len(told) > 0 {
		if err := n.recheck(ctx, d, told, fresh, now); err != nil {
			return err
		}
	}
	if key := figuresOf(d, now); !has(told, key) {
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil
	}
	at := now
	if len(told) == 0 { // what is there at the very first start has always been
		at = time.Unix(0, 0)
	}
	// Last: a crash before this plans the same rows again, which adds none.
	if err := n.Store.MarkAnnounced(ctx, keys, at); err != nil {
		return fmt.Errorf("mark as announced: %w", err)
	}
	if n.Log != nil {
		n.Log.InfoContext(ctx, "announced", "news", len(keys), "first", len(told) == 0)
	}
	return nil
}

// recheck plans corrections: of all messages of the last days when the figures
// of today's edition are others than those announced before, and of the newest
// messages for a while after that.
func (n *Newsroom) recheck(ctx context.Context, d *facts.Dataset, told map[string]time.Time, fresh []News, now time.Time) error {
	figures := figuresOf(d, now)
	changed := n.figures != figures
	since := now.AddDate(0, 0, -correctionDays)
	switch {
	case !has(told, figures): // nobody has been through
	case changed && n.figures != "": // this process wrote from other figures until now
	case changed || now.Sub(n.since) < afterwards:
		since = now.Add(-afterwards)
	default:
		return nil
	}
	taken := map[string]time.Time{} // by edition; those that never were news have always been here
	for key, at := range told {
		if id, ok := strings.CutPrefix(key, "edition:"); ok {
			taken[id] = at
		}
	}
	for _, w := range fresh {
		if id, ok := strings.CutPrefix(w.Key, "edition:"); ok {
			taken[id] = now
		}
	}
	if err := n.corrections(ctx, d, since, taken, now); err != nil {
		return err
	}
	if changed {
		n.figures, n.since = figures, now
	}
	return nil
}

// has reports whether a key was announced before, whenever.
func has(told map[string]time.Time, key string) bool { _, ok := told[key]; return ok }

// figuresOf is the key of today's edition with all its figures.
func figuresOf(d *facts.Dataset, now time.Time) string {
	e, ok := d.Current(facts.DateOf(now))
	if !ok {
		return "figures:none"
	}
	h := sha256.New()
	fmt.Fprintln(h, e.ID, e.Definition, e.PriceBase)
	for _, f := range e.Figures() {
		fmt.Fprintln(h, f.Ally, f.Measure, f.Year, f.Value)
	}
	return "figures:" + e.ID + ":" + hex.EncodeToString(h.Sum(nil)[:8])
}

// Headlines plans headlines for the channels that asked for them.
func (n *Newsroom) Headlines(ctx context.Context, hs []Headline, now time.Time) error {
	told, err := n.Store.Announced(ctx)
	if err != nil {
		return fmt.Errorf("which headlines were told before: %w", err)
	}
	var fresh []News
	var keys []string
	for i, h := range hs {
		byWords, byPage := "headline:"+h.Key, "headline:"+h.LinkKey
		if has(told, byWords) || h.LinkKey != "" && has(told, byPage) {
			continue
		}
		fresh = append(fresh, News{Key: byWords, Allies: h.Allies, Item: &hs[i]})
		keys = append(keys, byWords)
		if h.LinkKey != "" {
			keys = append(keys, byPage)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	if err := n.alerts(ctx, fresh, now); err != nil {
		return err
	}
	if err := n.Store.MarkAnnounced(ctx, keys, now); err != nil {
		return fmt.Errorf("mark headlines as told: %w", err)
	}
	return nil
}

// alerts plans a row for each subscription and each piece of news that it
// wants. Rows of one channel that are due together go out as one message.
func (n *Newsroom) alerts(ctx context.Context, news []News, now time.Time) error {
	bodies := make([][]byte, len(news))
	for i, w := range news {
		b, err := json.Marshal(newsBody{Key: w.Key, Item: w.Item})
		if err != nil {
			return fmt.Errorf("alert %s: %w", w.Key, err)
		}
		bodies[i] = b
	}
	var rows []Delivery
	err := n.Store.EachSubscription(ctx, Alerts, func(s Subscription) error {
		for i, w := range news {
			at := s.AlertAt(w, now)
			if !s.Wants(w) || w.Item != nil && w.Item.Earliest.Before(s.Created) { // what was there before is no news to it
				continue
			}
			row := Delivery{Subscription: s.ID, To: s.To, Kind: "alert", Slot: w.Slot(), Due: at, Body: bodies[i]}
			if s.Snoozed.After(at) { // so that the silence has a reason
				row.Status, row.Reason = "skipped", "snoozed until "+clockDay(s.Snoozed, s.Zone)
			}
			rows = append(rows, row)
		}
		return n.flush(ctx, &rows, 500)
	})
	if err != nil {
		return fmt.Errorf("plan alerts: %w", err)
	}
	return n.flush(ctx, &rows, 1)
}

// corrections plans a reply under each message told since then that stated a
// figure which the edition of the day revises.
func (n *Newsroom) corrections(ctx context.Context, d *facts.Dataset, since time.Time, taken map[string]time.Time, now time.Time) error {
	var rows []Delivery
	err := n.Store.EachStated(ctx, since, func(m Stated) error {
		m = m.standing(d, taken, now)
		_, slot, ok := Correction(d, m, now)
		if !ok {
			return nil
		}
		b, err := json.Marshal(correctionBody{Of: m.ID, At: m.At, Message: m.MessageID, Figures: m.Figures})
		if err != nil {
			return fmt.Errorf("correction of %s: %w", m.ID, err)
		}
		to := m.To
		if to.Thread == "" || n.Platforms[to.Platform].Flat { // else it keeps the thread it is in
			to.Thread = m.MessageID
		}
		rows = append(rows, Delivery{To: to, Kind: "correction", Slot: slot, Due: now, Body: b})
		return n.flush(ctx, &rows, 500)
	})
	if err != nil {
		return fmt.Errorf("plan corrections: %w", err)
	}
	return n.flush(ctx, &rows, 1)
}

// flush plans the rows gathered so far once there are least of them.
func (n *Newsroom) flush(ctx context.Context, rows *[]Delivery, least int) error {
	if len(*rows) < least {
		return nil
	}
	_, err := n.Store.Plan(ctx, *rows)
	*rows = (*rows)[:0]
	return err
}

// ErrBehind says that the data in use here lack what is to be told, as they do
// in a process that has not yet taken up what another one announced.
var ErrBehind = errors.New("the data here lack what is to be told")

// Compose writes the message of a delivery that is due: of several bodies when
// alerts of one channel are sent together. The second result is the reason for
// sending nothing, or ""; an error means that the row can't be read.
//
// ErrBehind beside a reply or a reason says that the data here lack what was to
// be told: another process has newer ones.
//
// Once a message is sent, its subscription was told of reply.Edition (when that
// is not "") at that time; a message that is skipped tells nothing, so the next
// one reaches back to the last that was sent.
func Compose(d *facts.Dataset, s Subscription, kind string, bodies [][]byte, now time.Time) (bot.Reply, string, error) {
	switch kind {
	case "digest":
		r, skip := Digest(d, DigestOf(s, now))
		return r, skip, nil
	case "alert":
		var lack error
		var keys []string
		var items []Headline
		for _, b := range bodies {
			var n newsBody
			if err := json.Unmarshal(b, &n); err != nil {
				return bot.Reply{}, "", fmt.Errorf("body of an alert: %w", err)
			}
			if n.Item != nil {
				items = append(items, *n.Item)
			} else {
				keys = append(keys, n.Key)
				if !inData(d, n.Key) {
					lack = fmt.Errorf("%w: %s", ErrBehind, n.Key)
				}
			}
		}
		r, skip := Alert(d, s, keys, items, now)
		return r, skip, lack
	case "correction":
		if len(bodies) != 1 {
			break // a correction is of one message
		}
		var c correctionBody
		if err := json.Unmarshal(bodies[0], &c); err != nil {
			return bot.Reply{}, "", fmt.Errorf("body of a correction: %w", err)
		}
		r, _, ok := Correction(d, Stated{ID: c.Of, MessageID: c.Message, At: c.At, Figures: c.Figures}, now)
		if !ok {
			return r, "the figures of the message hold again", ErrBehind
		}
		return r, "", nil
	}
	return bot.Reply{}, "", fmt.Errorf("no message of kind %q", kind)
}

// MarkLate says on a message that it comes late: when it was due.
func MarkLate(r *bot.Reply, due time.Time, zone string) {
	r.Footer = strings.TrimSuffix("Late: this was due on "+clock(due, zone)+". "+r.Footer, " ")
}
