package answer

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"natobot/facts"
	"natobot/facts/query"
)

// maxShort is how long a title of a platform's own chart may be.
const maxShort = 50

// A yard is the unit of a chart: amounts held in millions are told in billions
// where one reaches a billion.
type yard struct {
	unit   string
	by     float64
	signed bool
}

// yardOf is the unit for values of m of which most is the largest. name is the
// currency of an amount, as it is spoken of.
func yardOf(m facts.Measure, name string, most float64) yard {
	switch {
	case query.IsMoney(m) && most >= 999.5:
		return yard{"billion " + name, 1000, false}
	case query.IsMoney(m):
		return yard{"million " + name, 1, false}
	}
	return yard{m.Unit(), 1, m == facts.RealChange || m == facts.RealChangeSince}
}

// value is a value with n decimals in the unit of the chart, and as it is
// written there: billions as sentences have them, but to two digits at least.
func (y yard) value(v float64, n int) (float64, string) {
	if y.by == 1000 {
		switch x := math.Abs(v); {
		case x >= 99_950:
			n = 0
		case x >= 9_995:
			n = 1
		case x >= 99.5:
			n = 2
		default:
			n = 3
		}
		v /= 1000
	}
	if y.signed {
		return facts.Round(v, n), signed(v, n)
	}
	return facts.Round(v, n), facts.FormatNumber(v, n)
}

func (y yard) point(f facts.Figure) Point {
	v, s := y.value(f.Value, f.Decimals())
	return Point{Year: f.Year, Value: v, Text: s, Estimate: f.Estimate}
}

// moneyName is the currency of a measure in an edition: "US$", "euros".
func (w *draft) moneyName(c facts.Code, m facts.Measure) string {
	if m == facts.SpendNCU || m == facts.SpendNCUConstant {
		return w.d.CurrencyOf(facts.Figure{Ally: c, Measure: m, Edition: w.e.ID})
	}
	return "US$"
}

// spending names defence expenditure as the edition counts it.
func spendingOf(e *facts.Edition) string {
	if e.Core() {
		return "core defence expenditure"
	}
	return "defence expenditure"
}

// measured names a measure with definition and prices, for the subtitle of a
// chart: "core defence expenditure, % of GDP".
func (w *draft) measured(m facts.Measure, unit string) string {
	s := spendingOf(w.e)
	switch m {
	case facts.RealChange:
		s = "annual real change of " + s
	case facts.RealChangeSince:
		s = "real change of " + s + " since 2014"
	case facts.GDP, facts.GDPConstant:
		s = "GDP"
	case facts.GDPPerCapita:
		s = "GDP per head"
	case facts.DefencePerCapita:
		s += " per head"
	case facts.Personnel:
		s, unit = "military personnel", "thousands"
	case facts.EquipmentShare:
		s, unit = "major equipment", "% of "+s
	case facts.PersonnelShare:
		s, unit = "personnel", "% of "+s
	case facts.InfrastructureShare:
		s, unit = "infrastructure", "% of "+s
	case facts.OtherShare:
		s, unit = "other items", "% of "+s
	}
	s += ", " + unit
	if p := pricesOf(w.e, m); p != "" {
		s += ", " + p
	}
	return s
}

// brief names a measure in a few words, for titles of at most 50 characters.
func (w *draft) brief(m facts.Measure, unit string) string {
	s := "defence"
	if w.e.Core() {
		s = "core defence"
	}
	switch m {
	case facts.RealChange, facts.RealChangeSince:
		return s + ", real change"
	case facts.GDP, facts.GDPConstant:
		return "GDP, " + unit
	case facts.GDPPerCapita:
		return "GDP per head, US$"
	case facts.DefencePerCapita:
		return s + " per head, US$"
	case facts.Personnel:
		return "military personnel, thousands"
	case facts.EquipmentShare:
		return "equipment, % of " + s
	case facts.PersonnelShare:
		return "personnel, % of " + s
	case facts.InfrastructureShare:
		return "infrastructure, % of " + s
	case facts.OtherShare:
		return "other items, % of " + s
	}
	return s + ", " + unit
}

