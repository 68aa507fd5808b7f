package claim

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/reader"
)

// propositions are what a sentence states, each part for itself.
func (c *checker) propositions(s *sentence) []*proposition {
	var out []*proposition
	if s.row {
		c.begin(s)
		s.inUnit()
	}
	used := make([]bool, len(s.values))
	for _, find := range [...]func(*checker, *sentence, []bool) []*proposition{
		(*checker).counts, (*checker).rankings, (*checker).pledges, (*checker).relations, (*checker).shares, (*checker).amounts, (*checker).strengths} {
		out = append(out, find(c, s, used)...)
	}
	if len(out) == 0 {
		out = c.encounters(s)
	}
	if s.row && c.rows.why != "" {
		for _, p := range out {
			p.turned = c.rows.why
		}
	}
	c.siblings(s, out)
	return out
}

// siblings marks the numbers beside which another of the sentence is right: of
// a list in which all but one are right that one is not another Ally's. Of the
// two ends of a change neither is right alone.
func (c *checker) siblings(s *sentence, ps []*proposition) {
	for _, p := range ps {
		for _, o := range ps {
			switch {
			case o == p || o.turned != "":
			case p.stated != nil && o.stated != nil && p.measure == o.measure && o.stated.rel == exactly && o.strict && c.certain(o):
				p.stated.sibling = true
			case p.tally != nil && o.tally != nil && c.certain(o):
				p.tally.sibling = true
			}
		}
	}
	c.halves(s, ps)
}

// halves takes back what only the text around says of what it is, and one end
// of a change whose other end is wrong.
func (c *checker) halves(s *sentence, ps []*proposition) {
	for _, p := range ps {
		c.placed(s, p, ps)
		if p.stated == nil {
			continue
		}
		if p.stated.context && !p.stated.sibling && !c.framed(s, p) || len(s.times) == 0 && s.has(0, len(s.ps)-1, lexicon.When) { // "When Merkel left office, Germany spent 1.3 %": a time that was not read
			p.strict = false
		}
		if p.stated.leant && c.loneEnd(s, p, ps) {
			p.lacking = "the change it is a part of is not the one that the figures show"
		}
		for _, o := range ps {
			switch {
			case o == p || o.stated == nil || o.measure != p.measure || p.lacking != "":
			case c.certain(p) && !c.certain(o) && s.change(p.stated, o.stated):
				p.lacking = "the change it is a part of is not the one that the figures show"
			case !c.certain(p) && p.year == o.year && s.ends(min(p.stated.k, o.stated.k), max(p.stated.k, o.stated.k)):
				p.lacking = "the two ends of a change are not of one year"
			}
		}
	}
}

// loneEnd reports whether a number is one end of a change whose other end is not
// right.
func (c *checker) loneEnd(s *sentence, p *proposition, ps []*proposition) bool {
	for k := range s.values {
		if k == p.stated.k || !s.ends(min(k, p.stated.k), max(k, p.stated.k)) {
			continue
		}
		if !slices.ContainsFunc(ps, func(o *proposition) bool { return o.stated != nil && o.stated.k == k && o.turned == "" && c.certain(o) }) {
			return true
		}
	}
	return false
}

// placed takes back a place beside which a number of the same Ally is wrong.
func (c *checker) placed(s *sentence, p *proposition, ps []*proposition) {
	for _, o := range ps {
		if p.kind == "ranking" && o.stated != nil && o.number >= 0 && len(o.who) == 1 && slices.Equal(p.who, o.who) && p.year == o.year && s.clause[o.number] >= s.clause[p.from] && s.clause[o.number] <= s.clause[p.to] && o.turned == "" && o.lacking == "" && !c.certain(o) {
			p.lacking = "the number beside it is not the one that the figures show"
		}
	}
}

// framed reports whether a number that does not say of what it is can be of GDP
// alone: the text spoke of shares of GDP last, nobody else's words go before it
// in its paragraph, and nothing stands in its clause but whose it is, that it is
// so, and when.
func (c *checker) framed(s *sentence, p *proposition) bool {
	st := p.stated
	if st.m != facts.ShareOfGDP || c.of != ofGDP || st.want < 0.3 || st.want > 7 || s.marksTurn() {
		return false
	}
	if n := len(c.before); n > 0 && c.before[n-1].paragraph == s.paragraph && c.before[n-1].marksTurn() {
		return false
	}
	a, _ := s.span(s.clause[p.from], s.clause[p.from])
	_, z := s.span(s.clause[p.to], s.clause[p.to])
	for _, w := range s.times {
		if (w.at < a || w.at > z) && !s.thanTime(w.at) {
			return false
		}
	}
	if s.oneOfTwo(st.k) && !s.dated(s.values[st.k].at) {
		return false
	}
	for i := a; i <= z; i++ {
		ph := &s.ps[i]
		switch {
		case ph.Kind == reader.IsUnread:
			return false
		case ph.Kind != reader.IsWord, s.isName(i) >= 0, s.light(i), s.marked(i):
		case (ph.Is(lexicon.Rise) || ph.Is(lexicon.Fall)) && s.leadsTo(i, s.values[st.k].at):
		case !ph.Is(lexicon.At, lexicon.Spend, lexicon.Meet, lexicon.Share, lexicon.Defence, lexicon.Measure, lexicon.And, lexicon.But, lexicon.In, lexicon.Of, lexicon.To, lexicon.From, lexicon.Until, lexicon.Only, lexicon.Now, lexicon.Aux, lexicon.Cmp, lexicon.About, lexicon.Both, lexicon.GDP, lexicon.Not, lexicon.Miss, lexicon.Than):
			return false
		}
	}
	return true
}

// leadsTo reports whether a word that leads to where something rose stands
// right before or behind a number behind a word of change.
func (s *sentence) leadsTo(change, at int) bool {
	return s.has(at-2, at-1, lexicon.To, lexicon.At, lexicon.Until, lexicon.Meet) && change < at+4
}

// marksTurn reports whether a sentence gives another's words, a plan, a wish or
// a condition.
func (s *sentence) marksTurn() bool {
	for _, m := range s.marks {
		if m.Sort == lexicon.Turn && m.Val != "budget" {
			return true
		}
	}
	for i := range s.ps {
		if first := s.first(i); first == lexicon.SIPRI || first == lexicon.Publisher || first == lexicon.Should || first == lexicon.Forecast {
			return true
		}
	}
	for _, w := range s.times {
		if w.To > s.c.newest {
			return true
		}
	}
	return s.question || s.mark(0, len(s.ps)-1, lexicon.Base, "other")
}

