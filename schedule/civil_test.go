package schedule

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"natobot/bot"
	"natobot/facts"
)

// civilZones are zones whose clocks do every odd thing that clocks do: half an
// hour and two hours of summer time, changes at midnight, summer time that ends
// with Ramadan, offsets of quarter hours, none at all; and the Allies' capitals.
var civilZones = []string{
	"Africa/Cairo", "Asia/Beirut", "Australia/Lord_Howe", "America/Santiago", "America/Asuncion", "Africa/Casablanca", "Africa/El_Aaiun", "Asia/Gaza",
	"Asia/Tehran", "Pacific/Apia", "Pacific/Chatham", "Asia/Kathmandu", "America/St_Johns", "Antarctica/Troll", "America/Nuuk", "Atlantic/Azores",
	"America/Havana", "Asia/Jerusalem", "Pacific/Easter", "Europe/Chisinau", "UTC", "CET",
	"Europe/Tirane", "Europe/Brussels", "Europe/Sofia", "America/Toronto", "Europe/Zagreb", "Europe/Prague", "Europe/Copenhagen", "Europe/Tallinn",
	"Europe/Helsinki", "Europe/Paris", "Europe/Berlin", "Europe/Athens", "Europe/Budapest", "Atlantic/Reykjavik", "Europe/Rome", "Europe/Riga",
	"Europe/Vilnius", "Europe/Luxembourg", "Europe/Podgorica", "Europe/Amsterdam", "Europe/Skopje", "Europe/Oslo", "Europe/Warsaw", "Europe/Lisbon",
	"Europe/Bucharest", "Europe/Bratislava", "Europe/Ljubljana", "Europe/Madrid", "Europe/Stockholm", "Europe/Istanbul", "Europe/London", "America/New_York",
}

// quarter divides every offset and every change of clocks of these years; the
// oracle checks that it does.
const quarter = 15 * time.Minute

// A wallTime is what a clock shows, counted in quarters of an hour from the day and
// hour zero of 1970 as they would be shown.
type wallTime int64

// shownBy reads a clock: its date and hour, not its distance from UTC.
func shownBy(l time.Time) wallTime {
	y, m, d := l.Date()
	hh, mm, _ := l.Clock()
	return wallTime(time.Date(y, m, d, hh, mm, 0, 0, time.UTC).Unix() / int64(quarter/time.Second))
}

// on is a time of day ("02:30") of a day.
func on(t testing.TB, day time.Time, clock string) wallTime {
	t.Helper()
	c, err := time.Parse("15:04", clock)
	if err != nil {
		t.Fatal(err)
	}
	return shownBy(day) + wallTime(c.Hour()*4+c.Minute()/15)
}

// A wall is an oracle for one zone: what its clocks showed at each quarter of an
// hour, read off one by one and turned round. It shares nothing with Spec.Next.
type wall struct {
	from  wallTime
	first []time.Time // by what clocks show, from from on: the first instant that shows it; zero: none
	gaps  []gap
}

// A gap is a stretch of wall clock that is never shown.
type gap struct {
	from, to wallTime
	at       time.Time // when clocks jump
}

func readWall(t testing.TB, loc *time.Location, from, to time.Time) wall {
	t.Helper()
	w := wall{from: shownBy(from) - 4*48, first: make([]time.Time, int(to.Sub(from)/quarter)+2*4*48)} // two days more at each end
	for at, last := from, wallTime(0); at.Before(to); at = at.Add(quarter) {
		l := at.In(loc)
		if l.Minute()%15 != 0 || l.Second() != 0 {
			t.Fatalf("%s is off the grid: %s", loc, l)
		}
		shown := shownBy(l)
		if first := &w.first[shown-w.from]; first.IsZero() {
			*first = at
		}
		if last != 0 && shown > last+1 {
			w.gaps = append(w.gaps, gap{last + 1, shown, at})
		}
		last = shown
	}
	return w
}

// run is when a slot must be sent: when clocks first show it; where they skip
// it, as long after they jump as it lies behind the beginning of the gap.
func (w wall) run(slot wallTime) (time.Time, bool) {
	if i := int(slot - w.from); i >= 0 && i < len(w.first) && !w.first[i].IsZero() {
		return w.first[i], true
	}
	for _, g := range w.gaps {
		if slot >= g.from && slot < g.to {
			return g.at.Add(time.Duration(slot-g.from) * quarter), true
		}
	}
	return time.Time{}, false
}

// changes names every change of the clocks: zones of one name have the same wall.
func (w wall) changes(loc *time.Location, from, to time.Time) string {
	var b strings.Builder
	for at, last := from, -1; at.Before(to); at = at.Add(quarter) {
		if _, off := at.In(loc).Zone(); off != last {
			fmt.Fprint(&b, at.Unix(), " ", off, "\n")
			last = off
		}
	}
	return b.String()
}

