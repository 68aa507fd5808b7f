package question

import (
	"slices"
	"strings"

	"natobot/facts"
)

// This file reads questions for parts of the Alliance that NATO's tables do not
// have, and for the part that one Ally has in the whole.

// average reports a question for a mean.
func (p *parser) average() bool {
	for i := range p.toks {
		switch p.toks[i].s {
		case "average", "averages", "mean", "avg", "promedio", "moyenne", "durchschnitt", "durchschnittlich", "mittelwert", "srednia", "srednio", "ortalama", "ortalamasi":
			return true
		}
	}
	return false
}

// median declines the one mean that is in no table and whose reader would take
// it for the Alliance's figure.
func (p *parser) median() bool {
	for i := range p.toks {
		if s := p.toks[i].s; s == "median" || s == "mediana" || s == "mediane" || s == "medyan" {
			p.decline("NATO prints no median, and I compute none: there is its total, which is all spending over all GDP, and the ranking of all Allies.")
			p.q.Fault.Choices = []Choice{{"NATO total", "nato"}, {"All Allies, ranked", "rank"}}
			return true
		}
	}
	return false
}

var compassWords = map[string]bool{"southern": true, "south": true, "eastern": true, "east": true, "western": true, "west": true, "northern": true, "north": true, "central": true, "southeastern": true, "mediterranean": true,
	"sur": true, "este": true, "oeste": true, "norte": true, "oriental": true, "occidental": true, "meridional": true, "sud": true, "est": true, "ouest": true, "nord": true, "orientale": true, "occidentale": true, "centrale": true, "septentrionale": true, "meridionale": true, "settentrionale": true,
	"sudlichen": true, "sudliche": true, "ostlichen": true, "ostliche": true, "westlichen": true, "westliche": true, "nordlichen": true, "nordliche": true,
	"wschodnia": true, "wschodniej": true, "zachodnia": true, "zachodniej": true, "poludniowa": true, "poludniowej": true, "polnocna": true, "polnocnej": true, "srodkowa": true, "srodkowej": true,
	"dogu": true, "bati": true, "guney": true, "kuzey": true, "orta": true}

// compass asks back for a part of Europe on whose members nobody agrees.
func (p *parser) compass() bool {
	typed := ""
	for i := range p.toks {
		switch p.toks[i].s {
		case "osteuropa", "westeuropa", "sudeuropa", "nordeuropa", "mitteleuropa":
			typed = p.toks[i].raw
		}
	}
	for _, e := range p.ents {
		if e.code != facts.EuropeCanada {
			continue
		}
		lo, hi := max(0, e.at-1), min(len(p.toks), e.at+e.n+3)
		if lo < e.at && p.kinds[lo] == kStop && lo > 0 {
			lo = max(0, e.at-2) // "sur de Europa"
		}
		for i := lo; i < hi; i++ {
			if i >= e.at && i < e.at+e.n || p.kinds[i] == kAlly || p.kinds[i] == kNonAlly || p.kinds[i] == kGroup {
				continue
			}
			if compassWords[p.toks[i].s] {
				a, b := min(i, e.at), max(i, e.at+e.n-1)
				typed = p.span(a, b-a+1)
			}
		}
	}
	if typed == "" {
		return false
	}
	p.q.Allies = nil
	p.q.Intent = p.roughIntent()
	p.q.Fault = &Fault{Status: Ambiguous, Say: "Nobody agrees on which Allies “" + echo(typed, 40) + "” holds, and NATO prints no figure for it. Name the Allies, or take a group.",
		Choices: []Choice{{"The Bucharest Nine", "b9"}, {"The Baltics", "baltics"}, {"The Nordics", "nordics"}, {"The Allies in the EU", "eu allies"}, {"Europe and Canada", "europe and canada"}}}
	return true
}

// excluding declines a total without one Ally: NATO prints one without the
// United States and Türkiye aside none other is summed here.
func (p *parser) excluding() bool {
	total := false
	for _, e := range p.ents {
		total = total || e.kind == kAggregate
	}
	if !total && !p.is(cNATO) {
		return false
	}
	for _, e := range p.ents {
		if e.kind != kAlly {
			continue
		}
		i := e.at - 1
		for i > 0 && p.kinds[i] == kStop && !leavesOut[p.toks[i].s] {
			i--
		}
		out := i >= 0 && i < e.at && leavesOut[p.toks[i].s]
		if out && !total && p.conceptAt(i-1) != cNATO { // "nato without Turkey"
			out = false
		}
		if j := e.at + e.n; !out && j < len(p.toks) && p.toks[j].s == "haric" {
			out = true
		}
		if !out {
			continue
		}
		p.decline("NATO prints a total of all Allies and one of NATO Europe and Canada, but none without " + p.d.InSentence(e.code) + ".")
		p.q.Fault.Choices = []Choice{{"NATO total", "nato"}, {"Europe and Canada", "europe and canada"}, {p.d.Name(e.code), CanonicalName(e.code)}}
		return true
	}
	return false
}

var leavesOut = map[string]bool{"without": true, "excluding": true, "except": true, "excl": true, "minus": true, "ohne": true, "sans": true, "sin": true, "senza": true, "bez": true, "hors": true, "excluyendo": true, "escluso": true, "esclusa": true}

