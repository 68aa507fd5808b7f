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

// A draft composes an answer about figures. It cites every published number
// that it writes: the number then stands in the answer's figures, its table
// among the sources.
type draft struct {
	Answer
	d          *Writer
	q          form
	e          *facts.Edition // the edition that the answer rests on; nil before the first
	day        facts.Date     // the day whose commitments judge
	definition bool           // a line says already what the editions count
}

func (d *Writer) draft(q form) *draft {
	w := &draft{d: d, q: q, day: q.AsOf}
	w.AsOf, w.Status, w.Intent = q.AsOf, Answered, q.Intent
	w.Figures = make([]facts.Figure, 0, 16)
	w.Lines = make([]string, 0, 10)
	if q.To > 0 {
		w.judge(q.To)
	} else if e, ok := d.Edition(q.Edition); ok {
		w.judge(e.LastYear())
	}
	return w
}

// judge makes the commitments in force in a year the measure of the answer: an
// old year is judged by what was undertaken then.
func (w *draft) judge(year int) {
	if year < w.AsOf.Year() {
		w.day = facts.Date(strconv.Itoa(year) + "-12-31")
	}
}

// asks names Allies and aggregates as one types them.
func (w *draft) asks(cs ...facts.Code) string {
	s := make([]string, len(cs))
	for i, c := range cs {
		if s[i] = terseName(c); !c.Aggregate() {
			s[i] = strings.ToLower(w.d.Name(c))
		}
	}
	return strings.Join(s, " ")
}

// cite adds a figure to the answer, once, and returns its index.
func (w *draft) cite(f facts.Figure) int {
	for i := range w.Figures {
		g := &w.Figures[i]
		if g.Ally == f.Ally && g.Year == f.Year && g.Measure == f.Measure && g.Edition == f.Edition {
			return i
		}
	}
	w.Figures = append(w.Figures, f)
	return len(w.Figures) - 1
}

// v writes a figure and cites it.
func (w *draft) v(f facts.Figure) string {
	w.cite(f)
	return w.d.value(f)
}

// derive adds a number computed from figures, which it cites.
func (w *draft) derive(name string, value float64, from ...facts.Figure) {
	at := make([]int, len(from))
	for i, f := range from {
		at[i] = w.cite(f)
	}
	w.Derived = append(w.Derived, Derived{Name: name, Value: value, From: at})
}

// tally derives a count from the figures counted; where none was, from all that
// were looked at.
func (w *draft) tally(name string, counted, all []facts.Figure) {
	n := float64(len(counted))
	if len(counted) == 0 {
		counted = all
	}
	w.derive(name, n, counted...)
}

// cited names the editions of the figures with what is to be known of them. It
// returns the years that are estimates, and whether editions of core defence and
// of total expenditure are among them.
func (w *draft) cited() (years []int, core, old bool) {
	var last *facts.Edition
	for _, f := range w.Figures {
		if last == nil || last.ID != f.Edition {
			var ok bool
			if last, ok = w.d.Edition(f.Edition); !ok {
				w.source(f.Edition, "")
				last = nil
				continue
			}
		}
		if last.History { // a table of its own, named by its title
			w.source(f.Edition, "")
			continue
		}
		w.source(f.Edition, f.Measure.Table())
		if f.Estimate && (w.e == nil || f.Edition == w.e.ID) && !slices.Contains(years, f.Year) {
			years = append(years, f.Year)
		}
		core = core || last.Core()
		old = old || !last.Core()
		if !w.trusted(last) || strings.Contains(last.Confidence, "medium") {
			w.held(last)
		}
		if f.Note != "" {
			w.note("{1} {2}: {3}.", f.Ally, f.Year, P(strings.TrimSuffix(f.Note, ".")))
		}
	}
	return years, core, old
}

