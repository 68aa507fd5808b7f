package claim

import (
	"fmt"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/reader"
)

// reasons say, by what turns a sentence round, why it asserts nothing that
// figures decide.
var reasons = map[string]string{
	"plan":   "what is planned or promised is not decided by figures",
	"vow":    "what is planned or promised is not decided by figures",
	"wish":   "what is wanted or demanded is not decided by figures",
	"if":     "it speaks of what would be on a condition",
	"may":    "it speaks of what would or could be",
	"source": "it gives another source, whose count is not held",
	"duty":   "it speaks of what is owed by law",
	"by":     "it gives a source that is not known to be NATO",
	"sample": "it speaks of a sample that is not the Allies",
	"untrue": "it reports something as untrue or in doubt",
	"aim":    "what is planned or promised is not decided by figures",
	"past":   "it speaks of a past for which no figures are held",
	"region": "it speaks of a part of a country",
	"aid":    "it speaks of aid, not of defence spending",
	"budget": "it speaks of a budget, which NATO's figures do not give",
	"other":  "it speaks of another measure",
}

// wide are the turns that govern the whole sentence wherever they stand; the
// others govern their clause.
var wide = map[string]bool{"if": true, "source": true, "by": true, "sample": true, "untrue": true}

// soft are the turns that a number of two decimals which is right outweighs.
var soft = map[string]bool{"by": true, "plan": true, "may": true, "vow": true, "wish": true}

// timed reports whether a token is part of a time that was read.
func (s *sentence) timed(tok int) bool {
	for _, w := range s.times {
		if p := &s.ps[w.at]; p.Tok <= tok && tok < p.Tok+p.N {
			return true
		}
	}
	return false
}

// turned says what turns the words from to to round, "" for nothing. negative
// says that the negation among them was read.
//
// A number that is sure, with two decimals and right, is no plan and no wish:
// nobody plans what is estimated to the second decimal.
func (c *checker) turned(s *sentence, from, to int, negative, sure bool) string {
	if s.question {
		return "a question states nothing"
	}
	if from > to {
		from, to = to, from
	}
	a, _ := s.span(s.clause[from], s.clause[from])
	_, z := s.span(s.clause[to], s.clause[to])
	lo, hi := s.ps[a].Tok, s.ps[z].Tok+s.ps[z].N
	if why := s.turnedByMark(lo, hi, sure); why != "" {
		return why
	}
	for i := range s.ps {
		if first := s.first(i); (first == lexicon.SIPRI || first == lexicon.Publisher) && s.reaches(s.ps[i].Tok, "source", lo) {
			return reasons["source"]
		}
		if i < a || i > z {
			continue
		}
		if !negative && s.denies(i) && i != to {
			return "it denies something, and what was not read with certainty"
		}
		if why := c.turnedBy(s, i, sure); why != "" {
			return why
		}
	}
	if !negative && s.mark(a, z, lexicon.Yet) {
		return "it denies something, and what was not read with certainty"
	}
	if s.takenBack(z) {
		return reasons["other"]
	}
	return ""
}

// takenBack reports whether a sentence goes on from a clause with "but" and
// another measure with its own number, which what was said before is to be seen
// by: "but inflation of 70 % eats it up".
func (s *sentence) takenBack(clauseEnd int) bool {
	but := false
	for i := clauseEnd; i < len(s.ps); i++ {
		but = but || s.ps[i].Is(lexicon.But)
		if but && s.isName(i) >= 0 {
			return false
		}
		if but && s.mark(i, i, lexicon.Base, "other") {
			a, z := s.span(s.clause[i], s.clause[i])
			for _, v := range s.values {
				if v.at >= a && v.at <= z && v.lv.Unit == reader.Percent {
					return true
				}
			}
		}
	}
	return false
}

// turnedByMark says how a mark turns the tokens from lo to before hi round.
func (s *sentence) turnedByMark(lo, hi int, sure bool) string {
	for _, m := range s.marks {
		in := m.Tok >= lo && m.Tok < hi
		switch {
		case m.Sort == lexicon.Turn && m.Val == "plan" && in && s.estimated(m, lo, hi):
		case m.Sort == lexicon.Turn && m.Val != "budget" && (in || wide[m.Val] && s.reaches(m.Tok, m.Val, lo)) && !(sure && soft[m.Val]):
			return reasons[m.Val]
		case m.Sort == lexicon.Turn && m.Val == "aim" && m.Tok < lo && s.leadsUpTo(m.Tok, lo):
			return reasons[m.Val]
		case m.Sort == lexicon.Plain && m.Val == "force" && in:
			return reasons["duty"]
		case m.Sort == lexicon.Back && in && !sure && !s.timed(m.Tok):
			return "the time is named only by a reference"
		}
	}
	return ""
}

