package reader

import (
	"math/bits"
	"slices"
	"strings"
	"sync"

	"natobot/facts"
	"natobot/facts/lexicon"
)

// A Match is what a piece of text names. The zero value: nothing known.
type Match struct {
	Ally      facts.Code   // the Ally, or an aggregate; "" when none is clearly meant
	Group     string       // a group of Allies ("the Baltics"); Allies then holds its members
	Allies    []facts.Code // the members of Group
	NonAlly   string       // a country that is no Ally, by its English name
	Corrected bool         // the text is spelt otherwise than any known name: say so
	Near      []facts.Code // two or more Allies equally near, or one that is not near enough: ask
}

// Found reports whether an Ally, an aggregate or a group is clearly meant.
func (m Match) Found() bool { return m.Ally != "" || m.Group != "" }

// longestName is the longest text that is measured against names, in letters.
const longestName = 40

// A nameIndex holds the names that a misspelling or a beginning is measured
// against, gathered when they are first wanted.
type nameIndex struct {
	once sync.Once
	list []lexicon.Phrase
	sets []uint64 // the letters of each, as bits
}

func (r *Reader) named() *nameIndex {
	n := r.names
	n.once.Do(func() {
		n.list = r.Lex.Phrases(lexicon.Ally, lexicon.Aggregate, lexicon.Group, lexicon.Place)
		n.sets = make([]uint64, len(n.list))
		for i := range n.list {
			n.sets[i] = letters(n.list[i].Text)
		}
	})
	return n
}

// Beginning calls f with each name of an Ally, an aggregate or a group that
// begins so, in any language, in the order of the alphabet, until f is false.
func (r *Reader) Beginning(s string, f func(lexicon.Phrase) bool) {
	list := r.named().list
	s = lexicon.Fold(s)
	i, _ := slices.BinarySearchFunc(list, s, func(p lexicon.Phrase, s string) int { return strings.Compare(p.Text, s) })
	for ; i < len(list) && strings.HasPrefix(list[i].Text, s); i++ {
		if list[i].Sort != lexicon.Place && !f(list[i]) {
			return
		}
	}
}

// MatchAlly says which Ally the whole of text names: by name or alias in the
// languages of the lexicon, by ISO 3166-1 code of two or three letters in any
// case, by flag or by demonym. Misspellings are resolved, and marked Corrected,
// when they are one edit from one Ally and farther from every other country;
// else they end in Near. The members of a group are those of the newest
// edition's day.
func (r *Reader) MatchAlly(text string) Match {
	toks := r.Lex.Tokens(lexicon.Clean(text))
	if len(toks) == 0 || len(toks) > longestName {
		return Match{}
	}
	if m, ok := r.nameOf(toks); ok {
		return m
	}
	_, name := r.nameOf(toks[:1])
	if len(toks) > 1 && !name && r.is(toks[:1], lexicon.Filler) { // "the Netherlands", but "es pl" are two codes
		toks = toks[1:]
		if m, ok := r.nameOf(toks); ok {
			return m
		}
	}
	if r.is(toks) { // another word of a language is no misspelling
		return Match{}
	}
	words := make([]string, len(toks))
	for i, t := range toks {
		words[i] = t.Fold
	}
	return r.misspelt(strings.Join(words, " "))
}

// ParseAllies reads a list of Allies, aggregates and groups as people type it
// ("spain, poland and the baltics"). What it can't read comes back in unknown,
// cut to 40 characters each; misspellings are never resolved here.
func (r *Reader) ParseAllies(text string) (allies []facts.Code, unknown []string) {
	toks := r.Lex.Tokens(lexicon.Clean(text))
	for i := 0; i < len(toks); {
		m, n := r.longest(toks, i)
		switch {
		case m.Ally != "":
			allies = addCode(allies, m.Ally)
		case m.Group != "":
			for _, c := range m.Allies {
				allies = addCode(allies, c)
			}
		case toks[i].Kind == lexicon.Sign || r.is(toks[i:i+1], lexicon.Filler, lexicon.And):
			n = 1
		default:
			n = 1
			unknown = append(unknown, short(toks[i].Raw))
		}
		i += n
	}
	return allies, unknown
}

// longest is the longest name at token i.
func (r *Reader) longest(toks []lexicon.Token, i int) (Match, int) {
	if toks[i].Kind == lexicon.Flag {
		m, _ := r.nameOf(toks[i : i+1])
		return m, 1
	}
	best, n := Match{}, 0
	for _, sp := range r.Lex.At(toks, i, nil) {
		if sp.N <= n {
			continue
		}
		if m, ok := r.nameOf(toks[i : i+sp.N]); ok && m.Found() {
			best, n = m, sp.N
		}
	}
	if n > 0 {
		return best, n
	}
	if m, ok := r.nameOf(toks[i : i+1]); ok && m.Found() {
		return m, 1
	}
	return Match{}, 0
}

// is reports whether all tokens together are a word of one of the sorts in any
// language; of no sort given: any word.
func (r *Reader) is(toks []lexicon.Token, sorts ...lexicon.Sort) bool {
	if toks[0].Kind == lexicon.Flag { // its letters are no word
		return false
	}
	for _, sp := range r.Lex.At(toks, 0, nil) {
		if sp.N != len(toks) {
			continue
		}
		for _, s := range sp.Senses {
			if len(sorts) == 0 || slices.Contains(sorts, s.Sort) {
				return true
			}
		}
	}
	return false
}

