package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"natobot/bot"
	"natobot/bot/adapter/adaptertest"
	"natobot/bot/chart"
	"natobot/bot/discord/discordfake"
)

// message makes the press of a button carry the message that it stands on, as
// Discord sends it.
func (r *rig) on(m discordfake.Message, label string, fields map[string]any) *discordfake.Interaction {
	r.Helper()
	id, ok := m.Buttons()[label]
	if !ok {
		r.Fatalf("no button %q among %v", label, m.Buttons())
	}
	var p map[string]any
	if err := json.Unmarshal(m.Payload, &p); err != nil {
		r.Fatal(err)
	}
	f := map[string]any{"message": map[string]any{"id": m.ID, "flags": m.Flags, "components": p["components"]}}
	for k, v := range fields {
		f[k] = v
	}
	return r.fake.Press(id, f)
}

func TestPressesOfTheRealBot(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		b := newBot(t)
		r := start(t, b.Handle)
		m := r.finished(r.do(r.fake.Command("spain", nil)))
		other := map[string]any{"member": map[string]any{"user": map[string]any{"id": "5"}, "permissions": "2048"}}
		if s := r.private(r.do(r.on(m, "Share to channel", other))); !strings.Contains(s, "belongs to whoever asked") {
			t.Errorf("another user's press: %s", s)
		}
		shared := r.do(r.on(m, "Share to channel", nil))
		if sent, _ := shared.Message(); sent.Flags != flagComponentsV2 || !strings.Contains(sent.Text(), "Shared by <@400000000000000001>") || len(sent.Buttons()) != 0 {
			t.Errorf("shared: flags %d, %s", sent.Flags, sent.Text())
		}
		if s := r.private(r.do(r.on(m, "Share to channel", nil))); !strings.Contains(s, "already shared") {
			t.Errorf("second press: %s", s)
		}
		// After a restart, with the same secret, the old buttons answer.
		again := start(t, newBot(t).Handle)
		again.fake.Press("x", nil)
		if s := again.private(again.do(again.on(m, "Evidence", nil))); !strings.Contains(s, "published figure") {
			t.Errorf("after a restart: %s", s)
		}
		forged := m.Buttons()["Evidence"]
		forged = forged[:len(forged)-2] + "AA"
		if s := r.private(r.do(r.fake.Press(forged, nil))); !strings.Contains(s, "can't be trusted") {
			t.Errorf("forged: %s", s)
		}
		elsewhere := r.on(m, "Evidence", map[string]any{"guild_id": "299999999999999999"})
		if s := r.private(r.do(elsewhere)); !strings.Contains(s, "can't be trusted") {
			t.Errorf("another server's: %s", s)
		}
	})
}

func TestLongButtonsFindTheirTextInTheMessage(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		r := start(t, newBot(t).Handle)
		claim := "Spain spends 1% of GDP on defence, which is _less_ than @everyone else <@1> in the Alliance does."
		m := r.finished(r.do(r.fake.Interaction(2, map[string]any{"name": "Check claim", "type": 3, "target_id": "9",
			"resolved": map[string]any{"messages": map[string]any{"9": map[string]any{"content": claim + " Poland spends 4.68% of GDP."}}}}, nil)))
		shared := r.do(r.on(m, "Reply with 1", nil))
		sent, _ := shared.Message()
		if sent.Flags != flagComponentsV2 || !strings.Contains(sent.Text(), "Shared by") || !strings.Contains(sent.Text(), "1% of GDP on defence") || strings.Contains(sent.Text(), "4.68%") {
			t.Errorf("shared: flags %d, %s", sent.Flags, sent.Text())
		}
		changed := m
		changed.Payload = bytes.ReplaceAll(m.Payload, []byte("spends 1% of GDP"), []byte("spends 9% of GDP"))
		if s := r.private(r.do(r.on(changed, "Reply with 1", nil))); !strings.Contains(s, "out of date") {
			t.Errorf("another text: %s", s)
		}
		if s := r.private(r.do(r.fake.Press(m.Buttons()["Reply with 1"], nil))); !strings.Contains(s, "out of date") {
			t.Errorf("no text: %s", s)
		}
	})
}

