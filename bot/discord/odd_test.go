package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"natobot/bot"
	"natobot/bot/adapter"
	"natobot/bot/discord/discordfake"
	"natobot/facts"
	factanswer "natobot/facts/answer"
	"natobot/facts/claim"
)

// Interactions as they come from places without a server, with what may be
// missing missing.
func TestD19_ContextsOfALookUp(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		r := start(t, answers(spain()))
		user := map[string]any{"id": "5"}
		for name, c := range map[string]struct {
			fields  map[string]any
			user    string
			direct  bool
			manages bool
		}{
			"server":                  {map[string]any{"member": map[string]any{"user": user, "permissions": "32"}}, "5", false, true},
			"bot's DM":                {map[string]any{"guild_id": nil, "member": nil, "user": user, "context": 1, "authorizing_integration_owners": map[string]any{"0": "0"}}, "5", true, false},
			"group DM":                {map[string]any{"guild_id": nil, "member": nil, "user": user, "context": 2, "authorizing_integration_owners": map[string]any{"1": "5"}}, "5", true, false},
			"user install, server":    {map[string]any{"member": map[string]any{"user": user, "permissions": "32"}, "authorizing_integration_owners": map[string]any{"1": "5"}}, "5", true, true},
			"both installs, server":   {map[string]any{"member": map[string]any{"user": user, "permissions": "32"}, "authorizing_integration_owners": map[string]any{"0": "2", "1": "5"}}, "5", false, true},
			"member without a user":   {map[string]any{"member": map[string]any{"permissions": "32"}, "user": user}, "5", false, true},
			"nobody":                  {map[string]any{"member": nil, "guild_id": nil}, "", true, false},
			"only what is needed":     {map[string]any{"member": map[string]any{"user": user}, "context": nil, "locale": nil, "version": nil, "authorizing_integration_owners": nil, "app_permissions": nil, "entitlements": nil, "attachment_size_limit": nil, "channel_id": nil}, "5", false, false},
			"fields of another shape": {map[string]any{"message": "x", "entitlements": 7, "channel": []any{1}, "app_permissions": 7, "guild": nil}, "400000000000000001", false, false},
		} {
			in := r.do(r.fake.Command("spain", c.fields))
			if s := r.private(in); !strings.Contains(s, "Spain: 2.00 %") {
				t.Errorf("%s: %s", name, s)
			}
			if q := r.lastReq.Load(); q.User != c.user || q.Direct != c.direct || q.Manages != c.manages {
				t.Errorf("%s: %+v", name, q)
			}
		}
	})
}

func TestD30_WhatPeopleReadIsChecked(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		r := start(t, answers(bot.Notice("checked")))
		text := func(content string) map[string]any { return map[string]any{"type": 10, "content": content} }
		for want, m := range map[string]any{
			"a":          map[string]any{"content": " a ", "embeds": []any{map[string]any{"title": "not read"}}},
			"t\nd\nn\nv": map[string]any{"content": "", "embeds": []any{map[string]any{"title": "t", "description": "d", "fields": []any{map[string]any{"name": "n", "value": "v"}}}}},
			"x\ny":       map[string]any{"content": "", "components": []any{map[string]any{"type": 17, "components": []any{text("x"), map[string]any{"type": 99, "odd": []any{}}}}, text("y")}},
			"forwarded":  map[string]any{"content": "", "message_snapshots": []any{map[string]any{"message": map[string]any{"content": "forwarded"}}}},
			"":           map[string]any{"content": "", "attachments": []any{map[string]any{"filename": "x.png"}}, "embeds": "odd", "components": 7, "message_snapshots": nil},
		} {
			r.do(r.fake.Interaction(2, map[string]any{"name": "Check claim", "type": 3, "target_id": "9", "resolved": map[string]any{"messages": map[string]any{"9": m}}}, nil))
			if q := r.lastReq.Load(); q.Kind != bot.Check || q.Text != want {
				t.Errorf("%q: %+v", want, q)
			}
		}
	})
}

