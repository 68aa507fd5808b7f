package reader

import (
	"natobot/facts/lexicon"
)

// A homonym is a word of two sorts of which where it stands says which it is.
type homonym struct {
	one   lexicon.Sort
	other []lexicon.Sort
	isOne func(l *line, i int) bool
	keeps bool // what is not the one stays as the lexicon has it, and is not the other for certain
}

// homonymous are the homonyms; of a word that is several the first counts.
var homonymous = [...]homonym{
	{one: lexicon.Cmp, other: []lexicon.Sort{lexicon.Please}, isOne: (*line).beforeAmount},
	{one: lexicon.Please, other: []lexicon.Sort{lexicon.Only}, isOne: (*line).beforePlease}, // "just names, please"
	{one: lexicon.Define, other: []lexicon.Sort{lexicon.Mean}, isOne: func(l *line, i int) bool { return l.closes(i) && l.asks() }, keeps: true},
	{one: lexicon.Post, other: []lexicon.Sort{lexicon.Person}, isOne: func(l *line, _ int) bool { return l.asks() }, keeps: true},
	{one: lexicon.Neither, other: []lexicon.Sort{lexicon.Filler}, isOne: func(l *line, i int) bool { return l.before(i, lexicon.Neither) }}, // German "noch" is "nor" only behind "weder"
	{one: lexicon.When, other: []lexicon.Sort{lexicon.Meet}, isOne: func(l *line, i int) bool { return l.opens(i) && !l.onlyVerb(i) }},
	{one: lexicon.YesNo, other: []lexicon.Sort{lexicon.Or}, isOne: (*line).opens}, // Polish "czy", Latvian "vai"
	{one: lexicon.Cmp, other: []lexicon.Sort{lexicon.More, lexicon.Less}, isOne: func(l *line, i int) bool { return l.exceeded(i - 1) }, keeps: true},
	{one: lexicon.Now, other: []lexicon.Sort{lexicon.Meet}, isOne: (*line).closes, keeps: true}, // Norwegian "nå"
	{one: lexicon.Cmp, other: []lexicon.Sort{lexicon.Top, lexicon.Bottom}, isOne: (*line).beforeAmount},
}

// homonyms settles words that are two things by where they stand: Norwegian
// "når" asks when at the head of a sentence and says "reach" within it;
// Swedish "minst" is "at least" before a number and "least" elsewhere.
func (l *line) homonyms() {
	for i := range l.items {
		it := &l.items[i]
		if len(it.senses) < 2 {
			continue
		}
		for k := range homonymous {
			h := &homonymous[k]
			if !l.is(i, h.one) || !l.is(i, h.other...) {
				continue
			}
			if h.isOne(l, i) {
				it.prefer(h.one)
				if h.one == lexicon.Please { // and nothing else
					it.senses = it.senses[:1]
				}
			} else if !h.keeps {
				it.prefer(h.other...)
			}
			break
		}
	}
}

// beforeAmount reports whether an amount stands behind item i.
func (l *line) beforeAmount(i int) bool { return l.amountAt(l.skip(i + 1)) }

// beforePlease reports whether what stands behind item i only says how the asker
// would like to be told.
func (l *line) beforePlease(i int) bool {
	i = l.skip(i + 1)
	return i < len(l.items) && l.senseFirst(i, lexicon.Please)
}

// prefer puts the item's first sense of one of the sorts before the others.
func (it *item) prefer(sorts ...lexicon.Sort) {
	for k, x := range it.senses {
		for _, s := range sorts {
			if x.Sort == s {
				copy(it.senses[1:k+1], it.senses[:k])
				it.senses[0] = x
				return
			}
		}
	}
}

// opens reports whether item i begins a sentence, or a wish to be told.
func (l *line) opens(i int) bool {
	for i--; i >= 0; i-- {
		if l.isSign(i, "?.!;") {
			return true
		}
		if !l.light(i) && l.items[i].kind != sign && !l.senseFirst(i, lexicon.Please, lexicon.And, lexicon.But) {
			return false
		}
	}
	return true
}

// before reports whether a word of the sort stands somewhere before item i.
func (l *line) before(i int, sort lexicon.Sort) bool {
	for i--; i >= 0; i-- {
		if l.is(i, sort) {
			return true
		}
	}
	return false
}

// closes reports whether item i is the last that says something.
func (l *line) closes(i int) bool {
	for i++; i < len(l.items); i++ {
		if !l.light(i) && l.items[i].kind != sign && !l.senseFirst(i, lexicon.Please) {
			return false
		}
	}
	return true
}

// asks reports whether the message opens with a word that asks what or who.
func (l *line) asks() bool {
	i := l.skip(0)
	return i < len(l.items) && l.is(i, lexicon.What, lexicon.HowMuch, lexicon.Who)
}

// onlyVerb reports whether an amount stands behind item i in its sentence, and
// no verb that could be asked for when: "når alle land 2 prosent?"
func (l *line) onlyVerb(i int) bool {
	amount := false
	for i++; i < len(l.items) && !l.isSign(i, "?.!;"); i++ {
		if l.is(i, lexicon.Meet, lexicon.Miss, lexicon.Cmp, lexicon.At, lexicon.Aux, lexicon.Spend, lexicon.Commit, lexicon.Meeting, lexicon.Rise, lexicon.Fall, lexicon.Forecast) {
			return false
		}
		amount = amount || l.amountAt(i)
	}
	return amount
}

// exceeded reports whether item i is the unit of an amount in the case that says
// "than": Hungarian "dollárnál", Turkish "dolardan".
func (l *line) exceeded(i int) bool {
	return i > 0 && l.is(i, lexicon.Than) && l.is(i, lexicon.Currency, lexicon.Percent, lexicon.Scale, lexicon.Head, lexicon.Measure)
}

// amountAt reports whether an amount, and no year, stands at i.
func (l *line) amountAt(i int) bool {
	return l.number(i) && !l.isYear(i) || l.is(i, lexicon.Fraction, lexicon.Scale) || l.is(i, lexicon.Currency, lexicon.Percent) && l.number(i+1)
}
