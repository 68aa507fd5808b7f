package answer

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"natobot/facts"
)

// material is the difference between editions, in points of GDP, from which on
// a profile mentions an earlier value of the same year. A difference that
// crosses 2 % is always mentioned.
const material = 0.05

// profile answers for one Ally: the newest year, or the one asked for.
func (w *draft) profile() {
	if len(w.q.Allies) == 0 {
		w.Status, w.Headline = Unknown, "No Ally was named. Try: spain"
		return
	}
	c := w.q.Allies[0]
	f, ok := w.newest(c, w.q.Measure)
	if !ok {
		return
	}
	if w.q.Measure == facts.ShareOfGDP {
		w.profileShare(f)
	} else {
		w.oneMeasure(f)
	}
	w.fiscal(c)
	w.stale()
}

// newest is the figure that a question for one Ally is about: of the year asked
// for or of the newest one. False when there is none; the answer then says why.
func (w *draft) newest(c facts.Code, m facts.Measure) (facts.Figure, bool) {
	if a, ok := w.d.Ally(c); ok && w.absent(a, m) {
		return facts.Figure{}, false
	}
	var f facts.Figure
	what := fmt.Sprintf("%s for %s", m.Label(), w.d.InSentence(c))
	if w.q.To > 0 {
		what += " in " + strconv.Itoa(w.q.To)
	}
	if w.q.To > 0 && w.q.Edition == "" && w.missing(c, m) {
		return facts.Figure{}, false
	}
	ok := w.settle(what, func(e *facts.Edition) bool {
		var ok bool
		f, ok = e.Last(c, m, w.q.To)
		return ok
	})
	if !ok {
		if w.e != nil && w.q.To > 0 {
			if g, held := w.e.Last(c, m, 0); held {
				w.say("Its newest figure is %s.", w.told(g))
				w.Choices = append(w.Choices, Choice{Label: w.d.Name(c), Ask: w.asked(terseName(c))})
			}
		}
		if a, ok := w.d.Ally(c); ok && w.AsOf.Year()-a.Joined.Year() <= 1 {
			w.say("%s joined on %s.", first(w.d.InSentence(c)), a.Joined.Long())
		}
		return facts.Figure{}, false
	}
	f, _ = w.e.Last(c, m, w.q.To)
	if w.q.To == 0 && f.Year < w.e.LastYear() {
		if left := w.e.LeftOut(c, m, w.e.LastYear()); left != nil {
			w.say("For %d the %s leaves %s out of the sum, so %d is told.", w.e.LastYear(), labelOf(w.e), w.d.names(left), f.Year)
		} else {
			w.say("The %s has no %d figure for %s; its newest is of %d.", labelOf(w.e), w.e.LastYear(), w.d.InSentence(c), f.Year)
		}
	}
	return f, true
}

// missing answers for a year that the current edition covers, but not for this
// Ally: no other edition stands in for it in silence.
func (w *draft) missing(c facts.Code, m facts.Measure) bool {
	e, ok := w.d.Current(w.AsOf)
	if !ok || !slices.Contains(e.Years, w.q.To) {
		return false
	}
	left := e.LeftOut(c, m, w.q.To)
	if _, ok := e.Figure(c, m, w.q.To); ok && left == nil {
		return false
	}
	g, ok := e.Last(c, m, 0)
	if !ok {
		return false // the edition lacks the whole row
	}
	w.e = e
	w.Status = Unknown
	w.Headline = fmt.Sprintf("The %s has no %d figure for %s.", labelOf(e), w.q.To, w.d.InSentence(c))
	if p, ok := w.newerPart(c, m, w.q.To); ok && left == nil {
		w.Status = Answered
		w.Headline = fmt.Sprintf("%s: %s%s in %d%s.", w.d.Name(c), w.v(p), onWhat(m), w.q.To, w.tailIn(p))
		w.say("It is the only edition out that has it, and only some shares of it are held; the %s, the newest held in full, has no %d figure for %s.", labelOf(e), w.q.To, w.d.InSentence(c))
	}
	if left != nil {
		w.Headline = fmt.Sprintf("The %s has no whole sum of %s for %d: %s is left out.", labelOf(e), m.Label(), w.q.To, w.d.names(left))
		if len(left) > 1 {
			w.Headline = strings.Replace(w.Headline, " is left out", " are left out", 1)
		}
	}
	if w.Status == Unknown {
		w.say("Its newest figure is %s.", w.told(g))
	}
	w.next(w.d.Name(c), terseName(c))
	return true
}

