package query

import (
	"math"
	"slices"
	"sort"

	"natobot/facts"
)

// parties are those asked about: the Subject one by one or taken together;
// without one the Set taken together, or NATO's own total.
func (ev *evaluator) parties() []party {
	if len(ev.subject) == 0 {
		if ev.q.Pool == Each && !mentions(ev.q.Set) {
			return []party{ev.one(facts.NATOTotal)}
		}
		if ev.q.Pool != Each {
			return []party{ev.pooled(ev.q.Set, ev.set, ev.q.Pool)}
		}
		return ev.each(ev.set)
	}
	if ev.q.Pool != Each {
		return []party{ev.pooled(ev.q.Subject, ev.subject, ev.q.Pool)}
	}
	return ev.each(ev.subject)
}

func (ev *evaluator) each(codes []facts.Code) []party {
	out := make([]party, len(codes))
	for i := range codes {
		out[i] = party{codes: codes[i : i+1]}
	}
	return out
}

// show tells values: of each asked about, for each quantity and year.
func (ev *evaluator) show(r *Result) error {
	ps := ev.parties()
	for i, x := range ev.q.Qty {
		if ev.q.Ask == Trend && ev.time(x.Time).IsZero() {
			x.Time = Time{Each: true}
		}
		x, common, err := ev.common(x, ps)
		if err != nil {
			return err
		}
		spans, err := ev.spans(x, common)
		if err != nil {
			return err
		}
		if err := ev.notBeyond(x, common); err != nil {
			return err
		}
		n := len(r.Values)
		var first error
		for _, p := range ps {
			for _, span := range spans {
				s, err := ev.value(x, p, span)
				switch {
				case err == nil:
					s.Qty = i
					r.Values = append(r.Values, s)
				case !missing(err):
					return err
				default:
					if first == nil {
						first = err
					}
					for _, c := range p.codes {
						ev.miss(c, span.To)
					}
				}
			}
		}
		if len(r.Values) == n {
			return first
		}
		ev.span(r, spans)
		if len(spans) == 1 && x.Op == Value {
			ev.together(r, x, spans[0])
		}
	}
	return nil
}

// together takes each of several groups that are set side by side as one too,
// where all its members have a figure.
func (ev *evaluator) together(r *Result, x Expr, span Span) {
	if ev.q.Pool != Each || len(ev.q.Subject.Terms) < 2 || len(ev.q.Subject.Meet) > 0 || len(ev.q.Qty) > 1 {
		return
	}
	for _, t := range ev.q.Subject.Terms {
		if t.Group == "" {
			return
		}
	}
	for _, t := range ev.q.Subject.Terms {
		codes, err := ev.members(Set{Terms: []Term{t}, Less: ev.q.Subject.Less})
		if err != nil {
			return
		}
		p := party{codes: codes, pool: Mean}
		if s, err := ev.measure(x, p); err == nil && Adds(s.m) {
			p.pool = Sum
		}
		st, err := ev.value(x, p, span)
		if err != nil {
			r.Groups = nil
			return
		}
		r.Groups = append(r.Groups, Grouped{t, p.pool, st})
	}
}

// notBeyond refuses a span that leaves the years of the edition.
func (ev *evaluator) notBeyond(x Expr, p party) error {
	s, err := ev.measure(x, p)
	if err != nil {
		return err
	}
	return ev.beyond(ev.time(x.Time), s, p.codes)
}

// common makes an Expr comparable over several: amounts in several currencies
// are told in dollars. The party returned stands for all of them, for settling
// years.
func (ev *evaluator) common(x Expr, ps []party) (Expr, party, error) {
	var all party
	for _, p := range ps {
		all.codes = append(all.codes, p.codes...)
	}
	if len(ps) == 1 {
		all = ps[0]
	}
	s, err := ev.measure(x, all)
	if err != nil {
		return x, all, err
	}
	if len(ps) > 1 && (x.Op == Value || x.Op == OverYears || x.Op == Change || x.Op == MeanYears) && x.Cur == "" && s.m == facts.SpendUSD {
		x.Measure = facts.SpendUSD
	}
	return x, all, nil
}

// span notes the first and the last year looked at.
func (ev *evaluator) span(r *Result, spans []Span) {
	for _, s := range spans {
		a := s.From
		if a == 0 {
			a = s.To
		}
		if r.First == 0 || a < r.First {
			r.First = a
		}
		r.Last = max(r.Last, s.To)
	}
}

