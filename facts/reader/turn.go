package reader

import (
	"slices"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/query"
)

// turn takes the words of a line that ask something else of what was asked
// before it: "and how many?", "who not?", "since when?", "and the second?".
// turned reports whether there were any; ok is false where they cannot be asked
// of it. opens says that the line leads on from what was said.
func (b *bag) turn(q *follow, opens bool) (turned, ok bool) {
	switch {
	case q.Ask == query.Commitment && b.due(): // "and the deadline?"
		b.take(lexicon.Commit, lexicon.Who, lexicon.What, lexicon.HowMuch)
		q.Look.When = true
		return true, true
	case b.partAsked() && b.turnPart(q):
		return true, true
	case len(q.Know.Edition) == 1 && b.has(lexicon.Ordinal) && !b.has(lexicon.Top, lexicon.Bottom): // "and in the last one?"
		return b.has(lexicon.HowMany, lexicon.HowMuch), b.turnMuch(q)
	case b.has(lexicon.Top, lexicon.Bottom, lexicon.More, lexicon.Less, lexicon.Ordinal):
		return true, b.turnOrder(q, opens)
	case b.has(lexicon.SinceWhen, lexicon.UntilWhen, lexicon.When, lexicon.FirstTime, lexicon.LastTime):
		return true, b.turnWhen(q)
	case b.has(lexicon.Rank):
		return true, b.turnRank(q)
	case b.has(lexicon.Who):
		return true, b.turnWho(q)
	case b.has(lexicon.HowMany, lexicon.HowMuch, lexicon.Where), b.has(lexicon.Would) && q.Ask == query.Show && b.parts(b.qtyLeft()).any && !b.supposed(): // "how much is that in zloty"
		return true, b.turnMuch(q)
	}
	return false, true
}

// turnPart asks what part of NATO's total it is of which the amount was asked:
// "and what percentage of the NATO total?".
func (b *bag) turnPart(q *follow) bool {
	sets := b.setIdx()
	whole := len(sets) == 1 && b.ps[sets[0]].set.whole && len(b.ps[sets[0]].set.terms) == 1
	if q.Ask != query.Show || len(q.Qty) > 1 || len(q.Subject.Terms) == 0 || !whole || len(q.Subject.Terms) > 1 && q.Pool != query.Sum {
		return false
	}
	e := query.Expr{Op: query.Part, Of: &query.Operand{Set: query.Set{Terms: b.ps[sets[0]].set.terms}}}
	if len(q.Qty) == 1 {
		if old := q.Qty[0]; old.Op != query.Value || old.Slice != "" {
			return false
		} else if old.Measure != facts.ShareOfGDP {
			e.Measure, e.Cur = old.Measure, old.Cur
		}
	}
	b.ps[sets[0]].used = true
	for i := range b.ps {
		if p := &b.ps[i]; p.forShare() {
			p.used = true
		}
	}
	b.take(lexicon.Who, lexicon.What, lexicon.HowMuch, lexicon.HowMany, lexicon.Sum, lexicon.Whole)
	q.Qty = []query.Expr{e}
	return true
}

// opensLead reports whether a word that leads on opens the phrases.
func (b *bag) opensLead() bool {
	for i := range b.ps {
		switch {
		case b.isWord(i, lexicon.And, lexicon.But):
			return true
		case b.ps[i].kind == pWord && (b.ps[i].sort == lexicon.NoSort || free[b.ps[i].sort]):
		default:
			return false
		}
	}
	return false
}

// turnOrder asks for the other end of a ranking, for another place or number of
// it, or for the ranking of what was shown: "and the lowest?", "second biggest
// then", "who of both has more?".
func (b *bag) turnOrder(q *follow, opens bool) bool {
	for _, i := range b.qtyLeft() { // of a quantity of its own it is a question of its own
		if s := b.ps[i].sort; s != lexicon.Percent && s != lexicon.Currency && (!opens || s != lexicon.PerHead) {
			return false
		}
	}
	if b.has(lexicon.Than, lexicon.Change, lexicon.Rise, lexicon.Fall, lexicon.Not, lexicon.When) {
		return false
	}
	comparative := b.has(lexicon.More, lexicon.Less)
	w := ranking{top: b.take(lexicon.Top, lexicon.More), bottom: b.take(lexicon.Bottom, lexicon.Less)}
	w.nth, w.n = b.ordinal(), b.howMany()
	both := b.take(lexicon.Both)
	b.take(lexicon.Rank)
	w.who = b.take(lexicon.Who)
	b.take(lexicon.HowMuch)
	if w.top && w.bottom {
		return false
	}
	switch q.Ask {
	case query.Peak, query.Low:
		q.Ask = query.Peak
		if w.bottom {
			q.Ask = query.Low
		}
		return w.nth == 0 && w.n == 0 && !both
	case query.Rank:
		if q.Order == query.Nearest {
			return false
		}
		q.Subject = query.Set{}
	case query.Show, query.Trend:
		if !q.rankShown(both, comparative) {
			return false
		}
	default:
		return false
	}
	if w.order = query.Top; w.bottom || !w.top && q.Order == query.Bottom {
		w.order = query.Bottom
	}
	w.who = true
	w.places(&q.Query)
	return true
}

