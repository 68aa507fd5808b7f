package lexicon

import (
	"sync"
)

// Words of these sorts may be repaired towards: names and nouns that cannot be
// taken for another word of a question.
var nameable = [...]Sort{Ally, Group, Aggregate, Allies, Measure, Spend, Percent, Cmp, Who, HowMany, Compare, Trend, Rank, GDP, Share, Currency}

// minRepair is the shortest word that is repaired, in letters.
const minRepair = 4

// near is an index of the words that may be repaired towards, by their length.
type near struct {
	once sync.Once
	by   [32][]nearWord
}

type nearWord struct {
	word string
	node uint32
}

// Near is the one word of the language, or name, that w is a slip of the hand
// away from: a letter too many, missing, wrong, or two that changed places. It
// returns nothing where none is, or where two are that mean different things.
func (l *Lexicon) Near(w string, lang Lang) (string, []Sense) {
	l.near.once.Do(l.index)
	r := []rune(w)
	if len(r) < minRepair {
		return "", nil
	}
	best, found := "", []Sense(nil)
	for n := len(r) - 1; n <= len(r)+1; n++ {
		if n < minRepair-1 || n >= len(l.near.by) {
			continue
		}
		for _, c := range l.near.by[n] {
			if !slip(r, c.word) {
				continue
			}
			senses := mendable(l.sensesOf(c.node, nil), lang)
			if len(senses) == 0 {
				continue
			}
			if found != nil && rank(senses[0].Sort) > rank(found[0].Sort) {
				continue // a name before a noun, a noun before a comparison
			}
			if found != nil && rank(senses[0].Sort) < rank(found[0].Sort) {
				found = nil
			}
			if found != nil && (found[0].Sort != senses[0].Sort || found[0].Val != senses[0].Val) {
				return "", nil
			}
			best, found = c.word, senses
		}
	}
	return best, found
}

// rank is which sort is meant first by a word that is a slip from several.
func rank(s Sort) int {
	switch s {
	case Ally, Group:
		return 0
	case Cmp, Who:
		return 2
	}
	return 1
}

func mendable(all []Sense, lang Lang) []Sense {
	var out []Sense
	for _, s := range all {
		if s.Lang != lang && s.Lang != Common || s.Caps {
			continue
		}
		for _, n := range nameable {
			if s.Sort == n {
				out = append(out, s)
			}
		}
	}
	return out
}

// index lists the whole words that stand alone, by length.
func (l *Lexicon) index() {
	l.list(l.packed.words, minRepair-1)
	l.list(l.packed.stems, minRepair+1)
}

func (l *Lexicon) list(t table, shortest int) {
	for i := range t.size {
		off, size, id := t.word(i)
		if id == 0 {
			continue
		}
		node := l.packed.edge(0, id)
		if node == 0 || !l.packed.some(node) {
			continue
		}
		w := l.packed.string(off, size)
		if n := len([]rune(w)); n >= shortest && n < len(l.near.by) {
			l.near.by[n] = append(l.near.by[n], nearWord{w, node})
		}
	}
}

// slip reports whether a and b are one letter apart: one more, one less, one
// other, or two neighbours that changed places. The first letter has to be the
// same unless the two first changed places.
func slip(a []rune, w string) bool {
	b := []rune(w)
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	if i == 0 && !(len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0]) {
		return false
	}
	j := 0
	for j < len(a)-i && j < len(b)-i && a[len(a)-1-j] == b[len(b)-1-j] {
		j++
	}
	x, y := len(a)-i-j, len(b)-i-j
	switch {
	case x == 0 && y == 0:
		return false
	case x <= 1 && y <= 1:
		return true
	case x == 2 && y == 2:
		return a[i] == b[i+1] && a[i+1] == b[i]
	}
	return false
}

// Knows reports whether a word stands in any list, alone or within a phrase, in
// any language.
func (l *Lexicon) Knows(w string) bool {
	_, ok := l.packed.find(l.packed.words, w)
	return ok
}

// Swapped are the words of all lists, alone or within a phrase, that w is when
// two neighbours change places, a doubled letter is written once, or a letter
// twice: the slips of a hand that knows the word. It walks every word: ask for
// few.
func (l *Lexicon) Swapped(w string) []string {
	r := []rune(w)
	if len(r) < minRepair {
		return nil
	}
	var out []string
	t := l.packed.words
	for i := range t.size {
		off, n, id := t.word(i)
		if id == 0 || n < len(w)-2 || n > len(w)+2 {
			continue
		}
		if c := l.packed.string(off, n); swapped(r, []rune(c)) {
			out = append(out, c)
		}
	}
	return out
}

// swapped reports whether two words differ by neighbours that changed places, or
// by a letter that one has twice and the other once.
func swapped(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 0:
		return i+1 < len(a) && a[i] != a[i+1] && a[i] == b[i+1] && a[i+1] == b[i] && string(a[i+2:]) == string(b[i+2:])
	case 1:
		return i > 0 && b[i] == b[i-1] && string(a[i:]) == string(b[i+1:])
	}
	return false
}
