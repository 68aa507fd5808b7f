package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"natobot/bot"
	"natobot/bot/adapter"
	"natobot/bot/discord/discordfake"
	factanswer "natobot/facts/answer"
)

func to(channel string) bot.Destination {
	return bot.Destination{Platform: "discord", Workspace: "200000000000000001", Channel: channel}
}

func digest() bot.Reply {
	r := spain()
	r.Kind, r.Public = "digest", true
	return r
}

// fails posts and insists on a typed error of an outcome.
func (r *rig) fails(dest bot.Destination, key string, want bot.Outcome) *bot.DeliveryError {
	r.Helper()
	_, err := r.a.Post(r.ctx(), dest, digest(), key)
	var de *bot.DeliveryError
	if !errors.As(err, &de) || de.Outcome != want || de.Reason == "" || de.Err == nil || de.Code == "" {
		r.Fatalf("error %+v, want outcome %s", err, want)
	}
	if s := err.Error() + de.Reason; strings.Contains(s, r.fake.Token()) || strings.Contains(s, "http://") {
		r.Errorf("error tells too much: %s", s)
	}
	return de
}

func (r *rig) sends(dest bot.Destination, key string) bot.Receipt {
	r.Helper()
	rec, err := r.a.Post(r.ctx(), dest, digest(), key)
	if err != nil || rec.MessageID == "" {
		r.Fatalf("%+v, %v", rec, err)
	}
	return rec
}

// posts is the number of requests that a channel got.
func (r *rig) posts(channel string) int {
	return len(r.fake.Calls("/channels/" + channel + "/messages"))
}

// turning makes the adapter's clock one that only the test turns, on a
// transport too whose own clock is the wall's.
func turning(k *clock) func(*Config) { return func(c *Config) { c.Now = k.now } }

func TestD21_ChannelIsHeldAsLongAsDiscordSays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		header map[string]string
		body   string
		want   time.Duration
	}{
		"header larger": {map[string]string{"Retry-After": "65"}, `{"message":"You are being rate limited.","retry_after":64.57,"global":false}`, 65 * time.Second},
		"body larger":   {map[string]string{"Retry-After": "1"}, `{"retry_after":64.57}`, 64570 * time.Millisecond},
		"body only":     {nil, `{"retry_after":64.57}`, 64570 * time.Millisecond},
		"header only":   {map[string]string{"Retry-After": "65"}, ``, 65 * time.Second},
		"a date":        {map[string]string{"Retry-After": now.Add(65 * time.Second).Format(http.TimeFormat)}, `{}`, 65 * time.Second},
		"nothing":       {nil, `{}`, time.Second},
		"shared":        {map[string]string{"Retry-After": "65", "X-RateLimit-Scope": "shared"}, `{"retry_after":64.57}`, 65 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, answers(spain()))
			f := discordfake.Fault{Path: "/channels/1/messages", Status: 429, Header: map[string]string{"X-RateLimit-Scope": "user", "X-RateLimit-Bucket": "abcd1234"}, Body: c.body}
			for k, v := range c.header {
				f.Header[k] = v
			}
			r.fake.Fail(f)
			got := r.fails(to("1"), "a", bot.RetryAfter).After
			if got < c.want || got > c.want+time.Second {
				t.Errorf("asks to wait %s, want %s", got, c.want)
			}
			for _, key := range []string{"b", "c"} {
				if de := r.fails(to("1"), key, bot.RetryAfter); de.After > got {
					t.Errorf("%s asks to wait %s", key, de.After)
				}
			}
			r.sends(to("2"), "d")
			if n := r.posts("1"); n != 1 {
				t.Errorf("%d requests", n)
			}
			r.clock.forward(got - time.Millisecond)
			r.fails(to("1"), "a", bot.RetryAfter)
			r.clock.forward(time.Millisecond)
			for _, key := range []string{"a", "b", "c"} {
				r.sends(to("1"), key)
			}
			var order []string
			for _, m := range r.fake.Messages("1") {
				order = append(order, m.Nonce)
			}
			if fmt.Sprint(order) != "[a b c]" || r.posts("1") != 4 {
				t.Errorf("sent %v with %d requests", order, r.posts("1"))
			}
			if want := 1; name == "shared" && r.events.N("refusal") != 0 || name != "shared" && r.events.N("refusal") != want {
				t.Errorf("%d invalid requests counted", r.events.N("refusal"))
			}
		})
	}
}

