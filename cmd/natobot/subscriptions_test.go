package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"natobot/schedule"
)

// eachDatabase runs a test on a new SQLite file and on a new schema of
// PostgreSQL, which is left out where there is none.
func eachDatabase(t *testing.T, test func(t *testing.T, url string)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, "sqlite:"+filepath.Join(t.TempDir(), "n.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, postgresURL(t))
	})
}

// The operator's commands, one after the other on one database: streams, exit
// codes and what they say.
func TestSubscriptionsCommand(t *testing.T) {
	t.Parallel()
	add := []string{"add", "--platform", "slack", "--workspace", "T1", "--channel", "C1"}
	to := func(more ...string) []string { return append(add[:len(add):len(add)], more...) }
	eachDatabase(t, func(t *testing.T, url string) {
		for _, c := range []struct {
			args []string
			code int
			out  string // the whole of it; "~x" contains x
			errs string // contained
		}{
			{[]string{"list"}, exitOK, "", "no subscriptions"},
			{to("--weekly", "mon 09:00 Europe/Madrid"), exitOK, "1\n", ""},
			{[]string{"add", "--platform", "discord", "--workspace", "80351110224678912", "--channel", "2", "--cron", "0 9 * * 1", "--zone", "Europe/Warsaw", "--about", "spain, polnad", "--only-changes"}, exitOK, "2\n", "“polnad” was read as Poland."},
			{to("--kind", "alerts", "--zone", "Madrid", "--about", "baltics"), exitOK, "3\n", ""},
			{to("--weekly", "mon 09:00", "--zone", "Europe/Madrid"), exitOK, "4\n", "as number 1 already"},
			{to("--weekly", "tue 09:00", "--zone", "Europe/Madrid", "--only-changes=false"), exitOK, "5\n", ""},
			{[]string{"list"}, exitOK, "~5\tslack\tT1\tC1\tactive\tweekly tue 09:00 Europe/Madrid\tnext 2026-11-24T08:00:00Z\t\tabout all\n", ""},
			{[]string{"remove", "5"}, exitOK, "", "removed"},
			{[]string{"list"}, exitOK, "1\tslack\tT1\tC1\tactive\tweekly mon 09:00 Europe/Madrid\tnext 2026-11-30T08:00:00Z\t\tabout all, only changes\n" +
				"2\tdiscord\t80351110224678912\t2\tactive\tcron 0 9 * * 1 Europe/Warsaw\tnext 2026-11-30T08:00:00Z\t\tabout ESP POL, only changes\n" +
				"3\tslack\tT1\tC1\tactive\talerts\tnext -\t\tabout EST LTU LVA\n" +
				"4\tslack\tT1\tC1\tactive\tweekly mon 09:00 Europe/Madrid\tnext 2026-11-30T08:00:00Z\t\tabout all, only changes\n", ""},
			{[]string{"remove", "4"}, exitOK, "", "removed"},
			{[]string{"pause", "1"}, exitOK, "", "paused"},
			{[]string{"pause", "1"}, exitOK, "", "paused"},
			{[]string{"list"}, exitOK, "~1\tslack\tT1\tC1\tpaused\tweekly mon 09:00 Europe/Madrid\tnext 2026-11-30T08:00:00Z\tPaused by the operator.\t", ""},
			{[]string{"resume", "1"}, exitOK, "", "active"},
			{[]string{"history", "1"}, exitOK, "", "Nothing was due yet"},
			{[]string{"send", "1"}, exitOK, "Planned; a running serve sends it.\n", ""},
			{[]string{"send", "1"}, exitOK, "", "not sent twice"},
			{[]string{"history", "1"}, exitOK, "2026-11-23T12:00:00Z\tdigest\tplanned\t\t\n", ""},
			{[]string{"send", "3"}, exitUnanswered, "", "alerts come when there is news"},
			{[]string{"remove", "1"}, exitOK, "", "removed"},
			{[]string{"remove", "1"}, exitOK, "", "removed"},
			{[]string{"send", "1"}, exitUnanswered, "", "resume brings it back"},
			{[]string{"pause", "1"}, exitUnanswered, "", "resume brings it back"},
			{[]string{"resume", "1"}, exitOK, "", "active"},
			{[]string{"history", "99"}, exitUnanswered, "", "no subscription 99"},
			{[]string{"pause", "99"}, exitUnanswered, "", "no subscription 99"},
			{[]string{"send", "99"}, exitUnanswered, "", "no subscription 99"},
			{[]string{"pause"}, exitUsage, "", "subscriptions pause ID"},
			{[]string{"pause", "1", "2"}, exitUsage, "", "subscriptions pause ID"},
			{[]string{"pause", "one"}, exitUsage, "", "not the number"},
			{[]string{"remove", "-1"}, exitUsage, "", ""},
			{[]string{"list", "all"}, exitUsage, "", "takes flags only"},
			{[]string{}, exitUsage, "", "list|add|pause"},
			{[]string{"frob"}, exitUsage, "", "list|add|pause"},
			{to(), exitUsage, "", "--weekly"},
			{to("--weekly", "mon 09:00 Madrid", "please"), exitUsage, "", "takes flags only"},
			{to("--weekly", "mon 09:00"), exitUsage, "", "time zone"},
			{to("--weekly", "mon 09:00 Europe/Madird"), exitUsage, "", "Europe/Madrid"},
			{to("--weekly", "mon 25:00 Madrid"), exitUsage, "", "no time of day"},
			{to("--weekly", "mon 09:00 UTC", "--cron", "0 9 * * 1"), exitUsage, "", "exclude each other"},
			{to("--weekly", "mon 09:00 UTC", "--kind", "alerts"), exitUsage, "", "neither --weekly nor --cron"},
			{to("--weekly", "mon 09:00 UTC", "--kind", "news"), exitUsage, "", "digest or alerts"},
			{to("--weekly", "mon 09:00 UTC", "--about", "atlantis"), exitUsage, "", "no Ally"},
			{to("--cron", "0 9 * * 1"), exitUsage, "", "--zone"},
			{to("--cron", "* * * * *", "--zone", "UTC"), exitUsage, "", "more than once an hour"},
			{to("--cron", "0 0 31 2 *", "--zone", "UTC"), exitUsage, "", "never comes"},
			{to("--cron", "0 0 9 * * 1", "--zone", "UTC"), exitUsage, "", "without seconds"},
			{to("--cron", "@daily", "--zone", "UTC"), exitUsage, "", "five fields"},
			{to("--cron", "CRON_TZ=UTC 0 9 * *", "--zone", "UTC"), exitUsage, "", "no cron expression"},
			{[]string{"add", "--platform", "irc", "--workspace", "T1", "--channel", "C1", "--weekly", "mon 09:00 UTC"}, exitUsage, "", "slack, discord or console"},
			{[]string{"add", "--platform", "slack", "--channel", "C1", "--weekly", "mon 09:00 UTC"}, exitUsage, "", "--workspace"},
			{[]string{"add", "--platform", "slack", "--workspace", "T1", "--channel", "#general", "--weekly", "mon 09:00 UTC"}, exitUsage, "", "names do not do"},
			{[]string{"add", "--platform", "slack", "--workspace", "T1", "--channel", "C1\nC2", "--weekly", "mon 09:00 UTC"}, exitUsage, "", "is no id"},
		} {
			var out, errs bytes.Buffer
			p := &program{Args: append([]string{"subscriptions"}, c.args...), Out: &out, Err: &errs, Now: func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) },
				Env: func(k string) string {
					if k == "NATOBOT_DATABASE_URL" {
						return url
					}
					return ""
				}}
			code := p.run(context.Background())
			said := out.String() == c.out
			if part, ok := strings.CutPrefix(c.out, "~"); ok {
				said = strings.Contains(out.String(), part)
			}
			if code != c.code || !said || !strings.Contains(errs.String(), c.errs) {
				t.Errorf("subscriptions %q: exit %d, want %d\nout: %q\nwant %q\nerr: %q\nwant %q", c.args, code, c.code, out.String(), c.out, errs.String(), c.errs)
			}
			if c.code == exitUsage && errs.Len() == 0 {
				t.Errorf("subscriptions %q: refused without a word", c.args)
			}
		}
	})
}

