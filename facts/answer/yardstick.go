package answer

import (
	"fmt"
	"strconv"
	"strings"

	"natobot/facts"
)

// sipriYears is how many years of SIPRI's series stand beside NATO's when no
// years are asked for.
const sipriYears = 5

// span is the years of a series that are asked for: without any, the last few
// that have a share.
func (w *draft) span(series []facts.SIPRIYear) (lo, hi int) {
	for _, y := range series {
		if y.HasShare {
			hi = y.Year
		}
	}
	lo = hi - sipriYears + 1
	switch {
	case w.q.From > 0:
		lo = w.q.From
		if w.q.To > 0 {
			hi = min(hi, w.q.To)
		}
	case w.q.To > 0:
		lo, hi = w.q.To, w.q.To
	}
	return lo, hi
}

// yardsticks sets SIPRI's series beside NATO's, never mixed.
func (w *draft) yardsticks() {
	c := w.q.Allies[0]
	if a, ok := w.d.Ally(c); ok && !a.Forces {
		w.absent(a, facts.ShareOfGDP)
		return
	}
	release, out := w.d.Yardstick(w.AsOf)
	if !out || len(release.Series(c)) == 0 {
		w.Status = Unknown
		w.Headline = fmt.Sprintf("No series of SIPRI's for %s that was out on %s is held.", w.d.InSentence(c), w.AsOf.Long())
		if len(w.d.Yardsticks) == 0 {
			w.Headline = "SIPRI's figures are left out here."
		}
		w.sayf("NATO's own figure: %s.", terseName(c))
		w.Choices = []Choice{{Label: "NATO's figure", Ask: w.asked(terseName(c))}}
		return
	}
	e, ok := w.d.Current(w.AsOf)
	if w.q.Edition != "" {
		if x, found := w.d.Edition(w.q.Edition); found {
			e, ok = x, true
		}
	}
	w.e = e
	lo, hi := w.span(release.Series(c))
	t := &Table{Caption: w.d.Name(c) + ": share of GDP by two yardsticks", Header: []string{"Year", "NATO", "SIPRI"}, Numeric: []bool{false, true, true}}
	var last, lastS facts.Figure
	for y := lo; y <= hi; y++ {
		s, has := release.Figure(c, y)
		if !has {
			continue
		}
		n := "no figure"
		if ok {
			if f, has := e.Figure(c, facts.ShareOfGDP, y); has {
				n = w.v(f)
				last = f
			}
		}
		lastS = s
		t.Rows = append(t.Rows, []string{strconv.Itoa(y), n, w.v(s)})
	}
	if len(t.Rows) == 0 {
		w.Status = Unknown
		w.Headline = fmt.Sprintf("%s has no share of GDP for %s in the years asked for.", first(release.Label()), w.d.InSentence(c))
		return
	}
	w.Headline = fmt.Sprintf("%s by two yardsticks: %s has %s of GDP in %d%s", w.d.Name(c), release.Label(), w.v(lastS), lastS.Year, marked(lastS))
	switch {
	case last.Year == lastS.Year && last.Year > 0:
		w.Headline += fmt.Sprintf(", NATO %s%s.", w.v(last), w.tailText(last.Year))
	case ok:
		w.Headline += fmt.Sprintf("; the %s has no figure for that year.", labelOf(e))
	default:
		w.Headline += "."
	}
	if len(t.Rows) > 1 {
		var rows []string
		for _, r := range t.Rows {
			rows = append(rows, r[0]+" NATO "+r[1]+", SIPRI "+r[2])
		}
		w.sayf("%s.", strings.Join(rows, "; "))
	}
	w.sayf("Two definitions: NATO counts what Allies report by NATO's definition, SIPRI counts from open sources by its own. They are never mixed in one series.")
	if ok {
		if f, has := e.Last(c, facts.ShareOfGDP, 0); has && f.Year > lastS.Year && w.q.To == 0 {
			w.sayf("SIPRI's release ends in %d. NATO's newest: %s%s.", lastS.Year, w.toldText(f), w.tailText(f.Year))
		}
	}
	w.older(release, c, lastS)
	w.Table = t
	w.next("NATO and SIPRI", "nato vs sipri")
	w.next(w.d.Name(c), w.asks(c))
}

// older says what the release before had for a year, where it was another
// value.
func (w *draft) older(release *facts.Yardstick, c facts.Code, f facts.Figure) {
	for i, y := range w.d.Yardsticks {
		if y != release || i == 0 {
			continue
		}
		if was, ok := w.d.Yardsticks[i-1].Figure(c, f.Year); ok && was.Value != f.Value {
			w.sayf("%s had %s for %d.", first(w.d.Yardsticks[i-1].Label()), w.v(was), f.Year)
		}
	}
}

// marked says that SIPRI marks a value as its own estimate.
func marked(f facts.Figure) string {
	if f.Estimate {
		return " (SIPRI's own estimate)"
	}
	return ""
}

// other answers for a country that is no Ally from SIPRI's figures, as what
// they are: a comparison by another yardstick, with no place among the Allies.
// False where SIPRI's figures have nothing for it.
func (w *draft) other() bool {
	release, out := w.d.Yardstick(w.AsOf)
	var o *facts.Other
	for i := range w.d.Others {
		if w.d.Others[i].Name == w.q.NonAlly {
			o = &w.d.Others[i]
		}
	}
	if !out || o == nil {
		return false
	}
	series := release.Series(o.Code)
	lo, hi := w.span(series)
	var told []string
	for _, y := range series {
		if f, ok := release.Figure(o.Code, y.Year); ok && y.Year >= lo && y.Year <= hi {
			s := fmt.Sprintf("%d %s", y.Year, w.v(f))
			if y.USDCurrent > 0 {
				g := f
				g.Measure, g.Value, g.Held, g.HasHeld, g.Coarse = facts.SpendUSD, facts.SpendUSD.Printed(y.USDCurrent), y.USDCurrent, true, 0
				s += ", " + w.v(g)
			}
			told = append(told, s+marked(f))
		}
	}
	if len(told) == 0 {
		return false
	}
	w.Headline = fmt.Sprintf("%s is not an Ally, so NATO prints no figure for it. %s has, as a share of GDP and in current US dollars: %s.", o.Name, first(release.Label()), told[len(told)-1])
	if len(told) > 1 {
		w.sayf("Before: %s.", strings.Join(told[:len(told)-1], "; "))
	}
	for _, c := range w.q.Allies {
		if f, ok := release.Figure(c, hi); ok {
			w.sayf("By the same yardstick %s has %s for %d%s.", w.d.InSentence(c), w.v(f), f.Year, marked(f))
		}
	}
	w.sayf("SIPRI counts from open sources by its own definition: its figures are never set beside NATO's in one series or ranking.")
	w.next("NATO and SIPRI", "nato vs sipri")
	w.next("NATO total", "nato")
	return true
}
