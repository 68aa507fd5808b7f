package question

import (
	"fmt"
	"slices"
	"strings"

	"natobot/facts"
)

// years settles From and To out of the years and the words for years.
func (p *parser) years() {
	q := p.q
	var ys []int
	for k := range p.dates {
		x := &p.dates[k]
		y := x.year
		if x.date != "" && (x.role == roleSince || x.role == roleUntil) {
			y = x.date.Year()
		}
		if y == 0 || x.role == roleAsOf || x.role == roleEdition {
			continue
		}
		q.Said.Year = true
		switch {
		case x.year2 > 0:
			q.From, q.To = min(x.year, x.year2), max(x.year, x.year2)
		case x.role == roleSince:
			q.From = y
		case x.role == roleUntil && (q.From > 0 || len(ys) == 0):
			if q.From == 0 && len(ys) == 1 {
				q.From = ys[0]
			}
			q.To = y
		default:
			ys = append(ys, y)
		}
	}
	slices.Sort(ys)
	switch {
	case len(ys) >= 2:
		if q.From == 0 {
			q.From = ys[0]
		}
		if q.To == 0 {
			q.To = ys[len(ys)-1]
		}
	case len(ys) == 1 && q.To > 0 && q.From == 0 && ys[0] < q.To:
		q.From = ys[0]
	case len(ys) == 1 && q.To == 0:
		q.To = ys[0]
	}
	if q.From > 0 && q.To > 0 && q.From > q.To {
		q.From, q.To = q.To, q.From
	}
	if q.From > 0 && q.From == q.To {
		q.From = 0
	}
	if q.From > 0 || q.To > 0 {
		return
	}
	this := p.today.Year()
	switch {
	case p.is(cYearBefore):
		q.To, q.Said.Year = this-2, true
	case p.is(cLastYear):
		q.To, q.Said.Year = this-1, true
	case p.is(cThisYear):
		q.To, q.Said.Year = this, true
	case p.is(cLast):
		// "the last five years"
		for i := p.has[cLast] - 3; i <= p.has[cLast]+1; i++ {
			if i < 0 || i+1 >= len(p.toks) {
				continue
			}
			n := 0
			if f := p.toks[i].num; f != nil && f.plain {
				n = int(f.value)
			} else if p.kinds[i] == kNumber {
				n = p.ids[i]
			}
			next := p.toks[i+1].s
			if i+2 < len(p.toks) && p.conceptAt(i+1) == cLast {
				next = p.toks[i+2].s // "cinco últimos años"
			}
			switch next {
			case "years", "anos", "ans", "annees", "jahre", "jahren", "anni", "lat", "lata", "latach", "yil", "yilda":
				if n >= 2 && n <= 60 {
					q.From, q.To, q.Said.Year = this-n, this, true
				}
			}
		}
		if p.last[cLast] < len(p.toks) && p.toks[p.last[cLast]].s == "decade" {
			q.From, q.To, q.Said.Year = this-10, this, true
		}
	}
}

// measure settles what is measured.
func (p *parser) measure() {
	q := p.q
	m := facts.Measure("")
	for _, x := range p.meas {
		m = facts.Measure(x.name)
		if m == facts.EquipmentShare || m == facts.PersonnelShare {
			break
		}
	}
	for _, t := range p.terms {
		if t.name == "major-equipment" {
			m = facts.EquipmentShare
		}
	}
	scaled := false
	for _, x := range p.nums {
		scaled = scaled || x.scale > 0
	}
	pct := p.is(cPercent, cShare)
	for _, x := range p.nums {
		pct = pct || x.pct
	}
	for i := range p.toks {
		switch p.toks[i].s { // within "what percentage", which asks how much
		case "percentage", "percent", "porcentaje", "pourcentage", "percentuale", "procent", "yuzde":
			pct = true
		}
	}
	gdpShare := p.is(cShare) || p.is(cGDP) && (pct || p.is(cSpend, cDefence, cMilitary))
	switch {
	case m == facts.Personnel && (p.is(cSpend) && !p.is(cHowMany) || pct):
		m = facts.PersonnelShare
	case m == facts.GDP && gdpShare:
		m = ""
	case m != "":
	case p.is(cMilitary) && !p.is(cSpend, cDefence, cGDP, cShare, cPercent, cMeet, cBelow, cAbove) && p.army():
		m = facts.Personnel
	case p.is(cReal):
		m = facts.RealChange
	case p.is(cPerCapita) && p.is(cGDP) && !p.is(cDefence, cSpend):
		m = facts.GDPPerCapita
	case p.is(cPerCapita):
		m = facts.DefencePerCapita
	case p.is(cConstant) && p.is(cGDP) && !gdpShare:
		m = facts.GDPConstant
	case p.is(cConstant):
		m = facts.SpendUSDConstant
	case p.is(cNational, cEuros):
		m = facts.SpendNCU
	case p.is(cDollars), p.is(cMoney) && !pct, (scaled || p.is(cBillion, cMillion)) && !pct:
		m = facts.SpendUSD
	case p.is(cGDP) && !gdpShare && !p.is(cMeet, cMiss, cBelow, cAbove, cGap, cTarget, cTop, cBottom, cRank, cVersus) && len(q.Allies) > 0:
		m = facts.GDP
	}
	if m == "" && (p.is(cShare) || p.is(cGDP)) {
		q.Said.Measure = true
	}
	if m != "" {
		q.Said.Measure = true
	}
	if p.is(cEuros) {
		for i := range p.toks {
			if p.conceptAt(i) == cEuros || p.toks[i].num != nil && p.toks[i].num.money != "" {
				q.Currency = currencyOf(&p.toks[i])
			}
		}
	}
	q.Measure = m
}

