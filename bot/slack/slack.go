// Package slack speaks Slack's wire format: commands, interactions and events
// over HTTP or over Socket Mode, and messages posted on the bot's own account.
//
// A request becomes a [bot.Request], the handler's [bot.Reply] becomes a
// message (render.go, the one file that knows Block Kit). Answers to commands
// go out in the first response; only a slow handler answers later.
package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"natobot/bot"
	factanswer "natobot/facts/answer"
)

// Config of an Adapter. Handler is required, and one of SigningSecret, AppToken
// and BotToken.
type Config struct {
	SigningSecret string // switches the HTTP endpoints on
	BotToken      string // of one workspace; others come with each install
	AppToken      string // switches Socket Mode on
	ClientID      string // with ClientSecret and Installations: the OAuth install
	ClientSecret  string
	APIURL        string // base of the Web API; "" is DefaultAPIURL
	PublicURL     string // where Slack and browsers reach this server
	Tools         bool   // the manifest names the server's tools, so that an install asks for their scope
	Settle        bool   // an install also asks for the scope with which unknown outcomes are looked up

	Handler       bot.Handler
	Signer        bot.Signer
	Once          bot.Once          // for what people send: replays; nil: a bot.Memory of this process
	Shared        bot.Once          // for events and installs, which may reach another process the second time; nil: Once
	Installations bot.Installations // nil: BotToken serves every workspace
	Shares        bot.Shares        // nil: shared answers are not remembered

	// Faults says what is wrong with the fields of a form that was sent back, by
	// field, from what was typed alone; nil: the Handler says it.
	Faults func(bot.Request) map[string]string

	// ChartURL is where Slack can fetch a chart as a picture, for charts that
	// its native ones can't show; nil or "": no pictures.
	ChartURL func(*factanswer.Chart) string

	Log        *slog.Logger      // nil: discarded
	Now        func() time.Time  // nil: time.Now
	HTTPClient *http.Client      // nil: one of its own; redirects are never followed
	Drain      time.Duration     // of a stop, for what was acknowledged; 0 is 8 s
	First      time.Duration     // for an answer to be the first response, or else come later; 0 is 0.7 s
	Event      func(name string) // counts what an operator wants to see; nil: not counted
}

// Bounds of an Adapter.
const (
	platformName = "slack"
	handlerTime  = 2 * time.Minute        // after which an answer is given up
	ackAfter     = 700 * time.Millisecond // Slack waits 3 s; people one
	replayMemory = 15 * time.Minute       // three times the signature's window
	eventMemory  = 25 * time.Hour         // Slack delivers an event again for up to 24 h
	maxAtOnce    = 256                    // requests being answered
	drainTime    = 8 * time.Second        // of a stop, for what was acknowledged
	silentTime   = 40 * time.Second       // without a ping from Slack, which sends several a minute, a socket is dead
	maxThreads   = 10_000                 // threads whose Allies are remembered
	maxWaiting   = 1024                   // mentions that wait for a rate limit
	maxDMs       = 10_000
)

// An Adapter is the bot on Slack. It is safe for concurrent use.
type Adapter struct {
	cfg    Config
	api    string // ends with a slash
	client *http.Client
	log    *slog.Logger
	now    func() time.Time
	limits *limiter

	places  chan struct{}
	waiting chan struct{}
	work    tracker // what is being answered
	links   tracker // what serves sockets
	base    context.Context
	cancel  context.CancelFunc

	mu      sync.Mutex
	dms     map[string]string // workspace and user → channel
	threads map[string]thread
	uses    map[string]use // by response_url
	views   map[string]opened
	renewal map[string]*renewal
	unkept  map[string]bot.Installation // by workspace: renewed, but not stored yet
	unread  map[string]time.Time        // by workspace: nothing can be looked up there, until when that is believed
	in      map[string]bool             // workspace and channel: the bot is in it
	plainer map[string]time.Time        // by workspace: until when first responses do without native data
	acked   map[string]time.Time        // by envelope

	templates templates

	lastSeen atomic.Int64 // unix nanoseconds of the socket's last sign of life
	timing   timing
}

// timing is what tests shorten.
type timing struct {
	ackAfter, handlerTime, drain, silent, backoff, maxBackoff, retry time.Duration
}

// A thread is what a conversation carries over to the next question.
type thread struct {
	context factanswer.Context
	at      time.Time
}

