package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"natobot/bot"
	"natobot/bot/adapter"
	"natobot/facts"
	"natobot/schedule"
	"natobot/schedule/zones"
)

// A checkup is one run of doctor.
type checkup struct {
	p      *program
	cfg    config
	out    io.Writer
	code   int
	client *http.Client
	clocks *clocks
}

// doctor checks configuration, data, database and tokens, a line each, and
// says how to mend what fails. It prints no secret and changes nothing.
func (p *program) doctor(ctx context.Context, args []string) int {
	if len(args) > 0 {
		return p.fail(p.badUsage("doctor takes no arguments"))
	}
	cfg, err := readConfig(p.Env)
	k := &clocks{now: p.Now}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	defer transport.CloseIdleConnections()
	c := &checkup{p: p, cfg: cfg, out: cfg.redacted(p.Out), code: exitOK, clocks: k, client: &http.Client{Timeout: clientTimeout, Transport: dated{transport, k}}}
	c.configuration(err)
	dir := cfg.DataDir
	if _, err := os.Stat(dir); cfg.Watch && errors.Is(err, fs.ErrNotExist) {
		dir = "" // serve makes it
	}
	if d, err := p.loadChecked(dir); err != nil {
		c.fail("data", "%v", err)
		c.code = exitData
	} else {
		c.ok("data", "%d editions, newest %s published %s", len(d.Editions), d.Newest().ID, d.Newest().Published)
	}
	if strings.Contains(cfg.DatabaseURL, ":") {
		c.database(ctx)
	}
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	for _, x := range chats {
		x.check(c, ctx)
	}
	c.feeds(ctx)
	if cfg.Watch {
		c.watch(ctx)
	}
	if cfg.PublicURL == "" {
		c.ok("public address", "none: Slack gets charts only as its own, and the Slack install is off")
	}
	if len(cfg.SecretKeys) == 0 {
		c.ok("secret key", "none: the multi-workspace install is off")
	}
	c.zones()
	c.clock()
	return c.code
}

func (c *checkup) ok(part, format string, a ...any)   { c.say("ok  ", part, format, a...) }
func (c *checkup) warn(part, format string, a ...any) { c.say("warn", part, format, a...) }

func (c *checkup) fail(part, format string, a ...any) {
	if c.code == exitOK {
		c.code = exitInternal
	}
	c.say("FAIL", part, format, a...)
}

// say writes one line, however many the words come on.
func (c *checkup) say(mark, part, format string, a ...any) {
	fmt.Fprintf(c.out, "%s  %-14s %s\n", mark, part, strings.Join(strings.Fields(fmt.Sprintf(format, a...)), " "))
}

func (c *checkup) configuration(err error) {
	if err != nil {
		for _, line := range strings.Split(err.Error(), "\n") {
			c.fail("configuration", "%s", line)
		}
	} else {
		c.ok("configuration", "%s", c.cfg)
	}
	for _, note := range c.cfg.notes {
		c.warn("configuration", "%s", note)
	}
	impossible, odd := c.cfg.forms()
	for _, line := range append(impossible, c.cfg.alone()...) {
		c.fail("configuration", "%s", line)
	}
	for _, line := range odd {
		c.warn("configuration", "%s", line)
	}
}

// database opens the database to read it, and says what serve would change.
func (c *checkup) database(ctx context.Context) {
	kind, rest, _ := strings.Cut(c.cfg.DatabaseURL, ":")
	if kind == "sqlite" {
		if err := writable(rest); err != nil {
			c.fail("database", "%v. NATOBOT_DATABASE_URL names it.", err)
			return
		}
	}
	store, err := schedule.OpenReading(ctx, c.cfg.DatabaseURL, schedule.Options{Keys: c.cfg.SecretKeys, Log: slog.New(slog.DiscardHandler)})
	switch {
	case errors.Is(err, schedule.ErrNoDatabase):
		c.ok("database", "%s: none yet, serve makes it", kind)
		return
	case err != nil:
		c.fail("database", "%v. Is the directory writable, or the server up? NATOBOT_DATABASE_URL names it.", err)
		return
	}
	defer store.Close() // it was only read
	ahead, err := store.Ahead(ctx, zones.InUse())
	if err != nil {
		c.fail("database", "%v", err)
		return
	}
	if len(ahead) == 0 {
		c.ok("database", "%s opens and its schema is up to date", kind)
	}
	for _, line := range ahead {
		c.warn("database", "%s opens; %s", kind, line)
	}
	before := c.p.Now()
	if at, err := store.Clock(ctx); err != nil {
		c.fail("database", "%v", err)
	} else if !at.IsZero() {
		c.clocks.add("PostgreSQL", at, before)
	}
	switch sealed, lost, err := store.Reseal(ctx, false); {
	case err != nil:
		c.fail("secret key", "the tokens in the database can't be read: %v", err)
	case lost > 0:
		c.fail("secret key", "%d %s.", lost, lostKeys)
	case sealed > 0:
		c.ok("secret key", "the next start of serve seals %d workspaces' tokens with the first key; then the older ones can be dropped", sealed)
	case len(c.cfg.SecretKeys) > 0:
		c.ok("secret key", "opens every token in the database")
	}
}