// gap tells what lies between a quantity and a level: that of a GapTo, or of
// the first condition.
func (ev *evaluator) gap(r *Result) error {
	if ev.q.Qty[0].Op != GapTo {
		if len(ev.q.Conds) == 0 {
			return &Lack{What: NoPart}
		}
		var qty []Expr
		for i := range ev.q.Conds {
			c := &ev.q.Conds[i]
			x := ev.q.Qty[0]
			level, err := ev.levelIn(c)
			if err != nil {
				return err
			}
			if c.Qty.Measure != "" {
				x.Measure = c.Qty.Measure
			}
			if x.Cur == "" {
				x.Cur = c.Qty.Cur
			}
			if x.Time.IsZero() {
				x.Time = c.Time
			}
			x.Op, x.Level = GapTo, level
			if c.Of != nil {
				x.Op, x.Of = Diff, c.Of
			}
			qty = append(qty, x)
		}
		ev.q.Qty = qty
	}
	return ev.show(r)
}

// rank orders the Set by a quantity; of several years one ranking follows the
// other.
func (ev *evaluator) rank(r *Result) error {
	x := ev.q.Qty[0]
	if x.Op == RankOf {
		x.Op = Value
	}
	codes := ev.set
	for _, c := range ev.subject { // the subject is ranked among the others
		if !slices.Contains(codes, c) {
			if c.Aggregate() {
				return &Lack{What: NoComposing}
			}
			codes = append(slices.Clone(codes), c)
		}
	}
	x, _, err := ev.common(x, ev.each(codes))
	if err != nil {
		return err
	}
	if err := ev.notBeyond(x, party{codes: codes}); err != nil {
		return err
	}
	spans, err := ev.spans(x, party{codes: codes})
	if err != nil {
		return err
	}
	for _, span := range spans {
		in := codes
		if len(ev.q.Conds) > 0 && !(ev.q.Order == Nearest && ev.q.Conds[0].Cmp == At) {
			if in, err = ev.where(codes, span.To); err != nil {
				return err
			}
		}
		if len(in) == 0 {
			continue
		}
		all, err := ev.standing(0, x, in, span)
		if err != nil {
			return err
		}
		place(all)
		ev.order(all)
		if ev.q.Place > len(all) {
			return &Lack{What: NoPlace, N: ev.q.Place, Of: len(all), Year: span.To, Edition: ev.e.ID}
		}
		r.Values = append(r.Values, all...)
	}
	if len(r.Values) == 0 {
		return &Lack{What: NoMembers}
	}
	ev.span(r, spans)
	return nil
}

// where are those of codes for which the conditions hold.
func (ev *evaluator) where(codes []facts.Code, year int) ([]facts.Code, error) {
	in, _, err := ev.sift(codes, year)
	if err != nil {
		return nil, err
	}
	out := make([]facts.Code, len(in))
	for i := range in {
		out[i] = in[i].Who
	}
	return out, nil
}

// order sorts standings as asked, equal ones in their own order.
func (ev *evaluator) order(all []Standing) {
	less := func(a, b *Standing) bool { return a.Num.Value > b.Num.Value+noise }
	switch ev.q.Order {
	case Bottom:
		less = func(a, b *Standing) bool { return a.Num.Value < b.Num.Value-noise }
	case Nearest:
		level := 0.0
		if len(ev.q.Conds) > 0 {
			if l, err := ev.levelIn(&ev.q.Conds[0]); err == nil {
				level = l
			}
		}
		less = func(a, b *Standing) bool {
			return math.Abs(a.Num.Value-level) < math.Abs(b.Num.Value-level)-noise
		}
	}
	sort.SliceStable(all, func(i, k int) bool { return less(&all[i], &all[k]) })
}

// list tells for which members the conditions hold.
func (ev *evaluator) list(r *Result) error {
	if len(ev.q.Time.List) > 1 {
		return ev.countEach(r)
	}
	codes := ev.set
	if len(ev.subject) > 0 { // those of the subject
		codes = ev.subject
	}
	var err error
	if len(ev.q.Conds) == 0 { // who they are, and how many
		x, _, err := ev.common(ev.q.Qty[0], ev.each(codes))
		if err != nil {
			return err
		}
		spans, err := ev.spans(x, party{codes: codes})
		if err != nil {
			return err
		}
		span := spans[len(spans)-1]
		r.Values, err = ev.standing(0, x, codes, span)
		ev.span(r, []Span{span})
		return err
	}
	r.In, r.Out, err = ev.sift(codes, 0)
	ev.looked(r)
	return err
}

