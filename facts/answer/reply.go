package answer

import (
	"slices"
	"strings"

	"natobot/facts"
	"natobot/facts/query"
)

// Reply answers queries by what was known on day asOf. text is what was typed,
// for the record. Several queries are answered in one answer, each in the
// headline, in their order.
//
// A query of a classic shape (one Ally, a comparison, a ranking, a threshold, a
// series, a gap, a look-up) is answered at length; any other in the sentence
// that it asks for, its figures and its table. Where something is not held the
// answer says what, and what there is.
func (d *Writer) Reply(text string, asOf facts.Date, qs ...query.Query) Answer {
	if len(qs) == 0 {
		return Answer{Question: text, AsOf: asOf, Status: Unknown, Intent: Help, Headline: "Nothing was asked that can be read. Try: spain"}
	}
	out := d.reply(asOf, qs[0])
	for _, q := range qs[1:] {
		merge(&out, d.reply(asOf, q))
	}
	out.Question = text
	return out
}

// reply answers one query.
func (d *Writer) reply(asOf facts.Date, q query.Query) Answer {
	if day := dayOf(asOf, q); q.Ask == query.Gap && len(q.Qty) == 1 && q.Qty[0].Level == 0 && len(q.Conds) == 0 && !d.oneAlly(q) {
		if k, ok := d.Floor(day); ok { // to the floor, where no level was named
			q.Qty = slices.Clone(q.Qty)
			q.Qty[0].Level = k.Value
		}
	}
	reading := d.understood(q)
	a := d.replyOnce(asOf, q)
	if a.Status == Unknown {
		if old, ok := d.earlier(asOf, q); ok {
			a = old
		}
		d.bySIPRI(&a, q)
	}
	d.beginsLater(&a, q)
	for _, c := range q.Conds { // a level that the Alliance has agreed is told with its commitment
		for _, k := range d.InForce(a.AsOf) {
			if c.Qty.Measure == facts.ShareOfGDP && c.Qty.Op == query.Value && k.Value == c.Level && c.Level > 0 {
				a.Commitments = union(a.Commitments, []string{k.ID})
			}
		}
	}
	for _, f := range a.Figures {
		if f.Ally == facts.EuropeCanada && q.Ask == query.Show && len(q.Subject.Less) > 0 {
			a.Allies = union(a.Allies, []facts.Code{f.Ally})
		}
	}
	a.Reading = reading
	q.Know.AsOf = ""
	if ask, ok := d.Read.Print(q, English); ok {
		a.Canonical = ask
	} else {
		a.Canonical = ""
	}
	return a
}

// dayOf is the day by whose knowledge a query is answered.
func dayOf(asOf facts.Date, q query.Query) facts.Date {
	if q.Know.AsOf != "" {
		return q.Know.AsOf
	}
	return asOf
}

// oneAlly reports whether a query is about one Ally and nobody else.
func (d *Writer) oneAlly(q query.Query) bool {
	return len(q.Subject.Terms) == 1 && q.Subject.Terms[0].Code != "" && !q.Subject.Terms[0].Code.Aggregate()
}

func (d *Writer) replyOnce(asOf facts.Date, q query.Query) Answer {
	if q.Ask == query.Rank && q.N < 0 { // "top 0"
		w := d.lookUp(asOf, q)
		w.Status, w.Headline = Unknown, "The first none of a ranking are nobody. Ask for one place or more."
		w.next("All Allies, ranked", "rank")
		return w.done()
	}
	if c, ok := d.classic(asOf, q); ok {
		return d.classicAnswer(c)
	}
	if place := placeOf(q); place != "" {
		return d.answerPlace(asOf, q, place)
	}
	switch q.Ask {
	case query.Check:
		return d.answerClaim(form{Intent: ClaimCheck, Claim: q.Look.Text, AsOf: asOf})
	case query.Post:
		return d.answerPost(asOf, q)
	case query.Membership:
		return d.answerMembership(asOf, q)
	case query.Editions:
		return d.answerEditions(asOf, q)
	case query.Source:
		return d.answerSource(asOf, q)
	case query.Aid, query.Beyond, query.Commitment, query.Meeting, query.Definition, query.Statement, query.Help:
		return d.answerBeyond(asOf, q)
	}
	return d.answerGeneral(asOf, q)
}

// placeOf is the country outside NATO that a query for figures is about, or "".
func placeOf(q query.Query) string {
	switch q.Ask {
	case query.Meeting, query.Statement, query.Commitment, query.Aid, query.Definition, query.Post, query.Membership:
		return ""
	}
	if q.Ask == query.Beyond && q.Look.Topic != "place" { // weapons, say: no figure of that country answers
		return ""
	}
	for _, t := range q.Subject.Terms {
		if t.Place != "" {
			return t.Place
		}
	}
	return q.Look.Place
}

