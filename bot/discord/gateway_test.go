package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"natobot/bot"
	"natobot/bot/discord/discordfake"
)

// socketRig is an adapter on the fake's gateway.
type socketRig struct {
	*rig
	stop context.CancelFunc
	done chan error
}

func newSocketRig(t *testing.T, h bot.Handler, change ...func(*Config)) *socketRig {
	t.Helper()
	r := &socketRig{rig: newRig(t, h, append(change, func(c *Config) { c.PublicKey, c.Now = "", nil })...)}
	r.a.timing.backoff = time.Millisecond
	r.a.timing.firstRead = time.Second
	return r
}

func (r *socketRig) run() {
	ctx, stop := context.WithCancel(context.Background())
	r.stop, r.done = stop, make(chan error, 1)
	go func() { r.done <- r.a.Run(ctx) }()
	r.Cleanup(func() { stop() })
}

func (r *socketRig) ready() {
	r.Helper()
	if err := r.fake.Ready(r.ctx()); err != nil {
		r.Fatalf("not connected: %v\n%s", err, r.log)
	}
}

// asks dispatches /nato spain and insists on an answer.
func (r *socketRig) asks() {
	r.Helper()
	in := r.fake.Command("spain", nil)
	if in.Send() == 0 {
		r.Fatal("nobody took the event")
	}
	if err := in.Finished(r.ctx()); err != nil {
		r.Fatalf("no answer: %v\n%s", err, r.log)
	}
	if m, _ := in.Message(); !strings.Contains(m.Text(), "Spain: 2.00 %") {
		r.Fatalf("answer: %s", m.Text())
	}
}

func (r *socketRig) end() error {
	r.Helper()
	r.stop()
	select {
	case err := <-r.done:
		return err
	case <-r.ctx().Done():
		r.Fatal("Run does not end")
		return nil
	}
}

// ends waits until Run ends by itself.
func (r *socketRig) ends() error {
	r.Helper()
	select {
	case err := <-r.done:
		return err
	case <-r.ctx().Done():
		r.Fatalf("Run does not end\n%s", r.log)
		return nil
	}
}

// relogin waits until the fake has seen more logins than before.
func (r *socketRig) relogin(before int) {
	r.Helper()
	if err := r.fake.Until(r.ctx(), func() bool { i, u := r.fake.Logins(); return i+u > before && r.fake.Connected() > 0 }); err != nil {
		r.Fatalf("did not come back: %v\n%s", err, r.log)
	}
}

func logins(s *discordfake.Server) int { i, u := s.Logins(); return i + u }

func TestGatewayAnswersAndStopsClean(t *testing.T) {
	t.Parallel()
	r := newSocketRig(t, answers(spain()))
	r.run()
	r.ready()
	r.asks()
	if time.Since(r.a.LastSeen()) > time.Minute {
		t.Error("no sign of life recorded")
	}
	if err := r.end(); err != nil {
		t.Error(err)
	}
	if r.fake.Open() != 0 {
		t.Error("a connection was left open")
	}
}

func TestD06_OverTheGateway(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	r := newSocketRig(t, slow(release, spain()))
	r.a.timing.deferAfter = time.Millisecond
	r.run()
	r.ready()
	in := r.fake.Command("spain", nil)
	in.Send()
	if err := in.Answered(r.ctx()); err != nil {
		t.Fatal(err)
	}
	if kind, data := in.Response(); kind != 5 || string(data) != `{"flags":64}` {
		t.Errorf("%d %s", kind, data)
	}
	close(release)
	if err := in.Finished(r.ctx()); err != nil {
		t.Fatal(err)
	}
	if err := r.end(); err != nil {
		t.Error(err)
	}
}

func TestD05_OverTheGateway(t *testing.T) {
	t.Parallel()
	r := newSocketRig(t, answers(spain()))
	r.run()
	r.ready()
	in := r.fake.Command("spain", nil)
	in.Send()
	if err := in.Answered(r.ctx()); err != nil {
		t.Fatal(err)
	}
	in.Send()
	if err := r.fake.Until(r.ctx(), func() bool { return len(r.fake.Calls("/callback")) == 2 }); err != nil {
		t.Fatal(err)
	}
	if r.calls.Load() != 1 {
		t.Error("executed twice")
	}
}

func TestD09_OverTheGateway(t *testing.T) {
	t.Parallel()
	r := newSocketRig(t, answers(spain()))
	r.fake.Fail(discordfake.APIError(http.MethodPost, "/callback", 404, 10062, "Unknown interaction"))
	r.run()
	r.ready()
	in := r.fake.Command("spain", nil)
	in.Send()
	if err := r.fake.Until(r.ctx(), func() bool { return len(r.fake.Calls("/callback")) > 0 }); err != nil {
		t.Fatal(err)
	}
	<-r.a.work.Idle()
	if n := len(r.fake.Calls("/interactions")) + len(r.fake.Calls("/webhooks")); n != 1 || r.a.Stats().LateAcks != 1 {
		t.Errorf("%d calls, %d late acknowledgements", n, r.a.Stats().LateAcks)
	}
	r.asks()
}

