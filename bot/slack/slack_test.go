package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	slackgo "github.com/slack-go/slack"

	"natobot/bot"
	"natobot/bot/slack/slackfake"
	"natobot/facts"
	factanswer "natobot/facts/answer"
	"natobot/facts/claim"
)

func TestRenewalIsSharedAndStoredFirst(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.store.in["T1"] = bot.Installation{Workspace: "T1", Token: "old", RefreshToken: "once", Expires: noon.Add(time.Minute)}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if _, err := r.a.Post(t.Context(), bot.Destination{Workspace: "T1", Channel: fmt.Sprintf("C%d", i)}, bot.Notice("x"), "k"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(r.fake.Calls("oauth.v2.access")); n != 1 {
		t.Errorf("%d renewals", n)
	}
	for _, c := range r.fake.Calls("chat.postMessage") {
		if c.Token != r.store.in["T1"].Token {
			t.Errorf("posted with %s", c.Token)
		}
	}
}

// Two processes with one database renew once; what could not be stored is held
// and stored before it is used; an end in the middle is no way back in.
func TestRenewalAcrossProcesses(t *testing.T) {
	t.Parallel()
	shared := bot.NewMemory(10)
	set := func(c *Config) { c.Shared = shared }
	one, two := newRig(t, set), newRig(t, set)
	one.store.in["T1"] = bot.Installation{Workspace: "T1", Token: "old", RefreshToken: "once", Expires: noon.Add(time.Minute), At: noon}
	two.store.in["T1"] = one.store.in["T1"]
	later := func(r *rig, code string) {
		t.Helper()
		var de *bot.DeliveryError
		if _, err := r.a.token(t.Context(), "T1"); !errors.As(err, &de) || de.Outcome != bot.RetryAfter || de.Code != code {
			t.Errorf("%v, want to come back for %s", err, code)
		}
	}
	one.store.fail = errors.New("disk full")
	later(one, "store")
	later(two, "renewal") // the other one's turn
	later(one, "store")
	one.store.fail = nil
	token, err := one.a.token(t.Context(), "T1")
	if err != nil || token != one.store.in["T1"].Token || token == "old" {
		t.Errorf("%q %v, stored %q", token, err, one.store.in["T1"].Token)
	}
	if n := len(one.fake.Calls("oauth.v2.access")) + len(two.fake.Calls("oauth.v2.access")); n != 1 {
		t.Errorf("%d renewals", n)
	}

	three := newRig(t, nil)
	three.store.in["T1"] = bot.Installation{Workspace: "T1", Token: "old", RefreshToken: "twice", Expires: noon.Add(time.Minute), At: noon}
	three.store.fail = bot.ErrNoInstallation // as the store says once the installation has ended
	later(three, "renewal")
	if three.store.in["T1"].Token != "old" {
		t.Error("an ended installation was written again")
	}
}

func TestRefusedBlocksAreSentWithLess(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.fake.Fail("chat.postMessage", slackfake.Fault{Code: "invalid_blocks"})
	reply := realBot(t).Handle(t.Context(), bot.Request{Kind: bot.Ask, Text: "trend spain", At: noon})
	if _, err := r.a.Post(t.Context(), bot.Destination{Workspace: "T1", Channel: "C1"}, reply, "k"); err != nil {
		t.Fatal(err)
	}
	c := r.fake.Calls("chat.postMessage")
	if len(c) != 2 || !bytes.Contains(c[0].Body, []byte("data_table")) || bytes.Contains(c[1].Body, []byte("data_")) {
		t.Errorf("%d calls", len(c))
	}
}

func TestNothingSecretIsLogged(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for _, f := range []slackfake.Fault{{Cut: true}, {Status: 500, HTML: true}, {Code: "invalid_auth"}} {
		r.fake.Fail("chat.postMessage", f)
		r.fake.Fail("response_url", f)
		_, err := r.a.Post(t.Context(), bot.Destination{Workspace: "T1", Channel: "C1"}, bot.Notice("x"), "k")
		if err == nil || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "http://") {
			t.Errorf("%v", err)
		}
		r.press("U1", "???")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, bad := range []string{"xoxb-", "secret-hook", "client-secret", secret} {
		if strings.Contains(r.log.String(), bad) {
			t.Errorf("%s in the log: %s", bad, r.log)
		}
	}
	if r.log.Len() == 0 {
		t.Error("nothing was logged")
	}
}

func TestProbe(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(c *Config) { c.BotToken = "xoxb-one-secret" })
	if who, err := r.a.Probe(t.Context()); err != nil || who != "natobot in Newsroom" {
		t.Errorf("%q %v", who, err)
	}
	r.fake.Fail("auth.test", slackfake.Fault{Code: "invalid_auth"})
	if _, err := r.a.Probe(t.Context()); err == nil || strings.Contains(err.Error(), "xoxb") {
		t.Errorf("%v", err)
	}
}

