package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"natobot/bot/slack/slackfake"
)

// talk is a person on both sockets of a running natobot.
type talk struct {
	*testing.T
	f   *fakes
	ctx context.Context
	n   int
}

// asks sends /nato spain over both sockets and reads both answers.
func (k *talk) asks(when string) {
	k.Helper()
	k.n++
	id := fmt.Sprintf("envelope-%d", k.n)
	if err := k.f.slack.Send(map[string]any{"type": "slash_commands", "envelope_id": id, "accepts_response_payload": true, "payload": map[string]any{
		"command": "/nato", "text": "spain", "team_id": "T1", "channel_id": "C1", "user_id": "U1", "api_app_id": "A1", "trigger_id": id,
		"response_url": "http://" + k.f.addr + "/hook/" + id}}); err != nil {
		k.Fatalf("%s: Slack: %v", when, err)
	}
	for {
		b, err := k.f.slack.Ack(k.ctx)
		if err != nil {
			k.Fatalf("%s: Slack got no answer: %v", when, err)
		}
		var ack struct {
			ID string `json:"envelope_id"`
		}
		if json.Unmarshal(b, &ack) == nil && ack.ID == id {
			if !strings.Contains(string(b), `"payload"`) { // a busy machine sends it late
				b = hooked(k, k.f.slack, "/hook/"+id).Body
			}
			if !strings.Contains(string(b), "Spain: 2.00 %") {
				k.Errorf("%s: Slack was answered %.300s", when, b)
			}
			break
		}
	}
	in := k.f.discord.Command("spain", nil)
	if in.Send() == 0 {
		k.Fatalf("%s: no gateway session took the interaction", when)
	}
	if err := in.Finished(k.ctx); err != nil {
		k.Fatalf("%s: Discord got no answer: %v", when, err)
	}
	if m, ok := in.Message(); !ok || !strings.Contains(m.Text(), "Spain: 2.00 %") {
		k.Errorf("%s: Discord was answered %.300s", when, m.Payload)
	}
}

// opened waits for a new socket on both.
func (k *talk) opened(when string) {
	k.Helper()
	if err := k.f.slack.Opened(k.ctx); err != nil {
		k.Fatalf("%s: Slack: no new socket: %v", when, err)
	}
	if err := k.f.discord.Ready(k.ctx); err != nil {
		k.Fatalf("%s: Discord: no new session: %v", when, err)
	}
}

// One platform that refuses the bot for good takes nothing from the other.
func TestServeOutlivesARefusedPlatform(t *testing.T) {
	t.Parallel()
	f := newFakes(t)
	f.slack.Fail("apps.connections.open", slackfake.Fault{Code: "invalid_auth", Always: true})
	p := startBinary(t, f.env(map[string]string{"SLACK_APP_TOKEN": "xapp-1-refused"}))
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	until(t, "the refusal is in the log", func() bool { return strings.Contains(p.log.String(), "a platform refuses the bot for good") })
	if err := f.discord.Ready(ctx); err != nil {
		t.Fatal(err)
	}
	in := f.discord.Command("spain", nil)
	if in.Send() == 0 {
		t.Fatal("no gateway session took the interaction")
	}
	if err := in.Finished(ctx); err != nil {
		t.Fatal(err)
	}
	if code, body := p.get("/readyz"); code != http.StatusServiceUnavailable || !strings.Contains(body, "slack") {
		t.Errorf("readyz: %d %s", code, body)
	}
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
}

// A socket that was well a moment ago and is refused for good is not ready at once.
func TestRefusedSocketIsNotReadyAtOnce(t *testing.T) {
	t.Parallel()
	f := newFakes(t)
	p := startBinary(t, f.env(map[string]string{"SLACK_APP_TOKEN": "xapp-1-fake-secret"}))
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	if err := f.discord.Ready(ctx); err != nil {
		t.Fatal(err)
	}
	f.discord.CloseSockets(4014)
	until(t, "the refusal is in the log", func() bool { return strings.Contains(p.log.String(), "a platform refuses the bot for good") })
	// The first look there is, so no earlier answer is given again.
	if code, body := p.get("/readyz"); code != http.StatusServiceUnavailable || !strings.Contains(body, `"discord gateway":"the socket is silent"`) {
		t.Errorf("readyz: %d %s", code, body)
	}
}

// goroutines of a process, by its metrics.
func (p *process) goroutines() int {
	p.t.Helper()
	_, body := p.get("/metrics")
	for line := range strings.Lines(body) {
		if v, ok := strings.CutPrefix(line, "go_goroutines "); ok {
			n, err := strconv.Atoi(strings.TrimSpace(v))
			if err != nil {
				p.t.Fatal(err)
			}
			return n
		}
	}
	p.t.Fatalf("no go_goroutines in %.300s", body)
	return 0
}

// The built binary lives through everything that a socket does, and answers.
func TestBinarySockets(t *testing.T) {
	t.Parallel()
	f := newFakes(t)
	p := startBinary(t, f.env(map[string]string{"SLACK_APP_TOKEN": "xapp-1-fake-secret"}))
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	k := &talk{T: t, f: f, ctx: ctx}

	k.opened("at the start")
	k.asks("at the start")

	if err := f.slack.Send(map[string]any{"type": "disconnect", "reason": "refresh_requested"}); err != nil {
		t.Fatal(err)
	}
	_, resumes := f.discord.Logins()
	f.discord.Reconnect()
	if err := f.discord.Until(ctx, func() bool { _, r := f.discord.Logins(); return r > resumes }); err != nil {
		t.Fatalf("Discord's session was not resumed: %v", err)
	}
	k.opened("asked to reconnect")
	k.asks("asked to reconnect")

	identifies, resumes := f.discord.Logins()
	f.slack.Silence(true)
	f.discord.Silence(true)
	if err := f.discord.Until(ctx, func() bool { i, r := f.discord.Logins(); return i+r > identifies+resumes }); err != nil {
		t.Fatalf("the silent gateway was not left: %v", err)
	}
	f.discord.Silence(false)
	k.opened("after silence")
	f.slack.Silence(false)
	k.asks("after silence")
	before := p.goroutines() // by now the queue has all of its own

	addr, gateway := f.addr, f.discord.Addr()
	f.killSlack()
	f.discord.Close()
	until(t, "the sockets' ends are in the log", func() bool {
		return strings.Contains(p.log.String(), "slack: socket lost") && strings.Contains(p.log.String(), "gateway connection ended")
	})
	if code, body := p.get("/healthz"); code != 200 {
		t.Errorf("with both platforms gone healthz is %d %s", code, body)
	}
	f.startSlack(addr)
	if err := f.discord.Start(gateway); err != nil {
		t.Fatal(err)
	}
	k.opened("after both were killed")
	k.asks("after both were killed")

	until(t, "no more goroutines run than before the kill", func() bool { return p.goroutines() <= before+4 }) // idle connections come and go
	if err := p.Stop(); err != nil {
		t.Fatal(err)
	}
	var last struct {
		Msg        string
		Goroutines int
	}
	lines := strings.Split(strings.TrimSpace(p.log.String()), "\n")
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &last); err != nil || last.Msg != "natobot stopped" || last.Goroutines > 9 { // a few idle connections may still be closing
		t.Errorf("%v: at its end it says %s", err, lines[len(lines)-1])
	}
	for _, secret := range []string{"xapp-1-fake-secret", "xoxb-fake-secret-token", f.discord.Token(), "/hook/"} {
		if strings.Contains(p.log.String(), secret) {
			t.Errorf("%q stands in the log", secret)
		}
	}
}
