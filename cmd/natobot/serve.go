package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"natobot/bot"
	"natobot/bot/adapter"
	"natobot/bot/chart"
	"natobot/bot/console"
	"natobot/bot/mcp"
	"natobot/bot/web"
	"natobot/bot/webhook"
	"natobot/facts"
	"natobot/facts/answer"
	"natobot/facts/reader"
	"natobot/schedule"
	"natobot/schedule/zones"
)

// Time-outs of the HTTP server: a client that is slow costs a connection for
// so long and no longer. Both platforms give up after three seconds.
const (
	readHeaderTimeout = 3 * time.Second
	readTimeout       = 5 * time.Second
	writeTimeout      = 20 * time.Second
	idleTimeout       = 90 * time.Second
	maxHeader         = 16 << 10
	clientTimeout     = 10 * time.Second // of one call to a platform's API
)

// memoryLimit is where the collector begins to work harder; a flood stays
// below it and a large installation may exceed it. GOMEMLIMIT sets another.
const memoryLimit = 100 << 20

// A stop takes at most stopWithin: stopLinger, stopRequests and stopDrain one
// after the other, and beside them the queue.
const (
	stopWithin   = 10 * time.Second
	stopLinger   = 2500 * time.Millisecond // not ready, but answering; without an HTTP platform nothing
	stopRequests = 2 * time.Second         // for requests being answered
	stopDrain    = 4 * time.Second         // for what was acknowledged
)

func (p *program) serve(ctx context.Context, args []string) int {
	fs := flag.NewFlagSet("natobot serve", flag.ContinueOnError)
	skip := fs.String("skip-due-before", "", "after a restore: `TIME` (2026-11-27T09:00Z, or a day in UTC) before which what was due is recorded as skipped")
	words, err := p.flags(fs, args)
	if err != nil {
		return exitUsage
	}
	if len(words) > 0 {
		return p.fail(p.badUsage("serve takes no words; it is configured by the environment, see the README"))
	}
	before, err := p.skipTime(*skip)
	if err != nil {
		return p.fail(err)
	}
	cfg, err := readConfig(p.Env)
	if err != nil {
		fmt.Fprintln(p.Err, "natobot: the configuration has faults:")
		for _, line := range strings.Split(err.Error(), "\n") {
			fmt.Fprintln(p.Err, "  "+line)
		}
		return exitUsage
	}
	s, err := p.newServer(ctx, cfg)
	if err != nil {
		return p.fail(err)
	}
	if !before.IsZero() {
		n, err := s.store.SkipDueBefore(ctx, before)
		if err != nil {
			s.close()
			return p.fail(fmt.Errorf("skipping what was due before %s: %w", before.Format(time.RFC3339), err))
		}
		s.log.Warn("what was due before a time is recorded as skipped", "before", before.UTC().Format(time.RFC3339), "deliveries", n)
	}
	if p.Env("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	err = s.run(ctx)
	s.log.Info("natobot stopped", "goroutines", runtime.NumGoroutine())
	if err != nil {
		return p.fail(err)
	}
	return exitOK
}

// skipTime reads the time of --skip-due-before; zero when there is none.
func (p *program) skipTime(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", time.DateOnly} {
		t, err := time.Parse(layout, text)
		switch {
		case err != nil:
		case t.After(p.Now()):
			return t, p.badUsage("--skip-due-before %s is in the future; what is not due yet is not skipped", clip(text))
		default:
			return t, nil
		}
	}
	return time.Time{}, p.badUsage("--skip-due-before %q is no time; write it as 2026-11-27T09:00Z or 2026-11-27", clip(text))
}

// newLog makes the log; text on a terminal, else JSON.
func (p *program) newLog(cfg config) *slog.Logger {
	o := &slog.HandlerOptions{Level: cfg.LogLevel}
	format := cfg.LogFormat
	if format == "" {
		format = "json"
		if f, ok := p.Err.(*os.File); ok {
			if st, err := f.Stat(); err == nil && st.Mode()&os.ModeCharDevice != 0 {
				format = "text"
			}
		}
	}
	out := cfg.redacted(p.Err)
	if format == "text" {
		return slog.New(slog.NewTextHandler(out, o))
	}
	return slog.New(slog.NewJSONHandler(out, o))
}

