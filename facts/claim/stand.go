package claim

import (
	"natobot/facts"
	"natobot/facts/query"
)

// A standKey names a ranking of all Allies with armed forces.
type standKey struct {
	edition string
	measure facts.Measure
	year    int
}

// A place is where an Ally stands in a ranking, from 1; Tied counts those that
// share it, itself among them, Of those ranked.
type place struct {
	who             facts.Code
	value           float64 // as printed
	place, tied, of int
}

// at reports whether the place is the nth from the top or from the bottom,
// ties counting at either of their places.
func (p place) at(top bool, n int) bool {
	first, last := p.place, p.place+p.tied-1
	if !top {
		first, last = p.of-last+1, p.of-first+1
	}
	return n >= first && n <= last
}

// A sideKey names those of a ranking that are on one side of a level.
type sideKey struct {
	standKey
	rel   relation
	level float64
	group string
}

// sided are the members on one side of a level, and the others.
type sided struct {
	in, out []place

	says    string // who stands where, in words, once it was asked for
	figures []facts.Figure
}

// ranking is where all Allies stand for a measure in a year of an edition; nil
// where fewer than half have a figure.
func (c *checker) ranking(e *facts.Edition, m facts.Measure, year int) []place {
	k := standKey{e.ID, m, year}
	if out, ok := c.ranks[k]; ok {
		return out
	}
	var out []place
	r, err := query.Evaluate(c.d, e.Published.Last(), query.Query{Ask: query.Rank, Qty: []query.Expr{{Measure: m}}, Time: query.Time{To: year}, Know: query.Knowledge{Edition: []string{e.ID}}})
	if err == nil && len(r.Values)*2 > len(c.d.Allies) {
		for i := range r.Values {
			v := &r.Values[i]
			out = append(out, place{v.Who, v.Num.Value, v.Place, v.Tied, len(r.Values)})
		}
	}
	c.ranks[k] = out
	return out
}

// standing is where one Ally stands.
func (c *checker) standing(e *facts.Edition, m facts.Measure, year int, who facts.Code) (place, bool) {
	for _, p := range c.ranking(e, m, year) {
		if p.who == who {
			return p, true
		}
	}
	return place{}, false
}
