package schedule

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"natobot/facts"
)

// A look is a close look at one Ally or one commitment: what a reader gets in
// a week in which nothing changed.
type look struct {
	key  string // "POL/equipment", "POL/with/EST", "commitment/hague-2025-core"
	tell func(t *teller) string
}

// lookEvery is the share of looks that go to commitments: one in thirteen, so
// that thirty commitments last a daily reader for a year.
const lookEvery = 13

// yearOfRuns is how many looks a subscription that fires every so many days
// uses in a year, with one to spare.
func yearOfRuns(days int) int { return 366/max(days, 1) + 1 }

// closeLook chooses the look of a day. It is a pure function of its arguments,
// so each process chooses the same; within one edition no look comes twice in
// 366 days, whatever the schedule, as long as it fires at most once a day.
// With about it stays with those Allies, and compares them with others, for as
// long as that lasts a year. Every lookEvery-th look is a commitment, for as long
// as those known by then last a year.
func closeLook(d *facts.Dataset, e *facts.Edition, asOf facts.Date, about []facts.Code, days int) (string, *teller) {
	if e == nil {
		return "", nil
	}
	n := int(asOf.Time().Unix()/86400) / max(days, 1)
	round := yearOfRuns(days)/lookEvery + 1 // commitments that a year takes
	looks := allyLooks(d, e, about, yearOfRuns(days)+round)
	spare := looks[max(0, len(looks)-round):] // where there are fewer commitments
	looks = looks[:len(looks)-len(spare)]
	if n%lookEvery != lookEvery-1 {
		return tellAt(d, looks, n-n/lookEvery)
	}
	at := n / lookEvery % round
	if cs := commitmentLooks(d, asOf, about); at < len(cs) {
		return tellAt(d, cs, at)
	}
	return tellAt(d, spare, at)
}

// tellAt tells the look at place n of the list, which goes round.
func tellAt(d *facts.Dataset, looks []look, n int) (string, *teller) {
	if len(looks) == 0 {
		return "", nil
	}
	t := newTeller(d)
	return looks[n%len(looks)].tell(t), t
}

// allyLooks lists every look at Allies that the edition can fill, such that
// neighbours in the list differ in Ally and in angle.
func allyLooks(d *facts.Dataset, e *facts.Edition, about []facts.Code, want int) []look {
	var all []facts.Code
	for _, a := range d.Allies {
		if _, ok := e.Figure(a.Code, facts.ShareOfGDP, e.ShareYear()); ok && a.Forces {
			all = append(all, a.Code)
		}
	}
	if len(all) == 0 {
		return nil
	}
	own := all
	if len(about) > 0 {
		own = nil
		for _, c := range about {
			if slices.Contains(all, c) && !slices.Contains(own, c) {
				own = append(own, c)
			}
		}
	}
	looks := turns(d, e, own, all, want)
	if len(looks) < want && len(own) < len(all) {
		rest := slices.DeleteFunc(slices.Clone(all), func(c facts.Code) bool { return slices.Contains(own, c) })
		looks = append(looks, turns(d, e, rest, all, want-len(looks))...)
	}
	return looks
}

// turns goes round the Allies again and again, each time from another angle,
// then compares each with every other Ally.
func turns(d *facts.Dataset, e *facts.Edition, own, all []facts.Code, want int) []look {
	var out []look
	add := func(key string, has bool, tell func(*teller) string) {
		if has {
			out = append(out, look{key, tell})
		}
	}
	for turn := range angles {
		for i, c := range own {
			g := angles[(turn+i)%len(angles)]
			add(string(c)+"/"+g.name, g.has(e, c), func(t *teller) string { return g.tell(t, e, c) })
		}
	}
	for step := 1; step < len(all) && len(out) < want; step++ {
		for _, c := range own {
			other := all[(slices.Index(all, c)+step)%len(all)]
			add(string(c)+"/with/"+string(other), haveTogether(e, c, other), func(t *teller) string { return together(t, e, c, other) })
		}
	}
	for step := 1; step < len(all) && len(out) < want; step++ {
		for _, c := range own {
			other := all[(slices.Index(all, c)+step)%len(all)]
			add(string(c)+"/head/"+string(other), haveHeads(e, c, other), func(t *teller) string { return heads(t, e, c, other) })
		}
	}
	// Editions that hold one year only: half of the steps, for the other half says
	// the same the other way round.
	for step := 1; step <= len(all)/2 && len(out) < want; step++ {
		for _, c := range own {
			other := all[(slices.Index(all, c)+step)%len(all)]
			add(string(c)+"/beside/"+string(other), true, func(t *teller) string { return beside(t, e, c, other) })
		}
	}
	return out
}