// openStore opens the database and brings its schema up to date.
func openStore(ctx context.Context, cfg config, log *slog.Logger) (*schedule.Store, error) {
	if path, ok := strings.CutPrefix(cfg.DatabaseURL, "sqlite:"); ok {
		if dir := filepath.Dir(path); dir != "." {
			if err := os.MkdirAll(dir, 0o700); err != nil {
				return nil, fmt.Errorf("NATOBOT_DATABASE_URL: the directory of the database can't be made: %w", err)
			}
		}
	}
	return schedule.Open(ctx, cfg.DatabaseURL, schedule.Options{Keys: cfg.SecretKeys, Log: log})
}

// lostKeys says what to do about tokens that can't be opened.
const lostKeys = "workspaces' tokens can't be opened with NATOBOT_SECRET_KEY: add the key that sealed them to the list, after a comma, or have those workspaces install the bot again"

// A server is everything that `serve` runs; run owns each of its goroutines.
type server struct {
	cfg     config
	log     *slog.Logger
	now     func() time.Time
	data    atomic.Pointer[answer.Writer] // of the dataset of the moment
	store   *schedule.Store
	engine  *schedule.Engine
	bot     *bot.Bot
	chats   []adapter.Server // of the platforms that are configured
	http    *http.Server
	listen  net.Listener
	metrics *metrics
	health  *health
	feeds   *schedule.Feeds   // nil: none
	lookout *schedule.Lookout // nil: off
	refused sync.Map          // errors of platforms that refuse the bot for good, by name
	closing []io.Closer
}

func (p *program) newServer(ctx context.Context, cfg config) (_ *server, err error) {
	s := &server{cfg: cfg, log: p.newLog(cfg), now: p.Now, metrics: newMetrics()}
	for _, note := range cfg.notes {
		s.log.Warn(note)
	}
	s.health = &health{log: s.log, now: p.Now, faults: map[string]bool{}}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	if cfg.Watch && cfg.DataDir != "" {
		if err := os.MkdirAll(cfg.DataDir, 0o755); err != nil {
			return nil, fmt.Errorf("NATOBOT_DATA_DIR: %w", err)
		}
	}
	if err := s.open(ctx, p); err != nil {
		return nil, err
	}
	desk := &schedule.Desk{Store: s.store, Platforms: platforms, Data: func() *reader.Reader { return s.data.Load().Read }, Log: s.log}
	s.bot = bot.New(bot.Config{Data: s.data.Load, Desk: desk, Once: s.store, Limits: bot.DefaultLimits(), Support: cfg.Support, Public: cfg.PublicURL, Log: s.log, Observe: s.observe})
	secret := cfg.signingSecrets()
	charts := chart.NewHost(cfg.PublicURL, secret[0])
	signer := bot.NewSigner(secret[0], secret[1:]...)
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 64 // two hosts take nearly everything; the default of 2 opens a connection for each message
	client := &http.Client{Timeout: clientTimeout, Transport: transport}
	s.closing = append(s.closing, idle{client})
	// What is subscribed for the platform console is printed.
	posters := map[string]bot.Poster{console.Platform: &console.Console{Out: p.Out}}
	mux := http.NewServeMux()
	if err := s.adapters(p, desk, charts, signer, client); err != nil {
		return nil, err
	}
	for _, c := range s.chats {
		posters[c.Traits().Name] = c
		c.Mount(mux)
	}
	if err := s.wire(ctx, p, posters, client); err != nil {
		return nil, err
	}
	for platform := range posters {
		s.metrics.expect(platform)
	}
	s.engine = schedule.NewEngine(schedule.EngineConfig{Store: s.store, Data: s.dataset, Posters: posters, Platforms: platforms, Now: p.Now, Elapsed: p.Elapsed, Departures: s.cfg.departures(p.Env), Date: s.platformDate(client), Log: s.log, Address: s.bot.AddressOf,
		Observe: func(platform, outcome string) { s.metrics.sends.WithLabelValues(platform, outcome).Inc() }})
	if len(cfg.Feeds) > 0 {
		if s.feeds, err = schedule.NewFeeds(cfg.Feeds, schedule.FeedOptions{Log: s.log}); err != nil {
			return nil, fmt.Errorf("NATOBOT_FEEDS: %w", err)
		}
	}
	s.watchHealth()
	if cfg.Watch {
		if err := s.startWatch(desk); err != nil {
			return nil, err
		}
	}
	pages, err := web.New(web.Config{Handler: s.bot.Handle, Data: s.data.Load, Public: cfg.PublicURL, Local: "http://" + cfg.Addr, Chart: charts.PNG, Now: p.Now, Log: s.log, Support: cfg.Support, Calendars: schedule.Calendar{Store: s.store}})
	if err != nil {
		return nil, err
	}
	pages.Mount(mux)
	if cfg.MCP != "off" {
		p.mcpServer(s.bot, s.data.Load, cfg.PublicURL, mcp.DefaultLimits(), s.log).Mount(mux)
	}
	mux.Handle("GET /charts/", charts)
	mux.HandleFunc("GET /healthz", s.health.alive)
	mux.HandleFunc("GET /readyz", s.health.ready)
	mux.Handle("GET /metrics", s.metrics.handler())
	if err := s.listenAt(cfg.Addr, mux, p.First); err != nil {
		return nil, err
	}
	return s, nil
}

