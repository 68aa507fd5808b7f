package claim

import (
	"math"
	"slices"
	"strings"

	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/reader"
)

// A sentence is one sentence of the text with what can be told apart in it.
type sentence struct {
	cut
	c          *checker
	start, end int // bytes
	ps         []reader.Phrase
	marks      []reader.Mark
	clause     []int // by phrase
	depth      []int // brackets around it, by phrase
	names      []name
	values     []value
	times      []when
	question   bool
	places     int  // countries that are no Allies
	sharesSeen bool // a share of GDP in it was right
	current    bool // one of the newest year was
	ever       bool // "never" was read with a number
}

// A name is an Ally or an aggregate as it is mentioned.
type name struct {
	at      int // phrase
	code    facts.Code
	capital bool // by its seat of government, or an epithet
}

// A value is a number with its unit.
type value struct {
	at    int
	lv    reader.Level
	base  base
	said  bool // the base stands in the clause itself
	hint  bool // the base is that of the value before
	named bool // a level by its name
	most  bool // "more than half"
}

// A when is a time as it is mentioned.
type when struct {
	at int
	reader.When
	prior int // "the year before", counted from a year of the sentence
}

// A base is of what a per cent is.
type base string

const (
	unknownBase base = ""
	ofGDP       base = "gdp"
	equipment   base = "equip"
	personnel   base = "perss"
	infra       base = "infra"
	ofTotal     base = "total"  // of what the Alliance spends
	growth      base = "growth" // a change
	realGrowth  base = "real"
	ofBudget    base = "budget"
	otherBase   base = "other"
)

// read tells apart what stands in a sentence; nil where nothing can be judged.
func (c *checker) read(k cut) *sentence {
	toks := c.words.Toks
	if k.to-k.from > maxSentence || k.to-k.from < 2 {
		return nil
	}
	s := &sentence{cut: k, c: c, start: toks[k.from].Start, end: toks[k.to-1].End}
	lang := c.lang
	if own := c.words.Language(k.from, k.to, c.lang); own != lang && k.to-k.from > 6 && c.words.Outright(k.from, k.to, own, lang) {
		lang = own
	}
	s.ps, s.marks = c.words.Phrases(k.from, k.to, lang, c.day, c.newest)
	s.marks = slices.DeleteFunc(s.marks, func(m reader.Mark) bool { return s.withinReal(m) || s.byNATO(m) })
	s.leasts()
	s.clauses()
	s.mentions()
	s.bases()
	return s
}

// leasts reads a word that may be a superlative or "at least" as the latter where
// a number stands right behind it: "is at least 2 per cent", in one word.
func (s *sentence) leasts() {
	for i := 0; i+1 < len(s.ps); i++ {
		p := &s.ps[i]
		if !p.Is(lexicon.Top, lexicon.Bottom) || !p.Is(lexicon.Cmp) || s.ps[i+1].Kind != reader.IsLevel {
			continue
		}
		p.Senses = slices.DeleteFunc(slices.Clone(p.Senses), func(x lexicon.Sense) bool { return x.Sort == lexicon.Top || x.Sort == lexicon.Bottom })
	}
}

// withinReal reports whether a mark is a part of the words for real terms:
// "hors inflation" speaks of no inflation.
func (s *sentence) withinReal(m reader.Mark) bool {
	i := s.phraseAt(m.Tok)
	return m.Sort == lexicon.Base && i >= 0 && s.first(i) == lexicon.Real && s.ps[i].N > m.N
}

// byNATO reports whether "according to" names NATO, its figures or an estimate,
// or is no source at all: it stands before or, in some languages, behind them.
func (s *sentence) byNATO(m reader.Mark) bool {
	i := s.phraseAt(m.Tok)
	if m.Sort != lexicon.Turn || m.Val != "by" || i < 0 {
		return false
	}
	ours := func(k int) bool {
		return s.ps[k].Is(lexicon.Aggregate, lexicon.Edition, lexicon.Nation, lexicon.Estimate, lexicon.Newest)
	}
	if ours(i) || s.ps[i].N > m.N && s.first(i) != lexicon.Filler {
		return true
	}
	last := i
	for last+1 < len(s.ps) && s.ps[last+1].Tok < m.Tok+m.N {
		last++
	}
	for k := last + 1; k < len(s.ps) && k <= last+7 && s.ps[k].Kind != reader.IsSign && s.ps[k].Kind != reader.IsLevel; k++ {
		if ours(k) {
			return true
		}
	}
	for k := i - 1; k >= 0 && k >= i-5 && s.ps[k].Kind != reader.IsSign; k-- {
		if ours(k) || s.ps[k].Kind == reader.IsTime && k == i-1 {
			return true
		}
	}
	return false
}

