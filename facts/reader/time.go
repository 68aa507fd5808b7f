package reader

import (
	"strconv"
	"strings"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/query"
)

// An anchor is a point in time: a year, an event, a day.
type anchor struct {
	year  int
	date  facts.Date // a day or a month
	event string     // what stood for it
	own   bool       // the accession of the Ally named
	whose facts.Code // the Ally named within it
	now   bool
	next  bool
	last  int // the last N years
}

// timeAt reads when: a year or an event with what stands before or behind it.
func (l *line) timeAt(i int) (phrase, bool) {
	if l.is(i, lexicon.EachYear) && l.senseFirst(i, lexicon.EachYear) {
		return phrase{kind: pTime, to: i + 1, time: timePhrase{role: tEach, rate: l.val(i, lexicon.EachYear) == "rate"}}, true
	}
	if l.is(i, lexicon.Ago) { // "vor zehn Jahren", "πριν από δέκα χρόνια": the word is "before" too
		if a, to, ok := l.agoAt(i); ok {
			return phrase{kind: pTime, to: to, time: l.when(a, lexicon.NoSort)}, true
		}
	}
	if p, ok := l.aroundAt(i); ok {
		return p, true
	}
	if p, ok := l.underAt(i); ok {
		return p, true
	}
	prep, j := l.preposition(i)
	if prep == lexicon.Between {
		return l.spanAt(j)
	}
	a, to, ok := l.anchorAt(l.skip(j), prep)
	if !ok {
		return phrase{}, false
	}
	if prep == lexicon.From || prep == lexicon.Since || prep == lexicon.NoSort || prep == lexicon.In {
		if p, ok := l.rangeTo(a, to, prep); ok {
			return p, true
		}
	}
	if prep == lexicon.NoSort {
		if p, ok := l.spanAt(i); ok && l.is(p.to-1, lexicon.Between) { // "2014 ile 2024 arasında"
			return p, true
		}
		if k := l.skip(to); l.is(k, lexicon.Since, lexicon.Until, lexicon.After, lexicon.Before, lexicon.From) && !l.anchored(k+1) && !l.is(k, lexicon.To, lexicon.Of) {
			prep = l.items[k].senses[0].Sort
			if x := l.first(k, lexicon.Since, lexicon.Until, lexicon.After, lexicon.Before, lexicon.From); x != lexicon.NoSort {
				prep = x
			}
			to = k + 1
		}
	}
	return phrase{kind: pTime, to: to, time: l.when(a, prep)}, true
}

// aroundAt reads "before and after the invasion": the year before it, set beside
// the newest.
func (l *line) aroundAt(i int) (phrase, bool) {
	if l.said {
		return phrase{}, false
	}
	if to, ok := l.bothSides(i); ok {
		a, to, ok := l.anchorAt(l.skipOf(to), lexicon.Before)
		if !ok {
			return phrase{}, false
		}
		return l.around(a, to)
	}
	a, to, ok := l.anchorAt(i, lexicon.Before) // "işgalden önce ve sonra"
	if !ok {
		return phrase{}, false
	}
	if to, ok = l.bothSides(l.skip(to)); !ok {
		return phrase{}, false
	}
	return l.around(a, to)
}

// aroundWord is the value of words for "before and after", as one.
const aroundWord = "around"

// bothSides is the item behind "before and after" at i, said in one phrase or
// in three.
func (l *line) bothSides(i int) (int, bool) {
	if l.is(i, lexicon.Between) && l.val(i, lexicon.Between) == aroundWord {
		return i + 1, true
	}
	return l.beforeAfter(i)
}

// beforeAfter is the item behind "before and after" at i.
func (l *line) beforeAfter(i int) (int, bool) {
	j := l.skip(i + 1)
	if !l.is(i, lexicon.Before) || !l.is(j, lexicon.And, lexicon.Or) && !l.isSign(j, "/&") {
		return i, false
	}
	k := l.skip(j + 1)
	return k + 1, l.is(k, lexicon.After, lexicon.Since)
}

