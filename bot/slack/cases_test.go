package slack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"natobot/bot"
	"natobot/bot/adapter"
	"natobot/bot/slack/slackfake"
)

// The protocol cases of Slack by their ids. What a transport has a say in runs
// over both; signatures, handshakes and the install are HTTP's alone.

func TestS01_DocumentedSignature(t *testing.T) {
	t.Parallel()
	got := make(chan bot.Request, 2)
	r := newRig(t, func(c *Config) {
		c.Handler = func(_ context.Context, q bot.Request) bot.Reply { got <- q; return bot.Notice("usage") }
	})
	r.now = time.Unix(1531420618, 0)
	body := "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
	req := httptest.NewRequest(http.MethodPost, "/slack/commands", strings.NewReader(body))
	req.Header.Set("x-slack-request-timestamp", "1531420618")
	req.Header.Set("x-slack-signature", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503")
	w := httptest.NewRecorder()
	r.mux.ServeHTTP(w, req)
	if w.Code != 200 || len(got) != 1 {
		t.Fatalf("http %d, handled %d times", w.Code, len(got))
	}
	if q := <-got; q.Workspace != "T1DC2JH3J" || q.Text != "" {
		t.Fatalf("%+v", q)
	}
}

// signed is a request whose signature a test may spoil.
func (r *rig) signed(path, body string, spoil func(http.Header)) *httptest.ResponseRecorder {
	req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	slackfake.Sign(req, secret, []byte(body), r.clock())
	spoil(req.Header)
	w := httptest.NewRecorder()
	r.mux.ServeHTTP(w, req)
	return w
}

func TestS02_BadSignature(t *testing.T) {
	t.Parallel()
	const stamp, signature = "X-Slack-Request-Timestamp", "X-Slack-Signature"
	change := func(sig string, at int) string {
		c := byte('0')
		if sig[at] == c {
			c = '1'
		}
		return sig[:at] + string(c) + sig[at+1:]
	}
	spoils := map[string]func(http.Header){
		"last digit":     func(h http.Header) { h.Set(signature, change(h.Get(signature), len(h.Get(signature))-1)) },
		"first digit":    func(h http.Header) { h.Set(signature, change(h.Get(signature), 3)) },
		"short":          func(h http.Header) { h.Set(signature, h.Get(signature)[:40]) },
		"long":           func(h http.Header) { h.Set(signature, h.Get(signature)+"00") },
		"no prefix":      func(h http.Header) { h.Set(signature, h.Get(signature)[3:]) },
		"version 1":      func(h http.Header) { h.Set(signature, "v1="+h.Get(signature)[3:]) },
		"prefix alone":   func(h http.Header) { h.Set(signature, "v0=") },
		"no hex":         func(h http.Header) { h.Set(signature, "v0="+strings.Repeat("z", 64)) },
		"none":           func(h http.Header) { h.Del(signature) },
		"empty":          func(h http.Header) { h.Set(signature, "") },
		"twice":          func(h http.Header) { h.Add(signature, h.Get(signature)) },
		"bad one first":  func(h http.Header) { h[signature] = []string{"v0=" + strings.Repeat("0", 64), h.Get(signature)} },
		"joined":         func(h http.Header) { h.Set(signature, h.Get(signature)+","+h.Get(signature)) },
		"no time":        func(h http.Header) { h.Del(stamp) },
		"time twice":     func(h http.Header) { h.Add(stamp, h.Get(stamp)) },
		"another time":   func(h http.Header) { h.Set(stamp, fmt.Sprint(noon.Unix()-1)) },
		"signed time":    func(h http.Header) { h.Set(stamp, "+"+h.Get(stamp)) },
		"negative time":  func(h http.Header) { h.Set(stamp, "-1") },
		"time in words":  func(h http.Header) { h.Set(stamp, "now") },
		"time with dot":  func(h http.Header) { h.Set(stamp, h.Get(stamp)+".5") },
		"endless time":   func(h http.Header) { h.Set(stamp, strings.Repeat("9", 400)) },
		"time in blanks": func(h http.Header) { h.Set(stamp, " "+h.Get(stamp)) },
	}
	bodies := map[string]func(r *rig) string{
		"/slack/commands":     func(r *rig) string { return r.form("spain").Encode() },
		"/slack/interactions": func(*rig) string { return url.Values{"payload": {`{"type":"block_actions"}`}}.Encode() },
		"/slack/events":       func(*rig) string { return `{"type":"event_callback","event":{"type":"app_uninstalled"}}` },
	}
	for name, spoil := range spoils {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			handled := 0
			r := newRig(t, func(c *Config) {
				c.Handler = func(context.Context, bot.Request) bot.Reply { handled++; return bot.Notice("x") }
			})
			for path, body := range bodies {
				w := r.signed(path, body(r), spoil)
				if w.Code != 401 || handled != 0 || len(r.fake.Calls("")) != 0 || strings.Contains(w.Body.String(), "v0=") {
					t.Errorf("%s: http %d %q, handled %d", path, w.Code, w.Body, handled)
				}
			}
		})
	}
	if Verify("", fmt.Sprint(noon.Unix()), "v0=", nil, noon) {
		t.Error("an empty secret verifies")
	}
}

