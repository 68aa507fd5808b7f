package schedule

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"natobot/bot"
	"natobot/facts"
	"natobot/facts/answer"
	"natobot/schedule/zones"
)

// settings shows a subscription, or changes it when the order says how.
func (q *asked) settings(o order) (bot.Reply, error) {
	changes := o.when != "" || o.about != "" || o.only != nil || o.quiet != "" || o.breaks || o.heads || len(o.cross) > 0 || o.min > 0
	if changes || q.r.Kind == bot.Press { // a press opens a form, which is for those who may send it
		if err := q.mayChange(); err != nil {
			return bot.Reply{}, err
		}
	}
	s, err := q.mine(o, "settings")
	if err != nil {
		return bot.Reply{}, err
	}
	if s.State == Removed {
		return bot.Reply{}, said(fmt.Sprintf("Number %d is unsubscribed. To bring it back, type: undo %d", s.ID, s.ID))
	}
	if changes {
		return q.change(s, o)
	}
	if q.r.Kind == bot.Press {
		return q.settingsOf(s), nil
	}
	r := q.confirm(capital(q.what(s))+".", s, nil)
	if s.State == Paused {
		r.Lines = append(r.Lines, "Paused"+because(s.Reason)+fmt.Sprintf(". To go on, type: resume %d", s.ID))
	}
	if s.Kind == Digests {
		r.Lines = append(r.Lines, fmt.Sprintf("Change it with, for example: settings %d daily 08:00 %s about poland every time", s.ID, s.Zone))
	} else {
		r.Lines = append(r.Lines, fmt.Sprintf("Change it with, for example: settings %d about poland crossing 3.5%% quiet 21:00-07:00", s.ID))
	}
	return r, nil
}

// change applies what an order says to a subscription.
func (q *asked) change(s Subscription, o order) (bot.Reply, error) {
	var notes []string
	about, read, fault := resolveAbout(q.names, o.about)
	if fault != "" {
		return bot.Reply{}, said(fault)
	}
	notes = append(notes, read...)
	next := s
	if o.about != "" {
		next.About = about
	}
	if s.Kind == Alerts {
		if err := q.alertOptions(&next, o); err != nil {
			return bot.Reply{}, err
		}
	} else {
		if o.when != "" {
			spec, err := q.spec(o.when, s.Zone, fmt.Sprintf("settings %d", s.ID), "")
			if err != nil {
				return bot.Reply{}, err
			}
			next.Spec = spec.String()
		}
		if o.only != nil {
			next.OnlyChanges = *o.only
		}
	}
	made, err := q.Store.Change(q.ctx, s.ID, q.r.User, q.r.At, func(s *Subscription) error {
		moved := s.Spec != next.Spec
		s.About, s.OnlyChanges, s.Spec = next.About, next.OnlyChanges, next.Spec
		s.Crossing, s.Revision, s.Breaking, s.Headlines, s.Quiet, s.Zone = next.Crossing, next.Revision, next.Breaking, next.Headlines, next.Quiet, next.Zone
		if moved {
			return q.replan(s)
		}
		return nil
	})
	if err != nil {
		return bot.Reply{}, err
	}
	return q.confirm(fmt.Sprintf("Changed: number %d is now %s.", made.ID, q.what(made)), made, notes), nil
}

// subscribeForm asks for a digest in a form.
func subscribeForm() bot.Reply {
	return bot.Reply{Kind: bot.KindForm, Answer: answer.Answer{Headline: subscribeHelp}, Form: &bot.Form{
		ID: bot.VerbSubscribeForm, Title: "Subscribe this channel", Submit: "Subscribe",
		Intro: "A digest for this channel: what changed first, then how Allies stand.",
		Fields: []bot.Field{
			{ID: "when", Label: "When", Hint: "weekly mon 09:00, daily 08:30, monthly 1st 09:00", Value: "weekly mon 09:00"},
			{ID: "zone", Label: "Time zone", Hint: "Europe/Madrid"},
			{ID: "about", Label: "Allies", Hint: "spain, poland; empty for all", Optional: true},
			{ID: "only", Label: "When nothing changed", Value: "nothing", Options: onlyOptions},
		},
	}}
}

