package facts

import (
	"fmt"
	"io/fs"
	"math"
	"path"
	"slices"
	"sort"
	"strings"

	"natobot/facts/late"
)

// needed are the files that a data directory must have, besides the editions.
var needed = []string{"allies.csv", "sources.csv", "commitments.csv", "meetings.csv", "meeting_facts.csv", "statements.csv", "definitions.csv", "groups.csv", "events.csv", "terms.csv", "unheld.csv", "counts.csv", "budgets.csv", "aid.csv", "checks.csv"}

// Lint checks curated data and lists the faults, ordered by file and row. It
// takes the same file systems as Load and finds all that Load refuses, and in
// each edition what the figures say about each other:
//
//   - shares agree with constant amounts over constant GDP, and defence with
//     GDP per head, to the printed precision;
//   - real changes agree with the constant series, in national currency and in
//     US dollars;
//   - the four categories sum to 100;
//   - NATO's aggregates are the sums of the Allies of that year;
//   - constant amounts equal current ones in the base year, and stand in one
//     fixed ratio between the two currencies; euro Allies have one rate a year,
//     and US dollars are US dollars;
//   - whole editions lack no figure that they have of most Allies;
//   - years follow one another, and estimates are the last of them.
//
// Faults of NATO's own tables are excused by name in an edition's
// exceptions.csv. An exception that excuses nothing is a fault itself.
//
// Figures are compared as intervals: a printed 2.00 can be anything that is
// printed so. Not promised: that a wrong digit is found where nothing else in
// the tables depends on it (the current amount in a currency of one's own).
func Lint(fsys fs.FS, more ...fs.FS) []*DataError {
	dirs := append([]fs.FS{fsys}, more...)
	d, faults := load(dirs, false)
	for _, name := range needed {
		if !slices.ContainsFunc(dirs, func(f fs.FS) bool { _, err := fs.Stat(f, name); return err == nil }) {
			faults = append(faults, &DataError{File: name, Reason: "the file is missing"})
		}
	}
	if d != nil {
		for i := range d.Allies {
			a := &d.Allies[i]
			if _, ok := d.Sources[a.Source]; !ok {
				faults = append(faults, &DataError{File: "allies.csv", Reason: fmt.Sprintf("%s: no source %q", a.Code, a.Source)})
			}
		}
		faults = append(faults, d.lintCounts()...)
		for _, e := range slices.Concat(d.Editions, d.History) {
			if e.URL == "" && e.NoURL == "" {
				faults = append(faults, &DataError{File: path.Join(e.ID, "edition.csv"), Reason: "neither url nor no_url, the reason why there is none"})
			}
			l := linter{d: d, e: e, file: path.Join(e.ID, "figures.csv"), used: make([]bool, len(e.Exceptions))}
			l.edition()
			faults = append(faults, l.faults...)
		}
	}
	sort.SliceStable(faults, func(i, j int) bool {
		if faults[i].File != faults[j].File {
			return faults[i].File < faults[j].File
		}
		return faults[i].Row < faults[j].Row
	})
	return slices.CompactFunc(faults, func(a, b *DataError) bool { return *a == *b })
}

// A linter checks one edition.
type linter struct {
	d      *Dataset
	e      *Edition
	file   string
	used   []bool // exceptions that excused something
	faults DataErrors
	doubts []Doubt
}

// A Doubt is a disagreement between figures of one edition that no exception
// excuses: the kind of Lint's check, the figure, and how far it is from what
// the others say, as a part of it (0.01 is one per cent; 1 where it is a
// matter of there or not there).
type Doubt struct {
	Kind    string
	Ally    Code
	Measure Measure
	Year    int
	Reason  string
	Off     float64
}

// Doubts are what Lint finds in one edition between its figures, in the order
// of Allies and years.
func (d *Dataset) Doubts(e *Edition) []Doubt {
	l := linter{d: d, e: e, file: path.Join(e.ID, "figures.csv"), used: make([]bool, len(e.Exceptions))}
	l.edition()
	return l.doubts
}

// off is how far v is from want, as a part of want.
func off(v, want float64) float64 {
	if want == 0 {
		return 1
	}
	return math.Abs(v/want - 1)
}

// Bounds are what a figure can be, as far as its digits tell.
type bounds struct {
	v, half float64
	line    int
}

func (s bounds) lo() float64 { return s.v - s.half }
func (s bounds) hi() float64 { return s.v + s.half }

// meets reports whether two ranges have a value in common, with room for the
// rounding of the arithmetic itself.
func (s bounds) meets(lo, hi float64) bool {
	room := 1e-9 + 1e-9*math.Abs(s.v)
	return lo <= s.hi()+room && hi >= s.lo()-room
}

