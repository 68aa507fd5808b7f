package answer

import (
	"slices"

	"natobot/facts"
	"natobot/facts/query"
	"natobot/facts/voice"
)

// compare sets two or more Allies, aggregates or groups side by side.
func (w *draft) compare() {
	m := w.q.Measure
	// Amounts in different currencies can't be compared.
	if m == facts.SpendNCU || m == facts.SpendNCUConstant {
		w.note("Amounts in national currencies can't be compared; these are in US dollars.")
		m = facts.SpendUSD
		w.q.Measure = m
	}
	year, ok := w.commonYear(m)
	if !ok {
		return
	}
	have, without := w.compared(m, year)
	if len(have) == 0 {
		w.Status = Unknown
		w.head("{1^}.", without)
		return
	}
	sorted := byValue(have)
	w.compareHead(sorted, m, year)
	if len(without.Items) > 0 {
		w.say("{1^}.", without)
	}
	w.pairBefore(sorted, m, year)
	w.otherBasis(sorted, m, year)
	if w.q.Low > 0 && w.q.Cmp != "" {
		for _, f := range sorted {
			w.say("{1}", w.verdictOn(f))
		}
	} else if m == facts.ShareOfGDP && len(sorted) <= 4 {
		w.inForce(sorted)
	}
	w.fiscal(w.q.Allies...)
	w.Table = w.compareTable(have, m, year)
	if ofTotal(sorted, m) {
		w.Chart = w.partChart(sorted[1], facts.Round(sorted[1].Value/sorted[0].Value*100, 1))
	} else if len(w.q.Allies) <= 4 {
		w.Chart = w.lineChart(w.q.Allies, m, 0, 0)
	}
	if w.Chart == nil {
		w.Chart = w.barChart(sorted, m, year, "")
	}
	if len(have) <= 6 {
		cs := make([]facts.Code, len(have))
		for i, f := range have {
			cs[i] = f.Ally
		}
		w.next("Over the years", "trend "+w.asks(cs...))
	}
	if m == facts.ShareOfGDP {
		w.turn("In dollars", facts.SpendUSD)
	} else {
		w.turn("By share of GDP", "")
	}
	w.next(sorted[0].Ally, w.asks(sorted[0].Ally))
}

// compared are the figures that are set side by side, and why Allies have none.
func (w *draft) compared(m facts.Measure, year int) (have []facts.Figure, without voice.List) {
	for _, c := range w.q.Allies {
		if f, ok := w.e.Figure(c, m, year); ok && w.e.LeftOut(c, m, year) == nil {
			have = append(have, f)
			continue
		}
		a, known := w.d.Ally(c)
		switch {
		case known && !a.Forces:
			without.Items = append(without.Items, P("{1} is an Ally without armed forces and has no figure", c))
		case known && !a.Joined.KnownBy(w.AsOf):
			without.Items = append(without.Items, P("{1:the} joined on {2} and has no figure in the {3} edition", c, a.Joined, published(w.e)))
		default:
			without.Items = append(without.Items, P("the {1} edition has no {2} figure for {3:the}", published(w.e), year, c))
		}
	}
	return have, without
}

// compareHead is the headline of a comparison, the highest first.
func (w *draft) compareHead(sorted []facts.Figure, m facts.Measure, year int) {
	hi, lo := sorted[0], sorted[len(sorted)-1]
	switch {
	case len(sorted) == 1:
		w.head("{1}: {2}{3}.", hi.Ally, w.told(hi), w.tail(year))
	case ofTotal(sorted, m):
		w.partOfTotal(lo, hi, year)
	case len(sorted) == 2 && hi.Value == lo.Value:
		w.head("{1} {2}, {3:the} {4}{5} in {6}{7}: level as printed.", hi.Ally, w.n(hi), lo.Ally, w.n(lo), w.onAt(m), year, w.tails(year))
		w.derive("difference_"+unitKey(m), 0, hi, lo)
	case len(sorted) == 2:
		w.head("{1} {2}, {3:the} {4}{5} in {6}{7}: {1:the} is ahead by {8}{9}.", hi.Ally, w.n(hi), lo.Ally, w.n(lo), w.onAt(m), year, w.tails(year), w.difference(hi, lo), w.reversed(hi, lo, year))
	default:
		w.head("{1:the^} is highest with {2}{3} in {4}, {5:the} lowest with {6}{7}: a difference of {8}.", hi.Ally, w.n(hi), w.onAt(m), year, lo.Ally, w.n(lo), w.tails(year), w.difference(hi, lo))
		w.restate("{1^}.", w.each(sorted))
	}
}

