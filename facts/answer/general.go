package answer

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"natobot/facts"
	"natobot/facts/query"
)

// answerGeneral answers any query about figures from its evaluation.
func (d *Writer) answerGeneral(asOf facts.Date, q query.Query) Answer {
	q = query.Normal(q)
	r, err := query.Evaluate(d.Dataset, asOf, q)
	if err != nil {
		var l *query.Lack
		if !errors.As(err, &l) {
			l = &query.Lack{What: query.NoComposing}
		}
		return d.answerLack(asOf, q, l)
	}
	if len(r.Sides) > 0 {
		return d.answerSides(asOf, q, r.Sides)
	}
	g := d.general(asOf, q, &r)
	g.headline()
	g.close()
	return g.done()
}

// general is a draft for a query and its result.
func (d *Writer) general(asOf facts.Date, q query.Query, r *query.Result) *general {
	w := &draft{d: d, e: r.Edition, day: r.Day}
	w.q.AsOf, w.q.Said.AsOf, w.q.Intent = r.Day, q.Know.AsOf != "", intentOf(q)
	if len(q.Know.Edition) == 1 {
		w.q.Edition = q.Know.Edition[0]
	}
	w.q.Allies = union(r.Subject, beside(q))
	w.AsOf, w.Status, w.Intent = r.Day, Answered, w.q.Intent
	if y := q.Time.To; y > 0 {
		w.judge(y)
	}
	return &general{draft: w, qu: q, r: r}
}

// headline writes the sentence that answers, and what stands beside it.
func (g *general) headline() {
	switch g.qu.Ask {
	case query.Rank:
		g.rank()
	case query.List, query.Count:
		switch {
		case len(g.r.Counts) > 0:
			g.countEach()
		case len(g.qu.Conds) == 0:
			g.membership()
		default:
			g.sifted()
		}
	case query.CountEach:
		g.countEach()
	case query.First, query.Last, query.Since, query.Years:
		g.when()
	case query.Peak, query.Low:
		g.peak()
	case query.IsSo:
		g.isSo()
	default:
		g.show()
	}
}

// close adds what every answer has: who is left out, why another edition
// answers, the age of the edition, and what to ask next.
func (g *general) close() {
	if h := g.r.Home; h != nil {
		g.note(fmt.Sprintf("The %s is held without what was asked; this is from the %s.", labelOf(h), labelOf(g.e)))
	}
	g.madeOf()
	g.leftOut()
	if k := g.r.Level; k != nil {
		g.commitment(k)
	}
	if g.qu.Pool == query.Mean || g.qu.Pool == query.Median {
		g.note("Every Ally counts the same, whatever its size; NATO prints no such figure.")
	}
	if g.hasMoney() && g.qu.Ask != query.IsSo {
		g.note("Amounts are in " + g.currencies() + ", as printed.")
	}
	g.fiscal(g.r.Subject...)
	g.stale()
	g.suggest()
}

// madeOf states the figures from which computed numbers follow and that no
// sentence and no row has told.
func (g *general) madeOf() {
	if len(g.Derived) == 0 {
		return
	}
	said := g.Text()
	var rest []facts.Figure
	for _, f := range g.Figures {
		if !strings.Contains(said, g.d.value(f)) {
			rest = append(rest, f)
		}
	}
	if len(rest) == 0 {
		return
	}
	parts := make([]string, len(rest))
	t := &Table{Caption: "Made of", Header: []string{"Ally", "Year", "Figure"}, Numeric: []bool{false, true, true}}
	for i, f := range rest {
		parts[i] = g.d.InSentence(f.Ally) + inYear(f.Year) + " " + g.d.value(f)
		t.Rows = append(t.Rows, []string{g.d.Name(f.Ally), strconv.Itoa(f.Year), g.d.value(f)})
	}
	if g.Table == nil {
		g.Table = t
		return
	}
	g.sayf("Made of: %s.", strings.Join(parts, ", "))
}