// looked notes the years that the tests of a result looked at.
func (ev *evaluator) looked(r *Result) {
	note := func(ms []Member) {
		for i := range ms {
			for _, t := range ms[i].Tests {
				spans := []Span{{To: t.Year}}
				if len(t.Span) > 0 {
					spans = []Span{{t.Span[0], t.Span[len(t.Span)-1]}}
				}
				ev.span(r, spans)
			}
		}
	}
	note(r.In)
	note(r.Out)
}

// overTime are the years over which a query is asked: those of its time, and
// without one all of the edition.
func (ev *evaluator) overTime(codes []facts.Code) ([]int, error) {
	if len(ev.q.Time.List) > 0 {
		return ev.q.Time.List, nil
	}
	if len(ev.q.Conds) == 0 {
		return nil, &Lack{What: NoComposing}
	}
	x := ev.q.Conds[0].Qty
	s, err := ev.measure(x, party{codes: codes[:1]})
	if err != nil {
		return nil, err
	}
	t := ev.q.Time
	if err := ev.beyond(t, s, codes); err != nil {
		return nil, err
	}
	years := ev.within(Span{t.From, t.To}, s, codes)
	if len(years) == 0 {
		return nil, ev.none(codes, s, max(t.From, t.To))
	}
	return years, nil
}

// countEach counts in each year.
func (ev *evaluator) countEach(r *Result) error {
	codes := ev.set
	if len(ev.subject) > 0 {
		codes = ev.subject
	}
	years, err := ev.overTime(codes)
	if err != nil {
		return err
	}
	for _, y := range years {
		in, out, err := ev.sift(codes, y)
		if err != nil {
			return err
		}
		r.Counts = append(r.Counts, Tally{Year: y, Edition: ev.e.ID, N: len(in), Of: len(in) + len(out), In: in, Out: out})
	}
	r.First, r.Last = slices.Min(years), slices.Max(years)
	return nil
}

// when tells in which years the conditions hold: of the subject, or without
// one of any member of the Set.
func (ev *evaluator) when(r *Result) error {
	var ps []party
	if len(ev.subject) > 0 || ev.q.Pool != Each {
		ps = ev.parties()
	} else {
		ps = ev.each(ev.set)
	}
	ev.single = len(ps) == 1
	var codes []facts.Code
	for _, p := range ps {
		codes = append(codes, p.codes...)
	}
	years, err := ev.overTime(codes)
	if err != nil {
		return err
	}
	all := len(ev.subject) > 0 // each of the subject has to
	for _, y := range years {
		c := Tally{Year: y, Edition: ev.e.ID}
		for _, p := range ps {
			m, known, err := ev.judge(p, y)
			switch {
			case err != nil:
				return err
			case !known:
				ev.miss(p.codes[0], y)
			case m.Holds:
				c.In = append(c.In, m)
			default:
				c.Out = append(c.Out, m)
			}
		}
		c.N, c.Of = len(c.In), len(c.In)+len(c.Out)
		if c.Of > 0 {
			r.Counts = append(r.Counts, c)
		}
	}
	if len(r.Counts) == 0 {
		return ev.nobody(codes, years[len(years)-1])
	}
	r.First, r.Last = r.Counts[0].Year, r.Counts[len(r.Counts)-1].Year
	var hits []int
	run := 0 // first year of the run that lasts to the end
	for _, c := range r.Counts {
		if c.N > 0 && (!all || c.N == c.Of) {
			hits = append(hits, c.Year)
			if run == 0 {
				run = c.Year
			}
		} else {
			run = 0
		}
	}
	switch {
	case ev.q.Ask == Years:
		r.Years = hits
	case len(hits) == 0:
	case ev.q.Ask == First:
		r.Years = hits[:1]
	case ev.q.Ask == Last:
		r.Years = hits[len(hits)-1:]
	case run != 0:
		r.Years = []int{run}
	}
	return nil
}

