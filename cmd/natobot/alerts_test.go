package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"natobot/bot"
	"natobot/facts"
	"natobot/schedule"
)

// laterEdition writes an edition of a day in which every share is a tenth of a
// point larger than in the newest of ours, in one step as an operator should.
func laterEdition(t testing.TB, dir string, today facts.Date) (id string) {
	t.Helper()
	d, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	e := d.Newest()
	id = "test-later"
	head := []string{"ally", "measure", "source", "currency"}
	for _, y := range e.Years {
		s := fmt.Sprint(y)
		if slices.Contains(e.Estimates, y) {
			s += "e"
		}
		head = append(head, s)
	}
	rows := [][]string{head}
	codes := []facts.Code{facts.EuropeCanada, facts.NATOTotal}
	for _, a := range d.Allies {
		if a.Forces {
			codes = append(codes, a.Code)
		}
	}
	slices.Sort(codes)
	for _, c := range codes {
		r := []string{string(c), string(facts.ShareOfGDP), id, ""}
		for _, y := range e.Years {
			f, ok := e.Figure(c, facts.ShareOfGDP, y)
			if !ok {
				r = append(r, "")
				continue
			}
			r = append(r, facts.FormatNumber(f.Value+0.1, 2))
		}
		rows = append(rows, r)
	}
	edition := [][]string{{"key", "value"}, {"id", id}, {"publisher", "NATO"}, {"title", "A later edition of the test"}, {"published", string(today)},
		{"definition", e.Definition}, {"complete", "yes"}, {"confidence", "high"}, {"holds", "shares of GDP"}, {"no_url", "made by the test"}}
	tmp := filepath.Join(dir, ".coming")
	if err := os.Mkdir(tmp, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, rows := range map[string][][]string{"edition.csv": edition, "figures.csv": rows} {
		var b strings.Builder
		if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(tmp, name), []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Rename(tmp, filepath.Join(dir, id)); err != nil {
		t.Fatal(err)
	}
	return id
}

// posted is a message as both fakes keep it.
type posted struct{ channel, id, under, text string }

func (f *fakes) posted() []posted {
	var out []posted
	for _, c := range f.slack.Calls("chat.postMessage") {
		if c.TS == "" {
			continue // refused, or cut before it was a message
		}
		var m struct {
			Channel, Text string
			Thread        string `json:"thread_ts"`
		}
		if err := json.Unmarshal(c.Body, &m); err != nil {
			f.t.Error(err)
		}
		out = append(out, posted{m.Channel, c.TS, m.Thread, m.Text})
	}
	for _, m := range f.discord.Messages("") {
		out = append(out, posted{m.ChannelID, m.ID, m.ReplyTo, m.Text()})
	}
	return out
}

// A new edition in the data directory becomes one alert in each channel that
// asked and one correction under each message that stated what it revises, with
// a process killed on the way: once, or three times with NATOBOT_TEST_LOAD.
func TestBinaryNewEdition(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, url string) {
		const channels = 12
		processes := 1
		if strings.HasPrefix(url, "postgres") {
			processes = 2
		}
		f := newFakes(t)
		dir := t.TempDir()
		ctx := context.Background()
		store, err := schedule.Open(ctx, url, schedule.Options{})
		if err != nil {
			t.Fatal(err)
		}
		now := time.Now()
		due := now.Add(-time.Minute).UTC().Truncate(time.Minute) // a run of its schedule, at whatever hour this is tried
		var digests, alerts []string                             // channels
		for i := range 2 * channels {
			to := bot.Destination{Platform: "slack", Workspace: "T1", Channel: fmt.Sprintf("CDIGEST%d", i)}
			news := bot.Destination{Platform: "slack", Workspace: "T1", Channel: fmt.Sprintf("CALERTS%d", i)}
			if i >= channels {
				to = bot.Destination{Platform: "discord", Workspace: "1000000001", Channel: fmt.Sprint(30000000000000000 + i)}
				news = bot.Destination{Platform: "discord", Workspace: "1000000001", Channel: fmt.Sprint(40000000000000000 + i)}
			}
			digests, alerts = append(digests, to.Channel), append(alerts, news.Channel)
			for _, s := range []schedule.Subscription{
				{To: to, Kind: schedule.Digests, Spec: due.Format("daily 15:04 UTC"), Zone: "UTC", About: []facts.Code{"ESP"}, Next: due},
				{To: news, Kind: schedule.Alerts, Zone: "UTC", Quiet: "none"},
			} {
				s.State, s.Owner, s.Created, s.ToldAt = schedule.Active, "U1", now, now
				if s.Kind == schedule.Digests { // they tell the edition of July 2026
					s.Told, s.ToldAt = "nato-2025-08", time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC)
				}
				if _, err := store.Subscribe(ctx, s); err != nil {
					t.Fatal(err)
				}
			}
		}
		defer store.Close()
		env := f.env(map[string]string{"NATOBOT_DATABASE_URL": url, "NATOBOT_DATA_DIR": dir, "SLACK_SIGNING_SECRET": signingSecret, "DISCORD_PUBLIC_KEY": f.discord.PublicKey()})
		running := make([]*process, processes)
		for i := range running {
			running[i] = startBinary(t, env)
		}
		in := func(channels []string, what string) (out []posted) {
			for _, m := range f.posted() {
				if slices.Contains(channels, m.channel) && strings.Contains(m.text, what) {
					out = append(out, m)
				}
			}
			return out
		}
		until(t, "the digests went out", func() bool { return len(in(digests, "Spain")) >= 2*channels })
		told := map[string]posted{}
		for _, m := range in(digests, "Spain") {
			told[m.id] = m
		}
		// A digest counts as sent once its row says so; what is under way when
		// the edition comes is told by it already.
		until(t, "the rows say so", func() bool { return settled(t, store, "digest", 2*channels) })
		dropped := time.Now()
		laterEdition(t, dir, facts.DateOf(time.Now()))
		kill := func(i int) {
			running[i].Kill()
			running[i] = startBinary(t, env)
		}
		kills := 1
		if os.Getenv("NATOBOT_TEST_LOAD") != "" {
			kills = 3
		}
		until(t, "the first alert", func() bool { return len(in(alerts, "later")) > 0 || len(in(alerts, "edition")) > 0 })
		first := time.Since(dropped)
		kill(0)
		if kills > 1 {
			until(t, "the first correction", func() bool { return len(in(digests, "Correction")) > 0 })
			kill(processes - 1)
			until(t, "half of all", func() bool { return len(in(digests, "Correction"))+len(in(alerts, "")) >= 2*channels })
			kill(0)
		}
		until(t, "nothing is left to do", func() bool {
			return settled(t, store, "correction", 2*channels) && settled(t, store, "alert", 2*channels)
		})
		t.Logf("%d process(es): the first alert %s after the edition was dropped, %d kills", processes, first.Round(time.Millisecond), kills)
		for _, p := range running {
			if err := p.Stop(); err != nil {
				t.Error(err)
			}
		}
		corrected := map[string]int{}
		for _, m := range in(digests, "Correction") {
			if _, ok := told[m.under]; !ok {
				t.Errorf("a correction stands in %s under %q, which is no digest", m.channel, m.under)
			}
			corrected[m.under]++
			if !strings.Contains(m.text, "this message said") || !strings.Contains(m.text, "Now:") {
				t.Errorf("the correction reads %q", m.text)
			}
		}
		unknown := map[string]int{"correction": 0, "alert": 0}
		for _, d := range rows(t, store) {
			switch {
			case d.Kind == "notice": // to the owner, of an unknown outcome
			case d.Status == "unknown" && d.To.Platform == "slack":
				unknown[d.Kind]++
			case d.Status != "sent":
				t.Errorf("%s to %s is %s: %s", d.Kind, d.To.Channel, d.Status, d.Reason)
			}
		}
		missing := 0
		for id, m := range told {
			switch n := corrected[id]; {
			case n > 1:
				t.Errorf("%d corrections under one message in %s", n, m.channel)
			case n == 0 && !strings.HasPrefix(m.channel, "C"):
				t.Errorf("no correction under the digest in %s", m.channel)
			case n == 0:
				missing++
			}
		}
		if missing > unknown["correction"] {
			t.Errorf("%d corrections are missing on Slack, %d rows say that their outcome is unknown", missing, unknown["correction"])
		}
		missing = 0
		for _, c := range alerts {
			switch n := len(in([]string{c}, "")); {
			case n > 1:
				t.Errorf("%d alerts in %s", n, c)
			case n == 0 && !strings.HasPrefix(c, "C"):
				t.Errorf("no alert in %s", c)
			case n == 0:
				missing++
			}
		}
		if missing > unknown["alert"] {
			t.Errorf("%d alerts are missing on Slack, %d rows say that their outcome is unknown", missing, unknown["alert"])
		}
		t.Logf("%d corrections, %d alerts; unknown on Slack: %v", len(in(digests, "Correction")), len(in(alerts, "")), unknown)
	})
}

// rows are all deliveries of a database.
func rows(t testing.TB, s *schedule.Store) (out []schedule.Delivery) {
	t.Helper()
	ctx := context.Background()
	subs, err := s.AllSubscriptions(ctx)
	if err != nil {
		t.Fatal(err)
	}
	ids := []int64{0} // corrections
	for _, sub := range subs {
		ids = append(ids, sub.ID)
	}
	for _, id := range ids {
		ds, err := s.Deliveries(ctx, id, 100_000)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, ds...)
	}
	return out
}

// settled reports that there are so many rows of a kind and none is under way.
func settled(t testing.TB, s *schedule.Store, kind string, n int) bool {
	for _, d := range rows(t, s) {
		if d.Kind != kind {
			continue
		}
		if d.Status == "planned" || d.Status == "sending" {
			return false
		}
		n--
	}
	return n <= 0
}
