package answer

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"natobot/facts"
	"natobot/facts/voice"
)

// material is the difference between editions, in points of GDP, from which on
// a profile mentions an earlier value of the same year. A difference that
// crosses 2 % is always mentioned.
const material = 0.05

// profile answers for one Ally: the newest year, or the one asked for.
func (w *draft) profile() {
	if len(w.q.Allies) == 0 {
		w.Status = Unknown
		w.head("No Ally was named. Try: {1}", voice.Verbatim("spain"))
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
	what := P("{1} for {2:the}", m, c)
	if w.q.To > 0 {
		what = P("{1} for {2:the} in {3}", m, c, w.q.To)
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
				w.say("Its newest figure is {1}.", w.told(g))
				w.Choices = append(w.Choices, Choice{Label: w.text(P("{1}", c)), Ask: w.asked(terseName(c))})
			}
		}
		if a, ok := w.d.Ally(c); ok && w.AsOf.Year()-a.Joined.Year() <= 1 {
			w.say("{1:the^} joined on {2}.", c, a.Joined)
		}
		return facts.Figure{}, false
	}
	f, _ = w.e.Last(c, m, w.q.To)
	if w.q.To == 0 && f.Year < w.e.LastYear() {
		if left := w.e.LeftOut(c, m, w.e.LastYear()); left != nil {
			w.say("For {1} the {2} edition leaves {3:the} out of the sum, so {4} is told.", w.e.LastYear(), published(w.e), voice.Of(voice.And, left), f.Year)
		} else {
			w.say("The {1} edition has no {2} figure for {3:the}; its newest is of {4}.", published(w.e), w.e.LastYear(), c, f.Year)
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
	if left != nil {
		w.head("The {1} edition has no whole sum of {2} for {3}: {4:the} {4|one=is|other=are} left out.", published(e), m, w.q.To, voice.Of(voice.And, left))
	} else if p, ok := w.newerPart(c, m, w.q.To); ok {
		w.Status = Answered
		w.head("{1}: {2} in {3}{4}.", c, what(m, w.n(p)), w.q.To, w.tailIn(p))
		w.say("It is the only edition out that has it, and only some shares of it are held; the {1} edition, the newest held in full, has no {2} figure for {3:the}.", published(e), w.q.To, c)
	} else {
		w.head("The {1} edition has no {2} figure for {3:the}.", published(e), w.q.To, c)
	}
	if w.Status == Unknown {
		w.say("Its newest figure is {1}.", w.told(g))
	}
	w.next(c, terseName(c))
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
			w.note("{1:the^} joined on {2}, and was not an Ally on {3}.", a.Code, a.Joined, w.AsOf)
			return false
		}
		w.Status = Unknown
		w.head("{1:the^} was not an Ally on {2}: it joined on {3}.", a.Code, w.AsOf, a.Joined)
		w.say("No edition out by then has a figure for it.")
		w.Choices = []Choice{{Label: w.text(P("{1} today", a.Code)), Ask: terseName(a.Code)}}
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
	w.head("{1} is an Ally without armed forces, so NATO prints no defence expenditure and no share of GDP for it.", a.Code)
	w.say("It is not in NATO's spending tables and is never ranked or counted against {1}; it joined on {2}.", voice.Level(2), a.Joined)
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
	w.head("{1}: {2}{3}.", c, w.told(f), w.tail(f.Year))
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
	w.next(P("Since {1}", e.Years[0]), "trend "+n)
	if peer := w.peer(f); peer != "" {
		w.next(P("Compare with {1}", peer), "compare "+w.asks(c, peer))
	}
	w.next("Commitments", "commitment "+n)
}