// reaches reports whether what turns a sentence round at one token does so to what
// stands at another: behind a semicolon a sample is done with, and another source
// where NATO is named in its place.
func (s *sentence) reaches(from int, val string, to int) bool {
	if from >= to || val != "sample" && val != "source" && val != "by" {
		return true
	}
	parted := false
	for i := range s.ps {
		switch p := &s.ps[i]; {
		case p.Tok <= from:
		case p.Sign == ';' && p.Tok <= to:
			parted = true
		case parted && (val == "sample" || s.c.words.Can(p.Tok, lexicon.Aggregate)):
			return false
		}
	}
	return true
}

// estimated reports whether a plan is but a verb of the future beside the newest
// year of the figures, which NATO estimates itself.
func (s *sentence) estimated(m reader.Mark, lo, hi int) bool {
	if i := s.phraseAt(m.Tok); i < 0 || s.first(i) != lexicon.Forecast || s.ps[i].N < m.N {
		return false
	}
	for _, w := range s.times {
		if p := &s.ps[w.at]; p.Tok >= lo && p.Tok < hi && s.c.yearOf(w) == s.c.newest {
			return true
		}
	}
	return false
}

// leadsUpTo reports whether what stands at a token goes on to another behind it:
// no semicolon and no "but" between them.
func (s *sentence) leadsUpTo(from, to int) bool {
	for i := range s.ps {
		if p := &s.ps[i]; p.Tok > from && p.Tok <= to && (p.Sign == ';' || p.Is(lexicon.But)) {
			return false
		}
	}
	return true
}

// turnedBy says how one phrase turns its clause round.
func (c *checker) turnedBy(s *sentence, i int, sure bool) string {
	p := &s.ps[i]
	switch first := s.first(i); {
	case first == lexicon.Should && !sure || first == lexicon.Aid || first == lexicon.YesNo && i == 0:
		return reasons["wish"]
	case first == lexicon.Never && !s.ever:
		return "it speaks of all years, of which the figures hold some"
	case p.Kind == reader.IsTime && (p.Time.Role == reader.BeforeYear || p.Time.Role == reader.AfterYear):
		return "the time is named only by a reference"
	case p.Kind == reader.IsTime && p.Time.To > c.newest && p.Time.Role != reader.SinceYear:
		if p.Time.To > c.day.Year() || !p.Time.Ago {
			return fmt.Sprintf("no figures are held for %d, which was still to come", p.Time.To)
		}
	}
	return ""
}

// plain reports whether nothing in the clauses from to to is unread that may
// change what they say.
func (c *checker) plain(s *sentence, from, to int) bool {
	a, _ := s.span(s.clause[from], s.clause[from])
	_, z := s.span(s.clause[to], s.clause[to])
	if s.has(0, 0, lexicon.Before, lexicon.After) && s.ps[0].Kind == reader.IsWord && s.isName(s.behindLight(0)) < 0 {
		return false // "before the war": a time that was not read
	}
	if c.ofThen(s, from, to) {
		return false
	}
	for i := a; i <= z; i++ {
		p := &s.ps[i]
		switch {
		case p.Kind == reader.IsUnread && !s.marked(i):
			return false
		case s.first(i) == lexicon.Place, s.first(i) == lexicon.Group, strange[s.first(i)], s.first(i) == lexicon.Forecast && len(s.times) == 0:
			return false
		}
	}
	return !s.mark(a, z, lexicon.Turn) && !s.mark(a, z, lexicon.Further) && !s.mark(a, z, lexicon.Base, "other")
}

