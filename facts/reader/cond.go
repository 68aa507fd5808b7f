package reader

import (
	"math"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/query"
)

// comparators begin a condition.
func (b *bag) comparator(i int) bool {
	return b.isWord(i, lexicon.Cmp, lexicon.Meet, lexicon.Miss, lexicon.At, lexicon.OrMore, lexicon.OrLess)
}

// findConds pairs each comparison with its level: the one beside it, else the
// nearest in its clause, else the one named before ("missed 2 % in 2023 but met
// it in 2024").
func (b *bag) findConds() {
	kept := b.conds
	b.conds = nil
	defer func() { b.conds = append(b.conds, kept...) }()
	b.between()
	for i := range b.ps { // "meeting 2 %" beside a level, else a meeting of people
		if p := &b.ps[i]; p.kind == pWord && p.sort == lexicon.Meeting && b.could(i, lexicon.Meet) && (b.level() || b.has(lexicon.Named)) && !b.has(lexicon.Person, lexicon.City) {
			p.sort, p.val = lexicon.Meet, ""
		}
	}
	b.moreThanLevel()
	b.mostOf()
	for i := range b.ps {
		if b.comparator(i) && !b.ps[i].used && !b.ps[i].sortUsed() {
			b.condAt(i)
		}
	}
	for i := range b.ps { // "… in 2017 after meeting it in 2016": the years say so already
		if b.isWord(i, lexicon.After, lexicon.Before) && !b.ps[i].used && b.comparator(b.next(i)) && len(b.conds) > 1 {
			b.ps[i].used = true
		}
	}
	b.butNot()
	b.sameComparison()
	b.anaphora()
	for k := range b.conds {
		b.condQty(&b.conds[k])
	}
	b.sameQty()
}

// mostOf makes "more than half of the budget" a level: what stands behind it is
// a quantity, and no set of Allies.
func (b *bag) mostOf() {
	for i := range b.ps {
		p := &b.ps[i]
		if !b.isWord(i, lexicon.Most) || p.used || !b.isKind(b.next(i), pQty) {
			continue
		}
		p.used = true
		p.level = level{value: 50, alt: math.NaN(), dec: -1, unit: percent, fraction: true}
		c := cond{lv: &p.level, at: i, lvAt: i}
		c.Cmp, c.Level, c.Dec = query.Above, 50, -1
		b.conds = append(b.conds, c)
	}
}

// butNot makes a condition of a level that only a negation stands before: it is
// the opposite of the comparison made before it. "who is above 2 % but not 3 %".
func (b *bag) butNot() {
	for i := range b.ps {
		n := b.next(i)
		if !b.isWord(i, lexicon.Not, lexicon.Except) || b.ps[i].used || n >= len(b.ps) || b.ps[n].used || b.comparator(b.next(n)) && b.isKind(n, pLevel) && !b.parted(n, b.next(n)) {
			continue
		}
		prev := -1
		for k := range b.conds {
			if c := &b.conds[k]; c.at < i && c.Of == nil && (c.lv != nil || b.besideNamed(c)) {
				prev = k
			}
		}
		if prev < 0 {
			continue
		}
		c := cond{at: i, lvAt: -1, butNot: true}
		c.Cmp = opposite(b.conds[prev].Cmp)
		p := &b.ps[n]
		switch {
		case p.kind == pLevel && !p.level.bare:
			c.lv, c.lvAt = &p.level, n
			c.Level, c.Dec = p.level.value, p.level.dec
		case b.isWord(n, lexicon.Named):
			b.commitmentOf(&c, n)
			if c.Cmp != query.Below { // only that it is missed can be said of a commitment
				continue
			}
		default:
			continue
		}
		p.used, b.ps[i].used = true, true
		b.conds = append(b.conds, c)
	}
}

// sameComparison makes a condition of a level joined to another's by "and", which
// is compared as that is: "exceed 2.5 % of GDP and 35 % on equipment".
func (b *bag) sameComparison() {
	for k := 0; k < len(b.conds); k++ {
		c := &b.conds[k]
		if c.lvAt < 0 || c.lv == nil || c.Of != nil || c.Cmp == query.Between {
			continue
		}
		j := c.lvAt + 1
		and := false
		for ; j < len(b.ps); j++ {
			p := &b.ps[j]
			if p.kind == pWord && p.sort == lexicon.And {
				and = true
			} else if !(p.kind == pQty && !and) && !(p.kind == pWord && (free[p.sort] || p.sort == lexicon.Both)) {
				break
			}
		}
		if !and || !b.isKind(j, pLevel) || b.ps[j].used || b.ps[j].level.bare || b.comparator(b.next(j)) || !b.measured(j) {
			continue
		}
		p := &b.ps[j]
		d := cond{lv: &p.level, at: c.at, lvAt: j, verb: c.verb}
		d.Cmp, d.Level, d.Dec = c.Cmp, p.level.value, p.level.dec
		p.used = true
		b.conds = append(b.conds, d)
		if b.has(lexicon.Both) {
			b.take(lexicon.Both)
		}
		return
	}
}

