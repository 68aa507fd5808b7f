package reader

import (
	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/query"
	"slices"
)

// lookUp reads what asks for no figure: meetings, commitments, definitions,
// statements, posts, help, and what is understood and not held.
func (b *bag) lookUp() ([]query.Query, bool) {
	room := make([]phrase, len(b.ps))
	for _, t := range [...]func(*bag) (query.Query, bool){(*bag).beyond, (*bag).help, (*bag).membership, (*bag).term, (*bag).meeting, (*bag).commitment, (*bag).forecast, (*bag).statement, (*bag).post, (*bag).aid, (*bag).editions} {
		copy(room, b.ps)
		c := *b
		c.ps = room
		if q, ok := t(&c); ok && c.count() == 0 {
			*b = c
			return []query.Query{q}, true
		}
	}
	return nil, false
}

// open are the words that ask, without saying what.
var openers = []lexicon.Sort{lexicon.What, lexicon.HowMuch, lexicon.HowMany, lexicon.How, lexicon.Who, lexicon.When, lexicon.Where, lexicon.Why, lexicon.YesNo, lexicon.True, lexicon.Would, lexicon.Define, lexicon.All, lexicon.Any}

// rest takes sets, times and quantities without asking what they are for.
func (b *bag) rest(q *query.Query) bool {
	qty, _, _ := b.qtys()
	subject, among, _ := b.sets()
	if q.Ask != query.Beyond && q.Ask != query.Forecast && len(among.Less) > 0 {
		return false // a look-up has nobody to leave out
	}
	q.Subject = subject
	q.Subject.Terms = append(q.Subject.Terms, among.Terms...)
	t, ok := b.time()
	q.Time = t
	q.Qty = qty
	for i := range b.ps {
		if b.ps[i].kind == pLevel && !b.ps[i].used {
			b.ps[i].used = true
			q.Look.Level = b.ps[i].level.value
		}
	}
	for i := range b.conds {
		q.Look.Level = b.conds[i].Level
	}
	return ok
}

// beyond reads what is no figure of NATO's tables: a service, a weapon, an
// opinion, another country's spending.
func (b *bag) beyond() (query.Query, bool) {
	q := query.Query{Ask: query.Beyond}
	switch {
	case b.has(lexicon.Beyond):
		p, _ := b.takeOne(lexicon.Beyond)
		q.Look.Topic = p.val
	case b.has(lexicon.Should):
		q.Look.Topic = "opinion"
	default:
		if t, ok := b.place(); ok {
			q.Look.Topic, q.Look.Place = "place", t
			break
		}
		return q, false
	}
	b.everything(&q)
	return q, true
}

// place is a country that is no Ally, if no Ally is named beside it.
func (b *bag) place() (string, bool) {
	name := ""
	for i := range b.ps {
		if b.ps[i].kind != pSet {
			continue
		}
		for _, t := range b.ps[i].set.terms {
			if t.Place == "" {
				return "", false
			}
			name = t.Place
		}
	}
	return name, name != ""
}

// everything uses all phrases: the question is declined whatever else it says.
func (b *bag) everything(q *query.Query) {
	b.rest(q)
	for i := range b.ps {
		b.ps[i].used = true
	}
}

func (b *bag) help() (query.Query, bool) {
	q := query.Query{Ask: query.Help}
	if !b.take(lexicon.Help) {
		return q, false
	}
	b.take(openers...)
	return q, true
}

func (b *bag) term() (query.Query, bool) {
	q := query.Query{Ask: query.Definition}
	if b.due() { // by when it has to be met is no part of what it means
		return q, false
	}
	p, ok := b.takeOne(lexicon.Term)
	if !ok {
		return b.defined()
	}
	q.Look.Term = p.val
	q.Look.Why = b.has(lexicon.Why)
	b.take(lexicon.Term, lexicon.Difference, lexicon.Between, lexicon.Say, lexicon.Commit, lexicon.Named, lexicon.Estimate, lexicon.Meet, lexicon.Miss, lexicon.Gap)
	b.take(openers...)
	return q, b.rest(&q) && q.Time.IsZero()
}