// tok is the token at an offset of a phrase.
func (s *sentence) tok(at int) *lexicon.Token { return &s.c.words.Toks[s.ps[at].Tok] }

// bytes are where phrases from to to stand in the text, both within.
func (s *sentence) bytes(from, to int) (int, int) {
	last := &s.ps[to]
	return s.c.words.Toks[s.ps[from].Tok].Start, s.c.words.Toks[last.Tok+last.N-1].End
}

// text is the sentence as it was written.
func (s *sentence) text() string { return s.c.text[s.start:s.end] }

// clauses numbers the clauses: they part at commas, semicolons, colons,
// dashes, brackets and words that set one against another.
func (s *sentence) clauses() {
	s.clause, s.depth = make([]int, len(s.ps)), make([]int, len(s.ps))
	n, depth := 0, 0
	for i := range s.ps {
		p := &s.ps[i]
		switch {
		case p.Val(lexicon.Filler) == "?": // the Greek question mark is a semicolon elsewhere
			s.question = true
		case p.Sign == '(' || p.Sign == '[':
			n, depth = n+1, depth+1
		case (p.Sign == ')' || p.Sign == ']') && depth > 0:
			depth--
			n++
		case p.Kind == reader.IsSign && (p.Sign == ',' || p.Sign == ';' || p.Sign == ':' || p.Sign == '|'):
			n++
		case p.Kind == reader.IsSign && p.Sign == '-' && !s.tok(i).Tight:
			n++
		case p.Is(lexicon.But) && i > 0:
			n++
		case p.Sign == '?':
			s.question = true
		}
		s.clause[i], s.depth[i] = n, depth
	}
}

// mentions lists names, values and times.
func (s *sentence) mentions() {
	for i := range s.ps {
		p := &s.ps[i]
		switch p.Kind {
		case reader.IsLevel:
			if s.article(i) && !s.has(i+1, i+2, lexicon.Allies) && !s.opensLine(i) {
				continue
			}
			if s.broken(i) {
				continue
			}
			v := value{at: i, lv: p.Level}
			if s.follows(v.lv) {
				v.lv.Unit, v.hint = reader.Percent, true
			}
			s.values = append(s.values, v)
		case reader.IsTime:
			w := when{at: i, When: p.Time}
			if w.Role == reader.SinceYear && w.Open && i > 0 && s.ps[i-1].Kind == reader.IsLevel && s.c.words.Can(p.Tok, lexicon.Of) {
				w.Role, w.To, w.From, w.Open = reader.InYear, w.From, 0, false // "1,9 % de 2024"
			}
			s.times = append(s.times, w)
		case reader.IsWord:
			switch first := p.Senses[0].Sort; {
			case p.Is(lexicon.Ally) && first != lexicon.Place:
				s.names = append(s.names, name{at: i, code: facts.Code(p.Val(lexicon.Ally))})
			case first == lexicon.Aggregate:
				s.names = append(s.names, name{at: i, code: facts.Code(p.Senses[0].Val)})
			case first == lexicon.Place:
				s.places++
			case first == lexicon.Named:
				if v, ok := s.level(i, p.Val(lexicon.Named)); ok {
					s.values = append(s.values, v)
				}
			case first == lexicon.Most:
				s.values = append(s.values, value{at: i, most: true, lv: reader.Level{Value: 50, Alt: math.NaN(), Dec: -1, Scale: 1, Unit: reader.Percent, Fraction: true}})
			}
		}
	}
	s.impliedLevel()
	s.europeAndCanada()
	s.priors()
	s.capitals()
}

