package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"natobot/bot"
	"natobot/bot/slack/slackfake"
	factanswer "natobot/facts/answer"
)

// A mention that a rate limit holds back is answered when it is over, once; one
// that would wait for long is given up, and neither keeps a place meanwhile.
func TestMentionWaitsForALimit(t *testing.T) {
	t.Parallel()
	each(t, func(c *Config) { c.Now = time.Now }, func(t *testing.T, r *rig) {
		r.now = time.Now() // to sign with
		mention := func(id string) {
			r.event(id, map[string]any{"type": "app_mention", "user": "U1", "text": "<@U0LAN0Z89> spain", "channel": "C1", "ts": "2.0"})
		}
		r.fake.Fail("chat.postMessage", slackfake.Fault{Status: 429, RetryAfter: "0.002"})
		mention("E1")
		if n := len(r.fake.Calls("chat.postMessage")); n != 2 {
			t.Errorf("%d posts", n)
		}
		r.fake.Fail("chat.postMessage", slackfake.Fault{Status: 429, RetryAfter: "3600"})
		mention("E2")
		if n := len(r.fake.Calls("chat.postMessage")); n != 3 || r.a.kit.Taken() != 0 || len(r.a.waiting) != 0 {
			t.Errorf("%d posts, %d places taken, %d waiting", n, r.a.kit.Taken(), len(r.a.waiting))
		}
	})
}

// With one token from the environment an end is the token's.
func TestUninstalledWithoutInstallations(t *testing.T) {
	t.Parallel()
	each(t, func(c *Config) { c.Installations, c.BotToken, c.ClientID = nil, "xoxb-env-secret", "" }, func(t *testing.T, r *rig) {
		to := bot.Destination{Workspace: "T1", Channel: "C1"}
		if _, err := r.a.Post(t.Context(), to, bot.Notice("x"), "k"); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			r.event("E1", map[string]any{"type": "app_uninstalled"})
		}
		if _, err := r.a.Post(t.Context(), to, bot.Notice("x"), "k"); delivery(t, err).Outcome != bot.Unauthorised || len(r.fake.Calls("")) != 1 {
			t.Errorf("%v, %d calls", err, len(r.fake.Calls("")))
		}
	})
}

// install goes through an install in one browser.
func (r *rig) install() *httptest.ResponseRecorder {
	r.t.Helper()
	w := httptest.NewRecorder()
	r.mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/slack/install", nil))
	to, err := w.Result().Location()
	if err != nil {
		r.t.Fatal(err)
	}
	q := httptest.NewRequest(http.MethodGet, "/slack/oauth/callback?code=1&state="+to.Query().Get("state"), nil)
	for _, c := range w.Result().Cookies() {
		q.AddCookie(c)
	}
	w = httptest.NewRecorder()
	r.mux.ServeHTTP(w, q)
	<-r.a.kit.Work.Idle()
	return w
}

func TestInstalls(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault     slackfake.Fault
		code      int
		workspace string
		greeted   int
	}{
		"a workspace":     {slackfake.Fault{}, 200, "T1", 1},
		"an organisation": {slackfake.Fault{Text: `{"ok":true,"access_token":"xoxb-wide","is_enterprise_install":true,"team":null,"enterprise":{"id":"E1","name":"Ministry"},"authed_user":{"id":"U1"}}`}, 200, "E1", 0},
		"nowhere":         {slackfake.Fault{Text: `{"ok":true,"access_token":"xoxb-x","team":null}`}, 502, "", 0},
		"without a token": {slackfake.Fault{Text: `{"ok":true,"team":{"id":"T1"}}`}, 502, "", 0},
		"a used code":     {slackfake.Fault{Code: "invalid_code"}, 502, "", 0},
		"a page":          {slackfake.Fault{HTML: true}, 502, "", 0},
		"a cut":           {slackfake.Fault{Cut: true}, 502, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, nil)
			r.store.in = map[string]bot.Installation{}
			r.a.limits.bury("xoxb-wide", noon)
			if c.fault != (slackfake.Fault{}) {
				r.fake.Fail("oauth.v2.access", c.fault)
			}
			w := r.install()
			if w.Code != c.code || len(r.fake.Calls("oauth.v2.access")) != 1 || len(r.fake.Calls("chat.postMessage")) != c.greeted || strings.Contains(w.Body.String(), "xoxb") {
				t.Errorf("http %d, %d posts: %s", w.Code, len(r.fake.Calls("chat.postMessage")), w.Body)
			}
			if in, ok := r.store.in[c.workspace]; ok != (c.workspace != "") || ok && (in.Enterprise != (c.workspace == "E1") || in.Token == "") {
				t.Errorf("%+v", r.store.in)
			}
			if r.a.limits.dead.Is("xoxb-wide", noon) == (c.workspace == "E1") {
				t.Error("a token issued again is still taken for dead")
			}
		})
	}
}

