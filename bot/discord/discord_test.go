package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"natobot/bot"
	"natobot/bot/adapter"
	"natobot/bot/adapter/adaptertest"
	"natobot/bot/discord/discordfake"
	"natobot/facts"
	factanswer "natobot/facts/answer"
	"natobot/facts/claim"
)

var now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// clock is a clock that tests turn.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.t }

func (c *clock) forward(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.t = c.t.Add(d) }

// rig is an adapter over HTTP against the fake.
type rig struct {
	*testing.T
	fake    *discordfake.Server
	a       *Adapter
	clock   *clock
	url     string
	log     *logbook
	events  adaptertest.Events
	stop    func()       // as serve does
	calls   atomic.Int64 // of the handler
	lastReq atomic.Pointer[bot.Request]
}

// logbook keeps what was logged.
type logbook struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) { l.mu.Lock(); defer l.mu.Unlock(); return l.b.Write(p) }
func (l *logbook) String() string              { l.mu.Lock(); defer l.mu.Unlock(); return l.b.String() }

func spain() bot.Reply {
	return bot.Reply{Kind: bot.KindAnswer, Answer: factanswer.Answer{Status: factanswer.Answered, Headline: "Spain: 2.00 % of GDP in 2026 (estimate).", Canonical: "spain",
		Lines:   []string{"Up 0.57 points on 2024."},
		Sources: []facts.Cite{{Source: facts.Source{ID: "nato-2026-07", Publisher: "NATO", Title: "Defence Expenditure", URL: "https://www.nato.int/x", Published: "2026-07-09"}, Locator: "Table 3"}}},
		Actions: []bot.Action{{Label: "Share to channel", Verb: bot.VerbShare, Arg: "spain as of 2026-11-23", Style: "primary"}, {Label: "Compare", Verb: bot.VerbAsk, Arg: "compare spain poland"}}}
}

func newRig(t *testing.T, h bot.Handler, change ...func(*Config)) *rig {
	t.Helper()
	r := &rig{T: t, clock: &clock{t: now}, log: &logbook{}}
	r.fake = discordfake.New(discordfake.Config{Now: r.clock.now})
	if err := r.fake.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.fake.Close)
	c := Config{PublicKey: r.fake.PublicKey(), Token: r.fake.Token(), ApplicationID: r.fake.ApplicationID(), APIURL: r.fake.URL(), Config: adapter.Config{
		Signer: bot.NewSigner([]byte("test key")), Now: r.clock.now, Log: slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug})), Event: r.events.Add,
		Handler: func(ctx context.Context, q bot.Request) bot.Reply {
			r.calls.Add(1)
			r.lastReq.Store(&q)
			return h(ctx, q)
		}}}
	for _, f := range change {
		f(&c)
	}
	var err error
	if r.a, err = New(c); err != nil {
		t.Fatal(err)
	}
	r.a.timing.settle = 50 * time.Millisecond
	if r.a.timing.typing, r.a.timing.callback = 3*time.Minute, time.Minute; c.First == 0 {
		r.a.kit.Timing.First = 3 * time.Minute // on a busy machine nothing is fast
	}
	mux := http.NewServeMux()
	r.a.Mount(mux)
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	r.url = srv.URL + "/discord/interactions"
	if r.a.OverHTTP() {
		ctx, stop := context.WithCancel(context.Background())
		done := make(chan error)
		go func() { done <- run(ctx, r.a) }()
		r.stop = sync.OnceFunc(func() {
			srv.Close()
			stop()
			if err := <-done; err != nil {
				t.Error(err)
			}
		})
		t.Cleanup(func() { r.stop() })
	}
	return r
}

func (r *rig) ctx() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	r.Cleanup(cancel)
	return ctx
}

// post sends an interaction and insists on 200 and on a valid response.
func (r *rig) post(in *discordfake.Interaction) *discordfake.Interaction {
	r.Helper()
	status, err := in.Post(r.ctx(), http.DefaultClient, r.url)
	if err != nil || status != http.StatusOK {
		r.Fatalf("status %d, %v", status, err)
	}
	return in
}

// private insists that the first response is a private message and returns its
// text.
func (r *rig) private(in *discordfake.Interaction) string {
	r.Helper()
	kind, data := in.Response()
	var d struct{ Flags int }
	if err := json.Unmarshal(data, &d); err != nil || kind != 4 || d.Flags != flagEphemeral|flagComponentsV2 {
		r.Fatalf("response type %d, %s", kind, data)
	}
	return discordfake.Text(data)
}

func (r *rig) raw(body []byte, signature, stamp string) (int, string) {
	r.Helper()
	req, err := http.NewRequestWithContext(r.ctx(), http.MethodPost, r.url, bytes.NewReader(body))
	if err != nil {
		r.Fatal(err)
	}
	req.Header.Set("X-Signature-Ed25519", signature)
	req.Header.Set("X-Signature-Timestamp", stamp)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		r.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// A starter makes an adapter on one transport.
type starter func(*testing.T, bot.Handler, ...func(*Config)) *rig

// everywhere runs a case over HTTP and over the gateway.
func everywhere(t *testing.T, f func(t *testing.T, start starter)) {
	t.Parallel()
	for name, start := range map[string]starter{"http": newRig, "gateway": func(t *testing.T, h bot.Handler, change ...func(*Config)) *rig {
		r := newSocketRig(t, h, change...)
		r.run()
		r.ready()
		return r.rig
	}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f(t, start)
		})
	}
}

