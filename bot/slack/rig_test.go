package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	slackgo "github.com/slack-go/slack"

	"natobot/bot"
	"natobot/bot/adapter"
	"natobot/bot/slack/slackfake"
	"natobot/facts"
	factanswer "natobot/facts/answer"
)

const secret = "8f742231b10e8888abcd99yyyzzz85a5"

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

var data = sync.OnceValues(func() (*facts.Dataset, error) { return facts.Load(facts.Embedded()) })

func realBot(t testing.TB) *bot.Bot {
	t.Helper()
	d, err := data()
	if err != nil {
		t.Fatal(err)
	}
	w := factanswer.New(d)
	return bot.New(bot.Config{Data: func() *factanswer.Writer { return w }})
}

// A store keeps installations and shares in memory.
type store struct {
	mu     sync.Mutex
	in     map[string]bot.Installation
	fail   error // of each renewal
	ended  []string
	shares []string
	stamps []string
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

func (s *store) RenewInstallation(_ context.Context, in bot.Installation) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return s.fail
	}
	if was, ok := s.in[in.Workspace]; !ok || !was.At.Equal(in.At) {
		return bot.ErrNoInstallation
	}
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

func (s *store) RememberShare(_ context.Context, to bot.Destination, ts string, _ bot.Reply, _ time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stamps = append(s.stamps, ts)
	s.shares = append(s.shares, to.Channel)
	return nil
}

// A rig is an adapter between a fake Slack and a test.
type rig struct {
	t     testing.TB
	via   string // "http" or "socket"
	a     *Adapter
	fake  *slackfake.Server
	mux   *http.ServeMux
	api   string
	store *store
	stop  func() // as serve does
	log   *bytes.Buffer
	mu    sync.Mutex
	now   time.Time
	n     int
}

func newRig(t testing.TB, change func(*Config)) *rig {
	t.Helper()
	return newRigVia(t, "http", change)
}

// each runs f over each transport.
func each(t *testing.T, change func(*Config), f func(t *testing.T, r *rig)) {
	t.Helper()
	for _, via := range []string{"http", "socket"} {
		t.Run(via, func(t *testing.T) {
			t.Parallel()
			f(t, newRigVia(t, via, change))
		})
	}
}

func newRigVia(t testing.TB, via string, change func(*Config)) *rig {
	t.Helper()
	r := &rig{t: t, via: via, fake: &slackfake.Server{Log: make(chan slackfake.Call, 10_000)}, mux: http.NewServeMux(), now: noon, log: &bytes.Buffer{},
		store: &store{in: map[string]bot.Installation{
			"T1": {Platform: "slack", Workspace: "T1", Token: "xoxb-one-secret", At: noon.Add(-time.Hour)},
			"T2": {Platform: "slack", Workspace: "T2", Token: "xoxb-two-secret", At: noon.Add(-time.Hour)}}}}
	srv := httptest.NewServer(r.fake)
	r.api = srv.URL
	c := Config{SigningSecret: secret, ClientID: "client", ClientSecret: "client-secret", APIURL: srv.URL + "/api", PublicURL: "https://bot.example", Installations: r.store,
		Config: adapter.Config{Handler: realBot(t).Handle, Signer: bot.NewSigner([]byte("key")), Shares: r.store, Now: r.clock, HTTPClient: srv.Client(), Log: slog.New(slog.NewTextHandler(lockedWriter{&r.mu, r.log}, nil))}}
	if via == "socket" {
		c.AppToken, c.SigningSecret = "xapp-secret", ""
	}
	if change != nil {
		change(&c)
	}
	a, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	if a.timing.retry = time.Millisecond; c.First == 0 {
		a.kit.Timing.First = 3 * time.Minute // on a busy machine nothing is fast
	}
	a.timing.backoff, a.timing.maxBackoff = time.Millisecond, 5*time.Millisecond
	r.a = a
	a.Mount(r.mux)
	stop := func() {}
	r.stop = sync.OnceFunc(func() { stop(); a.Wait() })
	if via == "socket" {
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- a.Run(ctx) }()
		if err := r.fake.Opened(t.Context()); err != nil {
			t.Fatal(err)
		}
		<-r.fake.Log // apps.connections.open
		r.fake.Forget()
		stop = func() {
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	}
	t.Cleanup(func() { r.stop(); srv.Close() })
	return r
}

// deliver brings what Slack sends over the rig's transport, and what came
// first in return: the HTTP response, or an acknowledgement and its payload.
func (r *rig) deliver(kind string, form url.Values, body []byte) *httptest.ResponseRecorder {
	r.t.Helper()
	if r.via == "http" {
		path := map[string]string{"slash_commands": "/slack/commands", "interactive": "/slack/interactions", "events_api": "/slack/events"}[kind]
		switch {
		case kind == "interactive":
			body = []byte(url.Values{"payload": {string(body)}}.Encode())
		case form != nil:
			body = []byte(form.Encode())
		}
		return r.post(path, string(body), r.clock())
	}
	if form != nil {
		m := map[string]string{}
		for k, v := range form {
			m[k] = v[0]
		}
		var err error
		if body, err = json.Marshal(m); err != nil {
			r.t.Fatal(err)
		}
	}
	r.n++
	return r.envelope(map[string]any{"type": kind, "envelope_id": fmt.Sprintf("envelope-%d", r.n), "payload": json.RawMessage(body), "accepts_response_payload": kind != "events_api"})
}

// envelope sends a frame with an envelope and waits for its acknowledgement.
func (r *rig) envelope(frame map[string]any) *httptest.ResponseRecorder {
	r.t.Helper()
	if err := r.fake.Send(frame); err != nil {
		r.t.Fatal(err)
	}
	for {
		b, err := r.fake.Ack(r.t.Context())
		if err != nil {
			r.t.Fatal(err)
		}
		var ack struct {
			ID      string          `json:"envelope_id"`
			Payload json.RawMessage `json:"payload"`
		}
		if err := json.Unmarshal(b, &ack); err != nil {
			r.t.Fatal(err)
		}
		if len(b) > 20_000 {
			r.t.Errorf("an acknowledgement of %d bytes", len(b))
		}
		if ack.ID == frame["envelope_id"] {
			w := httptest.NewRecorder()
			w.Body.Write(ack.Payload)
			return w
		}
	}
}

// slash types a command.
func (r *rig) slash(form url.Values) *httptest.ResponseRecorder {
	r.t.Helper()
	return r.deliver("slash_commands", form, nil)
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
	w := r.slash(r.form(text))
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
	w := r.deliver("interactive", nil, b)
	<-r.a.kit.Work.Idle()
	return w
}

func (r *rig) event(id string, ev map[string]any) int {
	r.t.Helper()
	b, err := json.Marshal(map[string]any{"type": "event_callback", "team_id": "T1", "event_id": id, "event_time": r.clock().Unix(), "event": ev})
	if err != nil {
		r.t.Fatal(err)
	}
	w := r.deliver("events_api", nil, b)
	<-r.a.kit.Work.Idle()
	return w.Code
}

func (r *rig) hooks() []map[string]any {
	var out []map[string]any
	for _, c := range r.fake.Calls("response_url") {
		out = append(out, r.message(c.Body))
	}
	return out
}

func delivery(t testing.TB, err error) *bot.DeliveryError {
	t.Helper()
	var de *bot.DeliveryError
	if !errors.As(err, &de) {
		t.Fatalf("%v is no delivery error", err)
	}
	return de
}

func mustView(t testing.TB, b []byte) []byte {
	t.Helper()
	var v struct{ View json.RawMessage }
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v.View
}