// measured reports whether a measure of its own stands behind the level at i.
func (b *bag) measured(i int) bool {
	for j := i + 1; j < len(b.ps) && (b.ps[j].kind == pQty || b.ps[j].kind == pWord && free[b.ps[j].sort]); j++ {
		if b.ps[j].kind == pQty && b.ps[j].sort == lexicon.Measure && b.ps[j].val != "share" && b.ps[j].val != "spend" {
			return true
		}
	}
	return false
}

// aheadOf makes a comparison of "before" or "after" that stands before an Ally's
// name: "liegt vor Polen", "who spends most after Norway".
func (b *bag) aheadOf() {
	for i := range b.ps {
		j := b.next(i)
		if !b.isWord(i, lexicon.Before, lexicon.After) || b.ps[i].used || !b.isKind(j, pSet) || b.ps[j].used || b.parted(i, j) {
			continue
		}
		if s := &b.ps[j].set; len(s.terms) != 1 || s.terms[0].Code == "" || s.terms[0].Code.Aggregate() || s.less || s.nouns {
			continue
		}
		p := &b.ps[i]
		after := p.sort == lexicon.After
		switch {
		case b.has(lexicon.Top, lexicon.Bottom, lexicon.Ordinal):
			if !after || b.has(lexicon.Ordinal) || !b.has(lexicon.Who) {
				continue
			}
			c := cond{at: i, lvAt: -1}
			c.Cmp = query.Below
			if b.has(lexicon.Bottom) {
				c.Cmp = query.Above
			}
			c.Dec = -1
			o := query.Operand{}
			plus(&o.Set, &b.ps[j].set)
			c.Of = &o
			p.used, b.ps[j].used = true, true
			b.conds = append(b.conds, c)
		case !b.has(lexicon.More, lexicon.Less, lexicon.When, lexicon.SinceWhen, lexicon.UntilWhen):
			p.sort, p.val = lexicon.More, ""
			if after {
				p.sort = lexicon.Less
			}
		}
	}
}

// besideNamed reports whether the level of a condition comes from a commitment that
// stands beside its comparison.
func (b *bag) besideNamed(c *cond) bool {
	return b.isWord(b.next(c.at), lexicon.Named) || b.isWord(b.prev(c.at), lexicon.Named)
}

// sameQty gives "20 % on equipment but not 25 %" the measure of the condition
// before it, unless its level is one that the Alliance has agreed on another.
func (b *bag) sameQty() {
	for k := 1; k < len(b.conds); k++ {
		c, before := &b.conds[k], &b.conds[k-1]
		if !c.butNot || len(c.qty) > 0 || c.hasQty || c.lv == nil || b.r.isGoal(&query.Cond{Qty: query.Expr{Measure: facts.ShareOfGDP}, Level: c.Level}) {
			continue
		}
		c.qty, c.Qty, c.hasQty = before.qty, before.Qty, before.hasQty
	}
}

// moreThanLevel makes one comparison of two words that stand apart: "geven
// minder uit dan 500 dollar".
func (b *bag) moreThanLevel() {
	for i := range b.ps {
		if !b.isWord(i, lexicon.Than) || b.ps[i].used || !b.isKind(b.next(i), pLevel) {
			continue
		}
		for j := i - 1; j >= 0 && j > i-6; j-- {
			if !b.isWord(j, lexicon.More, lexicon.Less) || b.ps[j].used {
				continue
			}
			p := &b.ps[i]
			p.val, b.ps[j].used = ">", true
			if b.ps[j].sort == lexicon.Less {
				p.val = "<"
			}
			p.sort = lexicon.Cmp
			break
		}
	}
}

// level reports whether a level with a unit stands among the phrases.
func (b *bag) level() bool {
	for i := range b.ps {
		if b.ps[i].kind == pLevel && !b.ps[i].level.bare {
			return true
		}
	}
	return false
}

func (p *phrase) sortUsed() bool { return p.used }

