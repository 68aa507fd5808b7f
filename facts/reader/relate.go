package reader

import (
	"slices"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/query"
)

// setIdx are the unused phrases of sets that are not left out.
func (b *bag) setIdx() []int {
	var out []int
	for i := range b.ps {
		if p := &b.ps[i]; p.kind == pSet && !p.used && !p.set.less && len(p.set.terms) > 0 {
			out = append(out, i)
		}
	}
	return out
}

// relative makes the query of one quantity of a subject over an operand, with
// the quantity words, times and exceptions that are left.
func (b *bag) relative(op query.Op, subject query.Set, o query.Operand) ([]query.Query, bool) {
	b.take(lexicon.HowMuch, lexicon.HowMany, lexicon.What, lexicon.How, lexicon.Who, lexicon.Compare, lexicon.Times)
	if len(b.conds) > 0 {
		return nil, false
	}
	q, _, ok := b.query(query.Show)
	if !ok || len(q.Subject.Terms) > 0 || len(q.Qty) > 1 {
		return nil, false
	}
	var e query.Expr
	if len(q.Qty) == 1 {
		e = q.Qty[0]
	}
	e.Op, e.Of = op, &o
	subject.Less = append(subject.Less, q.Set.Less...)
	q.Subject, q.Set = subject, query.Set{}
	q.Qty = []query.Expr{e}
	return []query.Query{q}, true
}

// part reads a part of a total: "Poland's share of the NATO total".
func (b *bag) part() ([]query.Query, bool) {
	if !b.partAsked() {
		return nil, false
	}
	total := b.take(lexicon.Sum, lexicon.Whole)
	sets := b.setIdx()
	den := b.denominator(sets)
	o := query.Operand{Set: query.Set{Terms: []query.Term{{Code: facts.NATOTotal}}}}
	switch {
	case den >= 0 && len(sets) == 2:
		o.Set = query.Set{Terms: b.ps[den].set.terms}
		b.ps[den].used = true
		if b.ps[den].set.groups() {
			o.Pool = query.Sum
		}
	case den >= 0 || len(sets) != 1 || !total && !b.allNoun():
		return nil, false
	}
	var subject query.Set
	for _, i := range sets {
		if i != den {
			plus(&subject, &b.ps[i].set)
			b.ps[i].used = true
		}
	}
	for i := range b.ps { // the words for a share are the question's, not the quantity's
		if p := &b.ps[i]; p.forShare() {
			p.used = true
		}
	}
	b.take(lexicon.Change, lexicon.Trend, lexicon.Rise, lexicon.Fall, lexicon.All, lexicon.Would, lexicon.Than)
	qs, ok := b.relative(query.Part, subject, o)
	if !ok {
		return nil, false
	}
	if multiple(subject) {
		qs[0].Pool = query.Sum
	}
	if t := &qs[0].Time; t.From > 0 && t.To > 0 && !t.Each {
		*t = query.Time{List: []int{t.From, t.To}}
	}
	return qs, true
}

// partAsked reports whether a share is asked for that is none of GDP, and no
// growth in per cent.
func (b *bag) partAsked() bool {
	share := false
	for i := range b.ps {
		p := &b.ps[i]
		if p.ofGDP() || p.kind == pQty && p.sort == lexicon.Measure && p.val == "growth" {
			return false
		}
		share = share || p.forShare() || b.isWord(i, lexicon.HowMuch) && p.val == "part"
	}
	grew := b.has(lexicon.Rise, lexicon.Fall) && !b.parts(b.qtyLeft()).share // "um wie viel Prozent gestiegen" is no part
	return share && !grew && len(b.conds) == 0
}

// forShare reports whether a phrase is a word for a share or for per cent.
func (p *phrase) forShare() bool {
	return p.kind == pQty && (p.sort == lexicon.Share || p.sort == lexicon.Percent)
}

// denominator is which of the sets is the total: an aggregate, NATO before
// others, or of two the group; -1 for none.
func (b *bag) denominator(sets []int) int {
	den := -1
	for _, i := range sets {
		if s := &b.ps[i].set; s.whole && len(s.terms) == 1 && (den < 0 || s.terms[0].Code == facts.NATOTotal) {
			den = i
		}
	}
	if den >= 0 || len(sets) != 2 {
		return den
	}
	for _, i := range sets {
		if b.ps[i].set.groups() {
			den = i
		}
	}
	return den
}

// multiple reports whether a set names several Allies.
func multiple(s query.Set) bool {
	return len(s.Terms) > 1 || len(s.Terms) == 1 && s.Terms[0].Group != ""
}

// allNoun uses a phrase "all Allies" as the whole of which a part is asked.
func (b *bag) allNoun() bool {
	for i := range b.ps {
		if p := &b.ps[i]; p.kind == pSet && !p.used && p.set.nouns && len(p.set.terms) == 0 {
			p.used = true
			b.take(lexicon.All)
			return true
		}
	}
	return false
}

// ratio reads how many times one is the other, or its own earlier value.
func (b *bag) ratio() ([]query.Query, bool) {
	if !b.has(lexicon.Ratio) {
		return nil, false
	}
	if o := b.outdone(); o != nil { // "ile razy więcej od Czech wydaje Polska"
		sets := b.setIdx()
		if len(sets) != 1 {
			return nil, false
		}
		var subject query.Set
		plus(&subject, &b.ps[sets[0]].set)
		b.ps[sets[0]].used, b.conds = true, nil
		b.take(lexicon.Ratio, lexicon.Times)
		return b.relative(query.Ratio, subject, *o)
	}
	than := b.thanFirst()
	for i := range b.ps { // "how often does A go into B": B over A
		than = than || b.isWord(i, lexicon.Ratio) && b.ps[i].val == "fits" && b.twoNamed()
	}
	b.take(lexicon.Ratio, lexicon.More, lexicon.Than, lexicon.Rise, lexicon.Would, lexicon.Top, lexicon.Times, lexicon.Change)
	if than {
		if sets := b.setIdx(); len(sets) == 2 {
			b.ps[sets[0]], b.ps[sets[1]] = b.ps[sets[1]], b.ps[sets[0]]
		} else { // no word stands between the two: "kiek kartų daugiau nei Latvija Lenkija"
			t := slices.Clone(b.ps[sets[0]].set.terms)
			slices.Reverse(t)
			b.ps[sets[0]].set.terms = t
		}
	}
	return b.pair(query.Ratio)
}