// money tells the change on the year before and the amounts.
func (w *draft) money(f facts.Figure) {
	parts := make([]any, 0, 2)
	if p, ok := w.e.Figure(f.Ally, facts.ShareOfGDP, f.Year-1); ok {
		parts = append(parts, w.onBefore(p, f))
	}
	usd, okUSD := w.e.Figure(f.Ally, facts.SpendUSD, f.Year)
	ncu, okNCU := w.e.Figure(f.Ally, facts.SpendNCU, f.Year)
	switch {
	case okUSD && okNCU && w.e.Currency(f.Ally) != "USD":
		parts = append(parts, P("In money: {1}, or {2}, at current prices.", w.n(ncu), w.n(usd)))
	case okUSD:
		parts = append(parts, P("In money: {1} at current prices.", w.n(usd)))
	case okNCU:
		parts = append(parts, P("In money: {1} at current prices.", w.n(ncu)))
	}
	if len(parts) > 0 {
		w.say("{1}", voice.List{Items: parts, Join: voice.Blanks})
	}
}

// onBefore sets a figure beside that of the year before.
func (w *draft) onBefore(p, f facts.Figure) voice.Phrase {
	return P("{1^} on {2} ({3}{4}).", w.change("change_on_"+strconv.Itoa(p.Year), p, f), p.Year, w.n(p), mark(p))
}

// mark says that a figure is an estimate, inside brackets.
func mark(f facts.Figure) voice.Phrase { return mayBe(f.Estimate, P(", estimate")) }

// commitments sets a share against what was in force on the day that judges.
func (w *draft) commitments(f facts.Figure, newest bool) {
	if c, ok := w.d.Floor(w.day); ok {
		w.commitment(c)
		w.say("{1}", w.against(f, c.Value, w.named(c)))
	}
	if c, ok := w.d.CoreGoal(w.day); ok {
		w.commitment(c)
		w.say("{1}", w.against(f, c.Value, w.named(c)))
	}
}

// named is a commitment in a sentence: "the 3.5 % core commitment for 2035".
func (w *draft) named(c *facts.Commitment) voice.Phrase {
	if y := c.Due(); y > 2030 && !strings.Contains(c.Name, strconv.Itoa(y)) {
		return P("{1} for {2}", P(c.Name), y)
	}
	return P(c.Name)
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
func (w *draft) against(f facts.Figure, level float64, name voice.Phrase) voice.Phrase {
	gap := facts.Round(level-f.Value, f.Decimals())
	key := levelKey(f.Measure, level)
	w.derive("gap_to_"+key+"_points", gap, f)
	switch {
	case gap > 0:
		if m := w.amounts(f, level, key); len(m.Items) > 0 {
			return P("{1^}: {2} points short, about {3} a year.", name, voice.Num(gap, f.Decimals()), m)
		}
	case gap == 0 && f.Measure == facts.ShareOfGDP && w.Intent == Profile:
		w.amounts(f, level, key)
	}
	return standsAt(gap, f.Decimals(), name)
}

// points sets a figure beside a level in points alone.
func (w *draft) points(f facts.Figure, level float64, name voice.Phrase) voice.Phrase {
	gap := facts.Round(level-f.Value, f.Decimals())
	w.derive("gap_to_"+levelKey(f.Measure, level)+"_points", gap, f)
	return standsAt(gap, f.Decimals(), name)
}

// standsAt tells the points to a level.
func standsAt(gap float64, decimals int, name voice.Phrase) voice.Phrase {
	n := voice.Num(math.Abs(gap), decimals)
	switch {
	case gap > 0:
		return P("{1^}: {2} points short.", name, n)
	case gap == 0:
		return P("{1^}: met exactly, {2} points over as printed.", name, n)
	}
	return P("{1^}: met, {2} points over.", name, n)
}

// spending tells the amounts beside a share.
func (w *draft) spending(f facts.Figure) voice.List {
	out := voice.List{Join: voice.OrElse}
	for _, m := range []facts.Measure{facts.SpendNCU, facts.SpendUSD} {
		if s, ok := w.e.Figure(f.Ally, m, f.Year); ok && (m == facts.SpendUSD || w.e.Currency(f.Ally) != "USD") {
			out.Items = append(out.Items, w.n(s))
		}
	}
	return out
}

// amounts is what is missing to a level in money, where the edition has the
// amounts.
func (w *draft) amounts(f facts.Figure, level float64, key string) voice.List {
	out := voice.List{Join: voice.Or}
	e, ok := w.d.Edition(f.Edition)
	if f.Measure != facts.ShareOfGDP || f.Value == 0 || !ok {
		return out
	}
	for _, m := range []facts.Measure{facts.SpendNCU, facts.SpendUSD} {
		s, ok := e.Figure(f.Ally, m, f.Year)
		if !ok || m == facts.SpendNCU && e.Currency(f.Ally) == "USD" {
			continue
		}
		x := facts.Round(s.Value*(level/f.Value-1), 0)
		if m == facts.SpendNCU {
			w.derive("gap_to_"+key+"_ncu_m", x, f, s)
		} else {
			w.derive("gap_to_"+key+"_usd_m", x, f, s)
		}
		out.Items = append(out.Items, w.d.amount(s, x))
	}
	return out
}

// plans tells what an Ally set itself and is still to come, and how it reads
// what binds all.
func (w *draft) plans(c facts.Code) {
	var own, disputed []any
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
					disputed = slices.Insert(disputed, 0, any(P(r.Text))) // its own reading first
					w.sources(r.Sources)
				} else if r.Since.KnownBy(w.AsOf) {
					disputed = append(disputed, P(r.Text))
					w.sources(r.Sources)
				}
			}
			continue
		}
		s := P(k.Name)
		if k.Status != "in force" && k.Status != "" {
			s = P("{1} ({2})", s, P(k.Status))
		}
		own = append(own, s)
		w.commitment(k)
		w.sources(k.Sources)
	}
	if len(own) > 0 {
		w.say("{1:the^}'s own aims: {2}.", c, voice.List{Items: own, Join: voice.Semicolons})
	}
	if len(disputed) > 0 {
		w.say("The core commitment is read two ways. {1}", voice.List{Items: disputed, Join: voice.Blanks})
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
	own, of := placed(r, ties), w.ofThem(len(by))
	w.derive("rank_"+string(facts.ShareOfGDP), float64(r), f)
	if usd, ok := w.e.Figure(f.Ally, facts.SpendUSD, f.Year); ok {
		list := w.d.all(w.e, facts.SpendUSD, f.Year, nil)
		r, ties := place(list, usd)
		w.derive("rank_"+string(facts.SpendUSD), float64(r), usd)
		w.say("Rank by share of GDP: {1} of {2}; by money, in US dollars: {3}.", own, of, placed(r, ties))
		return
	}
	w.say("Rank by share of GDP: {1} of {2}.", own, of)
}

