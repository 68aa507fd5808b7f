package answer

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"natobot/facts"
	"natobot/facts/query"
	"natobot/facts/voice"
)

// all are the figures of all Allies with armed forces that an edition has, by
// name. Among narrows it to some.
func (d *Writer) all(e *facts.Edition, m facts.Measure, year int, among []facts.Code) []facts.Figure {
	out := make([]facts.Figure, 0, len(d.Allies))
	for i := range d.Allies {
		a := &d.Allies[i]
		if !a.Forces || among != nil && !slices.Contains(among, a.Code) {
			continue
		}
		if f, ok := e.Figure(a.Code, m, year); ok {
			out = append(out, f)
		}
	}
	return out
}

// ranked are the same, highest printed value first, equal ones by name.
func (d *Writer) ranked(e *facts.Edition, m facts.Measure, year int, among []facts.Code) []facts.Figure {
	return byValue(d.all(e, m, year, among))
}

// byValue sorts figures, highest first; equal ones stay in order.
func byValue(fs []facts.Figure) []facts.Figure {
	at := make([]int, len(fs)) // figures are large: indexes are sorted in their stead
	for i := range at {
		at[i] = i
	}
	slices.SortFunc(at, func(a, b int) int {
		switch {
		case fs[a].Value > fs[b].Value:
			return -1
		case fs[a].Value < fs[b].Value:
			return 1
		}
		return a - b
	})
	out := make([]facts.Figure, len(fs))
	for i, k := range at {
		out[i] = fs[k]
	}
	return out
}

// place is the rank of a figure in a list, highest first, and how many share
// it.
func place(list []facts.Figure, f facts.Figure) (rank, ties int) {
	rank = 1
	for i := range list {
		switch {
		case list[i].Value > f.Value:
			rank++
		case list[i].Value == f.Value:
			ties++
		}
	}
	return rank, ties
}

// year settles edition and year of a list: the year asked for, or the newest.
func (w *draft) year(m facts.Measure) (int, bool) {
	what := m.Label()
	if w.q.To > 0 {
		what += " in " + strconv.Itoa(w.q.To)
	}
	enough := func(e *facts.Edition, y int) bool {
		n := 0
		for i := range w.d.Allies {
			if _, ok := e.Figure(w.d.Allies[i].Code, m, y); ok {
				n++
			}
		}
		return n >= 10 || n > 0 && w.q.Edition == e.ID
	}
	pick := func(e *facts.Edition) int {
		if w.q.To > 0 {
			return w.q.To
		}
		for i := len(e.Years) - 1; i >= 0; i-- {
			if enough(e, e.Years[i]) {
				return e.Years[i]
			}
		}
		return 0
	}
	if !w.settle(what+" for all Allies", func(e *facts.Edition) bool { y := pick(e); return y > 0 && enough(e, y) }) {
		return 0, false
	}
	w.stale()
	return pick(w.e), true
}

// ofThem is among whom is counted or ranked.
func (w *draft) ofThem(n int) voice.Phrase { return ofAllies(w.e, n) }

// ofAllies is among whom an edition's figures are counted or ranked: in one that
// is held in part those whose figure is held, for where the others stand is not
// known.
func ofAllies(e *facts.Edition, n int) voice.Phrase {
	if e.Complete {
		return P("{1} Allies with armed forces", n)
	}
	return ofHeld(n)
}

func ofHeld(n int) voice.Phrase {
	if n == 1 {
		return P("the one Ally whose figure is held")
	}
	return P("the {1} Allies whose figure is held", n)
}

