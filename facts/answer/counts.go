package answer

import (
	"fmt"
	"slices"
	"strings"

	"natobot/facts"
)

// reported answers how many Allies stood at a level, and which, by an edition
// that is newer than the one held whole and of which the count is known, but
// not the table. It says what is not held. False where there is none, or where
// more is asked than a count.
func (w *draft) reported() bool {
	q := w.q
	if q.Measure != facts.ShareOfGDP || q.From > 0 || q.High > 0 || q.Cmp != cmpAtLeast && q.Cmp != cmpBelow {
		return false
	}
	c, ok := w.d.CountAt(w.AsOf, q.To, q.Low)
	if e, named := w.d.Edition(q.Edition); named {
		c, ok = w.d.CountIn(e, q.To, q.Low)
	}
	if !ok || c.Held {
		return false
	}
	w.e, _ = w.d.Edition(c.Edition)
	n, named, others := c.N, c.At, c.Below
	if q.Cmp == cmpBelow {
		n, named, others = c.Of-c.N, c.Below, c.At
	}
	in, bare := w.namedIn(named, c.Year)
	w.Headline = fmt.Sprintf("%d of %d Allies with armed forces %s %s%s in %d%s.", n, c.Of, w.be(c.Year, n), w.levels(), ofWhat(q.Measure), c.Year, w.tailsText(c.Year))
	if n == 0 {
		w.Headline = fmt.Sprintf("No Ally with armed forces %s %s%s in %d%s.", w.be(c.Year, 1), w.levels(), ofWhat(q.Measure), c.Year, w.tailsText(c.Year))
	}
	if len(named) > 0 && len(named) < n {
		are := "are"
		if len(named) == 1 {
			are = "is"
		}
		w.Headline = strings.TrimSuffix(w.Headline, ".") + fmt.Sprintf("; %d of them %s named in what is held.", len(named), are)
	}
	w.sayf("NATO's table of that edition is not held: %s.", map[bool]string{true: "its count rests on a single report of grade C", false: "its count is as the sources below give it"}[c.Weak])
	if list := strings.Join(append(nonEmpty(w.each(in)), bare...), ", "); list != "" {
		w.sayf("%s: %s.", map[bool]string{true: "They are", false: "Named in what is held"}[len(named) == n], list)
	}
	if rest, _ := w.namedIn(others, c.Year); len(rest) > 0 && len(rest) <= 8 {
		w.sayf("Not among them: %s.", w.each(rest))
	}
	if c.Note != "" {
		w.sayf("%s.", strings.TrimSuffix(first(c.Note), "."))
	}
	w.derive("allies_"+w.verdictKey(), float64(n), in...)
	w.sources(c.Sources)
	if c.Newer != "" {
		w.note(fmt.Sprintf("NATO published newer figures on %s, of which the count is not held.", c.Newer.Long()))
	}
	if len(in) > 0 {
		w.Table = &Table{Caption: first(q.Measure.Label()) + " " + w.levels() + inYear(c.Year), Header: []string{"Ally", q.Measure.Unit()}, Numeric: []bool{false, true}}
		for _, f := range in {
			w.Table.Rows = append(w.Table.Rows, []string{w.d.Name(f.Ally), f.Number()})
		}
	}
	w.Allies = named
	if floor, ok := w.d.Floor(w.day); ok && q.Low == floor.Value {
		w.commitment(floor)
	}
	if home, ok := w.d.Current(w.AsOf); ok {
		w.next("By the newest whole edition", strings.TrimSpace("at least "+w.levelTerse()+" edition "+string(home.Published.First()[:7])))
	}
	return true
}

// be is the verb for n Allies in a year.
func (w *draft) be(year, n int) string {
	switch past := year < w.AsOf.Year(); {
	case past && n == 1:
		return "was"
	case past:
		return "were"
	case n == 1:
		return "is"
	}
	return "are"
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// namedIn are the figures held of some Allies by the edition at hand, the highest
// first, and the names of those of which it holds none.
func (w *draft) namedIn(codes []facts.Code, year int) (fs []facts.Figure, names []string) {
	for _, c := range codes {
		if f, ok := w.e.Figure(c, facts.ShareOfGDP, year); ok {
			fs = append(fs, f)
		} else {
			names = append(names, w.d.InSentence(c))
		}
	}
	slices.SortStableFunc(fs, func(a, b facts.Figure) int { return b.Versus(a) })
	return fs, names
}
