package reader

import (
	"reflect"
	"slices"

	"natobot/facts/lexicon"
	"natobot/facts/query"
)

// The most boundaries at which a message is tried to be read as two questions,
// and the most questions that it can be.
const (
	mostBoundaries = 6
	mostApart      = 4
)

// apart reads a message that is no one question as several, one behind the
// other: the first stands by itself, or leads on from what was asked before the
// message, and each that follows changes the one before it or stands by itself.
// Every word of every one has to be used. nil if that is not so.
func (r *Reader) apart(l *line, ps []phrase, before []query.Query) []query.Query {
	n := 0
	for i := 1; i < len(ps); i++ {
		j := boundary(ps, i)
		if j < 0 {
			continue
		}
		if n++; n > mostBoundaries || len(before) > mostApart {
			return nil
		}
		first := r.first(l, ps[:j], before)
		if len(first) == 0 {
			continue
		}
		so := append(append([]query.Query(nil), before...), first...)
		if rest := r.then(l, ps[j:], so); rest != nil {
			return append(first, rest...)
		}
	}
	return nil
}

// first reads the question that opens a message, or a line that leads on from
// the one before it.
func (r *Reader) first(l *line, ps []phrase, before []query.Query) []query.Query {
	if len(before) > 0 {
		qs, _ := r.fragment(l, ps, before, true)
		return qs
	}
	qs, fault := r.series(l, slices.Clone(ps))
	if fault != nil || len(qs) == 0 {
		return nil
	}
	switch qs[len(qs)-1].Ask {
	case query.Forecast, query.Beyond, query.Help, query.Editions, query.Check, query.Source:
		return nil
	}
	return qs
}

// then reads what follows a question: not nil where all of it is read, and empty
// where the question before answers it already.
func (r *Reader) then(l *line, ps []phrase, before []query.Query) []query.Query {
	last := before[len(before)-1]
	ps = r.sameYearOf(ps, &last)
	own := names(ps) && full(ps)
	if own {
		if qs := r.first(l, ps, nil); qs != nil {
			return qs
		}
	}
	if qs, ok := r.fragment(l, ps, before, true); ok {
		if reflect.DeepEqual(qs[0], last) {
			return []query.Query{}
		}
		return qs
	}
	if !own && (names(ps) || looks(ps)) {
		if qs := r.first(l, ps, nil); qs != nil {
			return qs
		}
	}
	return r.apart(l, ps, before)
}

// sameYearOf puts the year of the question before in the place of words for it.
func (r *Reader) sameYearOf(ps []phrase, last *query.Query) []phrase {
	y, ok := r.yearSaid(last)
	if !ok || !wordAmong(ps, lexicon.Same) {
		return ps
	}
	out := append([]phrase(nil), ps...)
	for i := range out {
		if p := &out[i]; p.kind == pWord && p.sort == lexicon.Same && p.val == yearBefore {
			t := timePhrase{role: tIn}
			t.To = y
			*p = phrase{kind: pTime, from: p.from, to: p.to, time: t}
		}
	}
	return out
}

// boundary is where a second question that begins with the word at i is cut off:
// behind a sign or before a word that joins; -1 where none begins there.
func boundary(ps []phrase, i int) int {
	if joins(&ps[i]) || parts(&ps[i]) {
		return -1
	}
	if i+1 < len(ps) && ps[i].sort == lexicon.Who && ps[i+1].kind == pSet && len(ps[i+1].set.terms) > 0 && ps[i+1].set.terms[0].Joined != (query.Span{}) { // "and those that joined after 2004" says who, and asks nothing
		return -1
	}
	j, sign, joint := i, false, false
	for ; j > 0 && (joins(&ps[j-1]) || parts(&ps[j-1])); j-- {
		if parts(&ps[j-1]) {
			sign = sign || ps[j-1].val != ","
			break
		}
		joint = true
	}
	if j == 0 {
		return -1
	}
	comma := parts(&ps[j-1])
	if !comma && !joint {
		return -1
	}
	for comma && j < i && parts(&ps[j]) {
		j++
	}
	if sign || turning[ps[i].sort] && ps[i].kind == pWord || verbless(ps[i:]) {
		return j
	}
	return -1
}

// joins reports whether a phrase is a word that joins two questions.
func joins(p *phrase) bool {
	return p.kind == pWord && (p.sort == lexicon.And || p.sort == lexicon.But)
}

// parts reports whether a phrase is a sign that parts two questions.
func parts(p *phrase) bool {
	if p.kind != pWord || p.sort != lexicon.NoSort {
		return false
	}
	switch p.val {
	case ",", ".", ";", ":", "?", "!", "-":
		return true
	}
	return false
}

// turning are the words that can open a second question.
var turning = sortSet(lexicon.Who, lexicon.HowMany, lexicon.HowMuch, lexicon.When, lexicon.Where, lexicon.HowFar, lexicon.SinceWhen, lexicon.UntilWhen, lexicon.How, lexicon.What,
	lexicon.Top, lexicon.Bottom, lexicon.More, lexicon.Less, lexicon.Ordinal, lexicon.Rank, lexicon.FirstTime, lexicon.LastTime, lexicon.YesNo, lexicon.Aux, lexicon.In, lexicon.Of, lexicon.From)

// verbless reports whether phrases hold no more than names, times, quantities and
// editions.
func verbless(ps []phrase) bool {
	some := false
	for i := range ps {
		switch p := &ps[i]; {
		case p.kind == pSet, p.kind == pTime, p.kind == pQty, p.kind == pKnow:
			some = true
		case p.kind == pWord && (p.sort == lexicon.NoSort || free[p.sort]):
		default:
			return false
		}
	}
	return some
}
