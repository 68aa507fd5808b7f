package query

import (
	"errors"
	"math"
	"slices"

	"natobot/facts"
)

// missing reports that err says that a figure is not held, as against a
// question that makes no sense of anybody.
func missing(err error) bool {
	var l *Lack
	if !errors.As(err, &l) {
		return false
	}
	switch l.What {
	case NoFigure, NoYear, NoMeasure, NoFuture, NoForces, NoDigits:
		return true
	}
	return false
}

// standing is where each of codes stands for an Expr in a year, in the order
// of codes. Ranking, list, count, first, last and proposition all read it. Who
// has no figure is noted and left out; where nobody has one, that is a Lack.
func (ev *evaluator) standing(qty int, x Expr, codes []facts.Code, span Span) ([]Standing, error) {
	out := make([]Standing, 0, len(codes))
	var first error
	for _, c := range codes {
		s, err := ev.value(x, ev.one(c), span)
		switch {
		case err == nil:
			s.Qty = qty
			out = append(out, s)
		case !missing(err):
			return nil, err
		default:
			if first == nil {
				first = err
			}
			ev.miss(c, span.To)
		}
	}
	if ev.few(len(out), len(codes)) {
		return nil, ev.noneOf(first, codes)
	}
	if i := slices.IndexFunc(out, func(s Standing) bool { return s.Num.Cur != out[0].Num.Cur }); i >= 0 {
		if x.Cur != "" { // no order over several currencies
			return nil, &Lack{What: NoCurrency, Cur: x.Cur, Measure: facts.SpendNCU, Who: []facts.Code{out[i].Who}, Edition: ev.e.ID}
		}
		x.Cur = "USD"
		return ev.standing(qty, x, codes, span)
	}
	return out, nil
}

// oneCurrency refuses a bare level in national currency where the members have
// several: it would be another amount for each.
func (ev *evaluator) oneCurrency(codes []facts.Code) error {
	for i := range ev.q.Conds {
		c := &ev.q.Conds[i]
		x := c.Qty
		if c.Of != nil || x.Op == Ratio || x.Op == Part || x.Op == RankOf || x.Op == Change && x.Unit != Own && x.Unit != Money {
			continue
		}
		if x.Measure != facts.SpendNCU && x.Measure != facts.SpendNCUConstant && x.Cur == "" && x.Op != LevelOf {
			continue
		}
		own := ""
		for _, a := range codes {
			s, err := ev.measure(x, ev.one(a))
			if x.Op == LevelOf {
				s, err = ev.inMoney(x, ev.one(a))
			}
			if err != nil {
				continue // told where the figure is looked for
			}
			if own != "" && s.cur != own {
				return &Lack{What: NoCurrency, Cur: "NCU", Measure: facts.SpendNCU, Who: codes, Edition: ev.e.ID}
			}
			own = s.cur
		}
	}
	return nil
}

// few reports that too few of a set could be judged for anything to be said of
// the set: nobody, less than half, or in an edition that is held in part only
// not all. A pair is told as far as it is known.
func (ev *evaluator) few(judged, of int) bool {
	return judged == 0 || of > 2 && (2*judged < of || !ev.e.Complete && judged < of)
}

// noneOf widens the lack of the first of several to all of them.
func (ev *evaluator) noneOf(first error, codes []facts.Code) error {
	var l *Lack
	if !errors.As(first, &l) {
		return &Lack{What: NoMembers}
	}
	all := *l
	all.Who = codes
	return &all
}

// place gives each standing its place, 1 for the highest, ties sharing one.
func place(all []Standing) {
	for i := range all {
		s := &all[i]
		s.Place, s.Tied, s.Of = 1, 0, len(all)
		for k := range all {
			switch d := all[k].Num.Value - s.Num.Value; {
			case math.Abs(d) <= noise:
				s.Tied++
			case d > 0:
				s.Place++
			}
		}
	}
}