func TestS04_TimeWindow(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for age, want := range map[int]int{301: 401, 299: 200, 300: 200, -299: 200, -301: 401, 100_000: 401} {
		w := r.post("/slack/commands", r.form("spain").Encode(), noon.Add(-time.Duration(age)*time.Second))
		if w.Code != want || want == 200 && w.Body.Len() == 0 {
			t.Errorf("%d s old: http %d", age, w.Code)
		}
	}
}

func TestS07_Replay(t *testing.T) {
	t.Parallel()
	handled := make(chan bot.Request, 8)
	each(t, func(c *Config) {
		c.Handler = func(_ context.Context, q bot.Request) bot.Reply { handled <- q; return bot.Notice("once") }
	}, func(t *testing.T, r *rig) {
		form := r.form("spain")
		form.Set("trigger_id", r.via+"13345224609.738474920.8088930838d88f008e0")
		one := r.slash(form)
		r.advance(10 * time.Second)
		two := r.slash(form)
		r.advance(10 * time.Minute)
		three := r.slash(form)
		if one.Code != 200 || one.Body.Len() == 0 || two.Code != 200 || two.Body.Len() != 0 || three.Body.Len() != 0 {
			t.Fatalf("http %d (%d bytes), then %d (%d bytes)", one.Code, one.Body.Len(), two.Code, two.Body.Len())
		}
		press := map[string]any{"type": "block_actions", "trigger_id": "again", "api_app_id": "A1", "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": "U1"},
			"channel": map[string]any{"id": "C1"}, "response_url": r.api + "/hook/x", "actions": []any{map[string]any{"value": "???"}}}
		r.interact(press)
		r.interact(press)
		if n := len(r.hooks()); n != 1 {
			t.Errorf("%d answers to one press", n)
		}
		want := bot.Ask
		if q := <-handled; q.Kind != want {
			t.Errorf("%+v", q)
		}
	})
}

func TestS09_SSLCheck(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(c *Config) {
		c.Handler = func(context.Context, bot.Request) bot.Reply { t.Error("handled"); return bot.Notice("x") }
	})
	for body, want := range map[string]int{"ssl_check=1&token=x": 200, "token=x": 401, "ssl_check=1&command=%2Fnato&text=spain": 401, "ssl_check=0": 401, "": 401,
		"ssl_check=1&payload=%7B%7D": 401, "ssl_check=1&x=" + strings.Repeat("x", maxProbe): 401} {
		for _, path := range []string{"/slack/commands", "/slack/interactions"} {
			w := httptest.NewRecorder()
			r.mux.ServeHTTP(w, httptest.NewRequest(http.MethodPost, path, strings.NewReader(body)))
			if w.Code != want || want == 200 && w.Body.Len() != 0 {
				t.Errorf("%s %.60s: http %d %q", path, body, w.Code, w.Body)
			}
			if want == 200 {
				if w := r.post(path, body, noon); w.Code != 200 || w.Body.Len() != 0 {
					t.Errorf("%s signed: http %d %q", path, w.Code, w.Body)
				}
			}
		}
	}
	if n := len(r.fake.Calls("")); n != 0 {
		t.Errorf("%d calls", n)
	}
}

func TestS10_URLVerification(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	body := `{"type":"url_verification","token":"x","challenge":"3eZbrw1aBm2"}`
	if w := r.post("/slack/events", body, noon); w.Code != 200 || w.Body.String() != `{"challenge":"3eZbrw1aBm2"}` || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
		t.Errorf("http %d %q", w.Code, w.Body)
	}
	if w := r.post("/slack/events", body, noon.Add(-time.Hour)); w.Code != 401 || strings.Contains(w.Body.String(), "3eZ") {
		t.Errorf("http %d %q", w.Code, w.Body)
	}
	spoil := func(h http.Header) { h.Set("X-Slack-Signature", "v0="+strings.Repeat("0", 64)) }
	if w := r.signed("/slack/events", body, spoil); w.Code != 401 || strings.Contains(w.Body.String(), "3eZ") {
		t.Errorf("http %d %q", w.Code, w.Body)
	}
}

func TestS11_SlowHandler(t *testing.T) {
	t.Parallel()
	for _, via := range []string{"http", "socket"} {
		t.Run(via, func(t *testing.T) {
			t.Parallel()
			release := make(chan struct{})
			r := newRigVia(t, via, func(c *Config) {
				c.Handler = func(context.Context, bot.Request) bot.Reply { <-release; return bot.Notice("At last.") }
			})
			r.a.kit.Timing.First = 50 * time.Millisecond
			w := r.slash(r.form("spain"))
			if w.Code != 200 || w.Body.Len() != 0 {
				t.Fatalf("http %d %q", w.Code, w.Body)
			}
			close(release)
			<-r.a.kit.Work.Idle()
			h := r.hooks()
			if len(h) != 1 || h[0]["response_type"] != "ephemeral" || !strings.Contains(h[0]["text"].(string), "At last.") {
				t.Fatalf("%v", h)
			}
		})
	}
}

// counted is how serve's counting of statuses wraps a response.
type counted struct{ http.ResponseWriter }

