package reader

import (
	"reflect"
	"strconv"
	"strings"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/query"
)

// Print writes a query as text of a language, given by its tag, that reads back
// as the same query. The text is terse: names are codes, words are the first
// that the language's file has for their sort. It reports false where the
// language has no word for a part, and for what only a person's own words can
// ask again.
func (r *Reader) Print(q query.Query, lang string) (string, bool) { return r.print(q, lang, false) }

// PrintShort is Print in as few signs as a reader still takes: currencies by
// their codes, thousands of millions as billions, no noun that a sentence can do
// without. Whether it reads back as the same query is for the caller to see.
func (r *Reader) PrintShort(q query.Query, lang string) (string, bool) {
	return r.print(q, lang, true)
}

func (r *Reader) print(q query.Query, lang string, short bool) (string, bool) {
	l, ok := r.Lex.Lang(lang)
	if !ok {
		return "", false
	}
	p := printer{r: r, lang: l, short: short, ok: true}
	p.query(q)
	return strings.Join(p.out, " "), p.ok
}

// A printer writes one query.
type printer struct {
	r     *Reader
	lang  lexicon.Lang
	short bool
	out   []string
	ok    bool
}

// word writes the language's word for a sort and value.
func (p *printer) word(s lexicon.Sort, val string) {
	w, ok := p.r.Lex.Print(p.lang, s, val)
	if !ok {
		w, ok = p.r.Lex.Print(lexicon.Common, s, val)
	}
	p.ok = p.ok && ok
	p.out = append(p.out, w)
}

func (p *printer) text(s string) { p.out = append(p.out, s) }

func (p *printer) year(y int) { p.text(strconv.Itoa(y)) }

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// query writes what is wanted, of whom, and when.
func (p *printer) query(q query.Query) {
	switch q.Ask {
	case query.Show, query.Trend, query.Revision, query.Gap:
		p.show(q)
	case query.Rank:
		p.rank(q)
	case query.List, query.Count, query.CountEach:
		p.list(q)
	case query.First, query.Last, query.Since, query.Years, query.Peak, query.Low:
		p.years(q)
	case query.IsSo:
		p.isSo(q)
	case query.Commitment, query.Meeting, query.Definition, query.Help, query.Post, query.Membership, query.Statement, query.Aid, query.Editions:
		p.look(q)
	case query.Check:
		p.word(lexicon.Check, "")
		p.text("\"" + q.Look.Text + "\"")
	default:
		p.ok = false
	}
	p.know(q.Know)
}

func (p *printer) know(k query.Knowledge) {
	if k.AsOf != "" {
		p.word(lexicon.AsOf, "")
		p.text(string(k.AsOf))
	}
	for _, id := range k.Edition {
		if id == "newest" {
			p.word(lexicon.Newest, "")
			p.word(lexicon.Edition, "")
			continue
		}
		p.ok = p.ok && !strings.HasPrefix(id, "?")
		p.text(id)
	}
	if k.All {
		p.word(lexicon.All, "")
		p.word(lexicon.Edition, "")
	}
	if k.SIPRI {
		p.word(lexicon.SIPRI, "")
	}
	p.ok = p.ok && k.Source == ""
}

// set writes Allies by their codes, groups and aggregates by their names.
func (p *printer) set(s query.Set, noun bool) {
	if len(s.Terms) == 0 && noun && !p.short {
		p.word(lexicon.Allies, "")
	}
	for i, t := range s.Terms {
		p.term(t)
		if i < len(s.Terms)-1 {
			p.out[len(p.out)-1] += ","
		}
	}
	for _, t := range s.Meet {
		p.term(t)
	}
	for i, t := range s.Less {
		if i == 0 {
			p.word(lexicon.Except, "")
		}
		p.term(t)
		if i < len(s.Less)-1 {
			p.out[len(p.out)-1] += ","
		}
	}
}

