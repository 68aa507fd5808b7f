package reader

import (
	"slices"

	"natobot/facts/lexicon"
)

// An item is a run of tokens that the lexicon knows as one, a number, a sign,
// or a word that it does not know.
type item struct {
	tok, n   int // tokens
	senses   []lexicon.Sense
	kind     itemKind
	sign     byte
	repaired string // the word that a misspelt one was read as
}

type itemKind uint8

const (
	known itemKind = iota
	digits
	dated
	sign
	unread
)

// Costs of a reading, in tenths.
const (
	costItem    = 10 // each phrase
	costForeign = 6  // a word of another language than the sentence's
	costUnread  = 60
)

// a line is one message cut into items, in one language.
type line struct {
	r     *Reader
	src   string // the original text
	toks  []lexicon.Token
	items []item
	lang  lexicon.Lang
	plain []int // how much each language knows of it, names left out
	said  bool  // a statement's, which asks nothing
}

// cut finds the language of the tokens and the cheapest row of items.
func (r *Reader) cut(toks []lexicon.Token, hint lexicon.Lang) *line {
	unshout(toks)
	at, spans := r.look(toks)
	l := &line{r: r, toks: toks}
	l.lang = r.language(toks, at, spans, hint)
	l.plain = r.scores(toks, at, spans, nameSorts)
	l.items = r.cheapest(toks, at, spans, l.lang)
	l.unsure(at, spans)
	l.homonyms()
	l.capitals()
	return l
}

// capitals makes a seat of government the Ally that it stands for, where figures
// are spoken of and no meeting: "how much does Berlin spend".
func (l *line) capitals() {
	figures := false
	for i := range l.items {
		if l.is(i, lexicon.Meeting, lexicon.Person, lexicon.When, lexicon.Where, lexicon.Check, lexicon.Say) {
			return
		}
		figures = figures || l.is(i, lexicon.Spend, lexicon.Measure, lexicon.Share)
	}
	if !figures {
		return
	}
	for i := range l.items {
		it := &l.items[i]
		if it.kind != unread && !(len(it.senses) > 0 && it.senses[0].Sort == lexicon.City) || !l.toks[it.tok].Upper && it.kind == unread {
			continue
		}
		for _, sp := range l.r.Lex.Said(l.toks, it.tok, nil, lexicon.Memo{}) {
			for _, s := range sp.Senses {
				if sp.N == it.n && s.Sort == lexicon.Capital && len(s.Val) == 3 {
					it.kind, it.senses = known, []lexicon.Sense{{Sort: lexicon.Ally, Val: s.Val, Lang: s.Lang}}
				}
			}
		}
	}
}

// look looks up every phrase that begins at a token: those at i are
// spans[at[i]:at[i+1]].
func (r *Reader) look(toks []lexicon.Token) ([]int32, []lexicon.Span) {
	n := len(toks)
	at := make([]int32, n+1)
	spans := make([]lexicon.Span, 0, 2*n)
	for i := range toks {
		at[i] = int32(len(spans))
		if k := toks[i].Kind; k == lexicon.Word || k == lexicon.Sign || k == lexicon.Digits {
			spans = r.Lex.At(toks, i, spans)
		}
	}
	at[n] = int32(len(spans))
	return at, spans
}

// unshout takes the capitals off a message that is all in capitals: they say
// nothing of a word then.
func unshout(toks []lexicon.Token) {
	words, long := 0, 0
	for i := range toks {
		t := &toks[i]
		if t.Kind != lexicon.Word || len(t.Fold) < 2 {
			continue
		}
		if !t.Caps {
			return
		}
		words++
		if len(t.Fold) > 4 {
			long++
		}
	}
	if words < 3 || long == 0 {
		return
	}
	for i := range toks {
		toks[i].Caps = false
	}
}

// unsure leaves unread what says nothing in the language that was taken and would
// change what is asked in another that knows as many of the words: "le" is an
// article in French and "only" in Slovenian.
func (l *line) unsure(at []int32, spans []lexicon.Span) {
	known := l.plain[l.lang]
	for i := range l.items {
		it := &l.items[i]
		if len(it.senses) == 0 || !idle[it.senses[0].Sort] || l.number(i+1) { // "en 2020" is a preposition
			continue
		}
		for _, sp := range spans[at[it.tok]:at[it.tok+1]] {
			for _, s := range sp.Senses {
				if s.Lang != l.lang && s.Lang != lexicon.Common && l.plain[s.Lang] >= known && grave[s.Sort] && sp.N >= it.n {
					it.kind, it.senses = unread, nil
				}
			}
		}
	}
}