// New checks the configuration and makes an Adapter. It calls nobody.
func New(c Config) (*Adapter, error) {
	if c.Handler == nil {
		return nil, errors.New("slack: no handler")
	}
	if c.SigningSecret == "" && c.AppToken == "" && c.BotToken == "" {
		return nil, errors.New("slack: none of SLACK_SIGNING_SECRET, SLACK_APP_TOKEN and SLACK_BOT_TOKEN is set")
	}
	if c.AppToken != "" && !strings.HasPrefix(c.AppToken, "xapp-") {
		return nil, errors.New("slack: SLACK_APP_TOKEN must be an app-level token, which begins with xapp-")
	}
	if c.AppToken != "" && c.BotToken == "" && c.Installations == nil {
		return nil, errors.New("slack: Socket Mode needs SLACK_BOT_TOKEN too")
	}
	a := &Adapter{cfg: c, log: c.Log, now: c.Now, places: make(chan struct{}, maxAtOnce), waiting: make(chan struct{}, maxWaiting), limits: newLimiter(),
		dms: map[string]string{}, threads: map[string]thread{}, uses: map[string]use{}, views: map[string]opened{}, renewal: map[string]*renewal{}, unkept: map[string]bot.Installation{}, unread: map[string]time.Time{},
		in: map[string]bool{}, plainer: map[string]time.Time{}, acked: map[string]time.Time{}}
	a.api = strings.TrimRight(c.APIURL, "/") + "/"
	if c.APIURL == "" {
		a.api = DefaultAPIURL
	}
	if u, err := url.Parse(a.api); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, errors.New("slack: SLACK_API_URL must be an http or https address")
	}
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	if a.now == nil {
		a.now = time.Now
	}
	if a.cfg.Event == nil {
		a.cfg.Event = func(string) {}
	}
	if a.cfg.Once == nil {
		a.cfg.Once = bot.NewMemory(100_000)
	}
	if a.cfg.Shared == nil {
		a.cfg.Shared = a.cfg.Once
	}
	client := http.Client{Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 16, IdleConnTimeout: 90 * time.Second, TLSHandshakeTimeout: 10 * time.Second}}
	if c.HTTPClient != nil {
		client = *c.HTTPClient
	}
	// A redirect would carry the token to another host.
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	a.client = &client
	a.timing = timing{ackAfter: cmp.Or(c.First, ackAfter), handlerTime: handlerTime, drain: cmp.Or(c.Drain, drainTime), silent: silentTime, backoff: time.Second, maxBackoff: time.Minute, retry: time.Second}
	a.base, a.cancel = context.WithCancel(context.Background())
	a.work.caught, a.links.caught = a.caught, a.caught
	return a, nil
}

// LastSeen is when the socket last gave a sign of life; zero over HTTP and
// before the first connection.
func (a *Adapter) LastSeen() time.Time {
	if n := a.lastSeen.Load(); n != 0 {
		return time.Unix(0, n)
	}
	return time.Time{}
}

// Wait waits until what was acknowledged is answered, at most drainTime; then
// what is left is cancelled. The adapter answers nothing any more afterwards.
func (a *Adapter) Wait() {
	stop := time.NewTimer(a.timing.drain)
	defer stop.Stop()
	if !a.idle(stop.C) {
		a.log.Warn("slack: answers were still under way at the stop")
	}
	a.cancel()
	stop.Reset(time.Second) // for what is cancelled to end
	a.idle(stop.C)
	a.client.CloseIdleConnections()
}

// idle waits until the adapter does nothing; false when stop comes first.
func (a *Adapter) idle(stop <-chan time.Time) bool {
	for _, t := range []*tracker{&a.work, &a.links} {
		select {
		case <-t.idle():
		case <-stop:
			return false
		}
	}
	return true
}

// enter takes one of the places in which requests are answered. It waits for
// one as long as the first response may wait, which slows a flood down rather
// than piling it up, and reports false when there is none.
func (a *Adapter) enter(wait <-chan time.Time) bool {
	select {
	case a.places <- struct{}{}:
		return true
	default:
	}
	select {
	case a.places <- struct{}{}:
		return true
	case <-wait:
	case <-a.base.Done():
	}
	a.cfg.Event("busy")
	return false
}

func (a *Adapter) leave() { <-a.places }

// Probe asks Slack who the bot's token belongs to: bot and workspace by name,
// or why the token does not work.
func (a *Adapter) Probe(ctx context.Context) (string, error) {
	if a.cfg.BotToken == "" {
		return "", errors.New("slack: SLACK_BOT_TOKEN is not set")
	}
	res, err := a.call(ctx, "auth.test", a.cfg.BotToken, struct{}{})
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	if isDeadCode(res.code) {
		return "", fmt.Errorf("slack: Slack refuses SLACK_BOT_TOKEN (%s)", res.code)
	}
	var who struct {
		User, Team string
	}
	if !res.ok || json.Unmarshal(res.body, &who) != nil {
		return "", fmt.Errorf("slack: the token could not be checked: %w", res.err())
	}
	return who.User + " in " + who.Team, nil
}

// caught records a panic that ended nothing but its own goroutine.
func (a *Adapter) caught(p any) {
	a.cfg.Event("panic")
	a.log.Error("slack: panic", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
}

// A tracker counts goroutines of the adapter, so that a stop can wait for them
// and a panic in one does not end the process.
type tracker struct {
	caught func(p any)

	mu   sync.Mutex
	n    int
	done chan struct{}
}

// Go runs f on a goroutine that idle waits for.
func (t *tracker) Go(f func()) {
	t.begin()
	go func() {
		defer t.end()
		defer func() {
			if p := recover(); p != nil {
				t.caught(p)
			}
		}()
		f()
	}()
}

func (t *tracker) begin() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n++
}

func (t *tracker) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n--; t.n == 0 && t.done != nil {
		close(t.done)
		t.done = nil
	}
}

// idle is closed as soon as nothing runs.
func (t *tracker) idle() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.done
	if c == nil {
		c = make(chan struct{})
		if t.n == 0 {
			close(c)
		} else {
			t.done = c
		}
	}
	return c
}