// stop keeps what was written apart from the code of an Ally that follows: in
// French "qui EST" is "who is".
func (p *printer) stop(s query.Set) {
	if len(s.Terms) > 0 && s.Terms[0].Code != "" {
		p.out[len(p.out)-1] += ","
	}
}

func (p *printer) term(t query.Term) {
	switch {
	case t.Code.Aggregate():
		p.word(lexicon.Aggregate, string(t.Code))
	case t.Code != "":
		p.text(string(t.Code))
	case t.Group != "":
		p.word(lexicon.Group, t.Group)
	case t.Joined.From > 0 && t.Joined.To == t.Joined.From:
		p.word(lexicon.Joined, "")
		p.year(t.Joined.From)
	case t.Joined.From > 0 && t.Joined.To == 0:
		p.word(lexicon.Joined, "")
		p.word(lexicon.Since, "")
		p.year(t.Joined.From)
	case t.Joined.To > 0 && t.Joined.From == 0:
		p.word(lexicon.Joined, "")
		p.word(lexicon.Before, "")
		p.year(t.Joined.To + 1)
	default:
		p.ok = false
	}
}

// time writes a year or a span.
func (p *printer) time(t query.Time) {
	switch {
	case len(t.List) > 0:
		for i, y := range t.List {
			if i > 0 {
				p.word(lexicon.And, "")
			}
			p.year(y)
		}
	case t.From > 0 && t.To > 0:
		p.word(lexicon.From, "")
		p.year(t.From)
		p.word(lexicon.To, "")
		p.year(t.To)
	case t.From > 0:
		p.word(lexicon.Since, "")
		p.year(t.From)
	case t.To > 0:
		p.year(t.To)
	}
	if t.Each {
		p.word(lexicon.EachYear, "")
	}
	p.ok = p.ok && (t.Event == "" || t.To > 0 || t.From > 0)
}

// words of the measures, by the values of measures.go.
var measureWord = func() map[facts.Measure]string {
	m := map[facts.Measure]string{}
	for w, x := range measures {
		m[x] = w
	}
	return m
}()

// qty writes a measure with its currency and slice.
func (p *printer) qty(e query.Expr) {
	m := e.Measure
	if e.Slice != "" {
		p.word(lexicon.Measure, measureWord[e.Slice])
		if m == facts.ShareOfGDP {
			p.word(lexicon.Measure, "share")
			return
		}
	}
	switch m {
	case "":
		if e.Cur != "" {
			p.currency(e.Cur)
		}
	case facts.SpendUSD, facts.SpendNCU, facts.SpendUSDConstant, facts.SpendNCUConstant:
		if e.Slice == "" {
			p.word(lexicon.Spend, "")
		}
		switch {
		case e.Cur != "":
			p.currency(e.Cur)
		case m == facts.SpendUSD:
			p.word(lexicon.Nominal, "")
		case m == facts.SpendNCU || m == facts.SpendNCUConstant:
			p.ok = false
		}
		if m == facts.SpendUSDConstant || m == facts.SpendNCUConstant {
			p.word(lexicon.Real, "")
		}
	case facts.DefencePerCapita:
		if e.Slice == "" {
			p.word(lexicon.Spend, "")
		}
		if e.Cur != "" {
			p.currency(e.Cur)
		}
		p.word(lexicon.PerHead, "")
	case facts.GDP:
		p.word(lexicon.GDP, "")
	default:
		w, ok := measureWord[m]
		p.ok = p.ok && ok
		p.word(lexicon.Measure, w)
	}
}

func (p *printer) currency(c string) {
	if p.short && len(c) == len("USD") {
		p.text(c)
		return
	}
	p.word(lexicon.Currency, c)
}

