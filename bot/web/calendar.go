package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	ics "github.com/arran4/golang-ical"

	"natobot/facts"
	"natobot/facts/answer"
)

// A Keeper keeps the calendar that was given last, so that what changed since
// has a higher SEQUENCE and what was dropped is cancelled, also after a restart
// and by another process.
type Keeper interface {
	Kept(ctx context.Context) ([]byte, error)
	Keep(ctx context.Context, calendar []byte) error
}

// A dated is what the calendar tells: over days, or due.
type dated struct {
	UID, Summary, Text, Place, Link string
	From, To                        facts.Date // days, both within; "" no day is set
	Due                             bool       // a deadline
}

// digest is a hash of what a dated says.
func (x dated) digest() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{x.Summary, x.Text, x.Place, x.Link, string(x.From), string(x.To), strconv.FormatBool(x.Due)}, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// dates are the meetings known on a day and the deadlines of the commitments in
// force. A day that is not set is not made up: a meeting of which only the year
// or month is known has none, and a commitment that names a year is due by its
// end.
func dates(d *facts.Dataset, today facts.Date) []dated {
	var out []dated
	for i := range d.Meetings {
		m := &d.Meetings[i]
		if m.Kind == "publication" || m.Kind == "statement" || !m.Start.KnownBy(today) && len(m.Announced) > 0 && !m.Announced[0].On.KnownBy(today) {
			continue
		}
		x := dated{UID: "meeting-" + m.ID, Summary: m.Title, Text: m.Purpose, Place: place(m), Link: "/meetings/" + string(m.Start)}
		if len(m.Start) == 10 {
			x.From, x.To = m.Start, m.Start
			if len(m.End) == 10 && m.End > m.Start {
				x.To = m.End
			}
		} else {
			x.Summary += " (" + m.Start.Long() + ", date not set)"
		}
		out = append(out, x)
	}
	for i := range d.Commitments {
		c := &d.Commitments[i]
		if year := c.Due(); year != 0 && c.InForce(today) {
			who := "NATO"
			if !c.Party.Aggregate() {
				who = d.Name(c.Party)
			}
			out = append(out, dated{UID: "commitment-" + c.ID, Summary: fmt.Sprintf("%s: %s, due %s", who, c.Name, c.Deadline), Text: c.Summary, Link: "/commitments", From: facts.Date(fmt.Sprintf("%d-12-31", year)), Due: true})
		}
	}
	return out
}

// Calendar is the calendar of a dataset on a day, in the form of RFC 5545: each
// entry as in the calendar before where it has not changed, with a higher
// SEQUENCE where it has, cancelled where it was dropped. before is nil at first.
func Calendar(d *facts.Dataset, now time.Time, base string, before []byte) ([]byte, error) {
	was := map[string]ics.Component{}
	if len(before) > 0 {
		old, err := ics.ParseCalendar(bytes.NewReader(before))
		if err != nil {
			return nil, fmt.Errorf("the calendar kept: %w", err)
		}
		for _, c := range old.Components {
			if b, ok := baseOf(c); ok {
				if p := b.GetProperty(ics.ComponentPropertyUniqueId); p != nil {
					was[p.Value] = c
				}
			}
		}
	}
	cal := ics.NewCalendarFor("natobot")
	cal.SetProductId("-//natobot//figures//EN")
	cal.SetMethod(ics.MethodPublish)
	cal.SetName("NATO: meetings and deadlines")
	cal.SetXWRCalName("NATO: meetings and deadlines")
	seen := map[string]bool{}
	for _, x := range dates(d, facts.DateOf(now)) {
		uid := x.UID + "@natobot"
		seen[uid] = true
		sequence, stamp := 0, now.UTC().Truncate(24*time.Hour)
		if c, ok := was[uid]; ok {
			b, _ := baseOf(c)
			sequence, _ = strconv.Atoi(value(b, ics.ComponentPropertySequence))
			if value(b, digestProperty) == x.digest() && value(b, ics.ComponentPropertyStatus) != string(ics.ObjectStatusCancelled) {
				if t, err := time.Parse("20060102T150405Z", value(b, ics.ComponentPropertyDtstamp)); err == nil {
					stamp = t
				}
			} else {
				sequence++
			}
		}
		x.into(cal, uid, base, sequence, stamp)
	}
	for _, uid := range slices.Sorted(keysOf(was)) {
		if seen[uid] {
			continue
		}
		c := was[uid]
		b, _ := baseOf(c)
		if value(b, ics.ComponentPropertyStatus) != string(ics.ObjectStatusCancelled) {
			n, _ := strconv.Atoi(value(b, ics.ComponentPropertySequence))
			b.SetProperty(ics.ComponentPropertySequence, strconv.Itoa(n+1))
			b.SetProperty(ics.ComponentPropertyStatus, string(ics.ObjectStatusCancelled))
			b.SetProperty(ics.ComponentPropertyDtstamp, now.UTC().Truncate(24*time.Hour).Format("20060102T150405Z"))
		}
		cal.Components = append(cal.Components, c)
	}
	return []byte(cal.Serialize(ics.WithNewLineWindows)), nil
}

