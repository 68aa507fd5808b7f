package schedule

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"natobot/bot"
	"natobot/facts"
	"natobot/facts/late"
	"natobot/facts/reader"
	"natobot/schedule/zones"
)

// A Desk answers what a channel wants to subscribe to, change, see or stop: by
// text, button or form, on each platform and on the terminal. It implements
// bot.Desk. It is safe for concurrent use.
type Desk struct {
	Store Book
	Data  func() *reader.Reader
	Log   *slog.Logger // nil: discarded

	Platforms bot.Platforms   // who may change what a channel of theirs gets
	Workbooks Decider         // nil: none are watched for
	Newsroom  bot.Destination // the operator's channel, where they are decided about
}

// maxSubscriptions bounds the subscriptions of one channel: more would drown
// it, and one person's script could fill the database.
const maxSubscriptions = 20

// undoDays is how long an unsubscribed row can be brought back.
const undoDays = 30

// Handle implements bot.Desk. It answers Ask and Mention whose text begins with
// one of its verbs, Press and Submit of its own buttons and forms, and Home.
func (k *Desk) Handle(ctx context.Context, r bot.Request) (bot.Reply, bool) {
	names := k.Data()
	q := &asked{Desk: k, ctx: ctx, r: r, d: names.Data, names: names}
	var o order
	switch r.Kind {
	case bot.Ask, bot.Mention:
		var ok bool
		if o, ok = parseOrder(r.Text); !ok {
			return bot.Reply{}, false
		}
		if o.fault != "" {
			return bot.Notice(o.fault), true
		}
	case bot.Press:
		var ok bool
		if o, ok = pressed(r.Ref); !ok {
			return bot.Reply{}, false
		}
	case bot.Submit:
		switch r.Ref.Verb {
		case bot.VerbSubscribeForm:
			return q.do(q.subscribeForm), true
		case bot.VerbSettingsForm:
			return q.do(q.settingsForm), true
		}
		return bot.Reply{}, false
	case bot.Home:
		return q.do(q.home), true
	default:
		return bot.Reply{}, false
	}
	return q.do(func() (bot.Reply, error) { return q.order(o) }), true
}

// pressed reads the order that a button carries: a verb, and as its argument a
// subscription's number and what else the typed order would hold.
func pressed(ref bot.Ref) (order, bool) {
	id, rest, _ := strings.Cut(ref.Arg, " ")
	n, err := strconv.ParseInt(id, 10, 64)
	o := order{verb: ref.Verb, id: n}
	v, ok := bot.VerbNamed(ref.Verb)
	switch {
	case !ok:
		return order{}, false
	case v.Bare:
		return order{verb: ref.Verb}, true
	case ref.Verb == bot.VerbPublish || ref.Verb == bot.VerbRefuse:
		return order{verb: ref.Verb, when: ref.Arg}, true
	case ref.Verb == bot.VerbSnooze || ref.Verb == bot.VerbMute:
		o.verb, o.when = bot.VerbSnooze, rest
	}
	return o, v.Number && err == nil && n > 0
}

// asked is one request on its way through the desk.
type asked struct {
	*Desk
	ctx   context.Context
	r     bot.Request
	d     *facts.Dataset
	names *reader.Reader // of d
}

// said is a refusal that the asker reads as it stands; it is no fault.
type said string

func (s said) Error() string { return string(s) }

// do runs one verb and turns its error into words.
func (q *asked) do(verb func() (bot.Reply, error)) bot.Reply {
	reply, err := verb()
	var s said
	switch {
	case err == nil:
		return reply
	case errors.As(err, &s):
		return bot.Notice(string(s))
	}
	id := bot.NewRef()
	if q.Log != nil {
		q.Log.ErrorContext(q.ctx, "the desk could not do it", "ref", id, "request", q.r.ID, "kind", q.r.Kind, "verb", q.r.Ref.Verb, "error", err)
	}
	return bot.InternalError(id)
}

