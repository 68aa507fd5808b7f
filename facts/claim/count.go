package claim

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/query"
	"natobot/facts/reader"
)

// A threshold is a level that Allies are at, above or below.
type threshold struct {
	measure  facts.Measure
	level    float64
	rel      relation
	at       int  // phrase of the level, or of its name
	value    int  // index of the value; -1: the level is named, or only meant
	explicit bool // the level and how one stands to it are said
}

// threshold finds the level of which a sentence says who reaches it, seen from
// a phrase: the per cent nearest to it, or the level that the Alliance's
// guideline has.
func (c *checker) threshold(s *sentence, at int, used []bool) (threshold, bool) {
	best, dist := -1, 1<<30
	for k := range s.values {
		if used[k] {
			continue
		}
		if s.moneyLevel(k, at) && dist == 1<<30 {
			best = k
		}
		if !s.percentLevel(k, at) {
			continue
		}
		d := s.values[k].at - at
		if d < 0 {
			d = -2*d + 4
		}
		if d < dist {
			best, dist = k, d
		}
	}
	t := threshold{value: best, measure: facts.ShareOfGDP}
	if best >= 0 {
		v := &s.values[best]
		if m, ok := measureOf[v.base]; ok {
			t.measure = m
		}
		t.level, t.at = v.lv.Value, v.at
		if v.lv.Unit == reader.Money {
			t.measure, t.level = facts.SpendUSD, v.lv.Value/1e6
		}
		if t.measure == facts.ShareOfGDP && t.level > 6 {
			return t, false
		}
	} else {
		return t, false
	}
	t.rel, t.explicit = s.stance(at, t.at)
	return t, t.rel != exactly
}

// percentLevel reports whether a value can be the level that those counted at a
// phrase are at, above or below.
func (s *sentence) percentLevel(k, at int) bool {
	v := &s.values[k]
	m, ok := measureOf[v.base]
	if v.lv.Unit != reader.Percent || v.at == at || !(ok && m != facts.RealChange || v.base == unknownBase) || v.lv.Dec > 1 || v.lv.High != 0 {
		return false
	}
	return !(v.lv.Fraction && v.base != equipment && v.base != personnel) && !s.parted(v.at, at) && !s.ownedBetween(at, v.at)
}

// moneyLevel is percentLevel of dollars: a comparison stands right before them.
func (s *sentence) moneyLevel(k, at int) bool {
	v := &s.values[k]
	return v.lv.Unit == reader.Money && v.lv.Cur == "USD" && v.lv.Value >= 1e9 && v.at > at && s.first(v.at-1) == lexicon.Cmp && !s.parted(v.at, at) && !s.has(at, v.at, lexicon.Sum)
}

// ownedBetween reports whether a level stands in a clause of its own with the
// Ally whose it is: "the 32 members met in Ankara, and Germany spends 2 %".
func (s *sentence) ownedBetween(at, level int) bool {
	if level < at || s.clause[level] == s.clause[at] {
		return false
	}
	a, _ := s.span(s.clause[level], s.clause[level])
	for i := a; i < level && !s.ps[a].Is(lexicon.But, lexicon.Except); i++ {
		if n := s.isName(i); n >= 0 && !s.names[n].code.Aggregate() && s.has(i+1, level-1, lexicon.Spend, lexicon.At, lexicon.Meet) {
			return true
		}
	}
	return false
}

// stance is how those counted at one phrase stand to the level at another, and
// whether words say so: below, at least, above. exactly means that it was not
// understood.
func (s *sentence) stance(at, level int) (relation, bool) {
	low, high := min(at, level), max(at, level)
	a, _ := s.span(s.clause[low], s.clause[low])
	_, z := s.span(s.clause[high], s.clause[high])
	if at > level { // "of the 2 % guideline 23 fall short": words behind the count
		low = a
	}
	p := posture{s: s, low: low, at: at, level: level}
	for i := s.verbBefore(a, low); i <= z; i++ {
		first := s.first(i)
		switch {
		case i < low && first != lexicon.Meet && first != lexicon.Miss && first != lexicon.Spend && first != lexicon.At:
		case s.denies(i):
			p.not = p.not || i <= high || s.endsClause(high, i)
		case i > high && first != lexicon.Miss && first != lexicon.OrMore && first != lexicon.OrLess:
		case !p.take(i, first):
			return exactly, false
		}
	}
	if s.mark(low, high, lexicon.Yet) {
		return below, true
	}
	if p.rel == exactly {
		p.rel = atLeast
	}
	if p.not {
		p.rel = p.rel.flipped()
	}
	return p.rel, p.said || s.has(low, high, lexicon.Spend)
}

// verbBefore is where the words of a clause begin that a count stands behind, as
// in languages that put the verb first: "In 2024 haalden 22 landen de norm".
func (s *sentence) verbBefore(a, at int) int {
	for i := at - 1; i >= a; i-- {
		if s.ps[i].Kind == reader.IsLevel || s.ps[i].Is(lexicon.And, lexicon.Or) {
			return i + 1
		}
	}
	return min(a, at)
}

// endsClause reports whether a negation behind a level is that of its verb, as
// in languages that put it last: "erreichen die zwei Prozent nicht", with
// nothing between of which it could be instead.
func (s *sentence) endsClause(level, not int) bool {
	for i := level + 1; i < not; i++ {
		p := &s.ps[i]
		if p.Kind == reader.IsLevel || p.Is(lexicon.And, lexicon.Or, lexicon.But, lexicon.Than) || s.isName(i) >= 0 && !s.names[s.isName(i)].code.Aggregate() {
			return false
		}
	}
	return s.clause[level] == s.clause[not]
}

