package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"natobot/bot"
	"natobot/facts"
	"natobot/facts/workbook"
	"natobot/schedule"
)

// natoPage is NATO's page on defence expenditure, as it was cited in 2026; it
// was https://www.nato.int/cps/en/natohq/topics_49198.htm before.
const natoPage = "https://www.nato.int/en/what-we-do/introduction-to-nato/defence-expenditures-and-natos-5-commitment"

// readWatch reads NATOBOT_WATCH, NATOBOT_WATCH_URL and NATOBOT_NEWSROOM.
func (c *config) readWatch(get func(string) string, bad func(name, format string, a ...any)) {
	for _, w := range strings.Split(strings.ToLower(get("NATOBOT_WATCH")), ",") {
		switch strings.TrimSpace(w) {
		case "", "off":
		case "nato":
			c.Watch = true
		case "publish":
			c.WatchPublish = true
		default:
			bad("NATOBOT_WATCH", "%q is none of off, nato, and nato,publish", w)
		}
	}
	if c.WatchPublish && !c.Watch {
		bad("NATOBOT_WATCH", "publish goes with nato: write nato,publish")
	}
	if c.WatchPublish && c.DataDir == "" {
		bad("NATOBOT_DATA_DIR", "is needed for NATOBOT_WATCH=nato,publish: a new edition is put there")
	}
	if c.WatchURL = get("NATOBOT_WATCH_URL"); c.WatchURL == "" {
		c.WatchURL = natoPage
	} else if _, err := schedule.NewLookout(c.WatchURL, &schedule.Lookout{}); err != nil {
		bad("NATOBOT_WATCH_URL", "%w", err)
	}
	v := get("NATOBOT_NEWSROOM")
	if v == "" {
		return
	}
	platform, place, _ := strings.Cut(v, ":")
	workspace, channel, _ := strings.Cut(place, "/")
	c.Newsroom = bot.Destination{Platform: strings.ToLower(platform), Workspace: workspace, Channel: channel}
	x, known := chatNamed(c.Newsroom.Platform)
	switch {
	case !known || workspace == "" || channel == "" || strings.Contains(channel, "/"):
		var forms []string
		for _, x := range chats {
			forms = append(forms, x.traits.Name+":"+x.where)
		}
		bad("NATOBOT_NEWSROOM", "must read %s, with ids", strings.Join(forms, " or "))
	case !x.on(*c):
		bad("NATOBOT_NEWSROOM", "names %s, which is off", x.title)
	}
}

// newLookout makes what looks at NATO's page, with nothing to tell or to keep
// yet. Where there is no data directory, nothing can be published.
func newLookout(page, dir string, data func() *facts.Dataset, l *schedule.Lookout) (*schedule.Lookout, error) {
	l.Data = data
	l.Weigh = func(file []byte, n workbook.Name) (schedule.Weighed, error) { return weighWorkbook(file, n, dir) }
	if dir != "" {
		l.Publish = func(file []byte, n workbook.Name) error {
			_, err := importWorkbook(file, nil, n, dir, false)
			if errors.Is(err, errMade) { // before a crash
				return nil
			}
			return err
		}
	}
	return schedule.NewLookout(page, l)
}

// weighWorkbook reads a workbook, has the edition made of it pass lint, and
// compares it with every one that is held; nothing is written.
func weighWorkbook(file []byte, n workbook.Name, dir string) (schedule.Weighed, error) {
	if _, err := (&program{}).loadChecked(dir); err != nil {
		return schedule.Weighed{}, fmt.Errorf("what is held has faults of its own, so nothing is added to it: %w", err)
	}
	m, err := importWorkbook(file, nil, n, dir, true)
	if err != nil {
		return schedule.Weighed{}, err
	}
	w := schedule.Weighed{Figures: m.edition.Held(), Questions: m.confirm}
	for _, e := range m.data.Editions {
		if e.ID == n.Edition || !e.Complete || !slices.Equal(e.Years, m.edition.Years) {
			continue
		}
		if same, other, _, gone := against(m.edition, e); same > 0 && other == 0 && gone == 0 {
			w.Same = e.ID
		}
	}
	return w, nil
}

