package reader

import (
	"slices"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/query"
)

// tries are the kinds of question, the most particular first. Each is tried on
// the same phrases; none sees what another used.
var tries = [...]try{
	(*bag).lookUp,
	(*bag).years,
	(*bag).perYear,
	(*bag).part,
	(*bag).ratio,
	(*bag).difference,
	(*bag).againstPool,
	(*bag).gap,
	(*bag).levelMoney,
	(*bag).either,
	(*bag).isSo,
	(*bag).change,
	(*bag).pooled,
	(*bag).twoEnds,
	(*bag).rank,
	(*bag).list,
	(*bag).revision,
	(*bag).trend,
	(*bag).show,
}

// wh reports whether a word asks for something else than yes or no.
func (b *bag) wh() bool {
	return b.has(lexicon.Who, lexicon.HowMany, lexicon.HowMuch, lexicon.When, lexicon.Where, lexicon.HowFar, lexicon.How, lexicon.What, lexicon.Why, lexicon.SinceWhen, lexicon.UntilWhen)
}

// query begins a query with what is left of sets, quantities and time, and the
// conditions settled. ok is false where they do not fit together.
func (b *bag) query(ask query.Ask) (query.Query, bool, bool) {
	q := query.Query{Ask: ask}
	qty, _, ok := b.qtys()
	if !ok {
		return q, false, false
	}
	var nouns bool
	q.Subject, q.Set, nouns = b.sets()
	if ask != query.IsSo && b.take(lexicon.AllBut) {
		q.Set.Less = append(q.Set.Less, q.Subject.Terms...)
		q.Subject, nouns = query.Set{}, true
	}
	b.timesLevels()
	if !b.condTimes() {
		return q, nouns, false
	}
	t, ok := b.time()
	if !ok {
		return q, nouns, false
	}
	q.Time = t
	shared := qty
	for i := range b.conds {
		if !b.settle(&b.conds[i], shared) {
			return q, nouns, false
		}
		q.Conds = append(q.Conds, b.conds[i].Cond)
	}
	q.Qty = qty
	if len(b.conds) > 0 && len(qty) == 1 && b.sharedUsed(qty[0]) && (ask != query.Rank || b.conds[0].Of == nil) { // a ranking of those below another is by the same
		q.Qty = nil
	}
	q.Either = b.eitherConds()
	return q, nouns, true
}

// timesLevels gives "three times their 2014 share" the year that it is set
// against.
func (b *bag) timesLevels() {
	for i := range b.conds {
		c := &b.conds[i]
		if c.lv == nil && c.Qty.Op == query.Ratio && c.Qty.Of == nil && c.Of == nil {
			b.multipleOfYear(c)
			continue
		}
		if c.lv == nil || c.lv.unit != times {
			continue
		}
		for _, t := range b.times() {
			if b.ps[t].time.role == tIn && b.ps[t].time.To > 0 {
				c.Qty.Of = &query.Operand{Time: query.Time{To: b.ps[t].time.To}}
				b.ps[t].used = true
				break
			}
		}
		c.Qty.Op, c.lv, c.hasQty = query.Ratio, nil, true
	}
}

// multipleOfYear gives "tripled its 2014 share" the year that stands before what
// is multiplied, and so says of which it is the multiple.
func (b *bag) multipleOfYear(c *cond) {
	for _, t := range b.times() {
		if p := &b.ps[t]; t > c.at && p.time.role == tIn && p.time.To > 0 && b.isKind(t+1, pQty) && !b.l.is(p.from, lexicon.In, lexicon.YearOf) {
			c.Qty.Of = &query.Operand{Time: query.Time{To: p.time.To}}
			p.used = true
			return
		}
	}
}

// sharedUsed reports whether a condition took the quantity that stood apart.
func (b *bag) sharedUsed(e query.Expr) bool {
	for i := range b.conds {
		c := &b.conds[i]
		real := e.Slice == "" && (e.Measure == facts.SpendUSDConstant || e.Measure == facts.RealChange) && (c.Qty.Measure == facts.RealChange || c.Qty.Unit == query.Real)
		if c.Qty.Measure == e.Measure && c.Qty.Slice == e.Slice || e.Measure == "" && e.Cur == "" || real {
			return true
		}
	}
	return false
}

