package claim

import (
	"fmt"
	"math"
	"slices"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/reader"
)

// A comparison sets one Ally against another, or one year against another.
type comparison struct {
	who      [2]facts.Code
	year     [2]int
	measures []facts.Measure // it has to hold for all of them
	op       op
	value    float64
	rel      relation
	dec      int
}

// An op is how two figures are set against each other.
type op uint8

const (
	more   op = iota // the first is more than the second
	less             // less
	ratio            // so many times
	points           // so many points more
	share            // so many per cent of the second
	faster           // so many per cent more
)

// relations are multiples, differences, parts of the Alliance's total, and
// comparisons without a number.
func (c *checker) relations(s *sentence, used []bool) []*proposition {
	if s.question || !c.about(s) {
		return nil
	}
	var out []*proposition
	add := func(p *proposition) {
		if p != nil {
			out = append(out, p)
		}
	}
	for k := range s.values {
		v := &s.values[k]
		if used[k] {
			continue
		}
		switch {
		case v.lv.Unit == reader.Times:
			used[k] = true
			add(c.times(s, v.at, k, v.lv.Value, v.lv.Dec))
		case v.lv.Unit == reader.Points:
			used[k] = true
			add(c.points(s, k))
		case v.lv.Unit == reader.Percent && !v.named && (v.base == ofTotal || v.lv.Fraction || v.base == unknownBase && s.hasWhole(v.at)):
			if p := c.part(s, k); p != nil {
				used[k] = true
				add(p)
			}
		}
	}
	for i := range s.ps {
		switch s.first(i) {
		case lexicon.Multiple:
			add(c.times(s, i, -1, s.ps[i].Senses[0].Num, -1))
		case lexicon.More, lexicon.Less, lexicon.Top, lexicon.Bottom, lexicon.Cmp:
			if s.ps[i].Is(lexicon.More, lexicon.Less) || s.isName(i+1) >= 0 {
				add(c.moreOrLess(s, i))
			}
		}
	}
	return out
}

// hasWhole reports whether the clause of a phrase names the whole of which
// something is a part.
func (s *sentence) hasWhole(at int) bool {
	a, z := s.span(s.clause[at], s.clause[at])
	return s.has(a, z, lexicon.Whole) || s.mark(a, z, lexicon.Base, "total")
}

// two are the name before a phrase and the one behind it, in its clause and
// those beside it; none where more are named.
func (s *sentence) two(at int) (a, b int, ok bool) {
	a, b = -1, -1
	for n := range s.names {
		if s.names[n].code.Aggregate() {
			continue
		}
		if s.names[n].at < at {
			if a >= 0 && s.names[a].code != s.names[n].code {
				return 0, 0, false
			}
			a = n
		} else {
			if b >= 0 && s.names[b].code != s.names[n].code {
				return 0, 0, false
			}
			b = n
		}
	}
	return a, b, a >= 0 && b >= 0 && s.names[a].code != s.names[b].code
}

// kinds are the measures of a comparison: the share of GDP where the sentence
// says so, else both it and dollars.
func (c *checker) kinds(s *sentence) ([]facts.Measure, bool) {
	all := len(s.ps) - 1
	for _, v := range s.values {
		if v.lv.Unit == reader.Money {
			return []facts.Measure{facts.SpendUSD}, true
		}
	}
	switch b := s.baseAround(0, all); {
	case b == ofGDP || b == unknownBase && s.has(0, all, lexicon.Share):
		return []facts.Measure{facts.ShareOfGDP}, true
	case b == equipment:
		return []facts.Measure{facts.EquipmentShare}, true
	case b != unknownBase:
		return nil, false
	}
	for i := range s.ps {
		if s.ps[i].Val(lexicon.Measure) == "troops" {
			return []facts.Measure{facts.Personnel}, true
		}
	}
	if s.has(0, all, lexicon.PerHead) {
		return []facts.Measure{facts.DefencePerCapita}, true
	}
	return []facts.Measure{facts.ShareOfGDP, facts.SpendUSD}, false
}