// army reports a question for the size of an army.
func (p *parser) army() bool {
	size := p.is(cHowMuch, cHowMany, cTop, cBottom)
	for i := range p.toks {
		switch p.toks[i].s {
		case "army", "armies", "armee", "ejercito", "esercito", "wojsko", "wojska":
			return size || p.words <= 3
		case "forces":
			return size
		}
	}
	return false
}

// currencyOf is the ISO code of a currency's word or sign.
func currencyOf(t *token) string {
	if t.num != nil {
		return t.num.money
	}
	switch s := t.s; {
	case strings.HasPrefix(s, "eur"), s == "€", s == "avro", s == "in", s == "en":
		return "EUR"
	case strings.HasPrefix(s, "pound"), s == "sterling", s == "gbp", s == "£":
		return "GBP"
	case strings.HasPrefix(s, "zlot"), s == "pln":
		return "PLN"
	case strings.HasPrefix(s, "lira"), s == "try", s == "turkish":
		return "TRY"
	case strings.HasPrefix(s, "forint"), s == "huf":
		return "HUF"
	case strings.HasPrefix(s, "korun"), s == "czk":
		return "CZK"
	case s == "sek", s == "kronor", s == "krona":
		return "SEK"
	case s == "nok":
		return "NOK"
	case s == "dkk":
		return "DKK"
	case s == "cad", s == "canadian":
		return "CAD"
	}
	return ""
}

// threshold settles the level and how it is compared with.
func (p *parser) threshold() bool {
	q := p.q
	var levels []amount
	for _, x := range p.nums {
		if q.N > 0 && float64(q.N) == x.value && !x.pct || p.headcount(x) || p.nth(x.at) > 0 {
			continue
		}
		if p.is(cLast) && x.at >= p.has[cLast] && x.at <= p.has[cLast]+1 && !x.pct && x.scale == 0 {
			continue // "the last five years"
		}
		if x.scale > 0 {
			x.value, x.high = x.value*x.scale, x.high*x.scale
		}
		if x.pct || x.scale > 0 || p.comparing() {
			levels = append(levels, x)
		}
	}
	if len(levels) == 0 {
		return false
	}
	q.Low = levels[0].value
	switch {
	case levels[0].high > 0:
		q.High = levels[0].high
		q.Cmp = Between
	case len(levels) >= 2 && (p.is(cBetween) || p.is(cTo, cAnd) && !p.is(cBelow, cAbove)):
		q.High = levels[1].value
		q.Cmp = Between
	}
	if q.Cmp == Between {
		if q.Low > q.High {
			q.Low, q.High = q.High, q.Low
		}
		return true
	}
	q.Cmp = p.comparison()
	if p.is(cExactly) && !p.is(cBelow, cAbove, cAtLeast, cAtMost, cGap) {
		q.Cmp, q.High = Between, q.Low
	}
	return true
}

// headcount reports a number that counts Allies: "how many of the 32 allies".
func (p *parser) headcount(x amount) bool {
	if x.pct || x.scale > 0 || x.high > 0 || x.value != float64(int(x.value)) {
		return false
	}
	for i := x.at + x.n; i < len(p.toks) && i < x.at+x.n+4; i++ {
		switch c := p.conceptAt(i); {
		case c == cAllies:
			return true
		case c == cNATO, p.kinds[i] == kStop:
		default:
			return false
		}
	}
	return x.value >= 28 && p.whoish() && x.at > 0 && p.toks[x.at-1].s == "of"
}

// comparing reports words beside which a bare number is a level.
func (p *parser) comparing() bool {
	return p.is(cBelow, cAbove, cAtLeast, cAtMost, cMeet, cMiss, cBetween, cGap, cTarget, cGuideline, cEver, cSinceWhen) || p.must() || p.is(cHowMany) && p.is(cIs) && p.is(cAllies)
}

