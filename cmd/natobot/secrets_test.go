package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"natobot/bot"
	"natobot/bot/discord/discordfake"
	"natobot/bot/slack/slackfake"
	"natobot/schedule"
)

// run is one run of the built binary: its two streams together.
func runBinary(t *testing.T, env map[string]string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary(t), args...)
	cmd.Env = []string{"HOME=" + t.TempDir()}
	for k, v := range env {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	out, _ := cmd.CombinedOutput() // how it ends is not the question here
	return string(out)
}

// No secret comes out anywhere, at the most talkative level, whatever fails.
func TestNoSecretComesOut(t *testing.T) {
	t.Parallel()
	f := newFakes(t)
	key := []byte(strings.Repeat("K3y!", 8))
	env := f.env(map[string]string{
		"NATOBOT_LOG_LEVEL": "debug", "NATOBOT_SECRET_KEY": base64.StdEncoding.EncodeToString(key), "NATOBOT_PUBLIC_URL": "https://bot.example",
		"SLACK_SIGNING_SECRET": "zz-signing-secret", "SLACK_BOT_TOKEN": "xoxb-zz-bot-token", "SLACK_APP_TOKEN": "xapp-zz-app-token",
		"SLACK_CLIENT_ID": "111.222", "SLACK_CLIENT_SECRET": "zz-client-secret", "DISCORD_PUBLIC_KEY": f.discord.PublicKey(),
		"NATOBOT_FEEDS": "http://127.0.0.1:1/feed?key=zz-feed-key",
	})
	secrets := []string{"zz-", base64.StdEncoding.EncodeToString(key), string(key), f.discord.Token(), "hunter2"}
	clean := func(where, text string) {
		t.Helper()
		for _, s := range secrets {
			if i := strings.Index(text, s); i >= 0 {
				t.Errorf("%s: %q stands in …%s…", where, s, text[max(0, i-150):min(len(text), i+60)])
			}
		}
	}

	// Slack and Discord refuse and break in many ways, and repeat in their
	// errors what they were sent.
	for _, fault := range []slackfake.Fault{{Status: 500}, {Code: "xoxb-zz-bot-token"}, {Code: "invalid_auth"}, {Status: 400, Text: "no such token xoxb-zz-bot-token"}, {Cut: true}, {Status: 429, RetryAfter: "1"}} {
		for _, method := range []string{"chat.postMessage", "views.open", "views.publish", "response_url", "oauth.v2.access"} {
			f.slack.Fail(method, fault)
		}
	}
	f.discord.Fail(discordfake.APIError("POST", "/channels/300000000000000001/messages", 403, 50001, "Missing Access "+f.discord.Token()))
	ctx := context.Background()
	store, err := schedule.Open(ctx, env["NATOBOT_DATABASE_URL"], schedule.Options{Keys: [][]byte{key}})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.SaveInstallation(ctx, bot.Installation{Platform: "slack", Workspace: "T9", Token: "xoxe.xoxb-zz-rotating", RefreshToken: "xoxe-zz-refresh", Expires: time.Now(), At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	var rows []schedule.Delivery
	for i, to := range []bot.Destination{{Platform: "slack", Workspace: "T1", Channel: "C1"}, {Platform: "slack", Workspace: "T9", Channel: "C9"}, {Platform: "discord", Workspace: "200000000000000001", Channel: "300000000000000001"}} {
		rows = append(rows, schedule.Delivery{To: to, Kind: "notice", Slot: fmt.Sprint("notice:", i), Due: time.Now().Add(-time.Minute), Body: []byte(`{"say":"x"}`)})
	}
	if _, err := store.Plan(ctx, rows); err != nil {
		t.Fatal(err)
	}

	p := startBinary(t, env)
	ask := func(path, kind, body string, signed bool) string {
		t.Helper()
		r, err := http.NewRequest(http.MethodPost, p.base+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", kind)
		if strings.HasPrefix(path, "/discord") {
			sig, stamp := f.discord.Sign([]byte(body), time.Now())
			r.Header.Set("X-Signature-Ed25519", sig)
			r.Header.Set("X-Signature-Timestamp", stamp)
		} else if signed {
			slackfake.Sign(r, "zz-signing-secret", []byte(body), time.Now())
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	hook := "http://" + f.addr + "/hook/zz-response-url"
	form := "application/x-www-form-urlencoded"
	command := url.Values{"command": {"/nato"}, "text": {"zz-question about spain"}, "team_id": {"T1"}, "user_id": {"U1"}, "channel_id": {"C1"}, "trigger_id": {"1.trigger"}, "response_url": {hook}, "token": {"zz-verification"}}
	payload := func(v map[string]any) string {
		v["response_url"], v["token"] = hook, "zz-verification"
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return url.Values{"payload": {string(b)}}.Encode()
	}
	team, user := map[string]any{"id": "T1"}, map[string]any{"id": "U1"}
	ask("/slack/commands", form, command.Encode(), true)
	ask("/slack/commands", form, command.Encode(), false)
	ask("/slack/commands", form, "zz-garbage=%zz", true)
	ask("/slack/interactions", form, payload(map[string]any{"type": "block_actions", "team": team, "user": user, "channel": map[string]any{"id": "C1"}, "trigger_id": "2.trigger", "actions": []any{map[string]any{"action_id": "x", "value": "zz-forged"}}}), true)
	ask("/slack/interactions", form, payload(map[string]any{"type": "message_action", "callback_id": "check_claim", "team": team, "user": user, "channel": map[string]any{"id": "C1"}, "trigger_id": "3.trigger", "message": map[string]any{"text": "zz-private words: Spain spends 1%."}}), true)
	ask("/slack/interactions", form, url.Values{"payload": {"{zz-broken"}}.Encode(), true)
	ask("/slack/events", "application/json", `{"type":"event_callback","team_id":"T9","event_id":"E1","token":"zz-verification","event":{"type":"app_mention","user":"U1","channel":"C1","ts":"1.1","text":"zz-mention spain"}}`, true)
	ask("/slack/events", "application/json", `{"type":"event_callback","team_id":"T9","event_id":"E2","event":{"type":"app_home_opened","user":"U1","tab":"home"}}`, true)
	ask("/slack/events", "application/json", `{"type":"zz-broken`, true)
	ask("/discord/interactions", "application/json", `{"type":2,"token":"zz-interaction-token","id":"1","data":"zz-broken"}`, true)
	in := f.discord.Command("zz-question", nil)
	body, err := json.Marshal(in.Body)
	if err != nil {
		t.Fatal(err)
	}
	ask("/discord/interactions", "application/json", string(body), true)

	// An install whose code Slack does not take.
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Get(p.base + "/slack/install")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	at, err := res.Location()
	if err != nil {
		t.Fatal(err)
	}
	back, err := http.NewRequest(http.MethodGet, p.base+"/slack/oauth/callback?code=zz-code&state="+url.QueryEscape(at.Query().Get("state")), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range res.Cookies() {
		back.AddCookie(c)
	}
	if res, err = client.Do(back); err != nil || res.StatusCode != http.StatusBadGateway {
		t.Fatal(res, err)
	}
	page, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	clean("the page of the install", string(page))

	until(t, "what is due has failed", func() bool { return strings.Count(p.log.String(), "a message was not confirmed") >= 2 })
	for _, path := range []string{"/metrics", "/healthz", "/readyz"} {
		_, text := p.get(path)
		clean(path, text)
	}
	clean("doctor", runBinary(t, env, "doctor"))
	clean("subscriptions", runBinary(t, env, "subscriptions", "list"))
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
	if !strings.Contains(p.log.String(), `"level":"DEBUG"`) {
		t.Error("the log is not at its most talkative")
	}
	clean("log", p.log.String())
	if err := store.Close(); err != nil {
		t.Error(err)
	}
	held, err := os.ReadFile(strings.TrimPrefix(env["NATOBOT_DATABASE_URL"], "sqlite:"))
	if err != nil || !bytes.Contains(held, []byte("T9")) {
		t.Fatal("the database holds nothing", err)
	}
	clean("database", string(held)) // nor a question

	// Faulty configuration is named, not shown.
	file := filepath.Join(t.TempDir(), "zz-none")
	for name, bad := range map[string]map[string]string{
		"values": {"NATOBOT_SECRET_KEY": "zz-key", "SLACK_BOT_TOKEN": "zz-bot", "SLACK_APP_TOKEN": "zz-app", "DISCORD_PUBLIC_KEY": "zz-public", "NATOBOT_DATABASE_URL": "mysql://natobot:hunter2@db/natobot",
			"NATOBOT_FEEDS": "ftp://natobot:hunter2@feeds.example/x", "NATOBOT_PUBLIC_URL": "https://natobot:hunter2@bot.example", "SLACK_API_URL": "https://natobot:hunter2@slack.example/api/"},
		"password": {"NATOBOT_DATABASE_URL": "postgres://natobot:hunter2@127.0.0.1:1/natobot"},
		"url":      {"NATOBOT_DATABASE_URL": "postgres://natobot:hunter2@[bad/natobot?sslmode=zz-mode"},
		"files":    {"SLACK_BOT_TOKEN_FILE": strings.TrimSuffix(file, "zz-none") + "none", "SLACK_BOT_TOKEN": "zz-both"},
	} {
		for _, verb := range []string{"serve", "doctor"} {
			out := runBinary(t, bad, verb)
			clean(name+" "+verb, out)
			if len(out) < 40 {
				t.Errorf("%s %s says %q", name, verb, out)
			}
		}
	}
}