// compared is the proposition of a comparison.
func (c *checker) compared(s *sentence, cmp *comparison, from, to int, kind string) *proposition {
	p := &proposition{kind: kind, who: []facts.Code{cmp.who[0]}, measure: cmp.measures[0], year: cmp.year[0], from: min(from, to), to: max(from, to), number: -1, value: cmp.value, valued: cmp.op != more && cmp.op != less}
	if cmp.who[1] != cmp.who[0] {
		p.who = append(p.who, cmp.who[1])
	}
	p.turned = c.turned(s, p.from, p.to, false, false)
	if p.turned != "" {
		return nil
	}
	p.test = func(e *facts.Edition) finding { return c.testComparison(e, cmp) }
	p.others = func() []reading {
		var out []reading
		add := func(o comparison) {
			out = append(out, reading{test: func(e *facts.Edition) finding { return c.testComparison(e, &o) }})
		}
		for dy := -2; dy <= 2; dy++ {
			o := *cmp
			o.year[0] += dy
			o.year[1] += dy
			if dy != 0 && (cmp.year[0] != cmp.year[1] || !c.settled(s, len(s.times) > 0)) {
				add(o)
			}
			if cmp.year[0] != cmp.year[1] {
				o = *cmp
				o.year[0] += dy
				add(o)
				o = *cmp
				o.year[1] += dy
				add(o)
			}
		}
		alike := []facts.Measure{facts.ShareOfGDP, facts.SpendUSD, facts.SpendNCU, facts.DefencePerCapita, facts.SpendUSDConstant}
		if len(cmp.measures) == 1 && cmp.measures[0] == facts.ShareOfGDP {
			alike = nil
		}
		for _, m := range alike {
			if m == facts.SpendNCU && cmp.who[0] != cmp.who[1] {
				continue // two currencies are not compared by their numbers
			}
			o := *cmp
			o.measures = []facts.Measure{m}
			add(o)
		}
		o := *cmp
		o.who[0], o.who[1] = cmp.who[1], cmp.who[0]
		if cmp.op != more && cmp.op != less {
			add(o)
			o = *cmp
			o.rel = about
			add(o)
		}
		return out
	}
	return p
}

// testComparison compares two figures of an edition.
func (c *checker) testComparison(e *facts.Edition, cmp *comparison) finding {
	f := finding{truth: yes, closed: true}
	failed := 0
	for _, m := range cmp.measures {
		a, ok1 := e.Figure(cmp.who[0], m, cmp.year[0])
		b, ok2 := e.Figure(cmp.who[1], m, cmp.year[1])
		if !ok1 || !ok2 || b.Held == 0 {
			return finding{}
		}
		f.figures = append(f.figures, a, b)
		f.closed = f.closed && !a.Estimate && !b.Estimate
		if f.says != "" {
			f.says += "; "
		}
		f.says += c.tell(a) + "; " + c.tell(b)
		if !cmp.holds(a, b, &f) {
			failed++
		}
	}
	switch {
	case failed == len(cmp.measures):
		f.truth = no
	case failed > 0:
		f.truth = unknown
	}
	return f
}

// holds reports whether two figures stand as stated, and says what they give.
func (cmp *comparison) holds(a, b facts.Figure, f *finding) bool {
	got, dec := 0.0, max(0, cmp.dec)
	switch cmp.op {
	case more:
		return a.Value > b.Value
	case less:
		return a.Value < b.Value
	case ratio:
		got = a.Held / b.Held
		f.says += fmt.Sprintf(": %s times", facts.FormatNumber(got, 2))
		if cmp.rel == exactly && cmp.dec <= 0 {
			return math.Abs(got-cmp.value) <= 0.06*cmp.value
		}
		if cmp.rel == atLeast {
			return got >= 0.95*cmp.value
		}
	case points:
		got = facts.Round(a.Value-b.Value, 2)
		f.says += fmt.Sprintf(": %s points", facts.FormatNumber(got, 2))
		if cmp.value > 0 && got < 0 {
			got = -got
			if cmp.year[0] == cmp.year[1] {
				return false
			}
		}
		if cmp.rel == exactly && cmp.dec <= 0 {
			return math.Abs(got-cmp.value) <= 0.1
		}
	case share:
		got = a.Held / b.Held * 100
		f.says += fmt.Sprintf(": %s %%", facts.FormatNumber(got, 1))
		if cmp.rel == about {
			return math.Abs(got-cmp.value) <= 0.06*cmp.value
		}
	case faster:
		got = (a.Held/b.Held - 1) * 100
	}
	return cmp.rel.fits(got, got, cmp.value, dec)
}