// comparison is how the level is meant.
func (p *parser) comparison() Comparison {
	not := p.negated()
	switch {
	case p.is(cAtLeast):
		if not {
			return Below
		}
		return AtLeast
	case p.is(cAtMost):
		return AtMost
	case p.is(cBelow):
		if not {
			return AtLeast
		}
		return Below
	case p.is(cMiss):
		if not {
			return AtLeast
		}
		return Below
	case p.is(cAbove):
		if not {
			return AtMost
		}
		return Above
	case p.is(cMeet):
		if not {
			return Below
		}
		return AtLeast
	case p.is(cGap):
		return Below
	}
	switch {
	case not, p.is(cBottom):
		return Below // "gastan menos del 2 %"
	case p.is(cTop):
		return Above
	}
	return AtLeast
}

// negated reports a "not" that turns the comparison round. French "ne … que"
// and a leading "no," do not.
func (p *parser) negated() bool {
	for i := range p.toks {
		if p.conceptAt(i) != cNot {
			continue
		}
		if i == 0 && len(p.toks) > 1 && p.toks[0].s == "no" && p.kinds[1] == kAlly {
			continue
		}
		// "who is, and who is not" would be two questions; one "not" is enough
		return true
	}
	// Turkish negates inside the verb.
	for i := range p.toks {
		s := p.toks[i].s
		if len(s) > 6 && (strings.HasSuffix(s, "miyor") || strings.HasSuffix(s, "mayan") || strings.HasSuffix(s, "meyen") || strings.HasSuffix(s, "madi") || strings.HasSuffix(s, "medi")) && p.conceptAt(i) == cMeet {
			return true
		}
	}
	return false
}

// order settles a superlative.
func (p *parser) order() {
	q := p.q
	switch {
	case p.is(cBottom) && (!p.is(cTop) || p.has[cBottom] < p.has[cTop] && !p.is(cFall)):
		q.Order = Bottom
	case p.is(cTop):
		q.Order = Top
	case p.is(cLast) && p.is(cWho, cWhich) && p.is(cIs) && p.words <= 5 && !p.is(cMeeting, cSummit):
		q.Order = Bottom // "who is last?"
	}
	// "the second highest", "who is 5th?"
	for i := range p.toks {
		n := p.nth(i)
		if n == 0 {
			continue
		}
		if c := p.conceptAt(i + 1); c == cTop || c == cBottom {
			q.Place = n
		} else if q.Order == "" && p.words <= 4 && p.is(cWho, cWhich) && p.is(cIs) && len(q.Allies) == 0 {
			q.Order, q.Place = Top, n
		}
	}
	// "top 5", "five lowest"
	for _, x := range p.nums {
		if p.nth(x.at) > 0 {
			continue
		}
		if x.pct || x.scale > 0 || x.value < 1 || x.value > 40 || x.value != float64(int(x.value)) || x.high > 0 {
			continue
		}
		for i := max(0, x.at-2); i <= x.at+1 && i < len(p.toks); i++ {
			if c := p.conceptAt(i); (c == cTop || c == cBottom) && (x.at == i-1 || x.at > i && !p.between(i, x.at)) {
				q.N = int(x.value)
			}
		}
	}
}

// between reports a comparing word between two tokens, so that "spends less
// than 2" is no "bottom 2".
func (p *parser) between(i, j int) bool {
	for k := i + 1; k < j; k++ {
		switch p.conceptAt(k) {
		case cBelow, cAbove, cThan, cMeet:
			return true
		}
	}
	return false
}