// A posture is how those counted stand to a level, as far as was read.
type posture struct {
	s              *sentence
	low, at, level int
	rel            relation
	said, not      bool
}

// take reads one phrase; false where it does not go with those before it.
func (p *posture) take(i int, first lexicon.Sort) bool {
	ph := &p.s.ps[i]
	switch {
	case first == lexicon.OrMore:
		p.rel, p.said = atLeast, true
	case first == lexicon.OrLess:
		p.rel, p.said = atMost, true
	case first == lexicon.Cmp && i != p.at-1:
		return p.compare(i, cmpOf[ph.Val(lexicon.Cmp)])
	case first == lexicon.Miss:
		if p.said && p.rel != below && p.rel != atLeast {
			return false
		}
		p.rel, p.said = below, true
	case ph.Is(lexicon.Meet) && p.rel == above && p.s.has(p.low, i, lexicon.Or):
		p.rel = atLeast // "exceeds or reaches"
	case ph.Is(lexicon.Meet) && !p.said:
		p.rel, p.said = atLeast, true
	case (first == lexicon.Spend || first == lexicon.At || first == lexicon.Share) && p.rel == exactly:
		p.rel = atLeast
	case first == lexicon.Between, first == lexicon.Nearest:
		return false
	}
	return true
}

// compare takes a comparison that is not the count's own.
func (p *posture) compare(i int, r relation) bool {
	switch {
	case r == exactly, i <= p.low && i >= p.level, p.s.countCmp(i, p.at):
	case p.said && p.rel == atLeast && r == above && p.s.has(p.low, i, lexicon.Or): // "reached or exceeded"
	case p.said && r != p.rel && p.rel != atLeast:
		return false
	default:
		p.rel, p.said = r, true
	}
	return true
}

// countCmp reports whether a comparison stands before the count and is its own:
// "more than twenty".
func (s *sentence) countCmp(i, at int) bool {
	if i >= at {
		return false
	}
	for j := i + 1; j < at; j++ {
		if !s.light(j) {
			return false
		}
	}
	return true
}

// A tally is a count of Allies, or a quantifier in its place, as stated.
type tally struct {
	t        threshold
	n        float64 // stated
	rel      relation
	fraction bool
	all      bool         // every one
	none     bool         // none
	only     []facts.Code // they and no others
	beside   []facts.Code // beside these, whom the text named before: "the only other Allies"
	but      []facts.Code // all but they
	lessN    int          // all but so many
	among    []facts.Code // they among others
	subjects []facts.Code // named before the count, and how they stand to it was not read
	named    bool         // it is those among that are stated
	members  int          // how many Allies there were, Iceland among them
	iceland  bool         // Iceland is named with it, or all members are
	others   bool         // Allies are named beside the count
	group    string
	year     int
	sibling  bool // another count of the sentence holds
	settled  bool // the sentence leaves no choice of the year
}

// counts are the numbers of Allies on one side of a level.
func (c *checker) counts(s *sentence, used []bool) []*proposition {
	if !c.about(s) {
		return nil
	}
	if s.question {
		c.askedOf(s, used)
		return nil
	}
	var out []*proposition
	var main *tally
	for k := range s.values {
		v := &s.values[k]
		if used[k] || !s.isCount(k, main != nil || c.level != nil && c.goesOn(s, k)) {
			continue
		}
		t, short, ok := c.levelOf(s, k, main, used)
		if !ok {
			continue
		}
		p, y := c.tallied(s, k, t)
		if p == nil {
			continue
		}
		p.precise = short && p.strict && len(s.times) > 0 && c.goal(&stated{m: t.measure, want: t.level})
		p.strict = p.strict && !short
		level := t
		c.level = &level
		used[k] = true
		main = y
		out = append(out, p)
		if n := c.amongThem(s, y, v.at); n != nil {
			out = append(out, n)
		}
	}
	if main == nil {
		if p := c.quantified(s, used); p != nil {
			out = append(out, p)
		}
	} else if main.t.value >= 0 {
		used[main.t.value] = true
	}
	for _, m := range out {
		if m.turned != "" && !m.strict {
			return slices.DeleteFunc(out, func(p *proposition) bool { return p.turned != "" })
		}
	}
	return out
}

// askedOf keeps the level of which a question asks who reaches it: what answers
// it counts by that one ("How many are still below 2 %? One").
func (c *checker) askedOf(s *sentence, used []bool) {
	for i := range s.ps {
		if !s.ps[i].Is(lexicon.HowMany, lexicon.Allies, lexicon.Who) {
			continue
		}
		if t, ok := c.threshold(s, i, used); ok && c.goal(&stated{m: t.measure, want: t.level}) {
			c.level = &t
		}
		return
	}
}

// levelOf is the level by which a count is made: its own, that of the count
// before it in the sentence, or that of which the sentence before spoke; short
// says that it was only meant.
func (c *checker) levelOf(s *sentence, k int, main *tally, used []bool) (t threshold, short, ok bool) {
	v := &s.values[k]
	t, ok = c.threshold(s, v.at, used)
	switch {
	case main != nil && (!ok || t.value < 0 || s.clause[t.at] != s.clause[v.at] && main.t.value == t.value || main.t.value == t.value):
		t = main.t
		if r, said := s.shortStance(v.at); said {
			t.rel = r
			if r == atLeast && main.t.rel == above {
				t.rel = above
			}
		}
	case !ok:
		if c.level == nil || !c.goesOn(s, k) {
			return t, false, false
		}
		if s.has(0, len(s.ps)-1, lexicon.Mark, lexicon.Meet, lexicon.Commit) && !c.goal(&stated{m: c.level.measure, want: c.level.level}) {
			return t, false, false // "reached the target" is of no 2.5 % of which the text spoke
		}
		t, short = *c.level, true
		t.at, t.value = v.at, -1
		if r, said := s.shortStance(v.at); said {
			t.rel = r
		}
	}
	return t, short, true
}

