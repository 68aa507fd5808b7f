package reader

import (
	"slices"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/query"
)

// fragment reads a line that is a change to the query before it: "and
// Germany?", "in euros", "without the US", "and the second?", "since when?". It
// has to bring at least one sort of phrase, and nothing that makes a question of
// its own. before are the queries so far, the last of which is changed. lead says
// that it is a continuation, whatever it opens with.
func (r *Reader) fragment(l *line, ps []phrase, before []query.Query, lead bool) ([]query.Query, bool) {
	if len(before) == 0 {
		return nil, false
	}
	b := &bag{l: l, r: r, ps: append([]phrase(nil), ps...)}
	b.knowledge()
	if slices.ContainsFunc(b.ps, func(p phrase) bool { return p.kind == pUnread }) {
		return nil, false
	}
	q := follow{before[len(before)-1], before[:len(before)-1]}
	scale := b.scaleAlone()
	w, ok := b.followed(&q, lead)
	if scale && len(w.qty) == 1 && len(q.Qty) == 1 && q.Qty[0].Cur != "" { // "in billions, please", of what was asked in euros
		w.qty = slices.Clone(q.Qty)
	}
	if !ok || !w.changes(before[len(before)-1].Ask, b) {
		return nil, false
	}
	q.sets(w.subject, w.among, w.nouns, w.compare || w.plus)
	q.qty(w.qty)
	q.time(w.when, w.trend)
	if w.now && !w.trend {
		q.today()
	}
	if q.Ask == query.Show && q.Time.To > r.latest { // "and in 2030?"
		q.Ask = query.Forecast
	}
	q.Know = changed(q.Know, b.know)
	for i := range q.Qty {
		b.currency(&q.Qty[i])
	}
	return []query.Query{q.Query}, true
}

// scaleAlone reports whether a line says of a quantity only how large its unit
// is: "in billions".
func (b *bag) scaleAlone() bool {
	n := 0
	for i := range b.ps {
		switch p := &b.ps[i]; {
		case p.kind == pWord && p.sort == lexicon.Scale:
			n++
		case p.kind == pQty:
			return false
		}
	}
	return n == 1
}

// A change is what a line says that changes the query before it.
type change struct {
	lead                   bool // it leads on from what was said
	turned                 bool // it asks something else of it
	compare, plus, trend   bool
	chart, sameYear, newer bool
	qty                    []query.Expr
	subject, among         query.Set
	nouns                  bool
	when                   query.Time
	now                    bool // the newest year, said as such
}

// followed takes the words of a line that follows; ok is false where one of them
// has no place in a change of the query before.
func (b *bag) followed(q *follow, lead bool) (w change, ok bool) {
	prev := q.Query
	if w.turned, ok = b.turn(q, lead || b.opensLead()); !ok {
		return w, false
	}
	w.lead = lead || b.continues()
	b.take(lexicon.What, lexicon.How, lexicon.Than)
	w.compare, w.plus = b.take(lexicon.Compare), b.take(lexicon.Plus)
	w.trend, w.chart = b.take(lexicon.Trend), b.take(lexicon.Chart)
	w.sameYear = b.sameYear(&prev)
	w.newer = b.newerKnowledge(&q.Query)
	b.findConds()
	if w.turned && len(b.conds) > 0 && !w.lead || !b.followConds(&q.Query) {
		return w, false
	}
	if w.qty, _, ok = b.qtys(); !ok || !q.takes(w.qty, w.turned) {
		return w, false
	}
	w.subject, w.among, w.nouns = b.sets()
	w.now = slices.ContainsFunc(b.ps, func(p phrase) bool { return p.kind == pTime && !p.used && p.time.role == tNow })
	w.when, ok = b.time()
	w.now = w.now && w.when.IsZero()
	return w, ok && b.count() == 0 && !(w.sameYear && !w.when.IsZero())
}

// changes reports whether a line says anything that changes a query that asks so,
// and is no question of its own.
func (w *change) changes(ask query.Ask, b *bag) bool {
	named := len(w.subject.Terms) > 0
	more := len(w.qty) > 0 || !w.when.IsZero() || len(b.conds) > 0 || w.turned || w.sameYear || w.newer || w.now
	if named && !w.lead && (w.turned || len(w.qty) > 0 || !more && !w.compare && ask == query.Show) { // a name alone is a question of its own
		return false
	}
	return named || w.nouns || len(w.among.Less) > 0 || more || w.trend || w.chart || !sameKnowledge(b.know)
}

// newerKnowledge takes "the newest one", "the last", or "now", where the query
// before is by an edition or by what was known on a day, as a wish for what is
// known now.
func (b *bag) newerKnowledge(q *query.Query) bool {
	if len(q.Know.Edition) != 1 && q.Know.AsOf == "" || !sameKnowledge(b.know) {
		return false
	}
	found := false
	for i := range b.ps {
		p := &b.ps[i]
		newest := b.isWord(i, lexicon.Newest) && p.val == "" || b.isWord(i, lexicon.Ordinal) && p.num == -1
		now := p.kind == pTime && p.time.role == tNow && q.Time.To > 0
		if !p.used && (newest || now) {
			p.used, found = true, true
		}
	}
	if found {
		q.Know.AsOf, q.Know.Edition = "", nil
		if e, ok := b.r.Data.Current(b.r.asOf); ok {
			q.Know.Edition = []string{e.ID}
		}
	}
	return found
}

