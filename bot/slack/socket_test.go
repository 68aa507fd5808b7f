package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"natobot/bot"
	"natobot/bot/adapter"
	"natobot/bot/slack/slackfake"
	factanswer "natobot/facts/answer"
)

// Frames of every kind, and what is no frame, leave the socket alive.
func TestOddFrames(t *testing.T) {
	t.Parallel()
	r := newRigVia(t, "socket", func(c *Config) { c.Event = noPanic(t) })
	for _, f := range []any{nil, 7, "x", []any{}, map[string]any{}, map[string]any{"type": nil}, map[string]any{"type": 7, "envelope_id": 8}, map[string]any{"type": "hello", "num_connections": "two", "debug_info": []any{}},
		map[string]any{"type": "error", "error": map[string]any{"code": 1}}, map[string]any{"type": "slash_commands"}, map[string]any{"type": "slash_commands", "payload": map[string]any{"text": "spain"}}} {
		if err := r.fake.Send(f); err != nil {
			t.Fatal(err)
		}
	}
	for i, f := range []map[string]any{{"type": "unheard_of"}, {"type": ""}, {"type": "slash_commands"}, {"type": "slash_commands", "payload": nil}, {"type": "slash_commands", "payload": []any{1}}, {"type": "interactive"}, {"type": "events_api", "payload": "x"},
		{"type": "interactive", "payload": map[string]any{"type": "block_actions"}, "retry_attempt": "one", "accepts_response_payload": "yes"}} {
		f["envelope_id"] = fmt.Sprint("odd-", i)
		r.envelope(f)
	}
	if m := r.ask("spain"); !strings.Contains(m["text"].(string), "Spain: 2.00 %") {
		t.Errorf("%v", m)
	}
}

// Three hundred slow questions leave the reader reading: it answers pings and
// takes an event, and who finds no place is told so.
func TestReaderNeverBlocks(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	r := newRigVia(t, "socket", func(c *Config) {
		c.Handler = func(_ context.Context, q bot.Request) bot.Reply { <-release; return bot.Notice("At last.") }
	})
	r.a.kit.Timing.First = 50 * time.Millisecond
	const n = 300
	for range n {
		form := map[string]string{}
		for k, v := range r.form("spain") {
			form[k] = v[0]
		}
		form["response_url"] = r.api + "/hook/" + form["trigger_id"]
		if err := r.fake.Send(map[string]any{"type": "slash_commands", "envelope_id": "many-" + form["trigger_id"], "payload": form, "accepts_response_payload": true}); err != nil {
			t.Fatal(err)
		}
	}
	busy, empty := 0, 0
	for range n {
		b, err := r.fake.Ack(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte("Too many people")) {
			busy++
		} else if !bytes.Contains(b, []byte("payload")) {
			empty++
		}
	}
	if busy != n-adapter.MaxPlaces || empty != adapter.MaxPlaces {
		t.Errorf("%d busy, %d deferred", busy, empty)
	}
	w := r.deliver("events_api", nil, []byte(`{"type":"url_verification","challenge":"alive"}`))
	if w.Code != 200 {
		t.Error(w.Code)
	}
	close(release)
	<-r.a.kit.Work.Idle()
	if h := len(r.fake.Calls("response_url")); h != adapter.MaxPlaces {
		t.Errorf("%d late answers", h)
	}
}

// An answer whose acknowledgement can't be written goes through the
// response_url; one that is too long for it, too, once.
func TestAnswerIsNotLostWithTheSocket(t *testing.T) {
	t.Parallel()
	started, release := make(chan struct{}, 4), make(chan struct{})
	r := newRigVia(t, "socket", func(c *Config) {
		c.Handler = func(_ context.Context, q bot.Request) bot.Reply {
			if q.Text == "long" {
				return bot.Reply{Kind: bot.KindAnswer, Answer: factanswer.Answer{Headline: "long", Lines: []string{strings.Repeat("word ", 1500), strings.Repeat("more ", 1500), strings.Repeat("text ", 1500)}}}
			}
			started <- struct{}{}
			<-release
			return bot.Notice("At last.")
		}
	})
	w := r.slash(r.form("long"))
	<-r.a.kit.Work.Idle()
	if h := r.hooks(); w.Body.Len() != 0 || len(h) != 1 || !strings.Contains(h[0]["text"].(string), "more more") {
		t.Fatalf("%d bytes, %d posts", w.Body.Len(), len(h))
	}
	form := map[string]string{}
	for k, v := range r.form("spain") {
		form[k] = v[0]
	}
	if err := r.fake.Send(map[string]any{"type": "slash_commands", "envelope_id": "lost", "payload": form, "accepts_response_payload": true}); err != nil {
		t.Fatal(err)
	}
	<-started
	r.fake.Drop()
	if err := r.fake.Opened(t.Context()); err != nil { // the old connection is gone for good
		t.Fatal(err)
	}
	close(release)
	<-r.a.kit.Work.Idle()
	if h := r.hooks(); len(h) != 2 || !strings.Contains(h[1]["text"].(string), "At last.") {
		t.Errorf("%v", h)
	}
}