// ofThen reports whether a day or month before the newest edition stands in the
// clauses from to to: what was said of it then was by an edition before, and what
// the newest says does not make it false ("In June 2024 NATO had expected 23").
func (c *checker) ofThen(s *sentence, from, to int) bool {
	if c.home == nil {
		return false
	}
	a, _ := s.span(s.clause[from], s.clause[from])
	_, z := s.span(s.clause[to], s.clause[to])
	for _, w := range s.times {
		if w.Day != "" && w.at >= a && w.at <= z && w.Day.Last() < c.home.Published.First() {
			return true
		}
	}
	return false
}

// strange are the words that were read, and of which no rule here knows what
// they do to a number beside them: who said it, in whose time, less what.
var strange = map[lexicon.Sort]bool{lexicon.Person: true, lexicon.Event: true, lexicon.Term: true, lexicon.Post: true, lexicon.Aid: true, lexicon.Should: true,
	lexicon.Untrue: true, lexicon.Beyond: true, lexicon.Accession: true, lexicon.Joined: true, lexicon.Before: true, lexicon.Ago: true, lexicon.Decade: true, lexicon.Years: true,
	lexicon.Ever: true, lexicon.Always: true, lexicon.When: true, lexicon.Source: true}

// behindLight is the first phrase behind another that says something.
func (s *sentence) behindLight(i int) int {
	for i++; i < len(s.ps) && s.light(i); i++ {
	}
	return i
}

// hedges before a number, by the lexicon's values.
var hedgeOf = map[string]relation{"about": about, "nearly": nearly, "over": justOver}

// cmpOf are the comparisons of the lexicon as relations.
var cmpOf = map[string]relation{"<": below, "<=": atMost, ">": above, ">=": atLeast, "=": exactly, "<x": below, ">x": above}

// hedge is how a number of the sentence is compared, and whether a negation
// was read with it.
func (s *sentence) hedge(k int) (relation, bool) {
	at := s.values[k].at
	low := 0
	if k > 0 {
		low = s.values[k-1].at + 1
	}
	if r, ok := s.shaped(k); ok {
		return r, false
	}
	seen := 0
	for i := at - 1; i >= low && seen < 3; i-- {
		p := &s.ps[i]
		if p.Kind == reader.IsSign && p.Sign != '"' && p.Sign != '\'' {
			break
		}
		if r, ok := s.hedgeOn(p); ok {
			return r, false
		}
		switch {
		case s.first(i) == lexicon.Cmp && p.Val(lexicon.Cmp) == "<=" && s.comesUp(k, low, i):
			return s.against(i, low, atLeast) // "comes up to the guideline"
		case s.first(i) == lexicon.Cmp && seen < 2:
			return s.against(i, low, cmpOf[p.Val(lexicon.Cmp)])
		case p.Is(lexicon.About) && seen < 2:
			return about, false
		case s.light(i):
			continue
		case p.Is(lexicon.Meet) && s.values[k].lv.Dec < 2 && s.values[k].lv.Unit == reader.Percent:
			return s.against(i, low, atLeast)
		case p.Is(lexicon.Miss):
			return s.against(i, low, below)
		}
		seen++
	}
	if s.mark(max(low, at-6), at, lexicon.Yet) && s.values[k].lv.Dec < 2 {
		return below, true
	}
	return exactly, false
}

// shaped is the relation that the shape of which a number is a part makes: "or
// more" behind it, the ends of a change, the two of a range.
func (s *sentence) shaped(k int) (relation, bool) {
	if r, ok := s.orMore(k); ok {
		return r, true
	}
	if s.fromTo(k) {
		return exactly, true
	}
	lower, ok := s.ranged(k)
	return pick(lower, atLeast, atMost), ok
}

// ranged reports whether a number is one of the two of "between … and …", and
// whether the lower one.
func (s *sentence) ranged(k int) (lower, ok bool) {
	within := func(i, j int) bool {
		a, b := &s.values[i], &s.values[j]
		if a.lv.Unit != b.lv.Unit || a.lv.Value >= b.lv.Value || a.at == 0 || s.first(a.at-1) != lexicon.Between {
			return false
		}
		return s.joined(s.tail(i), b.at) && s.has(a.at, b.at, lexicon.And)
	}
	switch {
	case k+1 < len(s.values) && within(k, k+1):
		return true, true
	case k > 0 && within(k-1, k):
		return false, true
	}
	return false, false
}

// comesUp reports whether "up to" before a number means that it is reached.
func (s *sentence) comesUp(k, low, i int) bool {
	at := s.values[k].at
	return s.values[k].named || s.has(low, i, lexicon.Meet) || s.mark(at, at+2, lexicon.Mark)
}