// The real bot's answers to what people, and strangers, send; the fake
// validates each.
func TestD16_D18_RealAnswersKeepTheLimits(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		host := chart.NewHost("", []byte("test key"))
		r := start(t, newBot(t).Handle, func(c *Config) { c.Chart = host.PNG })
		for _, text := range []string{"below 5%", "above 0%", "top 31", "rank", "bottom 31 2014", "compare " + strings.Repeat("spain poland italy germany france canada ", 6), "meetings", "commitments", "meeting rutte trump",
			"trend all since 2014", "evidence", "", "   ", "help", "frobnicate", "spian", "korea", strings.Repeat("x", 5999), strings.Repeat("🇪🇸 ", 1500), strings.Repeat("*", 6000), strings.Repeat("@", 6000),
			"@everyone <@123> <@&456>", "check \"" + strings.Repeat("Spain spends 1% of GDP. ", 200) + "\"", "subscribe weekly mon 09:00 Europe/Madrid", "alerts on"} {
			in := r.do(r.fake.Command(text, nil))
			m := r.finished(in)
			if s := m.Text(); strings.TrimSpace(s) == "" || strings.Contains(s, "@everyone") || strings.Contains(s, "<@") || strings.Contains(s, "fault on our side") {
				t.Errorf("%.40q: %s", text, s)
			}
			if len(text) > 5000 && len(m.Text()) > 1500 {
				t.Errorf("%.20q is echoed at length: %d", text, len(m.Text()))
			}
		}
		in := r.do(r.fake.Command("below 5%", nil))
		m := r.finished(in)
		for _, a := range []string{"Latvia", "North Macedonia", "Slovenia"} {
			if !strings.Contains(m.Text(), a) {
				t.Errorf("%s is missing", a)
			}
		}
		if len(m.Files["chart.png"]) == 0 {
			t.Error("no chart")
		}
	})
}

func TestD11_RealSuggestions(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		r := start(t, newBot(t).Handle)
		ask := func(s string) []choice {
			t.Helper()
			in := r.do(r.fake.Interaction(4, autocomplete("question", s), nil))
			kind, data := in.Response()
			var d choiceData
			if err := json.Unmarshal(data, &d); err != nil || kind != 8 || len(d.Choices) > 25 {
				t.Fatalf("%q: %d %s", s, kind, data)
			}
			return d.Choices
		}
		if cs := ask("spa"); len(cs) == 0 || !strings.EqualFold(cs[0].Name, "Spain") {
			t.Errorf("spa: %v", cs)
		}
		for _, s := range []string{"", "s", "c", "m", "POL", "compare spain po"} {
			if len(ask(s)) == 0 {
				t.Errorf("%q: nothing suggested", s)
			}
		}
		ask(strings.Repeat("x", 6000))
	})
}

// A share that Discord certainly did not take can be pressed again.
func TestShareThatGotLost(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault discordfake.Fault
		again string
	}{
		"refused":      {discordfake.Fault{Method: http.MethodPost, Path: "/webhooks/", Times: 3, Status: 403, Body: `{"message":"Missing Access","code":50001}`}, "Shared by"},
		"rate limited": {discordfake.Fault{Method: http.MethodPost, Path: "/webhooks/", Status: 429, Body: `{"retry_after":0.01}`}, "already shared"},
		"unknown":      {discordfake.Fault{Method: http.MethodPost, Path: "/webhooks/", Status: 502}, "already shared"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBot(t)
			var slow atomic.Bool
			hold := make(chan struct{})
			r := newRig(t, func(ctx context.Context, q bot.Request) bot.Reply {
				if slow.Load() && q.Kind == bot.Press {
					<-hold
				}
				return b.Handle(ctx, q)
			})
			m := r.finished(r.do(r.fake.Command("spain", nil)))
			r.a.kit.Timing.First = time.Millisecond
			slow.Store(true)
			r.fake.Fail(c.fault)
			in := r.do(r.on(m, "Share to channel", nil))
			close(hold)
			<-r.a.kit.Work.Idle()
			said, _ := in.Message()
			if n := len(in.Followups()); name == "rate limited" && n != 1 || name != "rate limited" && (n != 0 || strings.Contains(said.Text(), "Shared below")) {
				t.Errorf("%d follow-ups; %s", n, said.Text())
			}
			r.fake.Mend()
			slow.Store(false)
			r.a.kit.Timing.First = time.Minute
			again, _ := r.do(r.on(m, "Share to channel", nil)).Message()
			if !strings.Contains(again.Text(), c.again) {
				t.Errorf("pressed again: %s", again.Text())
			}
		})
	}
	r := newSocketRig(t, newBot(t).Handle)
	r.run()
	r.ready()
	m := r.finished(r.do(r.fake.Command("spain", nil)))
	r.fake.Fail(discordfake.APIError(http.MethodPost, "/callback", 404, 10062, "Unknown interaction"))
	r.on(m, "Share to channel", nil).Send()
	if err := r.fake.Until(r.ctx(), func() bool { return len(r.fake.Calls("/callback")) == 2 }); err != nil {
		t.Fatal(err)
	}
	<-r.a.kit.Work.Idle()
	again, _ := r.do(r.on(m, "Share to channel", nil)).Message()
	if !strings.Contains(again.Text(), "Shared by") {
		t.Errorf("pressed again: %s", again.Text())
	}
}

