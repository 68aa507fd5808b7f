package answer

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"natobot/facts"
	"natobot/facts/voice"
)

// trend answers over the years, from one edition only.
func (w *draft) trend() {
	m := w.q.Measure
	if len(w.q.Allies) == 0 {
		w.q.Allies = []facts.Code{facts.NATOTotal}
	}
	var real []facts.Code
	for _, c := range w.q.Allies {
		if a, ok := w.d.Ally(c); ok && !a.Forces && !(m == facts.GDP || m == facts.GDPConstant || m == facts.GDPPerCapita) {
			if len(w.q.Allies) == 1 {
				w.absent(a, m)
				return
			}
			w.say("{1} is an Ally without armed forces and has no series.", c)
			continue
		}
		real = append(real, c)
	}
	if len(real) == 0 {
		w.Status = Unknown
		w.head("None of those asked for has a series.")
		return
	}
	if (m == facts.SpendNCU || m == facts.SpendNCUConstant) && len(real) > 1 {
		w.note("Amounts in national currencies can't be compared; these are in US dollars.")
		m = facts.SpendUSD
		w.q.Measure = m
	}
	what := P("several years of {1} for {2:the}", m, voice.Of(voice.And, real))
	if len(real) > 4 {
		what = P("several years of {1}", m)
	}
	if !w.settle(what, func(e *facts.Edition) bool {
		for _, c := range real {
			if len(e.SeriesOf(c, m, w.q.From, w.q.To)) >= 2 {
				return true
			}
		}
		return false
	}) {
		return
	}
	w.stale()
	if w.q.From > 0 && w.e.Years[0] > w.q.From {
		s := P("The {1} edition begins in {2}.", published(w.e), w.e.Years[0])
		w.known(func(e *facts.Edition) bool {
			if e.Complete && len(e.SeriesOf(real[0], m, w.q.From, 0)) > 1 && e.Years[0] < w.e.Years[0] {
				s = P("The {1} edition begins in {2}; the {3} edition has {4}, but two editions make no series.", published(w.e), w.e.Years[0], published(e), e.Years[0])
				return false
			}
			return true
		})
		w.note(s.Form, s.Args...)
	}
	if len(real) == 1 {
		w.trendOf(real[0])
	} else {
		w.trends(real)
	}
	w.fiscal(real...)
}

// trendOf tells the series of one.
func (w *draft) trendOf(c facts.Code) {
	m := w.q.Measure
	s := w.e.SeriesOf(c, m, w.q.From, w.q.To)
	a, b := s[0], s[len(s)-1]
	lo, hi := extremes(s)
	w.head("{1}: from {2}{3} in {4} to {5} in {6}{7}, {8}.", c, w.n(a), w.onAt(m), a.Year, w.n(b), b.Year, w.tail(b.Year), w.change(fmt.Sprintf("change_%d_%d", a.Year, b.Year), a, b))
	t := &Table{Caption: w.text(P("{1}: {2}", c, m)), Header: []string{w.text(P("Year")), w.unit(m)}, Numeric: []bool{false, true}}
	parts := voice.List{Items: make([]any, len(s)), Join: voice.Numbers}
	for i, f := range s {
		w.cite(f)
		y, n := yearIn(f.Year, f.Estimate), voice.Num(f.Value, f.Decimals())
		n.Signed = m == facts.RealChange
		parts.Items[i] = P("{1} {2}", y, n)
		t.Rows = append(t.Rows, []string{w.text(y), w.d.voice.Quantity(n)})
	}
	w.restate("Year by year, {1}: {2}.", P(m.Unit()), parts)
	if len(s) > 2 {
		w.say("Lowest {1} in {2}, highest {3} in {4}.", w.n(lo), lo.Year, w.n(hi), hi.Year)
	}
	if m == facts.ShareOfGDP && !c.Aggregate() {
		if g, ok := w.d.Floor(w.AsOf); ok {
			w.commitment(g)
			w.say("{1}", since(s, g.Value))
		}
	}
	if m != facts.ShareOfGDP && w.e.PriceBase > 0 && strings.Contains(string(m), "current") {
		w.note("Current prices include inflation and exchange rates; for growth ask for constant prices.")
	}
	if home, ok := w.d.Current(w.AsOf); ok && home != w.e && w.q.Edition == "" && w.q.To == 0 {
		if f, ok := home.Last(c, m, 0); ok {
			w.say("The {1} edition, the newest, has {2} for {3}{4}.", published(home), w.n(f), f.Year, mayBe(f.Estimate, P(" (estimate)")))
		}
	}
	w.Table = t
	w.Chart = w.lineChart([]facts.Code{c}, m, a.Year, b.Year)
	n := w.asks(c)
	w.next(c, n)
	if !c.Aggregate() {
		w.next("With NATO Total", "trend "+n+" nato")
		w.next("Gap to the commitments", "gap "+n)
	} else {
		w.next("All Allies, ranked", "rank")
	}
}

