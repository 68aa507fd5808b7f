package answer

import (
	"fmt"
	"strconv"
	"strings"

	"natobot/facts"
	"natobot/facts/query"
)

// expr is the quantity of a standing.
func (g *general) expr(st query.Standing) query.Expr {
	qty := g.r.Qty
	if st.Qty < len(qty) {
		return qty[st.Qty]
	}
	return query.Expr{}
}

// poss is the possessive of a name.
func poss(name string) string {
	if strings.HasSuffix(name, "s") {
		return name + "'"
	}
	return name + "'s"
}

// realLabel names what real growth is of: the price basis stands in its unit.
func realLabel(x query.Expr, label string) string {
	if x.Unit == query.Real && strings.HasPrefix(label, "defence expenditure") {
		return "defence expenditure"
	}
	return label
}

// label names the quantity that a number is a value of, as it was settled:
// "share of GDP", "defence expenditure in US dollars".
func (g *general) label(x query.Expr, n query.Num) string {
	y := query.Expr{Measure: n.Measure, Cur: n.Cur, Slice: x.Slice}
	if x.Slice != "" && n.Dim == query.Share {
		y.Measure = facts.ShareOfGDP
	}
	if n.Dim != query.InMoney {
		y.Cur = ""
	}
	return query.Label(g.d.Dataset, y)
}

// phrase tells a standing without a name: "3.49 % of GDP on defence in 2026".
func (g *general) phrase(st query.Standing) string {
	x := g.expr(st)
	switch {
	case st.Num.Dim == query.InPlace:
		s := fmt.Sprintf("%s of %d by %s in %d", placedText(st.Place, st.Tied), st.Of, g.label(x, st.Num), st.Year)
		if g.qu.Order == query.Bottom {
			s += ", counted from the lowest"
		}
		g.keep(st.Num, g.nameOf(st, "rank"))
		return s + ", " + g.tell(*st.New, "")
	case x.Op == query.Change && st.Old != nil:
		return g.changed(st, x)
	case x.Op == query.Part || x.Op == query.Ratio || x.Op == query.Diff:
		return g.setAgainst(st, x)
	case x.Op == query.OverYears || x.Op == query.MeanYears:
		return g.overYears(st, x)
	case x.Op == query.LevelOf:
		return g.levelOf(st, x)
	case x.Op == query.GapTo:
		return g.gapOf(st, x)
	}
	what := "mean"
	switch g.qu.Pool {
	case query.Sum:
		what = "sum"
	case query.Median:
		what = "median"
	}
	if st.Who != "" {
		what = "part"
	}
	return g.tell(st.Num, g.nameOf(st, what)) + g.on(st.Num, x) + inYear(st.Year) + g.basis(st.Num)
}

// changed tells a change: "share of GDP up 1.90 points from 2022 to 2025, from
// 1.37 % to 3.27 %".
func (g *general) changed(st query.Standing, x query.Expr) string {
	n := st.Num
	g.keep(n, g.nameOf(st, "change"))
	from, to := g.tell(*st.Old, "from_"+strconv.Itoa(st.Since)), g.tell(*st.New, "to_"+strconv.Itoa(st.Year))
	label := realLabel(x, g.label(x, *st.New))
	years := fmt.Sprintf("from %d to %d", st.Since, st.Year)
	if n.Dim == query.InTimes {
		return fmt.Sprintf("%s %s as high in %d as in %d, %s against %s%s", label, g.words(n), st.Year, st.Since, to, from, g.basis(*st.New))
	}
	s := fmt.Sprintf("%s %s %s, from %s to %s%s", label, g.moved(n), years, from, to, g.basis(*st.New))
	if x.Unit == query.Real {
		s = strings.Replace(s, " "+years, " in real terms "+years, 1)
	}
	return s
}

// moved tells the direction and the size of a change.
func (g *general) moved(n query.Num) string {
	switch v := facts.Round(n.Value, max(n.Dec, 1)); {
	case v > 0:
		return "up " + g.size(n)
	case v < 0:
		return "down " + g.size(n)
	}
	return "unchanged"
}