// answerPlace answers for a country outside NATO: by SIPRI's series where that
// holds it, else by saying what it is.
func (d *Writer) answerPlace(asOf facts.Date, q query.Query, place string) Answer {
	w := d.lookUp(asOf, q)
	w.q.NonAlly, w.q.To, w.q.From = place, q.Time.To, q.Time.From
	for _, t := range q.Subject.Terms {
		if t.Code != "" && !t.Code.Aggregate() {
			w.q.Allies = append(w.q.Allies, t.Code)
		}
	}
	if len(q.Subject.Terms) <= 1 {
		w.Intent = Profile
	}
	if sharesOnly(q) && w.other() {
		return w.done()
	}
	a := d.answerLack(asOf, q, &query.Lack{What: query.NoAlly, Place: place})
	a.Intent = w.Intent
	return a
}

// sharesOnly reports that nothing is asked that SIPRI's series would not tell.
func sharesOnly(q query.Query) bool {
	for _, x := range q.Qty {
		if x.Op != query.Value || x.Slice != "" || x.Measure != "" && x.Measure != facts.ShareOfGDP && x.Measure != facts.SpendUSD || x.Cur != "" && x.Cur != "USD" {
			return false
		}
	}
	return len(q.Conds) == 0
}

// merge adds a second answer to a first one.
func merge(a *Answer, b Answer) {
	if a.Status != Answered && b.Status == Answered {
		a.Status = Answered
	}
	a.Headline += " " + b.Headline
	a.Reading += "; " + b.Reading
	a.Canonical += "; " + b.Canonical
	if a.Edition == "" {
		a.Edition = b.Edition
	}
	at := make([]int, len(b.Figures))
	for i, f := range b.Figures {
		at[i] = -1
		for k := range a.Figures {
			if g := &a.Figures[k]; g.Ally == f.Ally && g.Year == f.Year && g.Measure == f.Measure && g.Edition == f.Edition {
				at[i] = k
			}
		}
		if at[i] < 0 {
			at[i] = len(a.Figures)
			a.Figures = append(a.Figures, f)
		}
	}
	for _, x := range b.Derived {
		x.From = slices.Clone(x.From)
		for i := range x.From {
			x.From[i] = at[x.From[i]]
		}
		a.Derived = append(a.Derived, x)
	}
	a.Lines = union(a.Lines, b.Lines)
	a.Caveats = union(a.Caveats, b.Caveats)
	a.Meetings = union(a.Meetings, b.Meetings)
	a.Commitments = union(a.Commitments, b.Commitments)
	a.Allies = union(a.Allies, b.Allies)
	a.Choices = union(a.Choices, b.Choices)
	a.Next = union(a.Next, b.Next)
	a.Next = a.Next[:min(len(a.Next), 3)]
	a.Sources = union(a.Sources, b.Sources)
	if a.Table == nil {
		a.Table = b.Table
	}
	if a.Chart == nil {
		a.Chart = b.Chart
	}
}

// union is what stands in either list, each once.
func union[T comparable](a, b []T) []T {
	a = slices.Clone(a)
	for _, x := range b {
		if !slices.Contains(a, x) {
			a = append(a, x)
		}
	}
	return a
}

// answerPost says who holds an office.
func (d *Writer) answerPost(asOf facts.Date, q query.Query) Answer {
	w := d.lookUp(asOf, q)
	party := facts.NATOTotal
	if len(q.Subject.Terms) == 1 {
		party = q.Subject.Terms[0].Code
	}
	var offices []string
	for i := range d.Terms {
		t := &d.Terms[i]
		if t.Party != party {
			continue
		}
		if !slices.Contains(offices, t.Office) {
			offices = append(offices, t.Office)
		}
		if q.Look.Office != "" && !strings.Contains(strings.ToLower(t.Office), strings.ToLower(strings.ReplaceAll(q.Look.Office, "-", " "))) {
			continue
		}
		s, ok := d.holds(t, w.AsOf)
		if !ok {
			continue
		}
		if w.Headline == "" {
			w.Headline = s
		} else {
			w.sayf("%s", s)
		}
		w.sources(t.Sources)
	}
	if w.Headline == "" {
		w.Status = Unknown
		w.Headline = "Who holds that office is not held here."
		if len(offices) > 0 {
			w.sayf("Held are: %s.", list(offices))
		}
	}
	w.next("Meetings", "meetings")
	return w.done()
}

