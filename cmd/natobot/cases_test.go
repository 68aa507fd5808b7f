package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"natobot/bot"
	"natobot/bot/discord/discordfake"
	"natobot/bot/slack/slackfake"
	"natobot/schedule"
)

// A rig is a whole server on both fakes whose clock the test moves. Its time
// lies in the past, so that the queue finds each job due.
type rig struct {
	*testing.T
	*server
	fakes *fakes
	log   *syncBuffer
	mu    sync.Mutex
	now   time.Time
	n     int
	// dead are Slack tokens that the platform refuses, with its code.
	dead map[string]string
	seen map[string]int // refused calls by token
	stop func()
}

func (r *rig) time() time.Time { r.mu.Lock(); defer r.mu.Unlock(); return r.now }

// monday is 09:01 in Madrid, some weeks after the first.
func monday(weeks int) time.Time {
	return time.Date(2026, 3, 2+7*weeks, 8, 1, 0, 0, time.UTC).Add(-summer(weeks))
}

// summer is what clocks in Madrid are ahead of winter: from 29 March on.
func summer(weeks int) time.Duration {
	if weeks >= 4 {
		return time.Hour
	}
	return 0
}

// neverLate lets every answer be the first response, however busy the machine;
// late ones are the tests' of the adapters, which hold answers back.
const neverLate = 3 * time.Minute

func startRig(t *testing.T, more map[string]string) *rig {
	t.Helper()
	r := &rig{T: t, log: &syncBuffer{}, now: monday(0).Add(-72 * time.Hour), dead: map[string]string{}, seen: map[string]int{}}
	r.fakes = &fakes{t: t, slack: &slackfake.Server{}, discord: discordfake.New(discordfake.Config{Now: r.time})}
	if err := r.fakes.discord.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	r.fakes.web = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		token := strings.TrimPrefix(q.Header.Get("Authorization"), "Bearer ")
		r.mu.Lock()
		code := r.dead[token]
		if code != "" {
			r.seen[token]++
		}
		r.mu.Unlock()
		if code != "" {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprintf(w, `{"ok":false,"error":%q}`, code)
			return
		}
		r.fakes.slack.ServeHTTP(w, q)
	}))
	r.fakes.addr = strings.TrimPrefix(r.fakes.web.URL, "http://")
	t.Cleanup(func() { r.fakes.discord.Close(); r.fakes.web.Close() })
	env := r.fakes.env(map[string]string{"NATOBOT_ADDR": "127.0.0.1:0", "NATOBOT_LOG_FORMAT": "json", "SLACK_SIGNING_SECRET": signingSecret, "DISCORD_PUBLIC_KEY": r.fakes.discord.PublicKey()})
	for k, v := range more {
		env[k] = v
	}
	p := &program{Env: func(k string) string { return env[k] }, Out: io.Discard, Err: r.log, Now: r.time, First: neverLate}
	cfg, err := readConfig(p.Env)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	if r.server, err = p.newServer(ctx, cfg); err != nil {
		cancel()
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- r.run(ctx) }()
	r.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(r.stop)
	until(t, "the engine has swept", func() bool { _, err := r.engine.Health(t.Context()); return err == nil })
	return r
}

// moves moves the clock and sweeps.
func (r *rig) moves(now time.Time) {
	r.Helper()
	r.mu.Lock()
	r.now = now
	r.mu.Unlock()
	if err := r.engine.Sweep(r.Context(), now); err != nil {
		r.Fatal(err)
	}
}

// at moves the clock, sweeps, and waits until nothing that was due is open.
func (r *rig) at(now time.Time) {
	r.Helper()
	r.moves(now)
	until(r, "what is due is worked off", func() bool {
		age, err := r.engine.QueueAge(r.Context())
		if err != nil {
			r.Fatal(err)
		}
		open := false
		subs, err := r.store.AllSubscriptions(r.Context())
		if err != nil {
			r.Fatal(err)
		}
		for _, s := range subs {
			for _, d := range r.rows(s.ID) {
				open = open || (d.Status == "planned" || d.Status == "sending") && !d.Due.After(now)
			}
		}
		return age == 0 && !open
	})
}

