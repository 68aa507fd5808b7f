package query

import (
	"fmt"
	"strconv"
	"strings"

	"natobot/facts"
)

// Reading says in one English sentence how a query was understood. Every part
// of the query is named in it: set and exceptions, quantity with its unit,
// conditions with their years, quantifier, pooling, time, edition and day.
func Reading(d *facts.Dataset, q Query) string {
	r := reader{d, Normal(q)}
	s := r.body()
	if q.Not {
		s = "it is not so that: " + s
	}
	return upper(s + r.known())
}

// A reader writes a query in words.
type reader struct {
	d *facts.Dataset
	q Query
}

// body is the sentence without the knowledge asked for.
func (r reader) body() string {
	q := &r.q
	switch q.Ask {
	case Show, "":
		return r.whom() + ": " + r.quantities() + TimeText(q.Time)
	case Trend:
		return r.whom() + ": " + r.quantities() + ", year by year" + overYears(q.Time)
	case Revision:
		return r.whom() + ": " + r.quantities() + TimeText(q.Time) + ", edition by edition"
	case Gap:
		s := r.whom() + ": "
		if len(q.Conds) == 0 {
			return s + r.quantities() + TimeText(q.Time) + r.against()
		}
		return s + "what lies between " + r.quantities() + " and " + r.conds() + TimeText(q.Time)
	case Rank:
		return r.ranking()
	case List:
		return "which of " + SetText(r.d, r.among()) + r.where() + TimeText(q.Time)
	case Count:
		return "how many of " + SetText(r.d, r.among()) + r.where() + TimeText(q.Time)
	case CountEach:
		return "how many of " + SetText(r.d, r.among()) + r.where() + ", counted for each year" + overYears(q.Time)
	case First, Last, Since, Years:
		return r.when()
	case Peak:
		return r.whom() + ": the year in which " + r.quantities() + " was highest" + TimeText(q.Time)
	case Low:
		return r.whom() + ": the year in which " + r.quantities() + " was lowest" + TimeText(q.Time)
	case IsSo:
		return r.proposition()
	}
	return r.lookUp()
}

// overYears is the time of what is told year by year.
func overYears(t Time) string {
	if t.From == 0 && t.To == 0 && len(t.List) == 0 {
		return TimeText(Time{Event: t.Event}) + " over all years"
	}
	t.Each = false
	return TimeText(t)
}

// against names the commitments in force, where a gap has no level of its own.
func (r reader) against() string {
	for _, x := range r.q.Qty {
		if x.Op == GapTo {
			return ""
		}
	}
	return ", against the commitments in force"
}

// among is the set that is sifted: the Set, or the Subject where that is given
// in its stead.
func (r reader) among() Set {
	if mentions(r.q.Subject) && !mentions(r.q.Set) {
		return r.q.Subject
	}
	return r.q.Set
}

// whom names those asked about, and how they are taken together.
func (r reader) whom() string {
	s := r.q.Subject
	if !mentions(s) {
		s = r.q.Set
		if !mentions(s) && r.q.Pool == Each {
			return "NATO Total"
		}
	}
	name := SetText(r.d, s)
	if mentions(r.q.Subject) && mentions(r.q.Set) {
		name += ", among " + SetText(r.d, r.q.Set)
	}
	return poolText(r.q.Pool, name)
}

func poolText(p Pool, name string) string {
	switch p {
	case Sum:
		return name + " added up"
	case Mean:
		return "simple mean of " + name
	case Median:
		return "median of " + name
	}
	return name
}

// quantities are all that is asked of each.
func (r reader) quantities() string {
	if len(r.q.Qty) == 0 {
		return Label(r.d, Expr{})
	}
	var parts []string
	for _, x := range r.q.Qty {
		parts = append(parts, Label(r.d, x))
	}
	return join(parts, "and")
}

// ranking is a ranking, or a place in one.
func (r reader) ranking() string {
	q := &r.q
	s := SetText(r.d, q.Set) + r.where() + " ranked by " + r.quantities() + TimeText(q.Time)
	if mentions(q.Subject) {
		s = "the place of " + SetText(r.d, q.Subject) + " among " + s
	}
	switch q.Order {
	case Bottom:
		s += ", lowest first"
	case Top:
		s += ", highest first"
	case Nearest:
		s += ", nearest first"
	}
	if q.N > 0 {
		s += ", the first " + strconv.Itoa(q.N)
	}
	if q.Place > 0 {
		s += ", number " + strconv.Itoa(q.Place)
	}
	return s
}

