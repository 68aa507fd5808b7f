package query

import (
	"math"
	"slices"

	"natobot/facts"
)

// noise is the difference below which two computed numbers are equal.
const noise = 1e-9

// clean rounds away the noise that sums and quotients of floats carry, so that
// 2.62 − 2.60 is 0.02.
func clean(v float64) float64 { return math.Round(v*1e9) / 1e9 }

// measured is what an Expr takes from the tables: a measure, and for a
// category in money the category.
type measured struct {
	m, slice facts.Measure
	cur      string // of money
}

// measure settles what an Expr of a party is read from: the defaults, and the
// currency asked for. A currency in which NATO prints nothing is a Lack.
func (ev *evaluator) measure(x Expr, p party) (measured, error) {
	m := x.Measure
	if m == "" {
		m = ev.unsaid(x, p)
	}
	if m == facts.ShareOfGDP && (x.Op == GapTo || x.Op == LevelOf) {
		return measured{m: m}, nil // the currency is that of what is missing
	}
	if x.Cur == "" && m != facts.SpendNCU && m != facts.SpendNCUConstant {
		if IsMoney(m) {
			return measured{m, x.Slice, "USD"}, nil
		}
		return measured{m: m, slice: x.Slice}, nil
	}
	return ev.inCurrency(m, x, p)
}

// inCurrency settles a money measure in the currency asked for.
func (ev *evaluator) inCurrency(m facts.Measure, x Expr, p party) (measured, error) {
	constant := m == facts.SpendUSDConstant || m == facts.SpendNCUConstant || x.Unit == Real && x.Op == Change
	switch m {
	case facts.GDP, facts.GDPConstant, facts.GDPPerCapita, facts.DefencePerCapita:
		if x.Cur != "USD" {
			return measured{}, &Lack{What: NoCurrency, Cur: x.Cur, Measure: m, Who: p.codes, Edition: ev.e.ID}
		}
		if IsMoney(m) {
			return measured{m, x.Slice, "USD"}, nil
		}
		return measured{m: m}, nil
	case facts.SpendUSD, facts.SpendUSDConstant, facts.SpendNCU, facts.SpendNCUConstant:
	default:
		return measured{}, &Lack{What: NoCurrency, Cur: x.Cur, Measure: m, Who: p.codes, Edition: ev.e.ID}
	}
	usd := measured{facts.SpendUSD, x.Slice, "USD"}
	ncu := measured{facts.SpendNCU, x.Slice, ""}
	if constant {
		usd.m, ncu.m = facts.SpendUSDConstant, facts.SpendNCUConstant
	}
	if x.Cur == "USD" {
		return usd, nil
	}
	for i, c := range p.codes {
		own := ev.e.Currency(c)
		switch {
		case c.Aggregate(), x.Cur != "" && x.Cur != "NCU" && own != x.Cur, own == "":
			return measured{}, &Lack{What: NoCurrency, Cur: x.Cur, Measure: ncu.m, Who: []facts.Code{c}, Edition: ev.e.ID}
		case i > 0 && own != ncu.cur:
			if x.Cur == "" { // "in national currency" of several: only dollars are common to them
				return usd, nil
			}
			return measured{}, &Lack{What: NoCurrency, Cur: x.Cur, Measure: ncu.m, Who: p.codes, Edition: ev.e.ID}
		}
		ncu.cur = own
	}
	return ncu, nil
}

// unsaid is the measure of an Expr that names none: the share of GDP, unless a
// currency, a sum or the way of comparing asks for money.
func (ev *evaluator) unsaid(x Expr, p party) facts.Measure {
	money := facts.SpendUSD
	if len(p.codes) == 1 && !p.codes[0].Aggregate() && x.Of == nil && x.Cur == "" {
		money = facts.SpendNCU
	}
	switch {
	case x.Op == GapTo || x.Op == LevelOf:
		return facts.ShareOfGDP
	case x.Op == Change && x.Unit == Real:
		return facts.SpendUSDConstant
	case x.Cur != "":
		return facts.SpendUSD
	case p.pool == Sum, x.Op == Part:
		return facts.SpendUSD
	case x.Op == OverYears, x.Op == Change && (x.Unit == Money || x.Unit == Percent):
		return money
	case x.Op == Ratio && x.Of != nil && mentions(x.Of.Set):
		return facts.SpendUSD
	case x.Slice != "":
		return facts.SpendUSD
	}
	return facts.ShareOfGDP
}

