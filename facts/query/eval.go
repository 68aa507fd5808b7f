package query

import (
	"errors"
	"slices"
	"strings"

	"natobot/facts"
)

// A Dim is the dimension of a number.
type Dim string

// The dimensions.
const (
	Share     Dim = "%"       // per cent of what Num.Measure says
	InPoints  Dim = "points"  // difference of two shares
	InPercent Dim = "percent" // per cent of another number
	InTimes   Dim = "times"   // multiple of another number
	InMoney   Dim = "money"   // millions of Num.Cur
	InHead    Dim = "head"    // US dollars a head
	InPersons Dim = "persons" // thousands
	InPlace   Dim = "place"   // a rank
)

// A Num is a number that answers, with what it follows from.
type Num struct {
	Value   float64 // figures as printed; what is computed, unrounded but for the noise of floats
	Dim     Dim
	Cur     string        // ISO 4217, of InMoney
	Measure facts.Measure // of what; for a category in money the category
	Dec     int           // decimals with which it is told
	Fig     int           // index of the figure that it is; -1: computed
	From    []int         // indexes of the figures from which it follows, into Result.Figures
}

// A Standing is where one member, or several taken together, stand for one
// quantity in one year.
type Standing struct {
	Qty   int        // index into Query.Qty
	Who   facts.Code // "" for several taken together
	Year  int        // the year, or the last of a span
	Since int        // the first year of a span; 0: no span
	Num   Num
	// Old and New are what a change leads from and to; Own and Other what a
	// part, a ratio or a difference is made of. Nil where there are none.
	Old, New *Num
	Place    int // 1 for the highest; only in rankings
	Tied     int // how many share the place, itself among them
	Of       int // how many were ranked

	ranked []Standing // of a place alone: all among whom it is one
}

// A Member is an Ally judged by the conditions of a query.
type Member struct {
	Who   facts.Code
	Holds bool
	Tests []Test // one a condition, as far as they were looked at
}

// A Test is one condition's judgement of one Ally.
type Test struct {
	Cond  int // index into Query.Conds
	Holds bool
	Year  int  // the year that decided
	Num   Num  // the quantity in that year
	Level Num  // what it was compared with; From is empty for a bare level
	Least bool // "at" was judged as "at least"
	Old   *Num // what a change leads from
	New   *Num
	Years []int // with a Scope over several years: those in which the comparison holds
	Was   *Num  // with Cross and Newly: the value of the year before
	Over  []Num // with a Scope over several years: the values of all of them, Span
	Span  []int
	Of    int        // of a rank: how many were ranked
	Tied  int        // and how many share the place
	There []Standing // of a rank that is not the one asked: those who have it
}

// A Tally is how many members of a set pass in one year.
type Tally struct {
	Year    int
	Edition string
	N, Of   int
	In, Out []Member
}

// An Absent is a member of a set that has no figure for what was asked.
type Absent struct {
	Who  facts.Code
	Year int
}

// A Grouped is a group of Allies taken together.
type Grouped struct {
	Term     Term
	Pool     Pool // Sum of what can be added up, else Mean
	Standing Standing
}

// A Result is what the figures say to a query.
type Result struct {
	Edition *facts.Edition // the edition that it rests on; nil for look-ups
	Home    *facts.Edition // the edition current on the day, where that one lacks what was asked and another stands in
	Day     facts.Date     // the day of knowledge
	Set     []facts.Code   // members of the query's Set with a figure, in order of their names
	Subject []facts.Code   // members of its Subject
	Qty     []Expr         // its quantities, as settled: a gap to the level of a condition is one
	Figures []facts.Figure // all figures that any number of the result follows from
	Values  []Standing     // Show, Trend, Rank (in its order), Gap, Peak, Low: where they stand
	Groups  []Grouped      // Show of several groups, each Ally for itself: each group taken together
	In, Out []Member       // members for which the conditions hold, and those for which they do not
	Counts  []Tally        // CountEach
	Years   []int          // First, Last, Since, Years, Peak, Low: the years that answer
	First   int            // the first and the last year looked at
	Last    int
	True    bool              // IsSo
	Absent  []Absent          // members without a figure
	Level   *facts.Commitment // the commitment that gave a condition its level
	Sides   []Result          // the same by several editions, oldest first; the rest is empty then
}