func TestFormFromShortcutToAnswer(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, r *rig) {
		base := map[string]any{"team": map[string]any{"id": "T1"}, "user": map[string]any{"id": "U1"}}
		base["type"], base["callback_id"], base["trigger_id"] = "shortcut", "lookup", "s1"
		r.interact(base)
		c := r.fake.Calls("views.open")
		if len(c) != 1 {
			t.Fatalf("%d views", len(c))
		}
		var opened struct {
			Metadata string `json:"private_metadata"`
		}
		if err := json.Unmarshal(mustView(t, c[0].Body), &opened); err != nil {
			t.Fatal(err)
		}
		base["type"], base["trigger_id"] = "view_submission", "s2"
		base["view"] = map[string]any{"id": "V1", "type": "modal", "private_metadata": opened.Metadata,
			"state": map[string]any{"values": map[string]any{"question": map[string]any{"v": map[string]any{"type": "plain_text_input", "value": "spain"}}}}}
		w := r.interact(base)
		if err := slackfake.ValidateView(mustView(t, w.Body.Bytes())); err != nil || !strings.Contains(w.Body.String(), "Spain: ") || strings.Contains(w.Body.String(), "Share to channel") {
			t.Errorf("%v %s", err, w.Body)
		}
	})
}

// A form's answer that no acknowledgement can hold is shown after it.
func TestFormWithALongAnswer(t *testing.T) {
	t.Parallel()
	each(t, func(c *Config) {
		c.Handler = func(context.Context, bot.Request) bot.Reply {
			r := bot.Notice("Long.")
			for range 9 {
				r.Lines = append(r.Lines, strings.Repeat("word ", 580))
			}
			return r
		}
	}, func(t *testing.T, r *rig) {
		w := r.interact(map[string]any{"type": "view_submission", "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": "U1"}, "view": map[string]any{"id": "V1"}})
		u := r.fake.Calls("views.update")
		if !strings.Contains(w.Body.String(), "Looking it up") || len(u) != 1 || !strings.Contains(string(u[0].Body), "word word") {
			t.Fatalf("%s, then %d views", w.Body, len(u))
		}
		if err := slackfake.ValidateView(mustView(t, u[0].Body)); err != nil {
			t.Error(err)
		}
	})
}

func TestManifest(t *testing.T) {
	t.Parallel()
	b, err := Manifest("https://bot.example/", Options{Tools: "/mcp"})
	if err != nil {
		t.Fatal(err)
	}
	var m slackgo.Manifest
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(b, []byte(`"https://bot.example/slack/commands"`)) || !bytes.Contains(b, []byte(`"check_claim"`)) {
		t.Errorf("%s", b)
	}
	if bytes.Contains(b, []byte("channels:history")) {
		t.Error("reading channels is asked for")
	}
	var named struct {
		Servers map[string]struct {
			URL  string `json:"url"`
			Auth string `json:"auth_type"`
		} `json:"mcp_servers"`
	}
	if err := json.Unmarshal(b, &named); err != nil || named.Servers["natobot"].URL != "https://bot.example/mcp" || named.Servers["natobot"].Auth != "no_auth" || !bytes.Contains(b, []byte("mcp:connect")) {
		t.Errorf("%v %+v", err, named)
	}
	for base, o := range map[string]Options{"": {Tools: "/mcp"}, "http://localhost:8080": {Tools: "/mcp"}, "https://bot.example": {}} {
		if b, err := Manifest(base, o); err != nil || bytes.Contains(b, []byte("mcp")) {
			t.Errorf("%q %+v: %v %s", base, o, err, b)
		}
	}
	if b, err := Manifest("", Options{Settle: true, Tools: "/mcp"}); err != nil || !bytes.Contains(b, []byte("channels:history")) {
		t.Errorf("%v %s", err, b)
	}
	if _, err := Manifest("bot.example", Options{}); err == nil {
		t.Error("no address was accepted")
	}
}