// figures settles the questions that figures answer.
func (p *parser) figures() {
	q := p.q
	if p.is(cCompare) && p.is(cDefine) && len(q.Allies) > 0 {
		q.SIPRI = true
	}
	p.order()
	hasLevel := p.threshold()
	q.Ever = p.is(cEver, cSinceWhen, cFirstTime) || p.is(cWhen) && p.is(cMeet, cAbove, cBelow, cMiss) && len(q.Allies) > 0
	if p.is(cSinceWhen) && !p.is(cMeet, cMiss, cAbove, cBelow, cAtLeast) && !hasLevel {
		q.Ever = false
	}
	change := p.is(cChange, cRise, cFall)
	superlative := q.Order != ""
	if len(q.Allies) == 0 && p.is(cAllies, cRank) && p.together() {
		q.Allies = []facts.Code{facts.NATOTotal}
	}
	if len(q.Allies) == 0 && p.is(cNATO) && p.is(cGap) && !p.whoish() && q.Order == "" && q.NonAlly == "" {
		q.Allies = []facts.Code{facts.NATOTotal}
	}
	if q.Fault == nil && (p.oldDefinition() || p.compass() || p.excluding() || p.median()) {
		return
	}
	if len(q.Allies) == 0 && p.average() && !hasLevel && q.Order == "" && q.NonAlly == "" && p.is(cNATO, cAllies) {
		q.Allies = []facts.Code{facts.NATOTotal}
	}
	subject := len(q.Allies) > 0
	group := q.Group != ""
	meets := p.is(cMeet, cMiss) && (p.is(cTarget, cGuideline, cCommit) || hasLevel || p.is(cNATO, cShould))

	// Other countries have no figures.
	if q.NonAlly != "" && q.Fault == nil {
		p.refuseOther()
		return
	}
	if q.Fault == nil && p.membership() {
		return
	}
	if q.Fault == nil && p.is(cWhy) && subject && !hasLevel && !p.is(cCompare, cTrend) || q.Fault == nil && p.is(cWhy) && subject && p.has[cWhy] <= 2 {
		p.decline("I state figures and what was promised, not reasons.")
		return
	}
	if q.Fault == nil && q.Measure != "" && p.perSoldier() {
		p.decline("NATO prints no spending per soldier: it prints spending, and the number of military personnel.")
		return
	}
	if q.Fault == nil && p.is(cOther) && !p.is(cGap, cTrend, cRank, cCompare, cBelow, cAbove) {
		p.decline("I only know what Allies spend on defence, what they promised, and NATO's meetings about it.")
		return
	}

	// In a thread, what is not said is carried over.
	if !subject && q.Fault == nil && len(p.ctx.Allies) > 0 && !p.whoish() && !superlative && !p.is(cNATO) && !p.is(cRank) && !(hasLevel && p.first(cBelow, cAbove, cBetween, cAtLeast)) &&
		(q.Said.Year || p.figureish() || p.words <= 3) && len(p.unknown) == 0 {
		q.Allies = slices.Clone(p.ctx.Allies)
		subject = true
	}

	// "vs poland" in a thread adds to what stands there.
	if len(q.Allies) == 1 && q.Fault == nil && p.first(cCompare, cVersus) && len(p.ents) == 1 && len(p.ctx.Allies) > 0 && !slices.Contains(p.ctx.Allies, q.Allies[0]) && q.Group == "" {
		q.Allies = append(slices.Clone(p.ctx.Allies), q.Allies[0])
	}

	// A question that names nobody is of the whole Alliance, where that makes
	// sense; and "NATO" beside an Ally is one side of a comparison.
	if subject && len(q.Allies) == 1 && p.is(cNATO) && p.is(cCompare, cVersus) && !q.Allies[0].Aggregate() && !p.slash && !q.SIPRI {
		if p.last[cNATO] > 1 || p.is(cVersus) && p.has[cVersus] == 2 {
			q.Allies = append(q.Allies, facts.NATOTotal)
		}
	}

	// "the US share of NATO spending" sets one beside the whole, in money.
	if q.Fault == nil && !hasLevel && p.partOf() {
		q.Allies = []facts.Code{slices.DeleteFunc(slices.Clone(q.Allies), facts.Code.Aggregate)[0], facts.NATOTotal}
		if q.Measure == "" {
			q.Measure = facts.SpendUSD
		}
	}
	// "how has Spain's 2024 figure been revised": the profile says what earlier
	// editions gave.
	if subject && len(q.Allies) == 1 && p.revised() {
		change = false
		if q.To == 0 && q.From > 0 {
			q.To, q.From = q.From, 0
		}
	}

	if q.Fault == nil && len(p.unknown) > 0 && subject && p.offTopic() {
		p.decline("I only know what Allies spend on defence, what they promised, and NATO's meetings about it.")
		return
	}

	if q.Fault == nil && superlative && p.overTime() && !hasLevel {
		if subject && len(q.Allies) == 1 {
			q.Intent, q.Ever, q.Order, q.N = Trend, false, "", 0
			return
		}
		if !subject && p.is(cEver) {
			p.decline("I rank the Allies of one year at a time. Name a year, or take an Ally over the years.")
			q.Fault.Choices = []Choice{{"The newest year", strings.TrimSpace(string(q.Order) + " 5")}, {"2014", strings.TrimSpace(string(q.Order) + " 5 2014")}, {"One Ally over the years", "trend spain"}}
			return
		}
	}

	if q.Fault == nil && !subject && !hasLevel && p.whoish() && p.multiplied() {
		q.Intent, q.Change, q.Order, q.N = Ranking, true, Top, 12
		if q.Measure == "" && !p.is(cShare, cGDP) {
			q.Measure = facts.SpendUSDConstant
		}
		p.changeYears()
		return
	}

	switch {
	case q.Fault != nil:
		q.Intent = p.roughIntent()
	// Ranked changes: "biggest jump from 2025 to 2026".
	case change && (!subject || group) && !hasLevel && !meets && (superlative || p.whoish()) && !p.is(cNATO, cHowMuch) || change && superlative && (!subject || group) && !hasLevel:
		q.Intent, q.Change = Ranking, true
		falling := p.is(cFall) && !p.is(cRise)
		switch {
		case q.Order == "":
			q.Order = Top
			if falling {
				q.Order = Bottom
			}
		case falling && q.Order == Top:
			q.Order = Bottom
		case falling && q.Order == Bottom:
			q.Order = Top
		}
		p.changeYears()

	// Lists by a level.
	case hasLevel && !subject && p.is(cGap) && superlative:
		q.Intent, q.Low, q.Cmp = Ranking, 0, ""
		if q.Order == Top { // the biggest gap is the lowest share
			q.Order = Bottom
		} else {
			q.Order = Top
		}
	case hasLevel && !subject && p.is(cGap) && !p.whoish() && !p.is(cRank):
		q.Intent = Gap
		p.whichAlly("How far which Ally is?")
	case hasLevel && p.is(cClosest, cFurthest) && (!subject || group):
		q.Intent = Ranking
		if p.is(cFurthest) {
			q.Order, q.Low, q.Cmp = Bottom, 0, ""
			break
		}
		l := facts.ShortNumber(q.Low) + "%"
		q.Fault = &Fault{Status: Ambiguous, Say: "Closest from below, or from above?", Choices: []Choice{{"Below " + l, "below " + l}, {"At or above " + l, "at least " + l}, {"All Allies, ranked", "rank"}}}
	case hasLevel && !subject && p.words == p.countOf(cPercent) && q.Cmp == AtLeast && !p.comparing():
		l := facts.ShortNumber(q.Low) + "%"
		q.Intent = ThresholdList
		q.Fault = &Fault{Status: Ambiguous, Say: l[:len(l)-1] + " %: of whom, or which side of it?",
			Choices: []Choice{{"Who is below", "below " + l}, {"Who is at or above", "at least " + l}, {"The commitment", "commitment " + l}}}
	case hasLevel && !subject && q.N == 0 && !p.whoish() && !p.comparing() && q.Cmp != Between && len(p.unknown) > 0:
		p.unknownText()
	case hasLevel && !subject && q.N == 0 && !p.aboutTotal():
		q.Intent = ThresholdList
		q.Count = p.is(cHowMany)
	case hasLevel && group && len(p.ents) == 1 && (p.whoish() || p.comparing()) && !p.is(cGap, cTrend):
		q.Intent = ThresholdList
		q.Count = p.is(cHowMany)
	case meets && !hasLevel && !subject || p.is(cMeet, cMiss) && !hasLevel && (!subject || group) && (p.whoish() || p.is(cTarget, cGuideline)):
		p.whichTarget()

	// One Ally against a level.
	case subject && len(q.Allies) == 1 && (p.is(cGap) || hasLevel && (!superlative || p.must()) || meets || q.Ever) && !(p.is(cTrend) && !p.is(cGap)) && !(q.From > 0 && !p.is(cGap) && !hasLevel):
		q.Intent = Gap
		if q.Allies[0].Aggregate() && !p.is(cGap) && !q.Ever {
			q.Intent = Aggregate
		}
		if q.Measure == facts.SpendNCU || q.Measure == facts.SpendUSD {
			scaled := false
			for _, x := range p.nums {
				scaled = scaled || x.scale > 0
			}
			if !scaled { // a gap is told in points, national currency and dollars anyway
				q.Measure, q.Currency, q.Said.Measure = "", "", false
			}
		}

	// Several side by side.
	case subject && p.versusAlly() && len(q.Allies) == 1 && p.whoish():
		q.Intent = Ranking
		if q.Order == "" {
			q.Order = Top
			if p.is(cBelow) || p.lessThan() {
				q.Order = Bottom
			}
		}
	case subject && len(q.Allies) >= 2 && !(group && len(p.ents) == 1) && !(p.is(cTrend) || q.From > 0 && !p.is(cCompare, cVersus)):
		q.Intent = Compare
		if change && q.From > 0 {
			q.Change = true
		}
	case subject && group && len(p.ents) == 1 && p.first(cCompare):
		q.Intent = Compare
	case subject && len(q.Allies) == 1 && (p.is(cCompare, cVersus)) && q.From > 0:
		q.Intent = Trend

	case subject && len(q.Allies) == 1 && (p.first(cCompare) || p.is(cVersus) && !p.is(cTrend, cRank, cGap) && !p.whoish()) && !q.SIPRI && q.From == 0:
		q.Intent = Compare
		n := CanonicalName(q.Allies[0])
		q.Fault = &Fault{Status: Ambiguous, Say: "Compare " + p.d.Name(q.Allies[0]) + " with whom? Name another Ally, or take the Alliance as a whole.",
			Choices: []Choice{{"With NATO total", "compare " + n + " nato total"}, {"With Europe and Canada", "compare " + n + " europe and canada"}, {"Rank among all Allies", "rank " + n}}}

	// Over the years.
	case subject && (p.is(cTrend) || q.From > 0 || change && !superlative):
		q.Intent = Trend
		q.Change = change
		if change && q.From == 0 {
			p.changeYears()
		}

	// Rankings.
	case superlative && (!subject || group), p.is(cRank) && (!subject || group || len(q.Allies) == 1 && !q.Allies[0].Aggregate()),
		superlative && len(q.Allies) == 1 && !q.Allies[0].Aggregate():
		q.Intent = Ranking
		if q.From > 0 && q.To > 0 && p.is(cCompare, cVersus, cDifference) {
			q.Change, q.Order = true, Top // "compare 2014 and 2025 for all Allies"
		}
		if p.is(cMoney) || p.is(cDollars) || superlative && q.Measure == "" && p.budget() && !p.is(cGDP, cShare, cPercent) {
			q.Measure = facts.SpendUSD
		}

	case subject && group:
		q.Intent = Aggregate
	case subject && len(q.Allies) == 1 && q.Allies[0].Aggregate():
		q.Intent = Aggregate
	case subject:
		q.Intent = Profile
		if p.is(cMoney) && q.Measure == "" {
			q.Measure = facts.SpendUSD
		}

	// Nobody named.
	case p.is(cGap):
		q.Intent = Gap
		p.whichAlly("How far which Ally is?")
	case p.is(cTrend) || q.From > 0 || change:
		q.Intent = Trend
		if p.is(cNATO) || p.is(cSpend, cDefence) && p.words > 3 {
			q.Allies = []facts.Code{facts.NATOTotal}
			q.Change = change
		} else {
			p.whichAlly("Over the years: of which Ally?")
		}
	case (p.is(cNATO) || p.slash && p.words == 0) && !p.is(cAllies):
		q.Intent = Aggregate
		q.Allies = []facts.Code{facts.NATOTotal}
	case p.is(cNATO) && p.is(cAllies) && (p.is(cSpend, cDefence, cHowMuch) || len(p.meas) > 0):
		q.Intent = Aggregate
		q.Allies = []facts.Code{facts.NATOTotal}
	case p.is(cAllies) && p.words <= 3 && len(p.unknown) == 0, p.is(cAllies) && p.is(cSpend, cHowMuch):
		q.Intent = Ranking
	case (len(p.meas) > 0 || q.Measure != "") && p.words <= 3:
		q.Intent = Ranking
		q.Order = Top
	case q.Said.Year && p.words == 0 && q.To > 0:
		q.Intent = Aggregate
		q.Allies = []facts.Code{facts.NATOTotal}
	case len(p.people) > 0 || len(p.places) > 0:
		q.Intent = MeetingCard
		p.query()
	case p.figureish() && len(p.unknown) <= p.known:
		q.Intent = Aggregate
		p.whichAlly("The figures of which Ally?")
	default:
		p.unknownText()
	}
	if q.Intent != Ranking {
		q.Order, q.N = "", 0
	}
	if q.Intent != Ranking || q.Change || len(q.Allies) > 0 && q.Group == "" {
		q.Place = 0
	}
	if q.Intent == Ranking || q.Intent == ThresholdList || q.Intent == Aggregate {
		p.noNational()
	}
}