// change reports whether two numbers are the ends of a change: joined by "from"
// and "to", or the only two of one Ally in its sentence, of two years.
func (s *sentence) change(a, b *stated) bool {
	if s.ends(min(a.k, b.k), max(a.k, b.k)) {
		return true
	}
	return s.sole() && len(s.values) == 2 && slices.Equal(a.who, b.who) && a.year != b.year && a.said && b.said
}

// measures of the bases of a per cent.
var measureOf = map[base]facts.Measure{ofGDP: facts.ShareOfGDP, equipment: facts.EquipmentShare, personnel: facts.PersonnelShare, infra: facts.InfrastructureShare,
	realGrowth: facts.RealChange}

// shares are the per cents that somebody is said to spend.
func (c *checker) shares(s *sentence, used []bool) []*proposition {
	var out []*proposition
	for k := range s.values {
		v := &s.values[k]
		if used[k] || v.lv.Unit != reader.Percent || v.lv.Fraction && !(v.base.category() && v.said) || v.lv.High != 0 || v.lv.Value > 100 {
			continue
		}
		if p := c.share(s, k); p != nil {
			out = append(out, p)
		}
	}
	return out
}

// stated is one number with the candidates for whose it is and when.
type stated struct {
	s        *sentence
	k        int // value
	who      []facts.Code
	quality  quality
	year     int
	said     bool // the year is named or the text's own
	rel      relation
	m        facts.Measure
	want     float64 // in the unit of the words
	unit     float64 // a figure is so many of the words' units
	dec      int
	negative bool
	first    bool // and never before
	never    bool // in no year
	ranged   bool // one of the two of a range
	from     int  // phrase of the first name; -1: named before
	context  bool // only the text around says of what it is
	leant    bool // only its digits outweigh a word that would turn it round
	listed   bool // a row of a list whose rows before are right for its year
	sibling  bool // another number of the sentence, in the same shape, is right
}

// sure is how many digits that say something a change, a part of the spending or
// an amount needs to be somebody's by its number.
const sure = 3

// share is the proposition of one per cent, nil where nobody is named whose it
// could be.
func (c *checker) share(s *sentence, k int) *proposition {
	v := &s.values[k]
	budget := v.base == ofBudget
	if v.base == growth {
		return c.grownBy(s, k)
	}
	m, known := c.measured(v)
	if !known {
		return nil
	}
	st := stated{s: s, k: k, m: m, want: v.lv.Value, unit: 1, dec: max(0, v.lv.Dec)}
	if !c.related(&st) {
		return nil
	}
	if m == facts.RealChange && s.fell(v.at) {
		st.want, st.rel = -st.want, st.rel.mirrored()
	}
	precise := st.precise(v)
	if v.base == unknownBase && st.rel != exactly && c.goal(&st) {
		v.base = ofGDP
	}
	if !c.admissible(&st, precise) {
		return nil
	}
	if p := c.grownBehind(&st, precise); p != nil {
		return p
	}
	p := c.attach(&st, precise)
	if p == nil || !precise && slices.Contains(p.who, facts.NATOTotal) && p.stated.quality != tight {
		return nil
	}
	p.ofKind(v, m)
	p.strict = p.strict && !v.lv.Fraction && (c.spends || !c.asked)
	if budget {
		c.ofBudget(p, precise)
	}
	p.stated.context = v.base == unknownBase && !p.stated.listed
	if p.stated.context && !precise && !c.sharesGo(s) && !c.framed(s, p) {
		return nil
	}
	return p
}

// grownBy is the proposition of a per cent by which something changed.
func (c *checker) grownBy(s *sentence, k int) *proposition {
	if p := c.grownUnsaid(s, k); p != nil || s.values[k].lv.Dec < 2 {
		return p
	}
	return c.pointsAsPercent(s, k)
}

// measured is the measure that a per cent is of, false where it is none.
func (c *checker) measured(v *value) (facts.Measure, bool) {
	if v.base == ofBudget || v.base == unknownBase && (c.gdp || c.topic) {
		return facts.ShareOfGDP, true
	}
	m, ok := measureOf[v.base]
	return m, ok
}

// precise reports whether a number has so many digits that it is somebody's by
// them.
func (st *stated) precise(v *value) bool {
	return st.rel == exactly && (st.dec >= 2 || v.said && (st.m == facts.RealChange || v.base.category()) && significant(v.lv) >= sure)
}

// ofKind names what a per cent is a statement of.
func (p *proposition) ofKind(v *value, m facts.Measure) {
	p.kind, p.unit = "ally_share", m.Unit()
	if v.base == realGrowth {
		p.kind, p.value = "change", v.lv.Value
	}
	if len(p.who) == 1 && p.who[0].Aggregate() {
		p.kind = "aggregate"
	}
}

// related finds how a per cent is compared; false where a level is named and
// nothing says how one stands to it.
func (c *checker) related(st *stated) bool {
	s, v := st.s, &st.s.values[st.k]
	var neg bool
	st.rel, neg = s.hedge(st.k)
	switch {
	case v.most:
		st.rel = above
	case v.lv.Fraction && st.rel == exactly:
		st.rel = about
	}
	if st.rel == exactly && v.lv.Dec <= 0 && (v.named || s.mark(v.at, v.at+2, lexicon.Mark)) {
		st.rel, neg = s.towards(v.at)
		if st.rel == exactly {
			return false
		}
	}
	if a, _ := s.span(s.clause[v.at], s.clause[v.at]); st.rel == exactly && c.goal(st) && s.negated(a, v.at-1) && s.has(a, v.at, lexicon.Spend, lexicon.At) {
		st.rel, neg = below, true // who does not spend 2 % spends less
	}
	st.negative = neg
	_, st.ranged = s.ranged(st.k)
	if a, _ := s.span(s.clause[v.at], s.clause[v.at]); s.has(a, v.at, lexicon.Never) && neg && st.rel == below {
		st.never, s.ever = true, true
	}
	if s.near(v.at, lexicon.FirstTime) {
		st.first = true
		if st.rel == exactly {
			st.rel = atLeast
		}
	}
	return true
}