// uncounted says which Allies a list leaves out, and why.
func (w *draft) uncounted(m facts.Measure, year int) {
	var none []string
	for i := range w.d.Allies {
		a := &w.d.Allies[i]
		if !a.Joined.KnownBy(w.AsOf) {
			continue
		}
		if !a.Forces {
			w.sayf("%s is not among them: it is an Ally without armed forces, and NATO prints no figure for it.", a.Name)
			continue
		}
		if _, ok := w.e.Figure(a.Code, m, year); !ok {
			none = append(none, w.d.InSentence(a.Code))
		}
	}
	switch {
	case len(none) == 0:
	case len(none) <= 6:
		w.sayf("No %d figure in the %s: %s.", year, labelOf(w.e), list(none))
	default:
		w.sayf("The %s is held without a %d figure for %d Allies.", labelOf(w.e), year, len(none))
	}
}

// ranking answers top, bottom, and the place of one Ally.
func (w *draft) ranking() {
	m := w.q.Measure
	if len(w.q.Allies) == 1 {
		if a, ok := w.d.Ally(w.q.Allies[0]); ok && w.absent(a, m) {
			return
		}
	}
	year, ok := w.year(m)
	if !ok {
		return
	}
	all := w.d.ranked(w.e, m, year, nil)
	if len(all) == 0 {
		w.Status = Unknown
		w.Headline = fmt.Sprintf("The %s has no figure for Allies with armed forces in %d.", labelOf(w.e), year)
		return
	}
	if len(w.q.Allies) > 0 {
		w.rankOf(all, year)
		return
	}
	w.fiscal()
	shown := w.firstOf(all)
	word := "Highest"
	if w.q.Order == query.Bottom {
		word = "Lowest"
	}
	if !w.e.Complete { // nobody knows where the others stand
		word = "Of " + w.ofThemText(len(all)) + ", " + strings.ToLower(word)
	}
	lead := shown[0]
	if k := w.q.Place; k > 0 {
		if k > len(all) {
			w.Status = Unknown
			w.Headline = fmt.Sprintf("The %s ranks %d Allies in %d; there is no %s.", labelOf(w.e), len(all), year, ordinal(k))
			return
		}
		lead = shown[k-1]
		word = first(ordinal(k) + " " + strings.ToLower(word))
	}
	w.Headline = fmt.Sprintf("%s %s: %s, %s%s.", word, basis(w.e, m), w.alike(all, lead), w.v(lead)+inYear(year), w.tailsText(year))
	if len(all) > 1 {
		w.sayf("%s.", w.ranksOf(all, shown, w.q.Order))
	}
	if w.q.Place == 0 {
		w.otherwise(m, year, w.q.Order)
	}
	w.uncounted(m, year)
	w.Table = w.rankTable(all, shown, m, year)
	w.Chart = w.barChart(shown, m, year, w.rankTitle(all, shown, year))
	if w.q.Order == query.Top {
		w.next("Lowest five", strings.TrimSpace("bottom 5 "+w.terse()))
	} else {
		w.next("Highest five", strings.TrimSpace("top 5 "+w.terse()))
	}
	if w.q.Order != "" {
		w.next("All Allies", strings.TrimSpace("rank "+w.terse()))
	}
	w.next(w.d.Name(lead.Ally), w.asks(lead.Ally))
	if m == facts.ShareOfGDP {
		w.next("Who is below 2 %?", strings.TrimSpace("below 2% "+w.terse()))
	}
}

// rankTitle is the headline of a ranking's chart; that of all Allies says who
// is highest and who lowest.
func (w *draft) rankTitle(all, shown []facts.Figure, year int) string {
	if len(shown) == len(all) || len(shown) < 2 {
		return ""
	}
	word := "highest"
	if w.q.Order == query.Bottom {
		word = "lowest"
	}
	a, b := shown[0], shown[len(shown)-1]
	return fmt.Sprintf("The %d %s of %d Allies%s: from %s %s%s to %s %s", len(shown), word, len(all), inYear(year), w.d.InSentence(a.Ally), w.d.value(a), ofWhat(w.q.Measure), w.d.InSentence(b.Ally), w.d.value(b))
}