func (q *asked) order(o order) (bot.Reply, error) {
	switch o.verb {
	case bot.VerbSubscribe:
		return q.subscribe(o)
	case verbOffer:
		return q.offer(o)
	case bot.VerbSubscribeForm:
		if err := q.mayChange(); err != nil {
			return bot.Reply{}, err
		}
		return subscribeForm(), nil
	case verbAlertsOn:
		return q.alertsOn(o)
	case verbAlertsOff:
		return q.alertsOff()
	case bot.VerbList:
		return q.list()
	case bot.VerbUnsubscribe:
		return q.unsubscribe(o)
	case bot.VerbUndo:
		return q.undo(o)
	case bot.VerbSnooze:
		return q.snooze(o)
	case bot.VerbPause:
		return q.pause(o)
	case bot.VerbResume:
		return q.resume(o)
	case bot.VerbSettings:
		return q.settings(o)
	case bot.VerbPreview:
		return q.preview(o)
	case bot.VerbSend:
		return q.send(o)
	case bot.VerbTransfer:
		return q.transfer(o)
	case bot.VerbHistory:
		return q.history(o)
	case bot.VerbWhy:
		return q.why(o)
	case bot.VerbPublish, bot.VerbRefuse:
		return q.decide(o)
	}
	return bot.Reply{}, said("That can't be done here. Type: subscriptions")
}

// mayChange says whether who asks may change what this channel gets.
func (q *asked) mayChange() error {
	switch {
	case q.Platforms[q.r.Platform].Private:
		return nil
	case q.r.Direct || q.r.Channel == "" || q.r.Workspace == "":
		return said("A subscription belongs to a channel, so that it stays when people come and go. Please type this in the channel that should get it; nothing was created.")
	case !q.r.Manages:
		return said(q.Platforms[q.r.Platform].MayNotChange())
	}
	return nil
}

// here are the living subscriptions of this channel.
func (q *asked) here() ([]Subscription, error) {
	if q.r.Channel == "" {
		return nil, nil
	}
	return q.Store.Subscriptions(q.ctx, q.r.Platform, q.r.Workspace, q.r.Channel)
}

// mine finds the subscription that an order means: by number, or the only one.
// One of another channel does not exist here.
func (q *asked) mine(o order, verb string) (Subscription, error) {
	if o.id != 0 {
		s, err := q.Store.Subscription(q.ctx, o.id)
		switch {
		case errors.Is(err, ErrNoSubscription):
		case err != nil:
			return Subscription{}, err
		case s.To.Platform == q.r.Platform && s.To.Workspace == q.r.Workspace && s.To.Channel == q.r.Channel:
			return s, nil
		}
		return Subscription{}, said(fmt.Sprintf("This channel has no subscription %d. To see what it has, type: subscriptions", o.id))
	}
	subs, err := q.here()
	switch {
	case err != nil:
		return Subscription{}, err
	case len(subs) == 0:
		return Subscription{}, said("This channel has no subscription. To begin one, type: subscribe weekly mon 09:00 Europe/Madrid")
	case len(subs) > 1:
		return Subscription{}, said(fmt.Sprintf("This channel has %d subscriptions; say which one, for example: %s %d. To see them, type: subscriptions", len(subs), verb, subs[0].ID))
	}
	return subs[0], nil
}

const subscribeHelp = "Say when, for example: subscribe weekly mon 09:00 Europe/Madrid"

