package discord

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"natobot/bot"
	"natobot/bot/adapter/adaptertest"
	"natobot/bot/discord/discordfake"
)

// socketRig is an adapter on the fake's gateway.
type socketRig struct {
	*rig
	leave context.CancelFunc
	done  chan error
}

func newSocketRig(t *testing.T, h bot.Handler, change ...func(*Config)) *socketRig {
	t.Helper()
	r := &socketRig{rig: newRig(t, h, append([]func(*Config){func(c *Config) { c.PublicKey, c.Now = "", nil }}, change...)...)}
	r.a.timing.backoff = time.Millisecond
	r.a.timing.firstRead = time.Minute
	r.a.timing.newSession = time.Millisecond
	r.a.timing.maxBackoff = 50 * time.Millisecond
	return r
}

func (r *socketRig) run() {
	ctx, stop := context.WithCancel(context.Background())
	r.done = make(chan error, 1)
	r.leave = stop
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		r.done <- run(ctx, r.a)
	}()
	r.stop = func() {
		stop()
		<-ended
	}
	r.Cleanup(stop)
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
	r.leave()
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
	if time.Since(r.a.kit.LastSeen()) > time.Minute {
		t.Error("no sign of life recorded")
	}
	if err := r.end(); err != nil {
		t.Error(err)
	}
	// The stand-in hears of the end a moment after it was sent.
	if err := r.fake.Until(r.ctx(), func() bool { return r.fake.Open() == 0 }); err != nil {
		t.Error("a connection was left open")
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
	r.asks() // comes after it
	<-r.a.kit.Work.Idle()
	if r.calls.Load() != 2 || len(r.fake.Calls(in.Token+"/callback")) != 1 || r.events.N("repeated") != 1 {
		t.Error("executed or answered twice")
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
	<-r.a.kit.Work.Idle()
	if n := len(r.fake.Calls("/interactions")) + len(r.fake.Calls("/webhooks")); n != 1 || r.events.N("late") != 1 {
		t.Errorf("%d calls, %d late acknowledgements", n, r.events.N("late"))
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
			<-r.a.kit.Work.Idle()
			if n := r.events.N("response_failed"); n != 0 {
				t.Errorf("%d responses given up", n)
			}
		})
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
	release := r.fake.Hold()
	r.fake.Reconnect()
	if err := r.fake.Until(r.ctx(), func() bool { return r.fake.Connected() == 0 }); err != nil {
		t.Fatal(err)
	}
	in := r.fake.Command("spain", nil)
	if n := in.Send(); n != 0 {
		t.Errorf("sent to %d", n)
	}
	release()
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
			if err := r.fake.Until(r.ctx(), func() bool { return r.events.N("reconnect") >= 1 && r.fake.Open() > 0 }); err != nil {
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
		a, err := New(Config{Token: fake.Token(), APIURL: fake.URL(), Config: bare(answers(spain()))})
		if err != nil {
			t.Fatal(err)
		}
		a.timing.backoff = time.Millisecond
		ctx, stop := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- run(ctx, a) }()
		limit, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
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
		if n := len(a.limits.routes); n != 0 {
			t.Errorf("%d routes remembered: a limiter grows with each interaction", n)
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
	f.Add([]byte("\r\n\r\n\x01\x02{\"\x89\x01p\x80\x02a\""), 2)
	f.Add([]byte("\r\r\n\r\n\x81\x7e\x00\x80"), 2)
	f.Fuzz(func(t *testing.T, data []byte, chunk int) {
		whole, parts := record(data, len(data)+1), record(data, max(1, chunk%17))
		if whole != parts {
			t.Errorf("%q: %q in one piece, %q in pieces of %d", data, whole, parts, chunk)
		}
	})
}

// seenFrames records what frames finds, up to the first failure.
type seenFrames struct {
	strings.Builder
	failed bool
}

func (s *seenFrames) raw([]byte) {}
func (s *seenFrames) message(kind byte, p []byte) {
	if !s.failed {
		fmt.Fprintf(s, "%d %x\n", kind, p)
	}
}
func (s *seenFrames) fail(err error) error { s.failed = true; return err }

func record(data []byte, chunk int) string {
	var fr frames
	var out seenFrames
	for len(data) > 0 && !out.failed {
		n := min(chunk, len(data))
		fr.feed(data[:n], &out)
		data = data[n:]
	}
	return out.String()
}

func TestGatewayResumesAfterEveryLoss(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(*discordfake.Server){
		"op 7":                 (*discordfake.Server).Reconnect,
		"op 9, resumable":      (*discordfake.Server).PauseSession,
		"close 4000":           func(s *discordfake.Server) { s.CloseSockets(4000) },
		"nonsense":             func(s *discordfake.Server) { s.SendRaw("null") },
		"heartbeats not heard": func(s *discordfake.Server) { s.Deaf(true) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newSocketRig(t, answers(spain()))
			deaf := name == "heartbeats not heard"
			if deaf { // in place of 2.5 heartbeats; then a slow machine resumes more than once
				r.a.timing.slowest = time.Second
			}
			r.run()
			r.ready()
			release := r.fake.Hold()
			lose(r.fake)
			if err := r.fake.Until(r.ctx(), func() bool { return r.fake.Connected() == 0 }); err != nil {
				t.Fatalf("stays: %v", err)
			}
			r.fake.Deaf(false)
			in := r.fake.Command("spain", nil)
			if n := in.Send(); n != 0 {
				t.Errorf("sent to %d that should be away", n)
			}
			release()
			if err := in.Finished(r.ctx()); err != nil {
				t.Fatalf("lost: %v\n%s", err, r.log)
			}
			if identifies, resumes := r.fake.Logins(); identifies != 1 || resumes < 1 || resumes > 1 && !deaf {
				t.Errorf("%d identifies, %d resumes", identifies, resumes)
			}
		})
	}
}

