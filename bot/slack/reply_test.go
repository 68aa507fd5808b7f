package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"natobot/bot"
	"natobot/bot/slack/slackfake"
	factanswer "natobot/facts/answer"
)

// 64 at a time on each endpoint: all answered, nothing left running.
func TestManyAtOnce(t *testing.T) {
	r := newRig(t, func(c *Config) { c.AppToken = "xapp-secret" })
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	baseline := runtime.NumGoroutine()
	go func() { done <- r.a.Run(ctx) }()
	if err := r.fake.Opened(ctx); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	const each = 8
	for i := range 64 {
		wg.Go(func() {
			for j := range each {
				id := fmt.Sprintf("%d.%d", i, j)
				form := url.Values{"command": {"/nato"}, "text": {"spain"}, "team_id": {"T1"}, "channel_id": {"C1"}, "user_id": {"U1"}, "trigger_id": {id}, "response_url": {r.api + "/hook/" + id}}
				if w := r.post("/slack/commands", form.Encode(), noon); w.Code != 200 || !strings.Contains(w.Body.String(), "Spain: 2.00") {
					t.Errorf("command: http %d %s", w.Code, w.Body)
				}
				press := fmt.Sprintf(`{"type":"block_actions","trigger_id":"p%s","team":{"id":"T1"},"user":{"id":"U1"},"channel":{"id":"C1"},"response_url":"%s/hook/p%s","actions":[{"value":"x"}]}`, id, r.api, id)
				if w := r.post("/slack/interactions", url.Values{"payload": {press}}.Encode(), noon); w.Code != 200 {
					t.Errorf("press: http %d %s", w.Code, w.Body)
				}
				mention := fmt.Sprintf(`{"type":"event_callback","team_id":"T1","event_id":"e%s","event":{"type":"app_mention","user":"U1","channel":"C%d","ts":"1.%d","text":"spain"}}`, id, i, j)
				if w := r.post("/slack/events", mention, noon); w.Code != 200 {
					t.Errorf("event: http %d %s", w.Code, w.Body)
				}
			}
		})
	}
	wg.Wait()
	<-r.a.kit.Work.Idle()
	if h, p := len(r.fake.Calls("response_url")), len(r.fake.Calls("chat.postMessage")); h != 64*each || p != 64*each {
		t.Errorf("%d presses and %d mentions answered", h, p)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	r.a.Wait()
	buf := make([]byte, 1<<20)
	// What is at the other end of closed connections ends in its own time.
	for began := time.Now(); runtime.NumGoroutine() > baseline; runtime.Gosched() {
		if time.Since(began) > 3*time.Minute {
			t.Fatalf("%d goroutines, %d before: %s", runtime.NumGoroutine(), baseline, buf[:runtime.Stack(buf, true)])
		}
	}
}

// Each rung of the way down: native data, a picture, text alone.
func TestRungs(t *testing.T) {
	t.Parallel()
	d := realBot(t).Handle(t.Context(), bot.Request{Kind: bot.Ask, Text: "trend spain", At: noon})
	kinds := func(b []byte) string {
		switch {
		case bytes.Contains(b, []byte(`"data_`)):
			return "native"
		case bytes.Contains(b, []byte(`"image_url"`)):
			return "picture"
		case bytes.Contains(b, []byte(`"blocks"`)):
			return "blocks"
		}
		return "text"
	}
	with := func(c *Config) {
		c.ChartURL = func(*factanswer.Chart) string { return "https://bot.example/charts/x.png" }
		c.Handler = func(_ context.Context, q bot.Request) bot.Reply {
			if q.Text == "plain" || q.Ref.Arg == "plain" {
				return bot.Notice("plain")
			}
			return d
		}
	}
	for code, fault := range map[string]slackfake.Fault{"invalid_blocks": {Code: "invalid_blocks"}, "invalid_arguments": {Code: "invalid_arguments"}, "plain text": {Status: 400, Text: "invalid_blocks"}, "400": {Status: 400, Code: "invalid_blocks_format"}} {
		for refusals, want := range map[int]string{0: "native", 1: "native picture", 2: "native picture text"} {
			r := newRig(t, with)
			for range refusals {
				r.fake.Fail("chat.postMessage", fault)
				r.fake.Fail("response_url", fault)
			}
			if _, err := r.a.Post(t.Context(), bot.Destination{Workspace: "T1", Channel: "C1"}, d, "k"); err != nil {
				t.Error(err)
			}
			ref, _ := r.a.cfg.Signer.Sign("slack", "T1", "U1", bot.Action{Verb: bot.VerbAsk, Arg: "trend spain"})
			r.press("U1", ref)
			for _, method := range []string{"chat.postMessage", "response_url"} {
				var got []string
				for _, c := range r.fake.Calls(method) {
					got = append(got, kinds(c.Body))
				}
				if s := strings.Join(got, " "); s != want {
					t.Errorf("%s refused with %s %d times: %s", method, code, refusals, s)
				}
			}
			// A first response can't report a refusal: it learns from the others.
			if got := kinds(r.slash(r.form("trend spain")).Body.Bytes()); got != "native" && refusals == 0 || got != "picture" && refusals > 0 {
				t.Errorf("after %d refusals a command is answered with %s", refusals, got)
			}
		}
	}
	r := newRig(t, with) // without data there is no rung between
	r.fake.Fail("chat.postMessage", slackfake.Fault{Code: "invalid_blocks"})
	if _, err := r.a.Post(t.Context(), bot.Destination{Workspace: "T1", Channel: "C1"}, bot.Notice("plain"), "k"); err != nil {
		t.Error(err)
	}
	if c := r.fake.Calls("chat.postMessage"); len(c) != 2 || kinds(c[1].Body) != "text" {
		t.Errorf("%d posts", len(c))
	}
	r.fake.Fail("chat.postMessage", slackfake.Fault{Code: "invalid_blocks", Always: true})
	_, err := r.a.Post(t.Context(), bot.Destination{Workspace: "T1", Channel: "C1"}, d, "k")
	if de := delivery(t, err); de.Outcome != bot.Permanent || len(r.fake.Calls("chat.postMessage")) != 5 {
		t.Errorf("%v after %d posts", de, len(r.fake.Calls("chat.postMessage")))
	}
	for _, method := range []string{"views.open", "views.update", "views.publish"} {
		r := newRig(t, with)
		r.fake.Fail(method, slackfake.Fault{Code: "invalid_arguments"})
		r.interact(map[string]any{"type": "message_action", "callback_id": "check_claim", "trigger_id": "t", "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": "U1"}, "message": map[string]any{"text": "x"}})
		r.event("E1", map[string]any{"type": "app_home_opened", "user": "U1"})
		c := r.fake.Calls(method)
		if len(c) != 2 || bytes.Contains(c[1].Body, []byte("image_url")) || bytes.Contains(c[1].Body, []byte("mrkdwn")) || len(r.fake.Calls("")) != 4 {
			t.Errorf("%s: %d calls", method, len(c))
		}
		if err := slackfake.ValidateView(mustView(t, c[1].Body)); err != nil {
			t.Errorf("%s: %v", method, err)
		}
	}
}