// isCount reports whether a number counts Allies: their noun stands behind it,
// or a count stands before it and a verb, a time or nothing follows.
func (s *sentence) isCount(k int, again bool) bool {
	v := &s.values[k]
	fraction := v.lv.Fraction && v.lv.Unit == reader.Percent
	if !fraction && (v.lv.Unit != reader.Bare || v.lv.Scale > 1 || v.lv.Year || v.lv.Dec > 0 || v.lv.Value > 32) {
		return false
	}
	if s.isTotal(k) || s.allExcept(k) || s.exceptSome() > 0 && s.has(v.at-3, v.at-1, lexicon.AllBut, lexicon.Except) {
		return false
	}
	if s.mark(v.at-1, v.at+1, lexicon.Further) || s.has(v.at-1, v.at-1, lexicon.More, lexicon.Less) && !s.has(v.at-1, v.at-1, lexicon.Cmp) {
		return false
	}
	if counted, sure := s.counted(v.at, fraction); sure {
		return counted
	}
	if !fraction && s.countedBefore(v.at) {
		return true
	}
	if !fraction && s.thoseWho(v.at) {
		return true
	}
	if !again || fraction {
		return false
	}
	return s.endsCount(s.behindLight(v.at))
}

// endsCount reports whether what stands at a phrase lets a number without a noun
// be a count: nothing, a sign, a time or a verb.
func (s *sentence) endsCount(next int) bool {
	return next >= len(s.ps) || s.ps[next].Kind == reader.IsSign || s.ps[next].Kind == reader.IsTime ||
		s.has(next, next, lexicon.Not, lexicon.Miss, lexicon.Meet, lexicon.Aux, lexicon.In, lexicon.Now) || s.mark(next, next, lexicon.Yet)
}

// allExcept reports whether a number is that of all the Allies, of whom the
// sentence excepts some.
func (s *sentence) allExcept(k int) bool {
	return s.values[k].lv.Value >= 27 && (s.has(0, len(s.ps)-1, lexicon.AllBut, lexicon.Except) || s.exceptSome() > 0)
}

// thoseWho reports whether a number counts those who reach or miss a level:
// "18 os que atingiram 2 %", "22 that met it".
func (s *sentence) thoseWho(at int) bool {
	who := false
	for i := at + 1; i < len(s.ps) && i <= at+5 && s.clause[i] == s.clause[at]; i++ {
		switch p := &s.ps[i]; {
		case who && p.Is(lexicon.Meet, lexicon.Miss) || who && s.first(i) == lexicon.Cmp:
			return true
		case p.Is(lexicon.Who, lexicon.What, lexicon.Than):
			who = true
		case !s.light(i):
			return false
		}
	}
	return false
}

// counted reports whether the noun of what a number counts stands behind it,
// and whether that is sure.
func (s *sentence) counted(at int, fraction bool) (yes, sure bool) {
	for i := at + 1; i < len(s.ps) && i <= at+6; i++ {
		p := &s.ps[i]
		switch first := s.first(i); {
		case first == lexicon.Allies || first == lexicon.Head && p.Is(lexicon.Allies):
			return !s.mark(i+1, i+3, lexicon.Turn, "sample"), true
		case s.light(i), first == lexicon.Of, first == lexicon.Group, first == lexicon.Nation, first == lexicon.In, first == lexicon.Head, first == lexicon.From:
		case p.Kind == reader.IsLevel && p.Level.Unit == reader.Bare && s.has(at+1, i-1, lexicon.Of, lexicon.From):
			if s.partOfAllies(i) {
				return true, true
			}
		case first == lexicon.Aggregate:
			if !fraction && s.has(at+1, i, lexicon.Of) && !s.has(i+1, i+2, lexicon.Spend, lexicon.Measure) {
				return true, true
			}
			if fraction {
				for i+1 < len(s.ps) && s.light(i+1) {
					i++
				}
				return i+1 < len(s.ps) && s.first(i+1) == lexicon.Allies, true
			}
		default:
			return false, false
		}
	}
	return false, false
}

// countedBefore reports whether the noun of what a number counts stands before
// it: "the Allies below 2 % are eleven".
func (s *sentence) countedBefore(at int) bool {
	a, _ := s.span(s.clause[at], s.clause[at])
	noun, level, verb := false, false, false
	if s.opensLine(at) { // "Allies below 2 % in 2026: one"
		a = 0
	}
	for i := a; i < at; i++ {
		noun = noun || s.first(i) == lexicon.Allies
		level = level || noun && s.ps[i].Kind == reader.IsLevel && s.ps[i].Level.Unit == reader.Percent
		verb = level && (s.first(i) == lexicon.Aux || s.ps[i].Sign == ':' || verb && s.light(i))
	}
	return verb
}

// opensLine reports whether a number stands right behind the only colon of its
// sentence.
func (s *sentence) opensLine(at int) bool {
	colons := 0
	for i := range s.ps {
		if s.ps[i].Sign == ':' {
			colons++
		}
	}
	return colons == 1 && at > 0 && s.ps[at-1].Sign == ':'
}

