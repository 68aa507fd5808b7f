package answer

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"natobot/facts"
	"natobot/facts/query"
)

// maxNamed is how many Allies a headline names with their numbers.
const maxNamed = 12

// rank tells a ranking, or a place in one.
func (g *general) rank() {
	if len(g.r.Subject) > 0 {
		g.places()
		return
	}
	byYear := g.byYear()
	for i, vs := range byYear {
		s := g.ranked(vs)
		if i == 0 {
			g.Headline = s
		} else {
			g.Headline += " " + s
		}
	}
	vs := byYear[len(byYear)-1]
	shown := g.shown(vs)
	if len(shown) > 1 && (len(shown) > 5 || g.qu.N == 0) {
		g.sayf("%s.", g.listed(shown))
	}
	g.rows(shown)
	g.bars(shown)
}

// byYear parts the values of a result into its rankings.
func (g *general) byYear() [][]query.Standing {
	var out [][]query.Standing
	from := 0
	for i := range g.r.Values {
		if i > from && g.r.Values[i].Year != g.r.Values[from].Year {
			out = append(out, g.r.Values[from:i])
			from = i
		}
	}
	return append(out, g.r.Values[from:])
}

// shown are those of a ranking that were asked for; ties at the end belong to
// the list.
func (g *general) shown(vs []query.Standing) []query.Standing {
	n := g.qu.N
	if n == 0 || g.qu.Place > 0 {
		n = len(vs)
	}
	n = min(n, len(vs))
	for n < len(vs) && vs[n].Place == vs[n-1].Place {
		n++
	}
	return vs[:n]
}

// listed writes places, names and numbers.
func (g *general) listed(vs []query.Standing) string {
	parts := make([]string, len(vs))
	for i, st := range vs {
		place := ""
		if g.qu.Order != query.Nearest {
			place = strconv.Itoa(st.Place) + ". "
		}
		parts[i] = place + g.d.Name(st.Who) + " " + g.tell(st.Num, g.nameOf(st, "value"))
	}
	return strings.Join(parts, ", ")
}

// ranked is the sentence of one ranking.
func (g *general) ranked(vs []query.Standing) string {
	shown := g.shown(vs)
	word := "Highest"
	switch g.qu.Order {
	case query.Bottom:
		word = "Lowest"
	case query.Nearest:
		word = "Nearest"
	}
	by := " by " + g.title(vs[0])
	where := ""
	if g.narrow() {
		where = " among " + g.among()
	}
	if len(g.qu.Conds) > 0 {
		if where == "" {
			where = " Allies"
		}
		where += " " + g.heading()
	}
	if k := g.qu.Place; k > 0 {
		st := vs[k-1]
		return fmt.Sprintf("%s %s%s%s: %s, %s%s.", ordinal(k), strings.ToLower(word), where, by, g.tied(vs, st), g.tell(st.Num, g.nameOf(st, "value")), g.tailsText(st.Year))
	}
	if g.qu.N > 1 && len(shown) <= maxNamed {
		return fmt.Sprintf("%s %d of %d%s%s: %s%s.", word, len(shown), len(vs), where, by, g.listed(shown), g.tailsText(vs[0].Year))
	}
	st := shown[0]
	s := fmt.Sprintf("%s%s%s: %s, %s", word, where, by, g.tied(vs, st), g.tell(st.Num, g.nameOf(st, "value")))
	if st.Old != nil && st.New != nil {
		s += fmt.Sprintf(" (%s and %s)", g.tell(*st.Old, "old"), g.tell(*st.New, "new"))
	}
	return s + g.tailsText(st.Year) + "."
}

// tied names all who share a place.
func (g *general) tied(vs []query.Standing, st query.Standing) string {
	var names []string
	for _, o := range vs {
		if o.Place == st.Place {
			names = append(names, g.d.Name(o.Who))
		}
	}
	if len(names) > 6 {
		return fmt.Sprintf("%d Allies alike", len(names))
	}
	return list(names)
}