// where are the conditions after the name of a set.
func (r reader) where() string {
	if len(r.q.Conds) == 0 {
		if len(r.q.Qty) > 0 && r.q.Ask != Rank {
			return " with " + r.quantities()
		}
		return ""
	}
	return " with " + r.conds()
}

func (r reader) conds() string {
	word := "and"
	if r.q.Either {
		word = "or"
	}
	parts := make([]string, len(r.q.Conds))
	for i := range r.q.Conds {
		parts[i] = CondText(r.d, r.q.Conds[i])
	}
	return join(parts, word)
}

// when is a question for years.
func (r reader) when() string {
	q := &r.q
	who := "any of " + SetText(r.d, q.Set)
	if mentions(q.Subject) || q.Pool != Each {
		who = r.whom()
	}
	s := map[Ask]string{First: "the first year", Last: "the last year", Since: "since which year without a break", Years: "all years"}[q.Ask]
	t := TimeText(q.Time)
	if q.Ask == Since {
		return s + " " + who + " had " + r.conds() + t
	}
	return s + " in which " + who + " had " + r.conds() + t
}

// proposition is a statement that is judged.
func (r reader) proposition() string {
	q := &r.q
	var s string
	set := SetText(r.d, q.Set)
	who := ""
	if mentions(q.Subject) {
		who = SetText(r.d, q.Subject)
	}
	switch q.Quant {
	case AllOf:
		s = "all of " + SetText(r.d, r.among())
	case AnyOf:
		s = "at least one of " + SetText(r.d, r.among())
	case NoneOf:
		s = "none of " + SetText(r.d, r.among())
	case Most:
		s = "more than half of " + SetText(r.d, r.among())
	case Only:
		s = who + " and no other of " + set
	case AllBut:
		s = "all but " + who + " of " + set
		if who == "" && q.Stated != nil {
			s = fmt.Sprintf("all but %s of %s", trim(q.Stated.Value), set)
		}
	case HowOf:
		n := "a number"
		if q.Stated != nil {
			n = cmpWord(q.Stated.Cmp) + trim(q.Stated.Value)
		}
		s = n + " of " + set
	default:
		s = r.whom()
		if !mentions(q.Subject) && q.Pool == Each {
			s = "at least one of " + set
		}
	}
	if len(q.Conds) == 0 {
		s += ": " + r.quantities()
		if q.Stated != nil {
			s += " stated as " + cmpWord(q.Stated.Cmp) + stated(r.d, q)
		}
		return "whether " + s + TimeText(q.Time)
	}
	return "whether " + s + " had " + r.conds() + TimeText(q.Time)
}

func stated(d *facts.Dataset, q *Query) string {
	x := Expr{}
	if len(q.Qty) > 0 {
		x = q.Qty[0]
	}
	return levelText(x, q.Stated.Value, q.Stated.Dec)
}

func cmpWord(c Cmp) string {
	switch c {
	case Below:
		return "fewer than "
	case AtMost:
		return "at most "
	case AtLeast:
		return "at least "
	case Above:
		return "more than "
	case Not:
		return "other than "
	}
	return ""
}

// lookUp is a question for a curated entry.
func (r reader) lookUp() string {
	l := &r.q.Look
	if r.q.Ask == Beyond && l.Topic == "place" {
		return r.whom() + ": " + r.quantities() + TimeText(r.q.Time)
	}
	s := map[Ask]string{Commitment: "commitments", Meeting: "meetings", Definition: "definition", Statement: "statements", Editions: "editions of NATO's figures",
		Source: "the source", Post: "who holds an office", Membership: "membership of the Alliance", Aid: "aid to Ukraine", Check: "claim check", Help: "help", Forecast: "what is stated for the future", Beyond: "beyond the figures held"}[r.q.Ask]
	add := func(word, v string) {
		if v != "" {
			s += word + v
		}
	}
	if l.Term != "" {
		s += ": " + r.term(l.Term)
	}
	add(", kind ", l.Kind)
	add(", the ", l.Which)
	if mentions(r.q.Subject) {
		s += ", of " + SetText(r.d, r.q.Subject)
	}
	if mentions(r.q.Set) {
		s += ", among " + SetText(r.d, r.q.Set)
	}
	add(", at ", l.Place)
	add(", with ", join(l.People, "and"))
	add(", about ", l.Topic)
	add(", office ", l.Office)
	if l.Level != 0 {
		s += ", at " + trim(l.Level) + " %"
	}
	if l.On != "" {
		s += ", on " + l.On.Long()
	}
	for _, f := range []struct {
		is   bool
		what string
	}{{l.When, "when"}, {l.Where, "where"}, {l.Who, "who"}, {l.Why, "why"}} {
		if f.is {
			s += ", " + f.what
		}
	}
	if l.Text != "" {
		s += ": “" + cut(l.Text, 100) + "”"
	}
	if len(r.q.Qty) > 0 {
		s += ", " + r.quantities()
	}
	return s + TimeText(r.q.Time)
}

