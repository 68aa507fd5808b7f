package schedule

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"natobot/bot"
	"natobot/facts"
)

// byHand is an engine that is not started: the test works its rows and moves
// its clock.
type byHand struct {
	*Engine
	t     *testing.T
	clock *handClock
	fake  *channelFake
}

func newByHand(t *testing.T, s *Store, platform string, clock *handClock) *byHand {
	f := newFake(platform == "discord")
	d := testData(t)
	e := NewEngine(EngineConfig{Store: s, Data: func() *facts.Dataset { return d }, Platforms: likely, Posters: map[string]bot.Poster{platform: f}, Now: clock.Now})
	e.instance = "abcdef"
	return &byHand{e, t, clock, f}
}

// row plans one digest that is due and gives its id.
func (x *byHand) row(platform string) int64 {
	x.t.Helper()
	ctx := context.Background()
	sub, err := x.Store.Subscribe(ctx, due(platform, "C1", x.clock.Now().Add(-maxJitter)))
	if err != nil {
		x.t.Fatal(err)
	}
	if err := x.Sweep(ctx, x.clock.Now()); err != nil {
		x.t.Fatal(err)
	}
	ds, err := x.Store.Deliveries(ctx, sub.ID, 2)
	if err != nil || len(ds) != 1 {
		x.t.Fatal(ds, err)
	}
	return ds[0].ID
}

// work works a row until it has ended, moving the clock as it is told to wait.
func (x *byHand) work(id int64) Delivery {
	x.t.Helper()
	for range 100_000 {
		wait, _, err := x.deliver(context.Background(), id)
		if err != nil {
			x.t.Fatal(err)
		}
		if wait == 0 {
			break
		}
		x.clock.add(wait)
	}
	return x.read(id)
}

func (x *byHand) read(id int64) (d Delivery) {
	x.t.Helper()
	if err := each(context.Background(), x.Store.db, func(r rows) (err error) { d, err = scanDelivery(r); return err }, "SELECT "+deliveryColumns+" FROM deliveries WHERE id = $1", id); err != nil {
		x.t.Fatal(err)
	}
	return d
}

func (x *byHand) attempts(id int64) (n int64) {
	x.t.Helper()
	if _, err := one(context.Background(), x.Store.db, "SELECT attempts FROM deliveries WHERE id = $1", []any{id}, &n); err != nil {
		x.t.Fatal(err)
	}
	return n
}

func TestALongOutageLosesNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lasts  time.Duration
		status string
	}{"of hours": {20 * time.Hour, "sent"}, "beyond the grace": {30 * time.Hour, "failed"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := newByHand(t, openTest(t, sqliteURL(t)), "slack", &handClock{now: noon})
			up := noon.Add(c.lasts)
			x.fake.fail = func(int, bot.Destination, string) (bool, error) {
				if x.clock.Now().Before(up) {
					return false, outcome(bot.RetryAfter, false, 5*time.Second)
				}
				return true, nil
			}
			id := x.row("slack")
			d := x.work(id)
			if d.Status != c.status || (d.Status == "failed") != (d.Reason != "") {
				t.Errorf("%s: %s", d.Status, d.Reason)
			}
			if after := x.clock.Now().Sub(up); d.Status == "sent" && after > maxRetry {
				t.Errorf("sent %s after the outage", after)
			}
			if !d.Due.Before(noon.Add(time.Minute)) {
				t.Errorf("its due time has moved to %s", d.Due)
			}
			if n := x.attempts(id); n > int64(c.lasts/maxRetry)+30 {
				t.Errorf("%d tries", n)
			}
		})
	}
}

func TestAKnownLimitIsNoTry(t *testing.T) {
	t.Parallel()
	x := newByHand(t, openTest(t, sqliteURL(t)), "discord", &handClock{now: noon})
	x.fake.fail = func(n int, _ bot.Destination, _ string) (bool, error) {
		if n <= 1000 {
			return false, &bot.DeliveryError{Outcome: bot.RetryAfter, Code: "limit", After: time.Second, Reason: "limit"}
		}
		return true, nil
	}
	id := x.row("discord")
	if d := x.work(id); d.Status != "sent" || x.attempts(id) != 1 {
		t.Errorf("%s after %d tries", d.Status, x.attempts(id))
	}
}

