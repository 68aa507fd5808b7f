package facts

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// compare sets two or more Allies, aggregates or groups side by side.
func (w *writer) compare() {
	m := w.q.Measure
	// Amounts in different currencies can't be compared.
	if m == SpendNCU || m == SpendNCUConstant {
		w.note("Amounts in national currencies can't be compared; these are in US dollars.")
		m = SpendUSD
		w.q.Measure = m
	}
	if w.q.Change || w.q.From > 0 {
		w.compareOver(m)
		return
	}
	year, ok := w.commonYear(m)
	if !ok {
		return
	}
	var have []Figure
	var without []string
	for _, c := range w.q.Allies {
		if f, ok := w.e.Figure(c, m, year); ok && w.e.left(c, m, year) == nil {
			have = append(have, f)
			continue
		}
		a, known := w.d.Ally(c)
		switch {
		case known && !a.Forces:
			without = append(without, a.Name+" is an Ally without armed forces and has no figure")
		case known && !a.Joined.KnownBy(w.AsOf):
			without = append(without, fmt.Sprintf("%s joined on %s and has no figure in the %s", first(w.d.in(c)), a.Joined.Long(), w.e.label()))
		default:
			without = append(without, fmt.Sprintf("the %s has no %d figure for %s", w.e.label(), year, w.d.in(c)))
		}
	}
	if len(have) == 0 {
		w.Status = Unknown
		w.Headline = first(list(without)) + "."
		return
	}
	sorted := byValue(have)
	hi, lo := sorted[0], sorted[len(sorted)-1]
	groups := w.q.Group != ""
	switch {
	case groups && w.againstGroup(sorted, m, year):
		w.say("%s.", first(w.each(sorted)))
	case len(sorted) == 1:
		w.Headline = w.d.Name(hi.Ally) + ": " + w.told(hi) + w.tail(year) + "."
	case len(sorted) == 2 && !groups && hi.Ally == NATOTotal && !lo.Ally.Aggregate() && (m == SpendUSD || m == SpendUSDConstant):
		w.partOfTotal(lo, hi, year)
	case len(sorted) == 2 && !groups:
		w.Headline = fmt.Sprintf("%s %s, %s %s%s in %d%s: ", w.d.Name(hi.Ally), w.v(hi), w.d.in(lo.Ally), w.v(lo), w.onAt(m), year, w.tails(year))
		if hi.Value == lo.Value {
			w.Headline += "level as printed."
			w.derive("difference_"+unitKey(m), 0, hi, lo)
		} else {
			w.Headline += fmt.Sprintf("%s is ahead by %s%s.", w.d.in(hi.Ally), w.difference(hi, lo), w.reversed(hi, lo, year))
		}
	default:
		w.Headline = fmt.Sprintf("%s is highest with %s%s in %d, %s lowest with %s%s: a difference of %s.", first(w.d.in(hi.Ally)), w.v(hi), w.onAt(m), year, w.d.in(lo.Ally), w.v(lo), w.tails(year), w.difference(hi, lo))
		w.say("%s.", first(w.each(sorted)))
	}
	if groups {
		w.groupMeans(m, year)
	}
	if len(without) > 0 {
		w.say("%s.", first(list(without)))
	}
	if len(sorted) == 2 && !groups {
		if a, ok := w.e.Figure(hi.Ally, m, year-1); ok {
			if b, ok := w.e.Figure(lo.Ally, m, year-1); ok {
				w.say("The year before: %s %s, %s %s.", w.d.in(hi.Ally), w.v(a), w.d.in(lo.Ally), w.v(b))
			}
		}
	}
	w.otherBasis(sorted, m, year)
	if w.q.Low > 0 && w.q.Cmp != "" {
		for _, f := range sorted {
			w.say("%s", w.verdictOn(f))
		}
	} else if m == ShareOfGDP && len(sorted) <= 4 {
		w.inForce(sorted)
	}
	w.fiscal(w.q.Allies...)
	w.Table = w.compareTable(have, m, year)
	if len(w.q.Allies) <= 4 && !groups {
		w.Chart = w.lineChart(w.q.Allies, m, 0, 0)
	}
	if w.Chart == nil {
		w.Chart = w.barChart(sorted, m, year)
	}
	if groups {
		w.next("Ranking", "rank")
	} else if len(have) <= 6 {
		cs := make([]Code, len(have))
		for i, f := range have {
			cs[i] = f.Ally
		}
		w.next("Over the years", "trend "+w.asks(cs...))
	}
	if m == ShareOfGDP {
		w.turn("In dollars", SpendUSD)
	} else {
		w.turn("By share of GDP", "")
	}
	w.next(w.d.Name(hi.Ally), w.asks(hi.Ally))
}