// at is the range of a figure.
func (l *linter) at(c Code, m Measure, year int) (bounds, bool) {
	row, ok := l.e.rows[rowKey{c, m}]
	if !ok {
		return bounds{}, false
	}
	i, ok := slices.BinarySearch(l.e.Years, year)
	if !ok || row.cells[i].line == 0 {
		return bounds{}, false
	}
	x := row.cells[i]
	s := bounds{x.held, 1e-9*math.Abs(x.held) + 1e-9, int(x.line)}
	switch {
	case x.step > 0:
		s.half = l.e.steps[x.step-1] / 2
	case x.held == m.Printed(x.held):
		s.half = m.Step() / 2
	}
	return s, true
}

// fault reports a fault unless an exception of that kind excuses it.
func (l *linter) fault(kind string, c Code, m Measure, year, line int, off float64, format string, a ...any) {
	for i, x := range l.e.Exceptions {
		if x.Kind == kind && (x.Ally == "" || x.Ally == c) && (x.Measure == "" || x.Measure == m) && (x.Year == 0 || x.Year == year) {
			l.used[i] = true
			return
		}
	}
	reason := fmt.Sprintf(format, a...)
	l.doubts = append(l.doubts, Doubt{kind, c, m, year, reason, off})
	l.faults = append(l.faults, &DataError{l.file, line, fmt.Sprintf("%s %s %d: %s", c, m, year, reason)})
}

func (l *linter) edition() {
	e := l.e
	l.head()
	var codes []Code
	for k := range e.rows {
		if !slices.Contains(codes, k.ally) {
			codes = append(codes, k.ally)
		}
	}
	slices.Sort(codes)
	for _, c := range codes {
		for i, y := range e.Years {
			l.shares(c, y)
			l.categories(c, y)
			if i > 0 {
				l.change(c, y, e.Years[i-1], RealChange)
			}
			if y > 2014 {
				l.change(c, y, 2014, RealChangeSince)
			}
		}
		l.prices(c)
	}
	for _, y := range e.Years {
		for _, m := range []Measure{SpendUSD, SpendUSDConstant, GDP, GDPConstant, Personnel} {
			l.aggregates(m, y)
		}
		l.rates(y)
	}
	l.gaps()
	l.exceptions()
}

// datedID is an id that tells the month of publication.
var datedID = late.Regexp(`^[a-z]+-(\d{4}-\d{2})\b`)

// head checks what the edition says of itself.
func (l *linter) head() {
	e := l.e
	say := func(file string, row int, format string, a ...any) {
		l.faults = append(l.faults, &DataError{path.Join(e.ID, file), row, fmt.Sprintf(format, a...)})
	}
	for i, y := range e.Years {
		if i > 0 && y != e.Years[i-1]+1 && e.Complete {
			say("figures.csv", 1, "the years jump from %d to %d", e.Years[i-1], y)
		}
	}
	for i, y := range e.Estimates {
		if y != e.Years[len(e.Years)-len(e.Estimates)+i] {
			say("figures.csv", 1, "the estimate %d stands before a year that is none", y)
		}
	}
	if len(e.Estimates) == 0 && !e.History {
		say("figures.csv", 1, "no year is an estimate")
	}
	if e.LastYear() > e.Published.Year() {
		say("figures.csv", 1, "the year %d is after the publication in %d", e.LastYear(), e.Published.Year())
	}
	if m := datedID().FindStringSubmatch(e.ID); m != nil && !strings.HasPrefix(string(e.Published), m[1]) {
		say("edition.csv", 0, "the id %s and the date of publication %s differ", e.ID, e.Published)
	}
	if e.PriceBase == 0 && slices.ContainsFunc([]Measure{SpendNCUConstant, SpendUSDConstant, GDPConstant}, func(m Measure) bool { return slices.Contains(e.Measures(), m) }) {
		say("edition.csv", 0, "constant prices without price_base")
	}
}

