package facts

import (
	"cmp"
	"math"
	"slices"
	"strconv"
)

// A ChangeKind says in what respect two editions differ.
type ChangeKind string

// The kinds, in the order in which a reader must learn them: what is counted
// before any figure, then who crossed a line, then what was revised.
const (
	DefinitionChanged ChangeKind = "definition" // total or core defence
	PricesChanged     ChangeKind = "price_base" // base year of constant prices
	CurrencyChanged   ChangeKind = "currency"   // of an Ally's amounts
	MemberChanged     ChangeKind = "membership" // an Ally that only one of them has
	TableChanged      ChangeKind = "table"      // a measure that only one of them holds here
	YearAdded         ChangeKind = "year"       // a year that only the new one has
	Crossed           ChangeKind = "crossed"    // a level of the share of GDP
	Overtook          ChangeKind = "overtook"   // by share of GDP
	Revised           ChangeKind = "revised"    // another figure for the same year, on the same definition
	Restated          ChangeKind = "restated"   // another figure for the same year, on another definition: no change of spending
)

// A Change is one respect in which a new edition differs from an old one.
// Which fields it has depends on its kind.
type Change struct {
	Kind     ChangeKind
	From, To string  // definition, base year, currency
	Ally     Code    // "" where it is the edition as a whole
	Measure  Measure // of the figures
	Year     int     // of After
	Level    float64 // crossed, per cent of GDP
	Up       bool    // crossed upwards; or a member, table that the new one has and the old one has not
	// The figures, each as its edition prints it. A crossing or an overtaking
	// from one year to the next has both from the new edition, so that one
	// definition speaks; a revision has the same year of both.
	Before, After *Figure
	Over          []Code // overtaken, by rank
}

// Across reports whether the change compares figures of two editions, and not
// two years of one.
func (c *Change) Across() bool {
	return c.Before != nil && c.After != nil && c.Before.Edition != c.After.Edition
}

// Size is the difference of the figures as printed, in the unit of the measure,
// without sign, and with the decimals that both are printed with.
func (c *Change) Size() float64 {
	if c.Before == nil || c.After == nil {
		return 0
	}
	return roundTo(math.Abs(c.After.Value-c.Before.Value), max(c.Before.Step(), c.After.Step()))
}

// ShareYear is the newest year for which an edition has shares of GDP of at
// least half of those that it has any of; its last year if it has none.
func (e *Edition) ShareYear() int { return e.shareYear }

// findShareYear finds it in what was read: a digest asks for it a thousand times.
func (e *Edition) findShareYear() int {
	held := make([]int, len(e.Years))
	for k, r := range e.rows {
		if k.measure != ShareOfGDP || k.ally.Aggregate() {
			continue
		}
		for i := range held {
			if r.cells[i].line != 0 {
				held[i]++
			}
		}
	}
	most, at := 0, e.LastYear()
	for i, n := range slices.Backward(held) {
		if n > 2*most {
			most, at = n, e.Years[i]
		}
	}
	return at
}

// spending reports whether a measure depends on what counts as defence.
func (m Measure) spending() bool {
	switch m {
	case GDP, GDPConstant, GDPPerCapita, Personnel:
		return false
	}
	return true
}

// atPrices reports whether a measure is an amount in constant prices, which
// editions of two base years do not share.
func (m Measure) atPrices() bool {
	switch m {
	case SpendNCUConstant, SpendUSDConstant, GDPConstant, GDPPerCapita, DefencePerCapita:
		return true
	}
	return false
}