// writable says by name what keeps a database file from being written: its
// directory, or the nearest one above that is there, or the file itself. A
// file made to try it is gone again at once.
func writable(path string) error {
	if f, err := os.OpenFile(path, os.O_RDWR, 0); err == nil {
		f.Close() // nothing was written
	} else if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the file %s can't be written: %w", path, errors.Unwrap(err))
	}
	dir := filepath.Dir(path)
	for {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	f, err := os.CreateTemp(dir, ".natobot-doctor-")
	if err != nil {
		return fmt.Errorf("the directory %s can't be written: %w. Is the directory writable for the user that runs serve", dir, errors.Unwrap(err))
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// mend says what to do about what a platform says.
func mend(err error, otherwise string) string {
	if errors.Is(err, adapter.ErrUnreachable) {
		return "Does this machine reach it, by name and through any proxy? SLACK_API_URL and DISCORD_API_URL name another address."
	}
	return otherwise
}

func nobody(context.Context, bot.Request) bot.Reply { return bot.Busy() }

// asking is the configuration of an adapter that answers nobody.
func (c *checkup) asking() adapter.Config {
	return adapter.Config{Handler: nobody, Signer: bot.NewSigner(c.cfg.signingSecrets()[0]), Now: c.p.Now, HTTPClient: c.client}
}

func (c *checkup) feeds(ctx context.Context) {
	for _, url := range c.cfg.Feeds {
		host, err := schedule.CheckFeed(ctx, url)
		switch {
		case err == nil:
			c.ok("feed", "%s has public addresses only", host)
		case errors.Is(err, schedule.ErrPrivateAddress):
			c.fail("feed", "%s: %v, so serve never reads it. NATOBOT_FEEDS names feeds of the public internet.", host, err)
		default:
			c.warn("feed", "%s: %v. Does this machine reach it, by name? No proxy is used for feeds.", host, err)
		}
	}
}

// watch reads the page once, as serve would, and takes nothing up.
func (c *checkup) watch(ctx context.Context) {
	if dir := c.cfg.DataDir; dir == "" {
		c.warn("watch", "what is found can be told, but not published: set NATOBOT_DATA_DIR")
	} else if err := writable(filepath.Join(dir, ".watch")); err != nil {
		c.fail("watch", "what is found can't be published: %v?", err)
	}
	n, err := schedule.CheckPage(ctx, c.cfg.WatchURL, c.p.Now())
	if err != nil {
		c.fail("watch", "NATO's page was not read: %v. If it has moved, set NATOBOT_WATCH_URL to where it is; no proxy is used.", err)
		return
	}
	c.ok("watch", "NATO's page links %d workbooks", n)
}

func (c *checkup) zones() {
	rules := zones.InUse()
	if c.p.zoneFault != nil {
		c.fail("time zones", "ZONEINFO: %v; the rules in use are %s", c.p.zoneFault, rules)
	}
	faults := rules.Faults()
	switch {
	case len(faults) > 0:
		c.fail("time zones", "rules %s: %d zones have to be taken from the built-in ones, the first %s", rules, len(faults), faults[0])
	case rules.Released.IsZero():
		c.warn("time zones", "rules %s: how old they are can't be told; built in are %s", rules, zones.BuiltIn())
	case rules.Released.Before(zones.BuiltIn().Released):
		c.warn("time zones", "rules %s: built in are newer ones, %s; take ZONEINFO away", rules, zones.BuiltIn())
	case rules.Age(c.p.Now()) > zones.Stale:
		c.warn("time zones", "rules %s: %d days old, and digests may come an hour off where clocks changed since; a newer image, the system's tzdata or ZONEINFO brings newer ones", rules, int(rules.Age(c.p.Now()).Hours()/24))
	default:
		c.ok("time zones", "rules %s", rules)
	}
}

// clockOff is how far this machine's clock may be from another's: answers have
// whole seconds and take some to come.
const clockOff = 15 * time.Second

// clock compares this machine's clock with those that were seen on the way.
func (c *checkup) clock() {
	now := c.p.Now()
	text := now.UTC().Format(time.RFC3339) + ", " + string(facts.DateOf(now))
	bad := false
	for _, s := range c.clocks.all() {
		switch {
		case s.off.Abs() <= clockOff:
			text += fmt.Sprintf("; within %d s of %s's", int(clockOff.Seconds()), s.whose)
		case s.off > 0:
			bad = true
			c.fail("clock", "%s: %s behind %s's. Digests come late and signed requests are refused; let the machine keep time (NTP).", now.UTC().Format(time.RFC3339), s.off.Round(time.Second), s.whose)
		default:
			bad = true
			c.fail("clock", "%s: %s ahead of %s's. Digests come early and signed requests are refused; let the machine keep time (NTP).", now.UTC().Format(time.RFC3339), (-s.off).Round(time.Second), s.whose)
		}
	}
	if !bad {
		c.ok("clock", "%s", text)
	}
}

// clocks notes how far others' clocks are from ours.
type clocks struct {
	now func() time.Time
	mu  sync.Mutex
	off []clockSeen
}

type clockSeen struct {
	whose string
	off   time.Duration // of theirs from ours: positive when ours is behind
}

// add notes what another clock showed at some moment between since and now; the
// first of each counts.
func (k *clocks) add(whose string, at, since time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, s := range k.off {
		if s.whose == whose {
			return
		}
	}
	ours := since.Add(k.now().Sub(since) / 2)
	k.off = append(k.off, clockSeen{whose, at.Sub(ours)})
}

func (k *clocks) all() []clockSeen { k.mu.Lock(); defer k.mu.Unlock(); return k.off }

// dated reads the Date of each response as the clock of the host that answered.
type dated struct {
	next   http.RoundTripper
	clocks *clocks
}

// RoundTrip implements http.RoundTripper.
func (d dated) RoundTrip(r *http.Request) (*http.Response, error) {
	since := d.clocks.now()
	res, err := d.next.RoundTrip(r)
	if err == nil {
		if at, err := http.ParseTime(res.Header.Get("Date")); err == nil {
			d.clocks.add(r.URL.Hostname(), at, since)
		}
	}
	return res, err
}