// subscribe makes a digest subscription and says back exactly what was made.
func (q *asked) subscribe(o order) (bot.Reply, error) {
	if err := q.mayChange(); err != nil {
		return bot.Reply{}, err
	}
	if o.when == "" {
		r := bot.Notice(subscribeHelp)
		r.Lines = []string{
			"Also: subscribe daily 08:30 Europe/Warsaw about poland, baltics",
			"Or: subscribe monthly 1st 09:00 America/New_York every time",
		}
		r.Actions = []bot.Action{{Label: "Fill in a form", Verb: bot.VerbSubscribeForm, Style: "primary"}}
		return r, nil
	}
	// Both parts are read before anything is refused, so that no one has to
	// type it three times.
	about, read, fault := resolveAbout(q.names, o.about)
	with := ""
	if len(about) > 0 {
		with = " about " + strings.ToLower(names(q.d, about, 0))
	}
	if o.only != nil && !*o.only {
		with += " every time"
	}
	spec, err := q.spec(o.when, "", "subscribe", with)
	switch {
	case err != nil && fault != "":
		return bot.Reply{}, said(strings.TrimSuffix(err.Error(), " "+unchanged) + " " + fault)
	case err != nil:
		return bot.Reply{}, err
	case fault != "":
		return bot.Reply{}, said(fault)
	}
	sub := Subscription{
		To: q.to(), Kind: Digests, Spec: spec.String(), Zone: spec.Location().String(), About: about,
		OnlyChanges: o.only == nil || *o.only, Owner: q.r.User, Created: q.r.At, State: Active,
		Next: spec.Next(q.r.At), ToldAt: q.r.At,
	}
	if e, ok := q.d.Current(facts.DateOf(q.r.At)); ok {
		sub.Told = e.ID
	}
	if o.heads || o.breaks || len(o.cross) > 0 {
		read = append(read, "Headlines, crossings and breaking news come as alerts; for those type: alerts on")
	}
	return q.create(sub, read)
}

const unchanged = "Nothing was changed."

// spec reads when to send. Where no zone is named, zone is meant, or the one of
// this channel's other digests. Text that is a cron expression is for operators.
// A refusal names an order that would work: it begins with verb and ends with.
func (q *asked) spec(when, zone, verb, with string) (Spec, error) {
	if zone == "" {
		subs, err := q.here()
		if err != nil {
			return Spec{}, err
		}
		for _, s := range subs {
			if s.Kind == Digests {
				zone = s.Zone
			}
		}
	}
	if _, cron := isCron(when); cron && q.r.Platform != "console" {
		return Spec{}, said("Cron expressions are for the operators of this bot. " + subscribeHelp)
	}
	spec, err := parseSpec(when, zone)
	if err != nil {
		say := exampleOf().ReplaceAllString(err.Error(), "${1}: "+verb+" ")
		if exampleOf().MatchString(say) && !strings.HasSuffix(say, ".") {
			say += with
		}
		say = ended(capital(say))
		if !strings.Contains(say, "“about”") {
			say += q.alliesIn(when)
		}
		return Spec{}, said(say + " " + unchanged)
	}
	return spec, nil
}

// exampleOf finds where a sentence about a spec gives one.
var exampleOf = late.Regexp(`([Ff]or example|like this): `)

// alliesIn says how to name the Allies that stand among the words for when.
func (q *asked) alliesIn(when string) string {
	for _, w := range strings.Fields(when) {
		if w = strings.Trim(w, ",;."); len(w) < 4 || isWeekday(w) {
			continue
		}
		if m := q.names.MatchAlly(w); m.Found() && !m.Corrected && m.Group == "" {
			return fmt.Sprintf(" For a digest about %s, add at the end: about %s.", inName(q.d, m.Ally), strings.ToLower(q.d.Name(m.Ally)))
		}
	}
	return ""
}

// offer answers a schedule typed without its verb. Nothing is made of it: it
// could have been meant for somebody else.
func (q *asked) offer(o order) (bot.Reply, error) {
	spec, err := parseSpec(o.when, "")
	r := bot.Notice("To get a digest in this channel, put subscribe before it, for example: subscribe weekly mon 09:00 Europe/Madrid")
	if err == nil {
		r.Headline = "To get a digest in this channel " + spec.Words() + ", type: subscribe " + spec.String()
	}
	return r, nil
}

