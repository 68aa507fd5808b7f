package reader

import (
	"math"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/query"
)

// A phrase is a run of items that mean one thing together. Every phrase has to
// find its place in the query, or there is none.
type phrase struct {
	kind     phraseKind
	from, to int          // items
	sort     lexicon.Sort // of a word
	val      string
	num      float64
	set      setPhrase
	level    level
	time     timePhrase
	know     query.Knowledge
	used     bool
}

type phraseKind uint8

const (
	pWord  phraseKind = iota // a word by its sort
	pSet                     // Allies, groups, aggregates
	pLevel                   // a number with its unit
	pTime
	pQty  // a measure, or a word that helps to name one
	pKnow // by what was known
	pUnread
)

// A setPhrase is who is spoken of.
type setPhrase struct {
	terms  []query.Term
	meet   []query.Term
	nouns  bool // "Allies", with or without a group
	all    bool // "all Allies", "everyone"
	other  bool // "the other Allies": all less those named beside them
	less   bool // to be left out
	whole  bool // an aggregate
	versus bool // parted by "or": a choice
	place  string
}

// A level is a number with its unit.
type level struct {
	value, alt float64 // alt: the other reading of its digits, or NaN
	high       float64 // of a span "2 to 2.1"
	dec        int     // decimals written; -1 for a number in words
	unit       unit
	cur        string
	scaled     bool // with thousand, million …
	factor     float64
	perHead    bool
	fraction   bool
	ofGDP      bool // "% of GDP" as one
	bare       bool // no unit at all
}

type unit uint8

const (
	noUnit unit = iota
	percent
	points
	money
	heads
	times
)

// A timePhrase is when, and how it was said.
type timePhrase struct {
	query.Time
	role  timeRole
	asOf  facts.Date
	known bool // by what was known, not of what year
	event string
	own   bool       // the event of the Ally named: its accession
	rate  bool       // "a year": of an amount beside it no word for each year
	whose facts.Code // the Ally named within it: "since Sweden joined"
}

type timeRole uint8

const (
	tIn timeRole = iota
	tSince
	tUntil
	tRange
	tEach
	tNow
	tFuture
	tAfter
	tBefore
	tAround // the year before To, and the newest
)

// phrases builds the phrases of the line, the longest first at each place.
func (l *line) phrases() []phrase {
	out := make([]phrase, 0, len(l.items))
	for i := 0; i < len(l.items); {
		p, ok := l.phraseAt(i)
		if !ok {
			i++
			continue
		}
		out = append(out, p)
		i = p.to
	}
	return out
}

func (l *line) phraseAt(i int) (phrase, bool) {
	if x, ok := l.items[i].sense(lexicon.Filler); ok && x.Val == "?" { // the Greek question mark
		return phrase{kind: pWord, from: i, to: i + 1, val: "?"}, true
	}
	if l.light(i) {
		return phrase{}, false
	}
	if l.isSign(i, "-") && !l.tight(i) && l.tight(i+1) && l.items[i+1].kind == digits && !l.isYear(i+1) { // a number below zero is said, never taken for another
		return phrase{kind: pUnread, from: i, to: i + 2}, true
	}
	if l.val(i, lexicon.Of) == outOf && (l.is(i-1, lexicon.Allies) || l.is(i-1, lexicon.Who)) && l.is(l.skip(i+1), lexicon.Group) { // "countries out of the EU": those in it, or the others
		return phrase{kind: pUnread, from: i, to: i + 1}, true
	}
	if l.is(i, lexicon.In, lexicon.From, lexicon.YearOf, lexicon.AsOf) { // "in the June 2024 edition"
		if p, ok := l.natosEdition(l.skip(i + 1)); ok {
			p.from = i
			return p, true
		}
	}
	if p, ok := l.natosEdition(i); ok && l.is(i, lexicon.Aggregate) { // "NATO's July 2023 edition"
		p.from = i
		return p, true
	}
	for _, try := range [...]func(*line, int) (phrase, bool){(*line).knowledgeAt, (*line).timeAt, (*line).levelAt, (*line).setAt, (*line).qtyAt} {
		if p, ok := try(l, i); ok {
			p.from = i
			return p, true
		}
	}
	it := &l.items[i]
	switch {
	case it.kind == sign && it.sign == '?':
		return phrase{kind: pWord, from: i, to: i + 1, val: "?"}, true
	case it.kind == sign:
		return phrase{kind: pWord, from: i, to: i + 1, val: string(it.sign)}, true
	case len(it.senses) > 0:
		s := it.senses[0]
		if s.Sort == lexicon.Please {
			return phrase{}, false
		}
		return phrase{kind: pWord, from: i, to: i + 1, sort: s.Sort, val: s.Val, num: s.Num}, true
	}
	return phrase{kind: pUnread, from: i, to: i + 1}, true
}

