// Package slack speaks Slack's wire format: commands, interactions and events
// over HTTP or over Socket Mode, and messages posted on the bot's own account.
//
// A request becomes a [bot.Request], the handler's [bot.Reply] becomes a
// message (render.go, the one file that knows Block Kit). Answers to commands
// go out in the first response; only a slow handler answers later.
package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"natobot/bot"
	"natobot/bot/adapter"
	factanswer "natobot/facts/answer"
)

// Config of an Adapter. Beside the Handler one of SigningSecret, AppToken and
// BotToken is required.
type Config struct {
	adapter.Config

	SigningSecret string // switches the HTTP endpoints on
	BotToken      string // of one workspace; others come with each install
	AppToken      string // switches Socket Mode on
	ClientID      string // with ClientSecret and Installations: the OAuth install
	ClientSecret  string
	APIURL        string // base of the Web API; "" is DefaultAPIURL
	PublicURL     string // where Slack and browsers reach this server
	Tools         bool   // the manifest names the server's tools, so that an install asks for their scope
	Settle        bool   // an install also asks for the scope with which unknown outcomes are looked up

	Shared        bot.Once          // for events and installs, which may reach another process the second time; nil: Once
	Installations bot.Installations // nil: BotToken serves every workspace

	// Faults says what is wrong with the fields of a form that was sent back, by
	// field, from what was typed alone; nil: the Handler says it.
	Faults func(bot.Request) map[string]string
}

// Bounds of an Adapter.
const (
	platformName = "slack"
	replayMemory = 15 * time.Minute // three times the signature's window
	eventMemory  = 25 * time.Hour   // Slack delivers an event again for up to 24 h
	silentTime   = 40 * time.Second // without a ping from Slack, which sends several a minute, a socket is dead
	maxThreads   = 10_000           // threads whose Allies are remembered
	maxWaiting   = 1024             // mentions that wait for a rate limit
	maxDMs       = 10_000
)

// An Adapter is the bot on Slack. It is safe for concurrent use.
type Adapter struct {
	cfg    Config
	kit    *adapter.Kit
	api    string // ends with a slash
	log    *slog.Logger
	now    func() time.Time
	limits *limiter

	waiting chan struct{}
	links   adapter.Tracker // what serves sockets

	dms     adapter.Recent[string] // by workspace and user: the channel
	threads adapter.Recent[factanswer.Context]
	views   adapter.Recent[opened]
	in      adapter.Recent[bool] // by workspace and channel: the bot is in it
	plainer adapter.Until        // by workspace: first responses do without native data
	unread  adapter.Until        // by workspace: nothing can be looked up there
	acked   adapter.Until        // by envelope

	mu      sync.Mutex
	uses    map[string]use // by response_url
	renewal map[string]*renewal
	unkept  map[string]bot.Installation // by workspace: renewed, but not stored yet

	templates templates
	timing    timing
}

// timing is what tests shorten, beside what they shorten of the kit's.
type timing struct {
	silent, backoff, maxBackoff, retry time.Duration
}

// New checks the configuration and makes an Adapter. It calls nobody.
func New(c Config) (*Adapter, error) {
	if c.SigningSecret == "" && c.AppToken == "" && c.BotToken == "" {
		return nil, errors.New("slack: none of SLACK_SIGNING_SECRET, SLACK_APP_TOKEN and SLACK_BOT_TOKEN is set")
	}
	if c.AppToken != "" && !strings.HasPrefix(c.AppToken, "xapp-") {
		return nil, errors.New("slack: SLACK_APP_TOKEN must be an app-level token, which begins with xapp-")
	}
	if c.AppToken != "" && c.BotToken == "" && c.Installations == nil {
		return nil, errors.New("slack: Socket Mode needs SLACK_BOT_TOKEN too")
	}
	api, err := adapter.APIBase(c.APIURL, DefaultAPIURL, "slack: SLACK_API_URL")
	if err != nil {
		return nil, err
	}
	k, err := adapter.New(Traits, c.Config)
	if err != nil {
		return nil, err
	}
	c.Config = k.Config
	if c.Shared == nil {
		c.Shared = c.Once
	}
	a := &Adapter{cfg: c, kit: k, api: api + "/", log: k.Log, now: k.Now, limits: newLimiter(), waiting: make(chan struct{}, maxWaiting),
		uses: map[string]use{}, renewal: map[string]*renewal{}, unkept: map[string]bot.Installation{},
		timing: timing{silent: silentTime, backoff: time.Second, maxBackoff: time.Minute, retry: time.Second}}
	a.dms.Most, a.threads.Most, a.views.Most, a.in.Most = maxDMs, maxThreads, maxThreads, maxThreads
	a.links.Caught = func(p any) { k.Caught("socket", p) }
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
func (a *Adapter) Own() bool { return a.cfg.BotToken != "" }

// Left implements adapter.Server: Slack counts nothing that it tells.
func (a *Adapter) Left() map[string]int { return nil }

// Socket implements adapter.Server.
func (a *Adapter) Socket() (string, time.Time) {
	if a.cfg.AppToken == "" {
		return "", time.Time{}
	}
	return "socket", a.kit.LastSeen()
}

// Wait waits until what was acknowledged is answered, at most the time to drain;
// then what is left is cancelled. The adapter answers nothing any more afterwards.
func (a *Adapter) Wait() { a.kit.Wait(&a.links) }

// Probe asks Slack who the bot's token belongs to: bot and workspace by name,
// or why the token does not work.
func (a *Adapter) Probe(ctx context.Context) (string, error) {
	if a.cfg.BotToken == "" {
		return "", errors.New("slack: SLACK_BOT_TOKEN is not set")
	}
	res, err := a.call(ctx, "auth.test", a.cfg.BotToken, struct{}{})
	if err != nil {
		return "", fmt.Errorf("slack: %w: %w", adapter.ErrUnreachable, err)
	}
	if isDeadCode(res.code) {
		return "", fmt.Errorf("slack: Slack refuses SLACK_BOT_TOKEN (%s)", res.code)
	}
	var who struct {
		User, Team string
	}
	if !res.ok || json.Unmarshal(res.Body, &who) != nil {
		return "", fmt.Errorf("slack: the token could not be checked: %w", res.err())
	}
	return who.User + " in " + who.Team, nil
}
