package facts

import (
	"fmt"
	"io/fs"
	"slices"
	"sort"
	"strings"
)

// A Group is a set of Allies that has a name of its own but no row in NATO's
// tables.
type Group struct {
	ID      string // "baltics", "eu"
	Name    string // as in a sentence: "the Baltics"
	All     []Membership
	Note    string   // what is peculiar to it, or why no source is named
	Sources []string // keys into Sources
}

// A Membership is an Ally's time in a group.
type Membership struct {
	Ally         Code
	Since, Until Date // "" for always; Until is the last day, "" while it goes on
}

// Members are the Allies in the group on day asOf, in the order of their
// codes. A member that entered in a year known only as such counts from the
// end of that year. Whether they were Allies by then is not asked: see
// Ally.Joined.
func (g *Group) Members(asOf Date) []Code {
	var out []Code
	for _, m := range g.All {
		if (m.Since == "" || m.Since.KnownBy(asOf)) && (m.Until == "" || m.Until.Last() >= asOf.Last()) {
			out = append(out, m.Ally)
		}
	}
	slices.Sort(out)
	return out
}

// Group returns the group with the given id.
func (d *Dataset) Group(id string) (*Group, bool) {
	for i := range d.Groups {
		if d.Groups[i].ID == id {
			return &d.Groups[i], true
		}
	}
	return nil, false
}

// An Event is something by which a question may name a time ("since the
// invasion"). Meetings, accessions and terms of office stand elsewhere.
type Event struct {
	ID, Name string
	Day      Date // its first day
	Note     string
	Sources  []string // keys into Sources
}

// Event returns the event with the given id.
func (d *Dataset) Event(id string) (*Event, bool) {
	for i := range d.Events {
		if d.Events[i].ID == id {
			return &d.Events[i], true
		}
	}
	return nil, false
}

// A Term is the time of a person in an office.
type Term struct {
	Person  string // "Angela Merkel"
	Surname string // "Merkel"
	Office  string // "Chancellor"
	Party   Code   // the Ally, or NATOTotal for the Secretary General
	Start   Date
	End     Date // the day of leaving, "" when what is held names none
	Seen    Date // where End is "": the last day on which a source shows the person in office
	Note    string
	Sources []string // keys into Sources
}

// On reports whether a source shows the person in office on a day. The day on
// which one leaves and the next comes belongs to the next. Not promised: that
// nobody else holds the office after Seen.
func (t *Term) On(day Date) bool {
	last := t.Seen.Last() >= day.Last()
	if t.End != "" {
		last = t.End.Last() > day.Last()
	}
	return t.Start.KnownBy(day) && last
}

// TermsOf are the terms of those with the surname, oldest first, as far as they
// had begun by day asOf.
func (d *Dataset) TermsOf(surname string, asOf Date) []Term {
	var out []Term
	for _, t := range d.Terms {
		if strings.EqualFold(t.Surname, surname) && t.Start.KnownBy(asOf) {
			out = append(out, t)
		}
	}
	return out
}

// loadWorld reads groups.csv, events.csv and terms.csv into d. A row whose id
// (of a term: person, office and start) is already known replaces it.
func loadWorld(fsys fs.FS, d *Dataset) error {
	if err := eachRow(fsys, "groups.csv", "id name members sources note", func(r row) error {
		g := Group{ID: r.must("id"), Name: r.must("name"), Note: r.get("note"), Sources: r.list("sources")}
		r.must("members")
		for _, entry := range r.list("members") {
			m := Membership{Ally: Code(entry)}
			if code, when, ok := strings.Cut(entry, " "); ok {
				since, until, _ := strings.Cut(when, "/")
				m = Membership{Code(code), r.span(since), r.span(until)}
			}
			r.ally(d, m.Ally)
			if m.Ally.Aggregate() {
				r.fail("%q is no Ally", m.Ally)
			}
			g.All = append(g.All, m)
		}
		r.carriedOr(d, g.Sources, g.Note)
		d.Groups = put(d.Groups, g, func(o Group) bool { return o.ID == g.ID })
		return r.err
	}); err != nil {
		return err
	}
	if err := eachRow(fsys, "events.csv", "id name day sources note", func(r row) error {
		e := Event{ID: r.must("id"), Name: r.must("name"), Day: r.date("day"), Note: r.get("note"), Sources: r.list("sources")}
		if e.Day == "" {
			r.fail("day is empty")
		}
		r.carried(d, e.Sources)
		d.Events = put(d.Events, e, func(o Event) bool { return o.ID == e.ID })
		return r.err
	}); err != nil {
		return err
	}
	if err := eachRow(fsys, "terms.csv", "person surname office party start end seen sources note", func(r row) error {
		t := Term{Person: r.must("person"), Surname: r.must("surname"), Office: r.must("office"), Party: Code(r.must("party")),
			Start: r.date("start"), End: r.date("end"), Seen: r.date("seen"), Note: r.get("note"), Sources: r.list("sources")}
		switch {
		case t.Start == "":
			r.fail("start is empty")
		case (t.End == "") == (t.Seen == ""):
			r.fail("want either an end or the last day seen in office")
		case t.End != "" && t.End.Last() < t.Start.First():
			r.fail("the end is before the start")
		case !strings.HasSuffix(t.Person, t.Surname):
			r.fail("%q does not end in %q", t.Person, t.Surname)
		}
		r.ally(d, t.Party)
		r.carried(d, t.Sources)
		d.Terms = put(d.Terms, t, func(o Term) bool { return o.Person == t.Person && o.Office == t.Office && o.Start == t.Start })
		return r.err
	}); err != nil {
		return err
	}
	sort.SliceStable(d.Events, func(i, j int) bool { return d.Events[i].Day.First() < d.Events[j].Day.First() })
	sort.SliceStable(d.Terms, func(i, j int) bool { return d.Terms[i].Start.First() < d.Terms[j].Start.First() })
	return d.termsApart("terms.csv")
}

// span is one end of a span of time, "" where it is open.
func (r *row) span(v string) Date {
	d, ok := ParseDate(v)
	if v != "" && !ok {
		r.fail("%q is no date", v)
	}
	return d
}

// carriedOr is carried, but lets a reason stand for sources.
func (r *row) carriedOr(d *Dataset, keys []string, reason string) {
	switch {
	case len(keys) > 0:
		r.carried(d, keys)
	case reason == "":
		r.fail("neither sources nor a note that says why there are none")
	}
}

// termsApart fails where two people hold one office of one Ally at once.
func (d *Dataset) termsApart(file string) error {
	var faults DataErrors
	for i, t := range d.Terms {
		for _, o := range d.Terms[i+1:] {
			if o.Party == t.Party && o.Office == t.Office && (t.End == "" && t.Seen.First() > o.Start.Last() || t.End != "" && t.End.First() > o.Start.Last()) {
				faults = append(faults, &DataError{file, 0, fmt.Sprintf("%s and %s are both %s of %s on %s", t.Person, o.Person, t.Office, t.Party, o.Start)})
			}
		}
	}
	return faults.orNil()
}

// put replaces the element that is the same, or adds x at the end.
func put[T any](list []T, x T, same func(T) bool) []T {
	if i := slices.IndexFunc(list, same); i >= 0 {
		list[i] = x
		return list
	}
	return append(list, x)
}