// outOf is the value of an "of" that can be "outside" too.
const outOf = "out"

// numberAt reads a number in digits or words at i: its value, decimals (-1 for
// words) and the item after it.
func (l *line) numberAt(i int) (v, alt float64, dec, to int, ok bool) {
	if i >= len(l.items) {
		return 0, 0, 0, i, false
	}
	if l.items[i].kind == digits {
		n := l.toks[l.items[i].tok].Num
		return n.Value, n.Alt, n.Dec, i + 1, true
	}
	total, any := 0.0, false
	j := i
	for ; l.is(j, lexicon.Numeral); j++ {
		s, _ := l.items[j].sense(lexicon.Numeral)
		switch {
		case s.Num == 100 && total > 0 && total < 100:
			total *= 100
		case any && (total < 20 || total >= 20 && s.Num >= 10 && total < 100):
			return total, math.NaN(), -1, j, true
		default:
			total += s.Num
		}
		any = true
	}
	if l.is(j, lexicon.Dozen) {
		if !any {
			total = 1
		}
		return total * 12, math.NaN(), -1, j + 1, true
	}
	return total, math.NaN(), -1, j, any
}

// levelAt reads a number with its scale, unit and currency. A number that is
// written like a year and has no unit is left to time.
func (l *line) levelAt(i int) (phrase, bool) {
	if p, ok := l.partOfScale(i); ok {
		return p, true
	}
	if l.is(i, lexicon.Fraction) && !l.is(i+1, lexicon.Ordinal) {
		s, _ := l.items[i].sense(lexicon.Fraction)
		return phrase{kind: pLevel, to: i + 1, level: level{value: s.Num, alt: math.NaN(), dec: -1, unit: percent, fraction: true}}, true
	}
	lv := level{bare: true}
	at, cur := l.unitBefore(&lv, i)
	v, alt, dec, to, ok := l.numberAt(at)
	if !ok || at == i && l.torn(i) {
		return phrase{}, false
	}
	year := l.items[at].kind == digits && l.toks[l.items[at].tok].Num.Year
	lv.value, lv.alt, lv.dec = v, alt, dec
	j := to
	if l.isSign(j, "-") && !year {
		j = l.hyphened(&lv, j)
	}
	if l.is(j, lexicon.Currency) && cur == "" {
		switch {
		case year && !l.amountOf(i, j):
			return phrase{}, false // "2024 usd": a year and a currency
		case v <= 40 && dec == 0 && l.is(i-1, lexicon.Top, lexicon.Bottom):
			return phrase{kind: pLevel, to: j, level: lv}, true // "top 5 usd"
		}
	}
	j = l.units(&lv, j, cur)
	if !lv.bare {
		return phrase{kind: pLevel, to: j, level: lv}, true
	}
	switch {
	case l.is(to, lexicon.Ordinal) && l.val(to, lexicon.Ordinal) == "suffix":
		return phrase{kind: pWord, sort: lexicon.Ordinal, num: v, to: to + 1}, true
	case year || l.is(to, lexicon.Years, lexicon.Ago):
		return phrase{}, false
	}
	return phrase{kind: pLevel, to: j, level: lv}, true
}