// perSoldier reports a quotient that is in no table.
func (p *parser) perSoldier() bool {
	for i := range p.toks {
		if p.toks[i].s != "per" && p.toks[i].s != "pro" && p.toks[i].s != "por" && p.toks[i].s != "par" {
			continue
		}
		if i+1 < len(p.toks) {
			switch s := p.toks[i+1].s; s {
			case "soldier", "troop", "serviceman", "soldado", "soldat", "soldato", "tank":
				return true
			}
		}
	}
	return false
}

// overTime reports a superlative among years: "the highest it ever was", "the
// lowest year".
func (p *parser) overTime() bool {
	if len(p.dates) > 0 || p.is(cChange, cRise, cFall, cThan) {
		return false
	}
	if p.is(cEver) {
		return true
	}
	for i := range p.toks {
		switch p.toks[i].s {
		case "year", "record", "history", "ano", "annee", "jahr", "anno", "rok", "roku", "yil", "historia", "histoire", "geschichte", "storia":
			return !p.is(cWho, cAllies, cLastYear, cThisYear)
		}
	}
	return false
}

// budget reports a sum of money: the biggest budget is no share.
func (p *parser) budget() bool {
	for i := range p.toks {
		for _, stem := range []string{"budget", "presupuesto", "bilanci", "haushalt", "etat", "budzet", "butce"} {
			if p.conceptAt(i) == cSpend && strings.HasPrefix(p.toks[i].s, stem) {
				return true
			}
		}
	}
	return false
}