// done closes the answer: edition, sources, caveats that every answer needs.
func (w *draft) done() Answer {
	if w.e != nil {
		w.Edition = w.e.ID
	}
	years, core, old := w.cited()
	if len(years) > 0 {
		slices.Sort(years)
		w.Caveats = slices.Insert(w.Caveats, 0, w.state(estimates(years), false))
	}
	if core && !w.definition {
		if old {
			w.note("The {1} edition counts core defence only; earlier editions count total defence expenditure.", w.coreEdition())
		} else {
			w.note("The {1} edition counts core defence only, and restates {2} onwards.", w.coreEdition(), 2014)
		}
	}
	switch {
	case slices.ContainsFunc(w.Derived, func(d Derived) bool {
		return strings.HasPrefix(d.Name, "gap_") && strings.HasSuffix(d.Name, "_usd_m") && len(d.From) > 1 && d.Value > 0
	}):
		w.note("Changes, gaps and ranks are computed from the printed figures; gaps in money as spending × (level ÷ share − 1), at current prices.")
	case len(w.Derived) > 0:
		w.note("Changes, gaps, ranks and counts are computed from the printed figures.")
	}
	// NATO's own tables first, that of the answer before others.
	slices.SortStableFunc(w.Sources, func(a, b facts.Cite) int { return w.order(a) - w.order(b) })
	if w.Allies == nil {
		w.Allies = w.q.Allies
	}
	return w.Answer
}

func (w *draft) order(c facts.Cite) int {
	switch _, ok := w.d.Edition(c.ID); {
	case w.e != nil && c.ID == w.e.ID:
		return 0
	case ok:
		return 1
	}
	return 2
}

// coreEdition names the edition of the answer that counts core defence.
func (w *draft) coreEdition() facts.Date {
	for _, f := range w.Figures {
		if e, ok := w.d.Edition(f.Edition); ok && e.Core() {
			return published(e)
		}
	}
	return ""
}

// estimates says which years are estimates.
func estimates(years []int) voice.Phrase {
	return P("{1} {1|one=is an estimate|other=are estimates}.", voice.Of(voice.And, years))
}

// source adds a source with a place in it, once.
func (w *draft) source(id, locator string) {
	for i := range w.Sources {
		if w.Sources[i].ID == id && (w.Sources[i].Locator == locator || locator == "") {
			return
		}
	}
	if s, ok := w.d.Sources[id]; ok {
		w.Sources = append(w.Sources, facts.Cite{Source: s, Locator: locator})
	}
}

// trusted reports that an edition may answer without being asked for by name.
func (w *draft) trusted(e *facts.Edition) bool {
	return e.Complete || !strings.Contains(e.Confidence, "low")
}

// held says from what an edition was read, where that is not NATO's own table.
func (w *draft) held(e *facts.Edition) {
	if !strings.Contains(e.Confidence, "medium") {
		return
	}
	w.note("The {1} edition is held from press reports, shares of GDP only{2}{3}.", published(e),
		mayBe(!e.Complete, P(" and not for every Ally")),
		mayBe(strings.Contains(e.Confidence, "low"), P("; treat its values as indications")))
}

// known are the editions out by the as-of date, newest first.
func (w *draft) known(f func(*facts.Edition) bool) {
	for i := len(w.d.Editions) - 1; i >= 0; i-- {
		if e := w.d.Editions[i]; e.Published.KnownBy(w.AsOf) && !f(e) {
			return
		}
	}
}