func TestPace(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	send := func(channel string) error {
		_, err := r.a.Post(t.Context(), bot.Destination{Workspace: "T1", Channel: channel}, bot.Notice("x"), "k")
		return err
	}
	for i := range r.a.limits.channels.Burst {
		if err := send("C1"); err != nil {
			t.Fatal(i, err)
		}
	}
	if de := delivery(t, send("C1")); de.Outcome != bot.RetryAfter || de.After != time.Second {
		t.Errorf("%v after %s", de, de.After)
	}
	if err := send("C2"); err != nil {
		t.Error(err)
	}
	r.advance(time.Second)
	if err := send("C1"); err != nil {
		t.Error(err)
	}
	if delivery(t, send("C1")).Outcome != bot.RetryAfter {
		t.Error("two in a second")
	}
	// An answer is not held back.
	r.event("E1", map[string]any{"type": "app_mention", "user": "U1", "text": "spain", "channel": "C1", "ts": "2.0"})
	if n := len(r.fake.Calls("chat.postMessage")); n != r.a.limits.channels.Burst+3 {
		t.Errorf("%d posts", n)
	}
}

// What a press on a scheduled message changes stands below it: its figures
// stay, whoever pressed what.
func TestPressKeepsTheMessage(t *testing.T) {
	t.Parallel()
	each(t, func(c *Config) {
		c.Handler = func(_ context.Context, q bot.Request) bot.Reply {
			r := bot.Notice("Unsubscribed by <@U1>.")
			if q.Ref.Verb == bot.VerbUndo {
				r = bot.Notice("Resumed.")
			}
			r.Replace, r.Public = true, true
			r.Actions = []bot.Action{{Label: "Undo", Verb: bot.VerbUndo, Arg: "3", Anyone: true}}
			return r
		}
	}, func(t *testing.T, r *rig) {
		digest := realBot(t).Handle(t.Context(), bot.Request{Kind: bot.Ask, Text: "compare spain poland", At: noon})
		digest.Actions = []bot.Action{{Label: "Unsubscribe", Verb: bot.VerbUnsubscribe, Arg: "3", Anyone: true}}
		if _, err := r.a.Post(t.Context(), bot.Destination{Workspace: "T1", Channel: "C1"}, digest, "k"); err != nil {
			t.Fatal(err)
		}
		stands := r.fake.Calls("chat.postMessage")[0].JSON()
		whole := len(stands["blocks"].([]any))
		press := func(label string) map[string]any {
			t.Helper()
			r.n++
			r.interact(map[string]any{"type": "block_actions", "trigger_id": fmt.Sprint("press", r.n), "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": "U1"}, "channel": map[string]any{"id": "C1"}, "container": map[string]any{"type": "message"},
				"message": map[string]any{"text": stands["text"], "blocks": stands["blocks"], "ts": "1.0"}, "response_url": r.api + fmt.Sprint("/hook/", r.n), "actions": []any{map[string]any{"value": button1(t, stands, label)}}})
			h := r.hooks()
			return h[len(h)-1]
		}
		for i, label := range []string{"Unsubscribe", "Unsubscribe", "Undo"} {
			m := press(label)
			text, want := m["text"].(string), []string{"Unsubscribed by", "Unsubscribed by", "Resumed."}[i]
			if m["replace_original"] != true || m["response_type"] != "in_channel" || !strings.Contains(text, "Poland 4.68 %") || strings.Count(text, want) != 1 || strings.Count(text, "Unsubscribed")+strings.Count(text, "Resumed") != 1 {
				t.Errorf("%s: %v %s", label, m["replace_original"], text)
			}
			if bl := m["blocks"].([]any); len(bl) != whole+2 {
				t.Errorf("%s: %d blocks, %d before", label, len(bl), whole)
			}
			button1(t, m, "Unsubscribe")
			button1(t, m, "Undo")
			stands = m
		}
		r.fake.Fail("response_url", slackfake.Fault{Code: "invalid_blocks"})
		m := press("Unsubscribe")
		if m["replace_original"] != false || m["response_type"] != "ephemeral" || !strings.Contains(m["text"].(string), "Unsubscribed by") {
			t.Errorf("%v", m)
		}
	})
}