// definitions of what the measures count, by the id of the curated text.
var measureTerms = map[facts.Measure]string{facts.EquipmentShare: "major-equipment", facts.ShareOfGDP: "share-of-gdp", facts.RealChange: "real-change", facts.SpendUSDConstant: "constant-prices", facts.SpendUSD: "current-prices"}

// defined reads "what is counted as major equipment", "what is core defence",
// "constant prices", "why is there no figure for Iceland", "why do figures
// change", "difference between NATO and SIPRI".
func (b *bag) defined() (query.Query, bool) {
	q := query.Query{Ask: query.Definition}
	why := b.has(lexicon.Why)
	switch {
	case b.iceland() && (why || b.has(lexicon.None, lexicon.Not, lexicon.Gap, lexicon.Miss)):
		return b.explained("iceland"), true
	case b.has(lexicon.Meeting, lexicon.Person), len(b.times()) > 0 && !why:
		return q, false
	case b.aboutSIPRI(why):
		b.know.SIPRI = false
		return b.explained("sipri"), true
	case why && b.differs():
		return b.explained("editions-differ"), true
	}
	b.meansDefine()
	define := b.take(lexicon.Define)
	if !define && b.before != nil { // "and how much on equipment?" is of those before
		return q, false
	}
	asked := define || b.has(lexicon.What, lexicon.HowMuch)
	estimate := b.take(lexicon.Estimate)
	if b.allyNamed() || b.has(lexicon.Who, lexicon.HowMany, lexicon.Top, lexicon.Bottom, lexicon.Trend) {
		return q, false
	}
	b.take(openers...)
	named := b.take(lexicon.Named)
	b.take(lexicon.Commit, lexicon.Say, lexicon.Difference, lexicon.Between, lexicon.Compare)
	parts := b.parts(b.qtyLeft())
	if !b.rest(&q) || !q.Time.IsZero() {
		return q, false
	}
	switch {
	case estimate && !parts.any && asked:
		q.Look.Term = "estimate"
	case define && (named || q.Look.Level > 0 || len(b.conds) > 0):
		q.Look.Term = b.r.termOf(q.Look.Level)
	default:
		q.Look.Term = parts.term(&q, define, asked)
	}
	q.Qty = nil
	q.Subject = query.Set{}
	return q, q.Look.Term != ""
}

// explained asks for a definition that the question as a whole is about.
func (b *bag) explained(term string) query.Query {
	q := query.Query{Ask: query.Definition, Look: query.Look{Term: term}}
	b.everything(&q)
	return q
}

// differs reports whether a difference or a change is spoken of.
func (b *bag) differs() bool {
	return b.has(lexicon.Difference, lexicon.Change, lexicon.Revised, lexicon.Less, lexicon.More, lexicon.Rise, lexicon.Fall)
}

// aboutSIPRI reports whether it is asked what SIPRI's figures are, or why they
// are others: not what they are for an Ally.
func (b *bag) aboutSIPRI(why bool) bool {
	return b.know.SIPRI && !b.allyNamed() && (why || b.differs() || b.has(lexicon.Define, lexicon.What, lexicon.HowMuch) && !b.someQty())
}

// meansDefine makes a word that can be a mean or a definition the latter at the
// end of a question: "what does core defence mean?"
func (b *bag) meansDefine() {
	for i := range b.ps {
		if b.isWord(i, lexicon.Mean) && b.could(i, lexicon.Define) && b.has(lexicon.What, lexicon.HowMuch) && b.next(i) >= len(b.ps)-1 {
			b.ps[i].sort = lexicon.Define
		}
	}
}

// term is the definition that explains the words of a quantity; "" for none.
// asked reports whether it is asked what something is, define whether in words
// that ask for nothing else.
func (q qtyParts) term(of *query.Query, define, asked bool) string {
	alone := !q.spend && len(q.measures) == 0 && q.cur == ""
	switch {
	case q.core && len(of.Subject.Terms) == 0:
		return "core-defence"
	case q.real && alone:
		return "constant-prices"
	case q.nominal && alone:
		return "current-prices"
	case !asked:
	case len(of.Qty) == 1 && measureTerms[of.Qty[0].Measure] != "" && of.Subject.All():
		return measureTerms[of.Qty[0].Measure]
	case q.any && define && len(of.Qty) < 2:
		return "defence-expenditure"
	}
	return ""
}