// settle chooses the edition to answer from: the one asked for, else the one
// current on the as-of date, when it has what is wanted; else the newest
// trusted one that was out and has it, and says so. False when none has it: the
// answer then says what there is.
func (w *draft) settle(what any, has func(*facts.Edition) bool) bool {
	home, ok := w.d.Current(w.AsOf)
	if w.q.Edition != "" {
		if e, found := w.d.Edition(w.q.Edition); found {
			home, ok = e, true
		}
	}
	if ok {
		w.e = home
		if has(home) {
			return true
		}
	}
	var found, weak *facts.Edition
	w.known(func(e *facts.Edition) bool {
		switch {
		case !has(e):
		case w.trusted(e):
			found = e
			return false
		case weak == nil:
			weak = e
		}
		return true
	})
	switch {
	case found != nil && (w.q.Edition == ""):
		if home != nil {
			if found.Published.Last() > home.Published.Last() {
				w.note("This is from the {1} edition; before it, the {2} edition is the newest held in full.", published(found), published(home))
			} else {
				w.note("The {1} edition is held without {2}; this is from the {3} edition.", published(home), what, published(found))
			}
		}
		w.e = found
		return true
	case found != nil || weak != nil:
		near := found
		if near == nil {
			near = weak
		}
		w.Status = Unknown
		switch {
		case home != nil:
			w.head("The {1} edition is held without {2}.", published(home), what)
		default:
			w.head("No edition that is held in full was out on {1}.", w.AsOf)
		}
		if w.trusted(near) {
			w.say("The nearest edition that has it is the {1} edition.", published(near))
		} else {
			w.say("The {1} edition has it, but is held from press reports only and with low confidence; it is used only when asked for.", published(near))
		}
		q := w.q.query
		q.Know.Edition = []string{near.ID}
		if ask, ok := w.d.Read.Print(q, "en"); ok {
			w.Choices = append(w.Choices, Choice{Label: w.text(P("By the {1} edition", published(near))), Ask: ask})
		}
	default:
		w.Status = Unknown
		w.head("No edition out on {1} is held with {2}.", w.AsOf, what)
		w.beforeHeld()
	}
	return false
}

// beforeHeld says what NATO had published last, where no edition that is held
// was out on the day.
func (w *draft) beforeHeld() {
	if _, ok := w.d.Current(w.AsOf); ok {
		return
	}
	for _, p := range slices.Backward(w.d.NotHeld) {
		if p.Published.KnownBy(w.AsOf) {
			w.say("NATO's newest by then, {1} of {2}, is not held.", voice.Verbatim(p.Title), p.Published)
			return
		}
	}
}

// asked is a question's text with its as-of date where one was said.
func (w *draft) asked(text string) string {
	if w.q.Said.AsOf {
		text += " as of " + string(w.q.AsOf)
	}
	return text
}

// stale says that the newest edition held is old on the as-of date, or that
// newer ones are held in part only.
func (w *draft) stale() {
	if home, ok := w.d.Current(w.AsOf); !ok || w.e != home || w.q.Edition != "" {
		return
	}
	var part *facts.Edition
	w.known(func(e *facts.Edition) bool {
		if e.Complete {
			return false
		}
		part = e
		return false
	})
	unheld, missing := w.d.Unheld(w.e, w.AsOf)
	if missing && (part == nil || part.Published.Last() < unheld.First()) {
		if len(unheld) == 10 {
			unheld = unheld[:7]
		}
		w.note(fmt.Sprintf("NATO published newer figures in %s, which are not held.", unheld.Long()))
		return
	}
	age := w.AsOf.Last().Time().Sub(w.e.Published.Last().Time()).Hours() / 24
	switch {
	case part != nil && part.Published.Last() > w.e.Published.Last():
		w.note("Newer editions, up to that of {1}, are held in part only.", published(part))
	case age > 500:
		w.note("No newer edition that was out on {1} is held.", w.AsOf)
	}
}

// value writes a figure with its unit: "2.00 %", "US$ 38.9 billion".
func (d *Writer) value(f facts.Figure) string {
	switch f.Measure {
	case facts.RealChange, facts.RealChangeSince:
		return signed(f.Value, f.Decimals()) + " %"
	case facts.SpendUSD, facts.SpendUSDConstant, facts.GDP, facts.GDPConstant:
		return "US$ " + billions(f.Value)
	case facts.SpendNCU, facts.SpendNCUConstant:
		return billions(f.Value) + " " + d.CurrencyOf(f)
	case facts.GDPPerCapita, facts.DefencePerCapita:
		return "US$ " + facts.FormatNumber(f.Value, 0)
	case facts.Personnel:
		return f.Number() + " thousand"
	}
	return f.Number() + " %"
}