// open loads the data and opens the database, with tokens that its keys open and
// runs planned by the rules of time zones in use.
func (s *server) open(ctx context.Context, p *program) error {
	d, err := shown(s.cfg.SIPRI)(p.loadChecked(s.cfg.DataDir))
	if err != nil {
		return err
	}
	s.data.Store(answer.New(d))
	if s.store, err = openStore(ctx, s.cfg, s.log); err != nil {
		return fmt.Errorf("the database: %w", err)
	}
	s.closing = append(s.closing, s.store)
	sealed, lost, err := s.store.Reseal(ctx, true)
	if err != nil {
		return fmt.Errorf("the tokens in the database: %w", err)
	}
	if sealed > 0 {
		s.log.Info("tokens sealed anew with the first key of NATOBOT_SECRET_KEY", "workspaces", sealed)
	}
	if lost > 0 {
		s.log.Error(lostKeys, "workspaces", lost)
	}
	if err := s.replan(ctx, p.zoneFault); err != nil {
		return err
	}
	s.metrics.gauge("natobot_tokens_unreadable", "Workspaces whose tokens no key opened at the start.", nil, func() float64 { return float64(lost) })
	return nil
}

// adapters makes those of the platforms that are configured.
func (s *server) adapters(p *program, desk *schedule.Desk, charts *chart.Host, signer bot.Signer, client *http.Client) error {
	cfg := s.cfg
	common := func(platform string) adapter.Config {
		return adapter.Config{Handler: s.bot.Handle, Signer: signer, Shares: s.store, ChartURL: charts.URL, Log: s.log, Now: p.Now, HTTPClient: client, Drain: stopDrain, First: p.First,
			Event: func(name string) { s.metrics.events.WithLabelValues(platform, name).Inc() }}
	}
	for _, c := range chats {
		if !c.on(cfg) {
			continue
		}
		a, err := c.open(s, p, desk, charts, common(c.traits.Name))
		if err != nil {
			return err
		}
		s.chats = append(s.chats, a)
	}
	return nil
}

// wire makes the operator's own receivers known.
func (s *server) wire(ctx context.Context, p *program, posters map[string]bot.Poster, client *http.Client) error {
	var channels []string
	if len(s.cfg.Webhooks) > 0 {
		posters[webhook.Platform] = webhook.New(webhook.Config{Addresses: s.cfg.Webhooks, Secrets: s.cfg.HookSecrets, Client: client, Now: p.Now})
		for _, a := range s.cfg.Webhooks {
			channels = append(channels, webhook.Channel(a))
		}
	}
	return s.store.Wire(ctx, webhook.Platform, webhook.Workspace, channels, s.dataset(), p.Now())
}

// listenAt makes the HTTP server and begins to listen; longer is how much longer
// than usual an answer may take.
func (s *server) listenAt(addr string, mux http.Handler, longer time.Duration) error {
	s.http = &http.Server{Handler: s.health.draining(s.metrics.count(mux)), ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout + longer,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug)}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("NATOBOT_ADDR: %w", err)
	}
	g := newGate(l, func(reason string) { s.metrics.shed.WithLabelValues(reason).Inc() })
	s.listen = g
	s.metrics.gauge("natobot_http_connections", "HTTP connections open.", nil, func() float64 { return float64(g.count()) })
	s.http.Handler, s.http.ConnState, s.http.ConnContext = g.handler(s.http.Handler), g.state, g.context
	return nil
}