// places tells the places of the subject, of several years one after another.
func (g *general) places() {
	var parts []string
	var shown []query.Standing
	for _, c := range g.r.Subject {
		var was *query.Standing
		for _, vs := range g.byYear() {
			for i := range vs {
				st := vs[i]
				if st.Who != c {
					continue
				}
				s := fmt.Sprintf("%s of %d in %d (%s)", placedText(g.placeOf(st), st.Tied), st.Of, st.Year, g.tell(st.Num, g.nameOf(st, "value")))
				g.rankOver(vs, st)
				if was == nil {
					s = g.d.InSentence(c) + " " + g.is(st.Year) + " " + s
				} else if d := g.placeOf(*was) - g.placeOf(st); d != 0 {
					word := "up"
					if d < 0 {
						d, word = -d, "down"
					}
					s += fmt.Sprintf(", %s %d places", word, d)
				} else {
					s += ", the same place"
				}
				parts = append(parts, s)
				shown = append(shown, st)
				was = &st
			}
		}
	}
	if len(shown) == 0 {
		g.Status = Unknown
		g.Headline = fmt.Sprintf("%s has no figure in the %s and no place.", first(g.d.names(g.r.Subject)), labelOf(g.e))
		return
	}
	by := "by " + g.label(g.expr(shown[0]), shown[0].Num)
	among := ""
	if g.narrow() {
		among = ", among " + g.among()
	}
	if g.qu.Order == query.Bottom {
		by += ", counted from the lowest"
	}
	g.Headline = first(strings.Join(parts, ", ")) + ", " + by + among + g.tailsText(shown[len(shown)-1].Year) + "."
	years := g.byYear()
	if vs := years[len(years)-1]; len(years) == 1 {
		g.sayf("%s.", g.listed(vs))
		g.rows(vs)
		g.bars(vs)
		return
	}
	g.twoRankings(years)
}

// twoRankings is the table of rankings of several years side by side, in the
// order of the last.
func (g *general) twoRankings(years [][]query.Standing) {
	last := years[len(years)-1]
	t := &Table{Caption: first(g.label(g.expr(last[0]), last[0].Num)), Header: []string{"Ally"}, Numeric: []bool{false}}
	for _, vs := range years {
		t.Header = append(t.Header, "Place"+inYear(vs[0].Year), strconv.Itoa(vs[0].Year))
		t.Numeric = append(t.Numeric, true, true)
	}
	names := make([]facts.Code, 0, len(last))
	for _, vs := range append([][]query.Standing{last}, years...) {
		for _, st := range vs {
			if !slices.Contains(names, st.Who) {
				names = append(names, st.Who)
			}
		}
	}
	for _, c := range names {
		row := []string{g.d.Name(c)}
		for _, vs := range years {
			place, value := "–", "–"
			for _, st := range vs {
				if st.Who == c {
					place, value = strconv.Itoa(g.placeOf(st)), g.tell(st.Num, g.nameOf(st, "value"))
				}
			}
			row = append(row, place, value)
		}
		t.Rows = append(t.Rows, row)
	}
	g.Table = t
}

// placeOf is a place from the end that was asked for.
func (g *general) placeOf(st query.Standing) int {
	if g.qu.Order == query.Bottom {
		return st.Of - st.Place - st.Tied + 2
	}
	return st.Place
}

// rankOver derives a rank from the figures of all that are ranked at or above.
func (g *general) rankOver(vs []query.Standing, st query.Standing) {
	n := query.Num{Value: float64(st.Place), Dim: query.InPlace, Measure: st.Num.Measure, Fig: -1}
	n.From = append(n.From, st.Num.From...)
	for _, o := range vs {
		if o.Place < st.Place {
			n.From = append(n.From, o.Num.From...)
		}
	}
	at := st
	at.Num = n
	g.keep(n, g.nameOf(at, "rank"))
}

func testOf(m *query.Member, i int) *query.Test {
	for k := range m.Tests {
		if m.Tests[k].Cond == i {
			return &m.Tests[k]
		}
	}
	return nil
}

// sample is a member whose tests show what was looked at.
func (g *general) sample() *query.Member {
	for _, ms := range [][]query.Member{g.r.In, g.r.Out} {
		for i := range ms {
			if len(ms[i].Tests) == len(g.qu.Conds) {
				return &ms[i]
			}
		}
	}
	return nil
}

// looked is the last year that was looked at.
func (g *general) looked() int { return g.r.Last }

// sifted tells for which members the conditions hold, and how many they are.
func (g *general) sifted() {
	in, out := g.byLevel(g.r.In), g.byLevel(g.r.Out)
	of := len(in) + len(out)
	tail := g.tailsText(g.looked())
	what := g.predicates(len(in))
	switch {
	case len(in) == 0:
		g.Headline = fmt.Sprintf("None of %s %s%s%s.", g.theSet(of), what, tail, g.nearMiss())
	case len(in) <= maxNamed:
		g.Headline = fmt.Sprintf("%s %s: %s%s.", g.ofSet(len(in), of), what, g.memberList(in), tail)
	default:
		g.Headline = fmt.Sprintf("%s %s%s.", g.ofSet(len(in), of), what, tail)
		g.sayf("%s.", first(g.memberList(in)))
	}
	g.counted(in, out, "allies_that_pass")
	if len(in) > 0 && len(out) > 0 && len(out) <= 8 {
		g.sayf("Not among them: %s.", g.memberList(out))
	}
	g.levelsBeside(in, out)
	g.memberTable(in, g.ofSet(len(in), of)+" "+what)
}