// broken reports whether a number may be the half of one that a line's end cut at
// its grouping blank: "3" and on the next line "168 dollars".
func (s *sentence) broken(at int) bool {
	toks := s.c.words.Toks
	group := func(i, least int) bool {
		return i >= 0 && i < len(toks) && toks[i].Kind == lexicon.Digits && toks[i].Num.Plain && len(toks[i].Raw) >= least && len(toks[i].Raw) <= 3
	}
	p := &s.ps[at]
	first, behind := p.Tok, p.Tok+p.N
	return group(first, 3) && toks[first].Break && group(first-1, 1) || group(first, 1) && behind < len(toks) && p.N == 1 && group(behind, 3) && toks[behind].Break
}

// capitals adds the seats of government and epithets that stand for Allies.
func (s *sentence) capitals() {
	for _, m := range s.marks {
		if m.Sort != lexicon.Capital {
			continue
		}
		at := s.phraseAt(m.Tok)
		if at < 0 || s.ps[at].Is(lexicon.Ally, lexicon.Meeting) {
			continue
		}
		k := len(s.names)
		for k > 0 && s.names[k-1].at > at {
			k--
		}
		s.names = append(s.names, name{})
		copy(s.names[k+1:], s.names[k:])
		s.names[k] = name{at: at, code: facts.Code(m.Val), capital: true}
	}
}

// priors counts "the year before" from the year that the sentence names by its
// digits, where it names one.
func (s *sentence) priors() {
	year := 0
	for _, w := range s.times {
		if w.Said && w.Role == reader.InYear && w.Day == "" {
			if year != 0 && year != w.To {
				return
			}
			year = w.To
		}
	}
	for i := range s.times {
		if w := &s.times[i]; year != 0 && w.Ago && !w.Said && w.To == s.c.day.Year()-1 && s.mark(w.at, w.at, lexicon.Back) {
			w.prior = year - 1
		}
	}
}

// europeAndCanada makes "the European Allies and Canada" NATO's own aggregate.
func (s *sentence) europeAndCanada() {
	for i := range s.names {
		n := s.names[i]
		if n.code != "CAN" {
			continue
		}
		for g := max(0, n.at-4); g <= min(len(s.ps)-1, n.at+4); g++ {
			european := s.first(g) == lexicon.Group && s.ps[g].Val(lexicon.Group) == "european" || s.ps[g].Val(lexicon.Aggregate) == string(facts.EuropeCanada)
			if !european || !s.togetherWith(min(g, n.at), max(g, n.at)) {
				continue
			}
			if s.first(g) == lexicon.Aggregate { // the Europeans were NATO's aggregate already
				s.names = slices.Delete(s.names, i, i+1)
				return
			}
			s.names[i] = name{at: min(g, n.at), code: facts.EuropeCanada}
			s.ps[g].Senses = []lexicon.Sense{{Sort: lexicon.Aggregate, Val: string(facts.EuropeCanada)}}
			if i > 0 && s.names[i-1].code == facts.NATOTotal && s.names[i-1].at >= g-2 {
				s.names = slices.Delete(s.names, i-1, i)
			}
			return
		}
	}
}

// togetherWith reports whether "and" joins two phrases, with nothing between
// but articles and cases.
func (s *sentence) togetherWith(a, b int) bool {
	and := false
	for i := a + 1; i < b; i++ {
		and = and || s.ps[i].Is(lexicon.And)
		if !s.light(i) && !s.ps[i].Is(lexicon.And, lexicon.Of, lexicon.Allies) {
			return false
		}
	}
	return and
}

// follows reports whether a bare number with decimals goes on a row of per
// cents: "… 2.12 per cent, Italy 1.49".
func (s *sentence) follows(lv reader.Level) bool {
	if lv.Unit != reader.Bare || lv.Dec < 1 || lv.Scale > 1 || lv.Value >= 100 || lv.Dec > 2 {
		return false
	}
	for _, v := range slices.Backward(s.values) {
		if v.lv.Unit != reader.Bare {
			return v.lv.Unit == reader.Percent || s.percents() && v.lv.Unit != reader.Points
		}
	}
	n := len(s.c.before)
	return lv.Dec == 2 && (s.row || n > 0 && s.c.before[n-1].percents())
}