// between reads "between 2 and 2.1 %".
func (b *bag) between() {
	for i := range b.ps {
		if !b.isWord(i, lexicon.Between) || b.ps[i].used {
			continue
		}
		j := b.next(i)
		if !b.isKind(j, pLevel) && b.isKind(b.prev(i), pLevel) { // "2 ile 2,1 arasında"
			j = b.prev(b.prev(i))
			if !b.isKind(j, pLevel) {
				j = b.prev(i)
			}
		}
		if !b.isKind(j, pLevel) {
			continue
		}
		lo := b.ps[j].level
		hi := lo.high
		b.ps[j].used, b.ps[i].used = true, true
		k := b.next(j)
		if hi == 0 && b.isKind(k, pLevel) {
			h := b.ps[k].level
			hi = h.value
			b.ps[k].used = true
			if lo.unit == noUnit {
				v, ok := sharedScale(lo, h)
				if !ok {
					b.ps[j].used = false
					continue
				}
				h.value, h.dec = v, lo.dec
				lo = h
			}
		}
		lo.high = hi
		b.ps[j].level = lo
		c := cond{lv: &b.ps[j].level, at: i, lvAt: j}
		c.Cmp, c.Level, c.High, c.Dec = query.Between, lo.value, hi, lo.dec
		b.conds = append(b.conds, c)
	}
	b.fromTo()
	for i := range b.ps { // "2-2.1 %"
		if p := &b.ps[i]; p.kind == pLevel && !p.used && p.level.high > 0 {
			p.used = true
			c := cond{lv: &p.level, at: i, lvAt: i}
			c.Cmp, c.Level, c.High, c.Dec = query.Between, p.level.value, p.level.high, p.level.dec
			b.conds = append(b.conds, c)
		}
	}
}

// sharedScale is the lower of two levels of which the upper alone has a unit:
// "between 2 and 3 billion" has the scale for both. ok is false where that makes
// it the higher.
func sharedScale(lo, hi level) (float64, bool) {
	v := lo.value
	if hi.scaled && !lo.scaled {
		v *= hi.factor
	}
	return v, v < hi.value
}

// fromTo reads "from 20 to 50 billion" as what lies between the two, where
// nothing moves from one to the other.
func (b *bag) fromTo() {
	if b.has(lexicon.Rise, lexicon.Fall, lexicon.Change, lexicon.Multiple, lexicon.Difference) {
		return
	}
	for i := 0; i+1 < len(b.ps); i++ {
		j := i + 1
		for j < len(b.ps) && b.isWord(j, lexicon.To, lexicon.Until) {
			j++
		}
		if !b.isKind(i, pLevel) || b.ps[i].used || !b.isKind(j, pLevel) || b.ps[j].used || b.ps[j].level.bare || !b.l.leads(b.ps[i].to, b.ps[j].from) || !b.l.fromBefore(b.ps[i].from) {
			continue
		}
		lo, hi := b.ps[i].level, b.ps[j].level
		if lo.unit != noUnit && lo.unit != hi.unit || lo.scaled && !hi.scaled {
			continue
		}
		v, ok := sharedScale(lo, hi)
		if !ok {
			continue
		}
		lo.value = v
		for k := i; k <= j; k++ {
			b.ps[k].used = true
		}
		if k := b.prev(i); b.isWord(k, lexicon.From) {
			b.ps[k].used = true
		}
		hi.high, hi.value = hi.value, lo.value
		hi.dec = max(lo.dec, hi.dec)
		b.ps[j].level = hi
		c := cond{lv: &b.ps[j].level, at: i, lvAt: j}
		c.Cmp, c.Level, c.High, c.Dec = query.Between, hi.value, hi.high, hi.dec
		b.conds = append(b.conds, c)
	}
}

// leads reports whether all items between two levels only lead from one to
// the other.
func (l *line) leads(from, to int) bool {
	found := false
	for i := from; i < to; i++ {
		switch {
		case l.is(i, lexicon.To, lexicon.Until) || l.isSign(i, "-"):
			found = true
		case !l.light(i):
			return false
		}
	}
	return found
}

// fromBefore reports whether the last item before i that says something can be
// "from".
func (l *line) fromBefore(i int) bool {
	for i--; i >= 0; i-- {
		if l.is(i, lexicon.From, lexicon.Since) {
			return true
		}
		if !l.light(i) {
			return false
		}
	}
	return false
}

// condAt reads the condition whose comparison stands at phrase i.
func (b *bag) condAt(i int) {
	c := comparison(&b.ps[i])
	c.at, c.lvAt = i, -1
	lv := b.levelFor(i)
	if lv < 0 && b.opensOr(i) { // "above 3 % or below 1 %"
		c.Cmp, lv = query.Above, b.next(i)
		if b.isWord(i, lexicon.OrLess) {
			c.Cmp = query.Below
		}
	}
	if lv < 0 {
		b.condWithout(c)
		return
	}
	q := &b.ps[lv]
	q.used = true
	c.lv, c.lvAt = &q.level, lv
	c.Level, c.Dec = q.level.value, q.level.dec
	b.finish(c)
}

