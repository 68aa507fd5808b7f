package question

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"natobot/facts"
)

// decide makes the question of what was found in the text.
func (p *parser) decide() {
	q := p.q
	if q.Fault != nil {
		p.fillSubject()
		q.Intent = p.roughIntent()
		return
	}
	p.carry()
	p.spelling()
	p.subject()
	p.years()
	p.measure()
	switch {
	case p.help():
	case p.foreign():
	case p.claim():
	case p.definition(true):
	case p.whenMet():
		p.figures()
	case p.opinion():
	case p.statement():
	case p.commitment():
	case p.meeting():
	case p.forecast():
	case p.definition(false):
	default:
		p.figures()
	}
	p.edition()
	p.freeDates()
	if q.Fault == nil {
		p.checkDates()
	}
}

// roughIntent is the intent of a question that can't be answered for its date.
func (p *parser) roughIntent() Intent {
	switch {
	case p.is(cMeeting, cSummit, cMinisterial):
		return MeetingCard
	case p.is(cCommit):
		return CommitmentAsk
	case p.is(cCompare, cVersus):
		return Compare
	case p.is(cTop, cBottom, cRank):
		return Ranking
	case p.is(cBelow, cAbove, cHowMany):
		return ThresholdList
	case p.is(cTrend):
		return Trend
	case p.is(cGap):
		return Gap
	}
	return Profile
}

// carry takes the edition and the day from the thread.
func (p *parser) carry() {
	q := p.q
	if q.Said.AsOf || p.is(cNow) {
		return
	}
	if p.ctx.AsOf != "" && p.ctx.AsOf.Last() <= p.today.Last() {
		q.AsOf = p.ctx.AsOf
		q.Said.AsOf = p.ctx.AsOf != p.today
	}
	if p.ctx.Edition != "" && p.ctx.AsOf == "" {
		if _, ok := p.d.Edition(p.ctx.Edition); ok && !p.editionNamed() {
			if e, ok := p.d.Current(q.AsOf); !ok || e.ID != p.ctx.Edition {
				q.Edition = p.ctx.Edition
			}
		}
	}
}

func (p *parser) editionNamed() bool {
	for _, x := range p.dates {
		if x.role == roleEdition || x.role == roleAsOf {
			return true
		}
	}
	return false
}

// spelling tries the words that nothing is known of against the names.
func (p *parser) spelling() {
	q := p.q
	if len(p.unknown) == 0 || len(p.ents) > 0 && !p.is(cCompare, cVersus, cAnd) && len(p.unknown) > 2 {
		return
	}
	tries := 0
	named := len(p.ents) > 0 || len(p.people) > 0 || len(p.places) > 0 || len(p.terms) > 0
	var left []int
	for _, i := range p.unknown {
		t := &p.toks[i]
		if tries >= 8 || len(t.s) < 3 {
			left = append(left, i)
			continue
		}
		tries++
		m := p.v.fuzzy(t.s, len(p.toks) == 1)
		switch {
		case m.Ally != "":
			q.Corrected = append(q.Corrected, Correction{Typed: echo(t.raw, 40), Read: p.d.Name(m.Ally)})
			p.ents = append(p.ents, entity{entry: entry{kind: kAlly, code: m.Ally}, at: i, n: 1, typed: t.raw})
			p.kinds[i] = kAlly
		case m.NonAlly != "":
			q.Corrected = append(q.Corrected, Correction{Typed: echo(t.raw, 40), Read: m.NonAlly})
			p.ents = append(p.ents, entity{entry: entry{kind: kNonAlly, name: m.NonAlly}, at: i, n: 1, typed: t.raw})
			p.kinds[i] = kNonAlly
		case len(m.Near) > 0 && q.Fault == nil && (len(p.toks) <= 3 || !named && p.unknownShare() < 0.5 && !p.whoish() && !p.is(cTop, cBottom, cTrue, cCheck) || p.is(cCompare, cVersus)):
			p.ask(i, m.Near)
			left = append(left, i)
		default:
			left = append(left, i)
		}
	}
	p.unknown = left
	slices.SortStableFunc(p.ents, func(a, b entity) int { return a.at - b.at })
}

// ask puts the question back: which Ally is meant?
func (p *parser) ask(i int, near []facts.Code) {
	names := make([]string, len(near))
	f := &Fault{Status: Ambiguous}
	for k, c := range near {
		names[k] = p.d.Name(c)
		if len(f.Choices) < 5 {
			f.Choices = append(f.Choices, Choice{names[k], p.swap(i, strings.ToLower(names[k]), c)})
		}
	}
	typed := echo(p.toks[i].raw, 40)
	switch {
	case len(names) == 1:
		f.Say = fmt.Sprintf("Did you mean %s by “%s”?", names[0], typed)
	default:
		if len(names) > 5 {
			names = names[:5]
		}
		f.Say = fmt.Sprintf("“%s” is no name I know. Did you mean %s or %s?", typed, strings.Join(names[:len(names)-1], ", "), names[len(names)-1])
	}
	p.q.Fault = f
}

// swap is the question again with token i replaced by a name.
func (p *parser) swap(i int, name string, c facts.Code) string {
	t := &p.toks[i]
	s := strings.TrimSpace(p.text[:t.off] + name + p.text[t.off+len(t.raw):])
	if len(s) > 100 || strings.ContainsAny(s, "<>") {
		return strings.ToLower(string(c))
	}
	return strings.TrimPrefix(s, "/nato ")
}

func (p *parser) unknownShare() float64 {
	if p.words == 0 {
		return 0
	}
	return float64(len(p.unknown)) / float64(p.words)
}

func (p *parser) allies() []facts.Code {
	var out []facts.Code
	for _, e := range p.ents {
		switch e.kind {
		case kAlly, kAggregate:
			out = addCode(out, e.code)
		case kGroup:
			for _, c := range groups[e.id].Allies {
				out = addCode(out, c)
			}
		}
	}
	return out
}

func (p *parser) fillSubject() { p.q.Allies = p.allies() }

func (p *parser) nonAlly() string {
	for _, e := range p.ents {
		if e.kind == kNonAlly {
			return e.name
		}
	}
	return ""
}

