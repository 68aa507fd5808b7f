package reader

import (
	"strconv"
	"strings"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/query"
)

// knowledgeAt reads by what was known, and by whose figures: a day, an
// edition, SIPRI.
func (l *line) knowledgeAt(i int) (phrase, bool) {
	p := phrase{kind: pKnow}
	switch {
	case l.is(i, lexicon.SIPRI):
		p.know.SIPRI, p.to = true, i+1
		return p, true
	case l.senseFirst(i, lexicon.Publisher):
		p.know.Source, p.to = l.text(i, i+1), i+1
		return p, true
	case l.is(i, lexicon.AsOf) && !l.verbHere(i):
		return l.asOfAt(i)
	}
	return l.editionAt(i)
}

// verbHere reports whether item i stands behind a word that asks where: German
// "wo stand es 2014" names no day of which something was known.
func (l *line) verbHere(i int) bool {
	for i--; l.light(i); i-- {
	}
	return l.is(i, lexicon.Where)
}

// asOfAt reads a day behind "as of".
func (l *line) asOfAt(i int) (phrase, bool) {
	j := l.skipOf(i + 1)
	if (l.is(j, lexicon.Newest, lexicon.In) || l.is(j, lexicon.Ordinal) && l.val(j, lexicon.Ordinal) == "-1") && l.is(l.skip(j+1), lexicon.Month) { // "as of last March"
		j = l.skip(j + 1)
	}
	if l.is(j, lexicon.Month) && !l.isYear(l.skipOf(j+1)) && !l.number(l.skipOf(j+1)) {
		m, _ := strconv.Atoi(l.val(j, lexicon.Month))
		return phrase{kind: pKnow, to: j + 1, know: query.Knowledge{AsOf: l.r.lastDate(m, 0)}}, true
	}
	a, to, ok := l.anchorAt(j, lexicon.In)
	if !ok {
		return phrase{}, false
	}
	p := phrase{kind: pKnow, to: to}
	switch {
	case a.date != "":
		p.know.AsOf = a.date
	case a.year > 0 && !a.now:
		p.know.AsOf = facts.Date(four(a.year))
	case a.now:
	default:
		return phrase{}, false
	}
	return p, true
}

func four(y int) string { return two(y/100) + two(y%100) }

// editionAt reads an edition named by its date, before or behind the noun:
// "the July 2026 edition", "edition of June 2024", "the 2025 and the 2026
// editions", "nato-2024-06", "by each edition".
func (l *line) editionAt(i int) (phrase, bool) {
	p := phrase{kind: pKnow}
	if id, to := l.editionID(i); id != "" {
		p.know.Edition, p.to = []string{id}, to
		return p, true
	}
	if l.is(i, lexicon.Edition) {
		k := l.skip(i + 1)
		for l.is(k, lexicon.In, lexicon.From, lexicon.YearOf, lexicon.Of) {
			k = l.skip(k + 1)
		}
		if ids, to := l.editionDates(k); len(ids) > 0 {
			p.know.Edition, p.to = ids, to
			return p, true
		}
		return phrase{}, false
	}
	j := i
	if l.is(j, lexicon.All, lexicon.EachYear) {
		if k := l.skip(j + 1); l.is(k, lexicon.Edition) {
			p.know.All, p.to = true, k+1
			return p, true
		}
	}
	if l.is(j, lexicon.Newest) && l.val(j, lexicon.Newest) == "" {
		if k := l.skip(l.ofNATO(l.skip(j+1), false)); l.is(k, lexicon.Edition) {
			p.know.Edition, p.to = []string{"newest"}, l.ofNATO(k+1, true)
			return p, true
		}
	}
	if ids, to := l.editionDates(j); len(ids) > 0 {
		if k := l.skip(l.ofNATO(l.skip(to), false)); l.is(k, lexicon.Edition) && !l.ownDate(k) {
			p.know.Edition, p.to = ids, k+1
			return p, true
		}
	}
	return phrase{}, false
}

// ownDate reports an edition that is named by a date behind it: the date before
// it is another one's, "in 2024 by the edition of July 2026".
func (l *line) ownDate(i int) bool {
	k := l.skip(i + 1) // "edition of" may be one item
	if k > i+1 && !l.is(k-1, lexicon.Of) && !l.is(k, lexicon.In, lexicon.From, lexicon.YearOf, lexicon.Of) && !l.is(i+1, lexicon.Of) {
		return false
	}
	p, ok := l.editionAt(i)
	return ok && len(p.know.Edition) > 0
}

// natosEdition reads an edition with whose it is before it: "NATO's July 2023
// edition".
func (l *line) natosEdition(i int) (phrase, bool) {
	if p, ok := l.editionAt(i); ok {
		return p, true
	}
	if to := l.ofNATO(i, false); to > i {
		return l.editionAt(l.skip(to))
	}
	return phrase{}, false
}