// comparison is the condition that a word which compares begins.
func comparison(p *phrase) (c cond) {
	switch p.sort {
	case lexicon.Cmp:
		c.Cmp = query.Cmp(p.val)
		if p.val == ">x" || p.val == "<x" {
			c.Cmp, c.crosses, c.verb = query.Cmp(p.val[:1]), true, true
		}
	case lexicon.Meet:
		c.Cmp, c.verb = query.AtLeast, true
	case lexicon.Miss:
		c.Cmp, c.verb = query.Below, true
	case lexicon.At:
		c.Cmp = query.At
	case lexicon.OrMore:
		c.Cmp = query.AtLeast
	case lexicon.OrLess:
		c.Cmp = query.AtMost
	}
	return c
}

// condWithout reads a condition beside which no level stands: one that means the
// level before, compares with somebody, or takes its level from a commitment.
func (b *bag) condWithout(c cond) {
	i := c.at
	p := &b.ps[i]
	cmp := p.sort == lexicon.Cmp
	switch {
	case p.sort == lexicon.OrMore || p.sort == lexicon.OrLess:
	case b.meansLevel(i): // "below 2 % today and above it in 2014"
		b.finish(c)
	case cmp && !c.verb && (c.Cmp != query.At || len(b.setIdx()) > 1 || b.isWord(i+1, lexicon.Than, lexicon.Mean, lexicon.Median)) && b.operand(&c, i):
		b.finish(c)
	case c.verb || b.isWord(b.next(i), lexicon.Named) || b.before != nil && cmp:
		b.finish(c) // its level comes from before, or from a commitment
	case cmp && c.Cmp == query.At: // "what exactly does it spend"
		p.used = true
	}
}

// meansLevel reports whether a word between the comparison at i and a year stands
// for the level named before: "above it in 2014", no "above its 2014 level".
func (b *bag) meansLevel(i int) bool {
	if i+1 >= len(b.ps) || b.ps[i].sort != lexicon.Cmp || b.ps[i+1].kind != pTime || b.ps[i+1].from == b.ps[i].to || !b.l.is(b.ps[i+1].from, lexicon.In) {
		return false
	}
	for k := range b.conds {
		if c := &b.conds[k]; c.lv != nil && c.at < i {
			return true
		}
	}
	return false
}

// opensOr reports whether the "or below" at i is no part of the level before it
// but begins another condition.
func (b *bag) opensOr(i int) bool {
	n := b.next(i)
	return b.isWord(i, lexicon.OrMore, lexicon.OrLess) && len(b.conds) > 0 && b.isKind(n, pLevel) && !b.ps[n].used
}

// finish uses the comparison and what stands by it: a hedge, a negation, "or
// more" behind it.
func (b *bag) finish(c cond) {
	b.ps[c.at].used = true
	beside := []int{b.prev(c.at), b.next(c.at)}
	if c.lvAt >= 0 {
		beside = append(beside, b.next(c.lvAt), b.prev(c.lvAt))
	}
	for _, j := range beside {
		if j >= 0 && j < len(b.ps) && !b.ps[j].used && b.modifies(&c, j) {
			b.ps[j].used = true
		}
	}
	if n := b.next(c.lvAt); c.lvAt >= 0 && b.isWord(n, lexicon.Commit) && !b.parted(c.lvAt, n) && b.ps[n].val == "" { // "hit the 2 % goal"
		b.ps[n].used = true
	}
	if c.Not {
		c.Not = false
		c.Cmp = opposite(c.Cmp)
	}
	b.conds = append(b.conds, c)
}

// modifies reports whether phrase j belongs to a condition that it stands by,
// and makes of the condition what it says.
func (b *bag) modifies(c *cond, j int) bool {
	switch {
	case b.isWord(j, lexicon.Not), b.isWord(j, lexicon.Except) && c.verb && j < c.at:
		n := b.next(j)
		ofNext := j > c.at && (b.comparator(n) || b.isKind(n, pQty) && b.comparator(b.next(n)))
		if ofNext || b.parted(j, c.at) {
			return false
		}
		c.Not = !c.Not
		return true
	case b.isWord(j, lexicon.OrMore, lexicon.OrLess):
		end := query.AtLeast
		if b.isWord(j, lexicon.OrLess) {
			end = query.AtMost
		}
		if c.Cmp != query.At && c.Cmp != end || j != b.next(c.lvAt) || b.isKind(b.next(j), pLevel) {
			return false
		}
		c.Cmp = end
		return true
	case b.isWord(j, lexicon.At):
		return j == b.prev(c.at) || j == b.next(c.at) && c.lvAt > j
	}
	return false
}

func opposite(c query.Cmp) query.Cmp {
	switch c {
	case query.Below:
		return query.AtLeast
	case query.AtMost:
		return query.Above
	case query.AtLeast:
		return query.Below
	case query.Above:
		return query.AtMost
	case query.At, query.Exactly:
		return query.Not
	}
	return c
}

