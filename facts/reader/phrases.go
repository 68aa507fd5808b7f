package reader

import (
	"natobot/facts"
	"natobot/facts/lexicon"
	"natobot/facts/query"
)

// A Phrase is a local phrase of a statement: a number with its unit, a time, a
// name or a word by its sorts, a sign. What no list knows is one too, without
// senses. Phrases do not overlap; Marks do.
type Phrase struct {
	Kind   PhraseKind
	Tok, N int // tokens, into those that were given
	Senses []lexicon.Sense
	Level  Level
	Time   When
	Sign   byte
}

// A PhraseKind is what a Phrase is.
type PhraseKind uint8

// The kinds of phrase.
const (
	IsWord PhraseKind = iota
	IsLevel
	IsTime
	IsSign
	IsUnread
)

// Is reports whether a phrase can be one of the sorts.
func (p *Phrase) Is(sorts ...lexicon.Sort) bool {
	for i := range p.Senses {
		for _, s := range sorts {
			if p.Senses[i].Sort == s {
				return true
			}
		}
	}
	return false
}

// Val is its value as that sort, "" where it cannot be one.
func (p *Phrase) Val(s lexicon.Sort) string {
	for i := range p.Senses {
		if p.Senses[i].Sort == s {
			return p.Senses[i].Val
		}
	}
	return ""
}

// A Unit of a Level.
type Unit uint8

// The units.
const (
	Bare    Unit = iota // no unit at all
	Percent             // per cent of something
	Points              // percentage points
	Money               // Cur, in units of it
	Heads               // persons
	Times               // a multiple
)

// A Level is a number with its unit. Alt is the other reading of its digits, or
// NaN; High the end of a span; Dec the decimals written, -1 for words.
type Level struct {
	Value, Alt, High float64
	Dec              int
	Scale            float64 // thousand, million …; 1
	Unit             Unit
	Cur              string
	PerHead          bool
	Fraction         bool // "a fifth": Value is per cent
	OfGDP            bool
	Year             bool // written as a year is
}

// A When is a year or a span of them as a statement names it.
type When struct {
	query.Time
	Role  Role
	Day   facts.Date // a day or month named
	Event string
	Said  bool // by its own digits
	Ago   bool // counted from the day of the text
}

// A Role is how a time stands to what is said.
type Role uint8

// The roles.
const (
	InYear Role = iota
	SinceYear
	UntilYear
	Span
	EachOf
	Today
	Future
	AfterYear
	BeforeYear
)

// A Mark is a word that only a statement needs, wherever it stands: it may lie
// over phrases.
type Mark struct {
	Tok, N int
	Sort   lexicon.Sort
	Val    string
}

// Words are the tokens of a text with all that each can be, looked up once.
type Words struct {
	r     *Reader
	src   string
	Toks  []lexicon.Token
	at    []int32
	spans []lexicon.Span
}

// Words looks up the tokens of a text.
func (r *Reader) Words(src string, toks []lexicon.Token) *Words {
	memo := lexicon.Memo{}
	w := &Words{r: r, src: src, Toks: toks, at: make([]int32, len(toks)+1), spans: make([]lexicon.Span, 0, 2*len(toks))}
	for i := range toks {
		w.at[i] = int32(len(w.spans))
		if k := toks[i].Kind; k == lexicon.Word || k == lexicon.Sign {
			w.spans = r.Lex.Said(toks, i, w.spans, memo)
		}
	}
	w.at[len(toks)] = int32(len(w.spans))
	return w
}

// Language is the one that knows most of the tokens from to to.
func (w *Words) Language(from, to int, hint lexicon.Lang) lexicon.Lang {
	return w.r.language(w.Toks[from:to], w.at[from:to+1], w.spans, hint)
}

// Phrases are those of a sentence in a language, by the day of the text, and
// the marks over them.
func (w *Words) Phrases(from, to int, lang lexicon.Lang, day facts.Date, newest int) ([]Phrase, []Mark) {
	r := *w.r
	r.asOf, r.newest = day, newest
	n := to - from
	at := make([]int32, n+1)
	spans := make([]lexicon.Span, 0, int(w.at[to]-w.at[from]))
	var marks []Mark
	for i := range n {
		at[i] = int32(len(spans))
		best := Mark{}
		for _, sp := range w.spans[w.at[from+i]:w.at[from+i+1]] {
			if i+sp.N > n {
				continue
			}
			if !sp.Said {
				spans = append(spans, sp)
				continue
			}
			for _, s := range sp.Senses {
				if _, ok := fits(s, lang, w.Toks[from+i:]); ok && (s.Lang == lang || s.Lang == lexicon.Common) {
					best = Mark{Tok: from + i, N: sp.N, Sort: s.Sort, Val: s.Val}
					marks = append(marks, best)
				}
			}
		}
	}
	at[n] = int32(len(spans))
	l := &line{r: &r, src: w.src, toks: w.Toks[from:to], lang: lang, said: true}
	l.items = r.cheapest(l.toks, at, spans, lang)
	return l.statement(from), longest(marks)
}

// longest leaves out marks of the same sort that lie within a longer one.
func longest(marks []Mark) []Mark {
	out := marks[:0:0]
	for i, m := range marks {
		within := false
		for j, o := range marks {
			if i != j && o.Tok <= m.Tok && o.Tok+o.N >= m.Tok+m.N && o.N > m.N && o.Sort == m.Sort {
				within = true
				break
			}
		}
		if !within {
			out = append(out, m)
		}
	}
	return out
}