func (w counted) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// The acknowledgement is on its way before what follows it is begun, also
// where the response is wrapped.
func TestAcknowledgementLeavesFirst(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	r := newRig(t, func(c *Config) {
		c.Handler = func(context.Context, bot.Request) bot.Reply { <-release; return bot.Notice("At last.") }
	})
	r.a.kit.Timing.First = time.Millisecond
	body := r.form("spain").Encode()
	req := httptest.NewRequest(http.MethodPost, "/slack/commands", strings.NewReader(body))
	slackfake.Sign(req, secret, []byte(body), r.clock())
	w := httptest.NewRecorder()
	r.mux.ServeHTTP(counted{w}, req)
	if w.Code != 200 || !w.Flushed {
		t.Errorf("http %d, left to the end of the request", w.Code)
	}
	close(release)
	<-r.a.kit.Work.Idle()
}

func TestS12_Help(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, r *rig) {
		for _, text := range []string{"", "   ", "help"} {
			m := r.ask(text)
			s := m["text"].(string)
			if m["response_type"] != "ephemeral" || strings.Count(s, "/nato ") < 3 || !strings.Contains(s, "edition") || !strings.Contains(s, "Source: NATO") || !strings.Contains(s, bot.DefaultSupport) {
				t.Errorf("%q: %s", text, s)
			}
		}
	})
}

func TestS13_UnknownInput(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, r *rig) {
		if m := r.ask("frobnicate"); m["response_type"] != "ephemeral" || !strings.Contains(m["text"].(string), "/nato help") {
			t.Errorf("%v", m)
		}
		m := r.ask("spian")
		if s := m["text"].(string); m["response_type"] != "ephemeral" || !strings.Contains(s, "Did you mean Spain?") || !strings.Contains(s, "“spian”") {
			t.Errorf("%s", s)
		}
		r.press("U1", button1(t, m, "Spain"))
		if h := r.hooks(); len(h) != 1 || !strings.Contains(h[0]["text"].(string), "Spain: 2.00 %") {
			t.Errorf("%v", h)
		}
	})
}

func TestS15_NothingInjected(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, r *rig) {
		for _, text := range []string{"<!channel> <@U012ABCDEF> *bold* <https://evil.example|NATO> & spain", "<!here> <#C024BE7LR|secret> <!subteam^S1|@all> `x` ~y~ _z_ a<b>c&d spain",
			"&lt;!channel&gt; spain", "< !channel> <mailto:x@evil.example|mail> spain frobnicate"} {
			w := r.slash(r.form(text))
			r.message(w.Body.Bytes())
			for _, bad := range []string{"<!channel>", "<!here>", "<@U012ABCDEF>", "evil.example", "<#C", "secret", "<!subteam", "*bold*"} {
				if strings.Contains(w.Body.String(), bad) {
					t.Errorf("%q: %s in %s", text, bad, w.Body)
				}
			}
			if !strings.Contains(w.Body.String(), "Spain") {
				t.Errorf("%q: Spain is not offered: %s", text, w.Body)
			}
		}
	})
}

func TestS17_TooLong(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, r *rig) {
		for _, text := range []string{strings.Repeat("x", 9000), strings.Repeat("spain ", 1500), strings.Repeat("\U0001F1EA\U0001F1F8", 1100), strings.Repeat("<@U1>", 1800) + "spain"} {
			m := r.ask(text)
			if s := m["text"].(string); m["response_type"] != "ephemeral" || strings.Contains(s, strings.Repeat("x", 101)) || len(s) > 3000 {
				t.Errorf("%.200s", s)
			}
		}
		if m := r.ask(strings.Repeat("x", 9000)); !strings.Contains(m["text"].(string), "longer than") {
			t.Errorf("%s", m["text"])
		}
		if n := len(r.fake.Calls("")); n != 0 {
			t.Errorf("%d calls", n)
		}
	})
}

func TestS18_ResponseURLUses(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	req := bot.Request{Workspace: "T1", At: noon}
	for i := range 7 {
		if got := r.a.respond(r.api+"/hook/x", req, bot.Notice("part"), nil); (got == arrived) != (i < 5) {
			t.Errorf("use %d: %v", i+1, got)
		}
		r.advance(time.Minute)
	}
	r.advance(24 * time.Minute)
	if r.a.respond(r.api+"/hook/y", req, bot.Notice("late"), nil) == arrived || len(r.hooks()) != 5 {
		t.Errorf("%d posts", len(r.hooks()))
	}
}

// A response_url that keeps failing is not used for ever, and what comes after
// its half hour is not posted.
func TestS18_ResponseURLFaults(t *testing.T) {
	t.Parallel()
	for _, via := range []string{"http", "socket"} {
		t.Run(via, func(t *testing.T) {
			t.Parallel()
			release := make(chan struct{})
			r := newRigVia(t, via, func(c *Config) {
				c.Handler = func(context.Context, bot.Request) bot.Reply { <-release; return bot.Notice("At last.") }
			})
			r.fake.Fail("response_url", slackfake.Fault{Status: 429, RetryAfter: "0.001", Always: true})
			r.a.kit.Timing.First = 50 * time.Millisecond
			r.slash(r.form("compare all"))
			late := r.form("compare all")
			late.Set("response_url", r.api+"/hook/late")
			r.slash(late)
			r.advance(31 * time.Minute)
			close(release)
			<-r.a.kit.Work.Idle()
			if n := len(r.fake.Calls("response_url")); n != 0 {
				t.Errorf("%d posts after half an hour", n)
			}
			r.press("U1", "???")
			if n := len(r.fake.Calls("response_url")); n < 2 || n > 5 {
				t.Errorf("%d posts", n)
			}
			r.fake.Heal("response_url")
			r.fake.Fail("response_url", slackfake.Fault{Status: 429, RetryAfter: "3600"})
			r.press("U1", "???") // gives up at once rather than keep its place for an hour
		})
	}
}

