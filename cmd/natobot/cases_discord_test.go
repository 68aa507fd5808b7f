package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"natobot/bot/discord/discordfake"
	"natobot/schedule"
)

const guild, chan1, chan2 = "200000000000000001", "300000000000000001", "300000000000000002"

// member is who interacts, with what permissions, in a channel of the server.
func member(user, permissions, channel string) map[string]any {
	return map[string]any{"guild_id": guild, "channel_id": channel, "member": map[string]any{"user": map[string]any{"id": user}, "permissions": permissions}}
}

// interacts sends an interaction over HTTP and returns the answer's kind (4 a
// message, 7 a replaced one) and the message.
func (r *rig) interacts(in *discordfake.Interaction) (int, discordfake.Message) {
	r.Helper()
	status, err := in.Post(r.Context(), http.DefaultClient, "http://"+r.listen.Addr().String()+"/discord/interactions")
	if err != nil || status >= 300 {
		r.Fatalf("interaction: %d %v", status, err)
	}
	if err := in.Answered(r.Context()); err != nil {
		r.Fatal(err)
	}
	kind, data := in.Response()
	return kind, discordfake.Message{Payload: data}
}

func sub(name string, options ...map[string]any) map[string]any {
	return map[string]any{"id": "2", "name": "nato-digest", "type": 1, "options": []any{map[string]any{"name": name, "type": 1, "options": options}}}
}

func option(name string, v any) map[string]any { return map[string]any{"name": name, "value": v} }

// /nato-digest on in a direct message and by a member who may not manage the
// server: nothing is created. By one who may, it is.
func TestD19_DigestOnIsForManagers(t *testing.T) {
	t.Parallel()
	r := startRig(t, nil)
	on := sub("on", option("when", "mon 09:00"), option("zone", "Europe/Madrid"), option("about", "spain"), option("only-changes", false))
	typed := map[string]any{"id": "1", "name": "nato", "type": 1, "options": []any{map[string]any{"name": "question", "type": 3, "value": "subscribe weekly mon 09:00 Europe/Madrid"}}}
	dm := map[string]any{"member": nil, "guild_id": nil, "context": 1, "channel_id": "500000000000000009", "user": map[string]any{"id": "5"}}
	for name, c := range map[string]struct {
		data   map[string]any
		fields map[string]any
		say    string
	}{
		"command in a DM":        {on, dm, "server"},
		"typed in a DM":          {typed, dm, "belongs to a channel"},
		"command without rights": {on, member("5", "2048", chan1), "Manage Server"},
		"typed without rights":   {typed, member("5", "2048", chan1), "Manage Server"},
	} {
		kind, m := r.interacts(r.fakes.discord.Interaction(2, c.data, c.fields))
		if kind != 4 || !strings.Contains(m.Text(), c.say) || !strings.Contains(strings.ToLower(m.Text()), "nothing was c") || !ephemeral(m) {
			t.Errorf("%s: kind %d, %s", name, kind, m.Text())
		}
	}
	if subs, err := r.store.AllSubscriptions(t.Context()); err != nil || len(subs) != 0 {
		t.Fatalf("created %+v, %v", subs, err)
	}
	if _, m := r.interacts(r.fakes.discord.Interaction(2, on, member("5", "32", chan1))); !strings.Contains(m.Text(), "Subscribed: a digest every Monday at 09:00 (Europe/Madrid) about Spain") || !ephemeral(m) {
		t.Errorf("by a manager: %s", m.Text())
	}
	if s := r.sub(1); s.Owner != "5" || s.To.Channel != chan1 || s.To.Workspace != guild {
		t.Errorf("created %+v", s)
	}
	r.at(monday(0))
	r.counts("messages", len(r.fakes.discord.Messages(chan1)), 1)
}

func ephemeral(m discordfake.Message) bool {
	var p struct{ Flags int }
	return json.Unmarshal(m.Payload, &p) == nil && p.Flags&64 != 0
}

