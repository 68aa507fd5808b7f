package schedule

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"natobot/bot"
	"natobot/facts/reader"
	"natobot/schedule/zones"
)

// memory is a Book and an Outbox of one test.
type memory struct {
	mu     sync.Mutex
	subs   map[int64]Subscription
	rows   []Delivery
	told   map[string]time.Time
	stated []Stated
	broken error
}

func newMemory() *memory {
	return &memory{subs: map[int64]Subscription{}, told: map[string]time.Time{}}
}

func (m *memory) Subscribe(_ context.Context, s Subscription) (Subscription, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s.ID = int64(len(m.subs) + 1)
	m.subs[s.ID] = s
	return s, m.broken
}

func (m *memory) Subscriptions(_ context.Context, platform, workspace, channel string) (out []Subscription, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id := range int64(len(m.subs)) {
		s := m.subs[id+1]
		if s.To.Platform == platform && s.To.Workspace == workspace && (channel == "" || s.To.Channel == channel) && s.State != Removed {
			out = append(out, s)
		}
	}
	return out, m.broken
}

func (m *memory) Subscription(_ context.Context, id int64) (Subscription, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.subs[id]
	if !ok {
		return s, fmt.Errorf("subscription %d: %w", id, ErrNoSubscription)
	}
	return s, m.broken
}

func (m *memory) Change(_ context.Context, id int64, by string, now time.Time, f func(*Subscription) error) (Subscription, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.subs[id]
	if !ok {
		return s, ErrNoSubscription
	}
	was := s
	if err := f(&s); err != nil {
		return s, err
	}
	if !reflect.DeepEqual(was, s) {
		s.ChangedBy, s.ChangedAt = by, now
	}
	m.subs[id] = s
	return s, m.broken
}

func (m *memory) Deliveries(_ context.Context, id int64, most int) (out []Delivery, err error) {
	for _, d := range slices.Backward(m.rows) {
		if d.Subscription == id && len(out) < most {
			out = append(out, d)
		}
	}
	return out, m.broken
}

func (m *memory) Announced(context.Context) (map[string]time.Time, error) {
	return maps.Clone(m.told), m.broken
}

func (m *memory) MarkAnnounced(_ context.Context, keys []string, now time.Time) error {
	for _, k := range keys {
		if _, before := m.told[k]; !before {
			m.told[k] = now
		}
	}
	return m.broken
}

func (m *memory) EachSubscription(_ context.Context, k SubscriptionKind, f func(Subscription) error) error {
	for id := range int64(len(m.subs)) {
		if s := m.subs[id+1]; s.Kind == k && s.State == Active {
			if err := f(s); err != nil {
				return err
			}
		}
	}
	return m.broken
}

func (m *memory) EachStated(_ context.Context, since time.Time, f func(Stated) error) error {
	for _, s := range m.stated {
		if s.At.After(since) {
			if err := f(s); err != nil {
				return err
			}
		}
	}
	return m.broken
}

func (m *memory) Plan(_ context.Context, ds []Delivery) (n int, err error) {
	for _, d := range ds {
		if !slices.ContainsFunc(m.rows, func(o Delivery) bool { return o.Subscription == d.Subscription && o.Slot == d.Slot }) {
			m.rows = append(m.rows, d)
			n++
		}
	}
	return n, m.broken
}

// channel is a conversation with a desk.
type channel struct {
	t     *testing.T
	desk  *Desk
	store *memory
	r     bot.Request
	last  bot.Reply
}

// reading is what reads names, of testData; it is made once, and knows misspelt
// names from then on.
func reading(t testing.TB) *reader.Reader {
	t.Helper()
	readingOnce.Do(func() { readingOf = reader.New(testData(t)) })
	return readingOf
}

var (
	readingOnce sync.Once
	readingOf   *reader.Reader
)

func newChannel(t *testing.T) *channel {
	m := newMemory()
	names := reading(t)
	return &channel{t: t, store: m, desk: &Desk{Platforms: likely, Store: m, Data: func() *reader.Reader { return names }},
		r: bot.Request{Platform: "slack", Workspace: "T1", Channel: "C1", User: "U1", Manages: true, At: at2(t, "UTC", "2026-11-23 10:00")}}
}

func (c *channel) say(text string) bot.Reply {
	c.t.Helper()
	r := c.r
	r.Kind, r.Text = bot.Ask, text
	return c.handle(r)
}

