package schedule

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"natobot/facts"
)

// A briefing is what one edition changes against another, in the order in
// which a reader must learn it: what is counted first, then who crossed a
// line, then what was revised.
type briefing struct {
	fresh   line      // which edition is new
	caveat  line      // a change of definition or price base, before any comparison
	crossed []counted // who crossed which level, and how it is known
	moved   line      // the largest rise and fall
	revised counted   // the largest revisions of years that both editions hold
}

// counted is a line that tells of so many Allies, named in it or not.
type counted struct {
	line
	n int
}

// lines are all lines, the most wanted first; some may be empty.
func (b briefing) lines() []line {
	out := []line{b.fresh, b.caveat}
	for _, c := range b.crossed {
		out = append(out, c.line)
	}
	return append(out, b.moved, b.revised.line)
}

// aside says what an alert tells beside the whole: which levels' crossings,
// and from what size on a revision counts (0: the default).
type aside struct {
	about  []facts.Code
	levels []float64
	least  float64
}

// defaultRevision is the least revision that is told, in percentage points.
const defaultRevision = 0.05

// brief compares two editions for readers. was may be nil: then the edition is
// told without comparison.
func brief(t *teller, was, now *facts.Edition, a aside) briefing {
	var b briefing
	y := now.ShareYear()
	b.fresh = tell(t, func(t *teller) string {
		t.citeEdition(now, facts.ShareOfGDP.Table())
		return sentences(freshLine(now, y), t.table(now))
	})
	if was == nil {
		return b
	}
	sameKind := was.Definition == now.Definition
	rebased := was.PriceBase != 0 && now.PriceBase != 0 && was.PriceBase != now.PriceBase
	if !sameKind || rebased {
		b.caveat = tell(t, func(t *teller) string { return caveat(t, was, now, sameKind, rebased) })
	}
	y0 := was.ShareYear()
	changes := a.of(t.d, t.d.Diff(was, now, a.levels...))
	// First what happened inside the new edition, so that one definition speaks.
	crossings(t, &b, changes, a.levels, false, y0, now)
	if y0 < y {
		b.moved = tell(t, func(t *teller) string {
			if say := extremes(t, now, y0, y, a.about); say != "" {
				return sentences(say, t.table(now))
			}
			return ""
		})
	}
	if sameKind {
		crossings(t, &b, changes, a.levels, true, y0, now)
		b.revised = revisions(t, changes, was, a)
	}
	return b
}

// caveat says what makes two editions hard to compare.
func caveat(t *teller, was, now *facts.Edition, sameKind, rebased bool) string {
	t.citeEdition(was, "")
	say := ""
	if !sameKind {
		say = fmt.Sprintf("It counts %s; %s counted %s. Differences between the two are no change of spending.", counts(now), editionName(was), counts(was))
	}
	if rebased {
		say += fmt.Sprintf(" Constant prices are now those of %d, no longer of %d: amounts in constant prices can't be compared across the two.", now.PriceBase, was.PriceBase)
	}
	return strings.TrimSpace(say)
}

func yearsHeld(e *facts.Edition, y int) string {
	if slices.Contains(e.Estimates, y) {
		return fmt.Sprintf("figures up to %d (estimate)", y)
	}
	return fmt.Sprintf("figures up to %d", y)
}

// of leaves the changes of shares of the Allies asked for, in the data's order
// of Allies where sizes are equal.
func (a aside) of(d *facts.Dataset, all []facts.Change) []facts.Change {
	about := watched(d, a.about)
	return slices.DeleteFunc(all, func(c facts.Change) bool {
		return c.Measure != facts.ShareOfGDP || !slices.Contains(about, c.Ally)
	})
}

// crossings tells who stands on another side of a level: from one year to
// another inside the new edition, or across in the same year by two editions.
func crossings(t *teller, b *briefing, changes []facts.Change, levels []float64, across bool, y0 int, now *facts.Edition) {
	for _, l := range levels {
		for _, up := range []bool{true, false} {
			var cs []facts.Change
			for _, c := range changes {
				if c.Kind == facts.Crossed && c.Level == l && c.Up == up && c.Across() == across {
					cs = append(cs, c)
				}
			}
			if len(cs) == 0 {
				continue
			}
			y1 := cs[0].Year
			when := fmt.Sprintf("from %d to %d", y0, y1)
			if across {
				when = fmt.Sprintf("for %d, revised", y1)
			}
			if slices.Contains(now.Estimates, y1) {
				when += " (estimate)"
			}
			b.crossed = append(b.crossed, counted{tell(t, func(t *teller) string {
				var parts []string
				for _, c := range cs[:min(len(cs), 6)] {
					t.note(*c.Before)
					parts = append(parts, fmt.Sprintf("%s (%s to %s)", t.d.Name(c.Ally), c.Before.Number(), t.pct(*c.After)))
				}
				return sentences(crossedLine(l, up, when, andMore(parts, len(cs))), t.table(now))
			}), len(cs)})
		}
	}
}