// shorten is the first of some titles that fits a platform's own chart.
func shorten(titles ...string) string {
	for _, t := range titles {
		if utf8.RuneCountInString(t) <= maxShort {
			return t
		}
	}
	return ""
}

// sourceLine stands in a picture.
func (w *draft) sourceLine(m facts.Measure) string {
	return "Source: " + w.e.Publisher + ", " + w.e.Title + " (" + labelOf(w.e) + "), " + m.Table()
}

// newChart is a chart of the draft's edition, without series.
func (w *draft) newChart(kind string, m facts.Measure) *Chart {
	return &Chart{Kind: kind, Source: w.sourceLine(m), Address: w.e.URL}
}

// levelsInForce are the commitments drawn across a chart, each from the year
// in which it was agreed.
func (w *draft) levelsInForce(m facts.Measure) []Level {
	var out []Level
	add := func(c *facts.Commitment, ok bool) {
		if ok {
			out = append(out, Level{Value: c.Value, Label: w.namedText(c), From: c.Agreed.Year()})
		}
	}
	switch m {
	case facts.ShareOfGDP:
		add(w.d.Floor(w.AsOf))
		add(w.d.CoreGoal(w.AsOf))
	case facts.EquipmentShare:
		add(w.d.EquipmentGuideline(w.AsOf))
	}
	return out
}

// lineChart draws series over the years of the edition; nil where there are
// fewer than two points.
func (w *draft) lineChart(cs []facts.Code, m facts.Measure, from, to int) *Chart {
	if w.e == nil {
		return nil
	}
	var all [][]facts.Figure
	most := 0.0
	for _, code := range cs {
		s := w.e.SeriesOf(code, m, from, to)
		if len(s) < 2 {
			continue
		}
		all = append(all, s)
		for i := range s {
			most = max(most, math.Abs(s[i].Value))
		}
	}
	if len(all) == 0 {
		return nil
	}
	c := w.newChart("line", m)
	c.Levels = w.levelsInForce(m)
	y := yardOf(m, w.moneyName(all[0][0].Ally, m), most)
	c.Unit, c.Signed = y.unit, y.signed
	var names, alt []string
	begin, last := all[0][0].Year, 0
	for _, s := range all {
		pts := make([]Point, len(s))
		for i := range s {
			pts[i] = y.point(s[i])
			if s[i].Estimate && !slices.Contains(c.Estimates, s[i].Year) {
				c.Estimates = append(c.Estimates, s[i].Year)
			}
		}
		begin, last = min(begin, s[0].Year), max(last, s[len(s)-1].Year)
		name := w.d.Name(s[0].Ally)
		names = append(names, name)
		c.Series = append(c.Series, Series{Name: name, Points: pts})
		alt = append(alt, name+" "+w.course(s))
	}
	slices.Sort(c.Estimates)
	span := ", " + strconv.Itoa(begin) + " to " + strconv.Itoa(last)
	c.Title = w.finding(all, m)
	c.Subtitle = first(w.measured(m, y.unit)) + span
	b := w.brief(m, y.unit)
	short := fmt.Sprintf(", %d–%d", begin, last)
	who := fmt.Sprintf("%d Allies", len(names))
	if slices.ContainsFunc(cs, facts.Code.Aggregate) {
		who = fmt.Sprintf("%d series", len(names))
	}
	c.Short = shorten(strings.Join(names, ", ")+": "+b+short, strings.Join(names, ", ")+": "+b, who+": "+b+short, who+": "+b, first(b)+short, first(b))
	c.Alt = "Line chart, " + w.measured(m, y.unit) + ": " + strings.Join(alt, "; ") + "." + w.besideLevels(c)
	return c
}