// do sends an interaction by the rig's transport and waits for the first
// response; the fake insists that it is valid.
func (r *rig) do(in *discordfake.Interaction) *discordfake.Interaction {
	r.Helper()
	if r.a.OverHTTP() {
		return r.post(in)
	}
	if in.Send() == 0 {
		r.Fatal("nobody took the event")
	}
	if err := in.Answered(r.ctx()); err != nil {
		r.Fatalf("no response: %v\n%s", err, r.log)
	}
	return in
}

// finished waits for the message that the asker reads in the end.
func (r *rig) finished(in *discordfake.Interaction) discordfake.Message {
	r.Helper()
	if err := in.Finished(r.ctx()); err != nil {
		r.Fatalf("no answer: %v\n%s", err, r.log)
	}
	m, _ := in.Message()
	return m
}

// run serves until ctx ends, and waits for what is under way.
func run(ctx context.Context, a *Adapter) error {
	err := a.Run(ctx)
	a.Wait()
	return err
}

// bare is a configuration without any of a platform's.
func bare(h bot.Handler) adapter.Config {
	return adapter.Config{Handler: h, Signer: bot.NewSigner([]byte("k"))}
}

func answers(reply bot.Reply) bot.Handler {
	return func(context.Context, bot.Request) bot.Reply { return reply }
}

func TestD01_Ping(t *testing.T) {
	t.Parallel()
	r := newRig(t, answers(spain()))
	body := []byte(`{"type":1,"id":"1","application_id":"2","token":"x","version":1}`)
	sig, stamp := r.fake.Sign(body, now)
	req, _ := http.NewRequestWithContext(r.ctx(), http.MethodPost, r.url, bytes.NewReader(body))
	req.Header.Set("X-Signature-Ed25519", sig)
	req.Header.Set("X-Signature-Timestamp", stamp)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	got, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != 200 || resp.Header.Get("Content-Type") != "application/json" || string(got) != `{"type":1}` {
		t.Errorf("%d %s %s", resp.StatusCode, resp.Header.Get("Content-Type"), got)
	}
	if r.calls.Load() != 0 || len(r.fake.Calls("")) != 0 {
		t.Error("a PING had side effects")
	}
}

func TestD02_BadSignatures(t *testing.T) {
	t.Parallel()
	r := newRig(t, answers(spain()))
	body := []byte(`{"type":1}`)
	sig, stamp := r.fake.Sign(body, now)
	foreign, _ := discordfake.New(discordfake.Config{}).Sign(body, now)
	for name, c := range map[string]struct {
		body             []byte
		signature, stamp string
		want             int
	}{
		"body changed":      {[]byte(`{"type":2}`), sig, stamp, 401},
		"timestamp changed": {body, sig, "1795428001", 401},
		"other key":         {body, foreign, stamp, 401},
		"no signature":      {body, "", stamp, 401},
		"no timestamp":      {body, sig, "", 401},
		"short signature":   {body, sig[:64], stamp, 401},
		"no hex":            {body, strings.Repeat("z", 128), stamp, 401},
		"timestamp no time": {body, sig, "not-a-time", 401},
		"too large":         {bytes.Repeat([]byte("x"), maxBody+1), sig, stamp, 413},
		"right":             {body, sig, stamp, 200},
	} {
		if got, answer := r.raw(c.body, c.signature, c.stamp); got != c.want || strings.Contains(answer, sig[:20]) {
			t.Errorf("%s: %d %s", name, got, answer)
		}
	}
	if r.calls.Load() != 0 {
		t.Error("the handler was asked")
	}
}

func TestD05_ReplayAndWindow(t *testing.T) {
	t.Parallel()
	r := newRig(t, answers(spain()))
	in := r.fake.Command("spain", map[string]any{"id": "900"})
	r.post(in)
	if s := r.private(in); !strings.Contains(s, "2.00 % of GDP") {
		t.Errorf("answer: %s", s)
	}
	r.post(in)
	if s := r.private(in); !strings.Contains(s, "already") || r.calls.Load() != 1 {
		t.Errorf("second delivery: %s; handler asked %d times", s, r.calls.Load())
	}
	for age, want := range map[time.Duration]int{-900 * time.Second: 401, -301 * time.Second: 401, -299 * time.Second: 200, 299 * time.Second: 200, 301 * time.Second: 401} {
		in := r.fake.Command("spain", nil)
		sig, stamp := r.fake.Sign(in.Body, now.Add(age))
		if got, _ := r.raw(in.Body, sig, stamp); got != want {
			t.Errorf("signed at %s: %d", age, got)
		}
	}
	if r.calls.Load() != 3 {
		t.Errorf("handler asked %d times", r.calls.Load())
	}
}

func slow(release <-chan struct{}, reply bot.Reply) bot.Handler {
	return func(ctx context.Context, _ bot.Request) bot.Reply {
		select {
		case <-release:
		case <-ctx.Done():
		}
		return reply
	}
}