// nameOf is what all tokens together name; false where they name nothing.
func (r *Reader) nameOf(toks []lexicon.Token) (Match, bool) {
	if len(toks) == 1 && toks[0].Kind == lexicon.Flag {
		for i := range r.Data.Allies {
			if a := &r.Data.Allies[i]; strings.EqualFold(a.Alpha2, toks[0].Fold) {
				return Match{Ally: a.Code}, true
			}
		}
		return Match{}, false
	}
	if toks[0].Kind == lexicon.Flag {
		return Match{}, false
	}
	var senses []lexicon.Sense
	for _, sp := range r.Lex.At(toks, 0, nil) {
		if sp.N == len(toks) {
			senses = append(senses, sp.Senses...)
		}
	}
	for _, want := range [...]lexicon.Sort{lexicon.Ally, lexicon.Aggregate, lexicon.Group, lexicon.Place} {
		for _, s := range senses {
			if s.Sort == want {
				if m := r.match(s.Sort, s.Val); m.Found() || m.NonAlly != "" {
					return m, true
				}
			}
		}
	}
	return Match{}, false
}

// match is what a name of the lexicon stands for in the data.
func (r *Reader) match(s lexicon.Sort, val string) Match {
	switch s {
	case lexicon.Ally, lexicon.Aggregate:
		return Match{Ally: facts.Code(val)}
	case lexicon.Group:
		if g, ok := r.Data.Group(val); ok {
			return Match{Group: g.Name, Allies: g.Members(r.Data.Newest().Published.Last())}
		}
	case lexicon.Place:
		return Match{NonAlly: val}
	}
	return Match{}
}

// misspelt finds the Ally whose name is nearest to a folded text. All other
// countries are measured too: Ireland is one edit from Iceland.
func (r *Reader) misspelt(s string) Match {
	n := len([]rune(s))
	if edits(n) == 0 || n > longestName {
		return r.begun(s, Match{})
	}
	near := r.nearestNames(s)
	one := near.edits == 1 && n >= 5
	switch {
	case len(near.allies) == 1 && len(near.places) == 0 && (one || near.edits == 2 && n >= 9):
		return Match{Ally: near.allies[0], Corrected: true}
	case len(near.allies) == 0 && len(near.places) == 1 && one:
		return Match{NonAlly: near.places[0], Corrected: true}
	}
	return r.begun(s, Match{Near: near.allies})
}

// nearNames are the countries whose names are equally few edits from a text.
type nearNames struct {
	edits  int
	allies []facts.Code
	places []string // countries that are no Allies
}

// add keeps a name that is so many edits away, instead of those farther away.
func (n *nearNames) add(p *lexicon.Phrase, edits int) {
	if edits < n.edits {
		n.edits, n.allies, n.places = edits, n.allies[:0], n.places[:0]
	}
	if p.Sort == lexicon.Ally {
		n.allies = addCode(n.allies, facts.Code(p.Val))
	} else if !slices.Contains(n.places, p.Val) {
		n.places = append(n.places, p.Val)
	}
}

// nearestNames are the countries nearest to a folded text, within the edits that
// a text of its length may be away.
func (r *Reader) nearestNames(s string) nearNames {
	w, set := []rune(s), letters(s)
	limit := edits(len(w))
	var rows [3][]int
	for i := range rows {
		rows[i] = make([]int, longestName+8)
	}
	near := nearNames{edits: limit + 1}
	n := r.named()
	for i := range n.list {
		p := &n.list[i]
		within := min(near.edits, limit)
		if p.Sort != lexicon.Ally && p.Sort != lexicon.Place || bits.OnesCount64(set&^n.sets[i]) > within || bits.OnesCount64(n.sets[i]&^set) > within {
			continue
		}
		name := []rune(p.Text)
		if len(name) > longestName || len(name) > len(w)+within || len(name) < len(w)-within {
			continue
		}
		if d := facts.Distance(w, name, within, &rows); d <= within {
			near.add(p, d)
		}
	}
	return near
}

// begun adds the Allies whose English name begins with s: "slov" is the
// beginning of two.
func (r *Reader) begun(s string, m Match) Match {
	if len(s) < 3 {
		return m
	}
	for i := range r.Data.Allies {
		if strings.HasPrefix(lexicon.Fold(r.Data.Allies[i].Name), s) {
			m.Near = addCode(m.Near, r.Data.Allies[i].Code)
		}
	}
	return m
}

// edits is how many edits a text of n letters may be away from a name.
func edits(n int) int {
	switch {
	case n <= 3:
		return 0
	case n <= 5:
		return 1
	case n <= 9:
		return 2
	}
	return 3
}

// letters is the set of a text's letters as bits, to pass over names that can't
// be near before measuring.
func letters(s string) uint64 {
	var m uint64
	for _, c := range s {
		m |= 1 << (uint(c) % 64)
	}
	return m
}

func addCode(list []facts.Code, c facts.Code) []facts.Code {
	if slices.Contains(list, c) {
		return list
	}
	return append(list, c)
}