// Diff lists what now changes against was, in the order of ChangeKind, inside a
// kind by level, size, year (the newest first) and Ally. Crossings and
// overtakings are told of the newest year with shares of each edition, and of
// the newest that both have. Figures are compared as printed. Levels are
// those of the share of GDP that count as lines to cross; without any they are
// the 2 % floor and the 3.5 % core commitment, as far as they were in force
// when now was published.
//
// Not compared: amounts in constant prices of two base years, and amounts in
// two currencies. A table that one edition has in print and that is not held
// here counts as not there.
func (d *Dataset) Diff(was, now *Edition, levels ...float64) []Change {
	if len(levels) == 0 {
		if c, ok := d.Floor(now.Published.Last()); ok {
			levels = append(levels, c.Value)
		}
		if c, ok := d.CoreGoal(now.Published.Last()); ok {
			levels = append(levels, c.Value)
		}
	}
	var out []Change
	if was.Definition != now.Definition {
		out = append(out, Change{Kind: DefinitionChanged, From: was.Definition, To: now.Definition})
	}
	rebased := was.PriceBase != 0 && now.PriceBase != 0 && was.PriceBase != now.PriceBase
	if rebased {
		out = append(out, Change{Kind: PricesChanged, From: strconv.Itoa(was.PriceBase), To: strconv.Itoa(now.PriceBase)})
	}
	var codes []Code
	for i := range d.Allies {
		codes = append(codes, d.Allies[i].Code)
	}
	codes = append(codes, EuropeCanada, NATOTotal)
	var members []Change
	for _, c := range codes {
		if a, b := was.Currency(c), now.Currency(c); a != "" && b != "" && a != b {
			out = append(out, Change{Kind: CurrencyChanged, Ally: c, From: a, To: b})
		}
		if c.Aggregate() || !was.Complete || !now.Complete {
			continue // an edition held in part says nothing of who was an Ally
		}
		if a, b := was.has(c), now.has(c); a != b {
			members = append(members, Change{Kind: MemberChanged, Ally: c, Up: b})
		}
	}
	out = append(out, members...)
	held, holds := was.Measures(), now.Measures()
	for _, m := range Measures {
		if a, b := slices.Contains(held, m), slices.Contains(holds, m); a != b {
			out = append(out, Change{Kind: TableChanged, Measure: m, Up: b})
		}
	}
	for _, y := range now.Years {
		if y > was.LastYear() {
			out = append(out, Change{Kind: YearAdded, Year: y})
		}
	}
	y0, y1 := was.ShareYear(), now.ShareYear()
	for _, l := range levels {
		if y0 < y1 {
			out = append(out, crossings(codes, now, now, y0, y1, l)...)
		}
		out = append(out, crossings(codes, was, now, min(y0, y1), min(y0, y1), l)...)
	}
	if y0 < y1 {
		out = append(out, overtakings(codes, now, now, y0, y1)...)
	} else if was.Definition == now.Definition {
		out = append(out, overtakings(codes, was, now, y1, y1)...)
	}
	return append(out, revisions(was, now, codes)...)
}

// revisions are the figures of both editions that differ, shares of GDP first,
// of each measure the largest first.
func revisions(was, now *Edition, codes []Code) (out []Change) {
	for _, m := range append([]Measure{ShareOfGDP}, slices.DeleteFunc(slices.Clone(Measures), func(m Measure) bool { return m == ShareOfGDP })...) {
		var of []Change
		for _, c := range codes {
			r0, r1 := was.rows[rowKey{c, m}], now.rows[rowKey{c, m}]
			if r0 == nil || r1 == nil {
				continue
			}
			for i, y := range was.Years {
				j, ok := slices.BinarySearch(now.Years, y)
				if !ok || r0.cells[i].line == 0 || r0.cells[i].held == r1.cells[j].held {
					continue // most are as they were
				}
				if f, ok := was.Figure(c, m, y); ok {
					if x, ok := revision(f, was, now); ok {
						of = append(of, x)
					}
				}
			}
		}
		slices.SortStableFunc(of, func(a, b Change) int {
			return cmp.Or(cmp.Compare(b.relative(), a.relative()), cmp.Compare(b.Year, a.Year))
		})
		out = append(out, of...)
	}
	return out
}