// termOf is the definition that explains a level.
func (r *Reader) termOf(level float64) string {
	for id, term := range map[string]string{"hague-2025-core": "core-defence", "hague-2025-related": "related-spending", "wales-2014-equipment": "major-equipment"} {
		if c, ok := r.Data.CommitmentByID(id); ok && c.Value == level {
			return term
		}
	}
	return "guideline"
}

// allyNamed reports whether an Ally is named.
func (b *bag) allyNamed() bool {
	for i := range b.ps {
		for _, t := range b.ps[i].set.terms {
			if b.ps[i].kind == pSet && t.Code != "" && !t.Code.Aggregate() {
				return true
			}
		}
	}
	return false
}

func (b *bag) iceland() bool {
	for i := range b.ps {
		if b.ps[i].kind == pSet && len(b.ps[i].set.terms) == 1 && b.ps[i].set.terms[0].Code == "ISL" {
			return true
		}
	}
	return false
}

// meeting reads what was said or decided at a meeting, when and where it was or
// will be.
func (b *bag) meeting() (query.Query, bool) {
	q := query.Query{Ask: query.Meeting}
	people := 0
	for i := range b.ps {
		if b.isWord(i, lexicon.Person) {
			people++
		}
	}
	if !b.met(people) || len(b.know.Edition) > 0 || b.due() || len(b.conds) > 0 || b.agreed() || people == 1 && b.has(lexicon.Say) && b.level() {
		return q, false
	}
	b.take(lexicon.Meet)
	if people > 1 {
		b.take(lexicon.Between)
	}
	b.whichMeeting(&q.Look)
	q.Look.When = b.has(lexicon.When)
	q.Look.Where = b.has(lexicon.Where)
	if b.know.AsOf != "" {
		q.Look.On, b.know.AsOf = b.know.AsOf, ""
	}
	b.take(openers...)
	b.take(lexicon.Commit, lexicon.Say)
	ok := b.rest(&q)
	if q.Look.On == "" && q.Time.To > 0 {
		q.Look.On, q.Time = facts.Date(four(q.Time.To)), query.Time{}
	}
	return q, ok
}

// met reports whether a meeting is spoken of, in which so many people are named.
func (b *bag) met(people int) bool {
	dated := b.know.AsOf != ""
	switch {
	case b.has(lexicon.Meeting), people > 1:
		return true
	case b.has(lexicon.City) && (people > 0 || b.has(lexicon.When, lexicon.What, lexicon.Where) || b.alone(lexicon.City)):
		return true
	case people > 0:
		return dated || b.has(lexicon.Meet)
	}
	return dated && b.has(lexicon.Say, lexicon.What) && !b.someQty()
}

// whichMeeting uses the words that say of what kind a meeting is, where, with
// whom, and whether the last or the next.
func (b *bag) whichMeeting(look *query.Look) {
	if b.has(lexicon.City) && b.onlyTold() && b.take(lexicon.Top) { // "au sommet de La Haye" is no ranking
		look.Kind = "summit"
		b.take(lexicon.Than)
	}
	for b.has(lexicon.Meeting) {
		if p, _ := b.takeOne(lexicon.Meeting); p.val != "outcome" && p.val != "" {
			look.Kind = p.val
		}
	}
	if p, ok := b.takeOne(lexicon.City); ok {
		look.Place = p.val
	}
	for b.has(lexicon.Person) {
		p, _ := b.takeOne(lexicon.Person)
		look.People = append(look.People, p.val)
	}
	for b.has(lexicon.Newest) {
		look.Which = "last"
		if p, _ := b.takeOne(lexicon.Newest); p.val == "next" {
			look.Which = "next"
		}
	}
	if b.takeOrdinal(-1) {
		look.Which = "last"
	}
}

// onlyTold reports whether what was decided is asked, and of no Ally or figure.
func (b *bag) onlyTold() bool {
	for i := range b.ps {
		if b.isWord(i, lexicon.Meeting) && b.ps[i].val == "outcome" {
			return !b.someQty()
		}
	}
	return false
}

