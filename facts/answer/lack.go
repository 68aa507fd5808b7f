package answer

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"natobot/facts"
	"natobot/facts/query"
)

// beside are the Allies and aggregates by name with which a proposition
// compares its subject.
func beside(q query.Query) []facts.Code {
	if q.Ask != query.IsSo || q.Quant != query.Some || len(q.Conds) == 0 || q.Conds[0].Of == nil {
		return nil
	}
	var out []facts.Code
	for _, t := range q.Conds[0].Of.Set.Terms {
		if t.Code != "" {
			out = append(out, t.Code)
		}
	}
	return out
}

// intentOf is the contract's name for what a query asks.
func intentOf(q query.Query) Intent {
	one := len(q.Subject.Terms) == 1 && q.Subject.Terms[0].Code != "" && len(q.Subject.Less)+len(q.Subject.Meet) == 0
	switch q.Ask {
	case query.Trend, query.Peak, query.Low:
		return Trend
	case query.Rank:
		return Ranking
	case query.List, query.Count, query.CountEach:
		return ThresholdList
	case query.First, query.Last, query.Since, query.Years:
		if one {
			return Gap
		}
		return ThresholdList
	case query.IsSo:
		if len(beside(q)) > 0 {
			return Compare
		}
		if one && q.Quant == query.Some {
			return Gap
		}
		return ThresholdList
	case query.Gap:
		return Gap
	case query.Commitment:
		return CommitmentAsk
	case query.Meeting, query.Post:
		return MeetingCard
	case query.Definition, query.Editions, query.Source:
		return DefinitionAsk
	case query.Statement, query.Check:
		return ClaimCheck
	case query.Help:
		return Help
	}
	switch {
	case q.Pool != query.Each, one && q.Subject.Terms[0].Code.Aggregate(), len(q.Subject.Terms) == 0:
		return Aggregate
	case !one:
		return Compare
	}
	return intentOfQuantity(q)
}

// intentOfQuantity is the name for what is asked of one Ally.
func intentOfQuantity(q query.Query) Intent {
	for _, x := range q.Qty {
		switch x.Op {
		case query.Change, query.OverYears, query.MeanYears:
			return Trend
		case query.Part, query.Ratio, query.Diff:
			return Compare
		case query.RankOf:
			return Ranking
		case query.GapTo, query.LevelOf:
			return Gap
		}
	}
	return Profile
}