// FuzzInteraction sends signed bodies of any form: the response is one that
// Discord takes, or 400, and nothing panics.
func FuzzInteraction(f *testing.F) {
	fake := discordfake.New(discordfake.Config{})
	for _, in := range []*discordfake.Interaction{fake.Command("spain", nil), fake.Press("old:42", nil), fake.Interaction(4, autocomplete("question", "s"), nil),
		fake.Interaction(5, map[string]any{"custom_id": "x", "components": []any{map[string]any{"type": 18, "component": map[string]any{"type": 4, "custom_id": "a", "value": "b"}}}}, nil),
		fake.Interaction(2, map[string]any{"name": "Check claim", "type": 3, "target_id": "9", "resolved": map[string]any{"messages": map[string]any{"9": map[string]any{"embeds": []any{map[string]any{"title": "x"}}}}}}, nil),
		fake.Interaction(2, digestOn(opt("when", "mon 09:00"), opt("zone", "UTC")), nil)} {
		f.Add([]byte(in.Body))
	}
	f.Add([]byte(`{"type":1}`))
	f.Add([]byte(`{"type":2,"id":"1","token":"t"}`))
	f.Add([]byte(`null`))
	handle := newBot(f).Handle
	events := adaptertest.Events{}
	c := bare(handle)
	c.Once, c.Event = always{}, events.Add
	a, err := New(Config{PublicKey: fake.PublicKey(), ApplicationID: "1", APIURL: "http://127.0.0.1:1", Config: c})
	if err != nil {
		f.Fatal(err)
	}
	a.kit.Client.Transport = refusing{}
	f.Fuzz(func(t *testing.T, body []byte) {
		status, kind, out := a.serveSigned(fake, body)
		if events.N("panic") != 0 {
			t.Fatalf("panic on %q", body)
		}
		if status == 400 {
			return
		}
		if status != 200 {
			t.Fatalf("%q: status %d", body, status)
		}
		in := fake.Interaction(2, nil, nil)
		if err := in.Answer(status, kind, out); err != nil {
			t.Errorf("%q: %v", body, err)
		}
	})
}

// A press whose answer is to replace the message does so also when the answer
// is late; what does not replace it is for whoever pressed.
func TestLateAnswerReplacesTheMessagePressed(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		done := bot.Notice("Snoozed until Monday 30 March 2026: number 1.")
		done.Replace, done.Public = true, true
		for name, c := range map[string]struct {
			reply  bot.Reply
			fault  *discordfake.Fault
			edits  bool
			follow string
		}{
			"done":          {done, nil, true, ""},
			"early":         {done, &discordfake.Fault{Method: http.MethodPatch, Path: "/webhooks/", Status: 404, Body: `{"message":"Unknown Webhook","code":10015}`}, true, ""},
			"uneditable":    {done, &discordfake.Fault{Method: http.MethodPatch, Path: "/webhooks/", Times: 3, Status: 403, Body: `{"message":"Missing Access","code":50001}`}, false, "Snoozed until"},
			"gone":          {done, &discordfake.Fault{Path: "/webhooks/", Times: -1, Status: 404, Body: `{"message":"Unknown interaction","code":10062}`}, false, ""},
			"refused":       {bot.Notice("Only members who may manage this server."), nil, false, "may manage"},
			"refusal early": {bot.Notice("Only members who may manage this server."), &discordfake.Fault{Method: http.MethodPost, Path: "/webhooks/", Status: 404, Body: `{"message":"Unknown Webhook","code":10015}`}, false, "may manage"},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				release := make(chan struct{})
				r := start(t, slow(release, c.reply))
				r.a.kit.Timing.First = time.Millisecond
				if c.fault != nil {
					r.fake.Fail(*c.fault)
				}
				ref, ok := r.a.cfg.Signer.Sign(platformName, "200000000000000001", "", bot.Action{Verb: bot.VerbSnooze, Arg: "1 4w", Anyone: true})
				if !ok {
					t.Fatal("no reference")
				}
				in := r.do(r.fake.Press(ref, map[string]any{"message": map[string]any{"id": "77", "flags": flagComponentsV2}}))
				if kind, _ := in.Response(); kind != respondLater {
					t.Fatalf("deferred as %d", kind)
				}
				close(release)
				<-r.a.kit.Work.Idle()
				m, _ := in.Message()
				if edited := m.ID == "77" && strings.Contains(m.Text(), "Snoozed until") && m.Flags == flagComponentsV2; edited != c.edits {
					t.Errorf("the message pressed: %+v", m)
				}
				said := in.Followups()
				if c.follow == "" && len(said) > 0 || c.follow != "" && (len(said) != 1 || !strings.Contains(said[0].Text(), c.follow) || said[0].Flags&flagEphemeral == 0) {
					t.Errorf("followed by %+v", said)
				}
			})
		}
	})
}