// levelFor is the level that belongs to the comparison at i, or -1.
func (b *bag) levelFor(i int) int {
	word := b.ps[i].sort
	n, p := b.hedged(i, b.next), b.hedged(i, b.prev)
	after := b.isKind(n, pLevel) && !b.ps[n].used && !b.parted(i, n)
	before := b.isKind(p, pLevel) && !b.ps[p].used && !b.parted(p, i)
	if word == lexicon.OrMore || word == lexicon.OrLess {
		switch {
		case before:
			return p
		case after && b.isWord(i-1, lexicon.At): // "at or above 5 %"
			return n
		}
		return -1
	}
	switch {
	case after && !(before && b.postfix(i, n)):
		return n
	case before:
		return p
	case word == lexicon.Cmp && !b.verbal(i), word == lexicon.At:
		return -1
	}
	best, dist := -1, 1<<30 // a verb may stand far from its level
	for j := range b.ps {
		if !b.isKind(j, pLevel) || b.ps[j].used || b.owned(j, i) {
			continue
		}
		d := 2 * abs(j-i)
		if b.parted(i, j) {
			d += 20
		}
		if j < i {
			d++
		}
		if d < dist {
			best, dist = j, d
		}
	}
	if dist >= 20+2*len(b.ps) {
		return -1
	}
	return best
}

// postfix reports whether the level behind a comparison belongs to another one
// that stands behind it, so that this one's level is the one before.
func (b *bag) postfix(i, n int) bool {
	k := b.next(n)
	return b.comparator(k) && !b.isWord(k, lexicon.OrMore, lexicon.OrLess) && !b.parted(n, k)
}

// owned reports whether the level at j stands beside another comparison.
func (b *bag) owned(j, i int) bool {
	n, p := b.next(j), b.hedged(j, b.prev)
	return p != i && b.comparator(p) && !b.ps[p].used || n != i && b.comparator(n) && !b.ps[n].used && !b.isWord(n, lexicon.OrMore, lexicon.OrLess)
}

// hedged steps from i over hedges and words of quantity that may stand between
// a comparison and its level ("meet the spending target of 2 %").
func (b *bag) hedged(i int, step func(int) int) int {
	j := step(i)
	for b.isWord(j, lexicon.About, lexicon.At) || b.isKind(j, pQty) && (b.ps[j].sort == lexicon.Share || b.ps[j].sort == lexicon.Defence || b.ps[j].sort == lexicon.Spend) || b.isWord(j, lexicon.Commit) {
		j = step(j)
	}
	return j
}

func (b *bag) verbal(i int) bool {
	return b.ps[i].val == ">x" || b.ps[i].val == "<x" || b.ps[i].sort != lexicon.Cmp || b.couldVerb(i)
}

// couldVerb reports whether a comparison is written as a verb: the file of the
// language lists it apart, with the sort's value alone telling no difference,
// so a comparison without a level beside it may look for one in its clause.
func (b *bag) couldVerb(i int) bool { return b.ps[i].val == ">" }

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// operand reads what a comparison is made with where it is no level: an Ally,
// an aggregate, the mean of a set, or the same quantity in another year.
func (b *bag) operand(c *cond, i int) bool {
	j := b.next(i)
	if b.isWord(j, lexicon.Than) {
		b.ps[j].used = true
	}
	j = b.behindSubject(i, j)
	var o against
	for k := j; k < len(b.ps) && k <= j+6; k++ {
		p := &b.ps[k]
		if p.used {
			continue
		}
		if p.kind == pSet && p.set.versus { // "more, France or Italy?" asks which
			return false
		}
		if !b.operandPart(&o, c, i, k) || o.found && p.kind == pWord && p.sort == lexicon.And {
			break
		}
	}
	if k := b.prev(i); !o.found && o.Pool == query.Each && b.endsIn(k, i) { // "İspanya'dan fazla": it stands before
		o.found = b.operandBefore(&o.Operand, k)
	}
	if !o.found && o.Pool == query.Each {
		return false
	}
	if isAggregateMean(o.Operand) {
		o.Pool = query.Each
	}
	if s := b.word(lexicon.Sum); s >= 0 && o.Pool == query.Each && multiple(o.Set) { // "than the UK and France combined"
		o.Pool, b.ps[s].used = query.Sum, true
	}
	c.Of = &o.Operand
	c.Dec = -1
	return true
}

// behindSubject is where what a comparison is made with stands: j, or, where its
// verb stands before its subject, behind that: "supera España a Italia".
func (b *bag) behindSubject(i, j int) int {
	if !b.couldVerb(i) || !b.isKind(j, pSet) || b.prev(i) >= 0 && b.isKind(b.prev(i), pSet) {
		return j
	}
	if k := b.next(j); b.isKind(k, pSet) && !b.ps[j].set.versus && !b.ps[k].set.versus && !b.ps[k].set.less {
		return k
	}
	return j
}