// eitherConds reports whether the conditions are joined by "or".
func (b *bag) eitherConds() bool {
	if len(b.conds) < 2 {
		return false
	}
	for i := b.conds[0].at; i < b.conds[len(b.conds)-1].at; i++ {
		if b.isWord(i, lexicon.Or) {
			b.ps[i].used = true
			return true
		}
	}
	for i := range b.conds {
		if b.isWord(b.conds[i].at, lexicon.OrMore, lexicon.OrLess) && b.conds[i].lvAt > b.conds[i].at && (b.conds[i].Cmp == query.Above || b.conds[i].Cmp == query.Below) && b.l.opensWith(b.ps[b.conds[i].at].from, lexicon.Or) {
			return true
		}
	}
	return false
}

// opensWith reports whether the first word of item i, alone, is of the sort:
// "or below" opens with an or, "and over" does not.
func (l *line) opensWith(i int, sort lexicon.Sort) bool {
	t := l.items[i].tok
	for _, sp := range l.r.Lex.At(l.toks, t, nil) {
		for _, s := range sp.Senses {
			if sp.N == 1 && s.Sort == sort && (s.Lang == l.lang || s.Lang == lexicon.Common) {
				return true
			}
		}
	}
	return false
}

// condTimes gives each condition the year beside it where there are as many
// years as conditions; one year for all is left to the query.
func (b *bag) condTimes() bool {
	ts := b.times()
	in := ts[:0:0]
	for _, t := range ts {
		if p := &b.ps[t]; (p.time.role == tIn || p.time.role == tNow) && !p.time.own {
			in = append(in, t)
		}
	}
	var own []int
	for i := range b.conds {
		if b.conds[i].Of == nil || !b.conds[i].own {
			own = append(own, i)
		}
	}
	if len(own) < 2 || len(in) != len(own) {
		return true
	}
	for k := 1; k < len(own); k++ { // both years behind both conditions are of both
		if a, z := in[k-1], b.conds[own[k]].at; a > z && a > b.conds[own[k]].lvAt {
			return true
		}
	}
	for k, i := range own {
		p := &b.ps[in[k]]
		b.conds[i].Time.To = p.time.To
		if p.time.role == tNow {
			b.conds[i].Time.To = b.r.newest
		}
		b.conds[i].timed = true
		p.used = true
	}
	return true
}

// bareConds makes conditions of the levels that nothing compares: "allies at
// 2 %", "Norway spends 3.2 %".
func (b *bag) bareConds() {
	for i := range b.ps {
		p := &b.ps[i]
		if p.kind != pLevel || p.used || p.level.bare || p.level.unit == points || p.level.unit == times {
			continue
		}
		p.used = true
		c := cond{lv: &p.level, at: i, lvAt: i}
		c.Cmp, c.Level, c.Dec = query.At, p.level.value, p.level.dec
		if j := b.word(lexicon.Not); j >= 0 && j < i && !b.parted(j, i) && wordAmong(b.ps, lexicon.Who, lexicon.HowMany) { // "do not spend 2 %"
			c.Cmp, b.ps[j].used = query.Below, true
		}
		if j := b.next(i); b.isWord(j, lexicon.OrMore) {
			c.Cmp, b.ps[j].used = query.AtLeast, true
		} else if b.isWord(j, lexicon.OrLess) {
			c.Cmp, b.ps[j].used = query.AtMost, true
		}
		b.condQty(&c)
		b.conds = append(b.conds, c)
	}
}

// years reads when something was so for the first or last time, since when,
// and in which year something was highest.
func (b *bag) years() ([]query.Query, bool) {
	which := b.whichYears()
	who := b.has(lexicon.Who, lexicon.HowMany)
	ask := b.yearAsked(b.take(lexicon.When) || which)
	switch ask {
	case "":
		return nil, false
	case query.First, query.Last, query.Since:
		b.take(lexicon.Became)
		b.takeOrdinal(1)
		b.take(lexicon.Ever)
	}
	grown := false
	if ask == query.Peak || ask == query.Low {
		b.take(lexicon.Top, lexicon.Bottom)
		ask, grown = b.mostGrown(ask)
	} else if len(b.conds) == 0 {
		b.bareConds()
	}
	b.take(lexicon.HowMuch, lexicon.What, lexicon.How)
	qs, ok := b.finishYears(ask, who)
	if grown && ok {
		if !realQty(qs[0].Qty) {
			return nil, false
		}
		qs[0].Qty = []query.Expr{{Measure: facts.RealChange}}
	}
	return qs, ok
}

