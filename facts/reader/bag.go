package reader

import (
	"slices"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/query"
)

// A bag is the phrases of one question, of which each has to find its place.
// Word order counts only between neighbours.
type bag struct {
	l      *line
	r      *Reader
	ps     []phrase
	conds  []cond
	know   query.Knowledge
	asked  bool         // ends in a question mark
	before *query.Query // the question before it in the same message
	order  query.Order  // from which end a place is counted that is judged
}

// cond is a condition with the phrases it came from, before its measure and
// time are known.
type cond struct {
	query.Cond
	lv      *level
	at      int // phrase of its comparison
	lvAt    int // phrase of its level, or -1
	qty     []int
	timed   bool
	hasQty  bool
	given   bool // its level is that of the question before
	crosses bool
	verb    bool
	same    bool // a verb that only carries another comparison
	butNot  bool // only a negation stands before its level
	own     bool // compared with its own other year
}

// free sorts join or open a sentence and change nothing.
var free = sortSet(lexicon.In, lexicon.Of, lexicon.And, lexicon.But, lexicon.Aux, lexicon.Nation, lexicon.Please, lexicon.Filler, lexicon.From, lexicon.To, lexicon.YearOf, lexicon.Elision, lexicon.YesNo, lexicon.About)

func sortSet(sorts ...lexicon.Sort) (m [256]bool) {
	for _, s := range sorts {
		m[s] = true
	}
	return m
}

// word is the first unused phrase that is a word of one of the sorts, or -1.
func (b *bag) word(sorts ...lexicon.Sort) int {
	for i := range b.ps {
		if b.ps[i].used || b.ps[i].kind != pWord {
			continue
		}
		for _, s := range sorts {
			if b.ps[i].sort == s {
				return i
			}
		}
	}
	return -1
}

// has reports whether an unused word of one of the sorts is there.
func (b *bag) has(sorts ...lexicon.Sort) bool { return b.word(sorts...) >= 0 }

// take uses every word of the sorts and reports whether there was one.
func (b *bag) take(sorts ...lexicon.Sort) bool {
	found := false
	for i := b.word(sorts...); i >= 0; i = b.word(sorts...) {
		b.ps[i].used = true
		found = true
	}
	return found
}

// takeOne uses the first word of the sorts.
func (b *bag) takeOne(sorts ...lexicon.Sort) (phrase, bool) {
	if i := b.word(sorts...); i >= 0 {
		b.ps[i].used = true
		return b.ps[i], true
	}
	return phrase{}, false
}

// could reports whether an item of the phrase can also be of the sort.
func (b *bag) could(i int, s lexicon.Sort) bool {
	if i < 0 || i >= len(b.ps) {
		return false
	}
	for k := b.ps[i].from; k < b.ps[i].to; k++ {
		if b.l.is(k, s) {
			return true
		}
	}
	return false
}

// next is the next phrase after i that is not free, unused or not; len if none.
func (b *bag) next(i int) int {
	for i++; i < len(b.ps); i++ {
		if !(b.ps[i].kind == pWord && (free[b.ps[i].sort] || b.ps[i].sort == lexicon.NoSort)) {
			break
		}
	}
	return i
}

func (b *bag) prev(i int) int {
	for i--; i >= 0; i-- {
		if !(b.ps[i].kind == pWord && (free[b.ps[i].sort] || b.ps[i].sort == lexicon.NoSort)) {
			break
		}
	}
	return i
}

// parted reports whether a comma or a word that joins stands between two
// phrases.
func (b *bag) parted(i, j int) bool {
	if i > j {
		i, j = j, i
	}
	for k := i + 1; k < j; k++ {
		p := &b.ps[k]
		if p.kind == pWord && (p.sort == lexicon.And || p.sort == lexicon.But || p.sort == lexicon.Or || p.val == "," || p.val == ";") {
			return true
		}
	}
	return false
}

// isWord reports whether phrase i is a word of one of the sorts.
func (b *bag) isWord(i int, sorts ...lexicon.Sort) bool {
	if i < 0 || i >= len(b.ps) || b.ps[i].kind != pWord {
		return false
	}
	for _, s := range sorts {
		if b.ps[i].sort == s {
			return true
		}
	}
	return false
}

func (b *bag) isKind(i int, k phraseKind) bool {
	return i >= 0 && i < len(b.ps) && b.ps[i].kind == k
}