// hyphened reads what a hyphen at j joins to a number: the end of a span, "2-2.1",
// or its unit, "3-Prozent-Marke".
func (l *line) hyphened(lv *level, j int) int {
	if h, _, _, k, ok := l.numberAt(j + 1); l.number(j+1) && ok && h > lv.value {
		lv.high, j = h, k
	}
	if l.isSign(j, "-") && l.is(j+1, lexicon.Percent) {
		j++
	}
	return j
}

// partOfScale reads "a quarter of a million soldiers", "half a billion", and "a
// billion" behind a comparison: a scale without a number before it.
func (l *line) partOfScale(i int) (phrase, bool) {
	lv := level{value: 1, alt: math.NaN(), dec: -1, bare: true}
	j := i
	switch {
	case l.is(i, lexicon.Numeral) && l.is(l.skip(i+1), lexicon.Fraction): // "eine viertel Million"
		if s, _ := l.items[i].sense(lexicon.Numeral); s.Num != 1 {
			return phrase{}, false
		}
		j = l.skip(i + 1)
		fallthrough
	case l.is(i, lexicon.Fraction):
		s, _ := l.items[j].sense(lexicon.Fraction)
		lv.value = s.Num / 100
		if s.Num > 33 && s.Num < 34 || s.Num > 66 && s.Num < 67 {
			lv.value = math.Round(s.Num*0.03) / 3
		}
		for j++; l.is(j, lexicon.Of) || l.light(j) || l.is(j, lexicon.Numeral) && l.items[j].senses[0].Num == 1; j++ {
		}
	case !l.compares(i):
		return phrase{}, false
	}
	if !l.is(j, lexicon.Scale) {
		return phrase{}, false
	}
	j = l.units(&lv, j, "")
	return phrase{kind: pLevel, to: j, level: lv}, true
}

// compares reports whether a comparison stands before item i, light words
// apart.
func (l *line) compares(i int) bool {
	for i--; l.light(i); i-- {
	}
	return l.is(i, lexicon.Cmp, lexicon.Than, lexicon.Meet, lexicon.Miss, lexicon.About)
}

// unitBefore reads the unit that stands before a number at i, "$5" or "% 2", and
// returns where the number begins, and the currency.
func (l *line) unitBefore(lv *level, i int) (at int, cur string) {
	number := l.number(i + 1)
	amount := number && (!l.isYear(i+1) || l.tight(i+1)) || l.is(i+1, lexicon.Scale) && l.number(i+2)
	switch {
	case l.is(i, lexicon.Currency) && amount:
		return i + 1, l.val(i, lexicon.Currency)
	case l.is(i, lexicon.Percent) && number && (l.lead(i) || l.items[i].sign == '%' && l.tight(i+1)):
		lv.unit, lv.bare = percent, false
		return i + 1, ""
	}
	return i, ""
}

// amountOf reports whether digits at i that could be a year are an amount in the
// currency at j: something is compared with them, or they are a head.
func (l *line) amountOf(i, j int) bool {
	return l.is(i-1, lexicon.Cmp, lexicon.At, lexicon.Meet, lexicon.Miss, lexicon.Between, lexicon.And) || l.is(j+1, lexicon.PerHead)
}

// torn reports whether the number at i is what is left of a date that there is
// not: "2025-02-30".
func (l *line) torn(i int) bool {
	return i > 1 && l.isSign(i-1, "-") && l.tight(i) && l.tight(i-1) && l.items[i-2].kind == digits && l.isYear(i-2)
}