// expr writes a quantity, with what it is set against behind the subject.
func (p *printer) show(q query.Query) {
	var e query.Expr
	if len(q.Qty) > 0 {
		e = q.Qty[0]
	}
	switch {
	case q.Ask == query.Trend:
		p.word(lexicon.Trend, "")
	case q.Ask == query.Revision:
		p.word(lexicon.Revised, "")
	case q.Ask == query.Gap:
		p.gap(q, e)
		return
	}
	if len(q.Qty) == 1 && e.Op != query.Value {
		p.related(q, e)
		return
	}
	if bothChanges(q.Qty) {
		p.word(lexicon.Change, "")
		p.word(lexicon.Spend, "")
		p.set(q.Subject, true)
		p.time(q.Time)
		return
	}
	p.pool(q.Pool)
	if q.Ask == query.Show && q.Pool == query.Each && len(q.Subject.Terms) > 1 {
		p.word(lexicon.Compare, "")
	}
	p.set(q.Subject, true)
	for i, e := range q.Qty {
		if i > 0 {
			p.word(lexicon.And, "")
		}
		p.qty(e)
		p.ok = p.ok && (e.Op == query.Value || len(q.Qty) == 1)
	}
	p.time(q.Time)
	p.ok = p.ok && q.Set.All() && len(q.Conds) == 0
}

// bothChanges reports whether quantities are what a change of spending without a
// unit is read as.
func bothChanges(qty []query.Expr) bool {
	return len(qty) == 2 && reflect.DeepEqual(qty, []query.Expr{{Op: query.Change}, {Op: query.Change, Unit: query.Real}})
}

func (p *printer) pool(pool query.Pool) {
	switch pool {
	case query.Sum:
		p.word(lexicon.Sum, "")
	case query.Mean:
		p.word(lexicon.Mean, "")
	case query.Median:
		p.word(lexicon.Median, "")
	}
}

func (p *printer) gap(q query.Query, e query.Expr) {
	p.word(lexicon.Gap, "")
	p.stop(q.Subject)
	p.set(q.Subject, true)
	if len(q.Conds) == 1 && q.Conds[0].Named != "" {
		p.word(lexicon.Named, q.Conds[0].Named)
	} else if e.Level > 0 {
		p.text(number(e.Level) + "%")
	}
	p.qty(query.Expr{Measure: e.Measure, Cur: e.Cur, Slice: e.Slice})
	p.time(q.Time)
}

// related writes changes, parts, ratios, differences and levels in money.
func (p *printer) related(q query.Query, e query.Expr) {
	plain := query.Expr{Measure: e.Measure, Cur: e.Cur, Slice: e.Slice}
	switch e.Op {
	case query.OverYears, query.MeanYears:
		w := lexicon.Sum
		if e.Op == query.MeanYears {
			w = lexicon.Mean
		}
		p.word(w, "")
		p.set(q.Subject, true)
		p.qty(plain)
	case query.Change:
		p.word(lexicon.Change, "")
		p.set(q.Subject, true)
		p.qty(plain)
		switch e.Unit {
		case query.Points:
			p.word(lexicon.Points, "")
		case query.Percent:
			p.word(lexicon.Percent, "")
		case query.Real:
			p.word(lexicon.Real, "")
		}
	case query.LevelOf:
		p.word(lexicon.Would, "")
		p.text(number(e.Level) + "%")
		p.set(q.Subject, true)
		p.qty(plain)
	case query.Part, query.Ratio, query.Diff:
		p.against(q, e, plain)
	default:
		p.ok = false
	}
	p.time(q.Time)
}

