package schedule

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"natobot/bot"
	"natobot/facts"
	"natobot/facts/workbook"
)

// A Lookout looks at a publisher's page for workbooks that it has not seen, and
// tells the operator what it found. A workbook is known by its name, for
// addresses change. What it tells and what it does happens once, over crashes
// and in however many processes, for all of it is rows of the store.
//
// Not promised: that a workbook replaced under the same name is noticed, nor one
// that the page does not link as a file whose name ends in .xlsx.
type Lookout struct {
	Store Shelf
	Data  func() *facts.Dataset
	// Weigh reads a workbook as an edition of that name and date, has it pass the
	// checks, and compares it with what is held; it changes nothing. An error is a
	// sentence for the operator.
	Weigh func(file []byte, n workbook.Name) (Weighed, error)
	// Publish puts the edition in place, whole or not at all; done before, it does
	// nothing. nil: there is nowhere to put it, and nobody is asked.
	Publish func(file []byte, n workbook.Name) error
	Itself  bool            // publish without asking where the checks pass and the day is certain
	To      bot.Destination // the operator's channel; zero: the log
	Most    int             // questions in one message; 0: a dozen, a screen
	Now     func() time.Time
	Log     *slog.Logger

	site *site
	wake chan struct{}

	mu    sync.Mutex
	state LookoutState
}

// Weighed is what is known of a workbook that passed the checks.
type Weighed struct {
	Figures   int
	Questions []string // what a person must confirm, in sentences
	Same      string   // id of a held edition with the very same figures; "" none
}

// LookoutState is what health and metrics show.
type LookoutState struct {
	Read   time.Time // when the page was last read; zero: never by this process
	Fault  string    // why the last look failed; "" it did not
	Looks  int64
	Failed int64
	Found  int64 // workbooks told of
	links  int
}

// NewLookout checks the address of the page.
func NewLookout(page string, l *Lookout) (*Lookout, error) {
	var err error
	if l.site, err = newSite(page); err != nil {
		return nil, err
	}
	if l.Log == nil {
		l.Log = slog.New(slog.DiscardHandler)
	}
	if l.Now == nil {
		l.Now = time.Now
	}
	if l.Most == 0 {
		l.Most = 12
	}
	l.wake = make(chan struct{}, 1)
	return l, nil
}

// State is how the looks went.
func (l *Lookout) State() LookoutState { l.mu.Lock(); defer l.mu.Unlock(); return l.state }

// The pace. A page is looked at once in 45 to 60 seconds, by one process of
// all, and only transferred if it changed; what fails is tried again ever more
// seldom, as the server asks.
const (
	pageEvery  = 45 * time.Second
	pageJitter = 15 * time.Second
	pageSlow   = 15 * time.Minute
	pageLease  = 40 * time.Second // of the process that looks
	retryFirst = 2 * time.Minute  // of a workbook that can't be fetched or read
	retrySlow  = time.Hour
	retryTries = 100
	appeared   = time.Hour // a workbook appeared on a day if the look before was that long ago
)

// Run looks and publishes until ctx is done.
func (l *Lookout) Run(ctx context.Context, first func(context.Context, string, time.Duration, time.Time) (bool, error)) {
	wait := rand.N(5 * time.Second)
	failed := 0
	for {
		t := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			t.Stop()
			return
		case <-l.wake:
			t.Stop()
			l.settle(ctx)
			continue
		case <-t.C:
		}
		mine, err := first(ctx, "look:"+l.site.page.Host, pageLease, l.Now())
		if err == nil && mine {
			err = l.Look(ctx)
		}
		if err != nil && ctx.Err() == nil {
			l.Log.WarnContext(ctx, "the page was not looked at", "page", l.site.page.Host, "error", err)
			failed++
		} else if mine { // another's look says nothing of ours
			failed = 0
		}
		l.settle(ctx)
		wait = pageEvery + rand.N(pageJitter)
		if failed > 0 {
			wait = min(wait<<min(failed-1, 6), pageSlow)
		}
		if b := (*busyError)(nil); errors.As(err, &b) {
			wait = max(wait, b.wait)
		}
	}
}