// alone reports whether nothing but words of one sort is there.
func (b *bag) alone(s lexicon.Sort) bool {
	for i := range b.ps {
		if p := &b.ps[i]; p.kind != pWord || p.sort != s && p.sort != lexicon.NoSort && !free[p.sort] {
			return false
		}
	}
	return true
}

// someQty reports whether a quantity or an Ally is spoken of.
func (b *bag) someQty() bool {
	for i := range b.ps {
		if k := b.ps[i].kind; k == pQty || k == pSet || k == pLevel {
			return true
		}
	}
	return false
}

func (b *bag) commitment() (query.Query, bool) {
	q := query.Query{Ask: query.Commitment}
	named, isNamed := b.takeOne(lexicon.Named)
	if !b.has(lexicon.Commit) && !isNamed && !b.mustBy() && !b.agreed() && !b.levelOnly() && !b.dueLater() {
		return q, false
	}
	if len(b.conds) > 0 && b.has(lexicon.Who, lexicon.HowMany) {
		return q, false
	}
	if isNamed && b.has(lexicon.Gap) && b.has(lexicon.HowMuch, lexicon.HowMany, lexicon.Percent) { // how far from it, not what it is
		return q, false
	}
	due := b.due()
	b.agreements()
	if isNamed {
		q.Look.Term = named.val
	}
	if i := b.word(lexicon.Commit); i >= 0 && b.ps[i].val == exempt {
		q.Look.Topic = exempt
	}
	b.take(lexicon.Commit, lexicon.Gap, lexicon.Forecast, lexicon.Say)
	if p, ok := b.takeOne(lexicon.City); ok {
		q.Look.Place = p.val
		if due {
			b.take(lexicon.Meeting) // where it was agreed
		}
	}
	q.Look.When = b.has(lexicon.When, lexicon.UntilWhen) || due
	b.take(openers...)
	b.take(lexicon.UntilWhen)
	b.partsOf()
	if due { // "the total, both parts and the deadline"
		b.take(lexicon.Sum, lexicon.Whole, lexicon.Both)
	}
	b.inYearToCome(&q)
	for i := range b.conds {
		q.Look.Level = b.conds[i].Level
	}
	ok := b.rest(&q) && len(b.conds) < 2 && undertaken(q.Qty)
	if len(q.Qty) == 1 && q.Qty[0].Measure != facts.EquipmentShare { // what is promised is a share
		q.Qty = nil
	}
	return q, ok
}

// due reports whether the day by which something has to be done is spoken of.
func (b *bag) due() bool {
	for i := range b.ps {
		if b.isWord(i, lexicon.Commit) && b.ps[i].val == "due" {
			return true
		}
	}
	return false
}

// partsOf uses a number that only says how many parts a commitment has: "the two
// parts".
func (b *bag) partsOf() {
	for i := range b.ps {
		if p := &b.ps[i]; p.kind == pLevel && !p.used && p.level.bare && !p.level.scaled && p.level.value == 2 && b.isKind(b.next(i), pQty) && b.ps[b.next(i)].sort == lexicon.Share {
			p.used = true
		}
	}
}

// exempt is the topic of a question about who need not keep a commitment.
const exempt = "exempt"

// undertaken reports whether quantities are such as Allies undertake: a share,
// and no amount, head or part of it.
func undertaken(qty []query.Expr) bool {
	for _, e := range qty {
		if e.Op != query.Value || e.Cur != "" || e.Slice != "" || e.Measure != "" && e.Measure != facts.ShareOfGDP && e.Measure != facts.EquipmentShare {
			return false
		}
	}
	return true
}

// inYearToCome lets a year that is still to come say which of the Alliance's
// commitments is meant, where its name is one that an older one has too: "the
// target for 2035".
func (b *bag) inYearToCome(q *query.Query) {
	com, ok := b.r.Data.CommitmentByID(q.Look.Term)
	if !ok {
		return
	}
	for _, i := range b.times() {
		if y := b.ps[i].time.To; y > b.r.newest && com.Due() != y {
			q.Look.Term = ""
		}
	}
}