func TestS20_EventDeliveredAgain(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, r *rig) {
		for range 3 {
			if code := r.event("Ev123ABC456", map[string]any{"type": "app_mention", "user": "U1", "text": "<@U0LAN0Z89> spain", "channel": "C1", "ts": "2.0"}); code != 200 {
				t.Fatal(code)
			}
		}
		if n := len(r.fake.Calls("chat.postMessage")); n != 1 {
			t.Fatalf("%d messages", n)
		}
		// What only looks like a repeat is answered: the first try may have died.
		r.event("Ev124", map[string]any{"type": "app_mention", "user": "U1", "text": "<@U0LAN0Z89> spain", "channel": "C1", "ts": "2.0"})
		if n := len(r.fake.Calls("chat.postMessage")); n != 2 {
			t.Fatalf("%d messages", n)
		}
	})
}

func TestS23_MentionInThread(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, r *rig) {
		r.event("E1", map[string]any{"type": "app_mention", "user": "U1", "text": "<@U0LAN0Z89> spain", "channel": "C1", "ts": "2.0", "thread_ts": "1.0"})
		r.event("E2", map[string]any{"type": "app_mention", "user": "U1", "bot_id": "B1", "text": "<@U0LAN0Z89> spain", "channel": "C1", "ts": "3.0"})
		r.event("E3", map[string]any{"type": "message", "channel_type": "im", "subtype": "message_changed", "channel": "D1", "ts": "4.0", "message": map[string]any{"text": "spain"}})
		r.event("E5", map[string]any{"type": "app_mention", "user": "U1", "text": "<@U0LAN0Z89> spain", "channel": "C1", "ts": "3.0", "edited": map[string]any{"user": "U1", "ts": "3.5"}})
		r.event("E4", map[string]any{"type": "app_mention", "user": "U1", "text": "<@U0LAN0Z89> trend", "channel": "C1", "ts": "5.0", "thread_ts": "1.0"})
		calls := r.fake.Calls("chat.postMessage")
		if len(calls) != 2 {
			t.Fatalf("%d messages", len(calls))
		}
		for _, c := range calls {
			if m := c.JSON(); m["thread_ts"] != "1.0" || m["channel"] != "C1" || !strings.Contains(m["text"].(string), "Spain") {
				t.Errorf("%v", m["text"])
			}
		}
	})
}

func TestS24_Uninstalled(t *testing.T) {
	t.Parallel()
	gone := map[string]any{"type": "app_uninstalled"}
	for _, via := range []string{"http", "socket"} {
		for i, users := range []any{[]string{"UBOT"}, []any{map[string]any{"id": "UBOT"}}, "UBOT"} {
			revoked := map[string]any{"type": "tokens_revoked", "tokens": map[string]any{"bot": users, "oauth": []string{"U1"}}}
			for j, order := range [][]map[string]any{{revoked, gone}, {gone, revoked}} {
				r := newRigVia(t, via, nil)
				for k, e := range order {
					for range 2 {
						if code := r.event(fmt.Sprintf("E%d%d%d", i, j, k), e); code != 200 {
							t.Fatal(code)
						}
					}
				}
				if _, err := r.store.Installation(t.Context(), "slack", "T1"); !errors.Is(err, bot.ErrNoInstallation) {
					t.Errorf("%s, %v: still installed", via, users)
				}
				_, err := r.a.Post(t.Context(), bot.Destination{Workspace: "T1", Channel: "C1"}, bot.Notice("x"), "k")
				if de := delivery(t, err); de.Outcome != bot.Unauthorised || len(r.fake.Calls("")) != 0 {
					t.Errorf("%v, %d calls", de, len(r.fake.Calls("")))
				}
				if _, err := r.store.Installation(t.Context(), "slack", "T2"); err != nil {
					t.Error("another workspace went too")
				}
			}
		}
	}
}

// What ends nothing: another person's token, odd shapes, an end from before the
// installation.
func TestS24_NotUninstalled(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, r *rig) {
		for i, tokens := range []any{map[string]any{"oauth": []string{"U1"}}, map[string]any{"oauth": []string{"U1"}, "bot": []string{}}, map[string]any{"bot": nil}, nil, "odd", map[string]any{}} {
			if code := r.event(fmt.Sprint("E", i), map[string]any{"type": "tokens_revoked", "tokens": tokens}); code != 200 {
				t.Errorf("%v: http %d", tokens, code)
			}
		}
		r.deliver("events_api", nil, fmt.Appendf(nil, `{"type":"event_callback","team_id":"T1","event_id":"old","event_time":%d,"event":{"type":"app_uninstalled"}}`, noon.Add(-2*time.Hour).Unix()))
		<-r.a.kit.Work.Idle()
		if _, err := r.store.Installation(t.Context(), "slack", "T1"); err != nil {
			t.Error(err)
		}
	})
}

