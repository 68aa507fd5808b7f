package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"natobot/bot"
	"natobot/facts"
	"natobot/schedule"
)

// natoSite is a fake of NATO's page and of the files that it links.
type natoSite struct {
	*httptest.Server
	mu    sync.Mutex
	files map[string][]byte // by address; those whose names end in .xlsx are linked
	none  bool              // the page links nothing
	half  bool              // files break off
	to    string            // files are elsewhere
}

func newNATOSite(t testing.TB, files map[string][]byte) *natoSite {
	s := &natoSite{files: files}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *natoSite) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	file, ok := s.files[r.URL.Path]
	switch {
	case r.URL.Path == "/page":
		names := []string{}
		for name := range s.files {
			names = append(names, name)
		}
		slices.Sort(names)
		fmt.Fprint(w, "<!doctype html><title>Defence expenditures</title>")
		for _, name := range names {
			if !s.none {
				fmt.Fprintf(w, "<p><a href=%q>Excel</a>", name)
			}
		}
	case !ok:
		http.NotFound(w, r)
	case s.to != "":
		http.Redirect(w, r, s.to+r.URL.Path, http.StatusMovedPermanently)
	case s.half:
		w.Header().Set("Content-Length", fmt.Sprint(len(file)))
		w.Write(file[:len(file)/2])
	default:
		w.Write(file)
	}
}

func (s *natoSite) change(f func()) { s.mu.Lock(); defer s.mu.Unlock(); f() }

// inJune is a day in the life of an operator: three days after NATO's tables of
// June 2024.
var inJune = time.Date(2024, 6, 20, 10, 0, 0, 0, time.UTC)

const oldFile = "/pdf/240617-def-exp-2024-TABLES-en.xlsx"

