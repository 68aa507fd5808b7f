package discord

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"time"

	"natobot/bot"
	"natobot/bot/adapter"
	"natobot/bot/adapter/adaptertest"
	"natobot/bot/discord/discordfake"
)

// Discord behaves as every platform does, over HTTP and over the gateway.
func TestConduct(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		adaptertest.Run(t, Traits, func(t *testing.T, c adapter.Config) adaptertest.Chat {
			return &chat{rig: start(t, c.Handler, func(own *Config) {
				c.Now, c.Log = own.Now, own.Log
				own.Config = c
			})}
		})
	})
}

// chat is a rig as people use it.
type chat struct {
	*rig
	sent []*discordfake.Interaction
}

func by(user string) map[string]any {
	return map[string]any{"member": map[string]any{"user": map[string]any{"id": snowflakes[user]}, "permissions": "2048"}}
}

var snowflakes = map[string]string{"U1": "400000000000000001", "U2": "400000000000000002"}

func (c *chat) send(in *discordfake.Interaction) adaptertest.Request {
	c.Helper()
	c.do(in)
	c.sent = append(c.sent, in)
	return &request{c, in}
}

func (c *chat) Type(user, text string) adaptertest.Request {
	c.Helper()
	return c.send(c.fake.Command(text, by(user)))
}

func (c *chat) Press(user, ref string) adaptertest.Request {
	c.Helper()
	return c.send(c.fake.Press(ref, by(user)))
}

func said(m discordfake.Message) adaptertest.Message {
	return adaptertest.Message{Text: unescape(m.Text()), Private: m.Flags&flagEphemeral != 0, Buttons: m.Buttons()}
}

func (c *chat) Public() []adaptertest.Message {
	var out []adaptertest.Message
	add := func(ms ...discordfake.Message) {
		for _, m := range ms {
			if m.Flags&flagEphemeral == 0 {
				out = append(out, said(m))
			}
		}
	}
	for _, in := range c.sent {
		if m, ok := in.Message(); ok {
			add(m)
		}
		add(in.Followups()...)
	}
	add(c.fake.Messages("")...)
	return out
}

func (c *chat) Poster() bot.Poster { return c.a }

func (c *chat) To() bot.Destination {
	return bot.Destination{Workspace: "200000000000000001", Channel: "300000000000000001"}
}

func (c *chat) Limit(wait time.Duration) {
	c.fake.Fail(discordfake.Fault{Method: http.MethodPost, Path: "/channels/", Status: 429, Header: map[string]string{"Retry-After": wait.String()[:2]}, Body: `{"message":"You are being rate limited.","retry_after":` + wait.String()[:2] + `,"global":false}`})
}

func (c *chat) Cut() { c.fake.Fail(discordfake.Fault{Path: "/channels/", CutAfter: true}) }

func (c *chat) Stop() { c.stop() }

// request is one of somebody's.
type request struct {
	c  *chat
	in *discordfake.Interaction
}

func (r *request) First() adaptertest.Message {
	kind, data := r.in.Response()
	if kind != respondMessage {
		return adaptertest.Message{}
	}
	m, _ := r.in.Message()
	m.Payload = slices.Clone(data)
	return said(m)
}

func (r *request) Final(ctx context.Context) (adaptertest.Message, error) {
	if err := r.in.Finished(ctx); err != nil {
		return adaptertest.Message{}, err
	}
	m, _ := r.in.Message()
	return said(m), nil
}

func (r *request) Again() {
	if r.c.a.OverHTTP() {
		r.c.post(r.in)
		return
	}
	r.in.Send()
	r.c.do(r.c.fake.Interaction(typePing, nil, nil)) // which comes after it
	<-r.c.a.kit.Work.Idle()
}
