package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/slack-go/slack/socketmode"

	"natobot/bot"
	factanswer "natobot/facts/answer"
)

// Whatever an interaction lacks or has too much of, it is acknowledged, and
// whoever can be told is told something.
func TestOddInteractions(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		payload string // HOOK stands for a response_url
		hooks   int    // answers through it
		views   int    // opened or updated
	}{
		"nothing":                    {`{}`, 0, 0},
		"null":                       {`null`, 0, 0},
		"a list":                     {`[]`, 0, 0},
		"a word":                     {`"block_actions"`, 0, 0},
		"no JSON":                    {`{"type":`, 0, 0},
		"unknown type":               {`{"type":"dialog_submission","response_url":"HOOK","user":{"id":"U1"},"team":{"id":"T1"}}`, 1, 0},
		"no actions":                 {`{"type":"block_actions","response_url":"HOOK","user":{"id":"U1"},"team":{"id":"T1"}}`, 1, 0},
		"actions null":               {`{"type":"block_actions","response_url":"HOOK","user":null,"team":null,"actions":null}`, 1, 0},
		"an action of null":          {`{"type":"block_actions","response_url":"HOOK","actions":[null]}`, 1, 0},
		"only a type and an address": {`{"type":"block_actions","response_url":"HOOK","actions":[{"value":"x"}]}`, 1, 0},
		"a link":                     {`{"type":"block_actions","response_url":"HOOK","actions":[{"url":"https://x.example"}]}`, 0, 0},
		"wrong types":                {`{"type":"block_actions","trigger_id":7,"response_url":"HOOK","user":"U1","team":"T1","channel":"C1","container":[],"message":"x","view":3,"actions":[{"value":{"a":1}}]}`, 1, 0},
		"an enterprise":              {`{"type":"block_actions","is_enterprise_install":true,"team":null,"enterprise":{"id":"E1"},"response_url":"HOOK","user":{"id":"U1"},"actions":[{"value":"x"}]}`, 1, 0},
		"address of another kind":    {`{"type":"block_actions","response_url":"file:///etc/passwd","actions":[{"value":"x"}]}`, 0, 0},
		"home":                       {`{"type":"block_actions","trigger_id":"t","team":{"id":"T1"},"user":{"id":"U1"},"container":{"type":"view"},"view":{"type":"home","id":"V1"},"actions":[{"value":"x"}]}`, 0, 1},
		"modal":                      {`{"type":"block_actions","trigger_id":"t","team":{"id":"T1"},"user":{"id":"U1"},"container":{"type":"view"},"view":{"type":"modal","id":"V1","private_metadata":"{odd"},"actions":[{"value":"x"}]}`, 0, 1},
		"view without anything":      {`{"type":"block_actions","team":{"id":"T1"},"user":{"id":"U1"},"container":{"type":"view"},"actions":[{"value":"x"}]}`, 0, 1},
		"check without a message":    {`{"type":"message_action","callback_id":"check_claim","trigger_id":"t","team":{"id":"T1"},"user":{"id":"U1"},"response_url":"HOOK"}`, 0, 2},
		"check of nothing":           {`{"type":"message_action","callback_id":"check_claim","trigger_id":"t","team":{"id":"T1"},"user":{"id":"U1"},"message":{"files":[{"id":"F1"}],"text":null}}`, 0, 2},
		"another shortcut":           {`{"type":"message_action","callback_id":"other","trigger_id":"t","team":{"id":"T1"},"user":{"id":"U1"},"response_url":"HOOK"}`, 1, 0},
		"global shortcut":            {`{"type":"shortcut","callback_id":"lookup","trigger_id":"t","team":{"id":"T1"},"user":{"id":"U1"}}`, 0, 1},
		"unknown global shortcut":    {`{"type":"shortcut","callback_id":"??","trigger_id":"t","team":{"id":"T1"},"user":{"id":"U1"}}`, 0, 1},
		"form without state":         {`{"type":"view_submission","team":{"id":"T1"},"user":{"id":"U1"},"view":{"id":"V1"}}`, 0, 0},
		"form of nulls":              {`{"type":"view_submission","team":{"id":"T1"},"user":{"id":"U1"},"view":{"id":"V1","private_metadata":"null","state":{"values":{"question":{"v":null},"b":null}}}}`, 0, 0},
		"form of odd values":         {`{"type":"view_submission","team":{"id":"T1"},"user":{"id":"U1"},"view":{"id":"V1","state":{"values":{"question":{"v":{"value":7,"selected_option":"x"}}}}}}`, 0, 0},
		"form without a view":        {`{"type":"view_submission"}`, 0, 0},
		"closed":                     {`{"type":"view_closed","view":{"id":"V1"}}`, 0, 0},
		"options asked for":          {`{"type":"block_suggestion","value":"sp"}`, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(c *Config) { c.Event = noPanic(t) }, func(t *testing.T, r *rig) {
				if r.via == "socket" && !json.Valid([]byte(c.payload)) {
					return
				}
				w := r.deliver("interactive", nil, []byte(strings.ReplaceAll(c.payload, "HOOK", r.api+"/hook/x")))
				<-r.a.kit.Work.Idle()
				if w.Code != 200 {
					t.Fatalf("http %d %s", w.Code, w.Body)
				}
				if w.Body.Len() > 0 && !json.Valid(w.Body.Bytes()) {
					t.Errorf("%s", w.Body)
				}
				if h := r.hooks(); len(h) != c.hooks {
					t.Errorf("%d answers: %v", len(h), h)
				}
				if v := len(r.fake.Calls("")) - len(r.hooks()); v != c.views {
					t.Errorf("%d views", v)
				}
				if m := r.ask("spain"); !strings.Contains(m["text"].(string), "Spain: 2.00 %") {
					t.Errorf("afterwards: %v", m)
				}
			})
		})
	}
}

