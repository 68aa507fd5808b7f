package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"natobot/bot/discord/discordfake"
	"natobot/bot/slack/slackfake"
)

// running is a serve with both platforms faked.
type running struct {
	t       *testing.T
	base    string
	slack   *slackfake.Server
	discord *discordfake.Server
	env     map[string]string
	log     *syncBuffer
	stop    func() error
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}
func (s *syncBuffer) String() string { s.mu.Lock(); defer s.mu.Unlock(); return s.b.String() }

const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5"

// startServe starts a server on the fakes; set adds to its environment.
func startServe(t *testing.T, set map[string]string) *running {
	t.Helper()
	r := &running{t: t, slack: &slackfake.Server{}, log: &syncBuffer{}}
	web := httptest.NewServer(r.slack)
	t.Cleanup(web.Close)
	r.discord = discordfake.New(discordfake.Config{})
	if err := r.discord.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.discord.Close)
	r.env = map[string]string{
		"NATOBOT_ADDR": "127.0.0.1:0", "NATOBOT_DATABASE_URL": newDatabase(t), "NATOBOT_LOG_FORMAT": "json",
		"SLACK_API_URL": web.URL + "/api/", "SLACK_BOT_TOKEN": "xoxb-fake-secret-token", "DISCORD_API_URL": r.discord.URL(), "DISCORD_BOT_TOKEN": r.discord.Token(),
	}
	for k, v := range set {
		r.env[k] = v
	}
	p := &program{Env: func(k string) string { return r.env[k] }, Out: io.Discard, Err: r.log, Now: time.Now, First: neverLate}
	cfg, err := readConfig(p.Env)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s, err := p.newServer(ctx, cfg)
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	r.base = "http://" + s.listen.Addr().String()
	done := make(chan error, 1)
	go func() { done <- s.run(ctx) }()
	var once sync.Once
	r.stop = func() (err error) {
		once.Do(func() {
			cancel()
			select {
			case err = <-done:
			case <-time.After(3 * time.Minute):
				buf := make([]byte, 1<<20)
				t.Fatalf("serve did not stop:\n%s", buf[:runtime.Stack(buf, true)])
			}
		})
		return err
	}
	t.Cleanup(func() {
		if err := r.stop(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// slash sends a signed slash command and returns the answer.
func (r *running) slash(text string) string {
	r.t.Helper()
	id := strconv.FormatInt(time.Now().UnixNano(), 10)
	body := url.Values{"command": {"/nato"}, "text": {text}, "team_id": {"T1"}, "channel_id": {"C1"}, "user_id": {"U1"}, "api_app_id": {"A1"},
		"trigger_id": {id}, "response_url": {strings.TrimSuffix(r.env["SLACK_API_URL"], "/api/") + "/hook/" + id}}.Encode()
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	m := hmac.New(sha256.New, []byte(signingSecret))
	m.Write([]byte("v0:" + stamp + ":" + body))
	req, err := http.NewRequest(http.MethodPost, r.base+"/slack/commands", strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(m.Sum(nil)))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 200 {
		r.t.Fatalf("%d %v: %s", res.StatusCode, err, b)
	}
	if err := slackfake.ValidateMessage(b); err != nil {
		r.t.Errorf("Slack would refuse the answer to %q: %v", text, err)
	}
	return string(b)
}

func (r *running) get(path string) (int, string) {
	r.t.Helper()
	res, err := http.Get(r.base + path)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

func TestServeAnswersOverHTTP(t *testing.T) {
	t.Parallel()
	r := startServe(t, map[string]string{"SLACK_SIGNING_SECRET": signingSecret, "DISCORD_PUBLIC_KEY": discordfake.New(discordfake.Config{}).PublicKey()})
	if got := r.slash("spain"); !strings.Contains(got, "Spain: 2.00 %") || !strings.Contains(got, "ephemeral") {
		t.Errorf("answered %s", got)
	}
	if got := r.slash("subscribe weekly mon 09:00 Europe/Madrid about spain"); !strings.Contains(got, "every Monday at 09:00") {
		t.Errorf("subscribed: %s", got)
	}
	if got := r.slash("subscriptions"); !strings.Contains(got, "1 subscription") {
		t.Errorf("listed: %s", got)
	}
	if code, body := r.get("/healthz"); code != 200 || !strings.Contains(body, "nato-2026-07") {
		t.Errorf("healthz: %d %s", code, body)
	}
	if code, body := r.get("/metrics"); code != 200 || !strings.Contains(body, `natobot_answers_total{intent="country_profile"`) {
		t.Errorf("metrics: %d %.300s", code, body)
	}
	for _, path := range []string{"/slack/commands", "/slack/events", "/slack/interactions", "/discord/interactions"} {
		res, err := http.Post(r.base+path, "application/json", strings.NewReader(`{"type":1}`))
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s unsigned: %d", path, res.StatusCode)
		}
	}
	if err := r.stop(); err != nil {
		t.Error(err)
	}
	for _, secret := range []string{signingSecret, "xoxb-fake-secret-token", r.discord.Token(), "response/1"} {
		if strings.Contains(r.log.String(), secret) {
			t.Errorf("%q stands in the log", secret)
		}
	}
}

func TestServeAnswersOverTheSockets(t *testing.T) {
	t.Parallel()
	r := startServe(t, map[string]string{"SLACK_APP_TOKEN": "xapp-1-fake"})
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	ask := func(id string) {
		t.Helper()
		if err := r.slack.Opened(ctx); err != nil {
			t.Fatal(err)
		}
		if err := r.slack.Send(map[string]any{"type": "slash_commands", "envelope_id": id, "accepts_response_payload": true, "payload": map[string]any{
			"command": "/nato", "text": "spain", "team_id": "T1", "channel_id": "C1", "user_id": "U1", "api_app_id": "A1", "trigger_id": id, "response_url": strings.TrimSuffix(r.env["SLACK_API_URL"], "/api/") + "/hook/" + id}}); err != nil {
			t.Fatal(err)
		}
		ack, err := r.slack.Ack(ctx)
		if err != nil || !strings.Contains(string(ack), "Spain: 2.00 %") {
			t.Fatalf("%s: %v %.200s", id, err, ack)
		}
	}
	ask("e1")
	r.slack.Drop() // the connection is cut; the adapter comes back
	ask("e2")
	if err := r.discord.Ready(ctx); err != nil {
		t.Fatal(err)
	}
	in := r.discord.Command("spain", nil)
	if in.Send() == 0 {
		t.Fatal("no gateway session took the interaction")
	}
	if err := in.Finished(ctx); err != nil {
		t.Fatalf("Discord got no answer: %v", err)
	}
	if m, ok := in.Message(); !ok || !strings.Contains(m.Text(), "Spain: 2.00 %") {
		t.Errorf("Discord was answered %.300s", m.Payload)
	}
}

func TestServeSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	var out, errs strings.Builder
	env := map[string]string{"NATOBOT_ADDR": "nowhere", "DISCORD_PUBLIC_KEY": "short", "SLACK_BOT_TOKEN": "xoxp-user", "NATOBOT_LOG_LEVEL": "loud", "NATOBOT_SECRET_KEY": "c2hvcnQ="}
	p := &program{Args: []string{"serve"}, Env: func(k string) string { return env[k] }, Out: &out, Err: &errs, Now: time.Now}
	if code := p.run(context.Background()); code != exitUsage {
		t.Errorf("exit %d", code)
	}
	for _, name := range []string{"NATOBOT_ADDR", "DISCORD_PUBLIC_KEY", "SLACK_BOT_TOKEN", "NATOBOT_LOG_LEVEL", "NATOBOT_SECRET_KEY"} {
		if !strings.Contains(errs.String(), name) {
			t.Errorf("%s is not named in:\n%s", name, errs.String())
		}
	}
	if strings.Contains(errs.String(), "xoxp-user") || strings.Contains(errs.String(), "c2hvcnQ") {
		t.Errorf("a secret stands in:\n%s", errs.String())
	}
}
