package answer

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"natobot/facts"
	"natobot/facts/question"
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
	if w.q.Change || w.q.From > 0 {
		w.compareOver(m)
		return
	}
	year, ok := w.commonYear(m)
	if !ok {
		return
	}
	var have []facts.Figure
	var without []string
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
	if len(have) == 0 {
		w.Status = question.Unknown
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
	case len(sorted) == 2 && !groups && hi.Ally == facts.NATOTotal && !lo.Ally.Aggregate() && (m == facts.SpendUSD || m == facts.SpendUSDConstant):
		w.partOfTotal(lo, hi, year)
	case len(sorted) == 2 && !groups:
		w.Headline = fmt.Sprintf("%s %s, %s %s%s in %d%s: ", w.d.Name(hi.Ally), w.v(hi), w.d.InSentence(lo.Ally), w.v(lo), w.onAt(m), year, w.tails(year))
		if hi.Value == lo.Value {
			w.Headline += "level as printed."
			w.derive("difference_"+unitKey(m), 0, hi, lo)
		} else {
			w.Headline += fmt.Sprintf("%s is ahead by %s%s.", w.d.InSentence(hi.Ally), w.difference(hi, lo), w.reversed(hi, lo, year))
		}
	default:
		w.Headline = fmt.Sprintf("%s is highest with %s%s in %d, %s lowest with %s%s: a difference of %s.", first(w.d.InSentence(hi.Ally)), w.v(hi), w.onAt(m), year, w.d.InSentence(lo.Ally), w.v(lo), w.tails(year), w.difference(hi, lo))
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
				w.say("The year before: %s %s, %s %s.", w.d.InSentence(hi.Ally), w.v(a), w.d.InSentence(lo.Ally), w.v(b))
			}
		}
	}
	w.otherBasis(sorted, m, year)
	if w.q.Low > 0 && w.q.Cmp != "" {
		for _, f := range sorted {
			w.say("%s", w.verdictOn(f))
		}
	} else if m == facts.ShareOfGDP && len(sorted) <= 4 {
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
	w.next(w.d.Name(hi.Ally), w.asks(hi.Ally))
}

// againstGroup sets one Ally beside the simple mean of one group.
func (w *draft) againstGroup(fs []facts.Figure, m facts.Measure, year int) bool {
	named := question.GroupsNamed(w.q.Group)
	if len(named) != 1 {
		return false
	}
	g := named[0]
	c := w.q.BesideGroup(named)
	if c == "" && len(w.q.Allies) == len(g.Allies)+1 {
		for _, o := range w.q.Allies {
			if !slices.Contains(g.Allies, o) {
				c = o
			}
		}
	}
	var of []facts.Figure
	var own facts.Figure
	sum := 0.0
	for _, f := range fs {
		if f.Ally == c {
			own = f
		}
		if slices.Contains(g.Allies, f.Ally) {
			of = append(of, f)
			sum += f.Value
		}
	}
	if c == "" || c.Aggregate() || own.Ally == "" || len(of) < 2 {
		return false
	}
	mean := of[0]
	mean.Value = facts.Round(sum/float64(len(of)), m.Decimals())
	diff := mean
	diff.Value = facts.Round(own.Value-mean.Value, m.Decimals())
	from := of
	if !slices.Contains(g.Allies, c) {
		from = append([]facts.Figure{own}, of...)
	}
	w.derive("difference_"+unitKey(m), diff.Value, from...)
	word := "above"
	if diff.Value < 0 {
		diff.Value, word = -diff.Value, "below"
	}
	by := w.d.value(diff)
	if m.Share() {
		by = facts.FormatNumber(diff.Value, 2) + " points"
	}
	w.Headline = fmt.Sprintf("%s: %s%s in %d, %s %s the simple mean of %s, %s over %d of them%s.", w.d.Name(c), w.v(own), w.onAt(m), year, by, word, g.Name, w.d.value(mean), len(of), w.tails(year))
	return true
}

// partOfTotal tells how much of all Allies' spending is one Ally's.
func (w *draft) partOfTotal(f, total facts.Figure, year int) {
	pct := facts.Round(f.Value/total.Value*100, 1)
	w.derive("part_of_total_pct", pct, f, total)
	w.Headline = fmt.Sprintf("%s: %s %% of what all Allies together spent on defence in %d, %s of %s %s%s.", w.d.Name(f.Ally), facts.FormatNumber(pct, 1), year, w.v(f), w.v(total), pricesOf(w.e, f.Measure), w.tails(year))
	w.note("That is each Ally's spending on its own defence, not what it pays into NATO's common budgets.")
}