func TestGatewayResponsesThatGetLostAreSentOnceMore(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]discordfake.Fault{"cut before": {CutBefore: true}, "cut after": {CutAfter: true}, "503": {Status: 503}, "429": {Status: 429, Body: `{"retry_after":0.01}`}, "refused": {Status: 400, Body: `{"message":"Invalid Form Body","code":50035}`}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newSocketRig(t, answers(spain()))
			f.Path = "/callback"
			r.fake.Fail(f)
			r.run()
			r.ready()
			r.asks()
			<-r.a.work.Idle()
			if n := r.a.Stats().ResponseErrors; n != 0 {
				t.Errorf("%d responses given up", n)
			}
		})
	}
}

func TestD13_D18_OverTheGateway(t *testing.T) {
	t.Parallel()
	r := newSocketRig(t, answers(spain()))
	r.run()
	r.ready()
	in := r.fake.Press("old:42", nil)
	in.Send()
	if err := in.Finished(r.ctx()); err != nil {
		t.Fatal(err)
	}
	if m, _ := in.Message(); !strings.Contains(m.Text(), "out of date") {
		t.Error(m.Text())
	}
}

func TestD30_GatewayAsksForNoPrivilegedIntent(t *testing.T) {
	t.Parallel()
	gone := make(chan string, 2)
	for name, change := range map[string]func(*Config){"none": func(*Config) {}, "guilds": func(c *Config) { c.Gone = func(_ context.Context, g string) { gone <- g } }} {
		r := newSocketRig(t, answers(spain()), change)
		r.run()
		r.ready() // the fake closes with 4014 on a privileged intent
		if name == "guilds" {
			r.fake.Dispatch("GUILD_DELETE", map[string]any{"id": "77", "unavailable": true})
			r.fake.Dispatch("GUILD_DELETE", map[string]any{"id": "78"})
			select {
			case g := <-gone:
				if g != "78" {
					t.Errorf("guild %s", g)
				}
			case <-r.ctx().Done():
				t.Fatal("removal not noticed")
			}
		}
		if err := r.end(); err != nil {
			t.Error(err)
		}
	}
}

func TestGatewayResumesAfterOp7(t *testing.T) {
	t.Parallel()
	r := newSocketRig(t, answers(spain()))
	r.run()
	r.ready()
	before := logins(r.fake)
	r.fake.Reconnect()
	r.relogin(before)
	if _, resumes := r.fake.Logins(); resumes != 1 {
		t.Errorf("%d resumes", resumes)
	}
	r.asks()
}

func TestGatewayGetsWhatCameWhileItWasAway(t *testing.T) {
	t.Parallel()
	r := newSocketRig(t, answers(spain()))
	r.run()
	r.ready()
	r.fake.Reconnect()
	if err := r.fake.Until(r.ctx(), func() bool { return r.fake.Connected() == 0 }); err != nil {
		t.Fatal(err)
	}
	in := r.fake.Command("spain", nil)
	in.Send()
	if err := in.Finished(r.ctx()); err != nil {
		t.Fatalf("lost: %v\n%s", err, r.log)
	}
}

func TestGatewayOp7DuringOpenDoesNotDeadlock(t *testing.T) {
	t.Parallel()
	r := newSocketRig(t, answers(spain()))
	r.fake.ReconnectAtOnce(3)
	r.run()
	r.ready()
	r.asks()
	if err := r.end(); err != nil {
		t.Error(err)
	}
}

func TestGatewayInvalidSession(t *testing.T) {
	t.Parallel()
	r := newSocketRig(t, answers(spain()))
	r.run()
	r.ready()
	before := logins(r.fake)
	r.fake.InvalidSession()
	r.relogin(before)
	r.asks()
	before = logins(r.fake)
	r.fake.RefuseResumes(1)
	r.fake.CloseSockets(4000)
	r.relogin(before)
	r.asks()
}

func TestGatewaySilentSocketIsNoticed(t *testing.T) {
	t.Parallel()
	r := newSocketRig(t, answers(spain()))
	r.a.timing.slowest = 100 * time.Millisecond // in place of 2.5 heartbeats
	r.fake.Silence(true)
	r.run()
	if err := r.fake.Until(r.ctx(), func() bool { return logins(r.fake) >= 2 }); err != nil {
		t.Fatalf("sits on a silent socket: %v", err)
	}
}

func TestGatewayOpenThatHangsIsGivenUp(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]func(*timing){
		"by the deadline": func(x *timing) { x.firstRead = 50 * time.Millisecond },
		"by the watchdog": func(x *timing) { x.openTime = 50 * time.Millisecond; x.firstRead = time.Hour },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newSocketRig(t, answers(spain()))
			set(&r.a.timing)
			r.fake.Mute(true)
			r.run()
			if err := r.fake.Until(r.ctx(), func() bool { return r.a.Stats().Reconnects >= 1 && r.fake.Open() > 0 }); err != nil {
				t.Fatalf("hangs: %v", err)
			}
			r.fake.Mute(false)
			r.ready()
			r.asks()
		})
	}
}