// create stores a new subscription unless the channel has it already.
func (q *asked) create(sub Subscription, notes []string) (bot.Reply, error) {
	subs, err := q.here()
	if err != nil {
		return bot.Reply{}, err
	}
	for _, s := range subs {
		if same(s, sub) {
			r := q.confirm("This channel has this subscription already: "+q.what(s)+".", s, notes)
			return r, nil
		}
	}
	if len(subs) >= maxSubscriptions {
		return bot.Reply{}, said(fmt.Sprintf("This channel has %d subscriptions, which is the most a channel can have. Unsubscribe one first; to see them, type: subscriptions", len(subs)))
	}
	made, err := q.Store.Subscribe(q.ctx, sub)
	if err != nil {
		return bot.Reply{}, err
	}
	if joins := q.Platforms[q.r.Platform].Joins; joins != "" && q.r.Barred == "" {
		notes = append([]string{joins}, notes...)
	}
	return q.confirm("Subscribed: "+q.what(made)+".", made, notes), nil
}

// same reports whether two subscriptions would send the same at the same time.
func same(a, b Subscription) bool {
	return a.Kind == b.Kind && a.Spec == b.Spec && a.OnlyChanges == b.OnlyChanges && sameCodes(a.About, b.About)
}

func sameCodes(a, b []facts.Code) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(c facts.Code) bool { return !slices.Contains(b, c) })
}

func (q *asked) to() bot.Destination {
	return bot.Destination{Platform: q.r.Platform, Workspace: q.r.Workspace, Channel: q.r.Channel}
}

// confirm says what a subscription is now: the next run in local time, its
// number, and what can be done with it.
func (q *asked) confirm(head string, s Subscription, notes []string) bot.Reply {
	r := bot.Notice(head)
	r.SetUpBy = s.Owner
	if q.r.Barred != "" && s.State == Active {
		r.Lines = append(r.Lines, q.r.Barred)
	}
	r.Lines = append(r.Lines, notes...)
	switch {
	case s.State != Active:
	case s.Kind == Alerts:
		r.Lines = append(r.Lines, q.alertWords(s))
	default:
		line, moment := q.next(s)
		r.Lines = append(r.Lines, line)
		if s.OnlyChanges {
			r.Lines = append(r.Lines, fmt.Sprintf("Else nothing comes; to get a line that says so, type: settings %d every time", s.ID))
		}
		if moment.Text != "" {
			r.Times = append(r.Times, moment)
		}
		if spec, err := ParseSpec(s.Spec); err == nil {
			if n := spec.Note(q.r.At); n != "" {
				r.Lines = append(r.Lines, n)
			}
		}
	}
	say := fmt.Sprintf("Number %d, set up by %s for this channel. ", s.ID, q.who(s.Owner))
	if s.Kind == Digests {
		say += fmt.Sprintf("To see it now, type: preview %d (seen by you only), or send %d. ", s.ID, s.ID)
	}
	r.Lines = append(r.Lines, say+fmt.Sprintf("To change it, type: settings %d, snooze %d 4w, or unsubscribe %d", s.ID, s.ID, s.ID))
	id := strconv.FormatInt(s.ID, 10)
	r.Actions = []bot.Action{
		{Label: "Preview", Verb: bot.VerbPreview, Arg: id, Style: "primary"},
		{Label: "Settings", Verb: bot.VerbSettings, Arg: id},
		{Label: "Unsubscribe", Verb: bot.VerbUnsubscribe, Arg: id},
	}
	return r
}

// next says when the next run is, in the subscription's own zone.
func (q *asked) next(s Subscription) (string, bot.Moment) {
	if s.Next.IsZero() {
		return "No next run is planned.", bot.Moment{}
	}
	next, line := s.Next, "Next: "
	if s.Snoozed.After(q.r.At) {
		line = "Snoozed until " + clockDay(s.Snoozed, s.Zone) + ". The next one after that: "
		if spec, err := ParseSpec(s.Spec); err == nil && next.Before(s.Snoozed) {
			next = spec.Next(s.Snoozed.Add(-time.Nanosecond))
		}
	}
	at := clock(next, s.Zone)
	return line + at + ".", bot.Moment{Text: at, At: next}
}

// clock writes an instant as a person in zone reads it, with the zone's name.
func clock(t time.Time, zone string) string {
	loc, err := zones.Load(zone)
	if err != nil {
		loc, zone = time.UTC, "UTC"
	}
	return t.In(loc).Format("Monday 2 January 2006, 15:04") + " (" + zone + ")"
}

