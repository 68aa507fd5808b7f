package answer

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"natobot/facts"
	"natobot/facts/query"
)

// isSo answers yes or no, and says of what.
func (g *general) isSo() {
	if len(g.qu.Conds) == 0 {
		g.statedValue()
		return
	}
	switch g.qu.Quant {
	case query.Some:
		if len(g.r.Subject) == 0 && g.qu.Pool == query.Each {
			g.quantified(query.AnyOf)
			return
		}
		g.ofSubject()
	default:
		g.quantified(g.qu.Quant)
	}
}

// yes begins a sentence.
func (g *general) yes() string {
	if g.r.True {
		return "Yes: "
	}
	return "No: "
}

// statedValue judges a value that came with the question.
func (g *general) statedValue() {
	var parts []string
	for _, st := range g.r.Values {
		parts = append(parts, g.who(st)+": "+g.phrase(st))
	}
	year := g.r.Values[len(g.r.Values)-1].Year
	x := query.Expr{}
	if len(g.qu.Qty) > 0 {
		x = g.qu.Qty[0]
	}
	c := query.Cond{Qty: x, Cmp: g.qu.Stated.Cmp, Level: g.qu.Stated.Value, Dec: g.qu.Stated.Dec}
	if c.Cmp == "" {
		c.Cmp = query.At
	}
	level := strings.TrimPrefix(query.Relation(g.d.Dataset, c), "at ")
	g.Headline = g.yes() + strings.Join(parts, "; ") + ", against a stated " + level + g.closing(year, len(parts) > 1) + "."
	if len(g.r.Values) == 1 {
		g.besides(g.r.Values[0])
	} else {
		g.rows(g.r.Values)
	}
}

// ofSubject judges each of the subject.
func (g *general) ofSubject() {
	if g.eitherWay() {
		return
	}
	ms := append(slices.Clone(g.r.In), g.r.Out...)
	var parts []string
	year := 0
	for _, m := range ms {
		for _, t := range m.Tests {
			parts = append(parts, g.judged(m, t))
			year = max(year, t.Year)
		}
	}
	g.Headline = g.yes() + strings.Join(parts, "; ") + g.closing(year, len(parts) > 1) + "."
	for _, m := range ms {
		for _, t := range m.Tests {
			g.explain(m, t)
		}
	}
	if len(ms) == 1 && ms[0].Who != "" && len(ms[0].Tests) > 0 {
		t := ms[0].Tests[0]
		m := t.Num.Measure
		cs := []facts.Code{ms[0].Who}
		if o := g.qu.Conds[t.Cond].Of; o != nil && len(o.Set.Terms) == 1 && o.Set.Terms[0].Code != "" {
			cs = append(cs, o.Set.Terms[0].Code)
		}
		if m.Valid() && g.qu.Conds[t.Cond].Qty.Slice == "" {
			g.Chart = g.lineChart(cs, m, 0, 0)
		}
	}
}

// eitherWay answers "above or below?", which is neither yes nor no.
func (g *general) eitherWay() bool {
	cs := g.qu.Conds
	if !g.qu.Either || len(cs) != 2 || len(g.r.In)+len(g.r.Out) != 1 || !opposite(cs[0].Cmp, cs[1].Cmp) {
		return false
	}
	m := append(slices.Clone(g.r.In), g.r.Out...)[0]
	for _, t := range m.Tests {
		if t.Holds {
			c := cs[t.Cond]
			word := map[query.Cmp]string{query.Below: "Below", query.AtMost: "Below", query.Above: "Above", query.AtLeast: "Above"}[c.Cmp]
			g.Headline = word + ", " + g.judged(m, t) + g.closing(t.Year, true) + "."
			return true
		}
	}
	if len(m.Tests) == 0 {
		return false
	}
	t := m.Tests[0]
	g.Headline = "Neither: " + g.judged(m, t) + g.closing(t.Year, true) + "."
	return true
}

func opposite(a, b query.Cmp) bool {
	up := func(c query.Cmp) bool { return c == query.Above || c == query.AtLeast }
	down := func(c query.Cmp) bool { return c == query.Below || c == query.AtMost }
	return up(a) && down(b) || down(a) && up(b)
}