// Evaluate answers q by what was known on day asOf, or on the day that q names.
// It is a pure function of its arguments. Printed values are compared, never
// held ones. What the figures do not hold is a *Lack.
//
// Not promised: an answer to look-ups (commitments, meetings, definitions …).
// Their result is empty; whoever answers reads them from the dataset.
func Evaluate(d *facts.Dataset, asOf facts.Date, q Query) (Result, error) {
	day := asOf
	if q.Know.AsOf != "" {
		day = q.Know.AsOf
	}
	switch {
	case q.Know.Source != "":
		return Result{}, &Lack{What: NoSource, Source: q.Know.Source}
	case q.Know.SIPRI:
		return Result{}, &Lack{What: NoSource, Source: "SIPRI"}
	case q.Ask == Forecast:
		return Result{}, &Lack{What: NoFuture, Year: q.Time.To, Day: day}
	case lookUp(q.Ask):
		return Result{Day: day}, nil
	case len(q.Know.Edition) > 1 || q.Know.All || q.Ask == Revision:
		return sides(d, day, q)
	case len(q.Know.Edition) == 1:
		e, ok := d.Edition(q.Know.Edition[0])
		if !ok {
			return Result{}, &Lack{What: NoSuch, Edition: q.Know.Edition[0]}
		}
		return run(d, e, day, q)
	}
	home, ok := d.Current(day)
	if !ok {
		return beforeFirst(d, day, q)
	}
	r, err := run(d, home, day, q)
	if err == nil {
		return r, nil
	}
	newer := !elsewhere(home, err) // only what is newer may stand in then
	if newer && !oneWithout(q, err) {
		return Result{}, err
	}
	return standIn(d, home, day, q, err, newer)
}

// trusted reports that an edition was out by the day, and is none of those whose
// figures are held with little confidence.
func trusted(e *facts.Edition, day facts.Date) bool {
	return e.Published.KnownBy(day) && !strings.Contains(e.Confidence, "low")
}

// standIn answers by the newest trusted edition that holds what the one current
// on the day, home, lacks: by newer ones alone, if so asked. lack is what home
// says.
func standIn(d *facts.Dataset, home *facts.Edition, day facts.Date, q Query, lack error, newer bool) (Result, error) {
	for _, e := range slices.Backward(d.Editions) {
		if e == home || newer && e.Published.Last() <= home.Published.Last() || !trusted(e, day) {
			continue
		}
		r, err := run(d, e, day, q)
		if err == nil {
			r.Home = home
			return r, nil
		}
		if l := (*Lack)(nil); newer && errors.As(err, &l) && l.What == NoDigits {
			return Result{}, err
		}
	}
	return Result{}, nearest(d, day, q, lack)
}

// lookUp reports that an ask is answered from curated entries, not figures.
func lookUp(a Ask) bool {
	switch a {
	case Commitment, Meeting, Definition, Statement, Editions, Source, Post, Membership, Aid, Check, Help, Beyond:
		return true
	}
	return false
}

// elsewhere reports that another edition may hold what this one lacks: a whole
// year or a whole measure. Where an edition covers both and lacks one Ally's
// figure, none other stands in for it.
func elsewhere(e *facts.Edition, err error) bool {
	var l *Lack
	if !errors.As(err, &l) {
		return false
	}
	switch l.What {
	case NoYear, NoMeasure:
		return true
	case NoFigure:
		return l.Year != 0 && !slices.Contains(e.Years, l.Year)
	}
	return false
}

// oneWithout reports that one Ally is asked about and has no figure where
// others have one: a newer edition held in part may have it.
func oneWithout(q Query, err error) bool {
	var l *Lack
	return errors.As(err, &l) && l.What == NoFigure && len(q.Subject.Terms) == 1 && q.Subject.Terms[0].Code != "" && !q.Subject.Terms[0].Code.Aggregate() &&
		q.Pool == Each && len(q.Set.Terms) == 0
}

// beforeFirst answers for a day on which no whole edition was out: by the
// newest trusted one that holds what is asked.
func beforeFirst(d *facts.Dataset, day facts.Date, q Query) (Result, error) {
	for _, e := range slices.Backward(d.Editions) {
		if trusted(e, day) {
			if r, err := run(d, e, day, q); err == nil {
				return r, nil
			}
		}
	}
	return Result{}, &Lack{What: NoEdition, Day: day}
}

