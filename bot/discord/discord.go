// Package discord speaks Discord's wire format: interactions over HTTP or over
// the gateway, and messages posted on the bot's own account.
//
// A request becomes a [bot.Request], the handler's [bot.Reply] becomes a
// message (render.go, the one file that knows Components V2). Answers go out in
// the first response; only a slow handler is deferred.
package discord

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"natobot/bot"
	"natobot/facts"
	factanswer "natobot/facts/answer"
)

// Config of an Adapter. Handler is required, and PublicKey or Token.
type Config struct {
	PublicKey     string // hex; switches the HTTP endpoints on
	Token         string // the bot's; posting, and the gateway when there is no PublicKey
	ApplicationID string // "" is asked from Discord
	APIURL        string // up to and including the version; "" is DefaultAPIURL

	Handler bot.Handler
	Signer  bot.Signer
	Once    bot.Once   // nil: a bot.Memory of this process
	Shares  bot.Shares // nil: shared answers are not remembered

	// Suggest answers autocomplete; nil: the Handler does, asked with bot.Complete.
	Suggest func(prefix string, asOf facts.Date, n int) []factanswer.Choice
	// ChartURL is where Discord can fetch a chart as a picture, or "": then its
	// bytes are sent. nil: they always are.
	ChartURL func(*factanswer.Chart) string
	// Chart draws a chart as a PNG; nil: answers have no picture but those with
	// an address.
	Chart func(*factanswer.Chart) ([]byte, error)
	// Gone is told of servers that removed the bot. With it the gateway asks
	// for the GUILDS intent, which is not privileged; without it for none.
	Gone func(ctx context.Context, guild string)

	Log        *slog.Logger     // nil: discarded
	Now        func() time.Time // nil: time.Now
	HTTPClient *http.Client     // nil: one of its own; redirects are never followed
	Drain      time.Duration    // of a stop, for what was acknowledged; 0 is 8 s
	First      time.Duration    // for an answer to be the first response, or else come later; 0 is 0.7 s
}

// Bounds of an Adapter.
const (
	deferAfter    = 700 * time.Millisecond // Discord waits 3 s; people one
	handlerTime   = 2 * time.Minute        // after which an answer is given up
	tokenLife     = 14 * time.Minute       // Discord's 15, less the way there
	callbackTime  = 2 * time.Second        // of one try to deliver a first response
	maxAtOnce     = 256                    // interactions being answered
	replayMemory  = 20 * time.Minute
	timeWindow    = 300 * time.Second // Discord documents none
	maxBody       = 1 << 20
	drainTime     = 8 * time.Second // of a stop, for what was acknowledged
	shareLookups  = 4               // tries to learn the id of a shared message
	platformName  = "discord"
	typingTooSlow = 2500 * time.Millisecond // autocomplete can't be deferred
)

// Stats count what an operator wants to see. They only grow.
type Stats struct {
	Interactions, Refused, Replayed, Deferred, Busy, LateAcks, ResponseErrors, InvalidRequests, RateLimited, Reconnects, Panics int64
}

type counters struct {
	interactions, refused, replayed, deferred, busy, lateAcks, responseErrors, invalid, rateLimited, reconnects, panics atomic.Int64
}

// An Adapter is the bot on Discord. It is safe for concurrent use.
type Adapter struct {
	cfg    Config
	key    ed25519.PublicKey
	api    string
	client *http.Client
	log    *slog.Logger
	now    func() time.Time
	limits *limiter
	count  counters

	places   chan struct{}
	inflight chan struct{} // of the gateway
	work     tracker       // answers under way
	base     context.Context
	cancel   context.CancelFunc

	mu       sync.Mutex
	appID    string
	dms      map[string]string // user → channel
	lastSeen atomic.Int64      // unix nanoseconds of the gateway's last sign of life
	timing   timing
}

// timing is what tests shorten.
type timing struct {
	deferAfter, typing, handlerTime, call, callback, openTime, firstRead, slowest, newSession, backoff, maxBackoff, settle time.Duration
	probeAfter                                                                                                             int
}

