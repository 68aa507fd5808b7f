package schedule

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"natobot/facts"
)

// A look is a close look at one Ally or one commitment: what a reader gets in
// a week in which nothing changed. tell returns "" when the edition lacks what
// the look needs.
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
// long as that lasts a year.
func closeLook(d *facts.Dataset, e *facts.Edition, asOf facts.Date, about []facts.Code, days int) (string, *teller) {
	if e == nil {
		return "", nil
	}
	n := int(asOf.Time().Unix()/86400) / max(days, 1)
	if n%lookEvery == lookEvery-1 {
		if cs := commitmentLooks(d, asOf, about); len(cs) > 0 {
			if say, t := firstTold(d, cs, n/lookEvery); say != "" {
				return say, t
			}
		}
	}
	return firstTold(d, allyLooks(d, e, about, yearOfRuns(days)), n-n/lookEvery)
}

// firstTold tells the look at place n of the list.
func firstTold(d *facts.Dataset, looks []look, n int) (string, *teller) {
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
		if _, ok := e.Figure(a.Code, facts.ShareOfGDP, shareYear(e)); ok && a.Forces {
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
	looks := turns(d, e, own, all)
	if len(looks) < want && len(own) < len(all) {
		rest := slices.DeleteFunc(slices.Clone(all), func(c facts.Code) bool { return slices.Contains(own, c) })
		looks = append(looks, turns(d, e, rest, all)...)
	}
	return looks
}

// turns goes round the Allies again and again, each time from another angle,
// then compares each with every other Ally.
func turns(d *facts.Dataset, e *facts.Edition, own, all []facts.Code) []look {
	var out []look
	add := func(key string, tell func(*teller) string) {
		if tell(newTeller(d)) != "" {
			out = append(out, look{key, tell})
		}
	}
	for turn := range angles {
		for i, c := range own {
			g := angles[(turn+i)%len(angles)]
			add(string(c)+"/"+g.name, func(t *teller) string { return g.tell(t, e, c) })
		}
	}
	for step := 1; step < len(all); step++ {
		for _, c := range own {
			other := all[(slices.Index(all, c)+step)%len(all)]
			add(string(c)+"/with/"+string(other), func(t *teller) string { return together(t, e, c, other) })
		}
	}
	return out
}

// shareYear is the newest year for which the edition holds shares of GDP.
func shareYear(e *facts.Edition) int {
	for _, y := range slices.Backward(e.Years) {
		for _, c := range []facts.Code{facts.NATOTotal, "DEU", "POL", "ESP"} {
			if _, ok := e.Figure(c, facts.ShareOfGDP, y); ok {
				return y
			}
		}
	}
	return e.LastYear()
}

// An angle is one thing to say about one Ally from one edition.
type angle struct {
	name string
	tell func(t *teller, e *facts.Edition, c facts.Code) string
}

var angles = []angle{
	{"path", func(t *teller, e *facts.Edition, c facts.Code) string {
		now, ok1 := e.Figure(c, facts.ShareOfGDP, shareYear(e))
		was, ok2 := firstHeld(e, c, facts.ShareOfGDP)
		if !ok1 || !ok2 || was.Year >= now.Year {
			return ""
		}
		return fmt.Sprintf("%s stands at %s of GDP (%s), against %s in %s.", t.d.Name(c), t.pct(now), yearOf(now), t.pct(was), yearOf(was))
	}},
	{"equipment", func(t *teller, e *facts.Edition, c facts.Code) string {
		f, ok := newest(e, c, facts.EquipmentShare)
		if !ok {
			return ""
		}
		word := "below"
		if f.Value >= 20 {
			word = "at or above"
		}
		return fmt.Sprintf("%s puts %s of its defence expenditure into major equipment (%s), %s the 20 %% guideline.", t.d.Name(c), t.pct(f), yearOf(f), word)
	}},
	{"change", func(t *teller, e *facts.Edition, c facts.Code) string {
		f, ok := newest(e, c, facts.RealChange)
		if !ok {
			return ""
		}
		return fmt.Sprintf("Real change of defence expenditure in %s: %s in a year (%s).", inName(t.d, c), t.pct(f), yearOf(f))
	}},
	{"rank", func(t *teller, e *facts.Edition, c facts.Code) string {
		y := shareYear(e)
		f, ok := e.Figure(c, facts.ShareOfGDP, y)
		if !ok {
			return ""
		}
		above, of := 0, 0
		for _, a := range t.d.Allies {
			if g, ok := e.Figure(a.Code, facts.ShareOfGDP, y); ok && a.Forces {
				of++
				if g.Value > f.Value {
					above++
				}
			}
		}
		t.derive("rank", float64(above+1), t.note(f))
		return fmt.Sprintf("By share of GDP %s is number %d of %d Allies, with %s (%s).", t.d.Name(c), above+1, of, t.pct(f), yearOf(f))
	}},
	{"dollars", func(t *teller, e *facts.Edition, c facts.Code) string {
		f, ok := newest(e, c, facts.SpendUSD)
		if !ok {
			return ""
		}
		return fmt.Sprintf("%s spends %s on defence (%s), at current prices and exchange rates.", t.d.Name(c), t.amount(f), yearOf(f))
	}},
	{"head", func(t *teller, e *facts.Edition, c facts.Code) string {
		f, ok := newest(e, c, facts.DefencePerCapita)
		if !ok {
			return ""
		}
		return fmt.Sprintf("Defence costs %s for each inhabitant of %s (%s).", t.amount(f), inName(t.d, c), yearOf(f))
	}},
	{"personnel", func(t *teller, e *facts.Edition, c facts.Code) string {
		f, ok := newest(e, c, facts.Personnel)
		if !ok {
			return ""
		}
		if was, ok := firstHeld(e, c, facts.Personnel); ok && was.Year < f.Year {
			return fmt.Sprintf("Military personnel of %s: %s (%s), against %s in %s.", inName(t.d, c), t.amount(f), yearOf(f), t.amount(was), yearOf(was))
		}
		return fmt.Sprintf("Military personnel of %s: %s (%s).", inName(t.d, c), t.amount(f), yearOf(f))
	}},
	{"pay", func(t *teller, e *facts.Edition, c facts.Code) string {
		f, ok := newest(e, c, facts.PersonnelShare)
		if !ok {
			return ""
		}
		return fmt.Sprintf("Personnel takes %s of %s's defence expenditure (%s).", t.pct(f), inName(t.d, c), yearOf(f))
	}},
	{"infrastructure", func(t *teller, e *facts.Edition, c facts.Code) string {
		f, ok := newest(e, c, facts.InfrastructureShare)
		if !ok {
			return ""
		}
		return fmt.Sprintf("Infrastructure takes %s of %s's defence expenditure (%s).", t.pct(f), inName(t.d, c), yearOf(f))
	}},
	{"peak", func(t *teller, e *facts.Edition, c facts.Code) string {
		var low, high facts.Figure
		n := 0
		for _, y := range e.Years {
			f, ok := e.Figure(c, facts.ShareOfGDP, y)
			if !ok {
				continue
			}
			if n++; n == 1 {
				low, high = f, f
			}
			if f.Value < low.Value {
				low = f
			}
			if f.Value > high.Value {
				high = f
			}
		}
		if n < 4 || low.Value == high.Value {
			return ""
		}
		return fmt.Sprintf("Between %d and %d, %s's share of GDP was lowest in %s (%s) and highest in %s (%s).",
			e.Years[0], e.LastYear(), inName(t.d, c), yearOf(low), t.pct(low), yearOf(high), t.pct(high))
	}},
	{"alliance", func(t *teller, e *facts.Edition, c facts.Code) string {
		f, ok1 := e.Figure(c, facts.ShareOfGDP, shareYear(e))
		g, ok2 := e.Figure(facts.NATOTotal, facts.ShareOfGDP, shareYear(e))
		if !ok1 || !ok2 {
			return ""
		}
		return fmt.Sprintf("%s: %s of GDP (%s); NATO as a whole: %s.", t.d.Name(c), t.pct(f), yearOf(f), t.pct(g))
	}},
	{"europe", func(t *teller, e *facts.Edition, c facts.Code) string {
		f, ok1 := newest(e, c, facts.DefencePerCapita)
		g, ok2 := e.Figure(facts.EuropeCanada, facts.DefencePerCapita, f.Year)
		if !ok1 || !ok2 || c == "USA" {
			return ""
		}
		return fmt.Sprintf("Defence expenditure for each inhabitant: %s in %s, %s in NATO Europe and Canada (%s).", t.amount(f), inName(t.d, c), t.amount(g), yearOf(f))
	}},
	{"years", func(t *teller, e *facts.Edition, c facts.Code) string {
		var parts []string
		for _, y := range slices.Backward(e.Years) {
			if f, ok := e.Figure(c, facts.ShareOfGDP, y); ok && len(parts) < 4 {
				parts = append([]string{fmt.Sprintf("%s (%s)", t.pct(f), yearOf(f))}, parts...)
			}
		}
		if len(parts) < 4 {
			return ""
		}
		return fmt.Sprintf("The last four years of %s, as shares of GDP: %s.", inName(t.d, c), strings.Join(parts, ", "))
	}},
	{"wealth", func(t *teller, e *facts.Edition, c facts.Code) string {
		f, ok1 := newest(e, c, facts.GDPPerCapita)
		g, ok2 := e.Figure(c, facts.DefencePerCapita, f.Year)
		if !ok1 || !ok2 {
			return ""
		}
		return fmt.Sprintf("%s has a GDP of %s for each inhabitant and spends %s of it on defence (%s).", t.d.Name(c), t.amount(f), t.amount(g), yearOf(f))
	}},
}

// together sets two Allies side by side.
func together(t *teller, e *facts.Edition, a, b facts.Code) string {
	y := shareYear(e)
	f, ok1 := e.Figure(a, facts.ShareOfGDP, y)
	g, ok2 := e.Figure(b, facts.ShareOfGDP, y)
	f0, ok3 := firstHeld(e, a, facts.ShareOfGDP)
	g0, ok4 := e.Figure(b, facts.ShareOfGDP, f0.Year)
	if !ok1 || !ok2 || !ok3 || !ok4 || f0.Year >= y {
		return ""
	}
	return fmt.Sprintf("%s and %s: %s and %s of GDP (%s), %s and %s in %s.",
		t.d.Name(a), inName(t.d, b), t.pct(f), t.pct(g), yearOf(f), t.pct(f0), t.pct(g0), yearOf(f0))
}

// commitmentLooks lists the looks at commitments known by asOf: the
// Alliance's, and those of the Allies asked for or of all.
func commitmentLooks(d *facts.Dataset, asOf facts.Date, about []facts.Code) []look {
	var out []look
	for i := range d.Commitments {
		c := &d.Commitments[i]
		if c.Summary == "" || !c.Agreed.KnownBy(asOf) || len(about) > 0 && !c.Party.Aggregate() && !slices.Contains(about, c.Party) {
			continue
		}
		out = append(out, look{"commitment/" + c.ID, func(t *teller) string {
			t.commits = append(t.commits, c.ID)
			t.cite(c.Sources, 1)
			who := "The Alliance"
			if !c.Party.Aggregate() {
				who = t.d.Name(c.Party)
			}
			say := fmt.Sprintf("%s, %s: %s", who, c.Agreed.Long(), strings.TrimSuffix(c.Summary, ".")+".")
			if !c.InForce(asOf) {
				say += " Since superseded."
			}
			return say
		}})
	}
	return out
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
	case "USA", "GBR", "NLD":
		return "the " + d.Name(c)
	}
	return d.Name(c)
}

// points is the distance between two printed values, in percentage points.
func points(a, b float64) float64 { return facts.Round(math.Abs(a-b), 2) }
