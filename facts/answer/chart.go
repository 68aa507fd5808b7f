package answer

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"natobot/facts"
	"natobot/facts/query"
	"natobot/facts/voice"
)

// maxShort is how long a title of a platform's own chart may be.
const maxShort = 50

// A yard is the unit of a chart: amounts held in millions are told in billions
// where one reaches a billion.
type yard struct {
	voice  *voice.Voice
	unit   voice.Phrase
	by     float64
	signed bool
}

// yardOf is the unit for values of m, those of an amount in a currency, of which
// most is the largest.
func (w *draft) yardOf(m facts.Measure, c voice.Currency, most float64) yard {
	if query.IsMoney(m) {
		return w.moneyYard(c, most)
	}
	return yard{w.d.voice, P(m.Unit()), 1, m == facts.RealChange || m == facts.RealChangeSince}
}

// moneyYard is the unit for amounts in millions of which most is the largest.
func (w *draft) moneyYard(c voice.Currency, most float64) yard {
	switch large := most >= 999.5; {
	case large && c == "USD":
		return yard{w.d.voice, P("billion US$"), 1000, false}
	case large:
		return yard{w.d.voice, P("billion {1}", c), 1000, false}
	case c == "USD":
		return yard{w.d.voice, P("million US$"), 1, false}
	}
	return yard{w.d.voice, P("million {1}", c), 1, false}
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
	return facts.Round(v, n), y.voice.Quantity(voice.Quantity{Value: v, Decimals: n, Signed: y.signed})
}

func (y yard) point(f facts.Figure) Point {
	v, s := y.value(f.Value, f.Decimals())
	return Point{Year: f.Year, Value: v, Text: s, Estimate: f.Estimate}
}

// moneyOf is the currency of a measure in an edition.
func (w *draft) moneyOf(c facts.Code, m facts.Measure) voice.Currency {
	if m == facts.SpendNCU || m == facts.SpendNCUConstant {
		return w.d.currency(facts.Figure{Ally: c, Measure: m, Edition: w.e.ID})
	}
	return "USD"
}

// spendingOf names defence expenditure as the edition counts it.
func spendingOf(e *facts.Edition) voice.Phrase {
	if e.Core() {
		return P("core defence expenditure")
	}
	return P("defence expenditure")
}

// measured names a measure with definition and prices, for the subtitle of a
// chart: "core defence expenditure, % of GDP".
func (w *draft) measured(m facts.Measure, unit voice.Phrase) voice.Phrase {
	all := spendingOf(w.e)
	s := all
	switch m {
	case facts.RealChange:
		s = P("annual real change of {1}", all)
	case facts.RealChangeSince:
		s = P("real change of {1} since {2}", all, 2014)
	case facts.GDP, facts.GDPConstant:
		s = P("GDP")
	case facts.GDPPerCapita:
		s = P("GDP per head")
	case facts.DefencePerCapita:
		s = P("{1} per head", all)
	case facts.Personnel:
		s, unit = P("military personnel"), P("thousands")
	case facts.EquipmentShare:
		s, unit = P("major equipment"), P("% of {1}", all)
	case facts.PersonnelShare:
		s, unit = P("personnel"), P("% of {1}", all)
	case facts.InfrastructureShare:
		s, unit = P("infrastructure"), P("% of {1}", all)
	case facts.OtherShare:
		s, unit = P("other items"), P("% of {1}", all)
	}
	if p := prices(w.e, m); !p.Empty() {
		return P("{1}, {2}, {3}", s, unit, p)
	}
	return P("{1}, {2}", s, unit)
}

// brief names a measure in a few words, for titles of at most 50 characters.
func (w *draft) brief(m facts.Measure, unit voice.Phrase) voice.Phrase {
	s := P("defence")
	if w.e.Core() {
		s = P("core defence")
	}
	switch m {
	case facts.RealChange, facts.RealChangeSince:
		return P("{1}, real change", s)
	case facts.GDP, facts.GDPConstant:
		return P("GDP, {1}", unit)
	case facts.GDPPerCapita:
		return P("GDP per head, US$")
	case facts.DefencePerCapita:
		return P("{1} per head, US$", s)
	case facts.Personnel:
		return P("military personnel, thousands")
	case facts.EquipmentShare:
		return P("equipment, % of {1}", s)
	case facts.PersonnelShare:
		return P("personnel, % of {1}", s)
	case facts.InfrastructureShare:
		return P("infrastructure, % of {1}", s)
	case facts.OtherShare:
		return P("other items, % of {1}", s)
	}
	return P("{1}, {2}", s, unit)
}