func TestGatewayStopsWhileConnecting(t *testing.T) {
	t.Parallel()
	r := newSocketRig(t, answers(spain()))
	r.a.timing.firstRead = time.Hour
	r.fake.Mute(true)
	r.run()
	if err := r.fake.Until(r.ctx(), func() bool { return r.fake.Open() > 0 }); err != nil {
		t.Fatal(err)
	}
	if err := r.end(); err != nil {
		t.Error(err)
	}
}

func TestGatewayRefusedTokenIsFatal(t *testing.T) {
	t.Parallel()
	atStart := newSocketRig(t, answers(spain()))
	atStart.fake.RevokeToken("another")
	atStart.run()
	if err := atStart.ends(); !errors.Is(err, ErrToken) {
		t.Errorf("at the start: %v", err)
	}
	later := newSocketRig(t, answers(spain()))
	later.run()
	later.ready()
	later.fake.RevokeToken("another")
	later.fake.CloseSockets(4000)
	if err := later.ends(); !errors.Is(err, ErrToken) {
		t.Errorf("later: %v", err)
	}
	intents := newSocketRig(t, answers(spain()))
	intents.run()
	intents.ready()
	intents.fake.CloseSockets(4014)
	if err := intents.ends(); err == nil || !strings.Contains(err.Error(), "4014") {
		t.Errorf("intents: %v", err)
	}
}

func TestGatewaySurvivesTheServersDeath(t *testing.T) {
	t.Parallel()
	r := newSocketRig(t, answers(spain()))
	r.run()
	r.ready()
	r.asks()
	addr := r.fake.Addr()
	before := logins(r.fake)
	r.fake.Close()
	if err := r.fake.Start(addr); err != nil {
		t.Fatal(err)
	}
	r.relogin(before)
	r.asks()
	if err := r.end(); err != nil {
		t.Error(err)
	}
}

func TestGatewayPanicsAreSentences(t *testing.T) {
	t.Parallel()
	var n atomic.Int64
	r := newSocketRig(t, func(context.Context, bot.Request) bot.Reply {
		if n.Add(1) == 1 {
			panic("boom")
		}
		return spain()
	})
	r.run()
	r.ready()
	in := r.fake.Command("spain", nil)
	in.Send()
	if err := in.Finished(r.ctx()); err != nil {
		t.Fatal(err)
	}
	if m, _ := in.Message(); !strings.Contains(m.Text(), "logged as") {
		t.Error(m.Text())
	}
	r.fake.Dispatch("INTERACTION_CREATE", []any{"no interaction"})
	r.asks()
}

// Not parallel: it counts goroutines, and memory per interaction.
func TestGatewayLeavesNothingBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	func() {
		fake := discordfake.New(discordfake.Config{})
		if err := fake.Start("127.0.0.1:0"); err != nil {
			t.Fatal(err)
		}
		a, err := New(Config{Token: fake.Token(), APIURL: fake.URL(), Handler: answers(spain()), Signer: bot.NewSigner([]byte("k"))})
		if err != nil {
			t.Fatal(err)
		}
		a.timing.backoff = time.Millisecond
		ctx, stop := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- a.Run(ctx) }()
		limit, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		if err := fake.Ready(limit); err != nil {
			t.Fatal(err)
		}
		n := logins(fake)
		fake.Reconnect()
		if err := fake.Until(limit, func() bool { return logins(fake) > n && fake.Connected() > 0 }); err != nil {
			t.Fatal(err)
		}
		var ins []*discordfake.Interaction
		for i := range 200 {
			in := fake.Command(fmt.Sprint("spain ", i), nil)
			in.Send()
			ins = append(ins, in)
		}
		for _, in := range ins {
			if err := in.Finished(limit); err != nil {
				t.Fatal(err)
			}
		}
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		fake.Close()
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	}()
	deadline := time.Now().Add(10 * time.Second)
	for runtime.NumGoroutine() > before && time.Now().Before(deadline) {
		runtime.Gosched()
	}
	if n := runtime.NumGoroutine(); n > before {
		buf := make([]byte, 1<<16)
		t.Errorf("%d goroutines before, %d after\n%s", before, n, buf[:runtime.Stack(buf, true)])
	}
}

func FuzzFrames(f *testing.F) {
	f.Add([]byte("HTTP/1.1 101\r\n\r\n\x81\x05{\"a\":"), 3)
	f.Add([]byte("\r\n\r\n\x88\x02\x0f\xa4"), 1)
	f.Add([]byte("\r\r\n\r\n\x81\x7e\x00\x80"), 2)
	f.Fuzz(func(t *testing.T, data []byte, chunk int) {
		whole, parts := record(data, len(data)+1), record(data, max(1, chunk%17))
		if whole != parts {
			t.Errorf("%q: %q in one piece, %q in pieces of %d", data, whole, parts, chunk)
		}
	})
}

func record(data []byte, chunk int) string {
	var fr frames
	var out strings.Builder
	for len(data) > 0 {
		n := min(chunk, len(data))
		fr.feed(data[:n], func(kind byte, p []byte) { fmt.Fprintf(&out, "%d %x\n", kind, p) })
		data = data[n:]
	}
	return out.String()
}