func TestD13_SelectsAndForms(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		r := start(t, answers(spain()))
		pick, _ := r.a.cfg.Signer.Sign("discord", "200000000000000001", "400000000000000001", bot.Action{Verb: "pick"})
		ref, _ := r.a.cfg.Signer.Sign("discord", "200000000000000001", "400000000000000001", bot.Action{Verb: bot.VerbAsk, Arg: "spain"})
		for name, data := range map[string]map[string]any{
			"nothing chosen": {"custom_id": pick, "component_type": 3, "values": []any{}},
			"two chosen":     {"custom_id": pick, "component_type": 3, "values": []any{ref, ref}},
			"forged value":   {"custom_id": pick, "component_type": 3, "values": []any{"n1.AAAA"}},
			"old value":      {"custom_id": pick, "component_type": 3, "values": []any{"spain"}},
			"no custom_id":   {"component_type": 2},
			"values no list": {"custom_id": pick, "values": "x"},
		} {
			for _, kind := range []int{3, 5} {
				in := r.do(r.fake.Interaction(kind, data, nil))
				if s := r.private(in); !strings.Contains(s, "/nato") {
					t.Errorf("%s, type %d: %s", name, kind, s)
				}
			}
		}
		if r.calls.Load() != 0 {
			t.Error("the handler was asked")
		}
	})
}

func TestD01_D02_OddRequests(t *testing.T) {
	t.Parallel()
	r := newRig(t, answers(spain()))
	for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodHead} {
		req, _ := http.NewRequestWithContext(r.ctx(), method, r.url, nil)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", method, resp.StatusCode)
		}
	}
	signed := func(body string) (int, string) {
		sig, stamp := r.fake.Sign([]byte(body), now)
		return r.raw([]byte(body), strings.ToUpper(sig), stamp)
	}
	deep := strings.Repeat(`{"data":`, 20_000) + "1" + strings.Repeat("}", 20_000)
	for body, want := range map[string]int{
		"": 400, "null": 400, "[]": 400, "{}": 400, `{"type":2}`: 400, `{"type":2,"id":"1"}`: 400, `{"type":"2","id":"1","token":"t"}`: 400, "{\"type\":1} x": 400, deep: 400, "\xff\xfe": 400,
		`{"type":1}`: 200, ` {"type":1,"unknown":{}} `: 200, `{"type":2,"id":"1","token":"t"}`: 200, `{"type":2,"id":"2","token":"t","data":null}`: 200, `{"type":4,"id":"3","token":"t"}`: 200, `{"type":99,"id":"4","token":"t"}`: 200,
		`{"type":3,"id":"5","token":"t"}`: 200, `{"type":5,"id":"6","token":"t","data":{}}`: 200, `{"type":2,"id":"7","token":"t","member":null,"user":null,"data":{"name":"nato","options":null}}`: 200,
	} {
		got, answer := signed(body)
		if got != want || want == 200 && !json.Valid([]byte(answer)) {
			t.Errorf("%.60s: %d %s", body, got, answer)
		}
	}
	// As large as may be is read; more is not.
	if got, _ := signed(`{"type":1}` + strings.Repeat(" ", maxBody-10)); got != 200 {
		t.Errorf("largest body: %d", got)
	}
	if strings.Contains(r.log.String(), "panic") {
		t.Error("something panicked")
	}
	body := []byte(`{"type":1}`)
	for _, stamp := range []string{"0", "-1", "99999999999999999999", "1795428000.5", "NaN", "0x6b0"} {
		sig, _ := r.fake.Sign(body, now)
		if got, _ := r.raw(body, sig, stamp); got != 401 {
			t.Errorf("timestamp %q: %d", stamp, got)
		}
	}
	for n := range 130 {
		if got, _ := r.raw(body, strings.Repeat("0", n), fmt.Sprint(now.Unix())); got != 401 {
			t.Errorf("signature of %d digits: %d", n, got)
		}
	}
}