// judged is one condition's judgement in a sentence without an end.
func (g *general) judged(m query.Member, t query.Test) string {
	c := g.qu.Conds[t.Cond]
	name := g.memberName(m)
	if m.Who == "" {
		name = g.pooledName()
	}
	truth := t.Holds != c.Not // of the comparison itself
	if len(t.Span) > 0 {
		return g.judgedOver(name, m, t, c)
	}
	label := g.label(c.Qty, g.ownNum(t))
	not := ""
	if !truth {
		not = "not "
	}
	switch {
	case c.Qty.Op == query.Change && c.Of == nil && c.Level == 0 && t.Old != nil:
		return g.moves(name, label, m, t)
	case c.Qty.Op == query.RankOf:
		g.keep(t.Num, g.testName(m, t))
		s := fmt.Sprintf("%s %s %s of %d by %s in %d, with %s", name, g.is(t.Year), placedText(int(t.Num.Value), t.Tied), t.Of, label, t.Year, g.tell(*t.New, ""))
		if g.qu.Order == query.Bottom {
			s += ", counted from the lowest"
		}
		return s
	case c.Of == nil && (c.Qty.Op == query.Change || c.Qty.Op == query.Part && t.Old != nil):
		return g.judgedByLevel(name, label, not, m, t, c)
	case c.Of != nil:
		return g.judgedAgainst(name, label, not, m, t, c)
	case c.Qty.Op == query.Value && c.Scope == query.InYear:
		c.Not = false
		p := g.predicate(c, t.Least || c.Cmp != query.At)
		return fmt.Sprintf("%s in %d: %s%s", deny(name+" "+p.say(g.tenseOf(t.Year, 1), ""), p, !truth), t.Year, g.tell(t.Num, g.testName(m, t)), g.basis(t.Num))
	case c.Scope == query.Newly || c.Scope == query.Cross:
		return g.judgedNew(name, label, m, t, c)
	}
	return g.judgedOtherwise(name, label, not, m, t, c)
}

// judgedOtherwise tells a computed quantity beside the level it is judged by.
func (g *general) judgedOtherwise(name, label, not string, m query.Member, t query.Test, c query.Cond) string {
	if c.Qty.Op == query.Ratio && t.New != nil && c.Of == nil && c.Qty.Of != nil && empty(c.Qty.Of.Set) {
		return fmt.Sprintf("%s %s %s %s as high in %d as in %d, %s against %s, %s%s", poss(name), label, g.is(t.Year), g.tell(t.Num, g.testName(m, t)), t.Year, c.Qty.Of.Time.To, g.tell(*t.New, "new"), g.tell(*t.Old, "old"), not, moreThan(c, bare(c.Level), bare(c.High), t.Least)) + " times"
	}
	s := fmt.Sprintf("%s %s %s %s in %d", poss(name), opLabel(c.Qty, label), g.is(t.Year), g.tell(t.Num, g.testName(m, t)), t.Year)
	if t.Old != nil && t.New != nil {
		s += fmt.Sprintf(" (%s and %s)", g.tell(*t.New, "new"), g.tell(*t.Old, "old"))
	}
	return s + ", " + not + g.relation(c, t)
}

// deny puts a predicate into the negative.
func deny(s string, p predicate, not bool) string {
	if !not {
		return s
	}
	switch p.verb {
	case "be":
		for _, v := range []string{" is ", " was "} {
			if i := strings.LastIndex(s, v+p.rest); i >= 0 {
				return s[:i] + v + "not " + p.rest
			}
		}
	default:
		forms := conjugated[p.verb]
		for i, do := range map[tense]string{present: " does not ", past: " did not "} {
			if k := strings.LastIndex(s, " "+forms[i]+" "+p.rest); k >= 0 {
				return s[:k] + do + p.verb + " " + p.rest
			}
		}
	}
	return s
}

// ownNum is the number of the quantity itself, of a rank or a change that of
// its last year.
func (g *general) ownNum(t query.Test) query.Num {
	if t.New != nil {
		return *t.New
	}
	return t.Num
}

// pooledName names those taken together, inside a sentence.
func (g *general) pooledName() string {
	s := query.SetText(g.d.Dataset, g.pooledSet())
	switch g.qu.Pool {
	case query.Sum:
		return "the sum of " + s
	case query.Mean:
		return "the simple mean of " + s
	case query.Median:
		return "the median of " + s
	}
	return s
}