// orMore is the relation that "or more", "or less" behind a number make.
func (s *sentence) orMore(k int) (relation, bool) {
	at, end := s.values[k].at, s.tail(k)
	switch {
	case end+1 >= len(s.ps):
	case s.first(end+1) == lexicon.OrMore || s.first(at+1) == lexicon.OrMore:
		return atLeast, true
	case s.first(end+1) == lexicon.OrLess || s.first(at+1) == lexicon.OrLess:
		return atMost, true
	}
	return exactly, false
}

// hedgeOn is the hedge that lies over a phrase.
func (s *sentence) hedgeOn(p *reader.Phrase) (relation, bool) {
	for _, m := range s.marks {
		if m.Sort == lexicon.Hedge && m.Tok >= p.Tok && m.Tok < p.Tok+p.N {
			if r, ok := hedgeOf[m.Val]; ok {
				return r, true
			}
		}
	}
	return exactly, false
}

// fromTo reports whether a number is one of the ends of "from … to …".
func (s *sentence) fromTo(k int) bool {
	if k > 0 && s.ends(k-1, k) {
		return true
	}
	return k+1 < len(s.values) && s.ends(k, k+1)
}

// origin reports whether a value at a phrase is where a change came from.
func (s *sentence) origin(at int) bool {
	for k := range s.values {
		if s.values[k].at != at {
			continue
		}
		from := s.fromBefore(at)
		return from && (k+1 < len(s.values) && s.ends(k, k+1) || k > 0 && s.ends(k-1, k))
	}
	return false
}

// fromBefore reports whether "from" stands right before a phrase.
func (s *sentence) fromBefore(at int) bool {
	for k := at - 1; k >= 0 && k >= at-3; k-- {
		if s.ps[k].Is(lexicon.From) {
			return true
		}
		if !s.light(k) {
			return false
		}
	}
	return false
}

// ends reports whether two numbers of one unit are the ends of a change, the
// first or the second of them the earlier one.
func (s *sentence) ends(i, j int) bool {
	a, b := s.values[i], s.values[j]
	if a.lv.Unit != b.lv.Unit || a.lv.Unit == reader.Bare || b.at-a.at > 9 {
		return false
	}
	before := func(at int, sort lexicon.Sort) bool {
		for k := at - 1; k >= 0 && k >= at-3; k-- {
			if s.ps[k].Is(sort) || s.ps[k].N > 1 && s.c.words.Can(s.ps[k].Tok+s.ps[k].N-1, sort) {
				return true
			}
			if !s.light(k) && s.ps[k].Kind != reader.IsTime && s.first(k) != lexicon.About {
				return false
			}
		}
		return false
	}
	switch {
	case before(a.at, lexicon.From) && before(b.at, lexicon.To), before(a.at, lexicon.To) && before(b.at, lexicon.From):
		return true
	case s.clause[a.at] == s.clause[b.at] && b.at-s.tail(i) <= 3 && before(a.at, lexicon.Of) && (before(b.at, lexicon.To) || before(b.at, lexicon.At)):
		return true // "del 2,19 % al 2,43 %"
	}
	return before(b.at, lexicon.From) && s.has(a.at, b.at, lexicon.Rise, lexicon.Fall) // "4.1, up from 3.2"
}

// towards is how the words of a clause before or right behind a level stand to
// it.
func (s *sentence) towards(at int) (relation, bool) {
	a, z := s.span(s.clause[at], s.clause[at])
	rel := exactly
	for i := a; i <= min(z, at+3); i++ {
		switch {
		case i < at && s.ps[i].Is(lexicon.Meet):
			rel = atLeast
		case s.first(i) == lexicon.Miss:
			rel = below
		case i < at && s.first(i) == lexicon.Cmp:
			if r := cmpOf[s.ps[i].Val(lexicon.Cmp)]; r != exactly {
				rel = r
			}
		case s.ps[i].Is(lexicon.At) && rel == exactly:
			rel = exactly
		}
	}
	if s.mark(a, at, lexicon.Yet) {
		return below, true
	}
	for i := a; i < at; i++ {
		if s.denies(i) {
			return rel.flipped(), true
		}
	}
	return rel, false
}