func clockDay(t time.Time, zone string) string {
	loc, err := zones.Load(zone)
	if err != nil {
		loc = time.UTC
	}
	t = t.In(loc)
	if t.Hour() == 0 && t.Minute() == 0 {
		return t.Format("Monday 2 January 2006")
	}
	return t.Format("Monday 2 January 2006, 15:04")
}

// who names a user to the one who asks. Names of others are left to the
// platform, which shows them from SetUpBy; here they are never guessed.
func (q *asked) who(user string) string {
	if user == q.r.User {
		return "you"
	}
	if user == "" {
		return "an operator"
	}
	if q.r.Platform == "console" {
		return user
	}
	return "another member"
}

// what describes a subscription in one phrase.
func (q *asked) what(s Subscription) string { return describe(q.d, s) }

func describe(d *facts.Dataset, s Subscription) string {
	var b strings.Builder
	if s.Kind == Alerts {
		b.WriteString("alerts")
	} else {
		b.WriteString("a digest ")
		if spec, err := ParseSpec(s.Spec); err == nil {
			b.WriteString(spec.Words())
		} else {
			b.WriteString(s.Spec)
		}
	}
	if len(s.About) > 0 {
		b.WriteString(" about " + names(d, s.About, 6))
	} else {
		b.WriteString(" about all Allies")
	}
	if s.OnlyChanges {
		b.WriteString(", only when there is news")
	}
	return b.String()
}

// list shows what this channel gets.
func (q *asked) list() (bot.Reply, error) {
	if q.r.Direct && q.r.Platform != "console" {
		return bot.Reply{}, said("Subscriptions belong to channels. Please type this in the channel that you want to know about.")
	}
	subs, err := q.here()
	if err != nil {
		return bot.Reply{}, err
	}
	r := bot.Notice("This channel has no subscription.")
	if len(subs) == 0 {
		r.Lines = []string{"To begin one, type: subscribe weekly mon 09:00 Europe/Madrid", "For news as it comes, type: alerts on"}
		r.Actions = []bot.Action{{Label: "Fill in a form", Verb: bot.VerbSubscribeForm, Style: "primary"}}
		return r, nil
	}
	r.Headline = fmt.Sprintf("This channel has %s.", plural(len(subs), "subscription", "subscriptions"))
	for i, s := range subs {
		line, moment := q.row(s)
		r.Lines = append(r.Lines, line)
		if moment.Text != "" {
			r.Times = append(r.Times, moment)
		}
		if i < 4 {
			r.Actions = append(r.Actions, bot.Action{Label: fmt.Sprintf("Settings %d", s.ID), Verb: bot.VerbSettings, Arg: strconv.FormatInt(s.ID, 10)})
		}
	}
	r.Footer = fmt.Sprintf("Type: settings %d, snooze %d 4w, pause %d, preview %d, send %d, history %d, unsubscribe %d", subs[0].ID, subs[0].ID, subs[0].ID, subs[0].ID, subs[0].ID, subs[0].ID, subs[0].ID)
	return r, nil
}

// row is a subscription's line in a list.
func (q *asked) row(s Subscription) (string, bot.Moment) {
	line := fmt.Sprintf("%d: %s.", s.ID, q.what(s))
	switch {
	case s.State == Paused:
		return line + " Paused" + because(s.Reason) + ".", bot.Moment{}
	case s.Kind == Alerts:
		if s.Snoozed.After(q.r.At) {
			line += " Snoozed until " + clockDay(s.Snoozed, s.Zone) + "."
		}
		return line, bot.Moment{}
	}
	next, moment := q.next(s)
	return line + " " + next, moment
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return " (" + strings.TrimRight(reason, ".") + ")"
}