// judge is what the conditions say of a party; year is that of a condition
// without a time of its own, 0 to take the query's. False where a figure is
// missing without which it can't be said.
func (ev *evaluator) judge(p party, year int) (Member, bool, error) {
	m := Member{Who: p.who(), Holds: !ev.q.Either}
	known := len(ev.q.Conds) > 0
	for i := range ev.q.Conds {
		t, err := ev.test(i, p, year)
		switch {
		case err == nil:
		case missing(err):
			known = false
			if l := (*Lack)(nil); ev.dim == nil && errors.As(err, &l) && l.What == NoDigits {
				ev.dim = l
			}
			continue
		default:
			return m, false, err
		}
		m.Tests = append(m.Tests, t)
		if ev.q.Either {
			m.Holds = m.Holds || t.Holds
		} else {
			m.Holds = m.Holds && t.Holds
		}
	}
	if !known && len(m.Tests) > 0 { // what is known can be enough
		known = m.Holds == ev.q.Either
	}
	return m, known, nil
}

// test judges a party by one condition.
func (ev *evaluator) test(i int, p party, year int) (Test, error) {
	c := &ev.q.Conds[i]
	t := Test{Cond: i}
	level, err := ev.levelIn(c)
	if err != nil {
		return t, err
	}
	time := ev.time(c.Time)
	if !c.Qty.Time.IsZero() {
		time = c.Qty.Time
	}
	if year != 0 && c.Time.IsZero() && c.Qty.Time.IsZero() {
		time = Time{To: year}
	}
	scope := c.Scope
	several := len(time.List) > 1 || time.Each || time.From != 0 && (time.To != 0 || time.Open)
	if scope == InYear && several && !over(c.Qty.Op) {
		scope = Ever
	}
	switch scope {
	case Ever, Always, Never:
		err = ev.through(&t, c, p, level, time, scope)
	case Newly, Cross:
		err = ev.newly(&t, c, p, level, time, scope)
	default:
		var span Span
		if span, err = ev.spanOf(c, p, time); err == nil {
			err = ev.inYear(&t, c, p, level, span)
		}
	}
	if c.Not {
		t.Holds = !t.Holds
	}
	return t, err
}

// levelIn is the level of a condition: as written, or that of the commitment
// it names.
func (ev *evaluator) levelIn(c *Cond) (float64, error) {
	if c.Named == "" {
		return c.Level, nil
	}
	k, ok := ev.d.CommitmentByID(c.Named)
	if !ok || k.Value == 0 || !k.Agreed.KnownBy(ev.day) {
		return 0, &Lack{What: NoLevel, Source: c.Named, Day: ev.day}
	}
	ev.level = k
	if c.Level != 0 {
		return c.Level, nil
	}
	return k.Value, nil
}

// spanOf is the year, or for a change the span, of a condition.
func (ev *evaluator) spanOf(c *Cond, p party, t Time) (Span, error) {
	codes := ev.set
	if len(ev.subject) > 0 && len(p.codes) < len(codes) && ev.q.Quant == Some {
		codes = p.codes
	}
	s, err := ev.measure(c.Qty, p)
	if err != nil {
		return Span{}, err
	}
	if c.Qty.Op == Change && c.Qty.Unit == Real && !IsMoney(s.m) {
		s.m = facts.RealChange
	}
	if over(c.Qty.Op) {
		if t.To == 0 {
			t.To = ev.newest(s, codes)
		}
		return Span{t.From, t.To}, nil
	}
	y := ev.yearOf(t, s, codes)
	if y == 0 {
		return Span{}, ev.none(p.codes, s, 0)
	}
	return Span{To: y}, nil
}

// allIn reports whether all members of both parties have that currency.
func (ev *evaluator) allIn(cur string, a, b party) bool {
	for _, c := range append(slices.Clone(a.codes), b.codes...) {
		if c.Aggregate() || ev.e.Currency(c) != cur {
			return false
		}
	}
	return cur != ""
}