// concord takes the force from a "not" that only repeats another word's, as many
// languages ask for: "no country did not reach it" says that none did. With
// "ever" it makes "never". Such a "not" has the value "concord" in the file of
// its language; it may be part of a verb that misses.
func (b *bag) concord() {
	negated := false
	for i := range b.ps {
		negated = negated || b.isWord(i, lexicon.Not, lexicon.Miss) && b.concords(i)
	}
	for i := range b.ps { // Greek "καμία" without a "not" is "any"
		if b.isWord(i, lexicon.None) && b.ps[i].val == polar && !negated {
			b.ps[i].sort = lexicon.Any
		}
	}
	for i := range b.ps {
		miss := b.isWord(i, lexicon.Miss)
		if !b.isWord(i, lexicon.Not, lexicon.Miss) || !b.concords(i) {
			continue
		}
		for j := range b.ps {
			if !b.isWord(j, lexicon.None, lexicon.Never, lexicon.Neither, lexicon.Ever) || b.parted(i, j) {
				continue
			}
			if b.ps[j].sort == lexicon.Ever {
				b.ps[j].sort = lexicon.Never
			}
			if miss {
				b.ps[i].sort, b.ps[i].val = lexicon.Meet, ""
			} else {
				b.ps[i].used = true
			}
			break
		}
	}
}

// concords reports whether phrase i is a negation of that kind, or begins with
// one.
func (b *bag) concords(i int) bool {
	if b.ps[i].val == concord {
		return true
	}
	for _, sp := range b.r.Lex.At(b.l.toks, b.l.items[b.ps[i].from].tok, nil) {
		for _, x := range sp.Senses {
			if x.Sort == lexicon.Not && x.Val == concord && x.Lang == b.l.lang {
				return true
			}
		}
	}
	return false
}

// What the files of the languages say of words of negation: concord is a "not"
// that another one may ask for, polar a "none" that is one only beside a "not".
const concord, polar = "concord", "polar"

// knowledge takes what the question says of editions and days.
func (b *bag) knowledge() {
	for i := range b.ps {
		p := &b.ps[i]
		switch {
		case p.kind == pKnow:
			p.used = merge(&b.know, p.know)
		case p.kind == pTime && p.time.known && b.editionBefore(i) >= 0 && b.editionOf(i) != "":
			b.know.Edition = append(b.know.Edition, b.editionOf(i))
			p.used = true
		case p.kind == pTime && p.time.known:
			p.used = merge(&b.know, query.Knowledge{AsOf: p.time.asOf})
		}
	}
}

// editionBefore is the phrase that names an edition before a day at i joined to
// it: "the edition of June 2024 and that of July 2026"; -1 if there is none.
func (b *bag) editionBefore(i int) int {
	for j := i + 1; j < len(b.ps) && b.compared(); j++ { // "the estimate of June 2024 versus the newest edition"
		if p := &b.ps[j]; p.kind == pKnow && len(p.know.Edition) > 0 {
			return j
		}
	}
	for j := i - 1; j >= 0; j-- {
		if p := &b.ps[j]; p.kind == pKnow && len(p.know.Edition) > 0 {
			if b.parted(j, i) || b.compared() {
				return j
			}
			return -1
		}
	}
	return -1
}

// editionOf is the edition published on the day or in the month that phrase i
// names, "" where there is none.
func (b *bag) editionOf(i int) string {
	if id := b.r.edition(b.ps[i].time.asOf); id != "" && id[0] != '?' {
		return id
	}
	return ""
}

// perAnnum uses "a year" beside a level: spending is of a year, so that "more
// than 100 billion a year" asks no more than "more than 100 billion". "Each
// year" stays what it is.
func (b *bag) perAnnum() {
	for i := range b.ps {
		p := &b.ps[i]
		if p.kind != pTime || !p.time.rate {
			continue
		}
		for _, step := range [...]func(int) int{b.prev, b.next} {
			j := step(i)
			for b.isKind(j, pQty) {
				j = step(j)
			}
			if b.isKind(j, pLevel) && (b.ps[j].level.unit == money || b.ps[j].level.unit == percent) {
				p.used = true
				break
			}
		}
	}
}

// times are the unused phrases of time.
func (b *bag) times() []int {
	var out []int
	for i := range b.ps {
		if b.ps[i].kind == pTime && !b.ps[i].used {
			out = append(out, i)
		}
	}
	return out
}

// time takes all that is left of time, joined into one; ok is false where they
// do not fit together.
func (b *bag) time() (t query.Time, ok bool) {
	ts := b.times()
	s := timesSaid{ok: true}
	for _, i := range ts {
		b.joinTime(&s, b.ps[i].time)
		b.ps[i].used = true
	}
	if len(s.years) == 1 && s.From > 0 && s.years[0] == s.From && b.apposed(ts) { // "since 2017, the year in which Macron came"
		s.years = nil
	}
	if s.now {
		if b.know.AsOf != "" && len(s.years) > 0 { // now is not by what was known then
			s.ok = false
		}
		s.today(b.r.newest)
	}
	return s.whole()
}

// timesSaid are the times of a question, as far as they are joined: a span, and
// years apart from it.
type timesSaid struct {
	query.Time
	years     []int
	each, now bool
	ok        bool // they fit together
}

