// Package discord speaks Discord's wire format: interactions over HTTP or over
// the gateway, and messages posted on the bot's own account.
//
// A request becomes a [bot.Request], the handler's [bot.Reply] becomes a
// message (render.go, the one file that knows Components V2). Answers go out in
// the first response; only a slow handler is deferred.
package discord

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"natobot/bot"
	"natobot/bot/adapter"
	"natobot/facts"
	factanswer "natobot/facts/answer"
)

// Config of an Adapter. Beside the Handler PublicKey or Token is required.
type Config struct {
	adapter.Config

	PublicKey     string // hex; switches the HTTP endpoints on
	Token         string // the bot's; posting, and the gateway when there is no PublicKey
	ApplicationID string // "" is asked from Discord
	APIURL        string // up to and including the version; "" is DefaultAPIURL

	// Suggest answers autocomplete; nil: the Handler does, asked with bot.Complete.
	Suggest func(prefix string, asOf facts.Date, n int) []factanswer.Choice
	// Chart draws a chart as a PNG where ChartURL has no address; nil: answers
	// have no picture but those with an address.
	Chart func(*factanswer.Chart) ([]byte, error)
	// Gone is told of servers that removed the bot. With it the gateway asks
	// for the GUILDS intent, which is not privileged; without it for none.
	Gone func(ctx context.Context, guild string)
}

// Bounds of an Adapter.
const (
	tokenLife     = 14 * time.Minute // Discord's 15, less the way there
	callbackTime  = 2 * time.Second  // of one try to deliver a first response
	replayMemory  = 20 * time.Minute
	timeWindow    = 300 * time.Second // Discord documents none
	maxBody       = 1 << 20
	shareLookups  = 4 // tries to learn the id of a shared message
	platformName  = "discord"
	typingTooSlow = 2500 * time.Millisecond // autocomplete can't be deferred
)

// An Adapter is the bot on Discord. It is safe for concurrent use.
type Adapter struct {
	cfg    Config
	kit    *adapter.Kit
	key    ed25519.PublicKey
	api    string
	log    *slog.Logger
	now    func() time.Time
	limits *limiter

	inflight chan struct{}          // of the gateway
	dms      adapter.Recent[string] // by user: the channel

	mu     sync.Mutex
	appID  string
	timing timing
}

// timing is what tests shorten, beside what they shorten of the kit's.
type timing struct {
	typing, callback, openTime, firstRead, slowest, newSession, backoff, maxBackoff, settle time.Duration
	probeAfter                                                                              int
}

// New checks the configuration and makes an Adapter. It calls nobody.
func New(c Config) (*Adapter, error) {
	if c.PublicKey == "" && c.Token == "" {
		return nil, errors.New("discord: neither DISCORD_PUBLIC_KEY nor DISCORD_BOT_TOKEN is set")
	}
	var key ed25519.PublicKey
	if c.PublicKey != "" {
		k, err := hex.DecodeString(strings.TrimSpace(c.PublicKey))
		if err != nil || len(k) != ed25519.PublicKeySize {
			return nil, errors.New("discord: DISCORD_PUBLIC_KEY must be 64 hexadecimal digits, as the application's General Information page shows it")
		}
		key = k
	}
	if c.ApplicationID != "" && !snowflake(c.ApplicationID) {
		return nil, errors.New("discord: DISCORD_APPLICATION_ID must be a number")
	}
	api, err := adapter.APIBase(c.APIURL, DefaultAPIURL, "discord: DISCORD_API_URL")
	if err != nil {
		return nil, err
	}
	k, err := adapter.New(Traits, c.Config)
	if err != nil {
		return nil, err
	}
	c.Config = k.Config
	a := &Adapter{cfg: c, kit: k, key: key, api: api, log: k.Log, now: k.Now, limits: newLimiter(), inflight: make(chan struct{}, maxInflight), appID: c.ApplicationID,
		timing: timing{typing: max(c.First, typingTooSlow), callback: callbackTime, openTime: 60 * time.Second, firstRead: 20 * time.Second, slowest: 2 * time.Minute,
			newSession: time.Second, backoff: time.Second, maxBackoff: 2 * time.Minute, settle: 500 * time.Millisecond, probeAfter: 3}}
	a.dms.Most = maxDMs
	return a, nil
}

// Idle is closed as soon as nothing is being answered.
func (a *Adapter) Idle() <-chan struct{} { return a.kit.Work.Idle() }

var _ adapter.Server = (*Adapter)(nil)

// Traits implements adapter.Server.
func (a *Adapter) Traits() bot.Traits { return Traits }

// API implements adapter.Server.
func (a *Adapter) API() string { return a.api }

// Own implements adapter.Server.
func (a *Adapter) Own() bool { return a.cfg.Token != "" }

// Held implements adapter.Server.
func (a *Adapter) Held() (n int, longest time.Duration) {
	b := a.Budget()
	return b.Held, b.Longest
}

// Left implements adapter.Server.
func (a *Adapter) Left() map[string]int {
	b := a.Budget()
	return map[string]int{"requests": b.Requests, "refusals": b.Refusals}
}

// Socket implements adapter.Server.
func (a *Adapter) Socket() (string, time.Time) {
	if a.OverHTTP() {
		return "", time.Time{}
	}
	return "gateway", a.kit.LastSeen()
}

// OverHTTP reports whether interactions come over HTTP; otherwise over the
// gateway, never both.
func (a *Adapter) OverHTTP() bool { return a.key != nil }

// Run serves until ctx ends: the gateway when there is no public key, else
// nothing, for HTTP is served by whoever mounted the adapter. It returns nil
// after a stop that was asked for, and an error when Discord refuses the bot for
// good. What it acknowledged goes on; see [Adapter.Wait].
func (a *Adapter) Run(ctx context.Context) error {
	if a.OverHTTP() {
		<-ctx.Done()
		return nil
	}
	return a.gateway(ctx)
}

// Wait waits until what was acknowledged is answered, at most the time to drain;
// then what is left is cancelled. No goroutine of the adapter is left, save for
// handlers that ignore their context, and it answers nothing any more.
func (a *Adapter) Wait() { a.kit.Wait() }

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
	if !res.OK() || json.Unmarshal(res.Body, &app) != nil || !snowflake(app.ID) {
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
		return "", fmt.Errorf("discord: %w: %w", adapter.ErrUnreachable, err)
	}
	if res.Status == http.StatusUnauthorized {
		return "", ErrToken
	}
	var me struct {
		Username string `json:"username"`
	}
	if !res.OK() || json.Unmarshal(res.Body, &me) != nil {
		return "", fmt.Errorf("discord: the bot's token could not be checked: %w", res.err())
	}
	return me.Username, nil
}

// ErrToken says that Discord does not accept the bot's token.
var ErrToken = errors.New("discord: Discord refuses the bot's token; reset it on the application's Bot page and set DISCORD_BOT_TOKEN to the new one")