// What may or may not have arrived is listed over all subscriptions.
func TestSubscriptionsHistoryUnknown(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, url string) {
		run := func(args ...string) (code int, out, errs string) {
			var o, e bytes.Buffer
			p := &program{Args: append([]string{"subscriptions"}, args...), Out: &o, Err: &e, Now: time.Now,
				Env: func(k string) string { return map[string]string{"NATOBOT_DATABASE_URL": url}[k] }}
			code = p.run(context.Background())
			return code, o.String(), e.String()
		}
		store := openStoreAt(t, url)
		subs := plant(t, store, "slack", 2)
		if code, out, errs := run("history", "--unknown"); code != exitOK || out != "" || !strings.Contains(errs, "no deliveries whose outcome is not known") {
			t.Errorf("before: %d %q %q", code, out, errs)
		}
		var rows []schedule.Delivery
		for i, s := range subs {
			for k, status := range []string{"unknown", "sent", "planned"} {
				due := time.Date(2026, 11, 23, 9, i, k, 0, time.UTC)
				rows = append(rows, schedule.Delivery{Subscription: s.ID, To: s.To, Kind: "digest", Slot: due.Format("2006-01-02T15:04:05Z"), Due: due, Status: status, Reason: "because of " + status})
			}
		}
		if _, err := store.Plan(t.Context(), rows); err != nil {
			t.Fatal(err)
		}
		code, out, _ := run("history", "--unknown")
		lines := strings.Split(strings.TrimSpace(out), "\n")
		if code != exitOK || len(lines) != 2 {
			t.Fatalf("%d %q", code, out)
		}
		for i, want := range []string{"\tdigest\tslack T0 C1\t2026-11-23T09:01:00Z\tbecause of unknown", "\tdigest\tslack T0 C0\t2026-11-23T09:00:00Z\tbecause of unknown"} { // the newest first
			if !strings.HasSuffix(lines[i], want) {
				t.Errorf("line %d is %q, want …%q", i, lines[i], want)
			}
		}
		if code, _, errs := run("history", "--unknown", "1"); code != exitUsage || !strings.Contains(errs, "over all subscriptions") {
			t.Errorf("of one: %d %q", code, errs)
		}
	})
}