// mostGrown uses a verb of change beside a highest or lowest: it is then of the
// growth, and of a fall the other end of it.
func (b *bag) mostGrown(ask query.Ask) (query.Ask, bool) {
	fall, rise := b.take(lexicon.Fall), b.take(lexicon.Rise)
	if fall && !rise {
		if ask == query.Peak {
			return query.Low, true
		}
		return query.Peak, true
	}
	return ask, rise
}

// realQty reports whether a quantity is of spending in real terms: of that alone
// NATO prints the growth of each year.
func realQty(qty []query.Expr) bool {
	return len(qty) == 1 && qty[0].Slice == "" && (qty[0].Measure == facts.RealChange || qty[0].Measure == facts.SpendUSDConstant)
}

// whichYears uses words that ask in which or in how many years something was so,
// of somebody who is named.
func (b *bag) whichYears() bool {
	if !b.named() {
		return false
	}
	for i := range b.ps {
		if j := b.next(i); b.isWord(i, lexicon.Who, lexicon.HowMany) && b.isWord(j, lexicon.Years, lexicon.YearOf) && !b.parted(i, j) {
			b.ps[i].used, b.ps[j].used = true, true
			return true
		} else if b.isWord(i, lexicon.Who, lexicon.HowMany) && b.isWord(i+1, lexicon.In) && b.could(i+1, lexicon.Years) { // Czech "v kolika letech"
			b.ps[i].used = true
			return true
		}
	}
	return false
}

// yearAsked uses the words that say which year is asked for; "" for none. when
// reports whether it is asked when.
func (b *bag) yearAsked(when bool) query.Ask {
	switch {
	case b.take(lexicon.SinceWhen):
		b.take(lexicon.Always) // since is without a break
		return query.Since
	case b.take(lexicon.UntilWhen):
		b.take(lexicon.LastTime)
		return query.Last
	case b.take(lexicon.LastTime):
		return query.Last
	case b.take(lexicon.FirstTime):
		return query.First
	case b.take(lexicon.Peak):
		return query.Peak
	case b.take(lexicon.Low):
		return query.Low
	case b.ordinalYear(-1) && b.takeOrdinal(-1):
		return query.Last
	case b.ordinalYear(1) && b.takeOrdinal(1):
		return query.First
	case !when:
		return b.everAsked()
	case b.takeOrdinal(-1):
		return query.Last
	case b.takeOrdinal(1):
		return query.First
	case len(b.conds) == 0:
		return b.endAsked()
	case b.conds[0].verb || b.take(lexicon.Became):
		return query.First
	}
	return query.Years
}

// everAsked reads the year of a highest or lowest value of which the value is
// asked: "the highest share it ever had".
func (b *bag) everAsked() query.Ask {
	if !b.named() || b.has(lexicon.Rank, lexicon.Who) || len(b.conds) > 0 || !b.has(lexicon.Ever) || !b.has(lexicon.Top, lexicon.Bottom) {
		return ""
	}
	b.take(lexicon.Ever)
	if b.has(lexicon.Bottom) {
		return query.Low
	}
	return query.Peak
}

// endAsked reads when something was highest or lowest, most or least.
func (b *bag) endAsked() query.Ask {
	switch {
	case b.take(lexicon.Top):
		return query.Peak
	case b.take(lexicon.Bottom):
		return query.Low
	case b.has(lexicon.Than):
	case b.take(lexicon.More): // "em que ano gastou mais"
		return query.Peak
	case b.take(lexicon.Less):
		return query.Low
	}
	return ""
}

