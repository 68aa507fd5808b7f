package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"natobot/bot/slack/slackfake"
)

// 64 connections at once on Slack's other endpoints: presses and mentions are
// answered after their acknowledgement, and nothing piles up.
func TestBinaryLoadBehindTheAcknowledgement(t *testing.T) {
	f := newFakes(t)
	p := startBinary(t, f.env(map[string]string{"SLACK_SIGNING_SECRET": signingSecret}))
	send := func(c *http.Client, path, kind, body string) error {
		r, err := http.NewRequest(http.MethodPost, p.base+path, bytes.NewReader([]byte(body)))
		if err != nil {
			return err
		}
		r.Header.Set("Content-Type", kind)
		slackfake.Sign(r, signingSecret, []byte(body), time.Now())
		_, _, err = mustAnswer(c, r, "")
		return err
	}
	for name, ask := range map[string]func(c *http.Client, n int) error{
		"press": func(c *http.Client, n int) error {
			payload := fmt.Sprintf(`{"type":"block_actions","trigger_id":"%d","api_app_id":"A1","team":{"id":"T%d"},"user":{"id":"U%d"},"channel":{"id":"C1"},"response_url":"http://%s/hook/%d","actions":[{"value":"old"}]}`, n, n, n, f.addr, n)
			return send(c, "/slack/interactions", "application/x-www-form-urlencoded", url.Values{"payload": {payload}}.Encode())
		},
		"mention": func(c *http.Client, n int) error {
			return send(c, "/slack/events", "application/json", fmt.Sprintf(`{"type":"event_callback","team_id":"T%d","event_id":"Ev%d","event":{"type":"app_mention","user":"U%d","channel":"C%d","ts":"%d.1","text":"spain"}}`, n%1000, n, n, n%1000, n))
		},
	} {
		storm(t, 64, patience(t, time.Second)/2, func(c *http.Client, n int) error { return ask(c, n+1<<40) })
		goroutines, memory := p.goroutines(), p.resident()
		took := storm(t, 64, patience(t, time.Second), ask)
		t.Logf("%s: %d requests, p50 %s, p99 %s, longest %s; resident %d kB, then %d kB; goroutines %d, then %d", name, len(took),
			took[len(took)/2], took[len(took)*99/100], took[len(took)-1], memory, p.resident(), goroutines, p.goroutines())
		// Two for each of the 64 connections that are kept to Slack, and what runs anyway.
		until(t, "no more goroutines run than connections need", func() bool { return p.goroutines() <= 128+100 })
	}
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
}