// billions writes an amount given in millions.
func billions(m float64) string {
	x := m
	if x < 0 {
		x = -x
	}
	switch {
	case x >= 99_950:
		return facts.FormatNumber(m/1000, 0) + " billion"
	case x >= 9_995:
		return facts.FormatNumber(m/1000, 1) + " billion"
	case x >= 1_000:
		return facts.FormatNumber(m/1000, 2) + " billion"
	}
	return facts.FormatNumber(m, 0) + " million"
}

func signed(v float64, n int) string {
	if facts.Round(v, n) > 0 {
		return "+" + facts.FormatNumber(v, n)
	}
	return facts.FormatNumber(v, n)
}

// pricesOf is the price basis of a measure: "at current prices and exchange
// rates".
func pricesOf(e *facts.Edition, m facts.Measure) string {
	base := "constant prices"
	if e.PriceBase > 0 {
		base = "constant " + strconv.Itoa(e.PriceBase) + " prices"
	}
	switch m {
	case facts.SpendUSD, facts.GDP:
		return "at current prices and exchange rates"
	case facts.SpendNCU:
		return "at current prices"
	case facts.SpendUSDConstant, facts.GDPConstant, facts.GDPPerCapita, facts.DefencePerCapita:
		return "at " + base + " and exchange rates"
	case facts.SpendNCUConstant:
		return "at " + base
	}
	return ""
}

// onWhat says what a value is a value of: "of GDP on defence".
func onWhat(m facts.Measure) string {
	switch m {
	case facts.ShareOfGDP:
		return " of GDP on defence"
	case facts.SpendUSD, facts.SpendUSDConstant, facts.SpendNCU, facts.SpendNCUConstant:
		return " on defence"
	case facts.GDP, facts.GDPConstant:
		return " of GDP"
	case facts.GDPPerCapita:
		return " of GDP per capita"
	case facts.DefencePerCapita:
		return " of defence expenditure per capita"
	case facts.Personnel:
		return " military personnel"
	case facts.EquipmentShare:
		return " of defence expenditure on major equipment"
	case facts.PersonnelShare:
		return " of defence expenditure on personnel"
	case facts.InfrastructureShare:
		return " of defence expenditure on infrastructure"
	case facts.OtherShare:
		return " of defence expenditure on other items"
	case facts.RealChange:
		return " real change in defence expenditure"
	case facts.RealChangeSince:
		return " real change in defence expenditure since 2014"
	}
	return ""
}

// prices is the price basis of a measure: "at current prices and exchange
// rates"; empty of what has none.
func prices(e *facts.Edition, m facts.Measure) voice.Phrase {
	switch m {
	case facts.SpendUSD, facts.GDP:
		return P("at current prices and exchange rates")
	case facts.SpendNCU:
		return P("at current prices")
	case facts.SpendUSDConstant, facts.GDPConstant, facts.GDPPerCapita, facts.DefencePerCapita:
		if e.PriceBase == 0 {
			return P("at constant prices and exchange rates")
		}
		return P("at constant {1} prices and exchange rates", e.PriceBase)
	case facts.SpendNCUConstant:
		if e.PriceBase == 0 {
			return P("at constant prices")
		}
		return P("at constant {1} prices", e.PriceBase)
	}
	return voice.Phrase{}
}