// An organisation-wide installation is the enterprise's.
func TestS24_EnterpriseUninstalled(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, r *rig) {
		r.store.in["E1"] = bot.Installation{Workspace: "E1", Enterprise: true, Token: "xoxb-wide-secret", At: noon.Add(-time.Hour)}
		for range 2 {
			r.deliver("events_api", nil, []byte(`{"type":"event_callback","team_id":null,"enterprise_id":"E1","event_id":"Ev1","authorizations":[{"enterprise_id":"E1","team_id":null,"is_enterprise_install":true}],"event":{"type":"app_uninstalled"}}`))
			<-r.a.kit.Work.Idle()
		}
		if _, err := r.store.Installation(t.Context(), "slack", "E1"); !errors.Is(err, bot.ErrNoInstallation) {
			t.Error("still installed")
		}
		if _, err := r.store.Installation(t.Context(), "slack", "T1"); err != nil {
			t.Error("a workspace went too")
		}
	})
}

func TestS26_OldButton(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, r *rig) {
		for i, action := range []map[string]any{{"action_id": "legacy_btn_v0", "value": "???"}, {"action_id": "legacy_btn_v0"}, {"action_id": "s", "type": "static_select", "selected_option": map[string]any{"value": "x"}},
			{"action_id": "b0", "value": "n0.AAAA"}, {"value": strings.Repeat("n1.", 600)}, {"value": 7}} {
			w := r.interact(map[string]any{"type": "block_actions", "trigger_id": fmt.Sprint("t", i), "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": "U1"}, "channel": map[string]any{"id": "C1"},
				"response_url": r.api + fmt.Sprint("/hook/", i), "message": map[string]any{"text": "figures", "blocks": []any{}}, "actions": []any{action}})
			if w.Code != 200 || w.Body.Len() != 0 {
				t.Fatal(w.Code)
			}
			h := r.hooks()
			if len(h) != i+1 {
				t.Fatalf("%v: %d answers", action, len(h))
			}
			if m := h[i]; m["response_type"] != "ephemeral" || m["replace_original"] != false || !strings.Contains(m["text"].(string), "/nato") {
				t.Errorf("%v: %v", action, m)
			}
		}
		if n := len(r.fake.Calls("")); n != 6 {
			t.Errorf("%d calls", n)
		}
	})
}

func TestS27_Share(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, r *rig) {
		r.fake.Fail("chat.postMessage", slackfake.Fault{Code: "not_in_channel", Always: true})
		v := button1(t, r.ask("spain"), "Share to channel")
		r.press("U1", v)
		r.press("U1", v)
		r.press("U2", v)
		forged := v[:len(v)-4] + "AAAA"
		r.press("U1", forged)
		h := r.hooks()
		if len(h) != 4 || len(r.fake.Calls("")) != 4 {
			t.Fatalf("%d posts of %d calls", len(h), len(r.fake.Calls("")))
		}
		if h[0]["response_type"] != "in_channel" || h[0]["replace_original"] != false || !strings.Contains(h[0]["text"].(string), "Shared by <@U1>") {
			t.Errorf("%v", h[0])
		}
		for i, want := range []string{"already shared", "whoever asked", "trusted"} {
			if m := h[i+1]; m["response_type"] != "ephemeral" || m["replace_original"] != false || !strings.Contains(m["text"].(string), want) {
				t.Errorf("%v", m["text"])
			}
		}
		if len(r.store.shares) != 1 {
			t.Errorf("%v remembered", r.store.shares)
		}
	})
}

// Where the bot was mentioned it is in the channel, and posts a share itself:
// the message's timestamp is known, and a correction finds its thread. Where it
// was thrown out since, the response_url posts; never both.
func TestS27_ShareWhereTheBotIs(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, r *rig) {
		r.event("E1", map[string]any{"type": "app_mention", "user": "U1", "text": "<@U0LAN0Z89> poland", "channel": "C1", "ts": "2.0"})
		v := button1(t, r.ask("spain"), "Share to channel")
		r.press("U1", v)
		r.press("U1", v)
		if p, h := r.fake.Calls("chat.postMessage"), r.hooks(); len(p) != 2 || !strings.Contains(p[1].JSON()["text"].(string), "Shared by <@U1>") || len(h) != 1 || !strings.Contains(h[0]["text"].(string), "already shared") {
			t.Fatalf("%d posts, %v", len(p), h)
		}
		if len(r.store.stamps) != 1 || r.store.stamps[0] == "" {
			t.Errorf("%q remembered", r.store.stamps)
		}
		r.fake.Fail("chat.postMessage", slackfake.Fault{Code: "not_in_channel", Always: true})
		r.press("U1", button1(t, r.ask("poland"), "Share to channel"))
		r.press("U1", button1(t, r.ask("italy"), "Share to channel"))
		if p, h := r.fake.Calls("chat.postMessage"), r.hooks(); len(p) != 3 || len(h) != 3 || h[1]["response_type"] != "in_channel" || h[2]["response_type"] != "in_channel" {
			t.Errorf("%d posts, %v", len(p), h)
		}
		r.fake.Heal("chat.postMessage")
		r.event("E2", map[string]any{"type": "app_mention", "user": "U1", "text": "<@U0LAN0Z89> poland", "channel": "C1", "ts": "2.0"})
		r.fake.Fail("chat.postMessage", slackfake.Fault{Cut: true})
		r.press("U1", button1(t, r.ask("france"), "Share to channel"))
		if h := r.hooks(); len(h) != 4 || h[3]["response_type"] != "ephemeral" || !strings.Contains(h[3]["text"].(string), "did not confirm") {
			t.Errorf("%v", h)
		}
	})
}