// course tells a series in words: its direction, its ends, its extremes.
func (w *draft) course(s []facts.Figure) string {
	a, b := s[0], s[len(s)-1]
	lo, hi := extremes(s)
	out := fmt.Sprintf("is at %s in %d as in %d%s", w.d.value(b), b.Year, a.Year, estimated(b))
	if a.Value != b.Value {
		out = fmt.Sprintf("%s from %s in %d to %s in %d%s", direction(a, b), w.d.value(a), a.Year, w.d.value(b), b.Year, estimated(b))
	}
	if len(s) > 2 && lo.Value != hi.Value {
		out += fmt.Sprintf(", lowest %s in %d, highest %s in %d", w.d.value(lo), lo.Year, w.d.value(hi), hi.Year)
	}
	return out
}

func direction(a, b facts.Figure) string {
	if b.Value > a.Value {
		return "rises"
	}
	return "falls"
}

func estimated(f facts.Figure) string {
	if f.Estimate {
		return " (estimate)"
	}
	return ""
}

// finding is what series over years show: how one moved, or which stands
// where at the end.
func (w *draft) finding(all [][]facts.Figure, m facts.Measure) string {
	if len(all) == 1 {
		s := all[0]
		a, b := s[0], s[len(s)-1]
		if a.Value == b.Value {
			return fmt.Sprintf("%s at %s%s in %d as in %d%s", w.d.Name(a.Ally), w.d.value(b), ofWhat(m), b.Year, a.Year, estimated(b))
		}
		verb := map[string]string{"rises": "up", "falls": "down"}[direction(a, b)]
		return fmt.Sprintf("%s %s from %s%s in %d to %s in %d%s", w.d.Name(a.Ally), verb, w.d.value(a), ofWhat(m), a.Year, w.d.value(b), b.Year, estimated(b))
	}
	year := 0
	for _, s := range all {
		year = max(year, s[len(s)-1].Year)
	}
	var last []facts.Figure
	for _, s := range all {
		if f := s[len(s)-1]; f.Year == year {
			last = append(last, f)
		}
	}
	return w.highest(last, m)
}

// highest says who is highest and who lowest of some in one year.
func (w *draft) highest(fs []facts.Figure, m facts.Measure) string {
	es := make([]standing, len(fs))
	for i, f := range fs {
		es[i] = standing{w.d.InSentence(f.Ally), f.Value, w.d.value(f)}
	}
	s := highLow(es, ofWhat(m), inYear(fs[0].Year))
	switch {
	case !fs[0].Estimate:
		return s
	case len(fs) == 1:
		return s + " (estimate)"
	}
	return s + " (estimates)"
}

// A standing is a value with its name and its words.
type standing struct {
	name  string
	value float64
	words string
}

// highLow is a headline of values side by side.
func highLow(vs []standing, of, when string) string {
	vs = slices.Clone(vs)
	slices.SortStableFunc(vs, func(a, b standing) int { return cmp.Compare(b.value, a.value) })
	hi, lo := vs[0], vs[len(vs)-1]
	switch {
	case len(vs) == 1:
		return first(hi.name) + ": " + hi.words + of + when
	case hi.value == lo.value && len(vs) == 2:
		return first(hi.name) + " and " + lo.name + " level at " + hi.words + of + when
	case hi.value == lo.value:
		return fmt.Sprintf("All %d level at %s%s%s", len(vs), hi.words, of, when)
	case len(vs) == 2:
		return first(hi.name) + " ahead of " + lo.name + when + ": " + hi.words + of + " against " + lo.words
	}
	tied := func(v standing) string {
		var names []string
		for _, o := range vs {
			if o.value == v.value {
				names = append(names, o.name)
			}
		}
		if len(names) > 3 {
			return strconv.Itoa(len(names)) + " alike"
		}
		return list(names)
	}
	return first(tied(hi)) + " highest" + when + " with " + hi.words + of + ", " + tied(lo) + " lowest with " + lo.words
}

