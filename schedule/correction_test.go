package schedule

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"natobot/bot"
	"natobot/facts"
	"natobot/facts/answer"
)

// withLater is the embedded data and an edition of 1 October 2026 that has the
// shares of July 2026, but for Spain's of 2026.
func withLater(t testing.TB, spain string) *facts.Dataset {
	t.Helper()
	laters.mu.Lock()
	defer laters.mu.Unlock()
	if d := laters.of[spain]; d != nil {
		return d
	}
	base, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	e, _ := base.Edition("nato-2026-07")
	var b strings.Builder
	fmt.Fprint(&b, "ally,measure,source,currency")
	for _, y := range e.Years {
		fmt.Fprintf(&b, ",%d", y)
		if slices.Contains(e.Estimates, y) {
			fmt.Fprint(&b, "e")
		}
	}
	for i := range base.Allies {
		c := base.Allies[i].Code
		if !base.Allies[i].Forces {
			continue
		}
		fmt.Fprintf(&b, "\n%s,share_of_gdp_pct,nato-test,", c)
		for _, y := range e.Years {
			f, ok := e.Figure(c, facts.ShareOfGDP, y)
			switch {
			case !ok:
				fmt.Fprint(&b, ",")
			case c == "ESP" && y == 2026:
				fmt.Fprint(&b, ","+spain)
			default:
				fmt.Fprint(&b, ","+f.Number())
			}
		}
	}
	d, err := facts.Load(facts.Embedded(), fstest.MapFS{
		"nato-test/edition.csv": {Data: []byte("key,value\nid,nato-test\npublisher,NATO\ntitle,A test\npublished,2026-10-01\ndefinition,core\ncomplete,yes\nconfidence,high\nholds,shares\n")},
		"nato-test/figures.csv": {Data: []byte(b.String() + "\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	laters.of[spain] = d
	return d
}

// laters are those of withLater, read once each.
var laters = struct {
	mu sync.Mutex
	of map[string]*facts.Dataset
}{of: map[string]*facts.Dataset{}}

func figure(t testing.TB, d *facts.Dataset, edition string, c facts.Code, m facts.Measure, y int) facts.Figure {
	t.Helper()
	e, ok := d.Edition(edition)
	if !ok {
		t.Fatalf("no edition %s", edition)
	}
	f, ok := e.Figure(c, m, y)
	if !ok {
		t.Fatalf("%s has no %s %s %d", edition, c, m, y)
	}
	return f
}

// What can't be compared is not corrected: an amount in leva by one in euros, an
// amount in prices of 2015 by one in prices of 2021.
func TestNoCorrectionOfWhatCannotBeCompared(t *testing.T) {
	t.Parallel()
	d := testData(t)
	// As if the editions between had never been.
	d.Editions = slices.DeleteFunc(slices.Clone(d.Editions), func(e *facts.Edition) bool { return strings.HasPrefix(e.ID, "nato-2025") })
	at := at2(t, "UTC", "2026-06-20 12:00")
	leva := figure(t, d, "nato-2024-06", "BGR", facts.SpendNCU, 2023)
	old := figure(t, d, "nato-2024-06", "POL", facts.SpendUSDConstant, 2023)
	m := Stated{ID: "d1", At: at, Figures: []facts.Figure{leva, old}}
	if r, _, ok := Correction(d, m, at.AddDate(0, 0, 20)); ok {
		t.Errorf("%q", r.Lines)
	}
	gdp := figure(t, d, "nato-2024-06", "POL", facts.GDP, 2023)
	m.Figures = append(m.Figures, gdp)
	r, _, ok := Correction(d, m, at.AddDate(0, 0, 20))
	if !ok || len(r.Lines) != 1 || !strings.Contains(r.Headline, "have been revised") && !strings.Contains(r.Headline, "has been revised") {
		t.Errorf("GDP, which no definition of defence concerns: %q %q", r.Headline, r.Lines)
	}
	if got := newTeller(d).amount(leva); !strings.HasSuffix(got, " million leva") {
		t.Errorf("Bulgaria's amount of 2024 reads %q", got)
	}
}

// A copy of ours that was wrong and is put right, and an edition that is
// withdrawn: who was told is told again, once.
func TestCorrectionOfOurOwnCopy(t *testing.T) {
	t.Parallel()
	ctx, m := t.Context(), newMemory()
	wrong, right, none := withLater(t, "2.10"), withLater(t, "2.05"), testData(t)
	n := &Newsroom{Store: m, Platforms: likely}
	at := at2(t, "UTC", "2026-10-02 12:00")
	m.told["x"] = at // no first start
	if err := n.Announce(ctx, wrong, at); err != nil {
		t.Fatal(err)
	}
	m.stated = []Stated{{ID: "d1", MessageID: "1.1", To: bot.Destination{Platform: "slack"}, At: at.Add(time.Minute), Figures: []facts.Figure{figure(t, wrong, "nato-test", "ESP", facts.ShareOfGDP, 2026)}}}
	m.rows = nil
	before := 0
	for i, c := range []struct {
		d    *facts.Dataset
		want string
	}{
		{wrong, ""},
		{right, "Correction: 1 figure stated here on 2 October 2026 has been corrected in our copy of NATO's edition of October 2026."},
		{right, ""},
		{none, "this message said 2.10 %, by an edition that has been withdrawn. Now: 2.00 % (estimate)."},
		{none, ""},
	} {
		if err := n.Announce(ctx, c.d, at.Add(time.Duration(i+2)*time.Minute)); err != nil {
			t.Fatal(err)
		}
		rows := slices.DeleteFunc(slices.Clone(m.rows), func(r Delivery) bool { return r.Kind != "correction" })
		rows, before = rows[before:], len(rows)
		if len(rows) != 0 != (c.want != "") {
			t.Fatalf("%d: %d corrections, want %q", i, len(rows), c.want)
		}
		for _, r := range rows {
			reply, _, err := Compose(c.d, Subscription{}, r.Kind, [][]byte{r.Body}, at.Add(time.Hour))
			if all := reply.Headline + strings.Join(reply.Lines, " "); err != nil || !strings.Contains(strings.ReplaceAll(all, "2.10 % (estimate)", "2.10 %"), c.want) {
				t.Errorf("%d: %v %s, want %s", i, err, all, c.want)
			}
		}
	}
}

// What a correction said of an edition that is withdrawn later is taken back
// under it; a newer edition corrects the message itself, once.
func TestCorrectionIsTakenBack(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, url string) {
		ctx := context.Background()
		s := openTest(t, url)
		old, bad := testData(t), withLater(t, "2.10")
		data := old
		clock := &handClock{now: time.Date(2026, 10, 2, 12, 0, 0, 0, time.UTC)}
		f := newFake(true)
		var to []bot.Destination
		f.fail = func(_ int, d bot.Destination, _ string) (bool, error) { to = append(to, d); return true, nil }
		e := NewEngine(EngineConfig{Store: s, Data: func() *facts.Dataset { return data }, Platforms: likely, Posters: map[string]bot.Poster{"slack": f}, Now: clock.Now})
		n := &Newsroom{Store: s, Platforms: likely}
		step := func(d *facts.Dataset) {
			t.Helper()
			data = d
			clock.add(time.Hour)
			if err := n.Announce(ctx, d, clock.Now()); err != nil {
				t.Fatal(err)
			}
			var open []int64
			if err := each(ctx, s.db, func(r rows) error {
				var id int64
				err := r.Scan(&id)
				open = append(open, id)
				return err
			}, "SELECT id FROM deliveries WHERE status = 'planned'"); err != nil {
				t.Fatal(err)
			}
			for _, id := range open {
				if _, _, err := e.deliver(ctx, id); err != nil {
					t.Fatal(err)
				}
			}
		}
		step(old)
		share := bot.Reply{Answer: answer.Answer{Figures: []facts.Figure{figure(t, old, "nato-2026-07", "ESP", facts.ShareOfGDP, 2026)}}}
		if err := s.RememberShare(ctx, bot.Destination{Platform: "slack", Workspace: "T1", Channel: "C1"}, "7.1", share, clock.Now()); err != nil {
			t.Fatal(err)
		}
		step(bad)
		step(bad)
		step(old)
		step(old)
		var said []string
		for _, texts := range f.messages {
			said = append(said, texts...)
		}
		slices.Sort(said)
		if len(said) != 2 || !strings.Contains(said[0], "came from an edition that has been withdrawn; what holds is NATO's edition of July 2026") || !strings.Contains(said[1], "has been revised by NATO's edition of October 2026") {
			t.Errorf("said %q", said)
		}
		for _, d := range to {
			if d.Thread != "7.1" {
				t.Errorf("in thread %q", d.Thread)
			}
		}
	})
}

// A message that was being written while the data changed, or that a process
// with the old data sent later, is corrected too.
func TestCorrectionOfWhatWasUnderWay(t *testing.T) {
	t.Parallel()
	ctx, m := t.Context(), newMemory()
	old, fresh := testData(t), withLater(t, "2.10")
	at := at2(t, "UTC", "2026-10-02 12:00")
	one, two := &Newsroom{Store: m, Platforms: likely}, &Newsroom{Store: m, Platforms: likely}
	m.told["x"] = at
	for _, n := range []*Newsroom{one, two} {
		if err := n.Announce(ctx, old, at); err != nil {
			t.Fatal(err)
		}
	}
	if err := one.Announce(ctx, fresh, at.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	m.rows = nil
	say := func(id string, at time.Time) {
		m.stated = append(m.stated, Stated{ID: id, MessageID: "1.1", To: bot.Destination{Platform: "slack"}, At: at, Figures: []facts.Figure{figure(t, old, "nato-2026-07", "ESP", facts.ShareOfGDP, 2026)}})
	}
	say("d1", at.Add(61*time.Second))
	if err := one.Announce(ctx, fresh, at.Add(6*time.Minute)); err != nil {
		t.Fatal(err)
	}
	if got := slots(m.rows); len(got) != 1 || !strings.HasPrefix(got[0], "correction:d1:nato-test:") {
		t.Fatalf("under way when the edition came: %q", got)
	}
	// The other process comes to it later; what is told after that from an older
	// edition was asked for as of an earlier day.
	say("d2", at.Add(4*time.Minute))
	say("d3", at.Add(4*time.Hour))
	if err := two.Announce(ctx, fresh, at.Add(10*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := one.Announce(ctx, fresh, at.Add(10*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got := slots(m.rows); len(got) != 2 || !strings.HasPrefix(got[1], "correction:d2:") {
		t.Fatalf("from a process with the old data: %q", got)
	}
}

// Two processes, of which one has not taken the edition up: it sends neither
// too little nor nothing, but waits until it has it.
func TestEngineWaitsForDataThatAnotherAnnounced(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, url string) {
		ctx := context.Background()
		s := openTest(t, url)
		f := newFake(false)
		old, fresh := testData(t), withLater(t, "2.10")
		var data atomic.Pointer[facts.Dataset]
		data.Store(old)
		clock := &handClock{now: time.Date(2026, 10, 2, 12, 0, 0, 0, time.UTC)}
		sub := sample("T1", "C1")
		sub.To.Platform, sub.Kind, sub.Quiet, sub.Snoozed, sub.About = "slack", Alerts, "none", time.Time{}, nil
		_, err := s.Subscribe(ctx, sub)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.MarkAnnounced(ctx, []string{"x"}, clock.now); err != nil {
			t.Fatal(err)
		}
		e := NewEngine(EngineConfig{Store: s, Data: data.Load, Platforms: likely, Posters: map[string]bot.Poster{"slack": f}, Now: clock.Now})
		if err := e.Start(ctx); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { stopEngine(t, e) })
		if err := (&Newsroom{Store: s, Platforms: likely}).Announce(ctx, fresh, clock.Now()); err != nil {
			t.Fatal(err)
		}
		until(t, f, func() bool { return count(t, s, "kind = 'alert' AND status = 'planned' AND attempts > 0") > 0 })
		if got, _ := f.sent(); got != 0 {
			t.Fatalf("%d messages without the edition", got)
		}
		data.Store(fresh)
		clock.add(behindPause + time.Second)
		if err := e.Sweep(ctx, clock.Now()); err != nil {
			t.Fatal(err)
		}
		until(t, f, func() bool { return count(t, s, "kind = 'alert' AND status IN ('planned', 'sending')") == 0 })
		if got, doubled := f.sent(); got != 1 || doubled != 0 {
			t.Errorf("%d messages, %d doubled", got, doubled)
		}
		for _, texts := range f.messages {
			if !strings.HasPrefix(texts[0], "New: NATO's edition of October 2026") {
				t.Errorf("told: %q", texts)
			}
		}
	})
}

// News of a day in UTC reaches channels where it is still the day before.
func TestAlertWestOfGreenwich(t *testing.T) {
	t.Parallel()
	s := Subscription{ID: 7, Kind: Alerts, State: Active, Zone: "Pacific/Honolulu"}
	if r, skip := Alert(testData(t), s, []string{"edition:nato-2026-07"}, nil, time.Date(2026, 7, 7, 6, 0, 0, 0, time.UTC)); skip != "" || !strings.HasPrefix(r.Headline, "New: NATO's edition of July 2026") {
		t.Errorf("%q %q", skip, r.Headline)
	}
}

// A message of the day on which an edition came out, or of the days until it
// was taken up here, stated what answered then.
func TestCorrectionBetweenPublicationAndTakingUp(t *testing.T) {
	t.Parallel()
	d := testData(t)
	f, g := figure(t, d, "nato-2025-08", "ALB", facts.ShareOfGDP, 2024), figure(t, d, "nato-2026-07", "ALB", facts.ShareOfGDP, 2024)
	up := time.Date(2026, 7, 9, 12, 0, 0, 0, time.UTC) // two days after publication
	for _, c := range []struct {
		at     time.Time
		figure facts.Figure
		want   bool
	}{
		{up.AddDate(0, 0, -3), f, true},
		{up.AddDate(0, 0, -2), f, true},
		{up.Add(-time.Hour), f, true},
		{up.Add(10 * time.Second), f, true}, // by a process that had not taken it up
		{up.Add(10 * time.Second), g, false},
		{up.Add(time.Hour), f, false}, // asked for as of an earlier day, and said so
		{up.Add(time.Hour), g, false},
	} {
		m := Stated{ID: "d1", At: c.at, Figures: []facts.Figure{c.figure}}.standing(d, map[string]time.Time{"nato-2026-07": up}, up.Add(2*time.Hour))
		if _, _, ok := Correction(d, m, up.Add(2*time.Hour)); ok != c.want {
			t.Errorf("told %s by %s: corrected %v", c.at, c.figure.Edition, ok)
		}
	}
}

// An alert that tells a revision quotes the older figure beside the new one:
// that needs no correction, not even minutes after the edition came.
func TestAlertOfARevisionIsNotCorrected(t *testing.T) {
	t.Parallel()
	d := withLater(t, "2.10")
	at := at2(t, "UTC", "2026-10-02 12:00")
	r, skip := Alert(d, Subscription{ID: 1, Kind: Alerts, State: Active, Zone: "UTC"}, []string{"edition:nato-test"}, nil, at)
	if skip != "" || !slices.ContainsFunc(r.Figures, func(f facts.Figure) bool { return f.Edition == "nato-2026-07" }) {
		t.Fatalf("%q %v", skip, r.Figures)
	}
	m := Stated{ID: "d1", At: at, Figures: r.Figures}.standing(d, map[string]time.Time{"nato-test": at}, at.Add(time.Minute))
	if r, _, ok := Correction(d, m, at.Add(time.Minute)); ok {
		t.Errorf("corrected: %q", r.Lines)
	}
}
