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
	e := query.Expr{Cur: q.cur}
	if q.cur == "money" {
		e.Cur = "USD"
	}
	switch {
	case len(q.measures) > 1 || q.clash || q.points: // points are of a change or a gap, which took them
		return e, false
	case len(q.measures) == 1:
		return q.explicit(e)
	}
	var ok bool
	e.Measure, ok = q.implied(e.Cur)
	if q.nominal && (e.Measure == facts.ShareOfGDP || e.Measure == facts.DefencePerCapita) { // of these there are no current prices
		ok = false
	}
	return e, ok
}

// implied is the measure that words mean together of which none names it: "per
// head", "of GDP", "in euros"; none where they leave it open. ok is false where
// they do not go together.
func (q qtyParts) implied(cur string) (m facts.Measure, ok bool) {
	economy := q.gdp && !q.spend && !q.defence // GDP itself, and nothing spent
	switch {
	case q.perHead && economy:
		return facts.GDPPerCapita, true
	case q.perHead:
		return facts.DefencePerCapita, !q.strict && !q.real
	case economy && !q.share && !q.strict && !q.percent:
		if q.real {
			return facts.GDPConstant, true
		}
		return facts.GDP, true
	case q.strict || q.ofGDP():
		return facts.ShareOfGDP, q.cur == "" && !q.real
	case cur != "":
		return amount(cur, q.real), !q.share && !q.percent
	case q.real:
		return facts.SpendUSDConstant, true
	case q.share || q.percent:
		return facts.ShareOfGDP, true
	case q.nominal:
		return facts.SpendUSD, true
	}
	return "", true
}

// ofGDP reports whether a part of GDP is spoken of in words of their own.
func (q qtyParts) ofGDP() bool { return q.gdp && (q.share || q.percent) }

// explicit makes a quantity of a measure named as such, and of what stands
// beside it: equipment in euros is a slice of the spending in euros.
func (q qtyParts) explicit(e query.Expr) (query.Expr, bool) {
	m := q.measures[0]
	if m == facts.EquipmentShare || m == facts.PersonnelShare || m == facts.InfrastructureShare || m == facts.OtherShare {
		if whole, ok := q.sliced(e.Cur); whole != "" {
			e.Measure, e.Slice = whole, m
			return e, ok
		}
	}
	e.Measure = m
	return e, q.fits(m, e.Cur)
}

// sliced is the measure of which a category is taken, by the words beside the
// category; none where it is told as its printed share of the spending. ok is
// false where the words do not go together.
func (q qtyParts) sliced(cur string) (whole facts.Measure, ok bool) {
	switch {
	case q.perHead:
		return facts.DefencePerCapita, !q.real && !q.strict
	case cur != "":
		return amount(cur, q.real), !q.strict
	case q.strict && !q.share || q.ofGDP():
		return facts.ShareOfGDP, !q.real
	case q.real:
		return facts.SpendUSDConstant, true
	}
	return "", false
}

// fits reports whether the words beside a measure named as such can be said of
// it.
func (q qtyParts) fits(m facts.Measure, cur string) bool {
	switch m {
	case facts.RealChange:
		return !q.gdp && cur == "" && !q.perHead
	case facts.GDP, facts.GDPPerCapita:
		return !q.percent && (cur == "" || cur == "USD") && !q.real
	case facts.GDPConstant:
	case facts.Personnel:
		if q.gdp || q.percent {
			return false
		}
	default:
		if q.gdp {
			return false
		}
	}
	return cur == "" && !q.perHead && !q.real && !q.strict
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