func (c *channel) press(verb bot.VerbName, arg string) bot.Reply {
	c.t.Helper()
	r := c.r
	r.Kind, r.Ref = bot.Press, bot.Ref{Verb: verb, Arg: arg, ID: "x"}
	return c.handle(r)
}

func (c *channel) handle(r bot.Request) bot.Reply {
	c.t.Helper()
	reply, ok := c.desk.Handle(c.t.Context(), r)
	if !ok {
		c.t.Fatalf("%q %v is none of the desk's business", r.Text, r.Ref)
	}
	if reply.Headline == "" {
		c.t.Fatalf("%q %v: an empty reply", r.Text, r.Ref)
	}
	for _, a := range reply.Actions {
		if a.URL == "" {
			if _, ok := (&Desk{Platforms: likely, Store: c.store, Data: c.desk.Data}).Handle(c.t.Context(), bot.Request{Kind: bot.Press, Platform: "slack", Workspace: "T9", Channel: "C9", Ref: bot.Ref{Verb: a.Verb, Arg: a.Arg}}); !ok {
				c.t.Errorf("button %q does nothing", a.Label)
			}
		}
	}
	c.last = reply
	return reply
}

func all(r bot.Reply) string {
	return strings.Join(append([]string{r.Headline}, r.Lines...), "\n") + "\n" + r.Footer
}

func (c *channel) want(parts ...string) {
	c.t.Helper()
	for _, p := range parts {
		if !strings.Contains(all(c.last), p) {
			c.t.Errorf("%q is not in:\n%s", p, all(c.last))
		}
	}
}

func TestDeskNewcomer(t *testing.T) {
	t.Parallel()
	c := newChannel(t)
	c.say("subscribe weekly mon 09:00 Europe/Madrid about spain, poland only changes")
	c.want("Subscribed: a digest every Monday at 09:00 (Europe/Madrid) about Spain and Poland, only when there is news.",
		"Next: Monday 30 November 2026, 09:00 (Europe/Madrid).", "Number 1, set up by you")
	if c.last.Public || c.last.SetUpBy != "U1" || len(c.last.Times) != 1 || !c.last.Times[0].At.Equal(at2(t, "Europe/Madrid", "2026-11-30 09:00")) {
		t.Errorf("confirmation %+v", c.last)
	}
	if s := c.store.subs[1]; s.Spec != "weekly mon 09:00 Europe/Madrid" || s.Told != "nato-2026-07" || s.Owner != "U1" || !s.Next.Equal(at2(t, "Europe/Madrid", "2026-11-30 09:00")) {
		t.Errorf("stored %+v", s)
	}
	c.say("subscribe mon 9:00 madrid weekly about poland and spain only changes")
	c.want("already", "Number 1")
	if len(c.store.subs) != 1 {
		t.Fatal("the same subscription was made twice")
	}
	c.say("preview")
	c.want("nothing would be sent", "nothing changed since 23 November 2026", "This is the last one with news, of Monday 13 July 2026.", "core defence only")
	c.say("subscriptions")
	c.want("1 subscription.", "1: a digest every Monday")
	c.say("history 1")
	c.want("Nothing was due yet")
	c.say("settings 1 daily 08:00 Europe/Warsaw about all every time")
	c.want("Changed: number 1 is now a digest every day at 08:00 (Europe/Warsaw) about all Allies.", "Tuesday 24 November 2026, 08:00 (Europe/Warsaw)")
	c.say("preview 1")
	c.want("it would say: Nothing new", "This is the last one with news, of ", "Preview, seen by you only.")
	if c.last.Public || len(c.last.Actions) != 0 {
		t.Error("a preview is public or has the buttons of the message itself")
	}
	c.say("snooze 1 4w")
	c.want("Snoozed until Monday 21 December 2026", "Tuesday 22 December 2026, 08:00")
	c.say("why did nothing come?")
	c.want("Snoozed until Monday 21 December 2026")
	c.say("unsubscribe 1")
	c.want("Unsubscribed: number 1")
	c.say("unsubscribe 1")
	c.want("unsubscribed already")
	c.say("undo 1")
	c.want("Active again")
	c.say("pause 1")
	c.want("Paused", "resume 1")
	c.say("why")
	c.want("Paused (paused by hand)")
	c.say("resume 1")
	c.want("Resumed", "Next: Tuesday 24 November 2026, 08:00")
	c.say("transfer 1 <@U2>")
	if c.store.subs[1].Owner != "U2" || c.last.SetUpBy != "U2" {
		t.Error("not transferred")
	}
	c.say("unsubscribe")
	c.want("Unsubscribed: number 1")
	c.say("subscriptions")
	c.want("no subscription", "subscribe weekly mon 09:00")
}