func (l *Lookout) settle(ctx context.Context) {
	if err := l.Settle(ctx); err != nil && ctx.Err() == nil {
		l.Log.ErrorContext(ctx, "a workbook was not published; it will be tried again", "error", err)
	}
}

// Look reads the page once and deals with what is new on it.
func (l *Lookout) Look(ctx context.Context) error {
	now := l.Now()
	links, err := l.site.read(ctx, now)
	l.note(func(s *LookoutState) {
		s.Looks++
		s.Fault, s.links = "", len(links)
		if err != nil {
			s.Failed++
			s.Fault = err.Error()
			return
		}
		s.Read = now
	})
	if err != nil {
		return errors.Join(err, l.pageFault(ctx, err, now))
	}
	before, err := l.Store.Looked(ctx)
	if err != nil {
		return fmt.Errorf("when the page was read before: %w", err)
	}
	if err := l.new(ctx, links, before, now); err != nil {
		return err
	}
	// Last: what a crash leaves undone counts as appeared at the next look too.
	return l.Store.SetLooked(ctx, now)
}

func (l *Lookout) note(f func(*LookoutState)) { l.mu.Lock(); defer l.mu.Unlock(); f(&l.state) }

// new deals with the workbooks that are not known, and those that failed.
func (l *Lookout) new(ctx context.Context, links []bookLink, before, now time.Time) error {
	known, err := l.Store.Workbooks(ctx)
	if err != nil {
		return fmt.Errorf("which workbooks are known: %w", err)
	}
	var fresh []found
	var held []Workbook
	for _, k := range links {
		i := slices.IndexFunc(known, func(w Workbook) bool { return w.Name == k.key() })
		switch {
		case i < 0 && heldByName(l.Data(), k.key()):
			held = append(held, Workbook{Name: k.key(), Address: k.Address.String(), State: WorkbookKnown, Found: now})
		case i < 0:
			fresh = append(fresh, found{k, l.dated(k, before, now)})
		case known[i].State == WorkbookFailed && !known[i].Later.After(now) && known[i].Tries < retryTries:
			fresh = append(fresh, found{k, known[i]})
		}
	}
	if len(held) > 0 {
		if _, err := l.Store.Keep(ctx, held, nil); err != nil {
			return fmt.Errorf("keep what is held: %w", err)
		}
	}
	switch len(fresh) {
	case 0:
		return nil
	case 1:
		return l.one(ctx, fresh[0], known, now)
	}
	return l.several(ctx, fresh, now)
}

// A found workbook is one under way.
type found struct {
	link bookLink
	w    Workbook
}

// heldByName reports whether an edition that is held names a file like that as
// where it came from; a PDF and a workbook of one name are of one edition.
func heldByName(d *facts.Dataset, name string) bool {
	stem := strings.TrimSuffix(name, ".xlsx")
	return slices.ContainsFunc(d.Editions, func(e *facts.Edition) bool {
		for _, ext := range []string{".xlsx", ".pdf"} {
			if strings.HasSuffix(strings.ToLower(e.URL), "/"+stem+ext) || strings.Contains(strings.ToLower(e.Obtained), "/"+stem+ext) || strings.HasPrefix(strings.ToLower(e.Obtained), stem+ext+",") {
				return true
			}
		}
		return false
	})
}

// dated is a workbook that is new: of the day in its name, or of today, which
// is certain where it was not there at the look before.
func (l *Lookout) dated(k bookLink, before, now time.Time) Workbook {
	w := Workbook{Name: k.key(), Address: k.Address.String(), Found: now, Published: facts.DateOf(now.UTC())}
	if n, err := workbook.NameOf(k.key()); err == nil && n.Published <= w.Published {
		w.Published, w.Dated = n.Published, true
	} else {
		w.Dated = !before.IsZero() && (facts.DateOf(before.UTC()) == w.Published || now.Sub(before) <= appeared)
	}
	w.Edition = editionID(l.Data(), w.Published)
	return w
}