// outdone is with whom the one condition says that somebody is above; nil if it
// says anything else.
func (b *bag) outdone() *query.Operand {
	if len(b.conds) != 1 || b.conds[0].Of == nil || b.conds[0].lv != nil || b.conds[0].Cmp != query.Above || len(b.conds[0].Of.Set.Terms) != 1 || b.conds[0].Of.Pool != query.Each || !b.conds[0].Of.Time.IsZero() {
		return nil
	}
	return b.conds[0].Of
}

// thanFirst reports whether what is compared with stands before what is
// compared: "how many times more than Spain does Germany spend".
func (b *bag) thanFirst() bool {
	sets := b.setIdx()
	if !b.twoNamed() || sets[0] == 0 {
		return false
	}
	p := &b.ps[sets[0]-1]
	return p.kind == pWord && (p.sort == lexicon.Than || p.sort == lexicon.Ratio && p.val == "than")
}

// twoNamed reports whether two sets are spoken of, in one phrase or in two.
func (b *bag) twoNamed() bool {
	sets := b.setIdx()
	return len(sets) == 2 || len(sets) == 1 && len(b.ps[sets[0]].set.terms) == 2
}

// pair sets two sets, or one and its own earlier year, against each other.
func (b *bag) pair(op query.Op) ([]query.Query, bool) {
	b.take(lexicon.Sum)
	sets := b.setIdx()
	var subject query.Set
	var o query.Operand
	switch {
	case len(sets) == 2:
		plus(&subject, &b.ps[sets[0]].set)
		plus(&o.Set, &b.ps[sets[1]].set)
	case len(sets) == 1 && len(b.ps[sets[0]].set.terms) == 2:
		t := b.ps[sets[0]].set.terms
		subject.Terms, o.Set.Terms = t[:1:1], t[1:]
	case len(sets) == 1:
		plus(&subject, &b.ps[sets[0]].set)
		from, to, ok := b.twoYears()
		if !ok {
			return nil, false
		}
		o.Time.To = from
		b.ps[sets[0]].used = true
		qs, ok := b.relative(op, subject, o)
		if ok {
			qs[0].Time = query.Time{To: to}
		}
		return qs, ok
	default:
		return nil, false
	}
	for _, i := range sets {
		b.ps[i].used = true
	}
	if multiple(o.Set) {
		o.Pool = query.Sum
	}
	qs, ok := b.relative(op, subject, o)
	if ok && multiple(subject) {
		qs[0].Pool = query.Sum
	}
	return qs, ok
}

// twoYears takes the two ends of a change: from, and to or the newest.
func (b *bag) twoYears() (from, to int, ok bool) {
	t, ok := b.time()
	switch {
	case !ok:
	case t.Each && !(t.To > 0 && t.From == 0):
	case t.From > 0:
		if t.Open && b.sinceAfter(t) {
			t.From--
		}
		return t.From, t.To, true
	case len(t.List) == 2:
		return t.List[0], t.List[1], true
	case t.To > 0:
		return t.To, 0, true
	}
	return 0, 0, false
}

// sinceAfter reports whether an open span began "after" a year: the change is
// then from that year on.
func (b *bag) sinceAfter(t query.Time) bool {
	for i := range b.ps {
		if b.ps[i].kind == pTime && b.ps[i].time.role == tAfter && b.ps[i].time.From == t.From {
			return true
		}
	}
	return false
}

// difference reads what lies between two Allies.
func (b *bag) difference() ([]query.Query, bool) {
	d := b.take(lexicon.Difference)
	if b.has(lexicon.HowMany, lexicon.HowMuch) && b.has(lexicon.More, lexicon.Less) && b.has(lexicon.Than) && len(b.setIdx()) == 2 && len(b.conds) == 0 && len(b.times()) < 2 { // "wie viele Soldaten hat Polen mehr als Deutschland"
		d = true
		b.take(lexicon.More, lexicon.Less)
	}
	if !d && (!b.has(lexicon.Gap) || !b.has(lexicon.Between)) {
		return nil, false
	}
	b.take(lexicon.Gap, lexicon.Between, lexicon.Compare, lexicon.Than)
	if len(b.know.Edition) > 1 || b.know.All {
		return nil, false
	}
	points := b.inPoints()
	qs, ok := b.pair(query.Diff)
	if ok && points && (qs[0].Qty[0].Cur != "" || query.Adds(qs[0].Qty[0].Measure)) {
		return nil, false // points are of shares alone
	}
	return qs, ok
}

// inPoints uses words for points, which a change, a difference or a gap of
// shares may be told in, and reports whether there were any.
func (b *bag) inPoints() bool {
	found := false
	for i := range b.ps {
		if p := &b.ps[i]; p.kind == pQty && p.sort == lexicon.Points && !p.used {
			p.used, found = true, true
		}
	}
	return found
}

// againstPool sets Allies against the mean or median of a set.
func (b *bag) againstPool() ([]query.Query, bool) {
	if !b.has(lexicon.Compare, lexicon.Than) || !b.has(lexicon.Mean, lexicon.Median) || len(b.conds) > 0 {
		return nil, false
	}
	sets := b.setIdx()
	if len(sets) != 2 {
		return nil, false
	}
	pool := query.Mean
	if b.has(lexicon.Median) {
		pool = query.Median
	}
	if b.ps[sets[0]].set.groups() && b.ps[sets[1]].set.groups() && !b.has(lexicon.Than) {
		return b.poolsBeside(pool, sets)
	}
	b.take(lexicon.Compare, lexicon.Than, lexicon.Mean, lexicon.Median)
	of := sets[1]
	if b.ps[sets[0]].set.groups() && !b.ps[sets[1]].set.groups() {
		of = sets[0]
	}
	var subject query.Set
	o := query.Operand{Pool: pool}
	for _, i := range sets {
		b.ps[i].used = true
		if i == of {
			plus(&o.Set, &b.ps[i].set)
		} else {
			plus(&subject, &b.ps[i].set)
		}
	}
	if isAggregateMean(o) {
		o.Pool = query.Each
	}
	return b.relative(query.Diff, subject, o)
}