// subject settles whom the question is about.
func (p *parser) subject() {
	q := p.q
	q.Allies = p.allies()
	if len(q.Allies) > 1 {
		// "European allies total": the word adds nothing beside a name
		for _, e := range p.ents {
			if e.code == facts.NATOTotal && e.n == 1 {
				switch p.toks[e.at].s {
				case "total", "totals", "gesamt", "totale":
					q.Allies = slices.DeleteFunc(q.Allies, func(c facts.Code) bool { return c == facts.NATOTotal })
					p.ents = slices.DeleteFunc(slices.Clone(p.ents), func(o entity) bool { return o.at == e.at })
				}
			}
		}
	}
	var named []string
	for _, e := range p.ents {
		if e.kind == kGroup && !slices.Contains(named, groups[e.id].Name) {
			named = append(named, groups[e.id].Name)
		}
	}
	switch len(named) {
	case 0:
	case 1:
		q.Group = named[0]
	default:
		q.Group = strings.Join(named[:len(named)-1], ", ") + " and " + named[len(named)-1]
	}
	// One group, and an Ally of it named behind it: the Ally is compared.
	if len(named) == 1 && len(p.ents) == 2 && p.ents[0].kind == kGroup && p.ents[1].kind == kAlly {
		q.Allies = slices.DeleteFunc(q.Allies, func(c facts.Code) bool { return c == p.ents[1].code })
		q.Allies = append([]facts.Code{p.ents[1].code}, q.Allies...)
	}
	q.NonAlly = p.nonAlly()
	q.SIPRI = p.is(cSIPRI)
	for _, t := range p.terms {
		q.SIPRI = q.SIPRI || t.name == "sipri"
	}
}

// whoish reports a question for Allies: "which countries", "who", "how many".
func (p *parser) whoish() bool { return p.is(cWho, cWhich, cAllies, cHowMany) }

// figureish reports that the question is about figures at all.
func (p *parser) figureish() bool {
	return p.is(cSpend, cDefence, cMilitary, cGDP, cShare, cPercent, cData, cTrend, cCompare, cVersus, cGap, cRank, cTop, cBottom, cThan, cOr, cBelow, cAbove, cAtLeast, cMeet, cMiss, cRise, cFall, cChange,
		cDollars, cMoney, cEuros, cNational, cPerCapita, cReal, cConstant, cTarget, cGuideline, cNow, cLastYear, cThisYear, cSIPRI, cHowMuch, cEver, cSince) || len(p.meas) > 0 || len(p.nums) > 0 || len(p.dates) > 0
}

// help answers greetings, empty and helpless texts.
func (p *parser) help() bool {
	q := p.q
	if q.Fault != nil {
		return false
	}
	if len(p.ents) > 0 || len(p.people) > 0 || len(p.places) > 0 || len(p.nums) > 0 || len(p.dates) > 0 {
		if p.first(cHelp) && p.words <= 2 {
			q.Intent = Help
			return true
		}
		return false
	}
	if p.is(cHelp) && p.words <= 8 && !p.is(cTarget, cCommit, cMeeting) || p.is(cGreeting) && !p.figureish() && p.words <= 8 || p.words == 0 {
		q.Intent = Help
		return true
	}
	return false
}

// foreign answers a language that is not understood with help, never with a
// guess.
func (p *parser) foreign() bool {
	q := p.q
	n := len(p.unknown)
	if q.Fault != nil || n < 2 || n <= p.known {
		return false
	}
	if len(p.ents) > 0 && n < 3 && p.known >= 1 && p.words <= 4 {
		return false
	}
	q.Intent = Help
	q.Fault = &Fault{Status: Unsupported, Say: "I could not read that. I understand short commands, and sentences in English, Spanish, French, German, Italian, Polish and Turkish.", Choices: p.without()}
	return true
}

// whenMet reads "how many allies were under 2 % when Trump met Rutte in March
// 2025" and "poland before the Hague summit": a meeting stands for its day.
func (p *parser) whenMet() bool {
	q := p.q
	if q.Fault != nil || q.Said.AsOf || !p.is(cMeeting, cSummit, cMeet) || p.is(cHappened, cSay, cCommit, cExempt, cAgree) || len(p.places) == 0 && len(p.people) < 2 {
		return false
	}
	if len(q.Allies) == 0 && !(p.hasLevel() && p.whoish()) {
		return false
	}
	anchor := false
	for i := range p.toks {
		switch p.toks[i].s {
		case "day", "dia", "jour", "tag", "giorno", "dniu", "gunu", "before", "during", "when", "time", "antes", "cuando", "avant", "quand", "lors", "vor", "als", "wahrend", "prima", "quando", "durante", "przed", "gdy", "podczas", "once", "sirasinda":
			anchor = anchor || i > 0
		}
	}
	if !anchor {
		return false
	}
	var hit *facts.Meeting
	for k := range p.d.Meetings {
		m := &p.d.Meetings[k]
		if p.is(cSummit) && m.Kind != "summit" || !m.Start.KnownBy(p.today) {
			continue
		}
		ok := true
		for _, w := range p.places {
			ok = ok && strings.Contains(Fold(m.Place), Fold(w))
		}
		for _, w := range p.people {
			ok = ok && strings.Contains(Fold(strings.Join(m.People, " ")), w)
		}
		for _, x := range p.dates {
			switch {
			case x.date != "":
				ok = ok && strings.HasPrefix(string(m.Start), string(x.date))
			case x.year > 0 && len(p.places) > 0:
				ok = ok && m.Start.Year() == x.year
			}
		}
		if !ok {
			continue
		}
		if hit != nil {
			return false // which of them, is not said
		}
		hit = m
	}
	if hit == nil {
		return false
	}
	q.AsOf, q.Said.AsOf = hit.Start, true
	for k := range p.dates {
		p.dates[k].role = roleAsOf
	}
	if len(p.dates) > 0 {
		q.From, q.To, q.Said.Year = 0, 0, false
	}
	// The verb of the meeting is none of meeting a level, and "when" asks for
	// no date.
	p.has[cWhen], p.has[cMeeting], p.has[cSummit] = 0, 0, 0
	return true
}