// multiplied reports "doubled", "tripled".
func (p *parser) multiplied() bool {
	for i := range p.toks {
		for _, stem := range []string{"doubled", "tripled", "trebled", "quadrupled", "duplic", "triplic", "double", "triple", "verdoppel", "verdreifach", "raddoppi", "triplicat", "podwoi", "potroi"} {
			if strings.HasPrefix(p.toks[i].s, stem) {
				return true
			}
		}
	}
	return false
}

// oldDefinition answers nothing by another definition than the one asked for:
// total defence expenditure is what the editions before the newest count.
func (p *parser) oldDefinition() bool {
	q := p.q
	if len(q.Allies) == 0 || q.Said.AsOf || q.Edition != "" || p.editionNamed() {
		return false
	}
	old := false
	for i := range p.toks {
		next := ""
		if i+1 < len(p.toks) {
			next = p.toks[i+1].s
		}
		switch p.toks[i].s {
		case "old", "previous", "former", "earlier":
			old = old || next == "definition" || next == "method" || next == "methodology"
		case "total":
			old = old || (next == "defence" || next == "defense") && (p.is(cVersus, cCompare) && slices.ContainsFunc(p.terms, func(t entity) bool { return t.name == "core-defence" }) || p.is(cDefine))
		}
	}
	if !old {
		return false
	}
	for i := len(p.d.Editions) - 1; i >= 0; i-- {
		e := p.d.Editions[i]
		if e.Complete && !e.Core() && e.Published.KnownBy(q.AsOf) {
			if newest, ok := p.d.Current(q.AsOf); !ok || !newest.Core() {
				return false
			}
			q.Intent = Profile
			n := CanonicalName(q.Allies[0])
			q.Fault = &Fault{Status: Ambiguous, Say: "The newest edition counts core defence only; the newest that counts total defence expenditure is that of " + e.Published.Long() + ". Which one?",
				Choices: []Choice{{"Total, edition of " + e.Published.Long(), n + " edition " + string(e.Published.First()[:7])}, {"Core, the newest", n}}}
			return true
		}
	}
	return false
}

// ordinalWords are places as they are written in letters.
var ordinalWords = map[string]int{"second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
	"segundo": 2, "segunda": 2, "tercer": 3, "tercero": 3, "tercera": 3, "deuxieme": 2, "troisieme": 3, "terzo": 3, "terza": 3, "drugi": 2, "drugie": 2, "trzeci": 3, "ikinci": 2, "ucuncu": 3}

// nth is the place that a token names: "2nd", "third"; 0 for none.
func (p *parser) nth(i int) int {
	if i < 0 || i >= len(p.toks) {
		return 0
	}
	if f := p.toks[i].num; f != nil {
		if f.ordinal && f.value >= 1 && f.value <= 32 && f.value == float64(int(f.value)) {
			return int(f.value)
		}
		return 0
	}
	return ordinalWords[p.toks[i].s]
}

var gdpWord = map[string]bool{"gdp": true, "pib": true, "bip": true, "pil": true, "pkb": true, "gsyh": true}

// partOf reports a question for the part of one Ally in the whole Alliance's
// spending: "what percentage of NATO spending does the US pay".
func (p *parser) partOf() bool {
	q := p.q
	if p.is(cGDP) || q.Measure != "" && q.Measure != facts.SpendUSD && q.Measure != facts.SpendUSDConstant {
		return false
	}
	var ally, whole int
	for _, e := range p.ents {
		switch {
		case e.kind == kAlly:
			ally++
		case e.code == facts.NATOTotal:
			whole = e.at + 1
		default:
			return false
		}
	}
	if ally != 1 {
		return false
	}
	for i := range p.toks {
		if p.conceptAt(i) == cNATO {
			whole = i + 1
		}
	}
	for _, t := range p.terms {
		if t.name == "common-funding" && strings.Contains(p.span(t.at, t.n), "nato") {
			whole = t.at + 1
		}
	}
	if whole == 0 {
		return false
	}
	// A word for a part, and the whole that it is a part of behind it.
	part, much := -1, false
	for i := range p.toks {
		switch c := p.conceptAt(i); {
		case gdpWord[p.toks[i].s]:
			return false
		case p.toks[i].s == "according" || p.toks[i].s == "segun" || p.toks[i].s == "selon" || p.toks[i].s == "laut" || p.toks[i].s == "secondo" || p.toks[i].s == "wedlug":
			return false
		case (part < 0 || much) && (c == cShare || c == cPercent):
			part, much = i, false
		case part < 0 && c == cHowMuch:
			part, much = i, true
		}
	}
	if part < 0 || whole-1 < part {
		return false
	}
	for i := part + 1; i < whole; i++ {
		switch s := p.toks[i].s; s {
		case "of", "de", "del", "des", "der", "an", "am", "della", "dell", "delle", "in", "w":
			if much && (i > part+2 || s == "in") { // "how much of NATO's spending", not "how much … in NATO's …"
				return false
			}
			return !slices.Contains([]concept{cMeet, cBelow, cAbove}, p.conceptAt(i-1))
		}
	}
	return false
}
