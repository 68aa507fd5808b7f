package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"natobot/bot"
	"natobot/schedule"
)

// plant subscribes n channels of a platform to digests that are due now.
func plant(t testing.TB, store *schedule.Store, platform string, n int) (subs []schedule.Subscription) {
	t.Helper()
	for i := range n {
		s, err := subscribeOne(store, platform, i)
		if err != nil {
			t.Fatal(err)
		}
		subs = append(subs, s)
	}
	return subs
}

// daysOff is a schedule with no run within days of a time: a run that a test puts
// elsewhere is not taken for one of it that other rules of zones moved, whatever
// the hour and the day on which the test runs.
func daysOff(now time.Time) string {
	return fmt.Sprintf("weekly %s 09:00 Europe/Madrid", strings.ToLower(now.AddDate(0, 0, 3).Weekday().String()[:3]))
}

// subscribeOne is a channel for each number, ten to a workspace.
func subscribeOne(store *schedule.Store, platform string, i int) (schedule.Subscription, error) {
	due := time.Now().Add(-time.Minute).Truncate(time.Second)
	spec := daysOff(due)
	to, owner := bot.Destination{Platform: "slack", Workspace: fmt.Sprint("T", i/10), Channel: fmt.Sprint("C", i)}, fmt.Sprint("U", i)
	if platform == "discord" {
		to = bot.Destination{Platform: "discord", Workspace: fmt.Sprint(200000000000000000 + i/10), Channel: fmt.Sprint(300000000000000000 + i)}
		owner = fmt.Sprint(400000000000000000 + i)
	}
	return store.Subscribe(context.Background(), schedule.Subscription{To: to, Kind: schedule.Digests, Spec: spec, Zone: "Europe/Madrid", Owner: owner, Created: due, State: schedule.Active, Next: due, ToldAt: due})
}