// against turns a relation where a negation stands before it.
func (s *sentence) against(i, low int, r relation) (relation, bool) {
	a, _ := s.span(s.clause[i], s.clause[i])
	low = max(low, a, i-4)
	if s.mark(low, i, lexicon.Yet) {
		if r == atLeast || r == above {
			return below, true
		}
		return r, true
	}
	for j := low; j < i; j++ {
		if s.denies(j) {
			return r.flipped(), true
		}
	}
	return r, false
}

// years are those that a value at a phrase can be of, the likeliest first, and
// whether the first is named.
func (c *checker) years(s *sentence, at int) ([]int, bool) {
	var out []int
	add := func(y int) {
		if y == 0 {
			return
		}
		for _, o := range out {
			if o == y {
				return
			}
		}
		out = append(out, y)
	}
	own, said := c.yearAt(s, at)
	if i := s.than(at); i >= 0 { // by how much more than in the year before
		for _, w := range s.times {
			if y := c.yearOf(w); w.at == i && y != 0 {
				own, said = y+1, true
			}
		}
	}
	if !said && s.origin(at) {
		add(own - 1) // "from 1.43 to 2.00"
	}
	add(own)
	for _, w := range s.times {
		if y := c.yearOf(w); y != 0 {
			add(y)
		}
		if w.From != 0 {
			add(w.From)
		}
	}
	if a, z := s.span(s.clause[at], s.clause[at]); s.mark(a, z, lexicon.Back) {
		if y := c.yearBefore(s, at); y != 0 { // "the same year", "the year before"
			out, said = append([]int{y, y - 1}, out...), false
		}
	}
	add(c.newest)
	for i := len(c.before) - 1; i >= 0; i-- {
		if b := c.before[i]; b.paragraph == s.paragraph {
			for _, w := range b.times {
				add(c.yearOf(w))
			}
		}
	}
	return out, said
}

// yearBefore is the year named last before a phrase, in its sentence or in the
// one before it of the paragraph, the newest of the figures where none is; 0 where
// two are named there.
func (c *checker) yearBefore(s *sentence, at int) int {
	last := 0
	for _, w := range s.times {
		if y := c.yearOf(w); y != 0 && w.at < at {
			last = y
		}
	}
	if last != 0 {
		return last
	}
	if n := len(c.before); n > 0 && c.before[n-1].paragraph == s.paragraph {
		for _, w := range c.before[n-1].times {
			y := c.yearOf(w)
			if y != 0 && last != 0 && y != last {
				return 0
			}
			last = y
		}
	}
	if last == 0 {
		last = c.newest
	}
	return last
}

// yearAt is the year of a value: each year goes to the value nearest to it; a
// value that none went to takes the one year of the sentence, where it has but
// one and no value has it for itself, and else the newest of the figures.
func (c *checker) yearAt(s *sentence, at int) (int, bool) {
	if y := s.endOfSpan(at); y != 0 {
		return y, true
	}
	taken := -1
	free := 0
	n := 0
	for i := range s.times {
		w := &s.times[i]
		y := c.yearOf(*w)
		if y == 0 || s.thanTime(w.at) || w.Role == reader.Today && s.asOfNow(w.at) {
			continue
		}
		n++
		v := s.nearest(w.at, at)
		if v == at {
			if taken < 0 || s.clause[w.at] == s.clause[at] {
				taken = y
			}
		} else {
			free = y
		}
	}
	switch {
	case taken > 0:
		return taken, true
	case n == 1 && (s.leads(at) || s.paired() || s.pairedAfter()):
		return free, true
	case n == 0:
		return c.newest, false
	}
	return c.newest, false
}

// asOfNow reports whether "now" says as of when a year is told that the same
// part of the sentence names, and is no time of its own: "For 2024, 17 Allies
// are now counted".
func (s *sentence) asOfNow(at int) bool {
	if !s.c.words.Can(s.ps[at].Tok, lexicon.Now) {
		return false
	}
	years := 0
	for _, w := range s.times {
		if w.at < at && w.Role == reader.InYear && w.Said && w.Day == "" && !s.parted(w.at, at) {
			years++
			for _, v := range s.values {
				if v.at > w.at && v.at < at && (v.lv.Unit == reader.Percent || v.lv.Unit == reader.Money) {
					return false
				}
			}
		}
	}
	return years == 1
}

