package schedule

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"natobot/bot"
	"natobot/facts"
	"natobot/facts/answer"
	"natobot/schedule/zones"
)

// News is one thing that channels with alerts are told of. Its key is the same
// in each process and after each restart, and names the delivery's slot: what
// was planned once is planned no more.
type News struct {
	Key    string       // "edition:nato-2026-07", "meeting:…", "commitment:…", "reminder:…", "headline:…"
	Allies []facts.Code // whom it concerns; empty: everybody
	When   facts.Date   // of a reminder: the day of the meeting
	Item   *Headline    // of a headline
}

// Slot is the delivery slot of a piece of news, at most 64 characters.
func (n News) Slot() string {
	s := "alert:" + n.Key
	if len(s) > 64 {
		s = s[:40] + "~" + digest16(s)
	}
	return s
}

// Breaking reports whether the news may go through quiet hours where that was
// opted into: new editions, and nothing else.
func (n News) Breaking() bool { return strings.HasPrefix(n.Key, "edition:") }

// How old something may be and still be news when it turns up in the data:
// what curators add of the past is no alert.
const (
	newsDays     = 60
	reminderDays = 1 // before the meeting
)

// NewsIn lists everything in d that is news on day today. What was told before
// is for the caller to leave out, by key.
func NewsIn(d *facts.Dataset, today facts.Date) []News {
	since := facts.DateOf(today.Time().AddDate(0, 0, -newsDays))
	recent := func(day facts.Date) bool { return day.KnownBy(today) && !day.KnownBy(since) }
	soon := facts.DateOf(today.Time().AddDate(0, 0, reminderDays+2))
	var out []News
	now, _ := d.Current(today)
	for _, e := range d.Editions {
		if e == now || recent(e.Published) {
			out = append(out, News{Key: "edition:" + e.ID})
		}
	}
	for i := range d.Commitments {
		if c := &d.Commitments[i]; recent(c.Agreed) {
			out = append(out, News{Key: "commitment:" + c.ID, Allies: partyOf(c)})
		}
	}
	for i := range d.Meetings {
		m := &d.Meetings[i]
		switch {
		case recent(m.Start):
			out = append(out, News{Key: "meeting:" + m.ID})
		case len(m.Start) == 10 && m.Start > today && announced(d, m, today):
			out = append(out, News{Key: "coming:" + m.ID})
			if m.Start <= soon {
				out = append(out, News{Key: "reminder:" + m.ID, When: m.Start})
			}
		}
	}
	return out
}

// inData reports whether d has what a key of NewsIn names.
func inData(d *facts.Dataset, key string) bool {
	kind, id, _ := strings.Cut(key, ":")
	switch kind {
	case "edition":
		_, ok := d.Edition(id)
		return ok
	case "commitment":
		return slices.ContainsFunc(d.Commitments, func(c facts.Commitment) bool { return c.ID == id })
	}
	return slices.ContainsFunc(d.Meetings, func(m facts.Meeting) bool { return m.ID == id })
}

func partyOf(c *facts.Commitment) []facts.Code {
	if c.Party.Aggregate() {
		return nil
	}
	return []facts.Code{c.Party}
}

// Wants reports whether a subscription is told of a piece of news.
func (s Subscription) Wants(n News) bool {
	if s.Kind != Alerts || s.State != Active {
		return false
	}
	if n.Item != nil && !s.Headlines {
		return false
	}
	if len(s.About) == 0 || len(n.Allies) == 0 {
		return true
	}
	return slices.ContainsFunc(n.Allies, func(c facts.Code) bool { return slices.Contains(s.About, c) })
}

// AlertAt is when a piece of news raised at the time now goes to a channel: at
// once, or when its quiet hours end; a reminder on the morning of the day
// before. Snoozed channels are told nothing of what comes meanwhile; that is
// for the caller.
func (s Subscription) AlertAt(n News, now time.Time) time.Time {
	loc, err := zones.Load(s.Zone)
	if err != nil {
		loc = time.UTC
	}
	at := now
	if n.When != "" {
		d := n.When.Time().AddDate(0, 0, -reminderDays)
		if t := instant(time.Date(d.Year(), d.Month(), d.Day(), 9, 0, 0, 0, time.UTC), loc); t.After(now) {
			at = t
		}
	}
	if n.Breaking() && s.Breaking {
		return at
	}
	q, err := ParseQuiet(s.Quiet)
	if err != nil {
		q = DefaultQuiet
	}
	return q.End(at.In(loc))
}

