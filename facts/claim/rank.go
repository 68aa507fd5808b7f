package claim

import (
	"fmt"
	"slices"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/query"
	"natobot/facts/reader"
)

// A position is a place in a ranking as stated.
type position struct {
	who      []facts.Code
	n        int
	top      bool
	measures []facts.Measure // of all of which it has to hold
	group    string
	year     int
	settled  bool // the sentence leaves no choice of the year
}

// rankings are the places that Allies are said to hold.
func (c *checker) rankings(s *sentence, _ []bool) []*proposition {
	if s.question || !c.about(s) {
		return nil
	}
	var out []*proposition
	for i := 0; i < len(s.ps); i++ {
		pos := position{top: true}
		to := i
		switch first := s.first(i); {
		case first == lexicon.Ordinal:
			n, ok := ordinal(&s.ps[i])
			if !ok {
				continue
			}
			pos.n = n
			if n == -1 {
				pos.n, pos.top = 1, false
			}
			if i+1 < len(s.ps) && (s.first(i+1) == lexicon.Bottom || s.first(i+1) == lexicon.Top) {
				to = i + 1
				pos.top = s.first(i+1) == lexicon.Top
			} else if !s.has(i-2, i+4, lexicon.Rank) && !s.predicate(i) {
				continue
			}
		case first == lexicon.Rank:
			k := s.placeNumber(i)
			if k < 0 {
				continue
			}
			pos.n, to = int(s.ps[k].Level.Value), k
		case first == lexicon.Top, first == lexicon.Bottom:
			pos.n, pos.top = 1, first == lexicon.Top
		case first == lexicon.None || s.ps[i].Is(lexicon.None):
			k := s.denied(i)
			if k < 0 {
				continue
			}
			pos.n, pos.top = 1, s.first(k) != lexicon.Less && !(s.first(k) == lexicon.Cmp && s.ps[k].Val(lexicon.Cmp) == "<")
			to = k
		default:
			continue
		}
		held := pos // what a proposition keeps; most phrases need none
		if p := c.ranked(s, &held, i, to); p != nil {
			out = append(out, p)
			i = max(i, p.to)
		}
	}
	return out
}

// predicate reports whether an ordinal says where somebody stands and counts no
// thing: "Greece is third", "the Netherlands are thirteenth of the 31".
func (s *sentence) predicate(i int) bool {
	for k := i + 1; k < len(s.ps); k++ {
		if s.light(k) && s.first(k) != lexicon.Filler {
			continue
		}
		p := &s.ps[k]
		if p.Is(lexicon.Of) && k+1 < len(s.ps) && s.ps[k+1].Kind == reader.IsUnread {
			return false // "fifth among exporters"
		}
		if p.Kind != reader.IsSign && p.Kind != reader.IsTime && !p.Is(lexicon.Of, lexicon.In, lexicon.From, lexicon.And, lexicon.Allies, lexicon.Aggregate, lexicon.At) && s.isName(k) < 0 {
			return false
		}
		break
	}
	a, z := s.span(s.clause[i], s.clause[i])
	names := 0
	for _, n := range s.names {
		if n.at >= a && n.at <= z && !n.code.Aggregate() {
			names++
		}
	}
	return names == 1 && (s.c.of == ofGDP || s.base() == ofGDP) && (s.has(a, z, lexicon.Aux, lexicon.At, lexicon.Meet) || z-a <= 5)
}

// placeNumber is the number behind a word for a place: "locul 15"; -1 for none.
func (s *sentence) placeNumber(i int) int {
	for k := i + 1; k < len(s.ps) && k <= i+2; k++ {
		if lv := s.ps[k].Level; s.ps[k].Kind == reader.IsLevel && lv.Unit == reader.Bare && lv.Scale == 1 && lv.Dec <= 0 && lv.Value >= 1 && lv.Value <= members {
			return k
		}
		if !s.light(k) {
			break
		}
	}
	return -1
}

func ordinal(p *reader.Phrase) (int, bool) {
	for _, x := range p.Senses {
		if x.Sort == lexicon.Ordinal && x.Num != 0 {
			return int(x.Num), true
		}
	}
	return 0, false
}

// denied is the comparison behind "no Ally": "no Ally spends less than", -1
// where none follows.
func (s *sentence) denied(i int) int {
	for k := i + 1; k < len(s.ps) && s.clause[k] == s.clause[i] && k < i+10; k++ {
		switch first := s.first(k); {
		case first == lexicon.More, first == lexicon.Less, first == lexicon.Than:
			return k
		case first == lexicon.Cmp && k+1 < len(s.ps) && s.isName(k+1) >= 0:
			return k
		}
	}
	return -1
}