// newerPart is a figure of an edition that is newer than the one that the answer
// rests on and held in part only.
func (w *draft) newerPart(c facts.Code, m facts.Measure, year int) (f facts.Figure, ok bool) {
	w.known(func(e *facts.Edition) bool {
		if e.Published.Last() <= w.e.Published.Last() {
			return false
		}
		if w.trusted(e) {
			f, ok = e.Figure(c, m, year)
		}
		return !ok
	})
	return f, ok
}

// absent answers for an Ally without armed forces, and for one that had not
// joined and has no figures.
func (w *draft) absent(a *facts.Ally, m facts.Measure) bool {
	if !a.Joined.KnownBy(w.AsOf) {
		has := false
		w.known(func(e *facts.Edition) bool {
			_, has = e.Last(a.Code, m, w.q.To)
			return !has
		})
		if has {
			w.note(fmt.Sprintf("%s joined on %s, and was not an Ally on %s.", first(w.d.InSentence(a.Code)), a.Joined.Long(), w.AsOf.Long()))
			return false
		}
		w.Status = Unknown
		w.Headline = fmt.Sprintf("%s was not an Ally on %s: it joined on %s.", first(w.d.InSentence(a.Code)), w.AsOf.Long(), a.Joined.Long())
		w.say("No edition out by then has a figure for it.")
		w.Choices = []Choice{{Label: a.Name + " today", Ask: terseName(a.Code)}}
		return true
	}
	if a.Forces {
		return false
	}
	if m == facts.GDP || m == facts.GDPConstant || m == facts.GDPPerCapita {
		has := false
		w.known(func(e *facts.Edition) bool { _, has = e.Last(a.Code, m, w.q.To); return !has })
		if has {
			return false
		}
	}
	w.e, _ = w.d.Current(w.AsOf)
	w.Headline = a.Name + " is an Ally without armed forces, so NATO prints no defence expenditure and no share of GDP for it."
	w.say("It is not in NATO's spending tables and is never ranked or counted against 2 %%; it joined on %s.", a.Joined.Long())
	if def, ok := w.d.Definition("iceland", w.AsOf); ok {
		for _, k := range def.Sources {
			if w.d.Sources[k].Published.KnownBy(w.AsOf) {
				w.source(k, "")
			}
		}
	}
	if w.e != nil {
		w.source(w.e.ID, "Table 3")
	}
	w.next("Why Iceland is missing", "why is iceland missing")
	w.next("All Allies, ranked", "rank")
	return true
}

// profileShare tells an Ally's share of GDP and all that gives it meaning.
func (w *draft) profileShare(f facts.Figure) {
	c, e := f.Ally, w.e
	newest := w.q.To == 0
	// What newest said of a missing year comes after the headline's company.
	w.Headline = w.d.Name(c) + ": " + w.told(f) + w.tail(f.Year) + "."
	w.money(f)
	w.commitments(f, newest)
	if newest && w.day == w.AsOf {
		w.plans(c)
	}
	w.ranks(f)
	w.equipment(c, f.Year)
	w.revisions(f, newest)
	w.later(f)
	w.lacks(f)
	w.Chart = w.lineChart([]facts.Code{c}, facts.ShareOfGDP, 0, 0)

	n := w.asks(c)
	w.next("Since "+strconv.Itoa(e.Years[0]), "trend "+n)
	if peer := w.peer(f); peer != "" {
		w.next("Compare with "+w.d.InSentence(peer), "compare "+w.asks(c, peer))
	}
	w.next("Commitments", "commitment "+n)
}