// placed writes a rank: "joint 8th".
func placed(r, ties int) voice.Phrase {
	if ties > 1 {
		return P("joint {1}", voice.Ordinal(r))
	}
	return P("{1}", voice.Ordinal(r))
}

// equipment sets the share of major equipment against the guideline of 20 %.
func (w *draft) equipment(c facts.Code, year int) {
	f, ok := w.e.Figure(c, facts.EquipmentShare, year)
	if !ok {
		return
	}
	g, ok := w.d.EquipmentGuideline(w.day)
	if !ok {
		w.say("Major equipment: {1} of defence expenditure.", w.n(f))
		return
	}
	w.commitment(g)
	side := voice.Word("below")
	switch {
	case f.Value == g.Value:
		side = "at"
	case f.Value > g.Value:
		side = "above"
	}
	w.say("Major equipment: {1} of defence expenditure, {2} the {3}.", w.n(f), side, P(g.Name))
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
		var parts []any
		core, old := false, false
		for i, g := range list {
			e, _ := w.d.Edition(g.Edition)
			core, old = core || e.Core(), old || !e.Core()
			if i > 0 && i < len(list)-1 && g.Value == list[i-1].Value {
				continue
			}
			parts = append(parts, P("{1} ({2}{3})", w.n(g), published(e), mark(g)))
		}
		all := voice.List{Items: parts, Join: voice.Commas}
		if core && old {
			w.definition = true
			w.say("{1} by edition: {2}; the newest counts core defence only, the others total expenditure.", y, all)
		} else {
			w.say("{1} by edition: {2}.", y, all)
		}
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
	var none []any
	var want []facts.Measure
	if _, ok := w.e.Figure(f.Ally, facts.ShareOfGDP, f.Year-1); !ok && w.e.Years[0] == f.Year {
		none = append(none, P("other years"))
	}
	if _, ok := w.e.Figure(f.Ally, facts.SpendUSD, f.Year); !ok {
		none = append(none, P("amounts of money"))
		want = append(want, facts.SpendUSD)
	}
	if _, ok := w.e.Figure(f.Ally, facts.EquipmentShare, f.Year); !ok {
		none = append(none, P("the share of equipment"))
		want = append(want, facts.EquipmentShare)
	}
	if len(want) == 0 {
		return
	}
	var near *facts.Edition
	w.known(func(e *facts.Edition) bool {
		if _, ok := e.Last(f.Ally, want[0], 0); ok && e.Complete && e != w.e {
			near = e
		}
		return near == nil
	})
	var with voice.Phrase
	if near != nil {
		with = P("; the nearest with them is the {1} edition", published(near))
	}
	w.say("The {1} edition is held without {2} for {3:the}{4}{5}.", published(w.e), voice.List{Items: none}, f.Ally,
		mayBe(want[0] == facts.SpendUSD, P(", so no gap in money")), with)
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
		w.say("The {1} edition, of which only some shares are held, has {2} for {3}{4}.", published(e), w.n(g), g.Year, mayBe(g.Estimate, P(" (estimate)")))
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
	w.head("{1}: {2}{3}.", f.Ally, w.told(f), w.tail(f.Year))
	if p, ok := w.e.Figure(f.Ally, f.Measure, f.Year-1); ok && f.Measure != facts.RealChangeSince {
		w.say("{1}", w.onBefore(p, f))
	}
	switch f.Measure {
	case facts.SpendUSD, facts.SpendNCU, facts.SpendUSDConstant, facts.SpendNCUConstant:
		var other []any
		for _, m := range []facts.Measure{facts.SpendNCU, facts.SpendUSD, facts.SpendUSDConstant} {
			if m == f.Measure || m == facts.SpendNCU && w.e.Currency(f.Ally) == "USD" {
				continue
			}
			if g, ok := w.e.Figure(f.Ally, m, f.Year); ok {
				other = append(other, P("{1} {2}", w.n(g), prices(w.e, m)))
			}
		}
		if w.q.Currency != "" && f.Measure == facts.SpendNCU && w.e.Currency(f.Ally) != w.q.Currency {
			w.note("NATO prints amounts in the national currency, here {1}, and in US dollars; not in {2}.", w.d.currency(f), voice.Verbatim(w.q.Currency))
		}
		if len(other) > 0 {
			w.say("Also: {1}.", voice.List{Items: other, Join: voice.Semicolons})
		}
	case facts.EquipmentShare:
		if g, ok := w.d.EquipmentGuideline(w.day); ok {
			w.commitment(g)
			w.say("{1}", w.against(f, g.Value, P(g.Name)))
		}
	}
	if f.Measure != facts.SpendNCU && f.Measure != facts.SpendNCUConstant && !f.Ally.Aggregate() {
		if by := w.d.all(w.e, f.Measure, f.Year, nil); len(by) >= 10 {
			r, ties := place(by, f)
			w.derive("rank_"+string(f.Measure), float64(r), f)
			w.say("Rank: {1} of {2}.", placed(r, ties), w.ofThem(len(by)))
		}
	}
	if s, ok := w.e.Figure(f.Ally, facts.ShareOfGDP, f.Year); ok {
		w.say("Share of GDP: {1}.", w.n(s))
	}
	w.Chart = w.lineChart([]facts.Code{f.Ally}, f.Measure, 0, 0)
	n := w.asks(f.Ally)
	w.next(f.Ally, n)
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
	var who []facts.Code
	for _, c := range cs {
		if c == "GBR" || c == "CAN" {
			who = append(who, c)
		}
	}
	if len(who) == 0 {
		return
	}
	y := w.e.LastYear()
	if w.q.To > 0 {
		y = w.q.To
	}
	w.note("For {1:the} NATO's {2} is the fiscal year {3}.", voice.Of(voice.And, who), y, voice.Verbatim(fmt.Sprintf("%d/%02d", y, (y+1)%100)))
}