// platformDate asks a configured platform for the time, by the Date of an answer
// to a call that needs no token.
func (s *server) platformDate(client *http.Client) func(context.Context) (time.Time, bool) {
	if len(s.chats) == 0 {
		return nil
	}
	address := s.chats[0].API()
	return func(ctx context.Context) (time.Time, bool) {
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		r, err := http.NewRequestWithContext(ctx, http.MethodHead, address, nil)
		if err != nil {
			return time.Time{}, false
		}
		res, err := client.Do(r)
		if err != nil {
			return time.Time{}, false
		}
		defer res.Body.Close()
		t, err := http.ParseTime(res.Header.Get("Date"))
		return t, err == nil
	}
}

// loadChecked loads the data and, with a data directory, has it pass lint.
func (p *program) loadChecked(dir string) (*facts.Dataset, error) {
	if dir == "" {
		return embedded()
	}
	overlay := os.DirFS(dir)
	d, err := facts.Load(facts.Embedded(), overlay)
	if err != nil {
		return nil, fmt.Errorf("NATOBOT_DATA_DIR: %w", err)
	}
	if faults := facts.Lint(facts.Embedded(), overlay); len(faults) > 0 {
		return nil, fmt.Errorf("NATOBOT_DATA_DIR: %w (natobot data lint %s lists all %d faults)", faults[0], dir, len(faults))
	}
	return d, nil
}

// replan says by which time zone rules digests are due, and plans anew when the
// database was planned by others.
func (s *server) replan(ctx context.Context, fault error) error {
	rules := zones.InUse()
	if fault != nil {
		s.log.Error("ZONEINFO is not used", "error", fault, "rules", rules.String())
	}
	if rules.Age(s.now()) > zones.Stale {
		s.log.Warn("the time zone rules are old: digests may come an hour off where clocks changed since; a newer image, the system's tzdata or ZONEINFO brings newer ones", "rules", rules.String())
	}
	moved, err := s.store.Replan(ctx, rules)
	if err != nil {
		return err
	}
	for _, m := range moved {
		s.log.Info("time zone rules changed: the next run moved", "subscription", m.Subscription, "schedule", m.Spec, "from", m.From, "to", m.To, "rules", rules.String())
	}
	return nil
}

// observe counts an answer, and logs it for those who look for one request:
// by the platform's id of it, without a word of what was asked.
func (s *server) observe(r bot.Request, reply bot.Reply, took time.Duration) {
	s.metrics.observe(r, reply, took)
	if s.log.Enabled(context.Background(), slog.LevelDebug) {
		s.log.Debug("answered", "request", r.ID, "platform", r.Platform, "workspace", r.Workspace, "kind", r.Kind, "intent", reply.Intent, "outcome", outcomeOf(reply), "ref", reply.Ref, "took", took)
	}
}

