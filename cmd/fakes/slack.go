package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"natobot/bot/slack/slackfake"
)

// secret is what Slack would sign with.
const secret = "0123456789abcdef0123456789abcdef"

// slackRoom is a channel of the stand-in of Slack.
type slackRoom struct {
	talk
	fake *slackfake.Server
	api  string
	bot  string
	idle func() <-chan struct{}
	n    int
	seen int    // calls taken up
	on   *entry // the message whose button was pressed last
}

func (r *slackRoom) log() *talk { return &r.talk }

// hook is a response_url of its own.
func (r *slackRoom) hook() string {
	r.n++
	return fmt.Sprintf("%s/hook/%d", r.api, r.n)
}

// post sends what Slack would send, signed, and returns the first response.
func (r *slackRoom) post(ctx context.Context, path string, form url.Values) ([]byte, error) {
	body := []byte(form.Encode())
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.bot+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	slackfake.Sign(req, secret, body, time.Now())
	if p := form.Get("payload"); p != "" {
		r.wire("Slack → POST "+path+", payload", []byte(p))
	} else {
		r.wire("Slack → POST "+path, []byte(strings.ReplaceAll(form.Encode(), "&", "\n")))
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	out, err := io.ReadAll(resp.Body)
	if err == nil {
		r.wire(fmt.Sprintf("bot ← %d", resp.StatusCode), out)
	}
	return out, err
}

func (r *slackRoom) typed(ctx context.Context, user, text string) error {
	r.say(user, "/nato "+text)
	r.on = nil
	hook := r.hook()
	out, err := r.post(ctx, "/slack/commands", url.Values{"command": {"/nato"}, "text": {text}, "team_id": {"T1"}, "channel_id": {"C1"}, "user_id": {user}, "api_app_id": {"A1"},
		"trigger_id": {fmt.Sprintf("trigger.%d", r.n)}, "response_url": {hook}})
	if err != nil || len(out) == 0 {
		return err
	}
	return r.message(out)
}

// interact sends an interaction.
func (r *slackRoom) interact(ctx context.Context, user string, fields map[string]any) ([]byte, error) {
	m := map[string]any{"response_url": r.hook(), "trigger_id": fmt.Sprintf("trigger.%d", r.n), "api_app_id": "A1", "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": user}, "channel": map[string]any{"id": "C1"}}
	for k, v := range fields {
		m[k] = v
	}
	b, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	return r.post(ctx, "/slack/interactions", url.Values{"payload": {string(b)}})
}

func (r *slackRoom) checked(ctx context.Context, user, text string) error {
	r.say(user, "Check this claim: “"+text+"”")
	_, err := r.interact(ctx, user, map[string]any{"type": "message_action", "callback_id": "check_claim", "message": map[string]any{"text": text, "ts": "1.0", "user": "U9"}})
	return err
}

func (r *slackRoom) pressed(ctx context.Context, user string, on *entry, value string) error {
	r.on = on
	container := map[string]any{"type": "message", "is_ephemeral": on.Private}
	f := map[string]any{"type": "block_actions", "container": container, "actions": []any{map[string]any{"action_id": "b0", "value": value}}}
	switch {
	case on == r.Window:
		container["type"] = "view"
		var view map[string]any
		if err := json.Unmarshal(on.raw, &view); err != nil {
			return err
		}
		view["id"] = on.id
		f["view"] = view
	case !on.Private:
		f["message"] = on.raw
	}
	_, err := r.interact(ctx, user, f)
	return err
}

func (r *slackRoom) submitted(ctx context.Context, user, form string, fields map[string]string) error {
	values := map[string]any{}
	for k, v := range fields {
		x := map[string]any{"value": v}
		if r.Window != nil {
			for _, p := range r.Window.Screen.Parts {
				if p.Field != nil && p.Field.ID == k && len(p.Field.Options) > 0 {
					x = map[string]any{"selected_option": map[string]any{"value": v}}
				}
			}
		}
		values[k] = map[string]any{"v": x}
	}
	id := ""
	if r.Window != nil {
		id = r.Window.id
	}
	r.Window = nil
	out, err := r.interact(ctx, user, map[string]any{"type": "view_submission", "channel": nil, "response_url": nil, "view": map[string]any{"id": id, "type": "modal", "private_metadata": form, "state": map[string]any{"values": values}}})
	if err != nil || len(out) == 0 {
		return err
	}
	var res struct {
		Action string `json:"response_action"`
		View   json.RawMessage
		Errors map[string]string
	}
	if err := json.Unmarshal(out, &res); err != nil {
		return err
	}
	for field, say := range res.Errors {
		r.say("Slack", field+": "+say)
	}
	if res.Action == "update" {
		return r.window(id, res.View)
	}
	return nil
}

// message is one that the bot posted.
func (r *slackRoom) message(b []byte) error {
	var m struct {
		Type    string `json:"response_type"`
		Replace bool   `json:"replace_original"`
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return err
	}
	s, err := slackfake.Show(b)
	if err != nil {
		return err
	}
	e := &entry{Screen: s, Private: m.Type == "ephemeral", raw: b}
	if i := slices.Index(r.Entries, r.on); m.Replace && i >= 0 {
		r.Entries[i] = e
		return nil
	}
	r.Entries = append(r.Entries, e)
	return nil
}

func (r *slackRoom) window(id string, b []byte) error {
	s, err := slackfake.Show(b)
	r.Window = &entry{Screen: s, Private: true, raw: b, id: id}
	return err
}

func (r *slackRoom) look(ctx context.Context) error {
	if err := quiet(ctx, r.idle); err != nil {
		return err
	}
	all := r.fake.Calls("")
	for _, c := range all[r.seen:] {
		r.wire("bot → "+c.Method, c.Body)
		var err error
		switch c.Method {
		case "response_url":
			err = r.message(c.Body)
		case "chat.postMessage":
			r.on = nil
			err = r.message(c.Body)
		case "views.open", "views.update":
			var v struct {
				View json.RawMessage
				ID   string `json:"view_id"`
			}
			if err = json.Unmarshal(c.Body, &v); err == nil {
				if v.ID == "" {
					r.n++
					v.ID = fmt.Sprintf("V%d", r.n)
				}
				err = r.window(v.ID, v.View)
			}
		}
		if err != nil {
			return err
		}
	}
	r.seen = len(all)
	return nil
}