// claim recognises a statement to be checked in the shape of a question.
func (p *parser) claim() bool {
	q := p.q
	if q.Fault != nil {
		return false
	}
	yesNo := false
	if len(p.toks) > 2 && len(p.people) > 0 && p.is(cSay) {
		switch p.toks[0].s {
		case "did", "has", "have", "does", "is", "was", "a", "ha", "hat", "czy", "dijo", "propuso", "sagte", "forderte", "or":
			yesNo = true
		}
		if p.v.phrases[p.toks[len(p.toks)-1].s].id == int(cDo) && p.kinds[len(p.toks)-1] == kWord && strings.HasPrefix(p.toks[len(p.toks)-1].s, "mi") {
			yesNo = true // Turkish "dedi mi"
		}
	}
	last := &p.toks[len(p.toks)-1]
	switch {
	case p.is(cTrue):
		p.setClaim(p.cutOut(cTrue))
	case p.words > 4 && tagged[last.s]:
		p.setClaim(trimClaim(p.text[:last.off]))
	case len(p.toks) > 3 && (p.toks[0].s == "did" || p.toks[0].s == "have" || p.toks[0].s == "has") && p.is(cAgree) && p.hasLevel() && q.To > 0 && (len(q.Allies) == 0 || q.Allies[0] == facts.NATOTotal):
		p.setClaim(trimClaim(p.text[p.toks[0].off+len(p.toks[0].raw):]))
	case p.is(cCheck):
		p.setClaim(p.cutOut(cCheck))
	case yesNo:
		s := p.text
		if t := &p.toks[0]; p.v.phrases[t.s].kind == kWord || t.s == "czy" {
			s = s[t.off+len(t.raw):]
			if t.s == "did" {
				s = p.past(s)
			}
		}
		p.setClaim(trimClaim(s))
	case p.is(cClaims) && (len(p.people) > 0 || p.first(cClaims)) && !p.is(cMeeting, cSummit):
		p.speech()
	default:
		return false
	}
	return true
}

// tagged are the words that make a question of a statement when they end it.
var tagged = map[string]bool{"true": true, "right": true, "correct": true, "verdad": true, "cierto": true, "vrai": true, "wahr": true, "richtig": true, "vero": true, "giusto": true, "prawda": true}

// pastOf makes a statement of a question that "did" begins.
var pastOf = map[string]string{"suggest": "suggested", "say": "said", "demand": "demanded", "propose": "proposed", "call": "called", "threaten": "threatened", "claim": "claimed",
	"ask": "asked", "tell": "told", "urge": "urged", "insist": "insisted", "warn": "warned", "mention": "mentioned", "argue": "argued"}

func (p *parser) past(s string) string {
	for i := range p.toks {
		t := &p.toks[i]
		if past, ok := pastOf[t.s]; ok {
			head := p.text[:t.off]
			cut := len(p.text) - len(s)
			if cut > len(head) {
				return s
			}
			return head[cut:] + past + p.text[t.off+len(t.raw):]
		}
	}
	return s
}

// cutOut is the text without the words of a concept, as a claim.
func (p *parser) cutOut(c concept) string {
	at := p.has[c] - 1
	n := 0
	for at+n < len(p.toks) && p.conceptAt(at+n) == c {
		n++
	}
	a, b := &p.toks[at], &p.toks[at+n-1]
	head, tail := p.text[:a.off], p.text[b.off+len(b.raw):]
	// "is it true, as of 2025-03-13, that …" and the like: what is longer is
	// the claim, and both are when the words stand in its midst.
	if words(head) == 0 || p.slash && at == 0 {
		return trimClaim(tail)
	}
	if words(tail) == 0 {
		return trimClaim(head)
	}
	if p.kinds[0] == kStop || p.conceptAt(0) == cAnd || at <= 2 && words(head) <= 2 {
		return trimClaim(tail)
	}
	return trimClaim(head + " " + tail)
}

func words(s string) int { return len(tokenise(s)) }

// trimClaim takes from a claim what frames it.
func trimClaim(s string) string {
	s = strings.Trim(strings.TrimSpace(s), "?¿!¡:,;- \"")
	for _, w := range []string{"that ", "if ", "whether ", "que ", "dass ", "che ", "ze ", "że "} {
		if len(s) > len(w) && strings.EqualFold(s[:len(w)], w) {
			s = s[len(w):]
		}
	}
	return strings.Trim(s, "?¿!¡:,;- \"")
}

// speech asks for statements by a person: "claims rutte".
func (p *parser) speech() {
	q := p.q
	q.Intent = ClaimCheck
	if len(p.people) > 0 {
		q.Speaker = p.people[0]
	}
	p.query()
}

// statement recognises "what did trump say about 5 %".
func (p *parser) statement() bool {
	q := p.q
	if q.Fault == nil && p.is(cSay, cClaims) && p.hasDay() && len(p.people) == 0 && len(q.Allies) == 0 && !p.is(cSpend) {
		q.Intent = MeetingCard // "what was claimed on 13 March 2025"
		p.query()
		return true
	}
	if q.Fault == nil && len(p.people) == 1 && p.words <= 3 && p.hasLevel() && len(p.places) == 0 && !p.hasDay() && !p.is(cMeeting, cSummit, cSay) {
		p.speech() // "trump 5%"
		return true
	}
	if q.Fault == nil && len(p.people) == 1 && p.words == 2 && len(q.Allies) == 1 && len(p.ents) == 1 && len(p.dates) == 0 && len(p.places) == 0 {
		p.speech() // "trump spain"
		return true
	}
	if q.Fault != nil || !p.is(cSay) || len(p.people) == 0 || p.is(cCommit) && !p.is(cAbout) {
		return false
	}
	if len(p.places) > 0 || p.hasDay() || p.is(cMeeting, cSummit, cMinisterial, cDefMin, cForeign) {
		q.Intent = MeetingCard
		q.Speaker = p.people[0]
		p.query()
		return true
	}
	p.speech()
	return true
}

func (p *parser) hasDay() bool {
	for _, x := range p.dates {
		if x.date != "" && x.role != roleAsOf {
			return true
		}
	}
	return false
}