// rankShown makes a ranking of what was shown: of the two last spoken of where
// both are meant, else of all.
func (q *follow) rankShown(both, comparative bool) bool {
	if q.Pool != query.Each || len(q.Qty) > 1 || len(q.Qty) == 1 && q.Qty[0].Op != query.Value || q.Time.From > 0 || q.Time.Each || len(q.Time.List) > 0 {
		return false
	}
	terms := q.Subject.Terms
	if n := len(q.earlier); len(terms) == 1 && (both || comparative) && n > 0 {
		if e := q.earlier[n-1]; e.Ask == query.Show && len(e.Subject.Terms) == 1 && slices.EqualFunc(e.Qty, q.Qty, sameExpr) {
			terms = append(slices.Clone(e.Subject.Terms), terms...)
		}
	}
	switch {
	case both && len(terms) != 2, comparative && len(terms) < 2, len(q.Subject.Less) > 0:
		return false
	case len(terms) > 1:
		q.Set = query.Set{Terms: terms}
	default:
		q.Set = query.Set{}
	}
	q.Ask, q.Subject = query.Rank, query.Set{}
	return true
}

// sameExpr reports whether two quantities are the same measure in the same
// currency.
func sameExpr(a, b query.Expr) bool {
	return a.Op == b.Op && a.Measure == b.Measure && a.Cur == b.Cur && a.Slice == b.Slice
}

// oneCond is the only condition of the query, of a value and a level, of those
// of whom it was asked.
func (q *follow) oneCond() (query.Cond, bool) {
	if len(q.Conds) != 1 || q.Not || q.Conds[0].Qty.Op != query.Value || q.Conds[0].Of != nil {
		return query.Cond{}, false
	}
	c := q.Conds[0]
	if c.Cmp == query.At {
		c.Cmp = query.AtLeast
	}
	return c, true
}

// turnWhen asks when, or since when, what was asked is so.
func (b *bag) turnWhen(q *follow) bool {
	ask := query.First
	switch {
	case b.take(lexicon.SinceWhen):
		ask = query.Since
	case b.take(lexicon.UntilWhen, lexicon.LastTime):
		ask = query.Last
	}
	b.take(lexicon.When, lexicon.FirstTime, lexicon.Always, lexicon.YearOf)
	switch q.Ask {
	case query.Commitment, query.Meeting:
		q.Look.When = true
		return ask == query.First
	case query.IsSo, query.First, query.Last, query.Since, query.Years:
	default:
		return false
	}
	c, ok := q.oneCond()
	if !ok || q.Quant != query.Some || len(q.Subject.Terms) != 1 {
		return false
	}
	c.Scope, c.Time = query.InYear, query.Time{}
	q.Ask, q.Conds, q.Time = ask, []query.Cond{c}, query.Time{}
	return true
}

// turnRank asks for the place of the one who was spoken of.
func (b *bag) turnRank(q *follow) bool {
	b.take(lexicon.Rank, lexicon.Who, lexicon.Where)
	if len(q.Subject.Terms) != 1 || q.Subject.Terms[0].Code == "" || q.Pool != query.Each {
		return false
	}
	switch q.Ask {
	case query.Rank:
		return q.Order != query.Nearest
	case query.Show, query.Trend:
		if len(q.Qty) > 1 || len(q.Qty) == 1 && q.Qty[0].Op != query.Value {
			return false
		}
	case query.IsSo, query.Since, query.First, query.Last:
		c, ok := q.oneCond()
		if !ok || q.Quant != query.Some {
			return false
		}
		q.Qty, q.Conds, q.Stated = []query.Expr{c.Qty}, nil, nil
	default:
		return false
	}
	q.Ask, q.Order = query.Rank, query.Top
	return true
}

