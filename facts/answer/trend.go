package answer

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"natobot/facts"
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
			w.sayf("%s is an Ally without armed forces and has no series.", a.Name)
			continue
		}
		real = append(real, c)
	}
	if len(real) == 0 {
		w.Status = Unknown
		w.Headline = "None of those asked for has a series."
		return
	}
	if (m == facts.SpendNCU || m == facts.SpendNCUConstant) && len(real) > 1 {
		w.note("Amounts in national currencies can't be compared; these are in US dollars.")
		m = facts.SpendUSD
		w.q.Measure = m
	}
	what := fmt.Sprintf("several years of %s for %s", m.Label(), w.d.names(real))
	if len(real) > 4 {
		what = "several years of " + m.Label()
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
		s := fmt.Sprintf("The %s begins in %d.", labelOf(w.e), w.e.Years[0])
		w.known(func(e *facts.Edition) bool {
			if e.Complete && len(e.SeriesOf(real[0], m, w.q.From, 0)) > 1 && e.Years[0] < w.e.Years[0] {
				s = fmt.Sprintf("The %s begins in %d; the %s has %d, but two editions make no series.", labelOf(w.e), w.e.Years[0], labelOf(e), e.Years[0])
				return false
			}
			return true
		})
		w.note(s)
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
	w.Headline = fmt.Sprintf("%s: from %s%s in %d to %s in %d%s, %s.", w.d.Name(c), w.v(a), w.onAt(m), a.Year, w.v(b), b.Year, w.tailText(b.Year), w.changeText(fmt.Sprintf("change_%d_%d", a.Year, b.Year), a, b))
	t := &Table{Caption: fmt.Sprintf("%s: %s", w.d.Name(c), m.Label()), Header: []string{"Year", m.Unit()}, Numeric: []bool{false, true}}
	parts := make([]string, len(s))
	for i, f := range s {
		w.cite(f)
		y := strconv.Itoa(f.Year)
		if f.Estimate {
			y += "e"
		}
		n := f.Number()
		if m == facts.RealChange {
			n = signed(f.Value, 2)
		}
		parts[i] = y + " " + n
		t.Rows = append(t.Rows, []string{y, n})
	}
	w.sayf("Year by year, %s: %s.", m.Unit(), strings.Join(parts, ", "))
	if len(s) > 2 {
		w.sayf("Lowest %s in %d, highest %s in %d.", w.v(lo), lo.Year, w.v(hi), hi.Year)
	}
	if m == facts.ShareOfGDP && !c.Aggregate() {
		if g, ok := w.d.Floor(w.AsOf); ok {
			w.commitment(g)
			w.sayf("%s", w.since(s, g.Value))
		}
	}
	if m != facts.ShareOfGDP && w.e.PriceBase > 0 && strings.Contains(string(m), "current") {
		w.note("Current prices include inflation and exchange rates; for growth ask for constant prices.")
	}
	if home, ok := w.d.Current(w.AsOf); ok && home != w.e && w.q.Edition == "" && w.q.To == 0 {
		if f, ok := home.Last(c, m, 0); ok {
			w.sayf("The %s, the newest, has %s for %d%s.", labelOf(home), w.v(f), f.Year, estimated(f))
		}
	}
	w.Table = t
	w.Chart = w.lineChart([]facts.Code{c}, m, a.Year, b.Year)
	n := w.asks(c)
	w.next(w.d.Name(c), n)
	if !c.Aggregate() {
		w.next("With NATO Total", "trend "+n+" nato")
		w.next("Gap to the commitments", "gap "+n)
	} else {
		w.next("All Allies, ranked", "rank")
	}
}