// countOf is the number of words of a concept.
func (p *parser) countOf(c concept) int {
	n := 0
	for i := range p.toks {
		if p.conceptAt(i) == c && p.toks[i].s != "%" {
			n++
		}
	}
	return n
}

// together reports that Allies are meant as one sum.
func (p *parser) together() bool {
	for i := range p.toks {
		switch p.toks[i].s {
		case "together", "combined", "altogether", "juntos", "conjunto", "ensemble", "zusammen", "insieme", "lacznie", "razem", "toplam", "toplamda":
			return true
		}
	}
	return false
}

// revised reports a question for what editions made of one figure.
func (p *parser) revised() bool {
	for _, t := range p.terms {
		if t.name == "editions-differ" {
			return true
		}
	}
	if !p.is(cEdition) || !p.is(cChange, cDifference) {
		return false
	}
	for _, x := range p.dates {
		if x.role == roleEdition {
			return false
		}
	}
	return true
}

// membership answers what is known of who is an Ally since when; there are no
// figures in it.
func (p *parser) membership() bool {
	q := p.q
	say := ""
	switch {
	case p.is(cQuit) && p.is(cWhen, cSince) && len(q.Allies) == 1 && !q.Allies[0].Aggregate():
		if a, ok := p.d.Ally(q.Allies[0]); ok && a.Joined != "" {
			say = fmt.Sprintf("%s has been an Ally since %s.", a.Name, a.Joined.Long())
		}
	case p.is(cWhen) && p.is(cNATO) && len(p.dates) == 0 && (len(q.Allies) == 0 || q.Allies[0] == facts.NATOTotal) && !p.is(cMeet, cSpend, cMeeting, cSummit, cAbove, cBelow):
		say = "I know figures, commitments and meetings, not the Alliance's history."
	case p.is(cHowMany) && p.is(cAllies) && len(q.Allies) == 0 && !p.hasLevel() && !p.is(cMeet, cMiss, cBelow, cAbove, cSpend, cTarget, cGuideline, cCommit, cRise, cFall) && p.words <= 8 && len(p.meas) == 0 && len(p.unknown) == 0 && !p.is(cNot):
		n, forces := 0, 0
		for i := range p.d.Allies {
			if a := &p.d.Allies[i]; a.Joined.KnownBy(q.AsOf) {
				n++
				if a.Forces {
					forces++
				}
			}
		}
		say = fmt.Sprintf("On %s NATO had %d Allies, %d of them with armed forces.", q.AsOf.Last().Long(), n, forces)
	}
	if say == "" {
		return false
	}
	p.decline(say)
	return true
}