// A share that Slack refused was none: pressed again, it is tried again.
func TestS27_ShareRefused(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, r *rig) {
		v := button1(t, r.ask("spain"), "Share to channel")
		r.fake.Fail("response_url", slackfake.Fault{Status: 404, Text: "channel_not_found"})
		r.press("U1", v)
		r.press("U1", v)
		r.press("U1", v)
		h := r.hooks()
		if len(h) != 4 || !strings.Contains(h[1]["text"].(string), "could not be posted") || h[2]["response_type"] != "in_channel" || !strings.Contains(h[3]["text"].(string), "already shared") {
			t.Errorf("%v", h)
		}
		// One that may have been posted is not.
		v = button1(t, r.ask("poland"), "Share to channel")
		r.fake.Fail("response_url", slackfake.Fault{Cut: true})
		r.press("U1", v)
		r.press("U1", v)
		if h := r.hooks()[4:]; len(h) != 3 || !strings.Contains(h[1]["text"].(string), "did not confirm") || !strings.Contains(h[2]["text"].(string), "already shared") {
			t.Errorf("%v", h)
		}
	})
}

func TestS28_CheckThisClaim(t *testing.T) {
	t.Parallel()
	action := func(r *rig) map[string]any {
		return map[string]any{"type": "message_action", "callback_id": "check_claim", "trigger_id": "once", "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": "U1"},
			"channel": map[string]any{"id": "G1", "name": "secret-plans"}, "response_url": r.api + "/hook/m", "message_ts": "2.0", "message": map[string]any{"text": "Spain spends 1% of GDP on defence.", "thread_ts": "1.0", "ts": "2.0"}}
	}
	each(t, nil, func(t *testing.T, r *rig) {
		if w := r.interact(action(r)); w.Code != 200 || w.Body.Len() != 0 {
			t.Fatal(w.Code)
		}
		if o := r.fake.Calls("views.open"); len(o) != 1 || o[0].JSON()["trigger_id"] != "once" || len(r.fake.Calls("views.update")) != 1 || len(r.fake.Calls("")) != 2 {
			t.Fatalf("%d calls", len(r.fake.Calls("")))
		}
		b := r.fake.Calls("views.update")[0].Body
		if err := slackfake.ValidateView(mustView(t, b)); err != nil {
			t.Error(err)
		}
		for _, want := range []string{"Spain spends 1% of GDP", "Outdated", "Source: "} {
			if !bytes.Contains(b, []byte(want)) {
				t.Errorf("no %q in %s", want, b)
			}
		}
		for _, c := range r.fake.Calls("") {
			if bytes.Contains(c.Body, []byte("secret-plans")) {
				t.Error("the channel's name left it")
			}
		}
	})
	each(t, nil, func(t *testing.T, r *rig) {
		r.fake.Fail("views.open", slackfake.Fault{Code: "trigger_expired", Always: true})
		r.interact(action(r))
		if h := r.hooks(); len(r.fake.Calls("views.open")) != 1 || len(h) != 1 || h[0]["response_type"] != "ephemeral" {
			t.Errorf("%d views, %v", len(r.fake.Calls("views.open")), h)
		}
	})
}

func TestS29_RateLimit(t *testing.T) {
	t.Parallel()
	for _, f := range []slackfake.Fault{{Status: 429, RetryAfter: "30"}, {Code: "ratelimited", RetryAfter: "30"}, {Status: 429, HTML: true}, {Status: 429, HTML: true, RetryAfter: "30"}, {Status: 429},
		{Status: 429, RetryAfter: noon.Add(30 * time.Second).Format(http.TimeFormat)}, {Status: 429, RetryAfter: "soon"}, {Status: 429, RetryAfter: "-3"}, {Status: 429, RetryAfter: "0"}} {
		r := newRig(t, nil)
		r.fake.Fail("chat.postMessage", f)
		send := func(ws, ch string) error {
			_, err := r.a.Post(t.Context(), bot.Destination{Workspace: ws, Channel: ch}, bot.Notice("x"), "k")
			return err
		}
		de := delivery(t, send("T1", "C1"))
		if exact := len(f.RetryAfter) > 1 && f.RetryAfter != "soon" && f.RetryAfter != "-3"; de.Outcome != bot.RetryAfter || de.After < time.Second || exact && de.After != 30*time.Second || !exact && de.After > 5*time.Second {
			t.Errorf("%+v: %v after %s", f, de, de.After)
		}
		if de := delivery(t, send("T1", "C2")); de.Outcome != bot.RetryAfter || len(r.fake.Calls("")) != 1 {
			t.Errorf("%v after %d calls", de, len(r.fake.Calls("")))
		}
		if err := send("T2", "C3"); err != nil {
			t.Error(err)
		}
		r.event("E", map[string]any{"type": "app_home_opened", "user": "U1", "tab": "home"})
		if len(r.fake.Calls("views.publish")) != 1 {
			t.Error("views.publish was held back")
		}
		r.advance(31 * time.Second)
		if err := send("T1", "C1"); err != nil {
			t.Error(err)
		}
	}
	for header, want := range map[string]time.Duration{"90000": 24 * time.Hour, "2.5": 2500 * time.Millisecond, "1e9": 24 * time.Hour} {
		if got := adapter.Soon(adapter.RetryAfter(http.Header{"Retry-After": {header}}, noon)); got != want {
			t.Errorf("Retry-After %s: %s", header, got)
		}
	}
}