// money tells the change on the year before and the amounts.
func (w *draft) money(f facts.Figure) {
	var parts []string
	if p, ok := w.e.Figure(f.Ally, facts.ShareOfGDP, f.Year-1); ok {
		s := w.change("change_on_"+strconv.Itoa(p.Year), p, f)
		parts = append(parts, first(s)+" on "+strconv.Itoa(p.Year)+" ("+w.v(p)+mark(p)+").")
	}
	usd, okUSD := w.e.Figure(f.Ally, facts.SpendUSD, f.Year)
	ncu, okNCU := w.e.Figure(f.Ally, facts.SpendNCU, f.Year)
	switch {
	case okUSD && okNCU && w.e.Currency(f.Ally) != "USD":
		parts = append(parts, fmt.Sprintf("In money: %s, or %s, at current prices.", w.v(ncu), w.v(usd)))
	case okUSD:
		parts = append(parts, fmt.Sprintf("In money: %s at current prices.", w.v(usd)))
	case okNCU:
		parts = append(parts, fmt.Sprintf("In money: %s at current prices.", w.v(ncu)))
	}
	if len(parts) > 0 {
		w.say("%s", strings.Join(parts, " "))
	}
}

// mark says that a figure is an estimate, inside brackets.
func mark(f facts.Figure) string {
	if f.Estimate {
		return ", estimate"
	}
	return ""
}

// commitments sets a share against what was in force on the day that judges.
func (w *draft) commitments(f facts.Figure, newest bool) {
	if c, ok := w.d.Floor(w.day); ok {
		w.commitment(c)
		w.say("%s", w.against(f, c.Value, w.named(c)))
	}
	if c, ok := w.d.CoreGoal(w.day); ok {
		w.commitment(c)
		w.say("%s", w.against(f, c.Value, w.named(c)))
	}
}

// named is a commitment in a sentence: "the 3.5 % core commitment for 2035".
func (w *draft) named(c *facts.Commitment) string {
	if y := c.Due(); y > 2030 && !strings.Contains(c.Name, strconv.Itoa(y)) {
		return c.Name + " for " + strconv.Itoa(y)
	}
	return c.Name
}

func (w *draft) commitment(c *facts.Commitment) {
	if !slices.Contains(w.Commitments, c.ID) {
		w.Commitments = append(w.Commitments, c.ID)
	}
}

// against sets a figure beside a level: the gap in points, and for a share of
// GDP in national currency and US dollars.
//
// The amounts are printed spending times (level / printed share − 1): what
// would have to be spent more in that year, at its prices, for the printed
// share to be the level. They rest on two printed figures of one edition. The
// way over GDP would mix price bases, as NATO divides series in constant prices.
func (w *draft) against(f facts.Figure, level float64, name string) string {
	gap := facts.Round(level-f.Value, f.Decimals())
	key := levelKey(f.Measure, level)
	w.derive("gap_to_"+key+"_points", gap, f)
	lv := facts.ShortNumber(level) + " %"
	if name == "" {
		name = lv
	}
	switch {
	case gap == 0:
		if f.Measure == facts.ShareOfGDP && w.Intent == Profile {
			w.amounts(f, level, key)
		}
		return fmt.Sprintf("%s: met exactly, %s points over as printed.", first(name), facts.FormatNumber(0, f.Decimals()))
	case gap < 0:
		return fmt.Sprintf("%s: met, %s points over.", first(name), facts.FormatNumber(-gap, f.Decimals()))
	}
	s := fmt.Sprintf("%s: %s points short", first(name), facts.FormatNumber(gap, f.Decimals()))
	if m := w.amounts(f, level, key); m != "" {
		s += ", about " + m + " a year"
	}
	return s + "."
}

// points sets a figure beside a level in points alone.
func (w *draft) points(f facts.Figure, level float64, name string) string {
	gap := facts.Round(level-f.Value, f.Decimals())
	w.derive("gap_to_"+levelKey(f.Measure, level)+"_points", gap, f)
	switch {
	case gap > 0:
		return first(name) + ": " + facts.FormatNumber(gap, f.Decimals()) + " points short."
	case gap == 0:
		return first(name) + ": met exactly, " + facts.FormatNumber(0, f.Decimals()) + " points over as printed."
	}
	return first(name) + ": met, " + facts.FormatNumber(-gap, f.Decimals()) + " points over."
}

// spending tells the amounts beside a share.
func (w *draft) spending(f facts.Figure) string {
	var parts []string
	for _, m := range []facts.Measure{facts.SpendNCU, facts.SpendUSD} {
		if s, ok := w.e.Figure(f.Ally, m, f.Year); ok && (m == facts.SpendUSD || w.e.Currency(f.Ally) != "USD") {
			parts = append(parts, w.v(s))
		}
	}
	return strings.Join(parts, ", or ")
}