// Of two findings in a modal both can be shared, each once; where the bot is
// they answer the message in its thread.
func TestShareFromAModal(t *testing.T) {
	t.Parallel()
	for _, member := range []bool{false, true} {
		each(t, nil, func(t *testing.T, r *rig) {
			if member {
				r.event("E1", map[string]any{"type": "app_mention", "user": "U1", "text": "<@U0LAN0Z89> poland", "channel": "C1", "ts": "9.0"})
			}
			r.fake.Forget()
			r.interact(map[string]any{"type": "message_action", "callback_id": "check_claim", "trigger_id": "t", "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": "U1"}, "channel": map[string]any{"id": "C1"},
				"response_url": r.api + "/hook/m", "message": map[string]any{"text": "Spain spends 1% of GDP on defence. Poland spends more than 4% of GDP on defence.", "ts": "2.0"}})
			shown := func() map[string]any {
				t.Helper()
				u := r.fake.Calls("views.update")
				b := mustView(t, u[len(u)-1].Body)
				if err := slackfake.ValidateView(b); err != nil {
					t.Fatal(err)
				}
				var v map[string]any
				if err := json.Unmarshal(b, &v); err != nil {
					t.Fatal(err)
				}
				return v
			}
			var id struct{ View struct{ ID string } }
			v := shown()
			if err := json.Unmarshal(r.fake.Calls("views.update")[0].Body, &struct {
				ID *string `json:"view_id"`
			}{&id.View.ID}); err != nil {
				t.Fatal(err)
			}
			for i, label := range []string{"Reply with 1", "Reply with 2", "Reply with 2"} {
				v["id"] = id.View.ID
				r.interact(map[string]any{"type": "block_actions", "trigger_id": fmt.Sprint("p", i), "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": "U1"}, "container": map[string]any{"type": "view", "view_id": id.View.ID},
					"view": v, "actions": []any{map[string]any{"value": button1(t, v, label)}}})
				v = shown()
				if b, err := json.Marshal(v); err != nil || !bytes.Contains(b, []byte("Supported")) || !bytes.Contains(b, []byte([]string{"Shared in the channel", "Shared in the channel", "already shared"}[i])) || bytes.Count(b, []byte("hared in")) != 1 {
					t.Errorf("%s: %s", label, b)
				}
			}
			posts, hooks := r.fake.Calls("chat.postMessage"), r.hooks()
			if member && (len(posts) != 2 || len(hooks) != 0 || posts[0].JSON()["thread_ts"] != "2.0") || !member && (len(hooks) != 2 || len(posts) != 0 || hooks[0]["response_type"] != "in_channel" || hooks[0]["thread_ts"] != nil) {
				t.Errorf("member %v: %d posts, %d through the response_url", member, len(posts), len(hooks))
			}
		})
	}
}

