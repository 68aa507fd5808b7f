package answer

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"natobot/facts"
	"natobot/facts/query"
	"natobot/facts/voice"
)

// earlier answers for years from before NATO's editions out of the older
// tables, as what they are: one decimal, the definition of their time, never in
// a series with an edition, never ranked and never counted. False where they
// have nothing of what is asked.
func (d *Writer) earlier(asOf facts.Date, q query.Query) (Answer, bool) {
	years := yearsAsked(q.Time)
	if len(years) == 0 || !sharesAsked(q) {
		return Answer{}, false
	}
	w := d.lookUp(asOf, q)
	who, ok := d.named(q, w.AsOf)
	if !ok {
		return Answer{}, false
	}
	all := len(who) == 0
	if all {
		for i := range d.Allies {
			who = append(who, d.Allies[i].Code)
		}
	}
	t := &Table{Caption: w.text(P("Share of GDP before NATO's editions")), Header: []string{"", w.text(P("Year")), w.unit(facts.ShareOfGDP), w.text(P("Printed by"))}, Numeric: []bool{false, true, true, false}}
	var told []voice.Phrase
	var without []facts.Code
	for _, c := range who {
		var own []voice.Phrase
		for _, y := range years {
			fs := d.Earlier(c, facts.ShareOfGDP, y, w.AsOf)
			for _, f := range fs {
				t.Rows = append(t.Rows, []string{d.voice.Name(c), strconv.Itoa(y), w.bare(f), d.Sources[f.Edition].Publisher})
				w.cite(f)
			}
			switch s := d.byTables(fs, len(who) == 1); {
			case s.Empty():
			case len(years) == 1: // told in front of all
				own = append(own, s)
			default:
				own = append(own, P("{1} in {2}", s, y))
			}
		}
		switch {
		case len(own) > 0:
			told = append(told, P("{1} {2}", c, voice.Of(voice.Commas, own)))
			w.Allies = append(w.Allies, c)
		case !all:
			without = append(without, c)
		}
	}
	if len(told) == 0 {
		return d.notEarlier(asOf, q, years, without)
	}
	w.tell(told, without, years, q.Ask != query.Show && q.Ask != query.Trend)
	w.Table = t
	if len(who) == 1 {
		w.next(P("{1} today", who[0]), w.asks(who[0]))
	}
	w.next("NATO total today", "nato")
	return w.done(), true
}

// notEarlier says that older tables of the years do not have those asked for,
// and whom they have; false where there is no table of the years.
func (d *Writer) notEarlier(asOf facts.Date, q query.Query, years []int, without []facts.Code) (Answer, bool) {
	w := d.lookUp(asOf, q)
	var have []facts.Code
	for i := range d.Allies {
		for _, y := range years {
			if len(d.Earlier(d.Allies[i].Code, facts.ShareOfGDP, y, w.AsOf)) > 0 {
				have = append(have, d.Allies[i].Code)
				break
			}
		}
	}
	if len(have) == 0 || len(without) == 0 {
		return Answer{}, false
	}
	w.Status = Unknown
	w.head("No figure for {1:the} in {2} is held, neither of NATO's editions nor of older tables.", voice.Of(voice.And, without), spanOf(years))
	w.say("Older tables have, for those years: {1:the}.", voice.Of(voice.And, have))
	w.next("NATO total today", "nato")
	return w.done(), true
}

// named are the Allies and aggregates of a query, groups with their members of
// the day; none for all Allies. False where a set is described in another way.
func (d *Writer) named(q query.Query, asOf facts.Date) ([]facts.Code, bool) {
	var out []facts.Code
	for _, s := range []query.Set{q.Subject, q.Set} {
		if len(s.Meet)+len(s.Less) > 0 {
			return nil, false
		}
		for _, t := range s.Terms {
			g, group := d.Group(t.Group)
			switch {
			case t.Code != "":
				out = append(out, t.Code)
			case group:
				out = append(out, g.Members(asOf)...)
			default:
				return nil, false
			}
		}
	}
	return out, true
}

// tell puts the figures of older tables into words. With sifted they were to be
// ranked, counted or judged, which they never are.
func (w *draft) tell(told []voice.Phrase, without []facts.Code, years []int, sifted bool) {
	s := P("Shares of GDP from tables of the time: {1}.", voice.Of(voice.Semicolons, told))
	if len(years) == 1 {
		s = P("Shares of GDP in {1} from tables of the time: {2}.", years[0], voice.Of(voice.Semicolons, told))
	}
	if sifted {
		w.Status = Unknown
		s = P("Tables from before NATO's editions are told and never ranked, counted or judged by a level. {1}", s)
	}
	w.head(s.Form, s.Args...)
	w.say("That is history: one decimal, by the definition of its time, apart from NATO's editions and in no series with them.")
	if len(without) > 0 {
		w.say("Not in those tables: {1:the}.", voice.Of(voice.And, without))
	}
}

