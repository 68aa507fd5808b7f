package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	slackgo "github.com/slack-go/slack"

	"natobot/bot"
	"natobot/bot/slack/slackfake"
	"natobot/facts"
)

var update = flag.Bool("update", false, "write the golden files anew")

const secret = "8f742231b10e8888abcd99yyyzzz85a5"

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

var data = sync.OnceValues(func() (*facts.Dataset, error) { return facts.Load(facts.Embedded()) })

func realBot(t testing.TB) *bot.Bot {
	t.Helper()
	d, err := data()
	if err != nil {
		t.Fatal(err)
	}
	return bot.New(bot.Config{Data: func() *facts.Dataset { return d }})
}

// A store keeps installations and shares in memory.
type store struct {
	mu     sync.Mutex
	in     map[string]bot.Installation
	ended  []string
	shares []string
}

func (s *store) Installation(_ context.Context, _, ws string) (bot.Installation, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in, ok := s.in[ws]
	if !ok {
		return in, bot.ErrNoInstallation
	}
	return in, nil
}

func (s *store) SaveInstallation(_ context.Context, in bot.Installation) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.in[in.Workspace] = in
	return nil
}

func (s *store) EndInstallation(_ context.Context, _, ws string, _ time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.in, ws)
	s.ended = append(s.ended, ws)
	return nil
}

func (s *store) RememberShare(_ context.Context, to bot.Destination, _ string, _ bot.Reply, _ time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shares = append(s.shares, to.Channel)
	return nil
}

// A rig is an adapter between a fake Slack and a test.
type rig struct {
	t     testing.TB
	a     *Adapter
	fake  *slackfake.Server
	mux   *http.ServeMux
	api   string
	store *store
	log   *bytes.Buffer
	mu    sync.Mutex
	now   time.Time
	n     int
}

func newRig(t testing.TB, change func(*Config)) *rig {
	t.Helper()
	r := &rig{t: t, fake: &slackfake.Server{Log: make(chan slackfake.Call, 10_000)}, mux: http.NewServeMux(), now: noon, log: &bytes.Buffer{},
		store: &store{in: map[string]bot.Installation{
			"T1": {Platform: "slack", Workspace: "T1", Token: "xoxb-one-secret", At: noon.Add(-time.Hour)},
			"T2": {Platform: "slack", Workspace: "T2", Token: "xoxb-two-secret", At: noon.Add(-time.Hour)}}}}
	srv := httptest.NewServer(r.fake)
	r.api = srv.URL
	c := Config{SigningSecret: secret, ClientID: "client", ClientSecret: "client-secret", APIURL: srv.URL + "/api", PublicURL: "https://bot.example", Handler: realBot(t).Handle,
		Signer: bot.NewSigner([]byte("key")), Installations: r.store, Shares: r.store, Now: r.clock, HTTPClient: srv.Client(), Log: slog.New(slog.NewTextHandler(lockedWriter{&r.mu, r.log}, nil))}
	if change != nil {
		change(&c)
	}
	a, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	a.timing.ackAfter, a.timing.retry = 50*time.Millisecond, time.Millisecond
	a.timing.backoff, a.timing.maxBackoff = time.Millisecond, 5*time.Millisecond
	r.a = a
	a.Mount(r.mux)
	t.Cleanup(func() { a.Wait(); srv.Close() })
	return r
}

type lockedWriter struct {
	mu *sync.Mutex
	w  io.Writer
}

func (l lockedWriter) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

func (r *rig) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *rig) advance(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = r.now.Add(d)
}

func (r *rig) post(path, body string, at time.Time) *httptest.ResponseRecorder {
	req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	slackfake.Sign(req, secret, []byte(body), at)
	w := httptest.NewRecorder()
	r.mux.ServeHTTP(w, req)
	return w
}

func (r *rig) form(text string) url.Values {
	r.n++
	return url.Values{"command": {"/nato"}, "text": {text}, "team_id": {"T1"}, "channel_id": {"C1"}, "user_id": {"U1"}, "api_app_id": {"A1"},
		"trigger_id": {fmt.Sprintf("trigger.%d", r.n)}, "response_url": {r.api + "/hook/secret-hook"}}
}

func (r *rig) ask(text string) map[string]any {
	r.t.Helper()
	w := r.post("/slack/commands", r.form(text).Encode(), r.clock())
	if w.Code != http.StatusOK {
		r.t.Fatalf("%q: http %d", text, w.Code)
	}
	return r.message(w.Body.Bytes())
}

