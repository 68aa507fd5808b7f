package answer

import (
	"reflect"

	"natobot/facts"
	"natobot/facts/query"
)

// classic is the same question in the form of the longer answers. It is exact:
// what it takes over is struck out of a copy of the query, and where anything
// is left it refuses.
func (d *Writer) classic(asOf facts.Date, q query.Query) (form, bool) {
	rest := q
	out := form{AsOf: asOf, query: q}
	if last := d.Newest().LastYear(); q.Ask != query.Commitment && q.Ask != query.Meeting && (q.Time.To > last || q.Time.From > last) {
		return out, false // a year after every edition: said, and what is planned with it
	}
	if k := &rest.Know; k.AsOf != "" {
		out.AsOf, out.Said.AsOf = k.AsOf, true
		k.AsOf = ""
	}
	if k := &rest.Know; len(k.Edition) == 1 && !k.All {
		if _, ok := d.Edition(k.Edition[0]); !ok {
			return out, false
		}
		out.Edition, k.Edition = k.Edition[0], nil
	}
	ok := false
	switch q.Ask {
	case query.Show, "":
		ok = d.classicShow(&out, &rest)
	case query.Trend:
		ok = d.classicTrend(&out, &rest)
	case query.Rank:
		if len(q.Set.Terms) > 1 && q.Order == query.Top && q.N <= 1 && empty(q.Subject) {
			// "Germany or France, who spends more?" sets them side by side
			rest.Subject, rest.Set, rest.Order, rest.N = rest.Set, query.Set{}, "", 0
			ok = d.classicShow(&out, &rest)
			break
		}
		ok = classicRank(&out, &rest)
	case query.List, query.Count:
		ok = d.classicList(&out, &rest)
	case query.Gap:
		ok = d.classicGap(&out, &rest)
	default:
		ok = classicLook(&out, &rest)
	}
	if !ok {
		return out, false
	}
	rest.Ask = ""
	return out, reflect.ValueOf(rest).IsZero()
}

// takeCodes strikes out a set that is nothing but named Allies or aggregates.
func takeCodes(s *query.Set) []facts.Code {
	var out []facts.Code
	for _, t := range s.Terms {
		if t.Code == "" {
			return nil
		}
		out = append(out, t.Code)
	}
	s.Terms = nil
	return out
}

// takeMeasure strikes out a quantity that is a measure and nothing else.
func (d *Writer) takeMeasure(out *form, rest *query.Query) bool {
	switch len(rest.Qty) {
	case 0:
		return true
	case 1:
	default:
		return false
	}
	x := rest.Qty[0]
	if !x.Time.IsZero() && rest.Time.IsZero() {
		rest.Time = x.Time
		x.Time = query.Time{}
	}
	m, ok := d.measureOf(x, out)
	if !ok {
		return false
	}
	if m != "" {
		out.Measure, out.Said.Measure = m, true
	}
	rest.Qty = nil
	return true
}

// measureOf is the measure of an Expr that is nothing else: in the currency
// asked for, where that is the Allies' own or the dollar.
func (d *Writer) measureOf(x query.Expr, out *form) (facts.Measure, bool) {
	m, cur := x.Measure, x.Cur
	x.Measure, x.Cur = "", ""
	if !reflect.ValueOf(x).IsZero() {
		return "", false
	}
	switch cur {
	case "":
		if m == facts.SpendNCU || m == facts.SpendNCUConstant {
			return m, d.oneCurrency(out, "NCU")
		}
		return m, true
	case "USD":
		switch m {
		case "", facts.SpendUSD:
			return facts.SpendUSD, true
		case facts.SpendUSDConstant, facts.GDP, facts.GDPConstant, facts.GDPPerCapita, facts.DefencePerCapita:
			return m, true
		}
		return "", false
	}
	if m != "" && m != facts.SpendNCU && m != facts.SpendUSD || !d.oneCurrency(out, cur) {
		return "", false
	}
	if cur != "NCU" {
		out.Currency = cur
	}
	return facts.SpendNCU, true
}

// oneCurrency reports that a single Ally is asked about whose amounts are in a
// currency, in the edition that would answer.
func (d *Writer) oneCurrency(out *form, cur string) bool {
	if len(out.Allies) != 1 || out.Allies[0].Aggregate() {
		return false
	}
	e, ok := d.Current(out.AsOf)
	if out.Edition != "" {
		e, ok = d.Edition(out.Edition)
	}
	return ok && (cur == "NCU" || e.Currency(out.Allies[0]) == cur)
}

