package discord

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"natobot/bot/adapter"
)

// healthyAfter is how long a connection must last for the waits between
// attempts to start small again. With maxBackoff it keeps us below the 1,000
// identifies a day after which Discord resets a token:
// https://docs.discord.com/developers/events/gateway
const healthyAfter = time.Minute

// maxInflight bounds interactions of the gateway, those told to come back
// later included.
const maxInflight = 2 * adapter.MaxPlaces

// fatalCodes are the close codes after which coming back can't help:
// https://docs.discord.com/developers/topics/opcodes-and-status-codes
var fatalCodes = map[int]error{
	4004: ErrToken,
	4010: errors.New("discord: the gateway refuses the shard (4010)"),
	4011: errors.New("discord: the bot is in so many servers that the gateway needs shards (4011); use the HTTP endpoint, set DISCORD_PUBLIC_KEY"),
	4012: errors.New("discord: the gateway no longer speaks this version (4012); a newer release of natobot is needed"),
	4013: errors.New("discord: the gateway refuses the intents (4013)"),
	4014: errors.New("discord: the gateway disallows an intent (4014)"),
}

// gateway keeps a connection to the gateway until ctx ends or Discord refuses
// the bot for good. discordgo's own reconnecting is off: it never gives up on
// a refused token, and it can deadlock.
func (a *Adapter) gateway(ctx context.Context) error {
	routeLog(a.log)
	if name, err := a.Probe(ctx); errors.Is(err, ErrToken) {
		return err
	} else if err != nil {
		a.log.Warn("discord: not reached at the start, trying on", "error", err)
	} else {
		a.log.Info("discord: connecting", "as", name)
	}
	p, failures := pauses{wait: a.timing.backoff}, 0
	var l *link
	for ctx.Err() == nil {
		if l == nil {
			var err error
			if l, err = a.newLink(); err != nil {
				return err
			}
		}
		start := time.Now()
		opened, err := l.serve(ctx)
		if ctx.Err() != nil {
			return nil
		}
		code := 0
		if c := l.watched.Load(); c != nil {
			code, _ = c.closeCode()
		}
		if fatalCodes[code] != nil {
			return fatalCodes[code]
		}
		a.kit.Event("reconnect")
		lasted := time.Since(start)
		a.log.Warn("discord: gateway connection ended", "error", err, "lasted", lasted.Round(time.Millisecond))
		gone := errors.Is(err, errSessionGone)
		anew := !opened || gone || endedCodes[code]
		if anew {
			l.cut()
			l = nil // whatever state it is in, it is not used again
		}
		if opened && lasted >= healthyAfter {
			p, failures = pauses{wait: a.timing.backoff}, 0
		}
		failures++
		if failures%a.timing.probeAfter == 0 {
			if _, err := a.Probe(ctx); errors.Is(err, ErrToken) {
				return err
			}
		}
		hold := p.next(a.timing, opened && lasted >= healthyAfter, anew, opened && endedCodes[code])
		if gone { // Discord asks for one to five seconds
			hold = max(hold, a.timing.newSession+rand.N(4*a.timing.newSession+1))
		}
		if !adapter.Pause(ctx, hold) {
			return nil
		}
	}
	return nil
}

// endedCodes are the close codes after which Discord keeps no session to resume:
// an invalid sequence and a session that timed out.
var endedCodes = map[int]bool{4007: true, 4009: true}

// pauses are the waits between connections. Only those before a new session
// grow, for only identifies are rationed.
type pauses struct {
	wait    time.Duration // before the next new session
	resumes int           // in a row, of connections that did not last
	ended   bool          // a session that Discord ended was followed at once
}

// next is how long to wait after a connection: long tells that it lasted, anew
// that a new session has to begin, ended that Discord ended the one before,
// which is followed at once, but not twice in a row.
func (p *pauses) next(t timing, long, anew, ended bool) time.Duration {
	soon := t.backoff / 4
	switch {
	case long: // back at once: what is asked meanwhile has three seconds
		return rand.N(soon + 1)
	case !anew:
		p.resumes++
		return rand.N(min(soon<<min(p.resumes-1, 8), 2*t.backoff) + 1)
	case ended && !p.ended:
		p.ended = true
		return rand.N(soon + 1)
	}
	hold := p.wait/2 + rand.N(p.wait/2+1)
	p.wait = min(2*p.wait, t.maxBackoff)
	return hold
}