// What was accepted before the stop is answered.
func TestStopAnswersWhatWasAccepted(t *testing.T) {
	t.Parallel()
	release, asked := make(chan struct{}), make(chan struct{}, 1)
	fake := discordfake.New(discordfake.Config{})
	a, err := New(Config{PublicKey: fake.PublicKey(), ApplicationID: "1", APIURL: "http://127.0.0.1:1",
		Config: bare(func(ctx context.Context, _ bot.Request) bot.Reply {
			asked <- struct{}{}
			<-release
			if ctx.Err() != nil {
				return bot.InternalError("cancelled")
			}
			return spain()
		})})
	if err != nil {
		t.Fatal(err)
	}
	a.kit.Timing.First = time.Minute
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- run(ctx, a) }()
	got := make(chan []byte, 1)
	go func() {
		_, _, body := a.serveSigned(fake, fake.Command("spain", nil).Body)
		got <- body
	}()
	<-asked
	stop()
	select {
	case <-done:
		t.Fatal("Run did not wait")
	case <-time.After(50 * time.Millisecond):
	}
	close(release)
	if body := <-got; !bytes.Contains(body, []byte("Spain: 2.00 %")) {
		t.Errorf("answer %s", body)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	if _, _, body := a.serveSigned(fake, fake.Command("spain", nil).Body); !bytes.Contains(body, []byte("being restarted")) {
		t.Errorf("after the stop: %s", body)
	}
}

// FuzzRender renders replies of any text: the message is one that Discord
// takes, and nothing in it acts.
func FuzzRender(f *testing.F) {
	f.Add("spain", "@everyone <@1> [x](https://e.example)", 3, true)
	f.Add("\\", "`*_~|>#-+:@<", 40, false)
	f.Add("🇪🇸", strings.Repeat("é", 1500), 45, true)
	f.Fuzz(func(t *testing.T, a, b string, n int, public bool) {
		n, a, b = max(0, min(n, 45)), a[:min(len(a), 3000)], b[:min(len(b), 3000)]
		r := bot.Reply{Kind: bot.ReplyKind(a), Public: public, Quote: b, Footer: b, Ref: a, SharedBy: a, SetUpBy: b, Answer: factanswer.Answer{Headline: a, Reading: b}, Checks: make([]claim.Claim, n%7)}
		r.Table = &factanswer.Table{Header: []string{a, b}}
		for i := range n {
			r.Lines = append(r.Lines, b)
			r.Caveats = append(r.Caveats, a+b)
			r.Table.Rows = append(r.Table.Rows, []string{a, fmt.Sprint(i), b})
			r.Sources = append(r.Sources, facts.Cite{Source: facts.Source{ID: fmt.Sprint(i), Publisher: a, Title: b, URL: "https://e.example/" + b}, Locator: a})
			r.Actions = append(r.Actions, bot.Action{Label: a, Verb: []bot.VerbName{"ask", "share", "x"}[i%3], Arg: fmt.Sprint(b, i)}, bot.Action{Label: b, URL: "https://e.example/" + a})
		}
		for i := range r.Checks {
			r.Checks[i] = claim.Claim{Sentence: b, Because: a, Today: facts.Outdated, TodayWhy: b}
		}
		m := render(r, place{signer: bot.NewSigner([]byte("k")), workspace: "1", user: "2"})
		raw, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, file := range m.files {
			names = append(names, file.name)
		}
		if faults := discordfake.Validate(raw, names...); len(faults) > 0 {
			t.Errorf("refused: %s", strings.Join(faults, "; "))
		}
		for _, bad := range []string{"@everyone", "@here", "<@&", "<#", "<t:"} {
			if s := discordfake.Text(raw); strings.Contains(s, bad) {
				t.Errorf("%q acts in %q", bad, s)
			}
		}
		plainRaw, err := json.Marshal(plainMessage(r))
		if err != nil {
			t.Fatal(err)
		}
		if faults := discordfake.Validate(plainRaw); len(faults) > 0 {
			t.Errorf("plain refused: %s", strings.Join(faults, "; "))
		}
		if u := unescape(inert(adapter.Flat(b))); u != adapter.Flat(b) {
			t.Errorf("%q escaped and back is %q", adapter.Flat(b), u)
		}
	})
}