// Row B05 of the platforms' cases.
func TestDeskButtons(t *testing.T) {
	t.Parallel()
	c := newChannel(t)
	c.say("subscribe weekly mon 09:00 Europe/Madrid")
	c.r.User = "U7"
	c.press("unsubscribe", "1")
	c.want("Unsubscribed")
	if !c.last.Replace || !c.last.Public || len(c.last.Actions) != 1 || c.last.Actions[0].Verb != bot.VerbUndo || !c.last.Actions[0].Anyone {
		t.Errorf("not confirmed in place with an undo: %+v", c.last)
	}
	if s := c.store.subs[1]; s.State != Removed || s.ChangedBy != "U7" {
		t.Errorf("who pressed is not recorded: %+v", s)
	}
	c.r.User = "U8"
	c.press("unsubscribe", "1")
	c.want("unsubscribed already")
	if s := c.store.subs[1]; s.ChangedBy != "U7" {
		t.Error("the second press overwrites who unsubscribed")
	}
	c.press("undo", "1")
	c.want("Active again", "Next: Monday 30 November 2026")
	c.press("undo", "1")
	c.want("Active again")
	c.press("snooze", "1 4w")
	c.want("Snoozed until Monday 21 December 2026")
	if got, want := c.store.subs[1].Snoozed, at2(t, "UTC", "2026-12-21 10:00"); !got.Equal(want) {
		t.Errorf("snoozed until %s, want %s", got, want)
	}
	c.press("settings", "1")
	if c.last.Form == nil || c.last.Form.ID != "settings form" || c.last.Form.Arg != "1" {
		t.Fatalf("settings opens no form: %+v", c.last)
	}
	r := c.r
	r.Kind, r.Ref, r.Fields = bot.Submit, bot.Ref{Verb: bot.VerbSettingsForm, Arg: "1"}, map[string]string{"when": "daily 07:00 Europe/Madrid", "about": "Poland", "only": "nothing"}
	c.handle(r)
	c.want("Changed: number 1 is now a digest every day at 07:00 (Europe/Madrid) about Poland, only when there is news.")
	r.Ref, r.Fields = bot.Ref{Verb: bot.VerbSubscribeForm}, map[string]string{"when": "weekly fri 10:00", "zone": "Europe/Warsaw", "about": "", "only": "line"}
	c.handle(r)
	c.want("Subscribed: a digest every Friday at 10:00 (Europe/Warsaw) about all Allies.")
	c.say("alerts on about spain")
	c.press("mute", "3 24h")
	c.want("Snoozed until Tuesday 24 November 2026, 11:00")
	// Long after, undo is refused.
	c.press("unsubscribe", "2")
	c.r.At = c.r.At.AddDate(0, 0, undoDays+1)
	c.press("undo", "2")
	c.want("too long ago", "subscribe weekly fri 10:00 Europe/Warsaw")
}