// A direct message is opened once; what goes wrong with it is no message sent.
func TestDirectMessages(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	to := bot.Destination{Workspace: "T1", User: "U1"}
	send := func() *bot.DeliveryError {
		_, err := r.a.Post(t.Context(), to, bot.Notice("x"), "k")
		var de *bot.DeliveryError
		errors.As(err, &de)
		return de
	}
	for _, c := range []struct {
		fault slackfake.Fault
		want  bot.Outcome
	}{{slackfake.Fault{Cut: true}, bot.RetryAfter}, {slackfake.Fault{Status: 500, HTML: true}, bot.RetryAfter}, {slackfake.Fault{Text: `{"ok":true}`}, bot.RetryAfter}, {slackfake.Fault{Code: "user_not_found"}, bot.Permanent}, {slackfake.Fault{Code: "cannot_dm_bot"}, bot.Permanent}} {
		r.fake.Fail("conversations.open", c.fault)
		if de := send(); de == nil || de.Outcome != c.want {
			t.Errorf("%+v: %v", c.fault, de)
		}
	}
	for range 2 {
		if de := send(); de != nil {
			t.Error(de)
		}
	}
	if o, p := len(r.fake.Calls("conversations.open")), len(r.fake.Calls("chat.postMessage")); o != 6 || p != 2 {
		t.Errorf("%d opened, %d posted", o, p)
	}
	r.fake.Fail("chat.postMessage", slackfake.Fault{Code: "channel_not_found"}) // it is gone: opened anew
	if de := send(); de == nil || de.Outcome != bot.Permanent {
		t.Error(de)
	}
	if de := send(); de != nil || len(r.fake.Calls("conversations.open")) != 7 {
		t.Errorf("%v, opened %d times", de, len(r.fake.Calls("conversations.open")))
	}
	for _, bad := range []bot.Destination{{Workspace: "T1"}, {Workspace: "T1", User: "nobody"}, {Workspace: "T1", Channel: "general"}, {Workspace: "T1", Channel: "C1", Thread: "now"}} {
		_, err := r.a.Post(t.Context(), bad, bot.Notice("x"), "k")
		if de := delivery(t, err); de.Outcome != bot.Permanent || !de.Gone {
			t.Errorf("%+v: %v", bad, de)
		}
	}
}