// An angle is one thing to say about one Ally from one edition.
type angle struct {
	name string
	has  func(e *facts.Edition, c facts.Code) bool // whether tell has what it needs; cheap
	tell func(t *teller, e *facts.Edition, c facts.Code) string
}

var angles = []angle{
	{"path", hasPath, func(t *teller, e *facts.Edition, c facts.Code) string {
		now, _ := e.Figure(c, facts.ShareOfGDP, e.ShareYear())
		was, _ := firstHeld(e, c, facts.ShareOfGDP)
		return fmt.Sprintf("%s spends %s of GDP on %s in %s, against %s in %s: %s points %s.", capital(inName(t.d, c)), t.pct(now), defence(e), inYear(now),
			t.pct(was), inYear(was), t.gap(now, was), moved(now.Value-was.Value))
	}},
	{"equipment", holds(facts.EquipmentShare), func(t *teller, e *facts.Edition, c facts.Code) string {
		f, _ := newest(e, c, facts.EquipmentShare)
		word := "below"
		if f.Value >= 20 {
			word = "above"
		}
		if f.Value == 20 {
			word = "exactly at"
		}
		return fmt.Sprintf("%s puts %s of its %s expenditure into major equipment in %s, %s the 20 %% guideline%s.",
			capital(inName(t.d, c)), t.pct(f), defence(e), inYear(f), word, t.rank(e, f))
	}},
	{"change", holds(facts.RealChange), func(t *teller, e *facts.Edition, c facts.Code) string {
		f, _ := newest(e, c, facts.RealChange)
		way := "up"
		if f.Value < 0 {
			way = "down"
		}
		return fmt.Sprintf("In %s, %s expenditure is %s %s in real terms in %s%s.", inName(t.d, c), defence(e), way, strings.TrimPrefix(t.pct(f), "−"), inYear(f), t.rank(e, f))
	}},
	{"rank", holds(facts.ShareOfGDP), func(t *teller, e *facts.Edition, c facts.Code) string {
		f, _ := e.Figure(c, facts.ShareOfGDP, e.ShareYear())
		return fmt.Sprintf("%s spends %s of its GDP on %s in %s%s.", capital(inName(t.d, c)), t.pct(f), defence(e), inYear(f), t.rank(e, f))
	}},
	{"dollars", holds(facts.SpendUSD), func(t *teller, e *facts.Edition, c facts.Code) string {
		f, _ := newest(e, c, facts.SpendUSD)
		return fmt.Sprintf("%s spends %s on %s in %s, at current prices and exchange rates%s.", capital(inName(t.d, c)), t.amount(f), defence(e), inYear(f), t.rank(e, f))
	}},
	{"head", holds(facts.DefencePerCapita), func(t *teller, e *facts.Edition, c facts.Code) string {
		f, _ := newest(e, c, facts.DefencePerCapita)
		return fmt.Sprintf("%s costs %s for each inhabitant of %s in %s%s%s.", capital(defence(e)), t.amount(f), inName(t.d, c), inYear(f), prices(e), t.rank(e, f))
	}},
	{"personnel", holds(facts.Personnel), func(t *teller, e *facts.Edition, c facts.Code) string {
		f, _ := newest(e, c, facts.Personnel)
		if was, ok := firstHeld(e, c, facts.Personnel); ok && was.Year < f.Year {
			return fmt.Sprintf("%s has %s military personnel in %s, against %s in %s.", capital(inName(t.d, c)), t.amount(f), inYear(f), t.amount(was), inYear(was))
		}
		return fmt.Sprintf("%s has %s military personnel in %s%s.", capital(inName(t.d, c)), t.amount(f), inYear(f), t.rank(e, f))
	}},
	{"pay", holds(facts.PersonnelShare), func(t *teller, e *facts.Edition, c facts.Code) string {
		f, _ := newest(e, c, facts.PersonnelShare)
		return fmt.Sprintf("In %s, personnel takes %s of %s expenditure in %s%s.", inName(t.d, c), t.pct(f), defence(e), inYear(f), t.rank(e, f))
	}},
	{"infrastructure", holds(facts.InfrastructureShare), func(t *teller, e *facts.Edition, c facts.Code) string {
		f, _ := newest(e, c, facts.InfrastructureShare)
		return fmt.Sprintf("In %s, infrastructure takes %s of %s expenditure in %s%s.", inName(t.d, c), t.pct(f), defence(e), inYear(f), t.rank(e, f))
	}},
	{"peak", hasPeak, func(t *teller, e *facts.Edition, c facts.Code) string {
		var low, high facts.Figure
		n, first, last := 0, 0, 0
		for _, y := range e.Years {
			f, ok := e.Figure(c, facts.ShareOfGDP, y)
			if !ok {
				continue
			}
			if n++; n == 1 {
				low, high, first = f, f, y
			}
			if f.Value < low.Value {
				low = f
			}
			if f.Value > high.Value {
				high = f
			}
			last = y
		}
		return fmt.Sprintf("From %d to %d, the share of GDP that %s spends on %s was lowest in %s, at %s, and highest in %s, at %s.",
			first, last, inName(t.d, c), defence(e), inYear(low), t.pct(low), inYear(high), t.pct(high))
	}},
	{"alliance", hasAlliance, func(t *teller, e *facts.Edition, c facts.Code) string {
		f, _ := e.Figure(c, facts.ShareOfGDP, e.ShareYear())
		g, _ := e.Figure(facts.NATOTotal, facts.ShareOfGDP, e.ShareYear())
		return fmt.Sprintf("%s is at %s of GDP for %s in %s, NATO as a whole at %s.", capital(inName(t.d, c)), t.pct(f), defence(e), inYear(f), t.pct(g))
	}},
	{"europe", hasEurope, func(t *teller, e *facts.Edition, c facts.Code) string {
		f, _ := newest(e, c, facts.DefencePerCapita)
		g, _ := e.Figure(facts.EuropeCanada, facts.DefencePerCapita, f.Year)
		return fmt.Sprintf("For each inhabitant, %s costs %s in %s and %s in NATO Europe and Canada as a whole, in %s%s.", defence(e), t.amount(f), inName(t.d, c), t.amount(g), inYear(f), prices(e))
	}},
	{"years", hasYears, func(t *teller, e *facts.Edition, c facts.Code) string {
		var parts []string
		for _, y := range slices.Backward(e.Years) {
			if f, ok := e.Figure(c, facts.ShareOfGDP, y); ok && len(parts) < 4 {
				parts = append([]string{fmt.Sprintf("%s in %s", t.pct(f), inYear(f))}, parts...)
			}
		}
		return fmt.Sprintf("%s, %s as a share of GDP: %s.", capital(inName(t.d, c)), defence(e), list(parts, 0))
	}},
}