// yearIn is a year at the head of its figure, marked where that is an estimate.
func yearIn(y int, estimate bool) voice.Phrase {
	if estimate {
		return P("{1}e", y)
	}
	return P("{1}", y)
}

// since tells in which years of a series a level was met.
func since(s []facts.Figure, level float64) voice.Phrase {
	l := voice.Level(level)
	run := len(s)
	any := 0
	for i := len(s) - 1; i >= 0 && s[i].Value >= level; i-- {
		run = i
	}
	for _, f := range s {
		if f.Value >= level {
			any++
		}
	}
	switch {
	case any == 0:
		return P("Never at {1} in these years.", l)
	case any == len(s):
		return P("At {1} or more in every one of these years.", l)
	case run < len(s) && any == len(s)-run:
		return P("At {1} or more since {2}.", l, s[run].Year)
	case run < len(s):
		return P("At {1} or more in {2} of these {3} years, without a break since {4}.", l, any, len(s), s[run].Year)
	}
	return P("At {1} or more in {2} of these {3} years, not in the last.", l, any, len(s))
}

func extremes(s []facts.Figure) (lo, hi facts.Figure) {
	lo, hi = s[0], s[0]
	for _, f := range s {
		if f.Value < lo.Value {
			lo = f
		}
		if f.Value >= hi.Value {
			hi = f
		}
	}
	return lo, hi
}

