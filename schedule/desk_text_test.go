package schedule

import (
	"fmt"
	"maps"
	"regexp"
	"strings"
	"testing"

	"natobot/bot"
	"natobot/facts/reader"
)

// What people type who have read nothing but help, each into a new channel.
// The golden file holds what they are told. "!" marks what must be refused,
// "=" what is no refusal and makes nothing either.
var typedTexts = []string{
	" subscribe weekly monday 9am madrid",
	" subscribe every monday 9:00 Madrid",
	" subscribe Weekly MON 09:00 EUROPE/MADRID.",
	" subscribe weekly on mondays at 09.00 in Warsaw",
	" subscribe to weekly digests on monday at 9 o'clock madrid time",
	" subscribe me weekly mon 9:00pm New York",
	" subscribe us monday 0900 Washington DC",
	" subscribe mon,wed,fri 09:00 Madrid",
	" subscribe mon/wed 9h Paris",
	" subscribe mon-fri 09:00 The Hague",
	" subscribe monday to friday 9.30 am Ankara",
	" subscribe monday and thursday at 17h30 Paris",
	" subscribe weekdays 08:00 Ottawa",
	" subscribe weekends 10:00 Oslo",
	" subscribe daily noon CET",
	" subscribe daily midnight Lisbon",
	" subscribe daily 12 am GMT",
	" subscribe daily 12pm Kiev",
	" subscribe every day at 18:05 munich",
	" subscribe once a week on friday 8:15 Riga",
	" subscribe 1st of the month 9am Rome",
	" subscribe monthly 31st 9 p.m. Brussels",
	" subscribe monthly 15 09:00 Vilnius",
	" subscribe weekly montag 9 uhr Berlin",
	" subscribe lunes 9:00 Madrid",
	" subscribe poniedziałek 9:00 Warszawa",
	" subscribe daily 02:30 Europe/Madrid",
	" subscribe weekly sun 02:30 Europe/Madrid",
	" subscribe daily 00:30 Africa/Cairo",
	" subscribe weekly mon 09:00 Madrid about baltics",
	" subscribe weekly mon 09:00 Madrid about 🇪🇸 🇵🇱",
	" subscribe weekly mon 09:00 Madrid for spian and polska",
	" subscribe about spain weekly mon 09:00 Madrid only if something is new",
	" subscribe weekly mon 09:00 Madrid only changes about spain, poland",
	" digest on mon 09:00 Madrid",
	"!subscribe",
	"!subscribe only changes",
	"!subscribe weekly",
	"!subscribe weekly mon",
	"!subscribe weekly mon 09:00",
	"!subscribe daily 08:30 about spain, poland",
	"!subscribe monthly 1st",
	"!subscribe monthly last day 09:00 Paris",
	"!subscribe last friday 09:00 Rome",
	"!subscribe first monday of the month 09:00 Madrid",
	"!subscribe monthly 31 february 09:00 UTC",
	"!subscribe monthly 32nd 09:00 UTC",
	"!subscribe weekdays 9 Madrid",
	"!subscribe mon 24:00 Madrid",
	"!subscribe mon 13pm Madrid",
	"!subscribe mon 9:5 Madrid",
	"!subscribe mon 9:00 10:00 Madrid",
	"!subscribe monday morning Madrid",
	"!subscribe monday 9 in the evening Madrid",
	"!subscribe daily 09:00 UTC+2",
	"!subscribe daily 09:00 +02:00",
	"!subscribe daily 09:00 EST",
	"!subscribe daily 09:00 IST",
	"!subscribe daily 09:00 Washington",
	"!subscribe daily 09:00 Spain",
	"!subscribe daily 09:00 Europe/Madird",
	"!subscribe daily 09:00 Warsw",
	"!subscribe daily 09:00 local",
	"!subscribe daily 09:00 Mars/Olympus",
	"!subscribe daily 09:00 ../../etc/passwd",
	"!subscribe spain",
	"!subscribe weekly spain",
	"!subscribe weekly mon 09:00 Europe/Madrid spain",
	"!subscribe weekly mon 09:00 Madrid about",
	"!subscribe weekly mon 09:00 Madrid about atlantis",
	"!subscribe weekly mon 09:00 Madrid about ireland",
	"!subscribe weekly mon 09:00 Madrid about holand",
	"!subscribe weekly mon about atlantis",
	"!subscribe hourly Madrid",
	"!subscribe every 5 minutes",
	"!subscribe twice a day Madrid",
	"!subscribe biweekly mon 09:00 Madrid",
	"!subscribe every other monday 09:00 Madrid",
	"!subscribe quarterly",
	"!subscribe tomorrow 9am",
	"!subscribe 📅 monday 09:00 Madrid",
	"!subscribe 🎉",
	"!subscribe @every 1m",
	"!subscribe @daily",
	"!subscribe 0 9 * * 1 Europe/Madrid",
	"!subscribe cron 0 9 * * 1",
	"!subscribe cron 0 0 9 * * 1 Europe/Madrid",
	"!subscribe cron * * * * * UTC",
	"!subscribe cron */5 * * * * UTC",
	"!subscribe cron 0 0 31 2 * UTC",
	"!subscribe cron @every 1s UTC",
	"!subscribe CRON_TZ=UTC 0 9 * * 1",
	"!subscribe cron TZ=UTC 0 9 * * UTC",
	"!subscribe TZ=UTC",
	"!subscribe weekly mon 09:00 <!channel>",
	"!subscribe weekly mon 09:00 @everyone",
	"!subscribe weekly mon 09:00 Europe/Madrid'; DROP TABLE subscriptions;--",
	"!subscribe weekly mon 09:00 \x1b[31mMadrid",
	"!subscribe " + "xyz ",
	"=every monday 9:00",
	"=weekly mon 09:00 madrid",
	"=digest",
	"=digest about spain",
	"=preview about baltics",
	"=digest about atlantis",
	"=digest now",
	"=send",
	"=send me a weekly digest",
	"=unsubscribe all",
	"=snooze 2 weeks",
}

