package reader

import (
	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/query"
)

// measures are the values that the files of the languages give for sort
// Measure.
var measures = map[string]facts.Measure{
	"share": facts.ShareOfGDP, "growth": facts.RealChange, "gdppc": facts.GDPPerCapita, "gdpreal": facts.GDPConstant,
	"troops": facts.Personnel, "equip": facts.EquipmentShare, "perss": facts.PersonnelShare, "infra": facts.InfrastructureShare, "other": facts.OtherShare,
	"percap": facts.DefencePerCapita, "gdp": facts.GDP, "usd": facts.SpendUSD, "usdc": facts.SpendUSDConstant, "ncu": facts.SpendNCU, "ncuc": facts.SpendNCUConstant,
}

// unheldMeasure stands for a measure that NATO does not print: research and
// development.
const unheldMeasure facts.Measure = "rnd"

// qtyParts is what the words of one quantity say.
type qtyParts struct {
	measures []facts.Measure
	strict   bool // "share of GDP", said as such
	spend    bool
	budget   bool
	defence  bool
	core     bool
	share    bool
	gdp      bool
	perHead  bool
	real     bool
	nominal  bool
	cur      string
	clash    bool // two currencies
	percent  bool
	points   bool
	any      bool
}

// parts reads the words of a quantity among the phrases.
func (b *bag) parts(idx []int) qtyParts {
	var q qtyParts
	for _, i := range idx {
		p := &b.ps[i]
		q.any = true
		switch p.sort {
		case lexicon.Measure:
			switch p.val {
			case "spend":
				q.spend = true
			case "share":
				q.strict = true
			case "rnd":
				q.measures = add(q.measures, unheldMeasure)
			default:
				q.measures = add(q.measures, measures[p.val])
			}
		case lexicon.Spend:
			q.spend = true
			q.budget = q.budget || p.val == "budget"
		case lexicon.Defence:
			q.defence = true
			q.core = q.core || p.val == "core"
		case lexicon.Share:
			q.share = true
		case lexicon.GDP:
			q.gdp = true
		case lexicon.PerHead:
			q.perHead = true
		case lexicon.Real:
			q.real = true
		case lexicon.Nominal:
			q.nominal = true
		case lexicon.Currency:
			q.clash = q.clash || q.cur != "" && q.cur != "money" && p.val != "money" && p.val != q.cur
			if q.cur == "" || q.cur == "money" {
				q.cur = p.val
			}
		case lexicon.Percent:
			q.percent = true
		case lexicon.Points:
			q.points = true
		}
	}
	return q
}

func add(list []facts.Measure, m facts.Measure) []facts.Measure {
	for _, x := range list {
		if x == m {
			return list
		}
	}
	return append(list, m)
}

// expr makes one quantity of what its words say. ok is false where the words
// do not go together.
func (q qtyParts) expr() (query.Expr, bool) {
	var e query.Expr
	e.Cur = q.cur
	if q.cur == "money" {
		e.Cur = "USD"
	}
	if len(q.measures) > 1 || q.clash || q.points { // points are of a change or a gap, which took them
		return e, false
	}
	if len(q.measures) == 1 {
		return q.explicit(e)
	}
	switch {
	case q.perHead && q.gdp && !q.spend && !q.defence:
		e.Measure = facts.GDPPerCapita
	case q.perHead:
		e.Measure = facts.DefencePerCapita
		if q.strict || q.real {
			return e, false
		}
	case q.gdp && !q.spend && !q.defence && !q.share && !q.strict && !q.percent:
		e.Measure = facts.GDP
		if q.real {
			e.Measure = facts.GDPConstant
		}
	case q.strict || q.gdp && (q.share || q.percent):
		e.Measure = facts.ShareOfGDP
		if q.cur != "" || q.real {
			return e, false
		}
	case e.Cur != "":
		e.Measure = amount(e.Cur, q.real)
		return e, !q.share && !q.percent
	case q.real:
		e.Measure = facts.SpendUSDConstant
	case q.share || q.percent:
		e.Measure = facts.ShareOfGDP
	case q.nominal:
		e.Measure = facts.SpendUSD
	}
	if q.nominal && (e.Measure == facts.ShareOfGDP || e.Measure == facts.DefencePerCapita) {
		return e, false
	}
	return e, true
}