// turnWho asks who they are of whom it was asked how many, or whether all; or who
// they are not.
func (b *bag) turnWho(q *follow) bool {
	b.take(lexicon.Who)
	not := b.take(lexicon.Not, lexicon.Miss)
	switch q.Ask {
	case query.Rank:
		return !not && len(q.Subject.Terms) == 0
	case query.List, query.Count:
	case query.IsSo:
		if q.Not || q.Quant == query.Some || q.Quant == query.Only {
			return false
		}
	default:
		return false
	}
	q.Conds = slices.Clone(q.Conds)
	for i := range q.Conds {
		if c := &q.Conds[i]; c.Cmp == query.At && c.Of == nil {
			c.Cmp = query.AtLeast
		}
	}
	if not {
		if len(q.Conds) != 1 || q.Conds[0].Scope != query.InYear || !negated(&q.Conds[0]) {
			return false
		}
	}
	if q.Quant == query.AllBut {
		q.Set.Less, q.Subject = nil, query.Set{}
	}
	q.Ask, q.Quant, q.Stated = query.List, query.Some, nil
	return true
}

// negated makes a condition its opposite, if it has one.
func negated(c *query.Cond) bool {
	was := c.Cmp
	c.Cmp = opposite(c.Cmp)
	if c.Named != "" && c.Cmp == query.AtLeast { // only that it is missed is said of it by its level
		return false
	}
	return c.Cmp != was
}

// turnMuch asks how many they are of whom was asked who, or how much it is of
// which was asked whether or when.
func (b *bag) turnMuch(q *follow) bool {
	many := b.has(lexicon.HowMany) || b.could(b.word(lexicon.HowMuch), lexicon.HowMany)
	b.take(lexicon.HowMany, lexicon.HowMuch, lexicon.Where, lexicon.Would)
	switch q.Ask {
	case query.Show, query.Trend, query.Peak, query.Low, query.Revision, query.Gap:
		return true
	case query.Rank:
		if len(q.Subject.Terms) > 0 && len(b.qtyLeft()) > 0 {
			q.Ask, q.Order = query.Show, ""
			return true
		}
		return len(b.qtyLeft()) == 0 && (len(q.Subject.Terms) > 0 || len(b.times()) == 0)
	case query.List, query.Count:
		q.Ask = query.Count
		return many
	case query.CountEach:
		if t := b.times(); len(t) == 1 && (b.ps[t[0]].time.role == tIn || b.ps[t[0]].time.role == tNow) {
			q.Ask = query.Count
		}
		return many
	case query.IsSo:
		if q.Quant != query.Some && q.Quant != query.Only {
			q.Ask, q.Quant, q.Stated = query.Count, query.Some, nil
			return many && !q.Not
		}
	case query.First, query.Last, query.Since, query.Years:
	default:
		return false
	}
	c, ok := q.oneCond()
	if !ok || len(q.Subject.Terms) == 0 {
		return false
	}
	if q.Ask != query.IsSo && q.Ask != query.Since && len(b.times()) == 0 {
		return false
	}
	if q.Ask == query.Since {
		q.Time = query.Time{}
	}
	q.Ask, q.Qty, q.Conds, q.Quant = query.Show, []query.Expr{c.Qty}, nil, query.Some
	return true
}

// takes reports whether quantities can be asked of the query by a line with such
// words: a list has none beside its conditions.
func (q *follow) takes(qty []query.Expr, turned bool) bool {
	if !turned || len(qty) == 0 {
		return true
	}
	switch q.Ask {
	case query.List, query.Count, query.CountEach, query.IsSo, query.First, query.Last, query.Since, query.Years:
		return false
	}
	return true
}

// sameYear uses words for the year that was named before, "that same year", where
// the query before is of one.
func (b *bag) sameYear(prev *query.Query) bool {
	found := false
	for i := range b.ps {
		if p := &b.ps[i]; b.isWord(i, lexicon.Same) && p.val == yearBefore && prev.Time.From == 0 && !prev.Time.Each && len(prev.Time.List) == 0 {
			p.used, found = true, true
		}
	}
	return found
}

// yearBefore is the value of words for the year that was named before.
const yearBefore = "year"

// yearSaid is the year that a query is of, where it is of one.
func (r *Reader) yearSaid(q *query.Query) (int, bool) {
	switch {
	case q.Time.From > 0 || q.Time.Each || len(q.Time.List) > 0 || q.Ask == query.Peak || q.Ask == query.Low || q.Ask == query.First || q.Ask == query.Last || q.Ask == query.Since:
		return 0, false
	case q.Time.To > 0:
		return q.Time.To, true
	}
	return r.newest, true
}
