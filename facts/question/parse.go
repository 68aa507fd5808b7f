package question

import (
	"fmt"
	"slices"
	"strings"

	"natobot/facts"
)

// Parse reads a question, terse or in a whole sentence. It is deterministic:
// rules over a vocabulary, no clock and no chance. asOf is the day of the
// asking; ctx is what a thread carries over. What can't be answered comes back
// with a Fault that says why and what to ask instead; nothing is guessed.
//
// Sentences are understood in English, Spanish, French, German, Italian, Polish
// and Turkish. Not promised: other languages, and irony.
func (d *Reader) Parse(text string, asOf facts.Date, ctx Context) Question {
	q := Question{Text: text, AsOf: asOf}
	if len(text) > MaxQuestion {
		q.Intent = Help
		q.Fault = &Fault{Status: Unsupported, Say: fmt.Sprintf("That is longer than the %d bytes that are read as one question; it begins with “%s”. Ask one thing at a time, for example: spain 2025.", MaxQuestion, echo(text, 60)), Choices: starters()}
		return q
	}
	p := parser{d: d, v: d.words, q: &q, ctx: ctx, today: asOf}
	p.text = normalise(text)
	p.toks = tokenise(p.text)
	p.trimPrefix()
	if len(p.toks) == 0 {
		q.Intent = Help
		return q
	}
	if p.checkVerb() {
		return q
	}
	p.annotate()
	p.roles()
	p.decide()
	p.unread()
	return q
}

// unread names the words that nothing was made of, so that nobody takes an
// answer for one to more than was read.
func (p *parser) unread() {
	q := p.q
	if q.Fault != nil || !slices.Contains([]Intent{Profile, Compare, Ranking, ThresholdList, Trend, Gap, Aggregate}, q.Intent) {
		return
	}
	for _, i := range p.unknown {
		t := &p.toks[i]
		if len(t.s) < 3 || len(q.Unread) == 3 || q.Place > 0 && p.nth(i) > 0 {
			continue
		}
		q.Unread = append(q.Unread, echo(t.raw, 40))
	}
}

// An entity is an Ally, an aggregate, a group or another country in the text.
type entity struct {
	entry
	at, n int
	typed string // misspelt
}

// An amount is a number in the text that is no date and no year.
type amount struct {
	at, n int
	value float64
	high  float64
	pct   bool
	scale float64 // 1e3 for billions, 1 for millions (amounts are in millions); 0 none
	word  bool    // written in letters
}

// A dated is a date or a year in the text.
type dated struct {
	at, n int
	date  facts.Date // day or month; "" for a year
	other facts.Date // the second reading of 3/4/2025
	year  int
	year2 int
	bad   bool
	bare  bool // the year was not said
	role  role
}

type role uint8

const (
	free role = iota
	roleAsOf
	roleEdition
	roleSince
	roleUntil
)

type parser struct {
	d     *Reader
	v     *vocabulary
	q     *Question
	ctx   Context
	today facts.Date
	text  string
	toks  []token
	key   []byte

	slash   bool // began with /nato
	kinds   []uint8
	ids     []int
	has     [nConcepts]int // index of the first such token, plus one
	last    [nConcepts]int // index of the last one, plus one
	ents    []entity
	people  []string
	places  []string
	terms   []entity
	meas    []entity
	nums    []amount
	dates   []dated
	unknown []int
	known   int // words that the vocabulary knows, names not counted
	words   int // words in all, numbers not counted
}

func (p *parser) is(cs ...concept) bool {
	for _, c := range cs {
		if p.has[c] > 0 {
			return true
		}
	}
	return false
}

// first reports whether the text begins with one of the concepts.
func (p *parser) first(cs ...concept) bool {
	for _, c := range cs {
		if p.has[c] == 1 {
			return true
		}
	}
	return false
}

// echo is at most n runes of what was typed, made safe to show.
func echo(s string, n int) string {
	s = normalise(cut(strings.ToValidUTF8(s[:min(len(s), 4*n)], ""), n))
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if strings.ContainsRune("<>*_~`|@#[]()\\\"", r) {
			return -1
		}
		return r
	}, s))
}