// editionID is the id of an edition by its month, and by its day where the
// month has a whole one already.
func editionID(d *facts.Dataset, day facts.Date) string {
	id := "nato-" + string(day)[:7]
	if e, ok := d.Edition(id); ok && e.Complete {
		return "nato-" + string(day)
	}
	return id
}

// several says that there is more than one: nobody can tell which is the one
// that answers rest on, so a person must.
func (l *Lookout) several(ctx context.Context, fresh []found, now time.Time) error {
	var names, lines []string
	var list []Workbook
	for _, f := range fresh {
		w := f.w
		w.State, w.Tries = WorkbookLeft, w.Tries+1
		list = append(list, w)
		names = append(names, f.link.Name)
		lines = append(lines, f.link.Address.String())
	}
	slices.Sort(names)
	t := report{Say: fmt.Sprintf("The page has %d workbooks that are new at once; none was taken up.", len(fresh)),
		Lines: append(l.clip(lines), unpublished, inPerson)}
	return l.keep(ctx, list, "several:"+digest16(strings.Join(names, "\n")), t, now)
}

// one fetches, weighs and tells of the only workbook that is new.
func (l *Lookout) one(ctx context.Context, f found, known []Workbook, now time.Time) error {
	w := f.w
	file, err := l.site.fetch(ctx, f.link, now)
	if err != nil {
		return l.failed(ctx, f, fmt.Errorf("it can't be fetched: %w", err), now)
	}
	sum := sha256.Sum256(file)
	w.Sum = hex.EncodeToString(sum[:])
	if old := copyOf(l.Data(), known, w); old != "" {
		return l.old(ctx, f, w, old, now)
	}
	w.Edition = editionID(l.Data(), w.Published) // others may have come since it was first seen
	weighed, err := l.Weigh(file, w.name())
	if err != nil {
		f.w = w
		return l.failed(ctx, f, err, now)
	}
	if weighed.Same != "" {
		return l.old(ctx, f, w, "its figures are those of "+weighed.Same+", which is held", now)
	}
	t := report{Say: fmt.Sprintf("NATO's page has a new workbook: %s. Read as edition %s, published %s.", f.link.Name, w.Edition, w.Published.Long()),
		Lines: []string{fmt.Sprintf("It holds %d figures and passes the checks (data lint).", weighed.Figures)}}
	older := ""
	if e, ok := l.Data().Current(facts.DateOf(now.UTC())); ok && w.Published < e.Published.Last() {
		older = fmt.Sprintf("It is older than %s, by which answers are given now.", e.ID)
		t.Lines = append(t.Lines, older)
	}
	if !w.Dated {
		t.Lines = append(t.Lines, "When it was published is not certain: its name has no date, and it was there when the page was first read, or read again after a pause.")
	}
	questions := l.clip(weighed.Questions)
	if len(questions) > 0 {
		t.Lines = append(append(t.Lines, "To be confirmed by a person:"), questions...)
	}
	t.Lines = append(t.Lines, fmt.Sprintf("%s (SHA-256 %s)", f.link.Address, w.Sum))
	switch {
	case l.Publish == nil:
		w.State = WorkbookLeft
		t.Lines = append(t.Lines, "It can't be published from here: NATOBOT_DATA_DIR names no directory.", inPerson)
	case l.Itself && w.Dated && older == "":
		w.State, w.File = WorkbookDecided, file
		t.Say += " It is being published."
	default:
		w.State, w.File = WorkbookAsked, file
		t.Sum = w.Sum[:sumPrefix]
		if l.To.Channel == "" {
			t.Lines = append(t.Lines, "Nothing is published before somebody does it: natobot data watch --once --publish")
			break
		}
		t.Lines = append(t.Lines, undecided)
	}
	w.Tries++
	return l.keep(ctx, []Workbook{w}, "found:"+w.Sum[:sumPrefix], t, now)
}