// short is the first of some titles that fits a platform's own chart.
func (w *draft) short(titles ...voice.Phrase) string {
	out := make([]string, len(titles))
	for i, t := range titles {
		out[i] = w.text(t)
	}
	return shorten(out...)
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
	return w.text(P("Source: {1}, {2} ({3} edition), {4}", voice.Verbatim(w.e.Publisher), voice.Verbatim(w.e.Title), published(w.e), voice.Verbatim(m.Table())))
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
			out = append(out, Level{Value: c.Value, Label: w.text(w.named(c)), From: c.Agreed.Year()})
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
	y := w.yardOf(m, w.moneyOf(all[0][0].Ally, m), most)
	c.Unit, c.Signed = w.text(y.unit), y.signed
	var names []facts.Code
	var alt []voice.Phrase
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
		names = append(names, s[0].Ally)
		c.Series = append(c.Series, Series{Name: w.d.voice.Name(s[0].Ally), Points: pts})
		alt = append(alt, w.course(s))
	}
	slices.Sort(c.Estimates)
	what := w.measured(m, y.unit)
	c.Title = w.finding(all, m)
	c.Subtitle = w.text(P("{1^}, {2} to {3}", what, begin, last))
	b, who := w.brief(m, y.unit), voice.Of(voice.Commas, names)
	count := P("{1} Allies", len(names))
	if slices.ContainsFunc(cs, facts.Code.Aggregate) {
		count = P("{1} series", len(names))
	}
	c.Short = w.short(P("{1}: {2}, {3}–{4}", who, b, begin, last), P("{1}: {2}", who, b), P("{1}: {2}, {3}–{4}", count, b, begin, last), P("{1}: {2}", count, b), P("{1^}, {2}–{3}", b, begin, last), P("{1^}", b))
	c.Alt = w.text(P("Line chart, {1}: {2}.", what, voice.Of(voice.Semicolons, alt))) + w.besideLevels(c)
	return c
}

// course tells a series in words: its direction, its ends, its extremes.
func (w *draft) course(s []facts.Figure) voice.Phrase {
	a, b := s[0], s[len(s)-1]
	lo, hi := extremes(s)
	var ends voice.Phrase
	if len(s) > 2 && lo.Value != hi.Value {
		ends = P(", lowest {1} in {2}, highest {3} in {4}", w.d.number(lo), lo.Year, w.d.number(hi), hi.Year)
	}
	switch {
	case b.Value > a.Value:
		return P("{1} rises from {2} in {3} to {4} in {5}{6}{7}", a.Ally, w.d.number(a), a.Year, w.d.number(b), b.Year, estimated(b), ends)
	case b.Value < a.Value:
		return P("{1} falls from {2} in {3} to {4} in {5}{6}{7}", a.Ally, w.d.number(a), a.Year, w.d.number(b), b.Year, estimated(b), ends)
	}
	return P("{1} is at {2} in {3} as in {4}{5}{6}", a.Ally, w.d.number(b), b.Year, a.Year, estimated(b), ends)
}

func estimated(f facts.Figure) voice.Phrase { return mayBe(f.Estimate, P(" (estimate)")) }

// finding is what series over years show: how one moved, or which stands
// where at the end.
func (w *draft) finding(all [][]facts.Figure, m facts.Measure) string {
	if len(all) == 1 {
		s := all[0]
		a, b := s[0], s[len(s)-1]
		switch {
		case a.Value == b.Value:
			return w.text(P("{1} at {2}{3} in {4} as in {5}{6}", a.Ally, w.d.number(b), partOf(m), b.Year, a.Year, estimated(b)))
		case b.Value > a.Value:
			return w.text(P("{1} up from {2}{3} in {4} to {5} in {6}{7}", a.Ally, w.d.number(a), partOf(m), a.Year, w.d.number(b), b.Year, estimated(b)))
		}
		return w.text(P("{1} down from {2}{3} in {4} to {5} in {6}{7}", a.Ally, w.d.number(a), partOf(m), a.Year, w.d.number(b), b.Year, estimated(b)))
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
		es[i] = standing{f.Ally, f.Value, w.d.number(f)}
	}
	s := highLow(es, partOf(m), P(" in {1}", fs[0].Year))
	switch {
	case !fs[0].Estimate:
		return w.text(s)
	case len(fs) == 1:
		return w.text(P("{1} (estimate)", s))
	}
	return w.text(P("{1} (estimates)", s))
}