// Quiet is the hours in which a channel is not disturbed: from From to To,
// minutes after midnight of civil time, over midnight when To is smaller, and
// on weekends the whole day. From equal to To means no hours.
type Quiet struct {
	From, To int
	Weekends bool
}

// DefaultQuiet is what a channel has that said nothing (platform rule 17).
var DefaultQuiet = Quiet{From: 20 * 60, To: 8 * 60, Weekends: true}

// ParseQuiet reads "20:00-08:00", "20:00-08:00 weekends", "weekends", "none";
// "" is the default. Hours without the word mean those hours alone.
func ParseQuiet(s string) (Quiet, error) {
	s = strings.ToLower(strings.NewReplacer("–", "-", " - ", "-", ",", " ", " to ", "-").Replace(strings.TrimSpace(s)))
	switch s {
	case "":
		return DefaultQuiet, nil
	case "none", "off", "no":
		return Quiet{}, nil
	}
	var q Quiet
	for _, w := range strings.Fields(s) {
		if w == "weekends" || w == "weekend" {
			q.Weekends = true
			continue
		}
		if w == "and" {
			continue
		}
		from, to, ok := strings.Cut(w, "-")
		f, ok1 := minutes(from)
		t, ok2 := minutes(to)
		if !ok || !ok1 || !ok2 {
			return Quiet{}, fmt.Errorf("“%s” is no quiet time; say, for example: quiet 20:00-08:00 weekends, or: quiet none", shorten(w, 40))
		}
		q.From, q.To = f, t
	}
	return q, nil
}

func minutes(s string) (int, bool) {
	h, m, ok := strings.Cut(s, ":")
	hh, err1 := strconv.Atoi(h)
	mm, err2 := strconv.Atoi(m)
	if !ok || err1 != nil || err2 != nil || hh < 0 || hh > 24 || mm < 0 || mm > 59 || hh == 24 && mm > 0 || len(m) != 2 {
		return 0, false
	}
	return (hh*60 + mm) % (24 * 60), true
}

// String writes q as ParseQuiet reads it.
func (q Quiet) String() string {
	var parts []string
	if q.From != q.To {
		parts = append(parts, fmt.Sprintf("%02d:%02d-%02d:%02d", q.From/60, q.From%60, q.To/60, q.To%60))
	}
	if q.Weekends {
		parts = append(parts, "weekends")
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, " ")
}

// Words writes q for a sentence.
func (q Quiet) Words() string {
	switch {
	case q.From == q.To && !q.Weekends:
		return "No quiet hours"
	case q.From == q.To:
		return "Quiet on weekends"
	}
	s := fmt.Sprintf("Quiet from %02d:%02d to %02d:%02d", q.From/60, q.From%60, q.To/60, q.To%60)
	if q.Weekends {
		s += " and on weekends"
	}
	return s
}

// End is t itself when t is in no quiet hour, else the first civil minute after
// them, in t's zone. Days are civil: a night in which clocks change is as long
// as it is, and ends at the same time by the clock.
func (q Quiet) End(t time.Time) time.Time {
	for range 8 { // a week of quiet and a day, at most
		if !q.holds(t) {
			return t
		}
		y, m, d := t.Date()
		var next time.Time
		switch min := t.Hour()*60 + t.Minute(); {
		case q.From != q.To && q.inHours(min) && min >= q.From && q.To <= q.From: // before midnight
			next = instant(time.Date(y, m, d+1, q.To/60, q.To%60, 0, 0, time.UTC), t.Location())
		case q.From != q.To && q.inHours(min):
			next = instant(time.Date(y, m, d, q.To/60, q.To%60, 0, 0, time.UTC), t.Location())
		default: // a weekend: midnight, then the hours if they hold there
			next = instant(time.Date(y, m, d+1, 0, 0, 0, 0, time.UTC), t.Location())
		}
		if !next.After(t) { // clocks were put back over it
			next = next.Add(time.Hour)
		}
		t = next
	}
	return t
}

func (q Quiet) holds(t time.Time) bool {
	if q.Weekends && (t.Weekday() == time.Saturday || t.Weekday() == time.Sunday) {
		return true
	}
	return q.From != q.To && q.inHours(t.Hour()*60+t.Minute())
}

func (q Quiet) inHours(min int) bool {
	if q.From < q.To {
		return min >= q.From && min < q.To
	}
	return min >= q.From || min < q.To
}

