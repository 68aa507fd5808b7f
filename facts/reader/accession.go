package reader

import (
	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/query"
)

func allyTerm(c facts.Code) query.Term { return query.Term{Code: c} }

// membership reads when an Ally joined, since when it has been a member, and
// whether it is one: "seit wann ist Schweden in der NATO". Nothing else may be
// asked with it.
func (b *bag) membership() (query.Query, bool) {
	q := query.Query{Ask: query.Membership}
	when := b.has(lexicon.When, lexicon.SinceWhen)
	joined := b.take(lexicon.Joined, lexicon.Accession)
	b.take(lexicon.Became)
	nato, n := false, 0
	for i := range b.ps {
		p := &b.ps[i]
		switch {
		case p.kind == pTime && p.time.own:
			joined, p.used = true, true
			when = when || b.l.is(p.from, lexicon.When)
		case p.kind == pSet && !p.used && !p.set.less && len(p.set.terms) == 2 && p.set.terms[1].Code == facts.NATOTotal && p.set.terms[0].Code != "": // "Türkiye NATO'ya"
			q.Subject.Terms = append(q.Subject.Terms, p.set.terms[0])
			nato, p.used, n = true, true, n+1
		case p.kind == pSet && !p.used && !p.set.less && (p.set.nouns && len(p.set.terms) == 0 || len(p.set.terms) == 1 && p.set.terms[0].Code == facts.NATOTotal):
			nato, p.used = true, true
		case p.kind == pSet && !p.used && !p.set.less && !p.set.groups() && !p.set.nouns && !p.set.whole:
			plus(&q.Subject, &p.set)
			p.used, n = true, n+1
		}
	}
	aux := len(b.ps) > 0 && (b.isWord(0, lexicon.Aux, lexicon.YesNo))
	b.take(lexicon.When, lexicon.SinceWhen, lexicon.YesNo, lexicon.True, lexicon.What, lexicon.HowMuch, lexicon.At)
	switch {
	case n != 1 || len(b.conds) > 0 || len(q.Subject.Terms) == 0:
		return q, false
	case when && (joined || nato):
		q.Look.When = true
	case aux && nato && b.asked:
	default:
		return q, false
	}
	for _, t := range q.Subject.Terms {
		if t.Code == "" || t.Code.Aggregate() {
			return q, false
		}
	}
	return q, true
}
