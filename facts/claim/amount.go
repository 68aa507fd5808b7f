package claim

import (
	"math"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/reader"
)

// amounts are sums of money that somebody is said to spend.
func (c *checker) amounts(s *sentence, used []bool) []*proposition {
	var out []*proposition
	for k := range s.values {
		v := &s.values[k]
		bare := v.lv.Unit == reader.Bare && (v.lv.Scale >= 1e9 || v.lv.Scale >= 1e6 && significant(v.lv) > sure)
		if used[k] || v.lv.Unit != reader.Money && !bare || v.lv.Value < 1e6 && !v.lv.PerHead && !s.has(0, len(s.ps)-1, lexicon.PerHead) {
			continue
		}
		if !s.spends(v.at) && !(s.row && c.rows.cur != "") {
			continue
		}
		if p := c.amount(s, k, bare); p != nil {
			out = append(out, p)
		}
	}
	return out
}

// near reports whether a phrase of the sort stands in the clause of another.
func (s *sentence) near(at int, sorts ...lexicon.Sort) bool {
	a, z := s.span(s.clause[at], s.clause[at])
	return s.has(a, z, sorts...)
}

// spends reports whether the sentence, or the one before it, speaks of
// spending on defence.
func (s *sentence) spends(at int) bool {
	all := len(s.ps) - 1
	if s.has(0, all, lexicon.Defence) || s.c.topic && (s.has(0, all, lexicon.Spend) || s.has(0, all, lexicon.Sum) && s.has(0, all, lexicon.Aggregate)) {
		return true
	}
	for i := range s.ps {
		if m := s.ps[i].Val(lexicon.Measure); m == "spend" || m == "share" {
			return true
		}
	}
	return s.c.topic && s.c.gdp && at >= 0
}

// money are the measures and unit that an amount can be read in: of "$" beside
// Canada both dollars.
func (c *checker) money(s *sentence, v *value, who []facts.Code, bare bool) []facts.Measure {
	if v.lv.PerHead || v.lv.Value < 1e6 && s.has(0, len(s.ps)-1, lexicon.PerHead) {
		return []facts.Measure{facts.DefencePerCapita}
	}
	own := true
	for _, code := range who {
		own = own && c.owns(code, v.lv.Cur)
	}
	switch {
	case bare:
		return s.moneyBeside(v.at)
	case v.lv.Cur == "USD" && len(who) == 1 && who[0] == "CAN":
		return []facts.Measure{facts.SpendUSD, facts.SpendNCU}
	case v.lv.Cur == "USD":
		return []facts.Measure{facts.SpendUSD}
	case own:
		return []facts.Measure{facts.SpendNCU}
	}
	return nil
}

// moneyBeside are the measures of an amount whose currency does not stand by it:
// that of the currency that its clause or sentence names, else both.
func (s *sentence) moneyBeside(at int) []facts.Measure {
	a, z := s.span(s.clause[at], s.clause[at])
	for _, r := range [...][2]int{{a, z}, {0, len(s.ps) - 1}} {
		for i := r[0]; i <= r[1]; i++ {
			switch cur := s.ps[i].Val(lexicon.Currency); {
			case s.first(i) != lexicon.Currency:
			case cur == "USD":
				return []facts.Measure{facts.SpendUSD}
			default:
				return []facts.Measure{facts.SpendNCU}
			}
		}
	}
	return []facts.Measure{facts.SpendUSD, facts.SpendNCU}
}

// owns reports whether a currency is the Ally's own in the edition of the day.
func (c *checker) owns(code facts.Code, cur string) bool {
	if cur == "NCU" || code.Aggregate() {
		return cur == "NCU"
	}
	own := ""
	if c.home != nil {
		own = c.home.Currency(code)
	}
	if a, ok := c.d.Ally(code); ok && own == "" {
		own = a.Currency
	}
	if cur == "crown" {
		return own == "NOK" || own == "SEK" || own == "DKK" || own == "CZK"
	}
	return own == cur
}