// leftOut says who has no figure for what was asked.
func (g *general) leftOut() {
	var none []string
	for _, a := range g.r.Absent {
		name := g.d.InSentence(a.Who)
		if ally, ok := g.d.Ally(a.Who); ok && !ally.Forces {
			g.sayf("%s is an Ally without armed forces and has no figure.", ally.Name)
			continue
		}
		if !slices.Contains(none, name) {
			none = append(none, name)
		}
	}
	switch {
	case len(none) == 0:
	case len(none) <= 6:
		g.sayf("Without a figure in the %s for what was asked, and not counted: %s.", labelOf(g.e), list(none))
	default:
		g.sayf("%d Allies have no figure in the %s for what was asked, and are not counted.", len(none), labelOf(g.e))
	}
}

// hasMoney reports that a computed amount of money is told.
func (g *general) hasMoney() bool {
	for i := range g.r.Values {
		if n := &g.r.Values[i].Num; n.Dim == query.InMoney && n.Fig < 0 {
			return true
		}
	}
	return false
}

func (g *general) currencies() string {
	var out []string
	for i := range g.r.Values {
		n := &g.r.Values[i].Num
		if n.Dim != query.InMoney {
			continue
		}
		name := "US dollars"
		if n.Cur != "USD" {
			name = query.CurrencyName(g.d.Dataset, n.Cur)
		}
		m := n.Measure
		if !query.IsMoney(m) {
			m = facts.SpendUSD
		}
		if p := pricesOf(g.e, m); p != "" {
			name += " " + p
		}
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return list(out)
}

// suggest offers what makes sense to ask next.
func (g *general) suggest() {
	if n := len(g.r.Subject); n > 0 && n <= 3 {
		g.next("Over the years", "trend "+g.asks(g.r.Subject...))
		if n == 1 {
			g.next(g.d.Name(g.r.Subject[0]), g.asks(g.r.Subject[0]))
		}
	}
	if len(g.r.In) > 0 && len(g.r.In) <= 3 && g.r.In[0].Who != "" {
		g.next(g.d.Name(g.r.In[0].Who), g.asks(g.r.In[0].Who))
	}
	g.next("All Allies, ranked", "rank")
	g.next("Who is below 2 %?", "below 2%")
}

// show tells values: one in a sentence, several side by side.
func (g *general) show() {
	vs := g.r.Values
	if len(vs) == 1 {
		g.Headline = g.who(vs[0]) + ": " + g.phrase(vs[0]) + g.closing(vs[0].Year, g.qu.Pool != query.Each) + "."
		g.members(vs[0])
		g.besides(vs[0])
		return
	}
	if g.sideBySide() {
		return
	}
	parts := make([]string, 0, len(vs))
	last := ""
	for _, st := range vs {
		s := g.phrase(st)
		if who := g.who(st); who != last {
			s = who + ": " + s
			last = who
		}
		parts = append(parts, s)
	}
	year := vs[len(vs)-1].Year
	if len(parts) <= 6 {
		g.Headline = strings.Join(parts, "; ") + g.tailsText(year) + "."
	} else {
		g.Headline = fmt.Sprintf("%s; …; %s%s.", parts[0], parts[len(parts)-1], g.tailsText(year))
		g.sayf("%s.", strings.Join(parts, "; "))
	}
	g.rows(vs)
	g.lines(vs)
}

// sideBySide tells one printed quantity of several in one year, or of one over
// years; false where the values are of another shape.
func (g *general) sideBySide() bool {
	vs := g.r.Values
	a := vs[0]
	oneYear, oneWho := true, true
	for _, st := range vs {
		if st.Qty != a.Qty || g.expr(st).Op != query.Value {
			return false
		}
		oneYear = oneYear && st.Year == a.Year
		oneWho = oneWho && st.Who == a.Who
	}
	switch {
	case oneYear:
		g.compared(vs)
	case oneWho:
		g.series(vs)
	default:
		return false
	}
	return true
}

// compared tells several in one year, highest first.
func (g *general) compared(vs []query.Standing) {
	vs = slices.Clone(vs)
	slices.SortStableFunc(vs, func(a, b query.Standing) int {
		switch {
		case a.Num.Value > b.Num.Value:
			return -1
		case a.Num.Value < b.Num.Value:
			return 1
		}
		return 0
	})
	hi, lo := vs[0], vs[len(vs)-1]
	on := g.on(hi.Num, g.expr(hi)) + inYear(hi.Year) + g.basis(hi.Num)
	all := g.each(vs)
	if len(vs) <= 6 {
		g.Headline = first(all) + on + g.tailsText(hi.Year) + "."
	} else {
		g.Headline = fmt.Sprintf("%s is highest with %s%s, %s lowest with %s%s.", first(g.d.InSentence(hi.Who)), g.words(hi.Num), on, g.d.InSentence(lo.Who), g.words(lo.Num), g.tailsText(hi.Year))
		g.sayf("%s.", first(all))
	}
	if hi.Num.Cur == lo.Num.Cur {
		diff := hi.Num
		diff.Value, diff.Fig, diff.From = hi.Num.Value-lo.Num.Value, -1, append(slices.Clone(hi.Num.From), lo.Num.From...)
		if diff.Dim == query.Share {
			diff.Dim = query.InPoints
		}
		g.sayf("%s is ahead of %s by %s.", first(g.d.InSentence(hi.Who)), g.d.InSentence(lo.Who), g.tell(diff, "difference_"+key(diff)))
	}
	g.together()
	g.rows(vs)
	g.bars(vs)
}

// together tells what groups that are set side by side come to as wholes.
func (g *general) together() {
	var parts []string
	how := ""
	for _, x := range g.r.Groups {
		set := query.Set{Terms: []query.Term{x.Term}}
		name := "mean_of_" + x.Term.Group
		how = "As a simple mean"
		if x.Pool == query.Sum {
			name, how = "sum_of_"+x.Term.Group, "Added up"
		}
		parts = append(parts, query.SetText(g.d.Dataset, set)+" "+g.tell(x.Standing.Num, name))
	}
	if len(parts) == 0 {
		return
	}
	g.sayf("%s: %s.", how, strings.Join(parts, ", "))
	for _, x := range g.r.Groups {
		if group, ok := g.d.Group(x.Term.Group); ok {
			for _, c := range group.Members(g.r.Day) {
				if a, ok := g.d.Ally(c); ok && !a.Forces {
					g.q.Allies = append(g.q.Allies, c)
					g.note(a.Name + " is one of " + group.Name + ", but has no armed forces and no figure.")
				}
			}
		}
	}
}

// each lists names with their numbers.
func (g *general) each(vs []query.Standing) string {
	parts := make([]string, len(vs))
	for i, st := range vs {
		parts[i] = g.d.InSentence(st.Who) + " " + g.tell(st.Num, g.nameOf(st, "value"))
	}
	return strings.Join(parts, ", ")
}

// series tells one over years.
func (g *general) series(vs []query.Standing) {
	a, b := vs[0], vs[len(vs)-1]
	x := g.expr(a)
	g.Headline = fmt.Sprintf("%s: from %s%s in %d to %s in %d%s%s.", g.who(a), g.tell(a.Num, g.nameOf(a, "value")), g.on(a.Num, x), a.Year, g.tell(b.Num, g.nameOf(b, "value")), b.Year, g.basis(a.Num), g.closing(b.Year, false))
	if len(vs) > 2 {
		parts := make([]string, len(vs))
		for i, st := range vs {
			parts[i] = fmt.Sprintf("%d %s", st.Year, g.tell(st.Num, g.nameOf(st, "value")))
		}
		g.sayf("Year by year: %s.", strings.Join(parts, ", "))
	}
	if a.Num.Cur == b.Num.Cur {
		diff := b.Num
		diff.Value, diff.Fig, diff.From = b.Num.Value-a.Num.Value, -1, append(slices.Clone(a.Num.From), b.Num.From...)
		if diff.Dim == query.Share {
			diff.Dim = query.InPoints
		}
		g.keep(diff, fmt.Sprintf("change_%d_%d_%s", a.Year, b.Year, key(diff)))
		g.sayf("That is %s.", g.moved(diff))
	}
	g.rows(vs)
	g.lines(vs)
}

// members tells of whom a sum, a mean or a median is made.
func (g *general) members(st query.Standing) {
	if st.Who != "" || st.Num.Fig >= 0 || g.expr(st).Op != query.Value {
		return
	}
	var parts []string
	var vs []query.Standing
	for _, i := range st.Num.From {
		f := g.figure(i)
		parts = append(parts, g.d.InSentence(f.Ally)+" "+g.v(f))
		n := query.Num{Value: f.Value, Dim: st.Num.Dim, Cur: st.Num.Cur, Measure: f.Measure, Dec: f.Measure.Decimals(), Fig: i, From: []int{i}}
		vs = append(vs, query.Standing{Who: f.Ally, Year: f.Year, Num: n})
	}
	if len(parts) <= 12 {
		g.sayf("%s.", first(strings.Join(parts, ", ")))
	}
	if g.expr(st).Slice == "" {
		g.rows(vs)
		g.bars(vs)
	}
}

// besides adds to one value what gives it meaning: the chart, and to a share
// the amounts.
func (g *general) besides(st query.Standing) {
	x := g.expr(st)
	if st.Who == "" {
		return
	}
	m := st.Num.Measure
	if st.New != nil {
		m = st.New.Measure
	}
	switch {
	case x.Op == query.Part:
		g.bars([]query.Standing{st})
	case x.Slice == "":
		from, to := st.Since, 0
		if from != 0 {
			to = st.Year
		}
		g.Chart = g.lineChart([]facts.Code{st.Who}, m, from, to)
	}
	if x.Op != query.Value && m != facts.ShareOfGDP {
		if s, ok := g.e.Figure(st.Who, facts.ShareOfGDP, st.Year); ok {
			g.sayf("Share of GDP of %s in %d: %s.", g.d.InSentence(st.Who), st.Year, g.v(s))
		}
	}
	if x.Op == query.Change && (x.Unit == query.Real || x.Unit == query.Percent || x.Unit == query.Money) {
		if a, ok := g.e.Figure(st.Who, facts.ShareOfGDP, st.Since); ok {
			if b, ok := g.e.Figure(st.Who, facts.ShareOfGDP, st.Year); ok {
				g.sayf("By share of GDP: %s in %d, %s in %d, %s.", g.v(a), st.Since, g.v(b), st.Year, g.changeText(fmt.Sprintf("change_share_%d_%d", st.Since, st.Year), a, b))
			}
		}
	}
}

// rows is the table of standings.
func (g *general) rows(vs []query.Standing) {
	t := &Table{Caption: first(g.label(g.expr(vs[0]), vs[0].Num)), Header: []string{"Ally", "Year", "Value"}, Numeric: []bool{false, true, true}}
	ranked := vs[0].Place > 0
	if ranked {
		t.Header, t.Numeric = append([]string{"Rank"}, t.Header...), append([]bool{true}, t.Numeric...)
	}
	for _, st := range vs {
		name := query.SetText(g.d.Dataset, g.pooledSet())
		if st.Who != "" {
			name = g.d.Name(st.Who)
		}
		year := strconv.Itoa(st.Year)
		if st.Since != 0 {
			year = strconv.Itoa(st.Since) + "–" + year
		}
		row := []string{name, year, g.tell(st.Num, g.nameOf(st, "value"))}
		if ranked {
			row = append([]string{strconv.Itoa(st.Place)}, row...)
		}
		t.Rows = append(t.Rows, row)
	}
	g.Table = t
}

// title names what a chart shows.
func (g *general) title(st query.Standing) string {
	x := g.expr(st)
	if st.Num.Measure == facts.RealChange {
		return st.Num.Measure.Label() + inYear(st.Year)
	}
	if x.Op == query.Change && x.Unit == query.Real {
		return fmt.Sprintf("real change in %s, %d to %d", realLabel(x, g.label(x, st.Num)), st.Since, st.Year)
	}
	x.Measure, x.Cur = st.Num.Measure, ""
	if x.Slice != "" {
		x.Measure = ""
	}
	x.Time = query.Time{}
	s := query.Label(g.d.Dataset, x)
	if st.Since != 0 {
		return fmt.Sprintf("%s, %d to %d", s, st.Since, st.Year)
	}
	return s + inYear(st.Year)
}

// lines draws the series of up to four over the years told.
func (g *general) lines(vs []query.Standing) {
	var cs []facts.Code
	lo, hi := vs[0].Year, vs[0].Year
	for _, st := range vs {
		if st.Who == "" || st.Qty != vs[0].Qty || g.expr(st).Op != query.Value || g.expr(st).Slice != "" {
			return
		}
		if !slices.Contains(cs, st.Who) {
			cs = append(cs, st.Who)
		}
		lo, hi = min(lo, st.Year), max(hi, st.Year)
	}
	if len(cs) <= 4 && hi > lo {
		g.Chart = g.lineChart(cs, vs[0].Num.Measure, lo, hi)
	}
}
