package reader

import (
	"natobot/facts/lexicon"
)

// homonyms settles words that are two things by where they stand: Norwegian
// "når" asks when at the head of a sentence and says "reach" within it;
// Swedish "minst" is "at least" before a number and "least" elsewhere.
func (l *line) homonyms() {
	for i := range l.items {
		it := &l.items[i]
		if len(it.senses) < 2 {
			continue
		}
		switch {
		case l.is(i, lexicon.Cmp) && l.is(i, lexicon.Please):
			if l.amountAt(l.skip(i + 1)) {
				it.prefer(lexicon.Cmp)
			} else {
				it.prefer(lexicon.Please)
			}
		case l.is(i, lexicon.Mean) && l.is(i, lexicon.Define):
			if l.closes(i) && len(l.items) > 0 && l.asks() {
				it.prefer(lexicon.Define)
			}
		case l.is(i, lexicon.Person) && l.is(i, lexicon.Post):
			if l.asks() {
				it.prefer(lexicon.Post)
			}
		case l.is(i, lexicon.Neither) && l.is(i, lexicon.Filler): // German "noch" is "nor" only behind "weder"
			if l.before(i, lexicon.Neither) {
				it.prefer(lexicon.Neither)
			} else {
				it.prefer(lexicon.Filler)
			}
		case l.is(i, lexicon.When) && l.is(i, lexicon.Meet):
			if l.opens(i) && !l.onlyVerb(i) {
				it.prefer(lexicon.When)
			} else {
				it.prefer(lexicon.Meet)
			}
		case l.is(i, lexicon.Or) && l.is(i, lexicon.YesNo): // Polish "czy", Latvian "vai"
			if l.opens(i) {
				it.prefer(lexicon.YesNo)
			} else {
				it.prefer(lexicon.Or)
			}
		case l.is(i, lexicon.Cmp) && l.is(i, lexicon.More, lexicon.Less):
			if l.exceeded(i - 1) {
				it.prefer(lexicon.Cmp)
			}
		case l.is(i, lexicon.Cmp) && l.is(i, lexicon.Top, lexicon.Bottom):
			if l.amountAt(l.skip(i + 1)) {
				it.prefer(lexicon.Cmp)
			} else {
				it.prefer(lexicon.Top, lexicon.Bottom)
			}
		}
	}
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