func holds(m facts.Measure) func(*facts.Edition, facts.Code) bool {
	return func(e *facts.Edition, c facts.Code) bool { _, ok := newest(e, c, m); return ok }
}

func hasPath(e *facts.Edition, c facts.Code) bool {
	_, ok := e.Figure(c, facts.ShareOfGDP, e.ShareYear())
	was, held := firstHeld(e, c, facts.ShareOfGDP)
	return ok && held && was.Year < e.ShareYear()
}

// hasYears reports whether there are four years that are not all alike.
func hasYears(e *facts.Edition, c facts.Code) bool {
	n, alike := 0, true
	var first facts.Figure
	for _, y := range e.Years {
		if f, ok := e.Figure(c, facts.ShareOfGDP, y); ok {
			if n++; n == 1 {
				first = f
			}
			alike = alike && f.Value == first.Value
		}
	}
	return n >= 4 && !alike
}

// hasPeak reports whether one year alone is the lowest of at least four, and one
// alone the highest.
func hasPeak(e *facts.Edition, c facts.Code) bool {
	var vs []float64
	for _, y := range e.Years {
		if f, ok := e.Figure(c, facts.ShareOfGDP, y); ok {
			vs = append(vs, f.Value)
		}
	}
	slices.Sort(vs)
	n := len(vs)
	return n >= 4 && vs[0] < vs[1] && vs[n-2] < vs[n-1]
}

