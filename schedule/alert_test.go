package schedule

import (
	"slices"
	"strings"
	"testing"
	"time"

	"natobot/facts"
	"natobot/schedule/zones"
)

func at2(t *testing.T, zone, s string) time.Time {
	t.Helper()
	loc, err := zones.Load(zone)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", s, loc)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestQuietHours(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ zone, quiet, at, want string }{
		// Row B03 of the platforms' cases: the night in which clocks go forward;
		// the case's channel is quiet at night and not on weekends.
		{"Europe/Madrid", "20:00-08:00", "2027-03-28 01:50", "2027-03-28 08:00"},
		{"Europe/Madrid", "20:00-08:00", "2026-10-25 02:30", "2026-10-25 08:00"},
		// The default is quiet on weekends too: that Sunday waits for Monday.
		{"Europe/Madrid", "", "2027-03-28 01:50", "2027-03-29 08:00"},
		{"Europe/Madrid", "", "2026-11-23 07:59", "2026-11-23 08:00"},
		{"Europe/Madrid", "", "2026-11-23 08:00", "2026-11-23 08:00"},
		{"Europe/Madrid", "", "2026-11-23 19:59", "2026-11-23 19:59"},
		{"Europe/Madrid", "", "2026-11-23 20:00", "2026-11-24 08:00"},
		{"Europe/Madrid", "", "2026-11-20 20:00", "2026-11-23 08:00"}, // Friday evening
		{"Europe/Madrid", "", "2026-11-21 12:00", "2026-11-23 08:00"}, // Saturday noon
		{"Europe/Madrid", "none", "2026-11-21 03:00", "2026-11-21 03:00"},
		{"Europe/Madrid", "weekends", "2026-11-21 03:00", "2026-11-23 00:00"},
		{"Europe/Madrid", "12:00-14:00", "2026-11-23 13:00", "2026-11-23 14:00"},
		{"Africa/Cairo", "22:00-01:00", "2026-04-23 23:30", "2026-04-24 01:00"},        // 00:00 does not exist on the 24th
		{"Australia/Lord_Howe", "20:00-02:15", "2026-10-04 01:30", "2026-10-04 02:45"}, // 02:15 does not exist: half an hour later
	} {
		q, err := ParseQuiet(c.quiet)
		if err != nil {
			t.Fatal(err)
		}
		got := q.End(at2(t, c.zone, c.at))
		if s := got.Format("2006-01-02 15:04"); s != c.want {
			t.Errorf("%s, quiet %q: news of %s goes out %s, want %s", c.zone, c.quiet, c.at, s, c.want)
		}
	}
}

// Whatever the hours, news ends outside them, is never early, and waits less
// than four days.
func FuzzQuiet(f *testing.F) {
	f.Add("20:00-08:00 weekends", int64(1_800_000_000))
	f.Add("weekends", int64(0))
	f.Add("00:00-24:00", int64(1))
	f.Add("23:59–00:01, weekends", int64(1_700_000_000))
	f.Fuzz(func(t *testing.T, s string, unix int64) {
		q, err := ParseQuiet(s)
		if err != nil {
			return
		}
		if again, err := ParseQuiet(q.String()); err != nil || again != q {
			t.Fatalf("%q is read as %v and written as %q, which is read as %v", s, q, q.String(), again)
		}
		loc, err := zones.Load("Europe/Madrid")
		if err != nil {
			t.Fatal(err)
		}
		at := time.Unix(unix%4_000_000_000, 0).In(loc)
		end := q.End(at)
		if end.Before(at) || end.Sub(at) > 4*24*time.Hour || q.holds(end) {
			t.Fatalf("quiet %q at %s ends %s", q, at, end)
		}
	})
}

func TestParseQuietRefuses(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"25:00-08:00", "8-20", "20:00", "20:60-08:00", "night", "20:00-08:0"} {
		if q, err := ParseQuiet(s); err == nil {
			t.Errorf("%q is read as %v", s, q)
		} else if !strings.Contains(err.Error(), "quiet 20:00-08:00") {
			t.Errorf("%q: the error does not say how: %v", s, err)
		}
	}
}