func (b *bag) finishYears(ask query.Ask, who bool) ([]query.Query, bool) {
	b.take(lexicon.Who)
	b.take(lexicon.Years)
	count := b.take(lexicon.HowMany)
	q, nouns, ok := b.query(ask)
	if !ok {
		return nil, false
	}
	peak := ask == query.Peak || ask == query.Low
	if peak == (len(q.Conds) > 0) || !peak && len(q.Conds) != 1 {
		return nil, false
	}
	if ask == query.First && (who || nouns) && q.Time.To > 0 && q.Time.From == 0 { // "who reached 2 % in 2024 for the first time"
		q.Ask = query.List
		if count {
			q.Ask = query.Count
		}
		q.Conds[0].Scope = query.Newly
		return []query.Query{q}, true
	}
	if len(q.Subject.Terms) == 0 && !nouns && !who {
		return nil, false
	}
	return []query.Query{q}, true
}

// ordinalYear reports whether "first" or "last" stands beside a word for year:
// "ultimo anno della Romania sotto il 2 %".
func (b *bag) ordinalYear(n float64) bool {
	for i := range b.ps {
		if !b.isWord(i, lexicon.Ordinal) || b.ps[i].used || b.ps[i].num != n || len(b.conds) == 0 {
			continue
		}
		for _, j := range [...]int{i - 1, i + 1} {
			if b.isWord(j, lexicon.YearOf, lexicon.Years, lexicon.When) {
				b.ps[j].used = true
				return true
			}
		}
	}
	return false
}

func (b *bag) takeOrdinal(n float64) bool {
	for i := range b.ps {
		if b.isWord(i, lexicon.Ordinal) && !b.ps[i].used && b.ps[i].num == n {
			b.ps[i].used = true
			return true
		}
	}
	return false
}

// perYear reads counts for each of several years.
func (b *bag) perYear() ([]query.Query, bool) {
	many := b.has(lexicon.HowMany)
	who := b.has(lexicon.Who)
	trend := b.take(lexicon.Trend)
	b.take(lexicon.HowMany, lexicon.Compare)
	each := b.eachTime()
	if len(b.conds) == 0 {
		b.bareConds()
	}
	if len(b.conds) == 0 || who || !many && !each && !trend {
		return nil, false
	}
	q, nouns, ok := b.query(query.CountEach)
	if named := len(q.Subject.Terms); named > 1 && many && len(q.Set.Terms) == 0 {
		q.Set.Terms, q.Subject = q.Subject.Terms, query.Set{}
	} else if !ok || named > 0 || !many && !nouns {
		return nil, false
	}
	t := q.Time
	if !t.Each && len(t.List) == 0 && t.From == 0 && !b.know.All && !trend {
		return nil, false
	}
	if !t.Each && len(t.List) == 0 {
		q.Time.Each = true
	}
	b.take(lexicon.And)
	return []query.Query{q}, true
}

func (b *bag) eachTime() bool {
	for _, i := range b.times() {
		if b.ps[i].time.role == tEach {
			return true
		}
	}
	return false
}

// list reads who or how many meet the conditions.
func (b *bag) list() ([]query.Query, bool) {
	who := b.take(lexicon.Who)
	ask := query.List
	if b.take(lexicon.HowMany) {
		ask = query.Count
	}
	open := who || ask == query.Count
	scope := b.listScope(who)
	b.changeConds()
	bare := len(b.conds) == 0
	if bare {
		b.bareConds()
	}
	b.take(lexicon.Aux, lexicon.What, lexicon.HowMuch)
	b.relatives()
	all := b.take(lexicon.All)
	if len(b.conds) > 1 && !b.named() { // "who both spends over … and is below …"
		b.take(lexicon.Both)
	}
	if len(b.conds) > 0 && open {
		b.allianceIs(1)
		b.outOf()
	}
	if len(b.conds) == 0 {
		return b.listMembers(ask, open, scope, all)
	}
	q, nouns, ok := b.query(ask)
	if !ok || len(q.Qty) > 0 && len(q.Conds) == 0 {
		return nil, false
	}
	b.multiplied(&q)
	if !open && !nouns && len(q.Subject.Terms) == 0 && (bare || slices.ContainsFunc(q.Conds, func(c query.Cond) bool { return c.Qty.Op == query.Change })) {
		return nil, false // "2 %", "how much did it rise": of whom, and which side of it
	}
	if q.Time.Each && scope == query.InYear {
		return nil, false
	}
	q.Time.Each = false
	b.scoped(&q, scope)
	if len(q.Subject.Terms) > 0 {
		if !open && !nouns || len(q.Subject.Terms) == 1 { // one Ally is no set to be listed or counted
			return nil, false
		}
		q.Set.Terms, q.Subject = append(q.Set.Terms, q.Subject.Terms...), query.Set{}
	}
	if len(q.Qty) > 0 && !b.sharedUsed(q.Qty[0]) {
		return nil, false
	}
	q.Qty = nil
	return []query.Query{q}, true
}