// The buttons of a digest on Discord: for those who manage the server, at the
// first press, with an undo.
func TestB05_DiscordButtons(t *testing.T) {
	t.Parallel()
	r := startRig(t, nil)
	id := r.add("discord", guild, chan1, "5")
	r.at(monday(0))
	on := r.fakes.discord.Messages(chan1)[0].Buttons()
	press := func(custom, user, permissions string) (int, discordfake.Message) {
		t.Helper()
		return r.interacts(r.fakes.discord.Press(custom, member(user, permissions, chan1)))
	}
	if kind, m := press(on["Unsubscribe"], "6", "2048"); kind != 4 || !ephemeral(m) || !strings.Contains(m.Text(), "Manage Server") {
		t.Errorf("without rights: %d %s", kind, m.Text())
	}
	if s := r.sub(id); s.State != schedule.Active {
		t.Fatalf("%+v", s)
	}
	if kind, m := press(on["Snooze 4 weeks"], "7", "32"); kind != 7 || !strings.Contains(m.Text(), "Snoozed until Monday 30 March 2026") || m.Buttons()["Undo"] == "" {
		t.Errorf("snooze: %d %s", kind, m.Text())
	}
	if s := r.sub(id); s.ChangedBy != "7" {
		t.Errorf("who pressed is not recorded: %+v", s)
	}
	for week := 1; week <= 3; week++ {
		r.at(monday(week))
	}
	r.counts("messages three weeks later", len(r.fakes.discord.Messages(chan1)), 1)
	r.at(monday(5))
	if n := len(r.fakes.discord.Messages(chan1)); n != 2 {
		t.Errorf("five weeks later there are %d messages: %+v", n, r.rows(id))
	}
	kind, first := press(on["Unsubscribe"], "7", "32")
	if kind != 7 || !strings.Contains(first.Text(), "Unsubscribed: number 1") || first.Buttons()["Undo"] == "" {
		t.Errorf("unsubscribe: %d %s", kind, first.Text())
	}
	if kind, m := press(on["Unsubscribe"], "8", "8"); kind != 7 || !strings.Contains(m.Text(), "unsubscribed already") {
		t.Errorf("unsubscribe again: %d %s", kind, m.Text())
	}
	if s := r.sub(id); s.State != schedule.Removed || s.ChangedBy != "7" {
		t.Errorf("%+v", s)
	}
	r.at(monday(6))
	r.counts("messages after unsubscribing", len(r.fakes.discord.Messages(chan1)), 2)
	if _, m := press(first.Buttons()["Undo"], "8", "32"); !strings.Contains(m.Text(), "Active again") {
		t.Errorf("undo: %s", m.Text())
	}
	r.at(monday(7))
	r.counts("messages after undoing", len(r.fakes.discord.Messages(chan1)), 3)
	if kind, m := press(on["Settings"], "8", "32"); kind != 9 {
		t.Errorf("settings open no form: %d %s", kind, m.Payload)
	}
}

// A channel that can't be written to pauses its own subscription after one try
// and tells who set it up once; one that is gone deletes it.
func TestD25_ChannelErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status, code int
		state        schedule.State
		say          string
	}{
		"missing access":     {403, 50001, schedule.Paused, "paused a subscription"},
		"missing permission": {403, 50013, schedule.Paused, "paused a subscription"},
		"unknown channel":    {404, 10003, schedule.Removed, "removed a subscription"},
	} {
		for _, dmClosed := range []bool{false, true} {
			t.Run(fmt.Sprint(name, " ", dmClosed), func(t *testing.T) {
				t.Parallel()
				r := startRig(t, nil)
				bad, good := r.add("discord", guild, chan1, "400000000000000005"), r.add("discord", guild, chan2, "400000000000000006")
				fault := discordfake.APIError("POST", "/channels/"+chan1+"/messages", c.status, c.code, "no")
				r.fakes.discord.Fail(fault)
				if dmClosed {
					r.fakes.discord.Fail(discordfake.APIError("POST", "/users/@me/channels", 403, 50007, "Cannot send messages to this user"))
				}
				r.at(monday(0))
				s := r.sub(bad)
				if s.State != c.state || s.Reason == "" {
					t.Errorf("%+v", s)
				}
				if d := r.last(bad); d.Status != "failed" || d.Reason == "" {
					t.Errorf("its row is %+v", d)
				}
				until(t, "telling the owner has ended", func() bool {
					for _, d := range r.rows(bad) {
						if d.Kind == "notice" {
							return d.Status == "sent" || d.Status == "failed"
						}
					}
					return false
				})
				opened := len(r.fakes.discord.Calls("/users/@me/channels"))
				told := 0
				for _, call := range r.fakes.discord.Calls("") {
					if strings.HasSuffix(call.Path, "/messages") && call.Status < 300 && strings.Contains(discordfake.Text(call.Payload), c.say) && strings.Contains(discordfake.Text(call.Payload), s.Reason) {
						told++
					}
				}
				want := 1
				if dmClosed {
					want = 0
				}
				r.counts("direct messages opened", opened, 1)
				r.counts("owners told", told, want)
				for week := 1; week <= 3; week++ {
					r.at(monday(week))
				}
				r.counts("tries in the channel", len(r.fakes.discord.Calls("/channels/"+chan1+"/messages")), 1)
				r.counts("messages in the other channel", len(r.fakes.discord.Messages(chan2)), 4)
				r.counts("direct messages opened later", len(r.fakes.discord.Calls("/users/@me/channels")), opened)
				if d := r.last(good); d.Status != "sent" {
					t.Errorf("the other channel's row is %+v", d)
				}
			})
		}
	}
}