// andMore lists the parts and counts those of all that they leave out.
func andMore(parts []string, all int) string {
	if n := all - len(parts); n > 0 {
		return strings.Join(parts, ", ") + fmt.Sprintf(" and %d more", n)
	}
	return list(parts, 0)
}

// extremes tells the largest rise and the largest fall from y0 to y1 inside
// one edition.
func extremes(t *teller, e *facts.Edition, y0, y1 int, about []facts.Code) string {
	type move struct {
		f0, f1 facts.Figure
		by     float64
	}
	var ms []move
	for _, c := range watched(t.d, about) {
		f0, ok0 := e.Figure(c, facts.ShareOfGDP, y0)
		f1, ok1 := e.Figure(c, facts.ShareOfGDP, y1)
		if ok0 && ok1 {
			ms = append(ms, move{f0, f1, facts.Round(f1.Value-f0.Value, 2)})
		}
	}
	if len(ms) < 2 {
		return ""
	}
	slices.SortStableFunc(ms, func(a, b move) int { return cmp.Compare(b.by, a.by) })
	say := func(m move) string {
		t.note(m.f0)
		return fmt.Sprintf("%s, %s to %s", t.d.Name(m.f1.Ally), m.f0.Number(), t.pct(m.f1))
	}
	first, last := ms[0], ms[len(ms)-1]
	switch {
	case first.by <= 0 && last.by >= 0:
		return ""
	case last.by >= 0:
		return fmt.Sprintf("From %d to %d the largest rise: %s. No share fell.", y0, y1, say(first))
	case first.by <= 0:
		return fmt.Sprintf("From %d to %d the largest fall: %s. No share rose.", y0, y1, say(last))
	}
	return fmt.Sprintf("From %d to %d the largest rise: %s. The largest fall: %s.", y0, y1, say(first), say(last))
}

// revisions tells the largest revisions of shares in years that both editions
// hold, from a.least points on.
func revisions(t *teller, changes []facts.Change, was *facts.Edition, a aside) counted {
	least := a.least
	if least == 0 {
		least = defaultRevision
	}
	var cs []facts.Change
	allies := map[facts.Code]bool{}
	for _, c := range changes {
		if c.Kind == facts.Revised && c.Size() >= least {
			cs = append(cs, c)
			allies[c.Ally] = true
		}
	}
	if len(cs) == 0 {
		return counted{}
	}
	return counted{tell(t, func(t *teller) string {
		var parts []string
		told := map[facts.Code]bool{}
		for _, c := range cs { // the largest of each Ally
			if told[c.Ally] || len(parts) == 3 {
				continue
			}
			told[c.Ally] = true
			t.note(*c.Before)
			parts = append(parts, fmt.Sprintf("%s %s from %s to %s", t.d.Name(c.Ally), inYear(*c.After), c.Before.Number(), t.pct(*c.After)))
		}
		now, _ := t.d.Edition(cs[0].After.Edition)
		return sentences(revisedLine(was, least, parts, len(cs), len(allies)), t.table(now))
	}), len(allies)}
}

// watched are the Allies asked for, or all with armed forces.
func watched(d *facts.Dataset, about []facts.Code) []facts.Code {
	if len(about) > 0 {
		return about
	}
	var out []facts.Code
	for _, a := range d.Allies {
		if a.Forces {
			out = append(out, a.Code)
		}
	}
	return out
}

// editionNews is a new edition as a digest tells it.
func editionNews(t *teller, was, now *facts.Edition, about []facts.Code, asOf facts.Date) briefing {
	var ls []float64
	for _, l := range levels(t.d, asOf) {
		ls = append(ls, l.Value)
	}
	a := aside{about: about, levels: ls}
	if len(about) > 0 { // who follows an Ally wants to know of each change of its figures
		a.least = 0.01
	}
	return brief(t, was, now, a)
}