// explicit makes a quantity of a measure named as such, and of what stands
// beside it: equipment in euros is a slice of the spending in euros.
func (q qtyParts) explicit(e query.Expr) (query.Expr, bool) {
	m := q.measures[0]
	slice := m == facts.EquipmentShare || m == facts.PersonnelShare || m == facts.InfrastructureShare || m == facts.OtherShare
	switch {
	case slice && q.perHead:
		e.Measure, e.Slice = facts.DefencePerCapita, m
		return e, !q.real && !q.strict
	case slice && (e.Cur != ""):
		e.Measure, e.Slice = amount(e.Cur, q.real), m
		return e, !q.strict
	case slice && (q.strict && !q.share || q.gdp && (q.share || q.percent)):
		e.Measure, e.Slice = facts.ShareOfGDP, m
		return e, !q.real
	case slice && q.real:
		e.Measure, e.Slice = facts.SpendUSDConstant, m
		return e, true
	}
	e.Measure = m
	if q.percent && (m == facts.Personnel || m == facts.GDP || m == facts.GDPPerCapita) {
		return e, false
	}
	if q.gdp && m != facts.GDP && m != facts.GDPConstant && m != facts.GDPPerCapita {
		return e, false
	}
	switch m {
	case facts.RealChange:
		return e, e.Cur == "" && !q.perHead
	case facts.GDP, facts.GDPPerCapita:
		return e, (e.Cur == "" || e.Cur == "USD") && !q.real
	}
	return e, e.Cur == "" && !q.perHead && !q.real && !q.strict
}

// amount is the measure of spending in a currency.
func amount(cur string, constant bool) facts.Measure {
	switch {
	case cur == "USD" && constant:
		return facts.SpendUSDConstant
	case cur == "USD":
		return facts.SpendUSD
	case constant:
		return facts.SpendNCUConstant
	}
	return facts.SpendNCU
}

// qtyLeft are the unused words of quantity.
func (b *bag) qtyLeft() []int {
	var all []int
	for i := range b.ps {
		if b.ps[i].kind == pQty && !b.ps[i].used {
			all = append(all, i)
		}
	}
	return all
}

// several reports whether "and" joins words of which each side names a measure.
func (b *bag) several(all []int) bool {
	for k := 1; k < len(all); k++ {
		if b.parted(all[k-1], all[k]) && b.names(all[:k]) && b.names(all[k:]) {
			return true
		}
	}
	return false
}

func (b *bag) names(idx []int) bool {
	for _, i := range idx {
		if b.ps[i].sort == lexicon.Measure && b.ps[i].val != "spend" {
			return true
		}
	}
	return false
}

// qtys takes the quantity words that are left: one quantity, or several where
// "and" joins two that each name a measure.
func (b *bag) qtys() ([]query.Expr, qtyParts, bool) {
	for i := range b.ps { // "in billions": money is meant
		if p := &b.ps[i]; p.kind == pWord && !p.used && p.sort == lexicon.Scale {
			p.kind, p.sort, p.val = pQty, lexicon.Currency, "money"
		}
	}
	all := b.qtyLeft()
	whole := b.parts(all)
	if len(whole.measures) == 1 && whole.measures[0] == facts.Personnel { // "how many people … in uniform"
		b.take(lexicon.Head)
	}
	for _, i := range all {
		b.ps[i].used = true
	}
	if !whole.any {
		return nil, whole, true
	}
	if e, ok := whole.expr(); ok && !b.several(all) {
		return []query.Expr{e}, whole, true
	}
	var out []query.Expr
	start := 0
	for k := 1; k <= len(all); k++ {
		if k < len(all) && !b.parted(all[k-1], all[k]) {
			continue
		}
		e, ok := b.parts(all[start:k]).expr()
		if !ok {
			return nil, whole, false
		}
		out = append(out, e)
		start = k
	}
	return out, whole, len(out) > 1
}