// times is "twice as much as", "three times as much as in 2014", "has doubled".
func (c *checker) times(s *sentence, at, k int, n float64, dec int) *proposition {
	if n <= 0 {
		return nil
	}
	kinds, explicit := c.kinds(s)
	if len(kinds) == 0 {
		return nil
	}
	cmp := &comparison{op: ratio, value: n, dec: dec, measures: kinds}
	if k >= 0 {
		cmp.rel, _ = s.hedge(k)
	} else if cmp.rel = s.hedgeAt(at); cmp.rel == exactly {
		cmp.rel = atLeast // who has trebled has doubled
	}
	year, said := c.yearAt(s, at)
	from, to := at, at
	if a, b, ok := s.two(at); ok && !s.spanned() {
		cmp.who = [2]facts.Code{s.names[a].code, s.names[b].code}
		cmp.year = [2]int{year, year}
		from, to = s.names[a].at, s.names[b].at
	} else if who, at0, base := c.since(s); base != 0 {
		cmp.who = [2]facts.Code{who, who}
		cmp.year = [2]int{c.newest, base}
		if y := s.lastYear(base); y != 0 {
			cmp.year[0] = y
		}
		from = at0
	} else {
		return nil
	}
	p := c.compared(s, cmp, min(from, at), max(to, at), pickKind(cmp))
	if p == nil || len(cmp.measures) > 1 && !c.certain(p) {
		return nil
	}
	p.unit = "times"
	p.strict = explicit && c.plain(s, p.from, p.to) && s.places == 0 && (said || len(s.times) == 0 || cmp.year[0] != cmp.year[1])
	return p
}

func pickKind(cmp *comparison) string {
	if cmp.who[0] == cmp.who[1] {
		return "change"
	}
	return "ranking"
}

// spanned reports whether the sentence names a year since when.
func (s *sentence) spanned() bool {
	for _, w := range s.times {
		if w.Role == reader.SinceYear || w.Role == reader.Span {
			return true
		}
	}
	return false
}

// lastYear is a year named that is after another, or 0.
func (s *sentence) lastYear(after int) int {
	for _, w := range s.times {
		if w.Role == reader.InYear && w.To > after {
			return w.To
		}
		if w.Role == reader.Span && w.To > after {
			return w.To
		}
	}
	return 0
}

// since is the one Ally named and the year that its newest figure is set
// against; 0 where there is none.
func (c *checker) since(s *sentence) (facts.Code, int, int) {
	who, at := facts.Code(""), 0
	for _, n := range s.names {
		if n.code == facts.NATOTotal {
			continue
		}
		if who != "" && n.code != who {
			return "", 0, 0
		}
		who, at = n.code, n.at
	}
	base := 0
	for _, w := range s.times {
		switch {
		case w.Role == reader.SinceYear || w.Role == reader.Span:
			base = w.From
		case w.Role == reader.InYear && w.To != 0 && w.To < c.newest && base == 0:
			base = w.To
		}
	}
	if who == "" {
		return "", 0, 0
	}
	return who, at, base
}

// hedgeAt is the hedge of a word of multiplication.
func (s *sentence) hedgeAt(at int) relation {
	a := max(0, at-3)
	for _, m := range s.marks {
		if m.Sort != lexicon.Hedge {
			continue
		}
		if i := s.phraseAt(m.Tok); i >= a && i < at {
			if r, ok := hedgeOf[m.Val]; ok {
				return r
			}
		}
	}
	for i := a; i < at; i++ {
		switch s.first(i) {
		case lexicon.About:
			return about
		case lexicon.Cmp, lexicon.More:
			if r, ok := cmpOf[s.ps[i].Val(lexicon.Cmp)]; ok {
				return r
			}
			return above
		}
	}
	return exactly
}

// points is a difference in percentage points between two Allies or two years.
func (c *checker) points(s *sentence, k int) *proposition {
	v := &s.values[k]
	cmp := &comparison{op: points, value: v.lv.Value, dec: v.lv.Dec, measures: []facts.Measure{facts.ShareOfGDP}}
	cmp.rel, _ = s.hedge(k)
	year, said := c.yearAt(s, v.at)
	a, b, ok := s.two(v.at)
	var from, to int
	switch {
	case ok:
		cmp.who, cmp.year = [2]facts.Code{s.names[a].code, s.names[b].code}, [2]int{year, year}
		from, to = s.names[a].at, s.names[b].at
		z, _ := s.span(s.clause[v.at], s.clause[v.at])
		if s.has(z, to, lexicon.Less) {
			cmp.who[0], cmp.who[1] = cmp.who[1], cmp.who[0]
		}
	default:
		who, at, base := c.since(s)
		if who == "" || base == 0 {
			return nil
		}
		cmp.who, cmp.year = [2]facts.Code{who, who}, [2]int{c.newest, base}
		if y := s.lastYear(base); y != 0 {
			cmp.year[0] = y
		}
		from = at
	}
	p := c.compared(s, cmp, min(from, v.at), max(to, v.at), pickKind(cmp))
	if p == nil {
		return nil
	}
	p.unit, p.number = "points", v.at
	p.strict = c.plain(s, p.from, p.to) && s.places == 0 && (said || len(s.times) == 0 || cmp.year[0] != cmp.year[1]) && s.base() == ofGDP
	return p
}

// base is what the sentence speaks of.
func (s *sentence) base() base { return s.baseAround(0, len(s.ps)-1) }