// Revision compares a figure, as it was stated, with what now gives for it: as
// printed, and only where the two can be compared. It reports false when they
// are the same, when now has none, and for amounts in constant prices of
// another base year or in another currency. A figure of an edition that is no
// longer held is compared where neither matters.
func (d *Dataset) Revision(f Figure, now *Edition) (Change, bool) {
	was, ok := d.Edition(f.Edition)
	if !ok {
		if f.Measure.atPrices() || f.Measure == SpendNCU {
			return Change{}, false
		}
		was = now
	}
	return revision(f, was, now)
}

func revision(f Figure, was, now *Edition) (Change, bool) {
	g, ok := now.Figure(f.Ally, f.Measure, f.Year)
	switch {
	case !ok, g.Versus(f) == 0,
		f.Measure.atPrices() && was.PriceBase != now.PriceBase,
		(f.Measure == SpendNCU || f.Measure == SpendNCUConstant) && was.Currency(f.Ally) != now.Currency(f.Ally):
		return Change{}, false
	}
	c := Change{Kind: Revised, Ally: f.Ally, Measure: f.Measure, Year: f.Year, Before: &f, After: &g}
	if was.Definition != now.Definition && f.Measure.spending() {
		c.Kind = Restated
	}
	return c, true
}

// relative is the size of a revision by which revisions of one measure are
// sorted: points for shares, parts of the old value for amounts.
func (c *Change) relative() float64 {
	if c.Measure.Share() || c.Before.Value == 0 {
		return c.Size()
	}
	return c.Size() / math.Abs(c.Before.Value)
}

// has reports whether an edition has a share of GDP of an Ally.
func (e *Edition) has(c Code) bool { _, ok := e.rows[rowKey{c, ShareOfGDP}]; return ok }

// crossings are the Allies on another side of a level in now's year y1 than in
// was's year y0, the largest first.
func crossings(codes []Code, was, now *Edition, y0, y1 int, level float64) []Change {
	var out []Change
	for _, c := range codes {
		if c.Aggregate() {
			continue
		}
		f0, ok0 := was.Figure(c, ShareOfGDP, y0)
		f1, ok1 := now.Figure(c, ShareOfGDP, y1)
		if ok0 && ok1 && (f0.Value >= level) != (f1.Value >= level) {
			out = append(out, Change{Kind: Crossed, Ally: c, Measure: ShareOfGDP, Year: y1, Level: level, Up: f1.Value >= level, Before: &f0, After: &f1})
		}
	}
	slices.SortStableFunc(out, func(a, b Change) int {
		if a.Up != b.Up {
			if a.Up {
				return -1
			}
			return 1
		}
		return cmp.Compare(b.After.Value, a.After.Value)
	})
	return out
}

// overtakings are the Allies with a larger share than others who had a larger
// one before, those who overtook most first. Ties are neither ahead nor behind.
func overtakings(codes []Code, was, now *Edition, y0, y1 int) []Change {
	type ally struct{ f0, f1 Figure }
	var all []ally
	for _, c := range codes {
		f0, ok0 := was.Figure(c, ShareOfGDP, y0)
		f1, ok1 := now.Figure(c, ShareOfGDP, y1)
		if ok0 && ok1 && !c.Aggregate() {
			all = append(all, ally{f0, f1})
		}
	}
	slices.SortStableFunc(all, func(a, b ally) int { return cmp.Compare(b.f1.Value, a.f1.Value) })
	var out []Change
	for _, a := range all {
		var over []Code
		for i := range all {
			if o := &all[i]; a.f0.Value < o.f0.Value && a.f1.Value > o.f1.Value {
				over = append(over, o.f1.Ally)
			}
		}
		if len(over) > 0 {
			out = append(out, Change{Kind: Overtook, Ally: a.f1.Ally, Measure: ShareOfGDP, Year: y1, Up: true, Before: &a.f0, After: &a.f1, Over: over})
		}
	}
	slices.SortStableFunc(out, func(a, b Change) int { return cmp.Compare(len(b.Over), len(a.Over)) })
	return out
}
