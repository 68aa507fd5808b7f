package reader

import (
	"slices"

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
	for i := range b.ps {
		if p := &b.ps[i]; p.kind == pTime && p.time.own {
			joined, p.used = true, true
			when = when || b.l.is(p.from, lexicon.When)
		}
	}
	nato, one := b.applicant(&q.Subject)
	whether := nato && b.asked && b.isWord(0, lexicon.Aux, lexicon.YesNo)
	b.take(lexicon.When, lexicon.SinceWhen, lexicon.YesNo, lexicon.True, lexicon.What, lexicon.HowMuch, lexicon.At)
	q.Look.When = one && len(b.conds) == 0 && when && (joined || nato)
	return q, one && len(b.conds) == 0 && (q.Look.When || whether)
}

// joinedBehind makes a set of a time with "joined" behind it, where it is asked of
// Allies and none is named: "die nach 1999 beigetreten sind".
func (b *bag) joinedBehind() {
	if b.allyNamed() || b.has(lexicon.When, lexicon.SinceWhen) {
		return
	}
	for i := range b.ps {
		j := b.prev(i)
		if !b.isWord(i, lexicon.Joined) || b.ps[i].used || b.ps[i].val != "" || !b.isKind(j, pTime) || b.ps[j].used || b.ps[j].time.known || b.ps[j].time.own || b.parted(j, i) {
			continue
		}
		span, ok := joinedIn(b.ps[j].time)
		if !ok {
			continue
		}
		b.ps[i].used = true
		b.ps[j] = phrase{kind: pSet, from: b.ps[j].from, to: b.ps[i].to, set: setPhrase{terms: []query.Term{{Joined: span}}}}
	}
}

// applicant uses who is spoken of as a member, and NATO as what it is a member
// of; nato reports whether NATO is named. one is false where not one phrase
// names them, or what it names are not all Allies.
func (b *bag) applicant(who *query.Set) (nato, one bool) {
	n := 0
	for i := range b.ps {
		p := &b.ps[i]
		if p.kind != pSet || p.used || p.set.less {
			continue
		}
		t := p.set.terms
		itself := func(k int) bool { return t[k].Code == facts.NATOTotal }
		switch {
		case len(t) == 2 && itself(1) && t[0].Code != "": // an Ally, and the Alliance as where it goes
			who.Terms = append(who.Terms, t[0])
			nato, p.used, n = true, true, n+1
		case p.set.nouns && len(t) == 0 || len(t) == 1 && itself(0):
			nato, p.used = true, true
		case !p.set.groups() && !p.set.nouns && !p.set.whole:
			plus(who, &p.set)
			p.used, n = true, n+1
		}
	}
	return nato, n == 1 && len(who.Terms) > 0 && !slices.ContainsFunc(who.Terms, func(t query.Term) bool { return t.Code == "" || t.Code.Aggregate() })
}