// Alert writes the message that tells a channel the news with the given keys,
// merged into one. told is the edition that the channel knew. The second
// result is the reason for sending nothing, or "".
func Alert(d *facts.Dataset, s Subscription, keys []string, items []Headline, now time.Time) (bot.Reply, string) {
	// News are of a day in UTC; west of it the channel may still be in the day
	// before.
	asOf := max(civil(now, s.Zone), facts.DateOf(now.UTC()))
	t := newTeller(d)
	r := bot.Reply{Kind: bot.KindAlert, Public: true, SetUpBy: s.Owner, Actions: alertActions(s)}
	r.Answer = answer.Answer{Status: answer.Answered, AsOf: asOf, Allies: s.About}
	var first, heads, lines, quotes []string // first: an edition and what must be read with it
	keys = slices.Clone(keys)
	slices.Sort(keys) // commitments, editions, meetings: the same in each process
	keys = slices.Compact(keys)
	for _, k := range keys {
		kind, id, _ := strings.Cut(k, ":")
		var head string
		var more []string
		switch kind {
		case "edition":
			if e, ok := d.Edition(id); ok && e.Published.KnownBy(asOf) {
				head, more = editionAlert(t, e, s, asOf)
				r.Edition = e.ID
			}
		case "commitment":
			head = commitmentAlert(t, id, asOf)
		case "meeting", "coming", "reminder":
			head, more = meetingAlert(t, kind, id, s, asOf)
		}
		if head == "" {
			continue
		}
		if kind == "edition" {
			first = append(append(first, head), more...)
			continue
		}
		heads, lines = append(heads, head), append(lines, more...)
	}
	items = once(items)
	most := maxHeadlines
	if len(first)+len(heads) > 0 {
		most = 2 // beside other news
	}
	told := items[:min(len(items), most)]
	var links []bot.Action
	for _, h := range told {
		quotes = append(quotes, fmt.Sprintf("“%s” (%s, %s)", h.Title, h.Source, h.Published.In(now.Location()).Format("2 January 2006")))
		if h.Link != "" && len(links) < 3 {
			links = append(links, bot.Action{Label: shorten("Read at "+host(h.Link), 60), URL: h.Link})
		}
	}
	r.Actions = append(links, r.Actions...)
	if n := len(items) - len(told); n > 0 {
		quotes = append(quotes, fmt.Sprintf("And %s.", plural(n, "more headline", "more headlines")))
	}
	if fig := bearing(t, told, asOf); fig != "" {
		quotes = append(quotes, fig)
	}
	heads = append(first, heads...)
	if len(heads) == 0 && len(quotes) == 0 {
		return r, "what was to be told is no longer in the data"
	}
	if len(heads) == 0 {
		heads = []string{plural(len(items), "headline", "headlines") + " about allied defence spending, and NATO's figures beside " + pronoun(len(items)) + "."}
	}
	r.Headline = heads[0]
	r.Lines = append(heads[1:], unique(lines)...)
	if len(r.Lines) > alertLines {
		r.Lines = append(r.Lines[:alertLines-1], "More: type commitments, meetings, or nato.")
	}
	r.Lines = append(r.Lines, quotes...)
	t.into(&r)
	if len(r.Sources) > 4 {
		r.Sources = r.Sources[:4]
	}
	return r, ""
}

// Bounds of one alert: a phone screen.
const (
	alertLines   = 8
	maxHeadlines = 5
)

func pronoun(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}

// once leaves out headlines that are the same by our keys.
func once(items []Headline) []Headline {
	seen := map[string]bool{}
	var out []Headline
	for _, h := range items {
		if seen[h.Key] || h.LinkKey != "" && seen[h.LinkKey] {
			continue
		}
		seen[h.Key] = true
		if h.LinkKey != "" {
			seen[h.LinkKey] = true
		}
		out = append(out, h)
	}
	return out
}