// inYear compares in one year.
func (ev *evaluator) inYear(t *Test, c *Cond, p party, level float64, span Span) error {
	x := c.Qty
	other := party{}
	if c.Of != nil {
		s, err := ev.measure(x, p)
		if err != nil {
			return err
		}
		if other, err = ev.operand(c.Of, p, s.m); err != nil {
			return err
		}
		if s.m == facts.SpendNCU && other.who() != p.who() && !ev.allIn(x.Cur, p, other) { // of two: in dollars
			x.Measure, x.Cur = facts.SpendUSD, ""
		}
	}
	own, err := ev.value(x, p, span)
	if err != nil {
		return err
	}
	t.Num, t.Year, t.Old, t.New = own.Num, own.Year, own.Old, own.New
	t.Of, t.Tied = own.Of, own.Tied
	if c.Of == nil {
		t.Level = Num{Value: level, Dim: own.Num.Dim, Cur: own.Num.Cur, Measure: own.Num.Measure, Dec: c.Dec, Fig: -1}
		t.Least = c.Cmp == At && ev.atLeast(t.Num, level)
		if ev.coarse(t.Num, c.Cmp, level) || c.Cmp == Between && ev.coarse(t.Num, c.Cmp, c.High) {
			return ev.undecided(p, t)
		}
		t.Holds = ev.compare(t.Num, c, level)
		for _, s := range own.ranked {
			if !t.Holds && c.Cmp == At && float64(s.Place) == level {
				t.There = append(t.There, s)
			}
		}
		return nil
	}
	at := span
	if !c.Of.Time.IsZero() {
		s, err := ev.measure(x, other)
		if err != nil {
			return err
		}
		at = Span{To: ev.yearOf(c.Of.Time, s, other.codes)}
	}
	of, err := ev.value(x, other, at)
	if err != nil {
		return err
	}
	t.Level = of.Num
	a, b := t.Num, t.Level
	if a.Dim == Share && min(a.Dec, b.Dec) < a.Measure.Decimals() { // at the coarser precision of the two
		dec := min(a.Dec, b.Dec)
		a.Value, b.Value = facts.Round(a.Value, dec), facts.Round(b.Value, dec)
		if (c.Cmp == Above || c.Cmp == Below) && a.Value == b.Value {
			return ev.undecided(p, t)
		}
	}
	t.Holds = compare(a.Value, c.Cmp, b.Value, c.High)
	return nil
}

// coarse reports that a value is printed so coarsely that it can't be told on
// which side of a level it lies: 2.4 % and 2.35 %; 2.0 % and above 2 %. That
// 2.0 % meets 2 % is NATO's own usage.
func (ev *evaluator) coarse(n Num, c Cmp, level float64) bool {
	if n.Dim != Share || n.Dec >= n.Measure.Decimals() {
		return false
	}
	if math.Abs(n.Value-level) > 0.5*math.Pow10(-n.Dec)+noise {
		return false
	}
	return c == Above || c == Below || n.Fig < 0 || facts.Round(level, n.Dec) != level
}

// undecided is the lack where a figure is too coarse.
func (ev *evaluator) undecided(p party, t *Test) error {
	return &Lack{What: NoDigits, Year: t.Year, Measure: t.Num.Measure, Edition: ev.e.ID, Day: ev.day, Who: p.codes}
}

// compare judges a value by a level. "At" is the level as printed, to the
// decimals written, for one Ally; at least the level where a guideline or a
// set is spoken of.
func (ev *evaluator) compare(n Num, c *Cond, level float64) bool {
	if c.Cmp == Exactly {
		return n.Dim == Share && math.Abs(n.Value-level) <= noise || n.Dim != Share && Equal(n, level, c.Dec)
	}
	if c.Cmp != At {
		return compare(n.Value, c.Cmp, level, c.High)
	}
	if ev.atLeast(n, level) {
		return n.Value >= level-noise
	}
	return Equal(n, level, c.Dec)
}

// atLeast reports that "at" a level means at least it.
func (ev *evaluator) atLeast(n Num, level float64) bool {
	return n.Dim != InPlace && (!ev.single || n.Dim == Share && ev.guideline(n.Measure, level))
}