// amounts is what is missing to a level in money, where the edition has the
// amounts.
func (w *draft) amounts(f facts.Figure, level float64, key string) string {
	if f.Measure != facts.ShareOfGDP || f.Value == 0 {
		return ""
	}
	e, ok := w.d.Edition(f.Edition)
	if !ok {
		return ""
	}
	var parts []string
	for _, m := range []facts.Measure{facts.SpendNCU, facts.SpendUSD} {
		s, ok := e.Figure(f.Ally, m, f.Year)
		if !ok || m == facts.SpendNCU && e.Currency(f.Ally) == "USD" {
			continue
		}
		x := facts.Round(s.Value*(level/f.Value-1), 0)
		if m == facts.SpendNCU {
			w.derive("gap_to_"+key+"_ncu_m", x, f, s)
			parts = append(parts, billions(x)+" "+w.d.CurrencyOf(s))
		} else {
			w.derive("gap_to_"+key+"_usd_m", x, f, s)
			parts = append(parts, "US$ "+billions(x))
		}
	}
	return strings.Join(parts, " or ")
}

// plans tells what an Ally set itself and is still to come, and how it reads
// what binds all.
func (w *draft) plans(c facts.Code) {
	var own, disputed []string
	for i := range w.d.Commitments {
		k := &w.d.Commitments[i]
		if k.Party != c || !k.InForce(w.AsOf) || k.Place == "The Hague Summit" {
			continue
		}
		if due := k.Due(); due != 0 && due < w.AsOf.Year() {
			continue
		}
		if k.Status == "disputed" {
			w.commitment(k)
			for _, r := range k.Readings {
				if r.Since.KnownBy(w.AsOf) && r.Party == w.d.Name(c) {
					disputed = slices.Insert(disputed, 0, r.Text) // its own reading first
					w.sources(r.Sources)
				} else if r.Since.KnownBy(w.AsOf) {
					disputed = append(disputed, r.Text)
					w.sources(r.Sources)
				}
			}
			continue
		}
		s := k.Name
		if k.Status != "in force" && k.Status != "" {
			s += " (" + k.Status + ")"
		}
		own = append(own, s)
		w.commitment(k)
		w.sources(k.Sources)
	}
	if len(own) > 0 {
		w.say("%s's own aims: %s.", first(w.d.InSentence(c)), strings.Join(own, "; "))
	}
	if len(disputed) > 0 {
		w.say("The core commitment is read two ways. %s", strings.Join(disputed, " "))
	}
}

// sources adds the first two sources that were out by the as-of date.
func (w *draft) sources(keys []string) {
	for i, k := range w.d.OutBy(keys, w.AsOf) {
		if i < 2 {
			w.source(k, "")
		}
	}
}

// ranks tells an Ally's place by share and by money.
func (w *draft) ranks(f facts.Figure) {
	if f.Ally.Aggregate() {
		return
	}
	by := w.d.all(w.e, facts.ShareOfGDP, f.Year, nil)
	if len(by) < 10 {
		return // an edition that is held in part ranks nobody
	}
	r, ties := place(by, f)
	s := fmt.Sprintf("Rank by share of GDP: %s of %s", placed(r, ties), w.ofThem(len(by)))
	w.derive("rank_"+string(facts.ShareOfGDP), float64(r), f)
	if usd, ok := w.e.Figure(f.Ally, facts.SpendUSD, f.Year); ok {
		list := w.d.all(w.e, facts.SpendUSD, f.Year, nil)
		r, ties := place(list, usd)
		w.derive("rank_"+string(facts.SpendUSD), float64(r), usd)
		s += "; by money, in US dollars: " + placed(r, ties)
	}
	w.say("%s.", s)
}

// placed writes a rank: "joint 8th".
func placed(r, ties int) string {
	if ties > 1 {
		return "joint " + ordinal(r)
	}
	return ordinal(r)
}

// equipment sets the share of major equipment against the guideline of 20 %.
func (w *draft) equipment(c facts.Code, year int) {
	f, ok := w.e.Figure(c, facts.EquipmentShare, year)
	if !ok {
		return
	}
	s := fmt.Sprintf("Major equipment: %s of defence expenditure", w.v(f))
	if g, ok := w.d.EquipmentGuideline(w.day); ok {
		w.commitment(g)
		word := "below"
		if f.Value >= g.Value {
			word = "above"
			if f.Value == g.Value {
				word = "at"
			}
		}
		s += ", " + word + " the " + g.Name
	}
	w.say("%s", s+".")
}

