package answer

import (
	"slices"
	"strings"

	"natobot/facts"
	"natobot/facts/voice"
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
	level := w.levels(true)
	if n == 0 {
		w.head("No Ally with armed forces {1|is=is|was=was} {2} in {3}{4}.", w.be(c.Year, 1), level, c.Year, w.tails(c.Year))
	} else {
		some := len(named) > 0 && len(named) < n
		w.head("{1} of {2} Allies with armed forces {3|is=is|are=are|was=was|were=were} {4} in {5}{6}{7}.", n, c.Of, w.be(c.Year, n), level, c.Year, w.tails(c.Year), mayBe(some, P("; {1} of them {1|one=is|other=are} named in what is held", len(named))))
	}
	if c.Weak {
		w.say("NATO's table of that edition is not held: its count rests on a single report of grade C.")
	} else {
		w.say("NATO's table of that edition is not held: its count is as the sources below give it.")
	}
	who := voice.List{Join: voice.Commas}
	for _, f := range in {
		who.Items = append(who.Items, voice.Pair{Who: f.Ally, Quantity: w.n(f)})
	}
	who.Items = append(who.Items, bare...)
	switch {
	case len(who.Items) == 0:
	case len(named) == n:
		w.restate("They are: {1:the}.", who)
	default:
		w.restate("Named in what is held: {1:the}.", who)
	}
	if rest, _ := w.namedIn(others, c.Year); len(rest) > 0 && len(rest) <= 8 {
		w.say("Not among them: {1}.", w.each(rest))
	}
	if c.Note != "" {
		w.say("{1^}.", P(strings.TrimSuffix(c.Note, ".")))
	}
	w.derive("allies_"+w.verdictKey(), float64(n), in...)
	w.sources(c.Sources)
	if c.Newer != "" {
		w.note("NATO published newer figures on {1}, of which the count is not held.", c.Newer)
	}
	if len(in) > 0 {
		w.Table = w.listTable(in, c.Year)
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
func (w *draft) be(year, n int) voice.Word {
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

// namedIn are the figures held of some Allies by the edition at hand, the highest
// first, and the names of those of which it holds none.
func (w *draft) namedIn(codes []facts.Code, year int) (fs []facts.Figure, names []any) {
	for _, c := range codes {
		if f, ok := w.e.Figure(c, facts.ShareOfGDP, year); ok {
			fs = append(fs, f)
		} else {
			names = append(names, c)
		}
	}
	slices.SortStableFunc(fs, func(a, b facts.Figure) int { return b.Versus(a) })
	return fs, names
}