func TestAlertGolden(t *testing.T) {
	t.Parallel()
	d := testData(t)
	s := Subscription{ID: 7, Kind: Alerts, State: Active, Zone: "Europe/Madrid", Owner: "U1"}
	now := at2(t, "Europe/Madrid", "2026-07-10 10:00")
	head := Headline{Title: "Spain's defence budget \"to stay at 2%\"", Source: "news.example", Link: "https://news.example/1", Published: now.Add(-time.Hour), Allies: []facts.Code{"ESP"}, Key: "t1"}
	for name, c := range map[string]struct {
		sub   func(*Subscription)
		keys  []string
		items []Headline
		now   time.Time
	}{
		"alert-edition":       {keys: []string{"edition:nato-2026-07"}},
		"alert-edition-spain": {keys: []string{"edition:nato-2026-07"}, sub: func(s *Subscription) { s.About = []facts.Code{"ESP", "LTU"} }},
		"alert-edition-same":  {keys: []string{"edition:nato-2025-08"}, now: at2(t, "Europe/Madrid", "2025-08-29 10:00"), sub: func(s *Subscription) { s.Crossing = []float64{3}; s.Revision = 0.5 }},
		"alert-merged":        {keys: []string{"meeting:2026-ankara-summit", "edition:nato-2026-07", "commitment:pol-2026", "edition:nato-2026-07"}, items: []Headline{head, head}},
		"alert-headlines":     {items: []Headline{head, {Title: "NATO at odds over spending", Source: "other.example", Published: now, Key: "t2"}}},
		"alert-reminder":      {keys: []string{"reminder:2026-12-10-defmin"}, now: at2(t, "Europe/Madrid", "2026-12-09 09:00")},
		"alert-coming":        {keys: []string{"coming:2026-12-10-defmin"}},
	} {
		sub := s
		if c.sub != nil {
			c.sub(&sub)
		}
		if c.now.IsZero() {
			c.now = now
		}
		r, skip := Alert(d, sub, c.keys, c.items, c.now)
		if skip != "" {
			t.Errorf("%s: skipped: %s", name, skip)
		}
		checkFigures(t, d, name, r)
		golden(t, name, page(r))
		back := slices.Clone(c.keys)
		slices.Reverse(back)
		if again, _ := Alert(d, sub, back, c.items, c.now); page(again) != page(r) {
			t.Errorf("%s: another order of the same news gives another message", name)
		}
	}
	if _, skip := Alert(d, s, []string{"edition:nato-2031-01", "meeting:no"}, nil, now); skip == "" {
		t.Error("news that are no longer in the data are told")
	}
	// As of a day, nothing of a later one.
	if _, skip := Alert(d, s, []string{"edition:nato-2026-07", "meeting:2026-ankara-summit"}, nil, at2(t, "UTC", "2026-07-01 10:00")); skip == "" {
		t.Error("an edition is told before it is published")
	}
}

func TestNewsIn(t *testing.T) {
	t.Parallel()
	d := testData(t)
	keys := func(day facts.Date) (out []string) {
		for _, n := range NewsIn(d, day) {
			out = append(out, n.Key)
			if len(n.Slot()) > 64 {
				t.Errorf("slot %q is too long", n.Slot())
			}
		}
		return out
	}
	for day, want := range map[facts.Date][]string{
		"2026-07-10": {"edition:nato-2026-07", "commitment:pol-2026", "meeting:2026-ankara-summit", "meeting:2026-07-01-call", "coming:2026-12-10-defmin"},
		"2026-12-08": {"edition:nato-2026-07", "coming:2026-12-10-defmin", "reminder:2026-12-10-defmin"}, // the edition of the day always counts
		"2026-06-01": {"edition:nato-2025-08", "coming:2026-ankara-summit", "coming:2026-12-10-defmin"},
	} {
		if got := keys(day); !slices.Equal(got, want) {
			t.Errorf("%s: news %q, want %q", day, got, want)
		}
	}
}

func TestWantsAndWhen(t *testing.T) {
	t.Parallel()
	s := Subscription{Kind: Alerts, State: Active, Zone: "Europe/Madrid", About: []facts.Code{"ESP"}}
	edition, polish := News{Key: "edition:x"}, News{Key: "commitment:y", Allies: []facts.Code{"POL"}}
	headline := News{Key: "headline:z", Allies: []facts.Code{"ESP"}, Item: &Headline{}}
	if !s.Wants(edition) || s.Wants(polish) || s.Wants(headline) {
		t.Error("about spain: editions yes, Poland's commitments no, headlines not asked for")
	}
	s.Headlines = true
	if !s.Wants(headline) {
		t.Error("headlines about Spain were asked for")
	}
	if (Subscription{Kind: Digests, State: Active}).Wants(edition) || (Subscription{Kind: Alerts, State: Paused}).Wants(edition) {
		t.Error("digests and paused alerts are told no news")
	}
	night := at2(t, "Europe/Madrid", "2026-11-24 02:00")
	morning := at2(t, "Europe/Madrid", "2026-11-24 08:00")
	if got := s.AlertAt(edition, night); !got.Equal(morning) {
		t.Errorf("an edition of the night goes out %s", got)
	}
	s.Breaking = true
	if got := s.AlertAt(edition, night); !got.Equal(night) {
		t.Errorf("a breaking edition waits until %s", got)
	}
	if got := s.AlertAt(polish, night); !got.Equal(morning) {
		t.Errorf("what is no breaking news goes out %s", got)
	}
	remind := News{Key: "reminder:m", When: "2026-12-10"}
	if got, want := s.AlertAt(remind, night), at2(t, "Europe/Madrid", "2026-12-09 09:00"); !got.Equal(want) {
		t.Errorf("a reminder goes out %s, want %s", got, want)
	}
	if got := s.AlertAt(News{Key: "reminder:m", When: "2026-11-24"}, morning); !got.Equal(morning) {
		t.Errorf("a reminder that is late goes out %s", got)
	}
}