// name is what the edition is to be called.
func (w Workbook) name() workbook.Name {
	return workbook.Name{Edition: w.Edition, Published: w.Published, File: w.Name, Sum: w.Sum, Address: w.Address}
}

// copyOf says of which workbook one is a copy, byte by byte; "" of none.
func copyOf(d *facts.Dataset, known []Workbook, w Workbook) string {
	for _, k := range known {
		if k.Sum == w.Sum && k.Name != w.Name && k.State != WorkbookFailed {
			return "it is the file that was there as " + k.Name
		}
	}
	for _, e := range d.Editions {
		if strings.Contains(e.Obtained, w.Sum) {
			return "it is the file of which " + e.ID + " was made"
		}
	}
	return ""
}

// old tells of a workbook that is nothing new.
func (l *Lookout) old(ctx context.Context, f found, w Workbook, why string, now time.Time) error {
	w.State, w.Tries = WorkbookLeft, w.Tries+1
	return l.keep(ctx, []Workbook{w}, "old:"+digest16(w.Name+w.Sum), report{
		Say:   fmt.Sprintf("NATO's page has an old workbook under a new name: %s.", f.link.Name),
		Lines: []string{capital(why) + ".", f.link.Address.String(), unpublished},
	}, now)
}

// failed tells of a workbook that can't be read; it is tried again for as long
// as the page links it, for it may be on its way.
func (l *Lookout) failed(ctx context.Context, f found, why error, now time.Time) error {
	w := f.w
	w.State, w.Tries = WorkbookFailed, w.Tries+1
	w.Later = now.Add(min(retryFirst<<min(w.Tries-1, 6), retrySlow))
	if b := (*busyError)(nil); errors.As(why, &b) && now.Add(b.wait).After(w.Later) {
		w.Later = now.Add(b.wait)
	}
	l.Log.WarnContext(ctx, "a workbook was not taken up", "file", f.link.Name, "tries", w.Tries, "error", why)
	return l.keep(ctx, []Workbook{w}, "fault:"+digest16(w.Name+"\n"+why.Error()), report{
		Say:   fmt.Sprintf("NATO's page has a workbook that can't be taken up: %s.", f.link.Name),
		Lines: append(l.clip(strings.Split(capital(why.Error())+".", "\n")), f.link.Address.String(), unpublished, "It is tried again for as long as the page links it."),
	}, now)
}

// pageFault tells the operator that the page can't be watched, at most once a
// day for each reason; of a server that does not answer only the log tells.
func (l *Lookout) pageFault(ctx context.Context, why error, now time.Time) error {
	if !errors.Is(why, errShape) && !errors.Is(why, errElsewhere) && !errors.Is(why, ErrPrivateAddress) {
		return nil
	}
	t := report{Say: "NATO's page on defence expenditure can't be watched.",
		Lines: []string{capital(why.Error()) + ".", l.site.page.String(), unpublished, "If the page has moved, set NATOBOT_WATCH_URL to where it is."}}
	slot := "page:" + digest16(why.Error()) + ":" + string(facts.DateOf(now.UTC()))
	if l.To.Channel == "" { // Run has it in the log
		return nil
	}
	body, err := json.Marshal(t.body())
	if err != nil {
		return err
	}
	_, err = l.Store.Plan(ctx, []Delivery{l.delivery(slot, body, now)})
	return err
}

const (
	unpublished = "Nothing was published; the data in use stay."
	undecided   = "Nothing is published before somebody decides."
	inPerson    = "By hand: natobot data watch --once, and natobot data import."
)

// A report is what the operator is told.
type report struct {
	Say   string
	Lines []string
	Sum   string // begins the sum of the workbook that somebody must decide about
}