// percents reports whether the sentence has a per cent.
func (s *sentence) percents() bool {
	for _, v := range s.values {
		if v.lv.Unit == reader.Percent {
			return true
		}
	}
	return false
}

// level is the value that a commitment's name stands for.
func (s *sentence) level(at int, id string) (value, bool) {
	com, ok := s.c.d.CommitmentByID(id)
	if !ok || com.Value == 0 || com.Of == "" {
		return value{}, false
	}
	v := value{at: at, named: true, said: true, base: ofGDP, lv: reader.Level{Value: com.Value, Alt: math.NaN(), Dec: 0, Scale: 1, Unit: reader.Percent}}
	if com.Of == "defence" {
		v.base = equipment
	}
	return v, true
}

// marked reports whether a mark lies over a phrase, so that it is read.
func (s *sentence) marked(at int) bool {
	p := &s.ps[at]
	for _, m := range s.marks {
		if m.Tok <= p.Tok && m.Tok+m.N >= p.Tok+p.N && m.Sort != lexicon.Abbreviation {
			return true
		}
	}
	return false
}

// impliedLevel adds the level that a bare word for it means, where the sentence names
// none.
func (s *sentence) impliedLevel() {
	if s.percents() {
		return
	}
	for _, m := range s.marks {
		at := s.phraseAt(m.Tok)
		if m.Sort != lexicon.Mark || at < 0 {
			continue
		}
		id := "wales-2014-2pct"
		if s.c.level != nil && s.c.level.measure == facts.EquipmentShare || s.has(0, len(s.ps)-1, lexicon.Measure) && s.baseAround(0, len(s.ps)-1) == equipment {
			id = "wales-2014-equipment"
		}
		v, ok := s.level(at, id)
		if !ok {
			return
		}
		if s.c.level != nil && s.c.level.measure == facts.ShareOfGDP && s.c.goal(&stated{m: s.c.level.measure, want: s.c.level.level}) && id == "wales-2014-2pct" {
			v.lv.Value = s.c.level.level
		}
		k := len(s.values)
		for k > 0 && s.values[k-1].at > at {
			k--
		}
		s.values = slices.Insert(s.values, k, v)
		return
	}
}

// phraseAt is the phrase that holds a token, or -1.
func (s *sentence) phraseAt(tok int) int {
	for i := range s.ps {
		if p := &s.ps[i]; p.Tok <= tok && tok < p.Tok+p.N {
			return i
		}
	}
	return -1
}

// mark reports whether a mark of the sort, and of one of the values where some
// are given, lies over phrases from to to, both within.
func (s *sentence) mark(from, to int, sort lexicon.Sort, vals ...string) bool {
	if from < 0 || to >= len(s.ps) || from > to {
		from, to = max(0, from), min(len(s.ps)-1, to)
		if from > to {
			return false
		}
	}
	a, z := s.ps[from].Tok, s.ps[to].Tok+s.ps[to].N
	for _, m := range s.marks {
		if m.Sort != sort || m.Tok+m.N <= a || m.Tok >= z {
			continue
		}
		if len(vals) == 0 {
			return true
		}
		for _, v := range vals {
			if m.Val == v {
				return true
			}
		}
	}
	return false
}

// has reports whether a phrase from to to, both within, can be one of the sorts.
func (s *sentence) has(from, to int, sorts ...lexicon.Sort) bool {
	for i := max(0, from); i <= min(to, len(s.ps)-1); i++ {
		if s.ps[i].Is(sorts...) {
			return true
		}
	}
	return false
}

// first is the first sort among a phrase's senses, NoSort for none.
func (s *sentence) first(i int) lexicon.Sort {
	if i < 0 || i >= len(s.ps) || len(s.ps[i].Senses) == 0 {
		return lexicon.NoSort
	}
	return s.ps[i].Senses[0].Sort
}

// span are the first and last phrases of the clauses from a to b.
func (s *sentence) span(a, b int) (int, int) {
	from, to := len(s.ps), -1
	for i, n := range s.clause {
		if n >= a && n <= b {
			from, to = min(from, i), max(to, i)
		}
	}
	return from, to
}