func TestCorrection(t *testing.T) {
	t.Parallel()
	d := testData(t)
	old, _ := d.Edition("nato-2024-06")
	mid, _ := d.Edition("nato-2025-08")
	fig := func(e *facts.Edition, c facts.Code, m facts.Measure, y int) facts.Figure {
		f, ok := e.Figure(c, m, y)
		if !ok {
			t.Fatalf("%s has no %s %s %d", e.ID, c, m, y)
		}
		return f
	}
	day := func(s string) time.Time { return at2(t, "UTC", s+" 12:00") }
	spain := fig(mid, "ESP", facts.ShareOfGDP, 2025)
	for name, c := range map[string]struct {
		m    Stated
		now  string
		want bool
	}{
		"correction-definition": {Stated{ID: "d17", At: day("2026-06-20"), Figures: []facts.Figure{spain, fig(mid, "POL", facts.ShareOfGDP, 2024), fig(mid, "USA", facts.ShareOfGDP, 2024)}}, "2026-07-08", true},
		"correction-many":       {Stated{ID: "s4", At: day("2026-06-20"), Figures: many(mid, 2024)}, "2026-07-08", true},
		"stated too long ago":   {Stated{ID: "d18", At: day("2026-05-01"), Figures: []facts.Figure{fig(mid, "POL", facts.ShareOfGDP, 2024)}}, "2026-07-08", false},
		"said to be of then":    {Stated{ID: "d19", At: day("2026-06-20"), Figures: []facts.Figure{fig(old, "POL", facts.ShareOfGDP, 2024)}}, "2026-07-08", false},
		"no new edition":        {Stated{ID: "d20", At: day("2026-06-20"), Figures: []facts.Figure{spain}}, "2026-06-25", false},
		"stated nothing":        {Stated{ID: "d21", At: day("2026-06-20")}, "2026-07-08", false},
	} {
		r, slot, ok := Correction(d, c.m.standing(d, nil, day(c.now)), day(c.now))
		if ok != c.want {
			t.Errorf("%s: corrected %v, want %v", name, ok, c.want)
			continue
		}
		if !ok {
			continue
		}
		if !strings.HasPrefix(slot, "correction:"+c.m.ID+":nato-2026-07:") || len(slot) > 64 {
			t.Errorf("%s: slot %q", name, slot)
		}
		checkFigures(t, d, name, r)
		golden(t, name, page(r))
	}
	// The digest of 25 August 2025 stated figures of April; the edition of three
	// days later revised them under the same definition.
	apr, _ := d.Current("2025-08-25")
	r, _, ok := Correction(d, Stated{ID: "d1", At: day("2025-08-25"), Figures: many(apr, apr.LastYear())[:3]}, day("2025-08-29"))
	if !ok {
		t.Fatal("a revision under the same definition is not told")
	}
	golden(t, "correction-revision", page(r))
}

func many(e *facts.Edition, y int) (out []facts.Figure) {
	for _, c := range []facts.Code{"ALB", "BGR", "POL", "ITA", "FRA", "DEU", "GBR", "USA", "NLD"} {
		if f, ok := e.Figure(c, facts.ShareOfGDP, y); ok {
			out = append(out, f)
		}
	}
	return out
}

// An alert is written for each channel anew: it must cost little.
func BenchmarkAlert(b *testing.B) {
	d := testData(b)
	s := Subscription{ID: 7, Kind: Alerts, State: Active, Zone: "Europe/Madrid", Owner: "U1"}
	now := time.Date(2025, 8, 29, 10, 0, 0, 0, time.UTC)
	b.ReportAllocs()
	for b.Loop() {
		if _, skip := Alert(d, s, []string{"edition:nato-2025-08"}, nil, now); skip != "" {
			b.Fatal(skip)
		}
	}
}