// admissible reports whether enough says that a number is a share of its base:
// a precise one needs little.
func (c *checker) admissible(st *stated, precise bool) bool {
	s, v := st.s, &st.s.values[st.k]
	if v.base == realGrowth && st.rel != exactly && st.rel != about {
		return false
	}
	if precise {
		return true
	}
	if st.dec == 0 && s.has(0, len(s.ps)-1, lexicon.All, lexicon.None, lexicon.Only, lexicon.AllBut, lexicon.Except) {
		return false
	}
	if v.base == unknownBase && !c.sharesGo(s) && c.of != ofGDP {
		return false
	}
	if !v.hint && !v.said && st.dec == 0 && st.rel == exactly && !s.defence() && !c.asked {
		return false
	}
	return c.about(s)
}

// grownUnsaid is a change of spending of which nothing says that it is in real
// terms, where it is the one that NATO gives in real terms and not the one at
// current prices; nil where it is not.
func (c *checker) grownUnsaid(s *sentence, k int) *proposition {
	v := &s.values[k]
	a, z := s.span(s.clause[v.at], s.clause[v.at])
	if !s.has(a, z, lexicon.Spend, lexicon.Defence) && !s.has(a, z, lexicon.Measure) || s.mark(a, z, lexicon.Turn) || s.mark(0, len(s.ps)-1, lexicon.Base, "other") || s.spanned() {
		return nil
	}
	for i := range s.ps {
		if s.ps[i].Is(lexicon.Real) && !s.parted(i, v.at) {
			return nil
		}
	}
	st := stated{s: s, k: k, m: facts.RealChange, want: v.lv.Value, unit: 1, dec: max(0, v.lv.Dec)}
	if st.rel, st.negative = s.hedge(k); st.rel != exactly {
		return nil
	}
	if s.fell(v.at) {
		st.want = -st.want
	}
	p := c.attach(&st, false)
	if p == nil || p.turned != "" || p.lacking != "" || len(p.who) != 1 || !c.certain(p) || c.nominal(c.home, p, &st) {
		return nil
	}
	p.kind, p.unit, p.value, p.strict, p.number = "change", facts.RealChange.Unit(), v.lv.Value, false, -1
	test := p.test
	p.test = func(e *facts.Edition) finding {
		f := test(e)
		if f.truth == yes {
			f.truth, f.right = no, ""
		} else {
			f.truth = unknown
		}
		return f
	}
	p.near = func(*facts.Edition, finding) string { return "this is the change in real terms, which is not said" }
	return p
}

// nominal reports whether a change is also the one at current prices, in the
// Ally's own money or in dollars.
func (c *checker) nominal(e *facts.Edition, p *proposition, st *stated) bool {
	for _, m := range [...]facts.Measure{facts.SpendNCU, facts.SpendUSD} {
		now, ok1 := e.Figure(p.who[0], m, p.year)
		was, ok2 := e.Figure(p.who[0], m, p.year-1)
		if ok1 && ok2 && was.Held != 0 {
			if g := (now.Held/was.Held - 1) * 100; exactly.fits(g, g, st.want, st.dec) {
				return true
			}
		}
	}
	return false
}

// grownBehind is the real growth that a precise number is where the sentence
// speaks of it before a colon; nil where it is not.
func (c *checker) grownBehind(st *stated, precise bool) *proposition {
	s, b := st.s, st.s.values[st.k].base
	if !precise || b == equipment || b == personnel || b == infra || !s.has(0, len(s.ps)-1, lexicon.Real) {
		return nil
	}
	grown := *st
	grown.m = facts.RealChange
	p := c.attach(&grown, precise)
	if p == nil || p.turned != "" || !c.certain(p) {
		return nil
	}
	p.kind, p.unit = "change", facts.RealChange.Unit()
	return p
}

// sharesGo reports whether the shares of GDP of a paragraph go on: one with
// decimals stands in this sentence or in the one before, and is right.
func (c *checker) sharesGo(s *sentence) bool {
	if s.sharesSeen {
		return true
	}
	n := len(c.before)
	return n > 0 && c.before[n-1].paragraph == s.paragraph && c.before[n-1].sharesSeen
}

// ofBudget makes a share of the budget of a share of GDP: where the number is
// that of GDP, only the noun is wrong.
func (c *checker) ofBudget(p *proposition, precise bool) {
	p.strict = false
	test := p.test
	p.test = func(e *facts.Edition) finding {
		f := test(e)
		if f.truth == yes {
			f.truth = no
			f.right = ""
		} else {
			f.truth = unknown
		}
		return f
	}
	p.near = func(*facts.Edition, finding) string {
		if precise {
			return "it is a share of GDP, not of the budget"
		}
		return ""
	}
}

// about reports whether sentence or text speaks of defence, so that a share of
// GDP is one of defence.
func (c *checker) about(s *sentence) bool { return c.topic || s.defence() || c.gdp }

// defence reports whether the sentence speaks of defence.
func (s *sentence) defence() bool {
	return s.has(0, len(s.ps)-1, lexicon.Defence, lexicon.Named, lexicon.Commit) || s.has(0, len(s.ps)-1, lexicon.Measure)
}

// A quality is how surely a value is somebody's.
type quality uint8

const (
	loose  quality = iota // somebody named in the sentence
	within                // the one named in its clause
	tight                 // in a shape that leaves no choice
)

// A party is whom a value can be of.
type party struct {
	who     []facts.Code
	from    int // phrase of the first name; -1: named before
	quality quality
}

// attach finds whose the number is and of when. A precise number may be
// anybody's in the sentence whose figure it is; another only of whom its place
// says.
func (c *checker) attach(st *stated, precise bool) *proposition {
	s := st.s
	parties := c.partiesOf(s, st.k, precise)
	return c.attachTo(st, parties, precise)
}

// attachTo is attach where the parties are found.
func (c *checker) attachTo(st *stated, parties []party, precise bool) *proposition {
	s := st.s
	at := s.values[st.k].at
	if len(parties) == 0 {
		return nil
	}
	years, said := c.years(s, at)
	from, to := parties[0].from, at
	if from < 0 {
		from = at
	}
	best := c.value(st, parties[0], years[0], said)
	best.from, best.to = min(from, to), max(from, to)
	best.turned = c.turned(s, best.from, best.to, st.negative, false)
	if precise {
		if p := c.evidence(st, parties, years, said); p != nil {
			return p
		}
	}
	if best.turned == "" && s.nobody() {
		best.turned = "it denies something, and what was not read with certainty"
	}
	if best.turned != "" {
		if !s.values[st.k].said || parties[0].quality == loose || parties[0].from < 0 {
			return nil
		}
		return best
	}
	if !precise && parties[0].quality == loose {
		return nil
	}
	if parties[0].from < 0 && (st.rel != exactly || !c.certain(best)) {
		return nil
	}
	best.precise = precise && st.dec >= 2 && c.placedRight(best, parties[0], said)
	best.strict = c.explicit(s, best, parties[0], said) && !(st.m == facts.ShareOfGDP && st.want > mostShare)
	return best
}