// joinTime adds a time to those said before it.
func (b *bag) joinTime(s *timesSaid, w timePhrase) {
	switch w.role {
	case tEach:
		s.each = true
	case tNow:
		s.now = true
	case tIn:
		if w.own {
			w.To = b.accession()
			s.ok = s.ok && w.To != 0
			s.Event = "accession"
		}
		s.ok = s.ok && (w.To != 0 || w.event == "")
		s.years = append(s.years, w.To)
	case tAround:
		y := w.To
		if w.own {
			y = b.accession()
		}
		s.ok = s.ok && y > 0 && len(s.years) == 0
		s.years = append(s.years, y-1, max(y, b.r.newest))
	default:
		if w.own {
			b.ownSpan(s, &w)
		}
		if s.From > 0 && w.From > 0 && s.From != w.From || s.To > 0 && w.To > 0 && s.To != w.To {
			s.ok = false // "since 2016, since 2020"
		}
		s.From, s.To = max(s.From, w.From), max(s.To, w.To)
		s.Open = s.Open || w.Open
	}
	if w.event != "" {
		s.Event = w.event
	}
}

// ownSpan makes a span since or until an accession one of years.
func (b *bag) ownSpan(s *timesSaid, w *timePhrase) {
	y := b.accession()
	s.ok = s.ok && y > 0
	switch w.role {
	case tSince:
		w.From = y
	case tAfter:
		w.From = y + 1
	case tUntil, tBefore:
		w.To = y - 1
	}
}

// today adds the newest year, said as now, to the one year beside it.
func (s *timesSaid) today(newest int) {
	if len(s.years) == 1 && s.From == 0 && s.To == 0 && s.years[0] != newest { // "in 2014 and today"
		s.years = append(s.years, newest)
	}
	if len(s.years) == 0 && s.From == 0 && s.To > 0 && s.To < newest && !s.Open { // "before the invasion and now"
		s.years, s.To = append(s.years, s.To, newest), 0
	}
}

// whole makes one time of all that are said; ok is false where years stand
// beside a span that says something else.
func (s *timesSaid) whole() (t query.Time, ok bool) {
	t, ok = s.Time, s.ok
	span := t.From != 0 || t.To != 0
	switch {
	case len(s.years) == 1 && !span:
		t.To = s.years[0]
	case len(s.years) > 1 && !span:
		t.List = s.years
	case len(s.years) == 1 && t.Event == "accession": // "before it joined, in 2022"
		t = query.Time{To: s.years[0]}
	case len(s.years) > 0:
		ok = false
	}
	t.Each = s.each
	return t, ok
}

// amongAllies makes the Alliance's name, where somebody else is spoken of too, the
// word for whom among: "of the G7 countries in NATO, who is last", "where did
// Spain stand in NATO". Names that are joined or compared stay what they are.
func (b *bag) amongAllies() { b.allianceIs(2) }

// allianceIs makes the Alliance's name whom among where at least n sets are
// spoken of, it among them.
func (b *bag) allianceIs(n int) {
	if b.compared() || b.has(lexicon.Than, lexicon.Mean, lexicon.Median, lexicon.Sum) {
		return
	}
	sets := 0
	for i := range b.ps {
		if b.ps[i].kind == pSet && !b.ps[i].used {
			sets++
		}
	}
	for i := range b.ps {
		if p := &b.ps[i]; p.kind == pSet && !p.used && !p.set.less && sets >= n && len(p.set.terms) == 1 && p.set.terms[0].Code == facts.NATOTotal {
			p.set.terms, p.set.whole, p.set.nouns = nil, false, true
		}
	}
}

// accession is the year in which the one Ally named joined; 0 if not one is.
func (b *bag) accession() int {
	y := 0
	for i := range b.ps {
		if b.ps[i].kind != pTime || b.ps[i].time.whose == "" {
			continue
		}
		if a, ok := b.r.Data.Ally(b.ps[i].time.whose); ok {
			return a.Joined.Year()
		}
	}
	for i := range b.ps {
		if b.ps[i].kind != pSet {
			continue
		}
		for _, t := range b.ps[i].set.terms {
			a, ok := b.r.Data.Ally(t.Code)
			if !ok || y > 0 {
				return 0
			}
			y = a.Joined.Year()
		}
	}
	return y
}

// plus adds what a set phrase says to a set.
func plus(s *query.Set, p *setPhrase) {
	if p.less {
		s.Less = append(s.Less, p.terms...)
		s.Less = append(s.Less, p.meet...)
		return
	}
	for _, t := range p.terms {
		if !slices.Contains(s.Terms, t) {
			s.Terms = append(s.Terms, t)
		}
	}
	s.Meet = append(s.Meet, p.meet...)
}