// revised is NATO's workbook of June 2024 with another share of Spain for that
// year, so near that NATO's rounding allows it.
func revised(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile(broken(t.(*testing.T), "TABLE3", "N37", 1.29))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func june(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile(juneWorkbook)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// mailbox is a platform that takes everything.
type mailbox struct {
	mu  sync.Mutex
	got []letter
}

type letter struct {
	to    bot.Destination
	reply bot.Reply
}

func (m *mailbox) Post(_ context.Context, to bot.Destination, r bot.Reply, key string) (bot.Receipt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.got = append(m.got, letter{to, r})
	return bot.Receipt{MessageID: fmt.Sprintf("m%d", len(m.got)), Channel: to.Channel}, nil
}

func (m *mailbox) in(channel string) (out []bot.Reply) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, l := range m.got {
		if l.to.Channel == channel {
			out = append(out, l.reply)
		}
	}
	return out
}

// An office is what serve runs of the watch, the data directory and the queue,
// on a clock that the test moves.
type office struct {
	t       *testing.T
	url     string
	dir     string
	page    string
	itself  bool
	now     atomic.Int64
	mail    *mailbox
	store   *schedule.Store
	engine  *schedule.Engine
	lookout *schedule.Lookout
	data    atomic.Pointer[facts.Dataset]
	tick    chan time.Time
	stop    func()
}

func (o *office) clock() time.Time     { return time.UnixMicro(o.now.Load()).UTC() }
func (o *office) wait(d time.Duration) { o.now.Add(d.Microseconds()) }

// start starts everything as a process would; before that it stops the process
// that was.
func (o *office) start() {
	o.t.Helper()
	if o.stop != nil {
		o.stop()
	}
	d, err := (&program{}).loadChecked(o.dir)
	if err != nil {
		o.t.Fatal(err)
	}
	o.data.Store(d)
	if o.store, err = schedule.Open(context.Background(), o.url, schedule.Options{}); err != nil {
		o.t.Fatal(err)
	}
	o.engine = schedule.NewEngine(schedule.EngineConfig{Platforms: platforms, Store: o.store, Data: o.data.Load, Posters: map[string]bot.Poster{"slack": o.mail}, Now: o.clock})
	if err := o.engine.Start(context.Background()); err != nil {
		o.t.Fatal(err)
	}
	o.lookout, err = newLookout(o.page, o.dir, o.data.Load, &schedule.Lookout{Store: o.store, Itself: o.itself, Now: o.clock, Log: slog.New(slog.DiscardHandler),
		To: bot.Destination{Platform: "slack", Workspace: "T1", Channel: "CNEWS"}})
	if err != nil {
		o.t.Fatal(err)
	}
	news := &schedule.Newsroom{Platforms: platforms, Store: o.store}
	w := &schedule.Watch{Dir: os.DirFS(o.dir), Swap: o.data.Store, Load: func() (*facts.Dataset, error) { return (&program{}).loadChecked(o.dir) },
		Import:   func(name string) (string, error) { return importDropped(o.dir, name, slog.New(slog.DiscardHandler)) },
		Announce: func(ctx context.Context, d *facts.Dataset) error { return news.Announce(ctx, d, o.clock()) }}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	o.tick = make(chan time.Time)
	go func(tick chan time.Time) { defer close(done); w.Run(ctx, d, tick) }(o.tick)
	o.stop = func() {
		cancel()
		<-done
		if err := o.engine.Stop(context.Background()); err != nil {
			o.t.Error(err)
		}
		if err := o.store.Close(); err != nil {
			o.t.Error(err)
		}
		o.stop = nil
	}
}

// look is one look at the page; settle says whether the process lives on to
// publish what was decided.
func (o *office) look(settle bool) error {
	err := o.lookout.Look(context.Background())
	if settle {
		if err := o.lookout.Settle(context.Background()); err != nil {
			o.t.Fatal(err)
		}
	}
	return err
}

// ticks moves the clock as the watch of the data directory does.
func (o *office) ticks(n int) {
	for range n {
		o.wait(watchTick)
		o.tick <- o.clock()
	}
}

func newOffice(t *testing.T, url, page string) *office {
	o := &office{t: t, url: url, dir: t.TempDir(), page: page, itself: true, mail: &mailbox{}}
	o.now.Store(inJune.UnixMicro())
	t.Cleanup(func() {
		if o.stop != nil {
			o.stop()
		}
	})
	o.start()
	return o
}

// NATO's page drops a new workbook: the alert, the item of the next digest and
// the correction under what was told before are there within two minutes of the
// operator's clock, each once, though the process dies after each step.
func TestWatchFirstToKnow(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, url string) {
		site := newNATOSite(t, map[string][]byte{oldFile: june(t)})
		o := newOffice(t, url, site.URL+"/page")
		ctx := context.Background()
		at := func(channel string) bot.Destination {
			return bot.Destination{Platform: "slack", Workspace: "T1", Channel: channel}
		}
		for _, s := range []schedule.Subscription{
			{To: at("CBEFORE"), Kind: schedule.Digests, Spec: "daily 09:59 UTC", About: []facts.Code{"ESP"}, Next: inJune.Add(-time.Minute), Told: "nato-2023-07", ToldAt: inJune.AddDate(0, 0, -9)},
			{To: at("CAFTER"), Kind: schedule.Digests, Spec: "daily 10:03 UTC", About: []facts.Code{"ESP"}, Next: inJune.Add(3 * time.Minute), Told: "nato-2024-06", ToldAt: inJune.AddDate(0, 0, -1)},
			{To: at("CALERTS"), Kind: schedule.Alerts, Quiet: "none", Told: "nato-2024-06", ToldAt: inJune.AddDate(0, 0, -1)},
		} {
			s.Zone, s.State, s.Owner, s.Created = "UTC", schedule.Active, "U1", inJune.AddDate(0, 0, -30)
			if _, err := o.store.Subscribe(ctx, s); err != nil {
				t.Fatal(err)
			}
		}
		o.ticks(1) // takes up what is there, as at the very first start
		sweep := func(what string, done func() bool) {
			t.Helper()
			if err := o.engine.Sweep(ctx, o.clock()); err != nil {
				t.Fatal(err)
			}
			until(t, what, done)
		}
		o.wait(30 * time.Second)
		sweep("the digest is sent", func() bool { return settled(t, o.store, "digest", 1) })
		if d := o.mail.in("CBEFORE"); len(d) != 1 || !strings.Contains(d[0].Headline+strings.Join(d[0].Lines, "\n"), "1.28") {
			t.Fatalf("the digest before: %+v", d)
		}
		if err := o.look(true); err != nil {
			t.Fatal(err)
		}

		o.now.Store(inJune.Add(2 * time.Minute).UnixMicro())
		dropped := o.clock()
		site.change(func() { site.files["/finance/def-exp-2024-en.xlsx"] = revised(t) })
		o.wait(45 * time.Second) // the next look
		if err := o.look(false); err != nil {
			t.Fatal(err)
		}
		o.start() // it died before anything was published
		if err := o.look(true); err != nil {
			t.Fatal(err)
		}
		o.start() // it died before the edition was taken up
		const edition = "nato-2024-06-20"
		for range 4 {
			o.ticks(1)
		}
		if _, ok := o.data.Load().Edition(edition); !ok {
			t.Fatal("the edition is not in use")
		}
		o.start() // it died before all was announced, perhaps
		o.ticks(2)
		sweep("alert and correction are sent", func() bool {
			return settled(t, o.store, "alert", 1) && settled(t, o.store, "correction", 1) && settled(t, o.store, "notice", 1)
		})
		o.now.Store(max(o.now.Load(), inJune.Add(3*time.Minute+25*time.Second).UnixMicro()))
		sweep("the next digest is sent", func() bool { return settled(t, o.store, "digest", 2) })
		took := o.clock().Sub(dropped)
		if took >= 2*time.Minute {
			t.Errorf("all was told after %s", took)
		}
		t.Logf("all was told %s after the workbook was dropped, by the operator's clock", took)

		for range 3 { // and nothing of it again
			o.start()
			o.wait(time.Minute)
			if err := o.look(true); err != nil {
				t.Fatal(err)
			}
			o.ticks(3)
			if err := o.engine.Sweep(ctx, o.clock()); err != nil {
				t.Fatal(err)
			}
		}
		for channel, want := range map[string][]string{
			"CNEWS":   {"def-exp-2024-en.xlsx", edition, "It is being published"},
			"CALERTS": {"published 20 June 2024"},
			"CAFTER":  {"published 20 June 2024", "1.29"},
		} {
			got := o.mail.in(channel)
			if len(got) != 1 {
				t.Errorf("%d messages in %s", len(got), channel)
				continue
			}
			text := got[0].Headline + "\n" + strings.Join(got[0].Lines, "\n")
			for _, w := range want {
				if !strings.Contains(text, w) {
					t.Errorf("%s lacks %q:\n%s", channel, w, text)
				}
			}
		}
		before := o.mail.in("CBEFORE")
		if len(before) != 2 || !strings.Contains(strings.Join(before[1].Lines, "\n"), "this message said 1.28 % (estimate)") || !strings.Contains(strings.Join(before[1].Lines, "\n"), "Now: 1.29 % (estimate)") {
			t.Errorf("under the digest before: %+v", before[1:])
		}
		e, ok := o.data.Load().Edition(edition)
		if !ok || e.URL != site.URL+"/finance/def-exp-2024-en.xlsx" || e.Published != "2024-06-20" {
			t.Errorf("%+v", e)
		}
	})
}