func TestD21_HeadersAreHeededBeforeARefusal(t *testing.T) {
	t.Parallel()
	r := newRig(t, answers(spain()))
	r.fake.Close()
	r.fake = discordfake.New(discordfake.Config{Now: r.clock.now, PerChannel: 2})
	if err := r.fake.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.fake.Close)
	r.a.api = r.fake.URL()
	r.sends(to("1"), "a")
	r.sends(to("1"), "b")
	if de := r.fails(to("1"), "c", bot.RetryAfter); de.After != 5*time.Second || r.posts("1") != 2 {
		t.Errorf("after %s, %d requests", de.After, r.posts("1"))
	}
	r.sends(to("2"), "d")
	r.clock.forward(5 * time.Second)
	r.sends(to("1"), "c")
}

func TestD21_PostReturnsWithItsContext(t *testing.T) {
	t.Parallel()
	r := newRig(t, answers(spain()))
	hold := make(chan struct{})
	t.Cleanup(func() { close(hold) })
	for name, f := range map[string]discordfake.Fault{"no answer": {Hold: hold}, "slow body": {SlowBody: true}} {
		r.fake.Mend()
		r.fake.Fail(f)
		ctx, cancel := context.WithCancel(r.ctx())
		before := r.posts("1")
		arrived := make(chan error, 1)
		go func() {
			defer cancel()
			arrived <- r.fake.Until(ctx, func() bool { return r.posts("1") > before })
		}()
		_, err := r.a.Post(ctx, to("1"), digest(), name)
		cancel()
		if err := <-arrived; err != nil {
			t.Errorf("%s: did not reach Discord: %v", name, err)
		}
		var de *bot.DeliveryError
		if !errors.As(err, &de) || de.Outcome != bot.UnknownSent || !de.Safe {
			t.Errorf("%s: %v", name, err)
		}
		if rec := r.sends(to("1"), name); r.posts("1") == 0 || rec.MessageID == "" {
			t.Errorf("%s: not repeated", name)
		}
	}
	if n := len(r.fake.Messages("1")); n != 2 {
		t.Errorf("%d messages", n)
	}
}

func TestD22_GlobalLimit(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		for name, f := range map[string]discordfake.Fault{
			"global": {Status: 429, Header: map[string]string{"Retry-After": "2", "X-RateLimit-Global": "true"}, Body: `{"message":"You are being rate limited.","retry_after":2,"global":true}`},
			"scope":  {Status: 429, Header: map[string]string{"Retry-After": "2", "X-RateLimit-Scope": "global"}, Body: `{"retry_after":2}`},
			"page":   {Status: 429, Header: map[string]string{"Retry-After": "2"}, Body: `<html>You are being blocked</html>`},
		} {
			k := &clock{t: now}
			r := start(t, answers(spain()), turning(k))
			f.Path = "/channels/"
			r.fake.Fail(f)
			if de := r.fails(to("1"), "first", bot.RetryAfter); de.After != 2*time.Second {
				t.Errorf("%s: after %s", name, de.After)
			}
			var wg sync.WaitGroup
			for i := range 10 {
				wg.Go(func() {
					_, err := r.a.Post(r.ctx(), to(fmt.Sprint(i+1)), digest(), "k")
					var de *bot.DeliveryError
					if !errors.As(err, &de) || de.Outcome != bot.RetryAfter || de.After != 2*time.Second {
						t.Errorf("%s: %v", name, err)
					}
				})
			}
			in := r.do(r.fake.Command("spain", nil)) // not held up
			wg.Wait()
			if kind, _ := in.Response(); kind != 4 || len(r.fake.Calls("/channels/")) != 1 {
				t.Errorf("%s: response %d; %d requests", name, kind, len(r.fake.Calls("/channels/")))
			}
			k.forward(2 * time.Second)
			sent := 0
			for i := range 100 {
				if _, err := r.a.Post(r.ctx(), to(fmt.Sprint(i+1)), digest(), "k"); err == nil {
					sent++
				}
			}
			if sent != globalRate {
				t.Errorf("%s: %d sent within a second after the pause", name, sent)
			}
		}
	})
}

func TestD22_PageWithoutHeaderHoldsEverything(t *testing.T) {
	t.Parallel()
	r := newRig(t, answers(spain()))
	r.fake.Fail(discordfake.Fault{Path: "/channels/1/", Status: 429, Body: "<!DOCTYPE html>"})
	if de := r.fails(to("1"), "a", bot.RetryAfter); de.After != htmlPause {
		t.Errorf("after %s", de.After)
	}
	r.fails(to("2"), "b", bot.RetryAfter)
	if n := len(r.fake.Calls("/channels/")); n != 1 {
		t.Errorf("%d requests", n)
	}
}