// agreed reports "did Spain agree to 5 %": what was decided, and a level or an
// Ally with it, and no meeting.
func (b *bag) agreed() bool {
	if !b.onlyOutcome() {
		return false
	}
	return b.level() || len(b.conds) > 0
}

// onlyOutcome reports whether the words of meetings say only that something was
// decided.
func (b *bag) onlyOutcome() bool {
	found := false
	for i := range b.ps {
		switch {
		case b.isWord(i, lexicon.Meeting) && b.ps[i].val == "outcome":
			found = true
		case b.isWord(i, lexicon.Meeting, lexicon.City, lexicon.Person):
			return false
		}
	}
	return found && b.know.AsOf == ""
}

// agreements uses words that say that something was decided.
func (b *bag) agreements() {
	if b.onlyOutcome() {
		b.take(lexicon.Meeting)
	}
}

// levelOnly reports "what is the 1.5 % for": a level in per cent and nothing
// else but words that ask.
func (b *bag) levelOnly() bool {
	n := 0
	for i := range b.ps {
		p := &b.ps[i]
		switch {
		case p.kind == pLevel && p.level.unit == percent && !p.level.fraction:
			n++
		case b.isWord(i, lexicon.What, lexicon.HowMuch, lexicon.Define, lexicon.Why), p.kind == pWord && (free[p.sort] || p.sort == lexicon.NoSort):
		default:
			return false
		}
	}
	return n == 1 && b.has(lexicon.What, lexicon.HowMuch, lexicon.Define, lexicon.Why)
}

// dueLater reports "5 % by 2035": a level, or what Allies have to do, by a year
// that is still to come, and no Ally named.
func (b *bag) dueLater() bool {
	later := false
	for _, i := range b.times() {
		later = later || b.ps[i].time.To > b.r.latest
	}
	return later && !b.allyNamed() && !b.has(lexicon.Forecast, lexicon.Who, lexicon.HowMany) && len(b.conds) == 0 && (b.level() || b.has(lexicon.Gap))
}

// mustBy reports "by when must Allies be at 5 %".
func (b *bag) mustBy() bool {
	if b.has(lexicon.When) && b.has(lexicon.Forecast) && len(b.conds) == 1 && (b.conds[0].verb && b.conds[0].Cmp == query.AtLeast || b.conds[0].Cmp == query.At) && b.conds[0].Of == nil && !b.has(lexicon.Who, lexicon.HowMany) { // "when will Italy reach 3.5 %": what it has undertaken is told, no forecast
		return true
	}
	if b.has(lexicon.UntilWhen) && len(b.conds) == 1 && !b.wasOnce() && b.conds[0].verb && b.conds[0].Cmp == query.AtLeast && !b.has(lexicon.Who, lexicon.HowMany) { // one reaches a level by a day, and until none
		return true
	}
	return b.has(lexicon.When) && b.has(lexicon.Gap) && !b.has(lexicon.HowMuch)
}

// wasOnce reports whether the one Ally named was at the level of the one condition
// in some year: until when it was is then asked, and not by when
// it has to be.
func (b *bag) wasOnce() bool {
	sets := b.setIdx()
	e, ok := b.r.Data.Current(b.day())
	if !ok || len(sets) != 1 || len(b.ps[sets[0]].set.terms) != 1 || b.has(lexicon.Gap, lexicon.Forecast, lexicon.Commit) || b.conds[0].lv == nil || b.conds[0].lv.unit != percent {
		return false
	}
	once, level := false, b.conds[0].Level
	list := e.SeriesOf(b.ps[sets[0]].set.terms[0].Code, facts.ShareOfGDP, 0, e.ShareYear())
	for _, f := range list {
		once = once || f.Value >= level
	}
	return once
}