// outOf uses a word that only says among whom, before names and a word that asks
// who: "od Hrvatske i Slovenije, tko …".
func (b *bag) outOf() {
	if len(b.ps) > 1 && b.isWord(0, lexicon.Than, lexicon.Since) && !b.ps[0].used && b.isKind(1, pSet) && len(b.ps[1].set.terms) > 1 {
		b.ps[0].used = true
	}
}

// listScope uses the words that say in which years a condition of a list has to
// hold.
func (b *bag) listScope(who bool) query.Scope {
	switch {
	case b.take(lexicon.Never):
		return query.Never
	case b.take(lexicon.Always):
		return query.Always
	case b.take(lexicon.Ever):
		return query.Ever
	case b.take(lexicon.FirstTime), len(b.conds) > 0 && b.conds[0].verb && b.takeOrdinal(1):
		return query.Newly
	case who && b.eachTime():
		return query.Always
	}
	return query.InYear
}

// listMembers reads a list without a condition: by those of the question before,
// or of the members of a set. A group alone, of which nothing is asked, is shown
// and not listed.
func (b *bag) listMembers(ask query.Ask, open bool, scope query.Scope, all bool) ([]query.Query, bool) {
	if b.before != nil && open {
		if qs, ok := b.sameThen(ask); ok {
			return qs, true
		}
	}
	if !open && !b.joinedSet() || scope != query.InYear {
		return nil, false
	}
	return b.members(ask, all)
}

// scoped gives the conditions of a query their years: those that are said, or
// the year in which a level is crossed.
func (b *bag) scoped(q *query.Query, scope query.Scope) {
	for i := range q.Conds {
		c := &q.Conds[i]
		if scope != query.InYear {
			c.Scope = scope
		} else if b.conds[i].crosses && (q.Time.To > 0 && q.Time.From == 0 || c.Time.To > 0) {
			c.Scope = query.Cross
		}
	}
}

// relatives uses words that could compare where no comparison waits for them:
// "aliados que son de la UE".
func (b *bag) relatives() {
	for i := range b.ps {
		if j := b.next(i); b.isWord(i, lexicon.Than) && (b.isWord(j, lexicon.Cmp, lexicon.Meet, lexicon.Miss, lexicon.At) || b.isKind(j, pSet) && b.ps[j].set.groups()) {
			b.ps[i].used = true
		}
	}
}

// sameThen asks the question before again, of another time: "and how many do
// today".
func (b *bag) sameThen(ask query.Ask) ([]query.Query, bool) {
	q := *b.before
	if q.Ask != query.List && q.Ask != query.Count || len(q.Conds) == 0 || len(b.setIdx()) > 0 || len(b.qtyLeft()) > 0 || len(b.times()) == 0 {
		return nil, false
	}
	t, ok := b.time()
	if !ok {
		return nil, false
	}
	q.Ask, q.Time = ask, t
	q.Conds = slices.Clone(q.Conds)
	for i := range q.Conds {
		q.Conds[i].Time = query.Time{}
	}
	for i := range b.ps {
		if p := &b.ps[i]; p.kind == pSet && p.set.groups() && len(p.set.terms) == 0 && !p.set.less {
			p.used = true
		}
	}
	return []query.Query{q}, true
}

// multiplied gives "who doubled spending since 2014" the year that it is set
// against.
func (b *bag) multiplied(q *query.Query) {
	for i := range q.Conds { // "who doubled spending since 2014"
		c := &q.Conds[i]
		if c.Qty.Op == query.Ratio && c.Qty.Of == nil && q.Time.From > 0 && len(q.Conds) == 1 {
			c.Qty.Of, c.Time = &query.Operand{Time: query.Time{To: q.Time.From}}, query.Time{To: q.Time.To}
			if c.Qty.Measure == "" && len(q.Qty) == 0 || len(q.Qty) == 1 && q.Qty[0].Measure == "" {
				c.Qty.Measure = facts.SpendUSDConstant
			}
			q.Time = query.Time{}
		}
	}
}