func (l *line) around(a anchor, to int) (phrase, bool) {
	if a.year == 0 && !a.own || a.last > 0 || a.date != "" {
		return phrase{}, false
	}
	t := timePhrase{role: tAround, event: a.event, own: a.own, whose: a.whose}
	t.To, t.Event = a.year, a.event
	return phrase{kind: pTime, to: to, time: t}, true
}

// underAt reads the years of somebody in an office as one span: "under Macron",
// "unter Bundeskanzler Scholz", "während Merkels Amtszeit".
func (l *line) underAt(i int) (phrase, bool) {
	if l.said || !l.is(i, lexicon.Tenure) || l.val(i, lexicon.Tenure) != tenureUnder {
		return phrase{}, false
	}
	j := l.skip(i + 1)
	for l.is(j, lexicon.Post, lexicon.Of, lexicon.In) || l.is(j, lexicon.Beyond) && l.val(j, lexicon.Beyond) == "other" || l.is(j, lexicon.Tenure) && l.val(j, lexicon.Tenure) == tenureOffice {
		j = l.skip(j + 1)
	}
	if !l.is(j, lexicon.Person) {
		return phrase{}, false
	}
	return l.inOffice(l.val(j, lexicon.Person), j+1)
}

// inOffice is the span of the one office that somebody is known to have held.
func (l *line) inOffice(person string, to int) (phrase, bool) {
	from := l.r.tenureYear(tenureStart, person)
	if from == 0 {
		return phrase{}, false
	}
	for _, t := range l.r.Data.TermsOf(person, l.r.asOf) { // an Ally under the Alliance's Secretary General may mean an office at home that is not held
		for i := range l.items {
			if t.Party == facts.NATOTotal && l.is(i, lexicon.Ally) {
				return phrase{}, false
			}
		}
	}
	t := timePhrase{role: tSince, event: "term-" + person}
	t.From, t.Open, t.Event = from, true, t.event
	if end := l.r.tenureYear(tenureEnd, person); end > 0 {
		t.role, t.To, t.Open = tRange, end, false
	}
	return phrase{kind: pTime, to: to, time: t}, true
}

// first is the first of the item's senses that is among the sorts.
func (l *line) first(i int, sorts ...lexicon.Sort) lexicon.Sort {
	for _, x := range l.items[i].senses {
		for _, s := range sorts {
			if x.Sort == s {
				return s
			}
		}
	}
	return lexicon.NoSort
}

var prepositions = [...]lexicon.Sort{lexicon.Since, lexicon.From, lexicon.Until, lexicon.After, lexicon.Before, lexicon.Between, lexicon.YearOf, lexicon.In}

// preposition is what stands before an anchor at i, and where the anchor
// begins. A language's word may be several; which one is decided by what
// follows.
func (l *line) preposition(i int) (lexicon.Sort, int) {
	if i >= len(l.items) {
		return lexicon.NoSort, i
	}
	s := l.first(i, prepositions[:]...)
	if s == lexicon.NoSort {
		return s, i
	}
	j := l.skip(i + 1)
	if l.is(j, lexicon.YearOf) || l.is(j, lexicon.In) && s != lexicon.Between {
		j = l.skip(j + 1)
	}
	if l.is(i, lexicon.Since) && l.is(i, lexicon.From) && l.rangeFollows(j) {
		s = lexicon.From
	}
	return s, j
}

// rangeFollows reports whether "to" and another year stand behind the year at j.
func (l *line) rangeFollows(j int) bool {
	_, to, ok := l.anchorAt(j, lexicon.From)
	if !ok {
		return false
	}
	to = l.toward(to)
	return (l.is(to, lexicon.To, lexicon.Until) || l.isSign(to, "-")) && l.anchored(to+1)
}

// toward is the first item from i that is not light, or that can be the "to"
// of a span.
func (l *line) toward(i int) int {
	for l.light(i) && !l.is(i, lexicon.To, lexicon.Until) {
		i++
	}
	return i
}

