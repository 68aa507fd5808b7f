package schedule

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"natobot/bot"
	"natobot/facts"
)

// channelFake is a platform that keeps what it was sent. Where nonces is set, a
// repeated key is swallowed, as Discord does.
type channelFake struct {
	mu       sync.Mutex
	nonces   bool
	messages map[string][]string // key → texts, one for each message that is seen
	to       []bot.Destination
	fail     func(n int, to bot.Destination, key string) (commit bool, err error)
	calls    int
	arrived  chan string // a key for each call
}

func newFake(nonces bool) *channelFake {
	return &channelFake{nonces: nonces, messages: map[string][]string{}, arrived: make(chan string, 100_000)}
}

func (f *channelFake) Post(_ context.Context, to bot.Destination, r bot.Reply, key string) (bot.Receipt, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	commit, err := true, error(nil)
	if f.fail != nil {
		commit, err = f.fail(f.calls, to, key)
	}
	if commit && (!f.nonces || len(f.messages[key]) == 0) {
		f.messages[key] = append(f.messages[key], r.Headline)
		f.to = append(f.to, to)
	}
	f.arrived <- key
	if err != nil {
		return bot.Receipt{}, err
	}
	return bot.Receipt{MessageID: "m" + key, Channel: to.Channel}, nil
}

func (f *channelFake) sent() (messages, doubled int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, m := range f.messages {
		messages += len(m)
		if len(m) > 1 {
			doubled++
		}
	}
	return messages, doubled
}

// handClock is a time that tests move.
type handClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *handClock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }
func (c *handClock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func startEngine(t testing.TB, s *Store, now func() time.Time, posters map[string]bot.Poster) *Engine {
	t.Helper()
	d := testData(t)
	e := NewEngine(EngineConfig{Store: s, Data: func() *facts.Dataset { return d }, Platforms: likely, Posters: posters, Now: now})
	if err := e.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stopEngine(t, e) })
	return e
}

func stopEngine(t testing.TB, e *Engine) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	if err := e.Stop(ctx); err != nil {
		t.Error(err)
	}
}

// until waits for a condition on the database, looked at after each call of
// the fake and, for what follows a call, each time the ticker says.
func until(t testing.TB, f *channelFake, cond func() bool) {
	t.Helper()
	limit := time.NewTimer(5 * time.Minute)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !cond() {
		select {
		case <-f.arrived:
		case <-tick.C:
		case <-limit.C:
			t.Fatal("what was waited for did not come")
		}
	}
}

func count(t testing.TB, s *Store, where string) (n int) {
	t.Helper()
	var c int64
	if _, err := one(context.Background(), s.db, "SELECT COUNT(*) FROM deliveries WHERE "+where, nil, &c); err != nil {
		t.Fatal(err)
	}
	return int(c)
}

func due(platform, channel string, next time.Time) Subscription {
	x := sample("T1", channel)
	x.To.Platform = platform
	x.OnlyChanges = false
	x.Next = next
	return x
}

func TestDigestIsSentOnceAndRemembered(t *testing.T) {
	t.Parallel()
	everyStore(t, func(t *testing.T, url string) {
		ctx := context.Background()
		s := openTest(t, url)
		c := &handClock{now: noon}
		f := newFake(false)
		x := due("slack", "C1", noon.Add(-time.Minute))
		x.Told = "nato-2025-08" // there is an edition to tell of
		sub, err := s.Subscribe(ctx, x)
		if err != nil {
			t.Fatal(err)
		}
		e := startEngine(t, s, c.Now, map[string]bot.Poster{"slack": f})
		c.add(time.Minute)
		for range 3 { // planning again adds nothing
			if err := e.Sweep(ctx, c.Now()); err != nil {
				t.Fatal(err)
			}
		}
		until(t, f, func() bool { return count(t, s, "status = 'sent'") == 1 })
		if n, _ := f.sent(); n != 1 || count(t, s, "1 = 1") != 1 {
			t.Errorf("%d messages, %d rows", n, count(t, s, "1 = 1"))
		}
		after, err := s.Subscription(ctx, sub.ID)
		if err != nil || !after.Next.After(c.Now()) || after.ToldAt.IsZero() || after.Told == "" {
			t.Errorf("%+v %v", after, err)
		}
		ds, err := s.Deliveries(ctx, sub.ID, 10)
		if err != nil || len(ds) != 1 || ds[0].MessageID == "" || ds[0].Status != "sent" {
			t.Errorf("%+v %v", ds, err)
		}
		stated := 0
		if err := s.EachStated(ctx, noon.Add(-time.Hour), func(m Stated) error { stated += len(m.Figures); return nil }); err != nil || stated == 0 {
			t.Errorf("%d figures remembered, %v", stated, err)
		}
		if say, err := e.Health(ctx); err != nil || say == "" {
			t.Errorf("%q %v", say, err)
		}
	})
}