// units reads what stands behind a number: scale, per cent, points, currency,
// heads, "a head".
func (l *line) units(lv *level, j int, pre string) int {
	if pre != "" {
		lv.unit, lv.cur, lv.bare = money, pre, false
	}
	for l.is(j, lexicon.Scale) {
		s, _ := l.items[j].sense(lexicon.Scale)
		lv.value *= s.Num
		lv.alt *= s.Num
		lv.high *= s.Num
		lv.scaled = true
		lv.factor = max(1, lv.factor) * s.Num
		j++
	}
	k := l.skip(j)
	switch {
	case lv.unit != noUnit:
	case l.is(j, lexicon.Percent):
		lv.unit, lv.bare = percent, false
		j++
	case l.is(j, lexicon.Measure) && l.val(j, lexicon.Measure) == "share" && l.percentAt(j):
		lv.unit, lv.bare, lv.ofGDP = percent, false, true
		j++
	case l.is(j, lexicon.Points):
		lv.unit, lv.bare = points, false
		j++
	case l.is(k, lexicon.Currency) && !l.is(k, lexicon.Ally):
		lv.unit, lv.cur, lv.bare = money, l.val(k, lexicon.Currency), false
		j = k + 1
	case l.is(k, lexicon.Head) && !l.isQty(k), l.is(k, lexicon.Measure) && l.val(k, lexicon.Measure) == "troops" && (lv.scaled || lv.value >= 100):
		lv.unit, lv.bare = heads, false
		j = k + 1
	case l.is(k, lexicon.Times):
		lv.unit, lv.bare = times, false
		j = k + 1
	}
	if k := l.skip(j); lv.unit == money && l.is(k, lexicon.PerHead) {
		lv.perHead = true
		j = k + 1
	}
	return j
}

// isQty reports whether item k is first of all a word of quantity.
func (l *line) isQty(k int) bool { return l.senseFirst(k, lexicon.Measure) }

// percentAt reports whether item i begins with a word for per cent.
func (l *line) percentAt(i int) bool {
	t := l.items[i].tok
	for _, sp := range l.r.Lex.At(l.toks, t, nil) {
		for _, x := range sp.Senses {
			if x.Sort == lexicon.Percent && sp.N < l.items[i].n {
				return true
			}
		}
	}
	return false
}

func (l *line) number(i int) bool {
	return i >= 0 && i < len(l.items) && (l.items[i].kind == digits || l.is(i, lexicon.Numeral))
}

func (l *line) tight(i int) bool { return i < len(l.items) && l.toks[l.items[i].tok].Tight }

// lead reports whether item i is a word for per cent that stands before its
// number; the file of the language says so.
func (l *line) lead(i int) bool { return l.val(i, lexicon.Percent) == "lead" }

// qtyAt reads a word that names a measure, or helps to.
func (l *line) qtyAt(i int) (phrase, bool) {
	for _, s := range [...]lexicon.Sort{lexicon.Measure, lexicon.Spend, lexicon.Share, lexicon.Defence, lexicon.GDP, lexicon.PerHead, lexicon.Real, lexicon.Nominal, lexicon.Currency, lexicon.Percent, lexicon.Points} {
		if x := l.items[i].senses; len(x) > 0 && x[0].Sort == s {
			if s == lexicon.Defence && l.is(i, lexicon.Measure) && !l.besideSpend(i) { // "con más militares"
				return phrase{kind: pQty, sort: lexicon.Measure, val: l.val(i, lexicon.Measure), to: i + 1}, true
			}
			return phrase{kind: pQty, sort: s, val: x[0].Val, to: i + 1}, true
		}
	}
	return phrase{}, false
}

// besideSpend reports whether a word of spending stands before item i or behind
// it.
func (l *line) besideSpend(i int) bool {
	j := i - 1
	for l.light(j) {
		j--
	}
	for _, k := range [...]int{j, l.skip(i + 1)} {
		if l.is(k, lexicon.Spend) || l.is(k, lexicon.Measure) && l.val(k, lexicon.Measure) == "spend" {
			return true
		}
	}
	return false
}