// bases finds of what each per cent is: by the noun behind it, before it, by
// the value before, by the sentence, and last by what the text speaks of.
func (s *sentence) bases() {
	prev := unknownBase
	for k := range s.values {
		v := &s.values[k]
		if v.lv.Unit != reader.Percent {
			continue
		}
		s.ownBase(k)
		s.impliedBase(k, prev)
		if v.base != unknownBase {
			prev = v.base
		}
	}
}

// ownBase finds of what a per cent is by the words beside it.
func (s *sentence) ownBase(k int) {
	v := &s.values[k]
	switch {
	case v.named:
	case v.lv.OfGDP:
		v.base, v.said = ofGDP, true
		if b := s.baseNear(k); b == otherBase || b == equipment || b == personnel || b == infra {
			v.base = otherBase // "56 % of GDP on equipment": a share that NATO does not give
		}
	default:
		v.base = s.baseNear(k)
		if v.base == unknownBase && v.lv.Dec <= 1 && s.mark(v.at, v.at+2, lexicon.Mark) {
			v.base = ofGDP // "the 2 % floor"
			if v.lv.Value == 20 {
				v.base = equipment
			}
		}
		v.said = v.base != unknownBase
	}
}

// impliedBase finds of what a per cent is that does not say so: as the one
// before it, as the sentence or a later number says, or a change.
func (s *sentence) impliedBase(k int, prev base) {
	v := &s.values[k]
	if v.base == unknownBase && prev != unknownBase && !(prev.category() && s.mixed(k)) {
		v.base, v.hint = prev, true
	}
	if v.base == unknownBase {
		v.base = s.baseOfAll()
	}
	if v.base == unknownBase && s.ofGDPAfter(k) {
		v.base, v.hint = ofGDP, true
	}
	s.changed(v)
	if v.base == realGrowth && v.hint && s.grown(v.at) && k > 0 && s.parted(s.values[k-1].at, v.at) && !s.near(v.at, lexicon.Real) {
		v.base = growth // "in real terms" stands in another clause
	}
}

// baseOfAll is the base that a sentence's per cents have where none has its own: a
// part of the spending only where it stands before them or they are large.
func (s *sentence) baseOfAll() base {
	b := s.baseAround(0, len(s.ps)-1)
	switch {
	case b == realGrowth, b == otherBase:
		return unknownBase
	case b.category() && s.baseAround(0, s.firstPercent()) != b && !s.largeShares():
		return unknownBase
	}
	return b
}

// changed makes a change of a per cent that says by how much something rose.
func (s *sentence) changed(v *value) {
	if (v.base == ofGDP || v.base == unknownBase) && !v.named && v.lv.Dec >= 0 && !v.lv.OfGDP && (s.grown(v.at) || s.than(v.at) >= 0) {
		v.base = s.growthOf(v.at)
	}
}

// category reports whether a base is a part of defence spending.
func (b base) category() bool { return b == equipment || b == personnel || b == infra }

// mixed reports whether a value before another is of no category, so that the
// category behind it is not that of all that follow.
func (s *sentence) mixed(k int) bool {
	for j := range k {
		if v := &s.values[j]; v.lv.Unit == reader.Percent && !v.base.category() {
			return true
		}
	}
	return false
}

// largeShares reports whether every per cent of the sentence is more than any
// Ally's share of GDP.
func (s *sentence) largeShares() bool {
	for _, v := range s.values {
		if v.lv.Unit == reader.Percent && v.lv.Value <= mostShare {
			return false
		}
	}
	return true
}

// firstPercent is the phrase of the first per cent.
func (s *sentence) firstPercent() int {
	for _, v := range s.values {
		if v.lv.Unit == reader.Percent {
			return v.at
		}
	}
	return -1
}

// ofGDPAfter reports whether a later number of the sentence is said to be of GDP.
func (s *sentence) ofGDPAfter(k int) bool {
	for j := k + 1; j < len(s.values); j++ {
		if v := &s.values[j]; v.lv.OfGDP || v.named || s.mark(v.at, v.at+2, lexicon.Mark) && v.lv.Value < 6 {
			return true
		}
	}
	return false
}