// num dresses a value of a measure.
func (s measured) num(v float64, fig int, from []int) Num {
	n := Num{Value: v, Measure: s.m, Dec: s.m.Decimals(), Fig: fig, From: from, Cur: s.cur}
	switch {
	case s.slice != "" && !IsMoney(s.m):
		n.Measure, n.Dim = s.slice, Share // per cent of GDP, of a category
		n.Dec = 2
	case IsMoney(s.m):
		n.Dim = InMoney
		if s.slice != "" {
			n.Measure = s.slice
		}
	case s.m == facts.GDPPerCapita || s.m == facts.DefencePerCapita:
		n.Dim = InHead
	case s.m == facts.Personnel:
		n.Dim = InPersons
	default:
		n.Dim = Share
	}
	return n
}

// figure is the printed value of one in a year, of a category in money its
// part of it.
func (ev *evaluator) figure(c facts.Code, s measured, year int) (Num, bool) {
	i, ok := ev.look(c, s.m, year)
	if !ok {
		return Num{}, false
	}
	v := ev.figures[i].Value
	if s.slice == "" {
		n := s.num(v, i, ev.from(i))
		if n.Dim == Share {
			n.Dec = ev.figures[i].Decimals()
		}
		return n, true
	}
	k, ok := ev.look(c, s.slice, year)
	if !ok {
		return Num{}, false
	}
	return s.num(clean(v*ev.figures[k].Value/100), -1, ev.from(i, k)), true
}

// base is the value of a party's measure in a year: printed for one, computed
// for several. Members without a figure are left out and noted.
func (ev *evaluator) base(p party, s measured, year int) (Num, error) {
	if len(p.codes) == 1 {
		n, ok := ev.figure(p.codes[0], s, year)
		if !ok {
			return Num{}, ev.none(p.codes, s, year)
		}
		return n, nil
	}
	for _, c := range p.codes {
		if c.Aggregate() { // it counts its members already
			return Num{}, &Lack{What: NoComposing}
		}
	}
	if p.pool == Sum && !Adds(s.m) {
		return Num{}, &Lack{What: NoSum, Measure: s.m}
	}
	var from []int
	var vs []float64
	dec := s.m.Decimals()
	for _, c := range p.codes {
		n, ok := ev.figure(c, s, year)
		if !ok {
			ev.miss(c, year)
			continue
		}
		from = append(from, n.From...)
		vs = append(vs, n.Value)
		dec = min(dec, n.Dec)
	}
	if len(vs) == 0 {
		return Num{}, ev.none(p.codes, s, year)
	}
	if len(p.codes) > 2 && 2*len(vs) < len(p.codes) { // what a few have is not what all have
		l := Lack{What: NoMeasure, Year: year, Measure: s.m, Edition: ev.e.ID, Day: ev.day, Who: p.codes}
		if s.slice != "" {
			l.Measure = s.slice
		}
		return Num{}, &l
	}
	n := s.num(pool(vs, p.pool), -1, from)
	if n.Dim == Share && s.slice == "" {
		n.Dec = dec
	}
	return n, nil
}

// pool takes values together.
func pool(vs []float64, p Pool) float64 {
	if p == Median {
		vs = slices.Clone(vs)
		slices.Sort(vs)
		if k := len(vs) / 2; len(vs)%2 == 1 {
			return vs[k]
		} else {
			return clean((vs[k-1] + vs[k]) / 2)
		}
	}
	sum := 0.0
	for _, v := range vs {
		sum += v
	}
	if p == Sum {
		return clean(sum)
	}
	return clean(sum / float64(len(vs)))
}