// besideLevels says from when each commitment that is drawn holds and who stands
// where to it in the last year of a chart, in words that are right for one and
// for many. Aggregates are not judged: every Ally has undertaken it for itself.
func (w *draft) besideLevels(c *Chart) string {
	year := 0
	for _, s := range c.Series {
		for _, p := range s.Points {
			year = max(year, p.Year)
		}
	}
	out := ""
	for _, l := range c.Levels {
		if l.From == 0 || l.From > year { // a threshold that was asked for is told by the title
			continue
		}
		var in, below []string
		for _, s := range c.Series {
			for _, p := range s.Points {
				name := p.Label
				if c.Kind == "line" {
					if name = s.Name; p.Year != year {
						continue
					}
				}
				switch {
				case name == w.d.Name(facts.NATOTotal) || name == w.d.Name(facts.EuropeCanada):
				case p.Value >= l.Value:
					in = append(in, name)
				default:
					below = append(below, name)
				}
			}
		}
		out += fmt.Sprintf(" A line marks the %s, agreed in %d", l.Label, l.From)
		if n := len(in) + len(below); n > 0 {
			out += fmt.Sprintf("; at or above it in %d: %s; below: %s", year, fewOf(in, n), fewOf(below, n))
		}
		out += "."
	}
	return out
}

// fewOf names a few, counts many.
func fewOf(names []string, of int) string {
	switch {
	case len(names) == 0:
		return "none"
	case len(names) == of && of == 2:
		return "both"
	case len(names) == of && of > 1:
		return "all " + strconv.Itoa(of)
	case len(names) <= 4:
		return list(names)
	}
	return strconv.Itoa(len(names))
}

// barChart draws a bar for each of a list, under title or, without one, a
// headline of who is highest and who lowest. A bar meets the level by which it
// is judged: the one asked for, else the first commitment in force.
func (w *draft) barChart(fs []facts.Figure, m facts.Measure, year int, title string) *Chart {
	if len(fs) == 0 {
		return nil
	}
	c := w.newChart("bar", m)
	c.Levels, c.Estimates = w.levelsInForce(m), w.e.EstimatesIn(year)
	c.Levels = slices.DeleteFunc(c.Levels, func(l Level) bool { return l.From > year })
	level, judgedBy := w.q.Low, w.q.Low > 0 && w.q.Cmp != ""
	if !judgedBy && len(c.Levels) > 0 {
		level, judgedBy = c.Levels[0].Value, true
	}
	most := 0.0
	for _, f := range fs {
		most = max(most, math.Abs(f.Value))
	}
	y := yardOf(m, w.moneyName(fs[0].Ally, m), most)
	c.Unit, c.Signed = y.unit, y.signed
	for _, v := range []float64{w.q.Low, w.q.High} {
		if v > 0 && !slices.ContainsFunc(c.Levels, func(l Level) bool { return l.Value == v }) {
			c.Levels = append(c.Levels, Level{Value: v / y.by, Label: levelAt(m, v)})
		}
	}
	pts := make([]Point, len(fs))
	for i, f := range fs {
		pts[i] = y.point(f)
		pts[i].Label, pts[i].Meets = w.d.Name(f.Ally), !judgedBy || f.Value >= level
	}
	c.Series = []Series{{Name: first(m.Label()), Points: pts}}
	if c.Title = title; title == "" {
		c.Title = w.highest(fs, m)
	}
	c.Subtitle = first(w.measured(m, y.unit)) + inYearOf(year)
	b := w.brief(m, y.unit)
	if c.Short = shorten(title, first(b)+inYearOf(year), first(b)); c.Short == "" {
		c.Short = shorten(first(b)+inYearOf(year), first(b))
	}
	a, z := fs[0], fs[len(fs)-1]
	c.Alt = fmt.Sprintf("Bar chart, %s in %d, %s: ", w.measured(m, y.unit), year, howMany(fs))
	if len(fs) == 1 {
		c.Alt += w.d.Name(a.Ally) + " " + w.d.value(a) + estimated(a) + "."
	} else {
		c.Alt += "from " + w.d.Name(a.Ally) + " " + w.d.value(a) + " to " + w.d.Name(z.Ally) + " " + w.d.value(z) + estimated(z) + "."
	}
	c.Alt += w.besideLevels(c)
	return c
}