// opLabel names a computed quantity.
func opLabel(x query.Expr, label string) string {
	switch x.Op {
	case query.Change:
		switch x.Unit {
		case query.Real:
			return "real change in " + label
		case query.Percent:
			return "change in per cent of " + label
		}
		return "change in " + label
	case query.Ratio:
		return "ratio of " + label
	case query.Part:
		return "part of the " + label
	case query.Diff:
		return "difference in " + label
	case query.OverYears:
		return label + " added up over the years"
	case query.MeanYears:
		return "mean " + label
	}
	return label
}

// relation is a comparison with its level in the words of an answer: a level
// in the measure's own unit.
func (g *general) relation(c query.Cond, t query.Test) string {
	c.Of = nil
	if c.Named == "" && c.Qty.Op == query.Value && c.Cmp != query.Between && c.Qty.Cur == "" && t.Num.Dim == query.Share {
		word := map[query.Cmp]string{query.Below: "below ", query.AtMost: "at most ", query.At: "at ", query.Exactly: "exactly ", query.AtLeast: "at least ", query.Above: "above ", query.Not: "other than "}[c.Cmp]
		return word + levelAt(t.Num.Measure, c.Level)
	}
	return query.Relation(g.d.Dataset, c)
}

// judgedByLevel tells a change or a part beside the level it is judged by.
func (g *general) judgedByLevel(name, label, not string, m query.Member, t query.Test, c query.Cond) string {
	level := not + moreThan(c, g.amountOf(t.Num, c.Level), g.amountOf(t.Num, c.High), t.Least)
	switch {
	case c.Qty.Op == query.Part:
		return fmt.Sprintf("%s %s %s of the %s of %s in %d, %s of %s, %s", name, conjugated["have"][g.tenseOf(t.Year, 1)], g.tell(t.Num, g.testName(m, t)), label, g.other(c.Qty, m.Who), t.Year, g.tell(*t.New, "new"), g.tell(*t.Old, "old"), level)
	case t.Old != nil:
		return g.moves(name, realLabel(c.Qty, label), m, t) + ", " + level
	}
	return fmt.Sprintf("%s %s %s %s in %d, %s", poss(name), label, g.is(t.Year), g.tell(t.Num, g.testName(m, t)), t.Year, level)
}

// amountOf writes a level in the unit of a number.
func (g *general) amountOf(n query.Num, level float64) string {
	switch n.Dim {
	case query.InPercent, query.Share:
		return bare(level) + " %"
	case query.InPoints:
		return bare(level) + " points"
	case query.InTimes:
		return bare(level) + " times"
	}
	n.Value = level
	return g.words(n)
}

// moves tells whether a quantity rose or fell.
func (g *general) moves(name, label string, m query.Member, t query.Test) string {
	word := "did not change"
	switch v := facts.Round(t.Num.Value, 6); {
	case v > 0:
		word = "rose"
	case v < 0:
		word = "fell"
	}
	since := t.Year - 1
	if len(t.Old.From) > 0 {
		since = g.figure(t.Old.From[0]).Year
	}
	g.keep(t.Num, g.testName(m, t))
	return fmt.Sprintf("%s %s %s, from %s in %d to %s in %d, %s", poss(name), label, word, g.tell(*t.Old, "old"), since, g.tell(*t.New, "new"), t.Year, g.moved(t.Num))
}

// judgedAgainst tells a comparison with another, or with an earlier year.
func (g *general) judgedAgainst(name, label, not string, m query.Member, t query.Test, c query.Cond) string {
	own, level := g.tell(t.Num, g.testName(m, t)), g.tell(t.Level, "compared_with")
	word := strings.TrimSuffix(query.Relation(g.d.Dataset, query.Cond{Cmp: c.Cmp, Of: &query.Operand{Time: query.Time{To: 1}}}), "that of its own in 1")
	if len(c.Of.Set.Terms) == 0 && c.Of.Pool == query.Each {
		return fmt.Sprintf("%s %s %s %s%sthat of %d: %s in %d against %s", poss(name), opLabel(c.Qty, label), g.is(t.Year), not, word, c.Of.Time.To, own, t.Year, level)
	}
	other := query.SetText(g.d.Dataset, c.Of.Set)
	switch c.Of.Pool {
	case query.Sum:
		other += " added up"
	case query.Mean:
		other = "the simple mean of " + other
	case query.Median:
		other = "the median of " + other
	}
	when := inYear(t.Year)
	if c.Of.Time.To != 0 && c.Of.Time.To != t.Year {
		when += " against " + strconv.Itoa(c.Of.Time.To)
	}
	return fmt.Sprintf("%s %s %s%s%s by %s%s, %s against %s%s", name, g.is(t.Year), not, word, other, opLabel(c.Qty, label), when, own, level, g.basis(t.Num))
}

