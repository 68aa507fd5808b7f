package answer

import (
	"strconv"

	"natobot/facts"
	"natobot/facts/voice"
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
		if len(w.d.Yardsticks) == 0 {
			w.head("SIPRI's figures are left out here.")
		} else {
			w.head("No series of SIPRI's for {1:the} that was out on {2} is held.", c, w.AsOf)
		}
		w.say("NATO's own figure: {1}.", voice.Verbatim(terseName(c)))
		w.Choices = []Choice{{Label: w.text(P("NATO's figure")), Ask: w.asked(terseName(c))}}
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
	t := &Table{Caption: w.text(P("{1}: share of GDP by two yardsticks", c)), Header: []string{w.text(P("Year")), w.text(P("NATO")), "SIPRI"}, Numeric: []bool{false, true, true}}
	var rows []voice.Phrase
	var last, lastS facts.Figure
	for y := lo; y <= hi; y++ {
		s, has := release.Figure(c, y)
		if !has {
			continue
		}
		n := P("no figure")
		if ok {
			if f, has := e.Figure(c, facts.ShareOfGDP, y); has {
				n = P("{1}", w.n(f))
				last = f
			}
		}
		lastS = s
		t.Rows = append(t.Rows, []string{strconv.Itoa(y), w.text(n), w.d.voice.Quantity(w.n(s))})
		rows = append(rows, P("{1} NATO {2}, SIPRI {3}", y, n, w.n(s)))
	}
	if len(t.Rows) == 0 {
		w.Status = Unknown
		w.head("SIPRI's release of {1} has no share of GDP for {2:the} in the years asked for.", month(release), c)
		return
	}
	theirs := w.n(lastS)
	var ours voice.Phrase
	switch {
	case last.Year == lastS.Year && last.Year > 0:
		ours = P(", NATO {1}{2}", w.n(last), w.tail(last.Year))
	case ok:
		ours = P("; the {1} edition has no figure for that year", published(e))
	}
	w.head("{1} by two yardsticks: SIPRI's release of {2} has {3} of GDP in {4}{5}{6}.", c, month(release), theirs, lastS.Year, marked(lastS), ours)
	if len(rows) > 1 {
		w.restate("{1}.", voice.Of(voice.Semicolons, rows))
	}
	w.say("Two definitions: NATO counts what Allies report by NATO's definition, SIPRI counts from open sources by its own. They are never mixed in one series.")
	if ok {
		if f, has := e.Last(c, facts.ShareOfGDP, 0); has && f.Year > lastS.Year && w.q.To == 0 {
			w.say("SIPRI's release ends in {1}. NATO's newest: {2}{3}.", lastS.Year, w.told(f), w.tail(f.Year))
		}
	}
	w.older(release, c, lastS)
	w.Table = t
	w.next("NATO and SIPRI", "nato vs sipri")
	w.next(c, w.asks(c))
}

// older says what the release before had for a year, where it was another
// value.
func (w *draft) older(release *facts.Yardstick, c facts.Code, f facts.Figure) {
	for i, y := range w.d.Yardsticks {
		if y != release || i == 0 {
			continue
		}
		if was, ok := w.d.Yardsticks[i-1].Figure(c, f.Year); ok && was.Value != f.Value {
			w.say("SIPRI's release of {1} had {2} for {3}.", month(w.d.Yardsticks[i-1]), w.n(was), f.Year)
		}
	}
}

// marked says that SIPRI marks a value as its own estimate.
func marked(f facts.Figure) voice.Phrase {
	return mayBe(f.Estimate, P(" (SIPRI's own estimate)"))
}

// month is that of a release.
func month(y *facts.Yardstick) facts.Date { return y.Published[:min(7, len(y.Published))] }

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
	var told []voice.Phrase
	for _, y := range series {
		if f, ok := release.Figure(o.Code, y.Year); ok && y.Year >= lo && y.Year <= hi {
			s := P("{1} {2}", y.Year, w.n(f))
			if y.USDCurrent > 0 {
				g := f
				g.Measure, g.Value, g.Held, g.HasHeld, g.Coarse = facts.SpendUSD, facts.SpendUSD.Printed(y.USDCurrent), y.USDCurrent, true, 0
				s = P("{1}, {2}", s, w.n(g))
			}
			told = append(told, P("{1}{2}", s, marked(f)))
		}
	}
	if len(told) == 0 {
		return false
	}
	w.head("{1} is not an Ally, so NATO prints no figure for it. SIPRI's release of {2} has, as a share of GDP and in current US dollars: {3}.", P(o.Name), month(release), told[len(told)-1])
	if len(told) > 1 {
		w.say("Before: {1}.", voice.Of(voice.Semicolons, told[:len(told)-1]))
	}
	for _, c := range w.q.Allies {
		if f, ok := release.Figure(c, hi); ok {
			w.say("By the same yardstick {1:the} has {2} for {3}{4}.", c, w.n(f), f.Year, marked(f))
		}
	}
	w.say("SIPRI counts from open sources by its own definition: its figures are never set beside NATO's in one series or ranking.")
	w.next("NATO and SIPRI", "nato vs sipri")
	w.next("NATO total", "nato")
	return true
}