func TestMissedRunsAreSentOnceLateOrSkippedWithAReason(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, url string) {
		ctx := context.Background()
		s := openTest(t, url)
		f := newFake(false)
		daily := due("slack", "C1", noon.AddDate(0, 0, -5))
		daily.Spec = "daily 12:00 UTC"
		sub, err := s.Subscribe(ctx, daily)
		if err != nil {
			t.Fatal(err)
		}
		old := due("slack", "C2", noon.AddDate(0, 0, -3))
		old.Spec = "weekly fri 12:00 UTC"
		gone, err := s.Subscribe(ctx, old)
		if err != nil {
			t.Fatal(err)
		}
		c := &handClock{now: noon.Add(time.Hour)}
		startEngine(t, s, c.Now, map[string]bot.Poster{"slack": f})
		until(t, f, func() bool { return count(t, s, "status = 'sent'") == 1 })
		ds, err := s.Deliveries(ctx, sub.ID, 20)
		if err != nil || len(ds) != 6 || ds[0].Status != "sent" {
			t.Fatalf("%+v %v", ds, err)
		}
		for _, d := range ds[1:] {
			if d.Status != "skipped" || d.Reason == "" {
				t.Errorf("%+v", d)
			}
		}
		if ds, err := s.Deliveries(ctx, gone.ID, 20); err != nil || len(ds) != 1 || ds[0].Status != "skipped" || ds[0].Reason == "" {
			t.Errorf("beyond the grace: %+v %v", ds, err)
		}
		if count(t, s, "late = 1") != 1 {
			t.Error("the late one is not marked")
		}
	})
}

func outcome(o bot.Outcome, safe bool, after time.Duration) error {
	return &bot.DeliveryError{Outcome: o, Code: "test", Reason: "the channel is archived", Safe: safe, After: after, Err: errors.New("test")}
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		platform string
		fail     func(n int, to bot.Destination, key string) (bool, error)
		status   string
		messages int
		state    State
		notices  int
	}{
		"rate limited, then sent": {"slack", func(n int, _ bot.Destination, _ string) (bool, error) {
			if n == 1 {
				return false, outcome(bot.RetryAfter, false, time.Second)
			}
			return true, nil
		}, "sent", 1, Active, 0},
		"cut on Slack after it arrived": {"slack", func(n int, to bot.Destination, _ string) (bool, error) {
			if to.User == "" {
				return true, outcome(bot.UnknownSent, false, 0)
			}
			return true, nil
		}, "unknown", 2, Active, 1},
		"cut on Discord after it arrived": {"discord", func(n int, _ bot.Destination, _ string) (bool, error) {
			if n == 1 {
				return true, outcome(bot.UnknownSent, true, 0)
			}
			return true, nil
		}, "sent", 1, Active, 0},
		"archived": {"slack", func(n int, to bot.Destination, _ string) (bool, error) {
			if to.User == "" {
				return false, outcome(bot.Permanent, false, 0)
			}
			return true, nil
		}, "failed", 1, Paused, 1},
		"a dead token": {"slack", func(int, bot.Destination, string) (bool, error) {
			return false, outcome(bot.Unauthorised, false, 0)
		}, "failed", 0, Active, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			s := openTest(t, sqliteURL(t))
			f := newFake(c.platform == "discord")
			f.fail = c.fail
			start := time.Now()
			cl := func() time.Time { return noon.Add(time.Since(start)) }
			sub, err := s.Subscribe(ctx, due(c.platform, "C1", noon.Add(-time.Minute)))
			if err != nil {
				t.Fatal(err)
			}
			startEngine(t, s, cl, map[string]bot.Poster{c.platform: f})
			until(t, f, func() bool {
				return count(t, s, "kind = 'digest' AND status = '"+c.status+"'") == 1 && count(t, s, "kind = 'notice' AND status = 'sent'") == c.notices
			})
			if n, doubled := f.sent(); n != c.messages || doubled != 0 {
				t.Errorf("%d messages, %d doubled", n, doubled)
			}
			if after, err := s.Subscription(ctx, sub.ID); err != nil || after.State != c.state || (c.state == Paused) != (after.Reason != "") {
				t.Errorf("%+v %v", after, err)
			}
		})
	}
}