// A link is one discordgo session, and with it Discord's: opened again it
// resumes, so that what was sent meanwhile arrives.
type link struct {
	a       *Adapter
	s       *discordgo.Session
	down    chan struct{}
	watched atomic.Pointer[watchedConn]
	resume  atomic.Pointer[string] // where READY said that the session is resumed
	roots   *x509.CertPool         // as the REST client's; nil: the system's
}

func (l *link) resumeURL() string {
	if r := l.resume.Load(); r != nil {
		return *r
	}
	return ""
}

func (a *Adapter) newLink() (*link, error) {
	s, err := discordgo.New("Bot " + a.cfg.Token)
	if err != nil {
		return nil, fmt.Errorf("discord: %w", err)
	}
	l := &link{a: a, s: s, down: make(chan struct{}, 1)}
	s.StateEnabled = false
	s.ShouldReconnectOnError = false
	s.ShouldRetryOnRateLimit = false
	s.MaxRestRetries = 0
	s.Compress = false // the watched connection reads it first
	s.SyncEvents = true
	s.LogLevel = discordgo.LogWarning
	s.UserAgent = userAgent
	s.Identify.Intents = 0
	if a.cfg.Gone != nil {
		s.Identify.Intents = discordgo.IntentsGuilds
	}
	s.Identify.Properties.Browser = "natobot"
	s.Client = &http.Client{Transport: rewrite{a}, Timeout: a.kit.Timing.Call}
	if t, ok := a.kit.Client.Transport.(*http.Transport); ok && t.TLSClientConfig != nil {
		l.roots = t.TLSClientConfig.RootCAs
	}
	s.Dialer = &websocket.Dialer{NetDialContext: l.dial, NetDialTLSContext: l.dialTLS, HandshakeTimeout: a.kit.Timing.Call}
	s.AddHandler(func(_ *discordgo.Session, _ *discordgo.Disconnect) {
		select {
		case l.down <- struct{}{}:
		default:
		}
	})
	return l, nil
}

// serve opens the connection and stays until it is down or ctx ends. It
// reports whether it came to be open.
func (l *link) serve(ctx context.Context) (opened bool, err error) {
	l.cut()
	select { // a sign of the connection before
	case <-l.down:
	default:
	}
	l.watched.Store(nil)
	done := make(chan error, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- fmt.Errorf("open panicked: %v", p)
			}
		}()
		done <- l.s.Open()
	}()
	limit := time.NewTimer(l.a.timing.openTime)
	defer limit.Stop()
	select {
	case err = <-done:
	case <-ctx.Done():
		err = l.abandon(done, ctx.Err())
	case <-limit.C:
		err = l.abandon(done, errors.New("the gateway did not answer in time"))
	}
	if err != nil {
		return false, l.why(err)
	}
	l.a.log.Info("discord: gateway connected")
	select {
	case <-l.down:
		return true, l.why(errors.New("connection lost"))
	case <-ctx.Done():
	}
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		l.s.Close() // it says good-bye and waits a second
	}()
	select {
	case <-closed:
	case <-time.After(4 * time.Second):
		l.cut()
		<-closed
	}
	return true, nil
}

// abandon ends an Open that hangs by cutting its connection under it.
func (l *link) abandon(done <-chan error, why error) error {
	l.cut()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		l.a.log.Error("discord: a connection attempt hangs and was abandoned")
	}
	return why
}

func (l *link) cut() {
	if c := l.watched.Load(); c != nil {
		c.Close()
	}
}

// why adds what the connection saw to err.
func (l *link) why(err error) error {
	c := l.watched.Load()
	if c == nil {
		return l.a.bare(err)
	}
	if code, text := c.closeCode(); code != 0 {
		return fmt.Errorf("closed by Discord with %d %s", code, text)
	}
	if cause := c.cause(); cause != nil {
		err = cause
	}
	return l.a.bare(err)
}

// rewrite sends discordgo's REST calls, of which only GET /gateway happens, to
// the configured API.
type rewrite struct{ a *Adapter }

func (t rewrite) RoundTrip(r *http.Request) (*http.Response, error) {
	_, path, ok := strings.Cut(r.URL.Path, "/api/v"+discordgo.APIVersion)
	if !ok {
		return nil, errors.New("unexpected address")
	}
	u, err := url.Parse(t.a.api + path)
	if err != nil {
		return nil, errors.New("the address of the Discord API can't be used")
	}
	r = r.Clone(r.Context())
	r.URL, r.Host = u, ""
	transport := t.a.kit.Client.Transport
	if transport == nil {
		transport = http.DefaultTransport
	}
	return transport.RoundTrip(r)
}