// peak tells the year in which a quantity is highest, or lowest.
func (ev *evaluator) peak(r *Result) error {
	if ev.q.Time.IsZero() || ev.q.Time.From == 0 && len(ev.q.Time.List) == 0 {
		ev.q.Time.Each = true
	}
	ev.q.Qty = ev.q.Qty[:1]
	if ps := ev.parties(); len(ps) != 1 {
		return &Lack{What: NoComposing}
	}
	if err := ev.show(r); err != nil {
		return err
	}
	best := r.Values[0].Num.Value
	for i := range r.Values {
		v := r.Values[i].Num.Value
		if ev.q.Ask == Peak && v > best || ev.q.Ask == Low && v < best {
			best = v
		}
	}
	for i := range r.Values {
		if math.Abs(r.Values[i].Num.Value-best) <= noise {
			r.Years = append(r.Years, r.Values[i].Year)
		}
	}
	return nil
}

// isSo judges a proposition.
func (ev *evaluator) isSo(r *Result) error {
	if len(ev.q.Conds) == 0 {
		return ev.stated(r)
	}
	quant := ev.q.Quant
	if quant == Some && len(ev.subject) == 0 && ev.q.Pool == Each {
		quant = AnyOf
	}
	var err error
	if quant == Some {
		err = ev.ofSubject(r)
	} else {
		err = ev.ofSet(r, quant)
	}
	if err != nil {
		return err
	}
	if ev.q.Not {
		r.True = !r.True
	}
	ev.looked(r)
	return nil
}

// ofSubject judges whether the conditions hold for each of the subject.
func (ev *evaluator) ofSubject(r *Result) error {
	ps := ev.parties()
	ev.single = len(ps) == 1
	for _, p := range ps {
		m, known, err := ev.judge(p, 0)
		switch {
		case err != nil:
			return err
		case !known:
			return ev.nobody(p.codes, 0)
		case m.Holds:
			r.In = append(r.In, m)
		default:
			r.Out = append(r.Out, m)
		}
	}
	r.True = len(r.Out) == 0
	return nil
}

// ofSet judges how many of a set the conditions hold for.
func (ev *evaluator) ofSet(r *Result, quant Quant) error {
	codes := ev.set
	if len(ev.subject) > 0 && !mentions(ev.q.Set) && quant != Only && quant != AllBut {
		codes = ev.subject // "do all the Baltic states …" with the group as subject
	}
	var err error
	if r.In, r.Out, err = ev.sift(codes, 0); err != nil {
		return err
	}
	in, of := len(r.In), len(r.In)+len(r.Out)
	switch quant {
	case AllOf:
		r.True = in == of
	case AnyOf:
		r.True = in > 0
	case NoneOf:
		r.True = in == 0
	case Most:
		r.True = 2*in > of
	case Only:
		r.True = same(r.In, ev.subject)
	case AllBut:
		if len(ev.subject) > 0 {
			r.True = same(r.Out, ev.subject)
		} else if ev.q.Stated != nil {
			r.True = float64(len(r.Out)) == ev.q.Stated.Value
		}
	case HowOf:
		if ev.q.Stated == nil {
			return &Lack{What: NoComposing}
		}
		cmp := ev.q.Stated.Cmp
		if cmp == "" {
			cmp = At
		}
		r.True = compare(float64(in), cmp, ev.q.Stated.Value, 0)
	}
	return nil
}

// same reports that members are exactly those of codes.
func same(ms []Member, codes []facts.Code) bool {
	if len(ms) != len(codes) {
		return false
	}
	for i := range ms {
		if !slices.Contains(codes, ms[i].Who) {
			return false
		}
	}
	return true
}

// stated judges a value that was stated for the subject's quantity.
func (ev *evaluator) stated(r *Result) error {
	st := ev.q.Stated
	if st == nil {
		return &Lack{What: NoComposing}
	}
	if err := ev.show(r); err != nil {
		return err
	}
	r.True = true
	for i := range r.Values {
		n := r.Values[i].Num
		ok := false
		if st.Cmp == At || st.Cmp == "" {
			ok = Equal(n, st.Value, st.Dec)
		} else {
			ok = compare(n.Value, st.Cmp, st.Value, 0)
		}
		r.True = r.True && ok
	}
	if ev.q.Not {
		r.True = !r.True
	}
	return nil
}