func TestDeadTokenStopsItsWorkspaceAndNoOther(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s := openTest(t, sqliteURL(t))
	f := newFake(false)
	f.fail = func(_ int, to bot.Destination, _ string) (bool, error) {
		if to.Workspace == "T1" {
			return false, outcome(bot.Unauthorised, false, 0)
		}
		return true, nil
	}
	for i := range 3 {
		if _, err := s.Subscribe(ctx, due("slack", fmt.Sprint("C", i), noon.Add(-time.Minute))); err != nil {
			t.Fatal(err)
		}
	}
	other := due("slack", "C9", noon.Add(-time.Minute))
	other.To.Workspace = "T2"
	if _, err := s.Subscribe(ctx, other); err != nil {
		t.Fatal(err)
	}
	c := &handClock{now: noon.Add(time.Minute)}
	startEngine(t, s, c.Now, map[string]bot.Poster{"slack": f})
	until(t, f, func() bool { return count(t, s, "status = 'failed'") == 3 && count(t, s, "status = 'sent'") == 1 })
	c.add(7 * 24 * time.Hour)
}

func TestNewsOfTheTimeAreToldTogether(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, url string) {
		ctx := context.Background()
		s := openTest(t, url)
		f := newFake(false)
		x := due("slack", "C1", time.Time{})
		x.Kind, x.Spec, x.Told, x.ToldAt = Alerts, "", "nato-2025-08", noon.AddDate(0, -6, 0)
		sub, err := s.Subscribe(ctx, x)
		if err != nil {
			t.Fatal(err)
		}
		var rows []Delivery
		for _, n := range []string{`{"key":"edition:nato-2026-07"}`, `{"key":"meeting:2026-ankara-summit"}`} {
			rows = append(rows, Delivery{Subscription: sub.ID, To: sub.To, Kind: "alert", Slot: "alert:" + n, Due: noon, Body: []byte(n)})
		}
		if _, err := s.Plan(ctx, rows); err != nil {
			t.Fatal(err)
		}
		c := &handClock{now: noon.Add(time.Minute)}
		startEngine(t, s, c.Now, map[string]bot.Poster{"slack": f})
		until(t, f, func() bool { return count(t, s, "status IN ('planned', 'sending')") == 0 })
		if n, _ := f.sent(); n != 1 || count(t, s, "status = 'sent'") != 1 || count(t, s, "reason LIKE 'told together%'") != 1 {
			t.Errorf("%d messages; sent %d, together %d", n, count(t, s, "status = 'sent'"), count(t, s, "reason LIKE 'told together%'"))
		}
	})
}

// TestEngineDiesAgainAndAgain abandons engines in the middle of their work, as
// a crash does, with faults injected, and counts what came of each row.
func TestEngineDiesAgainAndAgain(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, url string) {
		ctx := context.Background()
		s := openTest(t, url)
		const each = 150
		start := time.Now()
		offset := time.Duration(0)
		var mu sync.Mutex
		now := func() time.Time { mu.Lock(); defer mu.Unlock(); return noon.Add(time.Since(start) + offset) }
		fakes := map[string]*channelFake{"slack": newFake(false), "discord": newFake(true)}
		for platform, f := range fakes {
			f.fail = func(n int, to bot.Destination, _ string) (bool, error) {
				if to.User != "" {
					return true, nil
				}
				switch rand.IntN(12) {
				case 0:
					return false, outcome(bot.RetryAfter, false, time.Second)
				case 1:
					return true, outcome(bot.UnknownSent, platform == "discord", 0)
				case 2:
					return false, outcome(bot.UnknownSent, platform == "discord", 0)
				}
				return true, nil
			}
			for i := range each {
				if _, err := s.Subscribe(ctx, due(platform, fmt.Sprint("C", i), noon.Add(-time.Minute))); err != nil {
					t.Fatal(err)
				}
			}
		}
		posters := map[string]bot.Poster{"slack": fakes["slack"], "discord": fakes["discord"]}
		d := testData(t)
		for round := range 6 {
			e := NewEngine(EngineConfig{Store: s, Data: func() *facts.Dataset { return d }, Platforms: likely, Posters: posters, Now: now})
			if err := e.Start(ctx); err != nil {
				t.Fatal(err)
			}
			for range 20 + rand.IntN(30) {
				select {
				case <-fakes["slack"].arrived:
				case <-fakes["discord"].arrived:
				case <-time.After(2 * time.Second):
				}
			}
			// A crash: nothing is waited for.
			hard, cancel := context.WithCancel(ctx)
			cancel()
			if err := e.Stop(hard); err == nil && round < 0 {
				t.Log("stopped in peace")
			}
		}
		e := startEngine(t, s, now, posters)
		until(t, fakes["slack"], func() bool {
			if count(t, s, "kind = 'digest' AND status IN ('planned', 'sending')") == 0 {
				return true
			}
			mu.Lock()
			offset += time.Second // what was abandoned is taken up after half a minute
			mu.Unlock()
			if err := e.Sweep(ctx, now()); err != nil {
				t.Fatal(err)
			}
			return false
		})
		if n := count(t, s, "kind = 'digest'"); n != 2*each {
			t.Errorf("%d rows for %d slots", n, 2*each)
		}
		if n := count(t, s, "status NOT IN ('sent', 'planned', 'sending') AND reason = ''"); n != 0 {
			t.Errorf("%d rows ended without a reason", n)
		}
		for platform, f := range fakes {
			messages, doubled := f.sent()
			sent := count(t, s, "kind = 'digest' AND status = 'sent' AND platform = '"+platform+"'")
			unknown := count(t, s, "kind = 'digest' AND status = 'unknown' AND platform = '"+platform+"'")
			if doubled != 0 {
				t.Errorf("%s: %d doubled", platform, doubled)
			}
			if sent+unknown != each {
				t.Errorf("%s: %d sent and %d unknown of %d", platform, sent, unknown, each)
			}
			t.Logf("%s: %d rows sent, %d unknown, %d messages seen", platform, sent, unknown, messages)
		}
	})
}