// judgedNew tells whether something was so for the first time, or anew.
func (g *general) judgedNew(name, label string, m query.Member, t query.Test, c query.Cond) string {
	what := " for the first time"
	if c.Scope == query.Cross {
		what = " and not the year before"
	}
	not := ""
	if t.Holds == c.Not {
		not = "not "
	}
	c.Not = false
	p := g.predicate(c, t.Least || c.Cmp != query.At)
	s := fmt.Sprintf("%s in %d%s, with %s", deny(name+" "+p.say(past, ""), p, not != ""), t.Year, what, g.tell(t.Num, g.testName(m, t)))
	if t.Was != nil {
		s += " after " + g.tell(*t.Was, g.testName(m, t)+"_before")
	}
	return s
}

// judgedOver tells a comparison over several years.
func (g *general) judgedOver(name string, m query.Member, t query.Test, c query.Cond) string {
	lo, hi := t.Span[0], t.Span[len(t.Span)-1]
	whole := c
	whole.Not = false
	rel := g.predicate(whole, t.Least || c.Cmp != query.At).say(past, "")
	num := g.tell(t.Num, g.testName(m, t))
	span := fmt.Sprintf("from %d to %d", lo, hi)
	switch n := len(t.Years); {
	case n == 0:
		extreme := "highest"
		if c.Cmp == query.Below || c.Cmp == query.AtMost {
			extreme = "lowest"
		}
		return fmt.Sprintf("%s %s in no year %s; the %s is %s in %d", name, rel, span, extreme, num, t.Year)
	case n == len(t.Span):
		return fmt.Sprintf("%s %s in every year %s, with %s in %d", name, rel, span, num, t.Year)
	case c.Scope == query.Always:
		return fmt.Sprintf("%s %s in %d of the %d years %s, not in %d with %s", name, rel, n, len(t.Span), span, t.Year, num)
	case n == 1:
		return fmt.Sprintf("%s %s in one of the years %s, %d, with %s", name, rel, span, t.Year, num)
	default:
		return fmt.Sprintf("%s %s in %d of the %d years %s, first in %d with %s", name, rel, n, len(t.Span), span, t.Year, num)
	}
}

// explain adds the years of a test and the distance to its level.
func (g *general) explain(m query.Member, t query.Test) {
	c := g.qu.Conds[t.Cond]
	if len(t.Span) > 1 {
		parts := make([]string, len(t.Span))
		for i, y := range t.Span {
			parts[i] = strconv.Itoa(y) + " " + g.tell(t.Over[i], g.testName(m, t))
		}
		g.sayf("Year by year: %s.", strings.Join(parts, ", "))
		return
	}
	if len(t.There) > 0 {
		names := make([]string, len(t.There))
		for i, s := range t.There {
			names[i] = g.d.Name(s.Who) + " with " + g.tell(s.Num, g.nameOf(s, "value"))
		}
		switch {
		case t.There[0].Place > 1:
			g.sayf("In that place: %s.", list(names))
		case g.qu.Order == query.Bottom:
			g.sayf("Lowest: %s.", list(names))
		default:
			g.sayf("Highest: %s.", list(names))
		}
		return
	}
	if c.Of == nil && (c.Qty.Op != query.Value || c.Cmp == query.Between) || c.Scope != query.InYear {
		return
	}
	n := t.Num
	n.Value, n.Fig = t.Num.Value-t.Level.Value, -1
	n.From = append(slices.Clone(t.Num.From), t.Level.From...)
	if n.Dim == query.Share {
		n.Dim = query.InPoints
	}
	word := "over"
	switch v := facts.Round(n.Value, max(n.Dec, 2)); {
	case v < 0:
		word = "under"
	case v == 0:
		g.keep(n, g.testName(m, t)+"_distance")
		g.sayf("That is exactly level, as printed.")
		return
	}
	g.keep(n, g.testName(m, t)+"_distance")
	g.sayf("That is %s %s.", g.size(n), word)
}