func (r *rig) rows(id int64) []schedule.Delivery {
	r.Helper()
	ds, err := r.store.Deliveries(r.Context(), id, 100)
	if err != nil {
		r.Fatal(err)
	}
	return ds
}

// last is the newest digest row of a subscription.
func (r *rig) last(id int64) schedule.Delivery {
	r.Helper()
	for _, d := range r.rows(id) {
		if d.Kind == "digest" {
			return d
		}
	}
	r.Fatalf("subscription %d has no row", id)
	return schedule.Delivery{}
}

func (r *rig) sub(id int64) schedule.Subscription {
	r.Helper()
	s, err := r.store.Subscription(r.Context(), id)
	if err != nil {
		r.Fatal(err)
	}
	return s
}

// add subscribes a channel for Mondays at 09:00 in Madrid.
func (r *rig) add(platform, workspace, channel, owner string) int64 {
	r.Helper()
	spec, err := schedule.ParseSpec("weekly mon 09:00 Europe/Madrid")
	if err != nil {
		r.Fatal(err)
	}
	s, err := r.store.Subscribe(r.Context(), schedule.Subscription{To: bot.Destination{Platform: platform, Workspace: workspace, Channel: channel}, Kind: schedule.Digests,
		Spec: spec.String(), Zone: "Europe/Madrid", Owner: owner, State: schedule.Active, Created: r.time(), ToldAt: r.time(), Next: spec.Next(r.time())})
	if err != nil {
		r.Fatal(err)
	}
	return s.ID
}

// slackPost sends something signed to one of Slack's endpoints.
func (r *rig) slackPost(path, kind string, body []byte) (int, string) {
	r.Helper()
	req, err := http.NewRequest(http.MethodPost, "http://"+r.listen.Addr().String()+path, bytes.NewReader(body))
	if err != nil {
		r.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	slackfake.Sign(req, signingSecret, body, r.time())
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		r.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		r.Fatal(err)
	}
	return res.StatusCode, string(b)
}

const formType = "application/x-www-form-urlencoded"

// types sends a slash command and returns the first response: the answer, or
// nothing where a form is opened instead.
func (r *rig) types(user, channel, text string) string {
	r.Helper()
	r.n++
	hook := fmt.Sprint("/hook/", r.n)
	body := url.Values{"command": {"/nato"}, "text": {text}, "team_id": {"T1"}, "channel_id": {channel}, "user_id": {user}, "api_app_id": {"A1"},
		"trigger_id": {fmt.Sprint("t", r.n)}, "response_url": {r.fakes.web.URL + hook}}.Encode()
	code, answer := r.slackPost("/slack/commands", formType, []byte(body))
	if code != http.StatusOK {
		r.Fatalf("%q: %d %s", text, code, answer)
	}
	return answer
}

// hooked waits for what comes by the response_url with a path.
func hooked(t testing.TB, slack *slackfake.Server, hook string) slackfake.Call {
	t.Helper()
	var got []slackfake.Call
	until(t, "the answer by response_url", func() bool {
		for _, c := range slack.Calls("response_url") {
			if c.Path == hook {
				got = append(got, c)
			}
		}
		return len(got) > 0
	})
	return got[len(got)-1]
}

// presses presses a button of Slack's and returns what comes by its response_url.
func (r *rig) presses(user, team, channel, value string) map[string]any {
	r.Helper()
	r.n++
	hook := fmt.Sprint("/hook/press", r.n)
	payload, err := json.Marshal(map[string]any{"type": "block_actions", "trigger_id": fmt.Sprint("p", r.n), "api_app_id": "A1", "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": user, "team_id": team},
		"channel": map[string]any{"id": channel}, "response_url": r.fakes.web.URL + hook, "actions": []any{map[string]any{"action_id": "b0", "value": value}}})
	if err != nil {
		r.Fatal(err)
	}
	if code, answer := r.slackPost("/slack/interactions", formType, []byte(url.Values{"payload": {string(payload)}}.Encode())); code != http.StatusOK {
		r.Fatalf("press: %d %s", code, answer)
	}
	return hooked(r, r.fakes.slack, hook).JSON()
}