func (r *rig) message(b []byte) map[string]any {
	r.t.Helper()
	if err := slackfake.ValidateMessage(b); err != nil {
		r.t.Fatalf("%v in %s", err, b)
	}
	var blocks struct {
		Blocks slackgo.Blocks `json:"blocks"`
	}
	if err := json.Unmarshal(b, &blocks); err != nil {
		r.t.Fatalf("slack-go does not decode the message: %v", err)
	}
	for _, bl := range blocks.Blocks.BlockSet {
		if v, ok := bl.(interface{ Validate() error }); ok {
			if err := v.Validate(); err != nil {
				r.t.Fatal(err)
			}
		}
	}
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		r.t.Fatal(err)
	}
	return m
}

// button is the value of the button with a label.
func button1(t testing.TB, m map[string]any, label string) string {
	t.Helper()
	for _, b := range m["blocks"].([]any) {
		bl := b.(map[string]any)
		if bl["type"] != "actions" {
			continue
		}
		for _, e := range bl["elements"].([]any) {
			el := e.(map[string]any)
			if el["text"].(map[string]any)["text"] == label {
				return el["value"].(string)
			}
		}
	}
	t.Fatalf("no button %q in %v", label, m["blocks"])
	return ""
}

// press presses a button and waits until it is answered.
func (r *rig) press(user, value string) *httptest.ResponseRecorder {
	r.n++
	return r.interact(map[string]any{"type": "block_actions", "trigger_id": fmt.Sprintf("press.%d", r.n), "api_app_id": "A1", "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": user},
		"channel": map[string]any{"id": "C1"}, "response_url": r.api + "/hook/secret-hook" + fmt.Sprint(r.n), "actions": []any{map[string]any{"action_id": "b0", "value": value}}})
}

func (r *rig) interact(p map[string]any) *httptest.ResponseRecorder {
	r.t.Helper()
	b, err := json.Marshal(p)
	if err != nil {
		r.t.Fatal(err)
	}
	w := r.post("/slack/interactions", url.Values{"payload": {string(b)}}.Encode(), r.clock())
	<-r.a.work.idle()
	return w
}

func (r *rig) event(id string, ev map[string]any) int {
	r.t.Helper()
	b, err := json.Marshal(map[string]any{"type": "event_callback", "team_id": "T1", "event_id": id, "event_time": r.clock().Unix(), "event": ev})
	if err != nil {
		r.t.Fatal(err)
	}
	w := r.post("/slack/events", string(b), r.clock())
	<-r.a.work.idle()
	return w.Code
}

func (r *rig) hooks() []map[string]any {
	var out []map[string]any
	for _, c := range r.fake.Calls("response_url") {
		out = append(out, r.message(c.Body))
	}
	return out
}