// idle are the sorts of words that say nothing by themselves, grave those that
// change what is asked wherever they stand.
var (
	idle  = sortSet(lexicon.Filler, lexicon.Please, lexicon.About, lexicon.Aux, lexicon.Elision, lexicon.Estimate)
	grave = sortSet(lexicon.Not, lexicon.Neither, lexicon.None, lexicon.Only, lexicon.Never, lexicon.Always, lexicon.Ever, lexicon.Real, lexicon.Nominal, lexicon.Except, lexicon.Outside, lexicon.Median, lexicon.Mean)
)

// language is the one that knows most of the tokens; of equals the hint, then
// English, then the first.
func (r *Reader) language(toks []lexicon.Token, at []int32, spans []lexicon.Span, hint lexicon.Lang) lexicon.Lang {
	return r.best(r.scores(toks, at, spans, nil), hint)
}

// scores says how much each language knows of the tokens, senses of some sorts
// left out.
func (r *Reader) scores(toks []lexicon.Token, at []int32, spans []lexicon.Span, without []lexicon.Sort) []int {
	score := make([]int, len(r.Lex.Langs))
	reach := make([]int, len(r.Lex.Langs)) // the token up to which a language has counted
	for i := range toks {
		if coded(toks[i], spans[at[i]:at[i+1]]) {
			continue
		}
		for _, sp := range spans[at[i]:at[i+1]] {
			for _, s := range sp.Senses {
				end := i + sp.N
				if s.Lang == lexicon.Common || reach[s.Lang] >= end || slices.Contains(without, s.Sort) {
					continue
				}
				score[s.Lang] += 2*(end-max(i, reach[s.Lang])) + (sp.N - 1)
				reach[s.Lang] = end
			}
		}
	}
	return score
}

// best is the language with the highest score.
func (r *Reader) best(score []int, hint lexicon.Lang) lexicon.Lang {
	best := lexicon.Common
	rank := func(l lexicon.Lang) int {
		s := 3 * score[l]
		if l == hint {
			s += 2
		} else if r.Lex.Langs[l] == "en" {
			s++
		}
		return s
	}
	for l := range score[1:] {
		if c := lexicon.Lang(l + 1); best == lexicon.Common || rank(c) > rank(best) {
			best = c
		}
	}
	return best
}

// nameSorts are those of names, which are spelt alike in many languages.
var nameSorts = []lexicon.Sort{lexicon.Ally, lexicon.Group, lexicon.Place, lexicon.Person, lexicon.City, lexicon.Capital}

// alike are the other languages that know as many words of the message, names
// left out; bare is true where no language knows one.
func (l *line) alike() (tags []string, bare bool) {
	own := l.plain[l.lang]
	if own == 0 {
		return nil, true
	}
	for i, n := range l.plain {
		if n >= own && lexicon.Lang(i) != l.lang {
			tags = append(tags, l.r.Lex.Langs[i])
		}
	}
	return tags, false
}

// coded reports whether a token is a code in capitals, which is of no language.
func coded(t lexicon.Token, spans []lexicon.Span) bool {
	if !t.Caps {
		return false
	}
	for _, sp := range spans {
		for _, s := range sp.Senses {
			if s.Caps && sp.N == 1 {
				return true
			}
		}
	}
	return false
}

// cheapest covers the tokens with the fewest and cheapest items.
func (r *Reader) cheapest(toks []lexicon.Token, at []int32, spans []lexicon.Span, lang lexicon.Lang) []item {
	n := len(toks)
	cost := make([]int32, n+1)
	pick := make([]int32, n) // span, or -1
	for i := n - 1; i >= 0; i-- {
		pick[i] = -1
		cost[i] = cost[i+1]
		switch toks[i].Kind {
		case lexicon.Word, lexicon.Flag:
			cost[i] += costUnread
		case lexicon.Digits:
			cost[i] += costItem
		}
		for k := at[i]; k < at[i+1]; k++ {
			if toks[i].Kind == lexicon.Sign && !spoken(spans[k].Senses, lang) {
				continue
			}
			c := cheapestSense(spans[k].Senses, lang, toks[i:i+spans[k].N])
			if c < 0 {
				continue
			}
			c += costItem + cost[i+spans[k].N]
			point := toks[i+spans[k].N-1].Kind == lexicon.Sign // "2 proc.": the point is the word's
			if c < cost[i] || c == cost[i] && point || toks[i].Kind == lexicon.Sign && pick[i] < 0 {
				cost[i], pick[i] = c, k
			}
		}
	}
	items := make([]item, 0, n)
	for i := 0; i < n; {
		it := item{tok: i, n: 1}
		switch {
		case pick[i] >= 0:
			sp := spans[pick[i]]
			it.n = sp.N
			it.senses = allowed(sp.Senses, lang, toks[i:i+sp.N])
			if toks[i].Kind == lexicon.Sign {
				it.sign = toks[i].Fold[0]
			}
		case toks[i].Kind == lexicon.Digits && toks[i].Date != "":
			it.kind = dated
		case toks[i].Kind == lexicon.Digits:
			it.kind = digits
		case toks[i].Kind == lexicon.Sign:
			it.kind, it.sign = sign, toks[i].Fold[0]
		case toks[i].Kind == lexicon.Flag:
			it = r.flag(it, toks[i])
		default:
			it.kind = unread
		}
		items = append(items, it)
		i += it.n
	}
	return items
}