// setAt reads who is spoken of: names, groups, "Allies", joined by commas and
// "and", less those that are left out.
func (l *line) setAt(i int) (phrase, bool) {
	var p phrase
	p.kind = pSet
	j := i
	if l.is(j, lexicon.Except, lexicon.Outside) && !l.behind(j) {
		k := l.skip(j + 1)
		if to, ok := l.terms(&p.set, k); ok {
			p.set.less, p.to = true, to
			return p, true
		}
		return p, false
	}
	to, ok := l.terms(&p.set, j)
	if !ok {
		return p, false
	}
	p.to = to
	k := to
	if !l.is(k, lexicon.Except) || !l.behind(k) { // "take Spain out": the word may be light elsewhere
		k = l.skip(to)
	}
	if l.is(k, lexicon.Except) && (l.behind(k) || !l.followed(k+1) || p.set.allies() && l.everybody(k+1)) { // "ABD hariç": behind what it leaves out
		p.set.less, p.to = true, k+1
	}
	return p, true
}

// behind reports whether the exception at i always stands behind what it leaves
// out; the file of the language says so.
func (l *line) behind(i int) bool { return l.val(i, lexicon.Except) == "post" }

// followed reports whether a set begins at i or behind light words there.
func (l *line) followed(i int) bool {
	return l.is(l.skip(i), lexicon.Ally, lexicon.Group, lexicon.Aggregate, lexicon.Place, lexicon.Allies)
}

// everybody reports whether the Allies or the Alliance as a whole stand at i or
// behind light words there: nobody leaves these out, so that an exception before
// them is of what stands before it ("Yhdysvallat pois lukien Nato-maiden menot").
func (l *line) everybody(i int) bool {
	i = l.skip(i)
	return l.is(i, lexicon.Allies, lexicon.Aggregate) && !l.is(i, lexicon.Ally, lexicon.Group, lexicon.Place)
}

// allies reports whether nothing but Allies by their names are in the set.
func (s *setPhrase) allies() bool {
	for _, t := range s.terms {
		if t.Code == "" || t.Code.Aggregate() {
			return false
		}
	}
	return len(s.terms) > 0 && !s.nouns
}

// terms reads one or more names.
func (l *line) terms(s *setPhrase, i int) (int, bool) {
	to, ok := l.term(s, i)
	if !ok {
		return i, false
	}
	defer s.europeCanada()
	for {
		j := to
		or := false
		for l.isSign(j, ",/+") || l.is(j, lexicon.And, lexicon.Or, lexicon.Plus) && l.senseFirst(j, lexicon.And, lexicon.Or, lexicon.Plus) || l.isSign(j, "&") {
			or = or || l.is(j, lexicon.Or)
			j++
		}
		k := l.skip(j)
		if j > to { // "de l'Europe et du Canada"
			k = l.skipOf(j)
		}
		if j == to && !l.listed(to, k) {
			return to, true
		}
		if l.is(k, lexicon.Allies) && !l.is(k, lexicon.Ally, lexicon.Group) {
			return to, true
		}
		if l.is(k, lexicon.Who) && l.is(l.skip(k+1), lexicon.Joined) { // "the Baltic states and those that joined after 2004"
			k = l.skip(k + 1)
		}
		next, ok := l.term(s, k)
		if !ok {
			return to, true
		}
		s.versus = s.versus || or
		to = next
	}
}

// europeCanada makes "Europe and Canada" NATO's own aggregate, however the
// language joins the two.
func (s *setPhrase) europeCanada() {
	if len(s.terms) == 2 && !s.versus && !s.nouns && (s.terms[0].Group == "european" && s.terms[1].Code == "CAN" || s.terms[1].Group == "european" && s.terms[0].Code == "CAN") {
		s.terms, s.whole = []query.Term{{Code: facts.EuropeCanada}}, true
	}
}

// listed reports whether names stand side by side with nothing between them
// ("compare spain poland italy").
func (l *line) listed(to, k int) bool {
	return k == to && l.is(k, lexicon.Ally, lexicon.Aggregate) && l.is(to-1, lexicon.Ally)
}