// takeYear strikes out a time that is one year, or none.
func takeYear(out *form, t *query.Time) bool {
	if t.From != 0 || t.Each || t.Open || len(t.List) > 0 {
		return false
	}
	out.To, out.Said.Year = t.To, t.To != 0
	*t = query.Time{}
	return true
}

func (d *Writer) classicShow(out *form, rest *query.Query) bool {
	codes := takeCodes(&rest.Subject)
	if len(codes) == 0 || !knownCodes(d, codes) {
		return false
	}
	out.Allies = codes
	if !d.takeMeasure(out, rest) || !takeYear(out, &rest.Time) {
		return false
	}
	switch {
	case len(codes) > 1:
		out.Intent = Compare
		return !rest.Know.SIPRI && out.Measure != facts.SpendNCU && out.Measure != facts.SpendNCUConstant
	case codes[0].Aggregate():
		out.Intent = Aggregate
	default:
		out.Intent = Profile
		out.SIPRI = rest.Know.SIPRI && (out.Measure == "" || out.Measure == facts.ShareOfGDP)
		if out.SIPRI {
			rest.Know.SIPRI = false
		}
	}
	return true
}

// knownCodes reports that all are Allies with armed forces, aggregates, or one
// Ally alone.
func knownCodes(d *Writer, codes []facts.Code) bool {
	for _, c := range codes {
		a, ok := d.Ally(c)
		if !c.Aggregate() && (!ok || !a.Forces && len(codes) > 1) {
			return false
		}
	}
	return true
}

func (d *Writer) classicTrend(out *form, rest *query.Query) bool {
	codes := takeCodes(&rest.Subject)
	if len(codes) == 0 || !knownCodes(d, codes) {
		return false
	}
	out.Allies, out.Intent = codes, Trend
	if !d.takeMeasure(out, rest) {
		return false
	}
	if len(codes) > 1 && (out.Measure == facts.SpendNCU || out.Measure == facts.SpendNCUConstant) {
		return false
	}
	t := &rest.Time
	if len(t.List) > 0 || t.To != 0 && t.From == 0 {
		return false
	}
	if t.From != 0 && !t.Open && t.To == 0 {
		return false
	}
	out.From, out.To = t.From, t.To
	*t = query.Time{}
	return true
}

func classicRank(out *form, rest *query.Query) bool {
	if rest.N < 0 { // "top 0" is no ranking
		return false
	}
	if len(rest.Qty) == 1 && rest.Qty[0].Op == query.RankOf {
		qty := rest.Qty[0]
		qty.Op = query.Value
		rest.Qty = []query.Expr{qty}
	}
	if len(rest.Subject.Terms) > 1 {
		return false
	}
	out.Allies, out.Intent = takeCodes(&rest.Subject), Ranking
	if len(out.Allies) == 1 && out.Allies[0].Aggregate() {
		return false
	}
	var none *Writer
	if len(rest.Qty) == 1 {
		x := rest.Qty[0]
		if x.Cur != "" && x.Cur != "USD" || x.Measure == facts.SpendNCU || x.Measure == facts.SpendNCUConstant {
			return false
		}
	}
	if !none.takeMeasure(out, rest) || !takeYear(out, &rest.Time) {
		return false
	}
	if len(out.Allies) == 1 { // a place has no order; one from the other end is another question
		if rest.Order == query.Bottom {
			return false
		}
		rest.Order = ""
		return true
	}
	if rest.Order == query.Nearest {
		return false
	}
	if out.Order = rest.Order; out.Order == query.Top && rest.N == 0 && rest.Place == 0 {
		out.Order = "" // the whole ranking
	}
	out.N, out.Place = rest.N, rest.Place
	if out.N > 0 && out.Order == "" || out.Place > 0 && (out.Order == "" || out.N > 0) {
		return false
	}
	rest.Order, rest.N, rest.Place = "", 0, 0
	return true
}

// takeCond strikes out the only condition where it is a level of a measure.
func (d *Writer) takeCond(out *form, rest *query.Query) bool {
	if len(rest.Conds) != 1 || rest.Either {
		return false
	}
	c := rest.Conds[0]
	if !c.Time.IsZero() && rest.Time.IsZero() {
		rest.Time, c.Time = c.Time, query.Time{}
	}
	if c.Named != "" {
		k, ok := d.CommitmentByID(c.Named)
		if !ok || k.Value == 0 || c.Level != 0 && c.Level != k.Value || !k.Agreed.KnownBy(out.AsOf) {
			return false
		}
		c.Level, c.Named = k.Value, ""
	}
	m, ok := d.measureOf(c.Qty, out)
	if !ok || c.Level <= 0 || m == facts.SpendNCU || m == facts.SpendNCUConstant {
		return false
	}
	switch c.Cmp {
	case query.Below:
		out.Cmp = cmpBelow
	case query.AtMost:
		out.Cmp = cmpAtMost
	case query.At, query.AtLeast:
		out.Cmp = cmpAtLeast
	case query.Above:
		out.Cmp = cmpAbove
	case query.Between:
		out.Cmp, out.High = cmpBetween, c.High
		c.High = 0
	default:
		return false
	}
	out.Low, out.Measure, out.Said.Measure = c.Level, m, m != ""
	c.Level, c.Cmp, c.Dec, c.Qty = 0, "", 0, query.Expr{}
	if !reflect.ValueOf(c).IsZero() {
		return false
	}
	rest.Conds = nil
	return true
}