// query fills the meeting query from people, places, dates and kinds.
func (p *parser) query() {
	q := p.q
	m := &q.Meeting
	m.People = append([]string(nil), p.people...)
	if len(p.places) > 0 {
		m.Place = p.places[0]
		if len(p.places) > 1 && p.places[0] == "Washington" && p.places[1] == "White House" {
			m.Place = "White House"
		}
	}
	switch {
	case p.is(cSummit):
		m.Kind = "summit"
	case p.is(cDefMin):
		m.Kind, m.Topic = "ministerial", "defence ministers"
	case p.is(cForeign):
		m.Kind, m.Topic = "ministerial", "foreign ministers"
	case p.is(cMinisterial):
		m.Kind = "ministerial"
	case p.is(cBilateral):
		m.Kind = "bilateral"
	case p.is(cReport):
		m.Kind, m.Topic = "publication", "annual report"
	case p.is(cSpeech) && !p.is(cMeeting):
		m.Kind = "statement"
	}
	nearMeeting := func(c concept) bool {
		for _, k := range []concept{cMeeting, cSummit, cMinisterial, cDefMin, cForeign, cBilateral, cReport} {
			if p.has[k] > 0 && p.has[c] > 0 && p.has[k]-p.has[c] <= 4 && p.has[c]-p.has[k] <= 2 {
				return true
			}
		}
		return p.words <= 4
	}
	switch {
	case p.is(cNext) && nearMeeting(cNext):
		m.Which = "next"
	case p.is(cLast) && nearMeeting(cLast), p.is(cNow) && p.words <= 4 && p.is(cMeeting, cSummit):
		m.Which = "last"
	}
	if q.NonAlly != "" {
		m.Topic = q.NonAlly
	}
	if m.Topic == "" {
		for _, x := range p.nums {
			if x.pct {
				m.Topic = facts.ShortNumber(x.value) + "%"
				break
			}
		}
	}
	for k := range p.dates {
		x := &p.dates[k]
		if x.role == roleAsOf {
			continue
		}
		if p.badDate(x) {
			return
		}
		if x.other != "" {
			p.twoDates(x)
			return
		}
		switch {
		case x.date != "" && x.bare:
			m.On = p.heldOn(x.date)
		case x.date != "":
			m.On = x.date
		case m.On == "":
			m.On = facts.Date(fmt.Sprintf("%04d", x.year))
		}
		x.role = roleUntil // used up
	}
	if m.On == "" {
		switch {
		case p.is(cLastYear):
			m.On = facts.Date(fmt.Sprintf("%04d", p.today.Year()-1))
		case p.is(cThisYear):
			m.On = facts.Date(fmt.Sprintf("%04d", p.today.Year()))
		}
	}
	q.From, q.To, q.Said.Year = 0, 0, false
	if len(m.On) == 4 {
		q.To, q.Said.Year = m.On.Year(), true
	}
}

// heldOn is the last time before today that a meeting was held on that day or
// in that month of some year; the date itself when there was none.
func (p *parser) heldOn(d facts.Date) facts.Date {
	part := string(d[4:])
	best := d
	found := false
	for k := range p.d.Meetings {
		m := &p.d.Meetings[k]
		if m.Start.KnownBy(p.today) && len(m.Start) >= len(d) && strings.HasPrefix(string(m.Start[4:]), part) && (!found || m.Start[:len(d)] > best) {
			best, found = m.Start[:len(d)], true
		}
	}
	return best
}