// A standing is a value with its name and its words.
type standing struct {
	name  facts.Code
	value float64
	words any
}

// highLow is a headline of values side by side.
func highLow(vs []standing, of, when any) voice.Phrase {
	vs = slices.Clone(vs)
	slices.SortStableFunc(vs, func(a, b standing) int { return cmp.Compare(b.value, a.value) })
	hi, lo := vs[0], vs[len(vs)-1]
	switch {
	case len(vs) == 1:
		return P("{1:the^}: {2}{3}{4}", hi.name, hi.words, of, when)
	case hi.value == lo.value && len(vs) == 2:
		return P("{1:the^} and {2:the} level at {3}{4}{5}", hi.name, lo.name, hi.words, of, when)
	case hi.value == lo.value:
		return P("All {1} level at {2}{3}{4}", len(vs), hi.words, of, when)
	case len(vs) == 2:
		return P("{1:the^} ahead of {2:the}{3}: {4}{5} against {6}", hi.name, lo.name, when, hi.words, of, lo.words)
	}
	tied := func(v standing) any {
		var names []facts.Code
		for _, o := range vs {
			if o.value == v.value {
				names = append(names, o.name)
			}
		}
		if len(names) > 3 {
			return P("{1} alike", len(names))
		}
		return voice.Of(voice.And, names)
	}
	return P("{1:the^} highest{2} with {3}{4}, {5:the} lowest with {6}", tied(hi), when, hi.words, of, tied(lo), lo.words)
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
		var in, below []voice.Verbatim
		for _, s := range c.Series {
			for _, p := range s.Points {
				name := p.Label
				if c.Kind == "line" {
					if name = s.Name; p.Year != year {
						continue
					}
				}
				switch {
				case name == w.d.voice.Name(facts.NATOTotal) || name == w.d.voice.Name(facts.EuropeCanada):
				case p.Value >= l.Value:
					in = append(in, voice.Verbatim(name))
				default:
					below = append(below, voice.Verbatim(name))
				}
			}
		}
		if n := len(in) + len(below); n > 0 {
			out += " " + w.text(P("A line marks the {1}, agreed in {2}; at or above it in {3}: {4}; below: {5}.", voice.Verbatim(l.Label), l.From, year, fewOf(in, n), fewOf(below, n)))
		} else {
			out += " " + w.text(P("A line marks the {1}, agreed in {2}.", voice.Verbatim(l.Label), l.From))
		}
	}
	return out
}

// fewOf names a few, counts many.
func fewOf(names []voice.Verbatim, of int) voice.Phrase {
	switch {
	case len(names) == 0:
		return P("none")
	case len(names) == of && of == 2:
		return P("both")
	case len(names) == of && of > 1:
		return P("all {1}", of)
	case len(names) <= 4:
		return P("{1}", voice.Of(voice.And, names))
	}
	return P("{1}", len(names))
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
	y := w.yardOf(m, w.moneyOf(fs[0].Ally, m), most)
	c.Unit, c.Signed = w.text(y.unit), y.signed
	for _, v := range []float64{w.q.Low, w.q.High} {
		if v > 0 && !slices.ContainsFunc(c.Levels, func(l Level) bool { return l.Value == v }) {
			c.Levels = append(c.Levels, Level{Value: v / y.by, Label: w.d.voice.Quantity(levelOf(m, v))})
		}
	}
	pts := make([]Point, len(fs))
	for i, f := range fs {
		pts[i] = y.point(f)
		pts[i].Label, pts[i].Meets = w.d.voice.Name(f.Ally), !judgedBy || f.Value >= level
	}
	c.Series = []Series{{Name: w.text(P("{1^}", m)), Points: pts}}
	if c.Title = title; title == "" {
		c.Title = w.highest(fs, m)
	}
	what, b := w.measured(m, y.unit), w.brief(m, y.unit)
	c.Subtitle = w.text(P("{1^}, {2}", what, year))
	c.Short = shorten(title)
	if c.Short == "" {
		c.Short = w.short(P("{1^}, {2}", b, year), P("{1^}", b))
	}
	a, z := fs[0], fs[len(fs)-1]
	if len(fs) == 1 {
		c.Alt = w.text(P("Bar chart, {1} in {2}, {3}: {4} {5}{6}.", what, year, howMany(fs), a.Ally, w.d.number(a), estimated(a)))
	} else {
		c.Alt = w.text(P("Bar chart, {1} in {2}, {3}: from {4} {5} to {6} {7}{8}.", what, year, howMany(fs), a.Ally, w.d.number(a), z.Ally, w.d.number(z), estimated(z)))
	}
	c.Alt += w.besideLevels(c)
	return c
}