// home is the app's own page: what this workspace gets. It holds no channel's
// name, for not all who see the page are in each channel.
func (q *asked) home() (bot.Reply, error) {
	r := bot.Notice("Subscriptions of this workspace")
	r.Kind = bot.KindHelp
	if q.r.Workspace == "" {
		r.Lines = []string{"Subscriptions belong to channels. In a channel, type: /nato subscribe weekly mon 09:00 Europe/Madrid"}
		return r, nil
	}
	subs, err := q.Store.Subscriptions(q.ctx, q.r.Platform, q.r.Workspace, "")
	if err != nil {
		return bot.Reply{}, err
	}
	channels := map[string]bool{}
	mine := 0
	for _, s := range subs {
		channels[s.To.Channel] = true
		if s.Owner != q.r.User || mine >= 10 {
			continue
		}
		mine++
		line, moment := q.row(s)
		r.Lines = append(r.Lines, line)
		if moment.Text != "" {
			r.Times = append(r.Times, moment)
		}
	}
	switch {
	case len(subs) == 0:
		r.Lines = []string{"None yet. In a channel, type: /nato subscribe weekly mon 09:00 Europe/Madrid"}
	case mine > 0:
		r.Lines = append([]string{fmt.Sprintf("%s in %s; set up by you:", plural(len(subs), "subscription", "subscriptions"), plural(len(channels), "channel", "channels"))}, r.Lines...)
	default:
		r.Lines = []string{fmt.Sprintf("%s in %s. To see a channel's own, type there: /nato subscriptions", plural(len(subs), "subscription", "subscriptions"), plural(len(channels), "channel", "channels"))}
	}
	return r, nil
}

// inPlace marks the answer to a button of a scheduled message: it replaces the
// message for everybody, and anybody who may can undo it.
func (q *asked) inPlace(r bot.Reply) bot.Reply {
	if q.r.Kind == bot.Press && q.r.Ref.Replaces() {
		r.Replace, r.Public = true, true
	}
	return r
}

func undoAction(id int64, label string) bot.Action {
	return bot.Action{Label: label, Verb: bot.VerbUndo, Arg: strconv.FormatInt(id, 10), Anyone: true}
}

// unsubscribe ends a subscription. Pressed or typed twice it is confirmed
// twice. The row stays for undoDays, so that it can be undone.
func (q *asked) unsubscribe(o order) (bot.Reply, error) {
	if err := q.mayChange(); err != nil {
		return bot.Reply{}, err
	}
	s, err := q.mine(o, "unsubscribe")
	if err != nil {
		return bot.Reply{}, err
	}
	return q.end(s)
}

func (q *asked) end(s Subscription) (bot.Reply, error) {
	already := s.State == Removed
	s, err := q.Store.Change(q.ctx, s.ID, q.r.User, q.r.At, func(s *Subscription) error {
		if s.State == Removed {
			already = true
			return nil
		}
		s.State, s.Reason = Removed, "unsubscribed"
		return nil
	})
	if err != nil {
		return bot.Reply{}, err
	}
	head := fmt.Sprintf("Unsubscribed: number %d, %s. Nothing more will come of it.", s.ID, q.what(s))
	if already {
		head = fmt.Sprintf("Number %d is unsubscribed already, since %s. Nothing more will come of it.", s.ID, clockDay(s.ChangedAt, s.Zone))
	}
	r := bot.Notice(head)
	r.Actions = []bot.Action{undoAction(s.ID, "Undo")}
	return q.inPlace(r), nil
}

