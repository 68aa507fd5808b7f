package query_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"natobot/facts"
	"natobot/facts/query"
	"natobot/facts/query/querytest"
)

// Whatever is asked, a result holds together: figures are those of the
// edition, computed numbers name figures, places and counts fit.
func TestResultsHoldTogether(t *testing.T) {
	d := curated(t)
	answered := 0
	check := func(name string, q query.Query) {
		res, err := query.Evaluate(d, today, q)
		if err != nil {
			var l *query.Lack
			if !errors.As(err, &l) || l.What == "" {
				t.Errorf("%s: %v", name, err)
			}
			return
		}
		answered++
		if query.Reading(d, q) == "" {
			t.Errorf("%s has no reading: %+v", name, q)
		}
		sides := res.Sides
		if len(sides) == 0 {
			sides = []query.Result{res}
		}
		for _, side := range sides {
			holds(t, name+" "+query.Reading(d, q), d, &side)
		}
	}
	for _, q := range querytest.Made(d, 14, 1500) {
		check("made", q)
	}
	for _, c := range append(querytest.Gold, querytest.Further...) {
		check(c.IDs, c.Query)
	}
	if answered < 800 {
		t.Errorf("only %d answered", answered)
	}
}

func holds(t *testing.T, name string, d *facts.Dataset, r *query.Result) {
	t.Helper()
	for _, f := range r.Figures {
		e, ok := d.Edition(f.Edition)
		if g, held := e.Figure(f.Ally, f.Measure, f.Year); !ok || !held || g.Value != f.Value {
			t.Errorf("%s: %+v is no figure of its edition", name, f)
		}
	}
	for _, n := range numbers(r) {
		if n.Fig >= 0 && (n.Fig >= len(r.Figures) || r.Figures[n.Fig].Value != n.Value) {
			t.Errorf("%s: %+v is not figure %d", name, n, n.Fig)
		}
		for _, i := range n.From {
			if i < 0 || i >= len(r.Figures) {
				t.Fatalf("%s: from %d of %d figures", name, i, len(r.Figures))
			}
		}
		if math.IsNaN(n.Value) || math.IsInf(n.Value, 0) {
			t.Errorf("%s: %v", name, n.Value)
		}
	}
	for _, s := range r.Values {
		if len(s.Num.From) == 0 {
			t.Errorf("%s: %+v follows from nothing", name, s)
		}
		recompute(t, name, r, s)
	}
	for _, c := range r.Counts {
		if c.N != len(c.In) || c.Of != len(c.In)+len(c.Out) {
			t.Errorf("%s: %d of %d in %d, %d and %d listed", name, c.N, c.Of, c.Year, len(c.In), len(c.Out))
		}
	}
	for _, m := range append(slices.Clone(r.In), r.Out...) {
		for _, x := range m.Tests {
			if len(x.Num.From) == 0 {
				t.Errorf("%s: %s judged by nothing", name, m.Who)
			}
		}
	}
}

// recompute follows a number from the numbers that it was made of.
func recompute(t *testing.T, name string, r *query.Result, s query.Standing) {
	t.Helper()
	if s.Qty >= len(r.Qty) || s.Old == nil || s.New == nil || s.Num.Dim == query.InPlace {
		return
	}
	var want float64
	switch x := r.Qty[s.Qty]; x.Op {
	case query.Change:
		switch x.Unit {
		case query.Percent, query.Real:
			want = (s.New.Value/s.Old.Value - 1) * 100
		case query.Times:
			want = s.New.Value / s.Old.Value
		default:
			want = s.New.Value - s.Old.Value
		}
	case query.Part:
		want = s.New.Value / s.Old.Value * 100
	case query.Ratio:
		want = s.New.Value / s.Old.Value
	case query.Diff:
		want = s.New.Value - s.Old.Value
	default:
		return
	}
	if math.Abs(want-s.Num.Value) > 1e-6*math.Max(1, math.Abs(want)) {
		t.Errorf("%s: %v from %v and %v", name, s.Num.Value, s.New.Value, s.Old.Value)
	}
}

// A sum, a mean and a median follow from the figures that they name.
func TestPoolsFollowFromTheirFigures(t *testing.T) {
	d := curated(t)
	r := querytest.Dice{Rand: rand.New(rand.NewPCG(3, 5)), D: d}
	n := 0
	for range 400 {
		q := query.Query{Ask: query.Show, Set: r.Set(), Pool: querytest.Pick(r, query.Sum, query.Mean, query.Median), Qty: []query.Expr{{Measure: r.Measure()}}, Time: query.Time{To: 2014 + r.IntN(13)}}
		res, err := query.Evaluate(d, today, q)
		if err != nil || len(res.Values) != 1 || res.Values[0].Num.Fig >= 0 {
			continue
		}
		n++
		var vs []float64
		for _, i := range res.Values[0].Num.From {
			vs = append(vs, res.Figures[i].Value)
		}
		sum := 0.0
		for _, v := range vs {
			sum += v
		}
		slices.Sort(vs)
		want := map[query.Pool]float64{query.Sum: sum, query.Mean: sum / float64(len(vs)), query.Median: (vs[(len(vs)-1)/2] + vs[len(vs)/2]) / 2}[q.Pool]
		if math.Abs(want-res.Values[0].Num.Value) > 1e-6*math.Max(1, want) {
			t.Errorf("%s: %v, want %v", query.Reading(d, q), res.Values[0].Num.Value, want)
		}
	}
	if n < 150 {
		t.Errorf("only %d pools", n)
	}
}