func noPanic(t *testing.T) func(string) {
	return func(name string) {
		if name == "panic" {
			t.Error("panic")
		}
	}
}

func TestOddEvents(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		payload string
		calls   int
	}{
		"nothing":            {`{}`, 0},
		"null":               {`null`, 0},
		"no JSON":            {`{`, 0},
		"empty":              {``, 0},
		"callback alone":     {`{"type":"event_callback"}`, 0},
		"event null":         {`{"type":"event_callback","event":null,"authorizations":null}`, 0},
		"event of a word":    {`{"type":"event_callback","event":"app_mention"}`, 0},
		"mention of nothing": {`{"type":"event_callback","event_id":"1","event":{"type":"app_mention"}}`, 0},
		"mention nowhere":    {`{"type":"event_callback","team_id":"T1","event_id":"1","event":{"type":"app_mention","user":"U1","text":"spain","ts":"1.0"}}`, 0},
		"mention by nobody":  {`{"type":"event_callback","team_id":"T1","event_id":"1","event":{"type":"app_mention","channel":"C1","text":"spain","ts":"1.0"}}`, 0},
		"mention untimed":    {`{"type":"event_callback","team_id":"T1","event_id":"1","event":{"type":"app_mention","channel":"C1","user":"U1","text":"spain","ts":"now"}}`, 0},
		"mention odd":        {`{"type":"event_callback","team_id":"T1","event_id":7,"event_time":"x","authorizations":"x","event":{"type":"app_mention","channel":"C1","user":"U1","text":7,"ts":"1.0","thread_ts":null,"tokens":[]}}`, 1},
		"mention elsewhere":  {`{"type":"event_callback","team_id":"T9","event_id":"1","event":{"type":"app_mention","channel":"C1","user":"U1","text":"spain","ts":"1.0"}}`, 0},
		"home of nobody":     {`{"type":"event_callback","team_id":"T1","event_id":"1","event":{"type":"app_home_opened","tab":"home"}}`, 0},
		"home":               {`{"type":"event_callback","team_id":"T1","event_id":"1","event":{"type":"app_home_opened","user":"U1"}}`, 1},
		"messages tab":       {`{"type":"event_callback","team_id":"T1","event_id":"1","event":{"type":"app_home_opened","user":"U1","tab":"messages"}}`, 0},
		"rate limited":       {`{"type":"app_rate_limited","team_id":"T1","minute_rate_limited":1}`, 0},
		"unknown":            {`{"type":"event_callback","team_id":"T1","event_id":"1","event":{"type":"pin_added"}}`, 0},
		"unknown outside":    {`{"type":"function_executed","event":{"type":"app_mention"}}`, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(c *Config) { c.Event = noPanic(t) }, func(t *testing.T, r *rig) {
				if r.via == "socket" && !json.Valid([]byte(c.payload)) {
					return
				}
				w := r.deliver("events_api", nil, []byte(c.payload))
				<-r.a.kit.Work.Idle()
				if w.Code != 200 || len(r.fake.Calls("")) != c.calls {
					t.Errorf("http %d, %d calls", w.Code, len(r.fake.Calls("")))
				}
			})
		})
	}
}