// forecast reads a year of which no figures are known.
func (b *bag) forecast() (query.Query, bool) {
	q := query.Query{Ask: query.Forecast}
	future := b.has(lexicon.Forecast) && !(b.has(lexicon.Gap, lexicon.HowFar) && b.has(lexicon.HowMany, lexicon.HowMuch) && len(b.conds) == 1) // "how much is missing for it to reach 3.5 %" is of now
	if b.ifSaid() && b.level() && b.named() {                                                                                                  // what a level would be is arithmetic
		future = false
	}
	past := false
	for _, i := range b.times() {
		t := b.ps[i].time
		to := t.role == tFuture || t.To > b.r.latest || t.From > b.r.latest
		future = future || to
		past = past || !to && (t.role == tIn || t.role == tNow)
	}
	if past && future && len(b.times()) == 2 && b.parted(b.times()[0], b.times()[1]) { // "this year and in 2030" are two questions
		return q, false
	}
	if !future {
		return q, false
	}
	b.everything(&q)
	return q, true
}

func (b *bag) statement() (query.Query, bool) {
	q := query.Query{Ask: query.Statement}
	p, ok := b.takeOne(lexicon.Person)
	if !ok {
		return q, false
	}
	q.Look.People = []string{p.val}
	q.Look.On, b.know.AsOf = b.know.AsOf, "" // when it was said
	b.take(lexicon.Say, lexicon.Commit, lexicon.Gap)
	b.take(openers...)
	return q, b.rest(&q)
}

func (b *bag) post() (query.Query, bool) {
	q := query.Query{Ask: query.Post}
	p, ok := b.takeOne(lexicon.Post)
	if !ok {
		return q, false
	}
	q.Look.Office, q.Look.Who = p.val, true
	b.take(openers...)
	return q, b.rest(&q)
}

func (b *bag) aid() (query.Query, bool) {
	q := query.Query{Ask: query.Aid}
	if !b.take(lexicon.Aid) {
		return q, false
	}
	if b.has(lexicon.Define) || b.counting() { // "does aid to Ukraine count towards 2 %"
		q.Ask, q.Look.Term = query.Definition, "core-defence"
		b.everything(&q)
		q.Qty, q.Subject, q.Time, q.Look.Level = nil, query.Set{}, query.Time{}, 0
		return q, true
	}
	if len(b.conds) > 0 { // "who gave more than 1 % of GDP": the largest donors are no answer
		return q, false
	}
	b.take(openers...)
	b.take(lexicon.Top, lexicon.Bottom, lexicon.Rank)
	return q, b.rest(&q)
}

// counting reports that it is asked whether something is part of core defence or
// of a level: "is aid to Ukraine core defence", "aid to Ukraine in the 3.5 %".
func (b *bag) counting() bool {
	if len(b.conds) > 0 || b.has(lexicon.Who, lexicon.HowMany, lexicon.HowMuch, lexicon.Top, lexicon.Bottom) {
		return false
	}
	core := func(p phrase) bool { return p.kind == pQty && p.sort == lexicon.Defence && p.val == "core" }
	return b.level() || slices.ContainsFunc(b.ps, core)
}

func (b *bag) editions() (query.Query, bool) {
	q := query.Query{Ask: query.Editions}
	if b.has(lexicon.Edition) || len(b.know.Edition) == 1 { // "which edition is the newest"
		if i := b.word(lexicon.Who); i >= 0 && !b.allyNamed() && len(b.qtyLeft()) == 0 {
			b.ps[i].used = true
		}
	}
	if len(b.conds) > 0 || b.level() || b.has(lexicon.Who, lexicon.Top, lexicon.Bottom) { // figures are asked for
		return q, false
	}
	for i := range b.ps { // when the next one comes is not known
		if b.isWord(i, lexicon.Newest) && b.ps[i].val == "next" {
			return q, false
		}
	}
	newest := len(b.know.Edition) == 1 && b.know.Edition[0] == "newest"
	if i := b.word(lexicon.Newest); !newest && i >= 0 && b.ps[i].val == "" && b.has(lexicon.When) && !b.has(lexicon.Meeting, lexicon.Joined) { // "when were the latest figures published"
		newest = true
	}
	if !newest && !b.take(lexicon.Edition) {
		return q, false
	}
	b.allianceIs(1)
	b.take(lexicon.Edition, lexicon.Newest)
	b.take(openers...)
	if newest {
		q.Look.Which = "last"
	}
	return q, b.rest(&q) && q.Subject.All() && len(q.Qty) == 0
}