// placedRight reports whether a share of two decimals stands in a clause that
// gives it to a party and to a year of which NATO's newest edition speaks.
func (c *checker) placedRight(p *proposition, pt party, said bool) bool {
	s := p.stated.s
	return p.stated.m.Share() && pt.quality >= within && pt.from >= 0 && s.places == 0 && (said || len(s.times) == 0) && !c.ofThen(s, p.from, p.to)
}

// mostShare is a per cent of GDP that no Ally has come near in the years of the
// figures: a larger number is of something else.
const mostShare = 12

// nobody reports whether a sentence opens with nobody: "Nobody in Berlin says
// that Germany spends …".
func (s *sentence) nobody() bool {
	for i := 0; i < len(s.ps) && s.isName(i) < 0; i++ {
		if s.first(i) == lexicon.None {
			return true
		}
	}
	return false
}

// explicit reports whether every part of a proposition is said: whose in a
// shape that leaves no choice, when, and nothing unread beside it.
func (c *checker) explicit(s *sentence, p *proposition, pt party, said bool) bool {
	return pt.quality == tight && pt.from >= 0 && c.plain(s, p.from, p.to) && (said && s.timedBeside(p.from, p.to) || len(s.times) == 0 && s.opensPlainly()) && s.places == 0
}

// timedBeside reports whether no time of a sentence stands in a clause of its
// own: behind the clauses from to to it may be another's ("double of ten years
// ago"), before them only where it opens the sentence with nothing else.
func (s *sentence) timedBeside(from, to int) bool {
	a, _ := s.span(s.clause[from], s.clause[from])
	_, z := s.span(s.clause[to], s.clause[to])
	if a > z {
		a, z = z, a
	}
	for _, w := range s.times {
		if w.at >= a && w.at <= z && !s.thanTime(w.at) {
			return true
		}
	}
	for _, w := range s.times {
		switch {
		case s.thanTime(w.at), s.parted(w.at, from):
		case w.at > z:
			if s.nearest(w.at, from) >= 0 && s.valueIn(a, z, -1) == s.nearest(w.at, s.valueIn(a, z, from)) {
				return false
			}
		default:
			b, e := s.span(s.clause[w.at], s.clause[w.at])
			if s.nearest(w.at, s.valueIn(a, z, from)) == s.valueIn(a, z, -1) && s.has(b, e, lexicon.Spend, lexicon.Meet, lexicon.At, lexicon.Aux, lexicon.When) {
				return false
			}
		}
	}
	return true
}

// opensPlainly reports whether a sentence opens with whom it is about, or with
// words that say nothing: what else stands there may be a time or a source
// ("Under the Merkel governments", "Without pensions").
func (s *sentence) opensPlainly() bool {
	for i := range s.ps {
		switch first := s.first(i); {
		case s.isName(i) >= 0, s.ps[i].Kind == reader.IsLevel:
			return true
		case s.ps[i].Kind == reader.IsUnread && !s.marked(i), s.ps[i].Kind == reader.IsTime:
			return false
		case strange[first], first == lexicon.Cmp, first == lexicon.Except, first == lexicon.Outside, first == lexicon.Since, first == lexicon.Until, first == lexicon.After:
			return false
		}
	}
	return false
}

// certain reports whether a proposition holds by the edition of the day: of a
// subject that was named before nothing else may be said.
func (c *checker) certain(p *proposition) bool {
	return c.home != nil && p.test(c.home).truth == yes
}

// evidence is the proposition with the party and year whose figure the number
// is, by the edition of the day or, of the first party, one before it.
func (c *checker) evidence(st *stated, parties []party, years []int, said bool) *proposition {
	s, at := st.s, st.s.values[st.k].at
	for n, pt := range parties {
		if n > 0 && parties[0].quality == tight {
			break
		}
		for i, y := range years {
			if pt.from < 0 && i > 0 && y != c.newest || i > 0 && (n > 0 || said) {
				continue
			}
			p := c.value(st, pt, y, said)
			if !c.certain(p) || pt.from < 0 && st.rel != exactly {
				continue
			}
			from := pt.from
			if from < 0 {
				from = at
			}
			p.from, p.to = min(from, at), max(from, at)
			if p.turned = c.turned(s, p.from, p.to, st.negative, st.rel == exactly && (st.dec >= 2 && st.m.Share() || (st.m == facts.SpendUSD || st.m == facts.SpendNCU) && significant(s.values[st.k].lv) >= sure)); p.turned == "" && !s.nobody() {
				p.stated.leant = c.turned(s, p.from, p.to, st.negative, false) != ""
				s.sharesSeen = s.sharesSeen || st.m == facts.ShareOfGDP
				s.current = s.current || st.m == facts.ShareOfGDP && y == c.newest
				p.strict = c.explicit(s, p, pt, said)
				return p
			}
		}
	}
	return nil
}

// value is the proposition that a number is a party's in a year.
func (c *checker) value(st *stated, pt party, year int, said bool) *proposition {
	one := *st
	one.who, one.year, one.said, one.quality, one.from = pt.who, year, said, pt.quality, pt.from
	p := &proposition{stated: &one, who: pt.who, measure: st.m, year: year, value: st.want, valued: true, number: st.s.values[st.k].at}
	if twice(st.s.values[st.k].lv) {
		p.lacking = c.both(&one)
	}
	p.test = func(e *facts.Edition) finding { return c.beside(e, &one, c.testValue(e, &one)) }
	one.listed = year == c.newest && c.listed(&one)
	p.settled = one.listed || c.settled(st.s, said)
	if !said && year == c.newest && !one.listed {
		p.again = st.rel == exactly && !c.goal(st)
		p.retest = func(e *facts.Edition, year int) finding {
			o := one
			o.year = year
			return c.beside(e, &o, c.testValue(e, &o))
		}
	}
	p.near = func(e *facts.Edition, _ finding) string { return c.nearValue(e, &one) }
	p.others = func() []reading { return c.otherValues(&one) }
	return p
}

// listed reports whether a number is that of a row of a list of which most rows
// before it are right as shares of GDP of the newest year: then so is it meant,
// and no older year or edition excuses it.
func (c *checker) listed(st *stated) bool {
	s := st.s
	return s.row && c.rows.paragraph == s.paragraph && c.rows.right >= rowsBefore && c.rows.right*2 > c.rows.all && len(s.times) == 0 && len(s.values) == 1 && st.m == facts.ShareOfGDP
}