// firstOf are the figures that a ranking shows, in its order. Ties at the end
// belong to the list.
func (w *draft) firstOf(all []facts.Figure) []facts.Figure {
	shown := slices.Clone(all)
	if w.q.Order == query.Bottom {
		slices.Reverse(shown)
		sort.SliceStable(shown, func(i, j int) bool { return shown[i].Value < shown[j].Value })
	}
	n := w.q.N
	if n <= 0 {
		n = len(shown)
	}
	n = min(max(n, w.q.Place), len(shown))
	for w.q.N > 1 && n < len(shown) && shown[n].Value == shown[n-1].Value {
		n++
	}
	return shown[:n]
}

// alike names an Ally with all that have the same figure.
func (w *draft) alike(all []facts.Figure, lead facts.Figure) string {
	var names []string
	for _, f := range all {
		if f.Value == lead.Value {
			names = append(names, w.d.Name(f.Ally))
		}
	}
	if len(names) > 4 {
		return fmt.Sprintf("%d Allies alike", len(names))
	}
	return list(names)
}

// terse is year and measure of the question in terse words.
func (w *draft) terse() string {
	s := ""
	if w.q.To > 0 {
		s = strconv.Itoa(w.q.To)
	}
	if t := measureTerse[w.q.Measure]; t != "" {
		s += " " + t
	}
	return strings.TrimSpace(s)
}

func inYear(y int) string { return " in " + strconv.Itoa(y) }

// basis says what is ranked: "share of GDP".
func basis(e *facts.Edition, m facts.Measure) string {
	switch m {
	case facts.SpendUSD, facts.SpendUSDConstant:
		return "by money, in US dollars " + pricesOf(e, m)
	case facts.ShareOfGDP:
		return "by share of GDP"
	}
	s := "by " + m.Label()
	if p := pricesOf(e, m); p != "" && !strings.Contains(s, "prices") {
		s += " " + p
	}
	return s
}

// ranksOf writes places and values in one line: "1. Lithuania 5.33 %, …".
func (w *draft) ranksOf(all, shown []facts.Figure, o query.Order) string {
	var b strings.Builder
	for i, f := range shown {
		if i > 0 {
			b.WriteString(", ")
		}
		r, _ := place(all, f)
		b.WriteString(strconv.Itoa(r))
		b.WriteString(". ")
		b.WriteString(w.d.Name(f.Ally))
		b.WriteByte(' ')
		b.WriteString(w.v(f))
	}
	return b.String()
}

// otherwise adds to a superlative what the other way of counting says: by
// share and by money are two questions.
func (w *draft) otherwise(m facts.Measure, year int, o query.Order) {
	if o == "" || w.q.Said.Measure && m != facts.SpendUSD || m != facts.ShareOfGDP && m != facts.SpendUSD {
		return
	}
	other := facts.SpendUSD
	if m == facts.SpendUSD {
		other = facts.ShareOfGDP
	}
	l := w.d.ranked(w.e, other, year, nil)
	if len(l) == 0 {
		if other == facts.SpendUSD {
			w.sayf("By money the %s can't rank: it is held without amounts.", labelOf(w.e))
		}
		return
	}
	f := l[0]
	if o == query.Bottom {
		f = l[len(l)-1]
	}
	word := "most"
	if o == query.Bottom {
		word = "least"
	}
	if other == facts.SpendUSD {
		w.sayf("By money %s spends %s: %s at current prices and exchange rates.", w.d.InSentence(f.Ally), word, w.v(f))
	} else {
		w.sayf("By share of GDP %s spends %s: %s.", w.d.InSentence(f.Ally), word, w.v(f))
	}
}

// rankTable is a ranking in rows.
func (w *draft) rankTable(all, shown []facts.Figure, m facts.Measure, year int) *Table {
	t := &Table{Caption: first(basis(w.e, m)) + inYear(year), Header: []string{"Rank", "Ally", m.Unit()}, Numeric: []bool{true, false, true}, Rows: make([][]string, 0, len(shown))}
	for _, f := range shown {
		r, _ := place(all, f)
		t.Rows = append(t.Rows, []string{strconv.Itoa(r), w.d.Name(f.Ally), f.Number()})
	}
	return t
}