func (p *printer) against(q query.Query, e, plain query.Expr) {
	p.set(q.Subject, true)
	switch {
	case e.Of == nil:
		p.ok = false
		return
	case e.Op == query.Part:
		p.word(lexicon.Share, "")
	case e.Op == query.Ratio:
		p.word(lexicon.Ratio, "")
	case e.Of.Pool == query.Mean || e.Of.Pool == query.Median:
		p.word(lexicon.Compare, "")
		p.pool(e.Of.Pool)
	default:
		p.word(lexicon.Difference, "")
	}
	if e.Of.Time.To > 0 && e.Of.Set.All() {
		p.time(query.Time{From: e.Of.Time.To, To: q.Time.To})
		p.qty(plain)
		p.ok = p.ok && q.Time.To > 0 || q.Time.IsZero()
		return
	}
	if e.Op == query.Diff { // Norwegian "forskjell fra" is "difference from"
		p.stop(e.Of.Set)
	}
	p.set(e.Of.Set, false)
	p.qty(plain)
}

func (p *printer) rank(q query.Query) {
	change := len(q.Qty) == 1 && q.Qty[0].Op == query.Change
	switch {
	case q.Order == query.Nearest:
		p.word(lexicon.Nearest, "")
		if q.N > 1 {
			p.text(strconv.Itoa(q.N))
		}
	case q.Place > 0:
		p.word(lexicon.Rank, "")
		if q.Order == query.Bottom {
			p.order(q.Order)
		}
		p.word(lexicon.Ordinal, strconv.Itoa(q.Place))
	case q.N > 0:
		p.order(q.Order)
		p.text(strconv.Itoa(q.N))
	case len(q.Set.Terms) > 1 && q.Set.Terms[0].Code != "":
		p.order(q.Order)
	default:
		p.word(lexicon.Rank, "")
		if q.Order == query.Bottom {
			p.order(q.Order)
		}
	}
	if change {
		p.word(lexicon.Change, "")
	}
	if len(q.Subject.Terms) > 0 {
		p.set(q.Subject, false)
	}
	if !q.Set.All() {
		p.set(q.Set, true)
	}
	for _, e := range q.Qty {
		p.qty(query.Expr{Measure: e.Measure, Cur: e.Cur, Slice: e.Slice})
		if e.Unit == query.Real {
			p.word(lexicon.Real, "")
		}
	}
	p.conds(q)
	if q.Order == query.Bottom && !q.Time.IsZero() && q.Subject.All() && q.Set.All() && len(q.Qty)+len(q.Conds) == 0 { // Spanish "menos de 2015" is "fewer than"
		p.out[len(p.out)-1] += ","
	}
	p.time(q.Time)
}

func (p *printer) order(o query.Order) {
	if o == query.Bottom {
		p.word(lexicon.Bottom, "")
		return
	}
	p.word(lexicon.Top, "")
}

func (p *printer) list(q query.Query) {
	switch q.Ask {
	case query.List:
		p.word(lexicon.Who, "")
	default:
		p.word(lexicon.HowMany, "")
	}
	p.stop(q.Set)
	p.set(q.Set, true)
	p.conds(q)
	p.time(q.Time)
	p.ok = p.ok && q.Subject.All()
}

func (p *printer) years(q query.Query) {
	switch q.Ask {
	case query.First:
		p.word(lexicon.FirstTime, "")
	case query.Last:
		p.word(lexicon.LastTime, "")
	case query.Since:
		p.word(lexicon.SinceWhen, "")
	case query.Years:
		p.word(lexicon.When, "")
	case query.Peak:
		p.word(lexicon.Peak, "")
	case query.Low:
		p.word(lexicon.Low, "")
	}
	if q.Subject.All() {
		p.set(q.Set, true)
	} else {
		p.set(q.Subject, false)
		p.ok = p.ok && q.Set.All()
	}
	for _, e := range q.Qty {
		p.qty(e)
	}
	p.conds(q)
	p.time(q.Time)
}