// trends tells several series: end points in sentences, all years in the table.
func (w *draft) trends(cs []facts.Code) {
	m := w.q.Measure
	var parts []voice.Phrase
	years := []int{}
	by := map[facts.Code][]facts.Figure{}
	for _, c := range cs {
		s := w.e.SeriesOf(c, m, w.q.From, w.q.To)
		if len(s) == 0 {
			w.say("The {1} edition has no such figures for {2:the}.", published(w.e), c)
			continue
		}
		by[c] = s
		a, b := s[0], s[len(s)-1]
		parts = append(parts, P("{1:the} {2} in {3} to {4} in {5}", c, w.n(a), a.Year, w.n(b), b.Year))
		w.derive(fmt.Sprintf("change_%d_%d_%s", a.Year, b.Year, c), difference(a, b), a, b)
		for _, f := range s {
			if !slices.Contains(years, f.Year) {
				years = append(years, f.Year)
			}
		}
	}
	slices.Sort(years)
	w.head("{1^} over the years{2}: {3}.", m, w.tails(years[len(years)-1]), voice.Of(voice.Semicolons, parts))
	t := &Table{Caption: w.text(P("{1^}, {2}", m, P(m.Unit()))), Header: []string{w.text(P("Year"))}, Numeric: []bool{false}}
	for _, c := range cs {
		if by[c] == nil {
			continue
		}
		t.Header = append(t.Header, w.d.voice.Name(c))
		t.Numeric = append(t.Numeric, true)
	}
	for _, y := range years {
		row := []string{w.text(yearIn(y, slices.Contains(w.e.Estimates, y)))}
		for _, c := range cs {
			if by[c] == nil {
				continue
			}
			cell := "–"
			if f, ok := w.e.Figure(c, m, y); ok {
				w.cite(f)
				cell = w.bare(f)
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	w.Table = t
	w.Chart = w.lineChart(cs, m, w.q.From, w.q.To)
	w.next("The newest year", "compare "+w.asks(cs...))
	w.next("All Allies, ranked", "rank")
}

// gap answers how far one is from a level, whether it meets it, and whether it
// ever did.
func (w *draft) gap() {
	if len(w.q.Allies) == 0 {
		w.Status = Unknown
		w.head("No Ally was named. Try: {1}", voice.Verbatim("gap spain 3.5%"))
		return
	}
	c := w.q.Allies[0]
	m := w.q.Measure
	f, ok := w.newest(c, m)
	if !ok {
		return
	}
	if m == facts.SpendUSD && w.q.Low == 0 {
		m, w.q.Measure = facts.ShareOfGDP, facts.ShareOfGDP
		if s, ok := w.e.Figure(c, m, f.Year); ok {
			f = s
		}
	}
	missingYear := w.Lines
	w.Lines = nil
	asked := w.q.Low > 0 && w.q.Cmp != ""
	switch {
	case asked:
		v := w.verdictOn(f)
		w.head(v.Form, v.Args...)
		if m == facts.ShareOfGDP && w.q.Cmp != cmpBetween {
			w.toReach(f, w.q.Low)
			if k, ok := w.d.CoreGoal(w.day); ok && k.Value == w.q.Low {
				w.say("It is the {1}, agreed on {2}.", w.named(k), k.Agreed)
			}
		}
	default:
		w.gapHead(f)
	}
	w.Lines = append(w.Lines, missingYear...)
	w.related()
	if m == facts.ShareOfGDP {
		w.gapLevels(f, asked)
		if w.day == w.AsOf && !c.Aggregate() {
			w.plans(c)
		}
		w.revisions(f, w.q.To == 0 && asked && w.q.Low == 2)
		if !c.Aggregate() {
			w.lacks(f)
		}
		w.Chart = w.lineChart([]facts.Code{c}, m, 0, 0)
	}
	w.fiscal(c)
	w.stale()
	n := w.asks(c)
	w.next("Over the years", "trend "+n)
	if asked && w.q.Measure == facts.ShareOfGDP && w.q.Cmp != cmpBetween {
		w.next("Who else is below", strings.TrimSpace("below "+facts.ShortNumber(w.q.Low)+"%"))
	}
	w.next(c, n)
}

// gapLevels tells how far a figure is from each level in force, but for the one
// that was asked for.
func (w *draft) gapLevels(f facts.Figure, asked bool) {
	for _, get := range []func(facts.Date) (*facts.Commitment, bool){w.d.Floor, w.d.CoreGoal} {
		k, ok := get(w.day)
		if !ok {
			continue
		}
		w.commitment(k)
		switch {
		case asked && k.Value == w.q.Low:
		case asked:
			w.say("{1}", w.points(f, k.Value, w.named(k)))
		default:
			w.toReach(f, k.Value)
		}
	}
}

// toReach tells what a level would take in money, after a headline that told
// the points.
func (w *draft) toReach(f facts.Figure, level float64) {
	gap := facts.Round(level-f.Value, f.Decimals())
	key := levelKey(f.Measure, level)
	w.derive("gap_to_"+key+"_points", gap, f)
	if gap < 0 {
		return
	}
	m := w.amounts(f, level, key)
	switch {
	case len(m.Items) == 0:
	case gap == 0:
		w.say("To {1} nothing is missing; spending in {2} is {3}.", levelOf(f.Measure, level), f.Year, w.spending(f))
	default:
		w.say("To {1}: about {2} a year more; spending in {3} is {4}.", levelOf(f.Measure, level), m, f.Year, w.spending(f))
	}
}

// gapHead sets a share beside all commitments in force.
func (w *draft) gapHead(f facts.Figure) {
	told, tail := w.told(f), w.tail(f.Year)
	var parts []voice.Phrase
	add := func(gap float64, decimals int, name voice.Phrase) {
		if n := voice.Num(math.Abs(gap), decimals); gap > 0 {
			parts = append(parts, P("{1} points under the {2}", n, name))
		} else {
			parts = append(parts, P("{1} points over the {2}", n, name))
		}
	}
	for _, get := range []func(facts.Date) (*facts.Commitment, bool){w.d.Floor, w.d.CoreGoal} {
		c, ok := get(w.day)
		if !ok || f.Measure != facts.ShareOfGDP {
			continue
		}
		add(facts.Round(c.Value-f.Value, f.Decimals()), f.Decimals(), w.named(c))
	}
	if f.Measure == facts.EquipmentShare {
		if c, ok := w.d.EquipmentGuideline(w.day); ok {
			gap := facts.Round(c.Value-f.Value, 2)
			w.derive("gap_to_"+levelKey(f.Measure, c.Value)+"_points", gap, f)
			add(gap, 2, P(c.Name))
			w.commitment(c)
		}
	}
	if len(parts) == 0 {
		w.head("{1} is at {2}{3}.", f.Ally, told, tail)
	} else {
		w.head("{1} is at {2}{3}: {4}.", f.Ally, told, tail, voice.Of(voice.And, parts))
	}
}

// verdictOn says whether a figure is what was asked: below, above, at least.
func (w *draft) verdictOn(f facts.Figure) voice.Phrase {
	m := f.Measure
	l := levelOf(m, w.q.Low)
	if w.unsure(f) {
		return P("{1}", w.side(f))
	}
	diff := facts.Round(f.Value-w.q.Low, f.Decimals())
	var far voice.Phrase
	if w.q.Cmp != cmpBetween {
		if far = pointsOf(math.Abs(diff), f.Decimals()); !m.Share() {
			far = P("{1}", w.d.amount(f, math.Abs(diff)))
		}
		if !m.Share() {
			w.derive("gap_to_"+levelKey(m, w.q.Low)+"_"+unitKey(m), -diff, f)
		} else if m != facts.ShareOfGDP || w.Intent != Gap {
			w.derive("gap_to_"+levelKey(m, w.q.Low)+"_points", -diff, f)
		}
	}
	var tail voice.Phrase
	switch m {
	case facts.ShareOfGDP:
		tail = P("{1} of GDP in {2}{3}", w.n(f), f.Year, w.tail(f.Year))
	case facts.EquipmentShare:
		tail = P("{1} of defence expenditure for major equipment in {2}{3}", w.n(f), f.Year, w.tail(f.Year))
	default:
		tail = P("{1}{2}", w.told(f), w.tail(f.Year))
	}
	c, is := f.Ally, w.be(f.Year, 1)
	switch w.q.Cmp {
	case cmpBetween:
		if w.passes(f) {
			return P("{1:the^} {2|is=is|was=was} between {3} and {4}: {5}.", c, is, l, levelOf(m, w.q.High), tail)
		}
		return P("{1:the^} {2|is=is|was=was} not between {3} and {4}: {5}.", c, is, l, levelOf(m, w.q.High), tail)
	case cmpBelow:
		switch {
		case diff < 0:
			return P("{1:the^} {2|is=is|was=was} {3} below {4}: {5}.", c, is, far, l, tail)
		case diff == 0:
			return P("{1:the^} {2|is=is|was=was} not below {3} but exactly at it: {4}, {5} over.", c, is, l, tail, far)
		}
		return P("{1:the^} {2|is=is|was=was} not below {3}: {4}, {5} over.", c, is, l, tail, far)
	case cmpAbove:
		switch {
		case diff > 0:
			return P("{1:the^} {2|is=is|was=was} above {3}: {4}, {5} over.", c, is, l, tail, far)
		case diff == 0:
			return P("{1:the^} {2|is=is|was=was} exactly at {3}, not above it: {4}.", c, is, l, tail)
		}
		return P("{1:the^} {2|is=is|was=was} below {3}: {4}, {5} short.", c, is, l, tail, far)
	case cmpAtMost:
		if diff <= 0 {
			return P("{1:the^} {2|is=is|was=was} at {3} or less: {4}.", c, is, l, tail)
		}
		return P("{1:the^} {2|is=is|was=was} above {3}: {4}, {5} over.", c, is, l, tail, far)
	}
	switch {
	case diff == 0:
		return P("{1:the^} {2|is=is|was=was} at {3} exactly: {4}, {5} points over as printed.", c, is, l, tail, voice.Num(0, f.Decimals()))
	case diff > 0:
		return P("{1:the^} {2|is=is|was=was} at {3} or more: {4}, {5} over.", c, is, l, tail, far)
	}
	return P("{1:the^} {2|is=is|was=was} below {3}: {4}, {5} short.", c, is, l, tail, far)
}

// related says that the 5 % of The Hague is more than what NATO prints.
func (w *draft) related() {
	if w.q.Measure != facts.ShareOfGDP || w.q.Low != 5 && w.q.High != 5 {
		return
	}
	if c, ok := w.d.CommitmentInForce("hague-2025-total", w.day); ok {
		w.commitment(c)
		w.note("The {1} of The Hague is {2} core defence and up to {3} related spending by {4}; NATO prints no figure for the related part, so the share above can't be judged by it.", voice.Level(5), voice.Level(3.5), voice.Level(1.5), 2035)
	}
}