// A civilCase is a spec and, said another way, the days and times it means.
type civilCase struct {
	spec  string
	day   func(time.Time) bool
	times []string
}

func civilCases(zone string) []civilCase {
	var out []civilCase
	every := func(time.Time) bool { return true }
	clocks := []string{"00:00", "00:15", "00:30", "01:00", "01:30", "02:00", "02:15", "02:30", "02:45", "03:00", "03:15", "09:00", "23:00", "23:30", "23:45"}
	for _, c := range clocks {
		out = append(out, civilCase{"daily " + c + " " + zone, every, []string{c}})
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		for _, c := range []string{"00:00", "02:30", "09:00", "23:30"} {
			out = append(out, civilCase{fmt.Sprintf("weekly %s %s %s", strings.ToLower(d.String()[:3]), c, zone), func(t time.Time) bool { return t.Weekday() == d }, []string{c}})
		}
	}
	for _, n := range []int{1, 15, 29, 31} {
		for _, c := range []string{"00:00", "02:30", "09:00"} {
			out = append(out, civilCase{fmt.Sprintf("monthly %d%s %s %s", n, suffix(n), c, zone), func(t time.Time) bool { return t.Day() == n }, []string{c}})
		}
	}
	var hours []string
	for h := range 24 {
		hours = append(hours, fmt.Sprintf("%02d:30", h))
	}
	return append(out,
		civilCase{"cron 30 * * * * " + zone, every, hours},
		civilCase{"cron 0 1,2,3 * * * " + zone, every, []string{"01:00", "02:00", "03:00"}},
		civilCase{"cron 0 2,3 * * * " + zone, every, []string{"02:00", "03:00"}},
		civilCase{"cron 45 2 29 2 * " + zone, func(t time.Time) bool { return t.Month() == time.February && t.Day() == 29 }, []string{"02:45"}},
		civilCase{"cron 0 9 * 3,4,10,11 0,5 " + zone, func(t time.Time) bool {
			m := t.Month()
			return (m == 3 || m == 4 || m == 10 || m == 11) && (t.Weekday() == 0 || t.Weekday() == 5)
		}, []string{"09:00"}},
	)
}

// Over 2026 to 2030, in every zone and for every kind of spec, there is exactly
// one run for each civil slot: none lost, none doubled. What is expected comes
// from the clocks themselves, read every quarter of an hour.
func TestOneRunForEachCivilSlot(t *testing.T) {
	t.Parallel()
	from, to := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)
	// A third of the zones has the clocks of another in these years: of each such
	// group one is tried with every spec, the others at the hour that clocks skip.
	var walls sync.Map
	for _, zone := range civilZones {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			loc, err := ParseZone(zone)
			if err != nil {
				t.Fatal(err)
			}
			w := readWall(t, loc, from.AddDate(0, 0, -3), to.AddDate(0, 0, 3))
			rnd := rand.New(rand.NewPCG(1, uint64(len(zone))))
			cases := civilCases(zone)
			if _, done := walls.LoadOrStore(w.changes(loc, from, to), true); done {
				cases = slices.DeleteFunc(cases, func(c civilCase) bool { return !strings.Contains(c.spec, " 02:30 ") })
			}
			clocks := map[string]wallTime{} // as quarters of an hour of the day
			for _, c := range cases {
				for _, clock := range c.times {
					clocks[clock] = on(t, from, clock) - shownBy(from)
				}
			}
			for _, c := range cases {
				to := to
				if len(c.times) == 24 {
					to = from.AddDate(2, 0, 0) // what comes each hour meets every change of clocks
				}
				s := spec(t, c.spec)
				var want []time.Time
				for day := from.AddDate(0, 0, -1); day.Before(to.AddDate(0, 0, 1)); day = day.AddDate(0, 0, 1) {
					if !c.day(day) {
						continue
					}
					for _, clock := range c.times {
						at, ok := w.run(shownBy(day) + clocks[clock])
						if !ok {
							t.Fatalf("%s: the oracle has no %s on %s", c.spec, clock, day)
						}
						if !at.Before(from) && at.Before(to) {
							want = append(want, at)
						}
					}
				}
				// Two slots that clocks fold onto one instant are one message.
				slices.SortFunc(want, time.Time.Compare)
				want = slices.CompactFunc(want, time.Time.Equal)
				i := 0
				for at := s.Next(from.Add(-time.Nanosecond)); at.Before(to) && !at.IsZero(); at = s.Next(at) {
					if i >= len(want) || !at.Equal(want[i]) {
						t.Fatalf("%s: run %d is at %s, want %s", c.spec, i, at, at2string(want, i, loc))
					}
					i++
				}
				if i != len(want) {
					t.Fatalf("%s: %d runs, want %d; the next would be %s", c.spec, i, len(want), at2string(want, i, loc))
				}
				// Whoever asks at any moment gets the next of them, also within
				// the hours in which clocks change.
				moments := []time.Time{}
				for _, g := range w.gaps {
					for m := -6; m <= 12; m++ {
						moments = append(moments, g.at.Add(time.Duration(m)*10*time.Minute))
					}
				}
				for range 50 {
					moments = append(moments, from.Add(time.Duration(rnd.Int64N(int64(to.Sub(from))))))
				}
				for _, m := range moments {
					j, found := slices.BinarySearchFunc(want, m, time.Time.Compare)
					if found {
						j++
					}
					if j < len(want) && !m.Before(from) {
						if got := s.Next(m); !got.Equal(want[j]) {
							t.Fatalf("%s: after %s comes %s, want %s", c.spec, m.In(loc), got, want[j].In(loc))
						}
					}
				}
			}
		})
	}
}