// thanTime reports whether a time is only what another is set against: "more
// than in 2024", "lower than last year".
func (s *sentence) thanTime(at int) bool {
	for i := at - 1; i >= 0 && i >= at-3; i-- {
		p := &s.ps[i]
		switch {
		case s.first(i) == lexicon.Than && s.near(at, lexicon.More, lexicon.Less, lexicon.Multiple, lexicon.Times, lexicon.Gap), s.first(i) == lexicon.Cmp && p.N > 1 && s.c.words.Can(p.Tok+p.N-1, lexicon.Than):
			return true
		case !s.light(i) && !s.ps[i].Is(lexicon.In, lexicon.Of):
			return false
		}
	}
	return false
}

// endOfSpan is the year of one end of a change where the sentence's one time is
// a span of years, 0 elsewhere.
func (s *sentence) endOfSpan(at int) int {
	if len(s.times) != 1 || s.times[0].Role != reader.Span || s.times[0].From == 0 || s.times[0].To == 0 {
		return 0
	}
	for k := range s.values {
		switch {
		case s.values[k].at != at || !s.fromTo(k):
		case s.origin(at):
			return s.times[0].From
		default:
			return s.times[0].To
		}
	}
	return 0
}

// leads reports whether the sentence's one year stands before its first value
// and so may be that of all of them.
func (s *sentence) leads(at int) bool {
	first := at
	for i := range s.values {
		if s.alike(s.values[i].at, at) {
			first = min(first, s.values[i].at)
		}
	}
	for i := range s.times {
		if s.times[i].at < first {
			return true
		}
	}
	return false
}

// alike reports whether the value at one phrase is of the unit of that at
// another, so that a time may be of either.
func (s *sentence) alike(v, at int) bool {
	unit := func(at int) (reader.Unit, bool) {
		for i := range s.values {
			if s.values[i].at == at {
				return s.values[i].lv.Unit, true
			}
		}
		return 0, false
	}
	a, _ := unit(v)
	b, ok := unit(at)
	return !ok || a == b
}

// nearest is the phrase of the value, of those of the unit of another, that a
// time at a phrase belongs to: the
// nearest in its clause, of two equally near the one before it.
func (s *sentence) nearest(at, among int) int {
	best, dist := -1, 1<<30
	for i := range s.values {
		v := s.values[i].at
		if !s.alike(v, among) {
			continue
		}
		d := (at - v) * 2
		if v > at {
			d = (v-at)*2 + 1
		}
		if s.clause[v] != s.clause[at] {
			d += 12
			if s.parted(v, at) {
				d += 6
			}
		} else if s.has(min(v, at), max(v, at), lexicon.And) {
			d += 8
		}
		if d < dist {
			best, dist = v, d
		}
	}
	return best
}

// yearOf is the one year that a time names, 0 for none: a day is when
// something was said.
func (c *checker) yearOf(w when) int {
	switch {
	case w.Day != "":
		return 0
	case w.Role == reader.InYear && w.To != 0 && w.To <= c.day.Year()+10:
		if w.prior != 0 {
			return w.prior
		}
		return w.To
	case w.Role == reader.Today:
		return c.newest
	}
	return 0
}

// tell is a figure in words.
func (c *checker) tell(f facts.Figure) string {
	s := c.d.Name(f.Ally) + " "
	n := f.Number()
	switch f.Measure {
	case facts.SpendNCU, facts.SpendNCUConstant:
		cur := ""
		if e, ok := c.d.Edition(f.Edition); ok {
			cur = e.Currency(f.Ally) + " "
		}
		s += cur + n + " million"
	case facts.SpendUSD, facts.GDP:
		s += "US$ " + n + " million"
	case facts.SpendUSDConstant, facts.GDPConstant:
		s += "US$ " + n + " million at constant prices"
	case facts.DefencePerCapita, facts.GDPPerCapita:
		s += "US$ " + n + " a head"
	case facts.Personnel:
		s += n + " thousand military personnel"
	case facts.RealChange:
		s += n + " % real change"
	default:
		s += n + " " + f.Measure.Unit()
	}
	s += fmt.Sprintf(" for %d", f.Year)
	if f.Estimate {
		s += ", an estimate"
	}
	return s
}