// amount is the proposition of one sum of money.
func (c *checker) amount(s *sentence, k int, bare bool) *proposition {
	v := &s.values[k]
	precise := significant(v.lv) >= 3
	parties := c.partiesOf(s, k, precise)
	if len(parties) == 0 && v.lv.Value >= 1e12 && s.has(0, len(s.ps)-1, lexicon.Allies) {
		parties = []party{{[]facts.Code{facts.NATOTotal}, v.at, within}}
	}
	if len(parties) == 0 {
		return nil
	}
	if v.lv.Value >= 1e12 { // nobody but the Alliance and its largest member
		for _, n := range s.names {
			if n.code == facts.NATOTotal {
				parties = []party{{[]facts.Code{n.code}, n.at, within}}
			}
		}
	}
	var last *proposition
	for _, m := range c.money(s, v, parties[0].who, bare) {
		st := stated{s: s, k: k, m: m, want: v.lv.Value / v.lv.Scale, unit: 1e6 / v.lv.Scale, dec: max(0, v.lv.Dec)}
		if m == facts.DefencePerCapita {
			st.unit = 1 / v.lv.Scale
		}
		st.rel, st.negative = s.hedge(k)
		p := c.attachTo(&st, parties, precise)
		if p == nil {
			continue
		}
		p.kind, p.unit = "ally_amount", m.Unit()
		if len(p.who) == 1 && p.who[0].Aggregate() {
			p.kind = "aggregate"
		}
		if st.rel == above || st.rel == atLeast { // "more than 52" is not said of 90
			test, want := p.test, st.want*1.25/st.unit
			p.test = func(e *facts.Edition) finding {
				f := test(e)
				for _, g := range f.figures {
					if f.truth == yes && g.Value > want {
						f.truth = unknown
					}
				}
				return f
			}
		}
		if p.turned == "" && c.certain(p) {
			return p
		}
		p.strict = p.strict && !bare && !s.near(v.at, lexicon.Except) && s.has(0, len(s.ps)-1, lexicon.Defence, lexicon.Measure) && last == nil
		p.near = nil
		c.budgeted(s, p, &st)
		last = p
	}
	return last
}

// budgeted keeps an amount from being contradicted where a national budget may
// be meant: there it has to be off by more than a quarter.
func (c *checker) budgeted(s *sentence, p *proposition, st *stated) {
	budget := s.mark(0, len(s.ps)-1, lexicon.Turn, "budget")
	nato := false
	for _, n := range s.names {
		nato = nato || n.code.Aggregate()
	}
	for i := range s.ps {
		nato = nato || s.first(i) == lexicon.Nation
		budget = budget || s.ps[i].Val(lexicon.Spend) == "budget"
	}
	if budget && !nato {
		p.strict = false
		return
	}
	others := p.others
	p.others = func() []reading {
		wide := *st
		wide.who, wide.year = p.who, p.year
		return append(others(), reading{rounded: true, test: func(e *facts.Edition) finding {
			for _, code := range wide.who {
				f, ok := e.Figure(code, wide.m, wide.year)
				if ok && math.Abs(f.Value*wide.unit-wide.want) <= 0.25*wide.want {
					return finding{truth: yes}
				}
			}
			return finding{}
		}})
	}
}

// significant is how many digits of a number say something.
func significant(lv reader.Level) int {
	v := lv.Value / lv.Scale
	n := max(0, lv.Dec)
	for v >= 1 {
		v /= 10
		n++
	}
	if lv.Dec <= 0 { // 20,000 says less than 19,723
		for x := lv.Value / lv.Scale; x >= 10 && math.Mod(x, 10) == 0; x /= 10 {
			n--
		}
	}
	return n
}

// strengths are numbers of soldiers.
func (c *checker) strengths(s *sentence, used []bool) []*proposition {
	var out []*proposition
	for k := range s.values {
		v := &s.values[k]
		if used[k] || v.lv.Unit != reader.Heads && v.lv.Unit != reader.Bare || v.lv.Value < 1000 || v.lv.Year && v.lv.Scale == 1 || !s.soldiers(v.at) && !s.ofForces(v) {
			continue
		}
		st := stated{s: s, k: k, m: facts.Personnel, want: v.lv.Value / v.lv.Scale, unit: 1e3 / v.lv.Scale, dec: max(0, v.lv.Dec)}
		st.rel, st.negative = s.hedge(k)
		precise := significant(v.lv) >= 3 && st.rel == exactly
		if st.rel == exactly && significant(v.lv) <= 3 && v.lv.Scale == 1 { // 263,600 is written to the hundred
			st.want, st.unit = v.lv.Value/1000, 1
			st.dec = 0
			if math.Mod(v.lv.Value, 1000) != 0 {
				st.dec = 1
			}
		}
		if p := c.attach(&st, precise); p != nil {
			p.kind, p.unit = "ally_amount", "persons"
			p.strict = p.strict && s.soldiers(v.at)
			p.near = nil
			out = append(out, p)
		}
	}
	return out
}

// ofForces reports whether a number of persons stands in a sentence that speaks of
// an army: only what fits is said of it.
func (s *sentence) ofForces(v *value) bool {
	return v.lv.Unit == reader.Heads && significant(v.lv) >= sure && s.has(0, len(s.ps)-1, lexicon.Defence, lexicon.Measure)
}

// soldiers reports whether a word for troops stands right behind a number, or
// before it in its clause.
func (s *sentence) soldiers(at int) bool {
	a, z := s.span(s.clause[at], s.clause[at])
	for i := max(a, at-6); i <= min(z, at+3); i++ {
		if m := s.ps[i].Val(lexicon.Measure); m == "troops" || m == "perss" {
			return true
		}
	}
	return false
}