// poolsBeside tells the means or medians of two groups, one after the other.
func (b *bag) poolsBeside(pool query.Pool, sets []int) ([]query.Query, bool) {
	b.take(lexicon.Compare, lexicon.Mean, lexicon.Median, lexicon.What, lexicon.HowMuch, lexicon.How)
	for _, i := range sets {
		b.ps[i].used = true
	}
	q, _, ok := b.query(query.Show)
	if !ok || len(q.Qty) > 1 || len(q.Subject.Terms) > 0 {
		return nil, false
	}
	var out []query.Query
	for _, i := range sets {
		one := q
		one.Pool, one.Subject, one.Set = pool, query.Set{Less: q.Set.Less}, query.Set{}
		plus(&one.Subject, &b.ps[i].set)
		out = append(out, one)
	}
	return out, true
}

// gap reads what is missing to a level.
func (b *bag) gap() ([]query.Query, bool) {
	gap := b.take(lexicon.Gap)
	far := b.take(lexicon.HowFar)
	if !gap && !far && !b.askedShort() {
		return nil, false
	}
	if b.denied() || b.has(lexicon.Between) || b.wh() && b.has(lexicon.Who) && !b.has(lexicon.Top, lexicon.Bottom) {
		return nil, false
	}
	b.take(lexicon.HowMuch, lexicon.HowMany, lexicon.What, lexicon.Would, lexicon.More, lexicon.How, lexicon.Where, lexicon.Commit)
	if len(b.conds) == 1 && b.conds[0].verb {
		b.take(lexicon.Forecast) // "what is missing for it to reach"
	}
	b.upTo()
	points := b.inPoints()
	lv, named, ok := b.gapLevel()
	if !ok {
		return nil, false
	}
	b.freeConds()
	q, nouns, ok := b.query(query.Gap)
	if !ok || len(q.Qty) > 1 {
		return nil, false
	}
	if q.Subject.All() {
		if !nouns {
			return nil, false
		}
		q.Subject, q.Set = q.Set, query.Set{}
	}
	if lv == 0 && b.before != nil && b.before.Ask == query.Gap && len(b.before.Qty) == 1 {
		lv = b.before.Qty[0].Level
	}
	e := query.Expr{Op: query.GapTo, Level: lv}
	if len(q.Qty) == 1 {
		if lv == 0 { // an amount missing to nothing named
			return nil, false
		}
		if e.Measure, e.Cur, ok = gapOf(q.Qty[0], points); !ok {
			return nil, false
		}
	}
	q.Qty = []query.Expr{e}
	if named != "" {
		q.Conds = []query.Cond{{Qty: query.Expr{Measure: facts.ShareOfGDP}, Cmp: query.AtLeast, Level: lv, Dec: -1, Named: named}}
	}
	return []query.Query{q}, true
}

// upTo uses words that only lead to a level: "bis 3,5 Prozent".
func (b *bag) upTo() {
	for i := range b.ps {
		if b.isWord(i, lexicon.Until, lexicon.After, lexicon.Since) && (b.isKind(b.next(i), pLevel) || b.isWord(b.next(i), lexicon.Named)) {
			b.ps[i].used = true
		}
	}
}

// gapLevel is the level to which something is missing, and the commitment that
// names it, by the one condition or by what stands loose; 0 where none is said.
// ok is false where a condition gives none.
func (b *bag) gapLevel() (lv float64, named string, ok bool) {
	if len(b.conds) == 0 {
		lv, named = b.looseLevel()
		return lv, named, true
	}
	c := &b.conds[0]
	switch {
	case len(b.conds) > 1:
	case c.lv != nil && c.Of == nil && (c.lv.unit == percent || c.lv.unit == noUnit && c.lv.value <= 10):
		return c.Level, "", true
	case c.Named != "":
		return c.Level, c.Named, true
	}
	return 0, "", false
}

// freeConds drops the conditions, and frees their words of quantity: "below
// 3.5 % in euros" is a gap in euros.
func (b *bag) freeConds() {
	for k := range b.conds {
		if p := b.parts(b.conds[k].qty); p.real || p.perHead || p.cur != "" || len(p.measures) > 0 {
			for _, i := range b.conds[k].qty {
				b.ps[i].used = false
			}
		}
	}
	b.conds = nil
}

// gapOf is what a gap in a quantity is told of, and in what currency. ok is
// false where no gap is told of it, or none in points.
func gapOf(of query.Expr, points bool) (m facts.Measure, cur string, ok bool) {
	m = of.Measure
	if points && (of.Cur != "" || m != "" && m != facts.ShareOfGDP) {
		return "", "", false // points are of a share alone
	}
	if of.Slice != "" || m == facts.DefencePerCapita || m == facts.SpendUSDConstant || m == facts.SpendNCUConstant {
		return "", "", false // a gap is of one year: no prices to hold still
	}
	if query.IsMoney(m) {
		m = ""
	}
	return m, of.Cur, true
}

// askedShort reports whether an amount or points below a level are asked for,
// or what reaching it would cost.
func (b *bag) askedShort() bool {
	if len(b.conds) != 1 || b.conds[0].lv == nil || !b.named() {
		return false
	}
	c := &b.conds[0]
	p := b.parts(b.qtyLeft())
	amount := b.has(lexicon.HowMuch, lexicon.HowMany) && (p.cur != "" || p.points || b.has(lexicon.Scale))
	switch {
	case c.Cmp == query.Below && amount && (c.lv.unit == percent || c.lv.unit == noUnit):
		c.lv.unit = percent
		return true
	case b.supposed() && !b.has(lexicon.More, lexicon.Gap): // "if it were at 3.5 %, how much would that be"
	case (c.Cmp == query.AtLeast && c.verb || c.Cmp == query.At) && b.has(lexicon.Would) && (amount || b.has(lexicon.What, lexicon.HowMuch)):
		return true
	}
	return false
}

// supposed reports whether a word supposes something: "if", "suppose".
func (b *bag) supposed() bool {
	for i := range b.ps {
		if b.isWord(i, lexicon.Would) && b.ps[i].val == "if" && !b.ps[i].used {
			return true
		}
	}
	return false
}

// ifSaid reports whether a word supposes something, used or not.
func (b *bag) ifSaid() bool {
	return slices.ContainsFunc(b.ps, func(p phrase) bool { return p.kind == pWord && p.sort == lexicon.Would && p.val == "if" })
}

// supposedLevel makes a level of the one condition that is supposed of an Ally.
func (b *bag) supposedLevel() {
	if len(b.conds) != 1 || !b.supposed() || !b.named() || b.has(lexicon.More, lexicon.Gap, lexicon.Who, lexicon.Not) {
		return
	}
	if c := &b.conds[0]; c.lv != nil && c.Of == nil && c.lv.unit == percent && (c.Cmp == query.At || c.Cmp == query.AtLeast && c.verb) && len(c.qty) == 0 {
		b.ps[c.lvAt].used = false
		b.conds = nil
	}
}