func TestD06_SlowAnswerIsDeferredThenEditedOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		release := make(chan struct{})
		r := start(t, slow(release, spain()))
		r.a.kit.Timing.First = 20 * time.Millisecond
		in := r.fake.Command("spain", nil)
		r.do(in)
		if kind, data := in.Response(); kind != 5 || string(data) != `{"flags":64}` {
			t.Fatalf("first response %d %s", kind, data)
		}
		if len(r.fake.Calls("/webhooks/")) != 0 {
			t.Error("something was sent before the answer was there")
		}
		close(release)
		if err := in.Finished(r.ctx()); err != nil {
			t.Fatal(err)
		}
		<-r.a.kit.Work.Idle()
		calls := r.fake.Calls("/webhooks/")
		if first := r.fake.Calls("/callback"); r.a.OverHTTP() && len(first) != 0 || !r.a.OverHTTP() && len(first) != 1 {
			t.Errorf("first responses over REST: %+v", first)
		}
		if len(calls) != 1 || calls[0].Method != http.MethodPatch || !strings.HasSuffix(calls[0].Path, "/messages/@original") || calls[0].Authorization != "" {
			t.Errorf("calls: %+v", calls)
		}
		if m, _ := in.Message(); !strings.Contains(m.Text(), "Spain: 2.00 %") {
			t.Errorf("message: %s", m.Text())
		}
	})
}

func TestD07_FlagsOfTheSlowPath(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		release := make(chan struct{})
		reply := spain()
		reply.Chart = &factanswer.Chart{Kind: "line", Alt: "Spain from 0.92 in 2014 to 2.00 in 2026."}
		r := start(t, slow(release, reply), func(c *Config) { c.Chart = func(*factanswer.Chart) ([]byte, error) { return []byte("PNG"), nil } })
		r.a.kit.Timing.First = 20 * time.Millisecond
		in := r.fake.Command("spain", nil)
		r.do(in)
		close(release)
		if err := in.Finished(r.ctx()); err != nil {
			t.Fatal(err)
		}
		m, _ := in.Message()
		if m.Flags != flagEphemeral|flagComponentsV2 {
			t.Errorf("flags %d: not private, or not Components V2", m.Flags)
		}
		var p map[string]json.RawMessage
		if err := json.Unmarshal(m.Payload, &p); err != nil {
			t.Fatal(err)
		}
		if string(p["flags"]) != "32768" || p["content"] != nil || p["embeds"] != nil || string(m.Files["chart.png"]) != "PNG" {
			t.Errorf("edit: %s", m.Payload)
		}
	})
}

func TestD09_LateAcknowledgement(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		release := make(chan struct{})
		r := start(t, slow(release, spain()))
		r.a.kit.Timing.First = 20 * time.Millisecond
		r.fake.Fail(discordfake.Fault{Path: "/webhooks/", Times: -1, Status: 404, Body: `{"message":"Unknown interaction","code":10062}`})
		in := r.fake.Command("spain", nil)
		r.do(in)
		close(release)
		if err := r.fake.Until(r.ctx(), func() bool { return len(r.fake.Calls("/webhooks/")) > 0 }); err != nil {
			t.Fatal(err)
		}
		<-r.a.kit.Work.Idle()
		if n := len(r.fake.Calls("/webhooks/")); n != 1 || r.events.N("late") != 1 {
			t.Errorf("%d calls, %d late acknowledgements", n, r.events.N("late"))
		}
		r.fake.Mend()
		r.a.kit.Timing.First = 3 * time.Minute
		again := r.fake.Command("spain", nil)
		r.do(again)
		if s := r.private(again); !strings.Contains(s, "Spain") {
			t.Error("not healthy afterwards")
		}
	})
}

func TestSlowAnswerSurvivesRefusalsOfTheEdit(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		for name, fault := range map[string]discordfake.Fault{
			"429":        {Status: 429, Header: map[string]string{"Retry-After": "0.01"}, Body: `{"retry_after":0.01}`},
			"components": {Status: 400, Body: `{"message":"Invalid Form Body","code":50035}`},
			"too early":  {Status: 404, Times: 2, Body: `{"message":"Unknown Webhook","code":10015}`},
			"not there":  {Status: 404, Body: `{"message":"Unknown Message","code":10008}`},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				release := make(chan struct{})
				r := start(t, slow(release, spain()))
				r.a.kit.Timing.First = time.Millisecond
				fault.Method = http.MethodPatch
				r.fake.Fail(fault)
				in := r.fake.Command("spain", nil)
				r.do(in)
				close(release)
				if err := in.Finished(r.ctx()); err != nil {
					t.Fatal(err)
				}
				if m, _ := in.Message(); !strings.Contains(m.Text(), "Spain: 2.00 %") {
					t.Errorf("message: %s", m.Text())
				}
			})
		}
	})
}

func TestHandlerThatNeverReturnsIsGivenUp(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		release := make(chan struct{})
		r := start(t, func(context.Context, bot.Request) bot.Reply { <-release; return spain() })
		t.Cleanup(func() { close(release) })
		r.a.kit.Timing.First, r.a.kit.Timing.Handler = time.Millisecond, 20*time.Millisecond
		in := r.fake.Command("spain", nil)
		r.do(in)
		if err := in.Finished(r.ctx()); err != nil {
			t.Fatal(err)
		}
		if m, _ := in.Message(); !strings.Contains(m.Text(), "too long") {
			t.Errorf("message: %s", m.Text())
		}
	})
}