func TestD24_RefusedTokenStopsEverything(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		r := start(t, answers(spain()))
		r.fake.Fail(discordfake.Fault{Times: -1, Status: 401, Body: `{"message":"401: Unauthorized","code":0}`})
		for i := range 200 {
			r.fails(to(fmt.Sprint(1000+i)), "k", bot.TokenRefused)
		}
		r.fails(bot.Destination{Platform: "discord", User: "5"}, "k", bot.TokenRefused)
		if n := len(r.fake.Calls("/channels")); n != 1 {
			t.Errorf("%d requests with a token that was refused", n)
		}
		if de := r.probed(); de == nil || de.Outcome != bot.TokenRefused || len(r.fake.Calls("/users/@me")) == 0 {
			t.Errorf("a probe says %v", de)
		}
		r.fake.Mend()
		if de := r.probed(); de != nil {
			t.Errorf("a probe says %v", de)
		}
		r.sends(to("1000"), "k")
		if !strings.Contains(r.log.String(), "token refused") {
			t.Error("nobody is told")
		}
		if s := r.private(r.do(r.fake.Command("spain", nil))); !strings.Contains(s, "Spain") {
			t.Error("questions are no longer answered")
		}
	})
}

func TestD25_ErrorsOfChannels(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status, code int
		gone         bool
		say          string
	}{
		{404, 10003, true, "no longer exists"}, {404, 10004, true, "no longer in this server"}, {403, 50001, false, "View Channel"}, {403, 50013, false, "Send Messages"},
		{403, 50007, false, "direct messages"}, {403, 50278, false, "no server"}, {400, 50008, false, "kind of channel"}, {400, 50024, false, "kind of channel"},
		{400, 50083, false, "archived"}, {403, 160005, false, "locked"}, {400, 200000, false, "AutoMod"}, {400, 240000, false, "link filter"},
		{403, 0, false, "permissions"}, {404, 0, false, "no such channel"}, {400, 99999, false, "fault of the bot"},
	} {
		t.Run(fmt.Sprint(c.status, "_", c.code), func(t *testing.T) {
			t.Parallel()
			gone := make(chan string, 1)
			r := newRig(t, answers(spain()), func(cfg *Config) { cfg.Gone = func(_ context.Context, g string) { gone <- g } })
			r.fake.Fail(discordfake.APIError(http.MethodPost, "/channels/1/", c.status, c.code, "x"))
			de := r.fails(to("1"), "k", bot.Permanent)
			if de.Gone != c.gone || !strings.Contains(de.Reason, c.say) || r.posts("1") != 1 {
				t.Errorf("%+v; %d requests", de, r.posts("1"))
			}
			if c.code == 10004 {
				if g := <-gone; g != "200000000000000001" {
					t.Errorf("guild %s ended", g)
				}
			} else if len(gone) != 0 {
				t.Error("the installation was ended")
			}
		})
	}
	r := newRig(t, answers(spain()))
	r.fake.Fail(discordfake.Fault{Path: "/channels/1/", Status: 403, Body: "<html>blocked by a firewall</html>"})
	r.fails(to("1"), "k", bot.RetryAfter)
	for _, code := range []int{20016, 20028, 40062} {
		r.clock.forward(time.Hour)
		r.fake.Fail(discordfake.APIError(http.MethodPost, "/channels/1/", 400, code, "slow down"))
		r.fails(to("1"), "k", bot.RetryAfter)
	}
	r.clock.forward(time.Hour)
	r.sends(to("1"), "k")
}

func TestD25_TheServerRemovedTheBot(t *testing.T) {
	t.Parallel()
	gone := make(chan string, 1)
	r := newRig(t, answers(spain()), func(cfg *Config) { cfg.Gone = func(_ context.Context, g string) { gone <- g } })
	r.fake.Fail(discordfake.APIError(http.MethodGet, "/guilds/200000000000000001", 404, 10004, "Unknown Guild"))
	r.fake.Fail(discordfake.APIError(http.MethodPost, "/channels/1/", 403, 50001, "Missing Access"))
	if de := r.fails(to("1"), "k", bot.Permanent); !de.Gone || !strings.Contains(de.Reason, "no longer in this server") || len(gone) != 1 {
		t.Errorf("%+v", de)
	}
	<-gone
	// Whatever else the question brings, the channel is only closed to the bot.
	for _, f := range []discordfake.Fault{discordfake.APIError("", "/guilds/", 403, 50001, "Missing Access"), {Path: "/guilds/", Status: 500}, {Path: "/guilds/", CutBefore: true}, {Path: "/guilds/", Status: 200, Body: `{"id":"2"}`}} {
		r.fake.Fail(f)
		r.fake.Fail(discordfake.APIError(http.MethodPost, "/channels/1/", 403, 50001, "Missing Access"))
		if de := r.fails(to("1"), "k", bot.Permanent); de.Gone || de.Code != "50001" || len(gone) != 0 {
			t.Errorf("%+v", de)
		}
	}
}

