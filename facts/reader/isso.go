package reader

import (
	"slices"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/query"
)

// isSo reads a proposition: of an Ally, or of how many of a set.
func (b *bag) isSo() ([]query.Query, bool) {
	explicit := b.take(lexicon.YesNo, lexicon.True)
	untrue := b.take(lexicon.Untrue)
	if b.wh() && !explicit {
		return nil, false
	}
	quant := b.quant()
	if quant == query.AllOf || quant == query.AnyOf || quant == query.NoneOf || quant == query.Most { // "everybody in NATO"
		b.allianceIs(1)
	}
	scope := b.statedScope()
	if b.has(lexicon.Rise) && b.has(lexicon.Fall) { // "did it rise or fall": neither yes nor no
		return nil, false
	}
	b.take(lexicon.Who)
	b.changeConds()
	stated := b.statedCount()
	if explicit || b.asked || b.has(lexicon.Aux) {
		b.rankCond()
	}
	if len(b.conds) == 0 {
		b.bareConds()
	}
	if len(b.conds) == 0 {
		return nil, false
	}
	if slices.ContainsFunc(b.conds, func(c cond) bool { return c.Qty.Op != query.Value }) { // of a change
		b.splitYears()
	}
	q, nouns, ok := b.query(query.IsSo)
	if !ok {
		return nil, false
	}
	if !b.asked && !explicit && len(q.Subject.Terms) == 0 {
		return nil, false
	}
	if len(q.Qty) > 0 && !b.sharedUsed(q.Qty[0]) {
		return nil, false
	}
	q.Qty = nil
	q.Quant, q.Not, q.Order = quant, untrue, b.order
	q.Time.Each = false
	for i := range q.Conds {
		if scope != query.InYear {
			q.Conds[i].Scope = scope
		}
	}
	qs, ok := b.quantified(q, nouns, stated, quant)
	if ok && b.barely() {
		qs = append(qs, inReal(qs[0])...)
	}
	return qs, ok
}

// statedScope uses the words that say in which years a proposition has to hold.
func (b *bag) statedScope() query.Scope {
	switch {
	case b.take(lexicon.Never):
		return query.Never
	case b.take(lexicon.Always) || b.eachTime():
		return query.Always
	case b.take(lexicon.Ever):
		return query.Ever
	}
	return query.InYear
}

// inReal is a proposition about a change of spending, of the amount in real
// terms; none if it is of something else.
func inReal(q query.Query) []query.Query {
	if len(q.Conds) != 1 || q.Quant != query.Some || q.Pool != query.Each || len(q.Subject.Terms) != 1 {
		return nil
	}
	c := q.Conds[0]
	if c.Qty.Measure != "" && c.Qty.Measure != facts.ShareOfGDP || c.Qty.Cur != "" || c.Qty.Unit != query.Own || c.Scope != query.InYear {
		return nil
	}
	switch c.Qty.Op {
	case query.Change:
		c.Qty = query.Expr{Op: query.Change, Unit: query.Real}
	case query.Ratio:
		c.Qty.Measure = facts.SpendUSDConstant
	default:
		return nil
	}
	q.Conds = []query.Cond{c}
	return []query.Query{q}
}

// quantified puts who is spoken of where the quantifier wants it.
func (b *bag) quantified(q query.Query, nouns bool, stated *query.Stated, quant query.Quant) ([]query.Query, bool) {
	switch {
	case stated != nil:
		q.Quant, q.Stated = query.HowOf, stated
		if quant == query.Only {
			stated.Cmp = query.At
		} else if quant == query.AllBut {
			q.Quant = query.AllBut
		}
		if len(q.Subject.Terms) > 0 {
			return nil, false
		}
	case (quant == query.AllOf || quant == query.NoneOf || quant == query.AnyOf || quant == query.Most) && len(q.Subject.Terms) > 0:
		q.Set.Terms, q.Subject = q.Subject.Terms, query.Set{}
	case quant == query.Some && len(q.Subject.Terms) == 0:
		if len(q.Set.Terms) == 0 && !nouns {
			return nil, false
		}
		q.Quant = query.AllOf
		if len(q.Set.Terms) == 0 {
			q.Quant = query.AnyOf
		}
	case quant == query.Some:
		if len(q.Set.Terms) > 0 && nouns || len(q.Subject.Terms) > 1 && b.someAggregate(q.Subject) {
			return nil, false
		}
		if len(q.Set.Less) > 0 {
			return nil, false
		}
	case quant == query.Only && len(q.Subject.Terms) == 0:
		return nil, false
	}
	return []query.Query{q}, true
}