// A press on what only its reader sees, or in a modal, tells nobody else.
func TestPressInPrivateStaysPrivate(t *testing.T) {
	t.Parallel()
	each(t, func(c *Config) {
		c.Handler = func(context.Context, bot.Request) bot.Reply {
			r := bot.Notice("Unsubscribed.")
			r.Replace, r.Public = true, true
			return r
		}
	}, func(t *testing.T, r *rig) {
		ref, _ := r.a.cfg.Signer.Sign("slack", "T1", "U1", bot.Action{Verb: bot.VerbUnsubscribe, Arg: "1"})
		press := map[string]any{"type": "block_actions", "trigger_id": "1", "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": "U1"}, "channel": map[string]any{"id": "C1"}, "response_url": r.api + "/hook/1",
			"container": map[string]any{"type": "message", "is_ephemeral": true}, "actions": []any{map[string]any{"value": ref}}}
		r.interact(press)
		if h := r.hooks(); len(h) != 1 || h[0]["response_type"] != "ephemeral" || h[0]["replace_original"] != true {
			t.Errorf("%v", h)
		}
		press["trigger_id"], press["container"] = "2", map[string]any{"type": "view"}
		press["view"] = map[string]any{"id": "V1", "type": "modal", "private_metadata": `{"c":"C1"}`, "blocks": []any{}}
		delete(press, "channel")
		r.interact(press)
		if len(r.fake.Calls("views.update")) != 1 || len(r.fake.Calls("")) != 2 {
			t.Errorf("%d calls", len(r.fake.Calls("")))
		}
	})
}