// rowsBefore is how many rows that are right say what a list is of.
const rowsBefore = 2

// A list is what the rows of one were so far.
type list struct {
	paragraph, all, right int
	dated                 bool   // a year was said before its first row
	why                   string // its head says why nothing in it is decided, or ""
	cur                   string // of the amounts in it, as its head says, or ""
	scale                 float64
}

// begin reads the head of a list where a row is its first: the sentence before,
// or a line of its own that has no number.
func (c *checker) begin(s *sentence) {
	if c.rows.paragraph != s.paragraph || c.rows.all == 0 && len(s.values) == 0 {
		c.rows = list{paragraph: s.paragraph}
		if n := len(c.before); n > 0 {
			head := c.before[n-1]
			c.rows.dated, c.rows.why = head.datedNow(), head.heads()
			c.rows.cur, c.rows.scale = head.unitOf()
		}
		if len(s.values) == 0 {
			c.rows.dated, c.rows.why = c.rows.dated || s.datedNow(), c.rows.why+s.heads()
		}
	}
}

// unitOf is the currency with its scale in which a head says that a list is, ""
// where it does not.
func (s *sentence) unitOf() (cur string, scale float64) {
	for i := range s.ps {
		switch s.first(i) {
		case lexicon.Currency:
			cur = s.ps[i].Val(lexicon.Currency)
		case lexicon.Scale:
			scale = s.ps[i].Senses[0].Num
		}
	}
	if scale < 1e6 || len(s.values) > 0 {
		return "", 0
	}
	return cur, scale
}

// inUnit reads the bare numbers of a row in the unit that the list's head says.
func (s *sentence) inUnit() {
	for k := range s.values {
		if lv := &s.values[k].lv; s.c.rows.cur != "" && lv.Unit == reader.Bare && lv.Scale == 1 && !lv.Year && !lv.Fraction {
			lv.Unit, lv.Cur, lv.Scale = reader.Money, s.c.rows.cur, s.c.rows.scale
			lv.Value, lv.Alt = lv.Value*lv.Scale, lv.Alt*lv.Scale
		}
	}
}

// heads says why nothing is decided that stands in a list under a sentence: it
// names another source or measure, or speaks of what is to come; "" else.
func (s *sentence) heads() string {
	for _, m := range s.marks {
		switch {
		case m.Sort == lexicon.Turn && m.Val != "by" && m.Val != "budget":
			return reasons[m.Val]
		case m.Sort == lexicon.Base && m.Val == "other":
			return reasons["other"]
		}
	}
	if s.marksTurn() {
		return "its head speaks of another source or time"
	}
	return ""
}

// take counts a row.
func (l *list) take(s *sentence) {
	if len(s.values) > 0 {
		l.all++
	}
	if s.current && len(s.times) == 0 {
		l.right++
	}
}

// datedNow reports whether a sentence names the newest year by its digits.
func (s *sentence) datedNow() bool {
	for _, w := range s.times {
		if w.Said && s.c.yearOf(w) == s.c.newest {
			return true
		}
	}
	return false
}

// both says what two readings of a number's digits give, where they do not
// agree; "" where they do.
func (c *checker) both(st *stated) string {
	lv := st.s.values[st.k].lv
	alt := *st
	alt.want = st.want / lv.Value * lv.Alt
	if c.home != nil {
		a, b := c.testValue(c.home, st), c.testValue(c.home, &alt)
		if a.truth == yes || b.truth == yes {
			*st = pick(a.truth == yes, *st, alt)
			return ""
		}
	}
	return fmt.Sprintf("the number can be read as %s and as %s", facts.ShortNumber(lv.Value/max(1, lv.Scale)), facts.ShortNumber(lv.Alt/max(1, lv.Scale)))
}