func TestS30_UnknownOutcome(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for i, f := range []slackfake.Fault{{Cut: true}, {Status: 503, HTML: true}, {Status: 500, Code: "fatal_error"}, {Code: "internal_error"}, {Code: "fatal_error"}, {HTML: true}, {Status: 502}, {Status: 504, HTML: true}} {
		to := bot.Destination{Workspace: "T1", Channel: fmt.Sprint("C", i)}
		r.fake.Fail("chat.postMessage", f)
		_, err := r.a.Post(t.Context(), to, bot.Notice("x"), "k")
		if de := delivery(t, err); de.Outcome != bot.UnknownSent || len(r.fake.Calls("chat.postMessage")) != i+1 {
			t.Errorf("%+v: %v", f, de)
		}
	}
	dead := httptest.NewServer(http.NotFoundHandler())
	dead.Close()
	away := newRig(t, func(c *Config) { c.APIURL = dead.URL })
	_, err := away.a.Post(t.Context(), bot.Destination{Workspace: "T1", Channel: "C1"}, bot.Notice("x"), "k")
	if de := delivery(t, err); de.Outcome != bot.RetryAfter || strings.Contains(err.Error(), "xoxb") {
		t.Errorf("%v", de)
	}
	// A proxy that stands in between took nothing.
	for i, f := range []slackfake.Fault{{Status: 407, HTML: true}, {Status: 404, HTML: true}, {Code: "service_unavailable"}, {Code: "request_timeout"}} {
		r.fake.Fail("chat.postMessage", f)
		_, err := r.a.Post(t.Context(), bot.Destination{Workspace: "T1", Channel: fmt.Sprint("CP", i)}, bot.Notice("x"), "k")
		if de := delivery(t, err); de.Outcome != bot.RetryAfter || de.After <= 0 {
			t.Errorf("%+v: %v", f, de)
		}
	}
}

func TestS31_ChannelErrors(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	codes := []string{"is_archived", "channel_not_found", "not_in_channel", "restricted_action", "restricted_action_read_only_channel", "restricted_action_thread_only_channel", "missing_scope", "no_permission", "ekm_access_denied",
		"message_limit_exceeded", "team_access_not_granted", "enterprise_is_restricted", "some_new_code"}
	for _, code := range codes {
		r.fake.Fail("chat.postMessage", slackfake.Fault{Code: code})
		_, err := r.a.Post(t.Context(), bot.Destination{Workspace: "T1", Channel: "C1"}, bot.Notice("x"), "k")
		if de := delivery(t, err); de.Outcome != bot.Permanent || de.Code != code || !strings.Contains(strings.ToLower(de.Reason), "resume") {
			t.Errorf("%s: %+v", code, de)
		}
		if _, err := r.a.Post(t.Context(), bot.Destination{Workspace: "T1", Channel: "C2" + fmt.Sprint(len(code))}, bot.Notice("x"), "k"); err != nil {
			t.Errorf("%s: another channel: %v", code, err)
		}
	}
	if n := len(r.fake.Calls("")); n != 2*len(codes) {
		t.Errorf("%d calls", n)
	}
}