// nearest adds to a lack the newest edition out by the day that has what is
// asked: what came later was not known then.
func nearest(d *facts.Dataset, day facts.Date, q Query, err error) error {
	var l *Lack
	if !errors.As(err, &l) {
		return err
	}
	for _, e := range slices.Backward(d.Editions) {
		if e.ID == l.Edition || !e.Published.KnownBy(day) {
			continue
		}
		if _, again := run(d, e, day, q); again == nil {
			near := *l
			near.Near = e.ID
			return &near
		}
	}
	return err
}

// sides answers by several editions: those named, or all that were out and
// hold what is asked.
func sides(d *facts.Dataset, day facts.Date, q Query) (Result, error) {
	one := q
	one.Know.Edition, one.Know.All = nil, false
	if q.Ask == Revision {
		one.Ask = Show
	}
	out := Result{Day: day}
	var first error
	for _, e := range d.Editions {
		named := slices.Contains(q.Know.Edition, e.ID)
		if len(q.Know.Edition) > 0 && !named || !named && !trusted(e, day) {
			continue
		}
		r, err := run(d, e, day, one)
		if err == nil {
			out.Sides = append(out.Sides, r)
		} else if first == nil || named {
			first = err
		}
	}
	for _, id := range q.Know.Edition {
		if _, ok := d.Edition(id); !ok {
			return Result{}, &Lack{What: NoSuch, Edition: id}
		}
	}
	if len(q.Know.Edition) > 0 && len(out.Sides) < len(q.Know.Edition) || len(out.Sides) == 0 {
		if first == nil {
			first = &Lack{What: NoEdition, Day: day}
		}
		return Result{}, first
	}
	return out, nil
}

// An evaluator evaluates one query in one edition.
type evaluator struct {
	d        *facts.Dataset
	e        *facts.Edition
	day      facts.Date
	q        Query
	subject  []facts.Code
	set      []facts.Code
	figures  []facts.Figure // each that was looked up, in order; repeated where it was asked for again
	ints     []int          // store of indexes
	absent   []Absent
	newestOf []newestYear
	goals    []goal
	level    *facts.Commitment
	single   bool  // one Ally is asked about, so that "at" is equality
	dim      *Lack // of the first whose figure is too coarse to be judged
}

// run evaluates q in one edition.
func run(d *facts.Dataset, e *facts.Edition, day facts.Date, q Query) (Result, error) {
	q = Normal(q)
	ev := &evaluator{d: d, e: e, day: day, q: q}
	var err error
	if q.Subject.All() && !mentions(q.Subject) {
		ev.subject = nil
	} else if ev.subject, err = ev.members(q.Subject); err != nil {
		return Result{}, err
	}
	if ev.set, err = ev.members(q.Set); err != nil {
		return Result{}, err
	}
	if err := ev.forces(); err != nil {
		return Result{}, err
	}
	if len(ev.q.Qty) == 0 {
		ev.q.Qty = []Expr{{}}
	}
	n := len(ev.subject)
	if n == 0 || mentions(q.Set) {
		n += len(ev.set)
	}
	ev.figures = make([]facts.Figure, 0, n*max(len(ev.q.Qty), len(q.Conds)))
	ev.ints = make([]int, 0, 2*cap(ev.figures))
	r := Result{Edition: e, Day: day, Set: ev.set, Subject: ev.subject}
	if err := ev.answer(&r); err != nil {
		return Result{}, err
	}
	r.Absent, r.Level, r.Qty = ev.absent, ev.level, ev.q.Qty
	ev.settle(&r)
	return r, nil
}

// Normal writes one meaning in one way: what a quantity of a condition is set
// against stands with the quantity, also where it was given to the condition.
func Normal(q Query) Query {
	for i, c := range q.Conds {
		if c.Of == nil || c.Qty.Of != nil || c.Qty.Op != Ratio && c.Qty.Op != Part && c.Qty.Op != Diff {
			continue
		}
		conds := append([]Cond(nil), q.Conds...)
		conds[i].Qty.Of, conds[i].Of = c.Of, nil
		q.Conds = conds
	}
	return q
}

// mentions reports that a set names anything.
func mentions(s Set) bool { return len(s.Terms)+len(s.Meet)+len(s.Less) > 0 }

// answer fills a result by what is asked.
func (ev *evaluator) answer(r *Result) error {
	switch ev.q.Ask {
	case Show, Trend, "":
		return ev.show(r)
	case Gap:
		return ev.gap(r)
	case Rank:
		return ev.rank(r)
	case List, Count:
		return ev.list(r)
	case CountEach:
		return ev.countEach(r)
	case First, Last, Since, Years:
		return ev.when(r)
	case Peak, Low:
		return ev.peak(r)
	case IsSo:
		return ev.isSo(r)
	}
	return &Lack{What: NoComposing}
}

