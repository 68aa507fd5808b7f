package schedule

import (
	"context"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"natobot/bot"
	"natobot/schedule/zones"
)

// changed are zones whose rules changed during 2026, with the instants of
// Monday 30 November 2026, 09:00: as IANA 2025c had them, and as 2026f has them.
var changed = []struct{ zone, was, is string }{
	{"America/Vancouver", "17:00", "16:00"},
	{"America/Edmonton", "16:00", "15:00"},
	{"America/Winnipeg", "15:00", "14:00"},
	{"America/Yellowknife", "16:00", "15:00"},
	{"Africa/Casablanca", "08:00", "09:00"},
	{"America/Havana", "14:00", "13:00"},
	{"Europe/Madrid", "08:00", "08:00"},
}

func november30(t *testing.T, clock string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", "2026-11-30 "+clock)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// The built-in rules are those of the newest release, not of the toolchain.
func TestDueByTheNewestRules(t *testing.T) {
	t.Parallel()
	for _, c := range changed {
		spec, err := ParseSpec("weekly mon 09:00 " + c.zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := spec.Next(time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)); !got.Equal(november30(t, c.is)) {
			t.Errorf("%s: %s, want %s", c.zone, got.UTC(), c.is)
		}
	}
}

// A database that was planned under other rules is planned anew at the first
// start, by one of two processes, once, and then fires once on that day.
func TestPlannedAnewWhenRulesChange(t *testing.T) {
	t.Parallel()
	everyStore(t, func(t *testing.T, url string) {
		ctx := context.Background()
		s, other := openTest(t, url), openTest(t, url)
		var want []Moved
		ids := map[string]int64{}
		for i, c := range changed {
			sub := due("slack", "C1", november30(t, c.was))
			sub.Spec, sub.Zone = "weekly mon 09:00 "+c.zone, c.zone
			if i == 0 {
				sub.State = Paused
			}
			sub, err := s.Subscribe(ctx, sub)
			if err != nil {
				t.Fatal(err)
			}
			ids[c.zone] = sub.ID
			if c.was != c.is {
				want = append(want, Moved{sub.ID, sub.Spec, november30(t, c.was), november30(t, c.is)})
			}
		}
		// A run between two that lie an hour apart stays where it is.
		hourly := due("slack", "C2", november30(t, "17:00"))
		hourly.Spec, hourly.Zone = "cron 0 * * * * America/Vancouver", "America/Vancouver"
		if _, err := s.Subscribe(ctx, hourly); err != nil {
			t.Fatal(err)
		}
		looked, err := OpenReading(ctx, url, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer looked.Close()
		if ahead, err := looked.Ahead(ctx, zones.BuiltIn()); err != nil || len(ahead) != 1 || !strings.Contains(ahead[0], "6 subscriptions move") {
			t.Errorf("before the start: %q %v", ahead, err)
		}
		var wg sync.WaitGroup
		var got [2][]Moved
		for i, store := range []*Store{s, other} {
			wg.Go(func() {
				moved, err := store.Replan(ctx, zones.BuiltIn())
				if err != nil {
					t.Error(err)
				}
				got[i] = moved
			})
		}
		wg.Wait()
		if all := append(got[0], got[1]...); !reflect.DeepEqual(all, want) {
			t.Errorf("moved %v, want %v", all, want)
		}
		if again, err := s.Replan(ctx, zones.BuiltIn()); err != nil || len(again) > 0 {
			t.Errorf("again: %v %v", again, err)
		}
		if ahead, err := looked.Ahead(ctx, zones.BuiltIn()); err != nil || len(ahead) > 0 {
			t.Errorf("after the start: %q %v", ahead, err)
		}
		for _, c := range changed {
			if sub, err := s.Subscription(ctx, ids[c.zone]); err != nil || !sub.Next.Equal(november30(t, c.is)) {
				t.Errorf("%s: next %s, %v", c.zone, sub.Next, err)
			}
		}
		// Morocco's later hour: the earlier one is no run any more.
		slack := newFake(false)
		clock := &handClock{now: november30(t, "18:01")}
		startEngine(t, s, clock.Now, map[string]bot.Poster{"slack": slack})
		until(t, slack, func() bool { return count(t, s, "status = 'sent' AND kind = 'digest'") == len(changed) })
		if ds, err := s.Deliveries(ctx, ids["Africa/Casablanca"], 10); err != nil || len(ds) != 1 || ds[0].Slot != "2026-11-30T09:00Z" {
			t.Errorf("%v %v", ds, err)
		}
	})
}