func TestPanicBecomesASentence(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		r := start(t, func(context.Context, bot.Request) bot.Reply { panic("boom") })
		in := r.fake.Command("spain", nil)
		r.do(in)
		s := r.private(in)
		if !strings.Contains(s, "logged as") || strings.Contains(s, "boom") || !strings.Contains(r.log.String(), "boom") {
			t.Errorf("answer %q", s)
		}
	})
}

func TestBusyIsSaid(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		release := make(chan struct{})
		r := start(t, slow(release, spain()))
		r.a.kit.Timing.First = time.Millisecond
		for range adapter.MaxPlaces {
			if leave, ok := r.a.kit.Enter(time.Minute); ok {
				defer leave()
			}
		}
		in := r.fake.Command("spain", nil)
		r.do(in)
		if s := r.private(in); !strings.Contains(s, "Too many people") || r.calls.Load() != 0 {
			t.Errorf("answer %q", s)
		}
		close(release)
	})
}

func autocomplete(name, value string) map[string]any {
	return map[string]any{"id": "1", "name": "nato", "type": 1, "options": []any{map[string]any{"name": name, "type": 3, "value": value, "focused": true}}}
}

func TestD11_Autocomplete(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		r := start(t, answers(spain()), func(c *Config) {
			c.Suggest = func(prefix string, asOf facts.Date, n int) []factanswer.Choice {
				if prefix != "spa" || n != 25 {
					t.Errorf("asked for %q as of %s, %d", prefix, asOf, n)
				}
				out := []factanswer.Choice{{Label: "Spain", Ask: "spain"}, {Label: "Spain again", Ask: "spain"}, {Label: strings.Repeat("long ", 40), Ask: "long"}, {Label: "too long to ask", Ask: strings.Repeat("x", 101)}, {}}
				for i := range 40 {
					out = append(out, factanswer.Choice{Label: strings.Repeat("é", i+1), Ask: strings.Repeat("ß", i+1)})
				}
				return out
			}
		})
		in := r.fake.Interaction(4, autocomplete("question", "spa"), nil)
		r.do(in)
		kind, data := in.Response()
		var d choiceData
		if err := json.Unmarshal(data, &d); err != nil || kind != 8 {
			t.Fatalf("%d %s", kind, data)
		}
		if len(d.Choices) != 25 || d.Choices[0] != (choice{"Spain", "spain"}) {
			t.Errorf("%d choices, first %v", len(d.Choices), d.Choices[0])
		}
		if slices.ContainsFunc(d.Choices, func(c choice) bool { return strings.HasPrefix(c.Value, "x") }) {
			t.Error("a choice too long to ask is offered")
		}
		for name, data := range map[string]any{
			"no options":        map[string]any{"name": "nato", "type": 1},
			"nothing focused":   map[string]any{"name": "nato", "type": 1, "options": []any{map[string]any{"name": "question", "type": 3, "value": "x"}}},
			"data of no form":   []any{1},
			"unknown option":    autocomplete("nonsense", "x"),
			"nested subcommand": map[string]any{"name": "nato-digest", "options": []any{map[string]any{"name": "on", "type": 1, "options": []any{map[string]any{"name": "zone", "value": "madr", "focused": true}}}}},
		} {
			in := r.fake.Interaction(4, data, nil)
			r.do(in)
			if kind, data := in.Response(); kind != 8 || name == "nested subcommand" && !strings.Contains(string(data), "Europe/Madrid") {
				t.Errorf("%s: %d %s", name, kind, data)
			}
		}
	})
}

// Suggestions made in time are shown, however the goroutines take turns.
func TestD11_SuggestionsMadeInTimeAreShown(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(context.Context, bot.Request) bot.Reply {
		return bot.Reply{Kind: bot.KindComplete, Complete: []factanswer.Choice{{Label: "Spain", Ask: "spain"}}}
	})
	data, err := json.Marshal(autocomplete("question", "spa"))
	if err != nil {
		t.Fatal(err)
	}
	in := &interaction{ID: "9", Type: typeAutocomplete, Data: data}
	for i := range 5000 {
		if d, ok := r.a.respond(in).response.Data.(choiceData); !ok || len(d.Choices) != 1 {
			t.Fatalf("the %d. time: %+v", i+1, d)
		}
	}
}

func TestD11_AutocompleteByTheHandler(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		r := start(t, func(_ context.Context, q bot.Request) bot.Reply {
			if q.Kind != bot.Complete || q.Text != "spa" {
				t.Errorf("request %+v", q)
			}
			return bot.Reply{Kind: bot.KindComplete, Complete: []factanswer.Choice{{Label: "Spain", Ask: "spain"}}}
		})
		in := r.fake.Interaction(4, autocomplete("question", "spa"), nil)
		r.do(in)
		if _, data := in.Response(); string(data) != `{"choices":[{"name":"Spain","value":"spain"}]}` {
			t.Errorf("%s", data)
		}
	})
}