// growthOf is of what a per cent of change is: of GDP itself, in real terms, or
// not said.
func (s *sentence) growthOf(at int) base {
	a, _ := s.span(s.clause[at], s.clause[at])
	switch {
	case s.has(a, at, lexicon.GDP) && !s.has(a, at, lexicon.Spend, lexicon.Share, lexicon.Defence, lexicon.Measure):
		return otherBase
	case s.near(at, lexicon.Real):
		return realGrowth
	}
	for i := at - 1; i >= 0 && s.ps[i].Kind != reader.IsLevel && s.ps[i].Sign != ';'; i-- {
		if s.ps[i].Is(lexicon.Real) {
			return realGrowth // "In real terms, …"
		}
	}
	return growth
}

// fell reports whether the change of a per cent is a fall.
func (s *sentence) fell(at int) bool {
	a, z := s.span(s.clause[at], s.clause[at])
	if at+1 < len(s.ps) && s.than(at) >= 0 {
		return s.ps[at+1].Is(lexicon.Less) || s.first(at+1) == lexicon.Cmp && s.ps[at+1].Val(lexicon.Cmp) == "<"
	}
	for i := a; i <= z && i < at+4; i++ {
		switch s.first(i) {
		case lexicon.Rise:
			return false
		case lexicon.Fall:
			return true
		}
	}
	return false
}

// than is the time that a per cent is set against as by how much more or less it
// is: "24 per cent more than last year"; -1 for none.
func (s *sentence) than(at int) int {
	change := false
	for i := at + 1; i < len(s.ps) && i <= at+6 && s.clause[i] == s.clause[at]; i++ {
		p := &s.ps[i]
		switch {
		case p.Is(lexicon.More, lexicon.Less) || s.first(i) == lexicon.Gap, s.first(i) == lexicon.Cmp && p.N > 1:
			change = change || i <= at+2
		case p.Kind == reader.IsTime:
			if change && s.thanTime(i) {
				return i
			}
			return -1
		case p.Kind == reader.IsLevel:
			return -1
		}
	}
	return -1
}

// grown reports whether a per cent is by how much something rose or fell: a
// word of change stands before it in its clause, and nothing that leads to
// where it rose.
func (s *sentence) grown(at int) bool {
	a, z := s.span(s.clause[at], s.clause[at])
	for i := at - 1; i >= a && i >= at-3; i-- {
		if s.byHowMuch(i, at) {
			continue
		}
		if s.ps[i].Is(lexicon.To, lexicon.From, lexicon.At, lexicon.Cmp, lexicon.Meet, lexicon.Until) || s.ps[i].Kind == reader.IsTime && s.ps[i].Time.Role == reader.SinceYear {
			return false
		}
	}
	for i := a; i <= z && i < at+3; i++ {
		if first := s.first(i); first == lexicon.Rise || first == lexicon.Fall {
			return true
		}
	}
	return false
}

// byHowMuch reports whether a phrase before a number is the "of" of a change and
// not its "from", which is the same word in some languages: "a rise of
// 0.47 %", with no "to 2.69 %" behind.
func (s *sentence) byHowMuch(i, at int) bool {
	if i == 0 || !s.ps[i].Is(lexicon.From) || !s.ps[i].Is(lexicon.Of) && !s.light(i) || !s.ps[i-1].Is(lexicon.Rise, lexicon.Fall) {
		return false
	}
	for k := at + 1; k < len(s.ps) && s.clause[k] == s.clause[at]; k++ {
		if s.ps[k].Kind == reader.IsLevel && s.has(at+1, k-1, lexicon.To, lexicon.At, lexicon.Until) {
			return false
		}
	}
	return true
}