func inYearOf(year int) string { return ", " + strconv.Itoa(year) }

// howMany counts the bars of a chart.
func howMany(fs []facts.Figure) string {
	switch {
	case len(fs) == 1:
		return "1 bar"
	case slices.ContainsFunc(fs, func(f facts.Figure) bool { return f.Ally.Aggregate() }):
		return strconv.Itoa(len(fs)) + " bars"
	}
	return strconv.Itoa(len(fs)) + " Allies"
}

// bars draws a bar for each standing.
func (g *general) bars(vs []query.Standing) {
	if len(vs) == 0 || len(vs) < 2 && g.expr(vs[0]).Op != query.Part {
		return
	}
	n := vs[0].Num
	m := n.Measure
	c := g.newChart("bar", m)
	var years []int
	var most float64
	for _, st := range vs {
		if !slices.Contains(years, st.Year) {
			years = append(years, st.Year)
		}
		most = max(most, math.Abs(st.Num.Value))
	}
	slices.Sort(years)
	c.Estimates = g.e.EstimatesIn(years...)
	if n.Dim == query.Share && m.Valid() {
		c.Levels = slices.DeleteFunc(g.levelsInForce(m), func(l Level) bool { return l.From > years[len(years)-1] })
	}
	y, points := g.yard(vs[0], most), make([]Point, len(vs))
	c.Unit, c.Signed = y.unit, y.signed
	x := g.expr(vs[0])
	if x.Op == query.Part && most <= 100 {
		c.Whole = 100
	}
	several := len(years) > 1
	es := make([]standing, len(vs))
	for i, st := range vs {
		p := Point{Year: st.Year, Label: g.d.Name(st.Who), Estimate: slices.Contains(c.Estimates, st.Year)}
		p.Value, p.Text = y.value(st.Num.Value, g.decimals(st.Num))
		p.Meets = len(c.Levels) == 0 || st.Num.Value >= c.Levels[0].Value
		if c.Signed && len(c.Levels) == 0 {
			p.Meets = st.Num.Value >= 0
		}
		if several {
			p.Label += " " + strconv.Itoa(st.Year)
		}
		points[i] = p
		es[i] = standing{g.d.InSentence(st.Who), st.Num.Value, g.signedWords(st.Num, y.signed)}
	}
	c.Series = []Series{{Name: first(g.label(x, n)), Points: points}}
	when := inYear(years[len(years)-1])
	if several || vs[0].Since != 0 {
		when = ""
	}
	of := ""
	if x.Op == query.Value && x.Slice == "" && n.Fig >= 0 {
		of = ofWhat(m)
	}
	whole := ""
	if x.Op == query.Part {
		_, whole, _ = strings.Cut(query.Label(g.d.Dataset, x), " as per cent of that of ")
		of = " of " + whole
	}
	if c.Title = highLow(es, of, when); len(c.Estimates) == len(years) {
		c.Title += map[bool]string{true: " (estimate)", false: " (estimates)"}[len(vs) == 1]
	}
	what := g.title(vs[0])
	if of != "" || n.Fig >= 0 && x.Op == query.Value && x.Slice == "" {
		what = g.measured(m, y.unit) + inYear(vs[0].Year)
	}
	c.Subtitle = g.chartSubtitle(vs[0], y)
	c.Short = shorten(first(g.title(vs[0])), first(g.label(x, n))+inYearOf(years[len(years)-1]), first(g.label(x, n)), first(y.unit)+inYearOf(years[len(years)-1]), first(y.unit), "Figures")
	switch last := inYearOf(years[len(years)-1]); {
	case whole != "":
		c.Short = shorten("Part of "+whole+last, "Part of the whole, %"+last)
	case n.Fig >= 0 && x.Op == query.Value && x.Slice == "":
		b := first(g.brief(m, y.unit))
		c.Short = shorten(b+last, b)
	}
	a, b := vs[0], vs[len(vs)-1]
	if len(vs) == 1 {
		c.Alt = fmt.Sprintf("Bar chart, %s: %s %s of 100 %%.", what, points[0].Label, points[0].Text)
		g.Chart = c
		return
	}
	c.Alt = fmt.Sprintf("Bar chart, %s, %d bars: from %s %s to %s %s.", what, len(vs), points[0].Label, g.signedWords(a.Num, y.signed), points[len(points)-1].Label, g.signedWords(b.Num, y.signed)) + g.besideLevels(c)
	g.Chart = c
}