// Forms of every kind fit.
func TestForms(t *testing.T) {
	t.Parallel()
	var many []factanswer.Choice
	for i := range 150 {
		many = append(many, factanswer.Choice{Label: strings.Repeat("long ", 30), Ask: fmt.Sprint("value ", i)})
	}
	f := bot.Form{ID: "settings", Title: strings.Repeat("Settings ", 9), Submit: strings.Repeat("Send ", 9), Intro: strings.Repeat("<!channel> ", 900), Fields: []bot.Field{
		{ID: "when", Label: "When", Options: []factanswer.Choice{{Label: "Weekly", Ask: "weekly"}, {Label: "Daily", Ask: "daily"}}, Value: "daily", Hint: "How often"},
		{ID: "many", Label: strings.Repeat("label ", 500), Options: many, Hint: strings.Repeat("hint ", 600)},
		{ID: "none", Label: "None", Options: []factanswer.Choice{{Label: "x", Ask: strings.Repeat("x", 200)}, {Label: "y"}}},
		{ID: strings.Repeat("id", 300), Multiline: true, Optional: true, Value: strings.Repeat("v", 5000), Hint: strings.Repeat("hint ", 600)},
		{},
	}}
	for len(f.Fields) < 150 {
		f.Fields = append(f.Fields, bot.Field{ID: fmt.Sprint("f", len(f.Fields)), Label: "Field"})
	}
	for _, form := range []bot.Form{f, {}} {
		v := formView(form, meta{Verb: "settings", Arg: strings.Repeat("a", 4000)}.String(), true)
		b, err := encode(v)
		if err != nil {
			t.Fatal(err)
		}
		if err := slackfake.ValidateView(b); err != nil {
			t.Error(err)
		}
		if len(form.Fields) > 0 && (!strings.Contains(string(b), `"initial_option":{"text":{"type":"plain_text","text":"Daily"`) || strings.Contains(string(b), "<!channel>")) {
			t.Errorf("%.2000s", b)
		}
	}
}

// What can't be remembered is not done, and said not to be.
func TestCommandThatIsNotRemembered(t *testing.T) {
	t.Parallel()
	each(t, func(c *Config) { c.Once = &brokenOnce{Memory: bot.NewMemory(100), faults: 2} }, func(t *testing.T, r *rig) {
		if m := r.ask("spain"); !strings.Contains(m["text"].(string), "fault on our side") || m["response_type"] != "ephemeral" {
			t.Errorf("%v", m)
		}
		r.press("U1", "x")
		if h := r.hooks(); len(h) != 1 || !strings.Contains(h[0]["text"].(string), "fault on our side") {
			t.Errorf("%v", h)
		}
		if m := r.ask("spain"); !strings.Contains(m["text"].(string), "Spain: 2.00 %") {
			t.Errorf("%v", m)
		}
	})
}

// A modal that can't be updated costs a line in the log.
func TestViewThatIsGone(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, r *rig) {
		r.fake.Fail("views.update", slackfake.Fault{Code: "not_found", Always: true})
		r.interact(map[string]any{"type": "message_action", "callback_id": "check_claim", "trigger_id": "t", "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": "U1"}, "message": map[string]any{"text": "x"}})
		if n := len(r.fake.Calls("views.update")); n != 1 {
			t.Errorf("%d updates", n)
		}
		r.fake.Fail("views.publish", slackfake.Fault{Code: "not_enabled"})
		r.event("E1", map[string]any{"type": "app_home_opened", "user": "U1"})
		if n := len(r.fake.Calls("views.publish")); n != 1 {
			t.Errorf("%d homes", n)
		}
	})
}

// What is remembered has bounds.
func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for i := range maxThreads + 10 {
		r.a.spend(fmt.Sprint(i), noon)
	}
	if n := len(r.a.uses); n == 0 || n > maxThreads {
		t.Errorf("%d response addresses are remembered", n)
	}
	if len(meta{Arg: strings.Repeat("x", 4000)}.String()) != 0 || !json.Valid([]byte(meta{Verb: "x"}.String())) {
		t.Error("metadata beyond Slack's limit")
	}
}

// A button outlives the process that made it, and the secret it was made with
// while that is kept among the older ones; a stranger's secret opens nothing.
func TestButtonsOutliveARestart(t *testing.T) {
	t.Parallel()
	v := button1(t, newRig(t, nil).ask("spain"), "Since 2014")
	for says, signer := range map[string]bot.Signer{"no key": {}, "from 0.92 %": bot.NewSigner([]byte("key")), "up ": bot.NewSigner([]byte("new"), []byte("key")), "can't be trusted": bot.NewSigner([]byte("other"))} {
		r := newRig(t, func(c *Config) { c.Signer = signer })
		r.press("U1", v)
		if says == "no key" { // no key at all: nothing is opened, nothing breaks
			says = "can't be trusted"
		}
		if h := r.hooks(); len(h) != 1 || !strings.Contains(h[0]["text"].(string), says) {
			t.Errorf("%s: %v", says, h)
		}
	}
}