// setAgainst tells a part, a ratio or a difference.
func (g *general) setAgainst(st query.Standing, x query.Expr) string {
	other, own := g.other(x, st.Who), st.New
	a, b := g.tell(*own, g.nameOf(st, "own")), g.tell(*st.Old, "of")
	label := g.label(x, *own)
	when := inYear(st.Year)
	if x.Of != nil && x.Of.Time.To != 0 {
		when += fmt.Sprintf(" against %d", x.Of.Time.To)
	}
	basis := g.basis(*own)
	switch x.Op {
	case query.Part:
		return fmt.Sprintf("%s of the %s of %s%s, %s of %s%s", g.tell(st.Num, g.nameOf(st, "part")), label, other, when, a, b, basis)
	case query.Ratio:
		s := fmt.Sprintf("%s the %s of %s%s, %s against %s%s", g.tell(st.Num, g.nameOf(st, "ratio")), label, other, when, a, b, basis)
		if st.Num.Value > 0 && st.Num.Value < 1 {
			inverse := st.Num
			inverse.Value = 1 / st.Num.Value
			s += ", the other way round " + g.tell(inverse, g.nameOf(st, "inverse_ratio"))
		}
		return s
	}
	g.keep(st.Num, g.nameOf(st, "difference"))
	word := "above"
	if st.Num.Value < 0 {
		word = "below"
	}
	return fmt.Sprintf("%s %s %s by %s%s, %s against %s%s", g.size(st.Num), word, other, label, when, a, b, basis)
}

// other names the operand of a quantity.
func (g *general) other(x query.Expr, who facts.Code) string {
	o := x.Of
	if o == nil {
		return g.d.Name(facts.NATOTotal)
	}
	s := query.SetText(g.d.Dataset, o.Set)
	switch {
	case empty(o.Set) && o.Pool == query.Each:
		return "its own"
	case s == "all Allies" && (o.Pool == query.Sum || x.Op == query.Part):
		return g.d.Name(facts.NATOTotal)
	}
	switch o.Pool {
	case query.Mean:
		return "the simple mean of " + s
	case query.Median:
		return "the median of " + s
	case query.Sum:
		if len(o.Set.Terms) != 1 || o.Set.Terms[0].Code == "" {
			return s + " added up"
		}
	}
	return s
}

// overYears tells a sum or a mean over years.
func (g *general) overYears(st query.Standing, x query.Expr) string {
	n := st.Year - st.Since + 1
	if x.Op == query.OverYears {
		return fmt.Sprintf("%s%s from %d to %d, %d years added up%s", g.tell(st.Num, g.nameOf(st, "sum")), g.on(st.Num, x), st.Since, st.Year, n, g.basis(st.Num))
	}
	return fmt.Sprintf("%s%s on average over %d to %d, the simple mean of %d years%s", g.tell(st.Num, g.nameOf(st, "mean")), g.on(st.Num, x), st.Since, st.Year, n, g.basis(st.Num))
}

// levelOf tells what a level would be in money.
func (g *general) levelOf(st query.Standing, x query.Expr) string {
	s := fmt.Sprintf("%s %% of GDP would be %s in %d", bare(x.Level), g.tell(st.Num, g.nameOf(st, "level_"+bare(x.Level)+"pct")), st.Year)
	var now []string
	for _, i := range st.Num.From {
		now = append(now, g.v(g.figure(i)))
	}
	return s + "; spending is " + strings.Join(now, ", ")
}

// gapOf tells what is missing to a level.
func (g *general) gapOf(st query.Standing, x query.Expr) string {
	m := st.New.Measure
	level := levelAt(m, x.Level) + ofWhat(m)
	if m == facts.Personnel {
		level += onWhat(m)
	}
	own := g.tell(*st.New, "")
	name := "gap_to_" + levelKey(m, x.Level) + "_" + key(st.Num)
	g.keep(st.Num, name)
	size := g.size(st.Num)
	if st.Old != nil { // in money
		if st.Num.Value <= 0 {
			return fmt.Sprintf("nothing is missing to %s in %d; spending of %s, %s, is %s more", level, st.Year, g.tell(*st.Old, ""), own, size)
		}
		return fmt.Sprintf("%s a year more would be %s in %d; spending is %s, %s", size, level, st.Year, g.tell(*st.Old, ""), own)
	}
	switch v := facts.Round(st.Num.Value, 6); {
	case v > 0:
		return fmt.Sprintf("%s short of %s in %d, at %s", size, level, st.Year, own)
	case v < 0:
		return fmt.Sprintf("%s over %s in %d, at %s", size, level, st.Year, own)
	}
	return fmt.Sprintf("exactly at %s in %d, %s", level, st.Year, own)
}