var onlyOptions = []answer.Choice{{Label: "Send nothing", Ask: "nothing"}, {Label: "Send one line that says so", Ask: "line"}}

// subscribeForm takes the form that was sent back.
func (q *asked) subscribeForm() (bot.Reply, error) {
	if r, ok := q.faulty(subscribeForm().Form.Fields, bot.Action{Label: "Fill in a form", Verb: bot.VerbSubscribeForm, Style: "primary"}); ok {
		return r, nil
	}
	return q.subscribe(q.formOrder(bot.VerbSubscribe, 0))
}

// formOrder makes of a form what could have been typed.
func (q *asked) formOrder(verb bot.VerbName, id int64) order {
	f := func(k string) string { return shorten(strings.Join(strings.Fields(q.r.Fields[k]), " "), 200) }
	only := f("only") == "nothing"
	o := order{verb: verb, id: id, when: strings.TrimSpace(f("when") + " " + f("zone")), about: f("about"), only: &only}
	if z := f("zone"); z != "" && strings.HasSuffix(f("when"), z) {
		o.when = f("when")
	}
	return o
}

// settingsOf asks for a subscription's settings in a form.
func (q *asked) settingsOf(s Subscription) bot.Reply {
	id := strconv.FormatInt(s.ID, 10)
	var abouts []string
	for _, c := range s.About {
		abouts = append(abouts, q.d.Name(c))
	}
	about := bot.Field{ID: "about", Label: "Allies", Hint: "spain, poland; all for every Ally", Value: strings.Join(abouts, ", "), Optional: true}
	r := bot.Reply{Kind: bot.KindForm, Answer: answer.Answer{Headline: capital(q.what(s)) + "."}, Form: &bot.Form{
		ID: bot.VerbSettingsForm, Arg: id, Title: "Settings", Submit: "Save", Intro: fmt.Sprintf("Subscription %d of this channel.", s.ID)}}
	if s.Kind == Alerts {
		r.Form.Fields = []bot.Field{about,
			{ID: "quiet", Label: "Quiet hours", Hint: "20:00-08:00 weekends, or none", Value: s.Quiet},
			{ID: "zone", Label: "Time zone", Hint: "Europe/Madrid", Value: s.Zone},
			{ID: "crossing", Label: "Crossings of", Hint: "2%, 3.5%", Value: percents(s.Crossing), Optional: true},
			{ID: "breaking", Label: "New editions at night", Value: yesNo(s.Breaking), Options: []answer.Choice{{Label: "Wait for the morning", Ask: "no"}, {Label: "Come at once", Ask: "yes"}}},
			{ID: "headlines", Label: "Headlines", Value: yesNo(s.Headlines), Options: []answer.Choice{{Label: "No", Ask: "no"}, {Label: "Yes", Ask: "yes"}}},
		}
		return r
	}
	only := "line"
	if s.OnlyChanges {
		only = "nothing"
	}
	r.Form.Fields = []bot.Field{
		{ID: "when", Label: "When", Hint: "weekly mon 09:00 Europe/Madrid", Value: s.Spec}, about,
		{ID: "only", Label: "When nothing changed", Value: only, Options: onlyOptions},
	}
	return r
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func percents(vs []float64) string {
	var out []string
	for _, v := range vs {
		out = append(out, level(v)+"%")
	}
	return strings.Join(out, ", ")
}

// settingsForm takes the form that was sent back.
func (q *asked) settingsForm() (bot.Reply, error) {
	if err := q.mayChange(); err != nil {
		return bot.Reply{}, err
	}
	id, err := strconv.ParseInt(q.r.Ref.Arg, 10, 64)
	if err != nil {
		return bot.StaleButton(), nil
	}
	s, err := q.mine(order{id: id}, "settings")
	if err != nil {
		return bot.Reply{}, err
	}
	if r, ok := q.faulty(q.settingsOf(s).Form.Fields, bot.Action{Label: "Settings", Verb: bot.VerbSettings, Arg: q.r.Ref.Arg, Style: "primary"}); ok {
		return r, nil
	}
	o := q.formOrder(bot.VerbSettings, id)
	if o.about == "" {
		o.about = "all"
	}
	if s.Kind == Alerts {
		o.when = q.r.Fields["zone"]
		o.quiet = q.r.Fields["quiet"]
		var bad string
		s.Crossing, bad = readPercents(q.r.Fields["crossing"])
		if bad != "" {
			return bot.Reply{}, said(fmt.Sprintf("“%s” is no share of GDP. Give, for example: 2%%, 3.5%%. Nothing was changed.", shorten(bad, 40)))
		}
		s.Breaking, s.Headlines = q.r.Fields["breaking"] == "yes", q.r.Fields["headlines"] == "yes"
	}
	return q.change(s, o)
}

func readPercents(s string) (vs []float64, bad string) {
	for _, w := range strings.Fields(strings.ReplaceAll(strings.ReplaceAll(s, ", ", " "), " %", "%")) {
		v, ok := percent(strings.Trim(w, ",;"))
		if !ok {
			return nil, w
		}
		vs = append(vs, v)
	}
	return vs, ""
}

// preview shows the next message of a subscription to the asker only; where
// there is none, a digest as this channel could have it.
func (q *asked) preview(o order) (bot.Reply, error) {
	if o.id == 0 {
		if subs, err := q.here(); err != nil {
			return bot.Reply{}, err
		} else if len(subs) == 0 || o.about != "" {
			return q.sample(o)
		}
	}
	s, err := q.mine(o, "preview")
	if err != nil {
		return bot.Reply{}, err
	}
	if s.Kind == Alerts {
		return privately(previewAlert(q.d, s, q.r.At), ""), nil
	}
	return q.nextOf(s), nil
}

// nextOf is the next digest of a subscription where there is something to tell,
// else the last that had news, with its date.
func (q *asked) nextOf(s Subscription) bot.Reply {
	in := DigestOf(s, q.r.At)
	r, skip := Digest(q.d, in)
	if skip == "" && len(newsIn(q.d, in)) > 0 {
		return privately(r, "")
	}
	instead := "As of now it would say: " + r.Headline
	if skip != "" {
		instead = "As of now nothing would be sent: nothing changed since " + in.Since.Long() + "."
	}
	last, day, ok := lastNews(q.d, s, q.r.At)
	if !ok {
		return privately(bot.Notice(instead), "")
	}
	last.Lines = append([]string{"This is the last one with news, of " + day.Time().Format("Monday 2 January 2006") + "."}, last.Lines...)
	return privately(last, instead)
}

// privately is a scheduled message as one asker sees it.
func privately(r bot.Reply, footer string) bot.Reply {
	r.Public, r.Actions = false, nil
	r.Footer = sentences("Preview, seen by you only.", footer, r.Footer)
	return r
}

// lastNews is the newest digest with news that a subscription had, or would have
// had, in the year before now, and its day.
func lastNews(d *facts.Dataset, s Subscription, now time.Time) (bot.Reply, facts.Date, bool) {
	spec, err := ParseSpec(s.Spec)
	if err != nil {
		return bot.Reply{}, "", false
	}
	var runs []time.Time
	for at := spec.Next(now.AddDate(-1, 0, 0)); !at.IsZero() && !at.After(now); at = spec.Next(at) {
		runs = append(runs, at)
	}
	for i := len(runs) - 1; i > 0; i-- {
		in := DigestOf(s, runs[i])
		in.Since, in.Told, in.OnlyChanges = civil(runs[i-1], s.Zone), "", true
		if len(newsIn(d, in)) > 0 {
			r, _ := Digest(d, in)
			return r, in.AsOf, true
		}
	}
	return bot.Reply{}, "", false
}

// sample is a weekly digest as this channel could have it.
func (q *asked) sample(o order) (bot.Reply, error) {
	about, read, fault := resolveAbout(q.names, o.about)
	if fault != "" {
		return bot.Reply{}, said(fault)
	}
	r := q.nextOf(Subscription{Kind: Digests, Spec: "weekly mon 09:00 UTC", Zone: "UTC", About: about, ToldAt: q.r.At.AddDate(0, 0, -7), OnlyChanges: true})
	r.Lines = append(read, r.Lines...)
	say := "To get a weekly digest in this channel, type: subscribe weekly mon 09:00 Europe/Madrid"
	if len(about) > 0 {
		say += " about " + strings.ToLower(names(q.d, about, 0))
	}
	r.SetUpBy, r.Footer = "", "Preview, seen by you only. "+say
	return r, nil
}

// DigestOf is the input of a subscription's digest at the time now.
func DigestOf(s Subscription, now time.Time) DigestInput {
	in := DigestInput{AsOf: civil(now, s.Zone), Since: civil(s.ToldAt, s.Zone), Told: s.Told, About: s.About,
		OnlyChanges: s.OnlyChanges, ID: strconv.FormatInt(s.ID, 10), SetUpBy: s.Owner}
	if s.ToldAt.IsZero() {
		in.Since = civil(s.Created, s.Zone)
	}
	if spec, err := ParseSpec(s.Spec); err == nil {
		in.Days = spec.Days()
		in.Schedule = capital(spec.Words())
	}
	return in
}

// civil is the date on which an instant falls in a zone.
func civil(t time.Time, zone string) facts.Date {
	if loc, err := zones.Load(zone); err == nil {
		t = t.In(loc)
	}
	return facts.DateOf(t)
}

// history lists the last deliveries, the newest first.
func (q *asked) history(o order) (bot.Reply, error) {
	s, err := q.mine(o, "history")
	if err != nil {
		return bot.Reply{}, err
	}
	ds, err := q.Store.Deliveries(q.ctx, s.ID, 10)
	if err != nil {
		return bot.Reply{}, err
	}
	if len(ds) == 0 {
		return bot.Notice(fmt.Sprintf("Nothing was due yet for number %d, %s.", s.ID, q.what(s))), nil
	}
	r := bot.Notice(fmt.Sprintf("What was due of number %d, %s, the newest first:", s.ID, q.what(s)))
	for _, d := range ds {
		r.Lines = append(r.Lines, clock(d.Due, s.Zone)+": "+d.Status+because(d.Reason)+".")
	}
	return r, nil
}

// why says why nothing came: each silence has a row or a state behind it.
func (q *asked) why(o order) (bot.Reply, error) {
	if q.r.Direct && q.r.Platform != "console" {
		return bot.Reply{}, said("Subscriptions belong to channels. Please ask this in the channel that nothing came to.")
	}
	var subs []Subscription
	if o.id != 0 {
		s, err := q.mine(o, "why")
		if err != nil {
			return bot.Reply{}, err
		}
		subs = []Subscription{s}
	} else {
		var err error
		if subs, err = q.here(); err != nil {
			return bot.Reply{}, err
		}
	}
	if len(subs) == 0 {
		return bot.Notice("Nothing comes because this channel has no subscription. To begin one, type: subscribe weekly mon 09:00 Europe/Madrid"), nil
	}
	r := bot.Notice("What was due here, and what became of it:")
	for _, s := range subs {
		line := fmt.Sprintf("%d: %s. ", s.ID, q.what(s))
		switch {
		case s.State == Removed:
			line += fmt.Sprintf("Unsubscribed on %s.", clockDay(s.ChangedAt, s.Zone))
		case s.State == Paused:
			line += "Paused" + because(s.Reason) + fmt.Sprintf("; to go on, type: resume %d.", s.ID)
		case s.Snoozed.After(q.r.At):
			line += "Snoozed until " + clockDay(s.Snoozed, s.Zone) + "."
		case s.Kind == Digests:
			next, _ := q.next(s)
			line += next
		default:
			line += "Alerts come when there is news."
		}
		ds, err := q.Store.Deliveries(q.ctx, s.ID, 1)
		if err != nil {
			return bot.Reply{}, err
		}
		if len(ds) > 0 {
			line += " The last was due " + clock(ds[0].Due, s.Zone) + ": " + ds[0].Status + because(ds[0].Reason) + "."
		} else {
			line += " Nothing was due yet."
		}
		r.Lines = append(r.Lines, line)
	}
	return r, nil
}

// sentence makes the face of an error that a person reads.
func sentence(err error) string { return ended(capital(err.Error())) }
