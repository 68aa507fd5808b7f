package answer

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"natobot/facts"
	"natobot/facts/query"
)

// A general draft writes the answer to any query from what its evaluation
// found.
type general struct {
	*draft
	qu query.Query
	r  *query.Result
}

// figure is a figure of the result.
func (g *general) figure(i int) facts.Figure { return g.r.Figures[i] }

// tell writes a number with its unit. A printed one joins the figures of the
// answer, a computed one stands in Derived under name, with the figures that it
// follows from.
func (g *general) tell(n query.Num, name string) string {
	g.keep(n, name)
	return g.words(n)
}

// keep cites a number without writing it.
func (g *general) keep(n query.Num, name string) {
	if n.Fig >= 0 {
		g.cite(g.figure(n.Fig))
		return
	}
	if len(n.From) == 0 {
		return // a level that was asked for, not a figure
	}
	at := make([]int, 0, len(n.From))
	for _, i := range n.From {
		if k := g.cite(g.figure(i)); !slices.Contains(at, k) {
			at = append(at, k)
		}
	}
	v := facts.Round(n.Value, n.Dec)
	if n.Dim == query.InPercent && absolute(n.Value) < 1 {
		v = facts.Round(n.Value, 2)
	}
	d := Derived{Name: name, Value: v, From: at}
	for _, o := range g.Derived {
		if o.Name == d.Name && o.Value == d.Value && slices.Equal(o.From, d.From) {
			return
		}
	}
	g.Derived = append(g.Derived, d)
}

func absolute(v float64) float64 {
	if v < 0 {
		return -v
	}
	return v
}

// words writes a number with its unit: "2.00 %", "13.3 billion euros".
func (g *general) words(n query.Num) string {
	switch n.Dim {
	case query.InPoints:
		return facts.FormatNumber(n.Value, n.Dec) + " points"
	case query.InPercent:
		return percent(n.Value) + " %"
	case query.InTimes:
		return facts.FormatNumber(n.Value, n.Dec) + " times"
	case query.InMoney:
		return g.money(n)
	case query.InHead:
		if n.Value < 0 {
			n.Value = -n.Value
			return "−" + g.words(n)
		}
		return "US$ " + facts.FormatNumber(n.Value, 0)
	case query.InPersons:
		return facts.FormatNumber(n.Value, 1) + " thousand"
	case query.InPlace:
		return ordinal(int(n.Value))
	}
	if n.Measure == facts.RealChange || n.Measure == facts.RealChangeSince {
		return signed(n.Value, 2) + " %"
	}
	return facts.FormatNumber(n.Value, n.Dec) + " %"
}

// percent writes a computed per cent: one decimal, two below one.
func percent(v float64) string {
	if absolute(v) < 1 {
		return facts.FormatNumber(v, 2)
	}
	return facts.FormatNumber(v, 1)
}

// money writes an amount in its currency.
func (g *general) money(n query.Num) string {
	if n.Value = facts.Round(n.Value, n.Dec); n.Value < 0 {
		n.Value = -n.Value
		return "−" + g.money(n)
	}
	if n.Cur == "USD" || n.Cur == "" {
		return "US$ " + billions(n.Value)
	}
	return billions(n.Value) + " " + query.CurrencyName(g.d.Dataset, n.Cur)
}

// size writes a number without its sign, for "up" and "down".
func (g *general) size(n query.Num) string {
	n.Value = absolute(n.Value)
	return strings.TrimPrefix(g.words(n), "+")
}

// on says what a number is of, with its price basis: " of GDP on defence".
func (g *general) on(n query.Num, s query.Expr) string {
	if s.Slice != "" {
		what := map[facts.Measure]string{facts.EquipmentShare: " on major equipment", facts.PersonnelShare: " on personnel",
			facts.InfrastructureShare: " on infrastructure", facts.OtherShare: " on other items"}[s.Slice]
		if n.Dim == query.Share {
			return " of GDP" + what
		}
		return what
	}
	m := n.Measure
	return onWhat(m)
}

// basis is the price basis of a number, with a blank before it.
func (g *general) basis(n query.Num) string {
	m := n.Measure
	if n.Dim == query.InMoney && !query.IsMoney(m) { // a category
		m = facts.SpendNCU
		if n.Cur == "USD" {
			m = facts.SpendUSD
		}
	}
	if p := pricesOf(g.e, m); p != "" {
		return " " + p
	}
	return ""
}