// definition recognises questions for terms; sure takes only those that can't
// be anything else.
func (p *parser) definition(sure bool) bool {
	q := p.q
	if q.Fault != nil {
		return false
	}
	key := ""
	asks := p.is(cDefine, cMean, cWhy, cDifference, cCount) || p.first(cAbout)
	subject := len(q.Allies) > 0
	level := false
	for _, x := range p.nums {
		level = level || x.pct || !x.word
	}
	article := func() string {
		if p.is(cArticle) {
			for _, x := range p.nums {
				if x.at > p.has[cArticle]-1 && x.at <= p.has[cArticle]+2 || x.at == p.has[cArticle]-2 {
					return "article-" + facts.ShortNumber(x.value)
				}
			}
		}
		return ""
	}
	if k := article(); k != "" && !p.is(cSay, cMeeting, cSummit) {
		key = k
	}
	if key == "" && !p.is(cSay, cMeeting, cSummit) {
		for _, t := range p.terms {
			if strings.HasPrefix(t.name, "article-") {
				key = t.name
			}
		}
	}
	iceland := slices.Equal(q.Allies, []facts.Code{"ISL"})
	switch {
	case key != "":
	case sure && iceland && (p.is(cWhy) || p.is(cMissing)):
		key = "iceland"
	case sure && p.is(cBinding) && (level || p.is(cTarget, cGuideline, cCommit, cArticle) || p.is(cNATO)) && !p.is(cHowMany):
		key = "binding"
		for _, x := range p.nums {
			if !x.word || x.pct {
				q.Low = x.value
			}
		}
	case sure && p.is(cSIPRI) && !subject && (p.is(cDifference, cWhy, cNATO, cDefine, cCompare, cVersus, cThan) || p.words <= 2):
		key = "sipri"
	case p.average() && len(p.terms) == 0 && p.is(cNATO, cAllies):
		return false
	case sure && !subject && p.is(cShare) && len(p.toks) <= 4 && p.known == p.words && p.words <= 3 && !level && !p.is(cBottom, cTop, cRank, cNATO, cTrend, cSpend) && len(p.dates) == 0 && len(p.meas) == 0:
		key = "share-of-gdp"
	case sure && p.is(cWhy) && p.is(cChange, cDifference) && (p.is(cData, cEdition) || q.Said.Year) && !p.is(cSIPRI):
		key = "editions-differ"
	case sure && p.levels(3.5, 1.5) && !subject && !p.whoish() && !p.is(cBetween, cBelow, cAbove):
		key = "related-spending"
	case sure && p.is(cWhy) && p.is(cData, cEdition) && p.is(cThan, cRise, cFall, cBelow, cAbove) && !level && !p.is(cSIPRI):
		key = "editions-differ"
	case sure && !subject && p.is(cEdition) && p.is(cChange, cDifference) && !p.whoish() && !p.is(cTop, cBottom):
		key = "editions-differ"
	case sure && !subject && p.is(cCount) && !p.whoish() && len(p.terms) == 0 && !level && (p.is(cSpend, cDefence, cNATO) || p.words <= 5):
		key = "defence-expenditure"
	case sure && !subject && p.is(cConstant) && (p.known == p.words && p.words <= 2 || len(p.terms) == 0 && p.is(cVersus, cDifference, cMean) && !p.is(cTop, cBottom, cRank, cTrend, cNATO)):
		key = "constant-prices"
	case sure && q.NonAlly == "Ukraine" && !subject && p.aid() && (p.is(cCount, cSpend, cDefence, cTarget) || level):
		key = "core-defence"
	case sure && !subject && p.is(cMean, cDefine) && q.Said.Year && p.estimateMark():
		key = "estimate"
	case sure && p.is(cCompare) && p.is(cDefine) && p.known <= 6:
		// "compare definitions spain": two yardsticks side by side
		if subject {
			q.SIPRI = true
			return false
		}
		key = "sipri"
	case sure && p.is(cPay) && !p.is(cSpend, cMeet, cAbove, cBelow, cTop, cBottom) && (p.is(cNATO) || p.words <= 4) && len(p.people) == 0 && !level && !p.is(cMeeting):
		key = "common-funding"
	}
	if key == "" {
		for _, t := range p.terms {
			// a term beside an Ally is a measure or a target, unless asked for
			if subject && !asks && !p.owing(t) {
				continue
			}
			if sure && !asks && p.words > 4 {
				continue
			}
			if level && !asks || t.name == "major-equipment" && p.whoish() && p.is(cMeet, cMiss, cBelow, cAbove) {
				continue
			}
			if len(p.people) > 0 || p.is(cMeeting, cSummit) && !asks {
				continue
			}
			key = t.name
		}
		if key == "" && !sure && asks && !subject && p.is(cDefine, cMean) {
			switch {
			case level:
				key = "guideline"
			case p.is(cGuideline, cTarget):
				key = "guideline"
			case len(p.meas) > 0 && p.meas[0].name == string(facts.EquipmentShare):
				key = "major-equipment"
			case p.is(cConstant):
				key = "constant-prices"
			case p.is(cShare), p.is(cGDP):
				key = "share-of-gdp"
			case p.is(cEdition):
				key = "editions-differ"
			case p.is(cSpend) && p.is(cDefence):
				key = "core-defence"
			}
		}
		if key == "" && sure && asks && !subject && p.is(cDefine, cMean) && p.words <= 6 {
			switch {
			case p.is(cConstant), len(p.meas) > 0 && p.meas[0].name == string(facts.SpendUSDConstant):
				key = "constant-prices"
			case len(p.meas) > 0 && p.meas[0].name == string(facts.EquipmentShare) && !level:
				key = "major-equipment"
			case p.is(cShare) && !level && !p.is(cSpend, cDefence, cNATO):
				key = "share-of-gdp"
			}
		}
		if key == "" && sure && p.is(cWhy) && p.is(cEdition, cDifference) && !subject && p.is(cEdition, cData) {
			key = "editions-differ"
		}
	}
	if key == "" {
		return false
	}
	if iceland && p.is(cWhy, cMissing) {
		key = "iceland"
	}
	q.Intent = DefinitionAsk
	q.Term = p.d.term(key)
	q.Measure, q.Said.Measure, q.SIPRI = "", false, false
	if strings.Contains(q.Term, "binding") {
		for i := range p.toks {
			if f := p.toks[i].num; f != nil && f.value > 0 && f.value < 30 && !p.is(cArticle) {
				q.Low = f.value
			}
		}
	}
	if key != "editions-differ" {
		q.From, q.To, q.Said.Year = 0, 0, false
	}
	if key == "guideline" {
		for _, x := range p.nums {
			q.Low = x.value
		}
		q.Intent = CommitmentAsk
		q.Term = ""
		q.Allies = []facts.Code{facts.NATOTotal}
	}
	if key == "iceland" {
		q.Allies = []facts.Code{"ISL"}
	}
	if key != "common-funding" {
		var keep []facts.Code
		for _, c := range q.Allies {
			if !c.Aggregate() {
				keep = append(keep, c)
			}
		}
		q.Allies = keep
	}
	q.NonAlly = ""
	return true
}

// estimateMark reports a year written with its "e".
func (p *parser) estimateMark() bool {
	for i := range p.toks {
		t := &p.toks[i]
		if t.num != nil && t.num.year > 0 {
			if rest := p.text[t.off+len(t.raw):]; strings.HasPrefix(rest, "e") || strings.HasPrefix(rest, "E") {
				return true
			}
		}
	}
	return false
}

// levels reports that both levels are in the text.
func (p *parser) levels(a, b float64) bool {
	hasA, hasB := false, false
	for _, x := range p.nums {
		hasA = hasA || x.value == a
		hasB = hasB || x.value == b
	}
	return hasA && hasB
}

// term is the id of the curated definition that a key names; the key itself
// when none is curated under it.
func (d *Reader) term(key string) string {
	for i := range d.Definitions {
		if d.Definitions[i].ID == key {
			return key
		}
	}
	words := strings.ReplaceAll(key, "-", " ")
	for i := range d.Definitions {
		def := &d.Definitions[i]
		if phraseKey(def.Term) == words || strings.HasPrefix(def.ID, key) {
			return def.ID
		}
		for _, a := range def.Aliases {
			if phraseKey(a) == words {
				return def.ID
			}
		}
	}
	if want, ok := termKin[key]; ok {
		for _, w := range want {
			for i := range d.Definitions {
				if strings.Contains(d.Definitions[i].ID, w) {
					return d.Definitions[i].ID
				}
			}
		}
	}
	return key
}

// owing reports a term for dues, which no Ally owes: "what does Spain owe NATO".
func (p *parser) owing(t entity) bool {
	s := p.span(t.at, t.n)
	return t.name == "common-funding" && (strings.Contains(s, "owe") || strings.Contains(s, "dues") || strings.Contains(s, "fee") || strings.Contains(s, "bill"))
}

// aid reports help to another country: "does aid to Ukraine count".
func (p *parser) aid() bool {
	for i := range p.toks {
		switch p.toks[i].s {
		case "aid", "help", "support", "assistance", "ayuda", "aide", "hilfe", "ukrainehilfe", "aiuti", "aiuto", "pomoc", "yardim", "yardimi":
			return true
		}
	}
	return false
}