// What a refusal must hold besides its reason: something that would work.
var wouldWork = regexp.MustCompile(`for example|For example|like this|Did you mean|like 09:00|like Europe|is it .+ or |until 2|type: |about “|leave it out`)

// orderGiven is the order that a refusal names.
var orderGiven = regexp.MustCompile(`(?:or example|like this): (subscribe [^.\n]+?)(?:\.|\n|, daily|$)`)

func TestDeskTellsNewcomers(t *testing.T) {
	t.Parallel()
	var page strings.Builder
	for _, text := range typedTexts {
		mark, text := text[0], text[1:]
		c := newChannel(t)
		r := c.say(text)
		fmt.Fprintf(&page, "> %q\n%s\n", text, strings.TrimSpace(all(r)))
		switch made := len(c.store.subs); {
		case mark == ' ' && made != 1:
			t.Errorf("%q makes no subscription: %s", text, all(r))
		case mark != ' ' && made != 0:
			t.Errorf("%q makes a subscription: %s", text, all(r))
		}
		if mark == '!' && !wouldWork.MatchString(all(r)) {
			t.Errorf("%q is refused without saying what would work: %s", text, all(r))
		}
		if m := orderGiven.FindStringSubmatch(all(r)); mark == '!' && m != nil {
			c.say(m[1])
			if len(c.store.subs) != 1 {
				t.Errorf("%q is refused with the order %q, which is refused too: %s", text, m[1], all(c.last))
			}
		}
		if mark == ' ' {
			sub := c.store.subs[1]
			if spec, err := ParseSpec(sub.Spec); err != nil || !strings.Contains(r.Headline, spec.Words()) || !strings.Contains(all(r), clock(sub.Next, sub.Zone)) {
				t.Errorf("%q: the confirmation does not say what was stored (%+v): %s", text, sub, all(r))
			}
		}
	}
	golden(t, "desk-texts", page.String())
}

// Where no zone is named, the one of the channel's other digests is meant.
func TestDeskTakesTheChannelsZone(t *testing.T) {
	t.Parallel()
	c := newChannel(t)
	c.say("subscribe weekly mon 09:00 Warsaw")
	c.say("subscribe daily 08:30 about spain")
	c.want("every day at 08:30 (Europe/Warsaw) about Spain", "Next: Tuesday 24 November 2026, 08:30 (Europe/Warsaw)")
	c.say("settings 1 tue 10:00")
	c.want("every Tuesday at 10:00 (Europe/Warsaw)")
	c.r.Channel = "C2" // another channel's zone is none of this one's business
	c.say("subscribe daily 08:30")
	c.want("Name the time zone, for example: subscribe daily 08:30 Europe/Madrid.")
}