func TestD13_OldAndUnknownComponents(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		r := start(t, answers(bot.StaleButton()))
		foreign, _ := r.a.cfg.Signer.Sign("discord", "200000000000000001", "999", bot.Action{Verb: bot.VerbShare, Arg: "spain"})
		mine, _ := r.a.cfg.Signer.Sign("discord", "200000000000000001", "400000000000000001", bot.Action{Verb: "no such verb"})
		for id, want := range map[string]string{
			"old:42":                      "out of date",
			"n1.AAAAAAAAAAAAAAAAAAAAAAAA": "can't be trusted",
			"n1.":                         "can't be trusted",
			"":                            "out of date",
			foreign:                       "belongs to whoever asked",
			mine:                          "out of date",
		} {
			in := r.fake.Press(id, nil)
			r.do(in)
			if s := r.private(in); !strings.Contains(s, want) || !strings.Contains(s, "/nato") {
				t.Errorf("%q: %s", id, s)
			}
		}
		if r.calls.Load() != 1 { // only the verb that the signature vouches for
			t.Errorf("handler asked %d times", r.calls.Load())
		}
		for name, in := range map[string]*discordfake.Interaction{
			"component of no form": r.fake.Interaction(3, []any{1}, nil),
			"unknown type":         r.fake.Interaction(77, map[string]any{}, nil),
			"unknown command":      r.fake.Interaction(2, map[string]any{"name": "ancient", "type": 1}, nil),
			"command of no form":   r.fake.Interaction(2, "x", nil),
			"unknown subcommand":   r.fake.Interaction(2, map[string]any{"name": "nato-digest", "options": []any{map[string]any{"name": "explode"}}}, nil),
			"no subcommand":        r.fake.Interaction(2, map[string]any{"name": "nato-alerts"}, nil),
		} {
			r.do(in)
			if s := r.private(in); !strings.Contains(s, "/nato") {
				t.Errorf("%s: %s", name, s)
			}
		}
	})
}

func TestButtonsAnswerAndUnknownComponentTypesAreTolerated(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		r := start(t, answers(spain()))
		in := r.fake.Command("spain", nil)
		r.do(in)
		m, _ := in.Message()
		id, ok := m.Buttons()["Compare"]
		if !ok {
			t.Fatalf("buttons: %v", m.Buttons())
		}
		press := r.fake.Press(id, map[string]any{"message": map[string]any{"id": "5", "components": []any{map[string]any{"type": 99, "odd": []any{1}}, map[string]any{"type": 18}}}})
		r.do(press)
		if q := r.lastReq.Load(); q.Kind != bot.Press || q.Ref.Verb != bot.VerbAsk || q.Ref.Arg != "compare spain poland" || q.Ref.ID != id {
			t.Errorf("request %+v", q)
		}
		pick, _ := r.a.cfg.Signer.Sign("discord", "200000000000000001", "400000000000000001", bot.Action{Verb: "pick"})
		chosen := r.fake.Interaction(3, map[string]any{"custom_id": pick, "component_type": 3, "values": []any{id}}, nil)
		r.do(chosen)
		if q := r.lastReq.Load(); q.Ref.Arg != "compare spain poland" {
			t.Errorf("select: %+v", q)
		}
		empty := r.fake.Interaction(3, map[string]any{"custom_id": pick, "component_type": 3}, nil)
		r.do(empty)
		if s := r.private(empty); !strings.Contains(s, "out of date") {
			t.Errorf("empty select: %s", s)
		}
	})
}

func TestD17_ChartIsAttached(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		reply := spain()
		reply.Chart = &factanswer.Chart{Kind: "line", Alt: "Spain from 0.92 in 2014 to 2.00 in 2026."}
		png := bytes.Repeat([]byte("p"), 180_000)
		r := start(t, answers(reply), func(c *Config) { c.Chart = func(*factanswer.Chart) ([]byte, error) { return png, nil } })
		in := r.fake.Command("spain", nil)
		r.do(in)
		_, data := in.Response()
		if !bytes.Equal(in.Files()["chart.png"], png) || !strings.Contains(string(data), `"media":{"url":"attachment://chart.png"},"description":"Spain from 0.92`) {
			t.Errorf("response %s", data)
		}
		small := r.fake.Command("spain", map[string]any{"attachment_size_limit": 1000})
		r.do(small)
		if _, data := small.Response(); len(small.Files()) != 0 || !strings.Contains(string(data), "chart is larger") {
			t.Errorf("response %s", data)
		}
	})
}

func TestD17_ChartThatFailsIsLeftOut(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		reply := spain()
		reply.Chart = &factanswer.Chart{Kind: "line"}
		r := start(t, answers(reply), func(c *Config) { c.Chart = func(*factanswer.Chart) ([]byte, error) { panic("no font") } })
		in := r.fake.Command("spain", nil)
		r.do(in)
		if s := r.private(in); !strings.Contains(s, "Spain: 2.00 %") || len(in.Files()) != 0 {
			t.Errorf("answer %s", s)
		}
	})
}