// shares checks the share against amounts, and against figures per head.
func (l *linter) shares(c Code, y int) {
	s, ok := l.at(c, ShareOfGDP, y)
	if !ok {
		return
	}
	if s.v > 15 {
		l.fault("share", c, ShareOfGDP, y, s.line, 1, "%s %% is out of any range", num(s.v, 2))
	}
	if a, ok := l.at(c, SpendUSDConstant, y); ok {
		if g, ok := l.at(c, GDPConstant, y); ok && g.lo() > 0 {
			if lo, hi := 100*a.lo()/g.hi(), 100*a.hi()/g.lo(); !s.meets(lo, hi) {
				l.fault("share", c, ShareOfGDP, y, s.line, off(s.v, 100*a.v/g.v), "%s %%, but constant amount over constant GDP is %s %%", num(s.v, 2), num(100*a.v/g.v, 3))
			}
		}
	}
	// Both per head have the same population: their ratio is that of the
	// amounts where the edition has them, else the share.
	a, ok0 := l.at(c, DefencePerCapita, y)
	g, ok1 := l.at(c, GDPPerCapita, y)
	if !ok0 || !ok1 || g.lo() <= 0 {
		return
	}
	want, wlo, whi := s.v, s.lo(), s.hi()
	if sum, ok := l.at(c, SpendUSDConstant, y); ok {
		if gdp, ok := l.at(c, GDPConstant, y); ok && gdp.lo() > 0 {
			want, wlo, whi = 100*sum.v/gdp.v, 100*sum.lo()/gdp.hi(), 100*sum.hi()/gdp.lo()
		}
	}
	if lo, hi := 100*a.lo()/g.hi(), 100*a.hi()/g.lo(); lo > whi*(1+1e-9) || hi < wlo*(1-1e-9) {
		l.fault("per capita", c, DefencePerCapita, y, a.line, off(100*a.v/g.v, want), "%s US$ a head over %s US$ of GDP is %s %%, but the amounts give %s %%", num(a.v, 0), num(g.v, 0), num(100*a.v/g.v, 3), num(want, 3))
	}
}

func (l *linter) categories(c Code, y int) {
	lo, hi, line := 0.0, 0.0, 0
	for _, m := range []Measure{EquipmentShare, PersonnelShare, InfrastructureShare, OtherShare} {
		s, ok := l.at(c, m, y)
		if !ok {
			return
		}
		if s.v > 100 {
			l.fault("categories", c, m, y, s.line, 1, "%s %% of a whole", num(s.v, 2))
		}
		if line == 0 {
			line = s.line
		}
		lo, hi = lo+s.lo(), hi+s.hi()
	}
	if !(bounds{v: 100, half: 0.01}).meets(lo, hi) { // NATO's own unrounded ones are off by up to 0.005
		l.fault("categories", c, EquipmentShare, y, line, off((lo+hi)/2, 100), "the four categories sum to %s", num((lo+hi)/2, 2))
	}
}

// change checks the real change from y0 to y against the constant series.
func (l *linter) change(c Code, y, y0 int, m Measure) {
	r, ok := l.at(c, m, y)
	if !ok {
		return
	}
	for _, series := range []Measure{SpendUSDConstant, SpendNCUConstant} {
		a, ok0 := l.at(c, series, y0)
		b, ok1 := l.at(c, series, y)
		if !ok0 || !ok1 || a.lo() <= 0 {
			continue
		}
		if lo, hi := 100*(b.lo()/a.hi()-1), 100*(b.hi()/a.lo()-1); !r.meets(lo, hi) {
			l.fault("real change", c, m, y, r.line, off(100+r.v, 100*b.v/a.v), "%s %%, but %s gives %s %%", num(r.v, 2), series, num(100*(b.v/a.v-1), 2))
		}
	}
}

// prices checks constant against current prices.
func (l *linter) prices(c Code) {
	for _, p := range [][2]Measure{{SpendNCU, SpendNCUConstant}, {SpendUSD, SpendUSDConstant}, {GDP, GDPConstant}} {
		cur, ok0 := l.at(c, p[0], l.e.PriceBase)
		con, ok1 := l.at(c, p[1], l.e.PriceBase)
		if ok0 && ok1 && !cur.meets(con.lo(), con.hi()) {
			l.fault("prices", c, p[1], l.e.PriceBase, con.line, off(con.v, cur.v), "%s in constant prices, but %s in current prices of the base year", num(con.v, 0), num(cur.v, 0))
		}
	}
	// One fixed ratio between the two constant series: that of the widest
	// amounts, for it is the most exact.
	type pair struct {
		a, b bounds
		y    int
	}
	var ps []pair
	for _, y := range l.e.Years {
		a, ok0 := l.at(c, SpendNCUConstant, y)
		b, ok1 := l.at(c, SpendUSDConstant, y)
		if ok0 && ok1 && b.lo() > 0 {
			ps = append(ps, pair{a, b, y})
		}
	}
	if len(ps) < 3 {
		return
	}
	mid := slices.Clone(ps)
	slices.SortFunc(mid, func(x, z pair) int { return cmpFloat(x.a.v/x.b.v, z.a.v/z.b.v) })
	m := mid[len(mid)/2]
	for _, p := range ps {
		if p.a.lo()/p.b.hi() > m.a.hi()/m.b.lo()*(1+1e-9) || p.a.hi()/p.b.lo() < m.a.lo()/m.b.hi()*(1-1e-9) {
			l.fault("prices", c, SpendNCUConstant, p.y, p.a.line, off(p.a.v/p.b.v, m.a.v/m.b.v), "%s national currency to the US dollar at constant prices, in other years %s", num(p.a.v/p.b.v, 4), num(m.a.v/m.b.v, 4))
		}
	}
}

