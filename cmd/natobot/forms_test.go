package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"natobot/bot/slack/slackfake"
)

// A form is what a person fills in, by field.
type form map[string]string

func (f form) with(k, v string) form {
	out := form{k: v}
	for name, was := range f {
		if name != k {
			out[name] = was
		}
	}
	return out
}

var firstForm = form{"when": "weekly mon 09:00", "zone": "Europe/Madrid", "about": "spain, polska", "only": "nothing"}

// Subscribing and settings by Slack's modal: a wrong zone is said, a right one
// is stored and said back.
func TestSlackModalSubscribes(t *testing.T) {
	t.Parallel()
	r := startRig(t, nil)
	// fill has the last modal that was opened sent back, and returns the answer.
	fill := func(values form) string {
		t.Helper()
		opened := r.fakes.slack.Calls("views.open")
		view, ok := opened[len(opened)-1].JSON()["view"].(map[string]any)
		if !ok {
			t.Fatalf("no view in %s", opened[len(opened)-1].Body)
		}
		state := map[string]any{}
		for k, v := range values {
			field := map[string]any{"type": "plain_text_input", "value": v}
			if k == "only" {
				field = map[string]any{"type": "static_select", "selected_option": map[string]any{"value": v}}
			}
			state[k] = map[string]any{"v": field}
		}
		r.n++
		payload, err := json.Marshal(map[string]any{"type": "view_submission", "trigger_id": fmt.Sprint("v", r.n), "api_app_id": "A1", "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": "U1", "team_id": "T1"},
			"view": map[string]any{"id": "V1", "type": "modal", "private_metadata": view["private_metadata"], "state": map[string]any{"values": state}}})
		if err != nil {
			t.Fatal(err)
		}
		code, answer := r.slackPost("/slack/interactions", formType, []byte(url.Values{"payload": {string(payload)}}.Encode()))
		if code != http.StatusOK {
			t.Fatalf("%d %s", code, answer)
		}
		var a struct {
			View   json.RawMessage
			Errors map[string]string
		}
		if err := json.Unmarshal([]byte(answer), &a); err != nil || len(a.View) == 0 && len(a.Errors) == 0 {
			t.Fatalf("a form is answered %s", answer)
		}
		for field := range a.Errors {
			if _, ok := values[field]; !ok {
				t.Errorf("a fault of %q, which the form has not", field)
			}
		}
		if len(a.Errors) > 0 {
			return answer
		}
		if err := slackfake.ValidateView(a.View); err != nil {
			t.Errorf("Slack would refuse %s: %v", a.View, err)
		}
		return answer
	}
	open := func(text string, before int) {
		t.Helper()
		r.types("U1", "C1", text)
		until(t, "the form is opened", func() bool { return len(r.fakes.slack.Calls("views.open")) > before })
	}
	open("subscribe form", 0)
	for field, wrong := range map[string][2]string{"zone": {"Europe/Madird", "Did you mean Europe/Madrid?"}, "about": {"atlantis", "no Ally"}, "when": {"weekly 09:00", "name the day of the week"}} {
		if got := fill(firstForm.with(field, wrong[0])); !strings.HasPrefix(got, `{"errors":{"`+field+`":"`) || !strings.Contains(strings.ToLower(got), strings.ToLower(wrong[1])) || !strings.Contains(got, `"response_action":"errors"`) {
			t.Errorf("a wrong %s is answered %s", field, got)
		}
	}
	if subs, err := r.store.AllSubscriptions(t.Context()); err != nil || len(subs) != 0 {
		t.Fatalf("%+v %v", subs, err)
	}
	if got := fill(firstForm); !strings.Contains(got, "every Monday at 09:00 (Europe/Madrid) about Spain and Poland, only when there is news") || !strings.Contains(got, "Monday 2 March 2026, 09:00 (Europe/Madrid)") {
		t.Errorf("subscribed: %s", got)
	}
	if s := r.sub(1); s.Spec != "weekly mon 09:00 Europe/Madrid" || !s.OnlyChanges || s.To.Channel != "C1" || s.Owner != "U1" {
		t.Errorf("%+v", s)
	}
	r.opens("U1", "C1", r.settingsButton("U1", "C1"))
	until(t, "the settings are opened", func() bool { return len(r.fakes.slack.Calls("views.open")) > 1 })
	if got := fill(form{"when": "daily 08:00 Europe/Warsaw", "about": "", "only": "line"}); !strings.Contains(got, "every day at 08:00 (Europe/Warsaw) about all Allies") {
		t.Errorf("settings: %s", got)
	}
	if s := r.sub(1); s.Spec != "daily 08:00 Europe/Warsaw" || s.OnlyChanges || len(s.About) != 0 || s.Zone != "Europe/Warsaw" || !s.Next.After(r.time()) || s.Next.After(r.time().Add(25*time.Hour)) {
		t.Errorf("%+v", s)
	}
}