// aboutTotal reports that a level is asked of the Alliance as one.
func (p *parser) aboutTotal() bool {
	return p.is(cNATO) && !p.whoish() && (p.is(cIs) || p.is(cGap)) && !p.is(cBelow, cAbove, cMeet, cMiss)
}

// versusAlly reports "more than Germany": a comparison with an Ally.
func (p *parser) versusAlly() bool {
	for _, e := range p.ents {
		for i := e.at - 1; i >= 0 && i >= e.at-3; i-- {
			switch p.conceptAt(i) {
			case cThan, cAbove, cBelow, cVersus:
				return true
			}
		}
	}
	return false
}

func (p *parser) lessThan() bool {
	for i := range p.toks {
		switch p.toks[i].s {
		case "less", "lower", "fewer", "behind", "menos", "moins", "weniger", "meno", "mniej", "az", "under", "below":
			return true
		}
	}
	return false
}

// changeYears fills the years between which a change is measured: the year
// asked for and the one before it.
func (p *parser) changeYears() {
	q := p.q
	if q.From == 0 && q.To > 0 {
		q.From = q.To - 1
	}
}

// whichTarget asks which level "the target" is. Before The Hague there was but
// one.
func (p *parser) whichTarget() {
	q := p.q
	q.Intent = ThresholdList
	q.Count = p.is(cHowMany)
	q.Cmp = p.comparison()
	if q.Measure == facts.EquipmentShare {
		q.Low = 20
		return
	}
	if q.AsOf.Last() < "2025-06-25" || q.To > 0 && q.To < 2025 {
		q.Low = 2
		return
	}
	year := ""
	if q.To > 0 {
		year = fmt.Sprintf(" %d", q.To)
	}
	word := "at least"
	if q.Cmp == Below {
		word = "below"
	}
	if q.Count {
		word = "how many " + word
	}
	q.Fault = &Fault{Status: Ambiguous, Say: "Two levels are in force: the 2 % floor, and the 3.5 % for core defence that is due by 2035. Which one?",
		Choices: []Choice{{"The 2 % floor", word + " 2%" + year}, {"3.5 % core defence", word + " 3.5%" + year}}}
}