// part is the part of one Ally in what the Alliance spends.
func (c *checker) part(s *sentence, k int) *proposition {
	v := &s.values[k]
	who, at := facts.Code(""), 0
	whole := s.hasWhole(v.at)
	for _, n := range s.names {
		switch {
		case n.code == facts.NATOTotal:
			whole = whole || v.lv.Fraction && n.at > v.at
		case who != "" && n.code != who:
			return nil
		default:
			who, at = n.code, n.at
		}
	}
	if who == "" || who.Aggregate() || !whole || v.base == ofGDP && !v.hint || v.base == equipment {
		return nil
	}
	year, said := c.yearAt(s, v.at)
	cmp := &comparison{op: share, value: v.lv.Value, dec: v.lv.Dec, measures: []facts.Measure{facts.SpendUSD}, who: [2]facts.Code{who, facts.NATOTotal}, year: [2]int{year, year}}
	cmp.rel, _ = s.hedge(k)
	switch {
	case v.most:
		cmp.rel = above
	case v.lv.Fraction && cmp.rel == exactly:
		cmp.rel = about
	}
	p := c.compared(s, cmp, min(at, v.at), max(at, v.at), "aggregate")
	if p == nil {
		return nil
	}
	p.unit, p.who = "% of NATO total", []facts.Code{who, facts.NATOTotal}
	p.strict = (said || len(s.times) == 0) && c.plain(s, p.from, p.to) && s.places == 0
	others := p.others
	p.others = func() []reading {
		wide := *cmp
		return append(others(), reading{test: func(e *facts.Edition) finding {
			f := c.testComparison(e, &wide)
			if len(f.figures) == 2 && math.Abs(f.figures[0].Held/f.figures[1].Held*100-wide.value) <= 6 {
				return finding{truth: yes} // prices and exchange rates move it by some points
			}
			return finding{}
		}})
	}
	return p
}

// moreOrLess is a comparison of two Allies without a number.
func (c *checker) moreOrLess(s *sentence, i int) *proposition {
	a, b, ok := s.two(i)
	if !ok || s.clause[s.names[b].at] != s.clause[i] || !s.has(i+1, s.names[b].at, lexicon.Than) && s.names[b].at != i+1 {
		return nil
	}
	for _, v := range s.values {
		if v.lv.Unit == reader.Times || v.lv.Unit == reader.Points || v.at > s.names[a].at && v.at < i {
			return nil
		}
	}
	if s.has(s.names[a].at, s.names[b].at, lexicon.Multiple, lexicon.Not, lexicon.None, lexicon.Rise, lexicon.Fall) {
		return nil
	}
	kinds, explicit := c.kinds(s)
	if len(kinds) == 0 {
		return nil
	}
	year, said := c.yearAt(s, i)
	cmp := &comparison{op: more, measures: kinds, who: [2]facts.Code{s.names[a].code, s.names[b].code}, year: [2]int{year, year}}
	if s.ps[i].Is(lexicon.Less) || s.ps[i].Val(lexicon.Cmp) == "<" {
		cmp.op = less
	}
	p := c.compared(s, cmp, s.names[a].at, s.names[b].at, "ranking")
	if p == nil {
		return nil
	}
	p.strict = (explicit || len(kinds) > 1) && (said || len(s.times) == 0) && c.plain(s, p.from, p.to) && s.places == 0
	if !slices.Contains(cmp.measures, facts.ShareOfGDP) || !explicit && !s.has(0, len(s.ps)-1, lexicon.Spend, lexicon.Measure) {
		return nil
	}
	return p
}

// pointsAsPercent is a change in points that is called one in per cent.
func (c *checker) pointsAsPercent(s *sentence, k int) *proposition {
	v := &s.values[k]
	who, at, base := c.since(s)
	if who == "" {
		return nil
	}
	if base == 0 {
		base = c.newest - 1
	}
	cmp := &comparison{op: points, value: v.lv.Value, dec: v.lv.Dec, measures: []facts.Measure{facts.ShareOfGDP}, who: [2]facts.Code{who, who}, year: [2]int{c.newest, base}}
	if y := s.lastYear(base); y != 0 {
		cmp.year[0] = y
	}
	p := c.compared(s, cmp, min(at, v.at), max(at, v.at), "change")
	if p == nil {
		return nil
	}
	p.unit, p.number = "points", -1
	test := p.test
	hold := func(e *facts.Edition) finding {
		f := test(e)
		if f.truth == yes {
			f.truth = no
		} else {
			f.truth = unknown
		}
		return f
	}
	p.test = hold
	p.near = func(*facts.Edition, finding) string { return "these are percentage points, not per cent" }
	return p
}