// startWatch makes the lookout of serve, and shows how it is.
func (s *server) startWatch(desk *schedule.Desk) (err error) {
	l := &schedule.Lookout{Store: s.store, Itself: s.cfg.WatchPublish, To: s.cfg.Newsroom, Now: s.now, Log: s.log}
	if s.lookout, err = newLookout(s.cfg.WatchURL, s.cfg.DataDir, s.dataset, l); err != nil {
		return fmt.Errorf("NATOBOT_WATCH_URL: %w", err)
	}
	desk.Workbooks, desk.Newsroom = s.lookout, s.cfg.Newsroom
	if s.cfg.DataDir == "" {
		s.log.Warn("NATOBOT_WATCH: what is found is told, but can't be published: set NATOBOT_DATA_DIR")
	} else if err := writable(filepath.Join(s.cfg.DataDir, ".watch")); err != nil {
		s.log.Error("NATOBOT_WATCH: what is found can't be published, for NATOBOT_DATA_DIR can't be written", "error", err)
	}
	// NATO's page is none of ours: that it can't be read makes nothing unready.
	s.health.add("watch", "NATO's page can't be read", false, func(context.Context) (string, error) {
		st := s.lookout.State()
		switch {
		case st.Fault != "":
			return "NATO's page can't be read; the log has the cause", nil
		case st.Read.IsZero():
			return "NATO's page was not read yet by this process", nil
		}
		return fmt.Sprintf("NATO's page was read %s ago; %d found", s.now().Sub(st.Read).Round(time.Second), st.Found), nil
	})
	s.metrics.gauge("natobot_watch_last_read_seconds", "Seconds since this process last read NATO's page; -1 never.", nil, func() float64 {
		if st := s.lookout.State(); !st.Read.IsZero() {
			return s.now().Sub(st.Read).Seconds()
		}
		return -1
	})
	looks := "Looks at NATO's page, by outcome."
	s.metrics.counter("natobot_watch_looks_total", looks, map[string]string{"outcome": "read"}, func() int64 { st := s.lookout.State(); return st.Looks - st.Failed })
	s.metrics.counter("natobot_watch_looks_total", looks, map[string]string{"outcome": "failed"}, func() int64 { return s.lookout.State().Failed })
	s.metrics.counter("natobot_watch_told_total", "What the operator was told of workbooks on NATO's page.", nil, func() int64 { return s.lookout.State().Found })
	return nil
}

// memoryShelf is a Shelf for one look by hand.
type memoryShelf struct {
	mu    sync.Mutex
	books map[string]schedule.Workbook
}

func (m *memoryShelf) Workbooks(context.Context) (out []schedule.Workbook, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, w := range m.books {
		out = append(out, w)
	}
	slices.SortFunc(out, func(a, b schedule.Workbook) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

func (m *memoryShelf) Looked(context.Context) (time.Time, error)                    { return time.Time{}, nil }
func (m *memoryShelf) SetLooked(context.Context, time.Time) error                   { return nil }
func (m *memoryShelf) Plan(context.Context, []schedule.Delivery) (n int, err error) { return 0, nil }

func (m *memoryShelf) Keep(_ context.Context, list []schedule.Workbook, _ []schedule.Delivery) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, w := range list {
		m.books[w.Name] = w
	}
	return true, nil
}

func (m *memoryShelf) Decide(_ context.Context, sum string, publish bool) (schedule.Workbook, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for name, w := range m.books {
		if w.State == schedule.WorkbookAsked && strings.HasPrefix(w.Sum, sum) {
			w.State = schedule.WorkbookRefused
			if publish {
				w.State = schedule.WorkbookDecided
			}
			m.books[name] = w
			return w, true, nil
		}
	}
	return schedule.Workbook{}, false, schedule.ErrNoWorkbook
}

func (m *memoryShelf) File(_ context.Context, name string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.books[name].File, nil
}

func (m *memoryShelf) End(_ context.Context, name string, state schedule.WorkbookState, _ []schedule.Delivery) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	w := m.books[name]
	w.State = state
	m.books[name] = w
	return nil
}