// quantified judges how many of a set pass.
func (g *general) quantified(quant query.Quant) {
	in, out := g.byLevel(g.r.In), g.byLevel(g.r.Out)
	of := len(in) + len(out)
	what := g.predicates(len(in))
	tail := g.tailsText(g.looked())
	n := g.yes() + g.ofSet(len(in), of) + " " + what
	switch {
	case quant == query.Only && g.r.True != g.qu.Not:
		names := make([]string, len(in))
		for i, m := range in {
			names[i] = g.memberName(m) + " (" + g.memberNumbers(m) + ")"
		}
		g.Headline = fmt.Sprintf("%sonly %s, of %s, %s%s.", g.yes(), list(names), g.theSet(of), what, tail)
	case len(in) == 0:
		g.Headline = fmt.Sprintf("%snone of %s %s%s%s.", g.yes(), g.theSet(of), what, tail, g.nearMiss())
	case len(out) == 0:
		g.Headline = fmt.Sprintf("%sall of %s %s%s%s.", g.yes(), g.theSet(of), what, tail, g.weakest())
	case len(out) <= 6 && (quant == query.AllOf || quant == query.AllBut || len(in) > 6):
		g.Headline = fmt.Sprintf("%s, all but %s%s.", n, g.memberList(out), tail)
	case len(in) <= 6:
		g.Headline = fmt.Sprintf("%s: %s%s.", n, g.memberList(in), tail)
	default:
		g.Headline = n + tail + "."
	}
	g.counted(in, out, "allies_that_pass")
	g.aboutSubject(quant)
	if len(in) > 6 || len(out) <= 6 && quant == query.AllOf && len(in) > 0 {
		g.sayf("%s.", first(g.memberList(in)))
	}
	if len(in) > 0 && len(out) > 0 && len(out) <= 8 && len(in) <= 6 {
		g.sayf("Not among them: %s.", g.memberList(out))
	}
	g.levelsBeside(in, out)
	g.memberTable(in, g.ofSet(len(in), of)+" "+what)
}

// weakest names the one nearest to failing where all pass.
func (g *general) weakest() string {
	if len(g.qu.Conds) != 1 || len(g.r.In) == 0 || len(g.r.In[0].Tests) == 0 {
		return ""
	}
	best := 0
	d := func(i int) float64 { t := g.r.In[i].Tests[0]; return absolute(t.Num.Value - t.Level.Value) }
	for i := range g.r.In {
		if len(g.r.In[i].Tests) > 0 && d(i) < d(best) {
			best = i
		}
	}
	m := g.r.In[best]
	return fmt.Sprintf("; nearest to it is %s with %s", g.d.InSentence(m.Who), g.tell(m.Tests[0].Num, g.testName(m, m.Tests[0])))
}

// aboutSubject says of those named with "only" or "all but" where they stand
// themselves, where the headline does not name them.
func (g *general) aboutSubject(quant query.Quant) {
	if quant != query.Only && quant != query.AllBut {
		return
	}
	for _, c := range g.r.Subject {
		for _, ms := range [][]query.Member{g.r.In, g.r.Out} {
			for _, m := range ms {
				if m.Who != c || len(m.Tests) == 0 {
					continue
				}
				word := "is among them"
				if !m.Holds {
					word = "is not among them"
				}
				g.sayf("%s %s: %s.", first(g.d.InSentence(c)), word, g.memberNumbers(m))
			}
		}
	}
}