func TestOddCommands(t *testing.T) {
	t.Parallel()
	each(t, func(c *Config) { c.Event = noPanic(t) }, func(t *testing.T, r *rig) {
		for _, form := range []url.Values{{"command": {"/nato"}}, {"command": {"/nato"}, "text": {"spain"}}, {"command": {"/other"}, "user_id": {"U1"}}, {"user_id": {"U1"}, "text": {"\x00\xff\u202e"}},
			{"command": {"/nato"}, "text": {"spain"}, "team_id": {""}, "enterprise_id": {"E1"}, "is_enterprise_install": {"true"}, "response_url": {"::"}}} {
			if w := r.slash(form); w.Code != 200 || w.Body.Len() == 0 {
				t.Errorf("%v: http %d %s", form, w.Code, w.Body)
			} else {
				r.message(w.Body.Bytes())
			}
		}
	})
	r := newRig(t, nil)
	for body, want := range map[string]int{"": 400, `{"type":"url_verification","challenge":"x"}`: 400, "%zz": 400, "command=%2Fnato;text=x": 400, "payload=%7B%7D": 400} {
		if w := r.post("/slack/commands", body, noon); w.Code != want {
			t.Errorf("%q: http %d", body, w.Code)
		}
	}
	for _, path := range []string{"/slack/commands", "/slack/interactions", "/slack/events"} {
		for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete} {
			w := httptest.NewRecorder()
			r.mux.ServeHTTP(w, httptest.NewRequest(method, path, nil))
			if w.Code != http.StatusMethodNotAllowed {
				t.Errorf("%s %s: http %d", method, path, w.Code)
			}
		}
		if w := r.post(path, strings.Repeat("x", maxBody+1), noon); w.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: a large body: http %d", path, w.Code)
		}
		q := httptest.NewRequest(http.MethodPost, path, nil)
		q.Body = nil
		w := httptest.NewRecorder()
		r.mux.ServeHTTP(w, q)
		if w.Code != 401 {
			t.Errorf("%s: no body: http %d", path, w.Code)
		}
	}
}