// pairBefore tells how two stood in the year before.
func (w *draft) pairBefore(sorted []facts.Figure, m facts.Measure, year int) {
	if len(sorted) != 2 {
		return
	}
	a, ok := w.e.Figure(sorted[0].Ally, m, year-1)
	b, both := w.e.Figure(sorted[1].Ally, m, year-1)
	if ok && both {
		w.say("The year before: {1}.", w.each([]facts.Figure{a, b}))
	}
}

// ofTotal reports that one Ally's money stands beside that of all.
func ofTotal(sorted []facts.Figure, m facts.Measure) bool {
	return len(sorted) == 2 && sorted[0].Ally == facts.NATOTotal && !sorted[1].Ally.Aggregate() && (m == facts.SpendUSD || m == facts.SpendUSDConstant)
}

// partOfTotal tells how much of all Allies' spending is one Ally's.
func (w *draft) partOfTotal(f, total facts.Figure, year int) {
	pct := facts.Round(f.Value/total.Value*100, 1)
	w.derive("part_of_total_pct", pct, f, total)
	w.head("{1}: {2} of what all Allies together spent on defence in {3}, {4} of {5} {6}{7}.", f.Ally, voice.Quantity{Value: pct, Decimals: 1, Kind: voice.PerCent}, year, w.n(f), w.n(total), prices(w.e, f.Measure), w.tails(year))
	w.note("That is each Ally's spending on its own defence, not what it pays into NATO's common budgets.")
}

// turn offers the same question by another measure.
func (w *draft) turn(label string, m facts.Measure) {
	if w.q.Low == 0 && w.q.To == 0 {
		ask := "compare " + w.asks(w.q.Allies...)
		if m != "" {
			ask += " in dollars"
		}
		w.next(label, ask)
		return
	}
	q := w.q.query
	q.Qty, q.Know = nil, query.Knowledge{}
	if m != "" {
		q.Qty = []query.Expr{{Op: query.Value, Measure: m}}
	}
	if ask, ok := w.d.Read.Print(q, "en"); ok {
		w.next(label, ask)
	}
}

// reversed adds to a comparison by share that money says the opposite, where it
// was not said which is meant: "spends more" can mean both.
func (w *draft) reversed(hi, lo facts.Figure, year int) voice.Phrase {
	if hi.Measure != facts.ShareOfGDP || w.q.Said.Measure || hi.Ally.Aggregate() || lo.Ally.Aggregate() {
		return voice.Phrase{}
	}
	a, ok1 := w.e.Figure(hi.Ally, facts.SpendUSD, year)
	b, ok2 := w.e.Figure(lo.Ally, facts.SpendUSD, year)
	if !ok1 || !ok2 || a.Value >= b.Value {
		return voice.Phrase{}
	}
	return P("; in money {1:the} is", lo.Ally)
}

// onAt says what a value is of, with its price basis.
func (w *draft) onAt(m facts.Measure) voice.Phrase {
	if p := prices(w.e, m); !p.Empty() {
		return P("{1} {2}", on(m), p)
	}
	return on(m)
}

// on says what a value is a value of: " of GDP on defence".
func on(m facts.Measure) voice.Phrase {
	switch m {
	case facts.ShareOfGDP:
		return P(" of GDP on defence")
	case facts.SpendUSD, facts.SpendUSDConstant, facts.SpendNCU, facts.SpendNCUConstant:
		return P(" on defence")
	case facts.GDP, facts.GDPConstant:
		return P(" of {1}", P("GDP"))
	case facts.GDPPerCapita:
		return P(" of GDP per capita")
	case facts.DefencePerCapita:
		return P(" of defence expenditure per capita")
	case facts.Personnel:
		return P(" military personnel")
	case facts.EquipmentShare:
		return P(" of defence expenditure on major equipment")
	case facts.PersonnelShare:
		return P(" of defence expenditure on personnel")
	case facts.InfrastructureShare:
		return P(" of defence expenditure on infrastructure")
	case facts.OtherShare:
		return P(" of defence expenditure on other items")
	case facts.RealChange:
		return P(" real change in defence expenditure")
	case facts.RealChangeSince:
		return P(" real change in defence expenditure since {1}", 2014)
	}
	return voice.Phrase{}
}

func unitKey(m facts.Measure) string {
	switch {
	case m.Share():
		return "points"
	case m == facts.Personnel:
		return "thousands"
	case m == facts.GDPPerCapita || m == facts.DefencePerCapita:
		return "usd"
	}
	return "usd_m"
}

// difference tells how far two figures are apart, in the measure's own unit.
func (w *draft) difference(hi, lo facts.Figure) voice.Phrase {
	m := hi.Measure
	dec := min(hi.Decimals(), lo.Decimals())
	x := facts.Round(hi.Value-lo.Value, dec)
	w.derive("difference_"+unitKey(m), x, hi, lo)
	if m.Share() {
		return pointsOf(x, dec)
	}
	return P("{1}", w.d.amount(hi, x))
}