// termKin are parts of ids under which a term may be curated.
var termKin = map[string][]string{
	"binding": {"binding", "legal"}, "editions-differ": {"differ", "revis", "edition"}, "common-funding": {"common", "dues", "funding"},
	"iceland": {"iceland"}, "sipri": {"sipri", "yardstick"}, "core-defence": {"core"}, "related-spending": {"related"}, "major-equipment": {"equipment"},
	"share-of-gdp": {"share", "gdp"}, "constant-prices": {"constant", "prices"}, "estimate": {"estimate"}, "guideline-2pct": {"guideline", "2pct"}, "fiscal-year": {"fiscal"},
}

// opinion declines what is no fact.
func (p *parser) opinion() bool {
	q := p.q
	if q.Fault != nil {
		return false
	}
	say := ""
	switch {
	case p.is(cShould) && !p.is(cHowMuch) && !(p.is(cSay) && len(p.people) > 0) && !p.is(cMeeting) && !p.whatMust():
		say = "I state figures and what was promised; whether an Ally should do something is not mine to say."
	case p.is(cOpinion) && !p.is(cSay, cMeet, cTop, cBottom, cMeeting, cHowMuch) && (p.words > 2 || len(q.Allies) == 0) && !p.is(cCompare, cOr):
		say = "I state figures and what was promised; I hold no opinion on them."
	case p.judging() && !p.is(cSpend, cDefence, cMilitary, cPercent, cGDP, cShare) && len(p.meas) == 0 && !p.is(cRise, cFall, cChange):
		say = "I rank Allies by figures, and by nothing else."
	default:
		return false
	}
	p.decline(say)
	return true
}

// judging reports "best" and "worst".
func (p *parser) judging() bool {
	for i := range p.toks {
		switch p.toks[i].s {
		case "best", "worst", "weakest", "peor", "peores", "peggiore", "mejor", "meilleur", "beste", "bester", "migliore":
			return true
		}
	}
	return false
}

// whatMust is "what should allies spend": a question for the commitment.
func (p *parser) whatMust() bool { return len(p.toks) > 0 && p.toks[0].s == "what" }

// forecast declines the future, and points to what is dated.
func (p *parser) forecast() bool {
	q := p.q
	if q.Fault != nil || p.is(cGap) && !p.is(cNextYear) {
		return false
	}
	if p.is(cHowMuch) && p.hasLevel() && len(q.Allies) > 0 && !p.is(cNextYear, cForecast, cWhen) && p.conditional() {
		return false // "how much would Spain need for 3.5 %"
	}
	future := p.is(cNextYear) || p.is(cForecast) && !p.is(cEdition) || p.is(cWill) && p.has[cWill] <= 6 || p.is(cQuit) && (len(p.ents) > 0 || len(p.people) > 0) && !p.is(cWhen, cMeet)
	if !future {
		return false
	}
	p.decline("I make no forecasts: there are published figures up to the newest edition, and commitments with their dates.")
	return true
}

// percent reports a number in per cent.
func (p *parser) percent() bool {
	return slices.ContainsFunc(p.nums, func(x amount) bool { return x.pct })
}

// conditional reports "would" or "need": a sum to be worked out, no forecast.
func (p *parser) conditional() bool {
	for i := range p.toks {
		switch p.toks[i].s {
		case "would", "d", "could", "wurde", "muesste":
			return true
		}
	}
	return p.must()
}

// decline refuses with what there is instead.
func (p *parser) decline(say string) {
	q := p.q
	q.Intent = p.roughIntent()
	var cs []Choice
	people := map[string]facts.Code{"trump": "USA", "biden": "USA", "hegseth": "USA", "vance": "USA", "rubio": "USA"}
	if len(q.Allies) == 0 {
		for _, w := range p.people {
			if c, ok := people[w]; ok {
				q.Allies = addCode(q.Allies, c)
			}
		}
	}
	for _, c := range q.Allies {
		if len(cs) >= 4 {
			break
		}
		n := p.d.Name(c)
		cs = append(cs, Choice{n + ": figures", CanonicalName(c)}, Choice{n + ": commitments", "commitment " + CanonicalName(c)})
	}
	if len(p.people) > 0 {
		cs = append(cs, Choice{"What was said", "claims " + p.people[0]})
	}
	if len(cs) == 0 && p.judging() {
		cs = []Choice{{"Highest shares of GDP", "top 5"}, {"Lowest shares of GDP", "bottom 5"}}
	}
	if len(cs) == 0 {
		cs = []Choice{{"NATO total", "nato"}, {"Commitments", "commitments"}, {"Help", "help"}}
	}
	q.Fault = &Fault{Status: Unsupported, Say: say, Choices: cs}
}

