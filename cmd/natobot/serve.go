package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"natobot/bot"
	"natobot/bot/chart"
	"natobot/bot/discord"
	"natobot/bot/slack"
	"natobot/facts"
	"natobot/schedule"
)

// Time-outs of the HTTP server: a client that is slow costs a connection for
// so long and no longer. Both platforms give up after three seconds.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 10 * time.Second
	writeTimeout      = 20 * time.Second
	idleTimeout       = 90 * time.Second
	maxHeader         = 32 << 10
	stopWithin        = 10 * time.Second
	clientTimeout     = 10 * time.Second // of one call to a platform's API
)

func (p *program) serve(ctx context.Context, args []string) int {
	if len(args) > 0 {
		return p.fail(p.badUsage("serve takes no arguments; it is configured by the environment, see the README"))
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
	if err := s.run(ctx); err != nil {
		return p.fail(err)
	}
	return exitOK
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
	if format == "text" {
		return slog.New(slog.NewTextHandler(p.Err, o))
	}
	return slog.New(slog.NewJSONHandler(p.Err, o))
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

// A server is everything that `serve` runs; run owns each of its goroutines.
type server struct {
	cfg     config
	log     *slog.Logger
	now     func() time.Time
	data    atomic.Pointer[facts.Dataset]
	store   *schedule.Store
	engine  *schedule.Engine
	bot     *bot.Bot
	slack   *slack.Adapter   // nil: off
	discord *discord.Adapter // nil: off
	http    *http.Server
	listen  net.Listener
	metrics *metrics
	health  *health
	feeds   *schedule.Feeds // nil: none
	trace   func(context.Context) error
	closing []io.Closer
}

func (p *program) newServer(ctx context.Context, cfg config) (_ *server, err error) {
	s := &server{cfg: cfg, log: p.newLog(cfg), now: p.Now, metrics: newMetrics(), health: &health{}}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	d, err := p.loadChecked(cfg.DataDir)
	if err != nil {
		return nil, err
	}
	s.data.Store(d)
	if s.trace, err = startTracing(ctx, p.Env); err != nil {
		return nil, err
	}
	if s.store, err = openStore(ctx, cfg, s.log); err != nil {
		return nil, fmt.Errorf("the database: %w", err)
	}
	s.closing = append(s.closing, s.store)
	desk := &schedule.Desk{Store: s.store, Data: s.data.Load, Log: s.log}
	s.bot = bot.New(bot.Config{Data: s.data.Load, Desk: desk, Once: s.store, Limits: bot.DefaultLimits(), Support: cfg.Support, Log: s.log, Observe: s.metrics.observe})
	secret := cfg.signingSecrets()
	charts := chart.NewHost(cfg.PublicURL, secret[0])
	signer := bot.NewSigner(secret[0], secret[1:]...)
	client := &http.Client{Timeout: clientTimeout}
	posters := map[string]bot.Poster{}
	mux := http.NewServeMux()
	if cfg.slackOn() {
		s.slack, err = slack.New(slack.Config{
			SigningSecret: cfg.SlackSigningSecret, BotToken: cfg.SlackBotToken, AppToken: cfg.SlackAppToken, ClientID: cfg.SlackClientID, ClientSecret: cfg.SlackClientSecret,
			APIURL: cfg.SlackAPIURL, PublicURL: cfg.PublicURL, Handler: s.bot.Handle, Signer: signer, Once: bot.NewMemory(100_000), Installations: s.store, Shares: s.store,
			ChartURL: charts.URL, Log: s.log, Now: p.Now, HTTPClient: client, Event: func(name string) { s.metrics.events.WithLabelValues("slack", name).Inc() },
		})
		if err != nil {
			return nil, err
		}
		posters["slack"] = s.slack
		s.slack.Mount(mux)
	}
	if cfg.discordOn() {
		s.discord, err = discord.New(discord.Config{
			PublicKey: cfg.DiscordPublicKey, Token: cfg.DiscordBotToken, ApplicationID: cfg.DiscordApplicationID, APIURL: cfg.DiscordAPIURL,
			Handler: s.bot.Handle, Signer: signer, Shares: s.store, Chart: charts.PNG, Log: s.log, Now: p.Now, HTTPClient: client,
			Gone: func(ctx context.Context, guild string) {
				if err := s.store.EndInstallation(ctx, "discord", guild, p.Now()); err != nil {
					s.log.ErrorContext(ctx, "a server that removed the bot could not be forgotten", "guild", guild, "error", err)
				}
			},
		})
		if err != nil {
			return nil, err
		}
		posters["discord"] = s.discord
		s.discord.Mount(mux)
	}
	s.engine = schedule.NewEngine(schedule.EngineConfig{Store: s.store, Data: s.data.Load, Posters: posters, Now: p.Now, Log: s.log,
		Observe: func(platform, outcome string) { s.metrics.sends.WithLabelValues(platform, outcome).Inc() }})
	if len(cfg.Feeds) > 0 {
		if s.feeds, err = schedule.NewFeeds(cfg.Feeds, schedule.FeedOptions{Log: s.log}); err != nil {
			return nil, fmt.Errorf("NATOBOT_FEEDS: %w", err)
		}
	}
	s.watchHealth()
	mux.Handle("GET /charts/", charts)
	mux.HandleFunc("GET /healthz", s.health.alive)
	mux.HandleFunc("GET /readyz", s.health.ready)
	mux.Handle("GET /metrics", s.metrics.handler())
	s.http = &http.Server{Handler: traced(s.metrics.count(mux), p.Env), ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug)}
	if s.listen, err = net.Listen("tcp", cfg.Addr); err != nil {
		return nil, fmt.Errorf("NATOBOT_ADDR: %w", err)
	}
	return s, nil
}

// loadChecked loads the data and, with a data directory, has it pass lint.
func (p *program) loadChecked(dir string) (*facts.Dataset, error) {
	if dir == "" {
		return facts.Load(facts.Embedded())
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

// watchHealth tells health and metrics of each part.
func (s *server) watchHealth() {
	s.health.add("data", func(context.Context) (string, error) {
		e := s.data.Load().Newest()
		return fmt.Sprintf("%d editions, newest %s", len(s.data.Load().Editions), e.ID), nil
	})
	s.health.add("deliveries", s.engine.Health)
	seen := func(name string, last func() time.Time) {
		s.health.add(name, func(context.Context) (string, error) {
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
	if s.cfg.SlackAppToken != "" {
		seen("slack socket", s.slack.LastSeen)
	}
	if s.discord != nil && !s.discord.OverHTTP() {
		seen("discord gateway", s.discord.LastSeen)
	}
	s.metrics.gauge("natobot_editions", "Editions loaded.", nil, func() float64 { return float64(len(s.data.Load().Editions)) })
	s.metrics.gauge("natobot_queue_age_seconds", "Age of the oldest delivery that is due.", nil, func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		age, err := s.engine.QueueAge(ctx)
		if err != nil {
			return -1
		}
		return age.Seconds()
	})
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
	if s.slack != nil && s.cfg.SlackAppToken != "" {
		g.Go(func() error { return s.slack.Run(ctx) })
	}
	if s.discord != nil {
		g.Go(func() error { return s.discord.Run(ctx) })
	}
	newsroom := &schedule.Newsroom{Store: s.store, Log: s.log}
	g.Go(func() error { s.watch(ctx, newsroom); return nil })
	if s.feeds != nil {
		g.Go(func() error { s.readFeeds(ctx, newsroom); return nil })
	}
	g.Go(func() error {
		<-ctx.Done()
		s.log.Info("natobot stops")
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
		defer cancel()
		err := s.http.Shutdown(stop)
		if s.slack != nil {
			s.slack.Wait()
		}
		return errors.Join(err, s.engine.Stop(stop), s.trace(stop))
	})
	err := g.Wait()
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	return err
}

// watch takes up changes of the data directory, and announces what is new.
func (s *server) watch(ctx context.Context, n *schedule.Newsroom) {
	tick := time.NewTicker(watchTick)
	defer tick.Stop()
	w := &schedule.Watch{Swap: s.data.Store, Log: s.log, Announce: func(ctx context.Context, d *facts.Dataset) error { return n.Announce(ctx, d, s.now()) }}
	if dir := s.cfg.DataDir; dir != "" {
		p := &program{}
		w.Dir = os.DirFS(dir)
		w.Load = func() (*facts.Dataset, error) { return p.loadChecked(dir) }
	}
	w.Run(ctx, s.data.Load(), tick.C)
}

func (s *server) readFeeds(ctx context.Context, n *schedule.Newsroom) {
	tick := time.NewTicker(feedTick)
	defer tick.Stop()
	for {
		if err := n.Headlines(ctx, s.feeds.Read(ctx, s.data.Load(), s.now()), s.now()); err != nil && ctx.Err() == nil {
			s.log.Error("headlines were not planned", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

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