// commonYear settles the edition and the newest year that most of those
// compared have in it.
func (w *draft) commonYear(m facts.Measure) (int, bool) {
	pick := func(e *facts.Edition) int {
		best, n := 0, 0
		for i := len(e.Years) - 1; i >= 0; i-- {
			k := 0
			for _, c := range w.q.Allies {
				if _, ok := e.Figure(c, m, e.Years[i]); ok {
					k++
				}
			}
			if k > n {
				best, n = e.Years[i], k
			}
		}
		return best
	}
	year := w.q.To
	var what voice.Phrase
	switch who := voice.Of(voice.And, w.q.Allies); {
	case len(who.Items) > 4 && year > 0:
		what = P("{1} for those asked for in {2}", m, year)
	case len(who.Items) > 4:
		what = P("{1} for those asked for", m)
	case year > 0:
		what = P("{1} for {2:the} in {3}", m, who, year)
	default:
		what = P("{1} for {2:the}", m, who)
	}
	if !slices.ContainsFunc(w.q.Allies, func(c facts.Code) bool { a, ok := w.d.Ally(c); return !ok || a.Forces }) {
		a, _ := w.d.Ally(w.q.Allies[0])
		w.absent(a, m)
		return 0, false
	}
	if !w.settle(what, func(e *facts.Edition) bool {
		if year == 0 {
			return pick(e) > 0
		}
		for _, c := range w.q.Allies {
			if _, ok := e.Figure(c, m, year); ok {
				return true
			}
		}
		return false
	}) {
		return 0, false
	}
	w.stale()
	if year == 0 {
		year = pick(w.e)
		if year < w.e.LastYear() {
			w.note("{1} is the newest year that all of them have in the {2} edition.", year, published(w.e))
		}
	}
	return year, true
}

// otherBasis adds money to a comparison by share, and the reverse: who spends
// more can mean both.
func (w *draft) otherBasis(fs []facts.Figure, m facts.Measure, year int) {
	if m != facts.ShareOfGDP && m != facts.SpendUSD || w.q.Said.Measure && m == facts.ShareOfGDP && len(fs) > 4 {
		return
	}
	other := facts.SpendUSD
	if m == facts.SpendUSD {
		other = facts.ShareOfGDP
	}
	var list []facts.Figure
	for _, f := range fs {
		if g, ok := w.e.Figure(f.Ally, other, year); ok {
			list = append(list, g)
		}
	}
	list = byValue(list)
	switch {
	case len(list) == 0 && other == facts.SpendUSD:
		w.say("By money they can't be compared here: the {1} edition is held without amounts.", published(w.e))
	case len(list) > 5:
	case len(list) == 0:
	case other == facts.SpendUSD:
		w.say("By money, {1}: {2}.", prices(w.e, other), w.each(list))
	default:
		w.say("By share of GDP: {1}.", w.each(list))
	}
}

// inForce tells which of some Allies meet the commitments in force.
func (w *draft) inForce(fs []facts.Figure) {
	for _, get := range []func(facts.Date) (*facts.Commitment, bool){w.d.Floor, w.d.CoreGoal} {
		c, ok := get(w.day)
		if !ok {
			continue
		}
		w.commitment(c)
		var at, below voice.List
		for _, f := range fs {
			if f.Ally.Aggregate() {
				continue
			}
			if f.Value >= c.Value {
				at.Items = append(at.Items, f.Ally)
			} else {
				below.Items = append(below.Items, f.Ally)
			}
		}
		switch n, short := len(at.Items), len(below.Items); {
		case n+short == 0:
		case short == 0 && n == 2:
			w.say("{1^}: both meet it.", w.named(c))
		case short == 0 && n > 2:
			w.say("{1^}: all of them meet it.", w.named(c))
		case n == 0:
			w.say("{1^}: below it {2|one=is|other=are} {2:the}.", w.named(c), below)
		case short == 0:
			w.say("{1^}: met by {2:the}.", w.named(c), at)
		default:
			w.say("{1^}: met by {2:the}; below it {3|one=is|other=are} {3:the}.", w.named(c), at, below)
		}
	}
}