// what is a value with what it is a value of: "2.00 % of GDP on defence".
func what(m facts.Measure, n voice.Quantity) voice.Phrase {
	switch m {
	case facts.ShareOfGDP:
		return P("{1} of GDP on defence", n)
	case facts.SpendUSD, facts.SpendUSDConstant, facts.SpendNCU, facts.SpendNCUConstant:
		return P("{1} on defence", n)
	case facts.GDP, facts.GDPConstant:
		return P("{1} of GDP", n)
	case facts.GDPPerCapita:
		return P("{1} of GDP per capita", n)
	case facts.DefencePerCapita:
		return P("{1} of defence expenditure per capita", n)
	case facts.Personnel:
		return P("{1} military personnel", n)
	case facts.EquipmentShare:
		return P("{1} of defence expenditure on major equipment", n)
	case facts.PersonnelShare:
		return P("{1} of defence expenditure on personnel", n)
	case facts.InfrastructureShare:
		return P("{1} of defence expenditure on infrastructure", n)
	case facts.OtherShare:
		return P("{1} of defence expenditure on other items", n)
	case facts.RealChange:
		return P("{1} real change in defence expenditure", n)
	case facts.RealChangeSince:
		return P("{1} real change in defence expenditure since {2}", n, 2014)
	}
	return P("{1}", n)
}

// told writes a figure in full and cites it: "2.00 % of GDP on defence in 2026".
func (w *draft) told(f facts.Figure) voice.Phrase {
	s := what(f.Measure, w.n(f))
	if e, ok := w.d.Edition(f.Edition); ok {
		if p := prices(e, f.Measure); !p.Empty() {
			return P("{1} in {2} {3}", s, f.Year, p)
		}
	}
	return P("{1} in {2}", s, f.Year)
}

// tail closes a headline: " (estimate, July 2026 edition)".
func (w *draft) tail(year int) voice.Phrase {
	if slices.Contains(w.e.Estimates, year) {
		return P(" (estimate, {1} edition)", published(w.e))
	}
	return P(" ({1} edition)", published(w.e))
}

// tails closes a headline of several figures.
func (w *draft) tails(year int) voice.Phrase {
	if slices.Contains(w.e.Estimates, year) {
		return P(" (estimates, {1} edition)", published(w.e))
	}
	return P(" ({1} edition)", published(w.e))
}

// tailIn closes a headline with a figure of another edition than the answer's.
func (w *draft) tailIn(f facts.Figure) voice.Phrase {
	e, _ := w.d.Edition(f.Edition)
	if f.Estimate {
		return P(" (estimate, {1} edition)", published(e))
	}
	return P(" ({1} edition)", published(e))
}

func (w *draft) tailText(year int) string         { return w.d.english(w.tail(year)) }
func (w *draft) tailsText(year int) string        { return w.d.english(w.tails(year)) }
func (w *draft) tailInText(f facts.Figure) string { return w.d.english(w.tailIn(f)) }
func ofAlliesText(e *facts.Edition, n int) string { return voice.English.Text(ofAllies(e, n)) }
func ofHeldText(n int) string                     { return voice.English.Text(ofHeld(n)) }
func placedText(r, ties int) string               { return voice.English.Text(placed(r, ties)) }
func (w *draft) changeText(name string, from, to facts.Figure) string {
	return w.d.english(w.change(name, from, to))
}