// rankOf tells the place of some Allies.
func (w *draft) rankOf(all []facts.Figure, year int) {
	m := w.q.Measure
	for i, c := range w.q.Allies {
		f, ok := w.e.Figure(c, m, year)
		a, known := w.d.Ally(c)
		switch {
		case known && !a.Forces:
			w.sayf("%s has no armed forces and is not ranked.", a.Name)
			continue
		case !ok:
			w.sayf("The %s has no %d figure for %s.", labelOf(w.e), year, w.d.InSentence(c))
			continue
		}
		r, ties := place(all, f)
		w.derive("rank_"+string(m), float64(r), f)
		s := fmt.Sprintf("%s is %s of %s %s: %s", first(w.d.InSentence(c)), placedText(r, ties), w.ofThemText(len(all)), basis(w.e, m), w.v(f)+inYear(year))
		if i == 0 || w.Headline == "" {
			w.Headline = s + w.tailsText(year) + "."
		} else {
			w.sayf("%s.", s)
		}
		if ties > 1 {
			var with []string
			for _, g := range all {
				if g.Value == f.Value && g.Ally != c {
					with = append(with, w.d.InSentence(g.Ally))
					w.cite(g)
				}
			}
			if len(with) <= 4 {
				w.sayf("It shares the place with %s.", list(with))
			}
		}
		if len(w.q.Allies) == 1 && w.q.Order != "" {
			// "which Allies spend less than Spain?", "is Spain the lowest?"
			var beyond []facts.Figure
			for _, g := range all {
				if w.q.Order == query.Top && g.Value > f.Value || w.q.Order == query.Bottom && g.Value < f.Value {
					beyond = append(beyond, g)
				}
			}
			word := map[query.Order]string{query.Top: "Higher", query.Bottom: "Lower"}[w.q.Order]
			if len(beyond) == 0 {
				w.sayf("Nobody is %s.", strings.ToLower(word))
			} else {
				w.derive("allies_"+strings.ToLower(word), float64(len(beyond)), beyond...)
				w.sayf("%s, %d: %s.", word, len(beyond), w.each(beyond))
			}
		}
		if len(w.q.Allies) == 1 {
			lo := 0
			for i := range all {
				if all[i].Ally == c {
					lo = i
				}
			}
			a, b := max(0, lo-2), min(len(all), lo+3)
			w.sayf("Around it: %s.", w.ranksOf(all, all[a:b], query.Top))
			w.Chart = w.barChart(all[a:b], m, year, fmt.Sprintf("%s is %s of %d%s with %s%s", first(w.d.InSentence(c)), ordinal(r), len(all), inYear(year), w.d.value(f), ofWhat(m)))
		}
	}
	if w.Headline == "" {
		w.Status = Unknown
		if len(w.Lines) > 0 {
			w.Headline, w.Lines = w.Lines[0], w.Lines[1:]
		}
	}
	w.otherRank(all, year)
	c := w.q.Allies[0]
	w.next(w.d.Name(c), w.asks(c))
	w.next("All Allies", strings.TrimSpace("rank "+w.terse()))
	w.next("Highest five", strings.TrimSpace("top 5 "+w.terse()))
}

// otherRank adds the place by money to one by share, and the reverse.
func (w *draft) otherRank(all []facts.Figure, year int) {
	if len(w.q.Allies) != 1 || w.q.Measure != facts.ShareOfGDP && w.q.Measure != facts.SpendUSD {
		return
	}
	m := facts.SpendUSD
	if w.q.Measure == facts.SpendUSD {
		m = facts.ShareOfGDP
	}
	f, ok := w.e.Figure(w.q.Allies[0], m, year)
	if !ok {
		return
	}
	l := w.d.all(w.e, m, year, nil)
	r, ties := place(l, f)
	w.derive("rank_"+string(m), float64(r), f)
	w.sayf("%s it is %s of %d: %s.", first(basis(w.e, m)), placedText(r, ties), len(l), w.v(f))
}