// against is what a comparison is made with, as far as it is read.
type against struct {
	query.Operand
	found bool // an Ally, a set or a year: no more than a mean
}

// operandPart uses phrase k where it is part of what the comparison at i is made
// with, or passes over it where it may stand within; false where that has ended.
func (b *bag) operandPart(o *against, c *cond, i, k int) bool {
	p := &b.ps[k]
	switch p.kind {
	case pQty:
	case pWord:
		switch {
		case p.sort == lexicon.Mean && o.Pool == query.Each:
			o.Pool, p.used = query.Mean, true
		case p.sort == lexicon.Median && o.Pool == query.Each:
			o.Pool, p.used = query.Median, true
		case p.sort == lexicon.Than:
			p.used = true
		default:
			return free[p.sort]
		}
	case pSet:
		switch {
		case p.set.other && !o.found && b.otherThan(&o.Operand):
		case p.set.less, o.found, p.set.nouns && o.Pool == query.Each:
			return false
		default:
			plus(&o.Set, &p.set)
		}
		p.used, o.found = true, true
	case pTime:
		switch {
		case p.time.role != tIn:
			return false
		case !o.found:
			o.Time.To = p.time.To
			p.used, o.found, c.own = true, true, true
		case o.Time.To != 0 || b.next(k-1) != k || b.parted(i, k):
			return false
		case len(b.times()) > 1:
			o.Time.To, p.used = p.time.To, true
		}
	default:
		return false
	}
	return true
}

// endsIn reports whether phrase i is the ending, behind an apostrophe, of the
// set k.
func (b *bag) endsIn(k, i int) bool {
	return b.isKind(k, pSet) && b.ps[k].to == b.ps[i].from && b.l.toks[b.l.items[b.ps[i].from].tok].Fold[0] == '\''
}

// otherThan makes "all the other Allies put together" the sum of all less those
// spoken of; false where nothing says that they are added up.
func (b *bag) otherThan(o *query.Operand) bool {
	s := b.word(lexicon.Sum)
	if s < 0 || o.Pool != query.Each {
		return false
	}
	for _, i := range b.setIdx() {
		if !b.ps[i].set.groups() {
			o.Set.Less = append(o.Set.Less, b.ps[i].set.terms...)
		}
	}
	b.ps[s].used = true
	o.Pool = query.Sum
	return len(o.Set.Less) > 0
}

// operandBefore takes the Ally that stands right before a comparison as what it
// is made with, if another is spoken of.
func (b *bag) operandBefore(o *query.Operand, k int) bool {
	p := &b.ps[k]
	n := len(p.set.terms)
	switch {
	case p.used || p.set.less || p.set.nouns || n == 0:
		return false
	case n > 1: // "Türkiye Polonya'dan fazla"
		o.Set.Terms = append(o.Set.Terms, p.set.terms[n-1])
		p.set.terms = p.set.terms[: n-1 : n-1]
		return true
	case len(b.setIdx()) < 2:
		return false
	}
	plus(&o.Set, &p.set)
	p.used = true
	return true
}

// isAggregateMean reports whether a mean of an aggregate is meant: NATO's own
// row, which is no mean of its members.
func isAggregateMean(o query.Operand) bool {
	return o.Pool == query.Mean && len(o.Set.Terms) == 1 && o.Set.Terms[0].Code.Aggregate()
}

// anaphora gives conditions without a level the one before them, or that of
// the commitment named.
func (b *bag) anaphora() {
	for k := range b.conds {
		b.levelOf(k)
	}
	for i := range b.ps { // a word for "at" that stands before no level is a preposition
		if b.isWord(i, lexicon.At) && !b.isKind(b.next(i), pLevel) {
			b.ps[i].used = true
		}
	}
	kept := b.conds[:0]
	for _, c := range b.conds {
		switch {
		case c.same:
		case c.lv != nil || c.Of != nil || c.Named != "" || c.given || b.commitWord(&c):
			kept = append(kept, c)
		default:
			b.ps[c.at].used = false
		}
	}
	b.conds = kept
}