// dataWatch looks at NATO's page once, by hand.
func dataWatch(args []string, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("watch", flag.ContinueOnError)
	once := fs.Bool("once", false, "one look; serve looks all the time with NATOBOT_WATCH=nato")
	publish := fs.Bool("publish", false, "put the edition that was found into the data directory")
	into := fs.String("into", os.Getenv("NATOBOT_DATA_DIR"), "the data directory")
	rest, ok := dataFlags(fs, args, stderr)
	if !ok || len(rest) > 0 || !*once {
		fmt.Fprint(stderr, "data watch needs --once: it looks at NATO's page a single time; serve looks all the time with NATOBOT_WATCH=nato.\n", dataHelp)
		return dataUsage
	}
	var c config
	var faults []error
	c.readWatch(func(name string) string {
		if name == "NATOBOT_WATCH_URL" {
			return os.Getenv(name)
		}
		return ""
	}, func(name, format string, a ...any) { faults = append(faults, fmt.Errorf(name+": "+format, a...)) })
	if *publish && *into == "" {
		faults = append(faults, errors.New("--publish needs --into DIR, or NATOBOT_DATA_DIR"))
	}
	d, err := (&program{}).loadChecked(*into)
	if err = errors.Join(append(faults, err)...); err != nil {
		fmt.Fprintln(stderr, err)
		return dataUsage
	}
	shelf := &memoryShelf{books: map[string]schedule.Workbook{}}
	l, err := newLookout(c.WatchURL, *into, func() *facts.Dataset { return d }, &schedule.Lookout{Store: shelf, Most: 1000, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		fmt.Fprintln(stderr, err)
		return dataUsage
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := l.Look(ctx); err != nil {
		fmt.Fprintf(stderr, "NATO's page was not read: %v.\n", err)
		return dataBroken
	}
	if *publish {
		if err := publishAsked(ctx, l, shelf); err != nil {
			fmt.Fprintln(stderr, err)
			return dataBroken
		}
	}
	return showBooks(shelf, *into, stdout, stderr)
}

// publishAsked publishes what the look asks about.
func publishAsked(ctx context.Context, l *schedule.Lookout, shelf *memoryShelf) error {
	books, err := shelf.Workbooks(ctx)
	if err != nil {
		return err
	}
	for _, w := range books {
		if w.State != schedule.WorkbookAsked {
			continue
		}
		if _, _, err := l.Decide(ctx, w.Sum, true); err != nil {
			return err
		}
	}
	return l.Settle(ctx)
}

// showBooks prints what was found, and gives the exit code.
func showBooks(shelf *memoryShelf, dir string, stdout, stderr io.Writer) int {
	books, err := shelf.Workbooks(context.Background())
	if err != nil {
		fmt.Fprintln(stderr, err)
		return dataBroken
	}
	code, fresh := dataDone, 0
	said := map[string]bool{}
	for _, w := range books {
		if w.State == schedule.WorkbookKnown {
			fmt.Fprintf(stdout, "held: %s\n", w.Address)
			continue
		}
		fresh++
		if w.State == schedule.WorkbookFailed || w.State == schedule.WorkbookLeft {
			code = dataFaulty
		}
		var t struct {
			Say   string   `json:"say"`
			Lines []string `json:"lines"`
		}
		if err := json.Unmarshal(w.Told, &t); err != nil {
			fmt.Fprintln(stderr, err)
			return dataBroken
		}
		if !said[t.Say] {
			fmt.Fprintf(stdout, "\n%s\n  %s\n", t.Say, strings.Join(t.Lines, "\n  "))
		}
		said[t.Say] = true
		if w.State == schedule.WorkbookTaken {
			fmt.Fprintf(stdout, "\nPublished: %s\n", filepath.Join(dir, w.Edition))
		}
	}
	if fresh == 0 {
		fmt.Fprintln(stdout, "Nothing on NATO's page is new.")
	}
	return code
}