// trimPrefix takes "/nato" and the bot's name from the beginning.
func (p *parser) trimPrefix() {
	t := strings.TrimSpace(p.text)
	if strings.HasPrefix(t, "/") {
		if len(p.toks) > 0 && p.toks[0].s == "nato" {
			p.toks = p.toks[1:]
			p.slash = true
			if len(p.toks) > 0 && p.toks[0].s == "question" && strings.Contains(t, "question:") {
				p.toks = p.toks[1:]
			}
		}
	}
	if len(p.toks) > 0 && (p.toks[0].s == "natobot" || p.toks[0].s == "nato" && len(p.toks) > 1 && p.toks[1].s == "bot") {
		p.toks = p.toks[1:]
		if len(p.toks) > 0 && p.toks[0].s == "bot" {
			p.toks = p.toks[1:]
		}
	}
	if len(p.toks) > 1 && p.toks[0].s == "nato" && p.toks[1].s == "check" {
		p.toks = p.toks[1:]
	}
}

// checkVerb reads `check "…"`: what follows is a claim, not a question.
func (p *parser) checkVerb() bool {
	e, n := p.v.longest(p.toks, 0, &p.key)
	if n == 0 || e.kind != kWord || concept(e.id) != cCheck || len(p.toks) == n {
		return false
	}
	end := p.toks[n-1].off + len(p.toks[n-1].raw)
	rest := strings.TrimSpace(p.text[end:])
	rest = strings.TrimLeft(rest, ":-, ")
	if l := strings.ToLower(rest); strings.HasPrefix(l, "if ") || strings.HasPrefix(l, "whether ") || strings.HasPrefix(l, "that ") {
		_, rest, _ = strings.Cut(rest, " ")
	}
	p.q.Intent = ClaimCheck
	if strings.HasPrefix(rest, `"`) {
		if i := strings.LastIndex(rest, `"`); i > 0 {
			tail := rest[i+1:]
			rest = rest[1:i]
			p.claimAsOf(tail)
		} else {
			rest = rest[1:]
		}
	} else if i := strings.LastIndex(strings.ToLower(rest), " as of "); i > 0 {
		if p.claimAsOf(rest[i:]) {
			rest = rest[:i]
		}
	}
	p.setClaim(rest)
	return true
}

// claimAsOf reads "as of DATE" behind a claim.
func (p *parser) claimAsOf(tail string) bool {
	if strings.TrimSpace(tail) == "" {
		return false
	}
	sub := parser{d: p.d, v: p.v, q: p.q, today: p.today, text: tail, toks: tokenise(tail)}
	sub.annotate()
	sub.roles()
	return p.q.Said.AsOf
}

// setClaim files the text of a claim and what it names.
func (p *parser) setClaim(claim string) {
	q := p.q
	q.Intent = ClaimCheck
	q.From, q.To = 0, 0
	q.Claim = strings.TrimSpace(claim)
	sub := parser{d: p.d, v: p.v, q: &Question{AsOf: q.AsOf}, today: p.today, text: q.Claim, toks: tokenise(q.Claim)}
	sub.annotate()
	for _, e := range sub.ents {
		if e.kind == kAlly {
			q.Allies = addCode(q.Allies, e.code)
		}
	}
	if q.Claim == "" || sub.words == 0 && len(sub.nums) == 0 {
		q.Claim = ""
		q.Fault = &Fault{Status: Unknown, Say: `There is no claim to check here. Put the sentence behind the word check, for example: check "Spain spends 1% of GDP".`, Choices: []Choice{{"An example", `check "Spain spends 1% of GDP"`}}}
	}
}