// joinedSet reports whether a set is of those that joined at a time, of
// founders, or has a noun: more a question for names than for figures.
func (b *bag) joinedSet() bool {
	for i := range b.ps {
		if b.ps[i].kind != pSet {
			continue
		}
		for _, t := range b.ps[i].set.terms {
			if t.Joined != (query.Span{}) || t.Group == "founders" {
				return true
			}
		}
	}
	return false
}

// members lists a set that no condition narrows: "which Allies joined since
// 2004", "members of the Bucharest Nine".
func (b *bag) members(ask query.Ask, all bool) ([]query.Query, bool) {
	for i := range b.ps {
		all = all || b.ps[i].kind == pSet && b.ps[i].set.all
	}
	q, nouns, ok := b.query(ask)
	if !ok || !nouns || q.Set.All() && ask != query.Count && !all || len(q.Subject.Terms) > 0 || len(q.Qty) > 0 || !q.Time.IsZero() {
		return nil, false
	}
	return []query.Query{q}, true
}

// changeConds makes conditions of verbs of change: "who shrank in 2019", "who
// spends less than in 2014", "grew by more than 30 %".
func (b *bag) changeConds() {
	for i := range b.ps {
		p := &b.ps[i]
		if p.kind != pWord || p.used {
			continue
		}
		switch p.sort {
		case lexicon.More, lexicon.Less:
			c := cond{at: i, lvAt: -1}
			c.Cmp = query.Above
			if p.sort == lexicon.Less {
				c.Cmp = query.Below
			}
			j := b.word(lexicon.Than)
			if j > i && b.operand(&c, j) || j < 0 && b.operand(&c, i) {
				if j > i {
					b.ps[j].used = true
				}
				p.used = true
				b.conds = append(b.conds, c)
			}
		case lexicon.Rise, lexicon.Fall:
			b.changeCond(i)
		case lexicon.Multiple:
			c := cond{at: i, lvAt: -1, hasQty: true}
			c.Cmp, c.Level, c.Dec = query.AtLeast, p.num, -1
			if p.num < 1 {
				c.Cmp = query.AtMost
			}
			b.multipleBy(&c)
			c.Qty.Op = query.Ratio
			c.Qty.Of = b.multipleOf(i)
			p.used = true
			b.conds = append(b.conds, c)
		}
	}
	b.outgrown()
}

// multipleBy uses a comparison or a hedge right before a multiple: "more than
// doubled", "almeno raddoppiato". A part of it that is more, "more than halved",
// is less.
func (b *bag) multipleBy(c *cond) {
	j := b.prev(c.at)
	if !b.isWord(j, lexicon.Cmp) || b.ps[j].used || b.parted(j, c.at) {
		return
	}
	switch cmp := query.Cmp(b.ps[j].val); {
	case cmp == query.Above && c.Level > 1:
		c.Cmp = query.Above
	case cmp == query.Above:
		c.Cmp = query.Below
	case cmp == query.Below && c.Level > 1:
		c.Cmp = query.Below
	case cmp == query.Below:
		c.Cmp = query.Above
	case cmp == query.At:
		c.Cmp = query.At
	case cmp != query.AtLeast:
		return
	}
	b.ps[j].used = true
}

// outgrown makes one condition of a verb of change and a comparison with
// another: "raised its spending more than Italy" compares the two changes.
func (b *bag) outgrown() {
	for i := range b.conds {
		for k := range b.conds {
			c, d := &b.conds[i], &b.conds[k]
			if c.Qty.Op != query.Change || c.lv != nil || c.Of != nil || c.Level != 0 || d.Of == nil || d.hasQty || len(d.Of.Set.Terms) == 0 || !d.Of.Time.IsZero() {
				continue
			}
			d.hasQty, d.Qty = true, c.Qty
			if c.Cmp == query.Below {
				d.Cmp = flip(d.Cmp)
			}
			b.conds = slices.Delete(b.conds, i, i+1)
			return
		}
	}
}