// compareTable is a comparison in rows: the measure, and what the edition has
// beside it.
func (w *draft) compareTable(fs []facts.Figure, m facts.Measure, year int) *Table {
	t := &Table{Caption: w.text(P("{1^}, {2}", m, year)), Header: []string{w.text(P("Ally")), w.text(P("{1}, {2}", year, P(m.Unit())))}, Numeric: []bool{false, true}}
	prev := m == facts.ShareOfGDP
	for _, f := range fs {
		if _, ok := w.e.Figure(f.Ally, m, year-1); !ok {
			prev = false
		}
	}
	if prev {
		t.Header = append(t.Header, w.text(P("{1}, {2}", year-1, P(m.Unit()))))
		t.Numeric = append(t.Numeric, true)
	}
	for _, f := range fs {
		w.cite(f)
		r := []string{w.d.voice.Name(f.Ally), w.bare(f)}
		if prev {
			p, _ := w.e.Figure(f.Ally, m, year-1)
			w.cite(p)
			r = append(r, w.bare(p))
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

// aggregate answers for NATO's aggregates and for groups.
func (w *draft) aggregate() {
	if len(w.q.Allies) == 0 {
		w.q.Allies = []facts.Code{facts.NATOTotal}
	}
	c, m := w.q.Allies[0], w.q.Measure
	f, ok := w.newest(c, m)
	if !ok {
		return
	}
	e := w.e
	told := w.told(f)
	var or voice.Phrase
	constant, hasConstant := e.Figure(c, facts.SpendUSDConstant, f.Year)
	current, hasCurrent := e.Figure(c, facts.SpendUSD, f.Year)
	if m == facts.SpendUSD && hasConstant {
		or = P(", or {1} {2}", w.n(constant), prices(e, facts.SpendUSDConstant))
	}
	if m == facts.SpendUSDConstant && hasCurrent {
		or = P(", or {1} {2}", w.n(current), prices(e, facts.SpendUSD))
	}
	w.head("{1}: {2}{3}{4}.", c, told, or, w.tail(f.Year))
	if w.q.Low > 0 && w.q.Cmp != "" {
		w.say("{1}", w.verdictOn(f))
	}
	if p, ok := e.Figure(c, m, f.Year-1); ok {
		w.say("{1}", w.onBefore(p, f))
	}
	switch {
	case m == facts.ShareOfGDP && hasCurrent && hasConstant:
		w.say("In money: {1} {2}, {3} {4}.", w.n(current), prices(e, facts.SpendUSD), w.n(constant), prices(e, facts.SpendUSDConstant))
	case m == facts.ShareOfGDP:
		w.say("The {1} edition is held without amounts of money for {2}.", published(e), f.Year)
	default:
		if s, ok := e.Figure(c, facts.ShareOfGDP, f.Year); ok {
			w.say("Share of GDP: {1}.", w.n(s))
		}
	}
	if r, ok := e.Figure(c, facts.RealChange, f.Year); ok && m != facts.RealChange {
		w.say("Real change on the year before, prices apart: {1}.", w.n(r))
	}
	var beside []facts.Figure
	for _, o := range []facts.Code{facts.NATOTotal, facts.EuropeCanada, "USA"} {
		if o == c {
			continue
		}
		if g, ok := e.Figure(o, m, f.Year); ok && e.LeftOut(o, m, f.Year) == nil {
			beside = append(beside, g)
		}
	}
	if len(beside) > 0 {
		w.say("Beside it: {1}.", w.each(beside))
	}
	if m == facts.ShareOfGDP {
		w.standing(f.Year)
		w.note("NATO's aggregate share is all spending over all GDP, not a mean of the Allies' shares.")
	}
	w.Chart = w.lineChart([]facts.Code{c}, m, 0, 0)
	name := terseName(c)
	w.next("Over the years", "trend "+name)
	if c == facts.NATOTotal {
		w.next("Europe and Canada", "europe and canada")
	} else {
		w.next("NATO total", "nato")
	}
	w.next("All Allies, ranked", "rank")
	w.stale()
}

// standing counts the Allies at the floor in force.
func (w *draft) standing(year int) {
	c, ok := w.d.Floor(w.day)
	if !ok {
		return
	}
	all := w.d.ranked(w.e, facts.ShareOfGDP, year, nil)
	if len(all) < 10 {
		return
	}
	var at, below []facts.Figure
	for _, f := range all {
		if f.Value < c.Value {
			below = append(below, f)
		} else {
			at = append(at, f)
		}
	}
	w.commitment(c)
	n := len(at)
	w.tally("allies_at_least_"+levelKey(facts.ShareOfGDP, c.Value), at, all)
	if len(below) > 0 && len(below) <= 8 {
		w.say("{1} of {2} are at {3} or more; below: {4}.", n, w.ofThem(len(all)), voice.Level(c.Value), w.each(below))
	} else {
		w.say("{1} of {2} are at {3} or more.", n, w.ofThem(len(all)), voice.Level(c.Value))
	}
}