// holds says who holds an office on a day, was last seen in it, or is to come
// into it; false where the term had ended or was not known by then.
func (d *Writer) holds(t *facts.Term, asOf facts.Date) (string, bool) {
	of := ""
	if t.Party != facts.NATOTotal {
		of = " of " + d.InSentence(t.Party)
	}
	ended := t.End != "" && t.End.KnownBy(asOf)
	switch {
	case t.On(asOf):
		return t.Person + " is " + t.Office + of + ", since " + t.Start.Long() + ".", true
	case t.Start.KnownBy(asOf) && !ended:
		return t.Person + " has been " + t.Office + of + " since " + t.Start.Long() + "; the last day on which what is held shows it is " + t.Seen.Long() + ".", true
	case !t.Start.KnownBy(asOf) && t.Note != "" && d.Carries(d.OutBy(t.Sources, asOf)):
		return t.Person + " is to become " + t.Office + of + " in " + t.Start.Long() + ". " + t.Note + ".", true
	}
	return "", false
}

// lookUp is a draft for a query about curated entries.
func (d *Writer) lookUp(asOf facts.Date, q query.Query) *draft {
	day := asOf
	if q.Know.AsOf != "" {
		day = q.Know.AsOf
	}
	w := &draft{d: d, day: day}
	w.AsOf, w.Status, w.Intent = day, Answered, intentOf(q)
	w.q.AsOf, w.q.Said.AsOf = day, q.Know.AsOf != ""
	return w
}

// answerEditions names the editions that were out.
func (d *Writer) answerEditions(asOf facts.Date, q query.Query) Answer {
	w := d.lookUp(asOf, q)
	e, ok := d.Current(w.AsOf)
	if !ok {
		return d.answerLack(asOf, q, &query.Lack{What: query.NoEdition, Day: w.AsOf})
	}
	w.e = e
	w.Headline = "The newest edition held in full on " + w.AsOf.Long() + " is the " + labelOf(e) + ", published " + e.Published.Long() + "."
	var names []string
	for _, o := range d.Editions {
		if o.Published.KnownBy(w.AsOf) {
			names = append(names, o.Published.Long())
		}
	}
	w.sayf("Editions out by then and held, in full or in part: %s.", list(names))
	w.source(e.ID, "")
	w.next("Why editions differ", "what is an edition")
	return w.done()
}

// answerSource says where the figures of the day are from.
func (d *Writer) answerSource(asOf facts.Date, q query.Query) Answer {
	w := d.lookUp(asOf, q)
	e, ok := d.Current(w.AsOf)
	if len(q.Know.Edition) == 1 {
		e, ok = d.Edition(q.Know.Edition[0])
	}
	if !ok {
		return d.answerLack(asOf, q, &query.Lack{What: query.NoEdition, Day: w.AsOf})
	}
	w.e = e
	tables := []string{}
	for _, x := range q.Qty {
		m := x.Measure
		if m == "" {
			m = facts.ShareOfGDP
		}
		tables = append(tables, m.Table()+" ("+m.Label()+")")
		w.source(e.ID, m.Table())
	}
	s := e.Publisher + ", " + e.Title + ", published " + e.Published.Long()
	if len(tables) > 0 {
		s += ", " + list(tables)
	}
	w.Headline = "The figures are from " + s + "."
	if u := d.Sources[e.ID].URL; u != "" {
		w.sayf("%s", u)
	}
	w.source(e.ID, "")
	return w.done()
}

// answerBeyond says that a question was understood and is outside what is
// held.
func (d *Writer) answerBeyond(asOf facts.Date, q query.Query) Answer {
	w := d.lookUp(asOf, q)
	w.Status = Unsupported
	for _, t := range q.Subject.Terms {
		if t.Code != "" && !t.Code.Aggregate() {
			w.Allies = append(w.Allies, t.Code)
		}
	}
	if q.Ask == query.Beyond {
		w.Intent = Help
	}
	topic := q.Look.Topic
	if q.Ask == query.Aid && w.aid(q.Subject.Terms) {
		return w.done()
	}
	switch {
	case q.Ask == query.Aid:
		w.Headline = "Aid to Ukraine is not part of these figures: they hold what Allies spend on their own defence, as NATO prints it."
	case topic != "":
		w.Headline = "That is outside what is held here: " + topic + "."
	default:
		w.Headline = "That was understood, and is outside what is held here."
	}
	w.sayf("Held are NATO's figures on defence expenditure by Ally and year, with shares, amounts, personnel and categories; commitments, meetings, statements and definitions.")
	if len(q.Subject.Terms) == 1 && q.Subject.Terms[0].Code != "" {
		c := q.Subject.Terms[0].Code
		w.next(d.Name(c), w.asks(c))
	}
	w.next("Commitments", "commitments")
	return w.done()
}
