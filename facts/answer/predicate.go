package answer

import (
	"fmt"
	"strconv"
	"strings"

	"natobot/facts"
	"natobot/facts/query"
)

// A predicate is a condition as what is said of somebody: a verb, and the
// rest.
type predicate struct {
	verb string // "be", "have" or "spend"
	rest string
}

// A tense is how a predicate is said.
type tense int

const (
	present  tense = iota // of one
	presents              // of several
	past
	pasts
	perfect // has been
)

// conjugated are the forms of the verbs, by tense.
var conjugated = map[string][5]string{
	"be":    {"is", "are", "was", "were", "has been"},
	"have":  {"has", "have", "had", "had", "has had"},
	"spend": {"spends", "spend", "spent", "spent", "has spent"},
}

// say puts a predicate into a tense; adverb is "first", "last" or "".
func (p predicate) say(t tense, adverb string) string {
	v := conjugated[p.verb][t]
	if p.verb == "be" {
		v = strings.TrimSpace(v + " " + adverb)
	} else {
		v = strings.TrimSpace(adverb + " " + v)
	}
	return v + " " + p.rest
}

// tenseOf is the tense of a year for n members.
func (g *general) tenseOf(year, n int) tense {
	t := present
	if n != 1 {
		t = presents
	}
	if year < g.AsOf.Year() {
		t += 2
	}
	return t
}

// predicate says a condition of somebody. least: "at" was judged as "at least".
func (g *general) predicate(c query.Cond, least bool) predicate {
	not := ""
	if c.Not {
		not = "not "
	}
	m := c.Qty.Measure
	if m == "" && c.Qty.Cur == "" && c.Qty.Slice == "" {
		m = facts.ShareOfGDP
	}
	if c.Qty.Op == query.Value && c.Of == nil && c.Qty.Slice == "" && (c.Qty.Cur == "" || c.Qty.Cur == "USD") {
		switch m {
		case facts.ShareOfGDP, facts.EquipmentShare, facts.PersonnelShare, facts.InfrastructureShare, facts.OtherShare:
			if c.Named != "" {
				return predicate{"be", not + g.toCommitment(c)}
			}
			return predicate{"be", not + atLevel(c, levelAt(m, c.Level), levelAt(m, c.High), least) + ofWhat(m)}
		case facts.Personnel:
			return predicate{"have", not + strings.Replace(moreThan(c, thousands(c.Level), thousands(c.High), least), "less than", "fewer than", 1) + " military personnel"}
		case facts.SpendUSD:
			return predicate{"spend", not + moreThan(c, levelAt(m, c.Level), levelAt(m, c.High), least) + " on defence"}
		case facts.DefencePerCapita:
			return predicate{"spend", not + moreThan(c, levelAt(m, c.Level), levelAt(m, c.High), least) + " per head on defence"}
		}
	}
	if c.Of != nil && c.Qty.Op == query.Value {
		return predicate{"be", not + g.toOther(c)}
	}
	if c.Qty.Op == query.Ratio && c.Qty.Of != nil && empty(c.Qty.Of.Set) && c.Of == nil {
		return predicate{"be", not + moreThan(c, bare(c.Level), bare(c.High), least) + " times as high by " + g.plainLabel(c.Qty) + " as in " + strconv.Itoa(c.Qty.Of.Time.To)}
	}
	if c.Qty.Op == query.Change && c.Of == nil {
		return g.changing(c, not, least)
	}
	bareCond := c
	bareCond.Time, bareCond.Scope = query.Time{}, query.InYear
	s := query.CondText(g.d.Dataset, bareCond)
	return predicate{"have", article(s) + s}
}

// plainLabel names a quantity without what is done with it.
func (g *general) plainLabel(x query.Expr) string {
	return query.Label(g.d.Dataset, query.Expr{Measure: x.Measure, Cur: x.Cur, Slice: x.Slice})
}

// changing says a condition on a change.
func (g *general) changing(c query.Cond, not string, least bool) predicate {
	label := g.plainLabel(c.Qty)
	how := ""
	if c.Qty.Unit == query.Real {
		how = " in real terms"
		if c.Qty.Measure == "" {
			label = "defence expenditure"
		}
	}
	if c.Level == 0 && c.Cmp == query.Below {
		return predicate{"have", not + "a fall in " + label + how}
	}
	if c.Level == 0 && c.Cmp == query.Above {
		return predicate{"have", not + "a rise in " + label + how}
	}
	unit := " points"
	switch {
	case c.Qty.Unit == query.Real || c.Qty.Unit == query.Percent:
		unit = " %"
	case c.Qty.Unit == query.Times:
		return predicate{"have", not + label + " " + moreThan(c, bare(c.Level), bare(c.High), least) + " times as high"}
	case query.IsMoney(c.Qty.Measure):
		unit = " million"
	}
	return predicate{"have", not + "a change in " + label + how + " of " + moreThan(c, bare(c.Level)+unit, bare(c.High)+unit, least)}
}