// goesOn reports whether a sentence goes on with the level that the one before
// it spoke of: it is short, and names no other.
func (c *checker) goesOn(s *sentence, k int) bool {
	n := len(c.before)
	if n == 0 || c.before[n-1].paragraph != s.paragraph || len(s.ps) > 16 || s.percents() {
		return false
	}
	counts := 0
	for j := range s.values {
		if s.values[j].lv.Unit != reader.Bare {
			return false
		}
		if s.values[j].lv.Value < 27 {
			counts++
		}
	}
	if counts > 1 && len(s.times) < counts-1 { // "11 now, in 2023 seven, three in 2014"
		return false
	}
	return !s.has(0, len(s.ps)-1, lexicon.Top, lexicon.Bottom, lexicon.Meeting, lexicon.Person, lexicon.Ordinal)
}

// isTotal reports whether a number is how many the Allies are, of which a
// smaller number in the sentence is a part.
func (s *sentence) isTotal(k int) bool {
	n := s.values[k].lv.Value
	if n < 27 || s.values[k].lv.Fraction {
		return false
	}
	for j := range s.values {
		o := &s.values[j]
		if j != k && o.lv.Unit == reader.Bare && o.lv.Scale == 1 && !o.lv.Year && o.lv.Value < n && o.lv.Dec <= 0 && (s.clause[o.at] == s.clause[s.values[k].at] || s.c.isMembers(n)) && !s.dividedByTime(o.at, s.values[k].at) {
			return true
		}
	}
	return false
}

// isMembers reports whether a number is how many Allies there were on the day, or
// had armed forces.
func (c *checker) isMembers(n float64) bool {
	all := 0
	for i := range c.d.Allies {
		if c.d.Allies[i].Joined.KnownBy(c.asOf) {
			all++
		}
	}
	return int(n) == all || int(n) == all-1
}

// dividedByTime reports whether a time stands between two phrases.
func (s *sentence) dividedByTime(a, b int) bool {
	for _, w := range s.times {
		if w.at > min(a, b) && w.at < max(a, b) {
			return true
		}
	}
	return false
}

// partOfAllies reports whether the number at a phrase is that of all members,
// or has their noun behind it: "of the 31", "of 32 members".
func (s *sentence) partOfAllies(i int) bool {
	n := s.ps[i].Level.Value
	return n >= 27 && n <= 32
}

// shortStance is how those of a second count stand to the level of the first:
// "nine did not", "with eight falling short".
func (s *sentence) shortStance(at int) (relation, bool) {
	a, z := s.span(s.clause[at], s.clause[at])
	switch {
	case s.negated(a, z), s.has(a, z, lexicon.Miss):
		return below, true
	case s.has(at, z, lexicon.Meet):
		return atLeast, true
	}
	for i := at + 1; i <= z; i++ { // "eight lie below"
		if s.first(i) == lexicon.Cmp && (i+1 > z || s.ps[i+1].Kind != reader.IsLevel) {
			switch cmpOf[s.ps[i].Val(lexicon.Cmp)] {
			case below:
				return below, true
			case above, atLeast:
				return atLeast, true
			}
		}
	}
	return exactly, false
}

// tallied is the proposition of a count.
func (c *checker) tallied(s *sentence, k int, t threshold) (*proposition, *tally) {
	v := &s.values[k]
	y := &tally{t: t, n: v.lv.Value, fraction: v.lv.Fraction}
	if r, _ := s.hedge(k); r != below && r != atLeast || s.countHedged(v.at) {
		y.rel = r
	}
	if y.fraction && y.rel == exactly {
		y.rel = about
	}
	from, to := min(v.at, t.at), max(v.at, t.at)
	if !c.circle(s, y, from, to, v.at) {
		return nil, nil
	}
	var said bool
	if y.year, said = c.yearAt(s, v.at); !said && len(s.times) == 1 && s.soleCount(k) {
		y.year, said = c.yearAt(s, t.at)
	}
	if a, z := s.span(s.clause[v.at], s.clause[v.at]); s.has(a, z, lexicon.All) && !s.negated(a, z) && y.n >= 28 {
		y.all = true
	}
	y.settled = c.settled(s, said)
	y.iceland = c.icelandIn(s, v.at) || s.ofAllMembers(k)
	p := c.tallyOf(s, y, from, to)
	p.value, p.valued, p.number = v.lv.Value, true, v.at
	p.strict = t.explicit && t.measure != facts.SpendUSD && (said || len(s.times) == 0 && s.opens()) && c.plain(s, from, to) && s.places == 0 && !y.fraction && !y.others
	p.tally = y
	if s.opensLine(v.at) && t.at < v.at { // an item of figures may be of another year than they say
		p.strict = false
	}
	if c.outsideRelation(s, from, to, t) {
		p.turned = "it denies something, and what was not read with certainty"
	}
	return p, y
}

// amongThem is the proposition that the Allies named with a count are among
// those counted.
func (c *checker) amongThem(s *sentence, y *tally, at int) *proposition {
	if len(y.among) == 0 {
		return nil
	}
	o := *y
	o.n, o.named = 0, true
	o.settled = y.settled && len(s.times) == 1 // else as old as the count, which may be of a year before
	from, to := len(s.ps), 0
	for _, n := range s.names {
		if slices.Contains(y.among, n.code) {
			from, to = min(from, n.at), max(to, n.at)
		}
	}
	p := c.tallyOf(s, &o, from, to)
	p.who, p.tally = y.among, &o
	p.turned = c.turned(s, min(from, at), max(to, at), true, false)
	p.strict = c.plain(s, min(from, at), max(to, at)) && s.places == 0 && y.t.explicit
	return p
}