func TestD25_DirectMessages(t *testing.T) {
	t.Parallel()
	r := newRig(t, answers(spain()))
	user := bot.Destination{Platform: "discord", Workspace: "200000000000000001", User: "400000000000000001"}
	r.fake.Fail(discordfake.Fault{Path: "/users/@me/channels", CutAfter: true})
	r.fails(user, "k", bot.RetryAfter) // a channel opened twice is the same: nothing is unknown
	r.fake.Fail(discordfake.Fault{Path: "/users/@me/channels", Status: 503})
	r.fails(user, "k", bot.RetryAfter)
	rec := r.sends(user, "k")
	if rec.Channel != "8400000000000000001" {
		t.Errorf("receipt %+v", rec)
	}
	r.sends(user, "k2")
	if n := len(r.fake.Calls("/users/@me/channels")); n != 3 {
		t.Errorf("the channel was opened %d times", n)
	}
	r.fails(bot.Destination{Platform: "discord", User: "../x"}, "k", bot.Permanent)
	r.fails(bot.Destination{Platform: "discord"}, "k", bot.Permanent)
	r.fails(to("../../users/@me"), "k", bot.Permanent)
	none := newRig(t, answers(spain()), func(c *Config) { c.Token = "" })
	none.fails(to("1"), "k", bot.Unauthorised)
}

func TestD26_ARepeatCarriesTheSameNonce(t *testing.T) {
	t.Parallel()
	faults := map[string]discordfake.Fault{"cut after": {CutAfter: true}, "cut before": {CutBefore: true}, "no id": {Status: 200, Body: `{}`}, "no JSON": {Status: 200, Body: `<html>`}}
	for _, status := range []int{500, 502, 503, 504, 520} {
		faults[fmt.Sprint(status)] = discordfake.Fault{Status: status, Body: "<html>upstream</html>"}
	}
	for name, f := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, answers(spain()))
			f.Path = "/channels/1/"
			r.fake.Fail(f)
			const key = "dg9-2026w47-0123456789abc" // 25 characters
			if de := r.fails(to("1"), key, bot.UnknownSent); !de.Safe {
				t.Error("not known to be safe to repeat")
			}
			if r.posts("1") != 1 {
				t.Errorf("%d requests: something repeats by itself", r.posts("1"))
			}
			rec := r.sends(to("1"), key)
			ms := r.fake.Messages("1")
			if len(ms) != 1 || ms[0].ID != rec.MessageID || ms[0].Nonce != key {
				t.Errorf("messages %+v, receipt %+v", ms, rec)
			}
			for _, c := range r.fake.Calls("/channels/1/") {
				var p struct {
					Nonce   string `json:"nonce"`
					Enforce bool   `json:"enforce_nonce"`
				}
				if err := json.Unmarshal(c.Payload, &p); err != nil || p.Nonce != key || !p.Enforce || c.UserAgent != userAgent {
					t.Errorf("sent %+v by %q", p, c.UserAgent)
				}
			}
		})
	}
	r := newRig(t, answers(spain()))
	r.fails(to("1"), strings.Repeat("k", 26), bot.Permanent)
	r.fails(to("1"), "", bot.Permanent)
	r.fake.Close()
	r.fails(to("1"), "k", bot.RetryAfter) // nobody listens: certainly not sent
}