// flag reads an Ally's flag; another country's is unread.
func (r *Reader) flag(it item, t lexicon.Token) item {
	for i := range r.Data.Allies {
		a := &r.Data.Allies[i]
		if lexicon.Fold(a.Alpha2) == t.Fold {
			it.senses = []lexicon.Sense{{Sort: lexicon.Ally, Val: string(a.Code)}}
			return it
		}
	}
	it.kind = unread
	return it
}

// fits reports whether a sense may be taken for these tokens in a sentence of
// lang, and at what cost.
func fits(s lexicon.Sense, lang lexicon.Lang, toks []lexicon.Token) (int32, bool) {
	c := int32(s.Cost)
	if s.Caps && !toks[0].Caps {
		return 0, false
	}
	if s.Lang != lang && s.Lang != lexicon.Common {
		if s.Sort == lexicon.Filler || s.Sort == lexicon.Please {
			c += costForeign
		}
		c += costForeign + int32(len(toks)-1)*(costForeign+costItem) // a phrase of another language is no cheaper than its words
	}
	return c, true
}

// spoken reports whether one of the senses belongs to the language or to all: a
// sign is what it is in the sentence's own.
func spoken(senses []lexicon.Sense, lang lexicon.Lang) bool {
	for _, s := range senses {
		if s.Lang == lang || s.Lang == lexicon.Common {
			return true
		}
	}
	return false
}

func cheapestSense(senses []lexicon.Sense, lang lexicon.Lang, toks []lexicon.Token) int32 {
	best := int32(-1)
	for _, s := range senses {
		if c, ok := fits(s, lang, toks); ok && (best < 0 || c < best) {
			best = c
		}
	}
	return best
}

// allowed are the senses of the sentence's language and of all, cheapest first;
// those of other languages only where it has none.
func allowed(senses []lexicon.Sense, lang lexicon.Lang, toks []lexicon.Token) []lexicon.Sense {
	out := make([]lexicon.Sense, 0, len(senses))
	own := false
	caps := false // a code in capitals is nothing else
	for _, s := range senses {
		if _, ok := fits(s, lang, toks); ok && (s.Lang == lang || s.Lang == lexicon.Common) {
			own = true
			caps = caps || s.Caps
		}
	}
	for _, s := range senses {
		if _, ok := fits(s, lang, toks); !ok || own && s.Lang != lang && s.Lang != lexicon.Common || caps && !s.Caps {
			continue
		}
		i := len(out)
		out = append(out, s)
		for ; i > 0 && out[i-1].Cost > s.Cost; i-- {
			out[i], out[i-1] = out[i-1], out[i]
		}
	}
	return out
}

// sense is the item's sense of that sort.
func (it *item) sense(s lexicon.Sort) (lexicon.Sense, bool) {
	for _, x := range it.senses {
		if x.Sort == s {
			return x, true
		}
	}
	return lexicon.Sense{}, false
}

// is reports whether item i of the line can be one of the sorts.
func (l *line) is(i int, sorts ...lexicon.Sort) bool {
	if i < 0 || i >= len(l.items) {
		return false
	}
	for _, x := range l.items[i].senses {
		for _, s := range sorts {
			if x.Sort == s {
				return true
			}
		}
	}
	return false
}

// val is the value of item i as that sort.
func (l *line) val(i int, s lexicon.Sort) string {
	x, _ := l.items[i].sense(s)
	return x.Val
}

// isSign reports whether item i is one of the signs.
func (l *line) isSign(i int, signs string) bool {
	if i < 0 || i >= len(l.items) || l.items[i].sign == 0 {
		return false
	}
	for j := range len(signs) {
		if l.items[i].sign == signs[j] {
			return true
		}
	}
	return false
}

// light reports whether item i says nothing: a filler, or a sign that only parts.
func (l *line) light(i int) bool {
	if i < 0 || i >= len(l.items) {
		return false
	}
	it := &l.items[i]
	return len(it.senses) > 0 && it.senses[0].Sort == lexicon.Filler || it.kind == sign && (it.sign == '"' || it.sign == '\'' || it.sign == '(' || it.sign == ')' || it.sign == '*' || it.sign == '_')
}

// skip is the first item from i that is not light.
func (l *line) skip(i int) int {
	for l.light(i) {
		i++
	}
	return i
}

// text is how items from to to were written.
func (l *line) text(from, to int) string {
	a := l.toks[l.items[from].tok]
	b := l.items[to-1]
	return l.src[a.Start:l.toks[b.tok+b.n-1].End]
}
