package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"natobot/bot/slack/slackfake"
)

// B05 on Slack: a digest's Unsubscribe, pressed twice, is confirmed in place
// with an Undo, and the digest stays where it is.
func TestB05_SlackUnsubscribeInPlace(t *testing.T) {
	t.Parallel()
	r := startServe(t, map[string]string{"SLACK_SIGNING_SECRET": signingSecret})
	r.slash("subscribe weekly mon 09:00 Europe/Madrid about spain every time")
	if got := r.slash("send 1"); !strings.Contains(got, "comes here") {
		t.Fatalf("sent: %s", got)
	}
	until(t, "the digest is posted", func() bool { return len(r.slack.Calls("chat.postMessage")) == 1 })
	stands := r.slack.Calls("chat.postMessage")[0].JSON()
	if !strings.Contains(fmt.Sprint(stands["blocks"]), "Nothing new about Spain") {
		t.Fatalf("the digest does not say what it is: %v", stands["text"])
	}
	press := func(n int, user, label string) map[string]any {
		t.Helper()
		payload, err := json.Marshal(map[string]any{"type": "block_actions", "trigger_id": fmt.Sprint("press-", n), "api_app_id": "A1", "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": user, "team_id": "T1"},
			"channel": map[string]any{"id": "C1"}, "container": map[string]any{"type": "message"}, "message": map[string]any{"ts": "1.0", "text": stands["text"], "blocks": stands["blocks"]},
			"response_url": strings.TrimSuffix(r.env["SLACK_API_URL"], "/api/") + fmt.Sprint("/hook/", n), "actions": []any{map[string]any{"value": buttonValue(t, stands, label)}}})
		if err != nil {
			t.Fatal(err)
		}
		body := url.Values{"payload": {string(payload)}}.Encode()
		q, err := http.NewRequest(http.MethodPost, r.base+"/slack/interactions", bytes.NewReader([]byte(body)))
		if err != nil {
			t.Fatal(err)
		}
		slackfake.Sign(q, signingSecret, []byte(body), time.Now())
		res, err := http.DefaultClient.Do(q)
		if err != nil || res.StatusCode != 200 {
			t.Fatal(res, err)
		}
		res.Body.Close()
		c := hooked(t, r.slack, fmt.Sprint("/hook/", n))
		if err := slackfake.ValidateMessage(c.Body); err != nil {
			t.Error(err)
		}
		return c.JSON()
	}
	for i, c := range []struct{ user, label, says string }{{"U1", "Unsubscribe", "Unsubscribed"}, {"U2", "Unsubscribe", "unsubscribed already"}, {"U2", "Undo", "Active again"}} {
		m := press(i+1, c.user, c.label)
		if text := fmt.Sprint(m["blocks"]); m["replace_original"] != true || !strings.Contains(text, "Nothing new about Spain") || !strings.Contains(text, c.says) || !strings.Contains(fmt.Sprint(m["text"]), "Nothing new about Spain") {
			t.Errorf("%s: %v", c.label, m)
		}
		if c.label == "Unsubscribe" {
			buttonValue(t, m, "Undo")
		}
		stands = m
	}
	if got := r.slash("subscriptions"); !strings.Contains(got, "1 subscription") {
		t.Errorf("after the Undo: %s", got)
	}
}

// buttonValue is what the last button with a label carries.
func buttonValue(t *testing.T, m map[string]any, label string) string {
	t.Helper()
	value := ""
	blocks, _ := m["blocks"].([]any)
	for _, b := range blocks {
		es, _ := b.(map[string]any)["elements"].([]any)
		for _, e := range es {
			el := e.(map[string]any)
			if text, ok := el["text"].(map[string]any); ok && text["text"] == label {
				value, _ = el["value"].(string)
			}
		}
	}
	if value == "" {
		t.Fatalf("no button %q in %v", label, m["blocks"])
	}
	return value
}
