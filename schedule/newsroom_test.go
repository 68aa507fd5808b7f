package schedule

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"natobot/bot"
	"natobot/facts"
)

// without is the dataset as it was before an edition was dropped in.
func without(d *facts.Dataset, edition string) *facts.Dataset {
	old := *d
	old.Editions = slices.DeleteFunc(slices.Clone(d.Editions), func(e *facts.Edition) bool { return e.ID == edition })
	return &old
}

func slots(rows []Delivery) (out []string) {
	for _, r := range rows {
		out = append(out, r.Slot)
	}
	slices.Sort(out)
	return out
}

func TestNewsroom(t *testing.T) {
	t.Parallel()
	d := testData(t)
	d.Meetings, d.Commitments = nil, nil
	m := newMemory()
	n := &Newsroom{Store: m, Platforms: likely}
	ctx := t.Context()
	now := at2(t, "Europe/Madrid", "2026-07-07 12:00")
	old := without(d, "nato-2026-07")

	// The very first start announces nothing: channels know the world as it is.
	m.subs[1] = Subscription{ID: 1, Kind: Alerts, State: Active, Zone: "Europe/Madrid", To: bot.Destination{Platform: "slack", Workspace: "T", Channel: "C1"}}
	m.subs[2] = Subscription{ID: 2, Kind: Alerts, State: Active, Zone: "Europe/Madrid", Quiet: "11:00-13:00", To: bot.Destination{Platform: "discord", Workspace: "G", Channel: "C2"}}
	m.subs[3] = Subscription{ID: 3, Kind: Alerts, State: Active, Zone: "Europe/Madrid", Snoozed: now.AddDate(0, 0, 7)}
	m.subs[4] = Subscription{ID: 4, Kind: Digests, State: Active, Zone: "Europe/Madrid"}
	m.subs[5] = Subscription{ID: 5, Kind: Alerts, State: Paused, Zone: "Europe/Madrid"}
	if err := n.Announce(ctx, old, now); err != nil || len(m.rows) != 0 || len(m.told) == 0 {
		t.Fatalf("first start: %v, %d rows, %d told", err, len(m.rows), len(m.told))
	}
	e, _ := d.Edition("nato-2025-08")
	pol, _ := e.Figure("POL", facts.ShareOfGDP, 2024)
	m.stated = []Stated{
		{ID: "d17", To: bot.Destination{Platform: "slack", Workspace: "T", Channel: "C1"}, MessageID: "171.5", At: now.AddDate(0, 0, -10), Figures: []facts.Figure{pol}},
		{ID: "s4", To: bot.Destination{Platform: "slack", Workspace: "T", Channel: "C1", Thread: "170.1"}, MessageID: "171.6", At: now.AddDate(0, 0, -59), Figures: []facts.Figure{pol}},
		{ID: "d18", To: bot.Destination{Platform: "discord", Workspace: "G", Channel: "C2"}, MessageID: "99", At: now.AddDate(0, 0, -1), Figures: []facts.Figure{pol}},
		{ID: "d19", MessageID: "old", At: now.AddDate(0, 0, -61), Figures: []facts.Figure{pol}},
	}

	// A crash before the end: everything is planned again, nothing twice.
	m.broken = errors.New("killed")
	if err := n.Announce(ctx, d, now); err == nil {
		t.Fatal("a broken store is not said")
	}
	m.broken = nil
	delete(m.told, "edition:nato-2026-07")
	for range 3 {
		if err := n.Announce(ctx, d, now); err != nil {
			t.Fatal(err)
		}
	}
	if i := slices.IndexFunc(m.rows, func(r Delivery) bool { return r.Subscription == 3 }); i < 0 || m.rows[i].Status != "skipped" || m.rows[i].Reason != "snoozed until Tuesday 14 July 2026, 12:00" {
		t.Error("the silence of a snoozed channel has no reason")
	} else {
		m.rows = slices.Delete(m.rows, i, i+1)
	}
	want := []string{"alert:edition:nato-2026-07", "alert:edition:nato-2026-07", "correction:d17:nato-2026-07:5ca95d66", "correction:d18:nato-2026-07:5ca95d66", "correction:s4:nato-2026-07:5ca95d66"}
	if got := slots(m.rows); !slices.Equal(got, want) {
		t.Fatalf("planned %q, want %q", got, want)
	}
	for _, r := range m.rows {
		switch {
		case r.Subscription == 1 && !r.Due.Equal(now):
			t.Errorf("an alert outside quiet hours is due %s", r.Due)
		case r.Subscription == 2 && !r.Due.Equal(now.Add(time.Hour)):
			t.Errorf("an alert in quiet hours is due %s", r.Due)
		case r.Slot == "correction:d17:nato-2026-07:5ca95d66" && r.To.Thread != "171.5", r.Slot == "correction:s4:nato-2026-07:5ca95d66" && r.To.Thread != "170.1", r.Slot == "correction:d18:nato-2026-07:5ca95d66" && r.To.Thread != "99":
			t.Errorf("%s goes to thread %q", r.Slot, r.To.Thread)
		}
		reply, skip, err := Compose(d, m.subs[r.Subscription], r.Kind, [][]byte{r.Body}, r.Due)
		if err != nil || skip != "" {
			t.Fatalf("%s: %q, %v", r.Slot, skip, err)
		}
		if r.Kind == "alert" && !strings.HasPrefix(reply.Headline, "New: NATO's edition of July 2026") || r.Kind == "correction" && !strings.Contains(strings.Join(reply.Lines, " "), "Poland") {
			t.Errorf("%s: %q %q", r.Slot, reply.Headline, reply.Lines)
		}
	}
}

