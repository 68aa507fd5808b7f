package answer

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"natobot/facts"
)

// Briefing tells what now changes against was, for a reader who has minutes:
// what is counted first, then who crossed a line, then what was revised: of each
// table how much, and the largest. Diff has them all.
func (d *Writer) Briefing(was, now *facts.Edition) Answer {
	w := &draft{d: d, q: form{AsOf: now.Published.Last()}, e: now}
	w.Status, w.AsOf, w.definition = Answered, w.q.AsOf, true
	changes := d.Diff(was, now)
	if was.ID == now.ID {
		w.Headline = fmt.Sprintf("The %s and itself: nothing changed.", labelOf(now))
		return w.done()
	}
	w.source(now.ID, "")
	w.source(was.ID, "")
	of := func(k facts.ChangeKind) []facts.Change {
		var out []facts.Change
		for _, c := range changes {
			if c.Kind == k {
				out = append(out, c)
			}
		}
		return out
	}
	w.whatCounts(was, now, of)
	y0, y1 := was.ShareYear(), now.ShareYear()
	w.crossed(was, now, of(facts.Crossed), y0, y1)
	w.overtook(now, of(facts.Overtook), y0, y1)
	w.sizes(was, now, of(facts.Restated), "Restated on the new definition, which is no change of spending")
	w.sizes(was, now, of(facts.Revised), "Revised")
	if len(now.HeldBoth(was)) == 0 {
		w.sayf("They hold no figure of the same Ally, measure and year.")
	}
	if w.Headline == "" {
		switch n := len(changes); {
		case n == 0:
			w.Headline = fmt.Sprintf("The %s and the %s have no figure in which they differ.", labelOf(was), labelOf(now))
		default:
			w.Headline = fmt.Sprintf("What the %s changes against the %s.", labelOf(now), labelOf(was))
		}
	}
	return w.done()
}

// whatCounts says what makes the two hard to compare, and what one of them has
// that the other has not.
func (w *draft) whatCounts(was, now *facts.Edition, of func(facts.ChangeKind) []facts.Change) {
	what := map[string]string{"core": "core defence only", "total": "total defence expenditure"}
	for _, c := range of(facts.DefinitionChanged) {
		w.Headline = fmt.Sprintf("The definition changed: the %s counts %s, the %s counted %s. Differences between the two are no change of spending.", labelOf(now), what[c.To], labelOf(was), what[c.From])
	}
	for _, c := range of(facts.PricesChanged) {
		w.sayf("Constant prices are those of %s, no longer of %s: amounts in constant prices can't be compared.", c.To, c.From)
	}
	for _, c := range of(facts.CurrencyChanged) {
		f := facts.Figure{Ally: c.Ally, Edition: was.ID}
		g := facts.Figure{Ally: c.Ally, Edition: now.ID}
		w.sayf("%s: amounts in %s, before in %s; those in national currency can't be compared.", w.d.Name(c.Ally), w.d.CurrencyOf(g), w.d.CurrencyOf(f))
	}
	var came, went []string
	for _, c := range of(facts.MemberChanged) {
		if c.Up {
			came = append(came, w.d.InSentence(c.Ally))
		} else {
			went = append(went, w.d.InSentence(c.Ally))
		}
	}
	if len(came) > 0 {
		w.sayf("With %s, of whom the older edition has no share of GDP.", list(came))
	}
	if len(went) > 0 {
		w.sayf("Without %s, of whom the older edition has a share of GDP.", list(went))
	}
	came, went = nil, nil
	for _, c := range of(facts.TableChanged) {
		if c.Up {
			came = append(came, c.Measure.Label()+" ("+c.Measure.Table()+")")
		} else {
			went = append(went, c.Measure.Label()+" ("+c.Measure.Table()+")")
		}
	}
	if len(came) > 0 {
		w.sayf("Only in the new edition, as they are held here: %s.", strings.Join(came, "; "))
	}
	if len(went) > 0 {
		w.sayf("Only in the old edition, as they are held here: %s.", strings.Join(went, "; "))
	}
	var years []string
	for _, c := range of(facts.YearAdded) {
		years = append(years, yearOf(now, c.Year))
	}
	var final []string
	for _, y := range was.Estimates {
		if slices.Contains(now.Years, y) && !slices.Contains(now.Estimates, y) {
			final = append(final, strconv.Itoa(y))
		}
	}
	s := ""
	if len(years) > 0 {
		s = "New years: " + list(years) + "."
		if len(years) == 1 {
			s = "New year: " + years[0] + "."
		}
	}
	switch {
	case len(final) == 1:
		s += " " + final[0] + " is no longer an estimate."
	case len(final) > 1:
		s += " " + list(final) + " are no longer estimates."
	}
	if s != "" {
		w.sayf("%s", strings.TrimSpace(s))
	}
}