// buttons of a message, by label.
func buttons(message map[string]any) map[string]string {
	out := map[string]string{}
	var walk func(v any)
	walk = func(v any) {
		switch x := v.(type) {
		case []any:
			for _, e := range x {
				walk(e)
			}
		case map[string]any:
			if text, ok := x["text"].(map[string]any); ok && x["type"] == "button" {
				out[fmt.Sprint(text["text"])] = fmt.Sprint(x["value"])
			}
			for _, e := range x {
				walk(e)
			}
		}
	}
	walk(message["blocks"])
	return out
}

// posts are the messages that a Slack channel was sent.
func (r *rig) posts(channel string) (out []map[string]any) {
	for _, c := range r.fakes.slack.Calls("chat.postMessage") {
		if m := c.JSON(); m["channel"] == channel {
			out = append(out, m)
		}
	}
	return out
}

func (r *rig) counts(what string, got, want int) {
	r.Helper()
	if got != want {
		r.Errorf("%s: %d, want %d", what, got, want)
	}
}

// Unsubscribe pressed twice, snooze and the runs three and five weeks later,
// who pressed, and who may not: on Slack.
func TestB05_SlackButtons(t *testing.T) {
	t.Parallel()
	r := startRig(t, nil)
	if got := r.types("U1", "C1", "subscribe weekly mon 09:00 Europe/Madrid every time"); !strings.Contains(got, "every Monday at 09:00") {
		t.Fatalf("subscribed: %s", got)
	}
	r.at(monday(0))
	r.counts("messages on the first Monday", len(r.posts("C1")), 1)
	on := buttons(r.posts("C1")[0])
	if on["Unsubscribe"] == "" || on["Snooze 4 weeks"] == "" || on["Settings"] == "" {
		t.Fatalf("a digest has the buttons %v", on)
	}
	// A stranger of another company, in a shared channel, changes nothing.
	if got := r.presses("U9", "T9", "C1", on["Unsubscribe"]); !strings.Contains(fmt.Sprint(got["text"]), "nothing was changed") || got["replace_original"] == true {
		t.Errorf("a stranger's press is answered %v", got)
	}
	if s := r.sub(1); s.State != schedule.Active || s.ChangedBy == "U9" {
		t.Errorf("a stranger's press made it %+v", s)
	}
	got := r.presses("U7", "T1", "C1", on["Snooze 4 weeks"])
	if !strings.Contains(fmt.Sprint(got["text"]), "Snoozed until Monday 30 March 2026") || got["replace_original"] != true || buttons(got)["Undo"] == "" {
		t.Errorf("a snooze is answered %v", got)
	}
	if s := r.sub(1); s.ChangedBy != "U7" || !s.ChangedAt.Equal(r.time()) {
		t.Errorf("who snoozed is not recorded: %+v", s)
	}
	for week := 1; week <= 3; week++ {
		r.at(monday(week))
		if d := r.last(1); d.Status != "skipped" || !strings.Contains(d.Reason, "snoozed until") {
			t.Errorf("week %d: %+v", week, d)
		}
	}
	r.counts("messages three weeks later", len(r.posts("C1")), 1)
	r.at(monday(4)) // a minute before the snooze ends, to the day
	r.at(monday(5))
	if n := len(r.posts("C1")); n < 2 || r.last(1).Status != "sent" {
		t.Errorf("five weeks later: %d messages, the last is %+v", n, r.last(1))
	}
	before := len(r.posts("C1"))
	got = r.presses("U7", "T1", "C1", on["Unsubscribe"])
	if !strings.Contains(fmt.Sprint(got["text"]), "Unsubscribed: number 1") || got["replace_original"] != true || buttons(got)["Undo"] == "" {
		t.Errorf("unsubscribing is answered %v", got)
	}
	again := r.presses("U8", "T1", "C1", on["Unsubscribe"])
	if !strings.Contains(fmt.Sprint(again["text"]), "unsubscribed already") || buttons(again)["Undo"] == "" {
		t.Errorf("unsubscribing again is answered %v", again)
	}
	if s := r.sub(1); s.State != schedule.Removed || s.ChangedBy != "U7" {
		t.Errorf("who unsubscribed is not recorded: %+v", s)
	}
	for week := 6; week <= 8; week++ {
		r.at(monday(week))
	}
	r.counts("messages after unsubscribing", len(r.posts("C1")), before)
	if got := r.presses("U8", "T1", "C1", buttons(got)["Undo"]); !strings.Contains(fmt.Sprint(got["text"]), "Active again") {
		t.Errorf("undo is answered %v", got)
	}
	r.at(monday(9))
	r.counts("messages after undoing", len(r.posts("C1")), before+1)
}