// levelOf gives condition k, where it has no level, that of the query before, of
// the commitment named, or of the condition beside it; and a commitment to one
// whose level is its own.
func (b *bag) levelOf(k int) {
	c := &b.conds[k]
	named := b.word(lexicon.Named)
	if c.lv != nil && c.lvAt >= 0 { // "meet the new goal of 3.5 %"
		if named >= 0 && b.goalOf(named) == c.Level {
			b.commitmentOf(c, named)
		}
		return
	}
	if c.lv != nil || c.Of != nil {
		return
	}
	if q := b.before; q != nil && len(b.conds) == 1 && len(q.Conds) == 1 && q.Conds[0].Of == nil && !b.level() { // "and how many are still under it today?"
		d := q.Conds[0]
		c.Level, c.Dec, c.Named, c.Qty, c.hasQty, c.given = d.Level, d.Dec, d.Named, d.Qty, true, true
		return
	}
	if named >= 0 {
		b.commitmentOf(c, named)
		return
	}
	for _, m := range [...]int{k - 1, k + 1} {
		if m < 0 || m >= len(b.conds) || b.conds[m].lv == nil {
			continue
		}
		if c.same = b.sameVerb(c, &b.conds[m]); !c.same {
			c.lv, c.Level, c.Dec = b.conds[m].lv, b.conds[m].Level, b.conds[m].Dec
		}
		return
	}
}

// sameVerb reports whether a verb that reaches only carries the comparison of the
// level in its own clause: "erstmals mindestens 2 Prozent erreicht".
func (b *bag) sameVerb(c, d *cond) bool {
	if !c.verb || c.Cmp != query.AtLeast || c.crosses || d.verb || d.lvAt < 0 || b.parted(c.at, d.lvAt) {
		return false
	}
	return d.Cmp == query.AtLeast || d.Cmp == query.Above || d.Cmp == query.At
}

// commitWord gives "meet the target" the Alliance's floor, said so in the
// reading.
func (b *bag) commitWord(c *cond) bool {
	for _, t := range b.times() {
		if x := b.ps[t].time; x.role == tFuture || x.To > b.r.latest {
			return false // an aim for a year to come, no standing
		}
	}
	if !b.level() && b.isWord(c.at, lexicon.Meet, lexicon.Miss) && b.has(lexicon.Who, lexicon.HowMany) && !b.has(lexicon.Commit, lexicon.Meeting, lexicon.Person, lexicon.City) { // "cuántos no cumplían en 2024"
		if f, ok := b.r.Data.Floor(b.day()); ok {
			c.Named, c.Level, c.Dec = f.ID, f.Value, -1
			return true
		}
	}
	j := b.word(lexicon.Commit)
	if j < 0 || !b.isWord(c.at, lexicon.Meet, lexicon.Miss) && b.ps[c.at].val != ">" && b.ps[c.at].val != "<" {
		return false
	}
	f, ok := b.r.Data.Floor(b.day())
	if !ok {
		return false
	}
	b.ps[j].used = true
	c.Named, c.Level, c.Dec = f.ID, f.Value, -1
	return true
}

func (b *bag) day() facts.Date {
	if b.know.AsOf != "" {
		return b.know.AsOf
	}
	return b.r.asOf
}

// goalOf is the level of the commitment that phrase j names; -1 if it has none.
func (b *bag) goalOf(j int) float64 {
	if com, ok := b.r.Data.CommitmentByID(b.ps[j].val); ok {
		return com.Value
	}
	return -1
}

func (b *bag) commitmentOf(c *cond, j int) {
	b.ps[j].used = true
	if com, ok := b.r.Data.CommitmentByID(b.ps[j].val); ok {
		c.Named, c.Level, c.Dec = com.ID, com.Value, -1
		if com.ID == "wales-2014-equipment" {
			c.Qty.Measure, c.hasQty = facts.EquipmentShare, true
		}
	}
}

// condQty finds the measure of a condition: words beside its level, behind or
// before, else what the unit says.
func (b *bag) condQty(c *cond) {
	if c.hasQty || c.Of != nil && c.lvAt < 0 {
		return
	}
	if c.lv != nil && c.lv.ofGDP {
		c.Qty.Measure, c.hasQty = facts.ShareOfGDP, true
		return
	}
	var idx []int
	for j := c.lvAt + 1; c.lvAt >= 0 && j < len(b.ps); j++ { // behind: "2.5 % of GDP", "35 % on equipment"
		p := &b.ps[j]
		if p.kind == pWord && (p.sort == lexicon.And || p.sort == lexicon.Or || p.sort == lexicon.But) || p.kind == pTime || p.kind == pSet || b.comparator(j) || p.kind == pWord && p.val == "," {
			break
		}
		if p.kind == pQty && !p.used {
			idx = append(idx, j)
		}
	}
	lv := c.lv
	if lv != nil && lv.unit == noUnit && len(idx) == 0 || !b.fitsUnit(lv, idx) {
		idx = nil
	}
	for _, j := range idx {
		b.ps[j].used = true
	}
	c.qty = idx
}

// fitsUnit reports whether the words may be the measure of a level in its unit.
func (b *bag) fitsUnit(lv *level, idx []int) bool {
	if lv == nil || len(idx) == 0 {
		return true
	}
	q := b.parts(idx)
	e, ok := q.expr()
	return ok && unitFits(lv, e)
}