// revisions mentions that editions gave materially different values for the
// same year: the year told, or with newest one of the two before it.
func (w *draft) revisions(f facts.Figure, newest bool) {
	years := []int{f.Year}
	if newest {
		years = append(years, f.Year-1, f.Year-2)
	}
	for _, y := range years {
		list := w.d.given(f.Ally, facts.ShareOfGDP, y, w.AsOf, w.e)
		if len(list) < 2 || !differ(list) {
			continue
		}
		var parts []string
		core, old := false, false
		for i, g := range list {
			e, _ := w.d.Edition(g.Edition)
			core, old = core || e.Core(), old || !e.Core()
			if i > 0 && i < len(list)-1 && g.Value == list[i-1].Value {
				continue
			}
			parts = append(parts, w.v(g)+" ("+monthOf(e)+mark(g)+")")
		}
		s := fmt.Sprintf("%d by edition: %s", y, strings.Join(parts, ", "))
		if core && old {
			w.definition = true
			s += "; the newest counts core defence only, the others total expenditure"
		}
		w.say("%s.", s)
		return
	}
}

// given are the values that trusted editions out by asOf gave for a year,
// oldest first. An edition asked for is among them in any case.
func (d *Writer) given(c facts.Code, m facts.Measure, year int, asOf facts.Date, also *facts.Edition) []facts.Figure {
	var out []facts.Figure
	for _, e := range d.Editions {
		if e != also && (!e.Published.KnownBy(asOf) || strings.Contains(e.Confidence, "low")) {
			continue
		}
		if f, ok := e.Figure(c, m, year); ok {
			out = append(out, f)
		}
	}
	return out
}

// differ reports that values of one year differ materially.
func differ(list []facts.Figure) bool {
	lo, hi := list[0].Value, list[0].Value
	for _, f := range list {
		lo, hi = min(lo, f.Value), max(hi, f.Value)
	}
	return facts.Round(hi-lo, 2) >= material || lo < 2 && hi >= 2
}

// lacks says what the edition is held without and which one has it.
func (w *draft) lacks(f facts.Figure) {
	var none []string
	var want []facts.Measure
	if _, ok := w.e.Figure(f.Ally, facts.ShareOfGDP, f.Year-1); !ok && w.e.Years[0] == f.Year {
		none = append(none, "other years")
	}
	if _, ok := w.e.Figure(f.Ally, facts.SpendUSD, f.Year); !ok {
		none = append(none, "amounts of money")
		want = append(want, facts.SpendUSD)
	}
	if _, ok := w.e.Figure(f.Ally, facts.EquipmentShare, f.Year); !ok {
		none = append(none, "the share of equipment")
		want = append(want, facts.EquipmentShare)
	}
	if len(want) == 0 {
		return
	}
	s := fmt.Sprintf("The %s is held without %s for %s", labelOf(w.e), list(none), w.d.InSentence(f.Ally))
	if want[0] == facts.SpendUSD {
		s += ", so no gap in money"
	}
	var near *facts.Edition
	w.known(func(e *facts.Edition) bool {
		if _, ok := e.Last(f.Ally, want[0], 0); ok && e.Complete && e != w.e {
			near = e
		}
		return near == nil
	})
	if near != nil {
		s += fmt.Sprintf("; the nearest with them is the %s", labelOf(near))
	}
	w.say("%s.", s)
}

// later tells a newer value of an edition that is held in part only.
func (w *draft) later(f facts.Figure) {
	if w.q.Edition != "" || w.q.To > 0 {
		return
	}
	w.known(func(e *facts.Edition) bool {
		if e.Published.Last() <= w.e.Published.Last() {
			return false
		}
		g, ok := e.Last(f.Ally, f.Measure, 0)
		if !ok || !w.trusted(e) || g.Year <= f.Year {
			return true
		}
		w.say("The %s, of which only some shares are held, has %s for %d%s.", labelOf(e), w.v(g), g.Year, estimated(g))
		return false
	})
}