func hasAlliance(e *facts.Edition, c facts.Code) bool {
	_, ok1 := e.Figure(c, facts.ShareOfGDP, e.ShareYear())
	_, ok2 := e.Figure(facts.NATOTotal, facts.ShareOfGDP, e.ShareYear())
	return ok1 && ok2
}

func hasEurope(e *facts.Edition, c facts.Code) bool {
	f, ok1 := newest(e, c, facts.DefencePerCapita)
	_, ok2 := e.Figure(facts.EuropeCanada, facts.DefencePerCapita, f.Year)
	return ok1 && ok2 && c != "USA"
}

func haveTogether(e *facts.Edition, a, b facts.Code) bool {
	y := e.ShareYear()
	_, ok1 := e.Figure(a, facts.ShareOfGDP, y)
	_, ok2 := e.Figure(b, facts.ShareOfGDP, y)
	f0, ok3 := firstHeld(e, a, facts.ShareOfGDP)
	_, ok4 := e.Figure(b, facts.ShareOfGDP, f0.Year)
	return ok1 && ok2 && ok3 && ok4 && f0.Year < y
}

func haveHeads(e *facts.Edition, a, b facts.Code) bool {
	f, ok1 := newest(e, a, facts.DefencePerCapita)
	_, ok2 := e.Figure(b, facts.DefencePerCapita, f.Year)
	return ok1 && ok2
}

// inYear says a year and that it is an estimate: "2026 (estimate)".
func inYear(f facts.Figure) string {
	if f.Estimate {
		return fmt.Sprintf("%d (estimate)", f.Year)
	}
	return fmt.Sprint(f.Year)
}

// defence is what the edition counts.
func defence(e *facts.Edition) string {
	if e.Core() {
		return "core defence"
	}
	return "defence"
}

// prices names the price base of the tables that are in constant prices.
func prices(e *facts.Edition) string {
	if e.PriceBase == 0 {
		return ""
	}
	return fmt.Sprintf(", at prices of %d", e.PriceBase)
}

func moved(by float64) string {
	if by < 0 {
		return "less"
	}
	return "more"
}

// rank says where a figure stands among the Allies that have one: ", number 3
// of 31", ", joint number 23 of 31".
func (t *teller) rank(e *facts.Edition, f facts.Figure) string {
	above, of, same := 0, 0, -1 // itself
	for _, a := range t.d.Allies {
		if g, ok := e.Figure(a.Code, f.Measure, f.Year); ok && a.Forces {
			of++
			switch {
			case g.Value > f.Value:
				above++
			case g.Value == f.Value:
				same++
			}
		}
	}
	t.derive("rank", float64(above+1), t.note(f))
	joint := ""
	if same > 0 {
		joint = "joint "
	}
	return fmt.Sprintf(", %snumber %d of %d Allies", joint, above+1, of)
}

// gap states the distance of two printed shares in points.
func (t *teller) gap(a, b facts.Figure) string {
	v := points(a.Value, b.Value)
	t.derive("points", facts.Round(a.Value-b.Value, 2), t.note(a), t.note(b))
	return fmt.Sprintf("%.2f", v)
}

// together sets two Allies side by side.
func together(t *teller, e *facts.Edition, a, b facts.Code) string {
	y := e.ShareYear()
	f, _ := e.Figure(a, facts.ShareOfGDP, y)
	g, _ := e.Figure(b, facts.ShareOfGDP, y)
	f0, _ := firstHeld(e, a, facts.ShareOfGDP)
	g0, _ := e.Figure(b, facts.ShareOfGDP, f0.Year)
	return fmt.Sprintf("%s; in %s it was %s against %s.", t.against(e, f, g), inYear(f0), t.pct(f0), t.pct(g0))
}