// body is the delivery's: a notice.
func (t report) body() noticeBody {
	n := noticeBody{Say: t.Say, Lines: t.Lines, Public: true}
	if t.Sum != "" {
		n.Actions = []bot.Action{
			{Label: "Publish", Verb: bot.VerbPublish, Arg: t.Sum, Style: "primary", Anyone: true},
			{Label: "Refuse", Verb: bot.VerbRefuse, Arg: t.Sum, Style: "danger", Anyone: true},
		}
	}
	return n
}

// keep stores what was found, and tells it, in one transaction; where there is
// no channel the log tells it.
func (l *Lookout) keep(ctx context.Context, list []Workbook, slot string, t report, now time.Time) error {
	body, err := json.Marshal(t.body())
	if err != nil {
		return fmt.Errorf("what is told of a workbook: %w", err)
	}
	var tell []Delivery
	if l.To.Channel != "" {
		tell = []Delivery{l.delivery(slot, body, now)}
	}
	for i := range list {
		list[i].Told = body
	}
	kept, err := l.Store.Keep(ctx, list, tell)
	if err != nil {
		return fmt.Errorf("keep what was found: %w", err)
	}
	if !kept {
		return nil
	}
	l.note(func(s *LookoutState) { s.Found++ })
	l.Log.WarnContext(ctx, t.Say, "what", t.Lines)
	return nil
}

func (l *Lookout) delivery(slot string, body []byte, now time.Time) Delivery {
	return Delivery{To: l.To, Kind: "notice", Slot: "watch:" + slot, Due: now, Body: body}
}

// clip keeps a message short, whatever a file says.
func (l *Lookout) clip(lines []string) []string {
	out := make([]string, 0, min(len(lines), l.Most+1))
	for i, s := range lines {
		if i == l.Most {
			out = append(out, fmt.Sprintf("And %d more: natobot data watch --once lists all.", len(lines)-l.Most))
			break
		}
		out = append(out, "· "+plain(s, 300))
	}
	return out
}

// Decide marks a workbook as to be published or refused, by the beginning of its
// sum, and has it published soon.
func (l *Lookout) Decide(ctx context.Context, sum string, publish bool) (Workbook, bool, error) {
	w, decided, err := l.Store.Decide(ctx, sum, publish)
	if err == nil && decided && publish {
		select {
		case l.wake <- struct{}{}:
		default:
		}
	}
	return w, decided, err
}

// Settle publishes what was decided. An edition that can't be put in place is
// told, and left; a fault of the store is an error, and tried again.
func (l *Lookout) Settle(ctx context.Context) error {
	known, err := l.Store.Workbooks(ctx)
	if err != nil {
		return fmt.Errorf("which workbooks were decided: %w", err)
	}
	for _, w := range known {
		if w.State != WorkbookDecided || l.Publish == nil {
			continue
		}
		file, err := l.Store.File(ctx, w.Name)
		if err != nil {
			return err
		}
		state := WorkbookTaken
		var tell []Delivery
		if err := l.Publish(file, w.name()); err != nil {
			state = WorkbookLeft
			t := report{Say: fmt.Sprintf("%s could not be published.", w.Edition), Lines: append(l.clip(strings.Split(capital(err.Error())+".", "\n")), unpublished, inPerson)}
			l.Log.ErrorContext(ctx, t.Say, "error", err)
			body, err := json.Marshal(t.body())
			if err != nil {
				return err
			}
			if l.To.Channel != "" {
				tell = []Delivery{l.delivery("unpublished:"+w.Sum[:sumPrefix], body, l.Now())}
			}
		} else {
			l.Log.InfoContext(ctx, "workbook published", "file", w.Name, "edition", w.Edition)
		}
		if err := l.Store.End(ctx, w.Name, state, tell); err != nil {
			return fmt.Errorf("the end of %s: %w", w.Name, err)
		}
	}
	return nil
}