// Ranking, list, count, first year and proposition say the same of one Ally.
func TestAllFormsReadOneStanding(t *testing.T) {
	d := curated(t)
	r := querytest.Dice{Rand: rand.New(rand.NewPCG(7, 11)), D: d}
	for range 60 {
		c := query.Cond{Qty: query.Expr{Measure: facts.ShareOfGDP}, Cmp: querytest.Pick(r, query.Below, query.AtLeast, query.Above), Level: 1 + float64(r.IntN(30))/10}
		y := 2014 + r.IntN(13)
		at := query.Time{To: y}
		list, err := query.Evaluate(d, today, query.Query{Ask: query.List, Conds: []query.Cond{c}, Time: at})
		if err != nil {
			t.Fatal(err)
		}
		rank, err := query.Evaluate(d, today, query.Query{Ask: query.Rank, Qty: []query.Expr{c.Qty}, Time: at})
		if err != nil {
			t.Fatal(err)
		}
		each, err := query.Evaluate(d, today, query.Query{Ask: query.CountEach, Conds: []query.Cond{c}, Time: query.Time{From: y, To: y}})
		if err != nil {
			t.Fatal(err)
		}
		if len(each.Counts) != 1 || each.Counts[0].N != len(list.In) {
			t.Errorf("%d %v: counts differ", y, c)
		}
		rankFitsList(t, y, c, &rank, &list)
		who := query.Set{Terms: []query.Term{{Code: r.Ally()}}}
		is, err := query.Evaluate(d, today, query.Query{Ask: query.IsSo, Subject: who, Conds: []query.Cond{c}, Time: at})
		if err != nil {
			t.Fatal(err)
		}
		if in := slices.ContainsFunc(list.In, func(m query.Member) bool { return m.Who == who.Terms[0].Code }); in != is.True {
			t.Errorf("%d: %s is so %v, listed %v", y, who.Terms[0].Code, is.True, in)
		}
		first, err := query.Evaluate(d, today, query.Query{Ask: query.First, Subject: who, Conds: []query.Cond{c}})
		if err != nil {
			t.Fatal(err)
		}
		if is.True && (len(first.Years) == 0 || first.Years[0] > y) {
			t.Errorf("%s holds in %d, but first in %v", who.Terms[0].Code, y, first.Years)
		}
	}
}

// rankFitsList holds that a ranking and a list say the same of each Ally.
func rankFitsList(t *testing.T, y int, c query.Cond, rank, list *query.Result) {
	t.Helper()
	n := 0
	for i, s := range rank.Values {
		higher := 1
		for _, o := range rank.Values {
			if o.Num.Value > s.Num.Value {
				higher++
			}
		}
		if s.Place != higher || i > 0 && s.Num.Value > rank.Values[i-1].Num.Value {
			t.Errorf("%d: %s is in place %d, want %d", y, s.Who, s.Place, higher)
		}
		in := slices.ContainsFunc(list.In, func(m query.Member) bool { return m.Who == s.Who })
		want := c.Cmp == query.Below && s.Num.Value < c.Level || c.Cmp == query.AtLeast && s.Num.Value >= c.Level || c.Cmp == query.Above && s.Num.Value > c.Level
		if in != want {
			t.Errorf("%d: %s with %v listed: %v", y, s.Who, s.Num.Value, in)
		}
		if want {
			n++
		}
	}
	if n != len(list.In) {
		t.Errorf("%d: %d listed, %d pass", y, len(list.In), n)
	}
}

// Iceland has no figures: it is in no set, no count and no ranking.
func TestIcelandIsNeverCounted(t *testing.T) {
	d := curated(t)
	for _, c := range querytest.Gold {
		r, err := query.Evaluate(d, today, c.Query)
		if err != nil {
			t.Fatal(c.IDs, err)
		}
		for _, s := range r.Values {
			if s.Who == "ISL" {
				t.Errorf("%s ranks Iceland", c.IDs)
			}
		}
		if slices.Contains(r.Set, "ISL") {
			t.Errorf("%s counts Iceland", c.IDs)
		}
	}
	_, err := query.Evaluate(d, today, query.Query{Ask: query.Show, Subject: query.Set{Terms: []query.Term{{Code: "ISL"}}}})
	var l *query.Lack
	if !errors.As(err, &l) || l.What != query.NoForces {
		t.Errorf("Iceland: %v", err)
	}
}

// What is lacking is named, as values.
func TestLacksAreNamed(t *testing.T) {
	d := curated(t)
	want := []query.Missing{query.NoAlly, query.NoYear, query.NoFuture, query.NoFuture, query.NoForces, query.NoCurrency, query.NoCurrency, query.NoCurrency, query.NoCurrency, query.NoSum,
		query.NoCurrency, query.NoPlace, query.NoSource, query.NoSuch, query.NoEdition, query.NoGroup, query.NoMembers, query.NoLevel, "", query.NoComposing, query.NoFigure}
	if len(want) != len(querytest.Lacking) {
		t.Fatalf("%d of %d", len(want), len(querytest.Lacking))
	}
	for i, q := range querytest.Lacking {
		_, err := query.Evaluate(d, today, q)
		var l *query.Lack
		switch {
		case want[i] == "":
			if err != nil {
				t.Errorf("%s: %v", query.Reading(d, q), err)
			}
		case !errors.As(err, &l) || l.What != want[i]:
			t.Errorf("%s: %v, want %s", query.Reading(d, q), err, want[i])
		}
	}
}