// beside is together for an edition that holds no other year.
func beside(t *teller, e *facts.Edition, a, b facts.Code) string {
	f, _ := e.Figure(a, facts.ShareOfGDP, e.ShareYear())
	g, _ := e.Figure(b, facts.ShareOfGDP, e.ShareYear())
	return t.against(e, f, g) + "."
}

// against sets the shares of two Allies in one year side by side.
func (t *teller) against(e *facts.Edition, f, g facts.Figure) string {
	word := "as much as"
	switch {
	case f.Value > g.Value:
		word = t.gap(f, g) + " points more than"
	case f.Value < g.Value:
		word = t.gap(f, g) + " points less than"
	}
	return fmt.Sprintf("%s spends %s of GDP on %s in %s, %s %s (%s)", capital(inName(t.d, f.Ally)), t.pct(f), defence(e), inYear(f), word, inName(t.d, g.Ally), t.pct(g))
}

// heads sets what two Allies spend for each inhabitant side by side.
func heads(t *teller, e *facts.Edition, a, b facts.Code) string {
	f, _ := newest(e, a, facts.DefencePerCapita)
	g, _ := e.Figure(b, facts.DefencePerCapita, f.Year)
	return fmt.Sprintf("For each inhabitant, %s costs %s in %s and %s in %s, in %s%s.", defence(e), t.amount(f), inName(t.d, a), t.amount(g), inName(t.d, b), inYear(f), prices(e))
}

// commitmentLooks lists the looks at commitments known by asOf: the
// Alliance's, and those of the Allies asked for or of all. Those that become
// known later come later in the list, so that no place in it is taken twice.
func commitmentLooks(d *facts.Dataset, asOf facts.Date, about []facts.Code) []look {
	var known []*facts.Commitment
	for i := range d.Commitments {
		known = append(known, &d.Commitments[i])
	}
	slices.SortStableFunc(known, func(a, b *facts.Commitment) int { return strings.Compare(lastDay(a.Agreed), lastDay(b.Agreed)) })
	var out []look
	for _, c := range known {
		if c.Summary == "" || !c.Agreed.KnownBy(asOf) || len(about) > 0 && !c.Party.Aggregate() && !slices.Contains(about, c.Party) {
			continue
		}
		out = append(out, look{"commitment/" + c.ID, func(t *teller) string {
			say := commitmentLine(t, c)
			if !c.InForce(asOf) {
				say += " Since superseded."
			}
			return say
		}})
	}
	return out
}

// lastDay orders dates by the last day that they can mean.
func lastDay(d facts.Date) string {
	return string(d) + "-12-31"[min(len(d)-len("2006"), len("-12-31")):]
}

// newest is the newest figure that the edition holds.
func newest(e *facts.Edition, c facts.Code, m facts.Measure) (facts.Figure, bool) {
	for _, y := range slices.Backward(e.Years) {
		if f, ok := e.Figure(c, m, y); ok {
			return f, true
		}
	}
	return facts.Figure{}, false
}

// firstHeld is the oldest figure that the edition holds.
func firstHeld(e *facts.Edition, c facts.Code, m facts.Measure) (facts.Figure, bool) {
	for _, y := range e.Years {
		if f, ok := e.Figure(c, m, y); ok {
			return f, true
		}
	}
	return facts.Figure{}, false
}

// inName is an Ally's name inside a sentence, with its article.
func inName(d *facts.Dataset, c facts.Code) string {
	switch c {
	case "USA", "GBR", "NLD", "SVK":
		if c == "SVK" && d.Name(c) == "Slovakia" {
			break
		}
		return "the " + d.Name(c)
	}
	return d.Name(c)
}

// points is the distance between two printed values, in percentage points.
func points(a, b float64) float64 { return facts.Round(math.Abs(a-b), 2) }