// theSet names a set with its size: "the 3 in the Baltics".
func (g *general) theSet(of int) string {
	if g.narrow() {
		return fmt.Sprintf("%s (%d with a figure)", g.among(), of)
	}
	return fmt.Sprintf("the %d Allies with armed forces", of)
}

// byLevel sorts members by what they were judged by, highest first, or lowest
// first where less was asked for.
func (g *general) byLevel(ms []query.Member) []query.Member {
	ms = slices.Clone(ms)
	up := len(g.qu.Conds) > 0 && (g.qu.Conds[0].Cmp == query.Below || g.qu.Conds[0].Cmp == query.AtMost)
	slices.SortStableFunc(ms, func(a, b query.Member) int {
		if len(a.Tests) == 0 || len(b.Tests) == 0 {
			return len(b.Tests) - len(a.Tests)
		}
		x, y := a.Tests[0].Num.Value, b.Tests[0].Num.Value
		if up {
			x, y = y, x
		}
		switch {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	return ms
}

// nearMiss names who comes closest where the only condition holds for nobody.
func (g *general) nearMiss() string {
	if len(g.qu.Conds) != 1 || len(g.r.Out) == 0 {
		return ""
	}
	best := -1
	gap := 0.0
	for i := range g.r.Out {
		if len(g.r.Out[i].Tests) == 0 {
			continue
		}
		t := &g.r.Out[i].Tests[0]
		d := absolute(t.Num.Value - t.Level.Value)
		if best < 0 || d < gap {
			best, gap = i, d
		}
	}
	if best < 0 {
		return ""
	}
	m := g.r.Out[best]
	return fmt.Sprintf("; the closest is %s with %s", g.d.InSentence(m.Who), g.tell(m.Tests[0].Num, g.testName(m, m.Tests[0])))
}

// counted derives a count from the figures of those that it counts, or where
// they are many or none from those of the others.
func (g *general) counted(in, out []query.Member, name string) {
	list := in
	if len(in) == 0 || len(in) > maxNamed && len(out) > 0 && len(out) <= maxNamed {
		list = out
	}
	n := query.Num{Value: float64(len(in)), Dim: query.InPlace, Fig: -1}
	for i := range list {
		for _, t := range list[i].Tests {
			n.From = append(n.From, t.Num.From...)
		}
	}
	g.keep(n, name)
}

// memberList lists members with the numbers by which they were judged.
func (g *general) memberList(ms []query.Member) string {
	parts := make([]string, len(ms))
	for i, m := range ms {
		parts[i] = strings.TrimSpace(g.memberName(m) + " " + g.memberNumbers(m))
	}
	return strings.Join(parts, ", ")
}

func (g *general) memberName(m query.Member) string {
	if m.Who == "" {
		return query.SetText(g.d.Dataset, g.pooledSet())
	}
	return g.d.InSentence(m.Who)
}

// memberNumbers are the numbers of a member, each once.
func (g *general) memberNumbers(m query.Member) string {
	var parts []string
	for _, t := range m.Tests {
		s := g.tell(t.Num, g.testName(m, t))
		c := g.qu.Conds[t.Cond]
		switch {
		case t.Was != nil:
			s += " (" + g.tell(*t.Was, g.testName(m, t)+"_before") + " the year before)"
		case t.Old != nil && t.New != nil:
			s += " (" + g.tell(*t.Old, "old") + " and " + g.tell(*t.New, "new") + ")"
		case c.Of != nil && len(c.Of.Set.Terms) == 0 && c.Of.Pool == query.Each:
			s += " (" + g.tell(t.Level, g.testName(m, t)+"_other") + inYear(c.Of.Time.To) + ")"
		}
		if g.Intent != "" && g.qu.Ask != query.First && g.qu.Ask != query.Last && g.qu.Ask != query.Since && g.qu.Ask != query.Years && g.qu.Ask != query.CountEach &&
			(g.several() && len(m.Tests) > 1 || len(t.Span) > 1) {
			s += inYear(t.Year)
		}
		if !slices.Contains(parts, s) {
			parts = append(parts, s)
		}
	}
	return list(parts)
}

// several reports that the conditions look at more than one year.
func (g *general) several() bool { return g.r.First != g.r.Last }

// testName is the name of a number derived for a test.
func (g *general) testName(m query.Member, t query.Test) string {
	st := query.Standing{Who: m.Who, Year: t.Year, Num: t.Num}
	what := string(g.qu.Conds[t.Cond].Qty.Op)
	if what == "" {
		what = "value"
	}
	return g.nameOf(st, what)
}

// levelsBeside tells the value of another that the members were compared with.
func (g *general) levelsBeside(in, out []query.Member) {
	for i, c := range g.qu.Conds {
		if c.Of == nil || len(c.Of.Set.Terms) == 0 && c.Of.Pool == query.Each {
			continue
		}
		for _, ms := range [][]query.Member{in, out} {
			if len(ms) > 0 {
				if t := testOf(&ms[0], i); t != nil {
					g.sayf("%s: %s in %d.", first(query.SetText(g.d.Dataset, c.Of.Set)), g.tell(t.Level, "compared_with"), t.Year)
					break
				}
			}
		}
	}
}

// memberTable is the table and the chart of those for which conditions hold;
// title says which they are.
func (g *general) memberTable(ms []query.Member, title string) {
	if len(ms) == 0 {
		return
	}
	t := &Table{Caption: first(g.heading()), Header: []string{"Ally"}, Numeric: []bool{false}}
	for i := range g.qu.Conds {
		t.Header = append(t.Header, first(query.Label(g.d.Dataset, g.qu.Conds[i].Qty)))
		t.Numeric = append(t.Numeric, true)
	}
	var bars []query.Standing
	for _, m := range ms {
		row := []string{g.d.Name(m.Who)}
		for i := range g.qu.Conds {
			cell := "–"
			if x := testOf(&m, i); x != nil {
				cell = g.tell(x.Num, g.testName(m, *x))
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
		if len(m.Tests) > 0 && m.Who != "" {
			bars = append(bars, query.Standing{Who: m.Who, Year: m.Tests[0].Year, Num: m.Tests[0].Num})
		}
	}
	g.Table = t
	slices.SortStableFunc(bars, func(a, b query.Standing) int {
		if a.Num.Value > b.Num.Value {
			return -1
		}
		return 1
	})
	g.bars(bars)
	if g.Chart != nil {
		g.Chart.Title, g.Chart.Short = title, shorten(title, g.Chart.Short)
	}
}

// membership tells who belongs to a set.
func (g *general) membership() {
	vs := g.r.Values
	g.Headline = fmt.Sprintf("%s: %d with a figure in %d%s.", first(g.among()), len(vs), vs[0].Year, g.tailsText(vs[0].Year))
	n := query.Num{Value: float64(len(vs)), Dim: query.InPlace, Fig: -1}
	for _, st := range vs {
		n.From = append(n.From, st.Num.From...)
	}
	g.keep(n, "allies")
	g.sayf("%s.", first(g.each(vs)))
	g.rows(vs)
}

// countEach tells counts year by year.
func (g *general) countEach() {
	cs := g.r.Counts
	parts := make([]string, len(cs))
	t := &Table{Caption: first(g.heading()), Header: []string{"Year", "Allies", "Of", "Who"}, Numeric: []bool{true, true, true, false}}
	pts := make([]Point, len(cs))
	for i, c := range cs {
		g.counted(c.In, c.Out, fmt.Sprintf("allies_that_pass_%d", c.Year))
		parts[i] = fmt.Sprintf("%d in %d", c.N, c.Year)
		who := "all"
		switch {
		case len(c.Out) == 0:
			g.memberList(c.In)
		case len(c.In) == 0:
			who = "none"
			g.memberList(c.Out)
		case len(c.In) <= maxNamed || len(c.Out) > maxNamed:
			who = first(g.memberList(c.In))
		default:
			who = "all but " + g.memberList(c.Out)
		}
		t.Rows = append(t.Rows, []string{strconv.Itoa(c.Year), strconv.Itoa(c.N), strconv.Itoa(c.Of), who})
		pts[i] = Point{Year: c.Year, Value: float64(c.N), Text: strconv.Itoa(c.N), Estimate: slices.Contains(g.e.Estimates, c.Year)}
	}
	whom := "Allies"
	if g.narrow() {
		whom = "Members of " + g.among()
	}
	g.Headline = fmt.Sprintf("%s %s: %s%s.", whom, g.heading(), strings.Join(parts, ", "), g.tailsText(cs[len(cs)-1].Year))
	if of := cs[len(cs)-1].Of; of > 0 {
		g.sayf("Counted among %d with a figure in %d.", of, cs[len(cs)-1].Year)
	}
	g.Table = t
	if len(pts) > 1 {
		g.countChart(whom+" "+g.heading(), cs[len(cs)-1].Of, pts)
	}
}

// measureOf is the measure by which was counted.
func measureOf(cs []query.Tally) facts.Measure {
	for _, c := range cs {
		for _, m := range append(slices.Clone(c.In), c.Out...) {
			for _, t := range m.Tests {
				if t.Num.Measure.Valid() {
					return t.Num.Measure
				}
			}
		}
	}
	return ""
}