// look is a published figure, by the index under which it is kept.
func (ev *evaluator) look(c facts.Code, m facts.Measure, year int) (int, bool) {
	f, ok := ev.e.Figure(c, m, year)
	if !ok || c.Aggregate() && !ev.whole(c, m, year) {
		return 0, false
	}
	ev.figures = append(ev.figures, f)
	return len(ev.figures) - 1, true
}

// has reports that a figure is held, without keeping it.
func (ev *evaluator) has(c facts.Code, m facts.Measure, year int) bool {
	_, ok := ev.e.Figure(c, m, year)
	return ok && (!c.Aggregate() || ev.whole(c, m, year))
}

// whole reports that NATO's sum of a year leaves nobody out who stood in that
// of the year before: in the edition of August 2025 the personnel of 2025 is
// summed without three Allies, and is no strength of the Alliance.
func (ev *evaluator) whole(c facts.Code, m facts.Measure, year int) bool {
	if !Adds(m) {
		return true
	}
	for i := range ev.d.Allies {
		a := ev.d.Allies[i].Code
		if c == facts.EuropeCanada && a == "USA" {
			continue
		}
		if _, ok := ev.e.Figure(a, m, year); ok {
			continue
		}
		if _, ok := ev.e.Figure(a, m, year-1); ok {
			return false
		}
	}
	return true
}

// from is a list of one index, out of a common store.
func (ev *evaluator) from(i ...int) []int {
	n := len(ev.ints)
	ev.ints = append(ev.ints, i...)
	return ev.ints[n:len(ev.ints):len(ev.ints)]
}

// settle keeps the figures from which the numbers of the result follow, each
// once, and counts their indexes anew.
func (ev *evaluator) settle(r *Result) {
	at := make([]int, len(ev.figures)) // 1 + new index, where it has one
	r.Figures = make([]facts.Figure, 0, min(len(ev.figures), 64))
	var seen map[key]int
	if len(ev.figures) > 64 {
		seen = make(map[key]int, len(ev.figures))
	}
	renew := func(n *Num) {
		if n == nil {
			return
		}
		for k, i := range n.From {
			if i < 0 {
				continue
			}
			if at[i] == 0 {
				at[i] = keep(r, &ev.figures[i], seen) + 1
			}
			n.From[k] = -at[i] // marked as renewed: lists are shared
		}
	}
	each := func(do func(*Num)) {
		for i := range r.Values {
			s := &r.Values[i]
			do(&s.Num)
			do(s.Old)
			do(s.New)
		}
		for i := range r.Groups {
			do(&r.Groups[i].Standing.Num)
		}
		tests := func(ms []Member) {
			for i := range ms {
				for k := range ms[i].Tests {
					t := &ms[i].Tests[k]
					do(&t.Num)
					do(&t.Level)
					do(t.Old)
					do(t.New)
					do(t.Was)
					for o := range t.Over {
						do(&t.Over[o])
					}
				}
			}
		}
		tests(r.In)
		tests(r.Out)
		for i := range r.Counts {
			tests(r.Counts[i].In)
			tests(r.Counts[i].Out)
		}
	}
	each(renew)
	each(func(n *Num) {
		if n == nil {
			return
		}
		for k, i := range n.From {
			if i < 0 {
				n.From[k] = -i - 1
			}
		}
		if n.Fig >= 0 && len(n.From) == 1 {
			n.Fig = n.From[0]
		}
	})
}

// keep adds a figure to the result, once, and returns its index. seen speeds up
// long lists; it may be nil.
func keep(r *Result, f *facts.Figure, seen map[key]int) int {
	id := key{f.Ally, f.Measure, f.Year}
	if seen != nil {
		if j, ok := seen[id]; ok {
			return j
		}
		seen[id] = len(r.Figures)
	} else {
		for j := range r.Figures {
			if g := &r.Figures[j]; g.Year == f.Year && g.Ally == f.Ally && g.Measure == f.Measure {
				return j
			}
		}
	}
	r.Figures = append(r.Figures, *f)
	return len(r.Figures) - 1
}

// A key names a figure of an edition.
type key struct {
	ally    facts.Code
	measure facts.Measure
	year    int
}
