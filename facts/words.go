package facts

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A writer composes an answer about figures. It cites every published number
// that it writes: the number then stands in the answer's figures, its table
// among the sources.
type writer struct {
	Answer
	d          *Dataset
	q          Question
	e          *Edition // the edition that the answer rests on; nil before the first
	day        Date     // the day whose commitments judge
	definition bool     // a line says already what the editions count
}

func (d *Dataset) writer(q Question) *writer {
	w := &writer{d: d, q: q, day: q.AsOf}
	w.Question, w.AsOf, w.Status, w.Intent = q.Text, q.AsOf, Answered, q.Intent
	w.Reading = d.Reading(q)
	w.Canonical = q.Canonical(d)
	w.Figures = make([]Figure, 0, 16)
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
func (w *writer) judge(year int) {
	if year < w.AsOf.Year() {
		w.day = Date(strconv.Itoa(year) + "-12-31")
	}
}

// asks names Allies and aggregates as one types them.
func (w *writer) asks(cs ...Code) string {
	s := make([]string, len(cs))
	for i, c := range cs {
		if s[i] = canonicalName(c); !c.Aggregate() {
			s[i] = strings.ToLower(w.d.Name(c))
		}
		if c == NATOTotal && len(cs) > 1 {
			s[i] = "nato total"
		}
	}
	return strings.Join(s, " ")
}

// cite adds a figure to the answer, once, and returns its index.
func (w *writer) cite(f Figure) int {
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
func (w *writer) v(f Figure) string {
	w.cite(f)
	return w.d.value(f)
}

// say adds a line.
func (w *writer) say(format string, args ...any) {
	w.Lines = append(w.Lines, fmt.Sprintf(format, args...))
}

// note adds a caveat, once.
func (w *writer) note(s string) {
	if s != "" && !slices.Contains(w.Caveats, s) {
		w.Caveats = append(w.Caveats, s)
	}
}

// derive adds a number computed from figures, which it cites.
func (w *writer) derive(name string, value float64, from ...Figure) {
	at := make([]int, len(from))
	for i, f := range from {
		at[i] = w.cite(f)
	}
	w.Derived = append(w.Derived, Derived{Name: name, Value: value, From: at})
}

// next offers a further question. What was asked of a day or of an edition is
// asked of the same again.
func (w *writer) next(label, ask string) {
	if w.q.Edition != "" {
		if e, ok := w.d.Edition(w.q.Edition); ok {
			ask += " edition " + string(e.Published.First()[:7])
		}
	}
	if w.q.Said.AsOf {
		ask += " as of " + string(w.q.AsOf)
	}
	if ask != w.Canonical && len(w.Next) < 3 {
		w.Next = append(w.Next, Choice{label, ask})
	}
}

// done closes the answer: edition, sources, caveats that every answer needs.
func (w *writer) done() Answer {
	if w.e != nil {
		w.Edition = w.e.ID
	}
	var years []int
	core, old := false, false
	var last *Edition
	for _, f := range w.Figures {
		if last == nil || last.ID != f.Edition {
			var ok bool
			if last, ok = w.d.Edition(f.Edition); !ok {
				w.source(f.Edition, "")
				last = nil
				continue
			}
		}
		w.source(f.Edition, f.Measure.Table())
		if f.Estimate && (w.e == nil || f.Edition == w.e.ID) && !slices.Contains(years, f.Year) {
			years = append(years, f.Year)
		}
		core = core || last.Core()
		old = old || !last.Core()
		if !w.trusted(last) || strings.Contains(last.Confidence, "medium") {
			w.note(w.d.held(last))
		}
		if f.Note != "" {
			w.note(w.d.Name(f.Ally) + " " + strconv.Itoa(f.Year) + ": " + strings.TrimSuffix(f.Note, ".") + ".")
		}
	}
	if len(years) > 0 {
		slices.Sort(years)
		w.Caveats = slices.Insert(w.Caveats, 0, estimates(years))
	}
	if core && !w.definition {
		s := "The " + w.coreEdition() + " counts core defence only, and restates 2014 onwards."
		if old {
			s = "The " + w.coreEdition() + " counts core defence only; earlier editions count total defence expenditure."
		}
		w.note(s)
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
	slices.SortStableFunc(w.Sources, func(a, b Cite) int { return w.order(a) - w.order(b) })
	if w.Allies == nil {
		w.Allies = w.q.Allies
	}
	return w.Answer
}

func (w *writer) order(c Cite) int {
	switch _, ok := w.d.Edition(c.ID); {
	case w.e != nil && c.ID == w.e.ID:
		return 0
	case ok:
		return 1
	}
	return 2
}

// coreEdition names the edition of the answer that counts core defence.
func (w *writer) coreEdition() string {
	for _, f := range w.Figures {
		if e, ok := w.d.Edition(f.Edition); ok && e.Core() {
			return e.label()
		}
	}
	return ""
}

// estimates says which years are estimates.
func estimates(years []int) string {
	if len(years) == 1 {
		return strconv.Itoa(years[0]) + " is an estimate."
	}
	s := make([]string, len(years))
	for i, y := range years {
		s[i] = strconv.Itoa(y)
	}
	return list(s) + " are estimates."
}

// source adds a source with a place in it, once.
func (w *writer) source(id, locator string) {
	for i := range w.Sources {
		if w.Sources[i].ID == id && (w.Sources[i].Locator == locator || locator == "") {
			return
		}
	}
	if s, ok := w.d.Sources[id]; ok {
		w.Sources = append(w.Sources, Cite{Source: s, Locator: locator})
	}
}

// trusted reports that an edition may answer without being asked for by name.
func (w *writer) trusted(e *Edition) bool {
	return e.Complete || !strings.Contains(e.Confidence, "low")
}

// held says from what an edition was read, where that is not NATO's own table.
func (d *Dataset) held(e *Edition) string {
	if !strings.Contains(e.Confidence, "medium") {
		return ""
	}
	s := "The " + e.label() + " is held from press reports, shares of GDP only"
	if !e.Complete {
		s += " and not for every Ally"
	}
	if strings.Contains(e.Confidence, "low") {
		s += "; treat its values as indications"
	}
	return s + "."
}

// known are the editions out by the as-of date, newest first.
func (w *writer) known(f func(*Edition) bool) {
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
func (w *writer) settle(what string, has func(*Edition) bool) bool {
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
	var found, weak *Edition
	w.known(func(e *Edition) bool {
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
			s := fmt.Sprintf("The %s is held without %s; this is from the %s.", home.label(), what, found.label())
			if found.Published.Last() > home.Published.Last() {
				s = fmt.Sprintf("This is from the %s; before it, the %s is the newest held in full.", found.label(), home.label())
			}
			w.note(s)
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
			w.Headline = fmt.Sprintf("The %s is held without %s.", home.label(), what)
		default:
			w.Headline = fmt.Sprintf("No edition that is held in full was out on %s.", w.AsOf.Long())
		}
		s := "The nearest edition that has it is the " + near.label() + "."
		if !w.trusted(near) {
			s = "The " + near.label() + " has it, but is held from press reports only and with low confidence; it is used only when asked for."
		}
		w.say("%s", s)
		q := w.q
		q.Edition = near.ID
		w.Choices = append(w.Choices, Choice{"By the " + near.label(), w.asked(q.Canonical(w.d))})
	default:
		w.Status = Unknown
		w.Headline = fmt.Sprintf("No edition out on %s is held with %s.", w.AsOf.Long(), what)
	}
	return false
}

// asked is a question's text with its as-of date where one was said.
func (w *writer) asked(text string) string {
	if w.q.Said.AsOf {
		text += " as of " + string(w.q.AsOf)
	}
	return text
}

// stale says that the newest edition held is old on the as-of date, or that
// newer ones are held in part only.
func (w *writer) stale() {
	if home, ok := w.d.Current(w.AsOf); !ok || w.e != home || w.q.Edition != "" {
		return
	}
	var part *Edition
	w.known(func(e *Edition) bool {
		if e.Complete {
			return false
		}
		part = e
		return false
	})
	unheld, missing := w.d.unheld(w.e, w.AsOf)
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
		w.note(fmt.Sprintf("Newer editions, up to that of %s, are held in part only.", part.month()))
	case age > 500:
		w.note("No newer edition that was out on " + w.AsOf.Long() + " is held.")
	}
}

// value writes a figure with its unit: "2.00 %", "US$ 38.9 billion".
func (d *Dataset) value(f Figure) string {
	switch f.Measure {
	case RealChange, RealChangeSince:
		return signed(f.Value, 2) + " %"
	case SpendUSD, SpendUSDConstant, GDP, GDPConstant:
		return "US$ " + billions(f.Value)
	case SpendNCU, SpendNCUConstant:
		return billions(f.Value) + " " + d.currency(f)
	case GDPPerCapita, DefencePerCapita:
		return "US$ " + FormatNumber(f.Value, 0)
	case Personnel:
		return f.Number() + " thousand"
	}
	return f.Number() + " %"
}

// CurrencyOf names the currency of a figure in national currency: that of its
// edition, which can differ from today's.
func (d *Dataset) CurrencyOf(f Figure) string { return d.currency(f) }

// currency names the currency of an amount.
func (d *Dataset) currency(f Figure) string {
	code := ""
	if e, ok := d.Edition(f.Edition); ok {
		code = e.Currency(f.Ally)
	}
	if a, ok := d.Ally(f.Ally); ok && (code == "" || a.Currency == code) && a.CurrencyName != "" {
		return a.CurrencyName
	}
	if code == "BGN" {
		return "leva" // Bulgaria's currency before the edition of July 2026
	}
	return code
}

// billions writes an amount given in millions.
func billions(m float64) string {
	x := m
	if x < 0 {
		x = -x
	}
	switch {
	case x >= 99_950:
		return FormatNumber(m/1000, 0) + " billion"
	case x >= 9_995:
		return FormatNumber(m/1000, 1) + " billion"
	case x >= 1_000:
		return FormatNumber(m/1000, 2) + " billion"
	}
	return FormatNumber(m, 0) + " million"
}

func signed(v float64, n int) string {
	if Round(v, n) > 0 {
		return "+" + FormatNumber(v, n)
	}
	return FormatNumber(v, n)
}

// prices is the price basis of a measure: "at current prices and exchange
// rates".
func (e *Edition) prices(m Measure) string {
	base := "constant prices"
	if e.PriceBase > 0 {
		base = "constant " + strconv.Itoa(e.PriceBase) + " prices"
	}
	switch m {
	case SpendUSD, GDP:
		return "at current prices and exchange rates"
	case SpendNCU:
		return "at current prices"
	case SpendUSDConstant, GDPConstant, GDPPerCapita, DefencePerCapita:
		return "at " + base + " and exchange rates"
	case SpendNCUConstant:
		return "at " + base
	}
	return ""
}

// on says what a value is a value of: "of GDP on defence".
func (m Measure) on() string {
	switch m {
	case ShareOfGDP:
		return " of GDP on defence"
	case SpendUSD, SpendUSDConstant, SpendNCU, SpendNCUConstant:
		return " on defence"
	case GDP, GDPConstant:
		return " of GDP"
	case GDPPerCapita:
		return " of GDP per capita"
	case DefencePerCapita:
		return " of defence expenditure per capita"
	case Personnel:
		return " military personnel"
	case EquipmentShare:
		return " of defence expenditure on major equipment"
	case PersonnelShare:
		return " of defence expenditure on personnel"
	case InfrastructureShare:
		return " of defence expenditure on infrastructure"
	case OtherShare:
		return " of defence expenditure on other items"
	case RealChange:
		return " real change in defence expenditure"
	case RealChangeSince:
		return " real change in defence expenditure since 2014"
	}
	return ""
}

// told writes a figure in full and cites it: "2.00 % of GDP on defence in 2026".
func (w *writer) told(f Figure) string {
	s := w.v(f) + f.Measure.on() + " in " + strconv.Itoa(f.Year)
	if e, ok := w.d.Edition(f.Edition); ok {
		if p := e.prices(f.Measure); p != "" {
			s += " " + p
		}
	}
	return s
}

// tail closes a headline: " (estimate, July 2026 edition)".
func (w *writer) tail(year int) string {
	return w.tailOf(year, "estimate")
}

// tails closes a headline of several figures.
func (w *writer) tails(year int) string {
	return w.tailOf(year, "estimates")
}

func (w *writer) tailOf(year int, word string) string {
	if slices.Contains(w.e.Estimates, year) {
		return " (" + word + ", " + w.e.label() + ")"
	}
	return " (" + w.e.label() + ")"
}

// in is a name inside a sentence: "the United States".
func (d *Dataset) in(c Code) string {
	switch c {
	case "USA", "GBR", "NLD", "SVK":
		return "the " + d.Name(c)
	}
	return d.Name(c)
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
func (d *Dataset) names(cs []Code) string {
	s := make([]string, len(cs))
	for i, c := range cs {
		s[i] = d.in(c)
	}
	return list(s)
}

// share reports that differences of m are told in points.
func (m Measure) share() bool { return strings.HasSuffix(string(m), "_pct") }

// change tells the difference between two figures: "up 0.58 points",
// "down 3.1 %", "no change".
func (w *writer) change(name string, from, to Figure) string {
	diff := Round(to.Value-from.Value, to.Measure.Decimals())
	word := "up "
	switch {
	case diff == 0:
		w.derive(name, 0, from, to)
		return "no change"
	case diff < 0:
		word = "down "
	}
	if to.Measure.share() {
		w.derive(name+"_points", diff, from, to)
		return word + FormatNumber(abs(diff), 2) + " points"
	}
	pct := Round((to.Value/from.Value-1)*100, 1)
	w.derive(name+"_pct", pct, from, to)
	return word + FormatNumber(abs(pct), 1) + " %"
}

// level writes a level of a measure: "2 %", "3.5 %", "US$ 20.0 billion".
func (m Measure) level(x float64) string {
	switch m {
	case SpendUSD, SpendUSDConstant, GDP, GDPConstant:
		return "US$ " + billions(x)
	case GDPPerCapita, DefencePerCapita:
		return "US$ " + FormatNumber(x, 0)
	case Personnel:
		return trimFloat(x) + " thousand"
	case SpendNCU, SpendNCUConstant:
		return billions(x)
	}
	return trimFloat(x) + " %"
}

// of is what a level is a level of: " of GDP".
func (m Measure) of() string {
	switch m {
	case ShareOfGDP:
		return " of GDP"
	case EquipmentShare:
		return " of defence expenditure for major equipment"
	case PersonnelShare, InfrastructureShare, OtherShare:
		return " of defence expenditure"
	case SpendUSD, SpendUSDConstant:
		return " on defence"
	}
	return ""
}

// key is a level in the name of a derived number: "2pct", "3.5pct".
func (m Measure) key(x float64) string {
	if m.share() {
		return trimFloat(x) + "pct"
	}
	return trimFloat(x)
}

func ordinal(n int) string {
	s := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			s = "st"
		case 2:
			s = "nd"
		case 3:
			s = "rd"
		}
	}
	return strconv.Itoa(n) + s
}