// continues reports whether a word leads on from what was said before.
func (b *bag) continues() bool {
	for i := range b.ps {
		if b.isWord(i, lexicon.And, lexicon.But, lexicon.What, lexicon.Compare) {
			return true
		}
	}
	return false
}

// follow is the query before, on its way to the next.
type follow struct {
	query.Query
	earlier []query.Query // what was asked before that
}

func sameKnowledge(k query.Knowledge) bool {
	return k.AsOf == "" && len(k.Edition) == 0 && !k.All && !k.SIPRI && k.Source == ""
}

// changed replaces what is said anew of editions and days.
func changed(old, now query.Knowledge) query.Knowledge {
	if now.AsOf != "" {
		old.AsOf, old.Edition = now.AsOf, nil
	}
	if len(now.Edition) > 0 {
		old.Edition, old.All = now.Edition, false
	}
	old.All = old.All || now.All
	old.SIPRI = old.SIPRI || now.SIPRI
	if now.Source != "" {
		old.Source = now.Source
	}
	return old
}

// followConds puts new conditions in the place of the old ones.
func (b *bag) followConds(q *query.Query) bool {
	if len(b.conds) == 0 {
		return true
	}
	if len(q.Conds) == 0 {
		return false
	}
	q.Conds = nil
	for i := range b.conds {
		if !b.settle(&b.conds[i], nil) {
			return false
		}
		q.Conds = append(q.Conds, b.conds[i].Cond)
		b.reached(q, i)
	}
	return true
}

// sets puts new Allies in the place of the old, or beside them.
func (q *follow) sets(subject, among query.Set, nouns, beside bool) {
	switch {
	case len(subject.Terms) > 0 && beside:
		q.Subject.Terms = append(append([]query.Term(nil), q.Subject.Terms...), subject.Terms...)
	case len(subject.Terms) > 0 && (q.Ask == query.List || q.Ask == query.Count || q.Ask == query.CountEach):
		q.Set = query.Set{Terms: subject.Terms}
	case len(subject.Terms) > 0:
		q.Subject = query.Set{Terms: subject.Terms, Less: q.Subject.Less}
	}
	less := append(subject.Less, among.Less...)
	switch {
	case len(among.Terms) > 0 && len(q.Subject.Terms) > 0 && q.Ask == query.Show:
		q.Subject = query.Set{Terms: among.Terms}
	case nouns && len(among.Terms) > 0:
		q.Set.Terms, q.Set.Meet = among.Terms, among.Meet
	}
	if len(less) == 0 {
		return
	}
	if len(q.Subject.Terms) == 1 && q.Subject.Terms[0].Code.Aggregate() || q.Ask == query.Show || q.Ask == query.Trend {
		b := &bag{}
		q.Set.Less = append(q.Set.Less, less...)
		b.lessAggregate(&q.Query)
		return
	}
	q.Set.Less = append(q.Set.Less, less...)
}

// qty puts a new quantity in the place of the old one; a new currency alone
// changes only that.
func (q *follow) qty(qty []query.Expr) {
	if len(qty) == 0 {
		return
	}
	e := qty[0]
	if len(q.Qty) == 1 && len(qty) == 1 {
		old := q.Qty[0]
		real := e.Measure == facts.SpendUSDConstant && e.Cur == ""
		if old.Op == query.Change && real { // "… in per cent? constant prices"
			old.Unit = query.Real
			qty = []query.Expr{old}
		} else if old.Op != query.Value {
			old.Measure, old.Cur = e.Measure, e.Cur
			if old.Op == query.GapTo || old.Op == query.LevelOf {
				old.Measure = ""
			}
			qty = []query.Expr{old}
		} else if old.Slice != "" && e.Cur != "" && e.Slice == "" || isSlice(string(old.Measure)) && e.Cur != "" && e.Slice == "" {
			e.Slice = old.Slice
			if e.Slice == "" {
				e.Slice = old.Measure
			}
			qty = []query.Expr{e}
		}
	}
	if len(q.Conds) > 0 && len(q.Qty) == 0 && e.Cur == "" {
		for i := range q.Conds {
			if q.Conds[i].Qty.Op == query.Value {
				q.Conds[i].Qty.Measure = e.Measure
			}
		}
		return
	}
	q.Qty = qty
}

func isSlice(m string) bool {
	switch m {
	case "equipment_share_pct", "personnel_share_pct", "infrastructure_share_pct", "other_share_pct":
		return true
	}
	return false
}

// today asks of the newest year what was asked of another.
func (q *follow) today() {
	q.Time = query.Time{}
	q.Conds = slices.Clone(q.Conds)
	for i := range q.Conds {
		q.Conds[i].Time = query.Time{}
	}
	if q.Ask == query.Trend {
		q.Ask = query.Show
	}
}

// time puts a new time in the place of the old one.
func (q *follow) time(t query.Time, trend bool) {
	if trend || t.From > 0 && q.Ask == query.Show && len(q.Qty) <= 1 && (len(q.Qty) == 0 || q.Qty[0].Op == query.Value) {
		q.Ask = query.Trend
	}
	if t.IsZero() {
		return
	}
	if t.From == 0 && len(t.List) == 0 && !t.Each && q.Ask == query.Trend {
		q.Ask = query.Show
	}
	if t.Each && t.From == 0 && t.To == 0 { // "for each year", of those that were named
		t.From, t.To, t.Open = q.Time.From, q.Time.To, q.Time.Open
	}
	q.Time = t
	for i := range q.Conds {
		q.Conds[i].Time = query.Time{}
	}
}