// Row D19 and its like: nobody who may not, nowhere that is no channel.
func TestDeskPermissions(t *testing.T) {
	t.Parallel()
	c := newChannel(t)
	c.say("subscribe weekly mon 09:00 Europe/Madrid")
	orders := []string{"subscribe daily 09:00 UTC", "unsubscribe 1", "snooze 1 1w", "pause 1", "resume 1", "settings 1 daily 09:00 UTC", "transfer 1 @x", "alerts on", "alerts off", "undo 1"}
	before := c.store.subs[1]
	for _, who := range []struct {
		edit func(*bot.Request)
		say  string
	}{
		{func(r *bot.Request) { r.Manages = false }, "Only members of this channel"},
		{func(r *bot.Request) { r.Platform, r.Manages = "discord", false }, "Manage Server"},
		{func(r *bot.Request) { r.Direct, r.Channel = true, "D1" }, "belongs to a channel"},
		{func(r *bot.Request) {
			r.Platform, r.Direct, r.Workspace, r.Channel, r.Manages = "discord", true, "", "", false
		}, "belongs to a channel"},
	} {
		for _, o := range orders {
			r := c.r
			who.edit(&r)
			r.Kind, r.Text = bot.Ask, o
			c.handle(r)
			c.want(who.say)
		}
		for _, v := range []string{"unsubscribe", "pause", "undo", "settings"} {
			r := c.r
			who.edit(&r)
			r.Kind, r.Ref = bot.Press, bot.Ref{Verb: bot.VerbName(v), Arg: "1"}
			c.handle(r)
			c.want(who.say)
			if c.last.Replace {
				t.Errorf("%s by who may not replaces the message", v)
			}
		}
	}
	if len(c.store.subs) != 1 || !reflect.DeepEqual(c.store.subs[1], before) {
		t.Error("something was changed")
	}
	// Another channel, another workspace, another platform: there is no number 1.
	for _, edit := range []func(*bot.Request){func(r *bot.Request) { r.Channel = "C2" }, func(r *bot.Request) { r.Workspace = "T2" }, func(r *bot.Request) { r.Platform = "discord" }} {
		for _, o := range []string{"unsubscribe 1", "settings 1", "history 1", "preview 1", "why 1", "snooze 1 1w", "undo 1", "transfer 1 @x"} {
			r := c.r
			edit(&r)
			r.Kind, r.Text = bot.Ask, o
			c.handle(r)
			c.want("This channel has no subscription 1.")
		}
	}
	// On a terminal, nobody else is there.
	r := c.r
	r.Platform, r.Workspace, r.Channel, r.Manages, r.Kind, r.Text = "console", "local", "terminal", false, bot.Ask, "subscribe cron 0 9 * * 1 Europe/Madrid"
	c.handle(r)
	c.want("Subscribed: a digest by the cron expression 0 9 * * 1 (Europe/Madrid)")
}

func TestDeskRefusesInWords(t *testing.T) {
	t.Parallel()
	c := newChannel(t)
	for text, want := range map[string]string{
		"subscribe": "Say when",
		"subscribe weekly mon 09:00 Europe/Madird":                      "Europe/Madrid",
		"subscribe weekly mon 09:00 Europe/Madrid about spian atlantis": "Atlantis",
		"subscribe weekly mon 09:00 Europe/Madrid about ireland":        "Ireland is not an Ally",
		"subscribe weekly mon 09:00 Europe/Madrid about":                "After “about” name Allies",
		"subscribe cron 0 9 * * 1 Europe/Madrid":                        "for the operators",
		"subscribe cron * * * * * Europe/Madrid":                        "for the operators",
		"subscribe weekly mon 09:00 Europe/Madrid in #C024BE7LR":        "“#C024BE7LR” is not understood",
		"alerts on @SAZ94GDB8":                                          "“@SAZ94GDB8” is no time zone",
		"snooze":                                                        "This channel has no subscription",
		"unsubscribe 99":                                                "no subscription 99",
		"alerts off":                                                    "no alerts",
		"alerts on crossing x":                                          "crossing 2%, 3.5%",
		"alerts on quiet 25:00-26:00":                                   "quiet 20:00-08:00",
		"alerts on Europe/Nowhere":                                      "no time zone",
		"transfer 1":                                                    "no subscription 1",
		"why":                                                           "no subscription",
		"subscribe " + strings.Repeat("x ", 400):                        "longer than",
	} {
		r := c.say(text)
		if !strings.Contains(strings.ToLower(all(r)), strings.ToLower(want)) {
			t.Errorf("%.60q: %q does not say %q", text, all(r), want)
		}
	}
	if len(c.store.subs) != 0 {
		t.Error("something was created")
	}
	c.say("subscribe daily 02:30 Europe/Madrid about spian")
	c.want("“spian” was read as Spain.", "On 28 March 2027 clocks in Europe/Madrid skip that time; the digest comes at 03:30.")
	for i := range maxSubscriptions {
		c.say(fmt.Sprintf("subscribe daily 10:%02d UTC", i))
	}
	c.want("the most a channel can have")
	if len(c.store.subs) != maxSubscriptions {
		t.Errorf("%d subscriptions", len(c.store.subs))
	}
	c.say("snooze")
	c.want("say which one")
	c.say("snooze 1")
	c.want("For how long")
	for _, bad := range []string{"snooze 1 forever", "snooze 1 until 2020-01-01", "snooze 1 until 2027-02-30", "snooze 1 5000 days", "snooze 1 0w"} {
		c.say(bad)
		if !c.store.subs[1].Snoozed.IsZero() {
			t.Errorf("%q snoozed until %s", bad, c.store.subs[1].Snoozed)
		}
	}
	// A broken database is said without its words, and found again in the log.
	c.store.broken = errors.New("disk I/O error: /var/lib/secret.db")
	c.say("subscriptions")
	if c.last.Kind != "error" || c.last.Ref == "" || strings.Contains(all(c.last), "secret") {
		t.Errorf("a broken database is told as %+v", c.last)
	}
}