// since tells in which years of a series a level was met.
func (w *draft) since(s []facts.Figure, level float64) string {
	l := levelAt(facts.ShareOfGDP, level)
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
		return fmt.Sprintf("Never at %s in these years.", l)
	case any == len(s):
		return fmt.Sprintf("At %s or more in every one of these years.", l)
	case run < len(s) && any == len(s)-run:
		return fmt.Sprintf("At %s or more since %d.", l, s[run].Year)
	case run < len(s):
		return fmt.Sprintf("At %s or more in %d of these %d years, without a break since %d.", l, any, len(s), s[run].Year)
	}
	return fmt.Sprintf("At %s or more in %d of these %d years, not in the last.", l, any, len(s))
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
	var parts []string
	years := []int{}
	by := map[facts.Code][]facts.Figure{}
	for _, c := range cs {
		s := w.e.SeriesOf(c, m, w.q.From, w.q.To)
		if len(s) == 0 {
			w.sayf("The %s has no such figures for %s.", labelOf(w.e), w.d.InSentence(c))
			continue
		}
		by[c] = s
		a, b := s[0], s[len(s)-1]
		parts = append(parts, fmt.Sprintf("%s %s in %d to %s in %d", w.d.InSentence(c), w.v(a), a.Year, w.v(b), b.Year))
		w.derive(fmt.Sprintf("change_%d_%d_%s", a.Year, b.Year, c), difference(a, b), a, b)
		for _, f := range s {
			if !slices.Contains(years, f.Year) {
				years = append(years, f.Year)
			}
		}
	}
	slices.Sort(years)
	w.Headline = fmt.Sprintf("%s over the years%s: %s.", first(m.Label()), w.tailsText(years[len(years)-1]), strings.Join(parts, "; "))
	t := &Table{Caption: first(m.Label()) + ", " + m.Unit(), Header: []string{"Year"}, Numeric: []bool{false}}
	for _, c := range cs {
		if by[c] == nil {
			continue
		}
		t.Header = append(t.Header, w.d.Name(c))
		t.Numeric = append(t.Numeric, true)
	}
	for _, y := range years {
		row := []string{strconv.Itoa(y)}
		if slices.Contains(w.e.Estimates, y) {
			row[0] += "e"
		}
		for _, c := range cs {
			if by[c] == nil {
				continue
			}
			cell := "–"
			if f, ok := w.e.Figure(c, m, y); ok {
				w.cite(f)
				cell = f.Number()
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
		w.Status, w.Headline = Unknown, "No Ally was named. Try: gap spain 3.5%"
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
		w.Headline = w.verdictOn(f)
		if m == facts.ShareOfGDP && w.q.Cmp != cmpBetween {
			w.toReach(f, w.q.Low)
			if k, ok := w.d.CoreGoal(w.day); ok && k.Value == w.q.Low {
				w.sayf("It is the %s, agreed on %s.", w.namedText(k), k.Agreed.Long())
			}
		}
	default:
		w.Headline = w.gapHeadline(f)
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
	w.next(w.d.Name(c), n)
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
			w.sayf("%s", w.pointsText(f, k.Value, k))
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
	m := w.amountsText(f, level, key)
	switch {
	case m == "":
		return
	case gap == 0:
		w.sayf("To %s nothing is missing; spending in %d is %s.", levelAt(f.Measure, level), f.Year, w.spendingText(f))
		return
	}
	w.sayf("To %s: about %s a year more; spending in %d is %s.", levelAt(f.Measure, level), m, f.Year, w.spendingText(f))
}

// gapHeadline sets a share beside all commitments in force.
func (w *draft) gapHeadline(f facts.Figure) string {
	s := w.d.Name(f.Ally) + " is at " + w.toldText(f) + w.tailText(f.Year)
	var parts []string
	for _, get := range []func(facts.Date) (*facts.Commitment, bool){w.d.Floor, w.d.CoreGoal} {
		c, ok := get(w.day)
		if !ok || f.Measure != facts.ShareOfGDP {
			continue
		}
		gap := facts.Round(c.Value-f.Value, f.Decimals())
		if gap > 0 {
			parts = append(parts, fmt.Sprintf("%s points under the %s", facts.FormatNumber(gap, f.Decimals()), w.namedText(c)))
		} else {
			parts = append(parts, fmt.Sprintf("%s points over the %s", facts.FormatNumber(-gap, f.Decimals()), w.namedText(c)))
		}
	}
	if f.Measure == facts.EquipmentShare {
		if c, ok := w.d.EquipmentGuideline(w.day); ok {
			gap := facts.Round(c.Value-f.Value, 2)
			w.derive("gap_to_"+levelKey(f.Measure, c.Value)+"_points", gap, f)
			word := "under"
			if gap <= 0 {
				word = "over"
			}
			parts = append(parts, fmt.Sprintf("%s points %s the %s", facts.FormatNumber(math.Abs(gap), 2), word, c.Name))
			w.commitment(c)
		}
	}
	if len(parts) == 0 {
		return s + "."
	}
	return s + ": " + list(parts) + "."
}

// verdictOn says whether a figure is what was asked: below, above, at least.
func (w *draft) verdictOn(f facts.Figure) string {
	m := f.Measure
	l := levelAt(m, w.q.Low)
	name := first(w.d.InSentence(f.Ally))
	if w.unsure(f) {
		return w.side(f)
	}
	diff := facts.Round(f.Value-w.q.Low, f.Decimals())
	far := ""
	if w.q.Cmp != cmpBetween {
		x := f
		x.Value = math.Abs(diff)
		far = facts.FormatNumber(math.Abs(diff), f.Decimals()) + " points"
		if !m.Share() {
			far = w.d.value(x)
		}
		if !m.Share() {
			w.derive("gap_to_"+levelKey(m, w.q.Low)+"_"+unitKey(m), -diff, f)
		} else if m != facts.ShareOfGDP || w.Intent != Gap {
			w.derive("gap_to_"+levelKey(m, w.q.Low)+"_points", -diff, f)
		}
	}
	tail := fmt.Sprintf("%s in %d%s", w.v(f)+ofWhat(m), f.Year, w.tailText(f.Year))
	if m != facts.ShareOfGDP && m != facts.EquipmentShare {
		tail = w.toldText(f) + w.tailText(f.Year)
	}
	is := "is"
	if f.Year < w.AsOf.Year() {
		is = "was"
	}
	switch w.q.Cmp {
	case cmpBetween:
		if w.passes(f) {
			return fmt.Sprintf("%s %s between %s and %s: %s.", name, is, l, levelAt(m, w.q.High), tail)
		}
		return fmt.Sprintf("%s %s not between %s and %s: %s.", name, is, l, levelAt(m, w.q.High), tail)
	case cmpBelow:
		switch {
		case diff < 0:
			return fmt.Sprintf("%s %s %s below %s: %s.", name, is, far, l, tail)
		case diff == 0:
			return fmt.Sprintf("%s %s not below %s but exactly at it: %s, %s over.", name, is, l, tail, far)
		}
		return fmt.Sprintf("%s %s not below %s: %s, %s over.", name, is, l, tail, far)
	case cmpAbove:
		switch {
		case diff > 0:
			return fmt.Sprintf("%s %s above %s: %s, %s over.", name, is, l, tail, far)
		case diff == 0:
			return fmt.Sprintf("%s %s exactly at %s, not above it: %s.", name, is, l, tail)
		}
		return fmt.Sprintf("%s %s below %s: %s, %s short.", name, is, l, tail, far)
	case cmpAtMost:
		if diff <= 0 {
			return fmt.Sprintf("%s %s at %s or less: %s.", name, is, l, tail)
		}
		return fmt.Sprintf("%s %s above %s: %s, %s over.", name, is, l, tail, far)
	}
	switch {
	case diff == 0:
		return fmt.Sprintf("%s %s at %s exactly: %s, %s points over as printed.", name, is, l, tail, facts.FormatNumber(0, f.Decimals()))
	case diff > 0:
		return fmt.Sprintf("%s %s at %s or more: %s, %s over.", name, is, l, tail, far)
	}
	return fmt.Sprintf("%s %s below %s: %s, %s short.", name, is, l, tail, far)
}

// related says that the 5 % of The Hague is more than what NATO prints.
func (w *draft) related() {
	if w.q.Measure != facts.ShareOfGDP || w.q.Low != 5 && w.q.High != 5 {
		return
	}
	if c, ok := w.d.CommitmentInForce("hague-2025-total", w.day); ok {
		w.commitment(c)
		w.note("The 5 % of The Hague is 3.5 % core defence and up to 1.5 % related spending by 2035; NATO prints no figure for the related part, so the share above can't be judged by it.")
	}
}