// ofNATO is the item behind the Alliance's name at i, or i. genitive asks for an
// "of" before the name.
func (l *line) ofNATO(i int, genitive bool) int {
	k := i
	if genitive {
		if k = l.skipOf(i); k == i || !l.is(k-1, lexicon.Of) && !l.is(i, lexicon.Of) {
			return i
		}
	}
	if l.is(k, lexicon.Aggregate) && l.val(k, lexicon.Aggregate) == string(facts.NATOTotal) {
		return k + 1
	}
	return i
}

// editionID reads an edition's own id, "nato-2024-06".
func (l *line) editionID(i int) (string, int) {
	if !l.is(i, lexicon.Aggregate) || i+1 >= len(l.items) {
		return "", i
	}
	j := i + 1
	if l.isSign(j, "-") {
		j++
	}
	if j < len(l.items) && l.items[j].kind == dated && l.toks[l.items[j].tok].Tight {
		return "nato-" + string(l.toks[l.items[j].tok].Date), j + 1
	}
	return "", i
}

// editionDates reads one date or two that name editions.
func (l *line) editionDates(i int) ([]string, int) {
	var ids []string
	j := i
	for {
		k := l.skip(j)
		if len(ids) > 0 { // "of August 2025 and of July 2026"
			k = l.skipOf(k)
		}
		a, to, ok := l.anchorAt(k, lexicon.From)
		if !ok || a.event != "" || a.last > 0 || a.now {
			break
		}
		d := a.date
		if d == "" {
			d = facts.Date(four(a.year))
		}
		ids = append(ids, l.r.edition(d))
		j = to
		n := l.skip(j)
		if l.is(n, lexicon.Edition) && l.is(l.skip(n+1), lexicon.And) { // "the 2025 edition and the 2026 edition"
			j, n = n+1, l.skip(n+1)
		}
		if !l.is(n, lexicon.And, lexicon.To, lexicon.Compare) && !l.isSign(n, ",") {
			return ids, j
		}
		if m := l.skip(n + 1); !l.isSign(n, ",") && l.is(m, lexicon.Newest) && l.val(m, lexicon.Newest) == "" { // "… and the newest"
			return append(ids, "newest"), m + 1
		}
		if m := l.skipOf(n + 1); m < len(l.items) && (l.isYear(m) || l.is(m, lexicon.Month) || l.items[m].kind == dated || l.is(m, lexicon.Edition)) {
			j = n + 1
			if l.is(m, lexicon.Edition) {
				j = m + 1
			}
			continue
		}
		return ids, j
	}
	return nil, i
}

// edition is the id of the newest edition published in d, a month or a year,
// and known on the day of asking; "?" and d when there is none.
func (r *Reader) edition(d facts.Date) string {
	best := ""
	var on facts.Date
	for _, e := range r.Data.Editions {
		if strings.HasPrefix(string(e.Published), string(d)) && e.Published.KnownBy(r.asOf) && e.Published >= on {
			best, on = e.ID, e.Published
		}
	}
	if best == "" {
		return "?" + string(d)
	}
	return best
}

// merge takes what b knows into a; false if they contradict each other.
func merge(a *query.Knowledge, b query.Knowledge) bool {
	if b.AsOf != "" {
		if a.AsOf != "" && a.AsOf != b.AsOf {
			return false
		}
		a.AsOf = b.AsOf
	}
	a.Edition = append(a.Edition, b.Edition...)
	a.All = a.All || b.All
	a.SIPRI = a.SIPRI || b.SIPRI
	if b.Source != "" {
		a.Source = b.Source
	}
	return true
}

// metOn makes "when Trump met Rutte" beside a question for figures the day of
// that meeting, by whose knowledge is answered.
func (b *bag) metOn() {
	var people []int
	for i := range b.ps {
		if b.isWord(i, lexicon.Person) {
			people = append(people, i)
		}
	}
	if len(people) < 2 || !b.has(lexicon.When, lexicon.YearOf, lexicon.In) || !b.someQty() && !b.has(lexicon.HowMany) || !b.has(lexicon.Meet, lexicon.Meeting) {
		return
	}
	for i := len(b.r.Data.Meetings) - 1; i >= 0; i-- {
		m := &b.r.Data.Meetings[i]
		all := m.Start.KnownBy(b.r.asOf) && (b.know.AsOf == "" || strings.HasPrefix(string(m.Start), string(b.know.AsOf)))
		for _, k := range people {
			all = all && meets(m, b.ps[k].val)
		}
		if !all {
			continue
		}
		b.know.AsOf = m.Start
		for k := range b.ps {
			if b.isWord(k, lexicon.Person, lexicon.When, lexicon.Meet, lexicon.Meeting, lexicon.YearOf) {
				b.ps[k].used = true
			}
		}
		return
	}
}

// meets reports whether somebody of that surname took part in a meeting of few.
func meets(m *facts.Meeting, surname string) bool {
	if m.Kind != "bilateral" {
		return false
	}
	for _, p := range m.People {
		if strings.Contains(lexicon.Fold(p), surname) {
			return true
		}
	}
	return false
}