// byTables is one value as the older tables have it, each value once; named
// says by which table.
func (d *Writer) byTables(fs []facts.Figure, named bool) voice.Phrase {
	var out []voice.Phrase
	for i, f := range fs {
		if slices.ContainsFunc(fs[:i], func(g facts.Figure) bool { return g.Value == f.Value }) {
			continue
		}
		var by []voice.Phrase
		for _, g := range fs[i:] {
			if g.Value == f.Value {
				s := d.Sources[g.Edition]
				by = append(by, P("{1}, {2}", voice.Verbatim(s.Publisher), s.Published))
			}
		}
		n, tables := d.number(f), voice.Of(voice.Semicolons, by)
		switch {
		case named && f.Estimate:
			out = append(out, P("{1} (estimate; {2})", n, tables))
		case named:
			out = append(out, P("{1} ({2})", n, tables))
		case f.Estimate:
			out = append(out, P("{1} (estimate)", n))
		default:
			out = append(out, P("{1}", n))
		}
	}
	switch len(out) {
	case 0:
		return voice.Phrase{}
	case 1:
		return out[0]
	}
	s := out[0]
	for _, o := range out[1:] {
		s = P("{1} or {2}", s, o)
	}
	return s
}

// yearsAsked are the years named by a time: at most thirty, none where it is
// open or not said.
func yearsAsked(t query.Time) []int {
	switch {
	case len(t.List) > 0:
		return t.List
	case t.To == 0:
		return nil
	case t.From == 0:
		return []int{t.To}
	}
	var out []int
	for y := t.From; y <= t.To && len(out) < 30; y++ {
		out = append(out, y)
	}
	return out
}

func spanOf(years []int) voice.Phrase {
	if len(years) == 1 {
		return P("{1}", years[0])
	}
	return P("{1} to {2}", slices.Min(years), slices.Max(years))
}

// sharesAsked reports that shares of GDP are asked, by no edition or publisher
// in particular, and nothing that is computed of them.
func sharesAsked(q query.Query) bool {
	share := func(x query.Expr) bool {
		return x.Op == query.Value && x.Slice == "" && x.Cur == "" && (x.Measure == "" || x.Measure == facts.ShareOfGDP)
	}
	for _, x := range q.Qty {
		if !share(x) {
			return false
		}
	}
	for _, c := range q.Conds {
		if !share(c.Qty) {
			return false
		}
	}
	return len(q.Know.Edition) == 0 && !q.Know.All && !q.Know.SIPRI && q.Know.Source == "" && q.Pool == query.Each
}

// bySIPRI offers SIPRI's figure of one Ally in one year where no other is held.
func (d *Writer) bySIPRI(a *Answer, q query.Query) {
	release, out := d.Yardstick(a.AsOf)
	if !out || !d.oneAlly(q) || q.Time.From != 0 || !sharesAsked(q) {
		return
	}
	c := q.Subject.Terms[0].Code
	if _, ok := release.Figure(c, q.Time.To); ok {
		a.Next = append([]Choice{{Label: d.voice.Text(P("SIPRI's figure")), Ask: fmt.Sprintf("sipri %s %d", strings.ToLower(d.Name(c)), q.Time.To)}}, a.Next...)
		a.Next = a.Next[:min(len(a.Next), 3)]
	}
}

// ofAllOnce answers a question without an Ally in it for a year of which the
// Alliance has no figure, out of the older tables: "defence spending in 1993".
// asked is the question with the Alliance's name added.
func (d *Writer) ofAllOnce(a *Answer, text string, asOf facts.Date, asked string) bool {
	rd := d.Read.Read(asked, asOf, nil)
	if rd.Fault != nil || len(rd.Queries) != 1 || rd.Queries[0].Ask != query.Show {
		return false
	}
	q := rd.Queries[0]
	if e, ok := d.Current(dayOf(asOf, q)); !ok || q.Time.To == 0 || q.Time.To >= e.Years[0] {
		return false
	}
	q.Subject = query.Set{}
	old, ok := d.earlier(asOf, q)
	if !ok {
		return false
	}
	old.Question, old.Lang, old.Intent = text, rd.Lang, Aggregate
	old.Reading = "The Allies: share of GDP" + query.TimeText(q.Time) + ", by the tables of its time"
	*a = old
	return true
}

// beginsLater says of a series asked from a year on which its edition does not
// reach where that begins, and which years older tables have.
func (d *Writer) beginsLater(a *Answer, q query.Query) {
	e, ok := d.Edition(a.Edition)
	if !ok || a.Status != Answered || q.Ask != query.Trend || q.Time.From == 0 || q.Time.From >= e.Years[0] {
		return
	}
	s := d.voice.Text(P("The {1} edition begins in {2}.", published(e), e.Years[0]))
	if who, ok := d.named(q, a.AsOf); ok && len(who) == 1 && sharesAsked(q) {
		var years []int
		for y := q.Time.From; y < e.Years[0]; y++ {
			if len(d.Earlier(who[0], facts.ShareOfGDP, y, a.AsOf)) > 0 {
				years = append(years, y)
			}
		}
		if len(years) > 0 {
			s += " " + d.voice.Text(P("Older tables, apart from it, have: {1}.", voice.Of(voice.Commas, years)))
		}
	}
	a.Caveats = append(a.Caveats, s)
}
