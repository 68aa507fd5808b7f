package reader

import (
	"natobot/facts"
	"natobot/facts/lexicon"
)

// tenureAt reads a year of somebody's time in an office: "Obama's last full year
// as president", "the first year in office of Angela Merkel", "when Macron took
// office".
func (l *line) tenureAt(i int) (anchor, int, bool) {
	which, person, to := "", "", i
	if l.said {
		return anchor{}, i, false
	}
	first := i
	if l.is(i, lexicon.When, lexicon.YearOf) { // "the year in which Macron came to power"
		first = l.skip(i + 1)
	}
	for j := first; j < len(l.items) && j < first+8; j++ {
		switch {
		case l.senseFirst(j, lexicon.Tenure):
			if v := l.val(j, lexicon.Tenure); v == tenureUnder {
				return anchor{}, i, false
			} else if v != tenureOffice {
				if which != "" {
					return anchor{}, i, false
				}
				which = v
			}
			to = j + 1
		case l.is(j, lexicon.Person) && person == "":
			person, to = l.val(j, lexicon.Person), j+1
		case l.light(j), j > first && l.is(j, lexicon.Of, lexicon.Aux, lexicon.In, lexicon.Post):
		default:
			j = len(l.items)
		}
	}
	if which == "" || person == "" {
		return anchor{}, i, false
	}
	y := l.r.tenureYear(which, person)
	if y == 0 {
		return anchor{}, i, false
	}
	return anchor{year: y, event: "term-" + person}, to, true
}

// What the files of the languages say of words of offices.
const (
	tenureFirst     = "first"
	tenureLast      = "last"
	tenureFirstFull = "first full"
	tenureLastFull  = "last full"
	tenureStart     = "start"
	tenureEnd       = "end"
	tenureOffice    = "office"
	tenureUnder     = "under" // before a name: while that person was in office
)

// tenureYear is the year of an office that is meant; 0 where none is held, where
// somebody held two, or where it can be two years: a first year that began in
// autumn, a last one that ended in spring.
func (r *Reader) tenureYear(which, person string) int {
	var t *facts.Term
	for i := range r.Data.Terms {
		o := &r.Data.Terms[i]
		if lexicon.Fold(o.Surname) != lexicon.Fold(person) || !o.Start.KnownBy(r.asOf) {
			continue
		}
		if t != nil {
			return 0
		}
		t = o
	}
	if t == nil {
		return 0
	}
	ended := t.End != "" && t.End.KnownBy(r.asOf)
	start, end := t.Start.Year(), t.End.Year()
	switch {
	case which == tenureStart:
		return start
	case which == tenureFirst && month(t.Start) <= 6:
		return start
	case which == tenureFirstFull && month(t.Start) == 1:
		return start
	case which == tenureFirstFull:
		return start + 1
	case !ended:
	case which == tenureEnd:
		return end
	case which == tenureLast && month(t.End) >= 7:
		return end
	case which == tenureLast && month(t.End) == 1, which == tenureLastFull:
		return end - 1
	}
	return 0
}

// month is a day's month, 0 where only its year is known.
func month(d facts.Date) int {
	if len(d) < 7 {
		return 0
	}
	return int(d[5]-'0')*10 + int(d[6]-'0')
}

// accessionAt reads the accession of an Ally that stands behind a preposition:
// "since it joined", "since joining NATO", "seit Schweden der NATO beigetreten
// ist".
func (l *line) accessionAt(i int, prep lexicon.Sort) (anchor, int, bool) {
	if prep == lexicon.NoSort {
		return anchor{}, i, false
	}
	a := anchor{own: true, event: "accession"}
	j := i
	if !l.said && l.senseFirst(i, lexicon.Ally) && prep != lexicon.In && prep != lexicon.From {
		a.whose, j = facts.Code(l.val(i, lexicon.Ally)), l.within(i+1)
	}
	if a.whose != "" && l.is(j, lexicon.Aggregate) {
		j = l.within(j + 1)
	}
	if !l.opensItem(j, lexicon.Accession) && !(a.whose != "" && l.opensItem(j, lexicon.Joined)) {
		return anchor{}, i, false
	}
	to := j + 1
	if k := l.within(to); l.is(k, lexicon.Aggregate) && l.val(k, lexicon.Aggregate) == string(facts.NATOTotal) {
		to = k + 1
	}
	return a, to, true
}

// within is the first item from i that is neither light nor a word that only
// joins a name to its noun.
func (l *line) within(i int) int {
	for l.light(i) || l.is(i, lexicon.Of, lexicon.In, lexicon.To, lexicon.Aux) && !l.is(i, lexicon.Ally, lexicon.Aggregate) {
		i++
	}
	return i
}

// opensItem is senseFirst for an item that may be behind the last.
func (l *line) opensItem(i int, sorts ...lexicon.Sort) bool {
	return i >= 0 && i < len(l.items) && l.senseFirst(i, sorts...)
}

// joinedBy makes the Ally within "since Sweden joined" the one spoken of, where
// no other is.
func (b *bag) joinedBy() {
	for i := range b.ps {
		p := &b.ps[i]
		if p.kind != pTime || p.time.whose == "" || len(b.setIdx()) > 0 {
			continue
		}
		s := phrase{kind: pSet, from: p.from, to: p.to}
		s.set.terms = append(s.set.terms, allyTerm(p.time.whose))
		b.ps = append(b.ps, s)
		return
	}
}

// apposed reports whether two phrases of time stand side by side, or with a
// comma between them.
func (b *bag) apposed(ts []int) bool {
	return len(ts) == 2 && b.next(ts[0]) == ts[1]
}