func TestD26_ThroughTheFallbacks(t *testing.T) {
	t.Parallel()
	r := newRig(t, answers(spain()), func(c *Config) { c.Chart = func(*factanswer.Chart) ([]byte, error) { return []byte("PNG"), nil } })
	reply := digest()
	reply.Chart = &factanswer.Chart{Kind: "line", Alt: "Spain from 0.92 in 2014 to 2.00 in 2026."}
	post := func(key string) discordfake.Message {
		t.Helper()
		if _, err := r.a.Post(r.ctx(), to("1"), reply, key); err != nil {
			t.Fatal(err)
		}
		ms := r.fake.Messages("1")
		return ms[len(ms)-1]
	}
	m := post("whole")
	if string(m.Files["chart.png"]) != "PNG" || m.Flags != flagComponentsV2|flagSuppressPing {
		t.Errorf("files %v, flags %d", m.Files, m.Flags)
	}
	r.fake.Fail(discordfake.APIError(http.MethodPost, "/channels/1/", 413, 40005, "Request entity too large"))
	if m := post("large"); len(m.Files) != 0 || !strings.Contains(m.Text(), "Spain: 2.00 %") || m.Nonce != "large" {
		t.Errorf("too large: %s", m.Payload)
	}
	r.fake.Fail(discordfake.APIError(http.MethodPost, "/channels/1/", 400, 50035, "Invalid Form Body"))
	if m := post("form"); m.Flags&flagComponentsV2 != 0 || !strings.Contains(m.Text(), "Spain: 2.00 %") || m.Nonce != "form" {
		t.Errorf("form: %s", m.Payload)
	}
	if n := len(r.fake.Messages("1")); n != 3 {
		t.Errorf("%d messages", n)
	}
}

func TestInvalidRequestBudget(t *testing.T) {
	t.Parallel()
	r := newRig(t, answers(spain()))
	r.fake.Fail(discordfake.APIError(http.MethodPost, "/channels/", 403, 50013, "Missing Permissions"))
	r.fails(to("1"), "k", bot.Permanent)
	if n := r.events.N("refusal"); n != 1 {
		t.Errorf("%d counted", n)
	}
	refusal := result{Answer: adapter.Answer{Status: 403}}
	for range invalidStop {
		r.a.limits.saw(refusal, r.clock.now())
	}
	r.fails(to("2"), "k", bot.RetryAfter)
	if r.posts("2") != 0 {
		t.Error("still sends")
	}
	r.clock.forward(invalidWindow + 2*time.Minute)
	r.sends(to("2"), "k")
	for i := range int64(50_000) { // memory: what passed is forgotten
		r.a.limits.saw(refusal, now.Add(time.Duration(i)*time.Hour))
	}
	if n := len(r.a.limits.faults); n > 50 {
		t.Errorf("%d minutes remembered", n)
	}
}

// A call has a time-out of its own, whoever forgot to set one.
func TestCallsEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t, answers(spain()))
	r.a.kit.Timing.Call = time.Second
	hold := make(chan struct{})
	t.Cleanup(func() { close(hold) })
	r.fake.Fail(discordfake.Fault{Hold: hold})
	r.fails(to("1"), "k", bot.UnknownSent)
	r.fake.Fail(discordfake.Fault{SlowBody: true})
	r.fails(to("1"), "k", bot.UnknownSent)
	r.fake.Fail(discordfake.Fault{Hold: hold})
	if _, err := r.a.Probe(context.Background()); err == nil {
		t.Error("a probe without an answer succeeded")
	}
}

// probed is what a probe of the token says.
func (r *rig) probed() (de *bot.DeliveryError) {
	r.Helper()
	if err := r.a.ProbeToken(r.ctx(), ""); err != nil && !errors.As(err, &de) {
		r.Fatalf("%T %v", err, err)
	}
	return de
}

// Where charts have an address Discord is given it, and no bytes; an address
// that Discord would refuse is none.
func TestChartsByAddress(t *testing.T) {
	t.Parallel()
	for url, bytes := range map[string]int{"https://bot.example/charts/a.png": 0, "": 1, "https://bot.example/" + strings.Repeat("a", maxMediaURL): 1} {
		a := &Adapter{cfg: Config{Config: adapter.Config{ChartURL: func(*factanswer.Chart) string { return url }}, Chart: func(*factanswer.Chart) ([]byte, error) { return []byte("PNG"), nil }}}
		reply := spain()
		reply.Chart = &factanswer.Chart{Kind: "line", Alt: "Spain from 0.92 in 2014 to 2.00 in 2026."}
		m := a.render(reply, &interaction{})
		out, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if len(m.files) != bytes || strings.Contains(string(out), `"url":"`+url+`"`) != (bytes == 0) || !strings.Contains(string(out), reply.Chart.Alt) {
			t.Errorf("%d files with address %q: %s", len(m.files), url, out)
		}
	}
}