// denied reports whether a "not" stands anywhere, used or not.
func (b *bag) denied() bool {
	for i := range b.ps {
		if b.isWord(i, lexicon.Not) {
			return true
		}
	}
	return false
}

// looseLevel takes a level in per cent, or a commitment that is named.
func (b *bag) looseLevel() (float64, string) {
	for i := range b.ps {
		if p := &b.ps[i]; p.kind == pLevel && !p.used && (p.level.unit == percent || p.level.bare && p.level.value <= 10) {
			p.used = true
			return p.level.value, ""
		}
	}
	if j := b.word(lexicon.Named); j >= 0 {
		b.ps[j].used = true
		if c, ok := b.r.Data.CommitmentByID(b.ps[j].val); ok {
			return c.Value, c.ID
		}
	}
	return 0, ""
}

// levelMoney reads what a level would be in money: "1 % of Italian GDP in
// euros".
func (b *bag) levelMoney() ([]query.Query, bool) {
	b.supposedLevel()
	lv, inMoney := b.levelInMoney()
	if lv == nil || len(b.conds) > 0 || !inMoney && !b.has(lexicon.Would) {
		return nil, false
	}
	lv.used = true
	b.take(lexicon.Would, lexicon.HowMuch, lexicon.HowMany, lexicon.What, lexicon.Commit, lexicon.Sum, lexicon.Whole)
	if b.ifSaid() {
		b.take(lexicon.Forecast, lexicon.To, lexicon.Until)
	}
	for i := range b.ps {
		if p := &b.ps[i]; p.ofGDP() {
			p.used = true
		}
	}
	q, _, ok := b.query(query.Show)
	if !ok || len(q.Subject.Terms) == 0 || len(q.Qty) > 1 {
		return nil, false
	}
	e := query.Expr{Op: query.LevelOf, Level: lv.level.value}
	if len(q.Qty) == 1 {
		e.Cur = q.Qty[0].Cur
		if m := q.Qty[0].Measure; q.Qty[0].Slice != "" || m != "" && m != facts.SpendUSD && m != facts.SpendNCU {
			return nil, false // of the whole budget, at current prices
		}
	}
	q.Qty = []query.Expr{e}
	return []query.Query{q}, true
}

// levelInMoney is the first level in per cent, and reports whether GDP and a
// currency stand beside it.
func (b *bag) levelInMoney() (lv *phrase, inMoney bool) {
	cur, gdp := false, false
	for i := range b.ps {
		p := &b.ps[i]
		if lv == nil && p.kind == pLevel && !p.used && p.level.unit == percent {
			lv, gdp = p, gdp || p.level.ofGDP
		}
		cur = cur || p.kind == pQty && p.sort == lexicon.Currency
		gdp = gdp || p.ofGDP()
	}
	return lv, cur && gdp
}

// ofGDP reports whether a phrase is a word for GDP or the share of it.
func (p *phrase) ofGDP() bool {
	return p.kind == pQty && (p.sort == lexicon.GDP || p.sort == lexicon.Measure && p.val == "share")
}

// either reads "is it above or below X": neither yes nor no. Of a level it is how
// far from it, of another Ally both side by side.
func (b *bag) either() ([]query.Query, bool) {
	i := b.word(lexicon.Or)
	if j := b.word(lexicon.OrMore, lexicon.OrLess); j >= 0 && b.isWord(b.prev(j), lexicon.Cmp) {
		i = j
	} else if i < 0 || !b.contrary(i) {
		return nil, false
	}
	if c := b.eitherLevel(i); c != nil {
		return b.besideLevel(i, c)
	}
	o := b.eitherOf(i)
	if o == nil || o.Pool != query.Each {
		return nil, false
	}
	b.conds = nil
	b.ps[i].used = true
	b.take(lexicon.Cmp)
	b.take(lexicon.OrMore, lexicon.OrLess)
	q, _, ok := b.query(query.Show)
	if !ok || len(q.Subject.Terms) == 0 {
		return nil, false
	}
	q.Subject.Terms = append(q.Subject.Terms, o.Set.Terms...)
	return []query.Query{q}, true
}

// contrary reports whether comparisons stand on both sides of the "or" at i, with
// nothing between them and it.
func (b *bag) contrary(i int) bool {
	return b.comparator(b.prev(i)) && b.comparator(b.next(i))
}

// eitherLevel is the one level to which both sides of "above or below" at i are
// compared; nil if there is none.
func (b *bag) eitherLevel(i int) *cond {
	if n := b.next(i); len(b.conds) == 0 && b.named() && !b.wh() && b.isWord(i, lexicon.OrMore, lexicon.OrLess) && b.isKind(n, pLevel) && b.ps[n].level.unit == percent {
		b.ps[n].used = true
		return &cond{Cond: query.Cond{Level: b.ps[n].level.value}, lv: &b.ps[n].level}
	}
	if len(b.conds) != 1 || b.conds[0].lv == nil || b.conds[0].lv.unit != percent || b.conds[0].Of != nil || !b.named() || b.wh() {
		return nil
	}
	j, k := b.prev(i), i
	if !b.isWord(i, lexicon.OrMore, lexicon.OrLess) {
		k = b.next(i)
	}
	if c := &b.conds[0]; b.isWord(j, lexicon.Cmp) && (c.at == j || c.at == k) && (b.ps[j].val != b.ps[k].val || k == i) {
		return c
	}
	return nil
}

// besideLevel asks how far somebody is from the level of a condition.
func (b *bag) besideLevel(i int, c *cond) ([]query.Query, bool) {
	e := query.Expr{Op: query.GapTo, Level: c.Level}
	if p := b.parts(c.qty); len(p.measures) > 0 || p.cur != "" || p.perHead {
		return nil, false
	}
	b.ps[i].used, b.conds = true, nil
	b.take(lexicon.Cmp, lexicon.OrMore, lexicon.OrLess, lexicon.At, lexicon.YesNo)
	q, _, ok := b.query(query.Gap)
	if !ok || len(q.Subject.Terms) == 0 || len(q.Qty) > 1 || len(q.Qty) == 1 && (q.Qty[0].Op != query.Value || q.Qty[0].Measure != "" && q.Qty[0].Measure != facts.ShareOfGDP || q.Qty[0].Cur != "") {
		return nil, false
	}
	q.Qty = []query.Expr{e}
	return []query.Query{q}, true
}