func (c *channel) plans(n int) {
	c.t.Helper()
	if len(c.store.rows) != n {
		c.t.Errorf("%d deliveries are planned, want %d: %+v", len(c.store.rows), n, c.store.rows)
	}
}

func TestDeskSendsNow(t *testing.T) {
	t.Parallel()
	c := newChannel(t)
	c.say("subscribe weekly mon 09:00 Europe/Madrid every time")
	next := c.store.subs[1].Next
	c.say("send")
	c.want("comes here within a minute")
	c.plans(1)
	if d := c.store.rows[0]; d.Subscription != 1 || d.Kind != "digest" || d.To != (bot.Destination{Platform: "slack", Workspace: "T1", Channel: "C1"}) || !d.Due.Equal(c.r.At) || !strings.HasPrefix(d.Slot, "now:") {
		t.Errorf("planned %+v", d)
	}
	c.say("digest now")
	c.want("not sent twice")
	c.plans(1)
	if !c.store.subs[1].Next.Equal(next) {
		t.Error("sending now moves the next run")
	}
	c.say("subscribe daily 09:00 UTC") // told of changes only, unless it says otherwise
	c.want("only when there is news", "settings 2 every time")
	c.say("send 2")
	c.want("Nothing is sent: nothing changed since", "preview 2")
	c.say("alerts on")
	c.say("send 3")
	c.want("alerts", "preview 3")
	c.say("unsubscribe 1")
	c.say("send 1")
	c.want("undo 1")
	c.r.Manages = false
	c.say("send 2")
	c.want("Only members")
	c.plans(1)
}

// A snoozed subscription says when it really comes next.
func TestDeskNextAfterSnooze(t *testing.T) {
	t.Parallel()
	c := newChannel(t)
	c.say("subscribe weekly mon 09:00 Europe/Madrid")
	c.say("snooze 2 weeks")
	c.want("The next one after that: Monday 14 December 2026, 09:00 (Europe/Madrid)")
	for _, ask := range []string{"subscriptions", "settings 1", "why"} {
		c.say(ask)
		if strings.Contains(all(c.last), "30 November") {
			t.Errorf("%s names a run that is snoozed: %s", ask, all(c.last))
		}
	}
	c.say("subscriptions")
	c.want("Monday 14 December 2026, 09:00")
}

// On a platform with mentions a plain name is no user's id.
func TestDeskTransfersToAMentionOnly(t *testing.T) {
	t.Parallel()
	c := newChannel(t)
	c.say("subscribe daily 09:00 UTC")
	c.say("transfer 1 maria")
	c.want("mentioning")
	if c.store.subs[1].Owner != "U1" {
		t.Error("transferred to a name")
	}
	c.say("transfer 1 to <@U2|maria>")
	if c.store.subs[1].Owner != "U2" {
		t.Error("not transferred")
	}
}

// An operator's cron expression, on the terminal.
func TestDeskReadsCronOfOperators(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"subscribe 0 9 * * 1 Europe/Madrid":             "Subscribed: a digest by the cron expression 0 9 * * 1 (Europe/Madrid)",
		"subscribe cron \"0 9 * * 1\" Madrid":           "Subscribed: a digest by the cron expression 0 9 * * 1 (Europe/Madrid)",
		"subscribe cron 0 * * * * UTC":                  "Subscribed:",
		"subscribe cron 0 9 * * 1":                      "Name the time zone",
		"subscribe cron 0 0 9 * * 1 Europe/Madrid":      "without seconds",
		"subscribe cron * * * * * UTC":                  "more than once an hour",
		"subscribe */5 * * * * UTC":                     "more than once an hour",
		"subscribe cron 0 0 31 2 * UTC":                 "never comes",
		"subscribe cron 0 0 30 2 * UTC":                 "never comes",
		"subscribe cron 0 9 * * 7 UTC":                  "Sunday is 0",
		"subscribe cron 61 9 * * 1 UTC":                 "no cron expression",
		"subscribe cron @every 1s * * * UTC":            "no cron expression",
		"subscribe cron @every 1s UTC":                  "five fields",
		"subscribe cron TZ=UTC 0 9 * * UTC":             "no cron expression",
		"subscribe cron CRON_TZ=Europe/Madrid 0 9 * * ": "Name the time zone",
		"subscribe cron 0 9 * * 1 Europe/Madird":        "Did you mean Europe/Madrid?",
	} {
		c := newChannel(t)
		c.r.Platform = "console"
		c.say(text)
		c.want(want)
		if made := len(c.store.subs); made != 0 != strings.HasPrefix(want, "Subscribed") {
			t.Errorf("%q makes %d subscriptions", text, made)
		}
	}
}