// An event that could not be remembered comes again and is answered then; over
// HTTP it is refused, over a socket not acknowledged.
func TestEventComesAgainAfterAFault(t *testing.T) {
	t.Parallel()
	for _, via := range []string{"http", "socket"} {
		t.Run(via, func(t *testing.T) {
			t.Parallel()
			once := &brokenOnce{Memory: bot.NewMemory(100), faults: 1}
			r := newRigVia(t, via, func(c *Config) { c.Once = once })
			body := []byte(`{"type":"event_callback","team_id":"T1","event_id":"Ev1","event":{"type":"app_mention","user":"U1","channel":"C1","ts":"1.0","text":"spain"}}`)
			if via == "http" {
				if w := r.deliver("events_api", nil, body); w.Code != 503 {
					t.Errorf("http %d", w.Code)
				}
				r.deliver("events_api", nil, body)
			} else {
				envelope := map[string]any{"type": "events_api", "envelope_id": "same", "payload": json.RawMessage(body)}
				if err := r.fake.Send(envelope); err != nil {
					t.Fatal(err)
				}
				once.wait()
				<-r.a.kit.Work.Idle()
				r.envelope(envelope)
			}
			<-r.a.kit.Work.Idle()
			if n := len(r.fake.Calls("chat.postMessage")); n != 1 {
				t.Errorf("%d posts", n)
			}
		})
	}
}

type brokenOnce struct {
	*bot.Memory
	mu     sync.Mutex
	faults int
	asked  sync.Cond
	n      int
}

func (b *brokenOnce) First(ctx context.Context, key string, ttl time.Duration, now time.Time) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.n++
	b.asked.L = &b.mu
	b.asked.Broadcast()
	if b.faults > 0 {
		b.faults--
		return false, errors.New("the store is away")
	}
	return b.Memory.First(ctx, key, ttl, now)
}

func (b *brokenOnce) wait() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked.L = &b.mu
	for b.n == 0 {
		b.asked.Wait()
	}
}

// What was delivered over one transport is not done again over another.
func TestOnceOverAllTransports(t *testing.T) {
	t.Parallel()
	r := newRigVia(t, "socket", func(c *Config) { c.SigningSecret = secret })
	ev := map[string]any{"type": "app_mention", "user": "U1", "text": "<@U0LAN0Z89> spain", "channel": "C1", "ts": "2.0"}
	form := r.form("spain")
	r.event("Ev1", ev)
	one := r.slash(form)
	r.via = "http"
	r.event("Ev1", ev)
	two := r.slash(form)
	if one.Body.Len() == 0 || two.Code != 200 || two.Body.Len() != 0 || len(r.fake.Calls("chat.postMessage")) != 1 {
		t.Errorf("%d bytes, then %d; %d posts", one.Body.Len(), two.Body.Len(), len(r.fake.Calls("chat.postMessage")))
	}
}

// The disconnects that Slack may send, and one it never sent.
func TestDisconnects(t *testing.T) {
	t.Parallel()
	r := newRigVia(t, "socket", nil)
	for _, frame := range []map[string]any{{"type": "disconnect", "reason": "warning"}, {"type": "disconnect", "reason": "refresh_requested"}, {"type": "disconnect", "reason": "link_disabled"}, {"type": "disconnect", "reason": "<odd>"}, {"type": "disconnect"}, {"type": "disconnect", "reason": 7}} {
		if err := r.fake.Send(frame); err != nil {
			t.Fatal(err)
		}
		if err := r.fake.Opened(t.Context()); err != nil {
			t.Fatal(err)
		}
		if m := r.ask("spain"); !strings.Contains(m["text"].(string), "Spain: 2.00 %") {
			t.Errorf("%v: %v", frame, m)
		}
	}
}