// key is the unit of a number in the name of a derived one.
func key(n query.Num) string {
	switch n.Dim {
	case query.InPoints:
		return "points"
	case query.InTimes:
		return "times"
	case query.InMoney:
		return strings.ToLower(n.Cur) + "_m"
	case query.InHead:
		return "usd"
	case query.InPersons:
		return "thousands"
	case query.InPlace:
		return "place"
	}
	return "pct"
}

// named is the name of a number derived for a standing: of what, of whom, of
// which years.
func (g *general) nameOf(st query.Standing, what string) string {
	s := what
	if st.Num.Measure != "" && st.Num.Dim != query.InTimes {
		s += "_" + strings.TrimSuffix(string(st.Num.Measure), "_pct")
	}
	if st.Since != 0 {
		s += "_" + strconv.Itoa(st.Since)
	}
	s += "_" + strconv.Itoa(st.Year)
	if st.Who != "" {
		s += "_" + string(st.Who)
	}
	if n := key(st.Num); n != "" {
		s += "_" + n
	}
	return s
}

// who names the one, or those taken together, of a standing at the head of a
// sentence.
func (g *general) who(st query.Standing) string {
	if st.Who != "" && (g.qu.Pool == query.Each || empty(g.pooledSet())) {
		return g.d.Name(st.Who)
	}
	name := query.SetText(g.d.Dataset, g.pooledSet())
	if st.Who != "" { // NATO's own row stands for the set
		if name = first(name); st.Who.Aggregate() {
			name += " (" + g.d.Name(st.Who) + ")"
		}
		return name
	}
	n := g.pooledOver(st.Year)
	switch g.qu.Pool {
	case query.Sum:
		return fmt.Sprintf("%s (%d Allies added up)", first(name), n)
	case query.Median:
		return fmt.Sprintf("Median of %s (%d Allies)", name, n)
	}
	return fmt.Sprintf("Simple mean of %s (%d Allies)", name, n)
}

// pooledSet is the set that is taken together.
func (g *general) pooledSet() query.Set {
	if !empty(g.qu.Subject) {
		return g.qu.Subject
	}
	return g.qu.Set
}

// pooledOver is how many members with a figure were taken together.
func (g *general) pooledOver(year int) int {
	cs := g.r.Subject
	if len(cs) == 0 {
		cs = g.r.Set
	}
	n := 0
	for _, c := range cs {
		if !slices.ContainsFunc(g.r.Absent, func(a query.Absent) bool { return a.Who == c && (a.Year == year || a.Year == 0) }) {
			n++
		}
	}
	return n
}

// among names the set of a list: "Allies with armed forces", "the Baltics". It
// is the Set, or where there is none the Subject of a list or of "all of".
func (g *general) among() string {
	s := g.qu.Set
	if empty(s) && g.qu.Ask != query.Rank && g.qu.Quant != query.Only && g.qu.Quant != query.AllBut {
		s = g.qu.Subject
	}
	if empty(s) {
		return "Allies with armed forces"
	}
	return query.SetText(g.d.Dataset, s)
}

// empty reports that a set names nothing.
func empty(s query.Set) bool { return len(s.Terms)+len(s.Meet)+len(s.Less) == 0 }

// narrow reports that the query is about less than all Allies.
func (g *general) narrow() bool { return g.among() != "Allies with armed forces" }

// ofSet is "9 of 31 Allies with armed forces", "2 of the 3 in the Baltics".
func (g *general) ofSet(n, of int) string {
	if g.narrow() {
		return fmt.Sprintf("%d of %d among %s", n, of, g.among())
	}
	return fmt.Sprintf("%d of %d %s", n, of, g.among())
}

// closing is the end of a headline: estimate and edition.
func (g *general) closing(year int, several bool) string {
	if several {
		return g.tailsText(year)
	}
	return g.tailText(year)
}

// is is the verb for one in a year.
func (g *general) is(year int) string {
	if year < g.AsOf.Year() {
		return "was"
	}
	return "is"
}

// ordinal writes a place in English: "1st", "22nd".
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