// settingsButton is the value of the button in the answer to "subscriptions".
func (r *rig) settingsButton(user, channel string) string {
	r.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(r.types(user, channel, "subscriptions")), &m); err != nil {
		r.Fatal(err)
	}
	v := buttons(m)["Settings 1"]
	if v == "" {
		r.Fatalf("no settings in %v", m)
	}
	return v
}

// opens presses a button that opens a form, which no message answers.
func (r *rig) opens(user, channel, value string) {
	r.Helper()
	r.n++
	payload, err := json.Marshal(map[string]any{"type": "block_actions", "trigger_id": fmt.Sprint("p", r.n), "api_app_id": "A1", "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": user, "team_id": "T1"},
		"channel": map[string]any{"id": channel}, "response_url": r.fakes.web.URL + "/hook/form", "actions": []any{map[string]any{"action_id": "b0", "value": value}}})
	if err != nil {
		r.Fatal(err)
	}
	if code, answer := r.slackPost("/slack/interactions", formType, []byte(url.Values{"payload": {string(payload)}}.Encode())); code != http.StatusOK {
		r.Fatalf("press: %d %s", code, answer)
	}
}

// The same by Discord's modal.
func TestDiscordModalSubscribes(t *testing.T) {
	t.Parallel()
	r := startRig(t, nil)
	who := member("5", "32", chan1)
	kind, m := r.interacts(r.fakes.discord.Command("subscribe form", who))
	if kind != 9 {
		t.Fatalf("%d %s", kind, m.Payload)
	}
	fill := func(modal json.RawMessage, values form) string {
		t.Helper()
		var d struct {
			CustomID string `json:"custom_id"`
		}
		if err := json.Unmarshal(modal, &d); err != nil {
			t.Fatal(err)
		}
		var components []any
		for k, v := range values {
			field := map[string]any{"type": 4, "custom_id": k, "value": v}
			if k == "only" {
				field = map[string]any{"type": 3, "custom_id": k, "values": []any{v}}
			}
			components = append(components, map[string]any{"type": 18, "component": field})
		}
		_, answer := r.interacts(r.fakes.discord.Interaction(5, map[string]any{"custom_id": d.CustomID, "components": components}, who))
		return answer.Text()
	}
	if got := fill(m.Payload, firstForm.with("zone", "Europe/Madird")); !strings.Contains(got, "Did you mean Europe/Madrid?") {
		t.Errorf("a wrong zone is answered %s", got)
	}
	if got := fill(m.Payload, firstForm); !strings.Contains(got, "every Monday at 09:00 (Europe/Madrid) about Spain and Poland, only when there is news") {
		t.Errorf("subscribed: %s", got)
	}
	_, list := r.interacts(r.fakes.discord.Command("subscriptions", who))
	kind, m = r.interacts(r.fakes.discord.Press(list.Buttons()["Settings 1"], who))
	if kind != 9 {
		t.Fatalf("settings: %d %s", kind, m.Payload)
	}
	if got := fill(m.Payload, form{"when": "daily 08:00 Europe/Warsaw", "about": "", "only": "line"}); !strings.Contains(got, "every day at 08:00 (Europe/Warsaw) about all Allies") {
		t.Errorf("settings: %s", got)
	}
	if s := r.sub(1); s.Spec != "daily 08:00 Europe/Warsaw" || s.OnlyChanges || s.To.Channel != chan1 {
		t.Errorf("%+v", s)
	}
}