func (d *Writer) classicList(out *form, rest *query.Query) bool {
	if len(rest.Qty) > 0 || !d.takeCond(out, rest) || !takeYear(out, &rest.Time) {
		return false
	}
	out.Intent, out.Count = ThresholdList, rest.Ask == query.Count
	return out.Measure == "" || out.Measure == facts.ShareOfGDP || out.Measure == facts.EquipmentShare
}

// classicGap answers for the gap of one Ally to a level of GDP, or to the
// commitments in force.
func (d *Writer) classicGap(out *form, rest *query.Query) bool {
	codes := takeCodes(&rest.Subject)
	if len(codes) != 1 || codes[0].Aggregate() {
		return false
	}
	out.Allies, out.Intent = codes, Gap
	if len(rest.Qty) == 1 && rest.Qty[0].Op == query.GapTo {
		x := rest.Qty[0]
		if x.Measure != "" && x.Measure != facts.ShareOfGDP || x.Level < 0 {
			return false
		}
		if x.Level > 0 {
			out.Low, out.Cmp = x.Level, cmpBelow
		}
		x.Op, x.Level, x.Measure = query.Value, 0, ""
		rest.Qty = []query.Expr{x}
	}
	if !d.takeMeasure(out, rest) || out.Measure != "" && out.Measure != facts.ShareOfGDP {
		return false
	}
	if len(rest.Conds) > 0 {
		if out.Low != 0 || !d.takeCond(out, rest) || out.Measure != "" && out.Measure != facts.ShareOfGDP || out.Cmp == cmpBetween {
			return false
		}
		out.Cmp = cmpBelow
	}
	return takeYear(out, &rest.Time)
}

// classicLook takes over a look-up.
func classicLook(out *form, rest *query.Query) bool {
	l := &rest.Look
	out.Allies = takeCodes(&rest.Subject)
	switch rest.Ask {
	case query.Commitment:
		out.Intent, out.Term, out.Low = CommitmentAsk, l.Term, l.Level
		out.Meeting.Place, out.Meeting.On = l.Place, l.On
		l.Term, l.Level, l.Place, l.On = "", 0, "", ""
		if len(out.Allies) > 0 && l.Topic == "exempt" { // an Ally's card tells how its commitment is read
			out.Term, l.Topic = l.Topic, ""
		}
	case query.Meeting:
		out.Intent = MeetingCard
		out.Meeting = meetingForm{ID: l.Term, On: l.On, Place: l.Place, People: l.People, Kind: l.Kind, Which: l.Which, Topic: l.Topic}
		l.Term, l.On, l.Place, l.People, l.Kind, l.Which, l.Topic = "", "", "", nil, "", "", ""
	case query.Definition:
		out.Intent, out.Term, out.Low = DefinitionAsk, l.Term, l.Level
		l.Term, l.Level = "", 0
	case query.Statement:
		if len(l.People) > 1 {
			return false
		}
		out.Intent = ClaimCheck
		if len(l.People) == 1 {
			out.Speaker = l.People[0]
		}
		if l.On != "" && l.Level > 0 && out.Speaker != "" { // whether it was said then is decided like a claim
			out.Claim = out.Speaker + " said " + facts.ShortNumber(l.Level) + "% in " + l.On.Long()
			out.Speaker, l.On, l.Level = "", "", 0
		}
		out.Meeting.Topic = l.Topic
		if l.Level > 0 && l.Topic == "" {
			out.Meeting.Topic = facts.ShortNumber(l.Level) + "%"
			l.Level = 0
		}
		l.People, l.Topic = nil, ""
	case query.Check:
		out.Intent, out.Claim = ClaimCheck, l.Text
		if l.Text == "" {
			return false
		}
		l.Text = ""
	case query.Help:
		out.Intent = Help
	default:
		return false
	}
	// What a card, a list or a definition tells in any case.
	l.When, l.Where, l.Who, l.Why = false, false, false, false
	return takeYear(out, &rest.Time)
}