// miss notes a member that has no figure.
func (ev *evaluator) miss(c facts.Code, year int) {
	a := Absent{c, year}
	if !slices.Contains(ev.absent, a) {
		ev.absent = append(ev.absent, a)
	}
}

// none says why there is no figure: edition, year, measure or Ally.
func (ev *evaluator) none(codes []facts.Code, s measured, year int) error {
	m := s.m
	l := &Lack{What: NoFigure, Year: year, Measure: m, Edition: ev.e.ID, Day: ev.day, Who: codes}
	for _, y := range ev.e.Years {
		for _, c := range codes {
			if ev.has(c, m, y) && (s.slice == "" || ev.has(c, s.slice, y)) {
				if l.First == 0 {
					l.First = y
				}
				l.Last = y
			}
		}
	}
	switch {
	case year > ev.e.LastYear() && year > ev.d.Newest().LastYear():
		l.What = NoFuture
	case year != 0 && !slices.Contains(ev.e.Years, year):
		l.What = NoYear
	case l.First == 0 && !ev.holds(m):
		l.What = NoMeasure
	case l.First == 0 && s.slice != "" && !ev.holds(s.slice):
		l.What, l.Measure = NoMeasure, s.slice
	}
	if l.What == NoFigure && s.slice != "" && len(codes) > 0 && ev.has(codes[0], m, year) {
		l.Measure = s.slice
	}
	return l
}

// holds reports that the edition has any value of a measure.
func (ev *evaluator) holds(m facts.Measure) bool {
	for _, y := range ev.e.Years {
		if ev.has(facts.NATOTotal, m, y) {
			return true
		}
		for i := range ev.d.Allies {
			if ev.has(ev.d.Allies[i].Code, m, y) {
				return true
			}
		}
	}
	return false
}

// value is an Expr of a party in a year. For changes, sums and means over
// years the span ends in year.
func (ev *evaluator) value(x Expr, p party, span Span) (Standing, error) {
	st := Standing{Who: p.who(), Year: span.To}
	s, err := ev.measure(x, p)
	if err != nil {
		return st, err
	}
	switch x.Op {
	case Value:
		st.Num, err = ev.base(p, s, span.To)
	case Change:
		err = ev.change(&st, x, p, s, span)
	case Part, Ratio, Diff:
		err = ev.against(&st, x, p, s, span.To)
	case OverYears, MeanYears:
		err = ev.overYears(&st, x, p, s, span)
	case LevelOf:
		st.Num, err = ev.levelOf(x, p, span.To)
	case GapTo:
		err = ev.gapTo(&st, x, p, s, span.To)
	case RankOf:
		err = ev.rankOf(&st, x, p, span.To)
	default:
		err = &Lack{What: NoComposing}
	}
	return st, err
}

// change is what a quantity changed by between two years.
func (ev *evaluator) change(st *Standing, x Expr, p party, s measured, span Span) error {
	since := span.From
	if since == 0 {
		since = span.To - 1
	}
	st.Since = since
	if x.Unit == Real && since == span.To-1 && len(p.codes) == 1 && (x.Measure == "" || IsMoney(x.Measure)) && x.Slice == "" {
		n, err := ev.base(p, measured{m: facts.RealChange}, span.To)
		st.Num = n
		return err
	}
	if x.Unit == Real {
		if x.Measure == facts.ShareOfGDP || !IsMoney(s.m) {
			return &Lack{What: NoComposing}
		}
		s.m = constant(s.m)
	}
	old, err := ev.base(p, s, since)
	if err != nil {
		return err
	}
	now, err := ev.base(p, s, span.To)
	if err != nil {
		return err
	}
	st.Old, st.New = &old, &now
	n := now
	n.Fig, n.From = -1, ev.both(old, now)
	switch x.Unit {
	case Percent, Real:
		if old.Value == 0 {
			return ev.none(p.codes, s, since)
		}
		n.Value, n.Dim, n.Dec = clean((now.Value/old.Value-1)*100), InPercent, 1
	case Times:
		if old.Value == 0 {
			return ev.none(p.codes, s, since)
		}
		n.Value, n.Dim, n.Dec = clean(now.Value/old.Value), InTimes, 2
	default:
		n.Value, n.Dec = clean(now.Value-old.Value), min(now.Dec, old.Dec)
		if n.Dim == Share {
			n.Dim = InPoints
		}
	}
	st.Num = n
	return nil
}