func keysOf(m map[string]ics.Component) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// digestProperty tells what an entry said, to see whether it changed.
const digestProperty = ics.ComponentProperty("X-NATOBOT-DIGEST")

func baseOf(c ics.Component) (*ics.ComponentBase, bool) {
	switch c := c.(type) {
	case *ics.VEvent:
		return &c.ComponentBase, true
	case *ics.VTodo:
		return &c.ComponentBase, true
	case *ics.VJournal:
		return &c.ComponentBase, true
	}
	return nil, false
}

func value(b *ics.ComponentBase, p ics.ComponentProperty) string {
	if x := b.GetProperty(p); x != nil {
		return x.Value
	}
	return ""
}

// into writes an entry: an event of whole days; a to-do of a deadline; a
// journal entry of what has no day, since an event must have one.
func (x dated) into(cal *ics.Calendar, uid, base string, sequence int, stamp time.Time) {
	var b *ics.ComponentBase
	switch {
	case x.Due:
		t := cal.AddTodo(uid)
		b = &t.ComponentBase
		b.SetProperty(ics.ComponentPropertyDue, compact(x.From), ics.WithValue("DATE"))
	case x.From == "":
		j := ics.NewJournal(uid)
		cal.Components = append(cal.Components, j)
		b = &j.ComponentBase
		b.SetProperty(ics.ComponentPropertyStatus, "DRAFT")
	default:
		e := cal.AddEvent(uid)
		b = &e.ComponentBase
		b.SetProperty(ics.ComponentPropertyDtStart, compact(x.From), ics.WithValue("DATE"))
		b.SetProperty(ics.ComponentPropertyDtEnd, compact(facts.DateOf(x.To.Time().AddDate(0, 0, 1))), ics.WithValue("DATE"))
		b.SetProperty(ics.ComponentPropertyStatus, string(ics.ObjectStatusConfirmed))
		b.SetProperty(ics.ComponentPropertyTransp, "TRANSPARENT")
		if x.Place != "" {
			b.SetProperty(ics.ComponentPropertyLocation, x.Place)
		}
	}
	b.SetProperty(ics.ComponentPropertyDtstamp, stamp.Format("20060102T150405Z"))
	b.SetProperty(ics.ComponentPropertySequence, strconv.Itoa(sequence))
	b.SetProperty(ics.ComponentPropertySummary, x.Summary)
	if x.Text != "" {
		b.SetProperty(ics.ComponentPropertyDescription, x.Text)
	}
	b.SetProperty(ics.ComponentPropertyUrl, base+x.Link)
	b.SetProperty(digestProperty, x.digest())
}

func compact(d facts.Date) string { return strings.ReplaceAll(string(d), "-", "") }

// A calendarOf keeps the calendar of one dataset and day.
type calendarOf struct {
	mu   sync.Mutex
	of   *answer.Writer
	day  facts.Date
	text []byte
}

// calendar is GET /calendar.ics.
func (a *Adapter) calendar(r *http.Request) page {
	text, err := a.calendarNow(r.Context(), a.base())
	if err != nil {
		return a.fault(r, err)
	}
	p := page{status: http.StatusOK, kind: "text/calendar; charset=utf-8", body: text}
	p.set("Content-Disposition", `inline; filename="natobot.ics"`)
	return p
}

func (a *Adapter) calendarNow(ctx context.Context, base string) ([]byte, error) {
	d, now := a.Data(), a.Now()
	c := &a.dates
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == d && c.day == facts.DateOf(now) {
		return c.text, nil
	}
	before := c.text
	if a.Calendars != nil {
		kept, err := a.Calendars.Kept(ctx)
		if err != nil {
			return nil, fmt.Errorf("the calendar given before: %w", err)
		}
		before = kept
	}
	text, err := Calendar(d.Dataset, now, base, before)
	if err != nil {
		return nil, err
	}
	if a.Calendars != nil && !bytes.Equal(text, before) {
		if err := a.Calendars.Keep(ctx, text); err != nil {
			return nil, fmt.Errorf("keeping the calendar: %w", err)
		}
	}
	c.of, c.day, c.text = d, facts.DateOf(now), text
	return text, nil
}