// groups reports whether all terms of a set phrase are groups, so that it is a
// set among which, more than a list of whom.
func (p *setPhrase) groups() bool {
	if len(p.terms) == 0 {
		return true
	}
	for _, t := range p.terms {
		if t.Code != "" || t.Place != "" {
			return false
		}
	}
	return true
}

// sets takes all that is left of sets: named Allies and aggregates into
// subject, groups and "Allies" into among. What is left out belongs to among,
// or to subject where there is no among.
func (b *bag) sets() (subject, among query.Set, nouns bool) {
	var less []query.Term
	for i := range b.ps {
		p := &b.ps[i]
		if p.kind != pSet || p.used || p.set.other && !b.others() {
			continue
		}
		p.used = true
		switch {
		case p.set.less:
			less = append(append(less, p.set.terms...), p.set.meet...)
		case p.set.groups():
			nouns = true
			if len(among.Terms) > 0 && len(p.set.terms) > 0 && !b.compared() { // "EU countries … in the Nordics"
				among.Meet = append(among.Meet, p.set.terms...)
				among.Meet = append(among.Meet, p.set.meet...)
				continue
			}
			plus(&among, &p.set)
		default:
			plus(&subject, &p.set)
		}
	}
	among.Less = less
	return subject, among, nouns
}

// others reports whether somebody is left out, so that "the other Allies" are
// those that are left.
func (b *bag) others() bool {
	for i := range b.ps {
		if b.ps[i].kind == pSet && b.ps[i].set.less {
			return true
		}
	}
	return false
}

// compared reports whether a word that compares stands there, used or not.
func (b *bag) compared() bool {
	for i := range b.ps {
		if b.isWord(i, lexicon.Compare) {
			return true
		}
	}
	return false
}

// notIn makes those that are "not in" a group what is left out: "who is above
// 3 % but isn't in the EU".
func (b *bag) notIn() {
	for i := range b.ps {
		if !b.isWord(i, lexicon.Not) || b.ps[i].used {
			continue
		}
		j := b.next(i)
		if b.isWord(j, lexicon.Allies, lexicon.Joined) {
			j = b.next(j)
		}
		if !b.isKind(j, pSet) || b.ps[j].used || b.parted(i, j) {
			continue
		}
		if s := &b.ps[j].set; s.groups() && len(s.terms) > 0 && !s.less {
			s.less, b.ps[i].used = true, true
		}
	}
}

// groupCounts uses a number that only says how many a group has: "the three
// Baltic states".
func (b *bag) groupCounts() {
	for i := range b.ps { // "tra gli alleati": among
		if j := b.next(i); b.isWord(i, lexicon.Between) && b.ps[i].val == "" && b.isKind(j, pSet) && b.ps[j].set.groups() && !b.has(lexicon.Difference, lexicon.Gap) {
			b.ps[i].used = true
		}
	}
	b.ofThem()
	for i := range b.ps {
		p := &b.ps[i]
		j := b.next(i)
		if p.kind != pLevel || !p.level.bare || !b.isKind(j, pSet) || b.parted(i, j) {
			continue
		}
		if b.ps[j].set.nouns && len(b.ps[j].set.terms) == 0 && b.has(lexicon.HowMany) { // "how many of the 32 Allies"
			if n := b.r.members(); p.level.value == float64(n) || p.level.value == float64(n-1) {
				p.used = true
			}
		}
		if t := b.ps[j].set.terms; len(t) == 1 && t[0].Group != "" {
			if g, ok := b.r.Data.Group(t[0].Group); ok && p.level.value == float64(len(g.Members(b.r.asOf))) {
				p.used = true
			}
		}
	}
}

// ofThem uses what only says again how many have been named: "which of the two
// is above 2 %", "who of both".
func (b *bag) ofThem() {
	n := 0
	for _, i := range b.setIdx() {
		if !b.ps[i].set.groups() {
			n += len(b.ps[i].set.terms)
		}
	}
	for i := range b.ps {
		p := &b.ps[i]
		if j := b.prev(i); n < 2 || p.used || !b.isWord(j, lexicon.Who, lexicon.Any, lexicon.None, lexicon.Allies) || b.parted(i, j) {
			continue
		}
		if b.isWord(i, lexicon.Both) && n == 2 || p.kind == pLevel && p.level.bare && !p.level.scaled && p.level.value == float64(n) && !b.isKind(b.next(i), pSet) && !b.isWord(b.next(i), lexicon.Top, lexicon.Bottom, lexicon.More, lexicon.Less) {
			p.used = true
		}
	}
}

// members is how many Allies there were on the day of asking.
func (r *Reader) members() int {
	n := 0
	for i := range r.Data.Allies {
		if r.Data.Allies[i].Joined.KnownBy(r.asOf) {
			n++
		}
	}
	return n
}