func TestS01_DocumentedSignature(t *testing.T) {
	t.Parallel()
	got := make(chan bot.Request, 2)
	r := newRig(t, func(c *Config) {
		c.Handler = func(_ context.Context, q bot.Request) bot.Reply { got <- q; return bot.Notice("usage") }
	})
	r.now = time.Unix(1531420618, 0)
	body := "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
	req := httptest.NewRequest(http.MethodPost, "/slack/commands", strings.NewReader(body))
	req.Header.Set("X-Slack-Request-Timestamp", "1531420618")
	req.Header.Set("X-Slack-Signature", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503")
	w := httptest.NewRecorder()
	r.mux.ServeHTTP(w, req)
	if w.Code != 200 || len(got) != 1 {
		t.Fatalf("http %d, handled %d times", w.Code, len(got))
	}
	if q := <-got; q.Workspace != "T1DC2JH3J" || q.Text != "" {
		t.Fatalf("%+v", q)
	}
}

func TestS02_BadSignature(t *testing.T) {
	t.Parallel()
	handled := 0
	r := newRig(t, func(c *Config) {
		c.Handler = func(context.Context, bot.Request) bot.Reply { handled++; return bot.Notice("x") }
	})
	body := r.form("spain").Encode()
	req := httptest.NewRequest(http.MethodPost, "/slack/commands", strings.NewReader(body))
	slackfake.Sign(req, secret, []byte(body), noon)
	sig := req.Header.Get("X-Slack-Signature")
	last := byte('0')
	if sig[len(sig)-1] == last {
		last = '1'
	}
	req.Header.Set("X-Slack-Signature", sig[:len(sig)-1]+string(last))
	w := httptest.NewRecorder()
	r.mux.ServeHTTP(w, req)
	if w.Code != 401 || handled != 0 || len(r.fake.Calls("")) != 0 || strings.Contains(w.Body.String(), "v0=") {
		t.Fatalf("http %d %q, handled %d", w.Code, w.Body, handled)
	}
}

func TestS04_TimeWindow(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	if w := r.post("/slack/commands", r.form("spain").Encode(), noon.Add(-301*time.Second)); w.Code != 401 {
		t.Errorf("301 s old: http %d", w.Code)
	}
	if w := r.post("/slack/commands", r.form("spain").Encode(), noon.Add(-299*time.Second)); w.Code != 200 || w.Body.Len() == 0 {
		t.Errorf("299 s old: http %d", w.Code)
	}
}

func TestS07_Replay(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	body := r.form("spain").Encode()
	one := r.post("/slack/commands", body, noon)
	r.advance(10 * time.Second)
	two := r.post("/slack/commands", body, noon)
	if one.Code != 200 || one.Body.Len() == 0 || two.Code != 200 || two.Body.Len() != 0 {
		t.Fatalf("http %d (%d bytes), then %d (%d bytes)", one.Code, one.Body.Len(), two.Code, two.Body.Len())
	}
}

func TestS09_SSLCheck(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for body, want := range map[string]int{"ssl_check=1&token=x": 200, "token=x": 401, "ssl_check=1&command=%2Fnato&text=spain": 401} {
		w := httptest.NewRecorder()
		r.mux.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/slack/commands", strings.NewReader(body)))
		if w.Code != want || want == 200 && w.Body.Len() != 0 {
			t.Errorf("%s: http %d %q", body, w.Code, w.Body)
		}
	}
}

func TestS10_URLVerification(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	body := `{"type":"url_verification","token":"x","challenge":"3eZbrw1aBm2"}`
	if w := r.post("/slack/events", body, noon); w.Code != 200 || w.Body.String() != `{"challenge":"3eZbrw1aBm2"}` {
		t.Errorf("http %d %q", w.Code, w.Body)
	}
	if w := r.post("/slack/events", body, noon.Add(-time.Hour)); w.Code != 401 || strings.Contains(w.Body.String(), "3eZ") {
		t.Errorf("http %d %q", w.Code, w.Body)
	}
}

func TestS11_SlowHandler(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	r := newRig(t, func(c *Config) {
		c.Handler = func(context.Context, bot.Request) bot.Reply { <-release; return bot.Notice("At last.") }
	})
	w := r.post("/slack/commands", r.form("spain").Encode(), noon)
	if w.Code != 200 || w.Body.Len() != 0 {
		t.Fatalf("http %d %q", w.Code, w.Body)
	}
	close(release)
	<-r.a.work.idle()
	h := r.hooks()
	if len(h) != 1 || h[0]["response_type"] != "ephemeral" || !strings.Contains(h[0]["text"].(string), "At last.") {
		t.Fatalf("%v", h)
	}
}

func TestS12_Help(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for _, text := range []string{"", "   ", "help"} {
		m := r.ask(text)
		if s := m["text"].(string); m["response_type"] != "ephemeral" || strings.Count(s, "/nato")+strings.Count(s, "spain") < 3 {
			t.Errorf("%q: %s", text, s)
		}
	}
}

func TestS13_UnknownInput(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	if m := r.ask("frobnicate"); m["response_type"] != "ephemeral" || m["text"] == "" {
		t.Errorf("%v", m)
	}
	m := r.ask("spian")
	if s := m["text"].(string); !strings.Contains(s, "Spain") {
		t.Errorf("%s", s)
	}
}

func TestS15_NothingInjected(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	w := r.post("/slack/commands", r.form("<!channel> <@U012ABCDEF> *bold* <https://evil.example|NATO> & spain").Encode(), noon)
	r.message(w.Body.Bytes())
	for _, bad := range []string{"<!channel>", "<@U012ABCDEF>", "evil.example"} {
		if strings.Contains(w.Body.String(), bad) {
			t.Errorf("%s in %s", bad, w.Body)
		}
	}
	if !strings.Contains(w.Body.String(), "Spain") {
		t.Errorf("Spain is not offered: %s", w.Body)
	}
}

func TestS17_TooLong(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for _, text := range []string{strings.Repeat("x", 9000), strings.Repeat("spain ", 1500)} {
		m := r.ask(text)
		if s := m["text"].(string); strings.Contains(s, strings.Repeat("x", 101)) || len(s) > 3000 {
			t.Errorf("%.200s", s)
		}
	}
	if n := len(r.fake.Calls("")); n != 0 {
		t.Errorf("%d calls", n)
	}
}

func TestS18_ResponseURLUses(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	req := bot.Request{Workspace: "T1", At: noon}
	for i := range 7 {
		if got := r.a.respond(r.api+"/hook/x", req, bot.Notice("part"), false); got != (i < 5) {
			t.Errorf("use %d: %v", i+1, got)
		}
	}
	r.advance(31 * time.Minute)
	if r.a.respond(r.api+"/hook/y", req, bot.Notice("late"), false) || len(r.hooks()) != 5 {
		t.Errorf("%d posts", len(r.hooks()))
	}
}

func TestS20_EventDeliveredAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for range 3 {
		if code := r.event("Ev123ABC456", map[string]any{"type": "app_mention", "user": "U1", "text": "<@U0LAN0Z89> spain", "channel": "C1", "ts": "2.0"}); code != 200 {
			t.Fatal(code)
		}
	}
	if n := len(r.fake.Calls("chat.postMessage")); n != 1 {
		t.Fatalf("%d messages", n)
	}
}

