package answer

import (
	"fmt"
	"slices"
	"strings"

	"natobot/facts"
	"natobot/facts/query"
)

// answerSides answers by several editions side by side.
func (d *Writer) answerSides(asOf facts.Date, q query.Query, sides []query.Result) Answer {
	one := q
	one.Know.Edition, one.Know.All = nil, false
	if q.Ask == query.Revision {
		one.Ask = query.Show
	}
	var out *general
	var parts []string
	t := &Table{Header: []string{"Edition", "What counts", "Answer"}, Numeric: []bool{false, false, false}}
	var firstValue, lastValue float64
	numbers := 0
	for i := range sides {
		g := d.general(asOf, one, &sides[i])
		s := g.inBrief()
		if out == nil {
			out = g
		} else {
			adopt(out, g)
		}
		name := labelOf(g.e)
		parts = append(parts, s+" ("+monthOf(g.e)+")")
		counts := "total defence expenditure"
		if g.e.Core() {
			counts = "core defence"
		}
		t.Rows = append(t.Rows, []string{name, counts, s})
		if len(sides[i].Values) == 1 {
			if numbers == 0 {
				firstValue = sides[i].Values[0].Num.Value
			}
			lastValue = sides[i].Values[0].Num.Value
			numbers++
		}
	}
	out.Headline = first(out.subjectOf(one)) + " by edition: " + strings.Join(parts, ", ") + "."
	if numbers == len(sides) && numbers > 1 {
		out.revised(sides, firstValue, lastValue)
	}
	out.Table = t
	out.Intent = intentOf(q)
	out.suggest()
	return out.done()
}

// adopt takes over the figures, derived numbers and sources of another draft.
func adopt(g, o *general) {
	at := make([]int, len(o.Figures))
	for i, f := range o.Figures {
		at[i] = g.cite(f)
	}
	for _, x := range o.Derived {
		x.From = slices.Clone(x.From)
		for i := range x.From {
			x.From[i] = at[x.From[i]]
		}
		x.Name += "_" + o.e.ID
		g.Derived = append(g.Derived, x)
	}
	g.e, g.Edition = o.e, o.e.ID // the newest
}

// subjectOf names what is told by each edition.
func (g *general) subjectOf(q query.Query) string {
	switch q.Ask {
	case query.List, query.Count:
		s := "Allies "
		if g.narrow() {
			s = "members of " + g.among() + " "
		}
		return s + g.heading() + query.TimeText(q.Time)
	}
	q.Know = query.Knowledge{}
	return lowerThe(query.Reading(g.d.Dataset, q))
}

// inBrief is the answer of one edition in a few words.
func (g *general) inBrief() string {
	r := g.r
	switch {
	case g.qu.Ask == query.IsSo:
		s := "no"
		if r.True {
			s = "yes"
		}
		if n := len(r.In) + len(r.Out); n > 1 {
			g.counted(r.In, r.Out, "allies_that_pass")
			return fmt.Sprintf("%s, %d of %d", s, len(r.In), n)
		}
		for _, m := range append(slices.Clone(r.In), r.Out...) {
			s += " " + g.memberNumbers(m)
		}
		return s
	case len(r.Counts) > 0 && g.qu.Ask != query.CountEach && g.qu.Ask != query.Count && g.qu.Ask != query.List:
		if len(r.Years) == 0 {
			return "never"
		}
		s := fmt.Sprint(r.Years[0])
		return s + strings.Replace(g.atYear(r.Years[0]), ":", " with", 1)
	case len(r.Counts) > 0:
		parts := make([]string, len(r.Counts))
		for i, c := range r.Counts {
			g.counted(c.In, c.Out, fmt.Sprintf("allies_that_pass_%d", c.Year))
			parts[i] = fmt.Sprintf("%d in %d", c.N, c.Year)
		}
		return strings.Join(parts, ", ")
	case len(r.In)+len(r.Out) > 0:
		g.counted(r.In, r.Out, "allies_that_pass")
		s := fmt.Sprintf("%d of %d", len(r.In), len(r.In)+len(r.Out))
		if n := len(r.In); g.qu.Ask == query.List && n > 0 && n <= maxNamed {
			s += ": " + g.memberList(r.In)
		}
		return s
	}
	vs := r.Values
	if g.qu.Ask == query.Rank {
		vs = g.shown(vs)
		return g.listed(vs[:min(len(vs), 5)])
	}
	parts := make([]string, len(vs))
	for i, st := range vs {
		parts[i] = g.tell(st.Num, g.nameOf(st, "value"))
		if len(vs) > 1 && st.Who != "" {
			parts[i] = g.d.InSentence(st.Who) + " " + parts[i]
		}
		if len(vs) > 1 && st.Year != vs[0].Year {
			parts[i] += inYear(st.Year)
		}
	}
	return strings.Join(parts, ", ")
}

// revised tells what changed from the first edition to the last.
func (g *general) revised(sides []query.Result, a, b float64) {
	n := sides[0].Values[0].Num
	if n.Dim == query.InMoney {
		return // at different prices and rates
	}
	if n.Dim == query.Share {
		n.Dim = query.InPoints
	}
	n.Value = b - a
	from := []facts.Figure{}
	for _, s := range []query.Result{sides[0], sides[len(sides)-1]} {
		for _, i := range s.Values[0].Num.From {
			from = append(from, s.Figures[i])
		}
	}
	g.derive("revision_"+key(n), facts.Round(n.Value, n.Dec), from...)
	if facts.Round(n.Value, n.Dec) == 0 {
		g.sayf("It was not revised from the first of these editions to the last.")
		return
	}
	g.sayf("From the first of these editions to the last it was revised %s.", g.moved(n))
}