// whole reports whether nobody is excepted from a count.
func (y *tally) whole() bool { return y.but == nil && y.lessN == 0 }

// exceptSome is how many are said to be excepted from all: "all but one", 0 for
// none.
func (s *sentence) exceptSome() int {
	for i := range s.ps {
		switch first := s.first(i); {
		case first == lexicon.AllBut || first == lexicon.Except && s.has(0, i, lexicon.All, lexicon.Allies):
			for j := i + 1; j < len(s.ps) && j <= i+3; j++ {
				switch p := &s.ps[j]; {
				case p.Kind == reader.IsLevel && p.Level.Unit == reader.Bare && p.Level.Scale == 1 && p.Level.Value < 27:
					return int(p.Level.Value)
				case s.first(j) == lexicon.Any:
					return 1
				case !s.light(j):
					j = len(s.ps)
				}
			}
		case first == lexicon.Ordinal && i > 0 && s.ps[i].N > 2 && s.has(0, i-1, lexicon.All) && s.has(i-1, i-1, lexicon.Allies):
			if n, ok := ordinal(&s.ps[i]); ok && n > 1 { // "all Allies but one", told by an ordinal
				return n - 1
			}
		}
	}
	return 0
}

// icelandIn reports whether an Ally without armed forces is named with a count.
func (c *checker) icelandIn(s *sentence, at int) bool {
	for _, n := range s.names {
		if !n.code.Aggregate() && !c.forces(n.code) && !s.parted(n.at, at) {
			return true
		}
	}
	return false
}

// ofAllMembers reports whether a count is one of all 32 members: Iceland, which
// spends nothing, is below every level then.
func (s *sentence) ofAllMembers(k int) bool {
	for j := range s.values {
		if j != k && s.values[j].lv.Unit == reader.Bare && s.values[j].lv.Value == members && s.isTotal(j) {
			return true
		}
	}
	return false
}

// countHedged reports whether a comparison stands right before a count.
func (s *sentence) countHedged(at int) bool {
	for i := at - 1; i >= 0 && i >= at-2; i-- {
		if s.first(i) == lexicon.Cmp {
			return true
		}
	}
	return false
}

// outsideRelation reports a negation of the sentence that is not between count
// and level: "Italy is not among the 23".
func (c *checker) outsideRelation(s *sentence, from, to int, t threshold) bool {
	a, _ := s.span(s.clause[from], s.clause[from])
	for i := a; i < from; i++ {
		if s.denies(i) {
			return true
		}
	}
	return false
}

// circle reads who is counted among: a group, and the Allies named with the
// count. It reports false where they are not the Allies.
func (c *checker) circle(s *sentence, y *tally, from, to, at int) bool {
	for i := from; i <= to; i++ {
		if g := s.ps[i].Val(lexicon.Group); g != "" && s.first(i) == lexicon.Group && i <= at+5 {
			y.group = g
		}
	}
	if y.group == "" && at > 0 && s.first(at-1) == lexicon.Group {
		y.group = s.ps[at-1].Val(lexicon.Group)
	}
	if y.group == "eu" {
		return false
	}
	for _, n := range s.names {
		if n.code.Aggregate() || n.capital || s.hasValue(n.at) || slices.Contains(y.among, n.code) || s.parted(n.at, at) || !c.forces(n.code) {
			continue
		}
		before := s.clause[n.at] == s.clause[at] && n.at < at
		switch {
		case s.listing(n.at), before && !s.negated(n.at, at) && (s.has(n.at, at, lexicon.Any) || s.belongs(n.at, at)):
			y.among = append(y.among, n.code)
		default:
			y.others = true
			if before {
				y.subjects = append(y.subjects, n.code)
			}
		}
	}
	return true
}

// belongs reports whether whom a name says is said to be of those counted:
// "Sweden belongs to the eight that …"; the verb stands last in some languages.
func (s *sentence) belongs(name, at int) bool {
	_, z := s.span(s.clause[at], s.clause[at])
	return s.mark(name, z, lexicon.Plain, "among")
}

// parted reports whether a semicolon or a colon behind a full clause stands
// between two phrases, so that each is said of its own.
func (s *sentence) parted(a, b int) bool {
	for i := min(a, b); i < max(a, b); i++ {
		if s.ps[i].Sign == ';' {
			return true
		}
	}
	return false
}

// forces reports whether an Ally has armed forces, so that NATO counts it.
func (c *checker) forces(who facts.Code) bool {
	a, ok := c.d.Ally(who)
	return ok && a.Forces
}

// soleCount reports whether no other bare number stands in the sentence.
func (s *sentence) soleCount(k int) bool {
	for j := range s.values {
		if v := &s.values[j]; j != k && v.lv.Unit == reader.Bare && v.lv.Value < 27 {
			return false
		}
	}
	return true
}

// listing reports whether the clauses of a row of names hold nothing but names.
func (s *sentence) listing(at int) bool {
	first, last := at, at
	for grown := true; grown; {
		grown = false
		for _, n := range s.names {
			switch {
			case n.at < first && s.joined(n.at, first):
				first, grown = n.at, true
			case n.at > last && s.joined(last, n.at):
				last, grown = n.at, true
			}
		}
	}
	a, _ := s.span(s.clause[first], s.clause[first])
	_, z := s.span(s.clause[last], s.clause[last])
	others := 0
	for i := a; i <= z; i++ {
		p := &s.ps[i]
		if s.isName(i) < 0 && !s.light(i) && p.Kind != reader.IsSign && p.Kind != reader.IsUnread && !p.Is(lexicon.And, lexicon.Of, lexicon.In) {
			others++
		}
		if p.Kind == reader.IsUnread {
			others++
		}
	}
	return others <= 1 && !s.negated(a, z)
}