// difference is a change in points, or for amounts in per cent.
func difference(a, b facts.Figure) float64 {
	if a.Measure.Share() {
		return facts.Round(b.Value-a.Value, 2)
	}
	if a.Value == 0 {
		return 0
	}
	return facts.Round((b.Value/a.Value-1)*100, 1)
}

// threshold answers who is below, above or between, and how many.
func (w *draft) threshold() {
	m := w.q.Measure
	if w.reported() {
		return
	}
	year, ok := w.year(m)
	if !ok {
		return
	}
	all := w.d.ranked(w.e, m, year, nil)
	var in, out, unsure []facts.Figure
	for _, f := range all {
		switch {
		case w.unsure(f):
			unsure = append(unsure, f)
		case w.passes(f):
			in = append(in, f)
		default:
			out = append(out, f)
		}
	}
	if len(all) == 0 {
		w.Status = Unknown
		w.Headline = fmt.Sprintf("The %s has no figure for Allies with armed forces in %d.", labelOf(w.e), year)
		w.uncounted(m, year)
		return
	}
	w.thresholdHead(in, out, unsure, year)
	if len(unsure) > 0 {
		w.sayf("Printed with too few decimals to tell: %s.", w.each(unsure))
	}
	if len(out) > 0 && len(out) <= 8 && len(in) > 0 {
		w.sayf("Not among them: %s.", w.each(out))
	}
	if w.q.Cmp == cmpBelow && len(unsure) == 0 || w.q.Cmp == cmpAtLeast || w.q.Cmp == cmpAbove && len(unsure) == 0 {
		w.equal(all)
	}
	w.related()
	w.yearBefore(year)
	w.uncounted(m, year)
	w.otherCounts(year, len(in))
	if m == facts.ShareOfGDP {
		w.levelsMeant()
	}
	if len(in) > 0 {
		w.Table = &Table{Caption: first(m.Label()) + " " + w.levels() + inYear(year), Header: []string{"Ally", m.Unit()}, Numeric: []bool{false, true}}
		for _, f := range in {
			w.Table.Rows = append(w.Table.Rows, []string{w.d.Name(f.Ally), f.Number()})
		}
		w.Chart = w.barChart(in, m, year, fmt.Sprintf("%d of %d Allies %s%s%s", len(in), len(all), w.levels(), ofWhat(m), inYear(year)))
	}
	w.Allies = nil
	for _, f := range in {
		w.Allies = append(w.Allies, f.Ally)
	}
	lv := w.levelTerse()
	if w.q.Cmp == cmpBelow {
		w.next("At or above", strings.TrimSpace("at least "+lv+" "+w.terse()))
	} else {
		w.next("Below", strings.TrimSpace("below "+lv+" "+w.terse()))
	}
	if w.q.Low == 2 && m == facts.ShareOfGDP {
		if _, ok := w.d.CoreGoal(w.AsOf); ok {
			w.next("At 3.5 % or more", strings.TrimSpace("at least 3.5% "+w.terse()))
		}
	}
	w.next("All Allies, ranked", strings.TrimSpace("rank "+w.terse()))
}