// annotate says of each token what it is.
func (p *parser) annotate() {
	n := len(p.toks)
	p.kinds = make([]uint8, n)
	p.ids = make([]int, n)
	mixed := strings.ToUpper(p.text) != p.text
	terse := p.terse()
	for i := 0; i < n; {
		t := &p.toks[i]
		if d, k := p.dateAt(i); k > 0 {
			p.dates = append(p.dates, d)
			i += k
			continue
		}
		if t.num != nil {
			p.numberAt(i)
			i++
			continue
		}
		e, k := p.v.longest(p.toks, i, &p.key)
		if c, ok := p.v.codes[t.s]; ok && t.flag == "" && k <= 1 && (e.kind != kAlly && e.kind != kAggregate && e.kind != kGroup && e.kind != kNonAlly) {
			switch {
			case n == 1 && c.kind == kAlly, terse && c.kind == kAlly, n == 1 && k == 0:
				e, k = c, 1
			case mixed && t.upper && c.kind == kAlly && (len(t.s) == 3 || !wordLike[t.s]):
				e, k = c, 1
			case t.s == "us" && p.usIsCountry(i):
				e, k = c, 1
			case k == 0 && len(t.s) == 3 && c.kind == kAlly && n <= 8:
				e, k = c, 1
			}
		}
		if t.flag != "" && k == 0 {
			i++
			continue
		}
		p.words++
		if k == 0 {
			p.unknown = append(p.unknown, i)
			i++
			continue
		}
		for j := i; j < i+k; j++ {
			p.kinds[j], p.ids[j] = e.kind, e.id
		}
		switch e.kind {
		case kAlly, kAggregate, kGroup, kNonAlly:
			p.ents = append(p.ents, entity{entry: e, at: i, n: k})
		case kPerson:
			if !slices.Contains(p.people, e.name) {
				p.people = append(p.people, e.name)
			}
		case kPlace:
			if !slices.Contains(p.places, e.name) {
				p.places = append(p.places, e.name)
			}
		case kTerm:
			p.terms = append(p.terms, entity{entry: e, at: i, n: k})
			p.known++
		case kMeasure:
			p.meas = append(p.meas, entity{entry: e, at: i, n: k})
			p.known++
		case kNumber:
			p.wordNumberAt(i)
			p.known++
		case kMonth:
			p.known++
			if t.s == "mai" {
				p.mark(cEver, i)
			}
		case kWord:
			p.known++
			c := concept(e.id)
			if c == cMeeting && (t.s == "meeting" || t.s == "meet") && p.meetsALevel(i+1) {
				c = cMeet
				p.ids[i] = int(cMeet)
			}
			p.mark(c, i)
			switch t.s { // such a phrase holds the question word too
			case "what", "how", "que", "was", "cuanto", "wie":
				if c == cGap || c == cDefine {
					p.mark(cHowMuch, i)
				}
			}
		default:
			p.known++
		}
		i += k
	}
}

func (p *parser) mark(c concept, i int) {
	if p.has[c] == 0 {
		p.has[c] = i + 1
	}
	p.last[c] = i + 1
}

// wordLike are codes of two letters that are also words in capitals.
var wordLike = map[string]bool{"is": true, "it": true, "no": true, "me": true, "at": true, "be": true, "al": true, "hr": true, "de": true, "si": true, "se": true, "es": true, "pt": true, "tr": false}

// terse reports whether the text is a command of names, codes, numbers and
// verbs only, so that "es" in it is Spain and "de" is Germany. Codes that are
// words too ("is", "no", "it") count behind a verb such as compare, or beside
// "vs", and nowhere else: "is spain above 2%" is a sentence.
func (p *parser) terse() bool {
	if len(p.toks) > 40 {
		return false
	}
	codes, solid, verb, wordy, named := false, false, false, false, false
	for i := range p.toks {
		t := &p.toks[i]
		if t.num != nil || t.flag != "" {
			continue
		}
		e, ok := p.v.phrases[t.s]
		if c, is := p.v.codes[t.s]; is && c.kind == kAlly && (!ok || e.kind != kAlly) {
			codes = true
			switch {
			case !ok, len(t.s) == 3 && t.upper:
				solid = true
			case p.besideVersus(i), verb && len(t.s) == 3:
				solid = true
			case verb:
				wordy = true
			default:
				return false
			}
			continue
		}
		switch {
		case ok && (e.kind == kAlly || e.kind == kGroup || e.kind == kAggregate):
			named = true
		case ok && e.kind == kWord && terseVerb[concept(e.id)]:
			if i == 0 {
				switch concept(e.id) {
				case cCompare, cTrend, cGap, cRank, cCommit, cEver:
					verb = true
				}
			}
		case ok && e.kind == kMeasure:
		case t.s == "of" && i > 0 && p.toks[i-1].s == "as":
		case t.s == "as" && i+1 < len(p.toks) && p.toks[i+1].s == "of":
		case t.s == "%" || t.s == "$" || t.s == "<" || t.s == ">":
		default:
			return false
		}
	}
	if wordy && !named { // "compare es pt", but not "tendencia de Italia"
		solid = true
	}
	return codes && solid && !(wordy && named)
}

func (p *parser) besideVersus(i int) bool {
	for _, j := range [2]int{i - 1, i + 1} {
		if j >= 0 && j < len(p.toks) {
			if e, ok := p.v.phrases[p.toks[j].s]; ok && e.kind == kWord && concept(e.id) == cVersus {
				return true
			}
		}
	}
	return false
}