func TestDeskAlerts(t *testing.T) {
	t.Parallel()
	c := newChannel(t)
	c.say("alerts on about spain, poland crossing 2%, 3 % breaking headlines Europe/Madrid quiet 21:00-07:00")
	c.want("Subscribed: alerts about Spain and Poland.", "cross 2 % and 3 %", "Quiet from 21:00 to 07:00 (Europe/Madrid)", "new editions come at once", "headlines")
	if s := c.store.subs[1]; s.Kind != Alerts || !slices.Equal(s.Crossing, []float64{2, 3}) || !s.Breaking || !s.Headlines || s.Zone != "Europe/Madrid" || s.Quiet != "21:00-07:00" {
		t.Errorf("stored %+v", s)
	}
	c.say("alerts on about germany")
	c.want("Changed: number 1 is now alerts about Germany.")
	c.say("preview 1")
	c.want("NATO's edition of July 2026", "core defence only", "Preview")
	c.press("settings", "1")
	if c.last.Form == nil || len(c.last.Form.Fields) != 6 {
		t.Fatalf("%+v", c.last.Form)
	}
	fields := map[string]string{}
	for _, f := range c.last.Form.Fields { // sent back as it was opened
		fields[f.ID] = f.Value
	}
	before := c.store.subs[1]
	r := c.r
	r.Kind, r.Ref, r.Fields = bot.Submit, bot.Ref{Verb: bot.VerbSettingsForm, Arg: "1"}, fields
	c.handle(r)
	if !reflect.DeepEqual(before, c.store.subs[1]) {
		t.Errorf("a form sent back unchanged changes\n%+v to\n%+v", before, c.store.subs[1])
	}
	fields["breaking"], fields["crossing"], fields["about"] = "no", "", ""
	c.handle(r)
	if s := c.store.subs[1]; s.Breaking || len(s.Crossing) != 0 || len(s.About) != 0 {
		t.Errorf("the form did not switch off: %+v", s)
	}
	c.say("alerts off")
	c.want("Unsubscribed: number 1")
	c.say("alerts on")
	c.want("in UTC until you name a zone", "Quiet from 20:00 to 08:00 and on weekends (UTC)")
}

func TestDeskLeavesOthersAlone(t *testing.T) {
	t.Parallel()
	c := newChannel(t)
	for _, r := range []bot.Request{
		{Kind: bot.Ask, Text: "spain"}, {Kind: bot.Ask, Text: "why is spain below 2%"}, {Kind: bot.Ask, Text: ""}, {Kind: bot.Mention, Text: "who pauses?"},
		{Kind: bot.Press, Ref: bot.Ref{Verb: bot.VerbShare, Arg: "1"}}, {Kind: bot.Press, Ref: bot.Ref{Verb: bot.VerbUnsubscribe, Arg: "x"}},
		{Kind: bot.Submit, Ref: bot.Ref{Verb: bot.VerbLookup}}, {Kind: bot.Check, Text: "subscribe"}, {Kind: bot.Complete, Text: "subscribe"},
	} {
		if reply, ok := c.desk.Handle(t.Context(), r); ok {
			t.Errorf("%+v is answered: %q", r, reply.Headline)
		}
	}
}

func TestDeskHome(t *testing.T) {
	t.Parallel()
	c := newChannel(t)
	r := c.r
	r.Kind, r.Channel = bot.Home, ""
	c.handle(r)
	c.want("None yet")
	c.say("subscribe daily 09:00 UTC")
	c.r.Channel, c.r.User = "C2", "U2"
	c.say("subscribe daily 09:00 UTC")
	c.handle(r)
	c.want("2 subscriptions in 2 channels; set up by you:", "1: a digest every day")
	if strings.Contains(all(c.last), "2: a digest") || strings.Contains(all(c.last), "C2") {
		t.Error("the page shows what others set up in channels that the reader may not see")
	}
	r.Workspace = "T2"
	c.handle(r)
	c.want("None yet")
}