// eitherOf is with whom both sides of "above or below" at i are compared.
func (b *bag) eitherOf(i int) *query.Operand {
	var o *query.Operand
	if len(b.conds) == 0 {
		var of query.Operand
		for _, k := range b.setIdx() {
			if k > i {
				plus(&of.Set, &b.ps[k].set)
				b.ps[k].used, o = true, &of
			}
		}
	}
	for k := range b.conds {
		if b.conds[k].Of != nil {
			o = b.conds[k].Of
		}
	}
	return o
}

// change reads by how much something changed between two years.
func (b *bag) change() ([]query.Query, bool) {
	than, ok := b.changeSaid()
	if !ok {
		return nil, false
	}
	b.take(lexicon.HowMuch, lexicon.HowMany, lexicon.What, lexicon.How)
	place := b.take(lexicon.Rank)
	unit, ok := b.changeUnit()
	if !ok || place {
		return nil, false
	}
	sum := b.take(lexicon.Sum)
	annual := !than && b.inYear()
	from, to, ok := b.twoYears()
	if !ok {
		return nil, false
	}
	if annual {
		from, to = from-1, from
	}
	q, _, ok := b.query(query.Show)
	if !ok || len(q.Qty) > 1 || (len(q.Subject.Terms) > 0) == (len(q.Set.Terms) > 0) { // of nobody, or of both
		return nil, false
	}
	if q.Subject.All() {
		q.Subject, q.Set = q.Set, query.Set{}
	}
	b.lessAggregate(&q)
	if sum && multiple(q.Subject) {
		q.Pool = query.Sum
	}
	var e query.Expr
	if len(q.Qty) == 1 {
		e = q.Qty[0]
	}
	if e.Op != query.Value {
		return nil, false
	}
	if e.Measure == facts.RealChange {
		e.Measure, unit = "", query.Real
	}
	if annual && unit == query.Real && e.Measure == "" && e.Cur == "" {
		q.Qty, q.Time = []query.Expr{{Measure: facts.RealChange}}, query.Time{To: to}
		return []query.Query{q}, true
	}
	e.Op, e.Unit = query.Change, unit
	q.Qty = []query.Expr{e}
	if unit == query.Own && q.Pool == query.Each && !than && b.barely() {
		q.Qty = append(q.Qty, query.Expr{Op: query.Change, Unit: query.Real})
	}
	q.Time = query.Time{From: from, To: to}
	return []query.Query{q}, true
}

// changeSaid uses the words for a change, of no ranking and of no condition, and
// reports whether there are any; than where one year is compared with another:
// "how much more than in 2014".
func (b *bag) changeSaid() (than, ok bool) {
	b.riseOrFall()
	said := b.take(lexicon.Rise, lexicon.Fall, lexicon.Change)
	than = b.has(lexicon.Than) && b.has(lexicon.More, lexicon.Less)
	if !said && !than && b.trendPercent() { // "effectifs, évolution en % depuis 2014"
		said = b.take(lexicon.Trend)
	}
	if !said && !than || b.has(lexicon.Who, lexicon.Top, lexicon.Bottom, lexicon.Rank) || len(b.conds) > 0 {
		return false, false
	}
	if than {
		b.take(lexicon.Than, lexicon.More, lexicon.Less)
	}
	return than, true
}

// riseOrFall uses the "or" between a rise and a fall: either is a change.
func (b *bag) riseOrFall() {
	for i := range b.ps {
		if j, k := b.prev(i), b.next(i); b.isWord(i, lexicon.Or) && (b.isWord(j, lexicon.Rise) && b.isWord(k, lexicon.Fall) || b.isWord(j, lexicon.Fall) && b.isWord(k, lexicon.Rise)) {
			b.ps[i].used = true
			b.take(lexicon.YesNo, lexicon.Aux)
		}
	}
}

// sinceCompared makes a year with which something that rose or fell is compared
// the one since when it did: "has it risen compared with last year".
func (b *bag) sinceCompared() {
	if !b.has(lexicon.Rise, lexicon.Fall, lexicon.Change) || len(b.times()) != 1 {
		return
	}
	i := b.times()[0]
	p, j := &b.ps[i], i-1
	for b.isWord(j, lexicon.To, lexicon.In, lexicon.Of) {
		j--
	}
	if p.time.role != tIn || p.time.To == 0 || p.time.To >= b.r.newest || !b.isWord(j, lexicon.Compare) && !(b.isWord(j, lexicon.Than) && !b.has(lexicon.More, lexicon.Less)) {
		return
	}
	b.ps[j].used = true
	p.time.role, p.time.From, p.time.To, p.time.Open = tSince, p.time.To, 0, true
}

// changeUnit is what a change is told in, and uses the words that say so; its
// own unit where none does. ok is false where they do not go together.
func (b *bag) changeUnit() (unit query.Unit, ok bool) {
	qty := b.qtyAll()
	parts := b.parts(qty)
	shareOfMoney := parts.share && parts.cur != ""
	unit = query.Own
	switch {
	case parts.points && parts.real:
		return unit, false
	case parts.points:
		unit = query.Points
	case parts.real:
		unit = query.Real
	case parts.percent, shareOfMoney:
		unit = query.Percent
	}
	for _, i := range qty {
		if s := b.ps[i].sort; s == lexicon.Points || s == lexicon.Percent || s == lexicon.Real || s == lexicon.Share && shareOfMoney {
			b.ps[i].used = true
		}
	}
	return unit, true
}

// qtyAll are all words of quantity, used or not.
func (b *bag) qtyAll() []int {
	var all []int
	for i := range b.ps {
		if b.ps[i].kind == pQty {
			all = append(all, i)
		}
	}
	return all
}

// barely reports whether spending is spoken of without a unit: whether it rose
// or fell is then told of the share and of the amount in real terms, since
// either can be meant.
func (b *bag) barely() bool {
	p := b.parts(b.qtyAll())
	return p.spend && len(p.measures) == 0 && !p.strict && !p.share && !p.gdp && !p.perHead && !p.real && !p.nominal && p.cur == "" && !p.percent && !p.points
}

// inYear reports whether one year is named, within which something changed.
func (b *bag) inYear() bool {
	ts := b.times()
	n := 0
	for _, i := range ts {
		switch b.ps[i].time.role {
		case tEach:
		case tIn:
			n++
		default:
			return false
		}
	}
	return n == 1
}