func unitFits(lv *level, e query.Expr) bool {
	switch e.Measure {
	case facts.Personnel:
		return lv.unit == noUnit || lv.unit == heads
	case facts.EquipmentShare, facts.PersonnelShare, facts.InfrastructureShare, facts.OtherShare:
		return lv.unit == percent || lv.unit == money && !lv.perHead || lv.unit == noUnit && lv.value <= 100 && !lv.scaled
	case facts.ShareOfGDP, facts.RealChange:
		return lv.unit == percent || lv.unit == noUnit && lv.value <= 100 && !lv.scaled
	case "":
		return true
	}
	return lv.unit == money || lv.unit == noUnit
}

// settle gives each condition its quantity and puts its level into the unit of
// the figures. It reports false where the unit and the measure do not fit.
func (b *bag) settle(c *cond, shared []query.Expr) bool {
	if c.Qty.Op != query.Value && c.lv == nil {
		return c.moved(shared)
	}
	if c.Of != nil && c.lv == nil {
		if len(shared) > 0 {
			c.Qty = shared[0]
		}
		if e := &c.Qty; c.Of.Pool == query.Sum && e.Op == query.Value && e.Measure == "" && e.Cur == "" { // what is added up is money
			e.Measure, e.Cur = facts.SpendUSD, "USD"
		}
		if c.own {
			c.Of.Set = query.Set{}
		}
		return true
	}
	if !c.hasQty {
		switch q := b.parts(c.qty); {
		case q.any && (len(q.measures) > 0 || q.strict || q.gdp || q.perHead || q.cur != "" || q.real):
			e, ok := q.expr()
			if !ok {
				return false
			}
			c.Qty, c.hasQty = e, true
		case len(shared) > 0 && c.lv != nil && unitFits(c.lv, shared[0]) && shared[0].Measure != "":
			c.Qty, c.hasQty = shared[0], true
		}
	}
	if c.lv == nil {
		return true
	}
	return c.scale()
}

// moved gives a condition of change the quantity that changes.
func (c *cond) moved(shared []query.Expr) bool {
	if len(shared) == 0 || c.Qty.Measure != "" {
		return true
	}
	e := shared[0]
	real := e.Measure == facts.SpendUSDConstant || e.Measure == facts.RealChange
	switch {
	case real && c.Qty.Op == query.Change && c.Time.From == 0:
		c.Qty = query.Expr{Measure: facts.RealChange}
	case real && c.Qty.Op == query.Change:
		c.Qty.Unit, c.Qty.Measure = query.Real, ""
	default:
		c.Qty.Measure, c.Qty.Cur, c.Qty.Slice = e.Measure, e.Cur, e.Slice
	}
	return true
}

// scale puts the level into the unit of its measure.
func (c *cond) scale() bool {
	lv := c.lv
	if !math.IsNaN(lv.alt) && lv.unit == percent {
		c.Level, c.Dec = lv.alt, 3
	}
	switch {
	case lv.unit == percent:
		if c.Qty.Measure == "" {
			c.Qty.Measure = facts.ShareOfGDP
		}
		return unitFits(lv, c.Qty)
	case lv.unit == heads, c.Qty.Measure == facts.Personnel:
		if c.Qty.Measure != "" && c.Qty.Measure != facts.Personnel {
			return false
		}
		c.Qty.Measure = facts.Personnel
		c.Level, c.High = lv.value/1000, lv.high/1000
	case lv.unit == money && lv.perHead, c.Qty.Measure == facts.DefencePerCapita, c.Qty.Measure == facts.GDPPerCapita:
		if c.Qty.Measure != facts.GDPPerCapita {
			c.Qty.Measure = facts.DefencePerCapita
		}
		if lv.cur != "" && lv.cur != "USD" {
			return false
		}
	case lv.unit == money:
		if isSlice(string(c.Qty.Measure)) { // "more than 25 billion dollars on equipment"
			c.Qty = query.Expr{Measure: amount(lv.cur, false), Cur: lv.cur, Slice: c.Qty.Measure}
		}
		if c.Qty.Measure == "" || c.Qty.Measure == facts.ShareOfGDP {
			c.Qty.Measure, c.Qty.Cur = amount(lv.cur, false), lv.cur
		}
		c.Level, c.High = lv.value/1e6, lv.high/1e6
	case query.IsMoney(c.Qty.Measure):
		c.Level, c.High = lv.value/1e6, lv.high/1e6
		if !lv.scaled {
			return false
		}
	case lv.unit == times:
		return true
	case lv.unit == noUnit && c.Qty.Measure == "":
		if lv.value > 10 || lv.scaled {
			return false
		}
		c.Qty.Measure = facts.ShareOfGDP
	}
	return true
}