// when tells in which years conditions hold.
func (g *general) when() {
	cs := g.r.Counts
	last := cs[len(cs)-1].Year
	tail := " (" + labelOf(g.e) + ")"
	if n := len(g.r.Years); n > 0 {
		tail = g.tailText(g.r.Years[n-1])
	}
	name := "Any of " + g.among()
	if !empty(g.qu.Subject) || g.qu.Pool != query.Each {
		name = first(g.pooledName())
	}
	span := fmt.Sprintf("%d to %d", cs[0].Year, last)
	y := 0
	if len(g.r.Years) > 0 {
		y = g.r.Years[0]
	}
	switch {
	case empty(g.qu.Subject) && g.qu.Pool == query.Each:
		g.whenAny(y, span, tail)
	case y == 0 && g.qu.Ask == query.Since:
		g.Headline = fmt.Sprintf("Since no year: in %d it is not so that %s %s%s%s.", last, lowerThe(name), g.saying(present, ""), g.atYear(last), tail)
	case y == 0:
		g.Headline = fmt.Sprintf("Never: in no year from %s it was so that %s %s%s.", span, lowerThe(name), g.saying(past, ""), tail)
		g.yetTo()
	case g.qu.Ask == query.Years:
		years := make([]string, len(g.r.Years))
		for i, y := range g.r.Years {
			years[i] = strconv.Itoa(y)
		}
		g.Headline = fmt.Sprintf("%s %s in %d of the %d years %s: %s%s.", name, g.saying(past, ""), len(years), len(cs), span, list(years), tail)
	case g.qu.Ask == query.Last:
		g.Headline = fmt.Sprintf("%s %s in %d%s%s%s.", name, g.saying(past, "last"), y, g.atYear(y), g.beside(y+1, ", then "), tail)
	case g.qu.Ask == query.Since:
		g.Headline = fmt.Sprintf("%s %s without a break since %d%s%s%s.", name, g.saying(perfect, ""), y, g.atYear(y), g.beside(y-1, ", after "), tail)
	case y == cs[0].Year: // the years before are not in the table
		g.Headline = fmt.Sprintf("%s %s in %d, the first year looked at%s%s.", name, g.saying(past, "already"), y, g.atYear(y), tail)
	default:
		g.Headline = fmt.Sprintf("%s %s in %d%s%s%s.", name, g.saying(past, "first"), y, g.atYear(y), g.beside(y-1, ", after "), tail)
	}
	g.sayf("Looked at were the years %s of the %s.", span, labelOf(g.e))
	g.whenLines()
}

// yetTo tells what an Ally that has never been at a level set itself.
func (g *general) yetTo() {
	t := g.qu.Subject.Terms
	if len(t) != 1 || t[0].Code == "" || t[0].Code.Aggregate() || g.qu.Ask != query.First || len(g.qu.Conds) != 1 {
		return
	}
	if c := g.qu.Conds[0]; c.Qty.Measure == facts.ShareOfGDP && c.Of == nil && (c.Cmp == query.AtLeast || c.Cmp == query.Above) {
		g.plans(t[0].Code)
	}
}

// whenAny tells in which years conditions hold for any of a set.
func (g *general) whenAny(y int, span, tail string) {
	set := g.among()
	if !g.narrow() {
		set = "the " + set
	}
	what := g.heading()
	switch {
	case y == 0:
		g.Headline = fmt.Sprintf("Never: in no year from %s any of %s was %s%s.", span, set, what, tail)
	case g.qu.Ask == query.First:
		g.Headline = fmt.Sprintf("First of %s %s, in %d%s%s.", set, what, y, g.atYear(y), tail)
	case g.qu.Ask == query.Last:
		g.Headline = fmt.Sprintf("Last of %s %s, in %d%s%s.", set, what, y, g.atYear(y), tail)
	case g.qu.Ask == query.Since:
		g.Headline = fmt.Sprintf("Since %d without a break at least one of %s is %s%s%s.", y, set, what, g.atYear(y), tail)
	default:
		years := make([]string, len(g.r.Years))
		for i, y := range g.r.Years {
			years[i] = strconv.Itoa(y)
		}
		g.Headline = fmt.Sprintf("Years with any of %s %s: %s%s.", set, what, list(years), tail)
	}
}

// saying are all conditions as predicates of one.
func (g *general) saying(t tense, adverb string) string {
	parts := make([]string, len(g.qu.Conds))
	for i, c := range g.qu.Conds {
		least := true
		for _, y := range g.r.Counts {
			for _, ms := range [][]query.Member{y.In, y.Out} {
				for k := range ms {
					if x := testOf(&ms[k], i); x != nil {
						least = x.Least || c.Cmp != query.At
					}
				}
			}
		}
		parts[i] = g.predicate(c, least).say(t, adverb)
		if c.Scope != query.InYear || !c.Time.IsZero() {
			parts[i] += g.timeOf(c, 0)
		}
	}
	if g.qu.Either {
		return strings.Join(parts, " or ")
	}
	return list(parts)
}