var terseVerb = map[concept]bool{cCompare: true, cVersus: true, cTrend: true, cGap: true, cRank: true, cTop: true, cBottom: true, cAsOf: true, cSIPRI: true, cSince: true, cBelow: true, cAbove: true,
	cCommit: true, cDollars: true, cChange: true, cTo: true, cPercent: true, cEver: true, cPerCapita: true, cGDP: true, cEuros: true, cEdition: true, cNATO: true, cUntil: true}

// usIsCountry tells the country from the pronoun: "norway vs us" from "tell us".
func (p *parser) usIsCountry(i int) bool {
	near := func(j int) bool {
		if j < 0 || j >= len(p.toks) {
			return false
		}
		e, k := p.v.longest(p.toks, j, &p.key)
		if k == 0 || e.kind != kWord {
			return false
		}
		switch concept(e.id) {
		case cVersus, cThan, cCompare, cGap, cTrend, cRank:
			return true
		}
		return false
	}
	if near(i-1) || near(i+1) || i >= 2 && p.toks[i-1].s == "of" && p.toks[i-2].s == "share" {
		return true
	}
	if i+1 < len(p.toks) && (i == 0 || !pronounVerb[p.toks[i-1].s]) { // "us share", "us budget"
		if e, k := p.v.longest(p.toks, i+1, &p.key); k > 0 && (e.kind == kMeasure || e.kind == kWord && slices.Contains([]concept{cShare, cSpend, cDefence, cMilitary, cData, cGDP, cCommit, cTarget}, concept(e.id))) {
			return true
		}
	}
	// "uk and us", "us or china": a country beside it
	if i >= 2 && (p.toks[i-1].s == "and" || p.toks[i-1].s == "or") {
		e, k := p.v.longest(p.toks, i-2, &p.key)
		return k > 0 && (e.kind == kAlly || e.kind == kNonAlly)
	}
	if i+2 < len(p.toks) && (p.toks[i+1].s == "and" || p.toks[i+1].s == "or") && (i == 0 || !pronounVerb[p.toks[i-1].s]) {
		e, k := p.v.longest(p.toks, i+2, &p.key)
		return k > 0 && (e.kind == kAlly || e.kind == kNonAlly)
	}
	return false
}

var pronounVerb = map[string]bool{"tell": true, "give": true, "show": true, "let": true, "of": true, "for": true, "to": true, "help": true, "with": true, "around": true}

// meetsALevel reports whether a number in per cent or a target follows within
// three tokens, as in "meeting the 2 % target"; a date does not.
func (p *parser) meetsALevel(i int) bool {
	for j := i; j < len(p.toks) && j < i+4; j++ {
		t := &p.toks[j]
		if _, k := p.dateAt(j); k > 0 {
			return false
		}
		if t.num != nil {
			return t.num.date == "" && t.num.year == 0 && t.num.value >= 0
		}
		e, k := p.v.longest(p.toks, j, &p.key)
		if k == 0 {
			return false
		}
		if e.kind == kWord && (concept(e.id) == cTarget || concept(e.id) == cGuideline) {
			return true
		}
		if e.kind == kNumber {
			continue
		}
		if e.kind != kStop && !(e.kind == kWord && (concept(e.id) == cNATO || concept(e.id) == cDo || concept(e.id) == cOn)) {
			return false
		}
	}
	return false
}

// numberAt files the number or range at token i.
func (p *parser) numberAt(i int) {
	f := p.toks[i].num
	if f.value < 0 || f.value > 1e12 {
		return
	}
	x := amount{at: i, n: 1, value: f.value, high: max(f.high, 0), pct: f.pct}
	switch f.money {
	case "USD":
		p.mark(cDollars, i)
	case "EUR", "GBP":
		p.mark(cEuros, i)
	}
	p.unitAfter(&x, i+1)
	if i > 0 && p.toks[i-1].s == "yuzde" {
		x.pct = true
	}
	p.nums = append(p.nums, x)
}

// unitAfter reads "per cent" or "billion" behind a number.
func (p *parser) unitAfter(x *amount, j int) {
	if j >= len(p.toks) {
		return
	}
	e, k := p.v.longest(p.toks, j, &p.key)
	if k == 0 || e.kind != kWord {
		return
	}
	switch concept(e.id) {
	case cPercent, cGDP, cShare:
		x.pct = true
	case cBillion:
		x.scale = 1e3
	case cMillion:
		x.scale = 1
	case cThousand:
		x.scale = 1e-3
	}
}