// What is wrong on NATO's page changes nothing: no edition, no file, no message
// to a channel; the operator is told once.
func TestWatchHostile(t *testing.T) {
	t.Parallel()
	const newFile = "/finance/def-exp-2024-en.xlsx"
	elsewhere := newNATOSite(t, map[string][]byte{newFile: revised(t)})
	for name, c := range map[string]struct {
		change func(s *natoSite)
		want   string
	}{
		"the page changed its shape":  {func(s *natoSite) { s.none = true }, "it has changed its shape"},
		"two at once":                 {func(s *natoSite) { s.files[newFile], s.files["/def-exp-2024-b-en.xlsx"] = revised(t), june(t) }, "2 workbooks that are new at once"},
		"an old one under a new name": {func(s *natoSite) { s.files[newFile] = june(t) }, "its figures are those of nato-2024-06"},
		"a redirect elsewhere":        {func(s *natoSite) { s.files[newFile], s.to = revised(t), elsewhere.URL }, "leads to another site"},
		"a half file":                 {func(s *natoSite) { s.files[newFile], s.half = revised(t), true }, "broke off before its end"},
		"a file that was cut":         {func(s *natoSite) { s.files[newFile] = revised(t)[:90_000] }, "no Excel workbook"},
		"figures that contradict":     {func(s *natoSite) { s.files[newFile] = contradicting(t) }, "contradict each other"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := newNATOSite(t, map[string][]byte{oldFile: june(t)})
			o := newOffice(t, "sqlite:"+filepath.Join(t.TempDir(), "n.db"), site.URL+"/page")
			if _, err := o.store.Subscribe(context.Background(), schedule.Subscription{To: bot.Destination{Platform: "slack", Workspace: "T1", Channel: "CALERTS"}, Kind: schedule.Alerts,
				Quiet: "none", Zone: "UTC", State: schedule.Active, Owner: "U1", Created: inJune, Told: "nato-2024-06", ToldAt: inJune}); err != nil {
				t.Fatal(err)
			}
			o.ticks(2)
			if err := o.look(true); err != nil {
				t.Fatal(err)
			}
			used := o.data.Load()
			site.change(func() { c.change(site) })
			for i := range 4 {
				if i == 2 {
					o.start()
					used = o.data.Load()
				}
				o.wait(time.Minute)
				if err := o.look(true); (err != nil) != (name == "the page changed its shape") {
					t.Fatal(err)
				}
				o.ticks(3)
			}
			if err := o.engine.Sweep(context.Background(), o.clock()); err != nil {
				t.Fatal(err)
			}
			until(t, "the operator is told", func() bool { return settled(t, o.store, "notice", 1) })
			told := o.mail.in("CNEWS")
			if len(told) != 1 || !strings.Contains(strings.ToLower(told[0].Headline+strings.Join(told[0].Lines, "\n")), strings.ToLower(c.want)) || len(told[0].Actions) > 0 {
				t.Errorf("told %+v", told)
			}
			if got := o.mail.in("CALERTS"); len(got) > 0 {
				t.Errorf("a channel was told %+v", got)
			}
			if got := entries(t, o.dir); len(got) > 0 || o.data.Load() != used && len(o.data.Load().Editions) != len(used.Editions) {
				t.Errorf("in the data directory %q, %d editions", got, len(o.data.Load().Editions))
			}
		})
	}
}