// constant is the same measure at constant prices.
func constant(m facts.Measure) facts.Measure {
	switch m {
	case facts.SpendUSD:
		return facts.SpendUSDConstant
	case facts.SpendNCU:
		return facts.SpendNCUConstant
	case facts.GDP:
		return facts.GDPConstant
	}
	return m
}

// both are the indexes of two numbers.
func (ev *evaluator) both(a, b Num) []int {
	return slices.Concat(a.From, b.From)
}

// against sets a quantity against that of an operand: a part, a ratio or a
// difference.
func (ev *evaluator) against(st *Standing, x Expr, p party, s measured, year int) error {
	o := x.Of
	if o == nil {
		if x.Op != Part {
			return &Lack{What: NoPart}
		}
		o = &Operand{Pool: Sum}
	}
	other, err := ev.operand(o, p, s.m)
	if err != nil {
		return err
	}
	at := year
	if !o.Time.IsZero() {
		at = ev.yearOf(o.Time, s, other.codes)
	}
	own, err := ev.base(p, s, year)
	if err != nil {
		return err
	}
	t := s
	if s.m == facts.SpendNCU || s.m == facts.SpendNCUConstant { // of another: in its own currency, or dollars for both
		t, err = ev.measure(x, party{codes: slices.Concat(p.codes, other.codes)})
		if err != nil {
			return err
		}
		if t != s {
			if own, err = ev.base(p, t, year); err != nil {
				return err
			}
		}
	}
	of, err := ev.base(other, t, at)
	if err != nil {
		return err
	}
	st.New, st.Old = &own, &of
	n := own
	n.Fig, n.From = -1, ev.both(own, of)
	if x.Op == Diff {
		n.Value, n.Dec = clean(own.Value-of.Value), min(own.Dec, of.Dec)
		if n.Dim == Share {
			n.Dim = InPoints
		}
		st.Num = n
		return nil
	}
	if of.Value == 0 {
		return ev.none(other.codes, t, at)
	}
	n.Value, n.Dim, n.Dec = clean(own.Value/of.Value), InTimes, 2
	if x.Op == Part {
		n.Value, n.Dim, n.Dec = clean(own.Value/of.Value*100), InPercent, 1
	}
	st.Num = n
	return nil
}

// overYears adds up a quantity over years, or takes its mean.
func (ev *evaluator) overYears(st *Standing, x Expr, p party, s measured, span Span) error {
	if x.Op == OverYears && !IsMoney(s.m) {
		return &Lack{What: NoSum, Measure: s.m}
	}
	years := ev.within(span, s, p.codes)
	if len(years) == 0 {
		return ev.none(p.codes, s, max(span.From, span.To))
	}
	if span.From != 0 && years[0] > span.From || span.To != 0 && years[len(years)-1] < span.To {
		missing := span.From
		if years[0] <= span.From {
			missing = span.To
		}
		return ev.none(p.codes, s, missing)
	}
	var from []int
	var vs []float64
	var n Num
	for _, y := range years {
		one, err := ev.base(p, s, y)
		if err != nil {
			return err
		}
		if len(vs) > 0 {
			one.Dec = min(one.Dec, n.Dec)
		}
		n = one
		from = append(from, one.From...)
		vs = append(vs, one.Value)
	}
	how := Mean
	if x.Op == OverYears {
		how = Sum
	}
	n.Value, n.Fig, n.From = pool(vs, how), -1, from
	st.Num, st.Since, st.Year = n, years[0], years[len(years)-1]
	return nil
}