// wordNumberAt files "two" when per cent or a word like "top" stands by it.
func (p *parser) wordNumberAt(i int) {
	x := amount{at: i, n: 1, value: float64(p.ids[i]), word: true}
	p.unitAfter(&x, i+1)
	if i > 0 && p.kinds[i-1] == kWord {
		switch concept(p.ids[i-1]) {
		case cTop, cBottom:
			p.nums = append(p.nums, x)
			return
		case cPercent:
			if p.toks[i-1].s == "yuzde" {
				x.pct = true
			}
		}
	}
	if i+1 < len(p.toks) {
		if e, k := p.v.longest(p.toks, i+1, &p.key); k > 0 && e.kind == kWord && (concept(e.id) == cTop || concept(e.id) == cBottom) {
			p.nums = append(p.nums, x)
			return
		}
	}
	if x.pct {
		p.nums = append(p.nums, x)
	}
}

// dateAt reads a date, a month or a year at token i; it returns the number of
// tokens it took, or 0.
func (p *parser) dateAt(i int) (dated, int) {
	t := &p.toks[i]
	if f := t.num; f != nil {
		switch {
		case f.date != "" || f.bad:
			return dated{at: i, n: 1, date: f.date, other: f.other, bad: f.bad}, 1
		case f.year2 > 0:
			return dated{at: i, n: 1, year: f.year, year2: f.year2}, 1
		case f.year > 0 && !f.pct && f.money == "":
			// "2025 march"
			if m := p.monthAt(i + 1); m > 0 && !p.yearAt(i+2) && !p.dayBefore(i+2, m) {
				return dated{at: i, n: 2, date: monthOf(f.year, m)}, 2
			}
			return dated{at: i, n: 1, year: f.year}, 1
		case f.value >= 1 && f.value <= 31 && f.value == float64(int(f.value)) && !f.pct && f.high <= 0:
			// "13 March 2025", "13th of March, 2025", "13 de marzo de 2025"
			j := p.skipOf(i + 1)
			m := p.monthAt(j)
			if m == 0 {
				return dated{}, 0
			}
			k := p.skipOf(j + 1)
			if p.yearAt(k) {
				d, ok := dateOf(p.toks[k].num.year, m, int(f.value))
				return dated{at: i, n: k - i + 1, date: d, bad: !ok}, k - i + 1
			}
			d, ok := p.noYear(m, int(f.value))
			return dated{at: i, n: j - i + 1, date: d, bad: !ok, bare: true}, j - i + 1
		}
		return dated{}, 0
	}
	m := p.monthAt(i)
	if m == 0 {
		return dated{}, 0
	}
	j := p.skipOf(i + 1)
	if p.yearAt(j) {
		return dated{at: i, n: j - i + 1, date: monthOf(p.toks[j].num.year, m)}, j - i + 1
	}
	// "March 13, 2025", "March the 13th"
	if j < len(p.toks) && p.toks[j].num != nil {
		f := p.toks[j].num
		if v := int(f.value); f.value >= 1 && f.value <= 31 && f.value == float64(v) && !f.pct && f.high <= 0 {
			k := p.skipOf(j + 1)
			if p.yearAt(k) {
				d, ok := dateOf(p.toks[k].num.year, m, v)
				return dated{at: i, n: k - i + 1, date: d, bad: !ok}, k - i + 1
			}
			if p.toks[i].s == "may" && !f.ordinal && f.value < 10 { // "may 2 allies": no date
				return dated{}, 0
			}
			d, ok := p.noYear(m, v)
			return dated{at: i, n: j - i + 1, date: d, bad: !ok, bare: true}, j - i + 1
		}
	}
	// "in March", "last March": a month without a year
	if i > 0 {
		word := p.toks[i-1].s
		if word == "of" && i > 1 && p.toks[i-2].s == "as" {
			word = "in" // "as of March"
		}
		switch word {
		case "in", "last", "since", "im", "letzten", "en", "desde", "depuis", "seit", "w", "od", "until":
			if p.toks[i].s == "mai" && p.toks[i-1].s == "w" {
				return dated{}, 0
			}
			y := p.today.Year()
			if monthOf(y, m) > p.today.Last()[:7] {
				y--
			}
			return dated{at: i, n: 1, date: monthOf(y, m), bare: true}, 1
		}
	}
	return dated{}, 0
}