// Each error of a channel pauses its own subscription after one try, tells the
// owner once how to mend it, and is not tried again.
func TestS31_ChannelErrorsPauseTheSubscription(t *testing.T) {
	t.Parallel()
	for code, fix := range map[string]string{"is_archived": "Unarchive", "channel_not_found": "/invite", "not_in_channel": "/invite", "restricted_action": "administrator", "restricted_action_read_only_channel": "administrator", "message_limit_exceeded": ""} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			r := startRig(t, nil)
			bad := r.add("slack", "T1", "C1", "U1")
			r.fakes.slack.Fail("chat.postMessage", slackfake.Fault{Code: code})
			r.at(monday(0))
			good := r.add("slack", "T1", "C2", "U1")
			s := r.sub(bad)
			if s.State != schedule.Paused || s.Reason == "" || !strings.Contains(s.Reason, fix) {
				t.Errorf("paused with %q: %+v", s.Reason, s)
			}
			if d := r.last(bad); d.Status != "failed" || d.Reason != s.Reason {
				t.Errorf("its row is %+v", d)
			}
			until(t, "the owner is told", func() bool { return len(r.fakes.slack.Calls("chat.postMessage")) == 2 })
			r.counts("direct messages opened", len(r.fakes.slack.Calls("conversations.open")), 1)
			told := r.fakes.slack.Calls("chat.postMessage")[1].JSON()
			if text := fmt.Sprint(told["text"]); !strings.HasPrefix(fmt.Sprint(told["channel"]), "D") || !strings.Contains(text, s.Reason) || !strings.Contains(text, "resume") {
				t.Errorf("the owner is told %v", told)
			}
			for week := 1; week <= 3; week++ {
				r.at(monday(week))
			}
			r.counts("tries in the channel", len(r.posts("C1")), 1)
			r.counts("messages in the other channel", len(r.posts("C2")), 3)
			r.counts("direct messages opened later", len(r.fakes.slack.Calls("conversations.open")), 1)
			if d := r.last(good); d.Status != "sent" {
				t.Errorf("the other channel's row is %+v", d)
			}
			if got := r.types("U1", "C1", "why"); !strings.Contains(got, "Paused") || !strings.Contains(got, "resume 1") {
				t.Errorf("why is answered %s", got)
			}
			if got := r.types("U1", "C1", "resume 1"); !strings.Contains(got, "Resumed") {
				t.Errorf("resume is answered %s", got)
			}
			r.at(monday(4))
			r.counts("messages after resuming", len(r.posts("C1")), 2)
		})
	}
}