// thresholdHead is the headline of a threshold, and the count derived.
func (w *draft) thresholdHead(in, out, unsure []facts.Figure, year int) {
	m, level, is := w.q.Measure, w.levels(), w.be(year, 1)
	of := fmt.Sprintf("%d of %s %s", len(in), w.ofThemText(len(in)+len(out)+len(unsure)), w.be(year, len(in)))
	if len(unsure) > 0 {
		of = "At least " + of
	}
	name := "allies_" + w.verdictKey()
	switch {
	case len(in) == 0 && len(out) == 0:
		w.Status = Unknown
		w.Headline = fmt.Sprintf("Who %s %s%s in %d can't be told from the %s.", is, level, ofWhat(m), year, labelOf(w.e))
		return
	case len(in) == 0 && len(unsure) > 0:
		w.Headline = fmt.Sprintf("Of no Ally can it be told for sure that it %s %s%s in %d%s.", is, level, ofWhat(m), year, w.tailsText(year))
		return
	case len(in) == 0:
		near := w.nearest(out)
		w.Headline = fmt.Sprintf("No Ally with a figure %s %s%s in %d%s; the closest %s %s at %s.", is, level, ofWhat(m), year, w.tailsText(year), is, w.d.InSentence(near.Ally), w.v(near))
		w.derive(name, 0, near)
		return
	case len(in) <= 8:
		w.Headline = fmt.Sprintf("%s %s%s in %d: %s%s.", of, level, ofWhat(m), year, w.each(in), w.tailsText(year))
	default:
		w.Headline = fmt.Sprintf("%s %s%s in %d%s.", of, level, ofWhat(m), year, w.tailsText(year))
		w.sayf("%s.", first(w.each(in)))
	}
	w.derive(name, float64(len(in)), in...)
}

// levelsMeant names the commitments whose level a threshold of shares is.
func (w *draft) levelsMeant() {
	if c, ok := w.d.Floor(w.day); ok && (w.q.Low == c.Value || w.q.Low == 2 && w.day < "2023-07-11") {
		w.commitment(c)
	}
	if c, ok := w.d.CoreGoal(w.day); ok && (w.q.Low == c.Value || w.q.High == c.Value) {
		w.commitment(c)
		w.note("The 3.5 % is due by 2035; nobody misses it yet.")
	}
}

// yearBefore sets the year before beside a list of the newest year.
func (w *draft) yearBefore(year int) {
	if w.q.To > 0 {
		return
	}
	all := w.d.ranked(w.e, w.q.Measure, year-1, nil)
	if len(all) < 10 {
		return
	}
	var in []facts.Figure
	for _, f := range all {
		if w.passes(f) {
			in = append(in, f)
		}
	}
	name := fmt.Sprintf("allies_%s_%d", w.verdictKey(), year-1)
	s := fmt.Sprintf("The year before, %d: %d of %d", year-1, len(in), len(all))
	if len(in) > 0 && len(in) <= 8 {
		s += ", " + w.each(in)
	}
	w.tally(name, in, all)
	w.sayf("%s.", s)
}

func (w *draft) levelTerse() string {
	if w.q.Measure.Share() {
		return facts.ShortNumber(w.q.Low) + "%"
	}
	return facts.ShortNumber(w.q.Low)
}

// passes compares a printed figure with what is asked.
func (w *draft) passes(f facts.Figure) bool {
	switch w.q.Cmp {
	case cmpBelow:
		return f.Value < w.q.Low
	case cmpAbove:
		return f.Value > w.q.Low
	case cmpAtMost:
		return f.Value <= w.q.Low
	case cmpBetween:
		return f.Value >= w.q.Low && f.Value <= w.q.High
	}
	return f.Value >= w.q.Low
}

// unsure reports that a figure is printed so coarsely that it can't be told
// whether it passes: 2.0 % and above 2 %, 2.4 % and at least 2.35 %. That 2.0 %
// meets 2 % is NATO's own usage.
func (w *draft) unsure(f facts.Figure) bool {
	if f.Coarse == 0 {
		return false
	}
	_, low := f.Against(w.q.Low)
	_, high := f.Against(max(w.q.Low, w.q.High))
	strict := w.q.Cmp == cmpAbove || w.q.Cmp == cmpBelow
	return !low || w.q.Cmp == cmpBetween && !high || strict && math.Abs(f.Value-w.q.Low) <= f.Coarse/2+1e-9
}