// A goal is a level that the Alliance set itself.
type goal struct {
	of    string // "gdp" or "defence"
	level float64
}

// guideline reports that a level is one that the Alliance set itself.
func (ev *evaluator) guideline(m facts.Measure, level float64) bool {
	of := ""
	switch m {
	case facts.ShareOfGDP:
		of = "gdp"
	case facts.EquipmentShare:
		of = "defence"
	}
	if of == "" || ev.q.Stated != nil {
		return false
	}
	if ev.goals == nil {
		ev.goals = []goal{}
		for _, k := range ev.d.InForce(ev.day) {
			ev.goals = append(ev.goals, goal{k.Of, k.Value})
		}
	}
	return slices.Contains(ev.goals, goal{of, level})
}

// Equal reports that a number is the value v, written with dec decimals (-1:
// none), at the precision written. An amount or a strength is written rounded:
// its noughts at the end count as such, up to one part in a hundred.
func Equal(n Num, v float64, dec int) bool {
	switch n.Dim {
	case InMoney, InPersons, InHead:
		step := math.Pow10(-max(dec, 0))
		for s := step; s <= math.Abs(v)*0.02 && math.Abs(math.Mod(v, s*10)) <= noise; {
			s *= 10
			if s <= math.Abs(v)*0.02 {
				step = s
			}
		}
		return math.Abs(n.Value-v) <= step/2+noise
	}
	dec = max(dec, 0)
	return facts.Round(n.Value, dec) == facts.Round(v, dec)
}

// compare judges two numbers, noise apart.
func compare(v float64, c Cmp, level, high float64) bool {
	switch c {
	case Below:
		return v < level-noise
	case AtMost:
		return v <= level+noise
	case Above:
		return v > level+noise
	case Between:
		return v >= level-noise && v <= high+noise
	case Not:
		return math.Abs(v-level) > noise
	case At:
		return math.Abs(v-level) <= noise
	}
	return v >= level-noise
}

// through judges over the years of a time.
func (ev *evaluator) through(t *Test, c *Cond, p party, level float64, time Time, scope Scope) error {
	years, err := ev.yearsOf(c, p, time)
	if err != nil {
		return err
	}
	best := -1
	var at []Test
	for _, y := range years {
		one := Test{Cond: t.Cond}
		if err := ev.inYear(&one, c, p, level, Span{To: y}); missing(err) {
			continue
		} else if err != nil {
			return err
		}
		if one.Holds {
			t.Years = append(t.Years, y)
		}
		t.Over = append(t.Over, one.Num)
		t.Span = append(t.Span, y)
		at = append(at, one)
	}
	if len(at) == 0 {
		return ev.none(p.codes, measured{m: facts.ShareOfGDP}, years[len(years)-1])
	}
	switch scope {
	case Ever:
		t.Holds = len(t.Years) > 0
	case Never:
		t.Holds = len(t.Years) == 0
	default:
		t.Holds = len(t.Years) == len(at)
	}
	// What decided: the first year that holds, or that does not where each
	// has to; else the one that comes nearest to deciding otherwise.
	for i := range at {
		if want := scope != Always; at[i].Holds == want {
			best = i
			break
		}
	}
	if best < 0 {
		for i := range at {
			if best < 0 || nearer(at[i], at[best], c.Cmp) != (scope == Always) {
				best = i
			}
		}
	}
	one := at[best]
	t.Year, t.Num, t.Level, t.Least, t.Old, t.New = one.Year, one.Num, one.Level, one.Least, one.Old, one.New
	return nil
}

// nearer reports that a is farther to where a comparison holds than b.
func nearer(a, b Test, c Cmp) bool {
	switch c {
	case Below, AtMost:
		return a.Num.Value-a.Level.Value < b.Num.Value-b.Level.Value
	}
	return a.Num.Value-a.Level.Value > b.Num.Value-b.Level.Value
}