// A dead token stops its workspace at the first refusal, and no other.
func TestS32_DeadTokenStopsItsWorkspace(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"account_inactive", "token_revoked"} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			r := startRig(t, map[string]string{"SLACK_BOT_TOKEN": "", "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "fake-client-secret",
				"NATOBOT_PUBLIC_URL": "https://bot.example", "NATOBOT_SECRET_KEY": base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("k"), 32))})
			for _, team := range []string{"T1", "T2"} {
				if err := r.store.SaveInstallation(t.Context(), bot.Installation{Platform: "slack", Workspace: team, Name: team, BotUser: "UBOT", Token: "xoxb-" + team, Installer: "U1", At: r.time()}); err != nil {
					t.Fatal(err)
				}
			}
			r.mu.Lock()
			r.dead["xoxb-T1"] = code
			r.mu.Unlock()
			first := r.add("slack", "T1", "C1", "U1")
			r.at(monday(0))
			r.mu.Lock()
			tried := r.seen["xoxb-T1"]
			r.mu.Unlock()
			if tried == 0 {
				t.Fatal("nothing was tried")
			}
			if d := r.last(first); d.Status != "failed" || d.Reason == "" {
				t.Errorf("the first row is %+v", d)
			}
			second, third, other := r.add("slack", "T1", "C2", "U1"), r.add("slack", "T1", "C3", "U2"), r.add("slack", "T2", "C4", "U1")
			for week := 1; week <= 2; week++ {
				r.at(monday(week))
			}
			r.mu.Lock()
			r.counts("calls with the dead token after the first refusal", r.seen["xoxb-T1"]-tried, 0)
			r.mu.Unlock()
			for _, id := range []int64{first, second, third} {
				if d := r.last(id); d.Status != "failed" || d.Reason == "" {
					t.Errorf("subscription %d: %+v", id, d)
				}
			}
			if d := r.last(other); d.Status != "sent" || len(r.posts("C4")) != 2 {
				t.Errorf("the other workspace: %+v, %d messages", d, len(r.posts("C4")))
			}
			if strings.Contains(r.log.String(), "xoxb-T1") {
				t.Error("a token stands in the log")
			}
			// Installed again, it goes on.
			r.mu.Lock()
			clear(r.dead)
			r.mu.Unlock()
			if err := r.store.SaveInstallation(t.Context(), bot.Installation{Platform: "slack", Workspace: "T1", Name: "T1", BotUser: "UBOT", Token: "xoxb-T1-new", Installer: "U1", At: r.time()}); err != nil {
				t.Fatal(err)
			}
			r.at(monday(3))
			r.counts("messages once installed again", len(r.posts("C1"))+len(r.posts("C2"))+len(r.posts("C3")), 3)
		})
	}
}

// Uninstalled: both events, in either order, each delivered twice.
func TestS24_UninstalledWorkspaceIsForgotten(t *testing.T) {
	t.Parallel()
	revoked := `{"type":"tokens_revoked","tokens":{"oauth":[],"bot":["UBOT"]}}`
	gone := `{"type":"app_uninstalled"}`
	for name, order := range map[string][]string{"revoked first": {revoked, gone}, "uninstalled first": {gone, revoked}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := startRig(t, map[string]string{"SLACK_BOT_TOKEN": "", "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "fake-client-secret",
				"NATOBOT_PUBLIC_URL": "https://bot.example", "NATOBOT_SECRET_KEY": base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("k"), 32))})
			for _, team := range []string{"T1", "T2"} {
				if err := r.store.SaveInstallation(t.Context(), bot.Installation{Platform: "slack", Workspace: team, Name: team, BotUser: "UBOT", Token: "xoxb-" + team, Installer: "U1", At: r.time().Add(-time.Hour)}); err != nil {
					t.Fatal(err)
				}
			}
			for _, channel := range []string{"C1", "C2"} {
				r.add("slack", "T1", channel, "U1")
			}
			r.add("slack", "T2", "C3", "U1")
			r.at(monday(0))
			r.counts("messages before", len(r.fakes.slack.Calls("chat.postMessage")), 3)
			for i, event := range append(order, order...) {
				body := fmt.Sprintf(`{"type":"event_callback","team_id":"T1","api_app_id":"A1","event_id":"Ev%d","event_time":%d,"event":%s}`, i%2, r.time().Unix(), event)
				for range 2 { // each delivery comes again
					code, answer := r.slackPost("/slack/events", "application/json", []byte(body))
					for try := 0; code == http.StatusServiceUnavailable && try < 3; try++ { // as Slack does
						code, answer = r.slackPost("/slack/events", "application/json", []byte(body))
					}
					if code != http.StatusOK {
						t.Errorf("event %d: %d %s", i, code, answer)
					}
				}
			}
			until(t, "the workspace is forgotten", func() bool {
				subs, err := r.store.Subscriptions(t.Context(), "slack", "T1", "")
				return err == nil && len(subs) == 0
			})
			if _, err := r.store.Installation(t.Context(), "slack", "T1"); err == nil {
				t.Error("its token is still there")
			}
			before := len(r.fakes.slack.Calls(""))
			for week := 1; week <= 2; week++ {
				r.at(monday(week))
			}
			r.counts("calls with the dead token", len(r.posts("C1"))+len(r.posts("C2")), 2)
			r.counts("calls for the other workspace", len(r.fakes.slack.Calls(""))-before, 2)
		})
	}
}