// commitment recognises questions for what was undertaken.
func (p *parser) commitment() bool {
	q := p.q
	if q.Fault != nil {
		return false
	}
	level := p.hasLevel()
	switch {
	case p.is(cExempt) && (len(q.Allies) > 0 || len(p.places) > 0 || p.is(cCommit, cTarget) || level):
	case p.first(cCommit):
		if p.is(cGap, cTrend) && p.whoish() {
			return false
		}
	case p.is(cCommit):
		// "which allies meet their commitments?" is a question of figures
		if p.whoish() && p.is(cMeet, cMiss, cBelow, cAbove) && (len(q.Allies) == 0 || q.Group != "") && (level || p.is(cHowMany, cWho, cWhich)) && !p.committing() {
			return false
		}
		if len(q.Allies) > 0 && p.is(cMeet, cMiss) && level && !p.committing() {
			return false
		}
		if p.is(cGap) {
			return false
		}
		if p.is(cMeeting, cSummit) && !p.committing() && len(q.Allies) == 0 && !p.is(cHowMuch) && (p.is(cHappened) || p.is(cWhen) || p.is(cWhere)) {
			return false
		}
	case p.is(cTarget, cGuideline, cPosition) && !p.is(cMeet, cMiss, cGap, cBelow, cAbove, cAtLeast, cTop, cBottom, cRank, cHowMany, cEver, cFirstTime, cThan, cSay) && !(p.whoish() && level && len(q.Allies) == 0) && !p.is(cTrend, cCompare) &&
		!(p.is(cIs) && level && len(q.Allies) == 1 && !p.is(cHowMuch, cDefine)):
	case p.is(cAgree) && (level || p.is(cTarget)) && !p.is(cTrue):
	case p.is(cShould) && p.is(cHowMuch) || p.whatMust() && p.is(cShould) && p.is(cSpend):
	case p.must() && q.To > p.today.Year():
	case p.percent() && q.To > p.today.Year() && len(q.Allies) == 0 && !p.whoish() && !p.is(cSpend, cSay, cWill, cForecast, cTrend, cCompare, cMeeting, cSummit, cBelow, cAbove) && len(p.people) == 0 && len(p.unknown) == 0:
	case p.must() && level && !p.is(cHowMuch, cHowMany, cGap):
	case p.is(cAgree) && (q.Said.Year && !p.is(cSpend) || len(q.Allies) > 0 && len(p.places) > 0):
	case level && len(q.Allies) == 0 && !p.whoish() && p.whatish() && !p.is(cBelow, cAbove, cAtLeast, cAtMost, cMeet, cMiss, cBetween, cTop, cBottom, cSpend, cSay, cTrend, cCompare, cNot, cHappened, cMeeting, cSummit, cDifference, cBillion, cMillion, cArticle) && len(p.people) == 0 && len(p.meas) == 0 && len(p.unknown) < 3:
	default:
		return false
	}
	q.Intent = CommitmentAsk
	if len(q.Allies) == 0 && len(p.ctx.Allies) > 0 && p.pronoun() {
		q.Allies = slices.Clone(p.ctx.Allies)
	}
	p.query()
	if q.Fault != nil {
		return true
	}
	if strings.HasSuffix(q.Meeting.Topic, "%") {
		q.Meeting.Topic = "" // it is the level
	}
	q.Meeting.Kind, q.Meeting.Which = "", ""
	if q.Meeting.On != "" && q.Meeting.On.First() > p.today.Last() {
		q.Meeting.On = "" // a deadline, no day of agreement
	}
	for _, x := range p.nums {
		if x.pct || x.value < 30 && !x.word {
			q.Low = x.value
		}
	}
	if len(q.Allies) == 0 && (p.is(cNATO) && !p.slash && p.words > 1 || p.is(cAllies)) && len(p.places) == 0 && !p.is(cWho, cWhich) {
		q.Allies = []facts.Code{facts.NATOTotal}
	}
	switch {
	case q.Meeting.Place != "":
		q.Term = strings.ToLower(strings.TrimPrefix(q.Meeting.Place, "The "))
	case len(q.Allies) == 1 && q.Allies[0] == facts.NATOTotal:
		q.Term = "alliance"
	}
	q.NonAlly = ""
	return true
}

// whatish reports a question for what something is.
func (p *parser) whatish() bool {
	switch p.toks[0].s {
	case "what", "whats", "explain", "define", "que", "was", "quoi", "qu", "c", "cosa", "cos", "che", "co", "czym", "tell":
		return true
	}
	switch p.toks[len(p.toks)-1].s {
	case "nedir", "ne":
		return true
	}
	return false
}

// pronoun reports a word that stands for what a thread is about.
func (p *parser) pronoun() bool {
	for i := range p.toks {
		switch p.toks[i].s {
		case "it", "its", "they", "their", "them", "that", "su", "sus", "sa", "ses", "leur", "ihr", "ihre", "sein", "seine", "suo", "sua", "jego", "jej", "ich", "onun":
			return true
		}
	}
	return false
}

// must reports a duty: "have to spend".
func (p *parser) must() bool {
	for i := range p.toks {
		switch p.toks[i].s {
		case "must", "need", "needs", "required", "supposed", "obliged", "debe", "deben", "doit", "doivent", "muss", "mussen", "deve", "devono", "musi", "musza":
			return true
		case "to":
			if i > 0 && (p.toks[i-1].s == "have" || p.toks[i-1].s == "has") {
				return true
			}
		}
	}
	return false
}

// committing reports words that mean the act itself (promised, plans, signed
// up to), as against the nouns for what was undertaken.
func (p *parser) committing() bool {
	for i := range p.toks {
		if p.conceptAt(i) != cCommit {
			continue
		}
		switch s := p.toks[i].s; {
		case s == "commitment", s == "commitments", s == "pledge", s == "pledges", strings.HasPrefix(s, "oblig"), strings.HasPrefix(s, "compromisos"), s == "compromiso",
			s == "engagement", s == "engagements", strings.HasPrefix(s, "verpflicht"), s == "impegno", s == "impegni", strings.HasPrefix(s, "zobowiaz"), strings.HasPrefix(s, "yukuml"), strings.HasPrefix(s, "taahh"):
		default:
			return true
		}
	}
	return false
}

// hasLevel reports a level of spending in the text: "2 %", "3.5".
func (p *parser) hasLevel() bool {
	for _, x := range p.nums {
		if x.pct || x.scale > 0 || !x.word && x.value > 0 && x.value < 30 && !p.headcount(x) {
			return true
		}
	}
	return false
}

