package slack

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"unicode/utf8"

	"github.com/slack-go/slack/socketmode"

	"natobot/bot"
	"natobot/bot/adapter"
)

// Whatever stands in an envelope of a socket, it is acknowledged with JSON or not
// at all, and nothing panics.
func FuzzEnvelope(f *testing.F) {
	f.Add("slash_commands", `{"text":"spain","user_id":"U1","team_id":"T1","channel_id":"C1"}`)
	f.Add("slash_commands", `{"text":["spain"],"user_id":1}`)
	f.Add("interactive", `{"type":"block_actions","user":{"id":"U1","team_id":"T1"},"actions":[{"value":"n1.AAAA"}],"container":{"is_ephemeral":true}}`)
	f.Add("interactive", `{"type":"message_action","callback_id":"check_claim","message":{"text":"Spain spends 1 %"},"team":{"id":"T1"},"user":{"id":"U1"}}`)
	f.Add("interactive", `[null]`)
	f.Add("events_api", `{"team_id":"T1","event":{"type":"app_mention","user":"U1","channel":"C1","ts":"1.0","text":"<@U0> spain"}}`)
	f.Add("events_api", `{"event":{"type":"app_home_opened","user":"U1","tab":"home"}}`)
	f.Add("hello", `{}`)
	var panicked atomic.Int64
	r := newRig(f, func(c *Config) {
		c.Log = nil
		c.Event = func(name string) {
			if name == "panic" {
				panicked.Add(1)
			}
		}
	})
	f.Fuzz(func(t *testing.T, kind, payload string) {
		before := panicked.Load()
		s := &socket{a: r.a, out: make(chan frame, 1), gone: make(chan struct{})}
		s.answer(socketmode.Request{Type: kind, EnvelopeID: "e", Payload: json.RawMessage(payload), AcceptsResponsePayload: true})
		select {
		case f := <-s.out:
			if !json.Valid(f.data) {
				t.Errorf("%s", f.data)
			}
		default:
		}
		<-r.a.kit.Work.Idle()
		if panicked.Load() != before {
			t.Error("panic")
		}
	})
}

// Whatever the Web API answers, the outcome is one of ok, a code word and an
// error, and nothing of the answer but a code word is repeated.
func FuzzAnswer(f *testing.F) {
	f.Add(200, `{"ok":true,"ts":"1.2"}`, "")
	f.Add(200, `{"ok":false,"error":"invalid_auth"}`, "")
	f.Add(200, `{"ok":false,"error":"https://hooks.slack.com/x secret"}`, "")
	f.Add(429, `{"ok":false,"error":"ratelimited"}`, "30")
	f.Add(404, `no_service`, "")
	f.Add(503, `<html>`, "Wed, 21 Oct 2026 07:28:00 GMT")
	f.Add(200, `ok`, "-1")
	f.Fuzz(func(t *testing.T, status int, body, after string) {
		status = 200 + (status%400+400)%400
		client := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Header: http.Header{"Retry-After": {after}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
		})}
		a, err := New(Config{BotToken: "xoxb-secret", Config: adapter.Config{Handler: func(context.Context, bot.Request) bot.Reply { return bot.Reply{} }, HTTPClient: client}})
		if err != nil {
			t.Fatal(err)
		}
		res, err := a.call(context.Background(), "chat.postMessage", "xoxb-secret", struct{}{})
		if err != nil { // a redirect without an address
			return
		}
		if res.ok && (res.Status != 200 || !res.json || res.code != "") {
			t.Errorf("%d %q is ok", status, body)
		}
		if res.code != "" && (len(res.code) > 60 || strings.Trim(res.code, "abcdefghijklmnopqrstuvwxyz_0123456789") != "") {
			t.Errorf("code %q", res.code)
		}
		if !res.ok {
			if text := res.err().Error(); len(text) > 200 || strings.ContainsAny(text, "\n<") {
				t.Errorf("%q", text)
			}
		}
		if wait := adapter.RetryAfter(res.Header, noon); wait < 0 {
			t.Errorf("waits %s after %q", wait, after)
		}
		stamped(res)
	})
}

// Whatever a message holds, its words are text, and a press leaves its blocks.
func FuzzSaid(f *testing.F) {
	f.Add(`{"text":"Spain spends <https://x.example|1 %> of GDP &amp; more <@U1>"}`)
	f.Add(`{"blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"Spain"},{"type":"link","url":"https://x.example"}]}]}]}`)
	f.Add(`{"blocks":[{"type":"section","block_id":"state-1","text":{"type":"mrkdwn","text":"*x* <!date^1^y|z>"},"fields":[{"type":"plain_text","text":"f"}]},{"type":"table","rows":[[{"type":"raw_text","text":"1"}]]}]}`)
	f.Add(`{"attachments":[{"title":"a","text":"b","fallback":"c","blocks":[{"type":"actions"}]}]}`)
	f.Add(`{"blocks":[null,1,"x",{"type":["section"]}]}`)
	f.Fuzz(func(t *testing.T, body string) {
		var s said
		if json.Unmarshal([]byte(body), &s) != nil {
			return
		}
		if w := s.words(); !utf8.ValidString(w) || strings.TrimSpace(w) != w {
			t.Errorf("%q", w)
		}
		out := s.with(message{Text: "Snoozed.", Blocks: []any{section{}}}, "u")
		if n := len(out.Blocks); n < 1 || n > len(s.Blocks)+1 {
			t.Errorf("%d blocks of %d", n, len(s.Blocks))
		}
		if b, err := json.Marshal(out); err != nil || !json.Valid(b) {
			t.Errorf("%s %v", b, err)
		}
	})
}