// rates checks the rates of a year: one for all euro Allies, 1 for the United
// States.
func (l *linter) rates(y int) {
	type rate struct {
		c    Code
		a, b bounds
	}
	var euro []rate
	for i := range l.d.Allies {
		c := l.d.Allies[i].Code
		a, ok0 := l.at(c, SpendNCU, y)
		b, ok1 := l.at(c, SpendUSD, y)
		if !ok0 || !ok1 || b.lo() <= 0 {
			continue
		}
		switch l.e.Currency(c) {
		case "EUR":
			euro = append(euro, rate{c, a, b})
		case "USD":
			if !a.meets(b.lo(), b.hi()) {
				l.fault("rate", c, SpendNCU, y, a.line, off(a.v, b.v), "%s in Table 1, but %s in Table 2", num(a.v, 0), num(b.v, 0))
			}
		}
	}
	if len(euro) < 3 {
		return
	}
	slices.SortStableFunc(euro, func(x, z rate) int { return cmpFloat(x.a.v/x.b.v, z.a.v/z.b.v) })
	// The most exact of the middle half speaks for all.
	m := euro[len(euro)/2]
	for _, r := range euro[len(euro)/4 : len(euro)-len(euro)/4] {
		if r.a.half/r.a.v+r.b.half/r.b.v < m.a.half/m.a.v+m.b.half/m.b.v {
			m = r
		}
	}
	for _, r := range euro {
		if r.a.lo()/r.b.hi() > m.a.hi()/m.b.lo()*(1+1e-9) || r.a.hi()/r.b.lo() < m.a.lo()/m.b.hi()*(1-1e-9) {
			l.fault("rate", r.c, SpendNCU, y, r.a.line, off(r.a.v/r.b.v, m.a.v/m.b.v), "%s euros to the US dollar, but %s for %s", num(r.a.v/r.b.v, 5), num(m.a.v/m.b.v, 5), m.c)
		}
	}
}

// aggregates checks NATO Europe and Canada, and NATO Total, against the sum of
// those who were Allies by the end of that year.
func (l *linter) aggregates(m Measure, y int) {
	for _, agg := range []Code{EuropeCanada, NATOTotal} {
		t, ok := l.at(agg, m, y)
		if !ok {
			continue
		}
		lo, hi, n := 0.0, 0.0, 0
		for i := range l.d.Allies {
			a := &l.d.Allies[i]
			s, ok := l.at(a.Code, m, y)
			if !ok || a.Code == "USA" && agg == EuropeCanada || a.Joined.Year() > y {
				continue
			}
			lo, hi, n = lo+s.lo(), hi+s.hi(), n+1
		}
		if n > 0 && !t.meets(lo, hi) {
			l.fault("aggregate", agg, m, y, t.line, off(t.v, (lo+hi)/2), "%s, but the Allies sum to %s", num(t.v, m.Decimals()), num((lo+hi)/2, m.Decimals()))
		}
	}
}

// gaps looks for figures that the edition has of most Allies and lacks of one.
// Table 4 has one year, and editions of which only a part is held have what
// they have.
func (l *linter) gaps() {
	if !l.e.Complete {
		return
	}
	for _, m := range l.e.Measures() {
		for _, y := range l.e.Years {
			var lack []Code
			have := 0
			for i := range l.d.Allies {
				a := &l.d.Allies[i]
				if !a.Forces || !a.Joined.KnownBy(l.e.Published.Last()) {
					continue
				}
				if _, ok := l.at(a.Code, m, y); ok {
					have++
				} else {
					lack = append(lack, a.Code)
				}
			}
			if have <= len(lack) {
				continue
			}
			for _, c := range lack {
				line := 1
				if r, ok := l.e.rows[rowKey{c, m}]; ok {
					line = r.line()
				}
				l.fault("gap", c, m, y, line, 1, "missing, though %d other Allies have it", have)
			}
		}
	}
}

// exceptions looks for those that excuse nothing, and notes on nothing.
func (l *linter) exceptions() {
	for i, x := range l.e.Exceptions {
		ok := l.used[i]
		if x.Kind == "note" {
			for k, r := range l.e.rows {
				if (x.Ally == "" || x.Ally == k.ally) && (x.Measure == "" || x.Measure == k.measure) {
					j, _ := slices.BinarySearch(l.e.Years, x.Year)
					ok = ok || x.Year == 0 || r.cells[j].line != 0
				}
			}
		}
		if !ok {
			l.faults = append(l.faults, &DataError{path.Join(l.e.ID, "exceptions.csv"), x.line, fmt.Sprintf("the exception (%s %s %s) excuses nothing", x.Kind, x.Ally, x.Measure)})
		}
	}
}

func cmpFloat(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// num writes a number for a fault line.
func num(v float64, decimals int) string { return digits(v, decimals) }