// baseNear looks at the words between this value and its neighbours, within
// its clause: first behind it, then before it.
func (s *sentence) baseNear(k int) base {
	v := &s.values[k]
	a, z := s.span(s.clause[v.at], s.clause[v.at])
	if k > 0 && s.values[k-1].at >= a {
		a = s.values[k-1].at + 1
	}
	if k+1 < len(s.values) && s.values[k+1].at <= z {
		z = s.values[k+1].at - 1
	}
	behind := v.at
	for behind < min(z, v.at+7) && !s.ps[behind+1].Is(lexicon.And, lexicon.Rise, lexicon.Fall, lexicon.Meet) {
		behind++
	}
	switch b := s.baseAround(v.at+1, behind); b {
	case equipment, personnel, infra:
		if s.has(a, v.at-1, lexicon.GDP) || s.baseAround(a, v.at-1) == ofGDP {
			return otherBase // "of GDP … on equipment": a share that NATO does not give
		}
		return b
	case unknownBase:
	case realGrowth:
		if o := s.baseAround(a, v.at-1); o == otherBase || o == ofGDP && !s.has(a, v.at-1, lexicon.Spend, lexicon.Share, lexicon.Defence) {
			return otherBase // GDP itself, or orders, grew
		}
		return b
	default:
		return b
	}
	if k > 0 && s.values[k-1].at == a-1 && s.has(a, v.at-1, lexicon.And) {
		for a < v.at && !s.ps[a].Is(lexicon.And) {
			a++ // what stands before "and" is of the number before
		}
	}
	b := s.baseAround(a, v.at-1)
	if b == ofGDP && s.has(a, v.at-1, lexicon.Rise, lexicon.Fall) && !s.has(a, v.at-1, lexicon.Spend, lexicon.Share, lexicon.Defence, lexicon.Measure) {
		return otherBase // GDP itself grew
	}
	return b
}

// baseAround is the base that words from to to name; otherBase where they name
// two that do not go together.
func (s *sentence) baseAround(from, to int) base {
	if from > to {
		return unknownBase
	}
	var gdp, real bool
	category := unknownBase
	for i := max(0, from); i <= to; i++ {
		p := &s.ps[i]
		switch {
		case p.Is(lexicon.GDP):
			gdp = true
		case p.Is(lexicon.Real):
			real = true
		case p.Is(lexicon.Measure):
			switch m := p.Val(lexicon.Measure); m {
			case "share":
				gdp = true
			case "equip", "perss", "infra":
				category = base(m)
			case "growth":
				real = true
			case "rnd", "other", "gdppc", "gdpreal":
				return otherBase
			}
		case p.Is(lexicon.Beyond) && p.Val(lexicon.Beyond) == "economy":
			return otherBase
		}
	}
	switch {
	case s.mark(from, to, lexicon.Base, "other"), s.mark(from, to, lexicon.Turn, "other"):
		return otherBase
	case s.mark(from, to, lexicon.Base, "total"):
		return ofTotal
	case gdp && category != unknownBase:
		return otherBase // "51 % of GDP on equipment": a share that NATO does not give
	case gdp:
		return ofGDP
	case s.mark(from, to, lexicon.Turn, "budget"):
		return ofBudget
	case category != unknownBase:
		return category
	case real:
		return realGrowth
	}
	return unknownBase
}

// denies reports whether a phrase is a negation, and no other word.
func (s *sentence) denies(i int) bool {
	f := s.first(i)
	return (f == lexicon.Not || f == lexicon.Neither || f == lexicon.Never) && !s.ps[i].Is(lexicon.Filler)
}

// negated reports a negation among phrases from to to.
func (s *sentence) negated(from, to int) bool {
	for i := max(0, from); i <= min(to, len(s.ps)-1); i++ {
		if s.denies(i) {
			return true
		}
	}
	return s.mark(from, to, lexicon.Yet)
}

// plainText is the text between phrases without line breaks.
func plainText(s string) string { return strings.Join(strings.Fields(s), " ") }

// twice reports whether a value's digits can be read in two ways.
func twice(lv reader.Level) bool { return lv.Alt != 0 && !math.IsNaN(lv.Alt) }

// lastBase is of what the last per cent of a sentence is that says so, or
// another measure that it names behind; before where it says nothing.
func (s *sentence) lastBase(before base) base {
	last, at := before, -1
	for k := range s.values {
		if v := &s.values[k]; v.lv.Unit == reader.Percent && v.said && v.base != growth && v.base != realGrowth {
			last, at = v.base, v.at
		}
	}
	if b := s.baseAround(at+1, len(s.ps)-1); b == ofGDP || b == otherBase && at < 0 || b == equipment || b == personnel || b == infra {
		last = b
	}
	return last
}