// Whatever is typed, pressed or sent in a form, in a channel with a digest and
// alerts: an answer in words, of readable length, and never a fault of ours; what
// is stored afterwards can be read again.
func FuzzOrder(f *testing.F) {
	for i, s := range []string{"subscribe weekly mon 09:00 Europe/Madrid about spain, poland only changes", "alerts on about spain crossing 2%, 3.5 breaking quiet 20:00-08:00 weekends", "snooze 1 4w",
		"transfer 1 <@U1|x>", "why did nothing come", "settings #2 every time", "subscription 3?", "send 1", "digest now", "preview about baltics", "undo 1", "snooze 2 until 2027-01-10",
		"every monday 9:00", "settings 1 mon-fri 9 pm", "unsubscribe 1 2"} {
		f.Add(s, byte(i))
	}
	d, err := embedded()
	if err != nil {
		f.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	names := reader.New(d) // once: it costs more than all orders of a second
	f.Fuzz(func(t *testing.T, text string, how byte) {
		m := newMemory()
		desk := &Desk{Platforms: likely, Store: m, Data: func() *reader.Reader { return names }}
		r := bot.Request{Kind: bot.Ask, Platform: "slack", Workspace: "T", Channel: "C", User: "U", Manages: true, At: now}
		for _, set := range []string{"subscribe weekly mon 09:00 Europe/Madrid", "alerts on about spain"} {
			r.Text = set
			desk.Handle(t.Context(), r)
		}
		r.Text = text
		verb, arg, _ := strings.Cut(text, " ")
		fields := map[string]string{"when": text, "zone": arg, "about": verb, "only": "line", "quiet": text, "crossing": text, "breaking": arg}
		switch how % 5 {
		case 1:
			r.Kind, r.Ref = bot.Press, bot.Ref{Verb: bot.VerbName(verb), Arg: arg}
		case 2:
			r.Kind, r.Ref, r.Fields = bot.Submit, bot.Ref{Verb: bot.VerbSubscribeForm}, fields
		case 3:
			r.Kind, r.Ref, r.Fields = bot.Submit, bot.Ref{Verb: bot.VerbSettingsForm, Arg: fmt.Sprint(how % 3)}, fields
		case 4:
			r.Kind, r.Platform = bot.Mention, "console"
		}
		reply, ok := desk.Handle(t.Context(), r)
		if !ok {
			return
		}
		if reply.Headline == "" || reply.Kind == bot.KindError {
			t.Fatalf("%q: %+v", text, reply)
		}
		if len(all(reply)) > 3000 {
			t.Fatalf("%q is answered at length: %d", text, len(all(reply)))
		}
		for _, s := range m.subs {
			if s.Kind != Digests {
				continue
			}
			if spec, err := ParseSpec(s.Spec); err != nil || !s.Next.After(now) || spec.Location().String() != s.Zone {
				t.Fatalf("%q leaves %+v, %v", text, s, err)
			}
		}
	})
}

// A snooze ends after now and within a year, or says why it can't be.
func FuzzSnooze(f *testing.F) {
	for _, s := range []string{"4w", "for 10 days", "until 2027-01-10", "2027-02-30", "1 m", "5000h", "0d", "9999 months", "until yesterday"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, zone := range []string{"UTC", "Pacific/Apia", "Africa/Cairo"} {
			loc, err := zones.Load(zone)
			if err != nil {
				t.Fatal(err)
			}
			now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC).In(loc)
			until, fault := snoozeUntil(text, now)
			if (fault == "") == until.IsZero() || fault == "" && (!until.After(now) || until.Sub(now) > maxSnooze) || len(fault) > 500 {
				t.Fatalf("%q: until %s, %q", text, until, fault)
			}
		}
	})
}

// A zone that is read has the name that it is read by again.
func FuzzZone(f *testing.F) {
	for _, s := range []string{"Europe/Madrid", "madrid", "Washington DC", "UTC+2", "EST", "Kiev", "../../etc/passwd", "Europe/Madird", "the hague", "España", "local"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		loc, err := ParseZone(text)
		if err != nil {
			if len(err.Error()) > 500 {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		if again, err := ParseZone(loc.String()); err != nil || again.String() != loc.String() {
			t.Fatalf("%q is %s, which is read as %v, %v", text, loc, again, err)
		}
	})
}