func (l *line) anchored(i int) bool {
	i = l.skip(i)
	if l.is(i, lexicon.In) || l.is(i, lexicon.YearOf) {
		i = l.skip(i + 1)
	}
	_, _, ok := l.anchorAt(i, lexicon.From)
	return ok
}

// spanAt reads "2016 and 2024" behind "between".
func (l *line) spanAt(i int) (phrase, bool) {
	a, to, ok := l.anchorAt(l.skip(i), lexicon.From)
	if !ok || a.year == 0 {
		return phrase{}, false
	}
	j := l.skip(to)
	if !l.is(j, lexicon.And, lexicon.To, lexicon.Until) && !l.isSign(j, "-") {
		return phrase{}, false
	}
	b, to, ok := l.anchorAt(l.skip(j+1), lexicon.From)
	if !ok || b.year == 0 {
		return phrase{}, false
	}
	if k := l.skip(to); l.is(k, lexicon.Between) {
		to = k + 1
	}
	return l.span(a, b, to), true
}

func (l *line) span(a, b anchor, to int) phrase {
	t := timePhrase{role: tRange, Time: query.Time{From: a.year, To: b.year, Event: a.event}}
	if b.now {
		t.To = l.r.newest
	}
	return phrase{kind: pTime, to: to, time: t}
}

// rangeTo reads the end of a span that began with a.
func (l *line) rangeTo(a anchor, to int, prep lexicon.Sort) (phrase, bool) {
	if a.year == 0 {
		return phrase{}, false
	}
	j := l.toward(to)
	if l.is(j, lexicon.From) && l.is(l.skip(j+1), lexicon.To, lexicon.Until) {
		j = l.skip(j + 1)
	}
	if !l.is(j, lexicon.To, lexicon.Until) && !l.isSign(j, "-") {
		// "2020'den 2025'e kadar": the end's word stands behind it
		if b, k, ok := l.anchorAt(j, prep); ok && b.year > a.year && l.is(l.skip(k), lexicon.Until) && j > to {
			return l.span(a, b, l.skip(k)+1), true
		}
		return phrase{}, false
	}
	k := l.skip(j + 1)
	if l.is(k, lexicon.In, lexicon.YearOf) {
		k = l.skip(k + 1)
	}
	b, end, ok := l.anchorAt(k, lexicon.From)
	if !ok || b.year == 0 || b.year < a.year {
		return phrase{}, false
	}
	return l.span(a, b, end), true
}

// when makes a time of an anchor and what stood before it.
func (l *line) when(a anchor, prep lexicon.Sort) timePhrase {
	t := timePhrase{event: a.event, own: a.own, whose: a.whose}
	t.Event = a.event
	switch {
	case a.date != "":
		t.asOf, t.known = a.date, true
		return t
	case a.last > 0:
		t.role, t.From, t.To = tRange, l.r.newest-a.last+1, l.r.newest
		return t
	case a.next:
		t.role, t.To = tFuture, a.year
		return t
	case a.now && (prep == lexicon.NoSort || prep == lexicon.In || prep == lexicon.Until):
		t.role = tNow
		return t
	}
	switch prep {
	case lexicon.Since, lexicon.From:
		t.role, t.From, t.Open = tSince, a.year, true
	case lexicon.Until:
		t.role, t.To = tUntil, a.year
	case lexicon.After:
		t.role, t.From, t.Open = tAfter, a.year+1, true
	case lexicon.Before:
		t.role, t.To = tBefore, a.year-1
	default:
		t.role, t.To = tIn, a.year
	}
	return t
}