// meeting recognises questions for the timeline.
func (p *parser) meeting() bool {
	q := p.q
	if q.Fault != nil {
		return false
	}
	event := p.is(cMeeting, cSummit, cMinisterial, cDefMin, cForeign, cBilateral, cReport) || p.is(cSpeech) && (len(p.people) > 0 || p.hasDay())
	if p.is(cReport) && (p.is(cBelow, cAbove, cMeet, cHowMany) || len(q.Allies) > 0) {
		event = p.is(cMeeting, cSummit, cMinisterial)
	}
	levels := p.hasLevel() && p.is(cMeet, cMiss, cBelow, cAbove, cAtLeast)
	switch {
	case event && !(levels && (p.whoish() || len(q.Allies) > 0) && !p.is(cSummit)) && !(p.is(cSpend) && len(q.Allies) > 0 && !p.is(cHappened, cSummit)):
	case len(p.people) >= 2:
	case len(p.people) == 1 && (p.words <= 4 || p.is(cHappened, cWhen, cWhere) || p.hasDay()) && !p.is(cSpend):
	case len(p.places) > 0 && (p.words <= 3 || p.is(cHappened, cWhen, cAgree, cWhere, cWho) || p.hasDay()) && !p.is(cSpend, cOther) && len(q.Allies) == 0:
	case p.is(cHappened) && (p.hasDay() || len(p.places) > 0):
	case p.is(cWill) && p.is(cWhen) && p.is(cSummit, cMeeting):
	case p.words == 1 && p.is(cNext) && len(p.toks) == 1:
	default:
		return false
	}
	q.Intent = MeetingCard
	p.query()
	// An Ally that hosts is a place.
	if len(q.Allies) == 1 && q.Meeting.Place == "" && !q.Allies[0].Aggregate() {
		for _, e := range p.ents {
			if e.kind == kAlly && e.at > 0 {
				switch p.toks[e.at-1].s {
				case "in", "en", "w", "we", "na", "hosted", "by":
					q.Meeting.Place = p.d.Name(e.code)
					q.Allies = nil
				}
			}
		}
	}
	var keep []facts.Code
	for _, c := range q.Allies {
		if !c.Aggregate() {
			keep = append(keep, c)
		}
	}
	q.Allies = keep
	q.NonAlly = ""
	return true
}

// edition settles an edition asked for by its date or id.
func (p *parser) edition() {
	q := p.q
	for k := range p.dates {
		x := &p.dates[k]
		if x.role != roleEdition || q.Fault != nil || q.Intent == MeetingCard || q.Intent == ClaimCheck || q.Intent == DefinitionAsk {
			continue
		}
		d := x.date
		if d == "" {
			d = facts.Date(fmt.Sprintf("%04d", x.year))
		}
		annual := x.date == "" && p.is(cReport) // the report on a year comes out in the next
		var hit []*facts.Edition
		for _, e := range p.d.Editions {
			if annual {
				if e.Published.Year() == x.year+1 && len(e.Published) >= 7 && (e.Published[5:7] == "03" || e.Published[5:7] == "04") {
					hit = append(hit, e)
				}
				continue
			}
			if strings.HasPrefix(string(e.Published), string(d)) || len(d) == 10 && e.Published == d[:min(len(d), len(e.Published))] || strings.HasSuffix(e.ID, "-"+string(d)) {
				hit = append(hit, e)
			}
		}
		if whole := slices.DeleteFunc(slices.Clone(hit), func(e *facts.Edition) bool { return !e.Complete }); len(whole) == 1 || len(whole) > 0 && len(d) == 4 {
			hit = whole
		}
		switch {
		case len(hit) == 1 && hit[0].Published.KnownBy(p.today):
			q.Edition = hit[0].ID
		case len(hit) > 1:
			f := &Fault{Status: Ambiguous, Say: fmt.Sprintf("There are several editions of %s. Which one?", d.Long())}
			for _, e := range hit {
				f.Choices = append(f.Choices, Choice{"edition of " + e.Published.Long(), p.replaced(x, string(e.Published.First()[:7]))})
			}
			q.Fault = f
		default:
			e := p.nearestEdition(d)
			q.Fault = &Fault{Status: Unknown, Say: fmt.Sprintf("No edition of %s is held; the nearest is the one of %s.", d.Long(), e.Published.Long()), Choices: []Choice{{"edition of " + e.Published.Long(), p.replaced(x, string(e.Published.First()[:7]))}}}
		}
	}
	if q.Intent == "" {
		q.Intent = Profile
	}
}

func (p *parser) nearestEdition(d facts.Date) *facts.Edition {
	best := p.d.Newest()
	for _, e := range p.d.Editions {
		if !e.Complete {
			continue
		}
		if math.Abs(e.Published.Last().Time().Sub(d.Last().Time()).Hours()) < math.Abs(best.Published.Last().Time().Sub(d.Last().Time()).Hours()) {
			best = e
		}
	}
	return best
}

// freeDates takes a day or a month in a question of figures as the day whose
// knowledge is asked for: figures have years, no days.
func (p *parser) freeDates() {
	q := p.q
	switch q.Intent {
	case MeetingCard, ClaimCheck, Help, DefinitionAsk:
		return
	}
	for k := range p.dates {
		x := &p.dates[k]
		if x.role == free && (x.date != "" || x.bad) && !q.Said.AsOf {
			p.setAsOf(x)
		}
	}
}

// checkDates refuses years that no edition holds and days before the first.
func (p *parser) checkDates() {
	q := p.q
	switch q.Intent {
	case MeetingCard, ClaimCheck, Help, DefinitionAsk, CommitmentAsk:
		return
	}
	lo, hi := 0, 0
	for _, e := range p.d.Editions {
		if q.Edition != "" && e.ID != q.Edition || q.Edition == "" && !e.Published.KnownBy(q.AsOf) || len(e.Years) == 0 {
			continue
		}
		if lo == 0 || e.Years[0] < lo {
			lo = e.Years[0]
		}
		if e.LastYear() > hi {
			hi = e.LastYear()
		}
	}
	if hi == 0 {
		first := p.d.Editions[0]
		q.Fault = &Fault{Status: Unknown, Say: fmt.Sprintf("No edition is held that was out on %s; the first is of %s.", q.AsOf.Long(), first.Published.Long()), Choices: p.without()}
		return
	}
	if q.SIPRI {
		lo = min(lo, 1949)
	}
	for _, y := range []int{q.From, q.To} {
		if y == 0 || y >= lo && y <= hi {
			continue
		}
		near := lo
		if y > hi {
			near = hi
		}
		say := fmt.Sprintf("No edition out by %s holds %d; the nearest year held is %d.", q.AsOf.Long(), y, near)
		if y > p.today.Year() {
			say = fmt.Sprintf("%d has not come, and I make no forecasts; the newest year held is %d.", y, near)
		}
		alt := *q
		if alt.From == y {
			alt.From = near
		}
		if alt.To == y {
			alt.To = near
		}
		if alt.From == alt.To {
			alt.From = 0
		}
		ask := p.d.Canonical(alt)
		q.Fault = &Fault{Status: Unknown, Say: say, Choices: []Choice{{fmt.Sprint(near), ask}}}
		return
	}
}