func pick[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

// testValue compares a number with the figures of an edition.
func (c *checker) testValue(e *facts.Edition, st *stated) finding {
	out := finding{truth: yes, closed: true}
	var says []string
	for _, code := range st.who {
		f, ok := e.Figure(code, st.m, st.year)
		if !ok || e.LeftOut(code, st.m, st.year) != nil {
			return finding{}
		}
		out.figures = append(out.figures, f)
		out.closed = out.closed && !f.Estimate
		says = append(says, c.tell(f))
		printed, held := f.Value*st.unit, f.Held*st.unit
		if !st.rel.fits(printed, held, st.want, st.dec) || c.falseLevel(st, printed) {
			out.truth = no
			out.right = written(st, printed)
		} else if st.m == facts.ShareOfGDP && st.rel == exactly && st.dec == 0 && math.Abs(printed-st.want) > 0.3 {
			out.truth = unknown // nobody writes 2.53 as 3
		} else if st.rel == atLeast && printed > 1.5*st.want && out.truth == yes && !st.ranged {
			out.truth = unknown // "reaches 2 %" is not said of 4
		}
		if st.never && out.truth == yes {
			out.truth = unknown // of all years the figures hold some
		}
		if st.first && out.truth == yes && !c.firstTime(e, code, st) {
			out.truth, out.right = no, ""
			out.says += ", and in a year before as well"
		}
	}
	out.says = strings.Join(says, "; ")
	return out
}

// firstTime reports whether a level was not reached in any year before.
func (c *checker) firstTime(e *facts.Edition, code facts.Code, st *stated) bool {
	for _, f := range e.SeriesOf(code, st.m, 0, st.year-1) {
		if st.rel.fits(f.Value*st.unit, f.Held*st.unit, st.want, st.dec) {
			return false
		}
	}
	return true
}

// goal reports whether a number is the level of a commitment in force.
func (c *checker) goal(st *stated) bool {
	for _, com := range c.d.InForce(c.asOf) {
		if st.m == facts.ShareOfGDP && com.Of == "gdp" && com.Value == st.want {
			return true
		}
	}
	return false
}

// falseLevel reports that a number without decimals is a level of a commitment
// that the figure only rounds to: at 2 % is who reaches it.
func (c *checker) falseLevel(st *stated, printed float64) bool {
	if st.m != facts.ShareOfGDP || st.rel != exactly || st.dec > 1 || printed >= st.want {
		return false
	}
	return c.goal(st)
}

// written is a right number as the sentence writes its own.
func written(st *stated, v float64) string {
	dec := st.dec
	if st.rel != exactly && st.m.Share() {
		dec = st.m.Decimals()
	}
	if st.want < 0 {
		v = -v // "fell by 3.1 %"
	}
	out := facts.FormatNumber(v, dec)
	if raw := st.s.number(st.s.values[st.k].at).Raw; strings.Contains(raw, ",") && !strings.Contains(raw, ".") {
		out = continental.Replace(out)
	}
	return out
}

// continental writes a number as most of the continent does.
var continental = strings.NewReplacer(",", ".", ".", ",")

// nearValue names the one detail that is wrong, "" where it is more.
func (c *checker) nearValue(e *facts.Edition, st *stated) string {
	if len(st.who) != 1 || st.rel != exactly || !st.m.Share() || st.dec < 1 || st.quality != tight {
		return ""
	}
	f, ok := e.Figure(st.who[0], st.m, st.year)
	if !ok {
		return ""
	}
	if was, ok := e.Figure(st.who[0], st.m, st.year-1); ok && (!st.said || st.s.oneOfTwo(st.k)) && exactly.fits(was.Value, was.Held, st.want, st.dec) {
		return "" // it is the year before's
	}
	off := math.Abs(facts.Round(f.Value, st.dec) - st.want)
	if step := math.Pow10(-st.dec); off < 1.5*step && off <= 0.1 && !crosses(f.Value, st.want) {
		return lastDigit
	}
	return ""
}

// crosses reports whether a level that matters lies between two shares.
func crosses(a, b float64) bool {
	for _, l := range [...]float64{2, 3.5, 5, 20} {
		if (a >= l) != (b >= l) {
			return true
		}
	}
	return false
}

// otherValues are the readings under which a number would be true: another
// Ally of the sentence or the Alliance, another year, another measure of the
// same unit, another rounding.
func (c *checker) otherValues(st *stated) []reading {
	var out []reading
	add := func(o stated, rounded bool) {
		out = append(out, reading{rounded: rounded, test: func(e *facts.Edition) finding { return c.testValue(e, &o) }})
	}
	settled := st.listed || c.settled(st.s, st.said) && (st.ranged || !st.s.oneOfTwo(st.k))
	for dy := -2; dy <= 2; dy++ {
		for _, m := range similar(st.m) {
			if dy == 0 && m == st.m || dy != 0 && settled {
				continue
			}
			o := *st
			o.year, o.m = st.year+dy, m
			add(o, false)
		}
	}
	if st.listed && !c.rows.dated { // a list that names no year may be older in a row
		o := *st
		o.year--
		add(o, false)
		out[len(out)-1].everywhere = true
	}
	var whos []facts.Code
	if st.dec > 0 { // without decimals one of them nearly always fits
		whos = append(whos, facts.NATOTotal, facts.EuropeCanada)
	}
	for _, n := range st.s.names {
		whos = append(whos, n.code)
	}
	if st.sibling || st.rel != exactly && st.rel != about {
		whos = nil
	}
	for _, w := range whos {
		if !slices.Contains(st.who, w) {
			o := *st
			o.who = []facts.Code{w}
			add(o, false)
		}
	}
	if len(st.who) > 1 {
		for _, w := range st.who {
			o := *st
			o.who = []facts.Code{w}
			add(o, false)
		}
	}
	if st.rel == exactly { // cut, or rounded once more
		o := *st
		o.rel = about
		if st.dec >= 2 {
			o.rel = truncated
		}
		add(o, true)
	} else if other, ok := looser[st.rel]; ok {
		o := *st
		o.rel = other
		add(o, true)
	}
	return out
}

// opens reports whether a sentence opens with whom it is about, with nothing
// before that may be a time ("for years", "under her predecessor").
func (s *sentence) opens() bool {
	for i := range s.ps {
		switch first := s.first(i); {
		case s.isName(i) >= 0, first == lexicon.Measure, first == lexicon.Defence, first == lexicon.Allies, first == lexicon.All, first == lexicon.Only, first == lexicon.None, first == lexicon.AllBut,
			s.ps[i].Kind == reader.IsLevel:
			return true
		case first != lexicon.Elision:
			return false
		}
	}
	return false
}

// oneOfTwo reports whether another number of the unit stands beside one with no
// other Ally between them, so that each may be of another year.
func (s *sentence) oneOfTwo(k int) bool {
	for j := range s.values {
		if j == k || s.values[j].lv.Unit != s.values[k].lv.Unit {
			continue
		}
		a, b := min(s.values[j].at, s.values[k].at), max(s.values[j].at, s.values[k].at)
		between := false
		for _, n := range s.names {
			between = between || n.at > a && n.at < b && n.code != facts.NATOTotal
		}
		if !between && (s.sole() || s.clause[a] == s.clause[b]) {
			return true
		}
	}
	return false
}

// settled reports whether a sentence leaves no choice of the year: it names one,
// and no other; or it names none, speaks on a day of the newest year, and so
// does all that stands before it.
func (c *checker) settled(s *sentence, said bool) bool {
	switch {
	case len(s.times) == 1 && said:
		return s.times[0].Role == reader.InYear || s.times[0].Role == reader.Today
	case len(s.times) > 0 || c.newest != c.day.Year() || s.has(0, len(s.ps)-1, lexicon.Before, lexicon.After, lexicon.Aux) || !s.opens():
		return false
	}
	return !c.otherYear
}

// looser are the relations that a word for a stricter one may mean.
var looser = map[relation]relation{nearly: about, justOver: about, above: atLeast, below: atMost}

// similar are the measures that a word for one may mean.
func similar(m facts.Measure) []facts.Measure {
	switch m {
	case facts.SpendUSD, facts.SpendNCU, facts.SpendUSDConstant, facts.SpendNCUConstant:
		return []facts.Measure{facts.SpendUSD, facts.SpendNCU, facts.SpendUSDConstant, facts.SpendNCUConstant}
	case facts.ShareOfGDP:
		return []facts.Measure{facts.ShareOfGDP}
	case facts.RealChange:
		return []facts.Measure{facts.RealChange, facts.RealChangeSince}
	}
	return []facts.Measure{m}
}

// parties are whom a value can be of, the likeliest first.
func (s *sentence) parties(k int) []party {
	at := s.values[k].at
	var out []party
	add := func(p party) {
		for _, o := range out {
			if slices.Equal(o.who, p.who) {
				return
			}
		}
		out = append(out, p)
	}
	sole := s.sole()
	for i := at - 1; i >= 0 && i >= at-4 && s.clause[i] == s.clause[at]; i-- {
		if n := s.isName(i); n >= 0 && s.names[n].code.Aggregate() && s.has(i, at, lexicon.Mean) {
			return []party{{[]facts.Code{s.names[n].code}, i, tight}} // "the NATO average of 2 %"
		}
	}
	if n := s.bracketed(at); n >= 0 {
		add(party{[]facts.Code{s.names[n].code}, s.names[n].at, tight})
	}
	if p, ok := s.zipped(k); ok {
		add(p)
	}
	if run := s.runBefore(at); len(run) > 0 {
		add(s.judged(run, at, k, sole))
	}
	if n := s.nameAfter(at, k); n >= 0 {
		q := within
		if s.pairedAfter() {
			q = tight
			out = nil
		}
		add(party{[]facts.Code{s.names[n].code}, s.names[n].at, q})
	}
	for _, n := range s.names {
		if s.beaten(n.at, at) {
			continue
		}
		q := loose
		if sole && s.clause[n.at] == s.clause[at] {
			q = within
		}
		add(party{[]facts.Code{n.code}, n.at, q})
	}
	return out
}

// sole reports whether one Ally or aggregate is named, and no other country.
func (s *sentence) sole() bool {
	if s.places > 0 {
		return false
	}
	code := facts.Code("")
	for _, n := range s.names {
		if n.code == facts.NATOTotal {
			continue // the Alliance is named beside everybody
		}
		if code != "" && n.code != code {
			return false
		}
		code = n.code
	}
	return len(s.names) > 0
}

// bracketed is the name before the bracket in which a value stands, or -1.
func (s *sentence) bracketed(at int) int {
	if s.depth[at] == 0 {
		return -1
	}
	i := at
	for i > 0 && s.ps[i].Sign != '(' && s.ps[i].Sign != '[' {
		i--
		if s.isName(i) >= 0 {
			return s.isName(i)
		}
	}
	for i--; i >= 0 && s.light(i); i-- {
	}
	return s.isName(i)
}

// light reports whether a phrase says nothing by itself.
func (s *sentence) light(i int) bool {
	return s.first(i) == lexicon.Filler || s.first(i) == lexicon.Please || s.first(i) == lexicon.Elision
}

// isName is the index of the name at a phrase, or -1.
func (s *sentence) isName(at int) int {
	for n := range s.names {
		if s.names[n].at == at {
			return n
		}
	}
	return -1
}

// runBefore are the names joined by commas and "and" that stand last before a
// phrase.
func (s *sentence) runBefore(at int) []int {
	last := -1
	for n := range s.names {
		if s.names[n].at < at && (s.names[n].code != facts.NATOTotal || last < 0) && !s.beaten(s.names[n].at, at) {
			last = n
		}
	}
	if last < 0 {
		return nil
	}
	run := []int{last}
	for n := last - 1; n >= 0 && s.joined(s.names[n].at, s.names[run[0]].at); n-- {
		run = slices.Insert(run, 0, n)
	}
	if len(run) == 2 && !s.has(s.names[run[0]].at, at, lexicon.And, lexicon.Both, lexicon.Neither) {
		return run[1:] // "unlike Spain, Portugal …" is no list
	}
	return run
}

// beaten reports whether a name is only what another is set against, in a
// clause of its own: "Estonia, just behind Poland, spends …".
func (s *sentence) beaten(name, at int) bool {
	return s.clause[name] != s.clause[at] && !s.apposed(name, at) && s.outdone(name)
}

// apposed reports whether a number stands right behind a name as its own:
// "Poland, at 4.12 %".
func (s *sentence) apposed(name, at int) bool {
	comma := false
	for i := name + 1; i < at; i++ {
		switch {
		case s.ps[i].Sign == ',' && !comma:
			comma = true
		case s.article(i) && comma:
		case !comma, !s.light(i) && !s.ps[i].Is(lexicon.At, lexicon.In, lexicon.To, lexicon.From, lexicon.About, lexicon.Cmp, lexicon.Spend):
			return false
		}
	}
	return comma && at-name <= 5
}

// article reports whether a phrase is the numeral that some languages use as an
// article, also before per cents: "con un 3,46 %".
func (s *sentence) article(i int) bool {
	lv := &s.ps[i].Level
	return s.ps[i].Kind == reader.IsLevel && lv.Dec < 0 && lv.Value == 1 && lv.Unit == reader.Bare && lv.Scale == 1
}

// overtaken reports whether a name that another was set above or below stands
// between a name that has its number already and a further number, which then
// may be of either: "Greece has 3.54 %, ahead of Poland, which has 2.42 %".
func (s *sentence) overtaken(name, at int) bool {
	for _, n := range s.names {
		if n.at <= name || n.at >= at || n.code.Aggregate() || !s.beaten(n.at, at) {
			continue
		}
		for _, v := range s.values {
			if v.at > name && v.at < n.at && v.lv.Unit == reader.Percent {
				return true
			}
		}
	}
	return false
}

// outdone reports whether a word that sets another above or below a name stands
// right before it in its clause.
func (s *sentence) outdone(name int) bool {
	for i := name - 1; i >= 0 && i >= name-3 && s.clause[i] == s.clause[name]; i-- {
		if s.ps[i].Is(lexicon.More, lexicon.Less, lexicon.Than, lexicon.Compare, lexicon.After, lexicon.Before) {
			return true
		}
	}
	return false
}

// joined reports whether only commas and "and" stand between two phrases.
func (s *sentence) joined(a, b int) bool {
	for i := a + 1; i < b; i++ {
		if !s.light(i) && s.ps[i].Sign != ',' && !s.ps[i].Is(lexicon.And, lexicon.Both, lexicon.Neither) {
			return false
		}
	}
	return b > a
}

// judged is a run of names as the party of a value.
func (s *sentence) judged(run []int, at, k int, sole bool) party {
	p := party{from: s.names[run[0]].at}
	for _, n := range run {
		p.who = append(p.who, s.names[n].code)
	}
	last := s.names[run[len(run)-1]].at
	same := s.clause[last] == s.clause[at]
	between := k > 0 && s.values[k-1].at > last && s.values[k-1].lv.Unit == s.values[k].lv.Unit && !s.ends(k-1, k)
	if _, ok := s.ranged(k); ok {
		between = false
	}
	switch {
	case between && sole && !s.dated(at):
		p.quality = within
	case s.overtaken(last, at):
	case p.who[0] == facts.NATOTotal:
		if same && !between {
			p.quality = within
		}
	case sole, len(run) > 1 && s.only(run) && same:
		p.quality = tight
	case len(run) == 1 && s.paired(), same && !between && s.subjectIn(last, at):
		p.quality = tight
	case same, !between && len(run) == 1:
		p.quality = within
	}
	return p
}

// dated reports whether a year stands by this value as by the one before it.
func (s *sentence) dated(at int) bool {
	n := 0
	close := false
	for _, w := range s.times {
		if s.nearest(w.at, at) == at && w.Role == reader.InYear && w.To != 0 {
			n++
			close = w.at > at && w.at-at <= 2
		}
	}
	return n == 1 && (len(s.times) > 1 || close)
}

// paired reports whether names and per cents of the sentence alternate, a name
// before each.
func (s *sentence) paired() bool {
	n, v := 0, 0
	last := -1
	for _, x := range s.values {
		if x.lv.Unit != reader.Percent && x.lv.Unit != reader.Money {
			continue
		}
		v++
		here := 0
		for _, m := range s.names {
			if m.at > last && m.at < x.at && m.code != facts.NATOTotal {
				here++
				if s.clause[x.at]-s.clause[m.at] > 1 && s.depth[x.at] == 0 && x.at-m.at > 5 || x.lv.Fraction {
					return false // other words stand between
				}
			}
		}
		if here != 1 {
			return false
		}
		n += here
		last = x.at
	}
	return v > 1 && n == v
}

// pairedAfter reports whether names and per cents of the sentence alternate, a
// name behind each.
func (s *sentence) pairedAfter() bool {
	v := 0
	for k, x := range s.values {
		if x.lv.Unit != reader.Percent && x.lv.Unit != reader.Money {
			continue
		}
		v++
		if s.nameAfter(x.at, k) < 0 {
			return false
		}
	}
	return v > 1 && len(s.names) == v && s.names[0].at > s.values[0].at
}

// only reports whether a run holds all the names of the sentence.
func (s *sentence) only(run []int) bool {
	for n := range s.names {
		if !slices.Contains(run, n) && s.names[n].code != facts.NATOTotal {
			return false
		}
	}
	return true
}

// subjectIn reports whether the name at a phrase begins its clause and no
// other name stands in it, so that the value in it is its own.
func (s *sentence) subjectIn(name, at int) bool {
	a, z := s.span(s.clause[at], s.clause[at])
	for _, n := range s.names {
		if n.at != name && n.at >= a && n.at <= z {
			return false
		}
	}
	for i := a; i < name; i++ {
		if !s.light(i) && !s.ps[i].Is(lexicon.And, lexicon.In, lexicon.But) && s.ps[i].Kind != reader.IsTime && s.ps[i].Kind != reader.IsSign {
			return false
		}
	}
	return at-name <= 9
}

// nameAfter is the name right behind a value, in its clause and before the
// next value: "1.28 % in Spain". Of a clause with a name before it, none.
func (s *sentence) nameAfter(at, k int) int {
	for i := at + 1; i < len(s.ps) && i < at+7 && s.clause[i] == s.clause[at]; i++ {
		if k+1 < len(s.values) && s.values[k+1].at <= i || s.ps[i].Is(lexicon.Than, lexicon.Compare, lexicon.More, lexicon.Less) {
			return -1
		}
		if n := s.isName(i); n >= 0 && s.names[n].code != facts.NATOTotal {
			return n
		}
	}
	return -1
}

// zipped is the name of a value where k names stand before k values of one
// unit, joined: "Italy and Spain, at 1.49 % and 1.28 %".
func (s *sentence) zipped(k int) (party, bool) {
	a := k
	for a > 0 && s.joined(s.tail(a-1), s.values[a].at) && s.values[a-1].lv.Unit == s.values[k].lv.Unit {
		a--
	}
	z := k
	for z+1 < len(s.values) && s.joined(s.tail(z), s.values[z+1].at) && s.values[z+1].lv.Unit == s.values[k].lv.Unit {
		z++
	}
	if z == a {
		return party{}, false
	}
	run := s.runBefore(s.values[a].at)
	if len(run) != z-a+1 {
		return party{}, false
	}
	n := s.names[run[k-a]]
	return party{[]facts.Code{n.code}, n.at, tight}, true
}

// end_ is the last phrase of a value with its "of GDP".
func (s *sentence) tail(k int) int {
	i := s.values[k].at
	for i+1 < len(s.ps) && s.ps[i+1].Is(lexicon.GDP, lexicon.Of) {
		i++
	}
	if i+1 < len(s.ps) && s.ps[i+1].Is(lexicon.Measure) && s.ps[i+1].Val(lexicon.Measure) == "share" {
		i++
	}
	return i
}

// partiesOf are whom a value can be of, in its sentence or by those before: NATO
// may be named beside a number as whose figure it is.
func (c *checker) partiesOf(s *sentence, k int, precise bool) []party {
	out := s.parties(k)
	if len(out) == 0 || precise && len(out) == 1 && out[0].quality != tight && slices.Equal(out[0].who, []facts.Code{facts.NATOTotal}) {
		out = append(out, c.unnamed(s, s.values[k].at, precise)...)
	}
	return out
}

// unnamed are the parties of a sentence that names none: those that the
// sentences before left, and of a precise number the Ally that the text is about.
func (c *checker) unnamed(s *sentence, at int, precise bool) []party {
	out := c.carried(s, at, precise)
	if precise && c.main != "" && s.places == 0 && !slices.ContainsFunc(out, func(p party) bool { return slices.Contains(p.who, c.main) }) {
		out = append(out, party{[]facts.Code{c.main}, -1, loose})
	}
	return out
}

// carried are the parties that the sentences before left: the one that was
// named, or for a precise number any.
func (c *checker) carried(s *sentence, at int, precise bool) []party {
	var out []party
	for i := len(c.before) - 1; i >= 0; i-- {
		b := c.before[i]
		if b.paragraph != s.paragraph && i < len(c.before)-1 {
			break
		}
		var codes []facts.Code
		for _, n := range b.names {
			if !slices.Contains(codes, n.code) && n.code != facts.NATOTotal {
				codes = append(codes, n.code)
			}
		}
		switch {
		case len(codes) == 1, precise && b.paragraph == s.paragraph:
			for _, code := range codes {
				out = append(out, party{[]facts.Code{code}, -1, loose})
			}
		}
		if len(codes) > 0 {
			break
		}
	}
	if !precise && len(out) > 0 {
		a, z := s.span(s.clause[at], s.clause[at])
		if len(out) != 1 || !s.mark(a, z, lexicon.Subject) || len(c.before) == 0 || c.before[len(c.before)-1].paragraph != s.paragraph {
			return nil
		}
		out[0].quality = within
	}
	return out
}