// term is the name of a definition or a commitment.
func (r reader) term(id string) string {
	if k, ok := r.d.CommitmentByID(id); ok {
		return k.Name
	}
	for i := range r.d.Definitions {
		if r.d.Definitions[i].ID == id {
			return strings.TrimSuffix(r.d.Definitions[i].Term, "?")
		}
	}
	return strings.ReplaceAll(id, "-", " ")
}

// known is the day, the editions or the publisher asked for.
func (r reader) known() string {
	k := &r.q.Know
	s := ""
	if n := len(k.Edition); n > 0 {
		names := make([]string, n)
		for i, id := range k.Edition {
			names[i] = id
			if e, ok := r.d.Edition(id); ok {
				names[i] = e.Published.Long()
			}
		}
		word := ", by the edition of "
		if n > 1 {
			word = ", by the editions of "
		}
		s += word + join(names, "and")
	}
	if k.All {
		s += ", by every edition"
	}
	if k.SIPRI {
		s += ", with SIPRI's series"
	}
	if k.Source != "" {
		s += ", by " + k.Source
	}
	if k.AsOf != "" {
		word := ", as known on "
		if len(k.AsOf) < 10 {
			word = ", as known at the end of "
		}
		s += word + k.AsOf.Long()
	}
	return s
}

func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

// SetText names a set inside a sentence: "the Baltics except Estonia".
func SetText(d *facts.Dataset, s Set) string {
	var parts []string
	for _, t := range s.Terms {
		parts = append(parts, TermText(d, t))
	}
	out := join(parts, "and")
	if out == "" {
		out = "all Allies"
	}
	for _, t := range s.Meet {
		out += " that are also among " + TermText(d, t)
	}
	if len(s.Less) > 0 {
		parts = parts[:0]
		for _, t := range s.Less {
			parts = append(parts, TermText(d, t))
		}
		out += " except " + join(parts, "and")
	}
	return out
}

// TermText names a term inside a sentence.
func TermText(d *facts.Dataset, t Term) string {
	switch {
	case t.Code != "":
		return d.InSentence(t.Code)
	case t.Group != "":
		if g, ok := d.Group(t.Group); ok {
			return g.Name
		}
		return "the group " + t.Group
	case t.Place != "":
		return t.Place + ", which is not an Ally"
	case t.Joined.From == t.Joined.To:
		return "Allies that joined in " + strconv.Itoa(t.Joined.From)
	case t.Joined.To == 0:
		return "Allies that joined from " + strconv.Itoa(t.Joined.From) + " on"
	case t.Joined.From == 0:
		return "Allies that joined by " + strconv.Itoa(t.Joined.To)
	}
	return fmt.Sprintf("Allies that joined from %d to %d", t.Joined.From, t.Joined.To)
}

// TimeText is a time after what it is the time of: " in 2024", "".
func TimeText(t Time) string {
	s := ""
	switch {
	case len(t.List) > 0:
		parts := make([]string, len(t.List))
		for i, y := range t.List {
			parts[i] = strconv.Itoa(y)
		}
		s = " in " + join(parts, "and")
	case t.From != 0 && t.To != 0:
		s = fmt.Sprintf(" from %d to %d", t.From, t.To)
	case t.From != 0 && t.Open:
		s = fmt.Sprintf(" since %d", t.From)
	case t.From != 0:
		s = fmt.Sprintf(" from %d", t.From)
	case t.To != 0:
		s = fmt.Sprintf(" in %d", t.To)
	}
	if t.Each && t.From != t.To {
		s += ", each year"
	} else if t.Each {
		s += " in each year"
	}
	if t.Event != "" {
		s += " (" + strings.ReplaceAll(t.Event, "-", " ") + ")"
	}
	return s
}