// noYear is the latest such day that is not after today.
func (p *parser) noYear(m, day int) (facts.Date, bool) {
	y := p.today.Year()
	d, ok := dateOf(y, m, day)
	if ok && d > p.today.Last() {
		d, ok = dateOf(y-1, m, day)
	}
	return d, ok
}

func (p *parser) yearAt(i int) bool {
	return i < len(p.toks) && p.toks[i].num != nil && p.toks[i].num.year > 0 && p.toks[i].num.year2 == 0
}

// dayBefore reports that the number at i is the day of month m of another date.
func (p *parser) dayBefore(i, m int) bool {
	return i < len(p.toks) && p.toks[i].num != nil && p.toks[i].num.plain && p.toks[i].num.value <= 31 && p.yearAt(p.skipOf(i+1))
}

func (p *parser) monthAt(i int) int {
	if i >= len(p.toks) {
		return 0
	}
	if e, ok := p.v.phrases[p.toks[i].s]; ok && e.kind == kMonth {
		return e.id
	}
	return 0
}

// skipOf passes the "of" and "de" inside a date.
func (p *parser) skipOf(i int) int {
	for i < len(p.toks) {
		switch p.toks[i].s {
		case "of", "de", "del", "the", "di", "d", "roku", "st", "nd", "rd", "th", "year":
			i++
			continue
		}
		break
	}
	return i
}

// conceptAt is the concept of token i, or cNone.
func (p *parser) conceptAt(i int) concept {
	if i < 0 || i >= len(p.toks) || p.kinds[i] != kWord {
		return cNone
	}
	return concept(p.ids[i])
}

// roles says of each date and year what it is for.
func (p *parser) roles() {
	for k := range p.dates {
		x := &p.dates[k]
		end := x.at + x.n
		// what stands before it, past articles and the like
		steps := 0
		for i := x.at - 1; i >= 0 && steps < 4; i-- {
			c := p.conceptAt(i)
			switch c {
			case cAsOf:
				if x.role == free {
					x.role = roleAsOf
				}
			case cSince:
				if x.role == free {
					x.role = roleSince
				}
			case cThan:
				if x.role == free && x.year > 0 && x.year2 == 0 && steps > 0 { // "more than in 2014"
					x.role = roleSince
					p.mark(cChange, i)
				}
			case cUntil, cTo:
				switch {
				case x.role != free:
				case i > 0 && p.toks[i-1].s == "according":
					if x.date != "" { // "according to the June 2024 figures"
						x.role = roleAsOf
					}
				default:
					x.role = roleUntil
				}
			case cEdition, cReport:
				if x.role == free {
					x.role = roleEdition
				}
			}
			if p.kinds[i] == kStop || c == cOn || c == cDefine || c == cFrom {
				steps++
				continue
			}
			break
		}
		// what stands after it
		steps = 0
		for i := end; i < len(p.toks) && steps < 3; i++ {
			switch c := p.conceptAt(i); {
			case c == cEdition && p.startsDate(p.pastStops(i+1)):
				// "2024 edition 2024-06": the word belongs to what follows
			case c == cEdition, c == cReport:
				if x.role == free || x.role == roleAsOf || x.role == roleSince {
					x.role = roleEdition
				}
			case c == cAsOf && (p.toks[i].s == "itibariyle" || p.toks[i].s == "tarihinde" || p.toks[i].s == "itibari" || p.toks[i].s == "tarihindeki" || p.toks[i].s == "tarihi"):
				x.role = roleAsOf
			case c == cSince && (p.toks[i].s == "beri" || p.toks[i].s == "bu" || p.toks[i].s == "itibaren" || p.toks[i].s == "den" || p.toks[i].s == "dan" || p.toks[i].s == "onwards" || p.toks[i].s == "onward"):
				if x.role == free {
					x.role = roleSince
				}
			case p.kinds[i] == kStop || c == cNATO || p.toks[i].s == "ten":
				steps++
				continue
			}
			break
		}
	}
	for k := range p.dates {
		x := &p.dates[k]
		if x.role != roleAsOf {
			continue
		}
		p.setAsOf(x)
	}
	if p.is(cYesterday) && len(p.today) == 10 {
		p.q.AsOf, p.q.Said.AsOf = facts.DateOf(p.today.Time().AddDate(0, 0, -1)), true
	}
}