// lowerThe writes a name inside a sentence.
func lowerThe(s string) string {
	for _, w := range []string{"The ", "Any "} {
		if strings.HasPrefix(s, w) {
			return lowerFirst(s)
		}
	}
	return s
}

// atYear are the numbers of a year in brackets.
func (g *general) atYear(y int) string {
	for _, c := range g.r.Counts {
		if c.Year != y {
			continue
		}
		ms := append(slices.Clone(c.In), c.Out...)
		if len(g.r.Subject) == 0 && g.qu.Pool == query.Each {
			ms = c.In
			if len(ms) == 0 || len(ms) > maxNamed {
				return ""
			}
			return ": " + g.memberList(ms)
		}
		var parts []string
		for _, m := range ms {
			parts = append(parts, g.memberNumbers(m))
		}
		return ": " + list(parts)
	}
	return ""
}

// beside are the numbers of the year before or after.
func (g *general) beside(y int, word string) string {
	if empty(g.qu.Subject) && g.qu.Pool == query.Each {
		return ""
	}
	s := g.atYear(y)
	if s == "" {
		return ""
	}
	return word + strings.TrimPrefix(s, ": ") + inYear(y)
}

// whenLines tell all years looked at.
func (g *general) whenLines() {
	cs := g.r.Counts
	t := &Table{Caption: first(g.heading()), Header: []string{"Year", "Holds", "Value"}, Numeric: []bool{true, false, false}}
	var parts []string
	for _, c := range cs {
		if c.Of != 1 {
			continue
		}
		m := append(slices.Clone(c.In), c.Out...)[0]
		word := "no"
		if c.N > 0 {
			word = "yes"
		}
		s := g.memberNumbers(m)
		parts = append(parts, strconv.Itoa(c.Year)+" "+s)
		t.Rows = append(t.Rows, []string{strconv.Itoa(c.Year), word, s})
	}
	if len(parts) > 0 {
		g.sayf("Year by year: %s.", strings.Join(parts, ", "))
		g.Table = t
	}
	if n := (query.Num{Value: float64(len(g.r.Years)), Dim: query.InPlace, Fig: -1}); g.qu.Ask == query.Years {
		for _, c := range cs {
			if slices.Contains(g.r.Years, c.Year) || len(g.r.Years) == 0 {
				for _, m := range append(slices.Clone(c.In), c.Out...) {
					for _, t := range m.Tests {
						n.From = append(n.From, t.Num.From...)
					}
				}
			}
		}
		g.keep(n, "years_that_pass")
	}
	if len(g.r.Subject) == 1 && len(g.qu.Conds) > 0 && g.qu.Conds[0].Qty.Op == query.Value && g.qu.Conds[0].Qty.Slice == "" {
		if m := measureOf(cs); m != "" {
			g.Chart = g.lineChart(g.r.Subject, m, cs[0].Year, cs[len(cs)-1].Year)
		}
	}
}

// peak tells the year in which a quantity is highest, or lowest.
func (g *general) peak() {
	word := "highest"
	if g.qu.Ask == query.Low {
		word = "lowest"
	}
	years := make([]string, len(g.r.Years))
	var best query.Standing
	var parts []string
	for i, y := range g.r.Years {
		years[i] = strconv.Itoa(y)
	}
	for _, st := range g.r.Values {
		if st.Year == g.r.Years[0] {
			best = st
		}
		parts = append(parts, fmt.Sprintf("%d %s", st.Year, g.tell(st.Num, g.nameOf(st, "value"))))
	}
	vs := g.r.Values
	g.Headline = fmt.Sprintf("%s was %s in %s by %s, with %s, of the years %d to %d%s.", g.who(best), word, list(years), g.label(g.expr(best), best.Num), g.words(best.Num), vs[0].Year, vs[len(vs)-1].Year, g.tailText(g.r.Years[len(g.r.Years)-1]))
	g.sayf("Year by year: %s.", strings.Join(parts, ", "))
	g.rows(vs)
	g.lines(vs)
}