// multipleOf is who stands behind a multiple, if somebody stands before it:
// "does Italy spend double Portugal".
func (b *bag) multipleOf(i int) *query.Operand {
	j := b.next(i)
	if b.isWord(j, lexicon.Than) {
		j = b.next(j)
	}
	if sets := b.setIdx(); len(sets) != 2 || sets[1] != j || sets[0] > i || b.ps[j].set.groups() {
		return nil
	}
	if t := b.prev(j); b.isWord(t, lexicon.Than) {
		b.ps[t].used = true
	}
	o := &query.Operand{}
	plus(&o.Set, &b.ps[j].set)
	b.ps[j].used = true
	return o
}

// changeCond makes a condition of one verb of change, with the level behind it
// if there is one.
func (b *bag) changeCond(i int) {
	p := &b.ps[i]
	c := cond{at: i, lvAt: -1, hasQty: true}
	c.Qty.Op, c.Cmp, c.Dec = query.Change, query.Above, -1
	if p.sort == lexicon.Fall {
		c.Cmp = query.Below
	}
	p.used = true
	for k := range b.conds {
		if d := &b.conds[k]; d.lv != nil && len(d.qty) == 0 && !d.verb && (d.lv.unit == percent || d.lv.unit == points) && (d.Cmp == query.Above || d.Cmp == query.AtLeast || d.Cmp == query.Below || d.Cmp == query.AtMost) {
			d.hasQty, d.Qty.Op = true, query.Change
			d.Qty.Unit = query.Percent
			if d.lv.unit == points {
				d.Qty.Unit = query.Points
			}
			if p.sort == lexicon.Fall {
				d.Level, d.Cmp = -d.Level, flip(d.Cmp)
			}
			d.lv = nil
			d.Of = nil
			d.Qty.Measure = ""
			return
		}
	}
	b.conds = append(b.conds, c)
}

func flip(c query.Cmp) query.Cmp {
	switch c {
	case query.Above:
		return query.Below
	case query.AtLeast:
		return query.AtMost
	case query.Below:
		return query.Above
	case query.AtMost:
		return query.AtLeast
	}
	return c
}

// show reads a plain wish for values: one Ally, several side by side, an
// aggregate.
func (b *bag) show() ([]query.Query, bool) {
	whole := b.ofWhole()
	b.whichQty()
	b.take(lexicon.HowMuch, lexicon.HowMany, lexicon.What, lexicon.How, lexicon.Where, lexicon.Compare, lexicon.Estimate, lexicon.Chart, lexicon.Both)
	if len(b.know.Edition) != 1 || b.know.Edition[0] == "newest" { // "in the June 2024 edition, and in the newest one" is of two
		b.take(lexicon.Newest)
	}
	if len(b.know.Edition) > 0 || b.know.AsOf != "" { // "what did the edition of June 2024 say about Belgium"
		b.take(lexicon.Say)
	}
	if !b.has(lexicon.More, lexicon.Less) { // "equipment as a percentage": no comparison waits for it
		b.take(lexicon.Than)
	}
	if b.sideBySide() { // "Canada or Belgium, who spends more?"
		b.take(lexicon.Who, lexicon.More, lexicon.Less, lexicon.Than, lexicon.Or)
	}
	if len(b.conds) > 0 || whole {
		return nil, false
	}
	parts := b.parts(b.qtyLeft())
	q, nouns, ok := b.query(query.Show)
	if !ok {
		return nil, false
	}
	if q.Subject.All() {
		if !nouns || len(q.Set.Terms) == 0 {
			return nil, false
		}
		q.Subject, q.Set = q.Set, query.Set{}
	} else if len(q.Set.Terms) > 0 {
		q.Subject.Terms = append(q.Subject.Terms, q.Set.Terms...)
		q.Set.Terms = nil
	}
	if parts.share && !parts.strict && !parts.gdp && len(q.Subject.Terms) > 1 && b.someAggregate(q.Subject) {
		return nil, false // a part of a total that was not read as one
	}
	b.lessAggregate(&q)
	if q.Time.From > 0 || q.Time.Each {
		q.Ask = query.Trend
	}
	if slices.ContainsFunc(q.Time.List, func(y int) bool { return y > b.r.latest }) { // a year to come beside one that is held is a question of its own
		return nil, false
	}
	return []query.Query{q}, true
}