func TestNewsroomHeadlines(t *testing.T) {
	t.Parallel()
	m := newMemory()
	n := &Newsroom{Store: m, Platforms: likely}
	now := at2(t, "Europe/Madrid", "2026-11-23 12:00")
	m.subs[1] = Subscription{ID: 1, Kind: Alerts, State: Active, Headlines: true, About: []facts.Code{"ESP"}, Zone: "Europe/Madrid"}
	m.subs[2] = Subscription{ID: 2, Kind: Alerts, State: Active, Zone: "Europe/Madrid"}
	m.subs[3] = Subscription{ID: 3, Kind: Alerts, State: Active, Headlines: true, Zone: "Europe/Madrid", Created: now.Add(-time.Hour)} // after what is told here
	hs := []Headline{
		{Title: "Spain defence budget", Key: "t1", LinkKey: "l1", Allies: []facts.Code{"ESP"}, Source: "news.example", Earliest: now.Add(-2 * time.Hour)},
		{Title: "Poland defence budget", Key: "t2", LinkKey: "l2", Allies: []facts.Code{"POL"}, Source: "news.example", Earliest: now.Add(-2 * time.Hour)},
	}
	for range 2 {
		if err := n.Headlines(t.Context(), hs, now); err != nil {
			t.Fatal(err)
		}
	}
	// The same page under another title, the same title on another page.
	if err := n.Headlines(t.Context(), []Headline{{Title: "x", Key: "t9", LinkKey: "l1", Allies: []facts.Code{"ESP"}}, {Title: "y", Key: "t1", LinkKey: "l9", Allies: []facts.Code{"ESP"}}}, now); err != nil {
		t.Fatal(err)
	}
	if got := slots(m.rows); !slices.Equal(got, []string{"alert:headline:t1"}) {
		t.Fatalf("planned %q", got)
	}
	r, skip, err := Compose(testData(t), m.subs[1], "alert", [][]byte{m.rows[0].Body}, now)
	if err != nil || skip != "" || !strings.HasPrefix(r.Lines[0], "“Spain defence budget” (news.example") || !strings.Contains(strings.Join(r.Lines, " "), "Spain 2.00 % of GDP in 2026 (estimate)") {
		t.Errorf("%+v, %q, %v", r, skip, err)
	}
}

func TestComposeRefuses(t *testing.T) {
	t.Parallel()
	d := testData(t)
	for _, c := range []struct{ kind, body string }{{"alert", "{"}, {"correction", "]"}, {"poem", "{}"}} {
		if _, _, err := Compose(d, Subscription{}, c.kind, [][]byte{[]byte(c.body)}, headlineDay); err == nil {
			t.Errorf("%s %s is composed", c.kind, c.body)
		}
	}
	// What was planned and no longer holds is not sent.
	if _, skip, err := Compose(d, Subscription{}, "correction", [][]byte{[]byte("{}")}, headlineDay); !errors.Is(err, ErrBehind) || skip == "" {
		t.Errorf("%q, %v", skip, err)
	}
	s := Subscription{ID: 3, Kind: Digests, Spec: "weekly mon 09:00 Europe/Madrid", Zone: "Europe/Madrid", ToldAt: headlineDay.AddDate(0, 0, -7), OnlyChanges: true}
	if _, skip, err := Compose(d, s, "digest", nil, headlineDay); err != nil || !strings.Contains(skip, "nothing changed since 16 November 2026") {
		t.Errorf("%q, %v", skip, err)
	}
	s.OnlyChanges = false
	r, skip, err := Compose(d, s, "digest", nil, headlineDay)
	if err != nil || skip != "" || r.Footer != "Every Monday at 09:00 (Europe/Madrid)" || len(r.Actions) != 3 {
		t.Errorf("%+v, %q, %v", r, skip, err)
	}
	MarkLate(&r, headlineDay.Add(-time.Hour), "Europe/Madrid")
	if r.Footer != "Late: this was due on Monday 23 November 2026, 09:00 (Europe/Madrid). Every Monday at 09:00 (Europe/Madrid)" {
		t.Errorf("late: %q", r.Footer)
	}
}