func FuzzRender(f *testing.F) {
	f.Add("headline <!channel>", "line & *x*", "U1", "label", 3, 4, 2.5)
	f.Add(strings.Repeat("<&", 5000), strings.Repeat("é\n", 2000), "<@U1>", "", 110, 30, -1.0)
	f.Add("Spain: 2.00 %", "America/New_York", "W12", "Poland", 12, 5, math.Inf(1))
	f.Fuzz(func(t *testing.T, head, line, user, label string, rows, cols int, v float64) {
		rows, cols = max(0, rows%300), max(0, cols%40)
		r := bot.Reply{Answer: factanswer.Answer{Headline: head, Lines: []string{line, head, line}, Reading: line, Caveats: []string{line, head},
			Sources: []facts.Cite{{Source: facts.Source{Publisher: head, Title: line, URL: "https://x.example/" + label}, Locator: line}}}, SharedBy: user, SetUpBy: head, Footer: line, Quote: line, Ref: user,
			Actions: []bot.Action{{Label: label, Verb: bot.VerbAsk, Arg: line}, {Label: label, URL: "https://x.example/" + head}}, Checks: []claim.Claim{{Sentence: line, Because: head, Today: facts.Outdated, TodayWhy: line}},
			Times: []bot.Moment{{Text: label, At: noon}}}
		c := &factanswer.Chart{Kind: []string{"line", "bar"}[rows%2], Title: head, Unit: line, Levels: []factanswer.Level{{Value: v, Label: label}}}
		for s := range cols % 9 {
			se := factanswer.Series{Name: label + fmt.Sprint(s)}
			for p := range rows % 25 {
				se.Points = append(se.Points, factanswer.Point{Year: 2000 + p, Label: label + fmt.Sprint(p), Value: v})
			}
			c.Series = append(c.Series, se)
		}
		tb := &factanswer.Table{Caption: line, Numeric: []bool{true}}
		for range cols {
			tb.Header = append(tb.Header, label)
		}
		for range rows {
			tb.Rows = append(tb.Rows, []string{fmt.Sprint(v), line})
		}
		r.Chart, r.Table = c, tb
		p := place{signer: bot.NewSigner([]byte("k")), workspace: "T1", user: user, chartURL: func(*factanswer.Chart) string { return "https://x.example/" + label }}
		for lv := native; lv <= words; lv++ {
			b, err := encode(render(r, p, lv))
			if err != nil {
				t.Fatal(err)
			}
			if err := slackfake.ValidateMessage(b); err != nil {
				t.Fatalf("%v", err)
			}
			if lv == native && !json.Valid(b) {
				t.Fatal("no JSON")
			}
		}
		b, err := encode(replyView(head, r, p, line, picture))
		if err != nil {
			t.Fatal(err)
		}
		if err := slackfake.ValidateView(b); err != nil {
			t.Fatal(err)
		}
	})
}

// BenchmarkCommand compares the whole handler for /nato spain with a bare
// handler that checks the same signature and returns as many bytes.
func BenchmarkCommand(b *testing.B) {
	r := newRig(b, func(c *Config) { c.Log, c.Now = nil, nil })
	r.a.kit.Timing.First = 700 * time.Millisecond
	body := r.form("spain")
	body.Del("trigger_id") // the same request over and over is no replay here
	raw := []byte(body.Encode())
	w := r.post("/slack/commands", string(raw), time.Now())
	constant := w.Body.Bytes()
	bare := http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		got, err := io.ReadAll(q.Body)
		if err != nil || !Verify(secret, q.Header.Get("X-Slack-Request-Timestamp"), q.Header.Get("X-Slack-Signature"), got, time.Now()) {
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
		w.Write(constant)
	})
	for name, h := range map[string]http.Handler{"bare": bare, "natobot": r.mux} {
		b.Run(name, func(b *testing.B) {
			srv := httptest.NewServer(h)
			defer srv.Close()
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				client := srv.Client()
				for pb.Next() {
					q, err := http.NewRequest(http.MethodPost, srv.URL+"/slack/commands", bytes.NewReader(raw))
					if err != nil {
						b.Error(err)
						return
					}
					slackfake.Sign(q, secret, raw, time.Now())
					res, err := client.Do(q)
					if err != nil {
						b.Error(err)
						return
					}
					n, err := io.Copy(io.Discard, res.Body)
					res.Body.Close()
					if err != nil || res.StatusCode != 200 || n != int64(len(constant)) {
						b.Errorf("http %d, %d bytes, %v", res.StatusCode, n, err)
						return
					}
				}
			})
		})
	}
}

func TestInert(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"America/New_York": "America/New_York", "_all_ of a_b_": "＿all＿ of a_b＿", "*x* ~y~ `z` <@U1> & __": "∗x∗ ∼y∼ ˋzˋ &lt;@U1&gt; &amp; ＿＿", "_": "＿", "": ""} {
		if got := inert(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}