// hasValue reports whether a per cent with decimals stands beside a name, so
// that it is named for its own figure.
func (s *sentence) hasValue(at int) bool {
	for _, v := range s.values {
		if v.lv.Unit == reader.Percent && v.lv.Dec > 0 && v.at > at && v.at-at <= 5 {
			return true
		}
	}
	return false
}

// tallyOf is the proposition of a tally.
func (c *checker) tallyOf(s *sentence, y *tally, from, to int) *proposition {
	for i := range c.d.Allies {
		if c.d.Allies[i].Joined.KnownBy(c.asOf) {
			y.members++
		}
	}
	p := &proposition{kind: "count_meeting", unit: "Allies", measure: y.t.measure, year: y.year, from: from, to: to, number: -1}
	p.who, p.settled = slices.Concat(y.only, y.but), y.settled
	p.turned = c.turned(s, from, to, true, false)
	p.test = func(e *facts.Edition) finding { return c.testTally(e, y) }
	if len(s.times) == 0 && !y.named {
		p.again = y.n >= 2 && !y.all && y.only == nil
		p.retest = func(e *facts.Edition, year int) finding {
			o := *y
			o.year = year
			return c.testTally(e, &o)
		}
	}
	p.near = func(e *facts.Edition, _ finding) string { return c.nearTally(e, y) }
	p.others = func() []reading { return c.otherTallies(y) }
	return p
}

// sides parts the members that are counted by the level.
func (c *checker) sides(e *facts.Edition, y *tally) (in, out []place) {
	s := c.parting(e, y)
	return s.in, s.out
}

// parting is sides with what is told of them, each found once for a text.
func (c *checker) parting(e *facts.Edition, y *tally) *sided {
	k := sideKey{standKey{e.ID, y.t.measure, y.year}, y.t.rel, y.t.level, y.group}
	if s, ok := c.sided[k]; ok {
		return s
	}
	both := &sided{}
	c.sided[k] = both
	var group []facts.Code
	if y.group != "" {
		r, err := query.Evaluate(c.d, e.Published.Last(), query.Query{Ask: query.Rank, Set: query.Set{Terms: []query.Term{{Group: y.group}}}, Qty: []query.Expr{{Measure: y.t.measure}},
			Time: query.Time{To: y.year}, Know: query.Knowledge{Edition: []string{e.ID}}})
		if err != nil {
			return both
		}
		for i := range r.Values {
			group = append(group, r.Values[i].Who)
		}
	}
	for _, p := range c.ranking(e, y.t.measure, y.year) {
		switch {
		case y.group != "" && !slices.Contains(group, p.who):
		case y.t.rel.fits(p.value, p.value, y.t.level, 0):
			both.in = append(both.in, p)
		default:
			both.out = append(both.out, p)
		}
	}
	return both
}

// testTally compares a count with an edition.
func (c *checker) testTally(e *facts.Edition, y *tally) finding {
	in, out := c.sides(e, y)
	if len(in)+len(out) == 0 {
		return finding{}
	}
	f := finding{truth: no, closed: !slices.Contains(e.Estimates, y.year), right: strconv.Itoa(len(in))}
	if y.holds(in, out) {
		f.truth = yes
		for _, w := range y.subjects {
			if !member(in, w) {
				f.truth = unknown // a right count beside an Ally that is not of it
			}
		}
	}
	f.tell = func(f *finding) {
		s := c.parting(e, y)
		if s.says == "" {
			var told finding
			c.tellTally(e, y, in, out, &told)
			s.says, s.figures = told.says, told.figures
		}
		f.says, f.figures = s.says, s.figures
	}
	return f
}

// tellTally says who stands on which side.
func (c *checker) tellTally(e *facts.Edition, y *tally, in, out []place, f *finding) {
	f.says = fmt.Sprintf("%d of %d Allies %s %s for %d", len(in), len(in)+len(out), relWords[y.t.rel], y.t.words(), y.year)
	short := in
	if len(out) < len(in) {
		short = out
	}
	var list []string
	for _, p := range short {
		if g, ok := e.Figure(p.who, y.t.measure, y.year); ok {
			f.figures = append(f.figures, g)
			list = append(list, c.d.Name(p.who)+" "+g.Number())
		}
	}
	if len(list) > 0 && len(list) <= 16 {
		word := "these"
		if len(out) < len(in) {
			word = "all but"
		}
		f.says += " (" + word + ": " + strings.Join(list, ", ") + ")"
	}
}

// words are a level with its unit.
func (t *threshold) words() string {
	switch t.measure {
	case facts.SpendUSD:
		return "US$ " + facts.FormatNumber(t.level, 0) + " million"
	case facts.RealChange:
		return facts.ShortNumber(t.level) + " % real change"
	}
	return facts.ShortNumber(t.level) + " " + t.measure.Unit()
}

var relWords = map[relation]string{below: "below", atMost: "at or below", atLeast: "at or above", above: "above"}