// first makes the first letter of a sentence a capital.
func first(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// list joins names: "a, b and c".
func list(s []string) string {
	switch len(s) {
	case 0:
		return ""
	case 1:
		return s[0]
	}
	return strings.Join(s[:len(s)-1], ", ") + " and " + s[len(s)-1]
}

// names joins the names of Allies inside a sentence.
func (d *Writer) names(cs []facts.Code) string {
	s := make([]string, len(cs))
	for i, c := range cs {
		s[i] = d.InSentence(c)
	}
	return list(s)
}

// change tells the difference between two figures: "up 0.58 points",
// "down 3.1 %", "no change".
func (w *draft) change(name string, from, to facts.Figure) voice.Phrase {
	diff := facts.Round(to.Value-from.Value, to.Measure.Decimals())
	if diff == 0 {
		w.derive(name, 0, from, to)
		return P("no change")
	}
	if to.Measure.Share() {
		w.derive(name+"_points", diff, from, to)
		if n := voice.Num(math.Abs(diff), 2); diff > 0 {
			return P("up {1} points", n)
		} else {
			return P("down {1} points", n)
		}
	}
	pct := facts.Round((to.Value/from.Value-1)*100, 1)
	w.derive(name+"_pct", pct, from, to)
	n := voice.Quantity{Value: math.Abs(pct), Decimals: 1, Kind: voice.PerCent}
	if diff < 0 {
		return P("down {1}", n)
	}
	return P("up {1}", n)
}

// levelAt writes a level of a measure: "2 %", "3.5 %", "US$ 20.0 billion".
func levelAt(m facts.Measure, x float64) string {
	switch m {
	case facts.SpendUSD, facts.SpendUSDConstant, facts.GDP, facts.GDPConstant:
		return "US$ " + billions(x)
	case facts.GDPPerCapita, facts.DefencePerCapita:
		return "US$ " + facts.FormatNumber(x, 0)
	case facts.Personnel:
		return facts.ShortNumber(x) + " thousand"
	case facts.SpendNCU, facts.SpendNCUConstant:
		return billions(x)
	}
	return facts.ShortNumber(x) + " %"
}

// ofWhat is what a level is a level of: " of GDP".
func ofWhat(m facts.Measure) string {
	switch m {
	case facts.ShareOfGDP:
		return " of GDP"
	case facts.EquipmentShare:
		return " of defence expenditure for major equipment"
	case facts.PersonnelShare, facts.InfrastructureShare, facts.OtherShare:
		return " of defence expenditure"
	case facts.SpendUSD, facts.SpendUSDConstant:
		return " on defence"
	}
	return ""
}

// partOf is what a level is a level of: " of GDP".
func partOf(m facts.Measure) voice.Phrase {
	switch m {
	case facts.ShareOfGDP:
		return P(" of GDP")
	case facts.EquipmentShare:
		return P(" of defence expenditure for major equipment")
	case facts.PersonnelShare, facts.InfrastructureShare, facts.OtherShare:
		return P(" of defence expenditure")
	case facts.SpendUSD, facts.SpendUSDConstant:
		return P(" on defence")
	}
	return voice.Phrase{}
}

// levelOf is a level of a measure: "2 %", "US$ 20.0 billion".
func levelOf(m facts.Measure, x float64) voice.Quantity {
	switch m {
	case facts.SpendUSD, facts.SpendUSDConstant, facts.GDP, facts.GDPConstant:
		return voice.Quantity{Value: x, Kind: voice.Money, Currency: "USD"}
	case facts.GDPPerCapita, facts.DefencePerCapita:
		return voice.Quantity{Value: x, Kind: voice.Whole, Currency: "USD"}
	case facts.Personnel:
		return voice.Quantity{Value: x, Decimals: voice.Short, Kind: voice.Thousands}
	case facts.SpendNCU, facts.SpendNCUConstant:
		return voice.Quantity{Value: x, Kind: voice.Money}
	}
	return voice.Level(x)
}

// levelKey is a level in the name of a derived number: "2pct", "3.5pct".
func levelKey(m facts.Measure, x float64) string {
	if m.Share() {
		return facts.ShortNumber(x) + "pct"
	}
	return facts.ShortNumber(x)
}

// labelOf is what an edition is called in a sentence: "June 2024 edition".
func labelOf(e *facts.Edition) string {
	return monthOf(e) + " edition"
}

// yearOf writes a year of an edition, marked where it is an estimate.
func yearOf(e *facts.Edition, y int) string {
	if slices.Contains(e.Estimates, y) {
		return fmt.Sprintf("%d (estimate)", y)
	}
	return strconv.Itoa(y)
}

// monthOf is the month of an edition: "June 2024".
func monthOf(e *facts.Edition) string { return e.Published.First()[:7].Long() }