func TestD18_NothingPings(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		const evil = "@everyone <@123> <@&456> @here <#7> <t:1:R> [NATO](https://evil.example) https://evil.example **bold** `x`"
		r := start(t, func(_ context.Context, q bot.Request) bot.Reply {
			return bot.Reply{Kind: bot.KindCheck, Quote: q.Text, Answer: factanswer.Answer{Headline: "Not understood: " + q.Text, Lines: []string{q.Text}, Reading: q.Text, Caveats: []string{q.Text},
				Table: &factanswer.Table{Header: []string{q.Text, "b"}, Rows: [][]string{{q.Text, "@here"}, {"@here", "<@123>"}}}},
				Checks: []claim.Claim{{Sentence: q.Text, Because: q.Text, Verdict: facts.NotCheckable}}, Footer: q.Text, SetUpBy: "<@&456>", SharedBy: "@everyone"}
		})
		for _, in := range []*discordfake.Interaction{r.fake.Command(evil, nil), r.fake.Interaction(2, map[string]any{"name": "Check claim", "type": 3, "target_id": "9", "resolved": map[string]any{"messages": map[string]any{"9": map[string]any{"content": evil}}}}, nil)} {
			r.do(in) // the fake refuses anything but allowed_mentions {"parse":[]}
			_, data := in.Response()
			text := discordfake.Text(data)
			for _, bad := range []string{"@everyone", "@here", "<@", "<#", "<t:", "](https://evil", "https://evil", " **bold", " `x"} {
				if strings.Contains(text, bad) {
					t.Errorf("%q acts in %s", bad, text)
				}
			}
			if !strings.Contains(text, "everyone") {
				t.Error("the text was lost")
			}
		}
	})
}

func digestOn(fields ...any) map[string]any {
	return map[string]any{"name": "nato-digest", "type": 1, "options": []any{map[string]any{"name": "on", "type": 1, "options": fields}}}
}

func opt(name string, value any) map[string]any { return map[string]any{"name": name, "value": value} }

func TestD19_ContextsAndPermissions(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		r := start(t, answers(bot.Notice("done")))
		on := digestOn(opt("when", "mon 09:00"), opt("zone", "Europe/Madrid"), opt("about", "spain, poland"), opt("only-changes", true))
		member := func(permissions string) map[string]any {
			return map[string]any{"member": map[string]any{"user": map[string]any{"id": "5"}, "permissions": permissions}}
		}
		dm := map[string]any{"member": nil, "guild_id": nil, "context": 1, "user": map[string]any{"id": "5"}}
		for name, c := range map[string]struct {
			data   any
			fields map[string]any
			want   string
		}{
			"DM":                    {on, dm, "belong to a server"},
			"no user at all":        {on, map[string]any{"member": nil, "guild_id": nil, "context": 2}, "belong to a server"},
			"member who may not":    {on, member("2048"), "Manage Server"},
			"permissions missing":   {on, member(""), "Manage Server"},
			"permissions negative":  {on, member("-1"), "Manage Server"},
			"permissions of no use": {on, member("0x20"), "Manage Server"},
			"alerts, DM":            {map[string]any{"name": "nato-alerts", "options": []any{map[string]any{"name": "on"}}}, dm, "belong to a server"},
		} {
			in := r.fake.Interaction(2, c.data, c.fields)
			r.do(in)
			if s := r.private(in); !strings.Contains(s, c.want) || !strings.Contains(s, "nothing was changed") {
				t.Errorf("%s: %s", name, s)
			}
		}
		if r.calls.Load() != 0 {
			t.Fatal("the handler was asked")
		}
		for _, p := range []string{"32", "8", "2147483647", "1125899906842656", "340282366920938463463374607431768211455"} {
			r.do(r.fake.Interaction(2, on, member(p)))
			q := r.lastReq.Load()
			if !q.Manages || q.Direct || q.Text != "subscribe weekly mon 09:00 Europe/Madrid about spain, poland" || q.Workspace != "200000000000000001" || q.User != "5" {
				t.Errorf("permissions %s: %+v", p, q)
			}
		}
		if r.calls.Load() != 5 {
			t.Errorf("handler asked %d times", r.calls.Load())
		}
		in := r.fake.Command("spain", dm)
		r.do(in)
		if q := r.lastReq.Load(); !q.Direct || q.Manages || q.Workspace != "" || q.User != "5" {
			t.Errorf("look-up in a DM: %+v", q)
		}
	})
}

func TestSubcommandsBecomeTheChatGrammar(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		r := start(t, answers(bot.Notice("done")))
		manager := map[string]any{"member": map[string]any{"user": map[string]any{"id": "5"}, "permissions": "32"}}
		for want, data := range map[string]any{
			"subscribe daily 08:00 UTC":       digestOn(opt("when", "daily 08:00"), opt("zone", "UTC")),
			"subscribe monthly 1st 09:00 UTC": digestOn(opt("when", " monthly  1st 09:00"), opt("zone", "UTC")),
			"unsubscribe 3":                   sub("nato-digest", "off", opt("number", 3)),
			"snooze 3 4w":                     sub("nato-digest", "snooze", opt("number", 3), opt("for", "4w")),
			"subscriptions":                   sub("nato-digest", "status"),
			"preview":                         sub("nato-digest", "preview"),
			"pause 3":                         sub("nato-digest", "pause", opt("number", 3)),
			"resume 3":                        sub("nato-digest", "resume", opt("number", 3)),
			"history 2":                       sub("nato-digest", "history", opt("number", 2)),
			"alerts off":                      sub("nato-alerts", "off"),
			"alerts on":                       sub("nato-alerts", "on", opt("breaking", false)),
			"alerts on about spain crossing 3.5% breaking headlines": sub("nato-alerts", "on", opt("breaking", true), opt("headlines", true), opt("about", "spain"), opt("crossing", "3.5%")),
		} {
			r.do(r.fake.Interaction(2, data, manager))
			if q := r.lastReq.Load(); q.Text != want || q.Kind != bot.Ask {
				t.Errorf("%q became %q", want, q.Text)
			}
		}
	})
}