// peer is the Ally that one is most sensibly compared with: its neighbour by
// money, or by share where the edition has no amounts.
func (w *draft) peer(f facts.Figure) facts.Code {
	list := w.d.all(w.e, facts.SpendUSD, f.Year, nil)
	if len(list) == 0 {
		list = w.d.all(w.e, facts.ShareOfGDP, f.Year, nil)
	}
	own := slices.IndexFunc(list, func(g facts.Figure) bool { return g.Ally == f.Ally })
	if own < 0 {
		return ""
	}
	above, below := -1, -1
	for i := range list {
		switch {
		case i == own:
		case list[i].Value >= list[own].Value && (above < 0 || list[i].Value < list[above].Value):
			above = i
		case list[i].Value < list[own].Value && (below < 0 || list[i].Value > list[below].Value):
			below = i
		}
	}
	switch {
	case above >= 0:
		return list[above].Ally
	case below >= 0:
		return list[below].Ally
	}
	return ""
}

// oneMeasure tells one figure that is no share of GDP.
func (w *draft) oneMeasure(f facts.Figure) {
	w.Headline = w.d.Name(f.Ally) + ": " + w.told(f) + w.tail(f.Year) + "."
	if p, ok := w.e.Figure(f.Ally, f.Measure, f.Year-1); ok && f.Measure != facts.RealChangeSince {
		s := w.change("change_on_"+strconv.Itoa(p.Year), p, f)
		w.say("%s on %d (%s%s).", first(s), p.Year, w.v(p), mark(p))
	}
	switch f.Measure {
	case facts.SpendUSD, facts.SpendNCU, facts.SpendUSDConstant, facts.SpendNCUConstant:
		var other []string
		for _, m := range []facts.Measure{facts.SpendNCU, facts.SpendUSD, facts.SpendUSDConstant} {
			if m == f.Measure || m == facts.SpendNCU && w.e.Currency(f.Ally) == "USD" {
				continue
			}
			if g, ok := w.e.Figure(f.Ally, m, f.Year); ok {
				other = append(other, w.v(g)+" "+pricesOf(w.e, m))
			}
		}
		if w.q.Currency != "" && f.Measure == facts.SpendNCU && w.e.Currency(f.Ally) != w.q.Currency {
			w.note(fmt.Sprintf("NATO prints amounts in the national currency, here %s, and in US dollars; not in %s.", w.d.CurrencyOf(f), w.q.Currency))
		}
		if len(other) > 0 {
			w.say("Also: %s.", strings.Join(other, "; "))
		}
	case facts.EquipmentShare:
		if g, ok := w.d.EquipmentGuideline(w.day); ok {
			w.commitment(g)
			w.say("%s", w.against(f, g.Value, g.Name))
		}
	}
	if f.Measure != facts.SpendNCU && f.Measure != facts.SpendNCUConstant && !f.Ally.Aggregate() {
		if by := w.d.all(w.e, f.Measure, f.Year, nil); len(by) >= 10 {
			r, ties := place(by, f)
			w.derive("rank_"+string(f.Measure), float64(r), f)
			w.say("Rank: %s of %s.", placed(r, ties), w.ofThem(len(by)))
		}
	}
	if s, ok := w.e.Figure(f.Ally, facts.ShareOfGDP, f.Year); ok {
		w.say("Share of GDP: %s.", w.v(s))
	}
	w.Chart = w.lineChart([]facts.Code{f.Ally}, f.Measure, 0, 0)
	n := w.asks(f.Ally)
	w.next(w.d.Name(f.Ally), n)
	if t := measureTerse[f.Measure]; t != "" {
		w.next("Over the years", "trend "+n+" "+t)
		if f.Measure != facts.SpendNCU && f.Measure != facts.SpendNCUConstant {
			w.next("Top 5", "top 5 "+t)
		}
	}
}

// fiscal says which months a year of some Allies covers.
func (w *draft) fiscal(cs ...facts.Code) {
	if w.e == nil {
		return
	}
	var who []string
	for _, c := range cs {
		if c == "GBR" || c == "CAN" {
			who = append(who, w.d.InSentence(c))
		}
	}
	if len(who) == 0 {
		return
	}
	y := w.e.LastYear()
	if w.q.To > 0 {
		y = w.q.To
	}
	w.note(fmt.Sprintf("For %s NATO's %d is the fiscal year %d/%02d.", list(who), y, y, (y+1)%100))
}