// anchorAt reads a point in time at i.
func (l *line) anchorAt(i int, prep lexicon.Sort) (anchor, int, bool) {
	if i >= len(l.items) {
		return anchor{}, i, false
	}
	if a, to, ok := l.agoAt(i); ok {
		return a, to, true
	}
	if a, to, ok := l.dayAt(i); ok {
		return a, to, true
	}
	if a, to, ok := l.tenureAt(i); ok {
		return a, to, true
	}
	if a, to, ok := l.accessionAt(i, prep); ok {
		return a, to, true
	}
	now := l.r.asOf.Year()
	switch {
	case l.isYear(i):
		to := i + 1
		return anchor{year: int(l.toks[l.items[i].tok].Num.Value)}, to, true
	case l.is(i, lexicon.YearOf, lexicon.When) && l.isYear(l.skip(i+1)) && prep != lexicon.NoSort:
		k := l.skip(i + 1)
		return anchor{year: int(l.toks[l.items[k].tok].Num.Value)}, k + 1, true
	case l.senseFirst(i, lexicon.LastYear):
		return anchor{year: now - 1}, i + 1, true
	case l.senseFirst(i, lexicon.ThisYear):
		return anchor{year: now}, i + 1, true
	case l.senseFirst(i, lexicon.NextYear):
		return anchor{year: now + 1, next: true}, i + 1, true
	case l.senseFirst(i, lexicon.Now):
		return anchor{year: l.r.newest, now: true}, i + 1, true
	case l.senseFirst(i, lexicon.Event):
		return l.event(i)
	case prep == lexicon.YearOf || prep == lexicon.Since || prep == lexicon.After || prep == lexicon.Before || prep == lexicon.In && l.is(i-1, lexicon.YearOf):
		return l.meetingYear(i)
	}
	return anchor{}, i, false
}

// isYear reports whether item i is a number written as a year that no unit
// makes an amount.
func (l *line) isYear(i int) bool {
	if i < 0 || i >= len(l.items) || l.items[i].kind != digits || !l.toks[l.items[i].tok].Num.Year {
		return false
	}
	if l.is(i-1, lexicon.Currency) && l.toks[l.items[i].tok].Tight {
		return false
	}
	return !l.is(i+1, lexicon.Percent, lexicon.Scale, lexicon.Currency, lexicon.Head) && !(l.is(i+1, lexicon.Measure) && l.val(i+1, lexicon.Measure) == "troops" && l.is(i-1, lexicon.Cmp))
}

func (l *line) event(i int) (anchor, int, bool) {
	id := l.val(i, lexicon.Event)
	if e, ok := l.r.Data.Event(id); ok {
		return anchor{year: e.Day.Year(), event: id}, i + 1, true
	}
	return anchor{event: id}, i + 1, true
}

// agoAt reads "three years ago", "hace tres años", "a decade ago", "the last
// five years".
func (l *line) agoAt(i int) (anchor, int, bool) {
	now := l.r.asOf.Year()
	if l.is(i, lexicon.Decade) {
		k := l.skip(i + 1)
		if l.is(k, lexicon.Ago) {
			return anchor{year: now - 10}, k + 1, true
		}
		if l.is(i-1, lexicon.Ago) || strings.Contains(l.val(i, lexicon.Decade), "ago") {
			return anchor{year: now - 10}, i + 1, true
		}
		return anchor{last: 10}, i + 1, true
	}
	j, before := i, false
	if l.is(i, lexicon.Ago) {
		j, before = l.skip(i+1), true
		if l.is(j, lexicon.Decade) {
			return anchor{year: now - 10}, j + 1, true
		}
	}
	last := l.is(i, lexicon.Newest) && l.val(i, lexicon.Newest) != "next" || l.is(i, lexicon.Ordinal) && l.val(i, lexicon.Ordinal) == "-1"
	if last && !before {
		j = l.skip(i + 1)
	}
	v, _, _, k, ok := l.numberAt(j)
	if !ok || v != float64(int(v)) || v < 1 || v > 60 {
		return anchor{}, i, false
	}
	k = l.skip(k)
	if l.is(k, lexicon.Ago) && !before {
		return anchor{year: now - int(v)}, k + 1, true
	}
	if !l.is(k, lexicon.Years) {
		return anchor{}, i, false
	}
	if m := l.skip(k + 1); l.is(m, lexicon.Ago) {
		return anchor{year: now - int(v)}, m + 1, true
	}
	switch {
	case before:
		return anchor{year: now - int(v)}, k + 1, true
	case last:
		return anchor{last: int(v)}, k + 1, true
	}
	return anchor{}, i, false
}