func contradicting(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile(broken(t, "TABLE3", "N37", 1.9))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// By hand: what is held, what is new with all that a person must confirm, and
// what stands against it.
func TestDataWatch(t *testing.T) { // not parallel: it sets the environment
	site := newNATOSite(t, map[string][]byte{oldFile: june(t)})
	t.Setenv("NATOBOT_WATCH_URL", site.URL+"/page")
	t.Setenv("NATOBOT_DATA_DIR", "")
	dir := t.TempDir()
	if code, out, errs := dataCommand(t, "watch", "--once"); code != 0 || !strings.Contains(out, "held: "+site.URL+oldFile) || !strings.Contains(out, "Nothing on NATO's page is new.") {
		t.Errorf("%d %s %s", code, out, errs)
	}
	site.change(func() { site.files = map[string][]byte{"/a/240620-def-exp-2024-TABLES-en.xlsx": revised(t)} })
	code, out, errs := dataCommand(t, "watch", "--once", "--into", dir)
	if code != 0 || !strings.Contains(out, "Read as edition nato-2024-06-20, published 20 June 2024") || !strings.Contains(out, "It is older than") || !strings.Contains(out, "Units of national currency") ||
		!strings.Contains(out, "data watch --once --publish") || len(entries(t, dir)) > 0 {
		t.Errorf("%d %s %s", code, out, errs)
	}
	if code, out, errs := dataCommand(t, "watch", "--once", "--into", dir, "--publish"); code != 0 || !strings.Contains(out, "Published: "+filepath.Join(dir, "nato-2024-06-20")) || len(entries(t, dir)) != 1 {
		t.Errorf("%d %s %s", code, out, errs)
	}
	if code, out, errs := dataCommand(t, "lint", dir); code != 0 {
		t.Errorf("%d %s %s", code, out, errs)
	}
	if code, out, _ := dataCommand(t, "watch", "--once", "--into", dir); code != 0 || !strings.Contains(out, "Nothing on NATO's page is new.") {
		t.Errorf("again: %d %s", code, out)
	}
	site.change(func() { site.files = map[string][]byte{"/a/def-exp-2031-en.xlsx": []byte("PK none")} })
	if code, out, _ := dataCommand(t, "watch", "--once"); code != 4 || !strings.Contains(out, "can't be taken up: def-exp-2031-en.xlsx") {
		t.Errorf("%d %s", code, out)
	}
	site.change(func() { site.none = true })
	if code, out, errs := dataCommand(t, "watch", "--once"); code != 1 || out != "" || !strings.Contains(errs, "NATO's page was not read: the page links no Excel workbook") {
		t.Errorf("%d %s %s", code, out, errs)
	}
	for _, args := range [][]string{{"watch"}, {"watch", "--once", "x"}, {"watch", "--once", "--publish"}} {
		if code, out, errs := dataCommand(t, args...); code != 2 || out != "" || errs == "" {
			t.Errorf("%q: %d %s %s", args, code, out, errs)
		}
	}
}

// serve looks at the page by itself, and shows how that goes.
func TestBinaryWatch(t *testing.T) {
	t.Parallel()
	site := newNATOSite(t, map[string][]byte{oldFile: june(t), "/x/240620-def-exp-2024-TABLES-en.xlsx": revised(t)})
	dir := filepath.Join(t.TempDir(), "editions") // is made
	f := newFakes(t)
	p := startBinary(t, f.env(map[string]string{"NATOBOT_DATABASE_URL": "sqlite:" + filepath.Join(t.TempDir(), "natobot.db"), "NATOBOT_DATA_DIR": dir, "SLACK_SIGNING_SECRET": signingSecret,
		"DISCORD_PUBLIC_KEY": f.discord.PublicKey(), "NATOBOT_WATCH": "nato", "NATOBOT_WATCH_URL": site.URL + "/page", "NATOBOT_NEWSROOM": "slack:T1/CNEWS"}))
	until(t, "the operator is told", func() bool {
		return slices.ContainsFunc(f.posted(), func(m posted) bool { return m.channel == "CNEWS" && strings.Contains(m.text, "nato-2024-06-20") })
	})
	if _, health := p.get("/healthz"); !strings.Contains(health, "NATO's page was read") {
		t.Error(health)
	}
	if _, metrics := p.get("/metrics"); !strings.Contains(metrics, `natobot_watch_looks_total{outcome="read"} 1`) || !strings.Contains(metrics, "natobot_watch_told_total 1") {
		t.Error(metrics)
	}
	if got := entries(t, dir); len(got) > 0 {
		t.Errorf("%q was published without being asked", got)
	}
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
}

// The operator decides by a press, on each platform: the message is replaced for
// all by what was decided, and a second press changes nothing.
func TestWatchDecided(t *testing.T) {
	t.Parallel()
	const newFile = "/x/240620-def-exp-2024-TABLES-en.xlsx"
	start := func(t *testing.T, newsroom string) (r *rig, dir string) {
		site := newNATOSite(t, map[string][]byte{oldFile: june(t), newFile: revised(t)})
		dir = t.TempDir()
		return startRig(t, map[string]string{"NATOBOT_DATA_DIR": dir, "NATOBOT_WATCH": "nato", "NATOBOT_WATCH_URL": site.URL + "/page", "NATOBOT_NEWSROOM": newsroom}), dir
	}
	t.Run("published on Slack", func(t *testing.T) {
		t.Parallel()
		r, _ := start(t, "slack:T1/CNEWS")
		until(t, "the operator is asked", func() bool { return len(r.posts("CNEWS")) == 1 })
		on := buttons(r.posts("CNEWS")[0])
		if m := r.presses("U5", "T1", "COTHER", on["Publish"]); !strings.Contains(fmt.Sprint(m), "decided in the operator's channel") {
			t.Errorf("elsewhere: %v", m)
		}
		m := r.presses("U5", "T1", "CNEWS", on["Publish"])
		if m["replace_original"] != true || !strings.Contains(fmt.Sprint(m), "nato-2024-06-20 is being published") || !strings.Contains(fmt.Sprint(m), "5377 figures") || len(buttons(m)) > 0 {
			t.Errorf("%v", m)
		}
		until(t, "the edition is in use", func() bool { _, ok := r.dataset().Edition("nato-2024-06-20"); return ok })
		until(t, "that is known", func() bool {
			return strings.Contains(fmt.Sprint(r.presses("U6", "T1", "CNEWS", on["Refuse"])), "nato-2024-06-20 is published. That was decided before.")
		})
	})
	t.Run("refused on Discord", func(t *testing.T) {
		t.Parallel()
		r, dir := start(t, "discord:"+guild+"/"+chan1)
		until(t, "the operator is asked", func() bool { return len(r.fakes.discord.Messages(chan1)) == 1 })
		on := r.fakes.discord.Messages(chan1)[0].Buttons()
		if kind, m := r.interacts(r.fakes.discord.Press(on["Publish"], member("6", "2048", chan1))); kind != 4 || !ephemeral(m) || !strings.Contains(m.Text(), "Only people who may manage") {
			t.Errorf("without rights: %d %s", kind, m.Text())
		}
		if kind, m := r.interacts(r.fakes.discord.Press(on["Refuse"], member("5", "32", chan1))); kind != 7 || !strings.Contains(m.Text(), "Refused: nato-2024-06-20 is not published.") || len(m.Buttons()) > 0 {
			t.Errorf("%d %s", kind, m.Text())
		}
		if _, m := r.interacts(r.fakes.discord.Press(on["Publish"], member("5", "32", chan1))); !strings.Contains(m.Text(), "is not published. That was decided before.") {
			t.Error(m.Text())
		}
		if err := r.lookout.Settle(t.Context()); err != nil || len(entries(t, dir)) > 0 {
			t.Errorf("%v; %q", err, entries(t, dir))
		}
	})
}