// Label names a quantity inside a sentence, with its unit.
func Label(d *facts.Dataset, x Expr) string {
	base := baseLabel(d, x)
	s := ""
	switch x.Op {
	case Value:
		s = base
	case Change:
		how := map[Unit]string{Own: "", Points: " in points", Percent: " in per cent", Real: " in real terms", Times: " as a multiple", Money: " in money"}[x.Unit]
		s = "change in " + base + how
	case Part:
		s = base + " as per cent of that of " + operandText(d, x.Of, "NATO Total")
	case Ratio:
		s = base + " as a multiple of that of " + operandText(d, x.Of, "another")
	case Diff:
		s = base + " less that of " + operandText(d, x.Of, "another")
	case OverYears:
		s = base + " added up over the years"
	case MeanYears:
		s = "mean over the years of " + base
	case LevelOf:
		s = trim(x.Level) + " % of GDP" + inCurrency(d, x.Cur, "in national currency")
	case GapTo:
		l := x
		if x.Measure == "" || x.Measure == facts.ShareOfGDP {
			l.Measure, l.Cur = facts.ShareOfGDP, ""
		}
		s = "gap of " + base + " to " + levelText(l, x.Level, -1) + inCurrency(d, x.Cur, "")
	case RankOf:
		s = "rank by " + base
	}
	return s + TimeText(x.Time)
}

// baseLabel names the measure of an Expr.
func baseLabel(d *facts.Dataset, x Expr) string {
	if x.Op == GapTo && (x.Measure == "" || x.Measure == facts.ShareOfGDP) {
		return facts.ShareOfGDP.Label()
	}
	if x.Slice != "" {
		return sliceLabel(d, x)
	}
	switch x.Measure {
	case "":
		switch {
		case x.Cur != "":
			return "defence expenditure" + inCurrency(d, x.Cur, "")
		case x.Op == Part || x.Op == OverYears || x.Op == Change && x.Unit != Own && x.Unit != Points && x.Unit != Times,
			x.Op == Ratio && x.Of != nil && mentions(x.Of.Set):
			return "defence expenditure"
		}
		return facts.ShareOfGDP.Label()
	case facts.SpendUSD:
		if x.Cur == "" || x.Cur == "USD" {
			return "defence expenditure in US dollars"
		}
		return "defence expenditure" + inCurrency(d, x.Cur, "")
	case facts.SpendUSDConstant:
		return "defence expenditure at constant prices" + inCurrency(d, x.Cur, "in US dollars")
	case facts.SpendNCU:
		return "defence expenditure" + inCurrency(d, x.Cur, "in national currency")
	case facts.SpendNCUConstant:
		return "defence expenditure at constant prices" + inCurrency(d, x.Cur, "in national currency")
	}
	s := x.Measure.Label()
	if x.Cur != "" && !(x.Cur == "USD" && inDollars(x.Measure)) {
		s += inCurrency(d, x.Cur, "")
	}
	return s
}

// sliceLabel names a category in money, or as a share of GDP.
func sliceLabel(d *facts.Dataset, x Expr) string {
	s := map[facts.Measure]string{facts.EquipmentShare: "spending on major equipment", facts.PersonnelShare: "spending on personnel",
		facts.InfrastructureShare: "spending on infrastructure", facts.OtherShare: "other spending"}[x.Slice]
	switch {
	case x.Measure == facts.ShareOfGDP:
		return s + " as a share of GDP"
	case x.Measure == facts.SpendUSDConstant || x.Measure == facts.SpendNCUConstant:
		s += " at constant prices"
	}
	return s + inCurrency(d, x.Cur, "in US dollars")
}

// inDollars reports that NATO prints a measure in US dollars only.
func inDollars(m facts.Measure) bool {
	return m == facts.GDP || m == facts.GDPConstant || m == facts.GDPPerCapita || m == facts.DefencePerCapita
}

// inCurrency is " in euros", or what stands for no currency.
func inCurrency(d *facts.Dataset, cur, none string) string {
	switch cur {
	case "":
		if none == "" {
			return ""
		}
		return " " + none
	case "NCU":
		return " in national currency"
	case "USD":
		return " in US dollars"
	}
	return " in " + CurrencyName(d, cur)
}

// CurrencyName names a currency: "euros", or its code where none of the
// Allies has it today.
func CurrencyName(d *facts.Dataset, cur string) string {
	for i := range d.Allies {
		if a := &d.Allies[i]; a.Currency == cur && a.CurrencyName != "" {
			return a.CurrencyName
		}
	}
	if cur == "BGN" {
		return "leva" // Bulgaria's currency before the edition of July 2026
	}
	return cur
}