// Messages that say nothing in their text say it in blocks or attachments.
func TestCheckReadsWhatAMessageSays(t *testing.T) {
	t.Parallel()
	for name, message := range map[string]string{
		"text":            `{"text":"Spain spends 1% of GDP"}`,
		"section":         `{"text":"","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"Spain spends 1% of GDP"}}]}`,
		"header, context": `{"blocks":[{"type":"context","elements":[{"type":"image","image_url":"x","alt_text":"y"}]},{"type":"header","text":{"type":"plain_text","text":"Spain spends 1% of GDP"}}]}`,
		"rich text":       `{"blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"Spain "},{"type":"user","user_id":"U9"},{"type":"text","text":"spends "},{"type":"link","url":"https://x.example","text":"1% of GDP"}]}]}]}`,
		"attachment":      `{"text":"  ","attachments":[{"fallback":"no","text":"Spain spends 1% of GDP"}]}`,
		"fallback":        `{"attachments":[{"fallback":"Spain spends 1% of GDP"}]}`,
		"pretext":         `{"attachments":[{"fallback":"no","pretext":"Spain spends","fields":[{"title":"","value":"1% of GDP"}]}]}`,
		"stand-in":        `{"text":"This content can't be displayed.","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"Spain spends 1% of GDP"}}]}`,
		"a link alone":    `{"text":"<https://news.example/a>","blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"link","url":"https://news.example/a"}]}]}],"attachments":[{"from_url":"https://news.example/a","fallback":"no","title":"Spain spends","text":"1% of GDP"}]}`,
		"two links":       `{"text":"<https://news.example/a> <https://news.example/b|https://news.example/b>","attachments":[{"title":"Spain spends"},{"text":"1% of GDP"}]}`,
		"link in words":   `{"text":"Spain spends <https://news.example/a|1% of GDP>","attachments":[{"from_url":"https://news.example/a","title":"Italy spends 3% of GDP"}]}`,
		"a share":         `{"text":"","attachments":[{"is_share":true,"fallback":"[today] x: no","text":"Spain spends 1% of GDP"}]}`,
		"a share's words": `{"text":"Spain spends","attachments":[{"is_msg_unfurl":true,"text":"1% of GDP"}]}`,
		"a share's block": `{"text":"","attachments":[{"is_share":true,"fallback":"no","message_blocks":[{"message":{"blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"Spain spends 1% of GDP"}]}]}]}}]}]}`,
		"markdown":        `{"blocks":[{"type":"markdown","text":"**Spain** spends 1% of GDP"}]}`,
		"a quote":         `{"blocks":[{"type":"rich_text","elements":[{"type":"rich_text_quote","elements":[{"type":"text","text":"Spain spends"}]},{"type":"rich_text_section","elements":[{"type":"text","text":"1% of GDP"}]}]}]}`,
		"blocks within":   `{"attachments":[null,{"blocks":[{"type":"section","fields":[{"type":"mrkdwn","text":"Spain spends 1% of GDP"}]}]}]}`,
	} {
		var s said
		if err := json.Unmarshal([]byte(message), &s); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(strings.Fields(s.words()), " "); got != "Spain spends 1% of GDP" {
			t.Errorf("%s: %q", name, got)
		}
	}
	var s said
	if err := json.Unmarshal([]byte(`{"blocks":[{"type":"section","text":{"type":"mrkdwn","text":"<!channel> see <https://evil.example|this> <@U1>"}},{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"Buy"}}]}]}`), &s); err != nil {
		t.Fatal(err)
	}
	if got := s.words(); got != "see this" {
		t.Errorf("%q", got)
	}
}