func openStoreAt(t testing.TB, url string) *schedule.Store {
	t.Helper()
	s, err := schedule.Open(context.Background(), url, schedule.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// digestOf waits until a subscription's one digest has ended.
func digestOf(t testing.TB, store *schedule.Store, s schedule.Subscription) (d schedule.Delivery) {
	t.Helper()
	until(t, "the digest has ended", func() bool {
		ds, err := store.Deliveries(context.Background(), s.ID, 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, d = range ds {
			if d.Kind == "digest" {
				return d.Status != "planned" && d.Status != "sending"
			}
		}
		return false
	})
	return d
}

// Case S30: Slack documents no way to swallow a repeat, so what may have arrived
// is not posted again; what certainly has not, is.
func TestCaseS30(t *testing.T) {
	t.Parallel()
	for _, fault := range []string{"cut after", "cut before", "500 after", "502 before", "503 before", "504 after"} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			url := "sqlite:" + filepath.Join(t.TempDir(), "natobot.db")
			store := openStoreAt(t, url)
			sub := plant(t, store, "slack", 1)[0]
			st := newBadWeather(t, 30, url)
			st.slack.weather(odd{fault, 100})
			p := startBinary(t, st.env)
			d := digestOf(t, store, sub)
			arrived := map[bool]int{true: 1}[strings.HasSuffix(fault, "after")]
			if d.Status != "unknown" || d.Reason == "" || st.slack.posted(sub.To.Channel) != arrived {
				t.Errorf("%s for %q, %d messages", d.Status, d.Reason, st.slack.posted(sub.To.Channel))
			}
			posts := 0
			for _, c := range st.slackFake.Calls("chat.postMessage") {
				if c.JSON()["channel"] == sub.To.Channel {
					posts++
				}
			}
			if posts > 1 {
				t.Errorf("posted %d times", posts)
			}
			if _, metrics := p.get("/metrics"); !strings.Contains(metrics, `natobot_sends_total{outcome="unknown",platform="slack"}`) {
				t.Error("the metric does not tell")
			}
		})
	}
	t.Run("refused", func(t *testing.T) {
		t.Parallel()
		url := "sqlite:" + filepath.Join(t.TempDir(), "natobot.db")
		store := openStoreAt(t, url)
		sub := plant(t, store, "slack", 1)[0]
		st := newBadWeather(t, 31, url)
		st.slack.weather()
		addr := freeAddr(t)
		st.env["SLACK_API_URL"] = "http://" + addr + "/api/"
		p := startBinary(t, st.env)
		until(t, "a try was refused", func() bool { return strings.Contains(p.log.String(), `"code":"unreachable"`) })
		if d, err := store.Deliveries(context.Background(), sub.ID, 10); err != nil || len(d) != 1 || d[0].Status == "unknown" {
			t.Errorf("%+v %v", d, err)
		}
		l, err := net.Listen("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		web := httptest.NewUnstartedServer(st.slack)
		web.Listener.Close()
		web.Listener = l
		web.Start()
		t.Cleanup(web.Close)
		if d := digestOf(t, store, sub); d.Status != "sent" || st.slack.posted(sub.To.Channel) != 1 {
			t.Errorf("%+v, %d messages", d, st.slack.posted(sub.To.Channel))
		}
	})
}

// Case D26: the repeat of a message whose fate is unknown carries the same
// nonce, so that Discord has it once.
func TestCaseD26(t *testing.T) {
	t.Parallel()
	for _, fault := range []string{"cut after", "cut before", "500 after", "502 after", "503 before", "504 after"} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			url := "sqlite:" + filepath.Join(t.TempDir(), "natobot.db")
			store := openStoreAt(t, url)
			sub := plant(t, store, "discord", 1)[0]
			st := newBadWeather(t, 26, url)
			st.discord.weather(odd{fault, 100})
			startBinary(t, st.env)
			until(t, "the first try failed", func() bool { return st.discord.seen() > 0 })
			st.discord.weather()
			if d := digestOf(t, store, sub); d.Status != "sent" {
				t.Errorf("%s: %s", d.Status, d.Reason)
			}
			if m := st.discordFake.Messages(sub.To.Channel); len(m) != 1 || len(m[0].Nonce) == 0 || len(m[0].Nonce) > 25 {
				t.Errorf("%d messages: %+v", len(m), m)
			}
			nonces := map[string]bool{}
			for _, c := range st.discordFake.Calls("/messages") {
				var m struct {
					Nonce   string `json:"nonce"`
					Enforce bool   `json:"enforce_nonce"`
				}
				if err := json.Unmarshal(c.Payload, &m); err != nil || !m.Enforce || m.Nonce == "" {
					t.Errorf("%s: %v", c.Payload, err)
				}
				nonces[m.Nonce] = true
			}
			if len(nonces) != 1 || st.discord.seen() < 2 {
				t.Errorf("%d nonces in %d posts", len(nonces), st.discord.seen())
			}
		})
	}
}

// Case B04: two processes work the same run; one dies between the platform's
// doing and its own writing down.
func TestCaseB04(t *testing.T) {
	t.Parallel()
	url := postgresURL(t)
	store := openStoreAt(t, url)
	subs := append(plant(t, store, "slack", 250), plant(t, store, "discord", 250)...)
	st := newBadWeather(t, 4, url)
	st.slack.weather()
	st.discord.weather()
	hold := make(chan struct{})
	st.slack.hold, st.discord.hold = hold, hold
	a, b := startBinary(t, st.env), startBinary(t, st.env)
	// Both are full of posts that the platforms have taken and not confirmed.
	until(t, "posts are in flight", func() bool { return st.slack.seen() >= 30 && st.discord.seen() >= 15 })
	a.Kill()
	dead := time.Now()
	close(hold)
	until(t, "every row has ended", func() bool { return open(t, store, subs) == 0 })
	outcomes := map[string]int{}
	for _, s := range subs {
		judge(t, st, store, s, outcomes)
	}
	if outcomes["slack unknown"] == 0 || outcomes["repeats that Discord swallowed"] == 0 {
		t.Error("nothing was in flight when the process died")
	}
	t.Logf("all ended %s after the death: %v", time.Since(dead).Round(time.Second), outcomes)
	if code, body := b.get("/readyz"); code != http.StatusOK {
		t.Errorf("the other process: %d %s", code, body)
	}
}