// article is "a " before what can be counted.
func article(s string) string {
	for _, w := range []string{"share", "change", "gap", "rank", "mean", "annual"} {
		if strings.HasPrefix(s, w) {
			if w == "annual" {
				return "an "
			}
			return "a "
		}
	}
	return ""
}

// toCommitment compares with a commitment by its name.
func (g *general) toCommitment(c query.Cond) string {
	k, ok := g.d.CommitmentByID(c.Named)
	if !ok {
		return query.Relation(g.d.Dataset, c)
	}
	switch c.Cmp {
	case query.Below:
		return "below the " + k.Name
	case query.AtMost:
		return "at or below the " + k.Name
	case query.Above:
		return "above the " + k.Name
	}
	return "at or above the " + k.Name
}

// toOther compares with another, or with an earlier year of one's own.
func (g *general) toOther(c query.Cond) string {
	word := map[query.Cmp]string{query.Below: "below ", query.AtMost: "at or below ", query.At: "level with ", query.AtLeast: "at or above ", query.Above: "above ", query.Not: "not level with "}[c.Cmp]
	label := g.plainLabel(c.Qty)
	if empty(c.Of.Set) && c.Of.Pool == query.Each {
		return fmt.Sprintf("%stheir own %s of %d", word, label, c.Of.Time.To)
	}
	s := g.other(query.Expr{Op: query.Part, Of: c.Of}, "")
	if t := query.TimeText(c.Of.Time); t != "" {
		s += t
	}
	return word + s + " by " + label
}

// atLevel is a level one is at: "at 2 % or more".
func atLevel(c query.Cond, level, high string, least bool) string {
	switch c.Cmp {
	case query.Below:
		return "below " + level
	case query.AtMost:
		return "at " + level + " or less"
	case query.Above:
		return "above " + level
	case query.Between:
		return "between " + level + " and " + high
	case query.Not:
		return "at other than " + level
	case query.Exactly:
		return "at exactly " + level
	case query.At:
		if !least {
			return "at " + level
		}
	}
	return "at " + level + " or more"
}

// moreThan is an amount one has: "more than 150 thousand".
func moreThan(c query.Cond, level, high string, least bool) string {
	switch c.Cmp {
	case query.Below:
		return "less than " + level
	case query.AtMost:
		return "at most " + level
	case query.Above:
		return "more than " + level
	case query.Between:
		return "between " + level + " and " + high
	case query.Not:
		return "other than " + level
	case query.Exactly:
		return "exactly " + level
	case query.At:
		if !least {
			return level
		}
	}
	return "at least " + level
}

// thousands writes persons given in thousands.
func thousands(v float64) string { return facts.FormatNumber(v*1000, 0) }

// when is the time of a condition after its predicate: its own, or the year
// looked at.
func (g *general) timeOf(c query.Cond, year int) string {
	t := c.Time
	if t.IsZero() {
		t = c.Qty.Time
	}
	if t.IsZero() && (c.Scope != query.InYear || c.Qty.Op == query.Change) {
		t = g.qu.Time
	}
	s := query.TimeText(t)
	if s == "" && year != 0 && (c.Scope == query.InYear || c.Scope == query.Newly || c.Scope == query.Cross) {
		s = inYear(year)
	}
	switch c.Scope {
	case query.Ever:
		return " in at least one year" + s
	case query.Always:
		return " in every year" + s
	case query.Never:
		return " in no year" + s
	case query.Newly:
		return s + " for the first time"
	case query.Cross:
		return s + " and not the year before"
	}
	return s
}

// predicates says all conditions of n members, with their years.
func (g *general) predicates(n int) string {
	year := g.looked()
	parts := make([]string, len(g.qu.Conds))
	times := make([]string, len(g.qu.Conds))
	for i, c := range g.qu.Conds {
		y, least := year, true
		if m := g.sample(); m != nil {
			if t := testOf(m, i); t != nil {
				y, least = t.Year, t.Least || c.Cmp != query.At
			}
		}
		parts[i] = g.predicate(c, least).say(g.tenseOf(y, n), "")
		times[i] = g.timeOf(c, y)
	}
	for i := range parts { // one year of all is said once, at the end
		if i == len(parts)-1 || times[i] != times[i+1] {
			parts[i] += times[i]
		}
	}
	if g.qu.Either {
		return strings.Join(parts, " or ")
	}
	return list(parts)
}

// heading names those for whom the conditions hold, without a verb: "at 2 % or
// more of GDP", "with a share of GDP below that of Poland".
func (g *general) heading() string {
	parts := make([]string, len(g.qu.Conds))
	for i, c := range g.qu.Conds {
		p := g.predicate(c, true)
		switch p.verb {
		case "be":
			parts[i] = p.rest
		case "spend":
			parts[i] = "spending " + p.rest
		default:
			parts[i] = "with " + p.rest
		}
		if t := g.timeOf(c, 0); t != "" && (c.Scope != query.InYear || !c.Time.IsZero()) {
			parts[i] += t
		}
	}
	if g.qu.Either {
		return strings.Join(parts, " or ")
	}
	return list(parts)
}