func (l *line) senseFirst(i int, sorts ...lexicon.Sort) bool {
	x := l.items[i].senses
	if len(x) == 0 {
		return false
	}
	for _, s := range sorts {
		if x[0].Sort == s {
			return true
		}
	}
	return false
}

// term reads one name, group or aggregate with the noun beside it, or the noun
// alone.
func (l *line) term(s *setPhrase, i int) (int, bool) {
	if i >= len(l.items) || len(l.items[i].senses) == 0 {
		return i, false
	}
	switch x := l.items[i].senses[0]; x.Sort {
	case lexicon.Ally:
		s.terms = append(s.terms, query.Term{Code: facts.Code(x.Val)})
		return i + 1, true
	case lexicon.Place:
		s.terms = append(s.terms, query.Term{Place: x.Val})
		s.place = x.Val
		return i + 1, true
	case lexicon.Aggregate:
		if id, _ := l.editionID(i); id != "" { // "nato-2024-06" is no name of NATO
			return i, false
		}
		if k := l.skip(i + 1); l.is(k, lexicon.Allies) && l.senseFirst(k, lexicon.Allies) {
			s.nouns = true
			return k + 1, true
		}
		s.terms = append(s.terms, query.Term{Code: facts.Code(x.Val)})
		s.whole = true
		return i + 1, true
	case lexicon.Group:
		s.terms = append(s.terms, query.Term{Group: x.Val})
		j := i + 1
		k := l.skip(j)
		if l.is(k, lexicon.Group) && k == j { // "Nordic EU members"
			s.meet = append(s.meet, query.Term{Group: l.val(k, lexicon.Group)})
			j, k = k+1, l.skip(k+1)
		}
		if l.is(k, lexicon.Allies) {
			s.nouns, j = true, k+1
		}
		return j, true
	case lexicon.Allies:
		return l.noun(s, i, x), true
	case lexicon.Joined:
		return l.joined(s, i)
	}
	return i, false
}

// noun reads "Allies", and what says which: "of NATO", "in the EU".
func (l *line) noun(s *setPhrase, i int, x lexicon.Sense) int {
	s.nouns = true
	s.all = s.all || x.Val == "all"
	s.other = s.other || x.Val == "other"
	j := l.skip(i + 1)
	switch {
	case l.is(j, lexicon.Group):
		s.terms = append(s.terms, query.Term{Group: l.val(j, lexicon.Group)})
		j++
		if k := l.skip(j); l.is(k, lexicon.Allies) {
			j = k + 1
		}
		return j
	case l.is(j, lexicon.Aggregate) && l.val(j, lexicon.Aggregate) == string(facts.NATOTotal):
		return j + 1
	case l.is(j, lexicon.Joined):
		if to, ok := l.joined(s, j); ok {
			return to
		}
	}
	return i + 1
}

// joined reads "joined since 2004", "joined after 1999", "newest members".
func (l *line) joined(s *setPhrase, i int) (int, bool) {
	j := l.skip(i + 1)
	p, ok := l.timeAt(j)
	if !ok || p.time.known {
		return i, false
	}
	span, ok := joinedIn(p.time)
	if !ok {
		return i, false
	}
	s.terms = append(s.terms, query.Term{Joined: span})
	return p.to, true
}

// joinedIn are the years of accession that a time names.
func joinedIn(t timePhrase) (query.Span, bool) {
	switch t.role {
	case tSince, tAfter:
		return query.Span{From: t.From}, t.From > 0
	case tIn:
		return query.Span{From: t.To, To: t.To}, t.To > 0
	case tBefore, tUntil:
		return query.Span{To: t.To}, t.To > 0
	case tRange:
		return query.Span{From: t.From, To: t.To}, t.From > 0 && t.To > 0
	}
	return query.Span{}, false
}
