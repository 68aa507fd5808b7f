package querytest

import (
	"math/rand/v2"

	"natobot/facts"
	"natobot/facts/query"
)

// Made are n queries of all forms, made by chance from a seed: the same each
// time. Not all of them have an answer.
func Made(d *facts.Dataset, seed uint64, n int) []query.Query {
	r := Dice{rand.New(rand.NewPCG(seed, 2026)), d}
	out := make([]query.Query, n)
	for i := range out {
		out[i] = r.query()
	}
	return out
}

// A Dice makes queries of all forms.
type Dice struct {
	*rand.Rand
	D *facts.Dataset
}

// Pick is one of some.
func Pick[T any](r Dice, of ...T) T { return of[r.IntN(len(of))] }

// Ally is an Ally with armed forces.
func (r Dice) Ally() facts.Code {
	for {
		if a := r.D.Allies[r.IntN(len(r.D.Allies))]; a.Forces {
			return a.Code
		}
	}
}

// Set is a set of Allies.
func (r Dice) Set() query.Set {
	var s query.Set
	switch r.IntN(4) {
	case 0:
		s.Terms = []query.Term{{Group: r.D.Groups[r.IntN(len(r.D.Groups))].ID}}
	case 1:
		for said := map[facts.Code]bool{}; len(s.Terms) < 3; {
			if c := r.Ally(); !said[c] {
				said[c], s.Terms = true, append(s.Terms, query.Term{Code: c})
			}
		}
	case 2:
		s.Terms = []query.Term{{Joined: query.Span{From: 1999}}}
	}
	if r.IntN(3) == 0 {
		s.Less = []query.Term{{Code: r.Ally()}}
	}
	return s
}

// Measure is a measure, or none.
func (r Dice) Measure() facts.Measure {
	return Pick(r, "", facts.ShareOfGDP, facts.SpendUSD, facts.Personnel, facts.EquipmentShare, facts.DefencePerCapita, facts.SpendUSDConstant, facts.SpendNCU)
}

func (r Dice) time() query.Time {
	switch y := 2014 + r.IntN(13); r.IntN(4) {
	case 0:
		return query.Time{To: y}
	case 1:
		return query.Time{From: 2015, To: max(y, 2016)}
	case 2:
		return query.Time{From: y, Open: true}
	}
	return query.Time{}
}

func (r Dice) expr() query.Expr {
	x := query.Expr{Measure: r.Measure()}
	switch r.IntN(8) {
	case 0:
		x.Op, x.Unit = query.Change, Pick(r, query.Own, query.Points, query.Percent, query.Real, query.Times)
	case 1:
		x.Op, x.Of = query.Part, &query.Operand{Pool: query.Sum}
	case 2:
		x.Op, x.Of = Pick(r, query.Ratio, query.Diff), &query.Operand{Set: query.Set{Terms: []query.Term{{Code: r.Ally()}}}}
	case 3:
		x.Op, x.Measure, x.Level = Pick(r, query.LevelOf, query.GapTo), "", 3.5
	case 4:
		x.Op = Pick(r, query.MeanYears, query.OverYears)
	}
	return x
}

func (r Dice) cond() query.Cond {
	x := query.Expr{Measure: r.Measure()}
	level := map[facts.Measure]float64{facts.SpendUSD: 10000, facts.SpendUSDConstant: 9000, facts.SpendNCU: 9000, facts.Personnel: 30, facts.EquipmentShare: 25, facts.DefencePerCapita: 900}[x.Measure]
	if level == 0 {
		level = 2
	}
	c := query.Cond{Qty: x, Level: level, Cmp: Pick(r, query.Below, query.AtMost, query.AtLeast, query.Above, query.At, query.Exactly), Dec: -1}
	if r.IntN(4) == 0 {
		c.Scope = Pick(r, query.Ever, query.Always, query.Never, query.Newly, query.Cross)
	}
	return c
}

func (r Dice) query() query.Query {
	q := query.Query{Time: r.time()}
	switch r.IntN(7) {
	case 0:
		q.Ask, q.Subject, q.Qty = query.Show, query.Set{Terms: []query.Term{{Code: r.Ally()}}}, []query.Expr{r.expr()}
	case 1:
		q.Ask, q.Set, q.Pool, q.Qty = query.Show, r.Set(), Pick(r, query.Sum, query.Mean, query.Median), []query.Expr{r.expr()}
	case 2:
		q.Ask, q.Set, q.Order, q.Qty = query.Rank, r.Set(), Pick(r, query.Top, query.Bottom), []query.Expr{r.expr()}
	case 3:
		q.Ask, q.Set, q.Conds = Pick(r, query.List, query.Count), r.Set(), []query.Cond{r.cond(), r.cond()}
		q.Either = r.IntN(2) == 0
	case 4:
		q.Ask, q.Set, q.Conds = query.CountEach, r.Set(), []query.Cond{r.cond()}
	case 5:
		q.Ask, q.Conds = Pick(r, query.First, query.Last, query.Since, query.Years), []query.Cond{r.cond()}
		q.Subject = query.Set{Terms: []query.Term{{Code: r.Ally()}}}
	case 6:
		q.Ask, q.Conds, q.Set = query.IsSo, []query.Cond{r.cond()}, r.Set()
		q.Quant = Pick(r, query.AllOf, query.AnyOf, query.NoneOf, query.Most)
	}
	return q
}