// againstGroup sets one Ally beside the simple mean of one group.
func (w *writer) againstGroup(fs []Figure, m Measure, year int) bool {
	named := groupsNamed(w.q.Group)
	if len(named) != 1 {
		return false
	}
	g := named[0]
	c := w.q.besideGroup(named)
	if c == "" && len(w.q.Allies) == len(g.allies)+1 {
		for _, o := range w.q.Allies {
			if !slices.Contains(g.allies, o) {
				c = o
			}
		}
	}
	var of []Figure
	var own Figure
	sum := 0.0
	for _, f := range fs {
		if f.Ally == c {
			own = f
		}
		if slices.Contains(g.allies, f.Ally) {
			of = append(of, f)
			sum += f.Value
		}
	}
	if c == "" || c.Aggregate() || own.Ally == "" || len(of) < 2 {
		return false
	}
	mean := of[0]
	mean.Value = Round(sum/float64(len(of)), m.Decimals())
	diff := mean
	diff.Value = Round(own.Value-mean.Value, m.Decimals())
	from := of
	if !slices.Contains(g.allies, c) {
		from = append([]Figure{own}, of...)
	}
	w.derive("difference_"+unitKey(m), diff.Value, from...)
	word := "above"
	if diff.Value < 0 {
		diff.Value, word = -diff.Value, "below"
	}
	by := w.d.value(diff)
	if m.share() {
		by = FormatNumber(diff.Value, 2) + " points"
	}
	w.Headline = fmt.Sprintf("%s: %s%s in %d, %s %s the simple mean of %s, %s over %d of them%s.", w.d.Name(c), w.v(own), w.onAt(m), year, by, word, g.name, w.d.value(mean), len(of), w.tails(year))
	return true
}

// partOfTotal tells how much of all Allies' spending is one Ally's.
func (w *writer) partOfTotal(f, total Figure, year int) {
	pct := Round(f.Value/total.Value*100, 1)
	w.derive("part_of_total_pct", pct, f, total)
	w.Headline = fmt.Sprintf("%s: %s %% of what all Allies together spent on defence in %d, %s of %s %s%s.", w.d.Name(f.Ally), FormatNumber(pct, 1), year, w.v(f), w.v(total), w.e.prices(f.Measure), w.tails(year))
	w.note("That is each Ally's spending on its own defence, not what it pays into NATO's common budgets.")
}

// turn offers the same question by another measure.
func (w *writer) turn(label string, m Measure) {
	q := w.q
	q.Measure, q.Edition, q.Currency = m, "", ""
	if q.Group == "" && q.Low == 0 && q.To == 0 {
		ask := "compare " + w.asks(q.Allies...)
		if m != "" {
			ask += " in dollars"
		}
		w.next(label, ask)
		return
	}
	w.next(label, q.Canonical(w.d))
}

// reversed adds to a comparison by share that money says the opposite, where it
// was not said which is meant: "spends more" can mean both.
func (w *writer) reversed(hi, lo Figure, year int) string {
	if hi.Measure != ShareOfGDP || w.q.Said.Measure || hi.Ally.Aggregate() || lo.Ally.Aggregate() {
		return ""
	}
	a, ok1 := w.e.Figure(hi.Ally, SpendUSD, year)
	b, ok2 := w.e.Figure(lo.Ally, SpendUSD, year)
	if !ok1 || !ok2 || a.Value >= b.Value {
		return ""
	}
	return "; in money " + w.d.in(lo.Ally) + " is"
}