func sub(command, name string, options ...any) map[string]any {
	return map[string]any{"name": command, "type": 1, "options": []any{map[string]any{"name": name, "type": 1, "options": options}}}
}

func TestD30_CheckClaim(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		r := start(t, func(_ context.Context, q bot.Request) bot.Reply {
			if q.Text == "" {
				return bot.Notice("There is no text to check in this message.")
			}
			return bot.Reply{Kind: bot.KindCheck, Answer: factanswer.Answer{Headline: "Contradicted."}, Checks: []claim.Claim{{Sentence: q.Text, Verdict: facts.Contradicted, Because: "It was 2.00 %."}}}
		})
		check := func(m map[string]any) *discordfake.Interaction {
			return r.do(r.fake.Interaction(2, map[string]any{"name": "Check claim", "type": 3, "target_id": "9", "resolved": map[string]any{"messages": map[string]any{"9": m}}}, nil))
		}
		if s := r.private(check(map[string]any{"content": "Spain spends 1% of GDP"})); !strings.Contains(s, "Spain spends 1% of GDP") || !strings.Contains(s, "Contradicted") {
			t.Errorf("verdict: %s", s)
		}
		if q := r.lastReq.Load(); q.Kind != bot.Check {
			t.Errorf("request %+v", q)
		}
		if s := r.private(check(map[string]any{"content": "", "attachments": []any{map[string]any{"filename": "x.png"}}})); !strings.Contains(s, "no text to check") {
			t.Errorf("image: %s", s)
		}
		check(map[string]any{"content": "", "embeds": []any{map[string]any{"title": "News", "description": "Poland spends 5%"}}})
		if q := r.lastReq.Load(); q.Text != "News\nPoland spends 5%" {
			t.Errorf("embed: %q", q.Text)
		}
		r.do(r.fake.Interaction(2, map[string]any{"name": "Check claim", "type": 3, "target_id": "9"}, nil)) // nothing resolved
		if strings.Contains(r.log.String(), "Spain spends") {
			t.Error("the claim was logged")
		}
	})
}

// shares records RememberShare.
type shares struct {
	mu  sync.Mutex
	got []string
	ch  chan struct{}
}

func (s *shares) RememberShare(_ context.Context, to bot.Destination, id string, r bot.Reply, _ time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, to.Platform+"/"+to.Workspace+"/"+to.Channel+"/"+id+"/"+r.SharedBy)
	close(s.ch)
	return nil
}

func TestShareIsPublicAttributedAndRemembered(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		seen := &shares{ch: make(chan struct{})}
		shared := spain()
		shared.Public, shared.SharedBy, shared.Actions = true, "400000000000000001", nil
		r := start(t, func(_ context.Context, q bot.Request) bot.Reply {
			if q.Kind == bot.Press {
				return shared
			}
			return spain()
		}, func(c *Config) { c.Shares = seen })
		in := r.fake.Command("spain", nil)
		r.do(in)
		m, _ := in.Message()
		// Discord knows the message a moment after the response.
		r.fake.Fail(discordfake.APIError(http.MethodGet, "/webhooks/", 404, 10008, "Unknown Message"))
		press := r.fake.Press(m.Buttons()["Share to channel"], nil)
		r.do(press)
		kind, data := press.Response()
		var d struct{ Flags int }
		if err := json.Unmarshal(data, &d); err != nil || kind != 4 || d.Flags != flagComponentsV2 {
			t.Fatalf("%d %s", kind, data)
		}
		if s := discordfake.Text(data); !strings.Contains(s, "Shared by <@400000000000000001>") {
			t.Errorf("no attribution: %s", s)
		}
		select {
		case <-seen.ch:
		case <-r.ctx().Done():
			t.Fatal("the share was not remembered")
		}
		sent, _ := press.Message()
		if want := "discord/200000000000000001/300000000000000001/" + sent.ID + "/400000000000000001"; seen.got[0] != want {
			t.Errorf("remembered %s, want %s", seen.got[0], want)
		}
	})
}

func TestSlowShareIsPostedAfterTheDeferral(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		release := make(chan struct{})
		seen := &shares{ch: make(chan struct{})}
		shared := spain()
		shared.Public, shared.SharedBy = true, "400000000000000001"
		r := start(t, slow(release, shared), func(c *Config) { c.Shares = seen })
		r.a.kit.Timing.First = time.Millisecond
		ref, _ := r.a.cfg.Signer.Sign("discord", "200000000000000001", "400000000000000001", bot.Action{Verb: bot.VerbShare, Arg: "spain"})
		in := r.fake.Press(ref, nil)
		r.do(in)
		close(release)
		select {
		case <-seen.ch:
		case <-r.ctx().Done():
			t.Fatal("the share was not remembered")
		}
		m, _ := in.Message()
		f := in.Followups()
		if m.Flags&flagEphemeral == 0 || len(f) != 1 || f[0].Flags&flagEphemeral != 0 || !strings.Contains(f[0].Text(), "Shared by") {
			t.Errorf("original %+v, follow-ups %+v", m, f)
		}
	})
}