// answerLack says what is not held, and what is held instead.
func (d *Writer) answerLack(asOf facts.Date, q query.Query, l *query.Lack) Answer {
	day := asOf
	if q.Know.AsOf != "" {
		day = q.Know.AsOf
	}
	w := &draft{d: d, day: day}
	w.AsOf, w.Intent, w.Status = day, intentOf(q), Unknown
	w.q.AsOf, w.q.Said.AsOf = day, q.Know.AsOf != ""
	w.q.Allies = l.Who
	edition := "No edition out on " + day.Long()
	if e, ok := d.Edition(l.Edition); ok {
		edition = "The " + labelOf(e)
		w.source(e.ID, "")
		w.Edition = e.ID
	}
	who := ""
	if n := len(l.Who); n > 0 && n <= 4 {
		who = " for " + d.names(l.Who)
	}
	switch l.What {
	case query.NoEdition:
		w.Headline = fmt.Sprintf("No edition that is held in full was out on %s.", day.Long())
		w.beforeHeld()
	case query.NoSuch:
		w.Headline = fmt.Sprintf("No edition %q is held.", l.Edition)
	case query.NoYear:
		w.Headline = fmt.Sprintf("%s has no %s%s in %d.", edition, l.Measure.Label(), who, l.Year)
	case query.NoFuture:
		d.lackFuture(w, q, l)
	case query.NoDigits:
		w.tooCoarse(l)
		return w.done()
	case query.NoMeasure:
		if len(l.Who) > 4 {
			who = " for most of those asked for"
		}
		w.Headline = fmt.Sprintf("%s is held without %s%s.", edition, l.Measure.Label(), who)
	case query.NoForces:
		w.Headline = fmt.Sprintf("%s is an Ally without armed forces, so NATO prints no figure for it.", first(d.names(l.Who)))
		if a, ok := d.Ally(firstOf(l.Who)); ok {
			w.sayf("It is not in NATO's spending tables and is never ranked or counted; it joined on %s.", a.Joined.Long())
		}
		w.next("Why Iceland is missing", "why is iceland missing")
	case query.NoAlly:
		w.Headline = fmt.Sprintf("%s is not an Ally, and NATO's tables hold Allies only.", first(l.Place))
	case query.NoGroup:
		w.Headline = fmt.Sprintf("The group %q is not held.", l.Group)
	case query.NoMembers:
		w.Headline = "Nobody is in the set that was asked for: " + query.SetText(d.Dataset, q.Set) + "."
	case query.NoCurrency:
		d.lackCurrency(w, l)
	case query.NoSum:
		w.Headline = fmt.Sprintf("Values of %s can't be added up; a mean or a median can be told.", l.Measure.Label())
	case query.NoLevel:
		w.Headline = "No such commitment was in force on " + day.Long() + "."
		w.next("Commitments", "commitments")
	case query.NoSource:
		w.Status = Unsupported
		w.Headline = fmt.Sprintf("Figures of %s are not held; those here are NATO's, with SIPRI's shares beside them.", l.Source)
		if l.Source == "SIPRI" {
			w.Headline = "SIPRI's series is told for one Ally at a time, as a share of GDP beside NATO's; it is never ranked, counted or added up here."
		}
	case query.NoPlace:
		w.Headline = fmt.Sprintf("The ranking of %d holds %d Allies; there is no %s.", l.Year, l.Of, ordinal(l.N))
	case query.NoFigure:
		w.Headline = fmt.Sprintf("%s has no %s%s%s.", edition, l.Measure.Label(), who, yearIf(l.Year))
	default:
		w.Status = Unsupported
		w.Headline = "That question can't be answered from the figures as it was put."
	}
	w.instead(l)
	return w.done()
}

// lackFuture declines a forecast, and tells what was undertaken for the year.
func (d *Writer) lackFuture(w *draft, q query.Query, l *query.Lack) {
	w.Status = Unsupported
	w.Headline = "I make no forecasts: what was published is told, not what may come."
	if e, ok := d.Current(w.AsOf); ok {
		newest := "the newest"
		if slices.ContainsFunc(d.Editions, func(p *facts.Edition) bool {
			return p.Published.KnownBy(w.AsOf) && p.Published.Last() > e.Published.Last()
		}) {
			newest = "the newest held in full"
		}
		w.sayf("The %s, %s, ends in %d.", labelOf(e), newest, e.LastYear())
		w.source(e.ID, "")
	}
	c := takeCodes(&q.Subject)
	if stated := w.budgets(c, l.Year); len(stated) > 0 {
		if len(q.Conds) == 0 && q.Look.Level == 0 { // whether it will be so is a forecast
			w.Status, w.Intent, w.Headline = Answered, CommitmentAsk, stated[0]
			stated[0] = "NATO has published no figure for a year to come, and I make no forecast."
		}
		w.Lines = append(stated, w.Lines...)
	}
	if len(c) != 1 || c[0].Aggregate() {
		return
	}
	var due []string
	for i := range d.Commitments {
		k := &d.Commitments[i]
		if k.Party != c[0] || l.Year == 0 || k.Due() != l.Year || !k.InForce(w.AsOf) || k.Place == "The Hague Summit" {
			continue
		}
		s := k.Name
		if k.Status != "in force" && k.Status != "" {
			s += " (" + k.Status + ")"
		}
		due = append(due, s)
		w.commitment(k)
		w.sources(k.Sources)
	}
	if len(due) > 0 && w.Status == Answered {
		w.sayf("%s set itself for %d: %s.", first(d.InSentence(c[0])), l.Year, strings.Join(due, "; "))
	} else if len(due) > 0 {
		w.Status, w.Intent = Answered, CommitmentAsk
		w.Headline = fmt.Sprintf("%s set itself for %d: %s. No figure is published for that year, and I make no forecast.", first(d.InSentence(c[0])), l.Year, strings.Join(due, "; "))
	} else {
		w.plans(c[0])
	}
	w.next("Commitments", "commitment "+w.asks(c[0]))
}