// statement builds the local phrases of a line that asks nothing.
func (l *line) statement(base int) []Phrase {
	out := make([]Phrase, 0, len(l.items))
	for i := 0; i < len(l.items); {
		p, to := l.localAt(i)
		last := &l.items[to-1]
		p.Tok = base + l.items[i].tok
		p.N = last.tok + last.n - l.items[i].tok
		out = append(out, p)
		i = to
	}
	return out
}

func (l *line) localAt(i int) (Phrase, int) {
	it := &l.items[i]
	if it.kind != sign || it.sign == '%' {
		if p, ok := l.timeAt(i); ok {
			return Phrase{Kind: IsTime, Time: l.whenOf(p.time, i, p.to)}, p.to
		}
		if p, ok := l.levelAt(i); ok && p.kind == pLevel {
			return Phrase{Kind: IsLevel, Level: p.level.said()}, p.to
		}
	}
	switch {
	case len(it.senses) > 0:
		own := l.own(it)
		if len(own) > 0 && own[0].Sort == lexicon.Tenure { // nothing is decided by somebody's time in office
			return Phrase{Kind: IsUnread}, i + 1
		}
		if len(own) == 0 && it.kind != sign && it.sign == 0 {
			return Phrase{Kind: IsUnread}, i + 1
		}
		return Phrase{Senses: own, Sign: it.sign}, i + 1
	case it.kind == sign:
		return Phrase{Kind: IsSign, Sign: it.sign}, i + 1
	case it.kind == digits:
		n := l.toks[it.tok].Num
		return Phrase{Kind: IsLevel, Level: Level{Value: n.Value, Alt: n.Alt, Dec: n.Dec, Scale: 1, Year: n.Year}}, i + 1
	}
	return Phrase{Kind: IsUnread}, i + 1
}

// own are the senses that count in a statement: those of its language and of
// all, and of other languages only names written as such.
func (l *line) own(it *item) []lexicon.Sense {
	foreign := false
	for _, x := range it.senses {
		foreign = foreign || x.Lang != l.lang && x.Lang != lexicon.Common
	}
	if !foreign {
		return it.senses
	}
	var out []lexicon.Sense
	for _, x := range it.senses {
		name := x.Sort == lexicon.Ally || x.Sort == lexicon.Place || x.Sort == lexicon.Group
		if x.Lang == l.lang || x.Lang == lexicon.Common || name && l.toks[it.tok].Upper && it.tok > 0 {
			out = append(out, x)
		}
	}
	return out
}

func (lv level) said() Level {
	return Level{Value: lv.value, Alt: lv.alt, High: lv.high, Dec: lv.dec, Scale: max(1, lv.factor), Unit: Unit(lv.unit), Cur: lv.cur,
		PerHead: lv.perHead, Fraction: lv.fraction, OfGDP: lv.ofGDP}
}

func (l *line) whenOf(t timePhrase, from, to int) When {
	w := When{Time: t.Time, Role: Role(t.role), Event: t.event}
	if t.known {
		w.Day = t.asOf
	}
	for i := from; i < to; i++ {
		w.Said = w.Said || l.isYear(i) || l.items[i].kind == dated
		w.Ago = w.Ago || l.is(i, lexicon.LastYear, lexicon.ThisYear, lexicon.Ago)
	}
	return w
}

// The constants of levels and roles that leave the package are those within it.
var _ = [1]struct{}{}[int(Times)-int(times)+int(BeforeYear)-int(tBefore)]

// Each calls f with every sense of every token.
func (w *Words) Each(f func(tok int, s lexicon.Sense)) {
	for i := range w.Toks {
		for _, sp := range w.spans[w.at[i]:w.at[i+1]] {
			for _, s := range sp.Senses {
				f(i, s)
			}
		}
	}
}

// Can reports whether a phrase that begins at a token can be of the sort, in
// any language.
func (w *Words) Can(tok int, sort lexicon.Sort) bool {
	for _, sp := range w.spans[w.at[tok]:w.at[tok+1]] {
		for _, s := range sp.Senses {
			if s.Sort == sort {
				return true
			}
		}
	}
	return false
}

// Says reports whether a phrase that begins at a token can be of the sort, with
// that value, in a language.
func (w *Words) Says(tok int, sort lexicon.Sort, val string, lang lexicon.Lang) bool {
	for _, sp := range w.spans[w.at[tok]:w.at[tok+1]] {
		for _, s := range sp.Senses {
			if s.Sort == sort && s.Val == val && s.Lang == lang {
				return true
			}
		}
	}
	return false
}

// Outright reports whether one language knows so many more of the tokens than
// another that a sentence is in it, whatever the text around it is in.
func (w *Words) Outright(from, to int, own, other lexicon.Lang) bool {
	a, b := 0, 0
	for i := from; i < to; i++ {
		inA, inB := false, false
		for _, sp := range w.spans[w.at[i]:w.at[i+1]] {
			for _, s := range sp.Senses {
				inA, inB = inA || s.Lang == own, inB || s.Lang == other
			}
		}
		if inA {
			a++
		}
		if inB {
			b++
		}
	}
	return a >= 2*b+2
}