func TestS23_MentionInThread(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.event("E1", map[string]any{"type": "app_mention", "user": "U1", "text": "<@U0LAN0Z89> spain", "channel": "C1", "ts": "2.0", "thread_ts": "1.0"})
	r.event("E2", map[string]any{"type": "app_mention", "user": "U1", "bot_id": "B1", "text": "<@U0LAN0Z89> spain", "channel": "C1", "ts": "3.0"})
	r.event("E3", map[string]any{"type": "message", "subtype": "message_changed", "channel": "D1", "ts": "4.0"})
	r.event("E4", map[string]any{"type": "app_mention", "user": "U1", "text": "<@U0LAN0Z89> trend", "channel": "C1", "ts": "5.0", "thread_ts": "1.0"})
	calls := r.fake.Calls("chat.postMessage")
	if len(calls) != 2 {
		t.Fatalf("%d messages", len(calls))
	}
	for _, c := range calls {
		if m := c.JSON(); m["thread_ts"] != "1.0" || !strings.Contains(m["text"].(string), "Spain") {
			t.Errorf("%v", m["text"])
		}
	}
}

func TestS24_Uninstalled(t *testing.T) {
	t.Parallel()
	revoked := map[string]any{"type": "tokens_revoked", "tokens": map[string]any{"bot": []string{"UBOT"}}}
	gone := map[string]any{"type": "app_uninstalled"}
	for i, order := range [][]map[string]any{{revoked, gone}, {gone, revoked}} {
		r := newRig(t, nil)
		for j, e := range order {
			for range 2 {
				if code := r.event(fmt.Sprintf("E%d%d", i, j), e); code != 200 {
					t.Fatal(code)
				}
			}
		}
		if _, err := r.store.Installation(t.Context(), "slack", "T1"); !errors.Is(err, bot.ErrNoInstallation) {
			t.Error("still installed")
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

func delivery(t testing.TB, err error) *bot.DeliveryError {
	t.Helper()
	var de *bot.DeliveryError
	if !errors.As(err, &de) {
		t.Fatalf("%v is no delivery error", err)
	}
	return de
}

func TestS26_OldButton(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	if w := r.press("U1", "???"); w.Code != 200 {
		t.Fatal(w.Code)
	}
	h := r.hooks()
	if len(h) != 1 || h[0]["response_type"] != "ephemeral" || h[0]["replace_original"] != false || !strings.Contains(h[0]["text"].(string), "/nato") {
		t.Fatalf("%v", h)
	}
}

func TestS27_Share(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	v := button1(t, r.ask("spain"), "Share to channel")
	r.press("U1", v)
	r.press("U1", v)
	r.press("U2", v)
	forged := v[:len(v)-4] + "AAAA"
	r.press("U1", forged)
	h := r.hooks()
	if len(h) != 4 {
		t.Fatalf("%d posts", len(h))
	}
	if h[0]["response_type"] != "in_channel" || h[0]["replace_original"] != false || !strings.Contains(h[0]["text"].(string), "Shared by <@U1>") {
		t.Errorf("%v", h[0])
	}
	for i, want := range []string{"already shared", "whoever asked", "trusted"} {
		if m := h[i+1]; m["response_type"] != "ephemeral" || !strings.Contains(m["text"].(string), want) {
			t.Errorf("%v", m["text"])
		}
	}
	if len(r.store.shares) != 1 {
		t.Errorf("%v remembered", r.store.shares)
	}
}

func TestS28_CheckThisClaim(t *testing.T) {
	t.Parallel()
	action := func(r *rig) map[string]any {
		return map[string]any{"type": "message_action", "callback_id": "check_claim", "trigger_id": "once", "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": "U1"},
			"channel": map[string]any{"id": "G1", "name": "secret-plans"}, "response_url": r.api + "/hook/m", "message": map[string]any{"text": "Spain spends 1% of GDP on defence.", "thread_ts": "1.0"}}
	}
	r := newRig(t, nil)
	if w := r.interact(action(r)); w.Code != 200 || w.Body.Len() != 0 {
		t.Fatal(w.Code)
	}
	if len(r.fake.Calls("views.open")) != 1 || len(r.fake.Calls("views.update")) != 1 || len(r.fake.Calls("")) != 2 {
		t.Fatalf("%d calls", len(r.fake.Calls("")))
	}
	b := r.fake.Calls("views.update")[0].Body
	if err := slackfake.ValidateView(mustView(t, b)); err != nil {
		t.Error(err)
	}
	for _, want := range []string{"Spain spends 1% of GDP", "Outdated"} {
		if !bytes.Contains(b, []byte(want)) {
			t.Errorf("no %q in %s", want, b)
		}
	}
	if bytes.Contains(b, []byte("secret-plans")) {
		t.Error("the channel's name left it")
	}
	late := newRig(t, nil)
	late.fake.Fail("views.open", slackfake.Fault{Code: "trigger_expired", Always: true})
	late.interact(action(late))
	if h := late.hooks(); len(late.fake.Calls("views.open")) != 1 || len(h) != 1 || h[0]["response_type"] != "ephemeral" {
		t.Errorf("%d views, %v", len(late.fake.Calls("views.open")), h)
	}
}

func mustView(t testing.TB, b []byte) []byte {
	t.Helper()
	var v struct{ View json.RawMessage }
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v.View
}

func TestS29_RateLimit(t *testing.T) {
	t.Parallel()
	for _, f := range []slackfake.Fault{{Status: 429, RetryAfter: "30"}, {Code: "ratelimited", RetryAfter: "30"}, {Status: 429, HTML: true}, {Status: 429, RetryAfter: noon.Add(30 * time.Second).Format(http.TimeFormat)}} {
		r := newRig(t, nil)
		r.fake.Fail("chat.postMessage", f)
		send := func(ws, ch string) error {
			_, err := r.a.Post(t.Context(), bot.Destination{Workspace: ws, Channel: ch}, bot.Notice("x"), "k")
			return err
		}
		de := delivery(t, send("T1", "C1"))
		if de.Outcome != bot.RetryAfter || de.After < time.Second || f.RetryAfter != "" && de.After != 30*time.Second {
			t.Errorf("%+v: %v", f, de)
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
}

func TestS30_UnknownOutcome(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	to := bot.Destination{Workspace: "T1", Channel: "C1"}
	for _, f := range []slackfake.Fault{{Cut: true}, {Status: 503, HTML: true}, {Status: 500, Code: "fatal_error"}, {Code: "internal_error"}, {HTML: true}} {
		before := len(r.fake.Calls("chat.postMessage"))
		r.fake.Fail("chat.postMessage", f)
		_, err := r.a.Post(t.Context(), to, bot.Notice("x"), "k")
		if de := delivery(t, err); de.Outcome != bot.UnknownSent || len(r.fake.Calls("chat.postMessage")) != before+1 {
			t.Errorf("%+v: %v", f, de)
		}
	}
	dead := httptest.NewServer(http.NotFoundHandler())
	dead.Close()
	away := newRig(t, func(c *Config) { c.APIURL = dead.URL })
	_, err := away.a.Post(t.Context(), to, bot.Notice("x"), "k")
	if de := delivery(t, err); de.Outcome != bot.RetryAfter || strings.Contains(err.Error(), "xoxb") {
		t.Errorf("%v", de)
	}
}

func TestS31_ChannelErrors(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for _, code := range []string{"is_archived", "channel_not_found", "not_in_channel", "restricted_action", "restricted_action_read_only_channel", "missing_scope"} {
		r.fake.Fail("chat.postMessage", slackfake.Fault{Code: code})
		_, err := r.a.Post(t.Context(), bot.Destination{Workspace: "T1", Channel: "C1"}, bot.Notice("x"), "k")
		if de := delivery(t, err); de.Outcome != bot.Permanent || de.Code != code || !strings.Contains(de.Reason, "resume") {
			t.Errorf("%s: %+v", code, de)
		}
	}
	if n := len(r.fake.Calls("")); n != 6 {
		t.Errorf("%d calls", n)
	}
}

func TestS32_TokenErrors(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"account_inactive", "token_revoked", "invalid_auth"} {
		r := newRig(t, nil)
		r.fake.Fail("chat.postMessage", slackfake.Fault{Code: code})
		for _, ch := range []string{"C1", "C2", "C3"} {
			_, err := r.a.Post(t.Context(), bot.Destination{Workspace: "T1", Channel: ch}, bot.Notice("x"), "k")
			if de := delivery(t, err); de.Outcome != bot.Unauthorised {
				t.Errorf("%v", de)
			}
		}
		if n := len(r.fake.Calls("")); n != 1 {
			t.Errorf("%s: %d calls", code, n)
		}
		if _, err := r.a.Post(t.Context(), bot.Destination{Workspace: "T2", Channel: "C4"}, bot.Notice("x"), "k"); err != nil {
			t.Error(err)
		}
	}
}

func TestS35_BlockLimits(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for _, q := range []string{"below 5%", "rank 2026", "top 31", "trend germany since 2014", "compare spain poland italy germany france greece turkey"} {
		m := r.ask(q)
		if !strings.Contains(m["text"].(string), "%") {
			t.Errorf("%s: %s", q, m["text"])
		}
	}
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
		<-r.a.work.idle()
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

func TestRenewalIsSharedAndStoredFirst(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.store.in["T1"] = bot.Installation{Workspace: "T1", Token: "old", RefreshToken: "once", Expires: noon.Add(time.Minute)}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := r.a.Post(t.Context(), bot.Destination{Workspace: "T1", Channel: "C1"}, bot.Notice("x"), "k"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(r.fake.Calls("oauth.v2.access")); n != 1 {
		t.Errorf("%d renewals", n)
	}
	for _, c := range r.fake.Calls("chat.postMessage") {
		if c.Token != r.store.in["T1"].Token {
			t.Errorf("posted with %s", c.Token)
		}
	}
}

func TestRefusedBlocksAreSentWithLess(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.fake.Fail("chat.postMessage", slackfake.Fault{Code: "invalid_blocks"})
	reply := realBot(t).Handle(t.Context(), bot.Request{Kind: bot.Ask, Text: "trend spain", At: noon})
	if _, err := r.a.Post(t.Context(), bot.Destination{Workspace: "T1", Channel: "C1"}, reply, "k"); err != nil {
		t.Fatal(err)
	}
	c := r.fake.Calls("chat.postMessage")
	if len(c) != 2 || !bytes.Contains(c[0].Body, []byte("data_table")) || bytes.Contains(c[1].Body, []byte("data_")) {
		t.Errorf("%d calls", len(c))
	}
}

func TestNothingSecretIsLogged(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for _, f := range []slackfake.Fault{{Cut: true}, {Status: 500, HTML: true}, {Code: "invalid_auth"}} {
		r.fake.Fail("chat.postMessage", f)
		r.fake.Fail("response_url", f)
		_, err := r.a.Post(t.Context(), bot.Destination{Workspace: "T1", Channel: "C1"}, bot.Notice("x"), "k")
		if err == nil || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "http://") {
			t.Errorf("%v", err)
		}
		r.press("U1", "???")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, bad := range []string{"xoxb-", "secret-hook", "client-secret", secret} {
		if strings.Contains(r.log.String(), bad) {
			t.Errorf("%s in the log: %s", bad, r.log)
		}
	}
	if r.log.Len() == 0 {
		t.Error("nothing was logged")
	}
}

func TestSocketMode(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(c *Config) { c.AppToken, c.SigningSecret = "xapp-secret", "" })
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
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
	if r.a.LastSeen().IsZero() {
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
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
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

func TestProbe(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(c *Config) { c.BotToken = "xoxb-one-secret" })
	if who, err := r.a.Probe(t.Context()); err != nil || who != "natobot in Newsroom" {
		t.Errorf("%q %v", who, err)
	}
	r.fake.Fail("auth.test", slackfake.Fault{Code: "invalid_auth"})
	if _, err := r.a.Probe(t.Context()); err == nil || strings.Contains(err.Error(), "xoxb") {
		t.Errorf("%v", err)
	}
}

func TestFormFromShortcutToAnswer(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	base := map[string]any{"team": map[string]any{"id": "T1"}, "user": map[string]any{"id": "U1"}}
	base["type"], base["callback_id"], base["trigger_id"] = "shortcut", "lookup", "s1"
	r.interact(base)
	c := r.fake.Calls("views.open")
	if len(c) != 1 {
		t.Fatalf("%d views", len(c))
	}
	var opened struct {
		Metadata string `json:"private_metadata"`
	}
	if err := json.Unmarshal(mustView(t, c[0].Body), &opened); err != nil {
		t.Fatal(err)
	}
	base["type"], base["trigger_id"] = "view_submission", "s2"
	base["view"] = map[string]any{"id": "V1", "type": "modal", "private_metadata": opened.Metadata,
		"state": map[string]any{"values": map[string]any{"question": map[string]any{"v": map[string]any{"type": "plain_text_input", "value": "spain"}}}}}
	w := r.interact(base)
	if err := slackfake.ValidateView(mustView(t, w.Body.Bytes())); err != nil || !strings.Contains(w.Body.String(), "Spain: ") {
		t.Errorf("%v %s", err, w.Body)
	}
}

func TestManifest(t *testing.T) {
	t.Parallel()
	b, err := Manifest("https://bot.example/")
	if err != nil {
		t.Fatal(err)
	}
	var m slackgo.Manifest
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(b, []byte(`"https://bot.example/slack/commands"`)) || !bytes.Contains(b, []byte(`"check_claim"`)) {
		t.Errorf("%s", b)
	}
	if _, err := Manifest("bot.example"); err == nil {
		t.Error("no address was accepted")
	}
}

func TestGolden(t *testing.T) {
	t.Parallel()
	b := realBot(t)
	for name, text := range map[string]string{"profile": "spain", "comparison": "compare spain poland", "threshold": "below 2% as of 2025-03-13", "ranking": "rank 2026", "trend": "trend germany since 2014",
		"meeting": "meeting 2025-03-13", "definition": "what is core defence", "did-you-mean": "slov", "help": "help", "check": `check "Spain spends 1% of GDP"`, "error": "sweden 1901"} {
		reply := b.Handle(t.Context(), bot.Request{Kind: bot.Ask, Platform: "slack", Workspace: "T1", Channel: "C1", User: "U1", Text: text, At: noon})
		golden(t, name, reply)
	}
	share := b.Handle(t.Context(), bot.Request{Kind: bot.Press, Platform: "slack", Workspace: "T1", Channel: "C1", User: "U1", Ref: bot.Ref{Verb: "share", Arg: "spain", ID: "x"}, At: noon})
	golden(t, "share", share)
	golden(t, "fault", bot.InternalError("7f3a0000"))
	digest := bot.Reply{Kind: "digest", Public: true, SetUpBy: "U2", Footer: "Next: Mon 30 Nov 2026, 09:00 Europe/Madrid", Answer: facts.Answer{Headline: "Nothing new for Spain."},
		Times: []bot.Moment{{Text: "Mon 30 Nov 2026, 09:00 Europe/Madrid", At: time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)}}, Actions: []bot.Action{{Label: "Unsubscribe", Verb: "unsubscribe", Arg: "3", Anyone: true}}}
	golden(t, "digest", digest)
}

func golden(t *testing.T, name string, reply bot.Reply) {
	t.Helper()
	got, err := RenderJSON(reply)
	if err != nil {
		t.Fatal(err)
	}
	(&rig{t: t}).message(got)
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not as in %s:\n%s", name, path, got)
	}
}

func FuzzRender(f *testing.F) {
	f.Add("headline <!channel>", "line & *x*", "U1", "label", 3, 4, 2.5)
	f.Add(strings.Repeat("<&", 5000), strings.Repeat("é\n", 9000), "<@U1>", "", 200, 30, -1.0)
	f.Fuzz(func(t *testing.T, head, line, user, label string, rows, cols int, v float64) {
		rows, cols = max(0, rows%300), max(0, cols%40)
		r := bot.Reply{Answer: facts.Answer{Headline: head, Lines: []string{line, head, line}, Reading: line, Caveats: []string{line, head},
			Sources: []facts.Cite{{Source: facts.Source{Publisher: head, Title: line, URL: "https://x.example/" + label}, Locator: line}}}, SharedBy: user, SetUpBy: head, Footer: line, Quote: line, Ref: user,
			Actions: []bot.Action{{Label: label, Verb: "ask", Arg: line}, {Label: label, URL: "https://x.example/" + head}}, Checks: []facts.Claim{{Sentence: line, Because: head, Today: facts.Outdated, TodayWhy: line}},
			Times: []bot.Moment{{Text: label, At: noon}}}
		c := &facts.Chart{Kind: []string{"line", "bar"}[rows%2], Title: head, Unit: line, Levels: []facts.Level{{Value: v, Label: label}}}
		for s := range cols % 9 {
			se := facts.Series{Name: label + fmt.Sprint(s)}
			for p := range rows % 25 {
				se.Points = append(se.Points, facts.Point{Year: 2000 + p, Label: label + fmt.Sprint(p), Value: v})
			}
			c.Series = append(c.Series, se)
		}
		tb := &facts.Table{Caption: line, Numeric: []bool{true}}
		for range cols {
			tb.Header = append(tb.Header, label)
		}
		for range rows {
			tb.Rows = append(tb.Rows, []string{fmt.Sprint(v), line})
		}
		r.Chart, r.Table = c, tb
		p := place{signer: bot.NewSigner([]byte("k")), workspace: "T1", user: user, chartURL: func(*facts.Chart) string { return "https://x.example/" + label }}
		for lv := native; lv <= words; lv++ {
			b, err := encode(render(r, p, lv))
			if err != nil {
				t.Fatal(err)
			}
			if err := slackfake.ValidateMessage(b); err != nil {
				t.Fatalf("%v", err)
			}
			if lv == native && !json.Valid(b) {
				t.Fatal("no JSON")
			}
		}
		b, err := encode(replyView(head, r, p, line))
		if err != nil {
			t.Fatal(err)
		}
		if err := slackfake.ValidateView(b); err != nil {
			t.Fatal(err)
		}
	})
}

// BenchmarkCommand compares the whole handler for /nato spain with a bare
// handler that checks the same signature and returns as many bytes.
func BenchmarkCommand(b *testing.B) {
	r := newRig(b, func(c *Config) { c.Log, c.Now = nil, nil })
	body := r.form("spain")
	body.Del("trigger_id") // the same request over and over is no replay here
	raw := []byte(body.Encode())
	w := r.post("/slack/commands", string(raw), time.Now())
	constant := w.Body.Bytes()
	bare := http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		got, err := io.ReadAll(q.Body)
		if err != nil || !Verify(secret, q.Header.Get("X-Slack-Request-Timestamp"), q.Header.Get("X-Slack-Signature"), got, time.Now()) {
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
		w.Write(constant)
	})
	for name, h := range map[string]http.Handler{"bare": bare, "natobot": r.mux} {
		b.Run(name, func(b *testing.B) {
			srv := httptest.NewServer(h)
			defer srv.Close()
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				client := srv.Client()
				for pb.Next() {
					q, err := http.NewRequest(http.MethodPost, srv.URL+"/slack/commands", bytes.NewReader(raw))
					if err != nil {
						b.Error(err)
						return
					}
					slackfake.Sign(q, secret, raw, time.Now())
					res, err := client.Do(q)
					if err != nil {
						b.Error(err)
						return
					}
					n, err := io.Copy(io.Discard, res.Body)
					res.Body.Close()
					if err != nil || res.StatusCode != 200 || n != int64(len(constant)) {
						b.Errorf("http %d, %d bytes, %v", res.StatusCode, n, err)
						return
					}
				}
			})
		})
	}
}