// After a restore, what was due before a time is recorded as skipped and not
// sent; what comes after it is.
func TestServeSkipsWhatWasDueBefore(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, url string) {
		store := openStoreAt(t, url)
		subs := plant(t, store, "slack", 3) // due a minute ago
		if _, err := store.Plan(t.Context(), []schedule.Delivery{{Subscription: subs[0].ID, To: subs[0].To, Kind: "digest", Slot: "now:restored", Due: time.Now().Add(-2 * time.Minute)}}); err != nil {
			t.Fatal(err)
		}
		f := newFakes(t)
		env := f.env(map[string]string{"SLACK_SIGNING_SECRET": signingSecret, "NATOBOT_DATABASE_URL": url})
		before := time.Now().UTC().Add(-time.Second).Truncate(time.Second)
		p, err := launch(t, env, "--skip-due-before", before.Format(time.RFC3339))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.Kill)
		if _, err := store.Plan(t.Context(), []schedule.Delivery{{Subscription: subs[1].ID, To: subs[1].To, Kind: "digest", Slot: "now:after", Due: time.Now()}}); err != nil {
			t.Fatal(err)
		}
		skipped := 0
		for i, s := range subs {
			var ds []schedule.Delivery
			until(t, "its rows have ended", func() bool {
				if ds, err = store.Deliveries(t.Context(), s.ID, 10); err != nil {
					t.Fatal(err)
				}
				open := len(ds) == 0
				for _, d := range ds {
					open = open || d.Status == "planned" || d.Status == "sending"
				}
				return !open
			})
			for _, d := range ds {
				switch {
				case d.Slot == "now:after":
					if d.Status != "sent" {
						t.Errorf("what came after it is %+v", d)
					}
				case d.Status != "skipped" || !strings.Contains(d.Reason, "after a restore") || !strings.Contains(d.Reason, before.Format("2006-01-02 15:04")):
					t.Errorf("subscription %d: %+v", i, d)
				default:
					skipped++
				}
			}
			if now, err := store.Subscription(t.Context(), s.ID); err != nil || !now.Next.After(time.Now()) {
				t.Errorf("subscription %d is next due at %s, %v", i, now.Next, err)
			}
		}
		if n := len(f.slack.Calls("chat.postMessage")); n != 1 || skipped != 4 {
			t.Errorf("%d messages, %d skipped", n, skipped)
		}
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
		for _, wrong := range []string{"yesterday", time.Now().Add(time.Hour).UTC().Format(time.RFC3339)} {
			if _, err := launch(t, env, "--skip-due-before", wrong); err == nil {
				t.Errorf("started with %q", wrong)
			}
		}
	})
}
