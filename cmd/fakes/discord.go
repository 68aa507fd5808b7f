package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"natobot/bot/discord/discordfake"
)

// discordRoom is a channel of the stand-in of Discord.
type discordRoom struct {
	talk
	fake  *discordfake.Server
	bot   string
	idle  func() <-chan struct{}
	calls int // taken up
	posts int
}

func (r *discordRoom) log() *talk { return &r.talk }

var userIDs = map[string]string{"U1": "400000000000000001", "U2": "400000000000000002"}

func by(user string, more map[string]any) map[string]any {
	m := map[string]any{"member": map[string]any{"user": map[string]any{"id": userIDs[user], "username": user}, "permissions": "2147483647"}}
	for k, v := range more {
		m[k] = v
	}
	return m
}

// send posts an interaction, signed, and takes up the answer. on is the message
// whose button was pressed.
func (r *discordRoom) send(ctx context.Context, in *discordfake.Interaction, on *entry) error {
	r.wire("Discord → POST /discord/interactions", in.Body)
	status, err := in.Post(ctx, http.DefaultClient, r.bot+"/discord/interactions")
	if err != nil {
		return err
	}
	kind, data := in.Response()
	r.wire(fmt.Sprintf("bot ← %d, response of type %d", status, kind), data)
	if err := quiet(ctx, r.idle); err != nil {
		return err
	}
	if kind == 9 {
		s, err := discordfake.Show(data)
		r.Window = &entry{Screen: s, Private: true, raw: data}
		return err
	}
	r.Window = nil
	if m, ok := in.Message(); ok {
		e, err := shown(m)
		if err != nil {
			return err
		}
		if i := slices.Index(r.Entries, on); on != nil && (kind == 7 || kind == 6 && len(in.Followups()) == 0) && i >= 0 {
			e.Private, e.id = on.Private, on.id
			r.Entries[i] = e
		} else {
			r.Entries = append(r.Entries, e)
		}
	}
	for i, m := range in.Followups() {
		if kind == 6 && i == 0 {
			continue // it is the message
		}
		e, err := shown(m)
		if err != nil {
			return err
		}
		r.Entries = append(r.Entries, e)
	}
	return nil
}

func shown(m discordfake.Message) (*entry, error) {
	s, err := discordfake.Show(m.Payload)
	return &entry{Screen: s, Private: m.Flags&64 != 0, raw: m.Payload, id: m.ID, files: m.Files}, err
}

func (r *discordRoom) typed(ctx context.Context, user, text string) error {
	r.say(user, "/nato "+text)
	return r.send(ctx, r.fake.Command(text, by(user, nil)), nil)
}

func (r *discordRoom) checked(ctx context.Context, user, text string) error {
	r.say(user, "Check claim: “"+text+"”")
	return r.send(ctx, r.fake.Interaction(2, map[string]any{"id": "2", "name": "Check claim", "type": 3, "target_id": "500", "resolved": map[string]any{"messages": map[string]any{"500": map[string]any{"id": "500", "content": text}}}}, by(user, nil)), nil)
}

func (r *discordRoom) pressed(ctx context.Context, user string, on *entry, value string) error {
	data := map[string]any{"custom_id": value, "component_type": 2}
	for _, p := range on.Screen.Parts {
		if p.Choice != nil && slices.ContainsFunc(p.Choice.Options, func(b button) bool { return b.Value == value }) {
			data = map[string]any{"custom_id": p.Choice.ID, "component_type": 3, "values": []string{value}}
		}
	}
	var m map[string]any
	if err := json.Unmarshal(on.raw, &m); err != nil {
		return err
	}
	m["id"], m["flags"] = on.id, 1<<15
	if on.Private {
		m["flags"] = 1<<15 | 64
	}
	return r.send(ctx, r.fake.Interaction(3, data, by(user, map[string]any{"message": m})), on)
}

func (r *discordRoom) submitted(ctx context.Context, user, form string, fields map[string]string) error {
	var rows []any
	for k, v := range fields {
		c := map[string]any{"type": 4, "custom_id": k, "value": v}
		if r.Window != nil {
			for _, p := range r.Window.Screen.Parts {
				if p.Field != nil && p.Field.ID == k && len(p.Field.Options) > 0 {
					c = map[string]any{"type": 3, "custom_id": k, "values": []string{v}}
				}
			}
		}
		rows = append(rows, map[string]any{"type": 18, "component": c})
	}
	return r.send(ctx, r.fake.Interaction(5, map[string]any{"custom_id": form, "components": rows}, by(user, nil)), nil)
}

func (r *discordRoom) look(ctx context.Context) error {
	if err := quiet(ctx, r.idle); err != nil {
		return err
	}
	calls := r.fake.Calls("")
	for _, c := range calls[r.calls:] {
		r.wire("bot → "+c.Method+" "+c.Path, c.Payload)
	}
	r.calls = len(calls)
	posts := r.fake.Messages("")
	for _, m := range posts[r.posts:] {
		e, err := shown(m)
		if err != nil {
			return err
		}
		r.Entries = append(r.Entries, e)
	}
	r.posts = len(posts)
	return nil
}