// holds reports whether those on the level's side are as many, and who, as
// stated.
func (y *tally) holds(in, out []place) bool {
	n := float64(len(in))
	switch {
	case y.named:
		for _, w := range y.among {
			if !member(in, w) {
				return false
			}
		}
		return true
	case y.all:
		return len(out) == 0 && (y.n == 0 || y.n == n)
	case y.none:
		return len(in) == 0
	case y.only != nil:
		return y.onlyThey(in) && (y.n == 0 || y.n == n)
	case y.lessN > 0:
		return len(out) == y.lessN && (y.n == 0 || int(y.n) == len(in)+len(out))
	case y.but != nil:
		return same(out, y.but) && (y.n == 0 || int(y.n) == len(in)+len(out))
	case y.fraction:
		want := y.n / 100 * (n + float64(len(out)))
		if y.rel == about {
			return math.Abs(n-want) <= 1
		}
		return y.rel.fits(n, n, want, 0)
	case y.rel == about || y.rel == nearly:
		return math.Abs(n-y.n) <= max(1, 0.05*y.n) && (y.rel == about || n < y.n)
	}
	return y.rel.fits(n, n, y.n, 0)
}

// onlyThey reports whether those on a side are the ones named, and of others only
// whom the text named before.
func (y *tally) onlyThey(in []place) bool {
	if y.beside == nil {
		return same(in, y.only)
	}
	for _, w := range y.only {
		if !member(in, w) {
			return false
		}
	}
	for _, p := range in {
		if !slices.Contains(y.only, p.who) && !slices.Contains(y.beside, p.who) {
			return false
		}
	}
	return true
}

func member(ps []place, who facts.Code) bool {
	return slices.ContainsFunc(ps, func(p place) bool { return p.who == who })
}

func same(ps []place, who []facts.Code) bool {
	if len(ps) != len(who) {
		return false
	}
	for _, w := range who {
		if !member(ps, w) {
			return false
		}
	}
	return true
}

// nearTally names the detail that alone makes a count false: Iceland counted,
// or Allies exactly at the level.
func (c *checker) nearTally(e *facts.Edition, y *tally) string {
	in, out := c.sides(e, y)
	if y.all && len(out) == 0 && (int(y.n) == len(in)+1 || int(y.n) == y.members) {
		return icelandCounted
	}
	if (y.but != nil && same(out, y.but) || y.lessN > 0 && y.lessN == len(out)) && int(y.n) == y.members {
		return icelandCounted
	}
	if y.rel == exactly && !y.all && y.only == nil && y.whole() && y.n > 0 && int(y.n) == len(in)+1 && y.iceland && (y.t.rel == below || len(out) <= fewOut) {
		return icelandCounted
	}
	o := *y
	switch y.t.rel {
	case above:
		o.t.rel = atLeast
	case atMost:
		o.t.rel = below
	default:
		return ""
	}
	in, out = c.sides(e, &o)
	if y.rel == exactly && o.holds(in, out) {
		return exactLevel + facts.ShortNumber(y.t.level) + " % make the difference"
	}
	return ""
}

// fewOut is how few have to be on the other side for a number of all members to
// be what is left when they are taken from it: "31 of 32".
const fewOut = 3

// The details that alone make a count false.
const (
	icelandCounted = "Iceland has no armed forces and is not counted"
	exactLevel     = "Allies exactly at "
)

// otherTallies are the readings under which a count would be true.
func (c *checker) otherTallies(y *tally) []reading {
	var out []reading
	add := func(o tally) {
		out = append(out, reading{test: func(e *facts.Edition) finding { return c.testTally(e, &o) }})
	}
	for dy := -2; dy <= 2; dy++ {
		if dy != 0 && !y.sibling && !y.settled {
			o := *y
			o.year += dy
			add(o)
		}
	}
	if y.named { // who is on one side is not on the other
		return out
	}
	o := *y
	if y.rel == exactly && !y.all && !y.none && y.only == nil && y.whole() {
		o.t.rel = y.t.rel.flipped()
		add(o)
	}
	o.t.rel = map[relation]relation{below: atMost, atMost: below, above: atLeast, atLeast: above}[y.t.rel]
	add(o)
	out[len(out)-1].everywhere, out[len(out)-1].rounded = true, true
	o = *y
	o.group = "european"
	if y.group != "" {
		o.group = ""
	}
	add(o)
	if y.rel == about {
		o = *y
		o.n += 1
		add(o)
		o.n -= 2
		add(o)
	}
	return out
}

// quantified is a sentence of all, none, only some, or all but some Allies.
func (c *checker) quantified(s *sentence, used []bool) *proposition {
	at, sort := s.quantifier()
	if at < 0 {
		return nil
	}
	t, ok := c.levelOfAll(s, at, used)
	if !ok || s.has(0, len(s.ps)-1, lexicon.FirstTime, lexicon.Group, lexicon.Top, lexicon.Bottom, lexicon.More) || s.exceptSome() == 0 && s.has(0, len(s.ps)-1, lexicon.Ordinal) {
		return nil
	}
	y := &tally{t: t}
	var codes []facts.Code
	lo, hi := min(at, t.at), max(at, t.at)
	for _, n := range s.names {
		if !n.code.Aggregate() && !n.capital && !slices.Contains(codes, n.code) {
			codes = append(codes, n.code)
			lo, hi = min(lo, n.at), max(hi, n.at)
		}
	}
	if !s.quantify(y, at, sort, codes) || y.only == nil && y.but == nil && sort == lexicon.Only {
		return nil
	}
	y.iceland = c.icelandIn(s, at)
	var said bool
	y.year, said = c.yearAt(s, t.at)
	y.settled = c.settled(s, said)
	p := c.tallyOf(s, y, lo, hi)
	p.who = codes
	if c.goal(&stated{m: t.measure, want: t.level}) {
		level := t
		c.level = &level
	}
	p.strict = t.explicit && (said || len(s.times) == 0 && s.opens()) && c.plain(s, lo, hi) && s.places == 0 && (t.value >= 0 || sort != lexicon.All) && s.otherCounts() == 0 && y.beside == nil
	if t.value >= 0 {
		used[t.value] = true
	}
	return p
}