// pastStops is the first token from i on that is more than an article.
func (p *parser) pastStops(i int) int {
	for i < len(p.toks) && p.kinds[i] == kStop {
		i++
	}
	return i
}

func (p *parser) startsDate(i int) bool {
	for _, x := range p.dates {
		if x.at == i {
			return true
		}
	}
	return false
}

// setAsOf takes a date as the day whose knowledge is asked for.
func (p *parser) setAsOf(x *dated) {
	q := p.q
	d := x.date
	if d == "" && x.year > 0 {
		d = facts.Date(fmt.Sprintf("%04d", x.year))
	}
	if p.badDate(x) {
		return
	}
	if x.other != "" && q.Fault == nil {
		p.twoDates(x)
		return
	}
	q.Said.AsOf = true
	x.role = roleAsOf
	if d.First() > p.today.Last() {
		if d.First().Time().Sub(p.today.Last().Time()).Hours() <= 24 {
			q.AsOf = p.today // it is already tomorrow somewhere
			return
		}
		q.Fault = &Fault{Status: Unknown, Say: fmt.Sprintf("%s has not come yet, so nothing is known as of then; the newest edition is the %s one.", d.Long(), p.d.Newest().Published.Long()), Choices: p.without()}
		return
	}
	if d.Last() > p.today.Last() {
		d = p.today
	}
	q.AsOf = d
}

// badDate puts the fault of a date that does not exist.
func (p *parser) badDate(x *dated) bool {
	if !x.bad {
		return false
	}
	typed := echo(p.span(x.at, x.n), 30)
	f := &Fault{Status: Unknown, Say: fmt.Sprintf("There is no such date as %s.", typed)}
	if y, m := x.date.Year(), 0; y > 0 && len(x.date) == 10 {
		m = atoi(string(x.date[5:7]))
		if m >= 1 && m <= 12 {
			last := monthOf(y, m).Last()
			f.Say = fmt.Sprintf("There is no such date as %s: %s ends on the %s.", typed, monthOf(y, m).Long(), dayOrdinal(atoi(string(last[8:]))))
			if c := p.replaced(x, string(last)); c != "" {
				f.Choices = []Choice{{last.Long(), c}}
			}
		}
	}
	if len(f.Choices) == 0 {
		f.Choices = p.without()
	}
	p.q.Fault = f
	return true
}

func dayOrdinal(n int) string {
	switch {
	case n%100 >= 11 && n%100 <= 13:
	case n%10 == 1:
		return fmt.Sprintf("%dst", n)
	case n%10 == 2:
		return fmt.Sprintf("%dnd", n)
	case n%10 == 3:
		return fmt.Sprintf("%drd", n)
	}
	return fmt.Sprintf("%dth", n)
}

// twoDates asks which of the two readings of 3/4/2025 is meant.
func (p *parser) twoDates(x *dated) {
	p.q.Fault = &Fault{Status: Ambiguous, Say: fmt.Sprintf("%s can be %s or %s. Which one?", echo(p.span(x.at, x.n), 20), x.date.Long(), x.other.Long())}
	for _, d := range []facts.Date{x.date, x.other} {
		if c := p.replaced(x, string(d)); c != "" {
			p.q.Fault.Choices = append(p.q.Fault.Choices, Choice{d.Long(), c})
		}
	}
}

// span is the text of n tokens from at.
func (p *parser) span(at, n int) string {
	if n <= 0 || at+n > len(p.toks) {
		return ""
	}
	a, b := &p.toks[at], &p.toks[at+n-1]
	return p.text[a.off : b.off+len(b.raw)]
}

// replaced is the question again with another date, when short enough to ask.
func (p *parser) replaced(x *dated, date string) string {
	a, b := &p.toks[x.at], &p.toks[x.at+x.n-1]
	s := strings.TrimSpace(p.text[:a.off] + date + p.text[b.off+len(b.raw):])
	if len(s) > 100 {
		return ""
	}
	return s
}

// without is the question's Allies without anything that was not understood.
func (p *parser) without() []Choice {
	var out []Choice
	for _, e := range p.ents {
		if e.kind == kAlly && len(out) < 3 {
			out = append(out, Choice{p.d.Name(e.code), strings.ToLower(string(e.code))})
		}
	}
	if len(out) == 0 {
		return starters()
	}
	return out
}

// starters are questions that can always be asked.
func starters() []Choice {
	return []Choice{{"Spain", "spain"}, {"Who is below 2 %?", "below 2%"}, {"Help", "help"}}
}