// lackCurrency says in which currencies an amount is printed.
func (d *Writer) lackCurrency(w *draft, l *query.Lack) {
	cur := "national currency"
	if l.Cur != "" && l.Cur != "NCU" {
		cur = query.CurrencyName(d.Dataset, l.Cur)
	}
	c := firstOf(l.Who)
	own := ""
	if e, ok := d.Edition(l.Edition); ok {
		own = e.Currency(c)
	}
	switch {
	case len(l.Who) > 4 && query.IsMoney(l.Measure):
		w.Headline = "Amounts in national currency can't be set against one level or one another; ask in US dollars, at current prices and exchange rates."
	case l.Measure == facts.GDP || l.Measure == facts.GDPConstant || l.Measure == facts.GDPPerCapita || l.Measure == facts.DefencePerCapita:
		w.Headline = fmt.Sprintf("NATO prints %s in US dollars only, not in %s; amounts are never converted here.", l.Measure.Label(), cur)
	case !query.IsMoney(l.Measure):
		w.Headline = fmt.Sprintf("%s is no amount of money, so it can't be told in %s.", first(l.Measure.Label()), cur)
	case own != "":
		w.Headline = fmt.Sprintf("NATO prints the amounts of %s in %s and in US dollars, not in %s; amounts are never converted here.", d.InSentence(c), query.CurrencyName(d.Dataset, own), cur)
	default:
		w.Headline = fmt.Sprintf("NATO prints amounts for %s in US dollars only, not in %s; amounts are never converted here.", d.names(l.Who), cur)
	}
	if len(l.Who) == 1 {
		w.next("In US dollars", w.asks(c)+" usd")
	}
}

// tooCoarse says that a figure is printed with too few decimals to be judged.
func (w *draft) tooCoarse(l *query.Lack) {
	w.Headline = "That can't be told at the precision with which it is printed."
	e, ok := w.d.Edition(l.Edition)
	if !ok || len(l.Who) != 1 {
		return
	}
	if f, ok := e.Figure(l.Who[0], l.Measure, l.Year); ok {
		w.Headline = w.side(f)
		w.Allies = append(w.Allies, f.Ally)
		w.next(w.d.Name(f.Ally), w.asks(f.Ally))
	}
}

// side says that a figure has too few decimals to tell on which side of what is
// asked it stands.
func (w *draft) side(f facts.Figure) string {
	return fmt.Sprintf("%s has %s%s in %d%s, known to %s only: on which side of that it stands can't be told.", first(w.d.InSentence(f.Ally)), w.v(f), onWhat(f.Measure), f.Year, w.tailInText(f), decimals(f.Decimals()))
}

// decimals counts the decimals of a figure in words.
func decimals(n int) string {
	switch n {
	case 0:
		return "whole numbers"
	case 1:
		return "one decimal"
	}
	return strconv.Itoa(n) + " decimals"
}

// instead says what is held in the place of what is missing.
func (w *draft) instead(l *query.Lack) {
	if l.First != 0 && l.What != query.NoFuture {
		s := fmt.Sprintf("It has the years %d to %d", l.First, l.Last)
		if l.First == l.Last {
			s = fmt.Sprintf("It has the year %d", l.First)
		}
		w.sayf("%s.", s)
	} else if e, ok := w.d.Edition(l.Edition); ok && l.What == query.NoYear {
		w.sayf("Its years are %d to %d.", e.Years[0], e.LastYear())
	}
	if e, ok := w.d.Edition(l.Near); ok {
		w.sayf("The nearest edition that has it is the %s; name it to be answered from it.", labelOf(e))
	}
	if len(l.Who) == 1 && l.What != query.NoForces {
		w.next(w.d.Name(l.Who[0]), w.asks(l.Who[0]))
	}
	w.next("All Allies, ranked", "rank")
	w.next("NATO total", "nato")
}

func firstOf(cs []facts.Code) facts.Code {
	if len(cs) == 0 {
		return ""
	}
	return cs[0]
}

func yearIf(y int) string {
	if y == 0 {
		return ""
	}
	return " in " + strconv.Itoa(y)
}