// A panic costs its own answer, which becomes a sentence, and nothing else.
func TestPanics(t *testing.T) {
	t.Parallel()
	each(t, func(c *Config) {
		c.Handler = func(_ context.Context, q bot.Request) bot.Reply {
			if strings.Contains(q.Text, "handler") {
				panic("no answer")
			}
			return bot.Reply{Kind: bot.KindAnswer, Answer: factanswer.Answer{Headline: "Spain: 2.00 %", Chart: &factanswer.Chart{Kind: "odd"}}, Actions: []bot.Action{{Label: "More", Verb: bot.VerbAsk, Arg: "spain"}}}
		}
		c.ChartURL = func(*factanswer.Chart) string { panic("no picture") }
	}, func(t *testing.T, r *rig) {
		for _, text := range []string{"handler", "render"} {
			if m := r.ask(text); !strings.Contains(m["text"].(string), "fault on our side") {
				t.Errorf("%s: %v", text, m)
			}
		}
		ref, _ := r.a.cfg.Signer.Sign("slack", "T1", "U1", bot.Action{Verb: bot.VerbAsk, Arg: "spain"})
		r.press("U1", ref)
		if h := r.hooks(); len(h) != 1 || !strings.Contains(h[0]["text"].(string), "fault on our side") {
			t.Errorf("%v", h)
		}
		r.event("E1", map[string]any{"type": "app_mention", "user": "U1", "text": "<@U0LAN0Z89> handler", "channel": "C1", "ts": "2.0"})
		r.event("E2", map[string]any{"type": "app_mention", "user": "U1", "text": "<@U0LAN0Z89> render", "channel": "C1", "ts": "2.0"})
		if p := r.fake.Calls("chat.postMessage"); len(p) != 2 || !bytes.Contains(p[1].Body, []byte("fault on our side")) {
			t.Errorf("%d posts", len(p))
		}
		r.event("E3", map[string]any{"type": "app_home_opened", "user": "U1", "tab": "home"})
		r.interact(map[string]any{"type": "message_action", "callback_id": "check_claim", "trigger_id": "t", "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": "U1"}, "message": map[string]any{"text": "render"}})
		w := r.interact(map[string]any{"type": "view_submission", "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": "U1"}, "view": map[string]any{"id": "V1"}})
		if !strings.Contains(w.Body.String(), "fault on our side") {
			t.Errorf("%s", w.Body)
		}
		_, err := r.a.Post(t.Context(), bot.Destination{Workspace: "T1", Channel: "C2"}, bot.Reply{Answer: factanswer.Answer{Headline: "x", Chart: &factanswer.Chart{}}}, "k")
		if de := delivery(t, err); de.Outcome != bot.Permanent || de.Code != "render" {
			t.Errorf("%v", err)
		}
	})
}

func FuzzHTTP(f *testing.F) {
	f.Add(0, "command=%2Fnato&text=spain&team_id=T1&user_id=U1")
	f.Add(0, "command=%2Fnato&text=subscribe+weekly&trigger_id=1")
	f.Add(1, `{"type":"block_actions","actions":[{"value":"n1.AAAAAGFzawBuYXRvifse2BxKQu-ZXA"}]}`)
	f.Add(1, `{"type":"view_submission","view":{"private_metadata":"{\"v\":\"lookup\"}","state":{"values":{"question":{"v":{"value":"spain"}}}}}}`)
	f.Add(1, `{"type":"message_action","callback_id":"check_claim","message":{"blocks":[{"type":"rich_text","elements":[{"elements":[]}]}]}}`)
	f.Add(2, `{"type":"event_callback","team_id":"T1","event":{"type":"app_mention","user":"U1","channel":"C1","ts":"1.0","text":"spain"}}`)
	f.Add(2, `{"type":"event_callback","event":{"type":"tokens_revoked","tokens":{"bot":[1]}}}`)
	f.Add(3, `{"type":"hello","num_connections":"x"}`)
	f.Add(3, `{"type":"slash_commands","envelope_id":"e","payload":{"text":"spain","user_id":["U1"]},"accepts_response_payload":true}`)
	f.Add(3, `{"type":"interactive","envelope_id":"e","payload":[null]}`)
	f.Add(3, `{"type":"events_api","envelope_id":"e","payload":{"event":{"type":"app_uninstalled"}}}`)
	var panicked atomic.Int64
	r := newRig(f, func(c *Config) {
		c.Log = nil
		c.Event = func(name string) {
			if name == "panic" {
				panicked.Add(1)
			}
		}
	})
	f.Fuzz(func(t *testing.T, where int, body string) {
		before := panicked.Load()
		var out []byte
		switch where & 3 {
		case 3:
			s := &socket{a: r.a, out: make(chan frame, 1), gone: make(chan struct{})}
			var e socketmode.Request
			if decode([]byte(body), &e) != nil {
				return
			}
			s.answer(e)
			select {
			case f := <-s.out:
				out = f.data
			default:
			}
		default:
			path := []string{"/slack/commands", "/slack/interactions", "/slack/events"}[where&3]
			if where&3 == 1 {
				body = url.Values{"payload": {body}}.Encode()
			}
			w := r.post(path, body, noon)
			if w.Code >= 500 {
				t.Errorf("http %d", w.Code)
			}
			if w.Code == 200 {
				out = w.Body.Bytes()
			}
		}
		<-r.a.kit.Work.Idle()
		if len(out) > 0 && !json.Valid(out) {
			t.Errorf("%s", out)
		}
		if panicked.Load() != before {
			t.Error("panic")
		}
		r.fake.Forget()
		for len(r.fake.Log) > 0 {
			<-r.fake.Log
		}
	})
}

