package schedule

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"natobot/bot"
	"natobot/facts"
	"natobot/schedule/zones"
)

// Row B03 of the platforms' cases: a channel in Madrid with a digest on Mondays
// at 09:00 and quiet hours from 20:00 to 08:00; news come at 01:50 on the night
// of 28 March 2027, ten minutes before clocks jump from 02:00 to 03:00.
func TestCaseB03(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, url string) {
		ctx := context.Background()
		s := openTest(t, url)
		madrid, err := zones.Load("Europe/Madrid")
		if err != nil {
			t.Fatal(err)
		}
		clock := &handClock{now: time.Date(2027, 3, 27, 12, 0, 0, 0, madrid)}
		subscribe := func(channel string, kind SubscriptionKind, change func(*Subscription)) Subscription {
			x := Subscription{To: bot.Destination{Platform: "discord", Workspace: "G", Channel: channel}, Kind: kind, Zone: "Europe/Madrid", Owner: "U1", State: Active, Created: clock.Now(), ToldAt: clock.Now(), Quiet: "20:00-08:00"}
			if kind == Digests {
				x.Quiet, x.Spec = "", "weekly mon 09:00 Europe/Madrid"
				x.Next = spec(t, x.Spec).Next(clock.Now())
			}
			if change != nil {
				change(&x)
			}
			x, err := s.Subscribe(ctx, x)
			if err != nil {
				t.Fatal(err)
			}
			return x
		}
		subscribe("here", Alerts, nil)
		subscribe("here", Digests, nil)
		subscribe("snoozed", Alerts, func(x *Subscription) { x.Snoozed = clock.Now().AddDate(0, 0, 7) })
		subscribe("unsubscribed", Alerts, func(x *Subscription) { x.State = Removed })
		subscribe("paused", Digests, func(x *Subscription) { x.State = Paused })
		leaves := subscribe("leaves", Alerts, nil)
		dozes := subscribe("dozes", Alerts, nil)
		subscribe("breaking", Alerts, func(x *Subscription) { x.Breaking = true })
		subscribe("lisbon", Alerts, func(x *Subscription) { x.Zone = "Europe/Lisbon" })

		old, fresh := testData(t), withLater(t, "2.10")
		fresh.Commitments = append(slices.Clone(fresh.Commitments), facts.Commitment{ID: "test-2027", Party: "ESP", Name: "a test", Value: 2.2, Of: "gdp", Agreed: "2027-03-27", Summary: "2.2 % of GDP in 2028", Sources: []string{"nato-2026-07"}})
		data := old
		n := &Newsroom{Store: s, Platforms: likely}
		if err := n.Announce(ctx, old, clock.Now()); err != nil {
			t.Fatal(err)
		}
		var got []string
		f := newFake(true)
		f.fail = func(_ int, to bot.Destination, _ string) (bool, error) {
			got = append(got, clock.Now().In(madrid).Format("Mon 15:04 MST ")+to.Channel)
			return true, nil
		}
		e := NewEngine(EngineConfig{Store: s, Data: func() *facts.Dataset { return data }, Platforms: likely, Posters: map[string]bot.Poster{"discord": f}, Now: clock.Now})
		raised := time.Date(2027, 3, 28, 1, 50, 0, 0, madrid)
		for clock.Now().Before(time.Date(2027, 3, 29, 12, 0, 0, 0, madrid)) {
			switch at := clock.Now(); {
			case at.Equal(raised):
				data = fresh
			case at.Equal(raised.Add(time.Hour)): // 03:50 by the clock
				for id, change := range map[int64]func(*Subscription){
					leaves.ID: func(x *Subscription) { x.State = Removed },
					dozes.ID:  func(x *Subscription) { x.Snoozed = at.AddDate(0, 0, 7) },
				} {
					if _, err := s.Change(ctx, id, "U1", at, func(x *Subscription) error { change(x); return nil }); err != nil {
						t.Fatal(err)
					}
				}
			}
			if err := n.Announce(ctx, data, clock.Now()); err != nil {
				t.Fatal(err)
			}
			if err := e.Sweep(ctx, clock.Now()); err != nil {
				t.Fatal(err)
			}
			var open []int64
			if err := each(ctx, s.db, func(r rows) error {
				var id int64
				err := r.Scan(&id)
				open = append(open, id)
				return err
			}, "SELECT id FROM deliveries WHERE status = 'planned' AND due <= $1 ORDER BY id", micros(clock.Now())); err != nil {
				t.Fatal(err)
			}
			for _, id := range open {
				if _, _, err := e.deliver(ctx, id); err != nil {
					t.Fatal(err)
				}
			}
			clock.add(10 * time.Minute)
		}
		slices.Sort(got)
		want := []string{"Mon 09:10 CEST here", "Sun 01:50 CET breaking", "Sun 08:00 CEST breaking", "Sun 08:00 CEST here", "Sun 09:00 CEST lisbon"}
		if len(got) > 0 && strings.HasPrefix(got[0], "Mon 09:00") {
			want[0] = "Mon 09:00 CEST here" // its place in the minute is its own
		}
		if !slices.Equal(got, want) {
			t.Errorf("sent\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if _, doubled := f.sent(); doubled != 0 {
			t.Errorf("%d doubled", doubled)
		}
		if together := count(t, s, "reason LIKE 'told together%'"); together != 2 { // here and Lisbon
			t.Errorf("%d pieces of news were told together with others", together)
		}
		for channel, reason := range map[string]string{"snoozed": "snoozed until%", "dozes": "snoozed until%", "leaves": "unsubscribed before it was due"} {
			if n := count(t, s, fmt.Sprintf("channel = '%s' AND status = 'skipped' AND reason LIKE '%s'", channel, reason)); n != 2 {
				t.Errorf("%s: %d rows say why nothing came", channel, n)
			}
		}
	})
}