func (p *printer) isSo(q query.Query) {
	but := q.Quant == query.AllOf && len(q.Set.Terms) == 0 && len(q.Set.Less) > 0
	if but { // "all Allies except" may be "all but"
		p.set(q.Set, true)
		p.out[len(p.out)-1] += ","
	}
	switch q.Quant {
	case query.AllOf:
		p.word(lexicon.All, "")
	case query.AnyOf:
		p.word(lexicon.Any, "")
	case query.NoneOf:
		p.word(lexicon.None, "")
	case query.Only:
		p.word(lexicon.Only, "")
	case query.AllBut:
		p.word(lexicon.AllBut, "")
	case query.Most:
		p.word(lexicon.Most, "")
	}
	if q.Stated != nil {
		p.ok = p.ok && q.Stated.Cmp == query.At
		p.text(number(q.Stated.Value))
		p.set(q.Set, true)
	} else {
		if !q.Subject.All() {
			p.set(q.Subject, false)
		}
		if !but && (q.Subject.All() || !q.Set.All()) {
			p.set(q.Set, true)
		}
	}
	p.conds(q)
	p.time(q.Time)
	p.ok = p.ok && !q.Not
	if len(p.out) > 0 {
		p.out[len(p.out)-1] += ","
	}
	p.word(lexicon.True, "")
	p.out[len(p.out)-1] += "?"
}

func (p *printer) conds(q query.Query) {
	for i := range q.Conds {
		if i > 0 {
			if q.Either {
				p.word(lexicon.Or, "")
			} else {
				p.out[len(p.out)-1] += ","
			}
		}
		c := &q.Conds[i]
		stated := q.Ask == query.IsSo && (q.Quant == query.Some || q.Quant == query.Only) && c.Scope == query.InYear
		p.ok = p.ok && (c.Cmp != query.At || c.Of != nil || stated || q.Order == query.Nearest) // of a set, "at" is at least
		p.cond(c, q.Order == query.Nearest)
	}
}

// scopeWord are the words for the years in which a condition has to hold.
var scopeWord = map[query.Scope]lexicon.Sort{query.Ever: lexicon.Ever, query.Always: lexicon.Always, query.Never: lexicon.Never, query.Newly: lexicon.FirstTime}

// cond writes one condition: comparison, level, measure, year.
func (p *printer) cond(c *query.Cond, nearest bool) {
	if w, ok := scopeWord[c.Scope]; ok {
		p.word(w, "")
	}
	switch {
	case c.Qty.Op != query.Value:
		p.ok = false
		return
	case c.Named != "":
		if c.Cmp == query.Below {
			p.word(lexicon.Cmp, string(c.Cmp))
		} else {
			p.word(lexicon.Meet, "")
		}
		p.word(lexicon.Named, c.Named)
		p.ok = p.ok && (c.Cmp == query.AtLeast || c.Cmp == query.Below)
		return
	case c.Cmp == query.At && (nearest || c.Of == nil): // a level that nothing compares
	case c.Cmp == query.Exactly:
		p.word(lexicon.Cmp, string(query.At))
	case c.Scope == query.Cross && (c.Cmp == query.Above || c.Cmp == query.Below):
		p.word(lexicon.Cmp, string(c.Cmp)+"x")
	case c.Scope == query.Cross:
		p.ok = false
	case c.Cmp == query.Between:
		p.word(lexicon.Between, "")
		p.level(c, c.Level)
		p.word(lexicon.And, "")
		p.level(c, c.High)
	default:
		p.word(lexicon.Cmp, string(c.Cmp))
	}
	if c.Of != nil {
		p.operand(c)
		return
	}
	if c.Cmp != query.Between {
		p.level(c, c.Level)
	}
	if c.Qty.Measure != facts.ShareOfGDP && c.Qty.Measure != facts.Personnel && c.Qty.Measure != facts.DefencePerCapita && !query.IsMoney(c.Qty.Measure) || c.Qty.Slice != "" {
		p.qty(c.Qty)
	}
	p.time(c.Time)
}