func at2string(want []time.Time, i int, loc *time.Location) string {
	if i < len(want) {
		return want[i].In(loc).String()
	}
	return "none"
}

// The same through the engine: swept at odd moments, hours late, with outages of
// days and restarts in between, each slot of a year, and of five with
// NATOBOT_TEST_CRASH=full, has exactly one row, and a row that is sent has
// exactly one message. What is not sent says why.
func TestSweepLeavesOneRowForEachCivilSlot(t *testing.T) {
	t.Parallel()
	from, years := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), 1
	if os.Getenv("NATOBOT_TEST_CRASH") == "full" {
		years = 5
	}
	to := from.AddDate(years, 0, 0)
	specs := map[string]func(time.Time) bool{}
	for _, zone := range []string{"Africa/Cairo", "Asia/Beirut", "Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca", "Antarctica/Troll", "America/Havana", "Asia/Gaza", "Europe/Madrid", "Pacific/Chatham"} {
		specs["weekly sun 02:30 "+zone] = func(t time.Time) bool { return t.Weekday() == time.Sunday }
	}
	specs["weekly fri 00:30 Africa/Cairo"] = func(t time.Time) bool { return t.Weekday() == time.Friday }
	specs["monthly 31st 00:00 Asia/Beirut"] = func(t time.Time) bool { return t.Day() == 31 }
	specs["daily 02:15 Australia/Lord_Howe"] = func(time.Time) bool { return true }
	store := openTest(t, sqliteURL(t))
	ctx := t.Context()
	byID := map[int64]string{}
	for text := range specs {
		s := due("discord", text, spec(t, text).Next(from))
		s.Spec, s.Zone, s.Created, s.ToldAt = text, spec(t, text).Location().String(), from, from
		made, err := store.Subscribe(ctx, s)
		if err != nil {
			t.Fatal(err)
		}
		byID[made.ID] = text
	}
	clock := &handClock{now: from}
	fake := newFake(false)
	d := testData(t)
	start := func() *Engine {
		return NewEngine(EngineConfig{Store: store, Data: func() *facts.Dataset { return d }, Platforms: likely, Posters: map[string]bot.Poster{"discord": fake}, Now: clock.Now})
	}
	e := start()
	rnd := rand.New(rand.NewPCG(2026, 2030))
	kept := map[int64][]Delivery{} // the store itself forgets after keepRows
	sweeps, last := 0, int64(0)
	for ; clock.Now().Before(to); sweeps++ {
		switch step := time.Duration(rnd.ExpFloat64() * float64(11*time.Hour)); rnd.IntN(60) {
		case 0:
			clock.add(step + 4*24*time.Hour) // an outage beyond the grace
			e = start()
		case 1:
			e = start()
			fallthrough
		default:
			clock.add(min(step, 20*24*time.Hour))
		}
		if err := e.Sweep(ctx, clock.Now()); err != nil {
			t.Fatal(err)
		}
		clock.add(maxJitter)
		var open []int64
		if err := each(ctx, store.db, func(r rows) error {
			var id int64
			err := r.Scan(&id)
			open = append(open, id)
			return err
		}, "SELECT id FROM deliveries WHERE status = 'planned'"); err != nil {
			t.Fatal(err)
		}
		for _, id := range open {
			if wait, _, err := e.deliver(ctx, id); wait != 0 || err != nil {
				t.Fatalf("row %d: %v, %v", id, wait, err)
			}
		}
		if err := each(ctx, store.db, func(r rows) error {
			d, err := scanDelivery(r)
			kept[d.Subscription] = append(kept[d.Subscription], d)
			last = max(last, d.ID)
			return err
		}, "SELECT "+deliveryColumns+" FROM deliveries WHERE id > $1", last); err != nil {
			t.Fatal(err)
		}
	}
	end := clock.Now().Add(-maxJitter) // of the last sweep
	for id, text := range byID {
		loc := spec(t, text).Location()
		w := readWall(t, loc, from.AddDate(0, 0, -3), end.AddDate(0, 0, 3))
		want := map[string]bool{}
		for day := from.AddDate(0, 0, -1); day.Before(end.AddDate(0, 0, 1)); day = day.AddDate(0, 0, 1) {
			if specs[text](day) {
				f := strings.Fields(text)
				at, ok := w.run(on(t, day, f[len(f)-2]))
				if !ok {
					t.Fatalf("%s: the oracle has nothing on %s", text, day)
				}
				if at.After(from) && !at.After(end) {
					want[at.UTC().Format("2006-01-02T15:04Z")] = true
				}
			}
		}
		sent := 0
		for _, r := range kept[id] {
			if !want[r.Slot] {
				t.Fatalf("%s: a row for %s, which is no slot or has two", text, r.Slot)
			}
			delete(want, r.Slot)
			switch {
			case r.Status == "sent":
				sent++
			case r.Status != "skipped" || r.Reason == "":
				t.Errorf("%s: %s is %s (%s)", text, r.Slot, r.Status, r.Reason)
			}
		}
		for slot := range want {
			t.Errorf("%s: no row for %s", text, slot)
		}
		if sent == 0 {
			t.Errorf("%s: nothing was sent", text)
		}
	}
	if n, doubled := fake.sent(); doubled > 0 || n < 200*years {
		t.Errorf("%d messages, %d of them doubled", n, doubled)
	}
	t.Logf("%d sweeps, %d messages", sweeps, fake.calls)
}