// crossed tells of each level first what happened inside the new edition, then
// what the two give for the same year.
func (w *draft) crossed(was, now *facts.Edition, cs []facts.Change, y0, y1 int) {
	var levels []float64
	for _, c := range cs {
		if !slices.Contains(levels, c.Level) {
			levels = append(levels, c.Level)
		}
	}
	slices.Sort(levels)
	for _, across := range []bool{false, true} {
		for _, l := range levels {
			for _, up := range []bool{true, false} {
				var parts []string
				for _, c := range cs {
					if c.Level != l || c.Up != up || c.Across() != across {
						continue
					}
					w.cite(*c.Before)
					w.cite(*c.After)
					parts = append(parts, fmt.Sprintf("%s (%s to %s)", w.d.InSentence(c.Ally), c.Before.Number(), c.After.Number()))
				}
				n := first(counted(len(parts)))
				switch {
				case len(parts) == 0:
				case !across:
					w.sayf("%s %s %s %% between %s and %s, both by the new edition: %s.", n, map[bool]string{true: "reached", false: "fell below"}[up], bare(l), yearOf(now, y0), yearOf(now, y1), list(parts))
				default:
					y := min(y0, y1)
					why := "revised"
					if was.Definition != now.Definition {
						why = "on another definition, so that this is no change of spending"
					}
					stood, stand := "at or above", "below"
					if up {
						stood, stand = stand, stood
					}
					w.sayf("%s stood %s %s %% in %d by the old edition%s and %s it by the new one%s, %s: %s.",
						n, stood, bare(l), y, estimateIn(was, y), stand, estimateIn(now, y), why, list(parts))
				}
			}
		}
	}
}

// estimateIn says that a year is an estimate in an edition.
func estimateIn(e *facts.Edition, y int) string {
	if slices.Contains(e.Estimates, y) {
		return " (an estimate)"
	}
	return ""
}

// bare writes a level without needless zeros: 2, 3.5.
func bare(l float64) string { return strconv.FormatFloat(l, 'f', -1, 64) }

func (w *draft) overtook(now *facts.Edition, cs []facts.Change, y0, y1 int) {
	if len(cs) == 0 {
		return
	}
	const most = 3
	var parts []string
	for _, c := range cs[:min(len(cs), most)] {
		w.cite(*c.After)
		parts = append(parts, fmt.Sprintf("%s passed %s (now %s %%)", w.d.InSentence(c.Ally), counted(len(c.Over)), c.After.Number()))
	}
	when := fmt.Sprintf("between %s and %s, both by the new edition", yearOf(now, y0), yearOf(now, y1))
	if y0 >= y1 {
		when = "in " + yearOf(now, y1) + ", as revised"
	}
	if len(cs) <= most {
		w.sayf("Overtaking by share of GDP %s: %s.", when, list(parts))
		return
	}
	w.sayf("%s overtook others by share of GDP %s. Most: %s.", first(counted(len(cs))), when, list(parts))
}

// counted writes a number of Allies.
func counted(n int) string {
	if n == 1 {
		return "1 Ally"
	}
	return strconv.Itoa(n) + " Allies"
}

// sizes tells of each measure how many figures are other than they were, and
// the largest differences of Allies: of shares of GDP four, else two.
func (w *draft) sizes(was, now *facts.Edition, cs []facts.Change, word string) {
	both := now.HeldBoth(was)
	for len(cs) > 0 {
		m := cs[0].Measure
		n, most := 0, 2
		if m == facts.ShareOfGDP {
			most = 4
		}
		var parts []string
		seen := map[facts.Code]bool{}
		for ; n < len(cs) && cs[n].Measure == m; n++ {
			c := cs[n]
			// One of each Ally. What is known to be peculiar, and sums, say little of
			// how large revisions are.
			if seen[c.Ally] || len(parts) == most || c.Ally.Aggregate() || c.Before.Note+c.After.Note != "" {
				continue
			}
			seen[c.Ally] = true
			w.cite(*c.Before)
			w.cite(*c.After)
			parts = append(parts, fmt.Sprintf("%s %d, %s%s to %s%s", w.d.InSentence(c.Ally), c.Year, w.d.value(*c.Before), guessed(*c.Before), w.d.value(*c.After), guessed(*c.After)))
		}
		s := fmt.Sprintf("%s: %s, %d of %d figures that both hold.", word, m.Label(), n, both[m])
		if len(parts) > 0 {
			s += " Most: " + strings.Join(parts, "; ") + "."
		}
		w.sayf("%s", s)
		cs, word = cs[n:], first(strings.ToLower(strings.Fields(word)[0]))
	}
}

// guessed marks an estimate.
func guessed(f facts.Figure) string {
	if f.Estimate {
		return " (estimate)"
	}
	return ""
}