// trendPercent reports whether the course of an amount is asked in per cent.
func (b *bag) trendPercent() bool {
	p := b.parts(b.qtyLeft())
	return b.has(lexicon.Trend) && (p.percent || p.points) && (len(p.measures) == 1 && p.measures[0] == facts.Personnel || p.cur != "" || p.points) && len(b.times()) > 0
}

// pooled reads sums, means and medians: of a set, or of years.
func (b *bag) pooled() ([]query.Query, bool) {
	w := poolWords{sum: b.take(lexicon.Sum), plus: b.joined(), mean: b.take(lexicon.Mean), median: b.take(lexicon.Median)}
	if !w.fit() || len(b.conds) > 0 || b.has(lexicon.Top, lexicon.Bottom, lexicon.Rank) || b.setApart() {
		return nil, false
	}
	b.take(lexicon.HowMuch, lexicon.HowMany, lexicon.What, lexicon.Both, lexicon.Would, lexicon.Who)
	for i := range b.ps { // "of all the Nordics together"; "together, each" is neither
		if b.isWord(i, lexicon.All) && b.next(i) < len(b.ps) {
			b.ps[i].used = true
		}
	}
	q, nouns, ok := b.query(query.Show)
	if !ok || len(q.Qty) > 1 || !b.pooledSet(&q, nouns, w) {
		return nil, false
	}
	span := q.Time.From > 0 || len(q.Time.List) > 1
	if span {
		b.take(lexicon.Trend)
	}
	var e query.Expr
	if len(q.Qty) == 1 {
		e = q.Qty[0]
	}
	if !w.pool(&q, &e, span) {
		return nil, false
	}
	if span && q.Pool != query.Each {
		q.Ask = query.Trend
	}
	q.Qty = []query.Expr{e}
	if e.Op == query.Value && e.Measure == "" && e.Cur == "" {
		q.Qty = nil
	}
	if !w.mean || !w.median {
		return []query.Query{q}, true
	}
	other := q
	other.Pool = query.Median
	return []query.Query{q, other}, q.Pool == query.Mean
}

// setApart reports whether a name stands behind a comma and a word that asks
// anew: "the Baltics together, and what about Finland".
func (b *bag) setApart() bool {
	sets := b.setIdx()
	for k := 1; k < len(sets); k++ {
		for i := sets[k-1] + 1; i < sets[k]; i++ {
			if b.isWord(i, lexicon.What, lexicon.How) && b.parted(sets[k-1], i) {
				return true
			}
		}
	}
	return false
}

// poolWords are the words that take several Allies or years together.
type poolWords struct{ sum, plus, mean, median bool }

// fit reports whether there are some that go together: a mean and a median can
// be asked for at once.
func (w poolWords) fit() bool {
	if w.sum || w.plus {
		return !w.mean && !w.median
	}
	return w.mean || w.median
}

// pooledSet makes the query's subject what is taken together; false where it is
// not said who, or said twice.
func (b *bag) pooledSet(q *query.Query, nouns bool, w poolWords) bool {
	if q.Subject.All() {
		if !nouns && len(q.Set.Less) == 0 && !w.median && !w.mean {
			return false
		}
		q.Subject, q.Set = q.Set, query.Set{}
	} else if len(q.Set.Terms) > 0 {
		return false
	}
	b.lessAggregate(q)
	if t := q.Subject.Terms; w.median && len(t) == 1 && t[0].Code == facts.NATOTotal { // "the NATO median" is one of Allies
		q.Subject.Terms = nil
	}
	return true
}

// pool says whether the years of one are taken together, NATO's own row is
// meant, or the members of a set are; false where there is but one.
func (w poolWords) pool(q *query.Query, e *query.Expr, span bool) bool {
	t := q.Subject.Terms
	one := len(t) == 1 && t[0].Code != ""
	switch {
	case one && span && w.sum:
		e.Op = query.OverYears
	case one && span && w.mean:
		e.Op = query.MeanYears
	case one && len(q.Subject.Less) == 0: // "NATO in total", "the NATO average": NATO's own row
		return w.sum || w.mean && t[0].Code.Aggregate()
	case w.sum || w.plus:
		q.Pool = query.Sum
	case w.mean:
		q.Pool = query.Mean
	default:
		q.Pool = query.Median
	}
	return true
}

// joined reports whether names are joined by a plus sign or its word.
func (b *bag) joined() bool {
	found := b.take(lexicon.Plus)
	for _, i := range b.setIdx() {
		for k := b.ps[i].from; k < b.ps[i].to; k++ {
			if b.l.is(k, lexicon.Plus) || b.l.isSign(k, "+") {
				found = true
			}
		}
	}
	return found
}

// twoEnds reads a question for both ends of a ranking.
func (b *bag) twoEnds() ([]query.Query, bool) {
	t, u := b.word(lexicon.Top), b.word(lexicon.Bottom)
	if t < 0 && u < 0 && !b.has(lexicon.Than) {
		t, u = b.word(lexicon.More), b.word(lexicon.Less)
	}
	if t < 0 || u < 0 {
		return nil, false
	}
	first := query.Top
	if u < t {
		first = query.Bottom
	}
	whole := b.toEnd(t, u)
	b.take(lexicon.Bottom, lexicon.Less)
	qs, ok := b.rank()
	if !ok {
		return nil, false
	}
	if whole { // "from the highest to the lowest": all of them, in that order
		qs[0].Order, qs[0].N = first, 0
		return qs[:1], true
	}
	qs[0].Order = query.Top
	other := qs[0]
	other.Order = query.Bottom
	for _, q := range [...]*query.Query{&qs[0], &other} {
		if q.N == 0 {
			q.N = 1
		}
	}
	if first == query.Bottom {
		return []query.Query{other, qs[0]}, true
	}
	return []query.Query{qs[0], other}, true
}

// toEnd reports whether one end of a ranking leads to the other, so that all
// between is asked for, and uses the words that lead.
func (b *bag) toEnd(t, u int) bool {
	from, to := min(t, u), max(t, u)
	if b.parted(from, to) || !b.l.leads(b.ps[from].to, b.ps[to].from) {
		return false
	}
	for i := range b.ps {
		if (b.isWord(i, lexicon.Until) && i > from && i < to || b.isWord(i, lexicon.Since) && b.next(i) == from) && !b.ps[i].used {
			b.ps[i].used = true
		}
	}
	return true
}