// quant takes the quantifier.
func (b *bag) quant() query.Quant {
	all := false
	for i := range b.ps { // "all" within a set phrase: "everyone", "all Allies"
		if p := &b.ps[i]; p.kind == pSet && !p.used && p.set.all {
			all = true
		}
	}
	switch {
	case b.take(lexicon.AllBut):
		return query.AllBut
	case b.take(lexicon.Only):
		b.take(lexicon.Allies)
		return query.Only
	case b.take(lexicon.None):
		return query.NoneOf
	case b.take(lexicon.Neither):
		return query.NoneOf
	case b.take(lexicon.Any):
		return query.AnyOf
	case b.take(lexicon.Most):
		return query.Most
	case b.take(lexicon.All, lexicon.Both) || all:
		return query.AllOf
	}
	return query.Some
}

// statedCount takes a number of Allies that the proposition states: "eleven
// Allies are below 2 %".
func (b *bag) statedCount() *query.Stated {
	for i := range b.ps {
		p := &b.ps[i]
		if p.kind != pLevel || p.used || !p.level.bare || p.level.scaled || p.level.value != float64(int(p.level.value)) {
			continue
		}
		if j := b.next(i); b.isKind(j, pSet) && b.ps[j].set.groups() && !b.parted(i, j) {
			p.used = true
			s := &query.Stated{Value: p.level.value, Cmp: query.At}
			return s
		}
	}
	for k := range b.conds { // "more than ten Allies are below 2 %"
		c := &b.conds[k]
		if c.lv == nil || !c.lv.bare || c.lv.scaled {
			continue
		}
		if j := b.next(c.lvAt); b.isKind(j, pSet) && b.ps[j].set.groups() && !b.parted(c.lvAt, j) && len(b.conds) > 1 {
			s := &query.Stated{Value: c.lv.value, Cmp: c.Cmp}
			b.conds = append(b.conds[:k:k], b.conds[k+1:]...)
			return s
		}
	}
	return nil
}

// named reports whether an Ally or aggregate is named.
func (b *bag) named() bool {
	for _, i := range b.setIdx() {
		if !b.ps[i].set.groups() {
			return true
		}
	}
	return false
}

// rankCond makes a condition of a superlative or a place: "is Poland first".
func (b *bag) rankCond() {
	top, bottom := b.has(lexicon.Top), b.has(lexicon.Bottom)
	nth := 0
	if i := b.word(lexicon.Ordinal); i >= 0 {
		nth = int(b.ps[i].num)
	}
	if nth < -1 || !top && !bottom && nth == 0 || top && bottom || len(b.conds) > 0 || !b.allyNamed() {
		return
	}
	b.take(lexicon.Rank)
	b.amongAllies()
	c := cond{at: 0, lvAt: -1, hasQty: true}
	c.Qty.Op, c.Cmp, c.Level, c.Dec = query.RankOf, query.At, 1, -1
	switch {
	case nth > 0:
		c.Level = float64(nth)
	}
	if nth == -1 || bottom {
		b.order = query.Bottom
	}
	if nth != 0 {
		b.takeOrdinal(float64(nth))
	}
	n := b.howMany()
	if n > 0 {
		c.Cmp, c.Level = query.AtMost, float64(n)
	}
	b.take(lexicon.Top, lexicon.Bottom)
	qty, _, ok := b.qtys()
	if !ok || len(qty) > 1 {
		return
	}
	if len(qty) == 1 {
		c.Qty.Measure, c.Qty.Cur, c.Qty.Slice = qty[0].Measure, qty[0].Cur, qty[0].Slice
	}
	b.conds = append(b.conds, c)
}

// splitYears gives conditions of change their two years.
func (b *bag) splitYears() {
	ts := b.times()
	if len(ts) == 0 {
		return
	}
	from, to, ok := b.twoYears()
	if !ok {
		return
	}
	for i := range b.conds {
		c := &b.conds[i]
		switch c.Qty.Op {
		case query.Change:
			if len(ts) == 1 && b.ps[ts[0]].time.role == tIn {
				c.Time = query.Time{To: from}
			} else {
				c.Time = query.Time{From: from, To: to}
			}
		case query.Ratio:
			c.Qty.Of = &query.Operand{Time: query.Time{To: from}}
			c.Time = query.Time{To: to}
		default:
			c.Time = query.Time{To: from}
		}
	}
}
