package schedule

import (
	"context"
	"sync"
	"testing"
	"time"

	"natobot/bot"
	"natobot/facts"
)

// jumpy is a wall clock that tests set, beside the time that elapses.
type jumpy struct {
	mu      sync.Mutex
	elapsed time.Duration
	off     time.Duration // of the wall clock
}

func (c *jumpy) Elapsed() time.Duration { c.mu.Lock(); defer c.mu.Unlock(); return c.elapsed }
func (c *jumpy) True() time.Time        { c.mu.Lock(); defer c.mu.Unlock(); return noon.Add(c.elapsed) }
func (c *jumpy) Wall() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return noon.Add(c.elapsed + c.off)
}
func (c *jumpy) pass(d time.Duration)  { c.mu.Lock(); defer c.mu.Unlock(); c.elapsed += d }
func (c *jumpy) set(off time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.off = off }

// daily subscribes a channel to a digest of each day at 12:01 in UTC.
func daily(t *testing.T, s *Store, channel string, from time.Time) Subscription {
	t.Helper()
	x := due("slack", channel, time.Time{})
	spec, err := ParseSpec("cron 1 12 * * * UTC")
	if err != nil {
		t.Fatal(err)
	}
	x.Spec, x.Zone, x.Next = spec.String(), "UTC", spec.Next(from)
	x, err = s.Subscribe(context.Background(), x)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// A clock that jumps three days ahead for 40 seconds, or steps back by two
// hours, neither loses a digest nor sends one early, and alarms nobody; one that
// stays where it jumped is believed after a second look, or as soon as a
// platform agrees, and what was planned by a clock that was ahead is planned
// anew once it is set back.
func TestClockJumps(t *testing.T) {
	t.Parallel()
	type step struct {
		pass, off time.Duration
	}
	const day = 24 * time.Hour
	for name, c := range map[string]struct {
		steps    []step
		date     bool // the platform tells the true time
		slots    []string
		postgres string // whose clock is "true", or the machine's, "shared"
	}{
		"ahead for 40 s":                   {[]step{{10 * time.Second, 0}, {15 * time.Second, 3 * day}, {25 * time.Second, 3 * day}, {time.Minute, 0}, {day, 0}}, false, []string{"2026-11-23T12:01Z", "2026-11-24T12:01Z"}, "true"},
		"two hours back for 40 s":          {[]step{{10 * time.Second, 0}, {40 * time.Second, -2 * time.Hour}, {time.Minute, 0}, {day, 0}}, false, []string{"2026-11-23T12:01Z", "2026-11-24T12:01Z"}, "true"},
		"ahead for 40 s, and contradicted": {[]step{{10 * time.Second, 0}, {40 * time.Second, 3 * day}, {time.Minute, 0}, {day, 0}}, true, []string{"2026-11-23T12:01Z", "2026-11-24T12:01Z"}, "shared"},
		"back for 40 s, and contradicted":  {[]step{{10 * time.Second, 0}, {40 * time.Second, -2 * time.Hour}, {time.Minute, 0}, {day, 0}}, true, []string{"2026-11-23T12:01Z", "2026-11-24T12:01Z"}, "shared"},
		"ahead, and contradicted":          {[]step{{10 * time.Second, 0}, {time.Minute, 3 * day}, {time.Hour, 3 * day}, {day, 3 * day}}, true, []string{"2026-11-23T12:01Z", "2026-11-24T12:01Z"}, "shared"},
		"asleep, and confirmed":            {[]step{{10 * time.Second, 0}, {10 * time.Second, day}, {15 * time.Second, day}, {2 * secondLook, day}}, false, []string{"2026-11-23T12:01Z", "2026-11-24T12:01Z"}, "shared"},
		"believed, then set back":          {[]step{{10 * time.Second, 0}, {10 * time.Second, 3 * day}, {2 * secondLook, 3 * day}, {time.Second, 0}, {2 * secondLook, 0}, {day, 0}, {day, 0}}, false, []string{"2026-11-23T12:01Z", "2026-11-24T12:01Z", "2026-11-25T12:01Z"}, ""},
		"an hour or less: at once":         {[]step{{10 * time.Second, 0}, {5 * time.Second, 50 * time.Minute}, {5 * time.Second, 50 * time.Minute}}, false, []string{"2026-11-23T12:01Z"}, "shared"},
	} {
		stand := func(t *testing.T, url string) {
			ctx := context.Background()
			s := openTest(t, url)
			clock := &jumpy{}
			f := newFake(false)
			sub := daily(t, s, "C1", noon)
			d := testData(t)
			cfg := EngineConfig{Store: s, Data: func() *facts.Dataset { return d }, Platforms: likely, Posters: map[string]bot.Poster{"slack": f}, Now: clock.Wall, Elapsed: clock.Elapsed}
			if c.date {
				cfg.Date = func(context.Context) (time.Time, bool) { return clock.True(), true }
			}
			e := NewEngine(cfg)
			if _, ok := s.db.(*pgDB); ok {
				e.clock.database = func(context.Context) (time.Time, bool, error) {
					if c.postgres == "shared" {
						return clock.Wall(), true, nil
					}
					return clock.True(), true, nil
				}
			}
			if err := e.Start(ctx); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { stopEngine(t, e) })
			for _, step := range c.steps {
				clock.set(step.off)
				for left := step.pass; left > 0; left -= time.Minute {
					clock.pass(min(left, time.Minute))
					if left > 2*time.Hour && left%(2*time.Hour) != 0 { // hours without a look are hours without a digest
						continue
					}
					if err := e.tick(ctx); err != nil {
						t.Fatal(err)
					}
				}
				if err := e.tick(ctx); err != nil {
					t.Fatal(err)
				}
				until(t, f, func() bool {
					if count(t, s, "status IN ('planned', 'sending')") == 0 {
						return true
					}
					clock.pass(time.Second)
					if err := e.tick(ctx); err != nil {
						t.Fatal(err)
					}
					return false
				})
			}
			ds, err := s.Deliveries(ctx, sub.ID, 100)
			if err != nil {
				t.Fatal(err)
			}
			sent := map[string]int{}
			for _, x := range ds {
				if x.Status == "sent" && x.Kind == "digest" {
					sent[x.Slot]++
				}
				if x.Kind == "notice" || x.Status == "unknown" {
					t.Errorf("somebody is alarmed: %+v", x)
				}
			}
			for _, slot := range c.slots {
				if sent[slot] != 1 {
					t.Errorf("%s was sent %d times: %v", slot, sent[slot], ds)
				}
			}
			if name != "believed, then set back" && len(sent) != len(c.slots) {
				t.Errorf("sent %v", sent)
			}
		}
		t.Run(name+"/sqlite", func(t *testing.T) { t.Parallel(); stand(t, sqliteURL(t)) })
		if c.postgres != "" {
			t.Run(name+"/postgres", func(t *testing.T) { t.Parallel(); stand(t, postgresURL(t)) })
		}
	}
}