// howMany counts the bars of a chart.
func howMany(fs []facts.Figure) voice.Phrase {
	if len(fs) == 1 || slices.ContainsFunc(fs, func(f facts.Figure) bool { return f.Ally.Aggregate() }) {
		return P("{1} {1|one=bar|other=bars}", len(fs))
	}
	return P("{1} Allies", len(fs))
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
	c.Unit, c.Signed = g.text(y.unit), y.signed
	x := g.expr(vs[0])
	if x.Op == query.Part && most <= 100 {
		c.Whole = 100
	}
	several := len(years) > 1
	es := make([]standing, len(vs))
	for i, st := range vs {
		p := Point{Year: st.Year, Label: g.d.voice.Name(st.Who), Estimate: slices.Contains(c.Estimates, st.Year)}
		p.Value, p.Text = y.value(st.Num.Value, g.decimals(st.Num))
		p.Meets = len(c.Levels) == 0 || st.Num.Value >= c.Levels[0].Value
		if c.Signed && len(c.Levels) == 0 {
			p.Meets = st.Num.Value >= 0
		}
		if several {
			p.Label += " " + strconv.Itoa(st.Year)
		}
		points[i] = p
		es[i] = standing{st.Who, st.Num.Value, g.signedWords(st.Num, y.signed)}
	}
	c.Series = []Series{{Name: first(g.label(x, n)), Points: points}}
	last := years[len(years)-1]
	when := mayBe(!several && vs[0].Since == 0, P(" in {1}", last))
	printed := n.Fig >= 0 && x.Op == query.Value && x.Slice == ""
	var of any = mayBe(printed, partOf(m))
	whole := ""
	if x.Op == query.Part {
		_, whole, _ = strings.Cut(query.Label(g.d.Dataset, x), " as per cent of that of ")
		of = " of " + whole
	}
	title := highLow(es, of, when)
	switch all := len(c.Estimates) == len(years); {
	case all && len(vs) == 1:
		title = P("{1} (estimate)", title)
	case all:
		title = P("{1} (estimates)", title)
	}
	c.Title = g.text(title)
	what := P("{1}", g.title(vs[0]))
	if whole != "" || printed {
		what = P("{1} in {2}", g.measured(m, y.unit), vs[0].Year)
	}
	c.Subtitle = g.chartSubtitle(vs[0], y)
	switch {
	case whole != "":
		c.Short = g.short(P("Part of {1}, {2}", whole, last), P("Part of the whole, %, {1}", last))
	case printed:
		b := g.brief(m, y.unit)
		c.Short = g.short(P("{1^}, {2}", b, last), P("{1^}", b))
	default:
		c.Short = g.short(P("{1^}", g.title(vs[0])), P("{1^}, {2}", g.label(x, n), last), P("{1^}", g.label(x, n)), P("{1^}, {2}", y.unit, last), P("{1^}", y.unit), P("Figures"))
	}
	a, b := points[0], points[len(points)-1]
	if len(vs) == 1 {
		c.Alt = g.text(P("Bar chart, {1}: {2} {3} of {4}.", what, voice.Verbatim(a.Label), voice.Verbatim(a.Text), voice.Level(100)))
		g.Chart = c
		return
	}
	c.Alt = g.text(P("Bar chart, {1}, {2}: from {3} {4} to {5} {6}.", what, P("{1} {1|one=bar|other=bars}", len(vs)), voice.Verbatim(a.Label), es[0].words, voice.Verbatim(b.Label), es[len(es)-1].words)) + g.besideLevels(c)
	g.Chart = c
}

