package reader

import (
	"slices"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/query"
)

// fragment reads a line that is a change to the query before it: "and
// Germany?", "in euros", "without the US". It has to bring at least one sort of
// phrase, and nothing that makes a question of its own. lead says that it is a
// continuation, whatever it opens with.
func (r *Reader) fragment(l *line, ps []phrase, prev *query.Query, lead bool) ([]query.Query, bool) {
	if prev == nil {
		return nil, false
	}
	b := &bag{l: l, r: r, ps: append([]phrase(nil), ps...)}
	b.knowledge()
	if slices.ContainsFunc(b.ps, func(p phrase) bool { return p.kind == pUnread }) {
		return nil, false
	}
	lead = lead || b.continues()
	b.take(lexicon.What, lexicon.How, lexicon.Than)
	compare := b.take(lexicon.Compare)
	plus := b.take(lexicon.Plus)
	trend := b.take(lexicon.Trend)
	chart := b.take(lexicon.Chart)
	q := follow{*prev}
	b.findConds()
	if !b.followConds(&q.Query) {
		return nil, false
	}
	qty, _, ok := b.qtys()
	if !ok {
		return nil, false
	}
	subject, among, nouns := b.sets()
	t, ok := b.time()
	if !ok || b.count() > 0 {
		return nil, false
	}
	named := len(subject.Terms) > 0
	sets := named || nouns || len(among.Less) > 0
	more := len(qty) > 0 || !t.IsZero() || len(b.conds) > 0
	switch {
	case named && !lead && (len(qty) > 0 || !more && !compare && prev.Ask == query.Show): // a name alone is a question of its own
		return nil, false
	case !sets && !more && !trend && !chart && sameKnowledge(b.know):
		return nil, false
	}
	q.sets(subject, among, nouns, compare || plus)
	q.qty(qty)
	q.time(t, trend)
	q.Know = changed(q.Know, b.know)
	for i := range q.Qty {
		b.currency(&q.Qty[i])
	}
	return []query.Query{q.Query}, true
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
type follow struct{ query.Query }

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
	q.Time = t
	for i := range q.Conds {
		q.Conds[i].Time = query.Time{}
	}
}