func TestGatewayFatalCodesEndItOthersDoNot(t *testing.T) {
	t.Parallel()
	for _, code := range []int{4004, 4010, 4011, 4012, 4013, 4014} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			r := newSocketRig(t, answers(spain()))
			r.run()
			r.ready()
			r.fake.CloseSockets(code)
			err := r.ends()
			if err == nil || !errors.Is(err, fatalCodes[code]) {
				t.Errorf("ended with %v", err)
			}
		})
	}
	for _, code := range []int{1000, 1001, 1012, 4000, 4001, 4002, 4003, 4005, 4007, 4008, 4009} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			r := newSocketRig(t, answers(spain()))
			r.run()
			r.ready()
			before := logins(r.fake)
			r.fake.CloseSockets(code)
			r.relogin(before)
			r.asks()
		})
	}
}

// What discordgo would panic on does not reach it.
// Codes after which Discord has no session to resume lead to a new one, without
// a resume that must fail; all others are resumed.
func TestGatewayBeginsAnewWhereNothingIsLeft(t *testing.T) {
	t.Parallel()
	for code, anew := range map[int]bool{4007: true, 4009: true, 4000: false} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			r := newSocketRig(t, answers(spain()))
			r.run()
			r.ready()
			before := logins(r.fake)
			r.fake.CloseSockets(code)
			r.relogin(before)
			identifies, resumes := r.fake.Logins()
			if anew && (identifies != 2 || resumes != 0) || !anew && (identifies != 1 || resumes != 1) {
				t.Errorf("%d identifies, %d resumes", identifies, resumes)
			}
			r.asks()
		})
	}
}

// Resumes wait little however often they come; identifies wait longer each time
// but for the first after a session that Discord ended.
func TestGatewayPauses(t *testing.T) {
	t.Parallel()
	w := timing{backoff: time.Second, maxBackoff: 2 * time.Minute}
	p := pauses{wait: w.backoff}
	for i := range 50 {
		if got := p.next(w, false, false, false); got > 2*w.backoff || i == 0 && got > w.backoff/4 {
			t.Errorf("resume %d waits %s", i+1, got)
		}
	}
	if got := p.next(w, false, true, true); got > w.backoff/4 {
		t.Errorf("a new session after one that was ended waits %s", got)
	}
	for i, least := range []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second} {
		if got := p.next(w, false, true, i%2 == 0); got < least || got > 2*least {
			t.Errorf("identify %d waits %s", i+1, got)
		}
	}
	for range 20 {
		if got := p.next(w, false, true, true); got > w.maxBackoff {
			t.Errorf("%s", got)
		}
	}
	if got := p.next(w, true, true, false); got > w.backoff/4 {
		t.Errorf("after a connection that lasted %s", got)
	}
}