// chartSubtitle is measure, definition and unit of computed values.
func (g *general) chartSubtitle(st query.Standing, y yard) string {
	s := g.title(st)
	if g.expr(st).Op == query.Value && st.Num.Fig >= 0 && g.expr(st).Slice == "" {
		return first(g.measured(st.Num.Measure, y.unit)) + inYearOf(st.Year)
	}
	if s = first(s); !strings.Contains(s, y.unit) {
		s += ", " + y.unit
	}
	if g.e.Core() && !strings.Contains(strings.ToLower(s), "gdp,") {
		s += " (core defence)"
	} else if !strings.Contains(strings.ToLower(s), "defence") {
		s += " (defence expenditure)"
	}
	return s
}

// decimals are those with which a chart writes a number.
func (g *general) decimals(n query.Num) int {
	switch {
	case n.Fig >= 0:
		return g.figure(n.Fig).Decimals()
	case n.Dim == query.InPercent && absolute(n.Value) < 1:
		return 2
	case n.Dim == query.InPercent, n.Dim == query.InPersons:
		return 1
	case n.Dim == query.InHead, n.Dim == query.InPlace:
		return 0
	}
	return n.Dec
}

// signedWords are a number's words, with a plus before a rise.
func (g *general) signedWords(n query.Num, plus bool) string {
	s := g.words(n)
	if plus && n.Value > 0 && !strings.HasPrefix(s, "+") {
		s = "+" + s
	}
	return s
}

// yard is the unit of a chart of standings.
func (g *general) yard(st query.Standing, most float64) yard {
	n, op := st.Num, g.expr(st).Op
	y := yard{by: 1, signed: op == query.Change || op == query.Diff && n.Dim != query.InTimes}
	switch n.Dim {
	case query.InPoints:
		y.unit = "points"
	case query.InTimes:
		y.unit, y.signed = "times", false
	case query.InPercent:
		y.unit = "%"
	case query.InMoney:
		name := "US$"
		if n.Cur != "USD" && n.Cur != "" {
			name = query.CurrencyName(g.d.Dataset, n.Cur)
		}
		if y.unit = "million " + name; most >= 999.5 {
			y.unit, y.by = "billion "+name, 1000
		}
	case query.InHead:
		y.unit = "US$"
	default:
		if y.unit = n.Measure.Unit(); y.unit == "" {
			y.unit = "%"
		}
		y.signed = y.signed || n.Measure == facts.RealChange || n.Measure == facts.RealChangeSince
	}
	return y
}