func TestD16_WhatDoesNotFitIsAttached(t *testing.T) {
	t.Parallel()
	r := spain()
	r.Table = &factanswer.Table{Header: []string{"Ally", "% of GDP"}, Numeric: []bool{false, true}}
	for i := range 300 {
		r.Table.Rows = append(r.Table.Rows, []string{fmt.Sprint("=Ally, number ", i), "-1.5"})
	}
	m := render(r, place{})
	got := map[string]string{}
	for _, f := range m.files {
		got[f.name] = string(f.data)
	}
	if rows := strings.Split(strings.TrimSpace(got[wholeTableName]), "\n"); len(rows) != 301 || rows[300] != `"'=Ally, number 299",-1.5` {
		t.Errorf("%d rows, last %q", len(rows), rows[len(rows)-1])
	}
	if !strings.Contains(got[wholeAnswerName], "=Ally, number 299 · -1.5") {
		t.Error("the whole answer is not whole")
	}
	raw, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if s := discordfake.Text(raw); !strings.Contains(s, "Shortened") || strings.Contains(s, "number 299") {
		t.Errorf("message: %s", s)
	}
	if faults := discordfake.Validate(raw, wholeAnswerName, wholeTableName); len(faults) > 0 {
		t.Error(faults)
	}
	small := render(r, place{maxFile: 100})
	if raw, err = json.Marshal(small); err != nil || len(small.files) != 0 || !strings.Contains(discordfake.Text(raw), "ask for less") {
		t.Errorf("no room for files: %s", raw)
	}
}

// Whether the bot may post in the channel is read from what Discord says with
// each interaction, threads included; where it says nothing, nothing is assumed.
func TestBarredChannelsAreKnown(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		r := start(t, answers(spain()))
		thread := map[string]any{"id": "300000000000000001", "type": 11}
		for name, c := range map[string]struct {
			fields map[string]any
			lacks  []string
		}{
			"may":                       {map[string]any{"app_permissions": "3072"}, nil},
			"may do all":                {map[string]any{"app_permissions": "8"}, nil},
			"may not send":              {map[string]any{"app_permissions": "1024"}, []string{"“Send Messages”"}},
			"may not see":               {map[string]any{"app_permissions": "2048"}, []string{"“View Channel”"}},
			"may nothing":               {map[string]any{"app_permissions": "0"}, []string{"“View Channel”", "“Send Messages”"}},
			"a thread":                  {map[string]any{"app_permissions": "274877907968", "channel": thread}, nil},
			"a thread, channels only":   {map[string]any{"app_permissions": "3072", "channel": thread}, []string{"“Send Messages in Threads”"}},
			"not said":                  {map[string]any{"app_permissions": nil}, nil},
			"no number":                 {map[string]any{"app_permissions": "all"}, nil},
			"there with a user only":    {map[string]any{"app_permissions": "0", "authorizing_integration_owners": map[string]any{"1": "5"}}, nil},
			"more than a word can hold": {map[string]any{"app_permissions": "1267650600228229401496703205376"}, []string{"“View Channel”", "“Send Messages”"}},
		} {
			r.do(r.fake.Command("spain", c.fields))
			got := r.lastReq.Load().Barred
			if (got == "") != (len(c.lacks) == 0) {
				t.Errorf("%s: %q", name, got)
			}
			for _, l := range c.lacks {
				if !strings.Contains(got, l) {
					t.Errorf("%s: %q names no %s", name, got, l)
				}
			}
		}
	})
}