// dayAt reads a day or a month of a year.
func (l *line) dayAt(i int) (anchor, int, bool) {
	if l.items[i].kind == dated {
		return anchor{date: l.toks[l.items[i].tok].Date}, i + 1, true
	}
	if l.is(i, lexicon.Yesterday) {
		return anchor{date: facts.DateOf(l.r.asOf.Time().AddDate(0, 0, -1))}, i + 1, true
	}
	day, j := 0, i
	if l.items[j].kind == digits && l.toks[l.items[j].tok].Num.Plain {
		if v := l.toks[l.items[j].tok].Num.Value; v >= 1 && v <= 31 {
			day = int(v)
			j = l.skipOf(j + 1)
			for l.isSign(j, ".") || l.is(j, lexicon.Ordinal) && l.val(j, lexicon.Ordinal) == "suffix" {
				j = l.skip(j + 1)
			}
		}
	}
	if !l.is(j, lexicon.Month) {
		return anchor{}, i, false
	}
	month, _ := strconv.Atoi(l.val(j, lexicon.Month))
	end := j + 1
	j = l.skipOf(j + 1)
	if day == 0 && j < len(l.items) && l.items[j].kind == digits {
		if v := l.toks[l.items[j].tok].Num.Value; v >= 1 && v <= 31 {
			day = int(v)
			j = l.skip(j + 1)
			for l.isSign(j, ",") || l.is(j, lexicon.Ordinal) && l.val(j, lexicon.Ordinal) == "suffix" {
				j = l.skip(j + 1)
			}
		}
	}
	if !l.isYear(j) { // "13 March", "March": the last one
		if day == 0 && !l.is(i-1, lexicon.AsOf) && !(l.is(i-1, lexicon.Newest, lexicon.Ordinal, lexicon.In) && l.is(i-2, lexicon.AsOf)) {
			return anchor{}, i, false
		}
		return anchor{date: l.r.lastDate(month, day)}, max(end, j), true
	}
	s := l.toks[l.items[j].tok].Fold + "-" + two(month)
	if day > 0 {
		s += "-" + two(day)
	}
	d, ok := facts.ParseDate(s)
	return anchor{date: d}, j + 1, ok
}

// skipOf is the first item from i that is neither light nor "of": "13 de marzo
// de 2025".
func (l *line) skipOf(i int) int {
	for l.light(i) || l.is(i, lexicon.Of) {
		i++
	}
	return i
}

// lastDate is the last such month, or day of a month, up to the day of asking.
func (r *Reader) lastDate(month, day int) facts.Date {
	for y := r.asOf.Year(); ; y-- {
		s := strconv.Itoa(y) + "-" + two(month)
		if day > 0 {
			s += "-" + two(day)
		}
		if d, ok := facts.ParseDate(s); ok && d.First() <= r.asOf || y < r.asOf.Year()-4 {
			return d
		}
	}
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// meetingYear reads a meeting that stands for its year: "the Vilnius summit".
func (l *line) meetingYear(i int) (anchor, int, bool) {
	city, kind, j := "", "", i
	for range 3 {
		switch k := l.skip(j); {
		case l.is(k, lexicon.City) && city == "":
			city, j = l.val(k, lexicon.City), k+1
		case l.is(k, lexicon.Meeting) && kind == "" && l.val(k, lexicon.Meeting) != "outcome":
			kind, j = "summit", k+1
		}
	}
	if city == "" || kind == "" {
		return anchor{}, i, false
	}
	for m := range l.r.Data.Meetings {
		x := &l.r.Data.Meetings[m]
		if x.Kind == "summit" && strings.Contains(x.Title+" "+x.Place, city) && x.Start.KnownBy(l.r.asOf) {
			return anchor{year: x.Start.Year(), event: x.ID}, j, true
		}
	}
	return anchor{}, i, false
}