// onAt says what a value is of, with its price basis.
func (w *writer) onAt(m Measure) string {
	s := m.on()
	if p := w.e.prices(m); p != "" {
		s += " " + p
	}
	return s
}

func unitKey(m Measure) string {
	switch {
	case m.share():
		return "points"
	case m == Personnel:
		return "thousands"
	case m == GDPPerCapita || m == DefencePerCapita:
		return "usd"
	}
	return "usd_m"
}

// difference tells how far two figures are apart, in the measure's own unit.
func (w *writer) difference(hi, lo Figure) string {
	m := hi.Measure
	x := Round(hi.Value-lo.Value, m.Decimals())
	w.derive("difference_"+unitKey(m), x, hi, lo)
	if m.share() {
		return FormatNumber(x, 2) + " points"
	}
	f := hi
	f.Value = x
	return w.d.value(f)
}

// commonYear settles the edition and the newest year that most of those
// compared have in it.
func (w *writer) commonYear(m Measure) (int, bool) {
	pick := func(e *Edition) int {
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
	if !slices.ContainsFunc(w.q.Allies, func(c Code) bool { a, ok := w.d.Ally(c); return !ok || a.Forces }) {
		a, _ := w.d.Ally(w.q.Allies[0])
		w.absent(a, m)
		return 0, false
	}
	if !w.settle(what, func(e *Edition) bool {
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
			w.note(fmt.Sprintf("%d is the newest year that all of them have in the %s.", year, w.e.label()))
		}
	}
	return year, true
}

// otherBasis adds money to a comparison by share, and the reverse: who spends
// more can mean both.
func (w *writer) otherBasis(fs []Figure, m Measure, year int) {
	if m != ShareOfGDP && m != SpendUSD || w.q.Said.Measure && m == ShareOfGDP && len(fs) > 4 {
		return
	}
	other := SpendUSD
	if m == SpendUSD {
		other = ShareOfGDP
	}
	var list []Figure
	for _, f := range fs {
		if g, ok := w.e.Figure(f.Ally, other, year); ok {
			list = append(list, g)
		}
	}
	list = byValue(list)
	switch {
	case len(list) == 0 && other == SpendUSD:
		w.say("By money they can't be compared here: the %s is held without amounts.", w.e.label())
	case len(list) > 5:
	case len(list) == 0:
	case other == SpendUSD:
		w.say("By money, at current prices and exchange rates: %s.", w.each(list))
	default:
		w.say("By share of GDP: %s.", w.each(list))
	}
}

// inForce tells which of some Allies meet the commitments in force.
func (w *writer) inForce(fs []Figure) {
	for _, get := range []func(Date) (*Commitment, bool){w.d.Floor, w.d.CoreGoal} {
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
				at = append(at, w.d.in(f.Ally))
			} else {
				below = append(below, w.d.in(f.Ally))
			}
		}
		switch {
		case len(at)+len(below) == 0:
		case len(below) == 0 && len(at) == 2:
			w.say("%s: both meet it.", first(w.named(c)))
		case len(below) == 0 && len(at) > 2:
			w.say("%s: all of them meet it.", first(w.named(c)))
		case len(at) == 0:
			w.say("%s: below it %s.", first(w.named(c)), be(below))
		case len(below) == 0:
			w.say("%s: met by %s.", first(w.named(c)), list(at))
		default:
			w.say("%s: met by %s; below it %s.", first(w.named(c)), list(at), be(below))
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
func (w *writer) compareTable(fs []Figure, m Measure, year int) *Table {
	t := &Table{Caption: m.Label() + ", " + strconv.Itoa(year), Header: []string{"Ally", strconv.Itoa(year) + ", " + m.Unit()}, Numeric: []bool{false, true}}
	t.Caption = first(t.Caption)
	prev := m == ShareOfGDP
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

// groupMeans tells the simple mean of each group named.
func (w *writer) groupMeans(m Measure, year int) {
	for _, g := range groupsNamed(w.q.Group) {
		var fs []Figure
		sum := 0.0
		for _, c := range g.allies {
			if f, ok := w.e.Figure(c, m, year); ok && w.e != nil {
				if a, known := w.d.Ally(c); known && a.Forces {
					fs = append(fs, f)
					sum += f.Value
				}
			}
		}
		if len(fs) == 0 {
			continue
		}
		mean := Round(sum/float64(len(fs)), m.Decimals())
		w.derive("mean_"+string(m)+"_"+strings.ReplaceAll(g.key, " ", "_"), mean, fs...)
		f := fs[0]
		f.Value = mean
		w.say("%s, simple mean of %d: %s.", first(g.name), len(fs), w.d.value(f))
	}
}

// compareOver compares two years, or what changed between them.
func (w *writer) compareOver(m Measure) {
	from, to := w.q.From, w.q.To
	span := func(e *Edition) (int, int) {
		a, b := from, to
		if b == 0 {
			for i := len(e.Years) - 1; i >= 0 && b == 0; i-- {
				all := true
				for _, c := range w.q.Allies {
					if a, ok := w.d.Ally(c); ok && !a.Forces {
						continue
					}
					_, ok := e.Figure(c, m, e.Years[i])
					all = all && ok
				}
				if all {
					b = e.Years[i]
				}
			}
		}
		if a == 0 {
			a = b - 1
		}
		return max(a, min(e.Years[0], b-1)), b
	}
	if !w.settle(m.Label()+" for those years", func(e *Edition) bool {
		a, b := span(e)
		for _, c := range w.q.Allies {
			_, ok1 := e.Figure(c, m, a)
			_, ok2 := e.Figure(c, m, b)
			if ok1 && ok2 {
				return true
			}
		}
		return false
	}) {
		return
	}
	a, b := span(w.e)
	if from > 0 && a > from {
		w.say("The %s begins in %d.", w.e.label(), a)
	}
	var all []moved
	for _, c := range w.q.Allies {
		if x, ok := w.d.Ally(c); ok && !x.Forces {
			w.say("%s is an Ally without armed forces and has no figure.", x.Name)
			continue
		}
		f, ok1 := w.e.Figure(c, m, a)
		g, ok2 := w.e.Figure(c, m, b)
		if !ok1 || !ok2 {
			w.say("The %s lacks %d or %d for %s.", w.e.label(), a, b, w.d.in(c))
			continue
		}
		all = append(all, moved{f, g, difference(f, g)})
	}
	if len(all) == 0 {
		w.Status = Unknown
		w.Headline = fmt.Sprintf("The %s lacks these years.", w.e.label())
		return
	}
	slices.SortStableFunc(all, func(x, y moved) int {
		switch {
		case x.diff > y.diff:
			return -1
		case x.diff < y.diff:
			return 1
		}
		return 0
	})
	t := &Table{Caption: fmt.Sprintf("%s, %d and %d", first(m.Label()), a, b), Header: []string{"Ally", strconv.Itoa(a), strconv.Itoa(b), "Change"}, Numeric: []bool{false, true, true, true}}
	var parts []string
	for _, x := range all {
		w.derive(fmt.Sprintf("change_%d_%d_%s", a, b, x.to.Ally), x.diff, x.from, x.to)
		parts = append(parts, fmt.Sprintf("%s %s (%s to %s)", w.d.in(x.to.Ally), moves(m, x.diff), w.v(x.from), w.v(x.to)))
		t.Rows = append(t.Rows, []string{w.d.Name(x.to.Ally), x.from.Number(), x.to.Number(), moves(m, x.diff)})
	}
	w.Headline = fmt.Sprintf("Change in %s from %d to %d%s: %s.", m.Label(), a, b, w.tails(b), strings.Join(parts, "; "))
	if len(all) == 2 {
		d0, d1 := all[0].from.Value-all[1].from.Value, all[0].to.Value-all[1].to.Value
		if m.share() {
			w.derive("difference_"+strconv.Itoa(a)+"_points", Round(abs(d0), 2), all[0].from, all[1].from)
			w.derive("difference_"+strconv.Itoa(b)+"_points", Round(abs(d1), 2), all[0].to, all[1].to)
			w.say("They were %s points apart in %d and are %s apart in %d.", FormatNumber(abs(d0), 2), a, FormatNumber(abs(d1), 2), b)
		}
	}
	if !m.share() {
		w.say("Changes of amounts are in per cent, %s.", w.e.prices(m))
	}
	w.Table = t
	if len(w.q.Allies) <= 6 {
		w.Chart = w.lineChart(w.q.Allies, m, a, b)
	}
	w.fiscal(w.q.Allies...)
	if w.q.Group == "" {
		w.next("The newest year", "compare "+w.asks(w.q.Allies...))
		w.next("Year by year", fmt.Sprintf("trend %s from %d", w.asks(w.q.Allies...), a))
	}
}

// aggregate answers for NATO's aggregates and for groups.
func (w *writer) aggregate() {
	if len(w.q.Allies) == 0 {
		w.q.Allies = []Code{NATOTotal}
	}
	if w.q.Group != "" {
		w.group()
		return
	}
	c, m := w.q.Allies[0], w.q.Measure
	f, ok := w.newest(c, m)
	if !ok {
		return
	}
	e := w.e
	w.Headline = w.d.Name(c) + ": " + w.told(f)
	constant, hasConstant := e.Figure(c, SpendUSDConstant, f.Year)
	current, hasCurrent := e.Figure(c, SpendUSD, f.Year)
	if m == SpendUSD && hasConstant {
		w.Headline += ", or " + w.v(constant) + " " + e.prices(SpendUSDConstant)
	}
	if m == SpendUSDConstant && hasCurrent {
		w.Headline += ", or " + w.v(current) + " " + e.prices(SpendUSD)
	}
	w.Headline += w.tail(f.Year) + "."
	if w.q.Low > 0 && w.q.Cmp != "" {
		w.say("%s", w.verdictOn(f))
	}
	if p, ok := e.Figure(c, m, f.Year-1); ok {
		s := w.change("change_on_"+strconv.Itoa(p.Year), p, f)
		w.say("%s on %d (%s%s).", first(s), p.Year, w.v(p), mark(p))
	}
	switch {
	case m == ShareOfGDP && hasCurrent && hasConstant:
		w.say("In money: %s %s, %s %s.", w.v(current), e.prices(SpendUSD), w.v(constant), e.prices(SpendUSDConstant))
	case m == ShareOfGDP:
		w.say("The %s is held without amounts of money for %d.", e.label(), f.Year)
	default:
		if s, ok := e.Figure(c, ShareOfGDP, f.Year); ok {
			w.say("Share of GDP: %s.", w.v(s))
		}
	}
	if r, ok := e.Figure(c, RealChange, f.Year); ok && m != RealChange {
		w.say("Real change on the year before, prices apart: %s.", w.v(r))
	}
	var parts []string
	for _, o := range []Code{NATOTotal, EuropeCanada, "USA"} {
		if o == c {
			continue
		}
		if g, ok := e.Figure(o, m, f.Year); ok && e.left(o, m, f.Year) == nil {
			parts = append(parts, w.d.in(o)+" "+w.v(g))
		}
	}
	if len(parts) > 0 {
		w.say("Beside it: %s.", strings.Join(parts, ", "))
	}
	if m == ShareOfGDP {
		w.standing(f.Year)
		w.note("NATO's aggregate share is all spending over all GDP, not a mean of the Allies' shares.")
	}
	w.Chart = w.lineChart([]Code{c}, m, 0, 0)
	name := canonicalName(c)
	w.next("Over the years", "trend "+name)
	if c == NATOTotal {
		w.next("Europe and Canada", "europe and canada")
	} else {
		w.next("NATO total", "nato")
	}
	w.next("All Allies, ranked", "rank")
	w.stale()
}

// standing counts the Allies at the floor in force.
func (w *writer) standing(year int) {
	c, ok := w.d.Floor(w.day)
	if !ok {
		return
	}
	all := w.d.ranked(w.e, ShareOfGDP, year, nil)
	if len(all) < 10 {
		return
	}
	var below []Figure
	for _, f := range all {
		if f.Value < c.Value {
			below = append(below, f)
		}
	}
	w.commitment(c)
	n := len(all) - len(below)
	w.Derived = append(w.Derived, Derived{Name: "allies_at_least_" + ShareOfGDP.key(c.Value), Value: float64(n), From: []int{}})
	s := fmt.Sprintf("%d of %d Allies with armed forces are at %s or more", n, len(all), ShareOfGDP.level(c.Value))
	if len(below) > 0 && len(below) <= 8 {
		s += "; below: " + w.each(below)
	}
	w.say("%s.", s)
}

// group answers for a group of Allies: a simple mean of shares, or a sum of
// amounts, labelled so.
func (w *writer) group() {
	m := w.q.Measure
	year, ok := w.commonYear(m)
	if !ok {
		return
	}
	var fs []Figure
	sum := 0.0
	for _, c := range w.q.Allies {
		f, ok := w.e.Figure(c, m, year)
		a, known := w.d.Ally(c)
		switch {
		case known && !a.Forces:
			w.say("%s is an Ally without armed forces, has no figure and is not counted.", a.Name)
		case !ok:
			w.say("The %s has no %d figure for %s.", w.e.label(), year, w.d.in(c))
		default:
			fs = append(fs, f)
			sum += f.Value
		}
	}
	if len(fs) == 0 {
		w.Status = Unknown
		w.Headline = fmt.Sprintf("The %s has no figure for %s in %d.", w.e.label(), w.q.Group, year)
		return
	}
	fs = byValue(fs)
	f := fs[0]
	name := first(w.q.Group)
	switch m {
	case SpendUSD, SpendUSDConstant, GDP, GDPConstant, Personnel:
		f.Value = Round(sum, m.Decimals())
		w.derive("sum_"+string(m), f.Value, fs...)
		w.Headline = fmt.Sprintf("%s: %s%s in %d, added up over %d Allies%s.", name, w.d.value(f), w.onAt(m), year, len(fs), w.tails(year))
	default:
		f.Value = Round(sum/float64(len(fs)), m.Decimals())
		w.derive("mean_"+string(m), f.Value, fs...)
		w.Headline = fmt.Sprintf("%s: %s%s in %d, a simple mean of %d Allies%s.", name, w.d.value(f), w.onAt(m), year, len(fs), w.tails(year))
		w.note("The mean is simple: every Ally counts the same, whatever its size. NATO prints no figure for this group.")
	}
	w.Lines = append([]string{first(w.each(fs)) + "."}, w.Lines...)
	w.together(fs, m, year)
	if w.q.Low > 0 && w.q.Cmp != "" {
		for _, f := range fs {
			w.say("%s", w.verdictOn(f))
		}
	}
	w.fiscal(w.q.Allies...)
	w.Table = w.compareTable(fs, m, year)
	w.Chart = w.barChart(fs, m, year)
	key := ""
	for _, g := range groupsNamed(w.q.Group) {
		key = trimmed(key + " " + g.key)
	}
	w.next("Over the years", "trend "+key)
	w.next("Ranking", "rank "+key)
	w.next("Europe and Canada", "europe and canada")
}

// together adds up the money of a small group.
func (w *writer) together(fs []Figure, m Measure, year int) {
	if m != ShareOfGDP || len(fs) > 6 {
		return
	}
	var usd []Figure
	sum := 0.0
	for _, f := range fs {
		g, ok := w.e.Figure(f.Ally, SpendUSD, year)
		if !ok {
			return
		}
		usd = append(usd, g)
		sum += g.Value
	}
	w.derive("sum_"+string(SpendUSD), sum, usd...)
	w.say("In money, added up: US$ %s %s (%s).", billions(sum), w.e.prices(SpendUSD), w.each(usd))
}