// On the weekend on which clocks jump, digests come once each: the Monday after
// it, the Sunday itself, and one at the very time that is skipped; a snoozed and
// an unsubscribed channel get nothing. (Alerts: TestAlertGolden and its like.)
func TestB03_DigestsOnTheNightClocksJump(t *testing.T) {
	t.Parallel()
	store := openTest(t, sqliteURL(t))
	before := at2(t, "Europe/Madrid", "2027-03-27 12:00")
	clock := &handClock{now: before}
	fake := newFake(true)
	d := testData(t)
	e := NewEngine(EngineConfig{Store: store, Data: func() *facts.Dataset { return d }, Platforms: likely, Posters: map[string]bot.Poster{"slack": fake}, Now: clock.Now})
	ids := map[string]int64{}
	for channel, text := range map[string]string{"monday": "weekly mon 09:00 Europe/Madrid", "sunday": "weekly sun 09:00 Europe/Madrid", "skipped": "weekly sun 02:30 Europe/Madrid",
		"snoozed": "weekly sun 09:00 Europe/Madrid", "gone": "weekly sun 09:00 Europe/Madrid"} {
		s := due("slack", channel, spec(t, text).Next(before))
		s.Spec, s.Zone, s.ToldAt = text, "Europe/Madrid", before
		switch channel {
		case "snoozed":
			s.Snoozed = before.AddDate(0, 0, 14)
		case "gone":
			s.State = Removed
		}
		made, err := store.Subscribe(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		ids[channel] = made.ID
	}
	for ; clock.Now().Before(at2(t, "Europe/Madrid", "2027-03-30 12:00")); clock.add(10 * time.Minute) {
		if err := e.Sweep(t.Context(), clock.Now()); err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			ds, err := store.Deliveries(t.Context(), id, 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range ds {
				if d.Status == "planned" && !d.Due.After(clock.Now()) {
					if _, _, err := e.deliver(t.Context(), d.ID); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
	for channel, want := range map[string]string{"monday": "sent 2027-03-29 09:00", "sunday": "sent 2027-03-28 09:00", "skipped": "sent 2027-03-28 03:30", "snoozed": "skipped 2027-03-28 09:00", "gone": ""} {
		ds, err := store.Deliveries(t.Context(), ids[channel], 10)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, d := range ds {
			slot, err := time.Parse("2006-01-02T15:04Z", d.Slot)
			if err != nil {
				t.Fatal(err)
			}
			got += d.Status + " " + slot.In(before.Location()).Format("2006-01-02 15:04")
		}
		if got != want {
			t.Errorf("%s: %q, want %q", channel, got, want)
		}
	}
	if n, _ := fake.sent(); n != 3 {
		t.Errorf("%d messages", n)
	}
}