// What is wrong with a form is said field by field, from what was typed alone.
func TestFormFaults(t *testing.T) {
	t.Parallel()
	read := reading(t)
	k := &Desk{Data: func() *reader.Reader { return read }} // no store: it is not asked
	good := map[string]map[string]string{
		"subscribe form": {"when": "weekly mon 09:00", "zone": "Europe/Madrid", "about": "spain, polska", "only": "line"},
		"settings form":  {"when": "weekly mon 09:00 Europe/Madrid", "about": "", "only": "nothing"},
		"alerts":         {"about": "baltics", "quiet": "20:00-08:00 weekends", "zone": "Europe/Oslo", "crossing": "2%, 3.5%", "breaking": "no", "headlines": "yes"},
	}
	for _, c := range []struct{ form, field, typed, says string }{
		{"subscribe form", "", "", ""},
		{"settings form", "", "", ""},
		{"alerts", "", "", ""},
		{"subscribe form", "zone", "", ""}, // that of the channel's other digests is meant
		{"subscribe form", "when", "weekly mon 09:00 Europe/Madrid", ""},
		{"subscribe form", "zone", "Europe/Madird", "Did you mean Europe/Madrid?"},
		{"subscribe form", "when", "weekly 09:00", "Name the day of the week"},
		{"subscribe form", "when", "", "No time was given"},
		{"subscribe form", "when", "0 9 * * 1", "for the operators"},
		{"subscribe form", "about", "atlantis", "no Ally"},
		{"settings form", "when", "weekly mon 09:00 Europe/Madird", "Did you mean Europe/Madrid?"},
		{"alerts", "quiet", "late", "“late”"},
		{"alerts", "crossing", "2%, much", "“much” is no share of GDP"},
		{"alerts", "zone", "GMT+2", "fixed offset"},
	} {
		fields := maps.Clone(good[c.form])
		if c.field != "" {
			fields[c.field] = c.typed
		}
		verb := c.form
		if verb == "alerts" {
			verb = "settings form"
		}
		r := bot.Request{Kind: bot.Submit, Platform: "slack", Workspace: "T1", Channel: "C1", User: "U1", Manages: true, Ref: bot.Ref{Verb: bot.VerbName(verb), Arg: "1"}, Fields: fields}
		got := k.Faults(r)
		if c.says == "" && got != nil || c.says != "" && (len(got) != 1 || !strings.Contains(got[c.field], c.says)) {
			t.Errorf("%s, %s %q: %v", c.form, c.field, c.typed, got)
		}
		if r.Manages = false; k.Faults(r) != nil {
			t.Errorf("%s: who may not change it is told of fields", c.form)
		}
	}
}

// Who subscribes a channel in which the bot may not post is told so at once.
func TestSubscribingWhereNothingCanBePosted(t *testing.T) {
	t.Parallel()
	const barred = "I may not post in this channel, so nothing can come here yet."
	for _, order := range []string{"subscribe weekly mon 09:00 Europe/Madrid", "alerts on Europe/Madrid"} {
		for _, why := range []string{"", barred} {
			c := newChannel(t)
			c.r.Barred = why
			if r := c.say(order); !strings.HasPrefix(r.Headline, "Subscribed: ") || strings.Contains(all(r), barred) != (why != "") {
				t.Errorf("%q, barred %q: %s", order, why, all(r))
			}
		}
	}
}