// whichAlly asks whose figures are wanted.
func (p *parser) whichAlly(say string) {
	q := p.q
	if q.Fault != nil {
		return
	}
	prefix := ""
	switch q.Intent {
	case Gap:
		prefix = "gap "
	case Trend:
		prefix = "trend "
	}
	suffix := ""
	switch {
	case q.From > 0 && q.To > 0:
		suffix = fmt.Sprintf(" %d-%d", q.From, q.To)
	case q.From > 0:
		suffix = fmt.Sprintf(" from %d", q.From)
	case q.To > 0:
		suffix = fmt.Sprintf(" %d", q.To)
	}
	q.Fault = &Fault{Status: Ambiguous, Say: say + " Name an Ally, or take the Alliance as a whole.",
		Choices: []Choice{{"NATO total", prefix + "nato" + suffix}, {"Europe and Canada", prefix + "europe and canada" + suffix}, {"All Allies, ranked", "rank" + map[bool]string{true: fmt.Sprintf(" %d", q.To)}[q.To > 0 && q.From == 0]}, {"Spain, for example", prefix + "spain" + suffix}}}
}

// refuseOther declines a country that is no Ally.
func (p *parser) refuseOther() {
	q := p.q
	q.Intent = Profile
	if len(q.Allies) > 0 {
		q.Intent = Compare
	}
	f := &Fault{Status: Unsupported}
	switch q.NonAlly {
	case "Georgia":
		f.Status = Ambiguous
		f.Say = "Georgia is not an Ally, and NATO prints no figure for it; nor for the state of Georgia, which is part of the United States."
		f.Choices = []Choice{{"United States", "usa"}}
	default:
		f.Say = fmt.Sprintf("%s is not an Ally, so NATO prints no figure for it.", q.NonAlly)
		if rest, ok := strings.CutPrefix(q.NonAlly, "the "); ok {
			f.Say = fmt.Sprintf("NATO prints no figure for the %s: it prints figures for its Allies.", rest)
		}
	}
	if len(q.Allies) > 0 {
		f.Choices = append(f.Choices, p.without()...)
	} else {
		if q.NonAlly == "Ukraine" {
			f.Choices = append(f.Choices, Choice{"Meetings about Ukraine", "meetings ukraine"})
		}
		f.Choices = append(f.Choices, Choice{"NATO total", "nato"}, Choice{"Europe and Canada", "europe and canada"}, Choice{"All Allies, ranked", "rank"})
	}
	q.Fault = f
}

// offTopic reports words beside an Ally that no rule knows, where nothing else
// shows that figures are meant.
func (p *parser) offTopic() bool {
	if !p.figureish() {
		return len(p.unknown) > 1 || p.is(cWho, cWhich, cHowMany, cDefine, cWhy, cWhen, cWhere, cDo)
	}
	// "spends on bananas"
	for _, i := range p.unknown {
		if i >= 2 && p.conceptAt(i-2) == cSpend || i >= 1 && p.conceptAt(i-1) == cSpend {
			return true
		}
		if i >= 1 && i < len(p.toks) && p.is(cSpend) && i == len(p.toks)-1 {
			switch p.toks[i-1].s {
			case "on", "en", "pour", "fur", "per", "na", "a", "for", "in":
				return !p.is(cDefence)
			}
		}
	}
	return len(p.unknown) > 2 && !p.is(cSpend, cDefence, cGDP, cShare, cGap, cTrend, cMeet)
}

// noNational refuses to rank across currencies.
func (p *parser) noNational() {
	q := p.q
	if q.Measure != facts.SpendNCU && q.Measure != facts.SpendNCUConstant || q.Fault != nil {
		return
	}
	alt := *q
	alt.Measure = facts.SpendUSD
	alt.Currency = ""
	q.Fault = &Fault{Status: Unsupported, Say: "NATO prints amounts in each Ally's own currency; across Allies they can only be compared in US dollars.",
		Choices: []Choice{{"The same in US dollars", p.d.Canonical(alt)}}}
}

// unknownText says that nothing was understood.
func (p *parser) unknownText() {
	q := p.q
	q.Intent = Help
	if len(p.toks) == 0 {
		return
	}
	status, say := Unsupported, "I could not make a question of that. I know what Allies spend on defence, what they promised, and NATO's meetings about it."
	if p.words <= 2 && len(p.unknown) > 0 {
		status = Unknown
		say = fmt.Sprintf("I know no Ally, meeting or term called “%s”.", echo(p.text, 60))
	}
	q.Fault = &Fault{Status: status, Say: say, Choices: starters()}
}