// watchHealth tells health and metrics of each part.
func (s *server) watchHealth() {
	s.health.add("data", "no data", false, func(context.Context) (string, error) {
		e := s.data.Load().Newest()
		return fmt.Sprintf("%d editions, newest %s", len(s.data.Load().Editions), e.ID), nil
	})
	s.health.add("deliveries", "the database or the scheduler does not work; the log has the cause", true, s.engine.Health)
	rules := zones.InUse()
	s.health.add("time zones", "no rules", false, func(context.Context) (string, error) { return rules.String(), nil })
	s.metrics.gauge("natobot_zone_rules_age_seconds", "Age of the time zone rules in use; 0 when their day is unknown.", prometheus.Labels{"release": rules.Release}, func() float64 { return rules.Age(s.now()).Seconds() })
	for _, c := range s.chats {
		s.watchToken(c.Traits(), c.Own())
	}
	seen := func(name, platform string, last func() time.Time) {
		s.health.add(name, "the socket is silent", false, func(context.Context) (string, error) {
			if err, ok := s.refused.Load(platform); ok {
				return "", fmt.Errorf("refused for good: %w", err.(error))
			}
			t := last()
			if t.IsZero() {
				return "", errors.New("the socket has not spoken yet")
			}
			ago := s.now().Sub(t).Round(time.Second)
			if ago > 2*time.Minute {
				return "", fmt.Errorf("the socket last spoke %s ago", ago)
			}
			return fmt.Sprintf("last spoke %s ago", ago), nil
		})
		s.metrics.gauge("natobot_socket_last_seen_seconds", "Seconds since a socket last spoke.", map[string]string{"socket": name}, func() float64 {
			if t := last(); !t.IsZero() {
				return s.now().Sub(t).Seconds()
			}
			return -1
		})
	}
	for _, c := range s.chats {
		if name, _ := c.Socket(); name != "" {
			seen(c.Traits().Name+" "+name, c.Traits().Name, func() time.Time { _, at := c.Socket(); return at })
		}
	}
	s.metrics.gauge("natobot_editions", "Editions loaded.", nil, func() float64 { return float64(len(s.data.Load().Editions)) })
	s.metrics.gauge("natobot_build_info", "1, labelled with the version.", map[string]string{"version": buildVersion()}, func() float64 { return 1 })
	s.metrics.gauge("natobot_queue_age_seconds", "How long the oldest open delivery has been due; -1 when the database can't be read.", nil, s.queueAge())
	s.metrics.counter("natobot_questions_limited_total", "Questions declined because a user or a workspace asked too many.", nil, s.bot.Limits.Refused)
	for _, c := range s.chats {
		name := c.Traits().Name
		s.metrics.gauge("natobot_rate_limit_wait_seconds", "The longest wait that a platform asked for; 0 when none.", map[string]string{"platform": name}, func() float64 { _, d := c.Held(); return d.Seconds() })
		for of := range c.Left() {
			s.metrics.gauge("natobot_rate_limit_budget", "What is left: requests of this second, refusals until sending pauses.", map[string]string{"platform": name, "of": of}, func() float64 { return float64(c.Left()[of]) })
		}
	}
}

// watchToken tells health and metrics how a platform's tokens are. The process
// is not ready when there is only one and it is refused.
func (s *server) watchToken(of bot.Traits, fromEnvironment bool) {
	platform := of.Name
	if of.OneToken && !fromEnvironment {
		return // there is none
	}
	s.health.add(platform+" token", "the platform refuses the bot's token", true, func(ctx context.Context) (string, error) {
		t, err := s.engine.Tokens(ctx, platform)
		all := t.Installed
		if fromEnvironment {
			all++
		}
		switch {
		case err != nil:
			return "not known while the database can't be read", nil
		case t.Refused > 0 && all <= 1:
			return "", errors.New("the only token is refused; what is due waits for a day")
		}
		return fmt.Sprintf("%d refused", t.Refused), nil
	})
	s.metrics.gauge("natobot_tokens_refused", "Tokens that the platform refuses at present; -1 when the database can't be read.", map[string]string{"platform": platform}, func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		t, err := s.engine.Tokens(ctx, platform)
		if err != nil {
			return -1
		}
		return float64(t.Refused)
	})
}

// queueFresh is how long a reading of the queue is given again: /metrics is
// open to everybody.
const queueFresh = 5 * time.Second

func (s *server) queueAge() func() float64 {
	var mu sync.Mutex
	var at time.Time
	var age float64
	return func() float64 {
		mu.Lock()
		defer mu.Unlock()
		if now := s.now(); at.IsZero() || now.Sub(at) >= queueFresh {
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
			defer cancel()
			d, err := s.engine.QueueAge(ctx)
			if age = d.Seconds(); err != nil {
				age = -1
			}
			at = s.now()
		}
		return age
	}
}

// watchTick is how often the data directory is looked at: a change is taken up
// after two looks that agree, and told within a minute.
const watchTick = 5 * time.Second

// feedTick is how often feeds are read.
const feedTick = 10 * time.Minute