func TestTwoEnginesShareTheWork(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	url := postgresURL(t)
	a, b := openTest(t, url), openTest(t, url)
	f := newFake(false)
	const n = 200
	for i := range n {
		if _, err := a.Subscribe(ctx, due("slack", fmt.Sprint("C", i), noon.Add(-time.Minute))); err != nil {
			t.Fatal(err)
		}
	}
	c := &handClock{now: noon.Add(time.Minute)}
	startEngine(t, a, c.Now, map[string]bot.Poster{"slack": f})
	startEngine(t, b, c.Now, map[string]bot.Poster{"slack": f})
	until(t, f, func() bool { return count(t, a, "status = 'sent'") == n })
	if messages, doubled := f.sent(); messages != n || doubled != 0 {
		t.Errorf("%d messages, %d doubled", messages, doubled)
	}
}

// BenchmarkPlan plans 100,000 subscriptions over 40 zones that are due at the
// same minute: rows, jobs and next runs.
func BenchmarkPlan(b *testing.B) {
	zones := benchZones()
	for name, open := range map[string]func(testing.TB) string{"sqlite": sqliteURL, "postgres": postgresURL} {
		b.Run(name, func(b *testing.B) {
			const n = 100_000
			ctx := context.Background()
			s := openTest(b, open(b))
			err := s.db.inTx(ctx, func(c conn) error {
				for i := 0; i < n; i += 500 {
					var args []any
					for j := range 500 {
						x := due("slack", fmt.Sprint("C", i+j), noon)
						x.To.Workspace = fmt.Sprint("T", (i+j)/3)
						x.Zone = zones[(i+j)%len(zones)]
						x.Spec = "weekly mon 12:00 " + x.Zone
						v, err := subscriptionValues(x)
						if err != nil {
							return err
						}
						args = append(args, v...)
					}
					if _, err := c.exec(ctx, "INSERT INTO subscriptions ("+subscriptionColumns[4:]+") VALUES "+values(500, len(args)/500), args...); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
			// No poster: what is planned waits.
			e := startEngine(b, s, func() time.Time { return noon.Add(-time.Hour) }, nil)
			b.ResetTimer()
			for i := range b.N {
				if i > 0 {
					b.Fatal("one iteration plans everything; run with -benchtime 1x")
				}
				if err := e.plan(ctx, noon.Add(time.Second)); err != nil {
					b.Fatal(err)
				}
			}
			b.StopTimer()
			if got := count(b, s, "status = 'planned'"); got != n {
				b.Fatalf("%d rows planned", got)
			}
		})
	}
}

// BenchmarkDeliver is what one digest costs from its claim to its record, when
// the platform answers at once.
func BenchmarkDeliver(b *testing.B) {
	for name, open := range map[string]func(testing.TB) string{"sqlite": sqliteURL, "postgres": postgresURL} {
		b.Run(name, func(b *testing.B) {
			ctx := context.Background()
			s := openTest(b, open(b))
			sub, err := s.Subscribe(ctx, due("slack", "C1", noon.AddDate(0, 0, 7)))
			if err != nil {
				b.Fatal(err)
			}
			rows := make([]Delivery, b.N)
			for i := range rows {
				rows[i] = Delivery{Subscription: sub.ID, To: sub.To, Kind: "digest", Slot: fmt.Sprint(i), Due: noon}
			}
			if n, err := s.Plan(ctx, rows); err != nil || n != b.N {
				b.Fatal(n, err)
			}
			d := testData(b)
			e := NewEngine(EngineConfig{Store: s, Data: func() *facts.Dataset { return d }, Platforms: likely, Posters: map[string]bot.Poster{"slack": takesAll{}}, Now: func() time.Time { return noon }})
			b.ResetTimer()
			for range b.N {
				if id, _, _, err := e.deliverNext(ctx, "slack"); err != nil || id == 0 {
					b.Fatal(id, err)
				}
			}
			b.StopTimer()
			if n := count(b, s, "status = 'sent'"); n != b.N {
				b.Fatalf("%d of %d were sent", n, b.N)
			}
		})
	}
}

type takesAll struct{}

func (takesAll) Post(context.Context, bot.Destination, bot.Reply, string) (bot.Receipt, error) {
	return bot.Receipt{MessageID: "1.2"}, nil
}

func benchZones() []string {
	return []string{"Europe/Madrid", "Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Rome", "Europe/Warsaw", "Europe/Athens", "Europe/Helsinki", "Europe/Istanbul", "Europe/Lisbon",
		"Atlantic/Azores", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Toronto", "America/Halifax", "America/Vancouver", "America/Nuuk", "America/Havana",
		"America/Santiago", "America/Sao_Paulo", "Africa/Cairo", "Asia/Beirut", "Australia/Lord_Howe", "Australia/Sydney", "Asia/Tokyo", "Asia/Seoul", "Asia/Kolkata", "Asia/Kathmandu",
		"Pacific/Auckland", "Pacific/Chatham", "Asia/Tehran", "Asia/Jerusalem", "Europe/Kyiv", "Europe/Tallinn", "Europe/Riga", "Europe/Vilnius", "Europe/Oslo", "Atlantic/Reykjavik"}
}

// Where a subscription has no owner, as those that operators add, whoever
// installed the bot there is told; where nobody is known to have, the log says so.
func TestNoticesWithoutAnOwner(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, url string) {
		ctx := context.Background()
		s := openTest(t, url, bytes.Repeat([]byte("k"), 32))
		if err := s.SaveInstallation(ctx, bot.Installation{Platform: "slack", Workspace: "T1", Name: "Newsroom", Token: "xoxb-1", Installer: "U9", At: noon.Add(-time.Hour)}); err != nil {
			t.Fatal(err)
		}
		for _, workspace := range []string{"T1", "T2"} {
			x := due("slack", "C1", noon.Add(-time.Minute))
			x.To.Workspace, x.Owner = workspace, ""
			if _, err := s.Subscribe(ctx, x); err != nil {
				t.Fatal(err)
			}
		}
		f := newFake(false)
		f.fail = func(_ int, to bot.Destination, _ string) (bool, error) {
			if to.User == "" {
				return true, outcome(bot.UnknownSent, false, 0)
			}
			return true, nil
		}
		var log logBuffer
		d := testData(t)
		e := NewEngine(EngineConfig{Store: s, Data: func() *facts.Dataset { return d }, Platforms: likely, Posters: map[string]bot.Poster{"slack": f}, Now: (&handClock{now: noon}).Now, Log: slog.New(slog.NewTextHandler(&log, nil))})
		if err := e.Start(ctx); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { stopEngine(t, e) })
		until(t, f, func() bool {
			return count(t, s, "status = 'unknown'") == 2 && count(t, s, "kind = 'notice' AND status = 'sent'") == 1
		})
		if n := count(t, s, "kind = 'notice' AND workspace = 'T1' AND usr = 'U9'"); n != 1 || count(t, s, "kind = 'notice'") != 1 {
			t.Errorf("%d notices to who installed it", n)
		}
		if !strings.Contains(log.String(), "nobody could be told of a delivery") || strings.Count(log.String(), "nobody could be told") != 1 {
			t.Errorf("the log says %s", log.String())
		}
	})
}