// levels writes what is asked: "below 2 %", "at 2 % or more".
func (w *draft) levels() string {
	m := w.q.Measure
	l := levelAt(m, w.q.Low)
	switch w.q.Cmp {
	case cmpBelow:
		return "below " + l
	case cmpAbove:
		return "above " + l
	case cmpAtMost:
		return "at " + l + " or less"
	case cmpBetween:
		if w.q.Low == w.q.High {
			return "at exactly " + l
		}
		return "between " + l + " and " + levelAt(m, w.q.High)
	}
	return "at " + l + " or more"
}

func (w *draft) verdictKey() string {
	k := levelKey(w.q.Measure, w.q.Low)
	switch w.q.Cmp {
	case cmpBelow:
		return "below_" + k
	case cmpAbove:
		return "above_" + k
	case cmpAtMost:
		return "at_most_" + k
	case cmpBetween:
		return "between_" + k + "_and_" + levelKey(w.q.Measure, w.q.High)
	}
	return "at_least_" + k
}

// each lists Allies with their figures.
func (w *draft) each(fs []facts.Figure) string {
	var b strings.Builder
	for i, f := range fs {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(w.d.InSentence(f.Ally))
		b.WriteByte(' ')
		b.WriteString(w.v(f))
	}
	return b.String()
}

// nearest is the figure closest to the level among those that miss it.
func (w *draft) nearest(out []facts.Figure) facts.Figure {
	best := out[0]
	for _, f := range out {
		d := min(math.Abs(f.Value-w.q.Low), math.Abs(f.Value-max(w.q.High, w.q.Low)))
		if d < min(math.Abs(best.Value-w.q.Low), math.Abs(best.Value-max(w.q.High, w.q.Low))) {
			best = f
		}
	}
	return best
}

// equal names those exactly at the level: printed figures decide.
func (w *draft) equal(all []facts.Figure) {
	var at []string
	for _, f := range all {
		if f.Value == w.q.Low {
			at = append(at, w.d.InSentence(f.Ally))
			w.cite(f)
		}
	}
	if len(at) == 0 || len(at) > 6 {
		return
	}
	l := facts.FormatNumber(w.q.Low, w.q.Measure.Decimals())
	if w.q.Measure.Share() {
		l += " %"
	}
	word := "meets"
	if len(at) > 1 {
		word = "meet"
	}
	verb := word + " " + levelAt(w.q.Measure, w.q.Low)
	if w.q.Cmp == cmpAbove {
		verb = "not above it"
		w.sayf("%s stood at exactly %s, %s.", first(list(at)), l, verb)
		return
	}
	w.sayf("%s, printed as exactly %s, %s.", first(list(at)), l, verb)
}

// otherCounts tells how other editions counted the same year, where they
// differ.
func (w *draft) otherCounts(year, n int) {
	if w.q.Measure != facts.ShareOfGDP || w.q.Edition != "" {
		return
	}
	var parts []string
	for _, e := range w.d.Editions {
		if e == w.e || !e.Complete || !e.Published.KnownBy(w.AsOf) || strings.Contains(e.Confidence, "low") {
			continue
		}
		l := w.d.all(e, facts.ShareOfGDP, year, nil)
		if len(l) < 25 {
			continue
		}
		var in []facts.Figure
		for _, f := range l {
			if w.passes(f) {
				in = append(in, f)
			}
		}
		k := len(in)
		if k == n {
			continue
		}
		word := "edition"
		if strings.Contains(e.Title, "Annual Report") {
			word = "report"
		}
		parts = append(parts, fmt.Sprintf("%d of %d (%s %s)", k, len(l), monthOf(e), word))
		w.tally(fmt.Sprintf("allies_%s_%d_%s", w.verdictKey(), year, e.ID), in, l)
		w.source(e.ID, "Table 3")
	}
	if len(parts) > 0 {
		w.sayf("Counted for %d by other editions: %s.", year, strings.Join(parts, ", "))
	}
}