// A refused token stops after the first answers of 401.
// What is due waits, and goes out once the token is accepted, without a restart;
// what has waited for a day ends.
func TestD24_RefusedTokenStops(t *testing.T) {
	t.Parallel()
	r := startRig(t, nil)
	ready := func() bool { // the clock stands, and what was seen at its time would be told again
		r.health.look.Lock()
		defer r.health.look.Unlock()
		_, ok := r.health.read(t.Context())
		return ok
	}
	var ids []int64
	for i := range 40 { // the clock stands, and Discord takes 45 a second
		ids = append(ids, r.add("discord", fmt.Sprint(210000000000000000+i), fmt.Sprint(310000000000000000+i), "400000000000000005"))
	}
	r.fakes.discord.RevokeToken("another")
	before := len(r.fakes.discord.Calls(""))
	r.moves(monday(0).Add(time.Minute))
	until(t, "it is not ready", func() bool { return !ready() })
	if n := len(r.fakes.discord.Calls("")) - before; n == 0 || n > 16 { // no more than are sent at once, and the probe
		t.Errorf("%d calls with a refused token", n)
	}
	until(t, "all waits", func() bool {
		return !slices.ContainsFunc(ids, func(id int64) bool { return r.last(id).Status != "planned" })
	})
	before = len(r.fakes.discord.Calls(""))
	r.moves(monday(0).Add(time.Hour))
	until(t, "it is asked about again", func() bool { return len(r.fakes.discord.Calls("")) > before })
	if n := len(r.fakes.discord.Calls("")) - before; n > 2 { // one asks for all; one may still have been on its way when the hour was counted
		t.Errorf("%d calls an hour later", n)
	}
	if !strings.Contains(r.log.String(), "a token is refused") {
		t.Error("the operator is told nothing")
	}
	r.fakes.discord.RevokeToken(strings.TrimPrefix(r.cfg.DiscordBotToken, "Bot "))
	r.at(monday(0).Add(2 * time.Hour))
	for _, id := range ids {
		if d := r.last(id); d.Status != "sent" {
			t.Fatalf("subscription %d: %+v", id, d)
		}
	}
	if !ready() {
		t.Error("it is not ready again")
	}
	r.fakes.discord.RevokeToken("another")
	r.moves(monday(1).Add(time.Minute))
	until(t, "it is not ready", func() bool { return !ready() })
	r.at(monday(1).Add(25 * time.Hour))
	for _, id := range ids {
		if d := r.last(id); d.Status != "failed" || !strings.Contains(d.Reason, "token") {
			t.Fatalf("subscription %d: %+v", id, d)
		}
	}
	if _, m := r.interacts(r.fakes.discord.Command("spain", member("5", "0", chan1))); !strings.Contains(m.Text(), "Spain: 2.00 %") && !strings.Contains(m.Text(), "Spain: ") {
		t.Errorf("a question is answered %s", m.Text())
	}
}