// However a repeat comes about, none is made when Discord may have forgotten
// the nonce.
func TestRepeatsStayInTheNoncesWindow(t *testing.T) {
	t.Parallel()
	for name, dies := range map[string]bool{"not confirmed": false, "the process dies": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := newByHand(t, openTest(t, sqliteURL(t)), "discord", &handClock{now: noon})
			var last time.Time
			x.fake.fail = func(int, bot.Destination, string) (bool, error) {
				last = x.clock.Now()
				return true, outcome(bot.UnknownSent, true, 0)
			}
			id := x.row("discord")
			for deaths := 0; dies && x.read(id).Status != "unknown"; deaths++ {
				if deaths == 100 {
					t.Fatal("it is repeated for ever")
				}
				row, _, wait, err := x.claim(context.Background(), "id = $1", id)
				if err != nil {
					t.Fatal(err)
				}
				if row != nil { // posted, and dead before its outcome is recorded
					_, _ = x.fake.Post(context.Background(), row.To, bot.Reply{}, x.key(id))
				}
				x.clock.add(max(wait, abandoned+5*time.Second))
			}
			d := x.work(id)
			if d.Status != "unknown" || d.Reason == "" {
				t.Errorf("%s: %s", d.Status, d.Reason)
			}
			if late := last.Sub(noon); late > likely["discord"].Repeats {
				t.Errorf("repeated %s after the first try", late)
			}
			if x.fake.calls < 3 {
				t.Errorf("%d tries", x.fake.calls)
			}
			if n := count(t, x.Store, "kind = 'notice'"); n != 1 {
				t.Errorf("the owner was told %d times", n)
			}
		})
	}
}

// A process that stood still for a minute finds that others have worked its
// row, and overwrites nothing; but what it has sent is sent.
func TestAProcessThatStoodStill(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, url string) {
		ctx := context.Background()
		clock := &handClock{now: noon}
		asleep, other := newByHand(t, openTest(t, url), "discord", clock), newByHand(t, openTest(t, url), "discord", clock)
		for name, wakes := range map[string]func(*openRow) error{
			"to a failure": func(r *openRow) error { return asleep.finish(ctx, r, "failed", "x") },
			"to a limit":   func(r *openRow) error { return asleep.release(ctx, r, clock.Now(), true) },
			"to a refusal": func(r *openRow) error {
				_, _, err := asleep.failed(ctx, r, outcome(bot.RetryAfter, false, time.Second))
				return err
			},
			"before it has posted": func(r *openRow) error { _, _, err := asleep.send(ctx, r); return err },
		} {
			id := asleep.row("discord")
			row, _, _, err := asleep.claim(ctx, "id = $1", id)
			if err != nil || row == nil {
				t.Fatal(row, err)
			}
			clock.add(time.Minute)
			if d := other.work(id); d.Status != "sent" {
				t.Fatalf("the other process: %+v", d)
			}
			if err := wakes(row); err != nil {
				t.Fatal(err)
			}
			if d := asleep.read(id); d.Status != "sent" {
				t.Errorf("%s: %s, %s", name, d.Status, d.Reason)
			}
		}
		if asleep.fake.calls != 0 {
			t.Errorf("it posted %d times what was no longer its own", asleep.fake.calls)
		}
		// The other process could only call it unknown, on Slack; the receipt knows.
		a, b := newByHand(t, openTest(t, url), "slack", clock), newByHand(t, openTest(t, url), "slack", clock)
		id := a.row("slack")
		row, _, _, err := a.claim(ctx, "id = $1", id)
		if err != nil {
			t.Fatal(err)
		}
		clock.add(time.Minute)
		if d := b.work(id); d.Status != "unknown" || b.fake.calls != 0 {
			t.Fatalf("%+v, %d posts", d, b.fake.calls)
		}
		if err := a.sent(ctx, row, bot.Reply{}, bot.Receipt{MessageID: "17.1"}); err != nil {
			t.Fatal(err)
		}
		if d := a.read(id); d.Status != "sent" || d.MessageID != "17.1" || d.Reason != "" {
			t.Errorf("%+v", d)
		}
	})
}