// Two processes on PostgreSQL whose clocks are 45 seconds apart use the
// database's: nothing is doubled, unknown or told to owners.
func TestClocksApart(t *testing.T) {
	t.Parallel()
	url := postgresURL(t)
	ctx := context.Background()
	s, other := openTest(t, url), openTest(t, url)
	f := newFake(false)
	d := testData(t)
	begun := time.Now()
	const each = 40
	for i := range each {
		if _, err := s.Subscribe(ctx, due("slack", "C"+string(rune('A'+i)), time.Now().Add(-time.Second))); err != nil {
			t.Fatal(err)
		}
	}
	for i, off := range []time.Duration{0, 45 * time.Second} {
		e := NewEngine(EngineConfig{Store: []*Store{s, other}[i], Data: func() *facts.Dataset { return d }, Platforms: likely, Posters: map[string]bot.Poster{"slack": f},
			Now: func() time.Time { return time.Now().Add(off) }, Elapsed: func() time.Duration { return time.Since(begun) }})
		if err := e.Start(ctx); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { stopEngine(t, e) })
		if apart := time.Until(e.Now()).Abs(); apart > 40*time.Second {
			t.Errorf("process %d is %s from the database's time", i, apart)
		}
	}
	until(t, f, func() bool { return count(t, s, "kind = 'digest' AND status = 'sent'") == each })
	if n, doubled := f.sent(); n != each || doubled != 0 || count(t, s, "kind = 'notice' OR status = 'unknown'") != 0 {
		t.Errorf("%d messages, %d doubled", n, doubled)
	}
}