// undo makes a subscription as it was before it was stopped, snoozed or paused.
func (q *asked) undo(o order) (bot.Reply, error) {
	if err := q.mayChange(); err != nil {
		return bot.Reply{}, err
	}
	if o.id == 0 {
		return bot.Reply{}, said("Say which subscription to bring back, for example: undo 3")
	}
	s, err := q.mine(o, "undo")
	if err != nil {
		return bot.Reply{}, err
	}
	if s.State == Removed && q.r.At.Sub(s.ChangedAt) > undoDays*24*time.Hour {
		return bot.Reply{}, said("That was too long ago to undo. To begin again, type: " + again(s))
	}
	s, err = q.revive(s.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	return q.inPlace(q.confirm(fmt.Sprintf("Active again: number %d, %s.", s.ID, q.what(s)), s, nil)), nil
}

// revive makes a subscription active, without snooze, from now on.
func (q *asked) revive(id int64) (Subscription, error) {
	return q.Store.Change(q.ctx, id, q.r.User, q.r.At, func(s *Subscription) error {
		s.State, s.Reason, s.Snoozed = Active, "", time.Time{}
		return q.replan(s)
	})
}

// replan computes the next run from now.
func (q *asked) replan(s *Subscription) error {
	if s.Kind != Digests {
		return nil
	}
	spec, err := ParseSpec(s.Spec)
	if err != nil {
		return fmt.Errorf("subscription %d: %w", s.ID, err)
	}
	s.Next, s.Zone = spec.Next(q.r.At), spec.Location().String()
	return nil
}

// again is what to type to make a subscription anew.
func again(s Subscription) string {
	if s.Kind == Alerts {
		return "alerts on"
	}
	return "subscribe " + s.Spec
}

// snooze stops a subscription for a while, whose end is always said.
func (q *asked) snooze(o order) (bot.Reply, error) {
	if err := q.mayChange(); err != nil {
		return bot.Reply{}, err
	}
	s, err := q.mine(o, "snooze")
	if err != nil {
		return bot.Reply{}, err
	}
	if s.State == Removed {
		return bot.Reply{}, said(fmt.Sprintf("Number %d is unsubscribed, so there is nothing to snooze. To bring it back, type: undo %d", s.ID, s.ID))
	}
	if o.when == "" {
		r := bot.Notice(fmt.Sprintf("For how long should number %d be quiet?", s.ID))
		r.Lines = []string{fmt.Sprintf("Type, for example: snooze %d 4w, or: snooze %d until 2027-01-10", s.ID, s.ID)}
		for _, w := range []struct{ label, arg string }{{"1 week", "1w"}, {"2 weeks", "2w"}, {"4 weeks", "4w"}} {
			r.Actions = append(r.Actions, bot.Action{Label: w.label, Verb: bot.VerbSnooze, Arg: fmt.Sprintf("%d %s", s.ID, w.arg)})
		}
		return r, nil
	}
	loc, err := zones.Load(s.Zone)
	if err != nil {
		loc = time.UTC
	}
	until, fault := snoozeUntil(o.when, q.r.At.In(loc))
	if fault != "" {
		return bot.Reply{}, said(fault)
	}
	s, err = q.Store.Change(q.ctx, s.ID, q.r.User, q.r.At, func(s *Subscription) error {
		s.Snoozed = until
		return nil
	})
	if err != nil {
		return bot.Reply{}, err
	}
	r := bot.Notice(fmt.Sprintf("Snoozed until %s: number %d, %s.", clockDay(until, s.Zone), s.ID, q.what(s)))
	if s.Kind == Digests && s.State == Active {
		if spec, err := ParseSpec(s.Spec); err == nil {
			at := clock(spec.Next(until.Add(-time.Nanosecond)), s.Zone)
			r.Lines = append(r.Lines, "The next one after that: "+at+".")
		}
	}
	r.Actions = []bot.Action{undoAction(s.ID, "Undo")}
	return q.inPlace(r), nil
}

// pause stops a subscription until somebody resumes it.
func (q *asked) pause(o order) (bot.Reply, error) {
	if err := q.mayChange(); err != nil {
		return bot.Reply{}, err
	}
	s, err := q.mine(o, "pause")
	if err != nil {
		return bot.Reply{}, err
	}
	if s.State == Removed {
		return bot.Reply{}, said(fmt.Sprintf("Number %d is unsubscribed. To bring it back, type: undo %d", s.ID, s.ID))
	}
	s, err = q.Store.Change(q.ctx, s.ID, q.r.User, q.r.At, func(s *Subscription) error {
		if s.State == Active {
			s.State, s.Reason = Paused, "paused by hand"
		}
		return nil
	})
	if err != nil {
		return bot.Reply{}, err
	}
	r := bot.Notice(fmt.Sprintf("Paused: number %d, %s. Nothing comes until somebody resumes it.", s.ID, q.what(s)))
	r.Lines = []string{fmt.Sprintf("To go on, type: resume %d", s.ID)}
	r.Actions = []bot.Action{{Label: "Resume", Verb: bot.VerbResume, Arg: strconv.FormatInt(s.ID, 10), Anyone: true}}
	return q.inPlace(r), nil
}

func (q *asked) resume(o order) (bot.Reply, error) {
	if err := q.mayChange(); err != nil {
		return bot.Reply{}, err
	}
	s, err := q.mine(o, "resume")
	if err != nil {
		return bot.Reply{}, err
	}
	if s.State == Removed {
		return bot.Reply{}, said(fmt.Sprintf("Number %d is unsubscribed. To bring it back, type: undo %d", s.ID, s.ID))
	}
	if s, err = q.revive(s.ID); err != nil {
		return bot.Reply{}, err
	}
	return q.inPlace(q.confirm(fmt.Sprintf("Resumed: number %d, %s.", s.ID, q.what(s)), s, nil)), nil
}

// transfer names somebody else as who set a subscription up: who is told when
// it can't be delivered.
func (q *asked) transfer(o order) (bot.Reply, error) {
	if err := q.mayChange(); err != nil {
		return bot.Reply{}, err
	}
	s, err := q.mine(o, "transfer")
	switch {
	case err != nil:
		return bot.Reply{}, err
	case o.user == "" || !o.mentioned && q.r.Platform != "console": // a name is no id
		return bot.Reply{}, said(fmt.Sprintf("Name the new owner by mentioning them, for example: transfer %d @maria", s.ID))
	}
	if s.State == Removed {
		return bot.Reply{}, said(fmt.Sprintf("Number %d is unsubscribed. To bring it back, type: undo %d", s.ID, s.ID))
	}
	s, err = q.Store.Change(q.ctx, s.ID, q.r.User, q.r.At, func(s *Subscription) error {
		s.Owner = o.user
		return nil
	})
	if err != nil {
		return bot.Reply{}, err
	}
	r := bot.Notice(fmt.Sprintf("Number %d has a new owner. It still belongs to this channel; the owner is told when it can't be delivered.", s.ID))
	r.SetUpBy = s.Owner
	return r, nil
}

// send has a digest sent to the channel now, as it would come on its day. Asked
// again within the minute it sends nothing more.
func (q *asked) send(o order) (bot.Reply, error) {
	if err := q.mayChange(); err != nil {
		return bot.Reply{}, err
	}
	s, err := q.mine(o, "send")
	if err != nil {
		return bot.Reply{}, err
	}
	switch {
	case s.State == Removed:
		return bot.Reply{}, said(fmt.Sprintf("Number %d is unsubscribed. To bring it back, type: undo %d", s.ID, s.ID))
	case s.Kind == Alerts:
		return bot.Reply{}, said(fmt.Sprintf("Number %d is alerts, which come when there is news. To see how one looks, type: preview %d", s.ID, s.ID))
	}
	if _, skip := Digest(q.d, DigestOf(s, q.r.At)); skip != "" {
		return bot.Notice(fmt.Sprintf("Nothing is sent: %s. To see the last one with news, type: preview %d", skip, s.ID)), nil
	}
	slot := "now:" + q.r.At.UTC().Format("2006-01-02T15:04Z")
	n, err := q.Store.Plan(q.ctx, []Delivery{{Subscription: s.ID, To: s.To, Kind: "digest", Slot: slot, Due: q.r.At}})
	if err != nil {
		return bot.Reply{}, err
	}
	if n == 0 {
		return bot.Notice(fmt.Sprintf("Number %d was sent within this minute already; it is not sent twice.", s.ID)), nil
	}
	return bot.Notice(fmt.Sprintf("Number %d, %s, comes here within a minute. Its other runs stay as they are.", s.ID, q.what(s))), nil
}