// level writes a number with the unit of its measure.
func (p *printer) level(c *query.Cond, v float64) {
	m := c.Qty.Measure
	switch {
	case m == facts.Personnel:
		p.text(strconv.FormatFloat(v*1000, 'f', 0, 64))
		p.word(lexicon.Measure, "troops")
	case m == facts.DefencePerCapita:
		p.text(number(v))
		p.word(lexicon.Currency, "USD")
		p.word(lexicon.PerHead, "")
	case query.IsMoney(m) && c.Qty.Cur != "":
		scale := "1000000"
		if p.short && v >= 1000 {
			v, scale = v/1000, "1000000000"
		}
		p.text(number(v))
		p.word(lexicon.Scale, scale)
		p.currency(c.Qty.Cur)
	case query.IsMoney(m) || m == facts.GDPPerCapita:
		p.ok = false
	default:
		d := max(c.Dec, 0)
		for d < 3 && facts.Round(v, d) != v { // "between 2 and 2.5 %"
			d++
		}
		p.text(strconv.FormatFloat(v, 'f', d, 64) + "%")
		p.ok = p.ok && facts.Round(v, d) == v
	}
}

func (p *printer) operand(c *query.Cond) {
	p.ok = p.ok && (c.Cmp == query.Above || c.Cmp == query.Below)
	switch {
	case c.Of.Set.All() && c.Of.Time.To > 0:
		p.word(lexicon.Than, "")
		p.word(lexicon.In, "")
		p.year(c.Of.Time.To)
	case c.Of.Pool == query.Sum:
		p.ok = false
	default:
		p.pool(c.Of.Pool)
		p.set(c.Of.Set, c.Of.Pool != query.Each)
		p.ok = p.ok && c.Of.Time.IsZero()
	}
	if c.Qty.Measure != "" {
		p.qty(c.Qty)
	}
	p.ok = p.ok && c.Time.IsZero()
}

// look writes look-ups.
func (p *printer) look(q query.Query) {
	k := q.Look
	switch q.Ask {
	case query.Help:
		p.word(lexicon.Help, "")
	case query.Commitment:
		p.commitment(k)
	case query.Meeting:
		p.meeting(k)
	case query.Definition:
		p.word(lexicon.Term, k.Term)
		p.ok = p.ok && (q.Subject.All() || q.Time.From == 0 && q.Time.To == 0) // "why did Spain's figure change" is not of a term alone
	case query.Membership:
		p.word(lexicon.SinceWhen, "")
		p.word(lexicon.Allies, "")
		p.ok = p.ok && k.When
	case query.Post:
		p.word(lexicon.Post, k.Office)
	case query.Aid:
		p.word(lexicon.Aid, "")
	case query.Statement:
		if len(k.People) != 1 {
			p.ok = false
			return
		}
		p.word(lexicon.Person, k.People[0])
		p.word(lexicon.Say, "")
	default:
		p.ok = false
	}
	if k.Level > 0 {
		p.text(number(k.Level) + "%")
	}
	p.set(q.Subject, false)
	p.time(q.Time)
}

// commitment writes one that is named, or those of a place, or of all.
func (p *printer) commitment(k query.Look) {
	if k.Term != "" {
		p.word(lexicon.Named, k.Term)
	} else {
		p.word(lexicon.Commit, map[bool]string{true: exempt}[k.Topic == exempt])
	}
	p.ok = p.ok && (k.Topic == "" || k.Topic == exempt && k.Term == "") && !k.Why && !k.Who && !k.Where
	if k.Place != "" {
		p.word(lexicon.City, k.Place)
	}
}

// meeting writes of what kind a meeting is, which, where, with whom and when.
func (p *printer) meeting(k query.Look) {
	p.word(lexicon.Meeting, k.Kind)
	switch k.Which {
	case "last":
		p.word(lexicon.Newest, "")
	case "next":
		p.word(lexicon.Newest, "next")
	}
	if k.Place != "" {
		p.word(lexicon.City, k.Place)
	}
	for _, x := range k.People {
		p.word(lexicon.Person, x)
	}
	if k.On != "" {
		p.text(string(k.On))
	}
}
