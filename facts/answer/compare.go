package answer

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"natobot/facts"
	"natobot/facts/query"
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
		w.Headline = first(list(without)) + "."
		return
	}
	sorted := byValue(have)
	w.compareHead(sorted, m, year)
	if len(without) > 0 {
		w.sayf("%s.", first(list(without)))
	}
	w.pairBefore(sorted, m, year)
	w.otherBasis(sorted, m, year)
	if w.q.Low > 0 && w.q.Cmp != "" {
		for _, f := range sorted {
			w.sayf("%s", w.verdictOn(f))
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
	w.next(w.d.Name(sorted[0].Ally), w.asks(sorted[0].Ally))
}

// compared are the figures that are set side by side, and why Allies have none.
func (w *draft) compared(m facts.Measure, year int) (have []facts.Figure, without []string) {
	for _, c := range w.q.Allies {
		if f, ok := w.e.Figure(c, m, year); ok && w.e.LeftOut(c, m, year) == nil {
			have = append(have, f)
			continue
		}
		a, known := w.d.Ally(c)
		switch {
		case known && !a.Forces:
			without = append(without, a.Name+" is an Ally without armed forces and has no figure")
		case known && !a.Joined.KnownBy(w.AsOf):
			without = append(without, fmt.Sprintf("%s joined on %s and has no figure in the %s", first(w.d.InSentence(c)), a.Joined.Long(), labelOf(w.e)))
		default:
			without = append(without, fmt.Sprintf("the %s has no %d figure for %s", labelOf(w.e), year, w.d.InSentence(c)))
		}
	}
	return have, without
}

// compareHead is the headline of a comparison, the highest first.
func (w *draft) compareHead(sorted []facts.Figure, m facts.Measure, year int) {
	hi, lo := sorted[0], sorted[len(sorted)-1]
	switch {
	case len(sorted) == 1:
		w.Headline = w.d.Name(hi.Ally) + ": " + w.toldText(hi) + w.tailText(year) + "."
	case ofTotal(sorted, m):
		w.partOfTotal(lo, hi, year)
	case len(sorted) == 2:
		w.Headline = fmt.Sprintf("%s %s, %s %s%s in %d%s: ", w.d.Name(hi.Ally), w.v(hi), w.d.InSentence(lo.Ally), w.v(lo), w.onAt(m), year, w.tailsText(year))
		if hi.Value == lo.Value {
			w.Headline += "level as printed."
			w.derive("difference_"+unitKey(m), 0, hi, lo)
		} else {
			w.Headline += fmt.Sprintf("%s is ahead by %s%s.", w.d.InSentence(hi.Ally), w.difference(hi, lo), w.reversed(hi, lo, year))
		}
	default:
		w.Headline = fmt.Sprintf("%s is highest with %s%s in %d, %s lowest with %s%s: a difference of %s.", first(w.d.InSentence(hi.Ally)), w.v(hi), w.onAt(m), year, w.d.InSentence(lo.Ally), w.v(lo), w.tailsText(year), w.difference(hi, lo))
		w.sayf("%s.", first(w.each(sorted)))
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
		w.sayf("The year before: %s %s, %s %s.", w.d.InSentence(a.Ally), w.v(a), w.d.InSentence(b.Ally), w.v(b))
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
	w.Headline = fmt.Sprintf("%s: %s %% of what all Allies together spent on defence in %d, %s of %s %s%s.", w.d.Name(f.Ally), facts.FormatNumber(pct, 1), year, w.v(f), w.v(total), pricesOf(w.e, f.Measure), w.tailsText(year))
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
func (w *draft) reversed(hi, lo facts.Figure, year int) string {
	if hi.Measure != facts.ShareOfGDP || w.q.Said.Measure || hi.Ally.Aggregate() || lo.Ally.Aggregate() {
		return ""
	}
	a, ok1 := w.e.Figure(hi.Ally, facts.SpendUSD, year)
	b, ok2 := w.e.Figure(lo.Ally, facts.SpendUSD, year)
	if !ok1 || !ok2 || a.Value >= b.Value {
		return ""
	}
	return "; in money " + w.d.InSentence(lo.Ally) + " is"
}

// onAt says what a value is of, with its price basis.
func (w *draft) onAt(m facts.Measure) string {
	s := onWhat(m)
	if p := pricesOf(w.e, m); p != "" {
		s += " " + p
	}
	return s
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
func (w *draft) difference(hi, lo facts.Figure) string {
	m := hi.Measure
	dec := min(hi.Decimals(), lo.Decimals())
	x := facts.Round(hi.Value-lo.Value, dec)
	w.derive("difference_"+unitKey(m), x, hi, lo)
	if m.Share() {
		return facts.FormatNumber(x, dec) + " points"
	}
	f := hi
	f.Value = x
	return w.d.value(f)
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
	what := m.Label() + " for " + w.d.names(w.q.Allies)
	if len(w.q.Allies) > 4 {
		what = m.Label() + " for those asked for"
	}
	if year > 0 {
		what += " in " + strconv.Itoa(year)
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
			w.note(fmt.Sprintf("%d is the newest year that all of them have in the %s.", year, labelOf(w.e)))
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
		w.sayf("By money they can't be compared here: the %s is held without amounts.", labelOf(w.e))
	case len(list) > 5:
	case len(list) == 0:
	case other == facts.SpendUSD:
		w.sayf("By money, at current prices and exchange rates: %s.", w.each(list))
	default:
		w.sayf("By share of GDP: %s.", w.each(list))
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
		var at, below []string
		for _, f := range fs {
			if f.Ally.Aggregate() {
				continue
			}
			if f.Value >= c.Value {
				at = append(at, w.d.InSentence(f.Ally))
			} else {
				below = append(below, w.d.InSentence(f.Ally))
			}
		}
		switch {
		case len(at)+len(below) == 0:
		case len(below) == 0 && len(at) == 2:
			w.sayf("%s: both meet it.", first(w.namedText(c)))
		case len(below) == 0 && len(at) > 2:
			w.sayf("%s: all of them meet it.", first(w.namedText(c)))
		case len(at) == 0:
			w.sayf("%s: below it %s.", first(w.namedText(c)), be(below))
		case len(below) == 0:
			w.sayf("%s: met by %s.", first(w.namedText(c)), list(at))
		default:
			w.sayf("%s: met by %s; below it %s.", first(w.namedText(c)), list(at), be(below))
		}
	}
}

func be(names []string) string {
	if len(names) == 1 {
		return "is " + names[0]
	}
	return "are " + list(names)
}

// compareTable is a comparison in rows: the measure, and what the edition has
// beside it.
func (w *draft) compareTable(fs []facts.Figure, m facts.Measure, year int) *Table {
	t := &Table{Caption: m.Label() + ", " + strconv.Itoa(year), Header: []string{"Ally", strconv.Itoa(year) + ", " + m.Unit()}, Numeric: []bool{false, true}}
	t.Caption = first(t.Caption)
	prev := m == facts.ShareOfGDP
	for _, f := range fs {
		if _, ok := w.e.Figure(f.Ally, m, year-1); !ok {
			prev = false
		}
	}
	if prev {
		t.Header = append(t.Header, strconv.Itoa(year-1)+", "+m.Unit())
		t.Numeric = append(t.Numeric, true)
	}
	for _, f := range fs {
		w.cite(f)
		r := []string{w.d.Name(f.Ally), f.Number()}
		if prev {
			p, _ := w.e.Figure(f.Ally, m, year-1)
			w.cite(p)
			r = append(r, p.Number())
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
	w.Headline = w.d.Name(c) + ": " + w.toldText(f)
	constant, hasConstant := e.Figure(c, facts.SpendUSDConstant, f.Year)
	current, hasCurrent := e.Figure(c, facts.SpendUSD, f.Year)
	if m == facts.SpendUSD && hasConstant {
		w.Headline += ", or " + w.v(constant) + " " + pricesOf(e, facts.SpendUSDConstant)
	}
	if m == facts.SpendUSDConstant && hasCurrent {
		w.Headline += ", or " + w.v(current) + " " + pricesOf(e, facts.SpendUSD)
	}
	w.Headline += w.tailText(f.Year) + "."
	if w.q.Low > 0 && w.q.Cmp != "" {
		w.sayf("%s", w.verdictOn(f))
	}
	if p, ok := e.Figure(c, m, f.Year-1); ok {
		s := w.changeText("change_on_"+strconv.Itoa(p.Year), p, f)
		w.sayf("%s on %d (%s%s).", first(s), p.Year, w.v(p), markText(p))
	}
	switch {
	case m == facts.ShareOfGDP && hasCurrent && hasConstant:
		w.sayf("In money: %s %s, %s %s.", w.v(current), pricesOf(e, facts.SpendUSD), w.v(constant), pricesOf(e, facts.SpendUSDConstant))
	case m == facts.ShareOfGDP:
		w.sayf("The %s is held without amounts of money for %d.", labelOf(e), f.Year)
	default:
		if s, ok := e.Figure(c, facts.ShareOfGDP, f.Year); ok {
			w.sayf("Share of GDP: %s.", w.v(s))
		}
	}
	if r, ok := e.Figure(c, facts.RealChange, f.Year); ok && m != facts.RealChange {
		w.sayf("Real change on the year before, prices apart: %s.", w.v(r))
	}
	var parts []string
	for _, o := range []facts.Code{facts.NATOTotal, facts.EuropeCanada, "USA"} {
		if o == c {
			continue
		}
		if g, ok := e.Figure(o, m, f.Year); ok && e.LeftOut(o, m, f.Year) == nil {
			parts = append(parts, w.d.InSentence(o)+" "+w.v(g))
		}
	}
	if len(parts) > 0 {
		w.sayf("Beside it: %s.", strings.Join(parts, ", "))
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
	s := fmt.Sprintf("%d of %s are at %s or more", n, ofAlliesText(w.e, len(all)), levelAt(facts.ShareOfGDP, c.Value))
	if len(below) > 0 && len(below) <= 8 {
		s += "; below: " + w.each(below)
	}
	w.sayf("%s.", s)
}