// operandText names what a quantity is set against.
func operandText(d *facts.Dataset, o *Operand, none string) string {
	if o == nil {
		return none
	}
	s := "its own"
	if mentions(o.Set) || o.Pool != Each {
		p := o.Pool
		if len(o.Set.Terms) == 1 && o.Set.Terms[0].Code != "" && len(o.Set.Less)+len(o.Set.Meet) == 0 {
			p = Each // one is its own sum and mean
		}
		s = poolText(p, SetText(d, o.Set))
		if !mentions(o.Set) && o.Pool == Sum {
			s = "NATO Total"
		}
	}
	return s + TimeText(o.Time)
}

// CondText writes a condition: "share of GDP below 2 % in 2024".
func CondText(d *facts.Dataset, c Cond) string {
	s := Label(d, c.Qty) + " "
	if c.Not {
		s += "not "
	}
	if c.Qty.Op == Change && c.Of == nil && c.Level == 0 && c.Named == "" {
		s += map[Cmp]string{Below: "below zero (a fall)", Above: "above zero (a rise)", At: "of zero", AtMost: "of zero or less", AtLeast: "of zero or more", Not: "other than zero", Between: "between zero and zero"}[c.Cmp]
	} else {
		s += Relation(d, c)
	}
	t := TimeText(c.Time)
	switch c.Scope {
	case Ever:
		return s + " in at least one year" + t
	case Always:
		return s + " in every year" + t
	case Never:
		return s + " in no year" + t
	case Newly:
		return s + t + " for the first time"
	case Cross:
		return s + t + " as against the year before"
	}
	return s + t
}

// Relation is a comparison with its level: "below 2 %", "above that of Poland".
func Relation(d *facts.Dataset, c Cond) string {
	word := map[Cmp]string{Below: "below ", AtMost: "at most ", At: "at ", Exactly: "exactly ", AtLeast: "at least ", Above: "above ", Not: "other than ", Between: "between "}[c.Cmp]
	switch {
	case c.Of != nil:
		return word + "that of " + operandText(d, c.Of, "another")
	case c.Cmp == Between:
		return word + levelText(c.Qty, c.Level, c.Dec) + " and " + levelText(c.Qty, c.High, c.Dec)
	case c.Named != "":
		if k, ok := d.CommitmentByID(c.Named); ok {
			s := word + "the " + k.Name
			if c.Level != 0 && c.Level != k.Value {
				s += " (" + levelText(c.Qty, c.Level, c.Dec) + ")"
			}
			return s
		}
		return word + "the commitment " + c.Named
	}
	return word + levelText(c.Qty, c.Level, c.Dec)
}

// levelText writes a level in the unit of a quantity.
func levelText(x Expr, v float64, dec int) string {
	n := trim(v)
	if dec > 0 {
		n = facts.FormatNumber(v, dec)
	}
	switch {
	case x.Op == RankOf:
		return "place " + n
	case x.Op == Ratio, x.Op == Change && x.Unit == Times:
		return n + " times"
	case x.Op == Part, x.Op == Change && (x.Unit == Percent || x.Unit == Real):
		return n + " %"
	}
	m := x.Measure
	money := x.Cur != "" || x.Slice != "" && m == ""
	switch {
	case m == facts.GDPPerCapita || m == facts.DefencePerCapita:
		return "US$ " + grouped(v)
	case m == facts.Personnel:
		return facts.FormatNumber(v*1000, 0) + " persons"
	case IsMoney(m) || m == "" && money:
		cur := x.Cur
		if cur == "USD" || cur == "" && m != facts.SpendNCU && m != facts.SpendNCUConstant {
			return "US$ " + grouped(v) + " million"
		}
		return strings.TrimSpace(grouped(v) + " million " + strings.TrimPrefix(cur, "NCU"))
	case x.Op == Change || x.Op == Diff:
		return n + " points"
	}
	return n + " %"
}

// grouped writes a number with commas and as many decimals as it has.
func grouped(v float64) string {
	if v == float64(int64(v)) {
		return facts.FormatNumber(v, 0)
	}
	return trim(v)
}

// trim writes a number with as many decimals as it has.
func trim(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// upper makes the first letter a capital.
func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// join joins parts: "a, b and c".
func join(s []string, word string) string {
	switch len(s) {
	case 0:
		return ""
	case 1:
		return s[0]
	}
	return strings.Join(s[:len(s)-1], ", ") + " " + word + " " + s[len(s)-1]
}