func TestS32_TokenErrors(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"account_inactive", "token_revoked", "invalid_auth", "not_authed"} {
		want := bot.Unauthorised
		if code == "invalid_auth" || code == "not_authed" {
			want = bot.TokenRefused
		}
		for _, status := range []int{200, 401, 403} {
			r := newRig(t, nil)
			r.fake.Fail("chat.postMessage", slackfake.Fault{Status: status, Code: code})
			for _, ch := range []string{"C1", "C2", "C3"} {
				_, err := r.a.Post(t.Context(), bot.Destination{Workspace: "T1", Channel: ch}, bot.Notice("x"), "k")
				if de := delivery(t, err); de.Outcome != want {
					t.Errorf("%v", de)
				}
			}
			r.event("E", map[string]any{"type": "app_home_opened", "user": "U1", "tab": "home"})
			if n := len(r.fake.Calls("")); n != 1 {
				t.Errorf("%s: %d calls", code, n)
			}
			if _, err := r.a.Post(t.Context(), bot.Destination{Workspace: "T2", Channel: "C4"}, bot.Notice("x"), "k"); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestS35_BlockLimits(t *testing.T) {
	t.Parallel()
	d, err := data()
	if err != nil {
		t.Fatal(err)
	}
	each(t, nil, func(t *testing.T, r *rig) {
		for _, q := range []string{"below 5%", "rank 2026", "top 31", "trend germany since 2014", "compare spain poland italy germany france greece turkey", "below 5% 2014", "compare all allies since 2014", "nato", "meetings"} {
			m := r.ask(q)
			text := m["text"].(string)
			if q == "below 5%" {
				names := 0
				for _, a := range d.Allies {
					if strings.Contains(text, a.Name) {
						names++
					}
				}
				if names < 31 {
					t.Errorf("%s names %d Allies: %s", q, names, text)
				}
			}
			if text == "" || m["response_type"] != "ephemeral" {
				t.Errorf("%s: %s", q, text)
			}
		}
	})
}

func TestS36_OAuth(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	begin := func() string {
		w := httptest.NewRecorder()
		r.mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/slack/install", nil))
		jar.SetCookies(&url.URL{Scheme: "https", Host: "bot.example", Path: "/slack/install"}, w.Result().Cookies())
		u, err := url.Parse(w.Header().Get("Location"))
		if err != nil || w.Code != 302 {
			t.Fatal(w.Code, err)
		}
		return u.Query().Get("state")
	}
	var cookies []*http.Cookie
	get := func(q url.Values) (int, string) {
		req := httptest.NewRequest(http.MethodGet, "/slack/oauth/callback?"+q.Encode(), nil)
		for _, c := range cookies {
			req.AddCookie(c)
		}
		w := httptest.NewRecorder()
		r.mux.ServeHTTP(w, req)
		<-r.a.kit.Work.Idle()
		return w.Code, w.Body.String()
	}
	at := &url.URL{Scheme: "https", Host: "bot.example", Path: "/slack/oauth/callback"}
	state := begin()
	cookies = jar.Cookies(at)
	if code, _ := get(url.Values{"code": {"1"}, "state": {"zzz"}}); code != 400 {
		t.Error(code)
	}
	if code, body := get(url.Values{"error": {"access_denied"}, "state": {state}}); code != 200 || !strings.Contains(body, "Not installed") {
		t.Error(code, body)
	}
	if code, _ := get(url.Values{"code": {"1"}, "state": {state}}); code != 400 || len(r.fake.Calls("")) != 0 {
		t.Error("replay:", code)
	}
	state = begin()
	old := cookies
	cookies = old
	if code, _ := get(url.Values{"code": {"1"}, "state": {state}}); code != 400 {
		t.Error("another browser's cookie:", code)
	}
	cookies = jar.Cookies(at)
	code, body := get(url.Values{"code": {"1"}, "state": {state}})
	if code != 200 || !strings.Contains(body, "/nato spain") || len(r.fake.Calls("oauth.v2.access")) != 1 || r.store.in["T1"].RefreshToken == "" {
		t.Errorf("%d %s", code, body)
	}
	if dm := r.fake.Calls("chat.postMessage"); len(dm) != 1 || !strings.HasPrefix(dm[0].JSON()["channel"].(string), "D") {
		t.Errorf("the installer was not greeted: %v", dm)
	}
}

// A probe is one call that says whether a token is accepted, for now or for
// good; an accepted one sends again at once.
func TestProbeToken(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault slackfake.Fault
		want  bot.Outcome
	}{
		"accepted": {slackfake.Fault{}, ""}, "refused": {slackfake.Fault{Code: "invalid_auth"}, bot.TokenRefused}, "revoked": {slackfake.Fault{Code: "token_revoked"}, bot.Unauthorised},
		"inactive": {slackfake.Fault{Code: "account_inactive"}, bot.Unauthorised}, "expired": {slackfake.Fault{Code: "token_expired"}, bot.TokenRefused},
		"a fault": {slackfake.Fault{Status: 503, HTML: true}, bot.RetryAfter}, "cut": {slackfake.Fault{Cut: true}, bot.RetryAfter},
	} {
		r := newRig(t, nil)
		to := bot.Destination{Workspace: "T1", Channel: "C1"}
		r.fake.Fail("chat.postMessage", slackfake.Fault{Code: "invalid_auth"})
		for range 2 {
			_, err := r.a.Post(t.Context(), to, bot.Notice("x"), "k")
			if de := delivery(t, err); de.Outcome != bot.TokenRefused {
				t.Fatalf("%s: %v", name, de)
			}
		}
		if c.fault != (slackfake.Fault{}) {
			r.fake.Fail("auth.test", c.fault)
		}
		err := r.a.ProbeToken(t.Context(), "T1")
		var got bot.Outcome
		if err != nil {
			got = delivery(t, err).Outcome
		}
		if got != c.want || len(r.fake.Calls("auth.test")) != 1 || len(r.fake.Calls("chat.postMessage")) != 1 {
			t.Errorf("%s: %v, %d probes, %d posts", name, err, len(r.fake.Calls("auth.test")), len(r.fake.Calls("chat.postMessage")))
		}
		if _, err := r.a.Post(t.Context(), to, bot.Notice("x"), "k"); (err == nil) != (c.want == "") {
			t.Errorf("%s: then a post: %v", name, err)
		}
	}
}