// allBut reports whether a quantifier says all but those named.
func (s *sentence) allBut(at int, sort lexicon.Sort, nouns bool) bool {
	switch sort {
	case lexicon.AllBut:
		return true
	case lexicon.Except:
		return s.has(0, at, lexicon.All, lexicon.Allies) || nouns && s.excepted(at)
	case lexicon.All:
		return nouns && s.excepted(at)
	}
	return false
}

// namedBefore are the Allies of the paragraph's sentences before.
func (s *sentence) namedBefore() []facts.Code {
	out := []facts.Code{}
	for _, b := range s.c.before {
		for _, n := range b.names {
			if !n.code.Aggregate() && b.paragraph == s.paragraph {
				out = append(out, n.code)
			}
		}
	}
	return out
}

// levelOfAll is the level by which a quantifier speaks of Allies.
func (c *checker) levelOfAll(s *sentence, at int, used []bool) (threshold, bool) {
	if t, ok := c.threshold(s, at, used); ok {
		return t, true
	}
	return s.realFall()
}

// realFall is the level that "falls" or "rises in real terms" makes where no
// number stands with it: below or above no change.
func (s *sentence) realFall() (threshold, bool) {
	t := threshold{value: -1, measure: facts.RealChange, explicit: true}
	if len(s.values) > 0 || !s.has(0, len(s.ps)-1, lexicon.Real) || !s.has(0, len(s.ps)-1, lexicon.Spend, lexicon.Measure) || s.has(0, len(s.ps)-1, lexicon.Not, lexicon.Neither, lexicon.GDP) {
		return t, false
	}
	for i := range s.ps {
		switch {
		case s.ps[i].Is(lexicon.Rise) == s.ps[i].Is(lexicon.Fall):
		case t.rel != exactly:
			return t, false // both
		default:
			t.rel, t.at = pick(s.ps[i].Is(lexicon.Fall), below, above), i
		}
	}
	return t, t.rel != exactly
}

// quantifier is the phrase that says all, none, only or all but, and which it
// says; -1 where none does.
func (s *sentence) quantifier() (int, lexicon.Sort) {
	at, sort := -1, lexicon.NoSort
	for i := range s.ps {
		switch first := s.first(i); first {
		case lexicon.All, lexicon.None, lexicon.Only, lexicon.AllBut, lexicon.Except:
			if at < 0 || first == lexicon.AllBut || first == lexicon.Except {
				at, sort = i, first
			}
		case lexicon.Allies:
			if s.ps[i].Val(lexicon.Allies) == "all" && at < 0 {
				at, sort = i, lexicon.All
			}
		}
	}
	return at, sort
}

// quantify says of whom a quantifier speaks; false where that was not read.
func (s *sentence) quantify(y *tally, at int, sort lexicon.Sort, codes []facts.Code) bool {
	nouns := s.has(0, len(s.ps)-1, lexicon.Allies) || s.ps[at].N > 1 && s.c.words.Can(s.ps[at].Tok+s.ps[at].N-1, lexicon.Allies) // "no Ally" is one phrase
	switch {
	case len(codes) == 0 && s.exceptSome() > 0:
		y.lessN = s.exceptSome()
	case len(codes) > 0 && s.allBut(at, sort, nouns):
		y.but = codes
	case sort == lexicon.Only && len(codes) > 0:
		y.only = codes
		if s.mark(at-2, at+4, lexicon.Further) {
			y.beside = s.namedBefore()
		}
	case sort == lexicon.All && nouns && len(codes) == 0 && s.allOf(at):
		y.all = true
	case sort == lexicon.None && nouns && len(codes) == 0 && (s.places == 0 || s.clause[at] == s.clause[y.t.at]):
		y.none = true // and not "Ireland, no member, is below 1 %"
	default:
		return false
	}
	if y.all || !y.whole() {
		y.n = s.allNumber()
	}
	return true
}

// otherCounts is how many numbers stand in a sentence beside its level and the
// number of all.
func (s *sentence) otherCounts() int {
	n := len(s.values) - 1
	if s.allNumber() > 0 {
		n--
	}
	if s.exceptSome() > 1 {
		n--
	}
	return max(0, n)
}

// allNumber is the number that stands beside "all", 0 for none.
func (s *sentence) allNumber() float64 {
	for _, v := range s.values {
		if v.lv.Unit == reader.Bare && v.lv.Value >= 27 && v.lv.Value <= 32 && v.lv.Scale == 1 {
			return v.lv.Value
		}
	}
	for i := range s.ps { // "los treinta y dos": the number of all within one phrase
		if s.ps[i].Val(lexicon.Allies) == "all" && s.ps[i].N > 2 && s.c.words.Can(s.ps[i].Tok+1, lexicon.Numeral) {
			return members
		}
	}
	return 0
}

// members is how many Allies there are, which some languages say as one word.
const members = 32

// excepted reports whether "but" leads from "all" to the first name.
func (s *sentence) excepted(at int) bool {
	for i := 0; i < len(s.ps) && (s.isName(i) < 0 || s.names[s.isName(i)].code.Aggregate()); i++ {
		if s.ps[i].Is(lexicon.But, lexicon.Except) {
			return true
		}
	}
	return false
}

// allOf reports whether "all" at a phrase is of the Allies: their noun stands
// right behind it.
func (s *sentence) allOf(at int) bool {
	if s.first(at) == lexicon.Allies {
		return true
	}
	for i := at + 1; i < len(s.ps) && i <= at+4; i++ {
		if s.first(i) == lexicon.Allies {
			return true
		}
	}
	return false
}