// event takes an event of the gateway. It must not block: the socket waits.
func (a *Adapter) event(kind string, data json.RawMessage) {
	switch kind {
	case "INTERACTION_CREATE":
		select {
		case a.inflight <- struct{}{}:
		default:
			a.kit.Event("busy")
			a.log.Error("discord: too many interactions at once, one was dropped")
			return
		}
		a.kit.Work.Go(func() {
			defer func() { <-a.inflight }()
			defer a.kit.Rescue("interaction")
			var in interaction
			if err := json.Unmarshal(data, &in); err != nil {
				a.log.Warn("discord: interaction not understood", "error", err)
				return
			}
			a.deliver(&in, a.respond(&in))
		})
	case "GUILD_DELETE":
		var g struct {
			ID          string `json:"id"`
			Unavailable bool   `json:"unavailable"`
		}
		if json.Unmarshal(data, &g) != nil || g.Unavailable || g.ID == "" || a.cfg.Gone == nil {
			return // unavailable: an outage of Discord's, nobody removed the bot
		}
		a.kit.Work.Go(func() {
			defer a.kit.Rescue("guild removal")
			a.cfg.Gone(a.kit.Base, g.ID)
		})
	}
}

// deliver sends the first response over REST. Interaction routes have no part
// in the limiter, so nothing holds a response up. A response that may have got
// lost is sent once more: Discord says when it had the first.
func (a *Adapter) deliver(in *interaction, ans answer) {
	if ans.replay {
		return
	}
	ctx, cancel := context.WithTimeout(a.kit.Base, a.kit.Timing.Call)
	defer cancel()
	path := "/interactions/" + url.PathEscape(in.ID) + "/" + url.PathEscape(in.Token) + "/callback"
	for try := 1; ; try++ {
		kind, body, err := encode(ans.response, ans.files)
		if err != nil {
			a.log.Error("discord: answer not encoded", "interaction", in.ID, "error", err)
			return
		}
		one, done := context.WithTimeout(ctx, a.timing.callback)
		res, err := a.call(one, http.MethodPost, path, false, kind, body)
		done()
		code := res.code()
		if err == nil && (res.OK() || code == 40060 && try > 1) {
			if ans.later != nil {
				ans.later()
			}
			return
		}
		wait := 200 * time.Millisecond
		switch {
		case err == nil && (code == 10062 || res.Status == http.StatusNotFound || code == 40060):
			a.kit.Event("late")
			a.log.Warn("discord: the response came too late", "interaction", in.ID, "error", res.err())
			if ans.lost != nil && try == 1 {
				ans.lost()
			}
			return
		case err == nil && res.Status == http.StatusTooManyRequests:
			wait, _ = retryAfter(res, a.now())
		case err == nil && res.Status < 500 && ans.plain != nil && try == 1:
			a.log.Error("discord: response refused, sent as plain text", "interaction", in.ID, "error", res.err())
			ans.response, ans.files, wait = response{Type: respondMessage, Data: ans.plain()}, nil, 0
		case err == nil && res.Status < 500:
			try = 2
		}
		if try >= 2 || wait > 2*time.Second || !adapter.Pause(ctx, wait) {
			a.kit.Event("response_failed")
			a.log.Error("discord: response not delivered", "interaction", in.ID, "error", errOf(res, err))
			if ans.lost != nil && !adapter.MayHaveArrived(res.Answer, err) {
				ans.lost()
			}
			return
		}
	}
}

var (
	logOnce sync.Once
	logTo   atomic.Pointer[slog.Logger]
)

// routeLog sends discordgo's log, which is one for the whole process, to ours.
// Texts in it are left out: some hold whole payloads with their tokens.
func routeLog(l *slog.Logger) {
	logTo.Store(l)
	logOnce.Do(func() {
		discordgo.Logger = func(level, _ int, format string, args ...any) {
			for i, x := range args {
				switch x.(type) {
				case error, int, int64, bool, time.Duration:
				default:
					args[i] = "…"
				}
			}
			at := slog.LevelDebug // what matters is said by the adapter itself
			if level == discordgo.LogError {
				at = slog.LevelInfo
			}
			logTo.Load().Log(context.Background(), at, "discordgo: "+fmt.Sprintf(strings.NewReplacer("%d", "%v", "%s", "%v", "%#v", "%v", "\n", " ").Replace(format), args...))
		}
	})
}