// A row that can't be worked waits, and keeps no other from its turn.
func TestAFaultyRowKeepsNobody(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, url string) {
		ctx := context.Background()
		s := openTest(t, url)
		f := newFake(false)
		for i := range 5 {
			sub, err := s.Subscribe(ctx, due("slack", fmt.Sprint("C", i), noon.Add(-time.Minute)))
			if err != nil {
				t.Fatal(err)
			}
			if i > 0 {
				continue
			}
			if n, err := s.Plan(ctx, []Delivery{{Subscription: sub.ID, To: sub.To, Kind: "alert", Slot: "alert:x", Due: noon.Add(-time.Hour), Body: []byte("no JSON")}}); err != nil || n != 1 {
				t.Fatal(n, err)
			}
			if err := s.db.inTx(ctx, func(c conn) error {
				_, err := c.exec(ctx, "INSERT INTO deliveries (subscription, slot, platform, workspace, channel, thread, usr, kind, due, later, status, reason, message, sent, body, stated, edition, late, attempts, claimed) SELECT 77, 'x', platform, workspace, channel, thread, usr, 'digest', due, later, status, reason, message, sent, body, stated, edition, late, attempts, claimed FROM deliveries")
				if err == nil { // a subscription that can't be read
					_, err = c.exec(ctx, "INSERT INTO subscriptions (id, "+strings.TrimPrefix(subscriptionColumns, "id, ")+") "+overriding(s)+"SELECT 77, "+strings.TrimPrefix(subscriptionColumns, "id, ")+" FROM subscriptions WHERE id = $1", sub.ID)
				}
				if err == nil {
					_, err = c.exec(ctx, "UPDATE subscriptions SET options = '{', next_run = 0 WHERE id = 77")
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		startEngine(t, s, func() time.Time { return noon }, map[string]bot.Poster{"slack": f})
		until(t, f, func() bool { return count(t, s, "status = 'sent'") == 5 })
		if n := count(t, s, "kind = 'alert' AND status = 'failed' AND reason <> ''"); n != 1 {
			t.Errorf("%d alerts ended as failed", n)
		}
		if n := count(t, s, "subscription = 77 AND status = 'planned' AND later > due"); n != 1 {
			t.Errorf("%d rows wait", n)
		}
	})
}

// overriding is what PostgreSQL asks for where a test sets a growing key.
func overriding(s *Store) string {
	if _, ok := s.db.(*pgDB); ok {
		return "OVERRIDING SYSTEM VALUE "
	}
	return ""
}

func TestNoRowSaysThatAMessageWasSentWhenNoneWas(t *testing.T) {
	t.Parallel()
	e := NewEngine(EngineConfig{})
	s := due("slack", "C1", noon)
	days := func(ages ...int) (runs []time.Time) {
		for _, a := range ages {
			runs = append(runs, noon.AddDate(0, 0, -a))
		}
		return runs
	}
	for name, c := range map[string]struct {
		runs    []time.Time
		snoozed time.Time
		sent    int
	}{"all too late": {days(4, 3, 2), time.Time{}, 0}, "the last in time": {days(2, 1, 0), time.Time{}, 1}, "the last snoozed": {days(2, 1, 0), noon.AddDate(0, 0, 1), 0}} {
		s.Snoozed = c.snoozed
		sent, promised := 0, 0
		for i, d := range e.slots(s, c.runs, noon.Add(time.Minute), map[string]bool{}) {
			if d.Status == "" {
				sent++
				if i != len(c.runs)-1 {
					t.Errorf("%s: run %d is sent", name, i)
				}
			} else if d.Reason == "" {
				t.Errorf("%s: run %d has no reason", name, i)
			}
			if strings.Contains(d.Reason, "one message was sent") {
				promised++
			}
		}
		if sent != c.sent || promised > 0 && sent == 0 {
			t.Errorf("%s: %d sent, %d rows speak of one", name, sent, promised)
		}
	}
}