// chartSubtitle is measure, definition and unit of computed values.
func (g *general) chartSubtitle(st query.Standing, y yard) string {
	s := g.title(st)
	if g.expr(st).Op == query.Value && st.Num.Fig >= 0 && g.expr(st).Slice == "" {
		return g.text(P("{1^}, {2}", g.measured(st.Num.Measure, y.unit), st.Year))
	}
	if unit := g.text(y.unit); !strings.Contains(s, unit) {
		s += ", " + unit
	}
	s = first(s)
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
	y := yard{voice: g.d.voice, by: 1, signed: op == query.Change || op == query.Diff && n.Dim != query.InTimes}
	switch n.Dim {
	case query.InPoints:
		y.unit = P("points")
	case query.InTimes:
		y.unit, y.signed = P("times"), false
	case query.InPercent:
		y.unit = P("%")
	case query.InMoney:
		m := g.moneyYard(voice.Currency(cmp.Or(n.Cur, "USD")), most)
		y.unit, y.by = m.unit, m.by
	case query.InHead:
		y.unit = P("US$")
	default:
		y.unit = P(cmp.Or(n.Measure.Unit(), "%"))
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
	c.Unit = g.text(P("Allies"))
	c.Series = []Series{{Name: c.Unit, Points: pts}}
	var parts []voice.Phrase
	for _, p := range pts {
		if p.Estimate {
			c.Estimates = append(c.Estimates, p.Year)
		}
		parts = append(parts, P("{1} in {2}", voice.Verbatim(p.Text), p.Year))
	}
	a, b := pts[0], pts[len(pts)-1]
	c.Title = g.text(P("{1}: {2} in {3}, {4} in {5}", title, voice.Verbatim(a.Text), a.Year, voice.Verbatim(b.Text), b.Year))
	c.Subtitle = g.text(P("Number of Allies by year, counted from the printed figures"))
	if of > 0 {
		c.Subtitle = g.text(P("Number of Allies by year, of {1} with a figure in {2}, counted from the printed figures", of, b.Year))
	}
	c.Short = g.short(P("{1}, {2}–{3}", title, a.Year, b.Year), P("{1}", title), P("Number of Allies, {1}–{2}", a.Year, b.Year))
	c.Alt = g.text(P("Line chart, {1^}: {2}.", title, voice.Of(voice.Commas, parts)))
	g.Chart = c
}

// partChart draws what part of all Allies' spending is one Ally's: a bar on the
// whole.
func (w *draft) partChart(f facts.Figure, pct float64) *Chart {
	c := w.newChart("bar", f.Measure)
	c.Unit, c.Whole, c.Estimates = w.text(P("% of NATO Total")), 100, w.e.EstimatesIn(f.Year)
	c.Series = []Series{{Name: w.text(P("Part of NATO Total")), Points: []Point{{Year: f.Year, Label: w.d.voice.Name(f.Ally), Value: pct, Text: w.d.voice.Number(pct, 1), Meets: true, Estimate: f.Estimate}}}}
	title := P("{1}: {2} of what all Allies spent on defence in {3}{4}", f.Ally, voice.Quantity{Value: pct, Decimals: 1, Kind: voice.PerCent}, f.Year, estimated(f))
	c.Title = w.text(title)
	c.Subtitle = w.text(P("Part of {1} of NATO Total, % (the whole bar is {2}), {3}, {4}", spendingOf(w.e), voice.Level(100), prices(w.e, f.Measure), f.Year))
	c.Short = w.short(P("{1}: part of NATO Total, {2}", f.Ally, f.Year), P("Part of NATO Total, {1}", f.Year))
	c.Alt = w.text(P("Bar chart: {1}.", title))
	return c
}

// ShareChart draws the shares of an edition: the years of one or two Allies
// asked for, else every Ally's bar, highest first. Nil where there is nothing
// to draw.
func ShareChart(d *facts.Dataset, e *facts.Edition, asOf facts.Date, about []facts.Code) *Chart {
	w := &draft{d: &Writer{Dataset: d, voice: voice.English}, e: e, day: asOf}
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
				if p.Estimate {
					b.WriteString("e")
				}
			}
			b.WriteString(" " + p.Text)
		}
	}
	return b.String()
}