func TestGatewaySurvivesMalformedEvents(t *testing.T) {
	t.Parallel()
	r := newSocketRig(t, answers(spain()))
	r.run()
	r.ready()
	for _, d := range []any{nil, []any{}, "x", map[string]any{}, map[string]any{"channels": []any{nil}, "members": []any{nil}}} {
		for _, kind := range []string{"GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE", "READY_SUPPLEMENTAL", "VOICE_SERVER_UPDATE", "INTERACTION_CREATE", ""} {
			r.fake.Dispatch(kind, d)
		}
	}
	r.fake.Dispatch("GUILD_CREATE", map[string]any{"id": "1", "name": strings.Repeat("x", 300_000)}) // in many frames
	r.asks()
	if _, resumes := r.fake.Logins(); resumes != 0 {
		t.Error("the connection was lost")
	}
	for _, raw := range []string{"null", "[]", "", `{"d":1}`, `{"op":"x"}`, `{"op":7}`, `{"op":10,"d":{"heartbeat_interval":0}}`, `{"op":10}`, `{"op":10,"d":{"heartbeat_interval":1e300}}`} {
		before := logins(r.fake)
		r.fake.SendRaw(raw)
		r.relogin(before)
		r.asks()
	}
	if err := r.end(); err != nil {
		t.Error(err)
	}
}

// scripted feeds a watched connection from memory.
type scripted struct {
	net.Conn
	in *bytes.Reader
}

func (s scripted) Read(p []byte) (int, error)      { return s.in.Read(p) }
func (s scripted) SetReadDeadline(time.Time) error { return nil }

// FuzzGateway sends messages of the gateway through the watched connection:
// whatever they are, discordgo gets only messages of the few forms that it
// handles, and no handler panics.
func FuzzGateway(f *testing.F) {
	f.Add(`{"op":0,"s":1,"t":"READY","d":{"session_id":"x"}}`)
	f.Add(`{"op":0,"s":2,"t":"INTERACTION_CREATE","d":{"id":"1","token":"t","type":2,"data":{"name":"nato"}}}`)
	f.Add(`{"op":0,"s":2,"t":"GUILD_DELETE","d":{"id":"1"}}`)
	f.Add(`{"op":9,"d":true}`)
	f.Add(`{"op":10,"d":{"heartbeat_interval":41250}}`)
	f.Add(`null`)
	events := adaptertest.Events{}
	c := bare(answers(spain()))
	c.Event = events.Add
	a, err := New(Config{Token: "t", APIURL: "http://127.0.0.1:1", ApplicationID: "1", Config: c, Gone: func(context.Context, string) {}})
	if err != nil {
		f.Fatal(err)
	}
	a.kit.Client.Transport = refusing{}
	f.Fuzz(func(t *testing.T, text string) {
		var wire bytes.Buffer
		wire.WriteString("HTTP/1.1 101 Switching Protocols\r\n\r\n")
		for _, s := range []string{`{"op":10,"d":{"heartbeat_interval":41250}}`, text} {
			wire.WriteByte(0x80 | frameText)
			wire.WriteByte(127)
			wire.Write(binary.BigEndian.AppendUint64(nil, uint64(len(s))))
			wire.WriteString(s)
		}
		l := &link{a: a}
		out, _ := io.ReadAll(l.watch(scripted{in: bytes.NewReader(wire.Bytes())}, nil))
		var got seenFrames
		(&frames{}).feed(out, &got)
		for _, line := range strings.Split(strings.TrimSpace(got.String()), "\n") {
			var payload []byte
			if _, err := fmt.Sscanf(line, "1 %x", &payload); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			var m struct {
				Op   int             `json:"op"`
				Type string          `json:"t"`
				D    json.RawMessage `json:"d"`
			}
			if err := json.Unmarshal(payload, &m); err != nil || m.Op == 0 && m.Type != "READY" && m.Type != "RESUMED" || m.Op == 7 || m.Op == 9 {
				t.Errorf("discordgo gets %s", payload)
			}
		}
		<-a.kit.Work.Idle()
		if events.N("panic") != 0 {
			t.Fatal("a handler panicked")
		}
	})
}

// refusing is a network that is not there.
type refusing struct{}

func (refusing) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("no network")
}

func TestGatewayOverTLS(t *testing.T) {
	t.Parallel()
	r := newSocketRig(t, answers(spain()))
	srv := httptest.NewTLSServer(r.fake)
	t.Cleanup(srv.Close)
	r.a.api = srv.URL + "/api/v10"
	r.a.kit.Client.Transport = srv.Client().Transport
	r.run()
	r.ready()
	r.asks()
	before := logins(r.fake)
	r.fake.Reconnect()
	r.relogin(before)
	r.asks()
	if _, resumes := r.fake.Logins(); resumes != 1 {
		t.Errorf("%d resumes", resumes)
	}
	if err := r.end(); err != nil {
		t.Error(err)
	}
}
