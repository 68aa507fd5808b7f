package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"natobot/bot"
	"natobot/bot/adapter"
	"natobot/bot/adapter/adaptertest"
	"natobot/bot/slack/slackfake"
)

// Slack behaves as every platform does, over HTTP and in Socket Mode.
func TestConduct(t *testing.T) {
	t.Parallel()
	for _, via := range []string{"http", "socket"} {
		t.Run(via, func(t *testing.T) {
			t.Parallel()
			adaptertest.Run(t, Traits, func(t *testing.T, c adapter.Config) adaptertest.Chat {
				return &chat{newRigVia(t, via, func(own *Config) {
					c.Now, c.HTTPClient, c.Log = own.Now, own.HTTPClient, own.Log
					own.Config = c
				})}
			})
		})
	}
}

// chat is a rig as people use it.
type chat struct{ *rig }

// said reads a message as its reader does.
func (c *chat) said(body []byte) adaptertest.Message {
	if len(body) == 0 {
		return adaptertest.Message{}
	}
	m := c.message(body)
	out := adaptertest.Message{Text: fmt.Sprint(m["text"]), Private: m["response_type"] == "ephemeral", Buttons: map[string]string{}}
	blocks, _ := m["blocks"].([]any)
	for _, b := range blocks {
		elements, _ := b.(map[string]any)["elements"].([]any)
		for _, e := range elements {
			if e := e.(map[string]any); e["type"] == "button" {
				out.Buttons[fmt.Sprint(e["text"].(map[string]any)["text"])], _ = e["value"].(string)
			}
		}
	}
	return out
}

func (c *chat) Type(user, text string) adaptertest.Request {
	c.t.Helper()
	f := c.form(text)
	f.Set("user_id", user)
	path := fmt.Sprintf("/hook/%d", c.n)
	f.Set("response_url", c.api+path)
	send := func() *httptest.ResponseRecorder { return c.slash(f) }
	return &request{c, path, c.said(send().Body.Bytes()), send}
}

func (c *chat) Press(user, ref string) adaptertest.Request {
	c.t.Helper()
	c.n++
	path := fmt.Sprintf("/hook/%d", c.n)
	b, err := json.Marshal(map[string]any{"type": "block_actions", "trigger_id": fmt.Sprintf("press.%d", c.n), "api_app_id": "A1", "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": user},
		"channel": map[string]any{"id": "C1"}, "container": map[string]any{"is_ephemeral": true}, "response_url": c.api + path, "actions": []any{map[string]any{"action_id": "b0", "value": ref}}})
	if err != nil {
		c.t.Fatal(err)
	}
	send := func() *httptest.ResponseRecorder { return c.deliver("interactive", nil, b) }
	return &request{c, path, c.said(send().Body.Bytes()), send}
}

func (c *chat) Public() []adaptertest.Message {
	var out []adaptertest.Message
	for _, call := range c.fake.Calls("") {
		if call.Method == "chat.postMessage" && call.TS != "" || call.Method == "response_url" && strings.Contains(string(call.Body), `"in_channel"`) {
			out = append(out, c.said(call.Body))
		}
	}
	return out
}

func (c *chat) Poster() bot.Poster { return c.a }

func (c *chat) To() bot.Destination { return bot.Destination{Workspace: "T1", Channel: "C1"} }

func (c *chat) Limit(wait time.Duration) {
	c.fake.Fail("chat.postMessage", slackfake.Fault{Status: 429, RetryAfter: fmt.Sprint(wait.Seconds())})
}

func (c *chat) Cut() { c.fake.Fail("chat.postMessage", slackfake.Fault{Cut: true}) }

func (c *chat) Stop() { c.stop() }

// request is one of somebody's, and where its answer is posted.
type request struct {
	c     *chat
	path  string
	first adaptertest.Message
	send  func() *httptest.ResponseRecorder
}

func (r *request) First() adaptertest.Message { return r.first }

func (r *request) Again() { r.send() }

func (r *request) Final(ctx context.Context) (adaptertest.Message, error) {
	if r.first.Text != "" {
		return r.first, nil
	}
	select {
	case <-r.c.a.kit.Work.Idle():
	case <-ctx.Done():
		return adaptertest.Message{}, ctx.Err()
	}
	for _, call := range r.c.fake.Calls("response_url") {
		if call.Path == r.path {
			return r.c.said(call.Body), nil
		}
	}
	return adaptertest.Message{}, errors.New("nothing was posted to " + r.path)
}