// ranked is the proposition of a place: nil where it is not one of a single
// Ally, or of a row of them, among the Allies.
func (c *checker) ranked(s *sentence, pos *position, i, to int) *proposition {
	a, z := s.span(s.clause[i], s.clause[to])
	if s.ranksNot(a, z) {
		return nil
	}
	from, end, ok := c.holders(s, pos, i, to, a, z)
	if !ok {
		return nil
	}
	for k := a; k <= z; k++ {
		if s.first(k) == lexicon.Group {
			pos.group = s.ps[k].Val(lexicon.Group)
		}
	}
	if pos.group == "eu" {
		return nil
	}
	explicit := c.rankMeasure(s, pos, a, z)
	if len(pos.measures) == 0 {
		return nil
	}
	scope := s.has(a, z, lexicon.Allies, lexicon.Aggregate, lexicon.Rank) || pos.group != "" || s.has(0, len(s.ps)-1, lexicon.Aggregate)
	if !explicit && c.of == ofGDP && len(pos.measures) > 1 && pos.n > 1 {
		pos.measures, scope = []facts.Measure{facts.ShareOfGDP}, true // the text ranks by shares; only what fits is said
	}
	if !scope && !explicit {
		return nil
	}
	var said bool
	pos.year, said = c.yearAt(s, s.valueIn(a, z, i))
	pos.settled = c.settled(s, said)
	p := &proposition{kind: "ranking", who: pos.who, unit: "rank", measure: pos.measures[0], year: pos.year, from: min(from, i), to: max(end, to), number: -1, value: float64(pos.n), valued: true}
	p.turned = c.turned(s, p.from, p.to, true, false)
	if p.turned != "" {
		return nil
	}
	p.settled = pos.settled
	p.test = func(e *facts.Edition) finding { return c.testPosition(e, pos) }
	if !said {
		p.again = true
		p.retest = func(e *facts.Edition, year int) finding {
			o := *pos
			o.year = year
			return c.testPosition(e, &o)
		}
	}
	p.others = func() []reading { return c.otherPositions(pos) }
	p.strict = explicit && scope && len(pos.who) == 1 && s.sole() && (said || len(s.times) == 0) && c.plain(s, p.from, p.to) && !s.negated(a, z)
	return p
}

// ranksNot reports whether the clauses of a place say more than where somebody
// stands: since when, in change, of another measure, or not.
func (s *sentence) ranksNot(a, z int) bool {
	return s.has(a, z, lexicon.Since, lexicon.Ever, lexicon.Peak, lexicon.Low, lexicon.Rise, lexicon.Fall, lexicon.Change, lexicon.Not, lexicon.Neither) || s.mark(a, z, lexicon.Base, "other")
}

// valueIn is a phrase by which the year of a place is found: of a value in its
// clause, or of the place itself.
func (s *sentence) valueIn(a, z, at int) int {
	for _, v := range s.values {
		if v.at >= a && v.at <= z {
			return v.at
		}
	}
	return at
}

// holders finds who holds the place: the name before it in its clause, or the
// row of names right behind it.
func (c *checker) holders(s *sentence, pos *position, i, to, a, z int) (int, int, bool) {
	var before, after []int
	for n := range s.names {
		at := s.names[n].at
		switch {
		case s.names[n].code.Aggregate():
		case at >= a && at < i:
			before = append(before, n)
		case at > to && at <= z:
			after = append(after, n)
		}
	}
	run := before
	if len(before) == 0 {
		run = after
		if len(after) == 0 { // "At the foot of the table: Spain, Belgium"
			for n := range s.names {
				if at := s.names[n].at; at > to && !s.names[n].code.Aggregate() && s.lead(to, at) {
					run = append(run, n)
				}
			}
		}
	}
	if len(before) > 1 || len(run) == 0 || len(before) == 1 && len(after) > 0 {
		return 0, 0, false
	}
	for _, n := range run {
		pos.who = append(pos.who, s.names[n].code)
	}
	return s.names[run[0]].at, s.names[run[len(run)-1]].at, len(pos.who) == 1 || pos.n == 1
}

// lead reports whether a colon and a list stand between two phrases.
func (s *sentence) lead(a, b int) bool {
	colon := false
	for i := a + 1; i < b; i++ {
		switch {
		case s.ps[i].Sign == ':':
			colon = true
		case colon && s.isName(i) < 0 && !s.light(i) && s.ps[i].Sign != ',' && !s.ps[i].Is(lexicon.And):
			return false
		}
	}
	return colon
}