// yearsOf are the years of a condition's time in which anything is held.
func (ev *evaluator) yearsOf(c *Cond, p party, t Time) ([]int, error) {
	s, err := ev.measure(c.Qty, p)
	if err != nil {
		return nil, err
	}
	if len(t.List) > 0 {
		return t.List, nil
	}
	if err := ev.beyond(t, s, p.codes); err != nil {
		return nil, err
	}
	span := Span{t.From, t.To}
	if t.From == 0 && !t.Each && t.To != 0 && (c.Scope == InYear || c.Scope == Newly || c.Scope == Cross) {
		span.From = t.To
	}
	years := ev.within(span, s, p.codes)
	if len(years) == 0 {
		return nil, ev.none(p.codes, s, max(t.From, t.To))
	}
	return years, nil
}

// newly judges whether a comparison holds in the year and not in the year
// before, or with Newly in none before it.
func (ev *evaluator) newly(t *Test, c *Cond, p party, level float64, time Time, scope Scope) error {
	years := time.List
	if len(years) == 0 && time.From != 0 {
		var err error
		if years, err = ev.yearsOf(c, p, time); err != nil {
			return err
		}
	}
	if len(years) == 0 {
		span, err := ev.spanOf(c, p, time)
		if err != nil {
			return err
		}
		years = []int{span.To}
	}
	for _, y := range years {
		one := Test{Cond: t.Cond}
		if err := ev.inYear(&one, c, p, level, Span{To: y}); err != nil {
			return err
		}
		before := Test{Cond: t.Cond}
		err := ev.inYear(&before, c, p, level, Span{To: y - 1})
		if missing(err) {
			if len(years) == 1 {
				return err // what went before is not known
			}
			continue
		}
		if err != nil {
			return err
		}
		one.Was = &before.Num
		one.Holds = one.Holds && !before.Holds
		if one.Holds && scope == Newly {
			if one.Holds, err = ev.noneBefore(c, p, level, y); err != nil {
				return err
			}
		}
		*t = one
		if t.Holds {
			return nil
		}
	}
	if t.Year == 0 {
		return ev.none(p.codes, measured{m: facts.ShareOfGDP}, years[len(years)-1])
	}
	return nil
}

// noneBefore reports that a comparison held in no year before y.
func (ev *evaluator) noneBefore(c *Cond, p party, level float64, y int) (bool, error) {
	for _, b := range ev.e.Years {
		if b >= y {
			break
		}
		one := Test{}
		if err := ev.inYear(&one, c, p, level, Span{To: b}); missing(err) {
			continue
		} else if err != nil {
			return false, err
		}
		if one.Holds {
			return false, nil
		}
	}
	return true, nil
}

// sift judges all members of a set and keeps those for which the conditions
// hold apart from the others. Who can't be judged is noted as absent.
func (ev *evaluator) sift(codes []facts.Code, year int) (in, out []Member, err error) {
	if err := ev.oneCurrency(codes); err != nil {
		return nil, nil, err
	}
	for _, c := range codes {
		m, known, err := ev.judge(ev.one(c), year)
		switch {
		case err != nil:
			return nil, nil, err
		case !known:
			ev.miss(c, year)
		case m.Holds:
			in = append(in, m)
		default:
			out = append(out, m)
		}
	}
	if ev.few(len(in)+len(out), len(codes)) {
		return nil, nil, ev.nobody(codes, year)
	}
	return in, out, nil
}

// nobody is the lack where conditions could be judged of nobody: that of the
// first condition.
func (ev *evaluator) nobody(codes []facts.Code, year int) error {
	if len(ev.q.Conds) == 0 {
		return &Lack{What: NoComposing}
	}
	if ev.dim != nil {
		return ev.dim
	}
	for i := range ev.q.Conds {
		if _, err := ev.test(i, ev.one(codes[0]), year); err != nil {
			return ev.noneOf(err, codes)
		}
	}
	return &Lack{What: NoFigure, Who: slices.Clone(codes), Year: year, Edition: ev.e.ID, Day: ev.day}
}