// run serves until ctx is done, then stops within stopWithin, finishing what
// was acknowledged.
func (s *server) run(ctx context.Context) error {
	defer s.close()
	s.log.Info("natobot starts", "version", buildVersion(), "listen", s.listen.Addr().String(), "config", s.cfg.String(), "edition", s.data.Load().Newest().ID)
	for _, line := range s.cfg.missing() {
		s.log.Info(line)
	}
	if err := s.engine.Start(ctx); err != nil {
		return fmt.Errorf("the scheduler did not start: %w", err)
	}
	// Loading leaves as much garbage as data; it is given back at once.
	debug.FreeOSMemory()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		if err := s.http.Serve(s.listen); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	for _, c := range s.chats {
		g.Go(func() error { return s.platform(ctx, c) })
	}
	newsroom := &schedule.Newsroom{Store: s.store, Platforms: platforms, Log: s.log}
	g.Go(func() error { s.watch(ctx, newsroom); return nil })
	if s.feeds != nil {
		g.Go(func() error { s.readFeeds(ctx, newsroom); return nil })
	}
	if s.lookout != nil {
		g.Go(func() error { s.lookout.Run(ctx, s.store.First); return nil })
	}
	g.Go(func() error {
		<-ctx.Done()
		s.health.stop()
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
		defer cancel()
		// What is being sent may take as long as the stop lasts; it ends before stop
		// is cancelled.
		var queue errgroup.Group
		queue.Go(func() error { return s.engine.Stop(stop) })
		s.log.Info("natobot stops")
		s.unlisten(stop)
		for _, c := range s.chats {
			queue.Go(func() error { c.Wait(); return nil })
		}
		return queue.Wait()
	})
	err := g.Wait()
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	return err
}

// unlisten ends the HTTP server so that a load balancer loses nothing: not
// ready at once, yet answering for stopLinger, with each response closing its
// connection; then no new connection, and at most stopRequests for what runs.
func (s *server) unlisten(ctx context.Context) {
	if s.cfg.overHTTP() {
		linger := time.NewTimer(stopLinger)
		defer linger.Stop()
		select {
		case <-linger.C:
		case <-ctx.Done():
		}
	}
	ctx, cancel := context.WithTimeout(ctx, stopRequests)
	defer cancel()
	if err := s.http.Shutdown(ctx); err != nil {
		s.log.Warn("connections were cut at the stop", "error", err)
		s.http.Close() // its error is that of a listener closed before
	}
}

// platform runs an adapter. One that its platform refuses for good ends serve
// only where it is the only one, for the other's users have no part in it; its
// silence makes the process not ready.
func (s *server) platform(ctx context.Context, c adapter.Server) error {
	name := c.Traits().Name
	err := c.Run(ctx)
	if err == nil || ctx.Err() != nil || len(s.chats) == 1 {
		return err
	}
	s.refused.Store(name, err)
	s.log.Error("a platform refuses the bot for good; the other goes on", "platform", name, "error", err)
	return nil
}

// dataset is the dataset of the moment.
func (s *server) dataset() *facts.Dataset { return s.data.Load().Dataset }

// watch takes up changes of the data directory, and announces what is new.
func (s *server) watch(ctx context.Context, n *schedule.Newsroom) {
	tick := time.NewTicker(watchTick)
	defer tick.Stop()
	w := &schedule.Watch{Swap: func(d *facts.Dataset) { s.data.Store(answer.New(d)) }, Log: s.log, Announce: func(ctx context.Context, d *facts.Dataset) error { return n.Announce(ctx, d, s.now()) }}
	if dir := s.cfg.DataDir; dir != "" {
		p := &program{}
		w.Dir = os.DirFS(dir)
		w.Load = func() (*facts.Dataset, error) { return shown(s.cfg.SIPRI)(p.loadChecked(dir)) }
		w.Import = func(name string) (string, error) { return importDropped(dir, name, s.log) }
	}
	w.Run(ctx, s.dataset(), tick.C)
}

func (s *server) readFeeds(ctx context.Context, n *schedule.Newsroom) {
	tick := time.NewTicker(feedTick)
	defer tick.Stop()
	for {
		if err := n.Headlines(ctx, s.feeds.Read(ctx, s.dataset(), s.now()), s.now()); err != nil && ctx.Err() == nil {
			s.log.Error("headlines were not planned", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// idle closes a client's connections that wait for a next call.
type idle struct{ client *http.Client }

func (i idle) Close() error { i.client.CloseIdleConnections(); return nil }

func (s *server) close() {
	if s.listen != nil {
		s.listen.Close() // closed already after a Serve
	}
	for _, c := range s.closing {
		if err := c.Close(); err != nil {
			s.log.Error("closing", "error", err)
		}
	}
	s.closing = nil
}