func TestReplaceEditsTheMessageOfTheButton(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		done := bot.Notice("Unsubscribed.")
		done.Replace, done.Public = true, true
		r := start(t, answers(done))
		ref, _ := r.a.cfg.Signer.Sign("discord", "200000000000000001", "", bot.Action{Verb: bot.VerbUnsubscribe, Arg: "3", Anyone: true})
		in := r.fake.Press(ref, nil)
		r.do(in)
		if kind, data := in.Response(); kind != 7 || !strings.Contains(string(data), "Unsubscribed") || !strings.Contains(string(data), `"attachments":[]`) {
			t.Errorf("%d %s", kind, data)
		}
	})
}

func TestFormsAndTheirAnswers(t *testing.T) {
	everywhere(t, func(t *testing.T, start starter) {
		form := bot.Reply{Kind: bot.KindForm, Answer: factanswer.Answer{Headline: "Settings"}, Form: &bot.Form{ID: "settings", Arg: "3", Title: strings.Repeat("Settings ", 9), Intro: "What to send.", Fields: []bot.Field{
			{ID: "about", Label: "About", Hint: "spain, poland", Value: "spain", Optional: true},
			{ID: "kind", Label: "Kind", Value: "yes", Options: []factanswer.Choice{{Label: "No", Ask: "no"}, {Label: "Yes", Ask: "yes"}}},
			{ID: "note", Label: "Note", Multiline: true}}}}
		r := start(t, func(_ context.Context, q bot.Request) bot.Reply {
			if q.Kind == bot.Submit {
				return bot.Notice("saved")
			}
			return form
		})
		in := r.fake.Command("settings 3", nil)
		r.do(in)
		kind, data := in.Response()
		var d modalData
		if err := json.Unmarshal(data, &d); err != nil || kind != 9 || len(d.Components) != 4 {
			t.Fatalf("%d %s", kind, data)
		}
		submit := r.fake.Interaction(5, map[string]any{"custom_id": d.CustomID, "components": []any{
			map[string]any{"type": 10},
			map[string]any{"type": 18, "component": map[string]any{"type": 4, "custom_id": "about", "value": "poland"}},
			map[string]any{"type": 18, "component": map[string]any{"type": 3, "custom_id": "kind", "values": []any{"no"}}},
			map[string]any{"type": 1, "components": []any{map[string]any{"type": 4, "custom_id": "note", "value": "x"}}},
		}}, nil)
		r.do(submit)
		q := r.lastReq.Load()
		if q.Kind != bot.Submit || q.Ref.Verb != bot.VerbSettings || q.Ref.Arg != "3" || q.Fields["about"] != "poland" || q.Fields["kind"] != "no" || q.Fields["note"] != "x" {
			t.Errorf("request %+v", q)
		}
	})
}

func TestEvents(t *testing.T) {
	t.Parallel()
	r := newRig(t, answers(spain()))
	url := strings.Replace(r.url, "/interactions", "/events", 1)
	for body, want := range map[string]int{`{"version":1,"application_id":"1","type":0}`: 204, `{"version":1,"type":1,"event":{"type":"APPLICATION_AUTHORIZED","data":{}}}`: 204, `nonsense`: 400} {
		for _, good := range []bool{true, false} {
			req, _ := http.NewRequestWithContext(r.ctx(), http.MethodPost, url, strings.NewReader(body))
			sig, stamp := r.fake.Sign([]byte(body), now)
			if !good {
				sig = strings.Repeat("0", 128)
			}
			req.Header.Set("X-Signature-Ed25519", sig)
			req.Header.Set("X-Signature-Timestamp", stamp)
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if good && resp.StatusCode != want || !good && resp.StatusCode != 401 {
				t.Errorf("%s, signed %v: %d", body, good, resp.StatusCode)
			}
		}
	}
}

func TestNewRefusesBadConfiguration(t *testing.T) {
	t.Parallel()
	h := bare(answers(spain()))
	for name, c := range map[string]Config{
		"nothing":      {Config: h},
		"no handler":   {Token: "x"},
		"short key":    {Config: h, PublicKey: "abcd"},
		"key no hex":   {Config: h, PublicKey: strings.Repeat("z", 64)},
		"bad app":      {Config: h, Token: "x", ApplicationID: "../x"},
		"bad api":      {Config: h, Token: "x", APIURL: "discord"},
		"bad protocol": {Config: h, Token: "x", APIURL: "ftp://discord.com/api"},
	} {
		if _, err := New(c); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// counted is how serve's counting of statuses wraps a response.
type counted struct{ http.ResponseWriter }

func (w counted) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// The deferral is on its way before the answer that edits it is begun, also
// where the response is wrapped.
func TestDeferralLeavesFirst(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	r := newRig(t, slow(release, spain()))
	r.a.kit.Timing.First = time.Millisecond
	in := r.fake.Command("spain", nil)
	req, err := in.Request(r.ctx(), "/discord/interactions", now)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	r.a.serveInteraction(counted{w}, req)
	if !w.Flushed {
		t.Error("the deferral was left to the end of the request")
	}
	if err := in.Answer(w.Code, w.Header().Get("Content-Type"), w.Body.Bytes()); err != nil {
		t.Error(err)
	}
	close(release)
	if err := in.Finished(r.ctx()); err != nil {
		t.Error(err)
	}
}