// countChart draws how many there were in each year.
func (g *general) countChart(title string, of int, pts []Point) {
	m := facts.ShareOfGDP
	if x := measureOf(g.r.Counts); x != "" {
		m = x
	}
	c := g.newChart("line", m)
	c.Unit, c.Series = "Allies", []Series{{Name: "Allies", Points: pts}}
	var parts []string
	for _, p := range pts {
		if p.Estimate {
			c.Estimates = append(c.Estimates, p.Year)
		}
		parts = append(parts, p.Text+inYear(p.Year))
	}
	a, b := pts[0], pts[len(pts)-1]
	c.Title = fmt.Sprintf("%s: %s in %d, %s in %d", title, a.Text, a.Year, b.Text, b.Year)
	c.Subtitle = "Number of Allies by year, counted from the printed figures"
	if of > 0 {
		c.Subtitle = fmt.Sprintf("Number of Allies by year, of %d with a figure in %d, counted from the printed figures", of, b.Year)
	}
	c.Short = shorten(title+fmt.Sprintf(", %d–%d", a.Year, b.Year), title, fmt.Sprintf("Number of Allies, %d–%d", a.Year, b.Year))
	c.Alt = "Line chart, " + first(title) + ": " + strings.Join(parts, ", ") + "."
	g.Chart = c
}

// partChart draws what part of all Allies' spending is one Ally's: a bar on the
// whole.
func (w *draft) partChart(f facts.Figure, pct float64) *Chart {
	c := w.newChart("bar", f.Measure)
	text := facts.FormatNumber(pct, 1)
	c.Unit, c.Whole, c.Estimates = "% of NATO Total", 100, w.e.EstimatesIn(f.Year)
	c.Series = []Series{{Name: "Part of NATO Total", Points: []Point{{Year: f.Year, Label: w.d.Name(f.Ally), Value: pct, Text: text, Meets: true, Estimate: f.Estimate}}}}
	c.Title = fmt.Sprintf("%s: %s %% of what all Allies spent on defence in %d%s", w.d.Name(f.Ally), text, f.Year, estimated(f))
	c.Subtitle = "Part of " + spendingOf(w.e) + " of NATO Total, % (the whole bar is 100 %), " + pricesOf(w.e, f.Measure) + inYearOf(f.Year)
	c.Short = shorten(w.d.Name(f.Ally)+": part of NATO Total"+inYearOf(f.Year), "Part of NATO Total"+inYearOf(f.Year))
	c.Alt = "Bar chart: " + c.Title + "."
	return c
}

// ShareChart draws the shares of an edition: the years of one or two Allies
// asked for, else every Ally's bar, highest first. Nil where there is nothing
// to draw.
func ShareChart(d *facts.Dataset, e *facts.Edition, asOf facts.Date, about []facts.Code) *Chart {
	w := &draft{d: &Writer{Dataset: d}, e: e, day: asOf}
	w.AsOf = asOf
	if n := len(about); n == 1 || n == 2 {
		if c := w.lineChart(about, facts.ShareOfGDP, 0, 0); c != nil && len(c.Series) == n {
			return c
		}
		return nil
	}
	fs := w.d.ranked(e, facts.ShareOfGDP, e.ShareYear(), nil)
	if len(about) > 0 {
		fs = slices.DeleteFunc(fs, func(f facts.Figure) bool { return !slices.Contains(about, f.Ally) })
	}
	return w.barChart(fs, facts.ShareOfGDP, e.ShareYear(), "")
}

// Values are all values of the chart in words, with their unit: what someone
// reads who is shown no picture.
func (c *Chart) Values() string {
	var b strings.Builder
	b.WriteString(c.Unit)
	for i, s := range c.Series {
		b.WriteString([]string{": ", "; "}[min(i, 1)])
		if c.Kind == "line" && len(c.Series) > 1 {
			b.WriteString(s.Name + " ")
		}
		for k, p := range s.Points {
			if k > 0 {
				b.WriteString(", ")
			}
			if p.Label != "" {
				b.WriteString(p.Label)
			} else {
				b.WriteString(strconv.Itoa(p.Year))
			}
			if p.Estimate {
				b.WriteString("e")
			}
			b.WriteString(" " + p.Text)
		}
	}
	return b.String()
}