// turn offers the same question by another measure.
func (w *draft) turn(label string, m facts.Measure) {
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
	w.next(label, w.d.Canonical(q))
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
	x := facts.Round(hi.Value-lo.Value, m.Decimals())
	w.derive("difference_"+unitKey(m), x, hi, lo)
	if m.Share() {
		return facts.FormatNumber(x, 2) + " points"
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
		w.say("By money they can't be compared here: the %s is held without amounts.", labelOf(w.e))
	case len(list) > 5:
	case len(list) == 0:
	case other == facts.SpendUSD:
		w.say("By money, at current prices and exchange rates: %s.", w.each(list))
	default:
		w.say("By share of GDP: %s.", w.each(list))
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

// groupMeans tells the simple mean of each group named.
func (w *draft) groupMeans(m facts.Measure, year int) {
	for _, g := range question.GroupsNamed(w.q.Group) {
		var fs []facts.Figure
		sum := 0.0
		for _, c := range g.Allies {
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
		mean := facts.Round(sum/float64(len(fs)), m.Decimals())
		w.derive("mean_"+string(m)+"_"+strings.ReplaceAll(g.Key, " ", "_"), mean, fs...)
		f := fs[0]
		f.Value = mean
		w.say("%s, simple mean of %d: %s.", first(g.Name), len(fs), w.d.value(f))
	}
}

// compareOver compares two years, or what changed between them.
func (w *draft) compareOver(m facts.Measure) {
	from, to := w.q.From, w.q.To
	span := func(e *facts.Edition) (int, int) {
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
	if !w.settle(m.Label()+" for those years", func(e *facts.Edition) bool {
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
		w.say("The %s begins in %d.", labelOf(w.e), a)
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
			w.say("The %s lacks %d or %d for %s.", labelOf(w.e), a, b, w.d.InSentence(c))
			continue
		}
		all = append(all, moved{f, g, difference(f, g)})
	}
	if len(all) == 0 {
		w.Status = question.Unknown
		w.Headline = fmt.Sprintf("The %s lacks these years.", labelOf(w.e))
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
		parts = append(parts, fmt.Sprintf("%s %s (%s to %s)", w.d.InSentence(x.to.Ally), moves(m, x.diff), w.v(x.from), w.v(x.to)))
		t.Rows = append(t.Rows, []string{w.d.Name(x.to.Ally), x.from.Number(), x.to.Number(), moves(m, x.diff)})
	}
	w.Headline = fmt.Sprintf("Change in %s from %d to %d%s: %s.", m.Label(), a, b, w.tails(b), strings.Join(parts, "; "))
	if len(all) == 2 {
		d0, d1 := all[0].from.Value-all[1].from.Value, all[0].to.Value-all[1].to.Value
		if m.Share() {
			w.derive("difference_"+strconv.Itoa(a)+"_points", facts.Round(math.Abs(d0), 2), all[0].from, all[1].from)
			w.derive("difference_"+strconv.Itoa(b)+"_points", facts.Round(math.Abs(d1), 2), all[0].to, all[1].to)
			w.say("They were %s points apart in %d and are %s apart in %d.", facts.FormatNumber(math.Abs(d0), 2), a, facts.FormatNumber(math.Abs(d1), 2), b)
		}
	}
	if !m.Share() {
		w.say("Changes of amounts are in per cent, %s.", pricesOf(w.e, m))
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
func (w *draft) aggregate() {
	if len(w.q.Allies) == 0 {
		w.q.Allies = []facts.Code{facts.NATOTotal}
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
	constant, hasConstant := e.Figure(c, facts.SpendUSDConstant, f.Year)
	current, hasCurrent := e.Figure(c, facts.SpendUSD, f.Year)
	if m == facts.SpendUSD && hasConstant {
		w.Headline += ", or " + w.v(constant) + " " + pricesOf(e, facts.SpendUSDConstant)
	}
	if m == facts.SpendUSDConstant && hasCurrent {
		w.Headline += ", or " + w.v(current) + " " + pricesOf(e, facts.SpendUSD)
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
	case m == facts.ShareOfGDP && hasCurrent && hasConstant:
		w.say("In money: %s %s, %s %s.", w.v(current), pricesOf(e, facts.SpendUSD), w.v(constant), pricesOf(e, facts.SpendUSDConstant))
	case m == facts.ShareOfGDP:
		w.say("The %s is held without amounts of money for %d.", labelOf(e), f.Year)
	default:
		if s, ok := e.Figure(c, facts.ShareOfGDP, f.Year); ok {
			w.say("Share of GDP: %s.", w.v(s))
		}
	}
	if r, ok := e.Figure(c, facts.RealChange, f.Year); ok && m != facts.RealChange {
		w.say("Real change on the year before, prices apart: %s.", w.v(r))
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
		w.say("Beside it: %s.", strings.Join(parts, ", "))
	}
	if m == facts.ShareOfGDP {
		w.standing(f.Year)
		w.note("NATO's aggregate share is all spending over all GDP, not a mean of the Allies' shares.")
	}
	w.Chart = w.lineChart([]facts.Code{c}, m, 0, 0)
	name := question.CanonicalName(c)
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
	var below []facts.Figure
	for _, f := range all {
		if f.Value < c.Value {
			below = append(below, f)
		}
	}
	w.commitment(c)
	n := len(all) - len(below)
	w.Derived = append(w.Derived, Derived{Name: "allies_at_least_" + levelKey(facts.ShareOfGDP, c.Value), Value: float64(n), From: []int{}})
	s := fmt.Sprintf("%d of %d Allies with armed forces are at %s or more", n, len(all), levelAt(facts.ShareOfGDP, c.Value))
	if len(below) > 0 && len(below) <= 8 {
		s += "; below: " + w.each(below)
	}
	w.say("%s.", s)
}

// group answers for a group of Allies: a simple mean of shares, or a sum of
// amounts, labelled so.
func (w *draft) group() {
	m := w.q.Measure
	year, ok := w.commonYear(m)
	if !ok {
		return
	}
	var fs []facts.Figure
	sum := 0.0
	for _, c := range w.q.Allies {
		f, ok := w.e.Figure(c, m, year)
		a, known := w.d.Ally(c)
		switch {
		case known && !a.Forces:
			w.say("%s is an Ally without armed forces, has no figure and is not counted.", a.Name)
		case !ok:
			w.say("The %s has no %d figure for %s.", labelOf(w.e), year, w.d.InSentence(c))
		default:
			fs = append(fs, f)
			sum += f.Value
		}
	}
	if len(fs) == 0 {
		w.Status = question.Unknown
		w.Headline = fmt.Sprintf("The %s has no figure for %s in %d.", labelOf(w.e), w.q.Group, year)
		return
	}
	fs = byValue(fs)
	f := fs[0]
	name := first(w.q.Group)
	switch m {
	case facts.SpendUSD, facts.SpendUSDConstant, facts.GDP, facts.GDPConstant, facts.Personnel:
		f.Value = facts.Round(sum, m.Decimals())
		w.derive("sum_"+string(m), f.Value, fs...)
		w.Headline = fmt.Sprintf("%s: %s%s in %d, added up over %d Allies%s.", name, w.d.value(f), w.onAt(m), year, len(fs), w.tails(year))
	default:
		f.Value = facts.Round(sum/float64(len(fs)), m.Decimals())
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
	for _, g := range question.GroupsNamed(w.q.Group) {
		key = strings.TrimSpace(key + " " + g.Key)
	}
	w.next("Over the years", "trend "+key)
	w.next("Ranking", "rank "+key)
	w.next("Europe and Canada", "europe and canada")
}

// together adds up the money of a small group.
func (w *draft) together(fs []facts.Figure, m facts.Measure, year int) {
	if m != facts.ShareOfGDP || len(fs) > 6 {
		return
	}
	var usd []facts.Figure
	sum := 0.0
	for _, f := range fs {
		g, ok := w.e.Figure(f.Ally, facts.SpendUSD, year)
		if !ok {
			return
		}
		usd = append(usd, g)
		sum += g.Value
	}
	w.derive("sum_"+string(facts.SpendUSD), sum, usd...)
	w.say("In money, added up: US$ %s %s (%s).", billions(sum), pricesOf(w.e, facts.SpendUSD), w.each(usd))
}