func TestUninvitedMayNotManage(t *testing.T) {
	t.Parallel()
	got := make(chan bot.Request, 1)
	r := newRig(t, func(c *Config) {
		c.Handler = func(_ context.Context, q bot.Request) bot.Reply { got <- q; return bot.Notice("x") }
	})
	ref, _ := r.a.cfg.Signer.Sign("slack", "T1", "", bot.Action{Verb: bot.VerbUnsubscribe, Arg: "1", Anyone: true})
	for i, c := range []struct {
		user, enterprise string
		want             bool
	}{{"", "", true}, {"T1", "", true}, {"T9", "", false}, {"T9", "E1", false}, {"E1", "E1", true}, {"T1", "E1", true}} {
		p := map[string]any{"type": "block_actions", "trigger_id": fmt.Sprint(i), "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": "U1", "team_id": c.user}, "channel": map[string]any{"id": "C1"}, "actions": []any{map[string]any{"value": ref}}}
		if c.enterprise != "" {
			p["enterprise"] = map[string]any{"id": c.enterprise}
		}
		r.interact(p)
		if q := <-got; q.Manages != c.want {
			t.Errorf("%+v: %v", c, q.Manages)
		}
	}
	r.interact(map[string]any{"type": "block_actions", "trigger_id": "wide", "is_enterprise_install": true, "enterprise": map[string]any{"id": "T1"}, "team": nil, "user": map[string]any{"id": "U1", "team_id": "T5"}, "channel": map[string]any{"id": "C1"}, "actions": []any{map[string]any{"value": ref}}})
	if q := <-got; !q.Manages || q.Workspace != "T1" {
		t.Errorf("organisation-wide: %+v", q)
	}
	for i, c := range []struct {
		field, team string
		want        bool
	}{{"team", "T1", true}, {"team", "T9", false}, {"user_team", "T9", false}, {"source_team", "T9", false}} {
		r.event(fmt.Sprint("E", i), map[string]any{"type": "app_mention", "user": "U1", "text": "subscriptions", "channel": "C1", "ts": "2.0", c.field: c.team})
		if q := <-got; q.Manages != c.want {
			t.Errorf("%+v: %v", c, q.Manages)
		}
	}
}

// The query of a request is not signed, and nothing in it is read.
func TestNothingIsReadFromTheQuery(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(c *Config) {
		c.Handler = func(context.Context, bot.Request) bot.Reply { t.Error("handled"); return bot.Notice("x") }
	})
	press := url.QueryEscape(`{"type":"shortcut","callback_id":"lookup","trigger_id":"t","team":{"id":"T1"},"user":{"id":"U1"}}`)
	for path, body := range map[string]string{"/slack/interactions?payload=" + press: "x=1", "/slack/commands?command=%2Fnato&user_id=U1&text=spain": "x=1", "/slack/commands?ssl_check=1": "command=%2Fnato", "/slack/events?type=url_verification": "{}"} {
		if strings.Contains(path, "ssl_check") {
			w := httptest.NewRecorder()
			r.mux.ServeHTTP(w, httptest.NewRequest(http.MethodPost, path, strings.NewReader(body)))
			if w.Code != 401 {
				t.Errorf("%s unsigned: http %d", path, w.Code)
			}
			continue
		}
		w := r.post(path, body, r.clock())
		if w.Code != 400 && !strings.HasPrefix(path, "/slack/events") || len(r.fake.Calls("")) != 0 {
			t.Errorf("%s: http %d, %d calls", path, w.Code, len(r.fake.Calls("")))
		}
	}
}