func unique(lines []string) []string {
	var out []string
	for _, l := range lines {
		if !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

func alertActions(s Subscription) []bot.Action {
	if s.ID == 0 {
		return nil
	}
	id := strconv.FormatInt(s.ID, 10)
	return []bot.Action{
		{Label: "Mute 24 h", Verb: bot.VerbMute, Arg: id + " 24h", Anyone: true},
		{Label: "Snooze 4 weeks", Verb: bot.VerbSnooze, Arg: id + " 4w", Anyone: true},
		{Label: "Settings", Verb: bot.VerbSettings, Arg: id, Anyone: true},
		{Label: "Unsubscribe", Verb: bot.VerbUnsubscribe, Arg: id, Anyone: true},
	}
}

// editionAlert tells a new edition against the whole edition before it.
func editionAlert(t *teller, e *facts.Edition, s Subscription, asOf facts.Date) (head string, lines []string) {
	if !e.Complete {
		t.citeEdition(e, "")
		return fmt.Sprintf("Published %s: %s, %s.", e.Published.Long(), e.Publisher, e.Title), nil
	}
	a := aside{about: s.About, levels: s.Crossing, least: s.Revision}
	ls := levels(t.d, asOf)
	if len(a.levels) == 0 {
		for _, l := range ls {
			a.levels = append(a.levels, l.Value)
		}
	}
	lines = t.takeAll(brief(t, before(t.d, e), e, a).lines(), 6)
	head, lines = lines[0], lines[1:]
	y := e.ShareYear()
	lines = append(lines, distances(t, e, y, ls, s.About)...)
	if len(s.About) == 0 {
		lines = append(lines, glance(t, e, asOf, nil)...)
	}
	return head, lines
}

// before is the newest complete edition published before e.
func before(d *facts.Dataset, e *facts.Edition) *facts.Edition {
	var out *facts.Edition
	for _, o := range d.Editions {
		if o == e {
			break
		}
		if o.Complete {
			out = o
		}
	}
	return out
}

func commitmentAlert(t *teller, id string, asOf facts.Date) string {
	for i := range t.d.Commitments {
		if c := &t.d.Commitments[i]; c.ID == id && c.Agreed.KnownBy(asOf) {
			return sentences("New commitment.", commitmentLine(t, c, asOf))
		}
	}
	return ""
}

// meetingAlert tells of a meeting that was held, that is announced, or that is
// at hand; of one to come it tells date and place, and the figures in hand.
func meetingAlert(t *teller, kind, id string, s Subscription, asOf facts.Date) (head string, lines []string) {
	for i := range t.d.Meetings {
		m := &t.d.Meetings[i]
		if m.ID != id {
			continue
		}
		if kind == "meeting" {
			if !m.Start.KnownBy(asOf) {
				return "", nil
			}
			w := window{DigestInput{AsOf: asOf}}
			return meetingLine(t, m, cmp.Or(w.outcome(t, m), w.heard(t, m))), nil
		}
		t.meets = append(t.meets, m.ID)
		by := t.by(m.Sources, asOf)
		switch {
		case m.Start.KnownBy(asOf):
			return "", nil // held since: its own news tells it
		case kind == "coming":
			return sentences(announcedLine(m, m.Start, m.Place), by), nil
		}
		if e, ok := t.d.Current(asOf); ok {
			lines = glance(t, e, asOf, s.About)
		}
		return sentences(comingLine(m, m.Start, m.Place), by, "The figures in hand:"), lines
	}
	return "", nil
}

// bearing are the figures that bear on headlines: the newest shares of the
// Allies that they name, and of NATO as a whole where one names none.
func bearing(t *teller, hs []Headline, asOf facts.Date) string {
	var allies []facts.Code
	for _, h := range hs {
		for _, c := range h.Allies {
			if !slices.Contains(allies, c) {
				allies = append(allies, c)
			}
		}
		if len(h.Allies) == 0 && !slices.Contains(allies, facts.NATOTotal) {
			allies = append(allies, facts.NATOTotal)
		}
	}
	return standing(t, allies, asOf)
}

// standing are the newest shares of Allies by the edition of the day, at most
// six; the others are counted. It is empty where there are none.
func standing(t *teller, allies []facts.Code, asOf facts.Date) string {
	e, ok := t.d.Current(asOf)
	if !ok {
		return ""
	}
	const most = 6
	var parts []string
	n := 0
	when := "" // of all before this one
	for _, c := range allies {
		f, ok := newest(e, c, facts.ShareOfGDP)
		if !ok {
			continue
		}
		if n++; n > most {
			continue
		}
		who := inName(t.d, c)
		if c == facts.NATOTotal {
			who = "NATO as a whole"
		}
		if when != "" && when != inYear(f) {
			parts[len(parts)-1] += " of GDP in " + when
		}
		when = inYear(f)
		parts = append(parts, who+" "+t.pct(f))
	}
	if len(parts) == 0 {
		return ""
	}
	parts[len(parts)-1] += " of GDP in " + when
	what := ""
	if e.Core() {
		what = " (core defence)"
	}
	return fmt.Sprintf("By %s%s: %s.", editionName(e), what, andMore(parts, n))
}

// previewAlert shows how an alert would look: the newest edition as it would
// have been told.
func previewAlert(d *facts.Dataset, s Subscription, now time.Time) bot.Reply {
	e, ok := d.Current(civil(now, s.Zone))
	if !ok {
		return bot.Notice("There is no edition yet that an alert could tell of.")
	}
	s.ID = 0
	r, skip := Alert(d, s, []string{"edition:" + e.ID}, nil, now)
	if skip != "" {
		return bot.Notice("As of now nothing would be sent: " + skip + ".")
	}
	return r
}

// alertsOn subscribes the channel to alerts, or changes the alerts that it has.
func (q *asked) alertsOn(o order) (bot.Reply, error) {
	if err := q.mayChange(); err != nil {
		return bot.Reply{}, err
	}
	subs, err := q.here()
	if err != nil {
		return bot.Reply{}, err
	}
	for _, s := range subs {
		if s.Kind == Alerts {
			if s.State == Paused {
				if s, err = q.revive(s.ID); err != nil {
					return bot.Reply{}, err
				}
			}
			return q.change(s, o)
		}
	}
	about, read, fault := resolveAbout(q.names, o.about)
	if fault != "" {
		return bot.Reply{}, said(fault)
	}
	sub := Subscription{To: q.to(), Kind: Alerts, About: about, Owner: q.r.User, Created: q.r.At, State: Active, Quiet: DefaultQuiet.String(), ToldAt: q.r.At}
	for _, s := range subs { // the zone that the channel already uses
		if s.Zone != "" {
			sub.Zone = s.Zone
		}
	}
	if err := q.alertOptions(&sub, o); err != nil {
		return bot.Reply{}, err
	}
	if sub.Zone == "" {
		sub.Zone = "UTC"
		read = append(read, "Quiet hours are in UTC until you name a zone, for example: alerts on Europe/Madrid")
	}
	return q.create(sub, read)
}

// alertOptions applies what an order says of alerts.
func (q *asked) alertOptions(s *Subscription, o order) error {
	if z := strings.TrimSpace(o.when); z != "" {
		loc, err := ParseZone(z)
		if err != nil {
			return said(sentence(err) + " Nothing was changed.")
		}
		s.Zone = loc.String()
	}
	if o.quiet != "" {
		quiet, err := ParseQuiet(o.quiet)
		if err != nil {
			return said(sentence(err) + " Nothing was changed.")
		}
		s.Quiet = quiet.String()
	}
	if len(o.cross) > 0 {
		s.Crossing = o.cross
	}
	if o.min > 0 {
		s.Revision = o.min
	}
	s.Breaking = s.Breaking || o.breaks
	s.Headlines = s.Headlines || o.heads
	return nil
}

// alertsOff ends all alerts of the channel.
func (q *asked) alertsOff() (bot.Reply, error) {
	if err := q.mayChange(); err != nil {
		return bot.Reply{}, err
	}
	subs, err := q.here()
	if err != nil {
		return bot.Reply{}, err
	}
	var r bot.Reply
	n := 0
	for _, s := range subs {
		if s.Kind != Alerts {
			continue
		}
		one, err := q.end(s)
		if err != nil {
			return bot.Reply{}, err
		}
		if n++; n == 1 {
			r = one
			continue
		}
		r.Lines = append(r.Lines, one.Headline)
		r.Actions = append(r.Actions, one.Actions...)
	}
	if n == 0 {
		return bot.Notice("This channel has no alerts. To begin, type: alerts on"), nil
	}
	return r, nil
}

// alertWords says what a channel with alerts is told, and when not.
func (q *asked) alertWords(s Subscription) string {
	levels := "2 % and 3.5 %"
	if len(s.Crossing) > 0 {
		levels = list(strings.Split(strings.ReplaceAll(percents(s.Crossing), "%", " %"), ", "), 0)
	}
	least := s.Revision
	if least == 0 {
		least = defaultRevision
	}
	what := fmt.Sprintf("You are told of new editions, of Allies that cross %s, of revisions from %.2f points on, of meetings and commitments, and reminded of meetings to come", levels, least)
	if s.Headlines {
		what += "; and of headlines"
	}
	quiet, err := ParseQuiet(s.Quiet)
	if err != nil {
		quiet = DefaultQuiet
	}
	what += fmt.Sprintf(". %s (%s)", quiet.Words(), s.Zone)
	if s.Breaking {
		what += ", but new editions come at once"
	}
	what += "."
	if s.Snoozed.After(q.r.At) {
		what += " Snoozed until " + clockDay(s.Snoozed, s.Zone) + "."
	}
	return what
}