// inOrder takes what only says which end comes first in the whole of a ranking:
// "highest first", "in descending order".
func (b *bag) inOrder(ranked bool) (query.Order, bool) {
	for i := range b.ps {
		p := &b.ps[i]
		if b.isWord(i, lexicon.Rank) && !p.used && (p.val == "down" || p.val == "up") {
			p.used = true
			if p.val == "up" {
				return query.Bottom, true
			}
			return query.Top, true
		}
		if !ranked || !b.isWord(i, lexicon.Top, lexicon.Bottom) || p.used {
			continue
		}
		for _, j := range [...]int{b.next(i), b.prev(i)} {
			if b.isWord(j, lexicon.Ordinal) && b.ps[j].num == 1 && !b.ps[j].used {
				b.ps[j].used, p.used = true, true
				if p.sort == lexicon.Bottom {
					return query.Bottom, true
				}
				return query.Top, true
			}
		}
	}
	return "", false
}

// rank reads rankings, their ends, the Nth, and an Ally's place.
func (b *bag) rank() ([]query.Query, bool) {
	w, ok := b.ranking()
	if !ok {
		return nil, false
	}
	points := w.change && b.inPoints()
	b.amongAllies()
	q, nouns, ok := b.query(query.Rank)
	if !ok || len(q.Qty) > 1 || w.near && len(q.Conds) == 0 {
		return nil, false
	}
	if w.where && q.Subject.All() && !nouns { // "where does it rank": of whom
		return nil, false
	}
	rankedWithin(&q)
	bare := len(q.Qty) == 0 || len(q.Qty) == 1 && q.Qty[0].Op == query.Value && q.Qty[0].Measure == "" && q.Qty[0].Cur == ""
	if bare && len(q.Conds) == 0 && b.budgets() { // "the biggest budget" is the most money
		q.Qty = []query.Expr{{Measure: facts.SpendUSD, Cur: "USD"}}
	}
	w.places(&q)
	if w.change && !b.rankedChange(&q, w.ranked, points) {
		return nil, false
	}
	if len(q.Subject.Terms) > 1 && (w.top || w.bottom) && !w.ranked && w.nth == 0 { // "Canada or Belgium, who has most"
		q.Set.Terms, q.Subject = q.Subject.Terms, query.Set{}
	}
	return []query.Query{q}, true
}

// rankedChange makes a ranking one of what changed: of the places of those named
// in two years, or of the change itself. false where that can't be ranked, or
// not in points.
func (b *bag) rankedChange(q *query.Query, ranked, points bool) bool {
	if ranked && len(q.Subject.Terms) > 0 && q.Time.From > 0 { // "how many places has it lost since"
		to := q.Time.To
		if to == 0 {
			to = b.r.newest
		}
		q.Time, q.Order = query.Time{List: []int{q.Time.From, to}}, query.Top
		return true
	}
	if !b.rankChange(q) {
		return false
	}
	e := q.Qty[0]
	return !points || e.Unit == query.Own && !query.Adds(e.Measure) && e.Cur == ""
}

// A ranking is what the words say that ask for one.
type ranking struct {
	top, bottom, near bool
	ranked            bool // in words that ask for all, or for a place
	who, where        bool
	change            bool // of what changed
	nth               int  // the place: 2 for the second, -1 for the last, 0 for none
	n                 int  // how many, 0 where that is not said
	order             query.Order
}

// ranking uses the words that ask for a ranking, and reports whether there are
// any that can be followed.
func (b *bag) ranking() (ranking, bool) {
	w, ok := b.rankingEnds()
	if !ok {
		return w, false
	}
	w.n = b.howMany()
	b.numerous()
	b.take(lexicon.Top, lexicon.Bottom, lexicon.Rank)
	w.order = query.Top
	if w.bottom && !w.top {
		w.order = query.Bottom
	}
	if w.near {
		w.order = query.Nearest
		if !b.nearest() {
			return w, false
		}
	}
	w.who = b.take(lexicon.Who)
	w.where = b.has(lexicon.Where) && !w.top && !w.bottom && w.nth == 0
	if w.top || w.bottom {
		b.nextInRank()
	}
	b.take(lexicon.HowMuch, lexicon.HowMany, lexicon.What, lexicon.Where, lexicon.How, lexicon.Compare, lexicon.All, lexicon.Please, lexicon.Chart)
	if !b.named() {
		b.take(lexicon.Than)
	}
	b.besideRank()
	w.change = b.takeChange(&w.order)
	return w, true
}

// rankingEnds reads which end of a ranking is asked for, or which place.
func (b *bag) rankingEnds() (ranking, bool) {
	w := ranking{top: b.has(lexicon.Top), bottom: b.has(lexicon.Bottom), near: b.has(lexicon.Nearest), ranked: b.has(lexicon.Rank) || b.standing()}
	if order, whole := b.inOrder(w.ranked && len(b.conds) == 0 && !b.has(lexicon.Who)); whole {
		w.ranked, w.top, w.bottom = true, order == query.Top, order == query.Bottom
	}
	w.nth = b.ordinal()
	if !w.top && !w.bottom && !b.has(lexicon.Than) && len(b.conds) == 0 && (b.has(lexicon.Who) || b.hasCount() || !b.named() || b.versus()) { // "los cinco con más militares"
		w.top, w.bottom = b.take(lexicon.More), b.take(lexicon.Less)
	}
	return w, w.top || w.bottom || w.near || w.ranked || w.nth != 0
}

// standing reports whether it is asked where one Ally stands in one year: that is
// its place, which is told with the value.
func (b *bag) standing() bool {
	sets := b.setIdx()
	if !b.has(lexicon.Where) || len(sets) == 0 || len(b.conds) > 0 || b.level() || b.has(lexicon.Change, lexicon.Rise, lexicon.Fall, lexicon.Trend, lexicon.Compare, lexicon.Gap, lexicon.Commit, lexicon.Named, lexicon.Sum, lexicon.Mean, lexicon.Median, lexicon.Difference, lexicon.Than, lexicon.Estimate, lexicon.Revised, lexicon.Meeting) {
		return false
	}
	if t := b.ps[sets[0]].set.terms; len(t) != 1 || t[0].Code == "" || t[0].Code.Aggregate() {
		return false
	}
	for _, i := range sets[1:] {
		if t := b.ps[i].set.terms; len(t) != 1 || t[0].Group == "" && t[0].Code != facts.NATOTotal {
			return false
		}
	}
	p := b.parts(b.qtyLeft())
	if p.cur != "" && p.cur != "USD" || len(p.measures) > 1 || !p.any {
		return false
	}
	ts := b.times()
	return len(ts) == 0 || len(ts) == 1 && (b.ps[ts[0]].time.role == tIn || b.ps[ts[0]].time.role == tNow)
}