// inMoney is spending in the currency of an Expr: what a level is turned into.
func (ev *evaluator) inMoney(x Expr, p party) (measured, error) {
	x.Op, x.Slice, x.Measure = Value, "", facts.SpendUSD
	if x.Cur == "" && len(p.codes) == 1 && !p.codes[0].Aggregate() {
		x.Cur = "NCU"
	}
	if x.Cur == "" {
		x.Cur = "USD"
	}
	return ev.inCurrency(facts.SpendUSD, x, p)
}

// levelOf is a level of GDP as an amount: printed spending times the level over
// the printed share. The way over GDP would mix price bases, as NATO divides
// series in constant prices.
func (ev *evaluator) levelOf(x Expr, p party, year int) (Num, error) {
	share, err := ev.base(p, measured{m: facts.ShareOfGDP}, year)
	if err != nil {
		return Num{}, err
	}
	s, err := ev.inMoney(x, p)
	if err != nil {
		return Num{}, err
	}
	amount, err := ev.base(p, s, year)
	if err != nil {
		return Num{}, err
	}
	if share.Value == 0 {
		return Num{}, ev.none(p.codes, s, year)
	}
	n := amount
	n.Value, n.Fig, n.From = clean(amount.Value*x.Level/share.Value), -1, ev.both(share, amount)
	return n, nil
}

// gapTo is what is missing to a level: in points, and in Cur as an amount. New
// is the value itself, Old where the amount is asked for the spending.
func (ev *evaluator) gapTo(st *Standing, x Expr, p party, s measured, year int) error {
	own, err := ev.base(p, s, year)
	if err != nil {
		return err
	}
	st.New = &own
	n := own
	n.Value, n.Fig, n.From = clean(x.Level-own.Value), -1, own.From
	if n.Dim == Share {
		n.Dim = InPoints
	}
	st.Num = n
	if x.Cur == "" || s.m != facts.ShareOfGDP {
		return nil
	}
	money, err := ev.inMoney(x, p)
	if err != nil {
		return err
	}
	amount, err := ev.base(p, money, year)
	if err != nil {
		return err
	}
	if own.Value == 0 {
		return ev.none(p.codes, money, year)
	}
	st.Old = &amount
	a := amount
	a.Value, a.Fig, a.From = clean(amount.Value*(x.Level/own.Value-1)), -1, ev.both(own, amount)
	st.Num = a
	return nil
}

// rankOf is the place within the query's set, 1 for the highest.
func (ev *evaluator) rankOf(st *Standing, x Expr, p party, year int) error {
	if len(p.codes) != 1 || p.codes[0].Aggregate() {
		return &Lack{What: NoComposing}
	}
	y := x
	y.Op = Value
	all, err := ev.standing(0, y, ev.set, Span{To: year})
	if err != nil {
		return err
	}
	place(all)
	for i := range all {
		if s := &all[i]; ev.q.Order == Bottom { // the place from the other end
			s.Place = s.Of - s.Place - s.Tied + 2
		}
	}
	st.ranked = all
	for i := range all {
		if s := &all[i]; s.Who == p.codes[0] {
			st.New = &Num{}
			*st.New = s.Num
			st.Num = Num{Value: float64(s.Place), Dim: InPlace, Measure: s.Num.Measure, Fig: -1, From: froms(all)}
			st.Place, st.Tied, st.Of = s.Place, s.Tied, s.Of
			return nil
		}
	}
	return ev.none(p.codes, measured{m: x.Measure}, year)
}

// froms are the indexes of all numbers of a list.
func froms(all []Standing) []int {
	var out []int
	for i := range all {
		out = append(out, all[i].Num.From...)
	}
	return out
}