// whichQty uses a "which" that stands before what is measured, of somebody who is
// named: "quel pourcentage", "welchen Anteil".
func (b *bag) whichQty() {
	if !b.named() || b.has(lexicon.More, lexicon.Less, lexicon.Top, lexicon.Bottom, lexicon.Than) {
		return
	}
	for i := range b.ps {
		if b.isWord(i, lexicon.Who) && b.isWord(i+1, lexicon.HowMuch) { // "welchen Wert"
			b.ps[i].used = true
		}
		if j := b.next(i); b.isWord(i, lexicon.Who) && b.isKind(j, pQty) && !b.parted(i, j) {
			switch b.ps[j].sort {
			case lexicon.Share, lexicon.Percent, lexicon.Measure, lexicon.Currency:
				b.ps[i].used = true
			}
		}
	}
}

// sideBySide reports whether two or more Allies are named, to be set side by side.
func (b *bag) sideBySide() bool {
	n := 0
	for _, i := range b.setIdx() {
		if !b.ps[i].set.groups() {
			n += len(b.ps[i].set.terms)
		}
	}
	return n > 1
}

// ofWhole reports whether an Ally is spoken of beside everyone, or beside an
// aggregate with a word of spending between the two: neither is a wish for the
// values of both.
func (b *bag) ofWhole() bool {
	sets := b.setIdx()
	for i := range b.ps {
		if p := &b.ps[i]; p.kind == pSet && p.set.all && len(p.set.terms) == 0 && b.named() {
			return true
		}
	}
	for k := 1; k < len(sets); k++ {
		if i, j := sets[k-1], sets[k]; b.ps[i].set.whole != b.ps[j].set.whole && !b.parted(i, j) && !b.has(lexicon.Compare) {
			for m := i + 1; m < j; m++ {
				if b.ps[m].kind == pQty && b.ps[m].sort == lexicon.Spend {
					return true
				}
			}
		}
	}
	return false
}

func (b *bag) someAggregate(s query.Set) bool {
	for _, t := range s.Terms {
		if t.Code.Aggregate() {
			return true
		}
	}
	return false
}

// lessAggregate turns NATO's total less some Allies into the sum of the others.
func (b *bag) lessAggregate(q *query.Query) {
	if len(q.Set.Less) == 0 {
		return
	}
	if len(q.Subject.Terms) == 1 && q.Subject.Terms[0].Code == facts.NATOTotal {
		q.Subject = query.Set{Less: q.Set.Less}
		q.Set.Less = nil
		if q.Pool == query.Each {
			q.Pool = query.Sum
		}
		return
	}
	q.Subject.Less = append(q.Subject.Less, q.Set.Less...)
	q.Set.Less = nil
}

// trend reads the course of a quantity over years.
func (b *bag) trend() ([]query.Query, bool) {
	t := b.take(lexicon.Trend)
	if b.has(lexicon.Change, lexicon.Rise, lexicon.Fall) {
		b.take(lexicon.Change, lexicon.Rise, lexicon.Fall)
		t = true
	}
	if len(b.times()) == 0 && !t {
		return nil, false
	}
	for _, i := range b.times() {
		if b.ps[i].time.role == tIn && len(b.times()) == 1 { // one year has no course
			return nil, false
		}
	}
	qs, ok := b.show()
	if !ok || !t && qs[0].Ask != query.Trend {
		return nil, false
	}
	qs[0].Ask = query.Trend
	if q := &qs[0]; !t && len(q.Qty) == 1 && q.Qty[0].Measure == facts.RealChange && q.Time.From > 0 && !q.Time.Each { // "real growth since 2014"
		q.Ask = query.Show
		q.Qty[0] = query.Expr{Op: query.Change, Unit: query.Real}
	}
	return qs, true
}

// revision reads what editions say of one figure.
func (b *bag) revision() ([]query.Query, bool) {
	if !b.take(lexicon.Revised) && len(b.know.Edition) < 2 && !b.know.All {
		return nil, false
	}
	b.take(lexicon.Difference, lexicon.Change, lexicon.Say, lexicon.Aux, lexicon.Between, lexicon.Trend)
	qs, ok := b.show()
	if !ok {
		return nil, false
	}
	qs[0].Ask = query.Revision
	return qs, true
}