// New checks the configuration and makes an Adapter. It calls nobody.
func New(c Config) (*Adapter, error) {
	a := &Adapter{cfg: c, log: c.Log, now: c.Now, places: make(chan struct{}, maxAtOnce), inflight: make(chan struct{}, maxInflight), appID: c.ApplicationID, dms: map[string]string{}}
	if c.Handler == nil {
		return nil, errors.New("discord: no handler")
	}
	if c.PublicKey == "" && c.Token == "" {
		return nil, errors.New("discord: neither DISCORD_PUBLIC_KEY nor DISCORD_BOT_TOKEN is set")
	}
	if c.PublicKey != "" {
		k, err := hex.DecodeString(strings.TrimSpace(c.PublicKey))
		if err != nil || len(k) != ed25519.PublicKeySize {
			return nil, errors.New("discord: DISCORD_PUBLIC_KEY must be 64 hexadecimal digits, as the application's General Information page shows it")
		}
		a.key = k
	}
	if c.ApplicationID != "" && !snowflake(c.ApplicationID) {
		return nil, errors.New("discord: DISCORD_APPLICATION_ID must be a number")
	}
	a.api = strings.TrimRight(c.APIURL, "/")
	if a.api == "" {
		a.api = DefaultAPIURL
	}
	if u, err := url.Parse(a.api); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, errors.New("discord: DISCORD_API_URL must be an http or https address")
	}
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	if a.now == nil {
		a.now = time.Now
	}
	if a.cfg.Once == nil {
		a.cfg.Once = bot.NewMemory(100_000)
	}
	client := http.Client{Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 16, IdleConnTimeout: 90 * time.Second, TLSHandshakeTimeout: 10 * time.Second}}
	if c.HTTPClient != nil {
		client = *c.HTTPClient
	}
	// A redirect would carry the token to another host.
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	a.client = &client
	a.limits = newLimiter()
	a.timing = timing{deferAfter: cmp.Or(c.First, deferAfter), typing: max(c.First, typingTooSlow), handlerTime: handlerTime, call: callTimeout, callback: callbackTime, openTime: 60 * time.Second, firstRead: 20 * time.Second, slowest: 2 * time.Minute,
		newSession: time.Second, backoff: time.Second, maxBackoff: 2 * time.Minute, settle: 500 * time.Millisecond, probeAfter: 3}
	a.base, a.cancel = context.WithCancel(context.Background())
	return a, nil
}

// Stats is a snapshot of the counters.
func (a *Adapter) Stats() Stats {
	c := &a.count
	return Stats{c.interactions.Load(), c.refused.Load(), c.replayed.Load(), c.deferred.Load(), c.busy.Load(), c.lateAcks.Load(),
		c.responseErrors.Load(), c.invalid.Load(), c.rateLimited.Load(), c.reconnects.Load(), c.panics.Load()}
}

// LastSeen is when the gateway last gave a sign of life; zero over HTTP and
// before the first connection.
func (a *Adapter) LastSeen() time.Time {
	if n := a.lastSeen.Load(); n != 0 {
		return time.Unix(0, n)
	}
	return time.Time{}
}

// OverHTTP reports whether interactions come over HTTP; otherwise over the
// gateway, never both.
func (a *Adapter) OverHTTP() bool { return a.key != nil }

// Run serves until ctx ends: the gateway when there is no public key, else
// nothing but the answers that HTTP requests left under way. It returns nil
// after a stop that was asked for, and an error when Discord refuses the bot
// for good. When it returns, no goroutine of the adapter is left, save for
// handlers that ignore their context.
func (a *Adapter) Run(ctx context.Context) error {
	var err error
	if a.OverHTTP() {
		<-ctx.Done()
	} else {
		err = a.gateway(ctx)
	}
	stop := time.NewTimer(cmp.Or(a.cfg.Drain, drainTime))
	defer stop.Stop()
	select {
	case <-a.work.Idle():
	case <-stop.C:
		a.log.Warn("discord: answers were still under way at the stop")
	}
	a.cancel()
	a.client.CloseIdleConnections()
	return err
}

// ApplicationID is the application's id, asked from Discord once when it was
// not configured.
func (a *Adapter) application(ctx context.Context) (string, error) {
	a.mu.Lock()
	id := a.appID
	a.mu.Unlock()
	if id != "" {
		return id, nil
	}
	res, err := a.call(ctx, http.MethodGet, "/applications/@me", true, "", nil)
	if err != nil {
		return "", fmt.Errorf("discord: ask for the application's id: %w", err)
	}
	var app struct {
		ID string `json:"id"`
	}
	if !res.ok() || json.Unmarshal(res.body, &app) != nil || !snowflake(app.ID) {
		return "", fmt.Errorf("discord: ask for the application's id: %w", res.err())
	}
	a.mu.Lock()
	a.appID = app.ID
	a.mu.Unlock()
	return app.ID, nil
}

// Probe asks Discord who the bot's token belongs to: its name, or why the
// token does not work.
func (a *Adapter) Probe(ctx context.Context) (name string, err error) {
	res, err := a.call(ctx, http.MethodGet, "/users/@me", true, "", nil)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	if res.status == http.StatusUnauthorized {
		return "", ErrToken
	}
	var me struct {
		Username string `json:"username"`
	}
	if !res.ok() || json.Unmarshal(res.body, &me) != nil {
		return "", fmt.Errorf("discord: the bot's token could not be checked: %w", res.err())
	}
	return me.Username, nil
}

// ErrToken says that Discord does not accept the bot's token.
var ErrToken = errors.New("discord: Discord refuses the bot's token; reset it on the application's Bot page and set DISCORD_BOT_TOKEN to the new one")