// Whatever stands between the bot and a socket, it goes on trying, and is
// answered once a socket opens.
func TestSocketOpensInTheEnd(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]slackfake.Fault{"503": {Status: 503, HTML: true}, "429": {Status: 429, RetryAfter: "0.001"}, "ratelimited": {Code: "ratelimited", RetryAfter: "0.001"}, "internal_error": {Code: "internal_error"}, "cut": {Cut: true}, "a page": {HTML: true},
		"no address": {Text: `{"ok":true}`}, "another address": {Text: `{"ok":true,"url":"https://x.example"}`}, "a dead address": {Text: `{"ok":true,"url":"ws://127.0.0.1:1/socket"}`}, "no socket there": {Text: `{"ok":true,"url":"FAKE/api/auth.test"}`}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRigVia(t, "socket", nil)
			f.Text = strings.ReplaceAll(f.Text, "FAKE", strings.Replace(r.api, "http", "ws", 1))
			r.fake.Fail("apps.connections.open", f)
			r.fake.Drop()
			if err := r.fake.Opened(t.Context()); err != nil {
				t.Fatal(err)
			}
			if m := r.ask("spain"); !strings.Contains(m["text"].(string), "Spain: 2.00 %") {
				t.Errorf("%v", m)
			}
		})
	}
}

// A socket on which nothing is ever said is left, the hello included.
func TestHelloNeverComes(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(c *Config) { c.AppToken = "xapp-secret" })
	r.fake.Mute(true)
	r.a.timing.silent = 40 * time.Millisecond
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.a.Run(ctx) }()
	for range 2 {
		if err := r.fake.Opened(ctx); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestSocketMode(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(c *Config) { c.AppToken, c.SigningSecret = "xapp-secret", "" })
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Minute)
	defer stop()
	done := make(chan error, 1)
	go func() { done <- r.a.Run(ctx) }()
	slash := func(id string) map[string]any {
		p := map[string]any{}
		for k, v := range r.form("spain") {
			p[k] = v[0]
		}
		return map[string]any{"type": "slash_commands", "envelope_id": id, "accepts_response_payload": true, "payload": p}
	}
	try := func(id string, answered bool) {
		t.Helper()
		if err := r.fake.Send(slash(id)); err != nil {
			t.Fatal(err)
		}
		b, err := r.fake.Ack(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var ack struct {
			ID      string          `json:"envelope_id"`
			Payload json.RawMessage `json:"payload"`
		}
		if err := json.Unmarshal(b, &ack); err != nil || ack.ID != id || (len(ack.Payload) > 0) != answered {
			t.Fatalf("%s: %s", id, b)
		}
		if answered && !strings.Contains(r.message(ack.Payload)["text"].(string), "Spain") {
			t.Errorf("%s", ack.Payload)
		}
	}
	opened := func() {
		t.Helper()
		if err := r.fake.Opened(ctx); err != nil {
			t.Fatal(err)
		}
	}
	opened()
	try("e1", true)
	try("e1", false) // delivered again
	if err := r.fake.Send(map[string]any{"type": "disconnect", "reason": "refresh_requested"}); err != nil {
		t.Fatal(err)
	}
	opened()
	try("e2", true)
	r.fake.Drop()
	opened()
	try("e3", true)
	if r.a.kit.LastSeen().IsZero() {
		t.Error("the socket's last sign of life is not known")
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestSocketModeRefusedForGood(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(c *Config) { c.AppToken = "xapp-secret" })
	r.fake.Fail("apps.connections.open", slackfake.Fault{Status: 503})
	r.fake.Fail("apps.connections.open", slackfake.Fault{Code: "invalid_auth", Always: true})
	if err := r.a.Run(t.Context()); err == nil || strings.Contains(err.Error(), "xapp-secret") {
		t.Errorf("%v", err)
	}
	if n := len(r.fake.Calls("")); n != 2 {
		t.Errorf("%d calls", n)
	}
}

func TestSilentSocketIsReplaced(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(c *Config) { c.AppToken = "xapp-secret" })
	r.a.timing.silent = 40 * time.Millisecond
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Minute)
	defer stop()
	done := make(chan error, 1)
	go func() { done <- r.a.Run(ctx) }()
	for range 2 {
		if err := r.fake.Opened(ctx); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