// nextInRank uses a word for those who come next once others are left out:
// "without the US and Germany, who are the next three".
func (b *bag) nextInRank() {
	for i := range b.ps {
		if b.isWord(i, lexicon.Newest) && b.ps[i].val == "next" && b.others() {
			b.ps[i].used = true
		}
	}
}

// rankedWithin makes an aggregate that is the only one named the set that is
// ranked: "who spends least in NATO".
func rankedWithin(q *query.Query) {
	t := q.Subject.Terms
	if len(t) != 1 || len(q.Set.Terms) > 0 || !t[0].Code.Aggregate() {
		return
	}
	q.Subject = query.Set{}
	if t[0].Code == facts.EuropeCanada {
		q.Set.Terms = []query.Term{{Group: "european"}, {Code: "CAN"}}
	}
}

// places gives a query the order of its ranking, and how many of it or which
// place: one where only an end is asked for.
func (w ranking) places(q *query.Query) {
	q.Order, q.N, q.Place = w.order, w.n, 0
	switch {
	case w.nth == -1 && !w.top:
		q.Order, q.N = query.Bottom, max(q.N, 1)
	case w.nth < -1: // Danish "næstlavest"
		q.Order, q.Place = query.Bottom, -w.nth
	case w.nth == 1:
		q.N = max(q.N, 1)
	case w.nth > 1:
		q.Place = w.nth
	}
	if q.N == 0 && q.Place == 0 && len(q.Subject.Terms) == 0 && (w.who || w.near || w.top || w.bottom) && !w.ranked {
		q.N = 1
	}
}

// besideRank uses words that say nothing more in a ranking: "nach Dollar", and
// "the next three" of those that are left when some are taken out.
func (b *bag) besideRank() {
	for i := range b.ps {
		if b.isWord(i, lexicon.After) && b.isKind(b.next(i), pQty) || b.isWord(i, lexicon.Newest) && b.ps[i].val == "next" && b.others() {
			b.ps[i].used = true
		}
	}
}

// numerous makes "the most numerous military" one of heads: the word counts
// them, whatever noun stands beside it.
func (b *bag) numerous() {
	counts := false
	for i := range b.ps {
		counts = counts || b.isWord(i, lexicon.Top, lexicon.Bottom) && b.ps[i].val == "troops"
	}
	if !counts || len(b.parts(b.qtyLeft()).measures) > 0 {
		return
	}
	for i := range b.ps {
		if p := &b.ps[i]; p.kind == pQty && !p.used && p.sort == lexicon.Defence || b.isWord(i, lexicon.Top, lexicon.Bottom) && p.val == "troops" {
			p.kind, p.sort, p.val = pQty, lexicon.Measure, "troops"
		}
	}
}

// nearest makes the condition of a ranking by what is nearest to a level; false
// for what is farthest from it.
func (b *bag) nearest() bool {
	p, _ := b.takeOne(lexicon.Nearest)
	b.take(lexicon.Nearest)
	if len(b.conds) == 0 {
		b.bareConds()
	}
	if len(b.conds) == 1 && (p.val == "<" || p.val == ">") && b.conds[0].Cmp == query.At { // "just short of"
		b.conds[0].Cmp = query.Cmp(p.val)
	}
	return p.val != "far"
}

// budgets reports whether a budget is spoken of.
func (b *bag) budgets() bool {
	for i := range b.ps {
		if p := &b.ps[i]; p.kind == pQty && p.sort == lexicon.Spend && p.val == "budget" {
			return true
		}
	}
	return false
}

// versus reports whether two names are set against each other by "or".
func (b *bag) versus() bool {
	for _, i := range b.setIdx() {
		if b.ps[i].set.versus {
			return true
		}
	}
	return false
}

// ordinal takes the place asked for: 2 for "second", -1 for "last", 0 for none.
func (b *bag) ordinal() int {
	for i := range b.ps {
		if p := &b.ps[i]; b.isWord(i, lexicon.Ordinal) && !p.used && p.num != 0 {
			p.used = true
			return int(p.num)
		}
	}
	return 0
}

// hasCount reports whether a small bare number stands there.
func (b *bag) hasCount() bool {
	for i := range b.ps {
		if p := &b.ps[i]; p.kind == pLevel && !p.used && p.level.bare && !p.level.scaled && p.level.value <= 40 {
			return true
		}
	}
	return false
}

// howMany takes the number of a ranking: "top 5", "the three highest".
func (b *bag) howMany() int {
	for i := range b.ps {
		p := &b.ps[i]
		if p.kind != pLevel || p.used || !p.level.bare || p.level.scaled || p.level.value != float64(int(p.level.value)) || p.level.value > 40 && !b.isWord(b.prev(i), lexicon.Top, lexicon.Bottom) || p.level.value < 0 {
			continue
		}
		p.used = true
		if p.level.value == 0 {
			return -1
		}
		return int(p.level.value)
	}
	return 0
}

// takeChange uses verbs of change beside a ranking: it is then of the change,
// and what fell most comes first.
func (b *bag) takeChange(order *query.Order) bool {
	fall := b.take(lexicon.Fall)
	rise := b.take(lexicon.Rise, lexicon.Change)
	if fall && !rise {
		if *order == query.Top {
			*order = query.Bottom
		} else {
			*order = query.Top
		}
	}
	return fall || rise
}

// rankChange makes the quantity of a ranking its change over the query's time.
func (b *bag) rankChange(q *query.Query) bool {
	var e query.Expr
	if len(q.Qty) == 1 {
		e = q.Qty[0]
	}
	switch {
	case e.Slice != "" && e.Measure == facts.SpendUSDConstant:
		return false // NATO prints no real growth of a part
	case e.Measure == facts.SpendUSDConstant && q.Time.From == 0, e.Measure == facts.RealChange:
		e = query.Expr{Measure: facts.RealChange}
	default:
		e.Op = query.Change
		if e.Measure == facts.SpendUSDConstant {
			e.Unit, e.Measure = query.Real, ""
		}
		if len(q.Time.List) == 2 {
			q.Time = query.Time{From: q.Time.List[0], To: q.Time.List[1]}
		}
	}
	q.Qty = []query.Expr{e}
	return true
}