// rankMeasure finds by what a place is, and whether it is said: without a word
// it has to hold by the share of GDP and by dollars.
func (c *checker) rankMeasure(s *sentence, pos *position, a, z int) bool {
	for i := a; i <= z; i++ {
		switch s.ps[i].Val(lexicon.Measure) {
		case "troops":
			pos.measures = []facts.Measure{facts.Personnel}
			return true
		case "equip":
			pos.measures = []facts.Measure{facts.EquipmentShare}
			return true
		case "perss":
			pos.measures = []facts.Measure{facts.PersonnelShare}
			return true
		case "infra":
			pos.measures = []facts.Measure{facts.InfrastructureShare}
			return true
		}
	}
	if s.has(a, z, lexicon.PerHead) {
		pos.measures = []facts.Measure{facts.DefencePerCapita}
		return true
	}
	for _, v := range s.values {
		if v.at < a || v.at > z {
			continue
		}
		switch {
		case v.lv.Unit == reader.Money:
			pos.measures = []facts.Measure{facts.SpendUSD}
			return true
		case v.lv.Unit == reader.Percent && v.lv.Value > mostShare && (v.base == ofGDP || v.base == unknownBase):
			if m, ok := measureOf[c.of]; ok && c.of.category() { // of what the text spoke last; only what fits is said
				pos.measures = []facts.Measure{m}
			} else {
				pos.measures = nil
			}
			return false
		case v.lv.Unit == reader.Percent && (v.base == ofGDP || v.base == unknownBase):
			pos.measures = []facts.Measure{facts.ShareOfGDP}
			return true
		case v.lv.Unit == reader.Percent:
			if m, ok := measureOf[v.base]; ok {
				pos.measures = []facts.Measure{m}
				return true
			}
		}
	}
	if b := s.baseAround(0, len(s.ps)-1); b == ofGDP || s.has(0, len(s.ps)-1, lexicon.GDP, lexicon.Share) {
		pos.measures = []facts.Measure{facts.ShareOfGDP}
		return true
	}
	pos.measures = []facts.Measure{facts.ShareOfGDP, facts.SpendUSD}
	return false
}

// testPosition compares a place with an edition.
func (c *checker) testPosition(e *facts.Edition, pos *position) finding {
	f := finding{closed: !slices.Contains(e.Estimates, pos.year)}
	held, failed := 0, 0
	for _, m := range pos.measures {
		all := c.among(e, m, pos.year, pos.group)
		if len(all) == 0 {
			return finding{}
		}
		for _, w := range pos.who {
			k := slices.IndexFunc(all, func(p place) bool { return p.who == w })
			if k < 0 {
				return finding{}
			}
			p := all[k]
			ok := p.at(pos.top, pos.n)
			for n := 2; n <= len(pos.who) && !ok; n++ {
				ok = p.at(pos.top, n)
			}
			if ok {
				held++
			} else {
				failed++
			}
			if g, ok := e.Figure(w, m, pos.year); ok {
				f.figures = append(f.figures, g)
				if f.says != "" {
					f.says += "; "
				}
				f.says += fmt.Sprintf("%s, place %d of %d", c.tell(g), p.place, p.of)
			}
		}
	}
	switch {
	case failed == 0 && held > 0:
		f.truth = yes
	case len(pos.measures) > 1 && len(pos.who) == 1 && pos.dollars(c, e):
		f.truth = yes // who is said to spend the most without "of GDP" is so in dollars
	case held == 0 || len(pos.measures) == 1:
		f.truth = no
	}
	return f
}

// dollars reports whether a place holds by dollars.
func (pos *position) dollars(c *checker, e *facts.Edition) bool {
	p, ok := c.standing(e, facts.SpendUSD, pos.year, pos.who[0])
	return ok && pos.group == "" && pos.n == 1 && pos.top && p.at(true, 1)
}

// among is the ranking of all, or of a group.
func (c *checker) among(e *facts.Edition, m facts.Measure, year int, group string) []place {
	if group == "" {
		return c.ranking(e, m, year)
	}
	r, err := query.Evaluate(c.d, e.Published.Last(), query.Query{Ask: query.Rank, Set: query.Set{Terms: []query.Term{{Group: group}}}, Qty: []query.Expr{{Measure: m}},
		Time: query.Time{To: year}, Know: query.Knowledge{Edition: []string{e.ID}}})
	if err != nil {
		return nil
	}
	out := make([]place, len(r.Values))
	for i := range r.Values {
		v := &r.Values[i]
		out[i] = place{v.Who, v.Num.Value, v.Place, v.Tied, len(r.Values)}
	}
	return out
}

// otherPositions are the readings under which a place would be true.
func (c *checker) otherPositions(pos *position) []reading {
	var out []reading
	add := func(o position) {
		out = append(out, reading{test: func(e *facts.Edition) finding { return c.testPosition(e, &o) }})
	}
	for dy := -2; dy <= 2; dy++ {
		o := *pos
		o.year += dy
		if dy != 0 && !pos.settled {
			add(o)
		}
	}
	o := *pos
	o.top = !pos.top
	add(o)
	o = *pos
	o.group = "european"
	add(o)
	if pos.measures[0] != facts.Personnel {
		o = *pos
		o.measures = []facts.Measure{facts.SpendUSD}
		add(o)
		o.measures = []facts.Measure{facts.DefencePerCapita}
		add(o)
		o.measures = []facts.Measure{facts.ShareOfGDP}
		add(o)
	}
	return out
}
